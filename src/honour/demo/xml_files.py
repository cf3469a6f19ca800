"""Common Transfer Files and the school census as XML: an element for every pupil, contacts nested in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from honour.demo.filed import Line, save
from honour.demo.truth import Concern, TruthBook, Withhold
from honour.demo.world import FIRST_YEAR, LAST_YEAR, HardCase, Person, World, academic_year
from honour.kernel.holding import Role, SubjectKind

_CTF_KINDS = {
    "mother": "MOT", "father": "FAT", "stepfather": "STP", "carer": "CAR", "grandmother": "REL", "grandfather": "REL",
    "aunt": "REL", "uncle": "REL", "childminder": "OTH", "social worker": "SWR",
}  # fmt: skip


def write(world: World, folder: Path, book: TruthBook) -> None:
    """A CTF for the leavers of each year since 2022, one for some who left early, and the autumn censuses."""
    school = world.school
    code = school.council_number + school.establishment_number
    leavers: dict[int, list[Person]] = {}
    early: list[Person] = []
    for person in world.of(SubjectKind.PUPIL):
        facts = person.pupil
        if facts is None or facts.left is None or facts.left < date(FIRST_YEAR + 2, 9, 1):
            continue
        if facts.destination == school.junior_school:
            leavers.setdefault(facts.left.year, []).append(person)
        else:
            early.append(person)
    serial = 0
    for year, people in sorted(leavers.items()):
        serial += 1
        _ctf(world, folder / "CTF" / f"{code}_CTF_{school.council_number}3101_{serial:03d}.xml", people, year, book)
    for person in early[:6]:
        serial += 1
        year = person.pupil.left.year if person.pupil and person.pupil.left else LAST_YEAR
        _ctf(world, folder / "CTF" / f"{code}_CTF_XXXXXXX_{serial:03d}.xml", [person], year, book)
    for year in range(LAST_YEAR - 2, LAST_YEAR + 1):
        _census(world, folder / "census" / f"{code}_SC3_{year}.xml", date(year, 10, 1), book)


def _add(parent: Any, tag: str, text: str = "") -> Any:
    child = etree.SubElement(parent, tag)
    if text:
        child.text = text
    return child


def _bytes(root: Any) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data


def _ctf(world: World, path: Path, people: Sequence[Person], year: int, book: TruthBook) -> None:
    school = world.school
    root = etree.Element("CTfile")
    header = _add(root, "Header")
    for tag, text in (
        ("DocumentName", "Common Transfer File"), ("CTFversion", f"{year - 2001}.0"),
        ("DateTime", f"{year}-07-15T10:00:00"), ("DocumentQualifier", "full"), ("SupplierID", "DEMO"),
    ):  # fmt: skip
        _add(header, tag, text)
    source = _add(header, "SourceSchool")
    for tag, text in (("LEA", school.council_number), ("Estab", school.establishment_number),
                      ("SchoolName", school.name), ("AcademicYear", str(year))):  # fmt: skip
        _add(source, tag, text)
    pupils = _add(root, "CTFpupilData")
    lines = [Line("all")]
    for number, person in enumerate(people, 1):
        lines.append(Line(f"node={number}", *_ctf_pupil(world, _add(pupils, "Pupil"), person)))
    save(path, _bytes(root), lines, "xml", book)


def _ctf_pupil(world: World, node: Any, person: Person) -> tuple[tuple[Concern, ...], tuple[Withhold, ...]]:
    facts, name = person.pupil, person.legal
    if facts is None:
        raise ValueError("only pupils are transferred")
    for tag, text in (("UPN", facts.upn), ("Surname", name.surname), ("Forename", name.forename),
                      ("DOB", person.born.isoformat() if person.born else ""), ("Sex", person.sex)):  # fmt: skip
        _add(node, tag, text)
    basic = _add(node, "BasicDetails")
    if facts.former_upn:
        _add(basic, "FormerUPN", facts.former_upn)
    if person.called is not name:
        _add(basic, "PreferredForename", person.called.forename)
    if person.former:
        _add(basic, "FormerSurname", person.former.surname)
    if name.middle:
        _add(basic, "MiddleNames", name.middle)
    for tag, text in (("NCyearActual", facts.stays[-1].year_group[-1:].replace("n", "R") if facts.stays else "2"),
                      ("Ethnicity", facts.ethnicity), ("MedicalFlag", "1" if facts.condition else "0")):  # fmt: skip
        _add(basic, tag, text)
    _add(_add(_add(basic, "Languages"), "Type"), "Language", facts.language)
    home = world.households[person.household]
    address = _add(node, "Address")
    for tag, text in (("AddressLine1", home.lines[0]), ("Town", home.lines[1]), ("PostCode", home.postcode)):
        _add(address, tag, text)
    concerns = [Concern(person.id, Role.ABOUT, (name.forename, name.surname), "hub")]
    withhold = [
        Withhold("THIRD_PARTY", "the address is kept from a parent who lives apart", quote, person=person.id,
                 except_for=(person.id,), not_for=home.withheld_from)
        for quote in (home.lines[0], home.postcode)
        if home.withheld_from
    ]  # fmt: skip
    contacts = _add(node, "Contacts")
    for kin in world.contacts_of(person.id):
        adult = world.people[kin.adult]
        contact = _add(contacts, "Contact")
        for tag, text in (("Order", str(kin.priority)), ("Title", adult.legal.title), ("Surname", adult.legal.surname),
                          ("Forename", adult.legal.forename), ("Relationship", _CTF_KINDS[kin.kind]),
                          ("Responsibility", "1" if kin.parental_responsibility else "0")):  # fmt: skip
            _add(contact, tag, text)
        if adult.phones:
            _add(_add(_add(contact, "Phones"), "Phone"), "PhoneNo", adult.phones[0])
            withhold.append(Withhold("THIRD_PARTY", "a contact's own number", adult.phones[0], person=adult.id,
                                     except_for=(adult.id,)))  # fmt: skip
        concerns.append(Concern(adult.id, Role.ABOUT, (adult.legal.forename, adult.legal.surname), "contact"))
    if facts.sen_provision != "N":
        sen = _add(_add(node, "SENhistory"), "SEN")
        _add(sen, "StartDate", facts.entered.isoformat())
        _add(sen, "SENprovision", facts.sen_provision)
        _add(_add(_add(node, "SENneeds"), "SENneed"), "SENtype", facts.sen_need)
    year = _add(_add(node, "Attendance"), "YearData")
    rng = world.rng(f"ctf {person.id}")
    possible = rng.choice((372, 376, 380))
    for tag, text in (("Year", str(academic_year(facts.left or world.today))), ("SessionsPossible", str(possible)),
                      ("SessionsAuthorised", str(rng.randint(0, 30))),
                      ("SessionsUnauthorised", str(rng.randint(0, 6)))):  # fmt: skip
        _add(year, tag, text)
    stage = _add(_add(node, "StageAssessments"), "KeyStage")
    _add(stage, "Stage", "KS1")
    for subject in ("REA", "WRI", "MAT"):
        result = _add(stage, "StageAssessment")
        for tag, text in (("Locale", "ENG"), ("Subject", subject), ("Method", "TA"), ("ResultQualifier", "NA"),
                          ("Result", rng.choice(("EXS", "EXS", "GDS", "WTS")))):  # fmt: skip
            _add(result, tag, text)
    return tuple(concerns), tuple(withhold)


def _census(world: World, path: Path, reference: date, book: TruthBook) -> None:
    """Autumn census: on roll on the reference day, then those who left in the term before."""
    school = world.school
    root = etree.Element("Message")
    details = _add(_add(root, "Header"), "CollectionDetails")
    for tag, text in (("Collection", "SC"), ("Term", "AUT"), ("Year", str(reference.year)),
                      ("ReferenceDate", reference.isoformat())):  # fmt: skip
        _add(details, tag, text)
    place = _add(root, "School")
    for tag, text in (("LEA", school.council_number), ("Estab", school.establishment_number),
                      ("SchoolName", school.name), ("Phase", "PS"), ("SchoolType", "16")):  # fmt: skip
        _add(place, tag, text)
    pupils = _add(root, "Pupils")
    lines = [Line("all")]
    changed = {c.people[0]: date.fromisoformat(c.facts["changed_on"]) for c in world.cases_of(HardCase.FORMER_NAME)}
    on_roll = _add(pupils, "PupilsOnRoll")
    gone = _add(pupils, "PupilsNoLongerOnRoll")
    number = 0
    there = world.pupils_on(reference)
    left = [
        p for p in world.of(SubjectKind.PUPIL)
        if p.pupil and p.pupil.left and date(reference.year, 4, 10) < p.pupil.left < reference
    ]  # fmt: skip
    for group, tag, people in ((on_roll, "PupilOnRoll", there), (gone, "PupilNoLongerOnRoll", left)):
        for person in people:
            facts, name = person.pupil, person.legal
            if facts is None:
                continue
            if person.former and reference < changed.get(person.id, date.min):
                name = person.former
            number += 1
            node = _add(group, tag)
            identity = _add(node, "PupilIdentifiers")
            for item, text in (
                ("UPN", facts.upn),
                ("Surname", name.surname),
                ("Forename", name.forename),
                ("Sex", person.sex),
                ("DOB", person.born.isoformat() if person.born else ""),
            ):
                _add(identity, item, text)  # fmt: skip
            if person.called is not person.legal:
                _add(identity, "PreferredSurname", person.called.surname)
            for item, text in (("Ethnicity", facts.ethnicity), ("Language", facts.language),
                               ("EnrolStatus", "C"), ("EntryDate", facts.entered.isoformat()),
                               ("FSMeligible", "true" if facts.fsm else "false"),
                               ("SENProvision", facts.sen_provision)):  # fmt: skip
                _add(node, item, text)
            if facts.left and tag == "PupilNoLongerOnRoll":
                _add(node, "LeavingDate", facts.left.isoformat())
            home = world.households[person.household]
            address = _add(node, "Address")
            _add(address, "AddressLine1", home.lines[0])
            _add(address, "PostCode", home.postcode)
            withhold = tuple(
                Withhold("THIRD_PARTY", "the address is kept from a parent who lives apart", quote, person=person.id,
                         except_for=(person.id,), not_for=home.withheld_from)
                for quote in (home.lines[0], home.postcode) if home.withheld_from
            )  # fmt: skip
            concern = Concern(person.id, Role.ABOUT, (name.forename, name.surname), "hub")
            lines.append(Line(f"node={number}", (concern,), withhold))
    save(path, _bytes(root), lines, "xml", book)
