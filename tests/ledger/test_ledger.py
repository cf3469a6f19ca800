from __future__ import annotations

import json
import multiprocessing
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy
from ledger_samples import KEY, ORIGIN, SALT, START, an_entry

from honour.kernel.errors import BadInput, Tampered
from honour.ledger import merkle
from honour.ledger.audit import Verdict
from honour.ledger.entry import Entry, Office, Salted
from honour.ledger.events import SENTENCES, Event
from honour.ledger.log import Ledger
from honour.ledger.note import read_checkpoint, read_proof
from honour.protection import store


def test_an_empty_ledger_is_unproven(ledger: Ledger) -> None:
    verdict = ledger.verify([ledger.head()])
    assert verdict.verdict is Verdict.UNPROVEN
    assert verdict.sentence == "Unproven: the ledger is empty."


def test_without_a_checkpoint_nothing_is_kept(ledger: Ledger) -> None:
    ledger.append([an_entry(n) for n in range(5)])
    verdict = ledger.verify([])
    assert verdict.verdict is Verdict.UNPROVEN
    assert (verdict.protected, verdict.unprotected) == (0, 5)
    assert verdict.unprotected_since == "2026-03-02T09:00:00.000000Z"


def test_a_checkpoint_protects_all_before_it_and_what_is_newer_is_named(ledger: Ledger) -> None:
    ledger.append([an_entry(n) for n in range(5)])
    kept = ledger.checkpoint(START)
    assert kept.size == 6
    assert ledger.verify([kept]).sentence == "Kept: 6 entries are as they were when their checkpoint was issued."
    ledger.append([an_entry(60), an_entry(61)])
    verdict = ledger.verify([read_checkpoint(kept.text)])
    assert (verdict.verdict, verdict.protected, verdict.unprotected) == (Verdict.KEPT, 6, 2)
    assert verdict.sentence.endswith("Unprotected since 2026-03-02T09:01:00.000000Z: 2 entries.")


def test_a_checkpoint_of_an_unchanged_ledger_is_the_same_and_writes_nothing(ledger: Ledger) -> None:
    ledger.append([an_entry()])
    first = ledger.checkpoint(START)
    assert ledger.checkpoint(START + timedelta(days=9)) == first
    assert ledger.size() == first.size == 2


def test_appending_in_one_go_or_one_by_one_makes_trees_that_prove_the_same(ledger: Ledger) -> None:
    receipts = ledger.append([an_entry(n) for n in range(300)])
    for n in range(300, 520):
        receipts += ledger.append([an_entry(n)])
    receipts += ledger.append([an_entry(n) for n in range(520, 1100)])
    assert [receipt.place for receipt in receipts] == list(range(1100))
    growing = merkle.Growing()
    roots = {}
    for receipt in receipts:
        growing.add(receipt.leaf)
        roots[growing.size] = growing.root()
    assert ledger.head().root == roots[1100]
    for place, size in [(0, 1), (0, 1100), (255, 256), (256, 257), (511, 513), (700, 1024), (1099, 1100), (3, 999)]:
        assert merkle.verify_inclusion(place, size, receipts[place].leaf, ledger.prove(place, size), roots[size])
    for old, new in [(1, 1100), (255, 256), (256, 1100), (300, 777), (1024, 1100), (1100, 1100)]:
        assert merkle.verify_consistency(old, new, roots[old], roots[new], ledger.consistency(old, new))


def test_a_proof_stands_alone_with_its_checkpoint(ledger: Ledger) -> None:
    receipts = ledger.append([an_entry(n) for n in range(40)])
    kept = ledger.checkpoint(START)
    ledger.append([an_entry(n) for n in range(40, 60)])
    place, hashes, checkpoint = read_proof(ledger.proof(17, kept))
    assert checkpoint.signed_by(ledger.key)
    assert merkle.verify_inclusion(place, checkpoint.size, receipts[17].leaf, hashes, checkpoint.root)


@pytest.mark.parametrize(("place", "size"), [(5, 5), (-1, 5), (2, 99), (9, None)])
def test_what_is_not_there_cannot_be_proved(ledger: Ledger, place: int, size: int | None) -> None:
    ledger.append([an_entry(n) for n in range(5)])
    with pytest.raises(BadInput):
        ledger.prove(place, size)


def test_deed_and_evidence_are_one_transaction(ledger: Ledger) -> None:
    ledger.append([an_entry()])
    with pytest.raises(ZeroDivisionError), ledger._engine.begin() as connection:
        ledger.append([an_entry(n) for n in range(300)], connection)
        raise ZeroDivisionError
    assert ledger.size() == 1
    receipts = ledger.append([an_entry(7)])
    assert receipts[0].place == 1
    assert ledger.verify([ledger.checkpoint(START)]).verdict is Verdict.KEPT


def test_nothing_is_written_when_one_entry_of_a_batch_is_refused(ledger: Ledger) -> None:
    with pytest.raises(BadInput):
        ledger.append([an_entry(), Entry(Event.CASE_OPENED, START, Office.DPO, facts=(("who", "Amelia Brook"),))])
    assert ledger.size() == 0


def test_entries_survive_closing_and_opening(ledger: Ledger, new_engine) -> None:
    ledger.append([an_entry(n) for n in range(300)])
    kept = ledger.checkpoint(START)
    ledger._engine.dispose()
    again = Ledger(new_engine(), ORIGIN, KEY)
    again.append([an_entry(n) for n in range(9)])
    assert again.verify([kept]).verdict is Verdict.KEPT


@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET line = 'x'", "DELETE FROM ledger_entry"])
def test_a_slip_cannot_change_or_delete_entries(ledger: Ledger, statement: str) -> None:
    ledger.append([an_entry()])
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="only grows"), ledger._engine.begin() as connection:
        connection.execute(sqlalchemy.text(statement))
    assert ledger.size() == 1


def test_a_log_that_no_longer_grows_from_its_own_checkpoint_is_not_signed(ledger: Ledger) -> None:
    ledger.append([an_entry(n) for n in range(20)])
    ledger.checkpoint(START)
    with ledger._engine.begin() as connection:
        tile = bytearray(connection.execute(sqlalchemy.text("SELECT hashes FROM ledger_tile WHERE level = 0")).scalar())
        tile[40] ^= 1
        connection.execute(sqlalchemy.text("UPDATE ledger_tile SET hashes = :new"), {"new": bytes(tile)})
    ledger.append([an_entry(21)])
    with pytest.raises(Tampered, match="nothing was signed"):
        ledger.checkpoint(START)
    assert ledger.size() == 22


def test_moments_that_run_backwards_are_told(ledger: Ledger) -> None:
    ledger.append([an_entry(7200), an_entry(7190), an_entry(0)])
    verdict = ledger.verify([ledger.checkpoint(START + timedelta(hours=3))])
    assert verdict.verdict is Verdict.KEPT
    assert verdict.notes == ("entry 2 bears a moment 2:00:00 before an entry that stands in front of it",)


def test_every_event_has_a_sentence_for_people() -> None:
    assert set(SENTENCES) == set(Event)
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())
    assert all(event.count(":") == 2 for event in Event)


# no names


def test_with_the_salt_entries_about_a_person_are_found_and_without_it_none(ledger: Ledger) -> None:
    amelia, ben = Salted(b"a" * 32, "subject:S-1"), Salted(b"b" * 32, "subject:S-2")
    ledger.append([Entry(Event.CASE_OPENED, START, Office.DPO, (amelia,))])
    ledger.append([Entry(Event.PACK_SEALED, START, ben, (ben, amelia)), an_entry(1)])
    assert ledger.about(amelia) == [0, 1]
    assert ledger.about(ben) == [1]
    assert ledger.about(Salted(b"x" * 32, "subject:S-1")) == []


def test_no_name_of_the_roster_can_be_confirmed_once_the_salt_is_gone(ledger: Ledger) -> None:
    roster = [f"{forename} {surname}" for forename in ("Amelia", "Rose", "Will") for surname in ("Brook", "Mark")]
    subjects = [f"S-{n:016x}" for n in range(6)]
    lost = b"\x5a" * 32
    things = (Salted(lost, "subject:S-0000000000000000"), Salted(lost, "Amelia Brook"))
    ledger.append([Entry(Event.CASE_OPENED, START, things[1], things) for _ in range(3)])
    lines = [line for _, line in ledger.lines()]
    text = b"\n".join(lines).lower()
    assert not any(part.lower().encode() in text for name in roster for part in name.split())
    # Whoever knows everything but the salt: every name and id, every salt still kept, and none.
    guesses = [*roster, *subjects, *(f"subject:{subject}" for subject in subjects)]
    for salt in (SALT, b"", b"\x00" * 32, KEY.private_bytes_raw()):
        for guess in guesses:
            assert ledger.about(Salted(salt, guess)) == []
    # And entries about one person cannot be told to be about the same one.
    commitments = [found for line in lines for found in [*json.loads(line)["about"], json.loads(line)["actor"]]]
    assert len(set(commitments)) == len(commitments)


@pytest.mark.parametrize(
    "entry",
    [
        Entry(Event.CASE_OPENED, START, Office.DPO, facts=(("note", "rose"),)),
        Entry(Event.CASE_OPENED, START, Office.DPO, facts=(("Amelia", 1),)),
        Entry(Event.CASE_OPENED, START, Office.DPO, facts=(("sure", True),)),
        Entry(Event.CASE_OPENED, START, Office.DPO, rules=("Amelia Brook",)),
        Entry(Event.CASE_OPENED, START, Office.DPO, (Salted(b"short", "x"),)),
        Entry(Event.CASE_OPENED, START, Salted(b"", "x")),
        Entry(Event.CASE_OPENED, datetime(2026, 3, 2), Office.DPO),  # noqa: DTZ001 # the missing zone is the point
    ],
)
def test_an_entry_that_could_carry_a_name_or_lacks_a_salt_is_refused(ledger: Ledger, entry: Entry) -> None:
    with pytest.raises(BadInput) as refused:
        ledger.append([entry])
    assert "melia" not in str(refused.value) + refused.value.advice
    assert ledger.size() == 0


def test_salts_are_not_shown_by_repr() -> None:
    shown = repr(Entry(Event.CASE_OPENED, START, Salted(SALT, "Amelia"), (Salted(SALT, "Amelia"),)))
    assert "Amelia" not in shown
    assert "sss" not in shown


# several writers


def _append_in_a_process(target: str, key: bytes | None, times: int) -> None:
    engine = store.engine(Path(target) if key else target, key, busy_seconds=60)
    ledger = Ledger(engine, ORIGIN, KEY)
    for n in range(times):
        ledger.append([an_entry(n), an_entry(n)])
        if n % 10 == 3:
            ledger.checkpoint(datetime.now(UTC))


@pytest.mark.parametrize("kind", ["sqlcipher", "postgresql"])
def test_processes_that_append_at_once_neither_fork_the_log_nor_leave_gaps(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    key = b"k" * 32 if kind == "sqlcipher" else None
    target = str(tmp_path / "school.db") if key else request.getfixturevalue("postgres_url")
    engine = store.engine(Path(target) if key else target, key)
    ledger = Ledger(engine, ORIGIN, KEY)
    context = multiprocessing.get_context("spawn")
    started = [context.Process(target=_append_in_a_process, args=(target, key, 30)) for _ in range(4)]
    for process in started:
        process.start()
    kept = []
    while any(process.is_alive() for process in started):
        if ledger.size():
            kept.append(ledger.checkpoint(datetime.now(UTC)))
        started[0].join(0.2)
    for process in started:
        process.join()
        assert process.exitcode == 0
    kept.append(ledger.checkpoint(datetime.now(UTC)))
    lines = [json.loads(line) for _, line in ledger.lines()]
    assert sum(line["event"] == Event.DECISION_SIGNED for line in lines) == 240
    verdict = ledger.verify(kept)
    assert (verdict.verdict, verdict.unprotected) == (Verdict.KEPT, 0)
    engine.dispose()


def test_threads_that_append_at_once_neither_fork_the_log_nor_leave_gaps(ledger: Ledger) -> None:
    places: list[int] = []

    def work() -> None:
        for n in range(25):
            places.extend(receipt.place for receipt in ledger.append([an_entry(n)]))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(places) == list(range(100))
    assert ledger.verify([ledger.checkpoint(START)]).verdict is Verdict.KEPT
