"""The truth of an invented system is what its rows say: judged by reading the written database, not the loom."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from functools import cache
from pathlib import Path

import pytest
from bench.systems import DEVELOPMENT, HELD_OUT, STYLES, System, build
from bench.systems import truth as t

SEED = 3
Written = tuple[System, sqlite3.Connection]


@cache
def _built(style: str) -> System:
    return build(style, SEED)


@pytest.fixture(scope="module", params=sorted(STYLES))
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    system = _built(request.param)
    path = tmp_path_factory.mktemp("systems") / "mis.db"
    system.write_sqlite(path)
    return system, sqlite3.connect(path)


def _values(db: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> list[tuple[object, ...]]:
    names = ", ".join(f'"{column}"' for column in columns)
    return db.execute(f'SELECT {names} FROM "{table}"').fetchall()


def _plain(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _empty(row: tuple[object, ...]) -> bool:
    return any(value in (None, "") for value in row)


def test_every_join_of_plain_columns_holds_but_for_the_orphans_it_states(
    written: Written,
) -> None:
    system, db = written
    checked = 0
    for join in system.truth.joins:
        if join.kind not in (t.SINGLE, t.NATURAL, t.SEVERAL):
            continue
        keys = {tuple(map(_plain, row)) for row in _values(db, join.to_table, join.to_columns)}
        rows = [tuple(map(_plain, row)) for row in _values(db, join.table, join.columns) if not _empty(row)]
        assert sum(row not in keys for row in rows) == join.orphans, join
        checked += bool(rows)
    assert checked > 60


def test_pairs_lists_and_json_hold_ids_of_the_tables_they_name(
    written: Written,
) -> None:
    system, db = written
    seen: set[str] = set()
    pairs: dict[tuple[str, tuple[str, ...]], list[t.Join]] = {}
    for join in system.truth.joins:
        if join.kind in (t.LIST, t.IN_JSON):
            keys = {row[0] for row in _values(db, join.to_table, join.to_columns)}
            for (text,) in _values(db, join.table, join.columns):
                assert set(_listed(str(text))) <= keys
                seen.add(join.kind)
        elif join.kind == t.DISCRIMINATOR:
            pairs.setdefault((join.table, join.columns), []).append(join)
    for (table, columns), joins in pairs.items():
        rows = [row for row in _values(db, table, columns) if row[1] is not None]
        keys = {row[0] for join in joins for row in _values(db, join.to_table, join.to_columns)}
        assert len({row[0] for row in rows}) <= len(joins)
        assert sum(row[1] not in keys for row in rows) <= sum(join.orphans for join in joins)
        seen.add(t.DISCRIMINATOR)
    assert seen == {t.LIST, t.IN_JSON, t.DISCRIMINATOR}


def _listed(text: str) -> list[int]:
    if text.startswith("a:"):
        return [int(a or b) for a, b in re.findall(r'i:\d+;(?:i:(-?\d+)|s:\d+:"(-?\d+)");', text)]
    if text.startswith("{"):
        items = json.loads(text)["items"]
        return [value for item in items for key, value in item.items() if key not in ("row", "label")]
    return [int(found) for found in re.findall(r"-?\d+", text)]


def test_every_row_of_a_person_exists_and_own_rows_say_the_persons_name(
    written: Written,
) -> None:
    system, db = written
    key_of: dict[str, set[str]] = {}
    for tab in system.weaver.tabs.values():
        if system.weaver.style.keys == "none" or not tab.pk:
            rows = [f"rowid={row[0]}" for row in db.execute(f'SELECT rowid FROM "{tab.name}"')]
        else:
            rows = [",".join(map(str, row)) for row in _values(db, tab.name, tab.pk)]
        key_of[tab.name] = set(rows)
    for person in system.truth.persons:
        assert person.rows
        for table, key, _ in system.truth.rows[person.id]:
            assert key in key_of[table]
        assert {(*row, t.ABOUT) for row in person.rows} <= system.truth.rows[person.id]


def test_mentions_stand_where_they_are_said_to_stand(written: Written) -> None:
    system, db = written
    names = {person.id: person for person in system.truth.persons}
    keys = {tab.name: tab.pk for tab in system.weaver.tabs.values()}
    checked = 0
    for mention in system.truth.mentions[:300]:
        where = f'"{keys[mention.table][0]}" = ?' if not mention.key.startswith("rowid=") else "rowid = ?"
        key = mention.key.removeprefix("rowid=")
        (text,) = db.execute(f'SELECT "{mention.column}" FROM "{mention.table}" WHERE {where}', (key,)).fetchone()
        if mention.person in names:
            person = names[mention.person]
            stretch = text[mention.start : mention.end]
            assert person.surname in stretch or stretch == person.forename
            checked += 1
    assert checked > 100


def test_labels_cover_every_column_once(written: Written) -> None:
    system, db = written
    real = {
        (table, column[1])
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for column in db.execute(f'PRAGMA table_info("{table}")')
    }
    assert {(c.table, c.column) for c in system.truth.columns} == real
    assert len(system.truth.columns) == len(real)
    assert system.truth.people_tables <= {table for table, _ in real}
    unsure = sum(c.personal is None for c in system.truth.columns)
    assert unsure < 0.3 * len(real)


def test_same_style_and_seed_give_the_same_bytes_and_another_seed_other_names(tmp_path: Path) -> None:
    def digest(seed: int, name: str) -> str:
        build("dbase", seed, size="small").write_sqlite(tmp_path / name)
        with sqlite3.connect(tmp_path / name) as db:
            return hashlib.sha256("\n".join(db.iterdump()).encode()).hexdigest()

    assert digest(1, "a.db") == digest(1, "b.db") != digest(2, "c.db")
    first, second = ({(c.table, c.column) for c in build("orm", seed, size="small").truth.columns} for seed in (1, 2))
    assert len(first & second) < 0.6 * len(first)


def test_every_construct_occurs_somewhere_in_the_set() -> None:
    found = frozenset().union(*(_built(style).truth.constructs for style in STYLES))
    assert found >= {
        t.SINGLE, t.SEVERAL, t.NATURAL, t.IN_JSON, "list comma", "list pipe", "list json", "list php",
        "discriminator word", "discriminator number", "discriminator table", "negative ids", "yearly ids",
        "one human, two rows", "numbered columns with definitions", "values by definition table",
        "dictionary of columns",
        "self join", "bridge", "orphans", "code sets",
    }  # fmt: skip
    specials = frozenset().union(*(column.special for style in STYLES for column in _built(style).truth.columns))
    assert specials == {
        "health", "ethnicity", "religion", "politics", "union", "sexuality", "genetic", "biometric", "criminal",
        "safeguarding",
    }  # fmt: skip
    kinds = {hub.kind for style in STYLES for hub in _built(style).truth.hubs}
    assert kinds == {
        "pupil", "contact", "staff", "governor", "visitor", "applicant", "alumnus", "professional", "account", "person",
    }  # fmt: skip
    declared = {
        style: any(col.to for tab in _built(style).weaver.tabs.values() for col in tab.cols) for style in STYLES
    }
    assert set(declared.values()) == {True, False}
    roles = {pointer.role for style in STYLES for pointer in _built(style).truth.pointers}
    assert roles == {t.ABOUT, t.WRITTEN, t.ASSIGNED, t.MENTIONS}


def test_sizes_are_as_asked() -> None:
    assert len(DEVELOPMENT) >= 6
    assert len(HELD_OUT) >= 2
    for style in STYLES:
        system = _built(style)
        assert 60 <= len(system.weaver.tabs) <= 120
        assert 27_000 <= system.rows <= 33_000
    large = build("orm", SEED, size="large")
    assert 190 <= len(large.weaver.tabs) <= 215
    assert 140_000 <= large.rows <= 165_000
