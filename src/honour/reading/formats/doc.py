"""DOC: Word 97 to 2003, and the text of Word 6 and 95. [MS-DOC].

The text lies in pieces, found through the piece table; what is deleted, hidden or the end of a table row is told by
runs of formatting kept in pages of 512 bytes. One record `all`: body, footnotes, headers and footers, comments with
their authors, endnotes, text boxes, properties. Embedded objects are documents of their own.

Not told apart: text that only a style hides, and in Word 6 and 95 files any hidden text (their formatting has other
codes); it is read and not marked. A file that contradicts itself is Unread, never guessed at.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass, field

from honour.reading.emit import BrokenError, LockedError, Out, Text, Where, document
from honour.reading.formats.compound import Compound, tell_objects

_WORD_97, _WORD_6 = 0xA5EC, (0xA5DC, 0xA5DB, 0xA5EB)
_ENCRYPTED, _SECOND_TABLE, _COMPLEX = 0x0100, 0x0200, 0x0004
_PAGE = 512
_COMPRESSED = 0x40000000
_PARTS = ("text", "footnotes", "headers", "macros", "comments", "endnotes", "text boxes", "header text boxes")
# Positions in the list of (offset, length) pairs.
_COMMENT_REFERENCES, _COMMENT_TEXTS, _RUN_PAGES, _PARAGRAPH_PAGES, _PIECES, _COMMENT_AUTHORS = 4, 5, 12, 13, 33, 36
_DELETED, _VANISH, _SPECIAL, _ROW_END, _SYMBOL = 0x0800, 0x083C, 0x0855, 0x2417, 0x6A09
_ROW_END_OLD = 0x244C
_SHORT_DELETED, _SHORT_VANISH = 0x41, 0x5C
_ON = (1, 0x81)
_LENGTHS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_LONG_TABLE = (0xD608, 0xD606)
_FIELD, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_SIGNS = {
    "\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\x0d": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\x01": "",
    "\x02": "", "\x03": "", "\x04": "", "\x05": "", "\x06": "", "\x08": "", "\x00": "",
}  # fmt: skip
_COMMENT_BYTES = 30
_MOST_PIECES = 200_000


@dataclass
class _Runs:
    """Ranges of file offsets, ascending, each with what holds in it."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def add(self, start: int, end: int, mark: str) -> None:
        if end > start:
            self.starts.append(start)
            self.ends.append(end)
            self.marks.append(mark)

    def sort(self) -> None:
        order = sorted(range(len(self.starts)), key=self.starts.__getitem__)
        self.starts, self.ends = [self.starts[at] for at in order], [self.ends[at] for at in order]
        self.marks = [self.marks[at] for at in order]

    def parts(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """`start` to `end` cut where the mark changes; '' where nothing is known."""
        found: list[tuple[int, int, str]] = []
        at = max(0, bisect_right(self.starts, start) - 1)
        while start < end:
            while at < len(self.starts) and self.ends[at] <= start:
                at += 1
            if at == len(self.starts) or self.starts[at] >= end:
                found.append((start, end, ""))
                break
            if self.starts[at] > start:
                found.append((start, self.starts[at], ""))
                start = self.starts[at]
            upto = min(end, self.ends[at])
            found.append((start, upto, self.marks[at]))
            start = upto
        return found


@dataclass(frozen=True)
class _Piece:
    first: int
    """Position of its first character in the document's text."""
    count: int
    offset: int
    wide: bool
    mark: str
    """Why all of it is hidden, as a document saved in haste says it of whole pieces."""


def read(data: bytes, where: Where, out: Out) -> None:
    file = Compound(data, out)
    main = file.stream("WordDocument")
    try:
        text = _told(file, main)
    except (struct.error, IndexError, OverflowError, MemoryError):
        raise BrokenError("it contradicts itself") from None
    author = file.tell_properties(text)
    document(where, "Word", text, out, author=author)
    tell_objects((file.inside(storage) for storage in file.storages("ObjectPool")), where, out)


def _told(file: Compound, main: bytes) -> Text:
    (kind,) = struct.unpack_from("<H", main)
    (flags,) = struct.unpack_from("<H", main, 10)
    if kind != _WORD_97 and kind not in _WORD_6:
        raise BrokenError("it is no Word document")
    if flags & _ENCRYPTED:
        raise LockedError
    if kind in _WORD_6:
        return _old(main, flags)
    table = file.stream("1Table" if flags & _SECOND_TABLE else "0Table")
    at = 32
    (words,) = struct.unpack_from("<H", main, at)
    at += 2 + words * 2
    (longs,) = struct.unpack_from("<H", main, at)
    counts = struct.unpack_from(f"<{longs}i", main, at + 2)
    at += 2 + longs * 4
    (pairs,) = struct.unpack_from("<H", main, at)
    places = [struct.unpack_from("<II", main, at + 2 + number * 8) for number in range(pairs)]

    def part(number: int) -> bytes:
        offset, length = places[number]
        if offset + length > len(table):
            raise BrokenError("a part of it is cut off")
        return table[offset : offset + length]

    lengths = counts[3:11]
    if any(length < 0 for length in lengths):
        raise BrokenError("it contradicts itself")
    pieces = _pieces(part(_PIECES))
    if pieces and sum(piece.count for piece in pieces) < sum(lengths):
        raise BrokenError("its text is cut off")
    hiding, special, rows = _formatting(main, part(_RUN_PAGES), part(_PARAGRAPH_PAGES))
    characters, marks = _characters(main, pieces, hiding, special, rows, sum(lengths))
    text = Text()
    start = 0
    for name, length in zip(_PARTS, lengths, strict=True):
        end = start + length
        if name == "comments" and length:
            _comments(
                text, characters, marks, start, part(_COMMENT_TEXTS), part(_COMMENT_REFERENCES), part(_COMMENT_AUTHORS)
            )
        elif name != "macros":
            _tell(text, characters, marks, start, end)
        start = end
    return text


def _pieces(clx: bytes) -> list[_Piece]:
    groups: list[bytes] = []
    at = 0
    while at < len(clx) and clx[at] == 1:
        (size,) = struct.unpack_from("<H", clx, at + 1)
        groups.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if at >= len(clx) or clx[at] != 2:  # noqa: PLR2004 - the mark of the piece table
        raise BrokenError("its text is missing")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    table = clx[at + 5 : at + 5 + size]
    count = (len(table) - 4) // 12
    if not 0 <= count <= _MOST_PIECES:
        raise BrokenError("it contradicts itself")
    ends = struct.unpack_from(f"<{count + 1}i", table)
    pieces = []
    for number in range(count):
        _, offset, short = struct.unpack_from("<HIH", table, (count + 1) * 4 + number * 8)
        length = ends[number + 1] - ends[number]
        if length < 0:
            raise BrokenError("it contradicts itself")
        wide = not offset & _COMPRESSED
        place = offset & 0x3FFFFFFF
        pieces.append(_Piece(ends[number], length, place if wide else place // 2, wide, _of_short(short, groups)))
    return pieces


def _of_short(short: int, groups: list[bytes]) -> str:
    if short & 1:
        number = short >> 1
        return _mark(groups[number]) if number < len(groups) else ""
    which, value = short >> 1 & 0x7F, short >> 8
    if value in _ON:
        return {_SHORT_DELETED: "deleted text", _SHORT_VANISH: "hidden text"}.get(which, "")
    return ""


def _settings(group: bytes) -> dict[int, bytes]:
    """Codes of a run of formatting and their operands; what follows a code of unknown length is left out."""
    found: dict[int, bytes] = {}
    at = 0
    while at + 2 <= len(group):
        (code,) = struct.unpack_from("<H", group, at)
        at += 2
        size = _LENGTHS.get(code >> 13)
        if size is None:
            if at >= len(group):
                break
            if code in _LONG_TABLE:
                if at + 2 > len(group):
                    break
                size = struct.unpack_from("<H", group, at)[0] + 1
            else:
                size = group[at] + 1
        found[code] = group[at : at + size]
        at += size
    return found


def _mark(group: bytes) -> str:
    settings = _settings(group)
    if settings.get(_DELETED, b"\0")[:1] in (b"\x01", b"\x81"):
        return "deleted text"
    return "hidden text" if settings.get(_VANISH, b"\0")[:1] in (b"\x01", b"\x81") else ""


def _formatting(main: bytes, run_pages: bytes, paragraph_pages: bytes) -> tuple[_Runs, _Runs, _Runs]:
    """Where text is hidden, where characters stand for something else, which paragraphs end a table row."""
    hiding, special, rows = _Runs(), _Runs(), _Runs()
    for page in _page_numbers(run_pages):
        content, count = _fkp(main, page)
        for number in range(count):
            start, end = struct.unpack_from("<II", content, number * 4)
            at = content[(count + 1) * 4 + number] * 2
            if at:
                group = content[at + 1 : at + 1 + content[at]]
                settings = _settings(group)
                hiding.add(start, end, _mark(group))
                if settings.get(_SPECIAL, b"\0")[:1] == b"\x01" or _SYMBOL in settings:
                    special.add(start, end, "symbol" if _SYMBOL in settings else "special")
    for page in _page_numbers(paragraph_pages):
        content, count = _fkp(main, page)
        for number in range(count):
            start, end = struct.unpack_from("<II", content, number * 4)
            at = content[(count + 1) * 4 + number * 13] * 2
            if at:
                size = content[at]
                group = content[at + 3 : at + size * 2] if size else content[at + 4 : at + 2 + content[at + 1] * 2]
                settings = _settings(group)
                if any(settings.get(code, b"\0")[:1] == b"\x01" for code in (_ROW_END, _ROW_END_OLD)):
                    rows.add(start, end, "row")
    for runs in (hiding, special, rows):
        runs.sort()
    return hiding, special, rows


def _page_numbers(table: bytes) -> list[int]:
    count = (len(table) - 4) // 8
    return (
        [number & 0x3FFFFF for number in struct.unpack_from(f"<{count}I", table, (count + 1) * 4)] if count > 0 else []
    )


def _fkp(main: bytes, page: int) -> tuple[bytes, int]:
    content = main[page * _PAGE : (page + 1) * _PAGE]
    if len(content) < _PAGE:
        raise BrokenError("a part of it is cut off")
    return content, content[-1]


def _characters(
    main: bytes, pieces: list[_Piece], hiding: _Runs, special: _Runs, rows: _Runs, total: int
) -> tuple[list[str], list[str]]:
    """Each character of all parts as what it is shown as, and why it is hidden ('' if not)."""
    characters: list[str] = []
    marks: list[str] = []
    for piece in pieces:
        if piece.first >= total:
            break
        step = 2 if piece.wide else 1
        count = min(piece.count, total - piece.first)
        end = piece.offset + count * step
        if end > len(main):
            raise BrokenError("its text is cut off")
        raw = main[piece.offset : end]
        # Halves of a pair stay apart, so that each character keeps its position; they are joined when they are told.
        shown = list(struct.unpack(f"<{count}H", raw)) if piece.wide else None
        letters = [chr(code) for code in shown] if shown is not None else list(raw.decode("cp1252", "replace"))
        why = [""] * count
        for start, upto, mark in hiding.parts(piece.offset, end):
            if mark or piece.mark:
                first, last = (start - piece.offset) // step, -(-(upto - piece.offset) // step)
                why[first:last] = [mark or piece.mark] * (last - first)
        for start, upto, mark in special.parts(piece.offset, end):
            for at in range((start - piece.offset) // step, (upto - piece.offset) // step if mark else 0):
                if letters[at] == "(" or mark == "symbol":  # a symbol of a font: which, its font alone says
                    letters[at] = "\u2022"
        for start, upto, mark in rows.parts(piece.offset, end):
            for at in range((start - piece.offset) // step, (upto - piece.offset) // step if mark else 0):
                if letters[at] == "\x07":  # the mark behind the mark of the last cell
                    letters[at] = "\n"
                    if at and letters[at - 1] == "\x07":
                        letters[at - 1] = ""
        characters += letters
        marks += why
    return characters, marks


def _tell(text: Text, characters: list[str], marks: list[str], start: int, end: int, why: str = "") -> None:
    if text.length and not text.pieces[-1].endswith("\n"):
        text.add("\n")
    codes: list[list[str]] = []
    shown: list[bool] = []
    piece: list[str] = []
    hidden = ""

    def flush() -> None:
        if piece:
            text.add("".join(piece).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), hidden)
            piece.clear()

    blank = text.length
    for at in range(start, min(end, len(characters))):
        character = characters[at]
        if character == _FIELD:
            codes.append([])
            shown.append(False)
            continue
        if character == _FIELD_RESULT and codes:
            shown[-1] = True
            flush()
            _field(text, "".join(codes[-1]))
            continue
        if character == _FIELD_END and codes:
            flush()
            if not shown[-1]:
                _field(text, "".join(codes[-1]))
            codes.pop()
            shown.pop()
            continue
        if codes and not all(shown):
            codes[-1].append(character)
            continue
        character = _SIGNS.get(character, character)
        if not character or (character == "\n" and text.length == blank and not piece):
            continue  # the empty paragraphs that part headers from each other
        mark = marks[at] or why
        if mark != hidden:
            flush()
            hidden = mark
        piece.append(character)
    flush()


def _field(text: Text, code: str) -> None:
    """The target of a link and other quoted words of a field's code, which are not shown."""
    code = " ".join(code.translate(_CONTROLS).split())
    if telling_field(code):
        text.add(code + " ", "link" if code.upper().startswith("HYPERLINK") else "field code")


_CONTROLS = dict.fromkeys(range(32), " ")
_TELLING = frozenset(
    "ADDRESSBLOCK ASK COMMENTS DDE DDEAUTO EQ FILLIN GREETINGLINE IF INCLUDEPICTURE INCLUDETEXT LINK MACROBUTTON QUOTE "
    "SET TA TC XE".split()
)


def telling_field(code: str) -> bool:
    """Whether the code of a field of Word (`HYPERLINK "mailto:..."`) may say what its result does not."""
    command = code.partition(" ")[0].upper()
    if command == "HYPERLINK":
        return '"' in code and not code[9:].lstrip().startswith("\\l")
    return command in _TELLING and len(code) > len(command)


def _comments(
    text: Text, characters: list[str], marks: list[str], start: int, texts: bytes, references: bytes, authors: bytes
) -> None:
    count = len(texts) // 4
    places = struct.unpack_from(f"<{count}i", texts)
    names = _author_names(authors)
    notes = (len(references) - 4) // (4 + _COMMENT_BYTES)
    for number in range(max(0, count - 2)):
        who = ""
        if number < notes:
            at = (notes + 1) * 4 + number * _COMMENT_BYTES
            (which,) = struct.unpack_from("<H", references, at + 20)
            who = names[which] if which < len(names) else ""
        text.line(f"{who}: " if who else "", "comment")
        if who:
            _same_line(text, characters, marks, start + places[number], start + places[number + 1])
        else:
            _tell(text, characters, marks, start + places[number], start + places[number + 1], "comment")


def _same_line(text: Text, characters: list[str], marks: list[str], start: int, end: int) -> None:
    inner = Text()
    _tell(inner, characters, marks, start, end, "comment")
    text.add(str(inner), "comment")


def _author_names(data: bytes) -> list[str]:
    names = []
    at = 0
    while at + 2 <= len(data):
        (length,) = struct.unpack_from("<H", data, at)
        names.append(data[at + 2 : at + 2 + length * 2].decode("utf-16-le", "replace"))
        at += 2 + length * 2
    return names


def _old(main: bytes, flags: int) -> Text:
    """Word 6 and 95: one run of text in one 8-bit code page, or pieces of it."""
    first, last = struct.unpack_from("<II", main, 0x18)
    lengths = struct.unpack_from("<8i", main, 0x34)
    total = sum(lengths)
    if any(length < 0 for length in lengths) or last > len(main) or first > last:
        raise BrokenError("it contradicts itself")
    if flags & _COMPLEX:
        offset, size = struct.unpack_from("<II", main, 0x160)
        raw = b"".join(
            main[piece.offset : piece.offset + piece.count] for piece in _old_pieces(main[offset : offset + size])
        )
    else:
        raw = main[first:last]
    if len(raw) < total:
        raise BrokenError("its text is cut off")
    characters = list(raw[:total].decode("cp1252", "replace"))
    marks = [""] * total
    text = Text()
    start = 0
    for name, length in zip(_PARTS, lengths, strict=True):
        if name != "macros":
            _tell(text, characters, marks, start, start + length, "comment" if name == "comments" else "")
        start += length
    return text


def _old_pieces(clx: bytes) -> list[_Piece]:
    return [_Piece(p.first, p.count, p.offset, False, "") for p in _pieces(clx)]
