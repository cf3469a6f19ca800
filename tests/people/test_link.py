"""Which person: behaviour on hand-written hard cases. No case is taken from the fictional school's templates."""

from __future__ import annotations

import pytest
from cast import SUBJECTS, TODAY, mail

from honour.kernel.address import row
from honour.kernel.holding import Holding, Role, SubjectId
from honour.kernel.record import Form, Record
from honour.people.link import Linker


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(SUBJECTS, TODAY)


def found(holdings: list[Holding]) -> dict[str, Holding]:
    return {holding.subject.removeprefix("S-"): holding for holding in holdings}


TEACHER = "Daniel Whitlock <d.whitlock@school.example>"
HEAD = "Mrs H Ashdown <head@school.example>"

# (text, author, sure subjects, doubtful subjects); nobody else may be given surely
CASES = [
    ("Amelia Patel was upset after break.", "", {"amelia-p"}, set()),
    ("Patel, Amelia", "", {"amelia-p"}, set()),
    ("AMELIA PATEL was absent.", "", {"amelia-p"}, set()),
    ("Amelia P. forgot her book bag.", "", {"amelia-p"}, set()),
    ("amelia patel needs a new reading book", "", {"amelia-p"}, set()),
    ("Amelia was upset after break.", "", set(), {"amelia-p", "amelia-k"}),
    ("Amelia was upset after break.", TEACHER, set(), {"amelia-p"}),
    ("Amelia in Wrens was upset after break.", "", {"amelia-k"}, set()),
    ("Amelia Jones from the judo club rang.", "", set(), set()),
    ("Oliver and Felicity are best friends out of school.", TEACHER, set(), {"oliver"}),
    ("Felicity or Oliver may lead the line.", TEACHER, set(), {"oliver"}),
    ("Oliver and Zoe hid the pens.", TEACHER, {"oliver", "zoe"}, set()),
    ("We sang Tom, Tom, the piper's son twice.", TEACHER, set(), {"tom"}),
    ("A.P. was upset after break.", TEACHER, {"amelia-p"}, set()),
    ("Zoe O’Brien and Zoë O'Brien are one child.", "", {"zoe"}, set()),
    ("Obrien, Zoe", "", {"zoe"}, set()),
    ("Muhammed Iqbal and his friends.", "", {"muhammad"}, set()),
    ("We saw Harriett Lindqvist today.", "", {"harriet"}, set()),
    ("We saw Hariret Lindqvst today.", "", {"harriet"}, set()),
    ("Hattie Lindqvist was late.", "", {"harriet"}, set()),
    ("Will was hit by a ball and cried.", "", set(), {"will"}),
    ("Will you come to the meeting? We will see. She rose early.", "", set(), set()),
    ("In the garden rose bushes will mark the path.", "", set(), set()),
    ("Will Okonkwo was hit by a ball.", "", {"will"}, set()),
    ("Mrs Patel's daughter was sick.", "", {"mrs-patel", "amelia-p"}, set()),
    ("Amelia Patel's mum rang the office.", "", {"amelia-p", "mrs-patel"}, set()),
    ("Amelia Patel cried. Her dad came at ten.", "", {"amelia-p", "mr-patel"}, set()),
    ("Oliver Brown fell. Mum informed.", "", {"oliver", "mrs-brown"}, set()),
    ("The twins started in Foxes.", "", {"tom", "tess"}, set()),
    ("Please ask the SENCO about it.", "", {"senco"}, set()),
    ("Owls' TA found the coat.", "", {"ta"}, set()),
    ("Mr and Mrs Patel came in.", "", {"mrs-patel", "mr-patel"}, set()),
    ("UPN: H801200021004", "", {"amelia-p"}, set()),
    ("Call 07700 900 123 or +44 7700 900123", "", {"mrs-patel"}, set()),
    ("Leo Marsh forgot his coat.", "", set(), {"cousin-1", "cousin-2"}),
    ("Leo Marsh (Owls) forgot his coat.", "", {"cousin-1"}, set()),
    ("Amelia (not our Amelia, Year 1's) hid the pen.", TEACHER, {"amelia-k"}, set()),
    ("Thank you,\nNisha Patel", "", {"mrs-patel"}, set()),
    ("Tessa and Thomas Varga were collected early.", "", {"tom", "tess"}, set()),
    ("Ame\u00adlia Pa\u00adtel was here.", "", {"amelia-p"}, set()),
    ("Mrs Brown rang about the trip.", "", set(), {"mrs-brown"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "author", "sure", "doubtful"), CASES, ids=[case[0][:40] for case in CASES])
def test_the_right_people_surely_and_the_rest_in_doubt(
    linker: Linker, text: str, author: str, sure: set[str], doubtful: set[str]
) -> None:
    holdings = found(linker.holdings(mail(text, author)))
    surely = {
        name
        for name, holding in holdings.items()
        if (not holding.doubtful and holding.role is not Role.WRITTEN_BY) or "\n" in text
    }
    assert sure <= surely, {name: (h.confidence, h.reason) for name, h in holdings.items()}
    assert doubtful <= set(holdings), {name: (h.confidence, h.reason) for name, h in holdings.items()}
    assert not surely - sure - doubtful - {"teacher"}, {name: (h.confidence, h.reason) for name, h in holdings.items()}
    for name, holding in holdings.items():
        for span in holding.spans:
            assert 0 <= span.start < span.end <= len(text), name
        assert not any(part.casefold() in holding.reason.casefold() for part in ("amelia", "patel", "oliver")), (
            "a reason names nobody"
        )


REMARKS = "Zoe O'Brien was hurt, so Priti Nair rang home at once."


@pytest.mark.parametrize(
    ("subject", "others"),
    [(None, {"zoe": Role.ABOUT}), ("amelia-p", {"zoe": Role.MENTIONS}), ("teacher", {"zoe": Role.MENTIONS})],
)
def test_a_row_that_points_at_its_subject_is_about_nobody_its_remarks_name(
    linker: Linker, subject: str | None, others: dict[str, Role]
) -> None:
    record = Record(row("mis", "LOG", "1"), Form.ROW, "Log", REMARKS)
    known = [Holding(record.address, SubjectId(f"S-{subject}"), Role.ABOUT, "LOG.WHO", 0.99)] if subject else []
    holdings = found(linker.holdings(record, known))
    assert {name: holdings[name].role for name in others} == others
    assert {name for name, h in holdings.items() if h.role is Role.ABOUT} == ({subject} if subject else {"zoe"})
    assert holdings["senco"].role is Role.MENTIONS
