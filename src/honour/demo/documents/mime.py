"""Raw mail messages as a school's server keeps them. Ids and boundaries come from the caller, so bytes repeat."""

from __future__ import annotations

import base64
import html
import quopri
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from typing import Literal

from honour.kernel.hashes import sha256_hex

Shape = Literal["plain", "alternative", "html"]
Coding = Literal["7bit", "quoted-printable", "base64"]


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The header lines. Names may hold any letter; they are encoded here."""

    sender: tuple[str, str]
    """(name, address); the name may be ''."""
    to: tuple[tuple[str, str], ...]
    cc: tuple[tuple[str, str], ...]
    subject: str
    sent: datetime
    """With its zone."""
    message_id: str
    answers: tuple[str, ...] = ()
    """Message ids of the thread, oldest first."""


def _mailbox(who: tuple[str, str]) -> str:
    name, address = who
    if not name:
        return address
    if not name.isascii():
        return f"{Header(name, 'utf-8').encode()} <{address}>"
    return f'"{name}" <{address}>' if any(mark in name for mark in ",.()@") else f"{name} <{address}>"


def shown(who: tuple[str, str]) -> str:
    """The mailbox as a reader sees it, decoded."""
    name, address = who
    return f"{name} <{address}>" if name else address


def _folded(name: str, values: Sequence[str]) -> str:
    return f"{name}: " + ",\n ".join(values)


def _plain_part(text: str, coding: Coding) -> tuple[str, str]:
    """(headers, body) of a text/plain part."""
    kind = f"Content-Type: text/plain; charset={'us-ascii' if coding == '7bit' else 'utf-8'}"
    return f"{kind}\nContent-Transfer-Encoding: {coding}", _coded(text, coding)


def _html_part(text: str, coding: Coding) -> tuple[str, str]:
    paragraphs = "\n".join(
        f"<p>{'<br>'.join(html.escape(line, quote=False) for line in block.split(chr(10)))}</p>"
        for block in text.split("\n\n")
    )
    page = f"<html><head><style>p {{ font-family: Calibri }}</style></head><body>\n{paragraphs}\n</body></html>\n"
    sure: Coding = "quoted-printable" if coding == "7bit" else coding
    return f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: {sure}", _coded(page, sure)


def _coded(text: str, coding: Coding) -> str:
    if coding == "base64":
        return "\n".join(textwrap.wrap(base64.b64encode(text.encode()).decode(), 76)) + "\n"
    if coding == "quoted-printable":
        return quopri.encodestring(text.encode()).decode() + ("" if text.endswith("\n") else "\n")
    text.encode("ascii")
    return text if text.endswith("\n") else text + "\n"


def message(head: Letterhead, text: str, shape: Shape, coding: Coding, attachments: Sequence[Attachment] = ()) -> bytes:
    """The raw message with LF line ends. Attachments are MIME parts 2, 3, ... of it."""
    lines = [
        f"Return-Path: <{head.sender[1]}>",
        f"Message-ID: {head.message_id}",
        f"Date: {head.sent.strftime('%a, %d %b %Y %H:%M:%S %z')}",
        _folded("From", [_mailbox(head.sender)]),
        _folded("To", [_mailbox(who) for who in head.to]),
    ]
    if head.cc:
        lines.append(_folded("Cc", [_mailbox(who) for who in head.cc]))
    subject = head.subject if head.subject.isascii() else Header(head.subject, "utf-8").encode()
    lines.append(f"Subject: {subject}")
    if head.answers:
        lines.append(f"In-Reply-To: {head.answers[-1]}")
        lines.append("References: " + "\n ".join(head.answers))
    lines.append("MIME-Version: 1.0")
    mark = sha256_hex(head.message_id.encode())[:20]
    if shape == "alternative":
        plain, rich = _plain_part(text, coding), _html_part(text, coding)
        inner = f"alt-{mark}"
        own = f'Content-Type: multipart/alternative; boundary="{inner}"'
        body = "".join(f"--{inner}\n{headers}\n\n{content}\n" for headers, content in (plain, rich)) + f"--{inner}--\n"
    else:
        own, body = (_html_part if shape == "html" else _plain_part)(text, coding)
    if attachments:
        outer = f"mix-{mark}"
        parts = [f"--{outer}\n{own}\n\n{body}\n"]
        for item in attachments:
            name = item.name if item.name.isascii() else Header(item.name, "utf-8").encode()
            parts.append(
                f'--{outer}\nContent-Type: {item.media}; name="{name}"\n'
                f'Content-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n\n'
                + base64.encodebytes(item.data).decode()
                + "\n"
            )
        own = f'Content-Type: multipart/mixed; boundary="{outer}"'
        body = "".join(parts) + f"--{outer}--\n"
    return ("\n".join(lines) + f"\n{own}\n\n{body}").encode()


def in_mbox(raw: bytes) -> bytes:
    """The message as it lies in an mbox: lines that begin with `From ` are escaped. These bytes are hashed."""
    return b"\n".join(b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in raw.split(b"\n"))


def mbox(messages: Sequence[tuple[str, datetime, bytes]]) -> bytes:
    """(sender's address, moment, bytes from `in_mbox`) in order."""
    return b"".join(
        f"From {sender} {sent.strftime('%a %b %d %H:%M:%S %Y')}\n".encode() + raw + b"\n"
        for sender, sent, raw in messages
    )


def as_eml(raw: bytes) -> bytes:
    """The message as a file saved from a mail program: CRLF line ends."""
    return raw.replace(b"\n", b"\r\n")
