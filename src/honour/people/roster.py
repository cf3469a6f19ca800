"""Every human the school's tables know, once."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from honour.kernel.address import Address
from honour.kernel.following import canonical, discriminator, name_key, together, values_named
from honour.kernel.holding import Membership, Name, PersonName, Relation, Role, Subject, SubjectId, SubjectKind
from honour.kernel.mapping import ColumnRef, Join, JoinKind, Meaning, Pointer, SchoolMap
from honour.kernel.tabular import Table
from honour.people.hubrows import HubRow, hub_rows, reach_of, read_day
from honour.people.linkage import Groups, link
from honour.people.rowcontacts import NamedContact, named_contacts

M = Meaning
_MOTHER = re.compile(r"(?i)\b(step)?(mother|mum|mom|mummy|mth|mot|moth|mtr|m)\b")
_FATHER = re.compile(r"(?i)\b(step)?(father|dad|daddy|fth|fat|fath|ftr|f)\b")
_STEP = re.compile(r"(?i)\bstep|^(stm|stf|spm|spf)$")
_CARER = re.compile(r"(?i)carer|foster|guardian|kinship|^(car|fos|gua|crr)$")
_PARENT = re.compile(r"(?i)\bparents?\b|^par$")
_OTHERS = (
    (re.compile(r"(?i)grand|^(gpr|gp|gmo|gfa|gran|nan)$"), "grandparent of"),
    (re.compile(r"(?i)aunt|uncle"), "relative of"),
    (re.compile(r"(?i)brother|sister|sibling|^(bro|sis|sib)$"), "sibling of"),
)
_RESPONSIBILITY = re.compile(
    r"(?i)parental|responsib|(^|_)(has_?)?pr(_|$|flag|ind)|hasPR|pr_?(flag|ind)|par_?resp|rspn"
)
_COURT = re.compile(r"(?i)court|order(?!_?(no|num|by|seq|ing|id))|injunc|prohib|restrict")
_START = re.compile(r"(?i)start|from|begin|join|(^|_)st_?d|entry|valid_?f|effective")
_END = re.compile(r"(?i)end|until|leav|left|(^|_)to(_|$)|finish|exp|validto|dateto|thru")
_YES = frozenset("1 y yes true t x".split())
_NO = frozenset("0 n no false f".split())
_PARENTS = frozenset({"mother of", "father of", "parent of", "carer of", "step-parent of"})
_REACHING = frozenset({M.EMAIL, M.PHONE, M.ADDRESS, M.POSTCODE})
_REACH_TABLE = re.compile(r"(?i)mail|phone|tel|mob|addr|house|home|family|comm|contact|residen")
_MOST_COLUMNS = 12
_NEW_ID_DIGITS = 16
_MOST_CHILDREN = 12
"""Children of one contact beyond which the contact is an office (a social worker, a club), not a household."""


def new_subject_id() -> str:
    return f"S-{secrets.token_hex(_NEW_ID_DIGITS // 2)}"


@dataclass
class _Human:
    id: SubjectId
    rows: list[HubRow]
    doubts: tuple[str, ...]
    relations: list[Relation] = field(default_factory=list)
    memberships: dict[Membership, None] = field(default_factory=dict)
    """Each once, in order: a register says the same one every morning."""


def gather(
    school_map: SchoolMap,
    tables: Sequence[Table],
    known: Sequence[Subject] = (),
    *,
    new_id: Callable[[], str] = new_subject_id,
) -> list[Subject]:
    """Every human once, in a stable order. A subject of `known` that shares a row keeps its id.

    Rows of people tables without any name that no pointer ties to a named row make no subject (system accounts).
    Raises SourceError if a people table cannot be read. Does not see people whom only free text names.
    """
    return _Gathering(school_map, tables, new_id).gather(known)


class _Gathering:
    def __init__(self, school_map: SchoolMap, tables: Sequence[Table], new_id: Callable[[], str]) -> None:
        self._map, self._new_id = school_map, new_id
        self._tables = {f"{table.source}.{table.name}": table for table in tables}
        self._hubs = {f"{hub.source}.{hub.table}": hub for hub in school_map.hubs}
        self._rows: list[HubRow] = []
        self._key: dict[ColumnRef, dict[str, int]] = {}
        self._whole: dict[tuple[ColumnRef, ...], dict[str, int]] = {}
        self._human_of_row: dict[int, _Human] = {}
        self._said: dict[str, Mapping[Address, tuple[str, bool | None, bool]]] = {}
        self._pupil_names: dict[str, dict[SubjectId, _Human]] = defaultdict(dict)
        self._lookups: dict[ColumnRef, dict[str, str]] = {}
        self._meanings = {(f"{c.at.source}.{c.at.table}", c.at.column): c.meaning for c in school_map.columns}

    def gather(self, known: Sequence[Subject]) -> list[Subject]:
        self._read()
        self._reach()
        groups = link(self._rows, self._same(), self._map.apart)
        humans = self._humans(groups, known)
        self._memberships()
        self._relations()
        humans.extend(self._named_in_rows(humans, known))
        self._siblings(humans)
        return [_subject(human) for human in humans]

    # ---- rows

    def _read(self) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for pointer in self._map.pointers:
            for ref in pointer.join.to_columns:
                if f"{ref.source}.{ref.table}" in self._hubs and pointer.join.detail != "name":
                    wanted[f"{ref.source}.{ref.table}"].add(ref.column)
            for ref in pointer.join.from_columns:
                if f"{ref.source}.{ref.table}" in self._hubs:
                    wanted[f"{ref.source}.{ref.table}"].add(ref.column)
        for join in self._map.joins:
            if join.from_columns[0].at in self._hubs and len(join.from_columns) == len(join.to_columns):
                wanted[join.from_columns[0].at].update(ref.column for ref in join.from_columns)
        for at, hub in self._hubs.items():
            table = self._tables.get(at)
            if table is None:
                continue
            names = {column.name for column in table.columns}
            for row in hub_rows(hub, table, sorted(wanted[at] & names)):
                number = len(self._rows)
                self._rows.append(row)
                for column, value in row.pointed.items():
                    self._key.setdefault(ColumnRef(hub.source, hub.table, column), {}).setdefault(value, number)

    def _reach(self) -> None:
        """Telephones, e-mails and addresses that lie in tables of their own, added to the rows they belong to."""
        more: dict[int, list[tuple[Meaning, str, str]]] = defaultdict(list)
        for pointer in self._map.pointers:
            ref = pointer.join.from_columns[0]
            at = f"{ref.source}.{ref.table}"
            table = self._tables.get(at)
            if table is None or at in self._hubs or pointer.role is not Role.ABOUT or pointer.join.detail == "name":
                continue
            wanted = [c.name for c in table.columns if self._meaning(at, c.name) in _REACHING]
            if not wanted or len(table.columns) > _MOST_COLUMNS or not _REACH_TABLE.search(table.name):
                continue
            kinds = [column.column for column in pointer.join.from_columns[1:]]
            told = discriminator(pointer.join.detail)[1] if kinds else ""
            read, keys = values_named(pointer.join), self._key.get(pointer.join.to_columns[0], {})
            for _, values in table.rows([ref.column, *kinds, *wanted]):
                if not values[0] or (kinds and values[1] != told):
                    continue
                for part in read(values[0]):
                    number = keys.get(canonical(part))
                    if number is not None:
                        more[number].extend(self._held(at, wanted, values[1 + len(kinds) :]))
        for detail in self._map.details:
            ref, to = detail.join.from_columns[0], detail.join.to_columns[0]
            at = f"{to.source}.{to.table}"
            table = self._tables.get(at)
            if not detail.reverse or f"{ref.source}.{ref.table}" not in self._hubs or table is None:
                continue
            wanted = [c.name for c in table.columns if self._meaning(at, c.name) in _REACHING]
            shared = {
                canonical(values[0]): list(self._held(at, wanted, values[1:]))
                for _, values in table.rows([to.column, *wanted])
                if values[0]
            }
            for number, row in enumerate(self._rows):
                if row.at == f"{ref.source}.{ref.table}" and (value := row.pointed.get(ref.column)) in shared:
                    more[number].extend(shared[value])
        for number, held in more.items():
            identifiers, comparable = reach_of(held)
            row = self._rows[number]
            self._rows[number] = replace(
                row, identifiers=tuple(dict.fromkeys((*row.identifiers, *identifiers))), keys=row.keys | comparable
            )

    def _held(
        self, at: str, columns: Sequence[str], values: Sequence[str | None]
    ) -> Iterable[tuple[Meaning, str, str]]:
        for column, value in zip(columns, values, strict=True):
            if value and value.strip():
                yield self._meaning(at, column), column, value.strip()

    def _same(self) -> Iterable[tuple[int, int]]:
        for pointer in self._map.pointers:
            if not pointer.same_person:
                continue
            for number, row in enumerate(self._rows):
                if row.at == pointer.join.from_columns[0].at:
                    other = self._number(pointer.join, row.pointed)
                    if other is not None:
                        yield number, other

    def _number(self, join: Join, row: Mapping[str, str | None]) -> int | None:
        """The row of a people table that a row's columns name, where they hold its key, whole and as it is."""
        if len(join.to_columns) == 1:
            beside = join.from_columns[1:]
            if beside and (row.get(beside[0].column) or "") != canonical(discriminator(join.detail)[1]):
                return None  # of a row of another kind
            named = values_named(join)(row.get(join.from_columns[0].column) or "")
            keys = self._key.get(join.to_columns[0], {})
            return keys.get(canonical(named[0])) if len(named) == 1 else None
        if join.to_columns not in self._whole:
            names = [ref.column for ref in join.to_columns]
            self._whole[join.to_columns] = {
                whole: number
                for number, held in enumerate(self._rows)
                if held.at == join.to_columns[0].at and (whole := together([held.pointed.get(name) for name in names]))
            }
        return self._whole[join.to_columns].get(together([row.get(ref.column) for ref in join.from_columns]))

    def _human_named(self, join: Join, row: Mapping[str, str | None]) -> _Human | None:
        number = self._number(join, row)
        return None if number is None else self._human_of_row.get(number)

    def _humans(self, groups: Groups, known: Sequence[Subject]) -> list[_Human]:
        was: dict[str, SubjectId] = {}
        for subject in known:
            for address in subject.hub_rows:
                was.setdefault(str(address), subject.id)
        taken: set[str] = set()
        humans = []
        for head in sorted(groups.held, key=lambda head: (self._rows[head].at, head)):
            numbers = sorted(groups.held[head])
            rows = [self._rows[number] for number in numbers]
            if not any(row.names for row in rows):
                continue
            old = next((was[a] for row in rows if (a := str(row.address)) in was and was[a] not in taken), None)
            made = old or SubjectId(self._new_id())
            taken.add(made)
            human = _Human(made, rows, tuple(dict.fromkeys(groups.doubts.get(head, ()))))
            humans.append(human)
            for number in numbers:
                self._human_of_row[number] = human
        self._doubtful_pairs(groups)
        return humans

    def _doubtful_pairs(self, groups: Groups) -> None:
        """Says of two people who may be one that they may be, each with the other's id."""
        for one, other, why in groups.maybe:
            pair = self._human_of_row.get(one), self._human_of_row.get(other)
            for me, them in (pair, pair[::-1]):
                if me is not None and them is not None and me is not them:
                    doubt = f"may be one person with {them.id}: {why}"
                    me.doubts = tuple(dict.fromkeys((*me.doubts, doubt)))

    def _human(self, to: ColumnRef, value: str) -> _Human | None:
        number = self._key.get(to, {}).get(canonical(value))
        return None if number is None else self._human_of_row.get(number)

    # ---- contacts whom only columns of a pupil's row name

    def _named_in_rows(self, humans: Sequence[_Human], known: Sequence[Subject]) -> list[_Human]:
        """Merged with an adult of one name who is a contact of the same child or has one e-mail, telephone or address;
        else a new human without a row of their own."""
        number_of = {str(row.address): number for number, row in enumerate(self._rows)}
        by_form: dict[str, list[_Human]] = defaultdict(list)
        adults = [human for human in humans if SubjectKind.PUPIL not in self._kinds(human)]
        for human in adults:
            for row in human.rows:
                _enter(by_form, row, human)
        before: dict[str, list[Subject]] = defaultdict(list)
        for subject in known:
            for form in {f for name in subject.names for f in _contact_forms(name)}:
                if not subject.hub_rows:
                    before[form].append(subject)
        taken = {human.id for human in humans}
        made: list[_Human] = []
        for at, hub in self._hubs.items():
            table = self._tables.get(at)
            if table is None or hub.kind is not SubjectKind.PUPIL or "/" not in hub.table:
                continue
            meanings = [(c.name, self._meaning(at, c.name)) for c in table.columns]
            for address, contact in named_contacts(table, at, meanings):
                number = number_of.get(str(address))
                child = None if number is None else self._human_of_row.get(number)
                if child is None:
                    continue
                fitting = _fitting(contact, child, by_form)
                human = fitting or _Human(self._known_as(contact, child, before, taken), [], ())
                if fitting is None:
                    taken.add(human.id)
                    made.append(human)
                human.rows.append(contact.row)
                _enter(by_form, contact.row, human)
                self._tie_contact(human, child, contact)
        return made

    def _known_as(
        self, contact: NamedContact, child: _Human, before: Mapping[str, list[Subject]], taken: set[SubjectId]
    ) -> SubjectId:
        for form in sorted(_contact_forms(contact.row.names[0])):
            for subject in before.get(form, ()):
                tied = any(relation.other == child.id for relation in subject.relations)
                reached = set(subject.identifiers) & set(contact.row.identifiers)
                if subject.id not in taken and (tied or reached):
                    return subject.id
        return SubjectId(self._new_id())

    def _tie_contact(self, human: _Human, child: _Human, contact: NamedContact) -> None:
        _tell(human.relations, Relation(relation_kind(contact.relation), child.id, contact.responsible))
        if contact.ordered:
            _add(human.relations, Relation("under a court order about", child.id))

    # ---- what codes stand for

    def _joins_from(self, at: str) -> dict[str, Join]:
        return self._joins.get(at, {})

    @cached_property
    def _joins(self) -> dict[str, dict[str, Join]]:
        found: dict[str, dict[str, Join]] = defaultdict(dict)
        for join in self._map.joins:
            ref = join.from_columns[0]
            if len(join.from_columns) == 1 and join.kind in {JoinKind.SINGLE, JoinKind.NATURAL} and join.detail == "":
                found[f"{ref.source}.{ref.table}"][ref.column] = join
        return found

    def _says(self, at: str, column: str, value: str) -> str:
        """The words a code stands for in its own table; the value itself if it is no code."""
        join = self._joins_from(at).get(column)
        if join is None or f"{join.to_columns[0].source}.{join.to_columns[0].table}" in self._hubs:
            return value
        to = join.to_columns[0]
        if to not in self._lookups:
            self._lookups[to] = self._words_of(to)
        return self._lookups[to].get(canonical(value), value)

    def _words_of(self, to: ColumnRef) -> dict[str, str]:
        table = self._tables.get(f"{to.source}.{to.table}")
        if table is None:
            return {}
        names = [column.name for column in table.columns]
        place = names.index(to.column)
        rows = [values for _, values in table.rows()]
        best, best_score = place, -1.0
        for number, name in enumerate(names):
            values = [row[number] for row in rows if row[number]]
            letters = sum(1 for value in values if value and any(c.isalpha() for c in value) and len(value) > 1)
            named = bool(re.search(r"(?i)name|desc|label|text|title|nm$|dsc|caption", name))
            score = (letters / len(rows) if rows else 0) + 0.6 * named
            if number != place and score > best_score and not re.search(r"(?i)teach|staff|tutor|user|by$", name):
                best, best_score = number, score
        return {canonical(row[place] or ""): row[best] or row[place] or "" for row in rows}

    # ---- classes, years, posts

    def _memberships(self) -> None:
        for number, row in enumerate(self._rows):
            human = self._human_of_row.get(number)
            if human is None:
                continue
            hub = self._hubs[row.at]
            columns = dict(reversed(hub.columns))
            for kind, values, meaning in (
                ("class", row.classes, M.CLASS_GROUP),
                ("year group", row.years, M.YEAR_GROUP),
                ("post", row.posts, M.POST),
            ):
                for value in values:
                    human.memberships.setdefault(Membership(kind, self._says(row.at, columns[meaning], value)))
            for column in row.pointed:
                join = self._joins_from(row.at).get(column)
                if join and re.search(r"(?i)class|form|regist|reg_?g|tutor_?g", f"{column} {join.to_columns[0].table}"):
                    at = f"{join.to_columns[0].source}.{join.to_columns[0].table}"
                    if at not in self._hubs:
                        human.memberships.setdefault(
                            Membership("class", self._says(row.at, column, row.pointed[column]))
                        )
        for at, pointers in self._by_table().items():
            if at not in self._hubs:
                self._membership_table(at, pointers)

    def _by_table(self) -> dict[str, list[Pointer]]:
        found: dict[str, list[Pointer]] = defaultdict(list)
        for pointer in self._map.pointers:
            ref = pointer.join.from_columns[0]
            found[f"{ref.source}.{ref.table}"].append(pointer)
        return found

    def _membership_table(self, at: str, pointers: list[Pointer]) -> None:
        table = self._tables.get(at)
        simple = [p for p in pointers if p.join.kind is JoinKind.SINGLE and p.join.detail == ""]
        people = [p for p in simple if p.role is Role.ABOUT or p.role is Role.ASSIGNED]
        if table is None or not people:
            return
        group = self._group_column(at, table)
        if group is None:
            return
        kind, column = group
        names = [c.name for c in table.columns]
        start = next((n for n in names if _START.search(n) and self._meaning(at, n) is M.DATE), None)
        end = next((n for n in names if _END.search(n) and self._meaning(at, n) is M.DATE and n != start), None)
        wanted = [p.join.from_columns[0].column for p in people]
        picked = [*wanted, column, *[n for n in (start, end) if n]]
        for _, values in table.rows(picked):
            value = values[len(wanted)]
            if not value:
                continue
            dates = dict(zip([n for n in (start, end) if n], values[len(wanted) + 1 :], strict=True))
            said = self._says(at, column, value)
            for pointer, key in zip(people, values[: len(wanted)], strict=True):
                human = self._human(pointer.join.to_columns[0], key) if key else None
                if human is None:
                    continue
                kind_of = kind if pointer.role is Role.ABOUT else f"teaches {kind}" if kind == "class" else ""
                if kind_of:
                    human.memberships.setdefault(
                        Membership(kind_of, said, _day(dates.get(start or "")), _day(dates.get(end or "")))
                    )

    def _group_column(self, at: str, table: Table) -> tuple[str, str] | None:
        """The column of a membership table that says which class, year group or post; not of registers and marks."""
        short = len(table.columns) <= 9  # noqa: PLR2004 - a link with dates, not an entry with a class beside it
        joins = self._joins_from(at)
        named = re.search(r"(?i)memb|enrol|class|group|history|contract|post|role|form|reg", table.name)
        if not short or not named:
            return None
        for column in table.columns:
            meaning = self._meaning(at, column.name)
            to = joins[column.name].to_columns[0].table if column.name in joins else ""
            if f"{table.source}.{to}" in self._hubs:
                continue
            own = at.endswith("." + to)
            if meaning is M.CLASS_GROUP or (to and not own and re.search(r"(?i)class|form|group|grp|cls", to)):
                return "class", column.name
            if meaning is M.YEAR_GROUP:
                return "year group", column.name
            if meaning is M.POST:
                return "post", column.name
        if re.search(r"(?i)class|form|cls", table.name):
            for column in table.columns:
                if re.search(r"(?i)(^|_)(name|nm|code|desc|label)|name$", column.name):
                    return "class", column.name
        return None

    def _meaning(self, at: str, column: str) -> Meaning:
        return self._meanings.get((at, column), M.NONE)

    # ---- families

    def _relations(self) -> None:
        for at, pointers in self._by_table().items():
            if at in self._hubs:
                self._relations_in_hub(at, pointers)
            else:
                self._relation_table(at, pointers)

    def _kinds(self, human: _Human) -> set[SubjectKind]:
        return {row.kind for row in human.rows}

    def _relation_table(self, at: str, pointers: list[Pointer]) -> None:
        """A table that ties contacts to pupils, row by row."""
        table = self._tables.get(at)
        plain = [
            p for p in pointers
            if p.role in {Role.ABOUT, Role.MENTIONS} and p.join.detail == ""
            and p.join.kind in {JoinKind.SINGLE, JoinKind.NATURAL, JoinKind.COMPOSITE}
        ]  # fmt: skip
        relation = [c.name for c in (table.columns if table else ()) if self._meaning(at, c.name) is M.RELATION]
        linking = bool(re.search(r"(?i)rel|link|contact|parent|carer|guardian|famil|kin", table.name if table else ""))
        if table is None or len(plain) < 2 or not (relation or linking):  # noqa: PLR2004 - a pupil and a contact
            return
        names = [c.name for c in table.columns]
        flags = [n for n in names if _RESPONSIBILITY.search(n)]
        courts = [n for n in names if _COURT.search(n)]
        for _, values in table.rows():
            row = dict(zip(names, values, strict=True))
            people = [human for p in plain if (human := self._human_named(p.join, row)) is not None]
            pupils = [h for h in people if SubjectKind.PUPIL in self._kinds(h)]
            adults = [h for h in people if SubjectKind.PUPIL not in self._kinds(h)]
            said = " ".join(self._says(at, n, value) for n in relation if (value := row[n]))
            responsible = next((flag for n in flags if (flag := _flag(row[n])) is not None), None)
            ordered = any(_flag(row[n]) is not False and row[n] for n in courts)
            for pupil in pupils:
                for adult in adults:
                    _add(adult.relations, Relation(relation_kind(said), pupil.id, responsible))
                    if ordered:
                        _add(adult.relations, Relation("under a court order about", pupil.id))

    def _relations_in_hub(self, at: str, pointers: list[Pointer]) -> None:
        """MOTHER_ID in a pupil's row, or PUPIL_ID in a contact's."""
        for pointer in pointers:
            if pointer.same_person or pointer.join.kind not in {JoinKind.SINGLE, JoinKind.NATURAL, JoinKind.LIST}:
                continue
            if pointer.role not in {Role.ABOUT, Role.MENTIONS}:
                continue
            ref, to = pointer.join.from_columns[0], pointer.join.to_columns[0]
            said = self._said_in_contacts(at)
            if pointer.join.detail == "name":
                self._relations_by_name(at, pointer, said)
                continue
            read = values_named(pointer.join)
            for number, row in enumerate(self._rows):
                one = self._human_of_row.get(number)
                if row.at != at or one is None or not (value := row.pointed.get(ref.column)):
                    continue
                for part in read(value):
                    other = self._human(to, part)
                    if other is None or other is one:
                        continue
                    for adult, pupil in ((one, other), (other, one)):
                        if SubjectKind.PUPIL in self._kinds(pupil) and SubjectKind.PUPIL not in self._kinds(adult):
                            if adult is one and row.address in said:
                                self._tie_said(adult, pupil, said[row.address])
                                continue
                            words = ref.column.replace("_", " ") if adult is other else ""
                            _add(adult.relations, Relation(relation_kind(words), pupil.id))

    def _said_in_contacts(self, at: str) -> Mapping[Address, tuple[str, bool | None, bool]]:
        """Row of a people table -> (relationship, parental responsibility, court order), where its columns say so."""
        if at not in self._said:
            table, hub = self._tables.get(at), self._hubs[at]
            names = [c.name for c in table.columns] if table else []
            relation = [n for n in names if self._meaning(at, n) is M.RELATION]
            flags = [n for n in names if _RESPONSIBILITY.search(n)]
            courts = [n for n in names if _COURT.search(n)]
            told: dict[Address, tuple[str, bool | None, bool]] = {}
            if table is not None and (relation or flags) and hub.kind is SubjectKind.CONTACT:
                for key, values in table.rows():
                    row = dict(zip(names, values, strict=True))
                    said = " ".join(self._says(at, n, value) for n in relation if (value := row[n]))
                    told[table.address(key)] = (
                        said,
                        next((flag for n in flags if (flag := _flag(row[n])) is not None), None),
                        any(_ordered(row[n]) for n in courts),
                    )
            self._said[at] = told
        return self._said[at]

    def _tie_said(self, adult: _Human, pupil: _Human, said: tuple[str, bool | None, bool]) -> None:
        relation, responsible, ordered = said
        _tell(adult.relations, Relation(relation_kind(relation), pupil.id, False if ordered else responsible))
        if ordered:
            _add(adult.relations, Relation("under a court order about", pupil.id))

    def _relations_by_name(
        self, at: str, pointer: Pointer, said: Mapping[Address, tuple[str, bool | None, bool]]
    ) -> None:
        """'Pupil name' in a list of contacts: only where exactly one pupil of the school has that name."""
        table, hub = self._tables.get(at), self._hubs[at]
        if table is None or hub.kind is not SubjectKind.CONTACT or "/" not in hub.table:
            return
        if not self._pupil_names:
            for number, human in self._human_of_row.items():
                if self._rows[number].kind is SubjectKind.PUPIL:
                    for name in self._rows[number].names:
                        self._pupil_names[name_key(f"{name.forename} {name.surname}")][human.id] = human
        number_of = {row.address: number for number, row in enumerate(self._rows) if row.at == at}
        for key, values in table.rows([ref.column for ref in pointer.join.from_columns]):
            address = table.address(key)
            adult = self._human_of_row.get(number_of.get(address, -1))
            pupils = self._pupil_names.get(name_key(" ".join(value or "" for value in values)), {})
            if adult is not None and len(pupils) == 1:
                self._tie_said(adult, next(iter(pupils.values())), said.get(address, ("", None, False)))

    def _siblings(self, humans: Sequence[_Human]) -> None:
        """Children of one parent or carer, and children whose rows share a household row."""
        by_id = {human.id: human for human in humans}
        for human in humans:
            children = {r.other for r in human.relations if r.kind in _PARENTS}
            if 1 < len(children) <= _MOST_CHILDREN:
                self._tie(children, by_id)
        for detail in self._map.details:
            ref = detail.join.from_columns[0]
            if not detail.reverse or not re.search(
                r"(?i)fam|house|hh", f"{ref.column} {detail.join.to_columns[0].table}"
            ):
                continue
            homes: dict[str, set[SubjectId]] = defaultdict(set)
            for number, row in enumerate(self._rows):
                found = self._human_of_row.get(number)
                if found and row.kind is SubjectKind.PUPIL and (value := row.pointed.get(ref.column)) and (
                    row.at == f"{ref.source}.{ref.table}"
                ):  # fmt: skip
                    homes[value].add(found.id)
            for children in homes.values():
                if 1 < len(children) <= _MOST_CHILDREN:
                    self._tie(children, by_id)

    def _tie(self, children: set[SubjectId], by_id: Mapping[SubjectId, _Human]) -> None:
        for one in sorted(children):
            for other in sorted(children):
                if one != other and one in by_id:
                    _add(by_id[one].relations, Relation("sibling of", other))


def relation_kind(said: str) -> str:
    """'Mother' or a code of it -> 'mother of'; 'contact of' where the words say no more."""
    said = said.strip().replace("_", " ")
    if _STEP.search(said):
        return "step-parent of"
    for form, kind in _OTHERS:
        if form.search(said):
            return kind
    if _CARER.search(said):
        return "carer of"
    if _MOTHER.search(said):
        return "mother of"
    if _FATHER.search(said):
        return "father of"
    return "parent of" if _PARENT.search(said) else "contact of"


def _flag(value: str | None) -> bool | None:
    text = (value or "").strip().casefold()
    return True if text in _YES else False if text in _NO else None


def _day(text: str | None) -> date | None:
    return read_day(text) if text else None


def _add(relations: list[Relation], relation: Relation) -> None:
    if relation not in relations:
        relations.append(relation)


def _tell(relations: list[Relation], relation: Relation) -> None:
    """Adds what is new: 'contact of' and 'parent of' add nothing to 'mother of'; what is said once completes it."""
    for place, held in enumerate(relations):
        if held.other != relation.other or held.kind in {"sibling of", "under a court order about"}:
            continue
        kinds = {held.kind, relation.kind}
        vague = "contact of" in kinds or ("parent of" in kinds and kinds <= _PARENTS)
        agree = held.parental_responsibility == relation.parental_responsibility or None in {
            held.parental_responsibility, relation.parental_responsibility,
        }  # fmt: skip
        if (held.kind == relation.kind or vague) and agree:
            kind = relation.kind if held.kind == "contact of" or (vague and held.kind == "parent of") else held.kind
            if relation.kind == "contact of":
                kind = held.kind
            both = (held.parental_responsibility, relation.parental_responsibility)
            responsible = next((flag for flag in both if flag is not None), None)
            relations[place] = replace(held, kind=kind, parental_responsibility=responsible)
            return
    relations.append(relation)


def _ordered(value: str | None) -> bool:
    return bool(value and value.strip()) and _flag(value) is not False and (value or "").strip().casefold() != "none"


def _contact_forms(name: PersonName) -> frozenset[str]:
    """With a forename the whole name; else title and surname, which tells Mr from Mrs Ito."""
    if name.forename:
        return frozenset({name_key(f"{name.forename} {name.surname}")})
    return frozenset({name_key(f"{name.title} {name.surname}")} if name.surname else ())


def _enter(by_form: dict[str, list[_Human]], row: HubRow, human: _Human) -> None:
    for name in row.names:
        forms = set(_contact_forms(name))
        if name.forename and name.title:
            forms.add(name_key(f"{name.title} {name.surname}"))
        for form in forms:
            if human not in by_form[form]:
                by_form[form].append(human)


def _fitting(contact: NamedContact, child: _Human, by_form: Mapping[str, list[_Human]]) -> _Human | None:
    forms = _contact_forms(contact.row.names[0])
    named = [human for form in forms for human in by_form.get(form, ())]
    near = [human for human in named if any(relation.other == child.id for relation in human.relations)]
    if len(near) == 1:
        return near[0]
    keys = {entry for entry in contact.row.keys if entry[0] != "postcode"}
    reached = [human for human in near or named if any(keys & row.keys for row in human.rows)]
    return reached[0] if len(reached) == 1 else None


def _subject(human: _Human) -> Subject:
    kinds = {row.kind for row in human.rows}
    if len(kinds) > 1:
        kinds.discard(SubjectKind.OTHER)
    names: dict[tuple[str, str, str], PersonName] = {}
    legal: PersonName | None = None
    for row in human.rows:
        for written in row.names:
            name = written
            told = (name.kind, name.forename.casefold(), name.surname.casefold())
            if name.kind is Name.LEGAL:
                if legal is None:
                    legal = name
                elif (legal.forename.casefold(), legal.surname.casefold()) != told[1:]:
                    # another table's legal name: the same human is called so there
                    name = PersonName(Name.KNOWN_AS, name.forename, name.surname, name.title, name.middle)
                    told = (name.kind, *told[1:])
            kept = names.get(told)
            if kept is None or (not kept.title and name.title) or (not kept.middle and name.middle):
                names[told] = name if kept is None else PersonName(
                    name.kind, kept.forename, kept.surname, kept.title or name.title, kept.middle or name.middle
                )  # fmt: skip
    return Subject(
        id=human.id,
        kinds=frozenset(kinds),
        names=tuple(names.values()),
        born=next((row.born for row in human.rows if row.born), None),
        identifiers=tuple(dict.fromkeys(entry for row in human.rows for entry in row.identifiers)),
        hub_rows=tuple(dict.fromkeys(row.address for row in human.rows if row.own)),
        relations=tuple(human.relations),
        memberships=tuple(human.memberships),
        doubts=human.doubts,
    )
