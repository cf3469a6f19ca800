"""`honour new DIR`: an empty workspace, or a fictional school to try everything on."""

from __future__ import annotations

from pathlib import Path

import click

from honour.kernel.errors import BadInput

_DEFAULT_SEED = 7


@click.command(short_help="Make a workspace; with --demo a fictional school to try on.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--demo", is_flag=True, help="Fill it with a fictional school: database, exports, documents, mail.")
@click.option(
    "--seed", type=int, default=None, help="Which fictional school; the same seed gives the same bytes. Default 7."
)
@click.option(
    "--size", type=click.Choice(["small", "school", "trust"]), default=None,
    help="How big the fictional school is. Default school: about 180 pupils.",
)  # fmt: skip
@click.option("--name", default="", help="The school's name, for its letters.")
def command(folder: Path, demo: bool, seed: int | None, size: str | None, name: str) -> None:
    """Make the folder DIR a school's workspace.

    Nothing in DIR is overwritten. The key of a new workspace lies in a file inside it unless the environment
    variable HONOUR_PASSPHRASE holds a passphrase.
    """
    if not demo and (seed is not None or size is not None):
        raise BadInput("--seed and --size belong to a fictional school.", advice="Add --demo, or leave them out.")
    if demo:
        _demo(folder, _DEFAULT_SEED if seed is None else seed, size or "school")
    else:
        _empty(folder, name)


def _empty(folder: Path, name: str) -> None:
    import os

    from honour.workspace.school import create_school
    from honour.workspace.settings import Settings

    folder.mkdir(parents=True, exist_ok=True)
    create_school(
        folder, Settings(school_name=name or "Our school"), passphrase=os.environ.get("HONOUR_PASSPHRASE") or None
    )
    click.echo("The workspace is ready; its settings are in honour.toml.")
    click.echo("Next: honour connect mis PATH-OR-URL, then honour map, then honour read.")


def _demo(folder: Path, seed: int, size: str) -> None:
    from honour.cli.common import progress_shown
    from honour.demo.build import SIZES, build

    with progress_shown() as progress:
        world = build(folder, seed=seed, size=next(s for s in SIZES if s == size), progress=progress)
    click.echo(f"{world.school.name}: {len(world.pupils_on(world.today))} pupils, all invented (seed {seed}).")
    click.echo("What is true in it is written in truth.json, for tests only.")
    click.echo("Next: honour connect mis mis/school.db, honour connect exports exports, then honour map.")
