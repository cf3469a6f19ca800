"""truth.json tells every record there is, and what it quotes stands in the record. Counted anew, not by honour."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import etree
from openpyxl import load_workbook

from honour.demo.build import build
from honour.demo.truth import Bulk, Concern, TrueRecord, Truth, Withhold, load
from honour.kernel.errors import BadInput
from honour.kernel.holding import Role


@pytest.fixture(scope="module")
def truth(demo_school: Path) -> Truth:
    return load(demo_school / "truth.json")


@pytest.fixture(scope="module")
def told(truth: Truth) -> dict[str, TrueRecord]:
    found: dict[str, TrueRecord] = {}
    for record in truth.records():
        assert record.address not in found
        found[record.address] = record
    return found


def _rows_of_the_database(path: Path) -> Iterator[tuple[str, str]]:
    with sqlite3.connect(path) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall():
            keys = [
                f'"{name}"'
                for _, name, _, _, _, at in sorted(
                    connection.execute(f'PRAGMA table_info("{table}")'), key=lambda r: r[5]
                )
                if at
            ] or ["rowid"]
            for row in connection.execute(f'SELECT {",".join(keys)}, * FROM "{table}"'):
                key = ",".join(str(value) for value in row[: len(keys)])
                if keys == ["rowid"]:
                    key = f"rowid={key}"
                text = "\n".join(str(value) for value in row[len(keys) :] if value is not None)
                yield f"mis:row/{table}/{quote(key, safe='=,.')}", text


def _records_of_exports(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*.*")):
        data = path.read_bytes()
        stem = f"exports:file/{hashlib.sha256(data).hexdigest()}"
        if path.suffix == ".csv":
            text = data.decode("utf-8-sig")
            delimiter = ";" if text.splitlines()[0].count(";") > 2 else ","
            for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
                yield f"{stem}/sheet=1,row={number}", "\n".join(cells)
        elif path.suffix == ".xlsx":
            for at, sheet in enumerate(load_workbook(path).worksheets, 1):
                for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                    if any(row):
                        yield f"{stem}/sheet={at},row={number}", "\n".join(str(c) for c in row if c is not None)
        else:
            root = etree.parse(io.BytesIO(data))
            yield f"{stem}/all", ""
            nodes = root.xpath("//Pupil | //PupilOnRoll | //PupilNoLongerOnRoll")
            for number, node in enumerate(nodes, 1):
                yield f"{stem}/node={number}", "\n".join(t.strip() for t in node.itertext())


@pytest.fixture(scope="module")
def held(demo_school: Path) -> dict[str, str]:
    found = dict(_rows_of_the_database(demo_school / "mis" / "school.db"))
    found |= dict(_records_of_exports(demo_school / "exports"))
    with (demo_school / "paper" / "index.csv").open(encoding="utf-8", newline="") as file:
        for number, cells in enumerate(list(csv.reader(file))[1:], 1):
            found[f"paper:paper/{number}"] = "\n".join(cells)
    return found


def test_truth_tells_every_structured_record_and_no_other(held: dict[str, str], told: dict[str, TrueRecord]) -> None:
    structured = {a for a in told if a.split(":")[0] in ("mis", "exports", "paper")}
    assert structured - set(held) == set()
    assert set(held) - structured == set()
    assert len(held) > 5000


def test_every_quote_stands_in_its_record(held: dict[str, str], told: dict[str, TrueRecord]) -> None:
    for address, text in held.items():
        for concern in told[address].concerns:
            for words in concern.quotes:
                assert words in text, (address, words, text)
        for withheld in told[address].withhold:
            assert withheld.quote in text, (address, withheld, text)


def test_every_person_told_of_is_a_person_of_the_school(truth: Truth, told: dict[str, TrueRecord]) -> None:
    known = {person["id"] for person in truth.people}
    for record in told.values():
        assert {c.person for c in record.concerns} <= known
        for withheld in record.withhold:
            assert withheld.person is None or withheld.person in known
            assert set(withheld.except_for) | set(withheld.not_for) <= known
    for request in truth.requests:
        assert {request["subject"], request["requester"]} <= known
    for unsure in truth.raw["ambiguous"]:
        assert set(unsure["candidates"]) <= known
        assert len(unsure["candidates"]) > 1


def test_everyone_the_database_has_a_row_for_has_that_row_as_hub(truth: Truth, told: dict[str, TrueRecord]) -> None:
    tables = {row.split("/")[1] for person in truth.people for row in person["hub_rows"]}
    assert tables == {"sPUP_PERSON", "sPUP_ROLL", "tblCONTACT", "tblSTAFF", "tblUSER", "tblGOVERNOR"}
    for person in truth.people:
        for row in person["hub_rows"]:
            assert any(c.person == person["id"] and c.role is Role.ABOUT for c in told[row].concerns)
        if "visitor" not in person["kinds"]:
            assert person["hub_rows"]


def test_pointers_in_the_database_agree_with_truth(
    demo_school: Path, truth: Truth, told: dict[str, TrueRecord]
) -> None:
    """Followed by hand for three kinds of pointer: pupil id, yearly id, id list."""
    pupil, yearly = {}, {}
    for person in truth.people:
        for row in person["hub_rows"]:
            _, table, key = row.split("/")
            if table == "sPUP_PERSON":
                pupil[int(key)] = person["id"]
            elif table == "sPUP_ROLL":
                yearly[int(key)] = person["id"]
    with sqlite3.connect(demo_school / "mis" / "school.db") as connection:
        for key, ident in connection.execute("SELECT MED_ID, PUP_ID FROM sPUP_MEDCOND"):
            assert pupil[ident] in {c.person for c in told[f"mis:row/sPUP_MEDCOND/{key}"].concerns}
        for key, roll, involved in connection.execute("SELECT BEH_ID, ROLL_ID, INVOLVED_IDS FROM tblBEHAV"):
            people = {c.person for c in told[f"mis:row/tblBEHAV/{key}"].concerns if c.role is Role.ABOUT}
            assert people == {yearly[roll]} | {pupil[int(i)] for i in (involved or "").split("|") if i}
        for key, roll in connection.execute("SELECT MARK_ID, ROLL_ID FROM tblATTMARK"):
            assert told[f"mis:row/tblATTMARK/{key}"].concerns[0].person == yearly[roll]


def test_the_database_declares_no_foreign_key_and_has_forty_tables(demo_school: Path) -> None:
    with sqlite3.connect(demo_school / "mis" / "school.db") as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        assert len(tables) >= 40
        for table in tables:
            assert connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall() == []
            assert connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] > 0 or table == "sPUP_LAC"


def test_the_database_has_the_awkward_habits(demo_school: Path) -> None:
    with sqlite3.connect(demo_school / "mis" / "school.db") as connection:

        def one(sql: str) -> Any:
            return connection.execute(sql).fetchone()[0]

        assert one("SELECT count(*) FROM tblPUPCON WHERE CON_ID < 0") > 0, "staff acting as contacts"
        assert one("SELECT count(*) FROM tblPUPCON WHERE PUP_ID NOT IN (SELECT PUP_ID FROM sPUP_PERSON)") > 0, "orphans"
        assert one("SELECT count(*) FROM tblBEHAV WHERE INVOLVED_IDS LIKE '%|%' OR INVOLVED_IDS <> ''") > 0
        assert one("SELECT count(*) FROM tblCLUB WHERE MEMBERS LIKE '%, %'") > 0
        assert one("SELECT count(DISTINCT OWNER_TYPE) FROM tblNOTE") >= 2, "polymorphic"
        assert one("SELECT max(n) FROM (SELECT count(*) n FROM sPUP_ROLL GROUP BY ADMNO)") == 3, "yearly ids"
        assert one("SELECT count(*) FROM sPUP_PERSON WHERE UDF01 || UDF02 || UDF03 || UDF04 IS NOT NULL "
                   "OR coalesce(UDF01, UDF02, UDF03, UDF04) IS NOT NULL") > 0  # fmt: skip
        plan = json.loads(one("SELECT PLAN_JSON FROM tblSEATING LIMIT 1"))
        assert plan["tables"]["table1"][0]["pup"] > 0


def test_two_schools_of_one_seed_are_the_same_bytes_and_of_two_seeds_are_not(demo_school: Path, tmp_path: Path) -> None:
    again, other = tmp_path / "again", tmp_path / "other"
    build(again, seed=11, size="small")
    build(other, seed=12, size="small")
    files = {p.relative_to(demo_school): p.read_bytes() for p in demo_school.rglob("*") if p.is_file()}
    assert files == {p.relative_to(again): p.read_bytes() for p in again.rglob("*") if p.is_file()}
    assert (other / "truth.json").read_bytes() != files[Path("truth.json")]
    assert (other / "mis" / "school.db").read_bytes() != files[Path("mis/school.db")]


def test_no_part_of_a_workbook_bears_a_clock(demo_school: Path) -> None:
    for path in (demo_school / "exports").rglob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(2026, 10, 30, 16, 0, 0)}


def test_a_folder_that_holds_a_school_is_left_alone(demo_school: Path) -> None:
    before = (demo_school / "truth.json").read_bytes()
    with pytest.raises(BadInput, match="already holds"):
        build(demo_school, seed=1, size="small")
    assert (demo_school / "truth.json").read_bytes() == before


def test_prepared_facts_name_the_people_of_the_requests(demo_school: Path, truth: Truth) -> None:
    facts = json.loads((demo_school / "prepared-facts.json").read_text(encoding="utf-8"))
    assert [[c["subject"]["id"], c["requester"]["id"]] for c in facts["identity"]] == [
        [r["subject"], r["requester"]] for r in truth.requests
    ]
    opinions = [h["opinion"] for h in facts["health"] if h["letter_on"]]
    assert None in opinions
    assert any(opinion and opinion["on"] < "2026-11-02" for opinion in opinions)
    assert facts["ehc_plans"]
    assert facts["child_protection"]


def test_a_bulk_table_is_told_in_runs_and_read_back_row_by_row() -> None:
    bulk = Bulk("mis", "MARKS", "table")
    one, two = (Concern("p1", Role.ABOUT),), (Concern("p2", Role.ABOUT),)
    for key, story in ((1, one), (2, one), (3, two), (7, two)):
        bulk.add(key, story)
    assert bulk.runs == [[1, 2, 0], [3, 3, 1], [7, 7, 1]]
    with pytest.raises(ValueError, match="out of order"):
        bulk.add(5, one)
    back = Truth({"records": [], "bulk": [json.loads(json.dumps(bulk.as_json()))]})
    assert [(r.address, r.concerns[0].person) for r in back.records()] == [
        ("mis:row/MARKS/1", "p1"), ("mis:row/MARKS/2", "p1"), ("mis:row/MARKS/3", "p2"), ("mis:row/MARKS/7", "p2"),
    ]  # fmt: skip
    assert [r.address for r, _ in back.concerning("p2")] == ["mis:row/MARKS/3", "mis:row/MARKS/7"]


def test_a_withholding_is_of_a_quote_or_of_the_whole_never_both_or_none() -> None:
    with pytest.raises(ValueError, match="one of the two"):
        Withhold("THIRD_PARTY", "why")
    with pytest.raises(ValueError, match="one of the two"):
        Withhold("THIRD_PARTY", "why", "quote", whole=True)
