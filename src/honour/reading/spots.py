"""From a span of a record's text back to the place in the document it was read from. See docs/spec/reading.md.

`of(record, start, end)` answers for every form of record: boxes on a page, cells of a sheet, columns of a CSV file or
of an XML element, paragraphs and runs of an office document, sections of a message. It needs the record alone.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from honour.kernel.record import Form, Record

PROPERTY = "runs"
"""Property of a record of text: where each stretch of it stands. JSON: [part, [offset, paragraph, run, ...]] a part."""
_SHEET = re.compile(r"sheet=(\d+),row=(\d+)\Z")
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a record's text and where it stands. Which fields are set depends on the kind of document."""

    start: int
    end: int
    """Code points of `Record.text`."""
    part: str = ""
    """Part of an office file, as it is called in its package. Never a person's name."""
    paragraph: int = 0
    """From 1, in the part's order, paragraphs in tables and text boxes counted; 0 if it stands in none."""
    run: int = 0
    """From 1 in the paragraph, runs of paragraphs inside it not counted; 0 if it stands in none."""
    cell: str = ""
    """`B7` of a sheet; the heading of an XML element's value."""
    box: tuple[float, float, float, float] | None = None
    """On the page: points, origin top left."""


def written(spots: Sequence[tuple[int, str, int, int]], length: int) -> str:
    """The property for the offsets a reader noted, in their order; those behind the end of the text are left out."""
    parts: list[tuple[str, list[int]]] = []
    for offset, part, paragraph, run in spots:
        if offset >= length:
            continue
        if not parts or parts[-1][0] != part:
            parts.append((part, []))
        parts[-1][1].extend((offset, paragraph, run))
    return json.dumps(parts, separators=(",", ":"))


def of(record: Record, start: int, end: int) -> tuple[Spot, ...]:
    """The places of the span, in the order of the text, each cut to the span.

    What stands nowhere in the document (line ends, the headings put before values) has no spot. Raises nothing; a
    record without any notes gives ().
    """
    if record.form is Form.PAGE:
        return tuple(
            Spot(max(start, word.start), min(end, word.end), box=(word.x0, word.y0, word.x1, word.y1))
            for word in record.words
            if word.start < end and word.end > start
        )
    if record.form is Form.ROW:
        return _cells(record, start, end)
    return _runs(record, start, end)


def _cells(record: Record, start: int, end: int) -> tuple[Spot, ...]:
    place = _SHEET.search(record.address.parts[-1])
    found = []
    for column, value in enumerate(record.fields):
        begin, upto = max(start, value.start), min(end, value.start + len(value.value))
        if value.value and begin < upto:
            found.append(Spot(begin, upto, cell=f"{letters(column)}{place[2]}" if place else value.name))
    return tuple(found)


def letters(column: int) -> str:
    """The letters of a column of a sheet, from 0: A, B, ..., Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def _runs(record: Record, start: int, end: int) -> tuple[Spot, ...]:
    told = next((value for key, value in record.properties if key == PROPERTY), "")
    if not told:
        return ()
    try:
        stretches = [
            (int(numbers[at]), str(part), int(numbers[at + 1]), int(numbers[at + 2]))
            for part, numbers in json.loads(told)
            for at in range(0, len(numbers) - 2, 3)
        ]
    except (ValueError, TypeError):
        return ()
    stretches.sort()
    offsets = [stretch[0] for stretch in stretches]
    found = []
    for at in range(max(0, bisect_right(offsets, start) - 1), len(stretches)):
        offset, part, paragraph, run = stretches[at]
        if offset >= end:
            break
        upto = offsets[at + 1] if at + 1 < len(offsets) else len(record.text)
        begin, upto = max(start, offset), min(end, upto)
        if begin < upto:
            found.append(Spot(begin, upto, part, paragraph, run))
    return tuple(found)
