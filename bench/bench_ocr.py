"""OCR against a known text: clean and noisy renderings of four layouts at 200 dpi, every word counted."""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import typst
from PIL import Image, ImageFilter

from bench import Row
from honour.kernel.item import Item
from honour.reading.pool import Reader

NAME = "ocr"
WHAT = "words of known text found again in scanned pages: letter, two columns, table, form"

_DPI = 200
_SIZE = '#set page(paper: "a4", margin: 2cm)\n#set text(size: 11pt)\n'
_LETTER = """Oakfield Primary School\n\n12 October 2026\n\nDear Mrs Okafor,\n
Thank you for coming to see us on Tuesday about the reading group. Amelia has settled well since the start of term
and is now choosing longer books from the class library. She still finds it hard to begin a piece of writing
without help, so we agreed that Mr Hughes will sit with her for ten minutes each morning before register.\n
We also spoke about her hearing. The nurse will test both ears again in November and write to your doctor. Until then
she sits near the front, away from the window, and wears the green band so that lunchtime staff know.\n
Please ring the office if the new bus arrangement does not work for your family.\n\nYours sincerely,\n
Ruth Bellamy\n\nHeadteacher"""
_REPORT = """#columns(2)[*Year 4 report: Noah Lindqvist*\n
English. Noah writes with growing confidence and enjoys describing places. His spelling of longer words has improved
and he checks his work before handing it in. Next he should practise joining sentences.\n
Mathematics. He knows his tables to twelve and explains how he found an answer. Fractions were difficult in spring but
he kept trying and can now compare them.\n
Science. Noah asked thoughtful questions about magnets and led his group when they built a bridge.
#colbreak()
Behaviour. He is kind to younger children and was chosen as a playground friend in January. Twice he was upset after
losing a game and needed time to calm down.\n
Attendance. He was present for ninety six of every hundred sessions and late on three mornings.\n
Targets. Read aloud at home four times a week, learn the spelling list each Friday, and bring his glasses.]"""
_TABLE = """*Class list for Owls*\n
#table(columns: 4, [*Pupil*], [*Born*], [*Lunch*], [*Allergy*],
""" + "\n".join(
    f"[{name}], [{day} March 2018], [{lunch}], [{allergy}],"
    for name, day, lunch, allergy in (
        ("Amelia Okafor", 3, "school", "none"), ("Noah Lindqvist", 11, "packed", "peanuts"),
        ("Priya Raman", 14, "school", "milk"), ("Callum Doherty", 19, "packed", "none"),
        ("Zofia Kaminska", 22, "school", "eggs"), ("Idris Bello", 27, "school", "wasps"),
        ("Harriet Marsh", 30, "packed", "none"), ("Tomos Vaughan", 31, "school", "latex"),
    )
) + ")"  # fmt: skip
_FORM = """*Medical consent form*\n
#table(columns: (5cm, 11cm), inset: 8pt, [Name of pupil], [Priya Raman], [Address], [7 Quarry Lane, Thornbury],
[Doctor], [Dr Selwyn, Market Street Surgery], [Medicine], [Salbutamol inhaler, two puffs when wheezing],
[Emergency contact], [Anjali Raman, grandmother], [Consent given for], [swimming, farm visit, photographs])\n
Signed by the parent on 4 September 2026 and checked by the school office."""
_LAYOUTS = {"letter": _LETTER, "columns": _REPORT, "table": _TABLE, "form": _FORM}
_NOISES = ("gaussian", "specks", "blur", "skew", "jpeg")


def run() -> list[Row]:
    pages = {name: _page(source) for name, source in _LAYOUTS.items()}
    with Reader(workers=1) as reader:
        clean = {name: _recall(reader, picture, truth) for name, (picture, truth) in pages.items()}
        noisy = {
            (name, noise): _recall(reader, _noised(picture, noise, seed), truth)
            for seed, (name, (picture, truth)) in enumerate(pages.items())
            for noise in _NOISES
        }
        turned = [
            _recall(reader, pages[name][0].rotate(angle, expand=True, fillcolor=255), pages[name][1])
            for name, angle in (("letter", 90), ("columns", 180), ("form", 270), ("letter", 7))
        ]
    worst = min(noisy, key=lambda key: noisy[key][0] / noisy[key][1])
    return [
        Row("words of clean pages", _share(clean.values()), "found", at_least=0.98),
        Row("words of noisy pages", _share(noisy.values()), "found", at_least=0.96,
            note=f"worst: {' '.join(worst)}, {_share([noisy[worst]]):.3f}"),
        *(
            Row(f"of these {noise}", _share([noisy[key] for key in noisy if key[1] == noise]), "found")
            for noise in _NOISES
        ),
        Row("words of pages scanned sideways, upside down or askew", _share(turned), "found", at_least=0.96),
    ]  # fmt: skip


def _share(counts: Any) -> float:
    counts = list(counts)
    return sum(found for found, _ in counts) / sum(of for _, of in counts)


def _page(source: str) -> tuple[Image.Image, Counter[str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.typ"
        path.write_text(_SIZE + source)
        page = pypdfium2.PdfDocument(typst.compile(str(path)))[0]
    text = page.get_textpage().get_text_range().replace("\ufffe\r\n", "").replace("\u0002", "")
    return page.render(scale=_DPI / 72, grayscale=True).to_pil().convert("L"), _words(text)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", re.sub(r"[-\u2010]\s*\n\s*", "", text.replace("\r", "")).lower()))


def _noised(picture: Image.Image, noise: str, seed: int) -> Image.Image:
    chance = np.random.default_rng(seed)
    if noise == "gaussian":
        levels = np.asarray(picture, dtype=np.float64) + chance.normal(0, 35, (picture.height, picture.width))
        return Image.fromarray(levels.clip(0, 255).astype(np.uint8))
    if noise == "specks":
        levels = np.array(picture)
        where = chance.random(levels.shape)
        levels[where < 0.01], levels[where > 0.99] = 0, 255
        return Image.fromarray(levels)
    if noise == "blur":
        return picture.filter(ImageFilter.GaussianBlur(1.2))
    if noise == "skew":
        return picture.rotate((1.0, -1.5, 2.0, -2.0)[seed], Image.Resampling.BICUBIC, fillcolor=255)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=20)
    return Image.open(file).convert("L")


def _recall(reader: Reader, picture: Image.Image, truth: Counter[str]) -> tuple[int, int]:
    """(words found, words there), each as often as it stands there."""
    file = io.BytesIO()
    picture.save(file, "PNG", dpi=(_DPI, _DPI))
    data = file.getvalue()
    item = Item("bench", hashlib.sha256(data).hexdigest(), len(data), data=data)
    (result,) = reader.read([item])
    found = _words("\n".join(record.text for record in result.records))
    return (truth & found).total(), truth.total()
