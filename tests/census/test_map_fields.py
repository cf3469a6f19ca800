"""docs/spec/map.md names every field that `map --json` and `find --json` print, and no other."""

from __future__ import annotations

import json
import re
from pathlib import Path

from walk_school import Walk

SPEC = (Path(__file__).parents[2] / "docs" / "spec" / "map.md").read_text(encoding="utf-8")


def _documented(heading: str) -> dict[str, set[str]]:
    part = SPEC.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|", part, re.MULTILINE)
    assert rows
    # what stands in brackets belongs to a field of a field
    return {name: set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", each))) for name, each in rows}


def _agrees(printed: dict[str, object], heading: str) -> None:
    documented = _documented(heading)
    assert set(printed) == set(documented)
    for name, value in printed.items():
        if isinstance(value, list) and value:
            assert set().union(*map(set, value)) == documented[name], name


def test_every_field_of_the_map_is_documented(mapped_copy: Walk) -> None:
    _agrees(json.loads(mapped_copy.run("map", "--json").out), "JSON of `map`")


def test_every_field_of_what_is_found_is_documented(read_copy: Walk) -> None:
    _agrees(json.loads(read_copy.run("find", read_copy.subject, "--json").out), "JSON of `find`")
