"""How fast a stretch of work goes and how long it still takes, in words."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

_WINDOW_SECONDS = 30.0
"""The pace is that of the last half minute: a drive of letters that comes to its scans gets slower."""
_SAMPLE_SECONDS = 0.5
_MB = 1_000_000


@dataclass
class Pace:
    """Of one stretch of work: `total` steps if known, files of `size_bytes` together if they are files."""

    total: int | None
    size_bytes: int = 0
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    done_bytes: int = 0
    _samples: deque[tuple[float, int, int]] = field(default_factory=deque)

    _began: float = 0.0

    def __post_init__(self) -> None:
        self._began = self.clock()
        self._samples.append((self._began, 0, 0))

    def step(self, done: int = 1, size_bytes: int = 0) -> None:
        self.done += done
        self.done_bytes += size_bytes
        now = self.clock()
        if now - self._samples[-1][0] >= _SAMPLE_SECONDS:
            self._samples.append((now, self.done, self.done_bytes))
            while len(self._samples) > 1 and self._samples[1][0] < now - _WINDOW_SECONDS:
                self._samples.popleft()

    def rates(self) -> tuple[float, float]:
        """(steps, bytes) a second of late; (0, 0) before there is anything to tell."""
        began, done, size_bytes = self._samples[0]
        seconds = self.clock() - began
        if seconds <= 0:
            return 0.0, 0.0
        return (self.done - done) / seconds, (self.done_bytes - size_bytes) / seconds

    def seconds_left(self) -> float | None:
        """The longer of what steps and bytes let expect, since small files cost by number and large ones by size.

        None where nobody can tell.
        """
        if self.total is None:
            return None
        left = (max(0, self.total - self.done), max(0, self.size_bytes - self.done_bytes))
        if not any(left):
            return 0.0
        if not self.done:
            return None
        waits = [amount / rate for amount, rate in zip(left, self.rates(), strict=True) if amount and rate]
        return max(waits, default=None)

    def told(self) -> str:
        """`1,234 of 10,000 files, 310 of 2,000 MB, 12.3 MB/s, 2 min left`, as far as it is known."""
        of = "" if self.total is None else f" of {self.total:,}"
        parts = [f"{self.done:,}{of}"]
        steps, size_bytes = self.rates()
        if self.of_files:
            whole = f" of {_mb(self.size_bytes)}" if self.size_bytes >= self.done_bytes else ""
            parts = [f"{parts[0]} files", f"{_mb(self.done_bytes)}{whole} MB", f"{size_bytes / _MB:,.1f} MB/s"]
        elif self.done:
            parts.append(f"{steps:,.0f}/s" if steps >= 1 else f"{60 * steps:,.0f}/min")
        left = self.seconds_left()
        if left is not None:
            parts.append(f"{_span(left)} left")
        return ", ".join(parts)

    def ended(self) -> str:
        """`1,234 files, 310 MB in 25 s (12.4 MB/s)`."""
        seconds = self.clock() - self._began
        rate = self.done_bytes / seconds / _MB if seconds > 0 else 0.0
        return f"{self.done:,} files, {_mb(self.done_bytes)} MB in {_span(seconds)} ({rate:,.1f} MB/s)"

    @property
    def of_files(self) -> bool:
        return bool(self.size_bytes or self.done_bytes)


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / _MB:,.1f}" if size_bytes < 10 * _MB else f"{size_bytes / _MB:,.0f}"


def _span(seconds: float) -> str:
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
