"""One human once: what is merged, what never is, what stays said as a doubt."""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path

from honour.discovery.mapping import map_tables
from honour.kernel.holding import Name, Subject, SubjectKind
from honour.people.roster import gather, relation_kind
from honour.sources.database.database import Database

SCHEMA = (
    "CREATE TABLE pupils (id INTEGER PRIMARY KEY, upn TEXT, forename TEXT, surname TEXT, known_as TEXT,"
    " former_surname TEXT, dob TEXT, class_name TEXT)",
    "CREATE TABLE staff (id INTEGER PRIMARY KEY, title TEXT, forename TEXT, surname TEXT, email TEXT, mobile TEXT)",
    "CREATE TABLE contacts (id INTEGER PRIMARY KEY, title TEXT, forename TEXT, surname TEXT, email TEXT, mobile TEXT)",
    "CREATE TABLE pupil_contacts (id INTEGER PRIMARY KEY, pupil_id INTEGER, contact_id INTEGER, relationship TEXT,"
    " parental_responsibility TEXT, court_order TEXT)",
)
PUPILS = [
    (1, "H302200000001", "Amelia", "Patel", "Millie", None, "2019-05-01", "Owls"),
    (2, "H302200000002", "Amelia", "Patel", None, None, "2018-02-03", "Owls"),
    (3, "H302200000003", "Oscar", "Hart", None, "Wells", "2019-05-01", "Wrens"),
    (4, "H302200000004", "Oscar", "Hart", None, None, "2019-05-01", "Wrens"),
]
STAFF = [(1, "Mrs", "Rosa", "Hart", "rosa@mail.example", "07700 900123"), (2, "Mr", "Tom", "Ito", "t@s.example", None)]
CONTACTS = [
    (1, "Mrs", "Rosa", "Hart", "ROSA@mail.example", "+44 7700 900123"),
    (2, "Mr", "Tom", "Ito", "other@mail.example", "07700 900777"),
    (3, "Mr", "Dev", "Patel", "home@mail.example", "07700 900555"),
    (4, "Mrs", "Ila", "Patel", "home@mail.example", "07700 900555"),
]
TIES = [
    (1, 3, 1, "Mother", "Y", None), (2, 1, 3, "FAT", "Y", None), (3, 1, 4, "Mother", "Y", "N"),
    (4, 2, 2, "Step Father", "N", "Y"), (5, 4, 1, "Mother", "Y", None),
]  # fmt: skip


def school(path: Path) -> list[Subject]:
    with sqlite3.connect(path) as db:
        for statement in SCHEMA:
            db.execute(statement)
        for table, rows in (("pupils", PUPILS), ("staff", STAFF), ("contacts", CONTACTS), ("pupil_contacts", TIES)):
            db.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)
    db.close()
    tables = Database("mis", path).tables()
    numbers = itertools.count(1)
    return gather(map_tables(tables), tables, new_id=lambda: f"S-{next(numbers):016x}")


def at(subjects: list[Subject], address: str) -> Subject:
    (found,) = [s for s in subjects if address in map(str, s.hub_rows)]
    return found


def test_cousins_and_twins_of_one_name_stay_apart(tmp_path: Path) -> None:
    subjects = school(tmp_path / "a.db")
    assert len({at(subjects, f"mis:row/pupils/{n}").id for n in (1, 2, 3, 4)}) == 4


def test_a_parent_who_is_staff_is_one_human_when_a_key_says_so_and_not_by_name_alone(tmp_path: Path) -> None:
    subjects = school(tmp_path / "a.db")
    rosa = at(subjects, "mis:row/staff/1")
    assert rosa is at(subjects, "mis:row/contacts/1")
    assert rosa.kinds == {SubjectKind.STAFF, SubjectKind.CONTACT}
    assert at(subjects, "mis:row/staff/2") is not at(subjects, "mis:row/contacts/2")


def test_a_couple_with_one_telephone_and_one_email_are_two(tmp_path: Path) -> None:
    subjects = school(tmp_path / "a.db")
    assert at(subjects, "mis:row/contacts/3") is not at(subjects, "mis:row/contacts/4")


def test_names_birth_dates_keys_and_classes_are_gathered(tmp_path: Path) -> None:
    subjects = school(tmp_path / "a.db")
    amelia, oscar = at(subjects, "mis:row/pupils/1"), at(subjects, "mis:row/pupils/3")
    assert [(n.kind, n.forename, n.surname) for n in amelia.names] == [
        (Name.LEGAL, "Amelia", "Patel"),
        (Name.KNOWN_AS, "Millie", "Patel"),
    ]
    assert (Name.FORMER, "Wells") in {(n.kind, n.surname) for n in oscar.names}
    assert str(amelia.born) == "2019-05-01"
    assert ("upn", "H302200000001") in amelia.identifiers
    assert [(m.kind, m.name) for m in amelia.memberships] == [("class", "Owls")]


def test_families_are_read_with_responsibility_and_orders(tmp_path: Path) -> None:
    subjects = school(tmp_path / "a.db")
    one, two, three, four = (at(subjects, f"mis:row/pupils/{n}").id for n in (1, 2, 3, 4))
    told = {(r.kind, r.other, r.parental_responsibility) for r in at(subjects, "mis:row/contacts/1").relations}
    assert told == {("mother of", three, True), ("mother of", four, True)}
    assert [(r.kind, r.other) for r in at(subjects, "mis:row/contacts/3").relations] == [("father of", one)]
    step = {(r.kind, r.other) for r in at(subjects, "mis:row/contacts/2").relations}
    assert step == {("step-parent of", two), ("under a court order about", two)}
    assert ("sibling of", four) in {(r.kind, r.other) for r in at(subjects, "mis:row/pupils/3").relations}
    assert not any(r.kind == "sibling of" for r in at(subjects, "mis:row/pupils/1").relations)


def test_a_known_person_keeps_their_id_and_new_ids_are_random(tmp_path: Path) -> None:
    first = school(tmp_path / "a.db")
    tables = Database("mis", tmp_path / "a.db").tables()
    again = gather(map_tables(tables), tables, first)
    assert [s.id for s in again] == [s.id for s in first]
    fresh = gather(map_tables(tables), tables)
    assert all(s.id.startswith("S-") and len(s.id) == 18 for s in fresh)
    assert not {s.id for s in fresh} & {s.id for s in first}


def test_words_and_codes_of_relationships_are_understood() -> None:
    told = {
        said: relation_kind(said) for said in ("Mother", "MOT", "Dad", "FOS", "Step-father", "Grandparent", "", "X")
    }
    assert told == {
        "Mother": "mother of",
        "MOT": "mother of",
        "Dad": "father of",
        "FOS": "carer of",
        "Step-father": "step-parent of",
        "Grandparent": "grandparent of",
        "": "contact of",
        "X": "contact of",
    }
