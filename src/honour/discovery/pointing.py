"""Where keys may be: the columns, and the places in their values, that may point, and the columns they may point to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from honour.discovery.entities import Entities, bare
from honour.discovery.fit import pointed_at
from honour.discovery.hubs import FoundHub, primary_key
from honour.discovery.keys import whole_numbers
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.valueforms import flag_like
from honour.discovery.words import PERSON_WORDS, tokens
from honour.kernel.following import canonical, json_leaves
from honour.kernel.mapping import JoinKind, Meaning

M = Meaning
MARKS = frozenset({"identifier"})
_MARKED_COLUMNS = 8
_SHORT_CODE, _COLUMNS_OF_CODES, _LONGER = 6, 8, 2
NEARLY = 0.95
TELLING_VALUES, TELLING_LENGTH = 15, 3
"""From so many values of such a length a column of people may be what others name them by, whatever it is called."""
_NO_KEY = frozenset(
    "bank iban sort badge car vehicle ip photo photograph picture image file path password hash token device browser"
    " session".split()
)
_CODES = frozenset("identifier abbreviation short symbol value reference".split())
LONGEST_LIST = 300
"""Rows of a list of codes at most."""
_LONGEST_CODE = 12
_FEW_KINDS = 12
_JSON_VALUES = 400
NOT_A_POINTER = frozenset(
    {
        M.FORENAME, M.SURNAME, M.FULL_NAME, M.MIDDLE_NAME, M.FORMER_NAME, M.KNOWN_AS, M.TITLE, M.BORN, M.SEX, M.PHONE,
        M.ADDRESS, M.POSTCODE, M.DATE, M.NARRATIVE,
    }
)  # fmt: skip
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


class Places:
    """The places of a set of tables where keys may be."""

    def __init__(
        self,
        profiles: Mapping[str, TableProfile],
        entities: Entities,
        hub: Mapping[str, FoundHub],
        meanings: Mapping[tuple[str, str], Meaning],
    ) -> None:
        self._profiles, self._entities, self._hub, self._meanings = profiles, entities, hub, meanings

    def targets_in(self, at: str, profile: TableProfile) -> Iterable[Target]:
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
            nearly = hub is not None and len(column.distinct) >= NEARLY * column.filled > 0
            if not (column.unique or nearly):
                continue
            meaning = self._meanings.get((at, column.name), M.NONE)
            if meaning in NOT_A_POINTER or meaning in {M.EMAIL, M.FINANCIAL}:
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
            tells = len(column.distinct) >= TELLING_VALUES and column.mean_length >= TELLING_LENGTH
            of_people = hub is not None and (bool(named) or tells or meaning in {M.UPN, M.IDENTIFIER, M.ONLINE_ID})
            short = profile.rows <= LONGEST_LIST and column.mean_length <= _LONGEST_CODE
            coded = "code" in column.words or (short and bool(set(column.words) & _CODES))
            coded = coded or (short and _beside_its_meaning(column, profile))
            of_codes = hub is None and coded and not column.has("integer")
            if of_people or of_codes or (not key and named):
                yield Target(at, column, hub, natural=True)

    def marks_keys(self, source: str) -> bool:
        """Whether the system says of its pointers that they are: then a bare SESSION holds a number, no key."""
        marked = sum(
            1
            for profile in self._profiles.values()
            if profile.table.source == source and not profile.is_file
            for column in profile.columns.values()
            if set(column.words) & MARKS and column.name != primary_key(profile) and column.has("integer")
        )
        return marked >= _MARKED_COLUMNS

    def pointings(self, at: str, profile: TableProfile, column: ColumnProfile) -> Iterable[Pointing]:
        meaning = self._meanings.get((at, column.name), M.NONE)
        words = self._entities.column_words(at, column)
        stem = pointed_at(self._entities.stem(at, column))
        if column.has("json") and not column.list_kind:
            yield from self._in_json(at, column, words)
            return
        how = column.list_kind
        if how and not (meaning in NOT_A_POINTER and meaning is not M.NARRATIVE):
            yield Pointing(at, column, words, stem, column.elements(how), JoinKind.LIST, how)
            return
        flag = flag_like(column) and not set(column.words) & MARKS
        if meaning in NOT_A_POINTER or not column.id_like or flag:
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


def _beside_its_meaning(column: ColumnProfile, profile: TableProfile) -> bool:
    """Whether a short text stands first in each row and a longer one behind it: a code and what it means, whatever the
    two are called."""
    if column.mean_length > _SHORT_CODE or len(profile.columns) > _COLUMNS_OF_CODES:
        return False
    return any(
        other.position == column.position + 1
        and not other.has("integer")
        and not other.has("day")
        and len(other.distinct) >= NEARLY * other.filled > 0
        and other.mean_length >= _LONGER * column.mean_length
        for other in profile.columns.values()
    )
