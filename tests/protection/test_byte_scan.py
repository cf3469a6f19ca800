"""Everything a school's workspace writes, searched byte by byte for what must not be readable in it."""

from __future__ import annotations

import base64
import logging
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy
import sqlcipher3.dbapi2
from sqlalchemy import text

from honour.kernel.holding import SubjectId
from honour.ledger.entry import Entry, Salted
from honour.ledger.events import Event
from honour.ledger.log import Ledger
from honour.protection import store
from honour.protection.errors import KeyDestroyed
from honour.protection.files import FileStore
from honour.protection.keys import Keys
from honour.protection.slots import KeyFile

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PEOPLE = {SubjectId(f"S-{n:016x}"): f"Quillon{n} Zephyrstone{n}" for n in range(40)}
SENTENCE = "{} was seen crying at the gate and said that her asthma pump was empty."


def forms(canary: str) -> list[bytes]:
    """A canary as UTF-8, UTF-16 both ways, and base64 at each of its three alignments."""
    found = [canary.encode(), canary.encode("utf-16-le"), canary.encode("utf-16-be"), canary.lower().encode()]
    for shift in range(3):
        encoded = base64.b64encode(b"\x00" * shift + canary.encode())
        found.append(encoded[4 if shift else 0 : len(encoded) // 4 * 4 - 4])
    return found


def hits(folder: Path, canaries: list[str]) -> list[tuple[str, bytes]]:
    wanted = [form for canary in canaries for form in forms(canary)]
    return [
        (path.name, form)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for content in [path.read_bytes() + path.name.encode()]
        for form in wanted
        if form in content
    ]


class Workspace:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        place, key_file = folder / "keys", folder / "root.key"
        made = (place / "slots.json").exists()
        self.keys = Keys.open(place, keyfile=key_file) if made else Keys.create(place, [KeyFile(key_file)])
        self.engine = store.engine(folder / "school.db", self.keys.purpose("store"))
        self.ledger = Ledger(self.engine, f"honour.school/{self.keys.school}", self.keys.signing_key())
        self.files = FileStore(folder / "files", self.keys)

    def fill(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(text("CREATE TABLE sealed (place TEXT PRIMARY KEY, body BLOB)"))
            connection.execute(text("CREATE TABLE term (term TEXT, place TEXT)"))
            connection.execute(text("CREATE INDEX by_term ON term (term)"))
            connection.execute(text("CREATE VIRTUAL TABLE words USING fts5(body, place UNINDEXED)"))
        for subject, name in PEOPLE.items():
            sentence = SENTENCE.format(name)
            place = f"mis:row/NOTE/{subject}"
            with self.engine.begin() as connection:
                body = self.keys.seal(sentence.encode(), subjects=(subject,), aad=place)
                connection.execute(text("INSERT INTO sealed VALUES (:place, :body)"), {"place": place, "body": body})
                connection.execute(text("INSERT INTO term VALUES (:term, :place)"), {"term": name, "place": place})
                connection.execute(text("INSERT INTO words VALUES (:body, :place)"), {"body": sentence, "place": place})
                about = (Salted(self.keys.salt(subject), f"subject:{subject}"), Salted(self.keys.salt(subject), name))
                self.ledger.append([Entry(Event.DECISION_SIGNED, NOW, about[1], about)], connection)
            self.files.put(sentence.encode("utf-16"), subjects=(subject,), name=f"{name}.txt")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    # Whatever a library would put into a temporary file goes into the folder that is searched.
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    handler = logging.FileHandler(tmp_path / "everything.log")
    logging.getLogger("honour").addHandler(handler)
    logging.getLogger("honour").setLevel(logging.DEBUG)
    made = Workspace(tmp_path)
    made.fill()
    yield made
    logging.getLogger("honour").removeHandler(handler)
    handler.close()


CANARIES = [*(word for name in PEOPLE.values() for word in name.split()), "asthma pump", "crying at the gate"]


def test_the_search_itself_finds_canaries_in_every_form(tmp_path: Path) -> None:
    for n, data in enumerate(["x Quillon1 y", "x Quillon1 y"]):
        (tmp_path / f"utf{n}").write_bytes(data.encode("utf-8" if n else "utf-16"))
    for shift in range(3):
        (tmp_path / f"base{shift}").write_bytes(base64.b64encode(b"z" * shift + b"Quillon1 was here"))
    (tmp_path / "Quillon1.txt").touch()
    assert {name for name, _ in hits(tmp_path, ["Quillon1"])} == {
        "utf0",
        "utf1",
        "base0",
        "base1",
        "base2",
        "Quillon1.txt",
    }


def test_no_canary_is_readable_in_any_file_of_a_workspace(workspace: Workspace) -> None:
    names = {path.name for path in workspace.folder.rglob("*")}
    assert {"school.db", "school.db-wal", "school.db-shm", "persons.db", "persons.db-wal", "everything.log"} <= names
    assert (workspace.folder / "school.db-wal").stat().st_size > 100_000
    assert hits(workspace.folder, CANARIES) == []
    store.empty_log(workspace.engine)
    workspace.engine.dispose()
    assert hits(workspace.folder, CANARIES) == []


def test_a_killed_or_rolled_back_write_leaves_nothing_readable(workspace: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), workspace.engine.begin() as connection:
        for n in range(3000):
            connection.execute(text("INSERT INTO words VALUES (:body, 'x')"), {"body": f"Wolverhampton{n} " * 20})
        raise ZeroDivisionError
    with store.reading(workspace.engine) as connection:  # a sort too large for memory must not spill in clear
        assert (
            len(connection.execute(text("SELECT a.body FROM words a, words b ORDER BY a.body || b.body")).all()) == 1600
        )
    assert hits(workspace.folder, [*CANARIES, "Wolverhampton"]) == []


def test_after_a_persons_key_is_gone_an_older_copy_of_the_main_store_is_unreadable_too(workspace: Workspace) -> None:
    gone, stays = list(PEOPLE)[:2]
    store.empty_log(workspace.engine)
    backup = workspace.folder.parent / f"{workspace.folder.name}-backup"
    backup.mkdir()
    for name in ("school.db", "files"):
        source = workspace.folder / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, backup / name)
    salt = workspace.keys.salt(gone)
    assert workspace.ledger.about(Salted(salt, f"subject:{gone}")) == [0]
    workspace.keys.destroy(gone, NOW)
    workspace.engine.dispose()
    # The restore: main store and files of yesterday, key store of today.
    shutil.copy(backup / "school.db", workspace.folder / "school.db")
    shutil.rmtree(workspace.folder / "files")
    shutil.copytree(backup / "files", workspace.folder / "files")
    restored = Workspace(workspace.folder)
    with store.reading(restored.engine) as connection:
        sealed = dict(connection.execute(text("SELECT place, body FROM sealed")).all())
    for subject in (gone, stays):
        place = f"mis:row/NOTE/{subject}"
        file = restored.files.named(f"{PEOPLE[subject]}.txt")
        if subject == stays:
            assert b"asthma" in restored.keys.unseal(sealed[place], aad=place)
            assert "asthma" in restored.files.get(file).decode("utf-16")
        else:
            with pytest.raises(KeyDestroyed):
                restored.keys.unseal(sealed[place], aad=place)
            with pytest.raises(KeyDestroyed):
                restored.files.get(file)
            with pytest.raises(KeyDestroyed):
                restored.keys.salt(subject)
    # Neither the key nor the salt is in any page of the key store, read with the key of the file itself.
    plain = workspace.folder / "plain.db"
    raw = restored.keys._engine.raw_connection()
    for statement in (f"ATTACH DATABASE '{plain}' AS plain KEY ''", "SELECT sqlcipher_export('plain')", "DETACH plain"):
        raw.cursor().execute(statement).fetchall()
    raw.close()
    content = plain.read_bytes()
    assert stays.encode() in content
    assert salt not in content
    with sqlalchemy.create_engine(f"sqlite:///{plain}").connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM person WHERE subject = :s"), {"s": gone}).scalar() == 0


@pytest.fixture
def unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same SQLite with the same settings, but readable pages: what encryption would hide from the search."""
    monkeypatch.setattr(store, "sqlite3", sqlcipher3.dbapi2)
    monkeypatch.setattr(store, "_sqlcipher", None)


def test_deleted_terms_are_gone_even_from_decrypted_pages(unencrypted: None, tmp_path: Path) -> None:
    """secure_delete, and FTS5's own: stock SQLite keeps deleted words in its pages."""
    engine = store.engine(tmp_path / "school.db", b"k" * 32)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE term (term TEXT, place TEXT)"))
        connection.execute(text("CREATE INDEX by_term ON term (term)"))
        connection.execute(text("CREATE VIRTUAL TABLE words USING fts5(body, place UNINDEXED)"))
        connection.execute(text("INSERT INTO words(words, rank) VALUES ('secure-delete', 1)"))
    for n in range(300):
        with engine.begin() as connection:
            name = "Zephyrstone" if n % 3 else "Quillonby"
            values = {"term": f"{name}{n}", "body": SENTENCE.format(f"{name}{n}"), "place": f"mis:row/NOTE/{n}"}
            connection.execute(text("INSERT INTO term VALUES (:term, :place)"), values)
            connection.execute(text("INSERT INTO words VALUES (:body, :place)"), values)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM words WHERE body LIKE 'Quillonby%'"))
        connection.execute(text("DELETE FROM term WHERE term LIKE 'Quillonby%'"))
    store.empty_log(engine)
    found = {form for _, form in hits(tmp_path, ["Quillonby", "Zephyrstone"])}
    assert found == {b"Zephyrstone", b"zephyrstone"}


def test_a_destroyed_key_is_gone_even_from_decrypted_pages(unencrypted: None, tmp_path: Path) -> None:
    keys = Keys.create(tmp_path / "keys", [KeyFile(tmp_path / "root.key")])
    keys.persons(PEOPLE)
    with store.reading(keys._engine) as connection:
        wrapped = dict(connection.execute(text("SELECT subject, wrapped FROM person")).all())
    for subject in list(PEOPLE)[::2]:
        keys.destroy(subject, NOW)
    content = b"".join(path.read_bytes() for path in (tmp_path / "keys").iterdir())
    left = {subject for subject, key in wrapped.items() if key in content or key[12:40] in content}
    assert left == set(list(PEOPLE)[1::2])
