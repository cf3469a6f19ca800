"""Builds the fictional school in a folder. Call `build(folder, seed=..., size=...)`.

Order: world, pupil database, exports, documents and mail, paper index, then truth.json and prepared-facts.json.
Same seed and size, same bytes: nothing here reads a clock, a locale or the order of a set.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from honour.demo import mis, paper, prepared, safeguarding, sheets, xml_files
from honour.demo.documents.write import write as write_documents
from honour.demo.people import invent
from honour.demo.truth import TruthBook
from honour.demo.world import Person, Size, World
from honour.kernel.errors import BadInput
from honour.kernel.progress import Progress, Silent

SIZES: tuple[Size, ...] = ("small", "school", "trust")
PARTS = ("mis", "exports", "drive", "mail", "paper", "truth.json", "prepared-facts.json")
"""What a built school adds to its folder."""

DocumentWriter = Callable[[World, Path, TruthBook, Progress], object]


def build(
    folder: Path, *, seed: int, size: Size = "school", progress: Progress | None = None,
    documents: DocumentWriter = write_documents,
) -> World:  # fmt: skip
    """Writes the school's files into `folder`, which may exist but must hold none of PARTS.

    Writes drive/ and mail/ through `documents` (tests may give another).
    Raises BadInput if one of PARTS is there already; nothing has been written then. An OSError midway leaves what
    was written; the folder is the fictional school's own and can be thrown away.
    """
    progress = progress or Silent()
    there = [part for part in PARTS if (folder / part).exists()]
    if there:
        raise BadInput(
            f"the folder already holds {there[0]}", advice="Give a new folder, or delete the fictional school in it."
        )
    progress.start("inventing the school", None)
    world = invent(seed, size)
    book = TruthBook()
    folder.mkdir(parents=True, exist_ok=True)
    progress.start("writing the pupil database", None)
    ids = mis.write(world, folder / "mis" / "school.db", book)
    progress.start("writing exports", None)
    exports = folder / "exports"
    exports.mkdir()
    book.source("exports", "folder", "exports", "exports and spreadsheets")
    xml_files.write(world, exports, book)
    sheets.write(world, exports, book, ids)
    safeguarding.write(world, exports, book)
    progress.start("writing documents and mail", None)
    book.source("drive", "folder", "drive", "the shared drive")
    book.source("mail", "mailbox", "mail", "the office mailbox")
    documents(world, folder, book, progress)
    progress.start("writing the paper index", None)
    paper.write(world, folder / "paper" / "index.csv", book)
    progress.start("writing down the truth", None)
    write_truth(world, book, folder / "truth.json")
    facts = json.dumps(prepared.facts(world), ensure_ascii=False, indent=1)
    (folder / "prepared-facts.json").write_text(facts + "\n", encoding="utf-8", newline="\n")
    return world


def write_truth(world: World, book: TruthBook, path: Path) -> None:
    """docs/spec/truth.md."""
    school = world.school
    head: dict[str, object] = {
        "seed": world.seed,
        "size": world.size,
        "today": world.today.isoformat(),
        "school": {
            "name": school.name, "address": [*school.lines, school.postcode], "dpo": school.dpo,
            "settings": {"council": school.council, "phone": school.phone, "email": school.email,
                         "domain": school.domain, "head": school.head, "senco": school.senco, "dsl": school.dsl,
                         "office": school.office},
        },
    }  # fmt: skip
    requests = [
        {"kind": "access", "subject": r.subject, "requester": r.requester, "received": r.received.isoformat(),
         "story": r.story, "case": r.case.name if r.case else None}
        for r in world.requests
    ]  # fmt: skip
    cases = [{"case": c.kind.name, "what": c.kind.value, "people": c.people, "facts": c.facts} for c in world.cases]
    book.write(
        path, head, [_person(world, book, p) for p in world.people.values()], {"requests": requests, "cases": cases}
    )


def _person(world: World, book: TruthBook, person: Person) -> dict[str, object]:
    identifiers = [["email", mail] for mail in person.emails] + [["phone", phone] for phone in person.phones]
    memberships: list[list[object]] = []
    if person.pupil:
        identifiers += [["upn", person.pupil.upn], ["admission-number", person.pupil.admission_number]]
        if person.pupil.former_upn:
            identifiers.append(["former-upn", person.pupil.former_upn])
        memberships = [
            ["class", s.class_name, s.from_date.isoformat(), s.to_date.isoformat()] for s in person.pupil.stays
        ]
    if person.staff:
        identifiers += [["staff-code", person.staff.staff_code], ["username", person.staff.username],
                        ["ni-number", person.staff.ni_number]]  # fmt: skip
        memberships += [
            ["post", post.title, post.from_date.isoformat(), post.to_date.isoformat() if post.to_date else None]
            for post in person.staff.posts
        ]
    return {
        "id": person.id,
        "kinds": sorted(person.kinds),
        "names": [
            {"kind": n.kind, "forename": n.forename, "surname": n.surname, "title": n.title, "middle": n.middle}
            for n in person.names
        ],
        "born": person.born.isoformat() if person.born else None,
        "hub_rows": book.hub_rows.get(person.id, []),
        "identifiers": identifiers,
        "relations": [[f"{kin.kind} of", kin.child] for kin in world.children_of(person.id)],
        "memberships": memberships,
    }
