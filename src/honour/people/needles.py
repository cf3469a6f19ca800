"""What to look for in a text that may name one person: full names, and identifiers nobody else has. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from honour.kernel.holding import Subject
from honour.sources.database.sweep import Needle

_KINDS = {
    "upn": ("UPN", True),
    "former-upn": ("former UPN", True),
    "email": ("e-mail address", False),
    "phone": ("telephone number", True),
    "national-insurance": ("National Insurance number", True),
    "username": ("user name", False),
    "admission-number": ("admission number", False),
}
_SHORTEST_IDENTIFIER = 5
"""A shorter one stands in rows that have nothing to do with the person."""
_PHONE_DIGITS = 9
"""Last digits: the same whether written with 0 or with +44."""
_SHORTEST_NAME = 2


def needles(subject: Subject, everybody: Iterable[Subject]) -> tuple[Needle, ...]:
    """Full names in any order and form, and identifiers that are this person's alone.

    A telephone or e-mail address shared with a parent is left out: it is rightly the parent's still. A forename or a
    surname alone is not looked for.
    """
    shared = Counter(pair for person in everybody if person.id != subject.id for pair in person.identifiers)
    found: dict[Needle, None] = {}
    for name in subject.names:
        words = tuple(word for part in (name.forename, name.surname) for word in part.split())
        if name.forename and name.surname and all(len(word) >= _SHORTEST_NAME for word in words):
            found[Needle(words, False, "name")] = None
    for kind, value in subject.identifiers:
        if kind not in _KINDS or shared[kind, value]:
            continue
        words_for, squeeze = _KINDS[kind]
        text = value.strip()
        if kind == "phone":
            text = "".join(c for c in text if c.isdigit())[-_PHONE_DIGITS:]
        if len(text) >= _SHORTEST_IDENTIFIER:
            found[Needle((text,), squeeze, words_for)] = None
    return tuple(found)


def of_value(value: str | None) -> tuple[Needle, ...]:
    """A wrong value that was corrected, where it is long enough to mean anything."""
    words = tuple((value or "").split())
    long_enough = sum(map(len, words)) >= _SHORTEST_IDENTIFIER
    return (Needle(words, False, "the wrong value"),) if words and long_enough else ()


def to_json(found: Sequence[Needle]) -> list[list[object]]:
    return [[list(needle.words), needle.squeezed, needle.kind] for needle in found]


def from_json(found: Iterable[Sequence[object]]) -> tuple[Needle, ...]:
    return tuple(
        Needle(tuple(str(w) for w in words), bool(squeeze), str(kind))
        for words, squeeze, kind in found
        if isinstance(words, list)
    )
