"""Names whose vowels were left out to fit eight letters: YRGRKY is year, group, key.

A piece stands for a word if it is the word's first letter and its consonants, or the beginning of those. Of several
readings the one with fewest and fullest pieces is taken, and pairs that schools use together are preferred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache

_VOWELS = frozenset("aeiou")
_FULL, _SHORT, _BEGUN, _WHOLE, _MISSING = 1.0, 1.3, 1.45, 0.9, 0.12
"""Costs of a piece: all consonants, all of only two, the beginning of them (and for each left out), the word itself."""
_MOST_MISSING = 5
_PAIR = 0.9
_SHORTEST, _LONGEST, _MOST_READINGS = 2, 12, 24
_MOST_VOWELS = 0.2
_ENDS = ("no", "id")
_TOGETHER = frozenset(
    tuple(pair.split())
    for pair in (
        "admission number,address line,date birth,of birth,year group,house group,form class,tutor group,"
        "first name,last name,legal forename,legal surname,preferred name,middle name,teacher code,"
        "staff code,national insurance,post code,head of,teaching group,start date,end date,date joined,"
        "leaving date,created by,recorded by,taken by,given by,sent by,seen by,added by,raised by,"
        "written by,checked by,assessed by,marked by,entered by,updated by,changed by,registration group,"
        "medical condition,special needs,assessment result,user name,user account,learner class,"
        "parent contact,learner record,incident type,attendance mark,class register,lesson attendance,"
        "bank account,sort code,ethnic origin,pupil record,home language,free meals,looked after,"
        "service child,next review,assigned to,action owner,dealt with,with by,date of,next of,of year,of subject,"
        "contract type,postal code,gross pay,vehicle registration,political party,post town,date joined,job title,"
        "child record,student record,staff record,sen record,employee record,"
        "person member,staff member,personnel member,board member,class member,club member,leaving reason,"
        "completed by,verified by,signed by,requested by,booked by,booked for,uploaded by,on duty,target grade,"
        "social worker,party membership,party member,caution detail,disclosure number,dbs number,medical comment,"
        "in care,parent item,parent account,roll number,authorised by,approved by,paid by,investigated by,led by,"
        "to id,to identifier,health contact,short code,short form,"
        "covered by,about teacher,complained about,spoken to,sent to,issued to,concern category,sen stage,sen status"
    ).split(",")
) | frozenset(
    (person, thing)
    for person in "pupil student child learner staff employee teacher parent contact carer guardian user".split()
    for thing in "identifier id key number record detail".split()
)


def skeleton(word: str) -> str:
    """First letter and consonants, a doubled one kept: 'class' -> 'clss'."""
    return word[:1] + "".join(letter for letter in word[1:] if letter not in _VOWELS)


def vowelless(name: str) -> bool:
    """Whether letters are so short of vowels that they were left out on purpose."""
    tail = name[1:-2] if name.endswith(_ENDS) else name[1:]
    if name.endswith(_ENDS) and len(tail) < _SHORTEST:
        return bool(tail) and not _VOWELS.intersection(tail)
    return len(tail) >= _SHORTEST and sum(letter in _VOWELS for letter in tail) <= _MOST_VOWELS * len(tail)


class Skeletons:
    """Reads vowelless names by a vocabulary. `opened`: abbreviation -> word, which count as whole words."""

    def __init__(self, vocabulary: Collection[str], opened: Mapping[str, str]) -> None:
        self._words: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for word in vocabulary:
            bones = skeleton(word)
            for end in range(_SHORTEST, len(bones) + 1):
                left = len(bones) - end
                whole = _SHORT if end == _SHORTEST and word not in opened.values() else _FULL
                self._words[bones[:end]].append((whole if not left else _BEGUN + _MISSING * left, word))
            self._words[word].append((_WHOLE, word))
        for short, word in opened.items():
            if word and len(short) >= _SHORTEST:
                self._words[short].append((_WHOLE + 0.05, word))
        for piece, options in self._words.items():
            self._words[piece] = sorted(set(options))[:_MOST_READINGS]
        self.read = cache(self._read)
        self.word = cache(self._word)

    def _word(self, piece: str, *, whole: bool, before: str = "", after: str = "") -> str:
        """The one word a piece between separators stands for, whole or cut off at its end; '' if none does. `before`
        and `after`: the words beside it."""
        most = _SHORT if whole else _BEGUN + _MOST_MISSING * _MISSING
        able = [
            (cost, word)
            for cost, word in self._words.get(piece, ())
            if cost <= most or self.together(word, before, after)
        ]
        paired = [(cost, word) for cost, word in able if self.together(word, before, after)]
        return min(paired or able, default=(0.0, ""))[1]

    @staticmethod
    def together(word: str, before: str, after: str) -> bool:
        """Whether a word often stands behind `before` or in front of `after`."""
        return (before, word) in _TOGETHER or (word, after) in _TOGETHER

    def _read(self, name: str) -> tuple[str, ...]:
        """The words of a name in lower case; () if it cannot be read as words throughout."""
        # 'teaching group' loses one of its two g: TCHNGRP
        best: list[list[tuple[float, tuple[str, ...]]]] = [[] for _ in range(len(name) + 1)]
        best[0].append((0.0, ()))
        for end in range(1, len(name) + 1):
            found: dict[str, tuple[float, tuple[str, ...]]] = {}
            for start in range(max(0, end - _LONGEST), end - _SHORTEST + 1):
                pieces = [(cost, word, start) for cost, word in self._words.get(name[start:end], ())]
                if start > 1:
                    shared = self._words.get(name[start - 1 : end], ())
                    pieces += [(cost + _MISSING, word, start) for cost, word in shared]
                for cost, word, begin in pieces:
                    for before, said in best[begin]:
                        pair = _PAIR if said and (said[-1], word) in _TOGETHER else 0.0
                        whole = before + cost - pair
                        if word not in found or whole < found[word][0]:
                            found[word] = (whole, (*said, word))
            best[end] = sorted(found.values())[:_MOST_READINGS]
        return best[len(name)][0][1] if best[len(name)] else ()
