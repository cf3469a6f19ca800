"""Spreadsheets the office keeps beside the pupil database: dinner money, clubs, class lists, cover."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from honour.demo.calendar import school_days
from honour.demo.filed import Sheet, csv_bytes, save, workbook_bytes
from honour.demo.mis import MisIds
from honour.demo.truth import Concern, TruthBook, Withhold
from honour.demo.world import HardCase, Person, World
from honour.kernel.holding import Role

_DINNER_NOTES = (
    "mum pays Fridays",
    "dad pays by card",
    "free meals applied for",
    "packed lunch from November",
    "owes since June",
)
_CLUBS = ("Gardening", "Lego", "Choir", "Football", "Gymnastics", "Chess", "Art", "Cookery")


def write(world: World, folder: Path, book: TruthBook, ids: MisIds) -> None:
    _dinner_money(world, folder, book)
    _clubs(world, folder, book)
    _class_lists(world, folder, book, ids)
    _cover(world, folder, book)


def _about(person: Person, how: str, *quotes: str) -> Concern:
    return Concern(person.id, Role.ABOUT, quotes, how)


def _dinner_money(world: World, folder: Path, book: TruthBook) -> None:
    """A sheet a class, a title line and an empty line above the headings, a total below."""
    rng = world.rng("dinner money")
    sheets = []
    for number, group in enumerate((g for g in world.classes if g.year == world.today.year), 1):
        sheet = Sheet(group.name, number)
        sheet.add([f"Dinner money {group.name}, autumn term {group.year}"])
        sheet.head()
        sheet.head("Adm No", "Surname", "Forename", "Meals", "Paid", "Owed", "Remark")
        pupils = [p for p in (world.people[pupil] for pupil in group.pupils) if world.stay(p.id, world.today)]
        for person in pupils:
            meals = rng.randint(0, 38)
            owed = rng.choice((0, 0, 0, meals * 230))
            remark = rng.choice((*_DINNER_NOTES, "", "", "", "", ""))
            concerns = [_about(person, "natural key", person.surname, person.forename)]
            withhold = []
            siblings = [s for s in world.siblings_of(person.id) if s.pupil and s.pupil.left is None]
            if siblings and rng.random() < 0.5:
                remark = f"paid together with {siblings[0].full}"
                concerns.append(Concern(siblings[0].id, Role.MENTIONS, (siblings[0].full,), "full name"))
                withhold = [Withhold("THIRD_PARTY", "another child", siblings[0].full, person=siblings[0].id,
                                     except_for=(siblings[0].id,))]  # fmt: skip
            sheet.add(
                [person.pupil.admission_number if person.pupil else "", person.surname, person.forename, meals,
                 (meals * 230 - owed) / 100, owed / 100, remark],
                concerns, withhold,
            )  # fmt: skip
        sheets.append(sheet)
    lines = [line for sheet in sheets for line in sheet.lines]
    save(
        folder / "office" / f"Dinner money autumn {world.today.year}.xlsx", workbook_bytes(sheets), lines, "sheet", book
    )


def _clubs(world: World, folder: Path, book: TruthBook) -> None:
    """Child and parent on one line under two lines of headings; only the parent tells the cousins apart."""
    rng = world.rng("clubs")
    sheet = Sheet("Clubs")
    sheet.head("Child", "", "Club", "", "Parent", "")
    sheet.head("Name", "Class", "Club", "Day", "Name", "Mobile")
    cousins = {person for case in world.cases_of(HardCase.SAME_NAME_COUSINS) for person in case.people}
    on_roll = world.pupils_on(world.today)
    chosen = [p for p in on_roll if p.id in cousins or rng.random() < 0.35]
    for person in chosen:
        kin = world.contacts_of(person.id)[0]
        parent = world.people[kin.adult]
        stay = world.stay(person.id, world.today)
        phone = parent.phones[0] if parent.phones else ""
        withhold = [Withhold("THIRD_PARTY", "a contact's own number", phone, person=parent.id,
                             except_for=(parent.id,))] if phone else []  # fmt: skip
        quotes = (parent.full, phone) if phone else (parent.full,)
        sheet.add(
            [person.full, stay.class_name if stay else "", rng.choice(_CLUBS),
             rng.choice(("Mon", "Tue", "Wed", "Thu", "Fri")), parent.full, phone],
            [_about(person, "full name", person.full), _about(parent, "full name", *quotes)],
            withhold,
        )  # fmt: skip
    save(folder / "office" / "Clubs sign-up.xlsx", workbook_bytes([sheet]), sheet.lines, "sheet", book)


def _class_lists(world: World, folder: Path, book: TruthBook, ids: MisIds) -> None:
    """A CSV a class of this year, as the database's report writer exports it; one with semicolons."""
    for index, group in enumerate(g for g in world.classes if g.year == world.today.year):
        sheet = Sheet("csv")
        sheet.head("UPN", "Admission number", "Legal surname", "Legal forename", "Preferred forename", "DOB", "Reg",
                   "Year taught in", "House ID")  # fmt: skip
        for pupil in group.pupils:
            person = world.people[pupil]
            if person.pupil is None or world.stay(pupil, world.today) is None or person.born is None:
                continue
            sheet.add(
                [person.pupil.upn, person.pupil.admission_number, person.legal.surname, person.legal.forename,
                 person.called.forename, person.born.strftime("%d/%m/%Y"), group.name, group.year_group,
                 ids.household[person.household]],
                [_about(person, "hub", person.legal.forename, person.legal.surname)],
            )  # fmt: skip
        data = csv_bytes(sheet, delimiter=";" if index == 1 else ",", bom=index == 0)
        save(folder / "class lists" / f"{group.name} {group.year}.csv", data, sheet.lines, "csv", book)


def _cover(world: World, folder: Path, book: TruthBook) -> None:
    """Who was away and who stepped in: staff by code and by name."""
    rng = world.rng("cover")
    sheet = Sheet("Cover")
    sheet.head("Date", "Away", "Why", "Covered by", "Class")
    days = [d for d in school_days(world.today.year) if d < world.today]
    groups = [g for g in world.classes if g.year == world.today.year]
    for _ in range(12 + 2 * len(groups)):
        day: date = rng.choice(days)
        away, cover = rng.sample([p for p in world.staff_on(day) if p.staff], 2)
        group = rng.choice(groups)
        sheet.add(
            [day.strftime("%d/%m/%Y"), away.formal, rng.choice(("ill", "course", "dependant", "interview")),
             cover.staff.staff_code if cover.staff else "", group.name],
            [_about(away, "title and surname", away.formal),
             Concern(cover.id, Role.ASSIGNED, (cover.staff.staff_code if cover.staff else "",), "staff code")],
        )  # fmt: skip
    save(folder / "office" / "Cover.xlsx", workbook_bytes([sheet]), sheet.lines, "sheet", book)
