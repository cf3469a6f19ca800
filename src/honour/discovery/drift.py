"""What changed since the last map: until it is looked at, no promise over it can be called kept."""

from __future__ import annotations

from honour.kernel.mapping import Drift, SchoolMap


def drift_between(before: SchoolMap, now: SchoolMap) -> tuple[Drift, ...]:
    """New and gone tables and columns, and code lists with a value they did not have. Names columns, never values."""
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
    old_codes = dict(before.codes)
    found.extend(
        Drift("new code value", str(ref))
        for ref, values in now.codes
        if ref in old_codes and set(values) - set(old_codes[ref])
    )
    return tuple(found)
