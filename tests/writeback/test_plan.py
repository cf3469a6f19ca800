"""The plan: whose rows are touched, in which order, what would break, what is left to people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from changed import SIGNERS, differences, everything, planned, run_sql, sql
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honour.holds.gate import Hold, HoldKind, Target, TargetKind
from honour.kernel.address import Address, row
from honour.kernel.change import Action, Break, BreakKind, By, Change, Deed, Plan
from honour.kernel.errors import BadInput, NotAllowed
from honour.kernel.holding import Label, Name, PersonName, Role, Subject, SubjectId, SubjectKind
from honour.kernel.mapping import ColumnFinding, ColumnRef, Hub, Join, JoinKind, Meaning, Pointer, SchoolMap
from honour.kernel.progress import Silent
from honour.people.rows import holdings
from honour.sources.database.access import Access
from honour.sources.database.database import Database
from honour.sources.database.structure import Structure
from honour.sources.database.writing import write
from honour.writeback.facts import Ask, Facts, Reference
from honour.writeback.gathering import Looked, facts_of
from honour.writeback.order import children_first
from honour.writeback.planning import plan

M = Meaning
NAMES = [("Ana", "Ito"), ("Max", "Hart"), ("Nia", "Khan"), ("Leo", "Wells")]
ERASE, ANONYMISE = Ask(Deed.ERASE), Ask(Deed.ANONYMISE)

TABLES = (
    "CREATE TABLE pupils (id INTEGER PRIMARY KEY, upn VARCHAR(13) NOT NULL, forename VARCHAR(40) NOT NULL,"
    " surname VARCHAR(40), born DATE NOT NULL, notes TEXT)",
    "CREATE TABLE marks (id INTEGER PRIMARY KEY, pupil_id INTEGER, upn VARCHAR(13), mark INTEGER, typed_by INTEGER)",
    "CREATE TABLE trips (id INTEGER PRIMARY KEY, name TEXT, pupil_ids TEXT, payload TEXT, php TEXT)",
    "CREATE TABLE pairs (id INTEGER PRIMARY KEY, first_id INTEGER, second_id INTEGER NOT NULL)",
    "CREATE TABLE bare (pupil_id INTEGER, what TEXT)",
)


def ref(table: str, column: str) -> ColumnRef:
    return ColumnRef("mis", table, column)


def points(table: str, column: str, kind: JoinKind = JoinKind.SINGLE, detail: str = "", role: Role = Role.ABOUT,
           to: str = "id") -> Pointer:  # fmt: skip
    join = Join((ref(table, column),), (ref("pupils", to),), kind, "", 1.0, 0, detail)
    return Pointer(join, "mis.pupils", role, "", 1.0)


def finding(table: str, column: str, meaning: Meaning, *labels: Label) -> ColumnFinding:
    personal = meaning not in {M.KEY, M.NONE, M.DATE}
    return ColumnFinding(ref(table, column), meaning, personal, frozenset(labels), "", 1.0)


COLUMNS = (
    finding("pupils", "id", M.KEY), finding("pupils", "upn", M.UPN), finding("pupils", "forename", M.FORENAME),
    finding("pupils", "surname", M.SURNAME), finding("pupils", "born", M.BORN), finding("pupils", "notes", M.NARRATIVE),
    finding("marks", "id", M.KEY), finding("marks", "mark", M.ATTAINMENT), finding("marks", "upn", M.UPN),
)  # fmt: skip
POINTERS = (
    points("marks", "pupil_id"),
    points("marks", "upn", JoinKind.NATURAL, to="upn"),
    points("marks", "typed_by", role=Role.WRITTEN_BY),
    points("trips", "pupil_ids", JoinKind.LIST, ","),
    points("trips", "payload", JoinKind.JSON, "$.who[*].id"),
    points("trips", "php", JoinKind.LIST, "serialised"),
    points("pairs", "first_id"),
    points("pairs", "second_id"),
    points("bare", "pupil_id"),
)


def the_map(pointers: Sequence[Pointer] = POINTERS, columns: Sequence[ColumnFinding] = COLUMNS) -> SchoolMap:
    hub = Hub("mis", "pupils", SubjectKind.PUPIL, ((M.FORENAME, "forename"), (M.SURNAME, "surname")), 1.0, "")
    return SchoolMap((), tuple(columns), tuple(p.join for p in pointers), (hub,), tuple(pointers), (), (), ())


def people() -> list[Subject]:
    return [
        Subject(
            SubjectId(f"S-{n}"), frozenset({SubjectKind.PUPIL}), (PersonName(Name.LEGAL, first, last),), None,
            (("upn", f"H30220000000{n}"),), (row("mis", "pupils", str(n)),),
        )
        for n, (first, last) in enumerate(NAMES, 1)
    ]  # fmt: skip


class Place:
    """The small database with some rows, and plans over it."""

    def __init__(self, where: str, *statements: str, pointers: Sequence[Pointer] = POINTERS) -> None:
        self.where, self.map, self.people = where, the_map(pointers), people()
        if "://" not in where:
            Path(where).touch()
        rows = [
            f"INSERT INTO pupils VALUES ({n}, 'H30220000000{n}', '{first}', '{last}', '2019-0{n}-01', 'likes maps')"
            for n, (first, last) in enumerate(NAMES, 1)
        ]
        run_sql(where, *TABLES, *rows, *statements)

    def facts(self, ask: Ask = ERASE, who: int = 1) -> Facts:
        access = Access("mis", self.where)
        tables = {("mis", table.name): table for table in Database("mis", self.where).tables()}
        seen = Looked(tables, {"mis": access}, {"mis": access.structure}, ())
        found = facts_of(self.map, seen, self.people, self.people[who - 1], ask, Silent())
        return replace(found, writable=frozenset({"mis"}), signers=SIGNERS)

    def plan(self, ask: Ask = ERASE, who: int = 1, facts: Facts | None = None, case: str = "") -> Plan:
        return plan(ask, facts or self.facts(ask, who), plan_id="W-TESTTEST", made_on="2026-11-26", case=case)

    def do(self, made: Plan) -> set[str]:
        """Does it, and gives the addresses of the rows that changed, by the reading side's eyes."""
        before = everything(self.where)
        write(Access("mis", self.where, write=True), sql(made.changes))
        return differences(before, everything(self.where))

    def value(self, query: str) -> object:
        import sqlalchemy as sa

        engine = sa.create_engine(self.where if "://" in self.where else f"sqlite:///{self.where}")
        with engine.connect() as connection:
            return connection.exec_driver_sql(query).scalar()


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "mis.db") if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def kinds(made: Plan) -> set[BreakKind]:
    return {found.kind for found in made.breaks}


def one(made: Plan, address: str, column: str = "") -> Change:
    (found,) = [c for c in made.changes if str(c.address) == f"mis:row/{address}" and c.column == column]
    return found


def broken(made: Plan, kind: BreakKind) -> Break:
    (found,) = [b for b in made.breaks if b.kind is kind]
    return found


# ---- erase


def test_rows_of_one_person_go_and_shared_ones_lose_only_the_person(where: str) -> None:
    place = Place(
        where,
        "INSERT INTO marks VALUES (10, 1, NULL, 5, 2), (11, 2, NULL, 6, 1), (12, NULL, 'H302200000001', 7, 2)",
        'INSERT INTO trips VALUES (20, \'zoo\', \'1, 2,3\', \'{"who": [{"id": 1, "n": "A"}, {"id": 2}]}\','
        " 'a:2:{i:0;i:2;i:1;s:1:\"1\";}'), (21, 'farm', ',2,1,', NULL, NULL), (22, 'sea', '2,3', NULL, NULL)",
        "INSERT INTO pairs VALUES (30, 1, 2), (31, 2, 3)",
    )
    made = place.plan()
    assert place.do(made) == planned(made.changes) == {
        f"mis:row/{at}" for at in ("pupils/1", "marks/10", "marks/12", "trips/20", "trips/21", "pairs/30")
    }  # fmt: skip
    assert place.value("SELECT pupil_ids FROM trips WHERE id = 20") == "2,3"
    assert place.value("SELECT payload FROM trips WHERE id = 20") == '{"who": [{"id": 2}]}'
    assert place.value("SELECT php FROM trips WHERE id = 20") == "a:1:{i:0;i:2;}"
    assert place.value("SELECT pupil_ids FROM trips WHERE id = 21") == ",2,"
    assert place.value("SELECT count(*) FROM pairs WHERE first_id IS NULL AND second_id = 2") == 1
    assert [(s.at, s.rows) for s in made.stays] == [("mis.marks", 1)], "what they only typed stays, and is said"
    assert broken(made, BreakKind.ORPHAN).at == "mis.marks.typed_by"
    assert not place.plan().changes, "twice is once"


def test_a_pointer_that_may_not_be_empty_is_left_to_the_office_and_said(where: str) -> None:
    place = Place(where, "INSERT INTO pairs VALUES (30, 2, 1)")
    made = place.plan()
    change = one(made, "pairs/30", "second_id")
    assert (change.by, change.action) == (By.OFFICE, Action.BLANK)
    assert broken(made, BreakKind.REQUIRED).at == "mis.pairs.second_id"
    place.do(made)
    assert place.value("SELECT second_id FROM pairs") == 1


def test_a_row_without_a_key_is_named_exactly_or_left_to_the_office(where: str) -> None:
    place = Place(where, "INSERT INTO bare VALUES (1, 'a'), (1, 'a'), (2, 'a')")
    made = place.plan()
    found = [c for c in made.changes if c.table == "bare"]
    assert len(found) == 2
    if "://" in where:
        assert {c.by for c in found} == {By.OFFICE}
        assert found[0].by_reason == "the table has no key, so an entry cannot be named exactly"
    else:
        place.do(made)
        assert place.value("SELECT count(*) FROM bare") == 1


def test_a_row_that_a_staying_row_needs_is_blanked_instead_of_deleted(where: str) -> None:
    place = Place(
        where,
        "CREATE TABLE loans (id INTEGER PRIMARY KEY, lender INTEGER NOT NULL REFERENCES pupils (id), upn VARCHAR(13))",
        "INSERT INTO loans VALUES (40, 1, NULL)",
        pointers=(*POINTERS, points("loans", "lender", role=Role.WRITTEN_BY)),
    )
    made = place.plan()
    assert broken(made, BreakKind.REFERENCE).at == "mis.pupils"
    assert {c.action for c in made.changes} <= {Action.BLANK, Action.PLACEHOLDER}
    assert place.do(made) == {"mis:row/pupils/1"}
    assert place.value("SELECT surname FROM pupils WHERE id = 1") is None
    assert str(place.value("SELECT forename FROM pupils WHERE id = 1")).startswith("removed-")
    assert str(place.value("SELECT born FROM pupils WHERE id = 1")) == "1900-01-01"


def test_a_declared_pointer_that_the_plan_takes_out_needs_the_row_no_more(where: str) -> None:
    place = Place(
        where,
        "CREATE TABLE duos (id INTEGER PRIMARY KEY, a INTEGER REFERENCES pupils (id),"
        " b INTEGER REFERENCES pupils (id))",
        "INSERT INTO duos VALUES (40, 1, 2)",
        pointers=(*POINTERS, points("duos", "a"), points("duos", "b")),
    )
    made = place.plan()
    assert one(made, "pupils/1").action is Action.DELETE
    assert place.do(made) == {"mis:row/pupils/1", "mis:row/duos/40"}


@pytest.mark.parametrize("rule", ["CASCADE", "SET NULL"])
def test_what_the_database_would_delete_by_itself_is_seen_before(where: str, rule: str) -> None:
    place = Place(
        where,
        f"CREATE TABLE logs (id INTEGER PRIMARY KEY, who INTEGER REFERENCES pupils (id) ON DELETE {rule})",
        "INSERT INTO logs VALUES (50, 1)",
    )
    made = place.plan()
    assert broken(made, BreakKind.CASCADE).rows == 1
    assert Action.DELETE not in {c.action for c in made.changes}
    place.do(made)
    assert place.value("SELECT count(*) FROM logs WHERE who = 1") == 1
    planned_too = Place.__new__(Place)
    planned_too.__dict__ |= place.__dict__
    planned_too.map = the_map((*POINTERS, points("logs", "who")))
    again = planned_too.plan()
    assert [c.table for c in again.changes] == ["logs", "pupils"], "planned, it goes first, and nothing cascades"
    planned_too.do(again)


def test_rows_that_point_to_each_other_by_declared_keys_are_blanked(where: str) -> None:
    place = Place(
        where,
        "CREATE TABLE heads (id INTEGER PRIMARY KEY, pupil_id INTEGER, tail INTEGER)",
        "CREATE TABLE tails (id INTEGER PRIMARY KEY, pupil_id INTEGER, head INTEGER REFERENCES heads (id))",
        "INSERT INTO heads VALUES (1, 1, 1)",
        "INSERT INTO tails VALUES (1, 1, 1)",
        pointers=(*POINTERS, points("heads", "pupil_id"), points("tails", "pupil_id")),
    )
    facts = place.facts()
    head, tail = row("mis", "heads", "1"), row("mis", "tails", "1")
    circle = Reference(head, "heads", ("tail",), tail, ("id",), True)
    made = place.plan(facts=replace(facts, references=(*facts.references, circle)))
    assert {c.table for c in made.changes if c.action is Action.DELETE} == {"pupils"}
    assert BreakKind.REFERENCE in kinds(made)


# ---- anonymise


def test_anonymising_keeps_what_counts_and_joins_by_value_still_hold(where: str) -> None:
    place = Place(where, "INSERT INTO marks VALUES (10, 1, 'H302200000001', 5, 2), (11, 2, 'H302200000002', 6, 1)")
    made = place.plan(ANONYMISE)
    assert place.do(made) == {"mis:row/pupils/1", "mis:row/marks/10"}
    assert place.value("SELECT mark FROM marks WHERE id = 10") == 5
    assert place.value("SELECT p.id FROM marks m JOIN pupils p ON p.upn = m.upn WHERE m.id = 10") == 1
    assert place.value("SELECT upn FROM pupils WHERE id = 1") != "H302200000001"
    assert {s.at for s in made.stays} >= {"mis.marks.mark", "mis.marks.pupil_id"}
    assert not place.plan(ANONYMISE).changes, "twice is once"
    other = place.plan(ANONYMISE, who=2)
    assert one(other, "pupils/2", "upn").new != one(made, "pupils/1", "upn").new


# ---- correct


def correct(address: str, column: str, value: str) -> Ask:
    return Ask(Deed.CORRECT, Address.parse(f"mis:row/{address}"), column, value)


def test_one_value_is_corrected_and_what_hangs_on_it_is_said(where: str) -> None:
    place = Place(where, "INSERT INTO marks VALUES (10, 1, 'H302200000001', 5, 2)")
    ask = correct("pupils/1", "upn", "H302200000009")
    made = place.plan(ask)
    assert made.sign == (("data-protection-lead", "office-lead"),)
    assert broken(made, BreakKind.NATURAL_KEY).at == "mis.marks.upn"
    assert [s.at for s in made.stays] == ["mis:row/marks/10, upn"]
    assert place.do(made) == {"mis:row/pupils/1"}
    assert place.value("SELECT upn FROM pupils WHERE id = 1") == "H302200000009"
    with pytest.raises(BadInput, match="stands there already"):
        place.plan(ask)


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (correct("pupils/2", "surname", "Hurt"), BadInput, "does not concern"),
        (correct("marks/11", "mark", "9"), NotAllowed, "not about this person"),
        (correct("pupils/1", "notes", "x"), NotAllowed, "opinion"),
        (correct("pupils/1", "shoe", "x"), BadInput, "no such column"),
        (correct("pupils/1", "id", "7"), BadInput, "part of the key"),
        (correct("pupils/1", "upn", "H3022000000091234"), BadInput, "at most 13"),
    ],
)
def test_what_is_not_for_the_program_to_correct_is_refused(
    where: str, ask: Ask, error: type[Exception], words: str
) -> None:
    place = Place(where, "INSERT INTO marks VALUES (11, 2, NULL, 5, 1)")
    with pytest.raises(error, match=words):
        place.plan(ask)


def test_a_value_of_the_wrong_sort_is_refused_where_the_database_has_sorts(postgres_url: str) -> None:
    place = Place(postgres_url)
    with pytest.raises(BadInput, match="takes a date only"):
        place.plan(correct("pupils/1", "born", "last May"))
    made = place.plan(correct("pupils/1", "born", "2019-05-01"))
    place.do(made)
    assert str(place.value("SELECT born FROM pupils WHERE id = 1")) == "2019-05-01"


# ---- what stops, who signs, who does it


def held(kind: HoldKind, target: Target, case: str = "") -> Hold:
    return Hold("H-0123456789abcdef", kind, target, datetime(2026, 11, 1, tzinfo=UTC), case)


@pytest.mark.parametrize(
    "target",
    [
        Target(TargetKind.SUBJECT, "S-1"),
        Target(TargetKind.SUBJECT, "S-2"),
        Target(TargetKind.UNIT, "mis:row/trips"),
        Target(TargetKind.ADDRESS, "mis:row/trips/20"),
    ],
)
def test_a_hold_on_any_row_or_on_anyone_in_it_stops_the_whole_plan(tmp_path: Path, target: Target) -> None:
    place = Place(str(tmp_path / "mis.db"), "INSERT INTO trips VALUES (20, 'zoo', '1,2', NULL, NULL)")
    facts = replace(place.facts(), holds=(held(HoldKind.SAFEGUARDING, target),))
    made = place.plan(facts=facts)
    assert made.blocked
    assert "H-0123456789abcdef" in broken(made, BreakKind.HOLD).what


def test_the_hold_of_its_own_case_does_not_stop_a_plan_and_a_restriction_does(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "mis.db"))
    own = held(HoldKind.OPEN_REQUEST, Target(TargetKind.SUBJECT, "S-1"), "SAR-1")
    assert not place.plan(facts=replace(place.facts(), holds=(own,)), case="SAR-1").blocked
    assert place.plan(facts=replace(place.facts(), holds=(own,)), case="SAR-2").blocked
    restricted = held(HoldKind.RESTRICTION, Target(TargetKind.SUBJECT, "S-1"))
    assert place.plan(facts=replace(place.facts(), holds=(own, restricted)), case="SAR-1").blocked


def test_what_must_be_kept_stops_the_plan(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "mis.db"))
    made = place.plan(facts=replace(place.facts(), keep={"mis:row/pupils": "until the pupil is 25"}))
    assert made.blocked
    assert broken(made, BreakKind.RETENTION).what == "it must be kept: until the pupil is 25"


def test_special_and_safeguarding_data_want_more_signatures(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "mis.db"))
    assert place.plan().sign == (("data-protection-lead",),)
    for label, groups in (
        (Label.HEALTH, (("data-protection-lead",), ("dpo",))),
        (Label.SAFEGUARDING, (("data-protection-lead",), ("dsl",), ("head",), ("dpo",))),
    ):
        place.map = the_map(columns=(*COLUMNS[:5], finding("pupils", "notes", M.NARRATIVE, label), *COLUMNS[6:]))
        assert place.plan().sign == groups


def test_without_a_writing_login_all_of_it_is_for_the_office(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "mis.db"), "INSERT INTO trips VALUES (20, 'zoo', '1,2', NULL, NULL)")
    made = place.plan(facts=replace(place.facts(), writable=frozenset()))
    assert made.changes
    assert {c.by for c in made.changes} == {By.OFFICE}
    assert made.sources == ()


@pytest.mark.parametrize("triggers", [(("odd", "DELETE"),), ()])
def test_where_a_triggers_work_cannot_be_counted_it_is_left_to_the_office(
    tmp_path: Path, triggers: tuple[tuple[str, str], ...]
) -> None:
    """As on MariaDB and SQL Server."""
    place = Place(str(tmp_path / "mis.db"))
    facts = place.facts()
    tables = dict(facts.structures["mis"].tables)
    tables["pupils"] = replace(tables["pupils"], triggers=triggers, rolls_back=bool(triggers))
    made = place.plan(facts=replace(facts, structures={"mis": Structure("mariadb", tables)}))
    assert one(made, "pupils/1").by is By.OFFICE
    assert kinds(made) - {BreakKind.UNMAPPED} == {BreakKind.TRIGGER if triggers else BreakKind.ENGINE}


def test_a_doubtful_row_is_a_task_and_never_a_change(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "mis.db"), "INSERT INTO marks VALUES (10, 1, NULL, 5, NULL)")
    facts = place.facts()
    at = row("mis", "marks", "10")
    rows = dict(facts.rows)
    rows[at] = replace(rows[at], held=tuple(replace(h, confidence=0.6) for h in rows[at].held))
    made = place.plan(facts=replace(facts, rows=rows))
    assert str(at) not in planned(made.changes)
    assert [t.address for t in made.tasks if not t.swept] == [str(at)]


def test_a_text_that_names_the_person_is_a_task_and_a_namesake_is_not(tmp_path: Path) -> None:
    place = Place(
        str(tmp_path / "mis.db"),
        "UPDATE pupils SET notes = 'sits with ana ITO' WHERE id = 2",
        "UPDATE pupils SET forename = 'Ana', surname = 'Ito' WHERE id = 4",
    )
    place.people[3] = replace(place.people[3], names=place.people[0].names)
    made = place.plan()
    assert [(t.address, t.swept) for t in made.tasks] == [("mis:row/pupils/2", True)]
    assert [(s.at, s.why) for s in made.stays] == [("mis.pupils", "somebody else has the same name")]


def test_a_forename_in_a_row_that_stays_is_a_task(tmp_path: Path) -> None:
    place = Place(
        str(tmp_path / "mis.db"),
        "INSERT INTO trips VALUES (20, 'ANA fell and Max laughed', '1,2', NULL, NULL)",
        "INSERT INTO trips VALUES (21, 'banana', '1,2', NULL, NULL)",
    )
    made = place.plan()
    assert [(t.address, t.swept) for t in made.tasks] == [("mis:row/trips/20", False)]
    assert "field name" in made.tasks[0].do


def test_a_broken_list_is_left_to_a_person(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "mis.db"), "INSERT INTO trips VALUES (20, 'zoo', '2', NULL, 'a:9:{i:0;i:1;i:1;i:2;}')")
    made = place.plan()
    change = one(made, "trips/20", "php")
    assert change.by is By.OFFICE
    assert "broken" in change.by_reason


# ---- properties

NODES = [row("mis", "t", str(n)) for n in range(8)]
edges = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.booleans()).map(
        lambda e: Reference(e[0], "t", ("a",), e[1], ("id",), e[2])
    ),
    max_size=14,
)


@given(edges)
def test_no_row_is_deleted_while_a_declared_key_still_points_to_it(references: list[Reference]) -> None:
    order, circle = children_first(NODES, references)
    assert set(order) | circle == set(NODES)
    assert not set(order) & circle
    place = {address: at for at, address in enumerate(order)}
    for r in references:
        if r.declared and r.address != r.to and r.to in place:
            assert r.address in place
            assert place[r.address] < place[r.to]
    declared = [(r.address, r.to) for r in references if r.declared and r.address != r.to]
    reached = set(declared)
    for _ in NODES:
        reached |= {(a, d) for a, b in reached for c, d in declared if b == c}
    on_circle = {a for a, b in reached if a == b}
    assert circle == on_circle | {b for a, b in reached if a in on_circle}


id_lists = st.lists(st.integers(1, 4), min_size=0, max_size=5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    trips=st.lists(
        st.tuples(id_lists, id_lists, id_lists, st.sampled_from(["{}", "[{}]", ",{},", " {} "])), max_size=6
    ),
    marks=st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4)), max_size=6),
    who=st.integers(1, 4),
    deed=st.sampled_from([ERASE, ANONYMISE]),
)
def test_neighbours_in_shared_rows_are_unharmed(
    tmp_path: Path,
    trips: list[tuple[list[int], list[int], list[int], str]],
    marks: list[tuple[int, int]],
    who: int,
    deed: Ask,
) -> None:
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
    statements = []
    for n, (ids, payload, php, form) in enumerate(trips):
        listed = form.format(",".join(map(str, ids)))
        data = json.dumps({"who": [{"id": i, "k": "é"} for i in payload]})
        serialised = f"a:{len(php)}:{{" + "".join(f"i:{k};i:{i};" for k, i in enumerate(php)) + "}"
        statements.append(f"INSERT INTO trips VALUES ({n}, 'zoo', '{listed}', '{data}', '{serialised}')")
    statements += [f"INSERT INTO marks VALUES ({n}, {a}, NULL, 5, {b})" for n, (a, b) in enumerate(marks)]
    place = Place(str(path), *statements)

    def about() -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for holding in holdings(place.map, Database("mis", path).tables(), place.people):
            if holding.role is Role.ABOUT:
                found.setdefault(holding.subject, set()).add(str(holding.address))
        return found

    theirs = about()
    made = place.plan(deed, who)
    assert not [c for c in made.changes if c.by is By.OFFICE]
    assert place.do(made) == planned(made.changes)
    now = about()
    gone = f"S-{who}"
    assert {p: rows for p, rows in now.items() if p != gone} == {p: rows for p, rows in theirs.items() if p != gone}
    if deed is ERASE:
        assert gone not in now
    assert not place.plan(deed, who).changes
