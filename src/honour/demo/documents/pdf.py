"""Documents as PDF through typst: bundled fonts only, data as JSON, fixed dates.

`typeset` also says what stands on which page, because a page is a record of its own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import pypdfium2
import typst

from honour.demo.documents.layout import Block, Document, Heading, Para, Table, known_by
from honour.demo.documents.said import Said, join

_FONTS = {
    "serif": ("Libertinus Serif", 11.0),
    "sans": ("Source Sans Pro", 10.5),
    "modern": ("New Computer Modern", 10.5),
    "typed": ("DejaVu Sans Mono", 9.0),
}
_LINE_CHARACTERS = {"serif": 92, "sans": 84, "modern": 88, "typed": 78}
"""About what fits on one line; too high only costs another round of page breaking."""
_PAGE_LINES = 44.0
_CELL_LINES = 0.7
"""Inset of a table row, in lines."""


@dataclass(frozen=True, slots=True)
class Typeset:
    data: bytes
    pages: tuple[Said, ...]
    """What each page says, header and footer included."""


@cache
def _compiler() -> Any:
    fonts = Path(font_source_sans_pro.__file__).with_name("files")
    return typst.Compiler(str(Path(__file__).with_name("page.typ")), font_paths=[str(fonts)], ignore_system_fonts=True)


def _height(block: Block, width: int) -> float:
    """Lines a block takes, roughly."""
    if isinstance(block, Table):
        return sum(_row_height(block, row, width) for row in block.rows)
    lines = sum(max(1, math.ceil(len(line) / width)) for line in block.said.text.split("\n"))
    return lines + (1.3 if isinstance(block, Heading) else 0.6)


def _row_height(table: Table, row: tuple[Said, ...], width: int) -> float:
    shares = table.widths or (1.0,) * len(row)
    room = [max(4, int(width * share / sum(shares)) - 3) for share in shares]
    lines = [
        sum(max(1, math.ceil(len(line) / columns)) for line in cell.text.split("\n"))
        for cell, columns in zip(row, room, strict=False)
    ]
    return max(lines) + _CELL_LINES


def _pages(document: Document, capacity: float) -> Iterator[tuple[Block, ...]]:
    """The blocks page by page; a table may go on over the page, its heading rows repeated."""
    width = _LINE_CHARACTERS[document.style]
    page: list[Block] = []
    used = 0.0 if document.letter else 2.5
    for block in document.blocks:
        pieces: list[Block] = [block]
        if isinstance(block, Table):
            heads = block.rows[: block.heading_rows]
            pieces = [replace(block, rows=(row,), heading_rows=0) for row in block.rows[block.heading_rows :]]
            needed = _height(replace(block, rows=block.rows[: block.heading_rows + 1]), width)
            if page and used + needed > capacity:
                yield tuple(page)
                page, used = [], 0.0
            open_rows = list(heads)
            for piece in pieces:
                height = _height(piece, width)
                if open_rows and used + height + _height(replace(block, rows=tuple(open_rows)), width) > capacity:
                    if len(open_rows) > len(heads):
                        page.append(replace(block, rows=tuple(open_rows)))
                        open_rows = list(heads)
                    if page:
                        yield tuple(page)
                        page, used = [], 0.0
                open_rows.append(piece.rows[0])  # type: ignore[union-attr]  # pieces of a table are tables
            page.append(replace(block, rows=tuple(open_rows)))
            used += _height(replace(block, rows=tuple(open_rows)), width)
            continue
        height = _height(block, width)
        if page and used + height > capacity:
            last = page.pop() if isinstance(page[-1], Heading) and len(page) > 1 else None
            yield tuple(page)
            page, used = ([last], 1.3) if last is not None else ([], 0.0)
        page.append(block)
        used += height
    if page:
        yield tuple(page)


def _as_data(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        count = max(len(row) for row in block.rows)
        return {
            "k": "table",
            "w": list(block.widths or (1.0,) * count),
            "h": block.heading_rows,
            "v": [[cell.text for cell in row] + [""] * (count - len(row)) for row in block.rows],
        }
    if isinstance(block, Para):
        if block.comment is not None or block.kind in {"deleted", "hidden", "inserted"}:
            raise ValueError("a PDF of the demo school holds no hidden parts")
        return {"k": block.kind or "para", "v": block.said.text}
    return {"k": "heading", "v": block.said.text}


def typeset(document: Document, maker: str) -> Typeset:
    """The document as PDF. `maker` is the author property: the school, never a person.

    Page breaks are planned from rough heights; a plan that the typesetter cannot keep is made again
    with less on a page, so what a page says is right by construction.
    """
    capacity = _PAGE_LINES
    font, size = _FONTS[document.style]
    while True:
        pages = list(_pages(document, capacity))
        payload = {
            "title": document.title.text,
            "maker": maker,
            "header": document.header.text,
            "footer": document.footer.text,
            "font": font,
            "size": size,
            "show-title": not document.letter,
            "pages": [[_as_data(block) for block in page] for page in pages],
        }
        created = date.fromisoformat(document.created)
        data: bytes = _compiler().compile(
            format="pdf",
            sys_inputs={"document": json.dumps(payload, ensure_ascii=False)},
            timestamp=(created - date(1970, 1, 1)).days * 86_400 + 9 * 3600,
            pdf_tags=False,
        )
        opened = pypdfium2.PdfDocument(data)
        count = len(opened)
        opened.close()
        if count == len(pages):
            break
        capacity *= 0.85
    said = []
    for number, page in enumerate(pages):
        first = [document.title] if number == 0 and not document.letter else []
        said.append(join([document.header, *first, known_by(page), document.footer], "\n"))
    return Typeset(data, tuple(said))
