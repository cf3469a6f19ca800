"""A small workspace: one database that may be written, one that may only be read; plans by the command line."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schools import snake
from walk_school import Ran, run

LEAD, DPO, HEAD, DSL = "A. Lead", "D. Officer", "H. Head", "S. Guard"
SIGNED = ("--signed", LEAD, "--signed", DPO)


@dataclass(frozen=True)
class Office:
    home: Path

    @property
    def folder(self) -> Path:
        return self.home / "school"

    @property
    def mis(self) -> Path:
        return self.home / "mis.db"

    @property
    def clubs(self) -> Path:
        return self.home / "clubs.db"

    def run(self, *words: str | Path, env: dict[str, str] | None = None) -> Ran:
        return run(*words, cwd=self.home, env={"HONOUR_SCHOOL": str(self.folder), **(env or {})})

    def json(self, *words: str | Path) -> dict[str, Any]:
        ran = self.run(*words, "--json")
        assert ran.code == 0, ran.err
        return ran.json()

    def subject(self, number: int = 3) -> str:
        ran = self.run("find", f"mis:row/students/{number}", "--json")
        assert ran.code in {0, 3}, ran.err  # 3: a source is away and the rest was found
        return str(ran.json()["subject"])

    def plan(self, *words: str, number: int = 3, out: str = "plan.txt") -> dict[str, Any]:
        return self.json("writeback", "plan", self.subject(number), *(words or ("--erase",)), "--out", out)

    def events(self) -> list[str]:
        entries: Any = self.json("ledger", "show", "--all")["entries"]
        return [e["event"] for e in entries if e["event"].startswith("writeback:")]

    def sql(self, path: Path, *statements: str) -> list[Any]:
        found: list[Any] = []
        with sqlite3.connect(path) as db:
            for statement in statements:
                found = db.execute(statement).fetchall()
        db.close()
        return found

    def edit(self, pattern: str, text: str) -> None:
        path = self.folder / "honour.toml"
        new, times = re.subn(pattern, lambda _: text, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        assert times == 1
        path.write_text(new, encoding="utf-8")

    def dump(self) -> tuple[str, str]:
        """Both databases, whole."""
        found = []
        for path in (self.mis, self.clubs):
            with sqlite3.connect(path) as db:
                found.append("\n".join(db.iterdump()))
            db.close()
        return found[0], found[1]


def office(home: Path, store: str = "") -> Office:
    """Connected, mapped and read. Pupil 3 has their own name and number, and is in a club and in two texts.

    `store`: a PostgreSQL URL for the school's own index, holds and ledger.
    """
    made = Office(home)
    snake(made.mis, 41)
    made.sql(
        made.mis,
        "UPDATE students SET forename = 'Ottilie', surname = 'Vane' WHERE id = 3",
        "UPDATE incidents SET description = 'Ottilie Vane slipped on the climbing frame at lunch' WHERE id = 1",
        "DELETE FROM incident_students WHERE incident_id = 1 AND student_id = 3",
    )
    ((upn,),) = made.sql(made.mis, "SELECT upn FROM students WHERE id = 3")
    others = made.sql(made.mis, "SELECT upn, forename, surname FROM students WHERE id > 3 ORDER BY id")
    made.sql(
        made.clubs,
        "CREATE TABLE members (id INTEGER PRIMARY KEY, upn TEXT, forename TEXT, surname TEXT, date_of_birth TEXT,"
        " club TEXT)",
        f"INSERT INTO members VALUES (1, '{upn}', 'Ottilie', 'Vane', NULL, 'chess')",
        *(
            f"INSERT INTO members VALUES ({n}, '{u}', '{f}', '{s.replace(chr(39), chr(39) * 2)}', NULL, 'choir')"
            for n, (u, f, s) in enumerate(others, 2)
        ),
    )
    assert run("new", "school", cwd=home).code == 0
    if store:
        made.edit(r"^# \[store\]\n.*$", f"[store]\nurl = {json.dumps(store)}")
    for name in ("mis", "clubs"):
        assert made.run("connect", name, f"{name}.db").code == 0
    made.edit(r'^at = "(.*mis\.db)"', f'at = "{made.mis}"\nwrite_at = "{made.mis}"')
    for capacity, name in (("data-protection-lead", LEAD), ("dpo", DPO), ("head", HEAD), ("dsl", DSL)):
        made.edit(rf"^{capacity} = \[\]", f"{capacity} = {json.dumps([name])}")
    assert made.run("map").code == 0
    assert made.run("read").code == 0
    return made


def copied(made: Office, home: Path) -> Office:
    """The same workspace elsewhere, for tests that change it."""
    shutil.copytree(made.home, home)
    settings = home / "school" / "honour.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(str(made.home), str(home)), encoding="utf-8")
    return Office(home)
