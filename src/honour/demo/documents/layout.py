"""What a document is made of, whatever file it becomes (DOCX, ODT, PDF, scan, TXT)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from honour.demo.documents.said import Said, join


@dataclass(frozen=True, slots=True)
class Heading:
    said: Said


@dataclass(frozen=True, slots=True)
class Para:
    said: Said
    comment: Said | None = None
    """A margin comment on this paragraph (DOCX only)."""
    comment_by: str = ""
    kind: str = ""
    """'' plain; 'deleted' tracked deletion, 'inserted' tracked insertion, 'hidden' hidden text (DOCX only);
    'right', 'small', 'signature' looks."""
    by: str = ""
    """Who made the tracked change."""


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Said, ...], ...]
    heading_rows: int = 1
    widths: tuple[float, ...] = ()
    """Shares of the width; equal if empty."""


Block = Heading | Para | Table


@dataclass(frozen=True, slots=True)
class Document:
    """`header` and `footer` repeat on every page; `author` and `last_by` are document properties."""

    title: Said
    blocks: tuple[Block, ...]
    created: str
    """ISO date; the moment in the file is nine in the morning of it, so that bytes depend on the seed alone."""
    header: Said = field(default_factory=lambda: Said(""))
    footer: Said = field(default_factory=lambda: Said(""))
    author: Said = field(default_factory=lambda: Said(""))
    last_by: Said = field(default_factory=lambda: Said(""))
    subject: Said = field(default_factory=lambda: Said(""))
    style: str = "serif"
    letter: bool = False
    """No title line on top: the title stays a property."""


def cells(block: Block) -> Iterator[Said]:
    if isinstance(block, Table):
        for row in block.rows:
            yield from row
    else:
        yield block.said
        if isinstance(block, Para) and block.comment is not None:
            yield block.comment


def known_by(blocks: tuple[Block, ...]) -> Said:
    """All that a run of blocks says, one piece a line."""
    return join([said for block in blocks for said in cells(block)], "\n")


def everything(document: Document) -> Said:
    """All that a document says in any place, properties included: the truth of a file read as one record."""
    properties = [document.author, document.last_by, document.subject]
    return join([document.title, document.header, known_by(document.blocks), document.footer, *properties], "\n")
