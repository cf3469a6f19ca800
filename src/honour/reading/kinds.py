"""What a document says it is, in words of a fixed list, so that a title can tell much and name nobody.

`of_text` looks at the first lines of a document for a heading made of these words only (`Year 1 report 2025/26`,
`SEN support plan`, `Minutes of the governors' meeting, 3 May 2026`), `of_table` at a sheet's name, titles and
headings, `of_xml` at the root element. `title` joins kind and format, a place may follow:
`Year 1 report (PDF), page 2`; `group_of` takes the place off again. `known` proves a title: nothing but words of this
file and numbers. A child that reads a document is not believed about its title, so the parent asks `known`.

Does not guess from the body of a text: a report without a heading stays a `Document (PDF)`. A heading with any word
that is not listed is no heading here, and none of the words is a common forename or surname.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_HEADS = frozenset(
    """report reports minutes referral plan letter assessment assessments form chronology reference newsletter
    profile review record log register statement agreement policy timetable rota menu agenda notice certificate
    summary checklist questionnaire survey transcript tracker list order contract risk meeting conference request
    warning complaint appeal consent note notes diary advice opinion invoice receipt invitation handbook prospectus
    application appraisal observation observations planning programme results data details information map
    passport declaration acknowledgement investigation interview script slip pass map evaluation targets provision
    telephones contacts payments""".split()
)
"""A heading is a kind if its last word is one of these."""

_GENERIC = frozenset(
    "note notes plan record form list information details data file map risk order pass results request opinion "
    "meeting advice provision targets contacts payments".split()
)
"""Alone on a line these are a kind only at the very top: further down they are a heading inside a document."""

_QUALIFIERS = frozenset(
    """a an and the of for to in at on with from or
    school pupil pupil's pupils pupils' student students child child's children children's class classroom year
    reception nursery key stage phase foundation early years annual interim termly end term mid midyear
    weekly daily monthly half whole staff teacher teacher's teachers teachers' parent parents parent's parents' family
    families carer carers head headteacher's headteacher governor governor's governors governors' governing body
    committee team leadership senior subject department
    academic progress attainment achievement attendance absence lateness punctuality behaviour conduct incident
    accident injury first aid medical medicine medicines medication health healthcare care allergy asthma
    epilepsy diabetes administration individual personal intimate education educational special needs support sen send
    ehc ehcp eal ppg iep pep risk safety fire evacuation site visit trip trips outing residential swimming
    safeguarding protection concern concerns welfare early help child-in-need need multi agency multi-agency
    inter-agency social work worker police court family's contact order non-molestation nonmolestation prohibited steps
    arrangements section exclusion suspension permanent fixed reintegration return-to-school
    speech language therapy occupational physiotherapy psychology psychological psychologist psychologist's
    educational nurse nursing paediatric hearing vision sensory audiology involvement
    bullying racist prejudice restraint physical intervention positive handling use force
    admission admissions transfer transition leaver's leavers leavers' leaving application starter induction
    data subject access request privacy notice consent photograph photographs photo image images media internet
    acceptable use ict e-safety online home homework reading writing maths mathematics science phonics spelling
    screening check test tests exam examination mock results sats times tables baseline
    performance management appraisal capability disciplinary grievance sickness return employment employee character
    confidential job probation supervision lesson observation redundancy pay payroll settlement training
    dinner dinners money lunch lunches meal meals free club clubs breakfast after wrap around wraparound
    uniform library lost property lettings hire complaint complaints concerns
    mental wellbeing counselling emotional nurture strengths difficulties
    lettings assembly assemblies planning ideas curriculum policy equality
    internal external emergency fundraising friends pta office sports""".split()
)

_NUMBERED = frozenset({"year", "stage", "section", "week", "term"})
"""Words whose number belongs to the kind: Year 1 report, Section 7 report."""

_UPPER = {
    "sen": "SEN", "send": "SEND", "ehc": "EHC", "ehcp": "EHCP", "eal": "EAL", "ppg": "PPG", "iep": "IEP", "pep": "PEP",
    "ict": "ICT", "sats": "SATs", "pta": "PTA",
}  # fmt: skip

_WHOLE = {
    "education health and care plan": "EHC plan",
    "ehc plan": "EHC plan",
    "ehcp": "EHC plan",
    "education health and care needs assessment": "EHC needs assessment",
    "non-molestation order": "Non-molestation order",
    "school report": "School report",
    "one page profile": "One page profile",
    "near miss report": "Near miss report",
    "boxall profile": "Boxall profile",
    "attendance": "Attendance record",
    "newsletter": "Newsletter",
    "individual education plan": "Individual education plan",
}
"""Headings that are said another way, or are a kind although their last word is not."""

_TOPICS = {
    "attendance": "attendance", "absence": "attendance", "behaviour": "behaviour", "progress": "progress",
    "health": "health", "medical": "health", "trip": "a trip", "visit": "a visit", "sen review": "SEN review",
    "sen": "SEN", "annual review": "annual review", "admission": "admission", "exclusion": "exclusion",
    "suspension": "suspension", "complaint": "a complaint", "safeguarding": "safeguarding", "homework": "homework",
    "uniform": "uniform", "transport": "transport", "transition": "transition", "school meals": "school meals",
    "reading": "reading", "bullying": "bullying", "parents' evening": "parents' evening",
}  # fmt: skip
"""What a letter may say it is about, after `Re:` and whoever it is about."""

_FORMATS = (
    "PDF", "scan", "picture", "Word", "OpenDocument", "slides", "text", "web page", "rich text", "spreadsheet", "CSV",
    "XML", "ICS", "VCF",
)  # fmt: skip

_BASES = (
    "Document", "E-mail message", "Calendar", "Calendar entry", "Task", "Note",
    "E-mail attachment", "Table", "Data file", "Common Transfer File", "School census",
    "School workforce census", "Letter", "Accident form",
    *(f"Letter about {topic}" for topic in _TOPICS.values()),
)  # fmt: skip

_TABLES: tuple[tuple[str, tuple[frozenset[str], ...]], ...] = (
    ("First aid log", (frozenset({"injury", "accident"}), frozenset({"treatment", "treated", "aider"}))),
    ("Behaviour log", (frozenset({"incident", "behaviour"}), frozenset({"action", "sanction", "consequence"}))),
    ("Attendance register", (frozenset({"session", "am", "pm"}), frozenset({"mark", "code", "present"}))),
    ("Payments", (frozenset({"amount", "owed", "balance"}), frozenset({"paid", "payment", "balance"}))),
    ("Medical list", (frozenset({"condition", "allergy", "allergies"}),
                      frozenset({"medication", "medicine", "treatment", "action"}))),
    ("Assessment results", (frozenset({"reading"}), frozenset({"writing"}), frozenset({"maths", "mathematics"}))),
    ("Staff cover", (frozenset({"cover", "covered"}), frozenset({"away", "absent", "class"}))),
    ("Notes", (frozenset({"note", "notes"}), frozenset({"date"}), frozenset({"pupil", "child", "name", "student"}))),
    ("Contact list", (frozenset({"relationship", "relation"}), frozenset({"phone", "telephone", "mobile"}))),
)  # fmt: skip
"""A table is of a kind if its headings have a word out of each set."""

_EXPORTS = {
    "ctfile": ("Common Transfer File", "pupil"),
    "commontransferfile": ("Common Transfer File", "pupil"),
    "ctf": ("Common Transfer File", "pupil"),
    "sc": ("School census", "pupil"),
    "schoolcensus": ("School census", "pupil"),
    "swf": ("School workforce census", "member of staff"),
    "schoolworkforcecensus": ("School workforce census", "member of staff"),
}

_PLACES = ("page", "line", "pupil", "member of staff", "element", "node")
_PLACE = re.compile(rf", (?:(?:{'|'.join(_PLACES)}) \d+|headings|other lines)\Z")
_TITLE = re.compile(rf"(?P<kind>[^()]+?)(?: \((?:{'|'.join(_FORMATS)})\))?\Z")

_LINES = 25
"""A letterhead, an address and a salutation stand above the heading of a letter."""
_TOP_LINES = 3
_LONGEST = 90
_WORDS_MOST = 9
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?|\d+|[^\s\w]")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_WHEN = re.compile(
    rf"""\b(?:autumn|spring|summer)(?:\ term)?,?(?=\ (?:19|20)\d\d\b|\ term\b)(?:\ term)?
    |\b\d{{1,2}}(?:st|nd|rd|th)?\ {_MONTH}\.?(?:\ \d{{4}})?\b
    |\b{_MONTH}\ \d{{4}}\b
    |\b(?:19|20)\d\d[/–-]\d{{2,4}}\b
    |\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b
    |\b(?:19|20)\d\d\b
    |\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Dates, school years and terms: no part of a kind. Autumn and Summer are names too, so they need a year or `term`."""
_BRACKETS = re.compile(r"\([^()]*\)")
_CUTS = re.compile(r"\s*(?:[:;,|\t–—]| - | for | on | about | of | re | with | by |$)")
_SALUTATION = re.compile(r"Dear\b")
_ABOUT = re.compile(r"(?:re|subject|ref|concerning|about)\b[:.]?\s+(.*)", re.IGNORECASE)


def _kind(line: str, top: bool) -> str:
    """The kind that a whole line names, or the part of it before `for`, `of`, `:` and the like; '' if none."""
    if len(line) > _LONGEST or line.endswith((".", "?", "!")) or not line[:1].isupper():
        return ""
    plain = _WHEN.sub(" ", _BRACKETS.sub(" ", line)).replace("’", "'")
    found = _said(plain.strip(" ,:;-–—\t"), top)
    if found:
        return found
    longest = ""
    for cut in _CUTS.finditer(plain):
        if cut.start():
            longest = _said(plain[: cut.start()].strip(" ,:;-–—\t"), top) or longest
    return longest


def _said(words: str, top: bool) -> str:
    whole = _WHOLE.get(" ".join(words.lower().replace(",", " ").split()))
    if whole:
        return whole
    tokens = _TOKEN.findall(words)
    if tokens and tokens[-1].isdigit() and len(tokens) > 1 and tokens[-2].lower() not in _NUMBERED:
        if len(tokens[-1]) > 3 or tokens[-2].lower() == "reference":  # noqa: PLR2004 - a running number is short
            return ""
        tokens.pop()  # the fourth newsletter is a newsletter
    kept: list[str] = []
    for at, said in enumerate(tokens):
        low = said.lower()
        if said.isdigit():
            if not at or tokens[at - 1].lower() not in _NUMBERED or len(said) > 2:  # noqa: PLR2004 - Year 13
                return ""
            kept.append(said)
        elif low in _HEADS or low in _QUALIFIERS:
            kept.append(low)
        elif said not in "&,/-'":
            return ""
        elif said == "&":
            kept.append("and")
    if not kept or len(kept) > _WORDS_MOST:
        return ""
    whole = _WHOLE.get(" ".join(kept))
    if whole:
        return whole
    if kept[-1] not in _HEADS or (len(kept) == 1 and kept[0] in _GENERIC and not top):
        return ""
    return _cased(kept)


def _cased(words: Sequence[str]) -> str:
    shown = " ".join(_UPPER.get(word, word) for word in words)
    return shown[:1].upper() + shown[1:]


def of_text(text: str) -> str:
    """The kind of a document, from its first lines: a heading of listed words, or that it is a letter; else ''."""
    heads = [line.strip() for line in text[:4000].split("\n", 60)[:60]]
    for number, line in enumerate([line for line in heads if line][:_LINES]):
        if _SALUTATION.match(line):
            return _letter([later for later in heads if later], number)
        found = _kind(line, number < _TOP_LINES)
        if found:
            return found
    return ""


def _letter(lines: Sequence[str], greeted: int) -> str:
    for line in lines[max(0, greeted - 2) : greeted + 4]:
        about = _ABOUT.match(line)
        if about:
            topic = _TOPICS.get(about[1].rpartition(",")[2].strip(" .").lower().replace("’", "'"))
            if topic:
                return f"Letter about {topic}"
    return "Letter"


def of_table(titles: Iterable[str], headings: Sequence[str]) -> str:
    """The kind of a table, from the sheet's name and the lines above its headings, else from the headings."""
    for title in titles:
        found = _kind(title.strip(), True)
        if found:
            return found
    words = {word for heading in headings for word in re.findall(r"[a-z]+", heading.lower())}
    return next((kind for kind, sets in _TABLES if all(words & some for some in sets)), "")


def of_xml(root: str) -> tuple[str, str]:
    """(kind, what one record is) from the name of the root element or what its header says; ('', '') if unknown."""
    return _EXPORTS.get(re.sub(r"[^a-z]", "", root.lower()), ("", ""))


def title(kind: str, form: str, *, attached: bool = False) -> str:
    """`School report (PDF)`; without a kind `E-mail attachment (PDF)` or `Document (PDF)`."""
    return f"{kind or ('E-mail attachment' if attached else 'Document')} ({form})"


@lru_cache(maxsize=4096)
def group_of(title: str) -> str:
    """The title without its place: pages of one kind, lines of one kind stand together."""
    return _PLACE.sub("", title)


@lru_cache(maxsize=4096)
def _known_group(group: str) -> bool:
    if group in _FIXED:
        return True
    found = _TITLE.match(group)
    if not found:
        return False
    kind = found["kind"]
    return kind in _FIXED or (
        len(kind) <= _LONGEST and all(word.isdigit() or word.lower() in _VOCABULARY for word in kind.split(" "))
    )


def known(title: str) -> bool:
    """Whether a title is made of nothing but the words of this file and numbers."""
    return _known_group(group_of(title))


_FIXED = frozenset({*_BASES, *_WHOLE.values(), *(kind for kind, _ in _TABLES)})
_VOCABULARY = frozenset(_HEADS | _QUALIFIERS | {word.lower() for kind in _FIXED for word in kind.split(" ")})
VOCABULARY = _VOCABULARY.union(
    (word for form in _FORMATS for word in form.lower().split(" ")),
    (word for place in _PLACES for word in place.split(" ")),
    ("headings", "other", "lines"),
)
"""Every word that a title may hold, in lower case."""
