"""Whole command sessions as text: tests/cli/stories/*.txt. How to write one: tests/cli/stories/README.md."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from walk_school import Ran, Walk, fingerprint, run, stage

from honour.demo import staff
from honour.holds import actions as holds
from honour.holds.gate import HoldKind, Target, TargetKind
from honour.kernel.errors import ExitCode
from honour.kernel.holding import SubjectId
from honour.ledger.entry import Office, Salted
from honour.workspace.finding import one_subject
from honour.workspace.school import open_school

STORIES = sorted((Path(__file__).parent / "stories").glob("*.txt"))
DOES_THE_REST = frozenset({"map", "read", "find"})
"""Commands that go on without a source that fails, and end with exit code 3."""
TELLS_ON_STDOUT = ("review",)
"""`honour review` lists what is wrong as its answer, not as an error."""


class Session:
    def __init__(self, home: Path, walk: Walk | None, stack: ExitStack) -> None:
        self.home, self.walk, self.stack = home, walk, stack
        self.env: dict[str, str] = {"HONOUR_SCHOOL": str(home / "school")} if walk else {}
        self.ran: Ran | None = None

    def filled(self, text: str) -> str:
        facts = {"home": str(self.home)}
        if self.walk:
            facts |= {key: getattr(self.walk, key) for key in ("subject", "requester", "received", "today")}
        for key, value in facts.items():
            text = text.replace("{" + key + "}", value)
        return text

    def honour(self, line: str) -> None:
        words = [
            str(found) if "*" in word and (found := next(self.home.glob(word), None)) else word
            for word in shlex.split(line)[1:]
        ]
        before = fingerprint(self.home)
        self.ran = run(*words, cwd=self.home, env=self.env)
        said = self.ran.out + self.ran.err
        assert "Traceback" not in said
        assert "has a fault" not in said
        if self.ran.code and not (self.ran.code == ExitCode.SOURCE and words[0] in DOES_THE_REST):
            assert fingerprint(self.home) == before, "a refused command changed something"
            sentences = self.ran.sentences
            if words[0] not in TELLS_ON_STDOUT:
                assert len(sentences) == 1, said
                if "--json" in words:
                    told = json.loads(sentences[0])
                    assert set(told) == {"error", "advice"}
                    assert told["error"].endswith((".", "?", "!"))
        elif "--json" in words:
            assert isinstance(json.loads(self.ran.out), dict)

    def expect(self, mark: str, pattern: str) -> None:
        assert self.ran is not None, "a story expects something before it ran anything"
        if mark == "=":
            assert self.ran.code == int(pattern), self.ran.out + self.ran.err
        else:
            said = {">": self.ran.out, "~": self.ran.err, "!": "\n".join(self.ran.sentences)}[mark]
            assert re.search(pattern, said, re.MULTILINE), f"{pattern!r} is not in:\n{said or self.ran.err}"

    # what a story may do besides running honour

    def act(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        action: Callable[[str], None] = getattr(self, f"do_{verb}")
        action(rest)

    def do_remove(self, name: str) -> None:
        path = self.home / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def do_write(self, rest: str) -> None:
        name, _, text = rest.partition(" ")
        (self.home / name).parent.mkdir(parents=True, exist_ok=True)
        (self.home / name).write_text(text.replace("\\n", "\n"), encoding="utf-8")

    def do_bytes(self, rest: str) -> None:
        name, _, hexadecimal = rest.partition(" ")
        (self.home / name).write_bytes(bytes.fromhex(hexadecimal))

    def do_edit(self, rest: str) -> None:
        """`edit FILE PATTERN => TEXT`: the first match only; \\n in TEXT is a new line."""
        name, _, change = rest.partition(" ")
        pattern, _, text = change.partition(" => ")
        path = self.home / name
        old = path.read_text(encoding="utf-8")
        new, times = re.subn(pattern, lambda _: text.replace("\\n", "\n"), old, count=1, flags=re.MULTILINE)
        assert times == 1, f"nothing to edit: {pattern}"
        path.write_text(new, encoding="utf-8")

    def do_cut(self, rest: str) -> None:
        """`cut FILE BYTES`: keeps the first BYTES of it."""
        name, size = rest.split()
        path = next(self.home.glob(name))
        path.write_bytes(path.read_bytes()[: int(size)])

    def do_flip(self, name: str) -> None:
        """Changes one byte in the middle of each file."""
        for path in [p for p in self.home.glob(name) if p.is_file()]:
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.write_bytes(data)

    def do_lock(self, name: str) -> None:
        """Another program writes to the database and does not let go."""
        connection = sqlite3.connect(self.home / name, isolation_level=None)
        self.stack.callback(connection.close)
        connection.execute("BEGIN EXCLUSIVE")

    def do_env(self, rest: str) -> None:
        name, _, value = rest.partition("=")
        self.env[name] = value

    def do_decide(self, rest: str) -> None:
        """The invented staff fill in the review file."""
        staff.fill_folder(self.home / (rest or "review"), self.home / "school")

    def do_restrict(self, _: str) -> None:
        """The subject had processing restricted."""
        assert self.walk is not None
        school = open_school(self.home / "school")
        subject = SubjectId(one_subject(school, self.walk.subject).id)
        holds.create_tables(school.engine)
        with school.engine.begin() as connection:
            holds.place(
                connection,
                school.ledger,
                HoldKind.RESTRICTION,
                Target(TargetKind.SUBJECT, subject),
                now=datetime.now(UTC),
                by=Office.PROGRAM,
                about=(Salted(school.keys.salt(subject), f"subject:{subject}"),),
            )


@pytest.mark.parametrize("story", STORIES, ids=[path.stem for path in STORIES])
def test_the_session_goes_as_written(story: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with ExitStack() as stack:
        session: Session | None = None
        ran_once = False
        for number, raw in enumerate(story.read_text(encoding="utf-8").splitlines(), start=1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            mark, _, rest = line.partition(" ")
            if mark == "stage":
                walk = None if rest == "nothing" else stage(tmp_path_factory, rest).copy(tmp_path)
                session = Session(tmp_path, walk, stack)
                continue
            assert session is not None, "a story begins with its stage"
            try:
                rest = session.filled(rest)
                if mark == "$":
                    session.honour(rest)
                    ran_once = True
                elif mark == "%":
                    session.act(rest)
                else:
                    assert mark in {"=", ">", "~", "!"}, f"no such mark: {mark}"
                    session.expect(mark, rest)
            except AssertionError as error:
                raise AssertionError(f"{story.name}, line {number}: {line}\n{error}") from error
        assert ran_once


def test_there_are_stories() -> None:
    assert len(STORIES) >= 10
