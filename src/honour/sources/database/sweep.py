"""Where a person's name or identifier still stands in a database: all text columns, on the server, reading only.

    sweep = Sweep(source, url_or_path)
    found = sweep.contains(table, needles)          # one table: [Hit], addresses as the table itself gives them
    swept = sweep.everywhere(tables, needles)       # all of a source, with what could not be looked at

A server compares with LIKE, without letter case and accents, and hands over candidates; each is checked again here by
whole words. Does not see binary columns, encrypted or compressed texts, other spellings and initials.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from honour.kernel.address import Address
from honour.kernel.change import Swept
from honour.kernel.errors import BadInput, SourceError
from honour.kernel.tabular import Table
from honour.sources.database.access import ROWID, Access, text_of
from honour.sources.database.statements import text_type
from honour.sources.database.structure import Sort, TableShape

_FETCH_ROWS = 2000
_BETWEEN = "\x01"
"""Stands between the columns of a row, so that no word runs from one into the next."""
_SHORTEST = 3
"""A shorter word stands in every second row; it cannot be swept for."""
_SQUEEZED_OUT = " -./()+"
_DASHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "\u00a0": " "})
_WORD = re.compile(r"[^\W_]")
_TEXTUAL = frozenset({Sort.TEXT, Sort.CODE, Sort.JSON, Sort.LIST, Sort.UUID, Sort.OTHER})
_NUMERIC = frozenset({Sort.INTEGER, Sort.NUMBER})
_ACCENTED = "áàâäãåāăąçćčďđéèêëēėęěğíìîïīįıłñńňóòôöõøōőřśşšșťţțúùûüūůűýÿžźż"


@dataclass(frozen=True, slots=True)
class Needle:
    """Words that must all stand in one row. Personal: never logged."""

    words: tuple[str, ...]
    squeezed: bool = False
    """Compare without spaces and punctuation: telephone numbers, UPNs, postcodes."""
    kind: str = "name"
    """In plain words: 'name', 'UPN', 'telephone number'."""


@dataclass(frozen=True, slots=True)
class Hit:
    address: Address
    columns: tuple[str, ...]
    """Where any of the words stands."""
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SweptAll:
    hits: tuple[Hit, ...]
    done: Swept


def folded(text: str) -> str:
    """Without letter case and accents, one kind of apostrophe and hyphen."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_DASHES).casefold().replace("ı", "i").replace("ł", "l"))
    plain = plain.casefold()  # what was no letter before may be a capital now: 𝞐 is an alpha in a formula
    return "".join(c for c in plain.replace("ø", "o").replace("đ", "d") if not unicodedata.combining(c))


def squeezed(text: str) -> str:
    return "".join(c for c in folded(text) if c not in _SQUEEZED_OUT)


class Sweep:
    """One database, opened for reading. Raises BadInput for a needle too short to mean anything."""

    def __init__(self, source: str, url_or_path: str | Path, access: Access | None = None) -> None:
        self._access = access or Access(source, url_or_path)

    def contains(self, table: Table, needles: Sequence[Needle]) -> list[Hit]:
        """Rows of `table` in which a needle stands, by address. Raises SourceError if it cannot be read."""
        ready = [_Ready(needle) for needle in needles]
        self._access.structure  # noqa: B018 -- told apart from a table that fails: the whole database cannot be read
        with self._access.connect() as connection:
            return self._swept(connection, table, ready)[0]

    def everywhere(self, tables: Iterable[Table], needles: Sequence[Needle]) -> SweptAll:
        """The same for all tables; one that fails is named in `done.not_swept`, the rest goes on."""
        ready = [_Ready(needle) for needle in needles]
        hits: list[Hit] = []
        missed: list[str] = []
        count = columns = rows = 0
        self._access.structure  # noqa: B018 -- before the transaction, which a failing table must not end
        with self._access.connect() as connection:
            for table in tables:
                try:
                    found, width, height = self._swept(connection, table, ready)
                except SourceError as error:
                    missed.append(f"{table.name}: {error.message}")
                    continue
                hits += found
                count, columns, rows = count + 1, columns + width, rows + height
        done = Swept(self._access.source, count, columns, rows, len(hits), tuple(missed))
        return SweptAll(tuple(hits), done)

    def _swept(self, connection: sa.Connection, table: Table, needles: Sequence[_Ready]) -> tuple[list[Hit], int, int]:
        shape = self._access.structure.tables.get(table.name)
        if shape is None:
            # a view that is read as a table, or one that is gone: reading tells
            return self._by_reading(table, [column.name for column in table.columns], needles)
        numbers = any(needle.number for needle in needles)
        columns = _columns(shape, self._access.dialect, numbers)
        if not columns or not needles:
            return [], len(columns), 0
        key = self._key(table, shape)
        try:
            if key is None:
                return self._by_reading(table, columns, needles)
            if self._access.dialect == "sqlite":
                return self._sqlite(connection, table, shape, columns, key, needles)
            return self._server(connection, table, shape, columns, key, needles)
        except (SQLAlchemyError, sqlite3.Error):
            with contextlib.suppress(SQLAlchemyError, sqlite3.Error):
                connection.rollback()  # a server takes no more of a transaction in which a statement failed
            raise SourceError(
                f"table {table.name} of source {self._access.source} could not be swept",
                advice="Check that the login may read it, then try again.",
            ) from None

    def _key(self, table: Table, shape: TableShape) -> tuple[str, ...] | None:
        """Columns whose values make the table's own addresses; None where only reading the table gives them."""
        key, _ = next(iter(table.rows([])), ("", ()))
        if not key.startswith(f"{ROWID}="):
            return tuple(c.name for c in sorted(table.columns, key=lambda c: c.key_position) if c.key_position) or None
        # a key that may not stand in an address: SQLite numbers its rows itself, other rows are counted as they come
        return (ROWID,) if self._access.dialect == "sqlite" and self._has_rowid(table.name, shape) else None

    def _has_rowid(self, name: str, shape: TableShape) -> bool:
        if shape.key == (ROWID,):
            return True
        try:
            with self._access.connect() as connection:
                connection.execute(sa.text(f"SELECT rowid FROM {self._access.quoted(name)} LIMIT 1")).first()
        except SQLAlchemyError:
            return False
        return not any(column.name.lower() == ROWID for column in shape.columns)

    # ---- SQLite: no server to ask, so the rows' texts are looked through here, in C for most of the way

    def _sqlite(
        self,
        connection: sa.Connection,
        table: Table,
        shape: TableShape,
        columns: Sequence[str],
        key: Sequence[str],
        needles: Sequence[_Ready],
    ) -> tuple[list[Hit], int, int]:
        quote = self._access.engine.dialect.identifier_preparer.quote_identifier
        keys = [ROWID if name == ROWID else f"CAST({quote(name)} AS TEXT)" for name in key]
        shown = [f"CASE WHEN typeof({quote(c)}) = 'blob' THEN '' ELSE CAST({quote(c)} AS TEXT) END" for c in columns]
        query = f"SELECT {', '.join([*keys, *shown])} FROM {self._access.quoted(shape.name)}"
        hits: list[Hit] = []
        width, rows = len(keys), 0
        driver: Any = connection.connection.driver_connection
        cursor = driver.execute(query)
        while chunk := cursor.fetchmany(_FETCH_ROWS):
            rows += len(chunk)
            for row in _candidates(chunk, width, needles):
                if hit := _checked(row[width:], columns, needles):
                    at = f"{ROWID}={row[0]}" if key[0] == ROWID else ",".join(part or "" for part in row[:width])
                    hits.append(Hit(table.address(at), *hit))
        return hits, len(columns), rows

    # ---- a server: candidates by LIKE

    def _server(
        self,
        connection: sa.Connection,
        table: Table,
        shape: TableShape,
        columns: Sequence[str],
        key: Sequence[str],
        needles: Sequence[_Ready],
    ) -> tuple[list[Hit], int, int]:
        access = self._access
        clause = access.clause(shape.name)
        shown = [clause.c[name].label(f"k{at}") for at, name in enumerate(key)]
        shown += [_text(clause.c[name], access.dialect).label(f"t{at}") for at, name in enumerate(columns)]
        plain = _compared(_row_text(clause, columns, access.dialect), access.dialect).label("plain")
        rows_once = _fenced(sa.select(*shown, plain), access.dialect)
        if any(needle.squeezed for needle in needles):
            tight = _tight(rows_once.c.plain).label("tight")
            rows_once = _fenced(sa.select(*rows_once.c, tight), access.dialect)
        tests = []
        for needle in needles:
            text = rows_once.c.tight if needle.squeezed else rows_once.c.plain
            tests.append(sa.and_(*(text.like(f"%{_like(word)}%", escape="!") for word in needle.words)))
        wanted = [rows_once.c[label.name] for label in shown]
        hits: list[Hit] = []
        found = connection.execute(sa.select(*wanted).where(sa.or_(*tests)))
        for chunk in found.partitions(_FETCH_ROWS):
            for row in chunk:
                if hit := _checked(row[len(key) :], columns, needles):
                    at = ",".join(text_of(part) or "" for part in row[: len(key)])
                    hits.append(Hit(table.address(at), *hit))
        rows = access.count(connection, shape.name)
        return hits, len(columns), rows

    def _by_reading(
        self, table: Table, columns: Sequence[str], needles: Sequence[_Ready]
    ) -> tuple[list[Hit], int, int]:
        hits: list[Hit] = []
        rows = 0
        for key, values in table.rows(columns):
            rows += 1
            if hit := _checked(values, columns, needles):
                hits.append(Hit(table.address(key), *hit))
        return hits, len(columns), rows


class _Ready:
    """A needle made ready to compare."""

    def __init__(self, needle: Needle) -> None:
        self.kind, self.squeezed = needle.kind, needle.squeezed
        self.words = tuple((squeezed if needle.squeezed else folded)(word).strip() for word in needle.words)
        if not self.words or (len(self.words) == 1 and len(self.words[0]) < _SHORTEST):
            raise BadInput("a word to sweep for is too short", advice=f"Give at least {_SHORTEST} letters or digits.")
        # the rarest first: a long word is in few rows
        self.order = tuple(sorted(self.words, key=len, reverse=True))
        self.number = all(word.isdigit() for word in self.words)
        # numbers and codes may be cut from their neighbours by anything but another letter or digit
        self.patterns = tuple(
            re.compile(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])" if not needle.squeezed else re.escape(word))
            for word in self.words
        )


def _columns(shape: TableShape, dialect: str, numbers: bool) -> list[str]:
    """Text columns; whole numbers too where a number is swept for. SQLite keeps text in any column."""
    if dialect == "sqlite":
        return [column.name for column in shape.columns]
    wanted = _TEXTUAL | _NUMERIC if numbers else _TEXTUAL
    return [column.name for column in shape.columns if column.sort in wanted]


def _candidates(chunk: Sequence[Any], width: int, needles: Sequence[_Ready]) -> list[Any]:
    """Rows that may hold a needle. A chunk is looked through whole first: most chunks hold none."""
    texts = [_BETWEEN.join([value for value in row[width:] if value]) for row in chunk]
    plain = folded("\n".join(texts))
    tight = squeezed(plain) if any(needle.squeezed for needle in needles) else plain
    likely = [n for n in needles if all(word in (tight if n.squeezed else plain) for word in n.order)]
    if not likely:
        return []
    kept = []
    for row, text in zip(chunk, texts, strict=True):
        low = folded(text)
        for needle in likely:
            here = squeezed(low) if needle.squeezed else low
            if all(word in here for word in needle.order):
                kept.append(row)
                break
    return kept


def _checked(
    values: Sequence[str | None], columns: Sequence[str], needles: Sequence[_Ready]
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """(columns, kinds) of the needles that truly stand in the row, or None."""
    plain = [folded(str(value)) if value is not None else "" for value in values]
    tight: list[str] | None = None
    where: set[int] = set()
    kinds: list[str] = []
    for needle in needles:
        if needle.squeezed and tight is None:
            tight = [squeezed(value) for value in plain]
        texts = tight if needle.squeezed and tight is not None else plain
        at = [[n for n, text in enumerate(texts) if pattern.search(text)] for pattern in needle.patterns]
        if all(at):
            where.update(n for found in at for n in found)
            kinds.append(needle.kind)
    return (tuple(columns[n] for n in sorted(where)), tuple(dict.fromkeys(kinds))) if kinds else None


def _text(column: Any, dialect: str) -> Any:
    return sa.cast(column, text_type(dialect))


def _row_text(clause: sa.TableClause, columns: Sequence[str], dialect: str) -> Any:
    texts = [_text(clause.c[name], dialect) for name in columns]
    return sa.func.concat_ws(_BETWEEN, *texts) if len(texts) > 1 else sa.func.coalesce(texts[0], "")


def _fenced(query: Any, dialect: str) -> Any:
    """As a subquery whose columns are computed once a row and not once a needle: PostgreSQL would inline them."""
    return (query.offset(0) if dialect == "postgresql" else query).subquery()


def _compared(text: Any, dialect: str) -> Any:
    """The server's own way to forget letter case and accents."""
    if dialect == "postgresql":
        letters = "".join(folded(c)[:1] or c for c in _ACCENTED)
        low = sa.func.lower(text)
        # translate() costs fifty times as much as lower(): only for rows that are not all ASCII
        ascii_only = sa.func.octet_length(text) == sa.func.char_length(text)
        return sa.case((ascii_only, low), else_=sa.func.translate(low, _ACCENTED + "’‘", letters + "''"))
    if dialect in {"mysql", "mariadb"}:
        return sa.collate(sa.func.convert(text.op("USING")(sa.text("utf8mb4"))), "utf8mb4_general_ci")
    if dialect == "mssql":
        return sa.collate(text, "Latin1_General_100_CI_AI")
    return sa.func.lower(text)


def _tight(text: Any) -> Any:
    for character in _SQUEEZED_OUT:
        text = sa.func.replace(text, character, "")
    return text


def _like(word: str) -> str:
    return re.sub(r"([!%_\[])", r"!\1", word)
