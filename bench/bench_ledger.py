"""The ledger at a million entries, on SQLCipher; appends also on PostgreSQL; pymerkle in the same run."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pymerkle import SqliteTree
from sqlalchemy import Engine

from bench import Row
from honour.ledger import merkle
from honour.ledger.audit import Verdict
from honour.ledger.entry import Entry, Office, Salted
from honour.ledger.events import Event
from honour.ledger.log import Ledger
from honour.protection import store

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import real_postgres  # lies with the tests

NAME = "ledger"
WHAT = "appends, proofs and a full audit of the evidence log"
ENTRIES = 1_000_000
BATCH = 10_000
PEER_ENTRIES = 50_000


def _batch(number: int, salt: bytes) -> list[Entry]:
    now, rules = datetime.now(UTC), ("law:rights/access",)
    about = [(Salted(salt, f"record:mis:row/NOTE/{n}"),) for n in range(number * BATCH, (number + 1) * BATCH)]
    return [Entry(Event.DECISION_SIGNED, now, Office.HEAD, one, rules, (("pages", n),)) for n, one in enumerate(about)]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _appends_a_second(engine: Engine, batches: int, salt: bytes) -> tuple[Ledger, float]:
    ledger = Ledger(engine, "honour.school/bench", Ed25519PrivateKey.generate())
    spent = 0.0
    for number in range(batches):
        entries = _batch(number, salt)
        spent += _seconds(lambda entries=entries: ledger.append(entries))
    return ledger, batches * BATCH / spent


def run() -> list[Row]:
    salt = os.urandom(32)
    with tempfile.TemporaryDirectory() as folder:
        engine = store.engine(Path(folder) / "school.db", os.urandom(32))
        ledger, appends = _appends_a_second(engine, ENTRIES // BATCH, salt)
        kept = ledger.checkpoint(datetime.now(UTC))
        size, leaf = kept.size, {}
        places = [0, 1, size // 3, size // 2, size - 2, size - 1]
        for place in places:
            leaf[place] = merkle.leaf_hash(next(ledger.lines(place, place + 1))[1])
        proofs = []
        for place in places * 5:
            start = time.perf_counter()
            proof = ledger.prove(place, size)
            proofs.append(time.perf_counter() - start)
            assert merkle.verify_inclusion(place, size, leaf[place], proof, kept.root)
        consistency = [
            _seconds(lambda old=old: ledger.consistency(old, size)) for old in (1, 999, size // 2 + 1, size - 1)
        ]
        verdicts = []
        audit = _seconds(lambda: verdicts.append(ledger.verify([kept])))
        assert verdicts[0].verdict is Verdict.KEPT
        assert verdicts[0].entries == ENTRIES + 1
        single = [_seconds(lambda n=n: ledger.append(_batch(n, salt)[:1])) for n in range(20)]
        file_mb = (Path(folder) / "school.db").stat().st_size / 1e6
        engine.dispose()
        peer_appends, peer_proof = _pymerkle(Path(folder) / "peer.db")
    with real_postgres.server() as url:
        engine = store.engine(real_postgres.new_database(url, "bench"))
        _, on_postgresql = _appends_a_second(engine, 10, salt)
        engine.dispose()
    proof_ms = statistics.median(proofs) * 1000
    return [
        Row("appends, batched, SQLCipher", appends, "/s", at_least=20_000, note=f"pymerkle {peer_appends:,.0f}/s"),
        Row("appends, batched, PostgreSQL", on_postgresql, "/s", at_least=20_000),
        Row("one append with its commit", statistics.median(single) * 1000, "ms"),
        Row(
            f"inclusion proof at 1 million, median of 30 (slowest {max(proofs) * 1000:.1f})",
            proof_ms,
            "ms",
            at_most=10,
            note=f"pymerkle at {PEER_ENTRIES:,}: {peer_proof * 1000:.0f} ms, {peer_proof * 1000 / proof_ms:.0f} x",
        ),
        Row("consistency proof at 1 million, median of 4", statistics.median(consistency) * 1000, "ms", at_most=10),
        Row("full audit at 1 million", audit, "s", at_most=30),
        Row("database at 1 million", file_mb, "MB"),
    ]


def _pymerkle(file: Path) -> tuple[float, float]:
    """(appends a second, seconds for a proof with nothing remembered) at `PEER_ENTRIES`, the same kind of line."""
    tree = SqliteTree(str(file))
    lines = [os.urandom(16).hex().encode() * 10 for _ in range(PEER_ENTRIES)]
    spent = _seconds(lambda: tree.append_entries(lines))
    tree.cache_clear()
    return PEER_ENTRIES / spent, _seconds(lambda: tree.prove_inclusion(PEER_ENTRIES // 3, PEER_ENTRIES))
