"""What else lies on a shared drive: lists, copies, things of nobody, files that cannot be read."""

from __future__ import annotations

import csv
import io
import random
from datetime import date

from honour.demo.documents.layout import Document, Heading, Para, Table
from honour.demo.documents.locked import cut_short, locked_docx, locked_pdf
from honour.demo.documents.naming import Voice
from honour.demo.documents.pupil_files import heading_of, letter_home, row
from honour.demo.documents.said import Said, join
from honour.demo.documents.scribe import Scribe
from honour.demo.documents.store import Drive
from honour.demo.world import SchoolClass
from honour.kernel.unread import Why


def _csv(rows: list[tuple[Said, ...]]) -> tuple[bytes, list[Said]]:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[cell.text for cell in line] for line in rows])
    return out.getvalue().encode("utf-8-sig"), [join(line, "\n") for line in rows]


def class_lists(scribe: Scribe, drive: Drive, groups: list[SchoolClass]) -> None:
    """One line a child; every second list has a title line and two heading lines, as copied from a print-out."""
    world = scribe.world
    rng = world.rng("documents/lists")
    for number, group in enumerate(groups):
        on = date(group.year, 10, 5)
        voice = scribe.voice(rng, min(on, world.today))
        rows: list[tuple[Said, ...]] = []
        if number % 2:
            teacher = voice.name(group.teacher, "assigned to", "formal")
            rows.append((Said(f"{group.name} {group.year}/{(group.year + 1) % 100}"), Said(""), Said(""), teacher))
            rows.append(row("Child", "", "At home", ""))
            scribe.used.add("two heading rows")
        rows.append(row("Name", "Reading group", "First contact", "Notes"))
        for child in scribe.present(group, voice.on):
            adults = world.contacts_of(child)
            name = voice.name(child, "about", "full")
            contact = voice.name(adults[0].adult, "mentions", "full") if adults else Said("")
            note = scribe.sentence(voice, "admin", {"c": child}) if rng.random() < 0.25 else Said("")
            rows.append((name, Said(rng.choice(("Blue", "Pink", "Gold", "Lilac"))), contact, note))
        data, lines = _csv(rows)
        drive.lines(f"Classes/{group.year}/{group.name} list.csv", data, lines)


def nobodys(scribe: Scribe, drive: Drive, count: int) -> None:
    """Policies, menus, planning: nobody is concerned, though many words are also names."""
    rng = scribe.world.rng("documents/nobody")
    titles = (
        "Menu",
        "Lettings policy",
        "Planning, week",
        "Newsletter",
        "Risk assessment: hall",
        "Assembly ideas",
        "Rota",
    )
    for number in range(count):
        on = scribe.school_day(rng, date(2021, 9, 6), scribe.world.today)
        voice = scribe.voice(rng, on)
        document = Document(
            Said(f"{titles[number % len(titles)]} {number + 1}"),
            (
                Heading(Said(rng.choice(("For all", "Notes", "Please read")))),
                *(Para(scribe.nobody(voice)) for _ in range(rng.randint(4, 10))),
            ),
            on.isoformat(),
            header=heading_of(scribe),
            style=rng.choice(("serif", "sans", "modern")),
        )
        drive.document(
            f"{rng.choice(('Whole school', 'Planning', 'Old stuff', 'Shared'))}/{document.title.text}",
            document,
            rng.choice(("docx", "pdf", "odt", "txt")),
        )
    scribe.used.add("words that are also names")


def notes(scribe: Scribe, drive: Drive, count: int) -> None:
    """TXT notes of one day by one person about several children, in the shorthand of the staff room."""
    world = scribe.world
    rng = world.rng("documents/notes")
    for number in range(count):
        on = scribe.school_day(rng, date(2022, 9, 5), world.today)
        staff = [p for p in scribe.roster.staff_on(on) if p.staff and any(post.class_name for post in p.staff.posts)]
        writer = rng.choice(staff or list(scribe.roster.staff_on(on)))
        voice = scribe.voice(rng, on, writer.id, "notes")
        said: list[Said] = []
        group = next((g for g in scribe.groups_on(on) if writer.id in (g.teacher, *g.assistants)), None)
        pool = scribe.present(group, on) if group else [p.id for p in scribe.roster.pupils_on(on)]
        children = dict.fromkeys([*rng.sample(pool, min(len(pool), rng.randint(2, 5))), scribe.child(rng, on, 0.5).id])
        for child in children:
            people = scribe.cast(voice, child)
            topic = rng.choice(("behaviour", "health", "conduct", "attainment", "friendship", "sen", "admin"))
            said.append("- " + scribe.sentence(voice, topic, people))
        if rng.random() < 0.4:
            said.append("- " + scribe.nobody(voice))
        document = Document(
            Said("notes"),
            (Para(Said(f"{on:%a %d %b}")), Para(join(said, "\n")), Para(voice.name(writer.id, "written by"))),
            on.isoformat(),
            letter=True,
        )
        drive.document(f"Handover/{on:%Y-%m-%d} {group.name if group else 'staff'} {number}", document, "txt")


def copies(scribe: Scribe, drive: Drive, count: int) -> None:
    """The same bytes in other folders, under names that say so or do not."""
    rng = scribe.world.rng("documents/copies")
    originals = sorted(path for path in drive.written if path.endswith((".docx", ".pdf", ".txt")))
    for path in rng.sample(originals, min(count, len(originals))):
        name = path.rsplit("/", 1)[-1]
        where = rng.choice((f"Old stuff/Copy of {name}", f"Backup of office PC/{name}", f"Desktop/New folder/{name}"))
        drive.put(where, drive.written[path])
    scribe.used.add("copies")


def _letter(scribe: Scribe, rng: random.Random) -> tuple[Voice, Document]:
    on = scribe.school_day(rng, date(2023, 9, 4), scribe.world.today)
    child = scribe.child(rng, on)
    _, document = letter_home(scribe, rng, child, on)
    return scribe.voice(rng, on), document


def unreadables(scribe: Scribe, drive: Drive) -> None:
    """Locked, cut short, unknown and empty: each exists, none can be read, none is silent."""
    rng = scribe.world.rng("documents/unreadable")
    _, first = _letter(scribe, rng)
    _, second = _letter(scribe, rng)
    _, third = _letter(scribe, rng)
    sealed = locked_pdf(drive.typeset(first).data, "hollyhock-42")
    drive.unreadable("Safeguarding/locked letter.pdf", sealed, Why.ENCRYPTED)
    inner, _, _ = drive.bytes_of(second, "docx")
    drive.unreadable("Staff/protected.docx", locked_docx(inner, "hollyhock-42", rng), Why.ENCRYPTED)
    drive.unreadable("Letters/transfer broken off.pdf", cut_short(drive.typeset(third).data), Why.DAMAGED)
    broken, _, _ = drive.bytes_of(third, "docx")
    drive.unreadable("Old stuff/recovered.docx", cut_short(broken, 0.5), Why.DAMAGED)
    drive.unreadable("Old stuff/PUPILS.DBX", b"DBX\x01" + rng.randbytes(3000), Why.UNKNOWN_FORMAT)
    drive.unreadable("Office/Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(1500), Why.UNKNOWN_FORMAT)
    drive.unreadable("Office/New Text Document.txt", b"", Why.DAMAGED)
    scribe.used |= {"locked file", "cut-short file", "unknown format", "empty file"}


def telephone_list(scribe: Scribe, drive: Drive) -> None:
    """Who sits at which extension: staff only."""
    world = scribe.world
    rng = world.rng("documents/phones")
    voice = scribe.voice(rng, world.today)
    rows = [row("Name", "Extension")]
    for number, person in enumerate(scribe.roster.staff_on(world.today)):
        rows.append(row(voice.name(person.id, "about", "full"), str(200 + number)))
    document = Document(Said("Internal telephones"), (Table(tuple(rows), 1, (3, 1)),), world.today.isoformat())
    drive.document("Office/telephones", document, "docx")
