"""`honour who NAME`: people that may be meant."""

from __future__ import annotations

from pathlib import Path

import click

from honour.cli.common import json_option, opened_school, print_json, school_option
from honour.kernel.errors import BadInput


@click.command(short_help="People that may be meant by a name, class or identifier.")
@click.argument("name")
@school_option
@json_option
def command(name: str, school_folder: Path | None, as_json: bool) -> None:
    """List the people NAME may mean: any letter case, any form of a name, a class, a UPN or other identifier."""
    from honour.workspace.finding import described, who

    school = opened_school(school_folder)
    matches = who(school, name)
    if not matches:
        raise BadInput("Nobody in the school's records fits that.", advice="Try a surname, a class, or part of a name.")
    if as_json:
        print_json(
            {"people": [described(match.subject) | {"why": match.why, "score": match.score} for match in matches]}
        )
        return
    for match in matches:
        facts = described(match.subject)
        born = f", born {facts['born']}" if facts["born"] else ""
        groups = f", {'; '.join(facts['groups'])}" if facts["groups"] else ""
        click.echo(f"{match.subject.id}  {' / '.join(facts['names'])} ({', '.join(facts['kinds'])}{born}{groups})")
        click.echo(f"                    {match.why}")
        for doubt in match.subject.doubts:
            click.echo(f"                    doubtful: {doubt}")
