"""Columns without a meaning of their own (UDF01) and the table of the same system that gives them one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from honour.discovery.entities import Entities
from honour.discovery.labels import labels_of_words
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.words import PERSON_WORDS, numbered, tokens
from honour.kernel.following import canonical
from honour.kernel.holding import Label
from honour.kernel.mapping import ColumnRef, Join

_LABEL_WORDS = frozenset("label description caption title meaning heading prompt display".split())
_DEFINES = frozenset("attribute field question property custom definition element characteristic aspect item".split())
_HELD = frozenset("value answer response data text reply content entry result val".split())
_MOST_DEFINED = 0.6
"""Share of a table's numbered columns that are defined somewhere, from which their numbers are those of fields."""
_LAST_NUMBER = re.compile(r"[A-Za-z]{3}_?([1-9]\d*)\Z")
"""Behind a word such as custom; F023 is the place of a column, which a data dictionary names."""
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
    labels |= _numbered_fields(profiles)
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


def _numbered_fields(profiles: Mapping[str, TableProfile]) -> dict[tuple[str, str], str]:
    """Columns called by the number of their field's definition: custom_1207 is row 1207 of a table of fields.

    Where several tables define fields, each for people of its own, the one that bears the table's name is meant.
    """
    labels: dict[tuple[str, str], str] = {}
    defining = [
        (profile, *found) for profile in profiles.values() if (found := _defined_by_number(profile)) is not None
    ]
    for at, profile in profiles.items():
        numbers = {
            name: match[1] for name in profile.columns if numbered(name) and (match := _LAST_NUMBER.search(name))
        }
        words = _table_words(profile)
        choices = []
        for other, own, texts in defining:
            known = [name for name, number in numbers.items() if number in texts]
            here = other.table.source == profile.table.source and other is not profile
            if here and known and len(known) >= _MOST_DEFINED * len(numbers) and (not own or own & words):
                choices.append((bool(own), len(known), texts))
        if not choices:
            continue
        texts = max(choices, key=lambda choice: choice[:2])[2]
        for name, number in numbers.items():
            if text := texts.get(number):
                labels[at, name] = profile.columns[name].said = text
    return labels


def _defined_by_number(profile: TableProfile) -> tuple[frozenset[str], dict[str, str]] | None:
    """(whose fields, number -> what the school calls the field) of a table of field definitions; None for others."""
    told = set(tokens(profile.table.name.rsplit(".", 1)[-1]))
    if not told & {"custom", "field", "attribute", "udf"} or told & {"category", "group", "value", "usage"}:
        return None
    key = next((column for column in profile.columns.values() if column.has("integer") and column.unique), None)
    if key is None:
        return None
    label = _label_column(profile, key, None)
    if label is None:
        return None
    rows = profile.table.rows([key.name, label.name])
    texts = {str(row[1][0]).strip(): row[1][1].strip() for row in rows if row[1][0] and row[1][1]}
    own = told - {"custom", "field", "attribute", "udf", "definition", "table", "def", "user", "defined"}
    return frozenset({*own, *map(_kind_of, own)}), texts


def _table_words(profile: TableProfile) -> set[str]:
    """Not its `words`, which are kept: a data dictionary may still change them."""
    words = tokens(profile.table.name.rsplit(".", 1)[-1])
    return {*words, *map(_kind_of, words)}


def _kind_of(word: str) -> str:
    return PERSON_WORDS.get(word, word)


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
