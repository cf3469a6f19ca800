"""Runs the benchmarks named on the line, or all. Exit code 1 if a target was missed."""

from __future__ import annotations

import importlib
import os
import sys
import time
from pathlib import Path

from bench import Row


def main(names: list[str]) -> int:
    known = {path.stem.removeprefix("bench_"): path.stem for path in sorted(Path(__file__).parent.glob("bench_*.py"))}
    if unknown := [name for name in names if name not in known]:
        print(f"There is no benchmark {unknown[0]}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    missed = 0
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the start; load slows all of this")
    for name in names or known:
        module = importlib.import_module(f"bench.{known[name]}")
        start = time.perf_counter()
        print(f"\n{module.NAME}: {module.WHAT}", flush=True)
        rows: list[Row] = module.run()
        print(_table(rows))
        print(f"took {time.perf_counter() - start:.0f} s", flush=True)
        missed += sum(row.ok is False for row in rows)
    print(f"\n{missed} targets missed." if missed else "\nEvery target was met.")
    return 1 if missed else 0


def _table(rows: list[Row]) -> str:
    cells = [("", "measured", "target", "ratio", "ok", "")]
    for row in rows:
        target = "" if row.ok is None else f">= {row.at_least:g}" if row.at_least is not None else f"<= {row.at_most:g}"
        ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
        ok = "" if row.ok is None else "yes" if row.ok else "NO"
        cells.append((row.what, f"{row.measured:,.6g} {row.unit}", target, ratio, ok, row.note))
    widths = [max(len(line[column]) for line in cells) for column in range(6)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
