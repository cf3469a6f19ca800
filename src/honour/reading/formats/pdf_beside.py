"""What lies in a PDF beside what its pages draw: form values, annotations, layers, attachments, properties, alternative
text, bookmarks, earlier revisions. Read with qpdf; a file that qpdf cannot open has none of it, and says so.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2 as pdfium
from lxml import etree

from honour.kernel.hashes import sha256_hex
from honour.reading.emit import Text

Box = tuple[float, float, float, float]
WordAt = tuple[int, int, float, float, float, float, float]

_WORD = re.compile(r"\S+")
_FREE_TEXT, _WIDGET, _LINK, _POPUP = "/FreeText", "/Widget", "/Link", "/Popup"
_HIDDEN_FLAGS = 2 | 32
"""Of an annotation: hidden, and not shown on a screen."""
_NO_PROPERTIES = frozenset({"/CreationDate", "/ModDate", "/Producer", "/Creator", "/Trapped"})
"""Of programs and times, not of people; times stand in every file."""
_NO_XMP = re.compile(
    r"(?:date|time|tool|producer|format|id|part|conformance|version|trapped|type|action|changed|when|softwareagent|"
    r"width|height|orientation|length|marked|subversion|rev|amd|corr|unit|description)\Z",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]+>")
_END_MARK = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_MOST_REVISIONS = 12
_MOST_LOST = 50
_MOST_OBJECTS = 300_000
_DEEPEST = 40
_SPACES = re.compile(r"\s+")
_LEAST_LINE = 2
_TROUBLES = (pikepdf.PdfError, TypeError, ValueError, AttributeError, KeyError, IndexError, RuntimeError, OverflowError)
"""What qpdf raises on an object that is not what its place says it is."""


@dataclass
class _Things:
    """Objects found anywhere in the file."""

    files: list[Any] = field(default_factory=list)
    described: list[Any] = field(default_factory=list)
    lost: list[Any] = field(default_factory=list)
    """Pages that stand in no list of pages."""


class Beside:
    """Opened once for a document. Nothing here raises for what the file says."""

    def __init__(self, data: bytes) -> None:
        self._file: Any = None
        self._data = data
        self._sorted: _Things | None = None
        try:
            self._file = pikepdf.open(io.BytesIO(data))
            self._pages = list(self._file.pages)
        except (pikepdf.PdfError, pikepdf.PasswordError, *_TROUBLES):
            self._file = None
            self._pages = []
        self._told: set[str] = set()
        """Form values that were told with a page."""

    @property
    def readable(self) -> bool:
        return self._file is not None

    def add_page(self, number: int, view: tuple[float, ...], text: Text, words: list[WordAt]) -> None:
        """Adds form values and free text (seen, so their whole box covers each word) and comments (hidden)."""
        if number > len(self._pages):
            return
        annotations = self._pages[number - 1].obj.get("/Annots")
        if annotations is None:
            return
        links: set[str] = set()
        try:
            listed = list(annotations)
        except _TROUBLES:
            return
        for annotation in listed:
            try:
                self._annotation(annotation, view, text, words, links)
            except _TROUBLES:
                continue

    def _annotation(
        self, annotation: Any, view: tuple[float, ...], text: Text, words: list[WordAt], links: set[str]
    ) -> None:
        sort = str(annotation.get("/Subtype", ""))
        hidden = bool(int(annotation.get("/F", 0)) & _HIDDEN_FLAGS)
        if sort == _WIDGET:
            self._widget(annotation, hidden, view, text, words)
            return
        if sort == _LINK:
            action = annotation.get("/A")
            target = _string(action.get("/URI")) if isinstance(action, pikepdf.Dictionary) else ""
            if target and target not in links and target.rstrip("/") not in str(text):
                links.add(target)
                text.line(target, "link")
            return
        if sort == _POPUP:
            return
        content = _string(annotation.get("/Contents")) or _plain(_string(annotation.get("/RC")))
        if sort == _FREE_TEXT and content and not hidden:
            _seen(content, annotation, view, text, words)
            return
        if not content:
            content = self._drawn(annotation)
            if content and not hidden:
                _seen(content, annotation, view, text, words)
                return
        who, about = _string(annotation.get("/T")), _string(annotation.get("/Subj"))
        if content:
            text.line(" ".join(part for part in (who, content) if part), "comment")
        elif about and annotation.get("/T") is not None and sort not in ("/Highlight", "/Underline"):
            text.line(f"{who} {about}".strip(), "comment")

    def _widget(self, annotation: Any, hidden: bool, view: tuple[float, ...], text: Text, words: list[WordAt]) -> None:
        value = _value(_inherited(annotation, "/V"))
        button = str(_inherited(annotation, "/FT") or "") == "/Btn"
        if button:
            state = annotation.get("/AS")
            value = str(state).lstrip("/") if state is not None else value
        called = _string(_inherited(annotation, "/TU")) or _string(_inherited(annotation, "/T"))
        if value and value != "Off":
            self._told.add(value)
            if hidden:
                text.line(f"{called}: {value}" if called else value, "hidden form field")
            else:
                _seen(value, annotation, view, text, words)
                if button and called:
                    text.line(f"{called}: {value}", "form field hint")
        hint = _string(annotation.get("/TU"))
        if hint and not (button and value and value != "Off"):
            text.line(hint, "form field hint")

    def _drawn(self, annotation: Any) -> str:
        """What the picture of an annotation says, such as a stamp's."""
        form = annotation.get("/AP", {}).get("/N")
        if not isinstance(form, pikepdf.Stream):
            return ""
        page = pikepdf.new()
        page.add_blank_page(page_size=(2000, 2000))
        shown = page.pages[0]
        shown.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=page.copy_foreign(form)))
        shown.obj.Contents = page.make_stream(b"q 1 0 0 1 500 500 cm /X Do Q")
        file = io.BytesIO()
        page.save(file)
        try:
            found = pdfium.PdfDocument(file.getvalue())[0].get_textpage().get_text_range()
        except pdfium.PdfiumError:
            return ""
        return str(found).replace("\r\n", "\n").strip()

    def rest_of_form(self, text: Text) -> None:
        """Adds the values of fields that stand on no page, and the data of an XFA form."""
        form = self._root("/AcroForm")
        if form is None:
            return
        stack = [(field, 0, "") for field in _listed(form.get("/Fields"))]
        seen = 0
        while stack and seen < _MOST_OBJECTS:
            field, depth, outer = stack.pop()
            seen += 1
            try:
                own = _string(field.get("/T"))
                called = f"{outer}.{own}" if outer and own else own or outer
                value = _value(field.get("/V"))
                if value and value != "Off" and value not in self._told:
                    self._told.add(value)
                    text.line(f"{called}: {value}" if called else value, "hidden form field")
                if depth < _DEEPEST:
                    stack.extend((kid, depth + 1, called) for kid in _listed(field.get("/Kids")))
            except _TROUBLES:
                continue
        for value in _xfa_values(form.get("/XFA")):
            if value not in self._told and value not in str(text):
                text.line(value, "hidden form field")

    def hidden_layers(self) -> frozenset[str]:
        """Names of the layers that are not shown when the document is opened."""
        layers = self._root("/OCProperties")
        if layers is None:
            return frozenset()
        found = set()
        try:
            shown = layers.get("/D", pikepdf.Dictionary())
            off = _listed(shown.get("/OFF"))
            if str(shown.get("/BaseState", "")) == "/OFF":
                on = {one.objgen for one in _listed(shown.get("/ON"))}
                off = [one for one in _listed(layers.get("/OCGs")) if one.objgen not in on]
            for one in off:
                found.add(_string(one.get("/Name")))
        except _TROUBLES:
            pass
        return frozenset(found)

    def attachments(self) -> Iterator[tuple[str, bytes, int]]:
        """(untrusted name, bytes, size it unpacks to) of every file in the document, wherever it hangs."""
        told: set[str] = set()
        for thing in self._things().files:
            try:
                files = thing["/EF"]
                stream = next((files[key] for key in ("/UF", "/F", "/DOS", "/Mac", "/Unix") if key in files), None)
                if not isinstance(stream, pikepdf.Stream):
                    continue
                content = stream.read_bytes()
                name = _string(thing.get("/UF")) or _string(thing.get("/F"))
            except _TROUBLES:
                continue
            digest = sha256_hex(content)
            if digest not in told:
                told.add(digest)
                yield name, content, len(content)

    def _things(self) -> _Things:
        """Sorted in one walk over all objects; none where no part of the file can hold them."""
        if self._sorted is None:
            self._sorted = _Things()
            if self._file is None:
                return self._sorted
            kept = {page.obj.objgen for page in self._pages}
            try:
                for number, thing in enumerate(self._file.objects):
                    if number > _MOST_OBJECTS:
                        break
                    if not isinstance(thing, pikepdf.Dictionary):
                        continue
                    if "/EF" in thing:
                        self._sorted.files.append(thing)
                    if "/Alt" in thing:
                        self._sorted.described.append(thing)
                    if thing.get("/Type") == pikepdf.Name.Page and thing.objgen not in kept:
                        self._sorted.lost.append(thing)
            except _TROUBLES:
                pass
        return self._sorted

    def properties(self, document: Any) -> list[str]:
        """Lines `Title: ...`: those of the file's two places for them, bookmarks apart."""
        found: dict[str, str] = {}
        for key in ("Title", "Author", "Subject", "Keywords"):
            value = document.get_metadata_value(key).strip()
            if value:
                found[key] = value
        try:
            told = self._file.trailer.get("/Info", {}) if self._file is not None else {}
            for key, value in told.items():
                said = _string(value) if isinstance(value, pikepdf.String) else ""
                if said and key not in _NO_PROPERTIES:
                    found.setdefault(key.lstrip("/"), said)
        except _TROUBLES:
            pass
        lines = [f"{key}: {value}" for key, value in found.items()]
        known = set(found.values())
        for key, value in self._xmp():
            if value not in known:
                known.add(value)
                lines.append(f"{key}: {value}")
        return lines

    def _xmp(self) -> Iterator[tuple[str, str]]:
        metadata = self._root("/Metadata")
        if not isinstance(metadata, pikepdf.Stream):
            return
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
            root = etree.fromstring(metadata.read_bytes(), parser)
        except (etree.XMLSyntaxError, *_TROUBLES):
            return
        if root is None:
            return
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            called = _called(element)
            for key, value in element.attrib.items():
                name = str(key).rpartition("}")[2]
                said = str(value).strip()
                if said and name not in ("about", "lang", "xmptk") and not _NO_XMP.search(name):
                    yield name, said
            value = (element.text or "").strip()
            if value and not _NO_XMP.search(called):
                yield called, value

    def descriptions(self) -> dict[int, list[str]]:
        """Alternative text of pictures by page, from 1; 1 also where the page is not said."""
        pages = {page.obj.objgen: number for number, page in enumerate(self._pages, 1)}
        found: dict[int, list[str]] = {}
        for thing in self._things().described:
            try:
                page = thing.get("/Pg")
                number = pages.get(page.objgen, 1) if page is not None else 1
                found.setdefault(number, []).append(_string(thing["/Alt"]))
            except _TROUBLES:
                continue
        return found

    def _root(self, key: str) -> Any:
        if self._file is None:
            return None
        try:
            return self._file.Root.get(key)
        except _TROUBLES:
            return None

    def said(self) -> Iterator[str]:
        """What forms and comments say, for comparing revisions."""
        text = Text()
        view = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
        for number in range(1, len(self._pages) + 1):
            self.add_page(number, view, text, [])
        self.rest_of_form(text)
        yield from str(text).split("\n")

    def changed(self) -> bool:
        """Whether the file may hold more than its present state: it was added to, or holds pages it does not list."""
        return bool(_revisions(self._data)) or bool(self._things().lost)

    def lost_pages(self) -> bytes:
        """A PDF of the page objects no page list names any more; b'' if there is none."""
        if not self._things().lost:
            return b""
        try:
            made = pikepdf.new()
            for thing in self._things().lost[:_MOST_LOST]:
                if "/Parent" in thing:
                    del thing["/Parent"]
                made.pages.append(pikepdf.Page(thing))
            file = io.BytesIO()
            made.save(file)
        except _TROUBLES:
            return b""
        return file.getvalue()


def earlier(data: bytes, beside: Beside, now: list[str]) -> Iterator[str]:
    """Lines that an earlier state of the file said and it says no more, oldest revision first, each once.

    `now`: what the file says today. A file changed in place keeps, before what was added last, every earlier state as a
    whole PDF; a page taken out of the list of pages may still lie in the file.
    """
    told = {_even(line) for text in now for line in text.split("\n")}
    told |= {_even(text) for text in now}
    for old in [*_revisions(data), beside.lost_pages()]:
        if not old:
            continue
        for line in _lines_of(old):
            even = _even(line)
            if len(even) >= _LEAST_LINE and even not in told:
                told.add(even)
                yield line.strip()


def _revisions(data: bytes) -> list[bytes]:
    """The file as it was before each change that was added at its end."""
    ends = [(match.end(), int(match.group(1))) for match in _END_MARK.finditer(data)]
    if b"/Linearized" in data[:1024]:
        ends = ends[1:]  # its first end mark is that of the first page only
    whole = [end for end, table in ends if table < end][:-1]
    return [data[:end] for end in whole[-_MOST_REVISIONS:]]


def _lines_of(data: bytes) -> Iterator[str]:
    try:
        document = pdfium.PdfDocument(data)
        pages = len(document)
    except pdfium.PdfiumError:
        return
    for number in range(pages):
        try:
            text = document[number].get_textpage().get_text_range()
        except pdfium.PdfiumError:
            continue
        yield from str(text).replace("\r", "").replace("\x02", "-").replace("\ufffe", "-").split("\n")
    yield from Beside(data).said()


def _even(line: str) -> str:
    return _SPACES.sub(" ", line).strip()


def shown(box: Box, view: tuple[float, ...]) -> Box:
    """A box of PDF user space on the page as it is shown: points, origin top left."""
    a, b, c, d, e, f = view
    x = (a * box[0] + b * box[1] + c, a * box[2] + b * box[3] + c)
    y = (d * box[0] + e * box[1] + f, d * box[2] + e * box[3] + f)
    return round(min(x), 2), round(min(y), 2), round(max(x), 2), round(max(y), 2)


def _seen(value: str, annotation: Any, view: tuple[float, ...], text: Text, words: list[WordAt]) -> None:
    if value in str(text):  # drawn as page content too
        return
    text.line(value)
    start = text.length - len(value)
    sides = [float(side) for side in annotation.get("/Rect")]
    box = shown((min(sides[0::2]), min(sides[1::2]), max(sides[0::2]), max(sides[1::2])), view)
    for match in _WORD.finditer(value):
        words.append((start + match.start(), start + match.end(), *box, 1.0))


def _called(element: Any) -> str:
    """The property an XMP value belongs to: the nearest element that is none of RDF's own."""
    while element is not None and "rdf-syntax" in str(element.tag):
        element = element.getparent()
    return "" if element is None else str(element.tag).rpartition("}")[2]


def _xfa_values(form: Any) -> Iterator[str]:
    parts = _listed(form) if isinstance(form, pikepdf.Array) else [form]
    for part in parts:
        if not isinstance(part, pikepdf.Stream):
            continue
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
            root = etree.fromstring(part.read_bytes(), parser)
        except (etree.XMLSyntaxError, *_TROUBLES):
            continue
        if root is None:
            continue
        for data in root.iter("{http://www.xfa.org/schema/xfa-data/1.0/}data"):
            for element in data.iter():
                value = (element.text or "").strip()
                if value and isinstance(element.tag, str):
                    yield f"{element.tag.rpartition('}')[2]}: {value}"


def _listed(things: Any) -> list[Any]:
    return list(things) if isinstance(things, pikepdf.Array) else []


def _inherited(thing: Any, key: str) -> Any:
    for _ in range(_DEEPEST):
        if thing is None:
            return None
        if key in thing:
            return thing[key]
        thing = thing.get("/Parent")
    return None


def _value(value: Any) -> str:
    """A field's value as text; of a signature who signed, and why."""
    if isinstance(value, pikepdf.Stream):
        return value.read_bytes().decode("utf-8", "replace").strip()
    if isinstance(value, pikepdf.Dictionary):
        return ", ".join(
            filter(None, (_string(value.get(key)) for key in ("/Name", "/Reason", "/Location", "/ContactInfo")))
        )
    return _string(value).removeprefix("/")


def _string(value: Any) -> str:
    if value is None or isinstance(value, pikepdf.Dictionary):
        return ""
    if isinstance(value, pikepdf.Array):
        return ", ".join(_string(part) for part in value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def _plain(rich: str) -> str:
    return _SPACES.sub(" ", _TAG.sub(" ", rich)).strip()
