"""Closed world: the forms in a text that could name someone and that nothing explains.

`name_like_forms(text, scanner)` lists them by place, `counted(texts, scanner)` by form, to be decided once.
Errs towards listing. Does not see somebody described without a name, or a stranger whose whole name is
made of ordinary words written in lower case.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files

from honour.kernel.holding import Span
from honour.people import words
from honour.people.fold import folded
from honour.people.scan import Scanner

_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d]|['’\-](?=[^\W\d_]))*")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_RUN_GAP = re.compile(r"[ \t]+|[ \t]*\n[ \t]*(?=[A-Z])|(?<=[A-Z])\.[ ]?")
_STARTS = re.compile(r"(?:\A|[.!?:;]|\n|[•*\-–—\"“(\[>])[\s\"“'‘(]*\Z")
_PLAIN_NUMBER = re.compile(
    r"\d{1,4}(?:st|nd|rd|th|am|pm|p|k|m|cm|mm|kg|g|ml|mg|l|x|s|%)?|(?:19|20)\d\d|\d{1,2}[:.]\d\d(?:am|pm)?|ks\d|y(?:r|ear)?\d{1,2}|s\d{2}|p\d{1,3}|a\d|\d+[a-z]?",
    re.I,
)
_LONG_NUMBER = 6
"""From so many digits on a number may be a telephone, an account or an identifier."""


@cache
def _explained() -> frozenset[str]:
    """Places, organisations, subjects, months and acronyms of school papers. Own list."""
    text = (files("honour.people") / "data" / "explained.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _is_explained(token: str, form: str, starts: bool, more: Collection[str]) -> bool:
    if form in _explained() or form in more:
        return True
    if any(char.isdigit() for char in form):
        digits = sum(char.isdigit() for char in form)
        return bool(_PLAIN_NUMBER.fullmatch(token)) and digits < _LONG_NUMBER
    if len(form) == 1:
        return True
    parts = form.split(" ")
    if len(parts) > 1:
        return all(len(part) == 1 or _is_explained(part, part, starts, more) for part in parts)
    capital = token[:1].isupper()
    if form in words.word_names():
        # Rose, Mark, Will: an ordinary word in lower case or at the start of a sentence; a name in the middle of one.
        return not capital or starts
    if capital and not starts:
        return words.frequent(form)
    if words.ordinary(form):
        return True
    if form.endswith("s") and words.ordinary(form[:-1]) and not capital:
        return True
    return not capital and form not in words.forenames() and form not in words.surnames() and _derived(form)


def _derived(form: str) -> bool:
    """A lower-case form built on a known word: 'retelling', 'unkindness'. A bare misspelling is not."""
    for ending in ("ing", "ed", "er", "ers", "ly", "ness", "able", "less", "ful", "ish", "es", "s"):
        if form.endswith(ending):
            stem = form[: -len(ending)]
            if len(stem) > 2 and (words.ordinary(stem) or words.ordinary(stem + "e")):  # noqa: PLR2004 -- a stem is a word
                return True
    return any(
        form.startswith(start) and words.ordinary(form[len(start) :])
        for start in ("un", "re", "non", "pre", "mis", "dis", "over", "under")
    )


def name_like_forms(text: str, known: Scanner, explained: Collection[str] = ()) -> list[tuple[Span, str]]:
    """(where, folded form) in reading order; neighbouring unexplained words are one form ('zebulon quatermass').

    `explained` are folded forms a person decided on, or places and organisations of the school. What the
    roster knows (`known`) is explained as a known person, whether that person may be named or not.
    """
    taken = [(hit.span.start, hit.span.end) for hit in known.scan(text, fuzzy=False)]
    more = frozenset(explained)
    open_forms: list[tuple[int, int, str]] = []
    for match in _EMAIL.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            open_forms.append((match.start(), match.end(), folded(match.group())))
            taken.append(match.span())
    taken.sort()
    at = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at < len(taken) and taken[at][0] < end and taken[at][0] <= start:
            continue
        token = match.group()
        if token.endswith(("'s", "’s")):
            token, end = token[:-2], end - 2
        form = folded(token)
        if not form:
            continue
        starts = bool(_STARTS.search(text[max(0, start - 6) : start])) if token[:1].isupper() else False
        if not _is_explained(token, form, starts, more):
            open_forms.append((start, end, form))
    open_forms.sort()
    joined: list[tuple[int, int, str]] = []
    for start, end, form in open_forms:
        if joined and _RUN_GAP.fullmatch(text, joined[-1][1], start):
            first, _, earlier = joined[-1]
            whole = f"{earlier} {form}"
            joined[-1] = (first, end, whole)
        else:
            joined.append((start, end, form))
    return [(Span(start, end), form) for start, end, form in joined if form not in more]


def counted(texts: Iterable[str], known: Scanner, explained: Collection[str] = ()) -> list[tuple[str, int]]:
    """Unexplained forms with how often each occurs, most frequent first, then by form."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(form for _, form in name_like_forms(text, known, explained))
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))
