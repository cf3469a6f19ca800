"""How people at a school name people: what they write, and whether a reader who knows the school can tell whom.

A `Voice` is one text being written. It remembers whom it has named, so that a bare forename is written only where
it can be told: unique in the school that day, unique in the writer's class, or named fully before in the same text.
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from honour.demo.documents.said import Claim, Said
from honour.demo.world import HardCase, Person, PersonId, World
from honour.kernel.holding import PersonName, SubjectKind

_DESCENDANT = {"mother": "mum", "father": "dad", "grandmother": "gran", "grandfather": "grandad", "carer": "carer"}
_ROLE_WORDS = {
    "Headteacher": "the head",
    "Deputy headteacher": "the deputy",
    "SENCO": "the SENCO",
    "Office manager": "the office manager",
    "Caretaker": "the caretaker",
    "Site manager": "the site manager",
    "School business manager": "the business manager",
}
_ANCHORS_OF_THEIR_OWN = {"nickname", "initials", "relation to a named adult"}
"""Ways to name that say nothing of the forename, so that a bare forename after them would hang in the air."""
_LETTERS = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "đ": "d", "æ": "ae", "Æ": "Ae", "ı": "i"}


def without_accents(text: str) -> str:
    """As a typist without the keys writes it. Letter by letter."""
    plain = "".join(_LETTERS.get(letter, letter) for letter in text)
    return "".join(mark for mark in unicodedata.normalize("NFD", plain) if not unicodedata.combining(mark))


@dataclass(frozen=True, slots=True)
class Spoken:
    """One way to name one person."""

    quote: str
    how: str
    weight: float = 1.0
    before: str = ""
    after: str = ""
    also: tuple[Claim, ...] = ()
    """Others named inside the same words: the mother in `Mrs Patel's daughter`."""


class Roster:
    """What a reader with the school's lists knows: which forms are unique, on which day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.full = Counter(person.full.lower() for person in world.people.values())
        self.cases: dict[PersonId, dict[HardCase, dict[str, str]]] = {}
        for case in world.cases:
            # The facts of a naming case are the first person's.
            self.cases.setdefault(case.people[0], {})[case.kind] = case.facts
        self.cousins = {person for case in world.cases_of(HardCase.SAME_NAME_COUSINS) for person in case.people}
        self.forms = {
            p.id: (_fold(p.forename), _fold(p.short), p.initials, _fold(p.formal)) for p in world.people.values()
        }
        """Folded forename, forename with initial, initials, folded title and surname."""
        self.of_day = lru_cache(maxsize=4096)(self._of_day)
        self.pupils_on = lru_cache(maxsize=4096)(world.pupils_on)
        self.staff_on = lru_cache(maxsize=4096)(world.staff_on)
        hard = [
            HardCase.KNOWN_AS, HardCase.FORMER_NAME, HardCase.ACCENTS, HardCase.TRANSLITERATION, HardCase.NAME_IS_WORD,
            HardCase.INITIALS, HardCase.NICKNAME, HardCase.MISSPELLING, HardCase.DAUGHTER_OF,
            HardCase.SAME_NAME_COUSINS, HardCase.TWINS,
        ]  # fmt: skip
        named_hard = [person for kind in hard for case in world.cases_of(kind) for person in case.people]
        asked = [story.subject for story in world.requests]
        self.often = tuple(p for p in dict.fromkeys([*named_hard, *asked]) if world.people[p].pupil is not None)
        """Children who occur more often than chance has it, so that every difficulty is met."""
        self.words = {
            world.people[person].forename for case in world.cases_of(HardCase.NAME_IS_WORD) for person in case.people
        }

    def _of_day(self, on: date) -> _Day:
        pupils = self.pupils_on(on)
        staff = self.staff_on(on)
        return _Day(
            forenames=Counter(self.forms[pupil.id][0] for pupil in pupils),
            shorts=Counter(self.forms[pupil.id][1] for pupil in pupils),
            initials=Counter(
                [self.forms[pupil.id][2] for pupil in pupils] + [p.staff.staff_code for p in staff if p.staff]
            ),
            staff_forenames=Counter(self.forms[person.id][0] for person in staff),
            formals=Counter(self.forms[person.id][3] for person in staff),
            posts=Counter(post for person in staff if (post := post_on(person, on))),
        )


@dataclass(frozen=True, slots=True)
class _Day:
    forenames: Counter[str]
    shorts: Counter[str]
    initials: Counter[str]
    staff_forenames: Counter[str]
    formals: Counter[str]
    posts: Counter[str]


@lru_cache(maxsize=65536)
def _fold(text: str) -> str:
    return without_accents(text).lower()


def post_on(person: Person, on: date) -> str:
    """The job title a member of staff held that day, or ''."""
    posts = person.staff.posts if person.staff else ()
    return next((p.title for p in posts if p.from_date <= on and (p.to_date is None or on <= p.to_date)), "")


@dataclass
class Voice:
    roster: Roster
    rng: random.Random
    on: date
    writer: PersonId = ""
    manner: str = "plain"
    """'plain' (letters, reports), 'notes' (initials, codes, first names), 'chat' (mail among staff: all sorts),
    'parent' (a parent writing)."""
    named: dict[PersonId, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """Families of difficulty that occurred, for the census."""
    preferred: dict[PersonId, str] = field(default_factory=dict)
    """The family in which somebody is to be named first, where they can be."""
    anchors: dict[PersonId, str] = field(default_factory=dict)
    """The family of each person's first naming here; a harder one is repeated rather than shortened."""
    spent: set[str] = field(default_factory=set)
    """Templates used in this text, so that it does not repeat itself."""

    @property
    def world(self) -> World:
        return self.roster.world

    def person(self, who: PersonId) -> Person:
        return self.world.people[who]

    # -- choosing a way to name ------------------------------------------------------------------------------

    def name(self, who: PersonId, role: str = "mentions", style: str = "", child: PersonId = "") -> Said:
        """The person named in `style`, or as this voice would. `child`: for a parent, whose parent is spoken of."""
        person = self.person(who)
        if style == "full":
            spoken = self.in_full(person)
        elif style == "formal":
            spoken = self._formal(person)
        elif style == "again" or (not style and who in self.named):
            spoken = self._again(person, child)
        else:
            spoken = self._first(person, child)
        if who not in self.named or style == "full":
            self.anchors[who] = spoken.how
        self.named[who] = spoken.quote
        for claim in spoken.also:
            self.named.setdefault(claim.person, claim.quote)
        self.used.add(spoken.how)
        claims = (Claim(who, role, spoken.quote, spoken.how), *spoken.also)
        return Said(spoken.before + spoken.quote + spoken.after, claims)

    def in_full(self, person: Person) -> Spoken:
        """A name that can mean nobody else: with the date of birth or the class where two share it."""
        former = self.former(person)
        if former is not None:
            return Spoken(f"{former.forename} {former.surname}", "former name")
        how = "known-as" if person.called is not person.legal else "full name"
        if self.roster.full[person.full.lower()] == 1:
            return Spoken(person.full, how)
        if person.pupil is None:
            staff = SubjectKind.STAFF in person.kinds
            return Spoken(f"{person.full} ({'staff' if staff else 'parent'})", "same name, told apart by kind")
        group = self.world.class_on(person.id, self.on)
        twins_in_name = [p for p in self.world.of(SubjectKind.PUPIL) if p.full.lower() == person.full.lower()]
        classes = {g.name for p in twins_in_name if (g := self.world.class_on(p.id, self.on)) and p.id != person.id}
        if group and group.name not in classes:
            return Spoken(f"{person.full} ({group.name})", "same name, told apart by class")
        born = person.born.strftime("%d/%m/%Y") if person.born else ""
        return Spoken(f"{person.full} (born {born})", "same name, told apart by date of birth")

    def former(self, person: Person) -> PersonName | None:
        """The name they still bore on the day of this text, if it has changed since."""
        facts = self.roster.cases.get(person.id, {}).get(HardCase.FORMER_NAME, {})
        return person.former if facts and self.on.isoformat() < facts["changed_on"] else None

    def _old_name(self, person: Person) -> list[Spoken]:
        """People go on saying a name after it has changed."""
        old = person.former
        if old is None or self.manner == "plain" or self.former(person) is not None:
            return []
        full = f"{old.forename} {old.surname}"
        return [Spoken(full, "former name", 0.6)] if self.roster.full[full.lower()] == 0 else []

    def _formal(self, person: Person) -> Spoken:
        """`Mrs Patel`, where the reader can tell; else the full name."""
        if not person.called.title or self.former(person) is not None:
            return self.in_full(person)
        day = self.roster.of_day(self.on)
        near = {kin.adult for child in self.named for kin in self.world.contacts_of(child)}
        if person.staff and day.formals[_fold(person.formal)] == 1:
            if any(_fold(self.person(o).formal) == _fold(person.formal) for o in near if o != person.id):
                return self.in_full(person)
            return Spoken(person.formal, "title and surname")
        same = [other for other in near if _fold(self.person(other).formal) == _fold(person.formal)]
        if person.id in near and len(same) == 1 and not day.formals[_fold(person.formal)]:
            return Spoken(person.formal, "title and surname, family")
        return self.in_full(person)

    def _first(self, person: Person, child: PersonId) -> Spoken:
        ways = self._ways(person, child)
        wanted = [way for way in ways if way.how == self.preferred.get(person.id)]
        ways = wanted or ways
        return self.rng.choices(ways, [way.weight for way in ways])[0]

    def _ways(self, person: Person, child: PersonId) -> list[Spoken]:
        if person.pupil is not None:
            return self._pupil_ways(person)
        if person.staff is not None and not (child and self._kin(person.id, child)):
            return self._staff_ways(person)
        return self._adult_ways(person, child)

    def _pupil_ways(self, person: Person) -> list[Spoken]:
        loose = {"plain": 0.15, "notes": 1.0, "chat": 1.0, "parent": 0.7}[self.manner]
        ways = [self.in_full(person)]
        ways = [Spoken(ways[0].quote, ways[0].how, 3.0 if self.manner != "notes" else 1.5)]
        day = self.roster.of_day(self.on)
        group = self.world.class_on(person.id, self.on)
        unique_full = self.roster.full[person.full.lower()] == 1
        cases = self.roster.cases.get(person.id, {})
        if group is None:
            return ways
        classmates = Counter(_fold(self.person(mate).forename) for mate in group.pupils)
        first = _fold(person.forename)
        if day.shorts[_fold(person.short)] == 1:
            ways.append(Spoken(person.short, "forename and initial", 2.0 * loose))
        if classmates[first] == 1:
            ways.append(Spoken(f"{person.forename} in {group.name}", "forename, class beside it", 1.2 * loose))
            ways.append(Spoken(f"{person.forename} ({group.name})", "forename, class beside it", 0.8 * loose))
            ways.append(Spoken(f"{group.name}' {person.forename}", "forename, class beside it", 0.2 * loose))
            if self.writer in (group.teacher, *group.assistants) and day.forenames[first] > 1:
                ways.append(Spoken(person.forename, "forename, writer's class", 1.5 * loose))
        if day.forenames[first] == 1:
            ways.append(Spoken(person.forename, "forename", 2.0 * loose))
            if self.manner in {"chat", "parent"} and person.forename not in self.roster.words:
                ways.append(Spoken(person.forename.lower(), "lower case", 0.35))
        if unique_full:
            if self.manner in {"chat", "parent"}:
                ways.append(Spoken(person.full.lower(), "lower case", 0.3))
            if self.manner in {"chat", "notes"}:
                ways.append(Spoken(f"{person.surname}, {person.forename}", "surname first", 0.3))
                ways.append(Spoken(person.full.upper(), "capitals", 0.2))
            if person.legal is not person.called:
                legal = f"{person.legal.forename} {person.legal.surname}"
                if self.roster.full[legal.lower()] == 0:
                    ways.append(Spoken(legal, "legal name where another is used", 2.0))
            if _fold(person.full) != person.full.lower() and self.manner != "plain":
                ways.append(Spoken(without_accents(person.full), "accents left out", 2.5))
        if self.manner in {"notes", "chat"} and day.initials[person.initials] == 1 and len(person.initials) > 1:
            ways.append(Spoken(person.initials, "initials", (3.0 if HardCase.INITIALS in cases else 0.3) * loose))
        if HardCase.INITIALS in cases and self.manner in {"notes", "chat"}:
            same = [mate for mate in group.pupils if self.person(mate).initials == person.initials]
            if len(same) == 1:
                ways.append(Spoken(f"{person.initials} in {group.name}", "initials", 2.0))
        if person.nickname and self.manner != "plain":
            ways.append(Spoken(person.nickname, "nickname", 3.0))
        if person.misspelt and self.manner != "plain" and self.roster.full[person.misspelt.lower()] == 0:
            ways.append(Spoken(person.misspelt, "misspelling", 3.0))
        if person.other_spelling and self.manner != "plain":
            ways.append(Spoken(f"{person.other_spelling} {person.surname}", "transliteration", 3.0))
        if self.former(person) is not None:
            return [self.in_full(person)]
        ways += self._old_name(person)
        if HardCase.DAUGHTER_OF in cases and self.manner in {"chat", "notes"}:
            ways.append(self._of_parent(person, cases[HardCase.DAUGHTER_OF]))
        return ways

    def _of_parent(self, person: Person, facts: dict[str, str]) -> Spoken:
        case = next(c for c in self.world.cases_of(HardCase.DAUGHTER_OF) if c.people[0] == person.id)
        phrase = facts["phrase"]
        parent = self.person(case.people[1])
        also = (Claim(parent.id, "mentions", parent.formal, "title and surname, family"),)
        return Spoken(phrase, "relation to a named adult", 6.0, also=also if parent.formal in phrase else ())

    def _staff_ways(self, person: Person) -> list[Spoken]:
        day = self.roster.of_day(self.on)
        formal = self._formal(person)
        ways = [Spoken(formal.quote, formal.how, 4.0), self.in_full(person)]
        if self.manner in {"chat", "notes"} and person.staff is not None:
            if day.staff_forenames[_fold(person.forename)] == 1 and day.forenames[_fold(person.forename)] == 0:
                ways.append(Spoken(person.forename, "staff by forename", 2.0))
            ways.append(Spoken(person.staff.staff_code, "staff code", 2.0 if self.manner == "notes" else 0.4))
        post = post_on(person, self.on)
        if post in _ROLE_WORDS and day.posts[post] == 1:
            ways.append(Spoken(_ROLE_WORDS[post], "role", 1.0))
        group = next((g for g in self.world.classes if person.id in g.assistants and self._this_year(g.year)), None)
        if group is not None and len(group.assistants) == 1 and self.manner == "chat":
            ways.append(Spoken(f"{group.name}' TA", "role in a class", 1.0))
        return ways

    def _this_year(self, year: int) -> bool:
        return year == (self.on.year if self.on.month >= 9 else self.on.year - 1)

    def _kin(self, adult: PersonId, child: PersonId) -> str:
        return next((kin.kind for kin in self.world.contacts_of(child) if kin.adult == adult), "")

    def _adult_ways(self, person: Person, child: PersonId) -> list[Spoken]:
        formal = self._formal(person)
        ways = [self.in_full(person), Spoken(formal.quote, formal.how, 3.0), *self._old_name(person)]
        if person.misspelt and self.manner != "plain":
            ways.append(Spoken(person.misspelt, "misspelling", 2.0))
        kind = self._kin(person.id, child) if child else ""
        word = _DESCENDANT.get(kind)
        alone = word and sum(kin.kind == kind for kin in self.world.contacts_of(child)) == 1
        if word and alone and child in self.named and self.manner != "plain":
            his = "his" if self.person(child).sex == "M" else "her"
            ways.append(Spoken(f"{his} {word}", "relation", 3.0))
            ways.append(Spoken(word.capitalize() if word in {"mum", "dad"} else f"{his} {word}", "relation", 2.0))
            known = self._again(self.person(child), "")
            ways.append(
                Spoken(
                    f"{known.quote}'s {word}",
                    "relation to a named child",
                    3.0,
                    also=(Claim(child, "mentions", known.quote, known.how),),
                )
            )
        return ways

    def _again(self, person: Person, child: PersonId) -> Spoken:
        """A second mention: shorter, as long as nobody else named here could be meant."""
        others = [self.person(other) for other in self.named if other != person.id]
        if person.pupil is not None:
            alone = self.roster.of_day(self.on).forenames[_fold(person.forename)] == 1
            if self.anchors.get(person.id) in _ANCHORS_OF_THEIR_OWN and not alone:
                return Spoken(self.named[person.id], self.anchors[person.id])
            if all(_fold(other.forename) != _fold(person.forename) for other in others):
                former = self.former(person)
                if former is not None:
                    return Spoken(former.forename, "former name, forename")
                return Spoken(person.forename, "forename, named before")
            if self.roster.of_day(self.on).shorts[_fold(person.short)] == 1:
                return Spoken(person.short, "forename and initial")
            return self.in_full(person)
        if person.staff is not None:
            return self._formal(person)
        return self._adult_ways(person, child)[1]

    # -- words about a person --------------------------------------------------------------------------------

    def pronoun(self, who: PersonId, form: str) -> str:
        """form: he, him, his, himself; Capital first letter kept."""
        female = {"he": "she", "him": "her", "his": "her", "himself": "herself"}
        low = form.lower()
        word = female[low] if self.person(who).sex == "F" else low
        return word.capitalize() if form[0].isupper() else word

    def class_name(self, who: PersonId) -> str:
        group = self.world.class_on(who, self.on)
        return group.name if group else "the class"

    def year_group(self, who: PersonId) -> str:
        group = self.world.class_on(who, self.on)
        return group.year_group if group else "the school"
