"""Where it is kept whom each record concerns: addresses, spans and reasons in clear, contents sealed.

`Index(engine, sealer)`: `put` while reading, then `holdings_of(subject)`, `record(address)`, `who(name)`.
Promises: no content, name, author or folder reaches the database unsealed, whatever the database; a batch
is written whole or not at all; `forget` leaves nothing of a person. Derived: dropping it loses nothing.
Will not search texts: what is not linked is not found. Format: docs/spec/people.md, "Index".
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Protocol

import sqlalchemy as sa

from honour.kernel.address import Address
from honour.kernel.errors import BadInput
from honour.kernel.holding import (
    DOUBTFUL,
    Holding,
    Label,
    Membership,
    Name,
    PersonName,
    Relation,
    Role,
    Span,
    Subject,
    SubjectId,
    SubjectKind,
)
from honour.kernel.record import Field, Form, Record, Word
from honour.kernel.unread import Unread, Why
from honour.people.directory import Directory, Match
from honour.people.index_tables import DUPLICATE, HOLDING, RECORD, RUN, SUBJECT, TABLES, UNREAD

_BATCH = 500
"""Records written by one statement; addresses asked for by one statement (databases bound the number)."""


__all__ = ["Entry", "Found", "Index", "Match", "Meta", "Run", "Sealer", "SourceCounts"]


class Sealer(Protocol):
    """What `honour.protection.keys.Keys` does; named here because people may not import it."""

    def seal(self, data: bytes, *, subjects: Collection[SubjectId], aad: str) -> bytes: ...

    def unseal(self, sealed: bytes, *, aad: str) -> bytes: ...


Entry = tuple[Record, Sequence[Holding]] | tuple[Record, Sequence[Holding], bool]
"""A record, whom it concerns, and whether its text is kept (as `put` says if left out)."""


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known of a record without opening it. Nothing personal."""

    address: Address
    form: Form
    title: str
    dated: date | None
    text_kept: bool
    """False: the text is not in the index and must be read again from its source."""

    @property
    def source(self) -> str:
        return self.address.source


@dataclass(frozen=True, slots=True)
class Found:
    holding: Holding
    meta: Meta

    @property
    def doubtful(self) -> bool:
        return self.holding.doubtful

    @property
    def alternatives(self) -> tuple[SubjectId, ...]:
        return self.holding.alternatives


@dataclass(frozen=True, slots=True)
class Run:
    source: str
    started_at: datetime
    finished_at: datetime
    records: int
    note: str


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """What the index holds of one source."""

    records: int
    holdings: int
    doubtful: int
    unread: int
    duplicates: int


class Index:
    """Thread-safe as its engine is. Tables are made on first use; see `Sealer` for what `sealer` must do."""

    def __init__(self, engine: sa.Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer
        self._directory: Directory | None = None
        TABLES.create_all(engine)

    def _read(self) -> sa.Connection:
        # The option tells honour's own engine not to take the writer's lock; other engines ignore it.
        return self._engine.connect().execution_options(honour_reading=True)

    # ---- writing -----------------------------------------------------------------------------

    def put(self, entries: Iterable[Entry], *, text_kept: bool = True) -> int:
        """Writes records with their holdings, replacing what was there of the same addresses. Returns how many.

        All in one transaction: after an error nothing of it is written. Where the text is not to be kept (an
        entry's third value, else `text_kept`) none is stored, for rows that can be read again. Raises what the
        sealer raises for an erased person.
        """
        written = 0
        items = iter(entries)
        with self._engine.begin() as connection:
            while batch := list(islice(items, _BATCH)):
                self._put_batch(connection, batch, text_kept)
                written += len(batch)
        return written

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """One transaction, for `people.readings`."""
        return self._engine.begin()

    def reading(self) -> AbstractContextManager[sa.Connection]:
        return self._read()

    def put_on(self, connection: sa.Connection, entries: Sequence[Entry], *, unread_too: bool = True) -> None:
        """As `put`, within a transaction of `writing`; without `unread_too`, what is unread at an address stays."""
        for at in range(0, len(entries), _BATCH):
            self._put_batch(connection, entries[at : at + _BATCH], True, unread_too)

    def _put_batch(
        self, connection: sa.Connection, batch: Sequence[Entry], text_kept: bool, unread_too: bool = True
    ) -> None:
        latest = {
            str(entry[0].address): (entry[0], entry[1], entry[2] if len(entry) > 2 else text_kept)  # noqa: PLR2004 -- see Entry
            for entry in batch
        }
        addresses = list(latest)
        connection.execute(sa.delete(HOLDING).where(HOLDING.c.address.in_(addresses)))
        connection.execute(sa.delete(RECORD).where(RECORD.c.address.in_(addresses)))
        if unread_too:
            connection.execute(sa.delete(UNREAD).where(UNREAD.c.address.in_(addresses)))
        records, holdings_rows = [], []
        for address, (record, holdings, kept) in latest.items():
            sealed = None
            if kept:
                people = sorted({holding.subject for holding in holdings})
                sealed = self._sealer.seal(_packed(record), subjects=people, aad=address)
            records.append(
                {
                    "address": address,
                    "source": record.address.source,
                    "unit": record.address.unit,
                    "form": record.form.value,
                    "title": record.title,
                    "dated": record.dated,
                    "text_kept": kept,
                    "sealed": sealed,
                }
            )
            holdings_rows += [_holding_row(address, holding) for holding in holdings]
        connection.execute(sa.insert(RECORD), records)
        if holdings_rows:
            connection.execute(sa.insert(HOLDING), holdings_rows)

    def begin(self, sources: Iterable[str]) -> None:
        """Takes out everything of these sources, which are about to be read anew."""
        for source in sources:
            self.drop_source(source)

    def put_unread(self, unread: Iterable[Unread]) -> None:
        rows = {
            str(item.address): {
                "address": str(item.address),
                "source": item.address.source,
                "unit": item.address.unit,
                "why": item.why.value,
                "what": item.what,
                "advice": item.advice,
            }
            for item in unread
        }
        if not rows:
            return
        with self._engine.begin() as connection:
            for some in _chunks(list(rows)):
                connection.execute(sa.delete(UNREAD).where(UNREAD.c.address.in_(some)))
            connection.execute(sa.insert(UNREAD), list(rows.values()))

    def put_duplicates(self, source: str, copies: Iterable[tuple[str, str]]) -> None:
        """(unit, where the further copy lies). Replaces what was known of the source. `where` is sealed."""
        rows = [
            {"unit": unit, "source": source, "sealed_where": self._sealer.seal(where.encode(), subjects=(), aad=unit)}
            for unit, where in copies
        ]
        with self._engine.begin() as connection:
            connection.execute(sa.delete(DUPLICATE).where(DUPLICATE.c.source == source))
            if rows:
                connection.execute(sa.insert(DUPLICATE), rows)

    def put_subjects(self, subjects: Iterable[Subject]) -> None:
        """Replaces everyone. Each is sealed under their own key."""
        rows = [
            {
                "subject": subject.id,
                "sealed": self._sealer.seal(_packed_subject(subject), subjects=(subject.id,), aad=subject.id),
            }
            for subject in subjects
        ]
        with self._engine.begin() as connection:
            connection.execute(sa.delete(SUBJECT))
            if rows:
                connection.execute(sa.insert(SUBJECT), rows)
        self._directory = None

    def note_run(self, run: Run) -> None:
        """What a reading of a source came to. `note` in plain words, nothing personal."""
        row = asdict(run) | {"started_at": run.started_at.isoformat(), "finished_at": run.finished_at.isoformat()}
        with self._engine.begin() as connection:
            connection.execute(sa.insert(RUN), [row])

    def drop_units(self, units: Iterable[str]) -> None:
        """Takes whole files, messages or tables (`Address.unit`) out: they changed, or are gone from the source."""
        with self._engine.begin() as connection:
            for some in _chunks(list(units)):
                addresses = sa.select(RECORD.c.address).where(RECORD.c.unit.in_(some))
                connection.execute(sa.delete(HOLDING).where(HOLDING.c.address.in_(addresses)))
                for table in (RECORD, UNREAD, DUPLICATE):
                    connection.execute(sa.delete(table).where(table.c.unit.in_(some)))

    def drop_source(self, source: str) -> None:
        with self._engine.begin() as connection:
            addresses = sa.select(RECORD.c.address).where(RECORD.c.source == source)
            connection.execute(sa.delete(HOLDING).where(HOLDING.c.address.in_(addresses)))
            for table in (RECORD, UNREAD, DUPLICATE):
                connection.execute(sa.delete(table).where(table.c.source == source))

    def forget(self, subject: SubjectId) -> tuple[int, int]:
        """Takes a person out: (records deleted, records kept for others and sealed anew without them).

        Call before their key is destroyed: what they share can then still be opened. Twice is once.
        """
        deleted = kept = 0
        with self._engine.begin() as connection:
            theirs = sorted(
                connection.scalars(sa.select(HOLDING.c.address).where(HOLDING.c.subject == subject).distinct())
            )
            connection.execute(sa.delete(HOLDING).where(HOLDING.c.subject == subject))
            for row in connection.execute(sa.select(HOLDING).where(HOLDING.c.alternatives.contains(subject))).all():
                others = [other for other in json.loads(row.alternatives) if other != subject]
                connection.execute(
                    sa.update(HOLDING).where(HOLDING.c.id == row.id).values(alternatives=json.dumps(others))
                )
            for address in theirs:
                others = sorted(
                    connection.scalars(sa.select(HOLDING.c.subject).where(HOLDING.c.address == address).distinct())
                )
                if not others:
                    connection.execute(sa.delete(RECORD).where(RECORD.c.address == address))
                    deleted += 1
                    continue
                kept += 1
                sealed = connection.scalar(sa.select(RECORD.c.sealed).where(RECORD.c.address == address))
                if sealed is not None:
                    plain = self._sealer.unseal(sealed, aad=address)
                    again = self._sealer.seal(plain, subjects=[SubjectId(other) for other in others], aad=address)
                    connection.execute(sa.update(RECORD).where(RECORD.c.address == address).values(sealed=again))
            connection.execute(sa.delete(SUBJECT).where(SUBJECT.c.subject == subject))
        self._directory = None
        return deleted, kept

    # ---- reading -----------------------------------------------------------------------------

    def holdings_of(self, subject: SubjectId, *, doubtful: bool = True) -> list[Found]:
        """Everything held about one person, by source and address. Opens nothing."""
        query = (
            sa.select(HOLDING, RECORD.c.form, RECORD.c.title, RECORD.c.dated, RECORD.c.text_kept)
            .join(RECORD, RECORD.c.address == HOLDING.c.address)
            .where(HOLDING.c.subject == subject)
            .order_by(RECORD.c.source, HOLDING.c.address, HOLDING.c.role)
        )
        with self._read() as connection:
            found = [
                Found(
                    _holding_of(row),
                    Meta(Address.parse(row.address), Form(row.form), row.title, row.dated, row.text_kept),
                )
                for row in connection.execute(query)
            ]
        return found if doubtful else [item for item in found if not item.doubtful]

    def label_shares(self, units: Iterable[str], label: Label) -> dict[str, float]:
        """How many of the records of a table, file or mailbox message carry the label, as a share of all of them."""
        shares: dict[str, float] = {}
        with self._read() as connection:
            for some in _chunks(list(units)):
                counting = sa.select(RECORD.c.unit, sa.func.count()).where(RECORD.c.unit.in_(some))
                total = {row.unit: row[1] for row in connection.execute(counting.group_by(RECORD.c.unit))}
                labelled = connection.execute(
                    sa.select(RECORD.c.unit, sa.func.count(RECORD.c.address.distinct()))
                    .join(HOLDING, HOLDING.c.address == RECORD.c.address)
                    .where(RECORD.c.unit.in_(some), HOLDING.c.labels.contains(f'"{label.value}"'))
                    .group_by(RECORD.c.unit)
                ).all()
                shares |= {unit: count / total[unit] for unit, count in labelled}
        return shares

    def holdings_at(self, address: Address) -> list[Holding]:
        return self.holdings_at_all([address]).get(address, [])

    def holdings_at_all(self, addresses: Iterable[Address]) -> dict[Address, list[Holding]]:
        """Whom each of many records concerns; a record that concerns nobody, or is unknown, is left out."""
        wanted = [str(address) for address in addresses]
        found: dict[Address, list[Holding]] = {}
        with self._read() as connection:
            for some in _chunks(wanted):
                query = sa.select(HOLDING).where(HOLDING.c.address.in_(some)).order_by(HOLDING.c.id)
                for row in connection.execute(query):
                    holding = _holding_of(row)
                    found.setdefault(holding.address, []).append(holding)
        return found

    def record(self, address: Address) -> Record | None:
        """The record, opened; None if it is unknown or its text is not kept (then read the source again)."""
        return next(iter(self.records([address])), None)

    def records(self, addresses: Iterable[Address]) -> Iterator[Record]:
        """Many records in the order asked for; unknown ones and those without text are left out."""
        wanted = [str(address) for address in addresses]
        for some in _chunks(wanted):
            with self._read() as connection:
                rows = {
                    row.address: row for row in connection.execute(sa.select(RECORD).where(RECORD.c.address.in_(some)))
                }
            for address in some:
                if address in rows and rows[address].sealed is not None:
                    yield self._opened(rows[address])

    def _opened(self, row: Any) -> Record:
        address = Address.parse(row.address)
        return _unpacked(
            self._sealer.unseal(row.sealed, aad=row.address), address, Form(row.form), row.title, row.dated
        )

    def meta(self, source: str | None = None) -> Iterator[Meta]:
        """Every record without opening it, by address."""
        query = sa.select(RECORD.c.address, RECORD.c.form, RECORD.c.title, RECORD.c.dated, RECORD.c.text_kept).order_by(
            RECORD.c.address
        )
        if source is not None:
            query = query.where(RECORD.c.source == source)
        with self._read() as connection:
            for row in connection.execute(query):
                yield Meta(Address.parse(row.address), Form(row.form), row.title, row.dated, row.text_kept)

    def units(self, source: str) -> frozenset[str]:
        """Units of a source that the index holds, read or unread."""
        with self._read() as connection:
            read = set(connection.scalars(sa.select(RECORD.c.unit).where(RECORD.c.source == source).distinct()))
            unread = set(connection.scalars(sa.select(UNREAD.c.unit).where(UNREAD.c.source == source).distinct()))
        return frozenset(read | unread)

    def subjects(self) -> list[Subject]:
        with self._read() as connection:
            rows = connection.execute(sa.select(SUBJECT).order_by(SUBJECT.c.subject)).all()
        return [
            _unpacked_subject(self._sealer.unseal(row.sealed, aad=row.subject), SubjectId(row.subject)) for row in rows
        ]

    def subject(self, subject: SubjectId) -> Subject | None:
        with self._read() as connection:
            sealed = connection.scalar(sa.select(SUBJECT.c.sealed).where(SUBJECT.c.subject == subject))
        return None if sealed is None else _unpacked_subject(self._sealer.unseal(sealed, aad=subject), subject)

    def who(self, untrusted_text: str) -> list[Match]:
        """Who may be meant, best first; see directory.Directory. The names are opened once and kept in memory."""
        if self._directory is None:
            self._directory = Directory(self.subjects())
        return self._directory.who(untrusted_text)

    def unread(self, source: str | None = None) -> list[Unread]:
        query = sa.select(UNREAD).order_by(UNREAD.c.address)
        if source is not None:
            query = query.where(UNREAD.c.source == source)
        with self._read() as connection:
            return [
                Unread(Address.parse(row.address), Why(row.why), row.what, row.advice)
                for row in connection.execute(query)
            ]

    def duplicates(self, source: str | None = None) -> list[tuple[str, str]]:
        """(unit, where the further copy lies)."""
        query = sa.select(DUPLICATE).order_by(DUPLICATE.c.id)
        if source is not None:
            query = query.where(DUPLICATE.c.source == source)
        with self._read() as connection:
            rows = connection.execute(query).all()
        return [(row.unit, self._sealer.unseal(row.sealed_where, aad=row.unit).decode()) for row in rows]

    def runs(self) -> list[Run]:
        with self._read() as connection:
            rows = connection.execute(sa.select(RUN).order_by(RUN.c.id)).all()
        return [
            Run(
                row.source,
                datetime.fromisoformat(row.started_at),
                datetime.fromisoformat(row.finished_at),
                row.records,
                row.note,
            )
            for row in rows
        ]

    def counts(self) -> dict[str, SourceCounts]:
        """By source; a source of which only unread things are known is in it too."""
        with self._read() as connection:

            def by(query: Any) -> dict[str, int]:
                return {row[0]: row[1] for row in connection.execute(query)}

            records = by(sa.select(RECORD.c.source, sa.func.count()).group_by(RECORD.c.source))
            unread = by(sa.select(UNREAD.c.source, sa.func.count()).group_by(UNREAD.c.source))
            copies = by(sa.select(DUPLICATE.c.source, sa.func.count()).group_by(DUPLICATE.c.source))
            joined = HOLDING.join(RECORD, RECORD.c.address == HOLDING.c.address)
            held = sa.select(RECORD.c.source, sa.func.count()).select_from(joined).group_by(RECORD.c.source)
            holdings = by(held)
            doubtful = by(held.where(sa.or_(HOLDING.c.confidence < DOUBTFUL, HOLDING.c.alternatives != "[]")))
        return {
            source: SourceCounts(
                records.get(source, 0),
                holdings.get(source, 0),
                doubtful.get(source, 0),
                unread.get(source, 0),
                copies.get(source, 0),
            )
            for source in sorted({*records, *unread, *copies})
        }


def _chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(items), _BATCH):
        yield items[at : at + _BATCH]


def _holding_row(address: str, holding: Holding) -> dict[str, Any]:
    if str(holding.address) != address:
        raise BadInput("a holding was given with another record than its own")
    return {
        "address": address,
        "subject": holding.subject,
        "role": holding.role.value,
        "reason": holding.reason,
        "confidence": holding.confidence,
        "spans": json.dumps([[span.start, span.end] for span in holding.spans]),
        "labels": json.dumps(sorted(label.value for label in holding.labels)),
        "alternatives": json.dumps(list(holding.alternatives)),
    }


def _holding_of(row: Any) -> Holding:
    return Holding(
        Address.parse(row.address),
        SubjectId(row.subject),
        Role(row.role),
        row.reason,
        row.confidence,
        tuple(Span(start, end) for start, end in json.loads(row.spans)),
        frozenset(Label(label) for label in json.loads(row.labels)),
        tuple(SubjectId(other) for other in json.loads(row.alternatives)),
    )


def _squeezed(value: Any) -> bytes:
    return zlib.compress(
        json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 1
    )


def _expanded(data: bytes) -> Any:
    return json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))


def _packed(record: Record) -> bytes:
    """Everything of a record that is not in a clear column. Field by field: a test tries them all."""
    return _squeezed(
        {
            "text": record.text,
            "read_at": record.read_at.isoformat() if record.read_at else None,
            "fields": [[field.name, field.value, field.start] for field in record.fields],
            "words": [[w.start, w.end, w.x0, w.y0, w.x1, w.y1, w.confidence] for w in record.words],
            "hidden": record.hidden,
            "author": record.author,
            "recipients": record.recipients,
            "thread": record.thread,
            "parent": str(record.parent) if record.parent else None,
            "folder": record.folder,
            "properties": record.properties,
        }
    )


def _unpacked(data: bytes, address: Address, form: Form, title: str, dated: date | None) -> Record:
    raw = _expanded(data)
    return Record(
        address,
        form,
        title,
        raw["text"],
        dated,
        datetime.fromisoformat(raw["read_at"]) if raw["read_at"] else None,
        tuple(Field(*field) for field in raw["fields"]),
        tuple(Word(*word) for word in raw["words"]),
        tuple((start, end, why) for start, end, why in raw["hidden"]),
        raw["author"],
        tuple(raw["recipients"]),
        raw["thread"],
        Address.parse(raw["parent"]) if raw["parent"] else None,
        raw["folder"],
        tuple((name, value) for name, value in raw["properties"]),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _packed_subject(subject: Subject) -> bytes:
    return _squeezed(
        {
            "kinds": sorted(kind.value for kind in subject.kinds),
            "names": [[n.kind.value, n.forename, n.surname, n.title, n.middle] for n in subject.names],
            "born": _iso(subject.born),
            "identifiers": subject.identifiers,
            "hub_rows": [str(address) for address in subject.hub_rows],
            "relations": [
                [r.kind, r.other, r.parental_responsibility, _iso(r.from_date), _iso(r.to_date)]
                for r in subject.relations
            ],
            "memberships": [[m.kind, m.name, _iso(m.from_date), _iso(m.to_date)] for m in subject.memberships],
            "doubts": subject.doubts,
        }
    )


def _unpacked_subject(data: bytes, subject: SubjectId) -> Subject:
    raw = _expanded(data)
    return Subject(
        subject,
        frozenset(SubjectKind(kind) for kind in raw["kinds"]),
        tuple(PersonName(Name(kind), *rest) for kind, *rest in raw["names"]),
        _day(raw["born"]),
        tuple((kind, value) for kind, value in raw["identifiers"]),
        tuple(Address.parse(address) for address in raw["hub_rows"]),
        tuple(Relation(kind, SubjectId(other), pr, _day(a), _day(b)) for kind, other, pr, a, b in raw["relations"]),
        tuple(Membership(kind, name, _day(a), _day(b)) for kind, name, a, b in raw["memberships"]),
        tuple(raw["doubts"]),
    )
