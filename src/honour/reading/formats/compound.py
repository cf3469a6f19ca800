"""Compound files (OLE2, [MS-CFB]): their streams, their document properties, and the documents kept in their storages.

Storages and streams are named by the file; no name in it is ever a path.
"""

from __future__ import annotations

import io
import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import olefile

from honour.reading.emit import BrokenError, Out, OverLimitError, Text, Where

Path = tuple[str, ...]

_SUMMARY, _DOCUMENT_SUMMARY = "\x05SummaryInformation", "\x05DocumentSummaryInformation"
_SUMMARY_NAMES = {2: "title", 3: "subject", 4: "creator", 5: "keywords", 6: "comments", 8: "lastModifiedBy"}
_DOCUMENT_NAMES = {2: "category", 14: "manager", 15: "company"}
_CODE_PAGE, _DICTIONARY = 1, 0
_TEXT_8, _TEXT_16, _INT_32, _BOOL, _MOMENT = 0x1E, 0x1F, 0x03, 0x0B, 0x40
_UTF_16_PAGE = 1200
_MOST_PROPERTIES = 500
_PACKAGE, _NATIVE = "package", "\x01ole10native"
_CONTENTS = frozenset({"contents", "worddocument", "workbook", "book", "powerpoint document"})
_LEAST_BYTES = 64


class Compound:
    """One compound file, read stream by stream and counted against the limits. Raises BrokenError if it is none."""

    def __init__(self, data: bytes, out: Out) -> None:
        self._out = out
        try:
            self._file = olefile.OleFileIO(io.BytesIO(data))
            paths = self._file.listdir(streams=True, storages=False)
        except Exception:  # noqa: BLE001 - a hostile directory may raise anything
            raise BrokenError("it is cut off or damaged") from None
        self.paths: dict[Path, Path] = {tuple(part.lower() for part in path): tuple(path) for path in paths}

    def has(self, *path: str) -> bool:
        return tuple(part.lower() for part in path) in self.paths

    def stream(self, *path: str) -> bytes:
        """b'' if there is none. Raises BrokenError if it ends before it should."""
        true = self.paths.get(tuple(part.lower() for part in path))
        if true is None:
            return b""
        try:
            self._out.unpacked(self._file.get_size(list(true)))
            with self._file.openstream(list(true)) as stream:
                return bytes(stream.read())
        except OverLimitError:
            raise
        except Exception:  # noqa: BLE001 - see above
            raise BrokenError("a part of it is cut off or damaged") from None

    def storages(self, *under: str) -> list[Path]:
        """The storages straight under `under` that hold streams, in the order of their names."""
        prefix = tuple(part.lower() for part in under)
        depth = len(prefix) + 1
        found = {
            path[:depth]: true[:depth]
            for path, true in self.paths.items()
            if path[: len(prefix)] == prefix and len(path) > depth
        }
        return [found[key] for key in sorted(found)]

    def inside(self, storage: Path) -> bytes:
        """What an embedded object holds, as a file: its package, else its storage as a compound file of its own."""
        low = tuple(part.lower() for part in storage)
        here = {path[len(low) :]: true for path, true in self.paths.items() if path[: len(low)] == low}
        if (_PACKAGE,) in here:
            return self.stream(*storage, _PACKAGE)
        if (_NATIVE,) in here:
            return native(self.stream(*storage, _NATIVE))
        content = {path: true for path, true in here.items() if path[0] in _CONTENTS}
        if len(content) == 1 and ("contents",) in content:
            return self.stream(*storage, "contents")
        if not content:
            return b""
        return written({true[len(low) :]: self.stream(*true) for true in here.values()})

    def properties(self) -> Iterator[tuple[str, str]]:
        """(name, value) of the document's properties, the school's own ones included; damaged ones are left out."""
        for stream, names in ((_SUMMARY, _SUMMARY_NAMES), (_DOCUMENT_SUMMARY, _DOCUMENT_NAMES)):
            try:
                yield from _property_set(self.stream(stream), names)
            except (struct.error, IndexError, ValueError, LookupError, OverflowError):
                yield "", "(document properties that could not be read)"

    def tell_properties(self, text: Text) -> str:
        """Adds the properties as hidden lines; gives the author."""
        author = ""
        for name, value in self.properties():
            text.line(f"{name}: {value}" if name else value, "document property")
            if name == "creator":
                author = value
        return author


def read_object(data: bytes, where: Where, out: Out) -> None:
    """An object another program placed in a document, by itself in a file: what it holds is a document of its own."""
    content = Compound(data, out).inside(())
    if not content or content == data:
        raise BrokenError("what it holds is missing")
    out.inside(content, where.inner(content), "")


def native(data: bytes) -> bytes:
    """The file in an `Ole10Native` stream: behind its length, its label and the paths it once had."""
    try:
        (size,) = struct.unpack_from("<I", data)
        if struct.unpack_from("<H", data, 4)[0] != 2:  # noqa: PLR2004 - the type of a packaged file
            return data[4 : 4 + size]
        at = 6
        for _ in range(2):  # label, file name
            at = data.index(b"\0", at) + 1
        at += 4
        (length,) = struct.unpack_from("<I", data, at)
        at += 4 + length
        (length,) = struct.unpack_from("<I", data, at)
        return data[at + 4 : at + 4 + length]
    except (struct.error, ValueError):
        return b""


def tell_objects(objects: Iterator[bytes], where: Where, out: Out) -> None:
    for content in objects:
        if len(content) >= _LEAST_BYTES:
            out.inside(content, where.inner(content), "")


def _property_set(data: bytes, names: dict[int, str]) -> Iterator[tuple[str, str]]:
    if not data:
        return
    (sets,) = struct.unpack_from("<I", data, 24)
    for number in range(min(sets, 2)):
        (at,) = struct.unpack_from("<I", data, 28 + number * 20 + 16)
        _, count = struct.unpack_from("<II", data, at)
        places = dict(
            struct.unpack_from("<II", data, at + 8 + index * 8) for index in range(min(count, _MOST_PROPERTIES))
        )
        page = _UTF_16_PAGE
        if _CODE_PAGE in places:
            page = struct.unpack_from("<H", data, at + places[_CODE_PAGE] + 4)[0]
        called = (
            names if number == 0 else _own_names(data, at + places[_DICTIONARY], page) if _DICTIONARY in places else {}
        )
        for which, offset in places.items():
            if which in called and called[which] != "AppVersion":
                value = _value(data, at + offset, page)
                if value:
                    yield called[which], value


def _own_names(data: bytes, at: int, page: int) -> dict[int, str]:
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    found = {}
    for _ in range(min(count, _MOST_PROPERTIES)):
        which, length = struct.unpack_from("<II", data, at)
        size = length * 2 if page == _UTF_16_PAGE else length
        found[which] = _decoded(data[at + 8 : at + 8 + size], page)
        at += 8 + (size + 3 & ~3 if page == _UTF_16_PAGE else size)
    return found


def _value(data: bytes, at: int, page: int) -> str:
    kind = struct.unpack_from("<H", data, at)[0]
    if kind in (_TEXT_8, _TEXT_16):
        (length,) = struct.unpack_from("<I", data, at + 4)
        if kind == _TEXT_16:
            return _decoded(data[at + 8 : at + 8 + length * 2], _UTF_16_PAGE)
        return _decoded(data[at + 8 : at + 8 + length], page)
    if kind == _INT_32:
        return str(struct.unpack_from("<i", data, at + 4)[0])
    if kind == _BOOL:
        return "yes" if struct.unpack_from("<H", data, at + 4)[0] else "no"
    return ""


def _decoded(data: bytes, page: int) -> str:
    encoding = {_UTF_16_PAGE: "utf-16-le", 65001: "utf-8", 10000: "mac-roman"}.get(page, f"cp{page}")
    try:
        text = data.decode(encoding, "replace")
    except LookupError:
        text = data.decode("cp1252", "replace")
    return text.partition("\0")[0].strip()


_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _CUTOFF, _IN_HEADER = 512, 4096, 109


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: list[int] = field(default_factory=list)


def written(streams: dict[Path, bytes]) -> bytes:
    """A compound file of these streams, always the same bytes for the same streams, so that its hash is an address.

    Every stream is padded to the size from which on it has sectors of its own, which spares the table of small ones;
    the readers of Word, Excel and PowerPoint streams find their ends by what the streams themselves say.
    Raises OverLimitError over 6 MB, which the allocation table in the header can hold.
    """
    entries = [_Entry("Root Entry", 5)]
    at: dict[Path, int] = {(): 0}
    for path in sorted(streams):
        for depth in range(1, len(path) + 1):
            here = path[:depth]
            if here not in at:
                at[here] = len(entries)
                entries[at[here[:-1]]].children.append(len(entries))
                last = depth == len(path)
                entries.append(_Entry(here[-1], 2 if last else 1, streams[path] if last else b""))
    sectors: list[bytes] = []
    chains: list[int] = []

    def chain(data: bytes) -> int:
        first, count = len(sectors), -(-len(data) // _SECTOR)
        for number in range(count):
            sectors.append(data[number * _SECTOR : (number + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            chains.append(first + number + 1 if number + 1 < count else _END)
        return first if count else _END

    directory = b""
    right: dict[int, int] = {}
    for entry in entries:
        right.update(itertools.pairwise(entry.children))
    for number, entry in enumerate(entries):
        called = entry.name.encode("utf-16-le")[:62] + b"\0\0"
        padded = entry.data.ljust(_CUTOFF, b"\0") if entry.kind == 2 else b""  # noqa: PLR2004 - a stream
        directory += struct.pack(
            "<64sHBBIII16sIQQIQ", called, len(called), entry.kind, 1, _FREE, right.get(number, _FREE),
            entry.children[0] if entry.children else _FREE, b"", 0, 0, 0, chain(padded), len(padded),
        )  # fmt: skip
    directory_at = chain(directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    count = 1
    while count * (_SECTOR // 4) < len(chains) + count:
        count += 1
    if count > _IN_HEADER:
        raise OverLimitError("an object in it is too large")
    tables = list(range(len(sectors), len(sectors) + count))
    chains += [_FAT] * count
    header = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, count,
        directory_at, 0, _CUTOFF, _END, 0, _END, 0,
    )  # fmt: skip
    header += struct.pack(f"<{_IN_HEADER}I", *tables, *[_FREE] * (_IN_HEADER - count))
    return header + b"".join(sectors) + struct.pack(f"<{len(chains)}I", *chains).ljust(count * _SECTOR, b"\xff")
