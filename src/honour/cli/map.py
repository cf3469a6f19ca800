"""`honour map`: find out what every table means and who the people are; ask what only the school knows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from honour.cli.common import end_partial, json_option, opened_school, print_json, school_option
from honour.cli.progress import progress_shown
from honour.kernel.errors import BadInput

if TYPE_CHECKING:
    from honour.kernel.mapping import Question, SchoolMap
    from honour.workspace.answers import Given
    from honour.workspace.mapping import Mapped
    from honour.workspace.school import School

SHOWN_QUESTIONS, SHOWN_CHANGES = 5, 10
"""What fits one screen; --json has all."""


@click.command(short_help="Find out what every table means and who the people are.")
@click.option("--answer", "answers", multiple=True, metavar="ID=CHOICE", help="Answer a question by number or words.")
@click.option("--answers", "file", type=click.Path(path_type=Path), help="A JSON file: question id to choice.")
@click.option("--ask", is_flag=True, help="Ask the open questions one after the other.")
@click.option("--answered", is_flag=True, help="Show every answer given, by whom and when.")
@click.option("--take-back", "back", multiple=True, metavar="ID", help="Take an answer back; it is asked again.")
@click.option("--seen", "seen", multiple=True, metavar="PLACE|all", help="You looked at what changed there.")
@click.option("--by", "by", default="", metavar="NAME", help="Who answers, takes back or looked; as in honour.toml.")
@school_option
@json_option
def command(
    answers: tuple[str, ...],
    file: Path | None,
    ask: bool,
    answered: bool,
    back: tuple[str, ...],
    seen: tuple[str, ...],
    by: str,
    school_folder: Path | None,
    as_json: bool,
) -> None:
    """Map every table of every connected source: people, joins, kinds of personal data.

    Nothing needs to be annotated. What is really doubtful comes back as a question that someone who knows the
    school can answer: honour map --ask --by NAME. What changed since somebody last looked stays listed until a
    named person says so: honour map --seen all --by NAME.
    """
    school = opened_school(school_folder)
    if answered:
        _show_answers(school, as_json)
        return
    given = _given(answers, file)
    if (given or back or seen or ask) and not by:
        raise BadInput("Whoever answers must be named.", advice="Add --by NAME, a name that honour.toml lists.")
    if seen or back or given:
        _said(school, given, back, seen, by)
    mapped = _mapped(school, as_json)
    if ask and not as_json:
        told = _asked(mapped.map)
        if told:
            _said(school, told, (), (), by)
            mapped = _mapped(school, as_json)
    if as_json:
        _print_json(mapped)
    else:
        _print(mapped)
    end_partial(any(opened.failed for opened in mapped.sources.sources) or bool(mapped.map.unmapped))


def _given(answers: Sequence[str], file: Path | None) -> dict[str, str]:
    given: dict[str, str] = {}
    if file is not None:
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
        except OSError:
            raise BadInput("The file of answers cannot be read.", advice="Give the path of a JSON file.") from None
        except ValueError:
            raise BadInput("The file of answers is no JSON.", advice='Its form is {"ID": "choice", ...}.') from None
        if not isinstance(told, dict) or not all(isinstance(choice, (str, int)) for choice in told.values()):
            raise BadInput("The file of answers has another form.", advice='Its form is {"ID": "choice", ...}.')
        given = {place: str(choice) for place, choice in told.items()}
    for answer in answers:
        place, equals, text = answer.rpartition("=")
        if not equals or not text or not place:
            raise BadInput(
                "--answer needs the form ID=CHOICE.",
                advice="honour map prints the ids and the choices of its questions.",
            )
        given[place] = text
    return given


def _said(school: School, given: dict[str, str], back: Sequence[str], seen: Sequence[str], by: str) -> None:
    """What people said about the last map, kept before anything is mapped anew."""
    from honour.workspace import answers as kept
    from honour.workspace import looked
    from honour.workspace.mapping import current_map

    today = datetime.now(tz=UTC).astimezone().date()
    if back:
        kept.take_back(school, back, by, today)
    if given:
        made = current_map(school)
        if made is None:
            raise BadInput("There is no map yet, so nothing was asked.", advice="Run: honour map")
        kept.give(school, given, made, by, today)
    if seen:
        looked.see(school, seen, by, today)


def _mapped(school: School, quiet: bool) -> Mapped:
    from honour.workspace.mapping import make_map

    with progress_shown(quiet=quiet) as progress:
        return make_map(school, progress)


def _asked(made: SchoolMap) -> dict[str, str]:
    """Asks on the terminal; an empty line leaves a question open, the end of input ends the asking."""
    told: dict[str, str] = {}
    for number, question in enumerate(made.questions, start=1):
        click.echo(f"\n{number} of {len(made.questions)}. {_worded(question)}")
        try:
            said = click.prompt("  Number (empty: later)", default="", show_default=False)
        except click.Abort:
            break
        while said and not (said.isdigit() and 1 <= int(said) <= len(question.choices)):
            said = click.prompt(f"  A number from 1 to {len(question.choices)}", default="", show_default=False)
        if said:
            told[question.id] = said
    return told


def _worded(question: Question) -> str:
    lines = [question.text]
    lines += [f"     {number}  {choice}" for number, choice in enumerate(question.choices, start=1)]
    if question.assumed:
        lines.append(f"     {question.assumed}")
    return "\n".join(lines)


def _show_answers(school: School, as_json: bool) -> None:
    from honour.workspace import answers as kept

    given = kept.history(school)
    if as_json:
        print_json({"answers": [_answer(one) for one in given]})
        return
    if not given:
        click.echo("Nobody has answered a question yet. honour map --ask --by NAME asks them.")
    for one in given:
        gone = f"; taken back by {one.back_by} on {one.back_on}" if one.back_by else ""
        who = f" by {one.by} on {one.on}" if one.by else ""
        click.echo(f"{one.id}\n  {one.question}\n  {one.choice} (version {one.version}{who}{gone})")


def _answer(one: Given) -> dict[str, Any]:
    return {
        "id": one.id,
        "choice": one.choice,
        "code": one.code,
        "question": one.question,
        "by": one.by,
        "on": one.on,
        "version": one.version,
        "taken_back_by": one.back_by,
        "taken_back_on": one.back_on,
    }


def _print_json(mapped: Mapped) -> None:
    from honour.discovery.written import map_to_json

    found = json.loads(map_to_json(mapped.map))
    failed = [o for o in mapped.sources.sources if o.failed]
    found["not_searched"] = [{"source": o.setting.name, "why": o.failed, "advice": o.advice} for o in failed]
    found["not_used"] = [{"id": one.id, "why": one.why, "by": one.by, "on": one.on} for one in mapped.misfits]
    print_json(found)


def _print(mapped: Mapped) -> None:
    made = mapped.map
    rows = sum(rows for _, _, rows in made.tables)
    personal = [column for column in made.columns if column.personal]
    about = {pointer.join.from_columns[0].at for pointer in made.pointers if pointer.role == "about"}
    about |= {f"{hub.source}.{hub.table}" for hub in made.hubs}
    special = sum(bool(column.labels) for column in personal)
    click.echo(f"Mapped {len(made.tables)} tables with {rows:,} rows; {len(about)} tables are about people.")
    click.echo(
        f"People: {len(mapped.subjects):,}, found in {len(made.hubs)} tables; {len(made.joins)} joins, "
        f"{len(made.pointers)} columns that name a person."
    )
    click.echo(
        f"{len(personal)} of {len(made.columns)} columns are personal, {special} of them of a special category or "
        "treated like one."
    )
    orphans = sum(join.orphans for join in made.joins)
    if orphans:
        click.echo(f"{orphans:,} values point to somebody or something that no longer exists.")
    if made.views:
        read = sum(view.read for view in made.views)
        click.echo(
            f"Views: {len(made.views)}, of which {read} are read as tables because this login may not read what they "
            "are made of; the others show rows of tables that are read."
        )
    for opened in mapped.sources.sources:
        if opened.failed:
            click.echo(f"Not searched: {opened.setting.title}: {opened.failed.rstrip(chr(46))}. {opened.advice}")
    for at, why in made.unmapped:
        click.echo(f"Not mapped: {at}: {why}")
    for misfit in mapped.misfits:
        click.echo(f"An answer is not used: {misfit.id}: {misfit.why}")
    _print_changes(made)
    if made.questions:
        click.echo(f"\n{len(made.questions)} questions for someone who knows the school, the weightiest first:")
        for question in made.questions[:SHOWN_QUESTIONS]:
            choices = "; ".join(f"{number} {choice}" for number, choice in enumerate(question.choices, start=1))
            click.echo(f"  {question.text}\n    {choices}\n    {question.id}")
        click.echo("Answer with: honour map --ask --by NAME, or honour map --answer ID=NUMBER --by NAME")
    click.echo("Next: honour read.")


def _print_changes(made: SchoolMap) -> None:
    for drift in made.drift[:SHOWN_CHANGES]:
        since = f" (since {drift.since})" if drift.since else ""
        told = f": {drift.was} -> {drift.now}" if drift.was or drift.now else ""
        click.echo(f"Changed since somebody looked: {drift.what} at {drift.at}{told}{since}")
    if len(made.drift) > SHOWN_CHANGES:
        click.echo(f"and {len(made.drift) - SHOWN_CHANGES} more changes; honour map --json lists them.")
    if made.drift:
        click.echo("Once you have looked: honour map --seen all --by NAME")
