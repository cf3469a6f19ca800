"""Rows of one table that may hold wanted keys, by the database itself: a whole table is not read for one person.

    for key, values in matching(table, columns, [Way("pupil_id", frozenset({"12"}))]): ...

Gives every row in which one of the ways fits, and may give others: whoever asks looks at each again. Keys are compared
as `honour.kernel.following.canonical` does. Where a database cannot compare so, the whole table comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from honour.kernel.tabular import Table
from honour.sources.database.generic import GenericTable
from honour.sources.database.sqlite import SqliteTable
from honour.sources.database.statements import Statements, text_type
from honour.sources.database.structure import Sort

_MOST_VALUES = 5000
"""More keys than this cost a database more than reading the table."""
_MOST_INSIDE = 60
_SPACES = " \t\r\n"
_COMPARED_AS_TEXT = frozenset({"postgresql", "mysql", "mariadb", "mssql"})
_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a row may be wanted."""

    column: str
    """'' for the row's own place, where the table has no key: `values` are what stands behind `rowid=`."""
    values: frozenset[str]
    """Canonical."""
    inside: bool = False
    """They stand within a longer text: a list, JSON."""


def matching(table: Table, columns: Sequence[str], ways: Sequence[Way]) -> Iterator[tuple[str, tuple[str | None, ...]]]:
    """As `table.rows(columns)`, of the rows that may fit; the same keys. Raises SourceError as it does."""
    wanted = [way for way in ways if way.values]
    if not wanted:
        return iter(())
    if _is_many(wanted) or any(not value.isascii() for way in wanted for value in way.values):
        return table.rows(columns)
    if isinstance(table, SqliteTable):
        types = {column.name: column.declared_type for column in table.columns}
        tests = [_sqlite_test(way, types.get(way.column, "")) for way in wanted]
        return table.rows_where(columns, " OR ".join(sql for sql, _ in tests), [v for _, vs in tests for v in vs])
    if isinstance(table, GenericTable):
        test = _server_test(table.asked, wanted)
        return table.rows(columns) if test is None else table.rows_where(columns, test)
    return table.rows(columns)


def _is_many(ways: Iterable[Way]) -> bool:
    return any(len(way.values) > (_MOST_INSIDE if way.inside else _MOST_VALUES) for way in ways)


def _numbers(values: Iterable[str]) -> list[int] | None:
    """None where one is no whole number that a database holds."""
    found = []
    for value in values:
        if not value.removeprefix("-").isdigit() or abs(int(value)) >= _LARGEST:
            return None
        found.append(int(value))
    return found


def _forms(values: Iterable[str]) -> list[str]:
    """How a canonical key may be written once outer space, letter case and leading zeros are gone."""
    found: dict[str, None] = {}
    for value in values:
        bare = value.lstrip("0")
        found |= dict.fromkeys((bare, f"{bare}.0", f"{bare}.00"))
    return list(found)


def _sqlite_test(way: Way, declared: str) -> tuple[str, list[Any]]:
    numbers = _numbers(way.values)
    if not way.column:
        places = numbers or []
        return f"rowid IN ({', '.join('?' * len(places))})", places
    column = '"' + way.column.replace('"', '""') + '"'
    if way.inside:
        return " OR ".join([f"instr(lower({column}), ?)"] * len(way.values)), list(way.values)
    if numbers is not None and "INT" in declared.upper():
        return f"{column} IN ({', '.join('?' * len(numbers))})", list(numbers)
    forms = _forms(way.values)
    text = f"ltrim(lower(trim(CAST({column} AS TEXT), ' ' || char(9, 10, 13))), '0')"
    return f"{text} IN ({', '.join('?' * len(forms))})", list(forms)


def _server_test(asked: Statements, ways: Sequence[Way]) -> Callable[[Any], Any] | None:
    """None where this server cannot tell, and the whole table must be read."""
    if not asked.key or any(way.column not in asked.types for way in ways):
        return None  # rows without a key are numbered as they come
    if asked.dialect not in _COMPARED_AS_TEXT and any(
        way.inside or asked.sort(way.column) is not Sort.INTEGER for way in ways
    ):
        return None

    def test(columns: Any) -> Any:
        tests: list[Any] = []
        for way in ways:
            column = columns[way.column]
            if asked.sort(way.column) is Sort.INTEGER and not way.inside:
                tests.append(column.in_(_whole(way.values)))
                continue
            text = sa.func.lower(sa.cast(column, text_type(asked.dialect)))
            if way.inside:
                tests += [_place(value, text, asked.dialect) > 0 for value in way.values]
            else:
                tests.append(_bare(text, asked.dialect).in_(_forms(way.values)))
        return sa.or_(*tests)

    return test


def _place(value: str, text: Any, dialect: str) -> Any:
    """Where `value` begins within `text`, from 1; 0 where it does not stand there."""
    if dialect == "postgresql":
        return sa.func.strpos(text, value)
    return (sa.func.charindex if dialect == "mssql" else sa.func.locate)(value, text)


def _bare(text: Any, dialect: str) -> Any:
    """Without outer space and leading zeros. Only PostgreSQL strips any letters named; for the others every kind of
    space is made a blank first, also within, which fits more rows and never fewer."""
    if dialect == "postgresql":
        return sa.func.ltrim(sa.func.btrim(text, _SPACES), "0")
    for space in _SPACES[1:]:
        text = sa.func.replace(text, space, " ")
    text = sa.func.ltrim(sa.func.rtrim(text))
    if dialect != "mssql":
        return sa.func.trim(sa.literal_column("LEADING '0' FROM").op("")(text))
    # SQL Server of before 2022 trims blanks only: from the first letter that is no zero, or from the end
    return sa.func.substring(text, sa.func.patindex("%[^0]%", text + "."), sa.func.len(text))


def _whole(values: Iterable[str]) -> list[int]:
    """Of mixed keys, those a column of whole numbers can hold."""
    return [int(value) for value in values if _numbers([value]) is not None]
