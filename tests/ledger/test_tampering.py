"""A forger with everything on the school's computers, the signing key included, against checkpoints kept elsewhere."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy
import tamperlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import KEY, ORIGIN, START, an_entry

from honour.ledger import bundle, merkle, note
from honour.ledger.audit import LedgerVerdict, Verdict, audit
from honour.ledger.entry import write
from honour.ledger.events import Event
from honour.ledger.log import Ledger

VERIFIER = Path(__file__).parents[2] / "scripts" / "verify-ledger"
VKEY = note.VerifierKey.of(ORIGIN, KEY)

Forgery = Callable[[list[bytes], int, random.Random], list[bytes]]


def dice_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 # the same forgeries every time


def _edit(lines: list[bytes], at: int, dice: random.Random) -> list[bytes]:
    content = json.loads(lines[at])
    content["at"] = "2025" + content["at"][4:]
    return [*lines[:at], json.dumps(content, separators=(",", ":")).encode(), *lines[at + 1 :]]


def _drop(lines: list[bytes], at: int, dice: random.Random) -> list[bytes]:
    return lines[:at] + lines[at + 1 :]


def _swap(lines: list[bytes], at: int, dice: random.Random) -> list[bytes]:
    other = dice.choice([n for n in range(len(lines)) if n != at])
    swapped = list(lines)
    swapped[at], swapped[other] = swapped[other], swapped[at]
    return swapped


def _insert(lines: list[bytes], at: int, dice: random.Random) -> list[bytes]:
    return [*lines[:at], write(an_entry(at, Event.CASE_OPENED), dice.randbytes(16)), *lines[at:]]


def _repeat(lines: list[bytes], at: int, dice: random.Random) -> list[bytes]:
    return [*lines[: at + 1], *lines[at:]]


def _truncate(lines: list[bytes], at: int, dice: random.Random) -> list[bytes]:
    return lines[:at]


def _replace_tail(lines: list[bytes], at: int, dice: random.Random) -> list[bytes]:
    return lines[:at] + [write(an_entry(n, Event.CASE_CLOSED), dice.randbytes(16)) for n in range(len(lines) - at)]


def _bit(lines: list[bytes], at: int, dice: random.Random) -> list[bytes]:
    line = bytearray(lines[at])
    line[dice.randrange(len(line))] ^= 1 << dice.randrange(7)
    return [*lines[:at], bytes(line), *lines[at + 1 :]]


FORGERIES: list[Forgery] = [_edit, _drop, _swap, _insert, _repeat, _truncate, _replace_tail, _bit]


def history(count: int, checkpoints_at: set[int]) -> tuple[list[bytes], list[note.Checkpoint]]:
    """An honest log's lines and the checkpoints it handed out."""
    lines: list[bytes] = []
    kept = []
    tree = merkle.Growing()

    def append(line: bytes) -> None:
        lines.append(line)
        tree.add(merkle.leaf_hash(line))

    for n in range(count):
        append(write(an_entry(n), n.to_bytes(16, "big")))
        if n in checkpoints_at:
            append(_noted(tree, n))
            kept.append(note.issue(ORIGIN, tree.size, tree.root(), KEY))
    return lines, kept


def _noted(tree: merkle.Growing, n: int) -> bytes:
    entry = an_entry(n, Event.CHECKPOINT_ISSUED)
    facts = (("size", tree.size), ("root", tree.root().hex()))
    return write(type(entry)(entry.event, entry.at, entry.actor, facts=facts), n.to_bytes(16, "little"))


def covered_up(lines: list[bytes]) -> list[bytes]:
    """The forger mends what the log says about itself: every checkpoint noted in it gets the new size and root."""
    mended: list[bytes] = []
    tree = merkle.Growing()
    for line in lines:
        if Event.CHECKPOINT_ISSUED.encode() in line:
            content = json.loads(line)
            content["facts"] = {"size": tree.size, "root": tree.root().hex()}
            mended.append(json.dumps(content, separators=(",", ":")).encode())
        else:
            mended.append(line)
        tree.add(merkle.leaf_hash(mended[-1]))
    return mended


def judge(lines: list[bytes], kept: list[note.Checkpoint]) -> LedgerVerdict:
    return audit(enumerate(lines), ORIGIN, VKEY, kept)


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 60), st.data())
def test_no_forgery_behind_a_checkpoint_is_missed_even_with_the_signing_key(count: int, data: st.DataObject) -> None:
    marks = data.draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=3))
    lines, kept = history(count, marks)
    assert judge(lines, kept).verdict is Verdict.KEPT
    newest = max(kept, key=lambda one: one.size)
    forge = data.draw(st.sampled_from([forgery for forgery in FORGERIES if forgery is not _bit]))
    at = data.draw(st.integers(0, newest.size - 1))
    forged = covered_up(forge(lines, at, dice_of(data.draw(st.integers(0, 99)))))
    if forged[: newest.size] == lines[: newest.size]:
        return  # swapped equal lines or truncated nothing: no forgery at all
    verdict = judge(forged, kept)
    assert verdict.verdict is Verdict.BROKEN
    assert verdict.findings[0].what in verdict.sentence
    # The same lines pass a check of the ledger by itself, with a new checkpoint by the true key: blind.
    tree = merkle.Growing()
    for line in forged:
        tree.add(merkle.leaf_hash(line))
    alone = judge(forged, [note.issue(ORIGIN, tree.size, tree.root(), KEY)])
    assert alone.verdict is (Verdict.KEPT if forged else Verdict.UNPROVEN)
    # An independent program agrees that no consistency with the kept checkpoint can be shown.
    hashes = [merkle.leaf_hash(line) for line in forged]
    assert len(hashes) < newest.size or tamperlog.merkle_root(hashes[: newest.size]) != newest.root


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 40), st.data())
def test_what_is_newer_than_the_checkpoint_is_never_called_protected(count: int, data: st.DataObject) -> None:
    mark = data.draw(st.integers(0, count - 2))
    lines, kept = history(count, {mark})
    forged = _edit(lines, data.draw(st.integers(kept[0].size, len(lines) - 1)), dice_of(1))
    verdict = judge(forged, kept)
    assert (verdict.verdict, verdict.protected) == (Verdict.KEPT, kept[0].size)
    assert verdict.unprotected == len(lines) - kept[0].size > 0
    assert verdict.unprotected_since is not None


def test_a_change_is_placed_between_the_last_good_and_the_first_bad_checkpoint() -> None:
    lines, kept = history(90, {29, 59, 89})
    forged = covered_up(_edit(lines, 40, dice_of(1)))
    verdict = judge(forged, kept)
    assert verdict.protected == 31
    assert [(one.first, one.end) for one in verdict.findings] == [(31, 62), (31, 93)]
    with_tiles = audit(
        enumerate(forged), ORIGIN, VKEY, kept, lambda a, b: [merkle.leaf_hash(line) for line in lines[a:b]]
    )
    assert with_tiles.findings[0].first == 40


def test_a_checkpoint_of_another_key_another_ledger_or_another_size_is_no_match() -> None:
    lines, kept = history(9, {8})
    good = kept[0]
    stranger = note.issue(ORIGIN, good.size, good.root, Ed25519PrivateKey.generate())
    elsewhere = note.issue("honour.school/other", good.size, good.root, KEY)
    ahead = note.issue(ORIGIN, good.size + 3, good.root, KEY)
    for wrong, why in ((stranger, "not signed"), (elsewhere, "another ledger"), (ahead, "3 entries are gone")):
        verdict = judge(lines, [good, wrong])
        assert verdict.verdict is Verdict.BROKEN
        assert why in verdict.sentence


def test_only_empty_checkpoints_prove_nothing() -> None:
    lines, _ = history(9, set())
    assert judge(lines, [note.issue(ORIGIN, 0, merkle.EMPTY_ROOT, KEY)]).verdict is Verdict.UNPROVEN


def test_missing_places_and_foreign_lines_are_found_without_any_checkpoint() -> None:
    lines, _ = history(9, set())
    holes = [(place, line) for place, line in enumerate(lines) if place != 4]
    assert "entry 4 is missing" in audit(holes, ORIGIN, VKEY, []).sentence
    assert "entry 2 is no ledger entry" in judge([*lines[:2], b"\xff\x00", *lines[3:]], []).sentence


# the same on real databases


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forgery: forgery.__name__)
def test_a_rewritten_database_is_caught(ledger: Ledger, forge: Forgery) -> None:
    ledger.append([an_entry(n) for n in range(40)])
    kept = [ledger.checkpoint(START)]
    ledger.append([an_entry(n) for n in range(40, 300)])
    kept.append(ledger.checkpoint(START))
    lines = [line for _, line in ledger.lines()]
    for at in (0, 39, 170, 300):
        forged = forge(lines, at, dice_of(at))
        if forge is not _bit:
            forged = covered_up(forged)
        _rewrite(ledger, forged)
        verdict = ledger.verify(kept)
        assert verdict.verdict is Verdict.BROKEN, at
        assert verdict.protected == (41 if at > 40 and forge is not _swap else verdict.protected)
    _rewrite(ledger, lines)
    assert ledger.verify(kept).verdict is Verdict.KEPT


def _rewrite(ledger: Ledger, lines: list[bytes]) -> None:
    """Both tables anew, tiles and all, as the log itself would have written them."""
    with ledger._engine.begin() as connection:
        connection.execute(sqlalchemy.text("DROP TABLE ledger_entry"))
        connection.execute(sqlalchemy.text("CREATE TABLE ledger_entry (place BIGINT PRIMARY KEY, line TEXT NOT NULL)"))
        connection.execute(sqlalchemy.text("DELETE FROM ledger_tile"))
        if lines:
            ledger._append_lines(connection, lines)


def test_bytes_that_are_no_text_are_found_and_do_not_stop_the_audit(tmp_path: Path) -> None:
    ledger = Ledger(sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'x.db'}"), ORIGIN, KEY)
    ledger.append([an_entry(n) for n in range(4)])
    kept = ledger.checkpoint(START)
    with ledger._engine.begin() as connection:
        connection.execute(sqlalchemy.text("DROP TRIGGER ledger_no_update"))
        connection.execute(sqlalchemy.text("UPDATE ledger_entry SET line = CAST(x'ff00ff' AS TEXT) WHERE place = 1"))
    verdict = ledger.verify([kept])
    assert verdict.verdict is Verdict.BROKEN
    assert "entry 1 is no ledger entry" in verdict.sentence


# the verifier that runs without us


def _stand_alone(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    # -I -S: no installed package can be seen.
    return subprocess.run(
        [sys.executable, "-I", "-S", VERIFIER, *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.fixture
def exported(tmp_path: Path) -> tuple[Path, list[bytes], list[Path], Ledger]:
    ledger = Ledger(sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'x.db'}"), ORIGIN, KEY)
    files = []
    for n in (10, 25, 70):
        ledger.append([an_entry(m) for m in range(n)])
        file = tmp_path / f"kept-{n}.checkpoint"
        file.write_text(ledger.checkpoint(START).text, encoding="utf-8")
        files.append(file)
    ledger.append([an_entry(500)])
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(b"".join(bundle.write(ledger)))
    return path, path.read_bytes().splitlines(keepends=True), files, ledger


def test_the_stand_alone_verifier_has_at_most_100_lines_and_imports_nothing_of_ours() -> None:
    lines = VERIFIER.read_text("utf-8").splitlines()
    assert len(lines) <= 100
    imported = [line.split()[1] for line in lines if line.startswith(("import ", "from "))]
    assert imported
    assert set(imported) <= sys.stdlib_module_names


def test_both_verifiers_agree_on_an_honest_bundle(exported) -> None:
    path, _, files, ledger = exported
    done = _stand_alone(path, *(word for file in files for word in ("--checkpoint", file)), "--key", ledger.key)
    assert (done.returncode, done.stdout) == (0, "kept: 108 entries protected, 1 unprotected\n")
    read = bundle.read(path)
    verdict = audit(read.lines(), read.origin, read.key, [note.read_checkpoint(file.read_text()) for file in files])
    assert (verdict.verdict, verdict.protected, verdict.unprotected) == (Verdict.KEPT, 108, 1)
    assert read.size == 109


def test_without_a_checkpoint_the_stand_alone_verifier_calls_it_unproven(exported) -> None:
    done = _stand_alone(exported[0])
    assert (done.returncode, done.stdout) == (1, "unproven: 0 entries protected, 109 unprotected\n")


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forgery: forgery.__name__)
def test_both_verifiers_catch_a_forged_bundle(exported, forge: Forgery) -> None:
    path, lines, files, _ = exported
    entries = [line.rstrip(b"\n") for line in lines[1:]]
    for at in (0, 60, 106):
        forged = forge(entries, at, dice_of(at))
        if forge is not _bit:
            forged = covered_up(forged)
        path.write_bytes(lines[0] + b"".join(line + b"\n" for line in forged))
        done = _stand_alone(path, "--checkpoint", files[-1])
        assert done.returncode == 5, done
        assert "broken" in done.stdout
        read = bundle.read(path)
        verdict = audit(read.lines(), read.origin, read.key, [note.read_checkpoint(files[-1].read_text())])
        assert verdict.verdict is Verdict.BROKEN


def test_a_new_key_in_the_bundle_is_caught_by_the_old_checkpoint(exported) -> None:
    path, lines, files, _ = exported
    header = json.loads(lines[0])
    header["key"] = str(note.VerifierKey.of(ORIGIN, Ed25519PrivateKey.generate()))
    path.write_bytes(json.dumps(header).encode() + b"\n" + b"".join(lines[1:]))
    assert _stand_alone(path, "--checkpoint", files[-1]).returncode == 5


def test_the_stand_alone_verifier_checks_signatures(exported, tmp_path: Path) -> None:
    path, _, files, ledger = exported
    text = files[0].read_text("utf-8")
    for wrong in (
        text[:-20] + ("A" if text[-20] != "A" else "B") + text[-19:],
        text.replace("honour.school", "honour.Xchool"),
    ):
        (tmp_path / "wrong").write_text(wrong, encoding="utf-8")
        assert _stand_alone(path, "--checkpoint", tmp_path / "wrong", "--key", ledger.key).returncode in (1, 5)


@pytest.mark.parametrize("content", [b"", b"not json\n", b"[]\n", b'{"origin":1}\n'])
def test_the_stand_alone_verifier_never_calls_nonsense_kept(tmp_path: Path, exported, content: bytes) -> None:
    (tmp_path / "nonsense").write_bytes(content)
    done = _stand_alone(tmp_path / "nonsense", "--checkpoint", exported[2][0])
    assert done.returncode in (1, 5)
    assert "Traceback" not in done.stderr + done.stdout
