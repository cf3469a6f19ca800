"""What counts as an ordinary English word, what as a name, what as both.

The dictionary is wordfreq's English list; names in it are taken out by our own lists under data/.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from nicknames import NickNamer
from wordfreq import get_frequency_dict  # the only use of wordfreq

from honour.people.fold import folded

_WORD = 10 ** (2.9 - 9)
"""A form this frequent (Zipf 2.9, about one in a million words) that no list calls a name is taken for a word."""
_FREQUENT = 10 ** (4.0 - 9)
_COMMON = 10 ** (3.6 - 9)


def _lines(name: str) -> list[str]:
    text = (files("honour.people") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def forenames() -> frozenset[str]:
    return frozenset(folded(word) for line in _lines("forenames.txt") for word in line.split())


@cache
def uncommon_names() -> frozenset[str]:
    """Further first names, from the nicknames package; those that are frequent words (Will, Art) left out."""
    # Private, for the package offers no list of its names.
    pairs = NickNamer()._nickname_lookup.items()
    names = {folded(name) for given, others in pairs for name in (given, *others)}
    return frozenset(name for name in names if _frequencies().get(name, 0.0) < _FREQUENT and len(name) > 2)  # noqa: PLR2004 -- 'al', 'jo' are words elsewhere


@cache
def surnames() -> frozenset[str]:
    return frozenset(folded(word) for line in _lines("surnames.txt") for word in line.split())


@cache
def word_names() -> frozenset[str]:
    """Names that are ordinary words too: Rose, Will, Mark."""
    return frozenset(word for line in _lines("word-names.txt") for word in line.split())


@cache
def phrases() -> tuple[str, ...]:
    """Folded rhymes, stories and sayings whose names are nobody's at the school: 'jack and jill'."""
    return tuple(folded(line) for line in _lines("phrases.txt"))


@cache
def phrases_with(form: str) -> tuple[bytes, ...]:
    """The `phrases` in which a folded form stands as a word, as folded bytes between spaces."""
    return tuple(f" {phrase} ".encode() for phrase in phrases() if f" {form} " in f" {phrase} ")


@cache
def nicknames() -> dict[str, tuple[str, ...]]:
    """Our own list: folded full name to folded short forms."""
    table = {}
    for line in _lines("nicknames-uk.txt"):
        full, *short = line.split()
        table[folded(full)] = tuple(folded(form) for form in short)
    return table


@cache
def spellings() -> dict[str, frozenset[str]]:
    """Folded name to the other folded spellings of the same name."""
    table: dict[str, set[str]] = {}
    for line in _lines("transliterations.txt"):
        group = {folded(word) for word in line.split()}
        for word in group:
            table.setdefault(word, set()).update(group - {word})
    return {word: frozenset(others) for word, others in table.items()}


@cache
def _frequencies() -> dict[str, float]:
    return dict(get_frequency_dict("en", "large"))


@cache
def known_forms() -> frozenset[str]:
    """Every form the dictionary holds, names included: what is not in it may be a misspelling."""
    return frozenset(word for word, frequency in _frequencies().items() if frequency >= _WORD and word.isascii())


def wordlike(form: str) -> bool:
    """Could this folded form be an ordinary word in a sentence? True for 'rose' and 'brown', not for 'amelia'."""
    if form in word_names():
        return True
    if form in forenames() or form in surnames() or " " in form:
        return False
    return _frequencies().get(form, 0.0) >= _WORD


def common(form: str) -> bool:
    """A frequent ordinary word that is on no list of names."""
    return (
        _frequencies().get(form, 0.0) >= _COMMON
        and form not in forenames()
        and form not in surnames()
        and form not in word_names()
    )


def ordinary(form: str) -> bool:
    """Explained by the dictionary with its names taken out. 'rose' is; 'amelia' is not."""
    if form in word_names():
        return True
    if form in forenames() or form in surnames() or form in uncommon_names():
        return False
    return _frequencies().get(form, 0.0) >= _WORD


def frequent(form: str) -> bool:
    """So frequent a word (Zipf 4, once in 100,000 words) that a capital in mid-sentence does not make it a name."""
    return ordinary(form) and _frequencies().get(form, 0.0) >= _FREQUENT
