"""The least office files, whose parts a case replaces by hostile ones."""

from __future__ import annotations

import io
import zipfile

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CELLS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OPEN = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def package(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else method)
    return made.getvalue()


def relations(*targets: tuple[str, str, str]) -> str:
    """(id, last word of the kind, target); a target with a colon lies outside."""
    lines = "".join(
        f'<Relationship Id="{key}" Type="{_KIND}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if ":" in target else "/>")
        for key, kind, target in targets
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def docx(body: str | bytes = "", before: str = "", **parts: bytes | str) -> bytes:
    """`before` stands before the root element. Names of `parts` have `__` for `/` and `_` for the last dot."""
    document = (
        body
        if isinstance(body, bytes)
        else f"{before}<w:document {WORD} {RELATED}><w:body>{body}</w:body></w:document>"
    )
    return package({"[Content_Types].xml": _TYPES, "word/document.xml": document, **_named(parts)})


def xlsx(rows: str, before: str = "", shared: str = "", **parts: bytes | str) -> bytes:
    """A workbook of one sheet; `rows` is what stands in `sheetData`."""
    held: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {CELLS} {RELATED}><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": f"{before}<worksheet {CELLS}><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": shared or f"<sst {CELLS}><si><t>shared</t></si></sst>",
    }
    return package({**held, **_named(parts)})


def inline(cell: str, words: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{words}</t></is></c>'


def ods(rows: str, before: str = "") -> bytes:
    return opendocument(
        "spreadsheet",
        f'<office:spreadsheet><table:table table:name="One">{rows}</table:table></office:spreadsheet>',
        before,
    )


def opendocument(kind: str, body: str, before: str = "", **parts: bytes | str) -> bytes:
    content = f"{before}<office:document-content {OPEN}><office:body>{body}</office:body></office:document-content>"
    listed = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.{kind}"/>'
        "</manifest:manifest>"
    )
    return package(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
            "META-INF/manifest.xml": listed,
            **_named(parts),
        }
    )


def pptx(slide: str, before: str = "", **parts: bytes | str) -> bytes:
    drawn = "http://schemas.openxmlformats.org/drawingml/2006/main"
    shown = "http://schemas.openxmlformats.org/presentationml/2006/main"
    return package(
        {
            "[Content_Types].xml": _TYPES,
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{shown}" {RELATED}><p:sldIdLst>'
            '<p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(("r1", "slide", "slides/slide1.xml")),
            "ppt/slides/slide1.xml": f'{before}<p:sld xmlns:p="{shown}" xmlns:a="{drawn}"><p:cSld><p:spTree><p:sp>'
            f"<p:txBody>{slide}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>",
            **_named(parts),
        }
    )


def _named(parts: dict[str, bytes | str]) -> dict[str, bytes | str]:
    """`word__media__image1_svg` to `word/media/image1.svg`; `_rels__` at a folder's start stays."""
    named = {}
    for key, content in parts.items():
        folder, _, file = key.replace("__", "/").rpartition("/")
        stem, _, ending = file.rpartition("_")
        stem = f"{stem.removesuffix('_xml')}.xml" if ending == "rels" else stem
        named[f"{folder}/{stem}.{ending}".lstrip("/")] = content
    return named
