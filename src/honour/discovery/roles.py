"""What the person a column points to is to the row: whom it is about, who wrote it, who was assigned."""

from __future__ import annotations

from collections.abc import Collection

from honour.kernel.holding import Role, SubjectKind


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WROTE = _set(
    "created creator entered recorded recorder updated modified changed edited logged author typed added raised"
    " reported reporter submitted sender inserted keyed input written writer posted uploaded captured informant"
    " taken given administered completed assessor assessed examiner marker dispensed treated aider issued requester"
    " requested witnessed verified conducted noted sent creating from caller inspector uploaded taker updater editor"
    " edit published publisher proofed"
)
"""Whoever did what the row tells and so vouches for it: typed, took, gave, marked, sent."""
_DECIDED = _set(
    "approved approver authorised authoriser assigned responsible owner manager supervisor lead leader head senco"
    " mentor keyworker teacher tutor checked reviewed reviewer duty signed booked visiting"
    " handler handled dealt seen host organiser organizer driver invigilator coordinator coordinated dsl investigator"
    " investigated deputy allocated caseworker worker practitioner therapist doctor gp decided decision agreed"
    " action actioned resolved closed informed notified taught moderator"
    " assistant provider instructor coach librarian facilitator cover covering substitute interviewer trainer appraiser"
    " led run ran done assignee supervised covered delivered delivering chair chaired clinician nurse counsellor"
    " officer"
    " professional clerk secretary visited governor agent psychologist consultant dentist physiotherapist therapist"
    " social leader approval authorisation rep representative adviser advisor seller"
    " cashier"
)
_MENTIONED = _set(
    "collector collected escort helper chaperone witness mentioned sibling related referee guarantor proxy"
)
_SUBJECT = _set(
    "perpetrator alleged suspect offender bully involved victim attendee participant subject injured absent patient"
    " applicant candidate payee"
)
WROTE, ACTING = _WROTE, _WROTE | _DECIDED
SAYING_ROLES = _WROTE | _DECIDED | _MENTIONED | _SUBJECT
_OF_STAFF = _set(
    "disciplinary absence training contract qualification leave appraisal diversity payroll salary sickness grievance"
    " capability induction vetting dbs"
)
"""What schools keep about those who work for them."""
_STRUCTURE = _set(
    "class group lesson timetable subject club room department course session register slot duty team event trip set"
    " band house year period calendar rota curriculum budget centre school job intervention programme scheme"
)
_ACCOUNTS = _set("user login account operator")
_GONE = _set("absent absentee covered replaced away leaver")
_KEYS = _set("identifier number code reference name")
HANDED = _set("assigned allocated reports delegated referred passed responsible by")
_ISSUED = _set("issued loaned lent")
"""What staff are given to work with is in their charge; a pupil's loan is about the pupil."""
_KIT = _set("equipment device laptop tablet asset hardware kit")
_SAID_ABOUT = _set("about concerning against regarding accused")
_CAME = _set("received inbox incoming")
_AGREED = _set("consent trip permission agreement place member membership")
"""Tables in which whoever signs is a parent who agrees."""
_BARE = _set("governor teacher")
"""Words that tell what somebody is as often as what they are to the row."""
_TRACES = _set("audit trail changelog change history amendment edit revision")
"""Tables that tell what somebody changed. A log of sessions and sign-ins is about whoever signed in."""


def role_of(
    words: Collection[str],
    hub_kind: SubjectKind,
    table_words: Collection[str],
    *,
    account: bool,
    in_hub_of: SubjectKind | None,
    key_words: frozenset[str] = frozenset(),
) -> tuple[Role | None, str, float]:
    """(role, why, how sure). None where only the rest of the table can tell: a bare STAFF_ID.

    `in_hub_of`: the kind of people whose own rows the column is in, if it is in a people table. `key_words`: what the
    key it points to is called.
    """
    told = set(words)
    came = _CAME & set(table_words)
    if told & {"to", "recipient"} and came and (hub_kind is SubjectKind.STAFF or came != {"inbox"}):
        return Role.MENTIONS, "somebody a message came to", 0.9
    if told & (_ISSUED | {"holder"}) and set(table_words) & _KIT and in_hub_of is None and "by" not in told:
        return Role.ASSIGNED, "who has the school's equipment", 0.85
    if told & _ISSUED and hub_kind is SubjectKind.STAFF and in_hub_of is None and "by" not in told:
        return Role.ASSIGNED, f"its name says {sorted(told & _ISSUED)[0]}", 0.9
    subject = told & ((_GONE if "by" not in told else frozenset()) | _SAID_ABOUT) | (
        told & {"to"} if not told & HANDED else set()
    )
    if subject:
        return Role.ABOUT, f"its name says {sorted(subject)[0]}", 0.92
    if "signed" in told and "off" not in told and (hub_kind is SubjectKind.CONTACT or set(table_words) & _AGREED):
        return Role.WRITTEN_BY, "its name says signed", 0.9
    if "taken" in told and "detention" in table_words:
        return Role.ASSIGNED, "who takes a detention", 0.9
    staff_like = hub_kind in {SubjectKind.STAFF, SubjectKind.GOVERNOR, SubjectKind.OTHER} or account
    decided, wrote = told & _DECIDED, told & _WROTE
    if decided and decided <= _BARE and not wrote and set(table_words) & _OF_STAFF:
        return Role.ABOUT, "a record of the school's staff", 0.9
    structure = set(table_words) & (_STRUCTURE - ({"register"} if hub_kind is SubjectKind.GOVERNOR else frozenset()))
    if decided and not wrote and told <= _BARE | _KEYS and in_hub_of is None and not structure:
        if decided <= key_words:
            return None, "", 0.0  # a TEACHER_CODE is what all staff are named by there
        if hub_kind is SubjectKind.GOVERNOR:
            return None, "", 0.0
    if decided and not wrote:
        return Role.ASSIGNED, f"its name says {sorted(decided)[0]}", 0.95
    if wrote:
        return Role.WRITTEN_BY, f"its name says {sorted(wrote)[0]}", 0.96
    if told & _MENTIONED:
        return Role.MENTIONS, f"its name says {sorted(told & _MENTIONED)[0]}", 0.9
    if "by" in told:
        return Role.WRITTEN_BY, "its name says by whom", 0.92
    if told & _SUBJECT and in_hub_of is None:
        return Role.ABOUT, f"its name says {sorted(told & _SUBJECT)[0]}", 0.92
    if told & _ACCOUNTS and told - key_words <= _ACCOUNTS | _KEYS and in_hub_of is None and set(table_words) & _TRACES:
        return Role.WRITTEN_BY, "it holds the account that was used", 0.9
    if account and told & _ACCOUNTS and staff_like and in_hub_of is None:
        return None, "", 0.0
    if account and hub_kind is SubjectKind.OTHER and not told - _KEYS <= key_words:
        return Role.WRITTEN_BY, "an account that is not called by its own key is of who typed the row", 0.75
    if in_hub_of is not None and in_hub_of is not hub_kind:
        if hub_kind is SubjectKind.STAFF:
            return Role.ASSIGNED, "a member of staff in somebody else's row", 0.9
        return Role.MENTIONS, f"a {hub_kind} named in the row of a {in_hub_of}", 0.9
    if in_hub_of is not None:
        return Role.MENTIONS, f"another {hub_kind} in the row of a {in_hub_of}", 0.85
    if hub_kind is SubjectKind.CONTACT and _CAME & set(table_words):
        return Role.WRITTEN_BY, "whom a message came from", 0.88
    if hub_kind is SubjectKind.STAFF:
        if set(table_words) & _STRUCTURE:
            return Role.ASSIGNED, "a member of staff beside a class, group or event", 0.9
        return None, "", 0.0
    return Role.ABOUT, f"it names the {hub_kind if hub_kind is not SubjectKind.OTHER else 'person'} the row is of", 0.95


def is_structure(words: Collection[str]) -> bool:
    """Tables of the school's own order (classes, lessons, clubs): about no pupil. An event may be an incident."""
    return bool(words) and list(words)[-1] in _STRUCTURE - {"event"}
