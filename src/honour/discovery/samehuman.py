"""Whether people who stand in two lists under one name are the same humans: asked once for two lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from honour.discovery.answering import SAME, UNKNOWN
from honour.discovery.questions import DONT_KNOW
from honour.kernel.holding import Subject
from honour.kernel.mapping import Asks, ColumnRef, Meaning, Question, SchoolMap

APART = "apart"
_DOUBTED, _PLAIN = 0.3, 0.05
"""How often one name with one birth date, telephone, e-mail or address is two humans; more often where it was
doubted."""
_NUMBERS = frozenset({Meaning.UPN})


def same_id(one: str, other: str) -> str:
    return f"{Asks.SAME}:{'|'.join(sorted((one, other)))}"


def said_apart(hubs: Iterable[str], answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The people tables the school says hold different humans under one name."""
    tables = sorted(hubs)
    return tuple(
        (one, other)
        for place, one in enumerate(tables)
        for other in tables[place + 1 :]
        if answers.get(same_id(one, other)) == APART
    )


def same_questions(school_map: SchoolMap, subjects: Iterable[Subject], answers: Mapping[str, str]) -> list[Question]:
    """One question for two lists of a database that share people, unless a key or a UPN ties them."""
    hubs = {f"{hub.source}.{hub.table}": hub for hub in school_map.hubs if "/" not in hub.table}
    tied = {
        frozenset({pointer.hub, pointer.join.from_columns[0].at})
        for pointer in school_map.pointers if pointer.same_person
    }  # fmt: skip
    numbered = {at for at, hub in hubs.items() if any(meaning in _NUMBERS for meaning, _ in hub.columns)}
    shared: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for subject in subjects:
        places = sorted({f"{row.source}.{row.parts[0]}" for row in subject.hub_rows} & hubs.keys())
        for number, one in enumerate(places):
            for other in places[number + 1 :]:
                shared[one, other].append(bool(subject.doubts))
    found = []
    for (one, other), doubted in sorted(shared.items()):
        if frozenset({one, other}) in tied or {one, other} <= numbered or answers.get(same_id(one, other)):
            continue
        people, doubt = len(doubted), _DOUBTED if any(doubted) else _PLAIN
        first, second = (ColumnRef(hubs[at].source, hubs[at].table, "") for at in (one, other))
        found.append(
            Question(
                same_id(one, other),
                f"{people:,} people in '{first.table}' have the name of somebody in '{second.table}' and the same birth"
                " date, e-mail, telephone or address. Are they the same people?",
                ("yes, the same people", "no, different people with one name", DONT_KNOW),
                (first, second), round(doubt * people, 1), Asks.SAME, (SAME, APART, UNKNOWN),
                "Until somebody says, they are taken for the same people where nothing speaks against it.",
                doubt, people, people, 0,
            )
        )  # fmt: skip
    return found
