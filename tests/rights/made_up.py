"""A small invented request: a child, her mother, another pupil, a teacher."""

from __future__ import annotations

from datetime import date

from honour.kernel import address
from honour.kernel.decision import Citation, Status
from honour.kernel.holding import (
    Holding,
    Label,
    Name,
    PersonName,
    Relation,
    Role,
    Span,
    Subject,
    SubjectId,
    SubjectKind,
)
from honour.kernel.record import Form, Record
from honour.law.rules import Exemption, Signers
from honour.rights.draft import Draft, FoundRecord, Request, SearchLine, make_draft

AYLA, MOTHER, JOSH, TEACHER, FATHER = (SubjectId(f"S-{n * 16}") for n in "abcde")
PEOPLE = {
    AYLA: Subject(
        AYLA,
        frozenset({SubjectKind.PUPIL}),
        (PersonName(Name.LEGAL, "Ayla", "Demir"),),
        born=date(2020, 3, 12),
        relations=(Relation("child of", MOTHER),),
    ),
    MOTHER: Subject(
        MOTHER,
        frozenset({SubjectKind.CONTACT}),
        (PersonName(Name.LEGAL, "Selin", "Demir"),),
        relations=(Relation("mother of", AYLA, parental_responsibility=True),),
    ),
    JOSH: Subject(JOSH, frozenset({SubjectKind.PUPIL}), (PersonName(Name.LEGAL, "Josh", "Okoro"),)),
    FATHER: Subject(
        FATHER,
        frozenset({SubjectKind.CONTACT}),
        (PersonName(Name.LEGAL, "Sinan", "Demir"),),
        relations=(Relation("father of", AYLA),),
    ),
    TEACHER: Subject(TEACHER, frozenset({SubjectKind.STAFF}), (PersonName(Name.LEGAL, "Ruth", "Amos"),)),
}
STAFF = {
    "data-protection-lead": ("Ken Bright",),
    "second-person": ("Ola Nowak",),
    "head": ("Mary Hale",),
    "senco": ("Ruth Amos",),
    "dsl": ("Tom Reed",),
}
RECEIVED = date(2026, 10, 5)
TODAY = date(2026, 10, 20)


def exemption(code: str, on: date) -> Exemption:
    """Shaped as the law's own; the values are invented so that these tests do not move with the law."""
    citation = Citation(f"law:exemptions/{code.lower().replace('_', '-')}", "invented Act s.1", Status.STATUTE, on)
    needs = {
        "HEALTH_GATE": (("health-professional",), ("head",)),
        "THIRD_PARTY": (("data-protection-lead",), ("second-person",)),
    }
    signers = Signers("d", "t", "flag", needs.get(code, (("head",),)), (), "those named", "r", citation)
    return Exemption(
        code=code, title=code, provision="s.1", covers="", rights="15", effect="may withhold", test="",
        prof_opinion="a health professional" if code == "HEALTH_GATE" else "", software="flag", own_ground=True,
        public_code=code[:1], public_words="words", nations=(), signers=signers, citation=citation,
    )  # fmt: skip


def found(text: str, who: dict[SubjectId, list[str]], *, key: int = 1, labels: frozenset[Label] = frozenset(),
          confidence: float = 1.0, role: Role = Role.ABOUT, subject: SubjectId = AYLA) -> FoundRecord:  # fmt: skip
    """A text record in which each person stands at the strings given; [] means by pointer."""
    record = Record(address.in_file("drive", f"{key:064x}"), Form.TEXT, "Note", text, dated=date(2026, 9, 1))
    holdings = []
    for person, quotes in who.items():
        spans = tuple(Span(i, i + len(q)) for q in quotes for i in range(len(text)) if text.startswith(q, i))
        holdings.append(
            Holding(record.address, person, role if person == subject else Role.MENTIONS, "named", confidence, spans)
        )
    mine = tuple(h for h in holdings if h.subject == subject)
    others = tuple(h for h in holdings if h.subject != subject)
    return FoundRecord(record, "the shared drive", "notes", mine, others, labels)


def draft_of(*records: FoundRecord, requester: SubjectId | None = MOTHER, subject: SubjectId = AYLA) -> Draft:
    request = Request(
        "SAR-TEST2345", "access", subject, requester, "Selin Demir", RECEIVED, date(2026, 11, 5), (), TODAY
    )
    at_work = Citation("law:rights/access", "UK GDPR Art 15", Status.STATUTE)
    searches = [SearchLine("the shared drive", True, len(records), "")]
    return make_draft(request, records, PEOPLE, [], searches, exemption, at_work)
