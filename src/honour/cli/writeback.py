"""`honour writeback plan|do|check|tasks`: change the school's own systems, never without a signed plan."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from honour.cli.common import day_option, json_option, opened_school, print_json, school_option
from honour.cli.progress import progress_shown
from honour.kernel.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from honour.writeback.checking import Checked

SHOWN = 12


@click.group(short_help="Change the school's own systems: plan, do, check, tasks.")
def command() -> None:
    """Correct, anonymise or erase what the school's own systems hold about one person.

    First a plan, which changes nothing and says what would break; then, signed, the changes themselves, over a login
    that may write, or a list of tasks for the office; then proof.
    """


@command.command(short_help="Plan changes; nothing is changed.")
@click.argument("subject")
@click.option("--erase", is_flag=True, help="Delete what is about this person alone, take them out of what is shared.")
@click.option("--anonymise", is_flag=True, help="Keep the rows, take out what identifies the person.")
@click.option(
    "--correct",
    nargs=2,
    metavar="ADDRESS COLUMN=VALUE",
    help="Correct one value of one row: mis:row/PUPIL/12 SURNAME=Hart",
)
@click.option("--case", default="", help="The case this is done for; its own hold does not stop it.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The plan's file, to read and to sign.")
@day_option("--today", help="Plan as of this day instead of today (for rehearsals and the demo).")
@school_option
@json_option
def plan(
    subject: str,
    erase: bool,
    anonymise: bool,
    correct: tuple[str, str] | None,
    case: str,
    out: Path,
    today: datetime | None,
    school_folder: Path | None,
    as_json: bool,
) -> None:
    """Look at every system now, and write into the file --out what would be changed, in which order, and what breaks.

    SUBJECT is an id from honour who, or a name that fits one person.
    """
    from honour.kernel.address import Address
    from honour.kernel.change import By, Deed
    from honour.workspace.finding import one_subject
    from honour.writeback import making, papers
    from honour.writeback.facts import Ask

    if sum((erase, anonymise, correct is not None)) != 1:
        raise BadInput("Say what is to be done: --erase, --anonymise or --correct ADDRESS COLUMN=VALUE.")
    ask = Ask(Deed.ERASE if erase else Deed.ANONYMISE)
    if correct is not None:
        column, equals, value = correct[1].partition("=")
        if not equals or not column:
            raise BadInput("--correct needs the form ADDRESS COLUMN=VALUE.", advice="honour find lists addresses.")
        ask = Ask(Deed.CORRECT, Address.parse(correct[0]), column, value)
    school = opened_school(school_folder)
    making.may_write(school, out)
    person = one_subject(school, subject)
    day = (today or datetime.now(UTC).astimezone()).date()
    with progress_shown(quiet=as_json) as progress:
        made = making.make_plan(school, person, ask, progress, today=day, case=case)
    making.write_file(school, made, out)
    if as_json:
        print_json({**papers.plan_json(made.plan, made.digest, making.titles(school)), "file": str(out)})
        return
    sql = [change for change in made.plan.changes if change.by is By.SQL]
    tasks = papers.office_tasks(made.plan, making.titles(school))
    click.echo(f"Plan {made.plan.id}: {len(sql):,} changes by Honour, {len(tasks):,} tasks for people.")
    for action, count in Counter(change.action.value for change in sql).items():
        click.echo(f"  {action}: {count:,}")
    for found in made.plan.breaks[:SHOWN]:
        click.echo(f"  {'STOPS' if found.blocking else 'breaks'}: {found.at}: {found.what}")
    click.echo(f"To be signed by {' and '.join(' or '.join(group) for group in made.plan.sign)}.")
    click.echo(f"Nothing has been changed. Read {out}, then: honour writeback do {out} --signed NAME")


@command.command(short_help="Do a signed plan, and prove it.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--signed", multiple=True, metavar="NAME", help="Who signs, as honour.toml writes it; once for each.")
@school_option
@json_option
def do(file: Path, signed: tuple[str, ...], school_folder: Path | None, as_json: bool) -> None:
    """Do the plan in FILE: each system in one transaction or not at all, then read back and sweep.

    Stopped in the middle, the same command goes on. Exit code 4 where a person must act first.
    """
    from honour.writeback.doing import do as do_plan

    text = _text(file)
    school = opened_school(school_folder)
    with progress_shown(quiet=as_json) as progress:
        checked = do_plan(school, text, signed, progress)
    _tell(checked, file, as_json=as_json)


@command.command(short_help="Prove a plan again: read back and sweep.")
@click.argument("file", type=click.Path(path_type=Path))
@school_option
@json_option
def check(file: Path, school_folder: Path | None, as_json: bool) -> None:
    """Read every row of the plan in FILE back, over the login that only reads, and look for what is left."""
    from honour.writeback.checking import check_kept
    from honour.writeback.doing import load

    text = _text(file)
    school = opened_school(school_folder)
    kept = load(school, text)
    with progress_shown(quiet=as_json) as progress:
        checked = check_kept(school, kept, progress)
    _tell(checked, file, as_json=as_json)


@command.command(short_help="What the office must do itself, to print.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--confirm", type=int, metavar="N", help="Task N was done; what can be read back is read back at once.")
@click.option("--by", default="", metavar="NAME", help="Who did it, as honour.toml writes it.")
@school_option
@json_option
def tasks(file: Path, confirm: int | None, by: str, school_folder: Path | None, as_json: bool) -> None:
    """List the tasks of the plan in FILE by system; with --confirm N --by NAME note that one was done."""
    from honour.writeback import checking, papers
    from honour.writeback.doing import load

    text = _text(file)
    school = opened_school(school_folder)
    kept = load(school, text)
    if confirm is not None and not by:
        raise BadInput("--confirm needs --by NAME.", advice="Give the name of whoever did it.")
    with progress_shown(quiet=True) as progress:
        if confirm is not None:
            checked = checking.confirm(school, kept, confirm, by, progress)
        else:
            checked = checking.check_kept(school, kept, progress)
    if as_json:
        print_json({"plan": checked.kept.plan.id, "tasks": papers.tasks_json(checked.tasks, checked.states)})
        return
    click.echo(papers.tasks_text(checked.kept.plan, checked.tasks, checked.states))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInput(
            "The plan's file cannot be read.", advice="Give the file that honour writeback plan wrote."
        ) from None


def _tell(checked: Checked, file: Path, *, as_json: bool) -> None:
    from honour.kernel.change import Proof
    from honour.writeback.checking import checked_json

    receipt = checked.receipt
    wrong = sum(proof is Proof.WRONG for proof in receipt.proofs)
    if as_json:
        print_json(checked_json(checked))
    else:
        counts = Counter(proof.value for proof in receipt.proofs)
        click.echo(
            f"Plan {receipt.plan} is {checked.kept.state}: " + ", ".join(f"{n:,} {p}" for p, n in counts.items())
        )
        for swept in receipt.swept:
            click.echo(f"  {swept.source}: {swept.rows:,} rows of {swept.tables} tables searched, {swept.hits} left.")
            for gap in swept.not_swept:
                click.echo(f"    not searched: {gap}")
        for left in receipt.left[:SHOWN]:
            click.echo(f"  left: {left.address} ({', '.join(left.columns)}): {left.why}")
        if len(receipt.left) > SHOWN:
            click.echo(f"  and {len(receipt.left) - SHOWN} more: honour writeback check {file} --json")
        still = sum(state is Proof.OPEN for state in checked.states.values())
        if still:
            click.echo(f"{still} tasks are open: honour writeback tasks {file}")
        click.echo("Next: honour map, then honour read, so that Honour's own index forgets it too.")
    if wrong:
        sys.exit(ExitCode.TAMPERED)
