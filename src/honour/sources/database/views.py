"""Views: named, and not read where their tables are, since they hold nothing of their own.

A view over tables this login may not read is the only way to their rows: then it is read as a table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from honour.kernel.tabular import View

Place = tuple[str, str]
"""(schema, name)"""

_POSTGRES = """
    SELECT DISTINCT vn.nspname, v.relname, tn.nspname, t.relname
    FROM pg_catalog.pg_rewrite r
    JOIN pg_catalog.pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
    JOIN pg_catalog.pg_namespace vn ON vn.oid = v.relnamespace
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_catalog.pg_class'::regclass
    JOIN pg_catalog.pg_class t ON t.oid = d.refobjid AND t.oid <> v.oid AND t.relkind IN ('r', 'p', 'f', 'v', 'm')
    JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
    WHERE vn.nspname NOT IN ('pg_catalog', 'information_schema')
"""
_PARTS = """
    SELECT cn.nspname, c.relname, pn.nspname, p.relname
    FROM pg_catalog.pg_inherits i
    JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition
    JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
    JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
    JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
"""
_SQL_SERVER = """
    SELECT s.name, v.name, COALESCE(d.referenced_schema_name, s.name), d.referenced_entity_name
    FROM sys.sql_expression_dependencies d
    JOIN sys.views v ON v.object_id = d.referencing_id
    JOIN sys.schemas s ON s.schema_id = v.schema_id
"""
_MARIADB = "SELECT table_schema, table_name, view_definition FROM information_schema.views"
_TWO_NAMES = re.compile(r"(?i)\b(?:from|join)\s+\(*\s*`((?:[^`]|``)+)`\.`((?:[^`]|``)+)`")
"""As MariaDB itself writes a definition down: every table with its database in front."""
_ONE_NAME = re.compile(r"(?i)(?:\bfrom\b|\bjoin\b|,)\s*\(*\s*(?:\"((?:[^\"]|\"\")+)\"|\[([^\]]+)\]|`([^`]+)`|(\w+))")

COVERED = "its rows are read from the tables it is made of"
ONLY_WAY = "read as a table, because this login may not read what it is made of"
BROKEN = "could not be read"


@dataclass(frozen=True, slots=True)
class ServerView:
    """`over`: the tables and views it is made of; None where the server does not tell this login."""

    place: Place
    columns: Collection[str]
    over: frozenset[Place] | None


def made_of(connection: sa.Connection) -> dict[Place, frozenset[Place]]:
    """View -> what it is made of, for views of which the server tells this login."""
    dialect = connection.dialect.name
    found: dict[Place, set[Place]] = {}
    rows: list[Any] = []
    try:
        if dialect == "postgresql":
            rows += connection.exec_driver_sql(_POSTGRES).all()
        elif dialect == "mssql":
            rows += connection.exec_driver_sql(_SQL_SERVER).all()
        elif dialect in {"mysql", "mariadb"}:
            for schema, name, definition in connection.execute(sa.text(_MARIADB)):
                for other in _TWO_NAMES.findall(str(definition or "")):
                    rows.append((schema, name, *(part.replace("``", "`") for part in other)))
    except SQLAlchemyError:
        return {}
    for schema, name, other_schema, other in rows:
        found.setdefault((schema, name), set()).add((other_schema, other))
    return {view: frozenset(over) for view, over in found.items()}


def partitions(connection: sa.Connection) -> dict[Place, Place]:
    """Part of a partitioned table -> the whole, whose rows are the same ones."""
    if connection.dialect.name != "postgresql":
        return {}
    rows = connection.exec_driver_sql(_PARTS).all()
    above = {(row[0], row[1]): (row[2], row[3]) for row in rows}
    found = {}
    for part in above:
        whole = part
        while whole in above:
            whole = above[whole]
        found[part] = whole
    return found


def settle(
    views: Sequence[ServerView], tables: Mapping[Place, Collection[str]], read: Callable[[ServerView], bool]
) -> dict[Place, bool]:
    """View -> whether it is read as a table. `read` is asked to, and says whether it could.

    `tables`: those that are read whole, with their columns. Where a server does not say what a view is made of, it
    counts as covered if each of its columns is called as one of a table that is read in the same schema.
    """
    covered: set[Place] = set(tables)
    chosen: dict[Place, bool] = {}
    for view in _inner_first({view.place: view for view in views}):
        if view.over is None:
            names = {name for (schema, _), columns in tables.items() if schema == view.place[0] for name in columns}
            fine = bool(view.columns) and set(view.columns) <= names
        else:
            fine = bool(view.over) and view.over <= covered
        chosen[view.place] = not fine and read(view)
        if fine or chosen[view.place]:
            covered.add(view.place)
    return chosen


def _inner_first(views: Mapping[Place, ServerView]) -> list[ServerView]:
    done: dict[Place, ServerView] = {}

    def visit(place: Place, under: frozenset[Place]) -> None:
        view = views.get(place)
        if view is None or place in done or place in under:
            return
        for other in sorted(view.over or ()):
            visit(other, under | {place})
        done[place] = view

    for place in sorted(views):
        visit(place, frozenset())
    return list(done.values())


def sqlite_view(source: str, name: str, sql: str, tables: Collection[str]) -> View:
    """A view of a file, whose tables are read in any case. `over` as far as its text tells."""
    text = re.sub(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", " ", sql, flags=re.DOTALL)
    named = {next(filter(None, groups)).replace('""', '"').lower() for groups in _ONE_NAME.findall(text)}
    over = tuple(sorted(table for table in tables if table.lower() in named))
    return View(source, name, over, read=False, why=COVERED)
