"""Truth as the writers tell it (`TruthBook`) and as tests and the bench read it (`load`). Format: docs/spec/truth.md.

Every writer adds each record it wrote, with whom it concerns and what must be withheld, from the world it retells,
never by recognising anything in its own bytes. What concerns nobody is added too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from honour.kernel.address import Address, row
from honour.kernel.holding import Role


@dataclass(frozen=True, slots=True)
class Concern:
    person: str
    role: Role
    quotes: tuple[str, ...] = ()
    """The exact strings of the record that say so; none where a pointer does."""
    how: str = "pointer"


@dataclass(frozen=True, slots=True)
class Withhold:
    ground: str
    """Code as in the law's exemptions: THIRD_PARTY, HEALTH_GATE, EHCP, CRIME_TAX, ..."""
    why: str
    quote: str = ""
    whole: bool = False
    person: str | None = None
    """Whose information it is."""
    except_for: tuple[str, ...] = ()
    """Subjects whose own request may see it, also when a parent asks for them."""
    not_for: tuple[str, ...] = ()
    """Requesters who must never see it, also when they ask for a subject in `except_for`: an estranged father."""

    def __post_init__(self) -> None:
        if self.whole == bool(self.quote):
            raise ValueError("a withholding is of a quote or of the whole record, one of the two")


@dataclass(frozen=True, slots=True)
class TrueRecord:
    address: str
    via: str
    concerns: tuple[Concern, ...] = ()
    withhold: tuple[Withhold, ...] = ()


@dataclass
class TruthBook:
    """Filled by the writers, one after another; written once as truth.json."""

    records: dict[str, TrueRecord] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    unsure: list[dict[str, object]] = field(default_factory=list)
    hub_rows: dict[str, list[str]] = field(default_factory=dict)
    sources: list[dict[str, str]] = field(default_factory=list)
    bulks: list[Bulk] = field(default_factory=list)

    def source(self, name: str, kind: str, path: str, title: str) -> None:
        """kind: database, folder, mailbox or paper; path relative to the school's folder."""
        self.sources.append({"name": name, "kind": kind, "path": path, "title": title})

    def add(
        self, address: Address, via: str, concerns: Iterable[Concern] = (), withhold: Iterable[Withhold] = ()
    ) -> None:
        """One record. Telling the same thing of the same address twice (a copy of a file) is fine.

        Raises ValueError when the same address is told differently: two true stories of one record.
        Concerns of one person in one role are merged, their quotes joined in order.
        """
        merged: dict[tuple[str, Role], Concern] = {}
        for concern in concerns:
            key = (concern.person, concern.role)
            before = merged.get(key)
            if before:
                quotes = tuple(dict.fromkeys(before.quotes + concern.quotes))
                merged[key] = Concern(concern.person, concern.role, quotes, before.how)
            else:
                merged[key] = concern
        record = TrueRecord(str(address), via, tuple(merged.values()), tuple(withhold))
        if self.records.setdefault(record.address, record) != record:
            raise ValueError(f"two truths about {record.address}")

    def hub(self, person: str, address: Address) -> None:
        """This record *is* the person: their row as pupil, contact, employee, user."""
        rows = self.hub_rows.setdefault(person, [])
        if str(address) not in rows:
            rows.append(str(address))

    def unreadable(self, address: Address, why: str) -> None:
        """`why` as in kernel/unread.py: 'encrypted', 'damaged', ..."""
        self.unread[str(address)] = why

    def ambiguous(self, address: Address, quote: str, candidates: Iterable[str]) -> None:
        """Even a careful human with all the school's lists could not tell who is meant."""
        self.unsure.append({"address": str(address), "quote": quote, "candidates": list(candidates)})

    def bulk(self, source: str, table: str, via: str = "table") -> Bulk:
        """A table too long to be told row by row. Its integer keys must be told in rising order, in runs."""
        told = Bulk(source, table, via)
        self.bulks.append(told)
        return told

    def write(
        self, path: Path, head: dict[str, object], people: list[dict[str, object]], tail: dict[str, object]
    ) -> None:
        """truth.json: one record a line, in the order told."""
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.write("{\n")
            for key, value in head.items():
                file.write(f"{_json(key)}: {_json(value)},\n")
            file.write(f'"sources": {_json(self.sources)},\n')
            _write_list(file, "people", people)
            _write_list(file, "records", (_record_json(record) for record in self.records.values()))
            _write_list(file, "bulk", (told.as_json() for told in self.bulks))
            _write_list(file, "unreadable", ({"address": a, "why": why} for a, why in self.unread.items()))
            _write_list(file, "ambiguous", self.unsure)
            for key, value in tail.items():
                file.write(f"{_json(key)}: {_json(value)},\n")
            file.write('"format": 1\n}\n')


@dataclass
class Bulk:
    """Rows `first` to `last` of a table (integer keys) concern the same people in the same way."""

    source: str
    table: str
    via: str
    stories: dict[tuple[Concern, ...], int] = field(default_factory=dict)
    runs: list[list[int]] = field(default_factory=list)

    def add(self, key: int, concerns: tuple[Concern, ...]) -> None:
        story = self.stories.setdefault(concerns, len(self.stories))
        if self.runs and self.runs[-1][1] == key - 1 and self.runs[-1][2] == story:
            self.runs[-1][1] = key
        elif self.runs and self.runs[-1][1] >= key:
            raise ValueError(f"keys of {self.table} told out of order")
        else:
            self.runs.append([key, key, story])

    def as_json(self) -> dict[str, object]:
        stories = [[_concern_json(concern) for concern in story] for story in self.stories]
        return {"source": self.source, "table": self.table, "via": self.via, "concerns": stories, "runs": self.runs}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _write_list(file: TextIO, name: str, items: Iterable[object]) -> None:
    lines = ",\n".join(_json(item) for item in items)
    file.write(f'"{name}": [\n{lines}\n],\n' if lines else f'"{name}": [],\n')


def _concern_json(concern: Concern) -> dict[str, object]:
    return {"person": concern.person, "role": concern.role, "quotes": concern.quotes, "how": concern.how}


def _record_json(record: TrueRecord) -> dict[str, object]:
    found: dict[str, object] = {"address": record.address, "via": record.via,
                                "concerns": [_concern_json(concern) for concern in record.concerns]}  # fmt: skip
    if record.withhold:
        found["withhold"] = [
            {"quote": w.quote, "whole": w.whole, "ground": w.ground, "why": w.why, "person": w.person,
             "except_for": w.except_for, "not_for": w.not_for}
            for w in record.withhold
        ]  # fmt: skip
    return found


@dataclass(frozen=True)
class Truth:
    """truth.json as read back. Records of bulk tables are made as they are asked for."""

    raw: dict[str, Any]

    @property
    def people(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.raw["people"]
        return found

    @property
    def requests(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.raw["requests"]
        return found

    def records(self) -> Iterator[TrueRecord]:
        """Every record there is, those told one by one first, then the bulk tables by key."""
        for told in self.raw["records"]:
            yield _record(told)
        for bulk in self.raw["bulk"]:
            stories = [tuple(_concern(concern) for concern in story) for story in bulk["concerns"]]
            for first, last, story in bulk["runs"]:
                for key in range(first, last + 1):
                    yield TrueRecord(str(row(bulk["source"], bulk["table"], str(key))), bulk["via"], stories[story])

    def concerning(self, person: str) -> Iterator[tuple[TrueRecord, tuple[Concern, ...]]]:
        """Every record that concerns a person in any role, with these concerns; for one person fast enough to loop."""
        for record in self.records():
            own = tuple(concern for concern in record.concerns if concern.person == person)
            if own:
                yield record, own


def load(path: Path) -> Truth:
    """Reads truth.json. Raises OSError or ValueError as the file is missing or no JSON."""
    with path.open(encoding="utf-8") as file:
        return Truth(json.load(file))


def _concern(told: dict[str, Any]) -> Concern:
    return Concern(told["person"], Role(told["role"]), tuple(told["quotes"]), told["how"])


def _record(told: dict[str, Any]) -> TrueRecord:
    withhold = tuple(
        Withhold(
            w["ground"], w["why"], w["quote"], w["whole"], w["person"], tuple(w["except_for"]), tuple(w["not_for"])
        )
        for w in told.get("withhold", ())
    )
    return TrueRecord(told["address"], told["via"], tuple(_concern(c) for c in told["concerns"]), withhold)
