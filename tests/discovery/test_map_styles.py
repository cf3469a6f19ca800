"""Whom every row concerns, on databases of several styles without declared keys and without annotation."""

from __future__ import annotations

from pathlib import Path

import pytest
from schools import STYLES, Truth

from honour.discovery.mapping import map_tables
from honour.discovery.written import map_from_json, map_to_json
from honour.kernel.errors import BadInput
from honour.kernel.holding import Label, SubjectKind
from honour.kernel.mapping import JoinKind, Meaning, SchoolMap
from honour.kernel.tabular import Table
from honour.people.roster import gather
from honour.people.rows import holdings
from honour.sources.database.database import Database


def mapped(tmp_path: Path, style: str, seed: int) -> tuple[SchoolMap, list[Table], Truth]:
    path = tmp_path / "school.db"
    truth = STYLES[style](path, seed)
    tables = Database("mis", path).tables()
    return map_tables(tables), tables, truth


@pytest.mark.parametrize("seed", [11, 12])
@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_row_is_traced_to_its_people_and_to_nobody_else(tmp_path: Path, style: str, seed: int) -> None:
    school_map, tables, truth = mapped(tmp_path, style, seed)
    subjects = gather(school_map, tables)
    subject_of = {str(address): subject.id for subject in subjects for address in subject.hub_rows}
    person = {
        who: subject_of[f"mis:row/{table}/{key}"]
        for (table, key), concerns in truth.rows.items()
        for who, role in concerns
        if role == "about" and f"mis:row/{table}/{key}" in subject_of
    }
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for holding in holdings(school_map, tables, subjects):
        key = (holding.address.parts[0], holding.address.parts[1])
        found.setdefault(key, set()).add((holding.subject, str(holding.role)))
    wanted = {key: {(person[who], role) for who, role in concerns} for key, concerns in truth.rows.items()}
    assert found == wanted


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_map_survives_being_written_and_read(tmp_path: Path, style: str) -> None:
    school_map, tables, _ = mapped(tmp_path, style, 5)
    assert map_from_json(map_to_json(school_map)) == school_map
    assert map_to_json(map_tables(tables)) == map_to_json(school_map)


def test_text_that_is_no_map_is_refused() -> None:
    for text in ("", "[]", '{"format": 99}', '{"format": 1}'):
        with pytest.raises(BadInput):
            map_from_json(text)


def test_the_kinds_of_one_people_table_are_told_apart(tmp_path: Path) -> None:
    school_map, tables, _ = mapped(tmp_path, "camel", 3)
    (hub,) = [hub for hub in school_map.hubs if hub.table == "Person"]
    assert dict(hub.kind_values) == {
        "Parent": SubjectKind.CONTACT,
        "Staff": SubjectKind.STAFF,
        "Student": SubjectKind.PUPIL,
    }
    kinds = [subject.kinds for subject in gather(school_map, tables)]
    assert {frozenset({kind}) for kind in hub.kind_values and dict(hub.kind_values).values()} == set(kinds)


def test_lists_json_discriminators_and_negative_ids_are_named_as_such(tmp_path: Path) -> None:
    school_map, _, _ = mapped(tmp_path, "snake", 1)
    kinds = {(p.join.from_columns[0].table, p.join.kind): p.join.detail for p in school_map.pointers}
    assert kinds["trips", JoinKind.LIST] == ","
    assert kinds["forms", JoinKind.JSON] == "$.student_id"
    assert ("notes", JoinKind.POLYMORPHIC) in kinds
    (tmp_path / "school.db").unlink()
    school_map, _, _ = mapped(tmp_path, "prefixed", 1)
    assert {p.join.detail for p in school_map.pointers if p.join.from_columns[0].table == "MSG_OUT"} == {"", "negative"}


def test_special_categories_are_seen_in_names_codes_and_the_systems_own_field_list(tmp_path: Path) -> None:
    school_map, _, _ = mapped(tmp_path, "snake", 1)
    findings = {finding.at.column: finding for finding in school_map.columns if finding.at.table == "students"}
    assert findings["ethnicity"].labels == {Label.ETHNICITY}
    assert findings["religion"].labels == {Label.RELIGION}
    assert findings["custom_1"].labels == {Label.HEALTH}
    assert findings["upn"].meaning is Meaning.UPN
    assert findings["class_id"].meaning is not Meaning.CLASS_GROUP
    assert all(findings[name].personal for name in ("forename", "surname", "date_of_birth", "ethnicity", "custom_1"))


def test_every_join_says_why_and_orphans_are_counted(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "school.db"
    STYLES["snake"](path, 1)
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO assessments VALUES (9001, 777777, '2025-01-01', 1)")
    db.close()
    school_map = map_tables(Database("mis", path).tables())
    assert all(join.evidence and 0 < join.confidence <= 1 for join in school_map.joins)
    orphans = {join.from_columns[0].table: join.orphans for join in school_map.joins if join.orphans}
    assert orphans == {"assessments": 1}
