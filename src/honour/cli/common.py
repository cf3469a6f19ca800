"""What every command shares: which school, how to show progress, how to print."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from honour.kernel.address import Kind
from honour.kernel.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from honour.kernel.unread import Unread
    from honour.workspace.school import School

_F = TypeVar("_F", bound=Callable[..., Any])

school_option = click.option(
    "--school",
    "school_folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The school's workspace. Default: $HONOUR_SCHOOL, else the nearest folder upwards with honour.toml.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")


def school_folder_from(given: Path | None) -> Path:
    """The workspace a command uses. Raises BadInput when there is none."""
    if given is None and (named := os.environ.get("HONOUR_SCHOOL")):
        given = Path(named)
    if given is not None:
        if not (given / "honour.toml").is_file():
            raise BadInput("That folder is no workspace: it has no honour.toml.", advice="Make one: honour new DIR.")
        return given.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "honour.toml").is_file():
            return folder
    raise BadInput(
        "No school was named, and no honour.toml is here or above.",
        advice="Use --school DIR, or make a workspace: honour new DIR.",
    )


def end_partial(gap: bool) -> None:
    """Ends a command that was done but for a source, or a table of one, that could not be read: exit code 3."""
    if gap:
        sys.exit(ExitCode.SOURCE)


def is_table_gap(unread: Unread) -> bool:
    """A whole table or the rest of one, in a database; documents that nobody can open are no failure of a source."""
    return unread.address.kind is Kind.ROW


def print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def opened_school(given: Path | None) -> School:
    """The workspace a command uses, opened; its standing warnings go to standard error.

    Asks for the passphrase at a terminal where neither $HONOUR_PASSPHRASE nor a key file opens it.
    """
    from honour.workspace.school import KEY_FILE, STATE, open_school

    folder = school_folder_from(given)
    phrase = os.environ.get("HONOUR_PASSPHRASE") or None
    key_file = folder / STATE / "keys" / KEY_FILE
    if phrase is None and not key_file.exists() and sys.stdin.isatty():
        phrase = click.prompt("Passphrase of this school's keys", hide_input=True, err=True)
    school = open_school(folder, passphrase=phrase)
    for warning in school.warnings():
        click.echo(f"Warning: {warning}", err=True)
    return school


def day_option(name: str, *, required: bool = False, help: str) -> Callable[[_F], _F]:
    """An option that takes a day as 2026-01-31 or 31/01/2026."""
    kind = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
    return click.option(name, required=required, type=kind, help=help, metavar="DATE")
