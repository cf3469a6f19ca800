"""docs/spec/walk.md is true: every command and every JSON key it names is there, and no key is missing from it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from walk_school import Walk

from honour.cli.main import COMMANDS

WALK = (Path(__file__).parents[2] / "docs" / "spec" / "walk.md").read_text(encoding="utf-8")
Shape = dict[str, Any]


def rows() -> dict[str, str]:
    """Command to its JSON cell. Bars inside cells are escaped."""
    found = {}
    for line in WALK.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)]
        if len(cells) == 5 and cells[1].startswith("`"):
            found[cells[1].strip("`").split()[0]] = cells[3]
    return found


def shape(text: str) -> Shape:
    """`{a, b: [{c}]}` as nested keys."""
    tokens = iter(re.findall(r"[{}\[\],:]|\w+", text))
    assert next(tokens) == "{"

    def keys() -> Shape:
        found: Shape = {}
        last = ""
        for token in tokens:
            if token == "}":
                return found
            if token == "{":
                found[last] = keys()
            elif token.isidentifier():
                last = token
                found[last] = None
        raise AssertionError("a brace is missing")

    return keys()


def same_keys(said: Shape, got: Any, where: str) -> None:
    assert set(said) == set(got), f"{where}: {sorted(set(said) ^ set(got))} is in one only"
    for key, inner in said.items():
        if not inner:
            continue
        for value in got[key] if isinstance(got[key], list) else [got[key]]:
            same_keys(inner, value, f"{where}.{key}")


def test_every_command_has_its_row_and_every_row_its_command() -> None:
    assert list(rows()) == list(COMMANDS)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each command says with --json."""
    from walk_school import run, stage

    walk: Walk = stage(tmp_path_factory, "decided").copy(tmp_path_factory.mktemp("docs"))
    home = walk.folder.parent
    empty = run("new", "empty", "--json", cwd=home).json()
    connected = run("connect", "drive", "school/drive", "--json", "--school", "empty", cwd=home).json()
    done = {
        "new": empty,
        "connect": connected,
        "find": walk.run("find", walk.subject, "--json").json(),
        "who": walk.run("who", walk.subject, "--json").json(),
        "seal": walk.seal("--json").json(),
        "review": walk.run("review", "review", "--today", walk.today, "--json").json(),
        "rulebook": walk.run("rulebook", "--json").json(),
        "access": walk.access("--json").json(),
        "map": walk.run("map", "--json").json(),
        "read": walk.run("read", "--json").json(),
    }
    assert walk.run("clock", "access", "--received", walk.received, "--json").json()["limit"]
    return done


@pytest.mark.parametrize("command", [name for name, cell in rows().items() if cell.startswith("`{")])
def test_the_json_of_a_command_has_the_keys_the_spec_says(command: str, walked: dict[str, Any]) -> None:
    same_keys(shape(rows()[command]), walked[command], command)


def test_the_map_names_what_was_not_searched(walked: dict[str, Any]) -> None:
    assert walked["map"]["not_searched"] == []
