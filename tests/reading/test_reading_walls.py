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


def test_a_thread_has_the_walls_of_its_process_and_cannot_start_one(hostile):
    (record,) = attacked(hostile, "thread").records
    assert record.text == "open: Operation not permitted, fork: Operation not permitted"


def test_a_call_whose_flags_cannot_be_seen_seems_not_to_exist(hostile):
    (result,) = hostile.read([made(f"call {confine._CLONE3[COLUMN]} 0 0 0 0 0 0".encode())])
    assert [record.text for record in result.records] == ["stopped: Function not implemented"]


def test_threads_without_end_are_stopped_at_the_limits_of_one_process(hostile):
    result = attacked(hostile, "threads")
    assert [unread.why for unread in result.unread] == [Why.OVER_LIMIT]


@pytest.mark.parametrize("name", ["connect", "exec", "trace"])
def test_what_only_an_attack_asks_for_ends_the_parser(hostile, name):
    result = attacked(hostile, name)
    assert result.records == ()
    (unread,) = result.unread
    assert unread.why is Why.DAMAGED
    assert "forbidden" in unread.what


REFUSED = {  # (x86-64, aarch64)
    "open": (2, -1), "openat": (257, 56), "openat2": (437, 437), "creat": (85, -1), "access": (21, -1),
    "newfstatat": (262, 79), "statx": (332, 291), "readlinkat": (267, 78), "getcwd": (79, 17), "chdir": (80, 49),
    "unlinkat": (263, 35), "mkdirat": (258, 34), "renameat2": (316, 276), "linkat": (265, 37), "symlinkat": (266, 36),
    "truncate": (76, 45), "fchmodat": (268, 53), "utimensat": (280, 88), "setxattr": (188, 5), "mknodat": (259, 33),
    "dup": (32, 23), "pipe2": (293, 59), "memfd_create": (319, 279), "eventfd2": (290, 19), "inotify_init1": (294, 26),
    "epoll_create1": (291, 20), "fanotify_init": (300, 262), "timerfd_create": (283, 85), "signalfd4": (289, 74),
    "fork": (57, -1), "vfork": (58, -1), "clone": (56, 220), "kill": (62, 129),
    "tkill": (200, 130), "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424), "wait4": (61, 260),
    "prctl": (157, 167), "arch_prctl": (158, -1), "seccomp": (317, 277), "landlock_create_ruleset": (444, 444),
    "setuid": (105, 146), "setresuid": (117, 147), "setgroups": (116, 159), "capset": (126, 91),
    "prlimit64": (302, 261), "setrlimit": (160, 164), "setpriority": (141, 140), "sched_setaffinity": (203, 122),
    "personality": (135, 92), "sethostname": (170, 161), "settimeofday": (164, 170), "reboot": (169, 142),
    "swapon": (167, 224), "syslog": (103, 116), "acct": (163, 89), "quotactl": (179, 60), "ioctl": (16, 29),
    "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180), "mlock": (149, 228),
    "sendto": (44, 206), "sendmsg": (46, 211), "recvmsg": (47, 212), "accept4": (288, 242), "splice": (275, 76),
    "modify_ldt": (154, -1), "iopl": (172, -1), "ioperm": (173, -1), "pkey_alloc": (330, 289),
    "process_madvise": (440, 440),
}  # fmt: skip
COLUMN = 0 if platform.machine() == "x86_64" else 1


@pytest.mark.parametrize("name", [name for name, numbers in REFUSED.items() if numbers[COLUMN] >= 0])
def test_a_system_call_that_is_not_needed_is_refused(hostile, name):
    (result,) = hostile.read([made(f"call {REFUSED[name][COLUMN]} 0 0 0 0 0 0".encode())])
    assert [record.text for record in result.records] == ["stopped: Operation not permitted"]


@pytest.mark.parametrize("name", confine._KILLED)
def test_a_system_call_that_only_an_attack_makes_ends_the_parser(hostile, name):
    (result,) = hostile.read([made(f"call {confine._KILLED[name][COLUMN]} 0 0 0 0 0 0".encode())])
    assert result.records == ()
    assert ["forbidden" in unread.what for unread in result.unread] == [True]


def test_a_pipe_cannot_be_made_to_signal_another_process(hostile):
    set_owner, set_signal = 8, 10
    for command in (set_owner, set_signal):
        call = f"call {confine._FCNTL[COLUMN]} 0 {command} 1 0 0 0"
        (result,) = hostile.read([made(call.encode())])
        assert [record.text for record in result.records] == ["stopped: Operation not permitted"]


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


def test_a_wall_that_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "mips")
    assert confine.probe().missing
    assert not confine.probe().complete
