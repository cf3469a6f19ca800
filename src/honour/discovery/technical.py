"""Columns that serve the database and tell nothing about a person: keys, versions, row times, order, tenant."""

from __future__ import annotations

from collections.abc import Collection

from honour.discovery.entities import bare
from honour.discovery.profile import ColumnProfile

_STAMPED = frozenset(
    """created updated modified changed entered recorded inserted synced imported exported migrated loaded deleted
    archived logged edited erstellt geaendert purged indexed cached processed""".split()
)
_STAMP_WORDS = _STAMPED | set(
    "date time at on last stamp timestamp when day first row record moment utc gmt datetime dttm dt system db was"
    " is end start".split()
)
_VERSION = frozenset(
    """rowversion rowver version revision checksum etag crc md5 sha guid uuid timestamp lockversion optlock
    xmin tstamp concurrency stamp rv lock""".split()
)
_ORDER = frozenset("sort sequence order display position rank seq ordinal line weight index".split())
_GONE = frozenset("is deleted archived flag at on date locked hidden purged obsolete soft del trashed visible".split())
_TENANT = frozenset(
    """school site organisation organization tenant establishment estab trust company campus customer database
    institution client instance org district schools""".split()
)
_MACHINE = frozenset(
    """sync synced batch import imported export exported etl hash crc migration dirty cached cache replication
    lock nonce csrf schema internal dataset source_system""".split()
)
_SPARE = frozenset("spare unused reserved filler dummy blank empty future obsolete".split())
_FILE = frozenset("mime type size bytes extension content file length width height format kb encoding".split())
_FILLER = frozenset("identifier number code is flag the of last key reference row record table system".split())


def technical(column: ColumnProfile, words: tuple[str, ...], *, key: bool) -> str:
    """Why the column tells nothing about a person, or ''. `key`: it is what tells the table's rows apart."""
    told = set(words)
    meat = {word for word in told - _FILLER if not word.isdigit()}
    if key and not _humans_number(told):
        return "only tells the rows apart"
    if {"time", "stamp"} <= told <= _STAMP_WORDS:
        return "when the row was written"
    if told & _STAMPED and told <= _STAMP_WORDS and not column.has("name"):
        return "when the row was written"
    if told and told <= _VERSION | _FILLER and (told & _VERSION or column.has("guid")) and not _humans_number(told):
        return "a version of the row"
    if (
        not bare(words)
        and (column.id_like or not column.filled)
        and (column.has("guid") or told <= {"identifier", "row", "record", "system"})
    ):
        return "a key of the row"
    if (
        meat
        and meat <= _ORDER
        and "identifier" not in told
        and (column.has("integer") or (not column.filled and not meat & {"position", "line"}))
    ):
        return "the order in which rows are shown"
    if meat and meat <= _GONE and meat & {"deleted", "archived", "locked", "hidden", "purged", "obsolete", "trashed"}:
        return "whether the row still counts"
    if (
        meat
        and meat <= _TENANT
        and "last" not in told
        and (told & {"identifier", "number", "code"} or column.has("integer"))
    ):
        return "which school the row belongs to"
    if meat and meat <= _SPARE and not column.filled:
        return "nothing is kept in it"
    if meat and meat <= _FILE and (len(meat) > 1 or meat & {"mime", "bytes"}):
        return "the form of a file"
    if meat and meat <= _MACHINE | _STAMP_WORDS and meat & _MACHINE:
        return "a note of the program for itself"
    return ""


def _humans_number(told: Collection[str]) -> bool:
    """A number people use for each other: an admission number, a payroll number; not a bare STUDENT_ID."""
    held = set(told)
    if held & {"upn", "uln", "uci", "nino", "nhs", "barcode"}:
        return True
    return bool(held & {"number", "admission", "payroll", "trn"} and held - _FILLER) and "identifier" not in held
