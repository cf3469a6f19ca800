"""A real MariaDB: connected, mapped, read and traced through the command line, by a login that only reads."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from bench.systems import build
from desk_of_servers import Desk, mariadb_reader, rows_of, statements

import real_mariadb
from honour.kernel.address import Address, Kind
from honour.kernel.following import canonical
from honour.sources.database.database import Database
from honour.sources.database.lookup import Way, matching
from honour.sources.database.server import server_engine
from honour.sources.database.sweep import Needle, Sweep

PEOPLE = (
    "CREATE TABLE pupils (id INT PRIMARY KEY, forename VARCHAR(40), surname VARCHAR(40), date_of_birth DATE,"
    " upn CHAR(13))",
    "INSERT INTO pupils VALUES (1, 'Ottilie', 'Vane', '2019-03-04', 'H302200000011'),"
    " (2, 'Marek', 'Novak', '2018-11-30', 'H302200000022'), (3, 'Ines', 'Ferreira', '2019-01-20', 'H302200000033')",
)


def test_a_system_gives_the_same_on_mariadb_as_in_a_file(desk: Desk, mariadb_url: str) -> None:
    system = build("orm", 5, tables=14, rows=1500)
    engine = sa.create_engine(mariadb_url)
    system.write(engine)
    engine.dispose()
    system.write_sqlite(desk.folder / "mis.db")
    persons = [p for p in system.truth.persons if p.kind == "pupil"][5:8]
    mapped, found, holdings = [], [], []
    for name, at in (("file", str(desk.folder / "mis.db")), ("server", mariadb_reader(mariadb_url))):
        here = Desk(desk.folder / name)
        here.folder.mkdir()
        assert here.run("new", str(here.folder / "school")).code == 0
        holdings.append(here.walked(("mis", at))["holdings"])
        mapped.append(here.json("map"))
        found.append([])
        for person in persons:
            own = [str(Address("mis", Kind.ROW, row)) for row in person.rows]
            of_name = [here.found(one["subject"]) for one in here.json("who", person.name)["people"]]
            found[-1] += [records for records in of_name if any("about" in records.get(row, ()) for row in own)]
    file, server = mapped
    for part in ("tables", "joins", "hubs", "pointers", "details"):
        assert sorted(map(json.dumps, server[part])) == sorted(map(json.dumps, file[part])), part
    assert len(server["pointers"]) > 10
    assert holdings[0] == holdings[1] > 500
    assert found[0] == found[1]
    assert len(found[0]) == 3
    assert max(map(len, found[0])) > 3


def test_each_kind_of_column_is_read_as_people_write_it(mariadb_url: str) -> None:
    statements(
        mariadb_url,
        "CREATE TABLE t (id BIGINT UNSIGNED PRIMARY KEY, flag BIT(1), bits BIT(12), born DATE, at DATETIME, spent TIME,"
        " stage ENUM('KS1', 'KS2'), needs SET('SEN', 'EAL', 'FSM'), tiny TINYINT(1), y YEAR, price DECIMAL(10,2),"
        " doc JSON, photo BLOB) DEFAULT CHARSET utf8mb4",
        "SET SESSION sql_mode = ''",
    )
    engine = sa.create_engine(mariadb_url)
    with engine.begin() as db:
        db.exec_driver_sql("SET SESSION sql_mode = ''")
        db.exec_driver_sql(
            "INSERT INTO t VALUES (18446744073709551615, b'1', b'000000000101', '0000-00-00', '0000-00-00 00:00:00',"
            " '-03:05:07', 'KS1', 'SEN,FSM', 1, 2024, 12.50, '{\"a\": 1}', x'ff00')"
        )
        db.exec_driver_sql("INSERT INTO t (id, born, at) VALUES (7, '2019-00-00', '2019-05-01 09:05:00')")
    engine.dispose()
    (table,) = Database("mis", mariadb_reader(mariadb_url)).tables()
    none = (None,) * 5
    assert list(table.rows()) == [
        ("7", ("7", None, None, "2019-00-00", "2019-05-01 09:05:00", None, None, None, None, *none[:4])),
        (
            "18446744073709551615",
            ("18446744073709551615", "1", "5", "0000-00-00", "0000-00-00 00:00:00", "-03:05:07", "KS1", "SEN,FSM", "1",
             "2024", "12.50", '{"a": 1}', "(2 bytes of data)"),
        ),
    ]  # fmt: skip


def test_backslashes_quotes_and_percent_signs_in_values_and_keys_stay_what_they_are(mariadb_url: str) -> None:
    statements(mariadb_url, "CREATE TABLE t (code VARCHAR(40) PRIMARY KEY, body TEXT)")
    written = [(r"a\b", r"C:\new\table"), ("it's", 'say "hi"'), ("50%", "100% \\' or 1=1"), ("x:y", "`;--")]
    engine = sa.create_engine(mariadb_url)
    with engine.begin() as db:
        db.execute(sa.text("INSERT INTO t VALUES (:a, :b)"), [{"a": a, "b": b} for a, b in written])
        # enough rows for several pages, so that each odd key may be the one a page goes on behind
        db.execute(
            sa.text("INSERT INTO t VALUES (:a, '')"),
            [{"a": f"{odd}{at:04}"} for odd in ("\\", "'", "%", ":", '"') for at in range(900)],
        )
    engine.dispose()
    (table,) = Database("mis", mariadb_reader(mariadb_url)).tables()
    rows = {values[0]: values[1] for _, values in table.rows()}
    assert len(rows) == 4504
    assert {code: rows[code] for code, _ in written} == dict(written)


def test_rows_of_one_person_are_asked_for_and_none_is_missed(mariadb_url: str) -> None:
    """However a key is written: blanks and other spaces around it, leading zeros, letter case, in a list, in JSON."""
    statements(
        mariadb_url,
        "CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(40), amount DECIMAL(8,2), list TEXT, more JSON)",
    )
    codes = ["7", "007", " 7 ", "\t7\r\n", "7.0", "70", "A7", "a7", "0a7", "0", "000", "", None, "7 0"]
    engine = sa.create_engine(mariadb_url)
    with engine.begin() as db:
        db.execute(
            sa.text("INSERT INTO t VALUES (:id, :code, :amount, :list, :more)"),
            [
                {
                    "id": at, "code": code, "amount": at, "list": f"{at},{at + 1}|{at * 3}",
                    "more": json.dumps({"who": [{"p": at}], "x": str(at)}),
                }
                for at, code in enumerate([*codes, *(f"z{n}" for n in range(500))])
            ],
        )  # fmt: skip
    engine.dispose()
    (table,) = Database("mis", mariadb_reader(mariadb_url)).tables()
    everything = list(table.rows(["code", "amount", "list", "more"]))

    def asked(way: Way) -> list[str]:
        return [key for key, _ in matching(table, ["code"], [way])]

    for value in ("7", "a7", "70", "0"):
        fits = [key for key, values in everything if values[0] is not None and canonical(values[0]) == value]
        found = asked(Way("code", frozenset({value})))
        assert set(fits) <= set(found)
        assert len(found) < 20, "the table is not read whole"
    assert asked(Way("amount", frozenset({"9"}))) == ["9"]
    for column, place in (("list", 2), ("more", 3)):
        inside = [key for key, values in everything if "133" in (values[place] or "")]
        assert asked(Way(column, frozenset({"133"}), inside=True)) == inside
        assert 0 < len(inside) < 10


def test_keys_that_differ_by_letter_case_or_accent_only_are_each_read_once(mariadb_server: str) -> None:
    url = real_mariadb.new_database(mariadb_server, "collated", "CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
    statements(
        url,
        "CREATE TABLE a (code VARCHAR(10) PRIMARY KEY)",
        "INSERT INTO a SELECT CONCAT(CHAR(65 + (seq DIV 500) + 32 * (seq % 2)), seq) FROM seq_1_to_5000",
        "CREATE TABLE b (code VARCHAR(10) COLLATE utf8mb4_bin PRIMARY KEY)",
        "INSERT INTO b VALUES ('ab'), ('AB'), ('áb'), ('Ab ')",
    )
    tables = {table.name: table for table in Database("mis", mariadb_reader(url)).tables()}
    assert len({key for key, _ in tables["a"].rows()}) == 5000
    assert sorted(values[0] or "" for _, values in tables["b"].rows()) == ["AB", "Ab ", "ab", "áb"]


def test_columns_of_older_character_sets_give_the_letters_that_were_meant(mariadb_url: str) -> None:
    statements(
        mariadb_url,
        "CREATE TABLE old (id INT PRIMARY KEY, a VARCHAR(20) CHARACTER SET latin1, b VARCHAR(20) CHARACTER SET utf8mb3,"
        " c VARCHAR(20) CHARACTER SET utf8mb4, d VARCHAR(20) CHARACTER SET cp1250)",
        "INSERT INTO old VALUES (1, 'Zoë', 'Łukasz', 'Ana 😀', 'Dvořák')",
    )
    (table,) = Database("mis", mariadb_reader(mariadb_url)).tables()
    assert [values[1:] for _, values in table.rows()] == [("Zoë", "Łukasz", "Ana 😀", "Dvořák")]


def test_other_schemas_are_read_and_a_login_of_one_sees_no_other(desk: Desk, mariadb_url: str) -> None:
    database = str(sa.make_url(mariadb_url).database)
    statements(
        mariadb_url,
        *PEOPLE,
        f"CREATE DATABASE `{database}_b`",
        f"CREATE TABLE `{database}_b`.`visits to nurse` (id INT PRIMARY KEY, pupil_id INT, seen_on DATE, note TEXT)",
        f"INSERT INTO `{database}_b`.`visits to nurse` VALUES (1, 1, '2025-05-01', 'Nosebleed'), (2, 3, NULL, 'Cough')",
    )
    reader = mariadb_reader(mariadb_url)
    assert [t.name for t in Database("mis", reader).tables()] == ["pupils"]
    user = sa.make_url(reader).username
    statements(mariadb_url, f"GRANT SELECT ON `{database}_b`.* TO `{user}`@`127.0.0.1`")
    desk.walked(("mis", reader))
    found = desk.found(desk.who("Ottilie Vane"))
    assert found == {"mis:row/pupils/1": {"about"}, f"mis:row/{database}_b.visits%20to%20nurse/1": {"about"}}


def test_the_session_can_write_nothing_even_where_the_login_may(mariadb_url: str) -> None:
    statements(mariadb_url, *PEOPLE)
    engine = server_engine("mis", mariadb_url)
    with engine.connect() as connection, pytest.raises(sa.exc.SQLAlchemyError, match="READ ONLY"):
        connection.exec_driver_sql("DELETE FROM pupils")
    assert rows_of(mariadb_url, "SELECT count(*) FROM pupils") == [(3,)]


@pytest.mark.parametrize("mode", ["ANSI_QUOTES", "NO_BACKSLASH_ESCAPES,ANSI", "PAD_CHAR_TO_FULL_LENGTH"])
def test_a_server_with_its_own_idea_of_sql_is_read_all_the_same(mode: str, mariadb_url: str) -> None:
    statements(
        mariadb_url,
        'CREATE TABLE `order` (`select` CHAR(9) PRIMARY KEY, `a"b` TEXT)',
        r"INSERT INTO `order` VALUES ('a\\b', 'one'), ('c', 'two')",
        f"SET GLOBAL sql_mode = '{mode}'",
    )
    try:
        (table,) = Database("mis", mariadb_reader(mariadb_url)).tables()
        assert list(table.rows()) == [(r"a\b", (r"a\b", "one")), ("c", ("c", "two"))]
        hits = Sweep("mis", mariadb_url).contains(table, [Needle(("two",))])
        assert [str(hit.address) for hit in hits] == ["mis:row/order/c"]
    finally:
        statements(mariadb_url, "SET GLOBAL sql_mode = DEFAULT")


@pytest.mark.parametrize("written", ["mysql", "mariadb", "mysql+pymysql", "mariadb+pymysql"])
def test_every_way_to_write_the_url_is_understood(written: str, mariadb_url: str) -> None:
    statements(mariadb_url, *PEOPLE)
    (table,) = Database("mis", mariadb_reader(mariadb_url).replace("mysql+pymysql", written)).tables()
    assert table.count() == 3
