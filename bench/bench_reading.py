"""Reading behind walls: how much the walls cost beside the bare library, how fast each kind of document is read."""

from __future__ import annotations

import email
import hashlib
import resource
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import typst

from bench import Row
from honour.kernel.item import Item
from honour.reading.pool import Reader

NAME = "reading"
WHAT = "documents read in a confined child, one worker"

_MESSAGES = 10_000
_PDFS, _PDF_PAGES = 20, 20
_SCANS = 4
_PARAGRAPH = "Amelia read her book to the class and told Mrs Okafor about the ducks on the pond by the gate. "


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.typ"
        page = (_PARAGRAPH * 8 + "\n\n") * 4
        source.write_text('#set page(paper: "a4")\n' + f"{page}\n#pagebreak()\n" * (_PDF_PAGES - 1) + page)
        pdf = typst.compile(str(source))
        source.write_text('#set page(paper: "a4")\n' + page)
        one_page = typst.compile(str(source))
    messages = [_item(_message(number), message=True) for number in range(_MESSAGES)]
    documents = [_item(pdf + b"\n%%%d" % number) for number in range(_PDFS)]
    small = [_item(b"one line, number %d" % number) for number in range(200)]
    with Reader(workers=1) as reader:
        scans = [_item(reader.render(_item(one_page), 1, 200).png + b"%d" % number) for number in range(_SCANS)]
    started, _ = _cost([])
    mail, _ = _cost(messages)
    pages, _ = _cost(documents)
    fork, _ = _cost(small)
    ocr, read = _cost(scans)
    right = sum("told Mrs Okafor" in " ".join(text.split()) for text in read)
    start = time.process_time()
    for message in messages:
        for part in email.message_from_bytes(message.data or b"").walk():
            part.get_payload(decode=True)
    parsed = _MESSAGES / (time.process_time() - start)
    start = time.process_time()
    for _ in range(_PDFS):
        for bare in pypdfium2.PdfDocument(pdf):
            bare.get_textpage().get_text_range()
    plain = _PDFS * _PDF_PAGES / (time.process_time() - start)
    return [
        Row("mail", _MESSAGES / (mail - started), "messages/CPU-s", at_least=1000,
            note=f"both alternatives read; the standard library alone: {parsed:.0f}"),
        Row("PDF with a box a word", _PDFS * _PDF_PAGES / (pages - started), "pages/CPU-s", at_least=50,
            note=f"pypdfium2 alone, text without boxes: {plain:.0f}"),
        Row("a child for one small file", (fork - started) / len(small) * 1000, "CPU-ms", at_most=20),
        Row("OCR of a full page", (ocr - started) / _SCANS, "CPU-s", at_most=3, note="fast model, 200 dpi"),
        Row("scans read right", right, f"of {_SCANS}", at_least=_SCANS),
    ]  # fmt: skip


def _cost(items: list[Item]) -> tuple[float, list[str]]:
    """(processor seconds of this process, the warm process and every child, start-up included; the texts)."""

    def spent() -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime

    before = spent()
    with Reader(workers=1) as reader:
        texts = [record.text for result in reader.read(items) for record in result.records]
    assert len(texts) >= len(items)
    return spent() - before, texts


def _item(data: bytes, *, message: bool = False) -> Item:
    return Item("bench", hashlib.sha256(data).hexdigest(), len(data), data=data, message=message)


def _message(number: int) -> bytes:
    message = EmailMessage()
    message["From"] = f"Ruth Okafor <r{number}@example.org>"
    message["To"] = "Office <office@example.org>"
    message["Date"] = "Mon, 02 Nov 2026 09:30:00 +0000"
    message["Subject"] = f"Swimming, group {number}"
    message["Message-ID"] = f"<{number}@example.org>"
    message.set_content((_PARAGRAPH + "\n") * 8)
    message.add_alternative(f"<html><body><p>{_PARAGRAPH * 8}</p></body></html>", subtype="html")
    return message.as_bytes()
