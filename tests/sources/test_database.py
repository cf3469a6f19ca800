"""Databases are read as they are, never written, and say what they could not give."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy

from honour.kernel.errors import SourceError
from honour.kernel.unread import Why
from honour.sources.database.database import Database


def made(path: Path, *statements: str) -> Path:
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
    db.close()
    return path


def test_rows_keep_the_address_of_their_key_and_show_values_as_text(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.db",
        'CREATE TABLE "odd ""name" (id INTEGER PRIMARY KEY, "select" TEXT, amount REAL, note BLOB)',
        "INSERT INTO \"odd \"\"name\" VALUES (7, 'x', 1.5, x'ff00'), (9, NULL, NULL, 'plain')",
    )
    (table,) = Database("mis", path).tables()
    assert list(table.rows()) == [("7", ("7", "x", "1.5", "(2 bytes of data)")), ("9", ("9", None, None, "plain"))]
    assert list(table.rows(["amount"])) == [("7", ("1.5",)), ("9", (None,))]
    assert str(table.address("7")) == "mis:row/odd%20%22name/7"
    assert table.count() == 2


def test_a_record_has_a_line_a_column_and_fields_that_point_into_it(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.db",
        "CREATE TABLE log (id INTEGER PRIMARY KEY, dob TEXT, log_date TEXT, body TEXT, empty TEXT)",
        "INSERT INTO log VALUES (1, '2019-02-03', '2025-09-04', 'Fell over', '')",
    )
    (table,) = Database("mis", path).tables()
    ((key, values),) = table.rows()
    record = table.record(key, values)
    assert record.text == "id: 1\ndob: 2019-02-03\nlog_date: 2025-09-04\nbody: Fell over"
    assert all(record.text[f.start : f.start + len(f.value)] == f.value for f in record.fields)
    assert str(record.dated) == "2025-09-04"


@pytest.mark.parametrize(
    ("create", "insert", "key"),
    [
        ("CREATE TABLE t (upn TEXT PRIMARY KEY, n TEXT)", "INSERT INTO t VALUES ('H302200000001', 'a')", "rowid=1"),
        ("CREATE TABLE t (ref TEXT PRIMARY KEY, n TEXT)", "INSERT INTO t VALUES ('a.b@c.example', 'a')", "rowid=1"),
        ("CREATE TABLE t (phone_id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (17)", "17"),
        ("CREATE TABLE t (a INTEGER, b TEXT, PRIMARY KEY (b, a))", "INSERT INTO t VALUES (4, 'x')", "x,4"),
        ("CREATE TABLE t (a TEXT)", "INSERT INTO t VALUES ('x')", "rowid=1"),
        ("CREATE TABLE t (login TEXT PRIMARY KEY) WITHOUT ROWID", "INSERT INTO t VALUES ('jp')", "rowid=1"),
    ],
)
def test_no_key_of_an_address_is_personal(tmp_path: Path, create: str, insert: str, key: str) -> None:
    (table,) = Database("mis", made(tmp_path / "a.db", create, insert)).tables()
    assert [found for found, _ in table.rows()] == [key]


def test_text_in_a_wrong_encoding_is_read_and_no_row_is_lost_or_doubled(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.db",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT)",
        "INSERT INTO t VALUES (1, 'Ana'), (2, CAST(x'5a6fe9' AS TEXT)), (3, 'Zoë')",
    )
    (table,) = Database("mis", path).tables()
    assert [values[1] for _, values in table.rows()] == ["Ana", "Zoé", "Zoë"]


def test_reading_changes_nothing(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db", "CREATE TABLE t (id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)")
    before = path.read_bytes()
    for table in Database("mis", path).tables():
        assert list(table.rows())
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.db"]


def test_a_locked_a_missing_and_an_unreadable_file_each_say_what_to_do(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db", "CREATE TABLE t (id INTEGER PRIMARY KEY)")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(SourceError) as locked:
        Database("mis", path).tables()
    holder.close()
    assert "locked" in locked.value.message
    assert "Close the program" in locked.value.advice
    with pytest.raises(SourceError, match="not there"):
        Database("mis", tmp_path / "none.db").tables()
    (tmp_path / "b.db").write_bytes(b"certainly no database " * 100)
    with pytest.raises(SourceError, match="encrypted or no SQLite"):
        Database("mis", tmp_path / "b.db").tables()


def test_a_driver_that_is_missing_and_a_server_that_is_away_show_no_password() -> None:
    for url in ("nosuchdb://u:hunter2@h/x", "postgresql+psycopg://u:hunter2@127.0.0.1:1/x"):
        with pytest.raises(SourceError) as error:
            Database("mis", url).tables()
        assert "hunter2" not in error.value.message + error.value.advice


def test_postgresql_is_read_by_key_and_a_forbidden_table_stops_no_other(postgres_url: str) -> None:
    engine = sqlalchemy.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        for statement in (
            'CREATE TABLE "Pupil" (id serial PRIMARY KEY, "Legal:Name" text, born date, data json, ok boolean)',
            "INSERT INTO \"Pupil\" (\"Legal\\:Name\", born, data, ok) VALUES ('Ana', '2019-05-01', '{\"a\": 1}', true)",
            "COMMENT ON COLUMN \"Pupil\".born IS 'date of birth'",
            'CREATE TABLE mark (pupil_id int REFERENCES "Pupil"(id), j json)',
            "INSERT INTO mark VALUES (1, '[2]'), (1, '[1]')",
            "CREATE TABLE secret (id int)",
            "CREATE ROLE reader LOGIN",
            'GRANT SELECT ON "Pupil", mark TO reader',
        ):
            db.execute(sqlalchemy.text(statement))
    engine.dispose()
    source = Database("mis", postgres_url.replace("honour@", "reader@"))
    tables = {table.name: table for table in source.tables()}
    assert sorted(tables) == ["Pupil", "mark"]
    assert list(tables["Pupil"].rows()) == [("1", ("1", "Ana", "2019-05-01", '{"a": 1}', "1"))]
    assert [key for key, _ in tables["mark"].rows()] == ["rowid=1", "rowid=2"]
    assert tables["mark"].declared_joins[0].to_table == "Pupil"
    assert tables["Pupil"].columns[2].comment == "date of birth"
    (unread,) = source.unreadable()
    assert unread.why is Why.NO_ACCESS
    assert unread.what == "table secret"
