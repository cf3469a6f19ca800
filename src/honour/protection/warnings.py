"""A warning that stands as long as its cause does. Whoever talks to people shows it every time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StandingWarning:
    what: str
    advice: str


KEY_FILE = StandingWarning(
    "The keys are opened by a file on this computer: whoever copies both folders can read everything.",
    "Add a passphrase or paper shares, then remove the key file. Right for the demo only.",
)
NO_SQLCIPHER = StandingWarning(
    "sqlcipher3 is not installed: the database file is not encrypted. Texts are still sealed person by person; "
    "the index of words is not.",
    "Install sqlcipher3 and make the workspace anew, or keep the folder on an encrypted disk.",
)
POSTGRESQL = StandingWarning(
    "The database is on a server: whoever runs it can read the index. Texts are sealed with keys it does not have.",
    "Use a server the school or its trust runs.",
)
