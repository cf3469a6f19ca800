"""`honour review DIR`: what people have decided, and what is still missing or wrong."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from honour.cli.common import day_option, json_option, opened_school, print_json, school_option
from honour.kernel.errors import ExitCode


@click.command(short_help="Check a review file: what is decided, missing or wrong.")
@click.argument("folder", type=click.Path(path_type=Path))
@day_option("--today", help="Judge as of this day instead of today (for rehearsals and the demo).")
@school_option
@json_option
def command(folder: Path, today: datetime | None, school_folder: Path | None, as_json: bool) -> None:
    """Check review.toml in FOLDER. Exit code 0 when everything is decided, 4 when not, 2 when something is wrong."""
    from honour.rights.sealing import check_review

    school = opened_school(school_folder)
    day = (today or datetime.now(UTC).astimezone()).date()
    _, checked = check_review(school, folder, today=day)
    if as_json:
        print_json(
            {
                "decided": len(checked.signed),
                "undecided": [
                    {"id": u.id, "what": u.what, "who_decides": u.who, "missing": list(u.missing)}
                    for u in checked.undecided
                ],
                "problems": [{"line": p.line, "problem": p.words} for p in checked.problems],
                "ready": checked.ready,
            }
        )
    else:
        click.echo(f"{len(checked.signed)} decided, {len(checked.undecided)} undecided, {len(checked.problems)} wrong.")
        for problem in checked.problems:
            where = f"line {problem.line}: " if problem.line else ""
            click.echo(f"  wrong: {where}{problem.words}")
        for item in checked.undecided:
            click.echo(f"  undecided: {item.id}: {item.what}. Who decides: {item.who}")
            for missing in item.missing:
                click.echo(f"      needed: {missing}")
        if checked.ready:
            click.echo(f"Ready. Next: honour seal {folder}")
    if checked.problems:
        sys.exit(ExitCode.BAD_INPUT)
    if not checked.ready:
        sys.exit(ExitCode.NOT_ALLOWED)
