"""Rows without people, names that fit several, tables that break off."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from honour.discovery.mapping import map_tables
from honour.kernel.holding import Holding, Role
from honour.people.roster import gather
from honour.people.rows import Orphans, holdings
from honour.sources.database.database import Database


def school(path: Path) -> Path:
    with sqlite3.connect(path) as db:
        db.execute(
            "CREATE TABLE students (id INTEGER PRIMARY KEY, forename TEXT, surname TEXT, dob TEXT, tutor_id INTEGER)"
        )
        db.execute("CREATE TABLE staff (id INTEGER PRIMARY KEY, title TEXT, forename TEXT, surname TEXT)")
        db.execute("CREATE TABLE medical (id INTEGER PRIMARY KEY, student_id INTEGER, medical_note TEXT)")
        db.execute("CREATE TABLE clubs (id INTEGER PRIMARY KEY, name TEXT, student_name TEXT)")
        db.executemany("INSERT INTO staff VALUES (?, 'Mr', ?, 'Wells')", [(1, "Leo"), (2, "Tom")])
        for n, (first, last) in enumerate([("Ana", "Ito"), ("Ana", "Ito"), ("Max", "Hart"), ("Nia", "Khan")], 1):
            db.execute("INSERT INTO students VALUES (?, ?, ?, ?, 1)", (n, first, last, f"2019-0{n}-01"))
        for n, child in enumerate([1, 2, 3, 4, 77], 1):
            db.execute("INSERT INTO medical VALUES (?, ?, ?)", (n, child, "asthma" if n < 3 else ""))
        for n, name in enumerate(["Ana Ito", "Hart, Max", "nia khan", "Somebody Else"], 1):
            db.execute("INSERT INTO clubs VALUES (?, 'Chess', ?)", (n, name))
    db.close()
    return path


def test_a_pointer_to_nobody_is_counted_and_given_to_no_one(tmp_path: Path) -> None:
    tables = Database("mis", school(tmp_path / "a.db")).tables()
    school_map = map_tables(tables)
    orphans = Orphans()
    found = list(holdings(school_map, tables, gather(school_map, tables), orphans=orphans))
    assert "mis:row/medical/5" not in {str(h.address) for h in found}
    assert dict(orphans.rows) == {"mis.medical": 1, "mis.clubs": 1}


def test_labels_are_of_the_row_not_of_the_table(tmp_path: Path) -> None:
    tables = Database("mis", school(tmp_path / "a.db")).tables()
    school_map = map_tables(tables)
    found = list(holdings(school_map, tables, gather(school_map, tables)))
    labelled = {str(h.address) for h in found if "health" in h.labels}
    assert labelled == {"mis:row/medical/1", "mis:row/medical/2"}


def test_a_name_that_fits_two_children_is_shown_as_doubtful_with_both(tmp_path: Path) -> None:
    tables = Database("mis", school(tmp_path / "a.db")).tables()
    school_map = map_tables(tables)
    found = [h for h in holdings(school_map, tables, gather(school_map, tables)) if h.address.parts[0] == "clubs"]
    twice = [h for h in found if h.address.parts[1] == "1"]
    assert len(twice) == 2
    assert all(h.doubtful and len(h.alternatives) == 1 for h in twice)
    assert not any(h.doubtful for h in found if h.address.parts[1] != "1")


def test_reasons_name_the_table_and_the_column_and_never_a_person(tmp_path: Path) -> None:
    tables = Database("mis", school(tmp_path / "a.db")).tables()
    school_map = map_tables(tables)
    found = list(holdings(school_map, tables, gather(school_map, tables)))
    reasons = {h.reason for h in found}
    assert "row of table medical, pointer student_id" in reasons
    assert not any(name in reason for reason in reasons for name in ("Ana", "Ito", "Hart", "Wells", "asthma"))
    assert {h.role for h in found if h.reason.endswith("(assigned to)")} == {Role.ASSIGNED}


def test_a_key_that_says_nothing_or_fits_many_names_nobody_and_one_of_two_is_doubtful(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as db:
        db.execute("CREATE TABLE pupils (id INTEGER PRIMARY KEY, upn TEXT, forename TEXT, surname TEXT, dob TEXT)")
        db.execute("CREATE TABLE loans (id INTEGER PRIMARY KEY, upn TEXT, fine TEXT)")
        upns = [f"H3022000000{n:02d}" for n in range(1, 30)]
        shared = [upns[0], upns[0], "N/A", *upns[4:]]
        for n, upn in enumerate(shared, 1):
            db.execute(
                "INSERT INTO pupils VALUES (?, ?, ?, ?, ?)", (n, upn, f"Ana{n}", f"Ito{n}", f"2019-01-{n % 28 + 1:02d}")
            )
        for n, upn in enumerate([upns[0], "N/A", upns[5], *upns[6:]], 1):
            db.execute("INSERT INTO loans VALUES (?, ?, '1.20')", (n, upn))
    db.close()
    tables = Database("mis", tmp_path / "a.db").tables()
    school_map = map_tables(tables)
    found = [h for h in holdings(school_map, tables, gather(school_map, tables)) if h.address.parts[0] == "loans"]
    by_row: dict[str, list[Holding]] = {}
    for h in found:
        by_row.setdefault(h.address.parts[1], []).append(h)
    assert "2" not in by_row
    assert len(by_row["1"]) == 2
    assert all(h.doubtful and len(h.alternatives) == 1 for h in by_row["1"])
    assert [h.doubtful for h in by_row["3"]] == [False]


def test_a_household_is_about_its_adults_and_its_children(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as db:
        for name in ("students", "parents"):
            db.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, forename TEXT, surname TEXT, dob TEXT)")
        db.execute("CREATE TABLE households (id INTEGER PRIMARY KEY, salutation TEXT, address TEXT, postcode TEXT)")
        for table, one in (("household_adults", "parent"), ("household_students", "student")):
            db.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, household_id INTEGER, {one}_id INTEGER)")
        for n in range(1, 41):
            db.execute("INSERT INTO students VALUES (?, ?, 'Ito', ?)", (n, f"Ana{n}", f"2019-02-{n % 28 + 1:02d}"))
            db.execute("INSERT INTO parents VALUES (?, ?, 'Ito', ?)", (n, f"Max{n}", f"1985-02-{n % 28 + 1:02d}"))
            db.execute("INSERT INTO households VALUES (?, 'The Itos', ?, 'ZZ1 2HX')", (n, f"{n} Mill Lane"))
            db.execute("INSERT INTO household_adults VALUES (?, ?, ?)", (n, n, 41 - n))
            db.execute("INSERT INTO household_students VALUES (?, ?, ?)", (n, n, n))
    db.close()
    tables = Database("mis", tmp_path / "a.db").tables()
    school_map = map_tables(tables)
    people = gather(school_map, tables)
    rows_of = {str(a): s.id for s in people for a in s.hub_rows}
    home = {h.subject for h in holdings(school_map, tables, people) if str(h.address) == "mis:row/households/7"}
    assert home == {rows_of["mis:row/students/7"], rows_of["mis:row/parents/34"]}
