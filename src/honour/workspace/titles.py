"""What a table is called towards people who do not know the database. Pure."""

from __future__ import annotations

from honour.discovery.words import tokens

_TECHNICAL = frozenset({"table", "lookup", "view"})
_SPOKEN_IN_CAPITALS = frozenset({"sen", "ehcp", "ehc", "fsm", "lac", "cp", "upn", "dsl", "dbs", "id"})


def table_title(name: str) -> str:
    """`Attendance mark (tblATTMARK)`: its name's words, opened, and the name itself, so that a wrongly opened
    word misleads nobody. The bare name where no words can be told from it.
    """
    words = [word for word in tokens(name) if len(word) > 1 and word not in _TECHNICAL]
    plain = " ".join(word.upper() if word in _SPOKEN_IN_CAPITALS else word for word in words)
    if not plain or plain.casefold().replace(" ", "") == name.casefold().replace("_", ""):
        return name
    return f"{plain[0].upper()}{plain[1:]} ({name})"
