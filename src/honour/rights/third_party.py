"""Which stretches of a record are other people's information. Proposes; a named person balances and signs.

Law: law:exemptions/third-party (DPA 2018 Sch 2 para 16), law:exemptions/staff-presumed (para 17). What is
proposed is information, not only names: a sentence about somebody else goes as a whole.

Limits: sees only the people the index linked and the forms it could not explain. Information that
identifies someone without naming them is not seen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from honour.kernel.holding import Span, SubjectId
from honour.rights.segments import Sentence, clauses, sentences

_CARRIES_ON = re.compile(
    r"\s*(?:[-•*]\s*)?(?:He|She|They|His|Her|Hers|Their|Him|Them|This|That|It|Mum|Dad|Mother|Father|Parents|Family|Both)\b"
)

_OPENERS = frozenset(
    "a an and also at after again as before but earlier however later meanwhile mr mrs miss ms mx dr today then the"
    " this that yesterday when while though morning afternoon lunch break our your his her their".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the text speaks of one person."""

    start: int
    end: int
    person: SubjectId
    own: bool
    """The subject, or someone on whose behalf nothing is withheld from this requester."""


@dataclass(frozen=True, slots=True)
class TheirInformation:
    """A stretch that is somebody else's."""

    span: Span
    persons: tuple[SubjectId, ...]
    why: str


def find(
    text: str,
    mentions: Sequence[Mention],
    *,
    about_subject: bool,
    is_mail: bool = False,
    fields: Iterable[tuple[int, int]] = (),
) -> list[TheirInformation]:
    """The stretches that are third parties' information, in order, not overlapping.

    `about_subject`: the record as a whole is about the data subject (their row, their report), so a
    sentence that names nobody is theirs, and a third party in it is named in the subject's own data.
    Otherwise (minutes, group mail) a sentence that goes on about the last person named is that person's.
    `fields`: the values of a row; a sentence never crosses from one into the next.

    A sentence of a third party goes whole; in a sentence with both, their clauses go, and their name
    everywhere. Fails closed: what carries on from a withheld sentence without naming the subject goes too.
    """
    stretches = list(fields)
    if not stretches:
        return _in_stretch(text, sentences(text, is_mail=is_mail), mentions, about_subject=about_subject)
    found: list[TheirInformation] = []
    for start, end in stretches:
        inside = [Sentence(s.start + start, s.end + start, s.paragraph) for s in sentences(text[start:end])]
        found += _in_stretch(text, inside, mentions, about_subject=about_subject)
    return found


def _in_stretch(
    text: str, parts: Sequence[Sentence], mentions: Sequence[Mention], *, about_subject: bool
) -> list[TheirInformation]:
    found: list[TheirInformation] = []
    carried: tuple[SubjectId, ...] = ()
    paragraph = -1
    for sentence in parts:
        inside = [m for m in mentions if m.start < sentence.end and m.end > sentence.start]
        others = [m for m in inside if not m.own]
        own = any(m.own for m in inside)
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            if about_subject:
                carried = ()
        if sentence.header:
            found += [_names(m) for m in others]
            continue
        if not inside:
            if carried and _CARRIES_ON.match(text, sentence.start, sentence.end):
                found.append(_whole(sentence, carried, "goes on about the person of the sentence before"))
            else:
                carried = carried if not about_subject and _is_fragment(text, sentence) else ()
            continue
        if not others:
            carried = ()
            continue
        persons = tuple(dict.fromkeys(m.person for m in others))
        if own:
            found += _clauses(text, sentence, inside)
            carried = ()
        elif about_subject and not _leads(text, sentence, others[0]):
            found += [_names(m) for m in others]
            carried = ()
        else:
            found.append(_whole(sentence, persons, "a sentence about somebody else"))
            carried = persons
    return _merged(found)


def _leads(text: str, sentence: Sentence, first: Mention) -> bool:
    """Whether the sentence is about the third party: their name opens it, but for a word or two of time or order."""
    return all(word.lower() in _OPENERS for word in re.findall(r"\w+", text[sentence.start : first.start]))


def _is_fragment(text: str, sentence: Sentence) -> bool:
    return len(text[sentence.start : sentence.end].split()) <= 2  # noqa: PLR2004  a list mark or a number


def _clauses(text: str, sentence: Sentence, inside: Sequence[Mention]) -> list[TheirInformation]:
    found = []
    for start, end in clauses(text, sentence.start, sentence.end):
        here = [m for m in inside if m.start < end and m.end > start]
        others = tuple(dict.fromkeys(m.person for m in here if not m.own))
        if others and not any(m.own for m in here) and len(text[start:end].split()) > 3:  # noqa: PLR2004  a clause, no list item
            found.append(TheirInformation(Span(start, end), others, "a clause about somebody else"))
        else:
            found += [_names(m) for m in here if not m.own]
    return found


def _names(mention: Mention) -> TheirInformation:
    return TheirInformation(Span(mention.start, mention.end), (mention.person,), "names somebody else")


def _whole(sentence: Sentence, persons: tuple[SubjectId, ...], why: str) -> TheirInformation:
    return TheirInformation(Span(sentence.start, sentence.end), persons, why)


def _merged(found: list[TheirInformation]) -> list[TheirInformation]:
    merged: list[TheirInformation] = []
    for item in sorted(found, key=lambda i: (i.span.start, -i.span.end)):
        if merged and item.span.start < merged[-1].span.end:
            last = merged[-1]
            persons = tuple(dict.fromkeys(last.persons + item.persons))
            span = Span(last.span.start, max(last.span.end, item.span.end))
            merged[-1] = TheirInformation(span, persons, last.why)
        else:
            merged.append(item)
    return merged
