"""Spreadsheets, CSV and XML as tables, over the records read from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from honour.kernel.address import Address, Kind
from honour.kernel.record import Field, Form, Record
from honour.kernel.tabular import Column, DeclaredJoin


def row_text(names: Sequence[str], values: Sequence[str]) -> tuple[str, tuple[Field, ...]]:
    """The text of a row and its fields: one `heading: value` line a column, empty values left out of the text.

    An empty value is a Field all the same; it starts where the text written so far ends.
    """
    lines: list[str] = []
    fields: list[Field] = []
    length = 0  # of the lines so far, each with the line feed behind it
    for name, value in zip(names, values, strict=True):
        if value:
            line = f"{name}: {value}"
            fields.append(Field(name, value, length + len(name) + 2))
            length += len(line) + 1
            lines.append(line)
        else:
            fields.append(Field(name, "", length - 1 if lines else 0))
    return "\n".join(lines), tuple(fields)


@dataclass(frozen=True)
class RowTable:
    """The `kernel.tabular.Table` of one sheet, CSV file or XML file. Holds its records in memory; never changes.

    A row's key is the place of its record (`sheet=1,row=4`, `node=17`).
    """

    source: str
    name: str
    label: str
    columns: tuple[Column, ...]
    records: tuple[Record, ...]

    @property
    def declared_joins(self) -> tuple[DeclaredJoin, ...]:
        return ()

    def count(self) -> int:
        return len(self.records)

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        wanted = [column.name for column in self.columns] if columns is None else list(columns)
        for record in self.records:
            found = {field.name: field.value for field in record.fields}
            yield record.address.parts[-1], tuple(found.get(name) or None for name in wanted)

    def address(self, key: str) -> Address:
        first = self.records[0].address
        return Address(self.source, first.kind, (*first.parts[:-1], key))

    def record(self, key: str, values: tuple[str | None, ...]) -> Record:  # noqa: ARG002 - the protocol's name; the record is kept whole
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> dict[str, Record]:
        return {record.address.parts[-1]: record for record in self.records}


def table_name(address: Address) -> str:
    """`file/SHA256/sheet=N`, `file/SHA256/node`, `message/SHA256/PART/sheet=N`: the table a row's record belongs to."""
    place = address.parts[-1]
    return "/".join([address.kind, *address.parts[:-1], place.partition(",")[0] if "," in place else "node"])


def tables_of(records: Iterable[Record]) -> tuple[RowTable, ...]:
    """The tables among `records`, in order of first appearance. Rows of a database table are not touched.

    Columns are those of all rows, in the order in which they are first seen.
    """
    grouped: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        if record.form is Form.ROW and record.address.kind in (Kind.FILE, Kind.MESSAGE):
            grouped.setdefault((record.address.source, table_name(record.address)), []).append(record)
    tables = []
    for (source, name), rows in grouped.items():
        names: dict[str, None] = {}
        for record in rows:
            for field in record.fields:
                names.setdefault(field.name)
        last = name.rpartition("/")[2]
        label = "elements of an XML file" if last == "node" else f"sheet {last.partition('=')[2]} of a spreadsheet"
        tables.append(RowTable(source, name, label, tuple(Column(n) for n in names), tuple(rows)))
    return tuple(tables)
