"""Titles tell what a document says it is, in listed words only; dates are those it says of itself."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_items import made

from honour.kernel.address import row
from honour.people import words
from honour.reading import dates, kinds
from honour.sources.database.rowrecord import row_record

HEADINGS = [
    ("Year 1 report 2025/26\nName Amelia Patel", "Year 1 report"),
    ("Hill School, The Crescent, CT36 1AA\nTelephone 01632 960032\nEducation, Health and Care plan", "EHC plan"),
    ("SEN support plan\nChild\tNoël Brandt", "SEN support plan"),
    ("Minutes of the governors' meeting, 3 May 2026", "Minutes of the governors' meeting"),
    ("Speech and language therapy referral", "Speech and language therapy referral"),
    ("Risk assessment: hall 5", "Risk assessment"),
    ("Behaviour support plan for Amelia Patel", "Behaviour support plan"),
    ("Newsletter 4", "Newsletter"),
    ("Autumn term 2025 report", "Report"),
    ("25 October 2023\nDear Ms Begum\nRe: Amelia Patel, behaviour\nShe spat.", "Letter about behaviour"),
    ("Dear Ms Begum\nRe: Amelia Patel, her brother's arrest", "Letter"),
    ("Notes", "Notes"),
    ("One\nTwo\nThree\nNotes", ""),
    ("Summer report", ""),
    ("Amelia report", ""),
    ("The minutes were taken and the report was read.", ""),
    ("Reference 88/20307/26", ""),
    ("notes on a lesson", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "kind"), HEADINGS)
def test_a_heading_of_listed_words_is_the_kind_and_any_other_is_none(text, kind):
    assert kinds.of_text(text) == kind


WORDS = st.sampled_from(
    [*sorted(kinds.VOCABULARY), "Amelia", "Patel", "Summer", "Grace", "7", "2025/26", "3 May 2026", ":", ",", "for",
     "\n", "\t", "Re:", "Dear", "(", ")", "&", "’s", "É", "year 3", "."]
)  # fmt: skip


def words_of(title: str) -> set[str]:
    return {word for word in re.split(r"[ (),]+", title.lower()) if word and not word.isdigit()}


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=80), st.booleans(), st.integers(1, 9999))
def test_a_title_holds_listed_words_and_numbers_only(text, attached, page):
    kind = kinds.of_text(text) or kinds.of_table([text], text.split())
    title = kinds.title(kind, "PDF", attached=attached)
    assert words_of(title) <= kinds.VOCABULARY
    assert kinds.known(title)
    assert kinds.known(f"{title}, page {page}")
    assert kinds.group_of(f"{title}, page {page}") == title


def test_no_listed_word_is_a_common_name():
    assert not kinds.VOCABULARY & (words.forenames() | words.surnames())


@pytest.mark.parametrize(
    "title", ["Amelia Patel (PDF)", "Report (Amelia)", "Report, Amelia 3", "Report (PDF), page x", ""]
)
def test_a_title_with_any_other_word_is_not_known(title):
    assert not kinds.known(title)


@pytest.mark.parametrize(
    ("title", "group"),
    [
        ("School report (PDF), page 12", "School report (PDF)"),
        ("Behaviour log (CSV), line 3", "Behaviour log (CSV)"),
        ("Behaviour log (CSV), headings", "Behaviour log (CSV)"),
        ("Common Transfer File, pupil 29", "Common Transfer File"),
        ("E-mail message", "E-mail message"),
    ],
)
def test_a_group_is_a_title_without_its_place(title, group):
    assert kinds.group_of(title) == group
    assert kinds.known(title)


def test_a_table_is_called_by_its_sheet_its_title_line_or_its_headings():
    assert kinds.of_table(["Dinner money register", ""], ["Pupil"]) == "Dinner money register"
    assert kinds.of_table(["Sheet1", "Owls"], ["Incident", "Action taken"]) == "Behaviour log"
    assert kinds.of_table(["Amelia"], ["Pupil", "Class"]) == ""


def test_an_export_is_called_by_its_root_and_what_one_record_is(read):
    data = b"<CTfile><CTFpupilData><Pupil><UPN>1</UPN></Pupil><Pupil><UPN>2</UPN></Pupil></CTFpupilData></CTfile>"
    assert [record.title for record in read(data).records] == [
        "Common Transfer File, pupil 1",
        "Common Transfer File, pupil 2",
    ]


def test_the_parent_does_not_believe_a_title_of_other_words(hostile):
    (result,) = hostile.read([made(b"open\n")])  # the attack calls its record an attack
    assert [record.title for record in result.records] == ["Document"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Hill School\n12 March 2025\nDear Ms Begum", date(2025, 3, 12)),
        ("Hill School\nWednesday 12th March 2025\n", date(2025, 3, 12)),
        ("Incident form\nDate\t12/03/2025\nName\tAmelia", date(2025, 3, 12)),
        ("To: Hill School. Date: 11 September 2026", date(2026, 9, 11)),
        ("Date of meeting: 2026-09-11", date(2026, 9, 11)),
        ("Staff meeting, 6 October 2025\nPresent: all", date(2025, 10, 6)),
        ("Health form\nDate of birth: 12/03/2019", None),
        ("Health form\nDate of birth\n12/03/2019", None),
        ("Health form\nName\nDate of birth\nAmelia Patel\n12/03/2019", None),
        ("Health form\nDOB\n12/03/2019\nDate: 1/2/2026", date(2026, 2, 1)),
        ("Plan\nReview date\n12/03/2027", None),
        ("Review date: 12/03/2027", None),
        ("She fell on 12 March 2025 and was brave.", None),
        ("31/02/2025", None),
        ("", None),
    ],
)
def test_a_document_is_dated_by_what_it_says_plainly_and_never_by_a_birthday(text, day):
    assert dates.of_text(text, kinds.of_text(text)) == day


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ([("Date", "12/03/2025"), ("DOB", "01/02/2019")], date(2025, 3, 12)),
        ([("INC_DATE", "2025-03-12 09:30"), ("Review date", "2026-01-01")], date(2025, 3, 12)),
        ([("Date of incident", "12.3.25"), ("Date", "13/03/2025")], date(2025, 3, 13)),
        ([("Date of incident", "12/03/2025"), ("Date reported", "13/03/2025")], None),
        ([("Date of birth", "12/03/2019")], None),
        ([("BirthDate", "2019-03-12"), ("Entry date", "2024-09-01")], None),
        ([("Stay[1].Date", "2024-09-01"), ("Update", "2024-09-01")], None),
        ([("Date", "soon")], None),
    ],
)
def test_a_row_is_dated_by_the_column_that_is_its_own_date_if_only_one_is(fields, day):
    assert dates.of_row(fields) == day


@given(st.text(max_size=120))
def test_dates_of_any_text_never_fail(text):
    assert dates.of_text(text) is None or dates.of_text(text).year
    assert dates.of_row([("Date", text)]) is None or text.strip()


@pytest.mark.parametrize(
    ("headings", "values", "day"),
    [
        (("ATTENDANCE_DATE",), ("2025-03-12",), date(2025, 3, 12)),
        (("BirthDate", "EVENT_DT"), ("2019-03-12", "12/03/2025"), date(2025, 3, 12)),
        (("created_at", "INC_DATE"), ("2025-03-14 10:00:00", "2025-03-12"), date(2025, 3, 12)),
        (
            ("D_O_B", "leaving_date", "END_DATE", "due_on"),
            ("2019-01-01", "2026-01-01", "2026-01-01", "2026-01-01"),
            None,
        ),
    ],
)
def test_a_row_of_a_database_is_dated_by_its_own_date_and_never_by_a_birthday(headings, values, day):
    assert row_record(row("mis", "LOG", "1"), "Log", headings, values).dated == day
