"""The record of one row: `heading: value` lines in column order. Format: docs/spec/record.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from honour.kernel.address import Address
from honour.kernel.record import Field, Form, Record

_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]|\Z)")
_NOT_THE_RECORDS_OWN = re.compile(r"birth|dob|born|expir|until|_to\b|end|leav|due|next|review", re.IGNORECASE)
_DATED = re.compile(r"date|_on\b|_at\b|when|dt|time|day", re.IGNORECASE)


def row_record(address: Address, title: str, headings: Sequence[str], values: Sequence[str | None]) -> Record:
    """The row as people would read it. `dated` is the first date column that is no birth, end or due date."""
    lines: list[str] = []
    fields: list[Field] = []
    at = 0
    dated: date | None = None
    for heading, value in zip(headings, values, strict=True):
        if not value:
            continue
        start = at + len(heading) + 2
        fields.append(Field(heading, value, start))
        lines.append(f"{heading}: {value}")
        at = start + len(value) + 1
        if dated is None and _DATED.search(heading) and not _NOT_THE_RECORDS_OWN.search(heading):
            dated = _day(value)
    return Record(address=address, form=Form.ROW, title=title, text="\n".join(lines), dated=dated, fields=tuple(fields))


def _day(value: str) -> date | None:
    found = _ISO_DAY.match(value)
    if not found:
        return None
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        return None  # 0000-00-00 and the like: the row bears no date
