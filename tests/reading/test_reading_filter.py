"""The seccomp filter of both architectures, run step by step: what it allows, refuses and kills."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bpf import answer
from hypothesis import given
from hypothesis import strategies as st

from honour.reading import confine

PID = 1234
ALLOW, REFUSE, ABSENT, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
COLUMN = {"x86_64": 0, "aarch64": 1}
OTHERS = {"i386": 0x40000003, "arm": 0x40000028, "big-endian aarch64": 0x800000B7, "riscv64": 0xC00000F3, "nothing": 0}
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
PROGRAMS = {machine: confine.program(machine, PID) for machine in ARCHITECTURES}
SPECIAL = {
    "mmap": confine._MMAP, "mprotect": confine._MPROTECT, "tgkill": confine._TGKILL, "fcntl": confine._FCNTL,
    "clone": confine._CLONE, "clone3": confine._CLONE3,
}  # fmt: skip
machines = pytest.mark.parametrize("machine", ARCHITECTURES)


def given_for(machine, numbers, *arguments):
    return answer(PROGRAMS[machine], ARCHITECTURES[machine], numbers[COLUMN[machine]], arguments)


def numbers_of(machine, table):
    return {numbers[COLUMN[machine]] for numbers in table.values()} - {-1}


@machines
def test_what_a_parser_needs_is_allowed_and_what_only_an_attack_asks_for_kills(machine):
    for table, outcome in ((confine._ALLOWED, ALLOW), (confine._KILLED, KILL)):
        for name, numbers in table.items():
            if numbers[COLUMN[machine]] >= 0:
                assert given_for(machine, numbers) == outcome, name


@machines
@given(number=st.integers(0, 0x3FFFFFFF), arguments=st.lists(st.integers(0, 2**64 - 1), max_size=6))
def test_every_other_call_is_refused_whatever_it_is_given(machine, number, arguments):
    listed = numbers_of(machine, confine._ALLOWED) | numbers_of(machine, confine._KILLED) | numbers_of(machine, SPECIAL)
    if number not in listed:
        assert answer(PROGRAMS[machine], ARCHITECTURES[machine], number, arguments) == REFUSE


@machines
def test_every_call_of_today_has_one_outcome(machine):
    allowed, killed = numbers_of(machine, confine._ALLOWED), numbers_of(machine, confine._KILLED)
    assert not allowed & killed
    assert not (allowed | killed) & numbers_of(machine, SPECIAL)
    for number in set(range(600)) - numbers_of(machine, SPECIAL):
        outcome = ALLOW if number in allowed else KILL if number in killed else REFUSE
        assert answer(PROGRAMS[machine], ARCHITECTURES[machine], number) == outcome, number


@machines
@pytest.mark.parametrize("other", OTHERS)
def test_a_call_of_another_architecture_kills_whatever_its_number(machine, other):
    for number in (0, 1, 3, 63, 64, 93, 231):
        assert answer(PROGRAMS[machine], OTHERS[other], number) == KILL


def test_each_architecture_kills_the_calls_of_the_other():
    assert answer(PROGRAMS["x86_64"], ARCHITECTURES["aarch64"], 64) == KILL
    assert answer(PROGRAMS["aarch64"], ARCHITECTURES["x86_64"], 1) == KILL


@given(number=st.integers(0x40000000, 0x7FFFFFFF))
def test_calls_with_32_bit_pointers_kill(number):
    assert answer(PROGRAMS["x86_64"], ARCHITECTURES["x86_64"], number) == KILL


@machines
@given(protection=st.integers(0, 2**32 - 1), rest=st.integers(0, 2**64 - 1))
def test_memory_may_be_had_but_never_run(machine, protection, rest):
    expected = REFUSE if protection & 4 else ALLOW
    for numbers in (confine._MMAP, confine._MPROTECT):
        assert given_for(machine, numbers, rest, rest, protection, rest, rest, rest) == expected


@machines
@given(process=st.integers(0, 2**32 - 1))
def test_only_itself_may_be_signalled(machine, process):
    assert given_for(machine, confine._TGKILL, PID, PID, 6) == ALLOW
    if process != PID:
        assert given_for(machine, confine._TGKILL, process, process, 9) == REFUSE


@machines
@given(command=st.integers(0, 2**32 - 1))
def test_of_what_is_open_only_the_flags_may_be_changed(machine, command):
    assert given_for(machine, confine._FCNTL, 3, command) == (ALLOW if command <= 4 else REFUSE)


@machines
@given(flags=st.integers(0, 2**32 - 1), bit=st.integers(0, 31), rest=st.integers(0, 2**64 - 1))
def test_a_thread_may_be_started_and_nothing_else(machine, flags, bit, rest):
    """`flags`: what glibc's pthread_create asks for; one bit more or less makes a process, a namespace or a tracer."""
    thread = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 | 0x80000 | 0x100000 | 0x200000
    assert given_for(machine, confine._CLONE, thread, rest) == ALLOW
    assert given_for(machine, confine._CLONE, thread ^ 1 << bit, rest) == REFUSE
    if flags != thread:
        assert given_for(machine, confine._CLONE, flags, rest) == REFUSE
    assert given_for(machine, confine._CLONE3, rest, rest) == ABSENT


@machines
def test_the_filter_is_one_that_the_kernel_loads(machine):
    code = PROGRAMS[machine]
    assert len(code) % 8 == 0
    steps = [code[at : at + 8] for at in range(0, len(code), 8)]
    assert len(steps) <= 4096
    for number, step in enumerate(steps):
        if step[0] & 0x07 == 0x05:  # a jump never leaves the program
            assert number + 1 + max(step[2], step[3]) < len(steps)
    assert steps[-1][:2] == b"\x06\x00"


@machines
def test_the_numbers_are_those_of_the_kernel(machine):
    header = HEADERS[machine]
    if not header.exists():
        pytest.skip("the kernel's headers are not installed")
    known = {
        name: int(number) for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text())
    }
    for name, numbers in {**confine._ALLOWED, **confine._KILLED, **SPECIAL}.items():
        number = numbers[COLUMN[machine]]
        assert known.get(name, -1) == number, name
