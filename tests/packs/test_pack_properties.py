"""Any text, any spans: nothing withheld is in what leaves, whoever reads it."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pack_plans as plans
import pikepdf
import pypdfium2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honour.kernel.address import in_file
from honour.kernel.record import Form
from honour.packs import build, seal, verify
from honour.packs.plan import PlannedRecord, Withheld
from honour.redaction import forms

KEY = Ed25519PrivateKey.from_private_bytes(b"p" * 32)

# Words that occur nowhere in the layout, so that finding one is a leak and nothing else.
SECRETS = [
    "Zebulonix",
    "Quistorp",
    "Perpetualia",
    "Okonjowitz",
    "Ünsalıoğlu",
    "Łukaszewiczka",
    "Παπαδοπουλάκης",
    "Иваньковский",
]
PLAIN = [
    "came",
    "home",
    "with",
    "the",
    "reading",
    "#strong[x]",
    "*bold*",
    "$a$",
    "@ref",
    "\\",
    "é",
    "-",
    "\n",
    "2024",
    "x" * 40,
]


@st.composite
def records(draw: st.DrawFn) -> PlannedRecord:
    pieces = draw(st.lists(st.tuples(st.booleans(), st.integers(0, 99)), min_size=1, max_size=25))
    text, spans = "", []
    for secret, number in pieces:
        word = SECRETS[number % len(SECRETS)] if secret else PLAIN[number % len(PLAIN)]
        if secret:
            spans.append(Withheld(len(text), len(text) + len(word), draw(st.sampled_from("AB")), "D-1"))
        text += word + draw(st.sampled_from([" ", "  ", "\n", ", "]))
    return PlannedRecord(
        1, in_file("drive", "ab" * 32), Form.TEXT, "Note", "the shared drive", None, text, (), tuple(spans)
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=records())
def test_nothing_withheld_is_in_a_pack_by_any_reader(record: PlannedRecord, tmp_path: Path) -> None:
    folder = tmp_path / "one"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    withheld = {record.text[span.start : span.end] for span in record.withheld}
    staged = build.build(plans.plan(record, forms=sorted(withheld)), folder / "A-1.pack.zip")
    pack = seal.seal(staged, KEY, None, inside=folder / "inside")
    assert verify.verify(pack).ok
    with zipfile.ZipFile(pack) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    document = pypdfium2.PdfDocument(parts["pack.pdf"])
    read = [page.get_textpage().get_text_range() for page in document]
    with pikepdf.open(io.BytesIO(parts["pack.pdf"])) as pdf:
        streams = [
            bytes(item.read_bytes())
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream) and "/Length1" not in item and item.get("/Subtype") != "/Image"
        ]
    raw = [*(body.decode("latin-1") for body in streams), *(data.decode("utf-8", "replace") for data in parts.values())]
    for secret in withheld:
        folded = forms.squeezed(secret)
        for text in [*read, *raw]:
            assert folded not in forms.squeezed(text)
            for encoded in forms.encodings(secret):
                assert encoded.decode("latin-1") not in text
    # And what may leave is there.
    copied = json.loads(parts["records.json"])["records"][0]["text"]
    expected = [word for word in PLAIN if word.isalpha() and len(word) > 2 and f"{word} " in record.text + " "]
    assert all(word in copied for word in expected)
