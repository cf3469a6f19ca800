"""Text, tables, mail, calendars, rich text and old office files made to hurt, and endings that lie."""

from __future__ import annotations

import base64
import struct

import pytest
from compound_file import compound_file
from hostile_world import Case, case

from honour.kernel.unread import Why

MIB = 1 << 20
WORDS = "words of the letter"
HEADS = b"From: a@example.org\nTo: b@example.org\nSubject: x\nMIME-Version: 1.0\n"
CALENDAR = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n%s\nEND:VEVENT\nEND:VCALENDAR\n"
TABLE = b"Forename,Surname\nAmara,Test\nBen,Trial\n"


def grown() -> bytes:
    """A row of 4 kB that becomes one of 160 kB, since each of its 2,000 headings is long; 4,000 of them."""
    heads = b",".join(b"heading number %d %s" % (n, b"x" * 50) for n in range(2_000))
    return heads + b"\n" + (b"1," * 1_999 + b"1\n") * 4_000


def message_in_message(depth: int) -> bytes:
    return (HEADS + b"Content-Type: message/rfc822\n\n") * depth + HEADS + b"\n" + WORDS.encode()


def multipart(head: bytes, body: bytes) -> bytes:
    return HEADS + b"Content-Type: multipart/mixed" + head + b"\n\n" + body


def rtf(body: bytes) -> bytes:
    return b"{\\rtf1\\ansi " + body + WORDS.encode() + b"}"


WORD_FILE = compound_file({"WordDocument": b"\xec\xa5\xc1\0" + bytes(1500), "1Table": bytes(5000)})
BOOK_FILE = compound_file({"Workbook": b"\x09\x08\x10\0\0\6\5\0" + bytes(5000)})
SLIDES_FILE = compound_file({"PowerPoint Document": bytes(5000), "Current User": bytes(100)})


def fat_at(data: bytes) -> int:
    return 512 * (struct.unpack_from("<I", data, 76)[0] + 1)


def directory_at(data: bytes) -> int:
    return 512 * (struct.unpack_from("<I", data, 48)[0] + 1)


def ring_of_sectors(data: bytes) -> bytes:
    at = fat_at(data)
    return data[:at] + struct.pack("<128I", *[0] * 128) + data[at + 512 :]


def patched(data: bytes, at: int, content: bytes) -> bytes:
    return data[:at] + content + data[at + len(content) :]


def records_deep(depth: int) -> bytes:
    """A PowerPoint document of records in records."""
    inner = b""
    for _ in range(depth):
        inner = struct.pack("<HHI", 0xF, 1000, len(inner)) + inner
    return compound_file({"PowerPoint Document": inner, "Current User": bytes(100)})


TEXT: dict[str, Case] = {
    "CSV with a field of 50 MB": case(lambda _: b'a,b\n1,"' + b"x" * 50 * MIB + b'"\n3,4\n', Why.DAMAGED, name="a.csv"),
    "CSV whose quote never closes": case(b'a,b\n1,2\n3,"4\n' + b"5,6\n" * 10_000, says="5,6", name="a.csv"),
    "CSV of 200,000 columns": case(
        lambda _: b",".join([b"h"] * 200_000) + b"\n" + b",".join([b"1"] * 200_000), name="a.csv"
    ),
    "CSV of 100,000 lines": case(lambda _: b"a,b\n" + b"1,2\n" * 100_000, Why.OVER_LIMIT, name="a.csv"),
    "CSV of nothing but commas": case(lambda _: b"," * 2_000_000, name="a.csv"),
    "CSV of formulas": case(b"a,b\n=cmd|'/c calc'!A1,@SUM(1)\n+1,-2\n", says="cmd|", name="a.csv"),
    "CSV with NUL in it": case(b"a,b\n1\0,2\n3,4\n", name="a.csv", why=Why.UNKNOWN_FORMAT),
    "text of 12 MB in one line": case(lambda _: b"word " * 2_400_000, says="word"),
    "text of 60 MB in one line": case(lambda _: b"word " * 12_000_000, Why.OVER_LIMIT),
    "text without a space": case(lambda _: b"a" * 8_000_000, says="aaaa"),
    "text of 5 million empty lines": case(lambda _: b"\n" * 5_000_000),
    "text of accents on accents": case(lambda _: ("e" + "\u0301" * 2_000_000 + WORDS).encode(), says=WORDS),
    "text turned from right to left": case(("\u202e\u2066" * 50_000 + WORDS).encode(), says=WORDS),
    "text in UTF-16 with half a letter": case(b"\xff\xfe" + WORDS.encode("utf-16-le") + b"\x00\xd8\x41", says=WORDS),
    "text in UTF-8 that is none": case(b"\xc0\xaf\xed\xa0\x80\xf8\x88\x80\x80\x80 " + WORDS.encode(), says=WORDS),
    "text that ends in half a letter": case(WORDS.encode() + b"\xe2\x82", says=WORDS),
    "HTML that says it is UTF-7": case(
        b'<html><meta charset="utf-7"><body>+ADw-script+AD4- ' + WORDS.encode() + b"</body></html>", says=WORDS
    ),
    "HTML in an encoding that nobody knows": case(
        b'<html><meta charset="x-none"><body>' + WORDS.encode() + b"</body></html>", says=WORDS
    ),
    "HTML of a million unclosed comments": case(lambda _: b"<html><body>words" + b"<!--" * 1_000_000, says="words"),
    "HTML of a million references": case(lambda _: b"<html><body>" + b"&lt;&#x1F600;" * 300_000),
    "an empty file": case(b"", Why.DAMAGED, name="letter.pdf"),
    "a file of one NUL": case(b"\0", Why.UNKNOWN_FORMAT, name="letter.docx"),
    "a spreadsheet that is a table of text": case(TABLE, says="Amara", name="marks.xlsx"),
    "a text that is a program": case(b"\x7fELF" + bytes(500), Why.UNKNOWN_FORMAT, name="letter.txt"),
    "a letter that is an archive": case(b"PK\3\4" + bytes(500), Why.DAMAGED, name="letter.txt"),
    "a PDF that is HTML": case(b"<html><body>" + WORDS.encode() + b"</body></html>", says=WORDS, name="letter.pdf"),
    "a picture that is mail": case(HEADS + b"\n" + WORDS.encode(), says=WORDS, name="photo.jpg"),
    "a file with an ending of 5,000 letters": case(WORDS.encode(), says=WORDS, name="a." + "x" * 5_000),
    "a file named by line ends and turned letters": case(WORDS.encode(), says=WORDS, name="a\n\u202efdp.\0exe"),
}

MAIL: dict[str, Case] = {
    "messages in messages, 1,000 deep": case(lambda _: message_in_message(1_000), Why.OVER_LIMIT, message=True),
    "a multipart without a boundary": case(multipart(b"", WORDS.encode()), says=WORDS, message=True),
    "a multipart with an empty boundary": case(multipart(b'; boundary=""', b"--\n\n" + WORDS.encode()), message=True),
    "a multipart whose boundary never comes": case(
        multipart(b"; boundary=never", WORDS.encode() * 100), says=WORDS, message=True
    ),
    "a boundary of 1 MB": case(
        lambda _: multipart(b"; boundary=" + b"b" * MIB, b"--" + b"b" * MIB + b"\n\n" + WORDS.encode()), message=True
    ),
    "a boundary that begins another": case(
        multipart(
            b"; boundary=b",
            b"--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\n" + WORDS.encode() + b"\n--bb--\n--b--\n",
        ),
        says=WORDS,
        message=True,
    ),
    "parameters in 10,000 pieces": case(
        lambda _: (
            HEADS
            + b"Content-Type: text/plain"
            + b"".join(b'; name*%d="a"' % n for n in range(10_000))
            + b"\n\n"
            + WORDS.encode()
        ),
        says=WORDS,
        message=True,
    ),
    "words encoded in words encoded": case(
        HEADS.replace(b"x\n", b"=?utf-8?q?=3D=3Futf-8=3Fq=3F=3D3D=3F=?=\n") + b"\n" + WORDS.encode(),
        says=WORDS,
        message=True,
    ),
    "words in an encoding that is a codec": case(
        b"".join(
            HEADS.replace(b"x\n", b"=?%s?q?a?=\n" % codec) for codec in (b"zlib", b"rot13", b"idna", b"unicode_escape")
        )
        + b"\n"
        + WORDS.encode(),
        says=WORDS,
        message=True,
    ),
    "a body in an encoding that is a codec": case(
        HEADS + b"Content-Type: text/plain; charset=zlib_codec\n\n" + WORDS.encode(), says=WORDS, message=True
    ),
    "comments in comments of an address": case(
        lambda _: HEADS.replace(b"b@example.org", b"(" * 100_000 + b"b@example.org") + b"\n" + WORDS.encode(),
        Why.OVER_LIMIT,
        message=True,
    ),
    "groups of groups of addresses": case(
        lambda _: HEADS.replace(b"b@example.org", b"a:" * 20_000 + b"b@example.org") + b"\n" + WORDS.encode(),
        Why.OVER_LIMIT,
        message=True,
    ),
    "a date of the year 999999999": case(
        HEADS + b"Date: Mon, 99 Foo 999999999999 99:99:99 +999999\n\n" + WORDS.encode(), says=WORDS, message=True
    ),
    "base64 of 20 MB that is none": case(
        lambda _: HEADS + b"Content-Transfer-Encoding: base64\n\n" + b"!@#$" * 5 * MIB, message=True
    ),
    "uuencoded without an end": case(
        lambda _: HEADS + b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 ../../x\n" + b"M" + b"a" * 60 * 10_000,
        message=True,
    ),
    "a message that fetches its body": case(
        lambda o: (
            HEADS + f'Content-Type: message/external-body; access-type=URL; URL="{o.url}"\n\n'.encode() + WORDS.encode()
        ),
        message=True,
    ),
    "HTML mail that loads from outside": case(
        lambda o: HEADS + f'Content-Type: text/html\n\n<img src="{o.url}"><link href="{o.file_url}">{WORDS}'.encode(),
        says=WORDS,
        message=True,
    ),
    "attachments whose names climb": case(
        lambda o: multipart(
            b"; boundary=b",
            f'--b\nContent-Disposition: attachment; filename="../../..{o.folder}/new"\n\n{WORDS}\n--b--\n'.encode(),
        ),
        says=WORDS,
        message=True,
    ),
    "a mail of NUL": case(HEADS + b"\n" + bytes(5_000) + WORDS.encode(), message=True),
    "a mail of nothing but a line end": case(b"\n", message=True),
    "an mbox of 10,000 empty messages": case(
        lambda _: b"From a Mon Nov 2 09:00:00 2026\n\n\n" * 10_000, Why.OVER_LIMIT
    ),
    "ICS of one line of 20 MB": case(lambda _: CALENDAR % (b"SUMMARY:" + b"x" * 14 * MIB)),
    "ICS folded a million times": case(lambda _: CALENDAR % (b"SUMMARY:" + b"x\n " * 1_000_000)),
    "ICS that repeats every second for ever": case(
        CALENDAR % b"SUMMARY:lesson\nDTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY;COUNT=999999999999", says="lesson"
    ),
    "ICS that repeats by every rule there is": case(
        lambda _: CALENDAR % (b"SUMMARY:lesson\n" + b"RRULE:FREQ=YEARLY;BYSECOND=0,1,2,3;BYSETPOS=-1\n" * 5_000),
        says="lesson",
    ),
    "ICS with an attachment from outside": case(
        lambda o: CALENDAR % f"SUMMARY:lesson\nATTACH:{o.file_url}\nATTACH:{o.url}".encode(), says="lesson"
    ),
    "VCF with a photograph from outside": case(
        lambda o: f"BEGIN:VCARD\nFN:Amara Test\nPHOTO;VALUE=URI:{o.file_url}\nEND:VCARD\n".encode(), says="Amara"
    ),
    "VCF that never ends": case(b"BEGIN:VCARD\nFN:Amara Test\n" * 5_000, Why.OVER_LIMIT),
    "VCF in quoted printable that never ends": case(
        lambda _: b"BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:" + b"a=\n" * 300_000 + b"END:VCARD\n"
    ),
}

OLD: dict[str, Case] = {
    "RTF of a million open groups": case(lambda _: rtf(b"{" * 1_000_000), Why.DAMAGED),
    "RTF with 4 GB of binary": case(rtf(b"{\\pict\\bin4294967295 ")),
    "RTF with less than no binary": case(rtf(b"{\\pict\\bin-5 x}"), says=WORDS),
    "RTF with a number of a million digits": case(lambda _: rtf(b"\\fs" + b"9" * 1_000_000 + b" ")),
    "RTF with a word of a million letters": case(lambda _: rtf(b"\\" + b"a" * 1_000_000 + b" ")),
    "RTF of objects in objects": case(
        lambda _: rtf(b"{\\object{\\objdata " + base64.b16encode(b"{\\rtf1{\\object{\\objdata " * 1_000) + b"}}"),
        says=WORDS,
    ),
    "RTF with an object that links outside": case(
        lambda o: rtf(
            b"{\\object\\objautlink\\objupdate{\\objdata 0105000001000000"
            + base64.b16encode(str(o.path).encode())
            + b'}}{\\field{\\*\\fldinst INCLUDEPICTURE "'
            + o.url.encode()
            + b'"}}'
        ),
        says=WORDS,
    ),
    "RTF of 100,000 code pages": case(lambda _: rtf(b"\\ansicpg99999\\'ff" * 100_000), says=WORDS),
    "RTF cut off": case(b"{\\rtf1{\\fonttbl{\\f0", says=""),
    "DOC whose sectors are a ring": case(ring_of_sectors(WORD_FILE), Why.DAMAGED),
    "DOC of nothing": case(WORD_FILE, Why.DAMAGED),
    "XLS whose sectors are a ring": case(ring_of_sectors(BOOK_FILE), Why.OVER_LIMIT),
    "XLS of nothing": case(BOOK_FILE),
    "PPT of records 1,000 deep": case(lambda _: records_deep(1_000), Why.DAMAGED),
    "PPT of nothing": case(SLIDES_FILE, Why.DAMAGED),
    "a compound file of sectors of 2 GB": case(patched(WORD_FILE, 30, b"\x1f\0"), Why.DAMAGED),
    "a compound file of 4 thousand million FAT sectors": case(patched(WORD_FILE, 44, b"\xff\xff\xff\x7f"), Why.DAMAGED),
    "a compound file whose FAT lists itself": case(
        patched(WORD_FILE, 68, struct.pack("<II", 0, 0xFFFFFF)), Why.DAMAGED
    ),
    "a compound file whose names are a ring": case(
        patched(WORD_FILE, directory_at(WORD_FILE) + 128 + 68, struct.pack("<III", 1, 1, 1)), Why.DAMAGED
    ),
    "a compound file cut off": case(WORD_FILE[:600], Why.UNKNOWN_FORMAT),
}


@pytest.mark.parametrize("name", TEXT)
def test_hostile_text_is_read_or_named(attack, name):
    attack(TEXT[name])


def test_a_table_whose_rows_grow_in_the_reading_does_not_fill_the_memory_of_the_reader(attack):
    result = attack(case(grown(), Why.OVER_LIMIT, says="heading number 1999", name="a.csv"))
    assert sum(len(record.text) for record in result.records) < 8 * attack.reader.limits.output_bytes


@pytest.mark.parametrize("name", MAIL)
def test_hostile_mail_and_calendars_are_read_or_named(attack, name):
    attack(MAIL[name])


@pytest.mark.parametrize("name", OLD)
def test_hostile_rich_text_and_old_office_files_are_read_or_named(attack, name):
    attack(OLD[name])
