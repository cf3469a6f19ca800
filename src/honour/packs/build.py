"""From an approved plan to finished files in a folder of their own. Nothing here is a pack yet; see `seal`."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from honour.kernel.errors import BadInput, Trouble
from honour.kernel.hashes import sha256_hex
from honour.kernel.progress import Progress, Silent
from honour.kernel.record import Form
from honour.packs import copies
from honour.packs.plan import Plan, PlannedRecord
from honour.packs.typeset import Prepared, prepare, typeset
from honour.reading.result import PageImage
from honour.redaction import gate

_CASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}\Z")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,9}\Z")
"""A label of constant width holds ten letters."""
_READERS = 2
"""Pictures are read side by side; more than two fight over the same cores on a school's laptop."""


@dataclass(frozen=True, slots=True)
class Staged:
    """Finished files, not yet proven, signed or released. Removed by `seal` or `discard`."""

    folder: Path
    target: Path
    plan: Plan
    prepared: tuple[Prepared, ...]
    page_words: str
    other_words: str
    beside: tuple[tuple[int, str], ...]

    @property
    def text_hashes(self) -> tuple[tuple[str, str], ...]:
        """(address, SHA-256 of the approved text as copied in records.json)."""
        return tuple(
            (str(item.record.address), sha256_hex(item.plain().encode("utf-8", "replace"))) for item in self.prepared
        )

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def file_name(case: str) -> str:
    """What a pack of this case is called. Raises BadInput if the reference could not be a file's name."""
    if not _CASE.match(case):
        raise BadInput("the case's reference cannot name a file", advice="Use letters, digits and hyphens, at most 64.")
    return f"{case}.pack.zip"


def build(plan: Plan, target: Path, *, progress: Progress | None = None) -> Staged:
    """Cuts, burns, typesets and copies. Reads each page picture once; about a second a page with a picture.

    Works in a hidden folder beside `target` and leaves nothing else. Raises BadInput if the plan does not add up
    or `target` exists, Trouble if the disk fills; in both cases the folder is gone.
    """
    progress = progress or Silent()
    check(plan)
    refuse_existing(target)
    if not target.parent.is_dir():
        raise BadInput("the folder for the pack does not exist", advice=f"Create {target.parent} first.")
    _clear_abandoned(target)
    folder = target.parent / f".{target.name}.partial-{os.getpid()}"
    with cleared_on_failure(folder), full_disk():
        folder.mkdir(mode=0o700)
        never = [
            form for form in plan.third_party_forms if form not in {allowed.form for allowed in plan.allowed_forms}
        ]
        prepared = _prepared(plan, never, progress)
        progress.start("Typesetting", None)
        document = typeset(plan, prepared, folder)
        files = folder / "files"
        files.mkdir()
        (files / "pack.pdf").write_bytes(document.pdf)
        (files / "index.csv").write_bytes(copies.index_csv(prepared))
        (files / "index.json").write_bytes(copies.index_json(prepared))
        (files / "records.json").write_bytes(copies.records_json(plan, prepared))
    return Staged(
        folder,
        target,
        plan,
        tuple(prepared),
        document.page_words,
        document.other_words,
        tuple(sorted(document.beside.items())),
    )


def expected(staged: Staged) -> gate.Expected:
    """What the gate is told: originals, what is withheld, fixed words. It cuts for itself."""
    plan, beside = staged.plan, dict(staged.beside)
    return gate.Expected(
        records=tuple(
            gate.ExpectedRecord(record.number, record.text, record.withheld, beside[record.number])
            for record in plan.records
        ),
        whole=tuple((record.text, record.decision_id) for record in plan.withheld_whole),
        third_party_forms=plan.third_party_forms,
        allowed_forms=tuple(allowed.form for allowed in plan.allowed_forms),
        longer_names=plan.longer_names,
        page_words=staged.page_words,
        other_words=staged.other_words,
        names=(),
    )


def check(plan: Plan) -> None:
    """Raises BadInput, naming the place, if the plan contradicts itself. Counts that do not add up stop here."""
    file_name(plan.case)
    counts = plan.counts
    part = sum(1 for record in plan.records if record.withheld)
    facts = (
        ("released", counts.released, len(plan.records) - part),
        ("part", counts.part, part),
        ("withheld", counts.withheld, len(plan.withheld_whole)),
        ("unread", counts.unread, len(plan.unread)),
        ("found", counts.found, counts.released + counts.part + counts.withheld + counts.unread),
    )
    for name, said, real in facts:
        if said != real:
            raise BadInput(
                f"the counts do not add up: {name} says {said}, the plan holds {real}",
                advice="Every record found must be released, released in part, withheld or unread, each once.",
            )
    if [record.number for record in plan.records] != list(range(1, len(plan.records) + 1)):
        raise BadInput(
            "the records are not numbered from 1 without a gap", advice="Number them in the order of the pack."
        )
    addresses = [record.address for record in plan.records] + [record.address for record in plan.withheld_whole]
    if len(set(addresses)) != len(addresses):
        raise BadInput("a record stands in the plan twice", advice="List each address once: released or withheld.")
    explained = {code.code for code in plan.codes}
    for record in plan.records:
        _check_record(record, explained)
    for code in explained:
        _check_code(code)


def _check_record(record: PlannedRecord, explained: set[str]) -> None:
    place = f"record {record.number}"
    if record.form is Form.PAPER:
        raise BadInput(
            f"{place} is a paper file, which has no text to release", advice="List it as unread, with the task."
        )
    if record.parent is not None and not 0 < record.parent <= record.number:
        raise BadInput(f"{place} is attached to a record that does not come before it", advice="Number parents first.")
    for span in record.withheld:
        _check_code(span.code)
        if not 0 <= span.start < span.end <= len(record.text):
            raise BadInput(f"{place} withholds a stretch outside of its text", advice="Offsets are code points.")
        if span.code not in explained:
            raise BadInput(
                f"{place} has a label whose code is not explained", advice="Add the code to the plan's codes."
            )
    for heading_start, heading_end, value_start, value_end in record.fields:
        if not 0 <= heading_start <= heading_end <= value_start <= value_end <= len(record.text):
            raise BadInput(f"{place} has a field outside of its text", advice="Offsets are code points into the text.")
    if record.fields and _outside_fields(record):
        raise BadInput(f"{place} has text that belongs to no field", advice="Every letter of a row lies in a field.")


def _outside_fields(record: PlannedRecord) -> bool:
    """Text of a row that no field holds would vanish from the page without a word."""
    covered = bytearray(len(record.text))
    for heading_start, _heading_end, _value_start, value_end in record.fields:
        covered[heading_start:value_end] = b"\1" * (value_end - heading_start)
    return any(char.isalnum() and not covered[at] for at, char in enumerate(record.text))


def _check_code(code: str) -> None:
    if not _CODE.match(code):
        raise BadInput(
            f"{code[:20]!r} cannot stand on a label",
            advice="A public code has at most ten letters, digits and hyphens.",
        )


def _prepared(plan: Plan, never: list[str], progress: Progress) -> list[Prepared]:
    """In order. Pictures are rendered one at a time, since PDFium is not safe in two threads, and read by two."""
    one_at_a_time = threading.Lock()

    def locked(record: PlannedRecord) -> PlannedRecord:
        if record.image is None:
            return record
        render = record.image

        def image() -> PageImage:
            with one_at_a_time:
                return render()

        return replace(record, image=image)

    pages = sum(1 for record in plan.records if record.form is Form.PAGE)
    progress.start("Rebuilding records", len(plan.records))

    if pages < _READERS:
        result = []
        for record in plan.records:
            result.append(prepare(record, never))
            progress.step()
        return result
    prepared: dict[int, Prepared] = {}
    with ThreadPoolExecutor(_READERS) as pool:
        waiting = {
            record.number: pool.submit(prepare, locked(record), never)
            for record in plan.records
            if record.form is Form.PAGE
        }
        for record in plan.records:
            prepared[record.number] = (
                waiting[record.number].result() if record.number in waiting else prepare(record, never)
            )
            progress.step()
    return [prepared[record.number] for record in plan.records]


def refuse_existing(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise BadInput(
            "there is already a file of the pack's name",
            advice=f"Move {target} away, or give another place with --to.",
        )


@contextlib.contextmanager
def cleared_on_failure(folder: Path) -> Iterator[None]:
    """Removes the folder if anything at all goes wrong inside, an interruption included."""
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise Trouble(
                "The disk filled up, so no pack was made and nothing was left behind",
                advice="Free some space and run the same command again.",
            ) from None
        raise


def _clear_abandoned(target: Path) -> None:
    """Removes what an interrupted run for the same target left, unless that run is still alive."""
    for path in target.parent.glob(f".{target.name}.partial-*"):
        number = path.name.rpartition("-")[2]
        if number.isdigit() and (int(number) == os.getpid() or not Path(f"/proc/{number}").exists()):
            shutil.rmtree(path, ignore_errors=True)
