"""The release gate: reads finished files as a stranger would, and stops the seal on any doubt.

It shares no code with what wrote the files but the folding of words. Two proofs:

    negative   nothing withheld is found, in any reading of any part of any file
    positive   every word that can be got out of a page is in the approved text of the records on that page,
               or among the fixed words of the layout

The second finds what the first cannot name. A finding says where and of what kind, with a decision's id or a salted
hash; never the value, so that the report itself can be kept and mailed.
"""

from __future__ import annotations

import bisect
import csv
import hashlib
import io
import itertools
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import ahocorasick_rs
from PIL import Image
from rapidfuzz.distance import Levenshtein

from honour.kernel.errors import NotAllowed
from honour.kernel.progress import Progress, Silent
from honour.redaction import forms, ocr, pdfread

OCR_DPI = 200
"""As sharp as any picture in a pack (redaction.burn.MAX_DPI)."""
FUZZY_LETTERS = 7
"""A withheld word this long is recognised in a picture with one letter misread; shorter ones meet by chance."""
_SURE_WORD = 0.3
"""The gate listens to words the engine is far less sure of than the writer does: a whisper is enough to stop."""


SENTENCE_WORDS = 3
"""So many of the words in a run must be words, not numbers, for the run to be part of a sentence."""


class Cut(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def decision_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ExpectedRecord:
    """A record as it was before the cut: the gate cuts for itself."""

    number: int
    text: str
    withheld: Sequence[Cut]
    furniture: str = ""
    """Title, source and date, which stand beside it."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the files may hold and what they must not."""

    records: tuple[ExpectedRecord, ...]
    whole: tuple[tuple[str, str], ...]
    """(text, decision id) of records withheld altogether."""
    third_party_forms: tuple[str, ...]
    allowed_forms: tuple[str, ...]
    page_words: str
    """Fixed words that may stand on a page of records: heading, footer, labels with their codes."""
    other_words: str
    """Letter, contents, meanings, counts: words of all other pages. Approved by whoever signed the letter."""
    names: tuple[str, ...]
    """The files that must be there, and no others."""
    longer_names: tuple[str, ...] = ()
    """Approved names that hold a withheld form once blanks are taken out."""


@dataclass(frozen=True, slots=True)
class Finding:
    file: str
    page: int | None
    """From 1; None where the finding is not on a page."""
    kind: str
    id: str
    """The redaction decision, or a salted hash of the form; '' where nothing withheld is involved."""

    def __str__(self) -> str:
        page = f", page {self.page}" if self.page else ""
        return f"{self.file}{page}: {self.kind}" + (f" ({self.id})" if self.id else "")


@dataclass(frozen=True, slots=True)
class Report:
    stops: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    """Allowed forms that were found, and rarer words of a withheld name that approved text explains."""
    files: int
    pages: int
    pages_read_as_pictures: int
    needles: int
    words_explained: int

    @property
    def clean(self) -> bool:
        return not self.stops


class GateStopped(NotAllowed):
    """The release gate found something, or could not make sure. Nothing was released."""

    def __init__(self, report: Report) -> None:
        places = "; ".join(str(finding) for finding in report.stops[:5])
        more = f" and {len(report.stops) - 5} more" if len(report.stops) > 5 else ""  # noqa: PLR2004 - one line's worth
        super().__init__(
            f"The release gate stopped the seal: {places}{more}",
            advice="Look at the named pages in the review, withhold what was missed or allow the form, and seal again.",
        )
        self.report = report


def inspect(
    folder: Path,
    expected: Expected,
    *,
    salt: bytes,
    thorough: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Reads every file of `folder` and reports. Decides nothing away: an unreadable file is a stop.

    `thorough` reads every page as a picture, not only those that carry one (two seconds a page).
    Limits: sees Latin script in pictures; does not see a person's face or hand; cannot know of information that
    nobody marked as withheld.
    """
    return _Gate(expected, salt, progress or Silent(), thorough=thorough).run(folder)


@dataclass(slots=True)
class _Approved:
    words: set[str] = field(default_factory=set)
    chars: set[str] = field(default_factory=set)
    """Letters of scripts whose drawing reorders them, so that words cannot be compared."""
    runs: set[tuple[str, ...]] = field(default_factory=set)
    long_words: list[str] = field(default_factory=list)

    def add(self, text: str, *, runs: bool = True) -> None:
        words = forms.tokens(text)
        self.words.update(words)
        # The layout breaks runs without a blank, such as web addresses, wherever a line is full.
        self.long_words.extend(forms.squeezed(run) for run in text.split() if len(run) > _BREAKABLE)
        self.chars.update(char for word in words for char in word if not char.isascii())
        if runs:
            self.runs |= forms.shingles(words)

    def explains(self, word: str) -> bool:
        if word in self.words or (word[::-1] in self.words and not word.isascii()):
            return True
        if any(not char.isascii() and not _latin(char) for char in word):
            return set(word) <= self.chars | set("0123456789")
        if any(word in long for long in self.long_words):
            return True
        # A letter under several marks is drawn as several glyphs, each of which stands for the whole.
        repeated = _REPEATED.match(word)
        return repeated is not None and repeated[1] in self.words

    def update(self, other: _Approved) -> None:
        self.words |= other.words
        self.chars |= other.chars
        self.runs |= other.runs
        self.long_words += other.long_words


_REPEATED = re.compile(r"(.+?)\1+\Z")
_BREAKABLE = 24
"""Words longer than this may be broken over lines by the layout; their pieces are explained by the whole."""


_TITLES = frozenset({"mr", "ms", "mx", "dr", "mrs", "miss"})


def _slight(word: str) -> bool:
    return len(word) <= 2 or word in _TITLES  # noqa: PLR2004 - an initial or two


def _above_and_foot(text: str, page: int, pages: int) -> tuple[str, ...]:
    """The page and its foot ('Page 7 of 37'), where it ends in one: read on, the last words of the page and the first
    of the foot would make a run nobody wrote, such as an address at the end of a letter and the surname Page."""
    foot = re.search(rf"\b[^\W\d]+\s+{page}\s+[^\W\d]+\s+{pages}\s*\Z", text)
    return (text[: foot.start()], text[foot.start() :]) if foot else (text,)


def _latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith("LATIN")


class _Gate:
    def __init__(self, expected: Expected, salt: bytes, progress: Progress, *, thorough: bool) -> None:
        self.expected, self.salt, self.progress, self.thorough = expected, salt, progress, thorough
        self.stops: dict[Finding, None] = {}
        self.notes: dict[Finding, None] = {}
        self.pages = self.pictures = self.explained = 0
        self.allowed = {
            shape
            for form in expected.allowed_forms
            if (words := tuple(forms.tokens(form)))
            for shape in (words, (words[-1], *words[:-1]))
        }
        self.furniture = _Approved()
        self.furniture.add(expected.page_words)
        self.other = _Approved()
        self.other.add(expected.other_words)
        self.by_number: dict[int, _Approved] = {}
        self.sentences: dict[tuple[str, ...], str] = {}
        wanted: dict[tuple[str, ...], forms.Needle] = {}
        self.raw: dict[bytes, str] = {}
        for form in expected.third_party_forms:
            self._want(wanted, form, self._hash(form))
        for record in expected.records:
            self.by_number[record.number] = self._cut(record, wanted)
        for text, decision in expected.whole:
            self._withheld(text, decision, wanted)
        self.needles = list(wanted.values())
        self.automaton = ahocorasick_rs.AhoCorasick([needle.padded for needle in self.needles]) if wanted else None
        self.squeezed = {
            "".join(needle.words): needle
            for needle in self.needles
            # An initial is the end of any word before the surname: 'R Hartley' is in 'Mr Hartley' without the blank.
            if needle.hard and sum(map(len, needle.words)) >= forms.SQUEEZED_LETTERS and min(map(len, needle.words)) > 1
        }
        self.longer = [forms.tokens(name) for name in expected.longer_names]
        self.squeezed_keys = list(self.squeezed)
        self.squeezer = ahocorasick_rs.AhoCorasick(self.squeezed_keys) if self.squeezed else None
        self.raw_keys = list(self.raw)
        self.raw_search = ahocorasick_rs.BytesAhoCorasick(self.raw_keys) if self.raw_keys else None
        self.long_hard = [
            needle
            for needle in self.needles
            if needle.hard and len(needle.words) == 1 and len(needle.words[0]) >= FUZZY_LETTERS
        ]

    # what must not be there

    def _hash(self, form: str) -> str:
        return salted(self.salt, form)

    def _want(self, wanted: dict[tuple[str, ...], forms.Needle], form: str, id: str) -> None:
        hard = False
        for needle in forms.needles(form, id, hard=True):
            known = wanted.get(needle.words)
            if known is None or (needle.hard and not known.hard):
                wanted[needle.words] = needle
            hard = hard or needle.hard
        if hard and tuple(forms.tokens(form)) not in self.allowed:
            for coded in forms.encodings(form.strip()):
                self.raw.setdefault(coded, id)

    def _withheld(self, text: str, decision: str, wanted: dict[tuple[str, ...], forms.Needle]) -> None:
        # Line by line: in a table, headings and values of neighbouring columns meet that do not meet in the record.
        for line in text.splitlines():
            for run in forms.shingles(forms.tokens(line)):
                # Two words among dates ('14 01 2026 the dsl') are met in every other line of a log.
                if sum(word.isalpha() for word in run) >= SENTENCE_WORDS:
                    self.sentences.setdefault(run, decision)
        if forms.is_surely_a_name(text):
            self._want(wanted, text, decision)
        elif forms.is_name_shaped(text):
            for needle in forms.needles(text, decision, hard=False):
                wanted.setdefault(needle.words, needle)
        for identifier in forms.identifiers(text):
            if identifier.strip() == text.strip() and not forms.is_postcode(identifier):
                self._want(wanted, identifier, decision)
                continue
            for needle in forms.needles(identifier, decision, hard=False):
                wanted.setdefault(needle.words, needle)

    def _cut(self, record: ExpectedRecord, wanted: dict[tuple[str, ...], forms.Needle]) -> _Approved:
        """Its approved words: those of the pieces between withheld spans, without words that a span cuts."""
        approved = _Approved()
        approved.add(record.furniture)
        spans = sorted((max(0, cut.start), min(len(record.text), cut.end), cut.decision_id) for cut in record.withheld)
        at = 0
        for start, end, decision in [*spans, (len(record.text), len(record.text), "")]:
            piece_end = max(at, start)
            approved.add(self._whole(record.text, at, piece_end))
            if end > start:
                self._withheld(record.text[start:end], decision, wanted)
            at = max(at, end)
        return approved

    @staticmethod
    def _whole(text: str, start: int, end: int) -> str:
        """The piece without the rest of a word at either end that the neighbouring span cut."""
        piece = text[start:end]
        if start > 0 and piece and _cased(text[start - 1]) and _cased(piece[0]):
            piece = re.sub(r"\A[^\W_]+", "", piece)
        if end < len(text) and piece and _cased(text[end]) and _cased(piece[-1]):
            piece = re.sub(r"[^\W_]+\Z", "", piece)
        return piece

    # looking

    def run(self, folder: Path) -> Report:
        found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
        for name in found:
            if name not in self.expected.names:
                self._stop("a file", None, "a file that no pack has", "")
            self._search(name, "a file", None, "a file's name", None)
        for name in self.expected.names:
            if name not in found:
                self._stop(name, None, "the file is missing", "")
        everything = _Approved()
        for approved in (self.furniture, self.other, *self.by_number.values()):
            everything.update(approved)
        for name in found:
            path = folder / name
            if path.is_symlink() or not path.is_file():
                self._stop(name, None, "not a plain file", "")
                continue
            data = path.read_bytes()
            self._raw(name, None, data)
            if name.endswith(".pdf"):
                self._pdf(name, data, everything)
            elif name.endswith((".json", ".csv", ".sig", ".txt")):
                self._text_file(name, data, everything)
        return Report(
            tuple(self.stops),
            tuple(self.notes),
            len(found),
            self.pages,
            self.pictures,
            len(self.needles),
            self.explained,
        )

    def _stop(self, file: str, page: int | None, kind: str, id: str) -> None:
        self.stops[Finding(file, page, kind, id)] = None

    def _raw(self, name: str, page: int | None, data: bytes) -> None:
        if self.raw_search is None:
            return
        text_file = name.endswith((".json", ".csv"))
        for pattern, start, end in self.raw_search.find_matches_as_indexes(data):
            needle = self.raw_keys[pattern]
            if text_file and data[start:end] == needle and not _coded(needle):
                continue  # text files are searched word by word, where 'Anne W' is not found in 'Anne West'
            self._stop(name, page, "something withheld in the bytes", self.raw[needle])

    def _search(self, text: str, file: str, page: int | None, kind: str, approved: _Approved | None) -> None:
        """Hard needles stop anywhere, unless allowed; soft ones and sentences where `approved` has no such words."""
        for reading in forms.readings(text):
            if self.automaton is not None:
                for pattern, _, _ in self.automaton.find_matches_as_indexes(reading, overlapping=True):
                    self._judge(self.needles[pattern], file, page, kind, approved)
            if self.sentences:
                for run in forms.shingles(reading.split()):
                    if run in self.sentences and (approved is None or run not in approved.runs):
                        self._stop(file, page, f"part of a withheld sentence in {kind}", self.sentences[run])
        if self.squeezer is not None:
            words = forms.tokens(text)
            ends = list(itertools.accumulate(map(len, words)))
            for pattern, start, end in self.squeezer.find_matches_as_indexes("".join(words), overlapping=True):
                needle = self.squeezed[self.squeezed_keys[pattern]]
                touched = slice(bisect.bisect_right(ends, start), bisect.bisect_left(ends, end) + 1)
                before = ends[touched.start] - len(words[touched.start])
                if self._by_chance(needle, words[touched], start - before, approved):
                    self.notes[Finding(file, page, "letters of other words, with blanks taken out", needle.id)] = None
                else:
                    self._judge(needle, file, page, kind + ", with blanks taken out", approved)

    def _by_chance(self, needle: forms.Needle, words: list[str], at: int, approved: _Approved | None) -> bool:
        """Whether a needle found without blanks, `at` letters into the first of `words`, is made of other words'
        letters, every one of them approved: 'mpickering' in 'from Pickering', 'anna smith' in 'Joanna Smith'.

        A needle that begins and ends where words do, or lies within one word, is never by chance.
        """
        if approved is None or not all(approved.explains(word) for word in words):
            return False
        over = sum(map(len, words)) - at - sum(map(len, needle.words))  # letters of the last word left over
        if not at and not over:
            return False
        if any(words == name[n : n + len(words)] for name in self.longer for n in range(len(name))):
            return True
        if len(words) == 1:
            return False
        seams = {end - at for end in itertools.accumulate(map(len, words[:-1]))}
        own_seams = set(itertools.accumulate(map(len, needle.words[:-1])))
        if not seams & own_seams:
            return True
        # A title or two letters are the end, or the beginning, of many a word: 'Ms Pickering' in 'Williams, Pickering'.
        return bool(at and _slight(needle.words[0])) or bool(over and _slight(needle.words[-1]))

    def _judge(self, needle: forms.Needle, file: str, page: int | None, kind: str, approved: _Approved | None) -> None:
        if needle.words in self.allowed:
            self.notes[Finding(file, page, "an allowed form in " + kind, needle.id)] = None
        elif needle.hard:
            self._stop(file, page, "something withheld in " + kind, needle.id)
        elif approved is not None and all(approved.explains(word) for word in needle.words):
            self.notes[Finding(file, page, "a word of something withheld, also approved, in " + kind, needle.id)] = None
        else:
            self._stop(file, page, "a word of something withheld in " + kind, needle.id)

    def _explain(self, text: str, file: str, page: int | None, kind: str, approved: _Approved) -> None:
        """The positive proof. One reading that explains every word is enough; else the unexplained are counted."""
        best: int | None = None
        for candidate in (text, _unbroken(text)):
            words = forms.tokens(candidate)
            unexplained = sum(1 for word in words if not approved.explains(word))
            best = unexplained if best is None else min(best, unexplained)
            if not unexplained:
                self.explained += len(words)
                return
        self._stop(file, page, f"{best} words in {kind} that no approved text explains", "")

    def _pdf(self, name: str, data: bytes, everything: _Approved) -> None:
        pdf = pdfread.opened(data)
        self.pages += pdf.pages
        for fault in pdf.faults:
            self._stop(name, None, fault, "")
        for _what, body in pdf.streams:
            self._raw(name, None, body)
        for text in pdf.metadata:
            self._search(text, name, None, "metadata", everything)
            plain = re.sub(r"<[^>]*>", " ", _timeless(_XMP_FIXED.sub(" ", text)))
            self._explain(plain, name, None, "metadata", everything)
        strings = "\n".join(pdf.strings)
        self._search(strings, name, None, "titles and alternative texts", everything)
        self._explain(_timeless(strings), name, None, "titles and alternative texts", everything)
        on_page = list(self._approved_by_page(pdf))
        self.progress.start("Reading the finished pages again", pdf.pages)
        for number, (approved, drawn, text) in enumerate(zip(on_page, pdf.drawn, pdf.texts, strict=False)):
            for reading, kind in ((text, "text"), (drawn, "drawn text")):
                self._search_page(reading, name, number + 1, pdf.pages, kind, approved)
                self._explain(reading, name, number + 1, kind, approved)
            if self.thorough or number in pdf.pictured:
                self._look(name, data, number, pdf.pages, approved)
            self.progress.step()

    def _approved_by_page(self, pdf: pdfread.Opened) -> Iterator[_Approved]:
        """Which records stand on a page, by the bookmarks the PDF itself has."""
        starts: dict[int, list[tuple[int, int] | None]] = {}
        for page, title in pdf.sections:
            starts.setdefault(page, []).append(pdfread.numbers(title))
        current: tuple[int, int] | None = None
        known: dict[tuple[tuple[int, int] | None, ...], _Approved] = {}
        for page in range(pdf.pages):
            here = tuple(dict.fromkeys([current, *starts.get(page, ())]))
            if page in starts:
                current = starts[page][-1]
            if here not in known:
                # Only the last two are ever asked for again: a table that runs on, and the page after it.
                known = {key: known[key] for key in list(known)[-1:]}
                known[here] = self._together(here)
            yield known[here]

    def _together(self, spans: Iterable[tuple[int, int] | None]) -> _Approved:
        approved = _Approved()
        approved.update(self.furniture)
        for span in spans:
            if span is None:
                approved.update(self.other)
                continue
            for number in range(span[0], min(span[1], len(self.by_number)) + 1):
                if number in self.by_number:
                    approved.update(self.by_number[number])
        return approved

    def _search_page(self, text: str, name: str, page: int, pages: int, kind: str, approved: _Approved) -> None:
        for part in _above_and_foot(text, page, pages):
            self._search(part, name, page, kind, approved)

    def _look(self, name: str, data: bytes, number: int, pages: int, approved: _Approved) -> None:
        picture = pdfread.rendered(data, number, OCR_DPI)
        if not isinstance(picture, Image.Image):
            self._stop(name, number + 1, "the page cannot be drawn", "")
            return
        self.pictures += 1
        seen = [word for word in ocr.read(picture, OCR_DPI) if word.confidence >= _SURE_WORD]
        text = " ".join(word.text for word in seen)
        self._search_page(text, name, number + 1, pages, "what can be read in the picture", approved)
        for word in seen:
            for token in forms.tokens(word.text):
                if len(token) < FUZZY_LETTERS - 1 or token in approved.words:
                    continue
                for needle in self.long_hard:
                    if needle.words in self.allowed or abs(len(token) - len(needle.words[0])) > 1:
                        continue
                    if Levenshtein.distance(token, needle.words[0], score_cutoff=1) <= 1:
                        self._stop(name, number + 1, "something like a withheld word in the picture", needle.id)

    def _text_file(self, name: str, data: bytes, everything: _Approved) -> None:
        try:
            text = data.decode("utf-8-sig" if name.endswith(".csv") else "utf-8")
            cells = list(_cells(name, text))
        except (UnicodeDecodeError, json.JSONDecodeError, csv.Error, RecursionError):
            self._stop(name, None, "the file cannot be read back", "")
            return
        joined = "\n".join(value for _, value in cells)
        self._search(joined, name, None, "text", everything)
        proven = "\n".join(value for key, value in cells if key not in _TECHNICAL)
        self._explain(proven, name, None, "text", everything)


_TECHNICAL = frozenset(
    {
        "address",
        "sha256",
        "key",
        "signature",
        "ledger",
        "log",
        "checkpoint",
        "entry",
        "format",
        "bytes",
        "name",
        "made_on",
        "language",
    }
)
"""Keys whose values are hashes, addresses and base64: searched, but explained by no words."""


def _cased(char: str) -> bool:
    return char.isalnum() and (char.isascii() or unicodedata.category(char) in ("Ll", "Lu", "Lt", "Nd"))


def _coded(needle: bytes) -> bool:
    """Hexadecimal or base64 rather than the form itself: no text a person typed looks like this by chance."""
    return b" " not in needle and (b"\0" in needle or (len(needle) > 10 and needle.isalnum() and not needle.isalpha()))  # noqa: PLR2004 - shorter runs may be words


_XMP_FIXED = re.compile(
    r"<(xmpMM:(?:InstanceID|DocumentID))>[A-Za-z0-9+/=]{24}</\1>"
    r"|<xmpMM:RenditionClass>proof</xmpMM:RenditionClass>|<dc:format>application/pdf</dc:format>"
)
"""Entries the typesetter always writes: a hash of the document twice, and two constants."""
_OWN_STRING = re.compile(r"\bD:\d{14}\S{0,8}|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+\-Z][\d:]*|\bTypst \d+\.\d+\.\d+\b")


def _timeless(text: str) -> str:
    """Without the moments and the program's name that stand in every document's information."""
    return _OWN_STRING.sub(" ", text)


def _unbroken(text: str) -> str:
    """Lines joined where a long word was broken without a hyphen, as the layout does past _BREAKABLE letters."""
    return re.sub("[-\u0002\ufffe]\\s*\n", "", text)


def _cells(name: str, text: str) -> Iterator[tuple[str, str]]:
    """(key, value) of everything in a text file; for CSV the key is the column's heading."""
    if name.endswith(".csv"):
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        heading = rows[0] if rows else []
        for row in rows[1:]:
            yield from zip(heading, row, strict=False)
    elif name.endswith(".json"):
        yield from _values("", json.loads(text))
    else:
        yield from (("signature", line) for line in text.splitlines())


def _values(key: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _values(str(name), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(key, inner)
    elif value is not None:
        yield key, str(value)


def salted(salt: bytes, form: str) -> str:
    """A name for a form that says nothing to whoever lacks the salt."""
    return "form " + hashlib.sha256(salt + " ".join(forms.tokens(form)).encode("utf-8", "replace")).hexdigest()[:12]


def unexplained(texts: Iterable[str], approved: Iterable[str]) -> int:
    """How many words of `texts` are in none of `approved`. For tests and benchmarks of the proof itself."""
    base = _Approved()
    for text in approved:
        base.add(text)
    return sum(1 for text in texts for word in forms.tokens(text) if not base.explains(word))
