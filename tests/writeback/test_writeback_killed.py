"""kill -9 at every step of a deed: a system is as before or as planned, and the same command goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from office import DPO, LEAD, SIGNED, Office, copied, office

from honour.holds import actions as holds
from honour.holds.gate import HoldKind, Target, TargetKind
from honour.ledger.entry import Office as Actor
from honour.ledger.entry import Salted
from honour.ledger.note import read_checkpoint
from honour.workspace.school import open_school

KILLED = """
import os, signal, sys

def kill(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def before(owner, name, nth=1):
    real, calls = getattr(owner, name), [0]
    def wrapped(*args, **kwargs):
        calls[0] += 1
        if calls[0] == nth:
            kill()
        return real(*args, **kwargs)
    setattr(owner, name, wrapped)

def after(owner, name, nth=1):
    real, calls = getattr(owner, name), [0]
    def wrapped(*args, **kwargs):
        found = real(*args, **kwargs)
        calls[0] += 1
        if calls[0] == nth:
            kill()
        return found
    setattr(owner, name, wrapped)

from honour.sources.database import writing
from honour.writeback import checking, doing, stored
{point}
from honour.cli.main import main
sys.argv = ["honour", "writeback", "do", "plan.txt", "--signed", {lead!r}, "--signed", {dpo!r}]
main()
"""

POINTS = {
    "signatures kept": "after(stored, 'remember')",
    "before the intent": "before(stored, 'move')",
    "after the intent": "after(stored, 'move')",
    "before the first system": "before(writing, 'write')",
    "in the middle of the statements": "after(writing._Transaction, '_do', 3)",
    "after all statements": "after(writing._Transaction, 'run')",
    "just committed": "after(writing, '_commit')",
    "the first system done and not noted": "after(writing, 'write')",
    "the first system noted": "after(stored, 'move', 2)",
    "before the second system": "before(writing, 'write', 2)",
    "in the second system": "after(writing._Transaction, 'run', 2)",
    "the second system done and not noted": "after(writing, 'write', 2)",
    "before the proof": "before(doing, 'check_kept')",
    "receipt kept": "after(stored, 'remember', 2)",
    "values taken out": "after(stored, 'reseal')",
    "closed": "after(stored, 'move', 4)",
}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Planned in two systems that may both be written, with a checkpoint of the ledger kept elsewhere."""
    made = office(tmp_path_factory.mktemp("office"))
    made.edit(r'^at = "(.*clubs\.db)"', f'at = "{made.clubs}"\nwrite_at = "{made.clubs}"')
    made.sql(made.mis, "UPDATE incidents SET description = 'A child slipped' WHERE id = 1")
    assert not made.plan()["tasks"]
    assert made.run("ledger", "checkpoint", "--out", "checkpoint.txt").code == 0
    return made


@pytest.fixture
def at(ready: Office, tmp_path: Path) -> Office:
    return copied(ready, tmp_path / "at")


@pytest.fixture(scope="module")
def calm(ready: Office, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """What an undisturbed run leaves in both systems."""
    undisturbed = copied(ready, tmp_path_factory.mktemp("calm") / "at")
    assert undisturbed.json("writeback", "do", "plan.txt", *SIGNED)["state"] == "closed"
    return undisturbed.dump()


def killed(at: Office, point: str) -> None:
    code = KILLED.format(point=point, lead=LEAD, dpo=DPO)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=at.home,
        env={**os.environ, "HONOUR_SCHOOL": str(at.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, f"never reached: {done.stdout}{done.stderr}"


@pytest.mark.parametrize("point", POINTS)
def test_killed_anywhere_the_same_command_comes_to_the_same_end(
    point: str, at: Office, ready: Office, calm: tuple[str, str]
) -> None:
    before = at.dump()
    killed(at, POINTS[point])
    for now, was, planned in zip(at.dump(), before, calm, strict=True):
        assert now in {was, planned}, "a system is as before or as planned, never between"
    done = at.run("writeback", "do", "plan.txt", *SIGNED, "--json")
    assert done.code == 0, done.err
    assert done.json()["state"] == "closed"
    assert {c["proof"] for c in done.json()["changes"]} == {"read back"}  # type: ignore[attr-defined]
    assert at.dump() == calm
    events = at.events()
    assert events.count("writeback:change:intended") == 1
    assert events.count("writeback:change:written") == 2
    assert events.count("writeback:plan:closed") == 1
    assert events.index("writeback:change:intended") < events.index("writeback:change:written")
    checkpoint = read_checkpoint((at.home / "checkpoint.txt").read_text(encoding="utf-8"))
    assert open_school(at.folder).ledger.verify([checkpoint]).verdict == "kept"


SPILLED = """
real_run = writing._Transaction.run
def run(self, connection):
    connection.exec_driver_sql("PRAGMA cache_size = 1")
    real_run(self, connection)
    kill()
writing._Transaction.run = run
"""
"""SQLite has already written changed pages into the file, and its journal to undo them lies beside it."""


def test_killed_with_half_of_it_in_the_file_it_is_undone_and_done_again(at: Office, calm: tuple[str, str]) -> None:
    before = at.mis.read_bytes()
    killed(at, SPILLED)
    assert at.mis.read_bytes() != before, "the kill came with changed pages in the file"
    done = at.json("writeback", "do", "plan.txt", *SIGNED)
    assert done["state"] == "closed"
    assert at.dump() == calm


def test_a_hold_placed_after_a_kill_stops_what_was_not_done_yet(at: Office) -> None:
    before = at.dump()
    killed(at, POINTS["before the second system"])
    first = at.dump()
    assert first[0] != before[0]
    school = open_school(at.folder)
    holds.create_tables(school.engine)
    with school.engine.begin() as connection:
        holds.place(
            connection,
            school.ledger,
            HoldKind.LEGAL,
            Target(TargetKind.UNIT, "clubs:row/members"),
            now=datetime.now(UTC),
            by=Actor.PROGRAM,
            about=(Salted(school.keys.school_salt(), "hold:clubs"),),
        )
    refused = at.run("writeback", "do", "plan.txt", *SIGNED)
    assert refused.code == 4
    assert "legal" in refused.err
    assert at.dump() == first
    checked = at.json("writeback", "check", "plan.txt")
    assert {s["source"]: s["state"] for s in checked["sources"]} == {"mis": "written", "clubs": "intended"}
    assert {c["proof"] for c in checked["changes"] if c["address"].startswith("clubs:")} == {"open"}


def test_a_row_changed_after_a_kill_stops_what_was_not_done_yet(at: Office) -> None:
    killed(at, POINTS["after the intent"])
    at.sql(at.mis, "UPDATE students SET gender = 'M' WHERE id = 3")
    before = at.dump()
    refused = at.run("writeback", "do", "plan.txt", *SIGNED)
    assert refused.code == 4
    assert "no longer as planned" in refused.err
    assert at.dump() == before
