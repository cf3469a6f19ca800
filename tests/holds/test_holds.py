from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from honour.holds import actions, gate
from honour.holds.gate import Allowance, Allowed, Held, Hold, HoldKind, Target, TargetKind, Use, may, require
from honour.kernel.address import in_file, row
from honour.kernel.errors import BadInput, NotAllowed
from honour.kernel.holding import SubjectId
from honour.ledger.audit import Verdict
from honour.ledger.entry import Office, Salted
from honour.ledger.log import Ledger
from honour.protection import store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
A, B = SubjectId("S-0000000000000001"), SubjectId("S-0000000000000002")
NOTE = row("mis", "BEHAVIOUR", "12")
LETTER = in_file("drive", "9f" * 32, "page=3")


def a_hold(kind: HoldKind, name: str = A, on: TargetKind = TargetKind.SUBJECT, case: str = "", days: int = 0) -> Hold:
    return Hold(f"H-{kind.name}-{days}", kind, Target(on, name), NOW + timedelta(days=days), case)


STOPPED = [
    # kind: use, share, change, dispose
    (HoldKind.RESTRICTION, True, True, True, True),
    (HoldKind.OPEN_REQUEST, False, False, True, True),
    (HoldKind.COMPLAINT, False, False, True, True),
    (HoldKind.SAFEGUARDING, False, False, True, True),
    (HoldKind.LEGAL, False, False, True, True),
    (HoldKind.INQUIRY, False, False, True, True),
    (HoldKind.DO_NOT_SHARE, False, True, False, False),
]


@pytest.mark.parametrize(("kind", "use", "share", "change", "dispose"), STOPPED)
def test_each_hold_stops_what_it_says_and_nothing_else(kind: HoldKind, use, share, change, dispose) -> None:
    answers = [isinstance(may(one, NOTE, {A}, [a_hold(kind)]), Held) for one in Use]
    assert answers == [use, share, change, dispose]


def test_every_kind_of_hold_is_in_the_table_and_stops_something() -> None:
    assert set(gate.STOPS) == set(HoldKind) == {kind for kind, *_ in STOPPED}
    assert all(gate.STOPS.values())


def test_an_open_access_case_keeps_what_it_covers_from_change_and_disposal_but_may_be_answered() -> None:
    holds = [a_hold(HoldKind.OPEN_REQUEST, case="C-1")]
    assert may(Use.SHARE, NOTE, {A}, holds) == Allowed()
    answer = may(Use.DISPOSE, NOTE, {B, A}, holds)
    assert isinstance(answer, Held)
    assert answer.reason == "dispose is stopped by H-OPEN_REQUEST-0 (open request)"


def test_a_case_is_not_stopped_by_its_own_hold_but_by_every_other() -> None:
    own, other = a_hold(HoldKind.OPEN_REQUEST, case="C-1"), a_hold(HoldKind.OPEN_REQUEST, case="C-2", days=1)
    assert may(Use.DISPOSE, NOTE, {A}, [own], acting_for="C-1") == Allowed()
    assert may(Use.DISPOSE, NOTE, {A}, [own, other], acting_for="C-1") == Held(Use.DISPOSE, (other,))
    assert may(Use.DISPOSE, NOTE, {A}, [a_hold(HoldKind.LEGAL)], acting_for="") == Held(
        Use.DISPOSE, (a_hold(HoldKind.LEGAL),)
    )


@pytest.mark.parametrize("allowance", list(Allowance))
def test_a_restriction_yields_to_what_the_law_still_allows_and_other_holds_do_not(allowance: Allowance) -> None:
    restricted = a_hold(HoldKind.RESTRICTION)
    assert may(Use.USE, NOTE, {A}, [restricted], allowance=allowance) == Allowed()
    kept = a_hold(HoldKind.LEGAL)
    assert may(Use.DISPOSE, NOTE, {A}, [restricted, kept], allowance=allowance) == Held(Use.DISPOSE, (kept,))


def test_a_hold_covers_its_target_and_no_neighbour() -> None:
    on = {
        TargetKind.ADDRESS: (str(LETTER), LETTER, in_file("drive", "9f" * 32, "page=4")),
        TargetKind.UNIT: (LETTER.unit, LETTER, in_file("drive", "8e" * 32, "page=3")),
    }
    for kind, (name, covered, neighbour) in on.items():
        hold = a_hold(HoldKind.LEGAL, name, kind)
        assert may(Use.DISPOSE, covered, (), [hold]) == Held(Use.DISPOSE, (hold,))
        assert may(Use.DISPOSE, neighbour, (A,), [hold]) == Allowed()
    on_case = a_hold(HoldKind.INQUIRY, "C-7", TargetKind.CASE)
    assert may(Use.DISPOSE, NOTE, (), [on_case], cases={"C-7"}) == Held(Use.DISPOSE, (on_case,))
    assert may(Use.DISPOSE, NOTE, (), [on_case], cases={"C-8"}) == Allowed()


def test_being_held_is_an_error_that_names_the_hold_and_nobody() -> None:
    require(Allowed())
    with pytest.raises(NotAllowed, match="H-LEGAL-0") as refused:
        require(may(Use.DISPOSE, NOTE, {A}, [a_hold(HoldKind.LEGAL)]))
    assert A not in refused.value.message + refused.value.advice


_holds = st.builds(
    Hold,
    st.from_regex(r"H-[0-9a-f]{16}", fullmatch=True),
    st.sampled_from(HoldKind),
    st.builds(Target, st.just(TargetKind.SUBJECT), st.sampled_from([A, B]))
    | st.builds(Target, st.just(TargetKind.ADDRESS), st.sampled_from([str(NOTE), str(LETTER)])),
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from(["", "C-1", "C-2"]),
    st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(
    st.lists(_holds, max_size=6),
    _holds,
    st.sampled_from(Use),
    st.sets(st.sampled_from([A, B])),
    st.sampled_from(["", "C-1"]),
    st.none() | st.sampled_from(Allowance),
)
def test_one_more_hold_never_allows_more_and_nothing_on_hold_is_ever_disposed_of(
    holds, more, use, subjects, acting_for, allowance
) -> None:
    def ask(given_holds: list[Hold]) -> Allowed | Held:
        return may(use, NOTE, subjects, given_holds, acting_for=acting_for, allowance=allowance)

    before, after = ask(holds), ask([*holds, more])
    if isinstance(before, Held):
        assert isinstance(after, Held)
        assert set(before.holds) <= set(after.holds)
    for hold in holds:
        covered = hold.target.name in subjects or hold.target.name == str(NOTE)
        excused = (acting_for and hold.case == acting_for) or (hold.kind is HoldKind.RESTRICTION and allowance)
        if hold.lifted_at is None and covered and use in gate.STOPS[hold.kind] and not excused:
            assert isinstance(before, Held)
            assert hold in before.holds
    assert ask([]) == Allowed()


# placing and lifting


@pytest.fixture(params=["sqlcipher", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sqlalchemy.Engine]:
    if request.param == "postgresql":
        made = store.engine(request.getfixturevalue("postgres_url"))
    else:
        made = store.engine(tmp_path / "school.db", b"k" * 32)
    actions.create_tables(made)
    yield made
    made.dispose()


@pytest.fixture
def ledger(engine: sqlalchemy.Engine) -> Ledger:
    return Ledger(engine, "honour.school/x", Ed25519PrivateKey.generate())


SUBJECT = Salted(b"s" * 32, f"subject:{A}")
ON_A = Target(TargetKind.SUBJECT, A)


def test_a_hold_and_its_entry_are_written_together(engine: sqlalchemy.Engine, ledger: Ledger) -> None:
    with engine.begin() as connection:
        hold = actions.place(connection, ledger, HoldKind.LEGAL, ON_A, now=NOW, by=Office.HEAD, about=(SUBJECT,))
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        actions.place(connection, ledger, HoldKind.INQUIRY, ON_A, now=NOW, by=Office.HEAD, about=(SUBJECT,))
        raise ZeroDivisionError
    with store.reading(engine) as connection:
        assert actions.current(connection) == (hold,)
    assert ledger.about(SUBJECT) == [0]
    assert A not in b"".join(line for _, line in ledger.lines()).decode()


def test_placing_the_same_hold_again_changes_nothing(engine: sqlalchemy.Engine, ledger: Ledger) -> None:
    placed = []
    for case in ("C-1", "C-1", "C-2"):
        with engine.begin() as connection:
            placed.append(
                actions.place(
                    connection, ledger, HoldKind.OPEN_REQUEST, ON_A, now=NOW, by=Office.DPO, about=(SUBJECT,), case=case
                )
            )
    assert placed[0] == placed[1] != placed[2]
    assert ledger.size() == 2


def test_a_lifted_hold_stops_nothing_and_can_be_placed_anew(engine: sqlalchemy.Engine, ledger: Ledger) -> None:
    later = NOW + timedelta(days=3)
    with engine.begin() as connection:
        hold = actions.place(connection, ledger, HoldKind.LEGAL, ON_A, now=NOW, by=Office.HEAD, about=(SUBJECT,))
    for _ in range(2):
        with engine.begin() as connection:
            lifted = actions.lift(connection, ledger, hold.id, now=later, by=Office.HEAD, about=(SUBJECT,))
            later += timedelta(days=1)
    assert lifted.lifted_at == NOW + timedelta(days=3)
    assert ledger.size() == 2
    with engine.begin() as connection:
        assert actions.current(connection) == ()
        again = actions.place(connection, ledger, HoldKind.LEGAL, ON_A, now=later, by=Office.HEAD, about=(SUBJECT,))
    assert again.id != hold.id
    assert ledger.verify([ledger.checkpoint(later)]).verdict is Verdict.KEPT


@pytest.mark.parametrize("told_on", [None, date(2026, 3, 3)])
def test_a_restriction_is_not_lifted_before_the_person_was_told(
    engine: sqlalchemy.Engine, ledger: Ledger, told_on: date | None
) -> None:
    with engine.begin() as connection:
        hold = actions.place(connection, ledger, HoldKind.RESTRICTION, ON_A, now=NOW, by=Office.DPO, about=(SUBJECT,))
    with pytest.raises(NotAllowed, match="must be told"), engine.begin() as connection:
        actions.lift(connection, ledger, hold.id, now=NOW, by=Office.DPO, about=(SUBJECT,), told_on=told_on)
    with engine.begin() as connection:
        assert actions.current(connection) == (hold,)
        actions.lift(connection, ledger, hold.id, now=NOW, by=Office.DPO, about=(SUBJECT,), told_on=date(2026, 3, 1))
    assert b'"told-on":"2026-03-01"' in list(ledger.lines())[-1][1]


def test_a_hold_that_was_never_placed_cannot_be_lifted(engine: sqlalchemy.Engine, ledger: Ledger) -> None:
    with pytest.raises(BadInput), engine.begin() as connection:
        actions.lift(connection, ledger, "H-0", now=NOW, by=Office.DPO, about=(SUBJECT,))
    with pytest.raises(BadInput), engine.begin() as connection:
        actions.place(
            connection, ledger, HoldKind.LEGAL, Target(TargetKind.CASE, ""), now=NOW, by=Office.DPO, about=(SUBJECT,)
        )
    assert ledger.size() == 0
