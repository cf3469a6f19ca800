"""What the program proposes and what a named person decided. The two are never the same type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from honour.kernel.address import Address
from honour.kernel.holding import Span, SubjectId


class Status(StrEnum):
    """How sure we are of a legal value. Shown wherever the value is."""

    STATUTE = "statute"
    GUIDANCE = "guidance"
    PRACTICE = "practice"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Citation:
    """A rule and where it comes from: `rule` is an id such as law:exemptions/third-party."""

    rule: str
    source: str
    """Instrument and provision: 'Data Protection Act 2018, Sch 2 para 16'."""
    status: Status
    in_force_from: date | None = None


class Outcome(StrEnum):
    RELEASE = "release"
    WITHHOLD = "withhold"
    ASK = "ask"
    """Only a named person may decide; the pack cannot be sealed until they have."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the program suggests for one span or whole record (`spans` empty), with its reasons."""

    address: Address
    outcome: Outcome
    ground: str
    """Exemption code as in law/exemptions (THIRD_PARTY, HEALTH_GATE, ...); '' for a plain release."""
    citations: tuple[Citation, ...]
    reason: str
    spans: tuple[Span, ...] = ()
    third_party: SubjectId | None = None
    who_decides: str = ""
    """Role(s) that must sign, from law:signers/*."""
    missing: tuple[str, ...] = ()
    """Facts a person must supply: 'opinion of the appropriate health professional, not older than six months'."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome a named human signed."""

    address: Address
    outcome: Outcome
    ground: str
    citations: tuple[Citation, ...]
    reason: str
    decided_by: str
    decided_on: date
    spans: tuple[Span, ...] = ()
