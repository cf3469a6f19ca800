"""ZIP files with fixed dates, so that the same seed gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence


def pack(parts: Sequence[tuple[str, bytes]], *, stored_first: bool = False) -> bytes:
    """`parts` in order. `stored_first`: the first part is left uncompressed, as ODF wants its mimetype."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, (name, data) in enumerate(parts):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if stored_first and number == 0 else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, compresslevel=6)
    return out.getvalue()
