"""The plan itself: from what is known about a person's rows to changes in order, and what would break. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from honour.holds.gate import Held, Use, may
from honour.kernel.address import Address
from honour.kernel.change import Action, Break, BreakKind, By, Cells, Change, Deed, Plan, Stay, Task
from honour.kernel.editing import CannotEdit, without
from honour.kernel.errors import BadInput, NotAllowed
from honour.kernel.following import canonical, discriminator, name_forms, name_key, values_named
from honour.kernel.holding import Label, Role
from honour.kernel.mapping import ColumnFinding, ColumnRef, JoinKind, Meaning, Pointer
from honour.sources.database.structure import Sort, TableShape
from honour.sources.database.sweep import folded
from honour.writeback.blanking import CannotPut, blank, is_placeholder, misfit
from honour.writeback.facts import Ask, Facts, Mention, Reference, RowFacts
from honour.writeback.order import children_first

NO_LOGIN = "Honour has no writing login for this system"
_STAYS = frozenset(
    {
        Meaning.KEY, Meaning.ATTAINMENT, Meaning.ATTENDANCE, Meaning.CODE, Meaning.DATE, Meaning.CLASS_GROUP,
        Meaning.YEAR_GROUP, Meaning.SEX, Meaning.RELATION, Meaning.POST, Meaning.NONE, Meaning.BEHAVIOUR,
    }
)  # fmt: skip
"""What stays when a row is anonymised: it counts and does not name. Prose in such a column goes all the same."""
_POINTED = frozenset({Role.ABOUT, Role.MENTIONS})
_EQUAL_WORTH_SAYING = 3
"""Letters a wrong value must have before other places with the same one are worth naming."""
_WORDS = re.compile(r"[^\W_]+")
_SHORTEST_FORENAME = 3
_MENTIONS_ONE_BY_ONE = 20
"""So many texts of one table are tasks of their own; more are one task."""
FACT_SIGNERS: tuple[tuple[str, ...], ...] = (("data-protection-lead", "office-lead"),)
"""A plain fact is corrected by whoever the school says; law asks for nobody in particular (UK GDPR Art 16)."""


def plan(ask: Ask, facts: Facts, *, plan_id: str, made_on: str, case: str = "") -> Plan:
    """The plan for what is asked. Nothing in it names a person but the values themselves.

    Raises NotAllowed where the deed is not for the program (an opinion, a row that is not theirs), BadInput for a
    column that does not exist or a value it cannot hold.
    """
    return _Planner(ask, facts, plan_id, made_on, case).plan()


class _Planner:
    def __init__(self, ask: Ask, facts: Facts, plan_id: str, made_on: str, case: str) -> None:
        self._ask, self._facts, self._id, self._on, self._case = ask, facts, plan_id, made_on, case
        self._subject = facts.subject.id
        self._breaks: list[Break] = []
        self._stays: Counter[tuple[str, str]] = Counter()
        self._tasks: list[Task] = list(facts.documents)
        self._updates: dict[tuple[Address, str], Change] = {}
        self._pointers: dict[tuple[str, str], list[Pointer]] = defaultdict(list)
        for pointer in facts.map.pointers:
            ref = pointer.join.from_columns[0]
            self._pointers[ref.source, ref.table].append(pointer)
        self._findings: dict[tuple[str, str], dict[str, ColumnFinding]] = defaultdict(dict)
        for finding in facts.map.columns:
            self._findings[finding.at.source, finding.at.table][finding.at.column] = finding

    def plan(self) -> Plan:
        deletes: list[Change] = []
        if self._ask.deed is Deed.CORRECT:
            self._correct()
        else:
            deletes = self._rows()
        changes = [self._by_whom(change) for change in (*self._updates.values(), *deletes)]
        self._mentions(changes)
        self._ask_holds(changes)
        self._what_fires(changes)
        self._breaks += [Break(BreakKind.UNMAPPED, at, 0, f"not looked at: {why}") for at, why in self._facts.unlooked]
        sign, rules = self._signers(changes)
        touched = dict.fromkeys(change.address for change in changes)
        return Plan(
            self._id,
            self._subject,
            self._ask.deed,
            self._on,
            self._case,
            tuple(changes),
            tuple(self._breaks),
            tuple(Stay(at, rows, why) for (at, why), rows in sorted(self._stays.items())),
            tuple(self._tasks),
            sign,
            rules,
            tuple((str(address), self._facts.concerned(address)) for address in touched),
        )

    # ---- whose row it is

    def _mine(self, row: RowFacts) -> tuple[frozenset[Role], bool]:
        """(the person's roles in the row, whether any of it is doubtful)."""
        mine = [holding for holding in row.held if holding.subject == self._subject]
        return frozenset(holding.role for holding in mine), any(holding.doubtful for holding in mine)

    def _others(self, row: RowFacts) -> int:
        """How many other people the row is about, those it may be about included."""
        return len({h.subject for h in row.held if h.role is Role.ABOUT and h.subject != self._subject})

    # ---- correct one value

    def _correct(self) -> None:
        ask = self._ask
        row = self._facts.rows.get(ask.address) if ask.address else None
        if row is None:
            raise BadInput("that row does not concern this person", advice="honour find lists their rows.")
        roles, doubtful = self._mine(row)
        if Role.ABOUT not in roles:
            raise NotAllowed("that row is not about this person", advice="Correct it for the person it is about.")
        if doubtful:
            raise NotAllowed("it is doubtful whether that row is about this person", advice="A person must decide.")
        shape = self._facts.shape(row.address, row.table)
        column = shape.column(ask.column) if shape else None
        if shape is None or column is None:
            raise BadInput("that row has no such column", advice="honour find shows its columns as the system does.")
        finding = self._findings[row.address.source, row.table].get(ask.column)
        if finding and finding.meaning is Meaning.NARRATIVE:
            raise NotAllowed(
                "that column holds free text: an account or an opinion is kept and a comment is attached",
                advice="Attach the person's comment (law:rights/rectification, law:signers/rectify-opinion).",
            )
        if why := misfit(shape, column, ask.value, dialect=self._facts.structures[row.address.source].dialect):
            raise BadInput(f"the new value cannot stand there: {why}", advice="The office must correct it there.")
        old = row.values[ask.column]
        new = ask.value if ask.value or not column.nullable else None
        if old == new:
            raise BadInput("that value stands there already", advice="There is nothing to correct.")
        self._update(row, ask.column, Action.CORRECT, new, "a wrong value is corrected")
        if others := self._others(row):
            self._stays[str(row.address), f"the row is also about {others} other people, for whom it changes too"] += 1
        self._natural_keys(row)
        self._declared(shape, row, ask.column)
        self._same_elsewhere(row, old)

    def _natural_keys(self, row: RowFacts) -> None:
        naming = [r for r in self._facts.references if r.to == row.address and self._ask.column in r.to_columns]
        for (table, declared), rows in sorted(Counter((_at(r), r.declared) for r in naming).items()):
            what = "rows name this one by the value that is corrected; they will name nobody"
            if declared:
                what = "rows name this one by a declared key with this value; the database will refuse or change them"
            self._breaks.append(Break(BreakKind.NATURAL_KEY, table, rows, what))

    def _declared(self, shape: TableShape, row: RowFacts, column: str) -> None:
        at = f"{row.address.source}.{row.table}.{column}"
        if any(column in group for group in shape.unique):
            self._breaks.append(Break(BreakKind.UNIQUE, at, 1, "the value must differ from every other row's"))
        if any(column.casefold() in check.casefold() for check in shape.checks):
            self._breaks.append(Break(BreakKind.CHECK, at, 1, "a rule of the database checks the value"))

    def _same_elsewhere(self, row: RowFacts, old: str | None) -> None:
        if old is None or len(old.strip()) < _EQUAL_WORTH_SAYING:
            return
        for other in self._facts.rows.values():
            if Role.ABOUT not in self._mine(other)[0]:
                continue
            for name, value in other.values.items():
                if value == old and (other.address, name) != (row.address, self._ask.column):
                    self._stays[f"{other.address}, {name}", "the same value as the wrong one stands there too"] += 1

    # ---- all rows of a person

    def _rows(self) -> list[Change]:
        erase = self._ask.deed is Deed.ERASE
        sole: list[RowFacts] = []
        for row in self._facts.rows.values():
            roles, doubtful = self._mine(row)
            at = f"{row.address.source}.{row.table}"
            if doubtful:
                self._tasks.append(
                    Task(
                        row.address.source,
                        str(row.address),
                        f"Decide whether this entry of {in_words(row.table)} is about this person, and deal with it.",
                        "it may be about somebody else",
                    )
                )
            elif Role.ABOUT in roles and not self._others(row):
                sole.append(row)
            elif roles & _POINTED:
                shared = Role.ABOUT in roles
                if not self._take_out(row):
                    why = "shared with others, and nothing in it names this person alone" if shared else (
                        "the row belongs to others and mentions this person"
                    )  # fmt: skip
                    self._stays[at, why] += 1
            if not doubtful and Role.ABOUT not in roles:
                for role in sorted(roles & {Role.WRITTEN_BY, Role.ASSIGNED}):
                    self._stays[at, f"the row is somebody else's; this person is only named in it ({role})"] += 1
        if not erase:
            for row in sole:
                self._anonymise(row, "what identifies the person is taken out")
            return []
        return self._deletes(sole)

    def _take_out(self, row: RowFacts) -> bool:
        """Plans what removes the person from a row of others; False if no pointer in it names them."""
        found = False
        for pointer in self._naming(row, _POINTED):
            found = True
            self._unpoint(row, pointer)
        self._forename_in(row)
        return found

    def _forename_in(self, row: RowFacts) -> None:
        """A row that stays for others may name the person by forename alone, which the sweep does not look for."""
        known = {(mention.address, column) for mention in self._facts.mentions for column in mention.columns}
        columns = [
            name
            for name, value in row.values.items()
            if value
            and (row.address, name) not in self._updates
            and (row.address, name) not in known
            and self._forenames & set(_WORDS.findall(folded(value)))
        ]
        if columns:
            do = f"In {in_words(row.table)}, entry {row.address.parts[1]}, field {', '.join(columns)}: "
            do += "see whether the forename there is this person's, and take it out."
            why = "the entry stays for others, and this person's forename stands in it"
            self._tasks.append(Task(row.address.source, str(row.address), do, why))

    @cached_property
    def _forenames(self) -> frozenset[str]:
        words = (word for name in self._facts.subject.names for word in _WORDS.findall(folded(name.forename)))
        return frozenset(word for word in words if len(word) >= _SHORTEST_FORENAME)

    def _naming(self, row: RowFacts, roles: Collection[Role]) -> Iterator[Pointer]:
        """Pointers of the row's table by which this very row names the person."""
        for pointer in self._pointers[row.address.source, row.table]:
            join = pointer.join
            value = row.values.get(join.from_columns[0].column)
            if not value or pointer.role not in roles:
                continue
            if join.kind is JoinKind.POLYMORPHIC:
                column, wanted = discriminator(join.detail)
                if row.values.get(column) != wanted:
                    continue
            if join.detail == "name":
                second = join.from_columns[1].column if len(join.from_columns) > 1 else ""
                written = f"{value} {row.values.get(second) or ''}" if second else value
                if name_key(written) in self._names:
                    yield pointer
            elif self._keys.get(join.to_columns[0], frozenset()) & {canonical(v) for v in values_named(join)(value)}:
                yield pointer

    @cached_property
    def _keys(self) -> dict[ColumnRef, frozenset[str]]:
        """Column of a people table -> the person's own values in it."""
        found: dict[ColumnRef, set[str]] = defaultdict(set)
        for address in self._facts.subject.hub_rows:
            row = self._facts.rows.get(address)
            for column, value in row.values.items() if row else ():
                if value and row:
                    found[ColumnRef(address.source, row.table, column)].add(canonical(value))
        return {ref: frozenset(values) for ref, values in found.items()}

    @cached_property
    def _names(self) -> frozenset[str]:
        names = self._facts.subject.names
        titles = {name.title for name in names if name.title} or {""}
        return frozenset(
            form for name in names for title in titles for form in name_forms(name.forename, name.surname, title)
        )

    def _unpoint(self, row: RowFacts, pointer: Pointer) -> None:
        join = pointer.join
        ref = join.from_columns[0]
        if join.kind not in {JoinKind.LIST, JoinKind.JSON}:
            for name in {r.column for r in join.from_columns} if join.detail == "name" else {ref.column}:
                self._blank(row, name, "the row stays for others; it no longer names this person", points=True)
            return
        planned = self._updates.get((row.address, ref.column))
        value = (planned.new if planned else row.values[ref.column]) or ""
        action = Action.PATH if join.kind is JoinKind.JSON else Action.ELEMENT
        why = "the person's part of a value that names several people"
        try:
            new: str | None = without(value, join, self._keys.get(join.to_columns[0], frozenset()))
        except CannotEdit as error:
            self._office(row, ref.column, action, f"{error.message}")
            return
        column = shape.column(ref.column) if (shape := self._facts.shape(row.address, row.table)) else None
        if not new and (column is None or column.nullable):
            new = None
        self._update(row, ref.column, action, new, why)

    def _anonymise(self, row: RowFacts, why: str) -> None:
        """Plans blanking what identifies the person in a row that is theirs alone."""
        shape = self._facts.shape(row.address, row.table)
        findings = self._findings[row.address.source, row.table]
        foreign = {name for key in shape.foreign for name in key.columns} if shape else set()
        pointing = {
            r.column: p.join
            for p in self._pointers[row.address.source, row.table]
            for r in p.join.from_columns
            if p.join.detail != "name"
        }
        at = f"{row.address.source}.{row.table}"
        for name, value in row.values.items():
            finding = findings.get(name)
            if not value:
                continue
            join = pointing.get(name)
            natural = join is not None and join.kind is JoinKind.NATURAL
            if name in foreign or (join is not None and not natural):
                self._stays[f"{at}.{name}", "a pointer to another entry; it counts and does not name"] += 1
            elif finding is None:
                what = "the map does not know this column, so it stays as it is; run honour map, then plan again"
                found = Break(BreakKind.UNMAPPED, f"{at}.{name}", 1, what)
                self._breaks += [found] if found not in self._breaks else []
            elif is_placeholder(value) or (not finding.personal and not natural):
                continue
            elif (
                finding.meaning in _STAYS
                and not natural
                and not (" " in value.strip() and finding.meaning is Meaning.BEHAVIOUR)
            ):
                self._stays[f"{at}.{name}", f"{finding.meaning}: it counts and does not name"] += 1
            else:
                ref = ColumnRef(row.address.source, row.table, name)
                self._blank(row, name, why, points=False, joins=natural or ref in self._join_targets)
        for pointer in self._naming(row, _POINTED):
            ref = pointer.join.from_columns[0]
            if pointer.join.kind is JoinKind.JSON and (row.address, ref.column) not in self._updates:
                self._unpoint(row, pointer)

    # ---- deletions

    def _deletes(self, sole: list[RowFacts]) -> list[Change]:
        """Deletions in order. A row that another row needs is blanked instead, until nothing more changes."""
        rows = {row.address: row for row in sole}
        going = {row.address for row in sole if self._by_sql(row) is None}
        by_office = [row for row in sole if row.address not in going]
        stays: dict[Address, BreakKind] = {}
        while True:
            needed = self._needed(going)
            if not needed:
                order, circle = children_first(sorted(going), self._facts.references)
                if not circle:
                    break
                needed = dict.fromkeys(circle, BreakKind.REFERENCE)
            stays |= needed
            going -= needed.keys()
        for address in sorted(stays):
            self._anonymise(rows[address], "the row is needed by others; what identifies the person is taken out")
        for (kind, at), count in sorted(Counter((kind, self._table(rows[a])) for a, kind in stays.items()).items()):
            what = "rows are blanked instead of deleted: rows that stay point to them by a declared key"
            if kind is BreakKind.CASCADE:
                what = (
                    "rows are blanked instead of deleted: the database itself would delete or change others with them"
                )
            self._breaks.append(Break(kind, at, count, what))
        self._orphans(going | {row.address for row in by_office})
        why = "the row is about this person alone"
        changes = [self._delete(rows[address], why) for address in order]
        return changes + [self._delete(row, why) for row in by_office]

    def _table(self, row: RowFacts) -> str:
        return f"{row.address.source}.{row.table}"

    def _needed(self, going: set[Address]) -> dict[Address, BreakKind]:
        """Rows that may not be deleted, because a declared key of a row that stays points to them."""
        return {
            r.to: BreakKind.CASCADE if r.on_delete else BreakKind.REFERENCE
            for r in self._facts.references
            if r.declared and r.to in going and r.address not in going and not self._let_go(r)
        }

    def _let_go(self, reference: Reference) -> bool:
        """The plan takes this pointer out, so it names nobody any more when the row is deleted."""
        planned = [self._updates.get((reference.address, column)) for column in reference.columns]
        return any(
            change is not None
            and change.by is By.SQL
            and self._by_sql(self._facts.rows[reference.address], "UPDATE") is None
            for change in planned
        )

    def _orphans(self, gone: set[Address]) -> None:
        left = [
            r
            for r in self._facts.references
            if r.to in gone and r.address not in gone and not r.declared and not self._let_go(r)
        ]
        once = {(_at(r), r.address) for r in left}
        for at, rows in sorted(Counter(at for at, _ in once).items()):
            self._breaks.append(Break(BreakKind.ORPHAN, at, rows, "rows still name a deleted one; they name nobody"))

    def _delete(self, row: RowFacts, why: str) -> Change:
        before: Cells = tuple(row.values.items())
        change = Change(row.address, row.table, row.key, Action.DELETE, "", before, None, why)
        reason = self._by_sql(row)
        return change if reason is None else replace(change, by=By.OFFICE, by_reason=reason)

    # ---- texts

    def _mentions(self, changes: Iterable[Change]) -> None:
        """A task for each row whose text names the person and that the plan does not empty; a task a table if many."""
        gone = {change.address for change in changes if change.action is Action.DELETE}
        emptied = {(change.address, change.column) for change in changes}
        by_table: dict[tuple[str, str], list[Mention]] = defaultdict(list)
        for mention in self._facts.mentions:
            columns = tuple(c for c in mention.columns if (mention.address, c) not in emptied)
            if mention.address in gone or not columns:
                continue
            if mention.namesake:
                self._stays[f"{mention.address.source}.{mention.table}", "somebody else has the same name"] += 1
            else:
                by_table[mention.address.source, mention.table].append(replace(mention, columns=columns))
        for (source, table), found in sorted(by_table.items()):
            columns = tuple(dict.fromkeys(c for mention in found for c in mention.columns))
            what = f"field {', '.join(columns)}"
            why = "this person's full name or an identifier of theirs stands there"
            if len(found) > _MENTIONS_ONE_BY_ONE:
                do = f"In {in_words(table)}, {len(found)} entries, {what}: take this person out of the texts."
                self._tasks.append(Task(source, found[0].address.unit, do, why, swept=True))
                continue
            for mention in found:
                do = f"In {in_words(table)}, entry {mention.address.parts[1]}, field {', '.join(mention.columns)}: "
                self._tasks.append(
                    Task(source, str(mention.address), do + "take this person out of the text.", why, swept=True)
                )

    # ---- one change

    @cached_property
    def _join_targets(self) -> frozenset[ColumnRef]:
        """Columns by whose values other rows find theirs without a declared key."""
        joins = [*self._facts.map.joins, *(pointer.join for pointer in self._facts.map.pointers)]
        return frozenset(
            join.to_columns[0] for join in joins if join.kind is JoinKind.NATURAL and join.detail != "name"
        )

    def _blank(self, row: RowFacts, name: str, why: str, *, points: bool, joins: bool = False) -> None:
        value = row.values.get(name)
        shape = self._facts.shape(row.address, row.table)
        column = shape.column(name) if shape else None
        if not value:
            return
        if shape is None or column is None:
            self._office(row, name, Action.BLANK, NO_LOGIN)
            return
        if self._facts.structures[row.address.source].dialect == "sqlite" and column.sort is Sort.OTHER:
            column = replace(column, sort=Sort.TEXT)  # a column without a type takes anything
        put = blank(shape, column, value, points=points, joins=joins, secret=self._facts.secret)
        if isinstance(put, CannotPut):
            at = f"{self._table(row)}.{name}"
            self._breaks.append(Break(BreakKind.REQUIRED, at, 1, f"left to the office: {put.why}"))
            tie = "; delete the entry if all it does is tie this person to another" if points else ""
            self._office(row, name, Action.BLANK, put.why + tie)
        elif put.new != value:
            self._update(row, name, put.action, put.new, why)
            if put.new is not None:
                self._declared(shape, row, name)

    def _update(self, row: RowFacts, column: str, action: Action, new: str | None, why: str) -> None:
        before = ((column, row.values[column]),)
        self._updates[row.address, column] = Change(row.address, row.table, row.key, action, column, before, new, why)

    def _office(self, row: RowFacts, column: str, action: Action, reason: str) -> None:
        before = ((column, row.values[column]),)
        self._updates[row.address, column] = Change(
            row.address, row.table, row.key, action, column, before, None, "what identifies the person is taken out",
            By.OFFICE, reason,
        )  # fmt: skip

    def _by_whom(self, change: Change) -> Change:
        if change.by is By.OFFICE:
            return change
        verb = "DELETE" if change.action is Action.DELETE else "UPDATE"
        reason = self._by_sql(self._facts.rows[change.address], verb)
        return change if reason is None else replace(change, by=By.OFFICE, by_reason=reason)

    def _by_sql(self, row: RowFacts, verb: str = "DELETE") -> str | None:
        """Why SQL cannot do it in this table; None if it can."""
        source = row.address.source
        shape = self._facts.shape(row.address, row.table)
        if source not in self._facts.writable:
            return NO_LOGIN
        if shape is None:
            return "the database does not describe this table"
        if not row.key:
            return "the table has no key, so an entry cannot be named exactly"
        structure = self._facts.structures[source]
        if not shape.rolls_back:
            return "the table cannot undo what is written"
        if structure.counts_changes:
            return None
        if any(fires == verb for _, fires in shape.triggers):
            return "a trigger fires there whose work cannot be counted"
        cascades = any(
            key.on_delete and key.to_table.casefold() == row.table.casefold()
            for other in structure.tables.values()
            for key in other.foreign
        )
        return "a deletion there changes other tables by itself" if verb == "DELETE" and cascades else None

    # ---- what stops, what fires, who signs

    def _ask_holds(self, changes: Iterable[Change]) -> None:
        stopped: dict[tuple[BreakKind, str], dict[str, None]] = defaultdict(dict)
        for change in changes:
            use = Use.DISPOSE if change.action is Action.DELETE else Use.CHANGE
            concerned = self._facts.concerned(change.address)
            answer = may(use, change.address, concerned, self._facts.holds, acting_for=self._case)
            if isinstance(answer, Held):
                for hold in answer.holds:
                    stopped[BreakKind.HOLD, f"{hold.id} ({hold.kind})"][str(change.address)] = None
            if change.address.unit in self._facts.keep:
                stopped[BreakKind.RETENTION, self._facts.keep[change.address.unit]][str(change.address)] = None
        for (kind, why), addresses in stopped.items():
            at = next(iter(addresses))
            what = f"it is stopped by {why}" if kind is BreakKind.HOLD else f"it must be kept: {why}"
            self._breaks.append(Break(kind, at, len(addresses), what, blocking=True))

    def _what_fires(self, changes: Iterable[Change]) -> None:
        verbs: dict[tuple[str, str, str], int] = Counter(
            (c.address.source, c.table, "DELETE" if c.action is Action.DELETE else "UPDATE") for c in changes
        )
        for (source, table, verb), rows in sorted(verbs.items()):
            structure = self._facts.structures.get(source)
            shape = structure.tables.get(table) if structure else None
            if shape is None or structure is None:
                continue
            if any(fires == verb for _, fires in shape.triggers):
                what = "a trigger fires there; if it changes any other row, everything is rolled back"
                if not structure.counts_changes:
                    what = "a trigger fires there whose work cannot be counted; left to the office"
                self._breaks.append(Break(BreakKind.TRIGGER, f"{source}.{table}", rows, what))
            if not shape.rolls_back:
                what = "the table cannot undo what is written; left to the office"
                self._breaks.append(Break(BreakKind.ENGINE, f"{source}.{table}", rows, what))

    def _signers(self, changes: Iterable[Change]) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
        if self._ask.deed is Deed.CORRECT:
            return FACT_SIGNERS, ("law:rights/rectification",)
        labels: set[Label] = set()
        for address in {change.address for change in changes}:
            for holding in self._facts.rows[address].held:
                if holding.subject == self._subject:
                    labels |= holding.labels
        groups = list(self._facts.signers.get("erase", ()))
        rules = ["law:rights/erasure", "law:signers/erase"]
        if Label.SAFEGUARDING in labels:
            groups += [g for g in self._facts.signers.get("safeguarding", ()) if g not in groups]
            rules.append("law:signers/disposal-safeguarding")
        if labels and ("dpo",) not in groups:
            groups.append(("dpo",))
        return tuple(groups), tuple(rules)


def _at(reference: Reference) -> str:
    return f"{reference.address.source}.{reference.table}.{reference.columns[0]}"


def in_words(table: str) -> str:
    """A table's name as people may know it from the screen: 'PUP_MED' in quotes, words apart."""
    return f"“{table.rpartition('.')[2].replace('_', ' ').strip() or table}”"
