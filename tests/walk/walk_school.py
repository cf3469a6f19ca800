"""One small fictional school, built, mapped, read and drafted once a test run; tests that change it take a copy.

Used by tests/walk, tests/cli and tests/census. Under xdist the first worker builds it, the others wait.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from honour.cli.main import main
from honour.demo import staff

SEED = 21
HONOUR = Path(sys.executable).parent / "honour"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def sentences(self) -> list[str]:
        """What went wrong, without the standing warnings and the lines of progress."""
        return [line for line in self.err.splitlines() if line.startswith(("honour: ", '{"error"'))]

    def json(self) -> dict[str, object]:
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value


def run(*words: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> Ran:
    """`honour WORDS` in this very process: the same code as on the command line, without a second of start."""
    out, err = io.StringIO(), io.StringIO()
    before = {key: os.environ.get(key) for key in env or {}}
    argv = sys.argv
    code = 0
    with contextlib.ExitStack() as stack:
        if cwd is not None:
            stack.enter_context(contextlib.chdir(cwd))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        os.environ.update(env or {})
        sys.argv = ["honour", *map(str, words)]
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            sys.argv = argv
            for key, value in before.items():
                os.environ.pop(key) if value is None else os.environ.update({key: value})
    return Ran(code, out.getvalue(), err.getvalue())


def start(*words: str | Path, cwd: Path, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """The real program, to be killed."""
    return subprocess.Popen(
        [HONOUR, *map(str, words)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def fingerprint(folder: Path, *, without: tuple[str, ...] = (".honour/store/", ".honour/keys/")) -> dict[str, str]:
    """SHA-256 of every file. Left out by default: the ledger, which notes refusals too, and SQLite's own files."""
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part in (name := path.relative_to(folder).as_posix()) for part in without)
    }


@dataclass(frozen=True)
class Walk:
    """A school's folder, and the first request of its invented year."""

    folder: Path
    subject: str
    requester: str
    received: str
    today: str

    @property
    def review(self) -> Path:
        return self.folder.parent / "review"

    def run(self, *words: str | Path, env: dict[str, str] | None = None) -> Ran:
        return run(*words, cwd=self.folder.parent, env={"HONOUR_SCHOOL": str(self.folder), **(env or {})})

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        return start(*words, cwd=self.folder.parent, env={"HONOUR_SCHOOL": str(self.folder)})

    def access(self, *more: str) -> Ran:
        asked = ("--for", self.requester, "--received", self.received, "--today", self.today)
        return self.run("access", self.subject, *asked, "--out", self.review, *more)

    def seal(self, *more: str | Path) -> Ran:
        return self.run("seal", self.review, "--today", self.today, *more)

    def copy(self, to: Path) -> Walk:
        shutil.copytree(self.folder.parent, to, dirs_exist_ok=True, symlinks=True)
        return Walk(to / self.folder.name, self.subject, self.requester, self.received, self.today)

    def packs(self) -> list[Path]:
        """Everything below that is, or looks like, a pack."""
        return sorted(p for p in self.folder.parent.rglob("*.zip") if "partial" not in str(p))


def _base(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@contextlib.contextmanager
def _alone(base: Path, name: str) -> Iterator[None]:
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made(base: Path, name: str) -> Path:
    """The stage `name`, built on the one before it: demo, mapped, read, drafted, decided."""
    home = base / f"walk-{name}"
    with _alone(base, name):
        if (home / "done").exists():
            return home
        before = {"mapped": "demo", "read": "mapped", "drafted": "read", "decided": "drafted"}.get(name)
        if before is not None:
            shutil.copytree(_made(base, before), home)
            (home / "done").unlink()
        walk = Walk(home / "school", "", "", "", "")
        if name == "demo":
            home.mkdir()
            ran = run("new", "school", "--demo", "--seed", str(SEED), "--size", "small", cwd=home)
        elif name == "mapped":
            ran = walk.run("map")
        elif name == "read":
            ran = walk.run("read")
        elif name == "drafted":
            ran = _walk(home).access()
        else:
            staff.fill_folder(home / "review", home / "school")
            ran = Ran(0, "", "")
        assert ran.code == 0, ran.err
        (home / "done").touch()
    return home


def _walk(home: Path) -> Walk:
    return Walk(home / "school", *staff.request(0, home / "school").split("\t"))


def stage(factory: pytest.TempPathFactory, name: str) -> Walk:
    return _walk(_made(_base(factory), name))


@pytest.fixture(scope="session")
def read_school(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Mapped and read. Not to be changed."""
    return stage(tmp_path_factory, "read")


@pytest.fixture
def mapped_copy(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Walk:
    return stage(tmp_path_factory, "mapped").copy(tmp_path)


@pytest.fixture
def read_copy(read_school: Walk, tmp_path: Path) -> Walk:
    return read_school.copy(tmp_path)


@pytest.fixture
def decided_copy(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Walk:
    """A case drafted, and every decision taken by the invented staff."""
    return stage(tmp_path_factory, "decided").copy(tmp_path)
