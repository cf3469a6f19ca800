"""How well a name says that a column points to a table, and how well the values lie over its keys.

Names propose. A name fits by the key's own name, by the table's, or by words of one meaning. Values of running numbers
fit everywhere, so they count by how far they reach over the keys: what points to a table uses its last rows too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from functools import lru_cache

from honour.discovery.keys import top
from honour.discovery.words import PERSON_WORDS

EXACT, SAME_NAME, KEYED, QUALIFIED, CONTEXT, CONCEPT, TAIL, OVERLAP, BESIDE = (
    1.0, 0.97, 0.97, 0.92, 0.95, 0.9, 0.85, 0.76, 0.66,
)  # fmt: skip
MEANT = 0.89
REACH_SHARE = 0.25
"""How much the reach of the values over the keys weighs beside the name."""
_FEWEST = 6
"""Distinct values from which their reach tells anything."""
_HALF = 0.5

# Words of one meaning in what schools keep lists of; the first stands for all.
_ONE_MEANING = {
    word: group.split()[0]
    for group in (
        "ethnicity ethnic origin race",
        "religion faith denomination belief worship affiliation",
        "nationality citizenship",
        "language tongue",
        "job post position occupation appointment",
        "relationship relation relative kinship",
        "stage status provision level",
        "subject discipline course",
        "class form registration set",
        "group band team",
        "house houses",
        "room location place venue",
        "mark attendance presence",
        "sanction consequence penalty",
        "reason cause ground nature",
        "condition diagnosis illness medical",
        "school establishment institution",
        "term session period",
        "home address residence household dwelling",
        "supplier vendor company organisation agency",
        "incident event behaviour",
        "aspect measure objective",
        "dish meal menu",
        "product item article stock",
        "assessment exam test",
        "governor trustee board",
        "applicant application enquiry admission enquirer",
        "consent permission agreement",
    )
    for word in group.split()
}
_ADDS_NOTHING = frozenset(
    "code type kind category list lookup reference detail record entry item master table set data definition value"
    " of the for a current main primary default option header".split()
)


def one_meaning(words: Collection[str]) -> frozenset[str]:
    """The words without those that add nothing, each of the same meaning said the same way."""
    kept = [word for word in words if word not in _ADDS_NOTHING and not word.isdigit()]
    told = [word if word == "account" else PERSON_WORDS.get(word, word) for word in kept]  # a ledger's is no user
    return frozenset(_ONE_MEANING.get(word, word) for word in told)


_BETWEEN = frozenset({"of", "for", "to"})


def pointed_at(stem: tuple[str, ...]) -> tuple[str, ...]:
    """A name with OF, FOR or TO inside, in the order of the others: REASON_FOR_ABSENCE is an absence reason,
    HEAD_OF_YEAR a head, RELATIONSHIP_TO_PUPIL a relationship. What schools say short is said in full: the SEND code
    is that of the provision, the primary need a type of SEN."""
    if stem in {("send",), ("send", "code")}:
        return ("sen", "provision")
    if "need" in stem and set(stem) <= {"primary", "main", "secondary", "need", "type"}:
        return ("sen", "type")
    for place in range(1, len(stem) - 1):
        if stem[place] not in _BETWEEN:
            continue
        before, after = stem[:place], stem[place + 1 :]
        if before[-1] not in _ONE_MEANING and stem[place] != "of":
            return stem  # SPOKEN_TO_PARENT
        person = before[-1] in PERSON_WORDS or before[-1] in {"head", "lead", "leader", "chair", "director"}
        return before if person or after[-1] in PERSON_WORDS else (*after, *before)
    return stem


@lru_cache(maxsize=200_000)
def word_fit(stem: tuple[str, ...], entity: tuple[str, ...], own: tuple[str, ...]) -> float:
    """0 to 1: how well `stem` (of the column) names a table of `entity`; `own` is what the column's table is of."""
    if not stem or not entity:
        return 0.0
    if stem == entity or set(stem) == set(entity):
        return EXACT
    best = 0.0
    if len(stem) > len(entity) and stem[-len(entity) :] == entity:
        best = QUALIFIED
    elif len(stem) < len(entity) and entity[-len(stem) :] == stem:
        # TYPE_ID in BEHAVIOUR means BEHAVIOUR_TYPE
        best = CONTEXT if set(entity) <= {*stem, *own} else TAIL - 0.03 * (len(entity) - len(stem))
    mine, theirs = one_meaning(stem), one_meaning(entity)
    if not mine or not theirs:
        return best
    if mine == theirs:
        return max(best, MEANT if mine & set(stem) or len(mine) > 1 else MEANT - 0.02)
    shared = mine & theirs
    if shared and theirs <= mine:
        head = one_meaning(stem[-1:]) or one_meaning(stem[-2:-1])
        return max(best, CONCEPT if head & theirs else OVERLAP)
    heads = [word for word in entity if one_meaning((word,))]
    if shared and mine <= theirs and not one_meaning(heads[-1:]) & mine and not theirs <= mine | one_meaning(own):
        return max(best, BESIDE)  # PUPIL_PERMISSION is a table of permissions
    if shared and mine <= theirs:
        return max(best, CONTEXT - 0.02 if theirs <= mine | one_meaning(own) else TAIL - 0.02 * len(theirs - mine))
    if 2 * len(shared) / (len(mine) + len(theirs)) >= _HALF and shared - set(PERSON_WORDS.values()):
        return max(best, OVERLAP)
    return best


def names_a_thing(word: str) -> bool:
    """Whether a word names something schools keep lists of, and nobody: the TONGUE of mother tongue."""
    return word in _ONE_MEANING and word not in PERSON_WORDS


def holds_key(words: Sequence[str], key: Sequence[str]) -> bool:
    """Whether a column's name holds a key's whole name as one stretch: personIDCreator, ReportedByPupilID."""
    size = len(key)
    return any(tuple(words[at : at + size]) == tuple(key) for at in range(len(words) - size + 1))


def reach(values: Set[str], keys: Sequence[int]) -> float | None:
    """Share of the sorted `keys` up to the largest of the values; None where the values are too few to tell."""
    numbers, largest = top(values)
    if numbers < _FEWEST or not keys:
        return None
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        if keys[middle] <= largest:
            low = middle + 1
        else:
            high = middle
    return low / len(keys)
