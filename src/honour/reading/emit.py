"""What a parser says, inside the child: records, rows, unread things, and where it is just now."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from honour.kernel.hashes import sha256_hex
from honour.kernel.unread import Why
from honour.reading import dates, kinds, spots, wire
from honour.reading.confine import Limits

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_FLUSH_BYTES = 1 << 18
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class OverLimitError(Exception):
    """A limit of docs/spec/reading.md is reached; says which, in plain words."""


class LockedError(Exception):
    """The document wants a password."""


class BrokenError(Exception):
    """The document is not what its first bytes say, or ends too early. Says what is wrong, without its content."""


SKIPPED = -1


@dataclass(frozen=True, slots=True)
class Where:
    """The document being read: `file` and its hash, or `message`, its hash and the MIME part."""

    kind: str
    sha256: str
    part: str = ""
    parent: tuple[str, ...] = ()
    """Address parts of what it came in; () for an item itself."""
    depth: int = 0

    def at(self, place: str) -> tuple[str, ...]:
        return (self.kind, self.sha256, self.part, place) if self.kind == "message" else (self.kind, self.sha256, place)

    @property
    def key(self) -> tuple[str, ...]:
        """Which document it is, wherever in it one looks."""
        return self.at("")[:-1]

    def inner(self, data: bytes, parent_place: str = "all") -> Where:
        """A file found inside this one, named by its own hash."""
        return Where("file", sha256_hex(data), "", self.at(parent_place), self.depth + 1)


class Text:
    """Text built piece by piece, with the hidden stretches marked."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.hidden: list[tuple[int, int, str]] = []
        self.spots: list[tuple[int, str, int, int]] = []
        """(offset, part of the file, paragraph, run) from which on text stands there; see `reading.spots`."""

    def part(self, part: str) -> None:
        """What follows stands in this part of the file."""
        self.spot(part, 0, 0)

    def spot(self, part: str, paragraph: int, run: int) -> None:
        """What follows stands in this paragraph and run of a part, each counted from 1; 0 for none."""
        if self.spots and self.spots[-1][0] == self.length:
            self.spots[-1] = (self.length, part, paragraph, run)
        else:
            self.spots.append((self.length, part, paragraph, run))

    def add(self, piece: str, hidden: str = "") -> None:
        if not piece:
            return
        if hidden:
            if self.hidden and self.hidden[-1][1] == self.length and self.hidden[-1][2] == hidden:
                self.hidden[-1] = (self.hidden[-1][0], self.length + len(piece), hidden)
            else:
                self.hidden.append((self.length, self.length + len(piece), hidden))
        self.pieces.append(piece)
        self.length += len(piece)

    def line(self, piece: str, hidden: str = "") -> None:
        """`piece` on a line of its own, after what is there."""
        if not piece:
            return
        if self.length and not self.pieces[-1].endswith("\n"):
            self.add("\n")
        self.add(piece, hidden)

    def __str__(self) -> str:
        return "".join(self.pieces)


@dataclass(slots=True)
class Heading:
    """What the first page of a document says of all its pages: which kind of document, of which date."""

    kind: str = ""
    dated: str = ""

    def read(self, text: str) -> None:
        self.kind = kinds.of_text(text)
        day = dates.of_text(text, self.kind)
        self.dated = day.isoformat() if day else ""

    def title(self, form: str, where: Where, page: int = 0) -> str:
        title = kinds.title(self.kind, form, attached=where.kind == "message")
        return f"{title}, page {page}" if page else title


def document(
    where: Where, form: str, text: Text | str, out: Out, *, author: str = "", properties: Iterable[tuple[str, str]] = ()
) -> None:
    """The record of a whole document of text, titled and dated by its first lines."""
    heading = Heading()
    heading.read(str(text))
    out.record(
        where, "all", "text", heading.title(form, where), text, dated=heading.dated, author=author,
        properties=properties,
    )  # fmt: skip


@dataclass
class Out:
    """One item's output. `dispatch` reads a document inside the document."""

    limits: Limits
    descriptor: int
    dispatch: Callable[[bytes, Where, str, Out], None]
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """To be tried on what is locked in this item. Never said."""
    after: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    """Documents on which an earlier child died, by `Where.key`: on which page, or `SKIPPED` where it has none left."""
    _buffer: list[bytes] = field(default_factory=list)
    _buffered: int = 0
    _written: int = 0
    _unpacked: int = 0
    _parts: int = 0
    _tables: int = 0

    def first_page(self, where: Where) -> int:
        """The page from which on a document is to be read: an earlier child read those before it and died."""
        return self.after.get(where.key, 0) + 1

    def begin(self) -> None:
        """A new item: its limits start anew."""
        self._written = self._unpacked = self._parts = 0

    def last_word(self) -> None:
        """Makes room for what must be said of a document that said too much: the parent hears a little more."""
        self._written = 0

    def unpacked(self, count: int) -> None:
        """Counts bytes that came out of a container. Call before they are made, where the size is known."""
        self._unpacked += count
        if self._unpacked > self.limits.unpacked_bytes:
            raise OverLimitError("it unpacks to more than is allowed")

    def inside(self, data: bytes, where: Where, untrusted_name: str) -> None:
        """Reads a document found inside another, down to the limits."""
        self._parts += 1
        if where.depth > self.limits.nesting or self._parts > self.limits.parts:
            self.unread(
                where, "all", Why.OVER_LIMIT, "a document too deep inside others", "Save it as a file of its own."
            )
            return
        if self.after.get(where.key) == SKIPPED:
            return
        self.now(where, "all")
        self.dispatch(data, where, untrusted_name, self)

    def record(
        self,
        where: Where,
        place: str,
        form: str,
        title: str,
        text: Text | str,
        *,
        words: Sequence[Sequence[float]] = (),
        dated: str = "",
        author: str = "",
        recipients: Sequence[str] = (),
        thread: str = "",
        properties: Iterable[tuple[str, str]] = (),
    ) -> None:
        said: dict[str, Any] = {"k": "r", "a": where.at(place), "form": form, "title": title, "text": str(text)}
        if isinstance(text, Text):
            if text.hidden:
                said["hidden"] = text.hidden
            if text.spots:
                properties = [*properties, (spots.PROPERTY, spots.written(text.spots, text.length))]
        for key, value in (
            ("words", wire.packed(words)), ("dated", dated), ("author", author), ("recipients", recipients),
            ("thread", thread), ("properties", list(properties)), ("parent", where.parent),
        ):  # fmt: skip
            if value:
                said[key] = value
        self.say(said)

    def table(self, names: Sequence[str]) -> int:
        self._tables += 1
        self.say({"k": "t", "t": self._tables, "names": list(names)})
        return self._tables

    def row(
        self,
        table: int,
        where: Where,
        place: str,
        title: str,
        values: Sequence[str],
        *,
        columns: Sequence[int] | None = None,
        hidden: Sequence[tuple[int, str]] = (),
        more: tuple[str, str] = ("", ""),
        properties: Sequence[tuple[str, str]] = (),
    ) -> None:
        """`columns`: which columns of the table `values` are (all by default). `hidden`: (index in values, why).
        `more`: (text, why) that hangs on the row without being a column, such as a comment.
        """
        said: dict[str, Any] = {"k": "row", "t": table, "a": where.at(place), "title": title, "v": values}
        if columns is not None:
            said["c"] = columns
        if hidden:
            said["hidden"] = hidden
        if more[0]:
            said["more"], said["why"] = more
        if properties:
            said["properties"] = properties
        if where.parent:
            said["parent"] = where.parent
        self.say(said)

    def unread(self, where: Where, place: str, why: Why, what: str, advice: str) -> None:
        self.say({"k": "u", "a": where.at(place), "why": why.value, "what": what, "advice": advice})

    def now(self, where: Where, place: str, page: int = 0, of: int = 0) -> None:
        """Pins a crash: if the child dies after this, it died on `place`."""
        self.say({"k": "now", "a": where.at(place), "page": page, "of": of})
        self.flush()

    def say(self, said: dict[str, Any]) -> None:
        text = _JSON(said)
        if "\\u0000" in text:  # kept as one code point, so offsets hold; databases refuse NUL
            text = _NUL.sub("\\1\ufffd", text)
        self._put(wire.frame(b"J", text.encode("utf-8", "replace")))

    def raw(self, content: bytes) -> None:
        self._put(wire.frame(b"B", content))

    def _put(self, piece: bytes) -> None:
        self._written += len(piece)
        if self._written > self.limits.output_bytes:
            raise OverLimitError("it holds more text than is allowed")
        self._buffer.append(piece)
        self._buffered += len(piece)
        if self._buffered > _FLUSH_BYTES:
            self.flush()

    def flush(self) -> None:
        content = memoryview(b"".join(self._buffer))
        self._buffer.clear()
        self._buffered = 0
        while content:
            content = content[os.write(self.descriptor, content) :]
