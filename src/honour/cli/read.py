"""`honour read`: read every source and record whom each record concerns."""

from __future__ import annotations

from pathlib import Path

import click

from honour.cli.common import json_option, opened_school, print_json, progress_shown, school_option


@click.command(short_help="Read every source and record whom each record concerns.")
@school_option
@json_option
def command(school_folder: Path | None, as_json: bool) -> None:
    """Read tables, documents, mail and the paper index, and note for each record whom it concerns and why.

    Documents are opened in confined processes. What cannot be read is listed with the reason and what to do.
    """
    from honour.workspace.reading import read_everything

    school = opened_school(school_folder)
    with progress_shown(quiet=as_json) as progress:
        done = read_everything(school, progress)
    if as_json:
        print_json(
            {
                "searched": [
                    {
                        "source": s.source,
                        "title": s.title,
                        "searched": s.searched,
                        "records": s.records,
                        "unread": s.unread,
                        "note": s.note,
                    }
                    for s in done.searched
                ],
                "holdings": done.holdings,
                "subjects": done.subjects,
                "seconds": round(done.seconds, 1),
                "confinement": done.confinement,
            }
        )
        return
    width = max((len(s.title) for s in done.searched), default=0)
    for s in done.searched:
        note = f"  {s.note}" if s.note else ""
        click.echo(f"  {s.title:<{width}}  {s.records:>8,} records  {s.unread:>4} unread{note}")
    click.echo(f"{done.holdings:,} links between records and {done.subjects:,} people, in {done.seconds:.0f} s.")
    click.echo(f"Readers: {done.confinement}")
    click.echo("Next: honour who NAME, then honour find SUBJECT.")
