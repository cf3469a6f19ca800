"""Only what is new is read; whatever happened before, the index is what a reading of everything gives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from walk_school import Walk

from honour.kernel.mbox import looks_like_mbox
from honour.people.readings import Readings
from honour.reading.version import version
from honour.workspace.school import School, open_school

KILLED_AT = Path(__file__).with_name("killed_at.py")
NOTE = b"Amelia came late and was upset. Ring her mother."


def contents(school: School) -> dict[str, Any]:
    """Everything the index says, by address."""
    index = school.index
    addresses = [meta.address for meta in index.meta()]
    said: dict[str, Any] = {str(address): () for address in addresses}
    for record in index.records(addresses):
        said[str(record.address)] = (
            record.title, record.text, record.dated, record.folder, str(record.parent), record.properties,
            record.hidden, record.words, record.author, record.thread,
        )  # fmt: skip
    for address, held in index.holdings_at_all(addresses).items():
        links = sorted(
            (h.subject, h.role.value, h.reason, h.confidence, str(h.spans), str(sorted(h.labels))) for h in held
        )
        said[f"held {address}"] = links
    said |= {f"unread {u.address}": (u.why.value, u.what, u.advice) for u in index.unread()}
    return said


def whole(walk: Walk) -> dict[str, Any]:
    return contents(open_school(walk.folder))


def fresh(ran) -> dict[str, int]:
    assert ran.code == 0, ran.err
    return {line["source"]: line["fresh"] for line in ran.json()["searched"]}


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one.keys() == other.keys()
    for key, value in one.items():
        assert value == other[key], key


def drive(walk: Walk) -> Path:
    return walk.folder / "drive"


def mail(walk: Walk) -> Path:
    return walk.folder / "mail"


def forget(walk: Walk) -> None:
    """An index that knows nothing: the next run reads everything."""
    index = open_school(walk.folder).index
    for source in index.counts():
        index.drop_source(source)
        Readings(index).drop_source(source)


def zipped(path: Path, **members: bytes) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.txt"), content)


def test_a_second_run_reads_nothing_again(read_copy: Walk) -> None:
    before = whole(read_copy)
    assert set(fresh(read_copy.run("read", "--json")).values()) == {0}
    same(whole(read_copy), before)


def test_moved_copied_changed_added_and_deleted_files_give_what_reading_everything_gives(
    mapped_copy: Walk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    top = drive(mapped_copy)
    zipped(top / "b.zip", inner=NOTE, second=b"Second note.")
    assert mapped_copy.run("read").code == 0
    files = sorted(path for path in top.rglob("*") if path.suffix in (".docx", ".pdf", ".txt", ".csv"))
    moved, copied, changed, deleted = files[0], files[1], next(f for f in files if f.suffix == ".csv"), files[-1]
    (top / "Elsewhere").mkdir()
    moved.rename(top / "Elsewhere" / "new name.bin")
    (top / "Elsewhere" / copied.name).write_bytes(copied.read_bytes())
    changed.write_bytes(changed.read_bytes() + changed.read_bytes().splitlines()[-1] + b"\n")
    deleted.unlink()
    zipped(top / "a.zip", inner=NOTE)  # before the one that held the same note alone
    (top / "new.txt").write_bytes(NOTE + b" Again.")
    calm = mapped_copy.copy(tmp_path_factory.mktemp("calm"))
    forget(calm)
    counted = fresh(mapped_copy.run("read", "--json"))
    assert counted["drive"] == 3, "the changed file, the new one and the new archive"
    assert counted["mail"] == 0
    assert min(fresh(calm.run("read", "--json")).values()) >= 0
    same(whole(mapped_copy), whole(calm))
    assert set(fresh(mapped_copy.run("read", "--json")).values()) == {0}
    # The archive that owned the shared note goes: the other must be read again to own it.
    (top / "a.zip").unlink()
    (drive(calm) / "a.zip").unlink()
    forget(calm)
    assert fresh(mapped_copy.run("read", "--json"))["drive"] == 1
    assert calm.run("read").code == 0
    same(whole(mapped_copy), whole(calm))


def test_of_a_mailbox_that_grew_only_the_new_messages_are_read(mapped_copy: Walk) -> None:
    files = sorted(path for path in mail(mapped_copy).rglob("*") if path.is_file())
    box = next(path for path in files if looks_like_mbox(path.read_bytes()[:512]))
    assert mapped_copy.run("read").code == 0
    between = b"" if box.read_bytes().endswith(b"\n\n") else b"\n"
    with box.open("ab") as file:
        file.write(
            between
            + b"From a@example.org Mon Nov  2 09:31:00 2026\nFrom: a@example.org\nSubject: late\n\n"
            + NOTE
            + b"\n"
        )
    assert fresh(mapped_copy.run("read", "--json")) == {
        **dict.fromkeys((s.name for s in open_school(mapped_copy.folder).settings.sources), 0),
        "mail": 1,
    }
    assert any("Subject: late" in str(said) for said in whole(mapped_copy).values())


def test_a_file_that_cannot_be_loaded_is_named_and_tried_again(mapped_copy: Walk, monkeypatch) -> None:
    top = drive(mapped_copy)
    (top / "fleeting.txt").write_bytes(NOTE)
    from honour.reading import load as loading
    from honour.reading import pool

    def changing(item):
        if item.untrusted_name == "fleeting.txt":
            raise loading.SourceError("a file changed while it was being read", advice="Read the source again.")
        return loading.load(item)

    monkeypatch.setattr(pool, "load", changing)
    ran = mapped_copy.run("read", "--json")
    assert "a file changed while it was being read" in ran.out
    monkeypatch.setattr(pool, "load", loading.load)
    again = mapped_copy.run("read", "--json")
    assert fresh(again)["drive"] == 1
    assert "a file changed while it was being read" not in again.out


def test_a_folder_that_cannot_be_listed_keeps_what_was_known_of_it(mapped_copy: Walk, monkeypatch) -> None:
    assert mapped_copy.run("read").code == 0
    before = whole(mapped_copy)
    from honour.sources.folder import folder

    real = folder.contents_of
    names = sorted(path.name for path in drive(mapped_copy).rglob("*") if path.is_file())

    def shut(path: Path, *more: Any) -> Any:
        if path.name in names[:3]:
            raise PermissionError(13, "Permission denied")
        return real(path, *more)

    monkeypatch.setattr(folder, "contents_of", shut)
    ran = mapped_copy.run("read", "--json")
    assert ran.out.count("Permission denied") == sum(path.name in names[:3] for path in drive(mapped_copy).rglob("*"))
    now = whole(mapped_copy)
    same({key: now.get(key) for key in before}, before)
    monkeypatch.setattr(folder, "contents_of", real)
    assert set(fresh(mapped_copy.run("read", "--json")).values()) == {0}
    same(whole(mapped_copy), before)


MOMENTS = [
    ("put", 1, "after"), ("put", 6, "before"), ("sweep", 1, "before"), ("sweep", 1, "after"), ("seen", 1, "after"),
    ("link", 1, "before"), ("link", 2, "after"), ("drop-source", 1, "after"), ("rows", 4, "after"),
    ("unread", 1, "after"), ("run", 2, "before"),
]  # fmt: skip


def killed(walk: Walk, point: str, number: int, when: str) -> None:
    environment = {**os.environ, "HONOUR_SCHOOL": str(walk.folder)}
    command = [sys.executable, str(KILLED_AT), point, str(number), when]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.slow
def test_killed_anywhere_the_next_run_goes_on_and_ends_where_a_calm_one_does(
    mapped_copy: Walk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    calm = mapped_copy.copy(tmp_path_factory.mktemp("calm"))
    total = fresh(calm.run("read", "--json"))
    expected = whole(calm)
    for point, number, when in MOMENTS:
        walk = mapped_copy.copy(tmp_path_factory.mktemp("killed"))
        killed(walk, point, number, when)
        assert walk.run("find", walk.subject).code == 4, "an index that may be half read is never searched"
        school = open_school(walk.folder)
        done = {name: len(Readings(school.index).of(name, version()).gone) for name in total}
        counted = fresh(walk.run("read", "--json"))
        assert counted == {name: total[name] - done[name] for name in total}, "nothing twice, nothing left out"
        same(whole(walk), expected)


@pytest.mark.slow
def test_killed_again_and_again_while_files_change_nothing_is_lost(
    mapped_copy: Walk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    top = drive(mapped_copy)
    assert mapped_copy.run("read").code == 0
    for turn, (point, number, when) in enumerate([("put", 1, "after"), ("drop", 1, "before"), ("drop", 1, "after"),
                                                  ("sweep", 1, "after"), ("link", 1, "after")]):  # fmt: skip
        zipped(top / f"{turn}.zip", inner=NOTE, own=b"Note number %d." % turn)
        sorted(path for path in top.rglob("*.docx"))[0].unlink()
        killed(mapped_copy, point, number, when)
    calm = mapped_copy.copy(tmp_path_factory.mktemp("calm"))
    forget(calm)
    for walk in (mapped_copy, calm):
        assert walk.run("read").code == 0
    same(whole(mapped_copy), whole(calm))
