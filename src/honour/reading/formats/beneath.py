"""What lies beneath the cells of a spreadsheet: what a plain view hides of its sheets, and what no cell holds.

XLSX, XLSM and XLSB by their parts; XLS and ODS: `biff`, `opensheet`. Of XLSB only properties, drawings and files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from honour.reading.emit import Text
from honour.reading.formats.office import Package, attribute, files_inside, leaves, name, parse, tell_beside

MOST_COLUMNS = 2000
_BOOK, _STRINGS = "xl/workbook.xml", "xl/sharedStrings.xml"
_MOST_LINES = 300_000
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ROW_HIDDEN = re.compile(rb"<(?:\w+:)?row\b([^>]*?\b(?:hidden=\"(?:1|true)\"|ht=\"0\")[^>]*)>")
_ROW_NUMBER = re.compile(rb'\br="(\d+)"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_COLUMN_HIDDEN = re.compile(rb'\b(?:hidden="(?:1|true)"|width="0")')
_NUMBER_OF = re.compile(rb'\b(min|max)="(\d+)"')
_STYLED = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\br="([A-Z]{1,3})(\d{1,7})")[^>]*\bs="(\d+)"')
_SHARED = re.compile(rb'<(?:\w+:)?c\b[^>]*\bt="s"[^>]*>(?:<(?:\w+:)?f\b.*?(?:/>|</(?:\w+:)?f>))?<(?:\w+:)?v>(\d+)<')
_NOTHING_SHOWN = re.compile(r';;;(?:""|@?\Z)|\A;;;')
_HEADER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-Z+\-&])')
_PASSWORD = re.compile(r"\b(password|pwd)\s*=\s*[^;]*", re.IGNORECASE)
"""A password to a database is no record of a person, and would stand in the index for all who may search."""
_PLACE = re.compile(rb'\br="([A-Z]{0,9})(\d{1,10})"')
_FAR = tuple(
    (re.compile(rb'\br="[A-Z]{%d,9}\d' % letters), re.compile(rb'\br="[A-Z]{0,9}\d{%d,}"' % digits))
    for letters, digits in ((2, 5), (3, 4))
)
"""A sheet spans many cells only if it has columns of so many letters and rows of so many digits."""
_BYTES_A_CELL = 64
"""That the grid of a sheet takes, empty cells included."""
_CACHED = frozenset({"s", "n", "d", "b", "e", "m", "x"})


@dataclass
class Hidden:
    """What a plain view of one sheet does not show. Rows from 1, columns from 0."""

    sheet: bool = False
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    cells: set[tuple[int, int]] = field(default_factory=set)
    """Cells whose format shows nothing."""
    comments: dict[int, list[str]] = field(default_factory=dict)
    far: bool = False
    """Its cells lie so far apart that the grid between them does not fit into memory."""


@dataclass
class Beneath:
    sheets: list[Hidden]
    rest: Text = field(default_factory=Text)
    """What stands in no cell: text boxes, headers and footers; hidden: names, caches, lists of choices, properties."""
    author: str = ""
    files: list[str] = field(default_factory=list)
    """Parts that are documents of their own."""
    objects: list[bytes] = field(default_factory=list)
    """Documents that are no parts of a package."""
    properties: list[tuple[str, str]] = field(default_factory=list)


def of_xlsx(package: Package, sheets: int) -> Beneath:
    found = Beneath([Hidden() for _ in range(sheets)])
    text = found.rest
    if package.has(_BOOK):
        targets = package.targets(_BOOK)
        book = package.root(_BOOK)
        people = _people(package)
        concealing = _concealing_styles(package)
        strings: set[int] = set()
        parts = [targets.get(attribute(one, "id"), ("", ""))[1] for one in book.iter() if name(one) == "sheet"]
        for hidden, part in zip(found.sheets, parts, strict=False):
            if package.has(part):
                _sheet(package, part, hidden, people, concealing, strings, text)
        _names(book, text)
        _left_strings(package, strings, text)
    _caches(package, text)
    for part in package.matching(r"xl/drawings/drawing\d*\.xml"):
        text.part(part)
        _drawing(package.root(part), text)
    for part in package.matching(r"xl/connections\.xml"):
        text.part(part)
        for line in leaves(package.root(part)):
            if line.partition(":")[0].endswith(("@name", "@connection", "@command", "@description", "@url")):
                text.line(_PASSWORD.sub(r"\1=(left out)", line), "connection")
    for part in package.matching(r"xl/revisions/[^/]+\.xml"):
        text.part(part)
        for line in leaves(package.root(part)):
            if line.startswith(("v:", "t:")) or "@userName:" in line or "@name:" in line:
                text.line(line.partition(": ")[2], "earlier revision")
    found.author = tell_beside(package, "xl", text)
    found.files, found.properties = files_inside(package)
    return found


def _sheet(
    package: Package,
    part: str,
    hidden: Hidden,
    people: dict[str, str],
    concealing: frozenset[int],
    strings: set[int],
    text: Text,
) -> None:
    content = package.content(part)
    lines = max(0, content.find(b"<sheetData"))
    hidden.far = _spanned(content) * _BYTES_A_CELL > package.out.limits.memory_bytes
    # Looking through all lines for a pattern takes as long as reading them; most sheets hide no row.
    if content.find(b'hidden="', lines) >= 0 or content.find(b'ht="0"', lines) >= 0:
        for attributes in _ROW_HIDDEN.findall(content, lines):
            number = _ROW_NUMBER.search(attributes)
            if number:
                hidden.rows.add(int(number[1]))
    head = content[:lines] if lines else content[:10_000]
    for column in _COLUMN.findall(head):
        if _COLUMN_HIDDEN.search(column):
            ends = {key: int(number) for key, number in _NUMBER_OF.findall(column)}
            first, last = ends.get(b"min", 1), min(ends.get(b"max", 1), MOST_COLUMNS)
            hidden.columns |= set(range(first - 1, last))
    if concealing:
        for letters, row, style in _STYLED.findall(content, lines):
            if int(style) in concealing:
                hidden.cells.add((int(row), _column(letters.decode())))
    if package.has(_STRINGS):
        strings.update(map(int, _SHARED.findall(content)))
    tail = content[content.rfind(b"</sheetData>") :] if b"</sheetData>" in content else b""
    if b"dataValidation" in tail or b"eader" in tail or b"ooter" in tail:
        text.part(part)
        _tail(package.root(part) if len(content) < 1 << 20 else _tail_root(content, tail), text)
    for kind, target in package.targets(part).values():
        if "omment" in kind and package.has(target):
            _comments(package.root(target), people, hidden)


def _tail_root(content: bytes, tail: bytes) -> Any:
    """The sheet without its lines: what stands behind them, under the sheet's own first element."""
    start = content.find(b"<sheetData")
    return parse(content[:start] + b"<sheetData>" + tail)


def _tail(root: Any, text: Text) -> None:
    for element in root.iter():
        tag = name(element)
        if tag == "dataValidation":
            lists = " | ".join(
                said.strip()
                for one in element.iter()
                if name(one) in ("formula1", "f") and '"' in (one.text or "")
                for said in (one.text or "").replace('""', "").strip('"').split(",")
            )
            for said in (lists, *(attribute(element, key) for key in ("promptTitle", "prompt", "errorTitle", "error"))):
                if said:
                    text.line(said, "list of choices" if said is lists else "form field hint")
        elif tag in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
            text.line(plain_header(element.text or ""))


def plain_header(code: str) -> str:
    """The words of a header or footer, without what sets its fonts and fills in pages and dates."""
    words = " ".join(_HEADER_CODE.sub(" ", code).split())
    return "" if words in ("Page", "Page of") else words


def _spanned(content: bytes) -> int:
    """How many cells the grid has that reaches to the last row and column; 0 if it is small at a glance."""
    if not any(wide.search(content) and long.search(content) for wide, long in _FAR):
        return 0
    places = set(_PLACE.findall(content))
    width = 1 + max(_column(letters.decode()) for letters in {letters for letters, _ in places})
    return max(1, width) * max(int(row) for _, row in places)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _concealing_styles(package: Package) -> frozenset[int]:
    """Numbers of the cell styles whose number format shows nothing (`;;;`)."""
    if not package.has("xl/styles.xml"):
        return frozenset()
    content = package.content("xl/styles.xml")
    if b";;;" not in content:
        return frozenset()
    root = package.root("xl/styles.xml")
    formats = {
        attribute(one, "numFmtId")
        for one in root.iter()
        if name(one) == "numFmt" and _NOTHING_SHOWN.search(attribute(one, "formatCode"))
    }
    cells = next((one for one in root if name(one) == "cellXfs"), ())
    return frozenset(number for number, one in enumerate(cells) if attribute(one, "numFmtId") in formats)


def _people(package: Package) -> dict[str, str]:
    return {
        attribute(person, "id"): attribute(person, "displayName")
        for part in package.matching(r"xl/persons/[^/]+\.xml")
        for person in package.root(part)
        if name(person)
    }


def _comments(root: Any, people: dict[str, str], hidden: Hidden) -> None:
    authors = [element.text or "" for element in root.iter() if name(element) == "author"]
    for comment in root.iter():
        if name(comment) not in ("comment", "threadedComment"):
            continue
        cell = _CELL.match(attribute(comment, "ref"))
        text = "".join(element.text or "" for element in comment.iter() if name(element) in ("t", "text")).strip()
        if not cell or not text:
            continue
        number = attribute(comment, "authorId")
        who = people.get(attribute(comment, "personId"), "") or (
            authors[int(number)] if number.isdigit() and int(number) < len(authors) else ""
        )
        line = f"Comment on {cell[0]}{f' by {who}' if who and not who.startswith('tc=') else ''}: {text}"
        hidden.comments.setdefault(int(cell[2]), []).append(line)


def _names(book: Any, text: Text) -> None:
    text.part(_BOOK)
    for element in book.iter():
        if name(element) == "definedName" and not attribute(element, "name").startswith("_xlnm."):
            said = f"{attribute(element, 'name')}: {(element.text or '').strip()}"
            about = attribute(element, "comment")
            text.line(f"{said} ({about})" if about else said, "defined name")


def _left_strings(package: Package, used: set[int], text: Text) -> None:
    """Strings the file keeps and no cell uses any more."""
    part = _STRINGS
    if not package.has(part):
        return
    content = package.content(part)
    if len(re.findall(rb"<(?:\w+:)?si[\s>]", content)) <= len(used):
        return
    text.part(part)
    items = (one for one in package.root(part) if name(one) == "si")
    for number, item in enumerate(items):
        if number not in used:
            said = "".join(one.text or "" for one in item.iter() if name(one) == "t").strip()
            text.line(said, "earlier revision")


def _caches(package: Package, text: Text) -> None:
    for part in package.matching(r"xl/pivotCache/pivotCacheDefinition\d*\.xml"):
        root = package.root(part)
        records = next((target for kind, target in package.targets(part).values() if "ecords" in kind), "")
        text.part(part)
        lines = _pivot(root, package.root(records) if package.has(records) else None)
        for _, line in zip(range(_MOST_LINES), lines, strict=False):
            text.line(line, "pivot cache")
    for part in package.matching(r"xl/externalLinks/externalLink\d*\.xml"):
        text.part(part)
        for kind, target in package.targets(part).values():
            if kind.startswith("external"):
                text.line(target, "link")
        for line in _external(package.root(part)):
            text.line(line, "external link cache")


def _pivot(definition: Any, records: Any) -> Iterator[str]:
    """A line of headings and one a cached row; without rows the values of each field."""
    fields: list[tuple[str, list[str]]] = []
    for one in definition.iter():
        if name(one) == "cacheField":
            shared = next((inner for inner in one if name(inner) == "sharedItems"), ())
            fields.append((attribute(one, "name"), [attribute(item, "v") for item in shared if name(item) in _CACHED]))
    if records is None:
        for called, values in fields:
            if values:
                yield f"{called}: {' | '.join(values)}"
        return
    yield "\t".join(called for called, _ in fields)
    for row in records:
        if name(row) != "r":
            continue
        cells = []
        for at, cell in enumerate(one for one in row if name(one) in _CACHED):
            value = attribute(cell, "v")
            if name(cell) == "x":
                values = fields[at][1] if at < len(fields) else []
                value = values[int(value)] if value.isdigit() and int(value) < len(values) else ""
            cells.append(value)
        yield "\t".join(cells)


def _external(root: Any) -> Iterator[str]:
    sheets = [attribute(one, "val") for one in root.iter() if name(one) == "sheetName"]
    for data in root.iter():
        if name(data) != "sheetData":
            continue
        number = attribute(data, "sheetId")
        sheet = sheets[int(number)] if number.isdigit() and int(number) < len(sheets) else ""
        for cell in data.iter():
            value = "".join(one.text or "" for one in cell if name(one) == "v") if name(cell) == "cell" else ""
            if value:
                yield f"{sheet}!{attribute(cell, 'r')}: {value}"


def _drawing(root: Any, text: Text) -> None:
    for element in root.iter():
        tag = name(element)
        if tag == "p":
            text.line("".join(one.text or "" for one in element.iter() if name(one) == "t"))
        elif tag == "cNvPr":
            for said in (attribute(element, "descr"), attribute(element, "title")):
                text.line(said, "picture description")
