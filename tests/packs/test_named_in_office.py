"""The letter and what it lets stand."""

from __future__ import annotations

from dataclasses import replace

from pack_plans import letter

from honour.rights.answer import named_in_office

SAID = (("Why we hold it", "To teach. Ask Mr Lee Barker, the business manager."),)


def test_a_third_party_whom_the_letter_names_in_office_stops_no_seal_there() -> None:
    of_school = replace(letter(), dpo="Jama Mohamud, dpo@larkfield.example")
    withheld = ("jama mohamud", "lee barker", "mohamud", "priya nair", "barker lee")
    assert named_in_office(of_school, SAID, withheld) == ["jama mohamud", "lee barker", "mohamud"]


def test_part_of_a_word_of_the_letter_is_no_name_in_office() -> None:
    assert named_in_office(letter(), SAID, ("lee bark", "an", "dana whit")) == []
