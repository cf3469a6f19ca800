"""How well the name of a column says that it points to a table, from 0 to 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from honour.discovery.entities import Entities, bare, kind_word
from honour.discovery.fit import (
    CONCEPT,
    CONTEXT,
    EXACT,
    KEYED,
    MEANT,
    QUALIFIED,
    SAME_NAME,
    TAIL,
    holds_key,
    names_a_thing,
    pointed_at,
    word_fit,
)
from honour.discovery.hubs import FoundHub
from honour.discovery.pointing import LONGEST_LIST, MARKS, Pointing, Target
from honour.discovery.profile import TableProfile
from honour.discovery.roles import ACTING, HANDED, WROTE
from honour.discovery.words import EMPTY_TABLE_WORDS, KEY_WORDS, PERSON_WORDS, numbered
from honour.kernel.holding import SubjectKind
from honour.kernel.mapping import JoinKind, Meaning

M = Meaning
ROLE, ANYONE = 0.72, 0.6
_TYPED = frozenset("created entered updated modified changed edited logged typed added inserted keyed".split())
_CHILDS = frozenset(
    "perpetrator alleged accused offender suspect bully victim injured involved participant member borrower absent"
    " issued loaned"
    " object".split()
)
_NOT_HERE = frozenset("old former leaver alumni application applicant enquiry archive".split())
_LEFT = frozenset("former leaver alumni".split())
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
LOOPS = frozenset(
    "parent above master previous next linked merged original duplicate replaced replaces copied related supersede"
    " former superior sibling refunded waived reversed reversal cancelled corrected superseded reply replied".split()
)
_DONE = ("ed", "en", "sent", "done", "led", "run")
"""How words for what was done end; without BY they say who did it only where nothing else is named."""
_ORDERS = frozenset("priority order rank sequence position count".split())
_COUNTED = frozenset("max maximum min minimum count failed minute limit capacity quota percent average".split())
"""Words that make a number a quantity rather than a key: MAX_PER_STUDENT, FAILED_LOGINS, MINUTES_PRESENT."""
_SORTS = frozenset("type category status kind reason level stage".split())
_COLUMNS_OF_A_LIST = 10
_CODE_LETTERS = 2.5
"""Mean length from which a code is no single letter or digit that fits anything."""
_CODE_VALUES = 3
_ACTORS = ACTING | {"by", "witness"}
ANYBODY = frozenset(
    "spoken regarding concerning involved attendee participant member present people person who subject object victim"
    " witness borrower payer caller complainant inspector signatory other invited named for about recipient"
    " concerned linked attended visited owner holder party relates entity accused perpetrator alleged suspect"
    " offender bully".split()
)


class NameFit:
    """The names of a set of tables. `extends` is a people table -> those each row of which is one of its rows; it is
    filled while joins are found."""

    def __init__(
        self,
        profiles: Mapping[str, TableProfile],
        entities: Entities,
        hub: Mapping[str, FoundHub],
        meanings: Mapping[tuple[str, str], Meaning],
        targets: Mapping[str, Sequence[Target]],
        extends: Mapping[str, Set[str]],
    ) -> None:
        self._profiles, self._entities, self._hub, self._meanings = profiles, entities, hub, meanings
        self._targets, self._extends = targets, extends

    def bears_key(self, pointing: Pointing, target: Target) -> bool:
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

    def name_fit(self, pointing: Pointing, target: Target) -> float:
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
        if target.hub and "social" in pointing.words and self._only_outside(target.hub):
            return 0.0
        if set(stem) & _LEFT and not set(entity) & _NOT_HERE and self._keeps_leavers(target):
            return 0.0
        if stem and stem[-1] in _ORDERS and stem[-1] not in entity:
            return 0.0
        if set(pointing.words) & _COUNTED and not set(pointing.words) & MARKS and target.column.has("integer"):
            return 0.0
        if target.at != pointing.at and row_above(stem):
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
        looped = target.at == pointing.at and pointing.at not in self._hub and set(stem) & LOOPS
        if looped and set(stem) - LOOPS <= set(own):
            scores.append(EXACT)
        elif looped and row_above(stem) and not self._is_table(set(stem) - LOOPS, target):
            scores.append(TAIL)  # PARENT_ITEM of a MENU, where there is no table of items
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

    def _is_table(self, words: Set[str], target: Target) -> bool:
        """Whether the source of a table has another whose name has all the words."""
        return any(
            words <= set(self._entities.core(other.at))
            for other in self._targets[self._profiles[target.at].table.source]
            if other.at != target.at
        )

    def _wide(self, target: Target) -> bool:
        """Whether a table is more than a list of codes."""
        profile = self._profiles[target.at]
        return len(profile.columns) > _COLUMNS_OF_A_LIST or profile.rows > LONGEST_LIST

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
        acting = acts(words)
        kind = str(found.hub.kind)
        kinds = {str(k) for _, k in found.hub.kind_values} | {kind}
        if found.account:
            kinds |= {"user"}
        named = kind_word(stem)
        thing = words & _THINGS and not words & _ACTORS and not named
        head = stem[-1] if stem else ""
        noun = names_a_thing(head) and head not in ANYBODY | _ACTORS
        if "by" not in words and (head in _THINGS or noun or thing):
            return 0.0
        people = [word for word in stem if word in PERSON_WORDS]
        if words & _OUTSIDE and self._outside(found):
            return CONCEPT
        if stem == ("applicant",) and "application" in self._entities.core(found.profile.at):
            return CONCEPT
        anybody = self.everybody(found)
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
        if kind == "contact" and {"paid", "by"} <= words:
            return ROLE + 0.05
        able = kinds & {"staff", "user"} or anybody
        if acting and able:
            if named and named not in kinds and named not in {"staff", "user", "person"} and not anybody:
                return 0.0
            typed = "user" in named or (not named and (types_rows(words) or bool(words & _TYPED)))
            staff = not found.account and not self._outside(found) and (named == "staff" or not (named or typed))
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
        if named in {"person"} or words & ANYBODY or handed or ("target" in words and set(pointing.words) & MARKS):
            if found.account and len(self._people_of(found.hub.source)) > 1:
                return 0.0  # what is given to somebody is given to a person, not to a login
            gone = set(self._entities.core(found.profile.at)) & _NOT_HERE
            child = "pupil" in kinds and words & _CHILDS
            return ANYONE + (0.12 if named == "person" else 0.0 if gone else 0.04 if child else 0.02)
        if named == "user" and kinds & {"staff"}:
            return ROLE
        return 0.0

    def everybody(self, found: FoundHub) -> bool:
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

    def _keeps_leavers(self, target: Target) -> bool:
        """Whether the source has a table of those who left: ALUMNI are none of today's pupils then."""
        source = self._profiles[target.at].table.source
        return any(set(self._entities.core(hub.profile.at)) & _LEFT for hub in self._people_of(source))

    def _only_outside(self, found: FoundHub) -> bool:
        """Whether these are the school's own people though another table holds those from outside: no school employs
        social workers."""
        return not self._outside(found) and any(self._outside(hub) for hub in self._people_of(found.hub.source))

    def _outside(self, found: FoundHub) -> bool:
        return bool(set(self._entities.core(found.profile.at)) & _OUTSIDE)

    def inside(self, target: Target) -> bool:
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


def row_above(stem: Sequence[str]) -> bool:
    """PARENT_ITEM, PARENT_ACCOUNT: the row above, and no parent."""
    return "parent" in stem and len(stem) > 1 and stem[-1] != "parent" and stem[-1] not in PERSON_WORDS


def acts(words: Iterable[str]) -> bool:
    """Whether a column says who did or decided something; ISSUED_TO says who was given it."""
    told = set(words)
    if "to" in told and not told & HANDED:
        return False
    did = told & _ACTORS
    if not did or "by" in told or any(not word.endswith(_DONE) for word in did):
        return bool(did)
    # ACTION_TAKEN is an action; TAKEN alone is who took it
    return told <= did | KEY_WORDS | set(PERSON_WORDS)


def types_rows(words: Iterable[str]) -> bool:
    """Whether a column says who typed or gave what the row tells, rather than who decides or owns."""
    told = set(words)
    return bool(told & WROTE) or ("by" in told and not told & ACTING)


def best_is_low(scores: Sequence[float]) -> bool:
    return max(scores) < ANYONE
