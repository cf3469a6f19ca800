"""Very many keys in little memory: eight bytes each, whatever they look like.

Whole numbers are kept as they are; of other keys a hash of 64 bits, so that two different ones count as one about once
in a million sets of ten million. It behaves as the frozenset of the keys' canonical forms would; what it yields for a
hashed key is no text of the school's but stands for it in every set. Where keys come a second time nothing is stored.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Any

import numpy as np
import numpy.typing as npt

from honour.kernel.following import canonical

MOST_KEYS = 16_000_000
"""Different keys of one column; beyond, it is not joined to. 128 megabytes."""
_PENDING = 1_000_000
_STANDS_FOR = "\0"
_DIGITS = 18
_TOO_LARGE = 10**_DIGITS

_Numbers = npt.NDArray[np.int64]
_NONE: _Numbers = np.empty(0, dtype=np.int64)


class Many(Set[str]):
    """The different values of a column that has very many. It counts all; only some it can name, when iterated.

    Where they can be no keys, `keys` is empty and they are not counted: `different` is then a number they exceed.
    """

    __slots__ = ("_different", "_some", "keys")

    def __init__(self, keys: Keys, different: int, some: Iterable[str]) -> None:
        self.keys, self._different, self._some = keys, different, frozenset(some)

    def __len__(self) -> int:
        return self._different

    def __iter__(self) -> Iterator[str]:
        return iter(self._some)

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and canonical(value) in self.keys


class Keys(Set[str]):
    """`numbers` and `hashes` are sorted, without repetition."""

    __slots__ = ("_hashes", "_looked", "_numbers")

    def __init__(self, numbers: _Numbers = _NONE, hashes: _Numbers = _NONE) -> None:
        self._numbers, self._hashes = numbers, hashes
        # scalars come out of a memoryview ten times as fast as out of an array
        self._looked = numbers.data, hashes.data

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> Keys:  # type: ignore[override]
        return keys_of(it)

    def __len__(self) -> int:
        return len(self._numbers) + len(self._hashes)

    def __iter__(self) -> Iterator[str]:
        yield from map(str, self._looked[0])
        for value in self._looked[1]:
            yield f"{_STANDS_FOR}{value}"

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, str):
            return False
        number, held = _place(value)
        looked = self._looked[0 if number else 1]
        at = bisect_left(looked, held)
        return at < len(looked) and looked[at] == held

    def __and__(self, other: Set[Any]) -> Set[str]:
        if isinstance(other, Keys):
            return Keys(_shared(self._numbers, other._numbers), _shared(self._hashes, other._hashes))
        return frozenset(value for value in other if value in self)

    __rand__ = __and__

    def __sub__(self, other: Set[Any]) -> Keys:
        if not isinstance(other, Keys):
            other = keys_of(other)
        return Keys(_without(self._numbers, other._numbers), _without(self._hashes, other._hashes))

    def __rsub__(self, other: Set[Any]) -> Set[str]:
        return frozenset(value for value in other if value not in self)

    def __le__(self, other: Set[Any]) -> bool:
        return len(self) <= len(other) and len(self & other) == len(self)

    def __ge__(self, other: Set[Any]) -> bool:
        return len(other) <= len(self) and len(self & other) == len(other)

    def __hash__(self) -> int:
        return hash(len(self))

    def __repr__(self) -> str:
        return f"Keys({len(self)})"

    @property
    def numbers(self) -> Sequence[int]:
        """The whole numbers among them in order, negative ones too."""
        return self._looked[0]

    def minus(self) -> frozenset[str]:
        """What stands behind the minus of the negative ones."""
        return frozenset(str(-int(value)) for value in self._numbers[: np.searchsorted(self._numbers, 0)])

    def plus(self) -> Keys:
        """Those that are no negative number."""
        return Keys(self._numbers[np.searchsorted(self._numbers, 0) :], self._hashes)


class Collecting:
    """Takes values one chunk after the other, repeated ones too; holds no more than the different ones and a part."""

    def __init__(self) -> None:
        self._begin()
        self.overflowed = False

    def _begin(self) -> None:
        self._plain, self._padded, self._hashes, self._written = _Pile(), _Pile(), _Pile(), _Pile()

    def add(self, values: Sequence[str | int]) -> None:
        """Values as they stand in the source, none of them empty; whole numbers may come as such."""
        if not values or self.overflowed:
            return
        if type(values[0]) is not int or not self._all_numbers(values):
            self._one_by_one(values)
        if len(self._plain) + len(self._padded) + len(self._hashes) > MOST_KEYS + 2 * _PENDING:
            self._begin()
            self.overflowed = True

    def _all_numbers(self, values: Sequence[str | int]) -> bool:
        try:
            numbers = np.array(values, dtype=np.int64)
        except (ValueError, OverflowError):
            return False
        if numbers.max() >= _TOO_LARGE or numbers.min() <= -_TOO_LARGE:
            return False  # a text of so many digits is kept as a hash
        self._plain.add(numbers)
        return True

    def _one_by_one(self, values: Sequence[str | int]) -> None:
        plain: list[int] = []
        padded: list[int] = []
        hashes: list[int] = []
        written: list[int] = []
        for value in values:
            text = str(value)
            key = canonical(text)
            number, held = _place(key)
            if number and key == text:
                plain.append(held)
                continue
            (padded if number else hashes).append(held)
            written.append(hash(text))
        for pile, some in (
            (self._plain, plain), (self._padded, padded), (self._hashes, hashes), (self._written, written),
        ):  # fmt: skip
            if some:
                pile.add(np.array(some, dtype=np.int64))

    def keys(self) -> Keys:
        padded, plain = self._padded.different(), self._plain.different()
        return Keys(_distinct(np.concatenate([plain, padded])) if len(padded) else plain, self._hashes.different())

    def different(self) -> int:
        """Different values as written: 007 and 7 are two, and one key."""
        return len(self._plain.different()) + len(self._written.different())


class _Pile:
    """Numbers, of which those that repeat are thrown out from time to time."""

    def __init__(self) -> None:
        self._done = _NONE
        self._pending: list[_Numbers] = []
        self._waiting = 0

    def __len__(self) -> int:
        return len(self._done) + self._waiting

    def add(self, values: _Numbers) -> None:
        self._pending.append(values)
        self._waiting += len(values)
        if self._waiting > max(_PENDING, len(self._done) // 2):
            self.different()

    def different(self) -> _Numbers:
        if self._pending:
            self._done = _distinct(np.concatenate([self._done, *self._pending]))
            self._pending, self._waiting = [], 0
        return self._done


def keys_of(values: Iterable[str]) -> Keys:
    """The set of these canonical forms."""
    numbers: list[int] = []
    hashes: list[int] = []
    for value in values:
        number, held = _place(value)
        (numbers if number else hashes).append(held)
    return Keys(*(_distinct(np.array(some, dtype=np.int64)) for some in (numbers, hashes)))


def minus(values: Set[str]) -> frozenset[str]:
    """Of canonical forms, what stands behind the minus of negative whole numbers."""
    if isinstance(values, Keys):
        return values.minus()
    return frozenset(value[1:] for value in values if value.startswith("-") and value[1:].isdigit())


def plus(values: Set[str]) -> Set[str]:
    """Of canonical forms, those without a minus."""
    return values.plus() if isinstance(values, Keys) else frozenset(v for v in values if not v.startswith("-"))


def whole_numbers(values: Set[str]) -> Sequence[int]:
    """Of canonical forms, the whole numbers from 0 in order."""
    if isinstance(values, Keys):
        return values.plus().numbers
    return sorted(int(value) for value in values if value.isdigit())


def top(values: Set[str]) -> tuple[int, int]:
    """(how many canonical forms are whole numbers from 0, the largest of them or 0)"""
    if isinstance(values, Keys):
        numbers = values.plus().numbers
        return len(numbers), numbers[-1] if len(numbers) else 0
    found = [int(value) for value in values if value.isdigit()]
    return len(found), max(found, default=0)


def _place(key: str) -> tuple[bool, int]:
    """(kept as a number, what is kept) of a canonical form, or of what stands for one."""
    if key[:1] == _STANDS_FOR and key[1:].lstrip("-").isdecimal():
        return False, int(key[1:])
    digits = key[1:] if key[:1] == "-" else key
    if len(digits) <= _DIGITS and digits.isdecimal() and digits.isascii() and key != "-0":
        return True, int(key)
    return False, hash(key)


def _distinct(values: _Numbers) -> _Numbers:
    values.sort()
    if len(values) < 2:  # noqa: PLR2004 - nothing to compare
        return values
    return values[np.concatenate(([True], values[1:] != values[:-1]))]


def _found(values: _Numbers, among: _Numbers) -> npt.NDArray[np.bool_]:
    if not len(among):
        return np.zeros(len(values), dtype=np.bool_)
    places = np.searchsorted(among, values)
    places[places == len(among)] = 0
    found: npt.NDArray[np.bool_] = among[places] == values
    return found


def _shared(one: _Numbers, other: _Numbers) -> _Numbers:
    few, many = sorted((one, other), key=len)
    return few[_found(few, many)]


def _without(one: _Numbers, other: _Numbers) -> _Numbers:
    return one[~_found(one, other)]
