"""Mail: what a person reads, and attachments as records of their own."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from email.message import EmailMessage

from honour.kernel.record import Form
from honour.kernel.unread import Why


def letter(**more) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Zoë Brandt <z.brandt@example.org>"
    message["To"] = "Office <office@example.org>, head@example.org"
    message["Cc"] = "senco@example.org"
    message["Date"] = "Mon, 02 Nov 2026 09:30:00 +0000"
    message["Subject"] = "Noël’s tooth"
    message["Message-ID"] = "<one@example.org>"
    for key, value in more.items():
        message[key.replace("_", "-")] = value
    return message


def test_a_message_is_its_headers_and_its_body(read):
    message = letter()
    message.set_content("Dear all,\n\nNoël lost a tooth.\n")
    (record,) = read(message.as_bytes(), message=True).records
    assert record.text == (
        "From: Zoë Brandt <z.brandt@example.org>\nTo: Office <office@example.org>, head@example.org\n"
        "Cc: senco@example.org\nDate: Mon, 02 Nov 2026 09:30:00 +0000\nSubject: Noël’s tooth\n\n"
        "Dear all,\n\nNoël lost a tooth."
    )
    assert record.form is Form.TEXT
    assert str(record.address).endswith("/body/all")
    assert record.author == "Zoë Brandt <z.brandt@example.org>"
    assert record.recipients == ("Office <office@example.org>", "head@example.org", "senco@example.org")
    assert record.dated == date(2026, 11, 2)


def test_a_reply_shares_its_thread_and_says_what_is_quoted(read):
    first, reply = letter(), letter(References="<one@example.org>")
    first.set_content("Is he well?")
    reply.set_content("He is.\n\nOn Mon, 2 Nov 2026 Zoë Brandt wrote:\n> Is he well?\n")
    del reply["Message-ID"]
    reply["Message-ID"] = "<two@example.org>"
    (one,) = read(first.as_bytes(), message=True).records
    (two,) = read(reply.as_bytes(), message=True).records
    assert one.thread == two.thread != ""
    assert "example" not in one.thread
    start, end = map(int, dict(two.properties)["quoted"].split("-"))
    assert two.text[start:end] == "On Mon, 2 Nov 2026 Zoë Brandt wrote:\n> Is he well?"


def test_html_that_says_more_than_the_plain_text_is_kept_as_hidden(read):
    message = letter()
    message.set_content("He fell.")
    message.add_alternative("<p>He fell.</p><p>His uncle pushed him.</p>", subtype="html")
    (record,) = read(message.as_bytes(), message=True).records
    ((start, end, why),) = record.hidden
    assert "His uncle pushed him." in record.text[start:end]
    assert why == "HTML version that differs from the plain text"
    same = letter()
    same.set_content("He fell.")
    same.add_alternative("<p>He <b>fell</b>.</p>", subtype="html")
    (record,) = read(same.as_bytes(), message=True).records
    assert record.hidden == ()


def test_a_message_of_html_alone_reads_as_text(read):
    message = letter()
    message.set_content(
        "<table><tr><td>Owls</td><td>12</td></tr></table><p style='display:none'>secret</p><script>x()</script>",
        subtype="html",
    )
    (record,) = read(message.as_bytes(), message=True).records
    assert "Owls\t12" in record.text
    assert "x()" not in record.text
    ((start, end, why),) = record.hidden
    assert (record.text[start:end].strip(), why) == ("secret", "hidden text")


def test_attachments_are_records_under_their_part_with_the_message_as_parent(read):
    inner = letter()
    inner.replace_header("Subject", "An older matter")
    inner.set_content("Forwarded words.")
    inner.add_attachment(b"deep", maintype="text", subtype="plain", filename="deep.txt")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("in.txt", "inside the archive")
    message = letter()
    message.set_content("See attached.")
    message.add_attachment("Name,Class\nAmelia,Owls\n", subtype="csv", filename="list.csv")
    message.add_attachment(inner)
    message.add_attachment(archive.getvalue(), maintype="application", subtype="zip", filename="a.zip")
    result = read(message.as_bytes(), message=True)
    found = {"/".join(r.address.parts[1:]) if r.address.kind == "message" else "file": r for r in result.records}
    assert list(found) == ["body/all", "2/sheet=1,row=1", "2/sheet=1,row=2", "3/all", "3.2/all", "file"]
    body = found["body/all"]
    assert "Attachment: list.csv" in body.text
    assert found["2/sheet=1,row=2"].text == "Name: Amelia\nClass: Owls"
    assert found["3/all"].text.endswith("Subject: An older matter\nAttachment: deep.txt\n\nForwarded words.")
    assert found["3.2/all"].text == "deep"
    assert found["3/all"].parent == body.address
    assert found["3.2/all"].parent == found["3/all"].address
    assert found["file"].text == "inside the archive"
    assert found["file"].parent is not None
    assert found["file"].parent.parts[1:] == ("4", "all")


def test_eml_files_and_mbox_files_on_a_drive_are_messages(read):
    message = letter()
    message.set_content("Words.")
    raw = message.as_bytes()
    (record,) = read(raw, "saved.eml").records
    assert str(record.address).startswith("drive:message/")
    result = read(
        b"From a@example.org Mon Nov  2 09:30:00 2026\n"
        + raw
        + b"\n"
        + b"From b@x Mon Nov  2 09:30:00 2026\n"
        + raw
        + b"2\n\n"
    )
    assert len(result.records) == 2
    assert result.records[0].address.parts == record.address.parts


def test_an_encrypted_message_says_so(read):
    message = letter()
    message.set_content(b"\x30\x80", maintype="application", subtype="pkcs7-mime", filename="smime.p7m")
    result = read(message.as_bytes(), message=True)
    assert len(result.records) == 1, "its headers are read"
    assert [unread.why for unread in result.unread] == [Why.ENCRYPTED]


def test_recipients_are_told_apart_before_their_names_are_decoded(read):
    raw = b"To: =?utf-8?q?Brandt=2C_Zo=C3=AB?= <z@example.org>, n\xc3\xa9@example.org\r\nSubject: x\r\n\r\nx\r\n"
    (record,) = read(raw, message=True).records
    assert record.recipients == ("Brandt, Zoë <z@example.org>", "né@example.org")


def test_mail_in_wrong_and_missing_encodings_is_read(read):
    raw = b"From: J\xf6rg <j@example.org>\r\nSubject: =?utf-8?q?caf=C3=A9?= =?x-unknown?q?x?=\r\n"
    raw += b"Content-Type: text/plain; charset=nonsense\r\n\r\nSch\xf6n und gut\r\n"
    (record,) = read(raw, message=True).records
    assert "From: Jörg <j@example.org>" in record.text
    assert record.text.endswith("Schön und gut")


def test_messages_nested_without_end_stop_at_the_limit(read):
    raw = b"Subject: core\r\n\r\nx\r\n"
    for depth in range(40):
        raw = b"Subject: s%d\r\nContent-Type: message/rfc822\r\n\r\n" % depth + raw
    result = read(raw, message=True)
    assert len(result.records) > 3
    assert [unread.why for unread in result.unread] == [Why.OVER_LIMIT]
