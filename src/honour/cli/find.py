"""`honour find SUBJECT`: everything held about one person."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from honour.cli.common import (
    end_partial,
    is_table_gap,
    json_option,
    opened_school,
    print_json,
    school_option,
)
from honour.cli.progress import progress_shown

if TYPE_CHECKING:
    from honour.kernel.holding import SubjectId
    from honour.workspace.school import School

SHOWN = 25


@click.command(short_help="Everything held about one person.")
@click.argument("subject")
@click.option("--all", "show_all", is_flag=True, help="List every record, not the first of each kind.")
@click.option("--live", is_flag=True, help="Ask the databases as they are now, not what was read.")
@school_option
@json_option
def command(subject: str, show_all: bool, live: bool, school_folder: Path | None, as_json: bool) -> None:
    """List every record about SUBJECT (an id from honour who, or a name that fits one person).

    Each with its address, the person's role, what kinds of data it holds, why it is linked and what is doubtful;
    then what was searched, what was not, and what could not be read. With --live the rows come straight from the
    databases, along the last map, and every text in them is looked through for the person's names.
    """
    from honour.kernel.address import Kind
    from honour.workspace.finding import find, one_subject

    school = opened_school(school_folder)
    person = one_subject(school, subject)
    if live:
        _live(school, person.id, as_json)
        return
    with progress_shown(quiet=as_json) as progress:
        finding = find(school, person.id, progress)
    gap = bool(finding.not_searched()) or any(map(is_table_gap, finding.unread))
    if as_json:
        print_json(
            {
                "subject": person.id,
                "records": [
                    {
                        "address": str(f.record.address),
                        "source": f.record.address.source,
                        "title": f.record.title,
                        "dated": f.record.dated,
                        "role": holding.role.value,
                        "labels": sorted(label.value for label in f.labels),
                        "reason": holding.reason,
                        "confidence": holding.confidence,
                        "doubtful": holding.doubtful,
                        "alternatives": list(holding.alternatives),
                    }
                    for f in finding.records
                    for holding in f.mine
                ],
                "rows": [
                    {
                        "source": f.record.address.source,
                        "table": f.record.address.parts[0],
                        "key": f.record.address.parts[1],
                        "role": holding.role.value,
                        "via": holding.reason,
                    }
                    for f in finding.records
                    if f.record.address.kind is Kind.ROW
                    for holding in f.mine
                ],
                "searched": [{"source": s.source, "title": s.title, "found": s.found, "unread": s.unread,
                              "note": s.note} for s in finding.searched if s.searched],
                "not_searched": [{"source": s.source, "title": s.title, "why": s.note} for s in finding.not_searched()],
                "unread": [{"address": str(u.address), "why": u.why.value, "what": u.what, "advice": u.advice}
                           for u in finding.unread],
            }
        )  # fmt: skip
        end_partial(gap)
        return
    doubtful = sum(all(h.doubtful for h in f.mine) for f in finding.records)
    click.echo(f"{len(finding.records):,} records, {doubtful} of them doubtful; {len(finding.unread)} not read.")
    for s in finding.searched:
        noted = f" ({s.note})" if s.note else ""
        state = f"{s.found:,} found{noted}" if s.searched else f"NOT SEARCHED: {s.note}"
        click.echo(f"  {s.title}: {state}")
    kinds = Counter((f.where, f.group) for f in finding.records)
    seen: Counter[tuple[str, str]] = Counter()
    click.echo("")
    for f in finding.records:
        kind = (f.where, f.group)
        seen[kind] += 1
        if not show_all and seen[kind] > 2:  # noqa: PLR2004  two of a kind show what the rest is
            continue
        more = f"  (and {kinds[kind] - 2} more)" if not show_all and seen[kind] == 2 and kinds[kind] > 2 else ""  # noqa: PLR2004
        dated = f", {f.record.dated:%d %b %Y}" if f.record.dated else ""
        roles = ", ".join(sorted({h.role.value for h in f.mine}))
        labels = f" [{', '.join(sorted(label.value for label in f.labels))}]" if f.labels else ""
        click.echo(f"{f.record.title}{dated}: {roles}{labels}{more}")
        click.echo(f"    {f.record.address}")
        click.echo(f"    {'; '.join(dict.fromkeys(h.reason for h in f.mine))}")
        for holding in f.mine:
            if holding.doubtful:
                others = f", may be one of {len(holding.alternatives)} others" if holding.alternatives else ""
                click.echo(f"    DOUBTFUL: {holding.confidence:.0%} sure{others}")
    for unread in finding.unread[:SHOWN]:
        click.echo(f"Not read: {unread.what}: {unread.why.value}. {unread.advice}")
    if len(finding.unread) > SHOWN:
        click.echo(f"... and {len(finding.unread) - SHOWN} more not read; --json lists them all.")
    end_partial(gap)


def _live(school: School, person: SubjectId, as_json: bool) -> None:
    from honour.workspace.live import look

    with progress_shown(quiet=as_json) as progress:
        found = look(school, person, progress)
    missed = [(one.source, why) for one in found.swept for why in one.not_swept]
    if as_json:
        print_json(
            {
                "subject": person,
                "rows": [
                    {
                        "source": holding.address.source,
                        "table": holding.address.parts[0],
                        "key": holding.address.parts[1],
                        "role": holding.role.value,
                        "via": holding.reason,
                    }
                    for holding in found.rows
                ],
                "mentions": [
                    {"source": hit.address.source, "table": hit.address.parts[0], "key": hit.address.parts[1],
                     "columns": list(hit.columns), "kinds": list(hit.kinds)}
                    for hit in found.mentions
                ],
                "swept": [{"source": one.source, "tables": one.tables, "columns": one.columns, "rows": one.rows,
                           "hits": one.hits} for one in found.swept],
                "not_searched": [{"at": at, "why": why} for at, why in (*found.gaps, *missed)],
            }
        )  # fmt: skip
    else:
        click.echo(f"{len(found.rows):,} rows, as the databases hold them now:")
        for (table, role), count in sorted(Counter((h.address.parts[0], h.role.value) for h in found.rows).items()):
            click.echo(f"  {table}: {count:,} {role}")
        click.echo(f"{len(found.mentions):,} more rows name the person in a text:")
        for table, count in sorted(Counter(hit.address.parts[0] for hit in found.mentions).items()):
            click.echo(f"  {table}: {count:,}")
        for at, why in (*found.gaps, *missed):
            click.echo(f"Not searched: {at}: {why}")
    end_partial(found.partial or bool(missed))
