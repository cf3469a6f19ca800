"""Any database server SQLAlchemy knows, through reflection, in sessions that only read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGInspector
from sqlalchemy.exc import SQLAlchemyError

from honour.kernel.address import Address
from honour.kernel.address import row as row_address
from honour.kernel.errors import BadInput, SourceError
from honour.kernel.record import Record
from honour.kernel.tabular import Column, DeclaredJoin, View
from honour.kernel.unread import Why
from honour.sources.database.found import Bad, Found
from honour.sources.database.keys import key_is_personal
from honour.sources.database.measuring import ServerMeasuring
from honour.sources.database.rowrecord import row_record
from honour.sources.database.server import (
    READ_ERRORS,
    SYSTEM_SCHEMAS,
    Gap,
    abandon,
    called,
    clock,
    gap_of,
    longer,
    server_engine,
    tolerant,
    unreachable,
)
from honour.sources.database.statements import Statements, true_name
from honour.sources.database.views import BROKEN, COVERED, ONLY_WAY, Place, ServerView, made_of, partitions, settle

_FETCH_ROWS = 2000
_COLUMN_ROWS = 50_000
_KEY_SAMPLE_ROWS = 50
_KEY_COLUMNS = 2
"""So many columns of a view are tried as its key."""
_KEY_NAME = re.compile(r"(?:id|key|code|no|num|number|ref|guid|uuid)\Z", re.IGNORECASE)


def generic_tables(source: str, url: str) -> Found:
    """Everything this login may see. Raises SourceError if no driver or no connection; never shows the URL."""
    engine = server_engine(source, url, keep=True)
    try:
        inspector = sa.inspect(engine)
        schemas = [None, *_other_schemas(inspector)]
        names = [(schema, name) for schema in schemas for name in _tables(inspector, schema)]
        views = [(schema, name) for schema in schemas for name in _views(inspector, schema)]
        with engine.connect() as connection:
            made = made_of(connection)
            parts = partitions(connection)
    except SQLAlchemyError:
        raise unreachable(source) from None
    default = inspector.default_schema_name or ""
    reading = _Reading(source, engine, inspector, default, [schema for schema in schemas if schema])
    for schema, name in sorted(names, key=lambda place: (place[0] or default, place[1]) in parts):
        # a part of a table is read with the whole, if that may be read
        if parts.get((schema or default, name), ("", "")) not in reading.whole:
            reading.table(schema, name)
    reading.views(views, made)
    return reading.found


class _Reading:
    """One look at everything a login may see."""

    def __init__(
        self, source: str, engine: sa.Engine, inspector: sa.Inspector, default: str, schemas: Collection[str]
    ) -> None:
        self._source, self._engine, self._inspector, self._default = source, engine, inspector, default
        self._schemas = schemas
        self.found = Found()
        self.whole: dict[Place, Collection[str]] = {}
        """Tables all of whose columns are read."""

    def _called(self, schema: str | None, name: str) -> str:
        return called(schema if schema != self._default else None, name, self._default, self._schemas)

    def table(self, schema: str | None, name: str, what: str = "table") -> Gap | None:
        """Adds the table, or names it as not read; then says why."""
        shown = self._called(schema, name)
        try:
            table = _describe(self._source, self._engine, self._inspector, schema, name, shown)
            hidden = table.check()
            if what == "view":
                table.find_key()
        except READ_ERRORS as error:
            gap = gap_of(error)
            self.found.bad.append(Bad(shown, gap.why, gap.advice, what))
            return gap
        except BadInput:
            gap = Gap(Why.UNKNOWN_FORMAT, "", "Ask whoever keeps the database to rename it or its columns.")
            self.found.bad.append(Bad(shown, gap.why, gap.advice, what))
            return gap
        self.found.tables.append(table)
        if hidden:
            self.found.bad.append(Bad(shown, Why.NO_ACCESS, _HIDDEN_ADVICE, what, tuple(hidden)))
        else:
            self.whole[schema or self._default, name] = [column.name for column in table.columns]
        return None

    def views(self, names: Sequence[tuple[str | None, str]], made: Mapping[Place, frozenset[Place]]) -> None:
        """Names every view, and reads those that are the only way to their rows."""
        # PostgreSQL tells everybody; a view of which it says nothing is made of no table
        untold = frozenset[Place]() if self._engine.dialect.name == "postgresql" else None
        schemas = {(schema or self._default, name): schema for schema, name in names}
        views = []
        for (place, name), schema in schemas.items():
            try:
                columns = [column["name"] for column in self._inspector.get_columns(name, schema=schema)]
            except SQLAlchemyError:
                columns = [column["name"] for column in _columns_of_view(self._engine, schema, name)]
            views.append(ServerView((place, name), columns, made.get((place, name), untold)))
        refused: dict[Place, Gap] = {}

        def read(view: ServerView) -> bool:
            gap = self.table(schemas[view.place], view.place[1], "view")
            if gap is not None:
                refused[view.place] = gap
            return gap is None

        chosen = settle(views, self.whole, read)
        for view in sorted(views, key=lambda view: view.place):
            why = ONLY_WAY if chosen[view.place] else COVERED
            shown = self._called(*view.place)
            if view.place not in refused and not chosen[view.place] and not self._works(view.place):
                self.found.bad.append(Bad(shown, Why.DAMAGED, _BROKEN_VIEW, "view"))
                why = BROKEN
            elif view.place in refused:
                why = BROKEN
            made_from = tuple(sorted(self._called(*place) for place in view.over or ()))
            self.found.views.append(View(self._source, shown, made_from, chosen[view.place], why))

    def _works(self, place: Place) -> bool:
        """False where the view cannot run any more. One this login may not read is not called broken."""
        schema = None if place[0] == self._default else place[0]
        try:
            with self._engine.connect() as connection:
                connection.execute(Statements(self._engine.dialect.name, schema, place[1], {}).nothing()).all()
        except SQLAlchemyError as error:
            return gap_of(error).why is not Why.DAMAGED
        return True


_BROKEN_VIEW = "Ask whoever keeps the database to mend or drop it; the tables this login may read were read."


def _tables(inspector: sa.Inspector, schema: str | None) -> list[str]:
    names = inspector.get_table_names(schema=schema)
    if isinstance(inspector, PGInspector):
        names += inspector.get_foreign_table_names(schema=schema)
    return names


def _views(inspector: sa.Inspector, schema: str | None) -> list[str]:
    names = inspector.get_view_names(schema=schema)
    with suppress(NotImplementedError):
        names += inspector.get_materialized_view_names(schema=schema)
    return names


_HIDDEN_ADVICE = "Ask whoever keeps the database to grant this login SELECT on the whole table, then read again."


def _other_schemas(inspector: sa.Inspector) -> list[str]:
    default = inspector.default_schema_name
    return [name for name in inspector.get_schema_names() if name != default and name not in SYSTEM_SCHEMAS]


def _describe(
    source: str, engine: sa.Engine, inspector: sa.Inspector, schema: str | None, name: str, shown: str
) -> GenericTable:
    try:
        key = list(inspector.get_pk_constraint(name, schema=schema).get("constrained_columns") or [])
        reflected: list[dict[str, Any]] = [{**column} for column in inspector.get_columns(name, schema=schema)]
        for column in reflected:
            column["name"] = true_name(engine.dialect.name, column["name"])
        key = [true_name(engine.dialect.name, part) for part in key]
        foreign = inspector.get_foreign_keys(name, schema=schema)
    except SQLAlchemyError:
        # MariaDB shows a view only to those who hold SHOW VIEW; its columns it shows to everybody who may read it
        key, reflected, foreign = [], _columns_of_view(engine, schema, name), []
        if not reflected:
            raise
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
        for join in foreign
    )
    types = {column["name"]: column["type"] for column in reflected}
    asked = Statements(engine.dialect.name, schema, name, types, tuple(key))
    return GenericTable(source, engine, asked, name=shown, columns=columns, joins=joins)


def _columns_of_view(engine: sa.Engine, schema: str | None, name: str) -> list[dict[str, Any]]:
    if engine.dialect.name not in {"mysql", "mariadb"}:
        return []
    query = sa.text(
        "SELECT column_name, data_type, column_comment FROM information_schema.columns"
        " WHERE table_schema = COALESCE(:schema, DATABASE()) AND table_name = :name ORDER BY ordinal_position"
    )
    known: Mapping[str, Any] = getattr(engine.dialect, "ischema_names", {})
    with engine.connect() as connection:
        found = connection.execute(query, {"schema": schema, "name": name}).all()
    return [
        {"name": column, "type": known.get(str(kind), sa.types.NullType)(), "comment": comment}
        for column, kind, comment in found
    ]


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
        name: str,
        columns: tuple[Column, ...],
        joins: tuple[DeclaredJoin, ...],
    ) -> None:
        self._source, self._engine, self._asked = source, engine, asked
        self._name = name
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

    def find_key(self) -> None:
        """For a view, which declares none: a first column that tells its rows apart gives them lasting addresses."""
        for name in list(self._asked.types)[:_KEY_COLUMNS]:
            if not _KEY_NAME.search(name) or key_is_personal([name], self._few(self._asked, [name], _KEY_SAMPLE_ROWS)):
                continue
            with self._engine.connect() as connection:
                rows, different = connection.execute(self._asked.different(name)).one()
            if rows == different > 0:
                asked = self._asked
                self._asked = Statements(asked.dialect, asked.schema, asked.name, asked.types, (name,))
                return

    def _few(self, asked: Statements, columns: Sequence[str], rows: int) -> list[Any]:
        with self._connected() as connection:
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
        return int(self._ask(self._asked.count())[0][0])

    @property
    def measuring(self) -> ServerMeasuring | None:
        """None where the server could not find rows again: then the table is read through."""
        if not self._asked.measures:
            return None
        names = [column.name for column in self._columns]
        return ServerMeasuring(self._asked, names, self._ask, self._column, _shown)

    def _ask(self, query: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        """All rows of a statement; a lost connection is made anew once, a wrong encoding read in the tolerant way."""
        takes_all = reconnected = False
        while True:
            try:
                with self._connected(takes_all=takes_all, once=takes_all) as connection:
                    return list(connection.execute(query).all())
            except READ_ERRORS as error:
                if _unreadable_text(error) and not takes_all:
                    takes_all = True
                elif gap_of(error).lost and not reconnected:
                    reconnected = True
                else:
                    raise self._trouble(error) from None

    def _column(self, name: str) -> Iterator[Sequence[Any]]:
        """Chunks of one column's values; after an error they begin anew, so that some may come twice."""
        if self._asked.pages:
            stream = self.rows([name])
            while chunk := [values[0] for _, values in islice(stream, _COLUMN_ROWS)]:
                yield [value for value in chunk if value is not None]
            return
        takes_all = reconnected = False
        while True:
            try:
                with self._connected(takes_all=takes_all, once=takes_all) as connection:
                    streamed = connection.execution_options(stream_results=True, max_row_buffer=_COLUMN_ROWS)
                    yield from streamed.execute(self._asked.every(name)).scalars().partitions(_COLUMN_ROWS)
                    return
            except READ_ERRORS as error:
                if _unreadable_text(error) and not takes_all:
                    takes_all = True
                elif gap_of(error).lost and not reconnected:
                    reconnected = True
                else:
                    raise self._trouble(error) from None

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        wanted = [column.name for column in self._columns] if columns is None else list(columns)
        width, all_of_it = len(self._asked.key), len(self._asked.key) + len(wanted)
        number = 0
        last: tuple[Any, ...] | None = None
        takes_all = reconnected = False
        while True:
            try:
                for row in self._raw(wanted, last, number, takes_all=takes_all):
                    number += 1
                    last = tuple(row[:width])
                    key = ",".join(_shown(part) or "" for part in last) if width else f"rowid={number}"
                    yield key, tuple(_shown(value) for value in row[width:all_of_it])
            except READ_ERRORS as error:
                if _unreadable_text(error) and not takes_all:
                    takes_all = True
                elif gap_of(error).lost and not reconnected:
                    reconnected = True
                else:
                    raise self._trouble(error) from None
            else:
                return

    @property
    def asked(self) -> Statements:
        return self._asked

    def rows_where(
        self, columns: Sequence[str], test: Callable[[Any], Any]
    ) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        """As `rows`, of those that pass a test of the table's columns, in no order. Only of tables with a key."""
        width = len(self._asked.key)
        for takes_all in (False, True):
            try:
                with self._connected(takes_all=takes_all, once=takes_all) as connection:
                    found = connection.execute(self._asked.rows_where(columns, test)).all()
            except READ_ERRORS as error:
                if takes_all or not _unreadable_text(error):
                    raise self._trouble(error) from None
            else:
                for row in found:
                    yield ",".join(_shown(part) or "" for part in row[:width]), tuple(map(_shown, row[width:]))
                return

    def _raw(
        self, wanted: Sequence[str], last: tuple[Any, ...] | None, done: int, *, takes_all: bool
    ) -> Iterator[Sequence[Any]]:
        """Rows behind the `done` that were read, the last of which had the key `last`."""
        asked = self._asked
        after = last if asked.resumes else None
        session = [] if asked.pages else longer(self._engine.dialect)
        with self._connected(takes_all=takes_all, once=takes_all or bool(session)) as connection:
            if asked.pages:
                while True:
                    page = connection.execute(asked.rows(wanted, after=after, limit=_FETCH_ROWS)).all()
                    yield from page
                    if len(page) < _FETCH_ROWS:
                        return
                    after = tuple(page[-1][: len(asked.key)])
            for statement in session:
                connection.exec_driver_sql(statement)
            streamed = connection.execution_options(stream_results=True, max_row_buffer=_FETCH_ROWS)
            found = streamed.execute(asked.rows(wanted, after=after))
            rows = (row for chunk in found.partitions(_FETCH_ROWS) for row in chunk)
            yield from islice(rows, 0 if after is not None else done, None)

    @contextmanager
    def _connected(self, *, takes_all: bool = False, once: bool = False) -> Iterator[sa.Connection]:
        """`once`: the session is told something that the next user of a kept connection does not want."""
        with self._engine.connect() as connection:
            if takes_all:
                tolerant(connection)
            try:
                yield connection
            except UnicodeDecodeError:
                abandon(connection)  # the rest of the answer is still on its way
                raise
            finally:
                if once and not connection.invalidated:
                    abandon(connection)

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
