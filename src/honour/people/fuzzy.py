"""Near spellings of known names: one slip of the fingers, or what OCR makes of a letter.

Works on the vocabulary, not on occurrences: a form is looked up once, however often it occurs.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

_SHORTEST = 4
"""One edit in a name of three letters makes another name (Ben, Len, Ken)."""
_LONG = 8
"""From this length on two edits still leave a name recognisable."""

_OCR = (
    ("rn", "m"),
    ("vv", "w"),
    ("cl", "d"),
    ("0", "o"),
    ("1", "l"),
    ("5", "s"),
    ("8", "b"),
    ("6", "b"),
    ("i", "l"),
    ("j", "l"),
)


@lru_cache(maxsize=1 << 16)
def skeleton(form: str) -> str:
    """The form with every letter that OCR confuses written one way: 'sharna' and 'shama' are one."""
    for seen, meant in _OCR:
        form = form.replace(seen, meant)
    return form


@lru_cache(maxsize=1 << 16)
def near(written: str, name: str) -> float:
    """How surely `written` is a slip of `name`: 0 if not, up to 0.9. Both folded, single words."""
    if written == name or len(name) < _SHORTEST or abs(len(written) - len(name)) > 2:  # noqa: PLR2004 -- more than two edits
        return 0.0
    if skeleton(written) == skeleton(name):
        return 0.9
    distance = OSA.distance(written, name, score_cutoff=2)
    if distance == 1:
        return 0.8 if written[0] == name[0] else 0.5
    if distance == 2 and len(name) >= _LONG and written[0] == name[0]:  # noqa: PLR2004 -- two edits
        return 0.6
    return 0.0


def _without_one(form: str) -> Iterable[str]:
    yield form
    for at in range(len(form)):
        yield form[:at] + form[at + 1 :]


class Vocabulary:
    """The single-word names of a school, ready for near look-ups in constant time."""

    def __init__(self, names: Iterable[str]) -> None:
        self._index: dict[str, set[str]] = {}
        self._skeletons: dict[str, set[str]] = {}
        self._seen: dict[str, tuple[tuple[str, float], ...]] = {}
        self.names = frozenset(name for name in names if len(name) >= _SHORTEST and " " not in name)
        for name in self.names:
            for key in _without_one(name):
                self._index.setdefault(key, set()).add(name)
            self._skeletons.setdefault(skeleton(name), set()).add(name)

    def near(self, written: str) -> tuple[tuple[str, float], ...]:
        """Known names one slip away with how surely, best first; () if none."""
        found = self._seen.get(written)
        if found is None:
            candidates = set(self._skeletons.get(skeleton(written), ()))
            for key in _without_one(written):
                candidates |= self._index.get(key, set())
            scored = [(name, near(written, name)) for name in candidates]
            found = tuple(sorted((pair for pair in scored if pair[1]), key=lambda pair: (-pair[1], pair[0])))
            self._seen[written] = found
        return found
