"""Real readers, started once, and items made of bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile_world import Attack, Outside
from reading_items import made

from honour.reading.confine import Limits
from honour.reading.pool import Reader
from honour.reading.result import ReadResult

HOSTILE = Path(__file__).parent / "hostile_parsers.py"


@pytest.fixture(scope="session")
def reader():
    with Reader(workers=1) as started:
        yield started


@pytest.fixture(scope="session")
def hostile():
    """A reader whose documents may attack, with limits small enough for a test."""
    limits = Limits(stall_seconds=2, total_seconds=8, cpu_seconds=1, memory_bytes=1 << 30, output_bytes=4 << 20)
    with Reader(workers=2, limits=limits, parsers=HOSTILE) as started:
        yield started


@pytest.fixture
def read(reader):
    def one(data: bytes, name: str = "", message: bool = False) -> ReadResult:
        (result,) = reader.read([made(data, name, message)])
        return result

    return one


@pytest.fixture(scope="session")
def outside(tmp_path_factory):
    """What no document may reach."""
    there = Outside(tmp_path_factory.mktemp("outside"))
    yield there
    there.close()


@pytest.fixture(scope="session")
def attack(outside):
    """Reads a hostile document and proves what holds for each."""
    with Attack(outside) as started:
        yield started
