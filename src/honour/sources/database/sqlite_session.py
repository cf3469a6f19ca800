"""A connection to an SQLite file that only reads, does no statement longer than allowed, and can read any bytes."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from honour.kernel.errors import SourceError
from honour.sources.database.server import statement_seconds, too_slow

_WAIT_SECONDS = 2.0
_LOOK_EVERY = 200_000
"""Steps of SQLite's machine between two looks at the clock: some milliseconds."""
_LOCKED_ADVICE = (
    "Close the program that uses it, or ask for a copy made with its own backup command, and connect the copy."
)


class _Clock:
    def __init__(self) -> None:
        self.until = 0.0

    def over(self) -> bool:
        return time.monotonic() > self.until


class Session(sqlite3.Connection):
    """Each statement, and each stretch of rows after `more_time`, may take `statement_seconds`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clock = _Clock()
        self.set_progress_handler(self._clock.over, _LOOK_EVERY)

    def more_time(self) -> None:
        self._clock.until = time.monotonic() + statement_seconds()

    def execute(self, *args: Any) -> sqlite3.Cursor:
        self.more_time()
        return super().execute(*args)


def connect(path: Path, *, tolerant: bool = False) -> Session:
    """Opens it with `mode=ro`, not `immutable`: the school's program may be writing meanwhile.

    `tolerant`: text that is not UTF-8 is read as Windows-1252.
    """
    connection = sqlite3.connect(
        f"file:{quote(str(path.resolve()))}?mode=ro",
        uri=True,
        timeout=_WAIT_SECONDS,
        isolation_level=None,
        factory=Session,
    )
    connection.execute("PRAGMA query_only=ON")
    if tolerant:
        connection.text_factory = _text
    return connection


def not_utf8(error: sqlite3.Error) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "decode" in str(error).lower()


def source_error(source: str, error: sqlite3.Error) -> SourceError:
    text = str(error).lower()
    if "interrupted" in text:
        gap = too_slow()
        return SourceError(f"a table of source {source} {gap.what}", advice=gap.advice)
    if "locked" in text or "busy" in text:
        return SourceError(f"the database of source {source} is locked by another program", advice=_LOCKED_ADVICE)
    if "not a database" in text or "encrypted" in text:
        return SourceError(
            f"the database of source {source} is encrypted or no SQLite database",
            advice="Ask the supplier for a readable copy or for a login to the server.",
        )
    if "malformed" in text or "corrupt" in text:
        return SourceError(
            f"the database of source {source} is damaged", advice="Restore it from a backup, or connect a good copy."
        )
    return SourceError(
        f"the database of source {source} could not be read",
        advice="Check that you may read the file and its folder, and that the disk is well.",
    )


def shown(value: object) -> str | None:
    """Text that was stored as bytes is shown as text; other bytes are named by their size."""
    if value is None or isinstance(value, str):
        return value
    if not isinstance(value, bytes):
        return str(value)
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return f"({len(value)} bytes of data)"
    return f"({len(value)} bytes of data)" if any(c < " " and c not in "\t\n\r" for c in text) else text


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
