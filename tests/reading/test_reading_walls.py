"""What a document that takes its parser over can do: nothing but lose itself."""

from __future__ import annotations

import platform

import pytest
from reading_items import made

from honour.kernel.errors import Trouble
from honour.kernel.unread import Why
from honour.reading import confine
from honour.reading.pool import Reader

HARMLESS = made(b"the minutes of the meeting", "a.txt")


def attacked(hostile, name: str, **more):
    """The result of one attack; asserts that documents before and behind it are read as if nothing were."""
    before, result, behind = hostile.read([HARMLESS, made(name.encode(), **more), HARMLESS])
    for other in (before, behind):
        assert [record.text for record in other.records] == ["the minutes of the meeting"]
        assert other.unread == ()
    return result


@pytest.mark.parametrize("name", ["crash", "abort", "nonsense", "lie", "lie about spans", "deep nonsense"])
def test_a_parser_that_crashes_or_lies_costs_only_its_document(hostile, name):
    result = attacked(hostile, name)
    assert result.records == ()
    (unread,) = result.unread
    assert unread.why is Why.DAMAGED
    assert unread.address.parts == (result.item.sha256, "all")
    assert unread.advice


@pytest.mark.parametrize("name", ["eat memory", "loop", "spin", "pour", "recurse"])
def test_a_parser_that_eats_memory_time_or_output_is_stopped_at_its_limit(hostile, name):
    result = attacked(hostile, name)
    assert [unread.why for unread in result.unread] == [Why.OVER_LIMIT]


@pytest.mark.parametrize("name", ["open", "list", "stat", "write", "fork", "kill", "more memory", "executable memory"])
def test_what_is_forbidden_is_refused_by_the_kernel(hostile, name):
    (record,) = attacked(hostile, name).records
    assert record.text == "stopped: Operation not permitted"


@pytest.mark.parametrize("name", ["connect", "exec", "trace"])
def test_what_only_an_attack_asks_for_ends_the_parser(hostile, name):
    result = attacked(hostile, name)
    assert result.records == ()
    (unread,) = result.unread
    assert unread.why is Why.DAMAGED
    assert "forbidden" in unread.what


def test_a_page_that_kills_its_reader_costs_only_that_page(hostile):
    result = attacked(hostile, "die on page two")
    assert [record.text for record in result.records] == ["page 1", "page 3", "page 4"]
    assert [unread.address.parts[-1] for unread in result.unread] == ["page=2"]


def test_a_message_that_kills_a_batch_leaves_the_other_messages_read(hostile):
    good = [made(b"From: a@example.org\r\nSubject: %d\r\n\r\nhello" % n, message=True) for n in range(20)]
    bad = made(b"crash", message=True)
    results = list(hostile.read([*good[:7], bad, *good[7:13], bad, *good[13:]]))
    assert [len(result.records) for result in results] == [1] * 7 + [0] + [1] * 6 + [0] + [1] * 7
    assert [result.item for result in results if result.unread] == [bad, bad]
    assert {str(u.address) for r in results for u in r.unread} == {f"drive:message/{bad.sha256}/body/all"}


def test_the_walls_are_complete_and_were_tried_here(reader):
    assert reader.confinement.complete
    assert reader.confinement.landlock_abi >= 1
    assert reader.confinement.seccomp


def test_the_settings_may_allow_a_machine_without_walls():
    with Reader(workers=1, allow_unconfined=True) as reader:
        assert [len(result.records) for result in reader.read([HARMLESS])] == [1]


def test_a_zygote_that_reports_a_missing_wall_is_not_used(monkeypatch):
    word = '{"landlock_abi": 0, "seccomp": true, "missing": ["this kernel has no Landlock"]}\n'
    monkeypatch.setattr("socket.socket.recv", lambda *_: word.encode())
    with pytest.raises(Trouble, match="no Landlock") as refused:
        Reader(workers=1).__enter__()
    assert "settings" in refused.value.advice


def test_the_filter_is_well_formed_on_both_architectures():
    for machine in ("x86_64", "aarch64"):
        code = confine.program(machine, 1234)
        assert len(code) % 8 == 0
        steps = [code[at : at + 8] for at in range(0, len(code), 8)]
        for number, step in enumerate(steps):
            if step[0] & 0x07 == 0x05:  # a jump never leaves the program
                assert number + 1 + max(step[2], step[3]) < len(steps)
        assert steps[-1][:2] == b"\x06\x00"
        assert steps[-1][4:] == (0x00050001).to_bytes(4, "little"), "what is not named is refused"


def test_a_wall_that_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "mips")
    assert confine.probe().missing
    assert not confine.probe().complete
