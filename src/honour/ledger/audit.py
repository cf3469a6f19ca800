"""Has the ledger been changed behind a checkpoint? Pure: lines and checkpoints in, a verdict out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from honour.ledger import merkle
from honour.ledger.entry import LINE
from honour.ledger.events import Event
from honour.ledger.note import Checkpoint, VerifierKey

CLOCK_SLACK = timedelta(minutes=2)
"""Two computers of one school may differ by this much before a moment that runs backwards is told."""
NOTES_SHOWN = 20
_HASH = merkle.HASH_BYTES
_CHECKPOINT_EVENT = Event.CHECKPOINT_ISSUED.encode()


class Verdict(StrEnum):
    KEPT = "kept"
    BROKEN = "broken"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, in plain words; it lies in entries `first` up to, not including, `end`."""

    what: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class LedgerVerdict:
    verdict: Verdict
    entries: int
    root: bytes
    protected: int
    """How many entries lie behind the largest checkpoint that matches."""
    unprotected_since: str | None
    """Moment of the first entry that no matching checkpoint covers."""
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    """What is odd but proves nothing, at most `NOTES_SHOWN`."""

    @property
    def unprotected(self) -> int:
        return self.entries - self.protected

    @property
    def sentence(self) -> str:
        tail = f" Unprotected since {self.unprotected_since}: {self.unprotected} entries." if self.unprotected else ""
        if self.verdict is Verdict.KEPT:
            return f"Kept: {self.protected} entries are as they were when their checkpoint was issued.{tail}"
        if self.verdict is Verdict.BROKEN:
            return f"Broken: {self.findings[0].what}.{tail}"
        if not self.entries:
            return "Unproven: the ledger is empty."
        return f"Unproven: no checkpoint kept elsewhere was given.{tail}"


def audit(
    lines: Iterable[tuple[int, bytes]],
    origin: str,
    key: VerifierKey,
    against: Sequence[Checkpoint],
    noted_leaves: Callable[[int, int], Iterable[bytes]] | None = None,
) -> LedgerVerdict:
    """Compares `lines` (place, line; in order) with `against`, checkpoints kept elsewhere.

    Kept only if at least one checkpoint of a size above 0 was given and every one given matches. Finds any edit,
    loss, insertion, reordering or truncation behind such a checkpoint, because the root at its size is computed
    from the lines alone: no key and no stored hash helps a forger. `noted_leaves(first, end)` are leaf hashes the
    ledger itself keeps; they only help to say where. Promises nothing about entries newer than `against`.
    """
    sizes = {checkpoint.size for checkpoint in against}
    tree = merkle.Growing()
    roots = {0: merkle.EMPTY_ROOT}
    findings: list[Finding] = []
    notes: list[str] = []
    moments: dict[int, str] = {}
    latest = b""
    leaves = bytearray()
    for place, line in lines:
        at = tree.size
        if place != at and not findings:
            findings.append(Finding(f"entry {at} is missing", at, place))
        start = LINE.match(line)
        if start is None:
            findings.append(Finding(f"entry {at} is no ledger entry", at, at + 1))
        else:
            moment = start[1]
            if at in sizes or at == 0:
                moments[at] = moment.decode()
            if moment < latest:
                _note_backwards(notes, at, moment, latest)
            else:
                latest = moment
            if start[2] == _CHECKPOINT_EVENT and not _own_note_fits(line, tree):
                findings.append(Finding(f"the checkpoint noted at entry {at} does not fit what is before it", 0, at))
        leaf = merkle.leaf_hash(line)
        leaves += leaf
        tree.add(leaf)
        if tree.size in sizes:
            roots[tree.size] = tree.root()

    protected, wrong = 0, []
    for checkpoint in sorted(against, key=lambda one: one.size):
        why = _misfit(checkpoint, origin, key, roots, tree.size)
        if why:
            wrong.append((checkpoint, why))
        else:
            protected = max(protected, checkpoint.size)
    for checkpoint, why in wrong:
        first, end = _narrow(min(protected, checkpoint.size), min(checkpoint.size, tree.size), leaves, noted_leaves)
        findings.append(Finding(why, first, end))
    verdict = Verdict.BROKEN if findings else Verdict.KEPT if protected else Verdict.UNPROVEN
    return LedgerVerdict(
        verdict, tree.size, tree.root(), protected, moments.get(protected), tuple(findings), tuple(notes[:NOTES_SHOWN])
    )


def _misfit(checkpoint: Checkpoint, origin: str, key: VerifierKey, roots: dict[int, bytes], size: int) -> str:
    what = f"the checkpoint of size {checkpoint.size}"
    if checkpoint.origin != origin:
        return f"{what} belongs to another ledger"
    if not checkpoint.signed_by(key):
        return f"{what} is not signed by this ledger's key"
    if checkpoint.size > size:
        return f"{what} is larger than the ledger: {checkpoint.size - size} entries are gone"
    if roots[checkpoint.size] != checkpoint.root:
        return f"entries were changed since {what} was issued"
    return ""


def _narrow(
    first: int, end: int, leaves: bytearray, noted: Callable[[int, int], Iterable[bytes]] | None
) -> tuple[int, int]:
    """The range of a change, by the hashes the ledger keeps, where they were not forged too."""
    if noted is not None and first < end:
        changed = [
            at for at, leaf in enumerate(noted(first, end), first) if leaf != leaves[at * _HASH : (at + 1) * _HASH]
        ]
        if changed:
            return changed[0], changed[-1] + 1
    return first, end


def _own_note_fits(line: bytes, tree: merkle.Growing) -> bool:
    try:
        facts = json.loads(line)["facts"]
        return bool(facts["size"] == tree.size and facts["root"] == tree.root().hex())
    except (ValueError, KeyError, TypeError):
        return False


def _note_backwards(notes: list[str], at: int, moment: bytes, latest: bytes) -> None:
    if len(notes) >= NOTES_SHOWN:
        return
    try:
        back = datetime.fromisoformat(latest.decode()) - datetime.fromisoformat(moment.decode())
    except ValueError:
        notes.append(f"entry {at} bears no possible moment")
        return
    if back > CLOCK_SLACK:
        notes.append(f"entry {at} bears a moment {back} before an entry that stands in front of it")
