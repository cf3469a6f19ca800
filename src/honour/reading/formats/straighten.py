"""Makes a scanned page fit to be read: upright, straight, dark on light. And leads boxes back to the page as it was.

`read(grey, dpi)` is the one call. Boxes are pixels of the picture it was given, whatever was done to it for reading:
a word of a page laid on the glass askew gets the upright hull of its slanted box, so a bar over the box covers it.

What OCR could not read but is there as ink (handwriting, drawings, stamps) is measured as `unread_ink`. Does not see:
handwriting that OCR takes for print and is sure of, faint pencil, a few stray letters, writing on a photograph.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from honour.reading.formats import ocr

MOST_SKEW = 10.0
"""Degrees. Feeders and flat-bed scanners stay far below it; a page tilted more is left as it is."""
LEAST_SKEW = 0.25
"""Degrees. The engine reads lines that lean less as well as straight ones."""
SURE = 0.6
"""Confidence under which a word is not taken for read."""
WRITING = "handwriting or drawing that was not read: look at it by hand"
_LEAST_WRITING = 0.2
"""Square inches of unread ink: a word or two by hand; ticks and specks are less."""
_MANY_UNSURE = 0.15
"""Share of words under `SURE` that makes a page doubtful."""
_DOUBTFUL_OCR = 0.5
"""Mean confidence under which handwriting or a bad scan is likely."""
_DOUBTFUL_PAGE = 0.75
"""Share of sure words under which the page is tried turned and cleaned; print lying right is above it."""
_BETTER = 1.3
"""How many times more another direction must tell than the first: it costs a second reading."""
_GRAIN = 3.0
"""Mean difference in levels of grey between a pixel and the median of its neighbours; clean print has under 2."""
_DARK = 100
"""Median level of grey under which a page is white on black."""
_SPREAD = 130
"""Levels of grey between paper and ink under which contrast is stretched."""
_LOOK_PIXELS = 1_400_000
"""Size of the part read to find which way is up: a quarter of A4 at 200 dpi."""
_SKEW_SIDE = 900
"""Longer side, in pixels, of the picture the skew is measured on: a tenth of a degree is 1.5 pixels."""

Words = list[tuple[int, int, float, float, float, float, float]]


@dataclass(frozen=True, slots=True)
class Read:
    seen: ocr.Seen
    """Boxes in pixels of the picture given."""
    turned: int
    """Degrees clockwise the picture was turned to stand upright: 0, 90, 180 or 270."""
    skew: float
    """Degrees counter-clockwise it was turned besides."""
    unread_ink: float
    """Square inches with ink that no sure word covers, lines of forms and filled areas left out."""

    @property
    def unsure(self) -> int:
        """How many words are under `SURE`."""
        return sum(word[6] < SURE for word in self.seen.words)

    @property
    def written(self) -> bool:
        """Something that looks like handwriting or a drawing was not read."""
        return self.unread_ink >= _LEAST_WRITING

    def properties(self) -> list[tuple[str, str]]:
        """What a record says of its OCR; `doubtful` with every reason why a person should look."""
        told = [("ocr-confidence", f"{self.seen.confidence:.2f}"), ("ocr-unsure-words", str(self.unsure))]
        doubts = []
        if self.seen.confidence < _DOUBTFUL_OCR:
            doubts.append("low OCR confidence: handwriting or a bad scan")
        elif self.unsure > _MANY_UNSURE * len(self.seen.words):
            doubts.append(f"{self.unsure} of {len(self.seen.words)} words were read unsurely")
        if self.written:
            doubts.append(WRITING)
        return [*told, ("doubtful", "; ".join(doubts))] if doubts else told


def read(grey: Image.Image, dpi: float) -> Read:
    """`grey`: mode L, any direction. `dpi`: of its pixels; only a hint to the engine, and the scale of `unread_ink`."""
    clear = _clear(grey)
    best = _straight(clear, 0, dpi)
    if _share(best.seen) >= _DOUBTFUL_PAGE:
        return best
    if _grainy(clear):
        smooth = clear.filter(ImageFilter.MedianFilter(3)).filter(ImageFilter.GaussianBlur(0.8))
        cleaned = _straight(smooth, 0, dpi)
        if _told(cleaned.seen) >= _told(best.seen):
            best, clear = cleaned, smooth
        if _share(best.seen) >= _DOUBTFUL_PAGE:
            return best
    for turn in _upright(clear, dpi):
        other = _straight(clear, turn, dpi)
        if _told(other.seen) > _told(best.seen) * _BETTER:
            best = other
        if _share(best.seen) >= _DOUBTFUL_PAGE:
            break
    return best


def _grainy(clear: Image.Image) -> bool:
    """Whether neighbouring pixels of the paper differ: the grain of a bad camera or a copy of a copy."""
    part = clear.crop((clear.width // 4, clear.height // 4, clear.width * 3 // 4, clear.height * 3 // 4))
    smooth = np.asarray(part.filter(ImageFilter.MedianFilter(3)), dtype=np.int16)
    return bool(smooth.size) and float(np.abs(np.asarray(part, dtype=np.int16) - smooth).mean()) > _GRAIN


def _clear(grey: Image.Image) -> Image.Image:
    """Dark on light, and stretched where it is pale. Noise is left: the engine's own threshold copes with it."""
    levels = np.asarray(grey)[::4, ::4]
    if not levels.size:
        return grey
    if float(np.median(levels)) < _DARK:
        grey = ImageOps.invert(grey)
        levels = 255 - levels
    low, high = np.percentile(levels, (0.5, 60))
    return ImageOps.autocontrast(grey, cutoff=(0.5, 30)) if 8 < high - low < _SPREAD else grey  # noqa: PLR2004 - grain


def _straight(clear: Image.Image, turned: int, dpi: float) -> Read:
    picture = clear.rotate(-turned, expand=True) if turned else clear
    upright = picture.size
    skew = skew_of(picture)
    if skew:
        picture = picture.rotate(skew, Image.Resampling.BICUBIC, expand=True, fillcolor=_paper(picture))
    seen = ocr.look(picture.tobytes(), picture.width, picture.height, picture.width, round(dpi))
    ink = _unread_ink(picture, seen.words, dpi)
    if skew:
        seen = ocr.Seen(seen.text, _back(seen.words, skew, picture.size, upright))
    if turned:
        seen = ocr.Seen(seen.text, _back(seen.words, -turned, upright, clear.size))
    return Read(seen, turned, skew, ink)


def _paper(picture: Image.Image) -> int:
    return int(np.percentile(np.asarray(picture)[::8, ::8], 75))


def _back(words: Words, degrees: float, size: tuple[int, int], before: tuple[int, int]) -> Words:
    """Boxes in a picture of `size` that was turned by `degrees` (counter-clockwise, about its middle) as boxes in
    the one of size `before`, cut to it."""
    lean = math.radians(degrees)
    cos, sin = math.cos(lean), math.sin(lean)
    back: Words = []
    for start, end, x0, y0, x1, y1, sure in words:
        xs, ys = [], []
        for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1)):
            across, down = x - size[0] / 2, y - size[1] / 2
            xs.append(cos * across - sin * down + before[0] / 2)
            ys.append(sin * across + cos * down + before[1] / 2)
        back.append((
            start, end, max(0.0, min(xs)), max(0.0, min(ys)),
            min(float(before[0]), max(xs)), min(float(before[1]), max(ys)), sure,
        ))  # fmt: skip
    return back


def skew_of(grey: Image.Image) -> float:
    """Degrees clockwise by which lines of text fall to the right, up to `MOST_SKEW`; 0 where nothing stands out.

    At the right angle lines and the gaps between them part most sharply in the sums of the rows.
    """
    factor = min(1.0, _SKEW_SIDE / max(grey.size))
    small = grey.resize((max(1, round(grey.width * factor)), max(1, round(grey.height * factor))), Image.Resampling.BOX)
    ink = _ink(np.asarray(small))
    down, across = np.nonzero(ink)
    if len(down) < 200:  # noqa: PLR2004 - a line of a few words
        return 0.0
    if len(down) > 60_000:  # noqa: PLR2004 - a photograph is decided as well by a part of its points
        step = len(down) // 60_000 + 1
        down, across = down[::step], across[::step]
    middle = across - small.width / 2

    def sharp(angle: float) -> float:
        rows = np.round(down - middle * math.tan(math.radians(angle))).astype(np.int64)
        sums = np.bincount(rows - rows.min()).astype(np.float64)
        return float(np.square(np.diff(sums)).sum())

    level = sharp(0.0)
    coarse = max(np.arange(-MOST_SKEW, MOST_SKEW + 0.01, 0.5), key=sharp)
    fine = max(np.arange(coarse - 0.5, coarse + 0.51, 0.1), key=sharp)
    found = round(float(fine), 1)
    return found if LEAST_SKEW <= abs(found) < MOST_SKEW and sharp(found) > 1.15 * level else 0.0


def _ink(levels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    paper = float(np.percentile(levels, 75))
    dark = float(np.percentile(levels, 0.5))
    return levels < paper - max(25.0, 0.45 * (paper - dark))


def _told(seen: ocr.Seen) -> float:
    """How much was read surely: a wrong direction gives many short, unsure words."""
    return sum((end - start) * sure for start, end, *_, sure in seen.words if sure >= SURE and end - start > 2)  # noqa: PLR2004


def _share(seen: ocr.Seen) -> float:
    letters = sum(word[1] - word[0] for word in seen.words)
    return _told(seen) / letters if letters else 0.0


def _upright(clear: Image.Image, dpi: float) -> list[int]:
    """The two directions in which a part of the page with most ink tells most, the best first.

    Two, because the engine itself reads some pages that lie on their side.
    """
    part = clear
    skews = (skew_of(clear), skew_of(clear.transpose(Image.Transpose.ROTATE_90)))
    if clear.width * clear.height > _LOOK_PIXELS:
        levels = np.asarray(clear)
        high, wide = levels.shape
        side = min(high, wide, int(_LOOK_PIXELS**0.5))
        ink = _ink(levels[::8, ::8]).astype(np.float64)
        most, at = -1.0, (0, 0)
        for top in range(0, max(1, high - side + 1), max(1, side // 4)):
            for left in range(0, max(1, wide - side + 1), max(1, side // 4)):
                here = float(ink[top // 8 : (top + side) // 8, left // 8 : (left + side) // 8].sum())
                if here > most:
                    most, at = here, (left, top)
        part = clear.crop((*at, at[0] + side, at[1] + side))
    told = {}
    for turn in (0, 90, 180, 270):
        turned = part.rotate(-turn, expand=True) if turn else part
        skew = skews[turn // 90 % 2]
        if skew:
            turned = turned.rotate(skew, Image.Resampling.BICUBIC, fillcolor=_paper(turned))
        told[turn] = _told(ocr.look(turned.tobytes(), turned.width, turned.height, turned.width, round(dpi)))
    best = sorted((turn for turn in told if told[turn] > told[0] * _BETTER), key=lambda turn: -told[turn])
    return best[:2]


_INK_DPI = 100
_LINE = 45
"""Pixels at `_INK_DPI`: a straight stroke as long is a rule of a form, not writing."""
_CELL = 20
"""Pixels at `_INK_DPI`: a fifth of an inch, the height of handwriting."""
_LEAST_ROW = 3
"""Cells with ink beside each other that make writing; fewer are specks, ticks and bullets."""


def _unread_ink(picture: Image.Image, words: Words, dpi: float) -> float:
    factor = min(1.0, _INK_DPI / max(1.0, dpi))
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    ink = _ink(np.asarray(picture.resize(size, Image.Resampling.BOX)))
    ink &= ~(_runs(ink) | _runs(ink.T).T)
    for _, _, x0, y0, x1, y1, sure in words:
        if sure >= SURE:
            pad = 3
            top, left = max(0, int(y0 * factor) - pad), max(0, int(x0 * factor) - pad)
            ink[top : int(y1 * factor) + pad + 1, left : int(x1 * factor) + pad + 1] = False
    edge = _CELL // 2  # the shadow at the edge of the glass
    ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:] = False, False, False, False
    high, wide = ink.shape[0] // _CELL, ink.shape[1] // _CELL
    if not high or not wide:
        return 0.0
    cells = ink[: high * _CELL, : wide * _CELL].reshape(high, _CELL, wide, _CELL).mean((1, 3))
    inky = (cells > 0.04) & (cells < 0.6)  # noqa: PLR2004 - more than a speck, less than a photograph's dark part
    beside = _runs(inky, _LEAST_ROW)
    return float(beside.sum()) * (_CELL / _INK_DPI) ** 2


def _runs(ink: np.ndarray[Any, Any], least: int = _LINE) -> np.ndarray[Any, Any]:
    """Where `ink` is part of a row of at least `least` set pixels."""
    high, wide = ink.shape
    if wide < least:
        return np.zeros_like(ink)
    sums = np.concatenate((np.zeros((high, 1), np.int32), np.cumsum(ink, axis=1, dtype=np.int32)), axis=1)
    full = (sums[:, least:] - sums[:, :-least]) == least  # a whole row begins here
    marks = np.zeros((high, wide + 1), np.int32)
    marks[:, : full.shape[1]] += full
    marks[:, least : least + full.shape[1]] -= full
    return np.cumsum(marks[:, :wide], axis=1) > 0
