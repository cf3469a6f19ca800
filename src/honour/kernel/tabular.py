"""What a table is, whoever keeps it: a database, a spreadsheet, a CSV file, repeated XML elements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from honour.kernel.address import Address
from honour.kernel.record import Record


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    declared_type: str = ""
    comment: str = ""
    key_position: int = 0
    """Place in the primary key from 1; 0 if not in it."""


@dataclass(frozen=True, slots=True)
class DeclaredJoin:
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A stored query of a database. It holds nothing of its own."""

    source: str
    name: str
    over: tuple[str, ...]
    """What it is made of, as far as the database tells."""
    read: bool
    """Read as a table: the login may not read what it is made of, so it is the only way to these rows."""
    why: str


class Table(Protocol):
    """Read-only. `rows` streams; two calls give the same order while the source is unchanged.

    A table whose source can count has `measuring`, a `Measuring`, besides.
    """

    @property
    def source(self) -> str: ...

    @property
    def name(self) -> str:
        """Unique within the source: a table's name, or `file/SHA256/sheet=N`, `file/SHA256/node`."""
        ...

    @property
    def label(self) -> str:
        """What people would call it: the table's name, 'sheet 1 of a spreadsheet'. No personal data."""
        ...

    @property
    def columns(self) -> tuple[Column, ...]: ...

    @property
    def declared_joins(self) -> tuple[DeclaredJoin, ...]: ...

    def count(self) -> int: ...

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        """(key, values) in the order of `columns` (all by default); None is SQL NULL or an empty cell.

        Values are text as a person would see them (dates ISO 8601). Raises SourceError midway if the
        source fails; what was yielded before stays good.
        """
        ...

    def address(self, key: str) -> Address: ...

    def record(self, key: str, values: tuple[str | None, ...]) -> Record:
        """The record of one row, from the values of all columns as `rows()` gave them."""
        ...


class Measuring(Protocol):
    """What a source counts for itself, so that a large table need not be fetched. `Table.measuring`, where it can.

    Values are as `Table.rows` gives them, unless it is said. Each call is one statement to the source, or a few, and
    raises SourceError as `rows` does.
    """

    def filled(self) -> tuple[int, tuple[int, ...]]:
        """(rows, of each column in the table's order the values that are not empty)"""
        ...

    def different(self, column: str, most: int) -> set[str]:
        """The different values that are not empty; no more than `most`, in no order that lasts."""
        ...

    def every(self, column: str) -> Iterator[Sequence[str | int]]:
        """Chunks of the values that are not empty, repeated ones too. A whole number may come as one."""
        ...

    def spread(self, rows: int) -> list[tuple[str | None, ...]]:
        """Whole rows from all over the table, `rows` or a few less; the same ones while the table is unchanged."""
        ...
