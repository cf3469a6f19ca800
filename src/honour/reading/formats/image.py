"""Pictures: PNG, JPEG, TIFF, GIF, BMP, WebP, HEIC, AVIF. A record a frame, read by OCR."""

from __future__ import annotations

import io
import struct
from typing import Any

import pi_heif
from PIL import Image, ImageOps

from honour.kernel.unread import Why
from honour.reading.confine import Limits
from honour.reading.emit import BrokenError, Heading, Out, OverLimitError, Text, Where
from honour.reading.formats import ocr, straighten

pi_heif.register_heif_opener(thumbnails=False)

_FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP", "HEIF", "AVIF")
_OF_MANY_FRAMES = ("TIFF", "HEIF")
"""Frames that are pages or pictures of their own; those of a moving picture are not."""
_LEAST_OCR_WIDTH = 1000
"""Smaller pictures are enlarged: letters of less than 20 pixels are not read."""
_LOW_DPI, _HIGH_DPI, _FEW_PIXELS = 180, 450, 1800
"""Scans below the first, with a longer side below the third, are enlarged; those above the second made smaller."""
_LEAST_SURE = 0.3
"""Under it, 'words' are the grain of a photograph."""
_TECHNICAL = frozenset({"compression", "mode", "raw_profile", "Software", "xmp"})
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, IndexError, OverflowError, struct.error)
"""What the library raises on pictures that are cut off or contradict themselves."""
_COMMENT_TAGS = (270, 315, 37510)  # ImageDescription, Artist, UserComment


def read(data: bytes, where: Where, out: Out) -> None:
    picture = _open(data, out.limits)
    try:
        frames = getattr(picture, "n_frames", 1) if picture.format in _OF_MANY_FRAMES else 1
    except _BROKEN:
        frames = 1
    if frames > out.limits.pages:
        raise OverLimitError(f"it has more than {out.limits.pages} pages")
    heading = Heading()
    for number in range(out.first_page(where), frames + 1):
        out.now(where, f"page={number}", number, frames)
        try:
            if frames > 1:
                picture.seek(number - 1)
            picture.load()
        except Image.DecompressionBombError:
            raise _too_large(out.limits) from None
        except (*_BROKEN, EOFError):
            out.unread(
                where, f"page={number}", Why.DAMAGED, f"page {number} of a picture that is cut off or damaged",
                "Open it by hand; scan it again or ask whoever sent it for a whole one.",
            )  # fmt: skip
            continue
        _frame(picture, number, heading, where, out)


def _frame(frame: Any, number: int, heading: Heading, where: Where, out: Out) -> None:
    _check(frame.size, out.limits)
    dpi = _dpi(frame)
    comments = _comments(frame)
    grey = ImageOps.exif_transpose(frame).convert("L")
    width_pt, height_pt = grey.width / dpi * 72, grey.height / dpi * 72
    enlarged = _enlarged(grey, dpi, out.limits)
    if enlarged != 1:
        size = (max(1, round(grey.width * enlarged)), max(1, round(grey.height * enlarged)))
        grey = grey.resize(size, Image.Resampling.BICUBIC if enlarged > 1 else Image.Resampling.BOX)
    read = straighten.read(grey, dpi * enlarged)
    seen = read.seen
    scale = 72 / dpi / enlarged
    words = [(w[0], w[1], *(round(side * scale, 2) for side in w[2:6]), w[6]) for w in seen.words]
    text = Text()
    if seen.words and seen.confidence >= _LEAST_SURE:
        text.add(seen.text)
        if number == 1:
            heading.read(seen.text)
    else:
        words = []
    for comment in comments:
        text.line(comment, "picture property")
    if not text.length:
        out.unread(
            where, f"page={number}", Why.EMPTY_SCAN,
            "a picture with handwriting or a drawing and no print" if read.written
            else "a picture in which no text was found",
            "Look at it by hand; note who is shown or spoken of.",
        )  # fmt: skip
        return
    properties = [
        ("page-width-pt", f"{width_pt:.2f}"), ("page-height-pt", f"{height_pt:.2f}"),
        ("text-from", "ocr"), *read.properties(),
    ]  # fmt: skip
    out.record(
        where, f"page={number}", "page", heading.title("picture", where, number), text, words=words,
        dated=heading.dated, properties=properties,
    )  # fmt: skip


def _enlarged(grey: Any, dpi: float, limits: Limits) -> float:
    """Factor that brings letters to a height the engine reads, without passing the limit of pixels."""
    if dpi > _HIGH_DPI:
        return ocr.OCR_DPI / dpi
    factor = 1.0
    if dpi < _LOW_DPI and max(grey.size) < _FEW_PIXELS:
        factor = min(2.0, ocr.OCR_DPI / dpi)
    if grey.width < _LEAST_OCR_WIDTH:
        factor = 2.0
    return min(factor, max(1.0, float((limits.pixels / (grey.width * grey.height)) ** 0.5)))


def render(data: bytes, page: int, dpi: int, limits: Limits) -> tuple[bytes, float, float]:
    """(PNG, width, height in points) of one frame. Pixels are kept as they are unless `dpi` is lower."""
    picture = _open(data, limits)
    try:
        picture.seek(page - 1)
    except EOFError:
        raise BrokenError("it has fewer pages") from None
    _check(picture.size, limits)
    own = _dpi(picture)
    shown = ImageOps.exif_transpose(picture).convert("RGB")
    width_pt, height_pt = shown.width / own * 72, shown.height / own * 72
    if own > dpi:
        shown = shown.resize((max(1, round(shown.width * dpi / own)), max(1, round(shown.height * dpi / own))))
    file = io.BytesIO()
    shown.save(file, "PNG", compress_level=1)
    return file.getvalue(), width_pt, height_pt


def _open(data: bytes, limits: Limits) -> Any:
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise _too_large(limits) from None
    except _BROKEN:
        raise BrokenError("it is cut off or damaged") from None
    _check(picture.size, limits)
    return picture


def _check(size: tuple[int, int], limits: Limits) -> None:
    if size[0] * size[1] > limits.pixels:
        raise _too_large(limits)


def _too_large(limits: Limits) -> OverLimitError:
    return OverLimitError(f"it has more than {limits.pixels // 1_000_000} million pixels")


def _dpi(picture: Any) -> float:
    """What the file says, if it can be; else what makes the longer side that of A4."""
    try:
        said = float(picture.info.get("dpi", (0, 0))[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        said = 0.0
    return said if 50 <= said <= 1200 else max(picture.size) / 11.69  # noqa: PLR2004 - plausible scanners


def _comments(picture: Any) -> list[str]:
    found = [
        value.strip()
        for key, value in picture.info.items()
        if isinstance(value, str) and value.strip() and key not in _TECHNICAL and not key.lower().startswith("xml:")
    ]
    try:
        tags = picture.getexif()
    except _BROKEN:
        return found
    for tag in _COMMENT_TAGS:
        value = tags.get(tag)
        if isinstance(value, bytes):
            value = value.removeprefix(b"ASCII\0\0\0").decode("utf-8", "replace")
        if isinstance(value, str) and value.strip("\x00 "):
            found.append(value.strip("\x00 "))
    return found
