"""A third party's name withheld in one record is looked for in all the others."""

from hypothesis import given
from hypothesis import strategies as st
from made_up import AYLA, JOSH, PEOPLE, TEACHER, draft_of, found

from honour.rights.spread import Spreading, forms_of, visible_words

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


def test_a_phrase_without_a_name_is_nobody_for_certain() -> None:
    assert "his mum" not in forms_of(PEOPLE[JOSH], ["his mum"], frozenset())


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_full_name_is_found_wherever_it_stands_as_words(before: str, after: str) -> None:
    text = f"{before} Josh Okoro {after}"
    spans = [s for s, _ in Spreading({JOSH: forms_of(PEOPLE[JOSH], [], frozenset())}).places(text)]
    assert any(text[s.start : s.end] == "Josh Okoro" for s in spans)
