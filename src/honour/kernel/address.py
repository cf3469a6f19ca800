"""Where a record lives. An address is made once, by the source, and survives every later step.

Written form: `SOURCE:KIND/PART[/PART...]`, each part percent-encoded. See docs/spec/record.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote

from honour.kernel.errors import BadInput

_SOURCE = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")


class Kind(StrEnum):
    """How the parts of an address are to be read."""

    ROW = "row"
    """parts: table, key. The key is the primary key's values joined by `,`, else `rowid=N`."""
    FILE = "file"
    """parts: SHA-256 of the file (hex), place. Places: `all`, `page=3`, `sheet=1,row=12`, `node=17`."""
    MESSAGE = "message"
    """parts: SHA-256 of the raw message (hex), MIME part (`body`, `2`, `2.1`), place within that part."""
    PAPER = "paper"
    """parts: the row number in the paper index. Paper yields tasks, not text."""


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """The place of one record in one source.

    Carries no personal data by design: files are named by hash, messages by hash, rows by table and
    key. A source whose keys are personal (a UPN as primary key) uses `rowid=N` or the row number.
    """

    source: str
    kind: Kind
    parts: tuple[str, ...]

    def __post_init__(self) -> None:
        if not _SOURCE.match(self.source):
            raise BadInput(
                f"{self.source!r} is no name for a source",
                advice="Use a lower-case word such as mis, drive or mail-office (letters, digits, hyphens).",
            )
        if not self.parts or not all(self.parts):
            raise BadInput("an address needs at least one part, none of them empty")

    def __str__(self) -> str:
        return f"{self.source}:{self.kind}/" + "/".join(quote(part, safe="=,.") for part in self.parts)

    @classmethod
    def parse(cls, untrusted_text: str) -> Address:
        """The address a text names. Raises BadInput if it is none; parse(str(a)) == a for every a."""
        source, colon, rest = untrusted_text.partition(":")
        kind, slash, parts = rest.partition("/")
        if not colon or not slash or kind not in set(Kind):
            raise BadInput(f"{untrusted_text[:60]!r} is no address", advice="Addresses look like mis:row/PUPIL/12.")
        return cls(source, Kind(kind), tuple(unquote(part) for part in parts.split("/")))

    @property
    def unit(self) -> str:
        """What holds the record: the table, the file or the message, without the place in it."""
        return f"{self.source}:{self.kind}/{quote(self.parts[0], safe='=,.')}"


def row(source: str, table: str, key: str) -> Address:
    return Address(source, Kind.ROW, (table, key))


def in_file(source: str, sha256: str, place: str = "all") -> Address:
    return Address(source, Kind.FILE, (sha256, place))


def in_message(source: str, sha256: str, part: str = "body", place: str = "all") -> Address:
    return Address(source, Kind.MESSAGE, (sha256, part, place))


def paper(source: str, number: int) -> Address:
    return Address(source, Kind.PAPER, (str(number),))
