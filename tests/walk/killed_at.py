"""`honour read`, killed by itself (SIGKILL) just before or just after it does some thing for the n-th time.

usage: killed_at.py POINT NUMBER before|after, with $HONOUR_SCHOOL. Few records a transaction, so that there are many.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from honour.cli.main import main
from honour.people.index import Index
from honour.people.readings import Readings
from honour.workspace import documents, memory, reading

POINTS: dict[str, tuple[Any, str]] = {
    "put": (Readings, "put"),
    "drop": (Readings, "drop"),
    "sweep": (Readings, "sweep"),
    "seen": (memory.Memories, "save"),
    "link": (Readings, "link"),
    "drop-source": (Index, "drop_source"),
    "rows": (Index, "put"),
    "unread": (Index, "put_unread"),
    "run": (reading, "save_json"),
}


def main_killed(point: str, number: int, when: str) -> None:
    owner, name = POINTS[point]
    real = getattr(owner, name)
    calls = 0

    def doomed(*arguments: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        done = real(*arguments, **more)
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(owner, name, doomed)
    documents.RECORDS = 40
    reading.BATCH = 100
    sys.argv = ["honour", "read"]
    main()


if __name__ == "__main__":
    main_killed(sys.argv[1], int(sys.argv[2]), sys.argv[3])
