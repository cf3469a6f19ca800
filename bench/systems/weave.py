"""Weaves a system out of a style, a seed and a size: tables with values on demand, and the truth about them.

Everything that says *which* row is about *whom* is decided first, for whole tables, as arrays of row numbers; texts and
figures are made later, chunk by chunk, each from a stream of its own. So the truth is there before a row is written,
and five million rows need no more memory than their pointers.
"""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bench.systems import catalogue
from bench.systems import truth as t
from bench.systems.concepts import CODE_SETS, CONCEPTS, Concept, Place
from bench.systems.naming import Namer
from bench.systems.parse import Spec, Token, specs, token
from bench.systems.styles import SIZES, STYLES, Style
from bench.systems.world import Array, World, objects, people

CHUNK = 50_000
ORPHAN, EMPTY = -2, -1
ROLES = {"about": t.ABOUT, "written": t.WRITTEN, "assigned": t.ASSIGNED, "mentions": t.MENTIONS}
HUB_KINDS = (
    "pupil",
    "contact",
    "staff",
    "governor",
    "visitor",
    "applicant",
    "alumnus",
    "professional",
    "account",
    "person",
)
ALWAYS = (
    "parent_link",
    "attendance",
    "behaviour",
    "result",
    "medical",
    "sen_record",
    "teaching_group",
    "form",
    "year_group",
    "class_member",
    "setting",
    "room",
    "subject",
    "assessment",
    "audit",
    "concern",
)
CONSTRUCT_TABLES = (
    "group_visit",
    "seating",
    "message_in",
    "note",
    "attachment",
    "incident",
    "incident_person",
    "menu",
    "staff_absence",
    "staff_check",
    "equal_ops",
    "bully",
    "cover",
    "family",
    "family_member",
    "family_adult",
    "detention",
    "behaviour_action",
    "archive_empty",
    "nominal",
    "loan",
    "book",
    "login_log",
)
CODE_CONCEPT = {
    "beh_type": "sanction",
    "relation": "relation",
    "att_code": "att_mark",
    "sanction": "sanction",
    "leave": "destination",
    "absence": "absence_reason_health",
    "visit": "kind_text",
    "pay_scale": "salary",
    "user_role": "person_type",
    "consent": "consent",
}
CODE_WORDS = {
    "beh_type": "behaviour type|type|incident type",
    "leave": "leaving reason|reason for leaving",
    "visit": "visit type|purpose",
    "pay_scale": "pay scale|pay point",
    "user_role": "role|user type",
    "consent": "consent type|permission type",
    "absence": "absence type|sickness reason|illness type",
}
CODE_FACT = {
    "ethnicity": "ethnicity",
    "sen": "sen",
    "need": "need",
    "language": "language",
    "religion": "religion",
    "condition": "condition",
    "job": "job",
    "union": "union",
}
WEIRD = {"lookup": "lookup|lookup item|code value|list item"}
UDF_PUPIL = (
    "religion",
    "diet",
    "medical_note",
    "bus",
    "previous_school",
    "counselling",
    "ethnicity",
    "consent",
    "benefit",
)
EAV_PUPIL = ("religion", "medical_note", "bus", "diet", "previous_school", "cp_status", "benefit", "language")
FIELD_LABELS = {
    "religion": "Religion",
    "diet": "Dietary needs",
    "medical_note": "Medical notes",
    "bus": "Bus route",
    "previous_school": "Previous school",
    "counselling": "Reason for counselling",
    "ethnicity": "Ethnic background",
    "consent": "Photo consent",
    "benefit": "Benefit received",
    "cp_status": "Child protection status",
    "language": "Language at home",
}


@dataclass
class Col:
    name: str
    sql: str
    token: Token
    make: Callable[[int, int], Array]
    """(start, n): the finished values of that stretch."""
    pointer: str = ""
    """The concept table it points to, for foreign keys."""
    to: tuple[str, str] | None = None
    """Declared foreign key."""


@dataclass(eq=False)
class Tab:
    spec: Spec
    name: str
    n: int
    id_name: str = ""
    cols: list[Col] = field(default_factory=list)
    pk: tuple[str, ...] = ()
    gap: int = 10**9
    hub_human: Array | None = None
    """For hubs: the human of each row."""
    ids: Array | None = None
    """Only where ids are not the plain figure."""
    rows_of: dict[Token, Array] = field(default_factory=dict)
    """For pointers and joins: the row of the target, EMPTY or ORPHAN."""
    lists_of: dict[Token, tuple[Array, Array]] = field(default_factory=dict)
    """For lists: (row, target row) pairs."""
    poly_of: dict[Token, tuple[Array, Array]] = field(default_factory=dict)
    """For pairs: (which target, its row)."""
    column_of: dict[Token, tuple[str, ...]] = field(default_factory=dict)
    value_human: Array | None = None
    quick: bool = False
    cache: dict[str, Array] = field(default_factory=dict)

    def id_of(self, rows: Array) -> Array:
        if self.ids is not None:
            return self.ids[np.maximum(rows, 0)]
        return rows + 1 + rows // self.gap


class Weaver:
    def __init__(
        self, style: Style, seed: int, tables: int, rows: int, pupils: int, sample: int | None, mojibake: float
    ) -> None:
        self.style, self.seed, self.rows_wanted, self.tables_wanted = style, seed, rows, tables
        self.random = random.Random(f"{style.name}/{seed}")
        self.namer: Namer = style.namer(self.random)
        self.world: World = people(zlib.crc32(f"{style.name}/{seed}".encode()), pupils)
        if mojibake:
            self._spoil(mojibake)
        self.tabs: dict[str, Tab] = {}
        self.taken: set[str] = set()
        self.columns_taken: dict[str, set[str]] = {}
        self.joins: list[t.Join] = []
        self.pointers: list[t.Pointer] = []
        self.labels: dict[tuple[str, str], t.ColumnTruth] = {}
        self.constructs: set[str] = set()
        self.fills: dict[str, list[tuple[str, ...]]] = {}
        self.questions: list[t.Question] = []
        self.lookup_tables: dict[str, str] = {}
        self.shared_start: dict[str, int] = {}
        self.first_row: dict[str, Array] = {}
        self.pops: dict[tuple[str, str], Array] = {}
        self.sample = sample
        self.fixes: list[Callable[[], None]] = []
        self.udf_columns: list[tuple[str, str, Concept]] = []
        self.mentions_of: dict[str, list[tuple[int, str, int, int, int]]] = {}
        self._weave()

    # -- randomness ----------------------------------------------------------------------------------------------------

    def rng(self, *parts: object) -> np.random.Generator:
        return np.random.default_rng([self.seed, zlib.crc32("/".join(map(str, (self.style.name, *parts))).encode())])

    def _spoil(self, share: float) -> None:
        """Names as a wrong code page shows them."""
        rng = self.rng("mojibake")
        for name in ("surname", "forename", "street"):
            pool = self.world.facts[name]
            for index in np.nonzero(rng.random(self.world.size) < share)[0]:
                if pool[index]:
                    pool[index] = pool[index].encode("utf-8").decode("cp1252", "replace")

    # -- choosing the tables -------------------------------------------------------------------------------------------

    def _chosen(self) -> list[Spec]:
        style = self.style
        hubs = specs({"separate": catalogue.SEPARATE, "one": catalogue.ONE, "users": catalogue.USERS}[style.hubs])
        common = {spec.name: spec for spec in specs(catalogue.COMMON)}
        if style.extra:
            common.update({spec.name: spec for spec in specs(style.extra)})
        composite = specs(catalogue.COMPOSITE) if style.composite else []
        wanted = [name for name in common if name in ALWAYS or name in CONSTRUCT_TABLES]
        rest = [name for name in common if name not in wanted]
        self.random.shuffle(rest)
        first = [name for name in wanted if name in ALWAYS]
        later = [name for name in wanted if name not in ALWAYS]
        self.random.shuffle(later)
        ordered = first + [name for pair in zip(later, rest, strict=False) for name in pair]
        ordered += [name for name in (*later, *rest) if name not in ordered]
        lookups = 0 if style.lookups == "text" else 1 if style.lookups == "shared" else 14
        room = max(
            6, self.tables_wanted - len(hubs) - len(composite) - lookups - (4 if style.custom in ("eav", "both") else 1)
        )
        chosen: list[str] = []

        def add(name: str) -> None:
            if name in chosen or name not in common or name in style.drop:
                return
            for part in common[name].tokens:
                if part.sign in ("^", "^^") and part.name in common:
                    add(part.name)
            chosen.append(name)

        for name in ordered:
            if len(chosen) >= room:
                break
            add(name)
        found = hubs + [common[name] for name in common if name in chosen] + composite
        return found + self._copies(found, self.tables_wanted - len(found) - lookups - 2)

    def _copies(self, found: list[Spec], more: int) -> list[Spec]:
        """Last year's tables, import tables, backups: as real systems grow when they need to be large."""
        models = [
            spec
            for spec in found
            if spec.name not in HUB_KINDS
            and not any(part.sign in ("^^", "&") for part in spec.tokens)
            and spec.count != "0"
            and not spec.count.startswith("=f")
        ]
        models = [spec for spec in models if any(part.sign == "@" for part in spec.tokens)]
        endings = ("old", "archive", "import", "2023", "2024", "backup", "temp")
        copies: list[Spec] = []
        pairs = [(spec, ending) for ending in endings for spec in models]
        self.random.shuffle(pairs)
        for spec, ending in pairs[: max(0, more)]:
            words = "|".join(f"{word} {ending}" for word in spec.words.split("|"))
            share = (
                "0"
                if self.random.random() < 0.25
                else "0.2*pupil"
                if "@pupil" in "".join(p.sign + p.name for p in spec.tokens)
                else "25"
            )
            copies.append(Spec(f"{spec.name}_{ending}", spec.module, share, words, spec.tokens))
        return copies

    # -- weaving ---------------------------------------------------------------------------------------------------------

    def _weave(self) -> None:
        chosen = self._chosen()
        names = {spec.name for spec in chosen}
        self.spec_of = {spec.name: spec for spec in chosen}
        kept = []
        for spec in chosen:
            tokens: list[Token] = []
            for part in spec.tokens:
                if part.sign == "+":
                    tokens += [token(piece) for piece in self.style.meta.split(";") if piece.strip()]
                elif part.sign in (">", ">>", "^", "^^", "&") and part.name not in names:
                    continue
                elif part.sign == "*":
                    targets = tuple(name for name in part.targets if self._poly_table(name) in names)
                    if targets:
                        tokens.append(
                            Token(part.sign, part.name, targets, part.roles, part.words, part.null, part.orphans)
                        )
                elif part.sign in ("@", "[@", "{@") and self._target(part.name) not in names:
                    continue
                else:
                    tokens.append(part)
            unique: dict[tuple[str, str, str, tuple[str, ...]], Token] = {}
            for part in tokens:
                unique.setdefault((part.sign, part.name, part.words, part.targets), part)
            kept.append(Spec(spec.name, spec.module, spec.count, spec.words, tuple(unique.values())))
        self.spec_of = {spec.name: spec for spec in kept}
        self._counts(kept)
        for spec in kept:
            tab = Tab(spec, self.namer.table(spec.words, spec.module, self.taken), self.n_of[spec.name])
            self.tabs[spec.name] = tab
            self.columns_taken[spec.name] = set()
            if self.style.gap:
                tab.gap = self.random.choice((10**9, 10**9, 13, 37, 101))
            tab.quick = spec.count.startswith("v") and tab.n > 20_000
        for spec in kept:
            if spec.name in HUB_KINDS:
                self._hub(self.tabs[spec.name])
        for spec in kept:
            self._pointers_of(self.tabs[spec.name])
        for spec in kept:
            self._columns_of(self.tabs[spec.name])
        if self.style.custom in ("udf", "both"):
            self._udf()
        if self.style.custom in ("eav", "both"):
            self._eav()
        if self.style.custom == "dictionary":
            self._dictionary()
        self._label()

    def _target(self, kind: str) -> str:
        """The table a pointer at a person of this kind names."""
        hubs = self.style.hubs
        if hubs == "users":
            return kind if kind in ("visitor", "applicant", "alumnus") else "person"
        if hubs == "one" and kind in ("pupil", "contact", "staff", "governor", "professional"):
            return "person" if self.style.one_target == "person" else kind
        return kind

    def _counts(self, kept: list[Spec]) -> None:
        world = self.world
        self.n_of: dict[str, int] = {}
        self.hub_humans: dict[str, Array] = {}
        rng = self.rng("hubs")
        for spec in kept:
            if spec.name in HUB_KINDS:
                self.hub_humans[spec.name] = self._humans_of_hub(spec, rng)
                self.n_of[spec.name] = len(self.hub_humans[spec.name])
        volume: dict[str, float] = {}
        for spec in [s for s in kept if s.name not in HUB_KINDS]:
            count = spec.count
            if count.startswith("v"):
                volume[spec.name] = float(count[1:])
            elif count == "=family":
                self.n_of[spec.name] = len({int(world.facts["family"][i]) for i in world.of_kind["pupil"]})
            elif count.startswith("="):
                kind, _, share = count[1:].partition("~")
                self.n_of[spec.name] = int(len(world.of_kind[kind]) * float(share or 1))
            elif count == "1.8*parent":
                self.n_of[spec.name] = sum(len(found) for found in world.parents)
            elif "*" in count:
                factor, kind = count.split("*")
                self.n_of[spec.name] = int(float(factor) * len(world.of_kind[kind]))
            elif "^" not in count:
                self.n_of[spec.name] = int(count)
        for spec in kept:
            if "^" in spec.count:
                factor, parent = spec.count.split("^")
                self.n_of[spec.name] = int(float(factor) * self.n_of.get(parent, 0))
        # A system that has fewer rows than its people would fill gets fewer of everything but people.
        fixed = sum(self.n_of.values())
        room = self.rows_wanted - fixed
        total = sum(volume.values()) or 1.0
        if room < 0.3 * self.rows_wanted:
            scale = max(0.1, 0.6 * self.rows_wanted / fixed)
            for spec in kept:
                if ("*" in spec.count and spec.count != "1.8*parent" and spec.name != "enrolment") or "^" in spec.count:
                    self.n_of[spec.name] = max(3, int(self.n_of[spec.name] * scale)) if self.n_of[spec.name] else 0
            room = self.rows_wanted - sum(self.n_of.values())
        for name, weight in volume.items():
            self.n_of[name] = max(40, int(room * weight / total))

    def _humans_of_hub(self, spec: Spec, rng: np.random.Generator) -> Array:
        world, kinds = self.world, spec.count[1:].split("+")
        humans = np.concatenate([world.of_kind[kind] for kind in kinds])
        if spec.name == "account":
            extra = [
                rng.permutation(world.of_kind[kind])[: len(world.of_kind[kind]) // 3] for kind in ("pupil", "contact")
            ]
            return np.concatenate([humans, *extra])
        if spec.name == "person":
            humans = rng.permutation(humans)
            twice = rng.permutation(world.of_kind["pupil"])[: max(1, len(world.of_kind["pupil"]) // 120)]
            return np.concatenate([humans, twice]) if self.style.hubs == "users" else humans
        if spec.name == "pupil" and self.style.hubs == "separate":
            twice = rng.permutation(humans)[: max(1, len(humans) // 80)]
            return np.concatenate([humans, twice])
        if spec.name == "staff" and self.style.yearly_staff and self.style.hubs == "separate":
            self.constructs.add("yearly ids")
            return np.concatenate(
                [humans, rng.permutation(humans)[: len(humans) * 2 // 3], rng.permutation(humans)[: len(humans) // 2]]
            )
        if spec.name == "contact" and self.style.hubs == "separate":
            return np.concatenate(
                [humans, rng.permutation(world.of_kind["staff"])[: max(1, len(world.of_kind["staff"]) // 15)]]
            )
        if spec.name == "alumnus":
            leavers = np.array([i for i in world.of_kind["pupil"] if world.facts["left"][i]], dtype=np.int64)
            return np.concatenate([humans, leavers[: max(1, len(leavers) // 3)]])
        if spec.name == "applicant":
            return np.concatenate([humans, rng.permutation(world.of_kind["pupil"])[: max(1, len(humans) // 4)]])
        return humans

    def _hub(self, tab: Tab) -> None:
        name = tab.spec.name
        tab.hub_human = self.hub_humans[name]
        first = np.full(self.world.size, -1, dtype=np.int64)
        for row in range(tab.n - 1, -1, -1):
            first[tab.hub_human[row]] = row
        self.first_row[name] = first
        if name in ("pupil", "applicant") and self.style.negative:
            ids = np.arange(tab.n) + 1
            late = max(2, tab.n // 30)
            ids[-late:] = -np.arange(1, late + 1)
            tab.ids = ids
            self.constructs.add("negative ids")
        if self.namer.case == "low_camel" and name == "person":
            tab.ids = np.arange(tab.n) + 1

    def pop(self, hub: str, kind: str) -> Array:
        key = (hub, kind)
        if key not in self.pops:
            humans = self.tabs[hub].hub_human
            assert humans is not None
            if hub == kind or kind in ("person", "account"):
                self.pops[key] = np.arange(len(humans))
            else:
                self.pops[key] = np.nonzero(np.isin(humans, self.world.of_kind[kind]))[0]
        return self.pops[key]

    def who(self, tab: Tab) -> Array:
        """The human whose facts fill the row; -1 for nobody."""
        if tab.value_human is not None:
            return tab.value_human
        tab.value_human = np.full(tab.n, -1, dtype=np.int64)
        if tab.hub_human is not None:
            tab.value_human = tab.hub_human
            return tab.value_human
        for part in tab.spec.tokens:
            if part.sign == "@" and (part.roles[0] if part.roles else "about") == "about":
                rows = tab.rows_of[part]
                human = self.tabs[self._target(part.name)].hub_human
                assert human is not None
                tab.value_human = np.where(rows >= 0, human[np.maximum(rows, 0)], -1)
                return tab.value_human
        for part in tab.spec.tokens:
            if part.sign in ("^", "&"):
                rows = tab.rows_of[part]
                above = self.who(self.tabs[part.name])
                if len(above):
                    tab.value_human = np.where(rows >= 0, above[np.maximum(rows, 0)], -1)
                return tab.value_human
        for part in tab.spec.tokens:
            if part.sign == "*":
                which, rows = tab.poly_of[part]
                out = np.full(tab.n, -1, dtype=np.int64)
                for index, name in enumerate(part.targets):
                    target = self.tabs[self._poly_table(name)]
                    mask = (which == index) & (rows >= 0)
                    if target.n and mask.any():
                        out[mask] = self.who(target)[rows[mask]]
                tab.value_human = out
                return out
        if tab.spec.count == "=family":
            seen: dict[int, int] = {}
            for index in self.world.of_kind["contact"]:
                seen.setdefault(int(self.world.facts["family"][index]), int(index))
            tab.value_human = np.array([seen.get(family, -1) for family in self._families()], dtype=np.int64)
        return tab.value_human

    def _families(self) -> list[int]:
        return sorted({int(self.world.facts["family"][i]) for i in self.world.of_kind["pupil"]})

    def _poly_table(self, name: str) -> str:
        return self._target(name) if name in HUB_KINDS else name

    # -- which row points where --------------------------------------------------------------------------------------------

    def _pointers_of(self, tab: Tab) -> None:
        spec, n, world = tab.spec, tab.n, self.world
        count = spec.count
        sequence: Array | None = None
        if tab.hub_human is not None:
            sequence = tab.hub_human
        elif count.startswith("=") and count != "=family":
            kind = count[1:].partition("~")[0]
            sequence = world.of_kind[kind][:n]
        elif spec.name == "enrolment":
            pupils = world.of_kind["pupil"]
            sequence = pupils[np.arange(n) % len(pupils)]
        pairs: tuple[Array, Array] | None = None
        if count == "1.8*parent":
            pupils = world.of_kind["pupil"]
            both = [(pupils[k], parent) for k, found in enumerate(world.parents) for parent in found]
            pairs = (np.array([a for a, _ in both]), np.array([b for _, b in both]))
        first_about = True
        # Which family is told by whom the row is about, so that comes last.
        for index, part in sorted(enumerate(spec.tokens), key=lambda item: item[1].sign == "^^"):
            rng = self.rng("pointer", spec.name, index)
            role = part.roles[0] if part.roles else "about"
            if part.sign == "@":
                hub = self._target(part.name)
                first = self.first_row[hub]
                if pairs is not None and part.name in ("pupil", "contact"):
                    rows = first[pairs[0 if part.name == "pupil" else 1]]
                elif sequence is not None and role == "about" and first_about:
                    rows = first[sequence[:n]] if len(sequence) >= n else self._some(rng, hub, part.name, n, True)
                elif (
                    part.name == "contact"
                    and role != "about"
                    and any(p.sign == "@" and p.name == "pupil" for p in spec.tokens)
                ):
                    rows = self._a_parent(rng, tab, n, hub)
                else:
                    rows = self._some(rng, hub, part.name, n, role == "about")
                first_about = first_about and role != "about"
                tab.rows_of[part] = self._holes(rng, tab, part, rows, declared=self._declared(spec, part))
            elif part.sign in (">", ">>", "^", "^^", "&"):
                target = self.tabs[part.name]
                size = target.n
                if part.sign == "^^" and count == "=pupil" and target.spec.count == "=family":
                    where = {family: row for row, family in enumerate(self._families())}
                    rows = np.array([where[int(world.facts["family"][i])] for i in world.of_kind["pupil"]])[:n]
                elif part.sign == "^^" and target.spec.count == "=family":
                    where = {family: row for row, family in enumerate(self._families())}
                    humans = self.who(tab)
                    rows = np.array(
                        [where.get(int(world.facts["family"][i]), EMPTY) if i >= 0 else EMPTY for i in humans],
                        dtype=np.int64,
                    )
                elif "^" in count and count.split("^")[1] == part.name and size:
                    rows = np.sort(rng.integers(0, size, n))
                elif part.sign == "^" and any(
                    p in tab.rows_of for p in spec.tokens if p.sign == "@" and p.roles in ((), ("about",))
                ):
                    rows = self._own_event(rng, tab, target)
                elif spec.name == part.name and size:
                    rows = np.where(np.arange(n) > 2, rng.integers(0, max(1, min(3, size)), n), EMPTY)
                elif part.name == "year_group" and sequence is not None and tab.hub_human is not None:
                    years = world.facts["year"]
                    rows = np.array(
                        [min(size - 1, years[i]) if years[i] is not None else EMPTY for i in tab.hub_human],
                        dtype=np.int64,
                    )
                else:
                    rows = rng.integers(0, size, n) if size else np.full(n, EMPTY)
                tab.rows_of[part] = self._holes(
                    rng, tab, part, rows, declared=self._declared(spec, part) or part.sign in ("^^", "&")
                )
            elif part.sign in ("[@", "{@"):
                hub = self._target(part.name)
                each = rng.integers(1, 6, n)
                row = np.repeat(np.arange(n), each)
                target_rows = self._some(rng, hub, part.name, len(row), True)
                keep = np.unique(np.stack([row, target_rows]), axis=1) if len(row) else np.zeros((2, 0), dtype=np.int64)
                tab.lists_of[part] = (keep[0], keep[1])
            elif part.sign == "*":
                if spec.name == "account":
                    assert tab.hub_human is not None
                    kinds = [self.world.of_kind[name] for name in part.targets]
                    which = np.zeros(n, dtype=np.int64)
                    rows = np.full(n, EMPTY)
                    for position, name in enumerate(part.targets):
                        mask = np.isin(tab.hub_human, kinds[position])
                        which[mask] = position
                        rows[mask] = self.first_row[self._poly_table(name)][tab.hub_human[mask]]
                else:
                    weights = np.array([3.0 if name == "pupil" else 1.0 for name in part.targets])
                    which = rng.choice(len(part.targets), n, p=weights / weights.sum())
                    rows = np.full(n, EMPTY)
                    for position, name in enumerate(part.targets):
                        mask = which == position
                        table = self._poly_table(name)
                        if name in HUB_KINDS:
                            rows[mask] = self._some(rng, table, name, int(mask.sum()), True)
                        elif self.tabs[table].n:
                            rows[mask] = rng.integers(0, self.tabs[table].n, int(mask.sum()))
                    gone = rng.random(n) < (0.02 if self.style.orphans else 0.0)
                    rows[gone & (rows >= 0)] = ORPHAN
                    if part.null:
                        rows[rng.random(n) < part.null] = EMPTY
                tab.poly_of[part] = (which, rows)

    def _some(self, rng: np.random.Generator, hub: str, kind: str, n: int, about: bool) -> Array:
        pool = self.pop(hub, kind)
        if not len(pool):
            return np.full(n, EMPTY)
        # A few have very many rows and most have few, as in real registers of events.
        at = (len(pool) * rng.random(n) ** (1.5 if about else 2.0)).astype(np.int64)
        return pool[np.minimum(at, len(pool) - 1)]

    def _a_parent(self, rng: np.random.Generator, tab: Tab, n: int, hub: str) -> Array:
        pupil = next(p for p in tab.spec.tokens if p.sign == "@" and p.name == "pupil")
        if pupil not in tab.rows_of:
            return self._some(rng, hub, "contact", n, True)
        humans_of = self.tabs[self._target("pupil")].hub_human
        assert humans_of is not None
        rows = tab.rows_of[pupil]
        where = {int(human): position for position, human in enumerate(self.world.of_kind["pupil"])}
        first = self.first_row[hub]
        fallback = self._some(rng, hub, "contact", n, True)
        out = np.array(fallback)
        picks = rng.integers(0, 3, n)
        for k in range(n):
            if rows[k] >= 0:
                found = self.world.parents[where[int(humans_of[rows[k]])]]
                if found:
                    out[k] = first[found[int(picks[k]) % len(found)]]
        return out

    def _own_event(self, rng: np.random.Generator, tab: Tab, target: Tab) -> Array:
        """A row of `target` about the same human, where there is one: a detention follows the pupil's own incident."""
        rows_by_human: dict[int, list[int]] = {}
        for row, human in enumerate(self.who(target)):
            rows_by_human.setdefault(int(human), []).append(row)
        picks = rng.integers(0, 1 << 30, tab.n)
        out = np.full(tab.n, EMPTY, dtype=np.int64)
        for row, human in enumerate(self.who(tab)):
            found = rows_by_human.get(int(human)) if human >= 0 else None
            if found:
                out[row] = found[int(picks[row]) % len(found)]
        return out

    def _declared(self, spec: Spec, part: Token) -> bool:
        fks = self.style.fks
        if fks == "none" or part.sign not in ("@", ">", ">>", "^", "^^") or self._natural(spec, part):
            return False
        if fks == "all":
            return True
        return zlib.crc32(f"{self.seed}/{spec.name}/{part.sign}{part.name}{part.words}".encode()) % 100 < 40

    def _holes(self, rng: np.random.Generator, tab: Tab, part: Token, rows: Array, *, declared: bool) -> Array:
        rows = np.array(rows, dtype=np.int64)
        if part.null:
            rows[rng.random(len(rows)) < part.null] = EMPTY
        share = part.orphans
        if share is None:
            unlucky = self.random.random() < self.style.orphans
            share = self.random.choice((0.001, 0.01, 0.03, 0.1, 0.3, 0.5)) if unlucky else 0.0
            if share >= 0.3 and self.random.random() < 0.7:
                share = 0.02
        if (
            share
            and not declared
            and tab.hub_human is None
            and tab.spec.name != "enrolment"
            and not (part.sign == "@" and tab.spec.count.startswith("="))
        ):
            gone = (rng.random(len(rows)) < share) & (rows >= 0)
            rows[gone] = ORPHAN
            if gone.any():
                self.constructs.add("orphans")
        return rows

    # -- columns ------------------------------------------------------------------------------------------------------------

    def _natural(self, spec: Spec, part: Token) -> str:
        """The concept by which this pointer names its person; empty for the number."""
        style = self.style
        if part.sign != "@" or spec.name in HUB_KINDS:
            return ""
        hub = self._target(part.name)
        has = {piece.name for piece in self.spec_of[hub].tokens if piece.sign == ""}
        role = part.roles[0] if part.roles else "about"
        if part.name == "pupil" and role == "about":
            found = style.natural.get(spec.module, "")
            if found == "email":
                found = "login"
            return found if found in has else ""
        if part.name == "staff":
            if role == "written" and style.actor_ref == "login":
                return "login" if "login" in {p.name for p in self.spec_of.get("account", spec).tokens} else ""
            found = style.actor_ref if role == "written" else style.staff_ref
            return found if found in has and found == "staff_code" else ""
        return ""

    def _hub_for(self, spec: Spec, part: Token) -> str:
        """The hub a pointer's values lie in; who typed a row is often an account, not a member of staff."""
        role = part.roles[0] if part.roles else "about"
        if (
            part.name == "staff"
            and role == "written"
            and self.style.actor_ref in ("account", "login")
            and "account" in self.tabs
            and spec.name not in HUB_KINDS
        ):
            return "account"
        return self._target(part.name)

    def _words_of_hub(self, hub: str) -> str:
        return (
            self.spec_of[hub].words.split("|")[0]
            if hub not in ("pupil", "staff", "contact", "account", "person")
            else "{" + hub + "}"
        )

    def _rows_in(self, spec: Spec, part: Token, hub: str) -> Array:
        """Pointer rows translated to the hub they are written in."""
        tab = self.tabs[spec.name]
        rows = tab.rows_of[part]
        home = self._target(part.name)
        if hub == home:
            return rows
        humans = self.tabs[home].hub_human
        assert humans is not None
        out = np.where(rows >= 0, self.first_row[hub][humans[np.maximum(rows, 0)]], rows)
        return np.where((rows >= 0) & (out < 0), EMPTY, out)

    def _columns_of(self, tab: Tab) -> None:
        spec = tab.spec
        taken = self.columns_taken[spec.name]
        namer, style = self.namer, self.style
        for index, part in enumerate(spec.tokens):
            sign = part.sign
            if sign == "" and part.name == "id":
                tab.id_name = namer.key(spec.words, tab.name, taken)
                tab.column_of[part] = (tab.id_name,)
                tab.cols.append(Col(tab.id_name, "int", part, self._id_maker(tab)))
            elif sign == "":
                concept = CONCEPTS[part.name]
                name = namer.column(part.words or concept.words, tab.name, taken, self._sql_hint(concept))
                tab.column_of[part] = (name,)
                tab.cols.append(Col(name, self._sql(concept), part, self._concept_maker(tab, part, concept, index)))
            elif sign == "@":
                self._pointer_column(tab, part, index, taken)
            elif sign in (">", ">>", "^", "^^"):
                self._join_column(tab, part, index, taken)
            elif sign == "#":
                self._code_column(tab, part, index, taken)
            elif sign in ("[@", "{@"):
                self._list_column(tab, part, taken)
            elif sign == "*":
                self._poly_columns(tab, part, index, taken)
            elif sign == "&":
                self._composite_columns(tab, part, taken)
        if style.keys == "declared":
            tab.pk = (tab.id_name,) if tab.id_name else self._composite_key(tab)
        if (
            spec.name in ("pupil", "person")
            and style.hubs != "one"
            and spec.name == ("pupil" if style.hubs == "separate" else "person")
        ):
            self.constructs.add("one human, two rows")

    def _composite_key(self, tab: Tab) -> tuple[str, ...]:
        if tab.spec.name == "enrolment":
            return tuple(col.name for col in tab.cols[:2])
        if tab.spec.name == "course_plan":
            return tuple(col.name for col in tab.cols[:2])
        return ()

    def _id_maker(self, tab: Tab) -> Callable[[int, int], Array]:
        return lambda start, n: tab.id_of(np.arange(start, start + n))

    def _sql_hint(self, concept: Concept) -> str:
        if concept.make.__qualname__.startswith(("day", "moment", "fact_day")):
            return "date"
        if concept.make.__qualname__.startswith(("flag", "fact_flag")):
            return "flag"
        return concept.sql

    def _sql(self, concept: Concept) -> str:
        hint = self._sql_hint(concept)
        if hint == "date":
            made = self.style.moment if concept.make.__qualname__.startswith("moment") else self.style.day
            if self.style.native_dates:
                return "timestamp" if concept.make.__qualname__.startswith("moment") else "date"
            return "int" if made.__name__ == "unix" else "text"
        if hint == "flag":
            return "int" if isinstance(self.style.bools[1], int) else "text"
        return concept.sql

    def _blanks(self, tab: Tab, part: Token, index: int, values: Array, start: int, sql: str) -> Array:
        """Holes, written the way the house writes nothing."""
        if part.null:
            rng = self.rng("blank", tab.spec.name, index, start)
            values = values.astype(object)
            choices = (
                [None]
                if sql != "text"
                else [
                    self.style.blanks[zlib.crc32(f"{self.seed}{tab.name}{index}".encode()) % len(self.style.blanks)],
                    None,
                ]
            )
            mask = rng.random(len(values)) < part.null
            values[mask] = objects([choices[0]] if rng.random() < 0.5 else [choices[-1]])[0]
        return values

    def _concept_maker(self, tab: Tab, part: Token, concept: Concept, index: int) -> Callable[[int, int], Array]:
        narrative = "narrative" in concept.make.__qualname__
        hint = self._sql(concept)

        def make(start: int, n: int) -> Array:
            key = f"{index}/{start}"
            if key in tab.cache:
                return tab.cache[key]
            place = Place(
                self.world,
                self.rng("value", tab.spec.name, index, start),
                n,
                start,
                self.who(tab)[start : start + n],
                self.style,
                quick=tab.quick,
            )
            values = concept.make(place)
            if tab.spec.name == "pupil" and part.name == "upn" and self.style.hubs == "separate":
                values = np.array(values, dtype=object)
                doubles = np.arange(start, start + n) >= len(self.world.of_kind["pupil"])
                values[doubles & (np.arange(start, start + n) % 2 == 1)] = None
            if tab.spec.name == "enrolment" and part.name == "acad_year":
                # Half of a key: every pupil once a year.
                values = objects([f"{2026 - k}/{27 - k}" for k in range(6)])[
                    np.arange(start, start + n) // len(self.world.of_kind["pupil"])
                ]
            before = values
            values = self._blanks(tab, part, index, values, start, hint)
            if hint == "text" and self.style.pad and not narrative:
                width = self.style.pad
                values = objects(
                    [value.ljust(width) if isinstance(value, str) and len(value) < width else value for value in values]
                )
            if narrative:
                tab.cache[key] = values
                if place.mentions:
                    self.mentions_of.setdefault(tab.spec.name, []).extend(
                        (start + row, tab.column_of[part][0], who, a, b)
                        for row, who, a, b in place.mentions
                        if values[row] is before[row]
                    )
            return values

        return make

    def _render(self, keys: Array, rows: Array, *, numeric: bool, rng: np.random.Generator, top: int) -> Array:
        out = keys[np.maximum(rows, 0)].astype(object) if len(keys) else np.full(len(rows), None, dtype=object)
        out[rows == EMPTY] = None if numeric or self.style.blanks[0] is None else self.style.blanks[0]
        gone = np.nonzero(rows == ORPHAN)[0]
        if len(gone):
            strange = rng.integers(top + 1, top + max(50, top), len(gone))
            for position, value in zip(gone, strange, strict=True):
                out[position] = int(value) if numeric else f"X{int(value):06d}"
        return out

    def _key_values(self, hub: str, concept: str) -> Array:
        """A hub's natural key as it stands in the hub, one a row."""
        tab = self.tabs[hub]
        cached = tab.cache.get(f"key/{concept}")
        if cached is None:
            col = next(c for c in tab.cols if c.token.sign == "" and c.token.name == concept)
            cached = np.concatenate([col.make(start, min(CHUNK, tab.n - start)) for start in range(0, tab.n, CHUNK)])
            tab.cache[f"key/{concept}"] = cached
        return cached

    def _pointer_column(self, tab: Tab, part: Token, index: int, taken: set[str]) -> None:
        spec = tab.spec
        natural = self._natural(spec, part)
        hub = self._hub_for(spec, part)
        target = self.tabs[hub]
        rows = self._rows_in(spec, part, hub)
        words = part.words
        if natural and not words and natural not in ("login",):
            words = CONCEPTS[natural].words if self.random.random() < 0.7 else self._words_of_hub(hub)
        name = self.namer.pointer(words, self._words_of_hub(hub), target.name, tab.name, taken, numeric=not natural)
        shout = natural in ("login", "email") and self.random.random() < 0.3

        def make(start: int, n: int) -> Array:
            part_rows = rows[start : start + n]
            rng = self.rng("orphan", spec.name, index, start)
            if natural:
                values = self._render(self._key_values(hub, natural), part_rows, numeric=False, rng=rng, top=99000)
                if shout:
                    values = objects([value.upper() if isinstance(value, str) else value for value in values])
                return values
            if not (part_rows < 0).any() and target.ids is None:
                return target.id_of(part_rows)
            ids = target.id_of(np.arange(target.n))
            return self._render(ids, part_rows, numeric=True, rng=rng, top=int(ids.max()) if len(ids) else 1)

        tab.column_of[part] = (name,)
        col = Col(name, "text" if natural else "int", part, make, pointer=hub)
        tab.cols.append(col)
        to = ""
        if natural:
            self.fixes.append(
                lambda: self._add_pointer(tab, part, name, hub, self._natural_column(hub, natural), t.NATURAL, rows)
            )
        else:
            self.fixes.append(lambda: self._add_pointer(tab, part, name, hub, target.id_name, t.SINGLE, rows))
            if self._declared(spec, part):
                self.fixes.append(lambda: setattr(col, "to", (target.name, target.id_name)))
        del to

    def _natural_column(self, hub: str, concept: str) -> str:
        return next(c.name for c in self.tabs[hub].cols if c.token.sign == "" and c.token.name == concept)

    def _add_pointer(self, tab: Tab, part: Token, name: str, hub: str, to: str, kind: str, rows: Array) -> None:
        filled = bool((rows != EMPTY).any())
        roles = tuple(ROLES[role] for role in part.roles) or (t.ABOUT,)
        also: list[tuple[str, str]] = []
        if self.style.hubs == "one" and kind == t.SINGLE:
            # A role row and its person are one human; where numbers coincide no one could tell which is meant.
            for other in ("pupil", "contact", "staff", "governor", "professional", "account"):
                if other in self.tabs and other != hub:
                    pointer = next(
                        (c for c in self.tabs[other].cols if c.token.sign == "@" and c.token.name == "person"), None
                    )
                    if pointer is not None and hub == "person":
                        also.append((self.tabs[other].name, pointer.name))
        self.joins.append(
            t.Join(
                tab.name, (name,), self.tabs[hub].name, (to,), kind, int((rows == ORPHAN).sum()), tuple(also), filled
            )
        )
        self.pointers.append(t.Pointer(tab.name, (name,), self.tabs[hub].name, roles[0], roles[1:], filled))
        self.constructs.add(kind)

    def _join_column(self, tab: Tab, part: Token, index: int, taken: set[str]) -> None:
        spec = tab.spec
        target = self.tabs[part.name]
        rows = tab.rows_of[part]
        name = self.namer.pointer(part.words, target.spec.words, target.name, tab.name, taken)

        def make(start: int, n: int) -> Array:
            part_rows = rows[start : start + n]
            if not (part_rows < 0).any():
                return target.id_of(part_rows)
            ids = target.id_of(np.arange(target.n))
            return self._render(
                ids,
                part_rows,
                numeric=True,
                rng=self.rng("orphan", spec.name, index, start),
                top=int(ids.max()) if len(ids) else 1,
            )

        tab.column_of[part] = (name,)
        col = Col(name, "int", part, make)
        tab.cols.append(col)
        filled = bool((rows != EMPTY).any())
        if part.name == spec.name:
            self.constructs.add("self join")
        if part.sign == "^^":
            self.constructs.add("bridge")

        def fix() -> None:
            self.joins.append(
                t.Join(
                    tab.name, (name,), target.name, (target.id_name,), t.SINGLE, int((rows == ORPHAN).sum()), (), filled
                )
            )
            if self._declared(spec, part):
                col.to = (target.name, target.id_name)

        self.fixes.append(fix)

    # -- codes ---------------------------------------------------------------------------------------------------------------

    def _lookup(self, name: str) -> Tab:
        """The table of a code set; one for all in the `shared` houses."""
        shared = self.style.lookups == "shared"
        key = "lookup" if shared else f"lookup_{name}"
        if key not in self.tabs:
            words = (
                WEIRD["lookup"]
                if shared
                else "|".join(
                    f"{word} code" if k else word for k, word in enumerate(self._code_words(name).split("|")[:2])
                )
            )
            spec = Spec(key, "sys", "0", words, ())
            tab = Tab(spec, self.namer.table(words, "sys", self.taken), 0)
            self.tabs[key] = tab
            taken = self.columns_taken[key] = set()
            namer = self.namer
            tab.id_name = namer.key(words, tab.name, taken)
            names = [tab.id_name]
            if shared:
                names.append(namer.column("category|list|code type", tab.name, taken))
            names += [
                namer.column(CONCEPTS["code"].words, tab.name, taken),
                namer.column("description|meaning|long description", tab.name, taken),
            ]
            tab.pk = (tab.id_name,) if self.style.keys == "declared" else ()
            self.fills[key] = []
            for position, column in enumerate(names):
                tab.cols.append(
                    Col(column, "int" if position == 0 else "text", Token("", "code"), self._fill_maker(key, position))
                )
                self.labels[tab.name, column] = t.ColumnTruth(tab.name, column, False)
        tab = self.tabs[key]
        if name not in self.shared_start:
            codes, meanings = CODE_SETS[name]
            self.shared_start[name] = len(self.fills[key])
            for code, meaning in zip(codes, meanings, strict=True):
                row = (
                    len(self.fills[key]) + 1,
                    *(
                        (self.namer.join(name) if self.namer.case != "opaque" else name.replace("_", " "),)
                        if shared
                        else ()
                    ),
                    code,
                    meaning,
                )
                self.fills[key].append(row)
            tab.n = len(self.fills[key])
        return tab

    def _fill_maker(self, key: str, position: int) -> Callable[[int, int], Array]:
        return lambda start, n: objects([row[position] for row in self.fills[key][start : start + n]])

    def _code_words(self, name: str) -> str:
        return CODE_WORDS.get(name) or CONCEPTS[CODE_CONCEPT.get(name, name)].words

    def _code_column(self, tab: Tab, part: Token, index: int, taken: set[str]) -> None:
        style, name = self.style, part.name
        mode = style.lookups
        codes, meanings = CODE_SETS[name]
        fact = CODE_FACT.get(name)
        numeric = mode in ("id", "shared")
        words = part.words or self._code_words(name)
        column = (
            self.namer.pointer(words, "", "", tab.name, taken, numeric=True)
            if numeric and self.namer.id_style != "tableID"
            else self.namer.column(words, tab.name, taken)
        )
        target = self._lookup(name) if mode != "text" else None
        offset = self.shared_start.get(name, 0)
        by_meaning = fact is not None and name in ("religion", "condition", "job", "union")
        where = {value: k for k, value in enumerate(meanings if by_meaning else codes)}
        shown = objects(
            [offset + k + 1 for k in range(len(codes))]
            if numeric
            else list(codes)
            if mode == "code" or name in ("ethnicity", "sen", "need", "language", "att_code", "user_role", "relation")
            else list(meanings)
        )

        def make(start: int, n: int) -> Array:
            rng = self.rng("code", tab.spec.name, index, start)
            picks = rng.integers(0, len(codes), n)
            if name == "att_code":
                picks = np.where(rng.random(n) < 0.85, rng.integers(0, 2, n), picks)
            if fact is not None:
                facts = self.world.facts[fact]
                humans = self.who(tab)[start : start + n]
                picks = np.array(
                    [where.get(facts[who], picks[k]) if who >= 0 else picks[k] for k, who in enumerate(humans)],
                    dtype=np.int64,
                )
            values = shown[picks]
            blank = part.null > 0
            if name == "user_role":
                humans = self.who(tab)[start : start + n]
                kinds = self._kind_index()
                values = shown[np.array([kinds[who] for who in humans])]
                blank = False
            return self._blanks(tab, part, index, values, start, "int" if numeric else "text") if blank else values

        tab.column_of[part] = (column,)
        col = Col(column, "int" if numeric else "text", part, make)
        tab.cols.append(col)
        if target is not None:
            to = target.id_name if numeric else target.cols[-2].name
            self.constructs.add("code sets")
            filled = tab.n > 0
            self.joins.append(
                t.Join(tab.name, (column,), target.name, (to,), t.SINGLE if numeric else t.NATURAL, 0, (), filled)
            )
            if numeric and style.fks == "all":
                col.to = (target.name, target.id_name)

    def _kind_index(self) -> Array:
        out = np.full(self.world.size, 3, dtype=np.int64)
        for position, kind in enumerate(("pupil", "contact", "staff")):
            out[self.world.of_kind[kind]] = position
        return out

    # -- lists, pairs, composites --------------------------------------------------------------------------------------------

    def _list_column(self, tab: Tab, part: Token, taken: set[str]) -> None:
        hub = self._target(part.name)
        target = self.tabs[hub]
        how = "object" if part.sign == "{@" else self.style.lists
        words = part.words
        name = self.namer.column(words, tab.name, taken)
        field_name = (
            self.namer.join(
                self.namer.pick("{" + (part.name if part.name in ("pupil", "staff", "contact") else "person") + "} id")
            )
            if self.namer.case != "opaque"
            else "p"
        )
        rows, targets = tab.lists_of[part]
        bounds = np.searchsorted(rows, np.arange(tab.n + 1))
        ids = target.id_of(np.arange(target.n))

        def make(start: int, n: int) -> Array:
            out = []
            for row in range(start, start + n):
                values = [int(ids[k]) for k in targets[bounds[row] : bounds[row + 1]]]
                out.append(self._list_text(values, how, field_name, row))
            return objects(out)

        tab.column_of[part] = (name,)
        tab.cols.append(Col(name, "text", part, make))

        def fix() -> None:
            kind = t.IN_JSON if how == "object" else t.LIST
            roles = tuple(ROLES[role] for role in part.roles) or (t.ABOUT,)
            filled = tab.n > 0
            self.joins.append(t.Join(tab.name, (name,), target.name, (target.id_name,), kind, 0, (), filled))
            self.pointers.append(t.Pointer(tab.name, (name,), target.name, roles[0], roles[1:], filled))
            self.constructs.add(kind if how == "object" else f"list {how}")

        self.fixes.append(fix)

    @staticmethod
    def _list_text(values: list[int], how: str, name: str, row: int) -> str:
        if how == "comma":
            return ",".join(map(str, values))
        if how == "pipe":
            return "|" + "|".join(map(str, values)) + "|"
        if how == "json":
            return json.dumps(values)
        if how == "php":
            return (
                f"a:{len(values)}:{{"
                + "".join(
                    f"i:{k};i:{value};" if row % 2 else f'i:{k};s:{len(str(value))}:"{value}";'
                    for k, value in enumerate(values)
                )
                + "}"
            )
        if row % 3 == 0:
            return json.dumps({"version": 2, "items": [{"row": k + 1, name: value} for k, value in enumerate(values)]})
        return json.dumps(
            {
                "version": 2,
                "items": [{"row": k + 1, name: value, "label": None} for k, value in enumerate(values)],
                "saved": True,
            }
        )

    def _poly_columns(self, tab: Tab, part: Token, index: int, taken: set[str]) -> None:
        spec = tab.spec
        which, rows = tab.poly_of[part]
        base = self.namer.pick(part.words or "owner|linked|subject|entity|parent|related")
        type_name = self.namer.column(f"{base} type", tab.name, taken)
        id_name = self.namer.column(f"{base} id", tab.name, taken, "int")
        tables = [self.tabs[self._poly_table(name)] for name in part.targets]
        style = self.style
        words: list[Any] = []
        for position, (name, target) in enumerate(zip(part.targets, tables, strict=True)):
            if style.poly == "number":
                words.append((position + 1) * 10)
            elif style.poly == "table":
                words.append(target.name)
            else:
                noun = (
                    self.namer.pick("{" + name + "}")
                    if name in ("pupil", "staff", "contact", "account", "person")
                    else self.namer.pick(target.spec.words)
                )
                words.append("".join(word.capitalize() for word in noun.split()))
        shown = objects(words)

        def make_type(start: int, n: int) -> Array:
            values = shown[which[start : start + n]].astype(object)
            values[rows[start : start + n] == EMPTY] = None
            return values

        def make_id(start: int, n: int) -> Array:
            out = np.full(n, None, dtype=object)
            rng = self.rng("orphan", spec.name, index, start)
            for position, target in enumerate(tables):
                mask = (which[start : start + n] == position) & (rows[start : start + n] != EMPTY)
                if mask.any():
                    ids = target.id_of(np.arange(target.n))
                    out[mask] = self._render(
                        ids, rows[start : start + n][mask], numeric=True, rng=rng, top=int(ids.max()) if len(ids) else 1
                    )
            return out

        tab.column_of[part] = (type_name, id_name)
        tab.cols.append(Col(type_name, "int" if style.poly == "number" else "text", part, make_type))
        tab.cols.append(Col(id_name, "int", part, make_id))

        def fix() -> None:
            roles = tuple(ROLES[role] for role in part.roles) or (t.ABOUT,)
            for position, (name, target) in enumerate(zip(part.targets, tables, strict=True)):
                mine = which == position
                filled = bool((mine & (rows != EMPTY)).any())
                self.joins.append(
                    t.Join(
                        tab.name,
                        (type_name, id_name),
                        target.name,
                        (target.id_name,),
                        t.DISCRIMINATOR,
                        int((mine & (rows == ORPHAN)).sum()),
                        (),
                        filled,
                    )
                )
                if name in HUB_KINDS:
                    known = any(
                        p.table == tab.name and p.columns == (type_name, id_name) and p.hub == target.name
                        for p in self.pointers
                    )
                    if not known:
                        self.pointers.append(
                            t.Pointer(tab.name, (type_name, id_name), target.name, roles[0], roles[1:], filled)
                        )
            self.constructs.add(f"discriminator {style.poly}")

        self.fixes.append(fix)

    def _composite_columns(self, tab: Tab, part: Token, taken: set[str]) -> None:
        target = self.tabs[part.name]
        rows = tab.rows_of[part]
        names = []
        for key in target.cols[:2]:
            name = (
                self.namer._unique(key.name, taken)
                if self.namer.case != "opaque"
                else self.namer.column("", tab.name, taken)
            )
            names.append(name)

            def make(start: int, n: int, key: Col = key) -> Array:
                cached = target.cache.get(f"all/{key.name}")
                if cached is None:
                    cached = target.cache[f"all/{key.name}"] = np.concatenate(
                        [key.make(s, min(CHUNK, target.n - s)).astype(object) for s in range(0, target.n, CHUNK)]
                    )
                return cached[rows[start : start + n]]

            tab.cols.append(Col(name, key.sql, part, make))
        tab.column_of[part] = tuple(names)

        def fix() -> None:
            keys = tuple(col.name for col in target.cols[:2])
            self.joins.append(t.Join(tab.name, tuple(names), target.name, keys, t.SEVERAL, 0, (), tab.n > 0))
            self.constructs.add(t.SEVERAL)
            pointer = target.cols[0].token
            if pointer.sign == "@":
                hub = self.tabs[target.cols[0].pointer]
                self.joins.append(
                    t.Join(
                        tab.name,
                        (names[0],),
                        hub.name,
                        (hub.id_name,),
                        t.SINGLE,
                        0,
                        ((target.name, keys[0]),),
                        tab.n > 0,
                    )
                )
                self.pointers.append(t.Pointer(tab.name, (names[0],), hub.name, t.ABOUT, (), tab.n > 0))

        self.fixes.append(fix)

    # -- fields the school added itself --------------------------------------------------------------------------------------

    def _plain_table(self, key: str, words: str, columns: list[tuple[str, str]]) -> Tab:
        """A table whose rows are given; `columns` are (words, sql), the first its number."""
        spec = Spec(key, "sys", "0", words, ())
        tab = Tab(spec, self.namer.table(words, "sys", self.taken), 0)
        self.tabs[key] = tab
        taken = self.columns_taken[key] = set()
        tab.id_name = self.namer.key(words, tab.name, taken)
        self.fills[key] = []
        tab.cols.append(Col(tab.id_name, "int", Token("", "id"), self._fill_maker(key, 0)))
        for position, (said, sql) in enumerate(columns):
            tab.cols.append(
                Col(
                    self.namer.column(said, tab.name, taken, sql),
                    sql,
                    Token("", "label"),
                    self._fill_maker(key, position + 1),
                )
            )
        tab.pk = (tab.id_name,) if self.style.keys == "declared" else ()
        for col in tab.cols:
            self.labels[tab.name, col.name] = t.ColumnTruth(tab.name, col.name, False)
        return tab

    def _udf(self) -> None:
        """Numbered columns in a people table, and the table that says what they are."""
        home = self.tabs["pupil" if "pupil" in self.tabs else "person"]
        said = self.random.choice(("custom", "udf", "user field", "extra"))
        fields = list(UDF_PUPIL)
        self.random.shuffle(fields)
        definition = self._plain_table(
            "udf_def",
            "custom fields|user defined field|field label|udf definition",
            [
                ("column|field|column name", "text"),
                ("title|caption|label", "text"),
                ("type|data type", "text"),
                ("table|applies to|entity", "text"),
            ],
        )
        for position, name in enumerate(fields):
            concept = CONCEPTS[name]
            part = Token("", name, null=0.3, words=f"{said} {position + 1:02d}")
            taken = self.columns_taken[home.spec.name]
            column = self.namer._unique(
                self.namer.join(said)[:5] + f"{position + 1:02d}"
                if self.namer.case == "dbase"
                else self.namer.join(f"{said} {position + 1}"),
                taken,
            )
            home.column_of[part] = (column,)
            home.cols.append(
                Col(column, self._sql(concept), part, self._concept_maker(home, part, concept, 900 + position))
            )
            self.udf_columns.append((home.spec.name, column, concept))
            self.fills["udf_def"].append((position + 1, column, FIELD_LABELS[name], "text", home.name))
        definition.n = len(self.fills["udf_def"])
        self.constructs.add("numbered columns with definitions")

    def _eav(self) -> None:
        """Values of fields a definition table names, one a row."""
        fields = list(EAV_PUPIL)
        self.random.shuffle(fields)
        definition = self._plain_table(
            "field_def",
            "custom field|additional field|user defined field|field definition",
            [
                ("name|short name|field name", "text"),
                ("title|caption|prompt", "text"),
                ("type|data type|field type", "text"),
                ("sort order|sequence", "int"),
            ],
        )
        for position, name in enumerate(fields):
            self.fills["field_def"].append((position + 1, name.replace("_", ""), FIELD_LABELS[name], "text", position))
        definition.n = len(self.fills["field_def"])
        hub = self._target("pupil")
        n = min(20_000, int(1.4 * len(self.world.of_kind["pupil"])))
        spec = Spec(
            "field_value",
            "sys",
            str(n),
            "custom field value|additional value|user defined value|field value",
            (token("id"), token("@pupil about")),
        )
        tab = Tab(spec, self.namer.table(spec.words, "sys", self.taken), n)
        self.tabs["field_value"] = tab
        self.spec_of["field_value"] = spec
        taken = self.columns_taken["field_value"] = set()
        rng = self.rng("eav")
        which = rng.integers(0, len(fields), n)
        tab.rows_of[spec.tokens[1]] = self._some(rng, hub, "pupil", n, True)
        tab.id_name = self.namer.key(spec.words, tab.name, taken)
        tab.column_of[spec.tokens[0]] = (tab.id_name,)
        tab.cols.append(Col(tab.id_name, "int", spec.tokens[0], self._id_maker(tab)))
        tab.pk = (tab.id_name,) if self.style.keys == "declared" else ()
        self._pointer_column(tab, spec.tokens[1], 1, taken)
        field_column = self.namer.pointer("field", "field", definition.name, tab.name, taken)
        tab.cols.append(
            Col(field_column, "int", Token("^", "field_def"), lambda start, m: which[start : start + m] + 1)
        )
        value_column = self.namer.column("value|data|field value|content", tab.name, taken)

        def make(start: int, m: int) -> Array:
            who = self.who(tab)[start : start + m]
            out = np.full(m, None, dtype=object)
            for position, name in enumerate(fields):
                mask = which[start : start + m] == position
                if mask.any():
                    place = Place(
                        self.world,
                        self.rng("eav", name, start),
                        int(mask.sum()),
                        start,
                        who[mask],
                        self.style,
                        quick=True,
                    )
                    out[mask] = CONCEPTS[name].make(place)
            return objects([None if value is None else str(value) for value in out])

        tab.cols.append(Col(value_column, "text", Token("", "eav"), make))
        special = frozenset().union(*(CONCEPTS[name].special for name in fields))
        self.labels[tab.name, value_column] = t.ColumnTruth(tab.name, value_column, True, "several", special)
        self.labels[tab.name, field_column] = t.ColumnTruth(tab.name, field_column, None)
        self.joins.append(t.Join(tab.name, (field_column,), definition.name, (definition.id_name,), t.SINGLE))
        self.constructs.add("values by definition table")

    def _dictionary(self) -> None:
        """Every table and column under a number; one table says what each means."""
        self._plain_table("dictionary", "dictionary", [("table", "text"), ("column", "text"), ("label", "text")])
        rows = self.fills["dictionary"]
        for key, tab in list(self.tabs.items()):
            if key in ("dictionary",):
                continue
            rows.append((len(rows) + 1, tab.name, "", self.namer.pick(tab.spec.words).capitalize()))
            for col in tab.cols:
                said = self._said(col)
                rows.append((len(rows) + 1, tab.name, col.name, said.capitalize()))
        self.tabs["dictionary"].n = len(rows)
        self.constructs.add("dictionary of columns")

    def _said(self, col: Col) -> str:
        part = col.token
        if part.words:
            return self.namer.pick(part.words)
        if part.sign == "" and part.name in CONCEPTS:
            return self.namer.pick(CONCEPTS[part.name].words)
        if part.sign == "#":
            return self.namer.pick(self._code_words(part.name))
        if part.sign == "@":
            return self.namer.pick(self._words_of_hub(self._target(part.name)))
        if part.sign == "*":
            return "owner type" if col.sql != "int" or col.name.endswith("type") else "owner"
        if part.name in self.spec_of:
            return self.namer.pick(self.spec_of[part.name].words)
        return part.name or "value"

    # -- labels ----------------------------------------------------------------------------------------------------------------

    def _label(self) -> None:
        for fix in self.fixes:
            fix()
        people_keys: set[str] = set()
        unsure: set[str] = set()
        for key, tab in self.tabs.items():
            if key in HUB_KINDS or key == "field_value":
                people_keys.add(key)
                continue
            for part in tab.spec.tokens:
                role = part.roles[0] if part.roles else "about"
                if part.sign in ("@", "[@", "{@", "*") and role == "about":
                    if (
                        key
                        in (
                            "locker",
                            "audit",
                            "login_log",
                            "user_permission",
                            "print_queue",
                            "task",
                            "room_booking",
                            "cover",
                        )
                        or len(part.roles) > 1
                    ):
                        unsure.add(key)
                    else:
                        people_keys.add(key)
                elif part.sign in ("@", "[@"):
                    unsure.add(key)
        changed = True
        while changed:
            changed = False
            for key, tab in self.tabs.items():
                for part in tab.spec.tokens:
                    if part.sign in ("^", "&") and part.name in people_keys and key not in people_keys:
                        people_keys.add(key)
                        changed = True
                    if part.sign == "^^" and key in people_keys and part.name not in people_keys:
                        people_keys.add(part.name)
                        changed = True
        unsure -= people_keys
        for key, tab in self.tabs.items():
            if tab.n == 0 and key in people_keys:
                people_keys.discard(key)
                unsure.add(key)
        self.people_keys, self.unsure_keys = people_keys, unsure
        for key, tab in self.tabs.items():
            for col in tab.cols:
                if (tab.name, col.name) not in self.labels:
                    self.labels[tab.name, col.name] = self._label_of(key, tab, col, key in people_keys, key in unsure)

    def _label_of(self, key: str, tab: Tab, col: Col, people_table: bool, unsure: bool) -> t.ColumnTruth:
        part = col.token
        about = people_table
        concept: Concept | None = None
        personal: bool | None
        if part.sign == "":
            concept = CONCEPTS[part.name]
            if part.name == "id":
                return t.ColumnTruth(tab.name, col.name, None if key in HUB_KINDS else False)
            personal = concept.personal if about else (None if concept.personal is None or unsure else False)
            if concept.personal is False:
                personal = False
            if (
                not about
                and concept.kind in ("name", "contact", "identifier", "online identifier")
                and concept.personal
            ):
                personal = None
        elif part.sign == "#":
            concept = CONCEPTS[CODE_CONCEPT.get(part.name, part.name)]
            personal = concept.personal if about else None
        elif part.sign in ("@", "[@", "{@"):
            return t.ColumnTruth(tab.name, col.name, True if tab.n else None, "identifier")
        elif part.sign == "*":
            is_type = col.name == tab.column_of[part][0]
            return t.ColumnTruth(tab.name, col.name, None if is_type or not tab.n else True, "identifier")
        elif part.sign == "&":
            pointer = self.tabs[part.name].cols[0].token.sign == "@" and col.name == tab.column_of[part][0]
            return t.ColumnTruth(tab.name, col.name, True if pointer else None, "identifier" if pointer else "")
        else:
            return t.ColumnTruth(
                tab.name, col.name, None if about or part.sign in ("^", "^^") else (None if unsure else False)
            )
        if tab.n == 0:
            personal = None
        if part.null >= 1 or part.name == "unused":
            personal = None
        special = concept.special if personal else frozenset()
        return t.ColumnTruth(tab.name, col.name, personal, concept.kind if personal else "", special)

    # -- rows ------------------------------------------------------------------------------------------------------------------

    def views(self) -> list[tuple[str, str]]:
        """(name, SQL): lists the vendor's reports read."""
        if not self.style.views or "person" not in self.tabs or "pupil" not in self.tabs:
            return []
        person, pupil = self.tabs["person"], self.tabs["pupil"]
        pointer = next(col for col in pupil.cols if col.token.sign == "@" and col.token.name == "person")
        shown = [col.name for col in person.cols if col.token.name in ("surname", "forename", "born", "sex")]
        columns = ", ".join(f'p."{name}"' for name in shown)
        sql = f'SELECT r."{pupil.id_name}", {columns} FROM "{pupil.name}" r JOIN "{person.name}" p ON p."{person.id_name}" = r."{pointer.name}"'
        return [(self.namer.join("view " + self.namer.nouns["pupil"] + " list"), sql)]

    def chunks(self, tab: Tab) -> Iterator[list[list[Any]]]:
        """The table's columns as lists, stretch by stretch."""
        for start in range(0, tab.n, CHUNK):
            n = min(CHUNK, tab.n - start)
            yield [col.make(start, n).tolist() for col in tab.cols]


def weave(
    style: str,
    seed: int,
    size: str = "school",
    *,
    tables: int | None = None,
    rows: int | None = None,
    mojibake: float = 0.0,
) -> Weaver:
    want_tables, want_rows, pupils = SIZES[size]
    if rows is not None:
        pupils = max(30, min(20_000, int(rows**0.5 * 2.2)))
    sample = None if (rows or want_rows) <= 400_000 else 50
    return Weaver(STYLES[style], seed, tables or want_tables, rows or want_rows, pupils, sample, mojibake)
