"""The truth of a woven system: who every row is about, by its pointers, its parents and the events it belongs to."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.systems import truth as t
from bench.systems.concepts import CONCEPTS
from bench.systems.parse import Token
from bench.systems.weave import HUB_KINDS, ROLES, Tab, Weaver
from bench.systems.world import Array

# Rows of a log about a row about a person: some would hand them out, some would not.
SAME_KEYS = (
    "upn",
    "admno",
    "uln",
    "login",
    "staff_code",
    "ni",
    "trn",
    "payroll",
    "guid",
    "dbs",
    "nhs",
    "exam_no",
    "bank_account",
    "bank_account",
)
UNSURE_DETAILS = ("audit", "task")


class Trace:
    def __init__(self, weaver: Weaver) -> None:
        self.weaver = weaver
        self.pairs_of: dict[str, tuple[Array, Array]] = {}
        self.twice = self._two_things()
        self.tracked = self._tracked()
        self.mask = np.zeros(weaver.world.size + 1, dtype=bool)
        self.mask[list(self.tracked)] = True
        self.subjects_known: dict[str, set[str]] = {}

    def _two_things(self) -> set[int]:
        """Humans in the tables of two kinds without a key in common: whether they are one is a person's decision."""
        hubs = self.weaver.hub_humans
        return set(map(int, hubs.get("staff", []))) & set(map(int, hubs.get("contact", [])))

    def _tracked(self) -> list[int]:
        humans = sorted({int(human) for found in self.weaver.hub_humans.values() for human in found})
        if self.weaver.sample is None:
            return humans
        of = self.weaver.world.of_kind
        rng = self.weaver.rng("sample")
        chosen: list[int] = []
        for kind, share in (("pupil", 0.6), ("contact", 0.2), ("staff", 0.2)):
            pool = [int(i) for i in rng.permutation(of[kind]) if int(i) not in self.twice]
            chosen += pool[: int(self.weaver.sample * share)]
        return sorted(chosen)

    def keys(self, tab: Tab, rows: Array) -> list[str]:
        if self.weaver.style.keys == "none":
            return [f"rowid={row + 1}" for row in rows.tolist()]
        if tab.id_name:
            return [str(key) for key in tab.id_of(rows).tolist()]
        if tab.pk:
            columns = [col for col in tab.cols if col.name in tab.pk]
            values = [col.make(0, tab.n).tolist() for col in columns]
            return [",".join(str(column[row]) for column in values) for row in rows.tolist()]
        return [f"rowid={row + 1}" for row in rows.tolist()]

    def _kept(self, rows: Array, humans: Array) -> tuple[Array, Array]:
        keep = (humans >= 0) & self.mask[humans]
        return rows[keep], humans[keep]

    def _humans(self, hub: str, rows: Array) -> Array:
        human = self.weaver.tabs[hub].hub_human
        assert human is not None
        return np.where(rows >= 0, human[np.maximum(rows, 0)], -1)

    def _named(self, tab: Tab, part: Token) -> Array:
        """The human each row of `tab` points to by `part`; nobody where their natural key is blank in the people table
        itself, for then nothing is written in the row.
        """
        weaver = self.weaver
        humans = self._humans(weaver._target(part.name), tab.rows_of[part])
        natural = weaver._natural(tab.spec, part)
        if not natural:
            return humans
        hub = weaver._hub_for(tab.spec, part)
        rows = weaver._rows_in(tab.spec, part, hub)
        nothing = {str(blank or "").strip() for blank in weaver.style.blanks} | {""}
        keys = weaver._key_values(hub, natural)
        written = np.array([str(key or "").strip() not in nothing for key in keys], dtype=bool)
        return np.where((rows >= 0) & written[np.maximum(rows, 0)], humans, -1)

    def about(self, key: str) -> tuple[Array, Array]:
        """(row, human) pairs, certain ones only; tracked humans only."""
        if key in self.pairs_of:
            return self.pairs_of[key]
        weaver = self.weaver
        tab = weaver.tabs[key]
        found: list[tuple[Array, Array]] = []
        everything = np.arange(tab.n)
        self.pairs_of[key] = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        if tab.hub_human is not None:
            found.append(self._kept(everything, tab.hub_human))
        for part in tab.spec.tokens:
            certain = part.roles in ((), ("about",))
            if part.sign == "@" and certain:
                found.append(self._kept(everything, self._named(tab, part)))
            elif part.sign in ("[@", "{@") and certain:
                rows, targets = tab.lists_of[part]
                found.append(self._kept(rows, self._humans(weaver._target(part.name), targets)))
            elif part.sign == "*" and certain:
                which, rows = tab.poly_of[part]
                for position, name in enumerate(part.targets):
                    mine = (which == position) & (rows >= 0)
                    if name in HUB_KINDS:
                        found.append(self._kept(everything[mine], self._humans(weaver._target(name), rows[mine])))
                    elif key.split("_", maxsplit=1)[0] not in UNSURE_DETAILS:
                        found.append(self._inherit(everything[mine], rows[mine], self.about(name)))
            elif part.sign in ("^", "&") and part in tab.rows_of:
                found.append(self._inherit(everything, tab.rows_of[part], self.about(part.name)))
        for other in weaver.tabs.values():
            for part in other.spec.tokens:
                if part.sign == "^^" and part.name == key:
                    rows, humans = self.about(other.spec.name)
                    above = other.rows_of[part][rows]
                    found.append((above[above >= 0], humans[above >= 0]))
        rows = np.concatenate([pair[0] for pair in found]) if found else np.zeros(0, dtype=np.int64)
        humans = np.concatenate([pair[1] for pair in found]) if found else np.zeros(0, dtype=np.int64)
        self.pairs_of[key] = (rows, humans)
        return rows, humans

    @staticmethod
    def _inherit(rows: Array, above: Array, pairs: tuple[Array, Array]) -> tuple[Array, Array]:
        """Rows below the rows of `pairs`, about the same humans."""
        humans_of: dict[int, list[int]] = {}
        for row, human in zip(pairs[0].tolist(), pairs[1].tolist(), strict=True):
            humans_of.setdefault(row, []).append(human)
        hit = np.isin(above, pairs[0])
        out_rows: list[int] = []
        out_humans: list[int] = []
        for row, parent in zip(rows[hit].tolist(), above[hit].tolist(), strict=True):
            for human in humans_of[parent]:
                out_rows.append(row)
                out_humans.append(human)
        return np.array(out_rows, dtype=np.int64), np.array(out_humans, dtype=np.int64)

    def other_roles(self, key: str) -> list[tuple[Token, Array, Array]]:
        weaver = self.weaver
        tab = weaver.tabs[key]
        found = []
        for part in tab.spec.tokens:
            if part.roles in ((), ("about",)):
                continue
            if part.sign == "@":
                found.append((part, *self._kept(np.arange(tab.n), self._named(tab, part))))
            elif part.sign == "[@":
                rows, targets = tab.lists_of[part]
                found.append((part, *self._kept(rows, self._humans(weaver._target(part.name), targets))))
            elif part.sign == "*":
                which, rows = tab.poly_of[part]
                for position, name in enumerate(part.targets):
                    mine = (which == position) & (rows >= 0)
                    if name in HUB_KINDS:
                        found.append(
                            (part, *self._kept(np.nonzero(mine)[0], self._humans(weaver._target(name), rows[mine])))
                        )
        return found

    def log_rows(self, key: str) -> tuple[Array, Array]:
        """Rows of a log about rows about a person."""
        tab = self.weaver.tabs[key]
        found = []
        if key.split("_", maxsplit=1)[0] in UNSURE_DETAILS:
            for part in tab.spec.tokens:
                if part.sign == "*":
                    which, rows = tab.poly_of[part]
                    for position, name in enumerate(part.targets):
                        mine = (which == position) & (rows >= 0)
                        if name not in HUB_KINDS:
                            found.append(self._inherit(np.nonzero(mine)[0], rows[mine], self.about(name)))
        if not found:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        return np.concatenate([pair[0] for pair in found]), np.concatenate([pair[1] for pair in found])

    def build(self) -> t.Truth:
        weaver = self.weaver
        required: dict[int, set[tuple[str, str, str]]] = {human: set() for human in self.tracked}
        allowed: dict[int, set[tuple[str, str]]] = {human: set() for human in self.tracked}
        for key, tab in weaver.tabs.items():
            if not tab.n:
                continue
            rows, humans = self.about(key)
            for row_key, human in zip(self.keys(tab, rows), humans.tolist(), strict=True):
                required[human].add((tab.name, row_key, t.ABOUT))
            for part, some_rows, some_humans in self.other_roles(key):
                role = ROLES[part.roles[0]]
                for row_key, human in zip(self.keys(tab, some_rows), some_humans.tolist(), strict=True):
                    if len(part.roles) == 1:
                        required[human].add((tab.name, row_key, role))
                    else:
                        allowed[human].add((tab.name, row_key))  # read in either way
            rows, humans = self.log_rows(key)
            for row_key, human in zip(self.keys(tab, rows), humans.tolist(), strict=True):
                allowed[human].add((tab.name, row_key))
        mentions = self._mentions(required)
        people = {weaver.tabs[key].name for key in weaver.people_keys}
        unsure = {weaver.tabs[key].name for key in weaver.unsure_keys}
        hubs = [t.Hub(weaver.tabs[key].name, key) for key in HUB_KINDS if key in weaver.tabs]
        views = frozenset(name for name, _ in weaver.views())
        return t.Truth(
            weaver.style.name, weaver.seed, tuple(hubs), tuple(weaver.joins), tuple(weaver.pointers),
            tuple(weaver.labels.values()), frozenset(people), frozenset(unsure), tuple(self._persons()),
            {human: frozenset(found) for human, found in required.items()},
            {human: frozenset(found) for human, found in allowed.items()},
            tuple(mentions), tuple(self._questions()), self._tolerated(), views,
            frozenset(tab.name for tab in weaver.tabs.values() if not tab.n), frozenset(weaver.constructs), weaver.sample is None,
        )  # fmt: skip

    def _mentions(self, required: dict[int, set[tuple[str, str, str]]]) -> list[t.Mention]:
        weaver = self.weaver
        found = []
        for key, tab in weaver.tabs.items():
            if tab.quick or not tab.n:
                continue
            for col in tab.cols:
                if (
                    col.token.sign == ""
                    and col.token.name in CONCEPTS
                    and "narrative" in CONCEPTS[col.token.name].make.__qualname__
                ):
                    for start in range(0, tab.n, 50_000):
                        col.make(start, min(50_000, tab.n - start))
            listed = [entry for entry in weaver.mentions_of.get(key, []) if self.mask[entry[2]]]
            keys = self.keys(tab, np.array([entry[0] for entry in listed], dtype=np.int64))
            for row_key, (_, column, human, start, end) in zip(keys, listed, strict=True):
                found.append(t.Mention(tab.name, row_key, column, start, end, human))
                if (tab.name, row_key, t.ABOUT) not in required[human]:
                    required[human].add((tab.name, row_key, t.MENTIONS))
        return found

    def _persons(self) -> list[t.Person]:
        weaver, facts = self.weaver, self.weaver.world.facts
        own: dict[int, list[tuple[str, str]]] = {human: [] for human in self.tracked}
        for hub in HUB_KINDS:
            tab = weaver.tabs.get(hub)
            if tab is None or tab.hub_human is None:
                continue
            rows, humans = self._kept(np.arange(tab.n), tab.hub_human)
            for key, human in zip(self.keys(tab, rows), humans.tolist(), strict=True):
                own[human].append((tab.name, key))
        kind_of = {int(human): kind for kind, humans in reversed(weaver.world.of_kind.items()) for human in humans}
        found = []
        for human in self.tracked:
            if human in self.twice or not own[human]:
                continue
            born: Any = facts["born"][human]
            found.append(
                t.Person(
                    human,
                    kind_of[human],
                    tuple(own[human]),
                    f"{facts['forename'][human]} {facts['surname'][human]}",
                    facts["surname"][human],
                    facts["forename"][human],
                    born.isoformat() if born else None,
                    facts["upn"][human],
                )
            )
        return found

    def _tolerated(self) -> frozenset[tuple[str, str, str, str]]:
        """Every pair of columns with one natural key, and a pupil's column inside two composite keys."""
        places: dict[str, list[tuple[str, str]]] = {}
        for tab in self.weaver.tabs.values():
            for col in tab.cols:
                name = (
                    "upn"
                    if col.token.name == "former_upn"
                    else "login"
                    if col.token.name == "email"
                    else col.token.name
                )
                if col.token.sign == "" and name in SAME_KEYS:
                    places.setdefault(name, []).append((tab.name, col.name))
        # A pointer by a natural key may be read as a pointer to any column that holds the key.
        by_end = {end: name for name, ends in places.items() for end in ends}
        for join in self.weaver.joins:
            name = by_end.get((join.to_table, join.to_columns[0]), "") if len(join.columns) == 1 else ""
            if name:
                places[name].append((join.table, join.columns[0]))
        return frozenset((*a, *b) for found in places.values() for a in found for b in found if a != b)

    def _questions(self) -> list[t.Question]:
        found = [
            t.Question(p.table, p.columns[-1], f"{p.role} or {' or '.join(p.also_roles)}: rows read either way")
            for p in self.weaver.pointers
            if p.also_roles and p.scored
        ]
        if self.twice:
            found.append(
                t.Question("", "", "people who are in the tables of two kinds under one name, e-mail and telephone")
            )
        return found

    def has_subject(self, table: str, row_key: str) -> bool:
        """Whether the row is about some tracked person at all; with all tracked, about anybody."""
        if table not in self.subjects_known:
            key = next(key for key, tab in self.weaver.tabs.items() if tab.name == table)
            tab = self.weaver.tabs[key]
            rows, _ = self.about(key)
            self.subjects_known[table] = set(self.keys(tab, np.unique(rows)))
        return row_key in self.subjects_known[table]
