"""What a PDF holds and does not show: layers, unseen words, earlier states, fields, files, properties."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from honour.reading.formats.pdf_beside import Beside, earlier

WAYS = {
    "seen": b"BT 0 Tr 0 g /F 12 Tf 20 %d Td (%s) Tj ET",
    "white on blue": b"0 0 0.6 rg 10 %d 300 22 re f BT 0 Tr 1 g /F 12 Tf 20 %d Td (%s) Tj ET",
    "hidden layer": b"/OC /M BDC BT 0 Tr 0 g /F 12 Tf 20 %d Td (%s) Tj ET EMC",
    "shown layer": b"/OC /S BDC BT 0 Tr 0 g /F 12 Tf 20 %d Td (%s) Tj ET EMC",
    "off the page": b"BT 0 Tr 0 g /F 12 Tf 700 %d Td (%s) Tj ET",
    "not drawn": b"BT 3 Tr 0 g /F 12 Tf 20 %d Td (%s) Tj ET",
    "white": b"BT 0 Tr 1 g /F 12 Tf 20 %d Td (%s) Tj ET",
    "covered": b"BT 0 Tr 0 g /F 12 Tf 20 %d Td (%s) Tj ET 0 g 10 %d 400 22 re f",
}
WHY = {
    "hidden layer": "hidden layer",
    "off the page": "text off the page",
    "not drawn": "text that is not seen",
    "white": "text that is not seen",
    "covered": "text that is not seen",
}


def page_of(lines: list[tuple[str, str]]) -> pikepdf.Pdf:
    """One page; a line of words for each (way, words)."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(400, 60 + 40 * len(lines)))
    page = pdf.pages[0]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    hidden = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Staff only"))
    shown = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Everybody"))
    pdf.Root.OCProperties = Dictionary(OCGs=[hidden, shown], D=Dictionary(OFF=[hidden]))
    page.obj.Resources = Dictionary(
        Font=Dictionary(F=pdf.make_indirect(font)), Properties=Dictionary(M=hidden, S=shown)
    )
    drawn = []
    for number, (way, words) in enumerate(lines):
        y = 30 + 40 * (len(lines) - 1 - number)
        said = words.encode()
        if way == "white on blue":
            drawn.append(WAYS[way] % (y - 6, y, said))
        elif way == "covered":
            drawn.append(WAYS[way] % (y, said, y - 6))
        else:
            drawn.append(WAYS[way] % (y, said))
    page.obj.Contents = pdf.make_stream(b"\n".join(drawn))
    return pdf


def saved(pdf: pikepdf.Pdf) -> bytes:
    file = io.BytesIO()
    pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return file.getvalue()


def hidden_of(record) -> list[tuple[str, str]]:
    return [(record.text[start:end].strip(), why) for start, end, why in record.hidden]


def added(data: bytes, number: int, content: bytes) -> bytes:
    """`data` changed in place: the object `number` is another stream, told at the end of the file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        size, root = pdf.trailer.Size, pdf.trailer.Root.objgen[0]
    before = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    data += b"\n"
    at = len(data)
    data += b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, len(content), content)
    table = len(data)
    data += b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %d>>\n" % (
        number,
        at,
        size,
        root,
        before,
    )
    return data + b"startxref\n%d\n%%%%EOF\n" % table


WORDS = st.lists(st.text("abcdefghkmnoprstuw", min_size=3, max_size=7), min_size=1, max_size=4).map(" ".join)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(WAYS)), WORDS), min_size=1, max_size=8))
def test_words_are_marked_if_and_only_if_nobody_sees_them(read, lines):
    (record,) = read(saved(page_of(lines))).records
    marked = [""] * len(record.text)
    for start, end, why in record.hidden:
        marked[start:end] = [why] * (end - start)
    told = []
    for word in record.words:
        (why,) = set(marked[word.start : word.end])
        told.append((record.text[word.start : word.end], why))
    assert sorted(told) == sorted((word, WHY.get(way, "")) for way, words in lines for word in words.split())


def test_words_under_a_black_bar_of_a_picture_are_marked(read):
    pdf = page_of([("seen", "Her uncle may not collect her")])
    page = pdf.pages[0]
    bar = pdf.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    bar.ColorSpace = Name.DeviceGray
    page.obj.Resources.XObject = Dictionary(B=bar)
    page.obj.Contents = pdf.make_stream(page.obj.Contents.read_bytes() + b"\nq 80 0 0 20 75 24 cm /B Do Q")
    (record,) = read(saved(pdf)).records
    assert hidden_of(record) == [("may not collect", "text that is not seen")]


def test_what_an_earlier_state_of_a_pdf_said_is_read_and_marked(read):
    pdf = page_of([("seen", "Noel bit Amelia"), ("seen", "Signed by the head")])
    first = saved(pdf)
    with pikepdf.open(io.BytesIO(first)) as again:
        number = again.pages[0].obj.Contents.objgen[0]
        content = again.pages[0].obj.Contents.read_bytes()
    changed = added(first, number, content.replace(b"Noel bit Amelia", b"Nothing happened"))
    changed = added(changed, number, content.replace(b"Noel bit Amelia", b"Nothing at all"))
    (record,) = read(changed).records
    assert record.text.startswith("Nothing at all\nSigned by the head\n")
    assert hidden_of(record) == [
        ("Noel bit Amelia", "earlier revision"),
        ("Nothing happened", "earlier revision"),
    ]
    (record,) = read(first).records
    assert hidden_of(record) == []


def test_a_page_taken_out_of_the_list_but_still_in_the_file_is_read_and_marked(read):
    pdf = page_of([("seen", "First page")])
    other = page_of([("seen", "Taken out")])
    pdf.pages.append(other.pages[0])
    data = saved(pdf)
    with pikepdf.open(io.BytesIO(data)) as again:
        (lost,) = (b"%d %d R" % page.obj.objgen for page in again.pages[1:])
    listed = re.search(rb"/Kids \[([^]]*)\]", data)
    short = listed.group(1).replace(lost, b"".ljust(len(lost)))
    data = data.replace(listed.group(1), short).replace(b"/Count 2", b"/Count 1")
    (record,) = read(data).records
    assert hidden_of(record) == [("Taken out", "earlier revision")]


def test_fields_shown_hidden_and_on_no_page_are_read(read):
    pdf = page_of([("seen", "Consent form")])

    def field(name: str, value: object, flags: int = 0, **more: object) -> pikepdf.Object:
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=name,
                V=value,
                F=flags,
                Rect=[10, 10, 90, 20],
                **more,
            )
        )

    shown, concealed = field("child", "Amelia Patel"), field("risk", "Father in prison", 2)
    tick = field("photos", Name.Yes)
    tick.FT, tick.AS = Name.Btn, Name.Yes
    signed = field("sign", Dictionary(Type=Name.Sig, Name="Priya Patel", Reason="I agree"))
    nowhere = pdf.make_indirect(Dictionary(FT=Name.Tx, T="old", V="Ben Larch"))
    pdf.pages[0].obj.Annots = Array([shown, concealed, tick, signed])
    form = b"<x:datasets xmlns:x='http://www.xfa.org/schema/xfa-data/1.0/'><x:data><f><doctor>Dr Wren</doctor></f>"
    pdf.Root.AcroForm = Dictionary(
        Fields=[shown, concealed, tick, signed, nowhere], XFA=pdf.make_stream(form + b"</x:data></x:datasets>")
    )
    (record,) = read(saved(pdf)).records
    assert "Amelia Patel" in record.text
    assert "Priya Patel, I agree" in record.text
    assert set(hidden_of(record)) == {
        ("risk: Father in prison", "hidden form field"),
        ("photos: Yes", "form field hint"),
        ("old: Ben Larch", "hidden form field"),
        ("doctor: Dr Wren", "hidden form field"),
    }
    words = {record.text[word.start : word.end] for word in record.words}
    assert {"Amelia", "Patel", "Priya"} <= words
    assert "prison" not in words, "what is not on the page has no box on it"


def test_comments_of_every_kind_and_the_words_of_a_stamp_are_read(read):
    pdf = page_of([("seen", "Plan")])
    stamp = pdf.make_stream(
        b"BT /F 12 Tf 5 5 Td (NOT FOR PARENTS) Tj ET", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 30]
    )
    stamp.Resources = Dictionary(Font=pdf.pages[0].obj.Resources.Font)
    notes = [
        Dictionary(Subtype=Name.Highlight, T="R. Okafor", Contents="is this true?", Rect=[0, 0, 9, 9]),
        Dictionary(Subtype=Name.Ink, T="J. Bello", RC="<body><p>drawn <b>over</b></p></body>", Rect=[0, 0, 9, 9]),
        Dictionary(Subtype=Name.Stamp, AP=Dictionary(N=stamp), Rect=[100, 10, 300, 40]),
        Dictionary(Subtype=Name.Popup, Contents="is this true?", Rect=[0, 0, 9, 9]),
        Dictionary(
            Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://example.org/pupils/amelia"), Rect=[0, 0, 9, 9]
        ),
    ]
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note) for note in notes])
    (record,) = read(saved(pdf)).records
    assert hidden_of(record) == [
        ("R. Okafor is this true?", "comment"),
        ("J. Bello drawn over", "comment"),
        ("https://example.org/pupils/amelia", "link"),
    ]
    assert "NOT FOR PARENTS" in record.text
    box = next(word for word in record.words if record.text[word.start : word.end] == "PARENTS")
    assert (box.x0, box.x1) == (100, 300)


def test_files_hanging_anywhere_in_a_pdf_are_read_once(read):
    pdf = page_of([("seen", "Minutes")])
    pdf.attachments["a.txt"] = b"kept in the list of files"
    hung = pdf.make_stream(b"kept at a paper clip")
    pinned = Dictionary(Type=Name.Filespec, F="clip.txt", EF=Dictionary(F=hung))
    pdf.pages[0].obj.Annots = Array(
        [Dictionary(Subtype=Name.FileAttachment, FS=pdf.make_indirect(pinned), Rect=[0, 0, 9, 9])]
    )
    page, *inside = read(saved(pdf)).records
    assert sorted(record.text for record in inside) == ["kept at a paper clip", "kept in the list of files"]
    assert {record.parent for record in inside} == {page.address}


def test_properties_of_both_kinds_bookmarks_and_alternative_text_are_read(read):
    pdf = page_of([("seen", "Trip")])
    with pdf.open_metadata() as meta:
        meta["dc:creator"] = ["Ruth Okafor"]
        meta["photoshop:Headline"] = "Amelia at the farm"
        meta["xmp:CreateDate"] = "2026-11-01"
    pdf.docinfo["/Title"] = "Trip"
    pdf.docinfo["/Reviewed by"] = "J. Bello"
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Page about Noel", 0))
    picture = pdf.make_indirect(Dictionary(S=Name.Figure, Alt="Ben holding a lamb", Pg=pdf.pages[0].obj))
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=picture))
    (record,) = read(saved(pdf)).records
    assert hidden_of(record) == [
        ("Ben holding a lamb", "picture description"),
        ("Title: Trip", "document property"),
        ("Author: Ruth Okafor", "document property"),
        ("Reviewed by: J. Bello", "document property"),
        ("Headline: Amelia at the farm", "document property"),
        ("Page about Noel", "bookmark"),
    ]
    assert "2026-11-01" not in record.text


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 startxref 5 %%EOF", b"%PDF-1.4\nstartxref\n0\n%%EOF\n" * 40])
def test_what_is_no_pdf_has_no_earlier_state(data):
    assert list(earlier(data, Beside(data), [])) == []
