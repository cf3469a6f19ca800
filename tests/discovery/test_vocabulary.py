"""Names that any school's systems may use: what they stand for, in full and as people there shorten them."""

from __future__ import annotations

import pytest

from honour.discovery.kinds import kinds_of_words
from honour.discovery.labels import labels_of_words
from honour.discovery.roles import role_of
from honour.discovery.words import tokens
from honour.kernel.holding import Label, Role, SubjectKind
from honour.kernel.mapping import Kind

L, K = Label, Kind


@pytest.mark.parametrize(
    ("label", "names"),
    [
        (L.SEN, "SENStatus PrimaryNeed IndividualNeeds SLCN SEMH MLD pmld SpLD ILPReviewed TopUpFunding ExtraTime"),
        (L.EHCP, "EHCPDate HasEHCP ehc_plan_ref EHCNeedsAssessment"),
        (L.HEALTH, "OHReferral BodyPart RTWInterview SSP bradford_factor MoodRating smoking_status CarePlan IHCP"),
        (L.ETHNICITY, "EthnicSource NationalIdentity GRT TravellerStatus"),
        (L.RELIGION, "WithdrawnFromRE WithdrawnFromWorship Faith"),
        (L.BIOMETRIC, "FingerVein FaceID FingerTemplate"),
        (L.CRIMINAL, "DBSDate ProhibitionCheck OverseasCheck DisqualByAssociation Section128"),
        (
            L.SAFEGUARDING,
            "CPPlan CINPlan LACStatus CLAStatus PLAC CAFDate TAFMeeting TeamAroundChild CSERisk CareStatus",
        ),
        (L.SOCIAL_WORK, "SocialWorker CLAStatus"),
    ],
)
def test_special_categories_are_known_by_the_words_schools_use(label: Label, names: str) -> None:
    assert [name for name in names.split() if label not in labels_of_words(tokens(name))] == []


@pytest.mark.parametrize(
    "name",
    "FirstAidQualified FirstAidExpiry HealthAndSafety GPCredits GPAverage SendEmail SentDate RoomHeight".split(),
)
def test_words_that_only_sound_like_a_special_category_are_none(name: str) -> None:
    assert labels_of_words(tokens(name)) == frozenset()


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (K.IDENTIFIER, "UniqueLearnerNumber NINumber NI_No TeacherNumber AdNo PatronNumber StaffCode"),
        (K.EMPLOYMENT, "PayScale PayPoint AnnualLeave Grievance Capability NQT ECT TLR Overtime Timesheet TPSOptOut"),
        (
            K.FINANCIAL,
            "FSM Ever6 PPIndicator EYPP ServicePupil DinnerMoney Arrears MealTariff NILetter BACSRef PayerName",
        ),
        (K.ATTENDANCE, "SignInTime SignOutTime CheckedInAt TimeIn TimeOut PersistentAbsentee Lates"),
        (K.BEHAVIOUR, "Suspension FixedTermExclusion isolation_time RestraintUsed PhysicalIntervention OnReport"),
        (K.CONSENT, "SMSOptOut MarketingOptIn AcceptableUseSigned PhotoPermission"),
        (K.ONLINE, "CookieID SessionID SearchTerm BlockedURL ga_client_id referrer AnalyticsID"),
        (K.IMAGE, "CCTVFile FootageRef CameraName"),
        (K.FAMILY, "NOKName SingleParent NumDependants Carer"),
        (K.MEMBERSHIP, "KeyStage DateOfEntry BoarderStatus"),
        (K.ATTAINMENT, "SpellingAge UCASPoints NVR"),
    ],
)
def test_kinds_are_known_by_the_words_schools_use(kind: Kind, names: str) -> None:
    assert [name for name in names.split() if kind not in kinds_of_words(tokens(name))] == []


def test_short_forms_stay_whole_and_capitals_behind_a_key_are_parted() -> None:
    assert tokens("EYFSProfile")[-1] == "profile"
    assert tokens("SSP") == ("ssp",)
    assert tokens("isdraft") == ("is", "draft")
    assert tokens("isolation") == ("isolation",)
    assert tokens("is_followed_up") == ("is", "followed", "up")
    assert tokens("personIDDSL") == ("person", "identifier", "dsl")
    assert tokens("personIDCreator") == ("person", "identifier", "creator")


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("personIDTaker", Role.WRITTEN_BY),
        ("personIDUpdater", Role.WRITTEN_BY),
        ("personIDLastEdit", Role.WRITTEN_BY),
        ("published_user", Role.WRITTEN_BY),
        ("personIDApproval", Role.ASSIGNED),
    ],
)
def test_who_takes_edits_publishes_or_approves_is_not_whom_the_row_is_about(name: str, role: Role) -> None:
    found, _, _ = role_of(tokens(name), SubjectKind.OTHER, ("register",), account=False, in_hub_of=None)
    assert found is role


@pytest.mark.parametrize("name", ["cashier_id", "seller_id"])
def test_who_sold_a_meal_is_not_whom_the_row_is_about(name: str) -> None:
    found, _, _ = role_of(tokens(name), SubjectKind.STAFF, ("meal", "sale"), account=False, in_hub_of=None)
    assert found is Role.ASSIGNED
