"""Walk a local folder. See docs/spec/connector.md."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from honour.kernel.address import in_file
from honour.kernel.errors import SourceError
from honour.kernel.item import Item
from honour.kernel.unread import Unread, Why

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[Item, ...]
    """One for each content, in the order of the paths."""
    copies: tuple[tuple[str, tuple[Path, ...]], ...]
    """(sha256, all paths) of every content that lies in more than one place. Paths are personal: never logged."""
    unread: tuple[Unread, ...]
    """Links and files that could not be opened. Named by their number among these, in the order of the paths."""


@dataclass(frozen=True, slots=True)
class Folder:
    """`items()` and `listing()` raise SourceError if the folder itself cannot be listed."""

    name: str
    path: Path

    def items(self) -> Iterator[Item]:
        yield from self.listing().items

    def listing(self) -> Listing:
        items: dict[str, Item] = {}
        places: dict[str, list[Path]] = {}
        refused: list[Unread] = []
        for path, refused_because in walk(self.path):
            why_not = refused_because
            try:
                sha256, size = ("", 0) if why_not else digest(path)
            except OSError as error:
                why_not = error.strerror or "cannot be opened"
            if why_not:
                refused.append(refusal(self.name, len(refused) + 1, why_not))
                continue
            places.setdefault(sha256, []).append(path)
            if sha256 not in items:
                folder = path.parent.relative_to(self.path).as_posix()
                items[sha256] = Item(self.name, sha256, size, path.name, "" if folder == "." else folder, path)
        copies = tuple((sha256, tuple(paths)) for sha256, paths in places.items() if len(paths) > 1)
        return Listing(tuple(items.values()), copies, tuple(refused))


def refusal(source: str, number: int, why_not: str) -> Unread:
    return Unread(
        in_file(source, "not-opened", f"entry={number}"),
        Why.NO_ACCESS,
        f"a file or folder: {why_not}",
        "Give this account the right to read it, or put the file itself where the link is; then read again.",
    )


def walk(top: Path) -> Iterator[tuple[Path, str]]:
    """(path, '') for each ordinary file under `top`, sorted; (path, why) for what is not opened. Follows no link."""
    try:
        with os.scandir(top) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        raise SourceError("the folder does not exist", advice="Check the path given at `honour connect`.") from None
    except NotADirectoryError:
        raise SourceError("this is a file, not a folder", advice="Give the folder that holds it.") from None
    except OSError as error:
        raise SourceError(
            f"the folder cannot be listed: {error.strerror}", advice="Give this account the right to read it."
        ) from None
    for entry in found:
        path = top / entry.name
        if entry.is_symlink():
            yield path, "a link, which is not followed"
        elif entry.is_dir(follow_symlinks=False):
            try:
                yield from walk(path)
            except SourceError as error:
                yield path, error.message
        elif entry.is_file(follow_symlinks=False):
            yield path, ""
        else:
            yield path, "neither a file nor a folder"


def digest(path: Path) -> tuple[str, int]:
    """(SHA-256, size in bytes) of an ordinary file. Raises OSError; refuses a link put there since it was listed."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "not an ordinary file")
        made = hashlib.sha256()
        size = 0
        while block := file.read(_BLOCK_BYTES):
            made.update(block)
            size += len(block)
    return made.hexdigest(), size
