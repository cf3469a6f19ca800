"""The fictional school's staff at work: they fill in a review file as careful people would.

For `make demo` and the bench only. They know what is true in their school (truth.json) and what only they
know (prepared-facts.json); the program that drafted the review knows neither. Every name they sign with stands in
the school's honour.toml. The output of the demo says that these decisions are prepared.

Run as `python -m honour.demo.staff --fill REVIEW_DIR SCHOOL_DIR`, or `--request N SCHOOL_DIR` for who asks for what.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from honour.demo.truth import Truth, load

FACTORS = {
    "type_of_information": "names of and remarks about other children and adults",
    "duty_of_confidence": "families tell the school such things in confidence",
    "steps_to_seek_consent": "not sought: asking would tell them of the request",
    "capable_of_consent": "the children are too young; the adults were not asked",
    "express_refusal": "none recorded",
}
RELEASED_GROUNDS = ("HEALTH_GATE", "EHCP", "EDU_HARM")
"""What this school lets a parent have once those who must be asked have been: see prepared-facts.json. The council
has answered about the EHC plan; health follows the professional's opinion.
"""


def fill(
    review: str,
    records: Sequence[Mapping[str, str]],
    truth: Truth,
    subject: str,
    settings: Mapping[str, Any],
    facts: Mapping[str, Any],
) -> str:
    """review.toml with every decision taken. `records`: the rows of records.csv. `subject`: truth's person id."""
    parsed = tomllib.loads(review)
    today = truth.raw["today"]
    people = settings["people"]
    asked = {r["address"]: int(r["number"]) for r in records}
    theirs = {
        asked[record.address]
        for record in truth.records()
        if record.address in asked and subject in {c.person for c in record.concerns}
    }
    names = {
        word.casefold()
        for person in truth.people
        for name in person["names"]
        for part in (name.get("forename", ""), name.get("surname", ""))
        for word in (*re.findall(r"\w+", part), name.get("forename", "")[:1] + name.get("surname", "")[:1])
    }
    decided: dict[str, dict[str, Any]] = {
        "identity": {
            "decision": "accepted",
            "evidence": "known to the office in person",
            "signed_by": people["office-lead"][:1],
            "decided_on": today,
        },
        "release": {
            "decision": "signed",
            "lead": people["data-protection-lead"][0],
            "second": people["second-person"][0],
            "head": people["head"][0],
            "on": today,
        },
    }
    common = {"reason": "weighed on the prepared facts of this invented school", "decided_on": today}
    both = [people["data-protection-lead"][0], people["second-reader"][0]]
    for item in parsed.get("balance", []):
        decision = "release" if item["id"] == "B-requesters-children" else "withhold"
        decided[item["id"]] = {"decision": decision, "signed_by": both, **FACTORS, **common}
    for item in parsed.get("ground", []):
        ground = _ground(review, item["id"])
        opinion = _opinion(facts, subject, people, today)
        release = ground in RELEASED_GROUNDS and not (ground == "HEALTH_GATE" and opinion["opinion"] == "not yet given")
        decided[item["id"]] = {
            "decision": "release" if release else "withhold",
            "signed_by": _everyone(people),
            **opinion,
            **common,
        }
    numbers = _numbers_of_items(records)
    for item in parsed.get("doubtful", []):
        mine = numbers.get(item["id"], set())
        decided[item["id"]] = {
            "decision": "not theirs",
            "except": sorted(str(n) for n in mine & theirs),
            "signed_by": people["data-protection-lead"][:1],
            **common,
        }
    if "forms" in parsed:
        harmless = [form for form in _forms(review) if not {w.casefold() for w in re.findall(r"\w+", form)} & names]
        decided["F-forms"] = {
            "decision": "withhold",
            "except": harmless,
            "signed_by": people["data-protection-lead"][:1],
            **common,
        }
    return _written(review, decided)


def _opinion(facts: Mapping[str, Any], subject: str, people: Mapping[str, Sequence[str]], today: str) -> dict[str, str]:
    """What the school can say of the child's health data: the professional's opinion, none yet, or known anyway."""
    for told in facts["health"]:
        if told["person"]["id"] == subject and not told["already_known"]:
            if told["opinion"] is None:
                return {"opinion": "not yet given", "opinion_by": people["head"][0], "opinion_on": today}
            likely = "harm not likely" if told["opinion"]["says"] == "not met" else "harm likely"
            return {"opinion": likely, "opinion_by": told["opinion"]["by"], "opinion_on": told["opinion"]["on"]}
    return {"opinion": "already known", "opinion_by": people["head"][0], "opinion_on": today}


def _everyone(people: Mapping[str, Sequence[str]]) -> list[str]:
    """Whoever may have to sign; the program picks out who is needed. A doctor signs as 'Name, health professional'."""
    needed = ("head", "dsl", "dpo", "senco", "data-protection-lead", "second-reader")
    signed = list(dict.fromkeys(people[capacity][0] for capacity in needed if people.get(capacity)))
    return [*signed, "Dr P. Anand, health professional"]


def _ground(review: str, item_id: str) -> str:
    """The ground stands in the comment above the item, as its rule id."""
    before = review[: review.index(f'id = "{item_id}"')]
    rule = re.findall(r"Rule: law:([a-z-]+)/([a-z-]+)", before)[-1]
    return rule[1].upper().replace("-", "_") if rule[0] == "exemptions" else "AT_WORK"


def _numbers_of_items(records: Sequence[Mapping[str, str]]) -> dict[str, set[int]]:
    numbers: dict[str, set[int]] = {}
    for record in records:
        for item in record["items"].split():
            numbers.setdefault(item, set()).add(int(record["number"]))
    return numbers


def _forms(review: str) -> list[str]:
    start = review.index("Words that may be names")
    block = review[start : review.index("[forms]", start)]
    return [m[1].strip() for m in re.finditer(r"(?:#  |, )([^\n]+?) \(\d+\)", block)]


def _written(review: str, decided: Mapping[str, Mapping[str, Any]]) -> str:
    """Fills the empty values of each table in place; everything else stays byte for byte."""
    lines = []
    answers: Mapping[str, Any] = {}
    for line in review.split("\n"):
        if table := re.fullmatch(r"\[(identity|release)\]", line):
            answers = decided[table[1]]
        elif identity := re.fullmatch(r'id = "(.+)"', line):
            answers = decided[identity[1]]
        key, _, value = line.partition(" = ")
        if value in ('""', "[]") and key in answers:
            answer = answers[key]
            is_date = isinstance(answer, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", answer)
            line = f"{key} = {answer if is_date else json.dumps(answer, ensure_ascii=False)}"  # noqa: PLW2901
        lines.append(line)
    return "\n".join(lines)


def fill_folder(review_dir: Path, school_dir: Path) -> None:
    """Fills in the review file of a case of the fictional school."""
    truth = load(school_dir / "truth.json")
    settings = tomllib.loads((school_dir / "honour.toml").read_text(encoding="utf-8"))
    with (review_dir / "records.csv").open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    path = review_dir / "review.toml"
    case = json.loads((review_dir / "case.json").read_text(encoding="utf-8"))
    hub_rows = set(case["subject_rows"])
    subject = next(p["id"] for p in truth.people if hub_rows & set(p["hub_rows"]))
    facts = json.loads((school_dir / "prepared-facts.json").read_text(encoding="utf-8"))
    filled = fill(path.read_text(encoding="utf-8"), records, truth, subject, settings, facts)
    path.write_text(filled, encoding="utf-8")


def request(number: int, school_dir: Path) -> str:
    """Subject, requester, day received and the school's today, parted by tabs."""
    truth = load(school_dir / "truth.json")
    asked = truth.requests[number]
    names = {p["id"]: p["names"][0] for p in truth.people}
    who = [f"{names[asked[k]]['forename']} {names[asked[k]]['surname']}" for k in ("subject", "requester")]
    return "\t".join([*who, asked["received"], truth.raw["today"]])


def main(arguments: Sequence[str]) -> None:
    match arguments:
        case ["--fill", review_dir, school_dir]:
            fill_folder(Path(review_dir), Path(school_dir))
        case ["--request", number, school_dir]:
            sys.stdout.write(request(int(number), Path(school_dir)) + "\n")
        case _:
            sys.exit("usage: --fill REVIEW_DIR SCHOOL_DIR | --request N SCHOOL_DIR")


if __name__ == "__main__":
    main(sys.argv[1:])
