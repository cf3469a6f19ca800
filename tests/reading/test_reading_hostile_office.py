"""Office files and XML made to hurt: entities, far cells, loops of parts, macros, files of other programs."""

from __future__ import annotations

import pytest
from compound_file import compound_file
from hostile_office import (
    CELLS,
    docx,
    inline,
    ods,
    opendocument,
    package,
    paragraph,
    pptx,
    relations,
    xlsx,
)
from hostile_world import Case, Outside, case

from honour.kernel.unread import Why

TEXT = "words of the document"
LAUGHS = '<!DOCTYPE a [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12)) + "]>"
QUADRATIC = '<!DOCTYPE a [<!ENTITY big "' + "x" * 100_000 + '">]>'
PARAMETERS = '<!DOCTYPE a [<!ENTITY % a "<!ENTITY b &#39;%a;%a;&#39;>">%a;%a;]>'
ENDLESS = '<!DOCTYPE a [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'


def from_file(o: Outside) -> str:
    return f'<!DOCTYPE a [<!ENTITY stolen SYSTEM "{o.file_url}">]>'


def from_net(o: Outside) -> str:
    return f'<!DOCTYPE a SYSTEM "{o.url}">'


def from_dtd(o: Outside) -> str:
    return f'<!DOCTYPE a SYSTEM "{(o.folder / "canary.dtd").as_uri()}">'


def included(o: Outside) -> str:
    return f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{o.file_url}" parse="text"/>'


def census(inside: str, before: str = "") -> bytes:
    return f"{before}<Pupils><Pupil><Name>{inside}</Name></Pupil><Pupil><Name>Ann</Name></Pupil></Pupils>".encode()


def in_utf16(markup: bytes) -> bytes:
    return ('<?xml version="1.0" encoding="utf-16"?>' + markup.decode()).encode("utf-16")


def nested(depth: int, tag: str = "a") -> bytes:
    return (f"<{tag}>" * depth + TEXT + f"</{tag}>" * depth).encode()


def in_docx(entity: str, o: Outside) -> bytes:
    makers = {"laughs": LAUGHS, "quadratic": QUADRATIC, "file": from_file(o), "net": from_net(o), "dtd": from_dtd(o)}
    name = {"laughs": "&a12;", "quadratic": "&big;" * 10_000, "net": "x", "dtd": "&stolen;"}.get(entity, "&stolen;")
    return docx(paragraph(name), before=makers[entity])


XML: dict[str, Case] = {
    "census: a thousand million laughs": case(lambda _: census("&a12;", LAUGHS), Why.DAMAGED),
    "census: quadratic entities": case(lambda _: census("&big;" * 10_000, QUADRATIC), Why.DAMAGED),
    "census: parameter entities": case(lambda _: census("&b;", PARAMETERS), Why.DAMAGED),
    "census: entities that call each other": case(lambda _: census("&a;", ENDLESS), Why.DAMAGED),
    "census: a file outside": case(lambda o: census("&stolen;", from_file(o)), Why.DAMAGED),
    "census: a DTD over the network": case(lambda o: census("Ben", from_net(o)), says="Ben"),
    "census: a DTD from a file": case(lambda o: census("&stolen;", from_dtd(o)), says="Ann"),
    "census: XInclude": case(lambda o: census(included(o)), says="Ann"),
    "census: a style sheet over the network": case(
        lambda o: census("Ben", f'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="{o.url}"?>'), says="Ben"
    ),
    "census: entities in UTF-16": case(lambda o: in_utf16(census("&stolen;", from_file(o))), Why.DAMAGED),
    "census: entities in UTF-7": case(
        lambda o: b'<?xml version="1.0" encoding="utf-7"?>' + census("&stolen;", from_file(o)).decode().encode("utf-7"),
        Why.DAMAGED,
    ),
    "census: entities in EBCDIC": case(
        lambda o: (f'<?xml version="1.0" encoding="cp037"?>{census("&stolen;", from_file(o)).decode()}').encode(
            "cp037"
        ),
    ),
    "XML 5,000 deep": case(lambda _: nested(5_000), Why.DAMAGED),
    "XML of a million empty elements": case(lambda _: b"<a>" + b"<b/>" * 1_000_000 + b"</a>"),
    "XML of an element with 100,000 attributes": case(
        lambda _: b"<a><b " + b" ".join(b'k%d="v"' % n for n in range(100_000)) + b"/><b/></a>",
        Why.OVER_LIMIT,
    ),
    "XML of 5,000 namespaces": case(
        lambda _: (
            b"<a>" + b"".join(b'<x%d:b xmlns:x%d="urn:%d">z</x%d:b>' % (n, n, n, n) for n in range(5_000)) + b"</a>"
        )
    ),
    "XML records each with a column of its own": case(
        lambda _: b"<a>" + b"".join(b"<b><c%d>z</c%d></b>" % (n, n) for n in range(20_000)) + b"</a>"
    ),
    "XML with a name of 5 MB": case(lambda _: b"<" + b"a" * 5_000_000 + b"/>", Why.DAMAGED),
    "XML with a comment of 20 MB": case(lambda _: b"<a><!--" + b"a" * 20_000_000 + b"--><b>z</b></a>", Why.DAMAGED),
    "XML cut off": case(census("Ann")[:-30] + b">", Why.DAMAGED),
    "HTML with entities of its own": case(
        lambda o: f"<html><!DOCTYPE a [<!ENTITY s SYSTEM '{o.file_url}'>]><body>&s; {TEXT}</body></html>".encode(),
        says=TEXT,
    ),
    "HTML that loads from outside": case(
        lambda o: (
            f'<html><head><base href="{o.url}"><link rel="stylesheet" href="{o.url}"><meta http-equiv="refresh" '
            f'content="0;url={o.url}"></head><body background="{o.url}"><img src="{o.url}"><iframe src="{o.file_url}">'
            f'</iframe><object data="{o.file_url}"></object><script>fetch("{o.url}")</script>{TEXT}</body></html>'
        ).encode(),
        says=TEXT,
    ),
    "XHTML with a DTD over the network": case(
        lambda o: f'<?xml version="1.0"?><!DOCTYPE html SYSTEM "{o.url}"><html><body>{TEXT}</body></html>'.encode(),
        says=TEXT,
    ),
    "HTML 100,000 deep": case(lambda _: b"<html><body>" + nested(100_000, "div"), says=TEXT),
    "HTML 1,000 deep": case(lambda _: b"<html><body>" + nested(1_000, "div"), says=TEXT),
    "HTML behind the end of HTML": case(
        f"<html><body>first</body></html><p>second</p><html><body>{TEXT}</body></html>".encode(), says=TEXT
    ),
    "HTML of 300,000 open tables": case(lambda _: b"<html><body>" + b"<table><tr><td>x" * 100_000),
    "HTML of 500,000 attributes": case(lambda _: b"<html><body><p " + b"a=b " * 500_000 + b">words</p>"),
    "SVG with entities": case(
        lambda o: f'{from_file(o)}<svg xmlns="http://www.w3.org/2000/svg"><text>&stolen;</text></svg>'.encode(),
        Why.DAMAGED,
    ),
}

WORD: dict[str, Case] = {
    **{
        f"DOCX: {kind}": case(lambda o, kind=kind: in_docx(kind, o), Why.DAMAGED)
        for kind in ("laughs", "quadratic", "file")
    },
    "DOCX: a DTD from a file": case(lambda o: in_docx("dtd", o)),
    "DOCX: a DTD over the network": case(lambda o: in_docx("net", o), says="x"),
    "DOCX: entities in a header": case(
        lambda o: docx(paragraph(TEXT), word__header1_xml=f"{from_file(o)}<w:hdr>&stolen;</w:hdr>"), Why.DAMAGED
    ),
    "DOCX: entities in the properties": case(
        lambda o: docx(paragraph(TEXT), docProps__core_xml=f"{from_file(o)}<c><creator>&stolen;</creator></c>"),
        says=TEXT,
    ),
    "DOCX: an SVG with entities in it": case(
        lambda o: docx(paragraph(TEXT), word__media__image1_svg=f"{from_file(o)}<svg>&stolen;</svg>"), says=TEXT
    ),
    "DOCX: XInclude": case(lambda o: docx(paragraph(TEXT) + included(o)), says=TEXT),
    "DOCX: a template, a picture and a frame from outside": case(
        lambda o: docx(
            paragraph(TEXT),
            word___rels__document_xml_rels=relations(
                ("r1", "attachedTemplate", o.url),
                ("r2", "image", o.file_url),
                ("r3", "frame", o.url),
                ("r4", "oleObject", o.file_url),
                ("r5", "subDocument", o.url),
            ),
        ),
        says=TEXT,
    ),
    "DOCX: a part that lies outside the package": case(
        lambda o: docx(
            f'<w:altChunk r:id="r1"/>{paragraph(TEXT)}',
            word___rels__document_xml_rels=relations(("r1", "aFChunk", "../../../../../.." + str(o.path))),
        ),
        says=TEXT,
    ),
    "DOCX: fields that fetch": case(
        lambda o: docx(
            f'<w:p><w:r><w:instrText>INCLUDETEXT "{o.path}"</w:instrText></w:r></w:p>'
            f'<w:p><w:r><w:instrText>DDEAUTO cmd "/c touch {o.folder}/new"</w:instrText></w:r></w:p>{paragraph(TEXT)}'
        ),
        says=TEXT,
    ),
    "DOCX: tables in tables, 200 deep": case(
        lambda _: docx("<w:tbl><w:tr><w:tc>" * 80 + paragraph(TEXT) + "</w:tc></w:tr></w:tbl>" * 80), says=TEXT
    ),
    "DOCX: elements 2,000 deep": case(lambda _: docx("<w:sdt>" * 2_000 + "</w:sdt>" * 2_000), Why.DAMAGED),
    "DOCX: a bomb as its only part": case(
        lambda _: docx(b"<w:document>" + b" " * 90_000_000 + b"</w:document>"), Why.OVER_LIMIT
    ),
    "DOCX: a thousand bombs as headers": case(
        lambda _: docx(
            paragraph(TEXT), **{f"word__header{n}_xml": b"<a>" + b" " * 1_000_000 + b"</a>" for n in range(100)}
        ),
        Why.OVER_LIMIT,
    ),
    "DOCX: styles based on each other": case(
        lambda _: docx(
            f'<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>{TEXT}</w:t></w:r></w:p>',
            word__styles_xml='<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            '<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/>'
            "</w:style></w:styles>",
        ),
        says=TEXT,
    ),
    "DOCX: a macro project": case(
        lambda _: docx(paragraph(TEXT), word__vbaProject_bin=compound_file({"VBA/dir": b"x" * 100})),
        says="'macro-projects-not-read', '1'",
    ),
    "DOCX: itself in itself, 30 deep": case(lambda _: docx_in_docx(30), Why.OVER_LIMIT),
    "DOCX: a document part that is missing": case(
        package({"[Content_Types].xml": "<Types/>", "word/other.xml": "<a/>"}), Why.DAMAGED
    ),
    "PPTX: a thousand million laughs": case(
        lambda _: pptx("<a:p><a:r><a:t>&a12;</a:t></a:r></a:p>", LAUGHS), Why.DAMAGED
    ),
    "PPTX: a file outside": case(
        lambda o: pptx("<a:p><a:r><a:t>&stolen;</a:t></a:r></a:p>", from_file(o)), Why.DAMAGED
    ),
    "ODT: a file outside": case(
        lambda o: opendocument("text", "<office:text><text:p>&stolen;</text:p></office:text>", from_file(o)),
        Why.DAMAGED,
    ),
    "ODT: a section linked to a file outside": case(
        lambda o: opendocument(
            "text",
            f'<office:text><text:section><text:section-source xlink:href="{o.file_url}" '
            f'xmlns:xlink="http://www.w3.org/1999/xlink"/><text:p>{TEXT}</text:p></text:section></office:text>',
        ),
        says=TEXT,
    ),
    "ODT: a thousand million spaces": case(
        lambda _: opendocument(
            "text", f'<office:text><text:p><text:s text:c="1000000000"/>{TEXT}</text:p></office:text>'
        ),
        says=TEXT,
    ),
}


def docx_in_docx(depth: int) -> bytes:
    inner = docx(paragraph(TEXT))
    for _ in range(depth):
        inner = docx(paragraph("outer"), word__embeddings__inner_docx=inner)
    return inner


def far(*cells: str) -> str:
    return "".join(f"<row>{inline(cell, f'in {cell}')}</row>" for cell in cells)


def repeated_cells(columns: int, rows: int) -> bytes:
    return ods(
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{columns}"><text:p>many</text:p></table:table-cell></table:table-row>'
    )


SHEETS: dict[str, Case] = {
    "XLSX: a thousand million laughs": case(
        lambda _: xlsx("<row><c t='str'><v>&a12;</v></c></row>", LAUGHS), Why.DAMAGED
    ),
    "XLSX: a file outside": case(
        lambda o: xlsx("<row><c t='str'><v>&stolen;</v></c></row>", from_file(o)), Why.DAMAGED
    ),
    "XLSX: entities in the shared words": case(
        lambda o: xlsx(
            '<row><c r="A1" t="s"><v>0</v></c></row>',
            shared=f"{from_file(o)}<sst {CELLS}><si><t>&stolen;</t></si></sst>",
        ),
        Why.DAMAGED,
    ),
    "XLSX: the farthest cell": case(lambda _: xlsx(far("A1", "XFD1048576")), Why.OVER_LIMIT),
    "XLSX: the farthest row": case(lambda _: xlsx(far("A1", "A1048576")), says="in A1048576"),
    "XLSX: the farthest column": case(lambda _: xlsx(far("A1", "XFD1")), Why.OVER_LIMIT, says="in A1"),
    "XLSX: a cell beyond the last": case(lambda _: xlsx(far("A1", "ZZZZZZ99999999")), Why.OVER_LIMIT),
    "XLSX: a cell of no place": case(lambda _: xlsx(far("A1", "!!")), Why.DAMAGED),
    "XLSX: rows that go backwards": case(lambda _: xlsx(far("B9", "A1", "C5")), says="in B9"),
    "XLSX: a million columns": case(
        lambda _: xlsx("<row>" + "".join(f"<c><v>{n}</v></c>" for n in range(1_000_000)) + "</row>"),
        Why.OVER_LIMIT,
        says="1999",
    ),
    "XLSX: 16,384 long headings over 300 rows": case(lambda _: wide(16_384, 300), Why.OVER_LIMIT),
    "XLSX: a merged range of the whole sheet": case(
        lambda _: xlsx(
            far("A1"),
            xl__worksheets__sheet1_xml=f"<worksheet {CELLS}><sheetData>{far('A1')}</sheetData>"
            '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>',
        ),
        says="in A1",
    ),
    "XLSX: hidden columns to the last": case(
        lambda _: xlsx(
            "",
            xl__worksheets__sheet1_xml=f'<worksheet {CELLS}><cols><col min="1" max="4294967295" hidden="1"/>'
            f"</cols><sheetData>{far('A1')}</sheetData></worksheet>",
        ),
        says="in A1",
    ),
    "XLSX: a shared word that is not there": case(
        lambda _: xlsx('<row><c r="A1" t="s"><v>99</v></c></row>'), Why.DAMAGED
    ),
    "XLSX: a shared word before the first": case(lambda _: xlsx('<row><c r="A1" t="s"><v>-1</v></c></row>')),
    "XLSX: shared words that say they are 4 thousand million": case(
        lambda _: xlsx(
            '<row><c r="A1" t="s"><v>0</v></c></row>',
            shared=f'<sst {CELLS} count="4294967295" uniqueCount="4294967295"><si><t>shared</t></si></sst>',
        ),
        Why.DAMAGED,
    ),
    "XLSX: a sheet that says it is the largest": case(
        lambda _: xlsx(
            "",
            xl__worksheets__sheet1_xml=f'<worksheet {CELLS}><dimension ref="A1:XFD1048576"/>'
            f"<sheetData>{far('A1')}</sheetData></worksheet>",
        ),
        says="in A1",
    ),
    "XLSX: formulas that need each other": case(
        lambda _: xlsx(
            '<row r="1">'
            + "".join(
                f'<c r="A{n}"><f>A{n % 5_000 + 1}+1</f><v>{n}</v></c></row><row r="{n + 1}">' for n in range(1, 5_000)
            )
            + "</row>"
        ),
        says="4999",
    ),
    "XLSX: a formula that fetches and starts": case(
        lambda o: xlsx(
            f'<row><c r="A1" t="str"><f>WEBSERVICE("{o.url}")</f><v>{TEXT}</v></c>'
            f'<c r="B1" t="str"><f>cmd|\'/c touch {o.folder}/new\'!A1</f><v>b</v></c></row>'
        ),
        says=TEXT,
    ),
    "XLSX: a macro project": case(
        lambda _: xlsx(far("A1"), xl__vbaProject_bin=compound_file({"VBA/dir": b"x" * 100})),
        says="'macro-projects-not-read', '1'",
    ),
    "XLSX: a workbook whose sheets are the workbook": case(
        lambda _: xlsx(far("A1"), xl___rels__workbook_xml_rels=relations(("r1", "worksheet", "workbook.xml"))),
    ),
    "XLSX: a sheet that lies outside": case(
        lambda o: xlsx(
            far("A1"), xl___rels__workbook_xml_rels=relations(("r1", "worksheet", "../../../.." + str(o.path)))
        ),
    ),
    "XLSX: 2,000 sheets of one part": case(lambda _: many_sheets(2_000)),
    "ODS: a file outside": case(
        lambda o: ods("<table:table-row/><text:p>&stolen;</text:p>", from_file(o)), Why.DAMAGED
    ),
    "ODS: a cell a thousand million times": case(lambda _: repeated_cells(1_000_000_000, 1), Why.OVER_LIMIT),
    "ODS: a row a thousand million times": case(lambda _: repeated_cells(1, 1_000_000_000), Why.OVER_LIMIT),
    "ODS: 16,384 cells a million times": case(lambda _: repeated_cells(16_384, 1_048_576), Why.DAMAGED),
    "ODS: a cell less than no times": case(lambda _: repeated_cells(-5, -5), Why.DAMAGED),
}


def wide(columns: int, rows: int) -> bytes:
    heads = "".join(f"<c t='inlineStr'><is><t>{'heading' * 10}{n}</t></is></c>" for n in range(columns))
    body = "".join("<row>" + "<c><v>1</v></c>" * columns + "</row>" for _ in range(rows))
    return xlsx(f"<row>{heads}</row>{body}")


def many_sheets(count: int) -> bytes:
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r1"/>' for n in range(1, count + 1))
    kinds = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    return xlsx(far("A1"), xl__workbook_xml=f"<workbook {CELLS} {kinds}><sheets>{listed}</sheets></workbook>")


@pytest.mark.parametrize("name", XML)
def test_hostile_markup_is_read_without_what_it_points_at(attack, name):
    attack(XML[name])


@pytest.mark.parametrize("name", WORD)
def test_a_hostile_office_document_is_read_or_named(attack, name):
    attack(WORD[name])


@pytest.mark.parametrize("name", SHEETS)
def test_a_hostile_spreadsheet_is_read_or_named(attack, name):
    attack(SHEETS[name])
