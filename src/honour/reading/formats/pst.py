"""PST and OST: an Outlook mailbox in one file, through libpff, which reads from memory and never by a path.

Such a message has no bytes of its own, so its hash is that of what it says (`mapi.digest`): the same mail in two
mailboxes is one record. Messages that Outlook deleted and libpff still finds are read too, and say `recovered`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pypff

from honour.kernel.unread import Why
from honour.reading.emit import BrokenError, Out, OverLimitError, Where
from honour.reading.formats import mapi
from honour.reading.formats.mapi import Attached, Letter, Properties

SIGNATURE = b"!BDN"
_DEEPEST = 12
_ADVICE = "Open the mailbox in Outlook, let it repair it (scanpst), export it and read it again."


def read(data: bytes, where: Where, out: Out) -> None:
    """Raises BrokenError if the file cannot be opened as a mailbox at all."""
    file = pypff.file()
    try:
        file.open_file_object(io.BytesIO(data))
    except OSError:
        raise BrokenError("it is cut off or damaged") from None
    lost = said = 0
    first = out.first_page(where)
    for number, (message, recovered) in enumerate(_messages(file), 1):
        if number < first:
            said += 1  # by an earlier child, or the one that ended it
            continue
        out.now(where, "all", number, number + 1)
        try:
            letter = _letter(message, 0, out) if message is not None else None
            if letter is None:
                lost += 1
                continue
            inner = Where("message", mapi.digest(letter), "body", where.at("all"), where.depth + 1)
            mapi.tell(letter, inner, out, recovered=recovered)
            said += 1
        except (OSError, BrokenError):
            # What was deleted is partly overwritten; only what the mailbox still lists counts as lost.
            lost += not recovered
    if lost:
        out.unread(where, "all", Why.DAMAGED, f"{lost} messages of a mailbox", _ADVICE)
    elif not said:
        out.unread(where, "all", Why.DAMAGED, "a mailbox in which no message is found", _ADVICE)


def _messages(file: Any) -> Iterator[tuple[Any, bool]]:
    """(message or None where it cannot be opened, whether it was deleted), folder by folder."""
    try:
        folders = [file.get_root_folder()]
    except OSError:
        raise BrokenError("its list of folders is damaged") from None
    while folders:
        folder = folders.pop()
        below = []
        # by what says where it belongs, not by the tables of each folder: these may be damaged or lack something
        for number in range(_count(folder, "number_of_sub_items")):
            item = _opened(folder.get_sub_item, number)
            if isinstance(item, pypff.folder):
                below.append(item)
            else:
                yield item, False
        folders += reversed(below)
    for number in range(_count(file, "number_of_orphan_items")):
        item = _opened(file.get_orphan_item, number)
        if item is not None and not isinstance(item, pypff.folder):
            yield item, True


def _opened(open_one: Any, number: int) -> Any:
    try:
        return open_one(number)
    except (OSError, MemoryError):  # libpff's word for an item it cannot make sense of
        return None


def _count(thing: Any, name: str) -> int:
    """0 also for what an item of this sort has none of."""
    try:
        return int(getattr(thing, name, 0))
    except OSError:
        return 0


def _sets(item: Any) -> Iterator[Properties]:
    for number in range(_count(item, "number_of_record_sets")):
        found = Properties()
        for entry in item.get_record_set(number).entries:
            kind = entry.value_type
            data = entry.data
            if kind is None or entry.entry_type is None or data is None or kind & mapi.MANY:
                continue
            found.add(entry.entry_type, kind, bytes(data))
        yield found


def _letter(message: Any, depth: int, out: Out) -> Letter:
    if depth > _DEEPEST:
        raise OverLimitError("messages in it are nested too deep")
    letter = Letter(next(_sets(message), Properties()))
    out.unpacked(sum(len(value) for _, value in letter.properties.raw.values()))
    recipients = getattr(message, "recipients", None)
    if recipients is not None:
        letter.recipients.extend(_sets(recipients))
    for number in range(_count(message, "number_of_attachments")):
        attachment = message.get_attachment(number)
        part = Attached(next(_sets(attachment), Properties()))
        if part.properties.number(mapi.ATTACHED_HOW) == mapi.EMBEDDED and _count(attachment, "number_of_sub_items"):
            part.letter = _letter(attachment.get_sub_item(0), depth + 1, out)
        else:
            part.data = _bytes(attachment, out)
        letter.attached.append(part)
    return letter


def _bytes(attachment: Any, out: Out) -> bytes:
    try:
        size = attachment.size
    except OSError:
        return b""
    if not size:
        return b""
    out.unpacked(size)
    return bytes(attachment.read_buffer(size))
