"""What mapping systems nobody here wrote showed: names that look like pointers and are none, and keys of one name."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from honour.discovery.mapping import map_tables
from honour.kernel.mapping import SchoolMap
from honour.sources.database.database import Database

FORENAMES = "Ada Bo Cyd Dot Eli Fay Gus Hal Ivy Jon Kay Lou Max Nan Oz Pat Quin Ray Sue Tim".split()
SURNAMES = "Archer Baker Cooper Draper Fuller Glover Hooper Mason Parker Sawyer Tanner Walker".split()


def made(path: Path, tables: dict[str, tuple[str, Sequence[Sequence[object]]]]) -> SchoolMap:
    connection = sqlite3.connect(path)
    for name, (columns, rows) in tables.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
        marks = ",".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    connection.commit()
    connection.close()
    return map_tables(Database("mis", path).tables())


def person(number: int) -> tuple[str, str, str, str]:
    born = f"20{7 + number % 9:02d}-{1 + number % 12:02d}-{1 + number % 28:02d}"
    name = FORENAMES[number % len(FORENAMES)]
    return name, SURNAMES[number % len(SURNAMES)], born, f"{name.lower()}{number}@mail.example"


def targets(found: SchoolMap) -> dict[tuple[str, str], str]:
    return {
        (join.from_columns[0].table, join.from_columns[0].column): join.to_columns[0].table
        for join in found.joins
        if len(join.from_columns) == 1
    }


PEOPLE = "fooPersonID INTEGER PRIMARY KEY, firstName TEXT, surname TEXT, dob TEXT, email TEXT, username TEXT"
GUESTS = "fooGuestRecipientID INTEGER PRIMARY KEY, firstName TEXT, surname TEXT, email TEXT"


def everybody() -> dict[str, tuple[str, Sequence[Sequence[object]]]]:
    """People from 101 on, and a list of guests numbered from 1."""
    return {
        "fooPerson": (PEOPLE, [(100 + n, *person(n), str(100 + n)) for n in range(1, 121)]),
        "fooGuestRecipient": (GUESTS, [(n, *person(n)[:2], f"guest{n}@mail.example") for n in range(1, 41)]),
        "fooNote": (
            "fooNoteID INTEGER PRIMARY KEY, fooPersonID INTEGER, fooPersonIDCreator INTEGER, note TEXT",
            [(n, 100 + 1 + n % 120, 101 + n % 30, f"Spoke with the family on day {n} of term.") for n in range(1, 200)],
        ),
    }


def test_who_is_named_by_the_key_of_people_is_nobody_else(tmp_path: Path) -> None:
    """Where all who made the lessons are gone, they are not guests whose numbers happen to fit."""
    tables = everybody()
    lessons = [(n, f"Lesson {n}", 1 + n % 30) for n in range(1, 90)]
    tables["fooLesson"] = ("fooLessonID INTEGER PRIMARY KEY, title TEXT, fooPersonIDCreator INTEGER", lessons)
    found = targets(made(tmp_path / "s.db", tables))
    assert found["fooNote", "fooPersonIDCreator"] == "fooPerson"
    assert ("fooLesson", "fooPersonIDCreator") not in found


def test_a_login_that_repeats_the_persons_own_key_names_nobody_else(tmp_path: Path) -> None:
    assert ("fooPerson", "username") not in targets(made(tmp_path / "s.db", everybody()))


def test_quantities_are_no_keys_of_people(tmp_path: Path) -> None:
    pupils = [(n, *person(n), n % 4) for n in range(1, 81)]
    clubs = [(n, f"Club {n}", 5 + n % 20, 10 + n % 9) for n in range(1, 40)]
    marks = [(n, 1 + n % 80, f"2024-01-{1 + n % 28:02d}", 1 + n % 60) for n in range(1, 300)]
    found = targets(
        made(
            tmp_path / "s.db",
            {
                "students": (
                    "student_id INTEGER PRIMARY KEY, first_name TEXT, surname TEXT, dob TEXT, email TEXT,"
                    " failed_login INTEGER",
                    pupils,
                ),
                "clubs": (
                    "club_id INTEGER PRIMARY KEY, title TEXT, max_per_student INTEGER, max_participants INTEGER",
                    clubs,
                ),
                "attendance": (
                    "attendance_id INTEGER PRIMARY KEY, student_id INTEGER, day TEXT, minutes_present INTEGER",
                    marks,
                ),
            },
        )
    )
    assert found["attendance", "student_id"] == "students"
    wrong = {("students", "failed_login"), ("clubs", "max_per_student"), ("clubs", "max_participants")}
    assert not {*wrong, ("attendance", "minutes_present")} & found.keys()


def test_a_category_beside_its_own_table_goes_before_one_of_the_same_name_elsewhere(tmp_path: Path) -> None:
    found = targets(
        made(
            tmp_path / "s.db",
            {
                "meal_categories": (
                    "category_id INTEGER PRIMARY KEY, title TEXT",
                    [(n, f"Meal {n}") for n in range(1, 9)],
                ),
                "room_field_categories": (
                    "id INTEGER PRIMARY KEY, title TEXT",
                    [(n, f"About rooms {n}") for n in range(1, 9)],
                ),
                "room_fields": (
                    "id INTEGER PRIMARY KEY, title TEXT, category_id INTEGER",
                    [(n, f"Field {n}", 1 + n % 8) for n in range(1, 30)],
                ),
            },
        )
    )
    assert found["room_fields", "category_id"] == "room_field_categories"


def test_a_payment_that_gives_another_back_points_to_its_own_table(tmp_path: Path) -> None:
    payments = [(n, 1 + n % 20, 5.5 + n, n // 2 if n % 5 == 0 else None) for n in range(1, 100)]
    found = targets(
        made(
            tmp_path / "s.db",
            {
                "billing_payments": (
                    "id INTEGER PRIMARY KEY, bill_no INTEGER, amount REAL, refunded_payment_id INTEGER",
                    payments,
                ),
                "supplier_payments": (
                    "id INTEGER PRIMARY KEY, amount REAL, paid_on TEXT",
                    [(n, 3.0 * n, "2024-02-01") for n in range(1, 130)],
                ),
            },
        )
    )
    assert found["billing_payments", "refunded_payment_id"] == "billing_payments"


def roles(found: SchoolMap) -> dict[tuple[str, str], tuple[str, bool]]:
    return {
        (pointer.join.from_columns[0].table, pointer.join.from_columns[0].column): (
            str(pointer.role),
            pointer.same_person,
        )
        for pointer in found.pointers
    }


def test_a_row_that_adds_to_a_person_is_that_person_whatever_word_stands_before_all_names(tmp_path: Path) -> None:
    tables = everybody()
    tables["fooStaff"] = (
        "fooStaffID INTEGER PRIMARY KEY, fooPersonID INTEGER, jobTitle TEXT, initials TEXT",
        [(n, 100 + 2 * n, "Teacher" if n % 3 else "Cook", f"A{n}") for n in range(1, 50)],
    )
    assert roles(made(tmp_path / "s.db", tables))["fooStaff", "fooPersonID"] == ("about", True)


def test_who_set_the_status_is_not_whom_the_row_is_about(tmp_path: Path) -> None:
    tables = everybody()
    tables["fooClaim"] = (
        "fooClaimID INTEGER PRIMARY KEY, fooPersonID INTEGER, fooPersonIDStatus INTEGER, amount REAL",
        [(n, 101 + n % 110, 101 + n % 40, 2.5 * n) for n in range(1, 150)],
    )
    found = roles(made(tmp_path / "s.db", tables))
    assert found["fooClaim", "fooPersonID"] == ("about", False)
    assert found["fooClaim", "fooPersonIDStatus"] == ("assigned to", False)


def test_staff_are_known_by_whom_they_report_to_and_whom_they_serve(tmp_path: Path) -> None:
    staff = [(n, *person(n), f"0113 49600{n:02d}", None if n == 1 else 1 + n // 4) for n in range(1, 31)]
    clients = [(200 + n, *person(n + 5), f"LS{1 + n % 20} {n % 9}AB", 1 + n % 30) for n in range(1, 90)]
    bills = [(n, 201 + n % 80, f"LS{1 + n % 20} {n % 9}AB", 9.5 * n) for n in range(1, 200)]
    found = made(
        tmp_path / "s.db",
        {
            "Employee": (
                "EmployeeId INTEGER PRIMARY KEY, FirstName TEXT, LastName TEXT, BirthDate TEXT, Email TEXT, Phone TEXT,"
                " ReportsTo INTEGER",
                staff,
            ),
            "Client": (
                "ClientId INTEGER PRIMARY KEY, FirstName TEXT, LastName TEXT, BirthDate TEXT, Email TEXT,"
                " PostalCode TEXT, SupportRepId INTEGER",
                clients,
            ),
            "Bill": ("BillId INTEGER PRIMARY KEY, ClientId INTEGER, BillingPostalCode TEXT, Total REAL", bills),
        },
    )
    to = targets(found)
    assert to["Employee", "ReportsTo"] == "Employee"
    assert to["Client", "SupportRepId"] == "Employee"
    assert to["Bill", "ClientId"] == "Client"
    assert ("Bill", "BillingPostalCode") not in to


def test_a_column_called_by_the_number_of_its_field_is_what_the_field_is(tmp_path: Path) -> None:
    origins = ("White British", "Indian", "Black African", "Chinese")
    pupils = [(n, *person(n), origins[n % 4], "Dr Hill" if n % 2 else "Dr Ford", "Y") for n in range(1, 61)]
    staff = [(n, *person(n), "Parking space") for n in range(1, 31)]
    found = made(
        tmp_path / "s.db",
        {
            "learners": (
                "learner_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, birth_date TEXT, email TEXT,"
                " custom_700001 TEXT, custom_700002 TEXT, custom_700003 TEXT",
                pupils,
            ),
            "teachers": (
                "teacher_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, birth_date TEXT, email TEXT,"
                " custom_700001 TEXT",
                staff,
            ),
            "custom_fields": (
                "id INTEGER PRIMARY KEY, type TEXT, title TEXT, sort_order INTEGER",
                [
                    (700001, "select", "Ethnic origin", 1),
                    (700002, "text", "Family doctor", 2),
                    (700003, "radio", "Child protection plan", 3),
                ],
            ),
            "teacher_fields": (
                "id INTEGER PRIMARY KEY, type TEXT, title TEXT, sort_order INTEGER",
                [(700001, "text", "Locker", 1), (700002, "text", "Desk", 2)],
            ),
        },
    )
    labels = {(c.at.table, c.at.column): {str(label) for label in c.labels} for c in found.columns}
    assert labels["learners", "custom_700001"] == {"ethnicity"}
    assert labels["learners", "custom_700002"] == {"health"}
    assert "safeguarding" in labels["learners", "custom_700003"]
    assert labels["teachers", "custom_700001"] == set()


def test_a_log_of_who_signed_in_is_no_list_of_people(tmp_path: Path) -> None:
    staff = [(n, *person(n), f"user{n}") for n in range(1, 31)]
    logins = [
        (n, *person(1 + n % 30)[:2], f"user{1 + n % 30}", 1 + n % 30, f"2024-05-{1 + n % 28:02d} 08:{n % 60:02d}:00")
        for n in range(1, 200)
    ]
    found = made(
        tmp_path / "s.db",
        {
            "staff": (
                "staff_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, birth_date TEXT, email TEXT,"
                " user_name TEXT",
                staff,
            ),
            "login_records": (
                "id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, user_name TEXT, staff_id INTEGER,"
                " login_time TEXT",
                logins,
            ),
        },
    )
    assert [hub.table for hub in found.hubs] == ["staff"]
    assert roles(found)["login_records", "staff_id"][0] == "about"


def test_the_whole_key_of_people_in_a_name_is_followed_though_most_of_them_are_gone(tmp_path: Path) -> None:
    """Most of the staff who typed the rows have left and were deleted: the rest still typed them."""
    tables = everybody()
    sanctions = [(n, 101 + n % 120, 101 + n % 20 if n % 3 == 0 else 400 + n) for n in range(1, 120)]
    tables["fooSanction"] = (
        "fooSanctionID INTEGER PRIMARY KEY, fooPersonID INTEGER, fooPersonIDCreator INTEGER", sanctions,
    )  # fmt: skip
    assert targets(made(tmp_path / "s.db", tables))["fooSanction", "fooPersonIDCreator"] == "fooPerson"


def test_the_cell_of_a_table_is_no_telephone(tmp_path: Path) -> None:
    tables = everybody()
    tables["fooRubricCell"] = (
        "fooRubricCellID INTEGER PRIMARY KEY, contents TEXT", [(n, f"Level {n}") for n in range(1, 61)],
    )  # fmt: skip
    tables["fooRubricEntry"] = (
        "fooRubricEntryID INTEGER PRIMARY KEY, fooRubricCellID INTEGER, fooPersonID INTEGER",
        [(n, 1 + n % 60, 101 + n % 120) for n in range(1, 200)],
    )
    found = targets(made(tmp_path / "s.db", tables))
    assert found["fooRubricEntry", "fooRubricCellID"] == "fooRubricCell"


def test_a_person_beside_a_role_is_one_pointer_and_orphans_of_people_point_nowhere_else(tmp_path: Path) -> None:
    """Each in a class is a person, whichever the role; and a resource whose makers are gone was made by no group."""
    tables = everybody()
    tables["fooClassPerson"] = (
        "fooClassPersonID INTEGER PRIMARY KEY, fooPersonID INTEGER, role TEXT",
        [(n, 101 + n % 120, "Teacher" if n % 9 == 0 else "Student") for n in range(1, 300)],
    )
    tables["fooStaff"] = (
        "fooStaffID INTEGER PRIMARY KEY, fooPersonID INTEGER, jobTitle TEXT",
        [(n, 101 + (n * 9) % 120, "Teacher") for n in range(1, 14)],
    )
    tables["fooAbsenceDate"] = (
        "fooAbsenceDateID INTEGER PRIMARY KEY, fooPersonID INTEGER, day TEXT",
        [(n, 101 + n % 120, f"2024-03-{1 + n % 28:02d}") for n in range(1, 60)],
    )
    tables["fooCover"] = (
        "fooCoverID INTEGER PRIMARY KEY, fooAbsenceDateID INTEGER, fooPersonID INTEGER",
        [(n, 1 + n % 59, 101 + n % 120) for n in range(1, 90)],
    )
    tables["fooResource"] = (
        "fooResourceID INTEGER PRIMARY KEY, fooPersonID INTEGER, title TEXT",
        [(n, 1 + n % 3, f"Sheet {n}") for n in range(1, 20)],
    )
    found = targets(made(tmp_path / "s.db", tables))
    assert found["fooClassPerson", "fooPersonID"] == "fooPerson"
    assert found["fooCover", "fooAbsenceDateID"] == "fooAbsenceDate"
    assert ("fooResource", "fooPersonID") not in found
