"""The warm process that forks a confined child for each document. Started by `pool`, as a program of its own.

It loads every parser and the OCR model once, proves its walls by trying to break them, says `ready`, and then serves:
a job comes in as two descriptors (a memory file with the documents, a pipe for the answer); it forks; the child shuts
itself in, reads and ends; the zygote reports how it ended. The zygote itself never looks at a document.

Control socket, from the parent: `J` with two descriptors (do this), `K` (kill the child). To the parent: one JSON
line when ready, then `STATUS` for each job. When the parent goes, everything goes.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import mmap
import os
import select
import signal
import socket
import struct
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from honour.kernel.unread import Why
from honour.reading import confine, warm
from honour.reading.confine import Confinement, Limits
from honour.reading.emit import BrokenError, LockedError, Out, OverLimitError, Where
from honour.reading.formats import dig, dispatch

STATUS = struct.Struct("<iI")
"""Exit status (negative: signal) and the most memory the child held, in KiB."""


def main(arguments: list[str]) -> None:
    """Arguments: descriptor of the control socket; `walls` or `no-walls`; for tests, a file with other parsers."""
    control = socket.socket(fileno=int(arguments[0]))
    insist = arguments[1] == "walls"
    read: Callable[[bytes, Where, str, Out], None] = dispatch.read
    if len(arguments) > 2:  # noqa: PLR2004 - the third argument
        read = _parsers_from(Path(arguments[2]))
    dispatch.preload()
    warm.exercise()
    walls = confine.probe()
    tried = prove(walls) if walls.complete else walls.missing
    walls = Confinement(walls.landlock_abi, walls.seccomp, tuple(tried))
    control.sendall(json.dumps(asdict(walls)).encode() + b"\n")
    if insist and not walls.complete:
        return
    gc.collect()
    gc.freeze()  # the child must not touch, and so copy, every page of what it inherits
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        if message != b"J":
            if message == b"K":
                continue  # the child ended by itself just before
            return
        job, answer = descriptors
        child = os.fork()
        if child == 0:
            control.close()
            serve(job, answer, walls, read)
        os.close(job)
        os.close(answer)
        status = _wait(child, control)
        if status is None:
            return
        control.sendall(STATUS.pack(*status))


def _wait(child: int, control: socket.socket) -> tuple[int, int] | None:
    """What `STATUS` holds, None if the parent has gone. Kills on `K`."""
    watch = os.pidfd_open(child)
    try:
        poll = select.poll()
        poll.register(watch, select.POLLIN)
        poll.register(control, select.POLLIN)
        parent_gone = False
        while True:
            ready = {descriptor for descriptor, _ in poll.poll()}
            if watch in ready:
                _, status, used = os.wait4(child, 0)
                return None if parent_gone else (os.waitstatus_to_exitcode(status), used.ru_maxrss)
            parent_gone = control.recv(1) == b""
            signal.pidfd_send_signal(watch, signal.SIGKILL)
            if parent_gone:
                poll.unregister(control)
    finally:
        os.close(watch)


def serve(job: int, answer: int, walls: Confinement, read: Callable[[bytes, Where, str, Out], None]) -> None:
    """The child: walls up, read the job, answer, end. Never returns."""
    code = 1
    gc.disable()  # one document and out: looking for cycles among its cells takes a quarter of the time
    try:
        length = os.fstat(job).st_size
        with mmap.mmap(job, length, prot=mmap.PROT_READ) as file:
            (head,) = struct.unpack_from("<I", file)
            header = json.loads(file[4 : 4 + head])
            limits = Limits(**header["limits"])
            confine.enter(limits, walls)
            if header["task"] == "render":
                _render(file[4 + head :], header, Out(limits, answer, read))
            else:
                _read(file, 4 + head, header, limits, answer, read)
        code = 0
    finally:
        os._exit(code)


def _read(
    file: mmap.mmap, at: int, header: dict[str, Any], limits: Limits, answer: int, read: Callable[..., None]
) -> None:
    """Answers are sent when the child ends or much has gathered, not after each message: waking the parent costs
    more than reading one. A batch that dies is read again one by one.
    """
    after = {tuple(key): page for *key, page in header["after"]}
    out = Out(limits, answer, read, after=after)
    for number, item in enumerate(header["items"]):
        out.begin()
        out.passwords = tuple(item.get("passwords", ()))
        out.say({"k": "i", "n": number})
        data = file[at : at + item["size"]]
        at += item["size"]
        where = Where("message", item["sha256"], "body") if item["message"] else Where("file", item["sha256"])
        guarded(data, where, item["hint"], out)
        out.say({"k": "e", "n": number})
    out.flush()


def guarded(data: bytes, where: Where, hint: str, out: Out) -> None:
    """Reads one document; whatever goes wrong becomes an `Unread` at the whole document. For the child only."""
    try:
        try:
            out.dispatch(data, where, hint, out)
        except OverLimitError as error:
            trouble = (Why.OVER_LIMIT, f"a document: {error}", "Split it into smaller files and read again.")
        except (MemoryError, RecursionError):
            trouble = (
                Why.OVER_LIMIT,
                "a document that needs too much memory",
                "Split it into smaller files and read again.",
            )
        else:
            return
        out.last_word()
        out.unread(where, "all", *trouble)
    except MemoryError:
        os._exit(2)


def _render(data: bytes, header: dict[str, Any], out: Out) -> None:
    try:
        if header.get("part") or header.get("inner"):
            where = Where("message", header["sha256"], "body") if header["message"] else Where("file", header["sha256"])
            wanted = dig.Wanted(header["inner"], header["part"])
            data = dig.dig(data, where, wanted, out.limits, tuple(header.get("passwords", ())))
        passwords = tuple(header.get("passwords", ()))
        png, width_pt, height_pt = dispatch.render(data, header["page"], header["dpi"], out.limits, passwords)
    except (BrokenError, LockedError, OverLimitError) as error:
        out.say({"k": "failed", "why": str(error)})
    else:
        out.say({"k": "page", "width_pt": width_pt, "height_pt": height_pt})
        out.raw(png)
    out.flush()


_ATTEMPTS: tuple[tuple[str, Callable[[], object]], ...] = (
    ("open a file", lambda: os.open("/etc/passwd", os.O_RDONLY)),
    ("list a folder", lambda: os.listdir("/")),  # noqa: PTH208 - the bare system call
    ("make a connection", socket.socket),
    ("start a process", os.fork),
    ("start a program", lambda: os.execv("/bin/true", ["true"])),  # noqa: S606 - it must fail
    ("signal another process", lambda: os.kill(os.getppid(), 0)),
)


def prove(walls: Confinement) -> tuple[str, ...]:
    """Tries to get out, each attempt in a child of its own; names what succeeded."""
    got_out = []
    for what, attempt in _ATTEMPTS:
        child = os.fork()
        if child == 0:
            code = 0
            try:
                confine.enter(Limits(), walls)
                attempt()
                code = 7
            except OSError:
                code = 0
            finally:
                os._exit(code)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status not in (0, -signal.SIGSYS):
            got_out.append(f"behind its walls a parser could still {what}")
    return tuple(got_out)


def _parsers_from(path: Path) -> Callable[[bytes, Where, str, Out], None]:
    spec = importlib.util.spec_from_file_location("parsers", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path.name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    read: Callable[[bytes, Where, str, Out], None] = module.read
    return read


if __name__ == "__main__":
    main(sys.argv[1:])
