"""Actions: keep, list and remove the passwords of locked documents. They lie sealed in the school's file store."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from honour.kernel.errors import BadInput
from honour.kernel.hashes import sha256_hex
from honour.ledger.events import Event
from honour.reading.passwords import Passwords
from honour.workspace.school import School
from honour.workspace.stored import load_json, save_json

_NAME = "document-passwords"
_SHA256 = re.compile(r"(?:[a-z][a-z0-9-]{0,39}:(?:file|message)/)?([0-9a-f]{64})(?:/.*)?\Z")
_MAIL = re.compile(r"[^\s<>@]+@[^\s<>@]+\Z")
_MOST_OF_ONE = 12


@dataclass(frozen=True, slots=True)
class For:
    """What a password is for: `kind` is `file` or `sender`, `what` its SHA-256 or mail address (personal)."""

    kind: str
    what: str


def for_file(untrusted: str) -> For:
    """The SHA-256 or address of a file or message, or the path of a file, which is then hashed. Raises BadInput."""
    found = _SHA256.match(untrusted)
    if found:
        return For("file", found[1])
    path = Path(untrusted).expanduser()
    try:
        return For("file", sha256_hex(path.read_bytes()))
    except OSError:
        raise BadInput(
            "That is no file, and no SHA-256 or address of one.",
            advice="honour read --json gives the address of everything that was not read.",
        ) from None


def for_sender(untrusted: str) -> For:
    """Raises BadInput."""
    if not _MAIL.match(untrusted):
        raise BadInput("That is no mail address.", advice="Write it as name@school.example.")
    return For("sender", untrusted.lower())


def held_passwords(school: School) -> Passwords:
    held = _load(school)
    return Passwords(*({what: tuple(said) for what, said in held[kind].items()} for kind in ("file", "sender")))


def add(school: School, target: For, password: str) -> int:
    """How many passwords are now kept for the target. Raises BadInput for an empty one or one too many."""
    if not password:
        raise BadInput("No password was given.", advice="Type it when asked, or set HONOUR_DOCUMENT_PASSWORD.")
    held = _load(school)
    known = held[target.kind].setdefault(target.what, [])
    if password not in known:
        if len(known) >= _MOST_OF_ONE:
            raise BadInput(
                f"{_MOST_OF_ONE} passwords are kept for that already.", advice="Remove them: honour password remove."
            )
        known.append(password)
        save_json(school.files, _NAME, held)
        school.note(Event.PASSWORD_KEPT, facts=[("passwords", len(known))])
    return len(known)


def listed(school: School) -> list[tuple[For, int]]:
    """What passwords are kept for, and how many; never the passwords."""
    held = _load(school)
    return [(For(kind, what), len(said)) for kind in ("file", "sender") for what, said in sorted(held[kind].items())]


def remove(school: School, target: For) -> int:
    """How many were removed. Idempotent."""
    held = _load(school)
    gone = held[target.kind].pop(target.what, [])
    if gone:
        save_json(school.files, _NAME, held)
        school.note(Event.PASSWORD_REMOVED, facts=[("passwords", len(gone))])
    return len(gone)


def _load(school: School) -> dict[str, dict[str, list[str]]]:
    held = load_json(school.files, _NAME, {})
    return {kind: dict(held.get(kind, {})) for kind in ("file", "sender")}
