"""What the school said, put where the program would have decided by itself. Spec: docs/spec/map.md, Questions.

An answer is found by the id of its question: the column's or table's own, else that of a sort of columns. An own
answer goes before that of its sort, and an empty one keeps the sort's away from a column that no longer is what the
school was asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from honour.discovery.entities import Entities
from honour.discovery.hubs import FoundHub, hub_said
from honour.discovery.profile import TableProfile
from honour.discovery.roles import ACTING, WROTE
from honour.kernel.holding import Label, Role, SubjectKind
from honour.kernel.mapping import (
    Asks,
    ColumnFinding,
    ColumnRef,
    Join,
    JoinKind,
    Kind,
    Meaning,
    Pointer,
)

UNKNOWN, EACH, NOBODY, THING, ABOUT = "unknown", "each", "nobody", "thing", "about"
SAID = "the school said so"
SURE = 0.99
UNSURE = 0.85
"""Under `DOUBTFUL`: what hangs on it is shown as doubtful and a person decides."""
ROLES = {"about": Role.ABOUT, "wrote": Role.WRITTEN_BY, "dealt": Role.ASSIGNED, "mentioned": Role.MENTIONS}
SAME = "same"
PEOPLE = {str(kind): kind for kind in SubjectKind}
HOLDS = {
    "health": Label.HEALTH, "sen": Label.SEN, "ethnicity": Label.ETHNICITY, "religion": Label.RELIGION,
    "safeguarding": Label.SAFEGUARDING, "criminal": Label.CRIMINAL, "politics": Label.POLITICS, "union": Label.UNION,
    "sexuality": Label.SEXUALITY, "biometric": Label.BIOMETRIC, "genetic": Label.GENETIC,
}  # fmt: skip
_KIND = {
    Label.HEALTH: Kind.HEALTH, Label.GENETIC: Kind.HEALTH, Label.SEN: Kind.SUPPORT,
    Label.SAFEGUARDING: Kind.SAFEGUARDING, Label.BIOMETRIC: Kind.BIOMETRIC,
}  # fmt: skip
_M = Meaning
_NAMED_BY = frozenset({_M.UPN, _M.IDENTIFIER, _M.ONLINE_ID, _M.EMAIL})


def own_id(kind: Asks, place: ColumnRef | str) -> str:
    """`place`: a column, or the address of a table."""
    return f"{kind}:{place}"


def target_sort(source: str, words: Collection[str], options: Sequence[str]) -> str:
    """Columns that name somebody in one of the same two lists, and say alike what that person did."""
    told = set(words)
    if "by" in told or told & WROTE:
        doing = "did it"
    elif told & ACTING:
        doing = "dealt with it"
    else:
        doing = " ".join(sorted(told - {"identifier", "number", "code", "key", "reference"}))
    return f"{Asks.TARGET}:{source}:{'+'.join(sorted(at.partition('.')[2] for at in options[:2]))}:{doing}"


def role_sort(hub: str, stem: Collection[str]) -> str:
    """Columns of one name into one list of people."""
    source, _, table = hub.partition(".")
    return f"{Asks.ROLE}:{source}:{table}:{' '.join(sorted(stem))}"


def column_sort(ref: ColumnRef) -> str:
    """Columns of one name, which say nothing anywhere."""
    return f"{Asks.COLUMN}:{ref.source}:{ref.column.casefold()}"


def code_id(ref: ColumnRef, value: str) -> str:
    return f"{Asks.CODE}:{ref}={value.strip()}"


class Answers:
    """`followed` afterwards holds every answer that was used, by the id of the one column or table it settled."""

    def __init__(
        self, said: Mapping[str, str], profiles: Mapping[str, TableProfile], entities: Entities,
        meanings: Mapping[tuple[str, str], Meaning],
    ) -> None:  # fmt: skip
        self._said, self._profiles, self._entities, self._meanings = said, profiles, entities, meanings
        self.followed: dict[str, str] = {}

    def code(self, own: str, sort: str = "") -> str:
        """The code of the answer; '' if there is none."""
        code = self._said.get(own)
        if code is None and sort:
            code = self._said.get(sort)
            code = None if code == EACH else code
        if code:
            self.followed[own] = code
        return code or ""

    def given(self, question: str) -> bool:
        """Whether a question was answered, so that it is not asked again."""
        return bool(self._said.get(question))

    def each(self, sort: str) -> bool:
        """Whether the school said that the columns of a sort differ, so that each is asked by itself."""
        return self._said.get(sort) == EACH

    def kept_away(self, own: str) -> bool:
        """Whether the answer of its sort does not go for a column that changed."""
        return self._said.get(own) == ""

    # ---- which tables are people

    def people(self, hubs: Iterable[FoundHub]) -> list[FoundHub]:
        """The people tables, without those the school says are none, with those it says are."""
        held = {f"{found.hub.source}.{found.hub.table}": found for found in hubs}
        for at, profile in self._profiles.items():
            code = self.code(own_id(Asks.TABLE, at))
            if code in {THING, ABOUT}:
                held.pop(at, None)
            elif code in PEOPLE:
                kind = PEOPLE[code]
                found = held.get(at) or hub_said(at, profile, self._meanings, code)
                why = found.hub.reason if SAID in found.hub.reason else f"{found.hub.reason}; {SAID}".lstrip("; ")
                known = replace(found.hub, kind=kind, confidence=SURE, reason=why)
                held[at] = replace(found, hub=known)
        return [self._codes(held[at]) for at in sorted(held)]

    def _codes(self, found: FoundHub) -> FoundHub:
        hub = found.hub
        if not hub.kind_column:
            return found
        told = dict(hub.kind_values)
        ref = ColumnRef(hub.source, hub.table, hub.kind_column)
        for value in sorted(found.profile.columns[hub.kind_column].distinct):
            code = self.code(code_id(ref, value))
            if code in PEOPLE:
                told[value] = PEOPLE[code]
        return replace(found, hub=replace(hub, kind_values=tuple(sorted(told.items()))))

    def things(self) -> frozenset[str]:
        """Tables whose rows the school says are about nobody."""
        return frozenset(at for at in self._profiles if self.code(own_id(Asks.TABLE, at)) == THING)

    # ---- whom a column names

    def targets(
        self, joins: Iterable[Join], doubts: Iterable[tuple[ColumnRef, tuple[str, ...], int]],
        hubs: Mapping[str, FoundHub],
    ) -> list[Join]:  # fmt: skip
        """`joins` with the people the school says a column names; `doubts`: (column, people tables that fit, rows)."""
        made = list(joins)
        for about, options, _ in doubts:
            column = self._profiles[about.at].columns[about.column]
            words = self._entities.column_words(about.at, column)
            code = self.code(own_id(Asks.TARGET, about), target_sort(about.source, words, options))
            if code:
                made = list(self._aimed(made, about, code, options, hubs))
        return made

    def _aimed(
        self, joins: Sequence[Join], about: ColumnRef, code: str, options: Sequence[str], hubs: Mapping[str, FoundHub]
    ) -> Iterable[Join]:
        mine = [join for join in joins if join.from_columns[0] == about and join.to_columns[0].at in hubs]
        yield from (join for join in joins if join not in mine)
        if code == UNKNOWN:
            yield from (replace(join, confidence=min(join.confidence, 2 * UNSURE - 1)) for join in mine)
        elif code == NOBODY:
            return
        elif code not in hubs or any(join.to_columns[0].at == code for join in mine):
            # several lists at once stay, but for those that only fitted as well
            yield from (
                replace(join, confidence=SURE, evidence=f"{join.evidence}; {SAID}")
                if join.to_columns[0].at == code else join
                for join in mine
                if code not in hubs or join.to_columns[0].at == code or join.to_columns[0].at not in options
            )  # fmt: skip
        else:
            shown = mine[0] if mine else Join((about,), (), JoinKind.SINGLE, "", SURE)
            yield self._join(shown, hubs[code])
            yield from (join for join in mine[1:] if join.to_columns[0].at not in options)

    def _join(self, shown: Join, found: FoundHub) -> Join:
        """`shown`, to the column of the people table that holds the most of its values."""
        column = self._profiles[shown.from_columns[0].at].columns[shown.from_columns[0].column]
        named = [found.key, *(name for meaning, name in found.hub.columns if meaning in _NAMED_BY)]
        best = max(
            (name for name in dict.fromkeys(named) if name in found.profile.columns),
            key=lambda name: len(column.canonical & found.profile.columns[name].canonical),
            default=next(iter(found.profile.columns)),
        )
        to = found.profile.columns[best]
        plain = shown.kind in {JoinKind.SINGLE, JoinKind.NATURAL} and not shown.detail
        kind = shown.kind
        if plain:
            kind = JoinKind.SINGLE if best == found.key or to.has("integer") else JoinKind.NATURAL
        orphans = len(column.canonical - to.canonical) if plain else shown.orphans
        target = ColumnRef(found.hub.source, found.hub.table, best)
        return replace(
            shown, to_columns=(target,), kind=kind, evidence=SAID, confidence=SURE, orphans=max(0, orphans)
        )  # fmt: skip

    # ---- what a person is to a row

    def roles(self, pointers: Iterable[Pointer]) -> list[Pointer]:
        return [self._role(pointer) for pointer in pointers]

    def _role(self, pointer: Pointer) -> Pointer:
        ref = pointer.join.from_columns[0]
        column = self._profiles[ref.at].columns[ref.column]
        sort = role_sort(pointer.hub, self._entities.stem(ref.at, column))
        code = self.code(own_id(Asks.ROLE, ref), sort)
        if code == UNKNOWN:
            return replace(pointer, confidence=min(pointer.confidence, UNSURE))
        if code == SAME:
            return replace(pointer, role=Role.ABOUT, same_person=True, reason=SAID, confidence=SURE)
        if code in ROLES:
            return replace(pointer, role=ROLES[code], same_person=False, reason=SAID, confidence=SURE)
        return pointer

    def shared(self, ref: ColumnRef) -> bool | None:
        """Whether the row a column points to is about those whose rows point to it; None if nobody said."""
        code = self.code(own_id(Asks.SHARED, ref))
        return None if code in {"", UNKNOWN} else code == ABOUT

    # ---- what a column holds

    def columns(self, findings: Iterable[ColumnFinding]) -> list[ColumnFinding]:
        return [self._column(finding) for finding in findings]

    def _column(self, finding: ColumnFinding) -> ColumnFinding:
        code = self.code(own_id(Asks.COLUMN, finding.at), column_sort(finding.at))
        if code in HOLDS:
            label = HOLDS[code]
            kinds = (_KIND.get(label, Kind.CHARACTERISTIC),)
            return replace(
                finding, personal=True, labels=finding.labels | {label}, kinds=kinds, meaning=Meaning.SPECIAL,
                reason=SAID, confidence=SURE,
            )  # fmt: skip
        if code == THING:
            return replace(finding, personal=False, labels=frozenset(), kinds=(), reason=SAID, confidence=SURE)
        if code == ABOUT:
            return replace(finding, personal=True, reason=SAID, confidence=SURE)
        return finding

    def unexplained(self, findings: Iterable[ColumnFinding]) -> list[tuple[str, str]]:
        """(column, why) of columns of which the school could not say what they hold: unmapped until somebody can."""
        return [
            (str(finding.at), "nobody at the school could say what it holds")
            for finding in findings
            if self.code(own_id(Asks.COLUMN, finding.at), column_sort(finding.at)) == UNKNOWN
        ]
