"""What the mapper misses on generated systems, for whoever works on it: `python -m bench.systems STYLES SEEDS [WORDS]`.

STYLES are development styles by comma, or `all`; held-out styles are refused, since nobody may look at what fails there
(`held` prints their figures only). SEEDS are numbers by comma. WORDS keep only the misses that begin with one of them
(joins pointers roles personal special tables rows mentions), by comma; `-` prints no misses. `--people N` traces N people
as well, which takes a minute more for each system; `--size large` builds other sizes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.bench_systems import line, one, total
from bench.systems import DEVELOPMENT, HELD_OUT, build
from bench.systems.adapter import SOURCE
from bench.systems.score import Score, score_map
from honour.discovery.mapping import map_tables
from honour.discovery.written import map_to_json
from honour.sources.database.database import Database

_HELD = "held"


def scored(job: tuple[str, int, str, int]) -> Score:
    """One system built, mapped in this process, and traced through the command line where people are asked for."""
    style, seed, size, people = job
    with tempfile.TemporaryDirectory(prefix="honour-systems-") as folder:
        if people:
            return one(style, seed, Path(folder), persons=people)[0]
        system = build(style, seed, size=size)
        system.write_sqlite(Path(folder) / "mis.db")
        made = map_tables(Database(SOURCE, Path(folder) / "mis.db").tables())
        return score_map(system, json.loads(map_to_json(made)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("styles")
    parser.add_argument("seeds")
    parser.add_argument("words", nargs="?", default="")
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--size", default="school")
    parser.add_argument("--jobs", type=int, default=2)
    told = parser.parse_args()
    held = told.styles == _HELD
    styles = {"all": DEVELOPMENT, _HELD: HELD_OUT}.get(told.styles) or tuple(told.styles.split(","))
    if not held and set(styles) - set(DEVELOPMENT):
        parser.error(f"development styles are {', '.join(DEVELOPMENT)}; held-out ones print figures only: {_HELD}")
    jobs = [(style, int(seed), told.size, told.people) for style in styles for seed in told.seeds.split(",")]
    with ProcessPoolExecutor(told.jobs) as pool:
        scores = list(pool.map(scored, jobs))
    for (style, seed, *_), score in zip(jobs, scores, strict=True):
        print("held out" if held else line(f"{style}/{seed}", score))
        if held or told.words == "-":
            continue
        for error in sorted(score.errors):
            if not told.words or error.startswith(tuple(told.words.split(","))):
                print("   ", error)
    whole = total(scores)
    print(line("whole", whole))
    for name, tally in sorted(whole.tallies.items()):
        counts = f"right {tally.right}  missed {tally.missed}  wrong {tally.wrong}"
        print(f"  {name:40s} recall {tally.recall:.3f} precision {tally.precision:.3f}  {counts}")


if __name__ == "__main__":
    sys.exit(main())
