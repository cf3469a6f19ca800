"""Cuts withheld spans out of a text. Pure; the same input gives the same segments.

A label replaces everything withheld. Its shape depends on the code alone: neither the length of what was taken
out, nor the blanks around it, nor the line breaks inside it can be read off the result.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


class Cut(Protocol):
    """A withheld stretch: offsets in code points, half open, and the public code its label shows."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def code(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch that may leave, as it was."""

    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """Stands for something withheld, whatever its length."""

    code: str


Segment = Text | Label

_UNSPACED_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "HANGUL")
"""Written without blanks between words, so a letter beside a span is no rest of the same word. Hangul does write
blanks, but particles join names without one."""


def approved(text: str, withheld: Iterable[Cut]) -> tuple[Segment, ...]:
    """What may leave of `text`, in order, with a label for each withheld stretch.

    Spans that cut a word take the whole word: half a name is a name. Spans that touch, or have only blanks
    between them, become one label for each code, so that the number of words withheld cannot be counted.
    Offsets beyond the text are clipped. An empty span withholds nothing.
    """
    return _join(text, regions(text, withheld), 0, len(text))


def approved_part(text: str, withheld: Sequence[Cut], start: int, end: int) -> tuple[Segment, ...]:
    """As `approved`, for the stretch `start` to `end` only: one field of a row."""
    return _join(text, regions(text, withheld), start, end)


def plain(segments: Iterable[Segment]) -> str:
    """The segments as text, labels written out. What CSV and JSON copies carry."""
    return "".join(part.text if isinstance(part, Text) else written(part.code) for part in segments)


def written(code: str) -> str:
    """A label where no box can be drawn."""
    return f"[withheld {code}]"


@dataclass(frozen=True, slots=True)
class Region:
    """Withheld stretches that melt into one. `codes` in order of first appearance."""

    start: int
    end: int
    codes: tuple[str, ...]


def regions(text: str, withheld: Iterable[Cut]) -> tuple[Region, ...]:
    """The withheld spans, widened to whole words and melted together, in order, none touching the next."""
    result: list[Region] = []
    spans = sorted(
        ((max(0, cut.start), min(len(text), cut.end), cut.code) for cut in withheld),
        key=lambda span: (span[0], span[1]),
    )
    for raw_start, raw_end, code in spans:
        if raw_start >= raw_end:
            continue
        start, end = _whole_words(text, raw_start, raw_end)
        if result and (start <= result[-1].end or not text[result[-1].end : start].strip()):
            last = result.pop()
            codes = last.codes if code in last.codes else (*last.codes, code)
            result.append(Region(last.start, max(last.end, end), codes))
        else:
            result.append(Region(start, end, (code,)))
    return tuple(result)


def _join(text: str, cuts: Sequence[Region], start: int, end: int) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    at = start
    after_label = False
    for region in cuts:
        if region.end <= start or region.start >= end:
            continue
        before = _tidy(text[at : max(at, region.start)], after_label=after_label, before_label=True)
        if before:
            segments.append(Text(before))
        segments.extend(Label(code) for code in region.codes)
        at = min(region.end, end)
        after_label = True
    rest = _tidy(text[at:end], after_label=after_label, before_label=False)
    if rest:
        segments.append(Text(rest))
    return tuple(segments)


def _tidy(piece: str, *, after_label: bool, before_label: bool) -> str:
    """Blanks beside a label become one blank, or one line break where there was any."""
    head = tail = ""
    if after_label:
        stripped = piece.lstrip()
        head = _one_blank(piece[: len(piece) - len(stripped)])
        piece = stripped
    if before_label:
        stripped = piece.rstrip()
        tail = _one_blank(piece[len(stripped) :])
        piece = stripped
    if not piece:
        return head or tail
    return head + piece + tail


def _one_blank(blanks: str) -> str:
    if not blanks:
        return ""
    return "\n" if len(blanks.splitlines()) > 1 or blanks.endswith(("\n", "\r", "\x0b", "\x0c", "\u2028")) else " "


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and _joined(text[start - 1], text[start]):
        start -= 1
    while end < len(text) and _joined(text[end - 1], text[end]):
        end += 1
    return start, end


def _joined(left: str, right: str) -> bool:
    """Whether two neighbours belong to one word. Marks always belong to the letter before them."""
    if unicodedata.category(right).startswith("M") or right in "\u200d\u00ad":
        return True
    return _wordy(left) and _wordy(right)


def _wordy(char: str) -> bool:
    if char.isascii():
        return char.isalnum()
    if not (char.isalnum() or unicodedata.category(char).startswith("M") or char in "\u200d\u00ad"):
        return False
    return not unicodedata.name(char, "").startswith(_UNSPACED_SCRIPTS)
