"""Messages taken apart the fast way are what the standard library makes of them."""

from __future__ import annotations

import email
from email.message import Message

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from honour.reading.formats.mime import parsed


def seen(message: Message) -> object:
    payload = message.get_payload()
    parts = [seen(part) for part in payload] if isinstance(payload, list) else payload
    return message.raw_items and list(message.raw_items()), message.get_content_type(), parts


LINES = st.sampled_from(
    [
        b"", b" ", b"text", b"--b", b"--b--", b"--b12", b"--b ", b"--c", b"--c--", b"--c-- \t", b"Subject: one",
        b" folded on", b"\tand on", b"no colon here", b"From someone 2026", b"X-Empty:", b"X-Empty:  ",
        b"Content-Type: text/plain; charset=utf-8", b"Content-Type: multipart/mixed; boundary=b",
        b'Content-Type: multipart/alternative; boundary="c"', b"Content-Type: message/rfc822",
        b"Content-Type: multipart/digest; boundary=b", b"Content-Type: message/delivery-status", b"caf\xe9",
        b"Content-Transfer-Encoding: base64", b"aGVsbG8=",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=24), st.sampled_from([b"\n", b"\r\n", b"\r"]), st.booleans())
def test_any_lines_in_any_order_are_read_as_the_library_reads_them(lines, ending, ended):
    data = ending.join(lines) + (ending if ended else b"")
    assert seen(parsed(data)) == seen(email.message_from_bytes(data))


def part(boundary: str, *parts: str) -> str:
    return "".join(f"--{boundary}\r\n{one}\r\n" for one in parts) + f"--{boundary}--\r\n"


TEXT = "Content-Type: text/plain\r\n\r\nhello\r\n"


@pytest.mark.parametrize(
    "body",
    [
        part("b", TEXT, TEXT),
        "preamble\r\n" + part("b", TEXT) + "epilogue",
        part(
            "b", 'Content-Type: multipart/alternative; boundary="b1"\r\n\r\n' + part("b1", TEXT, "\r\nno headers"), TEXT
        ),
        part("b", "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nbody\r\n", TEXT),
        part("b", TEXT, "--b\r\n" + TEXT),
        part("b", TEXT).replace("--b--", "--b"),
        "nothing of the kind",
        part("b", ""),
    ],
    ids=["plain", "preamble", "nested", "message", "doubled", "unclosed", "none", "empty"],
)
def test_multiparts_well_formed_or_not_are_read_as_the_library_reads_them(body):
    data = f"From: a@example.org\r\nSubject: long\r\n one\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{body}"
    for ending in ("\r\n", "\n"):
        raw = data.replace("\r\n", ending).encode()
        assert seen(parsed(raw)) == seen(email.message_from_bytes(raw))
