"""Every story under law/stories is run. A story is input, a date and what is expected; see docs/spec/rule.md."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from honour.kernel.errors import BadInput
from honour.law import holidays, rules
from honour.law.stories import Story, stories
from honour.rights import clock, school_days

BOOK = rules.book()
STORIES = stories(BOOK)


def due(facts: dict[str, Any]) -> clock.Due:
    facts = dict(facts)
    nation = holidays.Nation(facts.pop("nation", "england-and-wales"))
    added = {row["day"]: row["why"] for row in facts.pop("holidays", [])}
    raw = facts.pop("school_calendar", None)
    received = facts.pop("received")
    return clock.due(
        facts.pop("kind"),
        datetime.fromisoformat(received) if isinstance(received, str) else received,
        book=BOOK,
        nation=nation,
        added_holidays=added,
        pauses=[clock.Pause(*pause) for pause in facts.pop("pauses", [])],
        school_days=raw and school_days.from_mapping(raw, holidays.calendar(BOOK, nation, added)),
        **facts,
    )


@pytest.mark.parametrize("story", [s for s in STORIES if s.clock], ids=lambda s: s.id)
def test_clock_story(story: Story) -> None:
    expect = dict(story.expect)
    refused = expect.pop("refused", None)
    if refused:
        with pytest.raises(BadInput, match=refused):
            due(story.clock)
        assert not expect
        return
    found = due(story.clock)
    warns = expect.pop("warns", None)
    if warns:
        assert any(warns in warning for warning in found.warnings), found.warnings
    elif found.limit_at is None:
        assert found.warnings == ()
    assert found.citations[0].rule == story.rule
    for name, value in expect.items():
        if name in ("limit_at", "arguable_at"):
            assert f"{getattr(found, name):%Y-%m-%dT%H:%M}" == value, name
        elif name == "in_force_from":
            assert found.citations[0].in_force_from == value
        else:
            assert getattr(found, name) == value, (name, found.steps)


@pytest.mark.parametrize("story", [s for s in STORIES if not s.clock], ids=lambda s: s.id)
def test_value_story(story: Story) -> None:
    expect = dict(story.expect)
    assert story.when is not None
    if expect.pop("no_rule", False):
        with pytest.raises(rules.NoRuleInForce):
            BOOK.value(story.rule, on=story.when)
        assert not expect
        return
    if "holiday" in expect:
        nation = holidays.Nation(story.rule.rpartition("/")[2])
        found = holidays.calendar(BOOK, nation).holiday(story.when)
        assert (found.title if found else None) == expect["holiday"]
        return
    rule = BOOK.rule(story.rule)
    dated = rule.on(story.when)
    assert expect
    for name, value in expect.items():
        if name in ("status", "derived"):
            assert getattr(dated, name) == value
        else:
            assert dated.value[name] == value, name


def test_a_story_is_no_accident_of_todays_date() -> None:
    assert all(story.when or isinstance(story.clock["received"], (date, str)) for story in STORIES)
