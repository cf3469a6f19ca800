"""Action: map every table of every source and gather the people the school knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from honour.discovery.mapping import map_tables
from honour.discovery.written import map_from_json, map_to_json
from honour.kernel.errors import BadInput
from honour.kernel.holding import Subject
from honour.kernel.item import Item
from honour.kernel.mapping import SchoolMap
from honour.kernel.progress import Progress
from honour.kernel.tabular import Table
from honour.kernel.unread import Unread
from honour.ledger.events import Event
from honour.people.roster import gather
from honour.reading.pool import Reader
from honour.workspace.opening import OpenedAll, open_all
from honour.workspace.school import School
from honour.workspace.stored import load_json, save_json

TABULAR = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".xml"})
"""Endings of files that may hold tables; what they really are is told by their content when they are read."""
MAP, ANSWERS = "map", "answers"


@dataclass(frozen=True, slots=True)
class Mapped:
    map: SchoolMap
    subjects: Sequence[Subject]
    sources: OpenedAll
    unread: Sequence[Unread]


def make_map(school: School, progress: Progress, *, answers: Mapping[str, str] | None = None) -> Mapped:
    """Maps anew, keeping people's answers and everybody's ids; what changed since the last map is in `map.drift`.

    One failing source never stops the rest: it is in `sources` with its reason, and the map says nothing of it.
    Raises nothing for bad sources; Trouble where this machine cannot confine the readers.
    """
    sources = open_all(school.settings.sources, school.folder)
    kept = {**load_json(school.files, ANSWERS, {}), **(answers or {})}
    tables, unread = tables_of_everything(sources, progress)
    before = _last_map(school)
    progress.start("Finding people and joins", None)
    made = map_tables(tables, before, kept, progress)
    progress.start("Gathering people", None)
    known = school.index.subjects()
    subjects = gather(made, tables, known)
    school.keys.persons(s.id for s in subjects)
    school.index.put_subjects(subjects)
    save_json(school.files, MAP, map_to_json(made))
    save_json(school.files, ANSWERS, kept)
    facts = (("tables", len(made.tables)), ("people", len(subjects)), ("questions", len(made.questions)))
    school.note(Event.MAP_MADE, about=["map"], facts=facts)
    if made.drift:
        school.note(Event.MAP_DRIFTED, about=["map"], facts=(("changes", len(made.drift)),))
    return Mapped(made, subjects, sources, unread)


def _last_map(school: School) -> SchoolMap | None:
    """The last map to compare with; None where there is none, or an older version of Honour wrote it."""
    try:
        return current_map(school)
    except BadInput:
        return None


def tables_of_everything(sources: OpenedAll, progress: Progress) -> tuple[list[Table], list[Unread]]:
    """Database tables, and the tables in files. Files are read in confined children; the unreadable come back."""
    tables: list[Table] = list(sources.tables())
    items = [item for opened in sources.sources for item in opened.items if is_tabular(item)]
    unread: list[Unread] = []
    if items:
        progress.start("Reading spreadsheets and exports", len(items))
        with Reader() as reader:
            for result in reader.read(items, progress):
                tables.extend(result.tables)
                unread.extend(result.unread)
    return tables, unread


def is_tabular(item: Item) -> bool:
    return not item.message and PurePath(item.untrusted_name).suffix.lower() in TABULAR


def current_map(school: School) -> SchoolMap | None:
    """The last map, or None if there is none yet."""
    text = load_json(school.files, MAP, None)
    return map_from_json(text) if text else None
