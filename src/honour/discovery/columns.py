"""What every column holds: by itself from name and values, then again once it is known whose rows they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from honour.discovery.abouttables import AboutPeople
from honour.discovery.codesets import labels_of_set, sets_of_values
from honour.discovery.customfields import fields_labels
from honour.discovery.entities import Entities, bare, kind_word
from honour.discovery.hubs import holds_people, primary_key
from honour.discovery.kinds import kinds_of, kinds_of_words
from honour.discovery.labels import labels_of_words
from honour.discovery.meanings import BY_VALUE, commented, labels_of_column, meaning_of
from honour.discovery.personwords import PersonWords, about_things
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.technical import technical
from honour.discovery.unread import told_by_values
from honour.discovery.valueforms import NAMES, SURELY_NAMES, flag_like, form_of, names_people, private_mailboxes
from honour.discovery.words import tokens
from honour.kernel.following import canonical
from honour.kernel.holding import Label, Role
from honour.kernel.mapping import ColumnFinding, ColumnRef, Join, JoinKind, Kind, Meaning, Pointer

M = Meaning
_MOST_CODES = 60
_CODE_LENGTH = 6.0
PERSONS_OWN = frozenset(
    {
        M.FORENAME,
        M.SURNAME,
        M.FULL_NAME,
        M.KNOWN_AS,
        M.FORMER_NAME,
        M.MIDDLE_NAME,
        M.TITLE,
        M.BORN,
        M.SEX,
        M.UPN,
        M.FORMER_UPN,
        M.IDENTIFIER,
        M.EMAIL,
        M.PHONE,
        M.ADDRESS,
        M.POSTCODE,
        M.ONLINE_ID,
    }
)
_ABOUT_SOMEBODY = PERSONS_OWN | {
    M.CLASS_GROUP, M.YEAR_GROUP, M.POST, M.RELATION, M.ATTAINMENT, M.ATTENDANCE, M.BEHAVIOUR, M.FINANCIAL, M.LOCATION,
    M.NARRATIVE, M.SPECIAL,
}  # fmt: skip


_NAMES = frozenset({M.FORENAME, M.SURNAME, M.FULL_NAME, M.KNOWN_AS, M.FORMER_NAME, M.MIDDLE_NAME, M.TITLE})
_TABLE_SPEAKS = frozenset({M.NARRATIVE, M.CODE, M.NONE, M.SPECIAL, M.BEHAVIOUR, M.ATTAINMENT, M.ATTENDANCE, M.LOCATION})
"""Meanings so general that the table says what they are of: a NOTE in a table of medical events."""
_SWITCHED_OFF = frozenset("user account login device service job task plugin schedule printer".split())
_UNTOLD = frozenset(
    "identifier id syear year school academic term number row key version sequence order active".split()
)
"""Words so bare that a table of a special category does not make them special."""
_ROOTS = 0.9
"""Share of rows with a PARENT_ID from which it is no tree, which has roots, but a parent."""
_ROWS_ABOVE = 0.8
"""Share of a PARENT_ID's values that are keys of its own table from which it names the row above, not a parent."""
_OF_NUMBERS = frozenset({M.IDENTIFIER, M.PHONE, M.ATTAINMENT})
"""What the number and the result of a certificate are taken for."""
_OF_KEYS = frozenset({M.NONE, M.KEY, M.CODE, M.IDENTIFIER, M.CLASS_GROUP})
_OWN_KINDS = frozenset(
    {Kind.CONSENT, Kind.EMPLOYMENT, Kind.FINANCIAL, Kind.CONTACT, Kind.ADDRESS, Kind.CHARACTERISTIC, Kind.FAMILY}
)
"""A column of these says what it is itself: the funding of a plan, the hours of a helper, who was told."""
_TO_CODES = frozenset({JoinKind.SINGLE, JoinKind.NATURAL, JoinKind.LIST})
_LARGEST_LOOKUP = 3000
"""Rows of a code table whose texts are read: all of them are in the sample."""


@dataclass(frozen=True)
class _Told:
    """What is known once joins, people and pointers are."""

    persons: PersonWords
    people: frozenset[str]
    of_staff: frozenset[str]
    """Tables whose rows are about members of staff."""
    named: frozenset[str]
    """Tables whose rows say by name whom they are."""
    keyed: frozenset[ColumnRef]
    """Keys of rows that name a person, in tables that are no hub."""
    pointers: Mapping[ColumnRef, Pointer]
    through: Mapping[ColumnRef, frozenset[Label]]
    parents: frozenset[ColumnRef]
    kinds_of_row: frozenset[ColumnRef]
    """Discriminators: they say in which table the key beside them is to be looked up."""
    fields: Mapping[ColumnRef, frozenset[Label]]


def _naming(pointer: Pointer) -> tuple[ColumnRef, ...]:
    """The columns that name the person; a discriminator beside them only says where to look."""
    columns = pointer.join.from_columns
    return columns[:1] if pointer.join.kind is JoinKind.POLYMORPHIC else columns


class Columns:
    """The columns of one set of tables. `meanings` by (source.table, column) stand from the start."""

    def __init__(
        self, profiles: Mapping[str, TableProfile], entities: Entities, labelled: Mapping[tuple[str, str], str]
    ) -> None:
        self._profiles, self._entities, self._labelled = profiles, entities, labelled
        self.meanings: dict[tuple[str, str], Meaning] = {}
        self._reasons: dict[tuple[str, str], tuple[str, float]] = {}
        self._keys: dict[str, str] = {}
        self._mean()

    def _mean(self) -> None:
        for at, profile in self._profiles.items():
            people = holds_people(profile, self._entities)
            key = self._keys[at] = primary_key(profile)
            for column in profile.columns.values():
                words = self.words(at, column)
                meaning, why, sure = meaning_of(column, words, holds_people=people)
                if meaning in {M.NONE, M.CODE} and (said := commented(column)):
                    meaning, why, sure = meaning_of(column, said, holds_people=people)
                    why = why.replace("name says", "its comment says")
                if column.name == key and meaning in {M.NONE, M.CODE, M.IDENTIFIER, M.ATTENDANCE, M.BEHAVIOUR,
                                                      M.CLASS_GROUP, M.ATTAINMENT, M.ADDRESS}:  # fmt: skip
                    meaning, why = M.KEY, "tells the rows apart"
                if meaning in {M.ATTENDANCE, M.BEHAVIOUR, M.CLASS_GROUP, M.ATTAINMENT, M.ADDRESS, M.FINANCIAL} and (
                    "identifier" in words and column.id_like
                ):
                    meaning, why = M.NONE, "a key of another table"
                self.meanings[at, column.name] = meaning
                self._reasons[at, column.name] = (why, sure)
            for name, meaning, why in list(told_by_values(profile, self.meanings)):
                self.meanings[at, name] = meaning
                self._reasons[at, name] = (why, BY_VALUE)

    def words(self, at: str, column: ColumnProfile) -> tuple[str, ...]:
        label = self._labelled.get((at, column.name))
        if label:
            return tokens(label)
        if self._profiles[at].is_file:
            # Contacts.Contact[1].Surname: the last part says what it is, the rest whose
            return tuple(word for word in column.words if not word.isdigit())
        return self._entities.said(at, column)

    def findings(
        self,
        hubs: Collection[str],
        joins: Sequence[Join],
        pointers: Sequence[Pointer],
        about: Collection[str],
        things: Collection[str] = (),
    ) -> list[ColumnFinding]:
        """`about`: tables with rows about people besides the `hubs`; `things`: those of nobody, as the school says."""
        entities = [self._entities.entity(at) for at in self._profiles]
        persons = PersonWords([self._entities.entity(at) for at in hubs], entities)
        sense = AboutPeople(self._profiles, self._entities, self.meanings, persons)
        true = [pointer for pointer in pointers if self._true(pointer, persons)]
        doubted = {p.join.from_columns[0].at for p in pointers} - {p.join.from_columns[0].at for p in true}
        false = {p.join.from_columns[0] for p in pointers} - {p.join.from_columns[0] for p in true}
        joins = [join for join in joins if join.from_columns[0] not in false]
        pointers, about = true, set(about) - doubted
        people = sense.tables(joins, pointers, hubs, about) - set(things)
        identified = sense.identified()
        named = identified - set(hubs)
        told = _Told(
            persons,
            people,
            frozenset(
                p.join.from_columns[0].at
                for p in pointers
                if p.role is Role.ABOUT and kind_word(self._entities.entity(p.hub)) == "staff"
            ),
            identified | set(hubs),
            frozenset(
                join.from_columns[0]
                for join in joins
                if join.to_columns[0].at in named and join.to_columns[0].at in people and len(join.from_columns) == 1
            ),
            {ref: pointer for pointer in pointers for ref in _naming(pointer)},
            self._through(joins, {*people, *hubs}),
            self._parents(joins, people, hubs) | sense.keys_of_parents(people, hubs),
            frozenset(j.from_columns[1] for j in joins if j.kind is JoinKind.POLYMORPHIC and len(j.from_columns) > 1),
            fields_labels(self._profiles, self._entities, joins),
        )
        return [
            self._finding(at, column, told)
            for at, profile in sorted(self._profiles.items())
            for column in profile.columns.values()
        ]

    def _through(self, joins: Sequence[Join], people: Collection[str]) -> dict[ColumnRef, frozenset[Label]]:
        """What a column's code table says of it: labels of the table's name and of the texts its codes stand for."""
        found: dict[ColumnRef, frozenset[Label]] = defaultdict(frozenset)
        for join in joins:
            to, ref = join.to_columns[0], join.from_columns[0]
            if to.at in people or len(join.from_columns) > 1 or join.kind not in _TO_CODES:
                continue
            profile = self._profiles[to.at]
            found[ref] |= labels_of_words(self._entities.entity(to.at))
            if profile.rows > _LARGEST_LOOKUP:
                continue
            key = profile.columns[to.column].position
            used = self._profiles[ref.at].columns[ref.column].canonical
            rows = [row for row in profile.sample if (value := row[key]) and canonical(value) in used]
            for column in profile.columns.values():
                if column.name != to.column:
                    texts = {value for row in rows if (value := row[column.position])}
                    for name in sets_of_values(texts, self._entities.entity(to.at)):
                        found[ref] |= labels_of_set(name)
        return found

    def _of_codes(self, join: Join) -> bool:
        """A type, a reason, a category: what the row says rather than where it belongs."""
        ref = join.from_columns[0]
        words = bare(self.words(ref.at, self._profiles[ref.at].columns[ref.column]))
        ends = {*self._entities.entity(join.to_columns[0].at)[-1:], *words[-1:]}
        return bool(ends & {"code", "type", "reason", "status", "category", "kind"} or labels_of_words(words))

    def _true(self, pointer: Pointer, persons: PersonWords) -> bool:
        """False of a table's own key and of a PARENT_ID that names the row above, whatever else their values fit."""
        ref = pointer.join.from_columns[0]
        column = self._profiles[ref.at].columns[ref.column]
        if pointer.same_person or pointer.join.kind not in {JoinKind.SINGLE, JoinKind.POLYMORPHIC}:
            return True
        words, entity = self.words(ref.at, column), self._entities.entity(ref.at)
        own = self._keys.get(ref.at, "")
        if column.name == own and persons.own_key(words, column, entity) and not persons.any(words):
            return False
        if flag_like(column):
            return False
        if own and own != column.name and "parent" in words and not {"pupil", "student", "child"} & set(words):
            among = self._profiles[ref.at].columns[own].canonical
            if column.filled > _ROOTS * column.rows:
                return True
            return len(column.canonical & among) < _ROWS_ABOVE * len(column.canonical)
        return True

    def _parents(self, joins: Sequence[Join], people: Collection[str], hubs: Collection[str]) -> frozenset[ColumnRef]:
        """Columns that only say to which row about people a row belongs: the entry of a mark."""
        return frozenset(
            join.from_columns[0]
            for join in joins
            if join.kind is JoinKind.SINGLE
            and self.meanings[join.from_columns[0].at, join.from_columns[0].column] in _OF_KEYS
            and not self._of_codes(join)
            and join.from_columns[0].at in people and join.from_columns[0].at not in hubs
            and join.to_columns[0].at in people and join.to_columns[0].at not in hubs
        )  # fmt: skip

    def _finding(self, at: str, column: ColumnProfile, told: _Told) -> ColumnFinding:
        profile = self._profiles[at]
        ref = ColumnRef(profile.table.source, profile.table.name, column.name)
        meaning = self.meanings[at, column.name]
        reason, sure = self._reasons[at, column.name]
        words, entity = self.words(at, column), self._entities.entity(at)
        form, pointer = form_of(column), told.pointers.get(ref)
        verdict, ground, confidence = self._personal(at, column, words, meaning, form, pointer, told)
        if not verdict:
            return ColumnFinding(ref, meaning, False, frozenset(), ground or reason, confidence)
        keyed = any(told.persons.keyed(some, column) for some in (words, column.words))
        own = told.persons.own_number(words, column, entity)
        whom = pointer is not None or ref in told.keyed or (keyed and not own)
        labels, why = self._labels(at, column, words, meaning, told, whom=whom)
        kinds = kinds_of(meaning, words, labels, entity, pointer=whom)
        if Kind.NAME not in kinds and names_people(column):
            kinds = (Kind.NAME, *(kind for kind in kinds if kind is not Kind.OTHER))
        if form is not None and not whom:
            kinds = tuple(dict.fromkeys((form[0], *(kind for kind in kinds if kind is not Kind.OTHER))))
        if meaning not in {M.NONE, M.CODE}:
            reasons = [self._labelled_reason(at, column) or reason, why, ground]
            confidence = min(sure, confidence)
        else:
            reasons = [why or (form[1] if form and not whom else ""), ground]
            meaning = M.SPECIAL if labels else meaning
        said = "; ".join(dict.fromkeys(filter(None, reasons)))
        return ColumnFinding(ref, meaning, True, labels, said, round(confidence, 3), kinds)

    def _labelled_reason(self, at: str, column: ColumnProfile) -> str:
        return "the system's own field list names it" if (at, column.name) in self._labelled else ""

    def _labels(
        self, at: str, column: ColumnProfile, words: tuple[str, ...], meaning: Meaning, told: _Told, *, whom: bool
    ) -> tuple[frozenset[Label], str]:
        """(labels, why) of a personal column."""
        ref = ColumnRef(self._profiles[at].table.source, self._profiles[at].table.name, column.name)
        entity = self._entities.entity(at)
        labels, why = labels_of_column(column, words)
        if whom:
            # that a social worker is named tells something; that a nurse or the SENCO looks after it does not
            kept = labels & {Label.SOCIAL_WORK}
            return kept, why if kept else ""
        if "disabled" in words and set(entity) & _SWITCHED_OFF:
            labels -= {Label.HEALTH}  # an account that is switched off
        for more, says in (
            (told.through.get(ref), "its code list says so"),
            (told.fields.get(ref), "the system's own field list says so"),
        ):
            if more and not more <= labels:
                labels, why = labels | more, says
        if at not in told.people or set(words) <= _UNTOLD or "by" in words:
            return labels, why
        of_table = labels_of_words(entity)
        timed = meaning is M.DATE or column.has("clock") or bool({"time", "date"} & set(words))
        heading = meaning is M.TITLE and not column.has("title")
        speaks = (meaning in _TABLE_SPEAKS or heading) and not timed and not kinds_of_words(words) & _OWN_KINDS
        # a REASON in a table of absences says more than either word, of staff more than of pupils
        more = labels_of_words((*words, *entity, *(("staff",) if at in told.of_staff else ()))) - of_table
        whole = Label.CRIMINAL in of_table and meaning in _OF_NUMBERS and not kinds_of_words(words) & _OWN_KINDS
        if speaks or column.text_like or whole:
            more |= of_table
        if more - labels:
            why = why or f"its table is of {sorted(map(str, more))[0]}"
        return labels | more, why

    def _personal(
        self,
        at: str,
        column: ColumnProfile,
        words: tuple[str, ...],
        meaning: Meaning,
        form: tuple[Kind, str] | None,
        pointer: Pointer | None,
        told: _Told,
    ) -> tuple[bool, str, float]:
        """(personal, why, how sure)."""
        profile = self._profiles[at]
        ref = ColumnRef(profile.table.source, profile.table.name, column.name)
        if pointer is not None:
            return True, f"it names a person of {pointer.join.to_columns[0].table}", pointer.confidence
        people = at in told.people
        if ref in told.keyed and column.name != self._keys.get(at):
            return True, "a key of a row that names a person", 0.85
        entity = self._entities.entity(at)
        own = column.name == self._keys.get(at) and at in told.named
        own = own or any(told.persons.own_key(some, column, entity) for some in (words, column.words))
        if not own and any(told.persons.persons_key(some, column, entity) for some in (words, column.words)):
            return True, "a person's key", 0.85
        if not column.filled and any(told.persons.own_key(some, column, entity) for some in (words, column.words)):
            return False, "only tells the rows apart", 0.85
        if not column.filled and column.position == 0 and column.words[-1:] == ("identifier",):
            return False, "only tells the rows apart", 0.75
        if ref in told.kinds_of_row:
            return False, "only says where the key beside it is to be looked up", 0.85
        why = technical(column, words, key=column.name == self._keys.get(at))
        if why:
            return False, why, 0.9
        if not people and told.persons.named_by(words, column):
            return True, "it says who did it", 0.8
        if people:
            if ref in told.parents and told.persons.acts(words):
                return True, "it says who did it", 0.8
            if ref in told.parents:
                return False, "a key of the row it belongs to", 0.75
            if meaning in PERSONS_OWN | _ABOUT_SOMEBODY or labels_of_words(words):
                return True, "in a row about a person", 0.95
            return True, "in a row about a person", 0.8
        return self._alone(at, column, words, meaning, form, told)

    def _alone(
        self,
        at: str,
        column: ColumnProfile,
        words: tuple[str, ...],
        meaning: Meaning,
        form: tuple[Kind, str] | None,
        told: _Told,
    ) -> tuple[bool, str, float]:
        """In a table that is not about people a column must name a person by itself."""
        entity = self._entities.entity(at)
        if meaning in _NAMES:
            if names_people(column) or (not column.filled and told.persons.any(words)):
                return True, "it names a person", 0.9
            if meaning in {M.FORENAME, M.SURNAME} and not column.has("integer"):
                return True, "a part of a person's name", 0.85
            return False, "the name of a thing, not of a person", 0.8
        if meaning in {M.BORN, M.UPN, M.FORMER_UPN}:
            return True, "only people have it", 0.9
        if form is not None and form[0] is Kind.IDENTIFIER and not about_things(entity):
            return True, form[1], 0.85
        if meaning is M.EMAIL:
            if private_mailboxes(column) and not about_things(entity):
                return True, "people's own addresses", 0.75
            return False, "addresses of offices or firms", 0.75
        if meaning is M.ONLINE_ID and form is not None and not about_things(entity):
            return True, form[1], 0.7
        if meaning in {M.NONE, M.CODE, M.POST} and names_people(
            column, SURELY_NAMES if about_things(entity) else NAMES
        ):
            return True, "values are names of people", 0.85
        own = meaning in {M.PHONE, M.ADDRESS, M.IDENTIFIER} and told.persons.any(words) and not flag_like(column)
        if own and not set(words) & {"contact", "login", "user", "account"}:
            return True, "it says a person's", 0.8
        return False, "the table is not about people", 0.85

    def codes(
        self, joins: Sequence[Join], columns: Sequence[ColumnFinding]
    ) -> Iterable[tuple[ColumnRef, tuple[str, ...]]]:
        """Short lists of codes. Not of columns that join: what is new there is new in the table they point to."""
        keys = {join.from_columns[0] for join in joins} | {ref for join in joins for ref in join.to_columns}
        for finding in columns:
            column = self._profiles[f"{finding.at.source}.{finding.at.table}"].columns[finding.at.column]
            told = finding.meaning in PERSONS_OWN | {M.NARRATIVE, M.DATE, M.KEY, M.FINANCIAL} or finding.at in keys
            few = column.filled > 2 * len(column.distinct) and len(column.distinct) <= _MOST_CODES
            short = column.mean_length <= _CODE_LENGTH and not column.has("integer")
            if few and short and not told and not column.given_up:
                yield finding.at, tuple(sorted(column.distinct))
