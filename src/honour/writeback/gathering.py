"""Looks at every connected database now and gathers what a plan is made from. Reads only."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from honour.holds import actions as holds
from honour.kernel.address import Address, Kind
from honour.kernel.change import Cells, Deed, Task
from honour.kernel.errors import BadInput, NotAllowed, SourceError
from honour.kernel.following import canonical, values_named
from honour.kernel.holding import Holding, Role, Subject, SubjectId
from honour.kernel.mapping import Join, JoinKind, SchoolMap
from honour.kernel.progress import Progress
from honour.kernel.tabular import Table
from honour.law import rules
from honour.people.needles import needles
from honour.people.rows import Orphans
from honour.people.rows import holdings as row_holdings
from honour.protection import store
from honour.sources.database.access import ROWID, Access
from honour.sources.database.structure import Structure, TableShape
from honour.sources.database.sweep import Hit, Sweep, folded
from honour.workspace.mapping import current_map
from honour.workspace.opening import open_source
from honour.workspace.school import School
from honour.writeback.facts import Ask, Facts, Mention, Reference, RowFacts

_SECRET_BYTES = 32
_TOUCHED = frozenset({Role.ABOUT, Role.MENTIONS})
_Name = tuple[str, str]
"""(source, table)."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Every database that could be opened."""

    tables: Mapping[_Name, Table]
    access: Mapping[str, Access]
    structures: Mapping[str, Structure]
    failed: tuple[tuple[str, str], ...]


def look(school: School) -> Looked:
    """Opens each connected database for reading. One that fails is named; the rest goes on."""
    tables: dict[_Name, Table] = {}
    access: dict[str, Access] = {}
    structures: dict[str, Structure] = {}
    failed: list[tuple[str, str]] = []
    for setting in school.settings.sources:
        if setting.kind != "database":
            continue
        try:
            opened = open_source(setting, school.folder)
            one = Access(setting.name, setting.location(school.folder))
            structures[setting.name] = one.structure
        except (SourceError, BadInput) as error:
            failed.append((setting.name, error.message))
            continue
        access[setting.name] = one
        tables |= {(setting.name, table.name): table for table in opened.tables}
        failed += [(f"{setting.name}.{gap.address.parts[0]}", gap.what) for gap in opened.unread]
        failed += [(f"{setting.name}.{table}", why) for table, why in one.structure.missed]
    return Looked(tables, access, structures, tuple(failed))


def gather(
    school: School,
    subject: Subject,
    ask: Ask,
    progress: Progress,
    *,
    today: date,
    keep: Mapping[str, str] | None = None,
) -> Facts:
    """Facts for a plan about `subject`. `keep`: unit to why its rows must be kept.

    Raises NotAllowed before the first map or reading, SourceError where not one database can be opened.
    """
    made = current_map(school)
    if made is None:
        raise NotAllowed("The school has not been mapped yet.", advice="Run honour map, then honour read.")
    seen = look(school)
    if not seen.tables:
        raise SourceError(
            "no database of the school can be opened now, so nothing can be planned",
            advice="Check the sources in honour.toml; honour find says what is wrong with each.",
        )
    holds.create_tables(school.engine)
    with store.reading(school.engine) as connection:
        standing = holds.current(connection)
    book = rules.book()
    facts = facts_of(made, seen, school.index.subjects(), subject, ask, progress)
    return replace(
        facts,
        holds=standing,
        writable=frozenset(s.name for s in school.settings.sources if s.write_at),
        keep=keep or {},
        documents=tuple(_documents(school, subject)) if ask.deed is not Deed.CORRECT else (),
        signers={
            "erase": book.signers("erase", today).needs,
            "safeguarding": book.signers("disposal-safeguarding", today).needs,
        },
    )


def facts_of(
    made: SchoolMap, seen: Looked, people: Sequence[Subject], subject: Subject, ask: Ask, progress: Progress
) -> Facts:
    """What the databases themselves tell: the person's rows as they stand now, and what points to them."""
    orphans = Orphans()
    hits: list[Hit] = []
    missed: list[tuple[str, str]] = []
    if ask.deed is not Deed.CORRECT:
        progress.start("Looking for the name in texts", len(seen.access))
        hits, missed = _hits(seen, subject, people)
    wanted = {hit.address for hit in hits}
    everyone = _held(made, list(seen.tables.values()), people, subject, wanted, progress, orphans)
    held = {a: found for a, found in everyone.items() if any(h.subject == subject.id for h in found)}
    progress.start("Reading the rows", len(held))
    rows = dict(_rows(seen, held, subject.id, progress))
    going = {a: r for a, r in rows.items() if a == ask.address or _alone(r, subject)}
    progress.start("Looking for rows that point to them", None)
    references = tuple(_references(made, seen, going, orphans))
    return Facts(
        subject,
        made,
        rows,
        seen.structures,
        references,
        tuple(_mentions(hits, everyone, subject, people)),
        unlooked=(
            *missed,
            *_new_since(made, seen),
            *seen.failed,
            *made.unmapped,
            *orphans.failed,
            *_unsure(held, rows),
        ),
        secret=os.urandom(_SECRET_BYTES),
    )


def _held(
    made: SchoolMap,
    tables: Sequence[Table],
    people: Sequence[Subject],
    subject: Subject,
    wanted: Collection[Address],
    progress: Progress,
    orphans: Orphans,
) -> dict[Address, tuple[Holding, ...]]:
    """Every row that concerns the person as it stands now, and every row `wanted`, with everyone it concerns."""
    found: dict[Address, tuple[Holding, ...]] = {}
    here: list[Holding] = []

    def close() -> None:
        if here[0].address in wanted or any(holding.subject == subject.id for holding in here):
            found[here[0].address] = tuple(here)

    # a row's holdings come one after the other
    for holding in row_holdings(made, tables, people, progress, orphans):
        if here and here[0].address != holding.address:
            close()
            here = []
        here.append(holding)
    if here:
        close()
    return {address: held for address, held in found.items() if address.kind is Kind.ROW}


def _hits(seen: Looked, subject: Subject, people: Sequence[Subject]) -> tuple[list[Hit], list[tuple[str, str]]]:
    """(rows whose text holds the full name or an own identifier, what could not be swept)."""
    looked_for = needles(subject, people)
    hits: list[Hit] = []
    missed: list[tuple[str, str]] = []
    if not looked_for:
        return hits, missed
    for source, access in seen.access.items():
        tables = [table for (of, _), table in seen.tables.items() if of == source]
        swept = Sweep(source, "", access).everywhere(tables, looked_for)
        hits += swept.hits
        missed += [(source, f"not swept: {gap}") for gap in swept.done.not_swept]
    return hits, missed


def _mentions(
    hits: Iterable[Hit], everyone: Mapping[Address, Sequence[Holding]], subject: Subject, people: Sequence[Subject]
) -> Iterator[Mention]:
    mine = {(folded(name.forename), folded(name.surname)) for name in subject.names}
    namesakes = {
        person.id
        for person in people
        if person.id != subject.id and any((folded(n.forename), folded(n.surname)) in mine for n in person.names)
    }
    for hit in hits:
        about = {h.subject for h in everyone.get(hit.address, ()) if h.role is Role.ABOUT}
        namesake = hit.kinds == ("name",) and subject.id not in about and bool(about & namesakes)
        yield Mention(hit.address, hit.address.parts[0], hit.columns, namesake)


def _alone(row: RowFacts, subject: Subject) -> bool:
    about = {holding.subject for holding in row.held if holding.role is Role.ABOUT}
    return about == {subject.id}


def _rows(
    seen: Looked, held: Mapping[Address, tuple[Holding, ...]], subject: SubjectId, progress: Progress
) -> Iterator[tuple[Address, RowFacts]]:
    """Each row with its exact key and its values as the writing side reads them."""
    by_table: dict[_Name, dict[str, Address]] = defaultdict(dict)
    for address, holdings in held.items():
        if subject not in {h.subject for h in holdings if h.role in _TOUCHED}:
            # only typed, taught or owned by them: counted, never changed, so nothing of it is read
            yield address, RowFacts(address, address.parts[0], (), {}, holdings)
        else:
            by_table[address.source, address.parts[0]][address.parts[1]] = address
    for (source, name), wanted in by_table.items():
        table, access = seen.tables[source, name], seen.access[source]
        shape = seen.structures[source].tables.get(name)
        with access.connect() as connection:
            for text, key, read in _keyed(table, shape, wanted):
                address, values = wanted[text], read
                progress.step()
                if key:
                    found = access.rows(connection, name, key)
                    if len(found) != 1:
                        continue  # changed this very moment; `_unsure` names it
                    values = found[0].text
                yield address, RowFacts(address, name, key, values, held[address])


def _keyed(
    table: Table, shape: TableShape | None, wanted: Mapping[str, Address]
) -> Iterator[tuple[str, Cells, Mapping[str, str | None]]]:
    """(key in the address, exact key, values where there is no exact key) of the rows wanted."""
    columns = [column.name for column in table.columns]
    exact = list(shape.key) if shape else []
    if exact == [ROWID]:
        for text in wanted:
            yield text, ((ROWID, text.partition("=")[2]),), {}
        return
    for text, values in table.rows(exact or columns):
        if text not in wanted:
            continue
        if exact and all(value is not None for value in values):
            yield text, tuple(zip(exact, values, strict=True)), {}
        else:
            yield text, (), dict(zip(exact or columns, values, strict=True))


def _new_since(made: SchoolMap, seen: Looked) -> Iterator[tuple[str, str]]:
    """Tables and columns the map does not know: nothing says whom they concern. The sweep looks through them."""
    tables = {(source, table) for source, table, _ in made.tables}
    columns = {(c.at.source, c.at.table, c.at.column) for c in made.columns}
    why = "new since the last map; run honour map, then plan again"
    for (source, name), table in seen.tables.items():
        if (source, name) not in tables:
            yield f"{source}.{name}", why
            continue
        for column in table.columns:
            if (source, name, column.name) not in columns:
                yield f"{source}.{name}.{column.name}", why


def _unsure(held: Iterable[Address], rows: Mapping[Address, RowFacts]) -> list[tuple[str, str]]:
    return [(str(address), "it changed while it was looked at") for address in held if address not in rows]


# ---- what points to a row


@dataclass(frozen=True, slots=True)
class _Tie:
    """One way a table names rows of another."""

    columns: tuple[str, ...]
    join: Join | None
    """None: a declared foreign key."""
    on_delete: str
    targets: Mapping[tuple[str, ...], tuple[Address, ...]]
    to_columns: tuple[str, ...]


def _references(
    made: SchoolMap, seen: Looked, going: Mapping[Address, RowFacts], orphans: Orphans
) -> Iterator[Reference]:
    """Every row, in whatever table, that names one of the rows `going`, by a declared key or as the map knows."""
    ties: dict[_Name, list[_Tie]] = defaultdict(list)
    by_table: dict[_Name, list[RowFacts]] = defaultdict(list)
    for row in going.values():
        by_table[row.address.source, row.table].append(row)
    for source, structure in seen.structures.items():
        known = {name.casefold(): name for name in structure.tables}
        for name, shape in structure.tables.items():
            for key in shape.foreign:
                to = known.get(key.to_table.casefold(), key.to_table)
                if targets := _targets(by_table.get((source, to), ()), key.to_columns):
                    ties[source, name].append(_Tie(key.columns, None, key.on_delete, targets, key.to_columns))
    declared = {(at, tie.columns, tie.to_columns) for at, found in ties.items() for tie in found}
    joins = dict.fromkeys([*made.joins, *(p.join for p in made.pointers), *(d.join for d in made.details)])
    for join in joins:
        target = join.to_columns[0]
        if join.detail == "name":
            continue  # a name may be anybody's; the sweep finds it
        own = tuple(ref.column for ref in join.from_columns)
        columns = own if join.kind is JoinKind.COMPOSITE else own[:1]
        to_columns = tuple(ref.column for ref in join.to_columns)[: len(columns)]
        at = (join.from_columns[0].source, join.from_columns[0].table)
        if (at, columns, to_columns) in declared:
            continue
        if targets := _targets(by_table.get((target.source, target.table), ()), to_columns):
            ties[at].append(_Tie(own, join, "", targets, to_columns))
    for at, found in ties.items():
        table = seen.tables.get(at)
        if table is None:
            continue
        try:
            yield from _pointing(table, found)
        except SourceError as error:
            orphans.failed.append((f"{at[0]}.{at[1]}", error.message))


def _targets(rows: Iterable[RowFacts], columns: Sequence[str]) -> dict[tuple[str, ...], tuple[Address, ...]]:
    found: dict[tuple[str, ...], tuple[Address, ...]] = {}
    for row in rows:
        values = [row.values.get(column) for column in columns]
        if all(values):
            key = tuple(canonical(value) for value in values if value)
            found[key] = (*found.get(key, ()), row.address)
    return found


def _pointing(table: Table, ties: Sequence[_Tie]) -> Iterator[Reference]:
    has = {column.name for column in table.columns}
    ties = [tie for tie in ties if has.issuperset(tie.columns)]
    columns = sorted({column for tie in ties for column in tie.columns})
    places = {column: at for at, column in enumerate(columns)}
    for key, values in table.rows(columns):
        for tie in ties:
            for named in _named(tie, [values[places[column]] for column in tie.columns]):
                for to in tie.targets.get(named, ()):
                    yield Reference(
                        table.address(key), table.name, tie.columns, to, tie.to_columns, tie.join is None, tie.on_delete
                    )


def _named(tie: _Tie, values: Sequence[str | None]) -> set[tuple[str, ...]]:
    first = values[0]
    if not first:
        return set()
    if tie.join is None or tie.join.kind is JoinKind.COMPOSITE:
        return {tuple(canonical(value) for value in values if value)} if all(values) else set()
    if tie.join.kind is JoinKind.POLYMORPHIC and values[1] != tie.join.detail.partition("='")[2].removesuffix("'"):
        return set()
    return {(canonical(value),) for value in values_named(tie.join)(first)}


# ---- what is no database


def _documents(school: School, subject: Subject) -> Iterator[Task]:
    """A task for each file, message and paper record the index links to the person; nobody edits those by program."""
    titles = {setting.name: setting.title for setting in school.settings.sources}
    units: dict[tuple[str, str, Kind], list[bool]] = {}
    for found in school.index.holdings_of(subject.id):
        holding = found.holding
        if holding.address.kind is not Kind.ROW and holding.role in {Role.ABOUT, Role.MENTIONS, Role.WRITTEN_BY}:
            address = holding.address
            units.setdefault((address.source, address.unit, address.kind), []).append(holding.role is Role.ABOUT)
    words = {Kind.FILE: "file", Kind.MESSAGE: "message", Kind.PAPER: "paper file"}
    for (source, unit, kind), about in units.items():
        where = titles.get(source, source)
        why = "it is about this person" if any(about) else "it names this person"
        yield Task(source, unit, f"Look at a {words[kind]} of {where} and decide what becomes of it.", why)
