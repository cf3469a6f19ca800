"""Which tables hold rows about people, for judging columns: wider than what the trace follows.

The trace needs a pointer it can follow; here a name, an e-mail address or a PUPIL_ID whose people are kept elsewhere
is enough. A class, a room, a list of codes or a supplier is no person, though a person may be named in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from honour.discovery.entities import Entities, bare, kind_word
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.roles import ACTING, is_structure
from honour.discovery.valueforms import flag_like, names_people, private_mailboxes
from honour.discovery.words import PERSON_WORDS
from honour.kernel.holding import Role
from honour.kernel.mapping import ColumnRef, Join, JoinKind, Meaning, Pointer

M = Meaning
_PEOPLE = frozenset(
    """customer client borrower passenger applicant candidate patient subscriber actor member donor alumnus alumni
    resident voter player driver referee invitee attendee participant respondent lead tenant author reader buyer
    seller cardholder recipient sender payer payee host traveller guest registrant coach volunteer beneficiary leaver
    joiner""".split()
)
"""Words for people beside those of schools, so that shops and libraries come out sensibly."""
NOT_OF_PEOPLE = frozenset(
    """school agency supplier shipper vendor organisation organization company department room building site
    location product item book film menu dish asset equipment device course subject lookup code type status reason
    country language setting config configuration option parameter template category definition field permission
    migration version schema job queue cache holiday term period calendar scale scheme currency region city store
    warehouse category stock brand manufacturer publisher genre role module plugin layout theme translation constant
    surgery practice authority establishment""".split()
)
_ONLY_WHO_TYPED = ACTING | {"by", "taker", "modified"}
_MESSAGES = frozenset("message post comment log chat email note login session inbox outbox sms mail forum".split())
_OF_THE_KEY = frozenset("photo card expiry type image format date status scan issued prefix length required".split())
"""Behind a key they say something of it: STUDENT_ID_CARD is no pointer."""


def people_tables(
    profiles: Mapping[str, TableProfile],
    entities: Entities,
    meanings: Mapping[tuple[str, str], Meaning],
    joins: Sequence[Join],
    pointers: Sequence[Pointer],
    about: Collection[str],
) -> frozenset[str]:
    """`source.table` of every table with rows about people. `about`: those the trace knows of."""
    pointed: dict[str, list[ColumnRef]] = {}
    for pointer in pointers:
        for ref in pointer.join.from_columns:
            pointed.setdefault(ref.at, []).append(ref)
    listed = {at for at, refs in pointed.items() if refs and at in about and _only_lists(at, pointers)}
    # a club that lists its members: its name and room are the club's
    found = {at for at in about if at not in listed or not about_things(entities.entity(at))}
    for at, profile in profiles.items():
        if at in found:
            continue
        if profile.is_file:
            about_people = _identified(at, profile, meanings)
        else:
            about_people = _holds(at, profile, entities, meanings, pointed.get(at, []))
        if about_people:
            found.add(at)
    _belonging(found, profiles, entities, joins)
    return frozenset(found)


def _only_lists(at: str, pointers: Sequence[Pointer]) -> bool:
    whose = [p for p in pointers if p.join.from_columns[0].at == at and p.role is Role.ABOUT]
    return bool(whose) and all(p.join.kind in {JoinKind.LIST, JoinKind.JSON} for p in whose)


def about_things(words: Sequence[str]) -> bool:
    """Whether a table's words say that its rows are things, places or codes."""
    return bool(words) and (words[-1] in NOT_OF_PEOPLE or is_structure(words) or "lookup" in words)


def people_word(words: Collection[str]) -> bool:
    return bool(set(words) & _PEOPLE) or any(word in PERSON_WORDS for word in words if word != "operator")


def _identified(at: str, profile: TableProfile, meanings: Mapping[tuple[str, str], Meaning]) -> bool:
    held = {meanings.get((at, column.name), M.NONE) for column in profile.columns.values()}
    return bool(held & {M.UPN, M.BORN, M.FORMER_UPN}) or {M.FORENAME, M.SURNAME} <= held or M.FULL_NAME in held


def _holds(
    at: str,
    profile: TableProfile,
    entities: Entities,
    meanings: Mapping[tuple[str, str], Meaning],
    pointed: Sequence[ColumnRef],
) -> bool:
    words = entities.entity(at)
    things = about_things(words)
    held = {meanings.get((at, column.name), M.NONE) for column in profile.columns.values()}
    if {M.FORENAME, M.SURNAME} <= held or held & {M.UPN, M.BORN} or words[-1:] in {("family",), ("household",)}:
        return True
    columns = profile.columns
    if any(
        _whose(told, column, words, things=things)
        for column in columns.values()
        for told in {entities.said(at, column), column.words}
    ):
        return True
    if things:
        return False
    if set(words) & _MESSAGES and any(named_by(entities.said(at, column), column) for column in columns.values()):
        return True
    if any(_unqualified(entities.said(at, columns[ref.column]), words) for ref in pointed):
        return True
    for column in columns.values():
        told = entities.said(at, column)
        if meanings.get((at, column.name)) is M.EMAIL and private_mailboxes(column) and people_word((*words, *told)):
            return True
        login = meanings.get((at, column.name)) is M.ONLINE_ID and "login" in told and not flag_like(column)
        if login and not set(told) & _ONLY_WHO_TYPED:
            return True
        if set(told) <= {"name", "fullname", *words} and {"name", "fullname"} & set(told) and names_people(column):
            return True
    return False


def _unqualified(words: Sequence[str], table_words: Collection[str]) -> bool:
    """PUPIL_ID and userid say whom a row is of; CREATED_BY and TEACHER_ID in a timetable do not."""
    return bool(set(table_words) & _MESSAGES) if set(words) & _ONLY_WHO_TYPED else True


def _whose(words: Sequence[str], column: ColumnProfile, table_words: Sequence[str], *, things: bool) -> bool:
    """A pupil's name or number kept in the row, though no people table of this source has it."""
    told = set(words)
    if told & _ONLY_WHO_TYPED:
        return False
    stem = set(bare(tuple(words)))
    kind = kind_word(stem) or ("person" if stem & _PEOPLE else "")
    named = told & {"name", "fullname"} and stem <= {*PERSON_WORDS, *_PEOPLE, "name", "fullname"}
    if not kind or (things and (named or kind not in {"pupil", "contact"})):
        return False
    if kind == "staff" and (things or "staff" not in map(PERSON_WORDS.get, table_words)):
        return False
    if named:
        return not column.filled or names_people(column)
    place = _person_key(words)
    if place is None or not _keylike(column):
        return False
    after = [word for word in words[place + 2 :] if not word.isdigit() and word not in {"list", "array"}]
    return all(word in PERSON_WORDS or word in _PEOPLE for word in after)


def _person_key(words: Sequence[str]) -> int | None:
    """Where in the words a person word stands right before a word for a key; None if nowhere."""
    for place, (word, after) in enumerate(pairwise(words)):
        keyed = after in {"identifier", "number", "code", "reference"} and (word != "account" or after == "identifier")
        if word == "parent" and not place and len(words) == 2:  # noqa: PLR2004 - a bare PARENT_ID is the row above
            continue
        if keyed and (word in PERSON_WORDS or word in _PEOPLE) and not set(words[place + 2 :]) & _OF_THE_KEY:
            return place
    return None


def _keylike(column: ColumnProfile) -> bool:
    return not column.filled or column.id_like or column.given_up or bool(column.list_kind)


def _belonging(
    found: set[str], profiles: Mapping[str, TableProfile], entities: Entities, joins: Sequence[Join]
) -> None:
    """Rows that belong to a row about people are about them too: the lines of an account, the marks of an entry."""
    changed = True
    while changed:
        changed = _belonging_by_name(found, profiles, entities)
        for join in joins:
            at, to = join.from_columns[0].at, join.to_columns[0].at
            if at in found or to not in found or join.kind is not JoinKind.SINGLE or at not in profiles:
                continue
            column = profiles[at].columns[join.from_columns[0].column]
            told = set(entities.column_words(at, column))
            if about_things(entities.entity(at)) or told & _ONLY_WHO_TYPED or kind_word(told) == "staff":
                continue
            found.add(at)
            changed = True


def _belonging_by_name(found: set[str], profiles: Mapping[str, TableProfile], entities: Entities) -> bool:
    """The same for columns without a value: PERSON_MEDICAL_ID names the table person_medical. True if any is new."""
    named = {
        (profiles[at].table.source, entities.entity(at))
        for at in found
        if at in profiles and not profiles[at].is_file and kind_word(entities.entity(at)[-1:]) == ""
    }
    new = {
        at
        for at, profile in profiles.items()
        if at not in found and not profile.is_file and not about_things(entities.entity(at))
        and any((profile.table.source, _key_named(at, c, entities)) in named for c in profile.columns.values())
    }  # fmt: skip
    found |= new
    return bool(new)


def _key_named(at: str, column: ColumnProfile, entities: Entities) -> tuple[str, ...]:
    """(person, medical) of an empty PERSON_MEDICAL_ID in another table; () of anything else."""
    words = entities.said(at, column)
    if column.filled or words[-1:] != ("identifier",) or bare(words) == entities.entity(at):
        return ()
    return bare(words)


def keyed_person(words: Sequence[str], column: ColumnProfile) -> bool:
    """STUDENT_ID, BORROWER_NO, personIDCreator: a person by key, whether or not their table is known."""
    return _person_key(words) is not None and _keylike(column)


def persons_key(words: Sequence[str], column: ColumnProfile, table_words: Sequence[str]) -> bool:
    """STUDENT_ID as the key of a table of medical notes: it tells rows apart and says whose they are."""
    place = _person_key(words)
    if place is None or words[place] == "account" or not _keylike(column):
        return False
    return not own_key(words, column, table_words)


def own_key(words: Sequence[str], column: ColumnProfile, table_words: Sequence[str]) -> bool:
    """STUDENT_NOTE_ID, or NOTE_ID at the head of the table of student notes; PERSON_ID at the head of students."""
    stem, entity = bare(tuple(words)), tuple(table_words)
    if not stem or "identifier" not in words:
        return False
    head = column.position == 0 and (entity[-len(stem) :] == stem or all(people_word((word,)) for word in entity))
    return stem == entity or head


def keys_of_parents(
    profiles: Mapping[str, TableProfile], entities: Entities, people: Collection[str], hubs: Collection[str]
) -> frozenset[ColumnRef]:
    """Keys without a value that name another table with rows about people: ENTRY_ID in the table of marks."""
    named = {(profiles[at].table.source, entities.entity(at)) for at in people if at in profiles and at not in hubs}
    return frozenset(
        ColumnRef(profiles[at].table.source, profiles[at].table.name, column.name)
        for at in people if at in profiles and at not in hubs
        for column in profiles[at].columns.values()
        if (profiles[at].table.source, _key_named(at, column, entities)) in named
    )  # fmt: skip


def identified_tables(
    profiles: Mapping[str, TableProfile], meanings: Mapping[tuple[str, str], Meaning]
) -> frozenset[str]:
    """Tables whose rows say by name whom they are, so that a key of theirs names a person."""
    found = set()
    for at, profile in profiles.items():
        held = {meanings.get((at, column.name), M.NONE) for column in profile.columns.values()}
        full = any(
            names_people(column) for column in profile.columns.values()
            if meanings.get((at, column.name)) is M.FULL_NAME or set(column.words) <= {"name", "fullname"}
        )  # fmt: skip
        if {M.FORENAME, M.SURNAME} <= held or full:
            found.add(at)
    return frozenset(found)


def own_number(words: Sequence[str], column: ColumnProfile, table_words: Collection[str]) -> bool:
    """STAFF_CODE in the staff table: their own number, not a key of someone else's row."""
    rest = set(bare(tuple(words))) - {*table_words, *PERSON_WORDS, *_PEOPLE}
    return (
        column.unique and bool(set(words) & {"number", "code", "reference"}) and not rest and people_word(table_words)
    )


def named_by(words: Sequence[str], column: ColumnProfile) -> bool:
    """CREATED_BY, approver, to_user: the column says who, by key, login or name, in any table."""
    told = set(words)
    if flag_like(column) or any(column.has(form) for form in ("moment", "day", "decimal", "clock")):
        return False
    if told & {"timestamp", "date", "time", "order", "sort", "group", "filter", "search", "url"}:
        return False
    if "by" in told or told & {"author", "creator", "recorder", "reporter", "approver", "editor"}:
        return True
    stem = set(bare(tuple(words)))
    sent = stem & {"start", "end", "cc", "bcc"} and stem - {"start", "end", "cc", "bcc", "is"} <= set(PERSON_WORDS)
    return bool(sent and kind_word(stem)) or keyed_person(words, column)
