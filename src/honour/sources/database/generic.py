"""Any database SQLAlchemy knows, through reflection, in read-only transactions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from honour.kernel.address import Address
from honour.kernel.address import row as row_address
from honour.kernel.errors import SourceError
from honour.kernel.record import Record
from honour.kernel.tabular import Column, DeclaredJoin, Table
from honour.kernel.unread import Why
from honour.sources.database.keys import key_is_personal
from honour.sources.database.quoting import dialect_name
from honour.sources.database.rowrecord import row_record

_FETCH_ROWS = 2000
_KEY_SAMPLE_ROWS = 50
_SYSTEM_SCHEMAS = {"information_schema", "pg_catalog", "pg_toast", "sys", "mysql", "performance_schema"}


def generic_tables(source: str, url: str) -> tuple[Sequence[Table], list[tuple[str, Why, str]]]:
    """(tables, what could not be described). Raises SourceError if no driver or no connection; never shows the URL."""
    try:
        engine = sa.create_engine(url)
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(postgresql_readonly=True)
        inspector = sa.inspect(engine)
        schemas = [None, *_other_schemas(inspector)]
        names = [(schema, name) for schema in schemas for name in inspector.get_table_names(schema=schema)]
    except (NoSuchModuleError, ImportError):
        raise SourceError(
            f"the driver for source {source} is not installed",
            advice="Install it, e.g. `pip install honour[postgres]`, and connect again.",
        ) from None
    except SQLAlchemyError:
        raise SourceError(
            f"the database of source {source} cannot be reached",
            advice="Check host, login and that the login may read; the password is not shown here.",
        ) from None
    tables: list[Table] = []
    bad: list[tuple[str, Why, str]] = []
    for schema, name in names:
        try:
            tables.append(_describe(source, engine, inspector, schema, name))
        except SQLAlchemyError:
            shown = f"{schema}.{name}" if schema else name
            bad.append((shown, Why.NO_ACCESS, "Give the login the right to read this table, then read again."))
    return tables, bad


def _other_schemas(inspector: sa.Inspector) -> list[str]:
    default = inspector.default_schema_name
    return [name for name in inspector.get_schema_names() if name != default and name not in _SYSTEM_SCHEMAS]


def _describe(source: str, engine: sa.Engine, inspector: sa.Inspector, schema: str | None, name: str) -> GenericTable:
    key = list(inspector.get_pk_constraint(name, schema=schema).get("constrained_columns") or [])
    columns = tuple(
        Column(
            column["name"],
            _type_name(column["type"]),
            column.get("comment") or "",
            key.index(column["name"]) + 1 if column["name"] in key else 0,
        )
        for column in inspector.get_columns(name, schema=schema)
    )
    joins = tuple(
        DeclaredJoin(
            tuple(join["constrained_columns"]),
            ".".join(filter(None, [join.get("referred_schema"), join["referred_table"]])),
            tuple(join["referred_columns"]),
        )
        for join in inspector.get_foreign_keys(name, schema=schema)
    )
    table = GenericTable(source, engine, schema=schema, name=name, columns=columns, key=key, joins=joins)
    table.check()
    return table


def _type_name(kind: object) -> str:
    try:
        return str(kind)
    except SQLAlchemyError:
        return type(kind).__name__


class GenericTable:
    """One table. Without a key, rows are ordered by all their values and numbered."""

    def __init__(
        self,
        source: str,
        engine: sa.Engine,
        *,
        schema: str | None,
        name: str,
        columns: tuple[Column, ...],
        key: list[str],
        joins: tuple[DeclaredJoin, ...],
    ) -> None:
        self._source, self._engine = source, engine
        self._name = f"{schema}.{name}" if schema else name
        self._columns, self._key, self._joins = columns, key, joins
        preparer = engine.dialect.identifier_preparer
        self._quoted = {column.name: dialect_name(preparer, column.name) for column in columns}
        self._from = ".".join(dialect_name(preparer, part) for part in (schema, name) if part)

    def check(self) -> None:
        """Reads a few keys: proves that the login may read, and that the keys may stand in addresses."""
        listed = ", ".join(self._quoted[key] for key in self._key) or "1"
        with self._engine.connect() as connection:
            cursor = connection.execute(_sql(f"SELECT {listed} FROM {self._from}"))
            sample = cursor.fetchmany(_KEY_SAMPLE_ROWS)
            cursor.close()
        if self._key and key_is_personal(self._key, [tuple(row) for row in sample]):
            self._key = []

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
        try:
            with self._engine.connect() as connection:
                return int(connection.execute(_sql(f"SELECT count(*) FROM {self._from}")).scalar_one())
        except SQLAlchemyError as error:
            raise _lost(self._source, self._name, error) from None

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        wanted = [column.name for column in self._columns] if columns is None else list(columns)
        picked = [self._quoted[name] for name in [*self._key, *wanted]] or ["1"]
        order = [self._quoted[name] for name in self._key]
        if not order:
            order = [self._sortable(column) for column in self._columns]
        query = f"SELECT {', '.join(picked)} FROM {self._from} ORDER BY {', '.join(order)}"
        width = len(self._key)
        number = 0
        try:
            with self._engine.connect() as connection:
                result = connection.execution_options(stream_results=True, max_row_buffer=_FETCH_ROWS).execute(
                    _sql(query)
                )
                for chunk in result.partitions(_FETCH_ROWS):
                    for row in chunk:
                        number += 1
                        key = ",".join(_shown(part) or "" for part in row[:width]) if width else f"rowid={number}"
                        yield key, tuple(_shown(value) for value in row[width:])
        except SQLAlchemyError as error:
            raise _lost(self._source, self._name, error) from None

    def _sortable(self, column: Column) -> str:
        quoted = self._quoted[column.name]
        # PostgreSQL cannot order json and some other types; their text it can
        return f"CAST({quoted} AS TEXT)" if self._engine.dialect.name == "postgresql" else quoted

    def address(self, key: str) -> Address:
        return row_address(self._source, self._name, key)

    def record(self, key: str, values: tuple[str | None, ...]) -> Record:
        return row_record(self.address(key), self.label, [column.name for column in self._columns], values)


def _sql(query: str) -> sa.TextClause:
    return sa.text(query.replace(":", "\\:"))  # a colon in a quoted name is no bind parameter


def _lost(source: str, table: str, error: SQLAlchemyError) -> SourceError:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return SourceError(
            f"the connection of source {source} was lost while reading table {table}",
            advice="Read again; what was read before stays good.",
        )
    return SourceError(
        f"table {table} of source {source} could not be read",
        advice="Check that the login may read it, then read again; the other tables were read.",
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
    if isinstance(value, bytes | memoryview):
        return f"({len(bytes(value))} bytes of data)"
    if isinstance(value, dict | list):
        import json

        return json.dumps(value, ensure_ascii=False)
    return str(value)
