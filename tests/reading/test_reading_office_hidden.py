"""What office files hold beside their text: hiding styles, fields, choices, people, shapes off the slide, objects."""

from __future__ import annotations

import gzip
import struct

from compound_file import compound_file
from test_reading_office import W, docx, hidden_of, run, zipped
from test_reading_old_office import MADE

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SECRET = "<w:rStyle w:val='Secret'/>"


def relations(*pointing: tuple[str, str, str], outside: bool = False) -> str:
    """(id, kind, target)."""
    mode = ' TargetMode="External"' if outside else ""
    return (
        "<Relationships>"
        + "".join(
            f'<Relationship Id="{number}" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'
            for number, kind, target in pointing
        )
        + "</Relationships>"
    )


def test_text_hidden_by_a_style_or_the_style_it_builds_on_is_marked(read):
    styles = (
        f"<w:styles {W}><w:style w:styleId='Secret'><w:rPr><w:vanish/></w:rPr></w:style>"
        "<w:style w:styleId='Child'><w:basedOn w:val='Secret'/></w:style>"
        "<w:style w:styleId='Open'><w:basedOn w:val='Secret'/><w:rPr><w:vanish w:val='0'/></w:rPr></w:style></w:styles>"
    )
    data = docx(
        f"<w:p><w:pPr><w:pStyle w:val='Child'/></w:pPr>{run('by paragraph')}</w:p>"
        f"<w:p>{run('by run', SECRET)}{run(' shown')}</w:p>"
        f"<w:p><w:pPr><w:pStyle w:val='Open'/></w:pPr>{run('open')}</w:p>",
        word__styles_xml=styles,
    )
    (record,) = read(data).records
    assert hidden_of(record) == [("by paragraph", "hidden text"), ("by run", "hidden text")]


def test_deleted_rows_and_moved_text_are_marked_and_who_changed_is_told(read):
    data = docx(
        "<w:tbl><w:tr><w:trPr><w:del w:author='Tara Finch'/></w:trPr>"
        f"<w:tc><w:p>{run('gone row')}</w:p></w:tc></w:tr><w:tr><w:tc><w:p>{run('row')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:p><w:moveFrom w:author='J. Bello'>{run('moved away')}</w:moveFrom></w:p>"
        f"<w:p><w:ins w:author='Tara Finch'>{run('put in')}</w:ins></w:p>"
    )
    (record,) = read(data).records
    hidden = hidden_of(record)
    assert [text for text, why in hidden if why == "deleted text"] == ["gone row", "moved away"]
    assert ("changed by: J. Bello", "document property") in hidden
    assert "put in" in record.text


def test_what_fields_and_controls_say_beside_what_they_show_is_read(read):
    field = "".join(
        f"<w:r>{piece}</w:r>"
        for piece in (
            "<w:fldChar w:fldCharType='begin'/>",
            "<w:instrText>HYPERLINK </w:instrText>",
            '<w:instrText>"mailto:ruth@school.example"</w:instrText>',
            "<w:fldChar w:fldCharType='separate'/>",
            "<w:t>write to us</w:t>",
            "<w:fldChar w:fldCharType='end'/>",
            "<w:fldChar w:fldCharType='begin'/><w:instrText>PAGE \\* ROMAN</w:instrText>",
            "<w:fldChar w:fldCharType='end'/>",
        )
    )
    choice = "<w:listItem w:displayText='{}'/>"
    data = docx(
        f"<w:p>{field}</w:p><w:sdt><w:sdtPr><w:dropDownList>{choice.format('Amelia')}{choice.format('Ben')}"
        f"</w:dropDownList></w:sdtPr><w:sdtContent><w:p>{run('Ben')}</w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><w:pict><v:shape xmlns:v='v'><v:textpath string='IN CONFIDENCE'/></v:shape></w:pict></w:r></w:p>",
    )
    (record,) = read(data).records
    assert hidden_of(record) == [
        ('HYPERLINK "mailto:ruth@school.example"', "link"),
        ("Amelia | Ben", "list of choices"),
    ]
    assert "IN CONFIDENCE" in record.text


def test_settings_people_charts_custom_xml_and_links_of_a_word_file_are_read(read):
    data = docx(
        f"<w:p>{run('Text')}</w:p>",
        **{
            "word__people_xml": f"<w:people {W}><w:person w:author='Tara Finch'/></w:people>",
            "word__settings_xml": f"<w:settings {W}><w:docVars><w:docVar w:name='pupil' w:val='Amelia'/></w:docVars>"
            "<w:mailMerge><w:query w:val='SELECT * FROM leavers'/></w:mailMerge></w:settings>",
            "word__charts__chart1_xml": "<c><strCache><pt><v>Ben</v></pt><pt><v>Noel</v></pt></strCache></c>",
            "customXml__item1_xml": "<pupil><name>Cara Finch</name></pupil>",
            "customXml__item2_xml": "<contentTypeSchema><name>no person</name></contentTypeSchema>",
            "word___rels__document.xml.rels": relations(
                ("r1", "hyperlink", "https://school.example/amelia"), outside=True
            ),
            "docProps__custom_xml": "<Properties><property name='Checked by'><lpwstr>Dr Wren</lpwstr></property>"
            "</Properties>",
        },
    )
    (record,) = read(data).records
    assert set(hidden_of(record)) == {
        ("Tara Finch", "document property"),
        ("pupil: Amelia", "document property"),
        ("query: SELECT * FROM leavers", "document property"),
        ("https://school.example/amelia", "link"),
        ("name: Cara Finch", "custom XML"),
        ("Checked by: Dr Wren", "document property"),
    }
    assert "Ben\tNoel" in record.text


def test_a_word_document_in_one_file_of_xml_is_read(read):
    old = (
        "<?xml version='1.0'?><w:wordDocument xmlns:w='w' xmlns:aml='a' xmlns:o='o'><o:DocumentProperties>"
        "<o:Author>Ruth Okafor</o:Author></o:DocumentProperties><w:body><w:p><w:r><w:t>Dear all,</w:t></w:r>"
        "<aml:annotation w:type='Word.Deletion' aml:author='J. Bello'><aml:content><w:r><w:delText>not you</w:delText>"
        "</w:r></aml:content></aml:annotation></w:p></w:body></w:wordDocument>"
    )
    (record,) = read(old.encode()).records
    assert record.text == "Dear all,not you\nAuthor: Ruth Okafor"
    assert hidden_of(record) == [("not you", "deleted text"), ("Author: Ruth Okafor", "document property")]
    assert record.author == "Ruth Okafor"
    (record,) = read((MADE / "letter.fodt").read_bytes()).records
    assert ("Ruth Okafor: He hit Noël.", "deleted text") in hidden_of(record)
    assert "Springfield Infant School" in record.text


def shape(words: str, x: int = 0, extra: str = "", placeholder: bool = False) -> str:
    ph = "<nvPr><ph/></nvPr>" if placeholder else ""
    return (
        f"<sp><nvSpPr><cNvPr {extra}/>{ph}</nvSpPr><spPr><xfrm><off x='{x}' y='0'/><ext cx='100' cy='100'/></xfrm>"
        f"</spPr><txBody><p><r><t>{words}</t></r></p></txBody></sp>"
    )


def test_slides_are_read_in_their_order_with_what_they_hide(read):
    def slide(*shapes: str, show: str = "1") -> str:
        return f"<sld show='{show}'><cSld><spTree>{''.join(shapes)}</spTree></cSld></sld>"

    data = zipped(
        **{
            "[Content_Types]_xml": "<Types/>",
            "ppt__presentation_xml": f"<p xmlns:r='{RELATIONS}'><sldSz cx='1000' cy='700'/><sldIdLst><sldId r:id='b'/>"
            "<sldId r:id='a'/></sldIdLst></p>",
            "ppt___rels__presentation.xml.rels": relations(
                ("a", "slide", "slides/slide1.xml"), ("b", "slide", "slides/slide2.xml")
            ),
            "ppt__slides__slide1_xml": slide(shape("Second"), shape("far off", 1000), shape("veiled", 0, "hidden='1'")),
            "ppt__slides__slide2_xml": slide(shape("First", 0, "descr='Noel running'")),
            "ppt__slides__slide3_xml": slide(shape("In no list")),
            "ppt__slides___rels__slide2.xml.rels": relations(
                ("n", "notesSlide", "../notesSlides/notesSlide7.xml"), ("c", "comments", "../comments/comment1.xml")
            ),
            "ppt__notesSlides__notesSlide7_xml": slide(shape("say it softly")),
            "ppt__comments__comment1_xml": "<cmLst><cm authorId='1'><text>true?</text></cm></cmLst>",
            "ppt__commentAuthors_xml": "<l><cmAuthor id='1' name='Tara Finch'/></l>",
            "ppt__slideMasters__slideMaster1_xml": slide(shape("Click to edit", placeholder=True), shape("Owls class")),
        }
    )
    (record,) = read(data).records
    assert record.text.split("\n") == [
        "Noel running", "First", "say it softly", "Tara Finch: true?", "Second", "far off", "veiled", "In no list",
        "Owls class", "",
    ]  # fmt: skip
    assert hidden_of(record) == [
        ("Noel running", "picture description"),
        ("say it softly", "speaker notes"),
        ("Tara Finch: true?", "comment"),
        ("far off", "text off the slide"),
        ("veiled", "hidden text"),
        ("In no list", "hidden slide"),
    ]


def test_an_object_of_another_program_in_a_new_document_is_opened(read):
    note = b"Amelia may not be photographed, says her mother.\n" * 2
    native = b"\x02\0n.txt\0C:\\n.txt\0\0\0\3\0" + struct.pack("<I", 4) + b"tmp\0" + struct.pack("<I", len(note)) + note
    packed = compound_file({"\x01Ole10Native": struct.pack("<I", len(native)) + native})
    data = docx(f"<w:p>{run('Outer')}</w:p>", **{"word__embeddings__oleObject1.bin": packed})
    letter = gzip.decompress((MADE / "letter.doc.gz").read_bytes())
    outer, inner = read(data).records
    assert inner.text == note.decode()
    assert outer.text == "Outer\n"
    (_, old) = read(docx(f"<w:p>{run('Outer')}</w:p>", **{"word__embeddings__a.doc": letter})).records
    assert "He hit Noël." in old.text
