"""`honour ledger`: check the evidence, issue checkpoints, show, prove and export. Format: docs/spec/ledger.md."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from honour.cli.common import json_option, opened_school, print_json, school_option
from honour.kernel.errors import BadInput, ExitCode
from honour.ledger import bundle
from honour.ledger.audit import LedgerVerdict, Verdict, audit
from honour.ledger.events import SENTENCES, Event
from honour.ledger.note import Checkpoint, VerifierKey, read_checkpoint
from honour.protection.atomic import write_atomically

_CODES = {Verdict.KEPT: ExitCode.OK, Verdict.BROKEN: ExitCode.TAMPERED, Verdict.UNPROVEN: ExitCode.TROUBLE}
_file = click.Path(path_type=Path)
_checkpoints_option = click.option(
    "--checkpoint",
    "checkpoint_files",
    type=_file,
    multiple=True,
    help="A checkpoint kept elsewhere; several are better.",
)


@click.group("ledger")
def command() -> None:
    """The evidence of what was done: check it, show it, prove it to others."""


@command.command()
@click.argument("place", type=_file, required=False)
@_checkpoints_option
@click.option("--key", "key_text", help="The verifier key that was kept with the checkpoints.")
@school_option
@json_option
def verify(
    place: Path | None,
    checkpoint_files: tuple[Path, ...],
    key_text: str | None,
    school_folder: Path | None,
    as_json: bool,
) -> None:
    """Has anything been changed behind a checkpoint kept elsewhere?

    PLACE is a workspace or an exported ledger. Exit code 0 only for "kept"; 1 for "unproven", 5 for "broken".
    """
    against = [_checkpoint(file) for file in checkpoint_files]
    key = VerifierKey.parse(key_text) if key_text else None
    if place is not None and not place.is_dir():
        exported = bundle.read(place)
        verdict = audit(exported.lines(), exported.origin, key or exported.key, against)
    else:
        school = opened_school(place or school_folder)
        verdict = school.ledger.verify(against, key)
    if as_json:
        print_json(_as_json(verdict))
    else:
        _print(verdict)
    sys.exit(_CODES[verdict.verdict])


@command.command()
@click.option("--out", type=_file, help="Write it to a file instead of the screen.")
@school_option
@json_option
def checkpoint(out: Path | None, school_folder: Path | None, as_json: bool) -> None:
    """Issue a checkpoint, to be kept where the school's computers cannot reach it."""
    ledger = opened_school(school_folder).ledger
    issued = ledger.checkpoint(datetime.now(UTC))
    if out is not None:
        write_atomically(out, issued.text.encode(), mode=0o644)
    if as_json:
        print_json({"size": issued.size, "root": issued.root.hex(), "checkpoint": issued.text, "key": str(ledger.key)})
        return
    # The checkpoint alone goes to standard output, so that `> FILE` keeps something that verifies.
    click.echo(issued.text if out is None else f"Written: a checkpoint of {issued.size} entries.", nl=out is not None)
    click.echo("Send it to the DPO and put it into the governors' papers, once with this verifier key:", err=True)
    click.echo(str(ledger.key), err=True)


@command.command()
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help="How many entries.")
@click.option("--all", "everything", is_flag=True, help="From the first one on.")
@school_option
@json_option
def show(last: int, everything: bool, school_folder: Path | None, as_json: bool) -> None:
    """What was done, newest last. Names nobody: the ledger knows no names."""
    ledger = opened_school(school_folder).ledger
    size = ledger.size()
    shown = ledger.lines(0 if everything else max(0, size - last), size)
    if as_json:
        print_json({"size": size, "entries": [_content(place, line) for place, line in shown]})
        return
    for place, line in shown:
        click.echo(_shown(place, line))
    if not size:
        click.echo("The ledger is empty.")


@command.command()
@click.argument("place", type=int)
@click.option(
    "--checkpoint", "checkpoint_file", type=_file, help="Prove it against this one; else against the present."
)
@click.option("--out", type=_file, help="Write the proof to a file (.tlog-proof).")
@school_option
@json_option
def prove(
    place: int, checkpoint_file: Path | None, out: Path | None, school_folder: Path | None, as_json: bool
) -> None:
    """Prove that entry PLACE stands in the ledger of a checkpoint, without showing any other entry."""
    ledger = opened_school(school_folder).ledger
    against = ledger.head() if checkpoint_file is None else _checkpoint(checkpoint_file)
    proof = ledger.proof(place, against)
    if out is not None:
        write_atomically(out, proof.encode(), mode=0o644)
    line = next(iter(ledger.lines(place, place + 1)))[1].decode()
    if as_json:
        print_json({"entry": line, "proof": proof, "key": str(ledger.key)})
    elif out is None:
        click.echo(f"{line}\n\n{proof}", nl=False)
    else:
        click.echo(f"{line}\nWritten: its proof against the checkpoint of size {against.size}.")


@command.command()
@click.argument("file", type=_file)
@school_option
@json_option
def export(file: Path, school_folder: Path | None, as_json: bool) -> None:
    """Write the whole ledger to FILE, for scripts/verify-ledger or anyone who wants to check it."""
    ledger = opened_school(school_folder).ledger
    lines = list(bundle.write(ledger))
    write_atomically(file, b"".join(lines), mode=0o644)
    if as_json:
        print_json({"entries": len(lines) - 1, "key": str(ledger.key)})
    else:
        click.echo(f"Exported {len(lines) - 1} entries. Verifier key, to be kept elsewhere: {ledger.key}")


def _content(place: int, line: bytes) -> dict[str, object]:
    try:
        return {"place": place, **json.loads(line)}
    except (ValueError, TypeError):
        return {"place": place, "error": NO_ENTRY}


NO_ENTRY = "this is no ledger entry; run honour ledger verify"


def _shown(place: int, line: bytes) -> str:
    """One entry for people. A line that was altered is said to be so; `verify` is the judge of it."""
    try:
        content = json.loads(line)
        sentence = SENTENCES[Event(content["event"])]
        actor, moment = content["actor"], content["at"][:19]
        facts = "".join(f" {name} {value}" for name, value in content["facts"].items() if isinstance(value, int))
        rules = f" [{', '.join(content['rules'])}]" if content["rules"] else ""
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{place:>7}  {NO_ENTRY}"
    who = actor.removeprefix("role:") if actor.startswith("role:") else "a named person"
    return f"{place:>7}  {moment}Z  {who:<20}  {sentence}{facts}{rules}"


def _checkpoint(file: Path) -> Checkpoint:
    try:
        return read_checkpoint(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("a checkpoint file cannot be read", advice="Name the file as it was issued.") from error


def _as_json(verdict: LedgerVerdict) -> dict[str, object]:
    return {
        "verdict": verdict.verdict.value,
        "sentence": verdict.sentence,
        "entries": verdict.entries,
        "root": verdict.root.hex(),
        "protected": verdict.protected,
        "unprotected": verdict.unprotected,
        "unprotected_since": verdict.unprotected_since,
        "findings": [{"what": one.what, "first": one.first, "end": one.end} for one in verdict.findings],
        "notes": list(verdict.notes),
    }


def _print(verdict: LedgerVerdict) -> None:
    click.echo(verdict.sentence)
    for finding in verdict.findings:
        click.echo(f"- {finding.what} (entries {finding.first} up to {finding.end})")
    for one in verdict.notes:
        click.echo(f"- note: {one}")
    if verdict.verdict is Verdict.UNPROVEN:
        click.echo(
            "Give a checkpoint that was kept elsewhere: --checkpoint FILE. To issue one: honour ledger checkpoint."
        )
