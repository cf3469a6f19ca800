"""A second reader of finished PDF files, sharing nothing with the writer.

Opens what our own writer made and refuses what it never writes: the list below is everything a pack's PDF may
hold, so that an attachment, a script, a layer, a form or an older revision is a fault whatever it is called.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2
from pikepdf.models import PdfParsingError

_KEYS = frozenset(
    "Type Subtype Length Length1 Length2 Length3 Filter DecodeParms Predictor Columns Colors BitsPerComponent First N "
    "Index W Size Root Info ID Extends "
    # catalogue, page tree, page
    "Pages Kids Count Parent Lang MarkInfo Marked Suspects Metadata Outlines StructTreeRoot ViewerPreferences "
    "Direction DisplayDocTitle MediaBox CropBox BleedBox TrimBox ArtBox Resources Contents StructParents Tabs "
    "Rotate Group CS "
    "S I K PageLabels Nums St P Version Extensions "
    # resources
    "Font XObject ColorSpace ExtGState Pattern Shading ProcSet Properties "
    # fonts
    "BaseFont DescendantFonts Encoding ToUnicode CIDSystemInfo Ordering Registry Supplement CIDToGIDMap DW "
    "FontDescriptor FontName FontFile FontFile2 FontFile3 Ascent Descent CapHeight XHeight Flags FontBBox "
    "ItalicAngle StemV CIDSet "
    "FontFamily FontStretch FontWeight Widths FirstChar LastChar FontMatrix CharProcs Differences WMode CMapName Style "
    "Panose "
    # structure
    "ParentTree ParentTreeNextKey RoleMap IDTree Names Limits Pg T Alt ActualText E A O Obj ClassMap C Namespaces NS "
    "ColSpan RowSpan Headers Scope Summary ListNumbering Placement WritingMode BBox Width Height TextAlign "
    "SpaceBefore SpaceAfter StartIndent EndIndent LineHeight BackgroundColor BorderColor BorderStyle BorderThickness "
    "Padding Color TextDecorationType TextDecorationColor TextDecorationThickness BaselineShift BlockAlign InlineAlign "
    "MCID TBorderStyle TPadding RubyAlign RubyPosition GlyphOrientationVertical ColumnCount ColumnGap ColumnWidths "
    # outlines and where they lead
    "Title Dest Dests Prev Next Last D "
    # names the typesetter gives to parts of its own structure
    "Em Strong Terms Datetime "
    # graphics
    "ca CA SMask BM Range Alternate Matrix FormType ImageMask Interpolate Intent Decode FunctionType Domain C0 C1 "
    "Functions Bounds Encode ShadingType Coords Extend Function PatternType PaintType TilingType XStep YStep AIS LW LC "
    # document information
    "Creator Producer CreationDate ModDate Trapped".split()
)
"""Every dictionary key our writer uses. /Annots, /AA, /OpenAction, /JS, /EmbeddedFiles, /AF, /OCProperties, /AcroForm,
/Thumb, /PieceInfo and whatever is invented next are not among them."""

_RESOURCE_NAME = re.compile(r"/(?:f|c|x|g|p|s|sh|im|pr)\d+\Z")
_XMP_TAG = re.compile(r"<(?!/|\?)([\w:]+)")
_XMP_TAGS = frozenset(
    "x:xmpmeta rdf:RDF rdf:Description dc:title rdf:Alt rdf:li rdf:Bag rdf:Seq dc:language dc:format dc:creator "
    "xmp:CreatorTool xmp:ModifyDate xmp:CreateDate xmp:MetadataDate pdfuaid:part pdfaid:part pdfaid:conformance "
    "xmpTPg:NPages xmpMM:InstanceID xmpMM:DocumentID xmpMM:RenditionClass pdf:PDFVersion pdf:Producer".split()
)


_UNREADABLE = (pikepdf.PdfError, pikepdf.PikepdfError, pikepdf.PasswordError, PdfParsingError)


@dataclass(slots=True)
class Opened:
    """Everything a PDF holds, taken out by two readers. `faults` are sentences without content."""

    pages: int = 0
    faults: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """Page by page, as pypdfium2 reads it."""
    drawn: list[str] = field(default_factory=list)
    """Page by page, from the drawing commands and the fonts' own tables."""
    strings: list[str] = field(default_factory=list)
    """Every string of every object: titles, alternative texts, structure, information."""
    metadata: list[str] = field(default_factory=list)
    streams: list[tuple[str, bytes]] = field(default_factory=list)
    """(what, decompressed bytes) of every stream that is no picture and no font."""
    sections: list[tuple[int, str]] = field(default_factory=list)
    """(page from 0, title) of every bookmark, in order."""
    pictured: set[int] = field(default_factory=set)
    """Pages from 0 that carry a picture."""


def opened(data: bytes, *, texts: bool = True) -> Opened:
    """Reads all of it, or with `texts` off all but the pages' words: structure, strings, bookmarks.

    Never raises for a bad file: what cannot be read is a fault.
    """
    result = Opened()
    _raw(data, result)
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            _objects(pdf, result)
            _pages(pdf, result, texts=texts)
    except (*_UNREADABLE, ValueError, TypeError, KeyError, IndexError, RuntimeError, RecursionError):
        # Whatever a damaged file trips over, it is not what the writer made; the kind of stumble does not matter.
        result.faults.append("the PDF does not open cleanly")
        return result
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            pages = len(document)
            if texts:
                result.texts = [_page_text(document, number) for number in range(pages)]
        finally:
            document.close()
    except pypdfium2.PdfiumError:
        result.faults.append("the second reader cannot open the PDF")
        return result
    if pages != result.pages:
        result.faults.append("two readers count different pages")
    return result


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            # Bounded reading keeps only what lies on the page; range reading also gives what lies beside it.
            return str(text_page.get_text_range())
        finally:
            text_page.close()
    finally:
        page.close()


def rendered(data: bytes, page: int, dpi: int) -> object:
    """A page as a Pillow picture, drawn by pypdfium2."""
    document = pypdfium2.PdfDocument(data)
    try:
        return document[page].render(scale=dpi / 72).to_pil()
    finally:
        document.close()


def _raw(data: bytes, result: Opened) -> None:
    if not data.startswith(b"%PDF-1."):
        result.faults.append("the file does not begin as a PDF")
    if data.count(b"%%EOF") != 1 or data.count(b"startxref") != 1:
        result.faults.append("the PDF has more than one revision")
    if not data.rstrip(b"\r\n").endswith(b"%%EOF"):
        result.faults.append("something follows the end of the PDF")


def _objects(pdf: pikepdf.Pdf, result: Opened) -> None:
    if pdf.is_encrypted:
        result.faults.append("the PDF is encrypted")
    unknown: set[str] = set()
    for item in pdf.objects:
        _walk(item, result, unknown, 0)
    _walk(pdf.trailer, result, unknown, 0)
    if unknown:
        # Keys are named only if they look like the standard's own: an attacker's key could be the secret.
        shown = sorted(key for key in unknown if re.fullmatch(r"/[A-Z][A-Za-z]{1,20}", key) and key in _KNOWN_BAD)
        result.faults.append(f"the PDF holds {len(unknown)} kinds of entry a pack never has {' '.join(shown)}".strip())


_KNOWN_BAD = frozenset(
    "/Annots /AA /OpenAction /JS /JavaScript /EmbeddedFiles /EmbeddedFile /AF /EF /OCProperties /OC /AcroForm /XFA "
    "/Thumb /PieceInfo /URI /Launch /GoToR /RichMedia /Perms /Collection /Author /Subject /Keywords".split()
)
_BAD_TYPES = frozenset(
    "/Annot /Action /JavaScript /Filespec /EmbeddedFile /OCG /OCMD /Sig /Encrypt /Movie /Sound /Rendition".split()
)


def _walk(item: object, result: Opened, unknown: set[str], depth: int) -> None:
    """Direct content of one object; indirect ones come in their own turn."""
    if depth > 60:  # noqa: PLR2004 - our writer nests less than ten deep
        result.faults.append("the PDF is nested too deep")
        return
    if isinstance(item, pikepdf.String):
        text = str(item)
        # The typesetter's own numbering of cells and places, and font constants, are no words of anybody.
        if not _OWN.fullmatch(text):
            result.strings.append(text)
        return
    if isinstance(item, pikepdf.Array):
        for child in item:
            if not _indirect(child):
                _walk(child, result, unknown, depth + 1)
        return
    if isinstance(item, pikepdf.Stream):
        _stream(item, result)
    if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        kind = str(item.get("/Type", ""))
        if kind in _BAD_TYPES:
            result.faults.append("the PDF holds an object a pack never has")
        for key in item.keys():  # noqa: SIM118 - a pikepdf dictionary does not iterate over its keys alone
            if key in _KNOWN_BAD or (key[1:] not in _KEYS and not _RESOURCE_NAME.match(key)):
                unknown.add(key)
            child = item[key]
            if key == "/ID" and isinstance(child, pikepdf.Array) and _is_hash_pair(child):
                continue
            if not _indirect(child):
                _walk(child, result, unknown, depth + 1)


_OWN = re.compile(r"U\d+x\d+y\d+|b\d+|Adobe|Identity")


def _is_hash_pair(item: pikepdf.Array) -> bool:
    """The file's own identifier: the same hash twice, in base64."""
    values = [bytes(value) for value in item if isinstance(value, pikepdf.String)]
    return len(values) == len(item) == 2 and values[0] == values[1] and len(values[0]) == 24  # noqa: PLR2004 - as above


def _indirect(item: object) -> bool:
    return isinstance(item, pikepdf.Object) and item.is_indirect


def _stream(item: pikepdf.Stream, result: Opened) -> None:
    kind, subtype = str(item.get("/Type", "")), str(item.get("/Subtype", ""))
    if subtype == "/Image":
        raw = item.read_raw_bytes()
        # A JPEG may carry a camera's notes; ours has none of these segments.
        if b"Exif\0" in raw[:4096] or b"http://ns.adobe.com" in raw or b"Photoshop" in raw[:4096]:
            result.faults.append("a picture carries metadata")
        result.streams.append(("a picture", raw))
        return
    try:
        body = item.read_bytes()
    except pikepdf.PdfError:
        result.faults.append("a stream of the PDF cannot be decompressed")
        return
    if kind == "/Metadata":
        text = body.decode("utf-8", "replace")
        result.metadata.append(text)
        if any(tag not in _XMP_TAGS for tag in _XMP_TAG.findall(text)):
            result.faults.append("the PDF's metadata holds more than title, language and dates")
    elif any(key in item for key in ("/Length1", "/Length2")) or subtype in (
        "/CIDFontType0C",
        "/OpenType",
        "/Type1C",
    ):
        result.streams.append(("a font", body))
    else:
        result.streams.append(("a stream", body))


def _pages(pdf: pikepdf.Pdf, result: Opened, *, texts: bool) -> None:
    result.pages = len(pdf.pages)
    fonts: dict[tuple[int, int], _Font] = {}
    where: dict[tuple[int, int], int] = {}
    for number, page in enumerate(pdf.pages):
        where[page.obj.objgen] = number
        if not texts:
            continue
        text, pictured = _drawn(page, fonts, result)
        result.drawn.append(text)
        if pictured:
            result.pictured.add(number)
    with pdf.open_outline(max_depth=8) as outline:
        stack = list(reversed(outline.root))
        while stack:
            entry = stack.pop()
            destination = entry.destination
            if isinstance(destination, pikepdf.Array) and len(destination) and destination[0].objgen in where:
                result.sections.append((where[destination[0].objgen], str(entry.title)))
            else:
                result.faults.append("a bookmark leads outside of the PDF")
            stack.extend(reversed(entry.children))


@dataclass(slots=True)
class _Font:
    codes: dict[int, str]
    two_bytes: bool

    def text(self, raw: bytes) -> str:
        if not self.two_bytes:
            return "".join(self.codes.get(code, "\ufffd") for code in raw)
        return "".join(self.codes.get(raw[at] << 8 | raw[at + 1], "\ufffd") for at in range(0, len(raw) - 1, 2))


_BF = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


def _font(obj: pikepdf.Object) -> _Font:
    two = str(obj.get("/Subtype", "")) == "/Type0"
    codes: dict[int, str] = {}
    cmap = obj.get("/ToUnicode")
    if isinstance(cmap, pikepdf.Stream):
        for kind, body in _BF.findall(cmap.read_bytes()):
            parts = [
                (bytes.fromhex(found.group(1).decode()) if found.group(1) is not None else found.group(0))
                for found in _HEX.finditer(body)
            ]
            at = 0
            while at + 1 < len(parts):
                low = int.from_bytes(parts[at], "big")
                if kind == b"bfchar":
                    codes[low] = parts[at + 1].decode("utf-16-be", "replace")
                    at += 2
                    continue
                if at + 2 >= len(parts):
                    break
                high = int.from_bytes(parts[at + 1], "big")
                if parts[at + 2] == b"[":
                    at += 3
                    while at < len(parts) and parts[at] != b"]":
                        codes[low] = parts[at].decode("utf-16-be", "replace")
                        low, at = low + 1, at + 1
                    at += 1
                    continue
                first = parts[at + 2].decode("utf-16-be", "replace")
                for step in range(min(high - low + 1, 65536)):
                    codes[low + step] = first[:-1] + chr(ord(first[-1]) + step) if first else ""
                at += 3
    return _Font(codes, two)


_GAP = -180
"""A kerning step of more than 0.18 em to the left in a TJ array is a blank in all but name."""
_SHOW = {"Tj", "'", '"', "TJ"}


def _drawn(page: pikepdf.Page, fonts: dict[tuple[int, int], _Font], result: Opened) -> tuple[str, bool]:
    """Text in the order in which it is drawn, forms included, and whether a picture is drawn."""
    out: list[str] = []
    pictured = False
    jobs: list[tuple[Any, Any]] = [(page.obj, page.obj.get("/Resources"))]
    seen: set[tuple[int, int]] = set()
    while jobs:
        holder, resources = jobs.pop()
        known: Any = resources.get("/Font", {}) if isinstance(resources, pikepdf.Dictionary) else {}
        pictures: Any = resources.get("/XObject", {}) if isinstance(resources, pikepdf.Dictionary) else {}
        current: _Font | None = None
        for instruction in pikepdf.parse_content_stream(holder):
            name = str(instruction.operator)
            operands: Any = instruction.operands
            if name == "Tf":
                entry = known.get(str(operands[0]))
                if entry is None:
                    result.faults.append("a page draws with a font it does not name")
                    current = None
                    continue
                if entry.objgen not in fonts or entry.objgen == (0, 0):
                    fonts[entry.objgen] = _font(entry)
                current = fonts[entry.objgen]
            elif name in _SHOW and current is not None:
                parts = operands[-1] if name == "TJ" else [operands[-1]]
                for part in parts:
                    if isinstance(part, pikepdf.String):
                        out.append(current.text(bytes(part)))
                    elif name == "TJ" and float(part) < _GAP:
                        out.append(" ")
            elif name in ("Td", "TD", "T*", "Tm", "ET", "BT"):
                if out and not out[-1].endswith((" ", "\n")):
                    out.append("\n")
            elif name == "Do":
                entry = pictures.get(str(operands[0]))
                if entry is None:
                    continue
                if str(entry.get("/Subtype", "")) == "/Image":
                    pictured = True
                elif entry.objgen not in seen:
                    seen.add(entry.objgen)
                    jobs.append((entry, entry.get("/Resources")))
            elif name == "INLINE IMAGE":
                pictured = True
    return "".join(out), pictured


_SECTION = re.compile(r"Records? (\d+)(?: to (\d+))?\b")


def numbers(title: str) -> tuple[int, int] | None:
    """The records, first and last, that a bookmark says begin on its page; None for a bookmark of another kind."""
    match = _SECTION.match(title)
    if not match:
        return None
    return int(match.group(1)), int(match.group(2) or match.group(1))
