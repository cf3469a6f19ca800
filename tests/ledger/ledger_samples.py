"""What several ledger tests share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from honour.ledger.entry import Entry, Office, Salted
from honour.ledger.events import Event

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "honour.school/0123456789abcdef"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SALT = b"s" * 32


def an_entry(number: int = 0, event: Event = Event.DECISION_SIGNED) -> Entry:
    about = (Salted(SALT, f"record:mis:row/PUPIL/{number}"),)
    return Entry(event, START + timedelta(seconds=number), Office.HEAD, about, ("law:rights/access",), (("n", number),))
