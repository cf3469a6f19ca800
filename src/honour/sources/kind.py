"""What kind of source a path or URL names, so that `honour connect` need not ask."""

from __future__ import annotations

import csv
from enum import StrEnum
from pathlib import Path

from honour.kernel.errors import SourceError
from honour.kernel.mbox import looks_like_mbox
from honour.sources.database.csvs import looks_like_tables
from honour.sources.folder.folder import is_message
from honour.sources.paper_index.paper_index import PLACE_WORDS

_HEAD_BYTES = 4096
_SQLITE = b"SQLite format 3\x00"
_ZIP = b"PK\x03\x04"
_MAIL_ENDINGS = frozenset({".eml", ".msg", ".pst", ".ost"})
_LOOK_AT_FILES = 200
"""So many files of a folder tell mail from other files; a whole drive is not listed to find out."""


class SourceKind(StrEnum):
    DATABASE = "database"
    FOLDER = "folder"
    MAILBOX = "mailbox"
    PAPER = "paper"


def detect(path_or_url: str) -> SourceKind:
    """Looks at the content, never at the name alone. Raises SourceError if it is missing, shut or none of the four."""
    if path_or_url.lower().startswith(("imap://", "imaps://")):
        return SourceKind.MAILBOX
    if "://" in path_or_url:
        return SourceKind.DATABASE
    path = Path(path_or_url)
    try:
        if path.is_dir():
            return SourceKind.DATABASE if looks_like_tables(path) else _of_folder(path)
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError:
        raise SourceError("there is nothing at this path", advice="Check the spelling of the path.") from None
    except OSError as error:
        raise SourceError(
            f"the source cannot be opened: {error.strerror}", advice="Give this account the right to read it."
        ) from None
    if head.startswith(_SQLITE):
        return SourceKind.DATABASE
    if head.startswith(_ZIP) and looks_like_tables(path):
        return SourceKind.DATABASE
    if looks_like_mbox(head) or path.suffix.lower() in _MAIL_ENDINGS:
        return SourceKind.MAILBOX
    if _is_paper_index(head):
        return SourceKind.PAPER
    raise SourceError(
        "this file is neither a database, a mailbox nor a paper index",
        advice="Connect the folder that holds it; all files in it will be read.",
    )


def _of_folder(path: Path) -> SourceKind:
    if (path / "cur").is_dir() and (path / "new").is_dir():
        return SourceKind.MAILBOX
    mail = other = 0
    for number, found in enumerate(path.rglob("*")):
        if number >= _LOOK_AT_FILES:
            break
        if found.is_symlink() or not found.is_file():
            continue
        is_mail = is_message(found) or found.suffix.lower() in _MAIL_ENDINGS
        if not is_mail:
            with found.open("rb") as file:
                is_mail = looks_like_mbox(file.read(_HEAD_BYTES))
        mail, other = mail + is_mail, other + (not is_mail)
    return SourceKind.MAILBOX if mail > other else SourceKind.FOLDER


def _is_paper_index(head: bytes) -> bool:
    first = head.decode("utf-8-sig", "replace").partition("\n")[0]
    names = {name.strip().lower() for name in next(csv.reader([first.replace(";", ",").replace("\t", ",")]), [])}
    found = {word for word in PLACE_WORDS for name in names if word in name.replace("_", " ")}
    return len(found) >= 2  # noqa: PLR2004 - one such word also heads a column of a club list
