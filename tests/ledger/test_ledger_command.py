"""`honour ledger` as a person uses it, on a real workspace."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from honour.cli.main import main
from honour.kernel.errors import ExitCode
from honour.ledger.events import Event
from honour.workspace.school import School, create_school
from honour.workspace.settings import Settings

PHRASE = "seven green otters sing"


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> School:
    monkeypatch.setenv("HONOUR_PASSPHRASE", PHRASE)
    made = create_school(tmp_path / "school", Settings(school_name="Hollybrook Infant School"), passphrase=PHRASE)
    monkeypatch.setenv("HONOUR_SCHOOL", str(made.folder))
    made.note(Event.CASE_OPENED, about=["case:C-1"], rules=["law:deadlines/access"], facts=[("pages", 12)])
    return made


@pytest.fixture
def honour(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def run(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["honour", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def test_checkpoint_then_verify_then_export_then_verify_without_us(school: School, honour, tmp_path: Path) -> None:
    kept = tmp_path / "kept.checkpoint"
    code, out, told = honour("ledger", "checkpoint", "--out", kept)
    assert (code, "a checkpoint of 4 entries" in out) == (0, True)
    key = told.splitlines()[-1]
    code, out, _ = honour("ledger", "verify", "--checkpoint", kept, "--key", key)
    assert (code, out) == (0, "Kept: 4 entries are as they were when their checkpoint was issued.\n")
    exported = tmp_path / "ledger.jsonl"
    assert honour("ledger", "export", exported)[0] == 0
    assert honour("ledger", "verify", exported, "--checkpoint", kept)[0] == 0
    verifier = Path(__file__).parents[2] / "scripts" / "verify-ledger"
    done = subprocess.run(
        [sys.executable, "-I", "-S", verifier, exported, "--checkpoint", kept, "--key", key], check=False
    )
    assert done.returncode == 0
    exported.write_bytes(exported.read_bytes().replace(b'"pages":12', b'"pages":11'))
    code, out, _ = honour("ledger", "verify", exported, "--checkpoint", kept, "--json")
    assert code == ExitCode.TAMPERED
    assert json.loads(out)["verdict"] == "broken"


def test_without_a_checkpoint_the_exit_code_is_not_that_of_success(school: School, honour) -> None:
    code, out, _ = honour("ledger", "verify", school.folder)
    assert code == ExitCode.TROUBLE
    assert out.startswith("Unproven: no checkpoint kept elsewhere was given. Unprotected since ")


def test_show_tells_what_happened_in_sentences(school: School, honour) -> None:
    code, out, _ = honour("ledger", "show")
    assert code == 0
    assert [line.split(maxsplit=3)[-1] for line in out.splitlines()] == [
        "The school's workspace was made.",
        "Keys were created.",
        "A case was opened. pages 12 [law:deadlines/access]",
    ]
    assert json.loads(honour("ledger", "show", "--last", "1", "--json")[1])["entries"][0]["event"] == Event.CASE_OPENED


def test_prove_gives_a_proof_that_others_can_read(school: School, honour, tmp_path: Path) -> None:
    code, out, _ = honour("ledger", "prove", "2", "--json")
    given = json.loads(out)
    assert code == 0
    assert given["proof"].startswith("c2sp.org/tlog-proof@v1\nindex 2\n")
    assert json.loads(given["entry"])["event"] == Event.CASE_OPENED


@pytest.mark.parametrize(
    "words",
    [
        ("prove", "99"),
        ("verify", "no-such-file"),
        ("verify", "--checkpoint", "no-such-file"),
        ("verify", "--key", "nonsense"),
        ("verify", __file__),
        ("verify", "--checkpoint", __file__),
        ("export", "no-such-folder/file"),
    ],
)
def test_bad_input_is_one_clear_sentence_and_a_non_zero_exit(school: School, honour, words: tuple[str, ...]) -> None:
    code, out, err = honour("ledger", *words)
    assert code in (ExitCode.BAD_INPUT, ExitCode.TROUBLE)
    assert out == ""
    assert err.startswith("honour: ")
    assert len(err.splitlines()) == 1
    assert school.ledger.size() == 3
