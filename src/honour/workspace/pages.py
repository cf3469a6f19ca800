"""The original page of a page-born record, rendered when the pack is built. Read-only, in a confined child."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import cached_property

from honour.kernel.address import Address, Kind
from honour.kernel.errors import SourceError
from honour.kernel.item import Item
from honour.kernel.record import Record
from honour.reading.pool import Reader
from honour.reading.result import PageImage
from honour.reading.wire import ITEM
from honour.sources.imap.imap import ServerMail
from honour.workspace.memory import Memories
from honour.workspace.opening import Opened, open_all
from honour.workspace.school import School

RELEASE_DPI = 200
"""Legible on paper and read back by OCR; the text of a page is confirmed from its burned pixels."""


class Pages:
    """Finds the bytes behind an address again, by their hash: a file that changed since is not the record."""

    def __init__(self, school: School, reader: Reader) -> None:
        self._school = school
        self._reader = reader

    @cached_property
    def _items(self) -> dict[tuple[str, str], Item]:
        return {(item.source, item.sha256): item for source in self._opened for item in source.files}

    @cached_property
    def _opened(self) -> tuple[Opened, ...]:
        return open_all(self._school.settings.sources, self._school.folder, memory=Memories(self._school)).sources

    def _item(self, source: str, sha256: str) -> Item | None:
        """Of mail on a server, only what the last reading saw is found: it is known by number."""
        found = self._items.get((source, sha256))
        for one in self._opened if found is None else ():
            if one.setting.name == source and isinstance(one.items, ServerMail):
                with contextlib.suppress(SourceError):  # then the record leaves as text, as where a file is gone
                    found = one.items.find(sha256)
        return found

    def image(self, record: Record) -> Callable[[], PageImage] | None:
        """A callable that renders the page, or None where the file is gone or holds no such page any more.

        Then the record leaves as text only, and the pack says so.
        """
        address = record.address
        page = _page_number(address)
        if page is None:
            return None
        item = self._item(address.source, address.parts[0])
        inner: str | None = None
        if item is None:
            item, inner = self._holder(record), address.parts[0]
        if item is None:
            return None
        part = address.parts[1] if address.kind is Kind.MESSAGE else None
        return lambda: self._reader.render(item, page, RELEASE_DPI, part=part, inner=inner)

    def _holder(self, record: Record) -> Item | None:
        """The listed file or message in which the record's file lay: as noted when it was read, else its parent."""
        source = record.address.source
        outer = dict(record.properties).get(ITEM)
        if outer is None and record.parent is not None:
            outer = record.parent.parts[0]
        return self._item(source, outer) if outer else None


def _page_number(address: Address) -> int | None:
    """'page=3' is page 3; a picture file is one page, 'all'."""
    place = address.parts[-1]
    if place == "all":
        return 1
    name, _, number = place.partition("=")
    return int(number) if name == "page" and number.isdigit() else None
