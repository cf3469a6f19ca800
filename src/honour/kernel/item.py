"""One file or one raw message a source offers for reading: where its bytes are and what they hash to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_TELLING = frozenset("csv tsv txt md log ics vcf py json js css".split())
"""Endings of names that tell what plain text is."""


@dataclass(frozen=True, slots=True)
class Item:
    """Bytes to read, named by their hash. `data` holds them, `path` (with `offset`, `size`) says where, or `fetch`
    gets them.

    `untrusted_name` and `folder` may name a person: they are never logged, and never part of an address.
    """

    source: str
    sha256: str
    size: int
    untrusted_name: str = ""
    """File name as the source gives it; only its ending is ever used, and only where the content is plain text."""
    folder: str = ""
    path: Path | None = None
    offset: int = 0
    """First byte within `path`; messages of an mbox lie one after another in one file."""
    data: bytes | None = None
    message: bool = False
    """A raw mail message: read as mail whatever it looks like."""
    fetch: Callable[[], bytes] | None = field(default=None, compare=False)
    """Gets the bytes from where they lie if neither `data` nor `path` has them. Raises SourceError; any thread."""

    @property
    def key(self) -> str:
        """The same for two items of which a reader reads the same: content, and what else tells how to read it."""
        if self.message:
            return f"message/{self.sha256}"
        ending = self.untrusted_name.rpartition(".")[2].lower()
        return f"file/{self.sha256}" + (f".{ending}" if ending in _TELLING else "")
