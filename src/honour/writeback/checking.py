"""Action: prove what was done. Reads back over the reading login, sweeps every database, closes what is proved."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from honour.kernel.address import Address
from honour.kernel.change import Action, By, Change, Deed, Left, Plan, Proof, Receipt, Swept
from honour.kernel.errors import BadInput, SourceError
from honour.kernel.holding import Role, SubjectId
from honour.kernel.progress import Progress
from honour.ledger.events import Event
from honour.people import needles
from honour.sources.database.access import Access, same
from honour.sources.database.structure import Sort
from honour.sources.database.sweep import Sweep
from honour.workspace.opening import open_source
from honour.workspace.school import School
from honour.writeback import papers, stored
from honour.writeback.making import titles
from honour.writeback.papers import OfficeTask
from honour.writeback.stored import Kept, PlanState

_MARK = "hmac:"
"""What stands in a closed plan where a value stood: a keyed hash under the person's salt."""


@dataclass(frozen=True, slots=True)
class Checked:
    kept: Kept
    receipt: Receipt
    tasks: tuple[OfficeTask, ...]
    states: Mapping[int, Proof]
    """Task number -> how it stands."""


def check_kept(school: School, kept: Kept, progress: Progress) -> Checked:
    """Reads every row of the plan back, sweeps, keeps the receipt, and closes the plan if all of it is proved."""
    tasks = papers.office_tasks(kept.plan, titles(school))
    confirmed = {int(number) for number in kept.record.get("confirmed", {})}
    proofs, now = _proofs(school, kept, tasks, confirmed)
    left, swept = _sweep(school, kept, progress)
    states = _task_states(kept.plan, tasks, proofs, confirmed, left, swept)
    receipt = Receipt(kept.plan.id, proofs, left, swept, datetime.now(UTC).isoformat())
    if kept.state is PlanState.PLANNED:
        return Checked(kept, receipt, tasks, states)  # nothing was done, so there is nothing to keep as proof
    kept = stored.remember(school, kept, receipt=_receipt_json(receipt))
    done = all(p in {Proof.READ_BACK, Proof.SAID} for p in (*proofs, *states.values()))
    facts = (
        ("read-back", sum(p is Proof.READ_BACK for p in proofs)),
        ("said", sum(p is Proof.SAID for p in proofs)),
        ("open", sum(p is Proof.OPEN for p in (*proofs, *states.values()))),
        ("wrong", sum(p is Proof.WRONG for p in proofs)),
        ("left", len(left)),
    )
    if done and kept.state is PlanState.WRITTEN:
        kept = stored.reseal(school, kept, _without_values(school, kept.plan, now))
        kept = stored.move(school, kept, PlanState.CLOSED, Event.WRITEBACK_CLOSED, facts=facts)
    else:
        kept = stored.move(school, kept, kept.state, Event.WRITEBACK_VERIFIED, facts=facts)
    return Checked(kept, receipt, tasks, states)


def confirm(school: School, kept: Kept, number: int, by: str, progress: Progress) -> Checked:
    """Notes that a person did task `number`, and reads back what can be read back.

    Raises BadInput for a task that does not exist or a person honour.toml does not list.
    """
    tasks = papers.office_tasks(kept.plan, titles(school))
    if not any(task.number == number for task in tasks):
        raise BadInput(f"This plan has no task {number}.", advice="honour writeback tasks lists them.")
    if not any(by in names for names in school.settings.people.values()):
        raise BadInput("Whoever confirms must be named in honour.toml.", advice="See [people] in honour.toml.")
    if kept.state is PlanState.PLANNED:
        raise BadInput(
            "The plan has not been signed yet.", advice="honour writeback do, with --signed, comes before its tasks."
        )
    said = {**kept.record.get("confirmed", {}), str(number): {"by": by, "at": datetime.now(UTC).isoformat()}}
    kept = stored.remember(school, kept, confirmed=said)
    kept = stored.move(school, kept, kept.state, Event.WRITEBACK_CONFIRMED, facts=(("task", number),))
    return check_kept(school, kept, progress)


# ---- read back


def _proofs(
    school: School, kept: Kept, tasks: Sequence[OfficeTask], confirmed: set[int]
) -> tuple[tuple[Proof, ...], dict[int, str | None]]:
    """(a proof for each change, the value that stands there now by the change's place)."""
    said = {place for task in tasks if task.number in confirmed for place in task.changes}
    salt = school.keys.salt(SubjectId(kept.plan.subject))
    proofs: dict[int, Proof] = {}
    now: dict[int, str | None] = {}
    by_source: dict[str, list[int]] = {}
    for place, change in enumerate(kept.plan.changes):
        by_source.setdefault(change.address.source, []).append(place)
    for source, places in by_source.items():
        written = kept.steps.get(source) is PlanState.WRITTEN
        try:
            access = Access(source, school.settings.source(source).location(school.folder))
            with access.connect() as connection:
                for place in places:
                    change = kept.plan.changes[place]
                    known = change.table in access.structure.tables
                    if not change.key or not known:
                        proofs[place] = Proof.SAID if place in said else Proof.OPEN
                        continue
                    found = [row.text for row in access.rows(connection, change.table, change.key)]
                    described = access.structure.tables[change.table].column(change.column)
                    now[place] = found[0].get(change.column) if found else None
                    as_planned = _as_planned(change, found, described.sort if described else Sort.TEXT, salt)
                    unproved = Proof.WRONG if change.by is By.SQL and written else Proof.OPEN
                    proofs[place] = Proof.READ_BACK if as_planned else unproved
        except (SourceError, BadInput):
            for place in places:
                proofs.setdefault(place, Proof.SAID if place in said else Proof.OPEN)
    return tuple(proofs[place] for place in range(len(kept.plan.changes))), now


def _as_planned(change: Change, rows: Sequence[Mapping[str, str | None]], sort: Sort, salt: bytes) -> bool:
    if change.action is Action.DELETE:
        return not rows
    if len(rows) != 1:
        return not rows and change.by is By.OFFICE  # the office deleted the whole entry: the value is gone too
    value = rows[0].get(change.column)
    if change.by is By.OFFICE and change.action is not Action.CORRECT:
        # how the office took it out is its own affair; the old value must be gone
        return all(not _is(value, old, Sort.TEXT, salt) for _, old in change.before)
    return _is(value, change.new, sort, salt)


def _is(value: str | None, wanted: str | None, sort: Sort, salt: bytes) -> bool:
    if wanted is not None and wanted.startswith(_MARK):
        return value is not None and hmac.compare_digest(_mark(value, salt), wanted)
    return same(sort, value, wanted)


def _mark(value: str, salt: bytes) -> str:
    return _MARK + hmac.digest(salt, value.encode("utf-8", "surrogateescape"), "sha256").hex()


def _without_values(school: School, plan: Plan, now: Mapping[int, str | None]) -> Plan:
    """The plan with hashes in place of values. Placeholders and emptiness say nothing and stay."""
    salt = school.keys.salt(SubjectId(plan.subject))
    changes = []
    for place, change in enumerate(plan.changes):
        new = change.new
        if new is not None and change.action is not Action.PLACEHOLDER:
            new = _mark(now.get(place) or new, salt)
        before = tuple((c, old if old is None else _mark(old, salt)) for c, old in change.before)
        changes.append(replace(change, before=before if change.by is By.OFFICE else (), new=new))
    return replace(plan, changes=tuple(changes))


def _task_states(
    plan: Plan,
    tasks: Sequence[OfficeTask],
    proofs: Sequence[Proof],
    confirmed: set[int],
    left: Sequence[Left],
    swept: Sequence[Swept],
) -> dict[int, Proof]:
    states: dict[int, Proof] = {}
    whole = {s.source for s in swept if s.tables and not s.not_swept}
    by_sweep = {(task.source, task.address) for task in plan.tasks if task.swept}
    still = {str(found.address) for found in left} | {found.address.unit for found in left}
    for task in tasks:
        if task.changes:
            found = {proofs[place] for place in task.changes}
            states[task.number] = next(p for p in (Proof.WRONG, Proof.OPEN, Proof.SAID, Proof.READ_BACK) if p in found)
        elif (task.source, task.address) in by_sweep and task.source in whole and task.address not in still:
            states[task.number] = Proof.READ_BACK
        else:
            states[task.number] = Proof.SAID if task.number in confirmed else Proof.OPEN
    return states


# ---- sweep


def _sweep(school: School, kept: Kept, progress: Progress) -> tuple[tuple[Left, ...], tuple[Swept, ...]]:
    """Where the person's name or identifiers (for a correction: the wrong value) still stand, in every database."""
    looked_for = needles.from_json(kept.record.get("needles", []))
    databases = [setting for setting in school.settings.sources if setting.kind == "database"]
    if not looked_for:
        why = "there is nothing to look for: no full name or identifier of this person alone is known"
        if kept.plan.deed is Deed.CORRECT:
            why = "the wrong value is too short to be looked for"
        return (), tuple(Swept(setting.name, 0, 0, 0, 0, (why,)) for setting in databases)
    progress.start("Looking for what is left", len(databases))
    left: list[Left] = []
    swept: list[Swept] = []
    for setting in databases:
        try:
            opened = open_source(setting, school.folder)
            found = Sweep(setting.name, setting.location(school.folder)).everywhere(opened.tables, looked_for)
        except (SourceError, BadInput) as error:
            swept.append(Swept(setting.name, 0, 0, 0, 0, (error.message,)))
            continue
        gaps = tuple(f"{gap.address.parts[0]}: {gap.what}" for gap in opened.unread)
        swept.append(replace(found.done, not_swept=(*found.done.not_swept, *gaps)))
        left += [Left(hit.address, hit.columns, _why(school, kept.plan, hit.address)) for hit in found.hits]
        progress.step()
    return tuple(left), tuple(swept)


def _why(school: School, plan: Plan, address: Address) -> str:
    """In plain words, why the person may still stand there."""
    planned = [change for change in plan.changes if change.address == address]
    if any(change.by is By.OFFICE for change in planned):
        return "left to the office"
    if planned:
        return "a column of the row that the plan did not change still names them"
    others = {h.subject for h in school.index.holdings_at(address) if h.role is Role.ABOUT} - {plan.subject}
    if others:
        return "the row is about somebody else, who may have the same name or whose text names this person"
    return "a text names them; a person must look at it"


def _receipt_json(receipt: Receipt) -> dict[str, Any]:
    return {
        "read_at": receipt.read_at,
        "proofs": [proof.value for proof in receipt.proofs],
        "left": [[str(left.address), list(left.columns), left.why] for left in receipt.left],
        "swept": [[s.source, s.tables, s.columns, s.rows, s.hits, list(s.not_swept)] for s in receipt.swept],
    }


def checked_json(checked: Checked) -> dict[str, Any]:
    plan = checked.kept.plan
    counts = {s: sum(c.by is By.SQL and c.address.source == s for c in plan.changes) for s in plan.sources}
    return {
        "plan": plan.id,
        "state": checked.kept.state.value,
        "sources": [
            {"source": s, "state": checked.kept.steps.get(s, PlanState.PLANNED).value, "changes": count}
            for s, count in counts.items()
        ],
        "changes": [
            {
                "number": number,
                "address": str(change.address),
                "action": change.action.value,
                "column": change.column,
                "proof": proof.value,
            }
            for number, (change, proof) in enumerate(zip(plan.changes, checked.receipt.proofs, strict=True), 1)
        ],
        "left": [
            {"address": str(left.address), "columns": list(left.columns), "why": left.why}
            for left in checked.receipt.left
        ],
        "swept": [
            {
                "source": s.source,
                "tables": s.tables,
                "columns": s.columns,
                "rows": s.rows,
                "hits": s.hits,
                "not_swept": list(s.not_swept),
            }
            for s in checked.receipt.swept
        ],
        "tasks": papers.tasks_json(checked.tasks, checked.states),
    }
