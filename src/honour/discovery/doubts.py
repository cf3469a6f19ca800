"""What the program is not sure of, of a finished map. How sure is measured, not felt: see `DOUBT`.

A doubt is worth a question only if a person can settle it who knows the school. That a join may have been missed
altogether is no such doubt; that a column which is a key by its name leads to nobody is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from honour.discovery.answering import (
    ABOUT,
    HOLDS,
    NOBODY,
    PEOPLE,
    SAME,
    THING,
    code_id,
    column_sort,
    own_id,
    role_sort,
    target_sort,
)
from honour.discovery.entities import Entities
from honour.discovery.hubs import FoundHub, primary_key
from honour.discovery.pairs import Unsettled, which_id
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.words import PERSON_WORDS, known
from honour.discovery.written import NOT_SPECIAL
from honour.kernel.holding import Role, SubjectKind
from honour.kernel.mapping import Asks, ColumnFinding, ColumnRef, Join, JoinKind, Kind, Meaning, Pointer

DOUBT = {
    "two lists": 0.25,
    "leads to nobody": 0.15,
    "bare staff": 0.5,
    "two subjects": 0.05,
    "owner": 0.2,
    "holds without a subject": 0.5,
    "shared": 0.3,
    "numbered field": 0.2,
    "unreadable": 0.1,
    "code of a kind": 0.6,
    "two tables": 0.5,
}
"""How often the program was wrong there, on the development systems of bench (README there), rounded up."""
_FEWEST_PERSONAL = 3
"""Personal columns from which a table that names nobody is either people itself or no people's at all."""
_KEYLIKE = 0.9
"""Share of a column's values that must be keys of people for it to be asked whose they are."""
_MOST_OPTIONS = 6
_CODE_VALUES = 60
_NUMBERED = 2
"""Fields of one name and a number after it, from which they are the school's own to fill."""
_ROLE_OF = {Role.ABOUT: "about", Role.WRITTEN_BY: "wrote", Role.ASSIGNED: "dealt", Role.MENTIONS: "mentioned"}
_SAYS_NOTHING = frozenset("identifier number code key reference".split())
_VOWELS = frozenset("aeiouy")
_OWNS = frozenset({"owner"})


@dataclass(frozen=True)
class Doubt:
    kind: Asks
    at: ColumnRef
    """`column` is '' for a whole table."""
    own: str
    """Id of the question about this column or table alone."""
    sort: str
    """Id of the question about all columns of its sort; '' where there is no such sort."""
    options: tuple[str, ...]
    """Codes of the choices, in the order they are shown."""
    taken: str
    """Which of them the program takes for granted."""
    doubt: float
    rows: int
    people: int
    special: int
    value: str = ""
    """The code a question is about."""
    other: str = ""
    """The second table a question speaks of."""


@dataclass
class Doubts:
    """Gathers the doubts of one run. `targets` and `shared` are what the steps of the run were not sure of."""

    profiles: Mapping[str, TableProfile]
    entities: Entities
    hubs: Mapping[str, FoundHub]
    joins: Sequence[Join]
    pointers: Sequence[Pointer]
    columns: Sequence[ColumnFinding]
    about: Collection[str]
    """Tables with rows about people whom the trace can follow."""
    targets: Sequence[tuple[ColumnRef, tuple[str, ...], int]]
    shared: Sequence[tuple[ColumnRef, str]]
    """(column, table it points to) of rows that may be shared by the people whose rows point to them."""
    bare: Collection[ColumnRef]
    """Columns that name a member of staff and do not say as what."""
    pairs: Sequence[Unsettled] = ()
    """Values of discriminators that two tables fit; they are followed nowhere."""
    _special: Counter[str] = field(default_factory=Counter)

    def found(self) -> list[Doubt]:
        for finding in self.columns:
            if finding.labels - NOT_SPECIAL:
                self._special[finding.at.at] += self._column(finding.at).filled
        return [
            *self._two_lists(), *self._nobody(), *self._roles(), *self._tables(), *self._shared(), *self._codes(),
            *self._unreadable(), *self._pairs(),
        ]  # fmt: skip

    def _column(self, ref: ColumnRef) -> ColumnProfile:
        return self.profiles[ref.at].columns[ref.column]

    def _of_column(self, kind: Asks, ref: ColumnRef, sort: str, options: Iterable[str], taken: str, why: str) -> Doubt:
        column = self._column(ref)
        return Doubt(
            kind, ref, own_id(kind, ref), sort, tuple(options), taken, DOUBT[why], column.filled,
            len(column.distinct), self._special[ref.at],
        )  # fmt: skip

    # ---- whom a column names

    def _two_lists(self) -> Iterable[Doubt]:
        seen: set[ColumnRef] = set()
        for about, fitting, _ in self.targets:
            options = [at for at in fitting if at in self.hubs]
            aimed = (join.to_columns[0].at for join in self.joins if join.from_columns[0] == about)
            taken = next((at for at in aimed if at in options), "")
            if about in seen or len(options) < 2 or not taken:  # noqa: PLR2004 - two to choose from
                continue
            seen.add(about)
            sort = target_sort(about.source, self.entities.column_words(about.at, self._column(about)), fitting)
            yield self._of_column(
                Asks.TARGET, about, sort, (*options[:_MOST_OPTIONS], NOBODY), taken, "two lists"
            )  # fmt: skip

    def _nobody(self) -> Iterable[Doubt]:
        """Columns that are keys by their name and values, are followed nowhere, and may name a person."""
        followed = {ref for join in self.joins for ref in join.from_columns}
        for at, profile in sorted(self.profiles.items()):
            if profile.is_file or at in self.hubs:
                continue
            key = primary_key(profile)
            for column in profile.columns.values():
                ref = ColumnRef(profile.table.source, profile.table.name, column.name)
                words = set(self.entities.column_words(at, column))
                if ref in followed or column.name == key or "identifier" not in words or not column.id_like:
                    continue
                named = {found.hub.table.casefold() for found in self.hubs.values()}
                # a word that names a thing is no person; one that names nothing may be
                if any(word not in PERSON_WORDS and self._names_table(at, word) for word in words) or named & words:
                    continue
                options = self._holding(column, profile.table.source)
                if options:
                    yield self._of_column(
                        Asks.TARGET, ref, "", (*options[:_MOST_OPTIONS], NOBODY), NOBODY, "leads to nobody"
                    )

    def _names_table(self, at: str, word: str) -> bool:
        source = self.profiles[at].table.source
        return any(
            word in self.entities.entity(other)
            for other, profile in self.profiles.items()
            if profile.table.source == source and other not in self.hubs
        )

    def _holding(self, column: ColumnProfile, source: str) -> list[str]:
        """The people tables whose keys most of its values are, the smallest that fits first."""
        fits = []
        for at, found in self.hubs.items():
            key = found.profile.columns.get(found.key)
            if found.hub.source != source or key is None or not column.distinct:
                continue
            share = len(column.canonical & key.canonical) / len(column.canonical)
            if share >= _KEYLIKE:
                fits.append((-round(share, 2), len(key.distinct), at))
        return [at for _, _, at in sorted(fits)]

    def _pairs(self) -> Iterable[Doubt]:
        for found in self.pairs:
            own = which_id(found.about, found.beside, found.value)
            yield Doubt(
                Asks.TARGET, found.about, own, "", (*found.options, NOBODY), NOBODY, DOUBT["two tables"], found.rows, 0,
                self._special[found.about.at], value=found.value, other=found.beside,
            )  # fmt: skip

    # ---- what a person is to a row

    def _roles(self) -> Iterable[Doubt]:
        kinds: dict[str, dict[ColumnRef, set[SubjectKind]]] = defaultdict(lambda: defaultdict(set))
        for pointer in self.pointers:
            ref = pointer.join.from_columns[0]
            if pointer.role is Role.ABOUT:
                kinds[ref.at][ref].add(self.hubs[pointer.hub].hub.kind)
        seen: set[ColumnRef] = set()
        for pointer in self.pointers:
            ref = pointer.join.from_columns[0]
            why = self._role_doubt(pointer, ref, kinds[ref.at])
            if not why or ref in seen:
                continue
            seen.add(ref)
            stem = self.entities.stem(ref.at, self._column(ref))
            options = [*_ROLE_OF.values(), *([SAME] if ref.at in self.hubs else [])]
            yield self._of_column(
                Asks.ROLE, ref, role_sort(pointer.hub, stem), options, _ROLE_OF[pointer.role], why
            )  # fmt: skip

    def _role_doubt(
        self, pointer: Pointer, ref: ColumnRef, subjects: Mapping[ColumnRef, Collection[SubjectKind]]
    ) -> str:
        """Why it is not sure what the person is to the row; '' where it is."""
        if pointer.same_person or ref.at in self.hubs:
            return ""
        if ref in self.bare:
            return "bare staff"
        words = set(self.entities.column_words(ref.at, self._column(ref)))
        if words & _OWNS and pointer.join.kind is not JoinKind.POLYMORPHIC:
            return "owner"
        others = {kind for other, told in subjects.items() if other != ref for kind in told}
        qualified = {word for word in words if word not in PERSON_WORDS} - _SAYS_NOTHING
        kind = self.hubs[pointer.hub].hub.kind
        if pointer.role is Role.ABOUT and qualified and kind not in others and others - {SubjectKind.OTHER, kind}:
            return "two subjects"
        return ""

    # ---- what a table is

    def _tables(self) -> Iterable[Doubt]:
        names = {ref for pointer in self.pointers for ref in pointer.join.from_columns}
        held: Counter[str] = Counter()
        for finding in self.columns:
            if finding.personal and finding.at not in names and not self.profiles[finding.at.at].is_file:
                held[finding.at.at] += 1
        for at, number in sorted(held.items()):
            if at not in self.hubs and at not in self.about and number >= _FEWEST_PERSONAL:
                yield self._table(at, ABOUT, "holds without a subject")

    def _table(self, at: str, taken: str, why: str) -> Doubt:
        profile = self.profiles[at]
        options = (*(kind for kind in PEOPLE if kind != str(SubjectKind.GOVERNOR)), ABOUT, THING)
        return Doubt(
            Asks.TABLE, ColumnRef(profile.table.source, profile.table.name, ""), own_id(Asks.TABLE, at), "", options,
            taken, DOUBT[why], profile.rows, profile.rows if taken in PEOPLE else 0, self._special[at],
        )  # fmt: skip

    def _shared(self) -> Iterable[Doubt]:
        for ref, to in self.shared:
            rows = self.profiles[to].rows
            yield Doubt(
                Asks.SHARED, ref, own_id(Asks.SHARED, ref), "", (ABOUT, THING), ABOUT, DOUBT["shared"], rows,
                self._column(ref).filled, self._special[to], other=to,
            )  # fmt: skip

    # ---- codes and columns nobody can read

    def _codes(self) -> Iterable[Doubt]:
        for at, found in sorted(self.hubs.items()):
            hub = found.hub
            if not hub.kind_column:
                continue
            column = found.profile.columns[hub.kind_column]
            known_kinds = {value for value, _ in hub.kind_values}
            sampled = Counter(row[column.position] for row in found.profile.sample)
            size = len(found.profile.sample) or 1
            ref = ColumnRef(hub.source, hub.table, hub.kind_column)
            for value in sorted(column.distinct - known_kinds):
                rows = max(1, round(found.profile.rows * sampled[value] / size))
                yield Doubt(
                    Asks.CODE, ref, code_id(ref, value), "", tuple(PEOPLE), str(hub.kind), DOUBT["code of a kind"],
                    rows, rows, round(self._special[at] * rows / max(1, found.profile.rows)), value=value,
                )  # fmt: skip

    def _unreadable(self) -> Iterable[Doubt]:
        """Personal columns whose name says nothing to anybody, with texts or codes that may be of a special kind."""
        numbered: Counter[tuple[str, str]] = Counter()
        for finding in self.columns:
            numbered[finding.at.at, finding.at.column.rstrip("0123456789")] += 1
        names = {ref for pointer in self.pointers for ref in pointer.join.from_columns}
        joined = {ref for join in self.joins for ref in join.from_columns}
        for finding in self.columns:
            ref, plain = finding.at, set(finding.kinds) <= {Kind.OTHER, Kind.NARRATIVE}
            if not finding.personal or finding.labels or not plain or ref in names or ref in joined:
                continue
            if finding.meaning not in {Meaning.NONE, Meaning.CODE, Meaning.NARRATIVE}:
                continue
            column = self._column(ref)
            if column.said or not column.filled or not _may_tell(column):
                continue
            bare = ref.column.rstrip("0123456789")
            series = bare != ref.column and numbered[ref.at, bare] >= _NUMBERED and not _says(column.words)
            if series or _unreadable(ref.column):
                options = (*HOLDS, ABOUT, THING)
                yield self._of_column(
                    Asks.COLUMN, ref, column_sort(ref), options, ABOUT, "numbered field" if series else "unreadable"
                )


def _may_tell(column: ColumnProfile) -> bool:
    """Words or codes: a date, an amount or a number tells of no special category by itself."""
    if any(column.has(form) for form in ("integer", "decimal", "day", "moment", "clock", "guid", "email", "phone")):
        return False
    return column.text_like or len(column.distinct) <= _CODE_VALUES


def _says(words: Iterable[str]) -> bool:
    return any(known(word) for word in words if not word.isdigit() and word not in {"custom", "field", "text"})


def _unreadable(name: str) -> bool:
    """Consonants only: PLTCPRTY, HSN. Whatever the vocabulary opens it to, it may be something else."""
    letters = [letter for letter in name.casefold() if letter.isalpha()]
    return len(letters) >= 3 and not set(letters) & _VOWELS and not known(name.casefold())  # noqa: PLR2004 - no word
