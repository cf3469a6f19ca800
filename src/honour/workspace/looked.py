"""Action: what changed in the sources since a person last looked, kept until one says that they did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from honour.discovery.drift import still_open
from honour.discovery.written import map_from_json, map_to_json
from honour.kernel.errors import BadInput
from honour.kernel.mapping import Change, Drift
from honour.ledger.events import Event
from honour.workspace.school import School
from honour.workspace.signing import office_of
from honour.workspace.stored import load_json, save_json

DRIFT, MAP = "drift", "map"
EVERYTHING = "all"


def keep(school: School, found: Iterable[Drift], today: date) -> tuple[Drift, ...]:
    """What is open now: what nobody has looked at yet and what was found today, once each."""
    kept = load_json(school.files, DRIFT, {})
    waiting = still_open(_read(kept.get("open", ())), found, today.isoformat())
    save_json(school.files, DRIFT, {**kept, "open": [asdict(one) for one in waiting]})
    return waiting


def see(school: School, places: Sequence[str], by: str, today: date) -> tuple[Drift, ...]:
    """Notes that `by` looked at the changes at `places` (all of them for `EVERYTHING`); gives them back.

    Looked at is not put right: what is new is read and mapped anyway. Raises BadInput for a place without an open
    change and for a name that honour.toml does not list.
    """
    office = office_of(by, school.settings.people)
    kept = load_json(school.files, DRIFT, {})
    waiting = _read(kept.get("open", ()))
    everything = EVERYTHING in places
    for place in places:
        if not everything and not any(one.at == place for one in waiting):
            raise BadInput("Nothing is open at one of the places given.", advice="honour map lists what changed.")
    seen = tuple(one for one in waiting if everything or one.at in places)
    if not seen:
        raise BadInput("Nothing changed that nobody has looked at yet.", advice="honour map looks for changes.")
    left = tuple(one for one in waiting if one not in seen)
    looked = [*kept.get("seen", ()), *({**asdict(one), "by": by, "on": today.isoformat()} for one in seen)]
    save_json(school.files, DRIFT, {"open": [asdict(one) for one in left], "seen": looked})
    text = load_json(school.files, MAP, None)
    if text:
        save_json(school.files, MAP, map_to_json(replace(map_from_json(text), drift=left)))
    school.note(Event.MAP_SEEN, about=["map"], facts=(("changes", len(seen)), ("open", len(left))), actor=office)
    return seen


def _read(kept: Iterable[dict[str, Any]]) -> list[Drift]:
    return [Drift(Change(one["what"]), one["at"], one["was"], one["now"], one["since"]) for one in kept]
