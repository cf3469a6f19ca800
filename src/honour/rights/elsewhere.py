"""Where a child lives, asked for by a parent who lives elsewhere. Pure.

An address in a child's record is also that of whoever the child lives with. A parent with another address in
the records is not shown it unless a person decides so: an address may be kept from them for good reason, and the
flag that says so is in one record of many (threat model, lines 1 and 2). Law: law:exemptions/third-party.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from honour.kernel.holding import Relation, Subject, SubjectId, SubjectKind
from honour.people.fold import folded
from honour.rights.spread import Spreading
from honour.rights.third_party import Mention

_WHERE = frozenset({"address", "postcode"})
_REACH = frozenset({"phone", "email"})
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)


class Elsewhere:
    """The places and numbers of the other household, as forms to look for. Empty unless the requester lives apart.

    Limits: knows only addresses the records hold for the subject and those they live with. A requester without any
    address in the records is taken to live elsewhere.
    """

    def __init__(self, subject: Subject, requester: Subject | None, people: Iterable[Subject]) -> None:
        self._spreading: Spreading | None = None
        if requester is None or requester.id == subject.id or SubjectKind.PUPIL not in subject.kinds:
            return
        theirs = _postcodes(requester)
        if theirs & _postcodes(subject):
            return
        household = [p for p in people if p.id != requester.id and _lives_with(p, subject)]
        owner = next((p for p in household if SubjectKind.CONTACT in p.kinds), None)
        if owner is None:
            return
        own = {folded(value) for _, value in requester.identifiers}
        forms: dict[str, None] = {}
        for person in (subject, *household):
            for kind, value in person.identifiers:
                if kind in _REACH and person.id == subject.id:
                    continue
                if kind in _REACH or kind in _WHERE:
                    forms.update({form: None for form in _forms(kind, value) if form not in own})
        self._owner = owner.id
        self._spreading = Spreading({owner.id: tuple(forms)})

    def in_text(self, text: str) -> list[Mention]:
        if self._spreading is None:
            return []
        return [Mention(span.start, span.end, self._owner, own=False) for span, _, _ in self._spreading.places(text)]


def _lives_with(person: Subject, subject: Subject) -> bool:
    related = _relates(person.relations, subject.id) or _relates(subject.relations, person.id)
    return related and bool(_postcodes(person) & _postcodes(subject))


def _relates(relations: Iterable[Relation], other: SubjectId) -> bool:
    return any(r.other == other for r in relations)


def _postcodes(person: Subject) -> set[str]:
    found = set()
    for kind, value in person.identifiers:
        if kind in _WHERE:
            found |= {match.group().replace(" ", "").upper() for match in _POSTCODE.finditer(value)}
    return found


def _forms(kind: str, value: str) -> list[str]:
    """'Flat 9, 127 Albion Street, Oakhampton, CT36 1UL': the whole, the lines with a number in them, the postcode."""
    if kind in _REACH:
        return [folded(value)]
    lines = [part.strip() for part in value.split(",")]
    numbered = [part for part in lines if any(c.isdigit() for c in part) and any(c.isalpha() for c in part)]
    joined = [", ".join(lines[:n]) for n in range(2, len(lines) + 1)]
    return [folded(part) for part in (*numbered, *joined) if len(folded(part)) > 5]  # noqa: PLR2004  'No 3' is any number three
