"""The `honour` command: finds the verb, runs it, and turns every failure into one clear sentence."""

from __future__ import annotations

import importlib
import json
import sys

import click

from honour.kernel.errors import ExitCode, HonourError

COMMANDS: dict[str, str] = {
    # verb: module that holds it as `command`. Imported only when asked for, so that `honour clock` starts fast.
    "new": "honour.cli.new",
    "connect": "honour.cli.connect",
    "map": "honour.cli.map",
    "read": "honour.cli.read",
    "who": "honour.cli.who",
    "find": "honour.cli.find",
    "access": "honour.cli.access",
    "review": "honour.cli.review",
    "seal": "honour.cli.seal",
    "verify": "honour.cli.verify",
    "clock": "honour.cli.clock",
    "ledger": "honour.cli.ledger",
    "rulebook": "honour.cli.rulebook",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = importlib.import_module(module).command
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="honour")
def root() -> None:
    """Know what a school holds about a person, and answer for it."""


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


def _tell(message: str, advice: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"error": message, "advice": advice}), err=True)
    else:
        click.echo(f"honour: {message}" + (f" {advice}" if advice else ""), err=True)
