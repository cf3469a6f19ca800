"""Folding text so that one spelling is searched, with every byte's code point remembered.

The folded form is lower-case bytes: letters and digits, everything else one space, a space at both
ends. ' amelia patel ' can then be searched as bytes, and its place in the original is exact.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from honour.kernel.holding import Span

_TABLE_SIZE = 0x2500
"""Code points looked up in one table: Latin, Greek, Cyrillic, Hebrew, Arabic, punctuation. Others one by one."""
_DROP = 0
_SPECIAL = 255
_SPACE = 32

# Letters that NFKD does not take apart, as people type them on an English keyboard.
_PLAIN = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i",
    "ħ": "h", "ŧ": "t", "ŋ": "ng", "ə": "e", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ơ": "o", "ư": "u",
}  # fmt: skip

_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])(?:\u00ad[ \t]*|-)(?:\r?\n)[ \t]*(?=[a-z])")
"""A word broken over two lines. Only before a lower-case letter: `Smith-` / `Jones` stays two parts."""


def _fold_char(char: str) -> str | None:
    """What one character becomes: '' dropped, ' ' a gap, else letters or digits."""
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return ""
    out = []
    for part in unicodedata.normalize("NFKD", char).lower():
        plain = _PLAIN.get(part, part)
        for letter in unicodedata.normalize("NFKD", plain):
            if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
                continue
            out.append(letter if letter.isalnum() else " ")
    folded = "".join(out)
    return " " if not folded.strip() and folded else folded


def _build_table() -> NDArray[np.uint8]:
    table = np.full(_TABLE_SIZE, _SPECIAL, dtype=np.uint8)
    for code in range(_TABLE_SIZE):
        folded = _fold_char(chr(code))
        if folded == "":
            table[code] = _DROP
        elif folded is not None and len(folded) == 1 and folded.isascii():
            table[code] = ord(folded)
    return table


_TABLE = _build_table()
_ASCII = _TABLE[:256].tobytes()
_expansions: dict[int, bytes] = {}


def _expand(code: int) -> bytes:
    known = _expansions.get(code)
    if known is None:
        known = (_fold_char(chr(code)) or "").encode("utf-8", "replace")
        _expansions[code] = known
    return known


@dataclass(frozen=True, slots=True)
class Folded:
    """`data[i]` came from code point `offsets[i]` of `text`."""

    text: str
    data: bytes
    offsets: NDArray[np.int64]

    def span(self, start: int, end: int) -> Span:
        """The code points of `text` that bytes `start:end` came from, with the marks on the last letter."""
        first = self.offsets.item(start)
        last = self.offsets.item(end - 1) + 1
        while last < len(self.text) and self.text[last] > "\u02ff" and unicodedata.category(self.text[last]) == "Mn":
            last += 1
        return Span(first, last)


def fold(text: str) -> Folded:
    """Linear in the length of `text`; at every length exact. Lone surrogates become gaps."""
    if text.isascii():
        plain = text.encode("ascii")
        codes: NDArray[np.uint8 | np.uint32] = np.frombuffer(plain, dtype=np.uint8)
        mapped = np.frombuffer(plain.translate(_ASCII), dtype=np.uint8)
    else:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        mapped = np.full(len(codes), _SPECIAL, dtype=np.uint8)
        small = codes < _TABLE_SIZE
        mapped[small] = _TABLE[codes[small]]
    if "-\n" in text or "-\r" in text or "\u00ad" in text:
        mapped = mapped.copy()
        for broken in _BROKEN_WORD.finditer(text):
            mapped[broken.start() : broken.end()] = _DROP
    offsets: NDArray[np.int64] = np.arange(len(mapped), dtype=np.int64)
    special = np.flatnonzero(mapped == _SPECIAL)
    if len(special):
        expansions = [_expand(int(codes[at])) for at in special]
        counts = np.ones(len(mapped), dtype=np.int64)
        counts[special] = [len(expansion) for expansion in expansions]
        offsets = np.repeat(offsets, counts)
        starts = np.cumsum(counts) - counts
        mapped = np.repeat(mapped, counts)
        for at, expansion in zip(special, expansions, strict=True):
            if expansion:
                mapped[starts[at] : starts[at] + len(expansion)] = np.frombuffer(expansion, dtype=np.uint8)
    if not mapped.all():  # _DROP is zero
        kept = mapped != _DROP
        mapped, offsets = mapped[kept], offsets[kept]
    space = mapped == _SPACE
    kept = ~space
    kept[1:] |= ~space[:-1]  # of several spaces the first stays; a leading one goes, the padding stands for it
    mapped, offsets = mapped[kept], offsets[kept]
    end = max(len(text) - 1, 0)
    data = b" " + mapped.tobytes() + b" "
    padded = np.empty(len(data), dtype=np.int64)
    padded[0], padded[-1] = 0, end
    padded[1:-1] = offsets
    return Folded(text, data, padded)


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """The folded form of a name or word, without the spaces around it: 'Zoë O’Brien' is 'zoe o brien'."""
    return fold(text).data.decode("utf-8", "replace").strip()
