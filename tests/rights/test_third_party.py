"""Other people's information in a record, told apart from the subject's own."""

from hypothesis import given
from hypothesis import strategies as st

from honour.kernel.holding import SubjectId
from honour.rights.segments import clauses, sentences
from honour.rights.third_party import Mention, find

OWN, OTHER = SubjectId("S-own"), SubjectId("S-other")


def mentions(text: str, **people: bool) -> list[Mention]:
    found = []
    for name, own in people.items():
        start = text.find(name)
        while start >= 0:
            found.append(Mention(start, start + len(name), OWN if own else OTHER, own))
            start = text.find(name, start + 1)
    return sorted(found, key=lambda m: m.start)


def withheld(text: str, *, about_subject: bool, is_mail: bool = False, **people: bool) -> list[str]:
    found = find(text, mentions(text, **people), about_subject=about_subject, is_mail=is_mail)
    return [text[i.span.start : i.span.end] for i in found]


def test_a_sentence_about_somebody_else_goes_whole() -> None:
    text = "Ayla read well today. Josh was sent home after a fight."
    assert withheld(text, about_subject=False, Ayla=True, Josh=False) == ["Josh was sent home after a fight."]


def test_what_goes_on_about_them_goes_too() -> None:
    text = "Josh was sent home. His mother is in hospital. Ayla read well."
    assert withheld(text, about_subject=False, Ayla=True, Josh=False) == [
        "Josh was sent home.",
        "His mother is in hospital.",
    ]


def test_in_the_subjects_own_record_a_third_party_in_passing_loses_the_name_only() -> None:
    text = "Pushed Josh in the queue and would not say sorry."
    assert withheld(text, about_subject=True, Josh=False) == ["Josh"]


def test_in_the_subjects_own_record_a_sentence_led_by_somebody_else_goes_whole() -> None:
    text = "Pushed Josh in the queue. Josh has asthma."
    assert withheld(text, about_subject=True, Josh=False) == ["Josh", "Josh has asthma."]


def test_in_a_sentence_about_both_their_clause_goes_and_their_name_everywhere() -> None:
    text = "Ayla shared her lunch with Josh, who has not eaten at home since Josh moved out."
    found = withheld(text, about_subject=False, Ayla=True, Josh=False)
    assert found == ["Josh", "who has not eaten at home since Josh moved out."]


def test_mail_headers_lose_names_one_by_one() -> None:
    text = "From: Ayla\nTo: Josh\nSubject: trip\n\nDear all, bring a hat."
    assert withheld(text, about_subject=False, is_mail=True, Ayla=True, Josh=False) == ["Josh"]


def test_a_class_list_keeps_only_the_subjects_line() -> None:
    text = "Josh  06/02/2020 nut allergy\nAyla  12/03/2020 none"
    assert withheld(text, about_subject=False, Ayla=True, Josh=False) == ["Josh  06/02/2020 nut allergy"]


def test_fields_never_run_into_each_other() -> None:
    text = "NOTE: Josh hit\nACTION: told mum"
    spans = [(6, 14), (23, 31)]
    found = find(text, mentions(text, Josh=False), about_subject=True, fields=spans)
    assert [text[i.span.start : i.span.end] for i in found] == ["Josh hit"]


def test_titles_and_initials_do_not_end_a_sentence() -> None:
    text = "Mrs. Patel rang. A. P. was upset."
    assert [text[s.start : s.end] for s in sentences(text)] == ["Mrs. Patel rang.", "A. P. was upset."]


@given(st.text(max_size=300))
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    covered = [0] * len(text)
    for sentence in sentences(text):
        for position in range(sentence.start, sentence.end):
            covered[position] += 1
    assert all(n <= 1 for n in covered)
    assert all(n == 1 for n, char in zip(covered, text, strict=True) if not char.isspace() and char not in "\f>")


@given(st.text(alphabet="ab ,;:-", max_size=80))
def test_clauses_cover_the_sentence(text: str) -> None:
    covered = set()
    for start, end in clauses(text, 0, len(text)):
        covered |= set(range(start, end))
    assert {i for i, char in enumerate(text) if not char.isspace()} <= covered


@given(
    st.lists(st.sampled_from(["Ayla read.", "Josh fell.", "He cried.", "All left,", "and Josh too", "\n"]), max_size=12)
)
def test_no_name_of_a_third_party_is_ever_left(parts: list[str]) -> None:
    text = " ".join(parts)
    for about in (True, False):
        found = find(text, mentions(text, Ayla=True, Josh=False), about_subject=about)
        left = list(text)
        for item in found:
            left[item.span.start : item.span.end] = "#" * (item.span.end - item.span.start)
        assert "Josh" not in "".join(left)
