"""Action: read every source, say whom each record concerns, keep it in the index."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, TypeVar

from honour.kernel.errors import NotAllowed, SourceError
from honour.kernel.holding import Holding
from honour.kernel.mapping import Meaning, SchoolMap
from honour.kernel.progress import Progress
from honour.kernel.record import Record
from honour.kernel.tabular import Table
from honour.kernel.unread import Unread, Why
from honour.ledger.events import Event
from honour.people.link import Linker
from honour.people.readings import Readings
from honour.people.rows import Orphans
from honour.people.rows import holdings as row_holdings
from honour.workspace.documents import Documents
from honour.workspace.mapping import current_map
from honour.workspace.memory import Memories
from honour.workspace.opening import Opened, open_all
from honour.workspace.school import School
from honour.workspace.stored import load_json, save_json

RUN = "run"
BATCH = 500
"""Records written to the index in one transaction."""
_SCANNED = frozenset({Meaning.NARRATIVE, Meaning.NONE, Meaning.FULL_NAME, Meaning.SPECIAL, Meaning.BEHAVIOUR})
"""Columns whose text may name people besides the row's own. Codes, dates and keys are not scanned."""


@dataclass(frozen=True, slots=True)
class SourceRead:
    source: str
    title: str
    searched: bool
    records: int
    unread: int
    note: str
    copies: int = 0
    """Files and messages that were there more than once, and read once."""
    paper: int = 0
    """Paper files a list names, to be looked at by hand."""
    fresh: int = 0
    """Files and messages that were read in this run; the others did not change since they were."""
    broken_off: bool = False
    """A mail server did not give everything; what it did not give is among the unread."""
    unconfined: str = ""
    """Where some of its documents, in this run or an earlier one, were read without every wall around the reader: which
    walls were missing.
    """


@dataclass(frozen=True, slots=True)
class Read:
    searched: tuple[SourceRead, ...]
    holdings: int
    subjects: int
    seconds: float
    confinement: str
    unread: tuple[Unread, ...] = ()
    """What could not be read, and what is to be looked at by hand."""


def read_everything(
    school: School, progress: Progress, *, today: date | None = None, workers: int | None = None, retry: bool = False
) -> Read:
    """Reads what is new of files and mail, and every table anew, and says of all of it whom it concerns.

    A source that fails is named and keeps what was known of it; the rest goes on. One that honour.toml no longer
    names is taken out. A kill leaves a mark, by which every search refuses until a run has finished; the next run
    goes on with what is not read yet. `retry`: also tries again what was not read the last time. Raises NotAllowed
    before the first map, Trouble where readers cannot be confined.
    """
    began = time.monotonic()
    made = current_map(school)
    if made is None:
        raise NotAllowed("The school has not been mapped yet.", advice="Run honour map first.")
    subjects = school.index.subjects()
    school.note(Event.READ_STARTED, facts=[("people", len(subjects))])
    before = {source: counts.records for source, counts in school.index.counts().items()}
    memory = Memories(school)
    sources = open_all(school.settings.sources, school.folder, before, memory)
    documents = Documents(school, sources.sources, memory, retry=retry)
    bare = _unconfined(load_json(school.files, RUN, {}))

    def begin() -> None:
        if documents.missing_walls:  # of a run that is killed nobody knows which sources it came to
            bare.update(dict.fromkeys(documents.names, documents.missing_walls))
        save_json(school.files, RUN, {"unfinished": True, "unconfined": bare})

    earlier = dict(bare)
    documents.read(progress, begin, workers=workers)
    bare = {
        name: documents.missing_walls if documents.missing_walls and documents.fresh(name) else earlier.get(name, "")
        for name in documents.names
        if not (documents.fresh_all(name) and not documents.missing_walls)
    }
    tables: list[Table] = [*sources.tables(), *documents.tables()]
    linker = Linker(subjects, today or date.today())  # noqa: DTZ011  which class a child is in is a matter of local days
    orphans = Orphans()
    known = _by_address(row_holdings(made, tables, subjects, progress, orphans))
    readings = Readings(school.index)
    linked = 0
    for batch in _batches(_linked_documents(documents, linker, known, progress)):
        documents.link(batch)
        linked += sum(len(held) for _, held in batch)
    named = {o.setting.name for o in sources.sources}
    for source in (
        *(o.setting.name for o in sources.sources if o.searched and not o.of_files),
        *(before.keys() - named),
    ):
        school.index.drop_source(source)
        readings.drop_source(source)
    unread: list[Unread] = []
    for rows in _batches(_linked_rows(made, sources.sources, linker, known, unread, progress)):
        school.index.put(rows)
        linked += sum(len(entry[1]) for entry in rows)
    gaps = [u for o in sources.sources if not (o.of_files and o.searched) for u in o.unread] + unread
    gaps += _broken_off(orphans, tables, {str(u.address) for u in gaps})
    school.index.put_unread(gaps)
    gaps = [u for name in documents.names for u in school.index.unread(name)] + gaps
    counts = {source: counts.records for source, counts in school.index.counts().items()}
    strays = {name: sum(n for at, n in orphans.rows.items() if at.partition(".")[0] == name) for name in named}
    searched = tuple(
        replace(
            _line(o, counts, gaps, strays[o.setting.name], documents.fresh(o.setting.name)),
            unconfined=bare.get(o.setting.name, ""),
        )
        for o in sources.sources
    )
    save_json(school.files, RUN, {"searched": [asdict(line) for line in searched]})
    facts = [("records", sum(line.records for line in searched)), ("unread", len(gaps)), ("links", linked)]
    school.note(Event.READ_FINISHED, facts=facts)
    return Read(searched, linked, len(subjects), time.monotonic() - began, documents.confinement, tuple(gaps))


def _unconfined(run: Mapping[str, Any]) -> dict[str, str]:
    """Source to what was missing around its readers, as the last run wrote it."""
    if "searched" in run:
        return {line["source"]: line["unconfined"] for line in run["searched"] if line.get("unconfined")}
    return dict(run.get("unconfined", {}))


def _by_address(holdings: Iterable[Holding]) -> dict[str, list[Holding]]:
    found: dict[str, list[Holding]] = {}
    for holding in holdings:
        found.setdefault(str(holding.address), []).append(holding)
    return found


T = TypeVar("T")
_Entry = tuple[Record, Sequence[Holding], bool]
"""A record, whom it concerns, and whether the index keeps its text."""


def _linked_documents(
    documents: Documents, linker: Linker, known: dict[str, list[Holding]], progress: Progress
) -> Iterator[tuple[Record, Sequence[Holding]]]:
    """Every record of files and mail, whether it concerns somebody or not."""
    progress.start("Linking documents and mail to people", None)
    contexts = linker.contexts(documents.records())
    for record in documents.records():
        pointed = known.get(str(record.address), ())
        yield record, linker.holdings(record, pointed, contexts.of(record))
        progress.step()


def _linked_rows(
    made: SchoolMap,
    sources: Sequence[Opened],
    linker: Linker,
    known: dict[str, list[Holding]],
    unread: list[Unread],
    progress: Progress,
) -> Iterator[_Entry]:
    """Every row that concerns somebody, and all paper. A table that fails midway is added to `unread`; the rest goes
    on.
    """
    for opened in sources:
        for record in opened.paper:
            yield record, linker.holdings(record), True
    tables = [table for opened in sources for table in opened.tables]
    progress.start("Linking tables to people", sum(_counted(table) for table in tables))
    for table in tables:
        scanned = _scanned_columns(made, table)
        try:
            for key, values in table.rows():
                address = table.address(key)
                pointed = known.get(str(address), ())
                record = table.record(key, values)
                if any(_has_words(values[at]) for at in scanned):
                    held: Sequence[Holding] = linker.holdings(record, pointed)
                else:
                    held = pointed
                if held:
                    yield record, held, False
                progress.step()
        except SourceError as error:
            what = f"the rest of table {table.label}: {error.message}"
            unread.append(Unread(table.address("rest"), Why.NO_ACCESS, what, error.advice or "Run honour read again."))


def _counted(table: Table) -> int:
    """For the progress shown only: a table that cannot be counted is named where it cannot be read."""
    try:
        return table.count()
    except SourceError:
        return 0


def _broken_off(orphans: Orphans, tables: Sequence[Table], named: Collection[str]) -> Iterator[Unread]:
    """Tables that broke off while it was asked whom their rows concern, though they could be read later."""
    known = {f"{table.source}.{table.name}": table for table in tables}
    for at, why in orphans.failed:
        address = known[at].address("rest")
        if str(address) not in named:
            what = f"whom some rows of table {known[at].label} concern: {why}"
            yield Unread(address, Why.NO_ACCESS, what, "Run honour read again.")


def _scanned_columns(made: SchoolMap, table: Table) -> list[int]:
    meaning = {c.at.column: c.meaning for c in made.columns if (c.at.source, c.at.table) == (table.source, table.name)}
    return [at for at, column in enumerate(table.columns) if meaning.get(column.name, Meaning.NONE) in _SCANNED]


def _has_words(value: str | None) -> bool:
    """Something that could name a person: letters, and more of them than a code has."""
    return value is not None and len(value) > 3 and any(c.isalpha() for c in value)  # noqa: PLR2004  'A.P.' is four


def _batches(entries: Iterable[T]) -> Iterator[list[T]]:
    batch: list[T] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _line(opened: Opened, counts: dict[str, int], gaps: Sequence[Unread], strays: int, fresh: int) -> SourceRead:
    name = opened.setting.name
    notes = [opened.failed] if opened.failed else []
    copies = opened.more_copies()
    if copies:
        notes.append(f"{copies} copies of the same files were read once")
    if strays:
        notes.append(f"{strays:,} rows name only people who are no longer there")
    paper = sum(u.address.source == name and u.why is Why.PAPER for u in gaps)
    unread = sum(u.address.source == name and u.why is not Why.PAPER for u in gaps)
    return SourceRead(
        name, opened.setting.title, opened.searched, counts.get(name, 0) if opened.searched else 0, unread,
        "; ".join(notes), copies, paper, fresh, opened.broken_off,
    )  # fmt: skip
