"""Text as such: plain text in any of the usual encodings, HTML, RTF, calendars and contact cards."""

from __future__ import annotations

import re
from typing import Any

import lxml.html
from lxml import etree

from honour.reading.emit import BrokenError, Out, Text, Where, document

_BLOCKS = frozenset(
    "address article aside blockquote body br dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section table tbody td th thead title tr ul".split()
)
_SILENT = frozenset({"script", "style", "noscript", "template", "svg"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
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


def read_rtf(data: bytes, where: Where, out: Out) -> None:
    document(where, "rich text", rtf_text(data.decode("latin-1")), out)


def html_text(data: bytes | str, quotes: list[tuple[int, int]] | None = None) -> Text:
    """What a browser would show, block by block; hidden elements, comments and mail links are marked as hidden.

    `quotes` is given the span of each block quote, the outer ones only.
    """
    text = Text()
    try:
        if isinstance(data, bytes):
            parser = lxml.html.HTMLParser(no_network=True, encoding=_html_encoding(data))
        else:
            data = data.encode("utf-8", "replace")
            parser = lxml.html.HTMLParser(no_network=True, encoding="utf-8")
        root = lxml.html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return text
    hidden_depth = 0
    # (element, done): an explicit stack, because mail nests tables deeper than Python nests calls.
    stack: list[tuple[Any, bool]] = [(root, False)]
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


def _html_encoding(data: bytes) -> str | None:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if re.search(rb"charset\s*=", data[:2048], re.IGNORECASE):
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


_RTF = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|(.)", re.IGNORECASE | re.DOTALL
)
_RTF_SKIPPED = frozenset(
    "fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator themedata colorschememapping "
    "latentstyles datastore xmlnstbl pict object objdata filetbl revtbl mmathpr wgrffmtfilter fldinst "
    "nonshppict".split()
)
_RTF_SIGNS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "tab": "\t", "cell": "\t", "row": "\n", "emdash": "\u2014",
    "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d",
    "bullet": "\u2022", "emspace": " ", "enspace": " ",
}  # fmt: skip
_RTF_HIDDEN = {
    "info": "document property", "annotation": "comment", "atnauthor": "comment", "header": "", "footer": "",
    "footnote": "",
}  # fmt: skip


def rtf_text(source: str) -> Text:
    """Text of an RTF file; deleted, hidden and commented stretches are marked. Raises BrokenError without groups."""
    text = Text()
    # One entry a group: skipped, why hidden, characters to skip after \\u
    skip, why, after_unicode = False, "", 1
    groups: list[tuple[bool, str, int]] = []
    star = False
    pending = 0
    depth_seen = 0
    for match in _RTF.finditer(source):
        word, number, code, sign, brace, character = match.groups()
        if brace == "{":
            groups.append((skip, why, after_unicode))
            depth_seen = max(depth_seen, len(groups))
            star = False
        elif brace == "}":
            if groups:
                skip, why, after_unicode = groups.pop()
        elif sign is not None:
            if sign == "*":
                star = True
            elif not skip and sign in "~_-\\{}":
                text.add({"~": "\u00a0", "_": "-", "-": ""}.get(sign, sign), why)
        elif word is not None:
            word = word.lower()
            if word in _RTF_SKIPPED or (star and word not in _RTF_HIDDEN):
                skip = True
            elif word in _RTF_HIDDEN:
                why = _RTF_HIDDEN[word] or why
                if not skip and text.length:
                    text.add("\n")
            elif word in ("v", "deleted"):
                why = "" if number == "0" else {"v": "hidden text", "deleted": "deleted text"}[word]
            elif word == "plain":
                why = ""
            elif word == "uc":
                after_unicode = int(number or 1)
            elif word == "u" and number is not None:
                pending = after_unicode
                if not skip:
                    text.add(chr(int(number) % 65536), why)
            elif word in _RTF_SIGNS and not skip:
                text.add(_RTF_SIGNS[word])
            star = False
        elif code is not None:
            if pending:
                pending -= 1
            elif not skip:
                text.add(bytes([int(code, 16)]).decode("cp1252", "replace"), why)
        elif character is not None:
            if pending:
                pending -= 1
            elif not skip:
                text.add(character, why)
    if not depth_seen:
        raise BrokenError("it has no groups")
    return _trimmed(text)
