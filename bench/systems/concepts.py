"""What a column can mean: the words it may be called, its values, and whether it tells something about a person.

A concept is the generator's side of the truth. `personal` is what the column is *in a row about a person*; the weave
turns it off in rows about nobody. None means two honest judges would differ, so nobody is scored on it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bench.systems.world import (
    CONDITIONS,
    ETHNICITIES,
    JOBS,
    LANGUAGE_NAMES,
    LANGUAGES,
    NEEDS,
    TODAY,
    Array,
    World,
    objects,
)  # fmt: skip

Generator = Callable[["Place"], Array]


@dataclass
class Place:
    """Where values are asked for: one chunk of one column of one table."""

    world: World
    rng: np.random.Generator
    n: int
    start: int
    who: Array
    """The human each row is about; -1 where nobody."""
    style: Any
    mentions: list[tuple[int, int, int, int]] = field(default_factory=list)
    """(row in chunk, human, start, end), filled by free texts."""
    quick: bool = False
    """True for the tables of millions: texts from a pool, nobody mentioned."""


@dataclass(frozen=True)
class Concept:
    words: str
    make: Generator
    personal: bool | None
    kind: str = ""
    special: frozenset[str] = frozenset()
    sql: str = "text"


CONCEPTS: dict[str, Concept] = {}


def _add(
    name: str, words: str, make: Generator, personal: bool | None, kind: str = "", special: str = "", sql: str = "text"
) -> None:
    CONCEPTS[name] = Concept(words, make, personal, kind, frozenset(special.split()), sql)


# -- makers ----------------------------------------------------------------------------------------------------------


def fact(name: str, change: Callable[[Any], Any] | None = None) -> Generator:
    def make(place: Place) -> Array:
        pool = place.world.facts[name]
        if change is not None:
            pool = objects([None if value is None else change(value) for value in pool])
        out = pool[np.maximum(place.who, 0)]
        return np.where(place.who >= 0, out, None)

    return make


def pick(*values: Any, p: list[float] | None = None) -> Generator:
    pool = objects(values)

    def make(place: Place) -> Array:
        return pool[place.rng.choice(len(pool), place.n, p=p)]

    return make


def number(low: int, high: int) -> Generator:
    return lambda place: place.rng.integers(low, high, place.n)


def money(high: int) -> Generator:
    pool = objects([round(pennies / 100, 2) for pennies in range(5, high * 100, max(1, high // 40))])
    return lambda place: pool[place.rng.integers(len(pool), size=place.n)]


def day(back: int, forward: int = 0) -> Generator:
    def make(place: Place) -> Array:
        pool = objects([place.style.day(TODAY + dt.timedelta(days=offset)) for offset in range(-back, forward + 1)])
        return pool[place.rng.integers(len(pool), size=place.n)]

    return make


def moment(back: int) -> Generator:
    def make(place: Place) -> Array:
        pool = objects(
            [
                place.style.moment(
                    dt.datetime(2026, 11, 20, 8 + k % 9, (k * 7) % 60, (k * 13) % 60) - dt.timedelta(days=k % back)
                )
                for k in range(min(back * 9, 6000))
            ]
        )
        return pool[place.rng.integers(len(pool), size=place.n)]

    return make


def fact_day(name: str) -> Generator:
    def make(place: Place) -> Array:
        return fact(name, place.style.day)(place)

    return make


def flag(chance: float) -> Generator:
    def make(place: Place) -> Array:
        pool = objects(place.style.bools)
        return pool[(place.rng.random(place.n) < chance).astype(np.int64)]

    return make


def fact_flag(name: str) -> Generator:
    def make(place: Place) -> Array:
        no, yes = place.style.bools
        return fact(name, lambda value: yes if value else no)(place)

    return make


def serial(place: Place) -> Array:
    return np.arange(place.start + 1, place.start + 1 + place.n)


def pattern(text: str, modulus: int = 100000) -> Generator:
    return lambda place: objects([text.format((place.start + k) * 7919 % modulus) for k in range(place.n)])


def full_name(place: Place) -> Array:
    facts = place.world.facts
    shape = place.style.full_name
    pool = objects(
        [shape(facts["forename"][i], facts["surname"][i], facts["title"][i]) for i in range(place.world.size)]
    )
    return np.where(place.who >= 0, pool[np.maximum(place.who, 0)], None)


_OPENINGS = (
    "Spoke to {0} at break about what happened in the corridor.", "{0} was upset after lunch and did not want to go back to class.",
    "Very good work on fractions today, {0} explained it to the table.", "Phoned home, left a message, {0} to be collected at three.",
    "Refused to hand over the phone; {0} calmed down after ten minutes.", "Homework missing again, {0} says the printer is broken.",
    "First aid given for a grazed knee, {0} went back to class.", "{0} was late because of the bus.",
    "Meeting held in the library, next review in six weeks.", "Came to the office with a headache, water and rest.",
    "Excellent effort all week, certificate in assembly.", "Shouted across the room twice, moved seat.",
    "Discussed attendance and agreed a plan for the mornings.", "Needs reminding to bring the inhaler on trips.",
)  # fmt: skip
_CLOSINGS = (
    "Also involved: {0}.", "{0} saw it.", "Told {0} afterwards.", "{0} will follow this up.", "Passed on to {0} in the morning.",
    "{0} was asked to write a statement.", "Copied to {0}.",
)  # fmt: skip
_PLAIN = (
    "No further action.",
    "To be reviewed.",
    "See letter on file.",
    "Parents informed.",
    "Ask again next week.",
    "All calm since.",
)


def narrative(*, others: float) -> Generator:
    """Sentences about the row's person; now and then another pupil or an adult is named in full or by title."""

    def make(place: Place) -> Array:
        rng, facts = place.rng, place.world.facts
        if place.quick:
            pool = objects([first.format("the child") + " " + last for first in _OPENINGS for last in _PLAIN])
            return pool[rng.integers(len(pool), size=place.n)]
        openings = rng.integers(len(_OPENINGS), size=place.n)
        closings = rng.integers(len(_CLOSINGS), size=place.n)
        plains = rng.integers(len(_PLAIN), size=place.n)
        named = rng.random(place.n) < others
        adults = rng.random(place.n) < 0.5
        pupils, staff = place.world.of_kind["pupil"], place.world.of_kind["staff"]
        some_pupil = pupils[rng.integers(len(pupils), size=place.n)]
        some_staff = staff[rng.integers(len(staff), size=place.n)]
        out = []
        for k in range(place.n):
            who = int(place.who[k])
            opening = _OPENINGS[openings[k]]
            first = facts["forename"][who] if who >= 0 else "the child"
            text = opening.format(first)
            if who >= 0 and "{0}" in opening:
                at = opening.index("{0}")
                place.mentions.append((k, who, at, at + len(first)))
            if named[k]:
                other = int(some_staff[k] if adults[k] else some_pupil[k])
                if other != who:
                    name = (
                        f"{facts['title'][other]} {facts['surname'][other]}"
                        if adults[k]
                        else f"{facts['forename'][other]} {facts['surname'][other]}"
                    )
                    closing = _CLOSINGS[closings[k]]
                    at = len(text) + 1 + closing.index("{0}")
                    text = f"{text} {closing.format(name)}"
                    place.mentions.append((k, other, at, at + len(name)))
            else:
                text = f"{text} {_PLAIN[plains[k]]}"
            out.append(text)
        return objects(out)

    return make


def blob(*keys: str) -> Generator:
    def make(place: Place) -> Array:
        values = place.rng.integers(1, 60, (place.n, len(keys)))
        return objects([json.dumps(dict(zip(keys, map(int, row), strict=True))) for row in values])

    return make


# -- about a person ----------------------------------------------------------------------------------------------------

_add("surname", "surname|last name|family name|legal surname", fact("surname"), True, "name")
_add("forename", "forename|first name|given name|legal forename", fact("forename"), True, "name")
_add("middle", "middle name|middle names|second forename", fact("middle"), True, "name")
_add("known", "known as|preferred name|chosen name|preferred forename", fact("known"), True, "name")
_add("title", "title|salutation|prefix", fact("title"), True, "name")
_add("full_name", "full name|display name|name|official name", full_name, True, "name")
_add("initials", "initials|inits", fact("forename", lambda v: v[:1] + "."), True, "name")
_add("sex", "sex|gender|legal sex", fact("sex"), True, "characteristic")
_add("born", "date of birth|dob|birth date|birthday", fact_day("born"), True, "date of birth")
_add("upn", "upn|unique pupil number|upn number", fact("upn"), True, "identifier")
_add("former_upn", "former upn|previous upn|old upn", fact("upn"), True, "identifier")
_add("uln", "uln|unique learner number", fact("uln"), True, "identifier")
_add(
    "admno",
    "admission number|adno|roll number|admission no",
    lambda p: fact("admno", p.style.admno)(p),
    True,
    "identifier",
)
_add("staff_code", "staff code|initials code|teacher code|short code", fact("code"), True, "identifier")
_add("payroll", "payroll number|employee number|personnel number", fact("account", lambda v: v[:6]), True, "identifier")
_add("trn", "teacher number|trn|dfe number teacher", fact("trn"), True, "identifier")
_add("ni", "ni number|national insurance number|nino", fact("ni"), True, "identifier")
_add("nhs", "nhs number|nhs no", fact("nhs"), True, "identifier", "health")
_add("guid", "guid|external id|uuid", fact("guid"), None, "identifier")
_add("email", "email|email address|e mail|primary email", fact("email"), True, "contact")
_add("phone", "mobile|mobile phone|cell phone|mobile number", fact("phone"), True, "contact")
_add("home_phone", "home telephone|phone|home phone|tel", fact("home_phone"), True, "contact")
_add("work_phone", "work telephone|daytime phone|work phone", fact("home_phone"), True, "contact")
_add("house_no", "house number|building number|house name or number", fact("house"), True, "location")
_add("street", "street|address line 1|address 1|road", fact("street"), True, "location")
_add("town", "town|city|address town|post town", fact("town"), True, "location")
_add("postcode", "postcode|post code|zip|postal code", fact("postcode"), True, "location")
_add("uprn", "uprn", fact("account"), True, "location")
_add("joined", "admission date|date joined|start date|entry date", fact_day("joined"), True, "enrolment")
_add("left", "leaving date|date left|end date|exit date", fact_day("left"), True, "enrolment")
_add("year_text", "year group|nc year|curriculum year|grade level", fact("year"), True, "enrolment")
_add(
    "ethnicity",
    "ethnicity|ethnic origin|ethnicity code|ethnic group",
    fact("ethnicity"),
    True,
    "characteristic",
    "ethnicity",
)
_add("ethnicity_source", "ethnicity source|ethnic source", pick("P", "C", "S"), True, "characteristic", "ethnicity")
_add("language", "first language|home language|language code|mother tongue", fact("language"), True, "characteristic")
_add(
    "religion",
    "religion|faith|religious affiliation|denomination",
    fact("religion"),
    True,
    "characteristic",
    "religion",
)
_add("nationality", "nationality|citizenship", fact("nationality"), True, "characteristic")
_add("birth_country", "country of birth|birth country", fact("birth_country"), True, "characteristic")
_add("sen", "sen status|sen provision|send code|sen stage", fact("sen"), True, "characteristic", "health")
_add("need", "primary need|sen type|need type|sen need", fact("need"), True, "characteristic", "health")
_add("fsm", "free school meals|fsm|fsm eligible|free meals", fact_flag("fsm"), True, "financial")
_add("premium", "pupil premium|pp|premium eligible|deprivation pupil premium", fact_flag("premium"), True, "financial")
_add("in_care", "in care|looked after|cla|looked after child", fact_flag("care"), True, "safeguarding", "safeguarding")
_add("condition", "medical condition|condition|diagnosis|medical", fact("condition"), True, "health", "health")
_add(
    "medical_note",
    "medical notes|health notes|medical information",
    fact("condition", lambda v: f"{v}. See care plan."),
    True,
    "health",
    "health",
)
_add(
    "medicine",
    "medication|drug|medicine",
    pick("Salbutamol", "EpiPen", "Insulin", "Piriton", "Paracetamol", "Ritalin 10mg"),
    True,
    "health",
    "health",
)
_add(
    "dose", "dose|dosage|dose given", pick("2 puffs", "5 ml", "1 tablet", "10 units", "1 pen"), True, "health", "health"
)
_add(
    "allergy",
    "allergies|allergy|allergens",
    fact("condition", lambda v: v if "allergy" in v else None),
    True,
    "health",
    "health",
)
_add("diet", "dietary needs|diet|dietary requirement|special diet", fact("diet"), True, "health", "health religion")
_add(
    "disability",
    "disability|disability code|disabled",
    pick("NONE", "HEAR", "VIS", "MOB", "LD", "MH"),
    True,
    "health",
    "health",
)
_add("blood", "blood group|blood type", pick("A+", "O+", "O-", "B+", "AB+"), True, "health", "health")
_add(
    "injury",
    "injury|body part|injury type",
    pick("Bumped head", "Grazed knee", "Cut finger", "Sprained ankle", "Nose bleed"),
    True,
    "health",
    "health",
)
_add(
    "treatment",
    "treatment|first aid given|action taken first aid",
    pick("Cold compress", "Plaster", "Rest", "Sent home", "Ambulance"),
    True,
    "health",
    "health",
)
_add(
    "vaccination",
    "vaccination|immunisation|vaccine",
    pick("MMR", "HPV", "Flu", "Td/IPV", "MenACWY"),
    True,
    "health",
    "health",
)
_add(
    "absence_reason_health",
    "illness|sickness reason|absence illness",
    pick("Flu", "Back pain", "Stress", "Covid", "Operation", "Migraine"),
    True,
    "health",
    "health",
)
_add(
    "counselling",
    "counselling reason|presenting issue|concern theme",
    pick("Bereavement", "Anxiety", "Self harm", "Family breakdown", "Friendships"),
    True,
    "health",
    "health",
)
_add(
    "concern",
    "concern|nature of concern|concern category",
    pick("Neglect", "Physical abuse", "Emotional abuse", "Online safety", "Domestic abuse", "FGM"),
    True,
    "safeguarding",
    "safeguarding",
)
_add(
    "cp_status",
    "child protection status|cp plan|cp category|protection plan",
    pick("None", "Child in need", "CP plan", "Early help", p=[0.8, 0.1, 0.05, 0.05]),
    True,
    "safeguarding",
    "safeguarding",
)
_add(
    "offence",
    "offence|caution details|conviction|criminal record",
    pick("Theft", "None declared", "Public order caution", "Possession of cannabis", "Driving ban"),
    True,
    "criminal offence",
    "criminal",
)
_add(
    "police_ref",
    "police reference|crime number|police incident number",
    pattern("CR/{:06d}/26", 900000),
    True,
    "criminal offence",
    "criminal",
)
_add("dbs", "dbs number|dbs certificate|disclosure number", fact("dbs"), True, "identifier", "criminal")
_add(
    "dbs_result",
    "dbs result|disclosure result|dbs status",
    pick("Clear", "Clear", "Information disclosed", "Pending"),
    True,
    "criminal offence",
    "criminal",
)
_add("union", "trade union|union|union membership", fact("union"), True, "characteristic", "union")
_add(
    "orientation", "sexual orientation|orientation|sexuality", fact("orientation"), True, "characteristic", "sexuality"
)
_add(
    "politics",
    "political party|party membership|political affiliation",
    pick("None declared", "Labour", "Conservative", "Green", "Liberal Democrat", "Independent"),
    True,
    "characteristic",
    "politics",
)
_add(
    "fingerprint",
    "fingerprint template|biometric template|finger template",
    pattern("FMR20{:08x}a7c1", 100000000),
    True,
    "image or biometric",
    "biometric",
)
_add(
    "face",
    "face template|face vector|facial template",
    pattern("0x{:010X}", 1000000000),
    True,
    "image or biometric",
    "biometric",
)
_add(
    "genetic",
    "genetic test|genetic condition|genetic result",
    pick("BRCA1 negative", "Sickle cell carrier", "Cystic fibrosis carrier", "Fragile X"),
    True,
    "health",
    "genetic health",
)
_add(
    "photo",
    "photo|photograph|picture file|photo path",
    pattern("photos/{:06d}.jpg", 900000),
    True,
    "image or biometric",
)
_add("consent", "consent given|consent|permission given", flag(0.8), True, "consent")
_add("mark", "mark|score|raw mark|points scored", number(0, 100), True, "attainment", sql="int")
_add(
    "grade",
    "grade|result grade|level achieved",
    pick("A", "B", "C", "D", "4", "5", "6", "7", "8", "WTS", "EXS", "GDS"),
    True,
    "attainment",
)
_add("target_grade", "target grade|target|expected grade", pick("5", "6", "7", "EXS", "GDS"), True, "attainment")
_add("effort", "effort|effort grade|attitude to learning", pick("1", "2", "3", "4"), True, "attainment")
_add(
    "att_mark",
    "attendance code|mark|session mark|att code",
    pick("/", "\\", "L", "I", "M", "O", "B", "N", p=[0.45, 0.42, 0.03, 0.04, 0.01, 0.02, 0.01, 0.02]),
    True,
    "attendance",
)
_add("minutes_late", "minutes late|late minutes|mins late", number(0, 45), True, "attendance", sql="int")
_add(
    "absence_reason",
    "absence reason|reason for absence|reason",
    pick("Holiday", "Appointment", "Family matter", "Unknown", "Transport"),
    True,
    "attendance",
)
_add("points", "points|merit points|behaviour points|house points", number(-5, 6), True, "behaviour", sql="int")
_add(
    "sanction",
    "sanction|consequence|action taken",
    pick("Warning", "Detention", "Call home", "Isolation", "Report card"),
    True,
    "behaviour",
)
_add(
    "excl_reason",
    "exclusion reason|suspension reason|reason for exclusion",
    pick("PP", "VA", "DB", "DA", "RA"),
    True,
    "behaviour",
)
_add("sessions", "sessions lost|number of sessions|sessions", number(1, 20), True, "behaviour", sql="int")
_add("amount", "amount|value|sum|total", money(60), True, "financial", sql="real")
_add("balance", "balance|current balance|account balance", money(90), True, "financial", sql="real")
_add("paid", "amount paid|paid|paid amount", money(60), True, "financial", sql="real")
_add("salary", "salary|annual salary|gross pay", fact("salary"), True, "financial", sql="int")
_add("bank_account", "bank account number|account number|bank account", fact("account"), True, "financial")
_add("sort_code", "sort code|bank sort code", fact("sort"), True, "financial")
_add(
    "benefit", "benefit|means tested benefit|benefit type", pick("UC", "ESA", "JSA", "None", "NASS"), True, "financial"
)
_add("login", "username|login|user name|logon name", fact("login"), True, "online identifier")
_add("password", "password|password hash|pwd", pattern("$2y$10${:022d}", 10**9), True, "online identifier")
_add(
    "ip",
    "ip address|ip|remote addr|client address",
    lambda p: fact("ip")(p) if (p.who >= 0).any() else pattern("10.1.{0}.7", 250)(p),
    True,
    "online identifier",
)
_add("device", "device id|device token|push token", pattern("dev-{:012x}", 10**12), True, "online identifier")
_add("cookie", "session id|session key|session token", pattern("{:032x}", 10**14), True, "online identifier")
_add("latlong", "geo location|coordinates|lat long", pattern("53.{:06d},-2.114", 1000000), True, "location")
_add("job", "job title|position|post|role title", fact("job"), True, "employment")
_add("contract_type", "contract type|contract", pick("Permanent", "Fixed term", "Supply", "Casual"), True, "employment")
_add("hours", "weekly hours|hours per week|fte hours", pick(37.0, 32.5, 18.5, 27.5), True, "employment", sql="real")
_add(
    "appraisal",
    "appraisal outcome|performance rating|review outcome",
    pick("Good", "Exceeds", "Requires improvement", "Good"),
    True,
    "employment",
)
_add(
    "qualification",
    "qualification|degree|qualification title",
    pick("BA", "BSc", "PGCE", "BEd", "NPQH", "MA"),
    True,
    "employment",
)
_add(
    "relation",
    "relationship|relation|relationship to pupil|relation type",
    pick("MOT", "FAT", "GRM", "GRF", "STF", "FCO", "OTH"),
    True,
    "family",
)
_add("priority", "priority|contact priority|contact order|call order", number(1, 5), True, "family", sql="int")
_add("responsibility", "parental responsibility|has pr|pr|legal responsibility", flag(0.8), True, "family")
_add(
    "court_order",
    "court order|custody order|legal note",
    pick("", "", "", "Contact restricted", "No contact order"),
    True,
    "family",
)
_add("lives_with", "lives with|resident|same address", flag(0.8), True, "family")
_add(
    "company",
    "company|organisation|agency|employer",
    pick("Norland Council", "Brightway Transport", "Little Stars Theatre", "Ofsted", "NHS Eastmere", ""),
    True,
    "employment",
)
_add("badge", "badge number|pass number|visitor badge", number(1, 400), True, "identifier", sql="int")
_add("card", "card number|rfid|card id|smartcard", pattern("04A{:07X}", 200000000), True, "identifier")
_add("vehicle", "vehicle registration|car registration|car reg", pattern("ZZ{:02d} QQX", 99), True, "identifier")
_add(
    "exam_no",
    "candidate number|exam number|candidate no",
    fact("admno", lambda v: f"{v % 10000:04d}"),
    True,
    "identifier",
)
_add(
    "bus", "bus route|transport route|route taken", pick("7A", "12", "School bus 2", "Walks", "Taxi"), True, "location"
)
_add("event_date", "date|incident date|event date|on date", day(600), True, "event")
_add(
    "event_time",
    "time|event time|incident time",
    pick("08:55", "09:10", "10:45", "12:20", "13:05", "14:40", "15:25"),
    True,
    "event",
)
_add("from_date", "start date|from date|valid from|date from", day(900), True, "event")
_add("to_date", "end date|to date|valid to|date to", day(300, 200), True, "event")
_add("due_date", "due date|due|return by", day(60, 60), True, "event")
_add("narr", "notes|comment|comments|narrative|description|details", narrative(others=0.3), True, "narrative")
_add(
    "narr_sg",
    "concern details|account|what happened|narrative",
    narrative(others=0.5),
    True,
    "narrative",
    "safeguarding",
)
_add("narr_med", "medical comments|nurse notes|clinical notes", narrative(others=0.15), True, "narrative", "health")
_add("report", "report text|teacher comment|report comment", narrative(others=0.1), True, "narrative")
_add("message", "body|message|message text|content", narrative(others=0.3), True, "narrative")
_add(
    "subject_line",
    "subject|subject line|heading",
    pick("Reminder", "Attendance", "Trip to Chester", "Lost property", "Detention", "Parents' evening"),
    None,
    "narrative",
)
_add(
    "destination",
    "destination|next school|leaving destination",
    pick("Longmead Junior School", "Sixth form college", "Moved abroad", "Employment", "Unknown"),
    True,
    "enrolment",
)
_add(
    "previous_school",
    "previous school|last school|former school",
    pick("Castlegate Junior School", "St Hilda's Primary School", "None", "Abroad"),
    True,
    "enrolment",
)
_add(
    "family_name_text",
    "family name|household name|mailing name|addressee",
    fact("surname", lambda v: f"The {v} family"),
    True,
    "name",
)
_add(
    "salut",
    "salutation|parental salutation|letter greeting",
    fact("surname", lambda v: f"Mr and Mrs {v}"),
    True,
    "name",
)
_add("author_text", "visited by|seen by|met with|who for", fact("surname"), True, "name")
_add(
    "gov_type",
    "governor type|category of governor|appointed by",
    pick("Parent", "Staff", "LA", "Foundation", "Co-opted"),
    True,
    "employment",
)
_add(
    "interest",
    "business interest|declared interest|pecuniary interest",
    pick("None", "Director of a cleaning firm", "Spouse works here", "Member of Labour Party", "None"),
    True,
    "financial",
)
_add("expiry", "expiry date|expires|valid until", day(10, 900), True, "event")
_add("person_type", "person type|user type|role|type of person", pick("S", "P", "T"), True, "characteristic")
_add(
    "status_of_person",
    "status|roll status|enrolment status|state",
    pick("C", "C", "C", "C", "L", "G", "S"),
    True,
    "enrolment",
)
_add("last_login", "last login|last access|last seen", moment(300), True, "online identifier")
_add("quantity", "quantity|qty|number taken", number(1, 4), None, "", sql="int")

# -- about nobody, or about the row ------------------------------------------------------------------------------------

_add("id", "id", serial, False, "", sql="int")
_add("created", "created at|created on|date created|created", moment(900), False, "")
_add("updated", "updated at|last modified|modified on|time stamp", moment(400), False, "")
_add("version", "version|row version|lock version", number(1, 9), False, "", sql="int")
_add("deleted", "deleted|is deleted|deleted flag|archived", flag(0.03), False, "")
_add("active", "active|is active|enabled|in use", flag(0.9), None, "")
_add("order", "sort order|display order|sequence|position", number(1, 30), False, "", sql="int")
_add("code", "code|short code|key|abbreviation", pattern("K{:03d}", 1000), False, "")
_add("label", "name|description|title|label", pattern("Item {:03d}", 1000), False, "")
_add("colour", "colour|color|display colour", pick("#ff0000", "#00ff00", "#123456", "red"), False, "")
_add("acad_year", "academic year|school year|acad year", pick("2023/24", "2024/25", "2025/26", "2026/27"), None, "")
_add("term", "term|half term|term name", pick("Autumn", "Spring", "Summer"), None, "")
_add("state", "status|state|current status", pick("open", "closed", "pending"), None, "")
_add("kind_text", "type|category|kind", pick("A", "B", "C", "D"), None, "")
_add("capacity", "capacity|places|max size", number(5, 40), False, "", sql="int")
_add("price", "price|unit price|cost", money(30), False, "", sql="real")
_add("setting_key", "setting|option name|key|parameter", pattern("opt.{:05d}", 100000), False, "")
_add(
    "setting_value",
    "value|option value|setting value",
    pick("1", "0", "true", "blue", "30", "", "N/A", "/var/data"),
    False,
    "",
)
_add("json_options", "options|config|parameters", blob("rows", "width"), False, "")
_add("url", "url|link|address", pattern("https://docs.example/{:05d}", 100000), False, "")
_add("isbn", "isbn|isbn number", pattern("978{:010d}", 10**10), False, "")
_add(
    "book_title",
    "title|book title",
    pick("The Lighthouse Cat", "Rivers of Britain", "Maths Now 3", "The Brass Owl", "A Fox in the Snow"),
    False,
    "",
)
_add(
    "book_author",
    "author|author name|written by",
    pick("Penfold, R", "Marlow, Swift", "Ada Lockwood", "T. Greaves"),
    None,
    "",
)
_add("publisher", "publisher|supplier", pick("Larkfield Press", "Brook & Sons", "Maltings Books"), False, "")
_add(
    "room_name",
    "name|room|room name",
    pick("Hall", "Library", "Room 4", "Science 2", "Newton", "Parks", "Mrs Kettle's Kitchen", "Turing Suite"),
    False,
    "",
)
_add(
    "house_label",
    "name|house name|house",
    pick("Parks", "Turing", "Nightingale", "Seacole", "Newton", "Ellison"),
    False,
    "",
)
_add(
    "school_name",
    "name|school name|establishment",
    pick(
        "Longmead Junior School",
        "St Hilda's Primary School",
        "Castlegate Junior School",
        "The Maltings Primary Academy",
    ),
    False,
    "",
)
_add("school_phone", "telephone|phone", pattern("01632 960{:03d}", 1000), False, "")
_add("school_email", "email|office email", pattern("office{:04d}@school.example", 10000), False, "")
_add(
    "supplier_name",
    "name|supplier name|company name",
    pick("Barker & Sons Catering", "Wright Stationery", "Harris Coaches", "Taylor's Timber", "Brown Foods"),
    False,
    "",
)
_add("place_postcode", "postcode|post code", pattern("ZZ9 {:01d}AB", 10), False, "")
_add(
    "place_street",
    "address|street|address 1",
    pick("High Street", "Mill Lane", "Station Road", "Church Lane"),
    False,
    "",
)
_add(
    "subject_name",
    "name|subject|subject name",
    pick("Mathematics", "English", "Science", "History", "Art", "French", "PE", "Music"),
    False,
    "",
)
_add(
    "group_name",
    "name|group name|class name",
    pick("3B", "Oak", "7X/Ma1", "Owls", "Foxes", "9Y/Sc2", "RJS", "Year 4"),
    False,
    "",
)
_add("period", "period|lesson|session", pick("AM", "PM", "1", "2", "3", "4", "5"), None, "")
_add("weekday", "weekday|day|day of week", pick("Mon", "Tue", "Wed", "Thu", "Fri"), None, "")
_add(
    "menu_item",
    "name|dish|item",
    pick("Fish fingers", "Jacket potato", "Halal chicken", "Shepherd's pie", "Vegetable curry"),
    False,
    "",
)
_add(
    "trip_name",
    "name|trip|title",
    pick("Chester Zoo", "Residential at Fell Edge", "Theatre", "Science Museum"),
    False,
    "",
)
_add(
    "exam_title", "title|paper|component", pick("Paper 1", "Paper 2", "Reading", "Arithmetic", "Coursework"), False, ""
)
_add("ledger_code", "nominal code|ledger code|cost centre", pattern("{:04d}", 9999), False, "")
_add(
    "event_label",
    "name|title|event",
    pick("Sports day", "INSET", "Harvest festival", "Nativity", "Governors' meeting"),
    False,
    "",
)
_add("loglevel", "level|severity", pick("info", "warn", "error"), False, "")
_add(
    "log_text",
    "message|text|details",
    pick("row updated", "login ok", "report printed", "import finished", "value changed"),
    None,
    "",
)
_add("log_action", "action|operation|event", pick("insert", "update", "delete", "view"), None, "")
_add("old_value", "old value|before|previous value", pick("", "7", "N", "Mill Lane", "pending", "NULL"), None, "")
_add("new_value", "new value|after|current value", pick("1", "8", "Y", "High Street", "done", ""), None, "")
_add("file_name", "file name|filename|document name", pattern("doc_{:06d}.pdf", 900000), None, "")
_add("mime", "mime type|content type|file type", pick("application/pdf", "image/jpeg", "text/plain"), False, "")
_add("size", "file size|size|bytes", number(1000, 900000), False, "", sql="int")
_add("asset", "asset number|serial number|tag", pattern("LAP{:05d}", 90000), False, "")
_add("model", "model|make|device model", pick("Latitude 3310", "iPad 9", "Chromebook 14"), False, "")
_add("percent", "percentage|percent|weight", number(0, 101), False, "", sql="int")
_add("moment_at", "time|logged at", moment(700), None, "event")
_add(
    "task_text",
    "instructions|details",
    pick("Read chapter four.", "Finish the sheet.", "Mind the gap.", "Wear boots.", ""),
    False,
    "",
)
_add("thing_amount", "amount|net", money(900), False, "", sql="real")
_add("thing_count", "quantity|in stock", number(0, 90), False, "", sql="int")
_add(
    "pupil_role",
    "role|position",
    pick("Prefect", "Council member", "Librarian", "Playground leader"),
    True,
    "enrolment",
)
_add("unused", "spare|spare 1|reserved|unused", pick(None), False, "")
_add("xml", "xml data|extra|payload", pick(None, "", "<d/>"), None, "")

_add(
    "year_label",
    "name|year name|label",
    lambda place: objects([f"Year {place.start + k}" if place.start + k else "Reception" for k in range(place.n)]),
    False,
)

_add("visited_url", "url|link|page visited", pattern("https://play.example/{:05d}", 100000), True, "online identifier")
_add("locker_no", "number|locker number", pattern("L{:03d}", 1000), None)

CODE_SETS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ethnicity": (ETHNICITIES, ("White - British", "White - Irish", "Any other white background", "Traveller of Irish heritage", "Gypsy / Roma", "White Eastern European", "White and Black Caribbean", "White and Black African", "White and Asian", "Any other mixed background", "Indian", "Pakistani", "Bangladeshi", "Any other Asian background", "Black Caribbean", "Black African", "Any other Black background", "Chinese", "Any other ethnic group", "Refused", "Not obtained")),
    "sen": (("N", "K", "E"), ("No SEN", "SEN support", "EHC plan")),
    "need": (NEEDS, tuple(f"{need} need" for need in NEEDS)),
    "language": (LANGUAGES, LANGUAGE_NAMES),
    "religion": (("NR", "CH", "MU", "RC", "HI", "SI", "JE", "BU", "OR", "NS"), ("No religion", "Christian", "Muslim", "Roman Catholic", "Hindu", "Sikh", "Jewish", "Buddhist", "Orthodox", "Not stated")),
    "condition": (tuple(f"M{k:02d}" for k in range(len(CONDITIONS))), CONDITIONS),
    "job": (tuple(f"J{k:02d}" for k in range(len(JOBS))), JOBS),
    "beh_type": (("DISR", "BULL", "HWK", "LATE", "GOOD", "KIND", "UNIF", "TRU"), ("Disruption", "Bullying", "No homework", "Late to lesson", "Good work", "Kindness", "Uniform", "Truancy")),
    "concern": (("NEG", "PHY", "EMO", "SEX", "ONL", "DOM"), ("Neglect", "Physical abuse", "Emotional abuse", "Sexual abuse", "Online safety", "Domestic abuse")),
    "att_code": (tuple("/ \\ L I M O B N C E H P".split()), ("Present AM", "Present PM", "Late", "Illness", "Medical", "Unauthorised", "Educated off site", "No reason", "Other authorised", "Excluded", "Holiday", "Sporting")),
    "relation": (("MOT", "FAT", "GRM", "GRF", "STF", "FCO", "OTH"), ("Mother", "Father", "Grandmother", "Grandfather", "Stepfather", "Foster carer", "Other")),
    "union": (("NEU", "NAS", "UNI", "GMB", "NAH", "NON", "VOI"), ("NEU", "NASUWT", "UNISON", "GMB", "NAHT", "none", "Voice")),
    "sanction": (("W", "D", "H", "I", "R"), ("Warning", "Detention", "Call home", "Isolation", "Report card")),
    "absence": (("FLU", "BCK", "STR", "OPR", "MIG"), ("Flu", "Back pain", "Stress", "Operation", "Migraine")),
    "consent": (("PHO", "TRP", "BIO", "WEB", "MED"), ("Photographs", "Local trips", "Biometrics", "Website", "First aid")),
    "visit": (("PAR", "CON", "AGY", "DEL", "GOV"), ("Parent", "Contractor", "Agency", "Delivery", "Governor")),
    "leave": (("END", "MOV", "EXC", "EHE"), ("End of phase", "Moved away", "Excluded", "Home educated")),
    "year_group": (tuple(str(k) for k in range(14)), tuple(f"Year {k}" if k else "Reception" for k in range(14))),
    "house": (("P", "T", "N", "S"), ("Parks", "Turing", "Nightingale", "Seacole")),
    "pay_scale": (("M1", "M6", "UPS1", "L5", "G4"), ("Main 1", "Main 6", "Upper 1", "Leadership 5", "Grade 4")),
    "user_role": (("S", "P", "T", "A"), ("Pupil", "Parent", "Teacher", "Administrator")),
}  # fmt: skip
