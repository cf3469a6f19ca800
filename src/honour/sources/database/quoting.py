"""Names of unknown SQLite databases inside SQL: they cannot be bound. Other servers' are quoted by SQLAlchemy."""

from __future__ import annotations

from honour.kernel.errors import BadInput


def sqlite_name(untrusted_name: str) -> str:
    """A table or column name for SQLite, quoted whatever it holds. Raises BadInput for a NUL character."""
    if "\0" in untrusted_name:
        raise BadInput("a table or column name holds a NUL character")
    return '"' + untrusted_name.replace('"', '""') + '"'
