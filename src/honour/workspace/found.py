"""What a search for one person gives. Values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from honour.kernel.holding import Holding, Label, Subject, SubjectId
from honour.kernel.record import Record
from honour.kernel.unread import Unread


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record the search found, with everyone the index links to it."""

    record: Record
    where: str
    """The source in plain words."""
    group: str
    """What a reviewer can decide on at once: the table, or the kind of document."""
    mine: tuple[Holding, ...]
    others: tuple[Holding, ...]
    labels: frozenset[Label]
    label_spans: tuple[tuple[int, int, Label], ...] = ()
    forms: tuple[tuple[int, int, str], ...] = ()
    """Name-like forms nothing explains: (start, end, form)."""


@dataclass(frozen=True, slots=True)
class Searched:
    """One source: whether it was searched, and what came of it."""

    source: str
    title: str
    searched: bool
    found: int
    records: int
    """Everything the index holds of this source."""
    unread: int
    note: str


@dataclass(frozen=True, slots=True)
class Finding:
    subject: Subject
    records: tuple[FoundRecord, ...]
    people: Mapping[SubjectId, Subject]
    searched: tuple[Searched, ...]
    unread: tuple[Unread, ...]
    """What exists, may concern the person, and could not be read."""

    def not_searched(self) -> Sequence[Searched]:
        return [s for s in self.searched if not s.searched]
