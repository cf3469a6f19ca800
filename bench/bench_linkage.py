"""One human under several rows: people/linkage.py beside Splink, on the people tables of fictional schools.

Both see the same rows (names, birth date, identifiers, e-mail, telephone, address) and no pointer between them, once
as they are and once as less careful offices would have kept them; the truth judges pairs of rows. Splink runs in an
environment of its own (HONOUR_PEERS names one that has it; else one is made for the run), is trained on the rows
themselves, as its makers advise, and given every threshold. What came of it: docs/decisions/004-linkage.md.
"""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from bench import Row
from bench.systems.peers import environment
from honour.demo.build import build
from honour.demo.truth import load
from honour.discovery.mapping import map_tables
from honour.kernel.following import name_key
from honour.kernel.holding import Name
from honour.people.hubrows import HubRow, hub_rows
from honour.people.linkage import link
from honour.reading.pool import Reader
from honour.sources.database.database import Database
from honour.sources.folder.folder import Folder

NAME = "linkage"
WHAT = "rows that are one human, by people/linkage.py and by Splink on the same rows"
SEEDS = (7311, 7312, 7313)
PACKAGES = ("splink==4.0.17",)
"""Splink 5 stops on rows so clean that no pair of them disagrees on a number."""
_MISTYPED, _NO_BIRTH, _TURNED, _NO_KEY = 0.08, 0.15, 0.03, 0.4
MONTHS, LONG_ENOUGH = 12, 4
THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)

_SPLINK = """
import json, sys, warnings
warnings.simplefilter("ignore")
import logging; logging.disable(logging.CRITICAL)
import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
rows = json.load(open(sys.argv[1]))
names = ["unique_id", "forename", "surname", "born", "upn", "nino", "email", "phone", "username", "address", "postcode"]
table = pd.DataFrame([{name: row.get(name) for name in names} for row in rows])
held = lambda column: any(row.get(column) for row in rows)
comparisons = [cl.JaroWinklerAtThresholds(part, [0.92, 0.8]) for part in ("forename", "surname")]
comparisons += [cl.LevenshteinAtThresholds("born", 1)]
keys = ("upn", "nino", "email", "phone", "username", "address", "postcode")
comparisons += [cl.ExactMatch(c) for c in keys if held(c)]
blocks = [block_on("surname", "forename"), block_on("born", "surname"), block_on("born", "forename")]
blocks += [block_on(c) for c in ("upn", "email", "phone", "username") if held(c)]
settings = SettingsCreator(
    link_type="dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=blocks
)
linker = Linker(table, settings, DuckDBAPI())
train = linker.training
train.estimate_probability_two_random_records_match([block_on("born", "surname", "forename")], recall=0.6)
train.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
for rule in (block_on("surname", "forename"), block_on("born")):
    train.estimate_parameters_using_expectation_maximisation(rule)
found = linker.inference.predict(threshold_match_probability=0.4).as_record_dict()
json.dump([[f["unique_id_l"], f["unique_id_r"], f["match_probability"]] for f in found], open(sys.argv[2], "w"))
"""


def _rows_of(folder: Path) -> list[HubRow]:
    tables = list(Database("mis", folder / "mis" / "school.db").tables())
    with Reader() as reader:
        for result in reader.read(Folder("exports", folder / "exports").items()):
            tables += result.tables
    made = map_tables(tables)
    by_name = {f"{table.source}.{table.name}": table for table in tables}
    return [
        row
        for hub in made.hubs
        for row in hub_rows(hub, by_name[f"{hub.source}.{hub.table}"], ())
        if row.full and row.own
    ]


def _worn(rows: Sequence[HubRow], chance: random.Random) -> list[HubRow]:
    """The same rows as less careful offices keep them: letters mistyped, birth dates left out or turned round, keys
    that the other list does not have."""
    return [_worn_row(row, chance) for row in rows]


def _worn_row(row: HubRow, chance: random.Random) -> HubRow:
    names, born, keys, full = row.names, row.born, row.keys, row.full
    if chance.random() < _MISTYPED:
        which = chance.choice(("forename", "surname"))
        names = tuple(replace(name, **{which: _mistyped(getattr(name, which), chance)}) for name in names)
        full = name_key(f"{names[0].forename} {names[0].surname}")
    if born and chance.random() < _NO_BIRTH:
        born = None
    elif born and born.day <= MONTHS and chance.random() < _TURNED:
        born = born.replace(month=born.day, day=born.month)
    keys = frozenset(key for key in sorted(keys) if chance.random() >= _NO_KEY)
    return replace(row, names=names, born=born, keys=keys, full=full)


def _mistyped(word: str, chance: random.Random) -> str:
    if len(word) < LONG_ENOUGH:
        return word
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at] + word[at:],
        )
    )


def _plain(number: int, row: HubRow) -> dict[str, object]:
    legal = next((name for name in row.names if name.kind is Name.LEGAL), row.names[0])
    told: dict[str, object] = {"unique_id": number, "forename": legal.forename, "surname": legal.surname}
    told["born"] = row.born.isoformat() if row.born else None
    for kind, value in sorted(row.keys):
        told.setdefault(kind, value)
    return told


Pairs = set[tuple[int, int]]


def _pairs(groups: Iterable[Sequence[int]]) -> Pairs:
    return {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}


def _closed(size: int, links: Iterable[tuple[int, int]]) -> Pairs:
    """Whoever is linked to one is linked to all: a human is a group of rows."""
    head = list(range(size))

    def find(one: int) -> int:
        while head[one] != one:
            head[one] = head[head[one]]
            one = head[one]
        return one

    for one, other in links:
        head[find(other)] = find(one)
    groups: dict[int, list[int]] = defaultdict(list)
    for one in range(size):
        groups[find(one)].append(one)
    return _pairs(groups.values())


def _splink(program: Path, rows: Sequence[HubRow], folder: Path) -> list[tuple[int, int, float]] | str:
    told, found = folder / "rows.json", folder / "pairs.json"
    told.write_text(json.dumps([_plain(number, row) for number, row in enumerate(rows)]), encoding="utf-8")
    done = subprocess.run(
        [str(program / "python"), "-c", _SPLINK, str(told), str(found)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return done.stderr.strip().splitlines()[-1][:200] if done.stderr.strip() else "it stopped"
    return [(min(a, b), max(a, b), chance) for a, b, chance in json.loads(found.read_text(encoding="utf-8"))]


def _judged(pairs: Pairs, true: Pairs, known: set[int]) -> tuple[int, int, int]:
    """(right, wrong, missed) among rows whose human the truth knows."""
    told = {pair for pair in pairs if known.issuperset(pair)}
    return len(told & true), len(told - true), len(true - told)


class _Sums:
    def __init__(self) -> None:
        self.right = self.wrong = self.missed = 0
        self.seconds = 0.0

    def add(self, judged: tuple[int, int, int], seconds: float) -> None:
        self.right, self.wrong, self.missed = (
            was + more for was, more in zip((self.right, self.wrong, self.missed), judged, strict=True)
        )
        self.seconds += seconds

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)


def run() -> list[Row]:
    return [*_compared("", worn=False), *_compared("worn: ", worn=True)]


def _compared(what: str, *, worn: bool) -> list[Row]:
    own, sure, told = _Sums(), _Sums(), _Sums()
    peers = {threshold: _Sums() for threshold in THRESHOLDS}
    why = ""
    with tempfile.TemporaryDirectory(prefix="honour-linkage-") as name:
        program = environment(Path(name), PACKAGES)
        for seed in SEEDS:
            folder = Path(name) / str(seed)
            build(folder, seed=seed, size="school", documents=lambda *_: None)
            rows = _rows_of(folder)
            if worn:
                rows = _worn(rows, random.Random(seed))  # noqa: S311 -- the same damage each run
            human = {row: person["id"] for person in load(folder / "truth.json").people for row in person["hub_rows"]}
            of_human: dict[str, list[int]] = defaultdict(list)
            for number, row in enumerate(rows):
                if str(row.address) in human:
                    of_human[human[str(row.address)]].append(number)
            true, known = _pairs(of_human.values()), {number for some in of_human.values() for number in some}
            start = time.process_time()
            groups = link(rows, ())
            seconds = time.process_time() - start
            own.add(_judged(_pairs(groups.held.values()), true, known), seconds)
            without = [some for head, some in groups.held.items() if not groups.doubts.get(head)]
            sure.add(_judged(_pairs(without), true, known), seconds)
            asked = [(a, b) for a, b, _ in groups.maybe]
            merged = [(some[0], other) for some in groups.held.values() for other in some[1:]]
            told.add(_judged(_closed(len(rows), [*merged, *asked]), true, known), seconds)
            start = time.perf_counter()
            found = _splink(program, rows, Path(name)) if program else "does not install here"
            seconds = time.perf_counter() - start
            if isinstance(found, str):
                why = found
                continue
            for threshold, sums in peers.items():
                links = _closed(len(rows), [(a, b) for a, b, chance in found if chance >= threshold])
                sums.add(_judged(links, true, known), seconds)
    result = [
        Row(f"{what}pairs that are one human, recall", round(own.recall, 4), "", note=f"of {own.right + own.missed:,}"),
        Row(f"{what}precision", round(own.precision, 4), "", at_least=0.99, note=f"{own.wrong} wrong"),
        Row(f"{what}precision, merged without a doubt", round(sure.precision, 4), "", note=f"{sure.wrong} wrong"),
        Row(f"{what}recall, merged or proposed to a person", round(told.recall, 4), "", note=f"{told.wrong} wrong"),
        Row(f"{what}time, all schools", round(own.seconds, 2), "s"),
    ]
    if why:
        return [*result, Row(f"{what}Splink", 0, "", note=f"not compared: {why}")]
    for threshold, sums in peers.items():
        note = f"recall {sums.recall:.4f}, {sums.wrong} wrong"
        result.append(Row(f"{what}Splink at {threshold}, precision", round(sums.precision, 4), "", note=note))
    best = max(peers.values(), key=_f1)
    beside = 0.99 * _f1(best)
    result.append(Row(f"{what}F1 beside 0.99 of Splink's best", round(_f1(own), 4), "", at_least=round(beside, 4)))
    result.append(Row(f"{what}Splink, time, all schools", round(best.seconds, 2), "s"))
    return result


def _f1(sums: _Sums) -> float:
    return 2 * sums.precision * sums.recall / max(1e-9, sums.precision + sums.recall)
