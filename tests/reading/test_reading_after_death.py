"""A document inside another that kills its reader costs itself or its page, and nothing before or behind it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from email.message import EmailMessage

import pytest
from reading_items import made

from honour.kernel.unread import Why


def zipped(*members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number, content in enumerate(members):
            archive.writestr(f"{number}.txt", content)
    return file.getvalue()


def mailed(*attached: bytes) -> bytes:
    message = EmailMessage()
    message["From"] = "a@example.org"
    message.set_content("See below.")
    for content in attached:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename="x.txt")
    return message.as_bytes()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("kill", [b"crash", b"abort"])
def test_members_before_and_behind_one_that_kills_its_reader_are_read_once(hostile, kill):
    (result,) = hostile.read([made(zipped(b"first", kill, b"Name,Mark\nA,1\nB,2\n", b"last"))])
    texts = [record.text for record in result.records]
    assert [text for text in texts if text in ("first", "last")] == ["first", "last"]
    assert len({record.address for record in result.records}) == len(result.records)
    (unread,) = result.unread
    assert unread.why is Why.DAMAGED
    assert str(unread.address) == f"drive:file/{sha(kill)}/all"


def test_pages_of_a_later_document_are_not_skipped_with_those_of_one_that_died(hostile):
    die, other = b"die on page two", b"die on page two\nanother"
    (result,) = hostile.read([made(zipped(die, other))])
    for document in (die, other):
        pages = [r.text for r in result.records if r.address.parts[0] == sha(document)]
        assert pages == ["page 1", "page 3", "page 4"]
    assert [str(u.address) for u in result.unread] == [
        f"drive:file/{sha(document)}/page=2" for document in (die, other)
    ]


def test_an_attachment_that_kills_its_reader_costs_neither_the_mail_nor_the_others(hostile):
    (result,) = hostile.read([made(mailed(b"one", b"crash", b"two"), message=True)])
    assert [record.address.parts[1] for record in result.records] == ["body", "2", "4"]
    assert [unread.address.parts[1] for unread in result.unread] == ["3"]


def test_an_archive_of_killers_is_given_up_and_says_so(hostile):
    (result,) = hostile.read([made(zipped(b"first", *(b"crash\n%d" % n for n in range(9)), b"last"))])
    assert result.records[0].text == "first"
    assert result.unread[-1].what == "the rest of a document that stops its reader again and again"
