"""The record of one row: `heading: value` lines in column order. Format: docs/spec/record.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from honour.kernel.address import Address
from honour.kernel.record import Field, Form, Record

_DAY = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2})/(\d{1,2})/(\d{4}))(?:[ T]|\Z)")
"""ISO 8601, or day, month, year as British schools write it."""
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_NEVER = frozenset(
    "birth birthdate birthday dob born bday expiry expires expired expiration until to end ends ended leaving leaver "
    "leave due next review reviewed".split()
)
_RUN_TOGETHER = re.compile(r"birth|d_?o_?b(?:_|\Z)|born|expir|leav(?:e|ing)|review", re.IGNORECASE)
_DATED = frozenset("date dt on at when time day datetime timestamp created".split())
_OWN = frozenset("incident inc event log visit meeting session accident entry record recorded".split())
_FILLER = frozenset("date dt of on the day at time datetime".split())


def row_record(address: Address, title: str, headings: Sequence[str], values: Sequence[str | None]) -> Record:
    """The row as people would read it. `dated` is the first column that is called the date of what the row tells
    (`Date`, `INC_DATE`), else the first column of dates that is no birth, end, leaving, review or due date.
    """
    lines: list[str] = []
    fields: list[Field] = []
    at = 0
    dated: date | None = None
    best = 0
    for heading, value in zip(headings, values, strict=True):
        if not value:
            continue
        start = at + len(heading) + 2
        fields.append(Field(heading, value, start))
        lines.append(f"{heading}: {value}")
        at = start + len(value) + 1
        weight = _weight(heading)
        if weight > best:
            day = _day(value)
            if day is not None:
                dated, best = day, weight
    return Record(address=address, form=Form.ROW, title=title, text="\n".join(lines), dated=dated, fields=tuple(fields))


@lru_cache(maxsize=4096)
def _weight(heading: str) -> int:
    """How surely the column holds the record's own date: 2 by name, 1 perhaps, 0 not."""
    words = [word.lower() for word in _PARTS.findall(heading)]
    if _RUN_TOGETHER.search(heading) or _NEVER.intersection(words):
        return 0
    if not _DATED.intersection(words) and not any(word.endswith(("date", "datetime")) for word in words):
        return 0
    rest = [word for word in words if word not in _FILLER]
    named = {"date", "dt", "datetime"}.intersection(words)
    return 2 if named and all(word in _OWN for word in rest) else 1


def _day(value: str) -> date | None:
    found = _DAY.match(value)
    if not found:
        return None
    year, month, day, british_day, british_month, british_year = found.groups()
    try:
        if year:
            return date(int(year), int(month), int(day))
        return date(int(british_year), int(british_month), int(british_day))
    except ValueError:
        return None  # 0000-00-00 and the like: the row bears no date
