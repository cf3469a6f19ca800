"""Placing and lifting holds: the row and its ledger entry are one transaction."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime

from sqlalchemy import Column, Connection, Engine, MetaData, Row, Table, Text, select

from honour.holds.gate import Hold, HoldKind, Target, TargetKind
from honour.kernel.errors import BadInput, NotAllowed
from honour.ledger.entry import Entry, Office, Salted
from honour.ledger.events import Event
from honour.ledger.log import Ledger

metadata = MetaData()
_holds = Table(
    "hold",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("target_kind", Text, nullable=False),
    Column("target", Text, nullable=False, index=True),
    Column("case_id", Text, nullable=False),
    Column("placed_at", Text, nullable=False),
    Column("lifted_at", Text),
)


def create_tables(engine: Engine) -> None:
    """Makes the table where it is missing."""
    with engine.begin() as connection:
        metadata.create_all(connection)


def place(
    connection: Connection,
    ledger: Ledger,
    kind: HoldKind,
    target: Target,
    *,
    now: datetime,
    by: Office | Salted,
    about: tuple[Salted, ...],
    rules: tuple[str, ...] = (),
    case: str = "",
) -> Hold:
    """Places a hold; an equal one that stands is returned as it is, without a second entry.

    `about` is what the ledger commits to: the subject with their salt, the case or address with the school's.
    Holds once the caller's transaction is committed. Raises BadInput for a target without a name.
    """
    if not target.name:
        raise BadInput("a hold needs something to hold")
    # The ledger's lock comes first: two who place the same hold at once place one.
    ledger.lock(connection)
    for standing in current(connection):
        if (standing.kind, standing.target, standing.case) == (kind, target, case):
            return standing
    hold = Hold(f"H-{secrets.token_hex(8)}", kind, target, now.astimezone(UTC), case)
    connection.execute(
        _holds.insert(),
        {
            "id": hold.id,
            "kind": hold.kind.value,
            "target_kind": target.kind.value,
            "target": target.name,
            "case_id": case,
            "placed_at": hold.placed_at.isoformat(),
        },
    )
    ledger.append([Entry(Event.HOLD_PLACED, now, by, about, rules)], connection)
    return hold


def lift(
    connection: Connection,
    ledger: Ledger,
    hold_id: str,
    *,
    now: datetime,
    by: Office | Salted,
    about: tuple[Salted, ...],
    rules: tuple[str, ...] = (),
    told_on: date | None = None,
) -> Hold:
    """Lifts a hold; one already lifted stays as it was, without a second entry.

    A restriction is lifted only after the person was told (UK GDPR Art 18(3)): `told_on`, not after `now`, is noted
    in the ledger. Raises NotAllowed without it, BadInput for a hold that was never placed; nothing is changed then.
    """
    ledger.lock(connection)
    row = connection.execute(select(_holds).where(_holds.c.id == hold_id)).first()
    if row is None:
        raise BadInput("there is no such hold", advice="Holds are named H- and 16 hex digits.")
    hold = _hold(row)
    if hold.lifted_at is not None:
        return hold
    if hold.kind is HoldKind.RESTRICTION and (told_on is None or told_on > now.date()):
        raise NotAllowed(
            f"{hold.id} restricts processing; the person must be told before it is lifted",
            advice="Tell them, then lift it with the day they were told.",
        )
    lifted_at = now.astimezone(UTC)
    connection.execute(_holds.update().where(_holds.c.id == hold_id).values(lifted_at=lifted_at.isoformat()))
    facts = (("told-on", told_on.isoformat()),) if told_on else ()
    ledger.append([Entry(Event.HOLD_LIFTED, now, by, about, rules, facts)], connection)
    return Hold(hold.id, hold.kind, hold.target, hold.placed_at, hold.case, lifted_at)


def current(connection: Connection) -> tuple[Hold, ...]:
    """Every hold that stands, oldest first: what `gate.may` is asked with."""
    rows = connection.execute(
        select(_holds).where(_holds.c.lifted_at.is_(None)).order_by(_holds.c.placed_at, _holds.c.id)
    )
    return tuple(_hold(row) for row in rows)


def _hold(row: Row[tuple[str, ...]]) -> Hold:
    return Hold(
        row.id,
        HoldKind(row.kind),
        Target(TargetKind(row.target_kind), row.target),
        datetime.fromisoformat(row.placed_at),
        row.case_id,
        datetime.fromisoformat(row.lifted_at) if row.lifted_at else None,
    )
