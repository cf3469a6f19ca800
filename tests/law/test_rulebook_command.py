"""`honour rulebook`: print, write, check."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from honour.cli import main as cli
from honour.law import page, rules


def rulebook(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["honour", "rulebook", *words])
    try:
        cli.main()
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    out = capsys.readouterr()
    return code, out.out, out.err


def test_it_prints_what_it_writes_and_checks_what_it_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "book.md"
    number = len(rules.book().ids())
    assert rulebook(capsys, monkeypatch)[1] == page.rule_book(rules.book())
    assert rulebook(capsys, monkeypatch, "--write", str(file)) == (0, f"{number} rules: written.\n", "")
    assert file.read_bytes() == page.rule_book(rules.book()).encode()
    checked = rulebook(capsys, monkeypatch, "--check", str(file))
    assert checked == (0, f"{number} rules: whole and the file is up to date.\n", "")
    as_json = json.loads(rulebook(capsys, monkeypatch, "--check", str(file), "--json")[1])
    assert as_json == {"rules": number, "written": False, "checked": True, "book": ""}


def test_a_changed_or_missing_file_fails_the_check_and_is_left_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "book.md"
    assert rulebook(capsys, monkeypatch, "--check", str(file))[0] == 2
    assert not file.exists()
    file.write_text(page.rule_book(rules.book()).replace("30 days", "31 days", 1))
    before = file.read_bytes()
    code, out, err = rulebook(capsys, monkeypatch, "--check", str(file))
    assert (code, out) == (2, "")
    assert "is not what the rules give" in err
    assert file.read_bytes() == before


def test_a_spoilt_rule_fails_the_check_with_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(rules.book().folder, tmp_path / "law")
    complaint = tmp_path / "law" / "deadlines" / "complaint.yaml"
    complaint.write_text(complaint.read_text().replace("number: 30", "number: thirty"))
    spoilt = rules.RuleBook(tmp_path / "law")
    monkeypatch.setattr(rules, "book", lambda: spoilt)
    code, out, err = rulebook(capsys, monkeypatch, "--check", str(tmp_path / "any.md"))
    assert (code, out) == (2, "")
    assert "law:deadlines/complaint" in err and "thirty" in err
