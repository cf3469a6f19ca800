"""What lies beneath the cells of an old spreadsheet (XLS, BIFF8): hidden rows and columns, comments, headers and
footers, text boxes, cached values of other workbooks and of pivot tables, properties. [MS-XLS].

Not read: what defined names point at, the cells' number formats; older files than Excel 97 give properties only.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator

from honour.reading.emit import BrokenError, Out
from honour.reading.formats.beneath import MOST_COLUMNS, Beneath, Hidden, plain_header
from honour.reading.formats.compound import Compound
from honour.reading.spots import letters

_BOF, _EOF, _BOUNDSHEET, _CONTINUE = 0x0809, 0x000A, 0x0085, 0x003C
_ROW, _COLUMN, _NOTE, _OBJECT, _TEXT_OBJECT = 0x0208, 0x007D, 0x001C, 0x005D, 0x01B6
_HEADER, _FOOTER, _CACHED, _PIVOT_STRING = 0x0014, 0x0015, 0x005A, 0x00CD
_BIFF8 = 0x0600
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01
_LOCKED = 0x002F
_NAME, _CHOICES, _BUILT_IN = 0x0018, 0x01BE, 0x20
_MOST_RECORDS = 5_000_000

_Record = tuple[int, bytes]


def of_xls(data: bytes, sheets: int, out: Out) -> Beneath:
    found = Beneath([Hidden() for _ in range(sheets)])
    file = Compound(data, out)
    try:
        _book(file.stream("Workbook") or file.stream("Book"), found)
        for path in sorted(file.paths.values()):
            if path[0] == "_SX_DB_CUR":
                for kind, content in _records(file.stream(*path), 0):
                    if kind == _PIVOT_STRING:
                        found.rest.line(_string(content, 0)[0], "pivot cache")
    except (struct.error, IndexError, BrokenError):
        found.rest.line("(parts of the file beside its cells that could not be read)", "document property")
    found.author = file.tell_properties(found.rest)
    found.objects = [file.inside(storage) for storage in file.storages() if storage[0].startswith("MBD")]
    return found


def locked(data: bytes, out: Out) -> bool:
    """Whether the workbook wants a password: its first record after the start says so."""
    file = Compound(data, out)
    first = list(itertools.islice(_records(file.stream("Workbook") or file.stream("Book"), 0), 8))
    return any(kind == _LOCKED for kind, _ in first)


def _records(stream: bytes, at: int) -> Iterator[_Record]:
    for _ in range(_MOST_RECORDS):
        if at + 4 > len(stream):
            return
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _book(stream: bytes, found: Beneath) -> None:
    starts: list[int] = []
    for kind, content in _records(stream, 0):
        if kind == _BOF and struct.unpack_from("<H", content)[0] != _BIFF8:
            return
        if kind == _BOUNDSHEET:
            starts.append(struct.unpack_from("<I", content)[0])
        elif kind == _NAME and not content[0] & _BUILT_IN:
            called, at = _characters(content, 14, content[3])
            said = _constant(content[at : at + struct.unpack_from("<H", content, 4)[0]])
            found.rest.line(f"{called}: {said}" if said else called, "defined name")
        elif kind == _CACHED:
            last, first, row = content[0], content[1], struct.unpack_from("<H", content, 2)[0]
            for column, value in zip(range(first, last + 1), _values(content, 4), strict=False):
                if value:
                    found.rest.line(f"{letters(column)}{row + 1}: {value}", "external link cache")
        elif kind in (_LOCKED, _EOF):
            break
    for start, hidden in zip(starts, found.sheets, strict=False):
        _sheet(stream, start, hidden, found)


def _sheet(stream: bytes, start: int, hidden: Hidden, found: Beneath) -> None:
    texts: dict[int, str] = {}
    notes: list[tuple[int, int, int, str]] = []
    about, waiting = 0, ""
    depth = 0
    wanted = 0
    for kind, content in _records(stream, start):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif kind == _ROW and content[12] & _ROW_HIDDEN:
            hidden.rows.add(struct.unpack_from("<H", content)[0] + 1)
        elif kind == _COLUMN:
            first, last, width, _, flags = struct.unpack_from("<5H", content)
            if flags & _COLUMN_HIDDEN or width == 0:
                hidden.columns |= set(range(first, min(last + 1, MOST_COLUMNS)))
        elif kind == _NOTE:
            row, column, _, number = struct.unpack_from("<4H", content)
            notes.append((row, column, number, _string(content, 8)[0].strip()))
        elif kind == _OBJECT:
            about = struct.unpack_from("<H", content, 6)[0]
        elif kind == _TEXT_OBJECT:
            wanted, waiting = struct.unpack_from("<H", content, 10)[0], ""
        elif kind == _CONTINUE and wanted > 0:
            piece = content[1:].decode("utf-16-le", "replace") if content[0] & 1 else content[1:].decode("latin-1")
            waiting += piece[:wanted]
            wanted -= len(piece)
            if wanted <= 0:
                texts[about] = waiting.replace("\r", "\n")
        elif kind == _CHOICES:
            at = 4
            for number in range(4):
                said, at = _string(content, at)
                if number > 1 and said.strip("\0 "):
                    found.rest.line(said.strip("\0 "), "form field hint")
            choices = _constant(content[at + 4 :]).split("\0")
            found.rest.line(" | ".join(filter(None, choices)), "list of choices")
        elif kind in (_HEADER, _FOOTER) and content:
            found.rest.line(plain_header(_string(content, 0)[0]))
    for row, column, number, who in notes:
        said = texts.pop(number, "").strip()
        if said:
            line = f"Comment on {letters(column)}{row + 1}{f' by {who}' if who else ''}: {said}"
            hidden.comments.setdefault(row + 1, []).append(line)
    for said in texts.values():
        found.rest.line(said.strip())


def _string(content: bytes, at: int) -> tuple[str, int]:
    """A string with its length in 2 bytes and its width in 1; and where the next thing begins."""
    return _characters(content, at + 2, struct.unpack_from("<H", content, at)[0])


def _characters(content: bytes, at: int, count: int) -> tuple[str, int]:
    if content[at] & 1:
        end = at + 1 + count * 2
        return content[at + 1 : end].decode("utf-16-le", "replace"), end
    end = at + 1 + count
    return content[at + 1 : end].decode("latin-1"), end


def _constant(formula: bytes) -> str:
    """The text of a formula that is nothing but a text."""
    return _characters(formula, 2, formula[1])[0] if formula[:1] == b"\x17" else ""


def _values(content: bytes, at: int) -> Iterator[str]:
    """Values of a cache of another workbook: numbers, texts, truths, errors."""
    while at < len(content):
        kind = content[at]
        if kind == 2:  # noqa: PLR2004 - a text
            value, at = _string(content, at + 1)
            yield value
            continue
        if kind == 1:
            number = struct.unpack_from("<d", content, at + 1)[0]
            yield str(int(number)) if number.is_integer() else repr(number)
        else:
            yield ""
        at += 9
