"""Read many documents at once, each in a confined child. See docs/spec/reading.md.

`Reader` is a context manager; it starts `workers` warm processes and stops them on leaving. Safe to use from one
thread at a time.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import json
import os
import queue
import select
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from honour.kernel.address import Address, in_file, in_message
from honour.kernel.errors import BadInput, SourceError, Trouble
from honour.kernel.item import Item
from honour.kernel.progress import Progress, Silent
from honour.kernel.unread import Unread, Why
from honour.reading.confine import Confinement, Limits
from honour.reading.emit import SKIPPED
from honour.reading.load import load
from honour.reading.passwords import Passwords
from honour.reading.result import PageImage, ReadResult
from honour.reading.table import tables_of
from honour.reading.wire import Assembler, BadFrame, TooMuch, frames, job

_BATCH_MESSAGES = 128
"""So many small messages share a child: forking one takes as long as reading ten."""
_BATCH_BYTES = 2_000_000
_SMALL_BYTES = 200_000
_TRIES_AFTER_BAD_PAGES = 3
"""A document that kills its reader on this many pages is given up."""
_START_SECONDS = 60.0
_STATUS = struct.Struct("<iI")  # as in `zygote`, which loads every parser
_PIPE_BYTES = 1 << 20
_HELD_FACTOR = 8
"""Records take more memory than what a child says of them: names of columns again in each row, an object a word."""
_SMALL_SPLIT = "Split it into smaller files and read again."


@dataclass(frozen=True, slots=True)
class _End:
    """How a child ended: `why` is None if it did all it was asked."""

    why: Why | None
    words: str = ""


class Reader:
    """Reads items behind walls.

    Raises Trouble on entering if this machine cannot put up every wall and `allow_unconfined` is not set;
    `confinement` then says what is missing. A warm process that dies is replaced without notice.
    """

    def __init__(
        self,
        workers: int = 2,
        *,
        limits: Limits | None = None,
        allow_unconfined: bool = False,
        parsers: Path | None = None,
        passwords: Passwords | None = None,
    ) -> None:
        """`passwords`: tried on what is locked. `parsers`: a Python file whose `read` takes the place of every parser,
        for tests of the walls.
        """
        self.workers = max(1, workers)
        self.limits = limits or Limits()
        self.allow_unconfined = allow_unconfined
        self.confinement = Confinement(0, False, ("the reader has not been started",))
        self._parsers = parsers
        self._passwords = passwords or Passwords()
        self._idle: queue.SimpleQueue[_Warm] = queue.SimpleQueue()
        self._all: list[_Warm] = []
        self._threads: ThreadPoolExecutor | None = None
        self._stopping = threading.Event()

    def __enter__(self) -> Reader:
        try:
            for _ in range(self.workers):
                warm = _Warm(self.allow_unconfined, self._parsers)
                self._all.append(warm)
                self._idle.put(warm)
            for warm in self._all:
                self.confinement = warm.ready()
        except BaseException:
            self._stop()
            raise
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="reading")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        self._stopping.set()
        for warm in self._all:
            warm.stop()
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)
            self._threads = None

    def read(self, items: Iterable[Item], progress: Progress | None = None) -> Iterator[ReadResult]:
        """One result per item, in the order of the items. `progress` is stepped once an item, never started.

        Never raises for a bad document. Items may be listed lazily; at most a few dozen are in memory at once.
        """
        if self._threads is None:
            raise Trouble("the reader is not started", advice="Use it in a with statement.")
        shown = progress or Silent()
        waiting: deque[Future[list[ReadResult]]] = deque()
        batches = _batches(items)
        for batch in itertools.islice(batches, self.workers * 3):
            waiting.append(self._threads.submit(self._read_batch, batch))
        while waiting:
            results = waiting.popleft().result()
            for batch in itertools.islice(batches, 1):
                waiting.append(self._threads.submit(self._read_batch, batch))
            for result in results:
                shown.step(1, result.item.size)
                yield result

    def render(
        self, item: Item, page: int, dpi: int, *, part: str | None = None, inner: str | None = None
    ) -> PageImage:
        """Page `page` (from 1) of a PDF or picture, as a reader sees it, annotations and form fields included.

        `part`: the page is of this MIME part of the message, numbered as in addresses (`2`, `2.1`). `inner`: SHA-256 of
        a file (with `part`, of a message) inside the item, at any depth. The digging is done behind the walls.
        Raises SourceError if the file is gone, BadInput if the page cannot be rendered or is not there.
        """
        data = load(item)
        header = {
            "task": "render",
            "limits": asdict(self.limits),
            "page": page,
            "dpi": dpi,
            "sha256": item.sha256,
            "message": item.message,
            "part": part or "",
            "inner": inner or "",
            "passwords": self._passwords.of(item, data) + self._passwords.files.get(inner or "", ()),
        }
        with self._warm() as warm:
            said: list[dict[str, Any]] = []
            raws: list[bytes] = []
            end = warm.run(job(header, [data]), self.limits, lambda kind, content: _collect(kind, content, said, raws))
        if end.why is None and raws and said and said[0].get("k") == "page":
            return PageImage(raws[0], float(said[0]["width_pt"]), float(said[0]["height_pt"]))
        why = str(said[0].get("why")) if said else end.words
        raise BadInput(
            f"page {page} of a document could not be rendered: {why}",
            advice="Open the file by hand, print the page and scan it.",
        )

    @contextlib.contextmanager
    def _warm(self) -> Iterator[_Warm]:
        warm = self._idle.get()
        try:
            yield warm
        finally:
            if warm.broken and not self._stopping.is_set():
                warm.stop()
                self._all.remove(warm)
                warm = _Warm(self.allow_unconfined, self._parsers)
                self._all.append(warm)
                warm.ready()
            self._idle.put(warm)

    def _read_batch(self, batch: list[Item]) -> list[ReadResult]:
        results: list[ReadResult] = []
        loaded: list[tuple[Item, bytes]] = []
        failed: dict[int, ReadResult] = {}
        for number, item in enumerate(batch):
            if item.size > self.limits.document_bytes:
                failed[number] = _failed(
                    item, Why.TOO_LARGE, f"a file of more than {self.limits.document_bytes >> 20} MB", _SMALL_SPLIT
                )
            else:
                try:
                    loaded.append((item, load(item)))
                except SourceError as error:
                    failed[number] = _failed(item, Why.NO_ACCESS, error.message, error.advice)
        done = iter(self._read_loaded(loaded))
        for number in range(len(batch)):
            results.append(failed[number] if number in failed else next(done))
        return results

    def _read_loaded(self, loaded: list[tuple[Item, bytes]]) -> list[ReadResult]:
        """Reads a batch in one child; if that child dies, reads what is not finished one by one."""
        results: list[ReadResult] = []
        together = True
        while len(results) < len(loaded):
            left = loaded[len(results) :] if together else [loaded[len(results)]]
            finished, end = self._child(left)
            for (item, data), (assembler, ended) in zip(left, finished, strict=False):
                if ended:
                    results.append(self._again_unlocked(item, data, assembler))
            if finished and finished[-1][1] and len(finished) == len(left):
                continue
            if len(left) > 1:
                together = False
                continue
            item, data = left[0]
            results.append(self._after_death(item, data, finished[-1][0] if finished else Assembler(item), end))
        return results

    def _again_unlocked(self, item: Item, data: bytes, read: Assembler) -> ReadResult:
        """Once more, if a file locked inside the item has a password of its own: only now is its hash known."""
        own = self._passwords.of_locked(read.unread)
        if set(own) - set(self._passwords.of(item, data)):
            finished, _ = self._child([(item, data)], passwords=own)
            if finished and finished[0][1]:
                return _result(finished[0][0])
        return _result(read)

    def _after_death(self, item: Item, data: bytes, died: Assembler, end: _End) -> ReadResult:
        """The child died on `item`. Keeps what it said, names the page or inner document it died on, and tries again
        without it.
        """
        bad: dict[tuple[str, ...], int] = {}
        whole = _document(_whole(item))
        for _ in range(_TRIES_AFTER_BAD_PAGES):
            place = died.at or _whole(item)
            why = end.why or Why.DAMAGED
            died.unread.append(Unread(place, why, end.words or "a document", _ADVICE[why]))
            paged = 0 < died.at_page < died.of_pages
            if why is Why.TOO_LARGE or (_document(place) == whole and not paged):
                return _result(died)
            bad[_document(place)] = died.at_page if paged else SKIPPED
            finished, end = self._child([(item, data)], bad)
            if not finished:
                break
            after, ended = finished[0]
            known = {record.address for record in died.records} | {one.address for one in died.unread}
            died.records += [record for record in after.records if record.address not in known]
            died.unread += [one for one in after.unread if one.address not in known]
            died.at, died.at_page, died.of_pages = after.at, after.at_page, after.of_pages
            if ended:
                return _result(died)
        died.unread.append(
            Unread(
                died.at or _whole(item),
                Why.DAMAGED,
                "the rest of a document that stops its reader again and again",
                _ADVICE[Why.DAMAGED],
            )
        )
        return _result(died)

    def _child(
        self,
        items: list[tuple[Item, bytes]],
        after: Mapping[tuple[str, ...], int] | None = None,
        passwords: tuple[str, ...] = (),
    ) -> tuple[list[tuple[Assembler, bool]], _End]:
        """([(what one item gave, whether it was finished)], how the child ended), in order; the last may be cut."""
        header = {
            "task": "read",
            "limits": asdict(self.limits),
            "after": [[*key, page] for key, page in (after or {}).items()],
            "items": [
                {
                    "sha256": item.sha256,
                    "size": len(data),
                    "hint": item.untrusted_name[-40:],
                    "message": item.message,
                    "passwords": [*passwords, *self._passwords.of(item, data)],
                }
                for item, data in items
            ],
        }
        given: list[tuple[Assembler, bool]] = []

        def take(kind: bytes, content: bytes) -> None:
            said = json.loads(content) if kind == b"J" else None
            if not isinstance(said, dict):
                raise BadFrame("a frame that is no object")
            if said.get("k") == "i":
                if said.get("n") != len(given) or len(given) >= len(items) or (given and not given[-1][1]):
                    raise BadFrame("an item out of turn")
                given.append((Assembler(items[len(given)][0], self.limits.output_bytes * _HELD_FACTOR), False))
            elif said.get("k") == "e":
                given[-1] = (given[-1][0], True)
            elif given and not given[-1][1]:
                given[-1][0].take(said)
            else:
                raise BadFrame("a record of no item")

        with self._warm() as warm:
            end = warm.run(job(header, [data for _, data in items]), self.limits, take)
        return given, end


_ADVICE = {
    Why.DAMAGED: "Open it by hand in the program that made it, save it anew or print and scan it; then read again.",
    Why.OVER_LIMIT: _SMALL_SPLIT,
    Why.TOO_LARGE: _SMALL_SPLIT,
}


class _Warm:
    """One warm process and the talk with it. Used by one thread at a time."""

    def __init__(self, allow_unconfined: bool, parsers: Path | None) -> None:
        self.broken = False
        if sys.platform != "linux":
            raise Trouble(
                "this system cannot read documents behind walls",
                advice="Read on a Linux machine (a virtual machine will do).",
            )
        self._insist = not allow_unconfined
        self._control, theirs = socket.socketpair()
        walls = "no-walls" if allow_unconfined else "walls"
        extra = [str(parsers)] if parsers else []
        environment = {"LANG": "C.UTF-8", "PATH": os.defpath, "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(  # noqa: S603 - this program itself, with fixed arguments
            [sys.executable, "-I", "-m", "honour.reading.zygote", str(theirs.fileno()), walls, *extra],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # libraries print parts of documents there
            env=environment,
            cwd="/",
        )
        theirs.close()

    def ready(self) -> Confinement:
        """Raises Trouble if the process does not come up, or lacks walls that are insisted on."""
        self._control.settimeout(_START_SECONDS)
        line = b""
        try:
            while not line.endswith(b"\n"):
                more = self._control.recv(4096)
                if not more:
                    break
                line += more
        except TimeoutError:
            line = b""
        self._control.settimeout(None)
        if not line.endswith(b"\n"):
            raise Trouble(
                "the confined reader did not start",
                advice="Install Honour again (`make setup`); see docs/spec/reading.md.",
            )
        said = json.loads(line)
        confinement = Confinement(int(said["landlock_abi"]), bool(said["seccomp"]), tuple(said["missing"]))
        if self._insist and not confinement.complete:
            raise Trouble(
                "documents cannot be read behind walls here: " + "; ".join(confinement.missing),
                advice="Use a newer Linux kernel (5.13 or later). Or accept the risk in the settings: [reading] "
                "allow_unconfined = true in honour.toml; every answer then says so.",
            )
        return confinement

    def run(self, work: bytes, limits: Limits, take: Any) -> _End:
        """Sends a job, hands every frame to `take`, says how the child ended. Never raises for what a child does."""
        memory = os.memfd_create("job", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        reading, writing = os.pipe()
        try:
            view = memoryview(work)
            while view:
                view = view[os.write(memory, view) :]
            fcntl.fcntl(
                memory,
                fcntl.F_ADD_SEALS,
                fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL,
            )
            with contextlib.suppress(OSError):  # an ordinary pipe is only slower
                fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
            socket.send_fds(self._control, [b"J"], [memory, writing])
            os.close(writing)
            writing = -1
            stopped = self._listen(reading, limits, take)
            if stopped:
                self._control.send(b"K")
            status, peak_bytes = self._status()
        except OSError:
            self.broken = True
            return _End(Why.DAMAGED, "a document whose reader stopped")
        finally:
            for descriptor in (memory, reading, writing):
                if descriptor >= 0:
                    os.close(descriptor)
        if stopped:
            return stopped
        return _ended(status, peak_bytes, limits)

    def _listen(self, reading: int, limits: Limits, take: Any) -> _End | None:
        """Reads until the child closes its end; otherwise why it must be stopped."""
        buffer = bytearray()
        taken = 0
        watch = select.poll()
        watch.register(reading, select.POLLIN)
        began = last = time.monotonic()
        while True:
            now = time.monotonic()
            left = min(last + limits.stall_seconds, began + limits.total_seconds) - now
            if left <= 0:
                return _End(Why.OVER_LIMIT, "a document that takes too long")
            if not watch.poll(left * 1000):
                continue
            content = os.read(reading, _PIPE_BYTES)
            if not content:
                return None
            last = time.monotonic()
            taken += len(content)
            if taken > limits.output_bytes + _PIPE_BYTES:
                return _End(Why.OVER_LIMIT, "a document that holds more text than is allowed")
            buffer += content
            try:
                for kind, inner in frames(buffer):
                    take(kind, inner)
            except TooMuch:
                return _End(Why.OVER_LIMIT, "a document that holds more text than is allowed")
            except (BadFrame, ValueError, KeyError, IndexError, RecursionError):
                return _End(Why.DAMAGED, "a document whose reader gave nonsense")

    def _status(self) -> tuple[int, int]:
        """(exit status, the most memory the child held, in bytes)."""
        self._control.settimeout(_START_SECONDS)
        got = b""
        while len(got) < _STATUS.size:
            more = self._control.recv(_STATUS.size - len(got))
            if not more:
                raise OSError("the warm process has gone")
            got += more
        self._control.settimeout(None)
        status, peak_kib = _STATUS.unpack(got)
        return int(status), int(peak_kib) << 10

    def stop(self) -> None:
        self._control.close()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_SIGSYS, _SIGXCPU, _SIGKILL, _SIGABRT = -31, -24, -9, -6
_OUT_OF_MEMORY_EXIT = 2
_MUCH_MEMORY = 4
"""PDFium aborts where memory is refused: by then a child holds at least this part of what it may."""


def _ended(status: int, peak_bytes: int, limits: Limits) -> _End:
    """What an exit status means (negative: signal)."""
    if status == _SIGABRT and peak_bytes * _MUCH_MEMORY > limits.memory_bytes:
        status = _OUT_OF_MEMORY_EXIT
    if status == 0:
        return _End(None)
    if status in (_SIGXCPU, _SIGKILL, _OUT_OF_MEMORY_EXIT):
        return _End(Why.OVER_LIMIT, "a document that needs too much memory or time")
    if status == _SIGSYS:
        return _End(Why.DAMAGED, "a document that made its reader attempt what is forbidden; it may be an attack")
    return _End(Why.DAMAGED, "a document that makes its reader crash")


def _collect(kind: bytes, content: bytes, said: list[dict[str, Any]], raws: list[bytes]) -> None:
    if kind == b"B":
        raws.append(content)
        return
    word = json.loads(content)
    if not isinstance(word, dict):
        raise BadFrame("a frame that is no object")
    said.append(word)


def _result(assembler: Assembler) -> ReadResult:
    return ReadResult(assembler.item, tuple(assembler.records), tuple(assembler.unread), tables_of(assembler.records))


def _whole(item: Item) -> Address:
    return in_message(item.source, item.sha256) if item.message else in_file(item.source, item.sha256)


def _document(address: Address) -> tuple[str, ...]:
    """As `emit.Where.key`: the document, wherever in it one looks."""
    return (address.kind.value, *address.parts[:-1])


def _failed(item: Item, why: Why, what: str, advice: str) -> ReadResult:
    return ReadResult(item, (), (Unread(_whole(item), why, what, advice),))


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Small messages that follow each other go together; anything else goes alone."""
    batch: list[Item] = []
    size = 0
    for item in items:
        small = item.message and item.size <= _SMALL_BYTES
        if batch and (not small or len(batch) >= _BATCH_MESSAGES or size + item.size > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        if small:
            batch.append(item)
            size += item.size
        else:
            yield [item]
    if batch:
        yield batch
