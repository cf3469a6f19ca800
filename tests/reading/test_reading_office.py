"""Office files from their raw parts: what a reader sees, and what a plain view hides."""

from __future__ import annotations

import io
import zipfile

import pytest

from honour.kernel.unread import Why

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>Visit</dc:title><dc:creator>Ruth Okafor</dc:creator>'
    "<cp:lastModifiedBy>J. Bello</cp:lastModifiedBy></cp:coreProperties>"
)


def zipped(**parts: str | bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


def docx(body: str, **parts: str | bytes) -> bytes:
    return zipped(
        **{
            "[Content_Types]_xml": "<Types/>",
            "word__document_xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        },
        **parts,
    )


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t xml:space='preserve'>{text}</w:t></w:r>"


def hidden_of(record) -> list[tuple[str, str]]:
    return [(record.text[start:end].strip(), why) for start, end, why in record.hidden]


def test_a_word_document_is_one_record_with_tables_and_notes(read):
    data = docx(
        f"<w:p>{run('Dear ')}{run('Mrs Patel')}</w:p><w:tbl><w:tr><w:tc><w:p>{run('Name')}</w:p></w:tc>"
        f"<w:tc><w:p>{run('Amelia')}</w:p></w:tc></w:tr></w:tbl><w:p>{run('Bye')}<w:r><w:tab/><w:t>now</w:t></w:r></w:p>",
        word__header1_xml=f"<w:hdr {W}><w:p>{run('Springfield Infant School')}</w:p></w:hdr>",
        word__footnotes_xml=f"<w:footnotes {W}><w:footnote><w:p>{run('See her plan')}</w:p></w:footnote></w:footnotes>",
        docProps__core_xml=CORE,
    )
    (record,) = read(data).records
    assert record.address.parts[-1] == "all"
    assert record.text == (
        "Dear Mrs Patel\nName\tAmelia\nBye\tnow\nSpringfield Infant School\nSee her plan\n"
        "title: Visit\ncreator: Ruth Okafor\nlastModifiedBy: J. Bello"
    )
    assert {why for _, why in hidden_of(record)} == {"document property"}
    assert record.author == "Ruth Okafor"


def test_deleted_hidden_and_commented_text_of_word_is_read_and_marked(read):
    data = docx(
        f"<w:p>{run('Seen.')}<w:del><w:r><w:delText>He lied.</w:delText></w:r></w:del><w:ins>{run(' Added.')}</w:ins>"
        f"{run('Not for parents', '<w:vanish/>')}</w:p>",
        word__comments_xml=f'<w:comments {W}><w:comment w:author="Head"><w:p>{run("Ask social care")}</w:p></w:comment>'
        "</w:comments>",
    )
    (record,) = read(data).records
    assert record.text == "Seen.He lied. Added.Not for parents\nHead: Ask social care\n"
    assert hidden_of(record) == [
        ("He lied.", "deleted text"),
        ("Not for parents", "hidden text"),
        ("Head: Ask social care", "comment"),
    ]


def test_a_file_inside_a_document_is_a_record_of_its_own(read):
    result = read(
        docx(f"<w:p>{run('Outer')}</w:p>", **{"word__embeddings__sheet.csv": "Name,Class\nAmelia,Owls\nBen,Owls\n"})
    )
    outer, *inner = result.records
    assert [record.text for record in inner] == ["Name\tClass", "Name: Amelia\nClass: Owls", "Name: Ben\nClass: Owls"]
    assert all(record.parent == outer.address for record in inner)


ODT = 'xmlns:office="o" xmlns:text="t" xmlns:table="tb" xmlns:style="s" xmlns:dc="d" xmlns:meta="m"'


def odt(body: str, **parts: str) -> bytes:
    content = (
        f"<office:document-content {ODT}><office:automatic-styles><style:style style:name='H'><style:text-properties "
        f"text:display='none'/></style:style></office:automatic-styles><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    return zipped(mimetype="application/vnd.oasis.opendocument.text", content_xml=content, **parts)


def test_an_opendocument_text_is_read_with_what_it_hides(read):
    data = odt(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Old words</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:h>Report</text:h><text:p>For <text:span>Amelia</text:span>,"
        "<text:s text:c='2'/>Owls<office:annotation><dc:creator>Head</dc:creator>"
        "<text:p>check</text:p></office:annotation>.</text:p>"
        "<text:p text:style-name='H'>Never shown</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell><table:table-cell><text:p>B</text:p>"
        "</table:table-cell></table:table-row></table:table>",
        meta_xml="<office:document-meta xmlns:office='o' xmlns:meta='m'><meta:initial-creator>R. Okafor"
        "</meta:initial-creator></office:document-meta>",
    )
    (record,) = read(data).records
    assert "Report\nFor Amelia,  Owls" in record.text
    assert "A\tB\n" in record.text
    hidden = hidden_of(record)
    assert ("Old words", "deleted text") in hidden
    assert ("Never shown", "hidden text") in hidden
    assert ("Head: check", "comment") in hidden
    assert ("initial-creator: R. Okafor", "document property") in hidden
    visible = "".join(c for at, c in enumerate(record.text) if not any(s <= at < e for s, e, _ in record.hidden))
    assert visible.split() == ["Report", "For", "Amelia,", "Owls.", "A", "B"]


def test_slides_are_read_with_their_notes(read):
    a = 'xmlns:a="a"'
    data = zipped(
        **{
            "[Content_Types]_xml": "<Types/>",
            "ppt__slides__slide1_xml": f"<sld {a}><a:p><a:r><a:t>Sports day</a:t></a:r></a:p></sld>",
            "ppt__notesSlides__notesSlide1_xml": f"<sld {a}><a:p><a:r><a:t>Mention Noël</a:t></a:r></a:p></sld>",
        }
    )
    (record,) = read(data).records
    assert record.text == "Sports day\nMention Noël\n"
    assert hidden_of(record) == [("Mention Noël", "speaker notes")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (docx("<w:p></w:p>")[:-60], Why.DAMAGED),
        (docx("<w:p>"), Why.DAMAGED),
        (docx("<w:x>" * 5000 + "</w:x>" * 5000), Why.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), Why.ENCRYPTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"), Why.DAMAGED),
        (b"", Why.DAMAGED),
        (bytes(range(256)) * 4, Why.UNKNOWN_FORMAT),
        (odt("", **{"META-INF__manifest_xml": "<m><encryption-data/></m>"}), Why.ENCRYPTED),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(read, data, why):
    result = read(data)
    assert result.records == ()
    (unread,) = result.unread
    assert unread.why is why
    assert unread.advice


def test_a_billion_laughs_stay_unlaughed(read):
    lol = '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    for data in (
        f'<?xml version="1.0"?>{lol}<l><x><y>&b;</y></x><x><y>&b;</y></x></l>'.encode(),
        docx("").replace(b"x", b"x"),
        zipped(**{"[Content_Types]_xml": "<T/>", "word__document_xml": f"{lol}<l>&b;</l>"}),
    ):
        result = read(data)
        assert "lol" not in "".join(record.text for record in result.records)


def test_an_entity_never_opens_a_file(read):
    data = b'<!DOCTYPE l [<!ENTITY f SYSTEM "file:///etc/passwd">]><l><x><y>&f;</y></x><x><y>2</y></x></l>'
    result = read(data)
    assert [unread.why for unread in result.unread] == [Why.DAMAGED]
    assert result.records == ()


def test_a_zip_bomb_is_stopped_before_it_unpacks(read):
    bomb = zipped(bomb=bytes(300_000_000))
    assert len(bomb) < 400_000
    result = read(bomb)
    assert result.records == ()
    assert [unread.why for unread in result.unread] == [Why.OVER_LIMIT]


def test_members_of_an_archive_are_files_of_their_own_and_locked_ones_are_named(read):
    data = zipped(**{"a.txt": "first", "b__c.txt": "second"})
    result = read(data)
    assert [record.text for record in result.records] == ["first", "second"]
    assert {record.parent.parts[0] for record in result.records if record.parent} == {result.item.sha256}
    locked = bytearray(data)
    at = locked.find(b"PK\x01\x02")
    locked[at + 8] |= 1
    result = read(bytes(locked))
    assert [record.text for record in result.records] == ["second"]
    assert [unread.why for unread in result.unread] == [Why.ENCRYPTED]


def test_text_in_any_usual_encoding_is_read(read):
    for data in ("Noël – £5".encode(encoding) for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252")):
        (record,) = read(data, "a.txt").records
        assert record.text == "Noël – £5"


def test_rich_text_is_read_with_what_it_hides(read):
    data = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Dear No\'ebl\par It\u8217?s {\v secret }fine {\deleted gone}\par}"
    (record,) = read(data).records
    assert record.text == "Dear Noël\nIt’s secret fine gone"
    assert hidden_of(record) == [("secret", "hidden text"), ("gone", "deleted text")]


def test_a_web_page_is_read_as_it_is_shown(read):
    data = b"<!DOCTYPE html><html><head><title>News</title></head><body>"
    data += b"<p>Sports  day<br>at 2</p><!-- ring mum --></body></html>"
    (record,) = read(data).records
    assert record.text == "News\nSports day\nat 2\nring mum"
    assert hidden_of(record) == [("ring mum", "comment")]
