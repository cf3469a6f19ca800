"""A record's text cut into the stretches on which a person decides: lines, sentences, clauses.

Pure. Offsets are code points into the text given. Every character that is not white space belongs to
exactly one sentence, so nothing can fall between two decisions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARAGRAPH_BREAK = re.compile(r"\n[ \t>]*\n|\f")
_LINE_BREAK = re.compile(r"\n")
# A stop, then space, then something that begins a sentence. Titles and single initials do not end one:
# 'Mrs. Patel', 'A. P. was upset' would otherwise leave a name in one half and its statement in the other.
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)")
_NO_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Rev|St|No|approx|e\.g|i\.e|etc|cf|vs|yr|Yr|Tel|Ext)|\b[A-Z])\.\Z"
)
_CLAUSE_BREAK = re.compile(
    r"[;:–—]\s|,\s+(?=(?:and|but|who|whose|while|whereas|although|because|so|which|where|then)\b)"
    r"|\s(?=(?:but|while|whereas|although|because|whose)\s)"
)
SHORT_LINE_CHARS = 120
"""Lines no longer than this in a run of several are list items or table rows, each a sentence of its own."""


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int
    paragraph: int
    """Number of the paragraph it stands in, from 0."""
    header: bool = False
    """A mail header line, where each name stands for itself."""


def sentences(text: str, *, is_mail: bool = False) -> list[Sentence]:
    """Every sentence in order. Table rows and list items count as sentences."""
    found: list[Sentence] = []
    start = 0
    if is_mail:
        start = _headers(text, found)
    paragraph = 1 if found else 0
    for begin, end in _pieces(text, start, len(text), _PARAGRAPH_BREAK):
        for line_begin, line_end in _lines(text, begin, end):
            found.extend(Sentence(a, b, paragraph) for a, b in _sentences_in(text, line_begin, line_end))
        paragraph += 1
    return found


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence's clauses, in order, covering it whole but for the white space between them."""
    return list(_pieces(text, start, end, _CLAUSE_BREAK, keep_break_left=True))


def _headers(text: str, found: list[Sentence]) -> int:
    position = 0
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end]
        if not re.match(r"[A-Za-z][A-Za-z-]{1,30}: |\s+\S", line) or (not found and line[:1].isspace()):
            break
        if line.strip():
            found.append(Sentence(position, end, 0, header=True))
        position = end + 1
    return position


def _lines(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    lines = list(_pieces(text, begin, end, _LINE_BREAK))
    if len(lines) < 2:  # noqa: PLR2004  one line is no run
        return lines
    # Wrapped prose: a line that runs on into the next is one stretch with it.
    joined: list[tuple[int, int]] = []
    for a, b in lines:
        if joined and _runs_on(text, joined[-1], (a, b)):
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return joined


def _runs_on(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    last_line_start = text.rfind("\n", before[0], before[1]) + 1 or before[0]
    last = text[max(last_line_start, before[0]) : before[1]].rstrip()
    first = text[after[0] : after[1]].lstrip()
    long_enough = len(last) > 55  # noqa: PLR2004  mail and plain text wrap between 60 and 80 columns
    return long_enough and last[-1:] not in ".!?:;" and (first[:1].islower() or len(last) > 68)  # noqa: PLR2004


def _sentences_in(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    cuts: list[tuple[int, int]] = []
    start = begin
    for match in _SENTENCE_END.finditer(text, begin, end):
        if _NO_END.search(text, max(begin, match.start() - 12), match.start() + 1) and match.group()[0] == ".":
            continue
        cuts.append((start, match.end()))
        start = match.end()
    cuts.append((start, end))
    return [stripped for a, b in cuts if (stripped := _stripped(text, a, b))]


def _pieces(
    text: str, begin: int, end: int, separator: re.Pattern[str], *, keep_break_left: bool = False
) -> list[tuple[int, int]]:
    pieces = []
    start = begin
    for match in separator.finditer(text, begin, end):
        pieces.append((start, match.end() if keep_break_left else match.start()))
        start = match.end()
    pieces.append((start, end))
    return [stripped for a, b in pieces if (stripped := _stripped(text, a, b))]


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
