"""What was read of each file and message, so that only what is new is read again.

Spec: docs/spec/people.md, "Readings".

`Readings(index).of(source)` says what an earlier run knows; `put` keeps what was read of some items, whole or not at
all; `drop` and `sweep` take out what is gone; `records` gives everything back in the order of the source; `link` says
whom records concern. Each is idempotent, so a run that was killed anywhere is simply run again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from honour.kernel.address import Address
from honour.kernel.holding import Holding
from honour.kernel.record import Form, Record
from honour.kernel.unread import Unread
from honour.people.index import Index
from honour.people.index_tables import DUPLICATE, HOLDING, ITEM, ITEM_UNIT, RECORD, UNREAD

_BATCH = 400
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Lying:
    """A unit that lies in an item: the item itself, or a file or message inside it."""

    unit: str
    records: int
    unread: int
    owned: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one item. `key`: `kernel.item.Item.key`; `position`: in the order of its source."""

    key: str
    position: int
    records: Sequence[Record]
    unread: Sequence[Unread]


class Kept:
    """What is known of one source, and what a run that goes through it has come across so far."""

    def __init__(self, version: str, items: Mapping[str, tuple[str, list[Lying]]], held: Mapping[str, tuple[int, int]]):
        self._version = version
        self._items = items
        self._held = held
        """Unit to (records, unread) that the index holds of it now."""
        self._claimed: dict[str, int] = {}
        self.met: set[str] = set()

    def is_read(self, key: str) -> bool:
        """Whether the item was read by these readers and nothing of it is missing. Says nothing of its place."""
        known = self._items.get(key)
        if known is None or known[0] != self._version:
            return False
        return all(not lying.owned or self._whole(lying) for lying in known[1])

    def has_gaps(self, key: str) -> bool:
        """Whether something of the item was not read the last time."""
        return any(lying.unread for lying in self._items.get(key, ("", []))[1])

    def reuse(self, key: str, position: int) -> bool:
        """Comes across an item: True if what is known of it holds, then it counts as come across; else read it.

        What lies in several items belongs to the first; where that one has gone, the next must be read.
        """
        known = self._items.get(key)
        if known is None or known[0] != self._version:
            return False
        for lying in known[1]:
            earlier = self._claimed.get(lying.unit, position) < position
            if not earlier and not (lying.owned and self._whole(lying)):
                return False
        for lying in known[1]:
            self._claimed.setdefault(lying.unit, position)
        self.met.add(key)
        return True

    def _whole(self, lying: Lying) -> bool:
        return self._held.get(lying.unit, (0, 0)) == (lying.records, lying.unread)

    def claim(self, unit: str, position: int) -> bool:
        """Whether the item at `position` owns what lies in it under `unit`."""
        if self._claimed.get(unit, position) < position:
            return False
        self._claimed[unit] = position
        return True

    @property
    def gone(self) -> set[str]:
        """Items of an earlier run that this one did not come across."""
        return set(self._items) - self.met


class Readings:
    """Over the tables of one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._moved: set[Address] = set()
        """Records that the index keeps under the folder where they lay before."""

    def of(self, source: str, version: str) -> Kept:
        """`version`: of the readers; what another version read is read again."""
        with self._index.reading() as connection:
            items: dict[str, tuple[str, list[Lying]]] = {
                row.item: (row.version, [])
                for row in connection.execute(sa.select(ITEM).where(ITEM.c.source == source))
            }
            query = sa.select(ITEM_UNIT).where(ITEM_UNIT.c.source == source).order_by(ITEM_UNIT.c.position)
            for row in connection.execute(query):
                if row.item in items:
                    items[row.item][1].append(Lying(row.unit, row.records, row.unread, row.owned))
            held: dict[str, tuple[int, int]] = {}
            for at, table in enumerate((RECORD, UNREAD)):
                counted = sa.select(table.c.unit, sa.func.count()).where(table.c.source == source)
                for unit, count in connection.execute(counted.group_by(table.c.unit)):
                    before = held.get(unit, (0, 0))
                    held[unit] = (count, before[1]) if at == 0 else (before[0], count)
        return Kept(version, items, held)

    def put(self, source: str, version: str, kept: Kept, readings: Sequence[Reading]) -> None:
        """Keeps what was read, in one transaction. Whom it concerns is said later, by `link`."""
        rows: list[dict[str, Any]] = []
        owned: list[str] = []
        records: list[Record] = []
        unread: dict[str, Unread] = {}
        for reading in readings:
            texts: dict[str, dict[str, Record]] = {}
            missing: dict[str, dict[str, Unread]] = {}
            for record in reading.records:
                texts.setdefault(record.address.unit, {}).setdefault(str(record.address), record)
            for one in reading.unread:
                missing.setdefault(one.address.unit, {})[str(one.address)] = one
            for position, unit in enumerate(dict.fromkeys((*texts, *missing))):
                mine = kept.claim(unit, reading.position)
                if mine:
                    owned.append(unit)
                    records += texts.get(unit, {}).values()
                    unread |= missing.get(unit, {})
                rows.append(
                    {"source": source, "item": reading.key, "unit": unit, "position": position, "owned": mine,
                     "records": len(texts.get(unit, ())), "unread": len(missing.get(unit, ()))}
                )  # fmt: skip
            kept.met.add(reading.key)
        # Two items of one batch may own a unit one after the other, the earlier in the source's order last.
        latest = {str(record.address): record for record in records}
        last_owner = {row["unit"]: row["item"] for row in rows if row["owned"]}
        for row in rows:
            row["owned"] = row["owned"] and last_owner[row["unit"]] == row["item"]
        keys = [reading.key for reading in readings]
        with self._index.writing() as connection:
            for some in _chunks(keys):
                mine_before = sa.select(ITEM_UNIT.c.unit).where(
                    ITEM_UNIT.c.source == source, ITEM_UNIT.c.item.in_(some), ITEM_UNIT.c.owned
                )
                _delete_units(connection, list(connection.scalars(mine_before)))
                for table in (ITEM, ITEM_UNIT):
                    connection.execute(sa.delete(table).where(table.c.source == source, table.c.item.in_(some)))
            _delete_units(connection, owned)
            for some in _chunks(owned):
                others = sa.update(ITEM_UNIT).where(ITEM_UNIT.c.source == source, ITEM_UNIT.c.unit.in_(some))
                connection.execute(others.values(owned=False))
            self._index.put_on(connection, [(record, (), True) for record in latest.values()])
            if unread:
                connection.execute(sa.insert(UNREAD), [_unread_row(one) for one in unread.values()])
            connection.execute(
                sa.insert(ITEM), [{"source": source, "item": key, "version": version} for key in dict.fromkeys(keys)]
            )
            if rows:
                connection.execute(sa.insert(ITEM_UNIT), rows)

    def drop(self, source: str, keys: Iterable[str]) -> None:
        """Takes out items that are gone, with what only they hold."""
        with self._index.writing() as connection:
            for some in _chunks(sorted(keys)):
                theirs = (ITEM_UNIT.c.source == source, ITEM_UNIT.c.item.in_(some))
                _delete_units(
                    connection, list(connection.scalars(sa.select(ITEM_UNIT.c.unit).where(*theirs, ITEM_UNIT.c.owned)))
                )
                connection.execute(sa.delete(ITEM_UNIT).where(*theirs))
                connection.execute(sa.delete(ITEM).where(ITEM.c.source == source, ITEM.c.item.in_(some)))

    def sweep(self, source: str, unread: Sequence[Unread]) -> None:
        """Takes out what belongs to no item, and puts `unread` in: what could not be looked at in this run."""
        with self._index.writing() as connection:
            owned = set(
                connection.scalars(sa.select(ITEM_UNIT.c.unit).where(ITEM_UNIT.c.source == source, ITEM_UNIT.c.owned))
            )
            held: set[str] = set()
            for table in (RECORD, UNREAD):
                held |= set(connection.scalars(sa.select(table.c.unit).where(table.c.source == source).distinct()))
            _delete_units(connection, sorted(held - owned))
            latest = {str(one.address): one for one in unread}
            for some in _chunks(list(latest)):
                connection.execute(sa.delete(UNREAD).where(UNREAD.c.address.in_(some)))
            if latest:
                connection.execute(sa.insert(UNREAD), [_unread_row(one) for one in latest.values()])

    def drop_source(self, source: str) -> None:
        """Forgets which items were read; their records go with `Index.drop_source`."""
        with self._index.writing() as connection:
            for table in (ITEM, ITEM_UNIT):
                connection.execute(sa.delete(table).where(table.c.source == source))

    def records(self, source: str, folders: Mapping[str, str | None], form: Form | None = None) -> Iterator[Record]:
        """Everything read of a source, or what of it has a form. `folders`: key of an item, in the order of the source,
        to where it lies now; None where nobody could look.
        """
        for some in _chunks(list(folders)):
            with self._index.reading() as connection:
                query = sa.select(ITEM_UNIT.c.item, ITEM_UNIT.c.unit).where(
                    ITEM_UNIT.c.source == source, ITEM_UNIT.c.item.in_(some), ITEM_UNIT.c.owned
                )
                units: dict[str, list[str]] = {}
                for row in connection.execute(query.order_by(ITEM_UNIT.c.position)):
                    units.setdefault(row.item, []).append(row.unit)
                addresses: dict[str, list[str]] = {}
                for these in _chunks([unit for key in some for unit in units.get(key, ())]):
                    lying = sa.select(RECORD.c.unit, RECORD.c.address).where(RECORD.c.unit.in_(these))
                    if form is not None:
                        lying = lying.where(RECORD.c.form == form.value)
                    for row in connection.execute(lying):
                        addresses.setdefault(row.unit, []).append(row.address)
            wanted: list[Address] = []
            where: dict[Address, str | None] = {}
            for key in some:
                for unit in units.get(key, ()):
                    for address in sorted(map(Address.parse, addresses.get(unit, ())), key=_place):
                        wanted.append(address)
                        where[address] = folders[key]
            for record in self._index.records(wanted):
                folder = where[record.address]
                if folder is not None and record.folder != folder:
                    self._moved.add(record.address)
                    record = replace(record, folder=folder)  # noqa: PLW2901 - the same record, where it lies now
                yield record

    def link(self, entries: Sequence[tuple[Record, Sequence[Holding]]]) -> None:
        """Says whom records given by `records` concern, in one transaction.

        A record of which that is known already, and which lies where it lay, is left as it is.
        """
        before = self._index.holdings_at_all(record.address for record, _ in entries)
        changed = [
            (record, held, True)
            for record, held in entries
            if record.address in self._moved or before.get(record.address, []) != list(held)
        ]
        if changed:
            with self._index.writing() as connection:
                self._index.put_on(connection, changed, unread_too=False)
            self._moved.difference_update(record.address for record, _, _ in changed)


def _delete_units(connection: sa.Connection, units: Sequence[str]) -> None:
    for some in _chunks(units):
        addresses = sa.select(RECORD.c.address).where(RECORD.c.unit.in_(some))
        connection.execute(sa.delete(HOLDING).where(HOLDING.c.address.in_(addresses)))
        for table in (RECORD, UNREAD, DUPLICATE):
            connection.execute(sa.delete(table).where(table.c.unit.in_(some)))


def _unread_row(one: Unread) -> dict[str, Any]:
    return {
        "address": str(one.address), "source": one.address.source, "unit": one.address.unit, "why": one.why.value,
        "what": one.what, "advice": one.advice,
    }  # fmt: skip


def _place(address: Address) -> list[tuple[tuple[int, int | str], ...]]:
    """Pages, lines and parts in the order of their numbers; the body of a message before its parts."""
    return [
        tuple((1, int(piece)) if piece.isdigit() else (0, piece) for piece in _DIGITS.split(part))
        for part in address.parts[1:]
    ]


def _chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(items), _BATCH):
        yield items[at : at + _BATCH]
