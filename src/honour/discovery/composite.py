"""Joins over several columns that nobody declared: year and number, school and admission number, course and year.

A key of several columns is declared, or found: columns that tell the rows apart together and not alone. Another table
points there if it has columns of the same names, or of one meaning, and nearly all its tuples are keys. One of the
columns must be more than a year, a term or a line: those lie in every table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from honour.discovery.entities import Entities, bare
from honour.discovery.fit import one_meaning, word_fit
from honour.discovery.profile import SAMPLE_ROWS, ColumnProfile, TableProfile
from honour.discovery.valueforms import flag_like
from honour.kernel.errors import SourceError
from honour.kernel.following import together
from honour.kernel.mapping import ColumnRef, Join, JoinKind

_LONGEST_KEY = 3
_FEWEST_ROWS = 8
_MOST_ROWS = 200_000
_MOST_SPARE = 6
"""Columns of a table that are tried as parts of a key that is not declared."""
_CONTAINED = 0.95
_DIFFERENT = 2
_ORDERS = frozenset(
    "year term half week day date session period line sequence order number part version month semester season"
    " academic school start end from identifier code reference".split()
)
"""What many tables count by; a key of nothing else names nothing."""
_SPANS = frozenset("year term half week session period season semester academic".split())
_SAYS = frozenset("grade mark score result status amount value level text note flag reason comment effort".split())


@dataclass(frozen=True)
class _Key:
    at: str
    columns: tuple[str, ...]
    declared: bool


class Composite:
    """The undeclared joins over several columns of a set of tables."""

    def __init__(self, profiles: Mapping[str, TableProfile], entities: Entities) -> None:
        self._profiles, self._entities = profiles, entities
        self._tuples: dict[tuple[str, tuple[str, ...]], frozenset[str]] = {}

    def find(self, declared: Sequence[Join]) -> list[Join]:
        """`declared`: the joins over several columns that the database declares; they are not found again."""
        said = {join.from_columns for join in declared if len(join.from_columns) > 1}
        found: list[Join] = []
        keys = [key for at, profile in sorted(self._profiles.items()) for key in self._keys(at, profile)]
        by_source: dict[str, list[_Key]] = defaultdict(list)
        for key in keys:
            by_source[self._profiles[key.at].table.source].append(key)
        for at, profile in sorted(self._profiles.items()):
            if profile.is_file or not profile.rows:
                continue
            best: dict[frozenset[str], Join] = {}
            for key in by_source[profile.table.source]:
                for columns in self._alike(at, profile, key):
                    join = self._join(at, columns, key)
                    if join is None or join.from_columns in said:
                        continue
                    some = frozenset(columns)
                    if some not in best or self._rank(join) > self._rank(best[some]):
                        best[some] = join
            found.extend(best[some] for some in sorted(best, key=sorted))
        return found

    # ---- keys

    def _keys(self, at: str, profile: TableProfile) -> Iterable[_Key]:
        if profile.is_file or not _FEWEST_ROWS <= profile.rows <= _MOST_ROWS:
            return
        parts = [column for column in profile.columns.values() if column.column.key_position]
        ordered = sorted(parts, key=lambda column: column.column.key_position)
        if 1 < len(ordered) <= _LONGEST_KEY:
            names = tuple(column.name for column in ordered)
            if self._names_something(at, names):
                yield _Key(at, names, declared=True)
            return
        parts = [
            c for c in profile.columns.values()
            if c.filled == profile.rows and c.id_like and not c.given_up and not flag_like(c)
            and len(c.distinct) >= _DIFFERENT and not set(c.words) & _SAYS and not c.has("name")
            # a code may happen to be unique among the courses of a few years
            and not (c.unique and (c.has("integer") or c.has("guid") or "identifier" in c.words))
        ]  # fmt: skip
        taken: list[frozenset[str]] = []
        for size in (2, _LONGEST_KEY):
            for some in combinations(parts[:_MOST_SPARE], size):
                names = tuple(column.name for column in some)
                if any(part <= set(names) for part in taken) or not self._found_key(at, profile, some):
                    continue
                taken.append(frozenset(names))
                yield _Key(at, names, declared=False)

    def _found_key(self, at: str, profile: TableProfile, some: Sequence[ColumnProfile]) -> bool:
        """Whether columns are a key by their names as well as by their values: one of them says in which year or
        school, and together they are unique."""
        spans = [column for column in some if set(self._entities.column_words(at, column)) & _SPANS]
        names = tuple(column.name for column in some)
        if not (spans or self._schools(at, some)) or not self._names_something(at, names):
            return False
        if len(profile.sample) < profile.rows and not _unique(self._of_sample(profile, names)):
            return False
        held = self._held(at, names)
        return len(held) == profile.rows

    def _schools(self, at: str, some: Sequence[ColumnProfile]) -> bool:
        heads = [bare(self._entities.column_words(at, column)) for column in some]
        return any(set(head) & {"school", "establishment", "site", "tenant", "centre"} for head in heads)

    def _names_something(self, at: str, names: Sequence[str]) -> bool:
        columns = self._profiles[at].columns
        return any(not set(self._entities.column_words(at, columns[name])) <= _ORDERS for name in names)

    # ---- who points there

    def _alike(self, at: str, profile: TableProfile, key: _Key) -> Iterable[tuple[str, ...]]:
        """Columns of a table that are called like those of a key, in its order."""
        if key.at == at:
            return
        theirs = self._profiles[key.at].columns
        options = [
            [c.name for c in profile.columns.values() if c.id_like and self._same(at, c, key.at, theirs[name])]
            for name in key.columns
        ]
        for columns in product(*options):
            if len(set(columns)) == len(columns):
                yield columns

    def _same(self, at: str, column: ColumnProfile, to: str, other: ColumnProfile) -> bool:
        if column.called.casefold() == other.called.casefold():
            return True
        mine, theirs = self._entities.column_words(at, column), self._entities.column_words(to, other)
        if mine == theirs:
            return True
        spans = set(mine) & _SPANS and set(theirs) & _SPANS
        if spans and "year" in {*mine} & {*theirs} and not (set(mine) | set(theirs)) - _ORDERS:
            return bool(column.canonical & other.canonical)  # ACADEMIC_YEAR and SCHOOL_YEAR
        one, two = one_meaning(bare(mine)), one_meaning(bare(theirs))
        return bool(one) and one == two

    def _join(self, at: str, columns: tuple[str, ...], key: _Key) -> Join | None:
        mine, theirs = self._held(at, columns), self._held(key.at, key.columns)
        if len(mine) < _DIFFERENT or not theirs:
            return None
        share = len(mine & theirs) / len(mine)
        if share < _CONTAINED:
            return None
        # its own key of the same columns is no pointer, but where it only adds to the other table's rows
        profile, other = self._profiles[at], self._profiles[key.at]
        whole = len(mine) == profile.rows
        if whole and not self._only_home(at, columns, key):
            return None
        return Join(
            tuple(ColumnRef(profile.table.source, profile.table.name, name) for name in columns),
            tuple(ColumnRef(other.table.source, other.table.name, name) for name in key.columns),
            JoinKind.COMPOSITE,
            f"the same columns tell the rows there apart, {round(100 * share)} of 100 rows are there",
            round(min(0.97, 0.75 + 0.2 * share), 3),
            len(mine - theirs),
        )

    def _only_home(self, at: str, columns: tuple[str, ...], key: _Key) -> bool:
        """Whether the other table is where these keys come from: it has more of them."""
        return len(self._held(key.at, key.columns)) > len(self._held(at, columns))

    def _rank(self, join: Join) -> tuple[float, float, int, str]:
        """Better where the table is called after the key, is declared so, and holds no more than it must."""
        to, at = join.to_columns[0].at, join.from_columns[0].at
        entity, own = self._entities.core(to), self._entities.core(at)
        named = max(
            word_fit(bare(self._entities.column_words(to, self._profiles[to].columns[ref.column])), entity, own)
            for ref in join.to_columns
        )
        declared = all(self._profiles[to].columns[ref.column].column.key_position for ref in join.to_columns)
        return (float(declared), named, -self._profiles[to].rows, to)

    # ---- tuples

    def _held(self, at: str, names: tuple[str, ...]) -> frozenset[str]:
        if (at, names) not in self._tuples:
            self._tuples[at, names] = self._read(self._profiles[at], names)
        return self._tuples[at, names]

    def _read(self, profile: TableProfile, names: tuple[str, ...]) -> frozenset[str]:
        if profile.rows <= min(SAMPLE_ROWS, len(profile.sample)):
            return frozenset(filter(None, self._of_sample(profile, names)))
        if profile.rows > _MOST_ROWS:
            return frozenset(filter(None, self._of_sample(profile, names)))
        try:
            return frozenset(filter(None, (together(values) for _, values in profile.table.rows(list(names)))))
        except SourceError:
            return frozenset()

    def _of_sample(self, profile: TableProfile, names: Sequence[str]) -> list[str]:
        places = [profile.columns[name].position for name in names]
        return [together([row[place] for place in places]) for row in profile.sample]


def _unique(values: Sequence[str]) -> bool:
    return len(set(values)) == len(values)
