"""Action: find everything held about one person; and who a name may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from honour.kernel.address import Address, Kind
from honour.kernel.errors import BadInput, NotAllowed, SourceError
from honour.kernel.holding import Holding, Label, Subject, SubjectId
from honour.kernel.progress import Progress
from honour.kernel.record import Form, Record
from honour.kernel.tabular import Table
from honour.kernel.unread import Unread, Why
from honour.ledger.events import Event
from honour.people import forms, labels
from honour.people.directory import Match
from honour.people.scan import Scanner
from honour.workspace.found import Finding, FoundRecord, Searched
from honour.workspace.mapping import current_map
from honour.workspace.opening import open_source
from honour.workspace.reading import RUN
from honour.workspace.school import School
from honour.workspace.stored import load_json

_PLACE = re.compile(r"\A(?:Page|Line|Element) \d+ of (?:an? )?")
SURE_SCORE = 0.85
"""A name given on the command line must fit one person this well, and no other as well, to be taken as that person."""


def who(school: School, untrusted_name: str) -> list[Match]:
    """People the name may mean, best first. Raises NotAllowed before the first map."""
    if current_map(school) is None:
        raise NotAllowed("The school has not been mapped yet.", advice="Run honour map, then honour read.")
    matches: list[Match] = school.index.who(untrusted_name)
    school.note(Event.SUBJECT_SEARCHED, facts=[("found", len(matches))])
    return matches


def one_subject(school: School, untrusted_text: str) -> Subject:
    """The one person a subject id, the address of one of their rows, or a name means.

    Raises BadInput, listing ids only, when it is nobody or more than one.
    """
    people = {s.id: s for s in school.index.subjects()}
    if not people:
        raise NotAllowed("The school has not been mapped yet.", advice="Run honour map, then honour read.")
    if untrusted_text in people:
        return people[SubjectId(untrusted_text)]
    for subject in people.values():
        if untrusted_text in {str(row) for row in subject.hub_rows}:
            return subject
    matches = who(school, untrusted_text)
    sure = [m for m in matches if m.score >= SURE_SCORE]
    best = [m for m in sure if m.score == sure[0].score] if sure else []
    if len(best) == 1:
        return best[0].subject
    if not matches:
        raise BadInput("Nobody in the school's records fits that name.", advice="Try honour who with part of it.")
    ids = ", ".join(m.subject.id for m in (best or matches)[:8])
    raise BadInput(
        f"That name may mean {len(best or matches)} people: {ids}.", advice="Use the id; honour who tells them apart."
    )


def requester_named(school: School, untrusted_text: str, subject: Subject) -> tuple[Subject | None, str]:
    """Who asks: someone in the records, or a name only. A name that fits several people counts as a name only,
    unless one of them is the subject or a relation of the subject.
    """
    try:
        found = one_subject(school, untrusted_text)
    except BadInput:
        related = {r.other for r in subject.relations} | {subject.id}
        near = [
            m.subject
            for m in school.index.who(untrusted_text)
            if m.subject.id in related or any(r.other == subject.id for r in m.subject.relations)
        ]
        if len(near) != 1:
            return None, untrusted_text
        found = near[0]
    name = found.names[0] if found.names else None
    return found, f"{name.title} {name.forename} {name.surname}".strip() if name else untrusted_text


def described(subject: Subject) -> dict[str, Any]:
    """The facts that tell people apart, for pages and JSON."""
    names = dict.fromkeys(f"{n.forename} {n.surname}".strip() for n in subject.names)
    return {
        "subject": subject.id,
        "kinds": sorted(kind.value for kind in subject.kinds),
        "names": list(names),
        "born": subject.born.isoformat() if subject.born else "",
        "groups": [m.name for m in subject.memberships if m.to_date is None][:4],
    }


def find(school: School, subject_id: SubjectId, progress: Progress) -> Finding:
    """Every record the index links to the person, with everyone else it links to each, oldest source order.

    Rows whose text the index does not keep are read again from their source; a row gone since is Unread, and a
    source that fails now is named as not searched. Law: UK GDPR Art 15(1A), a reasonable and proportionate search:
    what was searched and not is part of the result.
    """
    people = {s.id: s for s in school.index.subjects()}
    run = load_json(school.files, RUN, None)
    if run is None or subject_id not in people:
        raise NotAllowed("The school's records have not been read yet.", advice="Run honour read.")
    mine: dict[str, list[Holding]] = {}
    for item in school.index.holdings_of(subject_id):
        mine.setdefault(str(item.holding.address), []).append(item.holding)
    addresses = [Address.parse(text) for text in mine]
    progress.start("Gathering records", len(addresses))
    records, lost = _records(school, addresses, progress)
    others = school.index.holdings_at_all(addresses)
    scanner = Scanner(list(people.values()))
    titles = {s.name: s.title for s in school.settings.sources}
    found = []
    unread = list(lost)
    for address in sorted(addresses, key=_order):
        record = records.get(address)
        if record is None:
            continue
        here = tuple(mine[str(address)])
        if record.form is Form.PAPER:
            unread.append(_paper(record))
            continue
        found.append(
            FoundRecord(
                record=record,
                where=titles.get(address.source, address.source),
                group=_group(record),
                mine=here,
                others=tuple(h for h in others.get(address, ()) if h.subject != subject_id),
                labels=frozenset(label for h in here for label in h.labels) | _document_labels(record),
                label_spans=tuple((span.start, span.end, label) for span, label, _ in labels.find(record.text)),
                forms=tuple((s.start, s.end, form) for s, form in forms.name_like_forms(record.text, known=scanner)),
            )
        )
        progress.step()
    unread += [
        u for u in school.index.unread() if u.address not in {x.address for x in unread} and u.why is not Why.PAPER
    ]
    searched = tuple(_searched(run, found, unread, titles))
    school.note(Event.SUBJECT_FOUND, subject=subject_id, facts=[("records", len(found)), ("unread", len(unread))])
    return Finding(people[subject_id], tuple(found), people, searched, tuple(unread))


def _document_labels(record: Record) -> frozenset[Label]:
    """What the kind of document says of the whole record (an EHC plan, a police letter)."""
    return frozenset(label for label, _ in labels.of_record(record)) if record.form is not Form.ROW else frozenset()


def _searched(
    run: Mapping[str, Any], found: Iterable[FoundRecord], unread: Iterable[Unread], titles: Mapping[str, str]
) -> list[Searched]:
    counts: dict[str, int] = {}
    for item in found:
        source = item.record.address.source
        counts[source] = counts.get(source, 0) + 1
    gaps: dict[str, int] = {}
    for gap in unread:
        gaps[gap.address.source] = gaps.get(gap.address.source, 0) + 1
    lines = []
    seen = {line["source"]: line for line in run["searched"]}
    for source, title in titles.items():
        line = seen.get(source)
        if line is None:
            lines.append(Searched(source, title, False, 0, 0, 0, "connected after the last reading"))
            continue
        lines.append(
            Searched(
                source,
                title,
                bool(line["searched"]),
                counts.get(source, 0),
                line["records"],
                gaps.get(source, 0),
                line["note"],
            )
        )
    return lines


def _records(
    school: School, addresses: Iterable[Address], progress: Progress
) -> tuple[dict[Address, Record], list[Unread]]:
    kept: dict[Address, Record] = {}
    again: dict[tuple[str, str], set[str]] = {}
    wanted = list(addresses)
    for record in school.index.records(wanted):
        kept[record.address] = record
        progress.step()
    for address in wanted:
        if address not in kept and address.kind is Kind.ROW:
            again.setdefault((address.source, address.parts[0]), set()).add(address.parts[1])
    lost: list[Unread] = []
    tables: dict[str, dict[str, Table]] = {}
    for (source, name), keys in again.items():
        try:
            if source not in tables:
                opened = open_source(school.settings.source(source), school.folder)
                tables[source] = {table.name: table for table in opened.tables}
            table = tables[source][name]
            for key, values in table.rows():
                if key in keys:
                    kept[table.address(key)] = table.record(key, values)
                    progress.step()
        except (SourceError, KeyError):
            # What is missing below is counted and named; the rest of the search goes on.
            tables.setdefault(source, {})
        for key in keys:
            address = Address(source, Kind.ROW, (name, key))
            if address not in kept:
                lost.append(
                    Unread(
                        address,
                        Why.NO_ACCESS,
                        f"a row of table {name} that could not be read again",
                        "It may have been deleted since the last reading. Run honour read, then try again.",
                    )
                )
    return kept, lost


def _paper(record: Record) -> Unread:
    return Unread(
        record.address,
        Why.PAPER,
        f"the paper file on line {record.address.parts[0]} of the paper index",
        "Fetch the file, look through it and scan what is to be sent.",
    )


def _group(record: Record) -> str:
    """'sPUP_MED' for its rows; 'a PDF' for 'Page 3 of a PDF'."""
    return record.address.parts[0] if record.address.kind is Kind.ROW else _PLACE.sub("", record.title)


def _order(address: Address) -> tuple[str, str, tuple[tuple[int, str], ...]]:
    """Numbers in keys and places in counting order."""
    return address.source, address.kind.value, tuple((int(p), "") if p.isdigit() else (0, p) for p in address.parts)
