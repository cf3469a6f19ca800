"""What the values of a discriminator say: in words, in a code, in a list that explains the codes, in a comment.

Each answer is evidence for a table in the same unit as `chance.Fit.log`, so that a name that is only hinted at can be
outweighed by values that lie elsewhere, and a number without any name is decided by its values alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from honour.discovery.entities import Entities, bare, kind_word
from honour.discovery.fit import QUALIFIED, one_meaning, word_fit
from honour.discovery.hubs import FoundHub
from honour.discovery.labels import labels_of_words
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.words import EMPTY_TABLE_WORDS, PERSON_WORDS, known, tokens
from honour.kernel.following import canonical
from honour.kernel.holding import SubjectKind

NAMED, HINTED = 8.0, 3.0
"""Evidence from which a value names a table, and from which it may be an abbreviation of one."""
_EXACT, _MEANT, _KIND, _HEAD, _SHORT, _AGAINST = 12.0, 9.0, 8.0, 5.0, 3.0, -9.0
_FEWEST_LETTERS = 4
"""Letters from which a value is a word, not a code."""
_PACKAGES = re.compile(r"[\\./]|::")
_EXPLAINED = re.compile(r"([\w-]{1,12})\s*(?:=>|=|:|-|\u2013)\s*([A-Za-z][A-Za-z /_-]{1,40})")
_LIST_ROWS, _LIST_COLUMNS, _OWN_TEXTS = 500, 12, 0.5
_FEW_TEXTS = 24
_ONE_TO_ONE = 0.98
_SHORTEST, _SHORTEST_SHARE = 2, 3
"""Letters of an abbreviation, and the times longer its word may be."""
_SECOND_HAND = 0.8
"""What a text beside a code weighs against the code itself being that text."""
_OF_RECORDS = frozenset(
    "incident behaviour concern safeguarding case referral sen plan ehc condition medical accident exclusion suspension"
    " detention application admission complaint meeting review event trip visit assessment exam course class group"
    " order invoice payment contract training absence consent household family booking task message letter receipt"
    " grievance appraisal vacancy governor school subject club report document page form assignment".split()
)
"""What notes, documents, tasks and entries of a log are attached to."""
_NEVER = frozenset(
    "code type setting parameter session token log audit history definition permission template lookup option"
    " preference queue cache migration version".split()
)
_PARTS_OF = frozenset("item line mark result answer slot action entry detail member membership link".split())
_NOT_HERE = frozenset("old former leaver alumni application applicant enquiry archive visitor".split())
_FEW_COLUMNS = 5


@dataclass(frozen=True)
class Told:
    """Texts that explain codes, and where they stand: `table` is empty where the codes are the texts."""

    texts: Mapping[str, tuple[str, ...]]
    why: str
    table: str = ""
    column: str = ""


def worded(value: str) -> bool:
    """Whether a value is a word rather than a code of few letters or a number."""
    return sum(letter.isalpha() for letter in value) >= _FEWEST_LETTERS


def last_name(value: str) -> str:
    r"""`Sis::Student`, `app\models\Student` and `core.student` name a class after its package."""
    return _PACKAGES.split(value.strip())[-1]


class Naming:
    """How well a text names a table, with the words of one set of tables."""

    def __init__(self, profiles: Mapping[str, TableProfile], entities: Entities, hubs: Mapping[str, FoundHub]) -> None:
        self._profiles, self._entities, self._hubs = profiles, entities, hubs
        self._names = {at: _letters(profile.table.name.rsplit(".", 1)[-1]) for at, profile in profiles.items()}
        self._made: dict[tuple[str, str], float] = {}
        self._tables_of: dict[str, set[str]] = defaultdict(set)
        """A word, or the letters of a name -> the tables it may name."""
        for at, profile in profiles.items():
            words = (*entities.core(at), *profile.words)
            for word in (*words, *one_meaning(words), self._names[at]):
                self._tables_of[word].add(at)

    def evidence(self, text: str, at: str) -> float:
        """In natural logarithms; below 0 where the text names other people than the table holds."""
        if (text, at) not in self._made:
            self._made[text, at] = self._evidence(text, at)
        return self._made[text, at]

    def _evidence(self, text: str, at: str) -> float:
        short = last_name(text)
        squeezed = _letters(short)
        if not squeezed:
            return 0.0
        name, module = self._names[at], self._entities.module(at)
        if squeezed in {name, name.removeprefix(module)} and len(squeezed) >= _FEWEST_LETTERS:
            return _EXACT
        words = _meaningful(tokens(short))
        entity = self._entities.core(at)
        raw = _meaningful(self._profiles[at].words)
        if words and (set(words) in (set(entity), set(_meaningful(entity)), set(raw))):
            return _EXACT
        if words and len(one_meaning(words)) and one_meaning(words) in (one_meaning(entity), one_meaning(raw)):
            return _MEANT
        of_person = self._of_person(words, at) if words else None
        if of_person is not None:
            return of_person
        if words and word_fit(words, entity, ()) >= QUALIFIED:
            return _HEAD + 1
        if words and entity and entity[-1] == words[-1] and words[-1] not in PERSON_WORDS:
            return _HEAD
        return self._abbreviated(squeezed, at, name)

    def _of_person(self, words: Sequence[str], at: str) -> float | None:
        """None where the text names no kind of person."""
        named = kind_word(words)
        if not named or words[-1] not in PERSON_WORDS:
            return None
        found = self._hubs.get(at)
        if found is None:
            return _AGAINST
        if named == "user":
            staff = found.hub.kind is SubjectKind.STAFF
            return _KIND if found.account else HINTED if staff or found.hub.kind is SubjectKind.OTHER else 0.0
        if found.account:
            return -_SHORT
        kinds = {str(found.hub.kind), *(str(kind) for _, kind in found.hub.kind_values)}
        if named in kinds or (named == "person" and found.hub.kind is SubjectKind.OTHER):
            return _KIND
        return _HEAD if found.hub.kind is SubjectKind.OTHER else 0.0 if named == "person" else _AGAINST

    def _abbreviated(self, squeezed: str, at: str, name: str) -> float:
        found = self._hubs.get(at)
        entity = self._entities.core(at)
        starts = [word for word in (*entity, *([str(found.hub.kind)] if found else [])) if word.startswith(squeezed)]
        if len(squeezed) < _FEWEST_LETTERS:
            person = found is not None and not found.account
            told = bool(starts) or (len(squeezed) > 1 and _shortens(squeezed, "".join(entity)))
            return _SHORT if told and person else _SHORT - 1 if told else 0.0
        whole = "".join(entity)
        if _shortens(name, squeezed) or _shortens(squeezed, name) or _shortens(squeezed, whole):
            return _HEAD
        return 0.0

    def attachable(self, at: str) -> float:
        """How likely, before any value is seen, that something is attached to rows of this table."""
        found = self._hubs.get(at)
        if found is not None:
            gone = 2.0 if set(self._entities.entity(at)) & _NOT_HERE else 0.0
            return 0.0 if found.account else _HEAD - gone
        profile, entity = self._profiles[at], self._entities.entity(at)
        if not entity:
            return 0.0
        pointers = sum(1 for column in profile.columns.values() if "identifier" in column.words) - 1
        link = pointers > 1 and len(profile.columns) <= _FEW_COLUMNS
        weight = 1.0 if set(entity) & _OF_RECORDS else 0.0
        if set(entity) & _NEVER and (not weight or "type" in entity[-1:]):
            return -HINTED  # an audit log; a behaviour log holds records
        weight += 1.0 if labels_of_words(entity) else 0.0
        return weight - (1.5 if link or set(entity[-1:]) & _PARTS_OF else 0.0)

    def explained(
        self, profile: TableProfile, beside: ColumnProfile, codes: Collection[str], ends: Collection[str]
    ) -> list[Told]:
        """Texts that explain the `codes` (canonical) of a discriminator, the codes themselves first."""
        found = [Told({code: (code,) for code in codes}, f"{beside.name} names it")]
        if beside.column.comment:
            pairs = {canonical(code): (text.strip(),) for code, text in _EXPLAINED.findall(beside.column.comment)}
            if set(codes) <= set(pairs):
                found.append(Told(pairs, f"the comment of {beside.name} names it"))
        if all(worded(code) for code in codes):
            return found
        found.extend(_beside(profile, beside, codes))
        listed = [
            (self._weight(told, ends), told)
            for other in self._profiles.values()
            if other.table.source == profile.table.source and other is not profile and other.at not in self._hubs
            for told in _lists(other, codes)
        ]
        # a list of relations says Parent and Pupil too: one that is not called after the column must name tables
        good = [(weight, told) for weight, told in listed if weight >= (
            _HEAD if self._list_named(told.table, beside) else _MEANT
        )]  # fmt: skip
        if good:
            found.append(max(good, key=lambda entry: entry[0])[1])
        return found

    def _weight(self, told: Told, ends: Collection[str]) -> float:
        """Half of the codes must name a table, and two at least: a list of marks names none."""
        best = [
            max((self.evidence(text, at) for text in texts for at in self._may_name(text) if at in ends), default=0.0)
            for texts in told.texts.values()
        ]
        naming = [score for score in best if score >= _HEAD]
        return sum(naming) / len(best) if len(naming) >= max(2, len(best) / 2) else 0.0

    @cache  # noqa: B019 - lives as long as one run
    def _may_name(self, text: str) -> frozenset[str]:
        """The tables whose names share a word with a text."""
        words = tokens(last_name(text))
        people = self._hubs if kind_word(words) else ()
        told = (*words, *one_meaning(words), _letters(last_name(text)))
        return frozenset(at for word in told for at in self._tables_of.get(word, ())) | frozenset(people)

    def _list_named(self, at: str, beside: ColumnProfile) -> bool:
        return word_fit(bare(beside.words), self._entities.core(at), ()) >= QUALIFIED

    def said(self, told: Sequence[Told], code: str, at: str) -> tuple[float, str]:
        """(evidence, why) that a code means this table, from the best of what explains it."""
        best, why = 0.0, ""
        for place, some in enumerate(told):
            weigh = 1.0 if not place else _SECOND_HAND
            for text in some.texts.get(code, ()):
                score = weigh * self.evidence(text, at)
                if score > best or (score < 0 and not best):
                    best, why = score, some.why
        return best, why


def _lists(profile: TableProfile, codes: Collection[str]) -> Iterator[Told]:
    """Columns of a short table that hold all the codes, each with one column that may explain them."""
    if profile.is_file or not 1 < profile.rows <= _LIST_ROWS or len(profile.columns) > _LIST_COLUMNS:
        return
    for key in profile.columns.values():
        if not key.id_like or not set(codes) <= key.canonical:
            continue
        for text in profile.columns.values():
            if text is key or text.has("integer") or text.text_like or len(text.distinct) < _OWN_TEXTS * text.filled:
                continue  # a heading that comes again and again names no kind of thing
            if not text.filled:
                continue
            yield from _read_list(profile, key, text, codes)


def _read_list(
    profile: TableProfile, key: ColumnProfile, text: ColumnProfile, codes: Collection[str]
) -> Iterator[Told]:
    groups: list[ColumnProfile | None] = [None]
    if not key.unique:
        # a table of all codes: only the codes of one list belong together
        groups = [c for c in profile.columns.values() if c not in (key, text) and 1 < len(c.distinct) < c.filled / 2]
    for group in groups:
        told: dict[str, dict[str, tuple[str, ...]]] = {}
        for row in profile.sample:
            code, value = row[key.position], row[text.position]
            if code and value and canonical(code) in codes:
                part = (row[group.position] or "") if group else ""
                told.setdefault(part, {})[canonical(code)] = (value,)
        for texts in told.values():
            if set(texts) >= set(codes):
                yield Told(texts, f"{profile.table.label} names it", profile.at, key.name)


def _beside(profile: TableProfile, beside: ColumnProfile, codes: Collection[str]) -> Iterator[Told]:
    """A column of the same table with one word for each code: USER_TYPE 'Staff' where LINK_TYPE is 10."""
    for column in profile.columns.values():
        if column is beside or not 1 < len(column.distinct) <= _FEW_TEXTS or column.has("integer"):
            continue
        told: dict[str, dict[str, int]] = {}
        for row in profile.sample:
            code, text = row[beside.position], row[column.position]
            if code and text:
                texts = told.setdefault(canonical(code), {})
                texts[text] = texts.get(text, 0) + 1
        most = {code: max(texts, key=lambda text: (texts[text], text)) for code, texts in told.items()}
        sure = all(texts[most[code]] >= _ONE_TO_ONE * sum(texts.values()) for code, texts in told.items())
        if sure and set(most) >= set(codes) and len(set(most.values())) == len(most) > 1:
            yield Told({code: (text,) for code, text in most.items()}, f"{column.name} beside it names it")


def _meaningful(words: Sequence[str]) -> tuple[str, ...]:
    kept = tuple(word for word in bare(tuple(words)) if word not in EMPTY_TABLE_WORDS)
    return kept or tuple(words)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _shortens(short: str, long: str) -> bool:
    """Whether letters were left out of `long` to make `short`: PRSNNL of Personnel, never of a word known itself."""
    if not _SHORTEST <= len(short) < len(long) <= _SHORTEST_SHARE * len(short) or short[0] != long[0] or known(short):
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)
