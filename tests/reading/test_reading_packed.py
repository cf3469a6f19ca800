"""tar, gzip, bzip2, xz: each content under its own hash, bombs stopped, names never used."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import tarfile

import pytest

from honour.kernel.unread import Why

MAIL = b"From: a@example.org\nTo: b@example.org\nSubject: hello\n\nwords\n"


MARKS = b"a,b\n1,2\n3,4\n"


def tar(*members: tuple[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return made.getvalue()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_members_of_a_tar_are_files_of_their_own_and_names_are_not_followed(read, form, tmp_path):
    data = tar(("../../tmp/evil.txt", b"first"), ("x/" * 60 + "marks.csv", MARKS), ("m.eml", MAIL), form=form)
    result = read(data, "x.tar")
    (link,) = result.unread
    assert (link.why, str(link.address)) == (Why.NO_ACCESS, f"drive:file/{sha(data)}/all")
    assert {str(record.address) for record in result.records} == {
        f"drive:file/{sha(b'first')}/all",
        *(f"drive:file/{sha(MARKS)}/sheet=1,row={n}" for n in (1, 2, 3)),
        f"drive:message/{sha(MAIL)}/body/all",
    }
    assert {str(record.parent) for record in result.records} == {f"drive:file/{sha(data)}/all"}
    assert "evil" not in str([record.title for record in result.records])


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_and_a_packed_tar_are_read(read, pack):
    (record,) = read(pack(b"first"), "a.gz").records
    assert str(record.address) == f"drive:file/{sha(b'first')}/all"
    (record,) = read(pack(tar(("a.txt", b"first"))), "a.tgz").records
    assert record.text == "first"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_several_packed_pieces_are_one_file(read, pack):
    (record,) = read(pack(b"first ") + pack(b"second")).records
    assert record.text == "first second"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_over_the_limit_and_never_unpacked_whole(read, pack):
    (unread,) = read(pack(bytes(400_000_000))).unread
    assert unread.why is Why.OVER_LIMIT


def test_a_bomb_in_a_bomb_is_over_the_limit(read):
    (unread,) = read(gzip.compress(gzip.compress(bytes(600_000_000)))).unread
    assert unread.why is Why.OVER_LIMIT


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_of_a_truncated_file_what_is_there_is_read_and_the_rest_named(read, pack):
    words = " ".join(map(sha, (bytes([n % 256, n // 256]) for n in range(40_000)))).encode()
    result = read(pack(words)[: len(pack(words)) * 2 // 3])
    assert [unread.why for unread in result.unread] == [Why.DAMAGED]
    assert result.records == () or result.records[0].text[:1000] == words[:1000].decode()


def test_of_a_truncated_tar_the_first_members_are_read(read):
    data = tar(("a.txt", b"first"), ("b.txt", b"x" * 5000))
    result = read(data[:3000])
    assert [record.text for record in result.records] == ["first"]
    assert [unread.why for unread in result.unread] == [Why.DAMAGED]


def test_a_member_that_claims_more_than_is_allowed_is_over_the_limit(read):
    info = tarfile.TarInfo("huge")
    info.size = 1 << 40
    (unread,) = read(info.tobuf(tarfile.GNU_FORMAT) + bytes(1024)).unread
    assert unread.why is Why.OVER_LIMIT


@pytest.mark.parametrize("head", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x00", b"\x1f\x9d\x90"])
def test_other_archives_are_unread_with_what_to_do(read, head):
    (unread,) = read(head + bytes(200)).unread
    assert unread.why is Why.UNKNOWN_FORMAT
    assert unread.advice == "Unpack it into a folder that is read."
