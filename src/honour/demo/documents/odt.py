"""Documents as ODT, as the school's old office program saved them."""

from __future__ import annotations

from xml.sax.saxutils import escape

from honour.demo.documents.layout import Block, Document, Heading, Table
from honour.demo.documents.zipped import pack

_NS = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in [
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("meta", "meta"),
        ("style", "style"),
    ]
)
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def _p(text: str, tag: str = "text:p") -> str:
    return f"<{tag}>" + "<text:line-break/>".join(escape(line) for line in text.split("\n")) + f"</{tag}>"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return _p(block.said.text, "text:h").replace("<text:h>", '<text:h text:outline-level="1">', 1)
    if isinstance(block, Table):
        count = max(len(row) for row in block.rows)
        rows = "".join(
            "<table:table-row>"
            + "".join(f"<table:table-cell>{_p(cell.text)}</table:table-cell>" for cell in row)
            + "</table:table-row>"
            for row in block.rows
        )
        columns = f'<table:table-column table:number-columns-repeated="{count}"/>'
        return f"<table:table>{columns}{rows}</table:table>"
    return _p(block.said.text)


def odt(document: Document) -> bytes:
    """The document as an ODT. Comments, tracked changes and hidden text are DOCX only and raise ValueError here."""
    for block in document.blocks:
        if getattr(block, "comment", None) is not None or getattr(block, "kind", "") in {"deleted", "hidden"}:
            raise ValueError("an ODT of the demo school holds no hidden parts")
    body = ("" if document.letter else _p(document.title.text)) + "".join(_block(block) for block in document.blocks)
    content = (
        f'{_HEAD}<office:document-content {_NS} office:version="1.2"><office:body><office:text>{body}'
        "</office:text></office:body></office:document-content>"
    )
    header = f"<style:header>{_p(document.header.text)}</style:header>" if document.header.text else ""
    footer = f"<style:footer>{_p(document.footer.text)}</style:footer>" if document.footer.text else ""
    styles = (
        f'{_HEAD}<office:document-styles {_NS} office:version="1.2"><office:automatic-styles>'
        '<style:page-layout style:name="pm1"/></office:automatic-styles><office:master-styles>'
        f'<style:master-page style:name="Standard" style:page-layout-name="pm1">{header}{footer}</style:master-page>'
        "</office:master-styles></office:document-styles>"
    )
    moment = f"{document.created}T09:00:00"
    meta = (
        f'{_HEAD}<office:document-meta {_NS} {_DC} office:version="1.2"><office:meta>'
        f"<dc:title>{escape(document.title.text)}</dc:title><dc:subject>{escape(document.subject.text)}</dc:subject>"
        f"<meta:initial-creator>{escape(document.author.text)}</meta:initial-creator>"
        f"<dc:creator>{escape(document.last_by.text)}</dc:creator>"
        f"<meta:creation-date>{moment}</meta:creation-date><dc:date>{moment}</dc:date>"
        "</office:meta></office:document-meta>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>'
        for path, media in [
            ("/", kind),
            ("content.xml", "text/xml"),
            ("styles.xml", "text/xml"),
            ("meta.xml", "text/xml"),
        ]
    )
    manifest = f'{_HEAD}<manifest:manifest xmlns:manifest="{_MANIFEST}">{entries}</manifest:manifest>'
    parts = [
        ("mimetype", kind),
        ("content.xml", content),
        ("styles.xml", styles),
        ("meta.xml", meta),
        ("META-INF/manifest.xml", manifest),
    ]
    return pack([(name, text.encode()) for name, text in parts], stored_first=True)
