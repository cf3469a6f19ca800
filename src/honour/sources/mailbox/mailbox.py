"""List the messages of a mailbox. See docs/spec/connector.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from honour.kernel.errors import SourceError
from honour.kernel.item import Item
from honour.kernel.unread import Unread
from honour.sources.folder.folder import Folder, contents_of, items_of
from honour.sources.seen import Seen


@dataclass(frozen=True, slots=True)
class MailListing:
    items: tuple[Item, ...]
    """One for each raw message; files in the folder that are no mail come as ordinary items."""
    copies: tuple[tuple[str, int], ...]
    """(sha256, how often) of messages that lie in more than one place."""
    unread: tuple[Unread, ...]
    whole: bool = True
    """False if a file or folder could not be opened, so that more may lie there than is listed."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`items()` and `listing()` raise SourceError if the mailbox cannot be opened or holds no mail at all."""

    name: str
    path: Path

    def items(self) -> Iterator[Item]:
        yield from self.listing().items

    def listing(self, seen: Seen | None = None) -> MailListing:
        """`seen`: files that did not change since are not opened; it is brought up to date."""
        listing = self._of_file(seen or Seen()) if self.path.is_file() else self._of_folder(seen or Seen())
        if not any(item.message or _is_outlook(item) for item in listing.items):
            raise SourceError(
                "no mail was found here",
                advice="Give an mbox or PST file, a folder of .eml or .msg files or a Maildir folder.",
            )
        return listing

    def _of_folder(self, seen: Seen) -> MailListing:
        listing = Folder(self.name, self.path).listing(seen)
        copies = tuple((sha256, len(paths)) for sha256, paths in listing.copies)
        return MailListing(listing.items, copies, listing.unread, listing.whole)

    def _of_file(self, seen: Seen) -> MailListing:
        items: dict[str, Item] = {}
        often: dict[str, int] = {}
        try:
            contents = contents_of(self.path, self.path.name, seen)
        except OSError as error:
            raise SourceError(
                f"the mailbox cannot be opened: {error.strerror}", advice="Give this account the right to read it."
            ) from None
        for item in items_of(self.name, self.path, self.path, contents):
            often[item.sha256] = often.get(item.sha256, 0) + 1
            items.setdefault(item.sha256, item)
        copies = tuple((sha256, count) for sha256, count in often.items() if count > 1)
        return MailListing(tuple(items.values()), copies, ())


def _is_outlook(item: Item) -> bool:
    """By name only: the reader looks at the bytes."""
    return item.untrusted_name.lower().endswith((".msg", ".pst", ".ost"))
