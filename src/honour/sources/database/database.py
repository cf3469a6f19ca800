"""One database of the school as tables of rows with addresses."""

from __future__ import annotations

import re
from pathlib import Path

from honour.kernel.address import row
from honour.kernel.errors import SourceError
from honour.kernel.tabular import Table, View
from honour.kernel.unread import Unread
from honour.sources.database.csvs import csv_tables
from honour.sources.database.found import Bad, Found
from honour.sources.database.generic import generic_tables
from honour.sources.database.sqlite import sqlite_tables

_URL = re.compile(r"[a-z][a-z0-9+_]*://")
_SOURCE_ADVICE = "Give the file of an SQLite database, or a URL such as postgresql+psycopg://reader@host/school."


class Database:
    """A connected source. Opens nothing until `tables()` is called; writes nothing, ever.

    `url_or_path` is a path of an SQLite file, `sqlite:///path`, a folder or zip of CSV files, or any SQLAlchemy URL
    whose driver is installed.
    """

    def __init__(self, name: str, url_or_path: str | Path) -> None:
        self.name = name
        self._where = str(url_or_path)
        self._tables: list[Table] | None = None
        self._views: list[View] = []
        self._unreadable: list[Unread] = []

    def tables(self) -> list[Table]:
        """Every readable table, by name. Raises SourceError if the database as a whole cannot be opened.

        A table that cannot be described is left to `unreadable()`; the rest goes on.
        """
        if self._tables is None:
            found = self._open()
            self._unreadable = [_unread(self.name, bad) for bad in found.bad]
            self._views = sorted(found.views, key=lambda view: view.name)
            self._tables = sorted(found.tables, key=lambda table: table.name)
        return list(self._tables)

    def unreadable(self) -> list[Unread]:
        """Tables that exist and could not be read, with what to do. Complete after `tables()`."""
        self.tables()
        return list(self._unreadable)

    def views(self) -> list[View]:
        """Every view, read as a table or not, by name. Complete after `tables()`."""
        self.tables()
        return list(self._views)

    def _open(self) -> Found:
        if self._where.startswith("sqlite:///"):
            return sqlite_tables(self.name, Path(self._where.removeprefix("sqlite:///")))
        if _URL.match(self._where):
            return generic_tables(self.name, self._where)
        if not self._where:
            raise SourceError("no database was named", advice=_SOURCE_ADVICE)
        path = Path(self._where)
        if path.is_dir() or (path.suffix.lower() == ".zip" and path.is_file()):
            return csv_tables(self.name, path)
        return sqlite_tables(self.name, path)


def _unread(source: str, bad: Bad) -> Unread:
    place = f"{'column' if len(bad.columns) == 1 else 'columns'} {', '.join(bad.columns)} of " if bad.columns else ""
    return Unread(
        row(source, bad.name, "columns" if bad.columns else "all"), bad.why, f"{place}{bad.what} {bad.name}", bad.advice
    )
