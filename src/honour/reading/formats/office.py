"""Office files as packages of parts: what all kinds of them have, from the raw parts, so that nothing is passed over.

`Package` opens one; `tell_beside` reads properties, links, charts, diagrams, custom XML; `finish` says the record and
reads the files and large pictures inside. The kinds themselves: `word` (DOCX), `slides` (PPTX), `opendocument`
(ODT, ODP), `sheet` (XLSX, ODS).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from honour.reading.emit import BrokenError, Out, OverLimitError, Text, Where, document
from honour.reading.formats.archive import member, opened

_LARGE_PICTURE_BYTES = 60_000
"""Smaller ones are logos and icons; larger ones may be a photographed letter and are read like any picture."""
_PICTURE = re.compile(r"(?:^|/)(?:media|Pictures)/[^/]+\.(?:png|jpe?g|tiff?|bmp|gif|webp)$", re.IGNORECASE)
_MACROS = re.compile(r"(?:^|/)(?:vbaProject[^/]*\.bin|macrosheets/[^/]+\.xml|Basic/[^/]+/[^/]+\.xml)$", re.IGNORECASE)
_EMBEDDED = re.compile(
    r"(?:^|/)(?:embeddings/[^/]+|attachedToolbars\.bin|afchunk[^/]*|Object \d+(?:/content\.xml)?)$", re.IGNORECASE
)
_PROPERTY_NAMES = {
    "title", "subject", "creator", "keywords", "description", "lastModifiedBy", "category", "manager", "company",
    "initial-creator", "printed-by", "keyword", "Manager", "Company", "contentStatus", "HyperlinkBase",
}  # fmt: skip
_NO_CUSTOM_XML = frozenset({"contentTypeSchema", "Sources", "FormTemplates", "datastoreItem", "LongProperties"})
"""What every file has that came out of a document library: schemas, forms, an empty list of sources."""
_NO_DIGIT = re.compile(r"(\d+)")
_LONG_TAG = re.compile(rb"<[^<>]{60000,}")
_MOST_ATTRIBUTES = 5_000
"""Of one element: the library takes the square of their number to give them all."""


def refuse_entities(data: bytes) -> None:
    """Raises BrokenError."""
    if b"<!ENTITY" in data or b"<\0!\0E\0N\0T\0I\0T\0Y" in data:
        raise BrokenError("it declares entities, which honest files of this kind do not")


def parse(data: bytes) -> Any:
    """The root of an XML part: no entities, no network, no DTD. Raises BrokenError, OverLimitError."""
    refuse_entities(data)
    if any(tag[0].count(b"=") > _MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(data)):
        raise OverLimitError(f"an element of it has more than {_MOST_ATTRIBUTES} attributes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise BrokenError("its XML is damaged or nested too deep") from None
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:  # in an encoding of another shape
        raise BrokenError("it declares entities, which honest files of this kind do not")
    return root


def name(element: Any) -> str:
    """Local name; '' for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, wanted: str) -> str:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == wanted:
            return str(value)
    return ""


class Package:
    """The parts of one office file, each counted against the limits as it is unpacked."""

    def __init__(self, data: bytes, out: Out) -> None:
        self.archive = opened(data)
        self.out = out
        self.names = sorted(
            (entry.filename for entry in self.archive.infolist() if not entry.is_dir()),
            key=lambda part: [int(n) if n.isdigit() else n for n in _NO_DIGIT.split(part)],
        )
        self._known = frozenset(self.names)

    def has(self, part: str) -> bool:
        return part in self._known

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

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part points at: id to (last word of the kind, part it names or address outside)."""
        folder, _, file = part.rpartition("/")
        relations = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
        if not self.has(relations):
            return {}
        found = {}
        for one in self.root(relations):
            if name(one) == "Relationship":
                target = one.get("Target", "")
                if one.get("TargetMode") != "External":
                    target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target)
        return found


def walk(
    root: Any,
    hiding: str,
    begin: Callable[[Any, str, str], str | None],
    end: Callable[[Any, str, str], None],
) -> None:
    """Document order without recursion; `begin` gives why what is inside is hidden ('' if not), None to pass over."""
    stack: list[tuple[Any, str, str, bool]] = [(root, name(root), hiding, False)]
    while stack:
        element, tag, why, done = stack.pop()
        if done:
            end(element, tag, why)
            continue
        inside = begin(element, tag, why)
        if inside is None:
            continue
        stack.append((element, tag, inside, True))
        for child in reversed(element):
            called = child.tag
            if isinstance(called, str):
                stack.append((child, called.rpartition("}")[2], inside, False))


def new_line(text: Text) -> None:
    if text.length and not text.pieces[-1].endswith("\n"):
        text.add("\n")


def tell_properties(package: Package, pattern: str, text: Text) -> str:
    """Adds the document's properties as hidden lines, its own ones with their names; gives its author."""
    author = ""
    for part in package.matching(pattern):
        try:
            root = package.root(part)
        except BrokenError:
            text.line("(document properties that could not be read)", "document property")
            continue
        text.part(part)
        for element in root.iter():
            tag = name(element)
            if tag in ("property", "user-defined"):
                value = "".join(element.itertext()).strip()
                if value and attribute(element, "name") != "AppVersion":
                    text.line(f"{attribute(element, 'name')}: {value}", "document property")
                continue
            value = (element.text or "").strip()
            if tag in _PROPERTY_NAMES and value:
                text.line(f"{tag}: {value}", "document property")
                if tag in ("creator", "initial-creator") and not author:
                    author = value
    return author


def tell_beside(package: Package, folder: str, text: Text) -> str:
    """Charts, diagrams, links, custom XML and properties of an Office Open XML file; gives its author.

    `folder`: `word`, `ppt` or `xl`.
    """
    for part in package.matching(rf"{folder}/(?:charts/chart\d*|charts/chartEx\d*|diagrams/data\d*)\.xml"):
        text.part(part)
        for line in _drawn(package.root(part)):
            text.line(line)
    told: set[str] = set()
    for part in package.matching(rf"{folder}/(?:[^/]+/)?_rels/.*\.rels"):
        for relation in package.root(part):
            if name(relation) and relation.get("Type", "").endswith("/hyperlink"):
                target = relation.get("Target", "")
                outside = relation.get("TargetMode") == "External" or target.startswith("mailto:")
                if outside and target and target not in told:
                    told.add(target)
                    text.part(part)
                    text.line(target, "link")
    for part in package.matching(r"customXml/item\d*\.xml"):
        try:
            root = package.root(part)
        except BrokenError:
            text.line("(custom XML that could not be read)", "custom XML")
            continue
        if name(root) not in _NO_CUSTOM_XML:
            text.part(part)
            for line in leaves(root):
                text.line(line, "custom XML")
    return tell_properties(package, r"docProps/.*\.xml", text)


def leaves(root: Any) -> Iterator[str]:
    """`Name: value` of every element with text of its own and every attribute, but for what only XML schemas need."""
    for element in root.iter():
        tag = name(element)
        value = (element.text or "").strip()
        if tag and value:
            yield f"{tag}: {value}"
        for key, said in element.attrib.items() if tag else ():
            if said.strip() and "}" not in key and not said.startswith("http"):
                yield f"{tag}@{key}: {said.strip()}"


def _drawn(root: Any) -> Iterator[str]:
    """The words of a chart or diagram: titles, categories, values, a line for each paragraph or series."""
    for element in root.iter():
        tag = name(element)
        if tag == "p":
            line = "".join(one.text or "" for one in element.iter() if name(one) == "t")
            if line.strip():
                yield line
        elif tag in ("strCache", "numCache", "multiLvlStrCache", "strLit", "numLit", "lvl"):
            values = [one.text or "" for one in element.iter() if name(one) in ("v", "pt") and (one.text or "").strip()]
            if values:
                yield "\t".join(values)


def finish(package: Package, text: Text, form: str, author: str, where: Where, out: Out) -> None:
    """Says the record of a whole document, then reads the files and large pictures in it."""
    inside, properties = files_inside(package)
    document(where, form, text, out, author=author, properties=properties)
    read_inside(package, inside, where, out)


def files_inside(package: Package) -> tuple[list[str], list[tuple[str, str]]]:
    """(parts that are documents of their own, properties that count the small pictures and the macro projects: neither
    is read).
    """
    small = macros = 0
    inside: list[str] = []
    for part in package.names:
        if _MACROS.search(part):
            macros += 1
        elif _PICTURE.search(part):
            if package.archive.getinfo(part).file_size >= _LARGE_PICTURE_BYTES:
                inside.append(part)
            else:
                small += 1
        elif _EMBEDDED.search(part):
            inside.append(part)
    counted = (("small-pictures-not-read", small), ("macro-projects-not-read", macros))
    return inside, [(key, str(count)) for key, count in counted if count]


def read_inside(package: Package, parts: list[str], where: Where, out: Out) -> None:
    for part in parts:
        content = package.content(part)
        out.inside(content, where.inner(content), posixpath.basename(part))
