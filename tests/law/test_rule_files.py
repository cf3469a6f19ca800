"""What CI proves about law/: whole, cited, without gap or overlap, told by stories, printed as it stands."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from honour.kernel.decision import Status
from honour.kernel.errors import BadRule
from honour.law import check, page, rules
from honour.law.stories import stories

BOOK = rules.book()
ROOT = Path(__file__).parents[2]
VECTORS = [*(f"T{number}" for number in range(1, 15)), "C1", "C2", "C3", "B1"]


def test_the_rules_are_whole() -> None:
    assert check.problems(BOOK) == ()


def test_the_census_of_rules_matches() -> None:
    assert list(BOOK.ids()) == (ROOT / "tests/law/rules.txt").read_text().split()


def test_every_value_cites_its_source_its_copy_and_the_day_it_was_checked() -> None:
    for rule in BOOK.all():
        for dated in rule.values:
            assert dated.source.strip(), rule.id
            assert dated.read.strip(), rule.id
            assert dated.valid_from <= dated.checked_on, rule.id
            cited = BOOK.value(rule.id, on=dated.applies_from).citation
            assert (cited.rule, cited.in_force_from, cited.status) == (rule.id, dated.valid_from, dated.status)
            assert dated.source in cited.source


def test_statute_and_guidance_are_said_only_where_a_text_was_read() -> None:
    for rule in BOOK.all():
        for dated in rule.values:
            unread = dated.read.startswith(("no copy was read", "a secondary source"))
            assert not (unread and dated.status in (Status.STATUTE, Status.GUIDANCE)), rule.id
            assert dated.read.startswith("no copy was read") or dated.status is not Status.UNCONFIRMED, rule.id


def test_the_day_before_a_value_belongs_to_the_older_value_or_to_none() -> None:
    for rule in BOOK.all():
        for index, dated in enumerate(rule.values):
            day_before = dated.applies_from - timedelta(days=1)
            if index:
                assert rule.on(day_before) is rule.values[index - 1]
            else:
                with pytest.raises(rules.NoRuleInForce):
                    rule.on(day_before)


def test_every_vector_of_the_domain_reference_is_a_story() -> None:
    assert set(VECTORS) <= {story.id for story in stories(BOOK)}


def test_every_rule_has_a_story() -> None:
    assert {story.rule for story in stories(BOOK)} == set(BOOK.ids())


def test_the_rule_book_regenerates_unchanged() -> None:
    assert page.rule_book(BOOK) == (ROOT / "docs/rule-book.md").read_text(encoding="utf-8")


def test_the_rule_book_leaves_no_rule_story_or_open_point_out() -> None:
    text = page.rule_book(BOOK)
    for rule in BOOK.all():
        assert f"`{rule.id}`;" in text
        assert all(point in text for point in rule.open)
    assert all(f"*Story {story.id}:*" in text for story in stories(BOOK))


def test_everything_loads_in_half_a_second() -> None:
    started = time.process_time()
    rules.RuleBook(BOOK.folder).all()
    assert time.process_time() - started < 0.5


def _spoil(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    ("file", "change", "found"),
    [
        ("deadlines/access.yaml", _spoil("valid_to: 2026-02-04", "valid_to: 2026-02-03"), "gap or overlap"),
        ("deadlines/access.yaml", _spoil("valid_to: 2026-02-04", "valid_to: 2026-02-05"), "gap or overlap"),
        ("deadlines/access.yaml", _spoil("    valid_to: 2026-02-04\n", ""), "gap or overlap"),
        ("deadlines/access.yaml", _spoil("number: 1,", "number: 0,"), "less than the minimum"),
        ("deadlines/access.yaml", _spoil("law:counting/relevant-time", "law:counting/never"), "which is no rule"),
        ("deadlines/complaint.yaml", _spoil("    source: ", "    sauce: "), "source"),
        ("deadlines/complaint.yaml", _spoil("tag: T", "tag: X"), "X"),
        ("deadlines/complaint.yaml", _spoil("law:deadlines/complaint", "law:deadlines/other"), "calls itself"),
        ("exemptions/crime-tax.yaml", _spoil("crime-or-privilege", "nobody"), "nobody signs"),
        ("exemptions/adoption.yaml", _spoil("public_code: N", "public_code: 3P"), "means something else"),
        ("exemptions/adoption.yaml", _spoil("software: block", "software: decide"), "decide"),
        ("holidays/scotland.yaml", _spoil("date: 2026-06-15", "date: 2026-01-01"), "not in order"),
        ("stories/exemptions.yaml", _spoil("law:exemptions/adoption", "law:exemptions/hfea"), "no story"),
    ],
)
def test_a_spoilt_file_is_found(tmp_path: Path, file: str, change: Callable[[str], str], found: str) -> None:
    shutil.copytree(BOOK.folder, tmp_path / "law")
    spoilt = tmp_path / "law" / file
    spoilt.write_text(change(spoilt.read_text(encoding="utf-8")), encoding="utf-8")
    try:
        said = check.problems(rules.RuleBook(tmp_path / "law"))
    except BadRule as error:
        said = (error.message,)
    assert any(found in problem for problem in said), said


def test_a_key_written_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "rights").mkdir()
    (tmp_path / "rights" / "twice.yaml").write_text("id: law:rights/twice\ntitle: a\ntitle: b\n")
    with pytest.raises(BadRule, match=r"law/rights/twice\.yaml, line 3"):
        rules.RuleBook(tmp_path).rule("law:rights/twice")


def test_no_rules_is_an_error_and_not_an_empty_book(tmp_path: Path) -> None:
    with pytest.raises(BadRule, match="No rules were found"):
        rules.RuleBook(tmp_path)


@pytest.mark.parametrize("unknown", ["law:rights/none", "law:../secrets", "law:schema/rule", "law:stories/clocks", ""])
def test_an_unknown_rule_is_an_error(unknown: str) -> None:
    with pytest.raises(rules.NoRuleInForce):
        rules.value(unknown, on=date(2026, 11, 23))
