"""The `honour` command: finds the verb, runs it, and turns every failure into one clear sentence."""

from __future__ import annotations

import importlib
import json
import sys

import click

from honour.kernel.errors import ExitCode, HonourError

COMMANDS: dict[str, tuple[str, str]] = {
    # verb: module that holds it as `command`, and its line of help. Imported only when run, so that --help and
    # `honour clock` start fast.
    "new": ("honour.cli.new", "Make a workspace; with --demo a fictional school to try on."),
    "connect": ("honour.cli.connect", "Add a place where the school keeps records."),
    "map": ("honour.cli.map", "Find out what every table means and who the people are."),
    "read": ("honour.cli.read", "Read every source and record whom each record concerns."),
    "password": ("honour.cli.password", "Passwords of locked documents: add, list, remove."),
    "who": ("honour.cli.who", "People that may be meant by a name, class or identifier."),
    "find": ("honour.cli.find", "Everything held about one person."),
    "access": ("honour.cli.access", "Draft the answer to an access request."),
    "review": ("honour.cli.review", "Check a review file: what is decided, missing or wrong."),
    "seal": ("honour.cli.seal", "Build, check and seal the pack of a reviewed case."),
    "verify": ("honour.cli.verify", "Check that a sealed pack is whole and unchanged."),
    "writeback": ("honour.cli.writeback", "Change the school's own systems: plan, do, check, tasks."),
    "clock": ("honour.cli.clock", "When an answer is due, why, and who says so."),
    "ledger": ("honour.cli.ledger", "The evidence of what was done: check, show, prove, export."),
    "rulebook": ("honour.cli.rulebook", "Every rule with its dates, sources and stories, to print."),
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(verb, help_line) for verb, (_, help_line) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="honour")
def root() -> None:
    """Know what a school holds about a person, and answer for it.

    The walk: new, connect, map, read, who, find, access, review, seal, verify. Each command says what comes next.
    """


def main() -> None:
    """Entry point. Exit codes: honour.kernel.errors.ExitCode.

    With --json anywhere on the line, a failure is a JSON object on standard error too.
    """
    as_json = "--json" in sys.argv
    try:
        root(standalone_mode=False)
    except HonourError as error:
        _tell(error.message, error.advice, as_json=as_json)
        sys.exit(error.code)
    except click.ClickException as error:
        _tell(error.format_message(), "See honour --help.", as_json=as_json)
        sys.exit(ExitCode.BAD_INPUT)
    except click.Abort:
        _tell("Stopped.", "Nothing half-done was kept; run the same command again.", as_json=as_json)
        sys.exit(ExitCode.TROUBLE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(ExitCode.OK)
    except OSError as error:
        # The file's name is left out: it may name a person.
        _tell(
            f"The machine refused: {error.strerror or type(error).__name__}.",
            "Free some disk space or mend the permissions, then run the same command again.",
            as_json=as_json,
        )
        sys.exit(ExitCode.TROUBLE)
    except Exception as error:  # noqa: BLE001 -- a traceback may quote a record; the kind and place of an error cannot
        _tell(
            f"Honour has a fault ({type(error).__name__} at {_place(error)}) and stopped.",
            "Please report this line to its makers; it holds nothing of your records.",
            as_json=as_json,
        )
        sys.exit(ExitCode.TROUBLE)


def _place(error: BaseException) -> str:
    """Module and line in our own code where it happened."""
    place = "an unknown place"
    at = error.__traceback__
    while at is not None:
        module = at.tb_frame.f_globals.get("__name__", "")
        if module.startswith("honour."):
            place = f"{module}:{at.tb_lineno}"
        at = at.tb_next
    return place


def _tell(message: str, advice: str, *, as_json: bool) -> None:
    message, advice = _sentence(message), _sentence(advice)
    if as_json:
        click.echo(json.dumps({"error": message, "advice": advice}, ensure_ascii=False), err=True)
    else:
        click.echo(f"honour: {message}" + (f" {advice}" if advice else ""), err=True)


def _sentence(text: str) -> str:
    """On one line, begun with a capital, ended with a full stop: packages word their errors as clauses."""
    text = " ".join(text.split())
    if text and text[-1] not in ".!?…":
        text += "."
    # A rule id, an address or a key of a file keeps its spelling.
    return text[:1].upper() + text[1:] if text.partition(" ")[0].isalpha() else text
