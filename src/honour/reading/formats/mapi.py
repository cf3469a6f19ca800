"""What Outlook keeps of a message, an appointment or a contact: numbered properties, recipients, attachments.

The readers of MSG, winmail.dat and PST each make a `Letter` of their file; `tell` says it as `mail` says an EML: the
same headers, body, thread and quotes, attachments as files of their own. The body counts as part 1, so attachments
are parts 2, 3, ... as in the EML that Outlook would send. [MS-OXPROPS], [MS-OXCMSG].
"""

from __future__ import annotations

import email.utils
import hashlib
import re
import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.parser import HeaderParser

import compressed_rtf

from honour.kernel.unread import Why
from honour.reading.emit import BrokenError, Out, Text, Where
from honour.reading.formats import mail, rtf
from honour.reading.formats.plain import decode, html_text, lines

INT16, INT32, BOOL, INT64, TEXT8, TEXT16, MOMENT, BINARY, OBJECT = 2, 3, 11, 20, 0x1E, 0x1F, 0x40, 0x102, 0x0D
MANY = 0x1000
"""Bit of a type: several values."""
_NUMBERS = {INT16: "<h", INT32: "<i", BOOL: "<H", INT64: "<q"}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_NAMED_FROM = 0x8000
"""Properties from here on have numbers of this file's own; what they mean stands elsewhere in it."""

_CLASS, _SUBJECT, _SENT, _HEADERS, _DELIVERED = 0x001A, 0x0037, 0x0039, 0x007D, 0x0E06
_MESSAGE_ID, _REFERENCES, _IN_REPLY_TO = 0x1035, 0x1039, 0x1042
_STARTS = 0x0060
_BODY, _RTF, _HTML = 0x1000, 0x1009, 0x1013
_DISPLAY = {"To": 0x0E04, "Cc": 0x0E03, "Bcc": 0x0E02}
_RECIPIENT_SORT, _NAME, _ADDRESS_SORT, _ADDRESS, _SMTP = 0x0C15, 0x3001, 0x3002, 0x3003, 0x39FE
_SENDERS = ((0x0C1A, 0x0C1E, 0x0C1F, 0x5D01), (0x0042, 0x0064, 0x0065, 0x5D02))
"""Who sent it, and in whose name: (name, sort of address, address, internet address)."""
_CODE_PAGES = (0x3FDE, 0x3FFD)
ATTACHED_BYTES, ATTACHED_HOW, ATTACHED_MIME = 0x3701, 0x3705, 0x370E
ATTACHED_NAMES = (0x3707, 0x3704, 0x3001)
EMBEDDED, OLE = 5, 6
_ELSEWHERE = frozenset({2, 3, 4, 7})
"""How something is attached: by a path or an address only."""

_ITEM_FIELDS = {
    _STARTS: "Start", 0x0061: "End", 0x3A45: "Title", 0x3A06: "Forename", 0x3A44: "Middle name", 0x3A11: "Surname",
    0x3A05: "Generation", 0x3A4F: "Nickname", 0x3A16: "Organisation", 0x3A18: "Department", 0x3A17: "Job title",
    0x3A08: "Work telephone", 0x3A1B: "Work telephone 2", 0x3A09: "Home telephone", 0x3A2F: "Home telephone 2",
    0x3A1C: "Mobile telephone", 0x3A1A: "Main telephone", 0x3A1F: "Other telephone", 0x3A15: "Postal address",
    0x3A5D: "Home street", 0x3A59: "Home town", 0x3A5C: "Home county", 0x3A5B: "Home postcode", 0x3A29: "Work street",
    0x3A27: "Work town", 0x3A28: "Work county", 0x3A2A: "Work postcode", 0x3A42: "Born", 0x3A41: "Wedding anniversary",
    0x3A48: "Partner", 0x3A58: "Children", 0x3A46: "Profession", 0x3A4E: "Manager", 0x3A30: "Assistant",
    0x3A51: "Home page",
}  # fmt: skip
_DULL = re.compile(r"\AIPM\.|\A\{|/o=|\A\(UTC")
"""Class names, keys, a directory's own names of its people, time zones: of the program, not of a person."""
_TITLES = {
    "IPM.Contact": "Contact list", "IPM.DistList": "Contact list", "IPM.Appointment": "Calendar entry",
    "IPM.Schedule": "Calendar entry", "IPM.Task": "Task", "IPM.StickyNote": "Note", "IPM.Activity": "Note",
}  # fmt: skip


@dataclass
class Properties:
    """Number of a property to (type, raw bytes). Of several values, only the first is kept here."""

    raw: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    inherited: str = ""
    """Encoding of the message around it, where it names none of its own."""

    def add(self, number: int, kind: int, value: bytes) -> None:
        self.raw.setdefault(number, (kind, value))

    def bytes(self, number: int) -> bytes:
        return self.raw.get(number, (0, b""))[1]

    def number(self, number: int, default: int = 0) -> int:
        kind, value = self.raw.get(number, (0, b""))
        if kind not in _NUMBERS or len(value) < struct.calcsize(_NUMBERS[kind]):
            return default
        return int(struct.unpack_from(_NUMBERS[kind], value)[0])

    def text(self, number: int) -> str:
        """A text, or what a person would see of a number or a moment; '' where there is none."""
        kind, value = self.raw.get(number, (0, b""))
        if kind == TEXT16:
            said = value.decode("utf-16-le", "replace")
        elif kind == TEXT8:
            said = decode(value, self.encoding)
        elif kind == MOMENT:
            moment = self.moment(number)
            said = moment.isoformat(" ", "minutes") if moment else ""
        elif kind in _NUMBERS:
            said = str(self.number(number))
        else:
            said = ""
        return said.rstrip("\x00").replace("\x00", "")

    def moment(self, number: int) -> datetime | None:
        kind, value = self.raw.get(number, (0, b""))
        if kind != MOMENT or len(value) < 8:  # noqa: PLR2004 - 100 ns since 1601 in 8 bytes
            return None
        try:
            return _EPOCH + timedelta(microseconds=struct.unpack_from("<Q", value)[0] // 10)
        except OverflowError:
            return None

    @property
    def encoding(self) -> str:
        for number in _CODE_PAGES:
            page = self.number(number)
            if page:
                known = {65001: "utf-8", 20127: "ascii", 1200: "utf-16-le", 20866: "koi8-r", 936: "gb18030"}
                return known.get(page) or (f"iso8859-{page - 28590}" if 28590 < page < 28606 else f"cp{page}")  # noqa: PLR2004
        return self.inherited


@dataclass
class Attached:
    properties: Properties
    data: bytes = b""
    letter: Letter | None = None

    @property
    def name(self) -> str:
        return next(filter(None, map(self.properties.text, ATTACHED_NAMES)), "")


@dataclass
class Letter:
    properties: Properties = field(default_factory=Properties)
    recipients: list[Properties] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)


def tell(letter: Letter, where: Where, out: Out, *, recovered: bool = False) -> None:
    """Says the message at `where` (part `body`, or the number of the part that holds it), then what is attached.

    `recovered`: found in what the mailbox has deleted. Raises BrokenError if it has nothing that can be said.
    """
    prefix = "" if where.part == "body" else where.part
    own = letter.properties
    for inner in (*letter.recipients, *(part.properties for part in letter.attached)):
        inner.inherited = own.encoding
    headers = HeaderParser().parsestr(own.text(_HEADERS)) if own.raw.get(_HEADERS) else None
    people = {"From": _senders(own), **_recipients(letter)}
    heads: dict[str, str] = {}
    for name in ("From", "To", "Cc", "Bcc"):
        heads[name] = ", ".join(people[name])
        if headers and not any("@" in person for person in people[name]):
            # a school's own server writes its directory's names here and the addresses only into the headers
            heads[name] = mail.header(headers, name) or heads[name]
            people[name] = mail.people([str(value) for value in headers.get_all(name, [])]) or people[name]
    sent = own.moment(_SENT) or own.moment(_DELIVERED)
    heads["Date"] = mail.header(headers, "Date") if headers else ""
    heads["Date"] = heads["Date"] or (email.utils.format_datetime(sent) if sent else "")
    heads["Subject"] = own.text(_SUBJECT) or (mail.header(headers, "Subject") if headers else "")
    text = Text()
    for name in mail.SHOWN:
        if heads[name]:
            text.line(f"{name}: {' '.join(heads[name].split())}")
    for part in letter.attached:
        if part.name:
            text.line(f"Attachment: {part.name}")
    kind = own.text(_CLASS)
    is_mail = kind.startswith(("IPM.Note", "REPORT")) or not kind
    if not is_mail:
        _item(own, text)
    text.add("\n\n" if text.length else "")
    body_start = text.length
    blocks = _body(own, text)
    if not text.length and not letter.attached:
        raise BrokenError("it holds no text that can be read")
    if text.length:
        _record(letter, where, out, text, body_start, blocks, heads, people, headers, recovered)
    parent = where.at("all")
    for number, part in enumerate(letter.attached, 2):
        at = f"{prefix}.{number}" if prefix else str(number)
        _attachment(part, Where("message", where.sha256, at, parent, where.depth + 1), out)


def _record(
    letter: Letter, where: Where, out: Out, text: Text, body_start: int, blocks: list[tuple[int, int]],
    heads: dict[str, str],
    people: dict[str, list[str]], headers: Message | None, recovered: bool,
) -> None:  # fmt: skip
    own = letter.properties
    ids = [own.text(number) for number in (_REFERENCES, _IN_REPLY_TO, _MESSAGE_ID)]
    if headers and not any(ids):
        ids = [str(headers.get(name) or "") for name in ("References", "In-Reply-To", "Message-ID")]
    properties = mail.said_of(text, body_start, heads["Subject"], blocks)
    if recovered:
        properties.append(("recovered", "deleted from the mailbox"))
    kind = own.text(_CLASS)
    title = next((title for start, title in _TITLES.items() if kind.startswith(start)), "E-mail message")
    starts = own.moment(_STARTS)
    day = mail.day(heads["Date"]) or (starts.date().isoformat() if starts else "")
    out.record(
        where, "all", "text", title, text, dated=day, author=heads["From"],
        recipients=[person for name in ("To", "Cc", "Bcc") for person in people[name]],
        thread=mail.thread(ids, heads["Subject"]), properties=properties,
    )  # fmt: skip


def _attachment(part: Attached, where: Where, out: Out) -> None:
    if part.letter is not None:
        if where.depth > out.limits.nesting:
            out.unread(
                where, "all", Why.OVER_LIMIT, "a message too deep inside others", "Save it as a file of its own."
            )
            return
        try:
            tell(part.letter, where, out)
        except BrokenError as error:
            out.unread(where, "all", Why.DAMAGED, f"an attached message: {error}", "Open it in Outlook.")
        return
    how = part.properties.number(ATTACHED_HOW)
    mime = part.properties.text(ATTACHED_MIME).lower()
    if mime in mail.ENCRYPTED:
        out.unread(where, "all", *mail.ENCRYPTED_ADVICE)
    elif how in _ELSEWHERE and not part.data:
        advice = "Open the message in Outlook and save what the link leads to into a folder that is read."
        out.unread(
            where, "all", Why.NO_ACCESS, "an attachment that lies elsewhere; the message only links to it", advice
        )
    elif how == OLE and not part.data:
        advice = "Open the message in Outlook and save the object as a file."
        out.unread(where, "all", Why.UNKNOWN_FORMAT, "an object of another program in a message", advice)
    else:
        out.unpacked(len(part.data))
        out.inside(part.data, where, part.name)


def _item(own: Properties, text: Text) -> None:
    """Fields of a contact, an appointment or a task; the words of properties without a known name too."""
    said: set[str] = set()
    for number, label in _ITEM_FIELDS.items():
        value = own.text(number).strip()
        if value:
            said.add(value)
            text.line(f"{label}: {value}")
    for number in sorted(own.raw):
        kind, _ = own.raw[number]
        value = own.text(number).strip() if number >= _NAMED_FROM and kind in (TEXT8, TEXT16) else ""
        if value not in said and any(map(str.isalpha, value)) and not _DULL.search(value):
            said.add(value)
            text.line(value)


def _body(own: Properties, text: Text) -> list[tuple[int, int]]:
    """Adds the body; the block quotes of one that is HTML only."""
    plain = lines(own.text(_BODY)).strip("\n")
    kind, raw = own.raw.get(_HTML, (0, b""))
    html = own.text(_HTML) if kind in (TEXT8, TEXT16) else decode(raw, own.encoding) if raw else ""
    if plain.strip():
        text.add(plain)
        if html:
            mail.html_beside(text, plain, [html])
        return []
    if html:
        blocks: list[tuple[int, int]] = []
        shift = mail.append(text, html_text(html, blocks))
        return [(start + shift, end + shift) for start, end in blocks]
    packed = own.bytes(_RTF)
    if packed:
        mail.append(text, rtf_of(packed))
    return []


def rtf_of(packed: bytes) -> Text:
    """Raises BrokenError."""
    try:
        return rtf.of(compressed_rtf.decompress(packed).decode("latin-1")).text
    except Exception as error:
        if isinstance(error, (BrokenError, MemoryError, RecursionError)):
            raise
        raise BrokenError("its body is damaged") from None  # the library raises bare Exception


def _person(name: str, sort: str, address: str, smtp: str) -> str:
    at = smtp if "@" in smtp else address if "@" in address and sort.upper() in ("SMTP", "") else ""
    if not at:
        return name or (address if sort.upper() != "EX" else "")
    return f"{name} <{at}>" if name and name.strip("'\" ") != at else at


def _senders(own: Properties) -> list[str]:
    for numbers in _SENDERS:
        found = _person(*map(own.text, numbers))
        if found:
            return [found]
    return []


def _recipients(letter: Letter) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"To": [], "Cc": [], "Bcc": []}
    for one in letter.recipients:
        name = {2: "Cc", 3: "Bcc"}.get(one.number(_RECIPIENT_SORT) & 0xFF, "To")
        person = _person(*map(one.text, (_NAME, _ADDRESS_SORT, _ADDRESS, _SMTP)))
        if person and person not in found[name]:
            found[name].append(person)
    for name, number in _DISPLAY.items():
        if not found[name]:
            found[name] = [each.strip() for each in letter.properties.text(number).split(";") if each.strip()]
    return found


def as_message(where: Where) -> Where:
    """The address of a file that is a message: its hash as `message`, as an EML has it."""
    if where.kind == "message":
        return where
    return Where("message", where.sha256, "body", where.parent, where.depth)


_SAME = (
    _CLASS, _SUBJECT, _SENT, _DELIVERED, _HEADERS, _MESSAGE_ID, _BODY, _HTML, _RTF, *_DISPLAY.values(),
    *(number for numbers in _SENDERS for number in numbers), *_ITEM_FIELDS,
)  # fmt: skip
"""What two copies of one message have in common; keys and times of the mailbox around it are left out."""
_SAME_RECIPIENT = (_RECIPIENT_SORT, _NAME, _ADDRESS, _SMTP)


def digest(letter: Letter) -> str:
    """SHA-256 in hex of what a message says, for one without bytes of its own (PST): docs/spec/record.md."""
    made = hashlib.sha256()

    def put(piece: bytes) -> None:
        made.update(struct.pack("<Q", len(piece)))
        made.update(piece)

    for number in _SAME:
        put(letter.properties.bytes(number))
    for one in letter.recipients:
        for number in _SAME_RECIPIENT:
            put(one.bytes(number))
    for attached in letter.attached:
        put(attached.name.encode("utf-8", "replace"))
        put(digest(attached.letter).encode() if attached.letter else attached.data)
    return made.hexdigest()
