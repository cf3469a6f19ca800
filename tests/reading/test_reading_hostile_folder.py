"""A folder made to hurt: pipes, sockets, devices, links in rings, folders without end, and files that are swapped."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import time
from pathlib import Path

import pytest
from hostile_world import SECRET, SOON_S

from honour.kernel.item import Item
from honour.kernel.unread import Why
from honour.sources.folder.folder import Folder

WORDS = b"the words of the letter"


def pipe(at: Path, outside) -> None:
    os.mkfifo(at)


def door(at: Path, outside) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(at))


def endless(at: Path, outside) -> None:
    if os.getuid():
        pytest.skip("only root makes devices")
    os.mknod(at, 0o666 | 0o020000, os.makedev(1, 5))


def ring(at: Path, outside) -> None:
    at.symlink_to(at)


def ring_of_two(at: Path, outside) -> None:
    other = at.with_name("ring.txt")
    other.symlink_to(at)
    at.symlink_to(other)


def upwards(at: Path, outside) -> None:
    at.symlink_to(at.parent, target_is_directory=True)


def outwards(at: Path, outside) -> None:
    at.symlink_to(outside.path)


def folder_outwards(at: Path, outside) -> None:
    at.symlink_to(outside.folder, target_is_directory=True)


def to_processes(at: Path, outside) -> None:
    at.symlink_to("/proc/self/root")


def broken(at: Path, outside) -> None:
    at.symlink_to(at.with_name("nowhere"))


ODD = {one.__name__: one for one in (
    pipe, door, endless, ring, ring_of_two, upwards, outwards, folder_outwards, to_processes, broken
)}  # fmt: skip


def read_folder(attack, place: Path):
    """(texts that were read, why what is not, seconds)."""
    began = time.monotonic()
    attack.outside.touched()
    listing = Folder("drive", place).listing()
    results = list(attack.reader.read(listing.items))
    took = time.monotonic() - began
    texts = [record.text for result in results for record in result.records]
    whys = [unread.why for unread in (*listing.unread, *(u for result in results for u in result.unread))]
    assert took < SOON_S
    assert attack.outside.touched() == []
    assert not any(SECRET in text for text in texts)
    return texts, whys


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_ordinary_file_is_named_and_the_rest_is_read(attack, tmp_path, name):
    (tmp_path / "a.txt").write_bytes(WORDS)
    ODD[name](tmp_path / "m.txt", attack.outside)
    (tmp_path / "z.txt").write_bytes(WORDS + b" behind it")
    texts, whys = read_folder(attack, tmp_path)
    assert texts == [WORDS.decode(), WORDS.decode() + " behind it"]
    assert whys
    assert set(whys) == {Why.NO_ACCESS}


def test_names_with_line_ends_turned_letters_and_no_letters_at_all_are_read(attack, tmp_path):
    names = [b"a\nb.txt", b"\xff\xfe.txt", "\u202efdp.txt".encode(), b"-rf", b"*", b" .txt", b"$(touch x)", b"a" * 255]
    for number, name in enumerate(names):
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))).write_bytes(WORDS + b" %d" % number)
    texts, whys = read_folder(attack, tmp_path)
    assert sorted(texts) == sorted(f"{WORDS.decode()} {number}" for number in range(len(names)))
    assert whys == []


def test_folders_1_500_deep_are_gone_through_or_named(attack, tmp_path):
    (tmp_path / "a.txt").write_bytes(WORDS)
    here = Path.cwd()
    try:
        os.chdir(tmp_path)
        for _ in range(1_500):
            Path("d").mkdir()
            os.chdir("d")
        Path("deepest.txt").write_bytes(WORDS + b" deepest")
        os.chdir(here)
        texts, whys = read_folder(attack, tmp_path)
    finally:
        os.chdir(here)
        subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # Python's own would run out of calls
    assert WORDS.decode() in texts
    assert f"{WORDS.decode()} deepest" in texts or Why.NO_ACCESS in whys


def swapped(tmp_path: Path) -> Item:
    at = tmp_path / "a.txt"
    return Item("drive", hashlib.sha256(WORDS).hexdigest(), len(WORDS), "a.txt", "", at)


def test_a_file_that_became_a_pipe_since_it_was_listed_holds_nobody_up(attack, tmp_path):
    item = swapped(tmp_path)
    os.mkfifo(tmp_path / "a.txt")
    began = time.monotonic()
    (result,) = attack.reader.read([item])
    assert time.monotonic() - began < SOON_S
    assert [unread.why for unread in result.unread] == [Why.NO_ACCESS]


def test_a_file_that_became_a_link_since_it_was_listed_is_not_followed(attack, tmp_path):
    item = swapped(tmp_path)
    (tmp_path / "b.txt").write_bytes(WORDS)
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (result,) = attack.reader.read([item])
    assert result.records == ()
    assert [unread.why for unread in result.unread] == [Why.NO_ACCESS]


def test_a_file_that_shrank_or_changed_since_it_was_listed_is_named(attack, tmp_path):
    item = swapped(tmp_path)
    for content in (b"", WORDS[:-1], WORDS.upper()):
        (tmp_path / "a.txt").write_bytes(content)
        (result,) = attack.reader.read([item])
        assert [unread.why for unread in result.unread] == [Why.NO_ACCESS]
