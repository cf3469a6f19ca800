"""Contacts named by columns of a pupil's row: 'Parent name', 'Parent email'; 'Mother'; 'Contact 1 name'."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from honour.kernel.address import Address
from honour.kernel.following import name_key
from honour.kernel.holding import Name, PersonName, SubjectKind
from honour.kernel.mapping import Meaning
from honour.kernel.tabular import Table
from honour.people.hubrows import HubRow, reach_of, split_name

M = Meaning
_PIECES = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_SOMEONE = frozenset(
    "mother mum father dad stepmother stepfather step parent guardian carer contact emergency kin".split()
)
_NOT_WHOSE = frozenset(
    "name fullname forename surname first last given family full fore sur title salutation email mail phone telephone"
    " tel mobile mob landline home work day number no address street town county postcode post code line relationship"
    " relation parental responsibility responsible pr legal court order flag has to of the pupil student child priority"
    " next and or".split()
)
_PARTS = frozenset({M.TITLE, M.FORENAME, M.SURNAME, M.FULL_NAME, M.EMAIL, M.PHONE, M.ADDRESS, M.POSTCODE})
_RESPONSIBILITY = re.compile(r"(?i)parental.?resp|responsib|\bpr\b")
_COURT = re.compile(r"(?i)court|injunc|prohib|restrict|non.?molest")
_AND = re.compile(r"(?i)\s*(?:&|\+|/|;|\band\b)\s*")
_TITLE = re.compile(r"(?i)\A(mr|mrs|miss|ms|mx|dr|rev|revd|prof|sir|dame)\.?\Z")
_BRACKET = re.compile(r"\s*[(\[](?P<said>[^)\]]*)[)\]]")
_YES, _NO = frozenset("1 y yes true t x".split()), frozenset("0 n no false f none nil".split())
_NOBODY = frozenset("none n/a na nil unknown not known - tbc deceased".split()) | {"not known", "same as above"}


@dataclass(frozen=True)
class NamedContact:
    """One adult whom a pupil's row names. `row.own` is False."""

    row: HubRow
    relation: str
    """'Mother', or the words of the columns where no column says it."""
    responsible: bool | None
    ordered: bool
    """A court order is noted."""


def named_contacts(
    table: Table, at: str, meanings: Sequence[tuple[str, Meaning]]
) -> Iterator[tuple[Address, NamedContact]]:
    """(pupil's row, contact) for every contact group of columns that holds a name. Reads the table once, if any."""
    groups = _groups(meanings)
    if not groups:
        return
    names = [name for name, _ in meanings]
    meaning_of = dict(meanings)
    for key, values in table.rows(names):
        held = {name: value.strip() for name, value in zip(names, values, strict=True) if value and value.strip()}
        for whose, columns in groups.items():
            found = [(meaning_of[c], c, held[c]) for c in columns if c in held and meaning_of[c] in _PARTS]
            people = list(_people(found))
            told = " ".join(held[c] for c in columns if c in held and meaning_of[c] is M.RELATION)
            flags = (_flag(held[c]) for c in columns if c in held and _RESPONSIBILITY.search(c))
            responsible = next((flag for flag in flags if flag is not None), None)
            ordered = any(_flag(held[c]) is not False for c in columns if c in held and _COURT.search(c))
            for name, bracket in people:
                address = table.address(key)
                identifiers, keys = reach_of((m, c, v) for m, c, v in found if m not in {M.FULL_NAME})
                row = HubRow(
                    address, at, SubjectKind.CONTACT, (name,), None, identifiers, keys, (), (), (),
                    name_key(f"{name.forename} {name.surname}"), {}, own=False,
                )  # fmt: skip
                said = told or bracket or " ".join(word for word in whose if not word.isdigit())
                yield address, NamedContact(row, said, False if ordered else responsible, ordered)


def _groups(meanings: Sequence[tuple[str, Meaning]]) -> dict[tuple[str, ...], list[str]]:
    """Whose -> columns. A relationship or court column that names nobody belongs to the only group there is."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    loose: list[str] = []
    for column, meaning in meanings:
        flag = bool(_RESPONSIBILITY.search(column) or _COURT.search(column)) or meaning is M.RELATION
        if meaning not in _PARTS and not flag:
            continue
        words = {_one(piece.lower()) for piece in _PIECES.findall(column.replace("-", ""))}
        whose = tuple(sorted(word for word in words - _NOT_WHOSE if len(word) > 1 or word.isdigit()))
        if set(whose) & _SOMEONE:
            groups[whose].append(column)
        elif flag:
            loose.append(column)
    meaning_of = dict(meanings)
    named = {
        whose: columns
        for whose, columns in groups.items()
        if {meaning_of[c] for c in columns} & {M.FULL_NAME, M.SURNAME}
    }
    if len(named) == 1:
        next(iter(named.values())).extend(loose)
    return named


def _one(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 and not word.endswith("ss") else word  # noqa: PLR2004 - no plural


def _people(found: Sequence[tuple[Meaning, str, str]]) -> Iterator[tuple[PersonName, str]]:
    """(name, what a bracket behind it says). 'Petra and Tom Ito' are two, 'Mr & Mrs Ito' too."""
    held = {meaning: value for meaning, _, value in reversed(found)}
    if held.get(M.SURNAME):
        yield PersonName(Name.LEGAL, held.get(M.FORENAME, ""), held[M.SURNAME], held.get(M.TITLE, "")), ""
        return
    full = held.get(M.FULL_NAME, "")
    whole = _BRACKET.sub("", full).strip()
    if not whole or whole.casefold() in _NOBODY or "@" in whole or any(c.isdigit() for c in whole):
        return
    brackets = _BRACKET.findall(full)
    parts = [part for part in _AND.split(whole) if part]
    surname = split_name(parts[-1])[2] if parts else ""
    for place, part in enumerate(parts):
        bracket = brackets[place] if place < len(brackets) else ""
        if _TITLE.match(part):
            yield PersonName(Name.LEGAL, "", surname, part.rstrip(".")), bracket
            continue
        title, forename, last = split_name(part)
        if not forename and not title and place < len(parts) - 1:
            forename, last = last, surname
        if not forename and not title:
            continue  # one bare word ('Mum', 'Petra') tells no human
        yield (
            PersonName(Name.LEGAL, forename, last, title or (held.get(M.TITLE, "") if len(parts) == 1 else "")),
            bracket,
        )


def _flag(value: str) -> bool | None:
    text = value.strip().casefold()
    return True if text in _YES else False if text in _NO else None
