"""The map and what follows from it, on the fictional school's pupil database: how much is found, how fast.

Structured links only: what a pointer, a list, a discriminator or a shared row says; names in free text are the people
index's work and are left out on both sides.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench import Row
from honour.demo.build import build
from honour.demo.truth import load
from honour.discovery.mapping import map_tables
from honour.people.roster import gather
from honour.people.rows import Orphans, holdings
from honour.sources.database.database import Database

NAME = "map"
WHAT = "unknown tables mapped, people gathered, rows traced on fictional schools; structured links only"
SEEDS = (9041, 9042, 9043)
_BY_TEXT = frozenset("full name,known-as,nickname,initials,misspelling,relation,first name,surname,text".split(","))


def measure(folder: Path, *, explain: bool = False) -> dict[str, Any]:
    """Figures for one built school; `explain` adds counts of what was missed and what was too much, by table."""
    truth = load(folder / "truth.json")
    tables = Database("mis", folder / "mis" / "school.db").tables()
    start = time.process_time()
    school_map = map_tables(tables)
    mapped = time.process_time()
    subjects = gather(school_map, tables)
    gathered = time.process_time()
    found: dict[str, set[tuple[str, str]]] = {}
    orphans = Orphans()
    for holding in holdings(school_map, tables, subjects, orphans=orphans):
        found.setdefault(str(holding.address), set()).add((holding.subject, str(holding.role)))
    done = time.process_time()
    subject_of = {str(address): subject.id for subject in subjects for address in subject.hub_rows}
    person: dict[str, str] = {}
    split = 0
    for entry in truth.people:
        ids = {subject_of[row] for row in entry["hub_rows"] if row in subject_of}
        split += max(0, len(ids) - 1)
        if ids:
            person[entry["id"]] = min(ids)
    known = set(person.values())
    merged = len(person) - len(set(person.values()))
    missed: Counter[str] = Counter()
    surplus: Counter[str] = Counter()
    wanted = hits = about_wanted = about_hits = given = right = alien = 0
    for record in truth.records():
        if not record.address.startswith("mis:row/"):
            continue
        table = record.address.split("/")[1]
        have = found.get(record.address, set())
        named = {person.get(c.person, c.person) for c in record.concerns}
        for concern in record.concerns:
            if concern.quotes or concern.how in _BY_TEXT:
                continue
            wanted += 1
            who = person.get(concern.person, concern.person)
            about = concern.role == "about"
            about_wanted += about
            if (who, str(concern.role)) in have:
                hits += 1
                about_hits += about
            else:
                other = [role for subject, role in have if subject == who]
                missed[f"{table} {concern.role} {concern.how} (have {','.join(other) or 'nothing'})"] += 1
        pairs = {(person.get(c.person, c.person), str(c.role)) for c in record.concerns}
        given += len(have)
        right += len(have & pairs)
        for subject, role in have - pairs:
            surplus[f"{table} {role}" + ("" if subject in named else " WRONG PERSON")] += 1
            # only people of the truth can be wrong ones: a visitor whom it names without a row is nobody else
            if subject in known and subject not in named and role == "about":
                alien += 1
    figures: dict[str, Any] = {
        "tables": len(tables),
        "rows": sum(rows for _, _, rows in school_map.tables),
        "people": len(person),
        "people split": split,
        "people merged": merged,
        "recall": round(hits / max(1, wanted), 4),
        "recall about": round(about_hits / max(1, about_wanted), 4),
        "precision": round(right / max(1, given), 4),
        "rows of someone else": alien,
        "questions": len(school_map.questions),
        "map s": round(mapped - start, 2),
        "gather s": round(gathered - mapped, 2),
        "holdings s": round(done - gathered, 2),
        "holdings": given,
    }
    if explain:
        figures["missed"] = dict(missed.most_common(60))
        figures["surplus"] = dict(surplus.most_common(60))
        figures["orphan rows"] = dict(orphans.rows)
    return figures


def run() -> list[Row]:
    """The worst of the seeds for each figure."""
    results = []
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "school"
            build(folder, seed=seed, size="school", documents=lambda *_: None)
            results.append(measure(folder))
    low = {key: min(found[key] for found in results) for key in results[0]}
    high = {key: max(found[key] for found in results) for key in results[0]}
    size = f"{low['tables']} tables, {low['rows']:,} rows"
    return [
        Row("structured recall, subject of the row", low["recall about"], "", at_least=0.999, note="worst of 3 seeds"),
        Row("structured recall, every role", low["recall"], "", at_least=0.99),
        Row(
            "precision, every role", low["precision"], "", at_least=0.97, note="names in free text count as wrong here"
        ),
        Row("rows of someone else", high["rows of someone else"], "rows", at_most=0),
        Row("people split or merged", high["people split"] + high["people merged"], "people", at_most=0),
        Row("questions asked", high["questions"], "", at_most=30),
        Row("map", high["map s"], "CPU s", at_most=8, note=size),
        Row("gather people", high["gather s"], "CPU s"),
        Row("trace every row", high["holdings s"], "CPU s", at_most=10, note=f"{high['holdings']:,} holdings"),
    ]
