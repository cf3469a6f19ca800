"""The words of schools inside names of tables and columns: cut apart, abbreviations opened, made singular.

Nothing here belongs to one product: it is the vocabulary any English school system draws from.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from wordfreq import zipf_frequency

from honour.discovery.roles import SAYING_ROLES
from honour.discovery.skeleton import Skeletons, vowelless


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# abbreviation -> word. Only where a school system can hardly mean anything else.
_OPENED = {
    word: full
    for full, words in {
        "pupil": "pup pupl ppl",
        "student": "stu stud std stdnt studnt",
        "child": "chd chld chi children kid kids",
        "learner": "lrn lrnr",
        "person": "pers prs psn prsn people persons peo",
        "employee": "emp empl employees",
        "staff": "stf stff stfmem",
        "teacher": "tch tchr teach tcher",
        "contact": "con cnt cntct cont ctc ctct",
        "parent": "par prnt parents",
        "guardian": "gdn guard grdn",
        "governor": "gov gvr gvnr govnr",
        "visitor": "vis vstr visit_or",
        "user": "usr usrs",
        "account": "acc acct",
        "class": "cls clss classes",
        "registration": "reg rgn regn",
        "group": "grp groups",
        "year": "yr yrs",
        "address": "addr adr adrs addrs",
        "telephone": "tel phn ph phone fone",
        "mobile": "mob mbl cell",
        "first": "fst frst",
        "forename": "fstnm frstnm fname fnm fnam fore forenm givenname firstname fstname",
        "surname": "sname snam lname snm surnm lastname familyname srname",
        "name": "nm nme",
        "fullname": "fullnm flname",
        "dob": "birthdate dateofbirth dobirth bdate brthdt dobdt",
        "gender": "gen gndr gend",
        "admission": "adm admn admis adms",
        "attendance": "att attn attnd attend atd",
        "behaviour": "beh behav bhv behavior bhvr",
        "medical": "med mdcl medic",
        "condition": "cond cnd",
        "ethnicity": "eth ethn ethnic",
        "relationship": "rel relat relship rltn",
        "religion": "relig relg rlgn",
        "language": "lang lng",
        "provision": "prov prv",
        "assessment": "assess asmt assmt ass asst assessmt",
        "result": "res rslt rsl results",
        "mark": "mk mrk",
        "amount": "amt",
        "balance": "bal",
        "payment": "pay pymt pmt",
        "created": "cre crt crtd creat create",
        "updated": "upd updt update lastupd",
        "modified": "modif mdf modby",
        "changed": "chg chgd chng",
        "entered": "ent entd entrd",
        "recorded": "rec recd rcrd rcd",
        "date": "dt dte dat",
        "time": "tm tim",
        "text": "txt",
        "description": "desc descr dscr descrip dsc",
        "comment": "cmt cmmt cmnt comm",
        "note": "nts nt notes",
        "number": "num nbr no nr nmbr",
        "code": "cd cde",
        "type": "typ tp",
        "reference": "ref refno",
        "lookup": "lkp lu lkup lup",
        "table": "tbl",
        "incident": "inc incid incdt",
        "exclusion": "excl exc exclus",
        "suspension": "susp",
        "detail": "det dtl dtls details dets",
        "header": "hdr head_er",
        "history": "hist hst",
        "school": "sch schl",
        "subject": "subj sbj",
        "safeguarding": "sfg sg safeg safegrd sgd",
        "household": "hh hhold hsehld",
        "family": "fam fmly",
        "sibling": "sib sibl",
        "mother": "mum mom mthr",
        "father": "dad fthr",
        "keyworker": "kw keywk keywrk",
        "approved": "appr apprv aprvd apprvd",
        "authorised": "authd authorized",
        "assigned": "assgn asgn asgnd",
        "responsible": "resp respons",
        "postcode": "pcode pcd pstcd postcd zip zipcode pc",
        "email": "eml emailaddr mail",
        "login": "logon loginid logname userid uname username usrname",
        "identifier": "id ids ident idn guid uuid uid pk fk key",
        "start": "strt begin",
        "end": "until",
        "safeguard": "",
        "membership": "memb mbr mbrshp memberships membs",
        "transaction": "trans txn trn_s trx",
        "nationality": "natn nationlty",
        "enrolment": "enrol enr enrl enrollment",
        "activity": "act actv",
        "referral": "referr rfrl",
        "allergy": "alg allerg",
        "diagnosis": "diag dx",
        "vaccination": "vacc vax",
        "signature": "sig sign",
        "status": "stat sts",
        "category": "cat categ",
        "indicator": "ind",
        "flag": "flg",
        "sequence": "seq",
        "priority": "prio prty",
        "absence": "abs absn",
        "contract": "ctr contr",
        "certificate": "cert",
        "observation": "obs obsv",
        "document": "doc docs",
        "communication": "comms",
        "equipment": "equip",
        "discretionary": "",
        "discipline": "disc",
        "witness": "wit wtn witn",
        "archive": "arch archv",
        "recipient": "rcpt rcp recip rcpnt",
        "involved": "invl invlvd",
        "participant": "partic",
        "assistant": "ta tas hlta lsa",
        "attendee": "attd",
        "dietary": "diet",
        "medication": "meds medn",
        "kind": "",
        "disability": "disab dsblty",
        "tutor": "tut ttr",
        "source": "src srce",
        "order": "ord",
        "preferred": "pref prefd",
        "travel": "trvl trav",
        "kin": "nok",
        "review": "rev revw",
        "subscription": "subs subscr",
        "message": "msg mssg messag",
        "agency": "agcy",
        "eligible": "elig eligibility",
        "immunisation": "immun immz",
        "hospital": "hosp",
        "surgery": "surg",
        "emergency": "emerg emgcy emer",
        "occupation": "occup occupn",
        "marital": "marit",
        "password": "pwd passwd passwrd pswd",
        "photo": "pic picture photograph foto",
        "image": "img",
        "remark": "rmk rmks bemerkung bem",
        "licence": "lic license",
        "vehicle": "veh",
        "leaving": "lvg leave_r",
        "detention": "detn dtn",
        "predicted": "pred prdctd",
        "target": "targ tgt trgt",
        "latitude": "latitud",
        "salary": "salry gehalt",
    }.items()
    for word in words.split()
}
# Names of the German-speaking school systems and of vendors who build on them.
_OPENED |= {
    word: full
    for full, words in {
        "forename": "vorname rufname",
        "surname": "nachname familienname zuname",
        "fullname": "vollname",
        "pupil": "schueler schuler schuelerin",
        "teacher": "lehrer lehrkraft lehrerin",
        "dob": "geburtsdatum gebdat gebdatum gebd",
        "gender": "geschlecht geschl",
        "street": "strasse str_asse",
        "class": "klasse klassen",
        "date": "datum",
        "postcode": "plz postleitzahl",
        "town": "wohnort ort",
        "telephone": "telefon tlf rufnummer",
        "nationality": "staatsangehoerigkeit staatsangeh nationalitaet",
        "religion": "konfession bekenntnis",
        "language": "sprache muttersprache",
        "parent": "eltern erziehungsberechtigter erziehungsberechtigte",
        "mother": "mutter",
        "father": "vater",
        "address": "anschrift adresse",
        "note": "notiz anmerkung",
        "number": "nummer",
        "disability": "behinderung",
        "illness": "krankheit erkrankung",
        "user": "benutzer",
        "grade": "zensur",
    }.items()
    for word in words.split()
}

_VOCABULARY = _words("""
    genetic test template facial crime bereavement
    supplier host sent about victim display official attitude learning effort homework professional clinician postal
    origin gross covered complained supervised verified party political purpose
    visiting provision for set aider alumni grade of duty perpetrator alleged suspect offender regarding concerning
    attendee person
    people object borrower payer
    caller inspector signatory invited attended visited attending party relates author informant writer assessor
    examiner verified dealt complained requested booked noted stage tongue trade consequence award holder
    accused complainant affiliation short roll disclosure caution dbs party
    uploaded covering issued loaned absentee changelog log change applied applicant
    personnel led keyed spoken done board abbreviation percentage stock aspect trip
    teaching taught taken given sent seen added
    raised written checked assessed marked told record
    pupil student child learner scholar person employee staff teacher tutor contact parent guardian carer relative
    governor
    visitor user account class form registration group year address telephone mobile forename surname name first last
    middle legal preferred known former previous title full given family birth date dob gender sex
    admission upn uln urn
    trn nino attendance behaviour medical condition ethnicity religion faith language provision assessment result mark
    grade score level amount balance payment paid created creator updated modified changed edited entered recorded
    recorder reported reporter logged added raised submitted author typed by on at time text description comment note
    number code type reference lookup table incident exclusion suspension detail header history school subject
    safeguarding household sibling mother father mum dad keyworker key worker approved approver authorised assigned
    responsible owner manager supervisor senco head lead leader mentor doctor surgery postcode email login password
    start end membership member transaction nationality country enrolment enrol activity club meal dinner school
    referral allergy diagnosis vaccination signature status category indicator flag sequence priority
    absence contract
    certificate observation document equipment witness involved participant attendee dietary medication sen send need
    support plan ehcp ehc review meeting visit trip order court police social worker agency external health nurse
    protection concern chronology action outcome severity location room period session lesson day week term academic
    sanction reward point detention merit fee invoice charge cost price item total free meals eligible premium looked
    after young service national insurance salary bank sort iban post job role department line house hoh priority
    relationship responsibility live lives with emergency home work mobile main primary second secondary other notes
    access device ip mac address session token url path file photo image biometric fingerprint consent given withdrawn
    allowed entity target object record parent linked link owner model kind guid system identifier old
    new value default
    order active current deleted version label caption field column definition custom defined user
    values option setting
    religion belief union sexual orientation disability gypsy traveller asylum refugee eal proficiency english first
    transport bus route driver vehicle book library loan borrower borrowed due returned register slot appointment
    comments narrative body content message sent sender recipient received from letter report text subject
    street town city county area house flat building line
    health illness injury accident hospital clinic treatment asthma epilepsy diabetes therapy therapist dose inhaler
    epipen sickness disabled immunisation pregnant maternity mental wellbeing ethnic racial race religious church
    denomination baptised marital married occupation employer qualification salary wage pension tax
    licence passport visa criminal conviction offence dbs vetting clearance barred abuse neglect harm bullying
    discipline detention predicted target latitude longitude travel picture signature eligible leaving left reason
    destination previous emergency next kin relative salutation initial initials suffix maiden nick nickname
    dependant dependent taker updater editor rollover patron principal headteacher
    relation kin admin fsm lac cin gp nc cp mode rep identity previous aid age recipient payer hours subscription
    language spoken nationality citizenship birthplace deceased death immunised weight height blood hearing vision
    """) | {word for word in SAYING_ROLES if len(word) > 2}  # noqa: PLR2004 - "by" and the like are no words of the field
_GROUPED = _words("registration tutor year class teaching age option subject band set form house pupil student user")
"""Before these GP is a group; else it is the family doctor."""
_SKELETON_OF, _SKELETON = 6, 4


def _skeleton(word: str) -> str:
    """ethnicity -> ethnct + y: how old systems with eight characters a name shorten a word."""
    return word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou")


def _skeletons() -> dict[str, str]:
    made: dict[str, set[str]] = {}
    for word in _VOCABULARY:
        short = _skeleton(word)
        if len(word) >= _SKELETON_OF and _SKELETON <= len(short) < len(word) and short not in _OPENED:
            made.setdefault(short, set()).add(word)
    return {short: words.pop() for short, words in made.items() if len(words) == 1 and short not in _VOCABULARY}


_SKELETONS = _skeletons()
_LETTERS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_HUNGARIAN = re.compile(r"\A(str|txt|lng|int|dtm|dte|bln|bool|bit|mem|sng|dbl|cur|vch|nvc|chr|obj|ysn)(?=[A-Z][a-z])")
"""strSurname, lngPupilID: the kind of value some programmers put before the name."""
_ID_BEFORE_CAPITALS = re.compile(r"(?<=[a-z])ID(?=[A-Z]{2,}(?:[^a-z]|\Z))")
"""personIDDSL is the key and who it is for."""
_LONG_ENOUGH_TO_CUT = 5
_SHORTEST_PIECE = 2
_KEEP = _words("class address status process access less bus gas as us business progress illness news")


@cache
def tokens(name: str) -> tuple[str, ...]:
    """`PUP_SurnameTxt` -> (pupil, surname, text). Lower case, singular, abbreviations opened, in order."""
    found: list[str] = []
    name = _ID_BEFORE_CAPITALS.sub("Id_", _HUNGARIAN.sub("", name).replace("SpLD", "SPLD"))
    pieces = _LETTERS.findall(name.replace("'", "").replace("e-mail", "email").replace("E-mail", "email"))
    short = [piece for piece in pieces if len(piece) > 1 and not _VOWELS.intersection(piece[1:].lower())]
    boneless = len(short) > 1 or (len(pieces) == 1 and len(name) >= _SHORTEST_BONES)
    for place, piece in enumerate(pieces):
        lower = piece.lower()
        if lower == "n" and boneless and 0 < place == len(pieces) - 1:
            found.append("number")
            continue
        if lower == "pp" and place + 1 < len(pieces) and pieces[place + 1].lower() in _BEHIND_A_PUPIL:
            found.append("pupil")  # elsewhere PP is the pupil premium
            continue
        if piece in short and not _known(lower):
            after = _beside(pieces[place + 1].lower()) if place + 1 < len(pieces) else ""
            word = _bones(lower, whole=not boneless, before=found[-1] if found else "", after=after)
            if word:
                found.append(word)
                continue
        # ALLCAPSTOGETHER and runtogether words are cut where known words meet
        long = len(lower) >= _LONG_ENOUGH_TO_CUT or (len(lower) == _LONG_ENOUGH_TO_CUT - 1 and vowelless(lower))
        found.extend(_cut(lower) if long else (lower,))
    opened = [_OPENED.get(piece) or _SKELETONS.get(piece, piece) for piece in found]
    if set(opened) <= _TO_A_DAY:
        opened = [{"to": "end", "from": "start"}.get(word, word) for word in opened]
    opened = [
        "group" if word == "gp" and place and opened[place - 1] in _GROUPED else word
        for place, word in enumerate(opened)
    ]
    # "keyworker" and "key worker", "full name" and "fullname" are one
    return tuple(_joined([singular(_OPENED.get(singular(word), word)) for word in opened]))


_TO_A_DAY = _words("to date dt time day valid effective term year active from")
"""Words beside which TO and FROM are an end and a start; elsewhere they say whose it is: ISSUED_TO, FROM_PARENT."""
_PAIRS = {
    ("key", "worker"): "keyworker",
    ("identifier", "worker"): "keyworker",
    ("full", "name"): "fullname",
    ("first", "name"): "forename",
    ("given", "name"): "forename",
    ("christian", "name"): "forename",
    ("fore", "name"): "forename",
    ("forename", "name"): "forename",
    ("surname", "name"): "surname",
    ("last", "name"): "surname",
    ("family", "name"): "surname",
    ("sur", "name"): "surname",
    ("middle", "name"): "middlename",
    ("user", "name"): "login",
    ("e", "mail"): "email",
    ("post", "code"): "postcode",
    ("postal", "code"): "postcode",
    ("postcode", "code"): "postcode",
    ("by", "login"): "by",
    ("board", "member"): "governor",
    ("political", "party"): "political",
}


def _joined(words: list[str]) -> list[str]:
    out: list[str] = []
    for word in words:
        if out and (out[-1], word) in _PAIRS:
            out[-1] = _PAIRS[out[-1], word]
        elif out and word == "member" and PERSON_WORDS.get(out[-1]) == "staff":
            continue  # a staff member is staff
        else:
            out.append(word)
    return out


def known(piece: str) -> bool:
    """Whether a piece of a name, in lower case, is a word or an abbreviation of the vocabulary."""
    return _known(piece)


@cache
def _known(piece: str) -> bool:
    return piece in _VOCABULARY or piece in _OPENED or singular(piece) in _VOCABULARY or singular(piece) in _OPENED


_TWO_LETTERS = _words("of be id by no on at dt nm cd ip ni gp nc cp to")


_ENGLISH, _ENGLISH_PIECE = 3.0, 3.4
"""Zipf frequency from which a word is ordinary English: as a whole name, and as a piece of one."""
_LEAST_PIECE = 4
_VOCABULARY_COST, _ABBREVIATION_COST, _ENGLISH_COST = 1.0, 1.5, 1.25


@cache
def _piece_cost(piece: str) -> float:
    if piece in _VOCABULARY or singular(piece) in _VOCABULARY:
        return _VOCABULARY_COST
    if piece in _OPENED or singular(piece) in _OPENED:
        return _ABBREVIATION_COST
    if piece in _TWO_LETTERS:
        return _ABBREVIATION_COST
    if len(piece) >= _LEAST_PIECE and zipf_frequency(piece, "en", "small") >= _ENGLISH_PIECE:
        return _ENGLISH_COST
    return 0.0


_VOWELS = frozenset("aeiou")
_BEHIND_A_PUPIL = _words("id no ky key rc rcrd cd nm dtls md")
_SHORTEST_BONES = 3
_AS_THEY_ARE = _words(
    "hr cp sg pp rc tv cv pc in is as at on of or up us if it all own off odd any add arm art ill"
    " ssp smp slcn semh mld sld pmld spld grt eypp eyfs nqt tlr qts nvr cce cse gld rtw tps"
    " lgps hmrc"
)
"""Short forms that stand for themselves: neither cut apart nor read as a word without its vowels."""


def _beside(piece: str) -> str:
    """The word a piece beside another stands for by itself."""
    return _OPENED.get(piece, piece) if _known(piece) else _bones(piece, whole=False)


@cache
def _bones(piece: str, *, whole: bool, before: str = "", after: str = "") -> str:
    """The word a short piece without vowels stands for: HD of HD_OF_YR; '' if it may be anything. `whole`: only if
    no consonant was left out either. `before` and `after`: the words beside it."""
    if piece in _AS_THEY_ARE or len(piece) > _LONGEST_BONES or (whole and len(piece) < _SHORTEST_BONES):
        return ""
    read = _reader().word(piece, whole=whole, before=before, after=after)
    plural = piece.endswith("s") and len(piece) > _SHORTEST_BONES and not _reader().together(read, before, after)
    return (plural and _reader().word(piece[:-1], whole=True)) or read


_LONGEST_BONES = 8


@cache
def _reader() -> Skeletons:
    return Skeletons(_VOCABULARY, _OPENED)


def _english(word: str) -> bool:
    return _known(word) or zipf_frequency(word, "en", "small") >= _ENGLISH_PIECE


@cache
def _cut(word: str) -> tuple[str, ...]:
    """The words that make `word` at the least cost; the word itself if known or if none do."""
    if _known(word) or word in _AS_THEY_ARE or zipf_frequency(word, "en", "small") >= _ENGLISH:
        return (word,)
    if word.startswith("is") and len(word) > len("is") + _SHORTEST_BONES and _english(word[2:]):
        return ("is", word[2:])  # isdraft, isactive
    for last in ("id", "ids"):
        if word.endswith(last) and len(word) > len(last) + _SHORTEST_PIECE and _english(word[: -len(last)]):
            return (word[: -len(last)], "identifier")
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(end - _SHORTEST_PIECE + 1):
            before, piece = best[start], word[start:end]
            if before is None or (len(piece) == _SHORTEST_PIECE and piece not in _TWO_LETTERS):
                continue
            cost = _piece_cost(piece)
            here = best[end]
            if cost and (here is None or before[0] + cost < here[0]):
                best[end] = (before[0] + cost, (*before[1], piece))
    found = best[len(word)]
    read = _reader().read(word) if vowelless(word) else ()
    if found is not None and (not read or len(found[1]) <= len(read)):
        return found[1]
    return read or (word,)


@cache
def singular(word: str) -> str:
    if word in _KEEP or len(word) <= 3 or word in _OPENED:  # noqa: PLR2004 - shorter words have no plural s here
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("ses") and word[:-3] in _VOCABULARY:
        return word[:-3]  # DETAILSES, as programs make many of what is many already
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


# A word that names a kind of person -> the kind it names.
PERSON_WORDS = {
    **dict.fromkeys(_words("pupil student child learner scholar alumni alumnus alumna"), "pupil"),
    **dict.fromkeys(
        _words(
            "staff employee teacher tutor personnel workforce worker colleague keyworker senco assistant practitioner"
        ),
        "staff",
    ),
    **dict.fromkeys(
        _words(
            "contact parent guardian carer relative mother father mum dad stepmother stepfather grandparent kin adult"
        ),
        "contact",
    ),
    **dict.fromkeys(_words("governor trustee"), "governor"),
    **dict.fromkeys(_words("visitor guest contractor volunteer"), "visitor"),
    **dict.fromkeys(_words("person human individual party professional clinician"), "person"),
    **dict.fromkeys(_words("user login account operator"), "user"),
}

# Words of a column's name that only say "this is a key".
KEY_WORDS = _words("identifier number code reference row sys rec recorded list array csv json value ref pointer index")
# Words of a table's name that say nothing about what it holds.
EMPTY_TABLE_WORDS = _words(
    "table dbo data lookup master detail main record recorded list base core basic information info all tab file"
    " extract export v current live school"
)

_NUMBERED = re.compile(
    r"(?i)[a-z]{0,6}_?"
    r"(udf|custom|cust|user|usr|field|fld|text|txt|attr|attribute|flag|flg|val|value|char|num|date|data|x|c|f|misc"
    r"|extra|spare|ext|col|column|opt|option|ud|uf|free|info|gen|str|int)"
    r"_?(def|field|fld|text|char|val|value)?_?\d{1,10}\Z"
    r"|[ftuz]_?\d{2,5}\Z"
)


@lru_cache(maxsize=100_000)
def numbered(name: str) -> bool:
    """True for names that carry no meaning of their own: UDF01, CUSTOM_3, TEXT2, FIELD7, ATTR_12, X1."""
    return bool(_NUMBERED.match(name))
