"""The signature of a pack: a C2SP signed note over the hash of its manifest."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from honour.ledger.note import VerifierKey

FIRST_LINE = "honour-pack/1"
KEY_NAME = "honour-pack"
"""Name of the key in the note; says nothing about the school, whose key it is the recipient learns on paper."""
_ID_BYTES = 4


def sign(case: str, manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    verifier = VerifierKey.of(KEY_NAME, key)
    body = _body(case, manifest)
    signature = base64.b64encode(verifier.id + key.sign(body.encode())).decode()
    return f"{body}\n\u2014 {KEY_NAME} {signature}\n".encode()


def holds(untrusted_note: bytes, case: str, manifest: bytes, verifier: VerifierKey) -> bool:
    """Whether the note is exactly what `sign` gives for this case and manifest, by this key."""
    head = f"{_body(case, manifest)}\n\u2014 {verifier.name} ".encode()
    if not untrusted_note.startswith(head) or not untrusted_note.endswith(b"\n"):
        return False
    encoded = untrusted_note[len(head) : -1]
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    # One signature, one spelling: base64 has several for the same bytes.
    if base64.b64encode(raw) != encoded or raw[:_ID_BYTES] != verifier.id:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(verifier.public).verify(raw[_ID_BYTES:], _body(case, manifest).encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: bytes) -> str:
    """What is printed in the letter's covering note and read over the telephone: 8 groups of 4 hex digits."""
    digest = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


def _body(case: str, manifest: bytes) -> str:
    return f"{FIRST_LINE}\n{case}\n{base64.b64encode(hashlib.sha256(manifest).digest()).decode()}\n"


@dataclass(frozen=True, slots=True)
class LedgerRef:
    """Where the school's ledger speaks of this pack: its name, the entry's number, the checkpoint's text."""

    log: str
    entry: int
    checkpoint: str = ""
