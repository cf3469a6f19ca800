"""DOCX, DOCM, Word's flat and old XML: one record `all`, with the paragraph and run each stretch of text stands in.

Body, headers and footers, notes, comments with their authors, text boxes, alternative text, charts; hidden: deletions,
moved-away text, hidden runs (by themselves or by a style), codes of fields, lists of choices, the glossary, mail merge
settings, variables, people, custom XML, properties. Not told apart: text in the colour of its ground.
"""

from __future__ import annotations

from typing import Any

from honour.reading.emit import BrokenError, Out, Text, Where, document
from honour.reading.formats.doc import telling_field
from honour.reading.formats.office import (
    Package,
    attribute,
    finish,
    name,
    new_line,
    parse,
    tell_beside,
    walk,
)

_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t", "sym": "\u2022"}
_SKIPPED = frozenset(
    {
        "pPr",
        "rPr",
        "tcPr",
        "trPr",
        "tblPr",
        "sectPr",
        "Fallback",
        "tblGrid",
        "numPr",
        "rPrChange",
        "pPrChange",
        "tblGridChange",
        "binData",
    }
)
_HIDING = {"del": "deleted text", "moveFrom": "deleted text"}
_OFF = ("0", "false", "none", "off")
_DELETED_KINDS = ("Word.Deletion", "Word.Deletion.Start")
_PARTS = (
    (r"word/header\d*\.xml", ""),
    (r"word/footer\d*\.xml", ""),
    (r"word/footnotes\.xml", ""),
    (r"word/endnotes\.xml", ""),
    (r"word/comments\.xml", "comment"),
    (r"word/glossary/document\.xml", "hidden text"),
)
_MERGE = frozenset({"connectString", "query", "dataSource", "mailSubject", "addressFieldName"})


def read(data: bytes, where: Where, out: Out) -> None:
    package = Package(data, out)
    text = Text()
    main = package.matching(r"word/document\d*\.xml") or [
        target for kind, target in package.targets("").values() if kind == "officeDocument" and package.has(target)
    ]
    if not main:
        raise BrokenError("its text is missing")
    styles = _hiding_styles(package.root("word/styles.xml")) if package.has("word/styles.xml") else frozenset()
    writers: dict[str, None] = {}
    for part in main:
        tell(package.root(part), part, text, "", styles, writers)
    for pattern, why in _PARTS:
        for part in package.matching(pattern):
            tell(package.root(part), part, text, why, styles, writers)
    _people(package, text, writers)
    author = tell_beside(package, "word", text)
    finish(package, text, "Word", author, where, out)


def read_flat(data: bytes, where: Where, out: Out) -> None:
    """A Word document that is one XML file: of Word 2003 (`wordDocument`), or a package written out flat."""
    root = parse(data)
    text = Text()
    writers: dict[str, None] = {}
    tell(root, "document", text, "", _hiding_styles(root), writers)
    author = ""
    for element in root.iter():
        tag = name(element)
        value = (element.text or "").strip()
        if tag in ("Author", "creator") and value and not author:
            author = value
        if value and name(element.getparent()) in ("DocumentProperties", "coreProperties", "CustomDocumentProperties"):
            text.line(f"{tag}: {value}", "document property")
    document(where, "Word", text, out, author=author)


def _hiding_styles(root: Any) -> frozenset[str]:
    """Ids of the styles whose text is hidden, by themselves or by the style they build on."""
    hiding: dict[str, bool | None] = {}
    based: dict[str, str] = {}
    for style in root.iter():
        if name(style) != "style":
            continue
        called = attribute(style, "styleId")
        hiding[called] = None
        for element in style.iter():
            tag = name(element)
            if tag == "vanish" and name(element.getparent()) == "rPr":
                hiding[called] = attribute(element, "val") not in _OFF
            elif tag == "basedOn":
                based[called] = attribute(element, "val")
    found = set()
    for called in hiding:
        at, steps = called, 0
        while at in hiding and hiding[at] is None and at in based and steps < len(hiding):
            at, steps = based[at], steps + 1
        if hiding.get(at):
            found.add(called)
    return frozenset(found)


class _Telling:
    """One part, walked in reading order."""

    def __init__(self, part: str, text: Text, styles: frozenset[str], writers: dict[str, None]) -> None:
        self.part = part
        self.text = text
        self.styles = styles
        self.writers = writers
        self.paragraphs = 0
        # Paragraphs stand in runs, as a text box does. Of each open one: number, runs so far, whether its style hides.
        self.open: list[list[int]] = []
        self.codes: list[list[str]] = []
        """The codes of the fields that are open and whose result has not begun."""

    def begin(self, element: Any, tag: str, hiding: str) -> str | None:
        text = self.text
        if tag in ("t", "delText"):
            text.add(element.text or "", hiding or ("deleted text" if tag == "delText" else ""))
        elif tag == "r":
            if self.open:
                self.open[-1][1] += 1
                text.spot(self.part, self.open[-1][0], self.open[-1][1])
            return self._run(element, hiding)
        elif tag == "p":
            self.paragraphs += 1
            style_hides = bool(self.styles) and _style(element, "pPr", "pStyle") in self.styles
            self.open.append([self.paragraphs, 0, style_hides])
            text.spot(self.part, self.paragraphs, 0)
        elif tag in _SKIPPED:
            return None
        elif tag in _HIDING:
            self._writer(element)
            return hiding or _HIDING[tag]
        elif tag in ("ins", "moveTo"):
            self._writer(element)
        elif tag == "annotation":
            self._writer(element)
            if attribute(element, "type") in _DELETED_KINDS:
                return hiding or "deleted text"
            if attribute(element, "type") == "Word.Comment":
                return hiding or "comment"
        elif tag in ("instrText", "delInstrText"):
            (self.codes[-1] if self.codes else self._lone_code()).append(element.text or "")
        elif tag == "fldChar":
            self._field(attribute(element, "fldCharType"))
        elif tag == "fldSimple":
            self._code(attribute(element, "instr"))
        elif tag in _MARKS:
            text.add(_MARKS[tag], hiding)
        elif tag == "tr":
            return hiding or ("deleted text" if _marked(element, "trPr", "del") else "")
        elif tag == "tc":
            if text.length and text.pieces[-1] not in ("\n", "\t") and element.getprevious() is not None:
                text.add("\t")
            return hiding or ("deleted text" if _marked(element, "tcPr", "cellDel") else "")
        elif tag == "comment":
            who = attribute(element, "author")
            text.line(f"{who}: " if who else "", hiding)
        elif tag in ("docPr", "cNvPr", "shape", "imagedata", "rect"):
            for shown in (attribute(element, "descr"), attribute(element, "alt"), attribute(element, "title")):
                if shown:
                    text.add(shown + " ", "picture description")
        elif tag == "textpath":
            text.add(attribute(element, "string") + " ", hiding)
        elif tag == "sdtPr":
            self._choices(element, "listItem", "displayText")
            return None
        elif tag == "ffData":
            self._choices(element, "listEntry", "val")
            return None
        return hiding

    def end(self, element: Any, tag: str, hiding: str) -> None:
        text = self.text
        if tag == "p":
            if self.open:
                self.open.pop()
            # The last paragraph of a cell: the cell's own tab follows, and the row's line feed.
            if name(element.getparent()) == "tc" and element.getnext() is None:
                return
            text.add("\n", hiding)
        elif tag == "tr":
            new_line(text)

    def _run(self, element: Any, hiding: str) -> str:
        if hiding:
            return hiding
        for properties in element:
            if name(properties) == "rPr":
                for one in properties:
                    tag = name(one)
                    if tag == "vanish":
                        return "" if attribute(one, "val") in _OFF else "hidden text"
                    if tag == "rStyle" and self.styles and attribute(one, "val") in self.styles:
                        return "hidden text"
                break
        return "hidden text" if self.open and self.open[-1][2] else ""

    def _writer(self, element: Any) -> None:
        who = attribute(element, "author")
        if who:
            self.writers.setdefault(who)

    def _lone_code(self) -> list[str]:
        self.codes.append([])
        return self.codes[-1]

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.codes.append([])
        elif self.codes:
            self._code("".join(self.codes[-1]))
            self.codes[-1].clear()
            if kind == "end":
                self.codes.pop()

    def _code(self, code: str) -> None:
        code = " ".join(code.split())
        if telling_field(code):
            self.text.add(code + " ", "link" if code.upper().startswith("HYPERLINK") else "field code")

    def _choices(self, element: Any, tag: str, key: str) -> None:
        choices = [attribute(one, key) for one in element.iter() if name(one) == tag]
        if any(choices):
            self.text.add(" | ".join(filter(None, choices)) + " ", "list of choices")


def _style(element: Any, properties: str, wanted: str) -> str:
    first = element[0] if len(element) else None
    if first is not None and name(first) == properties:
        for one in first:
            if name(one) == wanted:
                return attribute(one, "val")
    return ""


def _marked(element: Any, properties: str, wanted: str) -> bool:
    return any(name(one) == wanted for inner in element if name(inner) == properties for one in inner)


def tell(root: Any, part: str, text: Text, why: str, styles: frozenset[str], writers: dict[str, None]) -> None:
    """Adds a part of WordprocessingML. `why`: all of it is hidden for this reason. `writers`: who changed it."""
    new_line(text)
    telling = _Telling(part, text, styles, writers)
    text.part(part)
    walk(root, why, telling.begin, telling.end)
    for code in telling.codes:
        telling._code("".join(code))


def _people(package: Package, text: Text, writers: dict[str, None]) -> None:
    """Who changed the document, whom Word knew, what it was merged with, and its variables."""
    for who in writers:
        text.line(f"changed by: {who}", "document property")
    for part in package.matching(r"word/people\.xml"):
        text.part(part)
        for element in package.root(part).iter():
            said = attribute(element, "author") or attribute(element, "userId")
            if said and said not in writers:
                text.line(said, "document property")
    for part in package.matching(r"word/settings\.xml"):
        text.part(part)
        for element in package.root(part).iter():
            tag = name(element)
            if tag == "docVar":
                text.line(f"{attribute(element, 'name')}: {attribute(element, 'val')}", "document property")
            elif tag in _MERGE and attribute(element, "val"):
                text.line(f"{tag}: {attribute(element, 'val')}", "document property")
