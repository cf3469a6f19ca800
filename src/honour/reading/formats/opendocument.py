"""ODT and ODP, and their flat forms (FODT, FODP): one record `all`, with the paragraph each stretch of text stands in.

Hidden: deletions with who made them, comments, hidden text, paragraphs and sections, hidden slides, speaker notes,
descriptions of pictures, fields whose value is not shown, properties. Spots tell paragraphs; run 0, because an
OpenDocument paragraph has no numbered runs.
"""

from __future__ import annotations

from typing import Any

from honour.reading.emit import LockedError, Out, Text, Where, document
from honour.reading.formats.office import Package, attribute, finish, name, new_line, parse, tell_properties

_SKIPPED = frozenset(
    {"automatic-styles", "font-face-decls", "scripts", "sequence-decls", "styles", "master-styles", "meta", "settings",
     "binary-data", "note-citation", "event-listeners", "forms-settings"}
)  # fmt: skip
_HEADERS = frozenset({"header", "footer", "header-left", "footer-left", "header-first", "footer-first"})
_DESCRIPTIONS = frozenset({"title", "desc"})
_CONTENT = "content.xml"


def read(data: bytes, where: Where, out: Out) -> None:
    package = Package(data, out)
    if package.has("META-INF/manifest.xml") and b"encryption-data" in package.content("META-INF/manifest.xml"):
        raise LockedError
    text = Text()
    styles = package.root("styles.xml") if package.has("styles.xml") else None
    content = package.root(_CONTENT)
    hiding = _hidden_styles(content) | (_hidden_styles(styles) if styles is not None else set())
    tell(content, _CONTENT, text, hiding)
    if styles is not None:
        _headers(styles, "styles.xml", text, hiding)
    for part in package.matching(r"Object \d+/content\.xml"):
        tell(package.root(part), part, text, hiding)
    author = tell_properties(package, r"meta\.xml", text)
    finish(package, text, "OpenDocument", author, where, out)


def read_flat(data: bytes, where: Where, out: Out) -> None:
    root = parse(data)
    text = Text()
    hiding = _hidden_styles(root)
    tell(root, "document", text, hiding)
    _headers(root, "document", text, hiding)
    author = ""
    for element in root.iter():
        if (
            name(element) == "meta"
            and name(element.getparent() if element.getparent() is not None else element) == "document"
        ):
            for one in element:
                value = (one.text or "").strip()
                if value and name(one) in ("title", "subject", "description", "initial-creator", "creator", "keyword"):
                    text.line(f"{name(one)}: {value}", "document property")
                    author = author or (value if "creator" in name(one) else "")
                elif value and name(one) == "user-defined":
                    text.line(f"{attribute(one, 'name')}: {value}", "document property")
    document(where, "OpenDocument", text, out, author=author)


def _headers(styles: Any, part: str, text: Text, hiding: set[str]) -> None:
    for element in styles.iter():
        if name(element) in _HEADERS:
            tell(element, part, text, hiding)


def _hidden_styles(root: Any) -> set[str]:
    found = set()
    for element in root.iter():
        tag = name(element)
        if (tag == "text-properties" and attribute(element, "display") == "none") or (
            tag == "drawing-page-properties" and attribute(element, "visibility") == "hidden"
        ):
            found.add(attribute(element.getparent(), "name"))
    return found


def tell(root: Any, part: str, text: Text, hiding_styles: set[str]) -> None:
    """Walks ODF text. Unlike in Word, an element's own text and the text behind it both count."""
    new_line(text)
    text.part(part)
    paragraphs = 0
    stack: list[tuple[Any, str, str, bool]] = [(root, "", "", False)]
    while stack:
        element, why, outer, done = stack.pop()
        tag = name(element)
        if done:
            if tag in ("p", "h") and why == "comment":
                text.add(" ", why)  # a comment stands in the middle of a line
            elif tag in ("p", "h"):
                if not (_in_cell(element) and element.getnext() is None):
                    text.add("\n")
            elif tag in ("table-row", "deletion") or tag in _DESCRIPTIONS:
                new_line(text)
            if element is not root and element.tail and _in_paragraph(element):
                text.add(element.tail, outer)
            continue
        inside = why
        if tag in ("p", "h"):
            paragraphs += 1
            text.spot(part, paragraphs, 0)
        if tag == "deletion":
            inside = "deleted text"
        elif tag == "annotation":
            inside = "comment"
        elif tag == "notes":
            inside = why or "speaker notes"
        elif tag in _DESCRIPTIONS and element.text:
            inside = "picture description"
            text.line(element.text, inside)
        elif tag in ("hidden-text", "hidden-paragraph"):
            inside = "hidden text"
            text.add(attribute(element, "string-value"), inside)
        elif tag in ("user-field-decl", "variable-decl") and attribute(element, "string-value"):
            text.line(f"{attribute(element, 'name')}: {attribute(element, 'string-value')}", "document property")
        elif tag == "section" and attribute(element, "display") in ("none", "condition"):
            inside = why or "hidden text"
        elif tag == "page" and attribute(element, "style-name") in hiding_styles:
            inside = why or "hidden slide"
        elif (
            attribute(element, "style-name") in hiding_styles and hiding_styles and tag in ("p", "h", "span", "section")
        ):
            inside = why or "hidden text"
        elif (
            tag in ("table-cell", "covered-table-cell")
            and element.getprevious() is not None
            and name(element.getprevious()).endswith("table-cell")
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
        if not tag or tag in _SKIPPED:
            continue
        if tag not in _DESCRIPTIONS and element.text and (tag in ("p", "h", "creator") or _in_paragraph(element)):
            text.add(element.text, inside)
            if tag == "creator":
                text.add(": ", inside)
        if tag != "table-cell" or not _swallowed(element):
            stack.extend((child, inside, inside, False) for child in reversed(element))


def _in_cell(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and name(parent) == "table-cell"


def _in_paragraph(element: Any) -> bool:
    parent = element.getparent()
    while parent is not None:
        tag = name(parent)
        if tag in ("p", "h"):
            return True
        if tag in ("table-cell", "annotation", "text", "body", "change-info", "frame"):
            return False
        parent = parent.getparent()
    return False


def _swallowed(element: Any) -> bool:
    """A cell repeated thousands of times is a spreadsheet's padding."""
    repeated = attribute(element, "number-columns-repeated")
    return repeated.isdigit() and int(repeated) > 50 and len(element) == 0  # noqa: PLR2004
