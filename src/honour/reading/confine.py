"""The walls around a parser: what a child process takes from itself before it looks at a document.

`probe()` says what this kernel offers. `enter(limits)` puts the walls up in the calling process, for good: no new
privileges, Landlock with no path allowed, a seccomp filter that allows a short list of system calls, resource limits.
After it the process can read and write the descriptors it already has, use memory and processor time up to the
limits in threads of its own, and end. Everything else fails with EPERM; what only an attack asks for (a socket,
another program, tracing) kills the process. Why each call is allowed: docs/spec/reading.md.

Linux on x86-64 and aarch64. Elsewhere `probe()` names what is missing and `enter()` raises Trouble.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from dataclasses import dataclass

from honour.kernel.errors import Trouble

_MIB = 1 << 20

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SIGKILL = 9
_SECCOMP_FILTER = 2
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT, _LANDLOCK_VERSION_FLAG = 444, 446, 1

_KILL, _EPERM, _ENOSYS, _ALLOW = 0x80000000, 0x00050001, 0x00050026, 0x7FFF0000
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000
_PROT_EXEC = 4

# (x86-64, aarch64); -1 where the architecture has no such call.
_ALLOWED = {
    "read": (0, 63), "readv": (19, 65), "pread64": (17, 67), "write": (1, 64), "writev": (20, 66), "close": (3, 57),
    "lseek": (8, 62), "fstat": (5, 80), "poll": (7, -1), "ppoll": (271, 73),
    "munmap": (11, 215), "mremap": (25, 216), "brk": (12, 214), "madvise": (28, 233),
    "futex": (202, 98), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132), "restart_syscall": (219, 128), "sched_yield": (24, 124), "sched_getaffinity": (204, 123),
    "clock_gettime": (228, 113), "clock_nanosleep": (230, 115), "nanosleep": (35, 101), "gettimeofday": (96, 169),
    "getpid": (39, 172), "gettid": (186, 178), "getrusage": (98, 165), "getrandom": (318, 278), "uname": (63, 160),
    "sysinfo": (99, 179), "exit": (60, 93), "exit_group": (231, 94),
    "set_robust_list": (273, 99), "rseq": (334, 293),
}  # fmt: skip
_KILLED = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "bpf": (321, 280), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "userfaultfd": (323, 282), "perf_event_open": (298, 241), "kcmp": (312, 272),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "pidfd_getfd": (438, 438),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsmount": (432, 432), "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "unshare": (272, 97), "setns": (308, 268),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294),
}  # fmt: skip
_MMAP, _MPROTECT, _TGKILL, _FCNTL = (9, 222), (10, 226), (234, 131), (72, 25)
_CLONE, _CLONE3 = (56, 220), (435, 435)
_F_SETFL = 4
_THREAD = 0x003D0F00
"""What glibc asks for to start a thread: memory, files, signals and process are shared, no namespace is new."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. Reasons: docs/spec/reading.md."""

    memory_bytes: int = 2048 * _MIB
    """Address space of the child, the libraries of about 300 MiB included."""
    cpu_seconds: int = 900
    stall_seconds: float = 90.0
    """Wall-clock time without a finished page, sheet or message."""
    total_seconds: float = 1800.0
    document_bytes: int = 256 * _MIB
    output_bytes: int = 192 * _MIB
    unpacked_bytes: int = 512 * _MIB
    """Everything inside one document together: archive members, parts of an office file, attachments."""
    nesting: int = 6
    """A message in a message in an archive is 2."""
    parts: int = 20_000
    """Members, attachments and embedded files of one document together."""
    pages: int = 3_000
    rows: int = 300_000
    """Lines of one sheet, CSV or XML file."""
    pixels: int = 120_000_000
    """An A3 page at 600 dpi has 70 million."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """What stands around a parser on this machine. `missing` is empty when the walls are complete and were tried."""

    landlock_abi: int
    """0 if the kernel has none."""
    seccomp: bool
    missing: tuple[str, ...]
    """Plain words for each wall that is not there."""

    @property
    def complete(self) -> bool:
        return not self.missing


def probe() -> Confinement:
    """What this kernel offers, without changing this process."""
    missing: list[str] = []
    if sys.platform != "linux" or platform.machine() not in _AUDIT_ARCH:
        return Confinement(0, False, ("the walls are built for Linux on x86-64 and aarch64 only",))
    libc = _libc()
    abi = max(0, int(libc.syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION_FLAG)))
    if abi == 0:
        missing.append("this kernel has no Landlock, so a parser could open files")
    # Asking for the filter without one fails with EFAULT where filters exist and with EINVAL where they do not.
    libc.prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, 0, 0, 0)
    seccomp = ctypes.get_errno() == 14  # noqa: PLR2004 - EFAULT
    if not seccomp:
        missing.append("this kernel has no seccomp filters, so a parser could open connections and start programs")
    return Confinement(abi, seccomp, tuple(missing))


def enter(limits: Limits, offered: Confinement) -> None:
    """Puts up every wall that `offered` has. Raises Trouble if one that is offered cannot be put up."""
    libc = _libc()
    _check(libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0), "parent-death signal")
    _check(libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "no dumps")
    for what, amount in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, limits.memory_bytes),
    ):
        resource.setrlimit(what, (amount, amount))
    if not offered.seccomp:  # it counts the user's threads everywhere; the filter alone tells a thread from a process
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    _check(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    if offered.landlock_abi:
        _landlock(libc, offered.landlock_abi)
    # No further descriptor, not even one received: the limit is what is open now.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    if offered.seccomp:
        _seccomp(libc)


def _landlock(libc: ctypes.CDLL, abi: int) -> None:
    """A rule set that handles every access this kernel knows and allows none."""
    files = (1 << 13) - 1
    for since, bit in ((2, 13), (3, 14), (5, 15)):
        if abi >= since:
            files |= 1 << bit
    # Sizes by ABI: files (8 bytes), TCP since 4 (16), signals and abstract sockets since 6 (24).
    network, scope = (3 if abi >= 4 else 0), (3 if abi >= 6 else 0)  # noqa: PLR2004 - ABI numbers of the kernel
    attributes = struct.pack("<QQQ", files, network, scope)
    size = 24 if scope else 16 if network else 8
    ruleset = libc.syscall(_LANDLOCK_CREATE, ctypes.c_char_p(attributes), ctypes.c_size_t(size), 0)
    _check(ruleset, "Landlock rule set")
    _check(libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0), "Landlock")
    os.close(ruleset)


def program(machine: str, pid: int) -> bytes:
    """The seccomp filter as BPF instructions (8 bytes each, little-endian). Default: EPERM."""
    column = 0 if machine == "x86_64" else 1
    load, equal, above, at_least, any_bit, give = 0x20, 0x15, 0x25, 0x35, 0x45, 0x06
    code: list[tuple[int, int, int, int]] = [
        (load, 0, 0, 4),
        (equal, 1, 0, _AUDIT_ARCH[machine]),
        (give, 0, 0, _KILL),
        (load, 0, 0, 0),
    ]
    if machine == "x86_64":  # the 32-bit-pointer variants of every call have other numbers
        code += [(at_least, 0, 1, _X32_BIT), (give, 0, 0, _KILL)]
    for outcome, calls in ((_ALLOW, _ALLOWED), (_KILL, _KILLED)):
        for numbers in calls.values():
            if numbers[column] >= 0:
                code += [(equal, 0, 1, numbers[column]), (give, 0, 0, outcome)]
    for numbers in (_MMAP, _MPROTECT):  # memory yes, new executable memory no: third argument, low half
        code += [
            (equal, 0, 4, numbers[column]),
            (load, 0, 0, 16 + 2 * 8),
            (any_bit, 0, 1, _PROT_EXEC),
            (give, 0, 0, _EPERM),
            (give, 0, 0, _ALLOW),
        ]
    code += [  # flags of what is open, no more: an owner set on a pipe would have the kernel signal another process
        (equal, 0, 4, _FCNTL[column]),
        (load, 0, 0, 16 + 8),
        (above, 0, 1, _F_SETFL),
        (give, 0, 0, _EPERM),
        (give, 0, 0, _ALLOW),
    ]
    code += [  # abort() signals its own process; no other may be signalled
        (equal, 0, 4, _TGKILL[column]),
        (load, 0, 0, 16),
        (equal, 0, 1, pid),
        (give, 0, 0, _ALLOW),
        (give, 0, 0, _EPERM),
    ]
    code += [  # a thread, which dies with its process and has its walls (the decoder of HEIC needs one); no process
        (equal, 0, 4, _CLONE[column]),
        (load, 0, 0, 16),
        (equal, 0, 1, _THREAD),
        (give, 0, 0, _ALLOW),
        (give, 0, 0, _EPERM),
        # Its flags are behind a pointer, which a filter cannot follow: as if the kernel did not have it.
        (equal, 0, 1, _CLONE3[column]),
        (give, 0, 0, _ENOSYS),
    ]
    code += [(give, 0, 0, _EPERM)]
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in code)


def _seccomp(libc: ctypes.CDLL) -> None:
    instructions = program(platform.machine(), os.getpid())
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    header = struct.pack("@HxxxxxxP", len(instructions) // 8, ctypes.addressof(buffer))
    _check(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, ctypes.c_char_p(header), 0, 0), "seccomp filter")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result < 0:
        raise Trouble(
            f"the {what} of the confined reader could not be set up ({os.strerror(ctypes.get_errno())})",
            advice="Reading is refused without it. Use a newer Linux kernel (5.13 or later).",
        )
