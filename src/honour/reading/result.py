"""What reading one item gave."""

from __future__ import annotations

from dataclasses import dataclass

from honour.kernel.item import Item
from honour.kernel.record import Record
from honour.kernel.unread import Unread
from honour.reading.table import RowTable


@dataclass(frozen=True, slots=True)
class ReadResult:
    """Records in document order; `records` and `unread` together are everything found in the item."""

    item: Item
    records: tuple[Record, ...]
    unread: tuple[Unread, ...]
    tables: tuple[RowTable, ...] = ()
    """The tables whose rows are among `records`."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as pixels: PNG bytes, and its size in PDF points as it is shown (rotation applied)."""

    png: bytes
    width_pt: float
    height_pt: float
