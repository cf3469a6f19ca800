"""Whatever a server does to us, the rest goes on, the gap is named with what to do, and the exit code says so."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from desk_of_servers import Desk, mariadb_reader, postgres_reader, rows_of, statements

import real_postgres
from honour.sources.database import server as sessions
from honour.sources.database.database import Database
from honour.sources.database.generic import GenericTable

PEOPLE = (
    "CREATE TABLE pupils (id INT PRIMARY KEY, forename VARCHAR(40), surname VARCHAR(40), date_of_birth DATE)",
    "INSERT INTO pupils VALUES (1, 'Ottilie', 'Vane', '2019-03-04'), (2, 'Marek', 'Novak', '2018-11-30')",
)
VISITS = 9000


@pytest.fixture(params=["postgresql", "mariadb"])
def url(request: pytest.FixtureRequest) -> str:
    at: str = request.getfixturevalue("postgres_url" if request.param == "postgresql" else "mariadb_url")
    numbers = f"generate_series(1, {VISITS}) AS n(seq)" if request.param == "postgresql" else f"seq_1_to_{VISITS}"
    statements(
        at,
        *PEOPLE,
        "CREATE TABLE visits (id INT PRIMARY KEY, pupil_id INT, seen_on DATE, note VARCHAR(80))",
        f"INSERT INTO visits SELECT seq, 1 + seq % 2, '2025-05-01', CONCAT('Visit ', seq) FROM {numbers}",
        # without a key: one long stream, ordered by all values
        "CREATE TABLE log (pupil_id INT, what VARCHAR(80))",
        f"INSERT INTO log SELECT 1 + seq % 2, CONCAT('Line ', seq % 4000) FROM {numbers}",
    )
    return at


def reader(url: str, tables: list[str] | None = None) -> str:
    return (mariadb_reader if "mysql" in url else postgres_reader)(url, tables)


def killed(url: str) -> int:
    """Ends every connection of the reading login on the server itself; how many there were."""
    login = f"reader_{sa.make_url(url).database}"
    if "mysql" in url:
        found = rows_of(url, f"SELECT id FROM information_schema.processlist WHERE user = '{login}'")
        for (number,) in found:
            statements(url, f"KILL CONNECTION {number}")
        return len(found)
    return len(rows_of(url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{login}'"))


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, int], list[int]]:
    """breaking(url, table, times): the connection is ended on the server after 2,500 rows of each of so many passes."""

    def arrange(url: str, table: str, times: int) -> list[int]:
        ended: list[int] = []
        true: Any = GenericTable._raw

        def raw(self: GenericTable, *args: Any, **how: Any) -> Iterator[Any]:
            for number, row in enumerate(true(self, *args, **how)):
                if self.name == table and number == 2500 and len(ended) < times:
                    ended.append(killed(url))
                yield row

        monkeypatch.setattr(GenericTable, "_raw", raw)
        return ended

    return arrange


@pytest.mark.parametrize("table", ["visits", "log"])
def test_a_connection_lost_once_in_a_table_is_made_anew_and_no_row_is_lost_or_doubled(
    url: str, table: str, breaking: Callable[[str, str, int], list[int]]
) -> None:
    at = reader(url)
    (found,) = [one for one in Database("mis", at).tables() if one.name == table]
    whole = list(found.rows())
    assert len(whole) == VISITS
    ended = breaking(url, table, 1)
    (again,) = [one for one in Database("mis", at).tables() if one.name == table]
    assert list(again.rows()) == whole
    assert len(ended) == 1
    assert ended[0] > 0


def test_a_connection_lost_once_a_pass_costs_nothing_on_the_command_line(
    desk: Desk, url: str, breaking: Callable[[str, str, int], list[int]]
) -> None:
    desk.run("connect", "mis", reader(url))
    ended = breaking(url, "visits", 1)
    assert desk.json("map")["unmapped"] == []
    assert ended
    ended = breaking(url, "visits", 1)
    read = desk.json("read")
    assert ended
    assert read["unread"] == []
    assert read["searched"][0]["records"] == 2 + 2 * VISITS


def test_a_connection_lost_again_and_again_leaves_one_named_gap_and_loses_nobody(
    desk: Desk, url: str, breaking: Callable[[str, str, int], list[int]]
) -> None:
    desk.walked(("mis", reader(url)))
    before = desk.json("who", "Ottilie Vane")
    breaking(url, "visits", 99)
    made = desk.json("map", code=3)
    assert [(u["at"], u["why"]) for u in made["unmapped"]] == [
        (
            "mis.visits",
            "table visits of source mis broke off twice because the connection was lost. See whether server and network"
            " are well, then run the command again.",
        )
    ]
    assert [d for d in made["drift"] if "visits" in d["at"]] == []
    assert {t["table"] for t in made["tables"]} == {"pupils", "visits", "log"}
    assert any(p["table"] == "visits" for p in made["pointers"]), "what the last map knew of it is kept"
    read = desk.json("read", code=3)
    assert [u["what"].partition(":")[0] for u in read["unread"]] == ["the rest of table visits"]
    assert 2 + VISITS < read["searched"][0]["records"] < 2 + 2 * VISITS
    assert desk.json("who", "Ottilie Vane") == before
    assert "the rest of table visits" in desk.run("find", before["people"][0]["subject"]).out


def test_a_people_table_that_may_no_longer_be_read_keeps_its_people(desk: Desk, url: str) -> None:
    at = reader(url, ["pupils", "visits", "log"])
    desk.walked(("mis", at))
    before = desk.json("who", "Ottilie Vane")
    database, login = sa.make_url(at).database, sa.make_url(at).username
    statements(
        url,
        f"REVOKE SELECT ON `{database}`.pupils FROM `{login}`@`127.0.0.1`"
        if "mysql" in url
        else f"REVOKE SELECT ON pupils FROM {login}",
    )
    if "mysql" in url:
        # MariaDB hides what may not be read, so that the table looks gone: that is drift, which somebody must look at
        made = desk.json("map")
        assert ("table gone", "mis.pupils") in {(d["what"], d["at"]) for d in made["drift"]}
        return
    ran = desk.run("map")
    assert ran.code == 3
    assert "Not mapped: mis.pupils: table pupils: no access. Ask whoever keeps the database to grant" in ran.out
    assert desk.json("who", "Ottilie Vane") == before
    read = desk.run("read")
    assert read.code == 3
    assert "Not read: table pupils: no access. Ask whoever keeps the database to grant this login SELECT" in read.out


def test_columns_this_login_may_not_read_are_named_and_the_others_are_read(desk: Desk, postgres_url: str) -> None:
    statements(postgres_url, *PEOPLE, 'ALTER TABLE pupils ADD COLUMN address text, ADD COLUMN "doctor\'s" text')
    at = postgres_reader(postgres_url, [])
    statements(
        postgres_url, f"GRANT SELECT (id, forename, surname, date_of_birth) ON pupils TO {sa.make_url(at).username}"
    )
    connected = desk.run("connect", "mis", at)
    assert "not readable: columns address, doctor's of table pupils (no access). Ask whoever" in connected.out
    made = desk.json("map", code=3)
    assert [c["column"] for c in made["columns"]] == ["id", "forename", "surname", "date_of_birth"]
    desk.json("read", code=3)
    assert desk.found(desk.who("Ottilie Vane"), code=3) == {"mis:row/pupils/1": {"about"}}


def test_a_table_that_takes_the_server_too_long_and_one_that_is_locked_are_named(
    desk: Desk, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep = "SLEEP(id * 3)" if "mysql" in url else "pg_sleep(id * 3)::text"
    statements(url, f"CREATE VIEW slow AS SELECT id, {sleep} AS z FROM visits")
    login = reader(url, ["pupils", "slow", "log"])
    monkeypatch.setattr(sessions, "LOCK_SECONDS", 1)
    monkeypatch.setenv("HONOUR_STATEMENT_SECONDS", "2")
    holder = sa.create_engine(url).connect()
    try:
        holder.exec_driver_sql("LOCK TABLES log WRITE" if "mysql" in url else "LOCK TABLE log")
        connected = desk.json("connect", "mis", login)
        told = {u["what"]: u for u in connected["unreadable"]}
        assert told["view slow"]["why"] == "over a limit of time, memory or nesting"
        assert told["view slow"]["advice"].endswith("HONOUR_STATEMENT_SECONDS=8.")
        assert told["table log"]["advice"] == ("Try again when nobody imports, upgrades or backs up the database.")
        made = desk.json("map", code=3)
        assert {t["table"] for t in made["tables"]} == {"pupils"}
        desk.json("read", code=3)
        assert desk.found(desk.who("Ottilie Vane"), code=3) == {"mis:row/pupils/1": {"about"}}
    finally:
        holder.close()


def test_a_view_that_gives_an_error_is_named_and_what_it_says_is_not_shown(desk: Desk, postgres_url: str) -> None:
    statements(
        postgres_url,
        *PEOPLE,
        "CREATE TABLE hidden AS SELECT * FROM pupils",
        "CREATE VIEW wrong AS SELECT id, surname::int AS n FROM hidden",
    )
    ran = desk.run("connect", "mis", postgres_reader(postgres_url, ["pupils", "wrong"]))
    assert "not readable: view wrong (damaged). Ask whoever keeps the database to read it once with another" in ran.out
    mapped = desk.run("map")
    assert mapped.code == 3
    assert "Not mapped: mis.wrong: view wrong: damaged. Ask" in mapped.out
    assert "Vane" not in ran.out + ran.err + mapped.out + mapped.err


def test_bytes_of_another_encoding_in_a_utf8_table_are_read_as_windows_did_write_them(
    desk: Desk, mariadb_url: str
) -> None:
    database = sa.make_url(mariadb_url).database
    columns = "(id INT PRIMARY KEY, forename VARCHAR(40), surname TEXT, date_of_birth DATE)"
    statements(
        mariadb_url,
        f"CREATE TABLE old {columns} ENGINE=MyISAM CHARACTER SET latin1",
        "INSERT INTO old VALUES (1, 'Ottilie', x'5661F1657A', '2019-03-04'), (2, 'Marek', 'Novak', '2018-11-30')",
        f"CREATE TABLE pupils {columns.replace('VARCHAR(40)', 'VARCHAR(40) CHARACTER SET latin1')}"
        " ENGINE=MyISAM CHARACTER SET utf8mb4",
        "FLUSH TABLES",
    )
    ((folder,),) = rows_of(mariadb_url, "SELECT @@datadir")
    for ending in ("MYD", "MYI"):  # as a careless upgrade leaves it: the table says UTF-8, its bytes are not
        shutil.copyfile(Path(folder, str(database), f"old.{ending}"), Path(folder, str(database), f"pupils.{ending}"))
    statements(mariadb_url, "FLUSH TABLES", "DROP TABLE old")
    assert rows_of(mariadb_url, "SELECT HEX(surname) FROM pupils WHERE id = 1") == [("5661F1657A",)]
    desk.walked(("mis", mariadb_reader(mariadb_url)))
    assert desk.json("who", "Ottilie Vañez")["people"][0]["names"] == ["Ottilie Vañez"]


def test_a_database_without_an_encoding_is_read_whatever_bytes_are_in_it(desk: Desk, postgres_server: str) -> None:
    admin = postgres_server.format(database="postgres")
    statements(admin, "CREATE DATABASE anything ENCODING 'SQL_ASCII' TEMPLATE template0")
    url = postgres_server.format(database="anything") + "&client_encoding=utf8"
    statements(
        url,
        "SET client_encoding = 'SQL_ASCII'",
        "CREATE TABLE pupils (id int PRIMARY KEY, forename text, surname varchar(20), date_of_birth date, y char(3))",
        "INSERT INTO pupils VALUES (1, 'Ottilie', E'Va\\xf1ez', '2019-03-04', 'a')",
        "INSERT INTO pupils VALUES (2, E'Zo\\xc3\\xab', 'Ito', NULL, 'b')",
    )
    desk.walked(("mis", postgres_server.format(database="anything")))
    assert desk.json("who", "Ottilie Vañez")["people"][0]["names"] == ["Ottilie Vañez"]
    assert desk.json("who", "Zoë Ito")["people"][0]["names"] == ["Zoë Ito"]


def test_dates_that_no_calendar_of_ours_has_do_not_stop_a_table(postgres_url: str) -> None:
    statements(
        postgres_url,
        "CREATE TABLE t (id int PRIMARY KEY, born date, at timestamptz)",
        "INSERT INTO t VALUES (1, '2019-05-01', NULL), (2, 'infinity', 'infinity'), (3, '0044-03-15 BC', NULL),"
        " (4, '20190-01-01', NULL), (5, '2020-01-01', NULL)",
    )
    (table,) = Database("mis", postgres_reader(postgres_url)).tables()
    assert [values[1] for _, values in table.rows()] == [
        "2019-05-01", "infinity", "0044-03-15 BC", "20190-01-01", "2020-01-01",
    ]  # fmt: skip


def test_text_of_a_file_that_is_no_utf8_is_read(desk: Desk) -> None:
    with sqlite3.connect(desk.folder / "mis.db") as db:
        for statement in (*PEOPLE, "UPDATE pupils SET surname = CAST(x'5661F1657A' AS TEXT) WHERE id = 1"):
            db.execute(statement)
    db.close()
    desk.walked(("mis", str(desk.folder / "mis.db")))
    assert desk.json("who", "Ottilie Vañez")["people"][0]["names"] == ["Ottilie Vañez"]


ODD = ['say "hi"', "a.b", "two words", "😀", "select", "it's", "100%", "x:y", "ends\\", "Pupil", "pupil", "[b]", "`c`"]


def test_tables_and_columns_of_any_name_are_read_swept_and_found(desk: Desk, url: str) -> None:
    names = [
        name for name in ODD if "mysql" not in url or name.isascii()
    ]  # MariaDB has no names beyond Unicode's first plane
    preparer = sa.create_engine(url).dialect.identifier_preparer

    def quote(name: str) -> str:
        return preparer.quote_identifier(name).replace("%%", "%")

    made = [
        f"CREATE TABLE {quote(name)} (id INT PRIMARY KEY, pupil_id INT, {quote(name + ' x')} VARCHAR(60))"
        for name in names
    ] + [f"INSERT INTO {quote(name)} VALUES (5, 1, 'about {at}'), (6, 2, NULL)" for at, name in enumerate(names)]
    made += ["CREATE TABLE nobody_yet (id INT PRIMARY KEY, pupil_id INT, note VARCHAR(60))"]
    if "mysql" not in url:
        made += ['CREATE TABLE twice (id INT PRIMARY KEY, pupil_id INT, "Note" VARCHAR(9), note VARCHAR(9))',
                 "INSERT INTO twice VALUES (5, 1, 'A', 'b')", "CREATE TABLE of_nothing ()",
                 "INSERT INTO of_nothing DEFAULT VALUES", "CREATE SCHEMA a", "CREATE TABLE a.b (id INT PRIMARY KEY)",
                 "INSERT INTO a.b VALUES (9)"]  # fmt: skip
    statements(url, *made)
    at = reader(url)
    if "mysql" not in url:
        statements(url, f"GRANT USAGE ON SCHEMA a TO {sa.make_url(at).username}",
                   f"GRANT SELECT ON a.b TO {sa.make_url(at).username}")  # fmt: skip
    read = desk.walked(("mis", at))
    assert read["unread"] == []
    tables = {t["table"]: t["rows"] for t in desk.json("map")["tables"]}
    dotted = "public.a.b" if "mysql" not in url else "a.b"
    for name in names:
        assert tables[dotted if name == "a.b" else name] == 2
    assert tables["nobody_yet"] == 0
    if "mysql" not in url:
        assert (tables["a.b"], tables["twice"], tables["of_nothing"]) == (1, 1, 1)
    found = desk.found(desk.who("Ottilie Vane"))
    from honour.kernel.address import row

    for name in names:
        assert found[str(row("mis", dotted if name == "a.b" else name, "5"))] == {"about"}
    from honour.sources.database.sweep import Needle, Sweep

    swept = Sweep("mis", at).everywhere(Database("mis", at).tables(), [Needle(("about",))])
    assert swept.done.not_swept == ()
    assert len(swept.hits) == len(names)


@pytest.mark.parametrize("key", [True, False])
@pytest.mark.parametrize("kind", ["postgresql", "mariadb", "sqlite"])
def test_a_table_of_1600_columns_is_read(kind: str, key: bool, desk: Desk, request: pytest.FixtureRequest) -> None:
    width = 1600
    columns = ", ".join(f"c{at} INT" for at in range(width - 2))
    made = f"CREATE TABLE wide (id INT{' PRIMARY KEY' if key else ''}, pupil_id INT, {columns})"
    values = ", ".join(str(at % 7) for at in range(width - 2))
    rows = [f"INSERT INTO wide VALUES ({at}, {1 + at % 2}, {values})" for at in range(3)]
    if kind == "sqlite":
        at = str(desk.folder / "mis.db")
        with sqlite3.connect(at) as db:
            for statement in (*PEOPLE, made, *rows):
                db.execute(statement)
        db.close()
    else:
        url = request.getfixturevalue("postgres_url" if kind == "postgresql" else "mariadb_url")
        statements(url, *PEOPLE, made + (" ENGINE=Aria" if kind == "mariadb" else ""), *rows)
        at = reader(url)
    read = desk.walked(("mis", at))
    assert read["searched"][0]["records"] == 5
    assert len(desk.found(desk.who("Ottilie Vane"))) == 3


def test_a_server_that_goes_away_altogether_is_one_source_that_was_not_searched(desk: Desk) -> None:
    with real_postgres.server("fsync=off") as at:
        url = real_postgres.new_database(at, "mis")
        statements(url, *PEOPLE)
        desk.walked(("mis", url))
        before = desk.json("who", "Ottilie Vane")
    ran = desk.run("read")
    assert ran.code == 3
    assert "NOT SEARCHED: the database of source mis cannot be reached. What was read of it before is kept." in ran.out
    assert desk.run("map").code == 3
    assert desk.json("who", "Ottilie Vane") == before
    assert desk.run("find", before["people"][0]["subject"]).code == 3


@pytest.mark.slow
def test_two_million_rows_about_people_who_are_gone_are_counted_in_bounded_time_and_memory(desk: Desk) -> None:
    rows, gone = 2_000_000, 280
    with sqlite3.connect(desk.folder / "mis.db") as db:
        db.execute("CREATE TABLE pupils (id INTEGER PRIMARY KEY, forename TEXT, surname TEXT, date_of_birth TEXT)")
        db.executemany(
            "INSERT INTO pupils VALUES (?, ?, ?, ?)",
            [
                (at, f"Ina{chr(97 + at % 26)}", f"Va{chr(97 + at // 26)}ner", f"2018-0{1 + at % 9}-11")
                for at in range(1, 301)
            ],
        )
        db.execute("CREATE TABLE marks (id INTEGER PRIMARY KEY, pupil_id INTEGER, day TEXT, mark TEXT)")
        db.executemany(
            "INSERT INTO marks VALUES (?, ?, '2025-05-01', '/')",
            ((at, at if at <= 300 else 1000 + at % gone) for at in range(1, rows + 301)),
        )
    db.close()
    assert desk.run("connect", "mis", desk.folder / "mis.db").code == 0
    script = (
        "import sys; from honour.cli.main import main; sys.argv = ['honour', *sys.argv[1:]]\n"
        "try: main()\n"
        # not ru_maxrss: that is handed on through exec, and the process of the tests may be large
        "finally: print([int(line.split()[1]) // 1024 for line in open('/proc/self/status') if 'VmHWM' in line][0],"
        " file=sys.stderr)"
    )
    for command, seconds in (("map", 90), ("read", 240)):
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", script, command, "--school", desk.folder / "school", "--json"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert time.monotonic() - began < seconds
        assert int(done.stderr.split()[-1]) < 1000, "megabytes"
        told = json.loads(done.stdout)
        if command == "map":
            (join,) = told["joins"]
            assert (join["orphans"], join["from"][0]["column"]) == (gone, "pupil_id")
        else:
            assert told["searched"][0]["records"] == 600
            assert told["searched"][0]["note"] == f"{rows:,} rows name only people who are no longer there"
