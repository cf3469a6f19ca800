"""How long work tells how far it is, without knowing who shows it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    def start(self, what: str, total: int | None) -> None:
        """A new stretch of work, in plain words without personal data; `total` steps if known."""

    def step(self, done: int = 1) -> None: ...

    def at(self, what: str) -> None:
        """What the work is at now, in a word of no person: a table's label. Forgotten at the next `start`."""


class Silent:
    """Shows nothing. For tests and for pipes."""

    def start(self, what: str, total: int | None) -> None:
        pass

    def step(self, done: int = 1) -> None:
        pass

    def at(self, what: str) -> None:
        pass
