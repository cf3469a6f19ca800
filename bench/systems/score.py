"""A map and traces beside the truth, under the rules of README.md."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench.systems import System
from bench.systems import truth as t
from bench.systems.adapter import end, row_of

SPECIAL_WORDS = {
    "health": ("health", "medical", "sen", "educational need"), "ethnicity": ("ethnic", "race", "racial"), "religion": ("relig", "belief"),
    "politics": ("politic",), "union": ("union",), "sexuality": ("sex", "orientation"), "genetic": ("genetic",),
    "biometric": ("biometric",), "criminal": ("crim", "offence"), "safeguarding": ("safeguard", "protection"),
}  # fmt: skip
"""How a mapper may say it."""


@dataclass
class Tally:
    right: int = 0
    missed: int = 0
    wrong: int = 0

    def add(self, other: Tally) -> None:
        self.right += other.right
        self.missed += other.missed
        self.wrong += other.wrong

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0


@dataclass
class Score:
    tallies: dict[str, Tally] = field(default_factory=dict)
    questions: int = 0
    strangers: int = 0
    """Rows given as about a person whose only subject is someone else."""
    not_found: int = 0
    """Persons that could not be searched for at all."""
    traced: int = 0
    errors: list[str] = field(default_factory=list)

    def tally(self, name: str) -> Tally:
        return self.tallies.setdefault(name, Tally())

    def miss(self, name: str, what: object) -> None:
        self.tally(name).missed += 1
        self.errors.append(f"{name}: missed {what}")

    def err(self, name: str, what: object) -> None:
        self.tally(name).wrong += 1
        self.errors.append(f"{name}: wrong {what}")


def score_map(system: System, found: dict[str, Any]) -> Score:
    truth = system.truth
    score = Score(questions=len(found.get("questions", [])))
    skip = truth.empty_tables | truth.views
    _joins(score, truth, found, skip)
    _pointers(score, truth, found, skip)
    _columns(score, truth, found, skip)
    _tables(score, truth, found, skip)
    return score


def _joins(score: Score, truth: t.Truth, found: dict[str, Any], skip: frozenset[str]) -> None:
    given = [(*end(join["from"]), *end(join["to"]), join["kind"]) for join in found["joins"]]
    ends = {(table, columns, to, to_columns) for table, columns, to, to_columns, _ in given}
    loose = {(table, frozenset(columns), to) for table, columns, to, _ in ends}
    fine: set[tuple[str, tuple[str, ...], str, tuple[str, ...]]] = set()
    for join in truth.joins:
        options = [(join.table, join.columns, join.to_table, join.to_columns)]
        options += [(join.table, join.columns[:1], table, (column,)) for table, column in join.also]
        # A discriminator is named with or without its type column.
        options += [
            (table, columns[-1:], to, to_columns)
            for table, columns, to, to_columns in options
            if join.kind == t.DISCRIMINATOR
        ]
        fine.update(options)
        if not join.scored or join.table in skip:
            continue
        name = "joins" if join.kind == t.SINGLE else f"joins: {join.kind}"
        if any(option in ends for option in options) or (
            join.kind in (t.SEVERAL, t.DISCRIMINATOR) and (join.table, frozenset(join.columns), join.to_table) in loose
        ):
            score.tally(name).right += 1
        else:
            score.miss(name, f"{join.table}.{'+'.join(join.columns)} -> {join.to_table}.{'+'.join(join.to_columns)}")
    for table, columns, to, to_columns, kind in given:
        if kind not in (t.SINGLE, t.NATURAL) or table in skip or to in truth.views or len(columns) != 1:
            continue
        pair = (table, columns, to, to_columns)
        if (
            pair in fine
            or (to, to_columns, table, columns) in fine
            or (table, columns[0], to, to_columns[0]) in truth.tolerated
        ):
            continue
        score.err("joins", f"{table}.{columns[0]} -> {to}.{to_columns[0]} ({kind})")


def _pointers(score: Score, truth: t.Truth, found: dict[str, Any], skip: frozenset[str]) -> None:
    given: dict[tuple[str, str], dict[str, str]] = {}
    for pointer in found["pointers"]:
        given.setdefault((pointer["table"], pointer["column"]), {})[pointer["hub"]["table"]] = pointer["role"]
    also: dict[tuple[str, str], set[str]] = {}
    for join in truth.joins:
        also.setdefault((join.table, join.columns[-1]), set()).update(table for table, _ in join.also)
    true: dict[tuple[str, str], set[str]] = {}
    for p in truth.pointers:
        place = (p.table, p.columns[-1])
        hubs = {p.hub} | also.get(place, set())
        true.setdefault(place, set()).update(hubs)
        if not p.scored or p.table in skip:
            continue
        hit = [role for hub, role in given.get(place, {}).items() if hub in hubs]
        if not hit:
            score.miss("pointers", f"{p.table}.{p.columns[-1]} -> {p.hub} ({p.role})")
            continue
        score.tally("pointers").right += 1
        if hit[0] in (p.role, *p.also_roles):
            score.tally("roles").right += 1
        else:
            score.err("roles", f"{p.table}.{p.columns[-1]}: {hit[0]}, is {p.role}")
    tolerated = {(a, b, c) for a, b, c, _ in truth.tolerated}
    for (table, column), hubs_given in given.items():
        for hub in hubs_given:
            if table in skip or hub in true.get((table, column), set()) or (table, column, hub) in tolerated:
                continue
            score.err("pointers", f"{table}.{column} -> {hub}")


def _says(special: list[str], wanted: frozenset[str]) -> bool:
    said = " ".join(special).lower()
    return any(word in said for label in wanted for word in SPECIAL_WORDS[label])


def _columns(score: Score, truth: t.Truth, found: dict[str, Any], skip: frozenset[str]) -> None:
    given = {(column["table"], column["column"]): column for column in found["columns"]}
    for column in truth.columns:
        if column.table in skip or column.personal is None:
            continue
        entry = given.get((column.table, column.column), {"personal": False, "special": []})
        where = f"{column.table}.{column.column}"
        if entry["personal"] and column.personal:
            score.tally("personal").right += 1
        elif column.personal:
            score.miss("personal", where)
        elif entry["personal"]:
            score.err("personal", where)
        if column.special:
            # SEN is data that may be health; a mapper may say that beside what it is sure of.
            if _says([*entry["special"], *entry.get("also", [])], column.special):
                score.tally("special").right += 1
            else:
                score.miss("special", f"{where} {sorted(column.special)}")
        elif entry["special"] and column.personal is False:
            score.err("special", f"{where} {entry['special']}")


def _tables(score: Score, truth: t.Truth, found: dict[str, Any], skip: frozenset[str]) -> None:
    given = {hub["table"] for hub in found["hubs"]}
    given |= {pointer["table"] for pointer in found["pointers"] if pointer["role"] == t.ABOUT}
    for detail in found.get("details", []):
        # A detail row is about whom its parent row is about; `reverse` is an event about those who took part.
        given.add(detail["join"]["to" if detail.get("reverse") else "from"][0]["table"])
    for table in truth.people_tables - skip:
        if table in given:
            score.tally("tables").right += 1
        else:
            score.miss("tables", table)
    for table in given - truth.people_tables - truth.unsure_tables - skip:
        score.err("tables", table)


def score_trace(score: Score, system: System, person: t.Person, records: list[dict[str, Any]] | None) -> None:
    truth = system.truth
    wanted = {(table, key) for table, key, role in truth.rows[person.id] if role == t.ABOUT}
    score.traced += 1
    if records is None:
        score.not_found += 1
        score.tally("rows").missed += len(wanted)
        score.errors.append(f"rows: nobody found for a person of kind {person.kind}")
        return
    about = {row for record in records if record["role"] == t.ABOUT and (row := row_of(record["address"]))}
    sure = {
        row
        for record in records
        if record["role"] == t.ABOUT and not record.get("doubtful") and (row := row_of(record["address"]))
    }
    spare = truth.allowed[person.id]
    score.tally("rows").right += len(wanted & about)
    lost = wanted - about
    score.tally("rows").missed += len(lost)
    extra = {row for row in about - wanted - spare if row[0] not in truth.views}
    score.tally("rows").wrong += len(extra)
    for table, count in Counter(table for table, _ in lost).items():
        score.errors.append(f"rows: {count} missed in {table} ({person.kind})")
    for table, count in Counter(table for table, _ in extra).items():
        score.errors.append(f"rows: {count} too many in {table} ({person.kind})")
    strangers = {row for row in sure & extra if row[0] in truth.people_tables and system.trace.has_subject(*row)}
    score.strangers += len(strangers)
    mentions = {(m.table, m.key) for m in truth.mentions if m.person == person.id} - wanted
    everything = {row for record in records if (row := row_of(record["address"]))}
    score.tally("mentions").right += len(mentions & everything)
    score.tally("mentions").missed += len(mentions - everything)
