"""One transaction or nothing: every statement changes one row, and nothing outside the plan moves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from changed import differences, everything, run_sql
from sqlalchemy.dialects import mssql, mysql, sqlite
from sqlalchemy.dialects import postgresql as pg

from honour.kernel.address import row
from honour.kernel.change import Action, Change
from honour.kernel.errors import NotAllowed, SourceError
from honour.sources.database import writing
from honour.sources.database.access import Access, Row
from honour.sources.database.structure import ColumnShape, Sort, TableShape
from honour.sources.database.writing import State, state, statement, write

DDL = (
    "CREATE TABLE pupils (id INTEGER PRIMARY KEY, upn VARCHAR(13) UNIQUE, forename VARCHAR(40) NOT NULL, notes TEXT,"
    " CHECK (forename <> 'bad'))",
    "CREATE TABLE marks (id INTEGER PRIMARY KEY, pupil_id INTEGER REFERENCES pupils (id), mark INTEGER)",
    "CREATE TABLE trips (name VARCHAR(20), day VARCHAR(10), who TEXT, PRIMARY KEY (name, day))",
    "CREATE TABLE seen (id INTEGER PRIMARY KEY, what TEXT)",
    "INSERT INTO pupils VALUES (1, 'H302200000001', 'Ana', 'likes maps'), (2, 'H302200000002', 'Max', NULL)",
    "INSERT INTO marks VALUES (10, 1, 5), (11, 2, 7), (12, 1, 9)",
    "INSERT INTO trips VALUES ('zoo,old', '2025-01-01', '1,2'), ('farm', '2025-02-02', '2')",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The path or URL of a small database."""
    if request.param == "sqlite":
        where = str(tmp_path / "mis.db")
        (tmp_path / "mis.db").touch()
    else:
        where = str(request.getfixturevalue("postgres_url"))
    run_sql(where, *DDL)
    return where


def is_sqlite(where: str) -> bool:
    return "://" not in where


def change(
    table: str, key: dict[str, str], action: Action, column: str, old: dict[str, str | None], new: str | None = None
) -> Change:
    at = row("mis", table, ",".join(key.values()) or "rowid=1")
    return Change(at, table, tuple(key.items()), action, column, tuple(old.items()), new, "")


def blank(column: str, old: str | None, key: str = "1") -> Change:
    return change("pupils", {"id": key}, Action.BLANK, column, {column: old})


def mark_gone(key: str, pupil: str, mark: str) -> Change:
    return change("marks", {"id": key}, Action.DELETE, "", {"id": key, "pupil_id": pupil, "mark": mark})


PUPIL_GONE = change(
    "pupils", {"id": "1"}, Action.DELETE, "",
    {"id": "1", "upn": "H302200000001", "forename": "Ana", "notes": "likes maps"},
)  # fmt: skip
ZOO = {"name": "zoo,old", "day": "2025-01-01"}
WHOLE = [
    change("trips", ZOO, Action.ELEMENT, "who", {"who": "1,2"}, "2"),
    mark_gone("10", "1", "5"),
    mark_gone("12", "1", "9"),
    PUPIL_GONE,
]


def refused(where: str, changes: list[Change], pattern: str, *, also: Callable[[], None] | None = None) -> None:
    """Nothing of it is done, and the reason is said in one sentence without a value."""
    before = everything(where)
    with pytest.raises((NotAllowed, SourceError), match=pattern) as caught:
        write(Access("mis", where, write=True), changes)
    assert everything(where) == before
    said = caught.value.message + caught.value.advice
    assert not any(value in said for value in ("Ana", "Max", "maps", "H302200000001"))


def test_a_plan_is_done_whole_and_nothing_else_moves(place: str) -> None:
    before = everything(place)
    assert state(Access("mis", place), WHOLE) is State.BEFORE
    done = write(Access("mis", place, write=True), WHOLE)
    assert (done.updated, done.deleted) == (1, 3)
    assert state(Access("mis", place), WHOLE) is State.DONE
    assert differences(before, everything(place)) == {
        "mis:row/marks/10", "mis:row/marks/12", "mis:row/pupils/1", "mis:row/trips/zoo,old,2025-01-01"
    }  # fmt: skip
    assert set(everything(place)["pupils"]) == {"2"}
    assert set(everything(place)["marks"]) == {"11"}


def test_done_twice_it_says_so_and_refuses_to_do_it_again(place: str) -> None:
    write(Access("mis", place, write=True), WHOLE)
    refused(place, WHOLE, "has changed since")
    refused(place, WHOLE[1:], "0 rows have its key")


def test_a_row_that_changed_meanwhile_stops_everything(place: str) -> None:
    run_sql(place, "UPDATE pupils SET notes = 'likes bees' WHERE id = 1")
    assert state(Access("mis", place), WHOLE) is State.MIXED
    refused(place, WHOLE, "has changed since the plan was made")
    refused(place, [mark_gone("11", "2", "7"), blank("notes", "likes maps")], "pupils/1: it has changed")


def test_an_old_value_of_nothing_is_guarded_too(place: str) -> None:
    write(
        Access("mis", place, write=True), [change("pupils", {"id": "2"}, Action.CORRECT, "notes", {"notes": None}, "x")]
    )
    refused(place, [change("pupils", {"id": "2"}, Action.CORRECT, "notes", {"notes": None}, "y")], "has changed")


def test_a_row_that_others_point_to_stops_everything(place: str) -> None:
    refused(place, [mark_gone("10", "1", "5"), PUPIL_GONE], "a key, a check or a reference")


@pytest.mark.parametrize(
    ("column", "old", "new"),
    [("forename", "Ana", None), ("forename", "Ana", "bad"), ("upn", "H302200000001", "H302200000002")],
)
def test_the_databases_own_rules_stop_everything(place: str, column: str, old: str, new: str | None) -> None:
    wrong = change("pupils", {"id": "1"}, Action.CORRECT, column, {column: old}, new)
    refused(place, [mark_gone("11", "2", "7"), wrong], "a rule of the database itself")


def test_a_key_that_names_several_rows_or_none_stops_everything(place: str) -> None:
    refused(place, [change("marks", {"pupil_id": "1"}, Action.DELETE, "", {"pupil_id": "1"})], "2 rows have its key")
    refused(place, [blank("notes", "likes maps", key="77")], "0 rows have its key")
    refused(place, [change("marks", {}, Action.DELETE, "", {"pupil_id": "1"})], "cannot be named exactly")


def test_a_reading_connection_writes_nothing(place: str) -> None:
    before = everything(place)
    with pytest.raises(NotAllowed, match="only reads"):
        write(Access("mis", place), WHOLE)
    access = Access("mis", place)
    with access.connect() as connection, pytest.raises(sa.exc.DBAPIError):
        connection.execute(sa.text("UPDATE pupils SET notes = 'x'"))
    assert everything(place) == before


# ---- triggers and cascades


def trigger(where: str, verb: str, body: str, when: str = "AFTER") -> None:
    if is_sqlite(where):
        run_sql(where, f"CREATE TRIGGER odd {when} {verb} ON pupils BEGIN {body}; END")
        return
    back = "OLD" if verb == "DELETE" else "NEW"
    run_sql(
        where,
        f"CREATE FUNCTION odd() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN {back}; END $$",
        f"CREATE TRIGGER odd {when} {verb} ON pupils FOR EACH ROW EXECUTE FUNCTION odd()",
    )


@pytest.mark.parametrize(
    "body",
    [
        "INSERT INTO seen (id, what) VALUES (1, OLD.forename)",
        "UPDATE marks SET mark = 0 WHERE pupil_id = 2",
        "DELETE FROM trips WHERE name = 'farm'",
    ],
)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_a_trigger_that_touches_any_other_row_stops_everything(place: str, verb: str, body: str) -> None:
    trigger(place, verb, body)
    changes = [blank("notes", "likes maps")] if verb == "UPDATE" else WHOLE
    refused(place, changes, "gained or lost rows|a trigger or a cascade")


def test_a_trigger_that_exchanges_one_row_for_another_stops_everything(place: str) -> None:
    body = "DELETE FROM marks WHERE id = 11; INSERT INTO marks (id, pupil_id, mark) VALUES (13, 2, 7)"
    trigger(place, "UPDATE", body)
    refused(place, [blank("notes", "likes maps")], "a trigger or a cascade")


def test_a_trigger_that_changes_the_row_itself_further_stops_everything(place: str) -> None:
    if is_sqlite(place):
        trigger(place, "UPDATE", "UPDATE pupils SET upn = 'X' WHERE id = NEW.id AND upn <> 'X'")
    else:
        trigger(place, "UPDATE", "NEW.upn := 'X'", when="BEFORE")
    refused(place, [blank("notes", "likes maps")], "made something else of it|a trigger or a cascade")


def test_a_trigger_that_only_looks_is_no_obstacle(place: str) -> None:
    trigger(place, "UPDATE", "SELECT 1" if is_sqlite(place) else "PERFORM 1")
    write(Access("mis", place, write=True), [blank("notes", "likes maps")])
    assert state(Access("mis", place), [blank("notes", "likes maps")]) is State.DONE


def test_a_cascade_that_was_not_planned_stops_everything_and_a_planned_one_does_not(place: str) -> None:
    run_sql(
        place,
        "CREATE TABLE badges (id INTEGER PRIMARY KEY, pupil_id INTEGER REFERENCES pupils (id) ON DELETE CASCADE)",
        "CREATE TABLE hats (id INTEGER PRIMARY KEY, pupil_id INTEGER REFERENCES pupils (id) ON DELETE SET NULL)",
        "INSERT INTO badges VALUES (5, 1)",
    )
    refused(place, WHOLE, "gained or lost rows|a trigger or a cascade")
    badge = change("badges", {"id": "5"}, Action.DELETE, "", {"id": "5", "pupil_id": "1"})
    run_sql(place, "INSERT INTO hats VALUES (6, 1)")
    refused(place, [*WHOLE[:3], badge, PUPIL_GONE], "a trigger or a cascade")
    hat = change("hats", {"id": "6"}, Action.BLANK, "pupil_id", {"pupil_id": "1"})
    done = write(Access("mis", place, write=True), [hat, *WHOLE[:3], badge, PUPIL_GONE])
    assert done.deleted == 4


# ---- values


def test_values_of_every_sort_are_written_and_read_back(postgres_url: str) -> None:
    run_sql(
        postgres_url,
        "CREATE TYPE mood AS ENUM ('calm', 'cross')",
        "CREATE SCHEMA old",
        'CREATE TABLE old."Odd ""Name" ("Key" UUID PRIMARY KEY, d DATE, m TIMESTAMP, z TIMESTAMPTZ, n NUMERIC(8,2),'
        " f REAL, b BOOLEAN, j JSON, jb JSONB, a INTEGER[], e mood, c CHAR(6), t TEXT, x XML, y BYTEA, i BIGINT)",
        "INSERT INTO old.\"Odd \"\"Name\" VALUES ('6f9619ff-8b86-d011-b42d-00c04fc964ff', '2020-01-02',"
        " '2020-01-02 03:04:05.678', '2020-01-02 03:04:05+01', 12.5, 0.1, true, '{\"a\" :  [1, 2]}', '{\"a\": 1}',"
        " '{1,2}', 'calm', 'ab', 'x', '<a/>', '\\x00ff', 9)",
    )
    access = Access("mis", postgres_url)
    table, key = 'old.Odd "Name', (("Key", "6f9619ff-8b86-d011-b42d-00c04fc964ff"),)
    with access.connect() as connection:
        (held,) = access.rows(connection, table, key)
    wanted: dict[str, str | None] = {
        "d": "1900-01-01", "m": "1900-01-01 00:00:00", "z": None, "n": "0", "f": "0", "b": "0", "j": '{"a" :  [2]}',
        "jb": "{}", "a": "[2]", "e": "cross", "c": "zz", "t": "y", "i": None,
    }  # fmt: skip
    changes = [change(table, dict(key), Action.CORRECT, c, {c: held.text[c]}, new) for c, new in wanted.items()]
    write(Access("mis", postgres_url, write=True), changes)
    assert state(access, changes) is State.DONE
    with access.connect() as connection:
        (now,) = access.rows(connection, table, key)
    assert now.text["j"] == '{"a" :  [2]}', "JSON kept as text stays to the byte"
    assert {c: now.text[c] for c in ("x", "y")} == {c: held.text[c] for c in ("x", "y")}
    gone = [change(table, dict(key), Action.DELETE, "", dict(now.text))]
    write(Access("mis", postgres_url, write=True), gone)
    assert state(access, gone) is State.DONE


def test_sqlite_keeps_what_type_it_likes_and_text_that_is_not_utf8(tmp_path: Path) -> None:
    path = str(tmp_path / "odd.db")
    (tmp_path / "odd.db").touch()
    run_sql(
        path,
        "CREATE TABLE loose (k, v, w)",
        "CREATE UNIQUE INDEX only ON loose (k)",
        "CREATE TABLE typed (k PRIMARY KEY, v, w) WITHOUT ROWID",
        "INSERT INTO loose VALUES (7, 5, CAST(x'5a6ff2' AS TEXT)), ('7', 'five', x'00ff')",
        "INSERT INTO typed VALUES (7, 5.5, CAST(x'5a6ff2' AS TEXT)), ('8', NULL, 1)",
    )
    access = Access("mis", path)
    assert access.structure.tables["loose"].key == ("rowid",)
    before = everything(path)
    with access.connect() as connection:
        (first,) = access.rows(connection, "loose", (("rowid", "1"),))
        (second,) = access.rows(connection, "typed", (("k", "7"),))
    changes = [
        change("loose", {"rowid": "1"}, Action.DELETE, "", dict(first.text)),
        change("typed", {"k": "7"}, Action.BLANK, "v", {"v": second.text["v"], "w": second.text["w"]}),
    ]
    write(Access("mis", path, write=True), changes)
    assert state(access, changes) is State.DONE
    assert differences(before, everything(path)) == {"mis:row/loose/rowid=1", "mis:row/typed/7"}


def test_a_column_named_rowid_or_like_a_word_of_sql_is_a_column(tmp_path: Path) -> None:
    path = str(tmp_path / "odd.db")
    (tmp_path / "odd.db").touch()
    run_sql(path, 'CREATE TABLE "select" (rowid TEXT, "from:x" TEXT)', "INSERT INTO \"select\" VALUES ('1', 'a')")
    assert Access("mis", path).structure.tables["select"].key == ()
    run_sql(
        path,
        'CREATE TABLE "order by" ("from:x" INTEGER PRIMARY KEY, "%s" TEXT)',
        "INSERT INTO \"order by\" VALUES (1, 'a')".replace("%", "%%"),
    )
    one = change("order by", {"from:x": "1"}, Action.BLANK, "%s", {"%s": "a"})
    write(Access("mis", path, write=True), [one])
    assert state(Access("mis", path), [one]) is State.DONE


def test_a_row_somebody_else_is_changing_is_waited_for_and_then_left(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from honour.sources.database import access as access_module

    monkeypatch.setattr(access_module, "LOCK_SECONDS", 1)
    engine = sa.create_engine(place if "://" in place else f"sqlite:///{place}")
    with engine.begin() as other:
        other.exec_driver_sql("UPDATE pupils SET notes = 'likes bees' WHERE id = 1")
        with pytest.raises(SourceError, match=r"cannot be reached|could not be read"):
            write(Access("mis", place, write=True), [blank("notes", "likes maps")])
        other.rollback()
    engine.dispose()
    write(Access("mis", place, write=True), [blank("notes", "likes maps")])


def test_a_connection_that_breaks_before_the_end_leaves_nothing(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise sa.exc.OperationalError("", {}, Exception("gone"))

    monkeypatch.setattr(writing._Transaction, "_read_again", broken)
    refused(place, WHOLE, "broke off or refused")


# ---- other servers, by their SQL

CLAUSE = sa.table(
    "pupils", sa.column("id", sa.Integer()), sa.column("name", sa.String(9)), sa.column("note", sa.Text()),
    sa.column("data", sa.JSON()),
)  # fmt: skip
SHAPE = TableShape(
    "pupils",
    (
        ColumnShape("id", Sort.INTEGER, False),
        ColumnShape("name", Sort.TEXT, True, 9),
        ColumnShape("note", Sort.TEXT),
        ColumnShape("data", Sort.JSON),
    ),
    ("id",),
)
HELD = Row({"id": 1, "name": "Ana", "note": "x", "data": "[1]"}, {"id": "1", "name": "Ana", "note": "x", "data": "[1]"})


def compiled(dialect: Any, one: Change, held: Row = HELD) -> str:
    made = statement(dialect.name, CLAUSE, SHAPE, one, held)
    return " ".join(str(made.compile(dialect=dialect, compile_kwargs={"literal_binds": True})).split())


@pytest.mark.parametrize("dialect", [mssql.dialect(), mysql.dialect(), pg.dialect(), sqlite.dialect()])
def test_every_server_is_asked_for_the_key_and_the_old_value(dialect: Any) -> None:
    correct = change("pupils", {"id": "1"}, Action.CORRECT, "name", {"name": "Ana"}, "Anna")
    assert compiled(dialect, correct) in {
        "UPDATE pupils SET name='Anna' WHERE pupils.id = 1 AND pupils.name = 'Ana'",
        "UPDATE pupils SET name=N'Anna' WHERE pupils.id = 1 AND pupils.name = N'Ana'",
    }
    empty = Row({**HELD.raw, "name": None}, {**HELD.text, "name": None})
    was_nothing = change("pupils", {"id": "1"}, Action.CORRECT, "name", {"name": None}, "Anna")
    assert compiled(dialect, was_nothing, empty).endswith("WHERE pupils.id = 1 AND pupils.name IS NULL")
    gone = change("pupils", {"id": "1"}, Action.DELETE, "", dict(HELD.text))
    assert compiled(dialect, gone).startswith("DELETE FROM pupils WHERE pupils.id = 1 AND pupils.name = ")


def test_a_long_text_of_sql_server_is_compared_under_the_lock_only() -> None:
    one = change("pupils", {"id": "1"}, Action.BLANK, "note", {"note": "x"})
    assert "note =" not in compiled(mssql.dialect(), one).partition("WHERE")[2]
    assert "note = 'x'" in compiled(pg.dialect(), one).partition("WHERE")[2]


def test_json_is_written_as_it_is_and_not_as_a_string_of_json() -> None:
    one = change("pupils", {"id": "1"}, Action.ELEMENT, "data", {"data": "[1]"}, "[]")
    assert "SET data='[]'" in compiled(mysql.dialect(), one)
    assert "SET data=CAST('[]' AS JSON)" in compiled(pg.dialect(), one)
