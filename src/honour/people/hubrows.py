"""The rows of people tables as values that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from honour.kernel.address import Address
from honour.kernel.following import canonical, name_key, says_nothing
from honour.kernel.holding import Name, PersonName, SubjectKind
from honour.kernel.mapping import Hub, Meaning
from honour.kernel.tabular import Table

M = Meaning
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_SECONDS = re.compile(r"-\d{7,10}|\d{9,10}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAMED_MONTH = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})")
_MONTHS = {m: i for i, m in enumerate(("jan feb mar apr may jun jul aug sep oct nov dec").split(), 1)}
_SURNAME_COLUMN = re.compile(r"(?i)sur|last|family|snm|sname|lname|maiden")
_ADMISSION = re.compile(r"(?i)adm|roll")
_TITLED = re.compile(r"(?i)\A(mr|mrs|miss|ms|mx|dr|rev|revd|prof|sir|dame)\b\.?\s+")
_NINO = re.compile(r"(?i)\A[a-z]{2}\d{6}[a-d]\Z")
_CODES = frozenset({M.CLASS_GROUP, M.YEAR_GROUP, M.POST, M.SEX})
"""Where '0' may be a code: Reception is year 0."""
_PHONE_DIGITS = 9
"""Last digits that tell UK numbers apart whether written with 0 or +44."""


@dataclass(frozen=True)
class HubRow:
    """One row of a people table. `keys` are comparable forms: ('upn', ...), ('email', ...), ('phone', ...)."""

    address: Address
    at: str
    kind: SubjectKind
    names: tuple[PersonName, ...]
    born: date | None
    identifiers: tuple[tuple[str, str], ...]
    keys: frozenset[tuple[str, str]]
    classes: tuple[str, ...]
    years: tuple[str, ...]
    posts: tuple[str, ...]
    full: str = ""
    """Name key of the legal (else first) name; '' if the row has no name."""
    pointed: Mapping[str, str] = field(default_factory=dict)
    """column -> canonical value, of the columns asked for."""
    own: bool = True
    """False: the row is somebody else's and only names this human, as a pupil's row names a parent."""


_NAMES = frozenset({M.FORENAME, M.SURNAME, M.FULL_NAME, M.KNOWN_AS, M.FORMER_NAME, M.MIDDLE_NAME})


def _nothing(meaning: Meaning, value: str) -> bool:
    return says_nothing(value, name=meaning in _NAMES) or value.strip() == "0"


def read_day(text: str) -> date | None:
    """A day as English schools write it, or in seconds since 1970; two-digit years are not guessed."""
    text = text.strip()
    try:
        if len(text) >= 10 and text[4] == "-":  # noqa: PLR2004 - 2019-05-01
            return date.fromisoformat(text[:10])
        if found := _DAY_FIRST.match(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _NAMED_MONTH.match(text):
            return date(int(found[3]), _MONTHS.get(found[2].lower(), 0), int(found[1]))
        if len(text) == 8 and text.isdigit():  # noqa: PLR2004 - 20190501
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        if _SECONDS.fullmatch(text):
            return (_EPOCH + timedelta(seconds=int(text))).date()
    except (ValueError, OverflowError):
        return None
    return None


def hub_rows(hub: Hub, table: Table, pointed: Sequence[str]) -> Iterator[HubRow]:
    """Every row of the hub, people without names too. `pointed`: further columns whose values are wanted."""
    extra = list(dict.fromkeys([*pointed, *([hub.kind_column] if hub.kind_column else [])]))
    columns = [name for _, name in hub.columns]
    kinds = dict(hub.kind_values)
    width = len(columns)
    for key, values in table.rows([*columns, *extra]):
        held = [
            (meaning, name, value.strip())
            for (meaning, name), value in zip(hub.columns, values[:width], strict=True)
            if value and (value.strip() if meaning in _CODES else not _nothing(meaning, value))
        ]
        more = dict(zip(extra, values[width:], strict=True))
        kind = kinds.get(more.get(hub.kind_column) or "", hub.kind) if hub.kind_column else hub.kind
        yield _row(table.address(key), f"{hub.source}.{hub.table}", kind, held, more)


def _row(
    address: Address, at: str, kind: SubjectKind, held: list[tuple[Meaning, str, str]], more: Mapping[str, str | None]
) -> HubRow:
    def first(meaning: Meaning) -> str:
        return next((value for found, _, value in held if found is meaning), "")

    names = _names(held)
    identifiers, keys = reach_of(held)
    born = first(M.BORN)
    legal = next((name for name in names if name.kind is Name.LEGAL), names[0] if names else None)
    return HubRow(
        address,
        at,
        kind,
        names,
        read_day(born) if born else None,
        identifiers,
        keys,
        tuple(value for meaning, _, value in held if meaning is M.CLASS_GROUP),
        tuple(value for meaning, _, value in held if meaning is M.YEAR_GROUP),
        tuple(value for meaning, _, value in held if meaning is M.POST),
        name_key(f"{legal.forename} {legal.surname}") if legal else "",
        {column: canonical(value) for column, value in more.items() if value},
    )


def reach_of(
    held: Iterable[tuple[Meaning, str, str]],
) -> tuple[tuple[tuple[str, str], ...], frozenset[tuple[str, str]]]:
    """(identifiers as written, keys to compare by) of (meaning, column, value)."""
    identifiers: list[tuple[str, str]] = []
    keys: set[tuple[str, str]] = set()
    address_lines = []
    for meaning, column, value in held:
        if meaning in {M.UPN, M.FORMER_UPN}:
            identifiers.append(("upn" if meaning is M.UPN else "former-upn", value))
            keys.add(("upn", canonical(value)))
        elif meaning is M.EMAIL:
            identifiers.append(("email", value))
            keys.add(("email", value.casefold()))
        elif meaning is M.PHONE:
            identifiers.append(("phone", value))
            digits = "".join(c for c in value if c.isdigit())
            if len(digits) >= _PHONE_DIGITS:
                keys.add(("phone", digits[-_PHONE_DIGITS:]))
        elif meaning in {M.ADDRESS, M.POSTCODE}:
            address_lines.append(value)
            if meaning is M.POSTCODE:
                keys.add(("postcode", value.replace(" ", "").casefold()))
        elif meaning is M.ONLINE_ID:
            identifiers.append(("username", value))
            keys.add(("username", value.casefold()))
        elif meaning is M.IDENTIFIER:
            compact = value.replace(" ", "").casefold()
            if _NINO.match(compact):
                identifiers.append(("national-insurance", value))
                keys.add(("nino", compact))
            elif _ADMISSION.search(column):
                identifiers.append(("admission-number", value))
                keys.add(("admission", canonical(value)))
            else:
                identifiers.append(("number", value))
                keys.add((f"number:{column.casefold()}", canonical(value)))
    if address_lines:
        identifiers.append(("address", ", ".join(dict.fromkeys(address_lines))))
        keys.add(("address", name_key(" ".join(address_lines))))
    return tuple(dict.fromkeys(identifiers)), frozenset(keys)


def split_name(full: str) -> tuple[str, str, str]:
    """(title, forename, surname) of a written full name; 'Surname, Forename' too. One word is a surname."""
    text = " ".join(full.split())
    title = ""
    if found := _TITLED.match(text):
        title, text = found[1], text[found.end() :]
    last, comma, rest = text.partition(",")
    if comma and rest.strip():
        return title, rest.strip(), last.strip()
    first, _, surname = text.rpartition(" ")
    return title, first, surname


def _names(held: list[tuple[Meaning, str, str]]) -> tuple[PersonName, ...]:
    values: dict[Meaning, list[tuple[str, str]]] = {}
    for meaning, column, value in held:
        values.setdefault(meaning, []).append((column, value))

    def one(meaning: Meaning) -> str:
        return values[meaning][0][1] if meaning in values else ""

    title, forename, surname, middle = one(M.TITLE), one(M.FORENAME), one(M.SURNAME), one(M.MIDDLE_NAME)
    if not surname and one(M.FULL_NAME):
        found_title, found_forename, surname = split_name(one(M.FULL_NAME))
        title, forename = title or found_title, forename or found_forename
    names: list[PersonName] = []
    if forename or surname:
        names.append(PersonName(Name.LEGAL, forename, surname, title, middle))
    # a further surname or forename column is the same person's other spelling
    for extra in values.get(M.SURNAME, [])[1:]:
        if extra[1].casefold() != surname.casefold():
            names.append(PersonName(Name.KNOWN_AS, forename, extra[1], title))
    for extra in values.get(M.FORENAME, [])[1:]:
        if extra[1].casefold() != forename.casefold():
            names.append(PersonName(Name.KNOWN_AS, extra[1], surname, title))
    known = values.get(M.KNOWN_AS, [])
    called = next((value for column, value in known if not _SURNAME_COLUMN.search(column)), "")
    family = next((value for column, value in known if _SURNAME_COLUMN.search(column)), "")
    if called or family:
        if called and surname and called.casefold().endswith(" " + surname.casefold()):
            called = called[: -len(surname) - 1]
        other = PersonName(Name.KNOWN_AS, called or forename, family or surname, title)
        if (other.forename.casefold(), other.surname.casefold()) != (forename.casefold(), surname.casefold()):
            names.append(other)
    for column, value in values.get(M.FORMER_NAME, []):
        if _SURNAME_COLUMN.search(column) or " " not in value:
            names.append(PersonName(Name.FORMER, forename, value, title))
        else:
            _, old_first, old_last = split_name(value)
            names.append(PersonName(Name.FORMER, old_first, old_last, title))
    return tuple(dict.fromkeys(names))
