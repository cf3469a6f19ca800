"""One database by SQLAlchemy, for exact work on single rows: its structure, rows by key, their values as text.

access = Access(source, url_or_path)                 # reads only
access = Access(source, url_or_path, write=True)     # `honour.sources.database.writing` only
with access.connect() as connection:
    found = access.rows(connection, table, key)      # exactly the rows with this key
"""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import SAWarning, SQLAlchemyError
from sqlalchemy.pool import NullPool

from honour.kernel.change import Cells
from honour.kernel.errors import SourceError
from honour.kernel.hashes import sha256_hex
from honour.sources.database.server import LOCK_SECONDS, SYSTEM_SCHEMAS, called, clock, server_engine
from honour.sources.database.statements import sort_of, text_type, true_name
from honour.sources.database.structure import ColumnShape, ForeignKey, Sort, Structure, TableShape

_URL = re.compile(r"[a-z][a-z0-9+_]*://")
_NO_ROLLBACK = frozenset({"myisam", "aria", "csv", "memory", "archive", "merge"})
ROWID = "rowid"


@dataclass(frozen=True, slots=True)
class Row:
    raw: Mapping[str, Any]
    text: Mapping[str, str | None]


class Access:
    """A connection to one database, read-only unless `write`. Opens nothing before it is used.

    Raises SourceError where it cannot be reached; never shows the URL, which may hold a password.
    """

    def __init__(self, source: str, url_or_path: str | Path, *, write: bool = False) -> None:
        self.source, self.write = source, write
        where = str(url_or_path)
        self._path = Path(where.removeprefix("sqlite:///")) if not _is_server(where) else None
        self._types: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {}
        self._clauses: dict[str, sa.TableClause] = {}
        self._places: dict[str, tuple[str | None, str]] = {}
        self.engine = self._sqlite() if self._path is not None else server_engine(source, where, write=write)

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    def _sqlite(self) -> sa.Engine:
        path, mode = self._path, "rw" if self.write else "ro"
        if path is None or not path.is_file():
            raise SourceError(
                f"the database of source {self.source} is not there", advice="Check its path in honour.toml."
            )
        address = f"file:{quote(str(path.resolve()))}?mode={mode}"

        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(
                address, uri=True, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False
            )
            connection.text_factory = _tolerant
            if self.write:
                connection.execute("PRAGMA foreign_keys=ON")
                connection.execute("PRAGMA secure_delete=ON")
            return connection

        engine = sa.create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
        begin = "BEGIN IMMEDIATE" if self.write else "BEGIN"
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    @contextmanager
    def connect(self) -> Iterator[sa.Connection]:
        """A connection in a transaction that is rolled back unless the caller commits. SourceError if none comes."""
        try:
            connection = self.engine.connect()
            connection.begin()
        except (SQLAlchemyError, sqlite3.Error):
            raise SourceError(
                f"the database of source {self.source} cannot be reached",
                advice="Check host, login and that nobody locks it; the password is not shown here.",
            ) from None
        try:
            yield connection
        finally:
            connection.close()

    # ---- structure

    @cached_property
    def structure(self) -> Structure:
        """Everything the database says of its tables. A table that cannot be described is in `missed`."""
        with self.connect() as connection, warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # types SQLAlchemy does not know are `other` here
            try:
                inspector = sa.inspect(connection)
                names = [
                    (schema, name)
                    for schema in [None, *self._other_schemas(inspector)]
                    for name in inspector.get_table_names(schema=schema)
                ]
            except SQLAlchemyError:
                raise SourceError(
                    f"the tables of source {self.source} cannot be listed",
                    advice="Check that the login may see them.",
                ) from None
            triggers, engines = self._triggers(connection), self._engines(connection)
            tables: dict[str, TableShape] = {}
            missed: list[tuple[str, str]] = []
            default, schemas = inspector.default_schema_name or "", {schema for schema, _ in names if schema}
            for schema, name in names:
                shown = called(schema, name, default, schemas)
                self._places[shown] = (schema, name)
                try:
                    tables[shown] = self._shape(connection, inspector, schema, name, shown, triggers, engines)
                except SQLAlchemyError:
                    missed.append((shown, "the login may not look at it"))
            return Structure(self.dialect, tables, tuple(missed))

    def _other_schemas(self, inspector: sa.Inspector) -> list[str]:
        if self.dialect == "sqlite":
            return []
        default = inspector.default_schema_name
        return [name for name in inspector.get_schema_names() if name != default and name not in SYSTEM_SCHEMAS]

    def _shape(
        self,
        connection: sa.Connection,
        inspector: sa.Inspector,
        schema: str | None,
        name: str,
        shown: str,
        triggers: Mapping[tuple[str, str], list[tuple[str, str]]],
        engines: Mapping[tuple[str, str], str],
    ) -> TableShape:
        described: list[dict[str, Any]] = [
            {**column, "name": true_name(self.dialect, column["name"])}
            for column in inspector.get_columns(name, schema=schema)
        ]
        self._types[shown] = {column["name"]: column["type"] for column in described}
        columns = tuple(
            ColumnShape(
                column["name"],
                sort_of(column["type"]),
                bool(column.get("nullable", True)),
                getattr(column["type"], "length", None),
                column.get("computed") is not None,
                "on update" in str(column.get("default") or "").lower(),
            )
            for column in described
        )
        unique: list[tuple[str, ...]] = []
        with contextlib.suppress(NotImplementedError):  # SQL Server shows them as indexes
            unique = [tuple(u["column_names"]) for u in inspector.get_unique_constraints(name, schema=schema)]
        unique += [
            tuple(str(part) for part in index["column_names"])
            for index in inspector.get_indexes(name, schema=schema)
            if index.get("unique") and all(index["column_names"])
        ]
        key = tuple(inspector.get_pk_constraint(name, schema=schema).get("constrained_columns") or ())
        if not key:
            filled = {column.name for column in columns if not column.nullable}
            key = next((u for u in sorted(unique, key=len) if u and filled.issuperset(u)), ())
        if not key and self.dialect == "sqlite" and self._has_rowid(connection, name, columns):
            key = (ROWID,)
        at = (schema or inspector.default_schema_name or "", name)
        try:
            checks = tuple(str(check["sqltext"]) for check in inspector.get_check_constraints(name, schema=schema))
        except NotImplementedError:
            checks = ()
        return TableShape(
            shown,
            columns,
            key,
            tuple(dict.fromkeys(unique)),
            checks,
            self._foreign(connection, inspector, schema, name),
            tuple(triggers.get(at, ()) or triggers.get(("", name), ())),
            engines.get(at, "innodb").lower() not in _NO_ROLLBACK,
        )

    def _foreign(
        self, connection: sa.Connection, inspector: sa.Inspector, schema: str | None, name: str
    ) -> tuple[ForeignKey, ...]:
        if self.dialect != "sqlite":
            return tuple(
                ForeignKey(
                    tuple(join["constrained_columns"]),
                    ".".join(filter(None, [join.get("referred_schema"), join["referred_table"]])),
                    tuple(join["referred_columns"]),
                    _on_delete((join.get("options") or {}).get("ondelete")),
                )
                for join in inspector.get_foreign_keys(name, schema=schema)
            )
        # SQLAlchemy does not see what ON DELETE says where the key stands beside its column
        keys: dict[int, list[Any]] = {}
        for row in connection.exec_driver_sql(f"PRAGMA foreign_key_list({self.quoted(name)})"):
            keys.setdefault(row[0], []).append(row)
        return tuple(
            ForeignKey(
                tuple(str(row[3]) for row in rows),
                str(rows[0][2]),
                tuple(str(row[4]) for row in rows if row[4] is not None)
                or tuple(inspector.get_pk_constraint(rows[0][2]).get("constrained_columns") or ()),
                _on_delete(rows[0][6]),
            )
            for rows in keys.values()
        )

    def _has_rowid(self, connection: sa.Connection, name: str, columns: Sequence[ColumnShape]) -> bool:
        if any(column.name.lower() == ROWID for column in columns):
            return False
        try:
            connection.execute(sa.text(f"SELECT rowid FROM {self.quoted(name)} LIMIT 1")).first()
        except SQLAlchemyError:
            return False
        return True

    def _triggers(self, connection: sa.Connection) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """(schema, table) -> [(trigger, verb)]. Where an SQLite trigger's text does not tell, every verb."""
        queries = {
            "sqlite": "SELECT '' AS place, tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'",
            "postgresql": "SELECT n.nspname, c.relname, t.tgname, t.tgtype FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'",
            "mysql": "SELECT event_object_schema, event_object_table, trigger_name, event_manipulation "
            "FROM information_schema.triggers",
            "mssql": "SELECT s.name, o.name, t.name, e.type_desc FROM sys.triggers t "
            "JOIN sys.objects o ON o.object_id = t.parent_id JOIN sys.schemas s ON s.schema_id = o.schema_id "
            "JOIN sys.trigger_events e ON e.object_id = t.object_id WHERE t.is_disabled = 0",
        }
        query = queries.get("mysql" if self.dialect == "mariadb" else self.dialect)
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        if query is None:
            return found
        for schema, table, name, what in connection.execute(sa.text(query)):
            for verb in _verbs(self.dialect, what):
                found.setdefault((schema, table), []).append((str(name), verb))
        return found

    def _engines(self, connection: sa.Connection) -> dict[tuple[str, str], str]:
        if self.dialect not in {"mysql", "mariadb"}:
            return {}
        query = sa.text("SELECT table_schema, table_name, engine FROM information_schema.tables")
        return {(schema, table): engine or "" for schema, table, engine in connection.execute(query)}

    # ---- rows

    def quoted(self, table: str) -> str:
        """A table's name for SQL, its schema in front where it has one."""
        schema, name = self._split(table)
        preparer = self.engine.dialect.identifier_preparer
        return ".".join(preparer.quote_identifier(part) for part in (schema, name) if part)

    def _split(self, table: str) -> tuple[str | None, str]:
        """(schema, name); a table nobody asked the structure of has no schema in its name."""
        return self._places.get(table, (None, table))

    def clause(self, table: str) -> sa.TableClause:
        """The table with typed columns; SQLite's without types, since its values have their own."""
        if table not in self._clauses:
            self._clauses[table] = self._clause(table)
        return self._clauses[table]

    def _clause(self, table: str) -> sa.TableClause:
        shape = self.structure.tables[table]
        schema, name = self._split(table)
        names = [column.name for column in shape.columns]
        if shape.key == (ROWID,):
            names.append(ROWID)
        types = {} if self.dialect == "sqlite" else self._types[table]
        quoted = sa.sql.quoted_name
        return sa.table(
            quoted(name, quote=True),
            *(sa.column(quoted(n, quote=n != ROWID or n in self._types[table]), types.get(n)) for n in names),
            schema=quoted(schema, quote=True) if schema else None,
        )

    def rows(self, connection: sa.Connection, table: str, key: Cells, *, lock: bool = False) -> list[Row]:
        """The rows with this key, all columns: none, one, or more where the key is none. Raises SourceError."""
        clause = self.clause(table)
        shape = self.structure.tables[table]
        picked = [self._picked(clause, column) for column in shape.columns]
        try:
            condition = self.condition(clause, shape, key)
            found = self._select(connection, picked, clause, condition, lock)
            if not found and self.dialect == "sqlite" and _typeless(shape, key):
                # a number there equals no text
                loose = sa.and_(*(sa.cast(clause.c[name], sa.Text) == text for name, text in key))
                found = self._select(connection, picked, clause, loose, lock)
        except (SQLAlchemyError, sqlite3.Error):
            raise SourceError(
                f"a row of table {table} of source {self.source} could not be read",
                advice="Check that the login may read it and that nobody locks it, then try again.",
            ) from None
        names = [column.name for column in shape.columns]
        return [
            Row(dict(zip(names, row, strict=True)), {n: text_of(v) for n, v in zip(names, row, strict=True)})
            for row in found
        ]

    def _select(
        self, connection: sa.Connection, picked: Sequence[Any], clause: sa.TableClause, condition: Any, lock: bool
    ) -> list[Any]:
        query = sa.select(*picked).select_from(clause).where(condition)
        if lock and self.dialect in {"postgresql", "mysql", "mariadb"}:
            query = query.with_for_update()
        elif lock and self.dialect == "mssql":
            query = query.with_hint(clause, "WITH (UPDLOCK, HOLDLOCK)")
        return list(connection.execute(query).all())

    def _picked(self, clause: sa.TableClause, column: ColumnShape) -> Any:
        """JSON as the text it is kept as, and what no type is known for as the database writes it."""
        kept = clause.c[column.name]
        if self.dialect != "sqlite" and column.sort in {Sort.JSON, Sort.OTHER}:
            return sa.cast(kept, text_type(self.dialect)).label(column.name)
        return kept

    def condition(self, clause: sa.TableClause, shape: TableShape, key: Cells) -> Any:
        return sa.and_(*(self.equals(clause, shape, name, text) for name, text in key))

    def equals(self, clause: sa.TableClause, shape: TableShape, name: str, text: str | None) -> Any:
        """`column = text`, the text made a value of the column's own type."""
        column = clause.c[name]
        if text is None:
            return column.is_(None)
        described = shape.column(name)
        sort = described.sort if described else Sort.INTEGER
        if self.dialect == "sqlite" and described is not None:
            return column == text
        if sort in {Sort.JSON, Sort.OTHER, Sort.BYTES, Sort.FLOAT}:
            return sa.cast(column, text_type(self.dialect)) == text
        return column == to_value(sort, text)

    def count(self, connection: sa.Connection, table: str) -> int:
        return int(connection.execute(sa.select(sa.func.count()).select_from(self.clause(table))).scalar_one())


def _is_server(where: str) -> bool:
    return bool(_URL.match(where)) and not where.startswith("sqlite:///")


def _typeless(shape: TableShape, key: Cells) -> bool:
    """A column without a declared type keeps every value as it came."""
    return any(c.sort in {Sort.OTHER, Sort.BYTES} for name, _ in key if (c := shape.column(name)))


def _tolerant(raw: bytes) -> str:
    """Text that is not UTF-8 keeps its bytes as lone surrogates: it can be compared, and it cannot be written."""
    return raw.decode("utf-8", "surrogateescape")


def _on_delete(what: Any) -> str:
    said = str(what or "").upper()
    return said if said in {"CASCADE", "SET NULL", "SET DEFAULT"} else ""


_PG_TRIGGER_BITS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16}
_SQLITE_TRIGGER = re.compile(
    r"""\A\s*CREATE\s+(?:TEMP\w*\s+)?TRIGGER\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"(?:[^"]|"")*"|\[[^\]]*\]|`[^`]*`|[^\s."]+)"""
    r"""\s+(?:BEFORE\s+|AFTER\s+|INSTEAD\s+OF\s+)?(INSERT|DELETE|UPDATE)\b""",
    re.IGNORECASE,
)


def _verbs(dialect: str, what: Any) -> list[str]:
    if dialect == "postgresql":
        return [verb for verb, bit in _PG_TRIGGER_BITS.items() if int(what) & bit]
    if dialect == "sqlite":
        found = _SQLITE_TRIGGER.match(str(what))
        return [found[1].upper()] if found else list(_PG_TRIGGER_BITS)
    return [str(what).upper()]


def text_of(value: Any) -> str | None:
    """A value as text; equal texts mean equal values of one column. Bytes are named by their hash."""
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
    if isinstance(value, bytes | bytearray | memoryview):
        return f"({len(bytes(value))} bytes, {sha256_hex(bytes(value))})"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


_MAKE: dict[Sort, Any] = {
    Sort.INTEGER: int,
    Sort.NUMBER: Decimal,
    Sort.FLOAT: float,
    Sort.DATE: date.fromisoformat,
    Sort.MOMENT: datetime.fromisoformat,
    Sort.TIME: time.fromisoformat,
    Sort.UUID: UUID,
    Sort.LIST: json.loads,
}


def to_value(sort: Sort, text: str) -> Any:
    """A value of the column's type from its text. Raises ValueError where it is none."""
    if sort is Sort.FLAG:
        if text not in {"0", "1"}:
            raise ValueError("neither 0 nor 1")
        return text == "1"
    if sort is Sort.BYTES:
        raise ValueError("bytes are not written")
    make = _MAKE.get(sort)
    try:
        return text if make is None else make(text)
    except InvalidOperation:
        raise ValueError("no number") from None


def same(sort: Sort, one: str | None, other: str | None) -> bool:
    """Whether two texts are one value of a column: 5 and 5.00, JSON without regard to blanks, padded CHAR."""
    if one == other or one is None or other is None:
        return one == other
    try:
        if sort is Sort.JSON:
            return bool(json.loads(one) == json.loads(other))
        if sort in _MAKE:
            return bool(to_value(sort, one) == to_value(sort, other))
    except ValueError:
        return False
    return sort in {Sort.TEXT, Sort.CODE} and one.rstrip(" ") == other.rstrip(" ")
