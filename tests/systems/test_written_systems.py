"""Hand-written systems: what their declarations say is judged by reading the written database, not the declarations."""

from __future__ import annotations

import sqlite3
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from bench.systems import truth as t
from bench.written import DEVELOPMENT, HELD_OUT, SYSTEMS
from bench.written.common import Listed, Told, WrittenSystem, plain, tell

SEED = 4
Written = tuple[WrittenSystem, sqlite3.Connection]


@cache
def _built(name: str) -> WrittenSystem:
    return SYSTEMS[name](SEED)


@pytest.fixture(scope="module", params=sorted(SYSTEMS))
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    system = _built(request.param)
    path = tmp_path_factory.mktemp("written") / "mis.db"
    system.write_sqlite(path)
    return system, sqlite3.connect(path)


def _values(db: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> list[tuple[object, ...]]:
    names = ", ".join(f'"{column}"' for column in columns)
    return db.execute(f'SELECT {names} FROM "{table}"').fetchall()


def test_systems_are_large_enough_to_judge_by(written: Written) -> None:
    system, db = written
    counts = [db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in system.tables]
    assert len(counts) >= 20
    assert 2_000 <= sum(counts) <= 40_000
    assert {"pupil", "staff"} <= {person.kind for person in system.truth.persons}


def test_labels_cover_every_column_once(written: Written) -> None:
    system, db = written
    labels = Counter((column.table, column.column) for column in system.truth.columns)
    real = [
        (table, row[1])
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for row in db.execute(f'PRAGMA table_info("{table}")')
    ]
    assert labels == Counter(real)


def test_joins_hold_but_for_the_orphans_planted(written: Written) -> None:
    system, db = written
    planted = {
        (table.name, arrow.columns, arrow.to): "orphans" in arrow.words
        for table in system.tables.values()
        for arrow in table.arrows
    }
    checked = 0
    for join in system.truth.joins:
        assert bool(join.orphans) <= planted[join.table, join.columns, join.to_table], join
        if join.kind not in (t.SINGLE, t.NATURAL, t.SEVERAL):
            continue
        keys = {tuple(map(plain, row)) for row in _values(db, join.to_table, join.to_columns)}
        rows = [tuple(map(plain, row)) for row in _values(db, join.table, join.columns)]
        assert sum(row not in keys for row in rows if not {None, ""} & set(row)) == join.orphans, join
        assert join.orphans * 2 < len(rows) + 2, join
        checked += bool(rows)
    assert checked > 10


def test_cells_that_list_ids_hold_them(written: Written) -> None:
    system, _ = written
    for join in system.truth.joins:
        if join.kind in (t.LIST, t.IN_JSON):
            cells = [row[join.columns[0]] for row in system.tables[join.table].rows]
            listed = [cell for cell in cells if isinstance(cell, Listed) and cell.ids.get(join.to_table)]
            assert listed, join
            assert all(str(value) in cell for cell in listed for value in cell.ids[join.to_table])


def test_rows_of_people_exist_and_tables_about_people_have_them(written: Written) -> None:
    system, db = written
    keys: dict[str, set[str]] = {}
    for table in system.tables.values():
        rows = _values(db, table.name, table.pk) if table.pk else db.execute(f'SELECT rowid FROM "{table.name}"')
        keys[table.name] = {",".join(map(str, row)) if table.pk else f"rowid={row[0]}" for row in rows}
        assert len(keys[table.name]) == len(table.rows), table.name
    truth = system.truth
    about = {table for found in truth.rows.values() for table, _, role in found if role == t.ABOUT}
    for person in truth.persons:
        assert {(*place, t.ABOUT) for place in person.rows} <= truth.rows[person.id]
        assert all(key in keys[table] for table, key, _ in truth.rows[person.id])
    assert about == truth.people_tables - truth.empty_tables


def test_mentions_are_the_names_of_people_where_they_stand(written: Written) -> None:
    system, _ = written
    people = {person.id: person for person in system.truth.persons}
    checked = 0
    for mention in system.truth.mentions:
        table = system.tables[mention.table]
        text = table.rows[table.keys.index(mention.key)][mention.column][mention.start : mention.end]
        person = people[mention.person]
        assert person.forename in text or person.surname in text
        checked += 1
    assert checked > 10


def test_the_same_seed_gives_the_same_database(written: Written, tmp_path: Path) -> None:
    system, db = written
    SYSTEMS[system.name](SEED).write_sqlite(tmp_path / "again.db")
    assert list(db.iterdump()) == list(sqlite3.connect(tmp_path / "again.db").iterdump())


def test_a_told_name_stands_where_it_was_put() -> None:
    told = tell("{a} saw {b}.", a=("Amy", 1), b=("Ben Lee", 2))
    assert isinstance(told, Told)
    assert (told, told.marks) == ("Amy saw Ben Lee.", ((0, 3, 1), (8, 15, 2)))


def test_every_system_is_either_seen_or_held_out() -> None:
    assert sorted(DEVELOPMENT + HELD_OUT) == sorted(SYSTEMS)
    assert not set(DEVELOPMENT) & set(HELD_OUT)
