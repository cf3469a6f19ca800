"""Does the changes of a plan in one transaction, or nothing at all. The only module that writes into a source.

Every row is read under a lock and compared with the plan, every statement names the whole key and the old value and
must change one row, and before the end the counts of all tables, the database's own counter of changes and the
plan's rows, all columns, must be as planned. `state` tells by reading whether a transaction was committed.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from honour.kernel.change import Action, Cells, Change
from honour.kernel.errors import NotAllowed, SourceError, Trouble
from honour.sources.database.access import Access, Row, same, to_value
from honour.sources.database.structure import Sort, TableShape

_RowId = tuple[str, Cells]
_GUARDED = frozenset({Sort.TEXT, Sort.CODE, Sort.INTEGER, Sort.NUMBER, Sort.FLAG, Sort.DATE, Sort.UUID})
"""Sorts whose old value is also asked for in the statement itself. The others (binary fractions, JSON, moments that
lose digits, bytes) do not compare exactly on every server; the read under the lock has compared them."""
_LONG_TEXTS = frozenset({"mssql", "oracle"})
"""There a TEXT column has no equality."""


class State(StrEnum):
    BEFORE = "before"
    DONE = "done"
    MIXED = "mixed"
    """Some rows are as before, some as planned, or some are neither."""


@dataclass(frozen=True, slots=True)
class Written:
    """What one transaction did."""

    updated: int
    deleted: int


def state(access: Access, changes: Sequence[Change]) -> State:
    """Whether the changes were done, by reading each row. Raises SourceError if one cannot be read."""
    seen = set()
    access.structure  # noqa: B018 -- read before the transaction: SQLite has one writer, also for its own second look
    with access.connect() as connection:
        for change in changes:
            seen.add(_state_of(access, change, access.rows(connection, change.table, change.key)))
    if seen == {State.DONE}:
        return State.DONE
    return State.BEFORE if seen == {State.BEFORE} else State.MIXED


def _state_of(access: Access, change: Change, rows: Sequence[Row]) -> State:
    if change.action is Action.DELETE:
        if not rows:
            return State.DONE
        return State.BEFORE if _as_before(change, rows) else State.MIXED
    if len(rows) != 1:
        return State.MIXED
    if same(_sort(access.structure.tables[change.table], change.column), rows[0].text.get(change.column), change.new):
        return State.DONE
    return State.BEFORE if _as_before(change, rows) else State.MIXED


def _as_before(change: Change, rows: Sequence[Row]) -> bool:
    return len(rows) == 1 and all(rows[0].text.get(column) == text for column, text in change.before)


def write(access: Access, changes: Sequence[Change]) -> Written:
    """Does all `changes`, in order, or none.

    Raises NotAllowed when a row is no longer as planned, a statement would change another number of rows than one, or
    anything outside the plan would be changed: then everything was rolled back. Raises Trouble where the connection
    broke while the end was being confirmed: run again, the rows tell what happened.
    """
    if not access.write:
        raise NotAllowed("this connection only reads", advice="Write over the login that write_at names.")
    one = _Transaction(access, changes)
    access.structure  # noqa: B018 -- as in `state`
    with access.connect() as connection:
        try:
            one.run(connection)
        except IntegrityError:
            connection.rollback()
            raise _refused(
                one.at, "a rule of the database itself (a key, a check or a reference) would be broken"
            ) from None
        except (SQLAlchemyError, sqlite3.Error, UnicodeEncodeError):
            connection.rollback()
            raise SourceError(
                f"the database of source {access.source} broke off or refused at {one.at}; nothing was changed",
                advice="Check that the login may write there and that nobody locks the row, then run it again.",
            ) from None
        except BaseException:
            connection.rollback()
            raise
        _commit(access, connection, one)
    _empty_log(access)
    return Written(one.updated, one.deleted)


def _commit(access: Access, connection: sa.Connection, one: _Transaction) -> None:
    try:
        connection.commit()
    except IntegrityError:
        connection.rollback()
        raise _refused(one.at, "a reference between tables would be broken") from None
    except (SQLAlchemyError, sqlite3.Error):
        raise Trouble(
            f"the connection to source {access.source} broke at the very end",
            advice="Run the same command again: it reads the rows and goes on from what it finds.",
        ) from None


class _Transaction:
    def __init__(self, access: Access, changes: Sequence[Change]) -> None:
        self._access, self._changes = access, changes
        self.updated = self.deleted = 0
        self.at = "the beginning"
        """Address of the change at work, for messages."""

    def run(self, connection: sa.Connection) -> None:
        access = self._access
        tables = sorted(access.structure.tables)
        self._refuse_unwatched()
        counted = {table: access.count(connection, table) for table in tables}
        watched = _watch(access, connection)
        before = self._read(connection)
        for change in self._changes:
            self.at = str(change.address)
            self._do(connection, change, before[change.table, change.key])
        self.at = "the check at the end"
        self._read_again(connection, before)
        gone = Counter(change.table for change in self._changes if change.action is Action.DELETE)
        for table in tables:
            if access.count(connection, table) != counted[table] - gone[table]:
                raise _refused(table, "it would have gained or lost rows that are not in the plan")
        self._compare_watch(watched, _watch(access, connection), gone)

    def _refuse_unwatched(self) -> None:
        """What a trigger or a cascade does cannot be counted everywhere; there neither may fire."""
        if self._access.structure.counts_changes:
            return
        tables = self._access.structure.tables
        for change in self._changes:
            verb = "DELETE" if change.action is Action.DELETE else "UPDATE"
            shape = tables[change.table]
            if any(fires == verb for _, fires in shape.triggers):
                raise _refused(change.table, "a trigger would fire whose work cannot be counted here")
            if not shape.rolls_back:
                raise _refused(change.table, "the table cannot undo what is written")
            if verb == "DELETE" and any(
                key.on_delete and key.to_table.casefold() == change.table.casefold()
                for other in tables.values()
                for key in other.foreign
            ):
                raise _refused(change.table, "a deletion there changes other tables by itself")

    def _read(self, connection: sa.Connection) -> dict[_RowId, Row]:
        """Every row of the plan, locked, exactly as planned on."""
        found: dict[_RowId, Row] = {}
        for change in self._changes:
            self.at = str(change.address)
            if not change.key:
                raise _refused(self.at, "the row cannot be named exactly")
            at = (change.table, change.key)
            if at not in found:
                rows = self._access.rows(connection, change.table, change.key, lock=True)
                if len(rows) != 1:
                    raise _refused(self.at, f"{len(rows)} rows have its key where one was planned on")
                found[at] = rows[0]
            if not _as_before(change, [found[at]]):
                raise _refused(self.at, "it has changed since the plan was made", advice="Make a new plan.")
        return found

    def _do(self, connection: sa.Connection, change: Change, row: Row) -> None:
        access = self._access
        clause, shape = access.clause(change.table), access.structure.tables[change.table]
        done = connection.execute(statement(access.dialect, clause, shape, change, row))
        if change.action is Action.DELETE:
            self.deleted += 1
        else:
            self.updated += 1
        if done.rowcount != 1:
            raise _refused(self.at, f"the statement would have changed {done.rowcount} rows instead of one")

    def _read_again(self, connection: sa.Connection, before: Mapping[_RowId, Row]) -> None:
        planned: dict[_RowId, dict[str, str | None]] = {}
        gone: set[_RowId] = set()
        addresses: dict[_RowId, str] = {}
        for change in self._changes:
            at = (change.table, change.key)
            addresses[at] = str(change.address)
            if change.action is Action.DELETE:
                gone.add(at)
            else:
                planned.setdefault(at, {})[change.column] = change.new
        for at, row in before.items():
            rows = self._access.rows(connection, *at)
            self.at = addresses[at]
            if at in gone:
                if rows:
                    raise _refused(self.at, "the row is still there")
                continue
            if len(rows) != 1:
                raise _refused(self.at, "the row is gone, and was to stay")
            shape = self._access.structure.tables[at[0]]
            for column in shape.columns:
                wanted = planned.get(at, {}).get(column.name, row.text[column.name])
                if not (column.moves or column.generated) and not same(column.sort, rows[0].text[column.name], wanted):
                    raise _refused(f"{self.at}, column {column.name}", "the database made something else of it")

    def _compare_watch(self, before: Mapping[str, int], after: Mapping[str, int], gone: Mapping[str, int]) -> None:
        changed = Counter(change.table for change in self._changes if change.action is not Action.DELETE)
        if self._access.dialect == "sqlite":
            done = after["all"] - before["all"]
            if done != len(self._changes):
                raise _refused(
                    "the plan's tables", f"a trigger or a cascade changed {done - len(self._changes)} rows more"
                )
        for name in after:
            verb, _, table = name.partition(" ")
            planned = {"upd": changed[table], "del": gone.get(table, 0)}.get(verb, 0)
            if verb in {"ins", "upd", "del"} and after[name] - before.get(name, 0) != planned:
                raise _refused(table, "a trigger or a cascade would change rows there that are not in the plan")


def statement(
    dialect: str, clause: sa.TableClause, shape: TableShape, change: Change, row: Row
) -> sa.Update | sa.Delete:
    """`UPDATE` or `DELETE` of exactly the row read: its whole key, and the old value of each column planned on."""
    condition = sa.and_(
        *(clause.c[name] == row.raw.get(name, text) for name, text in change.key),
        *(_guard(dialect, clause, shape, column, row) for column, _ in change.before if column not in dict(change.key)),
    )
    if change.action is Action.DELETE:
        return sa.delete(clause).where(condition)
    return sa.update(clause).where(condition).values({clause.c[change.column]: _value(dialect, clause, shape, change)})


def _guard(dialect: str, clause: sa.TableClause, shape: TableShape, column: str, row: Row) -> Any:
    """`column IS NOT DISTINCT FROM old`, said so that every server understands it."""
    raw, kept = row.raw[column], clause.c[column]
    if raw is None:
        return kept.is_(None)
    if dialect == "sqlite":
        broken = isinstance(raw, str) and any("\ud800" <= c <= "\udfff" for c in raw)
        return sa.true() if broken else kept == raw
    described = shape.column(column)
    if described is None or described.sort not in _GUARDED:
        return sa.true()
    long_text = dialect in _LONG_TEXTS and described.sort is Sort.TEXT and described.length is None
    return sa.true() if long_text else kept == raw


def _value(dialect: str, clause: sa.TableClause, shape: TableShape, change: Change) -> Any:
    if change.new is None or dialect == "sqlite":
        return change.new
    sort = _sort(shape, change.column)
    if sort is not Sort.JSON:
        return to_value(sort, change.new)
    text = sa.literal(change.new, sa.Text)  # or the JSON type would write the text as a JSON string
    return sa.cast(text, clause.c[change.column].type) if dialect == "postgresql" else text


def _watch(access: Access, connection: sa.Connection) -> dict[str, int]:
    """How many rows this transaction has changed so far, by the database's own count. Empty where it keeps none."""
    if access.dialect == "sqlite":
        driver: Any = connection.connection.driver_connection
        return {"all": driver.total_changes}
    if access.dialect != "postgresql":
        return {}
    found: dict[str, int] = {}
    query = sa.text(
        "SELECT schemaname, relname, n_tup_ins, n_tup_upd, n_tup_del, schemaname = current_schema() AS usual "
        "FROM pg_stat_xact_user_tables"
    )
    for row in connection.execute(query):
        table = row.relname if row.usual else f"{row.schemaname}.{row.relname}"
        found |= {f"ins {table}": row.n_tup_ins, f"upd {table}": row.n_tup_upd, f"del {table}": row.n_tup_del}
    return found


def _empty_log(access: Access) -> None:
    """SQLite's write-ahead log keeps what was deleted until it is emptied. Not worth failing for: the deed is done."""
    if access.dialect != "sqlite":
        return
    try:
        with access.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.rollback()
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except (SQLAlchemyError, sqlite3.Error):
        return


def _sort(shape: TableShape, column: str) -> Sort:
    described = shape.column(column)
    return described.sort if described else Sort.OTHER


def _refused(at: str, why: str, *, advice: str = "") -> NotAllowed:
    return NotAllowed(
        f"{at}: {why}; everything was rolled back and nothing was changed",
        advice=advice or "A person must look at it; the office can do it in the system itself.",
    )
