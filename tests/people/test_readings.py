"""Readings: whatever was read, moved, removed and killed before, what is kept is what a fresh reading would keep."""

from __future__ import annotations

import hashlib
from collections import deque
from pathlib import Path

import pytest
import sqlalchemy as sa
from cast import sid
from hypothesis import given, settings
from hypothesis import strategies as st
from test_index import OneKey, about

from honour.kernel.address import in_file
from honour.kernel.record import Form, Record
from honour.kernel.unread import Unread, Why
from honour.people.index import Index
from honour.people.readings import Reading, Readings

SHARED = ("s1", "s2", "s3")
VERSION = "1"


class Killed(Exception):
    pass


def an_index() -> Index:
    return Index(sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool), OneKey())


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def read(key: str, inside: tuple[str, ...], position: int) -> Reading:
    """What a reader makes of an item: itself on two pages, and a record and a gap of each file inside."""
    outer = in_file("drive", sha(key))
    records = [Record(in_file("drive", sha(key), f"page={n}"), Form.PAGE, "Document (PDF)", key) for n in (10, 9)]
    records += [Record(in_file("drive", sha(one)), Form.TEXT, "Document", one, parent=outer) for one in inside]
    gaps = [Unread(in_file("drive", sha(one), "page=1"), Why.EMPTY_SCAN, key, "") for one in inside]
    return Reading(key, position, records, gaps)


def go(index: Index, listing: list[tuple[str, tuple[str, ...]]], *, ahead: int = 2, steps: int = 10**6) -> int:
    """One run over what a source lists now, reading `ahead` items before the first is kept; how many were read.

    Raises Killed where it would take more than `steps` transactions.
    """
    readings = Readings(index)
    kept = readings.of("drive", VERSION)
    waiting: deque[Reading] = deque()
    done = 0
    taken = 0

    def step() -> None:
        nonlocal taken
        taken += 1
        if taken > steps:
            raise Killed

    for position, (key, inside) in enumerate(listing):
        if not kept.reuse(key, position):
            waiting.append(read(key, inside, position))
        if len(waiting) > ahead:
            step()
            readings.put("drive", VERSION, kept, [waiting.popleft()])
            done += 1
    if waiting:
        step()
        readings.put("drive", VERSION, kept, list(waiting))
        done += len(waiting)
    step()
    readings.drop("drive", kept.gone)
    step()
    readings.sweep("drive", [])
    return done


def said(index: Index, listing: list[tuple[str, tuple[str, ...]]]) -> list[object]:
    folders = {key: f"folder of {key}" for key, _ in listing}
    return [*Readings(index).records("drive", folders), *index.unread()]


listings = st.lists(
    st.tuples(st.sampled_from([f"i{n}" for n in range(6)]), st.lists(st.sampled_from(SHARED), unique=True).map(tuple)),
    unique_by=lambda item: item[0],
).map(lambda items: [(f"{key}{''.join(inside)}", inside) for key, inside in items])  # what is inside is content too


@settings(deadline=None)
@given(st.lists(st.tuples(listings, st.integers(0, 9), st.integers(0, 3)), max_size=5), listings)
def test_after_any_history_the_next_whole_run_keeps_what_a_fresh_one_would(history, last):
    index, fresh = an_index(), an_index()
    for listing, steps, ahead in history:
        try:
            go(index, listing, ahead=ahead, steps=steps)
        except Killed:
            continue
    go(index, last)
    go(fresh, last)
    assert said(index, last) == said(fresh, last)
    assert go(index, last) == 0, "and then nothing is read again"


def test_pages_come_in_the_order_of_their_numbers():
    index = an_index()
    go(index, [("a", ())])
    assert [str(r.address).rpartition("/")[2] for r in Readings(index).records("drive", {"a": ""})] == [
        "page=9",
        "page=10",
    ]


def test_what_another_version_of_the_readers_read_is_read_again():
    index = an_index()
    go(index, [("a", ())])
    assert Readings(index).of("drive", VERSION).is_read("a")
    assert not Readings(index).of("drive", "2").is_read("a")
    assert not Readings(index).of("drive", "2").reuse("a", 0)


def test_a_record_that_was_forgotten_with_a_person_makes_its_item_be_read_again():
    index = an_index()
    listing = [("a", ()), ("b", ())]
    go(index, listing)
    readings = Readings(index)
    (record, *_) = readings.records("drive", {"a": ""})
    readings.link([(record, [about(record, "oliver")])])
    index.forget(sid("oliver"))
    assert go(index, listing) == 1


def test_links_are_written_only_where_they_changed(tmp_path: Path):
    written: list[int] = []

    class Counting(Index):
        def put_on(self, connection, entries, *, unread_too=True):
            written.append(len(entries))
            super().put_on(connection, entries, unread_too=unread_too)

    index = Counting(sa.create_engine(f"sqlite:///{tmp_path / 'index.db'}"), OneKey())
    go(index, [("a", ("s1",)), ("b", ())])
    readings = Readings(index)
    records = list(readings.records("drive", {"a": "one", "b": "two"}))
    entries = [(record, [about(record, "oliver")]) for record in records]
    written.clear()
    readings.link(entries)
    readings.link(entries)
    assert written == [5], "the folder and the people of all, once"
    readings.link([(entries[0][0], [about(entries[0][0], "zoe")]), *entries[1:]])
    assert written == [5, 1]
    assert index.holdings_at(records[0].address) == [about(records[0], "zoe")]
    assert len(index.unread()) == 1, "a gap beside a record stays"
    moved = list(readings.records("drive", {"a": "three", "b": "two"}))
    readings.link([(record, index.holdings_at(record.address)) for record in moved])
    assert [record.folder for record in index.records([r.address for r in moved])] == ["three"] * 3 + ["two"] * 2


@pytest.mark.parametrize("failing", ["put", "drop", "sweep"])
def test_a_step_is_done_whole_or_not_at_all(failing, monkeypatch):
    index = an_index()
    go(index, [("a", ("s1",)), ("b", ())])
    before = said(index, [("a", ("s1",)), ("b", ())])
    real = sa.Connection.execute
    calls = 0

    def breaking(self, statement, *more, **options):
        nonlocal calls
        if str(statement).startswith(("INSERT", "DELETE", "UPDATE")):
            calls += 1
            if calls == 3:
                raise Killed
        return real(self, statement, *more, **options)

    readings = Readings(index)
    kept = readings.of("drive", VERSION)
    monkeypatch.setattr(sa.Connection, "execute", breaking)
    with pytest.raises(Killed):
        if failing == "put":
            readings.put("drive", VERSION, kept, [read("a", ("s2",), 0)])
        elif failing == "drop":
            readings.drop("drive", ["a"])
        else:
            monkeypatch.setattr(sa.Connection, "execute", real)
            Index.put(index, [(Record(in_file("drive", sha("stray")), Form.TEXT, "Document", "stray"), ())])
            monkeypatch.setattr(sa.Connection, "execute", breaking)
            readings.sweep("drive", [])
    monkeypatch.setattr(sa.Connection, "execute", real)
    assert said(index, [("a", ("s1",)), ("b", ())]) == before
