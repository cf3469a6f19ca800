"""After a whole walk no personal value lies unsealed in .honour, in what commands say of errors, or in file names."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import ahocorasick_rs
import pytest
from walk_school import Walk

from honour.demo import staff

LONG = 40
"""Code points of a quoted sentence that cannot stand in a program's own words by chance."""


def canaries(walk: Walk) -> dict[bytes, str]:
    """Bytes to what they are: every full name, address, number and long sentence of the school, in three encodings."""
    truth = json.loads((walk.folder / "truth.json").read_text(encoding="utf-8"))
    plain: dict[str, str] = {}
    for person in truth["people"]:
        for name in person["names"]:
            forename, surname = name.get("forename", ""), name.get("surname", "")
            if forename and surname:
                for written in (f"{forename} {surname}", f"{surname}, {forename}", f"{surname} {forename}"):
                    plain[written] = "a name"
        for kind, value in person["identifiers"]:
            if kind in {"email", "upn", "former-upn", "ni-number", "phone"}:
                plain[value] = kind
    for record in truth["records"]:
        for concern in record["concerns"]:
            for quote in concern["quotes"]:
                if len(quote) >= LONG:
                    plain[quote] = "a sentence"
    found: dict[bytes, str] = {}
    for text, kind in plain.items():
        for written in (text, text.lower(), text.upper()):
            for encoding in ("utf-8", "utf-16-le"):
                found[written.encode(encoding)] = kind
    return found


def leaks(wanted: dict[bytes, str], parts: Iterable[tuple[str, bytes]]) -> list[str]:
    patterns = list(wanted)
    machine = ahocorasick_rs.BytesAhoCorasick(patterns)
    return [
        f"{where}: {wanted[patterns[number]]}"
        for where, data in parts
        for number, _, _ in machine.find_matches_as_indexes(data)
    ]


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def test_the_scan_finds_what_is_there(read_school: Walk) -> None:
    wanted = canaries(read_school)
    assert len(set(wanted.values())) >= 5
    assert leaks(wanted, files(read_school.folder / "mis")), "the source itself is full of them"


def test_no_canary_outside_the_sources_and_the_working_papers(
    mapped_copy: Walk, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    walk, said = mapped_copy, []
    caplog.set_level("DEBUG")
    wanted = canaries(walk)
    stranger = "Wilhelmina Strangeways-Unknown"

    def ran(*words: str | Path, code: int = 0) -> None:
        done = walk.run(*words)
        assert done.code == code, done.err
        said.append(done.err)

    ran("read")
    ran("who", walk.subject)
    ran("find", walk.subject)
    ran("find", stranger, code=2)
    ran("who", stranger, code=2)
    ran("find", walk.subject.split()[0][:2], code=2)
    drafted = walk.access()
    assert drafted.code == 0
    said.append(drafted.err)
    ran("seal", "review", "--today", walk.today, code=4)
    staff.fill_folder(walk.review, walk.folder)
    ran("seal", "review", "--today", walk.today)
    [pack] = walk.packs()
    ran("verify", pack)
    ran("ledger", "export", walk.folder.parent / "ledger.txt")

    state = list(files(walk.folder / ".honour"))
    assert {name.split("/")[0] for name, _ in state} == {"files", "keys", "store"}
    assert sum(len(data) for _, data in state) > 1_000_000, "the index is not empty"
    assert leaks(wanted, state) == []
    stderr = "\n".join(said) + caplog.text + capfd.readouterr().err
    assert leaks(wanted, [("errors and progress", stderr.encode())]) == []
    assert "strangeways" not in stderr.lower()
    ours = [p for p in walk.folder.parent.rglob("*") if walk.folder not in p.parents or ".honour" in p.parts]
    names = "\n".join([*(p.name for p in ours), *zipfile.ZipFile(pack).namelist()])
    assert leaks(wanted, [("names of files", names.encode())]) == []
    exported = (walk.folder.parent / "ledger.txt").read_bytes()
    assert leaks(wanted, [("the ledger", exported)]) == []
    settings = (walk.folder / "honour.toml").read_text(encoding="utf-8")
    for line in settings.splitlines():
        if not line.startswith(("head", "senco", "dsl", "dpo", "data-protection", "office", "second", "chair")):
            assert leaks(wanted, [(f"honour.toml: {line.partition(' ')[0]}", line.encode())]) == []
