"""One human once: what is merged, what never is, what stays said as a doubt."""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path

from honour.discovery.mapping import map_tables
from honour.kernel.address import row
from honour.kernel.holding import Name, PersonName, Subject, SubjectKind
from honour.kernel.mapping import Meaning
from honour.people.hubrows import HubRow, reach_of
from honour.people.linkage import link
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


def two_of_one_name(path: Path, one: tuple[str | None, ...], other: tuple[str | None, ...]) -> list[Subject]:
    """Two contacts called Orla Nolan at one address; (title, e-mail, mobile, National Insurance number) of each."""
    with sqlite3.connect(path) as db:
        db.execute(
            "CREATE TABLE contacts (id INTEGER PRIMARY KEY, title TEXT, forename TEXT, surname TEXT, email TEXT,"
            " mobile TEXT, ni_number TEXT, address_line_1 TEXT, postcode TEXT)"
        )
        for n, (title, email, mobile, nino) in enumerate((one, other), 1):
            db.execute(
                "INSERT INTO contacts VALUES (?,?,'Orla','Nolan',?,?,?,'4 Mill Lane','ZZ1 2HX')",
                (n, title, email, mobile, nino),
            )
        for n in range(3, 9):
            db.execute(
                "INSERT INTO contacts VALUES (?,'Mr',?,'Wells',?,?,?,?,?)",
                (n, f"Tom{n}", f"t{n}@m.example", f"07700 90010{n}", f"QQ12300{n}B", f"{n} High Street", f"ZZ9 {n}AB"),
            )
    db.close()
    tables = Database("mis", path).tables()
    return [s for s in gather(map_tables(tables), tables) if s.names[0].surname == "Nolan"]


def test_two_adults_of_one_name_at_one_address_with_other_telephones_are_two_and_each_says_so(tmp_path: Path) -> None:
    found = two_of_one_name(
        tmp_path / "a.db", ("Ms", "o@m.example", "07700 900152", None), ("Miss", "o2@m.example", "07700 900154", None)
    )
    assert len(found) == 2
    told = {s.id: s.doubts for s in found}
    one, other = told
    assert told == {
        one: (f"may be one person with {other}: one name and one address",),
        other: (f"may be one person with {one}: one name and one address",),
    }


def test_two_rows_of_one_name_and_address_without_anything_against_it_are_one(tmp_path: Path) -> None:
    assert len(two_of_one_name(tmp_path / "a.db", ("Ms", "o@m.example", None, None), ("Ms", None, None, None))) == 1


def test_a_word_for_nothing_makes_nobody_one(tmp_path: Path) -> None:
    found = two_of_one_name(
        tmp_path / "a.db", ("Ms", "N/A", "07700 900152", "N/A"), ("Ms", "N/A", "07700 900154", "N/A")
    )
    assert len(found) == 2
    assert not any(value == "N/A" for s in found for _, value in s.identifiers)


def row_of(number: int, at: str, *held: tuple[Meaning, str, str]) -> HubRow:
    identifiers, keys = reach_of(held)
    name = PersonName(Name.LEGAL, "Orla", "Nolan", "", "")
    return HubRow(
        row("mis", at, str(number)), f"mis.{at}", SubjectKind.CONTACT, (name,), None, identifiers, keys, (), (), (),
        "orla nolan",
    )  # fmt: skip


def test_one_email_and_different_national_insurance_numbers_are_two_people() -> None:
    def groups(one: str, other: str) -> int:
        rows = [
            row_of(n, at, (Meaning.EMAIL, "email", "o@m.example"), (Meaning.IDENTIFIER, "ni", nino))
            for n, (at, nino) in enumerate((("contacts", one), ("carers", other)))
        ]
        return len(link(rows, ()).held)

    assert groups("QQ123456A", "QQ 12 34 56 A") == 1
    assert groups("QQ123456A", "QQ123457A") == 2


def test_a_login_like_the_email_address_makes_one_human_of_one_name_and_says_so() -> None:
    account = row_of(1, "users", (Meaning.ONLINE_ID, "login", "o.nolan"))
    contact = row_of(2, "contacts", (Meaning.EMAIL, "email", "O.Nolan@school.example"))
    stranger = row_of(3, "carers", (Meaning.EMAIL, "email", "orla@mail.example"))
    groups = link([account, contact, stranger], ())
    assert sorted(map(sorted, groups.held.values())) == [[0, 1], [2]]
    assert groups.doubts == {0: ["one name, and a login like the e-mail address"]}
