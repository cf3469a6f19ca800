"""A change to a school's own system: planned, done, proved. Values only; how they are made is `honour.writeback`.

A plan holds old and new values, so it is personal: it is kept sealed under its person's key and never logged.
Format: docs/spec/writeback.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from honour.kernel.address import Address
from honour.kernel.holding import SubjectId


class Action(StrEnum):
    CORRECT = "correct"
    BLANK = "blank"
    PLACEHOLDER = "placeholder"
    """Where a column may not be empty."""
    ELEMENT = "remove element"
    PATH = "remove path"
    DELETE = "delete"


class By(StrEnum):
    SQL = "sql"
    OFFICE = "office"


class Deed(StrEnum):
    """What a person asked for."""

    CORRECT = "correct"
    ANONYMISE = "anonymise"
    ERASE = "erase"


Cells = tuple[tuple[str, str | None], ...]
"""(column, value as text), None for SQL NULL."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value of one row, or one whole row.

    `key` names the row: its primary key's columns, `("rowid", N)` for SQLite without one, or empty: the row is the one
    whose whole content is `before`. `before` is the column as planned on, or for a deletion every column.
    """

    address: Address
    table: str
    """As the database names it, with its schema in front where that is not the usual one."""
    key: Cells
    action: Action
    column: str
    """'' for a deletion."""
    before: Cells
    new: str | None
    why: str
    """Plain words without a name."""
    by: By = By.SQL
    by_reason: str = ""
    """Why the office must do it, where SQL could not."""


class BreakKind(StrEnum):
    HOLD = "hold"
    RETENTION = "retention"
    REQUIRED = "required"
    REFERENCE = "reference"
    CASCADE = "cascade"
    ORPHAN = "orphan"
    NATURAL_KEY = "natural-key"
    CHECK = "check"
    UNIQUE = "unique"
    TRIGGER = "trigger"
    ENGINE = "engine"
    UNMAPPED = "unmapped"


@dataclass(frozen=True, slots=True)
class Break:
    """What would break, or could."""

    kind: BreakKind
    at: str
    """An address, or source.table[.column]."""
    rows: int
    what: str
    """Plain words without a personal value."""
    blocking: bool = False
    """Nothing of the plan may be done while it stands."""


@dataclass(frozen=True, slots=True)
class Stay:
    """What the plan leaves as it is, and why."""

    at: str
    rows: int
    why: str


@dataclass(frozen=True, slots=True)
class Task:
    """What only a person can do or decide, and no value of the plan says how: a file, a doubtful row."""

    source: str
    address: str
    """A record, or a unit with several."""
    do: str
    why: str
    swept: bool = False
    """It is done once the sweep no longer finds the person there."""


@dataclass(frozen=True, slots=True)
class Plan:
    id: str
    """`W-` and 8 letters and digits; a file may bear it."""
    subject: SubjectId
    deed: Deed
    made_on: str
    """ISO date."""
    case: str
    changes: tuple[Change, ...]
    """In the order they are done: values first, then deletions, every row before the rows it points to."""
    breaks: tuple[Break, ...]
    stays: tuple[Stay, ...]
    tasks: tuple[Task, ...]
    sign: tuple[tuple[str, ...], ...]
    """Every group must sign; any one capacity of a group is enough."""
    rules: tuple[str, ...]
    concerned: tuple[tuple[str, tuple[SubjectId, ...]], ...] = ()
    """Address -> everyone that row concerns, so that holds can be asked again when it is done."""

    @property
    def blocked(self) -> bool:
        return any(found.blocking for found in self.breaks)

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources that are written to by SQL, in order of the changes."""
        return tuple(dict.fromkeys(change.address.source for change in self.changes if change.by is By.SQL))


class Proof(StrEnum):
    READ_BACK = "read back"
    SAID = "said"
    OPEN = "open"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Left:
    """A row in which the person's name or identifier still stands after the deed."""

    address: Address
    columns: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Swept:
    source: str
    tables: int
    columns: int
    rows: int
    hits: int
    not_swept: tuple[str, ...]
    """What could not be looked at, each with why."""


@dataclass(frozen=True, slots=True)
class Receipt:
    plan: str
    proofs: tuple[Proof, ...]
    """In the order of the plan's changes."""
    left: tuple[Left, ...]
    swept: tuple[Swept, ...]
    read_at: str
    """Moment, ISO 8601, UTC."""

    @property
    def proved(self) -> bool:
        """Everything planned was read back; what is left is named."""
        return all(proof is Proof.READ_BACK for proof in self.proofs)
