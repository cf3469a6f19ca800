"""MSG: one Outlook message, appointment, contact or task in a compound file. [MS-OXMSG].

Its address is that of a message under the hash of the file. Storages are named by number; no name in it is a path.
"""

from __future__ import annotations

import io
import struct

import olefile

from honour.reading.emit import BrokenError, Out, OverLimitError, Where
from honour.reading.formats import mapi
from honour.reading.formats.mapi import Attached, Letter, Properties

_PROPERTIES = "__properties_version1.0"
_ENTRY = struct.Struct("<HHI8s")
_HEAD_BYTES = {"top": 32, "letter": 24, "part": 8}
_FIXED = frozenset({mapi.INT16, mapi.INT32, mapi.BOOL, mapi.INT64, mapi.MOMENT})
_VALUE, _RECIPIENT, _ATTACHMENT = "__substg1.0_", "__recip_version1.0_", "__attach_version1.0_"
_DEEPEST = 12


def read(data: bytes, where: Where, out: Out) -> None:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            letter = _letter(_Tree(file, out), (), "top", 0)
    except (OSError, struct.error, IndexError, KeyError, ValueError):
        raise BrokenError("it is cut off or damaged") from None
    mapi.tell(letter, mapi.as_message(where), out)


class _Tree:
    """Streams and storages by their path, listed once."""

    def __init__(self, file: olefile.OleFileIO, out: Out) -> None:
        self.file = file
        self.out = out
        self.below: dict[tuple[str, ...], list[str]] = {}
        self.streams: set[tuple[str, ...]] = {tuple(path) for path in file.listdir(streams=True, storages=False)}
        storages = {tuple(path) for path in file.listdir(streams=False, storages=True)}
        for path in sorted(self.streams | storages):
            self.below.setdefault(path[:-1], []).append(path[-1])

    def bytes(self, path: tuple[str, ...]) -> bytes:
        if path not in self.streams:
            return b""
        self.out.unpacked(self.file.get_size(list(path)))
        with self.file.openstream(list(path)) as stream:
            return bytes(stream.read())


def _properties(tree: _Tree, at: tuple[str, ...], sort: str) -> Properties:
    found = Properties()
    raw = tree.bytes((*at, _PROPERTIES))[_HEAD_BYTES[sort] :]
    for kind, number, _, value in _ENTRY.iter_unpack(raw[: len(raw) // 16 * 16]):
        if kind in _FIXED:
            found.add(number, kind, value)
    for name in tree.below.get(at, ()):
        if name.startswith(_VALUE) and (*at, name) in tree.streams:
            tag = name[len(_VALUE) :]
            if tag[8:9] == "-" and not tag.endswith("-00000000"):
                continue
            number, kind = int(tag[:4], 16), int(tag[4:8], 16)
            if kind & mapi.MANY and "-" not in tag:
                continue  # the lengths of several values
            found.add(number, kind & ~mapi.MANY, tree.bytes((*at, name)))
    return found


def _letter(tree: _Tree, at: tuple[str, ...], sort: str, depth: int) -> Letter:
    if depth > _DEEPEST:
        raise OverLimitError("messages in it are nested too deep")
    letter = Letter(_properties(tree, at, sort))
    for name in tree.below.get(at, ()):
        if name.startswith(_RECIPIENT):
            letter.recipients.append(_properties(tree, (*at, name), "part"))
        elif name.startswith(_ATTACHMENT):
            part = Attached(_properties(tree, (*at, name), "part"))
            inner = (*at, name, f"{_VALUE}3701000D")
            if part.properties.number(mapi.ATTACHED_HOW) == mapi.EMBEDDED and inner in tree.below:
                part.letter = _letter(tree, inner, "letter", depth + 1)
            else:
                part.data = part.properties.bytes(mapi.ATTACHED_BYTES)
            letter.attached.append(part)
    return letter
