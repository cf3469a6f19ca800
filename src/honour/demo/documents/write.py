"""The documents of the fictional school: `write` fills `drive` and `mail` and tells the book of truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from honour.demo.documents import case_files, meeting_files, mess, pupil_files
from honour.demo.documents.mailbox import mailbox
from honour.demo.documents.naming import Roster
from honour.demo.documents.scribe import Scribe
from honour.demo.documents.store import Drive
from honour.demo.truth import TruthBook
from honour.demo.world import LAST_YEAR, EventKind, World
from honour.kernel.progress import Progress


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many of each; counts of files unless the name says otherwise."""

    report_years: int
    odt_share: float
    """Of older reports kept as ODT."""
    letters: int
    sen: int
    """Children with support plans."""
    referrals: int
    minutes: int
    accidents: int
    handwritten: int
    notes: int
    nobodys: int
    lists: int
    copies: int
    advice: int
    messages: int


AMOUNTS = {
    "small": Amounts(1, 0.04, 14, 4, 5, 6, 2, 1, 6, 7, 2, 6, 1, 200),
    "school": Amounts(2, 0.06, 150, 30, 20, 60, 26, 8, 60, 50, 9, 45, 2, 2500),
    "trust": Amounts(2, 0.06, 240, 45, 30, 100, 30, 10, 90, 70, 18, 70, 3, 4000),
}


def write(world: World, folder: Path, book: TruthBook, progress: Progress) -> frozenset[str]:
    """Writes `folder/drive` and `folder/mail`; gives back the families of difficulty that occurred.

    The same world gives the same bytes. Does not tell the book of the two sources themselves: whoever
    lays out the school's folder does. Raises ValueError if two different truths fell on one address.
    """
    amounts = AMOUNTS[world.size]
    progress.start("writing the shared drive", 12)
    scribe = Scribe(world, Roster(world), set())
    drive = Drive(folder / "drive", book, world.school.name)
    last = LAST_YEAR - 1
    years = range(last - amounts.report_years + 1, last + 1)
    pupil_files.reports(scribe, drive, years, range(2020, years.start), amounts.odt_share)
    progress.step()
    pupil_files.letters(scribe, drive, amounts.letters)
    progress.step()
    pupil_files.sen_notes(scribe, drive, amounts.sen)
    progress.step()
    pupil_files.referrals(scribe, drive, amounts.referrals)
    progress.step()
    accidents = [event for event in world.events if event.kind is EventKind.ACCIDENT and event.on >= date(2023, 9, 1)]
    chosen = world.rng("documents/which accidents").sample(accidents, min(amounts.accidents, len(accidents)))
    pupil_files.accident_forms(scribe, drive, sorted(chosen, key=lambda event: (event.on, event.id)))
    pupil_files.notes_by_hand(scribe, drive, amounts.handwritten)
    progress.step()
    meeting_files.minutes(scribe, drive, amounts.minutes)
    progress.step()
    case_files.cases(scribe, drive, amounts.advice)
    letters = case_files.police_letters(scribe, drive)
    progress.step()
    groups = sorted(world.classes, key=lambda group: (-group.year, group.name))
    mess.class_lists(scribe, drive, groups[: amounts.lists])
    mess.telephone_list(scribe, drive)
    progress.step()
    mess.notes(scribe, drive, amounts.notes)
    progress.step()
    mess.nobodys(scribe, drive, amounts.nobodys)
    progress.step()
    mess.copies(scribe, drive, amounts.copies)
    progress.step()
    mess.unreadables(scribe, drive)
    progress.step()
    progress.start("writing the mailbox", amounts.messages)
    mailbox(scribe, drive, book, folder / "mail", amounts.messages, letters, progress.step)
    return frozenset(scribe.used)
