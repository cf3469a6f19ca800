"""Mail: the message as a person reads it, and each attachment as a document of its own.

Text of a message: `From`, `To`, `Cc`, `Bcc`, `Date`, `Subject` and a line `Attachment` for each, as far as they are
there; an empty line; the body. The body is the plain text; without one, the HTML as text. Where both exist and the
HTML says words the plain text does not, the HTML follows, marked hidden.
"""

from __future__ import annotations

import base64
import binascii
import email.errors
import email.header
import email.utils
import hashlib
import re
from collections.abc import Iterable
from email.message import Message
from typing import Any

from honour.kernel.mbox import messages
from honour.kernel.unread import Why
from honour.reading.emit import Out, OverLimitError, Text, Where
from honour.reading.formats import quoting
from honour.reading.formats.mime import parsed
from honour.reading.formats.plain import decode, html_text, lines

_THREAD = ("References", "In-Reply-To", "Message-ID")
SHOWN = ("From", "To", "Cc", "Bcc", "Date", "Subject")
_WORD = re.compile(r"\w+")
_FOLD = re.compile(r"\r?\n[ \t]+")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_ENCODED = re.compile(r"=\?[^?\s]+\?[bq]\?[^?\s]*\?=", re.IGNORECASE)
_REPLY_PREFIX = re.compile(r"^\s*((re|fw|fwd|aw|wg)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_DIFFERS = "HTML version that differs from the plain text"
ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
ENCRYPTED_ADVICE = (
    Why.ENCRYPTED,
    "an encrypted message",
    "Open it in the mail program of its reader and save it.",
)


def read(data: bytes, where: Where, out: Out) -> None:
    """`where` is the message itself: part `body`, or the MIME part of an outer message that holds it."""
    message = parsed(data)
    _message(message, where, "" if where.part == "body" else where.part, out)


def read_mbox(data: bytes, where: Where, out: Out) -> None:
    """An mbox found among files: each message under its own hash."""
    for start, end in messages(data):
        raw = data[start:end]
        out.unpacked(len(raw))
        inner = Where("message", hashlib.sha256(raw).hexdigest(), "body", where.at("all"), where.depth + 1)
        out.inside(raw, inner, "")


def _message(message: Message, where: Where, prefix: str, out: Out) -> None:
    plain: list[str] = []
    html: list[str] = []
    attached: list[tuple[str, Message]] = []
    _sort(message, prefix, plain, html, attached, out.limits.nesting * 4)

    raw: dict[str, list[str]] = {}
    for key, value in message.raw_items():  # raw: the parsed value has 8-bit characters already replaced
        raw.setdefault(key.lower(), []).append(_FOLD.sub(" ", str(value)))
    heads = {name: ", ".join(map(_decoded, raw.get(name.lower(), ()))).strip() for name in SHOWN}
    text = Text()
    for name in SHOWN:
        if heads[name]:
            text.line(f"{name}: {heads[name]}")
    for _, part in attached:
        name = _filename(part)
        if name:
            text.line(f"Attachment: {name}")
    text.add("\n\n" if text.length else "")
    body_start = text.length
    blocks: list[tuple[int, int]] = []
    body = "\n".join(plain).strip("\n")
    if body.strip():
        text.add(body)
        if html:
            html_beside(text, body, html)
    else:
        for source in html:
            inside: list[tuple[int, int]] = []
            shift = append(text, html_text(source, inside))
            blocks += [(start + shift, end + shift) for start, end in inside]
    author = heads["From"]
    out.record(
        where,
        "all",
        "text",
        "E-mail message",
        text,
        dated=day(str(message.get("Date") or "")),
        author=author,
        recipients=[person for name in ("To", "Cc", "Bcc") for person in people(raw.get(name.lower(), []))],
        thread=thread((str(message.get(name) or "") for name in _THREAD), heads["Subject"]),
        properties=said_of(text, body_start, heads["Subject"], blocks),
    )
    parent = where.at("all")
    for number, part in attached:
        inner = Where("message", where.sha256, number, parent, where.depth + 1)
        _attachment(part, inner, out)


def _sort(
    part: Message, number: str, plain: list[str], html: list[str], attached: list[tuple[str, Message]], depth: int
) -> None:
    """Tells the parts of the body from the attachments; numbers as in IMAP (a message of one part has part 1)."""
    if depth < 0:
        raise OverLimitError("its parts are nested too deep")
    kind = part.get_content_type()
    if part.is_multipart() and kind.startswith("multipart/"):
        for at, inner in enumerate(part.get_payload(), 1):
            if isinstance(inner, Message):
                _sort(inner, f"{number}.{at}" if number else str(at), plain, html, attached, depth - 1)
        return
    disposition = (part.get("Content-Disposition") or "").strip().lower()
    named = bool(part.get_filename()) or disposition.startswith("attachment")
    if kind == "text/plain" and not named:
        plain.append(lines(_content_text(part)))
    elif kind == "text/html" and not named:
        html.append(_content_text(part))
    else:
        attached.append((number or "1", part))


def _content_text(part: Message) -> str:
    raw = _content(part)
    return decode(raw, part.get_content_charset() or "")


def _content(part: Message) -> bytes:
    raw: Any = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _attachment(part: Message, where: Where, out: Out) -> None:
    kind = part.get_content_type()
    if kind.startswith("message/") and part.is_multipart():
        for inner in part.get_payload():
            if isinstance(inner, Message):
                out.unpacked(0)
                if where.depth > out.limits.nesting:
                    out.unread(
                        where,
                        "all",
                        Why.OVER_LIMIT,
                        "a message too deep inside others",
                        "Save it as a file of its own.",
                    )
                    return
                _message(inner, where, where.part, out)
        return
    if kind in ENCRYPTED:
        out.unread(where, "all", *ENCRYPTED_ADVICE)
        return
    data = _content(part)
    if not data and str(part.get("Content-Transfer-Encoding", "")).lower() == "base64":
        try:
            data = base64.b64decode(str(part.get_payload()), validate=False)
        except (binascii.Error, ValueError):
            data = b""
    out.unpacked(len(data))
    hint = _filename(part) or {"text/csv": "x.csv", "text/html": "x.html"}.get(kind, "")
    out.inside(data, where, hint)


def _filename(part: Message) -> str:
    name = part.get_filename()
    return _decoded(str(name)) if name else ""


def _decoded(value: str) -> str:
    """RFC 2047 words as characters; raw 8-bit headers as UTF-8 or Windows-1252."""
    if "=?" in value:
        try:
            return str(email.header.make_header(email.header.decode_header(value)))
        except (LookupError, ValueError, binascii.Error, email.errors.HeaderParseError):
            return _ENCODED.sub(_decoded_word, value)
    if not value.isascii():
        return decode(value.encode("utf-8", "surrogateescape"))
    return value


def _decoded_word(match: re.Match[str]) -> str:
    """One encoded word by itself; as it stands if its encoding is unknown."""
    try:
        return str(email.header.make_header(email.header.decode_header(match[0])))
    except (LookupError, ValueError, binascii.Error, email.errors.HeaderParseError):
        return match[0]


def people(raw: list[str]) -> list[str]:
    """`Name <address>` each; taken apart before it is decoded, because a decoded name may hold a comma."""
    return [
        f"{_decoded(person)} <{_decoded(address)}>" if person else _decoded(address)
        for person, address in email.utils.getaddresses(raw)
        if address
    ]


def header(message: Message, name: str) -> str:
    """All values of a header as a person reads them."""
    return ", ".join(_decoded(_FOLD.sub(" ", str(value))) for value in message.get_all(name, [])).strip()


def day(value: str) -> str:
    """The day of a `Date` header in ISO form; '' if it says none."""
    if value:
        try:
            return email.utils.parsedate_to_datetime(value).date().isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            return ""
    return ""


def thread(ids: Iterable[str], subject: str) -> str:
    """The same for all messages of one conversation: a hash, because message ids name people.

    `ids`: what `References`, `In-Reply-To` and `Message-ID` say, in this order.
    """
    for said in ids:
        found = _MESSAGE_ID.search(said)
        if found:
            return hashlib.sha256(found[0].encode("utf-8", "replace")).hexdigest()[:16]
    bare = _REPLY_PREFIX.sub("", subject).strip().casefold()
    return hashlib.sha256(bare.encode("utf-8", "replace")).hexdigest()[:16] if bare else ""


def html_beside(text: Text, body: str, html: list[str]) -> None:
    said: set[str] = set()
    for source in html:
        other = html_text(source)
        shown = str(other)
        if " ".join(shown.split()) == " ".join(body.split()):
            continue  # as it should be, and quicker than looking at the words
        said = said or set(_WORD.findall(body.casefold()))
        if not set(_WORD.findall(shown.casefold())) <= said:
            text.line(shown, _DIFFERS)


def said_of(text: Text, body_start: int, subject: str, blocks: list[tuple[int, int]]) -> list[tuple[str, str]]:
    """The properties of a message: what in it is quoted or passed on."""
    whole = str(text)
    whole = whole[: next((start for start, _, why in text.hidden if why == _DIFFERS), len(whole))]
    return quoting.find(whole, body_start, subject, blocks).properties()


def append(text: Text, other: Text) -> int:
    """Puts `other` on lines of its own behind `text`; where it starts there."""
    if text.length and not text.pieces[-1].endswith("\n"):
        text.add("\n")
    shift = text.length
    text.add(str(other))
    text.hidden += [(start + shift, end + shift, why) for start, end, why in other.hidden]
    return shift
