"""People whose columns have names nobody can read, in another language or as F017: told by their values alone.

Forenames are known by a dictionary; the surname stands beside them; the day of birth is the earliest date there.
Only tables in which no name says so are read thus: where a name says something, the name is followed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from honour.discovery.fit import names_a_thing
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.valueforms import forenames, form_of, titles
from honour.kernel.mapping import Meaning

M = Meaning
_FEWEST, _KNOWN, _FILLED = 10, 0.25, 0.8
"""Distinct values, share of them that are known forenames (the dictionary is an English one), and share of rows that
have one."""
_KNOWN_BESIDE_SIGNS, _TOLD_BY_MAIL, _TELLING = 0.12, 0.3, 3
"""Where the row is a person's by other signs, fewer need be known; share of e-mail addresses that bear the surname, and
letters it must have."""
_MIDNIGHT = (" 00:00", " 00:00:00", "T00:00:00")
_FAMILY, _SEXES = 4, 5
"""Most people of one surname, as families are; ways to write that a person is male, female, another or unknown."""
_HASHES, _LONGEST_LOGIN = "values are password hashes", 30
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
    pair = _name_pair(profile, names, meanings)
    if pair is None:
        return
    forename, surname, why = pair
    yield forename.name, M.FORENAME, why
    yield surname.name, M.SURNAME, "values are capital words beside forenames"
    days = [column for column in able if _own_days(column, profile) and _filled(column, profile)]
    if days:
        yield min(days, key=_earliest).name, M.BORN, "the earliest of a person's dates"
    for column in able:
        if column.has("email"):
            yield column.name, M.EMAIL, "values are e-mail addresses"
        elif column.has("phone"):
            yield column.name, M.PHONE, "values are telephone numbers"
        elif titles(column):
            yield column.name, M.TITLE, "values are titles before names"
        elif _sexes(column):
            yield column.name, M.SEX, "values are M and F"


def signs_people_in(profile: TableProfile) -> ColumnProfile | None:
    """The column of logins in a table of accounts that no name tells: unique short words in rows with the hash of a
    password."""
    if profile.is_file or not any((form_of(column) or ("", ""))[1] == _HASHES for column in profile.columns.values()):
        return None
    able = [
        column
        for column in profile.columns.values()
        if column.unique
        and column.filled == profile.rows
        and not column.has("integer")
        and not column.has("email")
        and column.mean_length <= _LONGEST_LOGIN
    ]
    return min(able, key=lambda column: column.position, default=None)


def _name_pair(
    profile: TableProfile, names: Sequence[ColumnProfile], meanings: Mapping[tuple[str, str], Meaning]
) -> tuple[ColumnProfile, ColumnProfile, str] | None:
    """(forename, surname, why) of the two columns beside each other that are likeliest the names of people."""
    signed = _signs(profile, meanings)
    mail = [column for column in profile.columns.values() if column.has("email")]
    best: tuple[float, ColumnProfile, ColumnProfile, str] | None = None
    for first in names:
        for last in names:
            apart = abs(first.position - last.position)
            if first is last or apart > _BESIDE or _FAMILY * len(last.distinct) < len(first.distinct):
                continue
            known, other = _share_known(first), _share_known(last)
            told = max((_share_within(profile, last, address) for address in mail), default=0.0)
            sure = known >= _KNOWN and other <= known / 2
            likely = known >= _KNOWN_BESIDE_SIGNS and other <= known / 2 and (signed or told >= _TOLD_BY_MAIL)
            if not sure and not likely:
                continue
            why = "values are forenames" if sure else "some values are forenames, in rows as people have them"
            weight = known - other + told - apart / 100
            if best is None or weight > best[0]:
                best = (weight, first, last, why)
    return best[1:] if best else None


def _signs(profile: TableProfile, meanings: Mapping[tuple[str, str], Meaning]) -> bool:
    """Whether a row has what people have, as its values tell: a UPN, a telephone, an e-mail address, a day of birth."""
    held = {meanings.get((profile.at, name)) for name in profile.columns}
    if held & {M.UPN, M.PHONE, M.EMAIL, M.POSTCODE}:
        return True
    return any(column.has("email") or column.has("phone") for column in profile.columns.values())


def _share_within(profile: TableProfile, name: ColumnProfile, address: ColumnProfile) -> float:
    """Share of the rows with both whose e-mail address has the name in it."""
    rows = [
        (_letters(row[name.position] or ""), _letters((row[address.position] or "").partition("@")[0]))
        for row in profile.sample
        if row[name.position] and row[address.position]
    ]
    said = [(one, local) for one, local in rows if len(one) >= _TELLING]
    return sum(one in local for one, local in said) / len(said) if len(said) >= _FEWEST else 0.0


def _sexes(column: ColumnProfile) -> bool:
    told = {value.strip().casefold()[:1] for value in column.distinct if value.strip()}
    return {"m", "f"} <= told and len(told) <= _SEXES and len(column.distinct) <= _SEXES


def _letters(text: str) -> str:
    """Lower case letters without accents, as addresses are made of names."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if letter.isalpha())


def _own_days(column: ColumnProfile, profile: TableProfile) -> bool:
    midnights = column.has("moment") and all(value.endswith(_MIDNIGHT) for value in column.distinct if value.strip())
    return (column.has("day") or midnights) and len(column.distinct) >= _OWN_DAYS * profile.rows


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
