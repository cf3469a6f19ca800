"""`honour clock`: when an answer is due, why, and who says so. Needs no workspace. Rules: docs/spec/rule.md."""

from __future__ import annotations

import textwrap
from datetime import UTC, date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import click
import yaml

from honour.cli.common import json_option, print_json
from honour.kernel.decision import Citation, Status
from honour.kernel.errors import BadInput
from honour.law import holidays, rules
from honour.rights import clock, school_days

_WIDTH = 80
_LABEL_WIDTH = 22
_NATIONS = {
    holidays.Nation.ENGLAND_AND_WALES: "England and Wales",
    holidays.Nation.SCOTLAND: "Scotland",
    holidays.Nation.NORTHERN_IRELAND: "Northern Ireland",
}
_SURE = {
    Status.STATUTE: "statute",
    Status.GUIDANCE: "guidance, not law",
    Status.PRACTICE: "practice, not law",
    Status.UNCONFIRMED: "unconfirmed: ask before relying on it",
}
_DAY_HELP = "Days are written 2026-10-01 or 01/10/2026."


@click.command("clock", epilog=_DAY_HELP)
@click.argument("kind", required=False)
@click.option("--list", "list_kinds", is_flag=True, help="Show every kind of clock.")
@click.option("--received", metavar="DATE", help="Day of the event that starts the clock, however late it was read.")
@click.option("--at", metavar="MOMENT", help="For clocks in hours: 2026-11-27T16:20, UK time.")
@click.option("--identity", metavar="DATE|waiting", help="Day the person showed who they are, if asked to.")
@click.option("--fee", metavar="DATE", help="Day a fee was paid, if one was rightly asked.")
@click.option("--asked", metavar="DATE", multiple=True, help="Day you asked which information is meant.")
@click.option("--answered", metavar="DATE|never", multiple=True, help="Day of the answer; in the order of --asked.")
@click.option("--extended-on", metavar="DATE", help="Day you gave notice that you need longer, with reasons.")
@click.option("--announced", metavar="DATE", help="Day exam results are announced (exam-marks).")
@click.option(
    "--nation",
    type=click.Choice([nation.value for nation in holidays.Nation]),
    default=holidays.Nation.ENGLAND_AND_WALES.value,
    help="Whose public holidays and law.",
)
@click.option(
    "--school-calendar", metavar="FILE", type=click.Path(path_type=Path), help="The school's terms and INSET days."
)
@click.option("--holiday", metavar="DATE=WHY", multiple=True, help="A public holiday that our list lacks.")
@json_option
def command(
    kind: str | None,
    list_kinds: bool,
    received: str | None,
    at: str | None,
    identity: str | None,
    fee: str | None,
    asked: tuple[str, ...],
    answered: tuple[str, ...],
    extended_on: str | None,
    announced: str | None,
    nation: str,
    school_calendar: Path | None,
    holiday: tuple[str, ...],
    as_json: bool,
) -> None:
    """When an answer is due, why, and who says so.

    KIND is access, rights-request, complaint, breach, educational-record, ...; see --list. The rule in force on
    the day of the event is used. Where the law is arguable, the earlier date is shown.
    """
    book = rules.book()
    if list_kinds:
        _list(book, as_json=as_json)
        return
    if kind is None:
        raise BadInput("No clock was named.", advice="honour clock --list shows them all.")
    # The name is checked first: a misspelt clock must not be blamed on a missing date.
    if kind not in {rule.id.removeprefix("law:deadlines/") for rule in clock.kinds(book)}:
        raise BadInput(f"There is no clock {kind[:40]!r}.", advice="honour clock --list shows them all.")
    if received is None and at is None:
        raise BadInput("No day was given.", advice="Use --received DATE (or --at MOMENT for a clock in hours).")
    where = holidays.Nation(nation)
    added = dict(_holiday(text) for text in holiday)
    terms = _school_days(school_calendar, holidays.calendar(book, where, added)) if school_calendar else None
    found = clock.due(
        kind,
        _moment(at) if at is not None else _day(received or "", "--received"),
        book=book,
        nation=where,
        identity=_day(identity, "--identity") if identity and identity != "waiting" else None,
        identity_waiting=identity == "waiting",
        fee=_day(fee, "--fee") if fee else None,
        pauses=_pauses(asked, answered),
        extended_on=_day(extended_on, "--extended-on") if extended_on else None,
        announced=_day(announced, "--announced") if announced else None,
        added_holidays=added,
        school_days=terms,
        today=datetime.now(tz=UTC).astimezone().date(),
    )
    if as_json:
        print_json(_as_json(found, where))
    else:
        _print(found, where)


def _day(untrusted: str, option: str) -> date:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(untrusted, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise BadInput(f"{option}: {untrusted[:30]!r} is no day of the calendar.", advice=_DAY_HELP)


def _moment(untrusted: str) -> datetime:
    try:
        moment = datetime.fromisoformat(untrusted)
    except ValueError:
        moment = None
    if moment is None or len(untrusted) <= len("2026-11-27"):
        raise BadInput(f"--at: {untrusted[:30]!r} is no moment.", advice="Write 2026-11-27T16:20.")
    return moment


def _holiday(untrusted: str) -> tuple[date, str]:
    day, equals, why = untrusted.partition("=")
    if not equals or not why.strip():
        raise BadInput("--holiday needs a day and why it is one.", advice="Write --holiday 2027-06-14='proclamation'.")
    return _day(day, "--holiday"), why.strip()


def _pauses(asked: tuple[str, ...], answered: tuple[str, ...]) -> list[clock.Pause]:
    if len(answered) > len(asked):
        raise BadInput("There are more answers than questions.", advice="Give one --asked for each --answered.")
    return [
        clock.Pause(_day(question, "--asked"), _day(answer, "--answered") if answer and answer != "never" else None)
        for question, answer in zip_longest(asked, answered)
    ]


def _school_days(path: Path, public: holidays.HolidayCalendar) -> school_days.SchoolDays:
    # The file's name stays out of messages: it may name a person.
    try:
        untrusted = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    except FileNotFoundError as error:
        raise BadInput("There is no such school calendar file.", advice="Check --school-calendar.") from error
    except IsADirectoryError as error:
        raise BadInput("The school calendar is a folder, not a file.", advice="Check --school-calendar.") from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise BadInput(
            "The school calendar cannot be read: it is no YAML.", advice="See 'School calendar' in docs/spec/rule.md."
        ) from error
    return school_days.from_mapping(untrusted, public)


def _list(book: rules.RuleBook, *, as_json: bool) -> None:
    listed = []
    for rule in clock.kinds(book):
        now = rule.values[-1]
        limit = now.value.get("limit")
        long = f"{limit['number']} {limit['unit']}" + ("s" if limit["number"] > 1 else "") if limit else "no number"
        name = rule.id.removeprefix("law:deadlines/")
        listed.append({"kind": name, "title": rule.title, "length": long, "event": rule.event, "status": now.status})
    if as_json:
        print_json({"kinds": listed})
        return
    for line in listed:
        click.echo(f"{line['kind']:<28}{line['length']:<18}{line['status']}")
        click.echo(f"    {line['title']}")


def _lines(found: clock.Due) -> list[tuple[str, str, Citation | None]]:
    """(label, when, what to cite) for each date there is, the limit first."""
    by_rule = {citation.rule: citation for citation in reversed(found.citations)}
    own = found.citations[0]
    lines: list[tuple[str, str, Citation | None]] = []
    if found.limit_at is not None:
        lines.append((found.sense, f"{found.limit_at:%H:%M} on {_long(found.limit_at.date())}", own))
    elif found.limit is not None:
        lines.append((found.sense, _long(found.limit), own))
    elif found.words:
        lines.append((found.sense, found.words, own))
    elif found.start is None:
        lines.append((found.sense, "not yet known: the clock has not begun", own))
    else:
        lines.append((found.sense, "not yet known: the clock stands still", own))
    if found.if_answered_today is not None:
        lines.append(("if answered today", _long(found.if_answered_today), None))
    if found.target is not None:
        lines.append(("internal target", _long(found.target), by_rule.get("law:counting/internal-target")))
    if found.extension_notice_by is not None:
        citation = by_rule.get("law:counting/extension-notice")
        lines.append(("extension notice by", _long(found.extension_notice_by), citation))
    if found.arguable_later is not None:
        lines.append(("arguable, not safe", _long(found.arguable_later), None))
    if found.arguable_at is not None:
        lines.append(("arguable, not safe", f"{found.arguable_at:%H:%M} on {_long(found.arguable_at.date())}", None))
    return lines


def _print(found: clock.Due, where: holidays.Nation) -> None:
    click.echo(found.title)
    happened = f"{found.event[:1].upper()}{found.event[1:]}"
    click.echo(f"{happened}: {_long(found.received)}; {_NATIONS[where]}")
    click.echo()
    for label, when, citation in _lines(found):
        click.echo(_hang(f"{label.capitalize():<{_LABEL_WIDTH}}", when))
        if citation:
            click.echo(_hang(" " * _LABEL_WIDTH, f"{citation.source} [{_SURE[citation.status]}]"))
    if found.note:
        click.echo("\n" + _hang("", found.note))
    _section("How this was found", found.steps)
    _section("Mind", found.warnings)
    _section("Not settled", found.open)
    _section("Rules used", [_cited(citation) for citation in found.citations])


def _section(heading: str, lines: tuple[str, ...] | list[str]) -> None:
    if lines:
        click.echo(f"\n{heading}")
        for line in lines:
            click.echo(_hang("  - ", line))


def _cited(citation: Citation) -> str:
    since = f", from {_short(citation.in_force_from)}" if citation.in_force_from else ""
    return f"{citation.rule}{since}: {citation.source} [{citation.status}]"


def _hang(first: str, text: str) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _as_json(found: clock.Due, where: holidays.Nation) -> dict[str, Any]:
    def iso(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "kind": found.kind,
        "title": found.title,
        "nation": where.value,
        "event": found.event,
        "received": iso(found.received),
        "start": iso(found.start),
        "sense": found.sense,
        "limit": iso(found.limit),
        "limit_at": iso(found.limit_at),
        "words": found.words,
        "length": str(found.length) if found.length else None,
        "status": found.status.value,
        "weakest_status": found.weakest.value,
        "internal_target": iso(found.target),
        "extended": found.extended,
        "extension_notice_by": iso(found.extension_notice_by),
        "stopped_days": found.stopped_days,
        "stopped_since": iso(found.stopped_since),
        "if_answered_today": iso(found.if_answered_today),
        "arguable_later": iso(found.arguable_later),
        "arguable_at": iso(found.arguable_at),
        "note": found.note,
        "steps": list(found.steps),
        "warnings": list(found.warnings),
        "open": list(found.open),
        "citations": [
            {
                "rule": citation.rule,
                "source": citation.source,
                "status": citation.status.value,
                "in_force_from": iso(citation.in_force_from),
            }
            for citation in found.citations
        ],
    }


def _long(day: date) -> str:
    return f"{day:%A} {_short(day)}"


def _short(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
