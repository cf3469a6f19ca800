"""A local authority's school system in the taste of a database server of 2003: one person table, roles that share its key,
history by effective dates, codes by group, no keys declared."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bench.written.common import Human, WrittenSystem, tell
from bench.written.invented import ETHNICITIES, Address, Invented, uln, upn

NAME = "council"
HELD = True

MACROS = {
    "@S": "-> tblStuBase.StuBaseRef about also=tblPerson.PersonKey",
    "@C": "-> tblCarer.CarerRef about also=tblPerson.PersonKey",
    "@E": "-> tblEmployee.EmpRef about also=tblPerson.PersonKey",
    "@T": "-> tblEmployee.EmpRef assigned also=tblPerson.PersonKey",
    "@B": "-> tblEmployee.EmpRef written also=tblPerson.PersonKey",
    "@P": "-> tblPerson.PersonKey about",
    "@L": "-> tblLookupValue.LookupKey",
    "@AUDIT": "EnteredBy int -> tblSysUser.UserKey written; EnteredOn datetime | n",
}
# One line a table: its sort, then its columns.
SCHEMA = """
tblLookupValue things :: LookupKey int pk | n; LookupGroup varchar(20) | n; LookupCode varchar(10) | n; LookupText nvarchar(80) | n; SortSeq int | n; Retired bit | n
tblSchoolBase things :: SchoolRef int pk | n; DfENumber char(7) | n; SchoolName nvarchar(80) | n; Phase char(1) | n; HeadName nvarchar(60) | ?; Tel varchar(20) | n; PostCode varchar(8) | n
tblYearGroup things :: NCYear int pk | n; NCYearName varchar(20) | n
tblPerson people hub=person :: PersonKey int pk | ?; Surname nvarchar(50) | p name; LegalSurname nvarchar(50) | p name; Forename nvarchar(50) | p name; MiddleNames nvarchar(50) | p name; ChosenName nvarchar(50) | p name; Title varchar(10) | p; Gender char(1) | p; DateOfBirth datetime | p; EthnicityKey int @L | p ethnicity; LanguageKey int @L | p; ReligionKey int @L | p religion; Deceased bit | p; RowVer int | n; @AUDIT
tblStuBase people hub=pupil :: StuBaseRef int pk @P | ?; UPN char(13) | p; FormerUPN char(13) | p; ULN varchar(10) | p; AdmissionNo varchar(6) | p; DateOfAdmission datetime | p; DateOfLeaving datetime | p; NCYear int -> tblYearGroup.NCYear | ?; RegGroupRef int -> tblRegGroup.RegGroupRef | ?; HouseKey int @L | ?; EnrolStatus char(1) | p; InCare bit | p safeguarding; SENStage char(1) | p health; EAL bit | p; DietKey int @L | p religion health; ServiceChild bit | p; YSSA bit | p
tblCarer people hub=contact :: CarerRef int pk @P | ?; OccupationText nvarchar(60) | p; NINumber char(9) | p; Interpreter bit | p; SendPost bit | p; NoContactReason nvarchar(200) | p safeguarding
tblEmployee people hub=staff :: EmpRef int pk @P | ?; PayrollNo varchar(8) | p; StaffCode varchar(4) | p; TRN varchar(7) | p; NINumber char(9) | p; StartDate datetime | p; LeaveDate datetime | p; IsTeacher bit | p; DisabilityKey int @L | p health; BankSort varchar(8) | p; BankAccount varchar(8) | p
tblGovernor people hub=governor :: GovRef int pk @P | ?; GovTypeKey int @L | p; TermStarts datetime | p; TermEnds datetime | p; ChairOf nvarchar(50) | p; DeclaredInterests nvarchar(200) | p
tblSysUser people hub=user :: UserKey int pk | ?; LoginName varchar(30) | p; PersonRef int @P; ProfileRef int -> tblSysProfile.ProfileRef | ?; LastLogin datetime | p; Locked bit | p; PwdHash varchar(64) | p
tblSysProfile things :: ProfileRef int pk | n; ProfileName varchar(40) | n
tblAuditTrail unsure :: AuditSeq int pk | n; UserKey int -> tblSysUser.UserKey written/about; TableName varchar(40) | n; RowKey int | ?; ActionCode char(1) | n; ActionTime datetime | ?; WorkstationId varchar(20) | ?
tblPersonName people :: PersonNameRef int pk | n; PersonKey int @P; OldSurname nvarchar(50) | p name; OldForename nvarchar(50) | p name; EffFrom datetime | p; EffTo datetime | p; ChangeReasonKey int @L | p
tblAddress people :: AddrKey int pk | n; HouseNo varchar(10) | p; Street nvarchar(60) | p; Town nvarchar(40) | p; County nvarchar(40) | p; PostCode varchar(8) | p; UPRN varchar(12) | p; Easting int | p; Northing int | p
tblPersonAddress people :: PersAddrKey int pk | n; PersonKey int @P; AddrKey int -> tblAddress.AddrKey gathers orphans | ?; AddrTypeKey int @L | p; EffFrom datetime | p; EffTo datetime | p
tblPersonTel people :: PersTelKey int pk | n; PersonKey int @P; TelTypeKey int @L | p; TelNumber varchar(20) | p; ExDirectory bit | p
tblPersonEmail people :: PersMailKey int pk | n; PersonKey int @P; Address varchar(80) | p; IsMain bit | p
tblStuCarerLink people :: StuCarerRef int pk | n; StuBaseRef int @S; CarerRef int @C; RelationKey int @L | p; CallOrder int | p; ParentalResp bit | p; CourtOrder bit | p safeguarding; LivesWith bit | p
tblRegGroup unsure :: RegGroupRef int pk | n; GroupName varchar(10) | n; NCYear int -> tblYearGroup.NCYear | n; TutorRef int @T; RoomRef int -> tblRoom.RoomRef | n
tblRoom things :: RoomRef int pk | n; RoomName varchar(20) | n; Capacity int | n
tblStuRegHistory people :: StuRegHistRef int pk | n; StuBaseRef int @S; RegGroupRef int -> tblRegGroup.RegGroupRef | ?; EffFrom datetime | p; EffTo datetime | p
tblStuSchoolHistory people :: StuSchHistRef int pk | n; StuBaseRef int @S; SchoolRef int -> tblSchoolBase.SchoolRef | ?; FromDate datetime | p; ToDate datetime | p; LeaveReasonKey int @L | p; CTFReceived bit | p
tblAttendCode things :: AttCode char(1) pk | n; AttMeaning nvarchar(60) | n; Statistical varchar(20) | n
tblAttendWeek people :: StuBaseRef int pk @S; WeekCommencing datetime pk | p; Marks char(10) | p; MinutesLate varchar(40) | p
tblAttendNote people :: AttNoteRef int pk | n; StuBaseRef int @S; SessionDate datetime | p; AmPm char(2) | p; AttCode char(1) -> tblAttendCode.AttCode natural | p; Explanation nvarchar(200) | p health; TakenBy int @B
tblSENHistory people :: SENHistRef int pk | n; StuBaseRef int @S; StageKey int @L | p health; EffFrom datetime | p; EffTo datetime | p; @AUDIT
tblSENNeed people :: SENNeedRef int pk | n; StuBaseRef int @S; NeedTypeKey int @L | p health; Rank int | p health; Notes nvarchar(300) | p health
tblSENReview people :: SENReviewRef int pk | n; StuBaseRef int @S; ReviewDate datetime | p; ReviewTypeKey int @L | p health; ChairRef int @T; Outcome nvarchar(400) | p health; NextDue datetime | p
tblSENReviewAttendee people :: SENReviewRef int pk -> tblSENReview.SENReviewRef detail | ?; PersonKey int pk -> tblPerson.PersonKey mentions/about; SentReport bit | p
tblSENProvision people :: SENProvRef int pk | n; StuBaseRef int @S; ProvTypeKey int @L | p health; HoursPerWeek real | p health; LedBy int @T; FromDate datetime | p; ToDate datetime | p; CostPerYear money | p
tblMedCondition people :: MedCondRef int pk | n; PersonKey int @P; ConditionKey int @L | p health; Severity char(1) | p health; Treatment nvarchar(300) | p health; DateDiagnosed datetime | p
tblMedPractice things :: PracticeRef int pk | n; PracticeName nvarchar(60) | n; Tel varchar(20) | n
tblStuPractice people :: StuBaseRef int pk @S; PracticeRef int -> tblMedPractice.PracticeRef | p health; NHSNumber varchar(12) | p health; ConsentEmergency bit | p health
tblMedEvent people :: MedEvRef int pk | n; StuBaseRef int @S; EventDate datetime | p; EventTypeKey int @L | p health; Narrative nvarchar(400) | p health; SeenBy int @B
tblExclusion people :: ExclRef int pk | n; StuBaseRef int @S; ExclTypeKey int @L | p; ReasonKey int @L | p; StartDate datetime | p; EndDate datetime | p; Sessions int | p; Narrative nvarchar(400) | p; GovPanelDate datetime | p; ReinstatedFlag bit | p
tblExclAppeal people :: AppealRef int pk | n; ExclRef int -> tblExclusion.ExclRef detail | ?; HeardOn datetime | p; PanelChair int -> tblGovernor.GovRef assigned also=tblPerson.PersonKey; Decision nvarchar(60) | p
tblBehIncident people :: IncRef int pk | n; IncDate datetime | p; IncTypeKey int @L | p; LocationText nvarchar(40) | p; Narrative nvarchar(400) | p; ReportedBy int @B
tblBehStudent people :: IncRef int pk -> tblBehIncident.IncRef gathers | ?; StuBaseRef int pk @S; RoleKey int @L | p; Points int | p; SanctionKey int @L | p; Comments nvarchar(200) | p
tblAchievement people :: AchRef int pk | n; StuBaseRef int @S; AchTypeKey int @L | p; AchDate datetime | p; Points int | p; AwardedBy int @B; Remark nvarchar(200) | p
tblLACPeriod people :: LACRef int pk | n; StuBaseRef int @S; CareAuthority char(3) | p safeguarding; StartDate datetime | p; EndDate datetime | p; LegalStatusKey int @L | p safeguarding; PlacementText nvarchar(100) | p safeguarding; SocialWorker nvarchar(60) | p; SWTel varchar(20) | p
tblPEPMeeting people :: PEPRef int pk | n; LACRef int -> tblLACPeriod.LACRef detail | ?; MeetingDate datetime | p; DesigTeacher int @T; Targets nvarchar(300) | p safeguarding
tblCPPlan people :: CPRef int pk | n; StuBaseRef int @S; CategoryKey int @L | p safeguarding; PlanStart datetime | p; PlanEnd datetime | p; LeadWorker nvarchar(60) | p; Summary nvarchar(500) | p safeguarding
tblCPChronology people :: ChronRef int pk | n; StuBaseRef int @S; EntryDate datetime | p; Concern nvarchar(500) | p safeguarding; RaisedBy int @B; ActionTaken nvarchar(200) | p safeguarding; SharedWith nvarchar(60) | p
tblFSMPeriod people :: FSMRef int pk | n; StuBaseRef int @S; EligFrom datetime | p; EligTo datetime | p; ClaimantRef int -> tblCarer.CarerRef mentions/about also=tblPerson.PersonKey; EvidenceKey int @L | p; CountryCode char(3) | p
tblMealTaken people :: MealRef int pk | n; StuBaseRef int @S; WeekStart datetime | p; MealPattern char(5) | p; AmountDue money | p; AmountPaid money | p
tblTransRoute things :: RouteRef int pk | n; RouteCode varchar(8) | n; OperatorName nvarchar(60) | n; Seats int | n
tblTransStop things :: StopRef int pk | n; RouteRef int -> tblTransRoute.RouteRef | n; StopName nvarchar(60) | n; AMTime char(5) | n
tblTransStudent people :: TransStuRef int pk | n; StuBaseRef int @S; RouteRef int -> tblTransRoute.RouteRef | p; StopRef int -> tblTransStop.StopRef | p; PassNo varchar(10) | p; FromDate datetime | p; ToDate datetime | p; EscortNeeded bit | p health
tblAdmApplication people :: ApplRef int pk | n; PersonKey int @P; AppliedOn datetime | p; AppliedBy int @C; EntryNCYear int -> tblYearGroup.NCYear | ?; RoundYear char(4) | ?; LateFlag bit | p; SocialMedical nvarchar(300) | p health
tblAdmPreference people :: ApplRef int pk -> tblAdmApplication.ApplRef detail | ?; PrefNo int pk | p; SchoolRef int -> tblSchoolBase.SchoolRef | p; CriterionKey int @L | p religion safeguarding health; DistanceMetres int | p; OfferFlag char(1) | p; Reasons nvarchar(300) | p
tblAdmSibling people :: ApplRef int pk -> tblAdmApplication.ApplRef detail | ?; SiblingRef int pk -> tblStuBase.StuBaseRef about/mentions also=tblPerson.PersonKey
tblSubject unsure :: SubjectRef int pk | n; SubjectCode varchar(6) | n; SubjectName nvarchar(40) | n; DeptHead int @T
tblTeachGroup unsure :: TGroupRef int pk | n; TGroupName varchar(12) | n; SubjectRef int -> tblSubject.SubjectRef | n; NCYear int -> tblYearGroup.NCYear | n; TeacherRef int @T
tblTGroupMember people :: TGroupRef int pk -> tblTeachGroup.TGroupRef | ?; StuBaseRef int pk @S; JoinedOn datetime | p; LeftOn datetime | p
tblTimetableSlot unsure :: SlotRef int pk | n; TGroupRef int -> tblTeachGroup.TGroupRef | n; DayNo int | n; PeriodNo int | n; RoomRef int -> tblRoom.RoomRef | n; CoverTeacher int @T
tblAssessAspect things :: AspectRef int pk | n; AspectName nvarchar(60) | n; SubjectRef int -> tblSubject.SubjectRef | n; MaxMark int | n
tblAssessResult people :: ResultRef int pk | n; StuBaseRef int @S; AspectRef int -> tblAssessAspect.AspectRef | p; ResultDate datetime | p; ResultText varchar(10) | p; EnteredBy int -> tblSysUser.UserKey written
tblReport people :: ReportRef int pk | n; StuBaseRef int @S; SubjectRef int -> tblSubject.SubjectRef | p; TermKey int @L | ?; Comment nvarchar(500) | p; Effort char(1) | p; WrittenBy int @B
tblEmpContract people :: ContractRef int pk | n; EmpRef int @E; PostRef int -> tblPost.PostRef | p; ContractTypeKey int @L | p; FTE real | p; SalaryPoint varchar(6) | p; AnnualPay money | p; StartDate datetime | p; EndDate datetime | p
tblPost things :: PostRef int pk | n; PostTitle nvarchar(60) | n; PayScale varchar(10) | n
tblEmpAbsence people :: EmpAbsRef int pk | n; EmpRef int @E; FirstDay datetime | p; LastDay datetime | p; WorkingDays real | p health; AbsTypeKey int @L | p health; FitNote bit | p health; Remarks nvarchar(200) | p health; AuthorisedBy int @T
tblEmpQualification people :: EmpQualRef int pk | n; EmpRef int @E; QualLevelKey int @L | p; QualTitle nvarchar(60) | p; Awarded datetime | p; VerifiedBy int -> tblSysUser.UserKey assigned/written
tblSCRCheck people :: SCRRef int pk | n; PersonKey int @P; CheckTypeKey int @L | p criminal; CertificateNo varchar(12) | p criminal; CheckedOn datetime | p; ExpiresOn datetime | p; SeenBy int @T; Disclosure nvarchar(300) | p criminal
tblEmpNextOfKin people :: EmpNokRef int pk | n; EmpRef int @E; NokName nvarchar(60) | p; NokTel varchar(20) | p; NokRelation varchar(20) | p
tblEmpAppraisal people :: AppraisalRef int pk | n; EmpRef int @E; ReviewerRef int @T; CycleYear char(7) | ?; Objective nvarchar(300) | p; Rating char(1) | p; PayRecommended bit | p
tblEmpUnion people :: EmpRef int pk @E; UnionKey int @L | p union; SubsByPayroll bit | p union
tblGovMeeting unsure :: GovMtgRef int pk | n; MeetingDate datetime | n; CommitteeName nvarchar(40) | n; Venue nvarchar(40) | n
tblGovAttendance people :: GovMtgRef int pk -> tblGovMeeting.GovMtgRef | ?; GovRef int pk -> tblGovernor.GovRef about also=tblPerson.PersonKey; Attended bit | p; Apologies bit | p
tblUdfDefinition things :: UdfRef int pk | n; UdfCaption nvarchar(50) | n; UdfEntity varchar(10) | n; UdfType char(1) | n; UdfOrder int | n
tblUdfValue people :: UdfRef int pk -> tblUdfDefinition.UdfRef | p; EntityKey int pk @P; UdfText nvarchar(200) | p health religion; UdfDate datetime | p
tblLetterTemplate unsure :: LetterRef int pk | n; LetterTitle nvarchar(60) | n; BodyText nvarchar(500) | n; Owner int -> tblSysUser.UserKey assigned/written
tblLetterSent people :: LetterSentRef int pk | n; LetterRef int -> tblLetterTemplate.LetterRef | p; SubjectKey int -> tblStuBase.StuBaseRef about also=tblPerson.PersonKey; AddresseeKey int -> tblCarer.CarerRef about/mentions also=tblPerson.PersonKey; SentOn datetime | p; SentBy int -> tblSysUser.UserKey written; MergeFile varchar(60) | ?
tblCensusReturn unsure :: ReturnRef int pk | n; CensusDate datetime | n; CensusName varchar(30) | n; AuthorisedBy int @T; FileName varchar(60) | n
tblCensusPupil people :: ReturnRef int pk -> tblCensusReturn.ReturnRef | ?; UPN char(13) pk -> tblStuBase.UPN about natural orphans; EthnicCode char(4) | p ethnicity; FSMFlag char(1) | p; SENCode char(1) | p health; PostCode varchar(8) | p; SessionsPossible int | p; SessionsMissed int | p
tblDocLink people :: DocRef int pk | n; EntityType char(3) | ?; EntityRef int by EntityType STU>tblStuBase.StuBaseRef:about:also=tblPerson.PersonKey EMP>tblEmployee.EmpRef:about:also=tblPerson.PersonKey EXC>tblExclusion.ExclRef:detail | p; DocTitle nvarchar(80) | p; StoredPath varchar(120) | ?; AddedBy int -> tblSysUser.UserKey written
tblContactLog people :: ContLogRef int pk | n; StuBaseRef int @S; SpokeTo int -> tblCarer.CarerRef about/mentions also=tblPerson.PersonKey; LogDate datetime | p; MethodKey int @L | p; Detail nvarchar(500) | p; FollowUpBy int @T; Closed bit | ?
tblParentEvening people :: SlotKey int pk | n; StuBaseRef int @S; TeacherRef int @T; SlotTime datetime | p; Attended bit | p
tblTripVisit unsure :: VisitRef int pk | n; VisitTitle nvarchar(60) | n; VisitDate datetime | n; LeaderRef int @T; CostPerHead money | n; RiskApprovedBy int @T
tblTripPlace people :: VisitRef int pk -> tblTripVisit.VisitRef | ?; StuBaseRef int pk @S; ConsentOn datetime | p; PaidSoFar money | p; TravelNeeds nvarchar(100) | p health
tblPupilPremium people :: PPRef int pk | n; StuBaseRef int @S; PPTypeKey int @L | p safeguarding; FinYear char(7) | ?; Amount money | p
tblTravellerFamily people :: TravRef int pk | n; StuBaseRef int @S; FamilyNote nvarchar(200) | p ethnicity; AdviserRef int @T
tblArchivePurge things :: PurgeRef int pk | n; TableName varchar(40) | n; OlderThanYears int | n; LastRun datetime | n
tblSchemaVersion things :: VersionNo varchar(10) pk | n; AppliedOn datetime | n
"""
GROUPS = {
    "LANG": "ENG English|PNJ Panjabi|URD Urdu|POL Polish|SOM Somali|ROM Romanian",
    "RELIG": "CH Christian|MU Muslim|SI Sikh|HI Hindu|JE Jewish|NO No religion",
    "HOUSE": "R Red Kite|K Kestrel|M Merlin|O Osprey",
    "DIET": "NONE No restriction|HAL Halal|VEG Vegetarian|NUT No nuts|COE Coeliac",
    "DISAB": "NONE None declared|HEAR Hearing|MOB Mobility|LTC Long term condition",
    "GOVT": "LA Local authority|PAR Parent|STA Staff|COP Co-opted",
    "CHG": "MAR Marriage|DEE Deed poll|ERR Keying error",
    "ADTY": "HOM Home|COR Correspondence|OTH Other parent",
    "TELT": "H Home|M Mobile|W Work",
    "REL": "MOT Mother|FAT Father|GRP Grandparent|FOS Foster carer|STP Step parent",
    "LVRS": "MOVE Moved area|TRAN Transferred|PERM Permanently excluded",
    "SENS": "N No special need|K SEN support|E Education health and care plan|A School action",
    "NEED": "SPLD Specific learning difficulty|ASD Autistic spectrum|SEMH Social emotional|SLCN Speech and language|HI Hearing impairment",
    "REVT": "ANN Annual review|INT Interim|TRA Transition",
    "PROV": "TA In class support|EP Educational psychologist|SALT Speech therapy|SMG Small group",
    "COND": "AST Asthma|EPI Epilepsy|DIA Diabetes type 1|ECZ Eczema|ANA Anaphylaxis",
    "MEV": "BUMP Bumped head|SICK Sent home unwell|MEDS Medicine given|HEAR Hearing test",
    "EXT": "FIXD Suspension|PERM Permanent exclusion|LNCH Lunchtime",
    "EXR": "PP Physical assault on pupil|VA Verbal abuse of adult|DB Persistent disruption|DM Damage",
    "INCT": "DIS Disruption|FIG Fighting|BUL Bullying|PHO Phone out|LAT Late to lesson",
    "INCR": "AGG Aggressor|TAR Target|PAR Participant",
    "SANC": "DET Detention|ISO Isolation|LET Letter home|TLK Spoken to",
    "ACHT": "EFF Effort|HWK Homework|KIN Kindness|SPO Sport",
    "LEGS": "S20 Voluntary accommodation|S31 Full care order|ICO Interim care order",
    "CPC": "NEG Neglect|EMO Emotional|PHY Physical|MUL Multiple",
    "EVID": "ECS Eligibility checking|LET Benefit letter|UC Universal credit",
    "CRIT": "LAC Looked after|SIB Sibling|FAI Faith|MED Medical need|DIS Distance",
    "TERM": "AUT Autumn|SPR Spring|SUM Summer",
    "CTYP": "PRM Permanent|FTC Fixed term|CAS Casual",
    "EABS": "SIC Sickness|MAT Maternity|COM Compassionate|TRA Training|STR Stress related",
    "QUAL": "QTS Qualified teacher|DEG First degree|NVQ NVQ level 3|FA First aid at work",
    "SCRT": "DBS Enhanced DBS|B99 Barred list|PRO Prohibition order|RTW Right to work",
    "UNI": "NEU NEU|NAS NASUWT|UNS UNISON|GMB GMB",
    "METH": "TEL Telephone|EML E-mail|VIS Home visit|MTG Meeting in school",
    "PPT": "FSM Ever 6|LAC Looked after|SRV Service child|ADP Adopted from care",
    "ETH": "|".join(f"{code} {text}" for code, text in ETHNICITIES.items()),
}  # fmt: skip
CONCERNS = (
    "Came in without a coat again. Told me mum was still in bed. Sat with {o} at break, who offered half a sandwich.",
    "Said that step-dad shouts at night. {o} confirmed hearing it over the fence. Spoke to {s}, who rang the duty team.",
    "Bruise on left forearm, says fell off trampoline with {o}. Body map done.",
    "No lunch, third time this week. {s} gave a dinner from the emergency fund.",
)
RISKS = (
    "{o} was pushed on the stairs after an argument over a football sticker. Both calmed by {s}.",
    "Refused to leave the ICT suite and swore at {s}. {o} joined in.",
    "Mobile taken in maths. Had been filming {o}.",
    "Threw a chair which missed {o} by inches.",
    "Fighting by the canteen; lunchtime supervisors separated them.",
)
PHONE_CALLS = (
    "Mum rang, upset about detention. Says {o} started it. I said {s} would ring back Thursday.",
    "Left message re: unpaid dinner money, no reply as yet.",
    "Dad not happy with set change. Wants to meet {s}.",
    "Gran will collect all week, mum in hospital.",
    "Rang about lateness - says the 64 bus did not turn up and {o} was late as well.",
)
START = date(2023, 9, 4)


class Council:
    def __init__(self, seed: int) -> None:
        self.system = WrittenSystem(NAME, seed)
        self.made = Invented(seed, town="Oakenshaw", county="West Riding", area="WF")
        self.r = self.made.random
        self.next: dict[str, int] = {}
        for line in filter(None, SCHEMA.splitlines()):
            header, _, columns = line.partition(" :: ")
            for short, whole in MACROS.items():
                columns = columns.replace(short + ";", whole + ";").replace(short + " ", whole + " ")
                if columns.endswith(short):
                    columns = columns.removesuffix(short) + whole
            self.system.table(header, columns.replace(";", "\n"))
        self.codes: dict[str, list[int]] = {}
        self.pupils: list[tuple[int, Human]] = []
        self.carers: list[tuple[int, Human]] = []
        self.staff: list[tuple[int, Human]] = []
        self.governors: list[int] = []
        self.users: list[int] = []
        self.carers_of: dict[int, list[int]] = {}
        self.upns: dict[int, str] = {}
        self.person_keys = iter(self.r.sample(range(10_000, 19_000), 2_000))

    def add(self, table: str, whose: int | None = None, **values: Any) -> int:
        """One row; a single whole-number key that is not given counts on from a start of the table's own."""
        made = self.system.tables[table]
        if "EnteredOn" in made.names:
            values |= {"EnteredBy": self.pick(self.users), "EnteredOn": self.stamp(self.any_day())}
        key = made.pk[0]
        if len(made.pk) == 1 and key not in values:
            self.next[table] = self.next.get(table, self.r.randrange(1, 9) * 100) + 1
            values[key] = self.next[table]
        made.add(whose, **values)
        return int(values[key]) if str(values[key]).isdigit() else 0

    def pick(self, pool: Any) -> Any:
        return self.r.choice(pool) if pool else None

    def code(self, group: str, blank: float = 0.0) -> int | None:
        return None if self.made.chance(blank) else self.pick(self.codes[group])

    def stamp(self, day: date | None) -> str | None:
        return f"{day} 00:00:00" if day else None

    def any_day(self, first: date = START, last: date = date(2024, 7, 19)) -> date:
        return self.made.school_day(first, last)

    def when(self) -> str | None:
        return self.stamp(self.any_day())

    def maybe(self, share: float, value: Any) -> Any:
        return value if self.made.chance(share) else None

    def emp(self) -> int:
        return int(self.pick(self.staff)[0])

    def told(self, templates: tuple[str, ...], but: int) -> Any:
        other = self.pick([pupil for pupil in self.pupils if pupil[0] != but])[1]
        adult = self.pick(self.staff)[1]
        return tell(self.pick(templates), o=(other.name, other.id), s=(adult.name, adult.id))

    def some(self, share: float) -> list[int]:
        return [key for key, _ in self.pupils if self.made.chance(share)]

    def things(self) -> None:
        for group, told in GROUPS.items():
            for n, entry in enumerate(told.split("|"), 1):
                code, _, text = entry.partition(" ")
                key = self.add(
                    "tblLookupValue", LookupGroup=group, LookupCode=code, LookupText=text, SortSeq=n, Retired=0
                )
                self.codes.setdefault(group, []).append(key)
        for n, name in enumerate(
            (
                "Oakenshaw High",
                "St Wilfrid's RC Primary",
                "Lower Fold Primary",
                "Beckside Infants",
                "Moor Top Academy",
                "Priory Lane Primary",
            ),
            2,
        ):
            self.add(
                "tblSchoolBase",
                DfENumber=f"384{n + 4001}",
                SchoolName=name,
                Phase="S" if n in (2, 6) else "P",
                HeadName=None,
                Tel=self.made.landline(),
                PostCode=self.made.address().postcode,
            )
        for year in range(7, 12):
            self.add("tblYearGroup", NCYear=year, NCYearName=f"Year {year}")
        self.rooms = [
            self.add("tblRoom", RoomName=name, Capacity=self.r.randrange(16, 34))
            for name in ("A1", "A2", "A3", "B11", "B12", "Lab 1", "Lab 2", "Gym", "Hall", "Art", "Music", "ICT 1")
        ]
        self.profiles = [
            self.add("tblSysProfile", ProfileName=name)
            for name in ("Administrator", "Office", "Teacher", "SENCO", "Read only")
        ]
        for code, text, group in (
            ("/", "Present am", "Present"),
            ("\\", "Present pm", "Present"),
            ("L", "Late", "Present"),
            ("I", "Illness", "Authorised"),
            ("M", "Medical", "Authorised"),
            ("O", "Unauthorised", "Unauthorised"),
            ("H", "Agreed holiday", "Authorised"),
            ("N", "No reason yet", "Unauthorised"),
            ("B", "Educated off site", "Approved"),
        ):
            self.add("tblAttendCode", AttCode=code, AttMeaning=text, Statistical=group)
        self.practices = [
            self.add("tblMedPractice", PracticeName=f"{name} Surgery", Tel=self.made.landline())
            for name in ("Beck Lane", "Market Place", "The Limes", "Moorside")
        ]
        self.posts = [
            self.add("tblPost", PostTitle=title, PayScale=scale)
            for title, scale in (
                ("Teacher", "MPS"),
                ("Head of Department", "TLR2"),
                ("Teaching Assistant", "SCP"),
                ("Office Manager", "SCP"),
                ("Site Supervisor", "SCP"),
                ("Deputy Headteacher", "L"),
            )
        ]
        self.routes = [
            self.add("tblTransRoute", RouteCode=f"WF{n}", OperatorName=name, Seats=52)
            for n, name in ((12, "Fold Coaches"), (14, "Fold Coaches"), (31, "Beckside Taxis"))
        ]
        self.stops = [
            (
                self.add(
                    "tblTransStop", RouteRef=route, StopName=f"{self.made.address().street} top", AMTime=f"07:{n}"
                ),
                route,
            )
            for route in self.routes
            for n in (41, 47, 55)
        ]
        self.meetings = [
            self.add(
                "tblGovMeeting",
                MeetingDate=self.when(),
                CommitteeName=self.pick(["Full", "Finance", "Curriculum"]),
                Venue="Library",
            )
            for _ in range(8)
        ]
        self.udfs = [
            self.add("tblUdfDefinition", UdfCaption=caption, UdfEntity="PERSON", UdfType="T", UdfOrder=n)
            for n, caption in enumerate(
                ("Inhaler kept in office", "Locker number", "Parish", "Photo consent", "First aid trained"), 1
            )
        ]
        for name, years in (("tblStuBase", 25), ("tblBehIncident", 7), ("tblLetterSent", 3)):
            self.add("tblArchivePurge", TableName=name, OlderThanYears=years, LastRun=self.when())
        for version in ("4.1.0", "4.1.7", "5.0.2"):
            self.add("tblSchemaVersion", VersionNo=version, AppliedOn=self.when())

    def human(
        self, kind: str, named: tuple[str, str, str], born: date | None, number: str | None = None
    ) -> tuple[int, Human]:
        forename, surname, sex = named
        human = self.system.person(kind, forename, surname, born=born.isoformat() if born else None, upn=number)
        key = next(self.person_keys)
        adult = kind != "pupil"
        self.add(
            "tblPerson", human.id, PersonKey=key, Surname=surname, LegalSurname=surname, Forename=forename,
            MiddleNames=self.maybe(0.4, self.pick(["Rose", "James", "Lee", "Marie", "Ann", "John"])), ChosenName=self.maybe(0.6, forename),
            Title=self.pick(["Mr"] if sex == "M" else ["Mrs", "Miss", "Ms"]) if adult else None, Gender=sex, DateOfBirth=self.stamp(born),
            EthnicityKey=self.code("ETH", 0.4 if adult else 0.03), LanguageKey=self.code("LANG", 0.3), ReligionKey=self.code("RELIG", 0.5),
            Deceased=0, RowVer=self.r.randrange(1, 9),
        )  # fmt: skip
        return key, human

    def lives(self, key: int, address: int) -> None:
        self.add(
            "tblPersonAddress", PersonKey=key, AddrKey=address, AddrTypeKey=self.codes["ADTY"][0], EffFrom=self.when()
        )

    def address(self) -> int:
        a: Address = self.made.address()
        return self.add(
            "tblAddress",
            HouseNo=a.house,
            Street=a.street,
            Town=a.town,
            County=a.county,
            PostCode=a.postcode,
            UPRN=f"1000{self.r.randrange(10**8):08d}",
            Easting=self.r.randrange(430000, 440000),
            Northing=self.r.randrange(415000, 425000),
        )

    def phone(self, key: int) -> None:
        self.add(
            "tblPersonTel", PersonKey=key, TelTypeKey=self.codes["TELT"][1], TelNumber=self.made.mobile(), ExDirectory=0
        )
        if self.made.chance(0.4):
            self.add(
                "tblPersonTel",
                PersonKey=key,
                TelTypeKey=self.codes["TELT"][0],
                TelNumber=self.made.landline(),
                ExDirectory=int(self.made.chance(0.2)),
            )

    def employees(self) -> None:
        codes: set[str] = set()
        for n in range(46):
            named = self.made.adult()
            born = self.made.day(date(1960, 1, 1), date(1999, 1, 1))
            key, human = self.human("staff", named, born)
            code = named[1][:2].upper() + named[0][0]
            while code in codes:
                code = named[1][:2].upper() + self.pick("ABCDEFGHJKLMNP") + self.pick("ABCDEFGH")
            codes.add(code)
            self.add(
                "tblEmployee",
                human.id,
                EmpRef=key,
                PayrollNo=f"{540000 + n * 37}",
                StaffCode=code,
                TRN=self.maybe(0.7, f"{self.r.randrange(10**6, 10**7)}"),
                NINumber=self.made.national_insurance(),
                StartDate=self.stamp(self.made.day(date(1998, 9, 1), START)),
                IsTeacher=int(n < 30),
                DisabilityKey=self.code("DISAB", 0.3),
                BankSort=f"20-{self.r.randrange(10, 99)}-{self.r.randrange(10, 99)}",
                BankAccount=f"{self.r.randrange(10**7, 10**8)}",
            )
            self.staff.append((key, human))
            if n < 34:
                self.users.append(
                    self.add(
                        "tblSysUser",
                        human.id,
                        LoginName=self.made.login(named[0][0] + named[1]),
                        PersonRef=key,
                        ProfileRef=self.pick(self.profiles),
                        LastLogin=self.made.moment(self.any_day()),
                        Locked=int(n == 30),
                        PwdHash=f"{self.r.getrandbits(128):032x}",
                    )
                )
            self.lives(key, self.address())
            self.phone(key)
            self.add("tblPersonEmail", PersonKey=key, Address=self.made.mail(*named[:2]), IsMain=1)
        for n in range(10):
            key, human = self.pick(self.staff) if n == 0 else self.human("governor", self.made.adult(), None)
            self.add(
                "tblGovernor",
                human.id,
                GovRef=key,
                GovTypeKey=self.code("GOVT"),
                TermStarts="2021-09-01 00:00:00",
                TermEnds="2025-08-31 00:00:00",
                ChairOf=self.maybe(0.3, "Finance Committee"),
                DeclaredInterests=self.maybe(0.3, "Spouse supplies stationery to the school"),
            )
            self.governors.append(key)

    def children(self) -> None:
        for n, name in enumerate(f"{year}{letter}" for year in range(7, 12) for letter in "OHW"):
            self.add(
                "tblRegGroup",
                RegGroupRef=300 + n,
                GroupName=name,
                NCYear=7 + n // 3,
                TutorRef=self.staff[n][0],
                RoomRef=self.pick(self.rooms),
            )
        for n in range(250):
            family, address = (self.pick(self.carers), None) if n % 6 == 5 else (None, self.address())
            named = self.made.child(family[1].surname if family else None)
            year = 7 + n % 5
            born = self.made.day(date(2023 - year - 5, 9, 1), date(2024 - year - 5, 8, 31))
            number = upn(384, 4003, born.year + 5, n + 1)
            key, human = self.human("pupil", named, born, number)
            group = 300 + (year - 7) * 3 + n % 3
            joined = (
                self.stamp(self.made.day(date(2030 - year - 5 - 4, 9, 1), START))
                if year == 7
                else f"{2030 - year}-09-03 00:00:00"
            )
            self.add(
                "tblStuBase",
                human.id,
                StuBaseRef=key,
                UPN=number,
                FormerUPN=self.maybe(0.05, upn(380, 2001, born.year + 5, n + 300)),
                ULN=self.maybe(0.6, uln(201_000_000 + n * 7)),
                AdmissionNo=f"{4100 + n:06d}",
                DateOfAdmission=joined,
                DateOfLeaving=self.maybe(0.05, self.when()),
                NCYear=year,
                RegGroupRef=group,
                HouseKey=self.code("HOUSE"),
                EnrolStatus=self.pick("CCCCCMS"),
                InCare=int(n % 41 == 0),
                SENStage=self.pick("NNNNNKE"),
                EAL=int(self.made.chance(0.2)),
                DietKey=self.code("DIET", 0.5),
                ServiceChild=0,
                YSSA=1,
            )
            self.pupils.append((key, human))
            self.upns[key] = number
            self.carers_of[key] = []
            self.add("tblStuRegHistory", StuBaseRef=key, RegGroupRef=group, EffFrom=joined)
            self.add(
                "tblStuSchoolHistory",
                StuBaseRef=key,
                SchoolRef=self.r.choice([r["SchoolRef"] for r in self.system.tables["tblSchoolBase"].rows]),
                FromDate="2018-09-03 00:00:00",
                ToDate=joined,
                LeaveReasonKey=self.code("LVRS"),
                CTFReceived=1,
            )
            if family:
                held = next(
                    row["AddrKey"]
                    for row in self.system.tables["tblPersonAddress"].rows
                    if row["PersonKey"] == family[0]
                )
                self.lives(key, held)
                self.carer_link(key, family[0], 1)
                continue
            assert address
            self.lives(key, address)
            for order in range(1, 2 + int(self.made.chance(0.5))):
                adult = self.made.adult("F" if order == 1 else "M", named[1] if self.made.chance(0.75) else None)
                ckey, carer = self.human("contact", adult, None)
                self.add(
                    "tblCarer",
                    carer.id,
                    CarerRef=ckey,
                    OccupationText=self.maybe(
                        0.3, self.pick(["Nurse", "HGV driver", "Self employed", "Carer", "Shop work"])
                    ),
                    NINumber=self.maybe(0.2, self.made.national_insurance()),
                    Interpreter=int(self.made.chance(0.05)),
                    SendPost=1,
                    NoContactReason=self.maybe(0.03, "Non molestation order in force until further notice"),
                )
                self.carers.append((ckey, carer))
                self.lives(ckey, address)
                self.phone(ckey)
                if self.made.chance(0.7):
                    self.add("tblPersonEmail", PersonKey=ckey, Address=self.made.mail(*adult[:2]), IsMain=1)
                self.carer_link(key, ckey, order)
        for _ in range(3):
            self.lives(self.pick(self.pupils)[0], 99_000 + self.r.randrange(100))
        for key, human in self.r.sample(self.pupils + self.staff, 25):
            self.add(
                "tblPersonName",
                PersonKey=key,
                OldSurname=self.made.child()[1],
                OldForename=human.forename,
                EffFrom="2015-01-05 00:00:00",
                EffTo=self.when(),
                ChangeReasonKey=self.code("CHG"),
            )

    def carer_link(self, key: int, carer: int, order: int) -> None:
        self.carers_of[key].append(carer)
        self.add(
            "tblStuCarerLink",
            StuBaseRef=key,
            CarerRef=carer,
            RelationKey=self.code("REL"),
            CallOrder=order,
            ParentalResp=1,
            CourtOrder=int(self.made.chance(0.03)),
            LivesWith=1,
        )

    def attendance(self) -> None:
        for key, _ in self.pupils:
            for week in range(14):
                marks = "".join(self.r.choices(["/\\", "L\\", "II", "OO", "/M", "NN"], [88, 4, 4, 1, 2, 1], k=5))
                self.add(
                    "tblAttendWeek",
                    StuBaseRef=key,
                    WeekCommencing=self.stamp(START + timedelta(7 * week)),
                    Marks=marks,
                    MinutesLate=self.maybe(0.05, "12"),
                )
        for key in self.some(0.5):
            self.add(
                "tblAttendNote",
                StuBaseRef=key,
                SessionDate=self.when(),
                AmPm=self.pick(["AM", "PM"]),
                AttCode=self.pick("IMOHNL"),
                Explanation=self.pick(
                    ["Sickness bug", "Orthodontist 10.15", "Family wedding", "Migraine - note seen", "Bus"]
                ),
                TakenBy=self.emp(),
            )

    def needs(self) -> None:
        for key in self.some(0.25):
            self.add(
                "tblSENHistory",
                StuBaseRef=key,
                StageKey=self.code("SENS"),
                EffFrom="2020-01-06 00:00:00",
                EffTo=self.when(),
            )
            self.add("tblSENHistory", StuBaseRef=key, StageKey=self.code("SENS"), EffFrom=self.when())
            self.add(
                "tblSENNeed",
                StuBaseRef=key,
                NeedTypeKey=self.code("NEED"),
                Rank=1,
                Notes=self.maybe(0.5, "Reads best with a yellow overlay; seat near the front"),
            )
            self.add(
                "tblSENProvision",
                StuBaseRef=key,
                ProvTypeKey=self.code("PROV"),
                HoursPerWeek=self.pick([0.5, 1.0, 2.5, 10.0]),
                LedBy=self.emp(),
                FromDate=self.when(),
                CostPerYear=self.r.randrange(200, 6000),
            )
            if self.made.chance(0.6):
                review = self.add(
                    "tblSENReview",
                    StuBaseRef=key,
                    ReviewDate=self.when(),
                    ReviewTypeKey=self.code("REVT"),
                    ChairRef=self.emp(),
                    Outcome=self.pick(["Provision to continue", "Request statutory assessment", "Move to monitoring"]),
                    NextDue=self.when(),
                )
                for person in {self.emp(), *self.carers_of[key]}:
                    self.add(
                        "tblSENReviewAttendee",
                        SENReviewRef=review,
                        PersonKey=person,
                        SentReport=int(self.made.chance(0.3)),
                    )
        for key, _ in self.pupils + self.staff:
            if self.made.chance(0.15):
                self.add(
                    "tblMedCondition",
                    PersonKey=key,
                    ConditionKey=self.code("COND"),
                    Severity=self.pick("123"),
                    Treatment=self.maybe(
                        0.7, self.pick(["Blue inhaler as needed", "Two auto-injectors in office", "Insulin pump"])
                    ),
                    DateDiagnosed=self.maybe(0.4, "2017-03-01 00:00:00"),
                )
        for key in self.some(0.9):
            self.add(
                "tblStuPractice",
                StuBaseRef=key,
                PracticeRef=self.pick(self.practices),
                NHSNumber=self.maybe(
                    0.3, f"{self.r.randrange(400, 799)} {self.r.randrange(100, 999)} {self.r.randrange(1000, 9999)}"
                ),
                ConsentEmergency=1,
            )
        for key in self.some(0.35):
            self.add(
                "tblMedEvent",
                StuBaseRef=key,
                EventDate=self.when(),
                EventTypeKey=self.code("MEV"),
                Narrative=self.told(
                    (
                        "Collided with {o} in PE, ice pack, {s} rang home.",
                        "Felt faint, lay down 20 mins, back to class.",
                        "Two paracetamol at 11.40, consent on file.",
                    ),
                    key,
                ),
                SeenBy=self.emp(),
            )
        for key in self.some(0.08):
            self.add(
                "tblTravellerFamily",
                StuBaseRef=key,
                FamilyNote="Showmen's family, travels March to October, distance learning packs",
                AdviserRef=self.emp(),
            )

    def conduct(self) -> None:
        for key in self.some(0.12):
            excl = self.add(
                "tblExclusion",
                StuBaseRef=key,
                ExclTypeKey=self.code("EXT"),
                ReasonKey=self.code("EXR"),
                StartDate=self.when(),
                EndDate=self.when(),
                Sessions=self.r.randrange(1, 20),
                Narrative=self.told(RISKS, key),
                GovPanelDate=self.maybe(0.2, self.when()),
                ReinstatedFlag=0,
            )
            if self.made.chance(0.5):
                self.add(
                    "tblExclAppeal",
                    ExclRef=excl,
                    HeardOn=self.when(),
                    PanelChair=self.pick(self.governors),
                    Decision=self.pick(["Upheld", "Quashed", "Reconsider"]),
                )
            if self.made.chance(0.6):
                self.document("EXC", excl, "Notification to parents")
        for _ in range(220):
            children = self.r.sample(self.pupils, self.pick([1, 1, 2, 3]))
            incident = self.add(
                "tblBehIncident",
                IncDate=self.made.moment(self.any_day()),
                IncTypeKey=self.code("INCT"),
                LocationText=self.pick(["Corridor", "Canteen", "Gym", "Bus bay", None]),
                Narrative=self.told(RISKS, children[0][0]),
                ReportedBy=self.emp(),
            )
            for key, _ in children:
                self.add(
                    "tblBehStudent",
                    IncRef=incident,
                    StuBaseRef=key,
                    RoleKey=self.code("INCR"),
                    Points=self.r.randrange(0, 6),
                    SanctionKey=self.code("SANC", 0.3),
                    Comments=self.maybe(0.3, "Apologised afterwards"),
                )
        for key in self.some(0.9):
            self.add(
                "tblAchievement",
                StuBaseRef=key,
                AchTypeKey=self.code("ACHT"),
                AchDate=self.when(),
                Points=self.pick([1, 2, 5]),
                AwardedBy=self.emp(),
                Remark=self.maybe(0.4, "Excellent model of a castle"),
            )
        for key in self.some(0.4):
            self.add(
                "tblContactLog",
                StuBaseRef=key,
                SpokeTo=self.pick(self.carers_of[key]),
                LogDate=self.made.moment(self.any_day()),
                MethodKey=self.code("METH"),
                Detail=self.told(PHONE_CALLS, key),
                FollowUpBy=self.maybe(0.5, self.emp()),
                Closed=int(self.made.chance(0.6)),
            )

    def care(self) -> None:
        for key in self.some(0.06):
            period = self.add(
                "tblLACPeriod",
                StuBaseRef=key,
                CareAuthority="384",
                StartDate="2021-02-01 00:00:00",
                EndDate=self.maybe(0.3, self.when()),
                LegalStatusKey=self.code("LEGS"),
                PlacementText="In house foster placement",
                SocialWorker=" ".join(self.made.adult()[:2]),
                SWTel=self.made.landline(),
            )
            for _ in range(2):
                self.add(
                    "tblPEPMeeting",
                    LACRef=period,
                    MeetingDate=self.when(),
                    DesigTeacher=self.emp(),
                    Targets="Improve attendance at breakfast club; secure reading age of 11",
                )
        for key in self.some(0.06):
            self.add(
                "tblCPPlan",
                StuBaseRef=key,
                CategoryKey=self.code("CPC"),
                PlanStart=self.when(),
                PlanEnd=self.maybe(0.4, self.when()),
                LeadWorker=" ".join(self.made.adult()[:2]),
                Summary=self.told(CONCERNS, key),
            )
        for key in self.some(0.25):
            self.add(
                "tblCPChronology",
                StuBaseRef=key,
                EntryDate=self.made.moment(self.any_day()),
                Concern=self.told(CONCERNS, key),
                RaisedBy=self.emp(),
                ActionTaken=self.pick(["Logged, monitor", "Referred to front door team", "Discussed with parent"]),
                SharedWith=self.maybe(0.3, "School nurse"),
            )
        for key in self.some(0.28):
            self.add(
                "tblFSMPeriod",
                StuBaseRef=key,
                EligFrom=self.when(),
                EligTo=self.maybe(0.2, self.when()),
                ClaimantRef=self.pick(self.carers_of[key]),
                EvidenceKey=self.code("EVID"),
                CountryCode="ENG",
            )
            self.add(
                "tblPupilPremium",
                StuBaseRef=key,
                PPTypeKey=self.code("PPT"),
                FinYear="2023-24",
                Amount=self.pick([1035, 2530, 335]),
            )
        for key in self.some(0.5):
            for week in range(4):
                self.add(
                    "tblMealTaken",
                    StuBaseRef=key,
                    WeekStart=self.stamp(START + timedelta(7 * week)),
                    MealPattern="".join(self.r.choices("DPA", k=5)),
                    AmountDue=12.5,
                    AmountPaid=self.pick([12.5, 0, 10]),
                )
        for key in self.some(0.2):
            stop, route = self.pick(self.stops)
            self.add(
                "tblTransStudent",
                StuBaseRef=key,
                RouteRef=route,
                StopRef=stop,
                PassNo=f"P{self.r.randrange(10**5):05d}",
                FromDate=self.stamp(START),
                EscortNeeded=int(self.made.chance(0.1)),
            )

    def admissions(self) -> None:
        schools = [row["SchoolRef"] for row in self.system.tables["tblSchoolBase"].rows]
        for key in self.some(0.4):
            application = self.add(
                "tblAdmApplication",
                PersonKey=key,
                AppliedOn=self.when(),
                AppliedBy=self.pick(self.carers_of[key]),
                EntryNCYear=7,
                RoundYear=self.pick(["2022", "2023"]),
                LateFlag=int(self.made.chance(0.1)),
                SocialMedical=self.maybe(0.1, "Consultant's letter supports nearest school"),
            )
            for n, school in enumerate(self.r.sample(schools, self.r.randrange(1, 4)), 1):
                self.add(
                    "tblAdmPreference",
                    ApplRef=application,
                    PrefNo=n,
                    SchoolRef=school,
                    CriterionKey=self.code("CRIT"),
                    DistanceMetres=self.r.randrange(150, 9000),
                    OfferFlag="Y" if n == 1 else "N",
                    Reasons=self.maybe(0.2, "Only school we can walk to"),
                )
            if self.made.chance(0.3):
                self.add(
                    "tblAdmSibling", ApplRef=application, SiblingRef=self.pick([k for k, _ in self.pupils if k != key])
                )

    def learning(self) -> None:
        subjects = [
            self.add("tblSubject", SubjectCode=name[:3].upper(), SubjectName=name, DeptHead=self.emp())
            for name in ("English", "Mathematics", "Science", "History", "French", "Art")
        ]
        slots = 0
        for year in range(7, 12):
            for subject in subjects:
                group = self.add(
                    "tblTeachGroup",
                    TGroupName=f"{year}/{subject % 100:02d}",
                    SubjectRef=subject,
                    NCYear=year,
                    TeacherRef=self.emp(),
                )
                for row in self.system.tables["tblStuBase"].rows:
                    if row["NCYear"] == year and self.made.chance(0.6):
                        self.add(
                            "tblTGroupMember",
                            TGroupRef=group,
                            StuBaseRef=row["StuBaseRef"],
                            JoinedOn=self.stamp(START),
                            LeftOn=self.maybe(0.05, self.when()),
                        )
                for _ in range(3):
                    slots += 1
                    self.add(
                        "tblTimetableSlot",
                        TGroupRef=group,
                        DayNo=slots % 5 + 1,
                        PeriodNo=slots % 6 + 1,
                        RoomRef=self.pick(self.rooms),
                        CoverTeacher=self.maybe(0.1, self.emp()),
                    )
        for subject in subjects:
            aspect = self.add("tblAssessAspect", AspectName=f"Autumn test {subject}", SubjectRef=subject, MaxMark=60)
            for key in self.some(0.5):
                self.add(
                    "tblAssessResult",
                    StuBaseRef=key,
                    AspectRef=aspect,
                    ResultDate=self.when(),
                    ResultText=str(self.r.randrange(8, 60)),
                    EnteredBy=self.pick(self.users),
                )
        for key, human in self.pupils:
            if self.made.chance(0.7):
                self.add(
                    "tblReport",
                    StuBaseRef=key,
                    SubjectRef=self.pick(subjects),
                    TermKey=self.code("TERM"),
                    Comment=tell(
                        self.pick(
                            (
                                "{p} works hard but talks too much.",
                                "A pleasing term. {p} should read more widely.",
                                "Needs to bring equipment.",
                            )
                        ),
                        p=(human.forename, human.id),
                    ),
                    Effort=self.pick("ABCD"),
                    WrittenBy=self.emp(),
                )
            if self.made.chance(0.4):
                self.add(
                    "tblParentEvening",
                    StuBaseRef=key,
                    TeacherRef=self.emp(),
                    SlotTime=f"2024-02-08 {self.r.randrange(16, 19)}:{self.r.randrange(0, 60, 5):02d}:00",
                    Attended=int(self.made.chance(0.7)),
                )
        for n in range(6):
            visit = self.add(
                "tblTripVisit",
                VisitTitle=f"{self.pick(['Eden Camp', 'Theatre', 'Geography fieldwork', 'Ypres'])} {n}",
                VisitDate=self.when(),
                LeaderRef=self.emp(),
                CostPerHead=self.r.randrange(5, 300),
                RiskApprovedBy=self.emp(),
            )
            for key in self.some(0.1):
                self.add(
                    "tblTripPlace",
                    VisitRef=visit,
                    StuBaseRef=key,
                    ConsentOn=self.maybe(0.8, self.when()),
                    PaidSoFar=self.r.randrange(0, 60),
                    TravelNeeds=self.maybe(0.1, "Travel sick, front seat"),
                )

    def employment(self) -> None:
        unions = 0
        for key, _ in self.staff:
            self.add(
                "tblEmpContract",
                EmpRef=key,
                PostRef=self.pick(self.posts),
                ContractTypeKey=self.code("CTYP"),
                FTE=self.pick([1.0, 1.0, 0.6]),
                SalaryPoint=self.pick(["M3", "U1", "L12", "SCP9"]),
                AnnualPay=self.r.randrange(18000, 62000),
                StartDate="2019-09-01 00:00:00",
                EndDate=self.maybe(0.1, self.when()),
            )
            for _ in range(self.r.randrange(4)):
                first = self.any_day()
                self.add(
                    "tblEmpAbsence",
                    EmpRef=key,
                    FirstDay=self.stamp(first),
                    LastDay=self.stamp(first + timedelta(self.r.randrange(6))),
                    WorkingDays=self.r.randrange(1, 5),
                    AbsTypeKey=self.code("EABS"),
                    FitNote=int(self.made.chance(0.2)),
                    Remarks=self.maybe(0.3, self.pick(["Back pain", "Chest infection", "Operation on knee"])),
                    AuthorisedBy=self.emp(),
                )
            self.add(
                "tblEmpQualification",
                EmpRef=key,
                QualLevelKey=self.code("QUAL"),
                QualTitle=self.pick(["BA Hons History", "PGCE Secondary", "First aid at work", "BSc Chemistry"]),
                Awarded="2008-07-01 00:00:00",
                VerifiedBy=self.pick(self.users),
            )
            self.add(
                "tblEmpNextOfKin",
                EmpRef=key,
                NokName=" ".join(self.made.adult()[:2]),
                NokTel=self.made.mobile(),
                NokRelation=self.pick(["Spouse", "Partner", "Mother", "Son"]),
            )
            self.add(
                "tblEmpAppraisal",
                EmpRef=key,
                ReviewerRef=self.emp(),
                CycleYear="2023/24",
                Objective="Raise progress of middle prior attainers",
                Rating=self.pick("123"),
                PayRecommended=int(self.made.chance(0.8)),
            )
            if self.made.chance(0.5):
                unions += 1
                self.add("tblEmpUnion", EmpRef=key, UnionKey=self.code("UNI"), SubsByPayroll=unions % 2)
        for key in [key for key, _ in self.staff] + self.governors[1:]:
            self.add(
                "tblSCRCheck",
                PersonKey=key,
                CheckTypeKey=self.code("SCRT"),
                CertificateNo=f"{self.r.randrange(10**11, 10**12)}",
                CheckedOn=self.when(),
                ExpiresOn=self.maybe(0.5, "2026-09-01 00:00:00"),
                SeenBy=self.staff[0][0],
                Disclosure=self.maybe(0.08, "Caution 1994, risk assessed by head"),
            )
        for meeting in self.meetings:
            for key in self.governors:
                came = self.made.chance(0.8)
                self.add("tblGovAttendance", GovMtgRef=meeting, GovRef=key, Attended=int(came), Apologies=int(not came))

    def document(self, sort: str, key: int, title: str) -> None:
        self.add(
            "tblDocLink",
            EntityType=sort,
            EntityRef=key,
            DocTitle=title,
            StoredPath=f"\\\\SRV02\\docs\\{self.r.randrange(10**6)}.doc",
            AddedBy=self.pick(self.users),
        )

    def paper(self) -> None:
        letters = [
            self.add(
                "tblLetterTemplate",
                LetterTitle=title,
                BodyText=f"Dear <<Addressee>>, I write about {title.lower()}.",
                Owner=self.pick(self.users),
            )
            for title in ("Attendance below 90%", "Detention notice", "Parents' evening", "Exclusion")
        ]
        for key in self.some(0.6):
            self.add(
                "tblLetterSent",
                LetterRef=self.pick(letters),
                SubjectKey=key,
                AddresseeKey=self.pick(self.carers_of[key]),
                SentOn=self.when(),
                SentBy=self.pick(self.users),
                MergeFile=f"L{self.r.randrange(10**5)}.rtf",
            )
        for key in self.some(0.3):
            self.document("STU", key, self.pick(["Birth certificate seen", "Transfer file", "Custody letter"]))
        for key, _ in self.staff:
            if self.made.chance(0.5):
                self.document("EMP", key, self.pick(["Application form", "References", "Occupational health report"]))
        for key, _ in self.pupils + self.staff:
            for udf in self.r.sample(self.udfs, self.pick([0, 1, 2])):
                text = (
                    "Yes",
                    f"L{self.r.randrange(400)}",
                    self.pick(["St Wilfrid", "Holy Name"]),
                    "No",
                    "Expires June",
                )[self.udfs.index(udf)]
                self.add("tblUdfValue", UdfRef=udf, EntityKey=key, UdfText=text, UdfDate=self.maybe(0.2, self.when()))
        for name, day in (("Autumn 2023", "2023-10-05 00:00:00"), ("Spring 2024", "2024-01-18 00:00:00")):
            back = self.add(
                "tblCensusReturn",
                CensusDate=day,
                CensusName=name,
                AuthorisedBy=self.staff[0][0],
                FileName=f"3844003_SC_{day[:4]}.xml",
            )
            gone = [upn(384, 4003, 2011, 900 + n) for n in range(4)]
            for number in list(self.upns.values()) + gone:
                self.add(
                    "tblCensusPupil",
                    ReturnRef=back,
                    UPN=number,
                    EthnicCode=self.pick(list(ETHNICITIES)),
                    FSMFlag=self.pick("YNN"),
                    SENCode=self.pick("NNKE"),
                    PostCode=self.made.address().postcode,
                    SessionsPossible=120,
                    SessionsMissed=self.r.randrange(30),
                )
        for _ in range(400):
            self.add(
                "tblAuditTrail",
                UserKey=self.pick(self.users),
                TableName=self.pick(["tblPerson", "tblStuBase", "tblAddress"]),
                RowKey=self.r.randrange(10_000, 19_000),
                ActionCode=self.pick("IUD"),
                ActionTime=self.made.moment(self.any_day()),
                WorkstationId=f"ADMIN{self.r.randrange(9)}",
            )


def build(seed: int) -> WrittenSystem:
    made = Council(seed)
    made.things()
    made.employees()
    made.children()
    made.attendance()
    made.needs()
    made.conduct()
    made.care()
    made.admissions()
    made.learning()
    made.employment()
    made.paper()
    system = made.system
    system.tolerate("tblCensusPupil.UPN", "tblStuBase.FormerUPN")
    system.tolerate("tblAdmApplication.PersonKey", "tblStuBase.StuBaseRef")
    for one in ("tblStuBase.StuBaseRef", "tblCarer.CarerRef", "tblEmployee.EmpRef", "tblGovernor.GovRef"):
        system.tolerate("tblSysUser.PersonRef", one)
    return system
