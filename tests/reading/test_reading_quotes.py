"""What a mail repeats, what it passes on, and in which language it is written."""

from __future__ import annotations

from email.message import EmailMessage
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honour.reading.formats import quoting
from honour.reading.language import language

EARLIER = "Is Noël well? He was pale on Monday."
ANSWER = "He is well, thank you."
OUTLOOK = (
    "From: Zoë Brandt <z.brandt@example.org>\nSent: 02 November 2026 09:30\nTo: Office <office@example.org>\n"
    "Subject: Noël"
)
MARKED = "> Is Noël well?\n> He was pale on Monday."


def parts(text: str, subject: str = "Re: Noël") -> tuple[list[str], list[str]]:
    found = quoting.find(text, 0, subject)
    return [text[a:b] for a, b in found.quoted], [text[a:b] for a, b in found.forwarded]


@pytest.mark.parametrize(
    "above",
    [
        "On Mon, 2 Nov 2026 at 09:30, Zoë Brandt <z.brandt@example.org> wrote:",
        "On Mon, 2 Nov 2026 at 09:30, Zoë Brandt of the office <z.brandt@example.org>\nwrote:",
        "On 2 Nov 2026, at 09:30, Zoë Brandt\n<z.brandt@example.org> wrote:",
        "On 02/11/2026 09:30, Zoë Brandt wrote:",
        OUTLOOK,
        f"________________________________\n{OUTLOOK}",
        OUTLOOK.replace("Sent:", "Cc: Head <head@example.org>;\n  SENCO <senco@example.org>\nSent:"),
        OUTLOOK.replace("From:", "*From:*").replace("Sent:", "*Sent:*").replace("To:", "*To:*"),
        "-----Original Message-----\nFrom: Zoë Brandt",
        "Am Mo., 2. Nov. 2026 um 09:30 Uhr schrieb Zoë Brandt <z.brandt@example.org>:",
        "Le lun. 2 nov. 2026 à 09:30, Zoë Brandt <z.brandt@example.org> a écrit :",
        "pon., 2 lis 2026 o 09:30 Zoë Brandt <z.brandt@example.org> napisał(a):",
        "El lun, 2 nov 2026 a las 9:30, Zoë Brandt (<z.brandt@example.org>) escribió:",
        "Ar Llun, 2 Tach 2026 am 09:30 ysgrifennodd Zoë Brandt wrote:",
        "Von: Zoë Brandt <z.brandt@example.org>\nGesendet: Montag, 2. November 2026 09:30\nAn: Büro\nBetreff: Noël",
        "De : Zoë Brandt <z.brandt@example.org>\nEnvoyé : lundi 2 novembre 2026 09:30\nÀ : Bureau\nObjet : Noël",
        "Od: Zoë Brandt <z.brandt@example.org>\nWysłano: poniedziałek, 2 listopada 2026 09:30\nDo: Biuro\nTemat: Noël",
    ],
)
def test_an_earlier_message_below_an_answer_is_quoted_to_the_end(above):
    assert parts(f"{ANSWER}\n\n{above}\n\n{EARLIER}\n") == ([f"{above}\n\n{EARLIER}"], [])


def test_an_answer_below_or_between_marked_lines_is_an_answer():
    attribution = "On Mon, 2 Nov 2026 Zoë Brandt wrote:"
    assert parts(f"{attribution}\n{MARKED}\n\n{ANSWER}\n") == ([f"{attribution}\n{MARKED}"], [])
    between = f"{attribution}\n> Is Noël well?\nYes.\n> He was pale on Monday.\nNot now.\n"
    assert parts(between) == ([f"{attribution}\n> Is Noël well?", "> He was pale on Monday."], [])


def test_quotes_in_quotes_are_one_stretch():
    marked = "> On Sun, 1 Nov 2026 at 10:00, Office wrote:\n>> Noël is here.\n> " + EARLIER
    text = f"{ANSWER}\n\nOn Mon, 2 Nov 2026 at 09:30, Zoë wrote:\n\n{marked}\n\n{OUTLOOK}\n\n{EARLIER}"
    assert parts(text) == ([text[text.index("On Mon") :]], [])


@pytest.mark.parametrize(
    ("above", "subject"),
    [
        (f"---------- Forwarded message ---------\n{OUTLOOK}", "Noël"),
        (f"-------- Forwarded Message --------\n{OUTLOOK}", "Fwd: Noël"),
        ("Begin forwarded message:\n\nFrom: Zoë Brandt <z.brandt@example.org>", "Fwd: Noël"),
        (OUTLOOK, "FW: Noël"),
        (f"-----Original Message-----\n{OUTLOOK}", "FW: Noël"),
    ],
)
def test_what_is_passed_on_is_told_from_what_is_repeated(above, subject):
    assert parts(f"Please see below.\n\n{above}\n\n{EARLIER}\n", subject) == ([], [f"{above}\n\n{EARLIER}"])


def test_an_answer_to_something_passed_on_repeats_first_and_passes_on_then():
    repeated = "On Mon, 2 Nov 2026 at 09:30, Head wrote:\n> Please look."
    text = f"Done.\n\n{repeated}\n\nBegin forwarded message:\n\nFrom: Zoë Brandt\n\n{EARLIER}"
    quoted, forwarded = parts(text, "Re: Fwd: Noël")
    assert quoted == [repeated]
    assert forwarded == [text[text.index("Begin") :]]


@pytest.mark.parametrize(
    "sentence",
    [
        "In her last letter his mother wrote:\nplease ring me.",
        "On 3 November she wrote:\nplease ring me.",
        "From: the gate\nDate of the accident: Monday",
        "The rule is -- as I said -- simple.",
        "Ring me.\nFrom: 9.30\nTo: 10.00",
    ],
)
def test_a_sentence_that_only_looks_like_it_is_the_writers_own(sentence):
    assert parts(f"Dear all,\n{sentence}\nYours") == ([], [])


def html(body: str) -> bytes:
    message = EmailMessage()
    message["From"] = "office@example.org"
    message["Subject"] = "Re: Noël"
    message.set_content(body, subtype="html")
    return message.as_bytes()


def said(record) -> list[str]:
    spans = [value.split("-") for name, value in record.properties if name == "quoted"]
    return [record.text[int(start) : int(end)] for start, end in spans]


def test_a_block_quote_of_html_is_quoted_and_an_answer_below_it_is_not(read):
    attribution = "On Mon, 2 Nov 2026 at 09:30, Zoë wrote:"
    quote = f"<blockquote><p>{EARLIER}</p><blockquote>Older.</blockquote></blockquote>"
    body = f"<div>{attribution}</div>{quote}<p>{ANSWER}</p>"
    (record,) = read(html(body), message=True).records
    (quoted,) = said(record)
    assert [line for line in quoted.splitlines() if line] == [attribution, EARLIER, "Older."]
    assert record.text.endswith(ANSWER)


def test_the_block_of_outlook_in_html_is_quoted_to_the_end(read):
    rows = OUTLOOK.replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    (record,) = read(html(f"<p>{ANSWER}</p><div><p>{rows}</p></div><p>{EARLIER}</p>"), message=True).records
    (quoted,) = said(record)
    assert quoted.startswith("From: Zoë Brandt")
    assert quoted.endswith(EARLIER)


def test_the_html_version_beside_the_plain_text_is_no_quote(read):
    message = EmailMessage()
    message["Subject"] = "Re: Noël"
    message.set_content(f"{ANSWER}\n\n{OUTLOOK}\n\n{EARLIER}\n")
    message.add_alternative(f"<p>{ANSWER}</p><p>A word more.</p>", subtype="html")
    (record,) = read(message.as_bytes(), message=True).records
    (quoted,) = said(record)
    assert quoted.endswith(EARLIER)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Amelia was unwell this morning and will not come to school.", "en"),
        ("Dzień dobry, moje dziecko jest dziś chore i nie przyjdzie do szkoły.", "pl"),
        ("Bore da, mae fy mab yn sâl heddiw ac ni fydd yn yr ysgol.", "cy"),
        ("Bună ziua, fiul meu este bolnav astăzi și nu vine la școală.", "ro"),
        ("Ok thanks", ""),
        ("", ""),
    ],
)
def test_the_language_is_told_where_there_is_enough_of_it(text, code):
    assert language(text) == code


def test_a_mail_of_headers_alone_has_no_language(read):
    message = EmailMessage()
    message["Subject"] = "Amelia was unwell this morning and will not come to school"
    (record,) = read(message.as_bytes(), message=True).records
    assert "language" not in dict(record.properties)


def test_the_language_of_a_mail_is_that_of_its_own_words(read):
    message = EmailMessage()
    message["Subject"] = "Re: Noël"
    message.set_content(f"Dzień dobry, moje dziecko jest dziś chore i nie przyjdzie.\n\n{OUTLOOK}\n\n{EARLIER * 9}\n")
    (record,) = read(message.as_bytes(), message=True).records
    assert dict(record.properties)["language"] == "pl"


SNIPPETS = st.sampled_from(
    [
        ANSWER,
        EARLIER,
        MARKED,
        OUTLOOK,
        "On 2 Nov at 9:30 Z wrote:",
        "Begin forwarded message:",
        ">",
        "",
        "From: a\n",
        "x",
    ]
)


@given(st.lists(SNIPPETS), st.sampled_from(["", "Re: x", "FW: x"]), st.integers(0, 30))
def test_spans_lie_in_the_body_in_order_and_never_overlap(pieces, subject, start):
    text = "\n".join(pieces)
    start = min(start, len(text))
    found = quoting.find(text, start, subject, [(start, start + 5)] if len(text) > start + 5 else [])
    spans = [*found.quoted, *found.forwarded]
    assert all(start <= first < last <= len(text) for first, last in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
