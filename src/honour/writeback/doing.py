"""Action: do a signed plan. Intent first, each source in one transaction, then proof; a kill anywhere is repeated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from honour.holds import actions as holds
from honour.holds.gate import Held, Use, may
from honour.kernel.address import Address
from honour.kernel.change import Action, By, Change, Plan
from honour.kernel.errors import HonourError, NotAllowed
from honour.kernel.progress import Progress
from honour.ledger.events import Event
from honour.protection import store
from honour.sources.database import writing
from honour.sources.database.access import Access
from honour.workspace.school import School
from honour.writeback import papers, signing, stored
from honour.writeback.checking import Checked, check_kept
from honour.writeback.stored import Kept, PlanState


def load(school: School, untrusted_text: str) -> Kept:
    """The plan a file is of. Raises BadInput for a file that was edited, is none, or of a plan not known here."""
    plan_id, digest = papers.read(untrusted_text)
    kept = stored.get(school, plan_id)
    if kept.file != digest:
        raise papers.edited()
    return kept


def do(school: School, untrusted_text: str, signed: Sequence[str], progress: Progress) -> Checked:
    """Does the plan and proves it. Done already, it is only proved again.

    Recorded as intended before a source is opened for writing; for each source the rows themselves tell whether an
    earlier run got through. Raises NotAllowed while something blocks it, a hold stands, a signature is missing or a
    row is no longer as planned: then nothing of that source was changed, and the ledger says that it was refused.
    Law: law:signers/erase, law:signers/disposal-safeguarding.
    """
    kept = load(school, untrusted_text)
    if kept.state in {PlanState.CLOSED, PlanState.WRITTEN} and not _unwritten(kept):
        return check_kept(school, kept, progress)
    if kept.state is PlanState.PLANNED:
        kept = _intend(school, kept, signed)
    for source in _unwritten(kept):
        kept = _one_source(school, kept, source, progress)
    return check_kept(school, kept, progress)


def _unwritten(kept: Kept) -> list[str]:
    return [source for source in kept.plan.sources if kept.steps.get(source) is not PlanState.WRITTEN]


def _intend(school: School, kept: Kept, signed: Sequence[str]) -> Kept:
    """Everything that must be so before the first change, then the intent with its ledger entry."""
    plan = kept.plan
    blocking = [found for found in plan.breaks if found.blocking]
    try:
        if blocking:
            raise NotAllowed(
                f"the plan may not be done: {blocking[0].at}: {blocking[0].what}",
                advice="A person must settle it; then make a new plan.",
            )
        signing.require(plan.sign, signed, school.settings.people)
        require_no_hold(school, plan, plan.changes)
        for source in plan.sources:
            school.settings.source(source).write_location(school.folder)  # the password's variable is set
    except HonourError:
        refused(school, plan)
        raise
    kept = stored.remember(school, kept, signed=list(signed), signed_at=datetime.now(UTC).isoformat())
    if not plan.sources:
        return stored.move(school, kept, PlanState.WRITTEN, Event.WRITEBACK_INTENDED, facts=_facts(plan.changes))
    return stored.move(
        school,
        kept,
        PlanState.INTENDED,
        Event.WRITEBACK_INTENDED,
        sources=plan.sources,
        facts=_facts(plan.changes),
        about=_records(plan.changes),
    )


def _one_source(school: School, kept: Kept, source: str, progress: Progress) -> Kept:
    setting = school.settings.source(source)
    changes = [c for c in kept.plan.changes if c.by is By.SQL and c.address.source == source]
    progress.start(f"Changing {setting.title}", len(changes))
    try:
        # by the writing login: after a kill in the middle SQLite must undo, and a reader may not
        access = Access(source, setting.write_location(school.folder), write=True)
        found = writing.state(access, changes)
        if writing.state(Access(source, setting.location(school.folder)), changes) is not found:
            raise NotAllowed(
                f"the reading and the writing login of source {source} do not show the same rows; nothing was changed",
                advice="In honour.toml, write_at must lead to the same database as at.",
            )
        if found is writing.State.MIXED:
            raise NotAllowed(
                f"rows of source {source} are no longer as planned; nothing was changed there",
                advice="Somebody changed them meanwhile. Make a new plan.",
            )
        if found is writing.State.BEFORE:
            require_no_hold(school, kept.plan, changes)
            writing.write(access, changes)
    except HonourError:
        refused(school, kept.plan)
        raise
    progress.step(len(changes))
    return stored.move(
        school,
        kept,
        PlanState.WRITTEN,
        Event.WRITEBACK_WRITTEN,
        sources=[source],
        facts=_facts(changes),
        about=[f"source:{source}", *_records(changes)],
    )


def require_no_hold(school: School, plan: Plan, changes: Sequence[Change]) -> None:
    """The one gate, for every row, with everyone it concerns. Raises NotAllowed naming the hold."""
    holds.create_tables(school.engine)
    with store.reading(school.engine) as connection:
        standing = holds.current(connection)
    concerned = dict(plan.concerned)
    for change in changes:
        use = Use.DISPOSE if change.action is Action.DELETE else Use.CHANGE
        people = concerned.get(str(change.address), (plan.subject,))
        answer = may(use, Address.parse(str(change.address)), people, standing, acting_for=plan.case)
        if isinstance(answer, Held):
            raise NotAllowed(
                f"{change.address}: {answer.reason}; nothing was changed",
                advice="A person must lift the hold, or show why it does not apply.",
            )


def refused(school: School, plan: Plan) -> None:
    with school.engine.begin() as connection:
        stored.note(school, connection, plan, Event.WRITEBACK_REFUSED, facts=(("changes", len(plan.changes)),))


def _facts(changes: Sequence[Change]) -> tuple[tuple[str, int], ...]:
    gone = sum(change.action is Action.DELETE for change in changes)
    return (("changed", len(changes) - gone), ("deleted", gone))


def _records(changes: Sequence[Change]) -> list[str]:
    return list(dict.fromkeys(f"record:{change.address}" for change in changes))
