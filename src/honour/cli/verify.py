"""honour verify: is this pack whole, unchanged, and ours?"""

from __future__ import annotations

import json
from pathlib import Path

import click

from honour.kernel.errors import BadInput, Tampered
from honour.packs.verify import PackVerdict, verify


@click.command(short_help="Check that a sealed pack is whole and unchanged.")
@click.argument("pack", type=click.Path(path_type=Path))
@click.option(
    "--key",
    "key_file",
    type=click.Path(path_type=Path),
    help="A file with the school's verifier key or its fingerprint, had from the school another way than the pack.",
)
@click.option("--json", "as_json", is_flag=True, help="Write the verdict as JSON.")
def command(pack: Path, key_file: Path | None, as_json: bool) -> None:
    """Reopen PACK: container, signature, every hash, index, counts and the document's structure.

    Exits with 5 if anything is wrong. Without --key the pack is shown to be unchanged since it was signed; that the
    key is the school's is for you to compare, by its fingerprint.
    """
    school_key = None
    if key_file is not None:
        try:
            school_key = key_file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise BadInput("the key file cannot be read", advice="Give a text file with one line.") from None
        if not school_key:
            raise BadInput("the key file is empty", advice="It holds one line: a verifier key or a fingerprint.")
    verdict = verify(pack, school_key=school_key)
    if as_json:
        click.echo(json.dumps(_as_json(verdict), indent=2))
    elif verdict.ok:
        counts = dict(verdict.counts)
        click.echo(f"Whole and unchanged: case {verdict.case}, {verdict.pages} pages.")
        click.echo(
            f"Records: {counts['found']} found = {counts['released']} released + {counts['part']} in part"
            f" + {counts['withheld']} withheld + {counts['unread']} unread."
        )
        if verdict.ledger:
            click.echo(f"Ledger: entry {verdict.ledger[1]} of {verdict.ledger[0]}.")
        if verdict.key_known:
            click.echo("Signed with the school's key.")
        else:
            click.echo(f"Signed with the key of fingerprint {verdict.fingerprint}; compare it with the school's.")
    if not verdict.ok:
        raise Tampered(
            "The pack does not verify: " + "; ".join(verdict.reasons[:3]),
            advice="Do not rely on it. Ask the school for the pack again.",
        )


def _as_json(verdict: PackVerdict) -> dict[str, object]:
    return {
        "ok": verdict.ok,
        "reasons": list(verdict.reasons),
        "case": verdict.case,
        "key": verdict.key,
        "fingerprint": verdict.fingerprint,
        "key_known": verdict.key_known,
        "pages": verdict.pages,
        "counts": dict(verdict.counts),
        "ledger": {"log": verdict.ledger[0], "entry": verdict.ledger[1]} if verdict.ledger else None,
    }
