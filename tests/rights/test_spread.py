"""A third party's name withheld in one record is looked for in all the others."""

from hypothesis import given
from hypothesis import strategies as st
from made_up import AYLA, FATHER, JOSH, MOTHER, PEOPLE, TEACHER, draft_of, found

from honour.kernel.holding import Span
from honour.rights.spread import Spreading, forms_of, longer_names, unclaimed, visible_words

NOTE = found("Ayla read well. Josh Okoro has asthma.", {AYLA: ["Ayla"], JOSH: ["Josh Okoro"]})


def test_the_same_name_unlinked_elsewhere_is_proposed_too() -> None:
    other = found("Ayla sat with JOSH OKÓRO at lunch.", {AYLA: ["Ayla"]}, key=2)
    draft = draft_of(NOTE, other)
    theirs = draft.records[1].theirs
    assert [draft.records[1].text[t.start : t.end] for t in theirs] == ["JOSH OKÓRO"]
    assert draft.third_parties[0].records == (1, 2)


def test_names_of_staff_and_of_the_subject_do_not_spread() -> None:
    visible = visible_words([PEOPLE[AYLA], PEOPLE[TEACHER]])
    assert forms_of(PEOPLE[TEACHER], ["Ruth"], visible) == ()


def test_initials_that_also_sign_for_the_requester_stay_there_and_are_proposed_elsewhere() -> None:
    by_father = found("Ayla was ill. S Demir rang from work.", {AYLA: ["Ayla"], FATHER: ["S Demir"]})
    by_mother = found("Ayla may walk home. Mrs S Demir", {AYLA: ["Ayla"], MOTHER: ["Mrs S Demir"]}, key=2)
    by_nobody = found("Ayla waited for S Demir today.", {AYLA: ["Ayla"]}, key=3)
    draft = draft_of(by_father, by_mother, by_nobody)
    assert draft.records[1].theirs == ()
    assert [draft.records[2].text[t.start : t.end] for t in draft.records[2].theirs] == ["S Demir"]
    assert "s demir" in draft.shared_forms
    assert "sinan demir" not in draft.shared_forms


def test_a_middle_name_of_the_subject_that_is_another_pupils_surname_stays() -> None:
    row = found("Surname: Demir, middle name: Okoro", {AYLA: ["Demir", "Okoro"]}, key=2)
    beside = found("Ayla sat with Okoro at lunch.", {AYLA: ["Ayla"], JOSH: ["Okoro"]}, key=3)
    draft = draft_of(NOTE, row, beside)
    assert draft.records[1].theirs == ()
    assert [draft.records[2].text[t.start : t.end] for t in draft.records[2].theirs] == ["Okoro"]
    assert "okoro" in draft.shared_forms
    assert "josh okoro" not in draft.shared_forms


def test_where_the_longer_form_holds_a_name_that_stays_the_whole_of_it_is_proposed() -> None:
    assert unclaimed(Span(10, 20), [Span(10, 14)]) == [Span(10, 20)]


def test_of_a_form_that_only_touches_a_name_that_stays_the_rest_is_proposed() -> None:
    assert unclaimed(Span(10, 20), [Span(4, 14)]) == [Span(14, 20)]
    assert unclaimed(Span(10, 20), [Span(4, 12), Span(18, 25)]) == [Span(12, 18)]
    assert unclaimed(Span(10, 20), [Span(4, 10), Span(20, 22)]) == [Span(10, 20)]


@given(
    st.integers(0, 20),
    st.integers(1, 20),
    st.lists(st.builds(lambda a, n: Span(a, a + n), st.integers(0, 40), st.integers(1, 9)), max_size=4),
)
def test_a_place_is_left_alone_only_within_one_name_that_stays(start: int, size: int, visible: list[Span]) -> None:
    place = Span(start, start + size)
    pieces = unclaimed(place, visible)
    covered = {at for v in visible for at in range(v.start, v.end)}
    within_one = any(v.start <= place.start and place.end <= v.end for v in visible)
    proposed = {at for p in pieces for at in range(p.start, p.end)}
    assert within_one <= (not pieces)
    assert proposed <= set(range(place.start, place.end))
    if not within_one:
        assert set(range(place.start, place.end)) - proposed <= covered


def test_a_name_that_holds_a_withheld_one_without_blanks_is_told_to_the_gate() -> None:
    visible = ("joanna smith", "smith joanna", "anna smith", "roe anna", "joannasmith inbox example")
    assert longer_names(["anna smith"], visible) == ("joanna smith", "joannasmith inbox example")


def test_a_phrase_without_a_name_is_nobody_for_certain() -> None:
    assert "his mum" not in forms_of(PEOPLE[JOSH], ["his mum"], frozenset())


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_full_name_is_found_wherever_it_stands_as_words(before: str, after: str) -> None:
    text = f"{before} Josh Okoro {after}"
    spans = [s for s, _, _ in Spreading({JOSH: forms_of(PEOPLE[JOSH], [], frozenset())}).places(text)]
    assert any(text[s.start : s.end] == "Josh Okoro" for s in spans)
