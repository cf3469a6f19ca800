"""Which stretches of a mail repeat an earlier one, and which pass one on. See docs/spec/reading.md, "Mail".

An earlier message is known by lines marked `>`, by a block quote of the HTML, or by what programs write above it:
`On … wrote:` (Gmail, Apple, Thunderbird), a block of `From:`, `Sent:`, `To:` (Outlook), `Original Message`, in the
languages of schools' families. Under an attribution that is followed by marked lines or a block quote only these
belong to the earlier message, so an answer below or between them stays an answer; under any other everything to the
end does. A quote without a mark or an attribution is not seen.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_FROM = "From|Von|De|Da|Od|Van|Fra|Från|Oddi wrth|Ó|От|De la|Kimden|Nga"
_SENT = (
    "Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el)?|Enviada em|Fecha|Data|Inviato|Wysłano|Verzonden|Sendt|Skickat"
    "|Anfonwyd|Dyddiad|Seolta|Отправлено|Дата|Trimis|Gönderildi|Tarih"
)
_TO = (
    "To|Cc|An|À|Para|Do|DW|A|Aan|Til|Till|At|Go|Кому|Către|Kime|Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Temat"
    "|Onderwerp|Emne|Ämne|Pwnc|Ábhar|Тема|Subiect|Konu"
)
_BLOCK = re.compile(
    # it may stand under a line of its own, and its own lines may be wrapped
    rf"^(?:[_-]{{20,}}[ \t]*\n\s{{0,3}})?\*?(?:{_FROM})[ \t]?:\*?[ \t]?\S[^\n]*\n(?:[^\n]*\n){{0,3}}?"
    rf"\*?(?:{_SENT})[ \t]?:",
    re.MULTILINE,
)
_BLOCK_GOES_ON = re.compile(rf"[^\n]*\n(?:[^\n]*\n){{0,5}}?\*?(?:{_TO})[ \t]?:")
_WROTE = re.compile(
    r"(?:\b(?:wrote|writes|a écrit|escribió|escreveu|ha scritto|pisze|napisał(?:\(a\)|a)?|schreef|skrev|ysgrifennodd"
    r"|a scris|написала?|yazdı|shkroi)[ \t]?|\bschrieb\b[^\n:]{1,120}):[ \t]*$",
    re.MULTILINE,
)
_COLON = re.compile(r":[ \t]*$", re.MULTILINE)
_LONGEST_VERB = 140
_ATTRIBUTION_STARTS = re.compile(r"(?:On|Am|Le|El|Il|Em|Op|W dniu|Dnia|Den|Ar|În|Pe|Më)\b|\w+[.,]{0,2} \d|\d")
_WHEN_OR_WHO = re.compile(r"\d[:.h]\d\d|@")
_LONGEST_ATTRIBUTION = 300
_ORIGINAL = re.compile(
    r"^-{2,} ?(?:Original Message|Original-Nachricht|Ursprüngliche Nachricht|Message d'origine|Mensaje original"
    r"|Wiadomość oryginalna|Oryginalna wiadomość|Messaggio originale|Neges wreiddiol) ?-{2,}[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_PASSED_ON = re.compile(
    r"^(?:-{2,} ?(?:Forwarded message|Weitergeleitete Nachricht|Message transféré|Wiadomość przekazana"
    r"|Przekazana wiadomość|Mensaje reenviado|Neges wedi'i hanfon ymlaen) ?-{2,}|Begin forwarded message:"
    r"|Anfang der weitergeleiteten Nachricht:|Début du message (?:transféré|réexpédié) ?:)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_FORWARDING_SUBJECT = re.compile(r"\s*(?:fw|fwd|wg|tr|rv|pd|enc|vs|blaen)\s*:", re.IGNORECASE)
_MARKED = re.compile(r"(?:^[ \t]?>.*(?:\n|\Z))+", re.MULTILINE)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quotes:
    """Spans in the text, in order; none overlaps another."""

    quoted: tuple[Span, ...] = ()
    forwarded: tuple[Span, ...] = ()

    def properties(self) -> list[tuple[str, str]]:
        return [
            *(("quoted", f"{start}-{end}") for start, end in self.quoted),
            *(("forwarded", f"{start}-{end}") for start, end in self.forwarded),
        ]


def find(text: str, start: int, subject: str = "", blocks: Iterable[Span] = ()) -> Quotes:
    """The earlier messages in `text` from `start` on. `blocks`: spans that the HTML shows as block quotes.

    What is passed on (`Begin forwarded message:`, or Outlook's block under a subject that says so) is `forwarded`:
    it may be the only copy there is. It goes to the end.
    """
    may_be_marked = "\n>" in text or "\n >" in text or text.startswith((">", " >"), start)
    marked = [match.span() for match in _MARKED.finditer(text, start)] if may_be_marked else []
    marked = _merged([*marked, *((max(first, start), last) for first, last in blocks if last > start)], text)
    quoted = list(marked)
    forwarded: list[Span] = []
    ends = [span[1] for span in marked]
    at = start
    signs = _Signs(text, start)
    while sign := signs.first(at):
        first, last, passed_on = sign
        which = bisect_right(ends, first)
        block = marked[which] if which < len(marked) else None
        if block is not None and block[0] <= first:
            at = block[1]
            continue
        if passed_on is None:  # an attribution
            if block is not None and not text[last : block[0]].strip():
                quoted.append((first, block[1]))
                at = block[1]
                continue
            if not _WHEN_OR_WHO.search(text, first, last):
                at = last  # a sentence of the letter
                continue
        elif passed_on or (_FORWARDING_SUBJECT.match(subject) and not any(span[0] < first for span in quoted)):
            forwarded.append((first, len(text)))
            break
        quoted.append((first, len(text)))
        break
    end = forwarded[0][0] if forwarded else len(text)
    kept = [(first, min(last, end)) for first, last in quoted if first < end]
    return Quotes(tuple(_merged(kept, text)), tuple(_merged(forwarded, text)))


class _Signs:
    """The signs of an earlier message in order; each pattern goes through the text once."""

    def __init__(self, text: str, start: int) -> None:
        blocks = (m for m in _BLOCK.finditer(text, start) if _BLOCK_GOES_ON.match(text, m.end()))
        self._streams: list[tuple[Iterator[Span], bool | None]] = [
            ((m.span() for m in _PASSED_ON.finditer(text, start)), True),
            ((m.span() for m in _ORIGINAL.finditer(text, start)), False),
            ((m.span() for m in blocks), False),
            (_attributions(text, start), None),
        ]
        self._next: list[Span | None] = [next(stream, None) for stream, _ in self._streams]

    def first(self, at: int) -> tuple[int, int, bool | None] | None:
        """(start, end, whether it passes a message on; None for an attribution) of the first from `at` on. `at` may
        only grow.
        """
        found: list[tuple[int, int, bool | None]] = []
        for number, (stream, passed_on) in enumerate(self._streams):
            span = self._next[number]
            while span is not None and span[0] < at:
                span = next(stream, None)
            self._next[number] = span
            if span is not None:
                found.append((*span, passed_on))
        return min(found, key=lambda one: one[0], default=None)


def _attributions(text: str, at: int) -> Iterator[Span]:
    """`On Monday at 9:30, Zoë Brandt wrote:`, over one line or up to three, with a number or an address in it."""
    for colon in _COLON.finditer(text, at):
        match = _WROTE.search(text, max(at, colon.start() - _LONGEST_VERB), colon.end())
        if match is None or match.end() != colon.end():
            continue
        start = match.start()
        for _ in range(3):
            start = text.rfind("\n", at, start) + 1 or at
            line = text[start : match.end()]
            if line.startswith((">", "\n")) or len(line) > _LONGEST_ATTRIBUTION:
                break
            if _ATTRIBUTION_STARTS.match(line) and re.search(r"\d|@", line):
                yield start, match.end()
                break
            if start <= at:
                break
            start -= 1


def _merged(spans: Iterable[Span], text: str) -> list[Span]:
    """Joined where only space lies between them; without the space at their ends."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and (first <= merged[-1][1] or not text[merged[-1][1] : first].strip()):
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return [(first, first + len(text[first:last].rstrip())) for first, last in merged if text[first:last].strip()]
