"""How tables join, declared or not. A name must propose a join; values only confirm or refuse it.

Overlap of values alone proposes nothing: whole numbers from 1 fit every table.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from honour.discovery.composite import Composite
from honour.discovery.entities import Entities, bare, kind_word
from honour.discovery.fit import (
    CONCEPT,
    CONTEXT,
    EXACT,
    KEYED,
    MEANT,
    QUALIFIED,
    REACH_SHARE,
    SAME_NAME,
    TAIL,
    holds_key,
    names_a_thing,
    pointed_at,
    reach,
    word_fit,
)
from honour.discovery.hubs import FoundHub, of_the_child, primary_key
from honour.discovery.keys import minus, plus, whole_numbers
from honour.discovery.onelist import one_list_joins
from honour.discovery.pairs import Pairs
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.roles import ACTING, HANDED, WROTE
from honour.discovery.valueforms import flag_like
from honour.discovery.words import EMPTY_TABLE_WORDS, KEY_WORDS, PERSON_WORDS, numbered, tokens
from honour.kernel.following import canonical, json_leaves
from honour.kernel.holding import SubjectKind
from honour.kernel.mapping import ColumnRef, Join, JoinKind, Meaning

M = Meaning
ROLE, ANYONE = 0.72, 0.6
_NEEDED = ((0.9, 0.3), (0.8, 0.6), (0.7, 0.85), (0.0, 0.95))
"""(how well the name fits, share of values that must be keys there): the weaker the name, the more must fit."""
_NEEDED_OF_TEXT = 0.5
"""Codes, logins and GUIDs do not fit by chance as numbers do."""
_NEEDED_OF_COVERING = 0.25
"""Where the codes of most people of a table are used, many rows may name people who are gone."""
_NEEDED_OF_ANYBODY = 0.8
_DISJOINT = 0.02
_TYPED = frozenset("created entered updated modified changed edited logged typed added inserted keyed".split())
_CHILDS = frozenset(
    "perpetrator alleged accused offender suspect bully victim injured involved participant member borrower absent"
    " issued loaned"
    " object".split()
)
_NOT_HERE = frozenset("old former leaver alumni application applicant enquiry archive".split())
_THINGS = frozenset(
    "year term date day month time grade level score mark type kind category status class group form amount count"
    " value text title reason week table field module model entity version method result outcome stage band order"
    " priority rank"
    " sequence badge vehicle car template letter page".split()
)
"""Nouns that make a name one of a thing, whoever else it names: TARGET_GRADE, YEAR_APPLIED_FOR, LINKED_TYPE."""
_GAVE = frozenset("consent permission given signed spoken payer".split())
"""What parents do: they agree, sign, are spoken to and pay."""
_OUTSIDE = frozenset(
    "clinician nurse doctor gp therapist counsellor caseworker practitioner professional agency external social"
    " officer consultant psychologist dentist surgery health".split()
)
"""Who comes from outside the school, and the tables that hold such people."""
_MARKS = frozenset({"identifier"})
_MARKED_COLUMNS = 8
_LOOPS = frozenset(
    "parent above master previous next linked merged original duplicate replaced replaces copied related supersede"
    " former superior sibling refunded waived reversed reversal cancelled corrected superseded reply replied".split()
)
_OF_PARENTS = frozenset("family household home email telephone address consent permission payment".split())
_NEARLY = 0.95
_TELLING_VALUES, _TELLING_LENGTH = 15, 3
"""From so many values of such a length a column of people may be what others name them by, whatever it is called."""
_NO_KEY = frozenset(
    "bank iban sort badge car vehicle ip photo photograph picture image file path password hash token device browser"
    " session".split()
)
_DONE = ("ed", "en", "sent", "done", "led", "run")
"""How words for what was done end; without BY they say who did it only where nothing else is named."""
_ORDERS = frozenset("priority order rank sequence position count".split())
_COUNTED = frozenset("max maximum min minimum count failed minute limit capacity quota percent average".split())
"""Words that make a number a quantity rather than a key: MAX_PER_STUDENT, FAILED_LOGINS, MINUTES_PRESENT."""
_SORTS = frozenset("type category status kind reason level stage".split())
_COLUMNS_OF_A_LIST = 10
_CODES = frozenset("identifier abbreviation short symbol value reference".split())
_LONGEST_LIST = 300
"""Rows of a list of codes at most."""
_SAYS_NOTHING = frozenset("short abbreviation external old legacy unique local internal system".split())
_VOTE, _POPULAR = 0.5, 0.06
"""Weight of what other columns of the system say about who types its rows."""
_DECLARED_VOTES = 20
_ALL, _HARDLY = 0.95, 0.7
_CODE_LETTERS = 2.5
"""Mean length from which a code is no single letter or digit that fits anything."""
_CODE_VALUES = 3
_LONGEST_CODE = 12
_FEW_KINDS = 12
_JSON_VALUES = 400
_NOT_A_POINTER = frozenset(
    {
        M.FORENAME, M.SURNAME, M.FULL_NAME, M.MIDDLE_NAME, M.FORMER_NAME, M.KNOWN_AS, M.TITLE, M.BORN, M.SEX, M.PHONE,
        M.ADDRESS, M.POSTCODE, M.DATE, M.NARRATIVE,
    }
)  # fmt: skip
_ACTORS = ACTING | {"by", "witness"}
_ANYBODY = frozenset(
    "spoken regarding concerning involved attendee participant member present people person who subject object victim"
    " witness borrower payer caller complainant inspector signatory other invited named for about recipient"
    " concerned linked attended visited owner holder party relates entity accused perpetrator alleged suspect"
    " offender bully".split()
)
_DISCRIMINATES = frozenset("type kind category table entity model class object role what source group".split())


@dataclass(frozen=True)
class Pointing:
    """A column, or a place in its values, that may hold keys."""

    at: str
    column: ColumnProfile
    words: tuple[str, ...]
    stem: tuple[str, ...]
    values: Set[str]
    kind: JoinKind
    detail: str = ""
    beside: ColumnProfile | None = None
    """The discriminator of a polymorphic pair."""


@dataclass(frozen=True)
class Target:
    at: str
    column: ColumnProfile
    hub: FoundHub | None
    natural: bool
    """Not the key of the table, but as good: a UPN, a code, a login."""

    @cached_property
    def numbers(self) -> Sequence[int]:
        """Its keys in order, where they are whole numbers."""
        return whole_numbers(self.column.canonical) if self.column.has("integer") else ()


class Joins:
    """Finds the joins of a set of tables. `doubts` holds those where two targets fit equally."""

    def __init__(
        self,
        profiles: Mapping[str, TableProfile],
        entities: Entities,
        hubs: Sequence[FoundHub],
        meanings: Mapping[tuple[str, str], Meaning],
        answers: Mapping[str, str],
    ) -> None:
        self._profiles, self._entities, self._meanings, self._answers = profiles, entities, meanings, answers
        self._hub = {f"{found.hub.source}.{found.hub.table}": found for found in hubs}
        self._targets: dict[str, list[Target]] = defaultdict(list)
        for at, profile in profiles.items():
            self._targets[profile.table.source].extend(self._targets_in(at, profile))
        self._marks = {source: self._marks_keys(source) for source in self._targets}
        self.doubts: list[tuple[ColumnRef, tuple[str, ...], int]] = []
        self.pairs = Pairs(profiles, entities, self._hub, answers)
        self._composite = Composite(profiles, entities)
        self._votes: dict[tuple[str, bool], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        """By source, and whether they typed or decided: how well each people table holds those who did."""
        self._popular: dict[str, Counter[str]] = defaultdict(Counter)
        self._counted: dict[tuple[str, str], Counter[str]] = {}
        self._pointers: set[tuple[str, str]] = set()
        """Columns of people tables that point to another people table."""
        self._extends: dict[str, set[str]] = defaultdict(set)
        """A people table -> those each row of which is one of its rows: a person, and the pupils among them."""

    def _targets_in(self, at: str, profile: TableProfile) -> Iterable[Target]:
        if profile.is_file:
            return  # a list keeps no keys of its own; a UPN in it is followed wherever it lies
        hub = self._hub.get(at)
        key = primary_key(profile)
        if key:
            yield Target(at, profile.columns[key], hub, natural=False)
        for column in profile.columns.values():
            if column.name == key or not column.id_like or column.has("day") or set(column.words) & _NO_KEY:
                continue
            # a pupil entered twice bears one number twice
            nearly = hub is not None and len(column.distinct) >= _NEARLY * column.filled > 0
            if not (column.unique or nearly):
                continue
            meaning = self._meanings.get((at, column.name), M.NONE)
            if meaning in _NOT_A_POINTER or meaning in {M.EMAIL, M.FINANCIAL}:
                continue
            if hub is not None and not hub.account and "account" in column.words:
                continue  # an account at a bank
            named = set(column.words) & {
                "identifier",
                "number",
                "code",
                "login",
                "upn",
                "initial",
                "reference",
                "short",
            }
            tells = len(column.distinct) >= _TELLING_VALUES and column.mean_length >= _TELLING_LENGTH
            of_people = hub is not None and (bool(named) or tells or meaning in {M.UPN, M.IDENTIFIER, M.ONLINE_ID})
            short = profile.rows <= _LONGEST_LIST and column.mean_length <= _LONGEST_CODE
            coded = "code" in column.words or (short and bool(set(column.words) & _CODES))
            of_codes = hub is None and coded and not column.has("integer")
            if of_people or of_codes or (not key and named):
                yield Target(at, column, hub, natural=True)

    def _marks_keys(self, source: str) -> bool:
        """Whether the system says of its pointers that they are: then a bare SESSION holds a number, no key."""
        marked = sum(
            1
            for profile in self._profiles.values()
            if profile.table.source == source and not profile.is_file
            for column in profile.columns.values()
            if set(column.words) & _MARKS and column.name != primary_key(profile) and column.has("integer")
        )
        return marked >= _MARKED_COLUMNS

    def find(self) -> list[Join]:
        """Every join. Runs twice: which table holds those who type, and which of several people tables the others
        extend, is one thing through a whole system, and the first run tells it."""
        first = self._found()
        for join in first:
            to, ref = join.to_columns[0].at, join.from_columns[0]
            if to not in self._hub or ref.at not in self._profiles:
                continue
            column = self._profiles[ref.at].columns[ref.column]
            self._popular[ref.source][to] += 1
            if ref.at in self._hub and join.kind is JoinKind.SINGLE and to != ref.at:
                self._pointers.add((ref.at, ref.column))
            if join.confidence == 1.0 and _acting(self._entities.column_words(ref.at, column)):
                typed = _typed(self._entities.column_words(ref.at, column))
                self._votes[ref.source, typed][to] += _DECLARED_VOTES
            extends = ref.at in self._hub and column.unique and column.filled >= _ALL * self._profiles[ref.at].rows
            whole = len(column.distinct) <= self._profiles[to].rows and join.kind is JoinKind.SINGLE
            extends = extends and not _acting(self._entities.column_words(ref.at, column))
            if extends and whole and to != ref.at and not self._hub[ref.at].account and join.detail == "":
                self._extends[to].add(ref.at)
        self.doubts.clear()
        joins = one_list_joins(self._profiles, self._entities, self._hub, self._found(first))
        return [*joins, *self._composite.find(joins)]

    def _found(self, known: Sequence[Join] = ()) -> list[Join]:
        joins: list[Join] = []
        declared = {at: list(self._declared(profile)) for at, profile in sorted(self._profiles.items())}
        named = {
            at: frozenset(ref.column for join in some for ref in join.from_columns) for at, some in declared.items()
        }
        pairs = self.pairs.find(named, known)
        for at, some in declared.items():
            profile = self._profiles[at]
            joins.extend(some)
            joins.extend(pairs.get(at, ()))
            # nor is a discriminator followed as a pointer of its own
            done = named[at] | {ref.column for join in pairs.get(at, ()) for ref in join.from_columns}
            if profile.is_file and at in self._hub and self._hub[at].hub.kind is SubjectKind.CONTACT:
                childs = list(self._to_children(at, profile))
                joins.extend(childs)
                done |= {join.from_columns[0].column for join in childs}
            for column in profile.columns.values():
                if column.name in done:
                    continue
                for pointing in self._pointings(at, profile, column):
                    joins.extend(self._resolve(pointing))
        return joins

    def _declared(self, profile: TableProfile) -> Iterable[Join]:
        source = profile.table.source
        for join in profile.table.declared_joins:
            target = self._profiles.get(f"{source}.{join.to_table}")
            if target is None:
                target = next(
                    (p for p in self._profiles.values() if p.table.source == source
                     and p.table.name.casefold() == join.to_table.casefold()), None,
                )  # fmt: skip
            if target is None:
                continue
            to = join.to_columns or tuple(filter(None, [primary_key(target)]))
            if len(to) != len(join.columns) or any(name not in profile.columns for name in join.columns):
                continue
            if any(name not in target.columns for name in to):
                continue
            orphans = 0
            if len(to) == 1:
                orphans = len(profile.columns[join.columns[0]].canonical - target.columns[to[0]].canonical)
            yield Join(
                tuple(ColumnRef(source, profile.table.name, name) for name in join.columns),
                tuple(ColumnRef(source, target.table.name, name) for name in to),
                JoinKind.SINGLE if len(to) == 1 else JoinKind.COMPOSITE,
                "the database declares it",
                1.0,
                orphans,
            )

    # ---- what a column may point with

    def _pointings(self, at: str, profile: TableProfile, column: ColumnProfile) -> Iterable[Pointing]:
        meaning = self._meanings.get((at, column.name), M.NONE)
        words = self._entities.column_words(at, column)
        stem = pointed_at(self._entities.stem(at, column))
        if column.has("json") and not column.list_kind:
            yield from self._in_json(at, column, words)
            return
        how = column.list_kind
        if how and not (meaning in _NOT_A_POINTER and meaning is not M.NARRATIVE):
            yield Pointing(at, column, words, stem, column.elements(how), JoinKind.LIST, how)
            return
        flag = flag_like(column) and not set(column.words) & _MARKS
        if meaning in _NOT_A_POINTER or not column.id_like or flag:
            return
        if profile.is_file and meaning is not M.UPN and (column.has("integer") or column.mean_length > _LONGEST_CODE):
            return
        yield Pointing(at, column, words, stem, column.canonical, JoinKind.SINGLE)

    def _in_json(self, at: str, column: ColumnProfile, words: tuple[str, ...]) -> Iterable[Pointing]:
        paths: dict[str, set[str]] = defaultdict(set)
        by_kind: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for value in column.sample[:_JSON_VALUES]:
            for path, leaf, siblings in json_leaves(value):
                if len(leaf) > 40:  # noqa: PLR2004 - no key is longer
                    continue
                paths[path].add(canonical(leaf))
                for key, told in siblings.items():
                    if set(tokens(key)) & _DISCRIMINATES and not path.endswith("." + key):
                        by_kind[path, key, told].add(canonical(leaf))
        for path, values in sorted(paths.items()):
            keys = [tokens(key) for key in path.replace("[*]", "").split(".")[1:]]
            leaf_words = keys[-1] if keys else words
            stem = bare(leaf_words) or (bare(keys[-2]) if len(keys) > 1 else bare(words))
            pairs = {(key, told): some for (where, key, told), some in by_kind.items() if where == path}
            sorted_pairs = sorted(pairs.items())
            if 1 <= len(sorted_pairs) <= _FEW_KINDS and set(leaf_words) & {"identifier", "number", "reference", "key"}:
                told_any = False
                for (key, told), some in sorted_pairs:
                    kind_stem = bare(tokens(told))
                    if kind_stem and any(word in PERSON_WORDS for word in kind_stem):
                        told_any = True
                        detail = f"{path} where {key}='{told}'"
                        yield Pointing(at, column, leaf_words, kind_stem, frozenset(some), JoinKind.JSON, detail)
                if told_any:
                    continue
            yield Pointing(at, column, leaf_words, stem, frozenset(values), JoinKind.JSON, path)

    # ---- which table it points to

    def _resolve(self, pointing: Pointing) -> list[Join]:
        source = self._profiles[pointing.at].table.source
        values = pointing.values
        negative = minus(values)
        positive = plus(values) if negative else values
        targets = self._targets[source]
        if self._profiles[pointing.at].is_file:
            # lists name staff by the codes and logins of the school's database
            targets = [target for told in self._targets.values() for target in told if target.natural and target.hub]
        ranked = self._ranked(pointing, positive or values, targets)
        if negative:
            raw = self._ranked(pointing, values, self._targets[source])
            below = frozenset(f"-{v}" for v in negative)
            if raw and 2 * len(below & raw[0][2].column.canonical) >= len(below):
                ranked, negative = raw, frozenset()  # the keys themselves are negative
        if not ranked and self._meanings.get((pointing.at, pointing.column.name)) is M.UPN:
            ranked = self._by_upn(pointing)
        if not ranked:
            return []
        best = ranked[0]
        joins = [self._join(pointing, *best)]
        rest = (positive or values) - best[2].column.canonical
        if best[1] < 0.95 and rest and best[2].hub:  # noqa: PLR2004 - more than a few orphans: a second table may hold them
            joins.extend(self._others(pointing, best[2], rest))
        self._doubt(pointing, ranked)
        if negative:
            joins.extend(self._negative(pointing, negative, {best[2].at}, source))
        return joins

    def _ranked(
        self, pointing: Pointing, values: Set[str], targets: Iterable[Target]
    ) -> list[tuple[float, float, Target]]:
        """(name fit, share of values found, target), best first; only those that both name and values allow."""
        ranked = []
        own_key = primary_key(self._profiles[pointing.at])
        acting = _acting(pointing.words)
        marked = bool(set(pointing.column.words) & _MARKS) or not self._marks[self._profiles[pointing.at].table.source]
        votes = self._votes[self._profiles[pointing.at].table.source, _typed(pointing.words)]
        most = max(votes.values(), default=0.0)
        popular = self._popular[self._profiles[pointing.at].table.source]
        keyed = any(target.hub and not target.natural and self._bears_key(pointing, target) for target in targets)
        for target in targets:
            if target.at == pointing.at and target.column.name == pointing.column.name:
                continue
            if pointing.column.name == own_key and not self._may_extend(pointing, target):
                continue
            fit = self._name_fit(pointing, target)
            if fit < ANYONE or (target.at == pointing.at and not self._may_loop(pointing)):
                continue
            if keyed and fit < KEYED and target.hub and not self._everybody(target.hub):
                continue  # it bears the key of people by name: where that is not used, no others are meant
            if target.at == pointing.at and self._repeats(pointing, target):
                continue
            named_alike = target.column.called.casefold() == pointing.column.called.casefold()
            bare_number = not marked and target.hub is None and not target.natural and target.column.has("integer")
            if bare_number and not named_alike and not self._fits_whole(pointing, target, fit):
                continue
            if not marked and not acting and fit < KEYED and target.column.has("integer") and (
                fit <= ANYONE or (target.hub and (reach(values, target.numbers) or _VOTE) < _VOTE)
            ):  # fmt: skip
                continue
            if target.natural and (target.at, target.column.name) in self._pointers:
                continue  # what points to a person's row elsewhere is not what others point to
            if target.natural and (target.at == pointing.at or (target.hub is None and pointing.column.unique)):
                continue  # a former number of the same person, two lists of codes
            share = self._share(pointing, values, target)
            strays = len(values - target.column.canonical)
            if target.at == pointing.at and pointing.at not in self._hub and strays > max(1, len(values) // 20):
                continue
            numbers = target.column.has("integer")
            needed = next(share for least, share in _NEEDED if fit >= least)
            if not marked and not acting and numbers and target.hub is not None and fit < KEYED:
                needed = _NEEDED_OF_ANYBODY
            if fit > ANYONE and (not numbers or target.hub is not None):
                needed = min(needed, _NEEDED_OF_TEXT)
            elif target.hub is not None and set(pointing.words) & _ANYBODY:
                needed = min(needed, _NEEDED_OF_ANYBODY)
            if target.hub is not None and not numbers and self._covers(values, target):
                needed = min(needed, _NEEDED_OF_COVERING)
            if target.natural and target.hub is not None and pointing.at in self._hub:
                needed = _ALL  # a login here and a login there
            if (values and share < needed) or (not values and fit < CONCEPT):
                continue
            reached = reach(values, target.numbers) if target.numbers else None
            if acting and self._inside(target) and not popular:
                weight = share * (1.0 if reached is None else reached)
                votes[target.at] += weight if pointing.kind is JoinKind.SINGLE else 0.0
            score = (
                fit
                + 0.3 * share
                + REACH_SHARE * (0.8 if reached is None else reached)
                - (0.04 if target.natural else 0)
                + (0.02 if target.hub and not target.hub.account and not acting else 0)
                - (
                    _VOTE * (1 - votes[target.at] / most)
                    if acting and popular and most and fit < KEYED and self._inside(target)
                    else 0
                )
                + (_POPULAR * popular[target.at] / max(popular.values()) if popular and target.hub else 0)
            )
            ranked.append((round(score, 3), fit, share, target))
        ranked = self._without_partial(ranked)
        ranked.sort(key=lambda entry: (-entry[0], entry[3].at, entry[3].column.position))
        above = next((entry for entry in ranked if entry[3].at == pointing.at), None)
        if above and ranked[0][3].hub is not None and pointing.at not in self._hub:
            reached = reach(values, ranked[0][3].numbers)
            if reached is None or reached < _VOTE:
                ranked.remove(above)  # values that stay among the first few of a people table are the rows above
                ranked.insert(0, above)
        return [(fit, share, target) for _, fit, share, target in ranked]

    def _without_partial(
        self, ranked: list[tuple[float, float, float, Target]]
    ) -> list[tuple[float, float, float, Target]]:
        """Less people tables that hold a part of the values only, where another holds all, above all the one for
        everybody that they add to."""
        most = max((share for _, _, share, target in ranked if target.hub), default=0.0)
        if most >= _ALL:
            ranked = [entry for entry in ranked if entry[3].hub is None or entry[3].natural or entry[2] >= _HARDLY]
        whole = {added for _, _, share, target in ranked if share >= _ALL for added in self._extends[target.at]}
        return [entry for entry in ranked if entry[3].at not in whole or entry[2] >= _ALL]

    def _covers(self, values: Set[str], target: Target) -> bool:
        """Whether most people of a table are named by their codes, or enough by long ones, so that it is no chance."""
        keys = target.column.canonical
        shared = len(values & keys)
        telling = shared >= _TELLING_VALUES and target.column.mean_length >= _TELLING_LENGTH
        return telling or (len(keys) >= _TELLING_VALUES and 2 * shared >= len(keys))

    def _fits_whole(self, pointing: Pointing, target: Target, fit: float) -> bool:
        """Whether an unmarked number is a key none the less: its name is the table's and its values use all of it."""
        if fit < TAIL - 0.06 or not pointing.values <= target.column.canonical:
            return False
        if target.at == pointing.at:
            return True
        return (reach(pointing.values, target.numbers) or 0.0) >= _NEARLY - 0.1

    def _share(self, pointing: Pointing, values: Set[str], target: Target) -> float:
        """Share of the values that are keys there; of the rows, where those are more: a few writers typed most rows
        and each of the rows that point nowhere has a value of its own."""
        if not values:
            return 0.0
        keys = target.column.canonical
        share = len(values & keys) / len(values)
        if pointing.kind is not JoinKind.SINGLE or share >= _ALL:
            return share
        rows = self._sampled(pointing.at, pointing.column)
        return max(share, sum(n for value, n in rows.items() if value in keys) / rows.total() if rows else 0.0)

    def _sampled(self, at: str, column: ColumnProfile) -> Counter[str]:
        """Canonical value -> rows of the sample that have it."""
        if (at, column.name) not in self._counted:
            values = (row[column.position] for row in self._profiles[at].sample)
            self._counted[at, column.name] = Counter(canonical(value) for value in values if value)
        return self._counted[at, column.name]

    def _bears_key(self, pointing: Pointing, target: Target) -> bool:
        """Whether the column's name has the whole name of the key in it, and that says people: more than ID, and
        nothing that things have a key of the same name for (every table of OneRoster has a sourcedId)."""
        key = self._entities.column_words(target.at, target.column)
        if len(key) < 2 or not bare(key) or not holds_key(pointing.words, key):  # noqa: PLR2004 - ID alone says nothing
            return False
        name = target.column.called.casefold()
        return not any(
            other.column.called.casefold() == name and not other.hub and not other.natural
            for other in self._targets[self._profiles[target.at].table.source]
        )

    def _repeats(self, pointing: Pointing, target: Target) -> bool:
        """Whether nearly every row holds its own key once more: a login that is the number of the person."""
        here, there = pointing.column.position, target.column.position
        rows = [row for row in self._profiles[pointing.at].sample if row[here] and row[there]]
        same = sum(canonical(row[here] or "") == canonical(row[there] or "") for row in rows)
        return bool(rows) and same >= _NEARLY * len(rows)

    def _may_loop(self, pointing: Pointing) -> bool:
        """Whether a column may point to its own table: one that says which other row, or names a person."""
        if pointing.at in self._hub:
            return True
        told = set(pointing.words) & _LOOPS
        if told != {"parent"}:
            return bool(told)
        # a tree has roots, and a table of parents' links is none
        column, own = pointing.column, set(self._entities.core(pointing.at))
        rooted = column.filled < self._profiles[pointing.at].rows or "0" in column.canonical
        return rooted and not own & ((set(PERSON_WORDS) - {"account"}) | _OF_PARENTS)

    def _may_extend(self, pointing: Pointing, target: Target) -> bool:
        """Whether a table's own key may be another table's too: only under that key's name or that table's, one row
        for one of its rows."""
        if target.natural:
            return False
        own, stem = self._entities.core(pointing.at), pointing.stem
        if not stem or set(stem) == set(own) or set(stem) == set(bare(own)):
            return False
        entity = self._entities.core(target.at)
        if own[-len(stem) :] == stem and entity != stem:
            return False  # PERMISSION_ID of ROLE_PERMISSION is its own
        alike = pointing.column.called.casefold() == target.column.called.casefold()
        if not alike and set(stem) != set(entity):
            return False
        if alike and set(stem) != set(entity) and len(pointing.column.distinct) > len(target.column.distinct):
            return False
        return len(pointing.values & target.column.canonical) >= _ALL * len(pointing.values)

    def _name_fit(self, pointing: Pointing, target: Target) -> float:
        """How well the name of a column says that it points to this table; 0 to 1."""
        entity = self._entities.core(target.at)
        own = self._entities.core(pointing.at)
        if (
            target.natural
            and target.hub is not None
            and pointing.at in self._hub
            and self._own_number(pointing, target)
        ):
            return 0.0
        same = target.column.called.casefold() == pointing.column.called.casefold()
        key_stem = bare(target.column.words)
        stem = pointing.stem
        if numbered(pointing.column.called):
            return 0.0  # F003 says nothing, not even beside another F003
        if same and key_stem and not (target.natural and pointing.column.unique):
            # a key that bears its table's name, found elsewhere under the same name
            if target.natural:
                return QUALIFIED
            if set(stem) != set(entity) and self._home_beside(pointing, target):
                return CONTEXT - 0.01
            return EXACT if set(stem) == set(entity) or self._only_home(target) else SAME_NAME
        if (
            target.natural
            and target.hub is not None
            and pointing.at in self._hub
            and self._own_number(pointing, target)
        ):
            return 0.0
        if stem and stem[-1] in _ORDERS and stem[-1] not in entity:
            return 0.0
        if set(pointing.words) & _COUNTED and not set(pointing.words) & _MARKS and target.column.has("integer"):
            return 0.0
        if target.at != pointing.at and _row_above(stem):
            return 0.0
        if target.hub is None and self._names_somebody(pointing, stem, entity):
            return 0.0
        if target.hub is None and stem and stem[-1] in _SORTS and stem[-1] not in entity and self._wide(target):
            return 0.0
        # a table of codes for ETHNICITY is meant by words of one meaning, a people table by its kind
        scores = [word_fit(stem, pointed_at(entity), own)]
        if target.hub and scores[0] < QUALIFIED:
            scores = [0.0 if set(stem).isdisjoint(entity) and scores[0] < MEANT - 0.02 else scores[0]]
        if key_stem and key_stem == stem:
            scores.append(CONCEPT if not target.natural else TAIL)
        key = self._entities.column_words(target.at, target.column)
        bones = set(bare(key)) - EMPTY_TABLE_WORDS
        whole = bones and len(key) > 1 and not target.natural and bones <= set(entity)
        if whole and holds_key(pointing.words, key):
            scores.append(KEYED)
        looped = target.at == pointing.at and pointing.at not in self._hub and set(stem) & _LOOPS
        if looped and set(stem) - _LOOPS <= set(own):
            scores.append(EXACT)
        if target.hub and stem:
            scores.append(self._person_fit(stem, pointing, target.hub))
            if max(scores) < CONCEPT and not target.natural:
                # PUPILS means persons, where the pupils' own table only adds to the persons' rows
                scores += [self._person_fit(stem, pointing, self._hub[at]) for at in sorted(self._extends[target.at])]
        if best_is_low(scores) and self._codes_of_people(pointing, target):
            scores.append(ANYONE)
        # a natural key is meant only where the column says it is a code, a login, a number
        best = max(scores)
        if target.natural and best and not set(pointing.words) & set(target.column.words) and best >= TAIL:
            best = min(best, TAIL)
        return best

    def _own_number(self, pointing: Pointing, target: Target) -> bool:
        """Whether both are numbers people themselves bear: one human is told by them without a join."""
        theirs = self._meanings.get((target.at, target.column.name), M.NONE)
        told = set(pointing.column.words) & {"upn", "uln", "unique", "nino", "insurance", "nhs"}
        return theirs in {M.UPN, M.IDENTIFIER} and bool(told) and theirs is self._meanings.get(
            (pointing.at, pointing.column.name), M.NONE
        )  # fmt: skip

    def _names_somebody(self, pointing: Pointing, stem: tuple[str, ...], entity: tuple[str, ...]) -> bool:
        """Whether a column's name says who did something: ACTION_BY, EXAMS_OFFICER, never an action or an exam."""
        if "by" in pointing.words and stem != entity:
            return True
        return bool(stem) and stem[-1] in ACTING - {"action"} and stem[-1] not in entity

    def _wide(self, target: Target) -> bool:
        """Whether a table is more than a list of codes."""
        profile = self._profiles[target.at]
        return len(profile.columns) > _COLUMNS_OF_A_LIST or profile.rows > _LONGEST_LIST

    def _home_beside(self, pointing: Pointing, target: Target) -> bool:
        """Whether another table is what the name says of its own table: CATEGORY_ID in fields of rooms is a category
        of such fields, though categories of meals have a key of that very name."""
        own, stem = self._entities.core(pointing.at), pointing.stem
        if set(self._entities.core(target.at)) <= {*stem, *own}:
            return False
        return any(
            len(entity) > len(stem) and set(entity) <= {*stem, *own} and entity[-len(stem) :] == stem
            for other in self._targets[self._profiles[pointing.at].table.source]
            if not other.natural and other.at not in (pointing.at, target.at)
            for entity in (self._entities.core(other.at),)
        )

    def _only_home(self, target: Target) -> bool:
        """Whether no other table has a key of this name."""
        name = target.column.called.casefold()
        return not any(
            other.column.called.casefold() == name and other.at != target.at
            for other in self._targets[self._profiles[target.at].table.source]
            if not other.natural
        )

    def _codes_of_people(self, pointing: Pointing, target: Target) -> bool:
        """Staff codes and logins are known by themselves: words of several letters do not fit by chance."""
        return (
            target.natural
            and target.hub is not None
            and not target.column.has("integer")
            and not pointing.column.has("integer")
            and target.column.mean_length >= _CODE_LETTERS
            and min(len(pointing.values), len(target.column.distinct)) >= _CODE_VALUES
        )

    def _person_fit(self, stem: tuple[str, ...], pointing: Pointing, found: FoundHub) -> float:
        words = (set(pointing.words) | set(stem)) - ({"owner"} if pointing.kind is JoinKind.POLYMORPHIC else set())
        acting = _acting(words)
        kind = str(found.hub.kind)
        kinds = {str(k) for _, k in found.hub.kind_values} | {kind}
        if found.account:
            kinds |= {"user"}
        named = kind_word(stem)
        thing = words & _THINGS and not words & _ACTORS and not named
        head = stem[-1] if stem else ""
        noun = names_a_thing(head) and head not in _ANYBODY | _ACTORS
        if "by" not in words and (head in _THINGS or noun or thing):
            return 0.0
        people = [word for word in stem if word in PERSON_WORDS]
        if words & _OUTSIDE and self._outside(found):
            return CONCEPT
        anybody = self._everybody(found)
        elsewhere = named not in {"", "person", "user"} and named not in kinds and self._held(found.hub.source, named)
        if elsewhere and not anybody:
            return 0.0
        if named == "user" and anybody and not any(hub.account for hub in self._people_of(found.hub.source)):
            return CONCEPT
        if found.account and named not in {"", "person", "user"} and self._held(found.hub.source, named):
            return 0.0  # STAFF_ON_DUTY is one of the staff
        came = words & {"sender", "from"} and set(self._entities.core(pointing.at)) & {"inbox", "received", "incoming"}
        if came and not named and (kind == "contact" or anybody):
            return CONCEPT
        able = kinds & {"staff", "user"} or anybody
        if acting and able:
            if named and named not in kinds and named not in {"staff", "user", "person"} and not anybody:
                return 0.0
            typed = "user" in named or (not named and bool(words & (_TYPED | {"by"})))
            staff = not found.account and named == "staff" and not self._outside(found)
            return ROLE + 0.04 * (typed and found.account) + 0.03 * staff
        if words & _GAVE and kind == "contact":
            return ROLE
        if set(stem) == {"report", "to"} and kinds & {"staff"}:
            return ROLE  # to whom somebody reports
        if found.account and named not in {"user", "", "person"}:
            return ANYONE
        if named and (named in kinds or (named == "person" and kind == "other")):
            return CONCEPT if len(people) == len(stem) else QUALIFIED - 0.05
        if named and anybody:
            return QUALIFIED - 0.1  # CARER in a system with one table for everybody
        if acting and named in {"", "person"} and self._some_able(found.hub.source):
            return 0.0
        handed = not acting and "to" in words and words & _ACTORS  # SENT_TO
        if named == "person" and anybody:
            return CONCEPT
        if named in {"person"} or words & _ANYBODY or handed or ("target" in words and set(pointing.words) & _MARKS):
            if found.account and len(self._people_of(found.hub.source)) > 1:
                return 0.0  # what is given to somebody is given to a person, not to a login
            gone = set(self._entities.core(found.profile.at)) & _NOT_HERE
            child = "pupil" in kinds and words & _CHILDS
            return ANYONE + (0.12 if named == "person" else 0.0 if gone else 0.04 if child else 0.02)
        if named == "user" and kinds & {"staff"}:
            return ROLE
        return 0.0

    def _everybody(self, found: FoundHub) -> bool:
        """Whether one table holds everybody: others add to its rows, or it tells kinds apart, or there is no other."""
        kinds = {kind for _, kind in found.hub.kind_values}
        if found.account or found.hub.kind is not SubjectKind.OTHER:
            return False
        return bool(self._extends[found.profile.at]) or len(kinds) > 1 or self._no_staff(found)

    def _some_able(self, source: str) -> bool:
        """Whether a table of the source holds those who type and decide."""
        return any(hub.account or hub.hub.kind is SubjectKind.STAFF or self._extends[hub.profile.at]
                   for hub in self._people_of(source))  # fmt: skip

    def _people_of(self, source: str) -> list[FoundHub]:
        return [hub for hub in self._hub.values() if hub.hub.source == source and not hub.profile.is_file]

    def _held(self, source: str, kind: str) -> bool:
        """Whether a table of the source says that it holds this kind of people."""
        return any(
            kind == str(hub.hub.kind) or kind in {str(k) for _, k in hub.hub.kind_values}
            for hub in self._people_of(source)
            if not hub.account
        )

    def _outside(self, found: FoundHub) -> bool:
        return bool(set(self._entities.core(found.profile.at)) & _OUTSIDE)

    def _inside(self, target: Target) -> bool:
        """Whether a table holds the school's own staff or their accounts, who type and decide."""
        found = target.hub
        return found is not None and not self._outside(found) and (
            found.account or found.hub.kind in {SubjectKind.STAFF, SubjectKind.OTHER}
        )  # fmt: skip

    def _no_staff(self, found: FoundHub) -> bool:
        """Whether the source has no table of staff or accounts, so that anybody's table may hold who typed a row; of
        several such tables the largest."""
        others = [hub for hub in self._hub.values() if hub.hub.source == found.hub.source and not hub.profile.is_file]
        if any(hub.account or hub.hub.kind is SubjectKind.STAFF for hub in others):
            return bool(found.hub.kind_column)
        anybody = [hub for hub in others if hub.hub.kind is SubjectKind.OTHER]
        return found.profile.rows == max((hub.profile.rows for hub in anybody), default=0)

    def _join(self, pointing: Pointing, fit: float, share: float, target: Target) -> Join:
        values = pointing.values
        orphans = len(plus(values)) - len(values & target.column.canonical)
        kind = pointing.kind
        if kind is JoinKind.SINGLE and target.natural and not target.column.has("integer"):
            kind = JoinKind.NATURAL
        profile, to = self._profiles[pointing.at], self._profiles[target.at]
        columns = [pointing.column.name] + ([pointing.beside.name] if pointing.beside else [])
        why = "the name says so" if fit >= QUALIFIED else "the name suggests it"
        if values:
            why += f", {round(100 * share)} of 100 values are there"
        if kind is JoinKind.JSON and len(pointing.column.distinct) > len(pointing.column.sample):
            why += ", of a sample of the texts"
        return Join(
            tuple(ColumnRef(profile.table.source, profile.table.name, name) for name in columns),
            (ColumnRef(to.table.source, to.table.name, target.column.name),),
            kind,
            why,
            round(min(0.99, 1 - (1 - fit) * (1 - 0.8 * share)), 3),
            max(0, orphans),
            pointing.detail,
        )

    def _others(self, pointing: Pointing, best: Target, rest: Set[str]) -> Iterable[Join]:
        """One column into several people tables whose keys never collide."""
        for target in self._targets[self._profiles[pointing.at].table.source]:
            if target.natural or target.hub is None or target.at == best.at or target.hub.account:
                continue
            if not self._name_fit(pointing, target):
                continue  # a FORM_TUTOR is no pupil, whatever the numbers
            keys = target.column.canonical
            if len(keys & best.column.canonical) > _DISJOINT * max(1, len(keys)):
                continue
            found = len(rest & keys)
            if found >= max(2, 0.1 * len(rest)):
                yield self._join(pointing, ANYONE, found / len(rest), target)
                rest = rest - keys

    def _negative(self, pointing: Pointing, negative: frozenset[str], taken: set[str], source: str) -> Iterable[Join]:
        options = [
            (len(negative & target.column.canonical) / len(negative), target)
            for target in self._targets[source]
            if target.hub and not target.natural and not target.hub.account and target.at not in taken
        ]
        good = sorted(
            (entry for entry in options if entry[0] >= 0.7),  # noqa: PLR2004 - orphans allowed
            key=lambda entry: (-entry[0], len(entry[1].column.distinct), entry[1].at),
        )
        if not good:
            return
        about = ColumnRef(source, self._profiles[pointing.at].table.name, pointing.column.name)
        chosen = good[0]
        if len(good) > 1 and good[1][0] >= chosen[0] - 0.1:
            self.doubts.append((about, tuple(entry[1].at for entry in good), pointing.column.filled))
            answer = self._answers.get(question_id("where", about))
            chosen = next((entry for entry in good if entry[1].at == answer), chosen)
        detail = f"{pointing.detail} negative".strip() if pointing.kind is JoinKind.LIST else "negative"
        minus = replace(pointing, values=negative, detail=detail)
        yield self._join(minus, TAIL, chosen[0], chosen[1])

    def _doubt(self, pointing: Pointing, ranked: list[tuple[float, float, Target]]) -> None:
        """Two people tables that fit equally well: a person must say."""
        people = [entry for entry in ranked if entry[2].hub and not entry[2].natural]
        if len(people) < 2 or people[0] is not ranked[0] or people[0][0] >= QUALIFIED:  # noqa: PLR2004 - two to choose from
            return
        first, second = people[0], people[1]
        if second[0] + 0.3 * second[1] < first[0] + 0.3 * first[1] - 0.02:
            return
        profile = self._profiles[pointing.at]
        about = ColumnRef(profile.table.source, profile.table.name, pointing.column.name)
        self.doubts.append((about, tuple(entry[2].at for entry in people), pointing.column.filled))
        answer = self._answers.get(question_id("where", about))
        for entry in people:
            if entry[2].at == answer:
                ranked.remove(entry)
                ranked.insert(0, entry)

    def _by_upn(self, pointing: Pointing) -> list[tuple[float, float, Target]]:
        """A UPN is the same number in every source."""
        found = []
        for at, hub in self._hub.items():
            if at == pointing.at or (pointing.at in self._hub and hub.hub.source == self._hub[pointing.at].hub.source):
                continue
            for meaning, name in hub.hub.columns:
                if meaning is M.UPN:
                    target = Target(at, hub.profile.columns[name], hub, natural=True)
                    share = len(pointing.values & target.column.canonical) / max(1, len(pointing.values))
                    if share >= 0.3:  # noqa: PLR2004 - leavers and misprints are orphans
                        found.append((EXACT, share, target))
        return sorted(found, key=lambda entry: (-entry[1], entry[2].at))

    def _to_children(self, at: str, profile: TableProfile) -> Iterable[Join]:
        """From a list of contacts to the pupils, by a number both sides name alike; few rows are enough then."""
        for column in profile.columns.values():
            meaning = self._meanings.get((at, column.name), M.NONE)
            if meaning in _NOT_A_POINTER or not of_the_child(column, meaning) or not column.canonical:
                continue
            best: tuple[float, str, str] | None = None
            found: Target | None = None
            for to, hub in sorted(self._hub.items()):
                if hub.hub.kind is not SubjectKind.PUPIL and not hub.hub.kind_column:
                    continue
                for other in hub.profile.columns.values():
                    if not other.canonical or not self._named_alike(column, meaning, to, other):
                        continue
                    share = len(column.canonical & other.canonical) / len(column.canonical)
                    told = (-share, to, other.name)
                    if share >= _NEEDED_OF_TEXT and (best is None or told < best):
                        best, found = told, Target(to, other, hub, natural=True)
            if best is not None and found is not None:
                how = Pointing(at, column, column.words, bare(column.words), column.canonical, JoinKind.SINGLE)
                join = self._join(how, SAME_NAME, -best[0], found)
                yield replace(join, kind=JoinKind.NATURAL)

    def _named_alike(self, column: ColumnProfile, meaning: Meaning, to: str, other: ColumnProfile) -> bool:
        there = self._meanings.get((to, other.name), M.NONE)
        if M.UPN in {meaning, there}:
            return meaning is there
        if there in _NOT_A_POINTER or other.has("day"):
            return False
        if "admission" in column.words or "admission" in other.words:
            return "admission" in column.words and "admission" in other.words
        mine, theirs = (
            {word for word in words if PERSON_WORDS.get(word) != "pupil"} for words in (column.words, other.words)
        )
        return bool(mine) and mine == theirs and bool(mine & {"identifier", "number", "code", "reference"})


def _row_above(stem: Sequence[str]) -> bool:
    """PARENT_ITEM, PARENT_ACCOUNT: the row above, and no parent."""
    return "parent" in stem and len(stem) > 1 and stem[-1] != "parent" and stem[-1] not in PERSON_WORDS


def _acting(words: Iterable[str]) -> bool:
    """Whether a column says who did or decided something; ISSUED_TO says who was given it."""
    told = set(words)
    if "to" in told and not told & HANDED:
        return False
    did = told & _ACTORS
    if not did or "by" in told or any(not word.endswith(_DONE) for word in did):
        return bool(did)
    # ACTION_TAKEN is an action; TAKEN alone is who took it
    return told <= did | KEY_WORDS | set(PERSON_WORDS)


def _typed(words: Iterable[str]) -> bool:
    """Whether a column says who typed or gave what the row tells, rather than who decides or owns."""
    told = set(words)
    return bool(told & WROTE) or ("by" in told and not told & ACTING)


def best_is_low(scores: Sequence[float]) -> bool:
    return max(scores) < ANYONE


def question_id(kind: str, about: ColumnRef) -> str:
    return f"{kind}:{about}"
