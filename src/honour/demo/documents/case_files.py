"""Records under a ground of their own: EHC and health plans, chronologies, police, references, advice, court, staff."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from honour.demo.documents.grammar import chosen, hidden
from honour.demo.documents.layout import Block, Document, Heading, Para, Table
from honour.demo.documents.naming import Voice
from honour.demo.documents.pdf import Typeset
from honour.demo.documents.pupil_files import born_line, file_name, heading_of, row, signature
from honour.demo.documents.said import Claim, Said, join
from honour.demo.documents.scan import scanned
from honour.demo.documents.scribe import Scribe, tell, whole
from honour.demo.documents.store import SOURCE, Drive
from honour.demo.world import Case, HardCase, PersonId
from honour.kernel import address
from honour.kernel.hashes import sha256_hex

EHC_SECTIONS = (
    ("A", "Views, interests and aspirations of the child and parents"),
    ("B", "Special educational needs"),
    ("C", "Health needs related to SEN"),
    ("D", "Social care needs"),
    ("E", "Outcomes sought"),
    ("F", "Special educational provision"),
    ("G", "Health provision"),
    ("I", "Placement"),
    ("J", "Personal budget"),
    ("K", "Advice and information"),
)


def person_named(scribe: Scribe, full: str) -> PersonId | None:
    """The person with this full name, if exactly one."""
    found = [p.id for p in scribe.world.people.values() if p.full == full]
    return found[0] if len(found) == 1 else None


def named_or_plain(scribe: Scribe, voice: Voice, full: str, role: str = "mentions") -> Said:
    """Somebody the world may know only by name (a professional)."""
    who = person_named(scribe, full)
    return voice.name(who, role, "full") if who else Said(full)


def _guarded(drive: Drive, path: str, made: Typeset, guard: Callable[[Said], Said], data: bytes = b"") -> str:
    """A PDF every page of which is withheld whole. `data`: its scan."""
    pages = tuple(guard(page) for page in made.pages)
    return drive.paged(path, data or made.data, "scan" if data else "pdf", pages)


def _guarded_docx(drive: Drive, path: str, document: Document, guard: Callable[[Said], Said]) -> str:
    data, via, said = drive.bytes_of(document, "docx")
    tell(drive.book, address.in_file(SOURCE, sha256_hex(data)), via, guard(said))
    return drive.put(path, data)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def ehc_plan(scribe: Scribe, drive: Drive, rng: random.Random, case: Case) -> None:
    child = scribe.world.people[case.people[0]]
    on = _day(case.facts["since"])
    voice = scribe.voice(rng, max(on, child.pupil.entered if child.pupil else on), scribe.world.school.senco)
    people = scribe.cast(voice, child.id)
    blocks: list[Block] = [
        Table(
            (
                row("Name", voice.name(child.id, "about", "full")),
                row("Date of birth", born_line(child)),
                row("Local authority", case.facts["council"]),
                row("Final plan issued", on.strftime("%d/%m/%Y")),
            ),
            0,
            (1, 3),
        )
    ]
    topics = {"A": "family", "C": "health", "G": "health", "D": "family", "E": "attainment"}
    for letter, title in EHC_SECTIONS:
        blocks.append(Heading(Said(f"Section {letter}: {title}")))
        if letter == "B":
            blocks.append(Para(voice.name(child.id, "about") + f" has {case.facts['need']}."))
        if letter == "K":
            advice = named_or_plain(scribe, voice, case.facts["advice_by"])
            blocks.append(Para("Psychological advice: " + advice + f", {on - timedelta(days=70):%d %B %Y}"))
            continue
        count = rng.randint(2, 4)
        said = [scribe.sentence(voice, topics.get(letter, "sen"), people) for _ in range(count)]
        blocks.append(Para(join(said, " ")))
    document = Document(
        Said("Education, Health and Care plan"),
        tuple(blocks),
        on.isoformat(),
        header=Said(f"{case.facts['council']}, SEND service"),
        footer=Said("EHC plan. Confidential."),
        style="sans",
    )

    def guard(page: Said) -> Said:
        return whole(page, "EHCP", "an EHC plan", child.id)

    made = drive.typeset(document)
    _guarded(drive, f"SEN/EHCP/{file_name(child, rng, 'EHCP final')}.pdf", made, guard)
    scribe.used.add("EHC plan")


def health_plan(scribe: Scribe, drive: Drive, rng: random.Random, case: Case) -> None:
    """The care plan and, where there is one, the professional's opinion beside it."""
    child = scribe.world.people[case.people[0]]
    on = _day(case.facts["letter_on"])
    school = scribe.world.school
    voice = scribe.voice(rng, on, school.senco)
    people = scribe.cast(voice, child.id)
    opinion = case.facts.get("opinion", "")
    name = voice.name(child.id, "about", "full")
    condition = case.facts["condition"]
    rows = [
        row("Child", name),
        row("Date of birth", born_line(child)),
        row("Condition", condition),
        row("Advised by", named_or_plain(scribe, voice, case.facts["professional"])),
        row("Daily care", scribe.sentence(voice, "health", people)),
        row("In an emergency", f"Ring 999, then {rng.choice(('mum', 'home', 'the first number on the sheet'))}."),
        row("Signs to watch for", scribe.sentence(voice, "health", people)),
    ]
    plan = Document(
        Said("Individual health care plan"),
        (Table(tuple(rows), 0, (1, 2.5)), signature(scribe, voice, school.senco, "")),
        on.isoformat(),
        header=heading_of(scribe),
        author=scribe.author(school.senco),
    )

    def guard(page: Said) -> Said:
        if opinion:
            return page
        return whole(page, "HEALTH_GATE", "health data without a professional's opinion", child.id)

    path = f"Medical/Care plans/{file_name(child, rng, 'IHCP')}"
    made = drive.typeset(plan)
    _guarded(drive, f"{path}.pdf", made, guard)
    scribe.used.add("health data with an opinion" if opinion else "health data without an opinion")
    if opinion:
        given = _day(case.facts["opinion_on"])
        after = scribe.voice(rng, given)
        text = Document(
            Said("Opinion on disclosure"),
            (
                Para(Said(f"To: {school.name}. Date: {given:%d %B %Y}")),
                Para("Re: " + after.name(child.id, "about", "full") + f", {condition}"),
                Para(Said(f"In my opinion {opinion}.")),
                Para(named_or_plain(scribe, after, case.facts["professional"], "written by")),
            ),
            given.isoformat(),
            letter=True,
        )
        drive.document(f"Medical/Opinions/{file_name(child, rng, 'opinion')}", text, "pdf")


def chronology(scribe: Scribe, drive: Drive, rng: random.Random, case: Case) -> None:
    world = scribe.world
    child, adult, dsl = (world.people[who] for who in case.people[:3])
    start = _day(case.facts["plan_from"])
    voice = scribe.voice(rng, min(start + timedelta(days=90), world.today), dsl.id)
    name = voice.name(child.id, "about", "full")
    fear = voice.name(adult.id, "about", "full")
    worker = named_or_plain(scribe, voice, case.facts["social_worker"])
    begun = f"Plan, category {case.facts['category']}. Concern about " + fear + "."
    dated = [(start, row(start.strftime("%d/%m/%Y"), begun, worker))]
    day = start - timedelta(days=160)
    last = voice.on
    people = scribe.cast(voice, child.id) | {"p": adult.id}
    entered = child.pupil.entered if child.pupil else start
    while day < last:
        if day >= entered and day.weekday() < 5:
            said = scribe.sentence(voice, rng.choice(("safeguarding", "safeguarding", "attendance", "family")), people)
            if rng.random() < 0.2:
                said = said + " " + scribe.sentence(voice, "behaviour", people)
            dated.append((day, row(day.strftime("%d/%m/%Y"), said, voice.name(dsl.id, "written by", "formal"))))
        day += timedelta(days=rng.randrange(5, 17))
    rows = [row("Date", "Event", "By"), *(line for _, line in sorted(dated, key=lambda item: item[0]))]
    document = Document(
        Said("Chronology"),
        (Para("Child: " + name), Table(tuple(rows), 1, (1, 4, 1.3))),
        last.isoformat(),
        header=heading_of(scribe),
        footer=Said("Child protection file"),
        style="sans",
    )

    def guard(page: Said) -> Said:
        return whole(page, "CHILD_ABUSE", "child abuse data; a parent may be the one feared", child.id, (adult.id,))

    made = drive.typeset(document)
    _guarded(drive, f"Safeguarding/CP files/{child.initials}/{file_name(child, rng, 'chronology')}.pdf", made, guard)
    scribe.used.add("child protection chronology")


def police_letter(scribe: Scribe, rng: random.Random, case: Case) -> tuple[Document, Callable[[Said], Said]]:
    """The letter and its guard; the mailbox forwards the same bytes."""
    child, adult = case.people[:2]
    on = _day(case.facts["on"])
    voice = scribe.voice(rng, on)
    asked = chosen(
        "[attendance and collection records|records of who collected the child|copies of any notes of concern]", rng
    )
    name = voice.name(child, "about", "full")
    document = Document(
        Said("Request for information"),
        (
            Para(Said(f"Reference {case.facts['reference']}\n{on:%d %B %Y}"), kind="right"),
            Para("Dear " + voice.name(scribe.world.school.head, "mentions", "formal")),
            Para(
                "We are investigating "
                + voice.name(adult, "about", "full")
                + " and ask for "
                + asked
                + " of "
                + name
                + "."
            ),
            Para(
                Said(
                    chosen("[Telling the family would|Disclosure would be likely to] prejudice the investigation.", rng)
                )
            ),
            Para(Said("Please do not tell the person named of this request.")),
            Para(named_or_plain(scribe, voice, case.facts["officer"], "written by") + f"\n{case.facts['force']}"),
        ),
        on.isoformat(),
        header=Said(f"{case.facts['force']}\nOFFICIAL SENSITIVE"),
        style="typed",
        letter=True,
    )

    def guard(page: Said) -> Said:
        return whole(page, "CRIME_TAX", "likely to prejudice an investigation", adult, (adult,))

    return document, guard


def police_letters(scribe: Scribe, drive: Drive) -> dict[str, tuple[bytes, Said]]:
    """Writes each as a scan; gives back by case reference the bytes and what the one page says, for the forward."""
    rng = scribe.world.rng("documents/police")
    made: dict[str, tuple[bytes, Said]] = {}
    for number, case in enumerate(scribe.world.cases_of(HardCase.POLICE_LETTER)):
        document, guard = police_letter(scribe, rng, case)
        sheet = drive.typeset(document)
        data = scanned(sheet.data, rng, rough=bool(number % 2))
        drive.scanned_pages += len(sheet.pages)
        _guarded(drive, f"Safeguarding/Police/Scan_{case.facts['on']}.pdf", sheet, guard, data)
        made[case.facts["reference"]] = (data, guard(sheet.pages[0]))
        scribe.used.add("exempt police letter")
    return made


def reference(scribe: Scribe, drive: Drive, rng: random.Random, case: Case) -> None:
    about, head = case.people[:2]
    on = _day(case.facts["on"])
    voice = scribe.voice(rng, on, head)
    person = scribe.world.people[about]
    he, his = voice.pronoun(about, "he"), voice.pronoun(about, "his")
    name = voice.name(about, "about", "full")
    lines = [
        chosen("[has been with us|joined us] and [is reliable|is well liked|has grown in the job].", rng),
        chosen(
            "[Planning|Marking] is [thorough|uneven at times]; [parents trust|a few parents question] the approach.",
            rng,
        ),
        chosen("I would [gladly|with some reservations|without hesitation] [employ|appoint] this person again.", rng),
    ]
    document = Document(
        Said("Reference in confidence"),
        (
            Para(Said(f"To: {case.facts['to']}\n{on:%d %B %Y}")),
            Para("Re: " + name + f", {case.facts['post']}"),
            Para(voice.name(about, "about", "formal") + " " + lines[0]),
            Para(Said(f"{lines[1]} {he.capitalize()} keeps {his} class calm.")),
            Para(Said(lines[2])),
            signature(scribe, voice, head),
        ),
        on.isoformat(),
        header=heading_of(scribe),
        footer=Said("Given in confidence"),
        author=scribe.author(head),
        letter=True,
    )

    def guard(said: Said) -> Said:
        return whole(said, "CONF_REFERENCE", "a reference given in confidence", about)

    _guarded_docx(drive, f"Staff/References/{file_name(person, rng, 'reference')}.docx", document, guard)
    scribe.used.add("confidential reference")


def legal_advice(scribe: Scribe, drive: Drive, rng: random.Random, on: date) -> None:
    """A solicitor's letter to the head about a complaint."""
    world = scribe.world
    pupils = scribe.roster.pupils_on(on)
    child = rng.choice([p for p in pupils if world.parents_of(p.id)] or pupils)
    voice = scribe.voice(rng, on)
    people = scribe.cast(voice, child.id)
    blocks: list[Block] = [
        Para("Dear " + voice.name(world.school.head, "mentions", "formal")),
        Para("Complaint concerning " + voice.name(child.id, "about", "full")),
    ]
    if "p" in people:
        blocks.append(
            Para(
                "We advise that the claim of " + voice.name(people["p"], "about") + " has fair prospects on one point."
            )
        )
    blocks.append(
        Para(Said(chosen("[You should not reply before we have spoken.|An apology need not admit fault.]", rng)))
    )
    document = Document(
        Said("Advice"),
        tuple(blocks),
        on.isoformat(),
        header=Said("Privileged and confidential"),
        letter=True,
    )

    def guard(said: Said) -> Said:
        return whole(said, "PRIVILEGE", "a solicitor's advice", None)

    _guarded_docx(drive, f"Governors/Legal/advice {on:%d.%m.%y}.docx", document, guard)
    scribe.used.add("legal advice")


def court_order(scribe: Scribe, drive: Drive, rng: random.Random, case: Case) -> None:
    child, bound = case.people[:2]
    on = _day(case.facts["on"])
    voice = scribe.voice(rng, on)
    name = voice.name(child, "about", "full")
    adult = voice.name(bound, "about", "full")
    text = hidden(adult + f" {case.facts['terms']}.", (bound,), "a court order binding another person")
    document = Document(
        Said(case.facts["order"].capitalize()),
        (
            Para(Said(f"Made at {case.facts['court']} on {on:%d %B %Y}")),
            Para("Child: " + name),
            Para(text),
            Para("Copy to office, reception and " + voice.name(scribe.world.school.dsl, "mentions", "formal")),
        ),
        on.isoformat(),
        style="modern",
    )
    made = drive.typeset(document)
    data = scanned(made.data, rng)
    drive.scanned_pages += len(made.pages)
    drive.paged(f"Safeguarding/Court/Scan_{on:%Y%m%d}.pdf", data, "scan", made.pages)


def estranged(scribe: Scribe, drive: Drive, rng: random.Random, case: Case) -> None:
    """A file note with the address that one parent must not learn."""
    world = scribe.world
    child, away, safe = case.people[:3]
    on = _day(case.facts["since"]) + timedelta(days=3)
    voice = scribe.voice(rng, on, world.school.office)
    house = world.households[world.people[safe].household]
    name = voice.name(child, "about", "full")
    mother = voice.name(safe, "about", "full")
    place = Said(house.text, (Claim(safe, "about", house.text, "postal address"),))
    secret = hidden(
        mother + " now lives at " + place + ".", (safe, child), "an address withheld from the other parent", (away,)
    )
    document = Document(
        Said("File note"),
        (
            Para(name + chosen(" [has moved|is at a new address] [since the weekend|for safety].", rng)),
            Para(secret),
            Para("Do not give it to " + voice.name(away, "mentions", "full") + "."),
            signature(scribe, voice, world.school.office, ""),
        ),
        on.isoformat(),
        author=scribe.author(world.school.office),
    )
    drive.document(f"Office/Confidential/{file_name(world.people[child], rng, 'file note')}", document, "docx")
    scribe.used |= {"address withheld from a parent", "postal address"}


def staff_matter(scribe: Scribe, drive: Drive, rng: random.Random, case: Case) -> None:
    about, colleague = case.people[:2]
    on = _day(case.facts["on"])
    voice = scribe.voice(rng, on, scribe.world.school.head)
    person = scribe.world.people[about]
    named = voice.name(about, "about", "full")
    complained = voice.name(colleague, "about", "full") + f" raised a concern about {case.facts['matter']}."
    document = Document(
        Said("Record of meeting"),
        (
            Para("Held with " + named + f" on {on:%d %B %Y}"),
            Para(hidden(complained, (colleague,), "who complained, in confidence")),
            Para(
                voice.name(about, "about", "formal")
                + chosen(" [accepted this|disputed this|asked for a witness].", rng)
            ),
            signature(scribe, voice, scribe.world.school.head, ""),
        ),
        on.isoformat(),
        header=heading_of(scribe),
        author=scribe.author(scribe.world.school.head),
    )
    drive.document(f"Staff/Meetings/{file_name(person, rng, 'meeting')}", document, "docx")
    scribe.used.add("staff matter")


def another_child(scribe: Scribe, drive: Drive, rng: random.Random, case: Case) -> None:
    """A behaviour plan of one child that tells of another."""
    child, other = case.people[:2]
    world = scribe.world
    both = [p.pupil for p in (world.people[child], world.people[other]) if p.pupil]
    start = max(p.entered for p in both) + timedelta(days=14)
    end = min([p.left or world.today for p in both] + [world.today])
    on = scribe.school_day(rng, start, end) if start < end else end
    voice = scribe.voice(rng, on, world.school.senco)
    people = scribe.cast(voice, child) | {"b": other}
    named = voice.name(child, "about", "full")
    mention = [scribe.sentence(voice, "behaviour", people) for _ in range(2)]
    mention.append(scribe.sentence(voice, "friendship", people))
    document = Document(
        Said("Behaviour support plan"),
        (
            Para("For " + named),
            *(Para(said) for said in mention),
            Para(scribe.sentence(voice, "conduct", people)),
            signature(scribe, voice, world.school.senco, ""),
        ),
        on.isoformat(),
        header=heading_of(scribe),
        author=scribe.author(world.school.senco),
    )
    drive.document(f"SEN/{file_name(world.people[child], rng, 'behaviour plan')}", document, "docx")
    scribe.used.add("mentioned in another child's record")


def cases(scribe: Scribe, drive: Drive, advice: int) -> None:
    world = scribe.world
    writers: Sequence[tuple[HardCase, Callable[[Scribe, Drive, random.Random, Case], None]]] = (
        (HardCase.EHC_PLAN, ehc_plan),
        (HardCase.HEALTH_NO_OPINION, health_plan),
        (HardCase.HEALTH_WITH_OPINION, health_plan),
        (HardCase.CHILD_PROTECTION, chronology),
        (HardCase.CONFIDENTIAL_REFERENCE, reference),
        (HardCase.COURT_ORDER, court_order),
        (HardCase.ESTRANGED_PARENT, estranged),
        (HardCase.STAFF_MATTER, staff_matter),
        (HardCase.IN_ANOTHERS_RECORD, another_child),
    )
    for kind, write in writers:
        rng = world.rng(f"documents/{kind}")
        for case in world.cases_of(kind):
            write(scribe, drive, rng, case)
    rng = world.rng("documents/legal")
    for _ in range(advice):
        legal_advice(scribe, drive, rng, scribe.school_day(rng, date(2024, 9, 9), world.today))
