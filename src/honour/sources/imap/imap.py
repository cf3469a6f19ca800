"""List and fetch the messages of a mail server. See docs/spec/connector.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from honour.kernel.address import in_file
from honour.kernel.errors import SourceError
from honour.kernel.hashes import sha256_hex
from honour.kernel.item import Item
from honour.kernel.unread import Unread, Why
from honour.sources.imap.connection import Connection, LostError, UnreachableError, login_of
from honour.sources.seen import Content, Seen, place

_CHUNK_MESSAGES, _CHUNK_BYTES = 100, 8_000_000
LARGEST_BYTES = 256 << 20
"""As the reader's limit for a document: a larger message is not fetched."""
_MOST_LOST = 5
"""So many messages a server cannot give without breaking off; then the rest is left for the next run."""
_AGAIN = (
    "Run honour read again: it goes on where it stopped. If it stops there again, ask whoever runs the mail server."
)


def is_server(location: str) -> bool:
    return location.lower().startswith(("imap://", "imaps://"))


def _never(_key: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Imap:
    """`url`: see `connection.login_of`."""

    name: str
    url: str

    def listing(self, seen: Seen | None = None, is_read: Callable[[str], bool] = _never) -> ServerMail:
        """Signs in and counts; fetches nothing yet. Raises SourceError if that fails.

        `is_read(Item.key)`: whether a message known from before need not be fetched again.
        """
        login = login_of(self.url)
        connection = Connection(login)
        try:
            connection.open()
            folders = [name for name, holds in connection.folders() if holds and _within(name, login.folder)]
            if login.folder and not folders:
                raise SourceError("the mail server has no such folder", advice="Check the end of its address.")
            made = ServerMail(self.name, connection, folders, seen or Seen(), is_read)
            made.count()
        except LostError:
            raise SourceError("the connection to the mail server broke off", advice=_AGAIN) from None
        finally:
            connection.close()  # it is made again when the messages are wanted, perhaps hours later
        return made


def _within(name: str, top: str) -> bool:
    return not top or name == top or name.startswith((f"{top}/", f"{top}."))


@dataclass
class ServerMail:
    """Messages by folder and number. Iterate once to its end; then `unread`, `copies` and `whole` are right.

    `len()` is how many messages the folders held when they were counted. `unread` names what was not fetched.
    """

    name: str
    connection: Connection
    folders: list[str]
    seen: Seen
    is_read: Callable[[str], bool]
    unread: list[Unread] = field(default_factory=list)
    copies: int = 0
    whole: bool = True
    _total: int = 0
    _lost: int = 0

    def __len__(self) -> int:
        return self._total

    def count(self) -> None:
        """Raises LostError."""
        for folder in self.folders:
            try:
                self._total += self.connection.size_of(folder)
            except SourceError:
                continue  # named when it is read

    def __iter__(self) -> Iterator[Item]:
        given: set[str] = set()
        try:
            for number, folder in enumerate(self.folders, 1):
                try:
                    for item in self._of_folder(number, folder):
                        if item.sha256 in given:
                            self.copies += 1
                            continue
                        given.add(item.sha256)
                        yield item
                except SourceError as error:
                    self._gap(f"mail folder {number} in the order of the names: {error.message}", error.advice)
                except UnreachableError:
                    left = len(self.folders) - number
                    more = f", and {left} folders after it" if left else ""
                    self._gap(f"the rest of mail folder {number}{more}: the connection broke off", _AGAIN)
                    return
                except LostError:
                    self._gap(f"the rest of mail folder {number}: the connection broke off again and again", _AGAIN)
        finally:
            self.connection.close()

    def find(self, sha256: str) -> Item | None:
        """A message known from an earlier run, to be fetched when it is loaded; None if it is not there any more.

        Raises SourceError.
        """
        for folder in self.folders:
            try:
                validity, sizes = self.connection.messages(folder)
            except SourceError:
                continue  # one folder is shut
            except LostError:
                raise SourceError("the connection to the mail server broke off", advice=_AGAIN) from None
            for content in self.seen.at(place(folder), validity) or ():
                if content.sha256 == sha256 and content.offset in sizes:
                    return self._item(folder, validity, content)
        return None

    def _of_folder(self, number: int, folder: str) -> Iterator[Item]:
        """`Content.offset` is the UID. What is known is kept after each chunk, so that a kill loses one at most."""
        validity, sizes = self.connection.messages(folder)
        key = place(folder)
        known = {content.offset: content for content in self.seen.at(key, validity) or () if content.offset in sizes}
        self.seen.keep(key, validity, list(known.values()))
        for uids in _chunks(sizes, known, self.is_read):
            fetched = self._fetched(number, folder, validity, uids, sizes) if uids[0] not in known else {}
            for uid in uids:
                if uid in fetched:
                    known[uid] = Content(sha256_hex(fetched[uid]), len(fetched[uid]), uid, True)
            if fetched:
                self.seen.keep(key, validity, [known[uid] for uid in sizes if uid in known])
            for uid in uids:
                if uid in known:
                    yield self._item(folder, validity, known[uid], fetched.get(uid))

    def _item(self, folder: str, validity: str, content: Content, data: bytes | None = None) -> Item:
        fetch = partial(self._again, folder, validity, content.offset)
        return Item(
            self.name, content.sha256, content.size, folder=folder, data=data, message=True,
            fetch=None if data is not None else fetch,
        )  # fmt: skip

    def _again(self, folder: str, validity: str, uid: int) -> bytes:
        """For a message known from before whose bytes are wanted after all. Raises SourceError."""
        try:
            return self.connection.fetch(folder, validity, [uid])[uid]
        except (LostError, KeyError):
            raise SourceError("a message could not be fetched again", advice=_AGAIN) from None

    def _fetched(
        self, number: int, folder: str, validity: str, uids: list[int], sizes: dict[int, int]
    ) -> dict[int, bytes]:
        if sizes[uids[0]] > LARGEST_BYTES:
            advice = "Open it in the mail program and save what it holds into a folder that is read."
            self._gap(f"a message of more than {LARGEST_BYTES >> 20} MB", advice, Why.TOO_LARGE)
            return {}
        try:
            return self.connection.fetch(folder, validity, uids)
        except UnreachableError:
            raise
        except LostError:
            if len(uids) == 1:
                self._lost += 1
                if self._lost > _MOST_LOST:
                    raise
                self._gap(f"a message of mail folder {number} that the server does not give", _AGAIN)
                return {}
        found: dict[int, bytes] = {}
        for uid in uids:  # one of them breaks it off: find out which
            found |= self._fetched(number, folder, validity, [uid], sizes)
        return found

    def _gap(self, what: str, advice: str, why: Why = Why.NO_ACCESS) -> None:
        self.whole = self.whole and why is not Why.NO_ACCESS
        place = in_file(self.name, "not-opened", f"entry={len(self.unread) + 1}")
        self.unread.append(Unread(place, why, what, advice))


def _key(content: Content) -> str:
    return Item("", content.sha256, content.size, message=True).key


def _chunks(sizes: dict[int, int], known: dict[int, Content], is_read: Callable[[str], bool]) -> Iterator[list[int]]:
    """UIDs in order: those known and read alone, the others together up to a few megabytes."""
    chunk: list[int] = []
    size = 0
    for uid, bytes_ in sizes.items():
        done = uid in known and is_read(_key(known[uid]))
        if not done:
            known.pop(uid, None)  # to be fetched with its neighbours
        if chunk and (done or len(chunk) >= _CHUNK_MESSAGES or size + bytes_ > _CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        if done:
            yield [uid]
            continue
        chunk.append(uid)
        size += bytes_
    if chunk:
        yield chunk
