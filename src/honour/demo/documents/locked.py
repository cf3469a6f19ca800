"""Files nobody here can open: a PDF and a DOCX under a password, a PDF cut short.

The lock is real (a reader that gets at the text has broken it), the salt fixed, so that bytes depend on the seed.
"""

from __future__ import annotations

import hashlib
import io
import random
import struct

import pikepdf
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_SECTOR = 512
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_SPINS = 50_000
"""Rounds of SHA-1 over the password, as ECMA-376 standard encryption has it."""


def locked_pdf(data: bytes, password: str) -> bytes:
    """128-bit RC4: the strongest lock without a random value in the file; weak against attack, enough to be shut."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        out = io.BytesIO()
        lock = pikepdf.Encryption(owner=password + "-office", user=password, R=3, aes=False, metadata=False)
        pdf.save(out, encryption=lock, static_id=True)
        return out.getvalue()


def locked_docx(data: bytes, password: str, rng: random.Random) -> bytes:
    """ECMA-376 standard encryption (AES-128, SHA-1) in an OLE container, as word processors write it."""
    salt, verifier = rng.randbytes(16), rng.randbytes(16)
    digest = hashlib.sha1(salt + password.encode("utf-16-le"), usedforsecurity=False).digest()
    for spin in range(_SPINS):
        digest = hashlib.sha1(struct.pack("<I", spin) + digest, usedforsecurity=False).digest()
    digest = hashlib.sha1(digest + struct.pack("<I", 0), usedforsecurity=False).digest()
    block = bytes(a ^ 0x36 for a in digest) + b"\x36" * (64 - len(digest))
    key = hashlib.sha1(block, usedforsecurity=False).digest()[:16]

    def encrypted(plain: bytes) -> bytes:
        box = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305  # the format fixes the mode
        return box.update(plain + b"\0" * (-len(plain) % 16)) + box.finalize()

    provider = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<8I", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + provider
    proof = encrypted(hashlib.sha1(verifier, usedforsecurity=False).digest())
    information = (
        struct.pack("<HHII", 3, 2, 0x24, len(header))
        + header
        + struct.pack("<I", 16)
        + salt
        + encrypted(verifier)
        + struct.pack("<I", 20)
        + proof
    )
    return _container(
        [("EncryptedPackage", struct.pack("<Q", len(data)) + encrypted(data)), ("EncryptionInfo", information)]
    )


def _container(streams: list[tuple[str, bytes]]) -> bytes:
    """An OLE compound file. Streams are padded to over 4096 bytes, so that none is a mini stream."""
    padded = [(name, data.ljust(4104, b"\0")) for name, data in streams]
    sectors = [-(-len(data) // _SECTOR) for _, data in padded]
    total = sum(sectors) + 1
    fats = 1
    while total + fats > fats * (_SECTOR // 4):
        fats += 1
    table: list[int] = []
    starts = []
    for count in sectors:
        starts.append(len(table))
        table += [len(table) + step + 1 for step in range(count - 1)] + [_END]
    directory_at = len(table)
    table.append(_END)
    fat_at = len(table)
    table += [_FAT] * fats
    table += [_FREE] * (fats * (_SECTOR // 4) - len(table))
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    # A right-leaning chain is a lawful search tree: shorter names sort first, then by letters.
    ordered = sorted(range(len(padded)), key=lambda at: (len(padded[at][0]), padded[at][0].upper()))
    by_order = [(padded[at][0], starts[at], len(padded[at][1])) for at in ordered]
    for number, (name, start, size) in enumerate(by_order, 1):
        entries.append(_entry(name, 2, start, size, right=number + 1 if number < len(by_order) else _NONE))
    while len(entries) < _SECTOR // 128:
        entries.append(_entry("", 0, 0, 0))
    difat = [fat_at + step for step in range(fats)] + [_FREE] * (109 - fats)
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"", 0x3E, 3, 0xFFFE, 9, 6, 0, fats, directory_at, 0, 4096, _END, 0, _END, 0,
    )  # fmt: skip
    body = b"".join(data.ljust(count * _SECTOR, b"\0") for (_, data), count in zip(padded, sectors, strict=True))
    fat = struct.pack(f"<{len(table)}I", *table)
    return head + struct.pack("<109I", *difat) + body + b"".join(entries) + fat


def _entry(name: str, kind: int, start: int, size: int, child: int = _NONE, right: int = _NONE) -> bytes:
    encoded = (name + "\0").encode("utf-16-le") if name else b""
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(encoded), kind, 1, _NONE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def cut_short(data: bytes, share: float = 0.4) -> bytes:
    """The first part of a file whose copying was broken off; what opens a file at its end is gone."""
    return data[: int(len(data) * share)]
