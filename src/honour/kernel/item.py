"""One file or one raw message a source offers for reading: where its bytes are and what they hash to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Item:
    """Bytes to read, named by their hash. Either `data` holds them or `path` (with `offset`, `size`) says where.

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
