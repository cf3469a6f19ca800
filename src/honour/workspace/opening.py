"""A setting made into a source that can be read. One failing source never stops the rest."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from honour.kernel.errors import BadInput, SourceError
from honour.kernel.item import Item
from honour.kernel.record import Record
from honour.kernel.tabular import Table, View
from honour.kernel.unread import Unread
from honour.sources.database.database import Database
from honour.sources.folder.folder import Folder
from honour.sources.imap.imap import Imap, ServerMail, is_server
from honour.sources.mailbox.mailbox import Mailbox
from honour.sources.paper_index.paper_index import PaperIndex
from honour.sources.seen import Seen
from honour.workspace.settings import SourceSetting


@dataclass(frozen=True, slots=True)
class Opened:
    """What a source offers: tables, items to read, paper records. `failed` says why it offers nothing."""

    setting: SourceSetting
    tables: Sequence[Table] = ()
    items: Sequence[Item] | ServerMail = ()
    """Of mail on a server, each is fetched when it is come to; what was not fetched is known afterwards."""
    paper: Sequence[Record] = ()
    unread: Sequence[Unread] = ()
    copies: int = 0
    views: Sequence[View] = ()
    failed: str = ""
    advice: str = ""
    whole: bool = True
    """False if something there could not be opened, so that more may lie there than is listed."""
    seen: Seen = field(default_factory=Seen)
    """What lies where, for the next time."""

    @property
    def searched(self) -> bool:
        return not self.failed

    @property
    def of_files(self) -> bool:
        """Whether it offers files or messages: their readings are kept, and only what is new is read."""
        return self.setting.kind in ("folder", "mailbox")

    @property
    def files(self) -> Sequence[Item]:
        """The items that are at hand: all but those on a mail server."""
        return () if isinstance(self.items, ServerMail) else self.items

    @property
    def broken_off(self) -> bool:
        """Whether a mail server did not give everything; right when all items have been come to."""
        return isinstance(self.items, ServerMail) and not self.items.whole

    def gaps(self) -> list[Unread]:
        """What could not be opened; of mail on a server, complete when all items have been come to."""
        return [*self.unread, *(self.items.unread if isinstance(self.items, ServerMail) else ())]

    def more_copies(self) -> int:
        return self.copies + (self.items.copies if isinstance(self.items, ServerMail) else 0)

    def all_seen(self) -> bool:
        return self.whole and not self.broken_off


@dataclass(frozen=True, slots=True)
class OpenedAll:
    sources: tuple[Opened, ...] = field(default=())

    def tables(self) -> list[Table]:
        return [table for opened in self.sources for table in opened.tables]


class Memory(Protocol):
    """What earlier runs know, by source."""

    def seen(self, source: str) -> Seen: ...

    def is_read(self, source: str, key: str) -> bool: ...


class Forgetful:
    """Knows nothing: everything is looked at."""

    def seen(self, _source: str) -> Seen:
        return Seen()

    def is_read(self, _source: str, _key: str) -> bool:
        return False


def open_source(setting: SourceSetting, folder: Path, memory: Memory | None = None) -> Opened:
    """Raises SourceError or BadInput if it cannot be opened at all."""
    location = setting.location(folder)
    if setting.kind == "database":
        database = Database(setting.name, location)
        tables = database.tables()
        return Opened(setting, tables=tables, unread=database.unreadable(), views=database.views())
    memory = memory or Forgetful()
    path = Path(location)
    seen = memory.seen(setting.name)
    if setting.kind == "folder":
        listing = Folder(setting.name, path).listing(seen)
        copies = sum(len(paths) - 1 for _, paths in listing.copies)
        return Opened(
            setting, items=listing.items, unread=listing.unread, copies=copies, whole=listing.whole, seen=seen
        )
    if setting.kind == "mailbox" and is_server(location):
        read = partial(memory.is_read, setting.name)
        return Opened(setting, items=Imap(setting.name, location).listing(seen, read), seen=seen)
    if setting.kind == "mailbox":
        mail = Mailbox(setting.name, path).listing(seen)
        copies = sum(often - 1 for _, often in mail.copies)
        return Opened(setting, items=mail.items, unread=mail.unread, copies=copies, whole=mail.whole, seen=seen)
    paper = PaperIndex(setting.name, path)
    return Opened(setting, paper=list(paper.records()), unread=list(paper.tasks()))


def open_all(
    settings: Sequence[SourceSetting],
    folder: Path,
    held: Mapping[str, int] | None = None,
    memory: Memory | None = None,
) -> OpenedAll:
    """Every source, the failed ones with their reason: what could not be searched is said, never left out.

    `held`: how many records are known of each. A source that held some and is now empty has failed: a network
    drive that is not there looks like an empty folder. `memory`: what did not change is not opened.
    """
    opened = []
    for setting in settings:
        try:
            one = open_source(setting, folder, memory)
        except (SourceError, BadInput) as error:
            one = Opened(setting, failed=error.message, advice=error.advice)
        if held and held.get(setting.name) and not (one.failed or one.tables or len(one.items) or one.paper):
            one = replace(one, failed=EMPTIED, advice=EMPTIED_ADVICE)
        opened.append(one)
    return OpenedAll(tuple(opened))


EMPTIED = "nothing is there any more, where records were read before"
EMPTIED_ADVICE = "Is the drive connected? If it is rightly empty, take the source out of honour.toml."


def unreachable(setting: SourceSetting, folder: Path) -> str:
    """Why a folder, mailbox or paper index cannot be looked into now; '' if it can. Looks, but reads nothing."""
    try:
        location = setting.location(folder)
        if is_server(location):
            Imap(setting.name, location).listing()
            return ""
        path = Path(location)
        if not path.is_dir():
            with path.open("rb"):
                return ""
        with os.scandir(path) as entries:
            return "" if next(entries, None) else EMPTIED
    except FileNotFoundError:
        return "there is nothing at its path any more"
    except OSError as error:
        return f"it cannot be opened: {error.strerror}"
    except (BadInput, SourceError) as error:
        return error.message
