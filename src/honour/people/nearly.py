"""Rows that are likely one human though no rule of linkage.py says so: a letter mistyped, a birth date left out or
turned round. Spec: docs/spec/people.md, "One human, many rows".

Nothing here is sure. A pupil's rows are merged with the doubt said where everything else agrees and nobody else fits;
adults, whom one name and nothing else ties together, are left apart and each says of the other that they may be one.
So are pupils whom a family's e-mail or telephone ties together: it is their sister's too.

Not seen: two slips in one name, a slip in its first letter, names of fewer than eight letters, and pairs within a crowd
(`_MOST_OF_ONE_BIRTH` people of one birth date or one key, `_MOST_OF_HALF_A_NAME` of one name, forename or surname).
Twins whose names are one letter apart are taken for one, doubted, where no list has both and they bear no UPN.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import OSA

from honour.kernel.following import name_key
from honour.kernel.holding import SubjectKind
from honour.people.hubrows import HubRow

_LONG_ENOUGH = 8
"""Letters of forename and surname together under which one letter more or less makes another name."""
_ROSTER = 0.05
"""A table in which more than this share of its people have several rows is a log: two rows there may be one human."""
_MOST_OF_ONE_BIRTH = 60
"""A day on which more are born stands for 'not known', as the first of January does; a key of more is an office's."""
_MOST_OF_HALF_A_NAME = 200
_ADULTS = frozenset({SubjectKind.CONTACT, SubjectKind.STAFF, SubjectKind.GOVERNOR, SubjectKind.VISITOR})
_OF_ONE = frozenset({"username", "admission"})
_OF_A_FAMILY = frozenset({"email", "phone"})


@dataclass(frozen=True)
class Human:
    """What a group of rows says of one human."""

    head: int
    kinds: frozenset[SubjectKind]
    tables: frozenset[str]
    """Only those that list each human once."""
    forms: frozenset[str]
    births: frozenset[date]
    keys: frozenset[tuple[str, str]]

    @property
    def pupil(self) -> bool:
        return SubjectKind.PUPIL in self.kinds


def humans_of(rows: Sequence[HubRow], held: dict[int, list[int]]) -> list[Human]:
    """One for each group with a name."""
    several: dict[str, int] = defaultdict(int)
    all_of: dict[str, int] = defaultdict(int)
    for numbers in held.values():
        count: dict[str, int] = defaultdict(int)
        for number in numbers:
            count[rows[number].at] += 1
        for at, times in count.items():
            all_of[at] += 1
            several[at] += times > 1
    rosters = {at for at, whole in all_of.items() if several[at] <= _ROSTER * whole}
    made = []
    for head, numbers in sorted(held.items()):
        members = [rows[number] for number in numbers]
        forms = frozenset(
            name_key(f"{name.forename} {name.surname}") for row in members for name in row.names
            if name.surname and name.forename
        )  # fmt: skip
        if forms:
            made.append(
                Human(
                    head,
                    frozenset(row.kind for row in members),
                    frozenset(row.at for row in members) & rosters,
                    forms,
                    frozenset(row.born for row in members if row.born),
                    frozenset().union(*(row.keys for row in members)),
                )
            )
    return made


Blocks = Iterator[Sequence[Human]]


def by_birth(humans: Sequence[Human]) -> Blocks:
    blocks: dict[date, list[Human]] = defaultdict(list)
    for human in humans:
        for born in human.births:
            blocks[born].append(human)
    return (block for block in blocks.values() if 1 < len(block) <= _MOST_OF_ONE_BIRTH)


def by_name(humans: Sequence[Human]) -> Blocks:
    blocks: dict[str, list[Human]] = defaultdict(list)
    for human in humans:
        for form in human.forms:
            blocks[form].append(human)
    return (block for block in blocks.values() if 1 < len(block) <= _MOST_OF_HALF_A_NAME)


def by_number(humans: Sequence[Human]) -> Blocks:
    """Who share a login or an admission number."""
    return _by_key(humans, _OF_ONE)


def by_way(humans: Sequence[Human]) -> Blocks:
    """Who share an e-mail address or a telephone."""
    return _by_key(humans, _OF_A_FAMILY)


def _by_key(humans: Sequence[Human], kinds: frozenset[str]) -> Blocks:
    blocks: dict[tuple[str, str], list[Human]] = defaultdict(list)
    for human in humans:
        for key in human.keys:
            if key[0] in kinds:
                blocks[key].append(human)
    return (block for block in blocks.values() if 1 < len(block) <= _MOST_OF_ONE_BIRTH)


def by_half_a_name(humans: Sequence[Human]) -> Blocks:
    """Who share a forename or a surname: a slip of the keyboard leaves one of the two as it was."""
    blocks: dict[tuple[int, str], dict[int, Human]] = defaultdict(dict)
    for human in humans:
        for form in human.forms:
            words = form.split()
            for half in ((0, words[0]), (1, words[-1])):
                blocks[half][human.head] = human
    return (tuple(block.values()) for block in blocks.values() if 1 < len(block) <= _MOST_OF_HALF_A_NAME)


def near(one: str, other: str) -> bool:
    """Two names one slip of the keyboard apart: a letter more, less, another, or two turned round."""
    return min(len(one), len(other)) >= _LONG_ENOUGH and one[0] == other[0] and (
        0 < OSA.distance(one, other, score_cutoff=1) <= 1
    )  # fmt: skip


def _near(one: Human, other: Human) -> bool:
    return any(near(a, b) for a in one.forms for b in other.forms)


def slip(one: date, other: date) -> bool:
    """Two dates that one slip makes one: day and month turned, or one figure another."""
    if one == other:
        return False
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return True
    return sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True)) == 1


def misspelt(one: Human, other: Human) -> str | None:
    if not one.births & other.births or one.forms & other.forms or not _near(one, other):
        return None
    return "one birth date, names one letter apart"


def birth_left_out(one: Human, other: Human) -> str | None:
    if not one.forms & other.forms or (one.births and other.births):
        return None
    return "one name; a birth date is missing"


def birth_mistyped(one: Human, other: Human) -> str | None:
    if not one.forms & other.forms or not any(slip(a, b) for a in one.births for b in other.births):
        return None
    return "one name, birth dates one slip apart"


def misspelt_birth_left_out(one: Human, other: Human) -> str | None:
    found = one.pupil and other.pupil and _misspelt_without_birth(one, other)
    return "names one letter apart; a birth date is missing" if found else None


def misspelt_one_number(one: Human, other: Human) -> str | None:
    return "names one letter apart, one login or admission number" if _misspelt_without_birth(one, other) else None


def misspelt_one_way(one: Human, other: Human) -> str | None:
    return "names one letter apart, one e-mail or telephone" if _misspelt_without_birth(one, other) else None


def _misspelt_without_birth(one: Human, other: Human) -> bool:
    return not (one.births and other.births) and not one.forms & other.forms and _near(one, other)


Rule = Callable[[Human, Human], str | None]
RULES: tuple[tuple[Callable[[Sequence[Human]], Blocks], Rule, bool], ...] = (
    (by_birth, misspelt, True),
    (by_name, birth_left_out, True),
    (by_number, misspelt_one_number, True),
    (by_way, misspelt_one_way, False),
    (by_name, birth_mistyped, False),
    (by_half_a_name, misspelt_birth_left_out, False),
)
"""(who is compared, the rule, whether pupils are merged by it)."""


def found_by(
    humans: Sequence[Human],
    blocks: Callable[[Sequence[Human]], Blocks],
    rule: Rule,
    apart: Callable[[int, int, bool], bool],
) -> list[tuple[Human, Human, str, bool]]:
    """(one, other, why, whether all who fit either of them may be one human). `apart(one, other, births)`: what speaks
    against it, with or without different birth dates."""
    fits: dict[tuple[int, int], tuple[Human, Human, str]] = {}
    for block in blocks(humans):
        for place, one in enumerate(block):
            for other in block[place + 1 :]:
                pair = (min(one.head, other.head), max(one.head, other.head))
                if one.head == other.head or pair in fits or one.tables & other.tables or not _of_a_kind(one, other):
                    continue
                why = rule(one, other)
                if why and not apart(one.head, other.head, rule is not birth_mistyped):
                    fits[pair] = (one, other, why)
    met: dict[int, list[Human]] = defaultdict(list)
    for one, other, _ in fits.values():
        met[one.head].append(other)
        met[other.head].append(one)
    rivals = {
        head
        for head, others in met.items()
        if any(
            a.tables & b.tables or apart(a.head, b.head, True)
            for place, a in enumerate(others)
            for b in others[place + 1 :]
        )
    }
    return [(one, other, why, not rivals & {one.head, other.head}) for one, other, why in fits.values()]


def _of_a_kind(one: Human, other: Human) -> bool:
    if one.pupil != other.pupil:
        return not (one.kinds | other.kinds) & _ADULTS
    return bool(one.kinds & other.kinds) or SubjectKind.OTHER in one.kinds | other.kinds
