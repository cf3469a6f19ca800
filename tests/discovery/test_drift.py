"""What is other than at the last map is found by the next one, told once, and kept until a person looked."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schools import STYLES

from honour.discovery.drift import CROWD, drift_between, folded, still_open
from honour.discovery.mapping import map_tables
from honour.discovery.written import map_from_json, map_to_json
from honour.kernel.mapping import Change, ColumnFinding, ColumnRef, Drift, Join, JoinKind, Meaning, SchoolMap
from honour.sources.database.database import Database

C = Change


def a_map(
    tables: dict[str, tuple[int, str]],
    *,
    orphans: dict[str, int] | None = None,
    sources: tuple[tuple[str, str], ...] = (("mis", "database"),),
    folders: tuple[tuple[str, str, int], ...] = (),
    codes: dict[str, tuple[str, ...]] | None = None,
) -> SchoolMap:
    """`tables`: name -> (rows, 'name:TYPE name:TYPE'). `orphans`: 'table.column>table.column' -> how many."""
    columns = []
    for table, (_, text) in tables.items():
        source, _, name = table.rpartition(".")
        for part in text.split():
            column, _, kind = part.partition(":")
            ref = ColumnRef(source or "mis", name, column)
            columns.append(ColumnFinding(ref, Meaning.NONE, False, frozenset(), "", 0.9, (), kind))
    joins = []
    for path, number in (orphans or {}).items():
        ends = [ColumnRef("mis", *end.split(".")) for end in path.split(">")]
        joins.append(Join((ends[0],), (ends[1],), JoinKind.SINGLE, "", 0.9, number))
    named = [((t.rpartition(".")[0] or "mis"), t.rpartition(".")[2], rows) for t, (rows, _) in tables.items()]
    return SchoolMap(
        tuple(named), tuple(columns), tuple(joins), (), (), (), (), (),
        codes=tuple((ColumnRef("mis", *at.split(".")), values) for at, values in (codes or {}).items()),
        sources=sources, folders=folders,
    )  # fmt: skip


BASE = {"pupil": (200, "id:INTEGER name:TEXT born:DATE"), "mark": (900, "id:INTEGER pupil_id:INTEGER code:TEXT")}
JOINED = {"mark.pupil_id>pupil.id": 3}

CASES: list[tuple[str, SchoolMap, SchoolMap, set[tuple[Change, str]]]] = [
    ("a table more", a_map(BASE), a_map({**BASE, "log": (1, "id:INTEGER")}), {(C.TABLE_NEW, "mis.log")}),
    ("a table less", a_map(BASE), a_map({"pupil": BASE["pupil"]}), {(C.TABLE_GONE, "mis.mark")}),
    (
        "a table under another name",
        a_map(BASE, orphans=JOINED),
        a_map({"learner": BASE["pupil"], "mark": BASE["mark"]}, orphans={"mark.pupil_id>learner.id": 3}),
        {(C.TABLE_RENAMED, "mis.learner")},
    ),
    (
        "a column more and one less",
        a_map(BASE),
        a_map({**BASE, "pupil": (200, "id:INTEGER name:TEXT faith:TEXT house:TEXT")}),
        {(C.COLUMN_GONE, "mis.pupil.born"), (C.COLUMN_NEW, "mis.pupil.faith"), (C.COLUMN_NEW, "mis.pupil.house")},
    ),
    (
        "a column under another name in the same place",
        a_map(BASE),
        a_map({**BASE, "pupil": (200, "id:INTEGER full_name:TEXT born:DATE")}),
        {(C.COLUMN_RENAMED, "mis.pupil.full_name")},
    ),
    (
        "another type",
        a_map(BASE),
        a_map({**BASE, "mark": (900, "id:INTEGER pupil_id:TEXT code:TEXT")}),
        {(C.TYPE_CHANGED, "mis.mark.pupil_id")},
    ),
    ("no rows left", a_map(BASE), a_map({**BASE, "mark": (0, BASE["mark"][1])}), {(C.ROWS_GONE, "mis.mark")}),
    ("most rows gone", a_map(BASE), a_map({**BASE, "mark": (300, BASE["mark"][1])}), {(C.ROWS_GONE, "mis.mark")}),
    ("a year's leavers gone", a_map(BASE), a_map({**BASE, "pupil": (150, BASE["pupil"][1])}), set()),
    (
        "values that point nowhere",
        a_map(BASE, orphans=JOINED),
        a_map(BASE, orphans={"mark.pupil_id>pupil.id": 60}),
        {(C.JOIN_BROKE, "mis.mark.pupil_id")},
    ),
    (
        "a few more that point nowhere",
        a_map(BASE, orphans=JOINED),
        a_map(BASE, orphans={"mark.pupil_id>pupil.id": 7}),
        set(),
    ),
    ("a join that is none any more", a_map(BASE, orphans=JOINED), a_map(BASE), {(C.JOIN_BROKE, "mis.mark.pupil_id")}),
    (
        "a code nobody saw before",
        a_map(BASE, codes={"mark.code": ("/", "L")}),
        a_map(BASE, codes={"mark.code": ("/", "L", "Q")}),
        {(C.CODE_NEW, "mis.mark.code")},
    ),
    (
        "a source more, with all its tables",
        a_map(BASE),
        a_map({**BASE, "trip.place": (4, "id:INTEGER")}, sources=(("mis", "database"), ("trip", "database"))),
        {(C.SOURCE_NEW, "trip")},
    ),
    (
        "a source less, with all its folders",
        a_map(BASE, sources=(("drive", "folder"), ("mis", "database")), folders=(("drive", "Letters", 3),)),
        a_map(BASE),
        {(C.SOURCE_GONE, "drive")},
    ),
    (
        "a folder more, with those in it",
        a_map(BASE, folders=(("mis", "", 1),)),
        a_map(BASE, folders=(("mis", "", 1), ("mis", "Trips", 2), ("mis", "Trips/2026", 2))),
        {(C.FOLDER_NEW, "mis.Trips")},
    ),
    (
        "a list saved again under another hash",
        a_map({"file/aaa/sheet=1": (30, "Surname:text Forename:text Class:text")}),
        a_map({"file/bbb/sheet=1": (31, "Surname:text Forename:text Class:text")}),
        set(),
    ),
]


@pytest.mark.parametrize(("before", "now", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_other_than_before_is_told(
    before: SchoolMap, now: SchoolMap, expected: set[tuple[Change, str]]
) -> None:
    assert {(one.what, one.at) for one in drift_between(before, now)} == expected


@pytest.mark.parametrize("made", [case[n] for case in CASES for n in (1, 2)])
def test_nothing_changed_is_no_drift_and_the_map_survives_json(made: SchoolMap) -> None:
    assert drift_between(made, map_from_json(map_to_json(made))) == ()


@given(st.permutations(range(len(BASE))), st.sets(st.sampled_from(["a", "b", "c", "d"]), max_size=4))
def test_every_new_table_is_named_whatever_the_order(order: list[int], extra: set[str]) -> None:
    before = a_map(BASE)
    names = list(BASE)
    now = a_map({names[n]: BASE[names[n]] for n in order} | {f"t_{one}": (1, "x:INTEGER") for one in extra})
    told = drift_between(before, now)
    assert {one.at for one in told if one.what is C.TABLE_NEW} == {f"mis.t_{one}" for one in extra}
    assert len(told) == len(extra)


def test_folders_of_a_crowd_are_counted_and_never_named() -> None:
    crowd = tuple(("drive", f"Pupils/Person {n}", 1) for n in range(CROWD + 2))
    sources = (("drive", "folder"),)
    before = a_map({}, sources=sources, folders=(("drive", "Letters", 4), *crowd[:-1]))
    (one,) = drift_between(before, a_map({}, sources=sources, folders=(("drive", "Letters", 4), *crowd)))
    assert (one.what, one.at, one.now) == (C.FOLDER_NEW, "drive.Pupils", "1 folder in it")
    assert folded([("drive", "Letters", 4), *crowd]) == [("drive", "Letters", 4), ("drive", "Pupils", len(crowd))]


def test_long_codes_are_counted_and_not_shown() -> None:
    before = a_map(BASE, codes={"mark.code": ("/", "L")})
    (one,) = drift_between(before, a_map(BASE, codes={"mark.code": ("/", "Amelia")}))
    assert "Amelia" not in one.now
    (one,) = drift_between(before, a_map(BASE, codes={"mark.code": ("/", "Q")}))
    assert one.now == "Q"


def test_a_table_that_could_not_be_read_is_not_gone() -> None:
    now = replace(a_map({"pupil": BASE["pupil"]}), unmapped=(("mis.mark", "the connection was lost"),))
    assert drift_between(a_map(BASE), now) == ()


def test_what_the_school_moved_by_an_answer_is_no_drift() -> None:
    now = replace(a_map(BASE), answered=(("where:mis.mark.pupil_id", "none"),))
    assert drift_between(a_map(BASE, orphans=JOINED), now) == ()


def test_a_change_stays_open_with_its_first_day_until_someone_looks() -> None:
    first = still_open((), [Drift(C.TABLE_NEW, "mis.log")], "2026-11-01")
    again = still_open(first, [Drift(C.COLUMN_NEW, "mis.pupil.x"), Drift(C.TABLE_NEW, "mis.log")], "2026-11-09")
    assert [(one.at, one.since) for one in again] == [("mis.log", "2026-11-01"), ("mis.pupil.x", "2026-11-09")]


def _alter(*statements: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        with sqlite3.connect(path) as db:
            for statement in statements:
                db.execute(statement)
        db.close()

    return run


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_alter("ALTER TABLE students RENAME TO learners"), {(C.TABLE_RENAMED, "mis.learners")}),
        (_alter("DELETE FROM assessments"), {(C.ROWS_GONE, "mis.assessments")}),
        (
            _alter("UPDATE assessments SET student_id = 900000 + id"),
            {(C.JOIN_BROKE, "mis.assessments.student_id")},
        ),
    ],
    ids=["renamed", "emptied", "pointing nowhere"],
)
def test_a_changed_database_is_seen(
    tmp_path: Path, change: Callable[[Path], None], expected: set[tuple[Change, str]]
) -> None:
    path = tmp_path / "school.db"
    STYLES["snake"](path, 4)
    before = map_tables(Database("mis", path).tables())
    change(path)
    assert expected <= {(one.what, one.at) for one in map_tables(Database("mis", path).tables(), before).drift}
