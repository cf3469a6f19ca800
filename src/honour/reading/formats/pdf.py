"""PDF: a record a page. Text layer with a box a word, else OCR; form fields, annotations, attachments, properties."""

from __future__ import annotations

import ctypes
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from honour.kernel.unread import Why
from honour.reading.confine import Limits
from honour.reading.emit import BrokenError, Heading, LockedError, Out, OverLimitError, Text, Where
from honour.reading.formats import ocr, straighten
from honour.reading.formats.pdf_beside import Beside, Box, WordAt, earlier
from honour.reading.formats.pdf_unseen import Walker, unseen

_MOST_OCR_DPI = 400
_LITTLE_TEXT = 20
"""Fewer letters than this on a page with a large picture: a stamp or a page number on a scan."""
_LARGE_PICTURE = 0.25
"""Share of the page. Smaller pictures are logos and photographs; larger ones may be a scanned part."""
_WHOLE_PICTURE = 0.8
"""Share of the page under one picture: a scan, whose text layer is another program's reading of it."""
_SURE_WORD, _LEAST_LETTERS = 0.85, 4
"""What the engine is less sure of, or shorter, tells nothing about the layer."""
_LEAST_OTHER, _MANY_OTHER = 3, 0.2
"""Words seen surely that the layer lacks anywhere, and their share, that make the two differ."""
_WORD = re.compile(r"\S+")
_ODD = re.compile("[\x00\x02\ufffe\U00010000-\U0010ffff]")
"""Characters that make the text and PDFium's own count differ, or stand for others."""
_LOCKED_ERRORS = (4, 5)
"""A wrong password; a lock of a kind that PDFium does not know, such as one by certificates."""
_MOST_BOOKMARKS = 2000
_HIGH, _LOW, _AFTER = 0xD800, 0xDC00, 0xE000  # surrogates: first, second half, the first code point after


def read(data: bytes, where: Where, out: Out) -> None:
    document = _open(data)
    pages = len(document)
    if pages > out.limits.pages:
        raise OverLimitError(f"it has more than {out.limits.pages} pages")
    reading = _Reading(document, data)
    for number in range(out.first_page(where), pages + 1):
        out.now(where, f"page={number}", number, pages)
        _page(reading, number, pages, where, out)
    _inside(reading.beside, where, out)


def read_inside(data: bytes, where: Where, out: Out) -> None:
    """Only the files attached to it, not its pages."""
    _inside(Beside(data), where, out)


def _inside(beside: Beside, where: Where, out: Out) -> None:
    for name, content, size in beside.attachments():
        out.unpacked(size)
        out.inside(content, where.inner(content, "page=1"), name)


class _Reading:
    """What is kept from page to page of one document."""

    def __init__(self, document: Any, data: bytes) -> None:
        self.document = document
        self.data = data
        self.beside = Beside(data)
        self.walker = Walker(self.beside.hidden_layers())
        self.descriptions = self.beside.descriptions()
        self.heading = Heading()
        self.changed = self.beside.changed()
        self.texts: list[str] = []
        """What the pages say, kept only where the file has earlier states to compare with."""


def render(data: bytes, page: int, dpi: int, limits: Limits) -> tuple[bytes, float, float]:
    """(PNG, width, height in points) of page `page` from 1."""
    document = _open(data)
    if not 1 <= page <= len(document):
        raise BrokenError(f"it has {len(document)} pages")
    if document.get_formtype():
        document.init_forms()
    shown = document[page - 1]
    width, height = shown.get_size()
    if width * height * (dpi / 72) ** 2 > limits.pixels:
        raise OverLimitError("its page is too large for this resolution")
    picture = shown.render(scale=dpi / 72, may_draw_forms=True).to_pil()
    file = io.BytesIO()
    picture.convert("RGB").save(file, "PNG", compress_level=1, dpi=(dpi, dpi))
    return file.getvalue(), width, height


def _open(data: bytes) -> Any:
    try:
        document = pdfium.PdfDocument(data)
        if len(document) == 0:
            raise BrokenError("it has no pages")
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in _LOCKED_ERRORS or "password" in str(error).lower():
            raise LockedError from None
        raise BrokenError("it is cut off or damaged") from None
    return document


def _page(reading: _Reading, number: int, pages: int, where: Where, out: Out) -> None:
    place = f"page={number}"
    heading, beside = reading.heading, reading.beside
    try:
        page = reading.document[number - 1]
        width, height = page.get_size()
        layer = page.get_textpage()
    except pdfium.PdfiumError:
        out.unread(where, place, Why.DAMAGED, f"page {number} of a PDF", "Open the file by hand and print the page.")
        return
    to_view = _view(page, width, height)
    text, words, at = _layer(layer, to_view)
    properties = [("page-width-pt", f"{width:.2f}"), ("page-height-pt", f"{height:.2f}")]
    source = "text layer"
    letters = sum(map(str.isalnum, text))
    scan = reading.walker.scan(page, width, height)
    dpi = min(_MOST_OCR_DPI, max(ocr.OCR_DPI, scan.picture_dpi))
    hidden = unseen(page, layer, words, at, scan, width, height)
    # Letters drawn as outlines have no text layer and no picture, so a page of drawings alone is looked at too.
    scanned = (not letters and scan.objects > 0) or scan.picture >= _LARGE_PICTURE
    if scanned:
        looked = _ocr(page, width, height, dpi, out.limits)
        seen, blank = (looked.seen, False) if looked else (ocr.Seen("", []), True)
        if letters < _LITTLE_TEXT and seen.words:
            kept = text.strip()
            text, words, source, hidden = seen.text, list(seen.words), "ocr", []
            if kept and kept not in text:  # a stamp or number the engine did not see is text all the same
                text = f"{text}\n{kept}"
            properties += looked.properties() if looked else []
        elif letters and looked and scan.picture >= _WHOLE_PICTURE and _differs(text, seen):
            hidden = [(0, len(text), "text layer that differs from the picture")]
            gap = len(text) + 1
            words = [*words, *((word[0] + gap, word[1] + gap, *word[2:]) for word in seen.words)]
            text = f"{text}\n{seen.text}"
            properties.append(("doubtful", "the text layer says something else than the picture: compare by hand"))
        elif letters:
            text, words = _joined(text, words, seen)
        elif not blank:
            out.unread(
                where, place, Why.EMPTY_SCAN, f"page {number} of a PDF is a picture without readable text",
                "Look at the page by hand, it may be handwriting or a drawing; note whom it concerns.",
            )  # fmt: skip
            return
    whole = Text()
    whole.add(text)
    whole.hidden += _joined_spans(text, hidden)
    if number == 1:
        heading.read(text)
    beside.add_page(number, to_view, whole, words)
    for description in reading.descriptions.get(number, ()):
        if description:
            whole.line(description, "picture description")
    if number == 1:
        for value in beside.properties(reading.document):
            whole.line(value, "document property")
        for value in _bookmarks(reading.document):
            if value not in text:
                whole.line(value, "bookmark")
    if reading.changed:
        reading.texts.append(str(whole))
    if number == pages:
        beside.rest_of_form(whole)
        if reading.changed:
            for line in earlier(reading.data, beside, [*reading.texts, str(whole)]):
                whole.line(line, "earlier revision")
    properties.append(("text-from", source))
    title = heading.title("scan" if source == "ocr" else "PDF", where, number)
    out.record(where, place, "page", title, whole, words=words, dated=heading.dated, properties=properties)


def _joined_spans(text: str, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Words hidden for the same reason with nothing but space between them are one span."""
    joined: list[tuple[int, int, str]] = []
    for start, end, why in spans:
        if joined and joined[-1][2] == why and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end, why)
        else:
            joined.append((start, end, why))
    return joined


def _bookmarks(document: Any) -> Iterator[str]:
    try:
        for number, item in enumerate(document.get_toc(max_depth=8)):
            if number >= _MOST_BOOKMARKS:
                return
            title = str(item.get_title() or "").strip()
            if title:
                yield title
    except (pdfium.PdfiumError, AttributeError, RecursionError):
        return


def _view(page: Any, width: float, height: float) -> tuple[float, ...]:
    """Affine map (a, b, c, d, e, f) from PDF user space to the page as shown: points, origin top left."""
    scale = 1000  # PDFium answers in whole device units; a thousandth of a point is enough
    across, down = ctypes.c_int(), ctypes.c_int()

    def device(x: float, y: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, int(width * scale), int(height * scale), 0, x, y, across, down)
        return across.value / scale, down.value / scale

    origin, right, up = device(0, 0), device(100, 0), device(0, 100)
    return (
        (right[0] - origin[0]) / 100, (up[0] - origin[0]) / 100, origin[0],
        (right[1] - origin[1]) / 100, (up[1] - origin[1]) / 100, origin[1],
    )  # fmt: skip


def _layer(layer: Any, view: tuple[float, ...]) -> tuple[str, list[WordAt], Sequence[int]]:
    """The text layer, its words, and the index each character has in it; each character is one code point."""
    count = layer.count_chars()
    if count <= 0:
        return "", [], []
    given = layer.get_text_range()
    if len(given) == count and not _ODD.search(given):
        text = given.replace("\r", "")
        at: Sequence[int] = range(count)
        if len(text) < count:
            at = np.flatnonzero(np.frombuffer(given.encode("utf-16-le", "replace"), dtype="<u2") != ord("\r")).tolist()
    else:
        text, at = _characters(layer, count)
    spans = [match.span() for match in _WORD.finditer(text)]
    # One rectangle a word, four doubles each, written straight into one block; words of several are done by hand.
    block = np.zeros((len(spans), 4))
    base = block.ctypes.data
    several: list[int] = []
    handle = ctypes.cast(layer.raw, ctypes.c_void_p).value
    for number, (start, end) in enumerate(spans):
        first = at[start]
        place = base + number * 32
        if _COUNT_RECTS(handle, first, at[end - 1] - first + 1) != 1 or not _GET_RECT(
            handle, 0, place, place + 24, place + 16, place + 8
        ):
            several.append(number)
    a, b, c, d, e, f = view
    left, bottom, right, top = block.T
    x = np.stack((a * left + b * bottom + c, a * right + b * top + c))
    y = np.stack((d * left + e * bottom + f, d * right + e * top + f))
    boxes = np.round(np.stack((x.min(0), y.min(0), x.max(0), y.max(0)), axis=1), 2).tolist()
    words: list[WordAt] = [(*span, *box, 1.0) for span, box in zip(spans, boxes, strict=True)]
    for number in reversed(several):
        box = _several(layer, view, at[spans[number][0]], at[spans[number][1] - 1])
        words[number : number + 1] = [(*spans[number], *box, 1.0)] if box else []
    return text, words, at


def _rects(name: str, answer: Any, *arguments: Any) -> Any:
    """A function of PDFium that takes bare addresses: making a pointer for each costs more than the call."""
    return ctypes.PYFUNCTYPE(answer, *arguments)(ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0)


_COUNT_RECTS = _rects("FPDFText_CountRects", ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_int)
_GET_RECT = _rects("FPDFText_GetRect", ctypes.c_int, ctypes.c_void_p, ctypes.c_int, *[ctypes.c_void_p] * 4)


def _several(layer: Any, view: tuple[float, ...], first: int, last: int) -> Box | None:
    """The box around a word of several rectangles, or None if it has none."""
    a, b, c, d, e, f = view
    sides = (ctypes.c_double * 4)()
    base = ctypes.addressof(sides)
    handle = ctypes.cast(layer.raw, ctypes.c_void_p).value
    xs: list[float] = []
    ys: list[float] = []
    for index in range(_COUNT_RECTS(handle, first, last - first + 1)):
        if _GET_RECT(handle, index, base, base + 24, base + 16, base + 8):
            left, bottom, right, top = sides
            for x, y in ((left, bottom), (right, top)):
                xs.append(a * x + b * y + c)
                ys.append(d * x + e * y + f)
    return (round(min(xs), 2), round(min(ys), 2), round(max(xs), 2), round(max(ys), 2)) if xs else None


def _characters(layer: Any, count: int) -> tuple[str, list[int]]:
    """(text, index of each code point in the layer): line ends as one line feed, odd marks as what they stand for."""
    get = raw.FPDFText_GetUnicode
    handle = layer.raw
    pieces: list[str] = []
    at: list[int] = []
    high = 0
    for index in range(count):
        code = get(handle, index)
        if _HIGH <= code < _LOW:
            high = code
            continue
        if _LOW <= code < _AFTER:
            code = 0x10000 + ((high - _HIGH) << 10) + (code - _LOW) if high else 0xFFFD
        high = 0
        if code == ord("\r"):
            continue
        if code in (0x02, 0xFFFE):  # PDFium's marks for a hyphen at a line's end
            code = 0x2D
        elif code == 0:
            code = 0xFFFD
        pieces.append(chr(code) if code <= sys.maxunicode else "\ufffd")
        at.append(index)
    return "".join(pieces), at


def _ocr(page: Any, width: float, height: float, dpi: int, limits: Limits) -> straighten.Read | None:
    """What was read, boxes in points of the page as shown; None if the page is blank."""
    scale = dpi / 72
    if width * height * scale * scale > limits.pixels:
        scale = (limits.pixels / (width * height)) ** 0.5
    pixels = page.render(scale=scale, grayscale=True)
    data = bytes(pixels.buffer)
    if data.count(data[:1]) == len(data):
        return None
    grey = Image.frombytes("L", (pixels.width, pixels.height), data, "raw", "L", pixels.stride)
    read = straighten.read(grey, scale * 72)
    words: list[WordAt] = [
        (start, end, round(x0 / scale, 2), round(y0 / scale, 2), round(x1 / scale, 2), round(y1 / scale, 2), sure)
        for start, end, x0, y0, x1, y1, sure in read.seen.words
    ]
    return replace(read, seen=ocr.Seen(read.seen.text, words))


def _differs(text: str, seen: ocr.Seen) -> bool:
    """Whether the picture surely shows words the layer lacks. Not seen: what only the layer says, one changed word."""
    said = set(re.findall(r"\w+", text.casefold()))
    sure = [
        word
        for start, end, *_, confidence in seen.words
        if confidence >= _SURE_WORD
        for word in re.findall(r"\w+", seen.text[start:end].casefold())
        if len(word) >= _LEAST_LETTERS
    ]
    other = sum(word not in said for word in sure)
    return other >= _LEAST_OTHER and other > _MANY_OTHER * len(sure)


def _joined(text: str, words: list[WordAt], seen: ocr.Seen) -> tuple[str, list[WordAt]]:
    """The text layer, and behind it what OCR saw where the layer has nothing: text inside a picture."""
    boxes = [word[2:6] for word in words]
    pieces, length = [text], len(text)
    joined = list(words)
    for start, end, x0, y0, x1, y1, sure in seen.words:
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if any(box[0] - 2 <= x <= box[2] + 2 and box[1] - 2 <= y <= box[3] + 2 for box in boxes):
            continue
        gap = "\n" if len(pieces) == 1 and text else " " if length else ""
        word = seen.text[start:end]
        joined.append((length + len(gap), length + len(gap) + len(word), x0, y0, x1, y1, sure))
        pieces.append(gap + word)
        length += len(gap) + len(word)
    return "".join(pieces), joined
