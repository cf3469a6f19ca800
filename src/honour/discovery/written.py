"""The map as JSON text and back. Format: docs/spec/map.md."""

from __future__ import annotations

import json
from typing import Any

from honour.kernel.errors import BadInput
from honour.kernel.holding import Label, Role, SubjectKind
from honour.kernel.mapping import (
    Asks,
    Change,
    ColumnFinding,
    ColumnRef,
    Detail,
    Drift,
    Hub,
    Join,
    JoinKind,
    Kind,
    Meaning,
    Pointer,
    Quasi,
    Question,
    SchoolMap,
)
from honour.kernel.tabular import View

FORMAT = 2
NOT_SPECIAL = frozenset({Label.REFERENCE, Label.LEGAL_ADVICE, Label.EXAM})
"""Labels that matter to exemptions and are no special category, nor treated like one (law:categories/*)."""


def map_to_json(school_map: SchoolMap) -> str:
    """Stable text: the same map gives the same bytes."""
    return json.dumps(map_as_data(school_map), ensure_ascii=False, indent=1)


def map_as_data(school_map: SchoolMap) -> dict[str, Any]:
    """The same as plain dicts and lists, for `--json`."""
    return {
        "format": FORMAT,
        "tables": [{"source": s, "table": t, "rows": n} for s, t, n in school_map.tables],
        "columns": [_column(finding) for finding in school_map.columns],
        "joins": [_join(join) for join in school_map.joins],
        "hubs": [_hub(hub) for hub in school_map.hubs],
        "pointers": [_pointer(pointer) for pointer in school_map.pointers],
        "details": [
            {
                "join": _join(d.join),
                "reverse": d.reverse,
                "role": d.role,
                "reason": d.reason,
                "confidence": d.confidence,
            }
            for d in school_map.details
        ],
        "questions": [
            {
                "id": q.id,
                "text": q.text,
                "choices": list(q.choices),
                "codes": list(q.codes),
                "assumed": q.assumed,
                "about": [_ref(r) for r in q.about],
                "kind": q.kind,
                "examples": list(q.examples),
                "doubt": q.doubt,
                "rows": q.rows,
                "people": q.people,
                "special": q.special,
                "weight": q.weight,
            }
            for q in school_map.questions
        ],
        "answers": [{"id": question, "code": code} for question, code in school_map.answered],
        "drift": [{"what": d.what, "at": d.at, "was": d.was, "now": d.now, "since": d.since} for d in school_map.drift],
        "sources": [{"source": name, "kind": kind} for name, kind in school_map.sources],
        "folders": [{"source": s, "folder": f, "files": n} for s, f, n in school_map.folders],
        "apart": [{"one": one, "other": other} for one, other in school_map.apart],
        "unmapped": [{"at": at, "why": why} for at, why in school_map.unmapped],
        "quasi": [
            {
                "source": q.source,
                "table": q.table,
                "columns": list(q.columns),
                "unique_share": q.unique_share,
                "rows": q.rows,
            }
            for q in school_map.quasi
        ],
        "codes": [{**_ref(ref), "values": list(values)} for ref, values in school_map.codes],
        "views": [
            {"source": v.source, "view": v.name, "of": list(v.over), "read": v.read, "why": v.why}
            for v in school_map.views
        ],
    }


def map_from_json(untrusted_text: str) -> SchoolMap:
    """The map a text holds. Raises BadInput if it is none or of another format."""
    try:
        data = json.loads(untrusted_text)
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise BadInput("this is no map, or one of another version", advice="Run `honour map` again.")
        return SchoolMap(
            tables=tuple((t["source"], t["table"], int(t["rows"])) for t in data["tables"]),
            columns=tuple(
                ColumnFinding(
                    _read_ref(c), Meaning(c["meaning"]), bool(c["personal"]),
                    frozenset(Label(label) for label in (*c["special"], *c["also"])), c["reason"],
                    float(c["confidence"]), tuple(Kind(kind) for kind in c["kinds"]), str(c.get("type", "")),
                )
                for c in data["columns"]
            ),
            joins=tuple(_read_join(join) for join in data["joins"]),
            hubs=tuple(_read_hub(hub) for hub in data["hubs"]),
            pointers=tuple(
                Pointer(
                    _read_join(p["join"]), f"{p['hub']['source']}.{p['hub']['table']}", Role(p["role"]), p["reason"],
                    float(p["confidence"]), bool(p["same_person"]),
                )
                for p in data["pointers"]
            ),
            questions=tuple(_read_question(q) for q in data["questions"]),
            drift=tuple(_read_drift(d) for d in data["drift"]),
            unmapped=tuple((u["at"], u["why"]) for u in data["unmapped"]),
            details=tuple(
                Detail(_read_join(d["join"]), bool(d["reverse"]), Role(d["role"]), d["reason"], float(d["confidence"]))
                for d in data["details"]
            ),
            quasi=tuple(
                Quasi(q["source"], q["table"], tuple(q["columns"]), float(q["unique_share"]), int(q["rows"]))
                for q in data["quasi"]
            ),
            codes=tuple((_read_ref(c), tuple(str(value) for value in c["values"])) for c in data["codes"]),
            # an older map has none of these, and is still good to compare with
            sources=tuple((s["source"], s["kind"]) for s in data.get("sources", ())),
            folders=tuple((f["source"], f["folder"], int(f["files"])) for f in data.get("folders", ())),
            apart=tuple((a["one"], a["other"]) for a in data.get("apart", ())),
            answered=tuple((a["id"], a["code"]) for a in data.get("answers", ())),
            views=tuple(
                View(v["source"], v["view"], tuple(v["of"]), bool(v["read"]), v["why"]) for v in data.get("views", ())
            ),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise BadInput("the map could not be read", advice="Run `honour map` again; it makes a new one.") from None


def _ref(ref: ColumnRef) -> dict[str, str]:
    return {"source": ref.source, "table": ref.table, "column": ref.column}


def _read_ref(data: dict[str, Any]) -> ColumnRef:
    return ColumnRef(data["source"], data["table"], data["column"])


def _column(finding: ColumnFinding) -> dict[str, Any]:
    return {
        **_ref(finding.at),
        "personal": finding.personal,
        "meaning": finding.meaning,
        "kinds": list(finding.kinds),
        "type": finding.type,
        "special": sorted(finding.labels - NOT_SPECIAL),
        "also": sorted(finding.labels & NOT_SPECIAL),
        "reason": finding.reason,
        "confidence": finding.confidence,
    }


def _read_question(data: dict[str, Any]) -> Question:
    return Question(
        data["id"], data["text"], tuple(data["choices"]), tuple(_read_ref(r) for r in data["about"]),
        float(data["weight"]), Asks(data.get("kind", data["id"].partition(":")[0])),
        tuple(data.get("codes", data["choices"])), data.get("assumed", ""), float(data.get("doubt", 0.0)),
        int(data.get("rows", 0)), int(data.get("people", 0)), int(data.get("special", 0)),
        tuple(data.get("examples", ())),
    )  # fmt: skip


def _read_drift(data: dict[str, Any]) -> Drift:
    return Drift(
        Change(data["what"]), data["at"], data.get("was", ""), data.get("now", ""), data.get("since", "")
    )  # fmt: skip


def _join(join: Join) -> dict[str, Any]:
    return {
        "from": [_ref(ref) for ref in join.from_columns],
        "to": [_ref(ref) for ref in join.to_columns],
        "kind": join.kind,
        "detail": join.detail,
        "evidence": join.evidence,
        "confidence": join.confidence,
        "orphans": join.orphans,
    }


def _read_join(data: dict[str, Any]) -> Join:
    return Join(
        tuple(_read_ref(ref) for ref in data["from"]),
        tuple(_read_ref(ref) for ref in data["to"]),
        JoinKind(data["kind"]),
        data["evidence"],
        float(data["confidence"]),
        int(data["orphans"]),
        data["detail"],
    )


def _hub(hub: Hub) -> dict[str, Any]:
    return {
        "source": hub.source,
        "table": hub.table,
        "kind": hub.kind,
        "columns": [{"meaning": meaning, "column": column} for meaning, column in hub.columns],
        "kind_column": hub.kind_column,
        "kind_values": dict(hub.kind_values),
        "reason": hub.reason,
        "confidence": hub.confidence,
    }


def _read_hub(data: dict[str, Any]) -> Hub:
    return Hub(
        data["source"],
        data["table"],
        SubjectKind(data["kind"]),
        tuple((Meaning(c["meaning"]), c["column"]) for c in data["columns"]),
        float(data["confidence"]),
        data["reason"],
        data["kind_column"],
        tuple((value, SubjectKind(kind)) for value, kind in data["kind_values"].items()),
    )


def _pointer(pointer: Pointer) -> dict[str, Any]:
    source, _, table = pointer.hub.partition(".")
    return {
        **_ref(pointer.join.from_columns[0]),
        "hub": {"source": source, "table": table},
        "role": pointer.role,
        "same_person": pointer.same_person,
        "join": _join(pointer.join),
        "reason": pointer.reason,
        "confidence": pointer.confidence,
    }
