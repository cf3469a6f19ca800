"""The invented school's own year: on which days children came. Close to a real one; not the law's calendar."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache


def term_start(year: int) -> date:
    """First day of the academic year: the first weekday from 3 September on."""
    day = date(year, 9, 3)
    return day + timedelta(days=(7 - day.weekday()) % 7) if day.weekday() >= 5 else day


def term_end(year: int) -> date:
    """Last day of the academic year: 22 July, or the Friday before it."""
    day = date(year + 1, 7, 22)
    return day - timedelta(days=max(0, day.weekday() - 4))


@cache
def school_days(year: int) -> tuple[date, ...]:
    """Every day the school is open to children in an academic year, in order; about 190."""
    easter = _easter(year + 1)
    holidays = [
        _week(_last_monday(year, 10)),
        (date(year, 12, 19), date(year + 1, 1, 3)),
        _week(_third_monday(year + 1, 2)),
        (easter - timedelta(days=6), easter + timedelta(days=8)),
        (_first_monday(year + 1, 5), _first_monday(year + 1, 5)),
        _week(_last_monday(year + 1, 5)),
    ]
    days = []
    day = term_start(year)
    while day <= term_end(year):
        if day.weekday() < 5 and not any(first <= day <= last for first, last in holidays):
            days.append(day)
        day += timedelta(days=1)
    return tuple(days)


def _week(monday: date) -> tuple[date, date]:
    return monday, monday + timedelta(days=4)


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7)


def _third_monday(year: int, month: int) -> date:
    return _first_monday(year, month) + timedelta(days=14)


def _last_monday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.weekday())


def _easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian rule (Meeus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * el) // 433
    month = (h + el - 7 * m + 90) // 25
    return date(year, month, (h + el - 7 * m + 33 * month + 19) % 32)
