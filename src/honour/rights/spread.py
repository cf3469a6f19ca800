"""A third party's name, withheld in one record, looked for in all the others. Pure.

The people index links a mention to a person with doubt; a name that is withheld here and stands unlinked
there would tell what the label hides. So every form of a third party's name is looked for in every record of
the draft, and what is found is proposed too. What also belongs to somebody who stays visible is left alone: by
their names, and where a record names them there ('N Malik' in the signature of the mother who asks).

Limits: finds the forms of names, not descriptions; a single word that is an ordinary word is not spread.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ahocorasick_rs import BytesAhoCorasick

from honour.kernel.holding import Span, Subject, SubjectId
from honour.people import words
from honour.people.fold import fold, folded

MIN_SINGLE_CHARS = 3
"""A single word shorter than this is met by chance (Lee is kept, Jo is not)."""
MIN_IDENTIFIER_CHARS = 6
"""Shorter numbers (an admission number of four digits) stand everywhere by chance."""
_IDENTIFIERS = frozenset({"upn", "former-upn", "email", "phone", "admission-number", "username"})


def forms_of(subject: Subject, seen: Iterable[str], visible: frozenset[str]) -> tuple[str, ...]:
    """The folded forms of a person that may not stand anywhere once the person is withheld.

    `seen`: how the records write them where they are linked. `visible`: folded words and names that belong to people
    who stay visible; a form among them is no sign of this person.
    """
    forms: dict[str, None] = {}
    own_words = {part for name in subject.names for part in folded(f"{name.forename} {name.surname}").split()}
    for name in subject.names:
        forms[folded(f"{name.forename} {name.surname}")] = None
        forms[folded(f"{name.surname} {name.forename}")] = None
    for kind, value in subject.identifiers:
        if kind in _IDENTIFIERS and len(folded(value).replace(" ", "")) >= MIN_IDENTIFIER_CHARS:
            forms[folded(value)] = None
    for text in seen:
        form = folded(text)
        parts = form.split()
        # 'his mum', 'the twins': a phrase that carries none of the person's own names is nobody's for certain.
        if not own_words & set(parts):
            continue
        if len(parts) > 1 or (len(form) >= MIN_SINGLE_CHARS and not words.ordinary(form)):
            forms[form] = None
    return tuple(
        form
        for form in forms
        if form and form not in visible and (" " in form or len(form) >= MIN_SINGLE_CHARS) and not _all_ordinary(form)
    )


def visible_words(subjects: Iterable[Subject]) -> frozenset[str]:
    """Folded names and single name words of people who stay visible."""
    seen: set[str] = set()
    for subject in subjects:
        for name in subject.names:
            for text in (
                name.forename,
                name.surname,
                f"{name.forename} {name.surname}",
                f"{name.surname} {name.forename}",
                f"{name.title} {name.surname}",
            ):
                seen.add(folded(text))
            seen |= set(folded(f"{name.forename} {name.surname}").split())
        seen |= {folded(value) for kind, value in subject.identifiers if kind in _IDENTIFIERS}
    return frozenset(seen)


def unclaimed(place: Span, visible: Sequence[Span]) -> list[Span]:
    """What of a place where a form stands is proposed, beside stretches that name people who stay visible there.

    Nothing within such a stretch; all of it where the form is the longer one, for then it says more; else what lies
    outside of the stretches.
    """
    touching = [v for v in visible if v.start < place.end and place.start < v.end]
    if any(v.start <= place.start and place.end <= v.end for v in touching):
        return []
    left = [place]
    for v in touching:
        if place.start <= v.start and v.end <= place.end:
            continue
        left = [
            piece
            for part in left
            for piece in (Span(part.start, min(part.end, v.start)), Span(max(part.start, v.end), part.end))
            if piece.start < piece.end
        ]
    return left


def longer_names(forms: Iterable[str], visible: Iterable[str]) -> tuple[str, ...]:
    """Names and identifiers of people who stay visible that hold a withheld form once blanks are taken out, as
    'joanna smith' holds 'anna smith'. The gate is told of them, since it searches without blanks too.
    """
    squeezed = {form.replace(" ", "") for form in forms}
    return tuple(
        sorted(
            name
            for name in visible
            if (bare := name.replace(" ", "")) not in squeezed and any(form in bare for form in squeezed)
        )
    )


def _all_ordinary(form: str) -> bool:
    return all(words.ordinary(part) and not part.isdigit() for part in form.split()) and len(form.split()) < 2  # noqa: PLR2004  two name words together are a name


class Spreading:
    """Looks for all forms of all third parties at once."""

    def __init__(self, forms: Mapping[SubjectId, Sequence[str]]) -> None:
        owners: dict[str, SubjectId] = {}
        for person, texts in forms.items():
            for text in texts:
                owners.setdefault(text, person)
        self._patterns = list(owners)
        self._owners = owners
        self._automaton = BytesAhoCorasick([f" {form} ".encode() for form in self._patterns])

    def places(self, text: str) -> list[tuple[Span, SubjectId, str]]:
        """Every place of every form, whole words only, in order: where, whose, which form."""
        if not self._patterns or not text:
            return []
        seen = fold(text)
        found = []
        for index, start, end in self._automaton.find_matches_as_indexes(bytes(seen.data), overlapping=True):
            form = self._patterns[index]
            found.append((seen.span(start + 1, end - 1), self._owners[form], form))
        return found
