"""What a plan is made from. Values only; `gathering` fills them, tests make them up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from honour.holds.gate import Hold
from honour.kernel.address import Address
from honour.kernel.change import Cells, Deed, Task
from honour.kernel.holding import Holding, Subject, SubjectId
from honour.kernel.mapping import SchoolMap
from honour.sources.database.structure import Structure, TableShape


@dataclass(frozen=True, slots=True)
class Ask:
    deed: Deed
    address: Address | None = None
    """For a correction: the row."""
    column: str = ""
    value: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RowFacts:
    """One row that concerns the person, as it stands now."""

    address: Address
    table: str
    key: Cells
    """Empty where nothing names the row exactly."""
    values: Mapping[str, str | None] = field(repr=False)
    held: tuple[Holding, ...]
    """Everyone the row concerns, the person among them."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A row that names another row by its key."""

    address: Address
    table: str
    columns: tuple[str, ...]
    to: Address
    to_columns: tuple[str, ...]
    declared: bool
    """By a foreign key of the database itself."""
    on_delete: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A row in whose text the person's full name or an identifier of theirs stands."""

    address: Address
    table: str
    columns: tuple[str, ...]
    namesake: bool
    """It is about somebody else of the same name, and holds no identifier of this person."""


@dataclass(frozen=True, slots=True)
class Facts:
    subject: Subject
    map: SchoolMap
    rows: Mapping[Address, RowFacts]
    structures: Mapping[str, Structure]
    """Source -> what its database says of itself."""
    references: tuple[Reference, ...] = ()
    """To rows that may be deleted, or to the value that is corrected."""
    mentions: tuple[Mention, ...] = ()
    holds: tuple[Hold, ...] = ()
    writable: frozenset[str] = frozenset()
    """Sources with a writing login."""
    keep: Mapping[str, str] = field(default_factory=dict)
    """Unit (`mis:row/TABLE`) -> why its rows must be kept, as the rooms above know it (retention)."""
    unlooked: tuple[tuple[str, str], ...] = ()
    """(source or source.table, why) for what was not looked at."""
    documents: tuple[Task, ...] = ()
    signers: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """'erase', 'safeguarding': the groups that `law:signers/*` asks for."""
    secret: bytes = field(default=b"", repr=False)
    """Makes the placeholders of this plan; thrown away with it."""

    def shape(self, address: Address, table: str) -> TableShape | None:
        structure = self.structures.get(address.source)
        return structure.tables.get(table) if structure else None

    def concerned(self, address: Address) -> tuple[SubjectId, ...]:
        return tuple(dict.fromkeys(holding.subject for holding in self.rows[address].held))
