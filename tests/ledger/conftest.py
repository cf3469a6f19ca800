from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy
from ledger_samples import KEY, ORIGIN

from honour.ledger.log import Ledger
from honour.protection import store


@pytest.fixture(params=["sqlite", "sqlcipher", "postgresql"])
def new_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], sqlalchemy.Engine]]:
    """Opens the same database again and again, on every kind of store the ledger promises."""
    made: list[sqlalchemy.Engine] = []
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""

    def new() -> sqlalchemy.Engine:
        if request.param == "postgresql":
            made.append(store.engine(url))
        elif request.param == "sqlcipher":
            made.append(store.engine(tmp_path / "school.db", b"k" * 32))
        else:
            made.append(sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'plain.db'}"))
        return made[-1]

    yield new
    for one in made:
        one.dispose()


@pytest.fixture
def ledger(new_engine: Callable[[], sqlalchemy.Engine]) -> Ledger:
    return Ledger(new_engine(), ORIGIN, KEY)
