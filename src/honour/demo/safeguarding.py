"""The safeguarding chronology and the SEN files as a specialist system exports them: CSV, linked pupils in a cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from honour.demo.calls import Teller
from honour.demo.filed import SOURCE, Sheet, csv_bytes, save
from honour.demo.truth import Concern, TruthBook, Withhold
from honour.demo.world import EventKind, HardCase, World
from honour.kernel.address import in_file
from honour.kernel.holding import Role, SubjectKind

_CATEGORIES = ("Neglect", "Home environment", "Disclosure", "Attendance", "Injury", "Cause for concern")


def write(world: World, folder: Path, book: TruthBook) -> None:
    _chronology(world, folder, book)
    _sen_notes(world, folder, book)
    _sen_register(world, folder, book)
    _medical_list(world, folder, book)


def _chronology(world: World, folder: Path, book: TruthBook) -> None:
    """One line an incident. A child at risk: the line is for the DSL to judge; others named in it are third parties."""
    rng = world.rng("chronology")
    teller = Teller(world, world.rng("chronology names"))
    protected = {case.people[0]: case for case in world.cases_of(HardCase.CHILD_PROTECTION)}
    cousins = {person: case.people for case in world.cases_of(HardCase.SAME_NAME_COUSINS) for person in case.people}
    sheet = Sheet("csv")
    sheet.head("Incident ID", "Date", "Time", "Pupil", "DOB", "Category", "Incident", "Linked pupils", "Action taken",
               "Logged by")  # fmt: skip
    unsure = []
    for event in world.events:
        if event.kind is not EventKind.SAFEGUARDING:
            continue
        who = {part: world.people[person] for part, person in event.parts}
        child, other, adult = who["child"], who.get("other"), who.get("adult")
        author = world.people[event.author]
        told = teller.tell(event.tale, who, event.on)
        written = tuple(dict.fromkeys((child.full, told.quote(child.id))))
        concerns = [Concern(child.id, Role.ABOUT, written, "full name"),
                    Concern(author.id, Role.WRITTEN_BY, (author.full,), "full name")]  # fmt: skip
        withhold = []
        linked = ""
        case = protected.get(child.id)
        if case:
            withhold.append(Withhold("CHILD_ABUSE", "child at risk; for the DSL and the head to judge", whole=True,
                                     person=child.id, not_for=(case.people[1],)))  # fmt: skip
        if other:
            linked = other.full if rng.random() < 0.6 else ""
            quotes = tuple(q for q in dict.fromkeys((told.quote(other.id), linked)) if q)
            concerns.append(Concern(other.id, Role.MENTIONS, quotes, told.names[other.id][1]))
            withhold += [Withhold("THIRD_PARTY", "another child in a safeguarding record", q, person=other.id,
                                  except_for=(other.id,)) for q in quotes]  # fmt: skip
        if adult and adult.id in told.names:
            concerns.append(told.concern(adult.id, Role.MENTIONS))
            withhold.append(Withhold("THIRD_PARTY", "what is said of an adult in a safeguarding record",
                                     told.quote(adult.id), person=adult.id, except_for=(adult.id,)))  # fmt: skip
        withhold += [
            Withhold("THIRD_PARTY", "the child of a safeguarding record that is not theirs", q, person=child.id,
                     except_for=(child.id,))
            for q in concerns[0].quotes
        ]  # fmt: skip
        place = sheet.add(
            [event.id.upper(), event.on.strftime("%d/%m/%Y"), event.at, child.full,
             child.born.strftime("%d/%m/%Y") if child.born else "", rng.choice(_CATEGORIES), told.text, linked,
             event.action, author.full],
            concerns, withhold,
        )  # fmt: skip
        if other and other.id in cousins:
            unsure.append((place, told.quote(other.id), cousins[other.id]))
    digest = save(
        folder / "safeguarding" / "Chronology export.csv", csv_bytes(sheet, bom=True), sheet.lines, "csv", book
    )
    for place, quote, candidates in unsure:
        book.ambiguous(in_file(SOURCE, digest, place), quote, candidates)


def _sen_notes(world: World, folder: Path, book: TruthBook) -> None:
    """Review notes: the SENCO's own words, with parents' names; the plan's content is for the SENCO to release."""
    teller = Teller(world, world.rng("sen names"))
    plans = {case.people[0]: case for case in world.cases_of(HardCase.EHC_PLAN)}
    senco = world.people[world.school.senco]
    sheet = Sheet("csv")
    sheet.head("Pupil", "Class", "Date", "Note", "By")
    cousins = {person: case.people for case in world.cases_of(HardCase.SAME_NAME_COUSINS) for person in case.people}
    unsure = []
    by = Concern(senco.id, Role.WRITTEN_BY, (senco.staff.staff_code if senco.staff else "",), "staff code")
    for event in world.events:
        if event.kind is not EventKind.SEN_REVIEW:
            continue
        who = {part: world.people[person] for part, person in event.parts}
        child, parent = who["child"], who["parent"]
        told = teller.tell(event.tale, who, event.on)
        stay = world.stay(child.id, event.on)
        concerns = [Concern(child.id, Role.ABOUT, tuple(dict.fromkeys((child.full, told.quote(child.id)))),
                            "full name"), by]  # fmt: skip
        if parent.id in told.names:
            concerns.append(told.concern(parent.id, Role.MENTIONS))
        place = sheet.add(
            [child.full, stay.class_name if stay else "", event.on.isoformat(), told.text,
             senco.staff.staff_code if senco.staff else ""],
            concerns,
        )  # fmt: skip
        if child.id in cousins and parent.id not in told.names:
            unsure.append((place, child.full, cousins[child.id]))
    for child_id, case in plans.items():
        child = world.people[child_id]
        stay = world.stay(child_id, world.today)
        adviser = next(p for p in world.of(SubjectKind.VISITOR) if p.full == case.facts["advice_by"])
        sheet.add(
            [child.full, stay.class_name if stay else "", case.facts["since"],
             f"EHC plan of {case.facts['council']}: {case.facts['need']}; advice by {adviser.full}, see section E.",
             senco.staff.staff_code if senco.staff else ""],
            [Concern(child_id, Role.ABOUT, (child.full,), "full name"), by,
             Concern(adviser.id, Role.MENTIONS, (adviser.full,), "full name")],
            [Withhold("EHCP", "content of an EHC plan; SENCO and council not yet asked", whole=True, person=child_id)],
        )  # fmt: skip
    digest = save(folder / "SEN" / "SEN notes.csv", csv_bytes(sheet), sheet.lines, "csv", book)
    for place, quote, candidates in unsure:
        book.ambiguous(in_file(SOURCE, digest, place), quote, candidates)


def _sen_register(world: World, folder: Path, book: TruthBook) -> None:
    sheet = Sheet("csv")
    sheet.head("Surname", "Forename", "UPN", "Need", "Provision", "Keyworker", "Review due")
    rng = world.rng("sen register")
    for person in world.pupils_on(world.today):
        if person.pupil is None or person.pupil.sen_provision == "N":
            continue
        worker = rng.choice([p for p in world.staff_on(world.today) if p.staff])
        code = worker.staff.staff_code if worker.staff else ""
        sheet.add(
            [person.surname, person.forename, person.pupil.upn, person.pupil.sen_need, person.pupil.sen_provision, code,
             date(2026, 12, rng.randint(1, 17)).isoformat()],
            [Concern(person.id, Role.ABOUT, (person.surname, person.forename), "natural key"),
             Concern(worker.id, Role.ASSIGNED, (code,), "staff code")],
        )  # fmt: skip
    save(folder / "SEN" / "SEN register.csv", csv_bytes(sheet), sheet.lines, "csv", book)


def _medical_list(world: World, folder: Path, book: TruthBook) -> None:
    """On the staffroom wall: first name and initial with the class; the letters' children are marked, not told."""
    sheet = Sheet("csv")
    sheet.head("Child", "Class", "DOB", "What staff must know")
    unopened = {case.people[0] for case in world.cases_of(HardCase.HEALTH_NO_OPINION)}
    for person in world.pupils_on(world.today):
        facts, stay = person.pupil, world.stay(person.id, world.today)
        if facts is None or stay is None or person.born is None or not (facts.condition or facts.allergy):
            continue
        if person.id in unopened:
            continue
        sheet.add(
            [person.short, stay.class_name, person.born.strftime("%d/%m/%Y"),
             "; ".join(filter(None, (facts.condition, facts.allergy and f"allergic to {facts.allergy}")))],
            [Concern(person.id, Role.ABOUT, (person.short,), "forename and initial")],
        )  # fmt: skip
    save(folder / "safeguarding" / "Medical list.csv", csv_bytes(sheet), sheet.lines, "csv", book)
