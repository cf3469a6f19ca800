"""The index: sealed, whole, erasable. A sealer of the test's own; the real keys are tested in protection."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from cast import SUBJECTS, sid
from cryptography.fernet import Fernet

from honour.kernel.address import Address, in_file, row
from honour.kernel.errors import BadInput
from honour.kernel.holding import Holding, Label, Role, Span, SubjectId
from honour.kernel.record import Field, Form, Record, Word
from honour.kernel.unread import Unread, Why
from honour.people.index import Index, Run, SourceCounts


class OneKey:
    """Seals for a set of people and refuses once one of them is erased, as the real keys do."""

    def __init__(self) -> None:
        self._fernet = Fernet(Fernet.generate_key())
        self.destroyed: set[str] = set()

    def seal(self, data: bytes, *, subjects: Collection[SubjectId], aad: str) -> bytes:
        head = ",".join(sorted(subjects)).encode()
        return self._fernet.encrypt(head + b"\0" + aad.encode() + b"\0" + data)

    def unseal(self, sealed: bytes, *, aad: str) -> bytes:
        head, place, data = self._fernet.decrypt(sealed).split(b"\0", 2)
        assert place == aad.encode()
        assert not self.destroyed & set(head.decode().split(","))
        return data


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(sa.create_engine(f"sqlite:///{tmp_path / 'index.db'}"), OneKey())


CANARY = "Zebulon Quatermass"


def a_record(number: int = 1) -> Record:
    return Record(
        address=in_file("drive", hashlib.sha256(str(number).encode()).hexdigest(), "page=1"),
        form=Form.PAGE,
        title="Letter (PDF)",
        text=f"Dear {CANARY}, {number}",
        dated=date(2026, 3, 4),
        read_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        fields=(Field("NAME", CANARY, 5),),
        words=(Word(0, 4, 1.5, 2.0, 3.0, 4.0, 0.5),),
        hidden=((0, 4, "comment"),),
        author=CANARY,
        recipients=(CANARY,),
        thread="thread " + CANARY,
        parent=in_file("drive", "cd" * 32),
        folder=f"/pupils/{CANARY}",
        properties=(("page-width-pt", "595.3"),),
    )


def about(record: Record, who: str, **more: object) -> Holding:
    return replace(
        Holding(record.address, sid(who), Role.ABOUT, "full name", 0.97, (Span(5, 23),), frozenset({Label.HEALTH})),
        **more,
    )  # type: ignore[arg-type]  # fields of Holding


def test_a_record_comes_back_as_it_went_in(index: Index) -> None:
    record = a_record()
    assert all(getattr(record, field.name) for field in fields(record)), "every field must be tried"
    holding = about(record, "oliver", alternatives=(sid("zoe"),))
    index.put([(record, [holding])])
    assert index.record(record.address) == record
    assert index.holdings_at(record.address) == [holding]
    found = index.holdings_of(sid("oliver"))
    assert [(item.holding, item.doubtful, item.meta.title) for item in found] == [(holding, True, "Letter (PDF)")]
    assert index.record(row("mis", "NONE", "1")) is None


def test_subjects_come_back_as_they_went_in(index: Index) -> None:
    index.put_subjects(SUBJECTS)
    assert sorted(index.subjects(), key=lambda s: s.id) == sorted(SUBJECTS, key=lambda s: s.id)


def test_putting_twice_replaces(index: Index) -> None:
    record = a_record()
    index.put([(record, [about(record, "oliver"), about(record, "zoe")])])
    index.put([(record, [about(record, "zoe")])])
    assert index.holdings_of(sid("oliver")) == []
    assert len(index.holdings_of(sid("zoe"))) == 1
    assert index.counts() == {"drive": SourceCounts(1, 1, 0, 0, 0)}


def test_nothing_of_the_contents_is_in_the_file(index: Index, tmp_path: Path) -> None:
    record = a_record()
    index.put([(record, [about(record, "oliver")])])
    index.put_subjects(SUBJECTS)
    index.put_duplicates("drive", [(record.address.unit, f"/copy/{CANARY}")])
    assert index.duplicates() == [(record.address.unit, f"/copy/{CANARY}")]
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (CANARY, "Zebulon", "Quatermass", "Okonkwo", "H801200021004"):
        for encoded in (secret.encode(), secret.lower().encode(), secret.encode("utf-16-le")):
            assert encoded not in raw


def test_a_failing_batch_leaves_nothing(index: Index) -> None:
    good, bad = a_record(1), a_record(2)
    with pytest.raises(BadInput):
        index.put([(good, [about(good, "oliver")]), (bad, [about(good, "oliver")])])
    assert index.counts() == {}


def test_forgetting_deletes_what_is_theirs_and_keeps_what_is_shared(index: Index) -> None:
    own, shared = a_record(1), a_record(2)
    index.put(
        [
            (own, [about(own, "oliver")]),
            (shared, [about(shared, "oliver"), about(shared, "zoe", alternatives=(sid("oliver"),))]),
        ]
    )
    index.put_subjects(SUBJECTS)
    assert index.forget(sid("oliver")) == (1, 1)
    index._sealer.destroyed.add("S-oliver")  # type: ignore[attr-defined]  # the test's own sealer
    assert index.record(own.address) is None
    assert index.record(shared.address) == shared
    assert [holding.subject for holding in index.holdings_at(shared.address)] == [sid("zoe")]
    assert index.holdings_at(shared.address)[0].alternatives == ()
    assert sid("oliver") not in {subject.id for subject in index.subjects()}
    assert index.forget(sid("oliver")) == (0, 0)


def test_rows_may_be_kept_without_text(index: Index) -> None:
    record = Record(
        row("mis", "ATTEND", "7"), Form.ROW, "Attendance", "MARK: /", date(2026, 1, 5), fields=(Field("MARK", "/", 6),)
    )
    index.put([(record, [about(record, "oliver", spans=())])], text_kept=False)
    assert not index.holdings_of(sid("oliver"))[0].meta.text_kept
    assert index.record(record.address) is None
    index.put([(record, [about(record, "oliver", spans=())], True)], text_kept=False)
    assert index.record(record.address) == record
    index.begin(["mis"])
    assert index.counts() == {}


def test_unread_units_and_runs_are_remembered_and_dropped(index: Index) -> None:
    record, lost = a_record(1), in_file("drive", "ee" * 32)
    index.put([(record, [])])
    index.put_unread([Unread(lost, Why.DAMAGED, "a PDF", "Ask for another copy.")])
    assert index.unread("drive") == [Unread(lost, Why.DAMAGED, "a PDF", "Ask for another copy.")]
    assert index.units("drive") == {record.address.unit, lost.unit}
    assert index.counts() == {"drive": SourceCounts(1, 0, 0, 1, 0)}
    run = Run("drive", datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 2, 10, tzinfo=UTC), 1, "complete")
    index.note_run(run)
    assert index.runs() == [run]
    index.drop_units([lost.unit])
    assert index.unread() == []
    index.drop_source("drive")
    assert index.counts() == {}


def test_what_could_be_read_at_last_is_no_longer_unread(index: Index) -> None:
    record = a_record()
    index.put_unread([Unread(record.address, Why.DAMAGED, "a PDF", "")])
    index.put([(record, [])])
    assert index.unread() == []


WHO = [
    ("amelia patel", ["amelia-p"]),
    ("PATEL, AMELIA", ["amelia-p"]),
    ("Amelia", ["amelia-k", "amelia-old", "amelia-p"]),
    ("h801200021004", ["amelia-p"]),
    ("Nisha.Patel@MAILBOX.example", ["mrs-patel"]),
    ("+44 7700 900123", ["mrs-patel"]),
    ("Ameila Patell", ["amelia-p"]),
    ("Hattie Lindqvist", ["harriet"]),
    ("zoe o'brien", ["zoe"]),
    ("Leo Marsh", ["cousin-1", "cousin-2"]),
    ("Leo Marsh Owls", ["cousin-1"]),
    ("S-zoe", ["zoe"]),
    ("mrs patel", ["mrs-patel"]),
    ("headteacher", ["head"]),
]


@pytest.mark.parametrize(("asked", "expected"), WHO)
def test_who_is_found_by_any_form_in_any_letter_case(index: Index, asked: str, expected: list[str]) -> None:
    index.put_subjects(SUBJECTS)
    matches = index.who(asked)
    best = [match.subject.id.removeprefix("S-") for match in matches if match.score == matches[0].score]
    assert sorted(best) == expected, [(match.subject.id, match.why, match.score) for match in matches]


@pytest.mark.parametrize("asked", ["", "   ", "Nobody Atall", "\x00", "🙂", "x" * 5000])
def test_who_finds_nobody_for_nonsense(index: Index, asked: str) -> None:
    index.put_subjects(SUBJECTS)
    assert index.who(asked) == []


def test_an_address_in_another_case_is_another_address(index: Index) -> None:
    record = replace(a_record(), address=Address.parse("drive:file/" + os.urandom(32).hex() + "/page=1"))
    index.put([(record, [])])
    assert index.record(record.address) == record
