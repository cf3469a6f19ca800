"""What a database server counts by itself of a large table (`kernel.tabular.Measuring`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from honour.sources.database.statements import Statements
from honour.sources.database.structure import Sort

_COLUMNS_AT_ONCE = 200
"""PostgreSQL takes no more than 1,664 expressions a statement."""
_STRETCH = 50
"""Rows of the sample that lie together."""
_CHUNK = 50_000


class ServerMeasuring:
    """`ask` gives the rows of a statement, `stream` one column of all rows; both as SourceError where they fail."""

    def __init__(
        self,
        asked: Statements,
        columns: Sequence[str],
        ask: Callable[[sa.Select[Any]], Sequence[Sequence[Any]]],
        stream: Callable[[str], Iterator[Sequence[Any]]],
        shown: Callable[[object], str | None],
    ) -> None:
        self._asked, self._columns = asked, list(columns)
        self._ask, self._stream, self._shown = ask, stream, shown

    def filled(self) -> tuple[int, tuple[int, ...]]:
        rows = 0
        filled: list[int] = []
        for start in range(0, len(self._columns), _COLUMNS_AT_ONCE):
            ((rows, *counts),) = self._ask(self._asked.filled(self._columns[start : start + _COLUMNS_AT_ONCE]))
            filled.extend(int(count or 0) for count in counts)
        return int(rows), tuple(filled)

    def different(self, column: str, most: int) -> set[str]:
        found = self._ask(self._asked.distinct(column, most + 1))  # one may be empty
        if self._asked.sort(column) is Sort.BYTES:
            return {f"({size} bytes of data)" for (size,) in found}
        values = set(self._texts(value for (value,) in found))
        while len(values) > most:
            values.pop()
        return values

    def every(self, column: str) -> Iterator[Sequence[str | int]]:
        for chunk in self._stream(column):
            if {int}.issuperset(map(type, chunk)):
                yield chunk
            else:
                yield list(self._texts(chunk))

    def _texts(self, values: Iterable[Any]) -> Iterator[str]:
        return (text for value in values if (text := self._shown(value)))

    def spread(self, rows: int) -> list[tuple[str | None, ...]]:
        ((held,),) = self._ask(self._asked.count())
        if not self._asked.key:
            found = self._ask(self._asked.some(self._columns, max(1, held // rows), rows))
            return [tuple(map(self._shown, row)) for row in found]
        width = len(self._asked.key)
        parts = max(1, rows // _STRETCH)
        starts = self._ask(self._asked.starts(max(1, held // parts)))[:parts]
        sample: list[tuple[str | None, ...]] = []
        for start in starts:
            stretch = self._ask(self._asked.rows(self._columns, after=tuple(start), limit=_STRETCH))
            sample.extend(tuple(map(self._shown, row[width:])) for row in stretch)
        return sample
