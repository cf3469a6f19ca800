"""Reopens a sealed pack and says whether it is whole and whose it is. Fails closed. Format: docs/spec/pack.md."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

from honour.kernel.errors import BadInput
from honour.kernel.hashes import sha256_hex
from honour.ledger.note import VerifierKey
from honour.packs import container, copies, note
from honour.redaction import pdfread

_MANIFEST_KEYS = {
    "format",
    "case",
    "made_on",
    "language",
    "files",
    "records",
    "counts",
    "unread",
    "ledger",
    "key",
}


@dataclass(frozen=True, slots=True)
class PackVerdict:
    """`ok` only if every check passed. `key_known` tells a pack of this school from one that anybody could sign."""

    ok: bool
    reasons: tuple[str, ...]
    """Why not, the first few; empty if ok."""
    case: str = ""
    key: str = ""
    """The verifier key in the pack, C2SP vkey."""
    fingerprint: str = ""
    key_known: bool = False
    """Whether the key was compared with one the caller trusts. False: whole, but signed by whoever."""
    pages: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    ledger: tuple[str, int] | None = None
    """(log, entry) where the school's ledger speaks of this pack."""


class _Bad(Exception):
    pass


def verify(pack: Path, *, school_key: VerifierKey | str | None = None) -> PackVerdict:
    """Reads all of `pack`. `school_key` is a vkey or a fingerprint that came another way than the pack itself.

    A bad pack is a verdict, not an exception. Raises BadInput only if there is no file to read. Without
    `school_key` the pack is checked to be whole and unchanged since it was signed by the key inside; who holds that
    key cannot be known from the pack. Does not look for withheld data: that was the gate's work, with the originals.
    """
    if not pack.is_file():
        raise BadInput("there is no pack of that name", advice="Give the path of a .pack.zip file.")
    if pack.stat().st_size > container.MAX_BYTES:
        return PackVerdict(False, ("the file is larger than any pack",))
    files, faults = container.read(pack.read_bytes())
    if faults:
        return PackVerdict(False, tuple(faults))
    try:
        return _judged(files, school_key)
    except _Bad as fault:
        return PackVerdict(False, (str(fault),))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, BadInput, csv.Error):
        # A manifest of the wrong shape fails somewhere in the checks; where does not matter, that it fails does.
        return PackVerdict(False, ("the manifest or an index is malformed",))


def _judged(files: dict[str, bytes], school_key: VerifierKey | str | None) -> PackVerdict:
    raw = files["manifest.json"]
    manifest = json.loads(raw.decode("utf-8"))
    _must(
        isinstance(manifest, dict) and set(manifest) == _MANIFEST_KEYS, "the manifest has other entries than it should"
    )
    _must(copies.canonical(manifest) == raw, "the manifest is not spelt as it was sealed")
    _must(manifest["format"] == 1, "the pack is of a format this version does not know")
    case = manifest["case"]
    key = VerifierKey.parse(manifest["key"])
    _must(note.holds(files["manifest.sig"], case, raw, key), "the signature does not fit the manifest")
    known = _compared(key, school_key)
    listed = manifest["files"]
    _must([item["name"] for item in listed] == list(container.FILES[:4]), "the manifest lists other files")
    for item in listed:
        data = files[item["name"]]
        _must(len(data) == item["bytes"] and sha256_hex(data) == item["sha256"], f"{item['name']} was changed")
    counts = manifest["counts"]
    _must(set(counts) == {"found", "released", "part", "withheld", "unread"}, "the counts are not complete")
    _must(all(type(value) is int and value >= 0 for value in counts.values()), "a count is no number")
    _must(
        counts["found"] == counts["released"] + counts["part"] + counts["withheld"] + counts["unread"],
        "the counts do not add up",
    )
    _must(counts["unread"] == len(manifest["unread"]), "the list of unread records does not fit its count")
    _records(files, manifest)
    pdf = pdfread.opened(files["pack.pdf"], texts=False)
    _must(not pdf.faults, pdf.faults[0] if pdf.faults else "")
    _must(pdf.pages > 0, "the document has no pages")
    _sections(pdf, len(manifest["records"]))
    ledger = manifest["ledger"]
    return PackVerdict(
        True,
        (),
        case,
        str(key),
        note.fingerprint(key.public),
        known,
        pdf.pages,
        tuple(counts.items()),
        (str(ledger["log"]), int(ledger["entry"])) if ledger else None,
    )


def _compared(key: VerifierKey, school_key: VerifierKey | str | None) -> bool:
    if school_key is None:
        return False
    wrong = "the pack is signed with another key than the school's"
    if isinstance(school_key, VerifierKey):
        _must(school_key.public == key.public, wrong)
    elif "+" in school_key:
        _must(VerifierKey.parse(school_key).public == key.public, wrong)
    else:
        given = "".join(school_key.split()).lower()
        _must(given == note.fingerprint(key.public).replace(" ", ""), wrong)
    return True


def _records(files: dict[str, bytes], manifest: dict[str, list[dict[str, object]]]) -> None:
    """Index, spreadsheet and copies all list the manifest's records, in its order, with its texts."""
    index = json.loads(files["index.json"].decode("utf-8"))
    texts = json.loads(files["records.json"].decode("utf-8"))
    rows = list(csv.reader(io.StringIO(files["index.csv"].decode("utf-8-sig"), newline=""), strict=True))
    _must(tuple(rows[0]) == copies.COLUMNS, "index.csv has other columns")
    listed = [(str(item["number"]), item["address"]) for item in manifest["records"]]
    for name, found in (
        ("index.json", [(item["number"], item["address"]) for item in index["records"]]),
        ("records.json", [(item["number"], item["address"]) for item in texts["records"]]),
        ("index.csv", [(row[0], row[1]) for row in rows[1:]]),
    ):
        _must(found == listed, f"{name} lists other records than the manifest")
    for item, text in zip(manifest["records"], texts["records"], strict=True):
        _must(
            sha256_hex(text["text"].encode("utf-8")) == item["sha256"],
            f"the text of record {item['number']} was changed",
        )
    outcomes = [item["outcome"] for item in index["records"]]
    counts: object = manifest["counts"]
    _must(
        isinstance(counts, dict)
        and outcomes.count("released") == counts["released"]
        and outcomes.count("part") == counts["part"]
        and counts["released"] + counts["part"] == len(listed),
        "the counts do not fit the index",
    )


def _sections(pdf: pdfread.Opened, records: int) -> None:
    """Every record has its place in the document, by the document's own bookmarks."""
    spans = [span for _, title in pdf.sections if (span := pdfread.numbers(title))]
    numbers = [number for first, last in spans for number in range(first, min(last, records + 1) + 1)]
    _must(numbers == list(range(1, records + 1)), "the document does not show every record of the manifest once")


def _must(holds: bool, reason: str) -> None:
    if not holds:
        raise _Bad(reason)
