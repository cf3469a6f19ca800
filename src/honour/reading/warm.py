"""One small document of each kind, read before the walls go up, so that every library has loaded what it loads late."""

from __future__ import annotations

import gzip
import io
import os
import zipfile

import pikepdf
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image

from honour.reading.confine import Limits
from honour.reading.emit import Out, Where
from honour.reading.formats import calendar_cards, image, mail, nodes, packed, pdf, plain, sheet, unlock, word

_MAIL = (
    b"From: =?utf-8?q?A?= <a@example.org>\r\nTo: b@example.org\r\nDate: Mon, 02 Nov 2026 09:00:00 +0000\r\n"
    b"Subject: =?iso-8859-1?q?x?=\r\nContent-Type: text/html; charset=windows-1252\r\n\r\n<p>warm</p>\r\n"
)


def exercise() -> None:
    where = Where("file", "0" * 64)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    out = Out(Limits(), nowhere, lambda *_: None)
    try:
        mail.read(_MAIL, Where("message", "0" * 64, "body"), out)
        plain.read_text("warm £".encode("cp1252"), where, out)
        sheet.read_csv(b"a,b\n1,2\n", where, out)
        nodes.read(b"<a><b><c>1</c></b><b><c>2</c></b></a>", where, out)
        word.read(_docx(), where, out)
        calendar_cards.read(b"BEGIN:VCARD\nFN:warm\nBDAY:19800102\nEND:VCARD\n", where, out)
        packed.read_packed(gzip.compress(b"warm"), where, out)
        picture = io.BytesIO()
        for kind in ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP", "AVIF"):
            picture.seek(0)
            picture.truncate()
            Image.new("L", (60, 30), 255).save(picture, kind)
            image.read(picture.getvalue(), where, out)
        picture.seek(0)
        picture.truncate()
        Image.new("L", (60, 30), 255).save(picture, "PDF")
        pdf.read(picture.getvalue(), where, out)
        pdf.render(picture.getvalue(), 1, 72, Limits())
        unlock.unlocked(_locked_docx(), ("warm",))
        unlock.unlocked(_locked_pdf(), ("cold", "warm"))
    finally:
        os.close(nowhere)


def _locked_docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
    locked = io.BytesIO()
    OOXMLFile(file).encrypt("warm", locked)
    return locked.getvalue()


def _locked_pdf() -> bytes:
    file = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(file, encryption=pikepdf.Encryption(user="warm", owner="warm", R=6))
    return file.getvalue()


def _docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", '<w:document xmlns:w="w"><w:p><w:r><w:t>warm</w:t></w:r></w:p></w:document>'
        )
    return file.getvalue()
