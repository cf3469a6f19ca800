"""What a database itself says of its tables: keys, what may be empty, what points where, what fires. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Sort(StrEnum):
    """What a column's values are, as far as writing and comparing them goes."""

    TEXT = "text"
    CODE = "one of a list"
    INTEGER = "whole number"
    NUMBER = "number"
    FLOAT = "binary fraction"
    FLAG = "yes or no"
    DATE = "date"
    MOMENT = "date and time"
    TIME = "time"
    UUID = "uuid"
    JSON = "json"
    LIST = "list"
    BYTES = "bytes"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ColumnShape:
    name: str
    sort: Sort
    nullable: bool = True
    length: int | None = None
    """Most characters a text may have; None if it says none."""
    generated: bool = False
    """Computed by the database, so it cannot be written."""
    moves: bool = False
    """The database itself sets it at every change of the row (ON UPDATE CURRENT_TIMESTAMP)."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]
    on_delete: str = ""
    """'CASCADE', 'SET NULL', 'SET DEFAULT'; '' where it forbids."""


@dataclass(frozen=True, slots=True)
class TableShape:
    name: str
    columns: tuple[ColumnShape, ...]
    key: tuple[str, ...] = ()
    """Columns that name a row exactly: the primary key, else a unique key that is never empty, else ("rowid",) for an
    SQLite table that has one, else nothing."""
    unique: tuple[tuple[str, ...], ...] = ()
    checks: tuple[str, ...] = ()
    """The text of each declared check."""
    foreign: tuple[ForeignKey, ...] = ()
    triggers: tuple[tuple[str, str], ...] = ()
    """(name, 'INSERT', 'UPDATE' or 'DELETE')."""
    rolls_back: bool = True
    """False: what is written stays written, whatever fails later (MyISAM, Aria)."""

    def column(self, name: str) -> ColumnShape | None:
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class Structure:
    dialect: str
    tables: Mapping[str, TableShape] = field(default_factory=dict)
    missed: tuple[tuple[str, str], ...] = ()
    """(table, why) for what could not be described."""

    @property
    def counts_changes(self) -> bool:
        """The database can say how many rows a transaction changed, those of triggers and cascades included."""
        return self.dialect in {"sqlite", "postgresql"}
