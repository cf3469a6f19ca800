"""A length of time with its unit. The law counts months, days, working days, school days and hours differently.

A Duration does no arithmetic: which day it ends on depends on holidays or on a school's calendar, and on
which days the law leaves out. `honour.rights.clock` counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from honour.kernel.errors import BadInput


class Unit(StrEnum):
    CALENDAR_MONTH = "calendar month"
    DAY = "day"
    """Every day of the calendar."""
    WORKING_DAY = "working day"
    """Not a Saturday, a Sunday or a public holiday of the nation."""
    SCHOOL_DAY = "school day"
    """A day on which this school holds a session. INSET days are none."""
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Duration:
    """`number` of `unit`; at least one. Raises BadInput for less."""

    number: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.number < 1:
            raise BadInput(f"a length of time must be at least one {self.unit}")

    def __str__(self) -> str:
        return f"{self.number} {self.unit}" + ("" if self.number == 1 else "s")
