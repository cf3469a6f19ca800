"""Spreadsheets and CSV: a record a line, under the headings found; headings and the lines above them as text.

A sheet is a table if a line of headings is found (`headings`). Two lines of headings are joined
(`Autumn Reading`); the records then carry the property `headings` so that a person can check. A sheet without a table
gives its lines as text records. What lies beneath the cells: `beneath`.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from honour.kernel.unread import Why
from honour.reading import kinds
from honour.reading.emit import BrokenError, LockedError, Out, OverLimitError, Text, Where
from honour.reading.formats import beneath, biff, opensheet
from honour.reading.formats.beneath import MOST_COLUMNS, Beneath, Hidden
from honour.reading.formats.compound import tell_objects
from honour.reading.formats.office import Package, read_inside
from honour.reading.formats.plain import decode

_LOOK_LINES = 60
"""Headings stand within so many lines of the top."""
_LONG_HEADING = 80
_TITLE_LINES = 3
"""Of a sheet without headings, so many lines may say what it is."""
_OFTEN = 0.3
"""A column filled on fewer lines (a remark now and then) need not have a heading."""
_WIDTH_SHARE = 0.8
"""Headings name so many of the columns that the lines often fill; a title or a line of groups names fewer."""
_NUMBER = re.compile(r"[-+£$€]?\d[\d,]*(\.\d+)?%?\Z")
_STRINGS_SAID = re.compile(rb'uniqueCount="(\d{1,20})"')
"""The library makes room for so many before it reads one."""
_HEAD_BYTES = 4096
_PANIC = "PanicException"
"""What Rust code raises when it finds itself wrong; it is no Exception, and has no name to import."""
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}(:\d{2})?)?\Z")


def read_csv(data: bytes, where: Where, out: Out) -> None:
    text = decode(data)
    delimiter = sniff_delimiter(text) or ","
    lines: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    csv.field_size_limit(10_000_000)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((before + 1, [cell.strip() for cell in cells]))
            before = reader.line_num
            if len(lines) > out.limits.rows:
                raise OverLimitError(f"it has more than {out.limits.rows} lines")
    except csv.Error:
        raise BrokenError("a line of it is no CSV") from None
    if not lines:
        out.record(where, "all", "text", kinds.title("Table", "CSV"), "")
    _sheet(1, lines, Hidden(), where, out, "CSV", "")


def sniff_delimiter(text: str) -> str:
    """'' if the text is no table: the delimiter that parts the lines into the same number of columns, two at least."""
    head = text[:20_000].splitlines()[:_LOOK_LINES]
    if len(text) > 20_000:  # noqa: PLR2004 - the last line of a cut head may be half a line
        head = head[:-1]
    best, best_score = "", 0.0
    for delimiter in ",;\t|":
        widths = Counter(len(cells) for cells in csv.reader(head, delimiter=delimiter) if cells)
        widths.pop(1, None)
        if widths:
            width, count = widths.most_common(1)[0]
            score = count / max(1, len([line for line in head if line.strip()])) + min(width, 20) / 1000
            if score > best_score:
                best, best_score = delimiter, score
    return best if best_score >= 0.5 else ""  # noqa: PLR2004 - half of the lines agree


def read_workbook(data: bytes, where: Where, out: Out) -> None:
    """XLSX, XLSM, XLSB, XLS, ODS. Values as stored (a formula's last result); dates in ISO 8601."""
    import python_calamine

    if data[:2] == b"PK":
        _check_size(data, out)
    elif biff.locked(data, out):
        raise LockedError
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise LockedError from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise BrokenError("it is cut off or damaged") from None
    except BaseException as error:
        if type(error).__name__ == _PANIC:
            raise BrokenError("it contradicts itself") from None
        raise
    sheets = book.sheets_metadata
    package = Package(data, out) if data[:2] == b"PK" else None
    found = _beneath(data, package, [about.name for about in sheets], out)
    read_any = False
    for index, about in enumerate(sheets):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        number = index + 1
        hidden = found.sheets[index]
        out.now(where, f"sheet={number},row=1")
        if about.visible != python_calamine.SheetVisibleEnum.Visible:
            hidden.sheet = True
        if hidden.far:
            out.unread(
                where, f"sheet={number}", Why.OVER_LIMIT,
                f"sheet {number} of a spreadsheet, whose cells lie too far apart",
                "Open it, delete what stands far to the right or far below, save it and read again.",
            )  # fmt: skip
            continue
        try:
            grid = book.get_sheet_by_index(index).to_python(skip_empty_area=False)
        except BaseException as error:
            if not isinstance(error, python_calamine.CalamineError | ValueError) and type(error).__name__ != _PANIC:
                raise
            out.unread(
                where, f"sheet={number}", Why.DAMAGED, f"sheet {number} of a spreadsheet",
                "Open it by hand and save it anew.",
            )  # fmt: skip
            continue
        shown = _SHOWN.get
        lines = [
            (at, [cell.strip() if type(cell) is str else shown(type(cell), str)(cell) for cell in cells[:MOST_COLUMNS]])
            for at, cells in enumerate(grid, 1)
            if cells.count("") < len(cells)
        ]
        if len(lines) > out.limits.rows:
            raise OverLimitError(f"a sheet has more than {out.limits.rows} lines")
        if grid and len(grid[0]) > MOST_COLUMNS and any(cell != "" for row in grid for cell in row[MOST_COLUMNS:]):
            out.unread(
                where, f"sheet={number}", Why.OVER_LIMIT, f"the columns of sheet {number} of a spreadsheet beyond the "
                f"{MOST_COLUMNS:,}th", "Move them to a sheet of their own and read again.",
            )  # fmt: skip
        read_any |= bool(lines)
        _sheet(number, lines, hidden, where, out, "spreadsheet", about.name)
        for line in sorted(hidden.comments.keys() - {at for at, _ in lines}):
            for comment in hidden.comments[line]:
                found.rest.line(f"{about.name}: {comment}", "comment")
    _rest(found, package, read_any, where, out)


def _beneath(data: bytes, package: Package | None, names: list[str], out: Out) -> Beneath:
    if package is None:
        return biff.of_xls(data, len(names), out)
    if package.has("content.xml"):
        return opensheet.of_ods(package, names)
    return beneath.of_xlsx(package, len(names))


def _rest(found: Beneath, package: Package | None, read_any: bool, where: Where, out: Out) -> None:
    """The record `all` of what stands in no cell, and the documents inside."""
    if found.rest.length:
        title = f"{kinds.title('Table', 'spreadsheet')}, other lines"
        out.record(
            where, "all", "text", title, found.rest, author=found.author, properties=found.properties
        )  # fmt: skip
    elif not read_any:
        out.record(where, "all", "text", "Empty spreadsheet", "")
    if package is not None:
        read_inside(package, found.files, where, out)
    tell_objects(iter(found.objects), where, out)


def _check_size(data: bytes, out: Out) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if entry.file_size > 50_000_000 and entry.file_size > 500 * max(1, entry.compress_size):  # noqa: PLR2004
                    raise OverLimitError("it unpacks to more than is allowed")
                out.unpacked(entry.file_size)
                if entry.filename.lower().endswith("sharedstrings.xml"):
                    with archive.open(entry) as file:
                        said = _STRINGS_SAID.search(file.read(_HEAD_BYTES))
                    if said and int(said[1]) > entry.file_size:
                        raise BrokenError("it contradicts itself")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise BrokenError("it is cut off or damaged") from None


def _of_float(cell: float) -> str:
    shown = repr(cell)
    return shown[:-2] if shown.endswith(".0") and shown != "-0.0" else shown


def _of_moment(cell: datetime.datetime) -> str:
    return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ", "minutes")


_SHOWN: dict[type, Callable[[Any], str]] = {
    bool: lambda cell: "TRUE" if cell else "FALSE",
    float: _of_float,
    datetime.datetime: _of_moment,
    datetime.date: datetime.date.isoformat,
    datetime.time: lambda cell: str(cell.isoformat("minutes")),
}
"""By exact type: there are millions of cells. Any other is shown as Python does."""


def _sheet(
    number: int, lines: list[tuple[int, list[str]]], hidden: Hidden, where: Where, out: Out, form: str, called: str
) -> None:
    at, depth, names = headings([cells for _, cells in lines])
    last_column = max((len(cells) for _, cells in lines), default=0)
    names = names + [f"column {column}" for column in range(len(names) + 1, last_column + 1)]
    names = _distinct(names)
    body = lines[at + depth :] if depth else []
    above = [" ".join(filter(None, cells)) for _, cells in lines[: at if depth else _TITLE_LINES]]
    kind = kinds.of_table([called, *above], names if depth else ())
    title = kinds.title(kind or "Table", form)
    # Headings are in every row; their own lines are kept as text too, because a heading may name a person.
    for line, cells in lines if not depth else lines[: at + depth]:
        text = Text()
        text.add("\t".join(cells).strip("\t"), _row_hidden(hidden, line))
        for comment in hidden.comments.get(line, ()):
            text.line(comment, "comment")
        heads = depth and line >= lines[at][0]
        place = "headings" if heads else f"line {line}"
        out.record(where, f"sheet={number},row={line}", "text", f"{title}, {place}", text)
    if not depth:
        return
    table = out.table(names)
    properties = [("headings", "two lines joined")] if depth > 1 else []
    width = len(names)
    for line, cells in body:
        values = cells[:width] + [""] * (width - len(cells))
        why = _row_hidden(hidden, line)
        concealed = (
            [(column, why) for column in range(width)]
            if why
            else [(column, "hidden column") for column in sorted(hidden.columns) if column < width]
        )
        if hidden.cells and not why:
            concealed += [
                (at, "hidden cell") for at in range(width) if (line, at) in hidden.cells and at not in hidden.columns
            ]
        comments = hidden.comments.get(line, [])
        out.row(
            table,
            where,
            f"sheet={number},row={line}",
            f"{title}, line {line}",
            values,
            hidden=concealed,
            more=("\n".join(comments), "comment") if comments else ("", ""),
            properties=properties,
        )


def _row_hidden(hidden: Hidden, line: int) -> str:
    return "hidden sheet" if hidden.sheet else "hidden row" if line in hidden.rows else ""


def headings(lines: Sequence[Sequence[str]]) -> tuple[int, int, list[str]]:
    """(index of the first line of headings, 1 or 2 lines of them, the headings); (0, 0, []) if there is no table.

    The line of headings is the first that fills nearly all columns often used; its cells are words, not numbers or
    dates. A line of groups above it (`Autumn`, gap, `Spring`, gap) is joined to it.
    """
    looked = lines[:_LOOK_LINES]
    if len(looked) < 2:  # noqa: PLR2004 - headings and one line
        return 0, 0, []
    counted = Counter(at for cells in looked for at, cell in enumerate(cells) if cell)
    used = {at for at, count in counted.items() if count >= _OFTEN * len(looked)}
    if len(used) < 2:  # noqa: PLR2004 - one column is a list
        return 0, 0, []
    for at, cells in enumerate(looked[:-1]):
        if sum(1 for column in used if column < len(cells) and cells[column]) < _WIDTH_SHARE * len(used):
            continue
        if not _words(cells):
            return 0, 0, []  # a full line of data comes first: there are no headings
        filled = [cell for cell in cells if cell]
        if _two_lines(cells, looked[at + 1], looked[at + 2 :]):
            return at, 2, _joined(cells, looked[at + 1])
        if at and _groups(looked[at - 1], cells):
            return at - 1, 2, _joined(looked[at - 1], cells)
        if len(set(filled)) < len(filled) * 0.8:  # headings seldom repeat; data does
            return 0, 0, []
        return at, 1, [cell or f"column {column}" for column, cell in enumerate(_trim(cells), 1)]
    return 0, 0, []


def _words(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(
        len(cell) <= _LONG_HEADING and not _DATE.match(cell) and not _NUMBER.match(cell) and "@" not in cell
        for cell in filled
    )


def _two_lines(first: Sequence[str], second: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether both lines are headings: the first has gaps or repeats that the second fills, and data follow."""
    if not below or not _words(second):
        return False
    gaps = [at for at, cell in enumerate(second) if cell and (at >= len(first) or not first[at])]
    repeats = len([cell for cell in first if cell]) - len({cell for cell in first if cell})
    if not gaps and not repeats:
        return False
    typed = [at for line in below[:10] for at, cell in enumerate(line) if _NUMBER.match(cell) or _DATE.match(cell)]
    return any(at < len(second) and second[at] for at in typed) and len(gaps) + repeats > 0


def _groups(line: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether `line` groups the headings under it: some cells, none over nothing, no digit as a title has (2026/27)."""
    filled = sum(map(bool, line))
    return (
        1 < filled < sum(map(bool, cells))
        and _words(line)
        and not any(character.isdigit() for cell in line for character in cell)
        and all(not cell or (at < len(cells) and bool(cells[at])) for at, cell in enumerate(line))
    )


def _joined(first: Sequence[str], second: Sequence[str]) -> list[str]:
    names, group = [], ""
    width = max(len(_trim(first)), len(_trim(second)))
    for at in range(width):
        upper = first[at] if at < len(first) else ""
        lower = second[at] if at < len(second) else ""
        group = upper or (group if lower else "")
        names.append(" ".join(part for part in (group, lower) if part) or f"column {at + 1}")
    return names


def _trim(cells: Sequence[str]) -> Sequence[str]:
    width = max((at for at, cell in enumerate(cells, 1) if cell), default=0)
    return cells[:width]


def _distinct(names: list[str]) -> list[str]:
    seen: Counter[str] = Counter()
    distinct = []
    for heading in names:
        clean = " ".join(heading.split())
        seen[clean] += 1
        distinct.append(clean if seen[clean] == 1 else f"{clean} ({seen[clean]})")
    return distinct
