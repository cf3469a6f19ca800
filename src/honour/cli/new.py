"""`honour new DIR`: an empty workspace, or a fictional school to try everything on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from honour.cli.common import json_option, print_json
from honour.cli.progress import progress_shown
from honour.kernel.errors import BadInput

if TYPE_CHECKING:
    from honour.demo.world import World
    from honour.workspace.settings import Settings

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
@json_option
def command(folder: Path, demo: bool, seed: int | None, size: str | None, name: str, as_json: bool) -> None:
    """Make the folder DIR a school's workspace.

    Nothing in DIR is overwritten. The key of a new workspace lies in a file inside it unless the environment
    variable HONOUR_PASSPHRASE holds a passphrase.
    """
    if not demo and (seed is not None or size is not None):
        raise BadInput("--seed and --size belong to a fictional school.", advice="Add --demo, or leave them out.")
    if demo:
        if name:
            raise BadInput("A fictional school has a name already.", advice="Leave out --name or --demo.")
        _demo(folder, _DEFAULT_SEED if seed is None else seed, size or "school", as_json=as_json)
    else:
        _empty(folder, name, as_json=as_json)


def _empty(folder: Path, name: str, *, as_json: bool) -> None:
    import os
    from datetime import UTC, datetime

    from honour.law import rules
    from honour.rights.answer import words_needed
    from honour.workspace.school import create_school
    from honour.workspace.settings import Settings

    today = datetime.now(UTC).astimezone().date()
    needed = words_needed(rules.book().response_items("access", today))
    settings = Settings(school_name=name or "Our school", supplementary=dict.fromkeys(needed, ""))
    create_school(folder, settings, passphrase=os.environ.get("HONOUR_PASSPHRASE") or None)
    if as_json:
        print_json({"school": settings.school_name, "folder": str(folder), "sources": []})
        return
    click.echo("The workspace is ready. Its settings are in honour.toml: fill in what a seal needs when you have time.")
    click.echo("Next: honour connect mis PATH-OR-URL, then honour map, then honour read.")


def _demo(folder: Path, seed: int, size: str, *, as_json: bool) -> None:
    from honour.demo.build import SIZES, build
    from honour.workspace.connecting import connect
    from honour.workspace.school import create_school

    if (folder / "honour.toml").exists():
        raise BadInput("There is a workspace here already.", advice="Choose another folder.")
    with progress_shown(quiet=as_json) as progress:
        world = build(folder, seed=seed, size=next(s for s in SIZES if s == size), progress=progress)
    school = create_school(folder, _settings(world))
    for name, at, title in SOURCES:
        connect(school, name, str(folder / at), title=title)
    if as_json:
        print_json(
            {
                "school": world.school.name,
                "folder": str(folder),
                "sources": [name for name, _, _ in SOURCES],
                "seed": seed,
            }
        )
        return
    click.echo(f"{world.school.name}: {len(world.pupils_on(world.today))} pupils, all invented (seed {seed}).")
    click.echo(f"Connected: {', '.join(title for _, _, title in SOURCES)}.")
    click.echo("What is true in it is written in truth.json, for tests and the bench only.")
    click.echo(f"Next: honour map --school {folder}, then honour read --school {folder}")


SOURCES = (
    ("mis", "mis/school.db", "the pupil database"),
    ("exports", "exports", "exports and spreadsheets"),
    ("drive", "drive", "the shared drive"),
    ("mail", "mail", "the office mailbox"),
    ("paper", "paper/index.csv", "the paper files"),
)
"""Where the fictional school keeps its records: name, path in its folder, what letters call it."""


def _settings(world: World) -> Settings:
    """honour.toml of the fictional school: who may sign is its own invented staff."""
    from honour.workspace.settings import Settings

    school = world.school

    def named(*people: str) -> tuple[str, ...]:
        names = [world.people[person].names[0] for person in people]
        return tuple(f"{name.forename} {name.surname}" for name in names)

    return Settings(
        school_name=school.name,
        postal_address=(*school.lines, school.postcode),
        dpo=school.dpo,
        dpo_since=world.today.replace(month=1, day=1),
        regulator=REGULATOR,
        regulator_checked_on=world.today,
        people={
            "data-protection-lead": named(school.office),
            "office-lead": named(school.office),
            "second-reader": named(school.deputy),
            "second-person": named(school.deputy),
            "head": named(school.head),
            "senco": named(school.senco),
            "dsl": named(school.dsl),
            "dpo": (school.dpo.partition(",")[0],),
            "chair-of-governors": named(school.chair),
        },
        supplementary=SUPPLEMENTARY,
    )


REGULATOR = ("Information Commissioner's Office", "Wycliffe House, Water Lane, Wilmslow SK9 5AF", "ico.org.uk")
"""As the notice this product was ordered from gives it; it may be stale, so it is a setting with a date."""

SUPPLEMENTARY = {
    "purposes": "We use this information to run the school, to teach, to keep children safe, to pay and manage staff, "
    "and to do what the law asks of us.",
    "categories": "Names and contact details; attendance, learning and behaviour; special educational needs; health "
    "and safeguarding; money paid for meals and clubs; letters, notes and messages.",
    "recipients": "The Department for Education, the council, the next school, health services, and companies that run "
    "our systems for us under contract. Outside the United Kingdom: none.",
    "retention": "Our retention schedule says how long each kind is kept. You can have a copy from the school office.",
    "rights": "You may ask us to correct, erase or restrict this information, and you may object to its use.",
    "source": "From you and your family, from earlier schools, from the council and health services, and our staff.",
    "automated-decisions": "We make no decision about you by computer alone.",
    "transfer-safeguards": "We send none of this information outside the United Kingdom.",
}
"""What the fictional school says besides the copy: one text for each item of law/responses/access-*."""
