"""`honour connect NAME AT`: add a place where the school keeps records."""

from __future__ import annotations

from pathlib import Path

import click

from honour.cli.common import json_option, opened_school, print_json, school_option


@click.command(short_help="Add a place where the school keeps records.")
@click.argument("name")
@click.argument("at")
@click.option(
    "--kind", type=click.Choice(["database", "folder", "mailbox", "paper"]), help="Default: found by looking."
)
@click.option("--title", default="", help="How letters call it, such as 'the pupil database'.")
@school_option
@json_option
def command(name: str, at: str, kind: str | None, title: str, school_folder: Path | None, as_json: bool) -> None:
    """Add the database, folder, mailbox, mail server or paper index AT under the short NAME.

    It is opened once, read-only, to see that it can be read. AT is a path, or the URL of a database or mail server
    whose password stands in an environment variable: imaps://office%40school.example:${MAIL_PASSWORD}@mail.school.example/
    or postgresql://reader:${MIS_PASSWORD}@127.0.0.1/mis
    """
    from honour.workspace.connecting import connect

    school = opened_school(school_folder)
    made = connect(school, name, at, kind=kind or "", title=title)
    opened = made.opened
    if as_json:
        print_json(
            {
                "name": name,
                "kind": made.setting.kind,
                "title": made.setting.title,
                "tables": len(opened.tables),
                "views": [{"view": v.name, "of": list(v.over), "read": v.read, "why": v.why} for v in opened.views],
                "files": len(opened.items),
                "paper": len(opened.paper),
                "unreadable": [{"what": u.what, "why": u.why.value, "advice": u.advice} for u in opened.unread],
            }
        )
        return
    parts = [f"{len(opened.tables)} tables" if opened.tables else "", f"{len(opened.items)} files or messages"]
    what = next((p for p in parts if p and not p.startswith("0 ")), f"{len(opened.paper)} paper files")
    click.echo(f"Connected {name} ({made.setting.kind}): {what}.")
    if opened.views:
        read = sum(view.read for view in opened.views)
        click.echo(f"  {len(opened.views)} views: {read} read as tables, {len(opened.views) - read} named only.")
    for unread in opened.unread:
        if unread.why.value != "paper, to be looked at by hand":
            click.echo(f"  not readable: {unread.what} ({unread.why.value}). {unread.advice}")
    click.echo("Next: honour map, then honour read.")
