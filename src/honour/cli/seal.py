"""`honour seal DIR`: build the pack, let the gate reopen it, sign it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from honour.cli.common import day_option, json_option, opened_school, print_json, school_option
from honour.cli.progress import progress_shown


@click.command(short_help="Build, check and seal the pack of a reviewed case.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    help="Folder for the pack; it must exist. Default: FOLDER.",
)
@day_option("--today", help="Judge as of this day instead of today (for rehearsals and the demo).")
@school_option
@json_option
def command(
    folder: Path, target: Path | None, today: datetime | None, school_folder: Path | None, as_json: bool
) -> None:
    """Seal what people decided in FOLDER. Refuses while anything is undecided, stale or on hold.

    The finished pack is reopened and searched for everything withheld before it is signed; any doubt stops it.
    """
    from honour.rights.sealing import seal_case

    school = opened_school(school_folder)
    day = (today or datetime.now(UTC).astimezone()).date()
    with progress_shown(quiet=as_json) as progress:
        sealed = seal_case(school, folder, target or folder, progress, today=day)
    counts = sealed.counts
    if as_json:
        print_json(
            {
                "pack": str(sealed.pack),
                "counts": {
                    "found": counts.found,
                    "released": counts.released,
                    "part": counts.part,
                    "withheld": counts.withheld,
                    "unread": counts.unread,
                },
                "fingerprint": sealed.fingerprint,
                "ledger": sealed.ledger_entry,
            }
        )
        return
    click.echo(f"Sealed {sealed.pack}")
    click.echo(
        f"{counts.found:,} records found = {counts.released:,} released + {counts.part:,} in part "
        f"+ {counts.withheld:,} withheld + {counts.unread:,} not read."
    )
    click.echo(f"Fingerprint to tell the requester another way: {sealed.fingerprint[:32]}")
    click.echo(f"Noted in the ledger as entry {sealed.ledger_entry}. Check it: honour verify {sealed.pack}")
