"""What earlier runs know of the sources: what lay where (sealed), and what of it was read (in the index)."""

from __future__ import annotations

from honour.people.readings import Kept, Readings
from honour.reading.version import version
from honour.sources.seen import Seen
from honour.workspace.school import School
from honour.workspace.stored import load_json, save_json


class Memories:
    """The `opening.Memory` of a school. Loaded once a source; `kept` is what a run brings up to date."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._readings = Readings(school.index)
        self._kept: dict[str, Kept] = {}

    def seen(self, source: str) -> Seen:
        return Seen(load_json(self._school.files, _name(source), {}))

    def kept(self, source: str) -> Kept:
        if source not in self._kept:
            self._kept[source] = self._readings.of(source, version())
        return self._kept[source]

    def is_read(self, source: str, key: str) -> bool:
        return self.kept(source).is_read(key)

    def save(self, source: str, seen: Seen, *, whole: bool) -> None:
        """`whole`: the source was gone through, so what was not come across is forgotten."""
        save_json(self._school.files, _name(source), seen.kept(also_unseen=not whole))


def _name(source: str) -> str:
    return f"seen-{source}"
