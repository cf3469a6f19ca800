"""DOCX, DOCM, Word's flat and old XML: one record `all`, with the paragraph and run each stretch of text stands in.

Body, headers and footers, notes, comments with their authors, text boxes, alternative text, charts; hidden: deletions,
moved-away text, hidden runs (by themselves or by a style), codes of fields, lists of choices, the glossary, mail merge
settings, variables, people, custom XML, properties. Not told apart: text in the colour of its ground.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from honour.reading.emit import BrokenError, Out, Text, Where, document
from honour.reading.formats.doc import telling_field
from honour.reading.formats.office import (
    Package,
    attribute,
    finish,
    name,
    new_line,
    parse,
    refuse_entities,
    tell_beside,
)

_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t", "sym": "\u2022"}
_SKIPPED = frozenset(
    "tblPr tblPrEx sectPr Fallback tblGrid numPr rPrChange pPrChange trPrChange tcPrChange tblGridChange "
    "binData".split()
)
_DEEPEST = 256
_OFF = ("0", "false", "none", "off")
_DELETED_KINDS = ("Word.Deletion", "Word.Deletion.Start")
_Attributes = dict[str, str]


class _Frame:
    """An open element: its name, why what is in it is hidden, how many cells it has had."""

    __slots__ = ("cells", "tag", "why")

    def __init__(self, tag: str, why: str) -> None:
        self.tag = tag
        self.why = why
        self.cells = 0


_Begin = Callable[["_Telling", _Attributes, _Frame], "_Frame | None"]
"""What an element says as it begins, in the frame it stands in: the frame of what is in it, None to pass over it."""
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
    styles = _styles(package)
    writers: dict[str, None] = {}
    for part in main:
        tell(package.content(part), part, text, "", styles, writers)
    for pattern, why in _PARTS:
        for part in package.matching(pattern):
            tell(package.content(part), part, text, why, styles, writers)
    _people(package, text, writers)
    author = tell_beside(package, "word", text)
    finish(package, text, "Word", author, where, out)


def read_flat(data: bytes, where: Where, out: Out) -> None:
    """A Word document that is one XML file: of Word 2003 (`wordDocument`), or a package written out flat."""
    root = parse(data)
    text = Text()
    writers: dict[str, None] = {}
    tell(data, "document", text, "", _hiding_styles(root), writers)
    author = ""
    for element in root.iter():
        tag = name(element)
        value = (element.text or "").strip()
        if tag in ("Author", "creator") and value and not author:
            author = value
        if value and name(element.getparent()) in ("DocumentProperties", "coreProperties", "CustomDocumentProperties"):
            text.line(f"{tag}: {value}", "document property")
    document(where, "Word", text, out, author=author)


def _styles(package: Package) -> frozenset[str]:
    part = "word/styles.xml"
    content = package.content(part) if package.has(part) else b""
    return _hiding_styles(parse(content)) if b"vanish" in content else frozenset()


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
    """One part, heard element by element as it is parsed: a document has tens of thousands of them."""

    def __init__(self, part: str, text: Text, styles: frozenset[str], writers: dict[str, None], why: str) -> None:
        self.part = part
        self.text = text
        self.styles = styles
        self.writers = writers
        self.paragraphs = 0
        # Paragraphs stand in runs, as a text box does. Of each open one: number, runs so far, whether its style hides.
        self.open: list[list[int]] = []
        self.codes: list[list[str]] = []
        """The codes of the fields that are open and whose result has not begun."""
        self.choices: list[str] = []
        self.stack = [_Frame("", why)]
        self.skipped = 0
        """How deep inside an element that is passed over."""
        self.saying = ""
        """Whether characters are `text` or the `code` of a field; '' if they are nothing."""
        self.why_saying = ""
        self.line_end: str | None = None
        """Why the line end of a cell's paragraph is hidden, while it is not known whether another follows."""
        self.begins: dict[str, _Begin | None] = {}
        self.ends: dict[str, Callable[[_Telling, str], None] | None] = {}
        """What the elements of a name do, by the name as this part writes it, prefix and all."""

    def start(self, called: str, attributes: _Attributes) -> None:
        if self.skipped:
            self.skipped += 1
            return
        try:
            handle = self.begins[called]
        except KeyError:
            tag = called.rpartition(":")[2]
            handle = self.begins[called] = _BEGIN.get(tag)
            self.ends[called] = _END.get(tag)
        stack = self.stack
        parent = stack[-1]
        if self.line_end is not None and parent.tag == "tc":
            self.text.add("\n", self.line_end)
            self.line_end = None
        if handle is None:
            stack.append(parent)
            if len(stack) > _DEEPEST:
                raise BrokenError("its XML is damaged or nested too deep")
            return
        frame = handle(self, attributes, parent)
        if frame is None:
            self.skipped = 1
        else:
            stack.append(frame)

    def end(self, called: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        frame = self.stack.pop()
        finish = self.ends[called]
        if finish is not None:
            finish(self, frame.why)

    def said(self, characters: str) -> None:
        if not self.saying or self.skipped:
            return
        if self.saying == "code":
            if not self.codes:
                self.codes.append([])
            self.codes[-1].append(characters)
        else:
            self.text.add(characters, self.stack[-1].why or self.why_saying)

    def _skip(self, _attributes: _Attributes, _parent: _Frame) -> _Frame | None:
        return None

    def _speak(self, _attributes: _Attributes, parent: _Frame) -> _Frame | None:
        self.saying, self.why_saying = "text", ""
        return parent

    def _speak_deleted(self, _attributes: _Attributes, parent: _Frame) -> _Frame | None:
        self.saying, self.why_saying = "text", "deleted text"
        return parent

    def _speak_code(self, _attributes: _Attributes, parent: _Frame) -> _Frame | None:
        self.saying = "code"
        return parent

    def _silent(self, _hiding: str) -> None:
        self.saying = ""

    def _run(self, _attributes: _Attributes, parent: _Frame) -> _Frame | None:
        if self.open:
            about = self.open[-1]
            about[1] += 1
            self.text.spot(self.part, about[0], about[1])
            if about[2]:
                return _Frame("r", parent.why or "hidden text")
        return _Frame("r", parent.why)

    def _vanish(self, attributes: _Attributes, parent: _Frame) -> _Frame | None:
        run = self._run_of(parent)
        if run is not None:
            run.why = (
                run.why if run.why not in ("", "hidden text") else "" if _val(attributes) in _OFF else "hidden text"
            )
        return None

    def _run_style(self, attributes: _Attributes, parent: _Frame) -> _Frame | None:
        run = self._run_of(parent)
        if run is not None and not run.why and _val(attributes) in self.styles:
            run.why = "hidden text"
        return None

    def _run_of(self, parent: _Frame) -> _Frame | None:
        if parent.tag == "rPr" and len(self.stack) > 1 and self.stack[-2].tag == "r":
            return self.stack[-2]
        return None

    def _paragraph(self, _attributes: _Attributes, parent: _Frame) -> _Frame | None:
        self.paragraphs += 1
        self.open.append([self.paragraphs, 0, 0])
        self.text.spot(self.part, self.paragraphs, 0)
        return _Frame("p", parent.why)

    def _paragraph_style(self, attributes: _Attributes, parent: _Frame) -> _Frame | None:
        if self.open and parent.tag == "pPr" and self.stack[-2].tag == "p":
            self.open[-1][2] = int(_val(attributes) in self.styles)
        return None

    def _paragraph_end(self, hiding: str) -> None:
        if self.open:
            self.open.pop()
        if self.stack[-1].tag == "tc":
            self.line_end = hiding  # the cell's own tab follows, and the row's line feed, unless it goes on
        else:
            self.text.add("\n", hiding)

    def _deleted(self, attributes: _Attributes, parent: _Frame) -> _Frame | None:
        self._writer(attributes)
        if parent.tag == "trPr":
            self.stack[-2].why = self.stack[-2].why or "deleted text"
            return None
        return _Frame("del", parent.why or "deleted text")

    def _cell_deleted(self, _attributes: _Attributes, parent: _Frame) -> _Frame | None:
        if parent.tag == "tcPr":
            self.stack[-2].why = self.stack[-2].why or "deleted text"
        return None

    def _inserted(self, attributes: _Attributes, parent: _Frame) -> _Frame | None:
        self._writer(attributes)
        return parent

    def _annotation(self, attributes: _Attributes, parent: _Frame) -> _Frame | None:
        self._writer(attributes)
        kind = _of(attributes, "type")
        why = "deleted text" if kind in _DELETED_KINDS else "comment" if kind == "Word.Comment" else ""
        return _Frame("annotation", parent.why or why)

    def _comment(self, attributes: _Attributes, parent: _Frame) -> _Frame | None:
        who = _of(attributes, "author")
        self.text.line(f"{who}: " if who else "", parent.why)
        return parent

    def _cell(self, _attributes: _Attributes, parent: _Frame) -> _Frame | None:
        if parent.cells:
            self.text.add("\t")
        parent.cells += 1
        return _Frame("tc", parent.why)

    def _cell_end(self, _hiding: str) -> None:
        self.line_end = None

    def _row_end(self, _hiding: str) -> None:
        new_line(self.text)

    def _field(self, attributes: _Attributes, parent: _Frame) -> _Frame | None:
        kind = _of(attributes, "fldCharType")
        if kind == "begin":
            self.codes.append([])
        elif self.codes:
            self.code("".join(self.codes[-1]))
            self.codes[-1].clear()
            if kind == "end":
                self.codes.pop()
        return parent

    def _simple_field(self, attributes: _Attributes, parent: _Frame) -> _Frame | None:
        self.code(_of(attributes, "instr"))
        return parent

    def code(self, code: str) -> None:
        code = " ".join(code.split())
        if telling_field(code):
            self.text.add(code + " ", "link" if code.upper().startswith("HYPERLINK") else "field code")

    def _described(self, attributes: _Attributes, parent: _Frame) -> _Frame | None:
        for key in ("descr", "alt", "title"):
            shown = _of(attributes, key)
            if shown:
                self.text.add(shown + " ", "picture description")
        return parent

    def _art(self, attributes: _Attributes, parent: _Frame) -> _Frame | None:
        self.text.add(_of(attributes, "string") + " ", parent.why)
        return parent

    def _choice(self, attributes: _Attributes, _parent: _Frame) -> _Frame | None:
        said = _of(attributes, "displayText") or _val(attributes)
        if said:
            self.choices.append(said)
        return None

    def _choices_end(self, _hiding: str) -> None:
        if self.choices:
            self.text.add(" | ".join(self.choices) + " ", "list of choices")
            self.choices.clear()

    def _writer(self, attributes: dict[str, str]) -> None:
        who = _of(attributes, "author")
        if who:
            self.writers.setdefault(who)


def _of(attributes: dict[str, str], wanted: str) -> str:
    for key, value in attributes.items():
        if key == wanted or key.rpartition(":")[2] == wanted:
            return value
    return ""


def _val(attributes: dict[str, str]) -> str:
    return _of(attributes, "val")


def _mark(sign: str) -> _Begin:
    def add(telling: _Telling, _attributes: _Attributes, parent: _Frame) -> _Frame:
        if parent.tag != "tabs":  # where a tab stops is no tab
            telling.text.add(sign, parent.why)
        return parent

    return add


def _own(tag: str) -> _Begin:
    """Of an element that the ones in it must know by its name; others stand for the one they stand in."""

    def begin(_telling: _Telling, _attributes: _Attributes, parent: _Frame) -> _Frame:
        return _Frame(tag, parent.why)

    return begin


_BEGIN: dict[str, _Begin] = {
    **dict.fromkeys(_SKIPPED, _Telling._skip),
    **{tag: _mark(sign) for tag, sign in _MARKS.items()},
    **{tag: _own(tag) for tag in ("rPr", "pPr", "trPr", "tcPr", "tr", "tabs")},
    "t": _Telling._speak,
    "delText": _Telling._speak_deleted,
    "instrText": _Telling._speak_code,
    "delInstrText": _Telling._speak_code,
    "r": _Telling._run,
    "vanish": _Telling._vanish,
    "rStyle": _Telling._run_style,
    "p": _Telling._paragraph,
    "pStyle": _Telling._paragraph_style,
    "del": _Telling._deleted,
    "moveFrom": _Telling._deleted,
    "cellDel": _Telling._cell_deleted,
    "ins": _Telling._inserted,
    "moveTo": _Telling._inserted,
    "annotation": _Telling._annotation,
    "comment": _Telling._comment,
    "tc": _Telling._cell,
    "fldChar": _Telling._field,
    "fldSimple": _Telling._simple_field,
    **dict.fromkeys(("docPr", "cNvPr", "shape", "imagedata", "rect"), _Telling._described),
    "textpath": _Telling._art,
    "listItem": _Telling._choice,
    "listEntry": _Telling._choice,
}
_END: dict[str, Callable[[_Telling, str], None]] = {
    **dict.fromkeys(("t", "delText", "instrText", "delInstrText"), _Telling._silent),
    "p": _Telling._paragraph_end,
    "tc": _Telling._cell_end,
    "tr": _Telling._row_end,
    "sdtPr": _Telling._choices_end,
    "ffData": _Telling._choices_end,
}


def tell(content: bytes, part: str, text: Text, why: str, styles: frozenset[str], writers: dict[str, None]) -> None:
    """Adds a part of WordprocessingML. `why`: all of it is hidden for this reason. `writers`: who changed it.

    Raises BrokenError for XML that is damaged, declares entities or is nested too deep.
    """
    refuse_entities(content)
    new_line(text)
    telling = _Telling(part, text, styles, writers, why)
    text.part(part)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = telling.start
    parser.EndElementHandler = telling.end
    parser.CharacterDataHandler = telling.said
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise BrokenError("its XML is damaged or nested too deep") from None
    for code in telling.codes:
        telling.code("".join(code))


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
