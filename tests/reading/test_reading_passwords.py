"""Locked documents: passwords of a file and of a sender, tried behind the walls; what stays locked says what to do."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import pikepdf
import pytest
import typst
from reading_items import made

from honour.kernel.unread import Why
from honour.reading.confine import Limits
from honour.reading.formats import unlock
from honour.reading.passwords import Passwords
from honour.reading.pool import Reader

MADE = Path(__file__).parent / "made"
WORD = "Owls früh 2026"


def locked_office(data: bytes, password: str = WORD) -> bytes:
    file = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(data)).encrypt(password, file)
    return file.getvalue()


def word_file() -> bytes:
    return locked_office((MADE / "letter.docx").read_bytes())


def book() -> bytes:
    made_book = openpyxl.Workbook()
    for line in (["Pupil", "Class", "Plan"], ["Amelia", "Owls", "EHC"], ["Ben", "Larks", "none"]):
        made_book.active.append(line)
    file = io.BytesIO()
    made_book.save(file)
    return locked_office(file.getvalue())


def pdf() -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(typst.compile(b'#set page(paper: "a5")\nA report about Amelia.'))) as opened:
        opened.save(file, encryption=pikepdf.Encryption(owner="other", user="owls2026", R=6))
    return file.getvalue()


LOCKED = {
    "docx": (word_file, WORD, "Amelia settled well."),
    "xlsx": (book, WORD, "Pupil: Amelia\nClass: Owls\nPlan: EHC"),
    "pdf": (pdf, "owls2026", "A report about Amelia."),
    "zip": ((MADE / "old.zip").read_bytes, "owls2026", "Amelia sees Dr Wren on Mondays."),
    "zip AES": ((MADE / "aes-deflated.zip").read_bytes, "früh Owls", "Amelia sees Dr Wren on Mondays."),
    "zip AES stored": ((MADE / "aes-stored.zip").read_bytes, "früh Owls", "Amelia sees Dr Wren on Mondays."),
}


def texts(data: bytes, passwords: Passwords, *, message: bool = False):
    with Reader(workers=1, passwords=passwords) as reader:
        (result,) = reader.read([made(data, message=message)])
    return result


@pytest.mark.parametrize("kind", sorted(LOCKED))
def test_a_locked_file_is_read_with_its_password_and_else_says_what_to_do(kind):
    make, password, said = LOCKED[kind]
    data = make()
    sha256 = made(data).sha256
    with Reader(workers=1) as reader:
        (shut,) = reader.read([made(data)])
    (unread,) = shut.unread
    assert shut.records == ()
    assert unread.why is Why.ENCRYPTED
    assert f"honour password add --file {sha256}" in unread.advice
    opened = texts(data, Passwords({sha256: ("wrong", password)}))
    assert opened.unread == ()
    assert any(said in record.text for record in opened.records)
    if not kind.startswith("zip"):
        assert {record.address.parts[0] for record in opened.records} == {sha256}
    wrong = texts(data, Passwords({sha256: ("wrong",)}))
    assert wrong.records == ()
    assert wrong.unread[0].advice.startswith("No password given for it fits.")
    for result in (shut, opened, wrong):
        assert password not in repr(result)


def letter(sender: str) -> bytes:
    message = EmailMessage()
    message["From"] = f"Nursery Office <{sender}>"
    message["To"] = "head@school.example"
    message["Subject"] = "Transition"
    message.set_content("The plan is attached; you know the password.")
    message.add_attachment(word_file(), maintype="application", subtype="octet-stream", filename="plan.docx")
    return message.as_bytes()


def test_what_a_sender_attaches_is_opened_with_the_senders_password_and_nobody_elses():
    held = Passwords({}, {"office@nursery.example": (WORD,)})
    opened = texts(letter("Office@Nursery.example"), held, message=True)
    assert opened.unread == ()
    assert "Amelia settled well." in opened.records[1].text
    shut = texts(letter("office@other.example"), held, message=True)
    assert [unread.why for unread in shut.unread] == [Why.ENCRYPTED]


def test_a_locked_file_in_an_archive_is_opened_by_its_own_hash_or_the_archives():
    inner = word_file()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("plan.docx", inner)
    for sha256 in (made(inner).sha256, made(file.getvalue()).sha256):
        opened = texts(file.getvalue(), Passwords({sha256: (WORD,)}))
        assert opened.unread == ()
        assert ["Amelia settled well." in record.text for record in opened.records] == [True]
        assert opened.records[0].address.parts[0] == made(inner).sha256


def test_a_page_of_a_locked_pdf_can_be_rendered_again():
    data = pdf()
    with Reader(workers=1, passwords=Passwords({made(data).sha256: ("owls2026",)})) as reader:
        assert reader.render(made(data), 1, 50).png.startswith(b"\x89PNG")


def test_a_file_that_asks_for_endless_rounds_stays_locked():
    data = word_file().replace(b'spinCount="100000"', b'spinCount="999999"')
    assert b'spinCount="999999"' in data
    slow = data.replace(b'spinCount="999999"', b'spinCount="9999999')
    assert unlock.unlocked(slow, (WORD,)) is None


@pytest.mark.parametrize("cut", [30, 60, 90, 120, 150])
def test_a_locked_archive_that_is_cut_or_changed_is_never_read_wrongly(cut):
    for name, password in (("old.zip", "owls2026"), ("aes-deflated.zip", "früh Owls"), ("aes-stored.zip", "früh Owls")):
        data = bytearray((MADE / name).read_bytes())
        data[cut] ^= 0xFF
        try:
            with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
                for entry in archive.infolist():
                    content = unlock.member(archive, entry, bytes(data), (password,), Limits().unpacked_bytes)
                    assert content is None or set(content.split(b"\n")) <= {b"Amelia sees Dr Wren on Mondays.", b""}
        except (zipfile.BadZipFile, NotImplementedError):
            pass


def test_passwords_are_never_shown():
    held = Passwords({"0" * 64: ("hunter2",)}, {"a@b.example": ("hunter3",)})
    assert "hunter" not in repr(held)
