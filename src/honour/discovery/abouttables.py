"""Which tables hold rows about people, for judging columns: wider than what the trace follows.

The trace needs a pointer it can follow; here a name, an e-mail address or a PUPIL_ID whose people are kept elsewhere
is enough. A class, a room, a list of codes or a supplier is no person, though a person may be named in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from honour.discovery.entities import Entities, bare, kind_word
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.roles import ACTING, is_structure
from honour.discovery.valueforms import names_people, private_mailboxes
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
_ONLY_WHO_TYPED = ACTING | {"by"}


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
    if {M.FORENAME, M.SURNAME} <= held or held & {M.UPN, M.BORN}:
        return True
    if things:
        return False
    columns = {column.name: column for column in profile.columns.values()}
    if any(_unqualified(entities, at, columns[ref.column], set(words)) for ref in pointed):
        return True
    for column in columns.values():
        told = entities.column_words(at, column)
        if _names_whom(told, column):
            return True
        if meanings.get((at, column.name)) is M.EMAIL and private_mailboxes(column) and people_word((*words, *told)):
            return True
        login = meanings.get((at, column.name)) is M.ONLINE_ID and "login" in told
        if login and not set(told) & _ONLY_WHO_TYPED:
            return True
        if set(told) <= {"name", "fullname", *words} and "name" in " ".join(told) and names_people(column):
            return True
    return False


def _unqualified(entities: Entities, at: str, column: ColumnProfile, table_words: set[str]) -> bool:
    """PUPIL_ID and userid say whom a row is of; CREATED_BY and TEACHER_ID in a timetable do not."""
    words = set(entities.column_words(at, column))
    if words & _ONLY_WHO_TYPED:
        return bool(table_words & {"message", "post", "comment", "log", "chat", "email", "note", "login", "session"})
    return True


def _names_whom(words: Sequence[str], column: ColumnProfile) -> bool:
    """A pupil's name or number kept in the row, though no people table of this source has it."""
    stem = set(bare(tuple(words)))
    kind = kind_word(stem) or ("person" if stem & _PEOPLE else "")
    if not kind or set(words) & _ONLY_WHO_TYPED or kind == "staff" or not stem <= {*PERSON_WORDS, *_PEOPLE, "name"}:
        return False
    if "name" in stem or "fullname" in words:
        return not column.filled or names_people(column)
    keyed = set(words) & {"identifier", "number", "code", "upn", "reference"}
    return bool(keyed) and (not column.filled or column.id_like)


def _belonging(
    found: set[str], profiles: Mapping[str, TableProfile], entities: Entities, joins: Sequence[Join]
) -> None:
    """Rows that belong to a row about people are about them too: the lines of an account, the marks of an entry."""
    changed = True
    while changed:
        changed = False
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


def keyed_person(words: Sequence[str], column: ColumnProfile) -> bool:
    """STUDENT_ID, BORROWER_NO: a person by key, whether or not their table is known."""
    stem = set(bare(tuple(words)))
    keyed = set(words) & {"identifier", "number", "code", "reference"}
    if "account" in stem and "identifier" not in words:
        return False  # a bank account's number
    return bool(keyed and stem) and stem <= {*PERSON_WORDS, *_PEOPLE} and (not column.filled or column.id_like)


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
    """CREATED_BY, approver, head teacher: the column says who, by key, login or name, in any table."""
    told = set(words)
    if "by" in told or told & {"author", "creator", "recorder", "reporter", "approver", "updater", "editor"}:
        return not (column.has("moment") or column.has("day") or column.has("decimal"))
    kind = kind_word(told)
    keyed = bool(told & {"identifier", "code", "number", "initial"}) and set(bare(tuple(words))) <= set(PERSON_WORDS)
    return bool(kind) and keyed and column.id_like
