"""Unknown school systems, mapped and traced with no configuration: scores against the truth, times, memory, peers.

Seeds are new at every run unless HONOUR_SYSTEMS_SEED gives one; the notes name it, so that a run can be repeated. What
failed is not printed for styles that are held out. HONOUR_SYSTEMS_QUICK=1 leaves out the five million rows.
"""

from __future__ import annotations

import os
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import Row
from bench.systems import DEVELOPMENT, HELD_OUT, build
from bench.systems import peers as other_tools
from bench.systems.adapter import Refused, Workspace, command, mapped
from bench.systems.score import Score, Tally, score_map, score_trace

NAME = "systems"
WHAT = "unannotated school databases in many house styles: joins, pointers, roles, columns, traces, times, peers"
PERSONS = 8
TARGETS: tuple[tuple[str, str, float | None, float | None], ...] = (
    # tally, words, at least recall, at least precision
    ("joins", "single-column joins", 0.97, 0.97),
    ("pointers", "pointers at people", 0.98, 0.95),
    ("personal", "personal columns", 0.93, 0.93),
    ("special", "special categories", 0.97, None),
    ("tables", "tables about people", 0.98, 0.95),
    ("rows", "rows about one person", 0.999, 0.97),
    ("mentions", "names in free text", None, None),
    ("joins: natural key", "joins by natural keys", None, None),
    ("joins: several columns", "joins of several columns", None, None),
    ("joins: list of ids in one column", "lists of ids", None, None),
    ("joins: id inside JSON", "ids inside JSON", None, None),
    ("joins: pointer with a discriminator", "pairs with a discriminator", None, None),
)


def one(style: str, seed: int, folder: Path, *, persons: int = PERSONS) -> tuple[Score, Workspace]:
    """One system, built, mapped, read, and some of its people traced."""
    return measured(build(style, seed), seed, folder, persons=persons)


def measured(system: Any, seed: int, folder: Path, *, persons: int = PERSONS) -> tuple[Score, Workspace]:
    """A system that has `write_sqlite`, `truth` and `trace`, mapped, read, and some of its people traced."""
    system.write_sqlite(folder / "mis.db")
    work = mapped(folder / "workspace", str(folder / "mis.db"), read=persons > 0)
    score = score_map(system, work.map)
    chosen = [person for person in system.truth.persons if person.kind in ("pupil", "contact", "staff")]
    random.Random(seed).shuffle(chosen)  # noqa: S311 -- repeatable
    for person in chosen[:persons]:
        records = work.find((person.name, person.surname, person.forename), set(person.rows))
        score_trace(score, system, person, records)
    return score, work


def total(scores: list[Score]) -> Score:
    whole = Score()
    for score in scores:
        for name, tally in score.tallies.items():
            whole.tally(name).add(tally)
        whole.strangers += score.strangers
        whole.not_found += score.not_found
        whole.traced += score.traced
        whole.questions = max(whole.questions, score.questions)
    return whole


def line(style: str, score: Score) -> str:
    """One style's figures, for the notes."""
    told = [
        f"{name} {tally.recall:.3f}/{tally.precision:.3f}"
        for name, tally in ((name, score.tallies.get(name, Tally())) for name, *_ in TARGETS[:6])
    ]
    roles = score.tallies.get("roles", Tally())
    told += [f"roles {roles.precision:.3f}", f"strangers {score.strangers}", f"questions {score.questions}"]
    return f"{style}: {', '.join(told)}"


def _rows(score: Score, what: str, notes: str) -> list[Row]:
    rows = []
    for name, words, recall, precision in TARGETS:
        if name in score.tallies:
            tally = score.tallies[name]
            rows.append(Row(f"{words}, recall ({what})", tally.recall, "", at_least=recall, note=notes))
            if name not in ("mentions",) and not name.startswith("joins:"):
                rows.append(Row(f"{words}, precision ({what})", tally.precision, "", at_least=precision))
        notes = ""
    roles = score.tallies.get("roles", Tally())
    rows.append(Row(f"roles right ({what})", roles.precision, "", at_least=0.95))
    rows.append(Row(f"rows whose only subject is someone else ({what})", score.strangers, "rows", at_most=0))
    rows.append(Row(f"persons nobody found ({what}, of {score.traced})", score.not_found, "persons", at_most=0))
    return rows


def _with_memory(folder: Path, *words: str) -> tuple[float, float]:
    """(seconds, peak megabytes) of one command in a process of its own, its children included."""
    script = (
        "import resource, subprocess, sys, time; start = time.perf_counter();"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True);"
        "print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, done.returncode)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command(), *words], cwd=folder, capture_output=True, text=True, check=True
    )
    seconds, kilobytes, code = done.stdout.split()
    if int(code) not in (0, 3):
        raise Refused(f"{words[0]} ended with {code}")
    return float(seconds), float(kilobytes) / 1024


def _large(seed: int, folder: Path) -> list[Row]:
    system = build("orm", seed, size="large")
    system.write_sqlite(folder / "mis.db")
    work = mapped(folder / "workspace", str(folder / "mis.db"))
    score = score_map(system, work.map)
    person = next(p for p in system.truth.persons if p.kind == "pupil")
    started = time.perf_counter()
    records = work.find((person.name,), set(person.rows))
    score_trace(score, system, person, records)
    shape = f"{len(system.weaver.tabs)} tables, {system.rows} rows, seed {seed}"
    bare = min(_timed(command()[0], "--help") for _ in range(3))
    return [
        Row("large: map", work.seconds["map"], "s", at_most=15, note=shape),
        Row("large: find one person, with sweep, less the command's start", work.seconds["find"] - bare, "s", at_most=6,
            note=f"1 s to trace and 5 s to sweep; who and find together {time.perf_counter() - started:.1f} s"),
        Row("large: questions", score.questions, "questions", at_most=30),
        Row("large: read", work.seconds["read"], "s"),
    ]  # fmt: skip


def _timed(*words: str) -> float:
    started = time.perf_counter()
    subprocess.run(words, capture_output=True, check=False)
    return time.perf_counter() - started


def _huge(seed: int, folder: Path) -> list[Row]:
    system = build("customs", seed, size="huge")
    started = time.perf_counter()
    system.write_sqlite(folder / "mis.db")
    built = time.perf_counter() - started
    work = Workspace(folder)
    work.run("new", str(folder / "workspace"))
    work.folder = folder / "workspace"
    work.run("connect", "mis", str(folder / "mis.db"))
    seconds, megabytes = _with_memory(work.folder, "map", "--json")
    return [
        Row("huge: map", seconds, "s", at_most=180, note=f"{system.rows} rows, written in {built:.0f} s, seed {seed}"),
        Row("huge: peak memory of map", megabytes, "MB", at_most=1024),
    ]


def _group(styles: tuple[str, ...], what: str, seeds: random.Random, *, named: bool) -> list[Row]:
    scores, notes, refused = [], [], 0
    for style in styles:
        seed = seeds.randrange(1, 10**6)
        folder = Path(tempfile.mkdtemp(prefix="honour-systems-"))
        try:
            score, _ = one(style, seed, folder)
            scores.append(score)
            print(line(f"{style}/{seed}" if named else "held out", score), file=sys.stderr, flush=True)
        except Refused as error:
            refused += 1
            notes.append(f"{style}/{seed}: {error}" if named else "one held out was refused")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    rows = _rows(total(scores), what, "; ".join(notes)) if scores else []
    return [*rows, Row(f"systems that could not be mapped ({what}, of {len(styles)})", refused, "systems", at_most=0)]


def run() -> list[Row]:
    start = int(os.environ.get("HONOUR_SYSTEMS_SEED", secrets.randbelow(10**6)))
    print(f"systems: HONOUR_SYSTEMS_SEED={start}", file=sys.stderr)
    seeds = random.Random(start)  # noqa: S311 -- repeatable
    rows = _group(DEVELOPMENT, "development styles", seeds, named=True)
    rows += _group(HELD_OUT, "held-out styles", seeds, named=False)
    sizes = [_large] if os.environ.get("HONOUR_SYSTEMS_QUICK") else [_large, _huge]
    for measure in sizes:
        folder = Path(tempfile.mkdtemp(prefix="honour-systems-"))
        try:
            rows += measure(seeds.randrange(1, 10**6), folder)
        except Refused as error:
            rows.append(Row(f"{measure.__name__.strip('_')}: mapped", 0, "systems", at_least=1, note=str(error)))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return rows + other_tools.compare(seeds.randrange(1, 10**6))
