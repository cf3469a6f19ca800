"""What discovery found out about tables. Values only; how they are found is `honour.discovery`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from honour.kernel.holding import Label, Role, SubjectKind
from honour.kernel.tabular import View


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
    type: str = ""
    """Declared type in the source's own words, without width; else 'numbers', 'dates' or 'text' by the values; ''
    where there are none."""


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


class Asks(StrEnum):
    """What a question is about, and so what its answer moves."""

    TARGET = "where"
    """In which list of people the value of a column is looked up."""
    ROLE = "who"
    """What the person a column names is to the row."""
    SHARED = "shared"
    """Whether a row that several people's rows point to is about them."""
    PEOPLE = "people"
    """Whether each row of a table is a person."""
    TABLE = "table"
    """Whether the rows of a table are about people at all."""
    COLUMN = "column"
    """What a column of a person's row holds that the program has no word for."""
    CODE = "code"
    """Which kind of person a code stands for."""
    SAME = "same"
    """Whether rows of two people tables under one name are one human."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person who knows the school can say. `id` is stable, so it is never asked twice."""

    id: str
    """`KIND:source.table.column`, `KIND:source.table`, or `KIND:source:SORT` for several columns of one sort."""
    text: str
    choices: tuple[str, ...]
    """In words. The last is always "I don't know"."""
    about: tuple[ColumnRef, ...]
    """Every column the answer settles; `column` is '' for a whole table."""
    weight: float
    """`doubt` times what the answer moves; the largest is asked first."""
    kind: Asks = Asks.ROLE
    codes: tuple[str, ...] = ()
    """What is kept of each choice: stable whatever its words."""
    assumed: str = ""
    """What the program takes for granted until somebody answers, and after "I don't know"."""
    doubt: float = 0.0
    """How likely the program is wrong, by its own measure."""
    rows: int = 0
    people: int = 0
    special: int = 0
    """Rows, different people, and values of special categories that hang on the answer."""
    examples: tuple[str, ...] = ()
    """One or two kinds of values, or codes where they are codes. Never a value of a person."""


class Change(StrEnum):
    """What can be different from the last map."""

    SOURCE_NEW = "new source"
    SOURCE_GONE = "source gone"
    FOLDER_NEW = "new folder"
    FOLDER_GONE = "folder gone"
    TABLE_NEW = "new table"
    TABLE_GONE = "table gone"
    TABLE_RENAMED = "table renamed"
    ROWS_GONE = "table lost its rows"
    COLUMN_NEW = "new column"
    COLUMN_GONE = "column gone"
    COLUMN_RENAMED = "column renamed"
    TYPE_CHANGED = "type changed"
    CODE_NEW = "new code value"
    JOIN_BROKE = "join broke"
    """Far more values than before point to no row, or none of them is followed any more."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One change since a person last looked. Open until somebody says that they saw it."""

    what: Change
    at: str
    """`source`, `source.table`, `source.table.column`, or `source.folder/path`."""
    was: str = ""
    now: str = ""
    since: str = ""
    """Day it was first found, ISO 8601; '' within a run."""

    @property
    def source(self) -> str:
        return self.at.partition(".")[0]


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
    sources: tuple[tuple[str, str], ...] = ()
    """(name, kind) of every source there was, whether it holds a table or not."""
    folders: tuple[tuple[str, str, int], ...] = ()
    """(source, path, files in it). A path may name a person."""
    apart: tuple[tuple[str, str], ...] = ()
    """Two people tables whose rows under one name the school says are different humans."""
    answered: tuple[tuple[str, str], ...] = ()
    """(question id, code of the choice) of every answer this map follows."""
    views: tuple[View, ...] = ()
    """Stored queries of databases. One that is read as a table is among `tables` too."""
