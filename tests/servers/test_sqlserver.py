"""What a SQL Server would be told: no server is needed, every statement is kept as the dialect wrote it."""

from __future__ import annotations

import re
import sys

import pytest
import sqlalchemy as sa
from pretend_sqlserver import Made, Pretended

from honour.kernel.address import Address, Kind
from honour.kernel.change import Action, Change
from honour.kernel.errors import NotAllowed, SourceError
from honour.kernel.unread import Why
from honour.sources.database.access import Access
from honour.sources.database.database import Database
from honour.sources.database.lookup import Way, matching
from honour.sources.database.server import server_engine
from honour.sources.database.statements import Statements
from honour.sources.database.sweep import Needle, Sweep
from honour.sources.database.writing import write

URL = "mssql://reader:hunter2@sims.example/mis"
TABLES = {
    "dbo.Pupil": Made(
        {"Id": "int", "Legal Name": "nvarchar(80)", "100%": "bit"}, ("Id",), [(1, "Zoë", True), (2, "Ana", None)]
    ),
    "dbo.odd]name": Made({"select": "nvarchar(20)", "note": "ntext", "doc": "xml"}, (), [("a", "b", "<c/>")]),
    "health.Visit": Made(
        {"School": "varchar(5)", "No": "int", "at": "datetimeoffset"}, ("School", "No"), [("A", 1, "x")]
    ),
}
_WRITES = re.compile(r"\s*(insert|update|delete|create|alter|drop|exec)", re.I)
_FOREIGN = re.compile(r"\bLIMIT\b|`|\"|::|\bILIKE\b|\bRETURNING\b|\bFOR UPDATE\b|\bTRUE\b|\bFALSE\b", re.I)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Pretended:
    made = Pretended(TABLES)
    monkeypatch.setitem(sys.modules, "pymssql", made.module())
    return made


def test_tables_are_described_counted_and_read_in_its_own_words(server: Pretended) -> None:
    tables = {table.name: table for table in Database("mis", URL).tables()}
    assert sorted(tables) == ["Pupil", "health.Visit", "odd]name"]
    assert list(tables["Pupil"].rows()) == [("1", ("1", "Zoë", "1")), ("2", ("2", "Ana", None))]
    assert list(tables["Pupil"].rows(["Legal Name"])) == [("1", ("Zoë",)), ("2", ("Ana",))]
    assert tables["Pupil"].count() == 2
    assert list(tables["odd]name"].rows()) == [("rowid=1", ("a", "b", "<c/>"))]
    assert [key for key, _ in tables["health.Visit"].rows()] == ["A,1"]
    assert server.own() == [
        "SELECT TOP 1 [Pupil].[Id], [Pupil].[Legal Name], [Pupil].[100%] FROM [Pupil]",
        "SELECT TOP 50 [Pupil].[Id] FROM [Pupil]",
        "SELECT TOP 1 [odd]]name].[select], [odd]]name].[note], [odd]]name].[doc] FROM [odd]]name]",
        "SELECT TOP 1 [health].[Visit].[School], [health].[Visit].[No], CAST([health].[Visit].[at] AS NVARCHAR(40)) AS"
        " [at] FROM [health].[Visit]",
        "SELECT TOP 50 [health].[Visit].[School], [health].[Visit].[No] FROM [health].[Visit]",
        "SELECT [Pupil].[Id] AS c0, [Pupil].[Id] AS c1, [Pupil].[Legal Name] AS c2, [Pupil].[100%] AS c3 FROM [Pupil]"
        " ORDER BY [Pupil].[Id]",
        "SELECT [Pupil].[Id] AS c0, [Pupil].[Legal Name] AS c1 FROM [Pupil] ORDER BY [Pupil].[Id]",
        "SELECT count(*) AS count_1 FROM [Pupil]",
        "SELECT [odd]]name].[select] AS c0, [odd]]name].[note] AS c1, [odd]]name].[doc] AS c2 FROM [odd]]name] ORDER BY"
        " [odd]]name].[select], CAST([odd]]name].[note] AS NVARCHAR(max)), CAST([odd]]name].[doc] AS NVARCHAR(max))",
        "SELECT [health].[Visit].[School] AS c0, [health].[Visit].[No] AS c1, [health].[Visit].[School] AS c2,"
        " [health].[Visit].[No] AS c3, CAST([health].[Visit].[at] AS NVARCHAR(40)) AS c4 FROM [health].[Visit] ORDER BY"
        " [health].[Visit].[School], [health].[Visit].[No]",
    ]


def test_the_login_is_announced_as_reading_and_waits_and_works_for_bounded_time(server: Pretended) -> None:
    Database("mis", URL).tables()
    assert server.opened
    for how in server.opened:
        assert (how["read_only"], how["timeout"], how["login_timeout"]) == (True, 300, 60)
    assert ("SET LOCK_TIMEOUT 10000", None) in server.said
    assert not [
        said for said, _ in server.said if re.match(r"(?i)\s*(insert|update|delete|create|alter|drop|exec)", said)
    ]


def test_reading_goes_on_behind_a_numeric_key_and_not_behind_a_text(server: Pretended) -> None:
    types = {"a": sa.Integer(), "b": sa.Date(), "c": sa.String(9)}
    asked = Statements("mssql", "dbo", "T", types, ("a", "b"))
    dialect = server_engine("mis", URL).dialect
    assert " ".join(str(asked.rows(["c"], after=(1, 2), limit=9).compile(dialect=dialect)).split()) == (
        "SELECT TOP __[POSTCOMPILE_param_1] [dbo].[T].[a] AS c0, [dbo].[T].[b] AS c1, [dbo].[T].[c] AS c2"
        " FROM [dbo].[T] WHERE [dbo].[T].[a] >= %(param_2)s AND ([dbo].[T].[a] > %(param_3)s OR [dbo].[T].[a] ="
        " %(param_4)s AND [dbo].[T].[b] > %(param_5)s) ORDER BY [dbo].[T].[a], [dbo].[T].[b]"
    )
    assert asked.resumes
    assert not Statements("mssql", "dbo", "T", types, ("c",)).resumes


def test_a_row_by_its_key_a_sweep_and_a_planned_change_are_put_in_its_own_words(server: Pretended) -> None:
    reading = Access("mis", URL)
    with reading.connect() as connection:
        assert [row.text["Legal Name"] for row in reading.rows(connection, "Pupil", (("Id", "2"),))] == ["Zoë", "Ana"]
    assert server.own() == [
        "SELECT [Pupil].[Id], [Pupil].[Legal Name], [Pupil].[100%] FROM [Pupil] WHERE [Pupil].[Id] = %(Id_1)s"
    ]
    table = next(table for table in Database("mis", URL).tables() if table.name == "Pupil")
    server.said.clear()
    Sweep("mis", URL).contains(table, [Needle(("50%_[a",))])
    assert server.own() == [
        "SELECT [Pupil].[Id] AS c0 FROM [Pupil] ORDER BY [Pupil].[Id]",
        "SELECT anon_1.k0, anon_1.t0 FROM (SELECT [Pupil].[Id] AS k0, CAST([Pupil].[Legal Name] AS NVARCHAR(max)) AS"
        " t0, coalesce(CAST([Pupil].[Legal Name] AS NVARCHAR(max)), %(coalesce_1)s) COLLATE Latin1_General_100_CI_AI AS"
        " plain FROM [Pupil]) AS anon_1 WHERE anon_1.plain LIKE %(plain_1)s ESCAPE '!'",
        "SELECT count(*) AS count_1 FROM [Pupil]",
    ]
    assert next(said for said in server.said if "ESCAPE" in said[0])[1]["plain_1"] == "%50!%!_![a%"


def test_rows_of_one_person_are_asked_for_by_number_text_and_within_a_text(server: Pretended) -> None:
    table = next(table for table in Database("mis", URL).tables() if table.name == "Pupil")
    server.said.clear()
    ways = [
        Way("Id", frozenset({"2"})),
        Way("Legal Name", frozenset({"a7"})),
        Way("Legal Name", frozenset({"9"}), inside=True),
    ]
    assert [key for key, _ in matching(table, ["Id"], ways)] == ["1", "2"], "who asks looks at each again"
    (said,) = server.own()
    assert said.startswith("SELECT [Pupil].[Id] AS c0, [Pupil].[Id] AS c1 FROM [Pupil] WHERE [Pupil].[Id] IN (")
    assert "substring(ltrim(rtrim(replace(replace(replace(lower(CAST([Pupil].[Legal Name] AS NVARCHAR(max)))" in said
    assert "charindex(%(charindex_1)s, lower(CAST([Pupil].[Legal Name] AS NVARCHAR(max)))) > " in said
    told = next(params for sql, params in server.said if "charindex" in sql)
    assert (told["charindex_1"], told["patindex_1"]) == ("9", "%[^0]%")
    assert not _FOREIGN.search(said)


def test_a_planned_change_locks_its_row_and_is_asked_for_by_its_old_values(server: Pretended) -> None:
    address = Address("mis", Kind.ROW, ("Pupil", "2"))
    key, before = (("Id", "2"),), (("Id", "2"), ("Legal Name", "Ana"), ("100%", None))
    change = Change(
        address=address, table="Pupil", key=key, action=Action.DELETE, column="", before=before, new=None, why="asked"
    )
    server.tables = {"dbo.Pupil": Made(TABLES["dbo.Pupil"].columns, ("Id",), [(2, "Ana", None)])}
    with pytest.raises(NotAllowed):
        # the pretended server deletes nothing, and that is noticed
        write(Access("mis", URL, write=True), [change])
    row = "SELECT [Pupil].[Id], [Pupil].[Legal Name], [Pupil].[100%] FROM [Pupil]"
    assert server.own() == [
        "SELECT count(*) AS count_1 FROM [Pupil]",
        f"{row} WITH (UPDLOCK, HOLDLOCK) WHERE [Pupil].[Id] = %(Id_1)s",
        "DELETE FROM [Pupil] WHERE [Pupil].[Id] = %(Id_1)s AND [Pupil].[Legal Name] = %(Legal_Name_1)s"
        " AND [Pupil].[100%] IS NULL",
        f"{row} WHERE [Pupil].[Id] = %(Id_1)s",
    ]
    assert [how["read_only"] for how in server.opened] == [False] * len(server.opened)


@pytest.mark.parametrize(("number", "why"), [(229, Why.NO_ACCESS), (1222, Why.NO_ACCESS), (8134, Why.DAMAGED)])
def test_a_table_it_refuses_is_a_named_gap_and_the_rest_goes_on(number: int, why: Why, server: Pretended) -> None:
    server.refuse = {"FROM [health].[Visit]": number}
    source = Database("mis", URL)
    assert [table.name for table in source.tables()] == ["Pupil", "odd]name"]
    (gap,) = source.unreadable()
    assert (gap.what, gap.why) == ("table health.Visit", why)
    assert gap.advice


def test_no_statement_is_in_another_dialect_s_words(server: Pretended) -> None:
    tables = Database("mis", URL).tables()
    for table in tables:
        list(table.rows())
        table.count()
        Sweep("mis", URL).contains(table, [Needle(("Ana", "Novak")), Needle(("07700900123",), squeezed=True)])
    own = server.own()
    assert len(own) > 12
    assert not [said for said in own if _FOREIGN.search(said)]
    assert all("[" in said for said in own)


def test_without_its_driver_the_extra_is_named_and_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymssql", None)
    with pytest.raises(SourceError) as error:
        Database("mis", URL).tables()
    assert "honour[mssql]" in error.value.advice
    assert "hunter2" not in error.value.message + error.value.advice
