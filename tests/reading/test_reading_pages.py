"""PDF and pictures: text where it is seen, words in their boxes, OCR where there is no text layer."""

from __future__ import annotations

import email
import hashlib
import io
import zipfile
from email import policy
from email.message import EmailMessage

import pikepdf
import pytest
import typst
from PIL import Image, ImageDraw, ImageFont
from reading_items import made

from honour.kernel.errors import BadInput
from honour.kernel.record import Form
from honour.kernel.unread import Why
from honour.reading.formats import ocr

LETTER = b'#set page(paper: "a4")\n#set document(title: "Letter", author: "Ruth Okafor")\n'
LETTER += b"Dear Mrs Patel,\n\nAmelia read well.\n#pagebreak()\nSecond page for No\xc3\xabl."


def typeset(tmp_path, source: bytes) -> bytes:
    path = tmp_path / "page.typ"
    path.write_bytes(source)
    return typst.compile(str(path))


@pytest.fixture
def letter(tmp_path) -> bytes:
    return typeset(tmp_path, LETTER)


@pytest.fixture
def scan(tmp_path, reader, letter) -> bytes:
    """The letter's first page as a grey picture in a PDF of its own, without a text layer."""
    picture = Image.open(io.BytesIO(reader.render(made(letter), 1, 200).png)).convert("L")
    file = io.BytesIO()
    picture.save(file, "PDF", resolution=200)
    return file.getvalue()


def test_a_pdf_gives_a_record_a_page_with_a_box_for_every_word(read, letter):
    first, second = read(letter).records
    assert [record.address.parts[-1] for record in (first, second)] == ["page=1", "page=2"]
    assert first.form is Form.PAGE
    assert first.text.startswith("Dear Mrs Patel,\nAmelia read well.")
    assert second.text == "Second page for Noël."
    for record in (first, second):
        assert dict(record.properties)["text-from"] == "text layer"
        assert dict(record.properties)["page-width-pt"] == "595.28"
        for word in record.words:
            assert " " not in record.text[word.start : word.end]
            assert 0 <= word.x0 < word.x1 <= 595.3
            assert 0 <= word.y0 < word.y1 <= 842
    seen = [word for word in first.words if first.text[word.start : word.end] == "Patel,"]
    assert len(seen) == 1
    assert seen[0].y0 < 120, "boxes are measured from the top"


def test_what_a_plain_view_of_a_pdf_hides_is_read_and_marked(read, letter):
    (first, _) = read(letter).records
    hidden = [(first.text[start:end], why) for start, end, why in first.hidden]
    assert ("Title: Letter", "document property") in hidden
    assert ("Author: Ruth Okafor", "document property") in hidden


def test_boxes_follow_a_turned_page(read, letter):
    turned = io.BytesIO()
    with pikepdf.open(io.BytesIO(letter)) as pdf:
        pdf.pages[0].Rotate = 90
        pdf.save(turned)
    record = read(turned.getvalue()).records[0]
    assert dict(record.properties)["page-width-pt"] == "841.89"
    word = next(word for word in record.words if record.text[word.start : word.end] == "Patel,")
    assert word.x0 > 700, "the top of the page is now at its right"
    assert word.y1 > word.y0


def test_a_scan_is_read_by_ocr_with_boxes_where_the_text_was(read, scan, letter):
    (record,) = read(scan).records
    assert "Dear Mrs Patel," in record.text
    assert dict(record.properties)["text-from"] == "ocr"
    original = read(letter).records[0]

    def box(record, text):
        return next(word for word in record.words if record.text[word.start : word.end] == text)

    ours, theirs = box(record, "Amelia"), box(original, "Amelia")
    assert abs(ours.x0 - theirs.x0) < 3
    assert abs(ours.y0 - theirs.y0) < 3
    assert 0.5 < ours.confidence <= 1


def test_a_form_field_a_note_and_an_attachment_are_read(read, letter):
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(letter)) as pdf:
        page = pdf.pages[0]
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="allergy", V="Peanuts, severe",
                Rect=[100, 500, 300, 520],
            )
        )  # fmt: skip
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents="ask her mother",
            T="R. Okafor", Rect=[10, 10, 20, 20]
        )  # fmt: skip
        page.Annots = pdf.make_indirect(pikepdf.Array([field, note]))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
        pdf.attachments["notes.txt"] = b"kept inside the letter"
        pdf.save(file)
    result = read(file.getvalue())
    first, _, inside = result.records
    assert "Peanuts, severe" in first.text
    peanuts = next(word for word in first.words if first.text[word.start : word.end] == "Peanuts,")
    assert (peanuts.x0, peanuts.x1) == (100, 300), "the whole field covers each of its words"
    assert [why for start, end, why in first.hidden if "ask her mother" in first.text[start:end]] == ["comment"]
    assert inside.text == "kept inside the letter"
    assert inside.address.parts == (made(b"kept inside the letter").sha256, "all")
    assert inside.parent == first.address


def test_a_picture_is_read_and_one_without_text_is_unread(read):
    picture = Image.new("L", (1654, 800), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((200, 200), "Medical form for Owls class", font=ImageFont.load_default(60), fill=0)
    for kind in ("PNG", "JPEG", "TIFF"):
        file = io.BytesIO()
        picture.save(file, kind, dpi=(200, 200))
        (record,) = read(file.getvalue()).records
        assert record.text == "Medical form for Owls class"
        assert dict(record.properties)["page-width-pt"] == "595.44"
    file = io.BytesIO()
    Image.effect_noise((300, 300), 20).save(file, "PNG")
    result = read(file.getvalue())
    assert result.records == ()
    assert [unread.why for unread in result.unread] == [Why.EMPTY_SCAN]


def test_every_page_of_a_tiff_is_read(read):
    pages = []
    for text in ("First page of the file", "Second page of the file"):
        page = Image.new("L", (1200, 300), 255)
        ImageDraw.Draw(page).text((50, 100), text, font=ImageFont.load_default(50), fill=0)
        pages.append(page)
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:])
    records = read(file.getvalue()).records
    assert [(r.address.parts[-1], r.text) for r in records] == [
        ("page=1", "First page of the file"),
        ("page=2", "Second page of the file"),
    ]


def test_an_encrypted_a_cut_off_and_an_empty_pdf_are_unread_with_advice(read, letter):
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(letter)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    for data, why in ((locked.getvalue(), Why.ENCRYPTED), (letter[:600], Why.DAMAGED), (b"%PDF-1.7", Why.DAMAGED)):
        result = read(data)
        assert result.records == ()
        (unread,) = result.unread
        assert unread.why is why
        assert unread.advice


def test_a_page_renders_as_pixels_of_the_size_asked(reader, letter):
    image = reader.render(made(letter), 2, 100)
    assert (round(image.width_pt), round(image.height_pt)) == (595, 842)
    assert Image.open(io.BytesIO(image.png)).size == (827, 1170)
    with pytest.raises(BadInput, match="page 9"):
        reader.render(made(letter), 9, 100)


def test_a_remark_of_the_ocr_engine_does_not_kill_it_behind_the_walls(read):
    """It says `Detected N diacritics` of specks; writing that to a file it cannot open made it crash."""
    picture = Image.new("L", (1654, 1200), 255)
    draw = ImageDraw.Draw(picture)
    for line in range(8):
        draw.text((100, 100 + 120 * line), "The children planted beans today", font=ImageFont.load_default(48), fill=0)
        for speck in range(40):
            x, y = 100 + 30 * speck, 95 + 120 * line + (speck * 7) % 20
            draw.ellipse((x, y, x + 5, y + 5), fill=0)
    file = io.BytesIO()
    picture.save(file, "PNG", dpi=(200, 200))
    result = read(file.getvalue())
    assert result.unread == ()
    assert "children" in result.records[0].text
    assert ocr.engine().GetStringVariable("debug_file") == ""


def mail_with(*files: tuple[bytes, str]) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = "a@example.org", "scan", "Mon, 02 Nov 2026 09:30:00 +0000"
    message.set_content("See attached.")
    for data, name in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def zipped(*files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number, data in enumerate(files):
            archive.writestr(f"{number}.bin", data)
    return held.getvalue()


def test_a_scan_attached_to_a_message_renders_by_the_part_its_record_names(reader, read, scan, letter):
    raw = mail_with((b"first,one\n1,2\n", "a.csv"), (scan, "scan.pdf"), (letter, "letter.pdf"))
    records = [record for record in read(raw, message=True).records if record.form is Form.PAGE]
    assert [record.address.parts[1:] for record in records] == [("3", "page=1"), ("4", "page=1"), ("4", "page=2")]
    assert records[0].text.startswith("Dear Mrs Patel")
    direct = {"3": reader.render(made(scan), 1, 100), "4": reader.render(made(letter), 1, 100)}
    for part, image in direct.items():
        assert reader.render(made(raw, message=True), 1, 100, part=part) == image
        # The same message as a file of a folder (EML) has the same parts.
        assert reader.render(made(raw), 1, 100, part=part) == image
    with pytest.raises(BadInput, match="not where it was read"):
        reader.render(made(raw, message=True), 1, 100, part="9")


def test_a_page_in_a_message_in_a_message_renders_by_its_part(reader, read, letter):
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "b@example.org", "forwarded"
    outer.set_content("fyi")
    outer.add_attachment(email.message_from_bytes(mail_with((letter, "letter.pdf")), policy=policy.default))
    raw = outer.as_bytes()
    pages = [record for record in read(raw, message=True).records if record.form is Form.PAGE]
    assert {record.address.parts[1] for record in pages} == {"2.2"}
    assert reader.render(made(raw, message=True), 2, 100, part="2.2") == reader.render(made(letter), 2, 100)


def test_a_pdf_in_an_archive_in_a_message_renders_by_its_hash_and_its_record_names_the_message(reader, read, letter):
    raw = mail_with((zipped(b"one line of text", zipped(letter)), "all.zip"))
    pages = [record for record in read(raw, message=True).records if record.form is Form.PAGE]
    inner = pages[0].address.parts[0]
    assert inner == hashlib.sha256(letter).hexdigest()
    assert dict(pages[0].properties)["item"] == hashlib.sha256(raw).hexdigest()
    assert reader.render(made(raw, message=True), 2, 100, inner=inner) == reader.render(made(letter), 2, 100)
    with pytest.raises(BadInput, match="not where it was read"):
        reader.render(made(raw, message=True), 2, 100, inner="0" * 64)


def test_a_page_of_a_message_in_an_archive_renders_by_message_and_part(reader, read, letter):
    raw = mail_with((letter, "letter.pdf"))
    archive = zipped(raw)
    (page, _) = [record for record in read(archive).records if record.form is Form.PAGE]
    sha, part, _ = page.address.parts
    assert dict(page.properties)["item"] == hashlib.sha256(archive).hexdigest()
    assert reader.render(made(archive), 1, 100, part=part, inner=sha) == reader.render(made(letter), 1, 100)


def test_a_file_attached_to_a_pdf_is_dug_out_without_looking_at_the_pages(reader, letter):
    with pikepdf.open(io.BytesIO(letter)) as book:
        other = pikepdf.AttachedFileSpec(book, letter, filename="inner.pdf")
        book.attachments["inner.pdf"] = other
        file = io.BytesIO()
        book.save(file)
    image = reader.render(made(file.getvalue()), 2, 100, inner=hashlib.sha256(letter).hexdigest())
    assert image == reader.render(made(letter), 2, 100)


def test_a_page_in_a_bomb_is_not_dug_out(reader):
    with pytest.raises(BadInput, match="unpacks to more"):
        reader.render(made(zipped_bomb()), 1, 100, inner="0" * 64)


def zipped_bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 60_000_000)
    return held.getvalue()
