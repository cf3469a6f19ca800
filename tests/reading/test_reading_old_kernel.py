"""Where a kernel lacks a wall: reading is refused, unless the settings allow it; then every report says so.

The older kernel is this one behind a filter that answers as one without Landlock or seccomp does (old_kernel.py).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

OLD = Path(__file__).parent / "old_kernel.py"
HONOUR = Path(sys.executable).parent / "honour"
LANDLOCK, SECCOMP = "this kernel has no Landlock", "this kernel has no seccomp filters"
PASSPHRASE = {"HONOUR_PASSPHRASE": "a long passphrase for a test"}

MISSING = {
    "landlock": (LANDLOCK,),
    "seccomp": (SECCOMP,),
    "landlock,seccomp": (LANDLOCK, SECCOMP),
}

SAYS = """
import sys
sys.path.insert(0, {here!r})
from reading_items import made
from honour.reading.pool import Reader
with Reader(workers=1, allow_unconfined=True, parsers={parsers!r}) as reader:
    print(list(reader.confinement.missing))
    for attack in ("open", "connect", "exec", "fork", "the minutes"):
        (result,) = reader.read([made(attack.encode(), "a.txt")])
        print(attack, "|", *(record.text for record in result.records), *(unread.what for unread in result.unread))
"""


def old(missing: str, *command: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, OLD, missing, *command],
        capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **PASSPHRASE, **more},
    )  # fmt: skip


@pytest.mark.parametrize("missing", MISSING)
def test_the_reader_refuses_where_a_wall_is_missing_and_says_which(missing):
    code = "from honour.reading.pool import Reader\nReader(workers=1).__enter__()"
    done = old(missing, sys.executable, "-c", code)
    assert done.returncode != 0
    for words in MISSING[missing]:
        assert words in done.stderr
    assert "allow_unconfined" not in done.stdout


@pytest.mark.parametrize("missing", MISSING)
def test_where_it_is_allowed_the_walls_that_are_there_stand(missing):
    here = Path(__file__).parent
    done = old(missing, sys.executable, "-c", SAYS.format(here=str(here), parsers=here / "hostile_parsers.py")
               .replace("PosixPath", "__import__('pathlib').Path"))  # fmt: skip
    assert done.returncode == 0, done.stderr
    head, *lines = done.stdout.splitlines()
    for words in MISSING[missing]:
        assert words in head
    said = dict(line.split(" | ") for line in lines)
    assert said["the minutes"] == "the minutes"
    # Without a descriptor to be had, nothing can be opened, whatever is missing.
    assert said["open"].startswith("stopped: ")
    if "seccomp" not in missing:
        assert said["fork"].startswith("stopped: ")
        assert "forbidden" in said["connect"]
        assert "forbidden" in said["exec"]


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """A school with one drive, mapped on a kernel that has all walls."""
    folder = tmp_path_factory.mktemp("old") / "school"
    drive = folder.parent / "drive"
    drive.mkdir()
    (drive / "minutes.txt").write_text("Minutes of the governors' meeting\n\nAmara Test spoke about the roof.\n")
    (drive / "pupils.csv").write_text("Forename,Surname,Date of birth\nAmara,Test,2018-03-04\nBen,Trial,2018-05-06\n")
    for words in (["new", folder], ["connect", "drive", drive, "--school", folder], ["map", "--school", folder]):
        done = subprocess.run(
            [HONOUR, *words], capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **PASSPHRASE}
        )
        assert done.returncode == 0, done.stderr
    return folder


def allowed(school: Path, to: Path) -> Path:
    shutil.copytree(school, to)
    settings = to / "honour.toml"
    text = settings.read_text().replace("# [reading]\n# allow_unconfined = true", "[reading]\nallow_unconfined = true")
    assert "\nallow_unconfined = true" in text
    settings.write_text(text.replace("../drive", str(school.parent / "drive")))
    return to


def test_honour_read_refuses_and_says_which_setting_would_allow_it(school):
    done = old("landlock", HONOUR, "read", "--school", school)
    assert done.returncode == 1
    assert LANDLOCK in done.stderr
    assert "allow_unconfined = true" in done.stderr


def test_what_was_read_without_a_wall_is_said_in_every_report_until_it_is_read_again(school, tmp_path):
    folder = allowed(school, tmp_path / "school")
    printed = old("landlock", HONOUR, "read", "--school", folder)
    assert printed.returncode == 0, printed.stderr
    assert f"NOT CONFINED: {LANDLOCK}" in printed.stdout
    assert "WITHOUT CONFINEMENT" in printed.stdout

    # A later run with all walls that reads nothing anew still says what the earlier one did.
    done = subprocess.run(
        [HONOUR, "read", "--school", folder, "--json"],
        capture_output=True, text=True, timeout=120, check=True, env={**os.environ, **PASSPHRASE},
    )  # fmt: skip
    said = json.loads(done.stdout)
    assert said["confinement"] == "not needed"
    assert LANDLOCK in said["searched"][0]["unconfined"]

    done = subprocess.run(
        [HONOUR, "find", "Amara Test", "--school", folder, "--json"],
        capture_output=True, text=True, timeout=120, check=True, env={**os.environ, **PASSPHRASE},
    )  # fmt: skip
    assert f"documents read without confinement: {LANDLOCK}" in json.loads(done.stdout)["searched"][0]["note"]

    case = tmp_path / "case"
    words = ["access", "Amara Test", "--for", "Amara Test", "--received", "2026-11-02", "--out", case]
    done = subprocess.run(
        [HONOUR, *words, "--school", folder],
        capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **PASSPHRASE},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    draft = "".join(file.read_text() for file in case.iterdir() if file.suffix == ".html")
    assert f"documents read without confinement: {LANDLOCK}" in draft
