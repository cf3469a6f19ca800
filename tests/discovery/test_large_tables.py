"""What is known of a large table is the same, whether its source counted or every row was read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from honour.discovery import keys as keys_module
from honour.discovery import profile as profile_module
from honour.discovery.keys import Collecting, Keys, Many, keys_of, minus, plus, top, whole_numbers
from honour.discovery.mapping import map_tables
from honour.discovery.profile import ColumnProfile, TableProfile, profile_table, profile_tables
from honour.kernel.errors import SourceError
from honour.kernel.following import canonical
from honour.kernel.progress import Silent
from honour.kernel.tabular import Table
from honour.sources.database import sqlite_session
from honour.sources.database.database import Database

EVERY, NONE = -1, 10**9
"""Rows from which the source is asked to count."""


def both(table: Table) -> tuple[TableProfile, TableProfile]:
    return profile_table(table, large_rows=EVERY), profile_table(table, large_rows=NONE)


def facts(column: ColumnProfile) -> tuple[object, ...]:
    if column.given_up:
        return column.rows, column.filled
    told = column.distinct if not isinstance(column.distinct, Many) else None
    return (
        column.rows, column.filled, len(column.distinct), told, column.canonical, column.unique, column.given_up,
        column.elements(column.list_kind) if column.list_kind else None,
    )  # fmt: skip


def assert_same(table: Table) -> None:
    counted, read = both(table)
    assert {name: facts(column) for name, column in counted.columns.items()} == {
        name: facts(column) for name, column in read.columns.items()
    }
    for row in counted.sample:
        assert len(row) == len(table.columns)


def one(url_or_path: str | Path, name: str = "t") -> Table:
    return next(table for table in Database("mis", url_or_path).tables() if table.name == name)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than fifty values are many, so that few rows do to see what is done with them."""
    monkeypatch.setattr(profile_module, "FEW_VALUES", 50)
    monkeypatch.setattr(profile_module, "CHUNK_ROWS", 40)


# To a database 0 and 0.0 are one value, whichever row is first says how it is written.
fractions = st.floats(-9, 9).filter(lambda number: number != int(number))
cells = st.one_of(
    st.none(), st.just(""), st.just(b""), st.integers(-(2**63), 2**63 - 1), st.integers(-3, 3), fractions,
    st.sampled_from(["a", "A", "a ", " ", "007", "7", "7.0", "-7", "é", "12,15", "\0x"]), st.text(max_size=4),
    st.binary(max_size=3),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(cells, cells, cells), max_size=25))
def test_sqlite_counts_what_reading_finds_whatever_lies_in_a_column(rows: list[tuple[object, ...]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "school.db"
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE t (a, b TEXT COLLATE NOCASE, c INTEGER)")
            connection.executemany("INSERT INTO t VALUES (?, ?, ?)", [tuple(map(_storable, row)) for row in rows])
        connection.close()
        assert_same(one(path))


def _storable(value: object) -> object:
    return value.encode("utf-8", "ignore").decode() if isinstance(value, str) else value


def test_text_in_a_wrong_encoding_is_counted_as_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "school.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)")
        connection.executemany(
            "INSERT INTO t VALUES (?, CAST(? AS TEXT))", [(n, f"Zo\xeb {n}".encode("cp1252")) for n in range(90)]
        )
    connection.close()
    assert_same(one(path))


@pytest.mark.usefixtures("few")
def test_of_many_values_the_keys_are_kept_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "school.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT, who INTEGER, listed TEXT, said TEXT)")
        connection.executemany(
            "INSERT INTO t VALUES (?, ?, ?, ?, ?)",
            [(n, f"C{n % 1500:04}", n % 900 or None, f"{n % 70},{n % 90},{n % 11}", "word " * (n % 400))
             for n in range(2, 3000)],
        )  # fmt: skip
    connection.close()
    assert_same(one(path))
    columns = profile_table(one(path), large_rows=EVERY).columns
    assert isinstance(columns["id"].distinct, Many)
    assert columns["id"].unique
    assert columns["who"].canonical <= columns["id"].canonical | keys_of(["1"])
    assert not columns["code"].unique
    assert len(columns["code"].canonical) == 1500
    assert columns["listed"].elements(",") == frozenset(map(str, range(90)))
    assert len(columns["id"].sample) > 100


@pytest.mark.parametrize("gaps", [False, True])
def test_the_sample_comes_from_all_over_the_table(tmp_path: Path, gaps: bool) -> None:
    path = tmp_path / "school.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, year INTEGER)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", [(n, n // 1000) for n in range(60_000)])
        if gaps:
            connection.execute("INSERT INTO t VALUES (?, 99)", (2**62,))
    connection.close()
    table = one(path)
    sample = profile_table(table, large_rows=EVERY).sample
    assert 2000 < len(sample) <= 3000
    assert len({row[0] for row in sample}) == len(sample)
    assert len({row[1] for row in sample}) >= 50
    assert profile_table(table, large_rows=EVERY).sample == sample


_KINDS = {
    "postgresql": "id SERIAL PRIMARY KEY, ref UUID, born DATE, at TIMESTAMP, fee NUMERIC(9,2), flag BOOLEAN,"
    " told VARCHAR(20), fixed CHAR(5), ids INTEGER[], doc JSONB, plain JSON, raw BYTEA, big BIGINT",
    "mariadb": "id INTEGER PRIMARY KEY AUTO_INCREMENT, ref UUID, born DATE, at DATETIME, fee NUMERIC(9,2),"
    " flag BIT(1), told VARCHAR(20), fixed CHAR(5), ids TEXT, doc JSON, plain TEXT, raw BLOB, big BIGINT",
}


def _filled(url: str, key: bool = True) -> str:
    engine = sa.create_engine(url)
    kind = "postgresql" if engine.dialect.name == "postgresql" else "mariadb"
    kinds = _KINDS[kind] if key else _KINDS[kind].replace(" PRIMARY KEY", "")
    lists = "'{%d,2}'" if kind == "postgresql" else "'%d,2'"
    raw = "decode('00ff', 'hex')" if kind == "postgresql" else "x'00ff'"
    told = ("'Ann'", "'ann'", "'ann '", "''", "NULL", "'007'", "' '", "'Zoë'", "'zoe'")
    with engine.begin() as connection:
        connection.execute(sa.text(f"CREATE TABLE t ({kinds})"))
        for n in range(400):
            listed, doc = lists % (n % 5), "NULL" if n % 7 == 0 else f"""'{{"b": {n % 3}, "a": "é"}}'"""
            doc = doc.replace(":", "\\:")
            flag = ("true", "false", "NULL") if kind == "postgresql" else ("1", "0", "NULL")
            connection.execute(
                sa.text(
                    "INSERT INTO t (ref, born, at, fee, flag, told, fixed, ids, doc, plain, raw, big) VALUES ("
                    f"'00000000-0000-0000-0000-{n % 90:012}', '2015-09-{n % 28 + 1:02}',"
                    f" '2024-01-02 03\\:04\\:{n % 60:02}', {n % 50}.5, {flag[n % 3]}, {told[n % len(told)]},"
                    f" {told[n % len(told)]}, {listed}, {doc}, {doc}, {raw if n % 2 else 'NULL'}, {n * 10**12 - 5})"
                )
            )
    engine.dispose()
    return url


@pytest.mark.parametrize("key", [True, False])
def test_postgresql_counts_what_reading_finds(postgres_url: str, key: bool) -> None:
    table = one(_filled(postgres_url, key))
    assert table.measuring is not None  # type: ignore[attr-defined]
    assert_same(table)


def test_mariadb_counts_what_reading_finds(mariadb_url: str) -> None:
    table = one(_filled(mariadb_url))
    assert table.measuring is not None  # type: ignore[attr-defined]
    assert_same(table)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("kind", ["postgres_url", "mariadb_url"])
def test_a_server_hands_out_the_keys_of_a_large_table(kind: str, request: pytest.FixtureRequest) -> None:
    assert_same(one(_filled(request.getfixturevalue(kind))))


# ---- keys in little memory

values = st.one_of(
    st.integers(-99, 99).map(str), st.integers(0, 2**70).map(str), st.text(max_size=3), st.sampled_from("abcABC")
)


@given(one=st.sets(values.map(canonical)), other=st.sets(values.map(canonical)))
def test_keys_are_the_set_of_their_canonical_forms(one: set[str], other: set[str]) -> None:
    few, many = frozenset(other), keys_of(other)
    mine = keys_of(one)
    for theirs in (few, many):
        assert len(mine & theirs) == len(theirs & mine) == len(one & other)
        assert len(mine - theirs) == len(one - other)
        assert len(theirs - mine) == len(other - one)
        assert (mine <= theirs) == (one <= other)
        assert (theirs <= mine) == (other <= one)
        assert (mine == theirs) == (one == other)
    assert all(value in mine for value in one)
    assert not [value for value in other - one if value in mine]
    assert all(stands in mine for stands in mine)
    assert len(frozenset(mine) & mine) == len(mine)


@given(st.sets(values.map(canonical)))
def test_numbers_among_keys_are_known_as_such(some: set[str]) -> None:
    small = frozenset(value for value in some if len(value) < 18 and value.isascii())
    kept = keys_of(small)
    assert minus(kept) == minus(small)
    assert len(plus(kept)) == len(small) - len(minus(small))
    assert list(whole_numbers(kept)) == whole_numbers(small)
    assert top(kept) == top(small)


@given(st.lists(st.one_of(values, st.integers(-(2**63) + 1, 2**63 - 1)).filter(lambda value: value != "")))
def test_values_collected_in_any_pieces_are_each_kept_once(some: list[str | int]) -> None:
    collecting = Collecting()
    for start in range(0, len(some), 3):
        collecting.add(some[start : start + 3])
    assert collecting.keys() == keys_of({canonical(str(value)) for value in some})
    assert collecting.different() == len(set(map(str, some)))


def test_more_keys_than_memory_is_kept_for_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_module, "MOST_KEYS", 1000)
    monkeypatch.setattr(keys_module, "_PENDING", 100)
    collecting = Collecting()
    for start in range(0, 3000, 50):
        collecting.add(list(range(start, start + 50)))
    assert collecting.overflowed
    assert collecting.keys() == Keys()


def test_a_table_of_more_than_a_million_keys_is_joined_to_and_its_orphans_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "school.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE visits (visit_id INTEGER PRIMARY KEY, visit_code TEXT, reason TEXT)")
        connection.execute("CREATE TABLE visit_notes (note_id INTEGER PRIMARY KEY, visit_id INTEGER, said TEXT)")
        many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?)"
        connection.execute(
            f"{many} INSERT INTO visits SELECT i * 3, printf('V-%09X', i), 'r' || (i % 9) FROM n", (1_100_000,)
        )
        connection.execute(
            f"{many} INSERT INTO visit_notes SELECT i, i * 30 + (i % 1000 = 0), 'note ' || (i % 50) FROM n", (60_000,)
        )
    connection.close()
    tables = Database("mis", path).tables()
    profiles, _ = profile_tables(tables, Silent())
    assert len(profiles["mis.visits"].columns["visit_id"].canonical) == 1_100_000
    assert profiles["mis.visits"].columns["visit_code"].unique
    (join,) = [join for join in map_tables(tables).joins if join.from_columns[0].table == "visit_notes"]
    assert str(join.to_columns[0]) == "mis.visits.visit_id"
    assert join.orphans == 60  # those that are not a multiple of three


@pytest.mark.parametrize("rows", [60, 900])
def test_what_was_counted_in_a_sample_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(profile_module, "SAMPLE_ROWS", 100)
    monkeypatch.setattr(profile_module, "CHUNK_ROWS", 50)
    path = tmp_path / "school.db"
    with sqlite3.connect(path) as connection:
        for table in ("pupil", "staff"):
            connection.execute(
                f"CREATE TABLE {table} ({table}_id INTEGER PRIMARY KEY, forename TEXT, surname TEXT, born_on TEXT)"
            )
            connection.executemany(
                f"INSERT INTO {table} VALUES (?, ?, ?, ?)",
                [(n + 1000 * (table == "staff"), f"Ann{n}", f"Elm{n}", f"2015-01-{n % 28 + 1:02}") for n in range(40)],
            )
        connection.execute(
            "CREATE TABLE notes (note_id INTEGER PRIMARY KEY, subject_type TEXT, subject_id INTEGER, doc TEXT)"
        )
        connection.executemany(
            "INSERT INTO notes VALUES (?, ?, ?, ?)",
            [(n, ("pupil", "staff")[n % 2], n % 40 + 1000 * (n % 2), f'{{"pupil_id": {n % 40}, "n": {n}}}')
             for n in range(rows)],
        )  # fmt: skip
    connection.close()
    told = {str(join.kind): join.evidence for join in map_tables(Database("mis", path).tables()).joins}
    assert set(told) == {"pointer with a discriminator", "id inside JSON"}
    assert {kind: "of a sample" in evidence for kind, evidence in told.items()} == dict.fromkeys(told, rows == 900)


def test_progress_says_which_table_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "school.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE visits (id)")
        connection.execute("CREATE TABLE notes (id)")
    connection.close()

    class Told(Silent):
        def __init__(self) -> None:
            self.heard: list[str] = []

        def at(self, what: str) -> None:
            self.heard.append(what)

        def step(self, done: int = 1, size_bytes: int = 0) -> None:
            assert not size_bytes
            self.heard.append(f"{done} done")

    told = Told()
    profile_tables(Database("mis", path).tables(), told)
    assert told.heard == ["notes", "1 done", "visits", "1 done"]


def test_the_bar_shows_a_table_of_any_name_and_forgets_it() -> None:
    from io import StringIO

    from rich.console import Console

    from honour.cli.progress import Bar, bars

    progress = bars(Console(file=StringIO()))
    bar = Bar(progress)
    bar.start("looking at tables", 2)
    bar.at("T[red]")
    assert progress.tasks[0].description == "looking at tables: T\\[red]"  # a mark-up that is shown as it is
    bar.start("Gathering people", None)
    assert [task.description for task in progress.tasks] == ["looking at tables", "Gathering people"]


# ---- sessions


def test_an_sqlite_session_can_write_nothing(tmp_path: Path) -> None:
    path = tmp_path / "school.db"
    sqlite3.connect(path).execute("CREATE TABLE t (id)").connection.close()
    session = sqlite_session.connect(path)
    for statement in ("INSERT INTO t VALUES (1)", "DROP TABLE t", "CREATE TABLE other (id)"):
        with pytest.raises(sqlite3.OperationalError):
            session.execute(statement)
    assert session.execute("PRAGMA query_only").fetchone() == (1,)
    session.close()


def test_an_sqlite_statement_that_takes_too_long_ends_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "school.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, said TEXT)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", [(n, f"said {n}") for n in range(40_000)])
    connection.close()
    table = one(path)
    monkeypatch.setattr(sqlite_session, "statement_seconds", lambda: 0)
    with pytest.raises(SourceError, match="longer than allowed"):
        profile_table(table)
    with pytest.raises(SourceError) as caught:
        list(table.rows())
    assert "HONOUR_STATEMENT_SECONDS" in caught.value.advice


def test_a_postgresql_session_reads_only_and_ends_in_time_while_it_counts(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = sa.create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE t (id INTEGER PRIMARY KEY, said TEXT)"))
        connection.execute(sa.text("INSERT INTO t SELECT n, 'said ' || n FROM generate_series(1, 30000) n"))
    monkeypatch.setenv("HONOUR_STATEMENT_SECONDS", "2")
    table = one(postgres_url)
    session = table._engine  # type: ignore[attr-defined]
    with session.connect() as connection:
        assert connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on"
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "2s"
        with pytest.raises(sa.exc.DBAPIError):
            connection.exec_driver_sql("DELETE FROM t")
    with engine.begin() as connection:
        connection.execute(sa.text("LOCK TABLE t IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(SourceError, match="longer than allowed"):
            table.measuring.filled()  # type: ignore[attr-defined]
    assert table.measuring.filled() == (30000, (30000, 30000))  # type: ignore[attr-defined]
    engine.dispose()
