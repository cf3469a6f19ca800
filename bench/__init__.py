"""Measurements against targets and peers. `python -m bench [NAME ...]` runs bench/bench_NAME.py.

A benchmark is a module with `NAME`, `WHAT` (one sentence) and `run() -> list[Row]`. Absolute times depend on the
machine; ratios to a peer measured in the same run do not, so give one where there is one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    what: str
    measured: float
    unit: str
    at_least: float | None = None
    """The target; exactly one of the two, or neither for a figure that is only told."""
    at_most: float | None = None
    note: str = ""
    """Such as the same for a peer, measured in the same run."""

    @property
    def ok(self) -> bool | None:
        if self.at_least is not None:
            return self.measured >= self.at_least
        return None if self.at_most is None else self.measured <= self.at_most

    @property
    def ratio(self) -> float | None:
        """How many times better than the target; above 1 is good. None where there is no target or it is zero."""
        if self.at_least:
            return self.measured / self.at_least
        return self.at_most / self.measured if self.at_most and self.measured else None
