"""The date a document or a row bears itself, where it says so plainly. British order: day, month, year.

A date counts if a line of the first lines is nothing but a date, or puts it beside the word `Date`, or a heading of a
known kind ends in it. A date of birth, a due date or an end is never taken; where birth is spoken of apart from its
date (a form read column by column), a date alone on a line is not trusted. Two dates for a row are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

_MONTHS = {
    name: number
    for number, names in enumerate(
        (("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
         ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"), ("october", "oct"), ("november", "nov"),
         ("december", "dec")), 1)
    for name in names
}  # fmt: skip
_DAY = (
    r"(?:(?P<iso>\d{4})-(?P<im>\d\d)-(?P<id>\d\d)"
    r"|(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4}|\d\d)"
    r"|(?P<wd>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ \u00a0](?P<month>[A-Za-z]{3,9})\.?,?[ \u00a0](?P<wy>\d{4}))"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\s+)?"
_ALONE = re.compile(rf"{_WEEKDAY}{_DAY}\.?\Z", re.IGNORECASE)
_BESIDE = re.compile(
    r"(?:^|[.;,\t] ?)(?:dated?|date of (?:this |the )?(?:letter|report|meeting|incident|accident|issue|referral|visit"
    r"|assessment|review meeting)|(?:incident|accident|meeting|report|referral|assessment) date)[ \t]*[: \t][ \t]*"
    rf"{_WEEKDAY}{_DAY}(?!\d)",
    re.IGNORECASE,
)
_AT_END = re.compile(rf"[A-Z][^\d:]{{3,60}}, {_WEEKDAY}{_DAY}\Z", re.IGNORECASE)
_BIRTH = re.compile(r"\b(?:birth|d\.?o\.?b\b|born)", re.IGNORECASE)
_NOT_OWN = re.compile(r"birth|\bd\.?o\.?b\b|born|expir|review|due|next|until|\bend|leav|from|start", re.IGNORECASE)
_LINES = 20
_PIVOT = 70
"""Two digits of a year: 69 is 2069, 70 is 1970."""


def day_said(text: str) -> date | None:
    """The date a short text is, with or without a time behind it; None for anything else."""
    found = _VALUE.match(text.strip())
    return _day(found) if found else None


_VALUE = re.compile(rf"{_WEEKDAY}{_DAY}(?:[ T]\d{{1,2}}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]m)?)?\Z", re.IGNORECASE)


def _day(found: re.Match[str]) -> date | None:
    try:
        if found["iso"]:
            return date(int(found["iso"]), int(found["im"]), int(found["id"]))
        if found["d"]:
            year = int(found["y"])
            if len(found["y"]) == 2:  # noqa: PLR2004 - two digits
                year += 2000 if year < _PIVOT else 1900
            return date(year, int(found["m"]), int(found["d"]))
        month = _MONTHS.get(found["month"].lower())
        return date(int(found["wy"]), month, int(found["wd"])) if month else None
    except ValueError:
        return None  # 31 February: no date


def of_text(text: str, heading: str = "") -> date | None:
    """The date of a document, from its first lines. `heading`: its kind, if it has one (reading.kinds)."""
    lines = [line.strip() for line in text[:3000].split("\n", 50)[:50]]
    lines = [line for line in lines if line][:_LINES]
    births_apart = any(_BIRTH.search(line) and not re.search(r"\d{4}", line) for line in lines)
    for at, line in enumerate(lines):
        if len(line) > 200:  # noqa: PLR2004 - a line of prose
            continue
        if not births_apart:
            alone = _ALONE.match(line)
            if alone and not (at and _NOT_OWN.search(lines[at - 1][-40:])):
                return _day(alone)
        beside = _BESIDE.search(line)
        if beside:
            return _day(beside)
        if heading and at < 8:  # noqa: PLR2004 - under a letterhead
            end = _AT_END.match(line)
            if end and not _NOT_OWN.search(line[: end.end()].partition(",")[0]):
                return _day(end)
    return None


_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_THING = frozenset(
    "incident inc event log visit meeting session accident record recorded report reported bev behaviour "
    "detention award contact call note created occurred seen absence concern".split()
)
_FILLER = frozenset("date dt of on the day at time datetime timestamp".split())


@lru_cache(maxsize=4096)
def calls_it_the_records(heading: str) -> int:
    """2 for a heading that is nothing but `Date`, 1 for a date of what the record tells (`Incident date`, `INC_DATE`,
    `Date of accident`), 0 for any other.
    """
    if "." in heading or "@" in heading or "[" in heading:
        return 0  # of a part of an XML record
    words = [word.lower() for word in _PARTS.findall(heading)]
    if not words or len(words) > 5 or not set(words) & {"date", "dt", "datetime"}:  # noqa: PLR2004 - a sentence
        return 0
    rest = [word for word in words if word not in _FILLER]
    return 2 if not rest else 1 if all(word in _THING for word in rest) else 0


def of_row(values: Iterable[tuple[str, str]]) -> date | None:
    """The date of a row from (heading, value); None if its columns of dates disagree."""
    found: dict[int, set[date]] = {}
    for heading, value in values:
        weight = calls_it_the_records(heading)
        if weight and value:
            said = day_said(value)
            if said:
                found.setdefault(weight, set()).add(said)
    best = found.get(2) or found.get(1) or set()
    return next(iter(best)) if len(best) == 1 else None
