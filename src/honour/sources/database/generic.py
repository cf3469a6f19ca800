"""Any database server SQLAlchemy knows, through reflection, in sessions that only read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from honour.kernel.address import Address
from honour.kernel.address import row as row_address
from honour.kernel.errors import BadInput, SourceError
from honour.kernel.record import Record
from honour.kernel.tabular import Column, DeclaredJoin, Table
from honour.kernel.unread import Why
from honour.sources.database.keys import key_is_personal
from honour.sources.database.rowrecord import row_record
from honour.sources.database.server import (
    READ_ERRORS,
    SYSTEM_SCHEMAS,
    clock,
    gap_of,
    server_engine,
    tolerant,
    unreachable,
)
from honour.sources.database.statements import Statements

_FETCH_ROWS = 2000
_KEY_SAMPLE_ROWS = 50


def generic_tables(source: str, url: str) -> tuple[Sequence[Table], list[tuple[str, Why, str]]]:
    """(tables, what could not be described). Raises SourceError if no driver or no connection; never shows the URL."""
    engine = server_engine(source, url, keep=True)
    try:
        inspector = sa.inspect(engine)
        schemas = [None, *_other_schemas(inspector)]
        names = [(schema, name) for schema in schemas for name in inspector.get_table_names(schema=schema)]
    except SQLAlchemyError:
        raise unreachable(source) from None
    tables: list[Table] = []
    bad: list[tuple[str, Why, str]] = []
    for schema, name in names:
        shown = f"{schema}.{name}" if schema else name
        try:
            table = _describe(source, engine, inspector, schema, name)
            hidden = table.check()
        except READ_ERRORS as error:
            gap = gap_of(error)
            bad.append((shown, gap.why, gap.advice))
        except BadInput:
            bad.append((shown, Why.UNKNOWN_FORMAT, "Ask whoever keeps the database to rename it or its columns."))
        else:
            tables.append(table)
            if hidden:
                bad.append((f"{shown}, columns {', '.join(hidden)}", Why.NO_ACCESS, _HIDDEN_ADVICE))
    return tables, bad


_HIDDEN_ADVICE = "Ask whoever keeps the database to grant this login SELECT on the whole table, then read again."


def _other_schemas(inspector: sa.Inspector) -> list[str]:
    default = inspector.default_schema_name
    return [name for name in inspector.get_schema_names() if name != default and name not in SYSTEM_SCHEMAS]


def _describe(source: str, engine: sa.Engine, inspector: sa.Inspector, schema: str | None, name: str) -> GenericTable:
    key = list(inspector.get_pk_constraint(name, schema=schema).get("constrained_columns") or [])
    reflected = inspector.get_columns(name, schema=schema)
    columns = tuple(
        Column(
            column["name"],
            _type_name(column["type"]),
            column.get("comment") or "",
            key.index(column["name"]) + 1 if column["name"] in key else 0,
        )
        for column in reflected
    )
    joins = tuple(
        DeclaredJoin(
            tuple(join["constrained_columns"]),
            ".".join(filter(None, [join.get("referred_schema"), join["referred_table"]])),
            tuple(join["referred_columns"]),
        )
        for join in inspector.get_foreign_keys(name, schema=schema)
    )
    types = {column["name"]: column["type"] for column in reflected}
    asked = Statements(engine.dialect.name, schema, name, types, tuple(key))
    return GenericTable(source, engine, asked, columns=columns, joins=joins)


def _type_name(kind: object) -> str:
    try:
        return str(kind)
    except SQLAlchemyError:
        return type(kind).__name__


class GenericTable:
    """One table. Without a key, rows are ordered by all their values and numbered.

    Where the connection is lost midway, it is made anew once and reading goes on behind the last row; where a value
    is in a wrong encoding, reading goes on in the tolerant way. No row is lost or doubled by either.
    """

    def __init__(
        self,
        source: str,
        engine: sa.Engine,
        asked: Statements,
        *,
        columns: tuple[Column, ...],
        joins: tuple[DeclaredJoin, ...],
    ) -> None:
        self._source, self._engine, self._asked = source, engine, asked
        self._name = f"{asked.schema}.{asked.name}" if asked.schema else asked.name
        self._columns, self._joins = columns, joins

    def check(self) -> list[str]:
        """Reads a few rows: proves that the login may, and that the keys may stand in addresses.

        Gives the columns this login may not read, which are left out from here on. Raises as the driver does.
        """
        asked = self._asked
        hidden: list[str] = []
        try:
            self._few(asked, list(asked.types), 1)
        except READ_ERRORS as error:
            if gap_of(error).why is not Why.NO_ACCESS:
                if not _unreadable_text(error):
                    raise
            elif hidden := self._hidden():
                types = {name: kind for name, kind in asked.types.items() if name not in hidden}
                if not types:
                    raise
                key = asked.key if not set(asked.key) & set(hidden) else ()
                asked = self._asked = Statements(asked.dialect, asked.schema, asked.name, types, key)
                self._columns = tuple(column for column in self._columns if column.name not in hidden)
            else:
                raise
        if asked.key:
            sample = self._few(asked, asked.key, _KEY_SAMPLE_ROWS)
            if key_is_personal(asked.key, [tuple(row) for row in sample]):
                self._asked = Statements(asked.dialect, asked.schema, asked.name, asked.types)
        return hidden

    def _few(self, asked: Statements, columns: Sequence[str], rows: int) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execute(asked.few(columns, rows)).all())

    def _hidden(self) -> list[str]:
        hidden = []
        for name in self._asked.types:
            try:
                self._few(self._asked, [name], 1)
            except SQLAlchemyError:
                hidden.append(name)
            except UnicodeDecodeError:
                continue
        return hidden

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
        return self._joins

    def count(self) -> int:
        for again in (True, False):
            try:
                with self._engine.connect() as connection:
                    return int(connection.execute(self._asked.count()).scalar_one())
            except SQLAlchemyError as error:
                if not (again and gap_of(error).lost):
                    raise self._trouble(error) from None
        raise AssertionError("unreachable")

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        wanted = [column.name for column in self._columns] if columns is None else list(columns)
        width = len(self._asked.key)
        number = 0
        last: tuple[Any, ...] | None = None
        takes_all = reconnected = False
        while True:
            try:
                for row in self._raw(wanted, last, number, takes_all=takes_all):
                    number += 1
                    last = tuple(row[:width])
                    key = ",".join(_shown(part) or "" for part in last) if width else f"rowid={number}"
                    yield key, tuple(_shown(value) for value in row[width:])
            except READ_ERRORS as error:
                if _unreadable_text(error) and not takes_all:
                    takes_all = True
                elif gap_of(error).lost and not reconnected:
                    reconnected = True
                else:
                    raise self._trouble(error) from None
            else:
                return

    def _raw(
        self, wanted: Sequence[str], last: tuple[Any, ...] | None, done: int, *, takes_all: bool
    ) -> Iterator[Sequence[Any]]:
        """Rows behind the `done` that were read, the last of which had the key `last`."""
        asked = self._asked
        after = last if asked.resumes else None
        with self._connected(takes_all=takes_all) as connection:
            if asked.pages:
                while True:
                    page = connection.execute(asked.rows(wanted, after=after, limit=_FETCH_ROWS)).all()
                    yield from page
                    if len(page) < _FETCH_ROWS:
                        return
                    after = tuple(page[-1][: len(asked.key)])
            streamed = connection.execution_options(stream_results=True, max_row_buffer=_FETCH_ROWS)
            found = streamed.execute(asked.rows(wanted, after=after))
            rows = (row for chunk in found.partitions(_FETCH_ROWS) for row in chunk)
            yield from islice(rows, 0 if after is not None else done, None)

    @contextmanager
    def _connected(self, *, takes_all: bool) -> Iterator[sa.Connection]:
        with self._engine.connect() as connection:
            if takes_all:
                tolerant(connection)
            try:
                yield connection
            finally:
                if takes_all:
                    connection.invalidate()  # the next user of a kept connection wants the driver's own way

    def _trouble(self, error: BaseException) -> SourceError:
        gap = gap_of(error)
        return SourceError(f"table {self._name} of source {self._source} {gap.what}", advice=gap.advice)

    def address(self, key: str) -> Address:
        return row_address(self._source, self._name, key)

    def record(self, key: str, values: tuple[str | None, ...]) -> Record:
        return row_record(self.address(key), self.label, [column.name for column in self._columns], values)


def _unreadable_text(error: BaseException) -> bool:
    """The driver could not make a value of the bytes that came: a wrong encoding, a date that is none to Python."""
    from sqlalchemy.exc import DataError

    return isinstance(error, UnicodeDecodeError) or (
        isinstance(error, DataError) and getattr(error.orig, "sqlstate", None) is None
    )


def _shown(value: object) -> str | None:
    """Text as a person would see it: dates ISO 8601, JSON as JSON, bytes by their size."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return clock(value)
    if isinstance(value, bytes | memoryview):
        return f"({len(bytes(value))} bytes of data)"
    if isinstance(value, dict | list):
        import json

        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
