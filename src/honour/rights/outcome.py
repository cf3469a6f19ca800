"""What leaves, once people have decided: a draft and its review become the outcome of every record. Pure.

Fails closed: whatever two decisions disagree on is withheld, unless a person let that very stretch of that
very record stand (an exception, which is the most particular decision there is).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from honour.kernel.errors import NotAllowed
from honour.people.fold import folded
from honour.rights.draft import NOT_THEIRS_AT_WORK, Draft, DraftRecord, Item, ThirdParty
from honour.rights.review import ByHand, Review, Signed


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch that does not leave: offsets into the record's text, the ground, and whose decision it is."""

    start: int
    end: int
    ground: str
    decision_id: str


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    record: DraftRecord
    whole: Cut | None
    """Set when the record does not leave at all."""
    cuts: tuple[Cut, ...]

    @property
    def kind(self) -> str:
        """released, part or withheld."""
        if self.whole:
            return "withheld"
        return "part" if self.cuts else "released"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the redaction log, kept inside and never sent."""

    decision_id: str
    decision: str
    ground: str
    reason: str
    signed_by: tuple[str, ...]
    decided_on: str
    rule: str


@dataclass(frozen=True, slots=True)
class Outcomes:
    records: tuple[RecordOutcome, ...]
    not_theirs: tuple[int, ...]
    """Numbers of doubtful records a person found to be somebody else's: not part of the answer."""
    withheld_forms: tuple[str, ...]
    """Folded names and identifiers of the third parties people withheld: none may be found in the pack."""
    let_stand: tuple[tuple[str, str], ...]
    """(form, decision id): name-like forms a person let stand though they are withheld elsewhere."""
    log: tuple[LogLine, ...]


def decide(draft: Draft, review: Review) -> Outcomes:
    """The outcome of every record. Raises NotAllowed unless the review is complete and without problems."""
    if not review.ready:
        raise NotAllowed(
            f"{len(review.undecided)} items are undecided and {len(review.problems)} are wrong.",
            advice="honour review names each of them.",
        )
    signed = {s.item.id: s for s in review.signed}
    parties = {t.key: t for t in draft.third_parties}
    people_out = {
        key: item.id
        for item in draft.items
        if item.kind == "balance"
        for key in item.people
        if _withheld(signed[item.id], key)
    }
    forms = signed.get(draft.form_item.id) if draft.form_item else None
    by_hand: dict[int, list[ByHand]] = {}
    for exception in review.exceptions:
        by_hand.setdefault(exception.record, []).append(exception)
    outcomes = []
    not_theirs = []
    for record in draft.records:
        if any(_not_theirs(signed[i], record) for i in record.items):
            not_theirs.append(record.number)
            continue
        cuts = [
            Cut(t.start, t.end, "THIRD_PARTY", people_out[out[0]])
            for t in record.theirs
            if (out := [key for key in t.people if key in people_out])
        ]
        if forms:
            cuts += [Cut(a, b, "THIRD_PARTY", forms.item.id) for a, b, form in record.forms if _withheld(forms, form)]
        whole = _whole(record, signed)
        cuts, whole = _with_exceptions(record, cuts, whole, by_hand.get(record.number, []))
        if whole is None and record.text and _covers(record.text, cuts):
            whole = Cut(0, len(record.text), cuts[0].ground, cuts[0].decision_id)
        outcomes.append(RecordOutcome(record, whole, tuple(_merged(cuts)) if whole is None else ()))
    let_stand = [
        (form, forms.item.id) for form, _ in draft.unknown_forms if forms is not None and not _withheld(forms, form)
    ]
    released_by_hand = [(e, f"E-{e.number}") for e in review.exceptions if e.decision == "release"]
    let_stand += [(form, "visible") for form in draft.shared_forms]
    stays = {word for key, party in parties.items() if key not in people_out for word in _name_words(party)}
    withheld_forms: dict[str, None] = {}
    for key in people_out:
        for form in parties[key].forms:
            if form in stays:
                # The forename of someone withheld who shares it with someone released tells nothing by itself.
                let_stand.append((form, "visible"))
                continue
            withheld_forms[form] = None
            let_stand += [(form, which) for e, which in released_by_hand if f" {form} " in f" {folded(e.text)} "]
    return Outcomes(tuple(outcomes), tuple(not_theirs), tuple(withheld_forms), tuple(let_stand), tuple(_log(review)))


def _name_words(party: ThirdParty) -> set[str]:
    name = folded(party.name)
    return {name, *name.split(), *party.forms}


def _withheld(signed: Signed, key: str) -> bool:
    """The item's decision, turned round for what its `except` names."""
    return (signed.decision == "withhold") != (key in signed.exceptions)


def _not_theirs(signed: Signed, record: DraftRecord) -> bool:
    if signed.item.kind != "doubtful":
        return False
    return (signed.decision == "not theirs") != (str(record.number) in signed.exceptions)


def _whole(record: DraftRecord, signed: dict[str, Signed]) -> Cut | None:
    for item_id in record.items:
        decision = signed[item_id]
        if decision.item.kind == "ground" and _withheld(decision, str(record.number)):
            # Withholding on an opinion that harm is likely is another ground than waiting for one (paras 5 and 6).
            ground = "HEALTH_HARM" if decision.opinion == "harm likely" else decision.item.ground
            return Cut(0, len(record.text), ground, item_id)
    return None


def _with_exceptions(
    record: DraftRecord, cuts: list[Cut], whole: Cut | None, exceptions: Sequence[ByHand]
) -> tuple[list[Cut], Cut | None]:
    """An exception decides on every place its text stands in the record; releases come last.

    A release inside a record that is withheld whole leaves only that text: everything else stays cut.
    """
    for exception in (e for e in exceptions if e.decision == "withhold"):
        cuts = cuts + [
            Cut(a, b, "THIRD_PARTY", f"E-{exception.number}") for a, b in _places(record.text, exception.text)
        ]
    releases = [e for e in exceptions if e.decision == "release"]
    if releases and whole is not None:
        cuts, whole = [whole], None
    for exception in releases:
        for start, end in _places(record.text, exception.text):
            cuts = [piece for cut in cuts for piece in _without(cut, start, end)]
    return cuts, whole


def _without(cut: Cut, start: int, end: int) -> list[Cut]:
    if end <= cut.start or start >= cut.end:
        return [cut]
    pieces = [(cut.start, start), (end, cut.end)]
    return [Cut(a, b, cut.ground, cut.decision_id) for a, b in pieces if a < b]


def _places(text: str, part: str) -> list[tuple[int, int]]:
    places = []
    start = text.find(part)
    while start >= 0:
        places.append((start, start + len(part)))
        start = text.find(part, start + len(part))
    return places


def _covers(text: str, cuts: Sequence[Cut]) -> bool:
    """Whether nothing but white space is left: such a record leaves as 'withheld', not as an empty page."""
    covered = bytearray(len(text))
    for cut in cuts:
        covered[cut.start : cut.end] = b"\x01" * (cut.end - cut.start)
    return bool(cuts) and all(hidden or char.isspace() for hidden, char in zip(covered, text, strict=True))


def _merged(cuts: list[Cut]) -> list[Cut]:
    merged: list[Cut] = []
    for cut in sorted(cuts, key=lambda c: (c.start, -c.end)):
        if merged and cut.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Cut(last.start, max(last.end, cut.end), last.ground, last.decision_id)
        else:
            merged.append(cut)
    return merged


def _log(review: Review) -> list[LogLine]:
    lines = []
    for signed in review.signed:
        item: Item = signed.item
        factors = "; ".join(f"{name.replace('_', ' ')}: {text}" for name, text in signed.factors.items())
        opinion = f"opinion: {signed.opinion}, {signed.opinion_by}, {signed.opinion_on}" if signed.opinion else ""
        turned = f"the other way for {', '.join(signed.exceptions)}" if signed.exceptions else ""
        reason = "; ".join(part for part in (signed.reason, factors, opinion, turned) if part)
        lines.append(
            LogLine(
                item.id,
                signed.decision,
                item.ground,
                reason,
                signed.signed_by,
                signed.decided_on.isoformat(),
                item.rule,
            )
        )
    lines += [
        LogLine(f"E-{e.number}", e.decision, "THIRD_PARTY", e.reason, e.signed_by, e.decided_on.isoformat(), "")
        for e in review.exceptions
    ]
    return lines


__all__ = ["NOT_THEIRS_AT_WORK", "Cut", "Outcomes", "RecordOutcome", "decide"]
