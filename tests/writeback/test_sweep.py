"""The sweep finds a person's name and identifiers in any text column, on every kind of database alike."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from changed import run_sql
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import mssql, mysql

from honour.kernel.errors import BadInput, SourceError
from honour.sources.database import sweep as sweep_module
from honour.sources.database.database import Database
from honour.sources.database.sweep import Hit, Needle, Sweep, folded

MOST_SECONDS = 5.0
"""For every text column of 200 tables with 150,000 rows; issue 3."""

NAME = Needle(("Zoë", "O'Hart"))
PHONE = Needle(("7700900123",), squeezed=True, kind="telephone number")
UPN = Needle(("H302200000012",), squeezed=True, kind="UPN")
MAIL = Needle(("zoe_100%@mail.example",), kind="e-mail address")
NUMBER = Needle(("4004512",), kind="admission number")
ALL = (NAME, PHONE, UPN, MAIL, NUMBER)

TEXTS = {
    1: "Then Zoë O’Hart came",
    2: "ZOE O'HART",
    3: "O'Hart, Zoe: late",
    4: "Zoell O'Hart and xzoe o'harty",
    5: "rang 07700 900-123 at ten",
    6: "+44 (0)7700 900123",
    7: "upn h302 2000 00012",
    8: "zoe_100%@mail.example",
    9: "zoeX100Y@mail.example",
    10: "nothing at all",
    11: "zoe was there; nobody called Hart",
    12: '{"who": "Zoe O\\u0027Hart", "plain": "O\'Hart Zoë"}',
    13: "ref 4004512.",
    14: "ref 44004512",
}
WANTED = {1, 2, 3, 5, 6, 7, 8, 12, 13}


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    (tmp_path / "mis.db").touch()
    return str(tmp_path / "mis.db")


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def filled(where: str) -> None:
    run_sql(
        where,
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, kind VARCHAR(9), body TEXT, forename TEXT, surname TEXT,"
        " ref INTEGER)",
        "CREATE TABLE logins (login VARCHAR(40) PRIMARY KEY, body TEXT)",
        "CREATE TABLE bare (body TEXT, n INTEGER)",
        *(f"INSERT INTO notes VALUES ({n}, 'note', {quoted(text)}, NULL, NULL, NULL)" for n, text in TEXTS.items()),
        "INSERT INTO notes VALUES (20, 'row', NULL, 'Zoe', 'O''HART', NULL), (21, 'row', NULL, 'Zoe', 'Smith', NULL),"
        " (22, 'row', NULL, NULL, NULL, 4004512)",
        "INSERT INTO logins VALUES ('a b', 'x'), ('zoe_100%@mail.example', 'y')",
        "INSERT INTO bare VALUES ('x', 1), ('zoe o''hart', 2)",
    )


def hits(where: str, *needles: Needle) -> dict[str, Hit]:
    found = Sweep("mis", where).everywhere(Database("mis", where).tables(), needles)
    assert found.done.not_swept == ()
    return {str(hit.address): hit for hit in found.hits}


def test_every_form_is_found_and_nothing_that_only_looks_like_it(where: str) -> None:
    filled(where)
    found = hits(where, *ALL)
    notes = {int(at.rpartition("/")[2]) for at in found if at.startswith("mis:row/notes/")}
    assert notes == WANTED | {20, 22}
    assert found["mis:row/notes/20"].columns == ("forename", "surname")
    assert found["mis:row/notes/5"].kinds == ("telephone number",)
    # rows without a key that may stand in an address have the address the table itself gives them
    rows = {str(t.address(key)) for t in Database("mis", where).tables() for key, _ in t.rows([])}
    assert found.keys() <= rows
    keyless = {at: found[at].columns for at in found if not at.startswith("mis:row/notes/")}
    assert sorted(keyless.values()) == [("body",), ("login",)]


def test_one_table_alone_gives_the_same(where: str) -> None:
    filled(where)
    sweep = Sweep("mis", where)
    for table in Database("mis", where).tables():
        alone = {str(hit.address) for hit in sweep.contains(table, ALL)}
        assert alone == {at for at in hits(where, *ALL) if at.startswith(f"mis:row/{table.name}/")}


def test_nothing_to_look_for_finds_nothing_and_a_short_word_is_refused(where: str) -> None:
    filled(where)
    assert hits(where) == {}
    with pytest.raises(BadInput, match="too short"):
        hits(where, Needle(("Jo",)))


def test_a_table_that_cannot_be_read_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "mis.db"
    path.touch()
    filled(str(path))
    tables = Database("mis", path).tables()
    sweep = Sweep("mis", path)
    run_sql(str(path), "DROP TABLE bare")
    found = sweep.everywhere(tables, ALL)
    assert [gap.partition(":")[0] for gap in found.done.not_swept] == ["bare"]
    assert len(found.hits) == len(WANTED) + 3
    with pytest.raises(SourceError):
        sweep.contains(next(t for t in tables if t.name == "bare"), ALL)


def test_text_in_a_wrong_encoding_and_text_kept_as_number_are_looked_through(tmp_path: Path) -> None:
    path = tmp_path / "mis.db"
    path.touch()
    run_sql(
        str(path),
        "CREATE TABLE odd (id INTEGER PRIMARY KEY, a INTEGER, b BLOB)",
        "INSERT INTO odd VALUES (1, CAST(x'fc20' || 'zoe o''hart' AS TEXT), x'00ff'), (2, 4004512, NULL), (3, 5, NULL)",
    )
    assert set(hits(str(path), *ALL)) == {"mis:row/odd/1", "mis:row/odd/2"}


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize("server", ["sqlite", "postgresql"])
def test_two_hundred_tables_are_swept_in_time(server: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    draw = random.Random(8)  # noqa: S311 -- repeatable, no secret
    words = ["".join(draw.choices("abcdefghijklmnoprstuvwy", k=draw.randint(3, 9))) for _ in range(3000)]
    if server == "sqlite":
        (tmp_path / "mis.db").touch()
        where = str(tmp_path / "mis.db")
    else:
        where = str(request.getfixturevalue("postgres_url"))
    statements = []
    for n in range(200):
        statements.append(f"CREATE TABLE t{n} (id INTEGER PRIMARY KEY, pupil INTEGER, kind TEXT, note TEXT, who TEXT)")
        rows = ",".join(
            f"({at},{at % 300},'{draw.choice(words)}','{' '.join(draw.choices(words, k=20))}','{draw.choice(words)}')"
            for at in range(750)
        )
        statements.append(f"INSERT INTO t{n} VALUES {rows}")
    run_sql(where, *statements, "UPDATE t99 SET note = 'and zoe o''hart' WHERE id = 500")
    tables = Database("mis", where).tables()
    sweep = Sweep("mis", where)
    began = time.monotonic()
    found = sweep.everywhere(tables, ALL)
    assert time.monotonic() - began < MOST_SECONDS
    assert [str(hit.address) for hit in found.hits] == ["mis:row/t99/500"]
    assert (found.done.tables, found.done.rows) == (200, 150_000)


@pytest.mark.parametrize(
    ("dialect", "wanted"),
    [
        (mysql.dialect(), ("CONVERT(concat_ws(", "USING utf8mb4) COLLATE utf8mb4_general_ci) LIKE", "ESCAPE '!'")),
        (mssql.dialect(), ("concat_ws(", "COLLATE Latin1_General_100_CI_AI) LIKE", "ESCAPE '!'")),
    ],
)
def test_other_servers_forget_letter_case_and_accents_in_their_own_way(
    dialect: object, wanted: tuple[str, ...]
) -> None:
    import sqlalchemy as sa

    clause = sa.table("notes", sa.column("body", sa.Text()), sa.column("title", sa.String(9)))
    text = sweep_module._compared(sweep_module._row_text(clause, ["body", "title"], dialect.name), dialect.name)  # type: ignore[attr-defined]
    said = str(sa.select(text.like("%x%", escape="!")).compile(dialect=dialect))  # type: ignore[call-overload]
    for part in wanted:
        assert part.lower() in said.lower()
