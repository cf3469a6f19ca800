"""Which kinds of personal data a column holds: from its narrow meaning, its words, its labels and its table."""

from __future__ import annotations

from collections.abc import Collection

from honour.discovery.phrases import Phrases
from honour.kernel.holding import Label
from honour.kernel.mapping import Kind, Meaning

M, K = Meaning, Kind

_OF_MEANING = {
    M.FORENAME: K.NAME,
    M.SURNAME: K.NAME,
    M.FULL_NAME: K.NAME,
    M.KNOWN_AS: K.NAME,
    M.FORMER_NAME: K.NAME,
    M.MIDDLE_NAME: K.NAME,
    M.TITLE: K.NAME,
    M.BORN: K.BIRTH,
    M.SEX: K.CHARACTERISTIC,
    M.UPN: K.IDENTIFIER,
    M.FORMER_UPN: K.IDENTIFIER,
    M.IDENTIFIER: K.IDENTIFIER,
    M.EMAIL: K.CONTACT,
    M.PHONE: K.CONTACT,
    M.ADDRESS: K.ADDRESS,
    M.POSTCODE: K.ADDRESS,
    M.CLASS_GROUP: K.MEMBERSHIP,
    M.YEAR_GROUP: K.MEMBERSHIP,
    M.POST: K.EMPLOYMENT,
    M.RELATION: K.FAMILY,
    M.ATTAINMENT: K.ATTAINMENT,
    M.ATTENDANCE: K.ATTENDANCE,
    M.BEHAVIOUR: K.BEHAVIOUR,
    M.FINANCIAL: K.FINANCIAL,
    M.ONLINE_ID: K.ONLINE,
    M.LOCATION: K.LOCATION,
    M.NARRATIVE: K.NARRATIVE,
    M.DATE: K.EVENT,
}
_OF_LABEL = {
    Label.HEALTH: K.HEALTH,
    Label.GENETIC: K.HEALTH,
    Label.SEN: K.SUPPORT,
    Label.EHCP: K.SUPPORT,
    Label.SAFEGUARDING: K.SAFEGUARDING,
    Label.SOCIAL_WORK: K.SAFEGUARDING,
    Label.COURT: K.SAFEGUARDING,
    Label.POLICE: K.SAFEGUARDING,
    Label.BIOMETRIC: K.BIOMETRIC,
    Label.ETHNICITY: K.CHARACTERISTIC,
    Label.RELIGION: K.CHARACTERISTIC,
    Label.SEXUALITY: K.CHARACTERISTIC,
    Label.POLITICS: K.CHARACTERISTIC,
    Label.UNION: K.EMPLOYMENT,
    Label.EXAM: K.ATTAINMENT,
}
_PHRASES = (
    (
        K.IDENTIFIER,
        """
        upn; uln; uci; unique learner; unique pupil; ni number; teacher number; ad number; patron number; qts number;
        cashless identifier; staff code; nino; nhs; trn; passport; licence driv*; licence number; insurance national;
        admission number; payroll; barcode; badge; registration car; registration vehicle; number plate; car reg; ssn;
        identity; idnumber; number roll; number candidate; number staff; number employee; number student; number
        pupil; number membership; legacy identifier; external identifier; mis identifier; wonde; number library; dbs
        number; number certificate; visa number; number reference unique; number customer; number borrower;
        fingerprint; smartcard; card number; card identifier; dbs; disclosure number; short code; reference number
        """,
    ),
    (
        K.CHARACTERISTIC,
        """
        sex; gender; nationality; language; eal; citizen*; marital; pronoun; age !group !range; country birth; birth
        place; birth town; birthplace; ethnic*; religion; proficiency english; english first; asylum; refugee;
        traveller; service child; force service; sibling order; lang; mother tongue; native; veteran
        """,
    ),
    (
        K.FAMILY,
        """
        relationship; relation; kin; sibling; household; family !name; mother; father; spouse; partner; marital;
        parental; responsib* parent; live with; lives with; custody; guardian; carer !young; single parent; only
        child; dependant; dependent; emergency contact; next kin; child of; twin; foster*; adopt*
        """,
    ),
    (
        K.ATTAINMENT,
        """
        grade; score; result; attainment; level; progress; gld; phonics; predicted; target !date; exam*; assess*;
        test; reading age; qualification; ability; sat; ks1; ks2; ks4; baseline; effort; rank; percentile; gpa; key
        stage result; spelling age; eyf profile; ks reading; ks writing; ks math*; ucas; nvr; cat score; report
        comment; credit earned; transcript; mark !attendance; subject; course; feedback; homework; coursework;
        submission; quiz; award
        """,
    ),
    (
        K.ATTENDANCE,
        """
        attendance; absence; absent; late; lateness; present; register; truan*; session !token !identifier; am; pm;
        days lost; absent code; punctual*; minutes late; checkin; checkout; arrival; arrived; signed in; signed out;
        signature in; signature out; checked in; checked out; check in; check out; time in; time out; persistent
        absentee
        """,
    ),
    (
        K.BEHAVIOUR,
        """
        behaviour; incident; sanction; detention; reward; exclusion; suspension; merit; conduct; point; discipline;
        achievement; demerit; consequence; house point; penalty; disciplin*; warning; report card; praise; isolation;
        restraint; physical intervention; on report
        """,
    ),
    (
        K.MEMBERSHIP,
        """
        class; form; registration group; tutor group; group; set; band; house; year group; year nc; club; team;
        course; room; enrol*; cohort; key stage; stream; homeroom; grade level; campus; department; dormitory;
        previous school; next school; last school; leaving; destination; applied; boarding; boarder; bed; identifier
        stage; date entry; part time
        """,
    ),
    (
        K.EMPLOYMENT,
        """
        job; post; role; agency; practice; organisation; company !name !email !address; position; occupation;
        profession; employer; employ*; contract; salary; hire*; work !telephone !email; hours; manager; department;
        qualification teacher; qts; pension; leaving reason; probation; tenure; hired; fte; union; appraisal; start
        employment; annual leave; leave type; grievance; disciplinary; capability; performance management; nqt; ect;
        tlr; induction; continuous service; overtime; time sheet; timesheet; payroll; tps; lgps; payment scale;
        payment point; payment grade; staff; supervisor; vacancy; reports to
        """,
    ),
    (
        K.FINANCIAL,
        """
        sort code; iban; salary; amount; balance; payment; paid; charge; fee; price; cost; fsm; premium; debit; credit
        !earned; pay; owed; debt; wage; tax; pension; bank; account number; card; meal free; bursary; fine; donation;
        invoice; refund; total; discount; income; benefit; deduction; loan student; gross; net; voucher; allowance;
        pupil premium; deprivation; idaci; subsidy; pecuniary; declared interest; =pp; gift aid; fund*; top up; topup;
        budget; subs; subscription; freight; vat; wallet; ever 6; eypp; dinner money; arrear; tariff; bacs; service
        pupil; ni letter; ni category; payer; hmrc
        """,
    ),
    (
        K.CONSENT,
        """
        consent; opt in; opt out; option in; option out; acceptable use; permission; gdpr; agree*; marketing;
        subscribe*; newsletter; accepted term; terms accepted; authorisation parent; allowed photo; informed; parent
        told; notified; allowed leave; withdraw*
        """,
    ),
    (
        K.ONLINE,
        """
        ip; login; password; token; cookie; mac; device; browser; username; url; user agent; useragent; session token;
        last login; lastlogin; lastaccess; access last; otp; secret; twitter; facebook; skype; icq; msn; website;
        saml; sso; google; microsoft; azure; last seen; imei; hostname; two factor; mfa; security question; security
        answer; avatar; openid; oauth; account name; screen name; handle; blog; web; hash password; pin; search term;
        search query; session identifier !lesson !course !class !timetable; analytic identifier; client identifier;
        visitor identifier; referrer; gclid; site visited; blocked
        """,
    ),
    (
        K.LOCATION,
        """
        latitude; longitude; gps; lat; lon; lng; route; stop; location; travel; transport; easting; northing; uprn;
        what3words; destination; place; bus; grid reference; country; region; distance home; geo*; room; site visited;
        pickup; from school; to school
        """,
    ),
    (
        K.IMAGE,
        """
        photo; image; picture; video; audio; recording; thumbnail; portrait; avatar; cctv; signature; scan; webcam;
        voice; mugshot; foto; bodymap; body map; drawing; footage; camera
        """,
    ),
    (
        K.COMMUNICATION,
        """
        message; email subject; letter; sms; recipient; sender; sent; mail; call; chat; conversation; communication;
        correspondence; subject message; body; reply; notification; inbox; post forum; forum
        """,
    ),
    (
        K.NAME,
        """
        name first; forename; surname; fullname; initial; middlename; alias; nickname; salutation; maiden; knownas
        """,
    ),
    (K.CONTACT, "telephone; mobile; email; fax; landline; pager; extension"),
    (
        K.ADDRESS,
        """
        address !ip !mac !email; street; postcode; town; city; county; locality; village; house number; house name;
        flat; line address; district; state !status; province
        """,
    ),
    (K.BIRTH, "dob; birth date; birthday; born"),
    (K.EVENT, "time !zone !table; date !birth; when; since; moment; datetime; timestamp"),
)  # fmt: skip
_KINDS = Phrases(_PHRASES)
_TOPICS = (
    K.ATTENDANCE, K.ATTAINMENT, K.BEHAVIOUR, K.FINANCIAL, K.CONSENT, K.EMPLOYMENT, K.COMMUNICATION, K.ONLINE, K.FAMILY,
    K.MEMBERSHIP, K.LOCATION, K.IMAGE,
)  # fmt: skip
_ORDER = {kind: place for place, kind in enumerate(K)}
_ALONE = frozenset({K.NAME, K.BIRTH, K.CONTACT, K.ADDRESS, K.IDENTIFIER})
"""A column of these is that and nothing else its words remind of: a work telephone is no employment."""


def kinds_of_words(words: Collection[str]) -> frozenset[Kind]:
    return _KINDS.of(words)


def kinds_of(
    meaning: Meaning, words: Collection[str], labels: Collection[Label], table_words: Collection[str], *, pointer: bool
) -> tuple[Kind, ...]:
    """The kinds of a personal column; never empty. A column that says nothing itself takes its table's topic."""
    found: set[Kind] = {_OF_LABEL[label] for label in labels if label in _OF_LABEL}
    own = _OF_MEANING.get(meaning)
    if pointer:
        found = {K.POINTER}
    elif own in _ALONE and own is not None:
        found.add(own)
        if own is K.ADDRESS:
            found.add(K.LOCATION)
    else:
        found |= _KINDS.of(words)
        if own is not None:
            found.add(own)
    if not found - {K.NARRATIVE, K.EVENT}:
        topics = _KINDS.of(table_words)
        found.update(topic for topic in _TOPICS if topic in topics)
    return tuple(sorted(found or {K.OTHER}, key=_ORDER.__getitem__))
