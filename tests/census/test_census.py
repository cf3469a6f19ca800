"""Lists that must not shrink or grow unnoticed. A change here is meant: change the list in the same commit."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from honour.cli.main import COMMANDS, root
from honour.kernel import errors
from honour.law import rules
from honour.ledger.events import SENTENCES, Event

HERE = Path(__file__).parent
DOCS = Path(__file__).parents[2] / "docs" / "spec"


def listed(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def commands() -> dict[str, click.Command]:
    context = click.Context(root)
    found: dict[str, click.Command] = {}
    for verb in COMMANDS:
        command = root.get_command(context, verb)
        assert command is not None
        found[verb] = command
        if isinstance(command, click.Group):
            found |= {f"{verb} {name}": sub for name, sub in command.commands.items()}
    return found


def routes_of_errors() -> list[str]:
    """Every class of error of every package, with the exit code it ends in."""
    import importlib
    import pkgutil

    import honour

    for module in pkgutil.walk_packages(honour.__path__, "honour."):
        if "zygote" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)

    def below(kind: type[errors.HonourError]) -> set[type[errors.HonourError]]:
        return {kind}.union(*(below(sub) for sub in kind.__subclasses__()))

    return sorted(f"{k.__module__}.{k.__name__} {int(k.code)}" for k in below(errors.HonourError))


def test_commands() -> None:
    assert list(commands()) == listed("commands.txt")


def test_events() -> None:
    assert [event.value for event in Event] == listed("events.txt"), "entries are for ever: add at the end of its part"
    assert set(SENTENCES) == set(Event)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in SENTENCES.values())


def test_rules() -> None:
    assert sorted(rules.book().ids()) == listed("rules.txt")


def test_routes_of_errors() -> None:
    assert routes_of_errors() == listed("errors.txt")


def test_promises_named_in_the_spec_exist() -> None:
    known = set(listed("promises.txt"))
    assert len(known) == 52
    table = (DOCS / "promise.md").read_text(encoding="utf-8").partition("| promise | mechanism")[2]
    named = re.findall(r"`([a-z-]+)`", "".join(re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)))
    assert named
    assert set(named) <= known


@pytest.mark.parametrize("name", listed("commands.txt"))
def test_every_command_explains_itself(name: str) -> None:
    command = commands()[name]
    assert command.help
    assert command.help.strip().endswith((".", "mis", "ID=TEXT"))
    if isinstance(command, click.Group):
        return
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert any("--json" in option.opts for option in options)
    assert [option.opts[0] for option in options if not option.help] == []


def test_the_help_of_all_commands_imports_none_of_them() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from honour.cli.main import root\n"
        "try: root(['--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if m.startswith('honour.') and m.split('.')[1] not in {'cli', 'kernel'}"
        " or m in {'sqlalchemy', 'yaml'}], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    for verb, (_, line) in COMMANDS.items():
        assert f"{verb} " in done.stdout
        assert line in " ".join(done.stdout.split())
