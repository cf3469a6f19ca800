"""SQLite through its own library: fast, read-only, tolerant of broken text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from honour.kernel.address import Address
from honour.kernel.address import row as row_address
from honour.kernel.errors import SourceError
from honour.kernel.record import Record
from honour.kernel.tabular import Column, DeclaredJoin
from honour.kernel.unread import Why
from honour.sources.database.found import Bad, Found
from honour.sources.database.keys import key_is_personal
from honour.sources.database.quoting import sqlite_name
from honour.sources.database.rowrecord import row_record
from honour.sources.database.sqlite_measuring import SqliteMeasuring
from honour.sources.database.sqlite_session import Session, connect, not_utf8, shown, source_error
from honour.sources.database.views import BROKEN, sqlite_view

_FETCH_ROWS = 2000
_KEY_SAMPLE_ROWS = 50


def sqlite_tables(source: str, path: Path) -> Found:
    """Everything in the file. Raises SourceError if nothing can be read."""
    if not path.is_file():
        raise SourceError(
            f"the database of source {source} is not there", advice="Check the path given to `honour connect`."
        )
    try:
        connection = connect(path)
        names = [
            str(name)
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            )
        ]
    except sqlite3.Error as error:
        raise source_error(source, error) from None
    found = Found()
    for name in names:
        try:
            found.tables.append(_describe(source, path, connection, name))
        except sqlite3.Error as error:
            found.bad.append(Bad(name, Why.DAMAGED, source_error(source, error).advice))
    _views(source, connection, names, found)
    return found


def _views(source: str, connection: Session, tables: Sequence[str], found: Found) -> None:
    """Names the views; their tables are read in any case."""
    for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'").fetchall():
        view = sqlite_view(source, str(name), str(sql or ""), tables)
        try:
            connection.execute(f"SELECT 1 FROM {sqlite_name(str(name))} WHERE 1 = 0").fetchall()
        except sqlite3.Error:
            found.bad.append(Bad(view.name, Why.DAMAGED, _BROKEN_VIEW, "view"))
            view = replace(view, why=BROKEN)
        found.views.append(view)


_BROKEN_VIEW = "Ask whoever keeps the database to mend or drop it; the tables of the file were read."


def _describe(source: str, path: Path, connection: Session, name: str) -> SqliteTable:
    # hidden: 1 is a virtual table's hidden column, 2 and 3 are generated columns, which people do see
    info = connection.execute(f"PRAGMA table_xinfo({sqlite_name(name)})").fetchall()
    columns = tuple(Column(str(row[1]), str(row[2] or ""), "", int(row[5])) for row in info if int(row[6]) != 1)
    if not columns:
        raise sqlite3.DatabaseError("table without columns")
    joins: dict[int, tuple[str, list[str], list[str]]] = {}
    for row in connection.execute(f"PRAGMA foreign_key_list({sqlite_name(name)})"):
        joined = joins.setdefault(int(row[0]), (str(row[2]), [], []))
        joined[1].append(str(row[3]))
        if row[4] is not None:
            joined[2].append(str(row[4]))
    declared = tuple(DeclaredJoin(tuple(own), to, tuple(other)) for to, own, other in joins.values())
    return SqliteTable(source, path, connection, name=name, columns=columns, declared=declared)


class SqliteTable:
    """One table. Rows come in key order; a table without a (non-personal) key in rowid order."""

    def __init__(
        self,
        source: str,
        path: Path,
        connection: Session,
        *,
        name: str,
        columns: tuple[Column, ...],
        declared: tuple[DeclaredJoin, ...],
    ) -> None:
        self._source, self._path, self._connection, self._name = source, path, connection, name
        self._columns, self._declared = columns, declared
        self._from = sqlite_name(name)
        self._has_rowid = self._find_rowid()
        keys = sorted((column for column in columns if column.key_position), key=lambda column: column.key_position)
        self._key = [column.name for column in keys]
        if self._key:
            listed = ", ".join(sqlite_name(key) for key in self._key)
            sample = connection.execute(f"SELECT {listed} FROM {self._from} LIMIT {_KEY_SAMPLE_ROWS}").fetchall()
            if key_is_personal(self._key, sample):
                self._key = []
        self._blobs: frozenset[str] | None = None

    def _find_rowid(self) -> bool:
        try:
            self._connection.execute(f"SELECT rowid FROM {self._from} LIMIT 1").fetchone()
        except sqlite3.OperationalError:
            return False  # WITHOUT ROWID
        return not any(column.name.lower() == "rowid" and not column.key_position for column in self._columns)

    @property
    def source(self) -> str:
        return self._source

    @property
    def name(self) -> str:
        return self._name

    @property
    def label(self) -> str:
        return self._name

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._columns

    @property
    def declared_joins(self) -> tuple[DeclaredJoin, ...]:
        return self._declared

    @property
    def measuring(self) -> SqliteMeasuring | None:
        if not self._has_rowid:
            return None
        return SqliteMeasuring(self._source, self._path, self._connection, self._name, self._columns, self._know_blobs)

    def _know_blobs(self, columns: frozenset[str]) -> None:
        self._blobs = columns

    def count(self) -> int:
        try:
            return int(self._connection.execute(f"SELECT count(*) FROM {self._from}").fetchone()[0])
        except sqlite3.Error as error:
            raise source_error(self._source, error) from None

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        wanted = [column.name for column in self._columns] if columns is None else list(columns)
        done = 0
        try:
            for found in self._read(self._connection, wanted):
                yield found
                done += 1
        except sqlite3.OperationalError as error:
            if not not_utf8(error):
                raise source_error(self._source, error) from None
        except sqlite3.Error as error:
            raise source_error(self._source, error) from None
        else:
            return
        # Some text is not UTF-8: go on from the row that failed, reading it as the Windows code page.
        try:
            yield from islice(self._read(connect(self._path, tolerant=True), wanted), done, None)
        except sqlite3.Error as error:
            raise source_error(self._source, error) from None

    def rows_where(
        self, columns: Sequence[str], test: str, bound: Sequence[object]
    ) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        """As `rows`, of those that pass an SQL test, in no order; a table without any key comes whole."""
        if not self._key and not self._has_rowid:
            yield from self.rows(columns)
            return
        keys = [f"CAST({sqlite_name(key)} AS TEXT)" for key in self._key] or ["'rowid=' || rowid"]
        picked = [
            f"CASE typeof({name}) WHEN 'blob' THEN {name} ELSE CAST({name} AS TEXT) END"
            for name in map(sqlite_name, columns)
        ]
        query = f"SELECT {', '.join([*keys, *picked])} FROM {self._from} WHERE {test}"
        try:
            # what is not UTF-8 is read as the Windows code page, as `rows` does
            for row in connect(self._path, tolerant=True).execute(query, tuple(bound)):
                yield ",".join(part or "" for part in row[: len(keys)]), tuple(map(shown, row[len(keys) :]))
        except sqlite3.Error as error:
            raise source_error(self._source, error) from None

    def _read(self, connection: Session, wanted: list[str]) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        if self._blobs is None:
            self._blobs = self._columns_with_blobs()
        picked = [
            sqlite_name(column) if column in self._blobs else f"CAST({sqlite_name(column)} AS TEXT)"
            for column in wanted
        ]
        if self._key:
            keys = [f"CAST({sqlite_name(key)} AS TEXT)" for key in self._key]
            order = ", ".join(sqlite_name(key) for key in self._key)
        elif self._has_rowid:
            keys, order = ["'rowid=' || rowid"], "rowid"
        else:
            keys, order = [], ", ".join(sqlite_name(c.name) for c in self._columns if c.key_position) or "1"
        width = len(keys)
        cursor = connection.execute(f"SELECT {', '.join([*keys, *picked]) or '1'} FROM {self._from} ORDER BY {order}")
        blobs = bool(self._blobs.intersection(wanted))
        number = 0
        while chunk := cursor.fetchmany(_FETCH_ROWS):
            connection.more_time()
            for row in chunk:
                number += 1
                if width == 1:
                    key = row[0] or f"rowid={number}"
                elif width == 0:
                    key = f"rowid={number}"
                else:
                    key = ",".join(part or "" for part in row[:width])
                values = row[width:]
                yield key, tuple(map(shown, values)) if blobs else values

    def _columns_with_blobs(self) -> frozenset[str]:
        tests = ", ".join(f"max(typeof({sqlite_name(column.name)}) = 'blob')" for column in self._columns)
        found = self._connection.execute(f"SELECT {tests} FROM {self._from}").fetchone()
        return frozenset(column.name for column, blob in zip(self._columns, found, strict=True) if blob)

    def address(self, key: str) -> Address:
        return row_address(self._source, self._name, key)

    def record(self, key: str, values: tuple[str | None, ...]) -> Record:
        return row_record(self.address(key), self.label, [column.name for column in self._columns], values)
