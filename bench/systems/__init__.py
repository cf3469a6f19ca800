"""Fictional school information systems in many styles, with the truth about them. README.md has the labelling rules.

`build(style, seed, size=...)` gives a `System`: `write_sqlite`, `write(engine)`, `write_csv`, `write_xlsx` and `truth`.
The same style, seed and size always give the same bytes. Names change with the seed inside a style, so that nobody can
learn them by heart; `HELD_OUT` styles are not run while a mapper is being developed.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bench.systems import write
from bench.systems.styles import DEVELOPMENT, HELD_OUT, SIZES, STYLES
from bench.systems.trace import Trace
from bench.systems.truth import Truth
from bench.systems.weave import Weaver, weave

if TYPE_CHECKING:
    import sqlalchemy

__all__ = ["DEVELOPMENT", "HELD_OUT", "SIZES", "STYLES", "System", "build"]


class System:
    def __init__(self, weaver: Weaver) -> None:
        self.weaver = weaver

    @cached_property
    def trace(self) -> Trace:
        return Trace(self.weaver)

    @cached_property
    def truth(self) -> Truth:
        return self.trace.build()

    @property
    def rows(self) -> int:
        return sum(tab.n for tab in self.weaver.tabs.values())

    def write_sqlite(self, path: Path | str) -> None:
        write.sqlite(self.weaver, Path(path))

    def write(self, engine: sqlalchemy.Engine) -> None:
        """Into an empty database."""
        write.server(self.weaver, engine)

    def write_csv(self, folder: Path | str, *, encoding: str = "utf-8", delimiter: str = ",") -> None:
        write.csv_folder(self.weaver, Path(folder), encoding=encoding, delimiter=delimiter)

    def write_xlsx(self, path: Path | str) -> None:
        write.workbook(self.weaver, Path(path))


def build(
    style: str,
    seed: int,
    *,
    size: str = "school",
    tables: int | None = None,
    rows: int | None = None,
    mojibake: float = 0.0,
) -> System:
    """`tables` and `rows` overrule `size`; `mojibake` is the share of names stored in a wrong code page."""
    return System(weave(style, seed, size, tables=tables, rows=rows, mojibake=mojibake))
