"""What the map asks of the school: answered by name, kept, never asked twice, taken back; what changed until somebody
looked."""

from __future__ import annotations

import json
import sqlite3
import tomllib
from pathlib import Path

from walk_school import Walk


def _lead(walk: Walk) -> str:
    told = tomllib.loads((walk.folder / "honour.toml").read_text(encoding="utf-8"))
    name = told["people"]["data-protection-lead"][0]
    assert isinstance(name, str)
    return name


def _questions(walk: Walk) -> dict[str, dict[str, object]]:
    ran = walk.run("map", "--json")
    assert ran.code in {0, 3}
    return {question["id"]: question for question in json.loads(ran.out)["questions"]}


def test_an_answer_is_kept_by_name_and_never_asked_again_until_it_is_taken_back(mapped_copy: Walk) -> None:
    lead = _lead(mapped_copy)
    first = next(iter(_questions(mapped_copy)))
    assert mapped_copy.run("map", "--answer", f"{first}=1", "--by", lead).code in {0, 3}
    assert first not in _questions(mapped_copy)
    (told,) = json.loads(mapped_copy.run("map", "--answered", "--json").out)["answers"]
    assert (told["id"], told["by"], told["version"]) == (first, lead, 1)
    assert mapped_copy.run("map", "--take-back", first, "--by", lead).code in {0, 3}
    assert first in _questions(mapped_copy)
    assert mapped_copy.run("map", "--answer", f"{first}=2", "--by", lead).code in {0, 3}
    kept = json.loads(mapped_copy.run("map", "--answered", "--json").out)["answers"]
    assert [(one["version"], bool(one["taken_back_by"])) for one in kept] == [(1, True), (2, False)]


def test_answers_without_a_name_a_question_or_a_choice_are_refused_whole(mapped_copy: Walk, tmp_path: Path) -> None:
    lead = _lead(mapped_copy)
    first = next(iter(_questions(mapped_copy)))
    for words, said in (
        (("--answer", f"{first}=1"), "must be named"),
        (("--answer", f"{first}=1", "--by", "Nobody Known"), "named in honour.toml"),
        (("--answer", "who:mis.nothing.here=1", "--by", lead), "no question that is open"),
        (("--answer", f"{first}=1", "--answer", f"{first}=99", "--by", lead), "none of the choices"),
        (("--answer", "1", "--by", lead), "ID=CHOICE"),
        (("--answers", str(tmp_path / "nowhere.json"), "--by", lead), "cannot be read"),
        (("--take-back", first, "--by", lead), "no such answer"),
        (("--seen", "nowhere", "--by", lead), "Nothing is open"),
    ):
        ran = mapped_copy.run("map", *words)
        assert ran.code == 2, (words, ran.err)
        assert said in ran.err
        assert "Traceback" not in ran.err
    assert json.loads(mapped_copy.run("map", "--answered", "--json").out)["answers"] == []


def test_answers_come_from_a_file_too(mapped_copy: Walk, tmp_path: Path) -> None:
    two = list(_questions(mapped_copy))[:2]
    (tmp_path / "answers.json").write_text(json.dumps(dict.fromkeys(two, 1)), encoding="utf-8")
    assert mapped_copy.run("map", "--answers", tmp_path / "answers.json", "--by", _lead(mapped_copy)).code in {0, 3}
    assert not set(two) & set(_questions(mapped_copy))


def test_what_changed_stays_listed_until_somebody_looked(mapped_copy: Walk) -> None:
    lead = _lead(mapped_copy)
    database = mapped_copy.folder / "mis" / "school.db"
    with sqlite3.connect(database) as db:
        db.execute("CREATE TABLE tblNEWTHING (ID INTEGER, ADMNO TEXT)")
    for _ in range(2):
        changes = json.loads(mapped_copy.run("map", "--json").out)["drift"]
        assert any("tblNEWTHING" in one["at"] for one in changes)
    assert "Changed since somebody looked" in mapped_copy.run("map").out
    assert mapped_copy.run("map", "--seen", "all", "--by", lead).code in {0, 3}
    assert json.loads(mapped_copy.run("map", "--json").out)["drift"] == []
