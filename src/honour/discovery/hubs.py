"""Tables each row of which is a person, and which kind of person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from honour.discovery.entities import Entities, bare, kind_word
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.unread import signs_people_in
from honour.discovery.words import PERSON_WORDS, tokens
from honour.kernel.holding import SubjectKind
from honour.kernel.mapping import Hub, Meaning

M = Meaning
_KIND = {
    "pupil": SubjectKind.PUPIL,
    "contact": SubjectKind.CONTACT,
    "staff": SubjectKind.STAFF,
    "governor": SubjectKind.GOVERNOR,
    "visitor": SubjectKind.VISITOR,
    "user": SubjectKind.STAFF,
    "person": SubjectKind.OTHER,
}
_LETTER = {
    "p": ("pupil", "parent"),
    "s": ("staff", "pupil"),
    "c": ("contact", "child"),
    "g": ("governor",),
    "v": ("visitor",),
    "t": ("staff",),
    "e": ("staff",),
}
_PARTS = frozenset(
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
        M.CLASS_GROUP,
        M.YEAR_GROUP,
        M.POST,
        M.ONLINE_ID,
    }
)
_NAMES = frozenset({M.FORENAME, M.SURNAME, M.FULL_NAME})
_USUAL = 0.75
"""Share of rows that fill what tells the kind of person in a table whose name does not."""
_SURE_SIGNS = frozenset({M.BORN, M.UPN, M.SEX, M.TITLE, M.EMAIL, M.PHONE, M.POST})
_KIND_COLUMN_WORDS = frozenset("type kind category role class group person".split())
_MOST_KINDS = 12
_MONEY = frozenset("ledger bank nominal cashless dinner meal finance fund budget cost saving payment".split())
"""What an account is an account of where nobody signs in with it."""
_HOMES = frozenset("family household home address residence dwelling unit".split())
"""A table of homes bears a surname and a telephone and is nobody."""
_LINK_WORDS = frozenset(
    "link relationship relation membership history log note event visit attendance payment mark result behaviour"
    " incident medical order meal answer consent address telephone email condition allergy class group enrolment"
    " exclusion".split()
)


@dataclass(frozen=True)
class FoundHub:
    hub: Hub
    profile: TableProfile
    key: str
    """The column other tables point to; '' where the row itself is all there is."""
    account: bool = False


def find_hubs(
    profiles: Mapping[str, TableProfile], entities: Entities, meanings: Mapping[tuple[str, str], Meaning]
) -> list[FoundHub]:
    """Candidates from names and columns; `prune` takes out copies of names once joins are known."""
    found = []
    for at, profile in sorted(profiles.items()):
        hub = _file_hub(profile, meanings) if profile.is_file else _table_hub(at, profile, entities, meanings)
        if hub:
            found.append(hub)
    return found


def holds_people(profile: TableProfile, entities: Entities) -> bool:
    """Whether a bare NAME column in this table is a person's name."""
    if profile.is_file:
        return any(column.words[:1] in {("name",), ("pupil",), ("surname",)} for column in profile.columns.values())
    words = entities.entity(profile.at)
    return (bool(words) and words[-1] in PERSON_WORDS) or set(words) == {"doctor"}


def primary_key(profile: TableProfile) -> str:
    """The one column that tells rows apart: declared, else the first unique key-like one."""
    declared = [column.name for column in profile.columns.values() if column.column.key_position]
    if len(declared) == 1:
        return declared[0]
    if declared:
        return ""
    able = [
        column
        for column in profile.columns.values()
        if column.unique and column.filled == profile.rows and column.id_like
    ]
    best, best_score = "", 0.0
    for column in able:
        stem = bare(column.words)
        keyed, coded = bool({"identifier", "number"} & set(column.words)), "code" in column.words
        if keyed and not stem:
            score = 3.0 if column.has("integer") or column.has("guid") else 2.0
        elif keyed and set(stem) <= set(profile.words):
            score = 2.0
        elif column.position <= 1 and (column.has("integer") or "identifier" in column.words):
            score = 1.5
        elif coded and (not stem or set(stem) <= set(profile.words)):
            score = 1.2
        else:
            score = 1.0 if "identifier" in column.words else 0.0
        # where nothing is declared, people put the key first
        score += 1.1 if column.position == 0 and column.has("integer") and score >= 1 else 0.0
        if score > best_score:
            best, best_score = column.name, score
    return best


def _own_parts(
    at: str, profile: TableProfile, meanings: Mapping[tuple[str, str], Meaning], kind: str
) -> list[tuple[Meaning, str]]:
    """(meaning, column) of what belongs to the row's own person: MOTHER_NAME in a pupil's row does not."""
    parts = []
    for column in profile.columns.values():
        meaning = meanings.get((at, column.name), M.NONE)
        if meaning not in _PARTS or embedded(column, kind):
            continue
        parts.append((meaning, column.name))
    return parts


def hub_said(at: str, profile: TableProfile, meanings: Mapping[tuple[str, str], Meaning], kind: str) -> FoundHub:
    """A people table because somebody who knows says so, whatever its names tell."""
    parts = _own_parts(at, profile, meanings, kind)
    hub = Hub(profile.table.source, profile.table.name, SubjectKind(kind), tuple(parts), 0.0, "")
    return FoundHub(hub, profile, primary_key(profile))


_SOMEONE = frozenset(
    "mother father mum dad stepmother stepfather parent"
    " guardian carer contact emergency doctor gp teacher tutor kin keyworker senco".split()
)


def embedded(column: ColumnProfile, kind: str) -> str:
    """The other person a column of a person's row speaks of ('mother', 'contact'); '' if it is the row's own."""
    for word in column.words:
        if word in _SOMEONE and PERSON_WORDS.get(word, "other") != kind:
            return word
    return ""


def _table_hub(
    at: str, profile: TableProfile, entities: Entities, meanings: Mapping[tuple[str, str], Meaning]
) -> FoundHub | None:
    words = entities.entity(at)
    if words and words[-1] in _HOMES:
        return None
    kind = kind_word(words)
    key = primary_key(profile)
    parts = _own_parts(at, profile, meanings, kind)
    held = {meaning for meaning, _ in parts}
    named = {M.FORENAME, M.SURNAME} <= held or M.FULL_NAME in held or (M.SURNAME in held and bool(held & _SURE_SIGNS))
    head = bool(words) and words[-1] in PERSON_WORDS and not set(words) & _MONEY
    user = (
        bool(set(words) & {"user", "login", "account"})
        and not set(words) & _MONEY
        and (M.ONLINE_ID in held or named or head)
    )
    signing_in = None if user or named or head else signs_people_in(profile)
    user = user or signing_in is not None
    only_people = bool(words) and all(word in PERSON_WORDS for word in words)
    if not key and not (named and only_people):
        return None
    if user and signing_in is None and _login_column(profile) is None and not named:
        user = False
    if user and not named and signing_in is None and words[-1] not in {"user", "login", "account"}:
        return None  # what users may do, what they did
    if words and words[-1] == "account" and not (M.ONLINE_ID in held or _login_column(profile)):
        return None
    if not named and not user:
        return None
    if named and not head and not user and (len(held & _SURE_SIGNS) < 1 or set(words) & _LINK_WORDS):
        return None
    if len(words) > 1 and words[-1] in _LINK_WORDS and not user:
        return None
    kind_column, kind_values = _kinds(profile, key)
    settled = _KIND.get(kind, SubjectKind.OTHER)
    # a table of users that knows when they were born is the people themselves, as learning systems have it
    login_only = not held & {M.BORN, M.UPN}
    if kind == "person" or not kind or (kind == "user" and not login_only):
        # one table of everybody has a post for some and a UPN for others
        usual = {meaning for meaning, name in parts if profile.columns[name].filled >= _USUAL * profile.rows}
        settled = _kind_by_columns(usual) if not kind_column else SubjectKind.OTHER
        insured = any(c.has("nino") and c.filled >= _USUAL * profile.rows for c in profile.columns.values())
        settled = SubjectKind.STAFF if insured and settled is SubjectKind.OTHER else settled
    why = "its rows have " + " and ".join(
        sorted({str(part) for part in held & (_SURE_SIGNS | {M.SURNAME, M.FULL_NAME})})[:3]
    )
    if head:
        why += f", and its name says {words[-1]}"
    hub = Hub(
        source=profile.table.source,
        table=profile.table.name,
        kind=settled,
        columns=tuple(parts),
        confidence=0.98 if head else 0.85,
        reason=why,
        kind_column=kind_column,
        kind_values=kind_values,
    )
    account = user and login_only and (kind in {"user", ""} or words[-1] in {"user", "account", "login"})
    return FoundHub(hub, profile, key, account=account)


def _login_column(profile: TableProfile) -> str | None:
    for column in profile.columns.values():
        if "login" in column.words and not column.has("moment"):
            return column.name
        if set(column.words) & {"user", "account"} and column.unique and not column.has("integer"):
            return column.name
    return None


def _kind_by_columns(held: set[Meaning]) -> SubjectKind:
    if held & {M.UPN, M.FORMER_UPN, M.YEAR_GROUP}:
        return SubjectKind.PUPIL
    if M.POST in held:
        return SubjectKind.STAFF
    return SubjectKind.OTHER


def _kinds(profile: TableProfile, key: str) -> tuple[str, tuple[tuple[str, SubjectKind], ...]]:
    for column in profile.columns.values():
        words = set(column.words)
        if not words & _KIND_COLUMN_WORDS or column.name == key or column.has("integer"):
            continue
        if not 2 <= len(column.distinct) <= _MOST_KINDS:  # noqa: PLR2004 - one value tells nothing apart
            continue
        told = kinds_of_values(sorted(column.distinct))
        if len(set(told.values())) > 1 and len(told) >= len(column.distinct) / 2:
            return column.name, tuple(sorted(told.items()))
    return "", ()


def kinds_of_values(values: list[str]) -> dict[str, SubjectKind]:
    """Which kind of person each code of a kind column stands for: 'PUP', 'Student', 'S'. Unknown codes are left out."""
    told: dict[str, SubjectKind] = {}
    for value in values:
        kind = kind_word(tokens(value))
        if kind in _KIND:
            told[value] = _KIND[kind]
    taken = set(told.values())
    for value in values:
        if value in told or len(value.strip()) != 1:
            continue
        for kind in _LETTER.get(value.strip().lower(), ()):
            settled = _KIND.get(kind, SubjectKind.PUPIL if kind == "child" else SubjectKind.CONTACT)
            if settled not in taken:
                told[value] = settled
                taken.add(settled)
                break
    return told


def _file_hub(profile: TableProfile, meanings: Mapping[tuple[str, str], Meaning]) -> FoundHub | None:
    """A spreadsheet, CSV file or XML list in which a row is a person: names, and a birth date or UPN, once a person."""
    contacts = _contact_file_hub(profile, meanings)
    if contacts is not None:
        return contacts
    parents = any(
        embedded(column, "") and meanings.get((profile.at, column.name)) in _NAMES
        for column in profile.columns.values()
    )
    parts = [
        (meaning, column.name)
        for column in profile.columns.values()
        if (meaning := meanings.get((profile.at, column.name), M.NONE)) in _PARTS and not embedded(column, "")
    ]
    held = {meaning for meaning, _ in parts}
    if not ({M.FORENAME, M.SURNAME} <= held or M.FULL_NAME in held):
        return None
    # a list of pupils with their parents beside them needs no birth date to be one
    own_signs = {M.IDENTIFIER, M.CLASS_GROUP, M.YEAR_GROUP} if parents else set()
    if not held & ({M.BORN, M.UPN, M.TITLE, M.POST, M.EMAIL} | own_signs):
        return None
    identity = [
        profile.columns[name].position
        for meaning, name in parts
        if meaning in {M.UPN, M.BORN, M.FORENAME, M.SURNAME, M.FULL_NAME}
    ]
    seen = {tuple(row[place] for place in identity) for row in profile.sample}
    if profile.sample and len(seen) < 0.9 * len(profile.sample):
        return None
    said = kind_word(word for meaning, name in parts if meaning in _NAMES for word in profile.columns[name].words)
    if said in _KIND and said != "person":
        kind = _KIND[said]
    elif held & {M.UPN, M.YEAR_GROUP, M.CLASS_GROUP} or (parents and M.POST not in held):
        kind = SubjectKind.PUPIL
    elif M.POST in held:
        kind = SubjectKind.STAFF
    else:
        kind = SubjectKind.PUPIL if M.BORN in held else SubjectKind.OTHER
    hub = Hub(
        profile.table.source,
        profile.table.name,
        kind,
        tuple(parts),
        0.9,
        "each line has a name with "
        + " and ".join(sorted(str(part) for part in held & ({M.BORN, M.UPN, M.POST, M.TITLE, M.EMAIL} | own_signs))),
    )
    return FoundHub(hub, profile, "")


_REACH = frozenset({M.EMAIL, M.PHONE, M.ADDRESS, M.POSTCODE})
_CHILDS_OWN = frozenset({M.BORN, M.SEX, M.MIDDLE_NAME, M.FORMER_NAME})


def of_the_child(column: ColumnProfile, meaning: Meaning) -> bool:
    """Whether a column of a list of contacts says which pupil they are of: 'Pupil name', 'Admission number', UPN."""
    if meaning in {M.UPN, M.FORMER_UPN} or "admission" in column.words:
        return True
    return any(PERSON_WORDS.get(word) == "pupil" for word in column.words)


def _contact_file_hub(profile: TableProfile, meanings: Mapping[tuple[str, str], Meaning]) -> FoundHub | None:
    """A list of contacts: a row is one contact of one pupil, with what they are to the pupil or how to reach them.

    None where the row may be the pupil's own: a birth date, a name nobody else's word stands before, several contacts.
    """
    columns = list(profile.columns.values())
    held = {column.name: meanings.get((profile.at, column.name), M.NONE) for column in columns}
    child = {column.name for column in columns if of_the_child(column, held[column.name])}
    theirs = {
        column.name: whose
        for column in columns
        if column.name not in child and (whose := embedded(column, "")) and held[column.name] in _PARTS
    }
    if any(whose in {"doctor", "gp", "teacher", "tutor", "keyworker", "senco"} for whose in theirs.values()):
        return None
    plain = {held[column.name] for column in columns if column.name not in child and column.name not in theirs}
    said = any(
        held[column.name] is M.RELATION or "relationship" in column.words or {"parental", "responsibility"} <= set(
            column.words
        )
        for column in columns
    )  # fmt: skip
    named = {M.FORENAME, M.SURNAME} <= plain or M.FULL_NAME in plain
    whose_names = [name for name in theirs if held[name] in {M.FULL_NAME, M.SURNAME}]
    if not child or plain & _CHILDS_OWN or held_of(child, held) & _CHILDS_OWN:
        return None
    if named:
        if whose_names or not said:
            return None
    elif len(whose_names) != 1 or plain & _NAMES or not (said or plain & _REACH):
        return None
    parts = tuple(
        (held[column.name], column.name)
        for column in columns
        if column.name not in child and held[column.name] in _PARTS - {M.CLASS_GROUP, M.YEAR_GROUP, M.POST}
    )
    hub = Hub(
        profile.table.source,
        profile.table.name,
        SubjectKind.CONTACT,
        parts,
        0.9,
        "each line names a contact and the pupil they belong to",
    )
    return FoundHub(hub, profile, "")


def held_of(names: set[str], held: Mapping[str, Meaning]) -> set[Meaning]:
    return {held[name] for name in names}
