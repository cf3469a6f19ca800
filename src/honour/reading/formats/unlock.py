"""Opening what a password locks, for the child: office files old and new, PDF, members of a ZIP archive.

Nothing here says a password. What a wrong password gives is never told: each kind is checked by what the file holds for
that, or by the sum of its content.
"""

from __future__ import annotations

import hmac
import io
import re
import struct
import types
import zipfile
import zlib
from hashlib import pbkdf2_hmac
from typing import Any

import msoffcrypto
import pikepdf
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format import ppt97, xls97

from honour.reading.emit import OverLimitError

# The library writes its answer into a temporary file, which nothing behind the walls can open.
_IN_MEMORY: Any = types.SimpleNamespace(TemporaryFile=io.BytesIO)
ppt97.tempfile = xls97.tempfile = _IN_MEMORY

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE_OWN = ("VelvetSweatshop", "/01Hannes Ruescher/01")
"""Excel and PowerPoint lock with these what is only to be protected from changes; anybody may open it."""
_ROUNDS = re.compile(rb'spinCount="(\d+)"')
_MOST_ROUNDS = 1_000_000
"""Office uses 100,000; a file that asks for thousands of millions would only burn time."""
_AES_METHOD, _AES_EXTRA = 99, 0x9901
_AES_ROUNDS, _SUM_BYTES, _CHECK_BYTES, _BLOCK = 1000, 10, 2, 16
_STORED, _DEFLATED = 0, 8


def unlocked(data: bytes, passwords: tuple[str, ...]) -> bytes | None:
    """The document without its lock, or None if no password fits (or none of this kind can be opened)."""
    if b"%PDF-" in data[:1024]:
        return next(filter(None, (_pdf(data, password) for password in passwords)), None)
    if data.startswith(_OLE):
        rounds = _ROUNDS.search(data)
        if rounds and int(rounds[1]) > _MOST_ROUNDS:
            return None
        return next(filter(None, (_office(data, password) for password in (*_OFFICE_OWN, *passwords))), None)
    return None


def advice(sha256: str, *, tried: bool) -> str:
    """What to do about a locked document that has this hash or lies in a file or message that has."""
    failed = "No password given for it fits. " if tried else ""
    return (
        f"{failed}Give its password (honour password add --file {sha256}) or that of whoever sends such files "
        "(--sender ADDRESS), then honour read --retry."
    )


def _pdf(data: bytes, password: str) -> bytes | None:
    try:
        with pikepdf.open(io.BytesIO(data), password=password) as pdf:
            file = io.BytesIO()
            pdf.save(file, encryption=False)
            return file.getvalue()
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return None


def _office(data: bytes, password: str) -> bytes | None:
    try:
        file: Any = msoffcrypto.OfficeFile(io.BytesIO(data))
        if not file.is_encrypted():
            return None
        if type(file).__name__ == "OOXMLFile":
            file.load_key(password=password, verify_password=True)
        else:
            file.load_key(password=password)
        opened = io.BytesIO()
        file.decrypt(opened)
    except (MemoryError, OverLimitError):
        raise
    except Exception:  # noqa: BLE001 - the library raises anything on a damaged file or a wrong password
        return None
    return opened.getvalue()


def member(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, data: bytes, passwords: tuple[str, ...], most_bytes: int
) -> bytes | None:
    """The content of a locked member; None if no password fits. `data`: the archive's own bytes.

    Raises OverLimitError over `most_bytes`.
    """
    if entry.file_size > most_bytes:
        raise OverLimitError("it unpacks to more than is allowed")
    for password in passwords:
        for encoded in dict.fromkeys((password.encode(), password.encode("cp1252", "replace"))):
            content = (
                _aes_member(entry, data, encoded, most_bytes)
                if entry.compress_type == _AES_METHOD
                else _old_member(archive, entry, encoded)
            )
            if content is not None:
                return content
    return None


def _old_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, password: bytes) -> bytes | None:
    """Of the first kind of lock. Its check is one byte, so the sum of the content decides."""
    try:
        with archive.open(entry, pwd=password) as file:
            content = file.read(entry.file_size + 1)
    except (RuntimeError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        return None
    return content if len(content) == entry.file_size else None


def _aes_member(entry: zipfile.ZipInfo, data: bytes, password: bytes, most_bytes: int) -> bytes | None:
    """Of the AES kind (WinZip, 7-Zip): counter mode with a little-endian counter from 1, then a sum over all of it."""
    strength, method = _aes_settings(entry.extra)
    if not strength or method not in (_STORED, _DEFLATED):
        return None
    try:
        name_length, extra_length = struct.unpack_from("<HH", data, entry.header_offset + 26)
    except struct.error:
        return None
    start = entry.header_offset + 30 + name_length + extra_length
    locked = data[start : start + entry.compress_size]
    key_bytes, salt_bytes = 8 + strength * 8, 4 + strength * 4
    if len(locked) < salt_bytes + _CHECK_BYTES + _SUM_BYTES:
        return None
    salt, check = locked[:salt_bytes], locked[salt_bytes : salt_bytes + _CHECK_BYTES]
    content, told = locked[salt_bytes + _CHECK_BYTES : -_SUM_BYTES], locked[-_SUM_BYTES:]
    keys = pbkdf2_hmac("sha1", password, salt, _AES_ROUNDS, 2 * key_bytes + _CHECK_BYTES)
    if keys[2 * key_bytes :] != check:
        return None
    if not hmac.compare_digest(hmac.digest(keys[key_bytes : 2 * key_bytes], content, "sha1")[:_SUM_BYTES], told):
        return None
    opened = _counted(content, keys[:key_bytes])
    if method == _STORED:
        return opened
    unpacking = zlib.decompressobj(-15)
    try:
        plain = unpacking.decompress(opened, most_bytes + 1)
    except zlib.error:
        return None
    if len(plain) > most_bytes:
        raise OverLimitError("it unpacks to more than is allowed")
    return plain


def _aes_settings(extra: bytes) -> tuple[int, int]:
    """(strength 1 to 3, method under the lock); zeros if the member does not say."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == _AES_EXTRA and length >= 7 and at + 11 <= len(extra):  # noqa: PLR2004 - version, maker, strength, method
            strength, method = struct.unpack_from("<BH", extra, at + 8)
            return (strength, method) if 1 <= strength <= 3 else (0, 0)  # noqa: PLR2004 - 128, 192, 256 bits
        at += 4 + length
    return 0, 0


def _counted(content: bytes, key: bytes) -> bytes:
    blocks = -(-len(content) // _BLOCK)
    counters = b"".join(number.to_bytes(_BLOCK, "little") for number in range(1, blocks + 1))
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - of counters, which is counter mode
    stream = encryptor.update(counters)[: len(content)]
    return (int.from_bytes(content, "little") ^ int.from_bytes(stream, "little")).to_bytes(len(content), "little")
