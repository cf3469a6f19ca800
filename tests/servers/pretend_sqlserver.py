"""A driver called pymssql that answers like a small SQL Server and keeps every statement it was sent.

It runs no SQL: what is tested is what the program says, as SQLAlchemy's own dialect writes it, catalogue queries
included. Tables: {'schema.table': Made(columns, key, rows)}.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Made:
    columns: Mapping[str, str]
    """Name -> type as SQL Server calls it: 'nvarchar(80)', 'int', 'xml'."""
    key: tuple[str, ...] = ()
    rows: Sequence[tuple[Any, ...]] = ()


@dataclass
class Pretended:
    tables: Mapping[str, Made]
    refuse: Mapping[str, int] = field(default_factory=dict)
    """Part of a statement -> the number of the error it meets with."""
    said: list[tuple[str, Any]] = field(default_factory=list)
    opened: list[dict[str, Any]] = field(default_factory=list)

    def module(self) -> types.ModuleType:
        made = types.ModuleType("pymssql")
        made.__dict__.update(
            __version__="2.4.6", version_info=(2, 4, 6), paramstyle="pyformat", Binary=bytes, connect=self.connect
        )
        made.__dict__["Error"] = Error
        for name in (
            "InterfaceError DatabaseError DataError OperationalError IntegrityError InternalError ProgrammingError "
            "NotSupportedError"
        ).split():
            made.__dict__[name] = type(name, (Error,), {})
        return made

    def connect(self, **how: Any) -> Connection:
        self.opened.append(how)
        return Connection(self)

    def own(self) -> list[str]:
        """What was said of the tables themselves: neither of the catalogue nor of the session."""
        return [" ".join(said.split()) for said, _ in self.said if not _CATALOGUE.search(said)]


class Error(Exception):
    pass


_CATALOGUE = re.compile(r"\bsys\.|INFORMATION_SCHEMA|@@|schema_name\(\)|^SET |^SELECT 1$|fn_list|max support", re.I)


@dataclass
class Connection:
    server: Pretended

    def cursor(self) -> Cursor:
        return Cursor(self.server)

    def commit(self) -> None: ...

    def rollback(self) -> None: ...

    def close(self) -> None: ...

    def autocommit(self, _: bool) -> None: ...


class Cursor:
    rowcount = 1
    arraysize = 1
    description: list[Any] | None = None

    def __init__(self, server: Pretended) -> None:
        self.server = server
        self.rows: list[Any] = []

    def execute(self, sql: str, params: Any = None) -> None:
        self.server.said.append((sql, params))
        for part, number in self.server.refuse.items():
            if part in sql:
                raise Error(number, b"refused")
        named, self.rows = self._answer(sql, dict(params or {}))
        self.description = [(name, None, None, None, None, None, None) for name in named]

    def _answer(self, sql: str, params: dict[str, Any]) -> tuple[list[str], list[Any]]:
        tables = self.server.tables
        schema = params.get("owner") or params.get("schema") or params.get("table_schema_1") or params.get("schname")
        wanted = {value for name, value in params.items() if name.startswith("filter_names")}
        here = {
            name.partition(".")[2]: made
            for name, made in tables.items()
            if name.partition(".")[0] == schema and (not wanted or name.partition(".")[2] in wanted)
        }
        if "@@version" in sql:
            return ["v"], [("Microsoft SQL Server 2022 - 16.0.1000.6 (X64)",)]
        if "schema_name()" in sql:
            return ["s"], [("dbo",)]
        if "sys.system_views" in sql:
            return ["name"], [("dm_exec_sessions",)]
        if "TRANSACTION_ISOLATION_LEVEL" in sql:
            return ["level"], [("READ COMMITTED",)]
        if "[SCHEMATA]" in sql:
            return ["SCHEMA_NAME"], [
                (name,) for name in ("db_owner", "dbo", "guest", "INFORMATION_SCHEMA", "sys", "health")
            ]
        if "[TABLES]" in sql:
            return ["TABLE_NAME"], [(name,) for name in here] if params.get("table_type_1") == "BASE TABLE" else []
        if "column_name" in sql and "FROM sys.columns" in sql:
            named = (
                "table_name owner column_name type_name base_type is_nullable max_length precision scale column_id "
                "default_value collation_name computed_definition is_persisted is_identity seed_value increment_value "
                "comment"
            ).split()
            return named, [
                (name, schema, column, _type(kind), _type(kind), column not in made.key, _length(kind), 10, 0, at)
                + (None,) * 8
                for name, made in here.items()
                for at, (column, kind) in enumerate(made.columns.items(), start=1)
            ]
        if "FROM sys.key_constraints" in sql:
            named = "table_name owner constraint_name column_name key_ordinal index_type".split()
            return named, [
                (name, schema, f"PK_{name}", column, at, 1)
                for name, made in here.items()
                for at, column in enumerate(made.key, start=1)
            ]
        if sql.startswith("SELECT sys.objects.name \n"):
            return ["name"], [(name,) for name in here]
        if "fk_info" in sql:
            return (
                "table_name constraint_schema constraint_name ordinal_position constrained_column "
                "referred_table_schema referred_table_name referred_column match_option update_rule delete_rule"
            ).split(), []
        if "FROM sys.indexes" in sql:
            return "table_name index_id is_unique name type filter_definition".split(), []
        if "sys.triggers" in sql:
            return ["a", "b", "c", "d"], []
        return self._rows(sql)

    def _rows(self, sql: str) -> tuple[list[str], list[Any]]:
        found = re.search(r"FROM (?:\[(\w+)\]\.)?\[((?:[^\]]|\]\])+)\]", sql)
        made = self.server.tables.get(f"{found[1] or 'dbo'}.{found[2].replace(']]', ']')}") if found else None
        if made is None:
            return ["x"], [(1,)] if sql == "SELECT 1" else []
        if "count(*)" in sql:
            return ["n"], [(len(made.rows),)]
        listed = re.sub(r"^SELECT (TOP \S+ )?", "", sql.partition(" \nFROM ")[0])
        places = [
            next((at for at, column in enumerate(made.columns) if f"[{column.replace(']', ']]')}]" in part), None)
            for part in listed.split(", [")
            for part in ["[" + part]
        ]
        named = re.findall(r" AS \[?(\w+)\]?(?:,|$)", listed) or [f"c{at}" for at in range(len(places))]
        if len(named) != len(places):
            named = [f"c{at}" for at in range(len(places))]
        return named, [tuple(None if at is None else row[at] for at in places) for row in made.rows]

    def fetchone(self) -> Any:
        return self.rows.pop(0) if self.rows else None

    def fetchall(self) -> list[Any]:
        rows, self.rows = self.rows, []
        return rows

    def fetchmany(self, size: int = 1) -> list[Any]:
        rows, self.rows = self.rows[:size], self.rows[size:]
        return rows

    def close(self) -> None: ...


def _type(kind: str) -> str:
    return kind.partition("(")[0]


def _length(kind: str) -> int:
    inner = kind.partition("(")[2].rstrip(")")
    return -1 if inner == "max" else int(inner or 4) * (2 if kind.startswith("n") else 1)
