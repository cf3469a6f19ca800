"""What SQLite counts by itself of a large table (`kernel.tabular.Measuring`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from honour.kernel.tabular import Column
from honour.sources.database.quoting import sqlite_name
from honour.sources.database.sqlite_session import Session, connect, not_utf8, shown, source_error

_FETCH_ROWS = 50_000
_COLUMNS_AT_ONCE = 200
"""SQLite gives back no more than 2,000 values a row."""
_STRETCH = 50
"""Rows of the sample that lie together."""
_HALF = 0.5

T = TypeVar("T")


class SqliteMeasuring:
    """Of a table with rowids. `blobs` is told which columns hold bytes as soon as that is known."""

    def __init__(
        self,
        source: str,
        path: Path,
        connection: Session,
        name: str,
        columns: tuple[Column, ...],
        blobs: Callable[[frozenset[str]], None],
    ) -> None:
        self._source, self._path, self._connection = source, path, connection
        self._from, self._columns, self._tell_blobs = sqlite_name(name), columns, blobs
        self._blobs: frozenset[str] | None = None
        self._tolerant = False

    def filled(self) -> tuple[int, tuple[int, ...]]:
        return self._asked(self._filled)

    def different(self, column: str, most: int) -> set[str]:
        return self._asked(lambda connection: self._different(connection, column, most))

    def every(self, column: str) -> Iterator[Sequence[str | int]]:
        try:
            yield from self._every(self._open(), column)
        except sqlite3.Error as error:
            if self._tolerant or not not_utf8(error):
                raise source_error(self._source, error) from None
            self._tolerant = True
            yield from self.every(column)  # chunks that came already may come again

    def spread(self, rows: int) -> list[tuple[str | None, ...]]:
        return self._asked(lambda connection: self._spread(connection, rows))

    def _asked(self, ask: Callable[[Session], T]) -> T:
        try:
            return ask(self._open())
        except sqlite3.Error as error:
            if self._tolerant or not not_utf8(error):
                raise source_error(self._source, error) from None
        self._tolerant = True
        return self._asked(ask)

    def _open(self) -> Session:
        if self._tolerant:
            return connect(self._path, tolerant=True)
        return self._connection

    def _filled(self, connection: Session) -> tuple[int, tuple[int, ...]]:
        rows, filled, blobs = 0, [], set()
        for start in range(0, len(self._columns), _COLUMNS_AT_ONCE):
            part = self._columns[start : start + _COLUMNS_AT_ONCE]
            names = [sqlite_name(column.name) for column in part]
            counts = [f"count(nullif({name}, '')), max(typeof({name}) = 'blob')" for name in names]
            found = connection.execute(f"SELECT count(*), {', '.join(counts)} FROM {self._from}").fetchone()
            rows = int(found[0])
            for at, column in enumerate(part):
                held, blob = found[1 + 2 * at : 3 + 2 * at]
                if blob:  # an empty text and empty bytes are not equal
                    blobs.add(column.name)
                    empty = f"SELECT count(*) FROM {self._from} WHERE {names[at]} = x''"
                    held -= connection.execute(empty).fetchone()[0]
                filled.append(int(held))
        self._know(frozenset(blobs))
        return rows, tuple(filled)

    def _know(self, blobs: frozenset[str]) -> None:
        self._blobs = blobs
        self._tell_blobs(blobs)

    def _different(self, connection: Session, column: str, most: int) -> set[str]:
        # the values as they are first, whatever the column's own collation: half as long as comparing their texts
        name = sqlite_name(column)
        inner = f"SELECT DISTINCT {name} COLLATE BINARY AS v FROM {self._from} WHERE {name} IS NOT NULL LIMIT ?"
        found = connection.execute(f"SELECT {self._as_text(column, 'v')} FROM ({inner})", (most + 2,)).fetchall()
        values = {text for (value,) in found if (text := shown(value))}
        while len(values) > most:
            values.pop()
        return values

    def _every(self, connection: Session, column: str) -> Iterator[Sequence[str | int]]:
        name = sqlite_name(column)
        picked = f"CASE typeof({name}) WHEN 'integer' THEN {name} ELSE {self._as_text(column, name)} END"
        cursor = connection.execute(f"SELECT {picked} FROM {self._from} WHERE {name} IS NOT NULL")
        while chunk := cursor.fetchmany(_FETCH_ROWS):
            connection.more_time()
            values = [value for (value,) in chunk if value != ""]
            if not {int, str}.issuperset(map(type, values)):
                values = [text for value in values if (text := shown(value))]
            yield values

    def _as_text(self, column: str, expression: str) -> str:
        return expression if column in (self._blobs or ()) else f"CAST({expression} AS TEXT)"

    def _spread(self, connection: Session, rows: int) -> list[tuple[str | None, ...]]:
        parts = max(1, rows // _STRETCH)
        low, high = connection.execute(f"SELECT min(rowid), max(rowid) FROM {self._from}").fetchone()
        if low is None:
            return []
        starts = [low + (high - low + 1) * part // parts for part in range(parts)]
        found = self._stretches(connection, starts)
        if len(found) >= _HALF * rows:
            return found
        # most rowids lie together and a few far off: count them off instead
        step = max(1, connection.execute(f"SELECT count(*) FROM {self._from}").fetchone()[0] // parts)
        query = f"SELECT r FROM (SELECT rowid AS r, row_number() OVER (ORDER BY rowid) AS n FROM {self._from})"
        counted = connection.execute(f"{query} WHERE n % ? = 1 % ? ORDER BY r", (step, step)).fetchall()
        return self._stretches(connection, [start for (start,) in counted[:parts]])

    def _stretches(self, connection: Session, starts: Sequence[int]) -> list[tuple[str | None, ...]]:
        picked = ", ".join(self._as_text(column.name, sqlite_name(column.name)) for column in self._columns)
        query = f"SELECT rowid, {picked} FROM {self._from} WHERE rowid >= ? ORDER BY rowid LIMIT {_STRETCH}"
        found: list[tuple[str | None, ...]] = []
        last: int | None = None
        for start in starts:
            for row in connection.execute(query, (start if last is None else max(start, last + 1),)).fetchall():
                last = row[0]
                found.append(tuple(map(shown, row[1:])))
        return found
