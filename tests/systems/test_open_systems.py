"""The bench over open systems, on an invented one: keys are taken away, found again and judged by the truth beside."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import bench_real

SQL = """
CREATE TABLE member (member_id INTEGER PRIMARY KEY, first_name TEXT, surname TEXT, email TEXT, allergy TEXT,
    shelf_version INTEGER);
CREATE TABLE title (title_id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE loan (loan_id INTEGER PRIMARY KEY, member_id INTEGER REFERENCES member(member_id),
    title_id INTEGER REFERENCES title(title_id), spare_id INTEGER REFERENCES title(title_id), reader INTEGER);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
INSERT INTO member SELECT i, substr('AdaBobCydDotEliFay', 1 + 3 * (i % 6), 3), 'Baker', 'm' || i || '@mail.example',
    CASE WHEN i % 7 THEN NULL ELSE 'nuts' END, i % 3 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
INSERT INTO title SELECT i, 'A book of ' || i FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
INSERT INTO loan SELECT i, 1 + i % 60, 1 + i % 40, NULL, 1 + i % 60 FROM n;
"""
TRUTH = """
people = ["member"]
personal = ["member.surname", "member.email", "member.allergy"]
not_personal = ["title.name", "member.member_id"]
[special]
health = ["member.allergy"]
"""


def figures() -> dict[str, float]:
    return {row.what: row.measured for row in bench_real.run()}


def test_without_a_folder_nothing_is_measured_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HONOUR_REAL", raising=False)
    (row,) = bench_real.run()
    assert row.ok is None
    assert "not measured" in row.note


def test_declared_keys_are_the_truth_and_are_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "library.sql").write_text(SQL, "utf-8")
    (tmp_path / "library.toml").write_text(TRUTH, "utf-8")
    monkeypatch.setenv("HONOUR_REAL", str(tmp_path))
    found = {row.what: row for row in bench_real.run()}
    assert found["single-column joins, recall"].note == "2 asked for"  # a column without a value is not
    for what in ("single-column joins", "people tables", "personal columns", "special categories"):
        assert found[f"{what}, recall"].measured == 1.0, what
    assert found["personal columns, precision"].measured == 1.0


def test_what_the_map_does_not_say_counts_as_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "library.sql").write_text(SQL, "utf-8")
    (tmp_path / "library.toml").write_text(
        'joins = [["title", "title_id", "member", "member_id"]]\npeople = ["member", "title"]\n'
        'personal = ["title.name"]\n[special]\nreligion = ["title.name"]\n',
        "utf-8",
    )
    monkeypatch.setenv("HONOUR_REAL", str(tmp_path))
    found = figures()
    assert found["single-column joins, recall"] == pytest.approx(2 / 3)
    assert found["people tables, recall"] == 0.5
    assert found["personal columns, recall"] == 0.0
    assert found["special categories, recall"] == 0.0
