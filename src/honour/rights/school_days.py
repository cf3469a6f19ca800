"""A school's own calendar: the days on which it holds a session. Format of the file: docs/spec/rule.md.

Law: law:counting/school-days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from honour.kernel.errors import BadInput
from honour.law.holidays import BeyondCalendar, HolidayCalendar

_DAY = timedelta(days=1)
_SATURDAY = 5
_LONGEST_TERM_DAYS = 366
"""A longer stretch of sessions is a typing mistake in a year."""
_KEYS = {"sessions", "inset", "closed", "extra"}
_FORMAT = "See 'School calendar' in docs/spec/rule.md."


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """Session days from `first` to `last`, both included; outside nothing is known."""

    first: date
    last: date
    days: frozenset[date]

    def count_after(self, event: date, number: int) -> date:
        """The `number`-th school day after `event`. Raises BeyondCalendar if the calendar does not hold all of them."""
        if event < self.first - _DAY:
            raise BeyondCalendar(
                f"The school calendar begins on {_short(self.first)}, after {_short(event)}.",
                advice="Add the earlier term, so that no school day is overlooked.",
            )
        day = event
        while number:
            day += _DAY
            if day > self.last:
                raise BeyondCalendar(
                    f"The school calendar ends on {_short(self.last)}, {number} school "
                    f"{'day' if number == 1 else 'days'} too early.",
                    advice="Add the next term's dates; nothing is guessed past the end.",
                )
            number -= day in self.days
        return day


def from_mapping(untrusted: object, holidays: HolidayCalendar) -> SchoolDays:
    """The calendar a file describes. Weekends and public holidays are left out of sessions without being listed.

    Raises BadInput naming the key that is wrong.
    """
    if not isinstance(untrusted, Mapping) or not untrusted.get("sessions"):
        raise BadInput("The school calendar lists no sessions.", advice=_FORMAT)
    if unknown := sorted(str(key) for key in untrusted if key not in _KEYS):
        raise BadInput(f"The school calendar has an unknown part {unknown[0][:40]!r}.", advice=_FORMAT)
    days: set[date] = set()
    edges: list[date] = []
    for stretch in _list(untrusted, "sessions"):
        if not isinstance(stretch, (list, tuple)) or len(stretch) != 2:  # noqa: PLR2004  # a first and a last day
            raise BadInput("Each stretch of sessions is [first day, last day].", advice=_FORMAT)
        first, last = (_date(part, "sessions") for part in stretch)
        if not first <= last <= first + _LONGEST_TERM_DAYS * _DAY:
            raise BadInput(f"The sessions from {first} to {last} are no term.", advice="Check the years.")
        edges += [first, last]
        day = first
        while day <= last:
            if day.weekday() < _SATURDAY and holidays.holiday(day) is None:
                days.add(day)
            day += _DAY
    days.update(_date(day, "extra") for day in _list(untrusted, "extra"))
    edges += [_date(day, "extra") for day in _list(untrusted, "extra")]
    for key in ("inset", "closed"):
        days -= {_date(day, key) for day in _list(untrusted, key)}
    return SchoolDays(min(edges), max(edges), frozenset(days))


def _list(untrusted: Mapping[Any, Any], key: str) -> list[Any]:
    value = untrusted.get(key) or []
    if not isinstance(value, list):
        raise BadInput(f"{key!r} in the school calendar is no list.", advice=_FORMAT)
    return value


def _date(value: object, key: str) -> date:
    if type(value) is not date:  # a moment (datetime) is a date to isinstance, and is refused here
        raise BadInput(f"{key!r} in the school calendar holds something that is no date.", advice=_FORMAT)
    return value


def _short(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
