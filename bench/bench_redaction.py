"""Redaction and packs: what of the withheld can be got out again, and how fast pages are made and proven."""

from __future__ import annotations

import base64
import io
import random
import re
import tempfile
import time
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image, ImageDraw, ImageFont

from bench import Row
from honour.kernel.address import in_file, row
from honour.kernel.record import Form, Word
from honour.packs import build, seal
from honour.packs.plan import CodeMeaning, Counts, Letter, Plan, PlannedRecord, Withheld
from honour.reading.result import PageImage
from honour.redaction import burn, forms, ocr

NAME = "redaction"
WHAT = "withheld spans recovered from sealed packs, kept words, pages a second"

_SYLLABLES = "bra cle dro fen gli hur jep kil lom mav nos pru quin rast sel tov ulm vex wyr yaz".split()
_DAYS = 200
_LETTERS = 300
_SCANS = 4


def run() -> list[Row]:
    chance = random.Random(20261123)  # noqa: S311 - invented names must be the same every time
    names = [f"{_name(chance)} {_name(chance)}" for _ in range(100)]
    records: list[PlannedRecord] = []
    for at in range(1, _DAYS + 1):
        who = chance.choice(names) if at % 5 == 0 else ""
        records.append(
            _row(at, [("Date", f"day {at}"), ("Session", "AM"), ("Comment", f"came with {who}" if who else "")], who)
        )
    for at in range(_DAYS + 1, _DAYS + _LETTERS + 1):
        who = chance.choice(names)
        text = (
            f"Dear all,\n\nTobiah sat with {who} in lesson {at}.\n" + "He read the whole page aloud and was glad. " * 30
        )
        records.append(_text(at, text + f"\n{who}'s family was told.", who))
    scans = []
    for at in range(len(records) + 1, len(records) + _SCANS + 1):
        scans.append(_scan(at, chance.choice(names), chance))
    plan = _plan([*records, *scans], [*names, *(part for name in names for part in name.split())])

    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        staged = build.build(_plan(records, names), Path(folder) / "A-0.pack.zip")
        pages = len(pypdfium2.PdfDocument(staged.folder / "files" / "pack.pdf"))
        rows.append(Row("text pages built", pages / (time.perf_counter() - started), "pages/s", at_least=25))
        started = time.perf_counter()
        sealed = seal.seal(staged, Ed25519PrivateKey.generate(), None, inside=Path(folder) / "in-0")
        rows.append(
            Row("text pages through the gate, sealed", pages / (time.perf_counter() - started), "pages/s", at_least=5)
        )
        del sealed

        # Processor time: the engine works in one thread, and other programs share the machine.
        started = time.process_time()
        burned = [burn.burned(record.image, record.text, record.words, record.withheld, names) for record in scans]
        seconds = (time.process_time() - started) / len(scans)
        rows.append(Row("burn a page and confirm its text by OCR", seconds, "CPU s/page", at_most=2.0))
        left = [page for page in burned if isinstance(page, burn.Burned)]
        rows.append(Row("scanned pages whose picture may leave", len(left) / len(scans), "share", at_least=0.8))
        wanted = kept = wrong = 0
        for record, page in zip(scans, burned, strict=True):
            if not isinstance(page, burn.Burned):
                continue
            approved = [line for line in record.text.splitlines() if not any(name in line for name in names)]
            words = " ".join(approved).split()
            got = page.text.split()
            wanted, kept = wanted + len(words), kept + sum(1 for word in got if word in words)
            wrong += sum(1 for word in got if word not in words)
        rows.append(
            Row("approved words outside of painted lines that are kept", kept / wanted, "recall", at_least=0.95)
        )
        rows.append(Row("kept words that were not approved", wrong, "words", at_most=0))

        started = time.perf_counter()
        staged = build.build(plan, Path(folder) / "A-1.pack.zip")
        pack = seal.seal(staged, Ed25519PrivateKey.generate(), None, inside=Path(folder) / "in-1", thorough=False)
        rows.append(Row("whole pack with scans, built and sealed", time.perf_counter() - started, "s", at_most=120))
        rows.append(
            Row("withheld names recovered from the pack", _recovered(pack, names), "names", at_most=0,
                note=f"of {len(names)}, by text, bytes, streams, OCR of pictures")
        )  # fmt: skip
    return rows


def _recovered(pack: Path, names: Sequence[str]) -> int:
    """An attacker of its own: none of the gate's code but the folding of words."""
    with zipfile.ZipFile(pack) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    texts = [data.decode("utf-8", "replace") for name, data in parts.items() if name != "pack.pdf"]
    raw = list(parts.values())
    document = pypdfium2.PdfDocument(parts["pack.pdf"])
    for page in document:
        texts.append(page.get_textpage().get_text_range())
        if any(item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for item in page.get_objects()):
            seen = ocr.read(page.render(scale=200 / 72).to_pil(), 200)
            texts.append(" ".join(word.text for word in seen))
    with pikepdf.open(io.BytesIO(parts["pack.pdf"])) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") != "/Image":
                raw.append(item.read_bytes())
            texts.append(repr(item) if isinstance(item, pikepdf.Dictionary) else "")
    folded = " ".join(forms.squeezed(text) for text in texts)
    found = 0
    for name in names:
        parts_ = [part for part in name.split() if len(part) > 4]
        coded = [name.encode(), name.encode("utf-16-be"), name.encode("utf-16-le"), name.encode().hex().encode()]
        coded.append(base64.b64encode(name.encode())[:-4])
        found += any(part.lower() in folded for part in parts_) or any(code in data for code in coded for data in raw)
    return found


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.choice([2, 3, 3, 4]))).capitalize()


def _spans(text: str, name: str) -> tuple[Withheld, ...]:
    if not name:
        return ()
    return tuple(Withheld(found.start(), found.end(), "A", "D-1") for found in re.finditer(re.escape(name), text))


def _row(number: int, fields: Sequence[tuple[str, str]], who: str) -> PlannedRecord:
    text, places = "", []
    for name, value in fields:
        start = len(text)
        text += f"{name}: {value}\n"
        places.append((start, start + len(name), start + len(name) + 2, len(text) - 1))
    return PlannedRecord(
        number, row("mis", "MARK", str(number)), Form.ROW, "Attendance mark", "the pupil database", None, text,
        tuple(places), _spans(text, who),
    )  # fmt: skip


def _text(number: int, text: str, who: str) -> PlannedRecord:
    address = in_file("drive", f"{number:064x}")
    return PlannedRecord(number, address, Form.TEXT, "Letter", "the shared drive", None, text, (), _spans(text, who))


def _scan(number: int, who: str, chance: random.Random) -> PlannedRecord:
    """A full page, drawn in grey on off-white with a little noise."""
    vocabulary = "reading group lesson garden window teacher library picture number story lunch".split()
    lines = [" ".join(chance.choices(vocabulary, k=8)) for _ in range(28)]
    for at in (5, 17):
        lines[at] = f"sat beside {who} during the lesson"
    picture = Image.new("L", (1654, 2339), 250)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(30)
    text, words, scale, y = "", [], 72 / 200, 150.0
    for line in lines:
        x = 160.0
        for part in line.split():
            width = draw.textlength(part, font=font)
            draw.text((x, y), part, fill=30, font=font)
            words.append(
                Word(len(text), len(text) + len(part), x * scale, y * scale, (x + width) * scale, (y + 36) * scale, 0.9)
            )
            text, x = text + part + " ", x + width + 11
        text, y = text[:-1] + "\n", y + 70
    noise = Image.effect_noise(picture.size, 12).point(lambda value: value // 12)
    noisy = Image.blend(picture, noise, 0.05)
    out = io.BytesIO()
    noisy.save(out, "PNG")
    image = PageImage(out.getvalue(), 1654 * scale, 2339 * scale)
    return PlannedRecord(
        number, in_file("drive", f"{number:064x}", "page=1"), Form.PAGE, "Scanned page", "the shared drive", None, text,
        (), _spans(text, who), tuple(words), lambda: image,
    )  # fmt: skip


def _plan(records: Sequence[PlannedRecord], names: Sequence[str]) -> Plan:
    part = sum(1 for record in records if record.withheld)
    day = date(2026, 11, 2)
    letter = Letter(
        "Larkfield Infant School", ("Orchard Lane",), "the office", "Ms Okonkwo", "your child", day, day, (),
        "H. Brandt", "Head teacher", day, ("This is what we found.",), (),
    )  # fmt: skip
    return Plan(
        "BENCH-1", letter, tuple(records), (), (), (), (), (CodeMeaning("A", "Another person.", None),),
        Counts(len(records), len(records) - part, part, 0, 0), tuple(names),
    )  # fmt: skip
