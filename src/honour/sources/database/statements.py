"""What is asked of one table of a server, as SQLAlchemy expressions: each dialect writes them in its own way.

Only SELECT. Names are quoted whatever they hold; values are bound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql

from honour.kernel.errors import BadInput
from honour.sources.database.structure import Sort

_WIDE = 64
"""So many columns are sorted by one by one; PostgreSQL takes no more than 1,664 expressions a statement."""
_ROW = "honour_row"
_ORDERED = frozenset({Sort.INTEGER, Sort.NUMBER, Sort.DATE, Sort.MOMENT, Sort.UUID})
"""Sorts that every server compares as it orders them."""


def sort_of(kind: Any) -> Sort:
    """What a reflected type holds. For SQLite only a hint: it keeps any value in any column."""
    order: list[tuple[Any, Sort]] = [
        (mysql.SET, Sort.OTHER),
        (mysql.BIT, Sort.INTEGER),
        (sa.Enum, Sort.CODE),
        (sa.JSON, Sort.JSON),
        (sa.ARRAY, Sort.LIST),
        (sa.Uuid, Sort.UUID),
        (sa.Boolean, Sort.FLAG),
        (sa.Integer, Sort.INTEGER),
        (sa.Float, Sort.FLOAT),
        (sa.Numeric, Sort.NUMBER),
        (sa.DateTime, Sort.MOMENT),
        (sa.Date, Sort.DATE),
        (sa.Time, Sort.TIME),
        (sa.LargeBinary, Sort.BYTES),
        (sa.types._Binary, Sort.BYTES),
        (sa.String, Sort.TEXT),
    ]
    return next((sort for known, sort in order if isinstance(kind, known)), Sort.OTHER)


def true_name(dialect: str, reflected: str) -> str:
    """SQLAlchemy leaves the backticks of a MariaDB name doubled."""
    return reflected.replace("``", "`") if dialect in {"mysql", "mariadb"} else reflected


def text_type(dialect: str) -> Any:
    """What a value is cast to, to come as text of any length and any letter."""
    if dialect in {"mysql", "mariadb"}:
        return sa.CHAR()  # it takes no TEXT there, and CHAR is as long as need be
    return sa.NVARCHAR("max") if dialect == "mssql" else sa.Text()  # type: ignore[arg-type]  # "max" is not typed


@dataclass(frozen=True)
class Statements:
    """`types`: column -> type as reflected. `key`: the columns rows are ordered by; none: by all values."""

    dialect: str
    schema: str | None
    name: str
    types: Mapping[str, Any]
    key: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any("\0" in name for name in (self.schema or "", self.name, *self.types)):
            raise BadInput("a table or column name holds a NUL character")

    @property
    def pages(self) -> bool:
        """Whether rows are asked for page by page. MariaDB counts the time a reader takes to the statement's, and
        hands over the whole rest of a result that nobody wants any more.
        """
        return self.dialect in {"mysql", "mariadb"} and self.resumes

    @property
    def resumes(self) -> bool:
        """Whether `rows(after=...)` can go on behind a key: only where it is compared as it is ordered."""
        # a text is ordered by the column's collation, to which SQL Server does not hold when a parameter is compared
        fitting = _ORDERED if self.dialect == "mssql" else _ORDERED | {Sort.TEXT}
        return bool(self.key) and all(sort_of(self.types[name]) in fitting for name in self.key)

    def _table(self) -> Any:
        quoted = sa.sql.quoted_name
        table = sa.table(
            quoted(self.name, quote=True),
            *(sa.column(quoted(name, quote=True)) for name in self.types),
            schema=quoted(self.schema, quote=True) if self.schema else None,
        )
        return table.alias(_ROW) if self._by_whole_row else table

    @property
    def _by_whole_row(self) -> bool:
        return self.dialect == "postgresql" and not self.key and len(self.types) > _WIDE

    def count(self) -> sa.Select[Any]:
        return sa.select(sa.func.count()).select_from(self._table())

    def different(self, column: str) -> sa.Select[Any]:
        """(rows, different values of the column)"""
        table = self._table()
        counted: list[Any] = [sa.func.count(), sa.func.count(sa.distinct(table.c[column]))]
        return sa.select(*counted).select_from(table)

    # ---- what the server counts

    @property
    def measures(self) -> bool:
        """Whether it can be asked to count: where rows are found again by key, or by all they hold."""
        return self.dialect == "postgresql" or (self.dialect in {"mysql", "mariadb", "mssql"} and self.resumes)

    def sort(self, column: str) -> Sort:
        return sort_of(self.types[column])

    def filled(self, columns: Sequence[str]) -> sa.Select[Any]:
        """(rows, of each column the values that are not empty)"""
        table = self._table()
        counts: list[Any] = []
        for name in columns:
            column = table.c[name]
            # by length, not by equality: to MariaDB and SQL Server a text of spaces equals an empty one
            there = self._bytes_in(column) > 0 if self.sort(name) is Sort.TEXT else column.is_not(None)
            counts.append(sa.func.sum(sa.case((there, 1), else_=0)))
        return sa.select(sa.func.count(), *counts).select_from(table)

    def distinct(self, column: str, most: int) -> sa.Select[Any]:
        """The different values, told apart by their bytes whatever the collation; of bytes their different sizes."""
        table, sort = self._table(), self.sort(column)
        kept, picked = table.c[column], self._picked(table, column)
        there = sa.select(picked).select_from(table).where(kept.is_not(None))
        if sort is Sort.BYTES:
            there = sa.select(self._bytes_in(kept)).distinct().select_from(table).where(kept.is_not(None))
        elif self.dialect == "postgresql" and sort in {Sort.JSON, Sort.LIST, Sort.OTHER}:
            # some of them have no equality, but all have a text
            number = sa.func.row_number().over(partition_by=sa.cast(kept, sa.Text)).label("n")
            inner = sa.select(picked.label("v"), number).select_from(table).where(kept.is_not(None)).subquery()
            there = sa.select(inner.c.v).where(inner.c.n == 1)
        elif self.dialect == "postgresql" and sort is Sort.TEXT:
            there = sa.select(sa.collate(kept, "C")).distinct().select_from(table).where(kept.is_not(None))
        elif self.dialect in {"mysql", "mariadb"} and sort in {Sort.TEXT, Sort.CODE}:
            there = sa.select(sa.func.min(kept)).select_from(table).where(kept.is_not(None))
            there = there.group_by(sa.cast(kept, sa.BINARY()))
        elif self.dialect == "mssql" and sort is Sort.TEXT:
            exact = sa.collate(self._sortable(table, column), "Latin1_General_BIN2")
            there = sa.select(exact).distinct().select_from(table).where(kept.is_not(None))
        else:
            there = there.distinct()
        return there.limit(most)

    def _bytes_in(self, column: Any) -> Any:
        return sa.func.datalength(column) if self.dialect == "mssql" else sa.func.octet_length(column)

    def every(self, column: str) -> sa.Select[Any]:
        """Its values in no order."""
        table = self._table()
        return sa.select(self._picked(table, column)).select_from(table).where(table.c[column].is_not(None))

    def starts(self, step: int) -> sa.Select[Any]:
        """The key of every `step`th row."""
        table = self._table()
        key = [table.c[name] for name in self.key]
        counted = sa.select(
            *(part.label(f"k{at}") for at, part in enumerate(key)),
            sa.func.row_number().over(order_by=key).label("n"),
        ).select_from(table).subquery()  # fmt: skip
        picked = [counted.c[f"k{at}"] for at in range(len(key))]
        return sa.select(*picked).where(counted.c.n % step == 1 % step).order_by(counted.c.n)

    def some(self, columns: Sequence[str], step: int, rows: int) -> sa.Select[Any]:
        """About every `step`th row of a table without a key, told by what the row holds; PostgreSQL only."""
        table = self._table()
        table = table if self._by_whole_row else table.alias(_ROW)
        whole = sa.cast(sa.literal_column(_ROW), sa.Text)
        picked = [self._picked(table, name) for name in columns]
        told = sa.func.hashtext(whole).op("&")(sa.literal_column("2147483647"))
        return sa.select(*picked).select_from(table).where(told % step == 0).order_by(whole).limit(rows)

    def nothing(self) -> sa.Select[Any]:
        """No row, whatever is there: shows whether it can be asked at all."""
        return sa.select(sa.literal_column("1")).select_from(self._table()).where(sa.literal_column("1 = 0"))

    def few(self, columns: Sequence[str], rows: int) -> sa.Select[Any]:
        """Some rows in no order; without columns a number a row."""
        table = self._table()
        picked = [self._picked(table, name) for name in columns] or [sa.literal_column("1")]
        return sa.select(*picked).select_from(table).limit(rows)

    def rows_where(self, columns: Sequence[str], test: Callable[[Any], Any]) -> sa.Select[Any]:
        """The key, then `columns`, of the rows that pass; in no order. `test` is given the table's columns by name."""
        table = self._table()
        picked = [self._picked(table, name) for name in (*self.key, *columns)]
        labelled = (part.label(f"c{at}") for at, part in enumerate(picked))
        return sa.select(*labelled).select_from(table).where(test(table.c))

    def rows(
        self, columns: Sequence[str], *, after: Sequence[Any] | None = None, limit: int | None = None
    ) -> sa.Select[Any]:
        """The key, then `columns`; ordered. `after`: a key as it came; the rows behind it (`resumes`)."""
        table = self._table()
        picked = [self._picked(table, name) for name in (*self.key, *columns)] or [sa.literal_column("1")]
        # the same column may stand there twice
        query = sa.select(*(part.label(f"c{at}") for at, part in enumerate(picked))).select_from(table)
        if after is not None:
            query = query.where(self._behind(table, after))
        query = query.order_by(*self._order(table))
        return query if limit is None else query.limit(limit)

    def _behind(self, table: Any, after: Sequence[Any]) -> Any:
        """(a, b) > (x, y), written out: a > x OR (a = x AND b > y)."""
        ways = []
        for at, name in enumerate(self.key):
            bound = [sa.literal(value, self.types[before]) for before, value in zip(self.key, after, strict=True)]
            same = [table.c[before] == value for before, value in zip(self.key[:at], bound, strict=False)]
            ways.append(sa.and_(*same, table.c[name] > bound[at]))
        first = table.c[self.key[0]]
        # the first part is said once more: no server finds its place in an index by an OR
        return sa.and_(first >= sa.literal(after[0], self.types[self.key[0]]), sa.or_(*ways)) if ways[1:] else ways[0]

    def _order(self, table: Any) -> list[Any]:
        if self.key:
            return [table.c[name] for name in self.key]
        if self._by_whole_row:
            return [sa.cast(sa.literal_column(_ROW), sa.Text)]
        return [self._sortable(table, name) for name in self.types]

    def _picked(self, table: Any, name: str) -> Any:
        column, kind = table.c[name], self.types[name]
        if isinstance(kind, mysql.BIT):
            return column.op("+")(sa.literal_column("0"))  # else bytes come
        if self.dialect == "mssql":
            if isinstance(kind, mssql.SQL_VARIANT):
                return sa.cast(column, sa.NVARCHAR(4000))
            if isinstance(kind, mssql.DATETIMEOFFSET):
                return sa.cast(column, sa.NVARCHAR(40))
            if isinstance(kind, sa.types.NullType):
                return sa.cast(column, text_type("mssql"))  # geography, hierarchyid
        return column

    def _sortable(self, table: Any, name: str) -> Any:
        column, kind = table.c[name], self.types[name]
        if self.dialect == "postgresql":
            return sa.cast(column, sa.Text)  # json and some other types it cannot order; their text it can
        if self.dialect == "mssql":
            if isinstance(kind, mssql.IMAGE):
                return sa.cast(column, sa.VARBINARY("max"))  # type: ignore[arg-type]
            if isinstance(kind, mssql.NTEXT | mssql.TEXT | mssql.XML | sa.types.NullType):
                return sa.cast(column, text_type("mssql"))
        return column
