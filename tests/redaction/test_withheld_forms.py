"""The shapes in which something withheld may hide."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honour.redaction import forms


def found(form: str, text: str) -> bool:
    return any(
        needle.padded in reading
        for needle in forms.needles(form, "D-1", hard=True)
        if needle.hard
        for reading in forms.readings(text)
    )


@pytest.mark.parametrize(
    "text",
    [
        "saw Zebulon Quist today",
        "saw ZEBULON QUIST today",
        "saw Quist, Zebulon today",
        "saw Zebu-\nlon Quist today",
        "saw Zébulon Quïst today",
        "saw Zebulon\n\tQuist today",
        "saw Zebulon_Quist.pdf",
        "saw \uff3aebulon Quist",
        "saw Zebu\u00adlon Qu\u200bist",
    ],
)
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert found("Zebulon Quist", text)


def test_letters_that_were_spaced_out_are_pulled_together() -> None:
    assert found("Zebulon", "saw Z e b u l o n today")
    assert found("Zebulon", "saw Z.e.b.u.l.o.n today")


def test_parts_of_longer_words_are_no_name() -> None:
    assert not found("Quist", "the Quistwood estate")


def test_common_words_do_not_stop_the_seal_by_themselves() -> None:
    for word in ("Rose", "Mark", "Will", "Summer", "yes"):
        assert not any(needle.hard for needle in forms.needles(word, "D-1", hard=True))
    assert found("Will Rose", "Will Rose came")


def test_spans_that_are_surely_names_are_told_from_streets_and_diagnoses() -> None:
    for name in ("Zebulon Quist", "Mrs Quist", "Dr. Okonjo"):
        assert forms.is_surely_a_name(name)
    for other in ("Orchard Lane", "Asthma", "Head Teacher", "Yes", "he was told to go", "12 May", "Room: 7"):
        assert not forms.is_surely_a_name(other)
    assert forms.is_postcode("HX1 4QT")
    assert not forms.is_postcode("H801200001001")


def test_identifiers_are_told_from_dates() -> None:
    text = "mail z.quist@mail.example or 01632 960 123 on 2024-05-06, UPN H801200001001, HX1 4QT"
    assert set(forms.identifiers(text)) == {"z.quist@mail.example", "01632 960 123", "H801200001001", "HX1 4QT"}


@given(st.text("abcdefghijklmnopqrstuvwxyzé", min_size=8, max_size=16), st.binary(max_size=9), st.binary(max_size=9))
def test_every_encoding_of_a_form_is_among_those_searched(form: str, before: bytes, after: bytes) -> None:
    wanted = list(forms.encodings(form))
    utf8 = form.encode()
    for hidden in (
        before + utf8 + after,
        form.encode("utf-16-le"),
        form.encode("utf-16-be"),
        utf8.hex().encode(),
        base64.b64encode(before + utf8 + after),
        utf8[::-1],
    ):
        assert any(pattern in hidden for pattern in wanted)
