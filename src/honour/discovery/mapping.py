"""The map of a school's tables, made from names, types and values, without annotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from honour.discovery.answering import Answers
from honour.discovery.columns import PERSONS_OWN, Columns
from honour.discovery.columntypes import with_types
from honour.discovery.customfields import custom_labels
from honour.discovery.doubts import Doubts
from honour.discovery.drift import drift_between
from honour.discovery.entities import Entities, bare, kind_word
from honour.discovery.hubs import FoundHub, embedded, find_hubs, primary_key
from honour.discovery.joins import Joins
from honour.discovery.keyletters import spell_out_keys
from honour.discovery.labels import labels_of_words
from honour.discovery.namepointers import name_joins, without_copies
from honour.discovery.profile import ColumnProfile, TableProfile, profile_tables
from honour.discovery.quasi import quasi_identifiers
from honour.discovery.questions import Wording, asked
from honour.discovery.roles import ACTING, is_structure, role_of
from honour.discovery.words import EMPTY_TABLE_WORDS, PERSON_WORDS, tokens
from honour.kernel.holding import Role, SubjectKind
from honour.kernel.mapping import (
    ColumnRef,
    Detail,
    Hub,
    Join,
    JoinKind,
    Meaning,
    Pointer,
    SchoolMap,
)
from honour.kernel.progress import Progress, Silent
from honour.kernel.tabular import Table

M = Meaning
_NO_ANSWERS: Mapping[str, str] = MappingProxyType({})
_FEW_SHARE = 6.0
"""People a household or an incident has on average; a class or a code has more."""
_MOST_CODES = 60
_CODE_LENGTH = 6.0
_LOOKUP_ROWS = 250
_LOOKUP_COLUMNS = 4
"""Code, text, order, active."""
_WHOSE = frozenset({"owner", "related", "linked"})
_BESIDE = frozenset("status follow followup operator payment coverage process".split())
"""What else somebody has to do with a row: who set its status, followed it up, ran it, paid, stood in."""
_EVERY_ROW = 0.98
_SIGN_INS = frozenset("record attempt log history session".split())
_HAPPENS = frozenset(
    "absence event visit log history note review meeting incident check interview photo image contract payment family"
    " household home address class group club house trip team".split()
)
_SHARED_BY_FEW = frozenset(
    "household family address home dwelling residence incident accident case referral concern meeting communication"
    " message letter conversation exclusion suspension bullying observation appointment investigation complaint"
    " telephone email contact event visit note".split()
)
_POINTED_AT = 3
_NOT_OF_PEOPLE = frozenset(
    "doctor surgery practice school agency supplier employer organisation authority code type lookup subject template"
    " menu fee exam book resource equipment status reason country language ethnicity religion scheme scale product"
    " definition field setting role department provider site location condition vaccination aspect".split()
)


def map_tables(
    tables: Sequence[Table],
    previous: SchoolMap | None = None,
    answers: Mapping[str, str] = _NO_ANSWERS,
    progress: Progress = Silent(),  # noqa: B008 - a Silent has no state
) -> SchoolMap:
    """The map of these tables. Deterministic: the same tables and answers give the same map.

    `answers`: question id -> code of the choice; an answered question is followed and not asked again.
    A table that cannot be read is named in `unmapped` and stops nothing. Reads small tables once, has
    large ones counted by their source, and holds many keys in eight bytes each. Does not see: joins whose names say
    nothing, keys that are computed by a program, people who appear only in free text (that is the people index's work).
    """
    profiles, bad = profile_tables(list(tables), progress)
    return _Mapping(profiles, answers).make(bad, previous)


class _Mapping:
    """One run. The steps build on each other in the order of `make`."""

    def __init__(self, profiles: dict[str, TableProfile], answers: Mapping[str, str]) -> None:
        self.profiles = profiles
        spell_out_keys(profiles)
        labelled = custom_labels(profiles)
        self.entities = Entities(profiles.values(), labelled)
        self.columns = Columns(profiles, self.entities, labelled)
        self.meanings = self.columns.meanings
        self.said = answers
        self.answers = Answers(answers, profiles, self.entities, self.meanings)
        self.shared: dict[ColumnRef, str] = {}
        self.bare: set[ColumnRef] = set()

    def make(self, bad: list[tuple[str, str]], previous: SchoolMap | None) -> SchoolMap:
        found = self.answers.people(without_copies(find_hubs(self.profiles, self.entities, self.meanings)))
        finder = Joins(self.profiles, self.entities, found, self.meanings, self.said)
        joins = finder.find()
        hubs = self._settle(found, joins)
        if len(hubs) > len(found) or any(at not in hubs for at in (f"{f.hub.source}.{f.hub.table}" for f in found)):
            # people tables whose names lie elsewhere are known only now, and columns may point to them
            finder = Joins(self.profiles, self.entities, list(hubs.values()), self.meanings, self.said)
            joins = finder.find()
            hubs = self._settle(list(hubs.values()), joins)
        self.answers.followed.update(finder.pairs.settled)
        joins = self.answers.targets(joins, finder.doubts, hubs)
        joins.extend(name_joins(self.profiles, self.entities, hubs, self.meanings, joins))
        pointers, details = self._people(hubs, joins)
        about = self._tables_about(pointers, details)
        told = self.columns.findings(hubs, joins, pointers, about, self.answers.things())
        columns = with_types(self.answers.columns(told), self.profiles)
        codes = tuple(self.columns.codes(joins, columns))
        doubts = Doubts(
            self.profiles, self.entities, hubs, joins, pointers, columns, about, finder.doubts,
            tuple(self.shared.items()), self.bare, finder.pairs.doubts,
        )  # fmt: skip
        words = Wording(self.profiles, self.entities, hubs, columns, dict(codes))
        made = SchoolMap(
            tables=tuple(sorted((p.table.source, p.table.name, p.rows) for p in self.profiles.values())),
            columns=tuple(columns),
            joins=tuple(joins),
            hubs=tuple(found.hub for found in hubs.values()),
            pointers=tuple(pointers),
            questions=tuple(asked(doubts.found(), self.answers, words)),
            drift=(),
            unmapped=(*bad, *self.answers.unexplained(columns)),
            details=tuple(details),
            quasi=tuple(quasi_identifiers(self.profiles, columns, hubs)),
            codes=codes,
            answered=tuple(sorted(self.answers.followed.items())),
        )
        return replace(made, drift=drift_between(previous, made)) if previous else made

    # ---- hubs once joins are known

    def _settle(self, found: list[FoundHub], joins: list[Join]) -> dict[str, FoundHub]:
        """Takes out tables that only copy a name beside a pointer; adds people tables whose names lie elsewhere."""
        hubs = {f"{hub.hub.source}.{hub.hub.table}": hub for hub in found}
        for at, hub in list(hubs.items()):
            words = self.entities.entity(at)
            head = bool(words) and words[-1] in PERSON_WORDS
            if words[-1:] == ("login",) and set(hub.profile.words) & _SIGN_INS:  # who signed in when
                if any(join.from_columns[0].at == at != join.to_columns[0].at in hubs for join in joins):
                    del hubs[at]
                continue
            if head or hub.account or hub.profile.is_file or _repeats_identity(hub.hub):
                continue
            # what many tables point to is no copy of a name, whatever it points to itself
            pointing = {join.from_columns[0].at for join in joins if join.to_columns[0].at == at} - {at}
            if len(pointing) < _POINTED_AT and any(self._unqualified(join, at, hubs) for join in joins):
                del hubs[at]
        changed = True
        while changed:
            changed = False
            for join in joins:
                at = join.from_columns[0].at
                to = join.to_columns[0].at
                if at in hubs or to not in hubs or join.kind is not JoinKind.SINGLE or at not in self.profiles:
                    continue
                words = self.entities.core(at)
                profile = self.profiles[at]
                column = profile.columns[join.from_columns[0].column]
                if not self._only_extends(at, to, words, column, joins, hubs):
                    continue
                kind = kind_word(words)
                target = hubs[to].hub
                if not _may_be_one(_kind_named(kind), target):
                    continue
                hubs[at] = FoundHub(
                    Hub(
                        profile.table.source, profile.table.name, _kind_named(kind),
                        tuple((self.meanings[at, c.name], c.name) for c in profile.columns.values()
                              if self.meanings[at, c.name] in PERSONS_OWN | {M.CLASS_GROUP, M.YEAR_GROUP, M.POST}
                              and not embedded(c, kind)),
                        0.93, f"one row for one row of {target.table}, and its name says {words[-1]}",
                    ),
                    profile, primary_key(profile), account=kind == "user",
                )  # fmt: skip
                changed = True
        return {f"{found.hub.source}.{found.hub.table}": found for found in self.answers.people(hubs.values())}

    def _only_extends(
        self,
        at: str,
        to: str,
        words: tuple[str, ...],
        column: ColumnProfile,
        joins: Sequence[Join],
        hubs: Mapping[str, FoundHub],
    ) -> bool:
        """Whether a table called after people has one row for one person's row elsewhere: EMPLOYEE beside PERSON."""
        everybody = hubs[to].hub.kind is SubjectKind.OTHER
        if everybody and len(words) > 1 and words[-1] == "role":
            words = words[:-1]
        if not words or not column.unique or words[-1] not in PERSON_WORDS:
            return False
        people = {PERSON_WORDS[word] for word in words if word in PERSON_WORDS} - {"person", "user"}
        people |= set(words) & {"professional", "clinician"}
        plainly = all(word in PERSON_WORDS for word in words) and len(people) <= 1
        whole = column.filled >= _EVERY_ROW * self.profiles[at].rows > 0
        tied = {
            join.from_columns[0].column
            for join in joins
            if join.from_columns[0].at == at
            and join.to_columns[0].at in hubs
            and not ACTING & set(self.entities.column_words(at, self.profiles[at].columns[join.from_columns[0].column]))
        }
        # pupil_contact with two pointers ties two people; it is neither
        return bool(people) and whole and (plainly or tied <= {column.name}) and not set(words) & _HAPPENS

    def _unqualified(self, join: Join, at: str, hubs: Mapping[str, FoundHub]) -> bool:
        """Whether the table at `at` points to a person plainly, as an entry about them does."""
        to = join.to_columns[0].at
        if join.from_columns[0].at != at or to not in hubs or to == at or join.kind is JoinKind.NATURAL:
            return False
        column = self.profiles[at].columns[join.from_columns[0].column]
        role, _, _ = role_of(
            self.entities.column_words(at, column), hubs[to].hub.kind, (), account=hubs[to].account, in_hub_of=None
        )
        return role is Role.ABOUT

    # ---- pointers, roles, details

    def _people(self, hubs: Mapping[str, FoundHub], joins: Sequence[Join]) -> tuple[list[Pointer], list[Detail]]:
        to_hub = [join for join in joins if join.to_columns[0].at in hubs and len(join.to_columns) >= 1]
        settled: list[Pointer] = []
        open_ones: list[Join] = []
        for join in to_hub:
            pointer = self._pointer(join, hubs)
            if pointer:
                settled.append(pointer)
            else:
                open_ones.append(join)
        details = self._details(hubs, joins, settled)
        about = self._tables_about(settled, details)
        for join in open_ones:
            at, to = join.from_columns[0].at, join.to_columns[0].at
            ref = join.from_columns[0]
            if at in about and hubs[to].account:
                role, why, sure = Role.WRITTEN_BY, "it holds the account that was used", 0.92
            elif at in about:
                role, why, sure = Role.ASSIGNED, "a member of staff in a record about a child", 0.92
                self.bare.add(ref)
            else:
                role, why, sure = Role.ABOUT, "it names the member of staff the row is of", 0.93
            settled.append(Pointer(join, to, role, why, round(min(sure, 0.5 + join.confidence / 2), 3)))
        settled = self.answers.roles(self._beside_the_subject(settled))
        return settled, self._details(hubs, joins, settled)

    def _beside_the_subject(self, pointers: Sequence[Pointer]) -> list[Pointer]:
        """PERSON_ID_STATUS beside PERSON_ID is somebody else who had to do with the row. Only where one table holds
        everybody and the words between say nothing of whom the row is about."""
        extra: dict[ColumnRef, set[str]] = {}
        for pointer in pointers:
            ref = pointer.join.from_columns[0]
            if pointer.role is Role.ABOUT and not pointer.same_person and pointer.join.kind is JoinKind.SINGLE:
                words = set(bare(self.entities.said(ref.at, self.profiles[ref.at].columns[ref.column])))
                extra[ref] = words - set(self.entities.entity(pointer.hub)) - {"person", "user"}
        plain = {(p.join.from_columns[0].at, p.hub) for p in pointers if extra.get(p.join.from_columns[0]) == set()}
        return [
            replace(pointer, role=Role.ASSIGNED, reason="another person beside the one the row is of", confidence=0.75)
            if (pointer.join.from_columns[0].at, pointer.hub) in plain
            and extra.get(pointer.join.from_columns[0], set()) & _BESIDE
            else pointer
            for pointer in pointers
        ]

    def _pointer(self, join: Join, hubs: Mapping[str, FoundHub]) -> Pointer | None:
        ref = join.from_columns[0]
        at, to = ref.at, join.to_columns[0].at
        hub, own = hubs[to], hubs.get(at)
        column = self.profiles[at].columns[ref.column]
        words = self.entities.said(at, column)
        if join.kind is JoinKind.POLYMORPHIC:
            words = tuple(word for word in words if word not in _WHOSE)  # OWNER_TYPE and OWNER_ID: whose the row is
        if join.kind is JoinKind.JSON:
            words = words + tuple(word for key in join.detail.split(" where ")[0].split(".") for word in tokens(key))
        stem = set(bare(words)) or set(bare(column.words))
        relational = embedded(column, str(own.hub.kind) if own else "")
        if own and at != to and join.kind in {JoinKind.SINGLE, JoinKind.NATURAL} and join.detail == "" and (
            _may_be_one(own.hub.kind, hub.hub) or own.account or hub.account
        ) and (len(column.distinct) >= 0.98 * column.filled or _repeats_identity(own.hub)):  # fmt: skip
            named = {w for w in stem if w in PERSON_WORDS}
            # an admission number or UPN in a row that repeats name and birth date
            identity = any(name == join.to_columns[0].column for _, name in hub.hub.columns)
            again = _repeats_identity(own.hub) or own.profile.is_file
            if identity and again and own.hub.kind is hub.hub.kind:
                return Pointer(join, to, Role.ABOUT, "the row is this person too", join.confidence, same_person=True)
            relative = relational and relational not in self.entities.entity(to)
            if (
                not relative
                and (
                    stem <= set(PERSON_WORDS) | EMPTY_TABLE_WORDS | set(self.entities.entity(to))
                    or column.name == own.key
                )
                and (named <= set(PERSON_WORDS))
            ):
                return Pointer(join, to, Role.ABOUT, "the row is this person too", join.confidence, same_person=True)
        if own and own.profile.is_file and relational and len(join.from_columns) > 1:
            return Pointer(
                join, to, Role.ABOUT, f"the row keeps a {relational}'s details too", min(0.92, join.confidence)
            )
        if own and own.account and not hub.account and join.kind is JoinKind.POLYMORPHIC and not set(words) & ACTING:
            return Pointer(join, to, Role.ABOUT, "the account is this person's", join.confidence, same_person=True)
        kind = hub.hub.kind
        role, why, sure = role_of(
            words,
            self._pointed_kind(join, hub),
            self.entities.entity(at),
            account=hub.account,
            in_hub_of=None
            if own is None or (own.hub.kind is SubjectKind.OTHER and kind is not own.hub.kind)
            else own.hub.kind,
            key_words=self._key_words(join),
        )
        if role is None and (
            join.kind is JoinKind.POLYMORPHIC or " where " in join.detail or join.detail.endswith("negative")
        ):
            role, why, sure = Role.ABOUT, "the row says what kind of person it is of", 0.93
        if role is None:
            return None
        return Pointer(join, to, role, f"pointer {_shown(join)}: {why}", round(min(sure, 0.5 + join.confidence / 2), 3))

    def _key_words(self, join: Join) -> frozenset[str]:
        """What the people a join points to are called there: by their key, and by their table."""
        to = join.to_columns[0]
        key = self.profiles[to.at].columns.get(to.column)  # a name in two columns is no column
        return frozenset((*(key.words if key else ()), *self.entities.entity(to.at)))

    def _pointed_kind(self, join: Join, hub: FoundHub) -> SubjectKind:
        """In a table of several kinds of people the pointing column's name may say which kind it means."""
        if not hub.hub.kind_column and hub.hub.kind is not SubjectKind.OTHER:
            return hub.hub.kind
        at = join.from_columns[0].at
        column = self.profiles[at].columns[join.from_columns[0].column]
        said = kind_word(self.entities.column_words(at, column))
        return _kind_named(said) if said not in {"", "person", "user"} else SubjectKind.OTHER

    def _tables_about(self, pointers: Sequence[Pointer], details: Sequence[Detail]) -> set[str]:
        about = {pointer.join.from_columns[0].at for pointer in pointers if pointer.role is Role.ABOUT}
        for detail in details:
            end = detail.join.to_columns[0] if detail.reverse else detail.join.from_columns[0]
            about.add(end.at)
        return about

    def _details(
        self, hubs: Mapping[str, FoundHub], joins: Sequence[Join], pointers: Sequence[Pointer]
    ) -> list[Detail]:
        direct = {p.join.from_columns[0].at for p in pointers if p.role is Role.ABOUT}
        pointing = {p.join for p in pointers}
        details: list[Detail] = []
        seen: set[Join] = set()
        about = set(direct)
        shared: set[str] = set()
        candidates = [
            join for join in joins
            if join not in pointing
            and join.kind in {JoinKind.SINGLE, JoinKind.NATURAL, JoinKind.POLYMORPHIC, JoinKind.LIST}
            and join.detail != "name" and len(join.to_columns) == 1
        ]  # fmt: skip
        changed = True
        while changed:
            changed = False
            for join in candidates:
                if join in seen:
                    continue
                at, to = join.from_columns[0].at, join.to_columns[0].at
                if at == to:
                    continue
                # a household that its adults point to is about its children too, not they about it
                turned = to in shared and self._reverse(join, at, to, hubs, direct)
                detail = (
                    turned
                    or self._forward(join, at, to, hubs, about, direct)
                    or self._reverse(join, at, to, hubs, direct)
                )
                if detail:
                    if detail.reverse:
                        shared.add(to)
                    details.append(detail)
                    seen.add(join)
                    about.add(to if detail.reverse else at)
                    changed = True
        return details

    def _forward(
        self, join: Join, at: str, to: str, hubs: Mapping[str, FoundHub], about: set[str], direct: set[str]
    ) -> Detail | None:
        if at in hubs or to in hubs or to not in about or is_structure(self.entities.entity(to)):
            return None
        if to not in direct and self._is_code_table(to):
            return None
        label = self.profiles[to].table.label
        return Detail(join, False, Role.ABOUT, f"row belongs to a row of {label}", round(0.97 * join.confidence, 3))

    def _reverse(self, join: Join, at: str, to: str, hubs: Mapping[str, FoundHub], direct: set[str]) -> Detail | None:
        if to in hubs or to in direct or (at not in hubs and at not in direct):
            return None
        profile, source = self.profiles[to], self.profiles[at]
        words = self.entities.entity(to)
        column = source.columns[join.from_columns[0].column]
        if (
            set(words) & _NOT_OF_PEOPLE
            or is_structure(words)
            or not column.distinct
            or set(column.words) & _NOT_OF_PEOPLE
        ):
            return None
        if column.filled / len(column.distinct) > _FEW_SHARE or join.kind is JoinKind.LIST:
            return None
        meanings = {self.meanings[to, c.name] for c in profile.columns.values()}
        personal = meanings & {M.ADDRESS, M.POSTCODE, M.PHONE, M.EMAIL} if at in hubs else meanings & {
            M.NARRATIVE, M.BEHAVIOUR, M.ADDRESS, M.POSTCODE, M.PHONE,
        }  # fmt: skip
        told = [words, *(self.columns.words(to, column) for column in profile.columns.values())]
        labelled = any(labels_of_words(some) for some in told)
        shared = bool(set(words) & _SHARED_BY_FEW)
        if not (shared or (personal and profile.rows > column.filled / _FEW_SHARE) or (labelled and personal)):
            return None
        if self._is_code_table(to) and not shared:
            return None
        ref = join.from_columns[0]
        sure = 0.95 if shared else 0.8
        answer = self.answers.shared(ref)
        if answer is False:
            return None
        if answer:
            sure = 0.99
        elif not shared:
            self.shared[ref] = to
        return Detail(
            join, True, Role.ABOUT, f"row shared by rows of {source.table.label}", round(sure * join.confidence, 3)
        )

    def _is_code_table(self, at: str) -> bool:
        profile = self.profiles[at]
        words = set(profile.words)
        if words & {"lookup", "code", "type", "status", "category", "reason"}:
            return True
        texts = {self.meanings[at, c.name] for c in profile.columns.values()}
        return (
            profile.rows <= _LOOKUP_ROWS
            and len(profile.columns) <= _LOOKUP_COLUMNS
            and not texts & (PERSONS_OWN | {M.NARRATIVE, M.DATE, M.FINANCIAL})
        )


def _kind_named(kind: str) -> SubjectKind:
    if kind in {"user", "staff"}:
        return SubjectKind.STAFF
    return SubjectKind(kind) if kind in set(SubjectKind) else SubjectKind.OTHER


def _repeats_identity(hub: Hub) -> bool:
    """A row that bears name and birth date is the person again: a yearly enrolment, an old system's copy."""
    held = {meaning for meaning, _ in hub.columns}
    return M.BORN in held and {M.FORENAME, M.SURNAME} <= held


def _may_be_one(kind: SubjectKind, hub: Hub) -> bool:
    """Whether a row of this kind and a row of that hub may be one human: never a pupil and their parent or teacher."""
    kinds = {hub.kind, *(other for _, other in hub.kind_values)}
    if SubjectKind.OTHER in {kind, *kinds} or kind in kinds:
        return True
    return SubjectKind.PUPIL not in {kind, *kinds}


def _shown(join: Join) -> str:
    return join.from_columns[0].column
