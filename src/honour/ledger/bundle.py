"""The ledger as a file that a stranger can check: a header line, then the lines unchanged. docs/spec/ledger.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from honour.kernel.errors import BadInput
from honour.ledger.log import Ledger
from honour.ledger.note import VerifierKey

_MAGIC = "honour-ledger"
_LONGEST_LINE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Bundle:
    """An exported ledger, read line by line. `key` is the bundle's own word: prefer one kept elsewhere."""

    path: Path
    origin: str
    key: VerifierKey
    size: int
    """What the header promises; the audit counts for itself."""

    def lines(self) -> Iterator[tuple[int, bytes]]:
        with self.path.open("rb") as file:
            file.readline()
            for place, line in enumerate(file):
                yield place, line.removesuffix(b"\n")


def write(ledger: Ledger) -> Iterator[bytes]:
    """The bundle's lines, each with its newline. What is appended meanwhile is left out."""
    size = ledger.size()
    header = {_MAGIC: 1, "origin": ledger.origin, "key": str(ledger.key), "size": size}
    yield json.dumps(header, separators=(",", ":")).encode() + b"\n"
    for _, line in ledger.lines(0, size):
        yield line + b"\n"


def read(path: Path) -> Bundle:
    """Raises BadInput for a file that is no bundle."""
    try:
        with path.open("rb") as file:
            header = json.loads(file.readline(_LONGEST_LINE_BYTES))
        if header[_MAGIC] != 1:
            raise BadInput("this bundle was written by a newer Honour", advice="Update Honour.")
        return Bundle(path, str(header["origin"]), VerifierKey.parse(header["key"]), int(header["size"]))
    except FileNotFoundError as error:
        raise BadInput("there is no such file", advice="Name a workspace or an exported ledger.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput("this is no exported ledger", advice="Make one with honour ledger export FILE.") from error
