"""Pointers with a discriminator: one column says in which table the key beside it is to be looked up.

Rails writes commentable_type and commentable_id, Moodle contextlevel and instanceid, Django content_type_id and
object_id, Gibbon foreignTable and foreignTableID, others a letter or a number. A pair is proposed by its names. Each
value of the discriminator is then decided by itself: by what it says (`discriminators`) and by how likely its keys are
under each table's (`chance`). Where two tables remain the school is asked and nothing is followed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import log1p

from honour.discovery.chance import Fit, fit_of
from honour.discovery.discriminators import NAMED, Naming, Told, worded
from honour.discovery.entities import Entities, bare
from honour.discovery.fit import CONCEPT, holds_key, word_fit
from honour.discovery.hubs import FoundHub, primary_key
from honour.discovery.keys import top
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.valueforms import flag_like
from honour.kernel.following import canonical
from honour.kernel.mapping import ColumnRef, Join, JoinKind

_DISCRIMINATES = frozenset("type kind category table entity model class object what".split())
_KEYED_SORTS = frozenset({"type", "kind", "model", "what", "category"})
"""What a discriminator may be called that is a key itself."""
_SAYS_WHICH = _DISCRIMINATES | frozenset("role source module bean to".split())
_LEVEL = frozenset({"context", "level"})
_ANY_ROW = frozenset(
    "object instance item record entity link linked owner parent target related foreign source context row element"
    " bean resource reference attached source table".split()
)
"""Words of a key that say no more than that it is one: object_id, instanceid, foreignTableID."""
_KEYED = frozenset({"identifier", "number", "key", "reference", "code"})
_FEW_KINDS = 24
_MARGIN, _GAIN = 3.0, 6.0
"""Natural logarithms by which one table must be likelier than the next, and the pair than one table for all."""
_OVERRULED = 2.0
"""Evidence for another table that what is likely beforehand may not overrule: then the school is asked."""
_ENOUGH, _ENOUGH_POOLED = 6, 3
"""Distinct keys from which they alone may decide; where the same code is known from another table."""
_MIXED = 4.0
"""What it takes away that a code would mean people of every kind, where tables of each kind extend them."""
_ENTERED = 3.0
"""What it adds at most that many columns point to this table: it holds things, not links between them."""
_SHARE, _SHARE_NAMED = 0.7, 0.3
_ELSEWHERE, _POOLED = 1.0, 2.5
"""What it adds that another pair of the system leads to this table, and by the same code."""
_TOLD_ROWS = 0.5
_MOST_OPTIONS = 6
_EXTENDS = 0.98
_NEAR = 2.0
_SINGLE = 10.0


_System = dict[tuple[str, str, str], set[tuple[str, str]]]
"""(discriminator, code, table), or ('', '', table), -> the pairs that were decided so."""


@dataclass(frozen=True, eq=False)
class Keys:
    """One set of keys, and the table whose rows they are; of all its rows, or of those another table extends."""

    at: str
    column: str
    values: Set[str]
    largest: int
    """0 where the keys are no whole numbers."""
    whole: bool = True


@dataclass(frozen=True)
class Choice:
    keys: Keys
    fit: Fit
    said: float
    why: str
    evidence: float
    """What values, names and other pairs say, without what is likely beforehand."""
    score: float


@dataclass(frozen=True)
class Unsettled:
    """A value of a discriminator that several tables fit."""

    about: ColumnRef
    beside: str
    value: str
    options: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class _Pair:
    at: str
    column: ColumnProfile
    beside: ColumnProfile
    counted: Mapping[str, Counter[str]]
    """Canonical code -> key -> rows."""
    written: Mapping[str, tuple[str, ...]]
    """Canonical code -> as it stands in the rows."""
    told: Sequence[Told]
    plain: bool
    """Its names alone say that it is a pair, so that codes without words may be decided by their keys."""
    near: bool


@dataclass
class _Decided:
    pair: _Pair
    chosen: dict[str, Choice]
    open: dict[str, list[Choice]]
    gain: float


class Pairs:
    """The pairs of a set of tables. `doubts` holds the values that two tables fit."""

    def __init__(
        self,
        profiles: Mapping[str, TableProfile],
        entities: Entities,
        hubs: Mapping[str, FoundHub],
        answers: Mapping[str, str],
    ) -> None:
        self._profiles, self._entities, self._hubs, self._answers = profiles, entities, hubs, answers
        self.naming = Naming(profiles, entities, hubs)
        self._whole: dict[str, list[Keys]] = defaultdict(list)
        for at, profile in profiles.items():
            key = "" if profile.is_file else primary_key(profile)
            if key and not profile.columns[key].given_up and profile.rows:
                column = profile.columns[key]
                self._whole[profile.table.source].append(Keys(at, key, column.canonical, _largest(column)))
        self._entered: Counter[str] = Counter()
        self._mixed: frozenset[str] = frozenset()
        self._pairs: list[_Pair] | None = None
        self._fits: dict[tuple[str, str, str, str, Keys], tuple[Fit, float, str] | None] = {}
        self.doubts: list[Unsettled] = []
        self.settled: dict[str, str] = {}
        """Answers that were followed, by the id of their question."""

    def find(self, declared: Mapping[str, frozenset[str]], known: Sequence[Join]) -> dict[str, list[Join]]:
        """Table -> its pairs. `declared`: columns of a table that the database declares joins of; `known`: joins
        found so far, to tell which people tables extend another."""
        self.doubts.clear()
        self._entered = Counter(
            join.to_columns[0].at for join in known if join.from_columns[0].at != join.to_columns[0].at
        )
        parts = {source: list(self._parts(source, known)) for source in self._whole}
        keys = {source: [*some, *parts[source]] for source, some in self._whole.items()}
        held = Counter(part.at for some in parts.values() for part in some)
        self._mixed = frozenset(at for at, times in held.items() if times > 1)
        if self._pairs is None:
            self._pairs = [
                pair
                for at, profile in sorted(self._profiles.items())
                if not profile.is_file and profile.rows
                for pair in self._proposed(at, profile, declared.get(at, frozenset()))
            ]
        pairs = self._pairs
        first = self._best([self._decide(pair, keys, {}) for pair in pairs])
        system = self._of_system(first)
        found: dict[str, list[Join]] = defaultdict(list)
        for decided in self._best([self._decide(pair, keys, system) for pair in pairs]):
            found[decided.pair.at].extend(self._joins(decided))
        return found

    # ---- which columns may be a pair

    def _proposed(self, at: str, profile: TableProfile, declared: frozenset[str]) -> Iterable[_Pair]:
        own_key = primary_key(profile)
        able = [c for c in profile.columns.values() if c.name != own_key and c.filled and not c.has("day")]
        ids = [c for c in able if c.name not in declared and c.id_like and not flag_like(c)]
        for beside in able:
            if not 1 <= len(beside.distinct) <= _FEW_KINDS or beside.given_up or not beside.id_like:
                continue
            words = self._entities.column_words(at, beside)
            for column in ids:
                if column is beside or len(column.distinct) < 2:  # noqa: PLR2004 - one value tells nothing
                    continue
                near = abs(column.position - beside.position) == 1
                proposed = self._named_as_pair(words, self._entities.column_words(at, column), near=near)
                if proposed is None:
                    continue
                pair = self._read(at, profile, column, beside, plain=proposed, near=near)
                if pair:
                    yield pair

    def _named_as_pair(self, words: Sequence[str], own: Sequence[str], *, near: bool) -> bool | None:
        """Whether names make a pair: None if not, True if so plainly that codes without words are followed too."""
        alike = tuple(words) == tuple(own)
        if alike and near:
            return True  # two columns under one label in a list of fields
        if set(words) >= _LEVEL:
            words = ["context", "type"]
        marked = "identifier" in words
        if (marked and not set(bare(tuple(words))[-1:]) & _KEYED_SORTS) or not set(words) & _SAYS_WHICH:
            return None  # YEAR_GROUP_ID and HEAD_OF_YEAR_ID are two pointers, FORM_CLASS_ID too
        stem = set(words) - _SAYS_WHICH - {"code", "name", "identifier"}
        told = bare(tuple(own))
        keyed = bool(set(own) & _KEYED)
        says = set(words) & _SAYS_WHICH
        shared = bool(stem & set(own)) or any(says - {word} for word in says & set(told))
        generic = bool(told) and set(told) <= _ANY_ROW | set(words)
        if marked and not (set(told) and set(told) <= _ANY_ROW):
            return None  # CONTENT_TYPE_ID tells of OBJECT_ID; SEN_TYPE_ID and SEN_STATUS_ID are two lists
        if shared and (keyed or near):
            return keyed
        if generic and keyed and (near or not stem - _ANY_ROW - {"content"}):
            return True
        if near and not stem and len(told) <= 1:
            return keyed and (not told or generic)
        return None

    def _read(
        self, at: str, profile: TableProfile, column: ColumnProfile, beside: ColumnProfile, *, plain: bool, near: bool
    ) -> _Pair | None:
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        written: dict[str, set[str]] = defaultdict(set)
        for row in profile.sample:
            code, key = row[beside.position], row[column.position]
            if code and key and code.strip() and key.strip():
                counted[canonical(code)][canonical(key)] += 1
                written[canonical(code)].add(code)
        if not counted:
            return None
        ends = frozenset(keys.at for keys in self._whole[profile.table.source])
        told = self.naming.explained(profile, beside, set(counted), ends)
        forms = {code: tuple(sorted(some)) for code, some in written.items()}
        return _Pair(at, column, beside, dict(counted), forms, told, plain, near)

    # ---- which table each value means

    def _parts(self, source: str, known: Sequence[Join]) -> Iterable[Keys]:
        """Keys of those rows of a people table that another table extends: the pupils among the persons."""
        for join in known:
            to, ref = join.to_columns[0], join.from_columns[0]
            if to.source != source or to.at not in self._hubs or ref.at not in self._profiles or ref.at == to.at:
                continue
            if join.kind is not JoinKind.SINGLE or join.detail or to.column != primary_key(self._profiles[to.at]):
                continue
            column, profile = self._profiles[ref.at].columns[ref.column], self._profiles[ref.at]
            if column.given_up or column.filled < _EXTENDS * profile.rows or len(column.distinct) < _ENOUGH:
                continue
            if len(column.distinct) >= _EXTENDS * column.filled:
                held = column.canonical & self._profiles[to.at].columns[to.column].canonical
                if _ENOUGH <= len(held) < len(self._profiles[to.at].columns[to.column].canonical):
                    yield Keys(to.at, to.column, held, _largest(column), whole=False)

    def _able(self, pair: _Pair, code: str, some: Keys) -> tuple[Fit, float, str] | None:
        """How this code's keys fit some keys, and what the code says of their table; None where too few lie there."""
        asked = (pair.at, pair.column.name, pair.beside.name, code, some)
        if asked not in self._fits:
            counted = pair.counted[code]
            found = sum(1 for key in counted if key in some.values)
            fit = None
            if found >= _SHARE_NAMED * _SHARE_NAMED * len(counted):
                said, why = self.naming.said(pair.told, code, some.at)
                able = fit_of(counted, some.values, some.largest)
                share = max(able.share, able.found / len(counted))
                if share >= (_SHARE_NAMED if said >= NAMED else _SHARE) and (some.at != pair.at or said >= NAMED):
                    fit = (able, said, why)
            self._fits[asked] = fit
        return self._fits[asked]

    def _choices(self, pair: _Pair, code: str, keys: Iterable[Keys], system: _System) -> list[Choice]:
        """Tables this code may mean, likeliest first, each once."""
        best: dict[str, Choice] = {}
        for some in keys:
            told = self._able(pair, code, some)
            if told is None:
                continue
            fit, said, why = told
            before = self.naming.attachable(some.at) - (_MIXED if some.whole and some.at in self._mixed else 0.0)
            before -= 0.0 if some.whole else 1.0
            before += min(_ENTERED, log1p(self._entered[some.at]))
            evidence = fit.log + said + _ELSEWHERE * bool(system.get(("", "", some.at), set()) - {_id(pair)})
            evidence += _POOLED * bool(system.get((_stem(pair), code, some.at), set()) - {_id(pair)})
            if some.at not in best or evidence + before > best[some.at].score:
                best[some.at] = Choice(some, fit, said, why, evidence, evidence + before)
        return sorted(best.values(), key=lambda choice: (-choice.score, choice.keys.at))

    def _decide(self, pair: _Pair, keys: Mapping[str, list[Keys]], system: _System) -> _Decided:
        source = self._profiles[pair.at].table.source
        chosen: dict[str, Choice] = {}
        open_ones: dict[str, list[Choice]] = {}
        for code in pair.counted:
            choices = self._choices(pair, code, keys.get(source, ()), system)
            if not choices:
                continue
            best = choices[0]
            near = [
                choice
                for choice in choices
                if choice.score > best.score - _MARGIN or choice.evidence > best.evidence + _OVERRULED
            ]
            answered = next((c for c in choices if c.keys.at == self._answers.get(self._asked(pair, code))), None)
            pooled = system.get((_stem(pair), code, best.keys.at), set()) - {_id(pair)}
            enough = _ENOUGH_POOLED if pooled else _ENOUGH
            able = pair.plain and len(pair.counted[code]) >= enough and not any(map(worded, pair.written[code]))
            if answered is not None:
                chosen[code] = answered
                self.settled[self._asked(pair, code)] = answered.keys.at
            elif len(near) == 1 and (best.said >= _told_enough(best) or able):
                chosen[code] = best
            elif len(near) > 1 and able:
                open_ones[code] = near[:_MOST_OPTIONS]
        return _Decided(pair, chosen, open_ones, self._gain(pair, chosen, keys.get(source, ())))

    def _gain(self, pair: _Pair, chosen: Mapping[str, Choice], keys: Iterable[Keys]) -> float:
        """How much likelier the pair is than one table for all codes, that of the key column's own name first."""
        if not chosen:
            return float("-inf")
        stem = bare(self._entities.column_words(pair.at, pair.column))
        own = self._entities.core(pair.at)
        single = float("-inf")
        for some in keys:
            if some.whole:
                fits = [fit_of(pair.counted[code], some.values, some.largest) for code in chosen]
                named = _SINGLE if word_fit(stem, self._entities.core(some.at), own) >= CONCEPT else 0.0
                single = max(single, sum(fit.log for fit in fits) + named)
        together = sum(choice.fit.log + choice.said for choice in chosen.values())
        return together - single if single > float("-inf") else together + 1e6

    def _best(self, decided: Sequence[_Decided]) -> list[_Decided]:
        """The accepted ones; of several with a column in common the one that explains more."""
        taken: set[tuple[str, str]] = set()
        kept = []
        ordered = sorted(
            (some for some in decided if self._accepted(some)),
            key=lambda some: (-(some.gain + _NEAR * some.pair.near), some.pair.at, some.pair.column.position),
        )
        for some in ordered:
            columns = {(some.pair.at, some.pair.column.name), (some.pair.at, some.pair.beside.name)}
            if not columns & taken:
                taken |= columns
                kept.append(some)
        return sorted(kept, key=lambda some: (some.pair.at, some.pair.column.position))

    def _accepted(self, decided: _Decided) -> bool:
        pair, chosen = decided.pair, decided.chosen
        if not chosen:
            return False
        ends = {choice.keys.at for choice in chosen.values()}
        named = [choice for choice in chosen.values() if choice.said >= NAMED]
        rows = {code: sum(keys.values()) for code, keys in pair.counted.items()}
        known = sum(rows[code] for code in (*chosen, *decided.open))
        if known < _TOLD_ROWS * sum(rows.values()):
            return False
        if not named and not ends & set(self._hubs):
            return False
        if len(ends) == 1 and self._bears_key(pair, next(iter(chosen.values())).keys):
            return False  # PERSON_ID beside ROLE: whoever it is, it is a person
        kinds = {(choice.keys.at, len(choice.keys.values)) for choice in chosen.values()}
        if len(kinds) < 2 and len(pair.counted) > 1 and not (len(named) > 1 and pair.plain):  # noqa: PLR2004 - one for all
            return False
        return decided.gain > (0.0 if named else _GAIN)

    def _bears_key(self, pair: _Pair, keys: Keys) -> bool:
        """Whether the column bears the whole name of the key, so that it points there whatever stands beside it."""
        key = self._entities.column_words(keys.at, self._profiles[keys.at].columns[keys.column])
        return len(bare(key)) < len(key) and bool(bare(key)) and holds_key(
            self._entities.column_words(pair.at, pair.column), key
        )  # fmt: skip

    def _of_system(self, decided: Sequence[_Decided]) -> _System:
        """What the pairs of a system tell about one another."""
        told: _System = defaultdict(set)
        for some in decided:
            for code, choice in some.chosen.items():
                told["", "", choice.keys.at].add(_id(some.pair))
                told[_stem(some.pair), code, choice.keys.at].add(_id(some.pair))
        return told

    # ---- joins

    def _asked(self, pair: _Pair, code: str) -> str:
        return which_id(self._ref(pair), pair.beside.name, pair.written[code][0])

    def _ref(self, pair: _Pair) -> ColumnRef:
        table = self._profiles[pair.at].table
        return ColumnRef(table.source, table.name, pair.column.name)

    def _joins(self, decided: _Decided) -> Iterable[Join]:
        pair = decided.pair
        ref = self._ref(pair)
        sampled = ", of a sample of the rows" if self._profiles[pair.at].sampled else ""
        for code, choice in sorted(decided.chosen.items()):
            to = self._profiles[choice.keys.at].table
            strays = len(pair.counted[code]) - choice.fit.found
            share = round(100 * choice.fit.share)
            why = choice.why if choice.said >= NAMED else "its keys fit no other table as well"
            why = "the school said so" if self._asked(pair, code) in self.settled else why
            sure = min(0.99, (0.95 if choice.said >= NAMED else 0.9) + 0.04 * choice.fit.share)
            for value in pair.written[code]:
                yield Join(
                    (ref, ColumnRef(ref.source, ref.table, pair.beside.name)),
                    (ColumnRef(to.source, to.name, choice.keys.column),),
                    JoinKind.POLYMORPHIC,
                    f"{why}, {share} of 100 values are there{sampled}",
                    round(sure, 3),
                    strays,
                    f"{pair.beside.name}='{value.replace(chr(39), chr(39) * 2)}'",
                )
        listed = next((told for told in pair.told if told.table), None)
        if listed:
            at = self._profiles[listed.table].table
            yield Join(
                (ColumnRef(ref.source, ref.table, pair.beside.name),),
                (ColumnRef(at.source, at.name, listed.column),),
                JoinKind.NATURAL,
                "the list says what its values mean",
                0.95,
            )
        for code, choices in sorted(decided.open.items()):
            options = tuple(choice.keys.at for choice in choices)
            rows = sum(pair.counted[code].values())
            self.doubts.append(Unsettled(ref, pair.beside.name, pair.written[code][0], options, rows))


def which_id(about: ColumnRef, beside: str, value: str) -> str:
    """The id of the question in which table one value of a discriminator looks up its keys."""
    return f"where:{about}:{beside}={value.strip()}"


def _id(pair: _Pair) -> tuple[str, str]:
    return pair.at, pair.beside.name


def _largest(column: ColumnProfile) -> int:
    return top(column.canonical)[1] if column.has("integer") else 0


def _stem(pair: _Pair) -> str:
    return pair.beside.called.casefold()


def _told_enough(best: Choice) -> float:
    """Evidence of the name from which few keys do: less where more of them lie there."""
    return 5.0 if best.fit.share >= 0.9 else NAMED  # noqa: PLR2004 - nearly all
