"""What one look at a database found."""

from __future__ import annotations

from dataclasses import dataclass, field

from honour.kernel.tabular import Table, View
from honour.kernel.unread import Why


@dataclass
class Found:
    """What a database holds: tables (views read as tables among them), views, and what could not be read."""

    tables: list[Table] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bad:
    """Something that exists and was not read. `what` is 'table' or 'view'."""

    name: str
    why: Why
    advice: str
    what: str = "table"
    columns: tuple[str, ...] = ()
    """Only these columns of it; none: all of it."""
