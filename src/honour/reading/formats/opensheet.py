"""What lies beneath the cells of an OpenDocument spreadsheet (ODS): hidden rows and columns, comments, named ranges,
lists of choices, earlier contents of tracked changes, text boxes, properties.
"""

from __future__ import annotations

from typing import Any

from honour.reading.formats.beneath import MOST_COLUMNS, Beneath, Hidden
from honour.reading.formats.office import Package, attribute, files_inside, name, tell_properties
from honour.reading.spots import letters

_CONCEALED = ("collapse", "filter")
_CONTENT = "content.xml"
_MOST_REPEATS = 2000
"""Of a hidden row or column; a longer run of them is the empty rest of the sheet."""


def of_ods(package: Package, names: list[str]) -> Beneath:
    found = Beneath([Hidden() for _ in names])
    root = package.root(_CONTENT)
    text = found.rest
    text.part(_CONTENT)
    by_name = dict(zip(names, found.sheets, strict=True))
    for table in root.iter():
        tag = name(table)
        if tag == "table" and attribute(table, "name") in by_name and name(table.getparent()) == "spreadsheet":
            _table(table, by_name[attribute(table, "name")])
        elif tag == "named-range":
            text.line(f"{attribute(table, 'name')}: {attribute(table, 'cell-range-address')}", "defined name")
        elif tag == "named-expression":
            text.line(f"{attribute(table, 'name')}: {attribute(table, 'expression')}", "defined name")
        elif tag == "content-validation":
            condition = attribute(table, "condition")
            if '"' in condition:
                choices = condition[condition.find('"') :].rstrip(")").replace('"', "").split(";")
                text.line(" | ".join(choices), "list of choices")
            for one in table.iter():
                if name(one) == "p":
                    text.line("".join(one.itertext()), "form field hint")
        elif tag in ("change-track-table-cell", "change-info"):
            for said in (
                attribute(table, "value"),
                *("".join(one.itertext()) for one in table if name(one) in ("p", "creator")),
            ):
                text.line(said.strip(), "earlier revision")
        elif tag == "shapes" or (tag == "frame" and name(table.getparent()) == "table-cell"):
            for one in table.iter():
                if name(one) in ("title", "desc"):
                    text.line(one.text or "", "picture description")
                elif name(one) == "p":
                    text.line("".join(one.itertext()))
    if package.has("styles.xml"):
        for element in package.root("styles.xml").iter():
            if name(element) in ("header", "footer", "header-left", "footer-left", "header-first", "footer-first"):
                for one in element.iter():
                    line = "".join(one.itertext()).strip() if name(one) == "p" else ""
                    if attribute(element, "display") != "false" and not line.startswith(("???", "Page 1")):
                        text.line(line)  # those are what every new sheet has
    found.author = tell_properties(package, r"meta\.xml", text)
    found.files, found.properties = files_inside(package)
    return found


def _table(table: Any, hidden: Hidden) -> None:
    row = column = 0
    stack = list(reversed(table))
    while stack:
        element = stack.pop()
        tag = name(element)
        if tag in ("table-row-group", "table-rows", "table-header-rows", "table-column-group", "table-columns",
                   "table-header-columns"):  # fmt: skip
            stack.extend(reversed(element))
        elif tag == "table-column":
            count = _repeated(element, "columns")
            if attribute(element, "visibility") in _CONCEALED:
                hidden.columns |= set(range(column, min(column + count, MOST_COLUMNS)))
            column += count
        elif tag == "table-row":
            count = _repeated(element, "rows")
            if attribute(element, "visibility") in _CONCEALED and count <= _MOST_REPEATS:
                hidden.rows |= set(range(row + 1, row + count + 1))
            _notes(element, row + 1, hidden)
            row += count


def _repeated(element: Any, what: str) -> int:
    said = attribute(element, f"number-{what}-repeated")
    return int(said) if said.isdigit() else 1


def _notes(row: Any, number: int, hidden: Hidden) -> None:
    column = 0
    for cell in row:
        for note in cell:
            if name(note) != "annotation":
                continue
            who = "".join(one.text or "" for one in note if name(one) == "creator")
            said = "\n".join("".join(one.itertext()) for one in note if name(one) == "p").strip()
            if said:
                line = f"Comment on {letters(column)}{number}{f' by {who}' if who else ''}: {said}"
                hidden.comments.setdefault(number, []).append(line)
        column += _repeated(cell, "columns")
