"""Properties of the clocks; their vectors are stories under law/stories, run by tests/law/test_law_stories.py."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from honour.kernel.decision import Status
from honour.kernel.duration import Duration, Unit
from honour.kernel.errors import BadInput
from honour.law import holidays, rules
from honour.law.holidays import BeyondCalendar, Nation
from honour.rights import clock, school_days
from honour.rights.clock import Due, Pause, due

BOOK = rules.book()
DAY = timedelta(days=1)
NEW_LAW = date(2026, 2, 5)
days = st.dates(NEW_LAW, date(2031, 6, 1))


@st.composite
def pauses(draw: st.DrawFn, around: date) -> list[Pause]:
    made = []
    for _ in range(draw(st.integers(0, 4))):
        asked = around + draw(st.integers(-20, 60)) * DAY
        made.append(Pause(asked, asked + draw(st.integers(0, 15)) * DAY))
    return made


@st.composite
def cases(draw: st.DrawFn) -> tuple[date, list[Pause]]:
    received = draw(days)
    return received, draw(pauses(received))


def access(received: date, asked: list[Pause], **more: object) -> Due:
    return due("access", received, book=BOOK, pauses=asked, **more)  # type: ignore[arg-type]  # dates by name


@settings(max_examples=60, deadline=None)
@given(cases(), st.sampled_from(list(Nation)))
def test_a_limit_is_a_working_day_and_never_before_the_month_is_over(
    case: tuple[date, list[Pause]], nation: Nation
) -> None:
    found = access(*case, nation=nation)
    assert found.limit is not None
    assert holidays.calendar(BOOK, nation).is_working_day(found.limit)
    assert found.limit >= case[0] + 28 * DAY
    assert found.target is not None and found.target <= found.limit
    assert found.arguable_later is None or found.arguable_later > found.limit


@settings(max_examples=60, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_order_and_repetition_of_pauses_do_not_matter(case: tuple[date, list[Pause]], random: object) -> None:
    received, asked = case
    mixed = asked + asked
    random.shuffle(mixed)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    assert access(received, mixed) == access(received, asked)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_a_pause_cut_in_two_counts_the_same(case: tuple[date, list[Pause]]) -> None:
    received, asked = case
    cut = [
        part
        for pause in asked
        for part in (Pause(pause.asked_on, pause.asked_on), Pause(pause.asked_on, pause.answered_on))
    ]
    whole, parts = access(received, asked), access(received, cut)
    assert (whole.limit, whole.stopped_days) == (parts.limit, parts.stopped_days)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_stopped_days_are_those_days_of_the_union_that_lie_inside(case: tuple[date, list[Pause]]) -> None:
    received, asked = case
    found = access(received, asked)
    base = access(received, []).extension_notice_by
    assert base is not None and found.limit is not None
    union = {
        pause.asked_on + n * DAY
        for pause in asked
        if pause.answered_on
        for n in range((pause.answered_on - pause.asked_on).days + 1)
    }
    end = base + found.stopped_days * DAY
    # A fixed point: the number of stopped days up to the end that they themselves make.
    assert found.stopped_days == len([day for day in union if received < day <= end])
    assert found.limit == holidays.calendar(BOOK, Nation.ENGLAND_AND_WALES).on_or_after(end)


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(0, 120))
def test_a_notice_extends_exactly_when_it_is_in_time(case: tuple[date, list[Pause]], after: int) -> None:
    received, asked = case
    notice = received + after * DAY
    plain, found = access(received, asked), access(received, asked, extended_on=notice)
    assert found.extension_notice_by is not None and found.limit is not None and plain.limit is not None
    assert found.extended == (notice <= found.extension_notice_by)
    if found.extended:
        assert found.limit > plain.limit
    else:
        assert found.limit == plain.limit
        assert found.warnings


@settings(max_examples=40, deadline=None)
@given(days, st.integers(0, 40), st.integers(0, 40))
def test_identity_and_fee_only_ever_move_the_start_forward(received: date, identity: int, fee: int) -> None:
    shown, paid = received + identity * DAY, received + fee * DAY
    found = access(received, [], identity=shown, fee=paid)
    assert found.start == max(shown, paid)
    assert found.limit == access(max(shown, paid), []).limit


@settings(max_examples=60, deadline=None)
@given(days)
def test_an_opinion_is_fresh_to_its_last_day_and_stale_the_day_after(given_on: date) -> None:
    last = due("health-opinion", given_on, book=BOOK).limit
    assert last is not None
    assert clock.opinion_is_fresh(given_on, last, book=BOOK).fresh
    assert not clock.opinion_is_fresh(given_on, last + DAY, book=BOOK).fresh


def test_an_opinion_of_the_same_date_six_months_back_is_one_day_too_old() -> None:
    relied_on = date(2026, 11, 23)
    found = clock.opinion_is_fresh(date(2026, 5, 23), relied_on, book=BOOK)
    assert (found.fresh, found.earliest) == (False, date(2026, 5, 24))
    assert found.citation.rule == "law:deadlines/health-opinion"
    assert clock.opinion_is_fresh(date(2026, 5, 24), relied_on, book=BOOK).fresh
    assert not clock.opinion_is_fresh(date(2026, 11, 24), relied_on, book=BOOK).fresh


def test_a_request_is_judged_by_the_law_of_its_own_day_whatever_comes_later() -> None:
    asked = [Pause(date(2026, 2, 9), date(2026, 2, 18))]
    old, new = access(date(2026, 2, 4), asked), access(date(2026, 2, 5), asked)
    assert (old.limit, old.stopped_days) == (date(2026, 3, 4), 0)
    assert (new.limit, new.stopped_days) == (date(2026, 3, 16), 10)
    assert old.citations[0] != new.citations[0]


def test_an_open_question_leaves_no_limit_and_keeps_the_target() -> None:
    found = access(date(2026, 10, 1), [Pause(date(2026, 10, 5))], today=date(2026, 11, 20))
    assert (found.limit, found.stopped_since) == (None, date(2026, 10, 5))
    assert found.target == date(2026, 10, 29)
    assert found.if_answered_today == date(2026, 12, 18)


def test_an_extension_may_be_announced_while_the_clock_stands_still() -> None:
    found = access(date(2026, 10, 1), [Pause(date(2026, 10, 5))], extended_on=date(2026, 11, 20))
    assert found.extended and found.limit is None


def test_hours_run_by_the_hour_whatever_zone_the_moment_names() -> None:
    local = due("breach", datetime(2026, 7, 1, 10, 30), book=BOOK)  # noqa: DTZ001  # UK time is the promise
    zoned = due("breach", datetime(2026, 7, 1, 9, 30, tzinfo=UTC), book=BOOK)
    east = due("breach", datetime(2026, 7, 1, 14, 30, tzinfo=timezone(timedelta(hours=5))), book=BOOK)
    assert local.limit_at == zoned.limit_at == east.limit_at
    assert f"{local.limit_at:%Y-%m-%d %H:%M %Z}" == "2026-07-04 10:30 BST"
    west = due("breach", datetime(2026, 11, 27, 23, 30, tzinfo=timezone(timedelta(hours=-5))), book=BOOK)
    assert west.received == date(2026, 11, 28)


def test_an_hour_that_did_not_exist_is_refused() -> None:
    with pytest.raises(BadInput, match="did not exist"):
        due("breach", datetime(2027, 3, 28, 1, 30), book=BOOK)  # noqa: DTZ001  # UK time is the promise


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"pauses": [Pause(date(2026, 10, 5), date(2026, 10, 4))]}, "older than its question"),
        ({"extended_on": date(2026, 9, 30)}, "older than the request"),
    ],
)
def test_dates_in_an_impossible_order_are_refused(more: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        due("access", date(2026, 10, 1), book=BOOK, **more)  # type: ignore[arg-type]  # dates by name


def test_an_unknown_clock_and_a_law_of_another_nation_are_refused() -> None:
    with pytest.raises(BadInput, match="no clock"):
        due("never", date(2026, 10, 1), book=BOOK)
    with pytest.raises(BadInput, match="no law of scotland"):
        due("educational-record", date(2026, 10, 1), book=BOOK, nation=Nation.SCOTLAND)


def test_every_clock_answers_and_cites_or_says_what_it_needs() -> None:
    public = holidays.calendar(BOOK, Nation.ENGLAND_AND_WALES)
    terms = school_days.from_mapping({"sessions": [[date(2026, 9, 1), date(2026, 12, 18)]]}, public)
    for rule in clock.kinds(BOOK):
        kind = rule.id.removeprefix("law:deadlines/")
        moment = datetime(2026, 10, 1, 9, 0, tzinfo=UTC) if kind == "breach" else date(2026, 10, 1)
        found = due(kind, moment, book=BOOK, school_days=terms)
        assert found.citations[0].rule == rule.id
        assert (found.limit is None) == bool(found.words)
        assert found.steps


def test_a_result_shows_how_unsure_its_least_sure_part_is() -> None:
    assert access(date(2026, 9, 1), []).status is Status.STATUTE
    assert access(date(2026, 9, 1), []).weakest is Status.GUIDANCE
    assert access(date(2029, 9, 3), []).weakest is Status.UNCONFIRMED


def test_a_duration_says_its_unit() -> None:
    assert str(Duration(1, Unit.CALENDAR_MONTH)) == "1 calendar month"
    assert str(Duration(15, Unit.SCHOOL_DAY)) == "15 school days"
    with pytest.raises(BadInput):
        Duration(0, Unit.DAY)


class TestSchoolDays:
    public = holidays.calendar(BOOK, Nation.ENGLAND_AND_WALES)

    def terms(self, **parts: object) -> school_days.SchoolDays:
        return school_days.from_mapping({"sessions": [[date(2027, 4, 12), date(2027, 5, 28)]], **parts}, self.public)

    def test_a_public_holiday_in_term_is_no_school_day(self) -> None:
        assert self.terms().count_after(date(2027, 4, 30), 1) == date(2027, 5, 4)

    def test_inset_and_closed_days_do_not_count_and_an_extra_saturday_does(self) -> None:
        terms = self.terms(inset=[date(2027, 5, 4)], closed=[date(2027, 5, 5)], extra=[date(2027, 5, 8)])
        assert terms.count_after(date(2027, 4, 30), 3) == date(2027, 5, 8)

    def test_the_day_before_the_calendar_begins_is_near_enough_and_no_earlier_one(self) -> None:
        assert self.terms().count_after(date(2027, 4, 11), 1) == date(2027, 4, 12)
        with pytest.raises(BeyondCalendar, match="begins on 12 April 2027"):
            self.terms().count_after(date(2027, 4, 10), 1)

    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ({"sessions": []}, "no sessions"),
            ({"sessions": [[date(2027, 5, 28), date(2027, 4, 12)]]}, "no term"),
            ({"sessions": [[date(2026, 4, 12), date(2027, 5, 28)]]}, "no term"),
            ({"sessions": ["2027-04-12"]}, "first day, last day"),
            ({"sessions": [["12 April", date(2027, 5, 28)]]}, "no date"),
            ({"inset": date(2027, 4, 12)}, "no list"),
            ({"inset": ["Monday"]}, "no date"),
            ({"insets": []}, "unknown part"),
        ],
    )
    def test_a_wrong_file_is_refused_with_the_part_named(self, parts: dict[str, object], said: str) -> None:
        with pytest.raises(BadInput, match=said):
            self.terms(**parts)
