"""What could not be read is a result with a reason, counted where the user looks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from honour.kernel.address import Address


class Why(StrEnum):
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too large"
    UNKNOWN_FORMAT = "unknown format"
    OVER_LIMIT = "over a limit of time, memory or nesting"
    EMPTY_SCAN = "a picture in which no text was found"
    HANDWRITING = "handwriting"
    NO_ACCESS = "no access"
    PAPER = "paper, to be looked at by hand"


@dataclass(frozen=True, slots=True)
class Unread:
    """A record or a whole source that exists and was not read."""

    address: Address
    why: Why
    what: str
    """Plain words without personal data: 'page 3 of a PDF', 'table NOTES'."""
    advice: str
    """What a person can do about it."""
