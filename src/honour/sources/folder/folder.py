"""Walk a local folder. See docs/spec/connector.md."""

from __future__ import annotations

import hashlib
import mmap
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from honour.kernel.address import in_file
from honour.kernel.errors import SourceError
from honour.kernel.hashes import sha256_hex
from honour.kernel.item import Item
from honour.kernel.mbox import looks_like_mbox, messages
from honour.kernel.unread import Unread, Why
from honour.sources.seen import Content, Seen, place, stamp

_BLOCK_BYTES = 1 << 20
_HEAD_BYTES = 512
_MAILDIR = frozenset({"cur", "new", "tmp"})
LINK = "a link, which is not followed"


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[Item, ...]
    """One for each content, in the order of the paths."""
    copies: tuple[tuple[str, tuple[Path, ...]], ...]
    """(sha256, all paths) of every content that lies in more than one place. Paths are personal: never logged."""
    unread: tuple[Unread, ...]
    """Links and files that could not be opened. Named by their number among these, in the order of the paths."""
    whole: bool = True
    """False if a file or folder could not be opened, so that more may lie there than is listed."""


@dataclass(frozen=True, slots=True)
class Folder:
    """`items()` and `listing()` raise SourceError if the folder itself cannot be listed."""

    name: str
    path: Path

    def items(self) -> Iterator[Item]:
        yield from self.listing().items

    def listing(self, seen: Seen | None = None) -> Listing:
        """`seen`: files that did not change since are not opened; it is brought up to date."""
        items: dict[str, Item] = {}
        places: dict[str, list[Path]] = {}
        refused: list[Unread] = []
        whole = True
        for path, why_not, contents in listed(self.path, seen or Seen()):
            if why_not:
                refused.append(refusal(self.name, len(refused) + 1, why_not))
                whole = whole and why_not in _BY_NATURE
            for item in items_of(self.name, self.path, path, contents):
                places.setdefault(item.sha256, []).append(path)
                items.setdefault(item.sha256, item)
        copies = tuple((sha256, tuple(paths)) for sha256, paths in places.items() if len(paths) > 1)
        return Listing(tuple(items.values()), copies, tuple(refused), whole)


def listed(top: Path, seen: Seen) -> Iterator[tuple[Path, str, tuple[Content, ...]]]:
    """(path, why it was not opened or '', what lies in it) of everything under `top`, in the order of the paths."""
    for path, refused_because in walk(top):
        if refused_because:
            yield path, refused_because, ()
            continue
        try:
            yield path, "", contents_of(path, path.relative_to(top).as_posix(), seen)
        except OSError as error:
            yield path, error.strerror or "cannot be opened", ()


def items_of(source: str, top: Path, path: Path, contents: tuple[Content, ...]) -> Iterator[Item]:
    """Messages of an mbox lie in a folder that is called as the mbox is."""
    folder = path.parent.relative_to(top).as_posix() if path != top else "."
    folder = "" if folder == "." else folder
    for content in contents:
        in_box = content.message and (content.offset > 0 or not is_message(path))
        name, where = ("", f"{folder}/{path.name}".lstrip("/")) if in_box else (path.name, folder)
        yield Item(source, content.sha256, content.size, name, where, path, content.offset, message=content.message)


def is_message(path: Path) -> bool:
    """Whether a file is one message, by its ending or because it lies in a Maildir. Looks at names only."""
    return path.suffix.lower() == ".eml" or (path.parent.name in _MAILDIR and _is_maildir(path.parent.parent))


def _is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and (path / "new").is_dir()


def contents_of(path: Path, name: str, seen: Seen) -> tuple[Content, ...]:
    """The messages of an mbox, else the file. `name`: its path as `seen` knows it.

    Raises OSError; refuses a link put there since it was listed.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not an ordinary file")
        key, now = place(name), stamp(status)
        known = seen.at(key, now)
        if known is not None:
            return known
        if not is_message(path) and looks_like_mbox(file.read(_HEAD_BYTES)):
            with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as data:
                found = tuple(
                    Content(sha256_hex(data[start:end]), end - start, start, True) for start, end in messages(data)
                )
        else:
            file.seek(0)
            made = hashlib.sha256()
            size = 0
            while block := file.read(_BLOCK_BYTES):
                made.update(block)
                size += len(block)
            found = (Content(made.hexdigest(), size, 0, size > 0 and is_message(path)),)
        if stamp(os.fstat(descriptor)) == now:
            seen.keep(key, now, found)
    return found


def refusal(source: str, number: int, why_not: str) -> Unread:
    return Unread(
        in_file(source, "not-opened", f"entry={number}"),
        Why.NO_ACCESS,
        f"a file or folder: {why_not}",
        "Give this account the right to read it, or put the file itself where the link is; then read again.",
    )


_BY_NATURE = (LINK, "neither a file nor a folder")


def walk(top: Path) -> Iterator[tuple[Path, str]]:
    """(path, '') for each ordinary file under `top`, sorted; (path, why) for what is not opened. Follows no link.

    Without recursion: folders may lie deeper in each other than Python nests calls.
    """
    opened = [iter(_entries(top))]
    while opened:
        path, entry = next(opened[-1], (top, None))
        if entry is None:
            opened.pop()
        elif entry.is_symlink():
            yield path, LINK
        elif entry.is_dir(follow_symlinks=False):
            try:
                opened.append(iter(_entries(path)))
            except SourceError as error:
                yield path, error.message
        elif entry.is_file(follow_symlinks=False):
            yield path, ""
        else:
            yield path, _BY_NATURE[1]


def _entries(folder: Path) -> list[tuple[Path, os.DirEntry[str] | None]]:
    """What lies in a folder, sorted by name. Raises SourceError."""
    try:
        with os.scandir(folder) as entries:
            return [(folder / entry.name, entry) for entry in sorted(entries, key=lambda entry: entry.name)]
    except FileNotFoundError:
        raise SourceError("the folder does not exist", advice="Check the path given at `honour connect`.") from None
    except NotADirectoryError:
        raise SourceError("this is a file, not a folder", advice="Give the folder that holds it.") from None
    except OSError as error:
        raise SourceError(
            f"the folder cannot be listed: {error.strerror}", advice="Give this account the right to read it."
        ) from None
