from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import text

from honour.kernel.errors import BadInput, Tampered, Trouble
from honour.kernel.holding import SubjectId
from honour.protection import atomic, store
from honour.protection.atomic import write_atomically
from honour.protection.errors import Locked, StoreBusy
from honour.protection.files import FileId, FileStore
from honour.protection.keys import Keys
from honour.protection.slots import KeyFile
from honour.protection.warnings import NO_SQLCIPHER, POSTGRESQL

KEY = bytes(range(32))
A = SubjectId("S-0000000000000001")


@pytest.fixture
def engine(tmp_path: Path) -> sqlalchemy.Engine:
    made = store.engine(tmp_path / "school.db", KEY)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE)"))
    return made


def test_the_store_keeps_its_settings_on_every_connection(engine: sqlalchemy.Engine) -> None:
    asked = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "temp_store": 2}
    with store.reading(engine) as one, store.reading(engine) as two:
        for connection in (one, two):
            for pragma, value in asked.items():
                assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value, pragma


def test_the_file_is_its_owners_alone(engine: sqlalchemy.Engine, tmp_path: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_a_wrong_key_is_one_clear_sentence(engine: sqlalchemy.Engine, tmp_path: Path, capfd) -> None:
    engine.dispose()
    with (
        pytest.raises(Locked, match="does not open with this key"),
        store.engine(tmp_path / "school.db", b"x" * 32).begin(),
    ):
        pass
    assert capfd.readouterr() == ("", "")
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(tmp_path / "school.db").execute("SELECT * FROM sqlite_master")


def test_a_truncated_file_is_one_clear_sentence(engine: sqlalchemy.Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO note (body) VALUES ('x')"))
    store.empty_log(engine)
    engine.dispose()
    file = tmp_path / "school.db"
    file.write_bytes(file.read_bytes()[:5000])
    with pytest.raises((Locked, Trouble)), store.engine(file, KEY).begin() as connection:
        connection.execute(text("SELECT * FROM note")).all()


def test_a_missing_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="cannot be opened"), store.engine(tmp_path / "none" / "school.db", KEY).begin():
        pass


def test_a_busy_store_is_one_clear_sentence_and_readers_do_not_wait(engine: sqlalchemy.Engine, tmp_path: Path) -> None:
    impatient = store.engine(tmp_path / "school.db", KEY, busy_seconds=0.2)
    with engine.begin() as writer:
        writer.execute(text("INSERT INTO note (body) VALUES ('x')"))
        with pytest.raises(StoreBusy, match="busy"), impatient.begin():
            pass
        with store.reading(impatient) as reader:
            assert reader.execute(text("SELECT count(*) FROM note")).scalar() == 0


def test_writers_that_read_first_queue_and_lose_nothing(engine: sqlalchemy.Engine) -> None:
    def work() -> None:
        for _ in range(20):
            with engine.begin() as connection:
                count = connection.execute(text("SELECT count(*) FROM note")).scalar()
                connection.execute(text("INSERT INTO note (body) VALUES (:body)"), {"body": f"number {count}"})

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM note")).scalar() == 80


def test_a_failed_transaction_leaves_nothing(engine: sqlalchemy.Engine) -> None:
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        connection.execute(text("INSERT INTO note (body) VALUES ('x')"))
        raise ZeroDivisionError
    with store.reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM note")).scalar() == 0


@pytest.mark.parametrize("kind", ["sqlcipher", "postgresql"])
def test_values_never_appear_in_errors(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    target = request.getfixturevalue("postgres_url") if kind == "postgresql" else tmp_path / "x.db"
    engine = store.engine(target, None if kind == "postgresql" else KEY)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"))
    with pytest.raises(sqlalchemy.exc.SQLAlchemyError) as failed, engine.begin() as connection:
        for _ in range(2):
            connection.execute(text("INSERT INTO note VALUES (1, :body)"), {"body": "Amelia Brook"})
    assert "Amelia" not in str(failed.value)


def test_a_locked_table_on_postgresql_is_one_clear_sentence(postgres_url: str) -> None:
    engine, impatient = store.engine(postgres_url), store.engine(postgres_url, busy_seconds=0.2)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY)"))
    with engine.begin() as connection:
        connection.execute(text("LOCK TABLE note"))
        with pytest.raises(StoreBusy), impatient.begin() as other:
            other.execute(text("INSERT INTO note VALUES (1)"))
    assert store.standing_warnings(engine) == (POSTGRESQL,)
    with pytest.raises(BadInput):
        store.engine(postgres_url, KEY)


def test_without_sqlcipher_it_works_under_a_standing_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.standing_warnings(store.engine(tmp_path / "a.db", KEY)) == ()
    monkeypatch.setattr(store, "_sqlcipher", None)
    engine = store.engine(tmp_path / "plain.db", KEY)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY)"))
    assert store.standing_warnings(engine) == (NO_SQLCIPHER,)
    assert (tmp_path / "plain.db").read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize("key", [None, b"", b"short"])
def test_a_file_without_a_whole_key_is_refused(tmp_path: Path, key: bytes | None) -> None:
    with pytest.raises(BadInput):
        store.engine(tmp_path / "school.db", key)


# files


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    keys = Keys.create(tmp_path / "keys", [KeyFile(tmp_path / "root.key")])
    return FileStore(tmp_path / "files", keys)


def test_a_file_comes_back_as_it_was_put(files: FileStore) -> None:
    first = files.put(b"x" * 100_000, subjects=(A,))
    second = files.put(b"", subjects=())
    assert files.get(first) == b"x" * 100_000
    assert files.get(second) == b""
    assert list(files.ids()) == sorted([first, second])
    files.remove(first)
    files.remove(first)
    assert first not in files
    with pytest.raises(BadInput):
        files.get(first)


def test_a_named_file_is_replaced_and_its_name_says_nothing(files: FileStore, tmp_path: Path) -> None:
    file = files.put(b"old", subjects=(), name="Amelia Brook.pdf")
    assert files.put(b"new", subjects=(), name="Amelia Brook.pdf") == file == files.named("Amelia Brook.pdf")
    assert files.get(file) == b"new"
    assert not [path for path in tmp_path.rglob("*") if "melia" in path.name]


def test_a_file_put_in_the_place_of_another_does_not_open(files: FileStore, tmp_path: Path) -> None:
    one, two = (files.put(body, subjects=(A,)) for body in (b"one", b"two"))
    (tmp_path / "files" / two[:2] / two).write_bytes((tmp_path / "files" / one[:2] / one).read_bytes())
    with pytest.raises(Tampered):
        files.get(two)


@pytest.mark.parametrize("wrong", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_what_is_no_id_never_reaches_the_disk(files: FileStore, wrong: str) -> None:
    with pytest.raises(BadInput):
        files.get(FileId(wrong))


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_what_was_there_and_nothing_new(
    files: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    kept = files.put(b"old", subjects=(), name="draft")

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def tree() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()}

    before = tree()
    if step == "replace":
        monkeypatch.setattr(atomic.Path, "replace", fail)
    elif step == "fsync":
        monkeypatch.setattr(atomic.os, "fsync", fail)
    else:
        monkeypatch.setattr(atomic.os, "fdopen", fail)
    for name in ("draft", "another"):
        with pytest.raises(Trouble, match="nothing was kept"):
            files.put(b"new", subjects=(), name=name)
    monkeypatch.undo()
    assert tree() == before
    assert files.get(kept) == b"old"


_NO_ROOM = """
import resource, sys
from pathlib import Path
from honour.protection.atomic import write_atomically
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    write_atomically(Path(sys.argv[1]), b"x" * 100_000)
except OSError as error:
    sys.exit(7)
"""


def test_a_write_that_breaks_off_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    """The kernel itself refuses after 4 KiB, as it does on a disk that fills."""
    (tmp_path / "letter").write_bytes(b"old")
    assert subprocess.run([sys.executable, "-c", _NO_ROOM, tmp_path / "letter"], check=False).returncode == 7
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("letter", b"old")]


def test_what_a_kill_left_unfinished_is_no_file_and_is_swept(files: FileStore, tmp_path: Path) -> None:
    kept = files.put(b"x", subjects=())
    (tmp_path / "files" / kept[:2] / ".0123.part").write_bytes(b"half")
    assert list(files.ids()) == [kept]
    assert files.sweep() == 1
    assert list(files.ids()) == [kept]
    assert files.get(kept) == b"x"


def test_an_atomic_write_leaves_no_temporary_file(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"1")
    write_atomically(tmp_path / "a", b"2")
    assert os.listdir(tmp_path) == ["a"]  # noqa: PTH208 # names are the point
    assert (tmp_path / "a").read_bytes() == b"2"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
