"""With a map without a fault, every row of every person is found and none of anybody else's."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.systems import DEVELOPMENT, build
from bench.truemap import traced, true_map

from honour.sources.database.database import Database


@pytest.mark.parametrize("style", DEVELOPMENT)
def test_following_the_true_map_misses_nothing_and_gives_nobody_elses_rows(style: str, tmp_path: Path) -> None:
    system = build(style, 3)
    system.write_sqlite(tmp_path / "mis.db")
    score = traced(system, true_map(system), Database("mis", tmp_path / "mis.db").tables())
    assert score.right > 1000
    assert score.recall >= 0.999, score.missed
    assert score.precision >= 0.97, score.wrong
    assert score.strangers == 0, score.wrong
    assert score.split <= 3
