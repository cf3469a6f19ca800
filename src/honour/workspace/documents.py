"""Action: read what is new of every folder and mailbox into the index, and give everything back in order.

Invariant (docs/spec/reading.md, "Only what is new"): after `read`, the index holds of each source that was gone
through exactly what a reading of everything would give, however many earlier runs were killed, wherever.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from honour.kernel.holding import Holding
from honour.kernel.item import Item
from honour.kernel.progress import Progress
from honour.kernel.record import Form, Record
from honour.kernel.unread import Unread, Why
from honour.people.readings import Reading, Readings
from honour.reading.confine import Confinement
from honour.reading.pool import Reader
from honour.reading.result import ReadResult
from honour.reading.table import RowTable, tables_of
from honour.reading.version import version
from honour.sources.imap.imap import ServerMail
from honour.workspace.memory import Memories
from honour.workspace.opening import Opened
from honour.workspace.passwords import held_passwords
from honour.workspace.school import School

RECORDS, SECONDS = 500, 2.0
"""What was read is kept after so many records or so long: a kill loses no more than that."""
_SAVE_SECONDS = 20.0
"""So often it is noted which messages of a server were come to; a kill fetches those anew, and reads none twice."""


@dataclass
class _Source:
    opened: Opened
    folders: dict[str, str] = field(default_factory=dict)
    """Key of each item to where it lies, in order."""
    failed: list[Unread] = field(default_factory=list)
    """What could not be loaded in this run: to be tried again in the next."""
    fresh: int = 0
    saved: float = 0.0

    @property
    def name(self) -> str:
        return self.opened.setting.name


class Documents:
    """Of the sources that offer files or messages and could be opened."""

    def __init__(self, school: School, sources: Sequence[Opened], memory: Memories, *, retry: bool = False) -> None:
        """`retry`: what was not read the last time is read again, though nothing of it has changed."""
        self._school = school
        self._retry = retry
        self._memory = memory
        self._readings = Readings(school.index)
        self._sources = {o.setting.name: _Source(o) for o in sources if o.of_files and o.searched}
        self.confinement = "not needed"
        self.missing_walls = ""
        """What did not stand around the readers of this run, in plain words."""

    def read(self, progress: Progress, before_writing: Callable[[], None], *, workers: int | None = None) -> None:
        """Reads what is new and takes out what is gone. `before_writing` is called once, before the index changes.

        Raises Trouble where readers cannot be confined, before anything has changed.
        """
        total = sum(len(source.opened.items) for source in self._sources.values())
        if total:
            progress.start("Reading documents and mail", total, self._size_bytes())
        waiting: list[tuple[_Source, Reading]] = []
        places: dict[tuple[str, str], int] = {}
        items = self._new(places, progress)
        first = next(items, None)
        if first is None:
            before_writing()
        else:
            passwords = held_passwords(self._school)
            allowed = self._school.settings.allow_unconfined
            with Reader(workers or 2, passwords=passwords, allow_unconfined=allowed) as reader:
                self.confinement = _walls(reader.confinement)
                self.missing_walls = "; ".join(reader.confinement.missing)
                before_writing()
                flushed = time.monotonic()
                size = 0
                for result in reader.read(_chain(first, items), progress):
                    source = self._sources[result.item.source]
                    if _not_loaded(result):
                        source.failed += result.unread
                        continue
                    source.fresh += 1
                    position = places[source.name, result.item.key]
                    waiting.append((source, Reading(result.item.key, position, result.records, result.unread)))
                    size += len(result.records) + 1
                    if size >= RECORDS or time.monotonic() - flushed > SECONDS:
                        self._keep(waiting)
                        size, flushed = 0, time.monotonic()
        self._keep(waiting)
        for source in self._sources.values():
            kept = self._memory.kept(source.name)
            whole = source.opened.all_seen()
            if whole:
                failed = {u.address.parts[0] for u in source.failed}
                self._readings.drop(source.name, {key for key in kept.gone if _sha256(key) not in failed})
            self._readings.sweep(source.name, [*source.opened.gaps(), *source.failed])
            self._memory.save(source.name, source.opened.seen, whole=whole)

    def _size_bytes(self) -> int:
        """Of everything listed; 0 where a mail server is among it, which does not say."""
        offered = [source.opened for source in self._sources.values()]
        if any(isinstance(one.items, ServerMail) for one in offered):
            return 0
        return sum(item.size for one in offered for item in one.files)

    def _new(self, places: dict[tuple[str, str], int], progress: Progress) -> Iterator[Item]:
        """Comes across every item; yields those that must be read."""
        for source in self._sources.values():
            kept = self._memory.kept(source.name)
            for position, item in enumerate(source.opened.items):
                key = item.key
                if key in source.folders:
                    progress.step(1, item.size)
                    continue
                source.folders[key] = item.folder
                places[source.name, key] = position
                if not (self._retry and kept.has_gaps(key)) and kept.reuse(key, position):
                    progress.step(1, item.size)
                else:
                    yield item

    def _keep(self, waiting: list[tuple[_Source, Reading]]) -> None:
        """Writes what was read, and then which messages of a server it was."""
        for source in dict.fromkeys(source.name for source, _ in waiting):
            these = [reading for one, reading in waiting if one.name == source]
            self._readings.put(source, version(), self._memory.kept(source), these)
            held = self._sources[source]
            if isinstance(held.opened.items, ServerMail) and time.monotonic() - held.saved > _SAVE_SECONDS:
                self._memory.save(source, held.opened.seen, whole=False)
                held.saved = time.monotonic()
        waiting.clear()

    def records(self, form: Form | None = None) -> Iterator[Record]:
        """Everything the index holds of these sources, source by source, in the order of the items."""
        for source in self._sources.values():
            yield from self._readings.records(source.name, source.folders, form)
            if not source.opened.all_seen():  # what could not be looked at is kept as it was
                left: dict[str, str | None] = dict.fromkeys(sorted(self._memory.kept(source.name).gone))
                yield from self._readings.records(source.name, left, form)

    def link(self, entries: Sequence[tuple[Record, Sequence[Holding]]]) -> None:
        """Says whom some of the records concern."""
        self._readings.link(entries)

    def tables(self) -> tuple[RowTable, ...]:
        """Spreadsheets, CSV, XML, calendars and cards among them. Holds their rows in memory."""
        return tables_of(self.records(Form.ROW))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._sources)

    def fresh(self, source: str) -> int:
        """How many items of the source this run read."""
        return self._sources[source].fresh if source in self._sources else 0

    def fresh_all(self, source: str) -> bool:
        """Whether this run read every item of the source, so that nothing of it is from an earlier run."""
        held = self._sources.get(source)
        return held is not None and 0 < len(held.folders) == held.fresh and held.opened.all_seen()


def _chain(first: Item, rest: Iterable[Item]) -> Iterator[Item]:
    yield first
    yield from rest


def _not_loaded(result: ReadResult) -> bool:
    """The bytes were gone, shut or changing: nothing is known of what they say."""
    return not result.records and any(u.why is Why.NO_ACCESS and u.address.parts[-1] == "all" for u in result.unread)


def _sha256(key: str) -> str:
    return key.partition("/")[2].partition(".")[0]


def _walls(confinement: Confinement) -> str:
    if confinement.complete:
        return "every document was opened in a process that can open nothing, connect nowhere and start nothing"
    return "NOT CONFINED: " + "; ".join(confinement.missing)
