"""What a pack is to hold, decided and signed. Everything below is approved; nothing here is a proposal.

`honour.rights` makes a Plan from a reviewed draft; `packs` builds, gates and seals it. Format: docs/spec/pack.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from honour.kernel.address import Address
from honour.kernel.decision import Citation
from honour.kernel.record import Form, Word
from honour.kernel.unread import Unread
from honour.reading.result import PageImage


@dataclass(frozen=True, slots=True)
class Withheld:
    """A stretch of a record's text that may not leave. Offsets are code points into the record's text."""

    start: int
    end: int
    code: str
    """What the label on the page says: a ground's public code, or the neutral code."""
    decision_id: str
    """Which entry of the redaction log (kept inside) says who decided, when and why."""


@dataclass(frozen=True, slots=True)
class PlannedRecord:
    """One record that leaves, whole or in part."""

    number: int
    """Its number in the index of the pack, from 1."""
    address: Address
    form: Form
    title: str
    """Plain words for the index; approved, so it may hold nothing withheld."""
    where: str
    """The source in plain words: 'the pupil database', 'the shared drive'."""
    dated: date | None
    text: str
    """The original text. Only the parts outside `withheld` may leave."""
    fields: tuple[tuple[int, int, int, int], ...]
    """For rows: (heading start, heading end, value start, value end) in `text`."""
    withheld: tuple[Withheld, ...]
    words: tuple[Word, ...] = ()
    image: Callable[[], PageImage] | None = None
    """For `Form.PAGE`: renders the original page. Called once; the pixels are burned before anything is kept."""
    parent: int | None = None
    """Number of the record this came attached to."""


@dataclass(frozen=True, slots=True)
class WithheldWhole:
    """A record that does not leave at all; the requester learns of it only as `code` says."""

    address: Address
    code: str
    decision_id: str
    text: str
    """Its text, so that the gate can prove that none of it is in the pack."""


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """A label's code and what the letter says about it."""

    code: str
    words: str
    citation: Citation | None


@dataclass(frozen=True, slots=True)
class SearchLine:
    """One place: what it is, whether it was searched, how many records were found, or why not."""

    where: str
    searched: bool
    found: int
    note: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of the covering letter. Every text is plain; typeset as data, never as markup."""

    school_name: str
    school_address: tuple[str, ...]
    dpo: str
    """Name and contact of the Data Protection Officer, from the settings."""
    recipient: str
    """How the requester is addressed."""
    subject_label: str
    """Whom the pack is about, as the requester knows them."""
    received: date
    due: date
    due_citations: tuple[Citation, ...]
    signed_by: str
    signed_role: str
    signed_on: date
    paragraphs: tuple[str, ...]
    """What was searched and not, what is withheld as far as it may be said."""
    rights: tuple[tuple[str, str], ...]
    """(heading, text): complain to the school, to the regulator, go to court, correct, erase."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The records found. The five must add up: found = released + part + withheld + unread."""

    found: int
    released: int
    part: int
    withheld: int
    unread: int


@dataclass(frozen=True, slots=True)
class AllowedForm:
    """A name-like form withheld somewhere and yet rightly on a released page, and who decided that."""

    form: str
    decision_id: str


@dataclass(frozen=True, slots=True)
class Plan:
    case: str
    """The case's reference: opaque, in the file name; never a name."""
    letter: Letter
    records: tuple[PlannedRecord, ...]
    withheld_whole: tuple[WithheldWhole, ...]
    unread: tuple[Unread, ...]
    searches: tuple[SearchLine, ...]
    supplementary: tuple[tuple[str, str], ...]
    """UK GDPR Art 15(1)(a)-(h), (2): (heading, text)."""
    codes: tuple[CodeMeaning, ...]
    counts: Counts
    third_party_forms: tuple[str, ...]
    """Every name form and identifier of a third party that was withheld anywhere: none may be found in the pack."""
    allowed_forms: tuple[AllowedForm, ...] = ()
    longer_names: tuple[str, ...] = ()
    """Names of people who stay visible that hold a withheld form once blanks are taken out: 'Joanna Smith' holds
    'Anna Smith'."""
    language: str = "en-GB"
