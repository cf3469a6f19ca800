"""Word processing and slides: DOCX, ODT, PPTX, ODP, from the raw parts, so that nothing a part holds is passed over.

A document is one record `all`: body, headers and footers, notes, comments, properties. What a plain view does not show
(deletions, hidden text, comments, properties) is marked hidden. Files and large pictures inside are documents of
their own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from honour.kernel.unread import Why
from honour.reading.emit import BrokenError, Out, Text, Where, document
from honour.reading.formats.archive import member, opened

_LARGE_PICTURE_BYTES = 60_000
"""Smaller ones are logos and icons; larger ones may be a photographed letter and are read like any picture."""
_PICTURE = re.compile(r"(?:^|/)(?:media|Pictures)/[^/]+\.(?:png|jpe?g|tiff?|bmp|gif|webp)$", re.IGNORECASE)
_EMBEDDED = re.compile(
    r"(?:^|/)(?:embeddings/[^/]+|attachedToolbars\.bin|afchunk[^/]*|Object \d+/content\.xml)$", re.IGNORECASE
)
_PROPERTY_NAMES = {
    "title", "subject", "creator", "keywords", "description", "lastModifiedBy", "category", "manager", "company",
    "initial-creator", "printed-by", "keyword", "user-defined", "lpwstr", "Manager", "Company", "contentStatus",
}  # fmt: skip


def parse(data: bytes) -> Any:
    """The root of an XML part: no entities, no network, no DTD. Raises BrokenError."""
    if b"<!ENTITY" in data or b"<!\0E\0N\0T\0I\0T\0Y" in data:
        raise BrokenError("it declares entities, which honest files of this kind do not")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise BrokenError("its XML is damaged or nested too deep") from None


def name(element: Any) -> str:
    """Local name; '' for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, wanted: str) -> str:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == wanted:
            return str(value)
    return ""


class _Package:
    """The parts of one office file, each counted against the limits as it is unpacked."""

    def __init__(self, data: bytes, out: Out) -> None:
        self.archive = opened(data)
        self.out = out
        self.names = sorted(
            (entry.filename for entry in self.archive.infolist() if not entry.is_dir()),
            key=lambda part: [int(n) if n.isdigit() else n for n in re.split(r"(\d+)", part)],
        )

    def content(self, part: str) -> bytes:
        try:
            entry = self.archive.getinfo(part)
        except KeyError:
            raise BrokenError("a part it needs is missing") from None
        if entry.flag_bits & 1:
            raise BrokenError("a part of it is locked")
        return member(self.archive, entry, self.out)

    def root(self, part: str) -> Any:
        return parse(self.content(part))

    def matching(self, pattern: str) -> list[str]:
        compiled = re.compile(pattern)
        return [part for part in self.names if compiled.fullmatch(part)]


def read_docx(data: bytes, where: Where, out: Out) -> None:
    package = _Package(data, out)
    text = Text()
    main = package.matching(r"word/document\d*\.xml")
    if not main:
        raise BrokenError("its text is missing")
    for part in main:
        _word(package.root(part), text, "")
    for pattern, why in (
        (r"word/header\d*\.xml", ""),
        (r"word/footer\d*\.xml", ""),
        (r"word/footnotes\.xml", ""),
        (r"word/endnotes\.xml", ""),
        (r"word/comments\.xml", "comment"),
        (r"word/glossary/document\.xml", "hidden text"),
    ):
        for part in package.matching(pattern):
            _word(package.root(part), text, why)
    for part in package.matching(r"word/_rels/.*\.rels"):
        _mail_links(package.root(part), text)
    author = _properties(package, (r"docProps/.*\.xml",), text)
    _finish(package, text, "Word", author, where, out)


_WORD_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_WORD_SKIPPED = frozenset(
    {"pPr", "tblPr", "tcPr", "trPr", "sectPr", "sdtPr", "Fallback", "tblGrid", "numPr", "rPrChange"}
)
_WORD_HIDING = {"del": "deleted text", "moveFrom": "deleted text"}


def _word(root: Any, text: Text, why: str) -> None:
    """Walks WordprocessingML in reading order. `why`: the whole part is hidden for this reason."""

    def begin(element: Any, tag: str, hiding: str) -> str | None:
        if tag in _WORD_SKIPPED:
            return None
        if tag in _WORD_HIDING:
            return hiding or _WORD_HIDING[tag]
        if tag == "r":
            for properties in element:
                if name(properties) == "rPr":
                    for one in properties:
                        if name(one) in ("vanish", "webHidden") and attribute(one, "val") not in ("0", "false", "none"):
                            return hiding or "hidden text"
                    break
            return hiding
        if tag in ("t", "delText"):
            text.add(element.text or "", hiding or ("deleted text" if tag == "delText" else ""))
        elif tag in ("instrText", "delInstrText"):
            if "mailto:" in (element.text or ""):
                text.add((element.text or "").strip() + " ", "link")
        elif tag in _WORD_MARKS:
            text.add(_WORD_MARKS[tag], hiding)
        elif tag == "tc":
            if text.length and text.pieces[-1] not in ("\n", "\t") and element.getprevious() is not None:
                text.add("\t")
        elif tag == "comment":
            who = attribute(element, "author")
            text.line(f"{who}: " if who else "", hiding)
        elif tag in ("docPr", "cNvPr"):
            shown = attribute(element, "descr")
            if shown:
                text.add(shown + " ", "picture description")
        return hiding

    def end(element: Any, tag: str, hiding: str) -> None:
        if tag == "p":
            # The last paragraph of a cell: the cell's own tab follows, and the row's line feed.
            if _in_cell(element) and element.getnext() is None:
                return
            text.add("\n", hiding)
        elif tag == "tr" and text.length and not text.pieces[-1].endswith("\n"):
            text.add("\n")

    if text.length and not text.pieces[-1].endswith("\n"):
        text.add("\n")
    _walk(root, why, begin, end)


def _in_cell(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and name(parent) == "tc"


def _walk(
    root: Any,
    hiding: str,
    begin: Callable[[Any, str, str], str | None],
    end: Callable[[Any, str, str], None],
) -> None:
    """Document order without recursion; `begin` gives why what is inside is hidden ('' if not), None to pass over."""
    stack: list[tuple[Any, str, bool]] = [(root, hiding, False)]
    while stack:
        element, why, done = stack.pop()
        tag = name(element)
        if done:
            end(element, tag, why)
            continue
        inside = begin(element, tag, why)
        if inside is None or not tag:
            continue
        stack.append((element, inside, True))
        stack.extend((child, inside, False) for child in reversed(element))


def _mail_links(root: Any, text: Text) -> None:
    for relation in root:
        target = relation.get("Target", "") if name(relation) else ""
        if target.startswith("mailto:"):
            text.line(target, "link")


def _properties(package: _Package, patterns: tuple[str, ...], text: Text) -> str:
    """Adds the document's properties as hidden lines; gives its author."""
    author = ""
    for pattern in patterns:
        for part in package.matching(pattern):
            try:
                root = package.root(part)
            except BrokenError:
                text.line("(document properties that could not be read)", "document property")
                continue
            for element in root.iter():
                tag = name(element)
                value = (element.text or "").strip()
                if tag in _PROPERTY_NAMES and value:
                    text.line(f"{tag}: {value}", "document property")
                    if tag in ("creator", "initial-creator") and not author:
                        author = value
    return author


def _finish(package: _Package, text: Text, form: str, author: str, where: Where, out: Out) -> None:
    small = 0
    inside: list[str] = []
    for part in package.names:
        if _PICTURE.search(part):
            if package.archive.getinfo(part).file_size >= _LARGE_PICTURE_BYTES:
                inside.append(part)
            else:
                small += 1
        elif _EMBEDDED.search(part):
            inside.append(part)
    properties = [("small-pictures-not-read", str(small))] if small else []
    document(where, form, text, out, author=author, properties=properties)
    for part in inside:
        content = package.content(part)
        out.inside(content, where.inner(content), posixpath.basename(part))


def read_pptx(data: bytes, where: Where, out: Out) -> None:
    package = _Package(data, out)
    text = Text()
    slides = package.matching(r"ppt/slides/slide\d+\.xml")
    for part in slides:
        root = package.root(part)
        _drawing(root, text, "hidden slide" if attribute(root, "show") in ("0", "false") else "")
    for pattern, why in (
        (r"ppt/notesSlides/notesSlide\d+\.xml", "speaker notes"),
        (r"ppt/comments/.*\.xml", "comment"),
    ):
        for part in package.matching(pattern):
            _drawing(package.root(part), text, why)
    author = _properties(package, (r"docProps/.*\.xml",), text)
    _finish(package, text, "slides", author, where, out)


def _drawing(root: Any, text: Text, why: str) -> None:
    def begin(element: Any, tag: str, hiding: str) -> str | None:
        if tag in ("t", "text"):
            text.add(element.text or "", hiding)
        elif tag == "br":
            text.add("\n", hiding)
        elif tag == "tab":
            text.add("\t", hiding)
        return None if tag == "Fallback" else hiding

    def end(element: Any, tag: str, hiding: str) -> None:  # noqa: ARG001 - the walker's shape
        if tag in ("p", "cm", "comment"):
            text.add("\n", hiding)

    _walk(root, why, begin, end)


def read_odf(data: bytes, where: Where, out: Out) -> None:
    """ODT and ODP."""
    package = _Package(data, out)
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.content("META-INF/manifest.xml"):
        out.unread(
            where, "all", Why.ENCRYPTED, "a document with a password", "Open it with its password and save it without."
        )  # fmt: skip
        return
    text = Text()
    styles = package.root("styles.xml") if "styles.xml" in package.names else None
    content = package.root("content.xml")
    hiding = _hidden_styles(content) | (_hidden_styles(styles) if styles is not None else set())
    _open_document(content, text, hiding)
    if styles is not None:
        for element in styles.iter():
            if name(element) in ("header", "footer", "header-left", "footer-left", "header-first", "footer-first"):
                _open_document(element, text, hiding)
    author = _properties(package, (r"meta\.xml",), text)
    _finish(package, text, "OpenDocument", author, where, out)


def _hidden_styles(root: Any) -> set[str]:
    found = set()
    for element in root.iter():
        if name(element) == "text-properties" and attribute(element, "display") == "none":
            found.add(attribute(element.getparent(), "name"))
    return found


_ODF_SKIPPED = frozenset(
    {"automatic-styles", "font-face-decls", "scripts", "sequence-decls", "styles", "master-styles"}
)


def _open_document(root: Any, text: Text, hiding_styles: set[str]) -> None:
    """Walks ODF text. Unlike in Word, an element's own text and the text behind it both count."""
    if text.length and not text.pieces[-1].endswith("\n"):
        text.add("\n")
    stack: list[tuple[Any, str, str, bool]] = [(root, "", "", False)]
    while stack:
        element, why, outer, done = stack.pop()
        tag = name(element)
        if done:
            if tag in ("p", "h") and why == "comment":
                text.add(" ", why)  # a comment stands in the middle of a line
            elif tag in ("p", "h"):
                if not (_in_open_cell(element) and element.getnext() is None):
                    text.add("\n")
            elif tag in ("table-row", "deletion") and text.length and not text.pieces[-1].endswith("\n"):
                text.add("\n")
            if element is not root and element.tail and _in_paragraph(element):
                text.add(element.tail, outer)
            continue
        inside = why
        if tag == "deletion":
            inside = "deleted text"
        elif tag == "annotation":
            inside = "comment"
        elif tag in ("hidden-text", "hidden-paragraph"):
            inside = "hidden text"
            text.add(attribute(element, "string-value"), inside)
        elif (
            attribute(element, "style-name") in hiding_styles and hiding_styles and tag in ("p", "h", "span", "section")
        ):
            inside = why or "hidden text"
        elif (
            tag == "table-cell"
            and element.getprevious() is not None
            and text.length
            and not text.pieces[-1].endswith("\n")
        ):
            text.add("\t")
        elif tag == "s":
            count = attribute(element, "c")
            text.add(" " * min(1000, int(count) if count.isdigit() else 1), why)
        elif tag == "tab":
            text.add("\t", why)
        elif tag == "line-break":
            text.add("\n", why)
        stack.append((element, inside, why, True))
        if not tag or tag in _ODF_SKIPPED or tag == "note-citation":
            continue
        if element.text and (tag in ("p", "h", "creator") or _in_paragraph(element)):
            text.add(element.text, inside)
            if tag == "creator":
                text.add(": ", inside)
        if tag != "table-cell" or not _swallowed(element):
            stack.extend((child, inside, inside, False) for child in reversed(element))


def _in_open_cell(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and name(parent) == "table-cell"


def _in_paragraph(element: Any) -> bool:
    parent = element.getparent()
    while parent is not None:
        tag = name(parent)
        if tag in ("p", "h"):
            return True
        if tag in ("table-cell", "annotation", "text", "body", "change-info"):
            return False
        parent = parent.getparent()
    return False


def _swallowed(element: Any) -> bool:
    """A cell repeated thousands of times is a spreadsheet's padding."""
    repeated = attribute(element, "number-columns-repeated")
    return repeated.isdigit() and int(repeated) > 50 and len(element) == 0  # noqa: PLR2004
