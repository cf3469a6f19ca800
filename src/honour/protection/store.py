"""The encrypted database of a school: one SQLCipher file, or a PostgreSQL database by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.pool import QueuePool

from honour.kernel.errors import BadInput, Trouble
from honour.protection.errors import Locked, StoreBusy
from honour.protection.warnings import NO_SQLCIPHER, POSTGRESQL, StandingWarning

try:
    from sqlcipher3 import dbapi2 as _sqlcipher
except ImportError:  # pragma: no cover - its wheel is missing on some machines; standing_warnings says so
    _sqlcipher = None

KEY_BYTES = 32
BUSY_SECONDS = 10
"""How long a writer waits for another before it gives up; a batch of the reader takes well under one."""
_READING = "honour_reading"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "temp_store=MEMORY")


def engine(target: Path | str, key: bytes | None = None, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """A SQLAlchemy engine over the file `target` (SQLCipher, 32-byte raw key), or over a PostgreSQL URL (no key).

    `with engine.begin()` takes the writer's lock at once, so it never fails half way because another wrote; use
    `reading` where nothing is written. Values of statements are hidden in errors. Raises, on first use: Locked for
    a wrong key, StoreBusy when another process keeps the lock longer than `busy_seconds`, Trouble for a full disk
    or a damaged file. Makes the file (mode 0600) if its folder exists.
    """
    if isinstance(target, str) and target.startswith("postgresql"):
        if key is not None:
            raise BadInput("a PostgreSQL store takes no key", advice="Texts in it are sealed by protection.keys.")
        made = create_engine(
            target,
            hide_parameters=True,
            isolation_level="READ COMMITTED",
            connect_args={"options": f"-c lock_timeout={int(busy_seconds * 1000)}"},
        )
    else:
        path = Path(target)
        if key is None or len(key) != KEY_BYTES:
            raise BadInput(f"the database file needs a key of {KEY_BYTES} bytes")
        module = _module()
        made = create_engine(
            "sqlite+pysqlite://",
            module=module,
            creator=lambda: _connect(module, path, key, busy_seconds),
            poolclass=QueuePool,
            hide_parameters=True,
        )
        event.listen(made, "begin", _begin)
    event.listen(made, "handle_error", _explain)
    return made


@contextmanager
def reading(of: Engine) -> Iterator[Connection]:
    """A connection for reads: does not wait for writers, sees one moment of the database."""
    with of.connect().execution_options(**{_READING: True}) as connection:
        yield connection


def standing_warnings(of: Engine) -> tuple[StandingWarning, ...]:
    """What the caller must show as long as this store is used."""
    if of.dialect.name == "postgresql":
        return (POSTGRESQL,)
    return (NO_SQLCIPHER,) if _sqlcipher is None else ()


def empty_log(of: Engine) -> None:
    """Moves everything into the main file and cuts the write-ahead log to nothing, so that no old page stays there.

    Raises StoreBusy while someone still reads an older state.
    """
    with of.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None  # noqa: S101 # a connection just taken from the pool is there; for mypy
        busy, _, _ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise _busy()


def _module() -> ModuleType:
    return sqlite3 if _sqlcipher is None else _sqlcipher


def _connect(module: ModuleType, path: Path, key: bytes, busy_seconds: float) -> Any:
    if not path.exists() and path.parent.is_dir():
        path.touch(mode=0o600)
    # Transactions are begun by _begin, not by the driver.
    try:
        connection = module.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    except module.OperationalError as error:
        raise Trouble("the database cannot be opened", advice="Check that its folder exists and is yours.") from error
    try:
        if module is not sqlite3:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except module.Error as error:
        connection.close()
        raise _translated(error) or error from None
    return connection


def _begin(connection: Connection) -> None:
    mode = "" if connection.get_execution_options().get(_READING) else " IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN{mode}")


def _explain(context: ExceptionContext) -> None:
    translated = _translated(context.original_exception)
    if translated is not None:
        raise translated from None


def _translated(error: BaseException) -> Trouble | Locked | None:
    said = str(error)
    if "file is not a database" in said or "file is encrypted" in said:
        return Locked(
            "the database does not open with this key, or the file is damaged",
            advice="Check that the keys and the database belong together; restore both from one backup.",
        )
    if "database is locked" in said or "database table is locked" in said or "lock timeout" in said:
        return _busy()
    if "disk is full" in said or "disk I/O error" in said or "No space left" in said:
        return Trouble("the disk is full or failing; nothing was changed", advice="Free some space and run it again.")
    if "malformed" in said:
        return Trouble("the database file is damaged", advice="Restore it from a backup; keep the damaged one.")
    return None


def _busy() -> StoreBusy:
    return StoreBusy(
        "the school's database is busy: another Honour command is writing to it", advice="Wait until it has finished."
    )
