"""One thing held, as it was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from honour.kernel.address import Address


class Form(StrEnum):
    """What a record is made of; decides how its copy is rebuilt."""

    ROW = "row"
    """A row of a table, a spreadsheet line or an element of an XML file: named fields."""
    TEXT = "text"
    """Born as text: mail, office documents. Re-typeset from approved text."""
    PAGE = "page"
    """Born as a page: PDF, scan, image. Rebuilt from burned pixels; `words` say where the text is."""
    PAPER = "paper"
    """A paper file known from the paper index. Yields a task; has no text."""


# Fields and words are tuples, because a spreadsheet has a million of the one and a scan of a file thousands of the
# other, and a tuple is made four times as fast as a frozen dataclass.
class Field(NamedTuple):
    """One column of a row: the heading people see, and the value as text ('' when empty)."""

    name: str
    value: str
    start: int
    """Offset of the value in `Record.text`, in code points."""


class Word(NamedTuple):
    """A word's place on the page: offsets into `Record.text` (code points), box in PDF points, origin top left."""

    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float = 1.0
    """1.0 for a text layer, the OCR engine's own figure (0 to 1) for a scan."""


@dataclass(frozen=True, slots=True)
class Record:
    """One thing held. `text` is everything a reader could learn from it, hidden parts included.

    For rows `text` is `heading: value` lines in column order, so a span in it is a span in a field.
    Offsets everywhere are code points into `text`, unchanged by folding.
    """

    address: Address
    form: Form
    title: str
    """What it is, in plain words, without personal data: 'Behaviour log', 'Letter (DOCX)'."""
    text: str
    dated: date | None = None
    """The date the record itself bears (entry, letter, message), not the date of reading."""
    read_at: datetime | None = None
    fields: tuple[Field, ...] = ()
    words: tuple[Word, ...] = ()
    hidden: tuple[tuple[int, int, str], ...] = ()
    """Spans that a plain view does not show, with why: 'deleted text', 'comment', 'hidden sheet'."""
    author: str = ""
    """Who wrote it, as the record itself says (mail From, document property). Personal: never logged."""
    recipients: tuple[str, ...] = ()
    thread: str = ""
    """Messages of one conversation share this; '' if unknown."""
    parent: Address | None = None
    """The message or document this came attached to."""
    folder: str = ""
    """Folder or mailbox it lay in. May name a person: never logged."""
    properties: tuple[tuple[str, str], ...] = field(default=())
    """Anything else the reader must carry, e.g. ('page-width-pt', '595.3')."""
