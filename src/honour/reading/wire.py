"""The words between parent and child: a job one way, frames the other. Never code, never pickled objects.

Job (parent to child, in a sealed memory file): 4 bytes length, JSON header, then the documents one after another.
Frame (child to parent, over a pipe): 1 byte kind (`J` JSON, `B` bytes), 4 bytes length, content. Little-endian.
What a child says is not believed: `Assembler` checks every type, range and address before a Record is made of it,
because a document may have taken the child over. Format: docs/spec/reading.md.
"""

from __future__ import annotations

import base64
import json
import re
import struct
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

import numpy as np

from honour.kernel.address import Address, Kind
from honour.kernel.item import Item
from honour.kernel.record import Form, Record, Word
from honour.kernel.unread import Unread, Why
from honour.reading import dates, kinds, language
from honour.reading.table import row_text

HEAD = struct.Struct("<cI")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_PART = re.compile(r"(body|\d{1,5}(\.\d{1,5}){0,20})\Z")
_PLACE = re.compile(r"(all|page=\d{1,7}|node=\d{1,9}|sheet=\d{1,5},row=\d{1,8}|sheet=\d{1,5})\Z")
ITEM = "item"
"""Property of a record from a file inside another: SHA-256 of the outermost one, which the source lists."""
LANGUAGE = "language"
"""Property of a message, written by the parent: see `language`."""
MAIL = "E-mail message"
_SCALE = (1, 1, 100, 100, 100, 100, 10_000)
_MOST = (1 << 31) - 1
_PART_BYTES = 150
"""That a field or word takes in memory."""
_LARGEST_OFFSET = 1 << 31
_LARGEST_FRAME_BYTES = 1 << 29


class BadFrame(ValueError):
    """The child said something that no honest child says."""


class TooMuch(Exception):
    """What the child said grows past what may be held in memory."""


def frame(kind: bytes, content: bytes) -> bytes:
    return HEAD.pack(kind, len(content)) + content


def frames(buffer: bytearray) -> Iterator[tuple[bytes, bytes]]:
    """Takes every whole frame off the front of `buffer`. Raises BadFrame."""
    while len(buffer) >= HEAD.size:
        kind, length = HEAD.unpack_from(buffer)
        if kind not in (b"J", b"B") or length > _LARGEST_FRAME_BYTES:
            raise BadFrame("a frame of no known kind")
        if len(buffer) < HEAD.size + length:
            return
        content = bytes(buffer[HEAD.size : HEAD.size + length])
        del buffer[: HEAD.size + length]
        yield kind, content


def job(header: dict[str, Any], documents: list[bytes]) -> bytes:
    head = json.dumps(header).encode()
    return b"".join([struct.pack("<I", len(head)), head, *documents])


@dataclass
class Assembler:
    """Builds records out of one item's frames."""

    item: Item
    most_bytes: int = 1 << 40
    """Of what is held: a row of a few bytes becomes one of many where its headings are long."""
    records: list[Record] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    at: Address | None = None
    """What the child said it had begun last."""
    at_page: int = 0
    of_pages: int = 0
    _tables: dict[int, list[str]] = field(default_factory=dict)
    _held_bytes: int = 0

    def take(self, said: dict[str, Any]) -> None:
        """Raises BadFrame, TooMuch."""
        before = len(self.records)
        try:
            _TAKERS[str(said.get("k"))](self, said)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError):
            raise BadFrame("a frame with a wrong shape") from None
        for record in self.records[before:]:
            parts = len(record.fields) + len(record.words) + len(record.hidden)
            self._held_bytes += len(record.text) + _PART_BYTES * parts
        if self._held_bytes > self.most_bytes:
            raise TooMuch

    def address(self, parts: list[str]) -> Address:
        kind, sha256, *rest = [str(part) for part in parts]
        if not _SHA256.match(sha256) or not _PLACE.match(rest[-1]):
            raise BadFrame("an address that cannot be")
        if kind == Kind.FILE and len(rest) == 1:
            return Address(self.item.source, Kind.FILE, (sha256, rest[0]))
        if kind == Kind.MESSAGE and len(rest) == 2 and _PART.match(rest[0]):  # noqa: PLR2004 - part, place
            return Address(self.item.source, Kind.MESSAGE, (sha256, rest[0], rest[1]))
        raise BadFrame("an address that cannot be")

    def _record(self, said: dict[str, Any]) -> None:
        text = _text(said["text"])
        length = len(text)
        self.records.append(
            Record(
                address=self.address(said["a"]),
                form=Form(said["form"]),
                title=_title(said["title"]),
                text=text,
                dated=date.fromisoformat(said["dated"]) if said.get("dated") else None,
                words=tuple(_words(_text(said.get("words", "")), length)),
                hidden=_hidden(said.get("hidden", ()), length),
                author=_text(said.get("author", "")),
                recipients=tuple(_text(name) for name in said.get("recipients", ())),
                thread=_text(said.get("thread", "")),
                parent=self.address(said["parent"]) if said.get("parent") else None,
                folder=self.item.folder,
                properties=self._properties(said),
            )
        )

    def _properties(self, said: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        """What the child says, and where the record is not the item's own, the item it lay in."""
        given = tuple((_text(key), _text(value)) for key, value in said.get("properties", ()))
        given = tuple((key, value) for key, value in given if key not in (ITEM, LANGUAGE))
        if said.get("title") == MAIL:
            spans = [_span(value, len(said["text"])) for key, value in given if key in ("quoted", "forwarded")]
            code = language.of_mail(said["text"], spans)
            given = (*given, (LANGUAGE, code)) if code else given
        return given if str(said["a"][1]) == self.item.sha256 else (*given, (ITEM, self.item.sha256))

    def _table(self, said: dict[str, Any]) -> None:
        self._tables[int(said["t"])] = [_text(name) for name in said["names"]]

    def _row(self, said: dict[str, Any]) -> None:
        names = self._tables[int(said["t"])]
        which = said.get("c")
        if which is not None:
            names = [names[int(at)] for at in which]
        text, fields = row_text(names, [_text(value) for value in said["v"]])
        extra = _text(said.get("more", ""))
        hidden = []
        if extra:
            start = len(text) + (1 if text else 0)
            text = f"{text}\n{extra}" if text else extra
            hidden.append((start, len(text), _text(said["why"])[:60]))
        hidden += [
            (fields[int(at)].start, fields[int(at)].start + len(fields[int(at)].value), _text(why)[:60])
            for at, why in said.get("hidden", ())
            if fields[int(at)].value
        ]
        self.records.append(
            Record(
                address=self.address(said["a"]),
                form=Form.ROW,
                title=_title(said["title"]),
                text=text,
                fields=fields,
                dated=dates.of_row((field.name, field.value) for field in fields),
                hidden=tuple(hidden),
                parent=self.address(said["parent"]) if said.get("parent") else None,
                folder=self.item.folder,
                properties=self._properties(said),
            )
        )

    def _unread(self, said: dict[str, Any]) -> None:
        self.unread.append(
            Unread(self.address(said["a"]), Why(said["why"]), _text(said["what"])[:200], _text(said["advice"])[:300])
        )

    def _now(self, said: dict[str, Any]) -> None:
        self.at, self.at_page, self.of_pages = self.address(said["a"]), int(said["page"]), int(said["of"])


_TAKERS: dict[str, Callable[[Assembler, dict[str, Any]], None]] = {
    "r": Assembler._record,
    "t": Assembler._table,
    "row": Assembler._row,
    "u": Assembler._unread,
    "now": Assembler._now,
}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadFrame("text that is none")
    return value


def _title(value: object) -> str:
    """A title of the fixed words; a child that says any other was taken over or is out of step."""
    title = _text(value)
    return title if kinds.known(title) else "Document"


def packed(words: Sequence[Sequence[float]]) -> str:
    """Words as seven numbers of 32 bits each, in base64: start, end, box in hundredths of a point, surety in 10,000ths.

    As decimal numbers they would take longer to write and read than to find on the page.
    """
    if not words:
        return ""
    flat = np.frombuffer(array("d", chain.from_iterable(words)), dtype="f8").reshape(-1, len(_SCALE))
    return base64.b64encode(np.rint(np.clip(flat * _SCALE, -_MOST, _MOST)).astype("<i4").tobytes()).decode("ascii")


def _words(said: str, length: int) -> Iterator[Word]:
    told = np.frombuffer(base64.b64decode(said, validate=True), dtype="<i4").reshape(-1, len(_SCALE))
    starts, ends = told[:, 0], told[:, 1]
    if len(told) and not (starts.min() >= 0 and (starts <= ends).all() and ends.max() <= length):
        raise BadFrame("a span outside its text")
    boxes = (told[:, 2:6] / 100).tolist()
    sure = np.clip(told[:, 6] / 10_000, 0.0, 1.0).tolist()
    for start, end, (x0, y0, x1, y1), one in zip(starts.tolist(), ends.tolist(), boxes, sure, strict=True):
        yield Word(start, end, x0, y0, x1, y1, one)


def _range(start: object, end: object, length: int) -> tuple[int, int]:
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= min(length, _LARGEST_OFFSET)):
        raise BadFrame("a span outside its text")
    return start, end


def _span(value: str, length: int) -> tuple[int, int]:
    """A stretch of a message, written `start-end`."""
    start, _, end = value.partition("-")
    return _range(int(start), int(end), length)


def _share(value: float) -> float:
    return min(1.0, max(0.0, float(value)))


def _hidden(spans: list[Any], length: int) -> tuple[tuple[int, int, str], ...]:
    return tuple((*_range(start, end, length), _text(why)[:60]) for start, end, why in spans)
