"""Compound files (OLE2) written from nothing, so that tests can make Outlook messages and old office files."""

from __future__ import annotations

import struct

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _MINI, _SMALL = 512, 64, 4096


def compound_file(streams: dict[str, bytes]) -> bytes:
    """`streams`: path with slashes to content. Storages on the way are made; entries lie in the order given."""
    entries: list[dict] = [{"name": "Root Entry", "kind": 5, "children": []}]
    at: dict[str, int] = {"": 0}
    for path, content in streams.items():
        *folders, name = path.split("/")
        parent = ""
        for folder in folders:
            here = f"{parent}/{folder}"
            if here not in at:
                at[here] = len(entries)
                entries[at[parent]]["children"].append(len(entries))
                entries.append({"name": folder, "kind": 1, "children": []})
            parent = here
        entries[at[parent]]["children"].append(len(entries))
        entries.append({"name": name, "kind": 2, "children": [], "data": content})

    sectors: list[bytes] = []
    fat: list[int] = []

    def chain(data: bytes) -> int:
        if not data:
            return _END
        first = len(sectors)
        count = -(-len(data) // _SECTOR)
        for number in range(count):
            sectors.append(data[number * _SECTOR : (number + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            fat.append(first + number + 1 if number + 1 < count else _END)
        return first

    mini, mini_fat = b"", []
    for entry in entries[1:]:
        data = entry.get("data")
        entry["size"] = len(data or b"")
        if not data:
            entry["start"] = _END if data is not None else 0
        elif len(data) < _SMALL:
            entry["start"] = len(mini_fat)
            count = -(-len(data) // _MINI)
            mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), _END]
            mini += data.ljust(count * _MINI, b"\0")
        else:
            entry["start"] = chain(data)
    entries[0]["start"], entries[0]["size"] = chain(mini), len(mini)
    table = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_fat_sectors = -(-len(table) // _SECTOR)
    mini_fat_start = chain(table.ljust(mini_fat_sectors * _SECTOR, b"\xff"))

    directory = b""
    right = {}
    for entry in entries:
        for one, following in zip(entry["children"], [*entry["children"][1:], _FREE], strict=False):
            right[one] = following
    for number, entry in enumerate(entries):
        name = entry["name"].encode("utf-16-le") + b"\0\0"
        child = entry["children"][0] if entry["children"] else _FREE
        directory += struct.pack(
            "<64sHBBIII16sIQQIQ",
            name, len(name), entry["kind"], 1, _FREE, right.get(number, _FREE), child, b"", 0, 0, 0,
            entry["start"], entry["size"],
        )  # fmt: skip
    directory_start = chain(directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    count = 1
    while count * (_SECTOR // 4) < len(fat) + count:
        count += 1
    fat_at = list(range(len(sectors), len(sectors) + count))
    fat += [_FAT] * count
    packed = struct.pack(f"<{len(fat)}I", *fat).ljust(count * _SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, count, directory_start, 0, _SMALL,
        mini_fat_start, mini_fat_sectors, _END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *fat_at, *[_FREE] * (109 - count))
    return header + b"".join(sectors) + packed
