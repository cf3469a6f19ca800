"""How a value in a column names rows elsewhere: one reading of `Join.detail`, to find joins and to follow them.

`Join.detail` by kind (docs/spec/map.md):

    SINGLE        ''  or 'negative' (the value is minus the key)
    NATURAL       ''  or 'name' (the value is a person's name)
    LIST          the separator (',', ';', '|', ' '), 'json' or 'serialised'; then ' negative' for minus the key
    JSON          a path, '$.who[*].pupil_id', or one with a discriminator, "$.who[*].id where type='pupil'"
    POLYMORPHIC   "TYPE='PUP'"; `from_columns` are the id column and the discriminator
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence

from honour.kernel.mapping import Join, JoinKind

_WHOLE = re.compile(r"([+-]?)0*(\d+)(?:\.0+)?\Z")
_SERIALISED_STRING = re.compile(r's:\d+:"([^"]*)"')
_SERIALISED_NUMBER = re.compile(r"(?<=;)i:(-?\d+)|(?<=\{)i:(-?\d+)")
_WRAPPING = "[](){}\"' "
_WHERE = re.compile(r"(?P<path>\$\S*)(?: where (?P<key>\S+)='(?P<value>.*)')?\Z", re.DOTALL)
_DISCRIMINATOR = re.compile(r"(?P<column>.+?)='(?P<value>.*)'\Z", re.DOTALL)


def canonical(value: str) -> str:
    """The form in which keys are compared: without outer space, letter case, leading zeros or a trailing `.0`."""
    found = _WHOLE.match(value)
    if found:
        return ("-" if found[1] == "-" else "") + found[2]
    text = value.strip()
    found = _WHOLE.match(text)
    if found:
        return ("-" if found[1] == "-" else "") + found[2]
    return text.casefold()


_NOTHING = frozenset(
    {
        *"n/a n.a. n/k none null nil unknown blank (none) (null) (blank)".split(),
        *("not known", "not given", "not applicable"),
    }
)
_NO_NAME = frozenset({"n/a", "n.a.", "n/k", "0"})
"""Nil and Null are surnames, and NA and NK are initials."""


def says_nothing(value: str, *, name: bool = False) -> bool:
    """Whether a value stands for an empty cell: '-', 'N/A', 'none'. Of a `name` only what no name is."""
    text = value.strip().casefold()
    return text in (_NO_NAME if name else _NOTHING) or not any(map(str.isalnum, text))


_BETWEEN = "\x1f"
"""Stands between the parts of a key of several columns; no value of a school's database holds it."""


def together(values: Sequence[str | None]) -> str:
    """The form in which keys of several columns are compared; '' where a part is missing: half a key names nothing."""
    parts = [canonical(value) for value in values if value and value.strip()]
    return _BETWEEN.join(parts) if len(parts) == len(values) else ""


def split_list(value: str, how: str) -> tuple[str, ...]:
    """The elements of a list kept in one column; empty ones left out. An unreadable list has none."""
    if how == "json":
        try:
            parsed = json.loads(value)
        except ValueError:
            return ()
        if not isinstance(parsed, list):
            parsed = [parsed]
        return tuple(str(part) for part in parsed if isinstance(part, str | int) and str(part))
    if how == "serialised":
        # a:2:{i:0;s:2:"12";i:1;s:2:"15";}: keys and values alternate
        parts = [text or number or first for text, number, first in _serialised(value)]
        return tuple(part for part in parts[1::2] if part)
    parts = [part.strip(_WRAPPING) for part in value.split(how)]
    return tuple(part for part in parts if part)


def _serialised(value: str) -> Iterator[tuple[str, str, str]]:
    for found in re.finditer(f"{_SERIALISED_STRING.pattern}|{_SERIALISED_NUMBER.pattern}", value):
        yield found[1] or "", found[2] or "", found[3] or ""


def json_leaves(value: str) -> list[tuple[str, str, dict[str, str]]]:
    """(path, value, its siblings' plain values) of every plain value in a JSON text; [] if it is no object or array."""
    try:
        parsed = json.loads(value)
    except ValueError:
        return []
    leaves: list[tuple[str, str, dict[str, str]]] = []
    _walk(parsed, "$", {}, leaves)
    return leaves


def _walk(node: object, path: str, siblings: dict[str, str], leaves: list[tuple[str, str, dict[str, str]]]) -> None:
    if isinstance(node, dict):
        plain = {str(key): str(value) for key, value in node.items() if isinstance(value, str | int | float)}
        for key, value in node.items():
            _walk(value, f"{path}.{key}", plain, leaves)
    elif isinstance(node, list):
        for value in node:
            _walk(value, f"{path}[*]", siblings, leaves)
    elif isinstance(node, str | int | float) and not isinstance(node, bool) and path != "$":
        leaves.append((path, str(node), siblings))


def discriminator(detail: str) -> tuple[str, str]:
    """(column, value) of a polymorphic join's detail."""
    found = _DISCRIMINATOR.match(detail)
    return (found["column"], found["value"].replace("''", "'")) if found else ("", "")


def values_named(join: Join) -> Callable[[str], tuple[str, ...]]:
    """What reads a column's value as the keys it names, not yet canonical. A value that names nothing gives ()."""
    if join.kind is JoinKind.LIST:
        how, minus, _ = join.detail.partition(" negative")
        if minus:
            return lambda value: tuple(part[1:] for part in split_list(value, how) if part.startswith("-"))
        return lambda value: split_list(value, how)
    if join.kind is JoinKind.JSON:
        found = _WHERE.match(join.detail)
        path, key, wanted = (found["path"], found["key"], found["value"]) if found else (join.detail, None, None)

        def in_json(value: str) -> tuple[str, ...]:
            return tuple(
                leaf
                for at, leaf, siblings in json_leaves(value)
                if at == path and (key is None or siblings.get(key) == wanted)
            )

        return in_json
    if join.detail == "negative":
        return lambda value: (value.strip()[1:],) if value.lstrip().startswith("-") else ()
    return lambda value: (value,)


_TITLES = re.compile(r"(?i)\A(mr|mrs|miss|ms|mx|dr|rev|revd|prof|sir|dame)\b\.?\s*")
_SPACES = re.compile(r"[\s,]+")


def name_key(value: str) -> str:
    """A written name without letter case, points and double spaces; 'Surname, Forename' turned round."""
    text = value.strip().casefold().replace(".", "").replace("’", "'")
    last, comma, first = text.partition(",")
    if comma and last.strip() and first.strip():
        text = f"{first.strip()} {last.strip()}"
    return _SPACES.sub(" ", text).strip()


def name_forms(forename: str, surname: str, title: str = "", full: str = "") -> frozenset[str]:
    """The ways a table writes one person's name, as `name_key` gives them: whole, with title, with initial."""
    forms: set[str] = set()
    if full:
        forms.add(name_key(full))
        forms.add(name_key(_TITLES.sub("", full.strip())))
        if not surname:
            first, _, last = _TITLES.sub("", full.strip()).rpartition(" ")
            found = _TITLES.match(full.strip())
            forename, surname = first.split(" ")[0], last
            title = title or (found[1] if found else "")
    if surname:
        first = forename.strip()
        if first:
            forms |= {name_key(f"{first} {surname}"), name_key(f"{first[0]} {surname}"), name_key(f"{surname} {first}")}
            forms.add(name_key(f"{surname} {first[0]}"))
        if title:
            forms |= {name_key(f"{title} {surname}")}
            if first:
                forms |= {name_key(f"{title} {first} {surname}"), name_key(f"{title} {first[0]} {surname}")}
    return frozenset(forms - {""})
