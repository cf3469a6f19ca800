"""Action: what the school said to the map's questions. Kept with who said it and when; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from honour.discovery.answering import own_id
from honour.kernel.errors import BadInput
from honour.kernel.mapping import Asks, ColumnRef, Question, SchoolMap
from honour.ledger.events import Event
from honour.workspace.school import School
from honour.workspace.signing import office_of
from honour.workspace.stored import load_json, save_json

ANSWERS, FORMAT = "answers", 2
_OLD = {"whom it": "about", "who wrote": "wrote", "who dealt": "dealt", "yes": "about", "no,": "thing"}


@dataclass(frozen=True, slots=True)
class Given:
    """One answer, one version of it."""

    id: str
    code: str
    choice: str
    question: str
    about: tuple[tuple[str, str, str, str], ...]
    """(source, table, column, type) of all it settled, as they were."""
    by: str
    on: str
    version: int
    back_by: str = ""
    back_on: str = ""

    @property
    def stands(self) -> bool:
        return not self.back_by


@dataclass(frozen=True, slots=True)
class Misfit:
    """An answer that is not used, in whole or for one column, because what it was about is not as it was."""

    id: str
    why: str
    by: str
    on: str


def history(school: School) -> tuple[Given, ...]:
    """Every answer ever given, the oldest first."""
    kept = load_json(school.files, ANSWERS, {})
    if kept.get("format") == FORMAT:
        return tuple(
            Given(**{**one, "about": tuple(tuple(place) for place in one["about"])}) for one in kept["answers"]
        )  # fmt: skip
    # an older version kept question and words only
    return tuple(Given(i, _code(text), text, "", (), "", "", 1) for i, text in kept.items() if isinstance(text, str))


def _code(text: str) -> str:
    return next((code for start, code in _OLD.items() if text.startswith(start)), text)


def standing(given: Iterable[Given]) -> dict[str, Given]:
    """The answers that hold now: the last version of each, unless it was taken back."""
    last = {one.id: one for one in given}
    return {place: one for place, one in last.items() if one.stands}


def give(school: School, answers: Mapping[str, str], school_map: SchoolMap, by: str, today: date) -> list[Given]:
    """Keeps answers: question id to a choice's number, its code or its words. All of them, or none if one is wrong.

    A question that was answered before may be answered anew; both answers stay. Raises BadInput.
    """
    office = office_of(by, school.settings.people)
    questions = {question.id: question for question in school_map.questions}
    held = list(history(school))
    types = {finding.at: finding.type for finding in school_map.columns}
    added = []
    for place, text in answers.items():
        earlier = [one for one in held if one.id == place]
        asked = questions.get(place)
        if asked is None:
            raise BadInput(
                "One of the answers is to no question that is open.",
                advice="honour map lists them; take an earlier answer back first: honour map --take-back ID --by NAME.",
            )
        number = _chosen(asked, text)
        about = tuple((r.source, r.table, r.column, types.get(r, "")) for r in asked.about)
        added.append(
            Given(place, asked.codes[number], asked.choices[number], asked.text, about, by, today.isoformat(),
                  len(earlier) + 1)
        )  # fmt: skip
    _save(school, [*held, *added])
    for one in added:
        school.note(
            Event.QUESTION_ANSWERED, about=[f"question:{one.id}"], facts=(("version", one.version),), actor=office
        )
    return added


def take_back(school: School, places: Sequence[str], by: str, today: date) -> list[Given]:
    """Takes answers back; the question is asked again. Raises BadInput for an id without a standing answer."""
    office = office_of(by, school.settings.people)
    held = list(history(school))
    now = standing(held)
    if any(place not in now for place in places):
        raise BadInput("There is no such answer to take back.", advice="honour map --answered lists them.")
    changed = [
        replace(one, back_by=by, back_on=today.isoformat()) if one.id in places and one == now[one.id] else one
        for one in held
    ]
    _save(school, changed)
    for place in places:
        school.note(Event.ANSWER_WITHDRAWN, about=[f"question:{place}"], actor=office)
    return [now[place] for place in places]


def _save(school: School, given: Sequence[Given]) -> None:
    save_json(school.files, ANSWERS, {"format": FORMAT, "answers": [asdict(one) for one in given]})


def _chosen(asked: Question, text: str) -> int:
    wanted = text.strip().casefold()
    if wanted.isdigit() and 1 <= int(wanted) <= len(asked.choices):
        return int(wanted) - 1
    for number, (code, words) in enumerate(zip(asked.codes, asked.choices, strict=True)):
        if wanted in {code.casefold(), words.casefold()}:
            return number
    raise BadInput(
        "One of the answers is none of the choices of its question.",
        advice="Give the number of a choice, or its words as honour map prints them.",
    )


def fitting(
    given: Mapping[str, Given], school_map: SchoolMap, unknown: Collection[str]
) -> tuple[dict[str, str], list[Misfit]]:
    """(question id to code of the answers that still fit, those that do not). An empty code keeps the answer of a sort
    from one column that changed.

    `unknown`: sources and tables that could not be read this time; of them nothing is judged.
    """
    types: dict[ColumnRef, str] = {finding.at: finding.type for finding in school_map.columns}
    tables = {f"{source}.{table}" for source, table, _ in school_map.tables}
    said: dict[str, str] = {}
    misfits: list[Misfit] = []
    for place, one in given.items():
        said[place] = one.code
        lost = 0
        for source, table, column, was in one.about:
            ref = ColumnRef(source, table, column)
            if source in unknown or ref.at in unknown:
                continue
            there = ref.at in tables and (not column or ref in types)
            now = types.get(ref, "")
            if there and not (was and now and was != now):
                continue
            lost += 1
            why = f"{ref if column else ref.at} is gone" if not there else f"{ref} was {was} and is {now}"
            misfits.append(Misfit(place, why, one.by, one.on))
            kind = Asks(place.partition(":")[0])
            if there and own_id(kind, ref) != place:
                said[own_id(kind, ref)] = ""
        if one.about and lost == len(one.about):
            del said[place]
    return said, misfits
