"""A withheld form met by chance in the letters of other words stops no seal; the form itself stops it in any dress."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pack_plans as plans
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from honour.packs import build, seal
from honour.redaction.gate import GateStopped, Report

LAWFUL = {
    "a user name across two words": ("From: Pickering, Amy", "mpickering", ()),
    "a title at the end of the name before": ("Williams, Pickering and Okoro sang", "Ms Pickering", ()),
    "two letters at the end of a word": ("Parents who Pickering invited", "Ho Pickering", ()),
    "other words altogether": ("Joanne Atonson won the race", "Ann Eatonson", ()),
    "a longer name that stays": ("Joanna Smith reads well", "Anna Smith", ("joanna smith",)),
    "an address that stays": ("joannasmith@inbox.example", "Anna Smith", ("joannasmith inbox example",)),
}
LEAKS = {
    "a missing blank": ("He sat withZebulon Quist again", "Zebulon Quist", ()),
    "no blanks": ("He sat with ZebulonQuist again", "Zebulon Quist", ()),
    "within one word": ("write to zebulonquist07@inbox.example", "Zebulon Quist", ()),
    "broken elsewhere": ("He sat with Zebu lonQuist again", "Zebulon Quist", ()),
    "a user name broken in two": ("ask mpick ering about it", "mpickering", ()),
    "a user name in a longer word": ("ask xmpickering2 about it", "mpickering", ()),
    "a longer name of nobody who stays": ("Joanna Smith reads well", "Anna Smith", ()),
    "the form beside the longer name": ("Joanna Smith and Anna Smith read", "Anna Smith", ("joanna smith",)),
    "the form run into the longer name": ("Joanna SmithAnna Smith read", "Anna Smith", ("joanna smith",)),
}


def _sealed(folder: Path, key: Ed25519PrivateKey, text: str, form: str, longer: tuple[str, ...]) -> Path:
    plan = replace(plans.plan(plans.text_record(1, text), forms=[form]), longer_names=longer)
    staged = build.build(plan, folder / build.file_name(plan.case))
    return seal.seal(staged, key, None, inside=folder / "inside")


def _stops(report: Report) -> set[str]:
    return {finding.file for finding in report.stops}


@pytest.mark.parametrize("case", LAWFUL)
def test_letters_of_other_words_stop_no_seal(case: str, tmp_path: Path, key: Ed25519PrivateKey) -> None:
    assert _sealed(tmp_path, key, *LAWFUL[case]).is_file()


@pytest.mark.parametrize("case", LEAKS)
def test_the_form_itself_stops_the_seal_in_page_and_copy(case: str, tmp_path: Path, key: Ed25519PrivateKey) -> None:
    with pytest.raises(GateStopped) as stopped:
        _sealed(tmp_path, key, *LEAKS[case])
    assert _stops(stopped.value.report) >= {"pack.pdf", "records.json"}
    assert not list(tmp_path.glob("*.zip"))


def test_letters_of_words_that_nobody_approved_stop_the_seal(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    with pytest.raises(GateStopped) as stopped:
        plan = plans.plan(plans.text_record(1, "Nothing else stands here."), forms=["mpickering"])
        staged = build.build(plan, tmp_path / build.file_name(plan.case))
        copy = staged.folder / "files" / "index.csv"
        copy.write_bytes(copy.read_bytes() + b"2,,,,From Pickering,,\r\n")
        seal.seal(staged, key, None, inside=tmp_path / "inside")
    assert any("blanks taken out" in finding.kind for finding in stopped.value.report.stops)
