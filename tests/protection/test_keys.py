from __future__ import annotations

import json
import logging
import os
import pickle
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honour.kernel.errors import BadInput, HonourError, Tampered
from honour.kernel.holding import SubjectId
from honour.protection import store
from honour.protection.errors import KeyDestroyed, KeyMissing, Locked
from honour.protection.keys import KEY_FILE_NAME, Keys
from honour.protection.slots import KeyFile, Passphrase
from honour.protection.warnings import KEY_FILE

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PHRASE = "seven green otters sing"
A, B, C = (SubjectId(f"S-{n:016x}") for n in (1, 2, 3))
PLACE = "mis:row/BEHAVIOUR/12"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def keys(folder: Path) -> Keys:
    return Keys.create(folder, [KeyFile(folder.parent / KEY_FILE_NAME)])


def opened(folder: Path) -> Keys:
    return Keys.open(folder, keyfile=folder.parent / KEY_FILE_NAME)


# slots


def test_every_slot_opens_the_same_keys(folder: Path) -> None:
    keys = Keys.create(folder, [Passphrase(PHRASE), KeyFile(folder.parent / KEY_FILE_NAME)])
    shares = keys.issue_shares()
    sealed = keys.seal(b"text", subjects=(A,), aad=PLACE)
    assert len(shares) == 3
    assert [kind for _, kind in keys.slots] == ["passphrase", "keyfile", "shares"]
    ways = [{"passphrase": PHRASE}, {"keyfile": folder.parent / KEY_FILE_NAME}]
    ways += [{"shares": pair} for pair in (shares[:2], shares[1:], shares[::2])]
    for way in ways:
        again = Keys.open(folder, **way)
        assert again.unseal(sealed, aad=PLACE) == b"text"
        assert again.purpose("store") == keys.purpose("store")
        assert again.school == keys.school
        again.close()


def test_one_share_of_three_opens_nothing(folder: Path) -> None:
    keys = Keys.create(folder, [Passphrase(PHRASE)])
    shares = keys.issue_shares()
    older = keys.issue_shares()
    for wrong in ([shares[0]], [shares[0], shares[0]], [shares[0], older[1]], ["academic acid"], [shares[0][:-4]]):
        with pytest.raises(BadInput) as refused:
            Keys.open(folder, shares=wrong)
        assert not any(word in refused.value.message for word in shares[0].split() if len(word) > 5)


def test_shares_may_be_typed_in_capitals_and_with_untidy_spaces(folder: Path) -> None:
    keys = Keys.create(folder, [Passphrase(PHRASE)])
    one, two, _ = keys.issue_shares()
    assert Keys.open(folder, shares=[one.upper(), "  " + two.replace(" ", "  ")]).school == keys.school


def test_a_wrong_passphrase_opens_nothing_and_is_not_repeated(folder: Path) -> None:
    Keys.create(folder, [Passphrase(PHRASE)])
    with pytest.raises(Locked) as refused:
        Keys.open(folder, passphrase="seven green otters song")
    assert "otters" not in refused.value.message + refused.value.advice
    with pytest.raises(Locked):
        Keys.open(folder)


def test_a_key_file_that_others_may_read_is_refused(folder: Path) -> None:
    Keys.create(folder, [KeyFile(folder.parent / KEY_FILE_NAME)])
    file = folder.parent / KEY_FILE_NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    with pytest.raises(BadInput, match="read by others"):
        opened(folder)
    file.chmod(0o600)
    file.write_text("00" * 32)
    with pytest.raises(Locked):
        opened(folder)
    file.write_text("not hex")
    with pytest.raises(BadInput, match="damaged"):
        opened(folder)


def test_a_key_file_stands_under_a_warning_until_it_is_removed(folder: Path) -> None:
    keys = Keys.create(folder, [KeyFile(folder.parent / KEY_FILE_NAME)])
    assert KEY_FILE in keys.warnings
    keys.add(Passphrase(PHRASE))
    keys.remove(0)
    assert KEY_FILE not in keys.warnings
    with pytest.raises(Locked):
        opened(folder)
    with pytest.raises(BadInput):
        keys.remove(1)
    assert KEY_FILE not in Keys.open(folder, passphrase=PHRASE).warnings


def test_keys_are_not_made_twice_nor_without_a_way_in(folder: Path) -> None:
    with pytest.raises(BadInput):
        Keys.create(folder, [])
    with pytest.raises(BadInput, match="12 characters"):
        Keys.create(folder, [KeyFile(folder.parent / KEY_FILE_NAME), Passphrase("short")])
    assert not folder.exists()
    assert not (folder.parent / KEY_FILE_NAME).exists()
    Keys.create(folder, [Passphrase(PHRASE)])
    before = (folder / "slots.json").read_bytes()
    with pytest.raises(BadInput):
        Keys.create(folder, [Passphrase(PHRASE)])
    assert (folder / "slots.json").read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda slots: str(slots)[:0],
        lambda slots: str(slots)[:0] + "[]",
        lambda slots: json.dumps({**slots, "slots": [{}]}),
        lambda slots: json.dumps({**slots, "honour-keys": 2}),
        lambda slots: json.dumps({**slots, "slots": [{**slots["slots"][0], "memory_kib": 1 << 40}]}),
        lambda slots: json.dumps({**slots, "slots": [{**slots["slots"][0], "root": "%%"}]}),
        lambda slots: json.dumps({**slots, "slots": [{**slots["slots"][0], "number": 7}]}),
        lambda slots: json.dumps({**slots, "slots": []}),
    ],
)
def test_a_damaged_slots_file_is_one_clear_sentence(folder: Path, damage) -> None:
    Keys.create(folder, [Passphrase(PHRASE)])
    file = folder / "slots.json"
    file.write_text(damage(json.loads(file.read_text())))
    with pytest.raises(HonourError) as refused:
        Keys.open(folder, passphrase=PHRASE)
    assert refused.value.advice


def test_there_are_no_keys_in_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no keys"):
        Keys.open(tmp_path, passphrase=PHRASE)


# sealed texts


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sets(st.sampled_from([A, B, C])), st.text(max_size=40))
def test_what_is_sealed_opens_again_for_the_same_place_only(keys: Keys, data: bytes, subjects: set, place: str) -> None:
    sealed = keys.seal(data, subjects=subjects, aad=place)
    assert keys.unseal(sealed, aad=place) == data
    assert len(data) < 8 or data not in sealed
    with pytest.raises(Tampered):
        keys.unseal(sealed, aad=place + "x")
    with pytest.raises(Tampered):
        keys.unseal(sealed, aad=place, purpose="files")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_changed_envelope_opens(keys: Keys, data: st.DataObject) -> None:
    sealed = bytearray(keys.seal(b"a text about two people", subjects=(A, B), aad=PLACE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    if data.draw(st.booleans()):
        sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    else:
        del sealed[at:]
    with pytest.raises((Tampered, KeyMissing)):
        keys.unseal(bytes(sealed), aad=PLACE)


def test_the_same_text_sealed_twice_looks_different(keys: Keys) -> None:
    assert keys.seal(b"x" * 50, subjects=(A,), aad=PLACE) != keys.seal(b"x" * 50, subjects=(A,), aad=PLACE)


def test_an_envelope_names_no_subject(keys: Keys) -> None:
    sealed = keys.seal(b"text", subjects=(A, B), aad=PLACE)
    assert A.encode() not in sealed
    assert bytes.fromhex(A[2:]) not in sealed


def test_destroying_one_persons_key_closes_every_text_that_concerns_them_and_no_other(keys: Keys, folder: Path) -> None:
    alone, both, other, nobody = (
        keys.seal(b"text", subjects=subjects, aad=PLACE) for subjects in ((A,), (A, B), (B, C), ())
    )
    derived, salt = keys.person(B, "pseudonym"), keys.salt(B)
    assert keys.destroy(A, NOW) == NOW
    for reopened in (keys, opened(folder)):
        for closed in (alone, both):
            with pytest.raises(KeyDestroyed):
                reopened.unseal(closed, aad=PLACE)
        assert reopened.unseal(other, aad=PLACE) == reopened.unseal(nobody, aad=PLACE) == b"text"
        assert (reopened.person(B, "pseudonym"), reopened.salt(B)) == (derived, salt)
        assert reopened.destroyed_at(A) == NOW
        assert reopened.destroyed_at(B) is None


def test_no_new_key_is_made_in_silence_for_an_erased_person(keys: Keys) -> None:
    keys.persons([A, B])
    keys.destroy(A, NOW)
    for attempt in (
        lambda: keys.persons([C, A]),
        lambda: keys.salt(A),
        lambda: keys.person(A, "pseudonym"),
        lambda: keys.seal(b"x", subjects=(A, B), aad=PLACE),
    ):
        with pytest.raises(KeyDestroyed):
            attempt()
    # Refused as a whole: C got no key either.
    with store.reading(keys._engine) as connection:
        assert connection.execute(sqlalchemy.text("SELECT subject FROM person")).scalars().all() == [B]


def test_destroying_twice_is_destroying_once(keys: Keys) -> None:
    keys.persons([A])
    assert keys.destroy(A, NOW) == NOW
    assert keys.destroy(A, NOW + timedelta(days=1)) == NOW
    assert keys.destroy(C, NOW) == NOW  # who never had a key gets none later


def test_another_process_sees_a_destroyed_key_at_once(keys: Keys, folder: Path) -> None:
    sealed = keys.seal(b"text", subjects=(A,), aad=PLACE)
    other = opened(folder)
    assert other.unseal(sealed, aad=PLACE) == b"text"
    keys.destroy(A, NOW)
    with pytest.raises(KeyDestroyed):
        other.unseal(sealed, aad=PLACE)
    newer = keys.seal(b"new", subjects=(C,), aad=PLACE)
    assert other.unseal(newer, aad=PLACE) == b"new"


def test_two_who_make_keys_for_one_person_make_the_same(keys: Keys, folder: Path) -> None:
    other = opened(folder)
    keys.persons([A])
    assert other.salt(A) == keys.salt(A)
    assert other.salt(B) == keys.salt(B)


def test_a_key_store_older_than_the_text_is_said_to_be_so(keys: Keys, tmp_path: Path) -> None:
    stranger = Keys.create(tmp_path / "other", [Passphrase(PHRASE)])
    with pytest.raises(KeyMissing):
        stranger.unseal(keys.seal(b"x", subjects=(A,), aad=PLACE), aad=PLACE)
    with pytest.raises(Tampered):
        stranger.unseal(keys.seal(b"x", subjects=(), aad=PLACE), aad=PLACE)


def test_a_row_of_the_key_store_put_under_another_name_is_found(keys: Keys, folder: Path) -> None:
    keys.persons([A, B])
    with keys._engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE person SET subject = 'S-ffff' WHERE subject = :a"), {"a": A})
    with pytest.raises(Tampered):
        opened(folder).salt(B)


_KILLED_WHILE_DESTROYING = """
import os, sys
from datetime import datetime, UTC
from pathlib import Path
from honour.protection import keys as module, store
from honour.protection.keys import Keys
folder, step = Path(sys.argv[1]), sys.argv[2]
keys = Keys.open(folder, keyfile=folder.parent / "root.key")
if step == "before-commit":
    module.insert = lambda *a: os.kill(os.getpid(), 9)
else:
    store.empty_log = lambda engine: os.kill(os.getpid(), 9)
keys.destroy("S-0000000000000001", datetime(2026, 3, 2, 9, tzinfo=UTC))
"""


@pytest.mark.parametrize(("step", "left"), [("before-commit", True), ("after-commit", False)])
def test_a_kill_while_destroying_leaves_the_old_state_or_the_new(
    keys: Keys, folder: Path, step: str, left: bool
) -> None:
    sealed = keys.seal(b"text", subjects=(A, B), aad=PLACE)
    done = subprocess.run([sys.executable, "-c", _KILLED_WHILE_DESTROYING, folder, step], check=False)
    assert done.returncode == -9
    again = opened(folder)
    if left:
        assert again.unseal(sealed, aad=PLACE) == b"text"
    else:
        with pytest.raises(KeyDestroyed):
            again.unseal(sealed, aad=PLACE)
    assert again.destroy(A, NOW) == NOW
    with pytest.raises(KeyDestroyed):
        keys.unseal(sealed, aad=PLACE)
    assert (folder / "persons.db-wal").stat().st_size == 0


# secrecy


def test_keys_are_not_shown_pickled_or_logged(keys: Keys, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    again = opened(folder)
    sealed = again.seal(b"text", subjects=(A,), aad=PLACE)
    again.unseal(sealed, aad=PLACE)
    again.destroy(A, NOW)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)
    assert caplog.records
    secrets = [again._root, again._school, again.purpose("person-store"), keys.salt(B)]
    secrets.append(bytes.fromhex((folder.parent / KEY_FILE_NAME).read_text().strip()))
    shown = caplog.text + repr(again) + repr(Passphrase(PHRASE))
    for secret in secrets:
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown
    assert "otters" not in shown
    with pytest.raises(TypeError):
        pickle.dumps(again)


def test_root_and_person_keys_are_in_no_file_but_the_key_file(keys: Keys, folder: Path) -> None:
    keys.persons([A])
    keys.issue_shares()
    _, key, salt = keys._known[A]
    for path in folder.rglob("*"):
        content = path.read_bytes()
        for secret in (keys._root, keys._school, keys.purpose("person-store"), key, salt):
            assert secret not in content
            assert secret.hex().encode() not in content
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_closed_keys_open_nothing(keys: Keys) -> None:
    sealed = keys.seal(b"x", subjects=(A,), aad=PLACE)
    keys.close()
    with pytest.raises(Exception):  # noqa: B017 # whatever it is, it is not the text
        keys.unseal(sealed, aad=PLACE)


# speed, in process time so that a busy machine does not fail it


def test_six_hundred_people_get_keys_within_a_second(keys: Keys) -> None:
    start = time.process_time()
    keys.persons(SubjectId(f"S-{n:016x}") for n in range(600))
    assert time.process_time() - start < 1


def test_twenty_thousand_short_texts_are_sealed_within_three_seconds(keys: Keys) -> None:
    people = [SubjectId(f"S-{n:016x}") for n in range(600)]
    keys.persons(people)
    start = time.process_time()
    for n in range(20_000):
        keys.seal(b"an entry of ordinary length " * 4, subjects=(people[n % 600], people[n * 7 % 600]), aad=str(n))
    assert time.process_time() - start < 3


def test_purposes_differ_and_have_plain_names(keys: Keys) -> None:
    names = ["store", "files", "texts", "person-store"]
    assert len({keys.purpose(name) for name in names}) == len(names)
    assert all(len(keys.purpose(name)) == 32 for name in names)
    with pytest.raises(BadInput):
        keys.purpose("../store")
    assert keys.signing_key().public_key().public_bytes_raw() == keys.signing_key().public_key().public_bytes_raw()
    assert os.urandom(32) != keys.school_salt() == keys.school_salt()
