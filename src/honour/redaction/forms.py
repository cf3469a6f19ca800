"""How a text is folded for comparing, and in which shapes a withheld form may hide."""

from __future__ import annotations

import base64
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import wordfreq

COMMON_ZIPF = 4.0
"""A single word at least this frequent in English (about ten a million) is a word before it is a name: Rose, Mark,
Will, Oliver. Such a word is a leak only where nothing approved explains it. Rarer ones stop the seal anywhere."""

SHINGLE_WORDS = 4
"""So many words in a row out of a withheld sentence are that sentence. Three make too many chance meetings."""

SQUEEZED_LETTERS = 8
"""Forms at least this long are also searched with every blank and sign taken out, where shorter ones meet by chance."""

RAW_BYTES = 7
"""Encodings shorter than this are found in compressed data by chance: 1 in 2**56 for seven bytes."""

_SOFT_BREAK = re.compile("[-\u2010\u2011\u00ad\u0002\ufffe]\\s*\n\\s*")
_TOKEN = re.compile(r"\w+")
_SPACED_LETTERS = re.compile(r"(?<!\w)(?:\w[ .\-]){3,}\w(?!\w)")
_INVISIBLE = dict.fromkeys([0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF])


def fold(text: str) -> str:
    """Compatibility form, no accents, no case, no invisible signs. Offsets are not kept."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_INVISIBLE))
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", kept.casefold())


def tokens(text: str) -> list[str]:
    """Folded words and numbers in order; `_` parts words."""
    return _TOKEN.findall(fold(text).replace("_", " "))


def squeezed(text: str) -> str:
    return "".join(tokens(text))


def readings(text: str) -> tuple[str, ...]:
    """The ways a reader may take a text in: as it stands, with words joined over a line's end, with letters
    that were spaced out pulled together. Each is ` word word `, folded and padded, for whole-word search."""
    found = [_padded(tokens(text))]
    joined = _SOFT_BREAK.sub("", text)
    if joined != text:
        found.append(_padded(tokens(joined)))
    folded = fold(text)
    if spaced := _SPACED_LETTERS.findall(folded):
        found.append(_padded([squeezed(run) for run in spaced]))
    return tuple(found)


def _padded(words: Iterable[str]) -> str:
    return " " + " ".join(words) + " "


@functools.lru_cache(maxsize=65536)
def is_common_word(token: str) -> bool:
    return bool(wordfreq.zipf_frequency(token, "en") >= COMMON_ZIPF)


_TITLE = re.compile(r"\s*(?:Mrs|Miss|Mr|Ms|Dr|Mx)\b\.?\s+")
_NAME_SHAPED = re.compile(r"\s*[^\W\d_a-z]\S*(?:\s+\S+){0,4}\s*\Z")
_IDENTIFIER = re.compile(
    r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"  # e-mail
    r"|\+?\d(?:[\d ()\-]{6,}\d)"  # phone numbers, long numbers
    r"|\b(?=\w*\d)(?=\w*[A-Za-z])\w{6,}\b"  # UPN, NINO, case numbers
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b"  # postcode
)
_DATE_LIKE = re.compile(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}(?:[T ][\d:.]+)?\Z")


_POSTCODE = re.compile(r"\s*[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\s*\Z")


def is_postcode(text: str) -> bool:
    """A street's, not a person's: the neighbour's child has the same."""
    return bool(_POSTCODE.match(text))


def identifiers(text: str) -> Iterator[str]:
    """E-mail addresses, phone numbers, postcodes and reference numbers in a withheld text. Dates are none:
    a day on which something happened to one child is a day in every other record too."""
    for match in _IDENTIFIER.finditer(text):
        if not _DATE_LIKE.match(match.group().strip()):
            yield match.group()


_NAME_LETTERS = 80
"""No name is longer; a longer run of words is a sentence."""


def is_name_shaped(text: str) -> bool:
    """One to five words, the first with a capital, nothing a sentence would have."""
    bare = _TITLE.sub("", text)
    return (
        len(text) <= _NAME_LETTERS
        and bool(_NAME_SHAPED.match(bare))
        and not any(char in bare for char in ".;:!?\n=/0123456789")
    )


def is_surely_a_name(text: str) -> bool:
    """Name-shaped, and either with a title or of two words and more that are no common English ones.

    'Orchard Lane', 'Asthma' and 'Head Teacher' are withheld too, and rightly stand in other records.
    """
    if not is_name_shaped(text):
        return False
    words = tokens(_TITLE.sub("", text))
    rare = [word for word in words if not is_common_word(word)]
    if _TITLE.match(text):
        return bool(rare)
    return len(words) > 1 and len(rare) == len(words)


@dataclass(frozen=True, slots=True)
class Needle:
    """One thing that must not be found. `words` is folded; `id` names it without saying it."""

    words: tuple[str, ...]
    id: str
    hard: bool
    """Hard: found anywhere stops the seal. Soft: found where no approved text explains it stops the seal."""

    @property
    def padded(self) -> str:
        return _padded(self.words)


def needles(form: str, id: str, *, hard: bool) -> Iterator[Needle]:
    """The shapes of one name or identifier: in order, surname first, and each rarer word of it by itself (soft).

    A single common word is soft however it was asked for; see COMMON_ZIPF. Nothing is yielded for a form
    without letters or digits, or for a single sign.
    """
    words = tuple(tokens(form))
    if not words or len("".join(words)) < 2:  # noqa: PLR2004 - one letter or digit is on every page
        return
    if len(words) == 1:
        token = words[0]
        rare = not is_common_word(token) and not (token.isdigit() and len(token) < 5)  # noqa: PLR2004 - house numbers
        yield Needle(words, id, hard and rare and len(token) > 2)  # noqa: PLR2004 - initials
        return
    all_common_short = all(len(word) <= 2 or (word.isdigit() and len(word) < 5) for word in words)  # noqa: PLR2004
    yield Needle(words, id, hard and not all_common_short)
    if not form.isascii() or form.replace(" ", "").replace("-", "").replace("'", "").isalpha():
        yield Needle((words[-1], *words[:-1]), id, hard and not all_common_short)
    for word in words:
        if len(word) > 3 and not is_common_word(word):  # noqa: PLR2004 - 'Lee' alone proves nothing
            yield Needle((word,), id, hard=False)


def shingles(words: list[str]) -> set[tuple[str, ...]]:
    """Every run of SHINGLE_WORDS words. A shorter text of at least two words is one run, itself."""
    if len(words) < SHINGLE_WORDS:
        return set()
    return {tuple(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)}


def encodings(form: str) -> Iterator[bytes]:
    """The bytes a form takes in the encodings found inside files: UTF-8, UTF-16, hexadecimal, base64."""
    for variant in {form, form.lower(), form.upper(), form.title()}:
        utf8 = variant.encode("utf-8", "surrogatepass")
        if len(utf8) < RAW_BYTES:
            continue
        utf16 = variant.encode("utf-16-le", "surrogatepass")
        yield utf8
        yield utf8[::-1]
        yield utf16
        yield variant.encode("utf-16-be", "surrogatepass")
        for raw in (utf8, variant.encode("utf-16-be", "surrogatepass")):
            yield raw.hex().encode()
            yield raw.hex().upper().encode()
        for shift in range(3):
            # base64 of a longer text that holds the form: drop the characters that neighbours share bits with
            coded = base64.b64encode(b"\0" * shift + utf8 + b"\0" * (-(shift + len(utf8)) % 3))
            first = (0, 2, 3)[shift]
            last = len(coded) - (0, 2, 3)[-(shift + len(utf8)) % 3]
            if last - first >= RAW_BYTES + 2:
                yield coded[first:last]
