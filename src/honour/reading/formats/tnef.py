"""winmail.dat: what Outlook packs attachments and formatted text into for other mail programs. [MS-OXTNEF].

A list of attributes: level, number, length, bytes, sum. The newer ones hold the properties of `mapi`.
"""

from __future__ import annotations

import struct

from honour.reading.emit import BrokenError, Out, OverLimitError, Where
from honour.reading.formats import mapi
from honour.reading.formats.mapi import Attached, Letter, Properties

SIGNATURE = b"\x78\x9f\x3e\x22"
_HEAD = struct.Struct("<BII")
_START_OF_ATTACHMENT, _ATTACHMENT_TITLE, _ATTACHMENT_BYTES, _ATTACHMENT_PROPERTIES = 0x69002, 0x18010, 0x6800F, 0x69005
_SUBJECT, _BODY, _MESSAGE_PROPERTIES, _RECIPIENTS, _CODE_PAGE = 0x18004, 0x2800C, 0x69003, 0x69004, 0x69007
_FIXED_BYTES = {
    mapi.INT16: 4, mapi.INT32: 4, mapi.BOOL: 4, mapi.INT64: 8, mapi.MOMENT: 8,
    0: 0, 1: 0, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 0x48: 16,
}  # fmt: skip
_GUID_BYTES = 16
_MOST_VALUES = 100_000
_DEEPEST = 6


def read(data: bytes, where: Where, out: Out) -> None:
    """`where` is the part of the mail that holds it, or a file of its own, which then is a message."""
    mapi.tell(_letter(data, 0), mapi.as_message(where), out)


def _letter(data: bytes, depth: int) -> Letter:
    if depth > _DEEPEST:
        raise OverLimitError("messages in it are nested too deep")
    letter = Letter()
    at = len(SIGNATURE) + 2
    while at + _HEAD.size <= len(data):
        _, number, length = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        if length > len(data) - at:
            if not letter.attached and not letter.properties.raw:
                raise BrokenError("it is cut off or damaged")
            break
        value = data[at : at + length]
        at += length + 2
        if number == _START_OF_ATTACHMENT:
            letter.attached.append(Attached(Properties()))
        elif number == _ATTACHMENT_TITLE and letter.attached:
            letter.attached[-1].properties.add(mapi.ATTACHED_NAMES[0], mapi.TEXT8, value)
        elif number == _ATTACHMENT_BYTES and letter.attached:
            letter.attached[-1].data = value
        elif number == _ATTACHMENT_PROPERTIES and letter.attached:
            _attachment(value, letter.attached[-1], depth)
        elif number == _SUBJECT:
            letter.properties.add(0x0037, mapi.TEXT8, value)
        elif number == _BODY:
            letter.properties.add(0x1000, mapi.TEXT8, value)
        elif number == _CODE_PAGE:
            letter.properties.add(0x3FFD, mapi.INT32, value[:4])
        elif number == _MESSAGE_PROPERTIES:
            _properties(value, 0, letter.properties)
        elif number == _RECIPIENTS:
            _recipients(value, letter)
    return letter


def _attachment(value: bytes, part: Attached, depth: int) -> None:
    own = Properties()
    _properties(value, 0, own)
    own.raw |= {number: said for number, said in part.properties.raw.items() if number not in own.raw}
    part.properties = own
    kind, inner = own.raw.get(mapi.ATTACHED_BYTES, (0, b""))
    if kind == mapi.OBJECT and inner[_GUID_BYTES : _GUID_BYTES + 4] == SIGNATURE:
        part.letter = _letter(inner[_GUID_BYTES:], depth + 1)
    elif inner and not part.data:
        part.data = inner[_GUID_BYTES:] if kind == mapi.OBJECT else inner


def _recipients(value: bytes, letter: Letter) -> None:
    (count,) = struct.unpack_from("<I", value.ljust(4, b"\0"))
    at = 4
    for _ in range(min(count, _MOST_VALUES)):
        if at >= len(value):
            return
        one = Properties()
        at = _properties(value, at, one)
        letter.recipients.append(one)


def _properties(data: bytes, at: int, found: Properties) -> int:
    """Reads one list of properties; gives where it ends. Raises BrokenError if it runs over its end."""
    try:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
        for _ in range(min(count, _MOST_VALUES)):
            kind, number = struct.unpack_from("<HH", data, at)
            at += 4
            if number >= 0x8000:  # noqa: PLR2004 - a named property: its set, then its number or its name
                (by_name,) = struct.unpack_from("<I", data, at + _GUID_BYTES)
                at += _GUID_BYTES + 4
                if by_name:
                    (length,) = struct.unpack_from("<I", data, at)
                    at += 4 + _padded(length)
                else:
                    at += 4
            bare = kind & ~mapi.MANY
            values = 1
            if kind & mapi.MANY or bare not in _FIXED_BYTES:
                (values,) = struct.unpack_from("<I", data, at)
                at += 4
            for which in range(min(values, _MOST_VALUES)):
                if bare in _FIXED_BYTES:
                    length = _FIXED_BYTES[bare]
                else:
                    (length,) = struct.unpack_from("<I", data, at)
                    at += 4
                if length > len(data) - at:
                    raise BrokenError("it is cut off or damaged")
                if which == 0:
                    found.add(number, bare, data[at : at + length])
                at += _padded(length)
    except struct.error:
        raise BrokenError("it is cut off or damaged") from None
    return at


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4
