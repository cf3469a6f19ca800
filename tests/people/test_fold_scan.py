"""Folding, scanning and linking hold on any text: exact spans, no crash, the same answer twice."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from cast import SUBJECTS, TODAY, mail, person, sid
from hypothesis import given, settings
from hypothesis import strategies as st

from honour.kernel.address import row
from honour.kernel.holding import Holding, Label, Role, SubjectKind
from honour.kernel.record import Field, Form, Record
from honour.people import labels
from honour.people.fold import fold, folded
from honour.people.forms import name_like_forms
from honour.people.link import Linker
from honour.people.scan import Scanner

SCANNER = Scanner(SUBJECTS)
LINKER = Linker(SUBJECTS, TODAY)
ODD = st.text(
    alphabet=st.one_of(st.sampled_from("AameliPtZoëé\u0301\u00ad\u200b ﬁßæ’'-.\n,\u202eЮאع١🙂"), st.characters()),
    max_size=60,
)


@given(ODD)
@settings(max_examples=150, deadline=None)
def test_every_folded_byte_points_into_the_text(text: str) -> None:
    made = fold(text)
    assert len(made.data) == len(made.offsets)
    assert made.data.startswith(b" ")
    assert made.data.endswith(b" ")
    assert list(made.offsets) == sorted(made.offsets)
    for match in re.finditer(rb"[^ ]+", made.data):
        span = made.span(*match.span())
        assert 0 <= span.start < span.end <= len(text)
        # One character may fold to several words (a quarter is '1 4'), so the word is among them.
        assert match.group().decode("utf-8", "replace") in folded(text[span.start : span.end])


@given(
    ODD,
    ODD,
    st.sampled_from(
        [
            "Amelia Patel",
            "AMELIA PATEL",
            "Ame\u00adlia  Patel",
            "Amelia\nPatel",
            "ＡＭＥＬＩＡ Patel",
            "Ame\u200blia Patél",
        ]
    ),
)
@settings(max_examples=80, deadline=None)
def test_a_full_name_is_found_where_it_stands_whatever_is_around_it(before: str, after: str, name: str) -> None:
    text = f"{before}\n\n{name}\n\n{after}"
    start = len(before) + 2
    assert any(
        hit.span.start <= start
        and hit.span.end >= start + len(name)
        and any(v.subject == sid("amelia-p") for v in hit.variants)
        for hit in SCANNER.scan(text)
    )


@given(ODD)
@settings(max_examples=60, deadline=None)
def test_linking_never_fails_and_gives_the_same_answer_twice(text: str) -> None:
    record = mail(text, author=text[:20], recipients=(text[20:40],), folder=text[:10])
    first = LINKER.holdings(record)
    assert first == LINKER.holdings(record)
    assert all(0 < h.confidence <= 1 and h.subject not in h.alternatives for h in first)
    labels.find(text)
    name_like_forms(text, SCANNER)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "\ud800 Amelia Patel", "a" * 100_000, "Amelia Patel " * 5000, "\u202eletaP ailemA", "ÄÖÜ" * 1000],
)
def test_bad_text_is_no_trouble(text: str) -> None:
    for hit in SCANNER.scan(text):
        assert folded(text[hit.span.start : hit.span.end])


def test_no_roster_finds_nobody() -> None:
    nobody = Linker([], TODAY)
    assert nobody.holdings(mail("Amelia Patel was here.", "Amelia Patel")) == []


def test_two_people_alike_in_everything_are_both_shown_in_doubt() -> None:
    one, two = (
        person(key, SubjectKind.PUPIL, "Ivo", "Larkspur", groups=(("class", "Owls"),)) for key in ("one", "two")
    )
    held = Linker([one, two], TODAY).holdings(mail("Ivo Larkspur was upset."))
    assert {h.subject for h in held} == {one.id, two.id}
    assert all(h.doubtful and h.alternatives for h in held)
    assert sum(h.confidence for h in held) <= 1.01


def test_a_person_without_names_or_with_empty_ones_harms_nothing() -> None:
    empty = replace(
        SUBJECTS[0],
        id=sid("empty"),
        names=(replace(SUBJECTS[0].names[0], forename="", surname="", middle=""),),
        identifiers=(("upn", ""), ("email", "none"), ("phone", "x")),
    )
    nameless = replace(SUBJECTS[0], id=sid("nameless"), names=(), identifiers=())
    held = Linker([empty, nameless, *SUBJECTS], TODAY).holdings(mail("Amelia Patel was here."))
    assert [h.subject for h in held] == [sid("amelia-p")]


def test_known_holdings_come_back_with_the_spans_of_the_text() -> None:
    text = "NOTE: Amelia hit Oliver Brown.\nBY: 17"
    record = Record(
        row("mis", "NOTES", "1"),
        Form.ROW,
        "Notes",
        text,
        date(2026, 10, 1),
        fields=(Field("NOTE", "Amelia hit Oliver Brown.", 6), Field("BY", "17", 35)),
    )
    known = [
        Holding(record.address, sid("amelia-p"), Role.ABOUT, "pointer", 1.0),
        Holding(record.address, sid("teacher"), Role.WRITTEN_BY, "pointer", 1.0),
    ]
    held = LINKER.holdings(record, known)
    assert [h.subject for h in held] == [sid("amelia-p"), sid("teacher"), sid("oliver")]
    assert [text[s.start : s.end] for s in held[0].spans] == ["Amelia"]
    assert (held[0].role, held[0].confidence, held[1]) == (Role.ABOUT, 1.0, known[1])
    assert held[2].role is Role.MENTIONS


def test_a_name_in_two_fields_of_a_row_is_a_full_name() -> None:
    text = "Surname: Kowalczyk\nForename: Amelia\nDue: 4"
    record = Record(
        row("drive", "SHEET", "1"),
        Form.ROW,
        "Sheet",
        text,
        fields=(Field("Surname", "Kowalczyk", 9), Field("Forename", "Amelia", 29), Field("Due", "4", 41)),
    )
    held = [h for h in LINKER.holdings(record) if not h.doubtful]
    assert [h.subject for h in held] == [sid("amelia-k")]


def test_a_post_resolves_on_the_date_of_the_record() -> None:
    former = person(
        "former-head",
        SubjectKind.STAFF,
        "Agnes",
        "Quill",
        "Mrs",
        groups=(("post", "Headteacher"),),
        since=date(2015, 9, 1),
        until=date(2020, 8, 31),
    )
    linker = Linker([*SUBJECTS, former], TODAY)
    assert {h.subject for h in linker.holdings(mail("The headteacher agreed.", on=date(2018, 3, 1)))} == {former.id}
    assert {h.subject for h in linker.holdings(mail("The headteacher agreed.", on=date(2026, 3, 1)))} == {sid("head")}


def test_the_conversation_tells_which_of_two_is_meant() -> None:
    first = mail("Amelia Kowalczyk fell.", thread="t")
    second = replace(
        mail("Amelia is better now.", thread="t"), address=replace(first.address, parts=("cd" * 32, "body", "all"))
    )
    contexts = LINKER.contexts([first, second])
    held = [h for h in LINKER.holdings(second, (), contexts.of(second)) if h.confidence > 0.8]
    assert [h.subject for h in held] == [sid("amelia-k")]


LABELLED = [
    ("Amelia carries an inhaler.", {Label.HEALTH}),
    ("No known allergies.", set()),
    ("Allergies: none", set()),
    ("She does not have asthma but uses an EpiPen.", {Label.HEALTH}),
    ("Please send it to the office.", set()),
    ("He is on the SEN register.", {Label.SEN}),
    ("Her EHCP names one-to-one support.", {Label.EHCP, Label.SEN}),
    ("The social worker rang about neglect.", {Label.SOCIAL_WORK, Label.SAFEGUARDING}),
    ("The family attends the mosque.", {Label.RELIGION}),
    ("She is a union rep and went on strike.", {Label.UNION}),
    ("PC 1234 from the police took a witness statement.", {Label.POLICE}),
    ("The picnic is on Friday.", set()),
]


@pytest.mark.parametrize(("text", "expected"), LABELLED)
def test_special_kinds_are_found_unless_denied(text: str, expected: set[Label]) -> None:
    found = labels.find(text)
    assert {label for _, label, _ in found} == expected
    for span, _, why in found:
        assert text[span.start : span.end].strip()
        assert why


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("Education, Health and Care Plan", Label.EHCP),
        ("CONFIDENTIAL REFERENCE", Label.REFERENCE),
        ("Westmarch Constabulary", Label.POLICE),
        ("Referral to the LADO", Label.SAFEGUARDING),
        ("Privileged and confidential: Hart & Vale Solicitors LLP\nAdvice", Label.LEGAL_ADVICE),
        ("In the Family Court at Exampleton", Label.COURT),
    ],
)
def test_the_kind_of_document_labels_those_it_is_about(heading: str, label: Label) -> None:
    record = mail(f"{heading}\n\nAmelia Patel is the child concerned.")
    assert label in {found for found, _ in labels.of_record(record)}
    assert label in LINKER.holdings(record)[0].labels


def test_a_label_goes_to_the_people_of_its_sentence() -> None:
    held = {h.subject: h.labels for h in LINKER.holdings(mail("Amelia Patel has asthma. Oliver Brown lost a shoe."))}
    assert held == {sid("amelia-p"): {Label.HEALTH}, sid("oliver"): frozenset()}
