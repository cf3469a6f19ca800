"""How long work tells how far it is, without knowing who shows it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    def start(self, what: str, total: int | None, size_bytes: int = 0) -> None:
        """A new stretch of work, in plain words without personal data; `total` steps if known.

        `size_bytes`: of work whose steps are files, what all of them hold, as far as it is known; 0 of other work.
        """

    def step(self, done: int = 1, size_bytes: int = 0) -> None:
        """So much further: `done` steps, files of `size_bytes` together."""

    def at(self, what: str) -> None:
        """What the work is at now, in a word of no person: a table's label. Forgotten at the next `start`."""


class Silent:
    """Shows nothing. For tests and for pipes."""

    def start(self, what: str, total: int | None, size_bytes: int = 0) -> None:
        pass

    def step(self, done: int = 1, size_bytes: int = 0) -> None:
        pass

    def at(self, what: str) -> None:
        pass
