"""What only the invented staff know and no record says: answers, opinions, consents, identity checks.

Written as prepared-facts.json for the demo's prepared review; the program under test never reads it.
"""

from __future__ import annotations

from datetime import timedelta

from honour.demo.world import HardCase, Person, World


def facts(world: World) -> dict[str, object]:
    """Format: docs/spec/demo-school.md."""
    school = world.school
    who = {capacity: _who(world.people[person]) for capacity, person in (
        ("head", school.head), ("deputy", school.deputy), ("senco", school.senco), ("dsl", school.dsl),
        ("office", school.office), ("chair", school.chair),
    )}  # fmt: skip
    health: list[dict[str, object]] = []
    for case in world.cases_of(HardCase.HEALTH_WITH_OPINION):
        health.append(
            {"person": _who(world.people[case.people[0]]), "condition": case.facts["condition"],
             "letter_on": case.facts["letter_on"],
             "opinion": {"by": case.facts["professional"], "on": case.facts["opinion_on"], "says": "not met"},
             "already_known": False}
        )  # fmt: skip
    for case in world.cases_of(HardCase.HEALTH_NO_OPINION):
        health.append(
            {"person": _who(world.people[case.people[0]]), "condition": case.facts["condition"],
             "letter_on": case.facts["letter_on"], "opinion": None, "already_known": False}
        )  # fmt: skip
    unopened = {case.people[0] for kind in (HardCase.HEALTH_NO_OPINION, HardCase.HEALTH_WITH_OPINION)
                for case in world.cases_of(kind)}  # fmt: skip
    for pupil in world.pupils_on(world.today):
        if pupil.pupil and pupil.id not in unopened and (pupil.pupil.condition or pupil.pupil.allergy):
            health.append({"person": _who(pupil), "condition": pupil.pupil.condition or pupil.pupil.allergy,
                           "letter_on": None, "opinion": None, "already_known": True})  # fmt: skip
    plans = [
        {"person": _who(world.people[case.people[0]]), "senco": _who(world.people[school.senco])["name"],
         "council": case.facts["council"], "asked_on": (world.today - timedelta(days=20 - n)).isoformat(),
         "answer": "may be disclosed to the parent" if n % 2 == 0 else "no answer yet"}
        for n, case in enumerate(world.cases_of(HardCase.EHC_PLAN))
    ]  # fmt: skip
    rng = world.rng("prepared")
    consents: list[dict[str, object]] = []
    for story in world.requests:
        others = {
            person for event in world.events_of(story.subject) for _, person in event.parts
            if person not in (story.subject, story.requester)
        }  # fmt: skip
        for other in sorted(others)[:3]:
            consents.append({"request": [story.subject, story.requester], "third_party": _who(world.people[other]),
                             "asked": rng.random() < 0.5, "answer": rng.choice(("not asked", "refused"))})  # fmt: skip
    checks = []
    for story in world.requests:
        kin = next((k for k in world.contacts_of(story.subject) if k.adult == story.requester), None)
        checks.append(
            {"subject": _who(world.people[story.subject]), "requester": _who(world.people[story.requester]),
             "received": story.received.isoformat(), "how": rng.choice(("by e-mail", "in person", "by letter")),
             "identity": rng.choice(("known to the office for years", "passport seen, not copied")),
             "relation": kin.kind if kin else "themselves",
             "parental_responsibility": kin.parental_responsibility if kin else None,
             "accepted_by": _who(world.people[school.office])["name"],
             "accepted_on": (story.received + timedelta(days=1)).isoformat()}
        )  # fmt: skip
    guard = [
        {"person": _who(world.people[case.people[0]]), "plan_from": case.facts["plan_from"],
         "not_to": _who(world.people[case.people[1]]),
         "dsl_says": "disclosure of the chronology is not in the child's best interests"}
        for case in world.cases_of(HardCase.CHILD_PROTECTION)
    ]  # fmt: skip
    police = [
        {"person": _who(world.people[case.people[0]]), "reference": case.facts["reference"],
         "police_say": "disclosure would prejudice the investigation"}
        for case in world.cases_of(HardCase.POLICE_LETTER)
    ]  # fmt: skip
    return {
        "format": 1, "today": world.today.isoformat(), "staff": who, "health": health, "ehc_plans": plans,
        "consents": consents, "identity": checks, "child_protection": guard, "police": police,
    }  # fmt: skip


def _who(person: Person) -> dict[str, object]:
    """Enough to find them in the school's records without truth.json."""
    found: dict[str, object] = {"id": person.id, "name": person.full}
    if person.born and person.pupil:
        found["born"] = person.born.isoformat()
        found["admission_number"] = person.pupil.admission_number
    return found
