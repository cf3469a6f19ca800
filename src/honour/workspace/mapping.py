"""Action: map every table of every source and gather the people the school knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import PurePath

from honour.discovery.drift import drift_between
from honour.discovery.mapping import map_tables
from honour.discovery.questions import worthwhile
from honour.discovery.samehuman import said_apart, same_questions
from honour.discovery.written import map_from_json, map_to_json
from honour.kernel.address import Kind
from honour.kernel.errors import BadInput
from honour.kernel.holding import Subject
from honour.kernel.item import Item
from honour.kernel.mapping import Join, SchoolMap
from honour.kernel.progress import Progress
from honour.kernel.tabular import Table, View
from honour.kernel.unread import Unread
from honour.ledger.events import Event
from honour.people.roster import gather
from honour.reading.passwords import Passwords
from honour.reading.pool import Reader
from honour.workspace import answers as answers_kept
from honour.workspace import looked
from honour.workspace.guarded import Guarded
from honour.workspace.memory import Memories
from honour.workspace.opening import OpenedAll, open_all
from honour.workspace.passwords import held_passwords
from honour.workspace.school import School
from honour.workspace.stored import load_json, save_json

TABULAR = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".xml"})
"""Endings of files that may hold tables; what they really are is told by their content when they are read."""
MAP = "map"


@dataclass(frozen=True, slots=True)
class Mapped:
    map: SchoolMap
    subjects: Sequence[Subject]
    sources: OpenedAll
    unread: Sequence[Unread]
    misfits: Sequence[answers_kept.Misfit]
    """Answers that were not used, with why."""


def make_map(school: School, progress: Progress, *, today: date | None = None) -> Mapped:
    """Maps anew, keeping people's answers and everybody's ids; `map.drift` is what changed since a person looked.

    One failing source never stops the rest: it is in `sources` with its reason, and what the last map knew of it,
    its people too, is kept. Raises nothing for bad sources; Trouble where this machine cannot confine the readers.
    """
    before = _last_map(school)
    held = {source: rows for source, _, rows in before.tables} if before else {}
    sources = open_all(school.settings.sources, school.folder, held, Memories(school))
    given = answers_kept.standing(answers_kept.history(school))
    said = {place: one.code for place, one in given.items()}
    found_tables, unread = tables_of_everything(
        sources, progress, held_passwords(school), allow_unconfined=school.settings.allow_unconfined
    )
    tables = [Guarded(table) for table in found_tables]
    progress.start("Finding people and joins", None)
    made = map_tables(tables, None, said, progress)
    failed = {opened.setting.name: opened.failed for opened in sources.sources if opened.failed}
    fits, misfits = answers_kept.fitting(given, made, {*failed, *(at for at, _ in made.unmapped)})
    if any(code and fits.get(place) != code for place, code in made.answered if place in said) or (
        set(fits) - set(said)
    ):
        # an answer was followed for something that is not what the school was asked about
        made = map_tables(tables, None, fits, progress)
    hubs = [f"{hub.source}.{hub.table}" for hub in made.hubs]
    made = replace(made, apart=said_apart(hubs, fits))
    made = replace(made, sources=names_of(sources), folders=folders_of(sources), views=views_of(sources))
    progress.start("Gathering people", None)
    known = school.index.subjects()
    subjects: Sequence[Subject] = gather(made, tables, known)
    asked = worthwhile([*made.questions, *same_questions(made, subjects, fits)])
    made = replace(made, questions=tuple(asked))
    made = replace(made, unmapped=unmapped_of(made, sources, tables))
    gaps = {at for at, _ in made.unmapped}
    if (failed or gaps) and before is not None:
        made = kept_of_failed(made, before, failed, gaps)
        subjects = people_of_failed(subjects, known, failed, gaps)
    found = [one for one in drift_between(before, made) if one.source not in failed] if before is not None else []
    made = replace(made, drift=looked.keep(school, found, today or datetime.now(UTC).astimezone().date()))
    school.keys.persons(s.id for s in subjects)
    school.index.put_subjects(subjects)
    save_json(school.files, MAP, map_to_json(made))
    facts = (("tables", len(made.tables)), ("people", len(subjects)), ("questions", len(made.questions)))
    school.note(Event.MAP_MADE, about=["map"], facts=facts)
    if found:
        school.note(Event.MAP_DRIFTED, about=["map"], facts=(("changes", len(found)),))
    return Mapped(made, subjects, sources, unread, misfits)


def unmapped_of(made: SchoolMap, sources: OpenedAll, tables: Sequence[Guarded]) -> tuple[tuple[str, str], ...]:
    """(`source.table`, why and what to do) of every table that could not be described, or broke off."""
    found = dict(made.unmapped)
    for opened in sources.sources:
        for gap in opened.unread:
            if gap.address.kind is Kind.ROW:
                found.setdefault(f"{gap.address.source}.{gap.address.parts[0]}", f"{gap.what}: {gap.why}. {gap.advice}")
    for table in tables:
        if table.failure is not None:
            found[f"{table.source}.{table.name}"] = f"{table.failure.message}. {table.failure.advice}"
    return tuple(sorted(found.items()))


def kept_of_failed(
    made: SchoolMap, before: SchoolMap, failed: Mapping[str, str], gaps: Collection[str] = ()
) -> SchoolMap:
    """`made` with what `before` knew of the sources that could not be opened, and of the tables in `gaps`.

    `failed`: source to why; said again under `unmapped`. A table of `gaps` that was mapped all the same (it broke off
    later, or only some of its columns may not be read) is as it was mapped now.
    """
    there = {f"{source}.{table}" for source, table, _ in made.tables}
    lost = {at for at in gaps if at not in there}

    def gone(source: str, table: str) -> bool:
        return source in failed or f"{source}.{table}" in lost

    def touches(join: Join) -> bool:
        return any(gone(ref.source, ref.table) for ref in (*join.from_columns, *join.to_columns))

    return replace(
        made,
        tables=(*made.tables, *(t for t in before.tables if gone(t[0], t[1]))),
        columns=(*made.columns, *(c for c in before.columns if gone(c.at.source, c.at.table))),
        joins=(*made.joins, *(j for j in before.joins if touches(j))),
        hubs=(*made.hubs, *(h for h in before.hubs if gone(h.source, h.table))),
        pointers=(*made.pointers, *(p for p in before.pointers if touches(p.join))),
        details=(*made.details, *(d for d in before.details if touches(d.join))),
        codes=(*made.codes, *(c for c in before.codes if gone(c[0].source, c[0].table))),
        folders=(*made.folders, *(f for f in before.folders if f[0] in failed)),
        views=(*made.views, *(v for v in before.views if v.source in failed)),
        unmapped=(*made.unmapped, *((name, f"kept from the last map: {why}") for name, why in failed.items())),
    )


def names_of(sources: OpenedAll) -> tuple[tuple[str, str], ...]:
    """(name, kind) of every source, those that failed too: they are there."""
    return tuple(sorted((opened.setting.name, opened.setting.kind) for opened in sources.sources))


def views_of(sources: OpenedAll) -> tuple[View, ...]:
    return tuple(view for opened in sources.sources for view in opened.views)


def folders_of(sources: OpenedAll) -> tuple[tuple[str, str, int], ...]:
    """(source, folder, files in it) of every folder with a file whose content lies in no other before it."""
    held = Counter((item.source, item.folder) for opened in sources.sources for item in opened.items)
    return tuple((source, folder, files) for (source, folder), files in sorted(held.items()))


def people_of_failed(
    subjects: Sequence[Subject], known: Sequence[Subject], failed: Mapping[str, str], gaps: Collection[str] = ()
) -> list[Subject]:
    """`subjects` with the people, and the facts about people, that only the failed sources and tables told of."""
    now = {subject.id: subject for subject in subjects}
    for old in known:
        rows = tuple(r for r in old.hub_rows if r.source in failed or f"{r.source}.{r.parts[0]}" in gaps)
        if not rows and old.hub_rows:
            continue
        # A parent named only in a child's row has no row of their own: nothing says they were not in the failed source.
        new = now.get(old.id)
        now[old.id] = replace(old, hub_rows=rows) if new is None else _both(new, replace(old, hub_rows=rows))
    return list(now.values())


def _both(new: Subject, old: Subject) -> Subject:
    return Subject(
        new.id,
        new.kinds | old.kinds,
        tuple(dict.fromkeys((*new.names, *old.names))),
        new.born or old.born,
        tuple(dict.fromkeys((*new.identifiers, *old.identifiers))),
        tuple(dict.fromkeys((*new.hub_rows, *old.hub_rows))),
        tuple(dict.fromkeys((*new.relations, *old.relations))),
        tuple(dict.fromkeys((*new.memberships, *old.memberships))),
        tuple(dict.fromkeys((*new.doubts, *old.doubts))),
    )


def _last_map(school: School) -> SchoolMap | None:
    """The last map to compare with; None where there is none, or an older version of Honour wrote it."""
    try:
        return current_map(school)
    except BadInput:
        return None


def tables_of_everything(
    sources: OpenedAll, progress: Progress, passwords: Passwords | None = None, *, allow_unconfined: bool = False
) -> tuple[list[Table], list[Unread]]:
    """Database tables, and the tables in files. Files are read in confined children; the unreadable come back."""
    tables: list[Table] = list(sources.tables())
    items = [item for opened in sources.sources for item in opened.files if is_tabular(item)]
    unread: list[Unread] = []
    if items:
        progress.start("Reading spreadsheets and exports", len(items))
        with Reader(passwords=passwords, allow_unconfined=allow_unconfined) as reader:
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
