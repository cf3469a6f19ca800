"""What the tests of write-back share: plans without a workspace, and databases compared row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from honour.discovery.mapping import map_tables
from honour.kernel.address import Address
from honour.kernel.change import Change, Plan
from honour.kernel.holding import Holding, Subject
from honour.kernel.mapping import SchoolMap
from honour.kernel.progress import Silent
from honour.people.roster import gather
from honour.people.rows import holdings
from honour.sources.database.access import Access
from honour.sources.database.database import Database
from honour.sources.database.writing import write
from honour.writeback.facts import Ask, Facts
from honour.writeback.gathering import Looked, facts_of
from honour.writeback.planning import plan

SIGNERS = {"erase": (("data-protection-lead",),), "safeguarding": (("dsl",), ("head",), ("dpo",))}


@dataclass
class Mapped:
    """A database, its map and its people."""

    where: str
    map: SchoolMap
    people: list[Subject]

    @classmethod
    def of(cls, where: str | Path) -> Mapped:
        tables = Database("mis", where).tables()
        made = map_tables(tables)
        return cls(str(where), made, gather(made, tables))

    def subject(self, address: str) -> Subject:
        return next(s for s in self.people if address in {str(row) for row in s.hub_rows})

    def facts(self, subject: Subject, ask: Ask) -> Facts:
        access = Access("mis", self.where)
        tables = {("mis", table.name): table for table in Database("mis", self.where).tables()}
        seen = Looked(tables, {"mis": access}, {"mis": access.structure}, ())
        found = facts_of(self.map, seen, self.people, subject, ask, Silent())
        return replace(found, writable=frozenset({"mis"}), signers=SIGNERS)

    def plan(self, subject: Subject, ask: Ask) -> Plan:
        return plan(ask, self.facts(subject, ask), plan_id="W-TESTTEST", made_on="2026-11-26")

    def do(self, made: Plan) -> None:
        changes = sql(made.changes)
        if changes:
            write(Access("mis", self.where, write=True), changes)

    def holdings(self) -> list[Holding]:
        return list(holdings(self.map, Database("mis", self.where).tables(), self.people))


def sql(changes: Iterable[Change]) -> list[Change]:
    return [change for change in changes if change.by.value == "sql"]


def everything(where: str | Path) -> dict[str, dict[str, str]]:
    """Table -> address key -> hash of the whole row, by the reading side's own eyes."""
    found: dict[str, dict[str, str]] = {}
    for table in Database("mis", where).tables():
        found[table.name] = {
            key: hashlib.sha256(repr(values).encode("utf-8", "surrogateescape")).hexdigest()
            for key, values in table.rows()
        }
    return found


def differences(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> set[str]:
    """Addresses of rows that were changed, deleted or added."""
    assert set(before) == set(after)
    return {
        str(Address.parse(f"mis:row/{table}/{key}"))
        for table in before
        for key in before[table].keys() | after[table].keys()
        if before[table].get(key) != after[table].get(key)
    }


def planned(changes: Sequence[Change]) -> set[str]:
    return {str(change.address) for change in changes}


def run_sql(url: str, *statements: str) -> None:
    engine = sa.create_engine(url if "://" in url else f"sqlite:///{url}")
    with engine.begin() as connection:
        for statement in statements:
            # psycopg takes % for a place of a value
            connection.exec_driver_sql(statement.replace("%", "%%") if "://" in url else statement)
    engine.dispose()
