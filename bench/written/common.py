"""What a hand-written system is made of: tables declared one line a column, rows, and the truth that follows from both.

A table is `system.table("incident people", COLUMNS)`; its second word is `people`, `unsure` or `things`, and `hub=pupil`
(staff, contact, user) makes it a table of people. A line of COLUMNS:

    name type [pk] [-> table.column ROLE WORDS]... | LABEL [kind and special words]

- ROLE is `about`, `written`, `assigned` or `mentions`, with `/` before roles that are right too (`written/about`); without a
  role the arrow is a join to a thing.
- WORDS: `fk` (declared to the database), `natural`, `list`, `json` (ids inside the cell, see `Listed`), `orphans` (some are
  planted), `detail` (the row concerns whom its parent row concerns), `gathers` (the target is an event or household and
  concerns whom this row concerns), `maygive` (the target may be given as about whom this row concerns), `also=table.column` (an end that is right too).
- `id_column int by type_column Pupil>pupil.id:about Trip>trip.id` is a pair with a discriminator; `:detail` works as well,
  `~` stands for a space in the value.
- `(a,b) -> table.(c,d) about` on a line of its own is a join of several columns.
- `~` stands for a space in the name of a table or column too; names hold no `;`, `|`, `,` or `->`.
- LABEL is `p` personal, `n` not, `?` unsure; pointers at people need none.

Rows are `table.add(column=value)`, which gives the key as the adapter says it; people are `system.person(...)` whose own rows
are added with `whose=`. Everything in `truth` is computed from the rows when first asked for.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.systems import truth as t

SPECIAL = frozenset(
    "health ethnicity religion politics union sexuality genetic biometric criminal safeguarding".split()
)
ROLES = {"about": t.ABOUT, "written": t.WRITTEN, "assigned": t.ASSIGNED, "mentions": t.MENTIONS}
LABELS = {"p": True, "n": False, "?": None}
WORDS = frozenset("fk natural list json orphans detail gathers maygive".split())
Row = dict[str, Any]
Place = tuple[str, str]
"""(table, key) of a row."""


class Told(str):
    """Free text that names people; `marks` are (start, end, person id)."""

    marks: tuple[tuple[int, int, int], ...]

    def __new__(cls, text: str, marks: Iterable[tuple[int, int, int]] = ()) -> Told:
        made = super().__new__(cls, text)
        made.marks = tuple(marks)
        return made


class Listed(str):
    """A cell that holds ids: `ids` by the table they point at."""

    ids: Mapping[str, tuple[Any, ...]]

    def __new__(cls, text: str, **ids: Iterable[Any]) -> Listed:
        made = super().__new__(cls, text)
        made.ids = {table: tuple(found) for table, found in ids.items()}
        return made


def tell(template: str, **people: tuple[str, int]) -> Told:
    """`template` with `{a}` replaced by the name in `a=(name, person id)`, and where each name stands."""
    text, marks, rest = "", [], template
    while rest:
        before, brace, rest = rest.partition("{")
        text += before
        if not brace:
            break
        slot, _, rest = rest.partition("}")
        name, person = people[slot]
        marks.append((len(text), len(text) + len(name), person))
        text += name
    return Told(text, marks)


@dataclass(frozen=True)
class Arrow:
    """One column's, or several columns', way to another table."""

    columns: tuple[str, ...]
    to: str
    to_columns: tuple[str, ...]
    kind: str = t.SINGLE
    roles: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    also: tuple[Place, ...] = ()
    when: str | None = None
    """The discriminator's value."""

    @property
    def about(self) -> bool:
        return bool(self.roles) and self.roles == (t.ABOUT,)

    @property
    def doubtful(self) -> bool:
        return t.ABOUT in self.roles and not self.about


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    key: bool
    personal: bool | None
    kind: str
    special: frozenset[str]


@dataclass
class Table:
    name: str
    sort: str
    hub: str
    columns: list[Column]
    arrows: list[Arrow]
    system: WrittenSystem
    rows: list[Row] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @cached_property
    def pk(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)

    def add(self, whose: int | None = None, **values: Any) -> str:
        """One more row; columns not named are null. `whose` makes it an own row of that person."""
        unknown = set(values) - set(self.names)
        assert not unknown, f"{self.name} has no {sorted(unknown)}"
        key = ",".join(str(values[name]) for name in self.pk) if self.pk else f"rowid={len(self.rows) + 1}"
        self.rows.append({name: values.get(name) for name in self.names})
        self.keys.append(key)
        if whose is not None:
            self.system.own[self.name, key] = whose
        return key

    def placed(self) -> Iterator[tuple[str, Row]]:
        return zip(self.keys, self.rows, strict=True)


@dataclass
class Human:
    id: int
    kind: str
    forename: str
    surname: str
    born: str | None
    upn: str | None

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}"


class Trace:
    """Who each row concerns, by following the declared arrows from the people's own rows."""

    def __init__(self, system: WrittenSystem) -> None:
        self.system = system
        self.indexes: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], list[str]]] = {}
        self.sure: dict[Place, set[int]] = defaultdict(set)
        self.allowed: dict[Place, set[int]] = defaultdict(set)
        self.roles: dict[Place, set[tuple[int, str]]] = defaultdict(set)
        for place, person in system.own.items():
            self.sure[place].add(person)
        self._direct()
        self._gather()
        self._details()

    def has_subject(self, table: str, key: str) -> bool:
        return bool(self.sure.get((table, key)))

    def targets(self, arrow: Arrow, row: Row) -> list[Place]:
        """Rows that the arrow reaches from `row`."""
        if arrow.when is not None and str(row[arrow.columns[0]]) != arrow.when:
            return []
        index = self.index(arrow.to, arrow.to_columns)
        return [(arrow.to, key) for value in pointed(arrow, row) for key in index.get(value, ())]

    def index(self, table: str, columns: tuple[str, ...]) -> dict[tuple[Any, ...], list[str]]:
        if (table, columns) not in self.indexes:
            made: dict[tuple[Any, ...], list[str]] = defaultdict(list)
            for key, row in self.system.tables[table].placed():
                made[tuple(plain(row[column]) for column in columns)].append(key)
            self.indexes[table, columns] = made
        return self.indexes[table, columns]

    def _direct(self) -> None:
        for table in self.system.tables.values():
            for arrow in table.arrows:
                if not arrow.roles:
                    continue
                for key, row in table.placed():
                    place = (table.name, key)
                    for person in {self.system.own[p] for p in self.targets(arrow, row) if p in self.system.own}:
                        self.roles[place].update((person, role) for role in arrow.roles)
                        if arrow.about:
                            self.sure[place].add(person)
                        elif arrow.doubtful or table.sort == "unsure":
                            self.allowed[place].add(person)

    def _gather(self) -> None:
        found: dict[Place, set[int]] = defaultdict(set)
        for table in self.system.tables.values():
            for arrow in (arrow for arrow in table.arrows if arrow.words & {"gathers", "maygive"}):
                for key, row in table.placed():
                    for place in self.targets(arrow, row):
                        (found if "gathers" in arrow.words else self.allowed)[place] |= self.sure[table.name, key]
        for place, people in found.items():
            self.sure[place] |= people

    def _details(self) -> None:
        """Parents first: a detail of a detail waits for its parent."""
        waiting = [table for table in self.system.tables.values() if any("detail" in a.words for a in table.arrows)]
        names = {table.name for table in waiting}
        while waiting:
            ready = [
                table
                for table in waiting
                if not any("detail" in a.words and a.to in names and a.to != table.name for a in table.arrows)
            ]
            assert ready, f"details in a circle: {sorted(names)}"
            for table in ready:
                self._inherit(table)
                names.discard(table.name)
            waiting = [table for table in waiting if table.name in names]

    def _inherit(self, table: Table) -> None:
        for arrow in (arrow for arrow in table.arrows if "detail" in arrow.words):
            for key, row in table.placed():
                place = (table.name, key)
                named = bool(self.sure.get(place))
                for parent in self.targets(arrow, row):
                    # A row that says its own subject need not be given as about the parent row's other people.
                    (self.allowed if named else self.sure)[place] |= self.sure.get(parent, set())
                    self.allowed[place] |= self.allowed.get(parent, set())


def plain(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def pointed(arrow: Arrow, row: Row) -> list[tuple[Any, ...]]:
    """The values in `row` that the arrow looks up."""
    if arrow.kind in (t.LIST, t.IN_JSON):
        cell = row[arrow.columns[0]]
        return [(plain(value),) for value in cell.ids.get(arrow.to, ())] if isinstance(cell, Listed) else []
    columns = arrow.columns[1:] if arrow.kind == t.DISCRIMINATOR else arrow.columns
    values = tuple(row[column] for column in columns)
    return [] if any(map(empty, values)) else [tuple(map(plain, values))]


class WrittenSystem:
    def __init__(self, name: str, seed: int) -> None:
        self.name = name
        self.seed = seed
        self.tables: dict[str, Table] = {}
        self.people: dict[int, Human] = {}
        self.own: dict[Place, int] = {}
        self.views: dict[str, str] = {}
        self.tolerated: set[tuple[str, str, str, str]] = set()

    def table(self, header: str, columns: str) -> Table:
        name, sort, *rest = header.split()
        name = spaced(name)
        assert sort in ("people", "unsure", "things"), header
        hub = next((word[4:] for word in rest if word.startswith("hub=")), "")
        made = Table(name, sort, hub, [], [], self)
        for line in filter(None, map(str.strip, columns.splitlines())):
            _declare(made, line)
        assert len(set(made.names)) == len(made.columns), f"{name} has a column twice"
        self.tables[name] = made
        return made

    def person(
        self, kind: str, forename: str, surname: str, *, born: str | None = None, upn: str | None = None
    ) -> Human:
        human = Human(len(self.people) + 1, kind, forename, surname, born, upn)
        self.people[human.id] = human
        return human

    def view(self, name: str, sql: str) -> None:
        self.views[name] = sql

    def tolerate(self, one: str, other: str) -> None:
        """Two columns, `table.column`, that hold the same key of the same humans."""
        self.tolerated |= {(*one.split(".", 1), *other.split(".", 1)), (*other.split(".", 1), *one.split(".", 1))}  # type: ignore[arg-type]

    @property
    def rows(self) -> int:
        return sum(len(table.rows) for table in self.tables.values())

    @cached_property
    def trace(self) -> Trace:
        return Trace(self)

    @cached_property
    def truth(self) -> t.Truth:
        return _truth(self)

    def write_sqlite(self, path: Path | str) -> None:
        path = Path(path)
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path)
        try:
            for table in self.tables.values():
                connection.execute(_create(table))
                marks = ",".join("?" * len(table.columns))
                rows = [[_cell(row[name]) for name in table.names] for row in table.rows]
                connection.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)
            for name, sql in self.views.items():
                connection.execute(f'CREATE VIEW "{name}" AS {sql}')
            connection.commit()
        finally:
            connection.close()


def _cell(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def _create(table: Table) -> str:
    lines = [f'"{c.name}" {c.type}{" NOT NULL" if c.key else ""}' for c in table.columns]
    if table.pk:
        lines.append("PRIMARY KEY ({})".format(", ".join(f'"{name}"' for name in table.pk)))
    for arrow in table.arrows:
        if "fk" in arrow.words:
            own, to = (", ".join(f'"{c}"' for c in columns) for columns in (arrow.columns, arrow.to_columns))
            lines.append(f'FOREIGN KEY ({own}) REFERENCES "{arrow.to}" ({to})')
    return f'CREATE TABLE "{table.name}" (\n  ' + ",\n  ".join(lines) + "\n)"


def _declare(table: Table, line: str) -> None:
    said, _, label = line.partition("|")
    if said.startswith("("):
        columns, _, rest = said.partition("->")
        table.arrows.append(_several(columns, rest))
        return
    head, *arrows = said.split("->")
    head, _, pair = head.partition(" by ")
    name, kind, *words = head.split()
    name = spaced(name)
    assert set(words) <= {"pk"}, f"{table.name}: {line}"
    table.arrows += [_arrow(name, arrow) for arrow in arrows]
    if pair:
        discriminator, *ends = pair.split()
        table.arrows += [_paired(discriminator, name, one) for one in ends]
    at_people = any(arrow.roles for arrow in table.arrows if arrow.columns[-1] == name)
    personal, *more = label.split() or (["p"] if at_people else [])
    assert personal in LABELS, f"{table.name}: {line}"
    special = frozenset(more) & SPECIAL
    kinds = " ".join(word for word in more if word not in special)
    table.columns.append(Column(name, kind, "pk" in words, LABELS[personal], kinds, special))


def spaced(name: str) -> str:
    return name.replace("~", " ")


def _roles(word: str) -> tuple[str, ...]:
    return tuple(ROLES[role] for role in word.split("/"))


def _words(words: list[str]) -> tuple[tuple[str, ...], frozenset[str], tuple[Place, ...]]:
    """Roles, words and other ends of an arrow."""
    roles: tuple[str, ...] = ()
    also: list[Place] = []
    kept = set()
    for word in words:
        if word.startswith("also="):
            table, _, column = word[5:].partition(".")
            also.append((spaced(table), spaced(column)))
        elif word in WORDS:
            kept.add(word)
        else:
            roles = _roles(word)
    return roles, frozenset(kept), tuple(also)


def _arrow(column: str, text: str) -> Arrow:
    target, *rest = text.split()
    table, _, to = target.partition(".")
    roles, words, also = _words(rest)
    kinds = {"natural": t.NATURAL, "list": t.LIST, "json": t.IN_JSON}
    kind = next((kinds[word] for word in kinds if word in words), t.SINGLE)
    return Arrow((column,), spaced(table), (spaced(to),), kind, roles, words, also)


def _several(columns: str, text: str) -> Arrow:
    target, *rest = text.split()
    table, _, to = target.partition(".(")
    roles, words, also = _words(rest)
    own = tuple(spaced(name.strip()) for name in columns.strip().strip("()").split(","))
    return Arrow(own, spaced(table), tuple(map(spaced, to.strip(")").split(","))), t.SEVERAL, roles, words, also)


def _paired(discriminator: str, column: str, text: str) -> Arrow:
    value, _, target = text.partition(">")
    target, *rest = target.split(":")
    table, _, to = target.partition(".")
    roles, words, also = _words(rest)
    ends = (spaced(discriminator), column)
    return Arrow(ends, spaced(table), (spaced(to),), t.DISCRIMINATOR, roles, words, also, spaced(value))


def _joins(system: WrittenSystem) -> Iterator[t.Join]:
    for table in system.tables.values():
        for arrow in table.arrows:
            index = system.trace.index(arrow.to, arrow.to_columns)
            filled = [
                value
                for row in table.rows
                if arrow.when is None or str(row[arrow.columns[0]]) == arrow.when
                for value in pointed(arrow, row)
            ]
            orphans = sum(value not in index for value in filled)
            yield t.Join(
                table.name, arrow.columns, arrow.to, arrow.to_columns, arrow.kind, orphans, arrow.also, bool(filled)
            )


def _pointers(system: WrittenSystem, joins: Iterable[t.Join]) -> Iterator[t.Pointer]:
    arrows = [arrow for table in system.tables.values() for arrow in table.arrows]
    for arrow, join in zip(arrows, joins, strict=True):
        if arrow.roles:
            yield t.Pointer(join.table, join.columns, join.to_table, arrow.roles[0], arrow.roles[1:], join.scored)


def _mentions(system: WrittenSystem) -> Iterator[t.Mention]:
    for table in system.tables.values():
        for key, row in table.placed():
            for column, value in row.items():
                if isinstance(value, Told):
                    yield from (t.Mention(table.name, key, column, a, b, person) for a, b, person in value.marks)


def _persons(system: WrittenSystem) -> Iterator[t.Person]:
    own: dict[int, list[Place]] = defaultdict(list)
    for place, person in system.own.items():
        own[person].append(place)
    for human in system.people.values():
        if own[human.id]:
            yield t.Person(
                human.id, human.kind, tuple(own[human.id]), human.name, human.surname, human.forename, human.born, human.upn
            )  # fmt: skip


def _truth(system: WrittenSystem) -> t.Truth:
    trace, tables = system.trace, system.tables.values()
    rows: dict[int, set[tuple[str, str, str]]] = {person: set() for person in system.people}
    allowed: dict[int, set[Place]] = {person: set() for person in system.people}
    for place, people in trace.sure.items():
        for person in people:
            rows[person].add((*place, t.ABOUT))
    for place, people in trace.allowed.items():
        for person in people:
            allowed[person].add(place)
    for place, roles in trace.roles.items():
        for person, role in roles:
            if role != t.ABOUT:
                rows[person].add((*place, role))
    joins = tuple(_joins(system))
    return t.Truth(
        style=system.name,
        seed=system.seed,
        hubs=tuple(t.Hub(table.name, table.hub) for table in tables if table.hub),
        joins=joins,
        pointers=tuple(_pointers(system, joins)),
        columns=tuple(
            t.ColumnTruth(table.name, c.name, c.personal, c.kind, c.special) for table in tables for c in table.columns
        ),
        people_tables=frozenset(table.name for table in tables if table.sort == "people"),
        unsure_tables=frozenset(table.name for table in tables if table.sort == "unsure"),
        persons=tuple(_persons(system)),
        rows={person: frozenset(found) for person, found in rows.items()},
        allowed={person: frozenset(found) for person, found in allowed.items()},
        mentions=tuple(_mentions(system)),
        tolerated=frozenset(system.tolerated),
        views=frozenset(system.views),
        empty_tables=frozenset(table.name for table in tables if not table.rows),
        constructs=frozenset(join.kind for join in joins),
    )
