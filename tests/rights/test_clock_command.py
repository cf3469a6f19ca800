"""`honour clock` as people use it: whole sessions, and one clear sentence for each mistake."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from honour.cli import main as cli

WHOLE = """\
Acknowledge a data protection complaint
Complaint received: Friday 19 June 2026; England and Wales

Due by                Monday 20 July 2026
                      Data Protection Act 2018 s.164A(3); SI 2026/82 regs 3 and
                      7 [statute]

The day after receipt is day 1. No separate acknowledgement is needed if the
outcome is sent within the 30 days (ICO).

How this was found
  - 30 days from Friday 19 June 2026: Sunday 19 July 2026.
  - 19 July 2026 is a Sunday, so the period ends with the next working day:
    Monday 20 July 2026.

Not settled
  - Parts of DUAA Schedule 11 came into force on 20 August 2025 and the rest on
    5 February 2026; which day brought Art 4A is not settled here. Both count
    alike.

Rules used
  - law:deadlines/complaint, from 19 June 2026: Data Protection Act 2018
    s.164A(3); SI 2026/82 regs 3 and 7 [statute]
  - law:counting/days-and-months, from 5 February 2026: UK GDPR Art 4A with
    Regulation (EEC, Euratom) No 1182/71, Art 3; the ICO right of access
    guidance says the same [guidance]
  - law:holidays/england-and-wales, from 1 January 2018: GOV.UK bank holidays
    list; Banking and Financial Dealings Act 1971; royal proclamations
    [guidance]
"""
TERMS = """\
sessions:
  - [2026-09-02, 2026-10-23]
  - [2026-11-02, 2026-12-18]
inset: [2026-09-02, 2026-09-03, 2026-11-02]
"""


def clock(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["honour", "clock", *words])
    try:
        cli.main()
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    out = capsys.readouterr()
    return code, out.out, out.err


def test_the_whole_page(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert clock(capsys, monkeypatch, "complaint", "--received", "2026-06-19") == (0, WHOLE, "")


def test_every_page_fits_eighty_columns(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (
        ["--list"],
        ["breach", "--at", "2026-11-27T16:20"],
        ["access", "--received", "01/10/2026", "--asked", "05/10/2026", "--asked", "2026-10-12", "--answered", "never"],
        ["access", "--received", "2026-09-03", "--extended-on", "2026-10-05", "--holiday", "2026-10-06=a proclamation"],
    ):
        code, out, err = clock(capsys, monkeypatch, *words)
        assert (code, err) == (0, "")
        assert all(len(line) <= 80 for line in out.splitlines()), out


def test_json_holds_every_date_and_citation(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["access", "--received", "2026-10-01", "--asked", "2026-10-05", "--answered", "2026-10-14", "--json"]
    code, out, _ = clock(capsys, monkeypatch, *words, "--extended-on", "2026-10-30")
    found = json.loads(out)
    assert code == 0
    assert (found["limit"], found["extended"], found["stopped_days"]) == ("2027-01-11", True, 10)
    assert found["extension_notice_by"] == "2026-11-11"
    assert found["status"] == "statute"
    assert {"rule", "source", "status", "in_force_from"} == set(found["citations"][0])
    assert [cited["rule"] for cited in found["citations"]][:2] == ["law:deadlines/access", "law:counting/relevant-time"]


def test_the_list_names_every_clock(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _ = clock(capsys, monkeypatch, "--list", "--json")
    kinds = [line["kind"] for line in json.loads(out)["kinds"]]
    assert code == 0
    assert {"access", "rights-request", "complaint", "breach", "educational-record", "transfer-file"} <= set(kinds)
    shown = clock(capsys, monkeypatch, "--list")[1]
    assert all(kind in shown for kind in kinds)


def test_a_school_calendar_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "terms.yaml").write_text(TERMS)
    words = ["educational-record", "--received", "2026-10-12", "--school-calendar", str(tmp_path / "terms.yaml")]
    code, out, _ = clock(capsys, monkeypatch, *words)
    assert code == 0
    assert "Tuesday 10 November 2026" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "No clock was named."),
        (["sar", "--received", "2026-10-01"], "There is no clock 'sar'."),
        (["access"], "No day was given."),
        (["access", "--received", "31/02/2026"], "--received: '31/02/2026' is no day of the calendar."),
        (["access", "--received", "2018-05-24"], "law:deadlines/access says nothing about 24 May 2018"),
        (["complaint", "--received", "2026-06-18"], "it begins on 19 June 2026"),
        (["access", "--received", "2032-12-15"], "The public holidays of 2033 are not known here"),
        (["breach", "--received", "2026-11-27"], "This clock counts hours"),
        (["breach", "--at", "2026-11-27"], "is no moment"),
        (["access", "--received", "2026-10-01", "--answered", "2026-10-02"], "more answers than questions"),
        (["access", "--received", "2026-10-01", "--asked", "2026-10-05", "--answered", "2026-10-04"], "older than"),
        (["access", "--received", "2026-10-01", "--holiday", "2026-10-05"], "--holiday needs a day and why"),
        (["access", "--received", "2026-10-01", "--nation", "wales"], "'wales' is not one of"),
        (["educational-record", "--received", "2026-10-01"], "needs the school's calendar"),
        (
            ["educational-record", "--received", "2026-10-01", "--school-calendar", "gone.yaml"],
            "no such school calendar",
        ),
    ],
)
def test_a_mistake_gets_one_clear_sentence(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = clock(capsys, monkeypatch, *words)
    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith("honour: ") and err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"sessions: [", b"- a\n- b\n", b"", b"sessions: 2026-09-02\n"])
def test_a_calendar_file_that_is_none_is_refused_without_its_name(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "Amelia-Okafor.yaml"
    file.write_bytes(content)
    words = ["educational-record", "--received", "2026-10-12", "--school-calendar", str(file)]
    code, out, err = clock(capsys, monkeypatch, *words)
    assert (code, out) == (2, "")
    assert "chool calendar" in err and "Amelia" not in err and "Traceback" not in err


def test_a_clock_starts_in_under_seven_tenths_of_a_second() -> None:
    # Processor time: it waits for nothing, so on an idle machine this is what a person waits; a busy one may be slower.
    program = "from honour.cli.main import main; main()"
    command = [sys.executable, "-c", program, "clock", "access", "--received", "2026-10-01"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.7
