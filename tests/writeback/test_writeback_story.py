"""The command line from plan to proof, and everything it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from office import DPO, LEAD, SIGNED, Office, office

from honour.holds import actions as holds
from honour.holds.gate import HoldKind, Target, TargetKind
from honour.ledger.entry import Office as Actor
from honour.ledger.entry import Salted
from honour.workspace.school import open_school

SPEC = (Path(__file__).parents[2] / "docs" / "spec" / "writeback.md").read_text(encoding="utf-8")


@pytest.fixture
def at(tmp_path: Path) -> Office:
    return office(tmp_path)


def said(office: Office, code: int, pattern: str, *words: str) -> None:
    """Refused in one sentence without a personal value, with nothing changed anywhere."""
    before = office.dump()
    ran = office.run(*words)
    assert ran.code == code, ran.out + ran.err
    (sentence,) = ran.sentences
    assert re.search(pattern, sentence), sentence
    assert "Vane" not in sentence
    assert office.dump() == before


def hold(office: Office, target: Target, kind: HoldKind = HoldKind.SAFEGUARDING) -> str:
    school = open_school(office.folder)
    holds.create_tables(school.engine)
    with school.engine.begin() as connection:
        about = (Salted(school.keys.school_salt(), f"hold:{target.name}"),)
        placed = holds.place(
            connection, school.ledger, kind, target, now=datetime.now(UTC), by=Actor.PROGRAM, about=about
        )
    return placed.id


# ---- the story


def test_erased_in_one_system_left_to_the_office_in_the_other_and_proved_in_both(at: Office) -> None:
    plan = at.plan()
    file = at.home / "plan.txt"
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text(encoding="utf-8")
    assert "Ottilie" not in text
    assert "Vane" not in text
    assert at.events() == ["writeback:plan:made"]
    by = {c["address"]: c["by"] for c in plan["changes"]}
    assert by["mis:row/students/3"] == "sql"
    assert by["clubs:row/members/1"] == "office"
    assert [t["address"] for t in plan["tasks"]] == ["clubs:row/members/1", "mis:row/incidents/1"]

    done = at.json("writeback", "do", "plan.txt", *SIGNED)
    assert done["state"] == "written", "tasks are open"
    assert {c["proof"] for c in done["changes"] if by[c["address"]] == "sql"} == {"read back"}
    assert {left["address"] for left in done["left"]} == {"clubs:row/members/1", "mis:row/incidents/1"}
    assert [(s["source"], s["not_swept"]) for s in done["swept"]] == [("mis", []), ("clubs", [])]
    assert at.sql(at.mis, "SELECT count(*) FROM students WHERE id = 3") == [(0,)]

    tasks = at.run("writeback", "tasks", "plan.txt").out
    assert "[ ] 1. In “members”, entry id 1: delete the entry." in tasks
    # said to be done, and not done: it stays open
    confirmed = at.json("writeback", "tasks", "plan.txt", "--confirm", "1", "--by", LEAD)
    assert confirmed["tasks"][0]["state"] == "open"
    at.sql(at.clubs, "DELETE FROM members WHERE id = 1")
    at.sql(at.mis, "UPDATE incidents SET description = 'A child slipped' WHERE id = 1")
    closed = at.json("writeback", "check", "plan.txt")
    assert closed["state"] == "closed"
    assert {t["state"] for t in closed["tasks"]} == {"read back"}
    assert closed["left"] == []
    assert at.json("writeback", "check", "plan.txt")["state"] == "closed", (
        "a closed plan is proved again without values"
    )
    assert at.json("writeback", "do", "plan.txt")["state"] == "closed", "twice is once"
    assert at.events() == [
        "writeback:plan:made", "writeback:change:intended", "writeback:change:written", "writeback:change:verified",
        "writeback:change:verified", "writeback:task:confirmed", "writeback:change:verified", "writeback:plan:closed",
        "writeback:change:verified", "writeback:change:verified",
    ]  # fmt: skip


def test_a_closed_plan_keeps_no_value_and_still_sees_a_later_change(at: Office) -> None:
    at.plan("--correct", "mis:row/students/3", "preferred_forename=Tilly", out="name.txt")
    done = at.json("writeback", "do", "name.txt", "--signed", LEAD)
    assert done["state"] == "closed"
    assert at.sql(at.mis, "SELECT preferred_forename FROM students WHERE id = 3") == [("Tilly",)]
    school = open_school(at.folder)
    sealed = [school.files.get(file) for file in school.files.ids()]
    plans = [data for data in sealed if b'"deed": "correct"' in data]
    assert len(plans) == 1
    assert b"Tilly" not in plans[0]
    at.sql(at.mis, "UPDATE students SET preferred_forename = 'Otti' WHERE id = 3")
    ran = at.run("writeback", "check", "name.txt", "--json")
    assert ran.code == 5
    assert [c["proof"] for c in ran.json()["changes"]] == ["wrong"]  # type: ignore[attr-defined]


def test_anonymised_the_rows_stay_and_the_name_is_gone(at: Office) -> None:
    rows = at.sql(at.mis, "SELECT count(*) FROM assessments WHERE student_id = 3")
    plan = at.plan("--anonymise")
    assert plan["stays"]
    at.json("writeback", "do", "plan.txt", *SIGNED)
    assert at.sql(at.mis, "SELECT count(*) FROM assessments WHERE student_id = 3") == rows
    assert at.sql(at.mis, "SELECT forename, surname, date_of_birth FROM students WHERE id = 3") == [(None, None, None)]


def test_nothing_personal_is_in_the_ledger_or_in_a_file_name(at: Office) -> None:
    at.plan()
    at.json("writeback", "do", "plan.txt", *SIGNED)
    at.run("ledger", "export", "--out", "ledger.jsonl")
    shown = at.run("ledger", "show", "--all").out
    kept = "".join(p.read_text(encoding="utf-8") for p in at.home.glob("*.jsonl"))
    names = " ".join(p.name for p in at.home.rglob("*"))
    for word in ("Ottilie", "Vane", "students/3", LEAD):
        assert word not in shown + kept + names


# ---- refusals


@pytest.mark.parametrize(
    ("signed", "pattern"),
    [
        ((), "must be signed by data-protection-lead and dpo"),
        (("--signed", LEAD), "must be signed by"),
        (("--signed", LEAD, "--signed", LEAD), "must be signed by"),
        (("--signed", LEAD, "--signed", "N. Obody"), "must be signed by"),
        (("--signed", DPO), "must be signed by"),
    ],
)
def test_without_the_right_signatures_nothing_is_done(at: Office, signed: tuple[str, ...], pattern: str) -> None:
    at.plan()
    said(at, 4, pattern, "writeback", "do", "plan.txt", *signed)
    assert at.events() == ["writeback:plan:made", "writeback:change:refused"]
    assert at.json("writeback", "do", "plan.txt", *SIGNED)["state"] == "written", "and the plan is still good"


def edited(office: Office) -> None:
    path = office.home / "plan.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("students/3", "students/4"), encoding="utf-8")


def resealed(office: Office) -> None:
    """Edited, with a seal that fits the edit."""
    from honour.kernel.hashes import sha256_hex

    edited(office)
    path = office.home / "plan.txt"
    above = path.read_text(encoding="utf-8").rpartition("sha256 ")[0]
    path.write_text(f"{above}sha256 {sha256_hex(above.encode())}\n", encoding="utf-8")


def renamed(office: Office) -> None:
    from honour.kernel.hashes import sha256_hex

    path = office.home / "plan.txt"
    above = re.sub(r"W-\w{8}", "W-AAAAAAAA", path.read_text(encoding="utf-8").rpartition("sha256 ")[0])
    path.write_text(f"{above}sha256 {sha256_hex(above.encode())}\n", encoding="utf-8")


def cut(office: Office) -> None:
    path = office.home / "plan.txt"
    path.write_text(path.read_text(encoding="utf-8")[:200], encoding="utf-8")


def replaced(office: Office) -> None:
    office.plan(out="newer.txt")


def gone(office: Office) -> None:
    (office.home / "plan.txt").unlink()


@pytest.mark.parametrize(
    ("spoil", "pattern"),
    [
        (edited, "was edited"),
        (resealed, "was edited"),
        (renamed, "no such plan"),
        (cut, "no plan of changes"),
        (replaced, "newer plan"),
        (gone, "cannot be read"),
    ],
)
@pytest.mark.parametrize("verb", ["do", "check", "tasks"])
def test_a_file_that_is_not_the_plan_is_refused(
    at: Office, spoil: Callable[[Office], None], pattern: str, verb: str
) -> None:
    at.plan()
    spoil(at)
    said(at, 2, pattern, "writeback", verb, "plan.txt", *(SIGNED if verb == "do" else ()))


def test_a_row_that_changed_since_the_plan_stops_all_of_its_system(at: Office) -> None:
    at.plan()
    at.sql(at.mis, "UPDATE students SET gender = 'M' WHERE id = 3")
    said(at, 4, "no longer as planned", "writeback", "do", "plan.txt", *SIGNED)
    assert at.events()[-1] == "writeback:change:refused"


def test_a_trigger_that_keeps_a_copy_stops_all_of_its_system(at: Office) -> None:
    at.sql(
        at.mis,
        "CREATE TABLE kept (id INTEGER PRIMARY KEY, what TEXT)",
        "CREATE TRIGGER copy AFTER DELETE ON students BEGIN INSERT INTO kept (what) VALUES (OLD.surname); END",
    )
    plan = at.plan()
    assert [b["at"] for b in plan["breaks"] if b["kind"] == "trigger"] == ["mis.students"]
    said(at, 4, "gained or lost rows", "writeback", "do", "plan.txt", *SIGNED)
    assert at.sql(at.mis, "SELECT count(*) FROM kept") == [(0,)]


def test_a_hold_stops_the_plan_and_one_placed_after_it_stops_the_deed(at: Office) -> None:
    hold_id = hold(at, Target(TargetKind.ADDRESS, "mis:row/students/3"))
    plan = at.plan()
    assert plan["blocked"]
    assert [b["at"] for b in plan["breaks"] if b["blocking"]] == ["mis:row/students/3"]
    said(at, 4, f"stopped by {hold_id}", "writeback", "do", "plan.txt", *SIGNED)

    fresh = at.plan(number=5, out="fresh.txt")
    assert not fresh["blocked"]
    hold(at, Target(TargetKind.SUBJECT, at.subject(5)), HoldKind.RESTRICTION)
    said(at, 4, "restriction", "writeback", "do", "fresh.txt", *SIGNED)


def test_a_login_whose_password_is_not_there_is_asked_for_before_anything_is_done(at: Office) -> None:
    at.plan()
    at.edit(r'^write_at = ".*"', 'write_at = "postgresql+psycopg://w:${NO_SUCH_PASSWORD}@nowhere/mis"')
    said(at, 2, "NO_SUCH_PASSWORD", "writeback", "do", "plan.txt", *SIGNED)
    assert at.events()[-1] == "writeback:change:refused"


def test_a_writing_login_to_another_database_is_refused(at: Office) -> None:
    at.plan()
    (at.home / "copy.db").write_bytes(at.mis.read_bytes())
    at.edit(r'^write_at = ".*"', f'write_at = "{at.home / "copy.db"}"')
    at.sql(at.home / "copy.db", "UPDATE students SET gender = 'M' WHERE id = 3")
    said(at, 4, "do not show the same rows", "writeback", "do", "plan.txt", *SIGNED)


def test_what_the_map_does_not_know_yet_is_named_and_swept(at: Office) -> None:
    at.sql(
        at.mis,
        "CREATE TABLE fresh (id INTEGER PRIMARY KEY, body TEXT)",
        "INSERT INTO fresh VALUES (1, 'Vane, Ottilie')",
        "ALTER TABLE students ADD COLUMN nickname TEXT",
    )
    plan = at.plan()
    assert {b["at"] for b in plan["breaks"] if b["kind"] == "unmapped"} == {"mis.fresh", "mis.students.nickname"}
    assert "mis:row/fresh/1" in {t["address"] for t in plan["tasks"]}


@pytest.mark.parametrize(
    ("words", "code", "pattern"),
    [
        ((), 2, "Say what is to be done"),
        (("--erase", "--anonymise"), 2, "Say what is to be done"),
        (("--correct", "mis:row/students/3", "surname"), 2, "COLUMN=VALUE"),
        (("--correct", "nonsense", "surname=X"), 2, "no address"),
        (("--correct", "mis:row/students/9", "surname=X"), 2, "does not concern"),
        (("--correct", "mis:row/students/3", "shoe=X"), 2, "no such column"),
        (("--correct", "mis:row/students/3", "id=99"), 2, "part of the key"),
    ],
)
def test_a_question_that_makes_no_plan_leaves_no_file(
    at: Office, words: tuple[str, ...], code: int, pattern: str
) -> None:
    said(at, code, pattern, "writeback", "plan", at.subject(), *words, "--out", "plan.txt")
    assert not (at.home / "plan.txt").exists()
    assert at.events() == []


def test_the_file_may_not_replace_another_nor_lie_in_the_workspace(at: Office) -> None:
    at.plan()
    said(at, 2, "file of that name", "writeback", "plan", at.subject(), "--erase", "--out", "plan.txt")
    said(at, 2, "inside .honour", "writeback", "plan", at.subject(), "--erase", "--out", "school/.honour/plan.txt")
    said(at, 2, "does not exist", "writeback", "plan", at.subject(), "--erase", "--out", "nowhere/plan.txt")


def test_a_task_is_confirmed_by_a_person_the_school_names_and_after_signing(at: Office) -> None:
    at.plan()
    said(at, 2, "not been signed", "writeback", "tasks", "plan.txt", "--confirm", "1", "--by", LEAD)
    at.json("writeback", "do", "plan.txt", *SIGNED)
    said(at, 2, "no task 9", "writeback", "tasks", "plan.txt", "--confirm", "9", "--by", LEAD)
    said(at, 2, "named in honour.toml", "writeback", "tasks", "plan.txt", "--confirm", "1", "--by", "N. Obody")
    said(at, 2, "--confirm needs --by", "writeback", "tasks", "plan.txt", "--confirm", "1")


def test_a_source_that_is_away_is_named_and_what_was_there_is_not_proved(at: Office) -> None:
    at.plan()
    at.clubs.rename(at.home / "away.db")
    done = at.json("writeback", "do", "plan.txt", *SIGNED)
    assert [c["proof"] for c in done["changes"] if c["address"].startswith("clubs:")] == ["open"]
    assert done["swept"][1]["not_swept"]
    assert done["state"] == "written"
    (at.home / "away.db").rename(at.clubs)
    at.clubs.rename(at.home / "away.db")
    plan = at.plan(number=5, out="other.txt")
    assert next(b["at"] for b in plan["breaks"] if b["kind"] == "unmapped") == "clubs"
    (at.home / "away.db").rename(at.clubs)


# ---- the spec

_BLOCK = SPEC.partition("## JSON\n```\n")[2].partition("```")[0]


def keys_of(name: str) -> set[str]:
    """The top-level keys the spec gives for one command."""
    text = re.split(r"^(?=\w)", _BLOCK, flags=re.MULTILINE)
    (found,) = [t for t in text if t.partition("{")[0].strip() == name]
    depth, keys = 0, set()
    for token in re.findall(r'[{}\[\]]|"[a-z_-]+"', found):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token, 0)
        if depth == 1 and token.startswith('"'):
            keys.add(token.strip('"'))
    return keys


def test_the_json_has_the_keys_the_spec_says(at: Office) -> None:
    assert set(at.plan()) == keys_of("plan")
    assert set(at.json("writeback", "do", "plan.txt", *SIGNED)) == keys_of("do, check")
    assert set(at.json("writeback", "check", "plan.txt")) == keys_of("do, check")
    assert set(at.json("writeback", "tasks", "plan.txt")) == keys_of("tasks")


def test_the_spec_names_every_kind_of_break_and_action() -> None:
    from honour.kernel.change import Action, BreakKind, Proof

    for word in (*BreakKind, *Action, *Proof):
        assert f"`{word.value}`" in SPEC, word


def test_the_plan_as_json_survives_being_sealed(at: Office) -> None:
    from honour.writeback.doing import load
    from honour.writeback.written import plan_from_json, plan_to_json

    at.plan()
    kept = load(open_school(at.folder), (at.home / "plan.txt").read_text(encoding="utf-8"))
    assert plan_from_json(json.loads(json.dumps(plan_to_json(kept.plan)))) == kept.plan
