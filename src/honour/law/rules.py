"""Loads the rules under law/ and answers for a date.

    HonourError
    └── BadInput
        ├── BadRule          a file under law/ is wrong
        └── NoRuleInForce    there was no such rule on that day

Files are read one at a time, when asked for, so that `honour clock` starts fast; `RuleBook.all()` reads every one.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from honour.kernel.decision import Citation, Status
from honour.kernel.errors import BadInput, BadRule

_ID = re.compile(r"law:(?P<kind>[a-z]+(?:-[a-z]+)*)/(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)\Z")

STATUS_OF_TAG: Mapping[str, Status] = {
    "T": Status.STATUTE,
    "G": Status.GUIDANCE,
    "S": Status.PRACTICE,
    "M": Status.UNCONFIRMED,
}
"""How a value was read decides how sure we are of it. Meaning of the tags: docs/spec/rule.md."""

NOT_RULES = frozenset({"schema", "stories"})
"""Folders under law/ that hold no rules."""


class NoRuleInForce(BadInput):
    """There was no such rule on that day, or there is none at all."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """What a rule said from one day to another, and who says so."""

    applies_from: date
    """First day of the rule's `event` that is judged by this value."""
    applies_to: date | None
    """Last such day; None while nothing has replaced it."""
    valid_from: date
    """Day the provision came into force. Later than `applies_from` where a law reached back."""
    source: str
    read: str
    """Which copy was read."""
    tag: str
    derived: bool
    """Worked out by us from the source."""
    status: Status
    checked_on: date
    value: Mapping[str, Any]
    note: str = ""

    def covers(self, day: date) -> bool:
        return self.applies_from <= day and (self.applies_to is None or day <= self.applies_to)


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    title: str
    event: str
    """The event whose date picks the value: 'request received'."""
    nations: tuple[str, ...]
    values: tuple[DatedValue, ...]
    """Oldest first."""
    open: tuple[str, ...] = ()
    """Points nobody has settled; shown to users."""

    @property
    def kind(self) -> str:
        return self.id.removeprefix("law:").partition("/")[0]

    def on(self, day: date) -> DatedValue:
        for value in self.values:
            if value.covers(day):
                return value
        if not self.values:
            raise NoRuleInForce(f"{self.id} is not in force.", advice=" ".join(self.open))
        first = self.values[0].applies_from
        why = f"it begins on {_short(first)}" if day < first else "it has ended and nothing has replaced it"
        raise NoRuleInForce(
            f"{self.id} says nothing about {_short(day)}: {why}.",
            advice="Check the date, or ask the Data Protection Officer which rule governed that day.",
        )


@dataclass(frozen=True, slots=True)
class Ruled:
    """A value as it stood on a day, with what to cite for it. `open` is shown beside it."""

    value: Mapping[str, Any]
    citation: Citation
    open: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Signers:
    """Who must sign a decision that software may never take alone."""

    decision: str
    title: str
    software_may: str
    needs: tuple[tuple[str, ...], ...]
    """Every group must sign; any one role of a group is enough. (('head',), ('author', 'dsl'))."""
    advised_by: tuple[str, ...]
    """Whose advice is recorded, without a vote: usually ('dpo',)."""
    words: str
    """The same in plain words, for the page."""
    record: str
    """What is written down with the signature."""
    citation: Citation


@dataclass(frozen=True, slots=True)
class Exemption:
    """One ground of section 6 as it stood on a day."""

    code: str
    title: str
    provision: str
    covers: str
    rights: str
    """The articles it takes away."""
    effect: str
    """'may withhold', 'must withhold', 'stays visible', 'later', 'outside the right', 'fee or refusal'."""
    test: str
    prof_opinion: str
    """Who must give an opinion first: 'the appropriate health professional'; '' if nobody by statute."""
    software: str
    """'flag' propose only; 'block' nothing leaves until a person acts; 'compute' a date; 'never' propose at all."""
    own_ground: bool
    """False: a ground of another body (a council), which a school may not claim for itself."""
    public_code: str
    """Short label on the page; 'N' where naming the ground would itself tell; '' where nothing is withheld."""
    public_words: str
    """What the letter says about the label."""
    nations: tuple[str, ...]
    signers: Signers
    citation: Citation
    factors: tuple[str, ...] = ()
    """What must be weighed, each a field of the balancing record; empty where there is no balance."""
    note: str = ""
    """A limit of the ground that readers get wrong; shown beside it."""
    open: tuple[str, ...] = ()
    """Points nobody has settled; shown beside it."""


@dataclass(frozen=True, slots=True)
class ResponseItem:
    """One thing an answer must contain, e.g. Art 15(1)(ea)."""

    key: str
    """Stable: 'purposes', 'complain-to-school'."""
    provision: str
    heading: str
    text: str
    """What must be said, as an instruction to the writer; not the school's own words."""
    citation: Citation


class RuleBook:
    """The rules in one folder. Immutable; what was read once is kept."""

    def __init__(self, folder: Path) -> None:
        """Raises BadRule if there is no such folder or no rule in it."""
        self.folder = folder
        self._rules: dict[str, Rule] = {}
        self._ids = tuple(
            sorted(
                f"law:{path.parent.name}/{path.stem}"
                for path in folder.glob("*/*.yaml")
                if path.parent.name not in NOT_RULES
            )
        )
        if not self._ids:
            raise BadRule("No rules were found.", advice="Install Honour again: its law folder is missing.")

    def ids(self) -> tuple[str, ...]:
        """Every rule's id, sorted."""
        return self._ids

    def of_kind(self, kind: str) -> Iterator[Rule]:
        for rule_id in self.ids():
            if rule_id.startswith(f"law:{kind}/"):
                yield self.rule(rule_id)

    def all(self) -> tuple[Rule, ...]:
        return tuple(self.rule(rule_id) for rule_id in self.ids())

    def rule(self, rule_id: str) -> Rule:
        """Raises NoRuleInForce for an unknown id, BadRule for a wrong file."""
        if rule_id not in self._rules:
            self._rules[rule_id] = _rule(rule_id, self._read(rule_id))
        return self._rules[rule_id]

    def value(self, rule_id: str, on: date) -> Ruled:
        """The value that governs an event on `on`. Raises NoRuleInForce."""
        rule = self.rule(rule_id)
        dated = rule.on(on)
        return Ruled(dated.value, _citation(rule, dated), rule.open, dated.note)

    def exemption(self, code: str, on: date) -> Exemption:
        """`code` as in section 6: THIRD_PARTY, HEALTH_GATE, ... Raises NoRuleInForce."""
        rule_id = f"law:exemptions/{code.lower().replace('_', '-')}"
        rule = self.rule(rule_id)
        ruled = self.value(rule_id, on)
        value = ruled.value
        return Exemption(
            code=value["code"],
            title=rule.title,
            provision=value["provision"],
            covers=value["covers"],
            rights=value["rights"],
            effect=value["effect"],
            test=value["test"],
            prof_opinion=value["prof_opinion"],
            software=value["software"],
            own_ground=value["own_ground"],
            public_code=value["public_code"],
            public_words=value["public_words"],
            nations=rule.nations,
            signers=self.signers(value["signers"], on),
            citation=ruled.citation,
            factors=tuple(value.get("factors", ())),
            note=ruled.note,
            open=ruled.open,
        )

    def exemption_codes(self) -> tuple[str, ...]:
        """Every code, whether in force or not, sorted by file name."""
        return tuple(
            rule_id.partition("/")[2].upper().replace("-", "_")
            for rule_id in self.ids()
            if rule_id.startswith("law:exemptions/")
        )

    def signers(self, decision: str, on: date) -> Signers:
        """`decision` is the name of a file in law/signers. Raises NoRuleInForce."""
        rule = self.rule(f"law:signers/{decision}")
        ruled = self.value(rule.id, on)
        value = ruled.value
        return Signers(
            decision=decision,
            title=rule.title,
            software_may=value["software_may"],
            needs=tuple(tuple(group) for group in value["needs"]),
            advised_by=tuple(value["advised_by"]),
            words=value["words"],
            record=value["record"],
            citation=ruled.citation,
        )

    def response_items(self, which: str, on: date) -> tuple[ResponseItem, ...]:
        """What an answer must contain, in the order of the law. `which` is 'access' or 'refusal'. Raises NoRuleInForce.

        One file an item (law/responses/access-purposes.yaml); an item not yet in force on `on` is left out.
        """
        rules = [rule for rule in self.of_kind("responses") if rule.id.startswith(f"law:responses/{which}-")]
        if not rules:
            raise NoRuleInForce(f"There is no list of what a {which!r} answer must contain.")
        items: list[tuple[int, ResponseItem]] = []
        for rule in rules:
            for dated in rule.values:
                if dated.covers(on):
                    value = dated.value
                    key = rule.id.removeprefix(f"law:responses/{which}-")
                    item = ResponseItem(key, value["provision"], rule.title, value["text"], _citation(rule, dated))
                    items.append((value["position"], item))
        if not items:
            raise NoRuleInForce(f"No rule says what a {which!r} answer must contain on {_short(on)}.")
        return tuple(item for _, item in sorted(items, key=lambda pair: pair[0]))

    def _read(self, rule_id: str) -> Mapping[str, Any]:
        match = _ID.match(rule_id)
        path = self.folder / match["kind"] / f"{match['name']}.yaml" if match else None
        if path is None or match is None or match["kind"] in NOT_RULES or not path.is_file():
            raise NoRuleInForce(
                f"There is no rule {rule_id[:80]!r}.", advice="The rule book (honour rulebook) lists every rule."
            )
        content: Mapping[str, Any] = read_yaml(path)
        return content


class _Loader(yaml.CSafeLoader):
    """Refuses a key written twice: the second would silently win."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    made: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str) or key in made:
            raise yaml.constructor.ConstructorError(
                None, None, "a key is written twice or is no word", key_node.start_mark
            )
        made[key] = loader.construct_object(value_node, deep=True)
    return made


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(path: Path) -> Any:
    """The content of one file under law/. Raises BadRule naming file and line."""
    try:
        return yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506  # _Loader is a safe loader, only stricter
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise BadRule(
            f"law/{path.parent.name}/{path.name}, line {line}: {error.problem or 'this is no YAML'}.",
            advice="See docs/spec/rule.md for the format.",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise BadRule(f"law/{path.parent.name}/{path.name} cannot be read as YAML.") from error


def _rule(rule_id: str, raw: Any) -> Rule:
    where = rule_id.replace("law:", "law/") + ".yaml"
    try:
        if raw["id"] != rule_id:
            raise BadRule(f"{where} calls itself {raw['id']}.", advice="A rule's id is its place under law/.")
        values = tuple(_dated(line) for line in raw["values"])
        rule = Rule(
            id=rule_id,
            title=raw["title"],
            event=raw["event"],
            nations=tuple(raw["nations"]),
            values=values,
            open=tuple(raw.get("open", ())),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadRule(f"{where} lacks or misspells {error}.", advice="See docs/spec/rule.md for the format.") from error
    if not values and not rule.open:
        raise BadRule(f"{where} has no value and no open point.")
    for older, newer in itertools.pairwise(values):
        if older.applies_to is None or newer.applies_from != older.applies_to + timedelta(days=1):
            raise BadRule(
                f"{where}: the value that applies from {newer.applies_from} leaves a gap or overlaps the one before.",
                advice="End the older line (valid_to) on the day before the newer one applies.",
            )
    return rule


def _dated(line: Mapping[str, Any]) -> DatedValue:
    applies_from = _day(line.get("applies_on_or_after", line["valid_from"]))
    applies_to = _day(line["valid_to"]) if "valid_to" in line else None
    if applies_to is not None and applies_to < applies_from:
        raise ValueError("valid_to, which lies before the value begins")
    if not isinstance(line["value"], dict):
        raise TypeError("value, which must be a list of named parts")
    return DatedValue(
        applies_from=applies_from,
        applies_to=applies_to,
        valid_from=_day(line["valid_from"]),
        source=line["source"],
        read=line["read"],
        tag=line["tag"],
        derived=line.get("derived", False),
        status=STATUS_OF_TAG[line["tag"]],
        checked_on=_day(line["checked_on"]),
        value=line["value"],
        note=line.get("note", ""),
    )


def _day(value: object) -> date:
    if type(value) is not date:  # a moment (datetime) is a date to isinstance, and is refused here
        raise TypeError(f"a date: {value!r} is none")
    return value


def _short(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _citation(rule: Rule, dated: DatedValue) -> Citation:
    worked_out = "; worked out from it by us" if dated.derived else ""
    return Citation(rule.id, dated.source + worked_out, dated.status, dated.valid_from)


def _shipped() -> Path:
    """The rules inside the installed package, else those of this checkout."""
    installed = Path(__file__).parent / "data"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "law"


@functools.cache
def book() -> RuleBook:
    """The rules that ship with Honour."""
    return RuleBook(_shipped())


def rule(rule_id: str) -> Rule:
    return book().rule(rule_id)


def value(rule_id: str, on: date) -> Ruled:
    return book().value(rule_id, on)


def exemption(code: str, on: date) -> Exemption:
    return book().exemption(code, on)


def exemption_codes() -> tuple[str, ...]:
    return book().exemption_codes()


def signers(decision: str, on: date) -> Signers:
    return book().signers(decision, on)


def response_items(which: str, on: date) -> tuple[ResponseItem, ...]:
    return book().response_items(which, on)
