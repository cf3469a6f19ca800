"""`honour rulebook`: every rule, printable. Needs no workspace. Format of the rules: docs/spec/rule.md."""

from __future__ import annotations

from pathlib import Path

import click

from honour.cli.common import json_option, print_json
from honour.kernel.errors import BadInput, BadRule
from honour.law import check, page, rules

_file = click.Path(path_type=Path, dir_okay=False)


@click.command("rulebook")
@click.option("--write", "write_to", type=_file, help="Write the book to this file instead of printing it.")
@click.option("--check", "check_file", type=_file, help="Prove the rules whole, and this file up to date.")
@json_option
def command(write_to: Path | None, check_file: Path | None, as_json: bool) -> None:
    """Every rule with its dates, sources, status, open points and stories.

    The same rules always give the same bytes. With --check nothing is written: exit code 2 if a rule file is
    wrong or the file differs.
    """
    book = rules.book()
    text = page.rule_book(book)
    if check_file is not None:
        _check(book, text, check_file)
    if write_to is not None:
        write_to.write_text(text, encoding="utf-8", newline="\n")
    if as_json:
        print_json(
            {
                "rules": len(book.ids()),
                "written": write_to is not None,
                "checked": check_file is not None,
                "book": text if write_to is None and check_file is None else "",
            }
        )
    elif write_to is not None or check_file is not None:
        done = "whole and the file is up to date" if check_file is not None else "written"
        click.echo(f"{len(book.ids())} rules: {done}.")
    else:
        click.echo(text, nl=False)


def _check(book: rules.RuleBook, text: str, file: Path) -> None:
    found = check.problems(book)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise BadRule(f"{found[0]}{more}.", advice="See docs/spec/rule.md for the format.")
    try:
        written = file.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(
            "There is no such rule book file.", advice="Make it with honour rulebook --write FILE."
        ) from error
    if written != text.encode("utf-8"):
        raise BadInput(
            "The rule book file is not what the rules give.",
            advice="Somebody changed a rule or the file: run honour rulebook --write FILE and read the difference.",
        )
