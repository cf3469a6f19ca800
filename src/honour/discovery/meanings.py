"""What one column holds: from the words of its name, else from the form of its values."""

from __future__ import annotations

from collections.abc import Iterable

from honour.discovery.codesets import labels_of_set, sets_of_values
from honour.discovery.labels import labels_of_words
from honour.discovery.profile import ColumnProfile
from honour.discovery.words import tokens
from honour.kernel.holding import Label
from honour.kernel.mapping import Meaning

BY_NAME, BY_VALUE, BY_NEITHER = 0.95, 0.9, 0.6
_FEW_CODES = 60
_LONGEST_COMMENT = 12
_FLAG = 3
_LONGEST_CODE = 12
"""Characters on average past which a NOTE is no code's label."""

_OF_A_MESSAGE = frozenset(
    "identifier body subject attachment text content template read reference draft message".split()
)
"""Beside these MAIL is a message, not an address."""
_WHO_TYPED = frozenset(
    "created creator entered recorded recorder updated modified changed edited logged author typed by".split()
)
_CONTACTS = frozenset("mother father mum dad parent guardian carer contact stepmother stepfather".split())
_WHICH_CONTACT = frozenset("priority emergency main primary secondary first second other legal p c s".split())
_OF_BIRTH = frozenset("place country city order town certificate scan weight".split())
"""What a birth has besides its date."""
_OTHER_FORMS = frozenset("type size date vehicle car application consent referral permission".split())
"""Beside these FORM is a sheet of paper and REGISTRATION a car's."""
_NO_NAME = frozenset(
    "school table file product supplier company agency course subject field column item code list type group class form"
    " event club house term room device browser medicine medication condition site department activity trip category"
    " role job status service document folder template menu meal equipment report".split()
)


def labels_of_column(profile: ColumnProfile, words: Iterable[str]) -> tuple[frozenset[Label], str]:
    """(labels, why) from the column's name and, where its values are a known list of codes, from that."""
    told = set(words)
    labels = labels_of_words(told)
    why = "name" if labels else ""
    if not labels and (labels := labels_of_words(commented(profile))):
        why = "its comment says so"
    for name in sets_of_values(profile.distinct, told) if not profile.given_up else ():
        if labels_of_set(name):
            labels |= labels_of_set(name)
            why = f"values are codes of law:code-sets/{name}"
    return labels, why


def commented(profile: ColumnProfile) -> tuple[str, ...]:
    """The words of the column's comment; () for one so long that it speaks of many things."""
    words = tokens(profile.column.comment) if profile.column.comment else ()
    return words if len(words) <= _LONGEST_COMMENT else ()


def meaning_of(profile: ColumnProfile, words: tuple[str, ...], *, holds_people: bool) -> tuple[Meaning, str, float]:
    """(meaning, why, how sure). `words`: the column's name without its table's prefix, or its label from a
    field-definition table. `holds_people`: rows of this table may be people, so a bare NAME is a person's."""
    told = set(words)
    if "priority" in told and "contact" in told and not profile.has("integer"):
        told.discard("priority")  # 'Priority 1 contact' holds who it is, not the priority
    if profile.has("email"):
        return Meaning.EMAIL, "values are e-mail addresses", BY_NAME
    named = _by_name(told, profile, holds_people=holds_people)
    if named is not Meaning.NONE:
        return named, f"name says {named}", BY_NAME
    valued = _by_value(profile)
    if valued is not Meaning.NONE:
        return valued, f"values look like {valued}", BY_VALUE
    return Meaning.NONE, "neither name nor values say anything of people", BY_NEITHER


def _by_name(told: set[str], profile: ColumnProfile, *, holds_people: bool) -> Meaning:
    m = Meaning
    old = bool(told & {"former", "previous", "old", "maiden", "past", "prior", "temporary"})
    texty = not profile.filled or not (profile.has("integer") or profile.has("day") or profile.has("moment"))
    numbered_row = "identifier" in told and profile.has("integer") and not _dated(profile)
    if told & _WHO_TYPED and not told & {"email"}:
        on_a_day = told & {"date", "time", "at", "on"} and not numbered_row  # the day of an absence has a number
        return m.DATE if _dated(profile) or on_a_day else m.NONE
    if told & {
        "type", "flag", "indicator", "count", "priority", "consent", "verified", "checked", "notification", "receive",
    } and told & {"telephone", "mobile", "email", "address", "name", "upn"}:  # fmt: skip
        return m.CODE
    if told & {"telephone", "mobile"} and told >= {"country", "code"}:
        return m.CODE
    if "upn" in told:
        return m.FORMER_UPN if old else m.UPN
    if "email" in told and texty and not told & _OF_A_MESSAGE:
        return m.EMAIL
    if (
        told & {"telephone", "mobile", "landline", "fax"} and not _dated(profile) and not numbered_row
    ):  # a rubric's cell
        return m.PHONE
    if "postcode" in told:
        return m.POSTCODE
    if told & {"dob", "birth", "born", "birthday"} and not told & _OF_BIRTH:
        return m.FORMER_NAME if "surname" in told or "name" in told else m.BORN
    name = _name_part(told, profile, old=old, holds_people=holds_people) if texty else m.NONE
    if name is not m.NONE:
        return name
    if (
        told & {"title", "salutation", "honorific"}
        and not told & {"job", "post"}
        and (profile.has("title") or not profile.filled)
    ):
        return m.TITLE
    if told & {"gender", "sex"}:
        return m.SEX
    if told >= {"post", "town"}:
        return m.ADDRESS
    if told & {"address", "street", "town", "county", "locality", "house", "flat"} and not told & {
        "identifier", "ip", "mac", "point", "bank", "code", "id",
    } and texty and not told & {"house", "town"} - _address_like(profile):  # fmt: skip
        return m.ADDRESS
    if told & {"ip", "login", "password", "token", "cookie", "mac", "device", "browser", "username"}:
        return m.ONLINE_ID
    if told & {"relationship", "relation", "kinship"}:
        return m.RELATION
    if (
        told & {"uln", "uci", "nino", "nhs", "trn", "passport", "licence", "urn"}
        or (
            told & {"admission", "insurance", "payroll", "staff", "employee", "student", "pupil", "roll", "candidate"}
            and told & {"number", "code", "reference", "initial"}
        )
        or (told & {"dbs", "disclosure", "certificate", "teacher"} and told & {"number", "reference"})
    ):
        return m.IDENTIFIER
    if _dated(profile) or (told & {"date", "when"} and not ("identifier" in told and profile.has("integer"))):
        return m.DATE
    if told & {"sort", "iban", "salary", "amount", "balance", "payment", "paid", "charge", "fee", "price", "cost",
               "fsm", "premium", "debit", "credit", "pay", "owed", "debt", "wage"}:  # fmt: skip
        return m.FINANCIAL
    if told & {"class", "registration", "form", "classroom"} and not told & _OTHER_FORMS:
        return m.CLASS_GROUP
    if "year" in told and told & {"group", "nc", "curriculum", "national"}:
        return m.YEAR_GROUP
    if told & {"job", "post", "role", "position", "occupation", "profession"} and texty:
        return m.POST
    if told & {"grade", "score", "result", "attainment", "level", "progress", "gld", "phonics", "outcome", "predicted"}:
        return m.ATTAINMENT
    if told & {"attendance", "absence", "late", "lateness", "present", "mark", "am", "pm"}:
        return m.ATTENDANCE
    if told & {
        "behaviour",
        "incident",
        "sanction",
        "detention",
        "reward",
        "exclusion",
        "suspension",
        "merit",
        "conduct",
    }:
        return m.BEHAVIOUR
    if told & {"latitude", "longitude", "gps", "lat", "lon", "route", "stop"}:
        return m.LOCATION
    wordy = told & {"note", "comment", "narrative", "text", "description", "remark", "body", "message"}
    if profile.text_like or (wordy and profile.mean_length > _LONGEST_CODE):
        return m.NARRATIVE
    if not profile.filled and wordy - {"text", "description", "message"}:
        return m.NARRATIVE
    return m.NONE


def _address_like(profile: ColumnProfile) -> set[str]:
    """HOUSE is a school house and TOWN a lookup unless the values are addresses or mixed."""
    return {"house", "town"} if len(profile.distinct) > 12 or profile.has("street") or not profile.filled else set()  # noqa: PLR2004 - more than houses


def _name_part(told: set[str], profile: ColumnProfile, *, old: bool, holds_people: bool) -> Meaning:
    m = Meaning
    chosen = bool(told & {"known", "preferred", "chosen", "nick", "nickname", "called", "familiar", "knownas", "alias"})
    if told & {"surname", "lastname"}:
        return m.FORMER_NAME if old else m.KNOWN_AS if chosen else m.SURNAME
    if told & {"forename", "firstname"}:
        return m.FORMER_NAME if old else m.KNOWN_AS if chosen else m.FORENAME
    if chosen and (told & {"name", "as", "forename", "fullname", "nickname", "alias"}):
        return m.KNOWN_AS
    if told & {"middlename", "middle"}:
        return m.MIDDLE_NAME
    if old and "name" in told and holds_people:
        return m.FORMER_NAME
    if told & {"first", "given", "christian"} and len(told) == 1 and profile.has("name"):
        return m.FORENAME
    if told & {"last", "family"} and len(told) == 1 and profile.has("name"):
        return m.SURNAME
    if "fullname" in told:
        return m.FULL_NAME
    if told & {"name", "display"} and not told & _NO_NAME:
        people = told & {"pupil", "student", "child", "person", "staff", "teacher", "parent", "contact", "carer",
                         "employee", "mother", "father", "guardian", "learner", "visitor", "governor", "payer", "full",
                         "legal",                         "display", "salutation"}  # fmt: skip
        whole = told <= {"name", "legal", "the", "full", "official"} or profile.has("full name")
        shown = told == {"display"} and profile.filled and profile.mean_length <= _FLAG  # whether it is shown
        if (people or (holds_people and whole)) and not shown:
            return m.FULL_NAME
    if (
        len(told) == 1
        and told & {"pupil", "student", "child", "learner", "parent", "visitor"}
        and (profile.has("full name") and not profile.has("integer"))
    ):
        return m.FULL_NAME
    if told & _CONTACTS and told <= _CONTACTS | _WHICH_CONTACT and profile.has("full name"):
        return m.FULL_NAME
    return m.NONE


def _dated(profile: ColumnProfile) -> bool:
    return profile.has("day") or profile.has("moment")


def _by_value(profile: ColumnProfile) -> Meaning:
    m = Meaning
    for form, meaning in (
        ("upn", m.UPN), ("email", m.EMAIL), ("postcode", m.POSTCODE), ("nino", m.IDENTIFIER), ("phone", m.PHONE),
        ("title", m.TITLE),
    ):  # fmt: skip
        if profile.has(form):
            return meaning
    if profile.has("street") and not profile.text_like:
        return m.ADDRESS
    if profile.has("ip") and not profile.has("integer"):
        return m.ONLINE_ID
    if _dated(profile):
        return m.DATE
    if profile.text_like:
        return m.NARRATIVE
    if profile.filled and not profile.has("integer") and len(profile.distinct) <= _FEW_CODES and profile.rows > len(
        profile.distinct
    ) and profile.mean_length <= 6:  # fmt: skip  # noqa: PLR2004 - a short code
        return m.CODE
    return m.NONE
