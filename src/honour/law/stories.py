"""The examples that stand beside the rules: facts and a date in, the outcome out. Run by the tests, shown in the book.

Format: docs/spec/rule.md. Reads law/stories/*.yaml; judges nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from honour.kernel.errors import BadRule
from honour.law.rules import RuleBook, read_yaml


@dataclass(frozen=True, slots=True)
class Story:
    id: str
    """Unique over all files; T1 to T14, C1 to C3 and B1 are the vectors of the domain reference."""
    rule: str
    says: str
    """What it shows, as a sentence."""
    when: date | None
    """The day the rule's value is asked for; None for a clock story, whose facts hold the dates."""
    clock: Mapping[str, Any]
    """Facts for `honour.rights.clock.due`; empty for a story about a value."""
    expect: Mapping[str, Any]


def stories(book: RuleBook) -> tuple[Story, ...]:
    """Every story, by file name and then as written. Raises BadRule for a wrong or doubled one."""
    made: list[Story] = []
    seen: set[str] = set()
    for path in sorted(book.folder.glob("stories/*.yaml")):
        try:
            for raw in read_yaml(path)["stories"]:
                story = Story(raw["id"], raw["rule"], raw["says"], raw.get("when"), raw.get("clock", {}), raw["expect"])
                if story.id in seen or (story.when is None) == (not story.clock) or not story.expect:
                    raise BadRule(f"law/stories/{path.name}: story {story.id} is doubled or incomplete.")
                seen.add(story.id)
                made.append(story)
        except (KeyError, TypeError) as error:
            raise BadRule(
                f"law/stories/{path.name} lacks or misspells {error}.", advice="See docs/spec/rule.md for the format."
            ) from error
    return tuple(made)
