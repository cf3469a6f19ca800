"""kill -9 at random moments: the next run succeeds, gives what an undisturbed run gives, and nothing is half-made."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest
from walk_school import Walk

from honour.discovery.written import map_to_json
from honour.ledger.note import read_checkpoint
from honour.workspace.mapping import current_map
from honour.workspace.school import School, open_school

KILLS = 3
"""Moments for each command. Few, since each costs seconds; the same in every run, so that a failure repeats."""


def _kill(walk: Walk, words: tuple[str | Path, ...], after_s: float) -> bool:
    """Starts the command and kills it and its readers; False if it was done before."""
    process = walk.start(*words)
    deadline = time.monotonic() + after_s
    while time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    alive = process.poll() is None
    if alive:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return alive


def _moments(seed: str, longest_s: float) -> list[float]:
    draw = random.Random(seed)  # noqa: S311 -- repeatable moments, no secret
    return [draw.uniform(0.15, 0.95) * longest_s for _ in range(KILLS)]


def _index(school: School) -> set[tuple[str, ...]]:
    """Everything the index says, without the order it was written in."""
    said: set[tuple[str, ...]] = set()
    for subject in school.index.subjects():
        for found in school.index.holdings_of(subject.id):
            h = found.holding
            spans = str(sorted((s.start, s.end) for s in h.spans))
            said.add((str(h.address), h.subject, h.role.value, h.reason, str(h.confidence), spans, found.meta.title))
    said |= {("unread", str(u.address), u.why.value, u.what) for u in school.index.unread()}
    return said


def _checkpoint(walk: Walk, name: str) -> Path:
    file = walk.folder.parent / name
    assert walk.run("ledger", "checkpoint", "--out", file).code == 0
    return file


def _ledger_is_whole(walk: Walk, checkpoint: Path) -> None:
    ran = walk.run("ledger", "verify", "--checkpoint", checkpoint)
    assert ran.code == 0, ran.out + ran.err
    assert read_checkpoint(checkpoint.read_text()).size > 0


def _timed(walk: Walk, *words: str | Path) -> float:
    began = time.monotonic()
    process = walk.start(*words)
    _, err = process.communicate()
    assert process.returncode == 0, err
    return time.monotonic() - began


def test_map_and_read_killed_give_the_same_map_and_index(
    mapped_copy: Walk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    calm = mapped_copy.copy(tmp_path_factory.mktemp("calm"))
    map_s, read_s = _timed(calm, "map"), _timed(calm, "read")
    checkpoint = _checkpoint(mapped_copy, "before.txt")
    killed = sum(_kill(mapped_copy, ("map",), s) for s in _moments("map", map_s))
    assert killed, "no moment was early enough"
    assert mapped_copy.run("map").code == 0
    killed = 0
    for moment in _moments("read", read_s):
        if _kill(mapped_copy, ("read",), moment):
            killed += 1
            found = mapped_copy.run("find", mapped_copy.subject)
            assert found.code == 4, "an index that may be half read is never searched"
            assert "not been read yet" in found.err or "stopped before it finished" in found.err
    assert killed, "no moment was early enough"
    assert mapped_copy.run("read").code == 0
    one, other = open_school(calm.folder), open_school(mapped_copy.folder)
    first, second = current_map(one), current_map(other)
    assert first is not None
    assert second is not None
    assert map_to_json(first) == map_to_json(second)
    assert _index(one) == _index(other)
    _ledger_is_whole(mapped_copy, checkpoint)


def test_access_killed_goes_on_with_the_same_folder(read_copy: Walk, tmp_path_factory: pytest.TempPathFactory) -> None:
    calm = read_copy.copy(tmp_path_factory.mktemp("calm"))
    asked = ("--for", calm.requester, "--received", calm.received, "--today", calm.today)
    words: tuple[str | Path, ...] = ("access", calm.subject, *asked, "--out", "review")
    access_s = _timed(calm, *words)
    checkpoint = _checkpoint(read_copy, "before.txt")
    killed = 0
    for moment in [*_moments("access", access_s), access_s * 0.9, access_s * 0.97]:
        killed += _kill(read_copy, words, moment)
    assert killed, "no moment was early enough"
    done = read_copy.access()
    assert done.code == 0, done.err
    assert not list(read_copy.review.glob(".*"))
    assert (read_copy.review / "records.csv").read_bytes() == (calm.review / "records.csv").read_bytes()
    checked = read_copy.run("review", read_copy.review, "--today", read_copy.today)
    assert checked.code == 4
    assert " 0 wrong" in checked.out
    _ledger_is_whole(read_copy, checkpoint)


@pytest.mark.parametrize("stop_after", ["put", "case.json", "draft.html", "review.toml", "hold"])
def test_access_stopped_at_every_step_resumes(
    stop_after: str, read_copy: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The steps that a clock rarely hits: after each write of the review folder, and before the hold."""
    from honour.rights import access

    class Killed(BaseException):
        pass

    real_write, real_note = access.write_atomically, access._note

    def write(path: Path, data: bytes) -> None:
        if stop_after == "put":
            raise Killed
        real_write(path, data)
        if path.name == stop_after:
            raise Killed

    def note(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(access, "write_atomically", write)
    if stop_after == "hold":
        monkeypatch.setattr(access, "_note", note)
    with pytest.raises(Killed):
        read_copy.access()
    monkeypatch.setattr(access, "write_atomically", real_write)
    monkeypatch.setattr(access, "_note", real_note)
    for verb in ("review", "seal"):
        assert read_copy.run(verb, "review", "--today", read_copy.today).code in {2, 4}
    done = read_copy.access()
    assert done.code == 0, done.err
    checked = read_copy.run("review", "review", "--today", read_copy.today)
    assert checked.code == 4
    assert " 0 wrong" in checked.out
    events = [e["event"] for e in read_copy.run("ledger", "show", "--all", "--json").json()["entries"]]  # type: ignore[attr-defined]
    assert events.count("rights:case:opened") == 1
    assert events.count("holds:hold:placed") == 1


def test_a_second_draft_stopped_half_way_keeps_the_decisions(
    decided_copy: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from honour.rights import access

    class Killed(BaseException):
        pass

    real = access.write_atomically

    def write(path: Path, data: bytes) -> None:
        real(path, data)
        if path.name == "review.toml":
            raise Killed

    later = decided_copy.today[:-2] + "28"
    asked = ("--for", decided_copy.requester, "--received", decided_copy.received, "--today", later)
    words = ("access", decided_copy.subject, *asked, "--out", "review")
    before = decided_copy.run("review", "review", "--today", later, "--json").json()["decided"]
    monkeypatch.setattr(access, "write_atomically", write)
    with pytest.raises(Killed):
        decided_copy.run(*words)
    monkeypatch.setattr(access, "write_atomically", real)
    assert decided_copy.run("seal", "review", "--today", later).code == 2
    done = decided_copy.run(*words, "--json")
    assert done.code == 0, done.err
    after = decided_copy.run("review", "review", "--today", later, "--json").json()
    assert after["problems"] == []
    assert done.json()["carried"] == after["decided"]
    # The words nothing explains are decided anew with each draft; every item is carried over.
    assert after["decided"] in {before, before - 1}  # type: ignore[operator]


def test_seal_killed_leaves_nothing_that_looks_like_a_pack(
    decided_copy: Walk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    calm = decided_copy.copy(tmp_path_factory.mktemp("calm"))
    words: tuple[str | Path, ...] = ("seal", "review", "--today", calm.today)
    seal_s = _timed(calm, *words)
    checkpoint = _checkpoint(decided_copy, "before.txt")
    killed = 0
    for moment in [*_moments("seal", seal_s), seal_s * 0.93]:
        if _kill(decided_copy, words, moment):
            killed += 1
            for pack in decided_copy.packs():
                assert decided_copy.run("verify", pack).code == 0, "a pack that is there is whole"
    assert killed, "no moment was early enough"
    done = decided_copy.seal("--json")
    if done.code:
        assert "already a pack of this case" in done.err
    [pack] = decided_copy.packs()
    assert decided_copy.run("verify", pack).code == 0
    assert not list(decided_copy.review.glob(".*"))
    counts = calm.run("verify", calm.packs()[0], "--json").json()["counts"]
    assert decided_copy.run("verify", pack, "--json").json()["counts"] == counts
    _ledger_is_whole(decided_copy, checkpoint)


def test_a_pack_published_but_not_noted_is_noted_by_the_next_run(
    decided_copy: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from honour.rights import sealing

    class Killed(BaseException):
        pass

    def noted(*_: object) -> None:
        raise Killed

    real = sealing._noted
    monkeypatch.setattr(sealing, "_noted", noted)
    with pytest.raises(Killed):
        decided_copy.seal()
    [pack] = decided_copy.packs()
    before = pack.read_bytes()
    monkeypatch.setattr(sealing, "_noted", real)
    review = decided_copy.review / "review.toml"
    decided = review.read_text(encoding="utf-8")
    review.write_text(decided.replace('decision = "release"', 'decision = "withhold"', 1), encoding="utf-8")
    assert decided_copy.seal().code in {2, 4}, "other decisions than the pack's are not said to be sealed"
    review.write_text(decided, encoding="utf-8")
    done = decided_copy.seal("--json")
    assert done.code == 0, done.err
    assert pack.read_bytes() == before
    assert decided_copy.seal().code == 2
