"""`honour map`: find out what every table means and who the people are."""

from __future__ import annotations

import json
from pathlib import Path

import click

from honour.cli.common import end_partial, json_option, opened_school, print_json, progress_shown, school_option
from honour.kernel.errors import BadInput

SHOWN_QUESTIONS = 5


@click.command(short_help="Find out what every table means and who the people are.")
@click.option("--answer", "answers", multiple=True, metavar="ID=TEXT", help="Answer a question; kept for later maps.")
@school_option
@json_option
def command(answers: tuple[str, ...], school_folder: Path | None, as_json: bool) -> None:
    """Map every table of every connected source: people, joins, kinds of personal data.

    Nothing needs to be annotated. What is really doubtful comes back as a question that someone who knows the
    school can answer: honour map --answer ID=TEXT
    """
    from honour.discovery.written import map_to_json
    from honour.workspace.mapping import make_map

    given = {}
    for answer in answers:
        question_id, equals, text = answer.partition("=")
        if not equals or not text:
            raise BadInput("--answer needs the form ID=TEXT.", advice="honour map prints the ids of its questions.")
        given[question_id] = text
    school = opened_school(school_folder)
    with progress_shown(quiet=as_json) as progress:
        mapped = make_map(school, progress, answers=given)
    made = mapped.map
    if as_json:
        found = json.loads(map_to_json(made))
        failed = [o for o in mapped.sources.sources if o.failed]
        found["not_searched"] = [{"source": o.setting.name, "why": o.failed, "advice": o.advice} for o in failed]
        print_json(found)
        end_partial(bool(failed or made.unmapped))
        return
    rows = sum(rows for _, _, rows in made.tables)
    personal = sum(column.personal for column in made.columns)
    click.echo(
        f"Mapped {len(made.tables)} tables with {rows:,} rows: {personal} of {len(made.columns)} columns are personal."
    )
    click.echo(
        f"People: {len(mapped.subjects):,}, found in {len(made.hubs)} tables; {len(made.joins)} joins, "
        f"{len(made.pointers)} columns that name a person."
    )
    orphans = sum(join.orphans for join in made.joins)
    if orphans:
        click.echo(f"{orphans:,} values point to somebody or something that no longer exists.")
    read = sum(view.read for view in made.views)
    if made.views:
        click.echo(
            f"Views: {len(made.views)}, of which {read} are read as tables because this login may not read what they "
            "are made of; the others show rows of tables that are read."
        )
    for opened in mapped.sources.sources:
        if opened.failed:
            click.echo(f"Not searched: {opened.setting.title}: {opened.failed.rstrip(chr(46))}. {opened.advice}")
    for at, why in made.unmapped:
        click.echo(f"Not mapped: {at}: {why}")
    for drift in made.drift[:20]:
        click.echo(f"Changed since the last map: {drift.what} at {drift.at}")
    if made.questions:
        click.echo(f"\n{len(made.questions)} questions for someone who knows the school, the weightiest first:")
        for question in made.questions[:SHOWN_QUESTIONS]:
            click.echo(f"  {question.id}: {question.text} ({' / '.join(question.choices)})")
        click.echo("Answer with: honour map --answer ID=TEXT")
    click.echo("Next: honour read.")
    end_partial(any(opened.failed for opened in mapped.sources.sources) or bool(made.unmapped))
