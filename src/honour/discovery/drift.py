"""What changed since the last map: until it is looked at, no promise over it can be called kept."""

from __future__ import annotations

from collections.abc import Mapping

from honour.kernel.mapping import ColumnRef, Drift, SchoolMap


def drift_between(
    before: SchoolMap, now: SchoolMap, new_codes: Mapping[ColumnRef, frozenset[str]]
) -> tuple[Drift, ...]:
    """New and gone tables and columns. `new_codes`: code values unseen before, by column (named, never shown)."""
    found: list[Drift] = []
    old_tables = {f"{source}.{table}" for source, table, _ in before.tables}
    new_tables = {f"{source}.{table}" for source, table, _ in now.tables}
    found.extend(Drift("new table", at) for at in sorted(new_tables - old_tables))
    found.extend(Drift("table gone", at) for at in sorted(old_tables - new_tables))
    stayed = old_tables & new_tables
    old_columns = {str(finding.at): finding.at for finding in before.columns}
    new_columns = {str(finding.at): finding.at for finding in now.columns}
    for what, extra in (
        ("new column", new_columns.keys() - old_columns.keys()),
        ("column gone", old_columns.keys() - new_columns.keys()),
    ):
        refs = {**old_columns, **new_columns}
        found.extend(Drift(what, at) for at in sorted(extra) if f"{refs[at].source}.{refs[at].table}" in stayed)
    found.extend(Drift("new code value", str(ref)) for ref in sorted(new_codes))
    return tuple(found)
