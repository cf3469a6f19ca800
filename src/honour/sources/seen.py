"""What each place of a source held when it was last listed, so that what did not change is not opened again.

A place is a file by its path, or a message by its folder and number on a server; only a hash of either is kept. A
place whose stamp is the same holds the same. What a connector does not come across in a listing is forgotten.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_JUST_NOW_NS = 3_000_000_000
"""A file changed this lately may change again within one tick of its clock (2 s on FAT): its stamp proves nothing."""


@dataclass(frozen=True, slots=True)
class Content:
    """One file or one message, and where in its place it lies."""

    sha256: str
    size: int
    offset: int = 0
    message: bool = False


def place(*parts: str) -> str:
    """A key that says nothing of the names it is made of."""
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def stamp(status: os.stat_result) -> str:
    """What changes when a file does: its number, size, and both times; '' where that proves nothing yet."""
    if max(status.st_mtime_ns, status.st_ctime_ns) > time.time_ns() - _JUST_NOW_NS:
        return ""
    return f"{status.st_ino}:{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}"


@dataclass
class Seen:
    """`known`: what `kept()` gave after an earlier listing; anything else in it counts as not seen."""

    known: Mapping[str, Any] = field(default_factory=dict)
    _now: dict[str, Any] = field(default_factory=dict)

    def at(self, place: str, stamp: str) -> tuple[Content, ...] | None:
        """What lies there, if it lay there with this stamp; None if it must be looked at."""
        found = self.known.get(place)
        if not stamp or not isinstance(found, list) or found[0] != stamp:
            return None
        self._now[place] = found
        return tuple(Content(*content) for content in found[1])

    def keep(self, place: str, stamp: str, contents: Sequence[Content]) -> None:
        if stamp:
            self._now[place] = [stamp, [[c.sha256, c.size, c.offset, c.message] for c in contents]]

    def kept(self, *, also_unseen: bool = False) -> dict[str, Any]:
        """To be given to the next `Seen`. `also_unseen`: with the places that were not come across this time."""
        return {**self.known, **self._now} if also_unseen else dict(self._now)
