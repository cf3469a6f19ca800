"""Columns that name nobody alone and single people out together: birth date, sex, postcode, class, first language.

Measured on the sampled rows of tables with one row a person: the share whose combination nobody else in the sample
has. A sample makes combinations look rarer than they are, so the share is an upper bound for a larger table. Does not
measure what an outsider knows, nor rare values in a single column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from operator import itemgetter

from honour.discovery.profile import TableProfile
from honour.kernel.mapping import ColumnFinding, Kind, Meaning, Quasi

M = Meaning
_KINDS = frozenset({Kind.BIRTH, Kind.CHARACTERISTIC, Kind.MEMBERSHIP, Kind.SUPPORT, Kind.EMPLOYMENT})
_PLACES = frozenset({M.POSTCODE})
_DIRECT = frozenset(
    {
        Kind.NAME, Kind.IDENTIFIER, Kind.CONTACT, Kind.NARRATIVE, Kind.IMAGE, Kind.ONLINE, Kind.POINTER, Kind.FINANCIAL,
        Kind.EVENT, Kind.BIOMETRIC,
    }
)  # fmt: skip
_MOST_COLUMNS = 8
_LARGEST = 4
"""Columns in one combination: what a neighbour or a classmate knows."""
_FEWEST_ROWS = 20
_MOST_ROWS = 1500
_WORTH = 0.05
"""Least share, and least gain of a larger combination, that is worth saying."""
_PERSONS_OWN_ROW = 0.98
_ALONE = 0.8
"""Share from which a column singles people out by itself; it is said alone and makes no combination look strong."""
_TELLS_APART = 0.6
"""Distinct values per row past which only a birth date or a postcode is something others know of a person."""


def quasi_identifiers(
    profiles: Mapping[str, TableProfile], findings: Iterable[ColumnFinding], hubs: Collection[str]
) -> list[Quasi]:
    """By table: columns that do it alone, then at most one combination of each size.

    A larger combination is said only where it singles out clearly more people than the smaller one.
    """
    of_table: dict[str, list[ColumnFinding]] = {}
    for finding in findings:
        of_table.setdefault(finding.at.at, []).append(finding)
    found: list[Quasi] = []
    for at, columns in sorted(of_table.items()):
        profile = profiles[at]
        if len(profile.sample) < _FEWEST_ROWS or not (at in hubs or _one_row_each(profile, columns)):
            continue
        found.extend(_of_table(profile, _candidates(profile, columns)))
    return found


def _one_row_each(profile: TableProfile, columns: Sequence[ColumnFinding]) -> bool:
    for finding in columns:
        column = profile.columns[finding.at.column]
        whose = Kind.POINTER in finding.kinds or finding.meaning in {M.UPN, M.FULL_NAME}
        if whose and not column.given_up and len(column.distinct) >= _PERSONS_OWN_ROW * max(1, profile.rows):
            return True
    return False


def _candidates(profile: TableProfile, columns: Sequence[ColumnFinding]) -> list[str]:
    able = []
    for finding in columns:
        column = profile.columns[finding.at.column]
        kinds = set(finding.kinds)
        known = Kind.BIRTH in kinds or finding.meaning in _PLACES
        many = len(column.distinct) > _TELLS_APART * max(1, column.filled)
        telling = (kinds & _KINDS and not many) or known
        if finding.personal and telling and not kinds & _DIRECT and not column.text_like and len(column.distinct) > 1:
            able.append((-len(column.distinct), column.position, column.name))
    return [name for _, _, name in sorted(able)[:_MOST_COLUMNS]]


def _of_table(profile: TableProfile, names: Sequence[str]) -> Iterable[Quasi]:
    """Columns that do it alone; of the others the best pair, then whichever column adds most to it, and again."""
    rows = profile.sample[:_MOST_ROWS]
    source, table = profile.table.source, profile.table.name
    for name in names:
        alone = _unique_share(rows, [profile.columns[name].position])
        if alone >= _ALONE:
            yield Quasi(source, table, (name,), round(alone, 4), len(rows))
            names = [other for other in names if other != name]
    best: tuple[str, ...] = ()
    said = 0.0
    for size in range(2, min(_LARGEST, len(names)) + 1):
        able = (
            list(combinations(names, 2))
            if size == 2  # noqa: PLR2004 - a pair
            else [(*best, name) for name in names if name not in best]
        )
        shares = {some: _unique_share(rows, [profile.columns[name].position for name in some]) for some in able}
        best = max(able, key=lambda some: shares[some])
        if shares[best] >= said + _WORTH:
            shown = tuple(sorted(best, key=lambda name: profile.columns[name].position))
            yield Quasi(source, table, shown, round(shares[best], 4), len(rows))
            said = shares[best]


def _unique_share(rows: Sequence[tuple[str | None, ...]], places: Sequence[int]) -> float:
    times = Counter(map(itemgetter(*places), rows))
    return sum(1 for many in times.values() if many == 1) / len(rows)
