"""Spreadsheets, CSV and XML: a record a line, under its headings."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from honour.kernel.record import Form
from honour.reading.formats.sheet import headings
from honour.reading.table import row_text, tables_of


def workbook(fill) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rows_of(result) -> list[tuple[str, str]]:
    return [(record.address.parts[-1], record.text) for record in result.records if record.form is Form.ROW]


def test_a_sheet_gives_a_record_a_line_and_its_titles_as_text(read):
    def fill(book):
        sheet = book.active
        sheet.append(["Dinner money, autumn term"])
        sheet.append([])
        sheet.append(["Pupil", "Class", "Paid on", "Amount", "Free"])
        sheet.append(["Amelia Patel", "Owls", datetime.date(2026, 9, 7), 12.5, True])
        sheet.append(["Noël Brandt", None, datetime.datetime(2026, 9, 8, 9, 30), 12.0, False])  # noqa: DTZ001 - a cell has no zone

    result = read(workbook(fill))
    title, heads, *rows = result.records
    assert (heads.address.parts[-1], heads.form, heads.title) == (
        "sheet=1,row=3",
        Form.TEXT,
        "Payments (spreadsheet), headings",
    )
    assert (title.address.parts[-1], title.form, title.text) == (
        "sheet=1,row=1",
        Form.TEXT,
        "Dinner money, autumn term",
    )
    assert rows_of(result) == [
        ("sheet=1,row=4", "Pupil: Amelia Patel\nClass: Owls\nPaid on: 2026-09-07\nAmount: 12.5\nFree: TRUE"),
        ("sheet=1,row=5", "Pupil: Noël Brandt\nPaid on: 2026-09-08 09:30\nAmount: 12\nFree: FALSE"),
    ]
    (table,) = result.tables
    assert table.name == f"file/{result.item.sha256}/sheet=1"
    assert [column.name for column in table.columns] == ["Pupil", "Class", "Paid on", "Amount", "Free"]
    assert list(table.rows(["Class", "Pupil"])) == [
        ("sheet=1,row=4", ("Owls", "Amelia Patel")),
        ("sheet=1,row=5", (None, "Noël Brandt")),
    ]
    key, values = next(iter(table.rows()))
    assert table.record(key, values) == rows[0]
    assert table.address(key) == rows[0].address
    assert table.count() == 2


def test_hidden_sheets_rows_columns_and_comments_are_read_and_marked(read):
    def fill(book):
        sheet = book.active
        for line in (["Pupil", "Class", "Note"], ["Amelia", "Owls", "x"], ["Ben", "Larks", "y"]):
            sheet.append(line)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet["A2"].comment = Comment("mother called", "Office")
        other = book.create_sheet("Secret")
        other.append(["Pupil", "Plan"])
        other.append(["Cara", "EHC"])
        other.sheet_state = "veryHidden"

    records = read(workbook(fill)).records
    first, second, third = (record for record in records if record.form is Form.ROW)
    assert first.text == "Pupil: Amelia\nClass: Owls\nNote: x\nComment on A2 by Office: mother called"
    assert [(first.text[s:e], why) for s, e, why in first.hidden] == [
        ("Comment on A2 by Office: mother called", "comment"),
        ("x", "hidden column"),
    ]
    assert [why for *_, why in second.hidden] == ["hidden row"] * 3
    assert third.address.parts[-1] == "sheet=2,row=2"
    assert [why for *_, why in third.hidden] == ["hidden sheet"] * 2
    assert [why for *_, why in records[3].hidden] == ["hidden sheet"], "its headings too"


def test_two_lines_of_headings_are_joined_and_reported(read):
    def fill(book):
        sheet = book.active
        sheet.append([None, None, "Autumn", None, "Spring", None])
        sheet.append(["Pupil", "Class", "Reading", "Maths", "Reading", "Maths"])
        sheet.append(["Amelia", "Owls", 3, 4, 5, 6])
        sheet.append(["Ben", "Owls", 1, 2, 2, 2])

    result = read(workbook(fill))
    (table,) = result.tables
    assert [column.name for column in table.columns] == [
        "Pupil", "Class", "Autumn Reading", "Autumn Maths", "Spring Reading", "Spring Maths",
    ]  # fmt: skip
    assert ("headings", "two lines joined") in result.records[-2].properties


def test_a_title_with_two_cells_is_not_taken_for_headings(read):
    data = b"""Hares 2026/27,,,Ms Wainwright
Child,,At home,
Name,Reading group,First contact,Notes
Blake Barton,Pink,Lisa Barton,
Edward Shah,Gold,Samina Shah,away on Friday
"""
    result = read(data, "x.csv")
    assert rows_of(result)[0] == (
        "sheet=1,row=4",
        "Child Name: Blake Barton\nChild Reading group: Pink\nAt home First contact: Lisa Barton",
    )
    assert [record.text for record in result.records if record.form is Form.TEXT] == [
        "Hares 2026/27\t\t\tMs Wainwright",
        "Child\t\tAt home",
        "Name\tReading group\tFirst contact\tNotes",
    ]


def test_a_csv_counts_every_physical_line(read):
    data = b'Name;Note\r\n\r\n"Patel; Amelia";"two\r\nlines"\r\nBen;\xa35\r\n'
    result = read(data, "x.csv")
    assert rows_of(result) == [
        ("sheet=1,row=3", "Name: Patel; Amelia\nNote: two\r\nlines"),
        ("sheet=1,row=5", "Name: Ben\nNote: £5"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_is_read_in_any_usual_encoding_and_delimiter(read, encoding, delimiter):
    lines = [["Forename", "Surname", "Born"], ["Noël", "Brandt", "2019-05-01"], ["Zoë", "Çelik", "2019-06-02"]]
    data = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    assert [text for _, text in rows_of(read(data, "x.csv"))] == [
        "Forename: Noël\nSurname: Brandt\nBorn: 2019-05-01",
        "Forename: Zoë\nSurname: Çelik\nBorn: 2019-06-02",
    ]


def test_lines_without_headings_are_text(read):
    result = read(b"2019-05-01,5\n2019-05-02,6\n2019-05-03,7\n", "x.csv")
    assert next((record.form, record.text) for record in result.records) == (Form.TEXT, "2019-05-01\t5")
    assert len(result.records) == 3
    assert result.tables == ()


CTF = """<?xml version="1.0" encoding="UTF-8"?><CTfile xmlns="urn:x"><Header><DocumentName>CTF</DocumentName></Header>
<CTFpupilData>%s</CTFpupilData></CTfile>"""
PUPIL = """<Pupil><UPN>A1</UPN><Surname>Patel</Surname><Contacts><Contact><Surname>Patel</Surname><Phones>
<Phone type="H">01</Phone></Phones></Contact><Contact><Surname>Shah</Surname></Contact></Contacts><Note/></Pupil>"""


def test_a_transfer_file_gives_a_record_a_pupil_even_if_there_is_only_one(read):
    result = read((CTF % PUPIL).encode())
    row, header = result.records
    assert (row.address.parts[-1], row.form) == ("node=1", Form.ROW)
    assert row.text == (
        "UPN: A1\nSurname: Patel\nContacts.Contact[1].Surname: Patel\nContacts.Contact[1].Phones.Phone@type: H\n"
        "Contacts.Contact[1].Phones.Phone: 01\nContacts.Contact[2].Surname: Shah"
    )
    assert (header.address.parts[-1], header.text) == ("all", "DocumentName: CTF")
    two = read((CTF % (PUPIL * 2)).encode())
    assert [record.address.parts[-1] for record in two.records] == ["node=1", "node=2", "all"]
    assert [table.name for table in two.tables] == [f"file/{two.item.sha256}/node"]


def test_repeated_elements_of_any_xml_are_records(read):
    data = b"<Export><When>now</When><Visits><Visit id='1'>"
    data += b"<Who>Ann</Who></Visit><Visit id='2'><Who>Bo</Who></Visit></Visits></Export>"
    assert rows_of(read(data)) == [("node=1", "@id: 1\nWho: Ann"), ("node=2", "@id: 2\nWho: Bo")]


def test_a_table_made_again_from_kept_records_is_the_same(read):
    result = read(b"Name,Class\nAmelia,Owls\nBen,Owls\n", "x.csv")
    assert tables_of(result.records) == result.tables


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=12)), max_size=6))
def test_a_field_starts_where_its_value_is_written(cells):
    text, fields = row_text([name for name, _ in cells], [value for _, value in cells])
    for field in fields:
        assert text[field.start : field.start + len(field.value)] == field.value
    assert [field.value for field in fields] == [value for _, value in cells]


def test_headings_are_never_taken_from_data():
    assert headings([["2026-01-01", "4"], ["2026-01-02", "5"]]) == (0, 0, [])
    assert headings([["only one column"], ["a"], ["b"]]) == (0, 0, [])
    assert headings([]) == (0, 0, [])
