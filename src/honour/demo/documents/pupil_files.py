"""What lies in a child's folder: reports, letters home, SEN notes, referrals, accident forms."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from honour.demo.documents.layout import Block, Document, Heading, Para, Table
from honour.demo.documents.naming import Voice, without_accents
from honour.demo.documents.said import Claim, Said, join
from honour.demo.documents.scan import handwritten, scanned
from honour.demo.documents.scribe import Scribe, paragraphs
from honour.demo.documents.store import Drive
from honour.demo.world import ClassStay, Event, Person, PersonId
from honour.kernel.holding import SubjectKind

_STYLES = ("serif", "sans", "modern")
_REPORT_PARTS = (
    ("Reading", "attainment"),
    ("Writing", "attainment"),
    ("Mathematics", "attainment"),
    ("Personal and social development", "conduct"),
    ("Science and topic", "attainment"),
    ("Physical development", "attainment"),
    ("Friends and play", "friendship"),
    ("Attendance", "attendance"),
    ("Next steps", "attainment"),
)


def heading_of(scribe: Scribe) -> Said:
    school = scribe.world.school
    return Said(
        f"{school.name}, {', '.join(school.lines)}, {school.postcode}\nTelephone {school.phone}, {school.email}"
    )


def born_line(child: Person) -> Said:
    """The date of birth: about the child it stands beside."""
    return Said(child.born.strftime("%d/%m/%Y") if child.born else "not known")


def row(*cells: Said | str) -> tuple[Said, ...]:
    return tuple(cell if isinstance(cell, Said) else Said(cell) for cell in cells)


def signature(scribe: Scribe, voice: Voice, who: PersonId, closing: str = "Yours sincerely") -> Para:
    return Para(scribe.signed(voice, who, closing))


def file_name(person: Person, rng: random.Random, *rest: str) -> str:
    """How people here name files: the child somewhere in it, in no order that holds."""
    name = rng.choice((person.full, f"{person.surname} {person.forename}", person.initials, person.forename))
    parts = [name, *rest] if rng.random() < 0.6 else [*rest, name]
    text = rng.choice((" ", "_", " - ")).join(parts)
    return without_accents(text) if rng.random() < 0.5 else text


# -- reports ---------------------------------------------------------------------------------------------------


def report(scribe: Scribe, rng: random.Random, child: Person, stay: ClassStay, on: date) -> Document:
    group = scribe.world.class_on(child.id, min(on, stay.to_date))
    teacher = group.teacher if group else scribe.world.school.head
    voice = scribe.voice(rng, min(on, stay.to_date), teacher)
    people = scribe.cast(voice, child.id)
    named = voice.name(child.id, "about", "full")
    facts = Table(
        (
            row("Name", named),
            row("Class", f"{stay.class_name} ({stay.year_group})"),
            row("Date of birth", born_line(child)),
            row("Teacher", voice.name(teacher, "written by", "formal")),
        ),
        0,
        (1, 3),
    )
    blocks: list[Block] = [facts]
    for title, topic in rng.sample(_REPORT_PARTS, rng.randint(5, 8)):
        blocks.append(Heading(Said(title)))
        count = rng.randint(1, 3)
        blocks.append(Para(join([scribe.sentence(voice, topic, people) for _ in range(count)], " ")))
    if rng.random() < 0.5:
        head = scribe.world.school.head
        comment = rng.choice(
            ("A super year.", "Well done.", "Keep reading every day.", "A pleasure to have at school.")
        )
        blocks.append(Para(f"Headteacher's comment: {comment} " + voice.name(head, "written by", "formal")))
    blocks.append(signature(scribe, voice, teacher, ""))
    year = f"{stay.year}/{(stay.year + 1) % 100:02d}"
    return Document(
        Said(f"{stay.year_group} report {year}"),
        tuple(blocks),
        on.isoformat(),
        header=heading_of(scribe),
        footer=Said(f"Annual report {year}, in confidence to parents and carers"),
        author=scribe.author(teacher),
        last_by=scribe.author(scribe.world.school.office) if rng.random() < 0.3 else Said(""),
        subject=Said(f"Report {year}"),
        style=rng.choice(_STYLES),
    )


def reports(scribe: Scribe, drive: Drive, years: range, odt_years: range, share: float) -> int:
    """Annual reports of every child for `years`, and of a share of children for `odt_years`, as ODT."""
    rng = scribe.world.rng("documents/reports")
    made = 0
    for child in scribe.world.of(SubjectKind.PUPIL):
        for stay in child.pupil.stays if child.pupil else ():
            on = date(stay.year + 1, 7, 6) + timedelta(days=rng.randrange(8))
            if on > scribe.world.today or stay.to_date < date(stay.year + 1, 6, 1):
                continue
            if stay.year in years:
                kind = rng.choice(("pdf", "docx"))
            elif stay.year in odt_years and rng.random() < share:
                kind = "odt"
            else:
                continue
            document = report(scribe, rng, child, stay, on)
            folder = f"Reports/{stay.year}-{stay.year + 1}/{stay.class_name}"
            drive.document(f"{folder}/{file_name(child, rng, 'report', str(stay.year + 1))}", document, kind)
            made += 1
    return made


# -- letters ---------------------------------------------------------------------------------------------------

_LETTERS = (
    ("attendance", ("attendance", "attendance", "conduct")),
    ("behaviour", ("behaviour", "conduct", "conduct")),
    ("health", ("health", "health", "admin")),
    ("SEN review", ("sen", "sen", "attainment")),
    ("progress", ("attainment", "attainment", "attainment")),
    ("trip", ("admin", "admin", "nobody")),
    ("welfare", ("family", "safeguarding", "attendance")),
)


def letter_home(scribe: Scribe, rng: random.Random, child: Person, on: date) -> tuple[str, Document]:
    world = scribe.world
    group = world.class_on(child.id, on)
    sender = rng.choice([world.school.head, world.school.office, group.teacher if group else world.school.deputy])
    voice = scribe.voice(rng, on, sender)
    people = scribe.cast(voice, child.id)
    subject, topics = rng.choice(_LETTERS)
    voice.named[child.id] = child.full
    adults = (
        list(world.parents_of(child.id))[:2] or [world.people[kin.adult] for kin in world.contacts_of(child.id)][:1]
    )
    dear = (
        join([voice.name(adult.id, "mentions", "formal") for adult in adults], " and ") if adults else Said("Parents")
    )
    del voice.named[child.id]
    blocks: list[Block] = []
    house = world.households.get(adults[0].household) if adults else None
    if house is not None and not house.withheld_from and rng.random() < 0.6:
        blocks.append(Para(Said("\n".join((*house.lines, house.postcode)))))
    blocks.append(Para(Said(on.strftime("%d %B %Y").lstrip("0")), kind="right"))
    blocks.append(Para("Dear " + dear))
    blocks.append(Para("Re: " + voice.name(child.id, "about", "full") + f", {subject}"))
    for topic in topics:
        if topic == "nobody":
            blocks.append(Para(scribe.nobody(voice)))
            continue
        count = rng.randint(1, 2)
        blocks.append(Para(join([scribe.sentence(voice, topic, people) for _ in range(count)], " ")))
    if rng.random() < 0.3:
        blocks.append(Para(scribe.sentence(voice, "friendship", people)))
    blocks.append(
        Para(
            Said(
                rng.choice(
                    (
                        "Please ring the office if you would like to talk about this.",
                        "Thank you for your support in this matter.",
                        "I would be grateful if you could make an appointment this week.",
                        "A copy of this letter is kept on file.",
                    )
                )
            )
        )
    )
    blocks.append(signature(scribe, voice, sender))
    return subject, Document(
        Said(f"Letter: {subject}"),
        tuple(blocks),
        on.isoformat(),
        header=heading_of(scribe),
        author=scribe.author(sender),
        letter=True,
        style=rng.choice(_STYLES),
    )


def marked_up(scribe: Scribe, rng: random.Random, document: Document, child: Person, on: date) -> Document:
    """The draft as it was really kept: a deleted sentence, a comment, a hidden one, a second hand in the properties."""
    world = scribe.world
    voice = scribe.voice(rng, on, world.school.deputy, "notes")
    people = scribe.cast(voice, child.id)
    blocks = list(document.blocks)
    at = rng.randrange(3, len(blocks))
    mate = dict(people)
    hand = world.people[world.school.deputy].full
    deleted = Para(scribe.sentence(voice, "behaviour", mate), kind="deleted", by=hand)
    scribe.used.add("tracked deletion")
    blocks.insert(at, deleted)
    scribe.used.add("hidden text")
    blocks.insert(at + 1, Para(scribe.sentence(voice, "safeguarding", people), kind="hidden"))
    comment = scribe.sentence(voice, rng.choice(("family", "sen", "friendship")), people)
    scribe.used.add("comment")
    spot = next(n for n, block in enumerate(blocks) if isinstance(block, Para) and not block.kind and n > 1)
    old = blocks[spot]
    by = Said(hand, (Claim(world.school.deputy, "written by", hand, "comment"),))
    if isinstance(old, Para):
        blocks[spot] = replace(old, comment=comment, comment_by=hand)
    return replace(document, blocks=tuple(blocks), last_by=by)


def letters(scribe: Scribe, drive: Drive, count: int) -> None:
    rng = scribe.world.rng("documents/letters")
    asked = [scribe.world.people[story.subject] for story in scribe.world.requests]
    due = [child for child in asked if child.pupil is not None]
    for number in range(count):
        on = scribe.school_day(rng, date(2021, 9, 6), scribe.world.today)
        child = scribe.child(rng, on)
        if number < len(due):
            child = due[number]
            facts = child.pupil
            if facts is not None:
                on = scribe.school_day(rng, facts.entered, min(facts.left or scribe.world.today, scribe.world.today))
        subject, document = letter_home(scribe, rng, child, on)
        kind = rng.choice(("docx", "docx", "docx", "odt", "pdf"))
        if number % 6 == 0:
            kind, document = "docx", marked_up(scribe, rng, document, child, on)
        folder = rng.choice((f"Letters/{on.year}", "Office/Letters home", "Letters", f"Office/{on:%B %Y}"))
        drive.document(f"{folder}/{file_name(child, rng, subject, on.strftime('%d.%m.%y'))}", document, kind)


# -- SEN -------------------------------------------------------------------------------------------------------


def sen_notes(scribe: Scribe, drive: Drive, limit: int) -> None:
    """Support plans and running notes of children with SEN support."""
    world = scribe.world
    rng = world.rng("documents/sen")
    children = [c for c in world.of(SubjectKind.PUPIL) if c.pupil and c.pupil.sen_provision in {"K", "E"}]
    rng.shuffle(children)
    for child in children[:limit]:
        if child.pupil is None:
            continue
        end = min(child.pupil.left or world.today, world.today)
        on = scribe.school_day(rng, child.pupil.entered + timedelta(days=20), end)
        voice = scribe.voice(rng, on, world.school.senco)
        people = scribe.cast(voice, child.id)
        rows = [row("Area", "What we see", "What we do")]
        name = voice.name(child.id, "about", "full")
        for area in rng.sample(("Communication", "Cognition", "Social and emotional", "Sensory and physical"), 3):
            rows.append(row(area, scribe.sentence(voice, "sen", people), scribe.sentence(voice, "sen", people)))
        plan = Document(
            Said("SEN support plan"),
            (
                Table(
                    (
                        row("Child", name),
                        row("Class", voice.class_name(child.id)),
                        row("Plan from", on.strftime("%d/%m/%Y")),
                    ),
                    0,
                    (1, 3),
                ),
                Heading(Said("Plan")),
                Table(tuple(rows), 1, (1, 2, 2)),
                Heading(Said("Parents' view")),
                Para(scribe.sentence(voice, "family", people) + " " + scribe.sentence(voice, "sen", people)),
                signature(scribe, voice, world.school.senco, ""),
            ),
            on.isoformat(),
            header=heading_of(scribe),
            footer=Said("SEN, confidential"),
            author=scribe.author(world.school.senco),
            style=rng.choice(_STYLES),
        )
        drive.document(f"SEN/{file_name(child, rng, 'support plan')}", plan, rng.choice(("pdf", "docx", "pdf")))
        if rng.random() < 0.5:
            running_notes(scribe, drive, rng, child, on)


def running_notes(scribe: Scribe, drive: Drive, rng: random.Random, child: Person, on: date) -> None:
    """Typed in haste, dated lines, initials; kept as TXT."""
    blocks: list[Block] = []
    world = scribe.world
    entered = child.pupil.entered if child.pupil else on
    voice = scribe.voice(rng, on, world.school.senco, "notes")
    blocks.append(Para("Notes on " + voice.name(child.id, "about", "full")))
    day = max(entered + timedelta(days=7), on - timedelta(days=120))
    while day <= on:
        voice.on = day
        people = scribe.cast(voice, child.id)
        said = scribe.sentence(
            voice, rng.choice(("sen", "sen", "conduct", "health", "behaviour", "friendship")), people
        )
        by = voice.name(rng.choice((people["t"], world.school.senco)), "written by")
        blocks.append(Para(f"{day:%d/%m} " + said + " (" + by + ")"))
        day += timedelta(days=rng.randrange(6, 40))
    document = Document(Said("notes"), tuple(blocks), on.isoformat(), letter=True)
    drive.document(f"SEN/notes/{file_name(child, rng, 'notes')}", document, "txt")


_REFERRALS = (
    ("Speech and language therapy referral", "Speech and Language Therapy, Children's Community Services", "sen"),
    ("Educational psychology request for involvement", "Educational Psychology Service", "sen"),
    ("Multi-agency referral form (MASH)", "Multi-Agency Safeguarding Hub", "safeguarding"),
    ("Occupational therapy referral", "Children's Occupational Therapy", "health"),
    ("School nurse referral", "School Nursing Team", "health"),
)


def referrals(scribe: Scribe, drive: Drive, count: int) -> None:
    world = scribe.world
    rng = world.rng("documents/referrals")
    for number in range(count):
        on = scribe.school_day(rng, date(2021, 10, 4), world.today)
        child = scribe.child(rng, on)
        topic, document = referral(scribe, rng, number, child, on)
        folder = "Safeguarding/Referrals" if topic == "safeguarding" else "SEN/Referrals"
        drive.document(f"{folder}/{file_name(child, rng, document.title.text.split()[0], 'ref')}", document, "docx")


def referral(scribe: Scribe, rng: random.Random, number: int, child: Person, on: date) -> tuple[str, Document]:
    """A form that is a table: labels left, answers right. Gives back its topic, too."""
    world = scribe.world
    title, service, topic = _REFERRALS[number % len(_REFERRALS)]
    sender = world.school.dsl if topic == "safeguarding" else world.school.senco
    voice = scribe.voice(rng, on, sender)
    rows = [row("Referral to", service), row("Date", on.strftime("%d/%m/%Y"))]
    rows.append(row("Name of child", voice.name(child.id, "about", "full")))
    rows.append(row("Date of birth", born_line(child)))
    if child.pupil:
        upn = child.pupil.upn
        scribe.used.add("identifier")
        rows.append(row("UPN", Said(upn, (Claim(child.id, "about", upn, "identifier"),))))
    for kin in world.contacts_of(child.id)[:2]:
        adult = world.people[kin.adult]
        house = world.households.get(adult.household)
        phone = f", {adult.phones[0]}" if adult.phones and not (house and house.withheld_from) else ""
        rows.append(row(f"Parent or carer ({kin.kind})", voice.name(kin.adult, "mentions", "full") + phone))
    siblings = world.siblings_of(child.id)
    if siblings:
        named = join([voice.name(s.id, "mentions", "full") for s in siblings[:2]], "; ")
        rows.append(row("Brothers and sisters", named))
    people = scribe.cast(voice, child.id)
    rows.append(row("Reason for referral", join([scribe.sentence(voice, topic, people) for _ in range(3)], " ")))
    rows.append(row("What has been tried", scribe.sentence(voice, "sen", people)))
    if topic == "safeguarding":
        rows.append(row("Other children", scribe.sentence(voice, "behaviour", people)))
    rows.append(row("Referred by", voice.name(sender, "written by", "full")))
    whose = rng.choice(("parent", "both parents", "carer"))
    rows.append(row("Consent", f"Verbal consent of {whose}: {rng.choice(('yes', 'no, reasons overleaf', 'pending'))}"))
    return topic, Document(
        Said(title),
        (Table(tuple(rows), 0, (1, 2)),),
        on.isoformat(),
        header=heading_of(scribe),
        footer=Said("Confidential when completed"),
        author=scribe.author(sender),
        last_by=scribe.author(world.school.office),
    )


# -- paper that was scanned -------------------------------------------------------------------------------------


def accident_form(scribe: Scribe, rng: random.Random, event: Event) -> Document:
    voice = scribe.voice(rng, event.on, event.author)
    hurt = event.who("hurt") or event.parts[0][1]
    rows = [
        row("Name of child", voice.name(hurt, "about", "full")),
        row("Class", voice.class_name(hurt)),
        row("Date and time", f"{event.on:%d/%m/%Y} {event.at}"),
        row("Place", event.where),
        row("What happened", scribe.event(voice, event)),
        row("Seen by", voice.name(event.author, "written by", "formal")),
        row("Parent informed", rng.choice(("At the gate", "By telephone", "Note in bag", "Not reached"))),
    ]
    return Document(
        Said("Accident report"),
        (
            Table(tuple(rows), 0, (1, 2.4)),
            Para(Said(rng.choice(("Keep until age 25.", "First aid box 2.", "Copy to office.")))),
        ),
        event.on.isoformat(),
        header=heading_of(scribe),
        style=rng.choice(("serif", "sans", "typed")),
    )


def accident_forms(scribe: Scribe, drive: Drive, events: Sequence[Event]) -> None:
    rng = scribe.world.rng("documents/accidents")
    for number, event in enumerate(events):
        made = drive.typeset(accident_form(scribe, rng, event))
        data = scanned(made.data, rng, rough=number % 4 == 3)
        drive.scanned_pages += len(made.pages)
        drive.paged(f"Accidents/{event.on.year}/Scan_{event.on:%Y%m%d}_{number:04d}.pdf", data, "scan", made.pages)


def notes_by_hand(scribe: Scribe, drive: Drive, count: int) -> None:
    """Notes from parents and lunchtime staff, photographed."""
    world = scribe.world
    rng = world.rng("documents/handwritten")
    for number in range(count):
        on = scribe.school_day(rng, date(2024, 9, 9), world.today)
        child = scribe.child(rng, on)
        group = world.class_on(child.id, on)
        writer = rng.choice([kin.adult for kin in world.contacts_of(child.id)] or [world.school.office])
        voice = scribe.voice(rng, on, writer, "parent")
        people = scribe.cast(voice, child.id) | {"p": writer}
        dear = "Dear " + voice.name(group.teacher, "mentions", "formal") if group else Said("To the office")
        name = voice.name(child.id, "about", "full")
        said = [scribe.sentence(voice, rng.choice(("own_health", "own_admin")), people) for _ in range(2)]
        document = Document(
            Said("note"),
            (
                Para(dear + ",", kind="note"),
                Para("about " + name + ":", kind="note"),
                Para(paragraphs(voice, said), kind="note"),
                Para(scribe.signed(voice, writer), kind="note"),
            ),
            on.isoformat(),
            letter=True,
        )
        scribe.used.add("handwriting")
        made = drive.typeset(document)
        drive.scanned_pages += len(made.pages)
        drive.paged(f"Office/Scans/IMG_{number + 1204}.pdf", handwritten(made.data, rng), "scan", made.pages)
