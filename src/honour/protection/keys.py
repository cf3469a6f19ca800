"""The key hierarchy of one school and what is sealed with it. Format and levels: docs/spec/keys.md."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Column, LargeBinary, MetaData, Table, Text, delete, insert, inspect, select

from honour.kernel.errors import BadInput, Tampered, Trouble
from honour.kernel.holding import SubjectId
from honour.protection import slots as slot_kinds
from honour.protection import store
from honour.protection.atomic import write_atomically
from honour.protection.errors import KeyDestroyed, KeyMissing
from honour.protection.slots import KEY_BYTES, NONCE_BYTES, KeyFile, Passphrase
from honour.protection.warnings import KEY_FILE, StandingWarning

KEY_FILE_NAME = "root.key"
_SLOTS_NAME = "slots.json"
_STORE_NAME = "persons.db"
_MAGIC = b"HNR1"
_COUNT_BYTES = 2
_KEY_ID_BYTES = 16
_TAG_BYTES = 16
_WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + _TAG_BYTES
_MOST_PERSONS = 0xFFFF
_REMEMBERED = 20_000
"""Wrapping keys kept in memory; a school's texts concern fewer different groups of people."""
_PURPOSE = re.compile(r"[a-z][a-z-]{0,39}\Z")
TEXTS = "texts"

metadata = MetaData()
_persons = Table(
    "person",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("key_id", LargeBinary, nullable=False, unique=True),
    Column("wrapped", LargeBinary, nullable=False),
)
_destroyed = Table(
    "destroyed",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("key_id", LargeBinary, nullable=False, unique=True),
    Column("at", Text, nullable=False),
)


class Keys:
    """A school's keys, open. Made by `create` or `open`; safe for threads; one per process.

    Sees within one call when another process made or destroyed a person's key.
    """

    def __init__(self, folder: Path, slots_file: dict[str, Any], root: bytes) -> None:
        self._folder = folder
        self._slots_file = slots_file
        self._root = root
        self._school = _derived(root, f"school/{slots_file['school']}")
        self._purposes: dict[str, bytes] = {}
        self._wrap = AESGCM(self.purpose("person-wrap"))
        self._engine = store.engine(folder / _STORE_NAME, self.purpose("person-store"))
        with store.reading(self._engine) as connection:
            made = inspect(connection).has_table(_destroyed.name)
        if not made:
            with self._engine.begin() as connection:
                metadata.create_all(connection)
        self._lock = threading.RLock()
        self._watch: Any = self._engine.raw_connection()
        """One connection kept to ask SQLite whether another one has written (PRAGMA data_version)."""
        self._version: int | None = None
        self._known: dict[SubjectId, tuple[bytes, bytes, bytes]] = {}
        """subject: (key id, key, salt)."""
        self._by_id: dict[bytes, bytes] = {}
        self._gone: dict[SubjectId, str] = {}
        self._gone_ids: set[bytes] = set()
        self._groups: dict[tuple[bytes, ...], AESGCM] = {}

    def __repr__(self) -> str:
        return "Keys(open)"

    def __reduce__(self) -> str | tuple[Any, ...]:
        raise TypeError("open keys are not copied to other processes; open them there")

    # open

    @classmethod
    def create(cls, folder: Path, slots: Sequence[Passphrase | KeyFile]) -> Keys:
        """Makes the root key, at least one slot and an empty person key store in `folder` (made, mode 0700).

        Raises BadInput, with nothing written, when there are keys already or a passphrase is too short.
        """
        if (folder / _SLOTS_NAME).exists():
            raise BadInput("there are keys in this folder already", advice="Open them, or choose another folder.")
        if not slots:
            raise BadInput("keys that nothing can open are no keys", advice="Give a passphrase or a key file.")
        root = os.urandom(KEY_BYTES)
        # Passphrases first: they may be refused, and a key file would be left behind.
        ordered = sorted(slots, key=lambda slot: isinstance(slot, KeyFile))
        for slot in ordered:
            if isinstance(slot, Passphrase):
                slot_kinds.check_passphrase(slot)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        wrapped = [_slot(number, root, slot) for number, slot in enumerate(ordered)]
        slots_file = {"honour-keys": 1, "school": os.urandom(8).hex(), "slots": wrapped}
        _write_slots(folder, slots_file)
        return cls(folder, slots_file, root)

    @classmethod
    def open(
        cls, folder: Path, *, passphrase: str | None = None, shares: Sequence[str] = (), keyfile: Path | None = None
    ) -> Keys:
        """Opens with what is given; with nothing, with the key file in `folder`.

        Raises Locked when it opens no slot, BadInput when there are no keys or their file is damaged.
        """
        try:
            slots_file = json.loads((folder / _SLOTS_NAME).read_text("utf-8"))
            slots = slots_file["slots"]
            known = slots_file["honour-keys"] == 1 and isinstance(slots_file["school"], str)
        except FileNotFoundError as error:
            raise BadInput("there are no keys in this folder", advice="Is this the school's workspace?") from error
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput("the slots file is damaged", advice="Restore it from a backup.") from error
        if not known:
            raise BadInput("these keys were made by a newer Honour", advice="Update Honour.")
        try:
            if passphrase is not None:
                root = slot_kinds.open_passphrase(slots, passphrase)
            elif shares:
                root = slot_kinds.open_shares(slots, shares)
            else:
                root = slot_kinds.open_keyfile(slots, keyfile or folder / KEY_FILE_NAME)
        except (KeyError, TypeError) as error:
            raise BadInput("the slots file is damaged", advice="Restore it from a backup.") from error
        return cls(folder, slots_file, root)

    def close(self) -> None:
        """Forgets the keys as far as Python can."""
        with self._lock:
            self._watch.close()
            self._engine.dispose()
            self._forget()
            self._root = self._school = b""
            self._purposes.clear()

    @property
    def school(self) -> str:
        """The school's random id, 16 hex digits; public."""
        return str(self._slots_file["school"])

    @property
    def slots(self) -> tuple[tuple[int, str], ...]:
        """(number, kind) of every way to open these keys."""
        return tuple((slot["number"], slot["kind"]) for slot in self._slots_file["slots"])

    @property
    def warnings(self) -> tuple[StandingWarning, ...]:
        by_file = (KEY_FILE,) if any(kind == "keyfile" for _, kind in self.slots) else ()
        return (*by_file, *store.standing_warnings(self._engine))

    def add(self, slot: Passphrase | KeyFile) -> None:
        self._add_slot(_slot(self._next_number(), self._root, slot))

    def issue_shares(self) -> tuple[str, ...]:
        """Three sheets of words, any two of which open these keys. Shown once, stored nowhere."""
        slot, shares = slot_kinds.wrap_shares(self._next_number(), self._root)
        self._add_slot(slot)
        return shares

    def remove(self, number: int) -> None:
        """Closes one way in. The last one stays. Who kept a copy of the old slots file can still use it."""
        kept = [slot for slot in self._slots_file["slots"] if slot["number"] != number]
        if not kept or len(kept) == len(self._slots_file["slots"]):
            raise BadInput("this slot cannot be removed", advice="Add another first; see the list of slots.")
        self._replace_slots(kept)

    def _next_number(self) -> int:
        return 1 + max(number for number, _ in self.slots)

    def _add_slot(self, slot: dict[str, Any]) -> None:
        self._replace_slots([*self._slots_file["slots"], slot])

    def _replace_slots(self, slots: list[dict[str, Any]]) -> None:
        changed = {**self._slots_file, "slots": slots}
        _write_slots(self._folder, changed)
        self._slots_file = changed

    # purposes

    def purpose(self, name: str) -> bytes:
        """L2: 32 bytes for one purpose, the same every time. `store` opens the school's database."""
        if name not in self._purposes:
            if not _PURPOSE.match(name):
                raise BadInput("a purpose is named by a lower-case word")
            self._purposes[name] = _derived(self._school, f"purpose/{name}")
        return self._purposes[name]

    def signing_key(self) -> Ed25519PrivateKey:
        """Signs the ledger's checkpoints."""
        return Ed25519PrivateKey.from_private_bytes(self.purpose("ledger-signature"))

    def school_salt(self) -> bytes:
        """Salt of ledger commitments to what concerns no person."""
        return self.purpose("ledger-salt")

    # persons

    def persons(self, subjects: Iterable[SubjectId]) -> None:
        """Makes keys and salts for those who have none. Raises KeyDestroyed, making none, if one was destroyed."""
        wanted = list(dict.fromkeys(subjects))
        with self._lock:
            self._refresh()
            self._refuse_destroyed(wanted)
            if all(subject in self._known for subject in wanted):
                return
            with self._engine.begin() as connection:
                # Again under the writer's lock: another process may have been quicker.
                self._load(connection)
                self._refuse_destroyed(wanted)
                rows = []
                for subject in wanted:
                    if subject not in self._known:
                        secret = os.urandom(2 * KEY_BYTES)
                        nonce = os.urandom(NONCE_BYTES)
                        wrapped = nonce + self._wrap.encrypt(nonce, secret, _person(subject))
                        rows.append({"subject": subject, "key_id": os.urandom(_KEY_ID_BYTES), "wrapped": wrapped})
                if rows:
                    connection.execute(insert(_persons), rows)
            self._version = None
            self._refresh()

    def person(self, subject: SubjectId, purpose: str) -> bytes:
        """A key derived from the person's, for one purpose; dies with it. Makes the person's key if there is none."""
        if not _PURPOSE.match(purpose):
            raise BadInput("a purpose is named by a lower-case word")
        return _derived(self._secret(subject)[1], f"person/{purpose}")

    def salt(self, subject: SubjectId) -> bytes:
        """The person's salt for ledger commitments; dies with their key. Made if there is none."""
        return self._secret(subject)[2]

    def destroyed_at(self, subject: SubjectId) -> datetime | None:
        with self._lock:
            self._refresh()
            at = self._gone.get(subject)
            return None if at is None else datetime.fromisoformat(at)

    def destroy(self, subject: SubjectId, now: datetime) -> datetime:
        """Destroys the person's key and salt; when it returns, it has read the store again and they are gone.

        Returns the moment of destruction: the first one, however often called. A subject without keys is marked too,
        so that none is made later. Raises StoreBusy (key already gone, old pages perhaps not: call again) or Trouble.
        """
        at = now.astimezone(UTC).isoformat()
        with self._lock:
            with self._engine.begin() as connection:
                found = connection.execute(select(_persons).where(_persons.c.subject == subject)).first()
                done = connection.execute(select(_destroyed.c.at).where(_destroyed.c.subject == subject)).scalar()
                if found is not None:
                    # Same length, so SQLite writes over the old bytes before secure_delete clears them.
                    noise = os.urandom(len(found.wrapped))
                    connection.execute(_persons.update().where(_persons.c.subject == subject).values(wrapped=noise))
                    connection.execute(delete(_persons).where(_persons.c.subject == subject))
                if done is None:
                    key_id = os.urandom(_KEY_ID_BYTES) if found is None else found.key_id
                    connection.execute(insert(_destroyed), {"subject": subject, "key_id": key_id, "at": at})
            self._forget()
            store.empty_log(self._engine)
            with store.reading(self._engine) as connection:
                left = connection.execute(select(_persons.c.subject).where(_persons.c.subject == subject)).first()
                noted = connection.execute(select(_destroyed.c.at).where(_destroyed.c.subject == subject)).scalar()
            if left is not None or noted is None:
                raise Trouble("the key store still holds a key that was destroyed", advice="Run the command again.")
            return datetime.fromisoformat(noted)

    def _secret(self, subject: SubjectId) -> tuple[bytes, bytes, bytes]:
        with self._lock:
            self._refresh()
            if subject not in self._known:
                self.persons([subject])
            return self._known[subject]

    def _refuse_destroyed(self, subjects: Iterable[SubjectId]) -> None:
        if any(subject in self._gone for subject in subjects):
            raise _key_destroyed()

    def _refresh(self) -> None:
        version = self._watch.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            with store.reading(self._engine) as connection:
                self._load(connection)
            self._version = version

    def _load(self, connection: Any) -> None:
        self._forget()
        for subject, key_id, wrapped in connection.execute(select(_persons)):
            try:
                secret = self._wrap.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _person(subject))
            except InvalidTag as error:
                raise Tampered(
                    "a key in the person key store was altered", advice="Restore keys/ from its backup."
                ) from error
            self._known[subject] = (key_id, secret[:KEY_BYTES], secret[KEY_BYTES:])
            self._by_id[key_id] = secret[:KEY_BYTES]
        for subject, key_id, at in connection.execute(select(_destroyed)):
            self._gone[subject] = at
            self._gone_ids.add(key_id)

    def _forget(self) -> None:
        self._version = None
        for remembered in (self._known, self._by_id, self._gone, self._gone_ids, self._groups):
            remembered.clear()

    # seal

    def seal(self, data: bytes, *, subjects: Collection[SubjectId], aad: str, purpose: str = TEXTS) -> bytes:
        """Seals `data` for every person in `subjects`; empty: for nobody, under the purpose key.

        `aad` is the place it is sealed for, usually the record's address; it must be given again to unseal.
        Raises KeyDestroyed if one of them was erased: such a text must be rebuilt without them first.
        """
        if len(subjects) > _MOST_PERSONS:
            raise BadInput(f"one text cannot be sealed for more than {_MOST_PERSONS} people")
        with self._lock:
            self._refresh()
            if any(subject not in self._known for subject in subjects):
                self.persons(subjects)
            ids = tuple(sorted({self._known[subject][0] for subject in subjects}))
            wrapping = self._group(ids, purpose)
        noise = os.urandom(KEY_BYTES + 2 * NONCE_BYTES)
        key, wrap_nonce, nonce = noise[:KEY_BYTES], noise[KEY_BYTES:-NONCE_BYTES], noise[-NONCE_BYTES:]
        head = _MAGIC + len(ids).to_bytes(_COUNT_BYTES, "big") + b"".join(ids)
        bound = _bound(head, purpose, aad)
        return b"".join(
            (head, wrap_nonce, wrapping.encrypt(wrap_nonce, key, bound), nonce, AESGCM(key).encrypt(nonce, data, bound))
        )

    def unseal(self, sealed: bytes, *, aad: str, purpose: str = TEXTS) -> bytes:
        """What was sealed. Raises KeyDestroyed, KeyMissing or Tampered; never returns anything unverified."""
        ids, head = _envelope(sealed)
        with self._lock:
            self._refresh()
            if not self._gone_ids.isdisjoint(ids):
                raise _key_destroyed()
            if any(key_id not in self._by_id for key_id in ids):
                raise KeyMissing(
                    "the key store does not know a key this was sealed with",
                    advice="The key store is older than the text: restore both from the same day, or read again.",
                )
            wrapping = self._group(ids, purpose)
        bound = _bound(head, purpose, aad)
        rest = sealed[len(head) :]
        wrapped, rest = rest[:_WRAPPED_BYTES], rest[_WRAPPED_BYTES:]
        try:
            key = wrapping.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)
            return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], bound)
        except InvalidTag as error:
            raise Tampered(
                "a sealed text was altered, or is not from the place it was sealed for", advice="Read the source again."
            ) from error

    def _group(self, ids: tuple[bytes, ...], purpose: str) -> AESGCM:
        if not ids:
            return AESGCM(self.purpose(purpose))
        if ids not in self._groups:
            if len(self._groups) >= _REMEMBERED:
                self._groups.clear()
            self._groups[ids] = AESGCM(_derived(b"".join(self._by_id[key_id] for key_id in ids), "persons"))
        return self._groups[ids]


def _slot(number: int, root: bytes, slot: Passphrase | KeyFile) -> dict[str, Any]:
    if isinstance(slot, KeyFile):
        return slot_kinds.wrap_keyfile(number, root, slot)
    return slot_kinds.wrap_passphrase(number, root, slot)


def _write_slots(folder: Path, slots_file: dict[str, Any]) -> None:
    write_atomically(folder / _SLOTS_NAME, json.dumps(slots_file, indent=1).encode() + b"\n")


def _derived(key: bytes, what: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"honour/1/{what}".encode()).derive(key)


def _person(subject: str) -> bytes:
    return f"honour/1/person/{subject}".encode()


def _bound(head: bytes, purpose: str, aad: str) -> bytes:
    return head + purpose.encode() + b"\x00" + aad.encode()


def _envelope(sealed: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """Key ids and everything before the first nonce."""
    start = len(_MAGIC) + _COUNT_BYTES
    end = start + int.from_bytes(sealed[len(_MAGIC) : start], "big") * _KEY_ID_BYTES
    if sealed[: len(_MAGIC)] != _MAGIC or len(sealed) < end + _WRAPPED_BYTES + NONCE_BYTES + _TAG_BYTES:
        raise Tampered("this is no sealed text, or a part of it is missing", advice="Read the source again.")
    ids = tuple(sealed[at : at + _KEY_ID_BYTES] for at in range(start, end, _KEY_ID_BYTES))
    return ids, sealed[:end]


def _key_destroyed() -> KeyDestroyed:
    return KeyDestroyed(
        "the key of a person this concerns was destroyed; it is beyond recovery",
        advice="What concerns the others can be read again from its source.",
    )
