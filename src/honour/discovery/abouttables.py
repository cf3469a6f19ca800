"""Which tables hold rows about people, for judging columns: wider than what the trace follows.

The trace needs a pointer it can follow; here a name, an e-mail address or a PUPIL_ID whose people are kept elsewhere
is enough. A class, a room, a list of codes or a supplier is no person, though a person may be named in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from honour.discovery.entities import Entities, bare, kind_word
from honour.discovery.labels import labels_of_words
from honour.discovery.personwords import PersonWords, about_messages, about_things
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.valueforms import flag_like, names_people, private_mailboxes, shaped_as_names
from honour.kernel.holding import Label
from honour.kernel.mapping import ColumnRef, Join, JoinKind, Meaning, Pointer

M = Meaning
_OF_HUMANS = frozenset(
    {
        Label.HEALTH, Label.ETHNICITY, Label.RELIGION, Label.SEXUALITY, Label.UNION, Label.POLITICS, Label.CRIMINAL,
        Label.BIOMETRIC, Label.GENETIC,
    }
)  # fmt: skip
_SEVERAL = 2
_OF_CODES = frozenset(
    """identifier code description name meaning label title short sort order active text value colour color default
    long display sequence is valid enabled full category number symbol abbreviation type group points version
    system""".split()
)


class AboutPeople:
    """The tables of one set of profiles, by `source.table`."""

    def __init__(
        self,
        profiles: Mapping[str, TableProfile],
        entities: Entities,
        meanings: Mapping[tuple[str, str], Meaning],
        persons: PersonWords,
    ) -> None:
        self._profiles, self._entities, self._meanings, self._persons = profiles, entities, meanings, persons

    def tables(
        self, joins: Sequence[Join], pointers: Sequence[Pointer], hubs: Collection[str], about: Collection[str]
    ) -> frozenset[str]:
        """Every table with rows about people. `about`: those the trace knows of; `pointers` without false ones."""
        pointed: dict[str, list[ColumnRef]] = {}
        for pointer in pointers:
            for ref in pointer.join.from_columns:
                pointed.setdefault(ref.at, []).append(ref)
        found = set(hubs) | {at for at in about if at in pointed or not self._only_codes(at)}
        for at, profile in self._profiles.items():
            if at in found:
                continue
            if profile.is_file:
                about_people = self._identified(at)
            else:
                about_people = self._holds(at, profile, pointed.get(at, []))
            if about_people:
                found.add(at)
        self._belonging(found, joins)
        return frozenset(found)

    def _held(self, at: str) -> set[Meaning]:
        return {self._meanings.get((at, column.name), M.NONE) for column in self._profiles[at].columns.values()}

    def _identified(self, at: str) -> bool:
        held = self._held(at)
        return bool(held & {M.UPN, M.BORN, M.FORMER_UPN}) or {M.FORENAME, M.SURNAME} <= held or M.FULL_NAME in held

    def _only_codes(self, at: str) -> bool:
        """A list of codes, which rows about people share and which is about none of them."""
        profile = self._profiles.get(at)
        if profile is None or profile.is_file:
            return False
        entity = set(self._entities.entity(at))
        told = [set(self._entities.said(at, column)) - entity for column in profile.columns.values()]
        return all(words <= _OF_CODES for words in told)

    def _holds(self, at: str, profile: TableProfile, pointed: Sequence[ColumnRef]) -> bool:
        words, held, columns = self._entities.entity(at), self._held(at), profile.columns
        if {M.FORENAME, M.SURNAME} <= held or held & {M.UPN, M.BORN} or words[-1:] in {("family",), ("household",)}:
            return True
        told = {name: self._entities.said(at, column) for name, column in columns.items()}
        both = [(some, column) for name, column in columns.items() for some in {told[name], column.words}]
        if any(self._persons.whose(some, column, words) for some, column in both):
            return True
        if about_things(words):
            return False
        if any(self._persons.whose(some, column, words, teachers=True) for some, column in both):
            return True
        own = [set(some) - set(words) for some in told.values()]
        if not self._only_codes(at) and self._only_people_have(own):
            return True
        messages = about_messages(words)
        if messages and any(self._persons.named_by(told[name], column) for name, column in columns.items()):
            return True
        # PUPIL_ID and userid say whom a row is of; CREATED_BY and TEACHER_ID in a timetable do not
        if any(messages or not self._persons.acts(told[ref.column]) for ref in pointed):
            return True
        return any(self._says_who(at, column, told[name], words) for name, column in columns.items())

    @staticmethod
    def _only_people_have(columns: Iterable[Collection[str]]) -> bool:
        """Religion beside ethnicity, a DBS number beside a health declaration: no thing has both."""
        return sum(1 for words in columns if labels_of_words(words) & _OF_HUMANS) >= _SEVERAL

    def _says_who(self, at: str, column: ColumnProfile, words: Sequence[str], table_words: Sequence[str]) -> bool:
        meaning = self._meanings.get((at, column.name), M.NONE)
        if meaning is M.EMAIL and private_mailboxes(column) and self._persons.any((*table_words, *words)):
            return True
        login = meaning is M.ONLINE_ID and "login" in words and not flag_like(column)
        if login and not self._persons.acts(words):
            return True
        alone = set(words) <= {"name", "fullname", "legal", "official", *table_words}
        known = names_people(column) or (self._persons.all(table_words[-1:]) and shaped_as_names(column))
        return alone and bool({"name", "fullname"} & set(words)) and known

    def _belonging(self, found: set[str], joins: Sequence[Join]) -> None:
        """Rows that belong to a row about people are about them too: lines of an account, marks of an entry."""
        changed = True
        while changed:
            changed = self._belonging_by_name(found)
            for join in joins:
                at, to = join.from_columns[0].at, join.to_columns[0].at
                if at in found or to not in found or join.kind is not JoinKind.SINGLE or at not in self._profiles:
                    continue
                column = self._profiles[at].columns[join.from_columns[0].column]
                told = set(self._entities.column_words(at, column))
                if about_things(self._entities.entity(at)) or self._persons.acts(told) or flag_like(column):
                    continue
                if kind_word(told) == "staff" or self._only_codes(at):
                    continue
                found.add(at)
                changed = True

    def _belonging_by_name(self, found: set[str]) -> bool:
        """The same for empty columns: PERSON_MEDICAL_ID names the table person_medical. True if any is new."""
        named = {
            (self._profiles[at].table.source, self._entities.entity(at))
            for at in found
            if at in self._profiles and not self._profiles[at].is_file and not kind_word(self._entities.entity(at)[-1:])
        }
        new = {
            at
            for at, profile in self._profiles.items()
            if at not in found and not profile.is_file and not about_things(self._entities.entity(at))
            and any((profile.table.source, self._key_named(at, c)) in named for c in profile.columns.values())
        }  # fmt: skip
        found |= new
        return bool(new)

    def _key_named(self, at: str, column: ColumnProfile) -> tuple[str, ...]:
        """(person, medical) of an empty PERSON_MEDICAL_ID in another table; () of anything else."""
        words = self._entities.said(at, column)
        if column.filled or words[-1:] != ("identifier",) or bare(words) == self._entities.entity(at):
            return ()
        return bare(words)

    def keys_of_parents(self, people: Collection[str], hubs: Collection[str]) -> frozenset[ColumnRef]:
        """Keys without a value that name another table with rows about people: ENTRY_ID in the table of marks."""
        rows = [(at, self._profiles[at]) for at in people if at in self._profiles and at not in hubs]
        named = {(profile.table.source, self._entities.entity(at)) for at, profile in rows}
        return frozenset(
            ColumnRef(profile.table.source, profile.table.name, column.name)
            for at, profile in rows
            for column in profile.columns.values()
            if (profile.table.source, self._key_named(at, column)) in named
        )

    def identified(self) -> frozenset[str]:
        """Tables whose rows say by name whom they are, so that a key of theirs names a person."""
        found = set()
        for at, profile in self._profiles.items():
            full = any(
                names_people(column) for column in profile.columns.values()
                if self._meanings.get((at, column.name)) is M.FULL_NAME or set(column.words) <= {"name", "fullname"}
            )  # fmt: skip
            if {M.FORENAME, M.SURNAME} <= self._held(at) or full:
                found.add(at)
        return frozenset(found)
