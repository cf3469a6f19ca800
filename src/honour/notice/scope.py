"""What a promise is about, and which part of it is unknown. Pure: takes the map, reads no source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from honour.discovery.drift import folded
from honour.kernel.mapping import Drift, SchoolMap


@dataclass(frozen=True, slots=True, order=True)
class Unmapped:
    """A part of the school's records that nobody can vouch for yet."""

    at: str
    """`source`, `source.table`, `source.table.column` or `source.folder/path`."""
    why: str


@dataclass(frozen=True, slots=True)
class Scope:
    parts: frozenset[str]
    """Every table and folder a check must have looked at: `source.table`, `source.folder/path`, `source`."""
    unmapped: tuple[Unmapped, ...]

    @property
    def empty(self) -> bool:
        return not self.parts


def scope_of(
    school_map: SchoolMap | None,
    connected: Sequence[str],
    *,
    failed: Mapping[str, str] | None = None,
    within: Sequence[str] | None = None,
) -> Scope:
    """The scope of a promise about everything the school has connected, or about what lies `within` some places.

    `connected`: the names of all sources in honour.toml now, whatever the map says. `failed`: sources that could not
    be opened, with why. `within`: sources, tables or folders. Changes that nobody has looked at are unmapped, too:
    a new table has been read by the program and by no person. A place within which nothing is known is unmapped.
    """
    if school_map is None:
        return Scope(frozenset(), tuple(Unmapped(name, "no map was made yet") for name in sorted(connected)))
    parts = _parts(school_map, connected)
    open_parts = {*_unknown(school_map, connected, failed or {})}
    if within is not None:
        parts = {part for part in parts if any(_inside(part, place) for place in within)}
        open_parts = {
            one for one in open_parts if any(_inside(one.at, place) or _inside(place, one.at) for place in within)
        }
        open_parts |= {
            Unmapped(place, "the map knows nothing there")
            for place in within
            if not any(_inside(part, place) for part in parts) and not any(_inside(place, one.at) for one in open_parts)
        }
    return Scope(frozenset(parts), tuple(sorted(open_parts)))


def _parts(school_map: SchoolMap, connected: Sequence[str]) -> set[str]:
    tables = {f"{source}.{table}" for source, table, _ in school_map.tables}
    folders = {f"{source}.{folder}" if folder else source for source, folder, _ in folded(school_map.folders)}
    known = {part.partition(".")[0] for part in tables | folders}
    return {part for part in tables | folders if part.partition(".")[0] in connected} | (set(connected) - known)


def _unknown(school_map: SchoolMap, connected: Sequence[str], failed: Mapping[str, str]) -> Iterable[Unmapped]:
    mapped = {name for name, _ in school_map.sources} | {source for source, _, _ in school_map.tables}
    yield from (Unmapped(name, "connected since the last map") for name in connected if name not in mapped)
    yield from (Unmapped(name, f"could not be opened: {why}") for name, why in failed.items() if name in connected)
    yield from (Unmapped(at, why) for at, why in school_map.unmapped)
    yield from (Unmapped(one.at, _changed(one)) for one in school_map.drift)
    described = {finding.at.at for finding in school_map.columns}
    for source, table, _ in school_map.tables:
        if f"{source}.{table}" not in described:
            yield Unmapped(f"{source}.{table}", "none of its columns is known")


def _changed(one: Drift) -> str:
    return f"{one.what}{f', found {one.since}' if one.since else ''}, and nobody has looked at it yet"


def _inside(at: str, place: str) -> bool:
    """Whether `at` is `place` or lies in it."""
    return at == place or at.startswith((f"{place}.", f"{place}/"))
