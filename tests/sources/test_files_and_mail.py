"""Connectors of files: what is listed, what is never followed, what is said when it cannot be opened."""

from __future__ import annotations

import hashlib
import mailbox
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honour.kernel.errors import SourceError
from honour.kernel.mbox import messages
from honour.kernel.record import Form
from honour.kernel.unread import Why
from honour.sources.folder.folder import Folder
from honour.sources.kind import SourceKind, detect
from honour.sources.mailbox.mailbox import Mailbox
from honour.sources.paper_index.paper_index import PaperIndex
from honour.sources.seen import Seen

MAIL = b"From: a@example.org\nTo: b@example.org\nSubject: hello\n\nwords\n"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    top = tmp_path / "drive"
    (top / "Year 1" / "Owls").mkdir(parents=True)
    (top / "a.txt").write_bytes(b"first")
    (top / "Year 1" / "b.txt").write_bytes(b"second")
    (top / "Year 1" / "Owls" / "copy of a.txt").write_bytes(b"first")
    return top


def test_a_folder_lists_each_content_once_and_names_the_copies(drive):
    listing = Folder("drive", drive).listing()
    assert [(item.sha256, item.size, item.untrusted_name, item.folder) for item in listing.items] == [
        (sha(b"first"), 5, "copy of a.txt", "Year 1/Owls"),
        (sha(b"second"), 6, "b.txt", "Year 1"),
    ]
    assert listing.copies == ((sha(b"first"), (drive / "Year 1" / "Owls" / "copy of a.txt", drive / "a.txt")),)
    assert listing.unread == ()


def test_a_link_is_named_and_never_followed(drive, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_bytes(b"secret")
    (drive / "to-file").symlink_to(outside / "secret.txt")
    (drive / "to-folder").symlink_to(outside)
    os.mkfifo(drive / "pipe")
    listing = Folder("drive", drive).listing()
    assert sha(b"secret") not in {item.sha256 for item in listing.items}
    assert [unread.why for unread in listing.unread] == [Why.NO_ACCESS] * 3
    for unread in listing.unread:
        assert "to-f" not in str(unread), "no name of a file leaves in an address or message"


def test_listing_leaves_the_folder_as_it_was(drive):
    before = sorted((path, path.stat().st_mtime_ns) for path in drive.rglob("*"))
    list(Folder("drive", drive).items())
    assert sorted((path, path.stat().st_mtime_ns) for path in drive.rglob("*")) == before


@pytest.mark.parametrize("source", [Folder, Mailbox])
def test_a_missing_place_is_one_clear_sentence(source, tmp_path):
    with pytest.raises(SourceError) as said:
        list(source("drive", tmp_path / "Amelia Patel").items())
    assert "Amelia" not in said.value.message
    assert said.value.advice


def test_a_file_where_a_folder_should_be_is_one_clear_sentence(drive):
    with pytest.raises(SourceError, match="a file, not a folder"):
        list(Folder("drive", drive / "a.txt").items())


def test_an_mbox_gives_its_raw_messages_without_separators(tmp_path):
    box = tmp_path / "Sent"
    second = MAIL.replace(b"words", b">From the office\n\nFrom here on it rains, she said")
    box.write_bytes(
        b"From a@example.org Mon Nov  2 09:30:00 2026\n" + MAIL + b"\n"
        b"From a@example.org Mon Nov  2 09:31:00 2026\n" + second + b"\n"
        b"From a@example.org Mon Nov  2 09:32:00 2026\n" + MAIL + b"\n"
    )
    listing = Mailbox("mail", box).listing()
    assert [item.sha256 for item in listing.items] == [sha(MAIL), sha(second)]
    assert listing.copies == ((sha(MAIL), 2),)
    assert all(item.message for item in listing.items)
    first = listing.items[0]
    assert box.read_bytes()[first.offset : first.offset + first.size] == MAIL


def test_a_folder_of_eml_a_maildir_and_stray_files_are_all_listed(tmp_path):
    (tmp_path / "Inbox").mkdir()
    (tmp_path / "Inbox" / "1.eml").write_bytes(MAIL)
    (tmp_path / "Inbox" / "list.txt").write_bytes(b"not mail")
    maildir = mailbox.Maildir(tmp_path / "Head", create=True)
    maildir.add(MAIL + b"2")
    items = list(Mailbox("mail", tmp_path).items())
    assert {(item.sha256, item.message) for item in items} == {
        (sha(MAIL), True),
        (sha(MAIL + b"2"), True),
        (sha(b"not mail"), False),
    }


def test_a_place_without_mail_says_so(drive):
    with pytest.raises(SourceError, match="no mail"):
        list(Mailbox("mail", drive).items())


def test_the_paper_index_gives_a_record_and_a_task_a_line(tmp_path):
    path = tmp_path / "index.csv"
    path.write_text(
        "\ufeffWhose file,What it is,Cabinet,Box,Signed out to\r\n"
        '"Patel, Amelia",Pupil file,A1,3,\r\n\r\nMr Bello,Personnel file,A2,,Head\r\n',
        encoding="utf-8",
    )
    index = PaperIndex("paper", path)
    records = list(index.records())
    assert [str(record.address) for record in records] == ["paper:paper/1", "paper:paper/3"], "an empty line counts"
    assert records[0].text == "Whose file: Patel, Amelia\nWhat it is: Pupil file\nCabinet: A1\nBox: 3"
    for record in records:
        assert record.form is Form.PAPER
        for field in record.fields:
            assert record.text[field.start : field.start + len(field.value)] == field.value
    tasks = list(index.tasks())
    assert [task.address for task in tasks] == [record.address for record in records]
    assert {task.why for task in tasks} == {Why.PAPER}
    assert "Patel" not in str(tasks)


def test_a_paper_index_without_headings_is_refused(tmp_path):
    path = tmp_path / "index.csv"
    path.write_bytes(b"")
    with pytest.raises(SourceError, match="headings"):
        list(PaperIndex("paper", path).records())
    with pytest.raises(SourceError, match="folder"):
        list(PaperIndex("paper", tmp_path).records())


def test_the_kind_of_a_source_is_told_by_what_it_holds(drive, tmp_path):
    box, index, database = tmp_path / "box", tmp_path / "i.csv", tmp_path / "mis.db"
    box.write_bytes(b"From a@example.org Mon Nov  2 09:30:00 2026\n" + MAIL)
    index.write_text("Whose file,Cabinet,Box,Kept by\n")
    database.write_bytes(b"SQLite format 3\x00" + bytes(100))
    mail = tmp_path / "mail"
    mail.mkdir()
    (mail / "1.eml").write_bytes(MAIL)
    assert detect(str(drive)) is SourceKind.FOLDER
    assert detect(str(box)) is SourceKind.MAILBOX
    assert detect(str(mail)) is SourceKind.MAILBOX
    assert detect(str(index)) is SourceKind.PAPER
    assert detect(str(database)) is SourceKind.DATABASE
    assert detect("postgresql://mis.example.org/school") is SourceKind.DATABASE
    for wrong in (drive / "a.txt", tmp_path / "nothing"):
        with pytest.raises(SourceError) as said:
            detect(str(wrong))
        assert said.value.advice


@given(
    st.lists(
        st.sampled_from([MAIL, b"Subject: x\n\nFrom me\n", b"Subject: y\n\n\n\n", b"A: b\r\n\r\nc\r\n"]), max_size=6
    )
)
def test_an_mbox_taken_apart_gives_the_messages_it_was_made_of(raws):
    whole = b"".join(b"From a@example.org Mon Nov  2 09:30:00 2026\n" + raw + b"\n" for raw in raws)
    assert [whole[start:end] for start, end in messages(whole)] == raws


def test_a_maildir_and_an_mbox_on_a_drive_are_taken_apart_like_any_mail(drive):
    (drive / "Old mail").mkdir()
    maildir = mailbox.Maildir(drive / "Old mail" / "Head", create=True)
    maildir.add(MAIL + b"2")
    (drive / "Old mail" / "Head" / "tmp" / "half").write_bytes(MAIL + b"half")
    (drive / "Old mail" / "cur").mkdir()
    (drive / "Old mail" / "cur" / "no.txt").write_bytes(b"no Maildir around it")
    box = b"From a@example.org Mon Nov  2 09:30:00 2026\n" + MAIL + b"\n"
    (drive / "box").write_bytes(box + box.replace(b"words", b"more"))
    items = {item.sha256: item for item in Folder("drive", drive).items()}
    assert {key for key, item in items.items() if item.message} == {
        sha(MAIL + b"2"),
        sha(MAIL + b"half"),
        sha(MAIL),
        sha(MAIL.replace(b"words", b"more")),
    }
    assert items[sha(MAIL)].folder == "box"
    assert not items[sha(b"no Maildir around it")].message


@pytest.mark.parametrize("name", ["saved.msg", "archive.pst"])
def test_outlook_files_make_a_mailbox(tmp_path, name):
    (tmp_path / name).write_bytes(b"an Outlook file, to be looked at by the reader")
    assert detect(str(tmp_path)) is SourceKind.MAILBOX
    assert detect(str(tmp_path / name)) is SourceKind.MAILBOX
    (item,) = Mailbox("mail", tmp_path / name).items()
    assert (item.untrusted_name, item.message) == (name, False)


@pytest.fixture
def later(monkeypatch):
    """An hour after the files were made."""
    from honour.sources import seen

    now = seen.time.time_ns()
    monkeypatch.setattr(seen.time, "time_ns", lambda: now + 3_600_000_000_000)


def test_what_did_not_change_is_not_opened_again(drive, later, monkeypatch):
    (drive / "box").write_bytes(b"From a@example.org Mon Nov  2 09:30:00 2026\n" + MAIL + b"\n")
    first = Seen()
    before = Folder("drive", drive).listing(first)
    monkeypatch.setattr("honour.sources.folder.folder.hashlib", None)
    monkeypatch.setattr("honour.sources.folder.folder.sha256_hex", None)
    again = Seen(first.kept())
    assert Folder("drive", drive).listing(again) == before
    assert again.kept() == first.kept()
    assert not any(name in str(first.kept()) for name in ("Owls", "b.txt", "box"))


def test_a_changed_file_is_read_again_though_its_size_is_the_same(drive, later):
    first = Seen()
    Folder("drive", drive).listing(first)
    (drive / "Year 1" / "b.txt").write_bytes(b"s3cond")
    os.utime(drive / "Year 1" / "b.txt", ns=(0, 0))
    listing = Folder("drive", drive).listing(Seen(first.kept()))
    assert sha(b"s3cond") in {item.sha256 for item in listing.items}


def test_a_file_that_changed_just_now_is_hashed_again_the_next_time(drive):
    first = Seen()
    Folder("drive", drive).listing(first)
    assert first.kept() == {}


def test_what_is_gone_is_forgotten(drive, later):
    first = Seen()
    Folder("drive", drive).listing(first)
    (drive / "a.txt").unlink()
    again = Seen(first.kept())
    Folder("drive", drive).listing(again)
    assert len(again.kept()) == len(first.kept()) - 1
    assert again.kept(also_unseen=True) == first.kept()
