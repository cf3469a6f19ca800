"""Runs a classic BPF program as the kernel does for seccomp: on one system call, to one answer."""

from __future__ import annotations

import struct
from collections.abc import Sequence

LOAD, EQUAL, ABOVE, AT_LEAST, ANY_BIT, JUMP, GIVE = 0x20, 0x15, 0x25, 0x35, 0x45, 0x05, 0x06


def answer(program: bytes, architecture: int, number: int, arguments: Sequence[int] = ()) -> int:
    """What the filter returns for a call. Raises ValueError for what the kernel would not load."""
    padded = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    data = struct.pack("<iIQ6Q", number, architecture, 0, *padded)
    steps = list(struct.iter_unpack("<HBBI", program))
    held = at = 0
    while at < len(steps):
        code, then, otherwise, value = steps[at]
        at += 1
        if code == GIVE:
            return value
        if code == LOAD:
            if value % 4 or value + 4 > len(data):
                raise ValueError("a load outside the call")
            (held,) = struct.unpack_from("<I", data, value)
        elif code == JUMP:
            at += value
        elif code in (EQUAL, ABOVE, AT_LEAST, ANY_BIT):
            said = {EQUAL: held == value, ABOVE: held > value, AT_LEAST: held >= value, ANY_BIT: bool(held & value)}[
                code
            ]
            at += then if said else otherwise
        else:
            raise ValueError("an instruction of no known kind")
    raise ValueError("a program without an end")
