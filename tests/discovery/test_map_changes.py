"""Questions that are not asked twice, changes since the last map, tables that fail."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from schools import STYLES

from honour.discovery.mapping import map_tables
from honour.kernel.address import Address, row
from honour.kernel.errors import SourceError
from honour.kernel.holding import Role
from honour.kernel.record import Record
from honour.kernel.tabular import Column, DeclaredJoin
from honour.sources.database.database import Database


class Broken:
    """A table that fails at its third row."""

    source, name, label = "mis", "logbook", "logbook"
    columns = (Column("id", "INTEGER", "", 1), Column("student_id"))
    declared_joins: tuple[DeclaredJoin, ...] = ()

    def count(self) -> int:
        return 9

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        assert columns is None or set(columns) <= {"id", "student_id"}
        yield "1", ("1", "1")
        yield "2", ("2", "2")
        raise SourceError("the connection was lost")

    def address(self, key: str) -> Address:
        return row(self.source, self.name, key)

    def record(self, key: str, values: tuple[str | None, ...]) -> Record:
        raise NotImplementedError


def test_a_bare_staff_pointer_is_asked_once_and_the_answer_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "school.db"
    STYLES["prefixed"](path, 4)
    tables = Database("mis", path).tables()
    first = map_tables(tables)
    (question,) = [q for q in first.questions if q.about[0].table == "BEH_ACT"]
    again = map_tables(tables, answers={question.id: "wrote"})
    assert question.id not in {q.id for q in again.questions}
    (role,) = [
        p.role
        for p in again.pointers
        if p.join.from_columns[0].table == "BEH_ACT" and p.join.from_columns[0].column == "BA_EMP_NO"
    ]
    assert role is Role.WRITTEN_BY
    assert len(first.questions) <= 30
    assert [q.weight for q in first.questions] == sorted((q.weight for q in first.questions), reverse=True)


def test_new_and_gone_tables_and_columns_are_drift(tmp_path: Path) -> None:
    path = tmp_path / "school.db"
    STYLES["snake"](path, 4)
    before = map_tables(Database("mis", path).tables())
    with sqlite3.connect(path) as db:
        db.execute("ALTER TABLE students ADD COLUMN faith TEXT")
        db.execute("CREATE TABLE vaccinations (id INTEGER PRIMARY KEY, student_id INTEGER)")
        db.execute("DROP TABLE forms")
    db.close()
    after = map_tables(Database("mis", path).tables(), before)
    assert {(d.what, d.at) for d in after.drift} == {
        ("new column", "mis.students.faith"),
        ("new table", "mis.vaccinations"),
        ("table gone", "mis.forms"),
    }
    assert map_tables(Database("mis", path).tables(), after).drift == ()


def test_a_code_never_seen_before_is_drift_and_its_value_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "school.db"
    STYLES["camel"](path, 4)
    before = map_tables(Database("mis", path).tables())
    with sqlite3.connect(path) as db:
        db.execute("UPDATE AttendanceMark SET markCode = 'Q' WHERE attendanceMarkId = 1")
    db.close()
    drift = map_tables(Database("mis", path).tables(), before).drift
    assert [(d.what, d.at) for d in drift] == [("new code value", "mis.AttendanceMark.markCode")]


def test_a_table_that_fails_midway_is_named_and_stops_no_other(tmp_path: Path) -> None:
    path = tmp_path / "school.db"
    STYLES["snake"](path, 4)
    tables = [*Database("mis", path).tables(), Broken()]
    made = map_tables(tables)
    assert made.unmapped == (("mis.logbook", "the connection was lost"),)
    assert len(made.hubs) == 3


def test_no_tables_make_an_empty_map() -> None:
    made = map_tables([])
    assert (made.tables, made.hubs, made.pointers, made.questions) == ((), (), (), ())
