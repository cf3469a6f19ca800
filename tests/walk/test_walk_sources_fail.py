"""One failing source never stops the rest, and is named wherever somebody might think it was searched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest
from walk_school import Walk, fingerprint

from honour.demo import staff


def _records(found: dict[str, object]) -> set[str]:
    records = found["records"]
    assert isinstance(records, list)
    return {r["address"] for r in records}


def test_a_folder_gone_between_map_and_read_is_named_and_the_rest_is_read(mapped_copy: Walk) -> None:
    shutil.rmtree(mapped_copy.folder / "drive")
    read = mapped_copy.run("read", "--json").json()
    lines = {line["source"]: line for line in read["searched"]}  # type: ignore[attr-defined]
    assert not lines["drive"]["searched"]
    assert lines["mis"]["records"] > 0
    found = mapped_copy.run("find", mapped_copy.subject, "--json").json()
    assert [n["source"] for n in found["not_searched"]] == ["drive"]  # type: ignore[attr-defined]
    assert not any(address.startswith("drive:") for address in _records(found))


def test_a_folder_gone_after_the_reading_is_named_in_find_draft_letter_and_pack(read_copy: Walk) -> None:
    before = read_copy.run("find", read_copy.subject, "--json").json()
    shutil.rmtree(read_copy.folder / "mail")
    found = read_copy.run("find", read_copy.subject, "--json").json()
    assert [n["source"] for n in found["not_searched"]] == ["mail"]  # type: ignore[attr-defined]
    assert _records(found) == _records(before), "what was read of it before is still found"

    assert read_copy.access().code == 0
    assert "it could not be opened when we searched" in (read_copy.review / "draft.html").read_text(encoding="utf-8")
    staff.fill_folder(read_copy.review, read_copy.folder)
    sealed = read_copy.seal()
    assert sealed.code == 0, sealed.err
    [pack] = read_copy.packs()
    with zipfile.ZipFile(pack) as archive:
        told = _text_of(archive.read("pack.pdf"))
    assert "We could not look in the office mailbox (it could not be opened when we searched" in told


def _text_of(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def test_a_database_that_is_locked_loses_nobody_and_says_what_it_could_not_read_again(read_copy: Walk) -> None:
    before = read_copy.run("find", read_copy.subject, "--json").json()
    other = sqlite3.connect(read_copy.folder / "mis" / "school.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        mapped = read_copy.run("map", "--json").json()
        assert [n["source"] for n in mapped["not_searched"]] == ["mis"]  # type: ignore[attr-defined]
        found = read_copy.run("find", read_copy.subject, "--json").json()
    finally:
        other.close()
    assert [n["source"] for n in found["not_searched"]] == ["mis"]  # type: ignore[attr-defined]
    gone = _records(before) - _records(found)
    unread = {u["address"] for u in found["unread"]}  # type: ignore[attr-defined]
    assert gone
    assert gone <= unread, "every row that was known and cannot be read again is named"
    assert found["subject"] == before["subject"], "the map kept the people only the database knows"
    read_copy.run("map")
    again = read_copy.run("find", read_copy.subject, "--json").json()
    assert again["subject"] == before["subject"]
    assert _records(again) == _records(before)


def test_a_drive_that_is_not_connected_looks_empty_and_is_not_taken_for_empty(read_copy: Walk) -> None:
    before = read_copy.run("find", read_copy.subject, "--json").json()
    shutil.rmtree(read_copy.folder / "drive")
    (read_copy.folder / "drive").mkdir()
    read = read_copy.run("read", "--json").json()
    lines = {line["source"]: line for line in read["searched"]}  # type: ignore[attr-defined]
    assert not lines["drive"]["searched"]
    assert "nothing is there any more" in lines["drive"]["note"]
    found = read_copy.run("find", read_copy.subject, "--json").json()
    assert _records(found) == _records(before)


def test_a_source_taken_out_of_the_settings_is_taken_out_of_the_index(read_copy: Walk) -> None:
    settings = read_copy.folder / "honour.toml"
    before, _, after = settings.read_text(encoding="utf-8").partition('\n[[source]]\nname = "mail"')
    assert after
    settings.write_text(before + "\n" + after.partition("\n\n")[2], encoding="utf-8")
    assert read_copy.run("read").code == 0
    found = read_copy.run("find", read_copy.subject, "--json").json()
    assert "mail" not in {s["source"] for s in found["searched"]}  # type: ignore[attr-defined]
    assert not any(address.startswith("mail:") for address in _records(found))


@pytest.mark.parametrize("kind", ["access", "seal"])
def test_a_full_disk_leaves_everything_as_it_was(
    kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk: Walk = request.getfixturevalue("read_copy" if kind == "access" else "decided_copy")
    before = fingerprint(walk.folder.parent)

    written = 0

    # A file system tells of a full disk at the latest when a file is synced; everything that counts is.
    def full(handle: int) -> None:
        nonlocal written
        path = Path(f"/proc/self/fd/{handle}").readlink()
        if walk.folder.parent in path.parents and ".honour" not in path.parts:
            written += 1
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ran = walk.access() if kind == "access" else walk.seal()
    assert written, "the disk was never asked"
    assert ran.code == 1
    assert len(ran.sentences) == 1
    assert "space" in ran.sentences[0]
    assert walk.packs() == []
    after = fingerprint(walk.folder.parent)
    assert {k: v for k, v in after.items() if "/files/" not in k} == {
        k: v for k, v in before.items() if "/files/" not in k
    }
    monkeypatch.undo()
    again = walk.access() if kind == "access" else walk.seal()
    assert again.code == 0, again.err
