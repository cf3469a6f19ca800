"""What is known about an invented system because it was made so. Values only; `to_json` for those who keep it."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field

SINGLE, SEVERAL, LIST, DISCRIMINATOR, IN_JSON, NATURAL = (
    "single column", "several columns", "list of ids in one column", "pointer with a discriminator", "id inside JSON", "natural key",
)  # fmt: skip
ABOUT, WRITTEN, ASSIGNED, MENTIONS = "about", "written by", "assigned to", "mentions"


@dataclass(frozen=True)
class Hub:
    table: str
    kind: str


@dataclass(frozen=True)
class Join:
    table: str
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]
    kind: str
    orphans: int = 0
    """How many filled-in rows point at nothing."""
    also: tuple[tuple[str, str], ...] = ()
    """Other (table, column) ends that an honest judge would take as well, such as a subtype's shared key."""
    scored: bool = True
    """False where no row is filled in, so that only a name could tell."""


@dataclass(frozen=True)
class Pointer:
    table: str
    columns: tuple[str, ...]
    hub: str
    role: str
    also_roles: tuple[str, ...] = ()
    """Roles that are right too."""
    scored: bool = True


@dataclass(frozen=True)
class ColumnTruth:
    table: str
    column: str
    personal: bool | None
    """None: two honest judges would differ; not scored."""
    kind: str = ""
    special: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Person:
    id: int
    kind: str
    rows: tuple[tuple[str, str], ...]
    """The person's own rows (table, key): the ways in."""
    name: str
    surname: str
    forename: str
    born: str | None
    upn: str | None


@dataclass(frozen=True)
class Mention:
    table: str
    key: str
    column: str
    start: int
    end: int
    person: int


@dataclass(frozen=True)
class Question:
    table: str
    column: str
    why: str


@dataclass(frozen=True)
class Truth:
    style: str
    seed: int
    hubs: tuple[Hub, ...]
    joins: tuple[Join, ...]
    pointers: tuple[Pointer, ...]
    columns: tuple[ColumnTruth, ...]
    people_tables: frozenset[str]
    unsure_tables: frozenset[str]
    """Rows about a thing that somebody teaches, owns or wrote: people tables to one judge, not to another."""
    persons: tuple[Person, ...]
    rows: dict[int, frozenset[tuple[str, str, str]]] = field(repr=False)
    """By person id: (table, key, role). Required, except for the role `mentions`."""
    allowed: dict[int, frozenset[tuple[str, str]]] = field(repr=False)
    """By person id: rows that may be given as about them and need not be."""
    mentions: tuple[Mention, ...] = field(repr=False)
    questions: tuple[Question, ...] = ()
    tolerated: frozenset[tuple[str, str, str, str]] = frozenset()
    """(table, column, table, column): columns that hold the same key of the same humans; a join to one, no fault to another."""
    views: frozenset[str] = frozenset()
    empty_tables: frozenset[str] = frozenset()
    constructs: frozenset[str] = frozenset()
    complete: bool = True
    """False where only a sample of persons is traced."""

    def to_json(self) -> str:
        def plain(value: object) -> object:
            if dataclasses.is_dataclass(value) and not isinstance(value, type):
                return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
            if isinstance(value, frozenset):
                return sorted(value)
            raise TypeError(type(value).__name__)

        return json.dumps(self, default=plain, ensure_ascii=False)
