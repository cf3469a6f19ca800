"""The map a mapper without a fault would make of an invented system: what the loom knows, in Honour's own words.

With it, what is measured is tracing alone: whatever is missed or too much is a fault of following, not of finding.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bench.systems import System
from bench.systems import truth as t
from bench.systems.parse import Token
from bench.systems.weave import HUB_KINDS, ROLES, Tab, Weaver
from honour.kernel.holding import Role, SubjectKind
from honour.kernel.mapping import (
    ColumnFinding,
    ColumnRef,
    Detail,
    Hub,
    Join,
    JoinKind,
    Meaning,
    Pointer,
    SchoolMap,
)
from honour.kernel.tabular import Table
from honour.people.roster import gather
from honour.people.rows import holdings

M = Meaning
SOURCE = "mis"
MEANINGS = {
    "surname": M.SURNAME, "forename": M.FORENAME, "middle": M.MIDDLE_NAME, "known": M.KNOWN_AS, "title": M.TITLE,
    "full_name": M.FULL_NAME, "email": M.EMAIL, "phone": M.PHONE, "home_phone": M.PHONE, "work_phone": M.PHONE,
    "upn": M.UPN, "former_upn": M.FORMER_UPN, "uln": M.IDENTIFIER, "admno": M.IDENTIFIER, "staff_code": M.IDENTIFIER,
    "payroll": M.IDENTIFIER, "trn": M.IDENTIFIER, "ni": M.IDENTIFIER, "nhs": M.IDENTIFIER, "login": M.ONLINE_ID,
    "house_no": M.ADDRESS, "street": M.ADDRESS, "town": M.ADDRESS, "postcode": M.POSTCODE, "born": M.BORN,
    "sex": M.SEX,
}  # fmt: skip
"""The loom's concepts by which people are told apart, as Honour calls them."""
KINDS = {
    "pupil": SubjectKind.PUPIL, "contact": SubjectKind.CONTACT, "staff": SubjectKind.STAFF,
    "governor": SubjectKind.GOVERNOR, "visitor": SubjectKind.VISITOR,
}  # fmt: skip
SEPARATORS = {"comma": ",", "pipe": "|", "json": "json", "php": "serialised"}


def true_map(system: System) -> SchoolMap:
    """Joins, hubs, pointers, roles and details as they truly are; columns only as far as they tell people apart."""
    return _TrueMap(system.weaver).made()


class _TrueMap:
    def __init__(self, weaver: Weaver) -> None:
        self.weaver = weaver
        self.joins: list[Join] = []
        self.pointers: list[Pointer] = []
        self.details: list[Detail] = []

    def made(self) -> SchoolMap:
        weaver = self.weaver
        for key, tab in weaver.tabs.items():
            if tab.n:
                for part in tab.spec.tokens:
                    self._token(key, tab, part)
        columns = [
            ColumnFinding(self._ref(tab, col.name), MEANINGS[col.token.name], True, frozenset(), "true", 1.0)
            for tab in weaver.tabs.values()
            for col in tab.cols
            if col.token.sign == "" and col.token.name in MEANINGS
        ]
        tables = tuple((SOURCE, tab.name, tab.n) for tab in weaver.tabs.values())
        return SchoolMap(
            tables, tuple(columns), tuple(self.joins), tuple(self._hubs()), tuple(self.pointers), (), (), (),
            tuple(dict.fromkeys(self.details)),
        )  # fmt: skip

    def _hubs(self) -> list[Hub]:
        found = []
        for key in HUB_KINDS:
            tab = self.weaver.tabs.get(key)
            if tab is None or tab.hub_human is None:
                continue
            columns = tuple(
                (MEANINGS[col.token.name], col.name)
                for col in tab.cols
                if col.token.sign == "" and col.token.name in MEANINGS
            )
            found.append(Hub(SOURCE, tab.name, KINDS.get(key, SubjectKind.OTHER), columns, 1.0, "true"))
        return found

    def _ref(self, tab: Tab, column: str) -> ColumnRef:
        return ColumnRef(SOURCE, tab.name, column)

    def _token(self, key: str, tab: Tab, part: Token) -> None:
        weaver = self.weaver
        if part.sign == "@":
            hub = weaver._hub_for(tab.spec, part)
            natural = weaver._natural(tab.spec, part)
            to = weaver._natural_column(hub, natural) if natural else weaver.tabs[hub].id_name
            kind = JoinKind.NATURAL if natural else JoinKind.SINGLE
            self._point(key, tab, part, hub, self._join(tab, tab.column_of[part], hub, (to,), kind, ""))
        elif part.sign in ("[@", "{@"):
            hub = weaver._target(part.name)
            how, kind = self._listed(tab, part)
            self._point(
                key, tab, part, hub, self._join(tab, tab.column_of[part], hub, (weaver.tabs[hub].id_name,), kind, how)
            )
        elif part.sign == "*":
            self._pair(key, tab, part)
        elif part.sign in (">", ">>", "^", "^^"):
            to = weaver.tabs[part.name].id_name
            join = self._join(tab, tab.column_of[part], part.name, (to,), JoinKind.SINGLE, "")
            if part.sign in ("^", "^^"):
                self.details.append(Detail(join, part.sign == "^^", Role.ABOUT, "true", 1.0))
        elif part.sign == "&":
            keys = tuple(col.name for col in weaver.tabs[part.name].cols[:2])
            join = self._join(tab, tab.column_of[part], part.name, keys, JoinKind.COMPOSITE, "")
            self.details.append(Detail(join, False, Role.ABOUT, "true", 1.0))

    def _join(
        self, tab: Tab, columns: tuple[str, ...], to: str, to_columns: tuple[str, ...], kind: JoinKind, detail: str
    ) -> Join:
        target = self.weaver.tabs[to]
        made = Join(
            tuple(self._ref(tab, name) for name in columns), tuple(self._ref(target, name) for name in to_columns),
            kind, "true", 1.0, 0, detail,
        )  # fmt: skip
        self.joins.append(made)
        return made

    def _listed(self, tab: Tab, part: Token) -> tuple[str, JoinKind]:
        if part.sign == "[@":
            return SEPARATORS[self.weaver.style.lists], JoinKind.LIST
        col = next(c for c in tab.cols if c.token is part)
        for text in col.make(0, tab.n).tolist():
            for item in json.loads(text)["items"]:
                name = next(name for name in item if name not in ("row", "label"))
                return f"$.items[*].{name}", JoinKind.JSON
        raise ValueError(f"{tab.name} holds no list")

    def _pair(self, key: str, tab: Tab, part: Token) -> None:
        weaver = self.weaver
        which, rows = tab.poly_of[part]
        type_name, id_name = tab.column_of[part]
        said = next(c for c in tab.cols if c.name == type_name).make(0, tab.n).tolist()
        for position, name in enumerate(part.targets):
            here = [n for n in range(tab.n) if which[n] == position and rows[n] != -1]
            if not here:
                continue
            hub = weaver._poly_table(name)
            join = self._join(
                tab, (id_name, type_name), hub, (weaver.tabs[hub].id_name,), JoinKind.POLYMORPHIC,
                f"{type_name}='{said[here[0]]}'",
            )  # fmt: skip
            if name in HUB_KINDS:
                self._point(key, tab, part, hub, join)
            elif part.roles in ((), ("about",)) and key.split("_", maxsplit=1)[0] not in ("audit", "task"):
                self.details.append(Detail(join, False, Role.ABOUT, "true", 1.0))

    def _point(self, key: str, tab: Tab, part: Token, hub: str, join: Join) -> None:
        role = ROLES[part.roles[0]] if part.roles else t.ABOUT
        self.pointers.append(
            Pointer(
                join, f"{SOURCE}.{self.weaver.tabs[hub].name}", Role(role), "true", 1.0, self._same(key, tab, part, hub)
            )
        )

    def _same(self, key: str, tab: Tab, part: Token, hub: str) -> bool:
        """Whether every row that points is the human it points to."""
        target = self.weaver.tabs[hub]
        if key not in HUB_KINDS or tab.hub_human is None or target.hub_human is None or part.sign not in ("@", "*"):
            return False
        if part.roles and part.roles[0] != "about":
            return False
        rows = tab.rows_of.get(part)
        if rows is None:
            which, rows = tab.poly_of[part]
            tables = [self.weaver._poly_table(name) for name in part.targets]
            rows = np.array([r if tables[w] == hub else -1 for w, r in zip(which, rows, strict=True)])
        pairs = [(n, row) for n, row in enumerate(rows) if row >= 0]
        return bool(pairs) and all(tab.hub_human[n] == target.hub_human[r] for n, r in pairs)


@dataclass
class Traced:
    """Everybody's rows beside the truth. Rows that the truth allows and does not ask for count as neither."""

    right: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    """Table -> rows about a person that were not given as about them."""
    wrong: Counter[str] = field(default_factory=Counter)
    strangers: int = 0
    """Rows given as about a person whose only subject is someone else."""
    split: int = 0
    """People in two or more parts: a search for them finds only one part."""

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed.total())

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong.total())


def traced(system: System, school_map: SchoolMap, tables: Sequence[Table]) -> Traced:
    """Whom `school_map` leads to, row by row, beside whom it should: for every person the truth knows.

    A person in several parts counts with all of them together; `split` says how many there are.
    """
    truth, people, score = system.truth, gather(school_map, tables), Traced()
    subject_at = {address.parts[:2]: subject.id for subject in people for address in subject.hub_rows}
    about: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for holding in holdings(school_map, tables, people):
        if holding.role is Role.ABOUT:
            about[holding.subject].add(holding.address.parts[:2])
    for person in truth.persons:
        parts = {subject_at[row] for row in person.rows if row in subject_at}
        score.split += len(parts) > 1
        given = set[tuple[str, ...]]().union(*(about[part] for part in parts))
        wanted = {(table, key) for table, key, role in truth.rows[person.id] if role == t.ABOUT}
        score.right += len(wanted & given)
        score.missed.update(table for table, _ in wanted - given)
        for table, key in given - wanted - truth.allowed[person.id]:
            if table not in truth.views:
                score.wrong[table] += 1
                score.strangers += table in truth.people_tables and system.trace.has_subject(table, key)
    return score
