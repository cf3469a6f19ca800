"""From every span of a record's text back to its place in the document, and what stands there is the same text."""

from __future__ import annotations

import csv
import io
import string
import zipfile

import openpyxl
import pypdfium2
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from test_reading_office import W, docx, run, zipped
from test_reading_tables import workbook

from honour.kernel.address import Address
from honour.kernel.record import Form, Record
from honour.reading import spots

ONCE = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
WORDS = st.text(string.ascii_letters + " é😀", min_size=1, max_size=12).filter(str.strip)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SAID = (f"{WORD}t", f"{WORD}delText")

RUNS = st.lists(st.tuples(WORDS, st.sampled_from(["", "<w:vanish/>", "<w:b/>"])), max_size=4)


def paragraph(runs) -> str:
    return f"<w:p>{''.join(run(words, properties) for words, properties in runs)}</w:p>"


PARAGRAPHS = RUNS.map(paragraph)
TABLES = st.lists(st.lists(PARAGRAPHS, min_size=1, max_size=3), min_size=1, max_size=3).map(
    lambda rows: (
        "<w:tbl>"
        + "".join(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>" for cells in rows)
        + "</w:tbl>"
    )
)
BOXES = st.tuples(WORDS, PARAGRAPHS, WORDS).map(
    lambda three: (
        f"<w:p>{run(three[0])}<w:r><w:pict><w:txbxContent>{three[1]}</w:txbxContent></w:pict></w:r>"
        f"{run(three[2])}</w:p>"
    )
)
DELETED = WORDS.map(lambda words: f"<w:p><w:del><w:r><w:delText>{words}</w:delText></w:r></w:del>{run('x')}</w:p>")
BODIES = st.lists(st.one_of(PARAGRAPHS, TABLES, BOXES, DELETED), min_size=1, max_size=6).map("".join)


def run_text(data: bytes, part: str, paragraph_number: int, run_number: int) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read(part))
    found = list(root.iter(f"{WORD}p"))[paragraph_number - 1]
    runs = [one for one in found.iter(f"{WORD}r") if next(one.iterancestors(f"{WORD}p")) is found]
    whole = runs[run_number - 1]
    return "".join(
        element.text or "" for element in whole.iter(*SAID) if next(element.iterancestors(f"{WORD}r")) is whole
    )


@settings(max_examples=40, **ONCE)
@given(body=BODIES, header=PARAGRAPHS, chance=st.data())
def test_a_span_of_a_word_document_stands_in_the_paragraph_and_run_it_names(read, body, header, chance):
    data = docx(body, word__header1_xml=f"<w:hdr {W}>{header}</w:hdr>")
    (record,) = read(data).records
    start = chance.draw(st.integers(0, len(record.text)))
    end = chance.draw(st.integers(start, len(record.text)))
    covered = set()
    for spot in spots.of(record, start, end):
        assert start <= spot.start < spot.end <= end
        covered |= set(range(spot.start, spot.end))
        said = record.text[spot.start : spot.end].strip("\n\t")
        if spot.run:
            assert said in run_text(data, spot.part, spot.paragraph, spot.run)
        else:
            assert not said.strip(), "text that stands in a paragraph stands in a run of it"
    for at in range(start, end):
        assert at in covered or record.text[at].isspace()


def test_slides_name_the_paragraph_and_run(read):
    a = 'xmlns:a="a"'
    one = f"<sld {a}><a:p><a:r><a:t>Sports</a:t></a:r><a:r><a:t> day</a:t></a:r></a:p>"
    one += "<a:p><a:r><a:t>Run</a:t></a:r></a:p></sld>"
    (record,) = read(zipped(**{"[Content_Types]_xml": "<Types/>", "ppt__slides__slide1_xml": one})).records
    (spot,) = spots.of(record, 7, 10)
    assert (spot.part, spot.paragraph, spot.run) == ("ppt/slides/slide1.xml", 1, 2)
    (spot,) = spots.of(record, 11, 14)
    assert (record.text[spot.start : spot.end], spot.paragraph, spot.run) == ("Run", 2, 1)


@settings(max_examples=25, **ONCE)
@given(
    st.lists(
        st.lists(st.one_of(st.none(), WORDS.map(str.strip), st.integers(1, 999)), min_size=3, max_size=30),
        min_size=2,
        max_size=6,
    ),
    st.integers(0, 3),
)
def test_a_span_of_a_sheet_stands_in_the_cell_it_names(read, rows, indent):
    def fill(book):
        sheet = book.active
        sheet.append([None] * indent + [f"Heading {number}" for number in range(30)])
        for row in rows:
            sheet.append([None] * indent + row)

    data = workbook(fill)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    for record in read(data).records:
        if record.form is Form.ROW:
            for spot in spots.of(record, 0, len(record.text)):
                assert str(sheet[spot.cell].value) == record.text[spot.start : spot.end]
            assert len(spots.of(record, 0, len(record.text))) == sum(bool(field.value) for field in record.fields)


@settings(max_examples=25, **ONCE)
@given(st.lists(st.lists(st.text('abc é\n",;', max_size=8), min_size=3, max_size=3), min_size=3, max_size=8))
def test_a_span_of_a_csv_file_stands_in_the_column_it_names(read, rows):
    file = io.StringIO()
    csv.writer(file).writerows([["Pupil", "Class", "Note"], *rows])
    result = read(file.getvalue().encode(), "a.csv")
    for record in result.records:
        for spot in spots.of(record, 0, len(record.text)) if record.form is Form.ROW else ():
            assert record.text[spot.start : spot.end] == record.fields["ABC".index(spot.cell[0])].value


@pytest.fixture(scope="module")
def page() -> bytes:
    words = "Amelia read her book to the class. Noël, who is new, listened; “well done”, said Mrs Okafor-Brandt. "
    return typst.compile(f'#set page(paper: "a5")\n{words * 6}\n\n- one\n- two 😀'.encode())


@settings(max_examples=30, **ONCE)
@given(chance=st.data())
def test_a_span_of_a_page_stands_in_the_boxes_it_names(read, page, chance):
    (record,) = read(page).records
    word = chance.draw(st.sampled_from(record.words))
    for spot in spots.of(record, word.start, word.end):
        layer = pypdfium2.PdfDocument(page)[0].get_textpage()
        height = float(dict(record.properties)["page-height-pt"])
        x0, y0, x1, y1 = spot.box
        there = layer.get_text_bounded(x0 - 0.5, height - y1 - 0.5, x1 + 0.5, height - y0 + 0.5)
        assert record.text[spot.start : spot.end].strip("“”") in there.replace("\r\n", " ")


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from(["a", "b"]), st.integers(0, 4), st.integers(0, 4)), max_size=9
    ),
    st.integers(0, 50),
    st.integers(0, 50),
)
def test_spots_are_in_order_inside_the_span_and_never_overlap(noted, start, end):
    noted.sort(key=lambda one: one[0])
    text = "x" * 50
    record = Record(
        Address("drive", "file", ("0" * 64, "all")), Form.TEXT, "Document (Word)", text,
        properties=((spots.PROPERTY, spots.written(noted, len(text))),),
    )  # fmt: skip
    last = start
    for spot in spots.of(record, start, end):
        assert last <= spot.start < spot.end <= end
        last = spot.end


@pytest.mark.parametrize("told", ["", "no JSON", "[1]", '[["a",["b",1,2]]]', '[["a"]]', "null"])
def test_a_note_that_is_none_gives_no_spot(told):
    record = Record(
        Address("drive", "file", ("0" * 64, "all")), Form.TEXT, "", "text", properties=((spots.PROPERTY, told),)
    )
    assert spots.of(record, 0, 4) == ()


@given(st.integers(0, 16_383))
def test_the_letters_of_a_column_are_those_of_a_spreadsheet(column):
    assert spots.letters(column) == openpyxl.utils.get_column_letter(column + 1)
