"""What can go wrong, told apart. The edge prints `message` and `advice` and exits with `code`.

    HonourError
    ├── BadInput          what was given is wrong (a file, a date, a review file, a name)
    │   └── BadRule       a file under law/ is wrong
    ├── SourceError       a place where the school keeps records could not be read at all
    ├── NotAllowed        the user, the law or a hold forbids it; a person must act first
    ├── Tampered          evidence or a pack does not verify
    └── Trouble           the machine: disk full, kernel too old, a missing program

No message may carry a personal value: name the place (file, line, address), never the person.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    OK = 0
    TROUBLE = 1
    BAD_INPUT = 2
    SOURCE = 3
    NOT_ALLOWED = 4
    TAMPERED = 5


class HonourError(Exception):
    """One clear sentence (`message`) and what to do next (`advice`)."""

    code = ExitCode.TROUBLE

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


class BadInput(HonourError):
    code = ExitCode.BAD_INPUT


class BadRule(BadInput):
    pass


class SourceError(HonourError):
    code = ExitCode.SOURCE


class NotAllowed(HonourError):
    code = ExitCode.NOT_ALLOWED


class Tampered(HonourError):
    code = ExitCode.TAMPERED


class Trouble(HonourError):
    code = ExitCode.TROUBLE
