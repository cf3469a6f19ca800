"""Closed world: what is listed, what is not."""

from __future__ import annotations

import pytest
from cast import SUBJECTS

from honour.people.forms import counted, name_like_forms
from honour.people.scan import Scanner


@pytest.fixture(scope="module")
def known() -> Scanner:
    return Scanner(SUBJECTS)


LISTED = [
    ("We spoke to Zebulon Quatermass on Monday.", ["zebulon quatermass"]),
    ("We spoke to zebulon yesterday.", ["zebulon"]),
    ("His neighbour, Gertrude, rang.", ["gertrude"]),
    ("Ask Rose about it, and ask Grace too.", ["grace"]),  # Rose is on the roster, Grace is not
    ("Reference QX77123 was given.", ["qx77123"]),
    ("Account 20481937 was used.", ["20481937"]),
    ("Write to someone@nowhere.example today", ["someone nowhere example"]),
]
NOT_LISTED = [
    "Amelia Patel was upset after break on Monday, and Mrs Ashdown rang home.",
    "Will you come at 3.15pm on 12 May 2026? We rose early to mark the books.",
    "The SENCO will review the EHCP in January with the NHS.",
    "In Year 2 the children counted 1200 bricks and 15kg of sand.",
    "She was retelling the story, unkindly.",
    "",
]


@pytest.mark.parametrize(("text", "forms"), LISTED)
def test_an_unexplained_form_is_listed_where_it_stands(known: Scanner, text: str, forms: list[str]) -> None:
    found = name_like_forms(text, known)
    assert set(forms) <= {part for _, form in found for part in (form, *form.split(" "))}
    for span, form in found:
        assert text[span.start : span.end].casefold().replace("@", " ").replace(".", " ").split() == form.split()


@pytest.mark.parametrize("text", NOT_LISTED)
def test_what_roster_and_dictionary_explain_is_not_listed(known: Scanner, text: str) -> None:
    assert name_like_forms(text, known) == []


def test_a_form_once_decided_is_not_listed_again(known: Scanner) -> None:
    text = "We spoke to Zebulon."
    assert name_like_forms(text, known, explained={"zebulon"}) == []


def test_forms_are_counted_by_form(known: Scanner) -> None:
    assert counted(["Ask Zebulon.", "ZEBULON's coat", "Tell Gertrude."], known) == [("zebulon", 2), ("gertrude", 1)]
