"""The gate: every channel through which something withheld might leave is planted and must be found."""

from __future__ import annotations

import base64
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pack_plans as plans
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

from honour.kernel.address import row
from honour.kernel.record import Form, Word
from honour.packs import build
from honour.packs.plan import Plan, WithheldWhole
from honour.reading.result import PageImage
from honour.redaction import forms, gate

SECRET = "Zebulon Quist"
NAMES = ("pack.pdf", "index.csv", "index.json", "records.json")


def plan() -> Plan:
    return plans.plan(
        plans.text_record(1, f"Tobiah reads beside {SECRET} on Mondays.", SECRET),
        plans.row_record(2, [("Mark", "7"), ("With", SECRET)], SECRET),
        forms=[SECRET, "Zebulon"],
    )


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, gate.Expected]:
    folder = tmp_path_factory.mktemp("clean")
    staged = build.build(plan(), folder / "A-1.pack.zip")
    return staged.folder / "files", replace(build.expected(staged), names=NAMES)


def stops(folder: Path, expected: gate.Expected, *, thorough: bool = False) -> tuple[gate.Finding, ...]:
    report = gate.inspect(folder, expected, salt=b"salt", thorough=thorough)
    for finding in (*report.stops, *report.notes):
        assert "zebulon" not in str(finding).lower(), "a finding never says the value"
    return report.stops


def test_a_clean_folder_passes_also_when_every_page_is_read_as_a_picture(clean: tuple[Path, gate.Expected]) -> None:
    assert stops(*clean) == ()
    assert stops(*clean, thorough=True) == ()


def _draw(pdf: pikepdf.Pdf, commands: bytes, page: int = 3) -> None:
    """More drawing on a page, with a font every reader has."""
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    pdf.pages[page].Resources.Font["/f9"] = font
    pdf.pages[page].contents_add(pdf.make_stream(commands), prepend=False)


def _metadata(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as meta:
        meta["dc:description"] = SECRET


def _attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = SECRET.encode()


def _annotation(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents=pikepdf.String(SECRET)
    )
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{SECRET}')"))


def _layer(pdf: pikepdf.Pdf) -> None:
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("hidden")))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=pikepdf.Dictionary())


def _picture(pdf: pikepdf.Pdf) -> None:
    picture = Image.new("L", (700, 90), 255)
    ImageDraw.Draw(picture).text((10, 10), SECRET, fill=0, font=ImageFont.load_default(50))
    stream = pdf.make_stream(picture.tobytes())
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = 700, 90, 8
    stream.ColorSpace = pikepdf.Name.DeviceGray
    pdf.pages[3].Resources.XObject = pikepdf.Dictionary({"/x9": stream})
    pdf.pages[3].contents_add(pdf.make_stream(b"q 300 0 0 39 100 200 cm /x9 Do Q"), prepend=False)


def _thumbnail(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"\0" * 16)
    stream.Width, stream.Height, stream.BitsPerComponent = 4, 4, 8
    stream.ColorSpace = pikepdf.Name.DeviceGray
    pdf.pages[0].Thumb = stream


def _unreferenced(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Extensions = pikepdf.Dictionary(C=pdf.make_stream(SECRET.encode("utf-16-be")))


def _structure(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].Alt = pikepdf.String(SECRET)


def _outline(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines.First.Title = pikepdf.String("About " + SECRET)


PLANTED: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "author": lambda pdf: pdf.docinfo.__setitem__("/Author", SECRET),
    "title": lambda pdf: pdf.docinfo.__setitem__("/Title", SECRET),
    "metadata": _metadata,
    "attachment": _attachment,
    "annotation": _annotation,
    "script": _script,
    "layer": _layer,
    "thumbnail": _thumbnail,
    "picture": _picture,
    "alternative text": _structure,
    "bookmark": _outline,
    "stream in UTF-16": _unreferenced,
    "visible text": lambda pdf: _draw(pdf, b"BT /f9 11 Tf 90 300 Td (Zebulon Quist) Tj ET"),
    "invisible text": lambda pdf: _draw(pdf, b"BT 3 Tr /f9 11 Tf 90 300 Td (Zebulon Quist) Tj ET"),
    "white text": lambda pdf: _draw(pdf, b"1 g BT /f9 11 Tf 90 300 Td (Zebulon Quist) Tj ET"),
    "text beside the page": lambda pdf: _draw(pdf, b"BT /f9 11 Tf 9000 300 Td (Zebulon Quist) Tj ET"),
    "surname first": lambda pdf: _draw(pdf, b"BT /f9 11 Tf 90 300 Td (QUIST, Zebulon) Tj ET"),
    "spaced letters": lambda pdf: _draw(pdf, b"BT /f9 11 Tf 90 300 Td (Z e b u l o n) Tj ET"),
    "hyphenated": lambda pdf: _draw(pdf, b"BT /f9 11 Tf 90 300 Td (Zebu-) Tj 0 -14 Td (lon Quist) Tj ET"),
    "one word of it": lambda pdf: _draw(pdf, b"BT /f9 11 Tf 90 300 Td (Quist) Tj ET"),
    "a word nobody approved": lambda pdf: _draw(pdf, b"BT /f9 11 Tf 90 300 Td (xylophones) Tj ET"),
    "a comment in the drawing": lambda pdf: _draw(pdf, b"% Zebulon Quist\n"),
    "base64 in a comment": lambda pdf: _draw(pdf, b"% " + base64.b64encode(b"xx" + SECRET.encode()) + b"\n"),
    "hexadecimal in a comment": lambda pdf: _draw(pdf, b"% " + SECRET.encode().hex().encode() + b"\n"),
}


def _saved_again(folder: Path, plant: Callable[[pikepdf.Pdf], object]) -> None:
    with pikepdf.open(folder / "pack.pdf", allow_overwriting_input=True) as pdf:
        plant(pdf)
        pdf.save(folder / "pack.pdf", static_id=True)


@pytest.fixture(scope="module")
def control(clean: tuple[Path, gate.Expected], tmp_path_factory: pytest.TempPathFactory) -> set[gate.Finding]:
    """What the gate says of a document merely saved again by another program: its identifier is not ours."""
    folder = tmp_path_factory.mktemp("control") / "files"
    shutil.copytree(clean[0], folder)
    _saved_again(folder, lambda _: None)
    found = set(stops(folder, clean[1]))
    assert all(finding.page is None and not finding.id for finding in found)
    return found


@pytest.mark.parametrize("channel", PLANTED)
def test_a_secret_planted_in_the_document_stops_the_seal(
    channel: str, clean: tuple[Path, gate.Expected], control: set[gate.Finding], tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    shutil.copytree(clean[0], folder)
    _saved_again(folder, PLANTED[channel])
    assert set(stops(folder, clean[1])) - control


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("pack.pdf", lambda data: data + b"\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"),
        ("pack.pdf", lambda data: data + SECRET.encode()),
        ("pack.pdf", lambda data: data[:-400]),
        ("pack.pdf", lambda _: b""),
        ("index.csv", lambda data: data + b"3,,,,Zebulon Quist,,\r\n"),
        ("index.csv", lambda data: data + b"3,,,,xylophones,,\r\n"),
        ("records.json", lambda data: data.replace(b"[withheld A]", b"Zebulon Quist")),
        ("records.json", lambda data: data.replace(b"[withheld A]", b"Qu\\u0069st")),
        ("index.json", lambda _: b"{"),
        ("Zebulon Quist.txt", lambda _: b""),
        ("extra.json", lambda _: b"{}"),
    ],
)
def test_a_secret_planted_in_any_file_stops_the_seal(
    name: str, change: Callable[[bytes], bytes], clean: tuple[Path, gate.Expected], tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    shutil.copytree(clean[0], folder)
    path = folder / name
    path.write_bytes(change(path.read_bytes() if path.exists() else b""))
    assert stops(folder, clean[1])


def test_a_missing_file_stops_the_seal(clean: tuple[Path, gate.Expected], tmp_path: Path) -> None:
    folder = tmp_path / "files"
    shutil.copytree(clean[0], folder)
    (folder / "index.csv").unlink()
    assert [finding.kind for finding in stops(folder, clean[1])] == ["the file is missing"]


def test_a_withheld_sentence_is_found_by_any_four_of_its_words(tmp_path: Path) -> None:
    sentence = "the lodger shouted at the dinner lady behind the shed"
    made = plans.plan(
        plans.text_record(1, f"Tobiah reads. {sentence}. He is well.", sentence),
        plans.text_record(2, "someone else wrote that the lodger shouted at the cat"),
    )
    staged = build.build(made, tmp_path / "A-1.pack.zip")
    expected = replace(build.expected(staged), names=NAMES)
    # Approved elsewhere, word for word: the reviewer saw it there. Not a leak of the cut.
    assert stops(staged.folder / "files", expected) == ()
    path = staged.folder / "files" / "records.json"
    path.write_bytes(path.read_bytes().replace(b"He is well", b"the dinner lady behind the shed"))
    assert any("sentence" in finding.kind for finding in stops(staged.folder / "files", expected))


def test_the_foot_of_a_page_is_not_read_on_from_its_last_line(
    clean: tuple[Path, gate.Expected], tmp_path: Path
) -> None:
    texts = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(clean[0] / "pack.pdf")]
    assert any(re.search(r"order the school to comply\.\s+Page \d+ of \d+\Z", text) for text in texts)
    other = "The court asked the school to comply, Page, Kelly: the milk has not come today"
    made = plans.plan(
        plans.text_record(1, f"Tobiah reads beside {SECRET} on Mondays.", SECRET),
        forms=[SECRET, "Zebulon"],
        whole=[WithheldWhole(row("mis", "BEHAV", "900"), "A", "D-1", other)],
    )
    staged = build.build(made, tmp_path / "A-1.pack.zip")
    expected = replace(build.expected(staged), names=NAMES)
    assert stops(staged.folder / "files", expected) == ()
    assert stops(staged.folder / "files", expected, thorough=True) == (), "nor where the page is read as a picture"
    path = staged.folder / "files" / "records.json"
    path.write_bytes(path.read_bytes().replace(b"on Mondays", b"Kelly the milk has not come"))
    assert any("sentence" in finding.kind for finding in stops(staged.folder / "files", expected))


def test_rows_of_other_children_withheld_whole_do_not_stop_a_table_of_like_rows(tmp_path: Path) -> None:
    rows = [
        plans.row_record(at, [("School year", "2024/25"), ("Day", f"{at} May"), ("Term", "Autumn"), ("Mark", "late")])
        for at in range(1, 9)
    ]
    other = "School year: 2024/25\nTerm: Autumn\nMark: late\n"
    made = plans.plan(*rows, whole=[WithheldWhole(row("mis", "BEHAV", "900"), "A", "D-1", other)])
    staged = build.build(made, tmp_path / "A-1.pack.zip")
    assert stops(staged.folder / "files", replace(build.expected(staged), names=NAMES)) == ()


def test_a_real_pdf_full_of_secrets_leaves_none_in_the_rebuilt_page(tmp_path: Path) -> None:
    """Text layer, hidden text, metadata, annotation, attachment, earlier revision, picture text below a box."""
    text, words, drawn = plans.drawn_page(
        ["School trip to the farm", f"Tobiah walked with {SECRET} all day", "and fed the lambs before lunch"]
    )
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(drawn.width_pt, drawn.height_pt))
        picture = Image.open(io.BytesIO(drawn.png))
        stream = pdf.make_stream(picture.tobytes())
        stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        stream.Width, stream.Height, stream.BitsPerComponent = picture.width, picture.height, 8
        stream.ColorSpace = pikepdf.Name.DeviceGray
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/x1": stream}), Font=pikepdf.Dictionary())
        page.contents_add(pdf.make_stream(f"q {drawn.width_pt} 0 0 {drawn.height_pt} 0 0 cm /x1 Do Q".encode()))
        _draw(pdf, b"BT 3 Tr /f9 8 Tf 90 90 Td (Zebulon Quist, H801200001001) Tj ET", 0)
        _annotation(pdf)
        _attachment(pdf)
        _metadata(pdf)
        pdf.docinfo["/Author"] = SECRET
        pdf.save(out)
    source = out.getvalue() + f"\n% earlier: {SECRET}\n%%EOF".encode()

    def render() -> PageImage:
        document = pypdfium2.PdfDocument(source)
        rendered = io.BytesIO()
        document[0].render(scale=150 / 72).to_pil().save(rendered, "PNG")
        return PageImage(rendered.getvalue(), *document[0].get_size())

    record = replace(
        plans.page_record(1, ["x"]), text=text, words=words, withheld=plans.spans(text, SECRET), image=render
    )
    staged = build.build(plans.plan(record, forms=[SECRET, "Zebulon", "H801200001001"]), tmp_path / "A-1.pack.zip")
    files = staged.folder / "files"
    assert stops(files, replace(build.expected(staged), names=NAMES), thorough=True) == ()
    assert b"Image" in (files / "pack.pdf").read_bytes(), "the picture is there"
    everything = forms.squeezed(b" ".join(path.read_bytes() for path in files.iterdir()).decode("latin-1"))
    assert "zebulon" not in everything
    assert staged.prepared[0].plain() == "School trip to the farm\nand fed the lambs before lunch"


def test_a_page_whose_withheld_words_have_no_place_leaves_as_text_alone(tmp_path: Path) -> None:
    record = plans.page_record(1, ["School trip to the farm", f"with {SECRET} all day"], SECRET)
    unplaced = tuple(
        Word(w.start, w.end, 0, 0, 0, 0) if "Quist" in record.text[w.start : w.end] else w for w in record.words
    )
    assert record.form is Form.PAGE
    staged = build.build(plans.plan(replace(record, words=unplaced), forms=[SECRET]), tmp_path / "A-1.pack.zip")
    files = staged.folder / "files"
    assert stops(files, replace(build.expected(staged), names=NAMES)) == ()
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(files / "pack.pdf"))
    assert "The picture of this page is not included" in text
    assert "School trip to the farm" in text
