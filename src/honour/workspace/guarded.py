"""A table that may break off: the rest of the work goes on, and what broke off is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from honour.kernel.errors import SourceError
from honour.kernel.tabular import Measuring, Table

T = TypeVar("T")


class Guarded:
    """The table itself but for what reads it: that fails aloud once, and later passes end without an error.

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

    def count(self) -> int:
        return self._noting(self._table.count, looks=False)

    @property
    def measuring(self) -> Measuring | None:
        inner: Measuring | None = getattr(self._table, "measuring", None)
        return inner and _GuardedMeasuring(inner, self._noting)

    def _noting(self, ask: Callable[[], T], *, looks: bool = True) -> T:
        """What `ask` gives; its failure is the table's, and is told at once. Counting alone is no look at it."""
        if self.failure is not None:
            raise self.failure
        self._looked = self._looked or looks
        try:
            return ask()
        except SourceError as error:
            self.failure = error
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

        def address(self, key: str) -> Any: ...

        def record(self, key: str, values: tuple[str | None, ...]) -> Any: ...


class _GuardedMeasuring:
    def __init__(self, inner: Measuring, noting: Callable[[Callable[[], Any]], Any]) -> None:
        self._inner, self._noting = inner, noting

    def filled(self) -> tuple[int, tuple[int, ...]]:
        return cast(tuple[int, tuple[int, ...]], self._noting(self._inner.filled))

    def different(self, column: str, most: int) -> set[str]:
        return cast(set[str], self._noting(lambda: self._inner.different(column, most)))

    def spread(self, rows: int) -> list[tuple[str | None, ...]]:
        return cast(list[tuple[str | None, ...]], self._noting(lambda: self._inner.spread(rows)))

    def every(self, column: str) -> Iterator[Sequence[str | int]]:
        chunks = iter(self._inner.every(column))
        while (chunk := self._noting(lambda: next(chunks, None))) is not None:
            yield chunk
