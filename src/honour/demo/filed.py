"""Files whose records are lines or elements: written first, then told, because an address needs the file's hash."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook

from honour.demo.truth import Concern, TruthBook, Withhold
from honour.kernel.address import in_file
from honour.kernel.hashes import sha256_hex

SOURCE = "exports"
_STAMP = (2026, 10, 30, 16, 0, 0)
"""What every part of a workbook bears as its time; the last school day before the fictional today."""


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a file: where it stands, and what is true of it."""

    place: str
    """`sheet=1,row=4`, `node=17`, `all`."""
    concerns: tuple[Concern, ...] = ()
    withhold: tuple[Withhold, ...] = ()


@dataclass
class Sheet:
    """A sheet being filled; rows are counted as they will stand in the file."""

    title: str
    number: int = 1
    rows: list[Sequence[object]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def head(self, *cells: object) -> None:
        """A line of headings: a record that concerns nobody. Without cells an empty line, which is no record."""
        if cells:
            self.add(cells)
        else:
            self.rows.append(cells)

    def add(self, cells: Sequence[object], concerns: Sequence[Concern] = (), withhold: Sequence[Withhold] = ()) -> str:
        """A record; gives back its place."""
        self.rows.append(["" if cell is None else cell for cell in cells])
        place = f"sheet={self.number},row={len(self.rows)}"
        self.lines.append(Line(place, tuple(concerns), tuple(withhold)))
        return place


def save(path: Path, data: bytes, lines: Sequence[Line], via: str, book: TruthBook) -> str:
    """Writes the file and tells its records; gives back its hash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    digest = sha256_hex(data)
    for line in lines:
        book.add(in_file(SOURCE, digest, line.place), via, line.concerns, line.withhold)
    return digest


def csv_bytes(sheet: Sheet, *, delimiter: str = ",", bom: bool = False) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(sheet.rows)
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def workbook_bytes(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX whose bytes depend on nothing but its cells: openpyxl's times are replaced part by part."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        for row in sheet.rows:
            page.append(list(row))
    raw = io.BytesIO()
    book.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in sorted(old.namelist()):
            data = old.read(part)
            if part == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-10-30T16:00:00Z", data)
            entry = zipfile.ZipInfo(part, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data)
    return out.getvalue()
