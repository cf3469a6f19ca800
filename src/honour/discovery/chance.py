"""How likely values are, if they were drawn from one set of keys rather than another.

Whole numbers from 1 lie in the keys of every larger table, so that they are found there proves nothing. But numbers
drawn from 4,000 keys do not happen to stay below 260: of two sets that hold all values the smaller is likelier, by a
factor that grows with every value. Values that are no key count as misprints and leavers, each of which is the less
likely the fewer rows have one. How often a key is named tells nothing: some are named much oftener than others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import lgamma, log

_NEAR = 2
"""Times the largest key below which a number without a row may be one that was deleted."""
_FAR = 1e6
"""How many values a key is one of that no row of the table ever had."""


@dataclass(frozen=True)
class Fit:
    log: float
    """Natural logarithm of how likely the values are under these keys; compare it for the same values only."""
    share: float
    """Of the rows, how many have a value among the keys."""
    found: int
    """Distinct values among the keys."""


def fit_of(counted: Mapping[str, int], keys: Collection[str], largest: int) -> Fit:
    """`counted`: value -> rows that have it; `largest` of the keys where they are whole numbers, else 0."""
    distinct, rows = len(counted), sum(counted.values())
    inside = [value for value in counted if value in keys]
    found, size = len(inside), len(keys)
    if not distinct or not found:
        return Fit(float("-inf"), 0.0, 0)
    outside = [value for value in counted if value not in keys]
    stray = (sum(counted[value] for value in outside) + 0.5) / (rows + 1)
    bound = _NEAR * largest
    near = sum(1 for value in outside if value.isdigit() and int(value) <= bound) if bound else 0
    drawn = lgamma(size + 1) - lgamma(size - found + 1)
    likely = found * log(1 - stray) - drawn
    likely += len(outside) * log(stray) - near * log(bound or 1) - (len(outside) - near) * log(_FAR)
    return Fit(likely, 1 - sum(counted[value] for value in outside) / rows, found)
