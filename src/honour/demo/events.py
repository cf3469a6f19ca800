"""What happened at the school: falls, quarrels, meetings, worries. Facts only; the writers retell them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from honour.demo.calendar import school_days
from honour.demo.world import Case, Event, EventKind, HardCase, Person, SchoolClass, World
from honour.kernel.holding import SubjectKind

_PLACES = ("on the big playground", "in the classroom", "in the hall", "by the climbing frame", "in the dinner queue",
           "in the cloakroom", "on the field", "at the water tray", "in the library corner", "on the stairs",
           "near the bike shed", "in the role-play area", "by the trim trail", "in the toilets",
           "during carpet time")  # fmt: skip
_TIMES = ("08:50", "09:20", "09:45", "10:15", "10:40", "10:45", "11:10", "11:50", "12:15", "12:40", "13:05", "13:30",
          "14:10", "14:40", "15:05", "15:20")  # fmt: skip

_BEHAVIOUR_ONE = (
    "{actor} refused to tidy up and threw two crayons.", "{actor} hid under the table and would not come out.",
    "{actor} ran out of the line and had to be fetched back.", "{actor} shouted over the register three times.",
    "{actor} tore a display and said it was an accident.", "{actor} would not take turns with the tablet.",
    "{actor} poured water into the sand tray on purpose.", "{actor} used a rude word at the lunch table.",
    "{actor} left the carpet without asking and slammed the door.", "{actor} took the scissors outside.",
    "{actor} found it hard to settle after the fire drill.", "{actor} scribbled over the number line.",
)  # fmt: skip
_BEHAVIOUR_TWO = (
    "{actor} pushed {target} off the step.", "{actor} pulled {target}'s hair during the story.",
    "{actor} snatched the blue bike from {target}.", "{actor} bit {target} on the arm; there was a mark.",
    "{actor} called {target} a baby in front of the others.", "{actor} would not let {target} join the game.",
    "{actor} kicked over the tower {target} had built.", "{actor} took {target}'s snack and ate it.",
    "{actor} and {target} fought over a skipping rope.", "{actor} threw a bark chip that hit {target}.",
    "{actor} told {target} that nobody likes them.", "{actor} spat at {target} by the coat pegs.",
)  # fmt: skip
_BEHAVIOUR_THREE = (
    "{actor} pushed {target} in the line; {witness} saw it and told an adult.",
    "{actor} hid {target}'s reading folder. {witness} showed where it was.",
    "{witness} says that {actor} pinched {target} at lunch.",
)
_BEHAVIOUR_ACTIONS = ("Reminder given.", "Time out of five minutes.", "Parents told at the gate.", "Apology made.",
                      "Missed part of break.", "Sticker chart reviewed.", "Spoke about kind hands.",
                      "Note in the home book.", "Restorative chat held.")  # fmt: skip
_ACCIDENT_ONE = (
    "{hurt} tripped over a scooter and grazed both knees.", "{hurt} bumped heads with the door frame.",
    "{hurt} had a nose bleed that stopped after five minutes.", "{hurt} slipped on wet leaves and cut a hand.",
    "{hurt} trapped a finger in the cupboard.", "{hurt} felt sick after lunch and lay down.",
    "{hurt} was stung by a wasp on the ankle.", "{hurt} fell from the second bar and hurt a wrist.",
    "{hurt} got sand in both eyes.", "{hurt} lost a tooth biting an apple.",
)  # fmt: skip
_ACCIDENT_TWO = (
    "{hurt} ran into {other} and bumped a lip.", "{hurt} and {other} bumped heads at the slide.",
    "{hurt} fell when {other} let go of the rope.", "{other} landed on {hurt} at the bottom of the slide.",
)  # fmt: skip
_ACCIDENT_ACTIONS = ("Cold compress, bump note sent.", "Cleaned with water and a plaster put on.", "Phoned home.",
                     "Watched for an hour, no concern.", "Collected early.", "Bump note in the bag.")  # fmt: skip
_CONCERN_ONE = (
    "{child} came in the same clothes for the third day and was very hungry.",
    "{child} said there was shouting at home all night and could not sleep.",
    "{child} had a bruise on the upper arm and said it was from the sofa.",
    "{child} cried at home time and asked to stay at school.",
    "{child} has had no coat all week although it is cold.",
    "{child} drew a picture of a locked door and would not talk about it.",
    "{child} was not collected until 16:10; no answer on any number.",
)
_CONCERN_ADULT = (
    "{child} said that {adult} hits the wall when angry.",
    "{adult} smelled of alcohol at the gate when fetching {child}.",
    "{child} said that {adult} sleeps all day and there is no tea.",
    "{adult} shouted at {child} by the car and pulled the bag off.",
)  # fmt: skip
_CONCERN_OTHER = (
    "{child} told {other} that mummy has to hide in the bathroom.",
    "{other} said that {child} is left with the big brother at night.",
    "{child} repeated to {other} words that a child of this age should not know.",
)
_CONCERN_ACTIONS = ("Passed to the DSL the same day.", "DSL spoke to home.", "Monitor, review in a week.",
                    "Call to children's services for advice.", "Early help offered.", "Body map done.")  # fmt: skip
_FRIENDS = (
    "{child} and {other} have fallen out and now play apart.", "{child} only wants to sit next to {other}.",
    "{other} has been looking after {child} in the first weeks.", "{child} copies {other} in everything.",
    "{child} is upset because {other} is having a party without the whole class.",
    "{child} and {other} work well together at phonics.",
)  # fmt: skip
_CONTACT_ONE = (
    "{parent} phoned to say that {child} has a cough and stays home.",
    "{parent} asked how {child} is getting on with reading.",
    "{parent} said that {child} does not want to come to school on Mondays.",
    "{parent} asked for a new book bag for {child}.", "{parent} is worried that {child} does not eat at lunch.",
    "{parent} told us that the family will move in spring and asked about a place for {child}.",
    "{parent} asked whether {child} may leave early on Friday for the dentist.",
)  # fmt: skip
_CONTACT_OTHER = (
    "{parent} asked that {child} is not put next to {other}.",
    "{parent} says that {other} has been hitting {child} on the way home.",
    "{parent} thanked us: {other} has been so kind to {child}.",
)
_MEDICAL = (
    "{parent} brought a new inhaler for {child} and showed us the spacer.",
    "{child} had medicine at 12:15 as agreed with {parent}.",
    "{parent} returned the care plan for {child}, signed.",
    "{child} was tired after a bad night; {parent} asked us to watch for a rash.",
)
_STAFF_TALES = (
    "{staff} was off with a migraine and returned after two days.", "{staff} asked for flexible hours from Easter.",
    "{staff} completed paediatric first aid.", "{staff} met the head for the mid-year appraisal; objectives on track.",
    "{staff} reported a sore back after lifting chairs.", "{staff} asked for leave to attend a graduation.",
    "{staff} led the phonics training.", "{staff} finished safeguarding training, level 1.",
)  # fmt: skip


class _Diary:
    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.rng("events")
        self.found: list[Event] = []

    def note(
        self, kind: EventKind, on: date, parts: Sequence[tuple[str, Person]], author: str, tale: str, action: str,
        *, where: str = "", confidential: bool = False,
    ) -> None:  # fmt: skip
        rng = self.rng
        self.found.append(
            Event(
                f"e{len(self.found) + 1:05d}", kind, on, rng.choice(_TIMES), where or rng.choice(_PLACES),
                tuple((part, person.id) for part, person in parts), author, tale, action, confidential,
            )
        )  # fmt: skip

    def adult_of(self, group: SchoolClass) -> str:
        return self.rng.choice((group.teacher, group.teacher, *(group.assistants or (group.teacher,))))

    def parent(self, child: Person) -> Person | None:
        kins = [k for k in self.world.contacts_of(child.id) if k.kind in ("mother", "father", "carer", "grandmother")]
        return self.world.people[self.rng.choice(kins).adult] if kins else None


def happen(world: World) -> tuple[Event, ...]:
    """All events since the first year, by date; ids follow the date order. More of them in the recent years."""
    diary = _Diary(world)
    for group in world.classes:
        _class_year(diary, group)
    for case in world.cases:
        _for_case(diary, case)
    _staff_life(diary)
    ordered = sorted(diary.found, key=lambda event: (event.on, event.id))
    return tuple(
        Event(f"e{n:05d}", e.kind, e.on, e.at, e.where, e.parts, e.author, e.tale, e.action, e.confidential)
        for n, e in enumerate(ordered, 1)
    )


def _class_year(diary: _Diary, group: SchoolClass) -> None:
    rng, world = diary.rng, diary.world
    days = [day for day in school_days(group.year) if day < world.today]
    children = [world.people[pupil] for pupil in group.pupils]
    if len(children) < 4 or not days:
        return
    recent = group.year >= world.today.year - 2
    share = len(days) / 190 * len(children) / 28 * (1 if recent else 0.45)
    lively = rng.sample(children, 3)

    def pick(count: int, on: date) -> list[Person]:
        present = [c for c in children if world.stay(c.id, on) and world.class_on(c.id, on) == group]
        first = (
            rng.choice([c for c in lively if c in present] or present) if rng.random() < 0.5 else rng.choice(present)
        )
        rest = [c for c in present if c is not first and c.full != first.full]
        return [first, *rng.sample(rest, count - 1)]

    def times(mean: float) -> range:
        return range(int(mean * share + rng.random()))

    for _ in times(16):
        on = rng.choice(days)
        count = rng.choices((1, 2, 3), (45, 45, 10))[0]
        who = pick(count, on)
        tale = rng.choice((_BEHAVIOUR_ONE, _BEHAVIOUR_TWO, _BEHAVIOUR_THREE)[count - 1])
        parts = list(zip(("actor", "target", "witness"), who, strict=False))
        diary.note(EventKind.BEHAVIOUR, on, parts, diary.adult_of(group), tale, rng.choice(_BEHAVIOUR_ACTIONS))
    for _ in times(14):
        on = rng.choice(days)
        count = rng.choices((1, 2), (75, 25))[0]
        who = pick(count, on)
        parts = list(zip(("hurt", "other"), who, strict=False))
        tale = rng.choice((_ACCIDENT_ONE, _ACCIDENT_TWO)[count - 1])
        diary.note(EventKind.ACCIDENT, on, parts, diary.adult_of(group), tale, rng.choice(_ACCIDENT_ACTIONS))
    for _ in times(4):
        on = rng.choice(days)
        one, two = pick(2, on)
        diary.note(EventKind.FRIENDSHIP, on, [("child", one), ("other", two)], diary.adult_of(group),
                   rng.choice(_FRIENDS), "Noted for the seating plan.")  # fmt: skip
    for _ in times(2):
        on = rng.choice(days)
        one, two = pick(2, on)
        _concern(diary, group, on, one, two)
    for _ in times(9):
        on = rng.choice(days)
        one, two = pick(2, on)
        parent = diary.parent(one)
        if parent is None:
            continue
        if rng.random() < 0.25:
            diary.note(EventKind.COMPLAINT if rng.random() < 0.4 else EventKind.PARENT_CONTACT, on,
                       [("parent", parent), ("child", one), ("other", two)], group.teacher,
                       rng.choice(_CONTACT_OTHER), "Listened, will watch.", where="by phone",
                       confidential=True)  # fmt: skip
        else:
            diary.note(EventKind.PARENT_CONTACT, on, [("parent", parent), ("child", one)], group.teacher,
                       rng.choice(_CONTACT_ONE), "Answered.",
                       where=rng.choice(("by phone", "at the gate", "by e-mail")))  # fmt: skip
    for child in children:
        if child.pupil and (child.pupil.condition or child.pupil.allergy) and rng.random() < 0.8:
            on = rng.choice(days)
            parent = diary.parent(child)
            if parent and world.stay(child.id, on):
                diary.note(EventKind.MEDICAL, on, [("child", child), ("parent", parent)], diary.adult_of(group),
                           rng.choice(_MEDICAL), "Medicine book filled in.", where="in the office")  # fmt: skip
        if child.pupil and child.pupil.sen_provision != "N":
            on = rng.choice(days)
            parent = diary.parent(child)
            if parent and world.stay(child.id, on):
                diary.note(EventKind.SEN_REVIEW, on, [("child", child), ("parent", parent)], world.school.senco,
                           rng.choice(_REVIEWS), "Next review in a term.", where="in the SENCO's room")  # fmt: skip
    helpers = [p for p in (diary.parent(c) for c in rng.sample(children, 3)) if p]
    if helpers and rng.random() < 0.7:
        on = rng.choice(days)
        trip = [("child", c) for c in children if world.stay(c.id, on)]
        diary.note(EventKind.TRIP, on, [("helper", helpers[0]), *trip], group.teacher,
                   "Trip of the class with {helper} as helper.", "Risk assessment filed.",
                   where=rng.choice(_TRIPS))  # fmt: skip


_REVIEWS = (
    "{child} now uses three-word sentences; {parent} sees it at home too.",
    "{parent} agreed new targets for {child}: join a group of four, ask for help.",
    "{child} made good progress with the sound cards. {parent} would like more of them.",
    "{parent} feels that {child} needs more adult time in the afternoon.",
)
_TRIPS = ("at the farm park", "at the castle", "at the woods school", "at the toy museum", "at the lifeboat station")


def _concern(diary: _Diary, group: SchoolClass, on: date, child: Person, other: Person) -> None:
    rng = diary.rng
    author = diary.adult_of(group)
    action = rng.choice(_CONCERN_ACTIONS)
    adult = diary.parent(child)
    form = rng.choices(("one", "adult", "other"), (5, 3, 3))[0]
    if form == "adult" and adult:
        diary.note(EventKind.SAFEGUARDING, on, [("child", child), ("adult", adult)], author,
                   rng.choice(_CONCERN_ADULT), action, confidential=True)  # fmt: skip
    elif form == "other":
        diary.note(EventKind.SAFEGUARDING, on, [("child", child), ("other", other)], author,
                   rng.choice(_CONCERN_OTHER), action, confidential=True)  # fmt: skip
    else:
        diary.note(EventKind.SAFEGUARDING, on, [("child", child)], author, rng.choice(_CONCERN_ONE), action,
                   confidential=True)  # fmt: skip


def _recent(rng: random.Random, world: World, since: date) -> date:
    days = [d for year in (since.year - 1, since.year, since.year + 1) for d in school_days(year)]
    return rng.choice([d for d in days if since <= d < world.today] or [school_days(world.today.year)[5]])


def _for_case(diary: _Diary, case: Case) -> None:
    """Every case has events of its own, so that records about it exist at every seed."""
    rng, world = diary.rng, diary.world
    people = [world.people[person] for person in case.people]
    pupils = [p for p in people if SubjectKind.PUPIL in p.kinds and world.class_on(p.id, world.today)]
    this_term = world.today - timedelta(days=60)
    for child in pupils[:2]:
        group = world.class_on(child.id, world.today)
        if group is None:
            continue
        mates = [world.people[p] for p in group.pupils if p != child.id and world.people[p].full != child.full]
        for _ in range(2):
            on = _recent(rng, world, this_term)
            if world.stay(child.id, on) is None:
                continue
            other = rng.choice(mates)
            if world.stay(other.id, on) is None:
                continue
            diary.note(EventKind.BEHAVIOUR, on, [("actor", other), ("target", child)], diary.adult_of(group),
                       rng.choice(_BEHAVIOUR_TWO), rng.choice(_BEHAVIOUR_ACTIONS))  # fmt: skip
            diary.note(EventKind.FRIENDSHIP, on, [("child", child), ("other", other)], diary.adult_of(group),
                       rng.choice(_FRIENDS), "Noted for the seating plan.")  # fmt: skip
    if case.kind is HardCase.IN_ANOTHERS_RECORD:
        group = world.class_on(people[0].id, world.today)
        if group:
            for tale in _CONCERN_OTHER:
                diary.note(EventKind.SAFEGUARDING, _recent(rng, world, this_term),
                           [("child", people[0]), ("other", people[1])], diary.adult_of(group), tale,
                           rng.choice(_CONCERN_ACTIONS), confidential=True)  # fmt: skip
    if case.kind is HardCase.CHILD_PROTECTION:
        since = date.fromisoformat(case.facts["plan_from"])
        for tale in _CONCERN_ADULT:
            diary.note(EventKind.SAFEGUARDING, _recent(rng, world, since), [("child", people[0]), ("adult", people[1])],
                       world.school.dsl, tale, rng.choice(_CONCERN_ACTIONS), confidential=True)  # fmt: skip
        diary.note(EventKind.SAFEGUARDING, since, [("child", people[0]), ("adult", people[1])], world.school.dsl,
                   "Child protection conference held; {child} is on a plan. {adult} was told by the social worker.",
                   "Core group every six weeks.", where="at the council offices", confidential=True)  # fmt: skip
    if case.kind is HardCase.ESTRANGED_PARENT:
        diary.note(EventKind.PARENT_CONTACT, _recent(rng, world, date.fromisoformat(case.facts["since"])),
                   [("parent", people[2]), ("child", people[0]), ("adult", people[1])], world.school.office,
                   "{parent} has moved with {child} and asks that {adult} is not told where they live.",
                   "Address marked as withheld.", where="in the office", confidential=True)  # fmt: skip
    if case.kind is HardCase.COURT_ORDER:
        diary.note(EventKind.PARENT_CONTACT, date.fromisoformat(case.facts["on"]),
                   [("child", people[0]), ("adult", people[1])], world.school.office,
                   f"Copy of a {case.facts['order']} seen: {{adult}} {case.facts['terms']}. {{child}} knows.",
                   "All staff told at briefing.", where="in the office", confidential=True)  # fmt: skip
    if case.kind is HardCase.STAFF_MATTER:
        diary.note(EventKind.STAFF, date.fromisoformat(case.facts["on"]),
                   [("staff", people[0]), ("colleague", people[1])], world.school.head,
                   f"{{colleague}} complained in confidence about {case.facts['matter']} by {{staff}}.",
                   "Informal talk held, no further step.", where="in the head's office", confidential=True)  # fmt: skip


def _staff_life(diary: _Diary) -> None:
    rng, world = diary.rng, diary.world
    for person in world.of(SubjectKind.STAFF):
        if person.staff is None or person.id == world.school.head:
            continue
        for year in range(2020, world.today.year + 1):
            days = [d for d in school_days(year) if d < world.today and person.staff.started <= d
                    and (person.staff.left is None or d <= person.staff.left)]  # fmt: skip
            if days and rng.random() < 0.5:
                diary.note(EventKind.STAFF, rng.choice(days), [("staff", person)], world.school.head,
                           rng.choice(_STAFF_TALES), "On the personnel file.",
                           where="in the head's office")  # fmt: skip
