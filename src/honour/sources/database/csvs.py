"""A folder, or a zip, of CSV files that join like a database: OneRoster 1.1 and 1.2, exports of whole systems.

Each file is a table called by its name without ending, so only files whose names are plain words are taken. What makes
a folder a database is that one file's heading names another file (`userSourcedId`, `pupil_id`), or a OneRoster
manifest.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from honour.kernel.address import Address
from honour.kernel.address import row as row_address
from honour.kernel.errors import SourceError
from honour.kernel.record import Record
from honour.kernel.tabular import Column, DeclaredJoin
from honour.kernel.unread import Why
from honour.sources.database.found import Bad, Found
from honour.sources.database.keys import key_is_personal
from honour.sources.database.rowrecord import row_record

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,60}\Z")
_KEY = re.compile(r"(?i)(?:(?:sourced)?_?id|guid|uuid|code|key|no|num|number|ref)\Z")
_HEAD_BYTES = 65_536
_FEWEST_FILES = 3
_MOST_BYTES = 4 * 2**30
"""Of one file in a zip, unpacked: what is larger is no export of a school."""
_KEY_SAMPLE_ROWS = 50
_MANIFEST = "manifest"
"""OneRoster's list of its own files: settings, no records."""


@dataclass(frozen=True, slots=True)
class _File:
    stem: str
    open: Callable[[], IO[bytes]]
    bytes: int


def looks_like_tables(path: Path) -> bool:
    """Whether a folder or zip holds CSV files that join like a database, and nothing else. Reads their headings."""
    try:
        files = _files(path)
        if len(files) < _FEWEST_FILES or _others(path):
            return False
        heads = {file.stem.lower(): _headings(file) for file in files}
    except (OSError, zipfile.BadZipFile, SourceError, csv.Error):
        return False
    if [name.lower() for name in heads.get(_MANIFEST, [])] == ["propertyname", "value"]:
        return True
    named = {_singular(stem) for stem in heads}
    return any(
        _stripped(heading) in named - {_singular(stem)}
        for stem, headings in heads.items() for heading in headings if _KEY.search(heading)
    )  # fmt: skip


def csv_tables(source: str, path: Path) -> Found:
    """Every file as a table. Raises SourceError if the folder or zip cannot be opened."""
    try:
        files = _files(path)
    except (OSError, zipfile.BadZipFile):
        raise SourceError(
            f"the files of source {source} cannot be opened", advice="Check the path, or export them again."
        ) from None
    found = Found()
    for file in files:
        if file.stem.lower() == _MANIFEST:
            continue
        try:
            if file.bytes > _MOST_BYTES:
                found.bad.append(Bad(file.stem, Why.TOO_LARGE, "Export it in parts and connect them.", "file"))
                continue
            found.tables.append(CsvTable(source, file))
        except (OSError, zipfile.BadZipFile, csv.Error, ValueError):
            found.bad.append(Bad(file.stem, Why.DAMAGED, "Export it again as CSV with a line of headings.", "file"))
    return found


def _files(path: Path) -> list[_File]:
    """The CSV files, by name. A name twice, and one that is no plain word, raises SourceError."""
    if path.is_dir():
        found = [
            _File(one.stem, lambda one=one: one.open("rb"), one.stat().st_size)  # type: ignore[misc]
            for one in sorted(path.iterdir())
            if one.suffix.lower() == ".csv" and one.is_file() and not one.is_symlink()
        ]
    else:
        with zipfile.ZipFile(path) as archive:
            found = [
                _File(Path(info.filename).stem, _opener(path, info.filename), info.file_size)
                for info in archive.infolist()
                if info.filename.lower().endswith(".csv") and not Path(info.filename).name.startswith(".")
            ]
    if not all(_NAME.match(file.stem) for file in found) or len({f.stem.lower() for f in found}) < len(found):
        raise SourceError(
            "a file name there is no plain word, or stands twice, so it can name no table",
            advice="Connect it as a folder: honour connect NAME PATH --kind folder.",
        )
    return sorted(found, key=lambda file: file.stem)


def _opener(path: Path, name: str) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        with zipfile.ZipFile(path) as archive:
            return archive.open(name)  # keeps the file open for itself

    return opened


def _others(path: Path) -> bool:
    """Whether anything but CSV files lies there."""
    if path.is_dir():
        return any(not one.name.startswith(".") and one.suffix.lower() != ".csv" for one in path.iterdir())
    with zipfile.ZipFile(path) as archive:
        names = [Path(name) for name in archive.namelist() if not name.endswith("/") and "__MACOSX" not in name]
    return any(not name.name.startswith(".") and name.suffix.lower() != ".csv" for name in names)


def _headings(file: _File) -> list[str]:
    with file.open() as raw:
        head = raw.read(_HEAD_BYTES)
    text = _decoded(head, cut=True)
    return [cell.strip() for cell in next(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), [])]


def _singular(word: str) -> str:
    low = word.lower().replace("_", "")
    if low.endswith("ies"):
        return low[:-3] + "y"
    return low[:-2] if low.endswith(("sses", "xes", "ches")) else low.removesuffix("s")


def _stripped(heading: str) -> str:
    return _singular(_KEY.sub("", heading))


def _encoding(head: bytes, *, cut: bool) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # the last letter of a part may be cut in two
        return "utf-8-sig" if cut and error.start >= len(head) - 3 else "cp1252"
    return "utf-8-sig"


def _decoded(head: bytes, *, cut: bool) -> str:
    return head.decode(_encoding(head, cut=cut), "replace")


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t|", key=first.count)


class CsvTable:
    """One file. Rows in the order of the file; the key is the first column called a key whose values are all there and
    different, else the number of the line (`rowid=N`).
    """

    def __init__(self, source: str, file: _File) -> None:
        self._source, self._file = source, file
        with file.open() as raw:
            self._encoding, self._delimiter, complete = self._look(raw)
        self._headings = self._complete(next(self._cells(), []))
        if not self._headings or not complete:
            raise ValueError("no line of headings")
        self._key = self._find_key()
        place = self._headings.index(self._key) if self._key else -1
        self.columns = tuple(Column(name, "", "", 1 if at == place else 0) for at, name in enumerate(self._headings))

    @staticmethod
    def _look(raw: IO[bytes]) -> tuple[str, str, bool]:
        """(encoding, delimiter, whether it holds anything). One name in Windows' letters may stand on the last line."""
        head = raw.read(_HEAD_BYTES)
        encoding = _encoding(head, cut=True)
        decoder = codecs.getincrementaldecoder("utf-8")()
        part = head
        while encoding == "utf-8-sig":
            try:
                decoder.decode(part, final=not part)
            except UnicodeDecodeError:
                encoding = "cp1252"
            if not part:
                break
            part = raw.read(_HEAD_BYTES)
        return encoding, _delimiter(head.decode(encoding, "replace")), bool(head.strip())

    @staticmethod
    def _complete(headings: Sequence[str]) -> list[str]:
        """Empty and repeated headings get names of their own."""
        names: list[str] = []
        for at, heading in enumerate(headings, start=1):
            name = heading.strip() or f"column {at}"
            names.append(name if name not in names else f"{name} ({at})")
        return names

    def _cells(self) -> Iterator[list[str]]:
        with self._file.open() as raw, io.TextIOWrapper(raw, self._encoding, "replace", newline="") as text:
            yield from csv.reader(text, delimiter=self._delimiter)

    def _lines(self) -> Iterator[list[str]]:
        """Rows as wide as the headings: a short one is filled up, what is beyond them goes into the last column."""
        width = len(self._headings)
        for line in islice(self._cells(), 1, None):
            if len(line) > width:
                yield [*line[: width - 1], self._delimiter.join(line[width - 1 :])]
            elif line:
                yield line + [""] * (width - len(line))

    def _find_key(self) -> str:
        able = {at: name for at, name in enumerate(self._headings) if _KEY.search(name)}
        at = next(iter(able), None)
        if at is None or at > 1:
            return ""
        seen: set[str] = set()
        for number, cells in enumerate(self._lines()):
            value = cells[at].strip()
            if not value or value in seen or (number < _KEY_SAMPLE_ROWS and key_is_personal([able[at]], [[value]])):
                return ""
            seen.add(value)
        return able[at] if seen else ""

    @property
    def source(self) -> str:
        return self._source

    @property
    def name(self) -> str:
        return self._file.stem

    @property
    def label(self) -> str:
        return self._file.stem

    @property
    def declared_joins(self) -> tuple[DeclaredJoin, ...]:
        return ()

    def count(self) -> int:
        try:
            return sum(1 for _ in self._lines())
        except (OSError, zipfile.BadZipFile, csv.Error) as error:
            raise self._trouble() from error

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        wanted = [self._headings.index(name) for name in (self._headings if columns is None else columns)]
        key = self._headings.index(self._key) if self._key else -1
        try:
            for number, cells in enumerate(self._lines(), start=1):
                shown = cells[key].strip() if key >= 0 else f"rowid={number}"
                yield shown, tuple(cells[at] or None for at in wanted)
        except (OSError, zipfile.BadZipFile, csv.Error):
            raise self._trouble() from None

    def _trouble(self) -> SourceError:
        return SourceError(
            f"file {self._file.stem} of source {self._source} breaks off or is no CSV", advice="Export it again."
        )

    def address(self, key: str) -> Address:
        return row_address(self._source, self._file.stem, key)

    def record(self, key: str, values: tuple[str | None, ...]) -> Record:
        return row_record(self.address(key), self.label, self._headings, values)
