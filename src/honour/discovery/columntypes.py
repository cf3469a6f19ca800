"""What a column is made of, as far as a change of it is worth telling: the declared type, else what the values are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from honour.discovery.profile import ColumnProfile, TableProfile
from honour.kernel.mapping import ColumnFinding


def type_of(column: ColumnProfile) -> str:
    """The declared type without its width, in capitals; of columns nobody declared 'numbers', 'dates' or 'text'."""
    declared = column.column.declared_type.partition("(")[0].strip().upper()
    if declared or not column.filled:
        return declared
    if column.has("integer") or column.has("decimal"):
        return "numbers"
    return "dates" if column.has("day") or column.has("moment") else "text"


def with_types(findings: Iterable[ColumnFinding], profiles: Mapping[str, TableProfile]) -> list[ColumnFinding]:
    return [replace(found, type=type_of(profiles[found.at.at].columns[found.at.column])) for found in findings]
