"""Which words of a PDF page nobody sees: written in white or not at all, covered, off the page, on a hidden layer.

Looked for only where the page has something of the kind: then the page is drawn, and a word in whose box every pixel is
alike is not seen. So a search layer over a scan counts as seen, white words on a blue heading do, and words under a
black bar do not. Not found: words so faint that some pixel differs a little, words under a picture with a pattern.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

_TEXT, _PATH, _PICTURE, _SHADING, _FORM = 1, 2, 3, 4, 5
_NOT_DRAWN = frozenset({3, 7})
"""Text render modes: neither filled nor stroked; only a limit for what follows."""
_NEARLY_WHITE, _NEARLY_CLEAR = 240, 16
"""Of 255: a paler or clearer colour cannot be read on white."""
_ALIKE = 10
"""Levels of grey of 255 by which the pixels in a word's box may differ, if nothing is seen in it."""
_SCALE = 2.0
"""Pixels a point at which the page is drawn to look."""
_MOST_PIXELS = 30_000_000
_MOST_PAIRS = 50_000
"""Comparisons of a shape with the words before it; a page with more is drawn anyway."""
_DEEPEST = 4
_MOST_MARKS = 32

Box = tuple[float, float, float, float]


@dataclass
class Scan:
    """What one walk over a page's objects told."""

    objects: int = 0
    picture: float = 0.0
    """Share of the page under its largest picture."""
    picture_dpi: int = 0
    look: bool = False
    """Something on the page may not be seen."""
    layers: dict[int, str] = field(default_factory=dict)
    """Address of a text object on a hidden layer: the layer's name."""


class Walker:
    """Walks pages of one document. Keeps its C variables, which cost more to make than to fill."""

    def __init__(self, hidden_layers: frozenset[str]) -> None:
        self._hidden_layers = hidden_layers
        self._sides = tuple(ctypes.c_float() for _ in range(4))
        self._side_references = tuple(ctypes.byref(side) for side in self._sides)
        self._colour = tuple(ctypes.c_uint() for _ in range(4))
        self._colour_references = tuple(ctypes.byref(part) for part in self._colour)
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._name = (ctypes.c_ushort * 200)()
        self._length = ctypes.c_ulong()

    def scan(self, page: Any, width: float, height: float) -> Scan:
        found = Scan()
        texts: list[Box] = []
        pairs = 0
        # (object, depth, layer that hides it); forms are walked in place, so that the order of drawing is kept
        stack = [(raw.FPDFPage_GetObject(page, at), 0, "") for at in reversed(range(raw.FPDFPage_CountObjects(page)))]
        while stack:
            thing, depth, layer = stack.pop()
            found.objects += 1
            kind = raw.FPDFPageObj_GetType(thing)
            if self._hidden_layers and not layer:
                layer = self._layer(thing)
            if kind == _FORM and depth < _DEEPEST:
                stack.extend(
                    (raw.FPDFFormObj_GetObject(thing, at), depth + 1, layer)
                    for at in reversed(range(raw.FPDFFormObj_CountObjects(thing)))
                )
                continue
            if kind == _TEXT:
                if layer:
                    found.layers[ctypes.addressof(thing.contents)] = layer
                if not found.look and (raw.FPDFTextObj_GetTextRenderMode(thing) in _NOT_DRAWN or self._pale(thing)):
                    found.look = True
                if not found.look and depth == 0:
                    texts.append(self._bounds(thing))
            elif kind == _PICTURE:
                self._picture(thing, found, width, height)
                if not found.look and depth == 0:
                    pairs += len(texts)
                    found.look = pairs > _MOST_PAIRS or _covers(self._bounds(thing), texts)
            elif not found.look and depth == 0 and texts and (kind == _SHADING or self._filled(thing)):
                pairs += len(texts)
                found.look = pairs > _MOST_PAIRS or _covers(self._bounds(thing), texts)
        found.picture = min(found.picture, 1.0)
        return found

    def _bounds(self, thing: Any) -> Box:
        if not raw.FPDFPageObj_GetBounds(thing, *self._side_references):
            return 0.0, 0.0, 0.0, 0.0
        left, bottom, right, top = (side.value for side in self._sides)
        return left, bottom, right, top

    def _pale(self, thing: Any) -> bool:
        if not raw.FPDFPageObj_GetFillColor(thing, *self._colour_references):
            return False
        red, green, blue, clear = (part.value for part in self._colour)
        return clear < _NEARLY_CLEAR or min(red, green, blue) >= _NEARLY_WHITE

    def _filled(self, thing: Any) -> bool:
        return bool(raw.FPDFPath_GetDrawMode(thing, self._fill, self._stroke)) and self._fill.value != 0

    def _picture(self, thing: Any, found: Scan, width: float, height: float) -> None:
        x0, y0, x1, y1 = self._bounds(thing)
        covers = max(0.0, x1 - x0) * max(0.0, y1 - y0) / max(1.0, width * height)
        if covers > found.picture:
            found.picture = covers
            across, down = self._colour[:2]
            if raw.FPDFImageObj_GetImagePixelSize(thing, across, down):
                found.picture_dpi = round(across.value / max(1.0, min(x1 - x0, width)) * 72)

    def _layer(self, thing: Any) -> str:
        for at in range(min(_MOST_MARKS, raw.FPDFPageObj_CountMarks(thing))):
            mark = raw.FPDFPageObj_GetMark(thing, at)
            if self._text(raw.FPDFPageObjMark_GetName, mark) != "OC":
                continue
            name = self._text(raw.FPDFPageObjMark_GetParamStringValue, mark, b"Name")
            if name in self._hidden_layers:
                return name
        return ""

    def _text(self, get: Any, *arguments: Any) -> str:
        if not get(*arguments, self._name, ctypes.sizeof(self._name), self._length):
            return ""
        return bytes(self._name)[: max(0, self._length.value - 2)].decode("utf-16-le", "replace")


def _covers(shape: Box, texts: Sequence[Box]) -> bool:
    left, bottom, right, top = shape
    for x0, y0, x1, y1 in texts:
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if left <= x <= right and bottom <= y <= top and x1 > x0:
            return True
    return False


def unseen(
    page: Any, layer: Any, words: Sequence[Sequence[float]], at: Sequence[int], scan: Scan, width: float, height: float
) -> list[tuple[int, int, str]]:
    """(start, end, why) of the words that are not seen, in their order. `at`: the layer's index of each character."""
    if not scan.look and not scan.layers:  # nearly every page
        return [
            (int(word[0]), int(word[1]), "text off the page")
            for word in words
            if word[4] <= 0 or word[5] <= 0 or word[2] >= width or word[3] >= height
        ]
    found: list[tuple[int, int, str]] = []
    picture: Any = None
    scale = min(_SCALE, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    for start, end, x0, y0, x1, y1, *_ in words:
        first = int(start)
        if x1 <= 0 or y1 <= 0 or x0 >= width or y0 >= height:
            found.append((first, int(end), "text off the page"))
            continue
        if scan.layers:
            thing = raw.FPDFText_GetTextObject(layer, at[first])
            if thing and ctypes.addressof(thing.contents) in scan.layers:
                found.append((first, int(end), "hidden layer"))
                continue
        if not scan.look:
            continue
        if picture is None:
            try:
                drawn = page.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False)
            except pdfium.PdfiumError:
                return found
            picture = drawn.to_numpy().reshape(drawn.height, -1)[:, : drawn.width]
        # A pixel at each side belongs to neighbours.
        box = picture[max(0, int(y0 * scale)) : int(y1 * scale) + 1, max(0, int(x0 * scale)) : int(x1 * scale) + 1]
        if box.size and int(np.max(box)) - int(np.min(box)) <= _ALIKE:
            found.append((first, int(end), "text that is not seen"))
    return found
