"""The invented school holds together: people, classes, families, hard cases."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from honour.demo.calendar import school_days, term_end, term_start
from honour.demo.names import plain
from honour.demo.people import invent, upn_check_letter
from honour.demo.world import TODAY, HardCase, Size, World
from honour.kernel.holding import Name, SubjectKind

SEEDS = (1, 2, 3, 40, 41, 99)


@pytest.fixture(scope="module", params=SEEDS)
def world(request: pytest.FixtureRequest) -> World:
    return invent(request.param, "small")


@pytest.fixture(scope="module")
def whole() -> World:
    return invent(5, "school")


def test_the_check_letter_of_the_published_test_value_is_right() -> None:
    assert upn_check_letter("674123101121") == "R"


def test_the_same_seed_invents_the_same_school_and_another_seed_another() -> None:
    assert invent(4, "small") == invent(4, "small")
    assert invent(4, "small") != invent(5, "small")


def test_a_school_has_the_numbers_it_says(whole: World) -> None:
    on_roll = {p.id for p in whole.pupils_on(whole.today)}
    contacts = {kin.adult for kin in whole.kin if kin.child in on_roll}
    assert 170 <= len(on_roll) <= 186
    assert 280 <= len(contacts) <= 370
    assert 30 <= len(whole.of(SubjectKind.STAFF)) <= 48
    assert len(whole.of(SubjectKind.GOVERNOR)) == 9
    assert len(whole.requests) >= 6


@pytest.mark.parametrize("size", ["small", "school"])
def test_every_hard_case_occurs_at_every_seed(size: Size) -> None:
    for seed in (1, 17, 230):
        found = Counter(case.kind for case in invent(seed, size).cases)
        assert set(HardCase) - set(found) == set(), (size, seed)


def test_every_upn_is_new_and_has_a_right_check_letter(world: World) -> None:
    upns = [p.pupil.upn for p in world.of(SubjectKind.PUPIL) if p.pupil]
    assert len(set(upns)) == len(upns)
    for upn in upns:
        assert re.fullmatch(r"[A-HJ-NP-RT-Z]\d{12}", upn)
        assert upn[0] == upn_check_letter(upn[1:])
    for former in (p.pupil.former_upn for p in world.of(SubjectKind.PUPIL) if p.pupil and p.pupil.former_upn):
        assert re.fullmatch(r"[A-HJ-NP-RT-Z]\d{11}[A-HJ-NP-RT-Z]", former)
        assert former[0] == upn_check_letter(former[1:])


def test_children_are_in_the_class_their_age_says(world: World) -> None:
    expected = {"Reception": 4, "Year 1": 5, "Year 2": 6}
    for person in world.of(SubjectKind.PUPIL):
        assert person.pupil and person.born
        assert person.pupil.stays or person.pupil.left
        for stay in person.pupil.stays:
            last_of_august = date(stay.year, 8, 31)
            birthday_past = (person.born.month, person.born.day) <= (8, 31)
            age = last_of_august.year - person.born.year - (not birthday_past)
            assert age == expected[stay.year_group]
            assert stay.class_name in world.school.class_names[stay.year_group]
            assert term_start(stay.year) <= stay.from_date <= stay.to_date <= term_end(stay.year)
            group = world.class_on(person.id, stay.from_date)
            assert group
            assert person.id in group.pupils


def test_no_child_is_in_two_classes_at_once_and_classes_are_of_a_lawful_size(world: World) -> None:
    for group in world.classes:
        assert len(set(group.pupils)) == len(group.pupils) <= 31
        assert world.people[group.teacher].staff
    for person in world.of(SubjectKind.PUPIL):
        years = [stay.year for stay in person.pupil.stays] if person.pupil else []
        assert len(set(years)) == len(years)


def test_teachers_and_assistants_were_employed_in_the_year_of_their_class(world: World) -> None:
    for group in world.classes:
        for adult in (group.teacher, *group.assistants):
            staff = world.people[adult].staff
            assert staff
            assert staff.started <= school_days(group.year)[0]
            assert staff.left is None or staff.left >= min(school_days(group.year)[-1], TODAY)


def test_full_names_are_unique_but_for_the_cases_that_say_otherwise(world: World) -> None:
    alike = {
        frozenset(case.people)
        for kind in (HardCase.SAME_NAME_COUSINS, HardCase.ADULT_WITH_PUPILS_NAME)
        for case in world.cases_of(kind)
    }
    by_name: dict[str, set[str]] = {}
    for person in world.people.values():
        for name in person.names:
            by_name.setdefault(plain(f"{name.forename} {name.surname}").lower(), set()).add(person.id)
    assert {frozenset(ids) for ids in by_name.values() if len(ids) > 1} == alike


def test_siblings_with_one_mother_at_home_share_a_household(world: World) -> None:
    for kin in world.kin:
        if kin.kind != "mother" or not kin.lives_with:
            continue
        assert world.people[kin.adult].household == world.people[kin.child].household
    for home in world.households.values():
        assert all(world.people[member].household == home.id for member in home.members)


def test_every_pupil_has_a_contact_and_parents_are_old_enough(world: World) -> None:
    for person in world.of(SubjectKind.PUPIL):
        assert world.contacts_of(person.id)
        for kin in world.contacts_of(person.id):
            adult = world.people[kin.adult]
            if kin.kind in ("mother", "father") and adult.born and person.born:
                assert person.born.year - adult.born.year >= 16


def test_numbers_and_mail_are_from_the_ranges_kept_for_drama(world: World) -> None:
    for person in world.people.values():
        for phone in person.phones:
            assert re.fullmatch(r"07700 900\d{3}|01632 960\d{3}|01\d\d 496 0\d{3}", phone)
        for mail in person.emails:
            assert mail.endswith(".example")
            assert mail.isascii()


def test_phones_and_mails_belong_to_one_person_each(world: World) -> None:
    for values in (
        [p for x in world.people.values() for p in x.phones],
        [m for x in world.people.values() for m in x.emails],
    ):
        assert len(set(values)) == len(values)


def test_staff_codes_and_user_names_are_unique(whole: World) -> None:
    facts = [p.staff for p in whole.of(SubjectKind.STAFF) if p.staff]
    for values in ([f.staff_code for f in facts], [f.username for f in facts], [f.employee_number for f in facts]):
        assert len(set(values)) == len(values)


def test_events_happen_on_days_when_those_in_them_were_there(world: World) -> None:
    assert [e.on for e in world.events] == sorted(e.on for e in world.events)
    for event in world.events:
        assert event.on < world.today
        for part in re.findall(r"\{(\w+)\}", event.tale):
            assert event.who(part), event
        author = world.people[event.author].staff
        assert author


def test_cousins_of_one_name_sit_in_one_class_and_are_two_children(world: World) -> None:
    for case in world.cases_of(HardCase.SAME_NAME_COUSINS):
        one, two = (world.people[person] for person in case.people)
        assert one.full == two.full
        assert one.born != two.born
        assert one.household != two.household
        assert world.class_on(one.id, world.today) == world.class_on(two.id, world.today)


def test_twins_share_birthday_household_and_class(world: World) -> None:
    for case in world.cases_of(HardCase.TWINS):
        one, two = (world.people[person] for person in case.people)
        assert (one.born, one.household) == (two.born, two.household)
        assert world.class_on(one.id, world.today) == world.class_on(two.id, world.today)


def test_cases_hold_the_facts_documents_need(world: World) -> None:
    facts = {
        HardCase.EHC_PLAN: {"need", "council", "since", "advice_by"},
        HardCase.HEALTH_NO_OPINION: {"condition", "professional", "letter_on"},
        HardCase.HEALTH_WITH_OPINION: {"condition", "professional", "letter_on", "opinion_on", "opinion"},
        HardCase.POLICE_LETTER: {"force", "officer", "reference", "on"},
        HardCase.COURT_ORDER: {"order", "court", "on", "terms"},
        HardCase.CHILD_PROTECTION: {"plan_from", "category", "social_worker"},
        HardCase.CONFIDENTIAL_REFERENCE: {"on", "to", "post"},
        HardCase.STAFF_MATTER: {"on", "matter"},
        HardCase.ESTRANGED_PARENT: {"since"},
    }
    for case in world.cases:
        assert facts.get(case.kind, set()) <= set(case.facts)
    for case in world.cases_of(HardCase.FORMER_NAME):
        assert world.people[case.people[0]].former
    for case in world.cases_of(HardCase.KNOWN_AS):
        assert world.people[case.people[0]].called.kind is Name.KNOWN_AS
    for case in world.cases_of(HardCase.ESTRANGED_PARENT):
        child, father, mother = case.people
        home = world.households[world.people[child].household]
        assert father in home.withheld_from
        assert father not in home.members
        assert mother in home.members


def test_requests_are_made_by_the_subject_or_someone_with_parental_responsibility(world: World) -> None:
    assert len(world.requests) >= 6
    for story in world.requests:
        if story.requester != story.subject:
            kin = next(k for k in world.contacts_of(story.subject) if k.adult == story.requester)
            assert kin.parental_responsibility


def test_the_calendar_has_about_190_days_and_none_on_a_weekend() -> None:
    for year in range(2020, 2027):
        days = school_days(year)
        assert 183 <= len(days) <= 196
        assert all(day.weekday() < 5 for day in days)
