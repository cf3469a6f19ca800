"""A page from burned pixels: what is withheld is neither seen nor told by the width of a box."""

from __future__ import annotations

import io

import numpy as np
import pytest
from pack_plans import drawn_page, spans
from PIL import Image

from honour.kernel.record import Word
from honour.reading.result import PageImage
from honour.redaction import forms, ocr
from honour.redaction.burn import Burned, Refused, Why, burned

LINES = ["Weekly reading report", "Tobiah sat beside Zebulon Quist today", "and finished his second book"]


def burn(lines: list[str], *quotes: str, never: tuple[str, ...] = (), extra: str = "") -> Burned | Refused:
    text, words, image = drawn_page(lines, extra=extra)
    return burned(lambda: image, text, words, spans(text, *quotes), never)


def test_the_withheld_line_is_painted_and_the_rest_is_confirmed() -> None:
    page = burn(LINES, "Zebulon Quist")
    assert isinstance(page, Burned)
    assert page.text == "Weekly reading report\nand finished his second book"
    assert page.boxes == 1
    assert (page.confirmed, page.dropped) == (8, 4)
    seen = forms.tokens(" ".join(word.text for word in ocr.read(Image.open(io.BytesIO(page.jpeg)), 150)))
    assert not {"zebulon", "quist", "beside"} & set(seen)


@pytest.mark.parametrize("other", ["Al Wu", "Bartholomew Featherstonehaugh-Cholmondeley"])
def test_the_painted_page_is_the_same_whoever_was_withheld(other: str) -> None:
    """Boxes and pixels do not depend on the name: the two pictures differ nowhere."""
    first = burn(LINES, "Zebulon Quist")
    second = burn([line.replace("Zebulon Quist", other) for line in LINES], other)
    assert isinstance(first, Burned)
    assert isinstance(second, Burned)
    left, right = (np.asarray(Image.open(io.BytesIO(page.jpeg)).convert("L"), dtype=int) for page in (first, second))
    assert np.abs(left - right).max() <= 2


def test_a_cell_between_neighbours_is_painted_as_wide_as_the_room_there_is() -> None:
    first = burn(["Class      Zebulon Quist          Owls"], "Zebulon Quist")
    assert isinstance(first, Burned)
    assert first.text == "Class Owls"


def test_a_page_with_nothing_withheld_keeps_every_word() -> None:
    page = burn(LINES)
    assert isinstance(page, Burned)
    assert page.text == "\n".join(LINES)
    assert page.boxes == page.dropped == 0


def test_a_withheld_word_without_a_place_keeps_the_picture_inside() -> None:
    text, words, image = drawn_page(LINES)
    unplaced = tuple(word for word in words if text[word.start : word.end] != "Quist")
    assert burned(lambda: image, text, unplaced, spans(text, "Zebulon Quist")) == Refused(Why.NOT_LOCATED)


def test_boxes_that_lie_about_the_pixels_keep_the_picture_inside() -> None:
    text, words, image = drawn_page(LINES)
    moved = tuple(word._replace(y0=word.y0 + 300, y1=word.y1 + 300) for word in words)
    assert burned(lambda: image, text, moved, spans(text, "Zebulon Quist")) == Refused(Why.STILL_SEEN)
    beyond = tuple(word._replace(x0=word.x0 + 9000, x1=word.x1 + 9000) for word in words)
    assert burned(lambda: image, text, beyond, spans(text, "Zebulon Quist")) == Refused(Why.NOT_LOCATED)


def test_a_name_in_the_picture_that_no_text_told_of_keeps_the_picture_inside() -> None:
    assert burn(LINES, never=("Perpetua Quist",), extra="Copy for Perpetua Quist") == Refused(Why.STILL_SEEN)


def test_words_that_the_picture_does_not_show_are_not_told() -> None:
    """A text layer may say more than the page: white text, text under a picture."""
    text, words, image = drawn_page(LINES)
    last = words[-1]
    hidden = Word(len(text), len(text) + 6, last.x0, last.y0 + 200, last.x1, last.y1 + 200)
    page = burned(lambda: image, text + "hidden\n", (*words, hidden), ())
    assert isinstance(page, Burned)
    assert "hidden" not in page.text
    assert page.dropped == 1


def test_the_picture_carries_no_metadata_and_no_hidden_channel() -> None:
    text, words, image = drawn_page(LINES)
    source = Image.open(io.BytesIO(image.png)).convert("RGBA")
    source.putalpha(255)
    out = io.BytesIO()
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "Zebulon Quist")
    source.save(out, "PNG", pnginfo=info)
    dressed = PageImage(out.getvalue(), image.width_pt, image.height_pt)
    page = burned(lambda: dressed, text, words, spans(text, "Zebulon Quist"))
    assert isinstance(page, Burned)
    assert b"Zebulon" not in page.jpeg
    finished = Image.open(io.BytesIO(page.jpeg))
    assert finished.mode == "L"
    assert not finished.getexif()


@pytest.mark.parametrize("bad", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_a_picture_that_does_not_open_is_refused(bad: bytes) -> None:
    text, words, image = drawn_page(LINES)
    broken = PageImage(bad, image.width_pt, image.height_pt)
    assert burned(lambda: broken, text, words, ()) == Refused(Why.UNREADABLE)


def test_a_page_without_a_picture_is_refused() -> None:
    assert burned(None, "abc", (), ()) == Refused(Why.NO_PICTURE)
