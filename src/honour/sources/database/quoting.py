"""Names of unknown databases inside SQL. They cannot be bound as parameters, so they are quoted, here only."""

from __future__ import annotations

from sqlalchemy.sql.compiler import IdentifierPreparer

from honour.kernel.errors import BadInput


def sqlite_name(untrusted_name: str) -> str:
    """A table or column name for SQLite, quoted whatever it holds. Raises BadInput for a NUL character."""
    if "\0" in untrusted_name:
        raise BadInput("a table or column name holds a NUL character")
    return '"' + untrusted_name.replace('"', '""') + '"'


def dialect_name(preparer: IdentifierPreparer, untrusted_name: str) -> str:
    """The same for any SQLAlchemy dialect; always quoted, so reserved words and capitals stay what they are."""
    if "\0" in untrusted_name:
        raise BadInput("a table or column name holds a NUL character")
    return preparer.quote_identifier(untrusted_name)
