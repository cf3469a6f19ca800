"""Scans as they come out of a school's copier: turned, askew, noisy, pale, written on by hand, with a text layer."""

from __future__ import annotations

import io
import random
from types import SimpleNamespace

import numpy as np
import pikepdf
import pillow_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont, ImageOps

from honour.kernel.unread import Why
from honour.reading.formats import straighten
from honour.redaction import burn

LINES = (
    "Dear Mrs Okafor, thank you for coming on Tuesday.",
    "Amelia has settled well since the start of term",
    "and now chooses longer books from the library.",
    "She still finds it hard to begin a piece of writing",
    "without help, so Mr Hughes will sit with her",
    "for ten minutes each morning before register.",
    "The nurse will test both ears again in November.",
    "Please ring the office about the new bus.",
)
DPI = 200


def printed(lines=LINES, size=(1654, 2339), ink=0, paper=255) -> Image.Image:
    page = Image.new("L", size, paper)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((200, 300 + 110 * number), line, font=ImageFont.load_default(42), fill=ink)
    return page


def scribbled(page: Image.Image, top: int, left: int, right: int, seed: int) -> None:
    """Strokes like joined handwriting: Bezier curves that run on from each other."""
    chance = random.Random(seed)  # noqa: S311 - strokes for a test must be the same each time
    draw = ImageDraw.Draw(page)
    x, y = float(left), float(top)
    while x < right:
        ends = [(x, y)]
        for _ in range(3):
            ends.append((x + chance.uniform(-12, 40), top + chance.uniform(-40, 30)))
        points = []
        for step in range(21):
            t = step / 20
            points.append(tuple(
                (1 - t) ** 3 * ends[0][axis] + 3 * t * (1 - t) ** 2 * ends[1][axis]
                + 3 * t**2 * (1 - t) * ends[2][axis] + t**3 * ends[3][axis]
                for axis in (0, 1)
            ))  # fmt: skip
        draw.line(points, fill=20, width=4)
        y = ends[3][1]
        x = max(x + 12, ends[3][0])


def saved(page: Image.Image, kind="PNG", **options) -> bytes:
    file = io.BytesIO()
    page.save(file, kind, **({"resolution": DPI} if kind == "PDF" else {"dpi": (DPI, DPI)}), **options)
    return file.getvalue()


def properties(record) -> dict[str, str]:
    return dict(record.properties)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_a_page_scanned_sideways_or_upside_down_is_read_upright(read, turn, kind):
    page = printed().rotate(turn, expand=True)
    (record,) = read(saved(page, kind)).records
    assert flat(record.text) == " ".join(LINES)
    assert float(properties(record)["page-width-pt"]) == pytest.approx(page.width / DPI * 72, abs=1)
    assert "doubtful" not in properties(record)


def test_a_picture_turned_by_its_exif_mark_is_read_upright(read):
    exif = Image.Exif()
    exif[274] = 6  # to be shown turned by 90 degrees clockwise
    (record,) = read(saved(printed().rotate(90, expand=True), "JPEG", exif=exif)).records
    assert flat(record.text) == " ".join(LINES)
    first = record.words[0]
    assert first.y0 < 150 and first.x0 < 100, "boxes are those of the page as it is shown"


@pytest.mark.parametrize("angle", [-9, -5, -2, 3, 8])
def test_a_page_laid_on_the_glass_askew_is_read(read, angle):
    (record,) = read(saved(printed().rotate(angle, Image.Resampling.BICUBIC, fillcolor=255))).records
    assert flat(record.text) == " ".join(LINES)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.floats(-8, 8))
def test_the_skew_that_was_put_in_is_the_skew_that_is_measured(angle):
    page = printed().rotate(-angle, Image.Resampling.BICUBIC, fillcolor=255)
    assert straighten.skew_of(page) == pytest.approx(angle, abs=0.3)


@pytest.mark.parametrize(("turn", "angle"), [(0, 0), (0, 6), (90, 0), (180, -4), (270, 3)])
def test_burning_a_word_of_a_turned_and_skewed_page_covers_its_ink(reader, read, turn, angle):
    hidden = "Amelia"
    with_name, without = printed(), printed([line.replace(hidden, "") for line in LINES])
    # The ink of the name alone, turned the same way, is what must be gone.
    only = Image.new("L", with_name.size, 255)
    ImageDraw.Draw(only).text((200, 410), hidden, font=ImageFont.load_default(42), fill=0)

    def turned(page):
        return page.rotate(turn, expand=True).rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)

    assert without.size == with_name.size
    data = saved(turned(with_name))
    (record,) = read(data).records
    start = record.text.index(hidden)
    word = next(word for word in record.words if word.start <= start < word.end)
    ink = np.asarray(turned(only)) < 128
    down, across = np.nonzero(ink)
    scale = 72 / DPI
    assert word.x0 <= across.min() * scale + 1 and word.x1 >= across.max() * scale - 1
    assert word.y0 <= down.min() * scale + 1 and word.y1 >= down.max() * scale - 1
    shown = Image.open(io.BytesIO(data))
    page = SimpleNamespace(png=data, width_pt=shown.width * scale, height_pt=shown.height * scale)
    result = burn.burned(
        lambda: page,
        record.text,
        record.words,
        [SimpleNamespace(start=start, end=start + len(hidden), code="A")],
        never=[hidden],
    )
    assert isinstance(result, burn.Burned)
    picture = np.asarray(Image.open(io.BytesIO(result.jpeg)).convert("L").resize(shown.size))
    bar = picture[down, across]
    assert np.mean(bar > 150) > 0.6, "where the name's ink was is the grey of the bar, but for the bar's own label"


@pytest.mark.parametrize("change", ["noise", "pale", "inverted"])
def test_noise_pale_print_and_white_on_black_are_read(read, change):
    page = printed()
    if change == "noise":
        levels = np.asarray(page, dtype=np.float64) + np.random.default_rng(5).normal(0, 40, (page.height, page.width))
        page = Image.fromarray(levels.clip(0, 255).astype(np.uint8))
    elif change == "pale":
        page = printed(ink=185, paper=225)
    else:
        page = ImageOps.invert(page)
    (record,) = read(saved(page)).records
    found = sum(word in record.text.split() for word in " ".join(LINES).split())
    assert found >= 0.96 * len(" ".join(LINES).split())


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
@pytest.mark.parametrize("seed", range(3))
def test_a_page_of_handwriting_is_never_silently_empty(read, kind, seed):
    page = Image.new("L", (1654, 2339), 255)
    for line in range(8):
        scribbled(page, 300 + 150 * line, 200, 1400, seed * 100 + line)
    result = read(saved(page, kind))
    if result.records:
        assert "doubtful" in properties(result.records[0])
    else:
        assert [unread.why for unread in result.unread] == [Why.EMPTY_SCAN]


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_a_typed_form_filled_in_by_hand_is_flagged_and_the_same_form_empty_is_not(read, kind):
    form = printed([line + " ...." for line in LINES[:3]])
    draw = ImageDraw.Draw(form)
    for row in range(6):
        draw.rectangle((200, 1000 + 150 * row, 1450, 1150 + 150 * row), outline=0, width=3)
    (empty,) = read(saved(form, kind)).records
    assert "doubtful" not in properties(empty)
    for row in range(3):
        scribbled(form, 1080 + 150 * row, 260, 900, row)
    (filled,) = read(saved(form, kind)).records
    assert "Amelia has settled well" in flat(filled.text)
    assert "look at it by hand" in properties(filled)["doubtful"]


def test_the_confidence_of_each_word_arrives_and_unsure_words_are_counted(read):
    (record,) = read(saved(printed())).records
    assert all(0 < word.confidence <= 1 for word in record.words)
    unsure = sum(word.confidence < straighten.SURE for word in record.words)
    assert properties(record)["ocr-unsure-words"] == str(unsure)


@pytest.mark.parametrize("agrees", [True, False])
def test_a_text_layer_over_a_scan_is_believed_only_if_the_picture_says_the_same(read, agrees):
    said = LINES if agrees else [f"Invoice number {n} for paint and brushes delivered" for n in range(8)]
    file = io.BytesIO(saved(printed(), "PDF"))
    with pikepdf.open(file) as pdf:
        page = pdf.pages[0]
        page.Resources.Font = pikepdf.Dictionary(
            F=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        drawn = "".join(f"1 0 0 1 72 {725 - 39.6 * n:.1f} Tm ({line}) Tj " for n, line in enumerate(said))
        page.contents_add(f"BT /F 15 Tf 3 Tr {drawn} ET".encode())
        out = io.BytesIO()
        pdf.save(out)
    (record,) = read(out.getvalue()).records
    why = "text layer that differs from the picture"
    hidden = flat(" ".join(record.text[start:end] for start, end, reason in record.hidden if reason == why))
    if agrees:
        assert hidden == "" and "doubtful" not in properties(record)
        assert flat(record.text) == " ".join(LINES)
    else:
        assert hidden == " ".join(said)
        assert " ".join(LINES) in flat(record.text)
        assert "compare by hand" in properties(record)["doubtful"]
        name = next(word for word in record.words if record.text[word.start : word.end] == "Amelia")
        assert abs(name.x0 - 72) < 5


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_a_photographed_letter_from_a_telephone_is_read(read, kind):
    file = io.BytesIO()
    letter = printed().convert("RGB")
    pillow_heif.from_pillow(letter).save(file, quality=90) if kind == "HEIF" else letter.save(file, kind, quality=90)
    result = read(file.getvalue(), "IMG_0042.HEIC")
    assert result.unread == ()
    (record,) = result.records
    assert set(record.text.split()) >= set(" ".join(LINES).split())
    assert record.address.parts[-1] == "page=1"


def test_each_picture_of_a_heic_is_a_page(read):
    file = io.BytesIO()
    several = pillow_heif.from_pillow(printed(LINES[:2]).convert("RGB"))
    several.add_from_pillow(printed(LINES[5:]).convert("RGB"))
    several.save(file, quality=90)
    first, second = read(file.getvalue()).records
    assert "Okafor" in first.text
    assert "nurse" in second.text
    assert second.address.parts[-1] == "page=2"
