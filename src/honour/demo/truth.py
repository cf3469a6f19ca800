"""Truth as the writers tell it (`TruthBook`) and as tests and the bench read it (`load`). Format: docs/spec/truth.md.

Every writer adds each record it wrote, with whom it concerns and what must be withheld, from the world it retells,
never by recognising anything in its own bytes. What concerns nobody is added too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from honour.kernel.address import Address
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
