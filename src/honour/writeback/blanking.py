"""What to put where a personal value stood: nothing, or a placeholder the column accepts. Pure."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

from honour.kernel.change import Action
from honour.kernel.following import canonical
from honour.sources.database.access import to_value
from honour.sources.database.structure import ColumnShape, Sort, TableShape

_LONG, _SHORT = ("removed-", 8), ("rm-", 5)
"""A placeholder's beginning and how many hex digits follow it."""
_PLACEHOLDER = re.compile(r"removed-[0-9a-f]{8}|rm-[0-9a-f]{5}")
_CONSTANTS = {
    Sort.NUMBER: "0",
    Sort.FLOAT: "0",
    Sort.FLAG: "0",
    Sort.DATE: "1900-01-01",
    Sort.MOMENT: "1900-01-01 00:00:00",
    Sort.TIME: "00:00:00",
    Sort.LIST: "[]",
}


@dataclass(frozen=True, slots=True)
class Put:
    action: Action
    new: str | None


@dataclass(frozen=True, slots=True)
class CannotPut:
    why: str
    """In plain words, for the office."""


def is_placeholder(value: str) -> bool:
    return _PLACEHOLDER.fullmatch(value.rstrip()) is not None


def blank(
    shape: TableShape, column: ColumnShape, value: str, *, points: bool, joins: bool = False, secret: bytes
) -> Put | CannotPut:
    """What replaces `value`. `points`: it names a row elsewhere, so no made-up value will do. `joins`: rows find each
    other by this value, so a placeholder is better than nothing: the same for the same value.
    """
    if column.generated:
        return CannotPut("the database computes this field from others")
    if column.name in shape.key:
        return CannotPut("the field is part of the key of the entry")
    room = column.length if column.length is not None else 1 << 16
    text = column.sort in {Sort.TEXT, Sort.OTHER} and not points
    if column.nullable and not (joins and text and room >= len(_SHORT[0]) + _SHORT[1]):
        return Put(Action.BLANK, None)
    unique = any(column.name in group for group in shape.unique)
    if text:
        digits = hmac.digest(secret, canonical(value).encode("utf-8", "surrogateescape"), "sha256").hex()
        for begin, count in (_LONG, _SHORT):
            if room >= len(begin) + count:
                return Put(Action.PLACEHOLDER, begin + digits[:count])
        if not unique:
            return Put(Action.PLACEHOLDER, "")
        return CannotPut("the field may not be empty, must differ in every entry and has no room for a placeholder")
    if points:
        return CannotPut("the field may not be empty and names another entry")
    if unique:
        return CannotPut("the field may not be empty and must differ in every entry")
    if column.sort is Sort.JSON:
        return Put(Action.PLACEHOLDER, "[]" if value.lstrip().startswith("[") else "{}")
    if column.sort is Sort.INTEGER:
        return Put(Action.PLACEHOLDER, "0")
    if column.sort in _CONSTANTS:
        return Put(Action.PLACEHOLDER, _CONSTANTS[column.sort])
    return CannotPut("the field may not be empty and takes values of a list only")


def misfit(shape: TableShape, column: ColumnShape, value: str, *, dialect: str) -> str:
    """Why a new value cannot stand in the column; '' if it can. Never quotes the value."""
    if column.generated:
        return "the database computes this field from others"
    if column.name in shape.key:
        return "the field is part of the key of the entry"
    if column.sort is Sort.BYTES:
        return "the field holds data that are no text"
    if column.length is not None and column.sort is Sort.TEXT and len(value) > column.length:
        return f"the field takes at most {column.length} characters"
    if not value and not column.nullable and column.sort is not Sort.TEXT:
        return "the field may not be empty"
    if value and dialect != "sqlite":
        try:
            to_value(column.sort, value)
        except ValueError:
            return f"the field takes a {column.sort.value} only"
    return ""
