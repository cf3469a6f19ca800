"""Documents are read behind all walls by an ordinary user too, who has no rights but their own files.

Where the tests run as root, the reader runs as `nobody` in a process of its own; an interpreter in root's home is shown
to it in a mount namespace, since no ordinary user may go there.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

NOBODY = 65534
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HONOUR = Path(sys.executable).parent / "honour"
ATTACKS = """
import os, sys
sys.path.insert(0, {here!r})
from pathlib import Path
from reading_items import made
from honour.reading.pool import Reader
print(os.getuid())
with Reader(workers=1, parsers=Path({here!r}) / "hostile_parsers.py") as reader:
    print(reader.confinement.complete)
    for attack in ("open", "list", "write", "fork", "kill", "connect", "exec", "trace", "the minutes"):
        (result,) = reader.read([made(attack.encode(), "a.txt")])
        print(attack, "|", *(record.text for record in result.records), *(unread.what for unread in result.unread))
"""
REFUSED, ENDED = "stopped: Operation not permitted", "forbidden"


def shut(path: Path) -> Path | None:
    """The outermost folder above `path` into which an ordinary user may not go."""
    return next((one for one in reversed(path.parents) if not one.stat().st_mode & 0o001), None)


def shown(places: list[Path]) -> str:
    """Shell lines that show `places` to everybody though they lie in a folder that is shut; '' if none does."""
    inner = [(place, top) for place in places if (top := shut(place)) is not None]
    lines = ["mount --make-rprivate /"] if inner else []
    for number, (place, _) in enumerate(inner):
        lines += [f"mkdir -p $SHOWN/{number}", f"mount --bind {shlex.quote(str(place))} $SHOWN/{number}"]
    lines += [f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(top))}" for top in {top for _, top in inner}]
    for number, (place, _) in enumerate(inner):
        quoted = shlex.quote(str(place))
        lines += [f"mkdir -p {quoted}", f"mount --bind $SHOWN/{number} {quoted}"]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def home():
    """A folder that belongs to the ordinary user."""
    folder = Path(tempfile.mkdtemp(prefix="honour-user-"))
    if os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def as_user(home):
    """Runs a command as an ordinary user, without root's environment."""
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(home), "LANG": "C.UTF-8",
                   "HONOUR_PASSPHRASE": "a long passphrase for a test"}  # fmt: skip
    needed = list(dict.fromkeys([Path(sys.base_prefix), Path(sys.prefix), ROOT]))
    before = shown(needed) if os.getuid() == 0 else ""

    def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
        whole = [str(word) for word in command]
        if os.getuid() == 0:
            whole = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all", *whole]
        if before:
            whole = ["unshare", "-m", "sh", "-ec", f"{before}\nexec {shlex.join(whole)}"]
        with tempfile.TemporaryDirectory() as place:
            return subprocess.run(
                whole, capture_output=True, text=True, timeout=120, check=False, cwd="/",
                env={**environment, "SHOWN": place},
            )  # fmt: skip

    if os.getuid() == 0:
        tried = run(sys.executable, "-c", "import honour")
        if tried.returncode:
            pytest.skip(f"nothing can be run as an ordinary user here: {tried.stderr.strip()[-200:]}")
    return run


def test_an_ordinary_user_reads_behind_all_walls(as_user):
    done = as_user(sys.executable, "-c", ATTACKS.format(here=str(HERE)))
    assert done.returncode == 0, done.stderr
    user, complete, *lines = done.stdout.splitlines()
    assert int(user) != 0
    assert complete == "True"
    said = dict(line.split(" | ") for line in lines)
    assert said.pop("the minutes") == "the minutes"
    for attack in ("connect", "exec", "trace"):
        assert ENDED in said.pop(attack)
    assert set(said.values()) == {REFUSED}


def test_an_ordinary_user_makes_a_workspace_reads_and_finds(as_user, home):
    drive = home / "drive"
    drive.mkdir()
    (drive / "pupils.csv").write_text("Forename,Surname,Date of birth\nAmara,Test,2018-03-04\nBen,Trial,2018-05-06\n")
    (drive / "minutes.txt").write_text("Minutes of the governors' meeting\n\nAmara Test spoke about the roof.\n")
    for path in (drive, *drive.iterdir()):
        if os.getuid() == 0:
            os.chown(path, NOBODY, NOBODY)
    school = home / "school"
    for words in (["new", school], ["connect", "drive", drive, "--school", school], ["map", "--school", school]):
        done = as_user(HONOUR, *words)
        assert done.returncode == 0, done.stderr
    done = as_user(HONOUR, "read", "--school", school, "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["confinement"].startswith("every document was opened in a process that can open nothing")
    assert said["unread"] == []
    done = as_user(HONOUR, "find", "Amara Test", "--school", school, "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["records"]) >= 2
