"""Sealing: what leaves is complete, readable, and holds nothing withheld; when it fails, nothing is left."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pack_plans as plans
import pdfua
import pikepdf
import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from honour.kernel.address import in_file, row
from honour.kernel.errors import BadInput, Trouble
from honour.kernel.unread import Unread, Why
from honour.packs import build, container, copies, seal, verify
from honour.packs.plan import Plan, Withheld, WithheldWhole
from honour.redaction import forms
from honour.redaction.gate import GateStopped

Sealed = Callable[[Plan], Path]


def files(pack: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(pack) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pdf_text(pack: Path) -> str:
    document = pypdfium2.PdfDocument(files(pack)["pack.pdf"])
    return "\n".join(document[at].get_textpage().get_text_range() for at in range(len(document)))


def nothing_left(folder: Path) -> bool:
    return not list(folder.glob("*.zip")) and not list(folder.glob(".*partial*"))


def test_the_sample_pack_holds_every_part_and_verifies(sample_pack: Path) -> None:
    verdict = verify.verify(sample_pack)
    assert verdict.ok, verdict.reasons
    assert dict(verdict.counts) == {"found": 65, "released": 54, "part": 9, "withheld": 1, "unread": 1}
    assert verdict.ledger == ("school.example/ledger", 41)
    text = pdf_text(sample_pack)
    for part in (
        "Dear Ms Okonkwo-Reyes", "What is in this pack", "Where we looked", "paper in the loft", "Records 1 to 60",
        "Record 63: Scanned letter, page 1", "withheld A", "Text read from this picture", "What the labels mean",
        "Data Protection Act 2018", "How long", "Complain to the regulator", "How the records add up",
    ):  # fmt: skip
        assert part in text, part
    assert "Ask the office for its password." not in text, "what the office can do is not for whoever asked"
    assert set(files(sample_pack)) == set(container.FILES)
    assert "Quist" not in text


def test_the_document_passes_an_independent_accessibility_checker(sample_pack: Path, tmp_path: Path) -> None:
    path = tmp_path / "pack.pdf"
    path.write_bytes(files(sample_pack)["pack.pdf"])
    report = pdfua.validate(path)
    assert [finding.message for finding in report.findings] == []
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo["/Title"]) == "Your request for personal data"


def test_the_same_plan_and_key_give_the_same_bytes(tmp_path: Path, key: Ed25519PrivateKey, small_pack: Path) -> None:
    plan = plans.plan(plans.text_record(1, "Tobiah reads with Zebulon Quist.", "Zebulon Quist"))
    staged = build.build(plan, tmp_path / build.file_name(plan.case))
    again = seal.seal(staged, key, None, inside=tmp_path / "inside")
    assert again.read_bytes() == small_pack.read_bytes()


def test_what_is_kept_inside_names_decisions_and_places_but_never_the_words(sample_pack: Path) -> None:
    inside = sample_pack.parent / "inside"
    assert {path.name for path in inside.iterdir()} == {
        "redaction-log.json",
        "original-hashes.json",
        "gate-report.json",
    }
    everything = "".join(path.read_text("utf-8") for path in inside.iterdir())
    assert "Quist" not in everything
    assert "Zebulon" not in everything
    report = json.loads((inside / "gate-report.json").read_text("utf-8"))
    assert report["clean"] is True
    assert report["pages_read_as_pictures"] >= 1
    log = json.loads((inside / "redaction-log.json").read_text("utf-8"))
    assert log["records"][60]["withheld"][0]["decision"] == "D-1"


@pytest.mark.parametrize("case", ["nothing found", "all released", "all withheld", "whole record under labels"])
def test_the_edges_of_a_plan_seal_too(case: str, sealed: Sealed) -> None:
    text = "Tobiah came home late."
    made = {
        "nothing found": plans.plan,
        "all released": lambda: plans.plan(plans.text_record(1, text)),
        "all withheld": lambda: plans.plan(whole=[WithheldWhole(row("mis", "T", "1"), "A", "D-1", text)]),
        "whole record under labels": lambda: plans.plan(plans.text_record(1, text, text)),
    }[case]()
    pack = sealed(made)
    assert verify.verify(pack).ok
    assert ("home late" in pdf_text(pack)) == (case == "all released")


@pytest.mark.parametrize(
    "text",
    [
        '#eval("1") *bold* _it_ @ref $x^2$ `raw` = Heading <label> // comment /* */ \\u{41} #import "x": *',
        "= not a heading\n- list\n+ enum\n/ term: x\n#panic()",
        "control \x00\x01\x1b[31m \x7f \u202e reversed \u2066 isolate \ufffe end",
        "Ωμέγα Привет Łódź İstanbul Ærø čeština",
        "שלום וברכה and مرحبا بالعالم and नमस्ते दुनिया",
        "emoji \U0001f600 and 王小明 and ขอบคุณ and ਸਤ ਸ੍ਰੀ ਅਕਾਲ",
        "a" * 3000,
        "http://school.example/" + "very-long-path/" * 60,
        "\n\n\n   \n\t\n",
        "",
        "known-as re-enter co-operate " * 60,
        "e\u0301\u0301\u0301 \u0301 combining \u200d\u200b marks",
    ],
)
def test_any_text_is_data_and_never_markup(text: str, sealed: Sealed) -> None:
    plan = plans.plan(
        plans.text_record(1, text), plans.row_record(2, [("Note", text.replace("\n", " ")), ("#h *b*", "x")])
    )
    pack = sealed(plan)
    assert verify.verify(pack).ok
    records = json.loads(files(pack)["records.json"])["records"]
    assert records[0]["text"] == text.encode("utf-8", "replace").decode()
    shown = set(forms.tokens(pdf_text(pack)))
    # Latin words of the text are on the page as words, whatever they would mean as markup.
    if len(text) < 200:
        assert {token for token in forms.tokens(text) if token.isascii() and token.isalpha()} <= shown


def test_a_form_a_reviewer_missed_stops_the_seal_and_says_where(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    plan = plans.plan(
        plans.text_record(1, "Tobiah sat with Zebulon Quist.", "Zebulon Quist"),
        plans.text_record(2, "Later ZEBULON came back."),
        forms=["Zebulon"],
    )
    staged = build.build(plan, tmp_path / build.file_name(plan.case))
    with pytest.raises(GateStopped) as stopped:
        seal.seal(staged, key, None, inside=tmp_path / "inside")
    assert nothing_left(tmp_path)
    assert any(finding.file == "pack.pdf" and finding.page for finding in stopped.value.report.stops)
    assert "zebulon" not in str(stopped.value).lower()
    assert "zebulon" not in (tmp_path / "inside" / "gate-report.json").read_text("utf-8").lower()


def test_a_form_that_a_person_allowed_passes_and_is_counted(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    plan = plans.plan(
        plans.text_record(1, "Tobiah sat with Zebulon Quist.", "Zebulon Quist"),
        plans.text_record(2, "Teacher: Zebulon Quist the elder."),
        forms=["Zebulon Quist"],
        allowed=["Zebulon Quist"],
    )
    staged = build.build(plan, tmp_path / build.file_name(plan.case))
    seal.seal(staged, key, None, inside=tmp_path / "inside")
    notes = json.loads((tmp_path / "inside" / "gate-report.json").read_text("utf-8"))["notes"]
    assert any("an allowed form" in note["kind"] for note in notes)


def test_words_that_are_names_elsewhere_do_not_stop_a_pack(sealed: Sealed) -> None:
    plan = plans.plan(
        plans.text_record(1, "Will Mark sat with Rose May?", "Rose May"),
        plans.text_record(2, "Mark out of ten: may rise; a rose grew in summer. Will he come in May 2025?"),
        forms=["Rose May", "Rose", "Mark", "Will", "May"],
    )
    assert verify.verify(sealed(plan)).ok


def test_common_words_of_a_withheld_sentence_are_no_leak(sealed: Sealed) -> None:
    plan = plans.plan(
        plans.text_record(1, "The mother of the other child said that she would not come to the school again.",
                          "The mother of the other child said that she would not come to the school again."),
        plans.text_record(2, "The child said that she would come to the school."),
    )  # fmt: skip
    assert verify.verify(sealed(plan)).ok


def test_labels_in_the_document_are_all_equally_wide(tmp_path: Path, sealed: Sealed) -> None:
    names = ["Al", "Zebulon Quist", "Bartholomew Maximilian Featherstonehaugh", "x"]
    pack = sealed(plans.plan(*(plans.text_record(at, f"Saw {name} there.", name) for at, name in enumerate(names, 1))))
    del tmp_path
    document = pypdfium2.PdfDocument(files(pack)["pack.pdf"])
    widths = set()
    for page in document:
        for item in page.get_objects():
            left, bottom, right, top = item.get_bounds()
            if (
                item.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH
                and abs((right - left) - 25 / 25.4 * 72) < 2
                and top - bottom < 16
            ):
                widths.add(round(right - left, 1))
    # The label's fill and, a line's width more, its outline.
    assert len(widths) == 2


def test_two_packs_that_differ_only_in_what_is_withheld_are_the_same_pages(
    tmp_path: Path, key: Ed25519PrivateKey
) -> None:
    """Nothing of the withheld text reaches any released byte, its length least of all."""
    packs = []
    for number, name in enumerate(["Al Wu", "Bartholomew Featherstonehaugh"]):
        folder = tmp_path / str(number)
        folder.mkdir()
        fields = [("Child", f"came with {name} again"), ("Room", "Owls")]
        plan = plans.plan(
            plans.text_record(1, f"Dear all,\n{name} was here.\nBye", name),
            plans.row_record(2, fields, name),
            plans.row_record(3, [("Child", "came alone"), ("Room", "Hall")]),
        )
        staged = build.build(plan, folder / build.file_name(plan.case))
        packs.append(files(seal.seal(staged, key, None, inside=folder / "inside")))
    assert packs[0] == packs[1]


def test_counts_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    plan = plans.plan(plans.text_record(1, "abc"))
    for counts in (replace(plan.counts, found=9), replace(plan.counts, released=0, part=1)):
        with pytest.raises(BadInput, match="do not add up"):
            build.build(replace(plan, counts=counts), tmp_path / "x.pack.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda record: replace(record, number=2), "numbered"),
        (lambda record: replace(record, withheld=(Withheld(0, 99, "A", "D"),)), "outside"),
        (lambda record: replace(record, withheld=(Withheld(0, 2, "A SECRET NAME", "D"),)), "label"),
        (lambda record: replace(record, fields=((0, 1, 1, 2),)), "no field"),
        (lambda record: replace(record, parent=5), "attached"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(change: Callable[..., object], words: str, tmp_path: Path) -> None:
    record = change(plans.text_record(1, "Tobiah reads"))
    with pytest.raises(BadInput, match=words):
        build.build(plans.plan(record), tmp_path / "x.pack.zip")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_case_reference_that_is_no_file_name_is_refused() -> None:
    for case in ("", "a/b", "../x", "Amelia Patel", "x" * 65):
        with pytest.raises(BadInput):
            build.file_name(case)


def test_an_existing_pack_is_never_touched(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    target = tmp_path / "SAR-2026-0007.pack.zip"
    plan = plans.plan()
    staged = build.build(plan, target)
    target.write_bytes(b"already here")
    with pytest.raises(BadInput, match="already"):
        seal.seal(staged, key, None, inside=tmp_path / "inside")
    with pytest.raises(BadInput, match="already"):
        build.build(plan, target)
    assert target.read_bytes() == b"already here"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("at", range(0, 12, 2))
def test_a_disk_that_fills_leaves_nothing_and_says_so(
    at: int, tmp_path: Path, key: Ed25519PrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nth file written anywhere under the target's folder meets a full disk."""
    real, count = Path.open, [0]

    def full(self: Path, mode: str = "r", *rest: object, **more: object) -> object:
        if set(mode) & set("wxa") and self.is_relative_to(tmp_path):
            count[0] += 1
            if count[0] > at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(self, mode, *rest, **more)  # type: ignore[arg-type]

    def write(self: Path, data: bytes) -> int:
        with self.open("wb") as out:
            return out.write(data)  # type: ignore[attr-defined,no-any-return]

    monkeypatch.setattr(Path, "open", full)
    monkeypatch.setattr(Path, "write_bytes", write)
    with pytest.raises(Trouble, match="disk filled up"):
        seal.seal(build.build(plans.plan(), tmp_path / "A-1.pack.zip"), key, None, inside=tmp_path / "inside")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_real_disk_that_fills_leaves_nothing(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1200k", "none", str(disk)], check=False).returncode:
        pytest.skip("this machine does not let root mount")
    try:
        lines = [plans.text_record(at, f"Line {at} " + "reading and writing " * 200) for at in range(1, 200)]
        with pytest.raises(Trouble, match="disk filled up"):
            seal.seal(build.build(plans.plan(*lines), disk / "A-1.pack.zip"), key, None, inside=disk / "inside")
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_kill_leaves_no_file_that_looks_like_a_pack_and_the_next_run_clears_up(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import sys, time
        from pathlib import Path
        sys.path.insert(0, sys.argv[2])
        import pack_plans
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from honour.packs import build, seal
        folder = Path(sys.argv[1])
        staged = build.build(pack_plans.plan(pack_plans.text_record(1, "abc")), folder / "A-1.pack.zip")
        print("built", flush=True)
        # Stops inside the seal, after the files are finished and before the pack is published.
        seal._publish = lambda *_: (print("sealing", flush=True), time.sleep(60))
        seal.seal(staged, Ed25519PrivateKey.generate(), None, inside=folder / "inside")
        """
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), str(Path(__file__).parent)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "built"
    assert child.stdout.readline().strip() == "sealing"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert not list(tmp_path.glob("*.zip"))
    assert list(tmp_path.glob(".*partial*"))
    staged = build.build(plans.plan(), tmp_path / "A-1.pack.zip")
    staged.discard()
    assert not list(tmp_path.glob(".*partial*"))


def test_cells_that_a_spreadsheet_would_run_are_made_harmless(sealed: Sealed) -> None:
    titles = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "  =1", "plain"]
    pack = sealed(plans.plan(*(plans.text_record(at, "x", title=title) for at, title in enumerate(titles, 1))))
    rows = list(csv.DictReader(io.StringIO(files(pack)["index.csv"].decode("utf-8-sig"), newline="")))
    assert [row["title"][:1] for row in rows] == ["'"] * 6 + ["p"]
    assert copies.harmless("fine") == "fine"


def test_unread_records_stand_on_the_last_page_with_their_reasons(sealed: Sealed) -> None:
    unread = [Unread(in_file("drive", "cd" * 32), why, f"file {at}", f"Try key {at}.") for at, why in enumerate(Why)]
    unread = [replace(item, address=in_file("drive", f"{at:064x}")) for at, item in enumerate(unread)]
    pack = sealed(plans.plan(unread=unread))
    document = pypdfium2.PdfDocument(files(pack)["pack.pdf"])
    last = re.sub(r"\s+", " ", document[len(document) - 1].get_textpage().get_text_range())
    assert all(str(why) in last for why in Why)
    assert not any(f"Try key {at}." in last for at in range(len(Why)))


@pytest.mark.slow
def test_two_thousand_records_are_typeset_and_proven_in_good_time(sealed: Sealed) -> None:
    marks = [
        plans.row_record(
            at,
            [("Date", f"day {at}"), ("Session", "AM"), ("Comment", "with Zebulon Quist" if at % 7 == 0 else "")],
            "Zebulon Quist",
            title="Attendance mark",
        )
        for at in range(1, 1601)
    ]
    letters = [
        plans.text_record(at, "Dear all,\n\n" + f"Tobiah sat with Zebulon Quist in lesson {at}. " * 12, "Zebulon Quist")
        for at in range(1601, 2001)
    ]
    started = time.monotonic()
    pack = sealed(plans.plan(*marks, *letters, forms=["Zebulon Quist", "Zebulon"]))
    seconds = time.monotonic() - started
    verdict = verify.verify(pack)
    assert verdict.ok
    assert verdict.pages > 100
    # Generous against a busy machine: measured 25 pages a second on two shared cores, gate included.
    assert verdict.pages / seconds > 4
