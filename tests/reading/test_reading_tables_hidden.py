"""What lies beneath the cells of spreadsheets: hidden lines, columns and cells, comments, names, caches, choices."""

from __future__ import annotations

import gzip
import io
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from test_reading_office_hidden import RELATIONS, relations
from test_reading_old_office import MADE
from test_reading_tables import workbook

from honour.kernel.record import Form
from honour.kernel.unread import Why


def register() -> bytes:
    def fill(book):
        sheet = book.active
        sheet.title = "Register"
        for line in (
            ["Pupil", "Class", "Note"],
            ["Amelia Patel", "Owls", "fine"],
            ["Ben Larch", "Larks", "ill"],
            ["Cara Finch", "Owls", "away"],
        ):
            sheet.append(line)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet["A2"].comment = Comment("mother called", "Tara Finch")
        sheet["B9"].comment = Comment("not on any line", "Tara Finch")
        sheet.oddHeader.center.text = "Springfield Infant School"
        choices = DataValidation(type="list", formula1='"Owls,Larks,Wrens"')
        choices.add("B2:B4")
        sheet.add_data_validation(choices)
        book.defined_names["Leavers"] = DefinedName("Leavers", attr_text="Register!$A$3:$A$4")
        other = book.create_sheet("Plans")
        other.append(["Pupil", "Plan"])
        other.append(["Noel Brandt", "EHC"])
        other.sheet_state = "hidden"
        book.properties.creator = "Ruth Okafor"
        book.properties.title = "Register"

    return workbook(fill)


def hidden_of(record) -> list[tuple[str, str]]:
    return [(record.text[start:end], why) for start, end, why in record.hidden]


BOOKS = {
    "xlsx": register,
    "xls": lambda: gzip.decompress((MADE / "register.xls.gz").read_bytes()),
    "ods": (MADE / "register.ods").read_bytes,
}


@pytest.mark.parametrize("kind", sorted(BOOKS))
def test_what_a_workbook_of_any_kind_hides_is_read_and_marked(read, kind):
    records = {record.address.parts[-1]: record for record in read(BOOKS[kind]()).records}
    assert hidden_of(records["sheet=1,row=3"]) == [
        ("Ben Larch", "hidden row"), ("Larks", "hidden row"), ("ill", "hidden row"),
    ]  # fmt: skip
    (comment, column) = hidden_of(records["sheet=1,row=2"])
    assert comment[1] == "comment"
    assert comment[0].startswith("Comment on A2")
    assert comment[0].endswith("mother called")
    assert column == ("fine", "hidden column")
    assert hidden_of(records["sheet=2,row=2"]) == [("Noel Brandt", "hidden sheet"), ("EHC", "hidden sheet")]
    rest = records["all"]
    hidden = dict(hidden_of(rest))
    assert hidden["Owls | Larks | Wrens"] == "list of choices"
    assert next(said for said, why in hidden.items() if why == "defined name").startswith("Leavers")
    assert hidden["title: Register"] == "document property"
    assert next(said for said, why in hidden.items() if why == "comment").endswith(": not on any line")
    assert "Springfield Infant School" in rest.text.split("\n")
    assert rest.author == "Ruth Okafor"


def with_parts(data: bytes, **parts: str | bytes) -> bytes:
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def rest_of(result):
    return next(record for record in result.records if record.address.parts[-1] == "all")


def test_rows_a_pivot_table_remembers_are_read_though_their_sheet_has_gone(read):
    data = with_parts(
        register(),
        **{
            "xl/pivotCache/pivotCacheDefinition1.xml": "<d><cacheFields><cacheField name='Pupil'><sharedItems>"
            "<s v='Ben'/><s v='Noel'/></sharedItems></cacheField><cacheField name='Days'><sharedItems/></cacheField>"
            "</cacheFields></d>",
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relations(
                ("r", "pivotCacheRecords", "pivotCacheRecords1.xml")
            ),
            "xl/pivotCache/pivotCacheRecords1.xml": "<r><r><x v='1'/><n v='4'/></r><r><x v='0'/><n v='9'/></r></r>",
            "xl/pivotCache/pivotCacheDefinition2.xml": "<d><cacheFields><cacheField name='Class'><sharedItems>"
            "<s v='Owls'/></sharedItems></cacheField></cacheFields></d>",
        },
    )
    rest = rest_of(read(data))
    assert [said for said, why in hidden_of(rest) if why == "pivot cache"] == [
        "Pupil\tDays", "Noel\t4", "Ben\t9", "Class: Owls",
    ]  # fmt: skip


def test_values_kept_of_other_workbooks_connections_and_revisions_are_read(read):
    data = with_parts(
        register(),
        **{
            "xl/externalLinks/externalLink1.xml": f"<l xmlns:r='{RELATIONS}'><sheetNames><sheetName val='Staff'/>"
            "</sheetNames><sheetDataSet><sheetData sheetId='0'><row r='2'><cell r='A2' t='str'><v>J. Bello</v></cell>"
            "</row></sheetData></sheetDataSet></l>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": relations(
                ("r1", "externalLinkPath", "staff-of-2025.xlsx"), outside=True
            ),
            "xl/connections.xml": "<c><connection id='1' name='MIS'><dbPr connection='Server=a;Password=secret;Uid=b'/>"
            "</connection></c>",
            "xl/revisions/revisionLog1.xml": "<r><rcc><oc><v>41</v></oc><nc><t>Excluded</t></nc></rcc></r>",
            "xl/drawings/drawing9.xml": "<d><sp><cNvPr descr='photo of Ben'/><p><r><t>See </t></r><r><t>Ben</t></r></p>"
            "</sp></d>",
        },
    )
    rest = rest_of(read(data))
    hidden = hidden_of(rest)
    for said in (
        ("Staff!A2: J. Bello", "external link cache"),
        ("staff-of-2025.xlsx", "link"),
        ("connection@name: MIS", "connection"),
        ("dbPr@connection: Server=a;Password=(left out);Uid=b", "connection"),
        ("41", "earlier revision"),
        ("Excluded", "earlier revision"),
        ("photo of Ben", "picture description"),
    ):
        assert said in hidden
    assert "See Ben" in rest.text.split("\n")
    assert "secret" not in rest.text


def test_cells_whose_format_shows_nothing_and_strings_no_cell_uses_are_marked(read):
    def fill(book):
        sheet = book.active
        for line in (["Pupil", "Class", "Risk"], ["Amelia", "Owls", "high"], ["Ben", "Larks", "low"]):
            sheet.append(line)
        sheet["C2"].number_format = ";;;"

    strings = "<sst><si><t>Noel was here</t></si></sst>"
    result = read(with_parts(workbook(fill), **{"xl/sharedStrings.xml": strings}))
    row = next(record for record in result.records if record.form is Form.ROW)
    assert hidden_of(row) == [("high", "hidden cell")]
    assert ("Noel was here", "earlier revision") in hidden_of(rest_of(result))


def test_files_in_a_workbook_are_read(read):
    inner = openpyxl.Workbook()
    inner.active.append(["Inner"])
    file = io.BytesIO()
    inner.save(file)
    result = read(
        with_parts(register(), **{"xl/embeddings/book.xlsx": file.getvalue(), "xl/embeddings/a.txt": b"Note"})
    )
    assert {"Inner", "Note"} <= {record.text for record in result.records if record.parent}


def test_a_locked_old_workbook_says_so(read):
    from compound_file import compound_file

    begin = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12)
    locked = begin + b"\x2f\x00\x06\x00" + bytes(6) + b"\x0a\x00\x00\x00"
    assert [unread.why for unread in read(compound_file({"Workbook": locked})).unread] == [Why.ENCRYPTED]
