"""RTF: what it shows in order; hidden, deleted and commented stretches, fields, properties and objects told apart.

Characters are in the code page of the document or of the font in use. A text box counts once, though it is written
twice. Pictures are passed over; an object is a document of its own.
"""

from __future__ import annotations

import codecs
import re
import struct
from dataclasses import dataclass, field, replace

from honour.reading.emit import BrokenError, Out, Text, Where, document
from honour.reading.formats.compound import native, tell_objects
from honour.reading.formats.doc import telling_field

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)",
    re.DOTALL,
)
_SKIPPED = frozenset(
    "fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator themedata colorschememapping "
    "latentstyles datastore xmlnstbl pict filetbl revtbl mmathpr wgrffmtfilter nonshppict shpinst shprslt sp objclass "
    "objname atnid atndate atnref atntime panose falt bkmkstart bkmkend template creatim revtim printim buptim".split()
)
_SHOWN_AGAIN = frozenset({"shptxt", "result"})
"""Shown though they stand in something that is passed over."""
_SIGNS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "tab": "\t", "cell": "\t", "nestcell": "\t", "row": "\n",
    "nestrow": "\n", "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019",
    "ldblquote": "\u201c", "rdblquote": "\u201d", "bullet": "\u2022", "emspace": " ", "enspace": " ",
}  # fmt: skip
_ESCAPED = {"~": "\u00a0", "_": "-", "\n": "\n", "\r": "\n", "\\": "\\", "{": "{", "}": "}"}
_PARTS = frozenset("header headerl headerr headerf footer footerl footerr footerf footnote annotation shptxt".split())
"""Begin on a line of their own."""
_PROPERTIES = {
    "title": "title", "subject": "subject", "author": "creator", "operator": "lastModifiedBy", "keywords": "keywords",
    "doccomm": "comments", "manager": "manager", "company": "company", "category": "category",
    "hlinkbase": "HyperlinkBase",
}  # fmt: skip
_KEPT = {
    "fldinst": "code", "objdata": "object", "propname": "name", "staticval": "value", "docvar": "variable",
    "annotation": "comment", "atnauthor": "author",
}  # fmt: skip
"""Groups whose words are no text of the document."""
_STARRED = frozenset({"shptxt", "userprops", *_KEPT, *_PARTS})
_CHARSETS = {
    0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
_ANY_CHARSET = (0, 1, 2)
"""Western, default, symbols: what the document itself says counts."""
_MOST_GROUPS = 10_000


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group and ends with it."""

    skip: bool = False
    why: str = ""
    kept: str = ""
    after_unicode: int = 1
    """Characters to pass over behind a Unicode one, which stand for it in old programs."""
    codec: str = "cp1252"
    fonts: bool = False
    info: bool = False
    passed: bool = False
    """In the version of a text for old programs."""


@dataclass
class Rich:
    text: Text = field(default_factory=Text)
    author: str = ""
    objects: list[bytes] = field(default_factory=list)


def read(data: bytes, where: Where, out: Out) -> None:
    rich = of(data.decode("latin-1"))
    document(where, "rich text", rich.text, out, author=rich.author)
    tell_objects(iter(rich.objects), where, out)


def of(source: str) -> Rich:
    """Raises BrokenError for what has no groups, or groups too deep."""
    return _Reading().read(source)


class _Reading:
    def __init__(self) -> None:
        self.rich = Rich()
        self.state = _State()
        self.groups: list[_State] = []
        self.bytes = bytearray()
        """Characters not yet decoded: one of them may take two bytes."""
        self.high = 0
        """The first half of a character of two halves."""
        self.kept: list[str] = []
        self.name = self.author = ""
        self.comments: list[str] = []
        """Told at the end: they stand in the middle of words."""
        self.codecs: dict[int, str] = {}
        self.font = 0
        self.default = "cp1252"

    def read(self, source: str) -> Rich:
        star = False
        pending = 0
        seen = False
        for match in _TOKEN.finditer(source):
            word, number, code, sign, brace, characters = match.groups()
            if characters is not None:
                if pending:
                    passed = min(pending, len(characters))
                    characters, pending = characters[passed:], pending - passed
                if characters:
                    self.say(characters)
                continue
            if code is not None:
                if pending:
                    pending -= 1
                else:
                    self.bytes.append(int(code, 16))
                continue
            if brace == "{":
                self.flush()
                self.groups.append(self.state)
                seen, star = True, False
                if len(self.groups) > _MOST_GROUPS:
                    raise BrokenError("its groups are nested too deep")
            elif brace == "}":
                self.flush()
                if self.groups:
                    inner, self.state = self.state, self.groups.pop()
                    if inner.kept and not self.state.kept:
                        self.end(inner.kept)
                pending = 0
            elif sign is not None:
                if sign == "*":
                    star = True
                else:
                    self.say(
                        {"~": "\u00a0", "_": "-", "-": "", "\n": "\n", "\r": "\n"}.get(
                            sign, sign if sign in "\\{}" else ""
                        )
                    )
            elif word is not None:
                if word == "u" and number is not None:
                    self.unicode(int(number) % 65536)
                    pending = self.state.after_unicode
                else:
                    self.flush()
                    self.control(word.lower(), number, star)
                star = False
        self.flush()
        if not seen:
            raise BrokenError("it has no groups")
        self._trim()
        for comment in self.comments:
            self.rich.text.line(comment, "comment")
        return self.rich

    def control(self, word: str, number: str | None, star: bool) -> None:
        state = self.state
        if word == "ud":  # the same again in Unicode, for those who can read it
            self.state = replace(state, skip=state.info, passed=False)
        elif state.passed:
            return
        elif word == "upr":
            self.state = replace(state, skip=True, passed=True)
        elif word in _KEPT and not state.kept:
            self.state = replace(state, kept=_KEPT[word], skip=False)
            self.kept = []
        elif word in _PROPERTIES and state.info:
            self.state = replace(state, kept=f"property {_PROPERTIES[word]}", skip=False)
            self.kept = []
        elif word in _SHOWN_AGAIN:
            self.state = replace(state, skip=False, kept="")
            self.line()
        elif word in ("fonttbl", "info"):
            self.state = replace(state, skip=True, fonts=word == "fonttbl", info=word == "info")
        elif word in _SKIPPED or word in _KEPT or (star and word not in _STARRED):
            self.state = replace(state, skip=True, kept="")
        elif word in _PARTS and not state.skip:
            self.line()
        elif word in ("xe", "tc"):
            self.state = replace(state, why=state.why or "field code")
        elif word in ("v", "deleted"):
            hidden = {"v": "hidden text", "deleted": "deleted text"}[word]
            if number == "0":
                self.state = replace(state, why="" if state.why == hidden else state.why)
            elif not state.why:
                self.state = replace(state, why=hidden)
        elif word == "plain":
            if state.why in ("hidden text", "deleted text"):
                self.state = replace(state, why="")
        elif word == "uc":
            self.state = replace(state, after_unicode=min(8, max(0, int(number or 1))))
        elif word == "ansicpg":
            self.default = _known(f"cp{number}")
            self.state = replace(state, codec=self.default)
        elif word == "f":
            self.font = int(number or 0)
            self.state = replace(state, codec=self.codecs.get(self.font, self.default))
        elif word == "fcharset" and state.fonts:
            self.codecs[self.font] = (
                self.default if number in (None, "0", "1", "2") else _CHARSETS.get(int(number or 0), self.default)
            )
        elif word in _SIGNS and not state.skip:
            self.say(_SIGNS[word])

    def line(self) -> None:
        if self.rich.text.length and not self.rich.text.pieces[-1].endswith("\n"):
            self.rich.text.add("\n")

    def say(self, characters: str) -> None:
        self.flush()
        state = self.state
        if state.kept:
            self.kept.append(characters)
        elif not state.skip and characters:
            # Characters that stand as they are: in the code page too, as an old program wrote them.
            if not characters.isascii() and all(ord(one) < 256 for one in characters):  # noqa: PLR2004 - a byte
                self.bytes += characters.encode("latin-1")
                self.flush()
                return
            self.rich.text.add(characters, state.why)

    def flush(self) -> None:
        if self.high:
            self.high = 0
            self._out("\ufffd")
        if self.bytes:
            raw, self.bytes = bytes(self.bytes), bytearray()
            self._out(raw.decode(self.state.codec, "replace"))

    def unicode(self, code: int) -> None:
        if self.bytes:
            self.flush()
        if 0xD800 <= code < 0xDC00:  # noqa: PLR2004 - the first half of a pair
            self.high = code
        elif 0xDC00 <= code < 0xE000:  # noqa: PLR2004 - the second half
            high, self.high = self.high, 0
            self._out(chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)) if high else "\ufffd")
        else:
            self.high = 0
            self._out(chr(code))

    def _out(self, shown: str) -> None:
        if self.state.kept:
            self.kept.append(shown)
        elif not self.state.skip:
            self.rich.text.add(shown, self.state.why)

    def end(self, kept: str) -> None:
        """What a group of words beside the text comes to."""
        said = "".join(self.kept)
        self.kept = []
        text = self.rich.text
        if kept == "code":
            code = " ".join(said.split())
            if telling_field(code):
                text.add(code + " ", "link" if code.upper().startswith("HYPERLINK") else "field code")
        elif kept == "object":
            self.rich.objects += filter(None, [_object(said)])
        elif kept == "author":
            self.author = said.strip()
        elif kept == "comment":
            self.comments.append(": ".join(filter(None, (self.author, said.strip()))))
            self.author = ""
        elif kept == "name":
            self.name = said.strip()
        elif kept in ("value", "variable"):
            text.line(
                f"{self.name}: {said.strip()}" if self.name and kept == "value" else said.strip(), "document property"
            )
            self.name = ""
        elif said.strip():
            called = kept.partition(" ")[2]
            text.line(f"{called}: {said.strip()}", "document property")
            text.add("\n")
            if called == "creator":
                self.rich.author = said.strip()

    def _trim(self) -> None:
        """Without the line ends and spaces at its end."""
        text = self.rich.text
        whole = str(text)
        kept = whole.rstrip()
        text.pieces, text.length = [kept] if kept else [], len(kept)
        text.hidden = [(start, min(end, len(kept)), why) for start, end, why in text.hidden if start < len(kept)]


def _known(codec: str) -> str:
    codec = {"cp65001": "utf-8", "cp10000": "mac-roman", "cp708": "cp864"}.get(codec, codec)
    try:
        return codecs.lookup(codec).name
    except LookupError:
        return "cp1252"


def _object(digits: str) -> bytes:
    """The file in an embedded object; b'' if it holds none."""
    clean = re.sub(r"[^0-9a-fA-F]", "", digits)
    data = bytes.fromhex(clean[: len(clean) // 2 * 2])
    try:
        at, names = 8, []
        for _ in range(3):  # class, topic, item
            (length,) = struct.unpack_from("<I", data, at)
            names.append(data[at + 4 : at + 4 + length].rstrip(b"\0").lower())
            at += 4 + length
        (size,) = struct.unpack_from("<I", data, at)
    except struct.error:
        return b""
    content = data[at + 4 : at + 4 + size]
    return native(struct.pack("<I", len(content)) + content) if names[0] == b"package" else content
