"""From plan to proof on a real server, with one login that reads and another that writes."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from changed import differences, everything, run_sql
from office import DPO, LEAD, SIGNED, Office, office
from schools import snake
from walk_school import run

SECRET = {"MIS_READ": "r", "MIS_WRITE": "w"}


def moved(path: Path, url: str) -> None:
    """The tables of an SQLite file on a server."""
    engine = sa.create_engine(url)
    with sqlite3.connect(path) as db, engine.begin() as connection:
        names = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            connection.exec_driver_sql(
                db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
            )
            rows = db.execute(f'SELECT * FROM "{name}"').fetchall()
            for row in rows:
                marks = {f"v{at}": value for at, value in enumerate(row)}
                listed = ", ".join(f":{mark}" for mark in marks)
                connection.execute(sa.text(f'INSERT INTO "{name}" VALUES ({listed})'), marks)
    db.close()
    engine.dispose()


@pytest.fixture
def at(tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Office:
    for name, value in SECRET.items():
        monkeypatch.setenv(name, value)
    made = Office(tmp_path)
    snake(made.mis, 43)
    made.sql(made.mis, "UPDATE students SET forename = 'Ottilie', surname = 'Vane' WHERE id = 3")
    moved(made.mis, postgres_url)
    name = sa.make_url(postgres_url).database
    run_sql(
        postgres_url,
        f"CREATE ROLE reader_{name} LOGIN",
        f"CREATE ROLE writer_{name} LOGIN",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_{name}",
        f"GRANT SELECT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO writer_{name}",
    )
    reader = postgres_url.replace("honour@", f"reader_{name}:${{MIS_READ}}@")
    writer = postgres_url.replace("honour@", f"writer_{name}:${{MIS_WRITE}}@")
    assert run("new", "school", cwd=tmp_path).code == 0
    connected = made.run("connect", "mis", reader)
    assert connected.code == 0, connected.err
    made.edit(r'^at = "postgresql', f'write_at = {json.dumps(writer)}\nat = "postgresql')
    for capacity, person in (("data-protection-lead", LEAD), ("dpo", DPO)):
        made.edit(rf"^{capacity} = \[\]", f"{capacity} = {json.dumps([person])}")
    assert made.run("map").code == 0
    assert made.run("read").code == 0
    return made


def test_planned_over_one_login_done_over_another_and_proved_over_the_first(at: Office, postgres_url: str) -> None:
    before = everything(postgres_url)
    plan = at.plan()
    assert everything(postgres_url) == before
    sql = {c["address"] for c in plan["changes"] if c["by"] == "sql"}
    assert any(c["action"] == "remove element" for c in plan["changes"])
    done = at.json("writeback", "do", "plan.txt", *SIGNED)
    assert {c["proof"] for c in done["changes"]} == {"read back"}
    assert done["state"] == "closed"
    assert done["left"] == []
    assert differences(before, everything(postgres_url)) == sql
    assert at.json("writeback", "do", "plan.txt")["state"] == "closed"


def test_a_writing_login_without_the_right_to_write_changes_nothing(at: Office, postgres_url: str) -> None:
    name = sa.make_url(postgres_url).database
    at.plan()
    run_sql(postgres_url, f"REVOKE DELETE ON students FROM writer_{name}")
    before = everything(postgres_url)
    ran = at.run("writeback", "do", "plan.txt", *SIGNED)
    assert ran.code == 3
    (sentence,) = ran.sentences
    assert "broke off or refused" in sentence
    assert "Vane" not in ran.err
    assert everything(postgres_url) == before
    run_sql(postgres_url, f"GRANT DELETE ON students TO writer_{name}")
    assert at.json("writeback", "do", "plan.txt", *SIGNED)["state"] == "closed"


def test_a_server_that_goes_away_in_the_middle_leaves_all_as_it_was(
    at: Office, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from honour.sources.database import writing

    at.plan()
    before = everything(postgres_url)
    real: Any = writing._Transaction._read_again

    def gone(self: Any, connection: sa.Connection, rows: Any) -> None:
        (pid,) = connection.execute(sa.text("SELECT pg_backend_pid()")).one()
        run_sql(postgres_url, f"SELECT pg_terminate_backend({pid})")
        real(self, connection, rows)

    monkeypatch.setattr(writing._Transaction, "_read_again", gone)
    ran = at.run("writeback", "do", "plan.txt", *SIGNED)
    assert ran.code == 3, ran.out + ran.err
    assert everything(postgres_url) == before
    monkeypatch.setattr(writing._Transaction, "_read_again", real)
    assert at.json("writeback", "do", "plan.txt", *SIGNED)["state"] == "closed"


def test_the_schools_own_store_may_be_on_a_server(tmp_path: Path, postgres_url: str) -> None:
    made = office(tmp_path, postgres_url)
    made.plan()
    done = made.json("writeback", "do", "plan.txt", *SIGNED)
    assert {c["proof"] for c in done["changes"]} == {"read back", "open"}
    assert "writeback:change:written" in made.events()
    engine = sa.create_engine(postgres_url)
    with engine.connect() as connection:
        for table in ("writeback_plan", "writeback_step"):
            rows = connection.execute(sa.text(f"SELECT * FROM {table}")).all()
            assert rows
            assert not any(word in repr(rows) for word in ("Ottilie", "Vane", LEAD))
    engine.dispose()
