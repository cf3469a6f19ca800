"""The grounds as other packages meet them: `rules.exemption`, `rules.signers`, `rules.response_items`."""

from __future__ import annotations

from datetime import date

import pytest

from honour.kernel.decision import Status
from honour.law import rules

TODAY = date(2026, 11, 23)
CODES = """
ADOPTION ARCHIVE CHILD_ABUSE CONF_REFERENCE COURT_REPORT CRIME_TAX EDU_HARM EHCP EXAM_MARKS EXAM_SCRIPT EXCESSIVE
HEALTH_GATE HEALTH_HARM HEALTH_WISHES HFEA LEGAL_DISCLOSURE MGMT_FORECAST NEGOTIATION PARENTAL_ORDER PRIVILEGE
PROTECT_PUBLIC RESEARCH SELF_INCRIM SOCIAL_HARM SOCIAL_WISHES STAFF_PRESUMED TEACHER_NOTES THIRD_PARTY UNFOUNDED
UNSTRUCTURED_MANUAL
""".split()


def test_every_code_of_the_domain_reference_is_there() -> None:
    assert list(rules.exemption_codes()) == CODES
    assert [rules.exemption(code, TODAY).code for code in CODES] == CODES


def test_a_label_never_tells_what_naming_the_ground_would_tell() -> None:
    neutral = {code for code in CODES if rules.exemption(code, TODAY).public_code == "N"}
    assert neutral >= {"CRIME_TAX", "CHILD_ABUSE", "ADOPTION", "HFEA", "PARENTAL_ORDER", "HEALTH_WISHES", "EDU_HARM"}
    assert len({rules.exemption(code, TODAY).public_words for code in neutral}) == 1


def test_a_school_may_not_claim_the_ground_of_a_council_or_court() -> None:
    assert {code for code in CODES if not rules.exemption(code, TODAY).own_ground} == {
        "SOCIAL_HARM",
        "SOCIAL_WISHES",
        "COURT_REPORT",
    }


def test_health_blocks_and_education_only_flags() -> None:
    assert rules.exemption("HEALTH_GATE", TODAY).software == "block"
    assert rules.exemption("HEALTH_GATE", TODAY).prof_opinion == "the appropriate health professional"
    assert rules.exemption("EDU_HARM", TODAY).software == "flag"
    assert rules.exemption("EDU_HARM", TODAY).prof_opinion == ""


def test_the_staff_presumption_says_whom_it_does_not_reach() -> None:
    note = rules.exemption("STAFF_PRESUMED", TODAY).note
    assert all(word in note for word in ("governors", "volunteers", "council staff at an academy"))


def test_the_balance_has_five_factors_and_two_signers() -> None:
    ground = rules.exemption("THIRD_PARTY", TODAY)
    assert len(ground.factors) == 5
    assert ground.signers.needs == (("data-protection-lead",), ("second-reader",))
    assert ground.citation.status is Status.STATUTE
    assert ground.citation.source == "Data Protection Act 2018 Sch 2 para 16"


def test_child_abuse_data_has_no_such_rule_in_scotland() -> None:
    assert "scotland" not in rules.exemption("CHILD_ABUSE", TODAY).nations


def test_the_health_professional_signs_for_health() -> None:
    assert rules.signers("serious-harm-health", TODAY).needs == (("health-professional",), ("head",))
    with pytest.raises(rules.NoRuleInForce):
        rules.signers("nobody", TODAY)


def test_an_answer_names_the_right_to_complain_to_the_school_since_19_june_2026() -> None:
    after = [item.key for item in rules.response_items("access", date(2026, 6, 19))]
    before = [item.key for item in rules.response_items("access", date(2026, 6, 18))]
    assert after == [
        "confirmation",
        "copy",
        "purposes",
        "categories",
        "recipients",
        "retention",
        "rights",
        "complain-to-school",
        "complain-to-regulator",
        "source",
        "automated-decisions",
        "transfer-safeguards",
    ]
    assert [key for key in after if key not in before] == ["complain-to-school"]
    assert [item.key for item in rules.response_items("refusal", TODAY)] == [
        "reasons",
        "complain-to-school",
        "complain-to-regulator",
        "court",
    ]


def test_no_list_of_contents_is_an_error_and_not_an_empty_letter() -> None:
    with pytest.raises(rules.NoRuleInForce):
        rules.response_items("nothing", TODAY)
    with pytest.raises(rules.NoRuleInForce):
        rules.response_items("access", date(2018, 1, 1))
