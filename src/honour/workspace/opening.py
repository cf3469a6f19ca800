"""A setting made into a source that can be read. One failing source never stops the rest."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from honour.kernel.errors import BadInput, SourceError
from honour.kernel.item import Item
from honour.kernel.record import Record
from honour.kernel.tabular import Table, View
from honour.kernel.unread import Unread
from honour.sources.database.database import Database
from honour.sources.folder.folder import Folder
from honour.sources.mailbox.mailbox import Mailbox
from honour.sources.paper_index.paper_index import PaperIndex
from honour.workspace.settings import SourceSetting


@dataclass(frozen=True, slots=True)
class Opened:
    """What a source offers: tables, items to read, paper records. `failed` says why it offers nothing."""

    setting: SourceSetting
    tables: Sequence[Table] = ()
    items: Sequence[Item] = ()
    paper: Sequence[Record] = ()
    unread: Sequence[Unread] = ()
    copies: int = 0
    views: Sequence[View] = ()
    failed: str = ""
    advice: str = ""

    @property
    def searched(self) -> bool:
        return not self.failed


@dataclass(frozen=True, slots=True)
class OpenedAll:
    sources: tuple[Opened, ...] = field(default=())

    def tables(self) -> list[Table]:
        return [table for opened in self.sources for table in opened.tables]


def open_source(setting: SourceSetting, folder: Path) -> Opened:
    """Raises SourceError or BadInput if it cannot be opened at all."""
    location = setting.location(folder)
    if setting.kind == "database":
        database = Database(setting.name, location)
        tables = database.tables()
        return Opened(setting, tables=tables, unread=database.unreadable(), views=database.views())
    path = Path(location)
    if setting.kind == "folder":
        listing = Folder(setting.name, path).listing()
        copies = sum(len(paths) - 1 for _, paths in listing.copies)
        return Opened(setting, items=listing.items, unread=listing.unread, copies=copies)
    if setting.kind == "mailbox":
        mail = Mailbox(setting.name, path).listing()
        return Opened(setting, items=mail.items, unread=mail.unread, copies=sum(n - 1 for _, n in mail.copies))
    paper = PaperIndex(setting.name, path)
    return Opened(setting, paper=list(paper.records()), unread=list(paper.tasks()))


def open_all(settings: Sequence[SourceSetting], folder: Path, held: Mapping[str, int] | None = None) -> OpenedAll:
    """Every source, the failed ones with their reason: what could not be searched is said, never left out.

    `held`: how many records are known of each. A source that held some and is now empty has failed: a network
    drive that is not there looks like an empty folder.
    """
    opened = []
    for setting in settings:
        try:
            one = open_source(setting, folder)
        except (SourceError, BadInput) as error:
            one = Opened(setting, failed=error.message, advice=error.advice)
        if held and held.get(setting.name) and not (one.failed or one.tables or one.items or one.paper):
            one = replace(one, failed=EMPTIED, advice=EMPTIED_ADVICE)
        opened.append(one)
    return OpenedAll(tuple(opened))


EMPTIED = "nothing is there any more, where records were read before"
EMPTIED_ADVICE = "Is the drive connected? If it is rightly empty, take the source out of honour.toml."


def unreachable(setting: SourceSetting, folder: Path) -> str:
    """Why a folder, mailbox or paper index cannot be looked into now; '' if it can. Looks, but reads nothing."""
    try:
        path = Path(setting.location(folder))
        if not path.is_dir():
            with path.open("rb"):
                return ""
        with os.scandir(path) as entries:
            return "" if next(entries, None) else EMPTIED
    except FileNotFoundError:
        return "there is nothing at its path any more"
    except OSError as error:
        return f"it cannot be opened: {error.strerror}"
    except BadInput as error:
        return error.message
