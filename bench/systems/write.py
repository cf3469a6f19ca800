"""Out of the loom: SQLite files, servers through SQLAlchemy, CSV folders, workbooks."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.systems.weave import Col, Tab, Weaver

if TYPE_CHECKING:
    import sqlalchemy

LONG = ("narr", "message", "report", "xml", "json_options", "captured")


def _type(col: Col, weaver: Weaver, dialect: str) -> str:
    if col.sql == "int":
        return "BIGINT" if dialect != "sqlite" else "INTEGER"
    if col.sql == "real":
        return "NUMERIC(12,2)"
    if col.sql == "date":
        return "DATE"
    if col.sql == "timestamp":
        return {"postgresql": "TIMESTAMP", "sqlite": "DATETIME"}.get(dialect, "DATETIME")
    if col.token.sign in ("[@", "{@") or col.token.name.startswith(LONG) or col.token.name in ("eav", "body"):
        return "NVARCHAR(MAX)" if dialect == "mssql" else "TEXT"
    if dialect == "sqlite":
        return weaver.style.text_type
    return "NVARCHAR(255)" if dialect == "mssql" else "VARCHAR(255)"


def _create(tab: Tab, weaver: Weaver, dialect: str, quote: Any, *, inline_fks: bool) -> str:
    lines = [
        f"{quote(col.name)} {_type(col, weaver, dialect)}{' NOT NULL' if col.name in tab.pk else ''}"
        for col in tab.cols
    ]
    if tab.pk:
        lines.append(f"PRIMARY KEY ({', '.join(map(quote, tab.pk))})")
    if inline_fks:
        lines += [
            f"FOREIGN KEY ({quote(col.name)}) REFERENCES {quote(col.to[0])} ({quote(col.to[1])})"
            for col in tab.cols
            if col.to
        ]
    text = f"CREATE TABLE {quote(tab.name)} (\n  " + ",\n  ".join(lines) + "\n)"
    return text.replace("INTEGER NOT NULL", "INTEGER") if dialect == "sqlite" else text


def _plain(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def sqlite(weaver: Weaver, path: Path) -> None:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        for tab in weaver.tabs.values():
            connection.execute(_create(tab, weaver, "sqlite", _plain, inline_fks=True))
        for tab in weaver.tabs.values():
            marks = ",".join("?" * len(tab.cols))
            for columns in weaver.chunks(tab):
                connection.executemany(f"INSERT INTO {_plain(tab.name)} VALUES ({marks})", zip(*columns, strict=True))
        for name, sql in weaver.views():
            connection.execute(f"CREATE VIEW {_plain(name)} AS {sql}")
        connection.commit()
    finally:
        connection.close()


def server(weaver: Weaver, engine: sqlalchemy.Engine) -> None:
    """Fills an empty database: COPY on PostgreSQL, rows by the thousand elsewhere; foreign keys last."""
    import sqlalchemy

    dialect = engine.dialect.name
    quote = engine.dialect.identifier_preparer.quote_identifier
    raw = engine.raw_connection()
    try:
        cursor: Any = raw.cursor()
        for tab in weaver.tabs.values():
            cursor.execute(_create(tab, weaver, dialect, quote, inline_fks=False))
        for tab in weaver.tabs.values():
            names = ", ".join(quote(col.name) for col in tab.cols)
            for columns in weaver.chunks(tab):
                rows = zip(*columns, strict=True)
                if dialect == "postgresql":
                    with cursor.copy(f"COPY {quote(tab.name)} ({names}) FROM STDIN") as copy:
                        for row in rows:
                            copy.write_row(row)
                else:
                    mark = (
                        "%s" if raw.driver_connection.__class__.__module__.startswith(("pymysql", "MySQLdb")) else "?"
                    )
                    cursor.executemany(
                        f"INSERT INTO {quote(tab.name)} ({names}) VALUES ({','.join([mark] * len(tab.cols))})",
                        list(rows),
                    )
        if dialect != "sqlite":
            for tab in weaver.tabs.values():
                for col in tab.cols:
                    if col.to:
                        cursor.execute(
                            f"ALTER TABLE {quote(tab.name)} ADD FOREIGN KEY ({quote(col.name)}) REFERENCES {quote(col.to[0])} ({quote(col.to[1])})"
                        )
        raw.commit()
    finally:
        raw.close()
    with engine.begin() as connection:
        for name, sql in weaver.views():
            connection.execute(sqlalchemy.text(f"CREATE VIEW {quote(name)} AS {sql.replace(chr(34), quote('x')[0])}"))


def _cells(columns: list[list[Any]]) -> Any:
    return ([("" if value is None else value) for value in row] for row in zip(*columns, strict=True))


def csv_folder(weaver: Weaver, folder: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> None:
    """One file a table. An `encoding` that cannot hold a letter writes a question mark, as exports do."""
    folder.mkdir(parents=True, exist_ok=True)
    for tab in weaver.tabs.values():
        with (folder / f"{tab.name}.csv").open("w", encoding=encoding, errors="replace", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow([col.name for col in tab.cols])
            for columns in weaver.chunks(tab):
                writer.writerows(_cells(columns))


def workbook(weaver: Weaver, path: Path) -> None:
    """One sheet a table; sheet names are cut to the 31 letters a workbook allows."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    used: set[str] = set()
    for tab in weaver.tabs.values():
        name, serial = tab.name[:31], 1
        while name.lower() in used:
            serial += 1
            name = f"{tab.name[:28]}{serial}"
        used.add(name.lower())
        sheet = book.create_sheet(name)
        sheet.append([col.name for col in tab.cols])
        for columns in weaver.chunks(tab):
            for row in _cells(columns):
                sheet.append(row)
    book.save(path)
