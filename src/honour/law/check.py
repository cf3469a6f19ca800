"""Proves that the rules under law/ are whole. Run by the tests and by `honour rulebook --check`.

`problems(book)` names every fault it finds, file by file; an empty tuple means there is none. It does not run the
stories (that needs the clocks, which live above) and cannot tell whether a rule is good law.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from honour.kernel.decision import Status
from honour.kernel.errors import BadRule
from honour.law.rules import RuleBook, read_yaml
from honour.law.stories import stories

NEUTRAL = "N"
"""The label of grounds whose name would itself tell something."""


def problems(book: RuleBook) -> tuple[str, ...]:
    return tuple(_problems(book))


def _problems(book: RuleBook) -> Iterator[str]:
    from jsonschema import Draft202012Validator  # slow to load, and only needed here

    schema = read_yaml(book.folder / "schema" / "rule.yaml")
    kinds = schema["$defs"]["kinds"]
    of_rule = Draft202012Validator(schema)
    of_value = {kind: Draft202012Validator({**part, "$defs": schema["$defs"]}) for kind, part in kinds.items()}
    ids = set(book.ids())
    for rule_id in sorted(ids):
        kind, name = rule_id.removeprefix("law:").split("/")
        raw = _as_json(read_yaml(book.folder / kind / f"{name}.yaml"))
        for error in of_rule.iter_errors(raw):
            yield f"{rule_id}: {error.json_path} {error.message[:200]}"
        if kind not in of_value:
            yield f"{rule_id}: the schema knows no kind {kind!r}"
            continue
        for line in raw.get("values", ()):
            for error in of_value[kind].iter_errors(line.get("value")):
                yield f"{rule_id}: value{error.json_path.removeprefix('$')} {error.message[:200]}"
            for other in _references(line.get("value")):
                if other not in ids:
                    yield f"{rule_id}: refers to {other}, which is no rule"
        try:
            rule = book.rule(rule_id)
        except BadRule as error:
            yield error.message
            continue
        for dated in rule.values:
            if dated.checked_on < date(2026, 1, 1) or (dated.tag == "M") != (dated.status is Status.UNCONFIRMED):
                yield f"{rule_id}: checked_on or status is wrong"
    yield from _about_exemptions(book)
    yield from _about_holidays(book)
    told = Counter(story.rule for story in stories(book))
    for rule_id in sorted(ids - set(told)):
        yield f"{rule_id}: no story tells how it works"
    for rule_id in sorted(set(told) - ids):
        yield f"{rule_id}: has a story and is no rule"


def _about_exemptions(book: RuleBook) -> Iterator[str]:
    meanings: dict[str, str] = {}
    for rule in book.of_kind("exemptions"):
        for dated in rule.values:
            value = dated.value
            code, words = value["public_code"], value["public_words"]
            if rule.id != f"law:exemptions/{value['code'].lower().replace('_', '-')}":
                yield f"{rule.id}: its code is {value['code']}"
            if f"law:signers/{value['signers']}" not in book.ids():
                yield f"{rule.id}: nobody signs {value['signers']}"
            if bool(code) != bool(words):
                yield f"{rule.id}: a label needs words and words need a label"
            # Two grounds under one label must read alike, or the words would tell which of them it was.
            if code and meanings.setdefault(code, words) != words:
                yield f"{rule.id}: the label {code} means something else elsewhere"
            if code == NEUTRAL and value["effect"] == "stays visible":
                yield f"{rule.id}: nothing is withheld, so there is nothing to label"


def _about_holidays(book: RuleBook) -> Iterator[str]:
    for rule in book.of_kind("holidays"):
        value = rule.values[-1].value
        days = [row["date"] for row in value["rows"]]
        if days != sorted(set(days)):
            yield f"{rule.id}: the days are not in order, or one is there twice"
        missing = set(range(value["first_year"], value["last_year"] + 1)) ^ {day.year for day in days}
        if missing:
            yield f"{rule.id}: the years {sorted(missing)} are listed without days, or have days without being listed"


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("law:"):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _references(part)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part)


def _as_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_json(part) for part in value]
    return value
