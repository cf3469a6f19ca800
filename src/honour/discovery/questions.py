"""Questions for someone who knows the school and not databases. Few, most consequential first."""

from __future__ import annotations

from collections.abc import Iterable

from honour.discovery.joins import question_id
from honour.kernel.mapping import ColumnRef, Question

MOST = 30


def where_question(about: ColumnRef, options: tuple[str, ...], rows: int) -> Question:
    """Two lists of people fit a column equally well."""
    return Question(
        question_id("where", about),
        f"In '{about.table}', whom does '{about.column}' name: someone in which of these lists?",
        options,
        (about,),
        float(rows),
    )


def who_question(about: ColumnRef, rows: int, table: str) -> Question:
    """A bare member of staff beside a child."""
    return Question(
        question_id("who", about),
        f"Does '{about.column}' in '{table}' mean the member of staff the entry is about, the one who wrote it,"
        " or one who dealt with it?",
        ("whom it is about", "who wrote it", "who dealt with it"),
        (about,),
        float(rows),
    )


def worthwhile(questions: Iterable[Question]) -> list[Question]:
    """The `MOST` heaviest, once each; ties by id so that two runs ask the same."""
    once = {question.id: question for question in questions}
    return sorted(once.values(), key=lambda question: (-question.weight, question.id))[:MOST]
