"""A folder or zip of CSV files that join like a database is read, mapped and followed as one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from roster_files import PARENTS, PUPILS, TEACHERS, files, write, write_zip

from honour.discovery.mapping import map_tables
from honour.kernel.errors import SourceError
from honour.kernel.holding import Role
from honour.people.roster import gather
from honour.people.rows import holdings
from honour.sources.database.database import Database
from honour.sources.kind import SourceKind, detect


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_oneroster_joins_by_its_own_names(version: str, tmp_path: Path) -> None:
    folder = write(version, tmp_path / "roster")
    assert detect(str(folder)) is SourceKind.DATABASE
    tables = Database("sis", folder).tables()
    assert {table.name: table.count() for table in tables} == {n: len(rows) for n, rows in files(version).items()}
    made = map_tables(tables)
    ends = {(str(join.from_columns[0]), str(join.to_columns[0])) for join in made.joins}
    assert {
        ("sis.enrollments.userSourcedId", "sis.users.sourcedId"),
        ("sis.enrollments.classSourcedId", "sis.classes.sourcedId"),
        ("sis.results.studentSourcedId", "sis.users.sourcedId"),
        ("sis.lineItems.classSourcedId", "sis.classes.sourcedId"),
    } <= ends
    assert "users" in {hub.table for hub in made.hubs}
    people = gather(made, tables)
    assert len(people) == PUPILS + PARENTS + TEACHERS
    of_pupil = [h for h in holdings(made, tables, people) if h.address.parts[0] == "results" and h.role is Role.ABOUT]
    assert len(of_pupil) == len(files(version)["results"])


def test_a_zip_holds_what_the_folder_holds(tmp_path: Path) -> None:
    folder, packed = write("1.1", tmp_path / "roster"), write_zip("1.1", tmp_path / "roster.zip")
    assert detect(str(packed)) is SourceKind.DATABASE
    one, other = ({t.name: list(t.rows()) for t in Database("sis", path).tables()} for path in (folder, packed))
    assert one == other


def test_letters_of_windows_and_sixteen_bits_are_read(tmp_path: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        folder = write("1.1", tmp_path / encoding, encoding=encoding)
        users = next(t for t in Database("sis", folder).tables() if t.name == "users")
        assert users.count() == PUPILS + PARENTS + TEACHERS
        assert "givenName" in {column.name for column in users.columns}


def test_one_bad_file_is_named_and_stops_no_other(tmp_path: Path) -> None:
    folder = write("1.1", tmp_path / "roster")
    (folder / "results.csv").write_bytes(b"")
    database = Database("sis", folder)
    assert "users" in {table.name for table in database.tables()}
    (gap,) = database.unreadable()
    assert "results" in str(gap.address)
    assert gap.advice


def test_letters_beside_tables_are_a_folder_of_files_and_a_broken_zip_is_refused(tmp_path: Path) -> None:
    folder = write("1.1", tmp_path / "roster")
    (folder / "letter.docx").write_bytes(b"PK")
    assert detect(str(folder)) is SourceKind.FOLDER
    broken = tmp_path / "roster.zip"
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("users.csv", "sourcedId\n1\n")
    broken.write_bytes(broken.read_bytes()[:40])
    with pytest.raises(SourceError, match="cannot be opened"):
        Database("sis", broken).tables()
