"""Erasing and anonymising one person in databases of several styles: only their rows change, nobody else's meaning."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

import pytest
from changed import Mapped, differences, everything, planned, sql
from schools import STYLES

from honour.kernel.change import Action, Deed
from honour.kernel.holding import Role, Subject
from honour.people.needles import needles
from honour.sources.database.database import Database
from honour.sources.database.sweep import Sweep
from honour.writeback.facts import Ask


def others(school: Mapped, subject: Subject) -> dict[str, set[tuple[str, str]]]:
    """Everyone else -> the rows that concern them, and in what role."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for holding in school.holdings():
        if holding.subject != subject.id:
            found[holding.subject].add((str(holding.address), holding.role.value))
    return found


def some_people(school: Mapped, seed: int, count: int = 6) -> list[Subject]:
    """Of each kind some, the same in every run."""
    draw = random.Random(seed)  # noqa: S311 -- repeatable, no secret
    return draw.sample(sorted((s for s in school.people if s.hub_rows), key=lambda s: str(s.hub_rows)), count)


@pytest.mark.parametrize("deed", [Deed.ERASE, Deed.ANONYMISE])
@pytest.mark.parametrize("style", sorted(STYLES))
def test_only_planned_rows_change_and_everybody_else_keeps_theirs(tmp_path: Path, style: str, deed: Deed) -> None:
    path = tmp_path / "school.db"
    STYLES[style](path, 31)
    school = Mapped.of(path)
    deleted = edited = 0
    for subject in some_people(school, 5):
        theirs = others(school, subject)
        made = school.plan(subject, Ask(deed))
        before = everything(path)
        school.do(made)
        after = everything(path)
        changes = sql(made.changes)
        assert differences(before, after) == planned(changes)
        gone = {str(change.address) for change in changes if change.action is Action.DELETE}
        assert all(after[c.table].get(c.address.parts[1]) is None for c in changes if c.action is Action.DELETE)
        now = others(school, subject)
        for person, rows in theirs.items():
            lost = {row for row, role in rows - now.get(person, set()) if role == Role.ABOUT}
            assert not lost, f"a row about somebody else is no longer theirs: {lost}"
        # nobody becomes the subject of a row that was not theirs
        for person, rows in now.items():
            assert {r for r in rows if r[1] == Role.ABOUT} <= theirs.get(person, set())
        again = school.plan(subject, Ask(deed))
        assert not sql(again.changes), "doing it twice is doing it once"
        deleted += len(gone)
        edited += len(changes) - len(gone)
    assert deleted + edited
    assert deleted or deed is Deed.ANONYMISE


@pytest.mark.parametrize("style", sorted(STYLES))
def test_after_erasing_nothing_is_about_the_person(tmp_path: Path, style: str) -> None:
    path = tmp_path / "school.db"
    STYLES[style](path, 32)
    school = Mapped.of(path)
    for subject in some_people(school, 6):
        made = school.plan(subject, Ask(Deed.ERASE))
        school.do(made)
        left = {
            str(h.address)
            for h in school.holdings()
            if h.subject == subject.id and h.role is Role.ABOUT and not h.doubtful
        }
        kept = planned([c for c in made.changes if c.by.value == "office" or c.action is not Action.DELETE])
        shared = {stay.at for stay in made.stays}
        assert all(at in kept or at.split("/")[0].replace(":row", ".") + at.split("/")[1] in shared for at in left), (
            left
        )
        hits = Sweep("mis", path).everywhere(Database("mis", path).tables(), needles(subject, school.people))
        for hit in hits.hits:
            about = {h.subject for h in school.holdings() if h.address == hit.address}
            assert about - {subject.id}, f"{hit.address} still names them and is nobody else's"
