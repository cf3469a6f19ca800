"""Runs a program as an older kernel would: python old_kernel.py landlock,seccomp PROGRAM ARGUMENTS...

A seccomp filter, which the program inherits, answers what the missing wall needs as a kernel without it does: ENOSYS
for Landlock, EINVAL for seccomp filters.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

_LANDLOCK_CREATE = 444
_PRCTL = {"x86_64": 157, "aarch64": 167}[platform.machine()]
_SECCOMP = {"x86_64": 317, "aarch64": 277}[platform.machine()]
_SET_SECCOMP, _NO_NEW_PRIVS, _FILTER = 22, 38, 2
_ERRNO, _ALLOW = 0x00050000, 0x7FFF0000
_ENOSYS, _EINVAL = 38, 22
_LOAD, _EQUAL, _GIVE = 0x20, 0x15, 0x06


def without(missing: set[str]) -> bytes:
    """The filter as BPF instructions."""
    code = [(_LOAD, 0, 0, 0)]
    if "landlock" in missing:
        code += [(_EQUAL, 0, 1, _LANDLOCK_CREATE), (_GIVE, 0, 0, _ERRNO | _ENOSYS)]
    if "seccomp" in missing:
        code += [(_EQUAL, 0, 1, _SECCOMP), (_GIVE, 0, 0, _ERRNO | _ENOSYS)]
        code += [
            (_EQUAL, 0, 3, _PRCTL),
            (_LOAD, 0, 0, 16),
            (_EQUAL, 0, 1, _SET_SECCOMP),
            (_GIVE, 0, 0, _ERRNO | _EINVAL),
        ]
    code.append((_GIVE, 0, 0, _ALLOW))
    return b"".join(struct.pack("<HBBI", *step) for step in code)


def main() -> None:
    missing, *command = sys.argv[1:]
    code = without(set(missing.split(",")))
    held = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HxxxxxxP", len(code) // 8, ctypes.addressof(held))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_SET_SECCOMP, _FILTER, ctypes.c_char_p(header), 0, 0):
        raise OSError(ctypes.get_errno(), "no filter")
    os.execv(command[0], command)  # noqa: S606 - the program to be tried


if __name__ == "__main__":
    main()
