"""Gives the hard cases that need no family of their own to ordinary children and staff, and picks the requests."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from honour.demo.names import plain
from honour.demo.world import Case, HardCase, Person, Story, World
from honour.kernel.holding import SubjectKind

_NEEDS = (("ASD", "autism"), ("SLCN", "speech, language and communication needs"), ("PD", "a physical disability"),
          ("HI", "a hearing impairment"))  # fmt: skip
_LETTERS = (("epilepsy", "consultant paediatric neurologist"), ("type 1 diabetes", "diabetes specialist nurse"),
            ("a heart murmur", "consultant paediatrician"), ("severe eczema", "dermatology nurse specialist"),
            ("selective mutism", "clinical psychologist"), ("an eating difficulty", "community dietitian"),
            ("night terrors", "consultant community paediatrician"))  # fmt: skip


def choose_cases(world: World, many: int) -> World:
    """Adds `many` of each remaining HardCase; people change only as the case says (nickname, SEN, condition)."""
    rng = world.rng("cases")
    people = dict(world.people)
    cases = list(world.cases)
    taken = {person for case in cases for person in case.people}
    on_roll = [p for p in world.pupils_on(world.today) if p.id not in taken]
    rng.shuffle(on_roll)

    def ordinary() -> Person:
        return on_roll.pop()

    _daughters(world, many - 1, on_roll, cases)
    _initials(world, many, on_roll, cases)
    taken_nicknames = {plain(p.forename).lower() for p in people.values()}
    from honour.demo.names import NICKNAMES

    free = [name for name in NICKNAMES if name.lower() not in taken_nicknames]
    rng.shuffle(free)
    for nickname in free[:many]:
        child = ordinary()
        people[child.id] = replace(child, nickname=nickname)
        cases.append(Case(HardCase.NICKNAME, (child.id,), {"nickname": nickname}))
    known = {plain(p.full).lower() for p in people.values()}
    for _ in range(many):
        child = next(c for c in reversed(on_roll) if len(c.legal.surname) > 3 and plain(c.full) == c.full)
        on_roll.remove(child)
        wrong = misspell(child, rng, known)
        people[child.id] = replace(child, misspelt=wrong)
        cases.append(Case(HardCase.MISSPELLING, (child.id,), {"misspelt": wrong}))
    for _ in range(many):
        child = ordinary()
        mates = [c for c in on_roll if world.class_on(c.id, world.today) == world.class_on(child.id, world.today)]
        other = mates[0] if mates else on_roll[0]
        on_roll.remove(other)
        cases.append(Case(HardCase.IN_ANOTHERS_RECORD, (child.id, other.id)))
    for _ in range(many):
        child = ordinary()
        code, need = rng.choice(_NEEDS)
        since = date(2025, 9, 10) + timedelta(days=rng.randint(0, 300))
        facts = {"need": need, "council": world.school.council, "since": since.isoformat(),
                 "advice_by": _visitor(world, rng, "Educational psychologist").full}  # fmt: skip
        if child.pupil:
            people[child.id] = replace(child, pupil=replace(child.pupil, sen_provision="E", sen_need=code))
        cases.append(Case(HardCase.EHC_PLAN, (child.id,), facts))
    for kind in (HardCase.HEALTH_NO_OPINION, HardCase.HEALTH_WITH_OPINION):
        for _ in range(many):
            child = ordinary()
            condition, professional = rng.choice(_LETTERS)
            doctor = f"Dr {rng.choice('ABCDEGHJKLMPRST')} {rng.choice(_DOCTORS)}"
            facts = {
                "condition": condition,
                "professional": f"{doctor}, {professional}",
                "letter_on": (date(2026, 1, 12) + timedelta(days=rng.randint(0, 200))).isoformat(),
            }
            if kind is HardCase.HEALTH_WITH_OPINION:
                facts["opinion_on"] = (date(2026, 8, 20) + timedelta(days=rng.randint(0, 50))).isoformat()
                facts["opinion"] = "the serious harm test is not met"
            if child.pupil:
                people[child.id] = replace(child, pupil=replace(child.pupil, condition=condition))
            cases.append(Case(kind, (child.id,), facts))
    for _ in range(many):
        child = _with_father(world, on_roll)
        adult = next(k.adult for k in world.contacts_of(child.id) if k.kind == "father")
        cases.append(
            Case(HardCase.POLICE_LETTER, (child.id, adult), {
                "force": f"{world.school.council.split()[0]} Police",
                "officer": f"DC {rng.choice(_DOCTORS)}",
                "reference": f"{rng.randint(10, 99)}/{rng.randint(1000, 99999)}/26",
                "on": (date(2026, 2, 2) + timedelta(days=rng.randint(0, 230))).isoformat(),
            })
        )  # fmt: skip
    for _ in range(many):
        child = _with_father(world, on_roll)
        adult = next(k.adult for k in world.contacts_of(child.id) if k.kind == "father")
        social = next(p for p in world.of(SubjectKind.VISITOR) if p.job.startswith("Social worker"))
        start = date(2025, 11, 3) + timedelta(days=rng.randint(0, 250))
        cases.append(
            Case(HardCase.CHILD_PROTECTION, (child.id, adult, world.school.dsl), {
                "plan_from": start.isoformat(),
                "category": rng.choice(("neglect", "emotional abuse", "physical abuse")),
                "social_worker": social.full,
            })
        )  # fmt: skip
    staff = [p for p in world.staff_on(world.today) if p.id not in _offices(world) and p.id not in taken]
    rng.shuffle(staff)
    teachers = [p for p in staff if p.staff and p.staff.trn]
    others = [p for p in staff if p not in teachers]
    for index in range(min(many, len(others) // 2, len(teachers))):
        referred = teachers[index]
        on = (date(2026, 3, 2) + timedelta(days=rng.randint(0, 140))).isoformat()
        cases.append(
            Case(HardCase.CONFIDENTIAL_REFERENCE, (referred.id, world.school.head),
                 {"on": on, "to": world.school.junior_school, "post": "Year 3 class teacher"})
        )  # fmt: skip
        matter = rng.choice(("lateness to duty", "the way a child was spoken to", "a missed handover at the gate"))
        on = (date(2026, 4, 20) + timedelta(days=rng.randint(0, 80))).isoformat()
        cases.append(
            Case(HardCase.STAFF_MATTER, (others[2 * index].id, others[2 * index + 1].id), {"on": on, "matter": matter})
        )
    return replace(world, people=people, cases=tuple(cases))


_DOCTORS = ("Achebe", "Brandt", "Castellane", "Dunmore", "Eriksen", "Fairweather", "Gopal", "Havers", "Ilyas", "Jansen",
            "Kipling", "Lovelace", "Marchetti", "Norwood", "Oyelowo", "Prendergast", "Quayle", "Rasmussen")  # fmt: skip


def _visitor(world: World, rng: random.Random, job: str) -> Person:
    return rng.choice([p for p in world.of(SubjectKind.VISITOR) if p.job.startswith(job)])


def _offices(world: World) -> set[str]:
    school = world.school
    return {school.head, school.deputy, school.senco, school.dsl, school.office}


def _with_father(world: World, on_roll: list[Person]) -> Person:
    """Takes a child whose father is a contact with parental responsibility, and who has a mother too."""
    for child in reversed(on_roll):
        kinds = {k.kind for k in world.contacts_of(child.id) if k.parental_responsibility}
        if {"father", "mother"} <= kinds:
            on_roll.remove(child)
            return child
    raise ValueError("no ordinary family with a father is left at this size")


def _daughters(world: World, many: int, on_roll: list[Person], cases: list[Case]) -> None:
    """Mothers whose title and surname nobody shares and who have one child in all the records, a girl on roll."""
    adults = Counter(plain(p.formal).lower() for p in world.people.values() if p.legal.title)
    found = []
    for child in on_roll:
        for kin in world.contacts_of(child.id):
            mother = world.people[kin.adult]
            if (
                child.sex == "F"
                and kin.kind == "mother"
                and adults[plain(mother.formal).lower()] == 1
                and mother.legal.title in ("Mrs", "Ms", "Miss")
                and len(world.children_of(mother.id)) == 1
            ):
                found.append((mother.legal.title != "Mrs", child, mother))
    found.sort(key=lambda item: item[0])
    for _, child, mother in found[:many]:
        on_roll.remove(child)
        cases.append(Case(HardCase.DAUGHTER_OF, (child.id, mother.id), {"phrase": f"{mother.formal}'s daughter"}))


def _initials(world: World, many: int, on_roll: list[Person], cases: list[Case]) -> None:
    """Children whose initials nobody else has in their class, nor any member of staff as a code."""
    codes = {p.staff.staff_code for p in world.of(SubjectKind.STAFF) if p.staff}
    found = 0
    for child in list(on_roll):
        group = world.class_on(child.id, world.today)
        if group is None or found == many:
            continue
        mates = Counter(world.people[pupil].initials for pupil in group.pupils)
        if mates[child.initials] == 1 and child.initials not in codes and len(child.initials) in (2, 3):
            found += 1
            on_roll.remove(child)
            cases.append(Case(HardCase.INITIALS, (child.id,), {"initials": child.initials}))


def misspell(child: Person, rng: random.Random, known: set[str]) -> str:
    """The whole name with one slip that makes nobody else's name."""
    for _ in range(200):
        fore, sur = child.forename, child.surname
        word = rng.choice((fore, sur))
        at = rng.randrange(1, len(word) - 1)
        slip = rng.choice(
            (
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
            )
        )
        wrong = f"{slip} {sur}" if word == fore else f"{fore} {slip}"
        if plain(wrong).lower() not in known and slip.lower() != word.lower():
            return wrong
    raise ValueError("no misspelling of a name was new")


def tell_requests(world: World) -> tuple[Story, ...]:
    """The access requests of truth.json: one of each story, each with the facts of this school."""
    rng = world.rng("requests")

    def received() -> date:
        return date(2026, 10, 1) + timedelta(days=rng.randint(0, 26))

    def one(kind: HardCase) -> Case:
        return world.cases_of(kind)[0]

    taken = {person for case in world.cases for person in case.people}
    plain_children = [
        p for p in world.pupils_on(world.today)
        if p.id not in taken and any(k.kind == "mother" for k in world.contacts_of(p.id))
    ]  # fmt: skip
    child = max(plain_children, key=lambda p: (len(world.events_of(p.id)), p.id))
    stories = [
        Story(child.id, _mother(world, child.id), received(),
              "A mother asks for everything about her child, an ordinary child with an ordinary file.")
    ]  # fmt: skip

    def add(case: Case, requester: str, text: str, subject: str = "") -> None:
        stories.append(Story(subject or case.people[0], requester, received(), text, case.kind))

    cousins, plan, cp = one(HardCase.SAME_NAME_COUSINS), one(HardCase.EHC_PLAN), one(HardCase.CHILD_PROTECTION)
    add(cousins, _parent(world, cousins.people[0]),
        "A parent asks for their child, who has a cousin of the same name in the same class.")  # fmt: skip
    add(plan, _parent(world, plan.people[0]),
        "A parent asks for a child with an EHC plan: SENCO and council have not yet been asked about it.")  # fmt: skip
    health = one(HardCase.HEALTH_WITH_OPINION)
    add(health, _parent(world, health.people[0]),
        "A parent asks for a child with a letter from a health professional, who has given an opinion.")  # fmt: skip
    health = one(HardCase.HEALTH_NO_OPINION)
    add(health, _parent(world, health.people[0]),
        "A parent asks for a child with a letter from a health professional, who has given no opinion.")  # fmt: skip
    add(cp, cp.people[1], "A father asks for his child; the child protection file is about him.")
    estranged = one(HardCase.ESTRANGED_PARENT)
    add(estranged, estranged.people[1],
        "A father who lives apart asks for his child; the mother's address is withheld from him.")  # fmt: skip
    matter = one(HardCase.STAFF_MATTER)
    add(matter, matter.people[0], "A member of staff asks for everything about themselves; a colleague had complained.")
    reference = one(HardCase.CONFIDENTIAL_REFERENCE)
    add(reference, reference.people[0], "A teacher asks for everything about themselves; the head gave a reference.")
    parent = _mother(world, child.id)
    stories.append(Story(parent, parent, received(), "A parent asks for what the school holds about the parent only."))
    return tuple(stories)


def _mother(world: World, child: str) -> str:
    return next(k.adult for k in world.contacts_of(child) if k.kind == "mother")


def _parent(world: World, child: str) -> str:
    parents = world.parents_of(child)
    return parents[0].id if parents else world.contacts_of(child)[0].adult
