"""XML exports (CTF, census, any other): a record for each repeated element.

Which elements are records: those named like a pupil or a member of staff, if there are any; else, going down from the
root, the first level at which elements of one name repeat. Nested values get headings such as
`Contacts.Contact[1].Surname`; a number is written wherever that element repeats in any record of the file, so that a
column means the same in each. Namespaces are left out, entities are off. What lies outside the records (the header)
is one text record `all`.
"""

from __future__ import annotations

from typing import Any

from honour.reading import kinds
from honour.reading.emit import Out, OverLimitError, Text, Where
from honour.reading.formats.office import name, parse

_PEOPLE = frozenset(
    "pupil pupilonroll pupilnolongeronroll learner student child staffmember workforcemember employee".split()
)

_HEAD_ELEMENTS = 40
"""A header says within so many elements what the file is."""


def read(data: bytes, where: Where, out: Out) -> None:
    root = parse(data)
    title, one = _called(root)
    records = records_of(root)
    if len(records) > out.limits.rows:
        raise OverLimitError(f"it has more than {out.limits.rows} records")
    if not records:
        text = Text()
        for line in _lines(root, set()):
            text.line(line)
        out.record(where, "all", "text", title, text)
        return
    repeated: set[str] = set()
    for record in records:
        _repeats(record, repeated)
    rows = [_flat(record, repeated) for record in records]
    columns: dict[str, int] = {}
    for row in rows:
        for heading in row:
            columns.setdefault(heading, len(columns))
    table = out.table(list(columns))
    for number, row in enumerate(rows, 1):
        out.row(
            table, where, f"node={number}", f"{title}, {one} {number}", list(row.values()),
            columns=[columns[heading] for heading in row],
        )  # fmt: skip
    rest = Text()
    for line in _lines(root, set(records)):
        rest.line(line)
    if rest.length:
        out.record(where, "all", "text", f"{title}, other lines", rest)


def _called(root: Any) -> tuple[str, str]:
    """(what the file is, what one record of it is)."""
    called = [name(root)]
    for at, element in enumerate(root.iter()):
        if at > _HEAD_ELEMENTS:
            break
        if name(element).lower() in ("documentname", "collection"):
            called.append((element.text or "")[:60])
    found = next((found for found in map(kinds.of_xml, called) if found[0]), None)
    return found or ("Data file (XML)", "element")


def records_of(root: Any) -> list[Any]:
    """In document order, none inside another."""
    people = [element for element in root.iter() if name(element).lower() in _PEOPLE and len(element)]
    if people:
        chosen = set(people)
        return [element for element in people if not any(outer in chosen for outer in element.iterancestors())]
    found: list[Any] = []
    level = [root]
    while level and not found:
        below: list[Any] = []
        for parent in level:
            groups: dict[str, list[Any]] = {}
            for child in parent:
                if name(child):
                    groups.setdefault(name(child), []).append(child)
            for group in groups.values():
                if len(group) > 1 and any(len(child) or child.attrib for child in group):
                    found += group
                else:
                    below += [child for child in group if len(child)]
        level = below
    if not found:
        return found
    order = {element: at for at, element in enumerate(root.iter())}
    return sorted(found, key=lambda element: order[element])


def _paths(record: Any) -> list[tuple[Any, str, str]]:
    """(element, path without numbers, number if its name repeats among its siblings), in document order."""
    found: list[tuple[Any, str, str]] = []
    stack = [(child, "") for child in reversed(record)]
    counted: dict[tuple[Any, str], int] = {}
    while stack:
        element, path = stack.pop()
        tag = name(element)
        if not tag:
            continue
        here = f"{path}.{tag}" if path else tag
        parent = element.getparent()
        counted[parent, tag] = counted.get((parent, tag), 0) + 1
        found.append((element, here, str(counted[parent, tag])))
        stack.extend((child, here) for child in reversed(element))
    return found


def _repeats(record: Any, repeated: set[str]) -> None:
    for _, path, number in _paths(record):
        if number != "1":
            repeated.add(path)


def _flat(record: Any, repeated: set[str]) -> dict[str, str]:
    row: dict[str, str] = {f"@{key.rpartition('}')[2]}": str(value).strip() for key, value in record.attrib.items()}
    own = (record.text or "").strip()
    if own:
        row[name(record)] = own
    headings: dict[Any, str] = {record: ""}
    for element, path, number in _paths(record):
        outer = headings[element.getparent()]
        tag = name(element) + (f"[{number}]" if path in repeated else "")
        heading = f"{outer}.{tag}" if outer else tag
        headings[element] = heading
        for key, value in element.attrib.items():
            row[f"{heading}@{key.rpartition('}')[2]}"] = str(value).strip()
        value = " ".join(
            piece.strip() for piece in (element.text or "", *(child.tail or "" for child in element)) if piece.strip()
        )
        if value or not len(element):
            row[heading] = value
    return row


def _lines(root: Any, without: set[Any]) -> list[str]:
    """`Name: value` for every leaf outside the records."""
    lines: list[str] = []
    stack = [root]
    while stack:
        element = stack.pop()
        if element in without:
            continue
        tag = name(element)
        if not tag:
            continue
        value = (element.text or "").strip()
        if value:
            lines.append(f"{tag}: {value}")
        lines += [
            f"{tag}@{key.rpartition('}')[2]}: {said}" for key, said in element.attrib.items() if "schema" not in key
        ]
        stack.extend(reversed(element))
    return lines
