"""What the mapper makes of hand-written systems: `python -m bench.written NAMES SEEDS [WORDS]`.

NAMES by comma, or `all` (development ones), or `held`. Held-out systems print figures only, since nobody may look at what
fails there. SEEDS are numbers by comma. WORDS keep only the misses that begin with one of them (joins pointers roles personal
special tables rows mentions), by comma; `-` prints no misses. `--people N` traces N people as well.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.bench_systems import line, measured, total
from bench.systems.adapter import SOURCE
from bench.systems.score import Score, score_map
from bench.written import DEVELOPMENT, HELD_OUT, SYSTEMS
from honour.discovery.mapping import map_tables
from honour.discovery.written import map_to_json
from honour.sources.database.database import Database


def scored(job: tuple[str, int, int]) -> Score:
    """One system mapped in this process, or through the command line where people are asked for."""
    name, seed, people = job
    system = SYSTEMS[name](seed)
    with tempfile.TemporaryDirectory(prefix="honour-written-") as folder:
        if people:
            return measured(system, seed, Path(folder), persons=people)[0]
        system.write_sqlite(Path(folder) / "mis.db")
        made = map_tables(Database(SOURCE, Path(folder) / "mis.db").tables())
        return score_map(system, json.loads(map_to_json(made)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names")
    parser.add_argument("seeds")
    parser.add_argument("words", nargs="?", default="")
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    told = parser.parse_args()
    names = {"all": DEVELOPMENT, "held": HELD_OUT}.get(told.names) or tuple(told.names.split(","))
    if set(names) - set(SYSTEMS):
        parser.error(f"systems are {', '.join(SYSTEMS)}")
    jobs = [(name, int(seed), told.people) for name in names for seed in told.seeds.split(",")]
    with ProcessPoolExecutor(told.jobs) as pool:
        scores = list(pool.map(scored, jobs))
    for (name, seed, _), score in zip(jobs, scores, strict=True):
        print(line(f"{name}/{seed}", score))
        if name in HELD_OUT or told.words == "-":
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
