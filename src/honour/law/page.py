"""The rule book as one printable page (Markdown), made from law/ alone: the same rules give the same bytes.

`rule_book(book)` gives the text; docs/rule-book.md is its output and a test keeps it so. It judges nothing and
leaves nothing out: every value, source, status, open point and story is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from honour.kernel.decision import Status
from honour.law.rules import STATUS_OF_TAG, DatedValue, Rule, RuleBook
from honour.law.stories import Story, stories

CHAPTERS: Mapping[str, str] = {
    # In the order in which people look things up; a kind without a chapter is an error, not an omission.
    "deadlines": "Clocks",
    "counting": "How time is counted",
    "rights": "Rights",
    "exemptions": "Exemptions",
    "signers": "Who must sign",
    "responses": "What an answer must contain",
    "categories": "Kinds of data",
    "code-sets": "Code sets",
    "lawful-bases": "Lawful bases",
    "transfers": "Transfers abroad",
    "commencement": "What is in force",
    "holidays": "Public holidays",
}

_FIRST_AND_LAST = 2
"""A list of pairs is a list of stretches: pauses, terms."""

_INTRO = """\
# Rule book

Every rule that Honour goes by, as it stands in `law/`. Made by `honour rulebook --write docs/rule-book.md`; change
the rules, not this page. Format: [spec/rule.md](spec/rule.md).

This is not legal advice. Each value says who says so and how sure we are:

| status | means |
| --- | --- |
| statute | read in the text of the law |
| guidance | read in a page of the regulator, of government or of a council |
| practice | from a secondary source, or what schools do |
| unconfirmed | from memory; ask before relying on it |

*Worked out by us* marks what we derived from the source by reading or arithmetic.
"""


def rule_book(book: RuleBook) -> str:
    """Raises KeyError for a kind of rule that has no chapter."""
    told: dict[str, list[Story]] = {}
    for story in stories(book):
        told.setdefault(story.rule, []).append(story)
    chapters: dict[str, list[Rule]] = {kind: [] for kind in CHAPTERS}
    for rule in book.all():
        chapters[rule.kind].append(rule)
    return "\n".join(_pages(chapters, told)) + "\n"


def _pages(chapters: Mapping[str, Sequence[Rule]], told: Mapping[str, Sequence[Story]]) -> Iterator[str]:
    yield _INTRO
    yield "## How many, how sure\n"
    sure = list(Status)
    yield "| chapter | rules | " + " | ".join(sure) + " | not in force |"
    yield "| --- |" + " --- |" * (len(sure) + 2)
    for kind, rules in chapters.items():
        now = [rule.values[-1].status for rule in rules if rule.values]
        cells = [str(now.count(status)) for status in sure]
        yield f"| {CHAPTERS[kind]} | {len(rules)} | {' | '.join(cells)} | {len(rules) - len(now)} |"
    for kind, rules in chapters.items():
        yield f"\n## {CHAPTERS[kind]}"
        for rule in rules:
            yield from _rule(rule, told.get(rule.id, ()))


def _rule(rule: Rule, told: Sequence[Story]) -> Iterator[str]:
    yield f"\n### {rule.title}\n"
    places = ", ".join(nation.replace("-", " ").title() for nation in rule.nations)
    yield f"`{rule.id}`; judged by the day of: {rule.event}; {places}\n"
    if not rule.values:
        yield "Not in force, as far as we know.\n"
    for dated in rule.values:
        yield from _value(dated)
    for point in rule.open:
        yield f"- *Not settled:* {point}"
    for story in told:
        yield f"- *Story {story.id}:* {story.says}. {_facts(story)}"


def _value(dated: DatedValue) -> Iterator[str]:
    until = f" to {_day(dated.applies_to)}" if dated.applies_to else ""
    back = f" (in force from {_day(dated.valid_from)})" if dated.valid_from != dated.applies_from else ""
    derived = ", worked out by us" if dated.derived else ""
    yield f"**From {_day(dated.applies_from)}{until}**{back}: {dated.status}{derived}\n"
    yield f"- Source: {dated.source}"
    yield f"- Read: {dated.read}; checked on {_day(dated.checked_on)}"
    rows = dated.value.get("rows")
    for key, value in dated.value.items():
        if value not in ("", []) and key != "rows":
            yield f"- {key.replace('_', ' ').capitalize()}: {_words(value)}"
    if dated.note:
        yield f"- Note: {dated.note}"
    if rows:
        yield "\n| day | holiday | source | status |\n| --- | --- | --- | --- |"
        for row in rows:
            by_us = ", worked out by us" if row.get("derived") else ""
            status = STATUS_OF_TAG[row["tag"]]
            yield f"| {row['date']:%a} {_day(row['date'])} | {row['title']} | {row['source']} | {status}{by_us} |"
    yield ""


def _facts(story: Story) -> str:
    facts = dict(story.clock) if story.clock else {"on": story.when}
    facts.pop("kind", None)
    told = _pairs(facts)
    return f"{told[0].upper()}{told[1:]}: expect {_pairs(story.expect)}."


def _pairs(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {_words(value)}" for key, value in facts.items())


def _words(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Mapping):
        if {"number", "unit"} <= set(value):
            after = f" after: {value['after']}" if "after" in value else ""
            return f"{value['number']} {value['unit']}{'' if value['number'] == 1 else 's'}{after}"
        if set(value) == {"code", "words"}:
            return f"{value['code']} ({value['words']})"
        return _pairs(value)
    if isinstance(value, list):
        if value and all(isinstance(part, list) and len(part) == _FIRST_AND_LAST for part in value):
            return "; ".join(f"{_words(first)} to {_words(last)}" for first, last in value)
        return "; ".join(_words(part) for part in value) if value else "none"
    return str(value)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
