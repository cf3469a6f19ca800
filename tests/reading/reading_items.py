"""Items made of bytes."""

from __future__ import annotations

import hashlib

from honour.kernel.item import Item


def made(data: bytes, name: str = "", message: bool = False) -> Item:
    return Item("drive", hashlib.sha256(data).hexdigest(), len(data), name, data=data, message=message)
