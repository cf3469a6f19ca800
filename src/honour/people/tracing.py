"""One person's rows straight from the databases: the map is followed by look-ups, and no table is read for nothing.

Gives what `rows.holdings` gives of that person: the same code looks at the same rows, only at fewer of them. Which
rows those are is told by the person's own keys and, for details, by the keys of rows already found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from honour.kernel.errors import SourceError
from honour.kernel.following import canonical
from honour.kernel.holding import Holding, Subject, SubjectId
from honour.kernel.mapping import ColumnRef, Detail, JoinKind, SchoolMap
from honour.kernel.progress import Silent
from honour.kernel.tabular import Table
from honour.people.rows import Orphans, _Reader, _Rows
from honour.sources.database.lookup import Way, matching

_WITHIN = frozenset({JoinKind.LIST, JoinKind.JSON})
_ROWID = "rowid="


def trace(
    school_map: SchoolMap, tables: Sequence[Table], subjects: Sequence[Subject], person: SubjectId
) -> tuple[list[Holding], list[tuple[str, str]]]:
    """(holdings of `person` in every row of `tables`, (`source.table`, why) of those that could not be asked).

    `subjects`: everybody, as gathered by the last map: who else a name or a shared key may mean. Tables whose
    database cannot look up by key (no key, MariaDB and SQL Server by text) are read whole. Raises nothing for a
    table that fails.
    """
    orphans = Orphans()
    found = _Traced(school_map, tables, subjects, person, orphans).run(Silent())
    return [holding for holding in found if holding.subject == person], orphans.failed


class _Traced(_Rows):
    def __init__(
        self,
        school_map: SchoolMap,
        tables: Sequence[Table],
        subjects: Sequence[Subject],
        person: SubjectId,
        orphans: Orphans,
    ) -> None:
        super().__init__(school_map, tables, subjects, orphans)
        self._own: dict[str, list[str]] = defaultdict(list)
        """`source.table` -> keys of the person's own rows there."""
        for address in self._subjects[person].hub_rows:
            at = f"{address.source}.{'/'.join(address.parts[:-1])}"
            self._own[at].append(address.parts[-1])

    def _read_keys(self) -> None:
        """The person's own keys, and whoever else has one of them."""
        wanted: dict[str, set[tuple[ColumnRef, ...]]] = defaultdict(set)
        for pointer in self._map.pointers:
            if pointer.join.detail != "name":
                wanted[pointer.join.to_columns[0].at].add(pointer.join.to_columns)
        for at, keys in wanted.items():
            table = self._tables.get(at)
            if table is None or at not in self._own:
                continue
            have = {column.name for column in table.columns}
            able = sorted(refs for refs in keys if have.issuperset(ref.column for ref in refs))
            names = sorted({ref.column for refs in able for ref in refs})
            try:
                mine = [values for _, values in matching(table, names, self._own_ways(at, table))]
                ways = [
                    Way(name, frozenset(canonical(value) for values in mine if (value := values[place])))
                    for place, name in enumerate(names)
                ]
                self._enter_keys(table, able, names, list(matching(table, names, ways)))
            except SourceError as error:
                self._orphans.failed.append((at, error.message))

    def _own_ways(self, at: str, table: Table) -> list[Way]:
        keys = self._own.get(at, [])
        places = frozenset(key.removeprefix(_ROWID) for key in keys if key.startswith(_ROWID))
        columns = sorted((c.key_position, c.name) for c in table.columns if c.key_position)
        plain = [key for key in keys if not key.startswith(_ROWID)]
        ways = [Way("", places)]
        if columns and plain:
            # of a key of several columns the first part: a part itself may hold the comma between them
            parts = plain if len(columns) == 1 else [key.split(",")[0] for key in plain]
            ways.append(Way(columns[0][1], frozenset(map(canonical, parts))))
        return ways

    def _some(
        self,
        table: Table,
        columns: Sequence[str],
        readers: Sequence[_Reader],
        by_detail: Sequence[tuple[Detail, Mapping[str, frozenset[SubjectId]]]],
    ) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        at = f"{table.source}.{table.name}"
        ways = self._own_ways(at, table) if at in self._own else []
        for reader in readers:
            join = reader.pointer.join
            if reader.by_name:
                return table.rows(columns)  # names are written in more ways than a database can compare
            ways.append(_way(join.from_columns[0].column, join.kind, join.detail, reader.index))
        for detail, about in by_detail:
            refs = detail.join.to_columns if detail.reverse else detail.join.from_columns
            kind = JoinKind.SINGLE if detail.reverse else detail.join.kind
            ways.append(_way(refs[0].column, kind, "" if detail.reverse else detail.join.detail, about))
        return matching(table, columns, ways)


def _way(column: str, kind: JoinKind, detail: str, keys: Mapping[str, object]) -> Way:
    """How a column names one of the `keys`. Of a key of several columns its first part: each row is looked at again."""
    firsts = frozenset(key.partition("\x1f")[0] for key in keys)
    if kind in _WITHIN:
        return Way(column, firsts, inside=True)
    return Way(column, frozenset(f"-{key}" for key in firsts) if detail == "negative" else firsts)
