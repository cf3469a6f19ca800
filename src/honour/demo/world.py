"""The types of the fictional school: what is true in it, before any record tells of it.

`honour.demo.people.invent(seed, size)` makes a World; every writer (mis, exports, documents, mail, paper)
only retells it and says so in a `truth.TruthBook`. A writer that needs chance takes `world.rng("its topic")`,
so that a new draw in one writer changes nothing in another. Nothing here reads a clock: today is `TODAY`.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Literal

from honour.kernel.holding import Name, PersonName, SubjectKind

TODAY = date(2026, 11, 2)
"""The fictional school's today: a Monday, the first day after the autumn half term."""

FIRST_YEAR = 2020
"""The academic year (named by the calendar year of its September) with which the records begin."""

LAST_YEAR = 2026

Size = Literal["small", "school", "trust"]

PersonId = str
"""`p0001` and on; the ids of truth.json. Known to the generator only, never written into a record."""


class HardCase(StrEnum):
    """What makes finding or releasing hard. Every one occurs at every seed; to whom, the seed decides."""

    SAME_NAME_COUSINS = "same-name cousins in one class"
    """people: child, child. Same forename and surname, born in one school year, now in one class."""
    TWINS = "twins"
    """people: child, child. One birthday, one household, one class."""
    SIBLINGS_OTHER_SURNAME = "siblings with different surnames"
    """people: child, child (one household, one mother)."""
    PARENT_IS_STAFF = "parent who is staff"
    """people: adult, child."""
    KNOWN_AS = "known by another name"
    """people: child. Its names hold a `known as` entry."""
    FORMER_NAME = "former name"
    """people: child or adult. Its names hold a `former` entry, used in records before `facts['changed_on']`."""
    ACCENTS = "accents"
    """people: child. The record of a typist who cannot type accents has `facts['plain']`."""
    TRANSLITERATION = "transliteration"
    """people: child. Also written `facts['other']` (Muhammad, Mohammed)."""
    NAME_IS_WORD = "name that is a word"
    """people: child. Rose, Mark, Grace, Summer, Will: the word also occurs in texts as a word (no concern then)."""
    INITIALS = "initials"
    """people: child. Written as `facts['initials']` in notes; unique in its class."""
    NICKNAME = "nickname"
    """people: child. Called `facts['nickname']` in texts only; unique in the school."""
    MISSPELLING = "misspelling"
    """people: child. Misspelt `facts['misspelt']` (whole name) in some records."""
    SHARED_HOUSEHOLD = "shared household row"
    """people: everyone in it, of two families. One row of the MIS is about all of them."""
    DAUGHTER_OF = "named only by relation"
    """people: child, adult. Called `facts['phrase']`, such as `Mrs Patel's daughter`; unique in the school."""
    IN_ANOTHERS_RECORD = "mentioned in another child's record"
    """people: child whose record it is, child who is mentioned."""
    EHC_PLAN = "EHC plan"
    """people: child. facts: need, council, since, advice_by (educational psychologist's name)."""
    HEALTH_NO_OPINION = "health data without an opinion"
    """people: child. facts: condition, professional, letter_on."""
    HEALTH_WITH_OPINION = "health data with an opinion"
    """people: child. facts: condition, professional, letter_on, opinion_on, opinion."""
    POLICE_LETTER = "exempt police letter"
    """people: child, adult whom the police look into. facts: force, officer, reference, on."""
    CONFIDENTIAL_REFERENCE = "confidential reference"
    """people: staff (whom it is about), head (who gave it). facts: on, to, post."""
    ESTRANGED_PARENT = "estranged parent, address withheld"
    """people: child, father without the address, mother whose address is withheld. facts: since."""
    COURT_ORDER = "court order"
    """people: child, adult whom it binds. facts: order, court, on, terms."""
    CHILD_PROTECTION = "child protection"
    """people: child, the adult feared, DSL. facts: plan_from, category, social_worker."""
    STAFF_MATTER = "staff matter"
    """people: staff (whom it is about), colleague who complained. facts: on, matter."""
    ADULT_WITH_PUPILS_NAME = "adult with a pupil's name"
    """people: adult, child. Same forename and surname, two generations."""


@dataclass(frozen=True, slots=True)
class ClassStay:
    """One academic year of a pupil in one class."""

    year: int
    year_group: str
    """`Reception`, `Year 1`, `Year 2`."""
    class_name: str
    from_date: date
    to_date: date
    """The last day; for the current year the last day planned, unless the child has left."""
    enrolment_id: int
    """The MIS gives every child a new enrolment id each year."""


@dataclass(frozen=True, slots=True)
class PupilFacts:
    upn: str
    former_upn: str
    """A temporary UPN from before, or ''."""
    admission_number: str
    entered: date
    left: date | None
    destination: str
    """The next school, for leavers."""
    stays: tuple[ClassStay, ...]
    ethnicity: str
    """DfE code, as WBRI."""
    language: str
    """DfE code, as ENG."""
    religion: str
    fsm: bool
    """Free school meals by entitlement."""
    looked_after: bool
    sen_provision: str
    """N, K or E."""
    sen_need: str
    """DfE code, or ''."""
    condition: str
    """A medical condition in plain words, or ''."""
    allergy: str
    diet: str
    photo_consent: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A job a member of staff held, or an office a governor held."""

    title: str
    """`Class teacher`, `Headteacher`, `SENCO`, `Office manager`, `Chair of governors`."""
    class_name: str
    from_date: date
    to_date: date | None


@dataclass(frozen=True, slots=True)
class StaffFacts:
    staff_code: str
    """The initials written in registers and notes, as `JMW`; unique among all staff ever."""
    username: str
    employee_number: str
    ni_number: str
    trn: str
    """Teacher reference number, or ''."""
    posts: tuple[Post, ...]
    started: date
    left: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """One human. `kinds` may be several: a teacher whose child is here is STAFF and CONTACT."""

    id: PersonId
    kinds: frozenset[SubjectKind]
    names: tuple[PersonName, ...]
    """The legal name first; then known-as and former ones."""
    sex: str
    """F or M."""
    born: date | None
    household: str
    """Household id, or '' where the school knows no address."""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    heritage: str = ""
    """Which name list they were drawn from; decides nothing else than names, language and ethnicity."""
    nickname: str = ""
    misspelt: str = ""
    """A misspelling of the whole name that people here make, or ''."""
    other_spelling: str = ""
    """Another transliteration of the forename, or ''."""
    job: str = ""
    """For visitors and outside professionals: `Speech and language therapist, Community NHS`."""
    pupil: PupilFacts | None = None
    staff: StaffFacts | None = None

    @property
    def legal(self) -> PersonName:
        return self.names[0]

    @property
    def called(self) -> PersonName:
        """The name in use: the known-as name where there is one."""
        return next((name for name in self.names if name.kind is Name.KNOWN_AS), self.names[0])

    @property
    def former(self) -> PersonName | None:
        return next((name for name in self.names if name.kind is Name.FORMER), None)

    @property
    def forename(self) -> str:
        return self.called.forename

    @property
    def surname(self) -> str:
        return self.called.surname

    @property
    def full(self) -> str:
        return f"{self.called.forename} {self.called.surname}"

    @property
    def formal(self) -> str:
        """`Mrs Patel`; the full name where no title is known."""
        return f"{self.called.title} {self.called.surname}" if self.called.title else self.full

    @property
    def short(self) -> str:
        """`Amelia P.`: how a class tells two children apart."""
        return f"{self.called.forename} {self.called.surname[0]}."

    @property
    def initials(self) -> str:
        """`AP`, one letter of every part: `AOB` for Amelia O'Brien stays `AO`."""
        return "".join(part[0] for part in re.split(r"[ -]", self.full) if part).upper()


@dataclass(frozen=True, slots=True)
class Household:
    id: str
    lines: tuple[str, ...]
    """House and street, town."""
    postcode: str
    phone: str
    """Landline, or ''."""
    members: tuple[PersonId, ...]
    withheld_from: tuple[PersonId, ...] = ()
    """Who must not learn this address."""

    @property
    def text(self) -> str:
        return ", ".join((*self.lines, self.postcode))


@dataclass(frozen=True, slots=True)
class Kin:
    """`adult` is `kind` of `child`, as the school's contact list has it."""

    adult: PersonId
    child: PersonId
    kind: str
    """mother, father, stepfather, grandmother, grandfather, aunt, uncle, carer, childminder or social worker."""
    priority: int
    parental_responsibility: bool
    lives_with: bool
    court_order: bool = False
    may_collect: bool = True


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """A class in one academic year."""

    year: int
    name: str
    year_group: str
    teacher: PersonId
    assistants: tuple[PersonId, ...]
    pupils: tuple[PersonId, ...]
    """Everyone who was in it at some time of that year, in register order."""


class EventKind(StrEnum):
    BEHAVIOUR = "behaviour"
    """parts: actor, target (a child), sometimes witness (a child)."""
    ACCIDENT = "accident"
    """parts: hurt, sometimes other (a child)."""
    SAFEGUARDING = "safeguarding"
    """parts: child, sometimes adult, sometimes other (a child)."""
    SEN_REVIEW = "SEN review"
    """parts: child, parent, sometimes professional."""
    PARENT_CONTACT = "parent contact"
    """parts: child, parent, sometimes other (a child the parent speaks of)."""
    FRIENDSHIP = "friendship"
    """parts: child, other."""
    COMPLAINT = "complaint"
    """parts: parent, child, other."""
    MEDICAL = "medical"
    """parts: child, parent, sometimes professional."""
    STAFF = "staff"
    """parts: staff, sometimes colleague. Absence, appraisal, training, concern."""
    TRIP = "trip"
    """parts: helper (a parent), and child several times."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. Several records may retell it; all agree on these facts."""

    id: str
    kind: EventKind
    on: date
    at: str
    """`10:40`."""
    where: str
    """`on the big playground`; in words that follow a verb."""
    parts: tuple[tuple[str, PersonId], ...]
    """(part, person) as the kind lists them; a part may occur several times."""
    author: PersonId
    """The member of staff who saw or noted it."""
    tale: str
    """One or two sentences with `{part}` where a person is named: `{actor} pushed {target} off the step.`"""
    action: str
    """What was done: `Parents told at the gate.` Names nobody."""
    confidential: bool = False
    """True where a third party must not learn of it."""

    def who(self, part: str) -> PersonId | None:
        return next((person for name, person in self.parts if name == part), None)


@dataclass(frozen=True, slots=True)
class Case:
    """A hard case and those it concerns, in the order its HardCase says. Documents look up their material here."""

    kind: HardCase
    people: tuple[PersonId, ...]
    facts: dict[str, str] = field(default_factory=dict)
    """As HardCase lists them; dates as ISO 8601."""


@dataclass(frozen=True, slots=True)
class Story:
    """An access request of truth.json."""

    subject: PersonId
    requester: PersonId
    received: date
    story: str
    case: HardCase | None = None


@dataclass(frozen=True, slots=True)
class School:
    name: str
    short_name: str
    """As people say it: `Hollybrook`."""
    lines: tuple[str, ...]
    postcode: str
    phone: str
    email: str
    domain: str
    """`hollybrook-infants.example`; every staff address ends in it."""
    council: str
    council_number: str
    """LA number, 3 digits."""
    establishment_number: str
    """4 digits."""
    urn: str
    class_names: dict[str, tuple[str, ...]]
    """Year group to its classes' names."""
    head: PersonId
    deputy: PersonId
    senco: PersonId
    dsl: PersonId
    office: PersonId
    chair: PersonId
    dpo: str
    """Name and contact; an outside service, not one of the people."""
    junior_school: str
    """Where most leavers go."""


@dataclass(frozen=True)
class World:
    seed: int
    size: Size
    school: School
    people: dict[PersonId, Person]
    households: dict[str, Household]
    kin: tuple[Kin, ...]
    classes: tuple[SchoolClass, ...]
    events: tuple[Event, ...]
    """By date."""
    cases: tuple[Case, ...]
    requests: tuple[Story, ...]
    today: date = TODAY

    def rng(self, topic: str) -> random.Random:
        """A fresh stream of chance for one topic; the same topic gives the same stream at every call."""
        return random.Random(f"honour-demo/{self.seed}/{self.size}/{topic}")

    def of(self, kind: SubjectKind) -> tuple[Person, ...]:
        """Everyone of a kind, in the order of their ids; leavers included."""
        return tuple(person for person in self.people.values() if kind in person.kinds)

    def cases_of(self, kind: HardCase) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if case.kind is kind)

    def contacts_of(self, child: PersonId) -> tuple[Kin, ...]:
        """By priority."""
        return self._kin_by_child.get(child, ())

    def children_of(self, adult: PersonId) -> tuple[Kin, ...]:
        return self._kin_by_adult.get(adult, ())

    def parents_of(self, child: PersonId) -> tuple[Person, ...]:
        """Those with parental responsibility, by priority."""
        return tuple(self.people[kin.adult] for kin in self.contacts_of(child) if kin.parental_responsibility)

    def siblings_of(self, child: PersonId) -> tuple[Person, ...]:
        """Other pupils, now or before, who share a mother, father or carer with them."""
        adults = {kin.adult for kin in self.contacts_of(child) if kin.kind in ("mother", "father", "carer")}
        found = {
            kin.child
            for adult in adults
            for kin in self.children_of(adult)
            if kin.kind in ("mother", "father", "carer") and kin.child != child
        }
        return tuple(self.people[sibling] for sibling in sorted(found))

    def stay(self, pupil: PersonId, on: date) -> ClassStay | None:
        facts = self.people[pupil].pupil
        return next((stay for stay in facts.stays if stay.from_date <= on <= stay.to_date), None) if facts else None

    def class_on(self, pupil: PersonId, on: date) -> SchoolClass | None:
        stay = self.stay(pupil, on)
        return self._classes.get((stay.year, stay.class_name)) if stay else None

    def pupils_on(self, on: date) -> tuple[Person, ...]:
        return tuple(
            person
            for person in self.of(SubjectKind.PUPIL)
            if person.pupil and person.pupil.entered <= on and (person.pupil.left is None or on <= person.pupil.left)
        )

    def staff_on(self, on: date) -> tuple[Person, ...]:
        return tuple(
            person
            for person in self.of(SubjectKind.STAFF)
            if person.staff and person.staff.started <= on and (person.staff.left is None or on <= person.staff.left)
        )

    def events_of(self, person: PersonId) -> tuple[Event, ...]:
        return self._events_by_person.get(person, ())

    @cached_property
    def _classes(self) -> dict[tuple[int, str], SchoolClass]:
        return {(group.year, group.name): group for group in self.classes}

    @cached_property
    def _kin_by_child(self) -> dict[PersonId, tuple[Kin, ...]]:
        found: dict[PersonId, list[Kin]] = {}
        for kin in self.kin:
            found.setdefault(kin.child, []).append(kin)
        return {child: tuple(sorted(kins, key=lambda kin: kin.priority)) for child, kins in found.items()}

    @cached_property
    def _kin_by_adult(self) -> dict[PersonId, tuple[Kin, ...]]:
        found: dict[PersonId, list[Kin]] = {}
        for kin in self.kin:
            found.setdefault(kin.adult, []).append(kin)
        return {adult: tuple(kins) for adult, kins in found.items()}

    @cached_property
    def _events_by_person(self) -> dict[PersonId, tuple[Event, ...]]:
        found: dict[PersonId, list[Event]] = {}
        for event in self.events:
            for person in dict.fromkeys(person for _, person in event.parts):
                found.setdefault(person, []).append(event)
        return {person: tuple(events) for person, events in found.items()}


def academic_year(on: date) -> int:
    """The year of its September: 2 November 2026 is in 2026, 3 July 2026 in 2025."""
    return on.year if on.month >= 9 else on.year - 1
