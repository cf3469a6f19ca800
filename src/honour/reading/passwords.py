"""Which passwords may be tried on which document. The parent holds them; a child is given those of its own document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from honour.kernel.item import Item
from honour.kernel.unread import Unread, Why

MOST_TRIED = 12
"""So many are tried on one document: testing one takes up to half a second of a processor."""
_FROM = re.compile(rb"^(?:From|Sender):((?:.|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(rb"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")
_HEADER_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Passwords:
    """Never printed: neither it nor any part of it may come into a log, an error or a file that is not sealed."""

    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """SHA-256 of a file or message: passwords of it and of what is in it."""
    senders: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Mail address in lower case: passwords of what comes attached to its messages."""

    def of(self, item: Item, data: bytes) -> tuple[str, ...]:
        """To be tried on the item and on everything in it. The sender is whom the header names, which anybody can
        write: a forged one is given the passwords too, and can do no more with them than keep them in its own text.
        """
        found = dict.fromkeys(self.files.get(item.sha256, ()))
        if self.senders and item.message:
            for header in _FROM.findall(data[:_HEADER_BYTES]):
                for address in _ADDRESS.findall(header):
                    found |= dict.fromkeys(self.senders.get(address.decode("latin-1").lower(), ()))
        return tuple(found)[:MOST_TRIED]

    def of_locked(self, unread: Iterable[Unread]) -> tuple[str, ...]:
        """For files that were found locked inside an item, by their own hash."""
        found: dict[str, None] = {}
        for one in unread if self.files else ():
            if one.why is Why.ENCRYPTED:
                found |= dict.fromkeys(self.files.get(one.address.parts[0], ()))
        return tuple(found)[:MOST_TRIED]
