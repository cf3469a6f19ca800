"""Look-ups for one person find exactly the rows that reading everything finds, in every house style."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

import pytest
from bench.systems import DEVELOPMENT, build
from bench.truemap import true_map

from honour.discovery.mapping import map_tables
from honour.kernel.holding import Holding, SubjectId
from honour.people.roster import gather
from honour.people.rows import holdings
from honour.people.tracing import trace
from honour.sources.database.database import Database

PEOPLE = 25


@pytest.mark.parametrize("mapped", ["by the mapper", "truly"])
@pytest.mark.parametrize("style", DEVELOPMENT)
def test_a_trace_is_what_the_index_says(style: str, mapped: str, tmp_path: Path) -> None:
    system = build(style, 11, size="small")
    system.write_sqlite(tmp_path / "mis.db")
    tables = Database("mis", tmp_path / "mis.db").tables()
    school_map = map_tables(tables) if mapped == "by the mapper" else true_map(system)
    people = gather(school_map, tables)
    said: dict[SubjectId, set[Holding]] = defaultdict(set)
    for holding in holdings(school_map, tables, people):
        said[holding.subject].add(holding)
    chosen = random.Random(style).sample(people, min(PEOPLE, len(people)))  # noqa: S311 -- repeatable
    busiest = max(people, key=lambda person: len(said[person.id]))
    for person in [*chosen, busiest]:
        found, failed = trace(school_map, Database("mis", tmp_path / "mis.db").tables(), people, person.id)
        assert {plain(h) for h in found} == {plain(h) for h in said[person.id]}
        assert len(found) == len(said[person.id])
        assert failed == []
    assert sum(len(said[person.id]) for person in chosen) > 100


def plain(holding: Holding) -> tuple[object, ...]:
    return (
        str(holding.address), holding.role, holding.reason, holding.confidence, holding.labels, holding.alternatives,
    )  # fmt: skip
