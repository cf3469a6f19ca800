"""Fixtures that every test folder may use."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

import real_mariadb
import real_postgres

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """One server for each pytest process; under xdist every worker starts its own."""
    with real_postgres.server("fsync=off", "full_page_writes=off", "synchronous_commit=off") as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The SQLAlchemy URL of an empty database of its own."""
    return real_postgres.new_database(postgres_server, f"test{next(_numbers)}")


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[str]:
    """One server for each pytest process; under xdist every worker starts its own."""
    with real_mariadb.server("--innodb-flush-log-at-trx-commit=0", "--skip-innodb-doublewrite") as url:
        yield url


@pytest.fixture
def mariadb_url(mariadb_server: str) -> str:
    """The SQLAlchemy URL of an empty database of its own."""
    return real_mariadb.new_database(mariadb_server, f"test{next(_numbers)}")
