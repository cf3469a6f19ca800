"""PPT: PowerPoint 97 to 2003. [MS-PPT].

One record `all`: the slides in their order, notes, comments, headers and footers, alternative text, properties. The
file is a row of records; a table of offsets, rewritten at every save, says which are in force. What an earlier save
left behind is read too and marked `earlier revision`, as far as its words are not on a slide in force. Embedded
objects are documents of their own.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from honour.reading.emit import BrokenError, LockedError, Out, Text, Where, document
from honour.reading.formats.compound import Compound, tell_objects

_CONTAINER = 0x0F
_DOCUMENT, _SLIDE, _NOTES, _MASTER = 1000, 1006, 1008, 1016
_SLIDE_ATOM_PERSIST, _SLIDE_LIST, _SLIDE_SHOW = 1011, 4080, 1017
_USER_EDIT, _PERSIST_DIRECTORY, _OBJECT, _ENCRYPTION = 4085, 6002, 4113, 12052
_CHARACTERS, _BYTES, _STRING, _TEXT_HEADER, _OUTLINE_REFERENCE = 4000, 4008, 4026, 3999, 3998
_COMMENT, _LINK, _HEADERS, _PLACEHOLDER = 12000, 4055, 4057, 3011
_SHAPE_CONTAINER, _SHAPE_OPTIONS = 0xF004, (0xF00B, 0xF122)
_ALTERNATIVE_TEXT, _GROUP_FLAGS = 0x0381, 0x03BF
_HIDDEN_SHAPE = 0x20002
_HIDDEN_SLIDE = 4
_SLIDES, _NOTE_PAGES = 0, 2
_LOCKED_TOKEN = 0xF3D1C4DF
_MOST_RECORDS = 500_000
_DEEPEST = 24
_MOST_EDITS = 1000


@dataclass(slots=True)
class _Record:
    kind: int
    instance: int
    data: memoryview
    """Content, without the head."""
    inner: list[_Record] = field(default_factory=list)

    def each(self, *kinds: int) -> Iterator[_Record]:
        """The records of these kinds in it, at any depth, in order."""
        stack = list(reversed(self.inner))
        while stack:
            record = stack.pop()
            if record.kind in kinds:
                yield record
            stack.extend(reversed(record.inner))


class _Budget:
    def __init__(self) -> None:
        self.left = _MOST_RECORDS

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise BrokenError("it has too many parts")


def read(data: bytes, where: Where, out: Out) -> None:
    file = Compound(data, out)
    stream = memoryview(file.stream("PowerPoint Document"))
    user = file.stream("Current User")
    try:
        if len(user) >= 20 and struct.unpack_from("<I", user, 12)[0] == _LOCKED_TOKEN:  # noqa: PLR2004 - head and token
            raise LockedError
        text, objects = _told(stream, user)
    except (struct.error, IndexError):
        raise BrokenError("it contradicts itself") from None
    author = file.tell_properties(text)
    document(where, "slides", text, out, author=author)
    tell_objects((_opened(content, out) for content in objects), where, out)


def _record(stream: memoryview, at: int, budget: _Budget, depth: int = 0) -> tuple[_Record, int]:
    """The record at `at`, with those in it, and where the next one begins."""
    budget.take()
    version, kind, length = struct.unpack_from("<HHI", stream, at)
    end = at + 8 + length
    if end > len(stream):
        raise BrokenError("a part of it is cut off")
    record = _Record(kind, version >> 4, stream[at + 8 : end])
    if version & 0x0F == _CONTAINER and depth < _DEEPEST:
        inside = 0
        while inside + 8 <= length:
            inner, inside = _record(record.data, inside, budget, depth + 1)
            record.inner.append(inner)
    return record, end


def _told(stream: memoryview, user: bytes) -> tuple[Text, list[_Record]]:
    budget = _Budget()
    places, main = _in_force(stream, user, budget)
    top: dict[int, _Record] = {}
    for offset in places.values():
        try:
            top[offset] = _record(stream, offset, budget)[0]
        except (BrokenError, struct.error):
            continue  # an object that was taken out; what the slides need is missed below
    if main not in places or places[main] not in top or top[places[main]].kind != _DOCUMENT:
        raise BrokenError("its slides are missing")
    at = 0
    while at + 8 <= len(stream):
        try:
            record, following = _record(stream, at, budget)
        except (BrokenError, struct.error):
            break  # what an unfinished save left; all that is in force was found by its offset
        top.setdefault(at, record)
        at = following
    document_ = top[places[main]]
    text = Text()
    told: set[str] = set()
    for which in (_SLIDES, _NOTE_PAGES):
        for record in document_.inner:
            if record.kind == _SLIDE_LIST and record.instance == which:
                _slides(record, which, places, top, text, told)
    for record in document_.inner:
        _rest(record, text, told)
    live = {places[number] for number in places}
    for offset, record in top.items():
        if record.kind == _MASTER and offset in live:
            _shapes(record, [], text, told, "", without_placeholders=True)
    for offset, record in top.items():
        if offset not in live and record.kind in (_DOCUMENT, _SLIDE, _NOTES, _MASTER):
            for words in _words(record):
                if words not in told:
                    told.add(words)
                    text.line(words, "earlier revision")
    return text, [record for record in top.values() if record.kind == _OBJECT]


def _in_force(stream: memoryview, user: bytes, budget: _Budget) -> tuple[dict[int, int], int]:
    """(offset of each object in force by its number, number of the document object)."""
    places: dict[int, int] = {}
    main = 0
    at = struct.unpack_from("<I", user, 16)[0] if len(user) >= 20 else 0  # noqa: PLR2004 - head, size, token, offset
    if not at or at + 8 > len(stream) or struct.unpack_from("<H", stream, at + 2)[0] != _USER_EDIT:
        at = bytes(stream).rfind(struct.pack("<H", _USER_EDIT)) - 2
        if at < 0:
            raise BrokenError("its table of contents is missing")
    for _ in range(_MOST_EDITS):
        edit, _end = _record(stream, at, budget)
        if edit.kind != _USER_EDIT:
            raise BrokenError("it contradicts itself")
        before, table = struct.unpack_from("<II", edit.data, 8)
        if not main:
            (main,) = struct.unpack_from("<I", edit.data, 16)
        if len(edit.data) >= 32 and struct.unpack_from("<I", edit.data, 28)[0]:  # noqa: PLR2004 - it names its cipher
            raise LockedError
        directory, _end = _record(stream, table, budget)
        if directory.kind != _PERSIST_DIRECTORY:
            raise BrokenError("it contradicts itself")
        inside = 0
        while inside + 4 <= len(directory.data):
            (head,) = struct.unpack_from("<I", directory.data, inside)
            first, count = head & 0xFFFFF, head >> 20
            for number, offset in enumerate(struct.unpack_from(f"<{count}I", directory.data, inside + 4), first):
                places.setdefault(number, offset)
            inside += 4 + count * 4
        if not before or before >= at:
            return places, main
        at = before
    raise BrokenError("it contradicts itself")


def _slides(
    listed: _Record, which: int, places: dict[int, int], top: dict[int, _Record], text: Text, told: set[str]
) -> None:
    """The slides of a list in order, each with the texts its outline holds."""
    outlines: list[tuple[int, list[str]]] = []
    for record in listed.inner:
        if record.kind == _SLIDE_ATOM_PERSIST:
            outlines.append((struct.unpack_from("<I", record.data)[0], []))
        elif record.kind == _TEXT_HEADER and outlines:
            outlines[-1][1].append("")
        elif record.kind in (_CHARACTERS, _BYTES) and outlines and outlines[-1][1]:
            outlines[-1][1][-1] += _string(record)
    for number, outline in outlines:
        if number in places and places[number] not in top:
            raise BrokenError("a slide of it is cut off")
        slide = top.get(places.get(number, -1))
        why = "speaker notes" if which == _NOTE_PAGES else ""
        if slide is not None and not why:
            for show in slide.inner:
                if show.kind == _SLIDE_SHOW and len(show.data) >= 12 and show.data[10] & _HIDDEN_SLIDE:  # noqa: PLR2004
                    why = "hidden slide"
        if slide is None:
            for words in outline:
                _line(text, words, told, why)
            continue
        _shapes(slide, outline, text, told, why)
        for record in slide.inner:
            _rest(record, text, told)


def _shapes(
    slide: _Record, outline: list[str], text: Text, told: set[str], why: str, *, without_placeholders: bool = False
) -> None:
    left = dict(enumerate(outline))
    for shape in slide.each(_SHAPE_CONTAINER):
        if without_placeholders and any(True for _ in shape.each(_PLACEHOLDER)):
            continue
        description, hidden = _options(shape)
        hiding = why or ("hidden text" if hidden else "")
        for record in shape.each(_CHARACTERS, _BYTES, _OUTLINE_REFERENCE):
            if record.kind == _OUTLINE_REFERENCE:
                (number,) = struct.unpack_from("<I", record.data)
                _line(text, left.pop(number, ""), told, hiding)
            else:
                _line(text, _string(record), told, hiding)
        _line(text, description, told, "picture description")
    for words in left.values():
        _line(text, words, told, why)


def _options(shape: _Record) -> tuple[str, bool]:
    """(alternative text, whether the shape is hidden)."""
    description, hidden = "", False
    for record in shape.inner:
        if record.kind not in _SHAPE_OPTIONS:
            continue
        behind = record.instance * 6
        for number in range(record.instance):
            if number * 6 + 6 > len(record.data):
                break
            code, value = struct.unpack_from("<HI", record.data, number * 6)
            if code & 0x8000:
                if code & 0x3FFF == _ALTERNATIVE_TEXT:
                    description = (
                        bytes(record.data[behind : behind + value]).decode("utf-16-le", "replace").strip("\0 ")
                    )
                behind += value
            elif code & 0x3FFF == _GROUP_FLAGS:
                hidden = value & _HIDDEN_SHAPE == _HIDDEN_SHAPE
    return description, hidden


def _rest(record: _Record, text: Text, told: set[str]) -> None:
    """Comments, headers and footers, links in `record`."""
    found = [record] if record.kind in (_COMMENT, _LINK, _HEADERS) else list(record.each(_COMMENT, _LINK, _HEADERS))
    for one in found:
        parts = {part.instance: _string(part) for part in one.inner if part.kind == _STRING}
        if one.kind == _COMMENT:
            _line(text, ": ".join(part for part in (parts.get(0, ""), parts.get(1, "")) if part), told, "comment")
        elif one.kind == _LINK:
            if parts.get(1, "").startswith("mailto:"):
                _line(text, parts[1], told, "link")
        else:
            for words in parts.values():
                _line(text, words, told, "")


def _line(text: Text, words: str, told: set[str], why: str) -> None:
    if words and words != "*" and not words.isspace():  # a star stands where a number or date is put
        told.add(words)
        text.line(words, why)


def _words(record: _Record) -> Iterator[str]:
    for one in record.each(_CHARACTERS, _BYTES):
        words = _string(one)
        if words and not words.isspace():
            yield words
    for comment in record.each(_COMMENT):
        parts = {part.instance: _string(part) for part in comment.inner if part.kind == _STRING}
        yield ": ".join(part for part in (parts.get(0, ""), parts.get(1, "")) if part)


def _string(record: _Record) -> str:
    raw = bytes(record.data)
    text = raw.decode("latin-1") if record.kind == _BYTES else raw.decode("utf-16-le", "replace")
    return text.replace("\r", "\n").replace("\x0b", "\n").replace("\0", "").strip("\n")


def _opened(record: _Record, out: Out) -> bytes:
    """An embedded object as a file; b'' if it holds none."""
    raw = bytes(record.data)
    if record.instance == 1:
        (size,) = struct.unpack_from("<I", raw)
        out.unpacked(size)
        unpacking = zlib.decompressobj()
        try:
            raw = unpacking.decompress(raw[4:], size)
        except zlib.error:
            return b""
    try:
        inner = Compound(raw, out)
        if inner.has("Package") or inner.has("\x01Ole10Native") or inner.has("CONTENTS"):
            return inner.inside(()) or raw
    except BrokenError:
        return raw
    return raw
