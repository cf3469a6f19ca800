"""The review file: written for people, read back and checked. Pure but for text in and out.

`written(draft)` makes review.toml; `checked(text, draft, ...)` reads what people made of it and returns a
Review: decisions, what is still undecided, and every problem with its line. Nothing is decided here.
Format: docs/spec/review.md.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from honour.kernel.errors import BadInput
from honour.rights.draft import Draft, Item
from honour.workspace.signing import covered

WORDS: Mapping[str, tuple[str, ...]] = {
    "balance": ("withhold", "release"),
    "ground": ("withhold", "release"),
    "doubtful": ("theirs", "not theirs"),
    "forms": ("withhold", "release"),
}
FACTORS = (
    ("type_of_information", "the type of information that would be disclosed"),
    ("duty_of_confidence", "any duty of confidentiality owed to them"),
    ("steps_to_seek_consent", "steps taken to seek their consent"),
    ("capable_of_consent", "whether they can give consent"),
    ("express_refusal", "any express refusal of consent"),
)
OPINIONS = ("harm likely", "harm not likely", "already known", "not yet given")
RELEASE_ON = ("harm not likely", "already known")
NO_OPINION = ("already known", "not yet given")
"""Said by the school itself; no professional's opinion stands behind them, so none can be stale."""


@dataclass(frozen=True, slots=True)
class Signed:
    """One item as people decided it."""

    item: Item
    decision: str
    exceptions: tuple[str, ...]
    """Record numbers (ground, doubtful), third party keys (balance) or forms that go the other way."""
    reason: str
    signed_by: tuple[str, ...]
    decided_on: date
    factors: Mapping[str, str] = field(default_factory=dict)
    opinion: str = ""
    opinion_by: str = ""
    opinion_on: date | None = None


@dataclass(frozen=True, slots=True)
class ByHand:
    """A stretch of one record the reviewer decided on by hand."""

    number: int
    record: int
    text: str
    decision: str
    reason: str
    signed_by: tuple[str, ...]
    decided_on: date


@dataclass(frozen=True, slots=True)
class Problem:
    line: int
    """1-based line of review.toml; 0 if it belongs to none."""
    words: str


@dataclass(frozen=True, slots=True)
class Undecided:
    id: str
    what: str
    who: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Release:
    lead: str
    second: str
    head: str
    on: date


@dataclass(frozen=True, slots=True)
class Review:
    signed: tuple[Signed, ...]
    exceptions: tuple[ByHand, ...]
    identity_by: str
    release: Release | None
    undecided: tuple[Undecided, ...]
    problems: tuple[Problem, ...]

    @property
    def ready(self) -> bool:
        return not self.undecided and not self.problems and self.release is not None


def written(draft: Draft, carried: Mapping[str, Mapping[str, Any]] | None = None) -> str:
    """review.toml for a draft: every item with its proposal, undecided but for what `carried` brings over.

    `carried`: item id to the decision fields of an earlier file; the caller passes only items that are word
    for word the same.
    """
    out = _Writer()
    out.comment(
        f"Review of case {draft.case}. Fill in what stands empty between the quotes, save, and run:",
        "    honour review DIR      (says what is missing)      honour seal DIR      (when all is decided)",
        "Nothing is released or withheld unless a person named in honour.toml decided it here.",
        "This file quotes personal data. Keep it where only those who decide can read it.",
    )
    out.value("format", 1)
    out.value("case", draft.case)
    out.value("draft", draft.digest())
    out.blank()
    out.comment(
        f"Asked by {draft.requester_name}, in the capacity of: {draft.authority}. Received {draft.received:%d %B %Y}; "
        f"answer due by {draft.due:%A %d %B %Y}.",
        *draft.authority_facts,
        "Write what evidence was seen (do not keep copies) and who accepted it.",
    )
    out.table("identity")
    _fields(out, carried, "identity", {"decision": "", "evidence": "", "signed_by": [], "decided_on": ""})
    for item in draft.items:
        _item(out, draft, item, carried)
    if draft.form_item:
        _forms(out, draft, draft.form_item, carried)
    out.blank()
    out.comment(
        "Anything else: add a table like this for each stretch of one record to withhold or release by hand.",
        '[[exception]]   record = 12   text = "exactly as it stands"   decision = "withhold"   reason = "…"',
        '                signed_by = ["…"]   decided_on = 2026-01-31',
    )
    out.blank()
    out.comment("The release itself: two different people, and the head where anything is withheld.")
    out.table("release")
    _fields(out, carried, "release", {"decision": "", "lead": "", "second": "", "head": "", "on": ""})
    return out.text()


def _item(out: _Writer, draft: Draft, item: Item, carried: Mapping[str, Mapping[str, Any]] | None) -> None:
    out.blank()
    numbers = _numbers(item.records)
    out.comment(f"{item.what[:1].upper()}{item.what[1:]}. Records {numbers}.")
    if item.kind == "balance":
        names = {t.key: t for t in draft.third_parties}
        for key in item.people:
            party = names[key]
            out.comment(f"  {key}: {party.name}, in {_numbers(party.records)}")
    out.comment(
        f"Proposed: {item.proposed or 'nothing; a person must say'}. Rule: {item.rule} ({item.source}; {item.status}).",
        f"Who decides: {item.who}",
        *(f"Needed: {missing}." for missing in item.missing),
    )
    out.table(item.kind, array=True)
    out.value("id", item.id)
    fields: dict[str, Any] = {"decision": ""}
    if item.kind == "balance":
        fields |= {name: "" for name, _ in FACTORS}
    if item.ground == "HEALTH_GATE":
        fields |= {"opinion": "", "opinion_by": "", "opinion_on": ""}
    fields |= {"except": [], "reason": "", "signed_by": [], "decided_on": ""}
    _fields(out, carried, item.id, fields)


def _forms(out: _Writer, draft: Draft, item: Item, carried: Mapping[str, Mapping[str, Any]] | None) -> None:
    out.blank()
    out.comment(
        "Words that may be names and that nothing explains (how often). They stay hidden unless let stand.",
        'Write the harmless ones into except = ["…"].',
    )
    for start in range(0, len(draft.unknown_forms), 6):
        out.comment("  " + ", ".join(f"{form} ({count})" for form, count in draft.unknown_forms[start : start + 6]))
    out.table("forms")
    out.value("id", item.id)
    _fields(out, carried, item.id, {"decision": "", "except": [], "reason": "", "signed_by": [], "decided_on": ""})


def _fields(out: _Writer, carried: Mapping[str, Mapping[str, Any]] | None, key: str, fields: dict[str, Any]) -> None:
    known = (carried or {}).get(key, {})
    for name, empty in fields.items():
        out.value(name, known.get(name, empty))


class _Writer:
    def __init__(self) -> None:
        self._lines: list[str] = []

    def comment(self, *lines: str) -> None:
        self._lines += ["# " + re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", " ", line) for line in lines]

    def blank(self) -> None:
        self._lines.append("")

    def table(self, name: str, *, array: bool = False) -> None:
        self._lines.append(f"[[{name}]]" if array else f"[{name}]")

    def value(self, name: str, value: Any) -> None:
        if isinstance(value, date):
            text = value.isoformat()
        else:
            text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        self._lines.append(f"{name} = {text}")

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"


def _numbers(records: Sequence[int]) -> str:
    """'1-3, 7': short enough for a comment, however many there are."""
    if not records:
        return "none"
    runs: list[list[int]] = []
    for number in sorted(records):
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number, number])
    shown = [f"{a}-{b}" if a != b else str(a) for a, b in runs]
    more = f" and {len(shown) - 12} more runs" if len(shown) > 12 else ""  # noqa: PLR2004  a line's worth
    return ", ".join(shown[:12]) + more


def parsed(untrusted_text: str) -> dict[str, Any]:
    """The file as a table. Raises BadInput naming the line when it is no TOML."""
    try:
        return tomllib.loads(untrusted_text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(
            f"review.toml cannot be read: {error}.",
            advice="Mend that line (every text needs its two quotes; a date stands without quotes) and try again.",
        ) from None


def checked(
    untrusted_text: str,
    draft: Draft,
    *,
    people: Mapping[str, Sequence[str]],
    today: date,
    opinion_fresh: Callable[[date, date], bool],
    release_needs: Sequence[Sequence[str]],
    already_known_needs: Sequence[Sequence[str]],
    identity_needs: Sequence[Sequence[str]],
) -> Review:
    """What people decided, what they have not, and what is wrong, each with its line.

    `people`: capacity to names, from honour.toml. `opinion_fresh(opinion_on, relied_on)` answers
    law:deadlines/health-opinion. `release_needs`: who signs the final release (law:signers/release);
    `already_known_needs`: who may say that the person knows their health data (law:signers/health-already-known);
    `identity_needs`: law:signers/identity.
    Raises BadInput when the file is no TOML or belongs to another draft.
    """
    raw = parsed(untrusted_text)
    if raw.get("format") != 1 or raw.get("case") != draft.case:
        raise BadInput(
            f"This review file is not of case {draft.case}.", advice="Use the review.toml that honour access wrote."
        )
    if raw.get("draft") != draft.digest():
        raise BadInput(
            "This review file belongs to another draft of the case.",
            advice="Run honour access again with the same --out: decisions on unchanged items are carried over.",
        )
    check = _Check(untrusted_text, draft, people, today, opinion_fresh, already_known_needs)
    signed = [s for item in draft.items if (s := check.item(raw, item))]
    if draft.form_item and (forms := check.forms(raw, draft.form_item)):
        signed.append(forms)
    check.strangers(raw)
    exceptions = check.exceptions(raw)
    identity_by = check.identity(raw, identity_needs)
    withholds = any(s.decision in ("withhold",) or s.exceptions for s in signed) or any(
        e.decision == "withhold" for e in exceptions
    )
    release = check.release(raw, release_needs, withholds=withholds)
    return Review(
        signed=tuple(signed),
        exceptions=tuple(exceptions),
        identity_by=identity_by,
        release=release,
        undecided=tuple(check.undecided),
        problems=tuple(check.problems),
    )


def unreadable() -> BadInput:
    return BadInput(
        "review.toml is missing or is no plain text (UTF-8).",
        advice="Run honour access again with the same --out; decisions in the file, if it can be read, are kept.",
    )


class _Check:
    def __init__(
        self,
        text: str,
        draft: Draft,
        people: Mapping[str, Sequence[str]],
        today: date,
        opinion_fresh: Callable[[date, date], bool],
        already_known_needs: Sequence[Sequence[str]],
    ) -> None:
        self._text = text
        self._draft = draft
        self._people = people
        self._today = today
        self._fresh = opinion_fresh
        self._already_known_needs = already_known_needs
        self.undecided: list[Undecided] = []
        self.problems: list[Problem] = []

    def item(self, raw: Mapping[str, Any], item: Item) -> Signed | None:
        entries = [e for e in self._tables(raw, item.kind) if e.get("id") == item.id]
        if len(entries) != 1:
            times = "is missing" if not entries else "stands twice"
            self._problem(item.id, f"the item {item.id} ({item.what}) {times}; put it back as honour access wrote it")
            return None
        return self._decided(item, entries[0])

    def forms(self, raw: Mapping[str, Any], item: Item) -> Signed | None:
        entry = raw.get("forms")
        if not isinstance(entry, dict) or entry.get("id") != item.id:
            self._problem("[forms]", "the table [forms] is missing; put it back as honour access wrote it")
            return None
        return self._decided(item, entry)

    def _decided(self, item: Item, entry: Mapping[str, Any]) -> Signed | None:
        decision = entry.get("decision", "")
        if decision == "":
            self.undecided.append(Undecided(item.id, item.what, item.who, item.missing))
            return None
        before = len(self.problems)
        words = WORDS[item.kind]
        if decision not in words:
            self._problem(item.id, f"{decision!r} is no decision; write {' or '.join(words)}", key="decision")
        exceptions = self._exceptions_of(item, entry)
        signed_by = self._names(entry, item.id)
        reason = self._said(entry, item.id, "reason") if item.kind != "forms" else str(entry.get("reason", ""))
        decided_on = self._day(entry, item.id, "decided_on")
        factors = {name: self._said(entry, item.id, name) for name, _ in FACTORS} if item.kind == "balance" else {}
        opinion = self._opinion(item, entry, str(decision), exceptions, decided_on)
        needs = self._already_known_needs if opinion[0] in NO_OPINION else item.needs
        self._capacities(item.id, needs, signed_by)
        if len(self.problems) > before or decided_on is None:
            return None
        return Signed(item, decision, exceptions, reason, signed_by, decided_on, factors, *opinion)

    def _exceptions_of(self, item: Item, entry: Mapping[str, Any]) -> tuple[str, ...]:
        given = entry.get("except", [])
        if not isinstance(given, list):
            self._problem(item.id, "except must be a list in square brackets", key="except")
            return ()
        if item.kind == "balance":
            known = set(item.people)
        elif item.kind == "forms":
            known = {form for form, _ in self._draft.unknown_forms}
        else:
            known = {str(number) for number in item.records}
        exceptions = tuple(str(value) for value in given)
        for value in exceptions:
            if value not in known:
                self._problem(item.id, f"except names {value[:40]!r}, which is not among this item's", key="except")
        return exceptions

    def _opinion(
        self,
        item: Item,
        entry: Mapping[str, Any],
        decision: str,
        exceptions: tuple[str, ...],
        decided_on: date | None,
    ) -> tuple[str, str, date | None]:
        """Law: DPA 2018 Sch 3 paras 5 and 6: health data moves neither way without an opinion."""
        if item.ground != "HEALTH_GATE":
            return "", "", None
        opinion = str(entry.get("opinion", ""))
        if opinion not in OPINIONS:
            self._problem(item.id, f"opinion must be one of: {', '.join(OPINIONS)}", key="opinion")
            return "", "", None
        if exceptions:
            self._problem(
                item.id, "health records are decided together; use [[exception]] for one record", key="except"
            )
        if (decision == "release") != (opinion in RELEASE_ON):
            other = " or ".join(RELEASE_ON if decision == "release" else ("harm likely", "not yet given"))
            self._problem(item.id, f"to {decision} health data the opinion must be: {other}", key="opinion")
        by = self._said(entry, item.id, "opinion_by")
        on = self._day(entry, item.id, "opinion_on")
        stale = opinion not in NO_OPINION and on and decided_on and not self._fresh(on, decided_on)
        if stale:
            self._problem(
                item.id, "the health opinion is too old on the day it is relied on; ask again", key="opinion_on"
            )
        return opinion, by, on

    def exceptions(self, raw: Mapping[str, Any]) -> list[ByHand]:
        found = []
        by_number = {r.number: r for r in self._draft.records}
        for number, entry in enumerate(self._tables(raw, "exception"), start=1):
            where = f"exception {number}"
            record = by_number.get(entry.get("record", 0))
            text = entry.get("text", "")
            decision = entry.get("decision", "")
            before = len(self.problems)
            if record is None:
                self._problem("[[exception]]", f"{where}: there is no record {entry.get('record')!r}", nth=number)
            elif not isinstance(text, str) or not text or text not in record.text:
                self._problem("[[exception]]", f"{where}: its text is not in record {record.number}", nth=number)
            if decision not in WORDS["ground"]:
                self._problem("[[exception]]", f"{where}: decision must be withhold or release", nth=number)
            signed_by = self._names(entry, "[[exception]]")
            reason = self._said(entry, "[[exception]]", "reason")
            decided_on = self._day(entry, "[[exception]]", "decided_on")
            self._capacities("[[exception]]", self._draft.items[0].needs[:1] if self._draft.items else (), signed_by)
            if len(self.problems) == before and record is not None and decided_on is not None:
                found.append(ByHand(number, record.number, text, decision, reason, signed_by, decided_on))
        return found

    def strangers(self, raw: Mapping[str, Any]) -> None:
        """Items the draft does not know: a renamed id would otherwise be a decision silently lost."""
        for kind in ("balance", "ground", "doubtful"):
            known = {i.id for i in self._draft.items if i.kind == kind}
            for entry in self._tables(raw, kind):
                if entry.get("id") not in known:
                    self._problem(
                        str(entry.get("id", f"[[{kind}]]")), f"[[{kind}]] {entry.get('id')!r} is not of this draft"
                    )
        tops = {"format", "case", "draft", "identity", "balance", "ground", "doubtful", "forms", "exception", "release"}
        for key in raw.keys() - tops:
            self._problem(key, f"{key[:40]!r} is not part of a review file")

    def identity(self, raw: Mapping[str, Any], needs: Sequence[Sequence[str]]) -> str:
        entry = raw.get("identity")
        who = " and ".join(" or ".join(group) for group in needs)
        if not isinstance(entry, dict):
            self._problem("[identity]", "the table [identity] is missing; put it back as honour access wrote it")
            return ""
        if entry.get("decision", "") == "":
            self.undecided.append(Undecided("identity", "that the requester is who they say, and may ask", who, ()))
            return ""
        if entry["decision"] != "accepted":
            self._problem(
                "[identity]", "identity was not accepted, so nothing may leave; write accepted or refuse the request"
            )
        self._said(entry, "[identity]", "evidence")
        self._day(entry, "[identity]", "decided_on")
        names = self._names(entry, "[identity]")
        self._capacities("[identity]", needs, names)
        return names[0] if names else ""

    def release(self, raw: Mapping[str, Any], needs: Sequence[Sequence[str]], *, withholds: bool) -> Release | None:
        entry = raw.get("release")
        if not isinstance(entry, dict):
            self._problem("[release]", "the table [release] is missing; put it back as honour access wrote it")
            return None
        if entry.get("decision", "") == "":
            self.undecided.append(Undecided("release", "the release itself", "two different people", ()))
            return None
        before = len(self.problems)
        if entry["decision"] != "signed":
            self._problem("[release]", "decision must be the word signed", key="decision")
        lead, second, head = (str(entry.get(key, "")) for key in ("lead", "second", "head"))
        on = self._day(entry, "[release]", "on")
        if lead and lead == second:
            self._problem("[release]", "lead and second must be two different people", key="second")
        self._capacities("[release]", needs, tuple(name for name in (lead, second) if name))
        if withholds:
            self._capacities("[release]", (("head",),), (head,) if head else ())
        if len(self.problems) > before or on is None:
            return None
        return Release(lead, second, head, on)

    def _capacities(self, where: str, needs: Sequence[Sequence[str]], names: Sequence[str]) -> None:
        if not covered(needs, names, self._people):
            wanted = " and ".join(" or ".join(group) for group in needs)
            self._problem(
                where, f"must be signed by: {wanted}, each a different person named in honour.toml", key="signed_by"
            )

    def _tables(self, raw: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
        entries = raw.get(kind, [])
        if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
            self._problem(kind, f"{kind} must be written as [[{kind}]] tables")
            return []
        return entries

    def _names(self, entry: Mapping[str, Any], where: str) -> tuple[str, ...]:
        names = entry.get("signed_by", [])
        if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
            self._problem(where, 'signed_by must be a list of names: ["...", "..."]', key="signed_by")
            return ()
        return tuple(n.strip() for n in names if n.strip())

    def _said(self, entry: Mapping[str, Any], where: str, key: str) -> str:
        value = entry.get(key, "")
        if not isinstance(value, str) or not value.strip():
            self._problem(where, f"{key} must say something", key=key)
            return ""
        return value.strip()

    def _day(self, entry: Mapping[str, Any], where: str, key: str) -> date | None:
        value = entry.get(key, "")
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                self._problem(where, f"{key} must be a date such as 2026-01-31", key=key)
                return None
        if type(value) is not date:
            self._problem(where, f"{key} must be a date such as 2026-01-31", key=key)
            return None
        if value > self._today:
            self._problem(where, f"{key} lies in the future", key=key)
        elif value < self._draft.received and key != "opinion_on":
            self._problem(where, f"{key} lies before the request was received", key=key)
        return value

    def _problem(self, anchor: str, words: str, *, key: str = "", nth: int = 1) -> None:
        self.problems.append(Problem(_line(self._text, anchor, key, nth), words))


def _line(text: str, anchor: str, key: str, nth: int) -> int:
    """The line a problem is on: where `anchor` stands, or the first `key =` after it. 0 if nowhere."""
    lines = text.split("\n")
    seen = 0
    for number, line in enumerate(lines, start=1):
        if anchor in line and not line.startswith("#"):
            seen += 1
            if seen < nth:
                continue
            for offset, after in enumerate(lines[number - 1 :]):
                if key and re.match(rf"{re.escape(key)}\s*=", after):
                    return number + offset
            return number
    return 0
