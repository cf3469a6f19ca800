"""What a table is a table of, and what a column's name says once prefixes are taken off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.words import EMPTY_TABLE_WORDS, KEY_WORDS, PERSON_WORDS, known, tokens

_MODULE_SHARE = 0.5
_PREFIX_SHARE = 0.7
_ENOUGH = 4


class Entities:
    """Names of one set of tables, read together: a prefix shows only beside its neighbours."""

    def __init__(
        self, profiles: Iterable[TableProfile], labelled: Mapping[tuple[str, str], str] = MappingProxyType({})
    ) -> None:
        self._labelled = labelled
        tables = [profile for profile in profiles if not profile.is_file]
        self._module: dict[str, str] = {}
        by_source: dict[str, list[TableProfile]] = {}
        for profile in tables:
            by_source.setdefault(profile.table.source, []).append(profile)
        for source, members in by_source.items():
            first = Counter(profile.words[0] for profile in members if len(profile.words) > 1)
            for word, times in first.most_common(1):
                if times >= max(_ENOUGH, _MODULE_SHARE * len(members)) and word not in PERSON_WORDS:
                    self._module[source] = word
        self._run: dict[str, str] = {source: _common_start(members) for source, members in by_source.items()}
        self._at_source = {profile.at: profile.table.source for profile in tables}
        self.of_table = {profile.at: self._entity(profile) for profile in tables}
        self._modules = {profile.at: "" for profile in tables} | _modules(by_source.values())
        self._core = {
            profile.at: self._entity(profile, self._modules[profile.at])
            for profile in tables
            if self._modules[profile.at]
        }
        self._column_prefix = {profile.at: _column_prefix(profile) for profile in tables}
        self._run_prefix = {profile.at: _run_prefix(profile) for profile in tables}

    def _entity(self, profile: TableProfile, without: str = "") -> tuple[str, ...]:
        """`without`: the module that stands first, after a word for a table."""
        words = list(profile.words)
        if without:
            words = list(tokens(profile.table.name.rsplit(".", 1)[-1][_end_of(profile.table.name, without) :]))
        run = self._run.get(profile.table.source, "")
        bare_name = profile.table.name.rsplit(".", 1)[-1]
        if run and bare_name.startswith(run):
            words = list(tokens(bare_name[len(run) :]))
        module = self._module.get(profile.table.source)
        if module and len(words) > 1 and words[0] == module:
            words = words[1:]
        kept: list[str] = []
        for word in words:
            if word not in EMPTY_TABLE_WORDS and len(word) > 1 and not word.isdigit() and word not in kept:
                kept.append(word)
        return tuple(kept) or tuple(words[-1:])

    def entity(self, at: str) -> tuple[str, ...]:
        return self.of_table.get(at, ())

    def module(self, at: str) -> str:
        """The short letters a system of many modules puts before a table's name: 'hr' of hr_employee; '' if none."""
        return self._modules.get(at, "")

    def core(self, at: str) -> tuple[str, ...]:
        """`entity` without the module: what hr_employee holds is employees."""
        return self._core.get(at) or self.of_table.get(at, ())

    def column_words(self, at: str, column: ColumnProfile) -> tuple[str, ...]:
        """The column's words without the prefix its table puts before most columns, or its system before all."""
        label = self._labelled.get((at, column.name))
        if label:
            return tokens(label)
        for run in (self._run_prefix.get(at, ""), self._run.get(self._at_source.get(at, ""), "")):
            if run and column.name.startswith(run):
                return tokens(column.name[len(run) :])
        prefixes = {self._column_prefix.get(at, ""), self._module.get(self._at_source.get(at, ""), "")} - {""}
        words = column.words
        return words[1:] if len(words) > 1 and words[0] in prefixes else words

    def said(self, at: str, column: ColumnProfile) -> tuple[str, ...]:
        """`column_words` without the word that stands before all tables of the system, as in gibbonPersonID."""
        module = self._module.get(self._at_source.get(at, ""), "")
        words = self.column_words(at, column)
        return tuple(word for word in words if word != module) or words

    def stem(self, at: str, column: ColumnProfile) -> tuple[str, ...]:
        """What a column's name points at: its words without those that only say it is a key; () for a bare ID."""
        return bare(self.column_words(at, column)) or bare(column.words)


def _end_of(name: str, module: str) -> int:
    """Where the module's letters end in a table's name."""
    bare_name = name.rsplit(".", 1)[-1]
    return bare_name.casefold().index(module.casefold()) + len(module)


_IN_MODULES, _LONGEST_MODULE, _FEWEST_MODULES = 0.8, 4, 4
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def _modules(systems: Iterable[list[TableProfile]]) -> dict[str, str]:
    """Table -> its module, in systems nearly all of whose names begin with one of a few short shared pieces."""
    found: dict[str, str] = {}
    for members in systems:
        first: dict[str, str] = {}
        for profile in members:
            pieces = [piece.lower() for piece in _PARTS.findall(profile.table.name.rsplit(".", 1)[-1])]
            pieces = pieces[1:] if pieces and tokens(pieces[0]) == ("table",) else pieces
            if len(pieces) > 1 and len(pieces[0]) <= _LONGEST_MODULE:
                first[profile.at] = pieces[0]
        times = Counter(first.values())
        shared = {at: piece for at, piece in first.items() if times[piece] > 1 or len(piece) < _LONGEST_MODULE}
        enough = _FEWEST_MODULES <= len(times) <= len(members) / 2
        if enough and len(members) >= _TABLES_ENOUGH and len(shared) >= _IN_MODULES * len(members):
            found |= shared
    return found


@lru_cache(maxsize=100_000)
def bare(words: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(word for word in words if word not in KEY_WORDS and not word.isdigit())
    # pupil_student_id: the same word twice after opening abbreviations says it once
    return tuple(word for place, word in enumerate(kept) if word not in kept[:place])


def _column_prefix(profile: TableProfile) -> str:
    if len(profile.columns) < _ENOUGH - 1:
        return ""
    first = Counter(column.words[0] for column in profile.columns.values() if len(column.words) > 1)
    for word, times in first.most_common(1):
        if times >= _PREFIX_SHARE * len(profile.columns):
            return word
    return ""


_MOST_TABLES, _SHORTEST_START, _LONGEST_START = 0.8, 3, 10
_TABLES_ENOUGH = 10


def _common_start(members: Iterable[TableProfile]) -> str:
    """acme of acmeperson, acmehouseGroup: letters a product puts before the names of its tables without anything
    between. Not where words or lines part it already, and not a word of the vocabulary."""
    names = [profile.table.name.rsplit(".", 1)[-1] for profile in members]
    if len(names) < _TABLES_ENOUGH:
        return ""
    for length in range(_LONGEST_START, _SHORTEST_START - 1, -1):
        start, times = Counter(name[:length] for name in names).most_common(1)[0]
        rest = [name[length : length + 1] for name in names if name.startswith(start)]
        if times < _MOST_TABLES * len(names) or not start.isalpha() or not start.islower():
            continue
        # gibbonPerson is parted by its capital already
        return start if not known(start) and all(letter.islower() for letter in rest) else ""
    return ""


_RUN_LENGTHS = (5, 4, 3)
_SHORTEST_REST = 2


def _run_prefix(profile: TableProfile) -> str:
    """EXR of EXRKEY, EXRSUBJ, EXRGRADE: letters before most columns without anything between."""
    names = [name for name in profile.columns if name.isalnum() and (name.isupper() or name.islower())]
    if len(names) < _ENOUGH - 1:
        return ""
    for length in _RUN_LENGTHS:
        for prefix, times in Counter(name[:length] for name in names).most_common(1):
            having = [name for name in names if name.startswith(prefix)]
            whole = sum(1 for name in having if known(name.rstrip("0123456789").lower()))
            if (
                times >= max(_ENOUGH - 1, _PREFIX_SHARE * len(profile.columns))
                and prefix.isalpha()
                and all(len(name) >= length + _SHORTEST_REST for name in having)
                and whole < _SHORTEST_REST
            ):
                return prefix
    return ""


def kind_word(words: Iterable[str]) -> str:
    """The kind of person the words name ('pupil', 'staff', 'contact', 'person', 'user', ...); '' if none."""
    found = [PERSON_WORDS[word] for word in words if word in PERSON_WORDS]
    # pupil_contact, student_parent: the last word is the head; person_pupil says pupil more closely than person
    for kind in reversed(found):
        if kind not in {"person", "user"}:
            return kind
    return found[-1] if found else ""
