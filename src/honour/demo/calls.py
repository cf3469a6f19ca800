"""How people are written in the short texts of records: full, first name, initials, slip of the pen.

`Teller.tell` fills an event's tale and says who was written how. A first name or initials stand alone only where no
classmate shares them, so that someone who knows the class can tell; the rest is what the record's pointers are for.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from honour.demo.names import plain
from honour.demo.truth import Concern
from honour.demo.world import HardCase, Person, PersonId, World
from honour.kernel.holding import Role, SubjectKind


@dataclass(frozen=True, slots=True)
class Told:
    """A text, and how each person in it is written: person to (the exact string, how)."""

    text: str
    names: Mapping[PersonId, tuple[str, str]]

    def concern(self, person: PersonId, role: Role) -> Concern:
        text, how = self.names[person]
        return Concern(person, role, (text,), how)

    def quote(self, person: PersonId) -> str:
        return self.names[person][0]


class Teller:
    """Writes names as the staff of this school do. Draws from the stream it is given."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self.world, self.rng = world, rng
        self.changed_on = {
            case.people[0]: date.fromisoformat(case.facts["changed_on"])
            for case in world.cases_of(HardCase.FORMER_NAME)
        }
        self.initials = {case.people[0] for case in world.cases_of(HardCase.INITIALS)}
        self.phrases = {case.people[0]: case.facts["phrase"] for case in world.cases_of(HardCase.DAUGHTER_OF)}
        self.plain = {case.people[0] for case in world.cases_of(HardCase.ACCENTS)}
        self.cousins = {person for case in world.cases_of(HardCase.SAME_NAME_COUSINS) for person in case.people}
        self.namesakes = {case.people[0] for case in world.cases_of(HardCase.ADULT_WITH_PUPILS_NAME)}
        self._mates: dict[tuple[int, str], tuple[Counter[str], Counter[str]]] = {}

    def call(self, person: Person, on: date) -> tuple[str, str]:
        """(text, how) for one person in a text of that day."""
        rng = self.rng
        if SubjectKind.PUPIL not in person.kinds:
            return self._adult(person, on)
        name, how = person.called, "full name"
        if person.called is not person.legal:
            how = "known-as"
        if person.former and on < self.changed_on.get(person.id, date.min):
            name, how = person.former, "former name"
        full = f"{name.forename} {name.surname}"
        chance = rng.random()
        if person.id in self.cousins:
            return full, "full name"
        if person.nickname and chance < 0.35:
            return person.nickname, "nickname"
        if person.misspelt and chance < 0.35:
            return person.misspelt, "misspelling"
        if person.other_spelling and chance < 0.4:
            return f"{person.other_spelling} {name.surname}", "transliteration"
        if person.id in self.phrases and chance < 0.25:
            return self.phrases[person.id], "relation"
        if person.id in self.initials and chance < 0.4 and self.world.stay(person.id, on):
            return person.initials, "initials"
        if person.id in self.plain and chance < 0.4:
            return plain(full), "without accents"
        forenames, shorts = self._class_names(person, on)
        if chance > 0.75 and forenames[plain(name.forename).lower()] == 1:
            return name.forename, "forename"
        short = f"{name.forename} {name.surname[0]}."
        if chance > 0.6 and shorts[plain(short).lower()] == 1:
            return short, "forename and initial"
        return full, how

    def _adult(self, person: Person, on: date) -> tuple[str, str]:
        name = person.called
        if person.former and on < self.changed_on.get(person.id, date.min):
            name = person.former
        if name.title and (self.rng.random() < 0.7 or person.id in self.namesakes):
            return f"{name.title} {name.surname}", "title and surname"
        return f"{name.forename} {name.surname}", "full name" if name is person.called else "former name"

    def _class_names(self, person: Person, on: date) -> tuple[Counter[str], Counter[str]]:
        group = self.world.class_on(person.id, on)
        if group is None:
            return Counter(), Counter()
        key = (group.year, group.name)
        if key not in self._mates:
            forenames: Counter[str] = Counter()
            shorts: Counter[str] = Counter()
            for pupil in group.pupils:
                names = self.world.people[pupil].names
                forenames.update({plain(n.forename).lower() for n in names})
                shorts.update({plain(f"{n.forename} {n.surname[0]}.").lower() for n in names})
            self._mates[key] = (forenames, shorts)
        return self._mates[key]

    def tell(self, tale: str, parts: Mapping[str, Person], on: date) -> Told:
        """Fills `{part}` in a tale. Two people never get the same text: the later one is written in full."""
        names: dict[PersonId, tuple[str, str]] = {}
        texts: dict[str, tuple[str, str]] = {}
        for part, person in parts.items():
            text, how = names.get(person.id) or self.call(person, on)
            if any(text == other for other, _ in names.values()) and person.id not in names:
                text, how = person.full, "full name"
            names[person.id] = (text, how)
            texts[part] = (text, how)
        text = re.sub(r"\{(\w+)\}", lambda found: texts[found[1]][0], tale)
        used = {person.id for part, person in parts.items() if "{" + part + "}" in tale}
        return Told(text[0].upper() + text[1:], {p: n for p, n in names.items() if p in used})
