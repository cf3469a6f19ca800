"""Named JSON values in the school's sealed file store."""

from __future__ import annotations

import json
from typing import Any

from honour.protection.files import FileStore


def load_json(files: FileStore, name: str, default: Any) -> Any:
    """The value last saved under `name`, or `default`. Raises what `FileStore.get` raises for a damaged file."""
    file = files.named(name)
    return json.loads(files.get(file)) if file in files else default


def save_json(files: FileStore, name: str, value: Any) -> None:
    """Replaces it whole or not at all."""
    files.put(json.dumps(value, ensure_ascii=False).encode(), subjects=(), name=name)
