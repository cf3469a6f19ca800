"""Views are named and not read twice, unless they are the only way to what they show."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from desk_of_servers import Desk, mariadb_reader, postgres_reader, statements

from honour.sources.database.database import Database
from honour.sources.database.sweep import Needle, Sweep

MADE = (
    "CREATE TABLE pupils (id INT PRIMARY KEY, forename VARCHAR(40), surname VARCHAR(40), date_of_birth DATE, x TEXT)",
    "INSERT INTO pupils VALUES (1, 'Ottilie', 'Vane', '2019-03-04', 'x'), (2, 'Marek', 'Novak', '2018-11-30', 'x')",
    "CREATE TABLE visits (id INT PRIMARY KEY, pupil_id INT, seen_on DATE, note VARCHAR(80))",
    "INSERT INTO visits VALUES (7, 1, '2025-05-01', 'Nosebleed'), (8, 2, '2025-05-02', 'Cough')",
    "CREATE VIEW v_pupils AS SELECT id, forename, surname, date_of_birth FROM pupils",
    "CREATE VIEW v_visits AS SELECT visits.id, pupil_id, note, surname FROM visits JOIN pupils ON pupils.id = pupil_id",
    "CREATE VIEW v_outer AS SELECT * FROM v_visits",
)
Reader = Callable[[str, list[str] | None], str]


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> tuple[str, Reader]:
    """(URL of a database with the tables above, how to make a reading login of some of them)."""
    url = request.getfixturevalue("postgres_url" if request.param == "postgresql" else "mariadb_url")
    statements(url, *MADE)
    return url, postgres_reader if request.param == "postgresql" else mariadb_reader


def test_views_over_tables_that_are_read_are_named_and_counted_once(desk: Desk, server: tuple[str, Reader]) -> None:
    url, reader = server
    at = reader(url, None)
    if "mysql" in url:
        database, login = sa.make_url(at).database, sa.make_url(at).username
        statements(url, f"GRANT SHOW VIEW ON `{database}`.* TO `{login}`@`127.0.0.1`")
    read = desk.walked(("mis", at))
    made = desk.json("map")
    assert [(v["view"], v["of"], v["read"]) for v in made["views"]] == [
        ("v_outer", ["v_visits"], False),
        ("v_pupils", ["pupils"], False),
        ("v_visits", ["pupils", "visits"], False),
    ]
    assert {t["table"] for t in made["tables"]} == {"pupils", "visits"}
    assert made["unmapped"] == []
    assert read["searched"][0]["records"] == 4
    assert "Views: 3, of which 0 are read as tables" in desk.run("map").out
    assert set(desk.found(desk.who("Ottilie Vane"))) == {"mis:row/pupils/1", "mis:row/visits/7"}


def test_a_reporting_login_that_is_granted_views_only_is_read_through_them(
    desk: Desk, server: tuple[str, Reader]
) -> None:
    url, reader = server
    at = reader(url, ["v_pupils", "v_visits"])
    connected = desk.json("connect", "mis", at)
    assert {v["view"] for v in connected["views"] if v["read"]} == {"v_pupils", "v_visits"}
    code = 3 if "postgresql" in url else 0  # MariaDB does not even name what a login may not read
    made = desk.json("map", code=code)
    assert {t["table"]: t["rows"] for t in made["tables"]} == {"v_pupils": 2, "v_visits": 2}
    assert [(h["table"], h["kind"]) for h in made["hubs"]] == [("v_pupils", "pupil")]
    desk.json("read", code=code)
    found = desk.found(desk.who("Ottilie Vane"), code=code)
    assert found == {"mis:row/v_pupils/1": {"about"}, "mis:row/v_visits/7": {"about"}}
    if code:
        assert {u["at"] for u in made["unmapped"]} == {"mis.pupils", "mis.visits"}
        assert all("grant this login SELECT" in u["why"] for u in made["unmapped"])


def test_a_view_that_adds_a_forbidden_table_to_a_readable_one_is_read(server: tuple[str, Reader]) -> None:
    url, reader = server
    source = Database("mis", reader(url, ["pupils", "v_pupils", "v_visits", "v_outer"]))
    # MariaDB tells a login without SHOW VIEW not which of the two is made of the other: either shows all there is
    chosen = "v_visits" if "postgresql" in url else "v_outer"
    assert [table.name for table in source.tables()] == sorted(["pupils", chosen])
    assert {view.name for view in source.views()} == {"v_pupils", "v_visits", "v_outer"}
    assert [view.name for view in source.views() if view.read] == [chosen]


def test_a_view_read_as_a_table_is_swept_too(server: tuple[str, Reader]) -> None:
    url, reader = server
    at = reader(url, ["v_visits"])
    (table,) = Database("mis", at).tables()
    swept = Sweep("mis", at).everywhere([table], [Needle(("Nosebleed",))])
    assert [str(hit.address) for hit in swept.hits] == ["mis:row/v_visits/7"]
    assert swept.done.not_swept == ()


def test_parts_of_a_table_are_not_read_beside_the_whole(postgres_url: str) -> None:
    statements(
        postgres_url,
        "CREATE TABLE marks (id int, year int, mark int) PARTITION BY LIST (year)",
        "CREATE TABLE marks_2024 PARTITION OF marks FOR VALUES IN (2024)",
        "CREATE TABLE marks_2025 PARTITION OF marks FOR VALUES IN (2025)",
        "INSERT INTO marks VALUES (1, 2024, 5), (2, 2025, 6)",
    )
    (table,) = Database("mis", postgres_reader(postgres_url, ["marks", "marks_2024"])).tables()
    assert (table.name, table.count()) == ("marks", 2)
    name = sa.make_url(postgres_url).database
    statements(postgres_url, f"REVOKE SELECT ON marks FROM reader_{name}")
    source = Database("mis", postgres_url.replace("honour@", f"reader_{name}@"))
    assert [table.name for table in source.tables()] == ["marks_2024"]
    assert [gap.what for gap in source.unreadable()] == ["table marks", "table marks_2025"]


def test_a_materialised_view_and_a_view_of_no_table_are_the_only_way_where_they_are(postgres_url: str) -> None:
    statements(
        postgres_url,
        *MADE,
        "CREATE MATERIALIZED VIEW kept AS SELECT * FROM pupils",
        "CREATE VIEW made_up AS SELECT 1 AS id, 'Ottilie Vane' AS name",
    )
    source = Database("mis", postgres_reader(postgres_url))
    assert {view.name: view.read for view in source.views()} == {
        "kept": False, "made_up": True, "v_outer": False, "v_pupils": False, "v_visits": False,
    }  # fmt: skip


def test_views_of_a_file_are_named_with_their_tables_and_a_broken_one_is_a_gap(desk: Desk) -> None:
    with sqlite3.connect(desk.folder / "mis.db") as db:
        for statement in (*MADE, "CREATE VIEW broken AS SELECT nothing_of_it FROM gone, pupils -- from visits"):
            db.execute(statement)
    db.close()
    desk.run("connect", "mis", desk.folder / "mis.db")
    made = desk.json("map", code=3)
    assert {v["view"]: v["of"] for v in made["views"]} == {
        "broken": ["pupils"], "v_outer": [], "v_pupils": ["pupils"], "v_visits": ["pupils", "visits"],
    }  # fmt: skip
    assert {t["table"] for t in made["tables"]} == {"pupils", "visits"}
    assert [u["at"] for u in made["unmapped"]] == ["mis.broken"]
    assert "mend or drop it" in made["unmapped"][0]["why"]
    read = desk.json("read", code=3)
    assert [u["what"] for u in read["unread"]] == ["view broken"]
    assert read["searched"][0]["records"] == 4
