"""What is kept of each plan: its sealed values, its state, and the ledger entry of every step, together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, Text, select

from honour.kernel.change import Plan
from honour.kernel.errors import BadInput
from honour.kernel.holding import SubjectId
from honour.ledger.entry import Entry, Office, Salted
from honour.ledger.events import Event
from honour.protection import store
from honour.workspace.school import School
from honour.writeback.written import dumped, plan_from_json, plan_to_json

metadata = MetaData()
_plans = Table(
    "writeback_plan",
    metadata,
    Column("id", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("deed", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("state", Text, nullable=False),
)
_steps = Table(
    "writeback_step",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("at", Text, nullable=False),
)
RECORDS_AN_ENTRY = 200
"""So many records one ledger entry commits to; longer plans take several entries."""


class PlanState(StrEnum):
    PLANNED = "planned"
    REPLACED = "replaced"
    INTENDED = "intended"
    WRITTEN = "written"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan with everything known of it. `record` is sealed with it: who signed, what was confirmed, the receipt."""

    plan: Plan
    file: str
    """SHA-256 of the plan's file without its last line."""
    state: PlanState
    steps: Mapping[str, PlanState]
    record: Mapping[str, Any] = field(repr=False)


def create_tables(school: School) -> None:
    """Makes the tables where they are missing."""
    with school.engine.begin() as connection:
        metadata.create_all(connection)


def put(school: School, plan: Plan, file: str, record: Mapping[str, Any]) -> None:
    """Keeps a new plan; an earlier one of the same person and deed that nobody began is replaced.

    Sealed values first, then the row and its ledger entry in one transaction: a kill leaves no plan that can be done.
    """
    create_tables(school)
    _seal(school, plan, record)
    now = datetime.now(UTC)
    with school.engine.begin() as connection:
        school.ledger.lock(connection)
        same = (_plans.c.subject == plan.subject) & (_plans.c.deed == plan.deed.value)
        standing = same & (_plans.c.state == PlanState.PLANNED.value)
        old = [row.id for row in connection.execute(select(_plans.c.id).where(standing))]
        connection.execute(_plans.update().where(standing).values(state=PlanState.REPLACED.value))
        connection.execute(
            _plans.insert(),
            {
                "id": plan.id,
                "subject": plan.subject,
                "deed": plan.deed.value,
                "case_id": plan.case,
                "made_at": now.isoformat(),
                "file": file,
                "state": PlanState.PLANNED.value,
            },
        )
        facts = (("changes", len(plan.changes)), ("breaks", len(plan.breaks)), ("tasks", len(plan.tasks)))
        note(school, connection, plan, Event.WRITEBACK_PLANNED, facts=facts, about=(f"file:{file}",))
    for name in old:
        school.files.remove(school.files.named(_name(name)))


def get(school: School, plan_id: str) -> Kept:
    """Raises BadInput for a plan this school does not know or that was replaced; KeyDestroyed once the person's key
    is destroyed.
    """
    create_tables(school)
    with store.reading(school.engine) as connection:
        row = connection.execute(select(_plans).where(_plans.c.id == plan_id)).first()
        steps = connection.execute(select(_steps).where(_steps.c.plan == plan_id)).all()
    if row is None:
        raise BadInput(
            "This school has no such plan of changes.", advice="Use --school to name the right one, or plan again."
        )
    if row.state == PlanState.REPLACED.value:
        raise BadInput("A newer plan of the same deed has replaced this one.", advice="Use the newer plan's file.")
    raw = json.loads(school.files.get(school.files.named(_name(plan_id))))
    found = {step.source: PlanState(step.state) for step in steps}
    return Kept(plan_from_json(raw["plan"]), row.file, PlanState(row.state), found, raw["record"])


def move(
    school: School,
    kept: Kept,
    state: PlanState,
    event: Event,
    *,
    sources: Sequence[str] = (),
    facts: Sequence[tuple[str, int | str]] = (),
    about: Sequence[str] = (),
) -> Kept:
    """The plan, or its steps at `sources`, moves on, with the ledger entry in the same transaction."""
    now = datetime.now(UTC).isoformat()
    steps = dict(kept.steps)
    with school.engine.begin() as connection:
        school.ledger.lock(connection)
        for source in sources:
            steps[source] = state
            connection.execute(_steps.delete().where((_steps.c.plan == kept.plan.id) & (_steps.c.source == source)))
            connection.execute(
                _steps.insert(), {"plan": kept.plan.id, "source": source, "state": state.value, "at": now}
            )
        whole = state
        if state is PlanState.WRITTEN and any(s is PlanState.INTENDED for s in steps.values()):
            whole = PlanState.INTENDED
        connection.execute(_plans.update().where(_plans.c.id == kept.plan.id).values(state=whole.value))
        note(school, connection, kept.plan, event, facts=facts, about=about)
    return replace(kept, state=whole, steps=steps)


def remember(school: School, kept: Kept, **more: Any) -> Kept:
    """Adds to the sealed record: whole or not at all."""
    record = {**kept.record, **more}
    _seal(school, kept.plan, record)
    return replace(kept, record=record)


def reseal(school: School, kept: Kept, plan: Plan) -> Kept:
    """The plan without its values, once nothing more is to be done with them."""
    _seal(school, plan, kept.record)
    return replace(kept, plan=plan)


def _seal(school: School, plan: Plan, record: Mapping[str, Any]) -> None:
    data = dumped({"plan": plan_to_json(plan), "record": dict(record)})
    school.files.put(data, subjects=(plan.subject,), name=_name(plan.id))


def _name(plan_id: str) -> str:
    return f"writeback:{plan_id}"


def note(
    school: School,
    connection: Connection,
    plan: Plan,
    event: Event,
    *,
    facts: Sequence[tuple[str, int | str]] = (),
    about: Sequence[str] = (),
) -> None:
    """Entries with the person's salt: they say nothing once the person's key is destroyed."""
    salt = school.keys.salt(SubjectId(plan.subject))
    now = datetime.now(UTC)
    parts = [about[at : at + RECORDS_AN_ENTRY] for at in range(0, len(about), RECORDS_AN_ENTRY)] or [()]
    entries = []
    for at, part in enumerate(parts):
        things = (f"subject:{plan.subject}", f"plan:{plan.id}", *((f"case:{plan.case}",) if plan.case else ()), *part)
        entries.append(
            Entry(
                event,
                now,
                Office.PROGRAM,
                tuple(Salted(salt, thing) for thing in things),
                plan.rules,
                tuple(facts) if at == 0 else (("part", at + 1),),
            )
        )
    school.ledger.append(entries, connection)
