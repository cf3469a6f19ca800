"""Action: make a plan. Looks at every source, changes nothing, keeps the plan sealed, gives the file to read."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from honour.kernel.change import Deed, Plan
from honour.kernel.errors import BadInput
from honour.kernel.holding import Subject
from honour.kernel.progress import Progress
from honour.people import needles
from honour.protection.atomic import write_atomically
from honour.workspace.outside import require_outside
from honour.workspace.school import School
from honour.writeback import papers, stored
from honour.writeback.facts import Ask
from honour.writeback.gathering import gather
from honour.writeback.planning import plan

_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No I, L, O, 0, 1: a plan's reference is read out over the telephone."""


@dataclass(frozen=True, slots=True)
class Made:
    plan: Plan
    text: str
    digest: str


def make_plan(
    school: School,
    subject: Subject,
    ask: Ask,
    progress: Progress,
    *,
    today: date,
    case: str = "",
    keep: Mapping[str, str] | None = None,
) -> Made:
    """Plans what is asked for `subject`. `case`: the case it is done for, whose own holds do not stop it.
    `keep`: unit (`mis:row/TABLE`) to why its rows must be kept.

    Law: law:rights/rectification, law:rights/erasure. Raises NotAllowed, BadInput, SourceError; nothing is kept then.
    """
    facts = gather(school, subject, ask, progress, today=today, keep=keep)
    plan_id = "W-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))
    made = plan(ask, facts, plan_id=plan_id, made_on=today.isoformat(), case=case)
    if not made.changes and not made.tasks:
        raise BadInput(
            "There is nothing to change: no row of any connected database is this person's.",
            advice="honour find says what is held; run honour map if a system is new.",
        )
    if ask.deed is Deed.CORRECT:
        looked_for = needles.of_value(made.changes[0].before[0][1])
    else:
        looked_for = needles.needles(subject, school.index.subjects())
    text = papers.written(made, school.settings.school_name, titles(school))
    _, digest = papers.read(text)
    stored.put(school, made, digest, {"needles": needles.to_json(looked_for)})
    return Made(made, text, digest)


def write_file(school: School, made: Made, out: Path) -> None:
    """The plan's file, mode 0600. Raises BadInput where it may not lie, and never replaces another file."""
    may_write(school, out)
    write_atomically(out, made.text.encode())


def may_write(school: School, out: Path) -> None:
    """Raises BadInput for a place where the plan's file may not lie. Asked before anything is planned."""
    require_outside(school, out.parent)
    if out.exists():
        raise BadInput("There is a file of that name already.", advice="Give another name with --out.")
    if not out.parent.is_dir():
        raise BadInput("The folder of --out does not exist.", advice="Create it, then run the same command.")


def titles(school: School) -> dict[str, str]:
    return {setting.name: setting.title for setting in school.settings.sources}
