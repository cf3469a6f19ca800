"""The bytes of an item, proven by hash. The only place of this package that opens a school's file."""

from __future__ import annotations

import os
import stat

from honour.kernel.errors import SourceError
from honour.kernel.hashes import sha256_hex
from honour.kernel.item import Item


def load(item: Item) -> bytes:
    """Raises SourceError if the bytes are gone, shut, or no longer those listed; retry after listing again."""
    if item.data is not None:
        content = item.data
    elif item.fetch is not None:
        content = item.fetch()
    else:
        if item.path is None:
            raise SourceError("a listed file has neither content nor place", advice="List the source again.")
        try:
            # Since it was listed it may have become a link, or a pipe that would hold the reader up for ever.
            descriptor = os.open(item.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
            with os.fdopen(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise OSError(0, "it is no ordinary file any more")
                file.seek(item.offset)
                content = file.read(item.size)
        except OSError as error:
            raise SourceError(
                f"a listed file could not be opened: {error.strerror}",
                advice="Check that the source is connected and that this account may read it, then read again.",
            ) from None
    if sha256_hex(content) != item.sha256:
        raise SourceError("a file changed while it was being read", advice="Read the source again.")
    return content
