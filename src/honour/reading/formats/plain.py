"""Text as such: plain text in any of the usual encodings, HTML, RTF, calendars and contact cards."""

from __future__ import annotations

import codecs
import html
import re
from typing import Any

import lxml.html
from lxml import etree

from honour.reading.emit import Out, Text, Where, document

_BLOCKS = frozenset(
    "address article aside blockquote body br dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section table tbody td th thead title tr ul".split()
)
_SILENT = frozenset({"script", "style", "noscript", "template", "svg"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]*>|<!--|-->")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_MANY_LINES = re.compile(r"\n{3,}")


def decode(data: bytes, said: str = "") -> str:
    """Text of unknown encoding: byte order mark, what the file says, UTF-8, Windows-1252. Never fails."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", "replace")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    for encoding in (said, "utf-8"):
        if encoding:
            try:
                return data.decode(encoding)
            except (UnicodeDecodeError, LookupError, ValueError):
                continue
    if data[1:40:2].count(0) > len(data[1:40:2]) // 2:
        return data.decode("utf-16-le", "replace")
    return data.decode("cp1252", "replace").replace("\ufffd", "\u00a0")


def lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(data: bytes, where: Where, out: Out) -> None:
    document(where, "text", lines(decode(data)), out)


def read_html(data: bytes, where: Where, out: Out) -> None:
    document(where, "web page", html_text(data), out)


def html_text(data: bytes | str, quotes: list[tuple[int, int]] | None = None) -> Text:
    """What a browser would show, block by block; hidden elements, comments and mail links are marked as hidden.

    `quotes` is given the span of each block quote, the outer ones only. What is nested over 2,000 deep is told without
    its structure, nothing of it marked.
    """
    text = Text()
    encoding = "utf-8" if isinstance(data, str) else _html_encoding(data)
    data = data.encode("utf-8", "replace") if isinstance(data, str) else data
    parser = lxml.html.HTMLParser(no_network=True, encoding=encoding, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return _bare(data, encoding)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        return _bare(data, encoding)  # the library drops the rest without a word
    hidden_depth = 0
    # What stands behind </html>, such as a disclaimer that a mail server hung on, is beside the root.
    roots = [*reversed([*root.itersiblings(preceding=True)]), root, *root.itersiblings()]
    # (element, done): an explicit stack, because mail nests tables deeper than Python nests calls.
    stack: list[tuple[Any, bool]] = [(one, False) for one in reversed(roots)]
    closing: set[Any] = set()
    quoting: tuple[Any, int] | None = None
    while stack:
        element, done = stack.pop()
        if done:
            if quotes is not None and quoting is not None and element is quoting[0]:
                quotes.append((quoting[1], text.length))
                quoting = None
            if element in closing:
                closing.discard(element)
                hidden_depth -= 1
            if element.tag in _BLOCKS:
                _line_end(text, "\t" if element.tag in ("td", "th") else "\n")
            _words(text, element.tail, hidden_depth)
            continue
        if not isinstance(element.tag, str):
            if element.tag is etree.Comment and element.text and not element.text.startswith("[if"):
                text.line(element.text.strip(), "comment")
            _words(text, element.tail, hidden_depth)
            continue
        if element.tag in _SILENT:
            _words(text, element.tail, hidden_depth)
            continue
        if element.get("hidden") is not None or _HIDING.search(element.get("style", "")):
            hidden_depth += 1
            closing.add(element)
        if element.tag in _BLOCKS and element.tag not in ("td", "th"):
            _line_end(text, "\n")
        if quotes is not None and quoting is None and element.tag == "blockquote":
            quoting = (element, text.length)
        stack.append((element, True))
        if element.tag == "pre" and element.text:
            text.add(lines(element.text), "hidden text" if hidden_depth else "")
        else:
            _words(text, element.text, hidden_depth)
        for attribute in ("alt", "title", "value", "placeholder"):
            value = element.get(attribute)
            if value and element.tag not in ("option", "a"):
                _words(text, f" {value} ", hidden_depth)
        if element.tag == "a" and element.get("href", "").startswith("mailto:"):
            address = element.get("href")[7:].partition("?")[0]
            if address not in "".join(element.itertext()):
                text.add(f" {address} ", "link")
        stack.extend((child, False) for child in reversed(element))
    return _trimmed(text)


def _known(encoding: str) -> bool:
    """Whether the library decodes what a page says it is written in; of what it does not, it drops all words."""
    try:
        return codecs.lookup(encoding).name not in ("utf-7", "utf-8-sig") and bool("a".encode(encoding))
    except (LookupError, ValueError, TypeError):
        return False


def _bare(data: bytes, encoding: str | None) -> Text:
    """The words of a page whose tags lead nowhere."""
    text = Text()
    for line in html.unescape(_TAG.sub("\n", decode(data, encoding or ""))).split("\n"):
        text.line(_SPACES.sub(" ", line).strip())
    return text


def _html_encoding(data: bytes) -> str | None:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    said = _CHARSET.search(data[:2048])
    if said and _known(said[1].decode("ascii", "replace")):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _words(text: Text, words: str | None, hidden: int) -> None:
    if not words:
        return
    piece = _SPACES.sub(" ", words)
    if not text.length or text.pieces[-1][-1] in " \n\t":
        piece = piece.lstrip(" ")
    text.add(piece, "hidden text" if hidden else "")


def _line_end(text: Text, mark: str) -> None:
    if text.length and not text.pieces[-1].endswith("\n"):
        text.add(mark)


def _trimmed(text: Text) -> Text:
    while text.pieces and text.length:
        last = text.pieces[-1]
        kept = last.rstrip()
        if kept == last:
            break
        text.length -= len(last) - len(kept)
        text.pieces[-1] = kept
        if kept:
            break
        text.pieces.pop()
    text.hidden = [(start, min(end, text.length), why) for start, end, why in text.hidden if start < text.length]
    return text
