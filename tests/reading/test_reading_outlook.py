"""MSG, winmail.dat and PST: what Outlook keeps is read as the mail it was."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from outlook_files import CC, TO, msg, tnef
from outlook_mailbox import pst

from honour.kernel.unread import Why
from honour.reading.formats import mapi
from honour.reading.formats.mapi import Letter, Properties
from honour.reading.formats.pst import SIGNATURE

HEADS = {
    0x001A: "IPM.Note",
    0x0037: "Noël’s tooth",
    0x0C1A: "Zoë Brandt",
    0x0C1E: "SMTP",
    0x0C1F: "z.brandt@example.org",
    0x0039: datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    0x1035: "<one@example.org>",
}
OFFICE = {0x0C15: TO, 0x3001: "Office", 0x3002: "SMTP", 0x3003: "office@example.org"}
HEAD = {0x0C15: CC, 0x3001: "Head", 0x3002: "EX", 0x3003: "/o=school/cn=head", 0x39FE: "head@example.org"}


def test_an_outlook_message_is_its_headers_and_its_body(read):
    data = msg({**HEADS, 0x1000: "He lost a tooth.\r\n"}, [OFFICE, HEAD])
    (record,) = read(data, "x.msg").records
    assert record.text == (
        "From: Zoë Brandt <z.brandt@example.org>\nTo: Office <office@example.org>\nCc: Head <head@example.org>\n"
        "Date: Mon, 02 Nov 2026 09:30:00 +0000\nSubject: Noël’s tooth\n\nHe lost a tooth."
    )
    assert str(record.address) == f"drive:message/{hashlib.sha256(data).hexdigest()}/body/all"
    assert record.title == "E-mail message"
    assert record.dated == date(2026, 11, 2)
    assert record.recipients == ("Office <office@example.org>", "Head <head@example.org>")


def test_the_same_conversation_has_one_thread_as_msg_and_as_eml(read):
    plain = EmailMessage()
    plain["From"] = "a@example.org"
    plain["Subject"] = "Re: Noël’s tooth"
    plain["References"] = "<one@example.org>"
    plain.set_content("Poor him.")
    (eml,) = read(plain.as_bytes(), message=True).records
    (outlook,) = read(msg({**HEADS, 0x1000: "He lost a tooth."})).records
    assert eml.thread == outlook.thread != ""


def test_attachments_of_an_outlook_message_are_files_of_their_own(read):
    inner = {
        "properties": {0x0037: "Before", 0x1000: "He has a loose tooth."},
        "attached": [{0x3707: "deep.txt", 0x3701: b"deep"}],
    }
    data = msg(
        {**HEADS, 0x1000: "See below."},
        attached=[
            {0x3707: "marks.csv", 0x3705: 1, 0x3701: b"Name,Mark\nNo\xc3\xabl,3\nZo\xc3\xab,4\n"},
            {0x3705: 5, 0x3701: inner},
        ],
    )
    result = read(data, "x.msg")
    sha = hashlib.sha256(data).hexdigest()
    assert result.unread == ()
    places = {str(record.address).removeprefix(f"drive:message/{sha}/") for record in result.records}
    assert places == {"body/all", "2/sheet=1,row=1", "2/sheet=1,row=2", "2/sheet=1,row=3", "3/all", "3.2/all"}
    attached = next(record for record in result.records if str(record.address).endswith("/3/all"))
    assert "He has a loose tooth." in attached.text
    assert str(attached.parent) == f"drive:message/{sha}/body/all"
    assert "Attachment: marks.csv" in result.records[0].text


def test_html_of_an_outlook_message_that_says_more_is_kept_as_hidden(read):
    data = msg({**HEADS, 0x1000: "He fell.", 0x1013: b"<p>He fell.</p><p>His uncle pushed him.</p>"})
    (record,) = read(data).records
    ((start, end, why),) = record.hidden
    assert "His uncle pushed him." in record.text[start:end]
    assert why == "HTML version that differs from the plain text"


def test_a_message_with_formatted_text_only_is_read(read):
    raw = rb"{\rtf1\ansi He lost a tooth.}"
    packed = len(raw).to_bytes(4, "little")
    data = msg({**HEADS, 0x1009: (len(raw) + 12).to_bytes(4, "little") + packed + b"MELA" + b"\0" * 4 + raw})
    (record,) = read(data).records
    assert record.text.endswith("\n\nHe lost a tooth.")


def test_a_contact_and_an_appointment_keep_their_fields(read):
    card = msg(
        {
            0x001A: "IPM.Contact",
            0x0037: "Ida Voss",
            0x3A1C: "07700 900123",
            0x3A58: "Noël",
            0x8083: "i.voss@example.org",
        }
    )
    (record,) = read(card).records
    assert record.title == "Contact list"
    assert "Mobile telephone: 07700 900123\nChildren: Noël\ni.voss@example.org" in record.text
    day = msg({0x001A: "IPM.Appointment", 0x0037: "Review", 0x0060: datetime(2026, 11, 9, 14, 0, tzinfo=UTC)})
    (record,) = read(day).records
    assert (record.title, record.dated) == ("Calendar entry", date(2026, 11, 9))


def test_what_an_outlook_message_only_links_to_is_unread(read):
    data = msg({**HEADS, 0x1000: "See the share."}, attached=[{0x3707: "plan.docx", 0x3705: 2}])
    (unread,) = read(data).unread
    assert unread.why is Why.NO_ACCESS
    assert "plan" not in unread.what + unread.advice


def test_a_word_file_attached_to_a_message_does_not_hide_the_message(read):
    word = msg({0x1000: "x"}).replace(
        "__substg1.0_1000001F".encode("utf-16-le"), "WordDocument".encode("utf-16-le").ljust(40, b"\0")
    )
    result = read(msg({**HEADS, 0x1000: "Attached."}, attached=[{0x3707: "a.doc", 0x3705: 1, 0x3701: word}]))
    assert "Attached." in result.records[0].text


@pytest.mark.parametrize("length", [600, 1500, 2500])
def test_a_truncated_outlook_message_is_unread(read, length):
    result = read(msg({**HEADS, 0x1000: "He lost a tooth. " * 400})[:length])
    assert result.records == ()
    assert [unread.why for unread in result.unread] in ([Why.DAMAGED], [Why.UNKNOWN_FORMAT])


def test_winmail_dat_in_a_mail_gives_up_its_attachments(read):
    mail = EmailMessage()
    mail["From"] = "z.brandt@example.org"
    mail["Subject"] = "Tooth"
    mail.set_content("See attached.")
    mail.add_attachment(
        tnef({}, [("note.txt", "Noël fell".encode())]),
        maintype="application",
        subtype="ms-tnef",
        filename="winmail.dat",
    )
    result = read(mail.as_bytes(), message=True)
    assert result.unread == ()
    texts = {record.address.parts[1]: record.text for record in result.records}
    assert texts["2.2"] == "Noël fell"


def test_winmail_dat_by_itself_is_a_message(read):
    data = tnef({0x0037: "Tooth", 0x1000: "He fell."}, [])
    (record,) = read(data, "winmail.dat").records
    assert record.text == "Subject: Tooth\n\nHe fell."
    assert str(record.address) == f"drive:message/{hashlib.sha256(data).hexdigest()}/body/all"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_damaged_outlook_files_never_vanish(read, data):
    whole = data.draw(st.sampled_from([_MESSAGE, _WINMAIL]))
    at = data.draw(st.integers(8, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(min_size=1, max_size=8)) + whole[at + 8 :]
    result = read(damaged)
    assert result.records or result.unread


_MESSAGE = msg({**HEADS, 0x1000: "He lost a tooth."}, [OFFICE], [{0x3707: "a.txt", 0x3705: 1, 0x3701: b"words"}])
_WINMAIL = tnef({0x0037: "Tooth", 0x1000: "He fell."}, [("a.txt", b"words")])


def letter(**more: object) -> Letter:
    own = Properties()
    own.add(0x0037, 0x1F, "Tooth".encode("utf-16-le"))
    own.add(0x1000, 0x1F, "He fell.".encode("utf-16-le"))
    for number, value in more.items():
        own.add(int(number[1:], 16), 0x102, value)  # type: ignore[arg-type]
    return Letter(own)


def test_copies_of_a_message_in_two_mailboxes_are_one_by_what_they_say():
    assert mapi.digest(letter(p0FF6=b"key of one mailbox")) == mapi.digest(letter(p0FF6=b"key of another"))
    assert mapi.digest(letter()) != mapi.digest(letter(p1013=b"<p>more</p>"))


TOOTH = {**HEADS, 0x1000: "He lost a tooth.", 0x0E04: "Office; Head"}


def test_a_mailbox_of_outlook_gives_each_message_under_what_it_says(read):
    data = pst(
        {"Inbox": [TOOTH, {**HEADS, 0x1013: b"<p>He is well.</p>"}], "Sent": [{0x0037: "Re", 0x1000: "Thanks."}]}
    )
    result = read(data, "office.pst")
    assert result.unread == ()
    assert [record.text.rpartition("\n\n")[2] for record in result.records] == [
        "He lost a tooth.", "He is well.", "Thanks.",
    ]  # fmt: skip
    first = result.records[0]
    assert first.text.startswith("From: Zoë Brandt <z.brandt@example.org>\nTo: Office, Head\nDate: Mon, 02 Nov 2026")
    assert first.dated == date(2026, 11, 2)
    sha = hashlib.sha256(data).hexdigest()
    assert str(first.parent) == f"drive:file/{sha}/all"
    assert dict(first.properties)["item"] == sha
    assert first.address.parts[1:] == ("body", "all")


def test_the_same_message_in_two_mailboxes_is_one_record(read):
    one = read(pst({"Inbox": [TOOTH]})).records[0]
    other = read(pst({"Archive": [{0x0037: "Other", 0x1000: "First."}, {**TOOTH, 0x0FF6: b"key"}]})).records[1]
    assert one.address == other.address
    assert one.text == other.text


def test_a_message_that_was_deleted_and_is_still_in_the_mailbox_is_read_and_says_so(read):
    result = read(pst({"Inbox": [{0x0037: "Kept", 0x1000: "Here."}]}, deleted=(TOOTH,)))
    kept, deleted = result.records
    assert dict(deleted.properties)["recovered"] == "deleted from the mailbox"
    assert "recovered" not in dict(kept.properties)
    assert "He lost a tooth." in deleted.text


def test_a_mailbox_without_messages_is_named(read):
    (unread,) = read(pst({"Inbox": []})).unread
    assert unread.what == "a mailbox in which no message is found"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_damaged_mailboxes_never_vanish(read, data):
    whole = bytearray(_MAILBOX)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    result = read(bytes(whole))
    assert result.records or result.unread


_MAILBOX = pst({"Inbox": [TOOTH, {0x0037: "Re", 0x1000: "Thanks."}]}, deleted=({0x0037: "x", 0x1000: "y"},))


@pytest.mark.parametrize("rest", [b"", b"\0" * 2000, bytes(range(256)) * 30])
def test_a_mailbox_of_outlook_that_cannot_be_opened_is_unread(read, rest):
    (unread,) = read(SIGNATURE + rest).unread
    assert unread.why is Why.DAMAGED
