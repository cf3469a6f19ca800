"""Real open systems whose schema nobody here wrote, mapped without their declared foreign keys.

Nothing of them is in this repository. HONOUR_REAL names a folder that holds, for each system NAME:

- `NAME.db` (or .sqlite, .sqlite3), an SQLite file; or `NAME.sql`, statements SQLite reads, from which it is built; or
  `NAME.url`, one line with the URL of a database on this machine;
- beside it, where wanted, `NAME.toml` with what the file itself does not declare:

      joins = [["loan", "borrower_id", "member", "id"], ...]    # besides the declared foreign keys
      allowed = [["loan", "clerk", "staff", "login"], ...]      # right as well, not asked for
      people = ["member", "staff"]                              # tables whose rows are people
      personal = ["member.phone", ...]                          # judged columns: personal
      not_personal = ["member.version", ...]                    # judged columns: not
      [special]
      health = ["member.allergy", ...]                          # columns that hold a special category

To fetch: the sample databases of a music shop, of film rentals and of a trader (all with data and declared keys) are in
public repositories of their makers, as are school systems such as those written in PHP, whose SQL has demo data or is
filled by a small script with rows that fit its keys. Run their SQL in a database of its own on this machine, read by
a login of its own, and give the URL; or convert it to SQLite. Commit none of it.

Declared keys of one column are the truth and are taken away before the map is made. Columns of which no value is a key
of the table they point to are not asked for: values confirm a join. What was missed is printed to the terminal only
with HONOUR_REAL_SHOW=1.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import Row
from honour.discovery.mapping import map_tables
from honour.kernel.following import canonical
from honour.kernel.mapping import JoinKind, SchoolMap
from honour.kernel.tabular import DeclaredJoin, Table
from honour.sources.database.database import Database

NAME = "real"
WHAT = "open systems whose schema nobody here wrote, mapped without their declared keys (HONOUR_REAL names the folder)"
_FILES = (".db", ".sqlite", ".sqlite3", ".sql", ".url")
Place = tuple[str, str]


class Bare:
    """A table without its declared foreign keys."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def declared_joins(self) -> tuple[DeclaredJoin, ...]:
        return ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)


@dataclass
class Truth:
    joins: dict[Place, Place]
    allowed: set[tuple[Place, Place]] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    personal: set[str] = field(default_factory=set)
    not_personal: set[str] = field(default_factory=set)
    special: dict[str, str] = field(default_factory=dict)
    """Column -> the category it holds."""


def systems(folder: Path) -> list[Path]:
    """One path a system, its database before the SQL it may be built from."""
    found: dict[str, Path] = {}
    for ending in _FILES:
        for path in sorted(folder.glob(f"*{ending}")):
            found.setdefault(path.stem, path)
    return [found[name] for name in sorted(found)]


def opened(path: Path, scratch: Path) -> list[Table]:
    if path.suffix == ".url":
        return list(Database(path.stem, path.read_text("utf-8").strip()).tables())
    if path.suffix != ".sql":
        return list(Database(path.stem, path).tables())
    built = scratch / f"{path.stem}.db"
    connection = sqlite3.connect(built)
    try:
        connection.executescript(path.read_text("utf-8"))
    finally:
        connection.close()
    return list(Database(path.stem, built).tables())


def truth_of(tables: list[Table], told: Mapping[str, Any]) -> Truth:
    """The declared keys of one column that some value confirms, and what the TOML says besides."""
    by_name = {table.name.casefold(): table for table in tables}
    joins: dict[Place, Place] = {}
    for table in tables:
        for join in table.declared_joins:
            to = by_name.get(join.to_table.casefold())
            keys = tuple(column.name for column in to.columns if column.key_position) if to else ()
            target = join.to_columns or keys
            if to is not None and len(join.columns) == len(target) == 1:
                joins[table.name, join.columns[0]] = (to.name, target[0])
    for table_name, column, to_name, to_column in told.get("joins", ()):
        joins[table_name, column] = (to_name, to_column)
    wanted: dict[str, set[str]] = {}
    for place in (*joins, *joins.values()):
        wanted.setdefault(place[0], set()).add(place[1])
    values = {
        (table.name, column): held
        for table in tables
        if table.name in wanted
        for column, held in _values(table, wanted[table.name]).items()
    }
    return Truth(
        {place: to for place, to in joins.items() if values.get(place, set()) & values.get(to, set())},
        {((row[0], row[1]), (row[2], row[3])) for row in told.get("allowed", ())},
        set(told.get("people", ())),
        set(told.get("personal", ())),
        set(told.get("not_personal", ())),
        {place: label for label, places in told.get("special", {}).items() for place in places},
    )


def _values(table: Table, wanted: set[str]) -> dict[str, set[str]]:
    names = [column.name for column in table.columns if column.name in wanted]
    found: dict[str, set[str]] = {name: set() for name in names}
    for _, values in table.rows(names):
        for name, value in zip(names, values, strict=True):
            if value:
                found[name].add(canonical(value))
    return found


def judged(school_map: SchoolMap, truth: Truth) -> tuple[Counter[str], list[str]]:
    """(counts of 'joins right', 'joins missed', 'joins wrong' and so on; what was missed or too much)"""
    counts: Counter[str] = Counter()
    shown: list[str] = []
    found: dict[Place, Place] = {}
    for join in school_map.joins:
        one = len(join.from_columns) == 1 and join.kind in {JoinKind.SINGLE, JoinKind.NATURAL}
        if one and join.detail != "name":
            ref, to = join.from_columns[0], join.to_columns[0]
            found.setdefault((ref.table, ref.column), (to.table, to.column))
    for place, target in truth.joins.items():
        right = found.get(place) == target or (place in found and (place, found[place]) in truth.allowed)
        counts["joins right" if right else "joins missed"] += 1
        if not right:
            shown.append(f"join missed: {'.'.join(place)} to {'.'.join(target)}, found {found.get(place)}")
    for place, target in found.items():
        if truth.joins.get(place) != target and (place, target) not in truth.allowed:
            counts["joins wrong"] += 1
            shown.append(f"join wrong: {'.'.join(place)} to {'.'.join(target)}")
    _sets(counts, shown, "people", truth.people, {hub.table for hub in school_map.hubs} if truth.people else set())
    personal = {f"{c.at.table}.{c.at.column}" for c in school_map.columns if c.personal}
    _sets(counts, shown, "personal", truth.personal, personal & (truth.personal | truth.not_personal))
    labels = {f"{c.at.table}.{c.at.column}": [str(label) for label in c.labels] for c in school_map.columns}
    for where, label in truth.special.items():
        right = label in labels.get(where, [])
        counts["special right" if right else "special missed"] += 1
        if not right:
            shown.append(f"special missed: {where} ({label})")
    return counts, shown


def _sets(counts: Counter[str], shown: list[str], what: str, wanted: set[str], got: set[str]) -> None:
    counts[f"{what} right"] += len(wanted & got)
    counts[f"{what} missed"] += len(wanted - got)
    counts[f"{what} wrong"] += len(got - wanted)
    shown += [f"{what} missed: {name}" for name in sorted(wanted - got)]
    shown += [f"{what} wrong: {name}" for name in sorted(got - wanted)]


def measure(folder: Path) -> Iterator[tuple[str, Counter[str], list[str], float, int]]:
    """(system, counts, what was missed, CPU seconds, tables) of each."""
    for path in systems(folder):
        with tempfile.TemporaryDirectory() as scratch:
            tables = opened(path, Path(scratch))
            toml = path.with_suffix(".toml")
            truth = truth_of(tables, tomllib.loads(toml.read_text("utf-8")) if toml.exists() else {})
            bare: list[Table] = [Bare(table) for table in tables]
            start = time.process_time()
            school_map = map_tables(bare)
            took = time.process_time() - start
            counts, shown = judged(school_map, truth)
            yield path.stem, counts, shown, took, len(tables)


def rate(counts: Mapping[str, int], what: str, *, lost: str) -> float:
    """Recall (`lost` is 'missed') or precision ('wrong')."""
    right = counts.get(f"{what} right", 0)
    return right / max(1, right + counts.get(f"{what} {lost}", 0))


def run() -> list[Row]:
    named = os.environ.get("HONOUR_REAL", "")
    folder = Path(named)
    if not named or not folder.is_dir() or not systems(folder):
        return [Row("open systems", 0, "systems", note="not measured: no folder (HONOUR_REAL)")]
    whole: Counter[str] = Counter()
    rows = []
    for name, counts, shown, took, tables in measure(folder):
        whole += counts
        figures = ", ".join(
            f"{what} {rate(counts, what, lost='missed'):.3f}/{rate(counts, what, lost='wrong'):.3f}"
            for what in ("joins", "people", "personal")
            if counts[f"{what} right"] + counts[f"{what} missed"]
        )
        rows.append(Row(f"map {name}", round(took, 2), "CPU s", note=f"{tables} tables; recall/precision {figures}"))
        if os.environ.get("HONOUR_REAL_SHOW"):
            print(*shown, sep="\n")
    targets: tuple[tuple[str, str, float, float | None], ...] = (
        ("joins", "single-column joins", 0.97, 0.97),
        ("people", "people tables", 0.98, 0.95),
        ("personal", "personal columns", 0.93, 0.93),
        ("special", "special categories", 0.97, None),
    )
    for what, words, recall, precision in targets:
        asked = whole[f"{what} right"] + whole[f"{what} missed"]
        if not asked:
            continue
        rows.append(
            Row(f"{words}, recall", rate(whole, what, lost="missed"), "", at_least=recall, note=f"{asked} asked for")
        )
        if precision is not None:
            rows.append(Row(f"{words}, precision", rate(whole, what, lost="wrong"), "", at_least=precision))
    return rows
