"""Columns that name a person in words: TEACHER 'Mrs Patel', 'Pupil name' in a list without numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from honour.discovery.entities import Entities
from honour.discovery.hubs import FoundHub, embedded, of_the_child
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.words import PERSON_WORDS
from honour.kernel.errors import SourceError
from honour.kernel.following import name_forms, name_key
from honour.kernel.holding import SubjectKind
from honour.kernel.mapping import ColumnRef, Join, JoinKind, Meaning

M = Meaning
_ENOUGH = 0.4
_FEW = 0.6
_LONGEST_NAME = 40


_OF_BOOKS = frozenset("library book catalogue title item resource publication media stock".split())
"""Whoever wrote what is lent is nobody here, though some bear a pupil's or a parent's name."""


def name_joins(
    profiles: Mapping[str, TableProfile],
    entities: Entities,
    hubs: Mapping[str, FoundHub],
    meanings: Mapping[tuple[str, str], Meaning],
    joins: Sequence[Join],
) -> list[Join]:
    """Joins by name, only where a good part of the values are names of that people table."""
    known = {at: forms for at, hub in hubs.items() if (forms := _forms(hub))}
    taken = {(f"{join.from_columns[0].source}.{join.from_columns[0].table}", ref.column)
             for join in joins for ref in join.from_columns}  # fmt: skip
    made: list[Join] = []
    for at, profile in sorted(profiles.items()):
        pair = _pair(at, profile, meanings)
        stated = {
            f"{join.to_columns[0].source}.{join.to_columns[0].table}"
            for join in joins
            if f"{join.from_columns[0].source}.{join.from_columns[0].table}" == at
        }
        if at not in hubs and pair and profile.sample:
            first, last = pair
            values = Counter(
                name_key(f"{row[first.position] or ''} {row[last.position] or ''}") for row in profile.sample
            )
            # a name beside a number of the same list is a copy: the number says who
            made.extend(j for j in _best(profile, (first.name, last.name), values, known, at) if _to(j) not in stated)
        if profile.is_file:
            contacts = at in hubs and hubs[at].hub.kind is SubjectKind.CONTACT
            for first, last in _embedded_pairs(at, profile, meanings, of_children=contacts):
                values = Counter(
                    name_key(f"{row[first.position] or ''} {row[last.position] or ''}") for row in profile.sample
                )
                made.extend(_best(profile, (first.name, last.name), values, known, at))
        own = {name for meaning, name in hubs[at].hub.columns} if at in hubs else set()
        for column in profile.columns.values():
            if (at, column.name) in taken or column.name in own or (pair and column in pair):
                continue
            if not _may_name(at, column, entities, meanings):
                continue
            if "author" in column.words and set(entities.entity(at)) & _OF_BOOKS:
                continue
            made.extend(_best(profile, (column.name,), Counter(map(name_key, column.sample)), known, at))
    return made


def _embedded_pairs(
    at: str, profile: TableProfile, meanings: Mapping[tuple[str, str], Meaning], *, of_children: bool = False
) -> Iterable[tuple[ColumnProfile, ColumnProfile]]:
    """Forename and surname of further people in one row: Contacts.Contact[1].Surname, Mother forename."""
    groups: dict[str, dict[Meaning, ColumnProfile]] = {}
    for column in profile.columns.values():
        meaning = meanings.get((at, column.name), M.NONE)
        other = of_the_child(column, meaning) if of_children else bool(embedded(column, "pupil"))
        if meaning in {M.FORENAME, M.SURNAME} and other:
            whose = re.sub(r"(?i)(first|fore|given|christian|last|sur|family)[ _]?(name)?\W*\Z", "", column.name)
            groups.setdefault(whose, {}).setdefault(meaning, column)
    for found in groups.values():
        if len(found) == 2:  # noqa: PLR2004 - both parts of the name
            yield found[M.FORENAME], found[M.SURNAME]


def _to(join: Join) -> str:
    return f"{join.to_columns[0].source}.{join.to_columns[0].table}"


def _pair(
    at: str, profile: TableProfile, meanings: Mapping[tuple[str, str], Meaning]
) -> tuple[ColumnProfile, ColumnProfile] | None:
    first = [c for c in profile.columns.values() if meanings.get((at, c.name)) is M.FORENAME]
    last = [c for c in profile.columns.values() if meanings.get((at, c.name)) is M.SURNAME]
    return (first[0], last[0]) if first and last else None


def _may_name(at: str, column: ColumnProfile, entities: Entities, meanings: Mapping[tuple[str, str], Meaning]) -> bool:
    if not column.filled or column.mean_length > _LONGEST_NAME or column.has("integer") or column.text_like:
        return False
    meaning = meanings.get((at, column.name), M.NONE)
    if meaning in {M.FULL_NAME, M.KNOWN_AS}:
        return True
    if meaning in {M.DATE, M.EMAIL, M.PHONE, M.ADDRESS, M.POSTCODE, M.BORN, M.NARRATIVE, M.FORENAME, M.SURNAME}:
        return False
    words = set(entities.column_words(at, column))
    return bool(words & PERSON_WORDS.keys()) or "by" in words or column.shares.get("full name", 0) >= _FEW


def _forms(hub: FoundHub) -> frozenset[str]:
    columns = [name for meaning, name in hub.hub.columns]
    kinds = [meaning for meaning, _ in hub.hub.columns]
    if not {M.SURNAME, M.FULL_NAME} & set(kinds):
        return frozenset()
    forms: set[str] = set()
    try:
        for _, values in hub.profile.table.rows(columns):
            held: dict[Meaning, str] = {}
            for meaning, value in zip(kinds, values, strict=True):
                if value and meaning not in held:
                    held[meaning] = value
            for first in {held.get(M.FORENAME, ""), held.get(M.KNOWN_AS, "")} - {""} or {""}:
                forms.update(
                    name_forms(first, held.get(M.SURNAME, ""), held.get(M.TITLE, ""), held.get(M.FULL_NAME, ""))
                )
    except SourceError:
        return frozenset()  # the table is named as unmapped where it is profiled; here it only cannot help
    return frozenset(forms)


def _best(
    profile: TableProfile, columns: tuple[str, ...], values: Counter[str], known: Mapping[str, frozenset[str]], at: str
) -> Iterable[Join]:
    values.pop("", None)
    if not values:
        return
    shares = {
        hub: sum(1 for value in values if value in forms) / len(values) for hub, forms in known.items() if hub != at
    }
    for hub, share in sorted(shares.items(), key=lambda entry: (-entry[1], entry[0]))[:1]:
        if share < _ENOUGH:
            return
        source, table = hub.split(".", 1)
        yield Join(
            tuple(ColumnRef(profile.table.source, profile.table.name, name) for name in columns),
            (ColumnRef(source, table, "name"),),
            JoinKind.NATURAL,
            f"{round(100 * share)} of 100 values are names kept there",
            round(0.7 + 0.25 * share, 3),
            sum(1 for value in values if value not in known[hub]),
            "name",
        )


def without_copies(found: Sequence[FoundHub]) -> list[FoundHub]:
    """Without the lists that know pupils by name only and name those of another people table: a club's register."""
    weak = [hub for hub in found if hub.profile.is_file and hub.hub.kind is SubjectKind.PUPIL and _by_name_only(hub)]
    if not weak:
        return list(found)
    known: frozenset[str] = frozenset().union(
        *(_forms(hub) for hub in found if hub not in weak and hub.hub.kind in {SubjectKind.PUPIL, SubjectKind.OTHER})
    )
    copies = []
    for hub in weak:
        whole = [column for meaning, column in hub.hub.columns if meaning is M.FULL_NAME]
        parts = [
            next((c for m, c in hub.hub.columns if m is part), "") for part in (M.FORENAME, M.SURNAME)
        ]  # fmt: skip
        places = [hub.profile.columns[name].position for name in (whole[:1] or parts) if name]
        names = {name_key(" ".join(row[place] or "" for place in places)) for row in hub.profile.sample} - {""}
        if names and len(names & known) >= _ENOUGH * len(names):
            copies.append(hub)
    return [hub for hub in found if hub not in copies]


def _by_name_only(hub: FoundHub) -> bool:
    held = {meaning for meaning, _ in hub.hub.columns}
    numbered = any("admission" in column.words for column in hub.profile.columns.values())
    return not held & {M.BORN, M.UPN, M.IDENTIFIER, M.EMAIL, M.TITLE, M.POST} and not numbered
