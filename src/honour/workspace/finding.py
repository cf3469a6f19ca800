"""Action: find everything held about one person; and who a name may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from honour.kernel.address import Address, Kind
from honour.kernel.errors import BadInput, NotAllowed, SourceError
from honour.kernel.holding import Holding, Label, Role, Subject, SubjectId, SubjectKind
from honour.kernel.progress import Progress
from honour.kernel.record import Form, Record
from honour.kernel.tabular import Table
from honour.kernel.unread import Unread, Why
from honour.ledger.events import Event
from honour.people import forms, labels, words
from honour.people.directory import Match
from honour.people.fold import folded
from honour.people.scan import Scanner
from honour.reading.kinds import group_of
from honour.workspace.found import Finding, FoundRecord, Searched
from honour.workspace.mapping import current_map
from honour.workspace.opening import open_source, unreachable
from honour.workspace.reading import RUN
from honour.workspace.school import School
from honour.workspace.stored import load_json
from honour.workspace.titles import table_title

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
    """Every record the index links to the person, with everyone else it links to each: source by source, messages by
    date, rows by key.

    Rows whose text the index does not keep are read again from their source; a row gone since is Unread, and a
    source that fails now is named as not searched. Law: UK GDPR Art 15(1A), a reasonable and proportionate search:
    what was searched and not is part of the result.
    """
    people = {s.id: s for s in school.index.subjects()}
    run = load_json(school.files, RUN, None)
    if run is None or subject_id not in people:
        raise NotAllowed("The school's records have not been read yet.", advice="Run honour read.")
    if "searched" not in run:
        raise NotAllowed(
            "The last reading was stopped before it finished, so the index is not whole.", advice="Run honour read."
        )
    mine: dict[str, list[Holding]] = {}
    for item in school.index.holdings_of(subject_id):
        mine.setdefault(str(item.holding.address), []).append(item.holding)
    addresses = [Address.parse(text) for text in mine]
    progress.start("Gathering records", len(addresses))
    records, lost, failed = _records(school, addresses, progress)
    others = school.index.holdings_at_all(addresses)
    scanner = Scanner(list(people.values()))
    staff = SubjectKind.STAFF in people[subject_id].kinds
    initials = _pupils_initials(people.values())
    shares = school.index.label_shares({a.unit for a in addresses if a.kind is not Kind.MESSAGE}, Label.SAFEGUARDING)
    titles = {s.name: s.title for s in school.settings.sources}
    found = []
    unread = list(lost)
    sent = _sent(records)
    for address in sorted(addresses, key=lambda a: _order(a, sent)):
        record = records.get(address)
        if record is None:
            continue
        if address.kind is Kind.ROW:
            record = replace(record, title=table_title(record.title))
        here = tuple(mine[str(address)])
        if staff and all(h.role in _AT_WORK for h in here):
            # Thousands of rows a member of staff typed: they are decided on by table, and nothing of them is shown.
            found.append(
                FoundRecord(record, titles.get(address.source, address.source), _group(record), here, (), _NONE)
            )
            progress.step()
            continue
        spans = tuple((span.start, span.end, label) for span, label, _ in labels.find(record.text))
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
                labels=frozenset(label for h in here for label in h.labels) | _kind_labels(record, spans, shares),
                label_spans=spans,
                forms=_unexplained(record.text, scanner, initials, [*here, *others.get(address, ())]),
            )
        )
        progress.step()
    unread += [
        u for u in school.index.unread() if u.address not in {x.address for x in unread} and u.why is not Why.PAPER
    ]
    searched = tuple(_searched(run, found, unread, titles, failed))
    school.note(Event.SUBJECT_FOUND, subject=subject_id, facts=[("records", len(found)), ("unread", len(unread))])
    return Finding(people[subject_id], tuple(found), people, searched, tuple(unread))


_AT_WORK = frozenset({Role.WRITTEN_BY, Role.ASSIGNED})
_NONE: frozenset[Label] = frozenset()
_TABLE_KINDS: tuple[tuple[Label, re.Pattern[str]], ...] = (
    (Label.SAFEGUARDING, re.compile(r"safeg|concern|child_?prot|cpoms|chronolog|(?:^|_)cp(?:_|$)", re.IGNORECASE)),
    (Label.EHCP, re.compile(r"ehcp?(?:_|$|plan)|ehc_", re.IGNORECASE)),
)
"""What a table's own name says of every row of it."""
WHOLE_UNIT_SHARE = 0.3
"""Where so many records of one table or file are safeguarding, all of them are: a chronology's dull lines too."""


def _kind_labels(
    record: Record, spans: Iterable[tuple[int, int, Label]], shares: Mapping[str, float]
) -> frozenset[Label]:
    """What the kind of document, any field of a row, the table's name or the records beside it say of the record."""
    is_row = record.form is Form.ROW
    found = {label for _, _, label in spans} if is_row else {label for label, _ in labels.of_record(record)}
    if record.address.kind is Kind.ROW:
        found |= {label for label, pattern in _TABLE_KINDS if pattern.search(record.address.parts[0])}
    if record.form is Form.ROW and shares.get(record.address.unit, 0.0) >= WHOLE_UNIT_SHARE:
        found.add(Label.SAFEGUARDING)
    return frozenset(found)


def _unexplained(
    text: str, scanner: Scanner, initials: frozenset[str], held: Iterable[Holding]
) -> tuple[tuple[int, int, str], ...]:
    """Name-like words that neither the dictionary explains nor a link: unknown ones, and names of people the school
    knows which could not be linked here.
    """
    linked = [(span.start, span.end) for holding in held for span in holding.spans]
    found = {(s.start, s.end): form for s, form in forms.name_like_forms(text, known=scanner)}
    for match in _CAPITALISED.finditer(text):
        form = folded(match.group())
        if (form in scanner.first or form in scanner.last) and not words.ordinary(form):
            found.setdefault((match.start(), match.end()), match.group())
    for match in _INITIALS.finditer(text):
        if match.group() not in _ABBREVIATIONS and match.group() in initials:
            found.setdefault((match.start(), match.end()), match.group())
    return tuple(
        (start, end, form)
        for (start, end), form in sorted(found.items())
        if not any(a < end and start < b for a, b in linked)
    )


def _pupils_initials(people: Iterable[Subject]) -> frozenset[str]:
    return frozenset(
        f"{name.forename[:1]}{name.surname[:1]}".upper()
        for person in people
        if SubjectKind.PUPIL in person.kinds
        for name in person.names
        if name.forename and name.surname
    )


_INITIALS = re.compile(r"\b[A-Z]{2}\b")
_ABBREVIATIONS = frozenset(
    "PE RE TA HT DH IT UK EU AM PM OK TV ID EY PA GP NI NB PS RS RI EP HR PP CP SW YR DT ICT".split()
)
"""Two capitals that are no child in a school's papers. HT may be one: then it is linked or not by its context."""
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_]+(?:['’-][^\W\d_]+)*")


def _searched(
    run: Mapping[str, Any],
    found: Iterable[FoundRecord],
    unread: Iterable[Unread],
    titles: Mapping[str, str],
    failed: Mapping[str, str],
) -> list[Searched]:
    """A line a source. `failed`: why a source cannot be opened now; what was read of it earlier still counts."""
    counts: dict[str, int] = {}
    for item in found:
        source = item.record.address.source
        counts[source] = counts.get(source, 0) + 1
    gaps: dict[str, int] = {}
    papers: dict[str, int] = {}
    for gap in unread:
        if gap.why is Why.PAPER:
            papers[gap.address.source] = papers.get(gap.address.source, 0) + 1
        gaps[gap.address.source] = gaps.get(gap.address.source, 0) + 1
    lines = []
    seen = {line["source"]: line for line in run["searched"]}
    for source, title in titles.items():
        line = seen.get(source)
        if line is None:
            lines.append(Searched(source, title, False, 0, 0, 0, "connected after the last reading"))
            continue
        note = line["note"] or _on_paper(line.get("paper", 0), papers.get(source, 0))
        if source in failed:
            note = f"it could not be opened when we searched: {failed[source]}"
        there = bool(line["searched"]) and source not in failed
        if not there and counts.get(source):
            note += "; what was read of it before is included"
        if line.get("unconfined"):
            note = "; ".join(filter(None, (note, f"documents read without confinement: {line['unconfined']}")))
        lines.append(Searched(source, title, there, counts.get(source, 0), line["records"], gaps.get(source, 0), note))
    return lines


def _on_paper(files: int, theirs: int) -> str:
    """What is said of a source that lists paper files: only those of this person matter to them."""
    if not files:
        return ""
    if not theirs:
        return f"a list of {files} paper files, none of them found to be about this person"
    return f"a list of {files} paper files; {theirs} about this person, to be looked at by hand"


def _records(
    school: School, addresses: Iterable[Address], progress: Progress
) -> tuple[dict[Address, Record], list[Unread], dict[str, str]]:
    """The records, rows that are lost, and why which sources cannot be opened now."""
    kept: dict[Address, Record] = {}
    again: dict[tuple[str, str], set[str]] = {}
    wanted = list(addresses)
    for record in school.index.records(wanted):
        kept[record.address] = record
        progress.step()
    for address in wanted:
        if address not in kept and address.kind is Kind.ROW:
            again.setdefault((address.source, address.parts[0]), set()).add(address.parts[1])
    tables, failed = _reopened(school)
    lost: list[Unread] = []
    for (source, name), keys in again.items():
        table = tables.get((source, name))
        try:
            if table is not None:
                for key, values in table.rows():
                    if key in keys:
                        kept[table.address(key)] = table.record(key, values)
                        progress.step()
        except SourceError as error:
            # What is missing below is counted and named; the rest of the search goes on.
            failed[source] = error.message
        for key in sorted(keys):
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
    return kept, lost, failed


def _reopened(school: School) -> tuple[dict[tuple[str, str], Table], dict[str, str]]:
    """Tables of the databases, by source and name; and why which sources, of any kind, cannot be opened now."""
    tables: dict[tuple[str, str], Table] = {}
    failed: dict[str, str] = {}
    for setting in school.settings.sources:
        if setting.kind != "database":
            if why := unreachable(setting, school.folder):
                failed[setting.name] = why
            continue
        try:
            for table in open_source(setting, school.folder).tables:
                tables[setting.name, table.name] = table
        except (SourceError, BadInput) as error:
            failed[setting.name] = error.message
    return tables, failed


def _paper(record: Record) -> Unread:
    return Unread(
        record.address,
        Why.PAPER,
        f"the paper file on line {record.address.parts[0]} of the paper index",
        "Fetch the file, look through it and scan what is to be sent.",
    )


def _group(record: Record) -> str:
    """'sPUP_MED' for its rows; 'School report (PDF)' for 'School report (PDF), page 3'."""
    return record.address.parts[0] if record.address.kind is Kind.ROW else group_of(record.title)


def _sent(records: Mapping[Address, Record]) -> dict[str, date]:
    """The day each message is dated, by its hash: its attachments stand beside it whatever their own dates."""
    return {
        address.parts[0]: record.dated
        for address, record in records.items()
        if address.kind is Kind.MESSAGE and record.parent is None and record.dated
    }


def _order(address: Address, sent: Mapping[str, date]) -> tuple[str, str, date, tuple[tuple[int, str], ...]]:
    """Messages by day, those without one last; numbers in keys and places in counting order."""
    day = sent.get(address.parts[0], date.max) if address.kind is Kind.MESSAGE else date.min
    return (
        address.source,
        address.kind.value,
        day,
        tuple((int(p), "") if p.isdigit() else (0, p) for p in address.parts),
    )
