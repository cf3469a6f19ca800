"""Mail, Outlook's files, calendars and archives made to hurt: each is read or reported, soon, and nothing gets out."""

from __future__ import annotations

import base64
import gzip
import io
import struct
import tarfile
import time

import pytest
from compound_file import compound_file
from outlook_files import msg, msg_streams, tnef

from honour.kernel.unread import Why
from honour.reading.formats import quoting

HEADS = b"From: a@example.org\nTo: b@example.org\nSubject: x\nMIME-Version: 1.0\n"
SOON_S = 20


def nested_msg(depth: int) -> bytes:
    inner: dict = {"properties": {0x1000: "deepest"}}
    for _ in range(depth):
        inner = {"properties": {0x1000: "outer"}, "attached": [{0x3705: 5, 0x3701: inner}]}
    return compound_file(msg_streams(**inner))


def patched(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + struct.pack("<I", value) + data[at + 4 :]


def directory(data: bytes) -> int:
    return 512 * (struct.unpack_from("<I", data, 48)[0] + 1)


def fat(data: bytes) -> int:
    return 512 * (struct.unpack_from("<I", data, 76)[0] + 1)


PLAIN = msg({0x0037: "x", 0x1000: "words " * 2000})


def nested_tnef(depth: int) -> bytes:
    inner = tnef({0x1000: "deepest"}, [])
    for _ in range(depth):
        whole = tnef({0x1000: "outer"}, [("x", b"y")])
        body = struct.pack("<I", 1) + struct.pack("<HHII", 0x0D, 0x3701, 1, 16 + len(inner)) + b"\0" * 16 + inner
        inner = whole + struct.pack("<BII", 2, 0x69005, len(body)) + body + b"\0\0"
    return inner


def multipart(parts: int) -> bytes:
    piece = b"--b\nContent-Type: text/plain; name=x.txt\n\nx\n"
    return HEADS + b"Content-Type: multipart/mixed; boundary=b\n\n" + piece * parts + b"--b--\n"


def nested_multipart(depth: int) -> bytes:
    made = b"Content-Type: text/plain\n\ndeepest\n"
    for n in range(depth):
        made = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n%s\n--b%d--\n" % (n, n, made, n)
    return HEADS + made


def endless_tar() -> bytes:
    """A sparse member of a tebibyte in a header of 512 bytes."""
    info = tarfile.TarInfo("sparse")
    info.type, info.size = tarfile.GNUTYPE_SPARSE, 0
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[386:398], header[398:410] = b"00000000000\0", b"00000000001\0"
    header[483:495] = b"77777777777\0"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + bytes(1024)


def tar_in_tar(depth: int) -> bytes:
    inner = b"deepest"
    for _ in range(depth):
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w") as archive:
            info = tarfile.TarInfo("x")
            info.size = len(inner)
            archive.addfile(info, io.BytesIO(inner))
        inner = made.getvalue()
    return inner


CASES: dict[str, tuple[bytes, Why | None]] = {
    "messages in messages in MSG": (nested_msg(40), Why.OVER_LIMIT),
    "MSG whose directory is a ring": (patched(PLAIN, directory(PLAIN) + 128 + 72, 1), None),
    "MSG whose directory names itself as its child": (patched(PLAIN, directory(PLAIN) + 76, 0), None),
    "MSG whose sectors are a ring": (
        PLAIN[: fat(PLAIN)] + struct.pack("<128I", *[0] * 128) + PLAIN[fat(PLAIN) + 512 :], None,
    ),
    "MSG with a stream of 4 GB": (patched(PLAIN, directory(PLAIN) + 2 * 128 + 120, 0xFFFFFFFF), None),
    "MSG with a negative length": (patched(PLAIN, directory(PLAIN) + 2 * 128 + 124, 0xFFFFFFFF), None),
    "winmail.dat in winmail.dat": (nested_tnef(20), Why.OVER_LIMIT),
    "winmail.dat with 4 thousand million properties": (
        b"\x78\x9f\x3e\x22\1\0" + struct.pack("<BII", 1, 0x69003, 4) + b"\xff" * 4 + b"\0\0", Why.DAMAGED,
    ),
    "winmail.dat with a length beyond its end": (
        b"\x78\x9f\x3e\x22\1\0" + struct.pack("<BII", 1, 0x69003, 0xFFFFFFF0), Why.DAMAGED,
    ),
    "winmail.dat with 100,000 attachments": (
        b"\x78\x9f\x3e\x22\1\0" + (struct.pack("<BII", 2, 0x69002, 0) + b"\0\0") * 100_000, None,
    ),
    "a calendar of 400,000 entries": (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 400_000, Why.OVER_LIMIT),
    "entries in entries in a calendar": (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 100_000, Why.OVER_LIMIT),
    "a card with a line of 20 MB": (b"BEGIN:VCARD\nFN:" + b"x" * 20_000_000 + b"\nEND:VCARD\n", None),
    "a card with 100,000 parameters": (b"BEGIN:VCARD\nTEL" + b";X=1" * 100_000 + b":1\nEND:VCARD\n", None),
    "a card with 20,000 telephones": (
        b"BEGIN:VCARD\n" + b"".join(b"TEL:%d\n" % n for n in range(20_000)) + b"END:VCARD\n", None,
    ),
    "a packed bomb in a card": (
        b"BEGIN:VCARD\nPHOTO;ENCODING=b:" + base64.b64encode(gzip.compress(bytes(400_000_000))) + b"\nEND:VCARD\n",
        Why.OVER_LIMIT,
    ),
    "a mail of 30,000 parts": (multipart(30_000), Why.OVER_LIMIT),
    "parts in parts of a mail": (nested_multipart(300), Why.OVER_LIMIT),
    "a mail of 200,000 headers": (HEADS + b"X-A: b\n" * 200_000 + b"\nwords\n", None),
    "a mail with a header of 10 MB": (HEADS + b"To: " + b"a@b.c, " * 1_400_000 + b"\n\nwords\n", None),
    "a mail of attributions": (HEADS + b"\n" + b"On 1 May at 9:30 x wrote:\n> y\n" * 100_000, None),
    "a mail of sentences that look like attributions": (HEADS + b"\n" + b"On 1 May x wrote:\ny\n" * 100_000, None),
    "a mail of blocks that lead nowhere": (HEADS + b"\n" + b"From: x\nSent: y\nz\n" * 100_000, None),
    "a mail of marks": (HEADS + b"\n" + b"> x\ny\n" * 300_000, None),
    "a mail of colons and dashes": (HEADS + b"\n" + (b":" * 5_000 + b"\n" + b"-" * 5_000 + b"\n") * 200, None),
    "encoded words without end": (
        HEADS.replace(b"x\n", b"=?utf-8?q?" + b"=C3=AB_" * 200_000 + b"?=\n") + b"\nwords\n", None,
    ),
    "a sparse member of a tebibyte": (endless_tar(), None),
    "tar in tar": (tar_in_tar(30), Why.OVER_LIMIT),
    "a tar of 30,000 members": (
        b"".join(tarfile.TarInfo(str(n)).tobuf(tarfile.USTAR_FORMAT) for n in range(30_000)) + bytes(1024),
        Why.OVER_LIMIT,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_mail_made_to_hurt_is_read_or_reported_soon(read, name):
    data, expected = CASES[name]
    began = time.monotonic()
    result = read(data)
    took = time.monotonic() - began
    assert took < SOON_S
    assert result.records or result.unread
    if expected is not None:
        assert expected in {unread.why for unread in result.unread}
    assert not any("crash" in unread.what or "forbidden" in unread.what for unread in result.unread)


def test_looking_for_quotes_takes_no_longer_than_reading():
    text = "On 1 May at 9:30 x wrote:\n> y\nz\n" * 50_000
    began = time.process_time()
    found = quoting.find(text, 0)
    assert time.process_time() - began < 5
    assert len(found.quoted) == 50_000
