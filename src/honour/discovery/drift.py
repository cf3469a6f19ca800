"""What changed since the last map: until it is looked at, no promise over it can be called kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from honour.kernel.mapping import Change, ColumnFinding, ColumnRef, Drift, Join, SchoolMap

CROWD = 12
"""Folders beside each other from which they are one a person, a class or a month: the folder above speaks for them."""
_ALIKE = 0.8
"""Share of column names two tables have in common from which one is the other renamed."""
_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 20
_LEFT = 0.5
"""Of a table of `_FEWEST_ROWS` or more: share of the rows below which it lost them."""
_FEWEST_ORPHANS, _ORPHAN_SHARE = 5, 0.05
"""A join broke where the values that point nowhere doubled, by so many and by this share of the rows pointed to."""
_SHOWN_CODE = 3
"""Characters of a code that may be shown: no name is so short."""
_MOST_CODES_SHOWN = 3


def drift_between(before: SchoolMap, now: SchoolMap) -> tuple[Drift, ...]:
    """Sources, folders, tables, rows, columns, types, codes and joins that are new, gone or other than before.

    Within a new or gone source or table nothing further is listed. A list in a file that was saved again under another
    hash is the same list; so is a table that was renamed, which is told once. Names columns and codes of three letters
    at most, never values. Sees no change of a text and none of a computed key.
    """
    return tuple(_Comparison(before, now).found())


@dataclass(frozen=True)
class _Table:
    source: str
    name: str
    rows: int
    columns: dict[str, ColumnFinding]

    @property
    def at(self) -> str:
        return f"{self.source}.{self.name}"


def _tables(of: SchoolMap) -> dict[str, _Table]:
    columns: dict[str, dict[str, ColumnFinding]] = defaultdict(dict)
    for finding in of.columns:
        columns[finding.at.at][finding.at.column] = finding
    return {f"{s}.{t}": _Table(s, t, rows, columns[f"{s}.{t}"]) for s, t, rows in of.tables}


class _Comparison:
    def __init__(self, before: SchoolMap, now: SchoolMap) -> None:
        self._before, self._now = before, now
        self._old, self._new = _tables(before), _tables(now)
        self._unread = {at for at, _ in now.unmapped}
        self._other = self._renamed()
        """Old table -> the new table that is the same."""

    def found(self) -> Iterable[Drift]:
        new_sources, gone_sources = self._source_names()
        yield from (Drift(Change.SOURCE_NEW, name) for name in sorted(new_sources))
        yield from (Drift(Change.SOURCE_GONE, name) for name in sorted(gone_sources))
        skipped = new_sources | gone_sources
        yield from self._folders(skipped)
        again = {new: old for old, new in self._other.items()}
        for at in sorted(self._new.keys() - again.keys()):
            if self._new[at].source not in skipped:
                yield Drift(Change.TABLE_NEW, at, now=_count(self._new[at].rows, "row"))
        for at in sorted(self._old.keys() - self._other.keys()):
            # a table that could not be read this time is there: the map says so under `unmapped`
            if self._old[at].source not in skipped and at not in self._unread:
                yield Drift(Change.TABLE_GONE, at, was=_count(self._old[at].rows, "row"))
        emptied = set()
        for at, to in sorted(self._other.items(), key=lambda pair: pair[1]):
            old, new = self._old[at], self._new[to]
            if at != to and "/" not in new.name:
                yield Drift(Change.TABLE_RENAMED, to, was=old.name, now=new.name)
            if _lost(old.rows, new.rows):
                emptied.add(to)
                yield Drift(Change.ROWS_GONE, to, _count(old.rows, "row"), _count(new.rows, "row"))
            yield from _columns(old, new)
        yield from self._codes()
        yield from self._joins(emptied)

    # ---- sources and folders

    def _source_names(self) -> tuple[set[str], set[str]]:
        known = bool(self._before.sources)  # a map of an older version names only the sources of its tables
        old, new = (
            {name for name, _ in of.sources} if known else {source for source, _, _ in of.tables}
            for of in (self._before, self._now)
        )  # fmt: skip
        return new - old, old - new

    def _folders(self, skipped: set[str]) -> Iterable[Drift]:
        if not self._before.sources:
            return
        old, new = ({(s, f) for s, f, _ in of.folders} for of in (self._before, self._now))
        files = {(s, f): n for s, f, n in self._now.folders}
        crowded = crowded_folders(old | new)
        for change, places in ((Change.FOLDER_NEW, new - old), (Change.FOLDER_GONE, old - new)):
            folded: dict[tuple[str, str], int] = defaultdict(int)
            for source, folder in sorted(places):
                if source in skipped or any((source, above) in places for above in _above(folder)):
                    continue  # said with the folder above it
                crowd = next((above for above in _above(folder) if (source, above) in crowded), None)
                if crowd is not None:
                    folded[source, crowd] += 1
                else:
                    held = _count(files[source, folder], "file") if change is Change.FOLDER_NEW else ""
                    yield Drift(change, f"{source}.{folder}", now=held)
            for (source, folder), times in sorted(folded.items()):
                where = f"{source}.{folder}" if folder else source
                yield Drift(change, where, now=_count(times, "folder") + " in it")

    # ---- tables

    def _renamed(self) -> dict[str, str]:
        same = {at: at for at in self._old.keys() & self._new.keys()}
        gone = [self._old[at] for at in sorted(self._old.keys() - same.keys())]
        fresh = {at: self._new[at] for at in sorted(self._new.keys() - same.keys())}
        fits = sorted(
            (-_alike(old, new), abs(old.rows - new.rows), old.at, new.at)
            for old in gone for new in fresh.values()
            if old.source == new.source and ("/" in old.name) == ("/" in new.name) and _alike(old, new) >= _ALIKE
        )  # fmt: skip
        for _, _, old_at, new_at in fits:
            if old_at not in same and new_at in fresh:
                same[old_at] = new_at
                del fresh[new_at]
        return same

    # ---- codes and joins

    def _codes(self) -> Iterable[Drift]:
        old = {self._moved(ref): set(values) for ref, values in self._before.codes}
        for ref, values in self._now.codes:
            if ref in old and (fresh := sorted(set(values) - old[ref])):
                shown = len(fresh) <= _MOST_CODES_SHOWN and all(len(value.strip()) <= _SHOWN_CODE for value in fresh)
                yield Drift(
                    Change.CODE_NEW, str(ref), now=", ".join(fresh) if shown else _count(len(fresh), "new code")
                )

    def _joins(self, emptied: set[str]) -> Iterable[Drift]:
        """Not of joins that an answer settled since: the school itself moved them."""
        moved = _answered_columns(self._before, self._now)
        old = {(self._moved_all(j.from_columns), self._moved_all(j.to_columns), j.detail): j
               for j in self._before.joins}  # fmt: skip
        new = {(j.from_columns, j.to_columns, j.detail): j for j in self._now.joins}
        followed = {j.from_columns[0] for j in self._now.joins}
        told: set[ColumnRef] = set()
        for key, join in sorted(old.items(), key=str):
            ref, to = key[0][0], key[1][0]
            known = self._new.keys() >= {ref.at, to.at} and ref.column in self._new[ref.at].columns
            if not known or {ref.at, to.at} & emptied or ref in told or str(ref) in moved:
                continue
            now = new.get(key)
            if now is None and ref not in followed and self._new[ref.at].rows:
                told.add(ref)
                yield Drift(Change.JOIN_BROKE, str(ref), was=f"named a row of {to.table}", now="names none")
            elif now is not None and _broke(join, now, self._new[to.at].rows):
                told.add(ref)
                yield Drift(Change.JOIN_BROKE, str(ref), _count(join.orphans, "value") + " pointed nowhere",
                            f"{now.orphans:,} do")  # fmt: skip

    def _moved(self, ref: ColumnRef) -> ColumnRef:
        """The column's place now, where its table was renamed."""
        other = self._other.get(ref.at, ref.at)
        return ref if other == ref.at else ColumnRef(ref.source, self._new[other].name, ref.column)

    def _moved_all(self, refs: tuple[ColumnRef, ...]) -> tuple[ColumnRef, ...]:
        return tuple(map(self._moved, refs))


def _columns(old: _Table, new: _Table) -> Iterable[Drift]:
    gone = [name for name in old.columns if name not in new.columns]
    fresh = [name for name in new.columns if name not in old.columns]
    places_old, places_new = list(old.columns), list(new.columns)
    if len(places_old) == len(places_new):
        for name in list(gone):
            other = places_new[places_old.index(name)]
            kinds = old.columns[name].type, new.columns[other].type
            if other in fresh and kinds[0] == kinds[1] != "":
                gone.remove(name)
                fresh.remove(other)
                yield Drift(Change.COLUMN_RENAMED, str(new.columns[other].at), was=name, now=other)
    yield from (Drift(Change.COLUMN_NEW, str(new.columns[name].at)) for name in fresh)
    yield from (Drift(Change.COLUMN_GONE, f"{new.at}.{name}") for name in gone)
    for name, finding in new.columns.items():
        was = old.columns[name].type if name in old.columns else ""
        if was and finding.type and was != finding.type:
            yield Drift(Change.TYPE_CHANGED, str(finding.at), was, finding.type)


def _alike(old: _Table, new: _Table) -> float:
    a, b = set(old.columns), set(new.columns)
    return len(a & b) / len(a | b) if min(len(a), len(b)) >= _FEWEST_COLUMNS else 0.0


def _lost(before: int, now: int) -> bool:
    return before > 0 and (now == 0 or (before >= _FEWEST_ROWS and now < _LEFT * before))


def _broke(before: Join, now: Join, rows: int) -> bool:
    grown = now.orphans - before.orphans
    return now.orphans >= 2 * before.orphans and grown >= max(_FEWEST_ORPHANS, _ORPHAN_SHARE * rows)


def _answered_columns(before: SchoolMap, now: SchoolMap) -> set[str]:
    changed = set(before.answered) ^ set(now.answered)
    return {place for question, _ in changed for place in question.partition(":")[2:]}


def crowded_folders(places: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Folders with so many folders in them that these are one a person or a month."""
    inside: dict[tuple[str, str], set[str]] = defaultdict(set)
    for source, folder in places:
        path = [*reversed(_above(folder)), *([folder] if folder else [])]
        for above, below in pairwise(path):
            inside[source, above].add(below)
    return frozenset(place for place, below in inside.items() if len(below) > CROWD)


def _above(folder: str) -> list[str]:
    """Every folder above, the nearest first; '' is the source itself."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:n]) for n in range(len(parts) - 1, -1, -1)]


def folded(folders: Iterable[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """The same folders, those of a crowd as one: these may be printed, the names in a crowd are often people's."""
    held: dict[tuple[str, str], int] = defaultdict(int)
    known = list(folders)
    crowded = crowded_folders((source, folder) for source, folder, _ in known)
    for source, folder, files in known:
        crowds = [above for above in _above(folder) if (source, above) in crowded]
        held[source, crowds[-1] if crowds else folder] += files
    return [(source, folder, files) for (source, folder), files in sorted(held.items())]


def still_open(before: Iterable[Drift], found: Iterable[Drift], day: str) -> tuple[Drift, ...]:
    """What nobody has looked at yet: what was open, and what is new, with the day it was first found."""
    held: dict[tuple[Change, str], Drift] = {(one.what, one.at): one for one in before}
    for one in found:
        first = held.get((one.what, one.at))
        since = first.since if first is not None else day
        was = first.was if first is not None and first.was else one.was
        held[one.what, one.at] = Drift(one.what, one.at, was, one.now, since)
    return tuple(held.values())


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
