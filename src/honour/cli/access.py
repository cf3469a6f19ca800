"""`honour access SUBJECT --for REQUESTER --received DATE --out DIR`: draft the answer to an access request."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from honour.cli.common import day_option, json_option, opened_school, print_json, school_option
from honour.cli.progress import progress_shown


@click.command(short_help="Draft the answer to an access request.")
@click.argument("subject")
@click.option("--for", "requester", required=True, help="Who asks: a subject id, a name in the records, or any name.")
@day_option("--received", required=True, help="The day the request came, however it came.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The review folder to write.")
@day_option("--today", help="Judge as of this day instead of today (for rehearsals and the demo).")
@school_option
@json_option
def command(
    subject: str,
    requester: str,
    received: datetime,
    out: Path,
    today: datetime | None,
    school_folder: Path | None,
    as_json: bool,
) -> None:
    """Open a case, hold what it covers, search everything and draft the answer.

    The folder --out gets review.toml (what people must decide), draft.html (the records with the proposals
    marked) and records.csv (their addresses). It quotes records in clear: keep it where only those who decide
    can read it.
    """
    from honour.rights.access import open_case
    from honour.workspace.finding import one_subject, requester_named

    school = opened_school(school_folder)
    person = one_subject(school, subject)
    asker, asker_name = requester_named(school, requester, person)
    with progress_shown(quiet=as_json) as progress:
        opened = open_case(
            school,
            person,
            asker,
            asker_name,
            received.date(),
            out,
            progress,
            today=(today or datetime.now(UTC).astimezone()).date(),
        )
    draft = opened.draft
    items = (*draft.items, *((draft.form_item,) if draft.form_item else ()))
    if as_json:
        print_json(
            {
                "case": draft.case,
                "due": draft.due,
                "counts": {"found": len(draft.records) + len(draft.unread), "unread": len(draft.unread)},
                "proposals": {i.ground or i.kind: len(i.records) for i in items},
                "undecided": len(items) + 2,
                "carried": opened.carried,
                "review": str(out / "review.toml"),
            }
        )
        return
    click.echo(f"Case {draft.case}: {len(draft.records):,} records found, {len(draft.unread)} not read.")
    cited = draft.due_citations[0] if draft.due_citations else None
    click.echo(f"Answer by {draft.due:%A %d %B %Y}" + (f" ({cited.source}; {cited.status})." if cited else "."))
    for fact in draft.authority_facts:
        click.echo(f"  {fact}")
    click.echo("People must decide:")
    for item in items:
        click.echo(f"  {item.what}: {len(item.records)} records; proposed: {item.proposed or 'only asked'}; {item.who}")
    if opened.carried:
        click.echo(f"{opened.carried} decisions were carried over from the earlier draft.")
    click.echo(f"Read {out / 'draft.html'}, decide in {out / 'review.toml'}, then: honour review {out}")
    click.echo("This folder quotes personal data in clear; delete it when the pack is sealed and sent.")
