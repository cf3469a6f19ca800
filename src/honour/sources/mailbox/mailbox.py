"""List the messages of a mailbox. See docs/spec/connector.md."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from honour.kernel.errors import SourceError
from honour.kernel.hashes import sha256_hex
from honour.kernel.item import Item
from honour.kernel.mbox import looks_like_mbox, messages
from honour.kernel.unread import Unread
from honour.sources.folder.folder import digest, refusal, walk

_HEAD_BYTES = 512
_MAILDIR = frozenset({"cur", "new"})


@dataclass(frozen=True, slots=True)
class MailListing:
    items: tuple[Item, ...]
    """One for each raw message; files in the folder that are no mail come as ordinary items."""
    copies: tuple[tuple[str, int], ...]
    """(sha256, how often) of messages that lie in more than one place."""
    unread: tuple[Unread, ...]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`items()` and `listing()` raise SourceError if the mailbox cannot be opened or holds no mail at all."""

    name: str
    path: Path

    def items(self) -> Iterator[Item]:
        yield from self.listing().items

    def listing(self) -> MailListing:
        items: dict[str, Item] = {}
        seen: dict[str, int] = {}
        refused: list[Unread] = []
        for item in self._every(refused):
            seen[item.sha256] = seen.get(item.sha256, 0) + 1
            items.setdefault(item.sha256, item)
        if not any(item.message for item in items.values()):
            raise SourceError(
                "no mail was found here", advice="Give an mbox file, a folder of .eml files or a Maildir folder."
            )
        copies = tuple((sha256, count) for sha256, count in seen.items() if count > 1)
        return MailListing(tuple(items.values()), copies, tuple(refused))

    def _every(self, refused: list[Unread]) -> Iterator[Item]:
        if self.path.is_file():
            try:
                yield from self._in_file(self.path, "")
            except OSError as error:
                raise SourceError(
                    f"the mailbox cannot be opened: {error.strerror}", advice="Give this account the right to read it."
                ) from None
            return
        for path, why_not in walk(self.path):
            if why_not:
                refused.append(refusal(self.name, len(refused) + 1, why_not))
                continue
            folder = path.parent.relative_to(self.path).as_posix()
            try:
                yield from self._in_file(path, "" if folder == "." else folder)
            except OSError as error:
                refused.append(refusal(self.name, len(refused) + 1, error.strerror or "cannot be opened"))

    def _in_file(self, path: Path, folder: str) -> Iterator[Item]:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            if looks_like_mbox(head):
                box = f"{folder}/{path.name}".lstrip("/")
                with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                    for start, end in messages(data):
                        sha256 = sha256_hex(data[start:end])
                        yield Item(self.name, sha256, end - start, "", box, path, start, message=True)
                return
        sha256, size = digest(path)
        is_mail = path.suffix.lower() == ".eml" or path.parent.name in _MAILDIR
        yield Item(self.name, sha256, size, path.name, folder, path, message=is_mail)
