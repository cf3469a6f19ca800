"""The machine-readable copies in a pack: index.csv, index.json, records.json. Approved text only."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from honour.packs.plan import Plan
from honour.packs.typeset import Prepared
from honour.redaction import cut

COLUMNS = ("number", "address", "source", "date", "title", "outcome", "attached_to")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A spreadsheet takes a cell beginning so for a command; the full-width ones too, in some languages."""


def index(prepared: Sequence[Prepared]) -> list[dict[str, str]]:
    return [
        {
            "number": str(item.record.number),
            "address": str(item.record.address),
            "source": item.record.where,
            "date": item.record.dated.isoformat() if item.record.dated else "",
            "title": item.record.title,
            "outcome": "part" if item.part else "released",
            "attached_to": str(item.record.parent) if item.record.parent is not None else "",
        }
        for item in prepared
    ]


def index_csv(prepared: Sequence[Prepared]) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheets need to see accents."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in index(prepared):
        writer.writerow([harmless(row[column]) for column in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def harmless(cell: str) -> str:
    """The cell, with an apostrophe in front where a spreadsheet would run it."""
    return (
        "'" + cell if cell.lstrip(" \u00a0").startswith(_FORMULA_STARTS) or cell.startswith(_FORMULA_STARTS) else cell
    )


def index_json(prepared: Sequence[Prepared]) -> bytes:
    return canonical({"format": 1, "records": index(prepared)})


def records_json(plan: Plan, prepared: Sequence[Prepared]) -> bytes:
    """Every record's approved text; for rows field by field, as Art 20 would want it."""
    records = []
    for item, line in zip(prepared, index(prepared), strict=True):
        record: dict[str, object] = {**line, "text": item.plain()}
        if item.fields:
            record["fields"] = [[cut.plain(name), cut.plain(value)] for name, value in item.fields]
        records.append(record)
    return canonical({"format": 1, "case": plan.case, "records": records})


def canonical(value: object) -> bytes:
    """One spelling: keys sorted, no blanks, UTF-8, one line feed at the end. Lone surrogates become U+FFFD."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return (text + "\n").encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode("utf-8")
