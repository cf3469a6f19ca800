"""From the world to texts: who can appear beside whom, in which words, and what the truth of a record is."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from honour.demo.documents import grammar
from honour.demo.documents.naming import Roster, Voice, post_on
from honour.demo.documents.phrases import LINKS, NOBODY, PRIVATE, ROLES, SENTENCES
from honour.demo.documents.said import Claim, Doubt, Said, Secret, join
from honour.demo.truth import Concern, TruthBook, Withhold
from honour.demo.world import Event, EventKind, Person, PersonId, SchoolClass, World
from honour.kernel.address import Address
from honour.kernel.holding import Role, SubjectKind

_EASY_FIRST = (
    "full name",
    "known-as",
    "e-mail address",
    "title and surname",
    "surname first",
    "forename and initial",
    "forename",
)
_LATER = {"forename, named before", "former name, forename"}
"""Second mentions: they are found through the first."""
_SUBJECTS = {
    EventKind.BEHAVIOUR: ("actor", "target"),
    EventKind.ACCIDENT: ("hurt",),
    EventKind.SAFEGUARDING: ("child",),
    EventKind.SEN_REVIEW: ("child",),
    EventKind.PARENT_CONTACT: ("child",),
    EventKind.FRIENDSHIP: ("child",),
    EventKind.COMPLAINT: ("child", "other"),
    EventKind.MEDICAL: ("child",),
    EventKind.STAFF: ("staff",),
    EventKind.TRIP: (),
}
"""The parts whose person an event is about; others are mentioned."""


def tell(book: TruthBook, address: Address, via: str, said: Said) -> None:
    """One record's truth. Where somebody is the subject, passing mentions of them count to that."""
    about = {claim.person for claim in said.claims if claim.role == Role.ABOUT}
    quotes: dict[tuple[str, Role], list[str]] = {}
    hows: dict[tuple[str, Role], set[str]] = {}
    for claim in said.claims:
        role = Role(claim.role)
        if role is Role.MENTIONS and claim.person in about:
            role = Role.ABOUT
        quotes.setdefault((claim.person, role), []).append(claim.quote)
        hows.setdefault((claim.person, role), set()).add(claim.how)
    concerns = [
        Concern(person, role, tuple(dict.fromkeys(found)), _easiest(hows[person, role]))
        for (person, role), found in quotes.items()
    ]
    withheld = [
        Withhold(
            secret.ground,
            secret.why,
            quote="" if secret.whole else secret.quote,
            whole=secret.whole,
            person=secret.person,
            except_for=secret.except_for,
            not_for=secret.not_for,
        )
        for secret in dict.fromkeys(said.secrets)
    ]
    book.add(address, via, concerns, withheld)
    sure = {claim.quote for claim in said.claims}
    for doubt in dict.fromkeys(said.doubts):
        if doubt.quote not in sure:
            book.ambiguous(address, doubt.quote, doubt.candidates)


def _easiest(hows: set[str]) -> str:
    """What decides whether a reader finds the person at all: the plainest of the ways they are named."""
    alone = hows - _LATER or hows
    return min(alone, key=lambda how: (_EASY_FIRST.index(how) if how in _EASY_FIRST else len(_EASY_FIRST), how))


def whole(said: Said, ground: str, why: str, person: PersonId | None, not_for: tuple[str, ...] = ()) -> Said:
    """The record may not be shown at all on this ground."""
    first = said.text.split("\n")[0]
    secret = Secret(first, person, ground, why, (), whole=True, not_for=not_for)
    return Said(said.text, said.claims, (*said.secrets, secret), said.doubts)


@dataclass
class Scribe:
    world: World
    roster: Roster
    used: set[str]
    """Families of difficulty that occurred."""

    def voice(self, rng: random.Random, on: date, writer: PersonId = "", manner: str = "plain") -> Voice:
        return Voice(self.roster, rng, on, writer, manner, used=self.used)

    # -- who ------------------------------------------------------------------------------------------------

    def cast(self, voice: Voice, child: PersonId) -> dict[str, PersonId]:
        """Slots for sentences about `child`: p an adult of theirs, b a classmate, t their teacher, and the staff."""
        world, rng = self.world, voice.rng
        people = {"c": child}
        group = world.class_on(child, voice.on)
        contacts = [kin.adult for kin in world.contacts_of(child) if kin.kind != "social worker"]
        if contacts:
            people["p"] = contacts[0] if rng.random() < 0.7 else rng.choice(contacts)
        if group:
            people["t"] = group.teacher
            present = {pupil.id for pupil in self.roster.pupils_on(voice.on)}
            mates = [mate for mate in group.pupils if mate != child and mate in present]
            if mates:
                people["b"] = rng.choice(mates)
        staff = self.roster.staff_on(voice.on)
        people.setdefault("t", world.school.senco)
        if staff:
            people["u"] = rng.choice(staff).id
        people |= {"s": world.school.senco, "h": world.school.head, "l": world.school.dsl}
        visitors = [p for p in world.of(SubjectKind.VISITOR) if p.job]
        if visitors:
            people["v"] = rng.choice(visitors).id
        return people

    # -- what -----------------------------------------------------------------------------------------------

    def sentence(self, voice: Voice, topic: str, people: Mapping[str, PersonId]) -> Said:
        """One sentence of a topic; a template whose slots cannot all be filled is passed over."""
        templates = SENTENCES[topic]
        flat = voice.rng.sample(templates, len(templates))
        for template in sorted(flat, key=lambda template: template in voice.spent):
            try:
                said = grammar.fill(
                    voice, template, people, roles=ROLES.get(topic), private=PRIVATE.get(topic, ()), why=_why(topic)
                )
            except KeyError:
                continue
            voice.spent.add(template)
            return said
        return Said(grammar.chosen("[Nothing to report.|No change.|As before.]", voice.rng))

    def nobody(self, voice: Voice) -> Said:
        fresh = [template for template in NOBODY if template not in voice.spent] or list(NOBODY)
        template = voice.rng.choice(fresh)
        voice.spent.add(template)
        return grammar.fill(voice, template, {})

    def child(self, rng: random.Random, on: date, share: float = 0.15) -> Person:
        """A pupil of that day; with the chance of `share` one of those who must occur."""
        pupils = self.roster.pupils_on(on)
        here = {pupil.id for pupil in pupils}
        often = [self.world.people[who] for who in self.roster.often if who in here]
        return rng.choice(often) if often and rng.random() < share else rng.choice(pupils)

    def linked(self, voice: Voice, said: Said) -> Said:
        return voice.rng.choice(LINKS) + said

    def event(self, voice: Voice, event: Event) -> Said:
        """What happened, in the words of the event; confidential to the children it is about."""
        people: dict[str, PersonId] = {}
        for part, person in event.parts:
            people.setdefault(part, person)
        subjects = _SUBJECTS[event.kind]
        roles = {part: "about" if part in subjects else "mentions" for part in people}
        private = tuple(part for part in subjects if part in people) if event.kind is not EventKind.FRIENDSHIP else ()
        tale = event.tale.replace("<", "(").replace(">", ")")
        said = grammar.fill(voice, tale, people, roles=roles, private=private, why=_why(str(event.kind)))
        return said + " " + event.action if event.action else said

    def signed(self, voice: Voice, who: PersonId, closing: str = "") -> Said:
        """A signature with name and post: the writer."""
        person = self.world.people[who]
        forms = [person.full]
        if person.called.title:
            forms += [
                f"{person.called.title} {person.forename[0]} {person.surname}",
                f"{person.forename[0]} {person.surname}",
            ]
        form = (
            forms[0]
            if self.roster.full[person.full.lower()] == 1 and voice.rng.random() < 0.6
            else forms[-1 if len(forms) == 1 else 1]
        )
        how = "full name" if form == person.full else "initial and surname"
        voice.named[who] = form
        self.used.add(how)
        post = post_on(person, voice.on)
        said = Said(form, (Claim(who, "written by", form, how),))
        start = f"{closing}\n\n" if closing else ""
        return start + said + (f"\n{post}" if post else "")

    def author(self, who: PersonId) -> Said:
        """The author property of a file."""
        person = self.world.people[who]
        self.used.add("document property")
        return Said(person.full, (Claim(who, "written by", person.full, "document property"),))

    # -- when -----------------------------------------------------------------------------------------------

    def school_day(self, rng: random.Random, start: date, end: date) -> date:
        """Some weekday outside August and the turn of the year."""
        for _ in range(200):
            day = start + timedelta(days=rng.randrange(max(1, (end - start).days)))
            if day.weekday() < 5 and day.month != 8 and not (day.month == 12 and day.day > 19):
                return day
        return start

    def groups_on(self, on: date) -> list[SchoolClass]:
        year = on.year if on.month >= 9 else on.year - 1
        return [group for group in self.world.classes if group.year == year]

    def present(self, group: SchoolClass, on: date) -> list[PersonId]:
        here = {pupil.id for pupil in self.roster.pupils_on(on)}
        return [pupil for pupil in group.pupils if pupil in here and self.world.class_on(pupil, on) is group]


def _why(topic: str) -> str:
    return {
        "health": "another person's health",
        "medical": "another person's health",
        "parent_health": "an adult's health, told in confidence",
        "own_health": "another person's health",
        "sen": "another child's special educational needs",
        "SEN review": "another child's special educational needs",
        "behaviour": "an incident of another child",
        "conduct": "another child's behaviour",
        "accident": "another child's accident",
        "safeguarding": "another child's safeguarding",
        "family": "another family's circumstances",
        "attainment": "another child's progress",
        "attendance": "another child's attendance",
        "own_complaint": "a parent's complaint about another child",
        "complaint": "a parent's complaint about another child",
        "staff_private": "a member of staff's private matter",
        "staff": "a member of staff's employment",
    }.get(topic, "about another person")


def ambiguous_forename(scribe: Scribe, voice: Voice) -> Said | None:
    """A sentence about a bare forename that several pupils of that day bear, with nothing to tell them apart."""
    bearers: dict[str, list[Person]] = {}
    for pupil in scribe.roster.pupils_on(voice.on):
        bearers.setdefault(pupil.forename, []).append(pupil)
    shared = [found for _, found in sorted(bearers.items()) if len(found) > 1]
    if not shared:
        return None
    found = voice.rng.choice(shared)
    forename = found[0].forename
    text = grammar.chosen(
        f"[{forename} was upset at lunch, can somebody ring home?|Who is collecting {forename} today?|"
        f"{forename} left a jumper in the hall.|Found: a drawing by {forename}, very good.]",
        voice.rng,
    )
    scribe.used.add("ambiguous forename")
    return Said(text, doubts=(Doubt(forename, tuple(person.id for person in found)),))


def paragraphs(voice: Voice, saids: Sequence[Said]) -> Said:
    """Sentences in paragraphs of one to four."""
    blocks: list[Said] = []
    at = 0
    while at < len(saids):
        size = voice.rng.choice((1, 2, 2, 3, 4))
        blocks.append(join(saids[at : at + size], " "))
        at += size
    return join(blocks, "\n\n")
