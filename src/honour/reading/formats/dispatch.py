"""What kind of document bytes are, and which parser reads them. The only entrance to the parsers."""

from __future__ import annotations

import contextlib
import encodings
import importlib
import pkgutil
import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import olefile

from honour.kernel.mbox import looks_like_mbox
from honour.kernel.unread import Why
from honour.reading.confine import Limits
from honour.reading.emit import BrokenError, LockedError, Out, OverLimitError, Where
from honour.reading.formats import (
    archive,
    calendar_cards,
    compound,
    doc,
    image,
    mail,
    msg,
    nodes,
    ocr,
    opendocument,
    packed,
    pdf,
    plain,
    ppt,
    pst,
    rtf,
    sheet,
    slides,
    tnef,
    unlock,
    word,
)

_HEAD_BYTES = 4096
LOCKED = "a document with a password"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")
_NAMED_PICTURE = re.compile(rb"RIFF....WEBP|....ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1|avi[fs])", re.DOTALL)
_MAIL_HEADER = re.compile(
    rb"(?:^|\n)(From|To|Subject|Date|Received|Message-ID|MIME-Version|Return-Path|Delivered-To):[ \t]", re.IGNORECASE
)
_FIRST_HEADER = re.compile(rb"[!-9;-~]{1,70}:[ \t]?[^\r\n]*\r?\n")
_LEAST_MAIL_HEADERS = 3
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|div|p|table)\b", re.I | re.S
)
_FLAT = re.compile(rb"<(w:wordDocument|pkg:package|office:document)[\s>]")
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})

_Parser = Callable[[bytes, Where, Out], None]

_SAVE_AS = {
    "a document of an old office program": "Open it and save it as DOCX, XLSX or PDF.",
    "a film or sound recording": "Watch or listen to it by hand; note whom it concerns.",
    "a database file": "Connect it as a database of its own.",
    "an archive of a kind that is not unpacked here (7z, RAR, compress)": "Unpack it into a folder that is read.",
    "a program": "It holds no record of a person; delete it if nobody needs it.",
    "a file of unknown kind": "Open it by hand; save it as PDF or text if it holds records.",
}


_BY_START: dict[bytes, _Parser] = {
    tnef.SIGNATURE: tnef.read,
    pst.SIGNATURE: pst.read,
    **dict.fromkeys(packed.STARTS, packed.read_packed),
}
_BY_START_KEYS = tuple(_BY_START)


def preload() -> None:
    """Loads what the parsers load late, so that nothing needs opening behind the walls."""
    for codec in pkgutil.iter_modules(encodings.__path__):  # a codec is looked up on disk on first use
        with contextlib.suppress(ImportError):  # those of another system
            importlib.import_module(f"encodings.{codec.name}")

    import python_calamine  # noqa: F401 - loaded for its effect
    from PIL import Image

    Image.init()
    ocr.engine()


def read(data: bytes, where: Where, untrusted_name: str, out: Out) -> None:
    """Says what the document holds, or why it was not read. Raises only OverLimitError, MemoryError, RecursionError."""
    what = ""
    try:
        found = parser_of(data, where, untrusted_name)
        if found == LOCKED:
            raise LockedError
        if isinstance(found, str):
            what = found
            why, advice = Why.UNKNOWN_FORMAT, _SAVE_AS[what]
            if what in _BROKEN_SORTS:
                why, advice = _BROKEN_SORTS[what]
        else:
            found(data, where, out)
            return
    except LockedError:
        _locked(data, where, untrusted_name, out)
        return
    except BrokenError as error:
        why, what = Why.DAMAGED, f"a document: {error}"
        advice = "Open it in the program that made it and save it anew; if that fails, ask whoever sent it."
    except (OverLimitError, MemoryError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001 - a parser may raise anything on a hostile file; it becomes an Unread, and only here
        why, what = Why.DAMAGED, f"a document on which the reader failed ({type(error).__name__})"
        advice = "Open it in the program that made it and save it anew, or print and scan it."
    out.unread(where, "all", why, what, advice)


def _locked(data: bytes, where: Where, untrusted_name: str, out: Out) -> None:
    """Tries the passwords given for it; what they open is read in its place, once."""
    opened = unlock.unlocked(data, out.passwords)
    if opened is None:
        out.unread(where, "all", Why.ENCRYPTED, LOCKED, unlock.advice(where.sha256, tried=bool(out.passwords)))
        return
    out.unpacked(len(opened))
    passwords, out.passwords = out.passwords, ()  # what is locked once more is said to be
    try:
        read(opened, where, untrusted_name, out)
    finally:
        out.passwords = passwords


_BROKEN_SORTS = {"an empty file": (Why.DAMAGED, "It holds nothing; ask whoever made it, or delete it.")}
_SAVE_AS.update({sort: advice for sort, (_, advice) in _BROKEN_SORTS.items()})


def render(
    data: bytes, page: int, dpi: int, limits: Limits, passwords: tuple[str, ...] = ()
) -> tuple[bytes, float, float]:
    """(PNG, width, height in points) of page `page` from 1 of a PDF or picture."""
    if passwords and b"%PDF-" in data[:1024]:
        data = unlock.unlocked(data, passwords) or data
    if b"%PDF-" in data[:1024]:
        return pdf.render(data, page, dpi, limits)
    return image.render(data, page, dpi, limits)


def parser_of(data: bytes, where: Where, untrusted_name: str) -> _Parser | str:
    """The parser for these bytes, or what they are in plain words if there is none. By content; the name's ending only
    tells CSV from other plain text.
    """
    if where.kind == "message" and where.part == "body":
        return mail.read
    if not data:
        return "an empty file"
    head = data[:_HEAD_BYTES]
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):  # before PDF: an archive may begin with one, not compressed
        return _of_zip(data)
    if b"%PDF-" in head[:1024]:
        return pdf.read
    if head.startswith(_OLE):
        return _of_ole(data)
    if head.startswith(_PICTURES) or _NAMED_PICTURE.match(head):
        return image.read
    if head.startswith(b"{\\rtf"):
        return rtf.read
    if head.startswith(_BY_START_KEYS):
        return next(parser for start, parser in _BY_START.items() if head.startswith(start))
    if packed.is_tar(data):
        return packed.read_tar
    sort = _other_sort(head)
    if sort:
        return sort
    if looks_like_mbox(head):
        return mail.read_mbox
    if _FIRST_HEADER.match(head) and len({m.lower() for m in _MAIL_HEADER.findall(head)}) >= _LEAST_MAIL_HEADERS:
        return read_eml
    return _of_text(data, head, untrusted_name)


def _of_text(data: bytes, head: bytes, untrusted_name: str) -> _Parser | str:
    ending = untrusted_name.rpartition(".")[2].lower()
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = plain.decode(data[:20_000]) if wide else ""
    if not wide and any(byte in head for byte in _CONTROL):
        return "a file of unknown kind"
    narrow = text.encode("utf-8", "replace") if wide else head.removeprefix(b"\xef\xbb\xbf")
    if calendar_cards.is_one(narrow):
        return calendar_cards.read
    if _MARKUP.match(narrow):
        return plain.read_html
    flat = _FLAT.search(narrow)
    if flat:
        return word.read_flat if flat[1] != b"office:document" else opendocument.read_flat
    if narrow.lstrip()[:5] == b"<?xml" or (narrow.lstrip()[:1] == b"<" and data.rstrip()[-1:] == b">"):
        return nodes.read
    if ending in ("csv", "tsv") or (
        ending not in ("txt", "md", "log", "ics", "vcf", "py", "json", "js", "css") and _is_table(data)
    ):
        return sheet.read_csv
    return plain.read_text


def _is_table(data: bytes) -> bool:
    text = plain.decode(data[:20_000])
    rows = [line for line in text.splitlines() if line.strip()]
    delimiter = sheet.sniff_delimiter(text)
    return bool(delimiter) and len(rows) > 2 and sum(line.count(delimiter) >= 2 for line in rows) > 0.9 * len(rows)  # noqa: PLR2004


def read_eml(data: bytes, where: Where, out: Out) -> None:
    """A message saved as a file is a message: its address is the file's hash as `message`."""
    if where.kind == "message":
        mail.read(data, where, out)
    else:
        mail.read(data, Where("message", where.sha256, "body", where.parent, where.depth), out)


def _of_zip(data: bytes) -> _Parser | str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as opened:
            names = set(opened.namelist())
            kind = opened.read("mimetype")[:100].decode("latin-1") if _has_kind(opened) else ""
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError, NotImplementedError, EOFError):
        return archive.read  # which says what is wrong with it
    if kind.endswith(("opendocument.text", "opendocument.text-template", "opendocument.presentation")):
        return opendocument.read
    if kind.endswith("opendocument.spreadsheet"):
        return sheet.read_workbook
    if "[Content_Types].xml" in names:
        for folder, parser in (("word/", word.read), ("xl/", sheet.read_workbook), ("ppt/", slides.read)):
            if any(part.startswith(folder) for part in names):
                return parser
    return archive.read


def _has_kind(opened: zipfile.ZipFile) -> bool:
    return "mimetype" in opened.namelist() and opened.getinfo("mimetype").file_size < 200  # noqa: PLR2004 - one line


def _of_ole(data: bytes) -> _Parser | str:
    names = _top_names(data)

    def holds(stream: str) -> bool:
        if names is None:
            return stream.encode("utf-16-le") in data
        return any(name.startswith(stream.lower()) for name in names)

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        return LOCKED
    if holds("Workbook") or holds("Book"):
        return sheet.read_workbook
    if holds("WordDocument"):
        return doc.read
    if holds("PowerPoint Document"):
        return ppt.read
    if holds("__properties_version1.0") or holds("__substg1.0_"):
        return msg.read
    if holds("\x01Ole10Native") or holds("Package") or holds("CONTENTS"):
        return compound.read_object
    return "a document of an old office program"


def _top_names(data: bytes) -> set[str] | None:
    """Names at the top of a compound file, not those of files in it; None where its directory is damaged."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            return {path[0].lower() for path in file.listdir(streams=True, storages=True)}
    except Exception:  # noqa: BLE001 - a hostile directory may raise anything; then the bytes are searched
        return None


def _other_sort(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "a film or sound recording"
    for starts, sort in (
        (
            (b"ID3", b"\xff\xfb", b"OggS", b"fLaC", b"RIFF", b"\x1aE\xdf\xa3", b"\x00\x00\x01\xba"),
            "a film or sound recording",
        ),
        ((b"SQLite format 3\x00",), "a database file"),
        ((b"\x00\x01\x00\x00Standard",), "a database file"),
        (
            (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x9d"),
            "an archive of a kind that is not unpacked here (7z, RAR, compress)",
        ),
        ((b"MZ", b"\x7fELF"), "a program"),
    ):
        if head.startswith(starts):
            return sort
    return ""
