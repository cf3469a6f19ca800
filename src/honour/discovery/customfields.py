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
    """(source.table, column) -> what the school calls it. Only for columns whose names say nothing themselves.

    Also writes it, and what a data dictionary calls whole tables, to `said` of the profiles. Run before any `words`.
    """
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
        which = _table_column(profile, naming, profiles)
        label = _label_column(profile, naming, which)
        if label is None:
            continue
        for row in profile.table.rows([naming.name, label.name, *([which.name] if which else [])]):
            name, text, wanted = (*row[1], None)[:3]
            if not text or not text.strip():
                continue
            if wanted and not (name or "").strip():
                _call_table(profiles, profile.table.source, wanted.strip(), text.strip())
                continue
            for at, column in meaningless.get((name or "").strip().casefold(), ()):
                here = profiles[at].table
                meant = not wanted or wanted.strip().casefold() in here.name.casefold()
                if here.source == profile.table.source and meant:
                    labels[at, column.name] = column.said = text.strip()
    return labels


def _call_table(profiles: Mapping[str, TableProfile], source: str, name: str, text: str) -> None:
    """A row of a data dictionary without a column names the table itself, if its own name says nothing."""
    found = profiles.get(f"{source}.{name}")
    if found is not None and numbered(name):
        found.said = text


def _naming_column(profile: TableProfile, names: set[str]) -> ColumnProfile | None:
    for column in profile.columns.values():
        held = {value.strip().casefold() for value in column.sample}
        # other tables' fields may be defined beside them, and fields nobody uses any more
        if held & names and sum(1 for value in held if value in names or numbered(value)) >= len(held) / 2:
            return column
    return None


def _label_column(profile: TableProfile, naming: ColumnProfile, which: ColumnProfile | None) -> ColumnProfile | None:
    others = [
        column
        for column in profile.columns.values()
        if column not in (naming, which) and column.filled and not column.has("integer") and not column.has("day")
    ]
    # asked for by name, not by `words`: those are kept, and a label may change them
    named = [column for column in others if set(tokens(column.name)) & _LABEL_WORDS]
    if named:
        return named[0]
    texts = [column for column in others if len(column.distinct) > profile.rows / 2 and "name" in tokens(column.name)]
    if texts or which is None:
        return texts[0] if texts else None
    # a dictionary that calls its own columns F001 too: the texts are the words beside the names
    worded = [column for column in others if sum(" " in value for value in column.sample) > len(column.sample) / 4]
    return max(worded, key=lambda column: len(column.distinct), default=None)


def _table_column(
    profile: TableProfile, naming: ColumnProfile, profiles: Mapping[str, TableProfile]
) -> ColumnProfile | None:
    names = {other.table.name.casefold() for other in profiles.values()}
    for column in profile.columns.values():
        held = {value.strip().casefold() for value in column.sample}
        if column is not naming and held and (held <= names or (set(tokens(column.name)) & _TABLE_WORDS and any(
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
