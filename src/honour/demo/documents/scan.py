"""Paper that went through the office copier: one grey JPEG a page, slightly crooked, speckled, no text layer."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

_DPI = 150
_A4_POINTS = (595.28, 841.89)


def scanned(typeset: bytes, rng: random.Random, *, rough: bool = False) -> bytes:
    """A PDF of pictures of the pages of `typeset`. The same `rng` gives the same bytes.

    `rough` speckles and blurs more, as a fax does, still legible.
    """
    document = pypdfium2.PdfDocument(typeset)
    pictures = []
    for page in document:
        grey = page.render(scale=_DPI / 72, grayscale=True).to_pil().convert("L")
        pictures.append(_copied(grey, rng, rough))
    document.close()
    return _pdf(pictures)


def handwritten(typeset: bytes, rng: random.Random) -> bytes:
    """Like `scanned`, with each line of writing swaying as a hand does: columns of pixels slide up and down."""
    document = pypdfium2.PdfDocument(typeset)
    pictures = []
    for page in document:
        grey = np.asarray(page.render(scale=_DPI / 72, grayscale=True).to_pil().convert("L"))
        reach, pace = rng.uniform(2.0, 3.5), rng.uniform(55, 90)
        shifts = (reach * np.sin(np.arange(grey.shape[1]) / pace)).astype(int)
        rows = (np.arange(grey.shape[0])[:, None] + shifts[None, :]) % grey.shape[0]
        swaying = Image.fromarray(np.take_along_axis(grey, rows, axis=0))
        width, height = swaying.size
        slanted = swaying.transform(
            (width, height),
            Image.Transform.AFFINE,
            (1, 0.12, -0.05 * height, 0, 1, 0),
            Image.Resampling.BILINEAR,
            fillcolor=255,
        )
        pictures.append(_copied(slanted, rng, rough=False))
    document.close()
    return _pdf(pictures)


def _copied(grey: Image.Image, rng: random.Random, rough: bool) -> Image.Image:
    if rough:
        grey = grey.filter(ImageFilter.GaussianBlur(0.6))
    turned = grey.rotate(rng.uniform(-0.6, 0.6), resample=Image.Resampling.BILINEAR, fillcolor=255)
    noise = np.random.default_rng(rng.getrandbits(32))
    tile = noise.integers(0, 34 if rough else 22, size=(256, 256), dtype=np.uint8)
    width, height = turned.size
    sheet = np.tile(tile, (height // 256 + 1, width // 256 + 1))[:height, :width]
    picture = ImageChops.subtract(turned, Image.fromarray(sheet))
    draw = ImageDraw.Draw(picture)
    for _ in range(160 if rough else 45):
        x, y, size = rng.randrange(width), rng.randrange(height), rng.choice((1, 1, 1, 2))
        draw.rectangle((x, y, x + size, y + size), fill=rng.randrange(60, 150))
    if rng.random() < 0.5:
        edge = rng.randrange(4, 14)
        draw.rectangle((0, 0, edge, height), fill=rng.randrange(90, 160))
    return picture


def _pdf(pictures: Sequence[Image.Image]) -> bytes:
    """The smallest honest PDF: a catalogue, pages, one picture each. No dates, no ids, no text."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for picture in pictures:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=50)
        jpeg = out.getvalue()
        first = len(objects) + 1
        kids.append(f"{first} 0 R")
        width, height = _A4_POINTS
        content = f"q {width} 0 0 {height} 0 0 cm /P Do Q".encode()
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {first + 1} 0 R "
            f"/Resources << /XObject << /P {first + 2} 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
            b"/Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (*picture.size, len(jpeg), jpeg)
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    body = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, data in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(body)
