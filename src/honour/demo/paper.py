"""The index of paper files: whose file stands in which cabinet, and who has it out."""

from __future__ import annotations

from pathlib import Path

from honour.demo.filed import Sheet, csv_bytes
from honour.demo.truth import Concern, TruthBook
from honour.demo.world import HardCase, World
from honour.kernel.address import paper
from honour.kernel.holding import Role, SubjectKind

SOURCE = "paper"
_BOOKS = ("Accident book", "Visitor book", "Medicine book", "Log book of the school", "Fire drill record")


def write(world: World, path: Path, book: TruthBook) -> None:
    """Pupil files of this year and some leavers, personnel files, child protection files, and books about nobody."""
    book.source(SOURCE, "paper", "paper/index.csv", "the index of paper files")
    rng = world.rng("paper")
    sheet = Sheet("csv")
    sheet.head("Whose file", "DOB", "What it is", "Cabinet", "Box", "Kept by", "Signed out to", "From", "To")
    office, dsl = world.people[world.school.office], world.people[world.school.dsl]
    senco, head = world.people[world.school.senco], world.people[world.school.head]
    entries: list[tuple[str, str, str, tuple[Concern, ...]]] = []
    for person in world.of(SubjectKind.PUPIL):
        if person.pupil is None or (person.pupil.left and rng.random() < 0.8):
            continue
        name = f"{person.legal.surname}, {person.legal.forename}"
        born = person.born.strftime("%d/%m/%Y") if person.born else ""
        entries.append((name, born, "Pupil file", (Concern(person.id, Role.ABOUT, (name,), "full name"),)))
        if person.pupil.sen_provision != "N":
            entries.append((name, born, "SEN file", (Concern(person.id, Role.ABOUT, (name,), "full name"),)))
    for case in world.cases_of(HardCase.CHILD_PROTECTION):
        child = world.people[case.people[0]]
        entries.append((child.full, "", "Child protection file", (Concern(child.id, Role.ABOUT, (child.full,),
                        "full name"),)))  # fmt: skip
    for person in world.of(SubjectKind.STAFF):
        entries.append((person.formal, "", "Personnel file",
                        (Concern(person.id, Role.ABOUT, (person.formal,), "title and surname"),)))  # fmt: skip
    entries += [(title, "", "Book", ()) for title in _BOOKS]
    for number, (whose, born, what, concerns) in enumerate(entries, 1):
        keeper = {"SEN file": senco, "Child protection file": dsl, "Personnel file": head}.get(what, office)
        told = [*concerns, Concern(keeper.id, Role.ASSIGNED, (keeper.formal,), "title and surname")]
        out = ""
        if rng.random() < 0.05:
            taker = rng.choice(world.staff_on(world.today))
            out = taker.formal
            told.append(Concern(taker.id, Role.ASSIGNED, (out,), "title and surname"))
        cabinet, box = f"{rng.choice('ABCDEF')}{rng.randint(1, 4)}", rng.choice(("", str(rng.randint(1, 60))))
        sheet.add([whose, born, what, cabinet, box,
                   keeper.formal, out, rng.randint(2016, 2026), ""])  # fmt: skip
        book.add(paper(SOURCE, number), "paper", told)
        book.unreadable(paper(SOURCE, number), "paper, to be looked at by hand")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(csv_bytes(sheet))
