"""What stands around a hostile document in these tests: a file that must not be opened, a door that must not be tried.

`Outside` is made once a session. A case makes its document from it, so that the document can name both. `Attack`
reads the document through the real confined reader, a harmless one behind it, and proves what every case must prove.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from reading_items import made

from honour.kernel.unread import Why
from honour.reading.confine import Limits
from honour.reading.pool import Reader
from honour.reading.result import ReadResult

SECRET = "heron-seventeen-lantern"
SOON_S = 20.0
HARMLESS = made(b"the minutes of the meeting", "a.txt")
LIMITS = Limits(
    memory_bytes=1 << 30,
    cpu_seconds=15,
    stall_seconds=6,
    total_seconds=18,
    output_bytes=16 << 20,
    unpacked_bytes=64 << 20,
    parts=2_000,
    pages=200,
    rows=50_000,
    pixels=20_000_000,
)
"""As the application's, but smaller, so that each is reached soon."""

_SLACK_BYTES = 64 << 20
_WATCHED = 0x1 | 0x2 | 0x4 | 0x20 | 0x40 | 0x80 | 0x100 | 0x200  # access, modify, attributes, open, moves, made, gone
_NONBLOCK = 0o4000


class Outside:
    """A folder with a secret in it, watched by the kernel, and a listener on the loopback."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "canary.txt"
        self.path.write_text(SECRET)
        (folder / "canary.dtd").write_text(f'<!ENTITY stolen "{SECRET}">')
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.setblocking(False)
        self.port = self._door.getsockname()[1]
        libc = ctypes.CDLL(None, use_errno=True)
        self._watch = libc.inotify_init1(_NONBLOCK)
        assert libc.inotify_add_watch(self._watch, os.fsencode(folder), _WATCHED) >= 0

    @property
    def file_url(self) -> str:
        return self.path.as_uri()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/canary"

    def touched(self) -> list[str]:
        """What was done to it since it was last asked: events in the folder, connections."""
        found = []
        try:
            events = os.read(self._watch, 1 << 16)
        except BlockingIOError:
            events = b""
        while events:
            _, mask, _, length = struct.unpack_from("iIII", events)
            found.append(f"{mask:#x} {events[16 : 16 + length].rstrip(bytes(1)).decode()}")
            events = events[16 + length :]
        try:
            self._door.accept()[0].close()
            found.append("a connection")
        except BlockingIOError:
            pass
        return found

    def close(self) -> None:
        self._door.close()
        os.close(self._watch)


@dataclass(frozen=True)
class Case:
    """A document made to hurt. It must end as `why` (None: it is read), and say `says` if it is read."""

    make: Callable[[Outside], bytes]
    why: Why | None = None
    says: str = ""
    name: str = ""
    message: bool = False
    both: bool = False
    """Some of it is read and something of it is `why`."""


def case(
    make: Callable[[Outside], bytes] | bytes, why: Why | None = None, says: str = "", name: str = "", **more: bool
) -> Case:
    return Case(make if callable(make) else lambda _: make, why, says, name, **more)


class Attack:
    """Reads hostile documents with one confined reader."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        self.reader = Reader(workers=1, limits=LIMITS)

    def __enter__(self) -> Attack:
        self.reader.__enter__()
        return self

    def __exit__(self, *about: object) -> None:
        self.reader.__exit__(None, None, None)

    def __call__(self, tried: Case) -> ReadResult:
        data = tried.make(self.outside)
        self.outside.touched()
        item = made(data, tried.name, tried.message)
        with _Peak(self._zygotes()) as peak:
            began = time.monotonic()
            results = iter(self.reader.read([item, HARMLESS]))
            result = next(results)
            took = time.monotonic() - began
            behind = next(results)
        assert took < SOON_S
        assert [record.text for record in behind.records] == [str(HARMLESS.data, "ascii")], "the queue goes on"
        assert self.outside.touched() == []
        assert peak.bytes < LIMITS.memory_bytes + _SLACK_BYTES
        proven(result, tried)
        return result

    def _zygotes(self) -> list[int]:
        return [warm._process.pid for warm in self.reader._all]


def proven(result: ReadResult, tried: Case) -> None:
    """The document is read, or it is Unread for the right reason; nothing of the outside is in what was read."""
    said = "\n".join(text for record in result.records for text in (record.text, record.title, str(record.properties)))
    assert SECRET not in said
    whys = {unread.why for unread in result.unread}
    whats = [unread.what for unread in result.unread]
    assert result.records or result.unread, "nothing vanishes"
    if tried.why is None:
        assert result.records, whats
    else:
        assert tried.why in whys, whats
        assert not tried.both or result.records
    assert tried.says in said
    for unread in result.unread:
        assert unread.advice
        slips = [word for word in ("failed", "crash", "forbidden", "nonsense") if word in unread.what]
        assert not slips, f"a slip of a parser, not a finding about the document: {unread.what}"


class _Peak:
    """The most memory that a child of these processes held, looked at every few milliseconds."""

    def __init__(self, parents: Iterable[int]) -> None:
        self.bytes = 0
        self._parents = list(parents)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Peak:
        self._thread.start()
        return self

    def __exit__(self, *about: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(0.02):
            for parent in self._parents:
                try:
                    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
                    for child in children:
                        status = Path(f"/proc/{child}/status").read_text()
                        held = status.partition("VmRSS:")[2].split()[:1]
                        self.bytes = max(self.bytes, int(held[0]) << 10 if held else 0)
                except (OSError, ValueError):
                    continue
