"""A file is whole and on the disk, or it is not there."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

UNFINISHED = ".part"


def write_atomically(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Puts `data` at `path`, whole and on the disk, or raises OSError and leaves everything as it was."""
    unfinished = path.with_name(f".{os.urandom(8).hex()}{UNFINISHED}")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Makes a rename or an unlink survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
