"""Special kinds of data in text, found by word lists. Each find has a reason a secretary can read.

`find(text)` gives spans; `of_record(record)` what the kind of document says about the whole of it.
Errs towards finding: a label asks for care, it withholds nothing. Does not find what is said without
any of the words ("the child with the pump"), and does not say about whom it is: link does, by sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from importlib.resources import files

import yaml

from honour.kernel.holding import Label, Span
from honour.kernel.record import Record
from honour.people.fold import fold

_DENIED_BEFORE = re.compile(
    r"(?:\bno(?:t)?(?: known| current| reported| further| new| evidence of| history of| sign of| signs of| need for"
    r"| issues with)*|\bnone|\bnever had|\bwithout(?: any)?|\bdoes not have(?: any)?|\bdoesn t have(?: any)?"
    r"|\bdo not have(?: any)?|\bhas no(?: known)?|\bhave no|\bdenied(?: any)?|\bdenies(?: any)?|\bnil|\bruled out"
    r"|\bfree of|\bnegative for)(?: \w+){0,2} $"
)
_DENIED_AFTER = re.compile(r"^ (?:none|nil|no|n a|not known|none known|not applicable)\b")
_ABSENT = re.compile(r"\b(?:except|but|however|apart from|other than)\b")
_SENTENCE = re.compile(r"[.!?;]+(?=\s)|\n")


@cache
def _lexicon() -> tuple[tuple[Label, str, re.Pattern[str], re.Pattern[str] | None, re.Pattern[str] | None], ...]:
    raw = yaml.safe_load((files("honour.people") / "data" / "labels.yaml").read_text(encoding="utf-8"))

    def compiled(terms: str | None) -> re.Pattern[str] | None:
        if not terms:
            return None
        parts = sorted((term.strip() for term in terms.split("|")), key=len, reverse=True)
        body = "|".join(part[:-1] + r"\w*" if part.endswith("*") else part for part in parts if part)
        return re.compile(rf"(?<= )(?:{body})(?= )")

    entries = []
    for name, entry in raw.items():
        strong = compiled(entry["strong"])
        assert strong is not None  # noqa: S101 -- every entry of our own file has strong terms; a test proves it
        entries.append((Label(name), entry["why"], strong, compiled(entry.get("weak")), compiled(entry.get("beside"))))
    return tuple(entries)


_CASED = {
    "sen": "SEN",
    "send": "SEND",
    "asd": "ASD",
    "asc": "ASC",
    "neu": "NEU",
    "cse": "CSE",
    "lado": "LADO",
    "mash": "MASH",
    "a e": "A",
    "nits": "nits",
}
"""Folded terms that are ordinary words or letters unless written like this."""


def _denied(data: str, start: int, end: int, sentence_start: int, sentence_end: int) -> bool:
    before = data[sentence_start:start]
    clause = _ABSENT.split(before)[-1]
    return bool(_DENIED_BEFORE.search(clause[-60:]) or _DENIED_AFTER.match(data[end : min(end + 16, sentence_end)]))


def find(text: str) -> list[tuple[Span, Label, str]]:
    """(where, what, why) in reading order; code points of `text`. What the sentence denies is left out."""
    if not text.strip():
        return []
    found: list[tuple[Span, Label, str]] = []
    folded = fold(text)
    data = folded.data.decode("latin-1")  # one character a byte, so that offsets in it are offsets in the bytes
    ends: list[int] | None = None
    for label, why, strong, weak, beside in _lexicon():
        matches = [(match, True) for match in strong.finditer(data)]
        if weak is not None:
            matches += [(match, False) for match in weak.finditer(data)]
        if not matches:
            continue
        if ends is None:
            ends = [int(folded.offsets.searchsorted(m.end(), "left")) for m in _SENTENCE.finditer(text)]
        for match, enough in matches:
            at = bisect_right(ends, match.start())
            start = ends[at - 1] if at else 0
            end = ends[at] if at < len(ends) else len(data)
            if not enough:
                others = [
                    m for m in (beside.finditer(data, start, end) if beside else ()) if m.start() != match.start()
                ]
                if not others:
                    continue
            span = folded.span(match.start(), match.end())
            wanted = _CASED.get(match.group())
            if wanted is not None and not text[span.start : span.end].startswith(wanted):
                continue
            if _denied(data, match.start(), match.end(), max(start - 1, 0), end):
                continue
            found.append((span, label, why if enough else f"{why}, with another beside it"))
    found.sort(key=lambda item: (item[0].start, item[0].end, item[1].value))
    return found


@cache
def _kinds() -> tuple[tuple[Label, re.Pattern[str], str], ...]:
    raw = yaml.safe_load((files("honour.people") / "data" / "documents.yaml").read_text(encoding="utf-8"))
    return tuple((Label(name), re.compile("|".join(entry["says"]), re.I), entry["why"]) for name, entry in raw.items())


_HEAD = 700
"""Code points at the start of a document in which it says what it is."""


def of_record(record: Record) -> list[tuple[Label, str]]:
    """What the kind of document makes of the whole record: its title, heading, folder and letterhead."""
    head = f"{record.title}\n{record.folder.replace('_', ' ').replace('-', ' ')}\n{record.text[:_HEAD]}"
    return [(label, why) for label, pattern, why in _kinds() if pattern.search(head)]
