"""ZIP: each member is a document of its own, under its own hash."""

from __future__ import annotations

import io
import zipfile
import zlib

from honour.kernel.unread import Why
from honour.reading.emit import BrokenError, Out, OverLimitError, Where
from honour.reading.formats import unlock

_BLOCK_BYTES = 1 << 20
_ENCRYPTED_FLAG = 1
BOMB_RATIO = 1000
"""Text shrinks 5 to 20 times, an empty bitmap some hundred; DEFLATE cannot pass 1032."""
BOMB_BYTES = 10_000_000
NO_FILE = ("an archive that holds no file", "It holds nothing; ask whoever made it, or delete it.")


def opened(data: bytes) -> zipfile.ZipFile:
    """Raises BrokenError if the directory of the archive is gone: a truncated file has it at its end."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError):
        raise BrokenError("it is cut off or damaged") from None


def member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, out: Out) -> bytes:
    """The bytes of one member. Raises OverLimitError before memory is used up, BrokenError if its sum is wrong."""
    if entry.file_size > BOMB_BYTES and entry.file_size > BOMB_RATIO * max(1, entry.compress_size):
        raise OverLimitError("it unpacks to more than is allowed")
    out.unpacked(entry.file_size)
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(entry) as file:
            while block := file.read(_BLOCK_BYTES):
                size += len(block)
                if size > entry.file_size:
                    raise OverLimitError("a part of it is larger than it says")
                pieces.append(block)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise BrokenError("a part of it is cut off or damaged") from None
    return b"".join(pieces)


def read(data: bytes, where: Where, out: Out) -> None:
    archive = opened(data)
    locked = 0
    members = [entry for entry in archive.infolist() if not entry.is_dir()]
    if not members:
        out.unread(where, "all", Why.DAMAGED, *NO_FILE)
    for entry in members:
        if entry.flag_bits & _ENCRYPTED_FLAG:
            opened_member = unlock.member(archive, entry, data, out.passwords, out.limits.unpacked_bytes)
            if opened_member is None:
                locked += 1
            else:
                out.unpacked(len(opened_member))
                out.inside(opened_member, where.inner(opened_member), entry.filename)
            continue
        try:
            content = member(archive, entry, out)
        except BrokenError as error:
            out.unread(
                where,
                "all",
                Why.DAMAGED,
                f"a file in an archive: {error}",
                "Unpack the archive by hand and read it again.",
            )
            continue
        inner = where.inner(content)
        out.inside(content, inner, entry.filename)
    if locked:
        out.unread(
            where,
            "all",
            Why.ENCRYPTED,
            f"{locked} locked files in an archive",
            unlock.advice(where.sha256, tried=bool(out.passwords)),
        )
