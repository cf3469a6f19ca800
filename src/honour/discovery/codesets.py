"""A column known by its values: code sets of English schools, as dated and cited data under law/code-sets.

`sets_of_values(values, words)` says which sets the values are drawn from; `labels_of_set(name)` which categories of
law/categories keep that set. Sets of one or two characters fit too much and count only where the name hints at them.
Does not see: a list in a school's own words that no set has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from honour.kernel.holding import Label
from honour.law.rules import book

MOST_VALUES = 150
"""Distinct values past which a column is no short list of codes; lists of languages are the longest."""
_HINTS = {
    "legal-status-looked-after": "legal status care looked lac cla order",
    "child-in-need": "need child cin social",
    "sen-provision": "sen send provision stage support need special",
    "attendance": "attendance mark code absence session am pm register reason",
    "attendance-before-2024": "attendance mark code absence session am pm register",
    "service-child": "service force military",
    "sex": "sex gender",
    "blood-group": "blood",
    "enrol-status": "enrolment status registration admission",
    "disability": "disability disabled impairment need medical condition",
    "mode-of-travel": "travel transport mode journey arrive",
    "allergen": "allergy allergen dietary diet intolerance medical food reaction trigger substance",
}
"""Set -> words of which the name must have one: these codes mean something else elsewhere."""
_HEAD = re.compile(r" \(|[:,;.](?:\s|$)")
_NEITHER = frozenset(
    """prefer not to say;none;other;unknown;not known;not stated;n/a;na;refused;not applicable;no;yes;nr;not obtained;
    information not yet obtained;declined""".replace("\n    ", "").split(";")
)
"""Answers any list may have; they speak neither for nor against a set."""
_EXACT = 0.8
_PHRASE = 0.5
_FEWEST = 3
_SHORT = 2.5


@dataclass(frozen=True)
class _CodeSet:
    name: str
    needed: float
    fewest: int


def _folded(text: str) -> str:
    """Letter case, spaces, and strokes between words do not matter; a blood group's minus does."""
    return " ".join(_BETWEEN.sub(" ", text.casefold()).replace("/", " / ").split()) if len(text) > 1 else text


_BETWEEN = re.compile(r"(?<=\w)\s*-\s*(?=\w)")


@cache
def _sets() -> tuple[dict[str, _CodeSet], dict[str, frozenset[str]], dict[str, frozenset[Label]]]:
    """(sets by name, folded code -> names of sets, name of a set -> labels)."""
    sets: dict[str, _CodeSet] = {}
    codes: dict[str, set[str]] = {}
    for rule in book().of_kind("code-sets"):
        name = rule.id.rsplit("/", 1)[-1]
        listed = [str(row["code"]) for dated in rule.values for row in dated.value["codes"]]
        phrases = sum(map(len, listed)) / len(listed) > 5  # noqa: PLR2004 - words, not codes
        sets[name] = _CodeSet(name, _PHRASE if phrases else _EXACT, _FEWEST)
        for code in listed:
            codes.setdefault(_folded(code), set()).add(name)
    labels: dict[str, set[Label]] = {}
    for rule in book().of_kind("categories"):
        value = rule.values[-1].value
        for set_id in value["code_sets"] if value["label"] else ():
            labels.setdefault(set_id.rsplit("/", 1)[-1], set()).add(Label(value["label"]))
    return (
        sets,
        {code: frozenset(names) for code, names in codes.items()},
        {name: frozenset(found) for name, found in labels.items()},
    )


_FAMILIES = {
    "ethnicity-extended": "ethnicity",
    "ethnicity-words": "ethnicity",
    "attendance-before-2024": "attendance",
    "first-language": "language",
}
"""Sets that are used together in one column count as one."""


def labels_of_set(name: str) -> frozenset[Label]:
    return _sets()[2].get(name, frozenset())


def sets_of_values(values: Collection[str], words: Collection[str] = ()) -> tuple[str, ...]:
    """Names of the code sets most of the distinct values are drawn from, best first. `words`: the column's name."""
    sets, codes, _ = _sets()
    if not values or len(values) > MOST_VALUES:
        return ()
    hits: Counter[str] = Counter()
    total = 0
    for value in values:
        text = _folded(value.strip())
        if not text or text in _NEITHER:
            continue
        total += 1
        named = codes.get(text)
        if named is None and len(text) > 4:  # noqa: PLR2004 - a code is whole or nothing; words may go on
            head = _HEAD.split(text, maxsplit=1)[0].strip()
            named = codes.get(head)
        for name in {_FAMILIES.get(name, name) for name in named or ()}:
            hits[name] += 1
    found = []
    for name, times in hits.items():
        known = sets[name]
        hinted = name in _HINTS and not set(words) & set(_HINTS[name].split())
        few = times < min(known.fewest, max(2, total)) and not (times == total == 1 and name == "ethnicity")
        if times >= known.needed * total and not hinted and not few:
            found.append((-times, name))
    return tuple(name for _, name in sorted(found))
