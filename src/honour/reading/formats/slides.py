"""PPTX: the slides in the order they are shown, each with its notes and comments.

Hidden: hidden slides, slides no list names, speaker notes, comments with their authors, hidden shapes, shapes outside
the slide, alternative text, tags, sections, properties. Words of a layout count only where they are no placeholder's.
"""

from __future__ import annotations

from typing import Any

from honour.reading.emit import Out, Text, Where
from honour.reading.formats.office import Package, attribute, finish, name, new_line, tell_beside, walk

_SHAPES = frozenset({"sp", "pic", "graphicFrame", "cxnSp"})


def read(data: bytes, where: Where, out: Out) -> None:
    package = Package(data, out)
    text = Text()
    authors = _authors(package)
    listed, size = _listed(package)
    slides = [part for part in listed if package.has(part)]
    slides += [part for part in package.matching(r"ppt/slides/slide\d+\.xml") if part not in slides]
    told: set[str] = set()
    for part in slides:
        root = package.root(part)
        hidden = attribute(root, "show") in ("0", "false") or (bool(listed) and part not in listed)
        tell(root, part, text, "hidden slide" if hidden else "", size)
        for kind, target in package.targets(part).values():
            if kind in ("notesSlide", "comments", "comment") and package.has(target) and target not in told:
                told.add(target)
                _hanging(package, target, text, authors, "speaker notes" if kind == "notesSlide" else "comment")
    for pattern, why in (
        (r"ppt/notesSlides/notesSlide\d+\.xml", "speaker notes"),
        (r"ppt/comments/.*\.xml", "comment"),
    ):
        for part in package.matching(pattern):
            if part not in told:
                _hanging(package, part, text, authors, why)
    for part in package.matching(r"ppt/(?:slideMasters|slideLayouts)/[^/]+\.xml"):
        tell(package.root(part), part, text, "", size, without_placeholders=True)
    for part in package.matching(r"ppt/tags/[^/]+\.xml"):
        text.part(part)
        for tag in package.root(part):
            if name(tag) == "tag":
                text.line(f"{attribute(tag, 'name')}: {attribute(tag, 'val')}", "document property")
    author = tell_beside(package, "ppt", text)
    finish(package, text, "slides", author, where, out)


def _listed(package: Package) -> tuple[list[str], tuple[int, int]]:
    """(slides in the order they are shown, width and height of a slide or zeros)."""
    main = "ppt/presentation.xml"
    if not package.has(main):
        return [], (0, 0)
    root = package.root(main)
    targets = package.targets(main)
    slides, size = [], (0, 0)
    for element in root.iter():
        if name(element) == "sldId":
            relation = next((str(v) for k, v in element.attrib.items() if k.endswith("}id")), "")
            if relation in targets:
                slides.append(targets[relation][1])
        elif name(element) == "sldSz":
            size = (_whole(element, "cx"), _whole(element, "cy"))
    return slides, size


def _whole(element: Any, key: str) -> int:
    try:
        return int(attribute(element, key) or 0)
    except ValueError:
        return 0


def _authors(package: Package) -> dict[str, str]:
    found = {}
    for part in package.matching(r"ppt/(?:commentAuthors|authors)\.xml"):
        for element in package.root(part).iter():
            if name(element) in ("cmAuthor", "author"):
                found[attribute(element, "id")] = attribute(element, "name")
    return found


def _hanging(package: Package, part: str, text: Text, authors: dict[str, str], why: str) -> None:
    root = package.root(part)
    for element in root.iter():
        if name(element) in ("cm", "reply"):
            element.set("said-by", authors.get(attribute(element, "authorId"), ""))
    tell(root, part, text, why, (0, 0))


def tell(
    root: Any, part: str, text: Text, why: str, size: tuple[int, int], *, without_placeholders: bool = False
) -> None:
    paragraphs = runs = 0

    def begin(element: Any, tag: str, hiding: str) -> str | None:
        nonlocal paragraphs, runs
        if tag in ("t", "text"):
            text.add(element.text or "", hiding)
        elif tag == "p":
            paragraphs, runs = paragraphs + 1, 0
            text.spot(part, paragraphs, 0)
        elif tag in ("r", "fld"):
            runs += 1
            text.spot(part, paragraphs, runs)
        elif tag == "br":
            text.add("\n", hiding)
        elif tag == "tab":
            text.add("\t", hiding)
        elif tag in ("cm", "reply"):
            who = element.get("said-by", "")
            text.line(f"{who}: " if who else "", hiding)
        elif tag in _SHAPES:
            if without_placeholders and any(name(one) == "ph" for one in element.iter()):
                return None
            return hiding or _concealed(element, size)
        elif tag == "cNvPr":
            for said in (attribute(element, "descr"), attribute(element, "title")):
                if said:
                    text.line(said, "picture description")
                    text.add("\n")
        elif tag == "section" and attribute(element, "name"):
            text.line(attribute(element, "name"), "document property")
        elif tag == "tc":
            before = element.getprevious()
            if before is not None and name(before) == "tc":
                text.add("\t")
        elif tag in ("Fallback", "rPr", "pPr", "endParaRPr", "bodyPr", "spPr"):
            return None
        return hiding

    def end(element: Any, tag: str, hiding: str) -> None:
        if tag in ("p", "cm", "comment", "reply"):
            # The last paragraph of a cell: the next cell's tab follows, or the row's line feed.
            if element.getnext() is None and any(name(one) == "tc" for one in _two_up(element)):
                return
            if tag == "p" or (text.length and not text.pieces[-1].endswith("\n")):
                text.add("\n", hiding)
        elif tag == "tr":
            new_line(text)

    new_line(text)
    text.part(part)
    walk(root, why, begin, end)


def _two_up(element: Any) -> list[Any]:
    return [one for one, _ in zip(element.iterancestors(), range(2), strict=False)]


def _concealed(shape: Any, size: tuple[int, int]) -> str:
    """Why nobody sees a shape: it says so, or lies outside the slide; '' if it is seen.

    Shapes in groups count as seen.
    """
    offset = extent = None
    for element in shape.iter():
        tag = name(element)
        if tag == "cNvPr" and attribute(element, "hidden") in ("1", "true"):
            return "hidden text"
        if tag == "off" and offset is None:
            offset = element
        elif tag == "ext" and extent is None and attribute(element, "cx"):
            extent = element
        elif tag == "txBody":
            break
    if not all(size) or offset is None or extent is None or name(shape.getparent()) != "spTree":
        return ""
    x, y = _whole(offset, "x"), _whole(offset, "y")
    outside = x >= size[0] or y >= size[1] or x + _whole(extent, "cx") <= 0 or y + _whole(extent, "cy") <= 0
    return "text off the slide" if outside else ""
