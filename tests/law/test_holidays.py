"""The holiday rows against an independent computation, with every one-off named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from honour.kernel.decision import Status
from honour.law import rules
from honour.law.holidays import BeyondCalendar, Nation, calendar

BOOK = rules.book()
DAY = timedelta(days=1)
MOVED_OR_ONE_OFF = {
    # nation: (days that the general rule does not give, days it gives that were no holiday)
    Nation.ENGLAND_AND_WALES: (
        {date(2020, 5, 8), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)},
        {date(2020, 5, 4), date(2022, 5, 30)},
    ),
    Nation.SCOTLAND: (
        {
            date(2020, 5, 8), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8),
            date(2026, 6, 15),
        },
        {date(2020, 5, 4), date(2022, 5, 30)},
    ),
    Nation.NORTHERN_IRELAND: (
        {date(2020, 5, 8), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)},
        {date(2020, 5, 4), date(2022, 5, 30)},
    ),
}  # fmt: skip


def easter(year: int) -> date:
    """Gauss's method, as corrected for the Gregorian calendar; not the one the rows were made with."""
    a, k = year % 19, year // 100
    d = (19 * a + 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25) % 30
    r = d // 29 + (d // 28 - d // 29) * (a // 11)
    moon = 21 + d - r
    sunday = 7 - (year + year // 4 + 2 - (3 * k + 3) // 4) % 7
    return date(year, 3, 1) + DAY * (moon + 7 - (moon - sunday) % 7 - 1)


def monday(year: int, month: int, number: int) -> date:
    mondays = [date(year, month, day) for day in range(1, 31) if date(year, month, day).weekday() == 0]
    if month in (5, 8) and date(year, month, 31).weekday() == 0:
        mondays.append(date(year, month, 31))
    return mondays[number]


def by_rule(year: int, nation: Nation) -> set[date]:
    fixed = [[date(year, 1, 1)], [date(year, 12, 25), date(year, 12, 26)]]
    days = {easter(year) - 2 * DAY, monday(year, 5, 0), monday(year, 5, -1)}
    if nation is Nation.SCOTLAND:
        fixed[0].append(date(year, 1, 2))
        fixed.append([date(year, 11, 30)])
        days.add(monday(year, 8, 0))
    else:
        days |= {easter(year) + DAY, monday(year, 8, -1)}
    if nation is Nation.NORTHERN_IRELAND:
        fixed += [[date(year, 3, 17)], [date(year, 7, 12)]]
    for group in fixed:
        for falls_on in sorted(group, key=lambda day: day.weekday() > 4):
            kept_on = falls_on
            while kept_on.weekday() > 4 or kept_on in days:
                kept_on += DAY
            days.add(kept_on)
    return days


@pytest.mark.parametrize("nation", list(Nation))
def test_the_rows_are_what_the_rule_gives_and_the_one_offs(nation: Nation) -> None:
    known = calendar(BOOK, nation)
    assert (known.first_year, known.last_year) == (2018, 2032)
    more, fewer = MOVED_OR_ONE_OFF[nation]
    expected = set().union(*(by_rule(year, nation) for year in range(2018, 2033)))
    assert set(known.days) == (expected | more) - fewer


def test_easter_is_right() -> None:
    assert [easter(year) for year in (2018, 2025, 2026, 2030)] == [
        date(2018, 4, 1), date(2025, 4, 20), date(2026, 4, 5), date(2030, 4, 21),
    ]  # fmt: skip


@pytest.mark.parametrize("nation", list(Nation))
def test_every_row_cites_and_a_year_nobody_published_is_unconfirmed(nation: Nation) -> None:
    known = calendar(BOOK, nation)
    assert known.days
    for day, holiday in known.days.items():
        assert holiday.citation.source
        assert (holiday.citation.status is Status.UNCONFIRMED) == (day.year > known.published_to)
    assert known.cite(date(2030, 6, 4)).status is Status.UNCONFIRMED
    assert known.cite(date(2026, 6, 4)).status is Status.GUIDANCE


def test_a_year_without_rows_is_refused_at_both_ends() -> None:
    known = calendar(BOOK, Nation.ENGLAND_AND_WALES)
    for day in (date(2017, 12, 31), date(2033, 1, 1)):
        with pytest.raises(BeyondCalendar, match="not known here"):
            known.is_working_day(day)


def test_a_school_adds_a_day_with_its_reason_and_cannot_overwrite_a_known_one() -> None:
    added = {date(2027, 6, 14): "proclamation of 1 March 2027", date(2026, 12, 25): "something else"}
    known = calendar(BOOK, Nation.ENGLAND_AND_WALES, added)
    extra = known.holiday(date(2027, 6, 14))
    assert extra is not None
    assert extra.citation.status is Status.UNCONFIRMED
    assert extra.citation.source == "added by the school: proclamation of 1 March 2027"
    christmas = known.holiday(date(2026, 12, 25))
    assert christmas is not None and christmas.title == "Christmas Day"
    assert calendar(BOOK, Nation.ENGLAND_AND_WALES).holiday(date(2027, 6, 14)) is None
