"""Outlook's own formats written from nothing: MSG and winmail.dat."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

from compound_file import compound_file

TO, CC = 1, 2


def _value(value: object) -> tuple[int, bytes]:
    if isinstance(value, str):
        return 0x1F, value.encode("utf-16-le")
    if isinstance(value, datetime):
        return 0x40, struct.pack("<Q", int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000)
    if isinstance(value, int):
        return 3, struct.pack("<i", value)
    assert isinstance(value, bytes)
    return 0x102, value


def msg_streams(properties: dict, recipients=(), attached=(), head: int = 32) -> dict[str, bytes]:
    """`properties`, each of `recipients` and of `attached`: number to value; an attached {0x3701: dict} is a message
    of its own, given as the arguments of this function.
    """

    def storage(values: dict, head: int) -> dict[str, bytes]:
        table, streams = b"\0" * head, {}
        for number, value in values.items():
            kind, raw = _value(value)
            fixed = kind in (3, 0x40)
            table += struct.pack("<HHI8s", kind, number, 6, raw if fixed else struct.pack("<Q", len(raw)))
            if not fixed:
                streams[f"__substg1.0_{number:04X}{kind:04X}"] = raw
        return {"__properties_version1.0": table, **streams}

    found = storage(properties, head)
    for number, one in enumerate(recipients):
        found |= {f"__recip_version1.0_#{number:08X}/{name}": raw for name, raw in storage(one, 8).items()}
    for number, one in enumerate(attached):
        values = {key: value for key, value in one.items() if not isinstance(value, dict)}
        inner = {f"{name}": raw for name, raw in storage(values, 8).items()}
        if isinstance(one.get(0x3701), dict):
            inner |= {f"__substg1.0_3701000D/{k}": raw for k, raw in msg_streams(**one[0x3701], head=24).items()}
        found |= {f"__attach_version1.0_#{number:08X}/{name}": raw for name, raw in inner.items()}
    return found


def msg(properties: dict, recipients=(), attached=()) -> bytes:
    return compound_file(msg_streams(properties, recipients, attached))


def tnef(properties: dict, attached: list[tuple[str, bytes]]) -> bytes:
    """winmail.dat with `attached` (name, content)."""

    def attribute(level: int, number: int, data: bytes) -> bytes:
        return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    def listed(values: dict) -> bytes:
        made = struct.pack("<I", len(values))
        for number, value in values.items():
            kind, raw = _value(value)
            made += struct.pack("<HH", kind, number)
            if kind not in (3, 0x40):
                made += struct.pack("<II", 1, len(raw))
            made += raw + b"\0" * (-len(raw) % 4)
        return made

    found = b"\x78\x9f\x3e\x22" + struct.pack("<H", 1)
    found += attribute(1, 0x89006, struct.pack("<I", 0x10000))
    if properties:
        found += attribute(1, 0x69003, listed(properties))
    for name, content in attached:
        found += attribute(2, 0x69002, b"\0" * 14)
        found += attribute(2, 0x6800F, content)
        found += attribute(2, 0x69005, listed({0x3707: name}))
    return found
