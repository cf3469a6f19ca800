"""Calendars and contact cards: a row for each entry."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honour.kernel.record import Form
from honour.kernel.unread import Why

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//EN
X-WR-CALNAME:SENCO
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19810329T010000
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:1@example.org
DTSTART;TZID=Europe/London:20261109T140000
SUMMARY:Review\\, Noël
DESCRIPTION:Mother and
  father come.\\nBring the plan.
ORGANIZER;CN="Brandt, Zoë":mailto:z.brandt@example.org
ATTENDEE:mailto:head@example.org
ATTENDEE:mailto:office@example.org
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Ring his mother
END:VALARM
END:VEVENT
BEGIN:VTODO
SUMMARY:Write the minutes
DUE;VALUE=DATE:20261110
END:VTODO
END:VCALENDAR
"""
OLD_CARD = """BEGIN:VCARD
VERSION:2.1
N:Voss;Ida;;Mrs
FN:Ida Voss
TEL;HOME;VOICE:07700 900123
NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:No=C3=ABl=
's aunt
END:VCARD
"""


def test_each_entry_of_a_calendar_is_a_row(read):
    result = read(CALENDAR.replace("\n", "\r\n").encode(), "term.ics")
    assert result.unread == ()
    first, second, rest = result.records
    assert first.text == (
        "Start: 2026-11-09 14:00\nSummary: Review, Noël\nDescription: Mother and father come.\nBring the plan.\n"
        "Organiser: Brandt, Zoë <z.brandt@example.org>\nAttendee: head@example.org\nAttendee 2: office@example.org\n"
        "Alarm ACTION: DISPLAY\nAlarm Description: Ring his mother"
    )
    assert second.text == "Summary: Write the minutes\nDue: 2026-11-10"
    assert [first.title, second.title, rest.title] == [
        "Calendar (ICS), element 1",
        "Calendar (ICS), element 2",
        "Calendar (ICS), other lines",
    ]
    assert first.form is Form.ROW
    assert str(second.address).endswith("/node=2")
    assert rest.text == "X-WR-CALNAME: SENCO"


def test_each_card_is_a_row_with_its_names_apart(read):
    new = "BEGIN:VCARD\nVERSION:4.0\nFN:Ruth Okafor\nN:Okafor;Ruth;;;\n"
    new += "item1.EMAIL;TYPE=work:r@example.org\nBDAY:19800102\n"
    result = read((OLD_CARD + new + "ADR:;;1 High Street;Town;;AB1 2CD;\nEND:VCARD\n").encode(), "people.vcf")
    old, other = result.records
    assert {field.name: field.value for field in old.fields if field.value} == {
        "Surname": "Voss", "Forename": "Ida", "Title": "Mrs", "Name": "Ida Voss", "Telephone (home)": "07700 900123",
        "Note": "Noël's aunt",
    }  # fmt: skip
    assert {field.name: field.value for field in other.fields if field.value} == {
        "Name": "Ruth Okafor", "Surname": "Okafor", "Forename": "Ruth", "E-mail (work)": "r@example.org",
        "Born": "1980-01-02", "Address": "1 High Street, Town, AB1 2CD",
    }  # fmt: skip
    assert old.title == "Contact list (VCF), element 1"
    (table,) = result.tables
    assert table.count() == 2


def test_a_picture_in_a_card_is_a_file_of_its_own(read):
    inner = b"words of a file in a card"
    card = OLD_CARD.replace("END:VCARD", f"PHOTO;ENCODING=b:{base64.b64encode(inner).decode()}\nEND:VCARD")
    records = read(card.encode()).records
    assert str(records[1].address) == f"drive:file/{hashlib.sha256(inner).hexdigest()}/all"
    assert records[1].text == inner.decode()
    assert str(records[1].parent).endswith("/node=1")


def test_a_line_that_fits_nowhere_is_kept(read):
    *_, rest = read((OLD_CARD.replace("FN:", "no line of a card\nFN:")).encode()).records
    assert rest.text == "no line of a card"


@pytest.mark.parametrize("data", [b"BEGIN:VCARD\n", b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"])
def test_a_file_without_an_entry_does_not_vanish(read, data):
    result = read(data)
    assert result.records or [unread.why for unread in result.unread] == [Why.DAMAGED]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from([*CALENDAR.split("\n"), *OLD_CARD.split("\n"), "BEGIN:X", "END:X", ":", ";;=:"])))
def test_any_lines_in_any_order_are_read_or_reported(read, lines):
    result = read("\r\n".join(["BEGIN:VCARD", *lines]).encode())
    assert result.records or result.unread
