"""Read the index of paper files. See docs/spec/connector.md."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from honour.kernel.address import paper
from honour.kernel.errors import SourceError
from honour.kernel.record import Field, Form, Record
from honour.kernel.unread import Unread, Why

PLACE_WORDS = frozenset({"place", "location", "room", "cabinet", "box", "shelf", "custodian", "kept by", "signed out"})
"""Headings of which a paper index has at least two; used to tell it from any other CSV file."""
_MAX_BYTES = 50_000_000
"""An index of paper files is typed by hand; more than this is some other file."""


@dataclass(frozen=True, slots=True)
class PaperIndex:
    """Every call reads the file anew. Raises SourceError if it cannot be opened or is no table."""

    name: str
    path: Path

    def records(self) -> Iterator[Record]:
        for number, names, values in self._lines():
            lines: list[str] = []
            fields: list[Field] = []
            length = 0
            for name, value in zip(names, values, strict=True):
                if not value:
                    fields.append(Field(name, "", length))
                    continue
                before = length + (1 if lines else 0)
                fields.append(Field(name, value, before + len(name) + 2))
                lines.append(f"{name}: {value}")
                length = before + len(lines[-1])
            yield Record(paper(self.name, number), Form.PAPER, "Paper file", "\n".join(lines), fields=tuple(fields))

    def tasks(self) -> Iterator[Unread]:
        for number, _, _ in self._lines():
            yield Unread(
                paper(self.name, number),
                Why.PAPER,
                f"the paper file on line {number} of the paper index",
                "Fetch the file, look through it and note what concerns the person; scan what is to be sent.",
            )

    def _lines(self) -> Iterator[tuple[int, list[str], list[str]]]:
        """(number from 1, headings, values) of each line under the headings that is not empty."""
        try:
            data = self.path.read_bytes() if self.path.stat().st_size <= _MAX_BYTES else b""
        except FileNotFoundError:
            raise SourceError("the paper index does not exist", advice="Check the path.") from None
        except IsADirectoryError:
            raise SourceError("the paper index is a folder", advice="Give the CSV file itself.") from None
        except OSError as error:
            raise SourceError(
                f"the paper index cannot be opened: {error.strerror}", advice="Give this account the right to read it."
            ) from None
        text = _decode(data)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        try:
            names = next(rows, [])
            if sum(1 for name in names if name.strip()) < 2:  # noqa: PLR2004 - one column is a list, not an index
                raise SourceError(
                    "the paper index has no line of headings",
                    advice="Save it as CSV with a first line such as: whose, place, custodian, box, signed out.",
                )
            names = [name.strip() or f"column {at}" for at, name in enumerate(names, 1)]
            for number, cells in enumerate(rows, 1):
                values = [cell.strip() for cell in cells]
                if any(values):
                    extra = [f"column {at}" for at in range(len(names) + 1, len(values) + 1)]
                    yield number, names + extra, values + [""] * (len(names) - len(values))
        except csv.Error:
            raise SourceError("the paper index is not a CSV file", advice="Save it as CSV (UTF-8) again.") from None


def _decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t|", key=head.count)
