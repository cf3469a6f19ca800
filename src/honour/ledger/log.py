"""The log itself: two tables, an append that never forks, proofs from tiles. Format: docs/spec/ledger.md."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    event,
    func,
    inspect,
    select,
    text,
)

from honour.kernel.errors import BadInput, Tampered
from honour.ledger import merkle, note
from honour.ledger.audit import LedgerVerdict, audit
from honour.ledger.entry import NONCE_BYTES, Entry, Office, Salted, mentions, write
from honour.ledger.events import Event

TILE_LEVELS = 8
TILE_WIDTH = 1 << TILE_LEVELS
"""Hashes in a tile, as in C2SP tlog-tiles: 8 KiB, one row, eight levels of the tree."""

_INTEGER = BigInteger().with_variant(Integer, "sqlite")
metadata = MetaData()
entries = Table(
    "ledger_entry",
    metadata,
    Column("place", _INTEGER, CheckConstraint("place >= 0"), primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False),
)
tiles = Table(
    "ledger_tile",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("place", _INTEGER, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
)
_GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS ledger_no_{verb} BEFORE {verb} ON ledger_entry "
        "BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END"
        for verb in ("update", "delete")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger only grows'; END $$",
        "CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_only_grows()",
    ],
}
for _dialect, _statements in _GUARDS.items():
    for _statement in _statements:
        _guard = DDL(_statement)  # type: ignore[no-untyped-call] # SQLAlchemy leaves this one untyped
        event.listen(entries, "after_create", _guard.execute_if(dialect=_dialect))

_LOCK = {
    # A write that changes nothing: SQLite takes the writer's lock before the size is read.
    "sqlite": "UPDATE ledger_tile SET level = level WHERE level < 0",
    # Any number will do as long as all appenders use it; released with the transaction.
    "postgresql": f"SELECT pg_advisory_xact_lock({0x484F4E4F5552})",
}
_PUT_TILE = text(
    "INSERT INTO ledger_tile (level, place, hashes) VALUES (:level, :place, :hashes) "
    "ON CONFLICT (level, place) DO UPDATE SET hashes = excluded.hashes"
)
_LINE_BYTES = {"sqlite": "CAST(line AS BLOB)", "postgresql": "convert_to(line, 'UTF8')"}
"""Bytes rather than text: a line that is no longer UTF-8 must be hashed and found, not crash the driver."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an entry stands and the hash of its line."""

    place: int
    leaf: bytes


class Ledger:
    """One school's log in one database. Makes its tables where they are missing.

    SQLite, SQLCipher and PostgreSQL. Safe with several processes on one database.
    """

    def __init__(self, engine: Engine, origin: str, signing_key: Ed25519PrivateKey) -> None:
        if engine.dialect.name not in _LOCK:
            raise BadInput("the ledger needs SQLite or PostgreSQL")
        note.check_origin(origin)
        self.origin = origin
        self.key = note.VerifierKey.of(origin, signing_key)
        self._engine = engine
        self._signing_key = signing_key
        with self._reading(None) as connection:
            made = inspect(connection).has_table(tiles.name)
        if not made:
            with engine.begin() as connection:
                if engine.dialect.name == "postgresql":
                    self.lock(connection)  # two who make the tables at once would trip over each other
                metadata.create_all(connection)

    # write

    def append(self, new: Sequence[Entry], connection: Connection | None = None) -> list[Receipt]:
        """Writes the entries in order, in the caller's transaction or in one of its own.

        Nothing is written unless all is. In the caller's transaction nothing holds before its commit. Other
        appenders wait for its end, so keep it short, and on SQLite write before you read in it.
        """
        noise = os.urandom(NONCE_BYTES * len(new))
        lines = [write(entry, noise[at * NONCE_BYTES : (at + 1) * NONCE_BYTES]) for at, entry in enumerate(new)]
        if not lines:
            return []
        with self._writing(connection) as open_connection:
            return self._append_lines(open_connection, lines)

    def lock(self, connection: Connection) -> None:
        """Makes other appenders wait until this transaction ends. For actions that read before they append."""
        connection.execute(text(_LOCK[self._engine.dialect.name]))

    def _append_lines(self, connection: Connection, lines: Sequence[bytes]) -> list[Receipt]:
        size = self._locked_size(connection)
        leaves = [merkle.leaf_hash(line) for line in lines]
        _put_lines(connection, size, [line.decode("ascii") for line in lines])
        self._grow_tiles(connection, size, leaves)
        return [Receipt(size + at, leaf) for at, leaf in enumerate(leaves)]

    def _grow_tiles(self, connection: Connection, size: int, hashes: Sequence[bytes]) -> None:
        level, width = 0, TILE_WIDTH * merkle.HASH_BYTES
        while hashes:
            tile, inside = divmod(size, TILE_WIDTH)
            row = b"".join(hashes)
            if inside:
                begun = _tile(connection, level, tile)
                if len(begun) != inside * merkle.HASH_BYTES:
                    raise Tampered(
                        "the ledger's index of hashes does not fit its entries",
                        advice="Run honour ledger verify with the last checkpoint kept elsewhere.",
                    )
                row = begun + row
            parts = [row[at : at + width] for at in range(0, len(row), width)]
            connection.execute(
                _PUT_TILE, [{"level": level, "place": tile + at, "hashes": part} for at, part in enumerate(parts)]
            )
            hashes = [merkle.subtree_root(part) for part in parts if len(part) == width]
            size >>= TILE_LEVELS
            level += 1

    def checkpoint(self, now: datetime, connection: Connection | None = None) -> note.Checkpoint:
        """Signs the log as it is, itself noted in it; keep the text elsewhere. Nothing new, same text.

        Raises Tampered, unsigned, when the log no longer grows from the last checkpoint it noted.
        """
        with self._writing(connection) as open_connection:
            size = self._locked_size(open_connection)
            last = self._last_noted(open_connection)
            if last is not None:
                place, noted_size, noted_root = last
                if self._root(open_connection, noted_size) != noted_root:
                    raise Tampered(
                        f"the ledger does not grow from the checkpoint noted at entry {place}; nothing was signed",
                        advice="Run honour ledger verify with the checkpoints kept elsewhere.",
                    )
            if last is None or last[0] != size - 1:
                facts = (("size", size), ("root", self._root(open_connection, size).hex()))
                self.append([Entry(Event.CHECKPOINT_ISSUED, now, Office.PROGRAM, facts=facts)], open_connection)
                size += 1
            return note.issue(self.origin, size, self._root(open_connection, size), self._signing_key)

    # read

    def size(self, connection: Connection | None = None) -> int:
        with self._reading(connection) as open_connection:
            return _size(open_connection)

    def head(self) -> note.Checkpoint:
        """The log as it is, signed, without a note of it. For proofs; issue what is kept with `checkpoint`."""
        with self._reading(None) as connection:
            size = _size(connection)
            return note.issue(self.origin, size, self._root(connection, size), self._signing_key)

    def prove(self, place: int, size: int | None = None) -> list[bytes]:
        """Inclusion proof of the entry at `place` in the tree of `size` (default: now). BadInput if there is none."""
        with self._reading(None) as connection:
            now = _size(connection)
            size = now if size is None else size
            if not 0 <= place < size <= now:
                raise BadInput(f"there is no entry {place} in a ledger of {min(size, now)}")
            return merkle.inclusion(place, size, _nodes(connection))

    def proof(self, place: int, checkpoint: note.Checkpoint) -> str:
        """C2SP tlog-proof of the entry at `place` against a checkpoint of this ledger."""
        return note.write_proof(place, self.prove(place, checkpoint.size), checkpoint)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Proof that the tree of size `old` (above 0) is the beginning of the one of `new`."""
        with self._reading(None) as connection:
            if not 0 < old <= new <= _size(connection):
                raise BadInput(f"there is no proof from size {old} to {new}", advice="Sizes run from 1 to the present.")
            return merkle.consistency(old, new, _nodes(connection))

    def lines(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, bytes]]:
        """(place, line) in order, straight from the table: nothing is checked here."""
        column: str = _LINE_BYTES[self._engine.dialect.name]
        query = f"SELECT place, {column} FROM ledger_entry WHERE place >= :start"
        values = {"start": start}
        if end is not None:
            query, values = query + " AND place < :end", {"start": start, "end": end}
        with self._reading(None) as connection:
            found = connection.execution_options(yield_per=5_000).execute(text(query + " ORDER BY place"), values)
            for part in found.partitions():
                for place, line in part:
                    yield place, bytes(line)

    def about(self, thing: Salted) -> list[int]:
        """Places of the entries that commit to `thing`. Reads the whole log; empty once its salt is gone."""
        return [place for place, line in self.lines() if mentions(line, thing)]

    def verify(self, against: Sequence[note.Checkpoint], key: note.VerifierKey | None = None) -> LedgerVerdict:
        """Hashes every line afresh and compares with checkpoints kept elsewhere. See audit.LedgerVerdict."""
        return audit(self.lines(), self.origin, key or self.key, against, self._noted_leaves)

    def _noted_leaves(self, start: int, end: int) -> Iterable[bytes]:
        """Leaf hashes as the tiles have them: a hint where a change is, never evidence."""
        with self._reading(None) as connection:
            for tile in range(start // TILE_WIDTH, (end - 1) // TILE_WIDTH + 1):
                hashes = _tile(connection, 0, tile)
                for inside in range(TILE_WIDTH):
                    if start <= tile * TILE_WIDTH + inside < end:
                        yield hashes[inside * merkle.HASH_BYTES : (inside + 1) * merkle.HASH_BYTES]

    def _root(self, connection: Connection, size: int) -> bytes:
        return merkle.root(size, _nodes(connection))

    def _last_noted(self, connection: Connection) -> tuple[int, int, bytes] | None:
        """(place, size, root) of the last checkpoint this log noted."""
        found = connection.execute(
            text("SELECT place, line FROM ledger_entry WHERE line LIKE :mark ORDER BY place DESC LIMIT 1"),
            {"mark": f'%"event":"{Event.CHECKPOINT_ISSUED}"%'},
        ).first()
        if found is None:
            return None
        facts = json.loads(found.line)["facts"]
        return found.place, facts["size"], bytes.fromhex(facts["root"])

    def _locked_size(self, connection: Connection) -> int:
        self.lock(connection)
        return _size(connection)

    def _writing(self, connection: Connection | None) -> AbstractContextManager[Connection]:
        return self._engine.begin() if connection is None else nullcontext(connection)

    def _reading(self, connection: Connection | None) -> AbstractContextManager[Connection]:
        """`honour_reading` asks protection.store not to take the writer's lock."""
        if connection is not None:
            return nullcontext(connection)
        return self._engine.connect().execution_options(honour_reading=True)


def _put_lines(connection: Connection, start: int, lines: Sequence[str]) -> None:
    if connection.dialect.name == "postgresql":
        # COPY, in the same transaction: several times as fast as INSERT.
        driver: Any = connection.connection
        with driver.cursor() as cursor, cursor.copy("COPY ledger_entry (place, line) FROM STDIN") as copy:
            # In one piece: a line is hex and checked words (entry.write), with nothing in it that COPY would read.
            copy.write("".join(f"{place}\t{line}\n" for place, line in enumerate(lines, start)))
        return
    connection.execute(entries.insert(), [{"place": place, "line": line} for place, line in enumerate(lines, start)])


def _size(connection: Connection) -> int:
    last = connection.execute(select(func.max(entries.c.place))).scalar()
    return 0 if last is None else last + 1


def _tile(connection: Connection, level: int, place: int) -> bytes:
    query = select(tiles.c.hashes).where(tiles.c.level == level, tiles.c.place == place)
    return bytes(connection.execute(query).scalar() or b"")


def _nodes(connection: Connection) -> merkle.Node:
    """Tree nodes computed from tiles, each read once."""
    read: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        tile_level, above = divmod(level, TILE_LEVELS)
        first = index << above
        tile, inside = divmod(first, TILE_WIDTH)
        if (tile_level, tile) not in read:
            read[tile_level, tile] = _tile(connection, tile_level, tile)
        hashes = read[tile_level, tile][inside * merkle.HASH_BYTES : (inside + (1 << above)) * merkle.HASH_BYTES]
        if len(hashes) != merkle.HASH_BYTES << above:
            raise Tampered(
                "the ledger's index of hashes is damaged, so this cannot be proved",
                advice="Run honour ledger verify with the last checkpoint kept elsewhere.",
            )
        return merkle.subtree_root(hashes)

    return node
