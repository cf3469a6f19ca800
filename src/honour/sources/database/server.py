"""A server to read from: its driver, sessions that read only and take bounded time, and what went wrong in words.

    engine = server_engine(source, url)                  # every session is read-only
    engine = server_engine(source, url, write=True)      # for `honour.sources.database.access` only

What each session says to the server stands in `_SESSION`, by dialect. SQL Server knows no read-only transaction: there
the login's own rights are what holds, and the driver announces that it only reads.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool, Pool, QueuePool

from honour.kernel.errors import SourceError
from honour.kernel.unread import Why

LOCK_SECONDS = 10
"""How long to wait for a table or row somebody else is changing."""
STATEMENT_SECONDS = 300
"""How long the server may work on one statement before the table is named as a gap; $HONOUR_STATEMENT_SECONDS."""
_STREAM_TIMES = 12
"""So many times as long a stream may last there: an hour."""
_ANSWER_SECONDS = 60
"""How long the server may take to let anybody in."""
_SLOW_READER_SECONDS = 3600
"""How long MariaDB keeps a connection whose reader is busy with the rows it has."""
SYSTEM_SCHEMAS = {
    "information_schema", "pg_catalog", "pg_toast", "sys", "mysql", "performance_schema", "INFORMATION_SCHEMA", "guest",
    "db_owner", "db_accessadmin", "db_securityadmin", "db_ddladmin", "db_backupoperator", "db_datareader",
    "db_datawriter", "db_denydatareader", "db_denydatawriter",
}  # fmt: skip
_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "mssql": "mssql+pymssql",
    "sqlserver": "mssql+pymssql",
}
_EXTRAS = {"postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql", "mssql": "mssql"}
_MYSQL = frozenset({"mysql", "mariadb"})
TOLERANT = "honour_tolerant"
"""The execution option, and the codec, of a session that reads text in a wrong encoding: UTF-8, else Windows-1252."""


def statement_seconds() -> int:
    """$HONOUR_STATEMENT_SECONDS, else STATEMENT_SECONDS. Anything that is no positive number counts as unset."""
    said = os.environ.get("HONOUR_STATEMENT_SECONDS", "")
    return int(said) if said.isdigit() and int(said) else STATEMENT_SECONDS


def server_engine(source: str, url: str, *, write: bool = False, keep: bool = False) -> sa.Engine:
    """Opens nothing yet. `keep`: connections are kept open and tried before they are used again.

    Raises SourceError where the driver is missing or the URL is none; never shows the URL, which may hold a password.
    """
    try:
        parsed = sa.make_url(url)
        parsed = parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))
        dialect = parsed.get_backend_name()
        pool: type[Pool] = QueuePool if keep else NullPool
        engine = sa.create_engine(
            parsed, poolclass=pool, pool_pre_ping=keep, hide_parameters=True, connect_args=_arguments(parsed, write)
        )
    except ArgumentError:
        raise SourceError(
            f"the URL of source {source} is no database URL",
            advice="Write it as postgresql://reader:${PASSWORD}@host/database; docs/connect-a-server.md has all four.",
        ) from None
    except (NoSuchModuleError, ImportError):
        extra = _EXTRAS.get(url.partition("://")[0].partition("+")[0].replace("sqlserver", "mssql"), "postgres")
        raise SourceError(
            f"the driver for source {source} is not installed",
            advice=f"Install it: pip install 'honour[{extra}]', then try again.",
        ) from None
    if dialect in _MYSQL or dialect == "postgresql":
        # One view of the data from first to last, so that counts before and after compare.
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    sa.event.listen(engine, "connect", _greeting(dialect, write))
    return engine


def called(schema: str | None, name: str, default: str, schemas: Collection[str]) -> str:
    """A table's name in addresses: its schema in front where that is not the login's own, or where the name without it
    would be taken for a table of another schema.
    """
    if schema is None and name.partition(".")[0] in schemas and "." in name:
        schema = default
    return f"{schema}.{name}" if schema else name


def abandon(connection: sa.Connection) -> None:
    """Ends a connection of which nothing more is wanted. PyMySQL would read the rest of the answer first."""
    with suppress(SQLAlchemyError):
        result = getattr(connection.connection.driver_connection, "_result", None)
        if result is not None and hasattr(result, "unbuffered_active"):
            result.unbuffered_active = False
    connection.invalidate()


def tolerant(connection: sa.Connection) -> None:
    """Makes this connection read any bytes as text, and dates that are none as the server writes them.

    For one connection that is thrown away afterwards; several times slower than the driver's own way.
    """
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        _psycopg_takes_all(driver)
    elif connection.dialect.driver == "pymysql":
        driver.encoding = TOLERANT


def _arguments(url: sa.URL, write: bool) -> dict[str, Any]:
    """What the driver itself has to know, where the URL does not say it."""
    driver, said = url.get_driver_name(), url.query
    if driver == "psycopg":
        # else a database without an encoding answers in bytes, its own version too
        own: dict[str, Any] = {"connect_timeout": _ANSWER_SECONDS, "client_encoding": "utf8"}
        return {name: value for name, value in own.items() if name not in said}
    if driver == "pymysql":
        own = {"charset": "utf8mb4", "connect_timeout": _ANSWER_SECONDS}
        if not write:
            # without ANSI_QUOTES and the like; said by the driver, before SQLAlchemy looks how names are to be quoted
            own["sql_mode"] = ""
        return {name: value for name, value in own.items() if name not in said}
    if driver == "pymssql":
        own = {"login_timeout": _ANSWER_SECONDS, "timeout": statement_seconds(), "read_only": not write}
        return {name: value for name, value in own.items() if name not in said}
    if driver == "pyodbc" and not write and "ApplicationIntent" not in said:
        return {"ApplicationIntent": "ReadOnly", "timeout": _ANSWER_SECONDS}
    return {}


def session_statements(dialect: str, *, write: bool, mariadb: bool = True) -> list[str]:
    """What is said first in every session: reads only (unless `write`), waits and works so long and no longer."""
    work = statement_seconds()
    if dialect == "postgresql":
        said = [f"SET lock_timeout = '{LOCK_SECONDS}s'", "SET idle_in_transaction_session_timeout = 0"]
        return said if write else [
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", *said, f"SET statement_timeout = '{work}s'",
        ]  # fmt: skip
    if dialect in _MYSQL:
        said = [
            f"SET SESSION innodb_lock_wait_timeout = {LOCK_SECONDS}",
            f"SET SESSION lock_wait_timeout = {LOCK_SECONDS}",
        ]
        limit = f"max_statement_time = {work}" if mariadb else f"max_execution_time = {work * 1000}"
        return said if write else [
            "SET SESSION TRANSACTION READ ONLY", *said, f"SET SESSION {limit}",
            f"SET SESSION net_write_timeout = {_SLOW_READER_SECONDS}",
        ]  # fmt: skip
    if dialect == "mssql":
        return [f"SET LOCK_TIMEOUT {LOCK_SECONDS * 1000}"]
    return []


def longer(dialect: sa.Dialect) -> list[str]:
    """Said before rows are streamed. MariaDB and MySQL count the time a reader takes to the statement's."""
    if dialect.name not in _MYSQL:
        return []
    limit = statement_seconds() * _STREAM_TIMES
    mariadb = bool(getattr(dialect, "is_mariadb", False))
    return [f"SET SESSION {f'max_statement_time = {limit}' if mariadb else f'max_execution_time = {limit * 1000}'}"]


def _greeting(dialect: str, write: bool) -> Callable[[Any, Any], None]:
    def greet(driver: Any, _record: Any) -> None:
        cursor = driver.cursor()
        try:
            mariadb = True
            if dialect in _MYSQL:
                cursor.execute("SELECT VERSION()")
                mariadb = "mariadb" in str(cursor.fetchone()[0]).lower()
            for statement in session_statements(dialect, write=write, mariadb=mariadb):
                cursor.execute(statement)
            if dialect == "postgresql":
                cursor.execute("SHOW server_encoding")
                if _text(cursor.fetchone()[0]) == "SQL_ASCII":
                    # no encoding at all: whatever bytes a program wrote come back, and PostgreSQL converts nothing
                    cursor.execute("SET client_encoding = 'SQL_ASCII'")
                    _psycopg_takes_all(driver)
        finally:
            cursor.close()
        driver.commit()

    return greet


# ---- text in a wrong encoding


def _text(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    data = bytes(raw)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _codec(name: str) -> codecs.CodecInfo | None:
    if name != TOLERANT:
        return None

    def decode(raw: Any, errors: str = "strict") -> tuple[str, int]:
        del errors
        return _text(raw), len(raw)

    return codecs.CodecInfo(codecs.utf_8_encode, decode, name=TOLERANT)


codecs.register(_codec)


def _psycopg_takes_all(driver: Any) -> None:
    from psycopg.adapt import Loader

    class AsWritten(Loader):
        def load(self, data: Any) -> str:
            return _text(data)

    for kind in ("text", "varchar", "bpchar", "name", '"char"', "json", "jsonb", "xml", "date", "timestamp", "timestamptz", "time", "timetz", "interval"):  # fmt: skip  # noqa: E501
        driver.adapters.register_loader(kind, AsWritten)


# ---- what went wrong


@dataclass(frozen=True, slots=True)
class Gap:
    """Why something could not be read, without a word of the server's own message: it may quote a value."""

    why: Why
    what: str
    """To stand behind the name of the table: 'is locked by another program'."""
    advice: str
    lost: bool = False
    """The connection is gone; trying once more may help."""


_FORBIDDEN = Gap(
    Why.NO_ACCESS,
    "may not be read by this login",
    "Ask whoever keeps the database to grant this login SELECT on it, then run the command again.",
)
_LOCKED = Gap(
    Why.NO_ACCESS,
    "is locked by another program",
    "Try again when nobody imports, upgrades or backs up the database.",
)
_LOST = Gap(
    Why.NO_ACCESS,
    "broke off twice because the connection was lost",
    "See whether server and network are well, then run the command again.",
    lost=True,
)
_BROKEN = Gap(
    Why.DAMAGED,
    "gives an error when it is read",
    "Ask whoever keeps the database to read it once with another program and mend what is wrong.",
)
_CODES: dict[str, Gap] = {
    **dict.fromkeys(("42501", "1044", "1142", "1143", "1227", "1370", "229", "230"), _FORBIDDEN),
    **dict.fromkeys(("55P03", "1205", "1222"), _LOCKED),
}
_TOO_SLOW = frozenset({"57014", "1969", "3024", "1028"})
_VANISHED = frozenset({"57P01", "57P02", "57P03", "08006", "08003", "1053", "1317", "1927", "2006", "2013", "2055", "4031", "20047"})  # fmt: skip  # noqa: E501


def gap_of(error: BaseException) -> Gap:
    """The error of a driver as a gap."""
    code = _code(error)
    if code in _TOO_SLOW or (code == "20003" and "timed out" in str(error)):
        return too_slow()
    if code in _VANISHED or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return _LOST
    return _CODES.get(code, _BROKEN)


def too_slow() -> Gap:
    limit = statement_seconds()
    return Gap(
        Why.OVER_LIMIT,
        f"took the server longer than allowed ({limit} s)",
        f"Try again when the server is quiet, or allow more: HONOUR_STATEMENT_SECONDS={limit * 4}.",
    )


def _code(error: BaseException) -> str:
    """The server's own number, else the SQLSTATE, as PostgreSQL gives it; else ''."""
    driver = error.orig if isinstance(error, DBAPIError) else error
    arguments = getattr(driver, "args", ())
    first = arguments[0] if arguments else ""
    if isinstance(first, tuple) and first:
        first = first[0]
    # PyMySQL has both, and MariaDB gives one SQLSTATE to many numbers
    return str(first) if isinstance(first, int) else str(getattr(driver, "sqlstate", None) or "")


def unreachable(source: str) -> SourceError:
    return SourceError(
        f"the database of source {source} cannot be reached",
        advice="Check host, database, login and that the login may read; the password is not shown here.",
    )


READ_ERRORS = (SQLAlchemyError, UnicodeDecodeError)
"""What comes out of SQLAlchemy while rows are read: an encoding error of a driver passes through it as it is."""


def clock(value: timedelta) -> str:
    """MariaDB's TIME, which may be negative or longer than a day."""
    seconds = abs(value).days * 86400 + abs(value).seconds
    text = f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    part = f".{abs(value).microseconds:06}" if value.microseconds else ""
    return ("-" if value < timedelta() else "") + text + part
