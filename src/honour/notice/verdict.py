"""The one way to a verdict. Every check of a promise ends here: kept cannot be had otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from honour.notice.scope import Scope, Unmapped


class Verdict(StrEnum):
    BROKEN = "broken"
    DOUBTFUL = "doubtful"
    UNPROVEN = "unproven"
    NOT_YET_DUE = "not yet due"
    KEPT = "kept"


_WORST_FIRST = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. It says where it looked, place by place, not only that it did."""

    examined: Mapping[str, int]
    """Part of the scope -> how many things were examined there; 0 for one that is empty."""
    broken: tuple[str, ...] = ()
    """Cases in which it is not so: addresses and plain words, no personal data."""
    doubtful: tuple[str, ...] = ()
    """What only a person can judge."""
    unread: int = 0
    """Files and records within the scope that could not be read. They do not stop a verdict; it says so."""
    due: date | None = None
    """The day from which the promise bites; None: already."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with what it rests on. Cannot be made as kept over nothing, or over an unmapped or unexamined part."""

    verdict: Verdict
    examined: int
    unmapped: tuple[Unmapped, ...]
    reasons: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.verdict is Verdict.KEPT and (self.unmapped or self.examined <= 0):
            raise ValueError("nothing may be called kept over an unmapped part or an empty scope")


def judge(scope: Scope, checked: Checked, today: date) -> Judged:
    """The verdict of one check. A broken case stands whatever else is unknown; kept needs everything examined."""
    missed = tuple(Unmapped(part, "the check did not look at it") for part in scope.parts - checked.examined.keys())
    unmapped = tuple(sorted({*scope.unmapped, *missed}))
    # what a check looked at outside its scope proves nothing about the promise
    examined = sum(number for part, number in checked.examined.items() if part in scope.parts)
    reasons = [f"not known: {one.at}: {one.why}" for one in unmapped]
    if checked.unread:
        reasons.append(f"{checked.unread:,} could not be read")
    if checked.broken:
        return Judged(Verdict.BROKEN, examined, unmapped, (*checked.broken, *reasons))
    if checked.due is not None and checked.due > today:
        return Judged(Verdict.NOT_YET_DUE, examined, unmapped, (f"due on {checked.due.isoformat()}", *reasons))
    if checked.doubtful:
        return Judged(Verdict.DOUBTFUL, examined, unmapped, (*checked.doubtful, *reasons))
    if scope.empty or examined <= 0:
        return Judged(Verdict.UNPROVEN, 0, unmapped, ("nothing was examined", *reasons))
    if unmapped:
        return Judged(Verdict.UNPROVEN, examined, unmapped, tuple(reasons))
    return Judged(Verdict.KEPT, examined, (), (f"{examined:,} examined", *reasons))


def together(judged: Iterable[Judged]) -> Judged:
    """The verdict of a promise that several checks serve: the worst of them; unproven where there is none."""
    every = tuple(judged)
    if not every:
        return Judged(Verdict.UNPROVEN, 0, (), ("no check serves it yet",))
    worst = min((one.verdict for one in every), key=_WORST_FIRST.index)
    told = tuple(dict.fromkeys(reason for one in every for reason in one.reasons))
    unmapped = tuple(sorted({part for one in every for part in one.unmapped}))
    return Judged(worst, sum(one.examined for one in every), unmapped, told)
