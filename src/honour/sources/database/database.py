"""One database of the school as tables of rows with addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from honour.kernel.address import Address, row
from honour.kernel.errors import SourceError
from honour.kernel.tabular import Table
from honour.kernel.unread import Unread, Why
from honour.sources.database.generic import generic_tables
from honour.sources.database.sqlite import sqlite_tables

_URL = re.compile(r"[a-z][a-z0-9+_]*://")
_SOURCE_ADVICE = "Give the file of an SQLite database, or a URL such as postgresql+psycopg://reader@host/school."


class Database:
    """A connected source. Opens nothing until `tables()` is called; writes nothing, ever.

    `url_or_path` is a path of an SQLite file, `sqlite:///path`, or any SQLAlchemy URL whose driver is installed.
    """

    def __init__(self, name: str, url_or_path: str | Path) -> None:
        self.name = name
        self._where = str(url_or_path)
        self._tables: list[Table] | None = None
        self._unreadable: list[Unread] = []

    def tables(self) -> list[Table]:
        """Every readable table, by name. Raises SourceError if the database as a whole cannot be opened.

        A table that cannot be described is left to `unreadable()`; the rest goes on.
        """
        if self._tables is None:
            found, bad = self._open()
            self._unreadable = [
                Unread(_address(self.name, table), why, f"table {table}", advice) for table, why, advice in bad
            ]
            self._tables = sorted(found, key=lambda table: table.name)
        return list(self._tables)

    def unreadable(self) -> list[Unread]:
        """Tables that exist and could not be read, with what to do. Complete after `tables()`."""
        self.tables()
        return list(self._unreadable)

    def _open(self) -> tuple[Sequence[Table], list[tuple[str, Why, str]]]:
        if self._where.startswith("sqlite:///"):
            return sqlite_tables(self.name, Path(self._where.removeprefix("sqlite:///")))
        if _URL.match(self._where):
            return generic_tables(self.name, self._where)
        if not self._where:
            raise SourceError("no database was named", advice=_SOURCE_ADVICE)
        return sqlite_tables(self.name, Path(self._where))


def _address(source: str, table: str) -> Address:
    return row(source, table, "all")
