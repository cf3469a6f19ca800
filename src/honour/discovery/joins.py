"""How tables join, declared or not. A name must propose a join; values only confirm or refuse it.

Overlap of values alone proposes nothing: whole numbers from 1 fit every table.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from honour.discovery.composite import Composite
from honour.discovery.entities import Entities, bare
from honour.discovery.fit import CONCEPT, EXACT, KEYED, QUALIFIED, REACH_SHARE, SAME_NAME, TAIL, reach
from honour.discovery.hubs import FoundHub, of_the_child, primary_key
from honour.discovery.keys import minus, plus, whole_numbers
from honour.discovery.namefit import ANYBODY, ANYONE, LOOPS, NameFit, acts, types_rows
from honour.discovery.onelist import one_list_joins
from honour.discovery.pairs import Pairs
from honour.discovery.pointing import (
    MARKS,
    NEARLY,
    NOT_A_POINTER,
    TELLING_LENGTH,
    TELLING_VALUES,
    Places,
    Pointing,
    Target,
)
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.words import PERSON_WORDS
from honour.kernel.following import canonical
from honour.kernel.holding import SubjectKind
from honour.kernel.mapping import ColumnRef, Join, JoinKind, Meaning

M = Meaning
_NEEDED = ((0.9, 0.3), (0.8, 0.6), (0.7, 0.85), (0.0, 0.95))
"""(how well the name fits, share of values that must be keys there): the weaker the name, the more must fit."""
_NEEDED_OF_TEXT = 0.5
"""Codes, logins and GUIDs do not fit by chance as numbers do."""
_NEEDED_OF_COVERING = 0.25
"""Where the codes of most people of a table are used, many rows may name people who are gone."""
_NEEDED_OF_ANYBODY = 0.8
_NEEDED_OF_NAMESAKE = 0.1
"""Where the whole name of the only such key is used, the values need hardly say so as well: most may be orphans."""
_DISJOINT = 0.02
_OF_PARENTS = frozenset("family household home email telephone address consent permission payment".split())
_VOTE, _POPULAR = 0.5, 0.06
"""Weight of what other columns of the system say about who types its rows."""
_DECLARED_VOTES = 20
_ALL, _HARDLY = 0.95, 0.7


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
        self._places = Places(profiles, entities, self._hub, meanings)
        self._targets: dict[str, list[Target]] = defaultdict(list)
        for at, profile in profiles.items():
            self._targets[profile.table.source].extend(self._places.targets_in(at, profile))
        self._extends: dict[str, set[str]] = defaultdict(set)
        """A people table -> those each row of which is one of its rows: a person, and the pupils among them."""
        self._fit = NameFit(profiles, entities, self._hub, meanings, self._targets, self._extends)
        self._marks = {source: self._places.marks_keys(source) for source in self._targets}
        self.doubts: list[tuple[ColumnRef, tuple[str, ...], int]] = []
        self.pairs = Pairs(profiles, entities, self._hub, answers)
        self._composite = Composite(profiles, entities)
        self._votes: dict[tuple[str, bool], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        """By source, and whether they typed or decided: how well each people table holds those who did."""
        self._popular: dict[str, Counter[str]] = defaultdict(Counter)
        self._counted: dict[tuple[str, str], Counter[str]] = {}
        self._pointers: set[tuple[str, str]] = set()
        """Columns of people tables that point to another people table."""
        self._staffed: dict[str, Sequence[int]] = {}
        """A table of accounts that not only staff have -> the numbers of those that staff have."""

    def find(self) -> list[Join]:
        """Every join. Runs twice: which table holds those who type, and which of several people tables the others
        extend, is one thing through a whole system, and the first run tells it."""
        first = self._found()
        self._staffed = self._accounts_of_staff(first)
        if self._staffed:
            self._votes.clear()
            self.doubts.clear()
            first = self._found()
        for join in first:
            to, ref = join.to_columns[0].at, join.from_columns[0]
            if to not in self._hub or ref.at not in self._profiles:
                continue
            column = self._profiles[ref.at].columns[ref.column]
            self._popular[ref.source][to] += 1
            if ref.at in self._hub and join.kind is JoinKind.SINGLE and to != ref.at:
                self._pointers.add((ref.at, ref.column))
            if join.confidence == 1.0 and acts(self._entities.column_words(ref.at, column)):
                typed = types_rows(self._entities.column_words(ref.at, column))
                self._votes[ref.source, typed][to] += _DECLARED_VOTES
            extends = ref.at in self._hub and column.unique and column.filled >= _ALL * self._profiles[ref.at].rows
            whole = len(column.distinct) <= self._profiles[to].rows and join.kind is JoinKind.SINGLE
            extends = extends and not acts(self._entities.column_words(ref.at, column))
            if extends and whole and to != ref.at and not self._hub[ref.at].account and join.detail == "":
                self._extends[to].add(ref.at)
        self.doubts.clear()
        joins = one_list_joins(self._profiles, self._entities, self._hub, self._found(first))
        composite = self._composite.find(joins)
        return [*(join for join in joins if not _part_of(join, composite)), *composite]

    def _accounts_of_staff(self, joins: Iterable[Join]) -> dict[str, Sequence[int]]:
        """Keys of the accounts that point to staff, where accounts point to others as well: of all accounts these few
        type the rows, and how far the values reach is told by them."""
        keys: dict[str, set[str]] = defaultdict(set)
        others = set()
        for join in joins:
            at, to = join.from_columns[0].at, self._hub.get(join.to_columns[0].at)
            account = self._hub.get(at)
            if account is None or not account.account or to is None or to.account or join.kind is JoinKind.LIST:
                continue
            profile = self._profiles[at]
            key, column = primary_key(profile), profile.columns[join.from_columns[0].column]
            if to.hub.kind is not SubjectKind.STAFF:
                others.add(at)
            elif key:
                which = join.from_columns[1].column if len(join.from_columns) > 1 else ""
                for row in profile.sample:
                    told = f"{which}='{row[profile.columns[which].position] or ''}'" if which else join.detail
                    if row[column.position] and told == join.detail:
                        keys[at].add(canonical(row[profile.columns[key].position] or ""))
        return {at: whole_numbers(frozenset(some)) for at, some in keys.items() if at in others and some}

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
                for pointing in self._places.pointings(at, profile, column):
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
        acting = acts(pointing.words)
        marked = bool(set(pointing.column.words) & MARKS) or not self._marks[self._profiles[pointing.at].table.source]
        votes = self._votes[self._profiles[pointing.at].table.source, types_rows(pointing.words)]
        most = max(votes.values(), default=0.0)
        popular = self._popular[self._profiles[pointing.at].table.source]
        keyed = any(target.hub and not target.natural and self._fit.bears_key(pointing, target) for target in targets)
        for target in targets:
            if target.at == pointing.at and target.column.name == pointing.column.name:
                continue
            if pointing.column.name == own_key and not self._may_extend(pointing, target):
                continue
            fit = self._fit.name_fit(pointing, target)
            if fit < ANYONE or (target.at == pointing.at and not self._may_loop(pointing)):
                continue
            if keyed and fit < KEYED and not (target.hub and self._fit.everybody(target.hub)):
                continue  # it bears the key of people by name: where that is not used, no others are meant
            if target.at == pointing.at and self._repeats(pointing, target):
                continue
            named_alike = target.column.called.casefold() == pointing.column.called.casefold()
            bare_number = not marked and target.hub is None and not target.natural and target.column.has("integer")
            if bare_number and not named_alike and not self._fits_whole(pointing, target, fit):
                continue
            count = not set(pointing.column.words) & MARKS and target.hub is None and target.column.has("integer")
            if count and fit < CONCEPT and values and self._share(pointing, values, target) < _ALL:
                continue  # SESSION 1 to 5 of a day, PLACES on a trip
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
            loose = fit < KEYED and strays > max(1, len(values) // 20)
            if target.at == pointing.at and pointing.at not in self._hub and loose:
                continue
            numbers = target.column.has("integer")
            needed = next(share for least, share in _NEEDED if fit >= least)
            bare_count = not marked and not acting and numbers and target.hub is not None and fit < KEYED
            if bare_count:
                needed = _NEEDED_OF_ANYBODY
            elif fit > ANYONE and (not numbers or target.hub is not None):
                needed = min(needed, _NEEDED_OF_TEXT)
            elif target.hub is not None and set(pointing.words) & ANYBODY:
                needed = min(needed, _NEEDED_OF_ANYBODY)
            if target.hub is not None and not numbers and self._covers(values, target):
                needed = min(needed, _NEEDED_OF_COVERING)
            if target.natural and target.hub is not None and pointing.at in self._hub:
                needed = _ALL  # a login here and a login there
            whole_key = named_alike and fit >= EXACT and len(target.column.words) > 1
            if not target.natural and (whole_key or (target.hub and self._fit.bears_key(pointing, target))):
                needed = min(needed, _NEEDED_OF_NAMESAKE)
            if (values and share < needed) or (not values and fit < CONCEPT):
                continue
            staffed = self._staffed.get(target.at, ()) if acting and not target.natural else ()
            reached = reach(values, staffed or target.numbers) if target.numbers else None
            if acting and self._fit.inside(target) and not popular:
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
                    if acting and popular and most and fit < KEYED and self._fit.inside(target)
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
        telling = shared >= TELLING_VALUES and target.column.mean_length >= TELLING_LENGTH
        return telling or (len(keys) >= TELLING_VALUES and 2 * shared >= len(keys))

    def _fits_whole(self, pointing: Pointing, target: Target, fit: float) -> bool:
        """Whether an unmarked number is a key none the less: its name is the table's and its values use all of it."""
        if fit < TAIL - 0.06 or not pointing.values <= target.column.canonical:
            return False
        if target.at == pointing.at:
            return True
        return (reach(pointing.values, target.numbers) or 0.0) >= NEARLY - 0.1

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

    def _repeats(self, pointing: Pointing, target: Target) -> bool:
        """Whether nearly every row holds its own key once more: a login that is the number of the person."""
        here, there = pointing.column.position, target.column.position
        rows = [row for row in self._profiles[pointing.at].sample if row[here] and row[there]]
        same = sum(canonical(row[here] or "") == canonical(row[there] or "") for row in rows)
        return bool(rows) and same >= NEARLY * len(rows)

    def _may_loop(self, pointing: Pointing) -> bool:
        """Whether a column may point to its own table: one that says which other row, or names a person."""
        if pointing.at in self._hub:
            return True
        told = set(pointing.words) & LOOPS
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
            if not self._fit.name_fit(pointing, target):
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
            if meaning in NOT_A_POINTER or not of_the_child(column, meaning) or not column.canonical:
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
        if there in NOT_A_POINTER or other.has("day"):
            return False
        if "admission" in column.words or "admission" in other.words:
            return "admission" in column.words and "admission" in other.words
        mine, theirs = (
            {word for word in words if PERSON_WORDS.get(word) != "pupil"} for words in (column.words, other.words)
        )
        return bool(mine) and mine == theirs and bool(mine & {"identifier", "number", "code", "reference"})


def _part_of(join: Join, composite: Iterable[Join]) -> bool:
    """Whether a join found by one code is a part of one over several columns: COURSE_CODE alone names no course of a
    year."""
    if join.kind is not JoinKind.NATURAL or join.confidence == 1.0:
        return False
    return any(
        join.from_columns[0] == ours and join.to_columns[0] == theirs
        for whole in composite
        for ours, theirs in zip(whole.from_columns, whole.to_columns, strict=True)
    )


def question_id(kind: str, about: ColumnRef) -> str:
    return f"{kind}:{about}"
