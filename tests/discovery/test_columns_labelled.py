"""Columns of invented systems in many styles, judged as hand-written labels say (columns/*.txt)."""

from __future__ import annotations

from functools import cache

import pytest
from labelled import Expected, read, systems

from honour.discovery.mapping import map_tables
from honour.discovery.written import NOT_SPECIAL
from honour.kernel.mapping import ColumnFinding

FEWEST_COLUMNS = 400


@cache
def judged(system: str) -> list[tuple[Expected, ColumnFinding]]:
    tables, expected = read(system)
    found = {(c.at.table, c.at.column): c for c in map_tables(tables).columns}
    return [(e, found[e.table, e.column]) for e in expected]


def everything() -> list[tuple[Expected, ColumnFinding]]:
    return [pair for system in systems() for pair in judged(system)]


def named(pairs: list[tuple[Expected, ColumnFinding]]) -> str:
    return ", ".join(f"{e.system}.{e.table}.{e.column}" for e, _ in pairs)


def test_there_are_enough_labelled_columns_of_both_kinds() -> None:
    verdicts = [e.personal for e, _ in everything()]
    assert verdicts.count(True) + verdicts.count(False) >= FEWEST_COLUMNS
    assert verdicts.count(False) >= FEWEST_COLUMNS / 4


@pytest.mark.parametrize("system", systems())
def test_personal_columns_are_found_and_others_left_alone(system: str) -> None:
    scored = [(e, f) for e, f in judged(system) if e.personal is not None]
    missed = [(e, f) for e, f in scored if e.personal and not f.personal]
    too_much = [(e, f) for e, f in scored if not e.personal and f.personal]
    assert len(missed) <= 0.03 * len(scored), named(missed)
    assert len(too_much) <= 0.03 * len(scored), named(too_much)


def test_special_categories_are_found_with_little_too_much() -> None:
    scored = [(e, f) for e, f in everything() if e.personal is not None]
    wanted = [(e, f) for e, f in scored if e.labels]
    missed = [(e, f) for e, f in wanted if not e.labels <= {str(label) for label in f.labels}]
    too_much = [(e, f) for e, f in scored if not e.labels and f.labels - NOT_SPECIAL]
    assert len(wanted) >= 60
    assert len(missed) <= 0.03 * len(wanted), named(missed)
    assert len(too_much) <= 0.1 * len(wanted), named(too_much)


def test_kinds_are_those_people_would_name() -> None:
    scored = [(e, f) for e, f in everything() if e.personal and f.personal and e.kind != "any"]
    wrong = [(e, f) for e, f in scored if e.kind not in {str(kind) for kind in f.kinds}]
    assert len(wrong) <= 0.05 * len(scored), named(wrong)


def test_every_personal_column_says_its_kind_and_why_and_no_other_column_has_one() -> None:
    for _, finding in everything():
        assert bool(finding.kinds) is finding.personal, finding.at
        assert finding.reason
        assert 0 < finding.confidence <= 1
        assert finding.personal or not finding.labels
