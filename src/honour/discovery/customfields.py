"""Columns without a meaning of their own (UDF01) and the table of the same system that gives them one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from honour.discovery.entities import Entities
from honour.discovery.labels import labels_of_words
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.words import numbered, tokens
from honour.kernel.following import canonical
from honour.kernel.holding import Label
from honour.kernel.mapping import ColumnRef, Join

_LABEL_WORDS = frozenset("label description caption title meaning heading prompt display".split())
_DEFINES = frozenset("attribute field question property custom definition element characteristic aspect item".split())
_HELD = frozenset("value answer response data text reply content entry result val".split())
_TABLE_WORDS = frozenset("table entity object area screen form".split())


def custom_labels(profiles: Mapping[str, TableProfile]) -> dict[tuple[str, str], str]:
    """(source.table, column) -> what the school calls it. Only for columns whose names say nothing themselves."""
    meaningless: dict[str, list[tuple[str, ColumnProfile]]] = {}
    for at, profile in profiles.items():
        for column in profile.columns.values():
            if numbered(column.name):
                meaningless.setdefault(column.name.casefold(), []).append((at, column))
    labels: dict[tuple[str, str], str] = {}
    if not meaningless:
        return labels
    for profile in profiles.values():
        naming = _naming_column(profile, set(meaningless))
        if naming is None:
            continue
        label = _label_column(profile, naming)
        if label is None:
            continue
        which = _table_column(profile, profiles)
        for row in profile.sample:
            name, text = row[naming.position], row[label.position]
            if not name or not text:
                continue
            for at, column in meaningless.get(name.strip().casefold(), ()):
                same_source = profiles[at].table.source == profile.table.source
                wanted = row[which.position] if which else None
                if same_source and (not wanted or wanted.casefold() in profiles[at].table.name.casefold()):
                    labels[at, column.name] = text
    return labels


def _naming_column(profile: TableProfile, names: set[str]) -> ColumnProfile | None:
    for column in profile.columns.values():
        held = {value.strip().casefold() for value in column.sample}
        # other tables' fields may be defined beside them, and fields nobody uses any more
        if held & names and sum(1 for value in held if value in names or numbered(value)) >= len(held) / 2:
            return column
    return None


def _label_column(profile: TableProfile, naming: ColumnProfile) -> ColumnProfile | None:
    others = [
        column
        for column in profile.columns.values()
        if column is not naming and column.filled and not column.has("integer") and not column.has("day")
    ]
    named = [column for column in others if set(column.words) & _LABEL_WORDS]
    if named:
        return named[0]
    texts = [column for column in others if len(column.distinct) > profile.rows / 2 and "name" in column.words]
    return texts[0] if texts else None


def _table_column(profile: TableProfile, profiles: Mapping[str, TableProfile]) -> ColumnProfile | None:
    names = {other.table.name.casefold() for other in profiles.values()}
    for column in profile.columns.values():
        held = {value.strip().casefold() for value in column.sample}
        if held and (held <= names or (set(column.words) & _TABLE_WORDS and any(
            value in name for value in held for name in names
        ))):  # fmt: skip
            return column
    return None


def fields_labels(
    profiles: Mapping[str, TableProfile], entities: Entities, joins: Sequence[Join]
) -> dict[ColumnRef, frozenset[Label]]:
    """Value columns of a table that keeps one answer a row -> the labels of the fields those rows may be of.

    One label a field of the definition table; all of them go to the value column, for some of its rows hold each.
    """
    found: dict[ColumnRef, frozenset[Label]] = {}
    for join in joins:
        at, to = join.from_columns[0].at, join.to_columns[0].at
        if len(join.from_columns) > 1 or at == to or not set(entities.entity(to)) & _DEFINES:
            continue
        profile, defining = profiles[at], profiles[to]
        labels = _labels_told(join, profile, defining)
        if not labels:
            continue
        for column in profile.columns.values():
            told = set(entities.column_words(at, column))
            if told & _HELD and column.name != join.from_columns[0].column and "identifier" not in told:
                ref = ColumnRef(profile.table.source, profile.table.name, column.name)
                found[ref] = found.get(ref, frozenset()) | labels
    return found


def _labels_told(join: Join, profile: TableProfile, defining: TableProfile) -> frozenset[Label]:
    key = defining.columns[join.to_columns[0].column].position
    used = profile.columns[join.from_columns[0].column].canonical
    labels: set[Label] = set()
    for row in defining.sample:
        value = row[key]
        if value and canonical(value) in used:
            for column in defining.columns.values():
                text = row[column.position]
                if text and column.position != key and not column.has("integer"):
                    labels |= labels_of_words(tokens(text))
    return frozenset(labels)
