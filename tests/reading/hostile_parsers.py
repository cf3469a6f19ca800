"""Stands in for every parser in test_reading_walls.py: does what a taken-over parser might do. Runs in the child."""

import contextlib
import ctypes
import os
import socket
import sys
import threading
import time
from pathlib import Path

from honour.reading.formats import dispatch


def read(data, where, name, out):
    what = data.split(b"\n")[0].decode("latin-1")
    if what.startswith("call "):
        return tell(where, out, lambda: system_call(*map(int, what.split()[1:])))
    if what not in ATTACKS:
        return dispatch.read(data, where, name, out)
    return ATTACKS[what](where, out)


def tell(where, out, attempt):
    """The attempt's outcome as text, so that the test sees what the walls answered."""
    try:
        answer = f"got out: {attempt()!r}"
    except OSError as error:
        answer = f"stopped: {error.strerror}"
    out.record(where, "all", "text", "attack", answer)


def system_call(number, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    answer = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer


def crash(where, out):
    ctypes.string_at(0)


def abort(where, out):
    os.abort()


def eat_memory(where, out):
    kept = []
    while True:
        kept.append(bytearray(64 << 20))


def loop(where, out):
    while True:
        time.sleep(0.01)


def spin(where, out):
    while True:
        pass


def pour(where, out):
    out.limits = type(out.limits)()  # forgets its own limit
    while True:
        out.record(where, "all", "text", "flood", "x" * 1_000_000)


def lie(where, out):
    out.say({"k": "r", "a": ["file", "../../etc/passwd", "all"], "form": "text", "title": "", "text": ""})
    out.flush()
    time.sleep(30)


def lie_about_spans(where, out):
    out.say({"k": "r", "a": where.at("all"), "form": "text", "title": "", "text": "abc", "hidden": [[2, 9, "x"]]})
    out.flush()


def nonsense(where, out):
    os.write(out.descriptor, b"\xff" * 100_000)
    time.sleep(30)


def deep_nonsense(where, out):
    text = b"[" * 200_000
    os.write(out.descriptor, b"J" + len(text).to_bytes(4, "little") + text)
    time.sleep(30)


def die_on_page_two(where, out):
    for page in range(out.first_page(where), 5):
        out.now(where, f"page={page}", page, 4)
        if page == 2:
            os.abort()
        out.record(where, f"page={page}", "page", "page", f"page {page}")


def thread(where, out):
    """What a thread is answered that tries to leave."""
    answers = []

    def leave():
        for name, attempt in (("open", lambda: os.open("/etc/passwd", os.O_RDONLY)), ("fork", os.fork)):
            try:
                answers.append(f"{name}: got out {attempt()!r}")
            except OSError as error:
                answers.append(f"{name}: {error.strerror}")

    one = threading.Thread(target=leave)
    one.start()
    one.join()
    out.record(where, "all", "text", "attack", ", ".join(answers))


def threads(where, out):
    """Threads that start threads, until no more are to be had; then they go on working."""

    def more():
        with contextlib.suppress(RuntimeError):
            threading.Thread(target=more).start()
        while True:
            pass

    more()


def recurse(where, out):
    return recurse(where, out)


def raise_memory_limit():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setrlimit(9, ctypes.c_char_p(b"\xff" * 16)) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


ATTACKS = {
    "crash": crash,
    "abort": abort,
    "eat memory": eat_memory,
    "loop": loop,
    "spin": spin,
    "pour": pour,
    "lie": lie,
    "lie about spans": lie_about_spans,
    "nonsense": nonsense,
    "deep nonsense": deep_nonsense,
    "die on page two": die_on_page_two,
    "recurse": recurse,
    "thread": thread,
    "threads": threads,
    "open": lambda where, out: tell(where, out, lambda: os.open("/etc/passwd", os.O_RDONLY)),
    "list": lambda where, out: tell(where, out, lambda: list(Path("/").iterdir())),
    "stat": lambda where, out: tell(where, out, Path("/etc/passwd").stat),
    "write": lambda where, out: tell(where, out, lambda: os.open("/honour-attack", os.O_WRONLY | os.O_CREAT)),
    "connect": lambda where, out: tell(where, out, lambda: socket.create_connection(("127.0.0.1", 9))),
    "fork": lambda where, out: tell(where, out, os.fork),
    "exec": lambda where, out: tell(where, out, lambda: os.execv(sys.executable, [sys.executable, "-c", ""])),  # noqa: S606 - the attack
    "kill": lambda where, out: tell(where, out, lambda: os.kill(os.getppid(), 9)),
    "trace": lambda where, out: tell(where, out, lambda: ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0)),
    "more memory": lambda where, out: tell(where, out, raise_memory_limit),
    "executable memory": lambda where, out: tell(where, out, lambda: __import__("mmap").mmap(-1, 4096, prot=7)),
}
