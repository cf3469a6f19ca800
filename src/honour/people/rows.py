"""Whom each row of each table concerns: one streaming pass a table, by the map's pointers and details.

A row is about the person it is, whom it points to as its subject, or, without a subject of its own, whom the row it
belongs to is about. It is never about the writer or the teacher of that other row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from honour.kernel.address import Address
from honour.kernel.errors import SourceError
from honour.kernel.following import canonical, discriminator, name_forms, name_key, says_nothing, together, values_named
from honour.kernel.holding import DOUBTFUL, Holding, Label, Role, Subject, SubjectId
from honour.kernel.mapping import ColumnRef, Detail, JoinKind, Pointer, SchoolMap
from honour.kernel.progress import Progress, Silent
from honour.kernel.tabular import Table

_NAME_CONFIDENCE = 0.92
"""A name that fits one person of the list the column was found to name."""
_EMPTY_FLAGS = frozenset({"", "0", "n", "no", "none", "false", "f", "nil", "n/a", "not known", "not sen"})
_MOST_OF_ONE_KEY = 3
"""People with one code or login beyond which it names none of them."""
_STEP_ROWS = 2000
_NOBODY: frozenset[SubjectId] = frozenset()
_PLAIN = frozenset({JoinKind.SINGLE, JoinKind.NATURAL, JoinKind.POLYMORPHIC, JoinKind.COMPOSITE})


@dataclass
class Orphans:
    """Rows and values that lead to nobody: 'rows about people who no longer exist'. Counts, never values."""

    values: dict[ColumnRef, int] = field(default_factory=lambda: defaultdict(int))
    """Column -> values that name no row or no person."""
    rows: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """`source.table` -> rows whose pointers all lead to nobody."""
    failed: list[tuple[str, str]] = field(default_factory=list)
    """(`source.table`, why) for tables that broke off midway; their rows after that were not seen."""


@dataclass(frozen=True)
class _Reader:
    """One pointer made ready: which columns, how read, who is named."""

    pointer: Pointer
    place: int
    beside: int
    wanted: str
    read: Callable[[str], tuple[str, ...]] | None
    index: Mapping[str, tuple[SubjectId, ...]]
    by_name: bool
    rest: tuple[int, ...]
    """Where the further columns of a name or of a key of several columns are."""
    reason: str


def holdings(
    school_map: SchoolMap,
    tables: Sequence[Table],
    subjects: Sequence[Subject],
    progress: Progress = Silent(),  # noqa: B008 - a Silent has no state
    orphans: Orphans | None = None,
) -> Iterator[Holding]:
    """Every row's holdings, table by table. `orphans`, if given, is filled as the iterator runs.

    A table that fails midway keeps what was yielded and is named in `orphans.failed`; without `orphans` the
    SourceError is raised. A name that fits several people gives one holding a candidate with `alternatives`.
    """
    return _Rows(school_map, tables, subjects, orphans).run(progress)


class _Rows:
    def __init__(
        self, school_map: SchoolMap, tables: Sequence[Table], subjects: Sequence[Subject], orphans: Orphans | None
    ) -> None:
        self._map, self._orphans, self._lenient = school_map, orphans or Orphans(), orphans is not None
        self._tables = {f"{table.source}.{table.name}": table for table in tables}
        self._hubs = {f"{hub.source}.{hub.table}" for hub in school_map.hubs}
        self._is: dict[Address, SubjectId] = {a: subject.id for subject in subjects for a in subject.hub_rows}
        self._related = {
            pair
            for subject in subjects
            for relation in subject.relations
            for pair in ((subject.id, relation.other), (relation.other, subject.id))
        }
        self._subjects = {subject.id: subject for subject in subjects}
        self._pointers: dict[str, list[Pointer]] = defaultdict(list)
        for pointer in school_map.pointers:
            ref = pointer.join.from_columns[0]
            self._pointers[f"{ref.source}.{ref.table}"].append(pointer)
        self._forward: dict[str, list[Detail]] = defaultdict(list)
        self._reverse: dict[str, list[Detail]] = defaultdict(list)
        for detail in school_map.details:
            end = detail.join.to_columns[0] if detail.reverse else detail.join.from_columns[0]
            (self._reverse if detail.reverse else self._forward)[f"{end.source}.{end.table}"].append(detail)
        self._labels: dict[str, dict[str, frozenset[Label]]] = defaultdict(dict)
        for finding in school_map.columns:
            if finding.labels:
                self._labels[f"{finding.at.source}.{finding.at.table}"][finding.at.column] = finding.labels
        self._keys: dict[tuple[ColumnRef, ...], dict[str, tuple[SubjectId, ...]]] = {}
        self._names: dict[str, dict[str, tuple[SubjectId, ...]]] = {}
        # (detail's far columns) -> value -> subjects of the rows there; filled as those tables are read
        self._about: dict[tuple[ColumnRef, ...], dict[str, frozenset[SubjectId]]] = {}

    def run(self, progress: Progress) -> Iterator[Holding]:
        order = self._order()
        progress.start("whom rows concern", None)
        self._read_keys()
        for at in order:
            try:
                yield from self._table(at, progress)
            except SourceError as error:
                if not self._lenient:
                    raise
                self._orphans.failed.append((at, error.message))

    def _order(self) -> list[str]:
        """Tables after those they take their subjects from. A circle is broken at its first table by name."""
        needs: dict[str, set[str]] = {at: set() for at in self._tables}
        for at, details in self._forward.items():
            for detail in details:
                to = detail.join.to_columns[0]
                needs.setdefault(at, set()).add(f"{to.source}.{to.table}")
        for at, details in self._reverse.items():
            for detail in details:
                ref = detail.join.from_columns[0]
                needs.setdefault(at, set()).add(f"{ref.source}.{ref.table}")
        done: list[str] = []
        left = sorted(at for at in needs if at in self._tables)
        while left:
            ready = [at for at in left if not (needs[at] - {at}) & set(left)] or left[:1]
            done.extend(ready)
            left = [at for at in left if at not in set(ready)]
        return done

    # ---- who a key names

    def _read_keys(self) -> None:
        wanted: dict[str, set[tuple[ColumnRef, ...]]] = defaultdict(set)
        for pointer in self._map.pointers:
            if pointer.join.detail != "name":
                wanted[pointer.join.to_columns[0].at].add(pointer.join.to_columns)
        for at, keys in wanted.items():
            table = self._tables.get(at)
            if table is None:
                continue
            have = {column.name for column in table.columns}
            able = sorted(refs for refs in keys if have.issuperset(ref.column for ref in refs))
            names = sorted({ref.column for refs in able for ref in refs})
            try:
                self._enter_keys(table, able, names, table.rows(names))
            except SourceError as error:
                if not self._lenient:
                    raise
                self._orphans.failed.append((at, error.message))

    def _enter_keys(
        self,
        table: Table,
        able: Sequence[tuple[ColumnRef, ...]],
        names: Sequence[str],
        rows: Iterable[tuple[str, tuple[str | None, ...]]],
    ) -> None:
        """Whom the keys in these rows of a people table name, for each of the columns `able` to be pointed to."""
        found = [(tuple(names.index(ref.column) for ref in refs), self._keys.setdefault(refs, {})) for refs in able]
        try:
            for key, values in rows:
                subject = self._is.get(table.address(key))
                if subject is None:
                    continue
                for places, index in found:
                    value = together([values[place] for place in places])
                    if value and not says_nothing(value):
                        held = index.get(value, ())
                        if subject not in held:
                            index[value] = (*held, subject)[: _MOST_OF_ONE_KEY + 1]
        finally:
            for _, index in found:
                for value in [value for value, people in index.items() if len(people) > _MOST_OF_ONE_KEY]:
                    del index[value]  # it tells nobody from anybody: a word for 'none' that is not known as one

    def _by_name(self, hub: str) -> dict[str, tuple[SubjectId, ...]]:
        if hub not in self._names:
            found: dict[str, set[SubjectId]] = defaultdict(set)
            for subject in self._subjects.values():
                if not any(_lies_in(address, hub) for address in subject.hub_rows):
                    continue
                titles = {name.title for name in subject.names if name.title} or {""}
                for name in subject.names:
                    for title in titles:
                        for form in name_forms(name.forename, name.surname, title):
                            found[form].add(subject.id)
            self._names[hub] = {form: tuple(sorted(ids)) for form, ids in found.items()}
        return self._names[hub]

    def _readers(self, at: str, places: Mapping[str, int]) -> list[_Reader]:
        readers = []
        for pointer in self._pointers.get(at, ()):
            join = pointer.join
            columns = [ref.column for ref in join.from_columns]
            if any(column not in places for column in columns):
                continue
            by_name = join.detail == "name"
            beside, wanted = -1, ""
            if join.kind is JoinKind.POLYMORPHIC:
                beside, wanted = places[columns[1]], discriminator(join.detail)[1]
            plain = join.kind in _PLAIN and join.detail != "negative"
            readers.append(
                _Reader(
                    pointer,
                    places[columns[0]],
                    beside,
                    wanted,
                    None if plain else values_named(join),
                    self._by_name(pointer.hub) if by_name else self._keys.get(join.to_columns, {}),
                    by_name,
                    tuple(places[name] for name in columns[1:]) if by_name or join.kind is JoinKind.COMPOSITE else (),
                    _reason(pointer),
                )
            )
        return readers

    # ---- one table

    def _table(self, at: str, progress: Progress) -> Iterator[Holding]:
        table = self._tables[at]
        names = [column.name for column in table.columns]
        places = {name: place for place, name in enumerate(names)}
        readers = self._readers(at, places)
        forward = [
            (detail, _places(_key_side(detail), places), self._about.get(detail.join.to_columns, {}),
             values_named(detail.join), _discriminated(detail, places))
            for detail in self._forward.get(at, ()) if all(r.column in places for r in detail.join.from_columns)
        ]  # fmt: skip
        reverse = [
            (detail, _places(detail.join.to_columns, places), self._about.get(_key_side(detail), {}))
            for detail in self._reverse.get(at, ())
            if all(ref.column in places for ref in detail.join.to_columns)
        ]
        kept = self._kept(at, places)
        is_hub = at in self._hubs
        if not (readers or forward or reverse or is_hub):
            return
        labelled = [(places[name], labels) for name, labels in self._labels.get(at, {}).items() if name in places]
        used = sorted(
            {reader.place for reader in readers} | {reader.beside for reader in readers if reader.beside >= 0}
            | {place for reader in readers for place in reader.rest}
            | {place for entry in forward for place in entry[1]}
            | {entry[4][0] for entry in forward if entry[4]} | {place for entry in reverse for place in entry[1]}
            | {place for place, _ in labelled} | {place for _, held in kept for place in held}
        )  # fmt: skip
        row_of: list[str | None] = [None] * len(names)
        seen_labels: dict[tuple[bool, ...], frozenset[Label]] = {}
        hub_reason = f"row of {table.label} that is this person"
        address_of, is_person = table.address, self._is
        count = 0
        by_detail = [(entry[0], entry[2]) for entry in forward] + [(entry[0], entry[2]) for entry in reverse]
        for key, values in self._some(table, [names[place] for place in used], readers, by_detail):
            count += 1
            if count % _STEP_ROWS == 0:
                progress.step(_STEP_ROWS)
            for place, value in zip(used, values, strict=True):
                row_of[place] = value
            address = address_of(key)
            found: dict[tuple[SubjectId, Role], tuple[str, float, tuple[SubjectId, ...]]] = {}
            own_subject = False
            pointed = False
            if is_hub and (me := is_person.get(address)) is not None:
                found[me, Role.ABOUT] = (hub_reason, 1.0, ())
                own_subject = True
            for reader in readers:
                value = row_of[reader.place]
                if not value or (reader.beside >= 0 and row_of[reader.beside] != reader.wanted):
                    continue
                pointed = True
                about = reader.pointer.role is Role.ABOUT
                if about:
                    own_subject = True
                if reader.by_name:
                    value = " ".join([value, *(row_of[place] or "" for place in reader.rest)])
                    named: Iterable[tuple[SubjectId, ...]] = (reader.index.get(name_key(value), ()),)
                elif reader.rest:
                    whole = together([value, *(row_of[place] for place in reader.rest)])
                    named = (reader.index.get(whole, ()),)
                elif reader.read is None:
                    people = reader.index.get(value)
                    if people is None:
                        people = reader.index.get(canonical(value), ())
                    named = (people,)
                else:
                    named = [reader.index.get(canonical(part), ()) for part in reader.read(value)]
                for fitting in named:
                    people = self._of_this_row(fitting, found) if len(fitting) > 1 else fitting
                    if not people:
                        self._orphans.values[reader.pointer.join.from_columns[0]] += 1
                    for person in people:
                        if is_hub and reader.pointer.same_person and (person, Role.ABOUT) in found:
                            continue
                        sure = (
                            min(_NAME_CONFIDENCE, reader.pointer.confidence)
                            if reader.by_name
                            else reader.pointer.confidence
                        )
                        others = tuple(other for other in people if other != person)
                        before = found.get((person, reader.pointer.role))
                        if before is None or before[1] < sure:
                            found[person, reader.pointer.role] = (reader.reason, sure, others)
            if not own_subject:
                for detail, key_places, subjects_at, read, beside_at in forward:
                    value = row_of[key_places[0]]
                    if not value or (beside_at and row_of[beside_at[0]] != beside_at[1]):
                        continue
                    pointed = True
                    if len(key_places) > 1:
                        wholes = [together([row_of[place] for place in key_places])]
                    else:
                        wholes = [canonical(part) for part in read(value)]
                    for whole in wholes:
                        for person in subjects_at.get(whole, _NOBODY):
                            found.setdefault((person, detail.role), (detail.reason, detail.confidence, ()))
            for detail, key_places, subjects_at in reverse:
                whole = together([row_of[place] for place in key_places])
                if whole:
                    for person in subjects_at.get(whole, _NOBODY):
                        found.setdefault((person, detail.role), (detail.reason, detail.confidence, ()))
            if not found:
                if pointed:
                    self._orphans.rows[at] += 1
                continue
            labels: frozenset[Label] = frozenset()
            if labelled:
                told = tuple((row_of[place] or "").strip().casefold() not in _EMPTY_FLAGS for place, _ in labelled)
                if told not in seen_labels:
                    held = (some for (_, some), here in zip(labelled, told, strict=True) if here)
                    seen_labels[told] = frozenset().union(*held)
                labels = seen_labels[told]
            if kept:
                subjects = frozenset(
                    person for (person, role), (_, sure, others) in found.items()
                    if role is Role.ABOUT and sure >= DOUBTFUL - 0.4 and not others
                )  # fmt: skip
                if subjects:
                    for refs, held_at in kept:
                        whole = together([row_of[place] for place in held_at])
                        if whole:
                            self._keep(refs, whole, subjects)
            for (person, role), (reason, sure, others) in found.items():
                yield Holding(address, person, role, reason, sure, (), labels, others)

    def _some(
        self,
        table: Table,
        columns: Sequence[str],
        readers: Sequence[_Reader],
        by_detail: Sequence[tuple[Detail, Mapping[str, frozenset[SubjectId]]]],
    ) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        """The rows to look at: all of them."""
        del readers, by_detail
        return table.rows(columns)

    def _of_this_row(
        self, fitting: tuple[SubjectId, ...], found: Mapping[tuple[SubjectId, Role], object]
    ) -> tuple[SubjectId, ...]:
        """Of several people of one name, those who are family of whom the row is about; all of them if none is."""
        near = tuple(p for p in fitting if any((p, subject) in self._related for subject, role in found))
        return near or fitting

    def _kept(self, at: str, places: Mapping[str, int]) -> list[tuple[tuple[ColumnRef, ...], tuple[int, ...]]]:
        """Columns of this table by which other tables will ask whom its rows are about."""
        wanted: set[tuple[ColumnRef, ...]] = set()
        for details in self._forward.values():
            wanted.update(detail.join.to_columns for detail in details)
        for details in self._reverse.values():
            wanted.update(_key_side(detail) for detail in details)
        return sorted(
            (refs, _places(refs, places))
            for refs in wanted
            if refs[0].at == at and all(ref.column in places for ref in refs)
        )

    def _keep(self, refs: tuple[ColumnRef, ...], whole: str, subjects: frozenset[SubjectId]) -> None:
        held = self._about.setdefault(refs, {})
        before = held.get(whole)
        held[whole] = subjects if before is None else before | subjects


def _key_side(detail: Detail) -> tuple[ColumnRef, ...]:
    """The columns that hold the key: not the discriminator beside it."""
    return detail.join.from_columns[: len(detail.join.to_columns)]


def _places(refs: Sequence[ColumnRef], places: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(places[ref.column] for ref in refs)


def _discriminated(detail: Detail, places: Mapping[str, int]) -> tuple[int, str] | None:
    if detail.join.kind is not JoinKind.POLYMORPHIC:
        return None
    return places[detail.join.from_columns[1].column], discriminator(detail.join.detail)[1]


def _reason(pointer: Pointer) -> str:
    """Plain words without a name: which table, which column, what that column is."""
    column = " and ".join(ref.column for ref in pointer.join.from_columns[: len(pointer.join.to_columns)])
    table = pointer.join.from_columns[0].table
    place = "row of a list" if "/" in table else f"row of table {table}"
    how = {
        JoinKind.LIST: "in the list", JoinKind.JSON: "in the data of", JoinKind.POLYMORPHIC: "pointer",
        JoinKind.NATURAL: "named by",
    }.get(pointer.join.kind, "pointer")  # fmt: skip
    return f"{place}, {how} {column}" + ("" if pointer.role is Role.ABOUT else f" ({pointer.role})")


def _lies_in(address: Address, hub: str) -> bool:
    """Whether the row at this address is a row of the table `hub` (`source.table`)."""
    source, table = hub.split(".", 1)
    if address.source != source:
        return False
    if "/" not in table:
        return address.parts[0] == table
    whole = f"{address.kind}/{'/'.join(address.parts)}"
    return whole.startswith(table) and not whole[len(table) :][:1].isdigit()
