"""Minutes of meetings in which several children, staff and families are spoken of, one after another."""

from __future__ import annotations

import random
from datetime import date

from honour.demo.documents.layout import Block, Document, Heading, Para, Table
from honour.demo.documents.naming import Voice
from honour.demo.documents.pupil_files import heading_of, row
from honour.demo.documents.said import Said, join
from honour.demo.documents.scribe import Scribe
from honour.demo.documents.store import Drive
from honour.demo.world import PersonId
from honour.kernel.holding import SubjectKind

_KINDS = {
    "Staff meeting": (("behaviour", "conduct", "attainment", "staff", "attendance"), "chat"),
    "SEN meeting": (("sen", "sen", "attainment", "conduct", "health"), "notes"),
    "Safeguarding meeting": (("safeguarding", "family", "parent_health", "attendance", "behaviour"), "notes"),
    "Pupil progress meeting": (("attainment", "attainment", "sen", "attendance"), "notes"),
    "Key stage meeting": (("friendship", "admin", "conduct", "attainment"), "chat"),
    "Governors' meeting": (("staff", "nobody", "nobody"), "plain"),
}


def minutes(scribe: Scribe, drive: Drive, count: int) -> None:
    world = scribe.world
    rng = world.rng("documents/minutes")
    titles = list(_KINDS)
    for number in range(count):
        title = titles[number % len(titles)]
        on = scribe.school_day(rng, date(2021, 9, 13), world.today)
        document = meeting(scribe, rng, number, on)
        kind = rng.choice(("docx", "docx", "docx", "pdf", "odt"))
        folder = {"Governors' meeting": "Governors/Minutes", "Safeguarding meeting": "Safeguarding"}.get(
            title, "Meetings"
        )
        name = rng.choice(
            (f"{title} {on:%d %b %Y}", f"{on:%Y-%m-%d} {title} minutes", f"minutes {title.lower()} {on:%d-%m-%y}")
        )
        drive.document(f"{folder}/{name}", document, kind)


def _present(scribe: Scribe, voice: Voice, title: str) -> tuple[PersonId, list[PersonId]]:
    world, rng = scribe.world, voice.rng
    school = world.school
    if title == "Governors' meeting":
        governors = [p.id for p in world.of(SubjectKind.GOVERNOR)]
        return school.chair, list(dict.fromkeys([school.chair, school.head, *governors[:6]]))
    core = {"SEN meeting": school.senco, "Safeguarding meeting": school.dsl}.get(title, school.head)
    staff = [p.id for p in scribe.roster.staff_on(voice.on)]
    return core, list(dict.fromkeys([core, *rng.sample(staff, min(5, len(staff)))]))


def meeting(scribe: Scribe, rng: random.Random, number: int, on: date) -> Document:
    """The minutes of one meeting; `number` chooses its kind."""
    world = scribe.world
    title = list(_KINDS)[number % len(_KINDS)]
    topics, manner = _KINDS[title]
    voice = scribe.voice(rng, on, world.school.office, "plain")
    lead, present = _present(scribe, voice, title)
    names = join([voice.name(who, "mentions", "full") for who in present], ", ")
    voice.manner = manner
    blocks: list[Block] = [
        Para("Present: " + names),
        Para(Said(f"Date: {on:%d %B %Y}, {rng.choice(('3.30 pm', '4 pm', '8 am', '6 pm'))}")),
    ]
    blocks.append(Heading(Said("1. Apologies and last minutes")))
    blocks.append(Para(scribe.sentence(voice, "staff", scribe.cast(voice, rng.choice(scribe.roster.pupils_on(on)).id))))
    pupils = rng.sample(scribe.roster.pupils_on(on), min(rng.randint(3, 8), len(scribe.roster.pupils_on(on))))
    actions = []
    for item, child in enumerate(pupils, 2):
        topic = topics[(item - 2) % len(topics)]
        people = scribe.cast(voice, child.id)
        if topic == "nobody":
            blocks.append(
                Heading(Said(f"{item}. {rng.choice(('Premises', 'Budget', 'Policies', 'Health and safety'))}"))
            )
            blocks.append(Para(join([scribe.nobody(voice) for _ in range(rng.randint(1, 3))], " ")))
            continue
        blocks.append(Heading(Said(f"{item}. {rng.choice(('Pupil', 'Item', 'Case', 'Discussion', 'Update'))}")))
        said = [scribe.sentence(voice, topic, people) for _ in range(rng.randint(1, 3))]
        if rng.random() < 0.25:
            said.append(scribe.nobody(voice))
        blocks.append(Para(join(said, " ")))
        if rng.random() < 0.5 and title != "Governors' meeting":
            who = rng.choice(present)
            actions.append(
                row(
                    voice.name(who, "mentions"),
                    scribe.sentence(voice, "admin", people),
                    rng.choice(("this week", "before half term", "done", "ongoing")),
                )
            )
    if title == "Governors' meeting":
        people = scribe.cast(voice, pupils[0].id)
        blocks.append(Heading(Said("Part two, confidential")))
        blocks.append(Para(scribe.sentence(voice, "staff_private", people)))
        blocks.append(Para(Said("A Year 2 child's exclusion was reviewed; no names were given.")))
        scribe.used.add("nobody named")
    if actions:
        blocks.append(Heading(Said("Actions")))
        blocks.append(Table((row("Who", "What", "By when"), *actions), 1, (1, 3, 1)))
    return Document(
        Said(f"{title}, {on:%d %B %Y}"),
        tuple(blocks),
        on.isoformat(),
        header=heading_of(scribe),
        footer="Minutes taken by " + voice.name(world.school.office, "written by", "full"),
        author=scribe.author(world.school.office),
        last_by=scribe.author(lead),
        style=rng.choice(("serif", "sans")),
    )
