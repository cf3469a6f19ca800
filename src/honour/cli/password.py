"""`honour password`: passwords of locked documents."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from honour.cli.common import json_option, opened_school, print_json, school_option
from honour.kernel.errors import BadInput

if TYPE_CHECKING:
    from honour.workspace.passwords import For

_VARIABLE = "HONOUR_DOCUMENT_PASSWORD"

_file = click.option("--file", "untrusted_file", help="SHA-256 or address of the file or message, or a path to it.")
_sender = click.option("--sender", "untrusted_sender", help="Mail address of whoever sends such files.")


@click.group(short_help="Passwords of locked documents: add, list, remove.")
def command() -> None:
    """Passwords that open locked documents, each for one file or one sender.

    They are kept sealed in the workspace and never shown. They are tried in the confined reader, at the next
    honour read, and at honour read --retry also on what was locked the last time.
    """


@command.command(short_help="Keep a password for a file or a sender.")
@_file
@_sender
@school_option
@json_option
def add(untrusted_file: str | None, untrusted_sender: str | None, school_folder: Path | None, as_json: bool) -> None:
    """Keep a password, which is asked for (or taken from HONOUR_DOCUMENT_PASSWORD).

    A message's password is tried on everything in it, an archive's on its members.
    """
    from honour.workspace import passwords

    target = _target(untrusted_file, untrusted_sender)
    school = opened_school(school_folder)
    password = os.environ.get(_VARIABLE) or click.prompt("Password", hide_input=True, default="", show_default=False)
    kept = passwords.add(school, target, password)
    if as_json:
        print_json({"for": target.kind, "kept": kept})
        return
    click.echo(f"Kept; {kept} for this {target.kind}. Next: honour read --retry")


@command.command("list", short_help="What passwords are kept for.")
@school_option
@json_option
def list_(school_folder: Path | None, as_json: bool) -> None:
    """What passwords are kept for, and how many. The passwords are not shown."""
    from honour.workspace import passwords

    found = passwords.listed(opened_school(school_folder))
    if as_json:
        print_json([{"for": target.kind, "what": target.what, "kept": kept} for target, kept in found])
        return
    for target, kept in found:
        click.echo(f"  {target.kind:<6}  {target.what}  {kept}")
    if not found:
        click.echo("  No password is kept.")


@command.command(short_help="Forget the passwords of a file or a sender.")
@_file
@_sender
@school_option
@json_option
def remove(untrusted_file: str | None, untrusted_sender: str | None, school_folder: Path | None, as_json: bool) -> None:
    """Forget them. What was read with them stays read."""
    from honour.workspace import passwords

    target = _target(untrusted_file, untrusted_sender)
    gone = passwords.remove(opened_school(school_folder), target)
    if as_json:
        print_json({"for": target.kind, "removed": gone})
        return
    click.echo(f"Removed {gone}.")


def _target(untrusted_file: str | None, untrusted_sender: str | None) -> For:
    from honour.workspace import passwords

    if bool(untrusted_file) == bool(untrusted_sender):
        raise BadInput("Say what the password is for.", advice="Use --file or --sender, one of them.")
    if untrusted_file:
        return passwords.for_file(untrusted_file)
    return passwords.for_sender(untrusted_sender or "")
