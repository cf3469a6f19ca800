"""Make and open a school's workspace: settings, keys, store, ledger, index, files in one value."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError

from honour.kernel.errors import BadInput, SourceError, Trouble
from honour.kernel.holding import SubjectId
from honour.ledger.entry import Entry, Office, Salted
from honour.ledger.events import Event
from honour.ledger.log import Ledger
from honour.people.index import Index
from honour.protection import store
from honour.protection.files import FileStore
from honour.protection.keys import Keys
from honour.protection.slots import KeyFile, Passphrase
from honour.workspace import settings as settings_file
from honour.workspace.settings import Settings, SourceSetting

STATE = ".honour"
KEY_FILE = "root.key"
STORE_FILE = "school.db"


@dataclass
class School:
    """An open workspace. `folder` holds honour.toml; everything derived lies in `folder/.honour`."""

    folder: Path
    settings: Settings
    keys: Keys

    @property
    def state(self) -> Path:
        return self.folder / STATE

    @cached_property
    def engine(self) -> Engine:
        """The encrypted file, or the PostgreSQL database that honour.toml names."""
        if self.settings.store:
            return _on_server(self.settings.store_url())
        return store.engine(self.state / "store" / STORE_FILE, self.keys.purpose("store"))

    @cached_property
    def signing_key(self) -> Ed25519PrivateKey:
        return self.keys.signing_key()

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.engine, origin=f"honour.school/{self.keys.school}", signing_key=self.signing_key)

    @cached_property
    def index(self) -> Index:
        return Index(self.engine, self.keys)

    @cached_property
    def files(self) -> FileStore:
        return FileStore(self.state / "files", self.keys)

    def warnings(self) -> list[str]:
        """Standing warnings, in words. The caller shows them every time."""
        found = dict.fromkeys((*self.keys.warnings, *store.standing_warnings(self.engine)))
        return [f"{w.what} {w.advice}" for w in found]

    def note(
        self,
        event: Event,
        *,
        about: Sequence[str] = (),
        subject: SubjectId | None = None,
        rules: Sequence[str] = (),
        facts: Sequence[tuple[str, int | str]] = (),
        actor: Office = Office.PROGRAM,
        connection: Connection | None = None,
    ) -> int:
        """Writes one line of evidence and returns its place.

        `about` names things exactly (`case:SAR-…`, `record:mis:row/…`); with `subject` they are committed to
        with that person's salt, so that they say nothing once the person's key is destroyed.
        """
        salt = self.keys.salt(subject) if subject else self.keys.school_salt()
        things = [Salted(salt, what) for what in about]
        if subject:
            things.append(Salted(salt, f"subject:{subject}"))
        entry = Entry(event, datetime.now(UTC), actor, tuple(things), tuple(rules), tuple(facts))
        return self.ledger.append([entry], connection)[0].place

    def add_source(self, source: SourceSetting) -> None:
        self.settings = settings_file.append_source(self.folder, source)


def _on_server(url: str) -> Engine:
    """Raises Trouble, without the server's words, which may hold the URL."""
    try:
        made = store.engine(url)
        with made.connect():
            return made
    except ImportError:
        raise Trouble(
            "The store is on PostgreSQL, and the program that talks to it is not installed.",
            advice="Install it: pip install honour[postgres]",
        ) from None
    except (DBAPIError, ArgumentError):
        raise Trouble(
            "The database that honour.toml names under [store] cannot be reached.",
            advice="Check its url, the password's environment variable, and that the server runs.",
        ) from None


def create_school(folder: Path, settings: Settings, *, passphrase: str | None = None) -> School:
    """A new workspace in `folder` (made if missing), opened by `passphrase`, else by a key file in it.

    The key file way stands under a warning: whoever copies the folder has the key. Raises BadInput if a
    workspace is already there; then nothing was touched.
    """
    if (folder / settings_file.FILE_NAME).exists():
        raise BadInput("There is a workspace here already.", advice="Choose another folder.")
    if (folder / STATE).exists():
        raise BadInput(
            "There is a folder .honour here whose honour.toml is missing.",
            advice="Restore honour.toml from a backup, or choose another folder.",
        )
    made_here = not folder.exists()
    unfinished = folder / f"{STATE}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        for part in ("keys", "store", "files"):
            (unfinished / part).mkdir(parents=True, mode=0o700)
        unfinished.chmod(0o700)
        keys = unfinished / "keys"
        Keys.create(keys, [Passphrase(passphrase)] if passphrase else [KeyFile(keys / KEY_FILE)]).close()
        unfinished.rename(folder / STATE)
        settings_file.save(folder, settings)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        if made_here and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        raise
    school = _opened(folder, passphrase)
    school.note(Event.SCHOOL_CREATED, about=[f"school:{school.keys.school}"])
    school.note(Event.KEY_CREATED, about=[f"school:{school.keys.school}"])
    return school


def open_school(folder: Path, *, passphrase: str | None = None) -> School:
    """The workspace in `folder`. `passphrase` defaults to $HONOUR_PASSPHRASE, then to the key file.

    Raises BadInput where there is no workspace, and what `Keys.open` raises for a wrong passphrase.
    """
    school = _opened(folder, passphrase or os.environ.get("HONOUR_PASSPHRASE") or None)
    if not school.settings.store and not (school.state / "store" / STORE_FILE).is_file():
        raise SourceError(
            "The school's database is missing from .honour, so its index and ledger are gone.",
            advice="Restore the folder .honour from a backup.",
        )
    return school


def _opened(folder: Path, passphrase: str | None) -> School:
    loaded = settings_file.load(folder)
    if not (folder / STATE / "keys").is_dir():
        raise SourceError(
            "The folder .honour is missing beside honour.toml, so the school's keys and index are gone.",
            advice="Restore it from a backup, or make a new workspace with honour new and connect the sources again.",
        )
    return School(folder.resolve(), loaded, Keys.open(folder / STATE / "keys", passphrase=passphrase))
