"""What discovery found out about tables. Values only; how they are found is `honour.discovery`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from honour.kernel.holding import Label, Role, SubjectKind


@dataclass(frozen=True, slots=True, order=True)
class ColumnRef:
    source: str
    table: str
    column: str

    @property
    def at(self) -> str:
        """The column's table as `source.table`."""
        return f"{self.source}.{self.table}"

    def __str__(self) -> str:
        return f"{self.source}.{self.table}.{self.column}"


class Meaning(StrEnum):
    """What a column is to a person or a row. One a column; NONE where it tells nothing about people."""

    KEY = "key"
    FORENAME = "forename"
    SURNAME = "surname"
    FULL_NAME = "full name"
    KNOWN_AS = "known-as name"
    FORMER_NAME = "former name"
    MIDDLE_NAME = "middle name"
    TITLE = "title"
    BORN = "date of birth"
    SEX = "sex"
    UPN = "UPN"
    FORMER_UPN = "former UPN"
    IDENTIFIER = "identifier"
    EMAIL = "e-mail address"
    PHONE = "phone number"
    ADDRESS = "postal address"
    POSTCODE = "postcode"
    CLASS_GROUP = "class or group"
    YEAR_GROUP = "year group"
    POST = "post or job"
    RELATION = "relationship"
    ATTAINMENT = "attainment"
    ATTENDANCE = "attendance"
    BEHAVIOUR = "behaviour"
    FINANCIAL = "financial"
    ONLINE_ID = "online identifier"
    LOCATION = "location"
    NARRATIVE = "free text"
    SPECIAL = "special category"
    DATE = "date of the record"
    CODE = "code"
    NONE = "none"


class Kind(StrEnum):
    """What sort of personal data a column holds. A column may hold several; the order below is the order shown."""

    POINTER = "person named by key"
    IDENTIFIER = "identifier"
    NAME = "name"
    CONTACT = "contact"
    ADDRESS = "address"
    BIRTH = "date of birth"
    CHARACTERISTIC = "personal characteristic"
    FAMILY = "family"
    HEALTH = "health"
    SUPPORT = "educational support"
    SAFEGUARDING = "safeguarding"
    ATTAINMENT = "attainment"
    ATTENDANCE = "attendance"
    BEHAVIOUR = "behaviour"
    MEMBERSHIP = "class or group"
    EMPLOYMENT = "employment"
    FINANCIAL = "financial"
    CONSENT = "consent"
    ONLINE = "online identifier"
    LOCATION = "location"
    IMAGE = "image or recording"
    BIOMETRIC = "biometric"
    COMMUNICATION = "communication"
    NARRATIVE = "narrative"
    EVENT = "date or time"
    OTHER = "other fact"


@dataclass(frozen=True, slots=True)
class ColumnFinding:
    at: ColumnRef
    meaning: Meaning
    personal: bool
    labels: frozenset[Label]
    reason: str
    confidence: float
    kinds: tuple[Kind, ...] = ()
    """Empty where nothing personal is held."""


@dataclass(frozen=True, slots=True)
class Quasi:
    """Columns of one table that name nobody alone and single people out together."""

    source: str
    table: str
    columns: tuple[str, ...]
    unique_share: float
    """Share of the sampled rows whose combination no other sampled row has."""
    rows: int
    """How many rows were looked at. A sample makes combinations look rarer than they are."""


class JoinKind(StrEnum):
    SINGLE = "single column"
    COMPOSITE = "several columns"
    LIST = "list of ids in one column"
    POLYMORPHIC = "pointer with a discriminator"
    JSON = "id inside JSON"
    NATURAL = "natural key"


@dataclass(frozen=True, slots=True)
class Join:
    """`from_columns` of a table point to `to_columns` of another (or the same) table."""

    from_columns: tuple[ColumnRef, ...]
    to_columns: tuple[ColumnRef, ...]
    kind: JoinKind
    evidence: str
    confidence: float
    orphans: int = 0
    """Values that point to no row: rows about people who no longer exist."""
    detail: str = ""
    """What a reader needs to follow it: the list separator, the JSON path, `TYPE='PUP'`."""


@dataclass(frozen=True, slots=True)
class Hub:
    """A table each row of which is a person."""

    source: str
    table: str
    kind: SubjectKind
    columns: tuple[tuple[Meaning, str], ...]
    """Which column holds which part of the person."""
    confidence: float
    reason: str
    kind_column: str = ""
    """Where one table holds several kinds of people: the column that tells them apart."""
    kind_values: tuple[tuple[str, SubjectKind], ...] = ()


@dataclass(frozen=True, slots=True)
class Pointer:
    """A column whose values name a person in a hub, and what that person is to the row."""

    join: Join
    hub: str
    """`source.table` of the hub."""
    role: Role
    reason: str
    confidence: float
    same_person: bool = False
    """The row *is* the person pointed to: an account, a yearly id, the staff record of a parent."""


@dataclass(frozen=True, slots=True)
class Detail:
    """Rows of one table that concern whoever rows of another are about: an entry's marks, a household's row."""

    join: Join
    reverse: bool
    """False: the row pointing along `join` is about whom the row pointed to is about. True: the other way round."""
    role: Role
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person who knows the school can say. `id` is stable, so it is never asked twice."""

    id: str
    text: str
    choices: tuple[str, ...]
    about: tuple[ColumnRef, ...]
    weight: float
    """Rows that hang on the answer; the largest is asked first."""


@dataclass(frozen=True, slots=True)
class Drift:
    what: str
    """'new table', 'table gone', 'new column', 'new code value'."""
    at: str


@dataclass(frozen=True, slots=True)
class SchoolMap:
    """Everything known about every table of every source of one school. Format: docs/spec/map.md."""

    tables: tuple[tuple[str, str, int], ...]
    """(source, table, rows)."""
    columns: tuple[ColumnFinding, ...]
    joins: tuple[Join, ...]
    hubs: tuple[Hub, ...]
    pointers: tuple[Pointer, ...]
    questions: tuple[Question, ...]
    drift: tuple[Drift, ...]
    unmapped: tuple[tuple[str, str], ...]
    """(source.table, why) for what could not be looked at."""
    details: tuple[Detail, ...] = ()
    quasi: tuple[Quasi, ...] = ()
    codes: tuple[tuple[ColumnRef, tuple[str, ...]], ...] = ()
    """The values of each short code list, so that a new one is seen as drift. Never of columns that name people."""
