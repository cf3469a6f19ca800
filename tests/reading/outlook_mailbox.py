"""Outlook mailboxes (PST, Unicode, not encrypted) written from nothing: folders with messages of simple properties.

[MS-PST]: a header, two trees that find nodes and blocks, and for each node a heap that holds its properties.
"""

from __future__ import annotations

import struct
import zlib

from outlook_files import _value

_STORE, _NAMES, _ROOT = 0x21, 0x61, 0x122
_FOLDER, _MESSAGE = 0x02, 0x04
_PAGES_AT, _NODES_AT, _BLOCKS_AT, _DATA_AT = 0x4400, 0x4600, 0x4800, 0x4A00
_INLINE = {2: 2, 3: 4, 11: 1}


def _sum(data: bytes) -> int:
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def _signature(at: int, bid: int) -> int:
    mixed = (at ^ bid) & 0xFFFFFFFF
    return ((mixed >> 16) ^ mixed) & 0xFFFF


def _heap(properties: dict[int, object]) -> bytes:
    """A property context: a heap whose root is a tree of (number, type, value or where it lies in the heap)."""
    allocations: list[bytes] = [b"", b""]
    entries = b""
    for number, value in sorted(properties.items()):
        kind, raw = _value(value)
        if kind == 3:
            entries += struct.pack("<HH4s", number, kind, raw.ljust(4, b"\0"))
        else:
            allocations.append(raw)
            entries += struct.pack("<HHI", number, kind, len(allocations) << 5 if raw else 0)
    allocations[0] = struct.pack("<BBBBI", 0xB5, 2, 6, 0, 0x40 if entries else 0)
    allocations[1] = entries
    body = b""
    starts = [12]
    for allocation in allocations:
        body += allocation
        starts.append(12 + len(body))
    body += b"\0" * (len(body) % 2)
    head = struct.pack("<HBBI4s", 12 + len(body), 0xEC, 0xBC, 0x20, b"")
    return head + body + struct.pack(f"<HH{len(starts)}H", len(allocations), 0, *starts)


def _page(entries: list[bytes], size: int, kind: int, at: int, bid: int) -> bytes:
    assert len(entries) * size <= 488
    page = b"".join(entries).ljust(488, b"\0") + struct.pack("<BBBBI", len(entries), 488 // size, size, 0, 0)
    return page + struct.pack("<BBHIQ", kind, kind, _signature(at, bid), _sum(page), bid)


def pst(folders: dict[str, list[dict[int, object]]], *, deleted: tuple[dict[int, object], ...] = ()) -> bytes:
    """`folders`: name to messages, each number of a property to value; `deleted`: messages whose folder is gone.
    At most ten folders and messages together.
    """
    nodes: list[tuple[int, int, dict[int, object]]] = [
        (_STORE, 0, {0x3001: "Mailbox"}),
        (_NAMES, 0, {0x0001: 251, 0x0002: bytes(16), 0x0003: struct.pack("<IHH", 0x8233, 6, 0), 0x0004: bytes(4)}),
        (_ROOT, _ROOT, {0x3001: "", 0x3602: 0, 0x3603: 0}),
    ]
    number = 0x400
    for name, messages in folders.items():
        number += 1
        folder = number << 5 | _FOLDER
        nodes.append((folder, _ROOT, {0x3001: name, 0x3602: len(messages), 0x3603: 0}))
        for message in messages:
            number += 1
            nodes.append((number << 5 | _MESSAGE, folder, {0x001A: "IPM.Note", **message}))
    for message in deleted:
        number += 1
        nodes.append((number << 5 | _MESSAGE, 0x7FE2, {0x001A: "IPM.Note", **message}))
    data, node_entries, block_entries = b"", [], []
    for count, (node, parent, properties) in enumerate(sorted(nodes, key=lambda one: one[0]), 1):
        heap = _heap(properties)
        assert len(heap) <= 8176
        at, bid = _DATA_AT + len(data), count * 4
        room = -(-(len(heap) + 16) // 64) * 64
        trailer = struct.pack("<HHIQ", len(heap), _signature(at, bid), _sum(heap), bid)
        data += heap.ljust(room - 16, b"\0") + trailer
        node_entries.append(struct.pack("<QQQII", node, bid, 0, parent, 0))
        block_entries.append(struct.pack("<QQHHI", bid, at, len(heap), 2, 0))
    end = _DATA_AT + len(data)
    root = struct.pack("<IQQQQQQQQBBH", 0, end, _PAGES_AT, 0, 0, 1001, _NODES_AT, 1002, _BLOCKS_AT, 2, 0, 0)
    head = struct.pack("<HHHBBIIQQI128sQ", 0x4D53, 23, 19, 1, 1, 0, 0, 0, 2000, 1, b"", 0) + root + b"\0" * 4
    head += b"\xff" * 256 + struct.pack("<BBHQ", 0x80, 0, 0, 4000)
    header = b"!BDN" + struct.pack("<I", _sum(head[:471])) + head + struct.pack("<I", _sum(head[:516]))
    whole = bytearray(header.ljust(_PAGES_AT, b"\0"))
    page = b"\xff" * 496
    whole += page + struct.pack("<BBHIQ", 0x84, 0x84, 0, _sum(page), _PAGES_AT)
    whole += _page(node_entries, 32, 0x81, _NODES_AT, 1001)
    whole += _page(block_entries, 24, 0x80, _BLOCKS_AT, 1002)
    return bytes(whole) + data
