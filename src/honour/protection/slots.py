"""Ways to open the root key. Each slot wraps the same root under a key of its own; see docs/spec/keys.md."""

from __future__ import annotations

import base64
import binascii
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from honour.kernel.errors import BadInput
from honour.protection.errors import Locked

KEY_BYTES = 32
NONCE_BYTES = 12
ARGON2 = {"memory_kib": 64 * 1024, "passes": 3, "lanes": 4}
"""RFC 9106, section 4, second recommendation."""
ARGON2_LIMITS = {"memory_kib": 1024 * 1024, "passes": 16, "lanes": 16}
"""A slots file that someone altered must not eat the machine."""
SHORTEST_PASSPHRASE_CHARACTERS = 12
SHARES_NEEDED, SHARES = 2, 3


@dataclass(frozen=True, slots=True)
class Passphrase:
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyFile:
    path: Path


def check_passphrase(passphrase: Passphrase) -> None:
    if len(passphrase.text) < SHORTEST_PASSPHRASE_CHARACTERS:
        raise BadInput(
            f"a passphrase needs at least {SHORTEST_PASSPHRASE_CHARACTERS} characters",
            advice="Four or five unrelated words are good and can be remembered.",
        )


def wrap_passphrase(number: int, root: bytes, passphrase: Passphrase) -> dict[str, Any]:
    check_passphrase(passphrase)
    salt = os.urandom(16)
    slot = {"kind": "passphrase", "salt": _text(salt), **ARGON2}
    return _wrapped(slot, number, root, _argon2(passphrase.text, slot))


def wrap_keyfile(number: int, root: bytes, keyfile: KeyFile) -> dict[str, Any]:
    """Makes the file; refuses to overwrite one."""
    secret = os.urandom(KEY_BYTES)
    try:
        handle = os.open(keyfile.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BadInput("there is a key file already", advice="Choose another place for the new one.") from error
    with os.fdopen(handle, "wb") as file:
        file.write(secret.hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return _wrapped({"kind": "keyfile"}, number, root, secret)


def wrap_shares(number: int, root: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The slot and its shares, in words. The shares exist nowhere else: print them, one sheet each."""
    secret = os.urandom(KEY_BYTES)
    # No passphrase and a random secret, so the slow hash inside SLIP-39 has nothing to protect.
    groups = generate_mnemonics(1, [(SHARES_NEEDED, SHARES)], secret, iteration_exponent=0)
    return _wrapped({"kind": "shares"}, number, root, secret), tuple(groups[0])


def open_passphrase(slots: Sequence[dict[str, Any]], passphrase: str) -> bytes:
    found = [_unwrapped(slot, n, _argon2(passphrase, slot)) for n, slot in _of("passphrase", slots)]
    return _first(found, "the passphrase does not open these keys", "Check capitals and spaces.")


def open_shares(slots: Sequence[dict[str, Any]], shares: Sequence[str]) -> bytes:
    try:
        secret = combine_mnemonics([" ".join(share.split()).lower() for share in shares])
    except MnemonicError as error:
        raise BadInput(
            f"these are not {SHARES_NEEDED} shares of one set",
            advice="Type each sheet's words in order; check spelling.",
        ) from error
    found = [_unwrapped(slot, n, secret) for n, slot in _of("shares", slots)]
    return _first(found, "these shares do not open these keys", "They may belong to another school or an older set.")


def open_keyfile(slots: Sequence[dict[str, Any]], path: Path) -> bytes:
    """Refuses a file that others may read: then its secret is not one."""
    try:
        mode = path.stat().st_mode
        content = path.read_text("ascii").strip()
        secret = bytes.fromhex(content)
    except FileNotFoundError as error:
        raise Locked("the key file is not there", advice="Give the passphrase or the paper shares instead.") from error
    except (ValueError, UnicodeDecodeError) as error:
        raise BadInput("the key file is damaged", advice="Give the passphrase or the paper shares instead.") from error
    if stat.S_IMODE(mode) & 0o077:
        raise BadInput("the key file can be read by others", advice="chmod 600 it, and consider its secret known.")
    found = [_unwrapped(slot, n, secret) for n, slot in _of("keyfile", slots)]
    return _first(found, "the key file does not open these keys", "It may belong to another school.")


def _of(kind: str, slots: Sequence[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    found = [(slot["number"], slot) for slot in slots if slot["kind"] == kind]
    if not found:
        raise Locked(f"these keys have no slot of the kind {kind}", advice="Open them in another way.")
    return found


def _first(found: Sequence[bytes | None], message: str, advice: str) -> bytes:
    for root in found:
        if root is not None:
            return root
    raise Locked(message, advice=advice)


def _argon2(passphrase: str, slot: dict[str, Any]) -> bytes:
    if any(not 0 < int(slot[name]) <= most for name, most in ARGON2_LIMITS.items()):
        raise BadInput("the slots file asks for more than any slot needs", advice="Restore it from a backup.")
    return hash_secret_raw(
        passphrase.encode(),
        _bytes(slot["salt"]),
        time_cost=int(slot["passes"]),
        memory_cost=int(slot["memory_kib"]),
        parallelism=int(slot["lanes"]),
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _wrapped(slot: dict[str, Any], number: int, root: bytes, key: bytes) -> dict[str, Any]:
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, root, _bound(slot["kind"], number))
    return {"number": number, **slot, "root": _text(sealed)}


def _unwrapped(slot: dict[str, Any], number: int, key: bytes) -> bytes | None:
    sealed = _bytes(slot["root"])
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(slot["kind"], number))
    except (InvalidTag, ValueError):
        return None


def _bound(kind: str, number: int) -> bytes:
    return f"honour/1/slot/{kind}/{number}".encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(untrusted_text: str) -> bytes:
    try:
        return base64.b64decode(untrusted_text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput("the slots file is damaged", advice="Restore it from a backup.") from error
