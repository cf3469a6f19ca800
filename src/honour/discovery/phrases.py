"""What the words of a name stand for, told in phrases.

A phrase holds when all its words are in the name and none behind a `!` is. A word ending in `*` stands for every word
that begins so: allerg* is allergy, allergies, allergic, allergen. A phrase after `=` must be all there is but words
that say nothing of the matter (`of the pupil`, code, date): weight is a child's, course weight is not. Order does not
matter; `;` parts phrases.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from honour.discovery.words import singular

T = TypeVar("T")
SAYING_NOTHING = frozenset(
    """pupil student child person people staff employee contact parent learner user identifier code name type flag is
    has description status note date text number value detail other the of a lookup list comment reason history table
    indicator year category primary first last second current start end group""".split()
)
_REMEMBERED = 20_000
"""Distinct sets of words kept; the names of a thousand tables have fewer."""


@dataclass(frozen=True)
class _Phrase(Generic[T]):
    meaning: T
    words: tuple[str, ...]
    stems: tuple[str, ...]
    without: frozenset[str]
    without_stems: tuple[str, ...]
    alone: bool = False

    def holds(self, held: frozenset[str]) -> bool:
        return (
            held.issuperset(self.words)
            and not (self.alone and held - set(self.words) - SAYING_NOTHING)
            and all(any(word.startswith(stem) for word in held) for stem in self.stems)
            and not self.without & held
            and not any(word.startswith(stem) for stem in self.without_stems for word in held)
        )


def _single(part: str) -> str:
    """As the words of names are: singular."""
    return "!" + singular(part[1:]) if part.startswith("!") else singular(part)


class Phrases(Generic[T]):
    """Meanings by phrase. `of(words)` gives every meaning one of whose phrases holds."""

    def __init__(self, told: Iterable[tuple[T, str]]) -> None:
        self._by_word: dict[str, list[_Phrase[T]]] = {}
        self._by_stem: list[_Phrase[T]] = []
        for meaning, text in told:
            for phrase in text.split(";"):
                self._add(meaning, phrase.split())
        self._of = lru_cache(_REMEMBERED)(self._found)

    def _add(self, meaning: T, parts: list[str]) -> None:
        alone = bool(parts) and parts[0].startswith("=")
        parts = [part.lstrip("=") for part in parts]
        parts = [part if part.endswith("*") else _single(part) for part in parts]
        wanted = [part for part in parts if not part.startswith("!")]
        barred = [part[1:] for part in parts if part.startswith("!")]
        if not wanted:
            return
        made = _Phrase(
            meaning,
            tuple(part for part in wanted if not part.endswith("*")),
            tuple(part[:-1] for part in wanted if part.endswith("*")),
            frozenset(part for part in barred if not part.endswith("*")),
            tuple(part[:-1] for part in barred if part.endswith("*")),
            alone,
        )
        if made.words:
            self._by_word.setdefault(made.words[0], []).append(made)
        else:
            self._by_stem.append(made)

    def of(self, words: Collection[str]) -> frozenset[T]:
        return self._of(frozenset(words))

    def _found(self, held: frozenset[str]) -> frozenset[T]:
        candidates = [phrase for word in held for phrase in self._by_word.get(word, ())]
        candidates += [phrase for phrase in self._by_stem if any(word.startswith(phrase.stems[0]) for word in held)]
        return frozenset(phrase.meaning for phrase in candidates if phrase.holds(held))
