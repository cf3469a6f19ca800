"""A plan as JSON and back, for the sealed file store. Whole: what is executed is what was sealed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from honour.kernel.address import Address
from honour.kernel.change import Action, Break, BreakKind, By, Cells, Change, Deed, Plan, Stay, Task
from honour.kernel.holding import SubjectId


def plan_to_json(plan: Plan) -> dict[str, Any]:
    return {
        "format": 1,
        "id": plan.id,
        "subject": plan.subject,
        "deed": plan.deed.value,
        "made_on": plan.made_on,
        "case": plan.case,
        "changes": [_change(change) for change in plan.changes],
        "breaks": [[b.kind.value, b.at, b.rows, b.what, b.blocking] for b in plan.breaks],
        "stays": [[s.at, s.rows, s.why] for s in plan.stays],
        "tasks": [[t.source, t.address, t.do, t.why, t.swept] for t in plan.tasks],
        "sign": [list(group) for group in plan.sign],
        "rules": list(plan.rules),
        "concerned": [[address, list(people)] for address, people in plan.concerned],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "address": str(change.address),
        "table": change.table,
        "key": [list(cell) for cell in change.key],
        "action": change.action.value,
        "column": change.column,
        "before": [list(cell) for cell in change.before],
        "new": change.new,
        "why": change.why,
        "by": change.by.value,
        "by_reason": change.by_reason,
    }


def plan_from_json(raw: dict[str, Any]) -> Plan:
    return Plan(
        raw["id"],
        SubjectId(raw["subject"]),
        Deed(raw["deed"]),
        raw["made_on"],
        raw["case"],
        tuple(
            Change(
                Address.parse(c["address"]),
                c["table"],
                _cells(c["key"]),
                Action(c["action"]),
                c["column"],
                _cells(c["before"]),
                c["new"],
                c["why"],
                By(c["by"]),
                c["by_reason"],
            )
            for c in raw["changes"]
        ),
        tuple(Break(BreakKind(kind), at, rows, what, blocking) for kind, at, rows, what, blocking in raw["breaks"]),
        tuple(Stay(at, rows, why) for at, rows, why in raw["stays"]),
        tuple(Task(source, address, do, why, swept) for source, address, do, why, swept in raw["tasks"]),
        tuple(tuple(group) for group in raw["sign"]),
        tuple(raw["rules"]),
        tuple((address, tuple(SubjectId(p) for p in people)) for address, people in raw["concerned"]),
    )


def _cells(raw: Iterable[Any]) -> Cells:
    return tuple((column, text) for column, text in raw)


def dumped(value: Any) -> bytes:
    """One form for one value; lone surrogates (text that is not UTF-8) survive as escapes."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True).encode("ascii")
