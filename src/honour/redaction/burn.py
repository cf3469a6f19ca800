"""Rebuilds a page from its pixels: what is withheld is painted out, what remains is read again.

    ┌ the line as it was ────────────────┐      ┌ what leaves ──────────────────────┐
    │ Spoke to Amelia Patel's mother.    │  →   │ ▓▓▓▓▓▓▓▓▓▓▓▓▓ A ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓ │
    └────────────────────────────────────┘      └───────────────────────────────────┘

A box as wide as the word it covers names two thirds of a class by its width, so a box takes the whole line, from
the page's left margin to its right, or, where a line is cut into cells, the whole room between the neighbours.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Protocol

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError
from rapidfuzz.distance import Levenshtein

from honour.kernel.record import Word
from honour.redaction import cut, forms, ocr

MAX_DPI = 200
"""Enough to read print of six points; more would only make the pack heavy."""
MIN_DPI = 150
"""Below this the OCR engine misses words it reads at 150; smaller pictures are enlarged for reading only."""
MAX_PIXELS = 40_000_000
"""A page of A1 at 200 dpi. A larger picture is not opened: its decompression could fill the memory."""
CELL_GAP_HEIGHTS = 2.0
"""Words further apart than twice their height stand in different cells or columns."""
SURE = 0.5
"""Text the engine is less sure of than this proves nothing, for or against a page."""


class PageImage(Protocol):
    @property
    def png(self) -> bytes: ...
    @property
    def width_pt(self) -> float: ...
    @property
    def height_pt(self) -> float: ...


class Why(StrEnum):
    """Why a page's picture may not leave. Its approved text still does."""

    NOT_LOCATED = "something withheld has no known place on the page"
    UNREADABLE = "the picture could not be opened"
    TOO_LARGE = "the picture is too large"
    STILL_SEEN = "something withheld could still be read in the picture"
    NO_PICTURE = "no picture of the page could be made"


@dataclass(frozen=True, slots=True)
class Burned:
    """A picture that may leave, and the words that it itself confirms."""

    jpeg: bytes
    """Fresh, without metadata; grey where the page is grey."""
    width_px: int
    height_px: int
    text: str
    """Approved words that a reading of `jpeg` confirms, in the record's own line breaks."""
    confirmed: int
    dropped: int
    """Approved words left out of `text`: under a box, or not confirmed by the picture."""
    boxes: int


@dataclass(frozen=True, slots=True)
class Refused:
    why: Why


def burned(
    render: Callable[[], PageImage] | None,
    text: str,
    words: Sequence[Word],
    withheld: Sequence[cut.Cut],
    never: Iterable[str] = (),
) -> Burned | Refused:
    """The page as pixels with whole lines painted out, or why it may not leave.

    `words` carry boxes in points from the top left; `withheld` and the words' offsets are code points into
    `text`. `never` are forms (names, identifiers) that must not be readable in the picture, wherever they came
    from: a stamp, a logo, a text layer that lies about the pixels.

    Refuses rather than guesses: a withheld letter without a boxed word over it, or a form still legible after
    burning, keeps the whole picture inside. Limits: a withheld thing that is not text (a face, handwriting the
    engine cannot read) is not seen here; a person must withhold the record.
    """
    regions = cut.regions(text, withheld)
    placed = [word for word in words if word.x1 > word.x0 and word.y1 > word.y0]
    if not _all_located(text, regions, placed):
        return Refused(Why.NOT_LOCATED)
    if render is None:
        return Refused(Why.NO_PICTURE)
    page = render()
    if page.width_pt <= 0 or page.height_pt <= 0:
        return Refused(Why.UNREADABLE)
    picture = _opened(page)
    if isinstance(picture, Refused):
        return picture
    scale_x, scale_y = picture.width / page.width_pt, picture.height / page.height_pt
    boxes = _boxes(placed, regions, page.width_pt)
    if not all(
        word.x0 >= 0 and word.x1 <= page.width_pt and word.y0 >= 0 and word.y1 <= page.height_pt
        for word in placed
        if _code(word, regions) is not None
    ):
        return Refused(Why.NOT_LOCATED)
    pixels = [
        (round(box.x0 * scale_x), round(box.y0 * scale_y), round(box.x1 * scale_x), round(box.y1 * scale_y), box.code)
        for box in boxes
    ]
    _paint(picture, pixels)
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=85, optimize=True, dpi=(0, 0))
    # From here on only the finished bytes are looked at, so that what is confirmed is what leaves.
    finished = Image.open(io.BytesIO(encoded.getvalue()))
    dpi = max(70, round(finished.width / page.width_pt * 72))
    seen = _read(finished, dpi)
    if _still_seen(seen, text, regions, never):
        return Refused(Why.STILL_SEEN)
    clear = [box[:4] for box in pixels]
    kept, confirmed, dropped = _confirmed(text, placed, regions, seen, clear, scale_x, scale_y)
    return Burned(encoded.getvalue(), finished.width, finished.height, kept, confirmed, dropped, len(pixels))


def _opened(page: PageImage) -> Image.Image | Refused:
    try:
        with Image.open(io.BytesIO(page.png)) as source:
            if source.width * source.height > MAX_PIXELS:
                return Refused(Why.TOO_LARGE)
            source.load()
            grey = source.mode in ("1", "L", "LA", "I;16", "I")
            # Pasting on white drops an alpha channel that could hide text from the eye but not from a tool.
            flat = Image.new("RGB", source.size, "white")
            rgba = source.convert("RGBA")
            flat.paste(rgba, mask=rgba.getchannel("A"))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return Refused(Why.UNREADABLE)
    picture = flat.convert("L") if grey or _is_grey(flat) else flat
    widest = round(page.width_pt / 72 * MAX_DPI)
    if picture.width > widest > 0:
        height = max(1, round(picture.height * widest / picture.width))
        picture = picture.resize((widest, height), Image.Resampling.LANCZOS)
    return picture


def _is_grey(picture: Image.Image) -> bool:
    small = picture.resize((min(200, picture.width), min(200, picture.height)))
    red, green, blue = (channel.tobytes() for channel in small.split())
    return red == green == blue


def _read(picture: Image.Image, dpi: int) -> list[ocr.Seen]:
    if dpi >= MIN_DPI:
        return ocr.read(picture, dpi)
    factor = MIN_DPI / dpi
    larger = picture.resize((round(picture.width * factor), round(picture.height * factor)), Image.Resampling.LANCZOS)
    return [
        ocr.Seen(
            word.text,
            round(word.x0 / factor),
            round(word.y0 / factor),
            round(word.x1 / factor),
            round(word.y1 / factor),
            word.confidence,
        )
        for word in ocr.read(larger, MIN_DPI)
    ]


def _all_located(text: str, regions: Sequence[cut.Region], words: Sequence[Word]) -> bool:
    """Whether every letter and digit withheld lies in a word that has a box."""
    covered = bytearray(len(text))
    for word in words:
        covered[word.start : word.end] = b"\1" * (min(word.end, len(text)) - word.start)
    return all(covered[at] or not text[at].isalnum() for region in regions for at in range(region.start, region.end))


@dataclass(frozen=True, slots=True)
class _Box:
    x0: float
    y0: float
    x1: float
    y1: float
    code: str


def _boxes(words: Sequence[Word], regions: Sequence[cut.Region], page_width: float) -> list[_Box]:
    """Boxes in points over every line or cell with a withheld word in it."""
    if not regions or not words:
        return []
    left = min(0.08 * page_width, *(word.x0 for word in words))
    right = max(0.92 * page_width, *(word.x1 for word in words))
    typical = median(word.y1 - word.y0 for word in words)
    boxes: list[_Box] = []
    for row in _lines(words):
        cells = _cells(row, typical)
        for at, cell in enumerate(cells):
            codes = [_code(word, regions) for word in cell]
            code = next((found for found in codes if found), None)
            if code is None:
                continue
            x0 = cells[at - 1][-1].x1 + typical / 2 if at else left
            x1 = cells[at + 1][0].x0 - typical / 2 if at + 1 < len(cells) else right
            # Descenders, accents and a slight skew stick out of the boxes that readers report.
            pad = 0.25 * typical
            y0, y1 = min(word.y0 for word in cell) - pad, max(word.y1 for word in cell) + pad
            boxes.append(_Box(min(x0, cell[0].x0 - pad), y0, max(x1, max(word.x1 for word in cell) + pad), y1, code))
    return boxes


def _code(word: Word, regions: Sequence[cut.Region]) -> str | None:
    for region in regions:
        if word.start < region.end and region.start < word.end:
            return " ".join(region.codes)
    return None


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand side by side, each row from left to right, rows from top to bottom.

    Two words are on one line if they share half the height of the lower one.
    """
    rows: list[list[Word]] = []
    spans: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: ((word.y0 + word.y1) / 2, word.x0)):
        for at in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            top, bottom = spans[at]
            shared = min(bottom, word.y1) - max(top, word.y0)
            if shared >= 0.5 * min(bottom - top, word.y1 - word.y0):
                rows[at].append(word)
                # The row keeps the extent of its first word: letting it grow would chain skewed lines into one.
                break
        else:
            rows.append([word])
            spans.append((word.y0, word.y1))
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def _cells(row: list[Word], typical: float) -> list[list[Word]]:
    cells = [[row[0]]]
    for word in row[1:]:
        if word.x0 - max(before.x1 for before in cells[-1]) > CELL_GAP_HEIGHTS * typical:
            cells.append([word])
        else:
            cells[-1].append(word)
    return cells


_FILL, _INK = "#e8e8e8", "#282828"


def _paint(picture: Image.Image, boxes: Sequence[tuple[int, int, int, int, str]]) -> None:
    draw = ImageDraw.Draw(picture)
    # All fills first: a neighbour's fill must not cut a label in two.
    for x0, y0, x1, y1, _ in boxes:
        draw.rectangle((x0, y0, x1, y1), fill=_FILL, outline=_INK, width=2)
    for x0, y0, _x1, y1, code in boxes:
        font = ImageFont.load_default(max(9.0, min(0.7 * (y1 - y0), 30.0)))
        draw.text((x0 + 8, (y0 + y1) / 2), code, fill=_INK, font=font, anchor="lm")


def _close(word: str, other: str) -> bool:
    """The same word, give or take one letter the engine misread in a long one."""
    if word == other:
        return True
    if len(word) < 5 or abs(len(word) - len(other)) > 1:  # noqa: PLR2004 - one wrong letter in four is another word
        return False
    return Levenshtein.distance(word, other, score_cutoff=1) <= 1


def _still_seen(seen: Sequence[ocr.Seen], text: str, regions: Sequence[cut.Region], never: Iterable[str]) -> bool:
    approved = set(forms.tokens(_outside(text, regions)))
    read = [token for word in seen for token in forms.tokens(word.text)]
    padded = " " + " ".join(read) + " "
    for form in never:
        for needle in forms.needles(form, "", hard=True):
            if needle.hard and needle.padded in padded and not set(needle.words) <= approved:
                return True
    for region in regions:
        withheld = [token for token in forms.tokens(text[region.start : region.end]) if token not in approved]
        rare = {token for token in withheld if len(token) > 3 and not forms.is_common_word(token)}  # noqa: PLR2004
        if any(token not in approved and any(_close(form, token) for form in rare) for token in read):
            return True
        if forms.shingles(withheld) & forms.shingles(read):
            return True
    return False


def _outside(text: str, regions: Sequence[cut.Region]) -> str:
    pieces, at = [], 0
    for region in regions:
        pieces.append(text[at : region.start])
        at = region.end
    return " ".join([*pieces, text[at:]])


def _confirmed(
    text: str,
    words: Sequence[Word],
    regions: Sequence[cut.Region],
    seen: Sequence[ocr.Seen],
    boxes: Sequence[tuple[int, int, int, int]],
    scale_x: float,
    scale_y: float,
) -> tuple[str, int, int]:
    """Approved words that the picture shows near the place where the record has them.

    The text goes out in the record's own spelling; the reading only says yes or no. Line breaks follow the record.
    """
    grid: dict[tuple[int, int], list[ocr.Seen]] = {}
    cell = 64
    for item in seen:
        for column in range(item.x0 // cell, item.x1 // cell + 1):
            for row in range(item.y0 // cell, item.y1 // cell + 1):
                grid.setdefault((column, row), []).append(item)
    pieces: list[str] = []
    confirmed = dropped = 0
    last_end = None
    for word in sorted(words, key=lambda word: word.start):
        if _code(word, regions) is not None:
            continue
        own = text[word.start : word.end].strip()
        if not own:
            continue
        x0, y0, x1, y1 = word.x0 * scale_x, word.y0 * scale_y, word.x1 * scale_x, word.y1 * scale_y
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        covered = any(box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3] for box in boxes)
        folded = forms.squeezed(own)
        if covered or (folded and not _near(folded, grid, cell, (x0, y0, x1, y1))):
            dropped += 1
            continue
        if not folded:
            continue
        if last_end is not None:
            pieces.append("\n" if "\n" in text[last_end : word.start] else " ")
        pieces.append(own)
        last_end = word.end
        confirmed += 1
    return "".join(pieces), confirmed, dropped


def _near(
    folded: str, grid: dict[tuple[int, int], list[ocr.Seen]], cell: int, box: tuple[float, float, float, float]
) -> bool:
    x0, y0, x1, y1 = box
    around: list[ocr.Seen] = []
    for column in range(int(x0) // cell, int(x1) // cell + 1):
        for row in range(int(y0) // cell, int(y1) // cell + 1):
            around.extend(item for item in grid.get((column, row), ()) if item not in around)
    touching = [item for item in around if item.x0 < x1 and x0 < item.x1 and item.y0 < y1 and y0 < item.y1]
    for item in touching:
        read = forms.squeezed(item.text)
        if _close(folded, read) or (len(folded) > 1 and folded in read):
            return True
    joined = "".join(forms.squeezed(item.text) for item in sorted(touching, key=lambda item: item.x0))
    return _close(folded, joined)
