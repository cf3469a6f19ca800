"""One document out of what holds it, to be rendered again: an attachment by its MIME part, a file by its hash.

Runs the readers themselves, with everything they say thrown away, so that parts are numbered as in the records. Pages
are not looked at on the way: of a PDF only the files attached to it are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from honour.reading.confine import Limits
from honour.reading.emit import BrokenError, Out, Where
from honour.reading.formats import (
    archive,
    calendar_cards,
    compound,
    dispatch,
    doc,
    mail,
    msg,
    opendocument,
    packed,
    pdf,
    ppt,
    pst,
    rtf,
    sheet,
    slides,
    tnef,
    unlock,
    word,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`sha256`: of the inner file or inner message, '' for the item itself; `part`: MIME part of a message, or ''."""

    sha256: str = ""
    part: str = ""


class _Digging(Out):
    """Hears nothing but documents inside documents; keeps the wanted one."""

    def __init__(self, limits: Limits, wanted: Wanted, message: str, passwords: tuple[str, ...]) -> None:
        super().__init__(limits, -1, _dispatch, passwords)
        self.found: bytes | None = None
        self._wanted = Where("message" if wanted.part else "file", wanted.sha256 or message, wanted.part)

    def say(self, said: dict[str, Any]) -> None:
        pass

    def flush(self) -> None:
        pass

    def inside(self, data: bytes, where: Where, untrusted_name: str) -> None:
        if self.found is not None:
            return
        wanted = self._wanted
        if (where.kind, where.sha256, where.part) == (wanted.kind, wanted.sha256, wanted.part):
            self.found = data
        else:
            super().inside(data, where, untrusted_name)


def dig(data: bytes, where: Where, wanted: Wanted, limits: Limits, passwords: tuple[str, ...] = ()) -> bytes:
    """The bytes of the wanted document. Raises BrokenError if `data` does not hold it, OverLimitError past a limit."""
    out = _Digging(limits, wanted, where.sha256, passwords)
    _dispatch(data, where, "", out)
    if out.found is None:
        raise BrokenError("it is not where it was read")
    return out.found


def _dispatch(data: bytes, where: Where, untrusted_name: str, out: Out) -> None:
    parser = dispatch.parser_of(data, where, untrusted_name)
    if out.passwords and (parser == dispatch.LOCKED or parser in (pdf.read, doc.read, ppt.read, sheet.read_workbook)):
        data = unlock.unlocked(data, out.passwords) or data
        parser = dispatch.parser_of(data, where, untrusted_name)
    if parser is pdf.read:
        pdf.read_inside(data, where, out)
    elif isinstance(parser, str) or parser not in _HOLDERS:
        return
    else:
        parser(data, where, out)


_HOLDERS = (
    mail.read, mail.read_mbox, dispatch.read_eml, archive.read, word.read, opendocument.read, slides.read, doc.read,
    ppt.read, sheet.read_workbook, compound.read_object, rtf.read, msg.read, tnef.read, pst.read,
    packed.read_tar, packed.read_packed, calendar_cards.read,
)  # fmt: skip
"""Parsers of formats that hold other documents."""
