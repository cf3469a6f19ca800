"""Public holidays as dated rows, and what is a working day.

    BadInput
    └── BeyondCalendar    the question reaches past what the calendar knows; nothing is guessed

Limits: knows whole years only; a holiday proclaimed after the rows were written is missing until a school adds it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from honour.kernel.decision import Citation, Status
from honour.kernel.errors import BadInput
from honour.law.rules import STATUS_OF_TAG, RuleBook

_DAY = timedelta(days=1)
_SATURDAY = 5


class BeyondCalendar(BadInput):
    """The calendar (of holidays or of a school) does not reach that day."""


class Nation(StrEnum):
    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    title: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    nation: Nation
    first_year: int
    last_year: int
    published_to: int
    """Last year whose holidays are officially published; later ones are worked out by rule."""
    days: Mapping[date, Holiday]
    citation: Citation

    def holiday(self, day: date) -> Holiday | None:
        """Raises BeyondCalendar for a year the rows do not cover."""
        if not self.first_year <= day.year <= self.last_year:
            raise BeyondCalendar(
                f"The public holidays of {day.year} are not known here "
                f"({self.nation}: {self.first_year} to {self.last_year}).",
                advice="Add the year to law/holidays, each day with its source.",
            )
        return self.days.get(day)

    def is_working_day(self, day: date) -> bool:
        return self.holiday(day) is None and day.weekday() < _SATURDAY

    def on_or_after(self, day: date) -> date:
        """The first working day that is not before `day`."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def on_or_before(self, day: date) -> date:
        while not self.is_working_day(day):
            day -= _DAY
        return day

    def cite(self, day: date) -> Citation:
        """What to cite for `day` being a working day or not: its own row, else the list."""
        holiday = self.holiday(day)
        if holiday:
            return holiday.citation
        if day.year > self.published_to:
            return Citation(
                self.citation.rule,
                f"no list is published for {day.year}; worked out by us",
                Status.UNCONFIRMED,
                self.citation.in_force_from,
            )
        return self.citation


def calendar(book: RuleBook, nation: Nation, added: Mapping[date, str] | None = None) -> HolidayCalendar:
    """The public holidays of a nation, with those a school adds (day to why) as unconfirmed rows of their own."""
    rule_id = f"law:holidays/{nation.value}"
    dated = book.rule(rule_id).values[-1]
    days = dict(_rows(book, rule_id))
    for day, why in (added or {}).items():
        if day not in days:
            citation = Citation(rule_id, f"added by the school: {why}", Status.UNCONFIRMED, day)
            days[day] = Holiday(day, why, citation)
    return HolidayCalendar(
        nation=nation,
        first_year=dated.value["first_year"],
        last_year=dated.value["last_year"],
        published_to=dated.value["published_to"],
        days=days,
        citation=Citation(rule_id, dated.source, dated.status, dated.valid_from),
    )


@functools.lru_cache(maxsize=8)
def _rows(book: RuleBook, rule_id: str) -> Mapping[date, Holiday]:
    days: dict[date, Holiday] = {}
    for row in book.rule(rule_id).values[-1].value["rows"]:
        source = row["source"] + ("; worked out from it by us" if row.get("derived") else "")
        citation = Citation(rule_id, source, STATUS_OF_TAG[row["tag"]], row["date"])
        days[row["date"]] = Holiday(row["date"], row["title"], citation)
    return days
