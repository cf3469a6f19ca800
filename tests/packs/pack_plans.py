"""Invented plans for tests of packs. Nobody in them exists."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, timedelta

from PIL import Image, ImageDraw, ImageFont

from honour.kernel.address import in_file, row
from honour.kernel.decision import Citation, Status
from honour.kernel.hashes import sha256_hex
from honour.kernel.record import Form, Word
from honour.kernel.unread import Unread, Why
from honour.packs.plan import (
    AllowedForm,
    CodeMeaning,
    Counts,
    Letter,
    Plan,
    PlannedRecord,
    SearchLine,
    Withheld,
    WithheldWhole,
)
from honour.reading.result import PageImage

LAW = Citation(
    "law:exemptions/third-party", "Data Protection Act 2018, Sch 2 para 16", Status.STATUTE, date(2018, 5, 25)
)


def spans(text: str, *quotes: str, code: str = "A") -> tuple[Withheld, ...]:
    """Every occurrence of each quote."""
    return tuple(
        Withheld(match.start(), match.end(), code, f"D-{number}")
        for number, quote in enumerate(quotes, 1)
        for match in re.finditer(re.escape(quote), text)
    )


def text_record(
    number: int, text: str, *quotes: str, title: str = "Letter (DOCX)", code: str = "A", **more: object
) -> PlannedRecord:
    return PlannedRecord(
        number=number,
        address=in_file("drive", sha256_hex(f"{number}".encode())),
        form=Form.TEXT,
        title=title,
        where="the shared drive",
        dated=date(2025, 3, 4),
        text=text,
        fields=(),
        withheld=spans(text, *quotes, code=code),
        **more,  # type: ignore[arg-type]
    )


def row_record(
    number: int, fields: Sequence[tuple[str, str]], *quotes: str, title: str = "Behaviour log"
) -> PlannedRecord:
    text, places = "", []
    for name, value in fields:
        start = len(text)
        text += f"{name}: {value}\n"
        places.append((start, start + len(name), start + len(name) + 2, start + len(name) + 2 + len(value)))
    return PlannedRecord(
        number=number,
        address=row("mis", "BEHAV", str(number)),
        form=Form.ROW,
        title=title,
        where="the pupil database",
        dated=date(2024, 9, 2) + timedelta(days=number % 300),
        text=text,
        fields=tuple(places),
        withheld=spans(text, *quotes),
    )


def drawn_page(
    lines: Sequence[str], *, dpi: int = 150, extra: str = "", font_size: int = 24
) -> tuple[str, tuple[Word, ...], PageImage]:
    """A page drawn in pixels, its text, and where its words are in points. `extra` is drawn but not in the text."""
    picture = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(font_size)
    text, words, scale = "", [], 72 / dpi
    y = 120.0
    for line in lines:
        x = 120.0
        for part in re.findall(r"\S+|\s{3,}", line):
            if part.isspace():
                x += 40 * len(part)
                continue
            draw.text((x, y), part, fill=0, font=font)
            width = draw.textlength(part, font=font)
            words.append(
                Word(
                    len(text),
                    len(text) + len(part),
                    x * scale,
                    (y + 2) * scale,
                    (x + width) * scale,
                    (y + font_size * 1.2) * scale,
                )
            )
            text += part + " "
            x += width + font_size * 0.35
        text = text.rstrip(" ") + "\n"
        y += font_size * 1.7
    if extra:
        draw.text((120, 1400), extra, fill=0, font=font)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return text, tuple(words), PageImage(out.getvalue(), picture.width * scale, picture.height * scale)


def page_record(
    number: int, lines: Sequence[str], *quotes: str, extra: str = "", title: str = "Scanned letter, page 1"
) -> PlannedRecord:
    text, words, image = drawn_page(lines, extra=extra)
    return PlannedRecord(
        number=number,
        address=in_file("drive", sha256_hex(f"page {number}".encode()), "page=1"),
        form=Form.PAGE,
        title=title,
        where="the shared drive",
        dated=date(2025, 5, 6),
        text=text,
        fields=(),
        withheld=spans(text, *quotes),
        words=words,
        image=lambda: image,
    )


def letter() -> Letter:
    return Letter(
        school_name="Larkfield Infant School",
        school_address=("Orchard Lane", "Hexley", "HX1 4QT"),
        dpo="Dana Whitlock, dpo@larkfield.example, 01632 960 111",
        recipient="Ms Okonkwo-Reyes",
        subject_label="your child Tobiah",
        received=date(2026, 10, 5),
        due=date(2026, 11, 5),
        due_citations=(LAW,),
        signed_by="Helena Brandt",
        signed_role="Head teacher",
        signed_on=date(2026, 11, 2),
        paragraphs=(
            "You asked for the personal data the school holds about your child. This pack holds what we found.",
            "We searched the pupil database, the shared drive and the office mailbox. We did not search paper "
            "in the loft; we will look through it if you ask us to.",
            "Where a record also tells about other people, we took that out. A label shows every place.",
        ),
        rights=(
            ("Complain to the school", "Write to the Data Protection Officer. You will hear from us within 30 days."),
            ("Complain to the regulator", "You may complain to the Information Commissioner."),
            ("Go to court", "You may ask a court to order the school to comply."),
        ),
    )


def plan(
    *records: PlannedRecord,
    whole: Sequence[WithheldWhole] = (),
    unread: Sequence[Unread] = (),
    forms: Sequence[str] = (),
    allowed: Sequence[str] = (),
    case: str = "SAR-2026-0007",
) -> Plan:
    part = sum(1 for record in records if record.withheld)
    codes = sorted({span.code for record in records for span in record.withheld})
    return Plan(
        case=case,
        letter=letter(),
        records=tuple(records),
        withheld_whole=tuple(whole),
        unread=tuple(unread),
        searches=(
            SearchLine("the pupil database", True, len(records), "all 42 tables"),
            SearchLine("paper in the loft", False, 0, "not yet looked through"),
        ),
        supplementary=(
            ("Why we hold it", "To teach and look after your child."),
            ("How long", "Until your child is 25 years old."),
        ),
        codes=tuple(CodeMeaning(code, "Information about another person.", LAW) for code in codes),
        counts=Counts(len(records) + len(whole) + len(unread), len(records) - part, part, len(whole), len(unread)),
        third_party_forms=tuple(forms),
        allowed_forms=tuple(AllowedForm(form, "D-allow") for form in allowed),
    )


def sample() -> Plan:
    """A bit of everything."""
    marks = [
        row_record(
            number,
            [
                ("Date", f"2024-09-{number % 28 + 1:02d}"),
                ("Session", "AM" if number % 2 else "PM"),
                ("Mark", "/"),
                ("School year", "2024/25"),
                ("Comment", "Late, came with Zebulon Quist" if number % 9 == 0 else ""),
            ],
            "Zebulon Quist",
            title="Attendance mark",
        )
        for number in range(1, 61)
    ]
    story = (
        "Dear Ms Okonkwo-Reyes,\n\nThank you for coming in on Tuesday. Tobiah has settled well and enjoys reading.\n\n"
        "On Monday Zebulon Quist pushed him over in the playground. Zebulon Quist's mother, Perpetua Quist, "
        "has been told.\n"
        "We agreed:\n- a reading diary\n- a weekly call\n\nYours sincerely,\nHelena Brandt"
    )
    log = row_record(
        62,
        [
            ("Incident", "Playground, 14 May"),
            ("Action", "Spoken to by Mrs Brandt"),
            (
                "Details",
                "Tobiah was pushed by Zebulon Quist near the climbing frame and bumped his knee. "
                "First aid given, ice pack, cheerful after ten minutes.",
            ),
            ("Witness", "Perpetua Quist"),
            (
                "Follow-up",
                "Seat moved away from the window; both children agreed to play apart this week, "
                "and a note went home to both families on the same day",
            ),
        ],
        "Zebulon Quist",
        "Perpetua Quist",
    )
    scan = page_record(
        63,
        [
            "Referral form",
            "Child: Tobiah Okonkwo-Reyes",
            "Reason: speech and language support wanted",
            "Seen together with Zebulon Quist on 3 May",
            "Outcome: weekly session in the library",
            "Head teacher      Helena Brandt",
        ],
        "Zebulon Quist",
    )
    whole = WithheldWhole(
        row("mis", "SAFEGUARD", "9"), "C", "D-9", "Perpetua Quist told the social worker about the lodger at night."
    )
    unread = Unread(in_file("drive", "ab" * 32), Why.ENCRYPTED, "a spreadsheet", "Ask the office for its password.")
    return plan(
        *marks,
        text_record(61, story, "Zebulon Quist", "Perpetua Quist"),
        log,
        scan,
        whole=[whole],
        unread=[unread],
        forms=["Zebulon Quist", "Zebulon", "Perpetua Quist"],
    )
