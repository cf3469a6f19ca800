"""Checkpoints, signed notes and proofs as text: C2SP signed-note, tlog-checkpoint and tlog-proof, v1. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from honour.kernel.errors import BadInput
from honour.ledger.merkle import HASH_BYTES

_ED25519 = b"\x01"
_KEY_ID_BYTES = 4
_KEY_NAME = re.compile(r"[^\s+]+\Z")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,18})\Z")
_PROOF_HEADER = "c2sp.org/tlog-proof@v1"
_CHECKPOINT_LINES = 3
_LIMIT_CHARACTERS = 1 << 16
"""A checkpoint has a few hundred; a note with dozens of signatures still fits."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log was at one size. `text` is the whole signed note, as issued."""

    origin: str
    size: int
    root: bytes
    text: str

    def signed_by(self, key: VerifierKey) -> bool:
        """A line with this key's name and id is there, and verifies over the body."""
        body, lines = _parts(self.text)
        for name, signature in lines:
            if name == key.name and signature[:_KEY_ID_BYTES] == key.id:
                try:
                    Ed25519PublicKey.from_public_bytes(key.public).verify(signature[_KEY_ID_BYTES:], body.encode())
                except (InvalidSignature, ValueError):
                    return False
                return True
        return False


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Who may sign: `str()` gives the C2SP vkey, to be kept beside the checkpoints."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, untrusted_text: str) -> VerifierKey:
        name, _, rest = untrusted_text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        raw = _decoded(encoded, "the verifier key")
        key = cls(name, raw[1:])
        if not _KEY_NAME.match(name) or raw[:1] != _ED25519 or len(raw) != 1 + HASH_BYTES or key.id.hex() != key_id:
            raise BadInput("this is no Ed25519 verifier key", advice="It looks like NAME+8 hex digits+base64.")
        return key

    @classmethod
    def of(cls, name: str, signing_key: Ed25519PrivateKey) -> VerifierKey:
        return cls(name, signing_key.public_key().public_bytes_raw())


def issue(origin: str, size: int, root: bytes, signing_key: Ed25519PrivateKey) -> Checkpoint:
    """Signs. The same origin, size, root and key always give the same text."""
    check_origin(origin)
    body = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    key = VerifierKey.of(origin, signing_key)
    signature = base64.b64encode(key.id + signing_key.sign(body.encode())).decode()
    return Checkpoint(origin, size, root, f"{body}\n\u2014 {origin} {signature}\n")


def check_origin(origin: str) -> None:
    if not _KEY_NAME.match(origin) or _CONTROL.search(origin):
        raise BadInput(f"{origin!r} cannot name a ledger", advice="No spaces and no plus sign.")


def read_checkpoint(untrusted_text: str) -> Checkpoint:
    """The checkpoint a text is; its signature is not checked here (`Checkpoint.signed_by`)."""
    body, _ = _parts(untrusted_text)
    lines = body[:-1].split("\n")
    if len(lines) < _CHECKPOINT_LINES or not all(lines) or not _DECIMAL.match(lines[1]):
        raise BadInput("this is no checkpoint", advice="Its lines are origin, size, root, an empty line, a signature.")
    root = _decoded(lines[2], "the root of the checkpoint")
    if len(root) != HASH_BYTES:
        raise BadInput("the root of the checkpoint has a wrong length", advice="Use the file exactly as it was issued.")
    return Checkpoint(lines[0], int(lines[1]), root, untrusted_text)


def write_proof(index: int, hashes: Sequence[bytes], checkpoint: Checkpoint) -> str:
    lines = [_PROOF_HEADER, f"index {index}", *(base64.b64encode(one).decode() for one in hashes)]
    return "\n".join(lines) + "\n\n" + checkpoint.text


def read_proof(untrusted_text: str) -> tuple[int, list[bytes], Checkpoint]:
    """(index, hashes, checkpoint); extra data is skipped. Whether it proves anything: merkle.verify_inclusion."""
    head, empty, note = untrusted_text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != _PROOF_HEADER or not empty:
        raise BadInput("this is no proof", advice=f"It begins with {_PROOF_HEADER}.")
    lines = lines[2:] if len(lines) > 1 and lines[1].startswith("extra ") else lines[1:]
    word, _, number = lines[0].partition(" ") if lines else ("", "", "")
    if word != "index" or not _DECIMAL.match(number):
        raise BadInput("the proof names no entry", advice="Use the file exactly as it was issued.")
    hashes = [_decoded(line, "the proof") for line in lines[1:]]
    if any(len(one) != HASH_BYTES for one in hashes):
        raise BadInput("a hash in the proof has a wrong length", advice="Use the file exactly as it was issued.")
    return int(number), hashes, read_checkpoint(note)


def _parts(untrusted_text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Body with its last newline, and the signature lines as (key name, key id and signature)."""
    body, empty, signatures = untrusted_text.rpartition("\n\n")
    if not empty or not signatures.endswith("\n") or _CONTROL.search(untrusted_text):
        raise BadInput("this is no signed note", advice="Use the checkpoint file exactly as it was issued.")
    if len(untrusted_text) > _LIMIT_CHARACTERS:
        raise BadInput("this note is too long to be a checkpoint", advice="Use the file exactly as it was issued.")
    lines = []
    for line in signatures[:-1].split("\n"):
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        if dash != "\u2014" or not _KEY_NAME.match(name):
            raise BadInput("a signature line of the note is malformed", advice="Use the file exactly as it was issued.")
        lines.append((name, _decoded(encoded, "a signature")))
    return body + "\n", lines


def _decoded(untrusted_base64: str, what: str) -> bytes:
    try:
        return base64.b64decode(untrusted_base64, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput(f"{what} is not base64", advice="Use the file exactly as it was issued.") from error
