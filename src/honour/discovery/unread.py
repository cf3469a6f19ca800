"""People whose columns have names nobody can read, in another language or as F017: told by their values alone.

Forenames are known by a dictionary; the surname stands beside them; the day of birth is the earliest date there.
Only tables in which no name says so are read thus: where a name says something, the name is followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from honour.discovery.fit import names_a_thing
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.valueforms import forenames
from honour.kernel.mapping import Meaning

M = Meaning
_FEWEST, _KNOWN, _FILLED = 10, 0.25, 0.8
"""Distinct values, share of them that are known forenames (the dictionary is an English one), and share of rows that
have one."""
_BESIDE, _OWN_DAYS = 2, 0.5
"""How far a surname stands from the forename; distinct days a row for a day of birth."""
_NAMED = frozenset({M.FORENAME, M.SURNAME, M.FULL_NAME})


def told_by_values(
    profile: TableProfile, meanings: Mapping[tuple[str, str], Meaning]
) -> Iterable[tuple[str, Meaning, str]]:
    """(column, meaning, why) of the forename, the surname and the day of birth of a table nobody can read."""
    at = profile.at
    if profile.is_file or any(meanings.get((at, name)) in _NAMED for name in profile.columns):
        return
    able = [column for column in profile.columns.values() if _nameless(column, meanings.get((at, column.name)))]
    names = [column for column in able if _filled(column, profile) and column.has("name")]
    first = [column for column in names if _share_known(column) >= _KNOWN]
    for forename in first[:1]:
        beside = [
            column
            for column in names
            if column not in first
            and _share_known(column) <= _share_known(forename) / 2
            and abs(column.position - forename.position) <= _BESIDE
            and 2 * len(column.distinct) >= len(forename.distinct) > 0
        ]
        if not beside:
            continue
        surname = min(beside, key=lambda column: abs(column.position - forename.position))
        yield forename.name, M.FORENAME, "values are forenames"
        yield surname.name, M.SURNAME, "values are capital words beside forenames"
        days = [
            column
            for column in able
            if column.has("day") and len(column.distinct) >= _OWN_DAYS * profile.rows and _filled(column, profile)
        ]
        if days:
            yield min(days, key=_earliest).name, M.BORN, "the earliest of a person's dates"


def _nameless(column: ColumnProfile, meaning: Meaning | None) -> bool:
    """Whether the column's name said nothing of a person, and nothing of what schools keep lists of."""
    return meaning in {M.NONE, M.CODE, M.DATE, None} and not any(names_a_thing(word) for word in column.words)


def _filled(column: ColumnProfile, profile: TableProfile) -> bool:
    return len(column.distinct) >= _FEWEST and column.filled >= _FILLED * profile.rows


def _share_known(column: ColumnProfile) -> float:
    values = [value.casefold().split()[0] for value in column.sample if value.strip()]
    return sum(value in forenames() for value in values) / len(values) if values else 0.0


def _earliest(column: ColumnProfile) -> str:
    years = sorted(part for value in column.sample for part in _years(value))
    return years[len(years) // 2] if years else "9999"


def _years(value: str) -> Iterable[str]:
    digits = "".join(char if char.isdigit() else " " for char in value).split()
    return (part for part in digits if len(part) == 4)  # noqa: PLR2004 - a year
