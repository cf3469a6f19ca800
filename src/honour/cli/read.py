"""`honour read`: read every source and record whom each record concerns."""

from __future__ import annotations

from pathlib import Path

import click

from honour.cli.common import (
    end_partial,
    is_table_gap,
    json_option,
    opened_school,
    print_json,
    school_option,
)
from honour.cli.progress import progress_shown
from honour.kernel.unread import Why

SHOWN = 25


@click.command(short_help="Read every source and record whom each record concerns.")
@click.option("--retry", is_flag=True, help="Try again what was not read the last time, though it has not changed.")
@school_option
@json_option
def command(retry: bool, school_folder: Path | None, as_json: bool) -> None:
    """Read tables, documents, mail and the paper index, and note for each record whom it concerns and why.

    Documents are opened in confined processes. What cannot be read is listed with the reason and what to do.
    """
    from honour.workspace.reading import read_everything

    school = opened_school(school_folder)
    with progress_shown(quiet=as_json) as progress:
        done = read_everything(school, progress, retry=retry)
    gap = any(s.broken_off or not s.searched for s in done.searched) or any(map(is_table_gap, done.unread))
    if as_json:
        print_json(
            {
                "searched": [
                    {
                        "source": s.source,
                        "title": s.title,
                        "searched": s.searched,
                        "records": s.records,
                        "duplicates": s.copies,
                        "fresh": s.fresh,
                        "unread": s.unread,
                        "paper": s.paper,
                        "note": s.note,
                        "unconfined": s.unconfined,
                    }
                    for s in done.searched
                ],
                "unread": [
                    {"address": str(u.address), "why": u.why.value, "what": u.what, "advice": u.advice}
                    for u in done.unread
                ],
                "holdings": done.holdings,
                "subjects": done.subjects,
                "seconds": round(done.seconds, 1),
                "confinement": done.confinement,
            }
        )
        end_partial(gap)
        return
    width = max((len(s.title) for s in done.searched), default=0)
    for s in done.searched:
        by_hand = f"{s.paper} paper files to be looked at by hand" if s.paper else ""
        note = "".join(f"  {part}" for part in (s.note, by_hand) if part)
        if not s.searched:
            click.echo(f"  {s.title:<{width}}  NOT SEARCHED: {s.note}. What was read of it before is kept.")
            continue
        click.echo(f"  {s.title:<{width}}  {s.records:>8,} records  {s.unread:>4} unread{note}")
    if not done.searched:
        click.echo("  No source is connected, so nothing was read. Next: honour connect NAME PATH")
    gaps = [u for u in done.unread if u.why is not Why.PAPER]
    for u in gaps[:SHOWN]:
        click.echo(f"  Not read: {u.what}: {u.why.value}. {u.advice}")
    if len(gaps) > SHOWN:
        click.echo(f"  ... and {len(gaps) - SHOWN} more; --json lists them all.")
    click.echo(f"{done.holdings:,} links between records and {done.subjects:,} people, in {done.seconds:.0f} s.")
    click.echo(f"Readers: {done.confinement}")
    for s in done.searched:
        if s.unconfined:
            click.echo(f"  {s.title}: documents read WITHOUT CONFINEMENT: {s.unconfined}")
    click.echo("Next: honour who NAME, then honour find SUBJECT.")
    end_partial(gap)
