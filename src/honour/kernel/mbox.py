"""Where one message of an mbox ends and the next begins. Used by the mailbox connector and by the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from mmap import mmap

_SEPARATOR = re.compile(rb"^From [^\r\n]*\d{4}[^\r\n]*\r?\n", re.MULTILINE)
"""A separator ends in a year (and perhaps a zone); a sentence that begins with `From` rarely does."""


def looks_like_mbox(head: bytes) -> bool:
    return _SEPARATOR.match(head) is not None


def messages(data: bytes | mmap) -> Iterator[tuple[int, int]]:
    """(start, end) in bytes of each raw message, as docs/spec/record.md defines it.

    Without the separator line and without the one empty line that follows the message; `>From ` stays as it is.
    A separator counts at the start of the file or after an empty line. `data` may be a memory map.
    """
    start = -1
    for match in _SEPARATOR.finditer(data):
        at = match.start()
        if at != 0 and data[max(0, at - 2) : at] != b"\n\n" and data[max(0, at - 4) : at] != b"\r\n\r\n":
            continue
        if start >= 0:
            yield start, _without_empty_line(data, start, at)
        start = match.end()
    if start >= 0:
        yield start, _without_empty_line(data, start, len(data))


def _without_empty_line(data: bytes | mmap, start: int, end: int) -> int:
    for empty, length in ((b"\r\n\r\n", 2), (b"\n\n", 1)):
        if end - start >= len(empty) and data[end - len(empty) : end] == empty:
            return end - length
    return end
