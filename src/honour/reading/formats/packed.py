"""Archives other than ZIP: tar, and one file packed by gzip, bzip2 or xz. Each content is a file of its own.

Names in a tar file only tell what plain text is; nothing is ever made at them. Links and devices hold nothing.
"""

from __future__ import annotations

import bz2
import io
import lzma
import posixpath
import tarfile
import zlib
from collections.abc import Iterator
from typing import Protocol

from honour.kernel.unread import Why
from honour.reading.emit import BrokenError, Out, OverLimitError, Where
from honour.reading.formats.archive import BOMB_BYTES, BOMB_RATIO, NO_FILE

_BLOCK_BYTES = 1 << 20
_LEAST_WINDOW_BYTES = 512
_LZMA_BYTES = 512 << 20
"""Memory that unpacking xz may take: its largest preset needs 65 MiB."""
_HEADER_BYTES, _SUM_AT, _SUM_END = 512, 148, 156
STARTS = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")


def is_tar(data: bytes) -> bool:
    """By the sum in the first header; files from before the word `ustar` have one too."""
    head = data[:_HEADER_BYTES]
    said = head[_SUM_AT:_SUM_END].strip(b" \x00")
    if len(head) < _HEADER_BYTES or not said or not all(byte in b"01234567" for byte in said) or not head[0]:
        return False
    return int(said, 8) == sum(head) - sum(head[_SUM_AT:_SUM_END]) + 8 * ord(" ")


def read_tar(data: bytes, where: Where, out: Out) -> None:
    read = 0
    names: set[str] = set()
    links: list[str] = []
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:", errors="replace") as archive:
            for entry in archive:
                if entry.issym():
                    links.append(posixpath.normpath(posixpath.join(posixpath.dirname(entry.name), entry.linkname)))
                    continue
                if entry.islnk():
                    links.append(posixpath.normpath(entry.linkname))
                    continue
                names.add(posixpath.normpath(entry.name))
                if not entry.isreg():
                    continue
                out.unpacked(entry.size)
                file = archive.extractfile(entry)
                content = file.read() if file else b""
                read += 1
                if len(content) < entry.size:
                    raise tarfile.ReadError
                out.inside(content, where.inner(content), entry.name)
    except (tarfile.TarError, EOFError, OSError, ValueError):
        if not read:
            raise BrokenError("it is cut off or damaged") from None
        advice = "Unpack the archive by hand and read it again; ask whoever sent it for a whole one."
        out.unread(where, "all", Why.DAMAGED, "the rest of an archive that is cut off or damaged", advice)
    outward = sum(target not in names for target in links)
    if outward:
        what = f"{outward} links in an archive to files that are not in it, which are not followed"
        out.unread(where, "all", Why.NO_ACCESS, what, "Put the files themselves into a folder that is read.")
    elif not read:
        out.unread(where, "all", Why.DAMAGED, *NO_FILE)


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = ...) -> bytes: ...


def read_packed(data: bytes, where: Where, out: Out) -> None:
    """gzip, bzip2 or xz: what it holds is a file under its own hash, perhaps a tar."""
    pieces: list[bytes] = []
    damaged = False
    try:
        size = 0
        for piece in _unpacked(data):
            out.unpacked(len(piece))
            size += len(piece)
            if size > BOMB_BYTES and size > BOMB_RATIO * len(data):
                raise OverLimitError("it unpacks to more than is allowed")
            pieces.append(piece)
    except (zlib.error, lzma.LZMAError, EOFError, OSError, ValueError):
        damaged = True
    content = b"".join(pieces)
    if damaged and not content:
        raise BrokenError("it is cut off or damaged")
    if damaged:
        advice = "Unpack it by hand and read it again; ask whoever sent it for a whole one."
        out.unread(where, "all", Why.DAMAGED, "the rest of an archive that is cut off or damaged", advice)
    out.inside(content, where.inner(content), "")


def _unpacked(data: bytes) -> Iterator[bytes]:
    """What the members of a packed file hold, piece by piece; raises if one is damaged or no packed file follows.

    Each member is fed in windows that begin small and grow, because what a member does not take is copied: a file of
    a million empty members would cost the square of its size.
    """
    at, end = 0, len(data.rstrip(b"\x00"))
    while at < end:
        unpacker = _unpacker(data, at)
        window = _LEAST_WINDOW_BYTES
        while not unpacker.eof:
            feed = b""
            hungry = unpacker.needs_input
            if hungry:
                feed = data[at : at + window]
                at += len(feed)
                window = min(2 * window, _BLOCK_BYTES)
            piece = unpacker.decompress(feed, _BLOCK_BYTES)
            if piece:
                yield piece
            elif hungry and not feed and not unpacker.eof:
                raise EOFError
        at -= len(unpacker.unused_data)


class _Gzip:
    """zlib's own object hands back what it did not take; the other two keep it."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    def decompress(self, data: bytes, max_length: int = 0) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail or data, max_length)


def _unpacker(data: bytes, at: int) -> _Unpacker:
    """For what begins at `at`. Raises ValueError if nothing packed does: something else hangs on the end."""
    if data.startswith(STARTS[0], at):
        return _Gzip()
    if data.startswith(STARTS[1], at):
        return bz2.BZ2Decompressor()
    if data.startswith(STARTS[2], at):
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_LZMA_BYTES)
    raise ValueError("nothing packed")
