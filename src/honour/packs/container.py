"""One file, one spelling: an uncompressed ZIP whose every byte follows from the names and contents in it.

A ZIP as tools write it has room for dates, comments, extra fields and hidden gaps. A pack has none: `verify` writes
the container again from what it read and compares, so that a change of any byte anywhere is seen.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import BinaryIO

FILES = ("pack.pdf", "index.csv", "index.json", "records.json", "manifest.json", "manifest.sig")
"""Every file of a pack, in this order."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_READABLE = 0o100644 << 16
MAX_BYTES = 4 << 30
"""Larger than any pack; ZIP's own 32-bit limit."""


def write(files: Mapping[str, bytes], out: BinaryIO) -> None:
    """Writes the files in the fixed order. Raises KeyError if one is missing."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        for name in FILES:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _READABLE
            archive.writestr(entry, files[name])


def read(untrusted: bytes) -> tuple[dict[str, bytes], list[str]]:
    """(files, faults). Faults are sentences; with any, the files are not to be trusted."""
    faults: list[str] = []
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
            names = archive.namelist()
            if sorted(names) != sorted(FILES):
                extra, missing = len(set(names) - set(FILES)), sorted(set(FILES) - set(names))
                if missing:
                    faults.append(f"the pack lacks {', '.join(missing)}")
                if extra or len(names) != len(set(names)):
                    faults.append("the pack holds files that no pack has")
            for info in archive.infolist():
                if info.filename not in FILES or info.filename in files:
                    continue
                if info.compress_type != zipfile.ZIP_STORED or info.file_size > len(untrusted):
                    faults.append("the pack is compressed, which no pack is")
                    continue
                files[info.filename] = archive.read(info)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, EOFError, OSError, RuntimeError):
        return {}, ["the file is no pack, or it was cut off or changed"]
    if not faults:
        again = io.BytesIO()
        write(files, again)
        if again.getvalue() != untrusted:
            faults.append("the container was changed after sealing")
    return files, faults
