"""Columns that use one list of a table that holds all lists of a system: a list's name, a code, a text.

Such a table is no target like others: the number 3 is in one of its lists or another whatever a column holds. A column
uses one list of it if its name means that list's name and nearly all its values are in that list, not in the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from honour.discovery.chance import fit_of
from honour.discovery.discriminators import last_name
from honour.discovery.entities import Entities, bare
from honour.discovery.fit import BESIDE, OVERLAP, QUALIFIED, pointed_at, word_fit
from honour.discovery.hubs import FoundHub
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.valueforms import flag_like
from honour.discovery.words import tokens
from honour.kernel.following import canonical
from honour.kernel.mapping import ColumnRef, Join, JoinKind

_MOST_ROWS, _MOST_COLUMNS = 3000, 12
_FEWEST_LISTS, _ROWS_A_LIST = 3, 3
_WHOLE, _CONTAINED, _UNIQUE = 0.95, 0.95, 0.98
_LISTS = frozenset(
    "lookup code list reference option picklist dropdown value valueset constant enumeration dictionary domain type"
    " category parameter general gen codeset".split()
)
_NAMES_LIST = frozenset("type domain category group list kind set field table code lookup class cat name".split())
_SAID_ELSEWHERE = 0.4
_MOST_VALUES = 300
_LONGEST_CODE = 20
_TELLING, _MOST_OF, _HIGH = 4, 0.6, 2
_FAR_LIKELIER = 10.0
"""Natural logarithm; see `chance`."""
_LIKE = 0.05
"""By how much another table's name may fit a column better without that it is meant."""


@dataclass(frozen=True)
class _List:
    """One list of a table of lists."""

    at: str
    key: str
    domain: str
    called: str
    """The value of the domain column."""
    words: tuple[str, ...]
    values: frozenset[str]
    own_key: bool
    """The key tells the rows of all lists apart, so that no domain is needed to follow it."""


def one_list_joins(
    profiles: Mapping[str, TableProfile],
    entities: Entities,
    hubs: Mapping[str, FoundHub],
    joins: Sequence[Join],
) -> list[Join]:
    """`joins` with those of columns that use one list of a table of all lists, in place of what they fitted before."""
    lists: dict[str, list[_List]] = defaultdict(list)
    for at, profile in sorted(profiles.items()):
        if at not in hubs:
            lists[profile.table.source].extend(_lists_of(profile, joins, profiles, _said_in(profiles, at, entities)))
    if not any(lists.values()):
        return list(joins)
    taken: dict[ColumnRef, Join] = {}
    several = {ref for join in joins if len(join.from_columns) > 1 for ref in join.from_columns}
    before: dict[ColumnRef, list[Join]] = defaultdict(list)
    for join in joins:
        before[join.from_columns[0]].append(join)
    homes = {some.at for told in lists.values() for some in told}
    for at, profile in sorted(profiles.items()):
        if profile.is_file or at in homes:
            continue
        for column in profile.columns.values():
            ref = ColumnRef(profile.table.source, profile.table.name, column.name)
            if ref in several or not _able(column):
                continue
            found = _best(at, column, entities, lists[profile.table.source])
            if found and all(
                _gives_way(join, found[0], entities, at, column, hubs) or _likelier(join, found[1], column, profiles)
                for join in before[ref]
                if join.confidence < 1.0
            ) and all(join.confidence < 1.0 for join in before[ref]):  # fmt: skip
                taken[ref] = _join(ref, profiles[found[1].at], *found, column)
    # a system keeps keys or codes of its lists; where it keeps keys, a code that fits as well is something else
    keyed = {join.to_columns[0].at for join in taken.values() if not join.detail}
    taken = {ref: join for ref, join in taken.items() if not join.detail or join.to_columns[0].at not in keyed}
    kept = [join for join in joins if join.from_columns[0] not in taken]
    return [*kept, *(taken[ref] for ref in sorted(taken))]


def _able(column: ColumnProfile) -> bool:
    if not column.filled or column.given_up or not 1 < len(column.distinct) <= _MOST_VALUES or column.unique:
        return False
    return column.id_like and column.mean_length <= _LONGEST_CODE and not flag_like(column) and not column.list_kind


# ---- tables of all lists


def _said_in(profiles: Mapping[str, TableProfile], at: str, entities: Entities) -> frozenset[tuple[str, ...]]:
    """What the columns of the same system's other tables point at, in words."""
    source = profiles[at].table.source
    return frozenset(
        entities.stem(other, column)
        for other, profile in profiles.items()
        if other != at and profile.table.source == source and not profile.is_file
        for column in profile.columns.values()
        if column.id_like
    )


def _lists_of(
    profile: TableProfile,
    joins: Sequence[Join],
    profiles: Mapping[str, TableProfile],
    said: frozenset[tuple[str, ...]],
) -> Iterable[_List]:
    if profile.is_file or not _FEWEST_LISTS * _ROWS_A_LIST <= profile.rows <= min(_MOST_ROWS, len(profile.sample)):
        return
    if not 3 <= len(profile.columns) <= _MOST_COLUMNS:  # noqa: PLR2004 - which list, code, text
        return
    for domain in profile.columns.values():
        if not (_may_tell(profile, domain) and (_named_so(profile, domain) or _named_elsewhere(domain, said))):
            continue
        called = _called(profile, domain, joins, profiles)
        texts = [c for c in profile.columns.values() if c is not domain and c.filled and not c.has("integer")]
        text = max(texts, key=lambda column: column.mean_length, default=None)
        keys = [column for column in _keys(profile, domain) if column is not text]
        if not keys or not called:
            continue
        for key in keys:
            held: dict[str, set[str]] = defaultdict(set)
            for row in profile.sample:
                which, value = row[domain.position], row[key.position]
                if which and value and value.strip():
                    held[which].add(canonical(value))
            for which, values in sorted(held.items()):
                words = bare(tokens(called.get(which, ""))) or tokens(called.get(which, ""))
                if len(values) > 1 and words:
                    yield _List(profile.at, key.name, domain.name, which, words, frozenset(values), own_key=key.unique)
        return


def _named_elsewhere(domain: ColumnProfile, said: frozenset[tuple[str, ...]]) -> bool:
    """Whether a good part of the values are words that columns elsewhere are called by, whatever this one is called."""
    if domain.has("integer"):
        return False
    values = [bare(tokens(last_name(value))) for value in domain.distinct]
    told = [set(stem) for stem in said]
    return sum(any(set(value) <= stem for stem in told) for value in values if value) >= max(
        _FEWEST_LISTS, _SAID_ELSEWHERE * len(values)
    )


def _named_so(profile: TableProfile, domain: ColumnProfile) -> bool:
    return bool(set(profile.words) & _LISTS) and bool(set(domain.words) & (_NAMES_LIST | _LISTS) or domain.said)


def _may_tell(profile: TableProfile, domain: ColumnProfile) -> bool:
    """Whether so few values fill a column of the table that they may say which list a row is of."""
    number = len(domain.distinct)
    if domain.filled < _WHOLE * profile.rows or number < _FEWEST_LISTS or number * _ROWS_A_LIST > profile.rows:
        return False
    return not (domain.given_up or flag_like(domain) or domain.text_like or not domain.id_like)


def _keys(profile: TableProfile, domain: ColumnProfile) -> Iterable[ColumnProfile]:
    """What tells the rows of one list apart: a key of the whole table, a code within each list."""
    for column in profile.columns.values():
        if column is domain or not column.id_like or column.filled < _WHOLE * profile.rows:
            continue
        if column.unique and (column.has("integer") or column.has("guid")):
            yield column
            continue
        pairs = {(row[domain.position], row[column.position]) for row in profile.sample}
        coded = set(column.words) & {"code", "value", "abbreviation", "short", "key", "identifier"}
        if coded and len(pairs) >= _UNIQUE * profile.rows and column.mean_length <= _LONGEST_CODE:
            yield column


def _called(
    profile: TableProfile, domain: ColumnProfile, joins: Sequence[Join], profiles: Mapping[str, TableProfile]
) -> dict[str, str]:
    """Value of the domain column -> what the list is called; numbers are looked up in the table they point to."""
    plain = {value: last_name(value) for value in domain.distinct}
    if not domain.has("integer"):
        return plain
    for join in joins:
        if join.from_columns[0] != ColumnRef(profile.table.source, profile.table.name, domain.name):
            continue
        to, key = profiles[join.to_columns[0].at], join.to_columns[0].column
        for text in to.columns.values():
            if text.name != key and not text.has("integer") and text.unique:
                places = to.columns[key].position, text.position
                told = {canonical(row[places[0]] or ""): row[places[1]] or "" for row in to.sample}
                return {value: told.get(canonical(value), "") for value in domain.distinct}
    return {}


# ---- which list a column uses


def _best(at: str, column: ColumnProfile, entities: Entities, lists: Iterable[_List]) -> tuple[float, _List] | None:
    stem = pointed_at(entities.stem(at, column))
    own = entities.core(at)
    ranked = []
    for some in lists:
        fit = _fit(stem, some.words, own)
        if fit < OVERLAP and not _its_numbers(column, some):
            continue
        fit = max(fit, BESIDE)
        share = len(column.canonical & some.values) / len(column.canonical)
        if share >= _CONTAINED or _share_of_rows(column, some) >= _CONTAINED:
            ranked.append((fit, share, some))
    if not ranked:
        return None
    ranked.sort(key=lambda entry: (-entry[0], -entry[1], not entry[2].own_key, len(entry[2].values), entry[2].called))
    return ranked[0][0], ranked[0][2]


def _its_numbers(column: ColumnProfile, some: _List) -> bool:
    """Whether a column's numbers are those of one list and begin so high that no count from 1 gives them: then its
    name need not say so."""
    if not some.own_key or not column.has("integer") or not column.canonical <= some.values:
        return False
    numbers = sorted(int(value) for value in column.canonical if value.isdigit())
    enough = len(numbers) >= max(_TELLING, _MOST_OF * len(some.values))
    return enough and numbers[0] > _HIGH * len(some.values)


def _likelier(join: Join, some: _List, column: ColumnProfile, profiles: Mapping[str, TableProfile]) -> bool:
    """Whether a column's values are far likelier from one list than from all keys of the table it seemed to name."""
    if not some.own_key:
        return False
    once = dict.fromkeys(column.canonical, 1)
    other = profiles[join.to_columns[0].at].columns[join.to_columns[0].column].canonical
    here, there = (fit_of(once, keys, 0) for keys in (some.values, other))
    return here.log - there.log > _FAR_LIKELIER


def _fit(stem: tuple[str, ...], words: tuple[str, ...], own: tuple[str, ...]) -> float:
    """How well a column's name means a list: STUDENT_ETHNICITY in a table of students is its ETHNICITY."""
    rest = tuple(word for word in words if word not in own) or words
    return max(word_fit(stem, words, own), word_fit(stem, rest, own) - 0.01)


def _share_of_rows(column: ColumnProfile, some: _List) -> float:
    sample = [canonical(value) for value in column.sample]
    return sum(value in some.values for value in sample) / len(sample) if sample else 0.0


def _gives_way(
    join: Join, fit: float, entities: Entities, at: str, column: ColumnProfile, hubs: Mapping[str, FoundHub]
) -> bool:
    """Whether a join that was found before is less likely than a list whose name fits so well."""
    to = join.to_columns[0].at
    if join.kind not in {JoinKind.SINGLE, JoinKind.NATURAL}:
        return False
    if to in hubs and fit < QUALIFIED:
        return False
    stem = pointed_at(entities.stem(at, column))
    return word_fit(stem, entities.core(to), entities.core(at)) <= fit + _LIKE


def _join(ref: ColumnRef, to: TableProfile, fit: float, some: _List, column: ColumnProfile) -> Join:
    strays = len(column.canonical) - len(column.canonical & some.values)
    share = 1 - strays / len(column.canonical)
    quoted = some.called.replace("'", "''")
    return Join(
        (ref,),
        (ColumnRef(to.table.source, to.table.name, some.key),),
        JoinKind.SINGLE if some.own_key else JoinKind.NATURAL,
        f"{round(100 * share)} of 100 values are in the list '{some.called.strip()}', and the name means it",
        round(min(0.98, 1 - (1 - fit) * (1 - 0.8 * share)), 3),
        strays,
        "" if some.own_key else f"{some.domain}='{quoted}'",
    )
