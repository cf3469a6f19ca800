"""No verdict kept over an unmapped part, over one nobody examined, or over nothing: whatever a check says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honour.kernel.mapping import Change, ColumnFinding, ColumnRef, Drift, Meaning, SchoolMap
from honour.notice.scope import Scope, Unmapped, scope_of
from honour.notice.verdict import Checked, Judged, Verdict, judge, together

TODAY = date(2026, 11, 26)
NAMES = ["mis.PUPIL", "mis.MARK", "drive.Letters", "post"]


def a_map(
    *, drift: tuple[Drift, ...] = (), unmapped: tuple[tuple[str, str], ...] = (), blind: tuple[str, ...] = ()
) -> SchoolMap:
    tables = (("mis", "MARK", 40), ("mis", "PUPIL", 9))
    columns = tuple(
        ColumnFinding(ColumnRef(source, table, "ID"), Meaning.KEY, False, frozenset(), "", 0.9)
        for source, table, _ in tables
        if table not in blind
    )
    return SchoolMap(
        tables, columns, (), (), (), (), drift, unmapped,
        sources=(("drive", "folder"), ("mis", "database"), ("post", "mailbox")), folders=(("drive", "Letters", 4),),
    )  # fmt: skip


CONNECTED = ["mis", "drive", "post"]
ALL = dict.fromkeys(NAMES, 5)


def test_everything_examined_and_nothing_found_is_kept() -> None:
    scope = scope_of(a_map(), CONNECTED)
    assert (scope.parts, scope.unmapped) == (frozenset(NAMES), ())
    assert judge(scope, Checked(ALL), TODAY).verdict is Verdict.KEPT


@pytest.mark.parametrize(
    ("school_map", "connected", "at"),
    [
        (a_map(drift=(Drift(Change.TABLE_NEW, "mis.MARK"),)), CONNECTED, "mis.MARK"),
        (a_map(drift=(Drift(Change.CODE_NEW, "mis.MARK.CODE"),)), CONNECTED, "mis.MARK.CODE"),
        (a_map(drift=(Drift(Change.FOLDER_NEW, "drive.Trips"),)), CONNECTED, "drive.Trips"),
        (a_map(drift=(Drift(Change.JOIN_BROKE, "mis.MARK.PUPIL_ID"),)), CONNECTED, "mis.MARK.PUPIL_ID"),
        (a_map(unmapped=(("mis.LOG", "it could not be read"),)), CONNECTED, "mis.LOG"),
        (a_map(blind=("MARK",)), CONNECTED, "mis.MARK"),
        (a_map(), [*CONNECTED, "catering"], "catering"),
        (None, ["mis"], "mis"),
    ],
    ids=["new table", "new code", "new folder", "broken join", "unread", "no columns", "connected later", "no map"],
)
def test_an_unmapped_part_is_unproven_and_named(school_map: SchoolMap | None, connected: list[str], at: str) -> None:
    scope = scope_of(school_map, connected)
    judged = judge(scope, Checked({**dict.fromkeys(scope.parts, 5)}), TODAY)
    assert judged.verdict is Verdict.UNPROVEN
    assert at in {one.at for one in judged.unmapped}
    assert any(at in reason for reason in judged.reasons)


def test_a_source_that_failed_is_unproven() -> None:
    judged = judge(scope_of(a_map(), CONNECTED, failed={"post": "it is locked"}), Checked(ALL), TODAY)
    assert judged.verdict is Verdict.UNPROVEN
    assert judged.unmapped == (Unmapped("post", "could not be opened: it is locked"),)


def test_a_part_the_check_left_out_is_unproven() -> None:
    judged = judge(scope_of(a_map(), CONNECTED), Checked({"mis.PUPIL": 9}), TODAY)
    assert judged.verdict is Verdict.UNPROVEN
    assert {one.at for one in judged.unmapped} == set(NAMES) - {"mis.PUPIL"}


def test_a_promise_about_one_place_is_not_held_up_by_another() -> None:
    changed = a_map(drift=(Drift(Change.FOLDER_NEW, "drive.Trips"),))
    assert judge(scope_of(changed, CONNECTED, within=["mis"]), Checked(ALL), TODAY).verdict is Verdict.KEPT
    inside = scope_of(changed, CONNECTED, within=["drive"])
    assert judge(inside, Checked(ALL), TODAY).verdict is Verdict.UNPROVEN
    unknown = scope_of(changed, CONNECTED, within=["mis.PAYROLL"])
    assert [one.at for one in unknown.unmapped] == ["mis.PAYROLL"]
    assert judge(unknown, Checked(ALL), TODAY).verdict is Verdict.UNPROVEN
    # a new column of a table holds up a promise about that table and none about its neighbour
    column = a_map(drift=(Drift(Change.COLUMN_NEW, "mis.PUPIL.FAITH"),))
    assert judge(scope_of(column, CONNECTED, within=["mis.PUPIL"]), Checked(ALL), TODAY).verdict is Verdict.UNPROVEN
    assert judge(scope_of(column, CONNECTED, within=["mis.MARK"]), Checked(ALL), TODAY).verdict is Verdict.KEPT


def test_a_broken_case_stands_whatever_else_is_unknown() -> None:
    scope = scope_of(a_map(unmapped=(("mis.LOG", "it could not be read"),)), CONNECTED)
    judged = judge(scope, Checked({}, broken=("a hold was passed over",)), TODAY)
    assert judged.verdict is Verdict.BROKEN
    assert "a hold was passed over" in judged.reasons


def test_kept_says_what_could_not_be_read_and_later_is_not_yet_due() -> None:
    scope = scope_of(a_map(), CONNECTED)
    assert "3 could not be read" in judge(scope, Checked(ALL, unread=3), TODAY).reasons
    later = Checked(ALL, due=date(2027, 1, 1))
    assert judge(scope, later, TODAY).verdict is Verdict.NOT_YET_DUE
    assert judge(scope, later, date(2027, 1, 1)).verdict is Verdict.KEPT


def test_kept_cannot_be_written_by_hand() -> None:
    with pytest.raises(ValueError, match="unmapped"):
        Judged(Verdict.KEPT, 5, (Unmapped("mis.X", "new table"),), ())
    with pytest.raises(ValueError, match="empty"):
        Judged(Verdict.KEPT, 0, (), ())


places = st.sampled_from([*NAMES, "mis.LOG", "other"])
checks = st.builds(
    Checked,
    st.dictionaries(places, st.integers(0, 9)),
    st.lists(st.just("a case"), max_size=1).map(tuple),
    st.lists(st.just("a doubt"), max_size=1).map(tuple),
    st.integers(0, 3),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
scopes = st.builds(
    Scope,
    st.frozensets(places),
    st.lists(st.builds(Unmapped, places, st.just("new table")), max_size=2).map(tuple),
)


@given(scopes, checks)
def test_kept_only_where_every_part_is_mapped_and_examined(scope: Scope, checked: Checked) -> None:
    judged = judge(scope, checked, TODAY)
    if judged.verdict is Verdict.KEPT:
        assert scope.parts
        assert not scope.unmapped
        assert scope.parts <= checked.examined.keys()
        assert sum(checked.examined[part] for part in scope.parts) > 0
        assert not checked.broken
        assert not checked.doubtful
    if checked.broken:
        assert judged.verdict is Verdict.BROKEN
    assert {one.at for one in scope.unmapped} <= {one.at for one in judged.unmapped}


@given(st.lists(st.tuples(scopes, checks), max_size=4))
def test_several_checks_are_kept_only_if_each_is(parts: list[tuple[Scope, Checked]]) -> None:
    each = [judge(scope, checked, TODAY) for scope, checked in parts]
    whole = together(each)
    assert (whole.verdict is Verdict.KEPT) == (bool(each) and all(one.verdict is Verdict.KEPT for one in each))
    if any(one.verdict is Verdict.BROKEN for one in each):
        assert whole.verdict is Verdict.BROKEN
    assert {part for one in each for part in one.unmapped} == set(whole.unmapped)
