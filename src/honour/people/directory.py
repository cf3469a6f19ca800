"""Who may be meant by what someone types: a name in any letter case and form, a class, an identifier.

`Directory(subjects).who(text)` gives everyone who may be meant, best first. Guesses nothing away: a
same-name person is always beside the other. Reads nothing but the subjects it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from honour.kernel.holding import Name, Subject, SubjectId
from honour.people.fold import folded
from honour.people.fuzzy import near
from honour.people.variants import FORENAME_SHAPES, Shape, Variant, digits_of_phone, variants

_SCORES = {
    Shape.IDENTIFIER: (1.0, "identifier"),
    Shape.EMAIL: (1.0, "e-mail address"),
    Shape.PHONE: (1.0, "phone number"),
    Shape.FULL: (0.98, "full name"),
    Shape.REVERSED: (0.97, "surname and forename"),
    Shape.TITLE_SURNAME: (0.9, "title and surname"),
    Shape.NICK_FULL: (0.9, "short name and surname"),
    Shape.SPELLING_FULL: (0.85, "another spelling of the name"),
    Shape.USERNAME: (0.85, "user name"),
    Shape.INITIAL_SURNAME: (0.8, "initial and surname"),
    Shape.FORENAME_INITIAL: (0.8, "forename and initial"),
    Shape.CODE: (0.85, "staff code"),
    Shape.ADDRESS: (0.7, "home address"),
    Shape.FORENAME: (0.7, "forename"),
    Shape.SURNAME: (0.65, "surname"),
    Shape.NICK_INITIAL: (0.6, "short name and initial"),
    Shape.NICKNAME: (0.5, "short name"),
    Shape.SPELLING: (0.5, "another spelling of the forename"),
    Shape.TITLE_FORENAME: (0.5, "title and forename"),
    Shape.FAMILY: (0.5, "family name"),
    Shape.INITIALS: (0.4, "initials"),
    Shape.TITLE_INITIAL: (0.3, "title and initial"),
}
_MOST = 50


@dataclass(frozen=True, slots=True)
class Match:
    subject: Subject
    why: str
    """In plain words: 'full name', 'surname, one letter differs'."""
    score: float
    """1.0 an identifier, from 0.9 on a name as written in the school's data; under 0.6 a guess."""


class Directory:
    def __init__(self, subjects: Iterable[Subject]) -> None:
        self.subjects = {subject.id: subject for subject in subjects}
        self._forms: dict[str, list[Variant]] = {}
        self._parts: dict[SubjectId, frozenset[str]] = {}
        self._groups: dict[str, set[SubjectId]] = {}
        self._bare: dict[str, set[SubjectId]] = {}
        for subject in self.subjects.values():
            for variant in variants(subject):
                self._forms.setdefault(variant.form, []).append(variant)
            names = [part for name in subject.names for part in (name.forename, name.surname, name.middle) if part]
            self._parts[subject.id] = frozenset(word for name in names for word in folded(name).split(" ") if word)
            for membership in subject.memberships:
                self._groups.setdefault(folded(membership.name), set()).add(subject.id)
            for _, value in subject.identifiers:
                if bare := _bare(value):
                    self._bare.setdefault(bare, set()).add(subject.id)

    def who(self, untrusted_text: str) -> list[Match]:
        """Everyone who may be meant, best first, then by id; [] if nobody. A subject's own id finds them surely."""
        asked = untrusted_text.strip()
        if asked in self.subjects:
            return [Match(self.subjects[SubjectId(asked)], "their number in this program", 1.0)]
        found: dict[SubjectId, tuple[float, str]] = {}

        def note(subject: SubjectId, score: float, why: str) -> None:
            if score > found.get(subject, (0.0, ""))[0]:
                found[subject] = (round(score, 3), why)

        form = folded(asked)
        for subject in self._bare.get(_bare(asked), ()) if any(char.isdigit() or char == "@" for char in asked) else ():
            note(subject, 1.0, "identifier")
        if digits := digits_of_phone(asked):
            form_of_phone = digits
            for variant in self._forms.get(form_of_phone, ()):
                note(variant.subject, 1.0, "phone number")
        for variant in self._forms.get(form, ()):
            score, why = _SCORES[variant.shape]
            former = ", a former name" if variant.name is Name.FORMER else ""
            note(variant.subject, score * (0.7 + 0.3 * variant.weight), why + former)
        for subject in self._groups.get(form, ()):
            note(subject, 0.55, "class, year group or post")
        words = form.split(" ") if form else []
        if words:
            for subject in self.subjects:
                score, why = self._by_words(subject, words)
                if score:
                    note(subject, score, why)
        ranked = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
        best = ranked[0][1][0] if ranked else 0.0
        kept = [item for item in ranked if item[1][0] >= best * 0.6 or item[1][0] >= 0.6]  # noqa: PLR2004 -- a name as written
        return [Match(self.subjects[subject], why, score) for subject, (score, why) in kept[:_MOST]]

    def _by_words(self, subject: SubjectId, words: list[str]) -> tuple[float, str]:
        """Every word must be a part of a name (or nearly), or a class or post of theirs; at least one a name."""
        score, names, slips, groups = 1.0, 0, 0, 0
        own = self._parts[subject]
        left = list(words)
        for size in (2, 1):
            for at in range(len(left) - size, -1, -1):
                group = " ".join(left[at : at + size])
                if subject in self._groups.get(group, ()) and group not in own:
                    groups += 1
                    del left[at : at + size]
        for word in left:
            if word in own:
                names += 1
                continue
            nearest = max((near(word, part) for part in own), default=0.0)
            if not nearest and len(word) >= 3 and any(part.startswith(word) for part in own):  # noqa: PLR2004 -- letters of a beginning
                nearest = 0.6
            if not nearest and any(
                v.subject == subject and v.shape in FORENAME_SHAPES for v in self._forms.get(word, ())
            ):
                nearest = 0.8
            if not nearest and len(word) > 5 and any(OSA.normalized_similarity(word, part) > 0.7 for part in own):  # noqa: PLR2004 -- two slips in a long name
                nearest = 0.5
            if not nearest:
                return 0.0, ""
            score *= nearest
            slips += 1
            names += 1
        if not names:
            return 0.0, ""
        whole = 0.95 if names > 1 else 0.7
        why = "names" if names > 1 else "a name"
        if slips:
            why += ", not quite as written"
        if groups:
            why += " and class, year group or post"
        return score * whole, why


def _bare(value: str) -> str:
    return re.sub(r"[^a-z0-9@.]", "", value.casefold()).strip(".")
