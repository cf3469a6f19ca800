"""Proves, signs and releases: the only way a pack comes to be."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from honour.kernel.errors import BadInput, Tampered
from honour.kernel.hashes import sha256_hex
from honour.kernel.progress import Progress
from honour.ledger.note import VerifierKey
from honour.packs import container, note, verify
from honour.packs.build import Staged, cleared_on_failure, expected, full_disk, refuse_existing
from honour.packs.copies import canonical
from honour.packs.note import LedgerRef
from honour.packs.typeset import Prepared
from honour.redaction import burn, gate

FORMAT = 1
__all__ = ["LedgerRef", "seal"]


def seal(
    staged: Staged,
    signing_key: Ed25519PrivateKey,
    ledger_ref: LedgerRef | None,
    *,
    inside: Path,
    thorough: bool = False,
    progress: Progress | None = None,
) -> Path:
    """The pack, at the staged target. The gate always runs, on the finished files, manifest and signature included.

    `inside` receives what is kept and never sent; also if the gate stops the seal, so that a person can see why.
    Raises gate.GateStopped on any doubt; BadInput if the target or `inside` exists; Trouble if the disk fills.
    After any of them there is no pack, and the staged folder is gone: build again.
    The same plan, key and ledger reference give the same bytes; `inside` differs by its salt.
    """
    with cleared_on_failure(staged.folder), full_disk():
        refuse_existing(staged.target)
        if inside.exists():
            raise BadInput("the folder for what is kept inside is already there", advice=f"Move {inside} away.")
        files = staged.folder / "files"
        manifest = canonical(_manifest(staged, signing_key, ledger_ref))
        (files / "manifest.json").write_bytes(manifest)
        (files / "manifest.sig").write_bytes(note.sign(staged.plan.case, manifest, signing_key))
        salt = secrets.token_bytes(16)
        report = gate.inspect(
            files,
            replace(expected(staged), names=container.FILES),
            salt=salt,
            thorough=thorough,
            progress=progress,
        )
        finished = staged.folder / "finished"
        if report.clean:
            with finished.open("xb") as out:
                container.write({name: (files / name).read_bytes() for name in container.FILES}, out)
                out.flush()
                os.fsync(out.fileno())
            verdict = verify.verify(finished, school_key=VerifierKey.of(note.KEY_NAME, signing_key))
            if not verdict.ok:
                raise Tampered(
                    f"the finished pack does not verify: {verdict.reasons[0]}",
                    advice="The disk or another program changed it while it was made. Seal again.",
                )
        with _kept_inside(inside, staged, report, salt, finished if report.clean else None):
            if report.clean:
                _publish(finished, staged.target)
    staged.discard()
    if not report.clean:
        raise gate.GateStopped(report)
    return staged.target


def _publish(finished: Path, target: Path) -> None:
    """In one step, and never over something that is there."""
    try:
        os.link(finished, target)
    except FileExistsError:
        refuse_existing(target)
        raise
    except OSError:
        # A file system without hard links (a memory stick): the rename is as atomic, the refusal a moment older.
        refuse_existing(target)
        finished.rename(target)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _kept_inside(
    inside: Path, staged: Staged, report: gate.Report, salt: bytes, finished: Path | None
) -> Iterator[None]:
    """The folder is there, whole, before the pack is; if the pack then fails, it is taken back."""
    draft = inside.parent / f".{inside.name}.partial-{os.getpid()}"
    inside.parent.mkdir(parents=True, exist_ok=True)
    with cleared_on_failure(draft):
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        for name, value in _inside_files(staged, report, salt, finished).items():
            with (draft / name).open("xb") as out:
                out.write(canonical(value))
                out.flush()
                os.fsync(out.fileno())
        _sync_folder(draft)
        draft.rename(inside)
    with cleared_on_failure(inside):
        yield


def _inside_files(staged: Staged, report: gate.Report, salt: bytes, finished: Path | None) -> dict[str, object]:
    plan = staged.plan
    return {
        "redaction-log.json": {
            "format": FORMAT,
            "case": plan.case,
            "records": [
                {
                    "number": item.record.number,
                    "address": str(item.record.address),
                    "withheld": [
                        {"start": span.start, "end": span.end, "code": span.code, "decision": span.decision_id}
                        for span in item.record.withheld
                    ],
                    "picture": _picture(item),
                }
                for item in staged.prepared
            ],
            "withheld_whole": [
                {"address": str(record.address), "code": record.code, "decision": record.decision_id}
                for record in plan.withheld_whole
            ],
            "allowed_forms": [
                {"form": gate.salted(salt, allowed.form), "decision": allowed.decision_id}
                for allowed in plan.allowed_forms
            ],
        },
        "original-hashes.json": {
            "format": FORMAT,
            "pack_sha256": sha256_hex(finished.read_bytes()) if finished else None,
            "records": [
                {"address": str(address), "text_sha256": sha256_hex(text.encode("utf-8", "replace"))}
                for address, text in [
                    *((record.address, record.text) for record in plan.records),
                    *((record.address, record.text) for record in plan.withheld_whole),
                ]
            ],
        },
        "gate-report.json": {
            "format": FORMAT,
            "clean": report.clean,
            "salt": salt.hex(),
            "stops": [_finding(finding) for finding in report.stops],
            "notes": [_finding(finding) for finding in report.notes],
            "files": report.files,
            "pages": report.pages,
            "pages_read_as_pictures": report.pages_read_as_pictures,
            "forms_searched": report.needles,
            "words_explained": report.words_explained,
        },
    }


def _picture(item: Prepared) -> dict[str, object] | None:
    if isinstance(item.picture, burn.Burned):
        return {
            "left": True,
            "boxes": item.picture.boxes,
            "words_confirmed": item.picture.confirmed,
            "words_dropped": item.picture.dropped,
        }
    if isinstance(item.picture, burn.Refused):
        return {"left": False, "why": str(item.picture.why)}
    return None


def _finding(finding: gate.Finding) -> dict[str, object]:
    return {"file": finding.file, "page": finding.page, "kind": finding.kind, "id": finding.id}


def _manifest(staged: Staged, key: Ed25519PrivateKey, ledger_ref: LedgerRef | None) -> dict[str, object]:
    plan = staged.plan
    counts = plan.counts
    files = staged.folder / "files"
    return {
        "format": FORMAT,
        "case": plan.case,
        "made_on": plan.letter.signed_on.isoformat(),
        "language": plan.language,
        "files": [
            {"name": name, "bytes": len(data), "sha256": sha256_hex(data)}
            for name in container.FILES[:4]
            for data in [(files / name).read_bytes()]
        ],
        "records": [
            {"number": item.record.number, "address": address, "sha256": digest}
            for item, (address, digest) in zip(staged.prepared, staged.text_hashes, strict=True)
        ],
        "counts": {
            "found": counts.found,
            "released": counts.released,
            "part": counts.part,
            "withheld": counts.withheld,
            "unread": counts.unread,
        },
        "unread": [{"address": str(item.address), "why": str(item.why)} for item in plan.unread],
        "ledger": (
            {"log": ledger_ref.log, "entry": ledger_ref.entry, "checkpoint": ledger_ref.checkpoint}
            if ledger_ref
            else None
        ),
        "key": str(VerifierKey.of(note.KEY_NAME, key)),
    }
