"""What binds the people of a school to each other, and when: families, classes, posts.

Read once from the subjects; every question takes a date (None: at any time).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from honour.kernel.holding import Membership, Subject, SubjectId, SubjectKind
from honour.people.fold import folded

_ADULT_OF = re.compile(
    r"\b(?:mother|father|parent|mum|dad|carer|guardian|grand\w*|step\w*|foster\w*|adoptive|contact|aunt|uncle|nan"
    r"|social worker|childminder|emergency)",
    re.I,
)
_PARENT_OF = re.compile(r"\b(?:(?:step|foster )?(?:mother|father|parent|mum|dad)|carer|guardian|adoptive)", re.I)
_CHILD_OF = re.compile(r"\b(?:child|son|daughter|pupil|ward) of", re.I)
_SIBLING = re.compile(r"\b(?:sibling|brother|sister|twin|half|step)\w*(?: brother| sister| sibling)? of|\btwin\b", re.I)
_TEACHES = re.compile(r"\b(?:teach\w*|tutor|key ?worker|teaching assistant|ta) of", re.I)

MOTHERLY = frozenset({"mum", "mummy", "mother", "mam", "mom", "stepmum", "stepmother"})
FATHERLY = frozenset({"dad", "daddy", "father", "stepdad", "stepfather"})
_GRAND = frozenset(
    """gran granny nan nana nanny grandma grandmother grandad granddad grandpa grandfather grandparents
    grandparent""".split()
)
_PARENTS = frozenset({"parent", "parents", "carer", "carers", "guardian"})
_SIBLINGS = frozenset({"brother", "sister", "sibling", "siblings", "twin", "brothers", "sisters"})
_CHILDREN = frozenset(
    """son daughter child children boy girl boys girls kids kid sons daughters one ones twins""".split()
)
KIN = (
    MOTHERLY
    | FATHERLY
    | _GRAND
    | _PARENTS
    | _SIBLINGS
    | _CHILDREN
    | {"aunt", "auntie", "uncle", "cousin", "stepbrother", "stepsister"}
)
PLURAL = frozenset(
    """parents carers siblings children boys girls kids sons daughters brothers sisters twins grandparents""".split()
)

_FEMALE_TITLES = frozenset({"mrs", "ms", "miss"})


def _within(start: date | None, end: date | None, day: date | None) -> bool:
    return day is None or ((start is None or start <= day) and (end is None or day <= end))


class Bonds:
    def __init__(self, subjects: Iterable[Subject]) -> None:
        self.subjects = {subject.id: subject for subject in subjects}
        self.carers: dict[SubjectId, dict[SubjectId, str]] = {}
        """Child to adults with the word of the relation."""
        self.children: dict[SubjectId, set[SubjectId]] = {}
        self.siblings: dict[SubjectId, set[SubjectId]] = {}
        self._pupils: dict[str, list[tuple[SubjectId, Membership]]] = {}
        self._staff: dict[str, list[tuple[SubjectId, Membership]]] = {}
        self.posts: dict[str, list[tuple[SubjectId, Membership]]] = {}
        self._taught: dict[SubjectId, list[tuple[SubjectId, date | None, date | None]]] = {}
        for subject in self.subjects.values():
            for relation in subject.relations:
                self._relate(subject.id, relation.kind, relation.other, relation.from_date, relation.to_date)
            for membership in subject.memberships:
                self._join(subject, membership)
        self._share_parents()

    def _relate(self, one: SubjectId, kind: str, other: SubjectId, since: date | None, until: date | None) -> None:
        if other not in self.subjects:
            return
        if _SIBLING.search(kind):
            self.siblings.setdefault(one, set()).add(other)
            self.siblings.setdefault(other, set()).add(one)
        elif _CHILD_OF.search(kind):
            self.carers.setdefault(one, {}).setdefault(other, "parent")
            self.children.setdefault(other, set()).add(one)
        elif _TEACHES.search(kind):
            self._taught.setdefault(one, []).append((other, since, until))
        elif _ADULT_OF.search(kind):
            self.carers.setdefault(other, {})[one] = kind.casefold()
            self.children.setdefault(one, set()).add(other)

    def _join(self, subject: Subject, membership: Membership) -> None:
        kind, name = membership.kind.casefold(), folded(membership.name)
        if not name:
            return
        if "post" in kind or "job" in kind or "role" in kind:
            self.posts.setdefault(name, []).append((subject.id, membership))
        elif SubjectKind.PUPIL in subject.kinds:
            self._pupils.setdefault(name, []).append((subject.id, membership))
        else:
            self._staff.setdefault(name, []).append((subject.id, membership))

    def _share_parents(self) -> None:
        for carers in list(self.carers.items()):
            child, adults = carers
            for adult, kind in adults.items():
                if not _PARENT_OF.search(kind):
                    continue
                for other in self.children.get(adult, ()):
                    if other != child and _PARENT_OF.search(self.carers.get(other, {}).get(adult, "")):
                        self.siblings.setdefault(child, set()).add(other)

    @property
    def groups(self) -> frozenset[str]:
        """Folded names of classes and year groups."""
        return frozenset(self._pupils) | frozenset(self._staff)

    def members(self, group: str, day: date | None) -> frozenset[SubjectId]:
        """Pupils of a class or year group on a day; staff with it are not members."""
        return frozenset(s for s, m in self._pupils.get(group, ()) if _within(m.from_date, m.to_date, day))

    def staff_of(self, group: str, day: date | None) -> frozenset[SubjectId]:
        return frozenset(s for s, m in self._staff.get(group, ()) if _within(m.from_date, m.to_date, day))

    def groups_of(self, subject: SubjectId, day: date | None) -> frozenset[str]:
        return frozenset(
            folded(m.name)
            for m in self.subjects[subject].memberships
            if m.name and "post" not in m.kind and "job" not in m.kind and _within(m.from_date, m.to_date, day)
        )

    def classes_of(self, subject: SubjectId, day: date | None) -> frozenset[str]:
        return frozenset(
            folded(m.name)
            for m in self.subjects[subject].memberships
            if m.name and "year" not in m.kind.casefold() and "post" not in m.kind and "job" not in m.kind
            and _within(m.from_date, m.to_date, day)
        )  # fmt: skip

    def taught_by(self, adult: SubjectId, day: date | None) -> frozenset[SubjectId]:
        pupils: set[SubjectId] = {s for s, since, until in self._taught.get(adult, ()) if _within(since, until, day)}
        if adult in self.subjects and SubjectKind.STAFF in self.subjects[adult].kinds:
            for group in self.classes_of(adult, day):
                pupils |= self.members(group, day)
        return frozenset(pupils)

    def teachers_of(self, pupil: SubjectId, day: date | None) -> frozenset[SubjectId]:
        found: set[SubjectId] = set()
        for group in self.classes_of(pupil, day):
            found |= self.staff_of(group, day)
        return frozenset(found)

    def holders(self, post: str, day: date | None) -> frozenset[SubjectId]:
        return frozenset(s for s, m in self.posts.get(post, ()) if _within(m.from_date, m.to_date, day))

    def presence(self, subject: SubjectId, day: date | None) -> float:
        """How likely a record of `day` speaks of them, by their dates: 1.0 there, 0.2 left, 0.03 not yet come."""
        return self._presence(subject, day, 0)

    def _presence(self, subject: SubjectId, day: date | None, depth: int) -> float:
        dated = [m for m in self.subjects[subject].memberships if m.from_date or m.to_date]
        if day is None:
            return 1.0
        if dated:
            if any(_within(m.from_date, m.to_date, day) for m in dated):
                return 1.0
            starts = [m.from_date for m in dated]
            if all(start is not None and start > day for start in starts):
                soon = min(start for start in starts if start is not None)
                return 0.25 if (soon - day).days < 150 else 0.03  # noqa: PLR2004 -- days: admission papers come the term before
            return 0.2
        children = self.children.get(subject)
        if children and depth == 0:
            return max(self._presence(child, day, 1) for child in children)
        return 0.8

    def twins(self, day: date | None) -> list[frozenset[SubjectId]]:
        """Siblings born within a day of each other, of whom one is at the school on `day`."""
        found = set()
        for one, others in self.siblings.items():
            born = self.subjects[one].born
            if born is None:
                continue
            dates = {other: self.subjects[other].born for other in others}
            same = {other for other, day_born in dates.items() if day_born and abs((day_born - born).days) <= 1}
            if same and self.presence(one, day) > 0.2:  # noqa: PLR2004 -- there on that day
                found.add(frozenset(same | {one}))
        return sorted(found, key=sorted)

    def family(self, subject: SubjectId) -> frozenset[SubjectId]:
        """Carers, children and siblings."""
        return frozenset(
            {*self.carers.get(subject, {}), *self.children.get(subject, ()), *self.siblings.get(subject, ())}
        )

    def kin(self, subject: SubjectId, word: str) -> dict[SubjectId, float]:
        """Who may be `subject`'s `word` (a member of KIN), with weights. Sex: from relations and titles only."""
        if word in _CHILDREN:
            return dict.fromkeys(sorted(self.children.get(subject, ())), 1.0)
        if word in _SIBLINGS:
            siblings = sorted(self.siblings.get(subject, ()))
            if word == "twin":
                born = self.subjects[subject].born
                siblings = [s for s in siblings if self.subjects[s].born == born]
            return dict.fromkeys(siblings, 1.0)
        weights: dict[SubjectId, float] = {}
        for adult, kind in sorted(self.carers.get(subject, {}).items()):
            if word in _PARENTS:
                if _PARENT_OF.search(kind):
                    weights[adult] = 1.0
            elif word in _GRAND:
                if "grand" in kind:
                    weights[adult] = 1.0
            elif word in MOTHERLY or word in FATHERLY:
                weight = self._fits(adult, kind, word in MOTHERLY)
                if weight:
                    weights[adult] = weight
            elif word in kind:
                weights[adult] = 1.0
        return weights

    def _fits(self, adult: SubjectId, kind: str, motherly: bool) -> float:
        if "grand" in kind or "aunt" in kind or "uncle" in kind:
            return 0.0
        if "mother" in kind or "mum" in kind:
            return (0.4 if "step" in kind else 1.0) if motherly else 0.0
        if "father" in kind or "dad" in kind:
            return (0.4 if "step" in kind else 1.0) if not motherly else 0.0
        titles = {folded(name.title) for name in self.subjects[adult].names if name.title}
        if titles & _FEMALE_TITLES:
            return 0.7 if motherly else 0.0
        if "mr" in titles:
            return 0.7 if not motherly else 0.0
        return 0.4 if _PARENT_OF.search(kind) else 0.1
