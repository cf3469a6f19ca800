"""Calendars (ICS) and contact cards (VCF): a row for each entry or card. RFC 5545, RFC 6350, vCard 2.1 and 3.0.

Both are lines `NAME;PARAMETER=VALUE:VALUE` between BEGIN and END. The one reader takes what the two formats and their
old versions have in common, because libraries for either refuse the lines that telephones and old Outlooks write. A
time stays in the zone in which it is written; a repeated event is one row with its rule. Pictures and files in it are
files of their own. A line that fits nowhere stays as it is, in the record `all`.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from honour.reading.emit import BrokenError, Out, OverLimitError, Text, Where
from honour.reading.formats.plain import decode

_STARTS = re.compile(rb"\s*BEGIN:(VCALENDAR|VCARD)\s", re.IGNORECASE)
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r'(?:[\w-]+\.)?([A-Za-z0-9-]+)((?:;(?:[^";:]|"[^"]*")*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';((?:[^";]|"[^"]*")*)')
_LISTED = re.compile(r'"[^"]*"|[^,]+')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SEMICOLON = re.compile(r"(?<!\\);")
_MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?\d\d(?:\.\d+)?)?(Z?))?\Z")
_ENTRIES = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VCARD"})
_DULL = frozenset({"VERSION", "PRODID", "CALSCALE", "METHOD", "DTSTAMP", "SEQUENCE", "UID", "REV", "TRANSP", "BEGIN"})
"""Of the program that wrote it, not of a person."""
_DEEPEST = 8

_NAMES = {
    "SUMMARY": "Summary", "DESCRIPTION": "Description", "DTSTART": "Start", "DTEND": "End", "DUE": "Due",
    "LOCATION": "Location", "ORGANIZER": "Organiser", "ATTENDEE": "Attendee", "CONTACT": "Contact",
    "COMMENT": "Comment", "CATEGORIES": "Categories", "STATUS": "Status", "RRULE": "Repeats", "CREATED": "Created",
    "LAST-MODIFIED": "Changed", "CLASS": "Class", "URL": "Link", "ATTACH": "Attachment",
    "COMPLETED": "Completed", "DURATION": "Duration",
    "FN": "Name", "NICKNAME": "Nickname", "BDAY": "Born", "ANNIVERSARY": "Anniversary", "TEL": "Telephone",
    "EMAIL": "E-mail", "ADR": "Address", "LABEL": "Address label", "ORG": "Organisation", "TITLE": "Job title",
    "ROLE": "Role", "NOTE": "Note", "RELATED": "Related", "GENDER": "Gender", "IMPP": "Messaging",
}  # fmt: skip
_NAME_PARTS = ("Surname", "Forename", "Middle names", "Title", "Suffix")
_LISTS = frozenset({"ADR", "ORG", "GENDER", "REQUEST-STATUS"})
_ENCODED = {"BASE64": "b", "B": "b", "QUOTED-PRINTABLE": "q"}


def is_one(head: bytes) -> bool:
    return _STARTS.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


@dataclass
class _Line:
    name: str
    parameters: dict[str, list[str]]
    value: str

    def first(self, name: str) -> str:
        return next(iter(self.parameters.get(name, ())), "")


@dataclass
class _Entry:
    kind: str
    values: dict[str, str] = field(default_factory=dict)
    files: list[bytes] = field(default_factory=list)
    _said: dict[str, set[str]] = field(default_factory=dict)

    def add(self, heading: str, value: str) -> None:
        said = self._said.setdefault(heading, set())
        if not value.strip() or value in said:
            return
        said.add(value)
        self.values[f"{heading} {len(said)}" if len(said) > 1 else heading] = value


def read(data: bytes, where: Where, out: Out) -> None:
    """Raises BrokenError if no entry begins in it."""
    entries: list[_Entry] = []
    rest = Text()
    stack: list[str] = []
    open_at: list[_Entry] = []
    for raw in _lines(decode(data)):
        line = _parsed(raw)
        if line is None:
            rest.line(raw)
        elif line.name == "BEGIN":
            kind = line.value.strip().upper()
            stack.append(kind)
            if len(stack) > _DEEPEST:
                raise OverLimitError("its entries are nested too deep")
            if kind in _ENTRIES and not open_at:
                entries.append(_Entry(kind))
                open_at.append(entries[-1])
                if len(entries) > out.limits.rows:
                    raise OverLimitError(f"it has more than {out.limits.rows} entries")
        elif line.name == "END":
            if stack:
                stack.pop()
            if open_at and not any(kind in _ENTRIES for kind in stack):
                open_at.clear()
        elif open_at:
            _take(line, open_at[0], "" if stack and stack[-1] in _ENTRIES else f"{stack[-1][1:].capitalize()} ")
        elif line.name not in _DULL and "VTIMEZONE" not in stack:
            rest.line(f"{_NAMES.get(line.name, line.name)}: {_plain(line.value)}")
    if not entries and not rest.length:
        raise BrokenError("it holds no entry")
    _say(entries, rest, where, out)


def _say(entries: list[_Entry], rest: Text, where: Where, out: Out) -> None:
    cards = bool(entries) and entries[0].kind == "VCARD"
    title = "Contact list (VCF)" if cards else "Calendar (ICS)"
    columns: dict[str, int] = {}
    for entry in entries:
        for heading in entry.values:
            columns.setdefault(heading, len(columns))
    table = out.table(list(columns)) if entries else 0
    for number, entry in enumerate(entries, 1):
        out.row(
            table, where, f"node={number}", f"{title}, element {number}", list(entry.values.values()),
            columns=[columns[heading] for heading in entry.values],
        )  # fmt: skip
        for content in entry.files:
            out.unpacked(len(content))
            out.inside(content, where.inner(content, f"node={number}"), "")
    if rest.length:
        out.record(where, "all", "text", f"{title}, other lines", rest)


def _lines(text: str) -> Iterator[str]:
    held: list[str] = []
    for line in re.split(r"\r?\n", _FOLD.sub("", text)):
        piece = line.lstrip() if held else line  # an old card goes on without a space
        if piece.endswith("=") and (held or "QUOTED-PRINTABLE" in piece.upper()):
            held.append(piece[:-1])
            continue
        whole = "".join([*held, piece])
        held.clear()
        if whole.strip():
            yield whole
    if held:
        yield "".join(held)


def _parsed(raw: str) -> _Line | None:
    match = _LINE.match(raw)
    if match is None:
        return None
    parameters: dict[str, list[str]] = {}
    for said in _PARAMETER.findall(match[2]):
        name, equals, value = said.partition("=")
        if not equals:
            name, value = "TYPE", said  # vCard 2.1: TEL;WORK;VOICE
            if said.upper() in _ENCODED:
                name = "ENCODING"
        parameters.setdefault(name.upper(), []).extend(part.strip('" ') for part in _LISTED.findall(value))
    return _Line(match[1].upper(), parameters, match[3])


def _take(line: _Line, entry: _Entry, inner: str) -> None:
    encoding = _ENCODED.get(line.first("ENCODING").upper(), "")
    value = line.value
    if encoding == "b" or value[:5].lower() == "data:":
        content = _content(value)
        if content:
            entry.files.append(content)
            return
    if encoding == "q":
        value = decode(quopri.decodestring(value.encode("utf-8", "replace")), line.first("CHARSET"))
    if line.name in _DULL or (line.name == "X-ALT-DESC" and "Description" in entry.values):
        return
    if line.name == "N":
        for heading, part in zip(_NAME_PARTS, _SEMICOLON.split(value), strict=False):
            entry.add(inner + heading, _plain(part))
        return
    heading = inner + _NAMES.get(line.name, line.name)
    sorts = [
        sort.lower() for sort in line.parameters.get("TYPE", ()) if sort.lower() not in ("internet", "voice", "pref")
    ]
    if sorts:
        heading += f" ({', '.join(sorts)})"
    if line.name in _LISTS:
        value = ", ".join(filter(None, (_plain(part).strip() for part in _SEMICOLON.split(value))))
    else:
        value = _plain(value)
    moment = _MOMENT.match(value.strip())
    if moment:
        year, month, day, hour, minute, zone = moment.groups()
        value = f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "") + (" UTC" if zone else "")
    if value[:7].lower() == "mailto:":
        value = value[7:]
    person = line.first("CN")
    if person and person != value:
        value = f"{person} <{value}>"
    entry.add(heading, value)


def _content(value: str) -> bytes:
    encoded = value.partition(",")[2] if value[:5].lower() == "data:" else value
    try:
        return base64.b64decode(re.sub(r"\s", "", encoded), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value).strip()
