"""The mapper, through its command line only: what anyone could run, in a folder of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

SOURCE = "mis"
HONOUR = (sys.executable, "-m", "honour.cli.main")


class Refused(RuntimeError):
    """A command did not end well; the message is the command and what it said, without values of a person."""


@dataclass
class Workspace:
    folder: Path
    seconds: dict[str, float] = field(default_factory=dict)
    map: dict[str, Any] = field(default_factory=dict)

    def run(self, *words: str) -> Any:
        started = time.perf_counter()
        done = subprocess.run(
            [*command(), *words, "--json"], cwd=self.folder, capture_output=True, text=True, check=False
        )
        self.seconds[words[0]] = time.perf_counter() - started
        if done.returncode not in (0, 3):
            raise Refused(f"{words[0]} ended with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
        return json.loads(done.stdout)

    def find(self, names: Iterable[str], own: set[tuple[str, str]]) -> list[dict[str, Any]] | None:
        """The records of the person who has one of the `own` rows; None if nobody by these names has."""
        tried: set[str] = set()
        for name in names:
            try:
                people = self.run("who", name)["people"]
            except Refused:
                continue
            for person in people:
                if person["subject"] in tried:
                    continue
                tried.add(person["subject"])
                records: list[dict[str, Any]] = self.run("find", person["subject"])["records"]
                if any(row_of(record["address"]) in own and record["role"] == "about" for record in records):
                    return records
        return None


def command() -> tuple[str, ...]:
    beside = Path(sys.executable).with_name("honour")
    return (str(beside),) if beside.exists() else HONOUR


def row_of(address: str) -> tuple[str, str] | None:
    """(table, key) of `mis:row/TABLE/KEY`."""
    head, _, rest = address.partition("/")
    if head != f"{SOURCE}:row":
        return None
    table, _, key = rest.partition("/")
    return unquote(table), unquote(key)


def mapped(folder: Path, at: str, *, read: bool = True) -> Workspace:
    """A new workspace in `folder` with the one source `at`, mapped and read."""
    folder.mkdir(parents=True)
    work = Workspace(folder.parent)
    work.run("new", str(folder))
    work.folder = folder
    work.run("connect", SOURCE, at)
    work.map = work.run("map")
    if read:
        work.run("read")
    return work


def end(side: list[dict[str, str]]) -> tuple[str, tuple[str, ...]]:
    """(table, columns) of one side of a join."""
    return side[0]["table"], tuple(column["column"] for column in side)
