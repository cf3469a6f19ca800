"""School systems written by hand, each as an independent judge would know one, with the truth about them.

`SYSTEMS[name](seed)` gives a `WrittenSystem`: `write_sqlite(path)`, `truth`, `trace.has_subject`. A module of this package
with `NAME`, `HELD` and `build` is a system; nothing else lists it. The labelling rules are those of bench/systems/README.md.
Whoever writes the mapper reads no held-out module, and the figures of one never say what failed.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

from bench.written.common import WrittenSystem

_MODULES = [
    module
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name)
    if not found.name.startswith("_")
    and hasattr(module := importlib.import_module(f"{__name__}.{found.name}"), "build")
]
SYSTEMS: dict[str, Callable[[int], WrittenSystem]] = {module.NAME: module.build for module in _MODULES}
DEVELOPMENT: tuple[str, ...] = tuple(module.NAME for module in _MODULES if not module.HELD)
HELD_OUT: tuple[str, ...] = tuple(module.NAME for module in _MODULES if module.HELD)
