"""A value that names several things, without some of them: the other direction of `kernel.following`.

Everything but the element and one separator stays to the byte. Doing it twice is doing it once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from honour.kernel.errors import BadInput
from honour.kernel.following import canonical
from honour.kernel.mapping import Join, JoinKind

_OPENERS, _CLOSERS = "[{(", "]})"
_QUOTES = "\"'"
_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_WHERE = re.compile(r"(?P<path>\$\S*)(?: where (?P<key>\S+)='(?P<value>.*)')?\Z", re.DOTALL)
_DECODER = json.JSONDecoder()
_DEEPEST = 200
"""Nesting no school system reaches; a value made to exhaust the stack is refused."""


class CannotEdit(BadInput):
    """The value is not in the form the map says, so nothing was taken out of it."""


def without(value: str, join: Join, keys: Collection[str]) -> str:
    """`value` without the elements that name one of `keys` (canonical, as `kernel.following` compares them).

    `join` says how the column is read. Unchanged if none is named. Raises CannotEdit for a broken or unknown form.
    """
    keys = frozenset(keys) - {""}
    if join.kind is JoinKind.LIST:
        how, minus, _ = join.detail.partition(" negative")

        def named(element: str) -> bool:
            if minus:
                return element.startswith("-") and canonical(element[1:]) in keys
            return canonical(element) in keys

        if how == "json":
            return _json_list_without(value, named)
        if how == "serialised":
            return _serialised_without(value, named)
        return _separated_without(value, how, named)
    if join.kind is JoinKind.JSON:
        return _json_path_without(value, join.detail, keys)
    raise CannotEdit("a value with one element cannot lose an element", advice="Blank the column instead.")


# ---- separators


def _separated_without(value: str, separator: str, named: Any) -> str:
    start, end = _inside_brackets(value)
    parts = value[start:end].split(separator)
    gone = [at for at, part in enumerate(parts) if (bare := _bare(part)) and named(bare)]
    if not gone:
        return value
    if any(_depth(part) for part in parts):
        raise _broken("list")  # a bracket opened in one element and closed in another
    kept = [part for at, part in enumerate(parts) if at not in set(gone)]
    if not any(_bare(part) for part in kept):
        return (value[:start] + value[end:]).strip()
    first = next(at for at, part in enumerate(parts) if _bare(part))
    if first in gone:
        # the element that is first now takes over the blanks the first one had: '12, 15' is '15', not ' 15'
        at = next(at for at, part in enumerate(kept) if _bare(part))
        blanks = _SPACE.match(parts[first])
        kept[at] = (blanks.group() if blanks else "") + kept[at].lstrip()
    return value[:start] + separator.join(kept) + value[end:]


def _inside_brackets(value: str) -> tuple[int, int]:
    """Where the elements stand: inside one pair of brackets around all of them, or the whole value."""
    start, end = len(value) - len(value.lstrip()), len(value.rstrip())
    inner = value[start + 1 : end - 1]
    pair = end - start > 1 and value[start] in _OPENERS and _CLOSERS[_OPENERS.index(value[start])] == value[end - 1]
    return (start + 1, end - 1) if pair and not any(c in _OPENERS + _CLOSERS for c in inner) else (0, len(value))


def _depth(part: str) -> int:
    return sum(c in _OPENERS for c in part) - sum(c in _CLOSERS for c in part)


def _bare(part: str) -> str:
    return part.strip(_OPENERS + _CLOSERS + _QUOTES + " ").strip()


# ---- JSON, by its own text


@dataclass
class _Node:
    """A JSON value and where it stands. `items`: (start of the item with its name, name or '', value)."""

    start: int
    end: int
    value: Any
    kind: str
    items: list[tuple[int, str, _Node]] = field(default_factory=list)


def _json(text: str) -> _Node:
    try:
        node, end = _json_value(text, _blank(text, 0), 0)
        json.loads(text)  # the reader of the map reads it so; what it refuses is not edited
    except (ValueError, IndexError, RecursionError):
        raise _broken("JSON") from None
    if _blank(text, end) != len(text):
        raise _broken("JSON")
    return node


def _blank(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _json_value(text: str, at: int, depth: int) -> tuple[_Node, int]:
    if depth > _DEEPEST:
        raise ValueError("too deep")
    if text[at] == '"':
        value, end = _DECODER.raw_decode(text, at)
        return _Node(at, end, value, "plain"), end
    if text[at] not in "[{":
        found = _SCALAR.match(text, at)
        if not found:
            raise ValueError("no JSON")
        return _Node(at, found.end(), json.loads(found.group()), "plain"), found.end()
    closing = "]" if text[at] == "[" else "}"
    node = _Node(at, at, None, "list" if closing == "]" else "object")
    here = _blank(text, at + 1)
    while text[here] != closing:
        start, name = here, ""
        if node.kind == "object":
            if text[here] != '"':
                raise ValueError("no JSON")
            name, here = _DECODER.raw_decode(text, here)
            here = _blank(text, here)
            if text[here] != ":":
                raise ValueError("no JSON")
            here = _blank(text, here + 1)
        inner, here = _json_value(text, here, depth + 1)
        node.items.append((start, name, inner))
        here = _blank(text, here)
        if text[here] == ",":
            here = _blank(text, here + 1)
            if text[here] == closing:
                raise ValueError("no JSON")
        elif text[here] != closing:
            raise ValueError("no JSON")
    node.end = here + 1
    return node, node.end


def _json_list_without(value: str, named: Any) -> str:
    root = _json(value)
    if root.kind != "list":
        raise CannotEdit("the value is no JSON list", advice="Blank the column instead.")
    gone = {
        at
        for at, (_, _, inner) in enumerate(root.items)
        if inner.kind == "plain" and isinstance(inner.value, str | int) and named(str(inner.value))
    }
    return _cut(value, [(root, gone)])


def _json_path_without(value: str, detail: str, keys: Collection[str]) -> str:
    found = _WHERE.match(detail)
    if not found:
        raise _broken("path")
    root = _json(value)
    cuts: dict[int, tuple[_Node, set[int]]] = {}
    for trail in _trails(root, "$", [], found["path"]):
        leaf = trail[-1][0].items[trail[-1][1]][2]
        if canonical(str(leaf.value)) not in keys:
            continue
        if found["key"]:
            beside = {name: inner.value for _, name, inner in trail[-1][0].items if inner.kind == "plain"}
            if str(beside.get(found["key"])) != found["value"]:
                continue
        node, at = _whole(trail)
        cuts.setdefault(id(node), (node, set()))[1].add(at)
    return _cut(value, list(cuts.values()))


def _trails(node: _Node, path: str, above: list[tuple[_Node, int]], wanted: str) -> Iterator[list[tuple[_Node, int]]]:
    """Every way from the root to a plain value at the path, as (holder, place in it)."""
    for at, (_, name, inner) in enumerate(node.items):
        here = f"{path}[*]" if node.kind == "list" else f"{path}.{name}"
        trail = [*above, (node, at)]
        if inner.kind == "plain":
            if here == wanted and isinstance(inner.value, str | int | float) and not isinstance(inner.value, bool):
                yield trail
        elif wanted.startswith(here):
            yield from _trails(inner, here, trail, wanted)


def _whole(trail: list[tuple[_Node, int]]) -> tuple[_Node, int]:
    """The nearest list element around the value, else the object that holds it, else the value's own member."""
    for node, at in reversed(trail):
        if node.kind == "list":
            return node, at
    return trail[-2] if len(trail) > 1 else trail[-1]


def _cut(value: str, cuts: list[tuple[_Node, set[int]]]) -> str:
    """Takes items out with one separator each. An item inside one that goes is gone with it."""
    spans: list[tuple[int, int]] = []
    for node, gone in cuts:
        kept = [at for at in range(len(node.items)) if at not in gone]
        for at in gone:
            after = next((k for k in kept if k > at), None)
            before = next((k for k in reversed(kept) if k < at), None)
            start, end = node.items[at][0], node.items[at][2].end
            if before is not None:
                # with the separator in front, and whatever else goes between them
                spans.append((node.items[at - 1][2].end, end))
            elif after is not None:
                spans.append((start, node.items[at + 1][0]))
            else:
                spans.append((node.start + 1, node.end - 1))
    result, at = [], 0
    for start, end in sorted(set(spans)):
        if start < at:
            at = max(at, end)
            continue
        result.append(value[at:start])
        at = end
    return "".join([*result, value[at:]])


# ---- PHP's serialize()


def _serialised_without(value: str, named: Any) -> str:
    data = value.encode("utf-8", "surrogateescape")
    try:
        pieces, end = _php(data, 0, named, 0)
    except (ValueError, IndexError):
        raise _broken("serialised value") from None
    if end != len(data):
        raise _broken("serialised value")
    return b"".join(pieces).decode("utf-8", "surrogateescape")


def _php(data: bytes, at: int, named: Any, depth: int) -> tuple[list[bytes], int]:
    """(the value at `at` as bytes without what is named, where it ends). Lengths are in bytes and must be right."""
    if depth > _DEEPEST:
        raise ValueError("too deep")
    kind = data[at : at + 1]
    if kind == b"N":
        return _exact(data, at, b"N;"), at + 2
    if kind in b"ibd" and kind:
        end = data.index(b";", at) + 1
        if not re.fullmatch(rb"i:-?\d+;|b:[01];|d:[-+.\dEeINFA]+;", data[at:end]):
            raise ValueError("no number")
        return [data[at:end]], end
    if kind == b"s":
        return _php_string(data, at)
    if kind in (b"a", b"O"):
        return _php_array(data, at, named, depth)
    raise ValueError("a form of its own")


def _exact(data: bytes, at: int, wanted: bytes) -> list[bytes]:
    if data[at : at + len(wanted)] != wanted:
        raise ValueError("no such piece")
    return [wanted]


def _php_string(data: bytes, at: int) -> tuple[list[bytes], int]:
    colon = data.index(b":", at + 2)
    end = colon + 2 + int(data[at + 2 : colon])
    if data[colon : colon + 2] != b':"' or data[end : end + 2] != b'";':
        raise ValueError("wrong length")
    return [data[at : end + 2]], end + 2


def _php_array(data: bytes, at: int, named: Any, depth: int) -> tuple[list[bytes], int]:
    head = b"a:"
    here = at + 2
    if data[at : at + 1] == b"O":
        name_end = data.index(b":", here)
        here = name_end + 2 + int(data[here:name_end]) + 2  # O:8:"stdClass":
        head = data[at:here]
    colon = data.index(b":", here)
    count = int(data[here:colon])
    _exact(data, colon, b":{")
    here = colon + 2
    kept: list[bytes] = []
    left = count
    for _ in range(count):
        key, here = _php(data, here, named, depth + 1)
        inner, end = _php(data, here, named, depth + 1)
        if (scalar := _php_scalar(data[here:end])) and named(scalar):
            left -= 1
        else:
            kept += [*key, *inner]
        here = end
    _exact(data, here, b"}")
    return [head + str(left).encode() + b":{", *kept, b"}"], here + 1


def _php_scalar(data: bytes) -> str:
    """The number or text of a plain value; '' for anything else, which names nobody."""
    if data[:2] == b"i:":
        return data[2:-1].decode()
    if data[:2] == b"s:":
        return data[data.index(b'"') + 1 : -2].decode("utf-8", "surrogateescape")
    return ""


def _broken(what: str) -> CannotEdit:
    return CannotEdit(f"the {what} is broken, so nothing can be taken out of it", advice="A person must mend it.")
