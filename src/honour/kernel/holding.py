"""Whom a record concerns, in what role, and why the program thinks so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from honour.kernel.address import Address

SubjectId = NewType("SubjectId", str)
"""Opaque and random (`S-` and 16 hex digits); never derived from a name."""


class SubjectKind(StrEnum):
    PUPIL = "pupil"
    CONTACT = "contact"
    """A parent, carer or other person a school keeps as contact of a pupil."""
    STAFF = "staff"
    GOVERNOR = "governor"
    VISITOR = "visitor"
    OTHER = "other"


class Role(StrEnum):
    """What the person is to the record."""

    ABOUT = "about"
    """The record is about them: their row, their letter, the sentence's subject."""
    WRITTEN_BY = "written by"
    """They wrote, typed or sent it."""
    MENTIONS = "mentions"
    """It names or identifies them in passing."""
    ASSIGNED = "assigned to"
    """They teach, own, approve or decided it as part of their work."""


class Name(StrEnum):
    LEGAL = "legal"
    KNOWN_AS = "known as"
    FORMER = "former"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class PersonName:
    kind: Name
    forename: str
    surname: str
    title: str = ""
    middle: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """`subject` is `kind` of `other`: mother of, father of, carer of, sibling of, teacher of."""

    kind: str
    other: SubjectId
    parental_responsibility: bool | None = None
    from_date: date | None = None
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """A class, year group or post and when: ('class', 'Owls', 2024-09-01, None)."""

    kind: str
    name: str
    from_date: date | None = None
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """One human, gathered from every hub row that is this human."""

    id: SubjectId
    kinds: frozenset[SubjectKind]
    names: tuple[PersonName, ...]
    born: date | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    """(kind, value): ('upn', ...), ('email', ...), ('phone', ...), ('address', ...), ('admission-number', ...)."""
    hub_rows: tuple[Address, ...] = ()
    """Every row that *is* this person, one per source or yearly id."""
    relations: tuple[Relation, ...] = ()
    memberships: tuple[Membership, ...] = ()
    doubts: tuple[str, ...] = ()
    """Why two of the rows may not be the same human, in plain words."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of `Record.text`, in code points, half open."""

    start: int
    end: int


class Label(StrEnum):
    """Kinds of data a record carries, for special protection and for exemptions. Law: law:categories/*."""

    HEALTH = "health"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    POLITICS = "politics"
    UNION = "trade union"
    SEXUALITY = "sexuality"
    GENETIC = "genetic"
    BIOMETRIC = "biometric"
    CRIMINAL = "criminal offence"
    SAFEGUARDING = "safeguarding"
    SEN = "special educational needs"
    EHCP = "EHC plan"
    SOCIAL_WORK = "social work"
    REFERENCE = "confidential reference"
    POLICE = "police or crime"
    LEGAL_ADVICE = "legal advice"
    COURT = "court report"
    EXAM = "exam script or mark"


@dataclass(frozen=True, slots=True)
class Holding:
    """One record held about one person."""

    address: Address
    subject: SubjectId
    role: Role
    reason: str
    """Why they are linked, in words a secretary can read, without the person's name:
    'row of table BEHAVIOUR, pointer PUPIL_ID', 'full name, and the class written beside it'."""
    confidence: float
    """0 to 1. Below `DOUBTFUL` it is shown as doubtful and a person decides."""
    spans: tuple[Span, ...] = ()
    """Where in the text. Empty for a whole row."""
    labels: frozenset[Label] = frozenset()
    alternatives: tuple[SubjectId, ...] = ()
    """Others it might be instead; not empty means doubtful."""

    @property
    def doubtful(self) -> bool:
        return self.confidence < DOUBTFUL or bool(self.alternatives)


DOUBTFUL = 0.9
"""Links surer than this are shown as found; others ask. Chosen so that a same-name pupil is never silent."""
