"""Rows that are likely one human: merged or left apart, and the doubt said either way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honour.kernel.address import row
from honour.kernel.following import name_key
from honour.kernel.holding import Name, PersonName, SubjectKind
from honour.people import nearly
from honour.people.hubrows import HubRow
from honour.people.linkage import Groups, link

BORN = date(2017, 5, 4)


def pupil(
    number: int,
    at: str,
    forename: str,
    surname: str,
    born: date | None = BORN,
    *keys: tuple[str, str],
    kind: SubjectKind = SubjectKind.PUPIL,
) -> HubRow:
    name = PersonName(Name.LEGAL, forename, surname, "", "")
    full = name_key(f"{forename} {surname}")
    address = row("mis", at, str(number))
    return HubRow(address, f"mis.{at}", kind, (name,), born, (), frozenset(keys), (), (), (), full)


def roll(*others: HubRow) -> list[HubRow]:
    """Two lists of a school, each of which has everybody once, and the rows asked about."""
    names = "Asha Bell, Ben Cole, Cara Dunn, Dev Ellis, Esme Frost, Finn Gale, Greta Hobbs, Hugo Innes".split(", ")
    some = [
        pupil(100 + n, at, *name.split(" "), date(2016, 1 + n, 20))
        for at in ("PUPIL", "DINNER")
        for n, name in enumerate(names)
    ]
    return [*some, *others]


def together(groups: Groups, rows: list[HubRow]) -> bool:
    return groups.find(len(rows) - 2) == groups.find(len(rows) - 1)


def doubts(groups: Groups, rows: list[HubRow]) -> list[str]:
    return groups.doubts.get(groups.find(len(rows) - 1), [])


MERGED = {
    "a letter left out": (
        ("Zainab", "Hussain", BORN),
        ("Zaiab", "Hussain", BORN),
        "one birth date, names one letter apart",
    ),
    "two letters turned round": (
        ("Alfie", "Turner", BORN),
        ("Alfie", "Turnre", BORN),
        "one birth date, names one letter apart",
    ),
    "a birth date left out": (
        ("Zainab", "Hussain", BORN),
        ("Zainab", "Hussain", None),
        "one name; a birth date is missing",
    ),
}


@pytest.mark.parametrize("case", MERGED)
def test_a_pupil_of_two_lists_is_one_and_says_why_it_is_doubted(case: str) -> None:
    one, other, why = MERGED[case]
    rows = roll(pupil(1, "PUPIL", *one), pupil(2, "DINNER", *other))
    groups = link(rows, ())
    assert together(groups, rows)
    assert doubts(groups, rows) == [why]


def test_adults_of_one_name_stay_two_and_each_may_be_the_other() -> None:
    one = pupil(1, "CONTACT", "Orla", "Nolan", date(1980, 2, 3), kind=SubjectKind.CONTACT)
    other = pupil(2, "BOOKING", "Orla", "Nolan", None, kind=SubjectKind.CONTACT)
    rows = roll(one, other)
    groups = link(rows, ())
    assert not together(groups, rows)
    assert [why for _, _, why in groups.maybe] == ["one name; a birth date is missing"]


def test_birth_dates_one_slip_apart_are_proposed_and_never_merged() -> None:
    rows = roll(
        pupil(1, "PUPIL", "Zainab", "Hussain", date(2017, 5, 4)),
        pupil(2, "DINNER", "Zainab", "Hussain", date(2017, 4, 5)),
    )
    groups = link(rows, ())
    assert not together(groups, rows)
    assert [why for _, _, why in groups.maybe] == ["one name, birth dates one slip apart"]


def test_a_login_makes_one_of_a_misspelt_pupil_and_a_familys_telephone_only_proposes_it() -> None:
    """Mia Patel and Mina Patel may be sisters with one telephone; they have no login in common."""
    for key, merged in ((("username", "mpatel7"), True), (("phone", "700900155"), False)):
        one, other = (
            pupil(n, at, name, "Patterson", born, key)
            for n, at, name, born in ((1, "PUPIL", "Mia", BORN), (2, "DINNER", "Mina", None))
        )
        rows = roll(one, other)
        groups = link(rows, ())
        assert together(groups, rows) is merged
        said = doubts(groups, rows) if merged else [why for _, _, why in groups.maybe]
        assert said[0].startswith("names one letter apart, one ")


APART = {
    "twins in one list": (pupil(1, "PUPIL", "Zainab", "Hussain"), pupil(2, "PUPIL", "Zainub", "Hussain")),
    "two UPNs": (
        pupil(1, "PUPIL", "Zainab", "Hussain", BORN, ("upn", "a1")),
        pupil(2, "DINNER", "Zaiab", "Hussain", BORN, ("upn", "b2")),
    ),
    "two e-mail addresses": (
        pupil(1, "PUPIL", "Zainab", "Hussain", BORN, ("email", "a@m.example")),
        pupil(2, "DINNER", "Zainab", "Hussain", None, ("email", "b@m.example")),
    ),
    "short names": (pupil(1, "PUPIL", "Ann", "Lee"), pupil(2, "DINNER", "Ana", "Lee")),
    "another first letter": (pupil(1, "PUPIL", "Rosie", "Carter"), pupil(2, "DINNER", "Josie", "Carter")),
    "a pupil and a parent": (
        pupil(1, "PUPIL", "Zainab", "Hussain"),
        pupil(2, "CONTACT", "Zainab", "Hussain", None, kind=SubjectKind.CONTACT),
    ),
}


@pytest.mark.parametrize("case", APART)
def test_what_speaks_against_it_keeps_two_apart(case: str) -> None:
    rows = roll(*APART[case])
    groups = link(rows, ())
    assert not together(groups, rows)
    assert not groups.maybe


def test_where_two_children_fit_nobody_is_chosen_and_both_are_named() -> None:
    rows = roll(
        pupil(1, "PUPIL", "Zainab", "Hussain", date(2015, 5, 4)),
        pupil(2, "PUPIL", "Zainab", "Hussain", date(2018, 9, 9)),
        pupil(3, "DINNER", "Zainab", "Hussain", None),
    )
    groups = link(rows, ())
    last = len(rows) - 1
    assert groups.held[groups.find(last)] == [last]
    assert {(a, b) for a, b, _ in groups.maybe} == {(last - 2, last), (last - 1, last)}


def test_a_log_in_which_pupils_stand_many_times_keeps_nobody_apart() -> None:
    stays = [
        replace(r, at="mis.STAY", keys=frozenset({("admission", r.address.parts[1])}))
        for r in roll()[:8]
        for _ in range(2)
    ]
    rows = [*stays, pupil(1, "STAY", "Zainab", "Hussain"), pupil(2, "STAY", "Zaiab", "Hussain")]
    assert together(link(rows, ()), rows)


@given(st.text("abcdefghij", min_size=8, max_size=16), st.data())
def test_one_slip_is_near_and_nearness_has_no_direction(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 1))
    for slipped in (word[:at] + word[at + 1 :], word[:at] + "z" + word[at:], word[:at] + "z" + word[at + 1 :]):
        expected = slipped != word and min(len(word), len(slipped)) >= 8
        assert nearly.near(word, slipped) is expected
        assert nearly.near(slipped, word) is expected
    assert not nearly.near(word, word)


@given(st.dates(date(1950, 1, 1), date(2025, 12, 31)), st.dates(date(1950, 1, 1), date(2025, 12, 31)))
def test_a_slip_between_dates_has_no_direction(one: date, other: date) -> None:
    assert nearly.slip(one, other) == nearly.slip(other, one)
    assert not nearly.slip(one, one)
