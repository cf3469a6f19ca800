"""Sealed files with names that say nothing, written whole or not at all."""

from __future__ import annotations

import contextlib
import hmac
import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NewType

from honour.kernel.errors import BadInput, Trouble
from honour.kernel.holding import SubjectId
from honour.protection.atomic import UNFINISHED, flush_folder, write_atomically
from honour.protection.keys import Keys

FileId = NewType("FileId", str)
"""64 hex digits: random, or a keyed hash of a name."""

_ID = re.compile(r"[0-9a-f]{64}\Z")
_PURPOSE = "files"


class FileStore:
    """Sealed files in `folder`, one each. Names, sizes within a few bytes and times of writing are not hidden: names
    mean nothing, sizes and times stay.
    """

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder = folder
        self._keys = keys
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def named(self, name: str) -> FileId:
        """The id a name always gets in this school; tells nothing about the name without the key."""
        return FileId(hmac.digest(self._keys.purpose("file-names"), name.encode(), "sha256").hex())

    def put(self, data: bytes, *, subjects: Collection[SubjectId], name: str | None = None) -> FileId:
        """Seals and writes; under a name it replaces what was there. Whole or not at all.

        Raises KeyDestroyed if one of `subjects` was erased, Trouble when the disk is full: nothing is left behind.
        """
        file = FileId(os.urandom(32).hex()) if name is None else self.named(name)
        sealed = self._keys.seal(data, subjects=subjects, aad=f"file:{file}", purpose=_PURPOSE)
        path = self._path(file)
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            write_atomically(path, sealed)
        except OSError as error:
            with contextlib.suppress(OSError):
                path.parent.rmdir()  # only ever succeeds when it is empty
            raise Trouble(
                f"a file could not be written ({os.strerror(error.errno or 0)}); nothing was kept",
                advice="Free some space and run it again.",
            ) from error
        return file

    def get(self, file: FileId) -> bytes:
        """Raises BadInput if there is none; KeyDestroyed, KeyMissing, Tampered as `Keys.unseal`."""
        try:
            sealed = self._path(file).read_bytes()
        except FileNotFoundError as error:
            raise BadInput("there is no such file in the store") from error
        return self._keys.unseal(sealed, aad=f"file:{file}", purpose=_PURPOSE)

    def __contains__(self, file: FileId) -> bool:
        return self._path(file).exists()

    def remove(self, file: FileId) -> None:
        """Idempotent. Unlinks; what flash storage keeps of it is sealed."""
        path = self._path(file)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            flush_folder(path.parent)

    def ids(self) -> Iterator[FileId]:
        """Every whole file, in the order of ids. What a kill left unfinished is not among them."""
        for path in sorted(self._folder.glob("??/*")):
            if _ID.match(path.name):
                yield FileId(path.name)

    def sweep(self) -> int:
        """Removes what a kill left unfinished; how many. Call when nothing else is writing."""
        left = list(self._folder.glob(f"??/.*{UNFINISHED}"))
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _path(self, file: FileId) -> Path:
        if not _ID.match(file):
            raise BadInput("this is no id of a stored file")
        return self._folder / file[:2] / file
