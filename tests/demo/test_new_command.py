"""`honour new --demo` as a person types it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from honour.cli.new import command
from honour.kernel.errors import BadInput


def test_the_command_writes_the_school_and_says_what_to_do_next(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(tmp_path / "s"), "--demo", "--seed", "21", "--size", "small"])
    assert result.exit_code == 0, result.output
    assert "all invented (seed 21)" in result.output
    assert "Next:" in result.output
    for part in ("mis/school.db", "paper/index.csv", "truth.json", "prepared-facts.json"):
        assert (tmp_path / "s" / part).is_file()


def test_a_seed_without_demo_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(tmp_path / "s"), "--seed", "3"])
    assert isinstance(result.exception, BadInput)
    assert not (tmp_path / "s").exists()


def test_a_second_school_in_one_folder_is_one_sentence_and_no_traceback(demo_school: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from honour.cli.main import main; main()", "new", str(demo_school), "--demo"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "already holds" in done.stderr
    assert "Traceback" not in done.stderr
