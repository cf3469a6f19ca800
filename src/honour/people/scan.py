"""Finding every form of every known person in a text. Which person is meant is for link.

`Scanner(subjects).scan(text)` gives hits in reading order. A hit inside a longer accepted one is not
given: 'Amelia Patel' is one hit, not three. A hit whose letter case shows that it is an ordinary word
('will', 'rose' in lower case) is not given either; a capital is never enough to drop anything.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from ahocorasick_rs import BytesAhoCorasick, Implementation

from honour.kernel.holding import Span, Subject, SubjectId
from honour.people import words
from honour.people.fold import Folded, fold
from honour.people.fold import folded as folded_name
from honour.people.fuzzy import Vocabulary, near
from honour.people.variants import (
    FORENAME_SHAPES,
    STRONG,
    TITLES,
    Shape,
    Variant,
    digits_of_phone,
    variants,
)

_SENTENCE_BREAK = re.compile(r"[!?;]|[^\s.]{2}\.\s|\n\s*\n|[.:]\s*\n")
_PHONE = re.compile(r"(?<![\w+])\+?\d(?:[\d ()\-.]{8,18})\d(?!\w)")
_INITIALS = re.compile(r"[A-Z](?:\.[ ]?|[ ])?(?:[A-Z](?:\.[ ]?|[ ])?){0,2}[A-Z]\.?\Z")
_CAPITAL_WORD = re.compile(r"[A-Z][\w'’-]*")

# Two or three capitals that school papers use for other things; as initials they need dots.
_ACRONYMS = frozenset(
    """ta tas pe re pm am ok uk ey ks sen ehc ehcp eal pp fsm la la's lac clc cp dsl ddsl sltl slt smt sb nb ps cc to
    re it tv pc pcs id cv hr gp nhs a e ae ot slt salt cin ct da dv mp mps ad bc bst gmt vat eu us usa un hm mr ms
    dr st rd ave ac bh eyfs phse pshe rshe ict dt mfl tt os oh or on of so no in is at an as if my me we us up go
    do he be by hi ha ho ah oh dbs dpo sar ico mis ctf upn uln kcsie lado mash cafcass iep pep atl arp cpd inset
    nqt ect rq ppa ht dht aht hod hoy tbc tba asap fyi rsvp eta diy eg ie etc vs am pm bbc itv bt ee ip pdf ea pa
    pta pt cd dj mc mi ma ba bsc msc phd ra as""".split()
)


_ANY, _NAME, _WORD_NAME, _CAPITAL = range(4)
"""Kinds of forms: _NAME and _WORD_NAME are single words that are first or last names and nothing else;
_WORD_NAME and _CAPITAL prove nothing without a capital at the start."""
_FIRM = frozenset({Shape.FULL, Shape.NICK_FULL, Shape.SPELLING_FULL, Shape.TITLE_SURNAME})
_NEED_CAPITAL = frozenset(
    {
        Shape.INITIALS,
        Shape.CODE,
        Shape.FAMILY,
        Shape.INITIAL_SURNAME,
        Shape.FORENAME_INITIAL,
        Shape.NICK_INITIAL,
        Shape.TITLE_INITIAL,
    }
)

_INSIDE, _NEAR, _FAR = range(3)
"""How far `_allowed` looks beside a form: not at all, at three characters behind it, at a dozen on both sides."""
_LOOKS = {
    Shape.FORENAME_INITIAL: _NEAR, Shape.NICK_INITIAL: _NEAR, Shape.TITLE_INITIAL: _NEAR,
    Shape.CODE: _FAR, Shape.INITIALS: _FAR,
}  # fmt: skip
_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A form of at least one known person, at `span` of the text."""

    span: Span
    start: int
    """First byte in the folded text, after the space."""
    end: int
    form: str
    variants: tuple[Variant, ...]
    sure: float = 1.0
    """1.0 for the exact form; less for a slip of the pen."""
    written: str = ""
    """The folded form as written, where it is a slip."""


@dataclass(slots=True)
class Scan:
    """A scanned text: what link needs besides the hits."""

    folded: Folded
    hits: list[Hit]
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.folded.text


def _sentence_inside(raw: str) -> bool:
    return bool(_SENTENCE_BREAK.search(raw))


class Scanner:
    """Every form of `subjects`, compiled once. About 0.1 ms a person to build, then as fast as memory allows."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self.subjects: dict[SubjectId, Subject] = {}
        forms: dict[str, list[Variant]] = {}
        self._phones: dict[str, list[Variant]] = {}
        self.first: dict[str, dict[SubjectId, float]] = {}
        """Folded first names, short ones included, to who bears them."""
        self.last: dict[str, dict[SubjectId, float]] = {}
        for subject in subjects:
            self.subjects[subject.id] = subject
            for variant in variants(subject):
                if variant.shape is Shape.PHONE:
                    self._phones.setdefault(variant.form, []).append(variant)
                    continue
                forms.setdefault(variant.form, []).append(variant)
                if variant.shape in FORENAME_SHAPES:
                    self.first.setdefault(variant.form, {}).setdefault(subject.id, variant.weight)
                elif variant.shape is Shape.SURNAME:
                    self.last.setdefault(variant.form, {}).setdefault(subject.id, variant.weight)
        self.forms: dict[str, tuple[Variant, ...]] = {form: tuple(found) for form, found in forms.items() if form}
        self._patterns = list(self.forms)
        self._automaton = BytesAhoCorasick(
            [f" {form} ".encode() for form in self._patterns], implementation=Implementation.ContiguousNFA
        )
        self.vocabulary = Vocabulary(
            form
            for form, bearers in (*self.first.items(), *self.last.items())
            if max(bearers.values()) >= 0.5  # noqa: PLR2004 -- own names and usual short forms, not every nickname
        )
        self._plain_word = [self._kind(form) for form in self._patterns]
        self._firm_form = [any(v.shape in _FIRM for v in self.forms[form]) for form in self._patterns]
        self._looks_around = [max(_LOOKS.get(v.shape, _INSIDE) for v in self.forms[form]) for form in self._patterns]
        self._allowed_before: dict[tuple[int, str], tuple[Variant, ...]] = {}
        self._parts = {subject.id: _parts(subject) for subject in self.subjects.values()}
        self._skip: set[bytes] = {form.encode() for form in self.forms} | {
            form.encode() for form in words.known_forms()
        }
        self._unusual: frozenset[str] = frozenset(form for form in self.vocabulary.names if not words.wordlike(form))

    def _kind(self, form: str) -> int:
        word = words.wordlike(form)
        names = [v.shape in FORENAME_SHAPES or v.shape is Shape.SURNAME for v in self.forms[form]]
        if all(names) and " " not in form:
            return _WORD_NAME if word else _NAME
        if all(v.shape in _NEED_CAPITAL or (name and word) for v, name in zip(self.forms[form], names, strict=True)):
            return _CAPITAL
        return _ANY

    def matches(self, data: bytes) -> list[tuple[str, int, int]]:
        """(form, first byte, end byte) in folded bytes, overlapping ones included. The fast part, nothing else."""
        patterns = self._patterns
        return [
            (patterns[at], start + 1, end - 1)
            for at, start, end in self._automaton.find_matches_as_indexes(data, overlapping=True)
        ]

    def scan(self, text: str, fuzzy: bool = True) -> list[Hit]:
        """Hits in reading order. With `fuzzy`, unknown forms one slip from a known name too."""
        return self.read(text, fuzzy).hits

    def read(self, text: str, fuzzy: bool = True) -> Scan:
        folded = fold(text)
        hits: list[Hit] = []
        code_point, plain_word, firm_form = folded.offsets.item, self._plain_word, self._firm_form
        matches = self._automaton.find_matches_as_indexes(folded.data, overlapping=True)
        matches.sort(key=_outer_first)
        firm_end = -1
        for at, before, after in matches:
            if after <= firm_end:
                continue  # inside a full name: `_outermost` would drop it
            kind = plain_word[at]
            if kind >= _WORD_NAME and not text[code_point(before + 1)].isupper():
                continue
            form = self._patterns[at]
            span = folded.span(before + 1, after - 1)
            kept = self.forms[form] if kind in (_NAME, _WORD_NAME) else self._by_case(text, span, at)
            if kept:
                hits.append(Hit(span, before + 1, after - 1, form, kept))
                if firm_form[at] and (kind == _ANY and any(v.shape in _FIRM for v in kept)):
                    firm_end = after
        hits += self._phones_in(text, folded)
        if fuzzy:
            hits += self._slips(text, folded)
            hits += self._joined(text, folded, hits)
        return Scan(folded, _outermost(hits))

    def _phones_in(self, text: str, folded: Folded) -> list[Hit]:
        if not self._phones:
            return []
        found = []
        for match in _PHONE.finditer(text):
            digits = digits_of_phone(match.group())
            if digits in self._phones:
                span = Span(match.start(), match.end())
                start = int(folded.offsets.searchsorted(span.start, "left"))
                end = int(folded.offsets.searchsorted(span.end - 1, "right"))
                found.append(
                    Hit(span, max(start, 1), min(end, len(folded.data) - 1), digits, tuple(self._phones[digits]))
                )
        return found

    def _by_case(self, text: str, span: Span, at: int) -> tuple[Variant, ...]:
        """The variants of the form `at` that its letters, capitals and stops allow.

        Remembered by how the form is written: a school writes the same names in the same few ways.
        """
        raw = text[span.start : span.end]
        looks = self._looks_around[at]
        if looks == _FAR:
            found = self.forms[self._patterns[at]]
            return tuple(variant for variant in found if self._allowed(text, span, raw, variant))
        key = (at, raw if looks == _INSIDE else raw + text[span.end : span.end + 3])
        kept = self._allowed_before.get(key)
        if kept is None:
            found = self.forms[self._patterns[at]]
            kept = tuple(variant for variant in found if self._allowed(text, span, raw, variant))
            if len(self._allowed_before) >= _REMEMBERED:
                self._allowed_before.clear()
            self._allowed_before[key] = kept
        return kept

    def _allowed(self, text: str, span: Span, raw: str, variant: Variant) -> bool:
        shape, form = variant.shape, variant.form
        capital = raw[:1].isupper()
        if shape in FORENAME_SHAPES or shape is Shape.SURNAME:
            if " " in form and _sentence_inside(raw):
                return False
            return capital or not words.wordlike(form)
        if shape is Shape.FAMILY:
            return capital and not raw.endswith(("'s", "’s")) and raw[-1:] in "sS"
        if shape in (Shape.EMAIL, Shape.PHONE):
            return "@" in raw
        if shape is Shape.IDENTIFIER:
            return not _sentence_inside(raw)
        if shape is Shape.USERNAME:
            return "." in raw or "_" in raw or "-" in raw or " " not in raw
        if shape is Shape.ADDRESS:
            return not _sentence_inside(raw)
        if shape is Shape.CODE:
            around = text[max(0, span.start - 12) : span.start] + text[span.end : span.end + 12]
            return raw.isupper() and any(char.islower() for char in around)
        if shape is Shape.INITIALS:
            if not _INITIALS.match(raw):
                return False
            if "." in raw:
                return True
            if form.replace(" ", "") in _ACRONYMS:
                return False
            around = text[max(0, span.start - 12) : span.start] + text[span.end : span.end + 12]
            return any(char.islower() for char in around) and (" " not in raw or raw[0] not in "AI")
        parts = form.split(" ")
        if shape in (Shape.FORENAME_INITIAL, Shape.NICK_INITIAL, Shape.TITLE_INITIAL):
            initial = raw[-1:]
            gap = raw[:-1]
            if (
                not initial.isupper()
                or gap.endswith(("'", "’", "\n", "-"))
                or re.search(r"[.!?;,]\s", gap[:-1] if shape is Shape.TITLE_INITIAL else gap)
            ) and not (shape is Shape.TITLE_INITIAL and initial.isupper()):
                return False
            if not capital or (shape is Shape.TITLE_INITIAL and re.match(r"\.? ?[A-Z]", text[span.end : span.end + 3])):
                return False
            stopped = text[span.end : span.end + 1] == "."
            if initial in "AI" and not stopped:
                after = text[span.end : span.end + 2]
                return bool(after) and (after[0] in ",)'’" or after[0] == "\n")
            return True
        if shape is Shape.INITIAL_SURNAME:
            if parts[0] in TITLES:
                return capital and "\n\n" not in raw and raw[-len(parts[-1]) :][:1].isupper()
            if not capital or _sentence_inside(raw[3:]):
                return False
            stopped = raw[1:2] == "."
            return stopped or ((raw[0] not in "AI" or not words.wordlike(parts[-1])) and raw[2:3].isupper())
        if _sentence_inside(raw) and not (
            shape in (Shape.TITLE_SURNAME, Shape.TITLE_FORENAME) and re.match(r"\w{2,4}\.?\s*[^.!?;\n]+\Z", raw)
        ):
            return False
        if shape is Shape.REVERSED:
            if "\n" in raw and "," not in raw:
                return False
            surname_capitals = raw.split(" ", maxsplit=1)[0].rstrip(",").isupper()
            if (
                "," not in raw
                and not surname_capitals
                and "\t" not in raw
                and all(words.wordlike(part) for part in parts)
            ):
                return False
        if shape in (Shape.TITLE_SURNAME, Shape.TITLE_FORENAME):
            name = raw[len(parts[0]) :].lstrip(". \n")
            return name[:1].isupper() or (not words.wordlike(parts[-1]) and len(parts[-1]) > 2)  # noqa: PLR2004 -- 'miss al' is no one
        if any(words.wordlike(part) for part in parts):
            return capital or not all(words.wordlike(part) for part in parts)
        return True

    def _slips(self, text: str, folded: Folded) -> list[Hit]:
        found: list[Hit] = []
        data = folded.data
        unknown = set(data.split()) - self._skip
        for raw_form in unknown:
            if len(raw_form) < 4 or not raw_form.isascii():  # noqa: PLR2004 -- see fuzzy
                continue
            form = raw_form.decode("ascii")
            if form.isdigit():
                continue
            names = self.vocabulary.near(form)
            if not names and form.endswith("s"):
                names = tuple((name, 0.95) for name in (form[:-1],) if name in self._unusual)
            if not names:
                continue
            best = names[0][1]
            kept: list[Variant] = []
            for name, sure in names:
                if sure < best - 0.2:
                    break
                kept += [
                    variant
                    for variant in self.forms[name]
                    if variant.shape in (Shape.FORENAME, Shape.NICKNAME, Shape.SURNAME)
                ]
            needle = b" " + raw_form + b" "
            at = data.find(needle)
            while at >= 0:
                span = folded.span(at + 1, at + 1 + len(raw_form))
                if text[span.start].isupper() or text[span.start].isdigit() or best >= 0.8:  # noqa: PLR2004 -- same first letter
                    found.append(Hit(span, at + 1, at + 1 + len(raw_form), names[0][0], tuple(kept), best, form))
                at = data.find(needle, at + 1 + len(raw_form))
        return found

    def _joined(self, text: str, folded: Folded, hits: list[Hit]) -> list[Hit]:
        """Full names of which one part is a slip: a known forename beside something near that person's surname."""
        found: list[Hit] = []
        data = folded.data
        starts = {hit.start for hit in hits if hit.sure == 1.0 and " " in hit.form}
        ends = {hit.end for hit in hits if hit.sure == 1.0 and " " in hit.form}
        for hit in hits:
            if hit.start in starts or hit.end in ends:
                continue
            firsts = {v.subject: v.weight for v in hit.variants if v.shape in FORENAME_SHAPES}
            lasts = {v.subject: v.weight for v in hit.variants if v.shape is Shape.SURNAME}
            if firsts:
                stop = data.find(b" ", hit.end + 1)
                after = data[hit.end + 1 : stop].decode("utf-8", "replace") if stop > 0 else ""
                if len(after) >= 4 and _beside(text, folded, hit.end + 1, hit.span.end):  # noqa: PLR2004 -- see fuzzy
                    found += self._pair(folded, hit, firsts, after, hit.start, stop, 1)
            if lasts:
                begin = data.rfind(b" ", 0, hit.start - 1) + 1
                before = data[begin : hit.start - 1].decode("utf-8", "replace")
                if len(before) >= 2 and hit.sure < 1.0 and before in TITLES:  # noqa: PLR2004 -- 'mr'
                    kept = tuple(
                        Variant(hit.form, subject, Shape.TITLE_SURNAME, weight)
                        for subject, weight in lasts.items()
                        if any(v.subject == subject for v in self.forms.get(f"{before} {hit.form}", ()))
                    )
                    if kept:
                        found.append(
                            Hit(folded.span(begin, hit.end), begin, hit.end, hit.form, kept, hit.sure, hit.written)
                        )
                elif len(before) >= 4 and _beside(text, folded, hit.start, folded.span(begin, hit.start - 1).end):  # noqa: PLR2004 -- see fuzzy
                    found += self._pair(folded, hit, lasts, before, begin, hit.end, 0)
        return found

    def _pair(
        self, folded: Folded, hit: Hit, bearers: dict[SubjectId, float], other: str, start: int, end: int, part: int
    ) -> list[Hit]:
        kept = []
        best = 0.0
        for subject, weight in bearers.items():
            for name in self._parts[subject][part]:
                sure = near(other, name)
                if other == name and hit.sure < 1.0:
                    sure = 1.0
                if sure:
                    kept.append(Variant(hit.form, subject, Shape.FULL, weight))
                    best = max(best, sure)
                    break
        if not kept:
            return []
        return [Hit(folded.span(start, end), start, end, hit.form, tuple(kept), min(best, hit.sure), "")]


def _parts(subject: Subject) -> tuple[frozenset[str], frozenset[str]]:
    """Folded first and last names, whole and in their parts."""
    firsts = [folded_name(name.forename) for name in subject.names if name.forename]
    lasts = [folded_name(name.surname) for name in subject.names if name.surname]
    return (
        frozenset(part for first in firsts for part in (first, first.split(" ")[0]) if part),
        frozenset(part for last in lasts for part in (last, *last.split(" ")) if part),
    )


def _beside(text: str, folded: Folded, next_byte: int, end: int) -> bool:
    """Are two words separated by nothing but a blank, a comma or a hyphen?"""
    begin = int(folded.offsets[next_byte])
    return bool(re.fullmatch(r"[ \t,\n_-]{1,3}", text[end:begin])) and (
        text[begin : begin + 1].isupper() or text[begin : begin + 1].isdigit()
    )


def _outer_first(match: tuple[int, int, int]) -> tuple[int, int]:
    return match[1], -match[2]


def _only_reversed(hit: Hit) -> bool:
    return all(v.shape is Shape.REVERSED for v in hit.variants)


def _overlapped(hit: Hit, firm: list[tuple[int, int]]) -> bool:
    at = bisect_left(firm, (hit.end, 0))
    return any(hit.start < end and (start, end) != (hit.start, hit.end) for start, end in firm[max(0, at - 4) : at])


def _outermost(hits: list[Hit]) -> list[Hit]:
    """Hits in reading order without those that lie inside a longer one; equal stretches are merged."""
    if any(" " in hit.form and _only_reversed(hit) for hit in hits):
        # 'Stacey Cooper, Leanne Smith': 'Cooper, Leanne' is no surname before a forename.
        firm = sorted((hit.start, hit.end) for hit in hits if any(v.shape in _FIRM for v in hit.variants))
        hits = [hit for hit in hits if not (_only_reversed(hit) and _overlapped(hit, firm))]
    hits.sort(key=lambda hit: (hit.start, -hit.end, -hit.sure))
    kept: list[Hit] = []
    for hit in hits:
        if kept:
            last = kept[-1]
            if hit.start == last.start and hit.end == last.end:
                if last.sure == 1.0:
                    continue
                seen = {(v.subject, v.shape) for v in last.variants}
                more = tuple(v for v in hit.variants if (v.subject, v.shape) not in seen)
                strong = [v for v in (*last.variants, *more) if v.shape in STRONG or v.shape is Shape.TITLE_SURNAME]
                kept[-1] = Hit(
                    last.span,
                    last.start,
                    last.end,
                    last.form,
                    tuple(strong) or (*last.variants, *more),
                    last.sure,
                    last.written,
                )
                continue
            if hit.end <= last.end:
                continue
        kept.append(hit)
    return kept
