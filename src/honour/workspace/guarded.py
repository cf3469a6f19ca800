"""A table that may break off: the rest of the work goes on, and what broke off is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from honour.kernel.errors import SourceError
from honour.kernel.tabular import Table


class Guarded:
    """The table itself but for `rows`: it fails aloud once, and later passes end without an error.

    Whoever looks at it first is told. After a failure nothing more is asked of the source: a table that took the server
    five minutes once is not tried ten times.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._looked = False
        self.failure: SourceError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        if self.failure is not None:
            return
        first, self._looked = not self._looked, True
        try:
            yield from self._table.rows(columns)
        except SourceError as error:
            self.failure = error
            if first:
                raise

    if TYPE_CHECKING:  # what __getattr__ hands on, said to the type checker

        @property
        def source(self) -> str: ...

        @property
        def name(self) -> str: ...

        @property
        def label(self) -> str: ...

        @property
        def columns(self) -> Any: ...

        @property
        def declared_joins(self) -> Any: ...

        def count(self) -> int: ...

        def address(self, key: str) -> Any: ...

        def record(self, key: str, values: tuple[str | None, ...]) -> Any: ...
