"""Action: open an access case: place the hold, search, draft, and write the review folder."""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from honour.holds import actions as holds
from honour.holds.gate import HoldKind, Target, TargetKind
from honour.kernel.errors import BadInput, NotAllowed, Trouble
from honour.kernel.holding import Subject, SubjectId
from honour.kernel.progress import Progress
from honour.law import rules
from honour.law.holidays import Nation
from honour.ledger.entry import Office, Salted
from honour.ledger.events import Event
from honour.protection import store
from honour.protection.atomic import UNFINISHED, write_atomically
from honour.rights import clock, review
from honour.rights.draft import Draft, Item, Request, SearchLine, from_json, make_draft, to_json
from honour.rights.draft_page import page
from honour.workspace.finding import find
from honour.workspace.outside import require_outside
from honour.workspace.school import School

REVIEW, CASE, RECORDS, PAGE = "review.toml", "case.json", "records.csv", "draft.html"
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No I, L, O, 0, 1: a case reference is read out over the telephone."""
ACCESS = "law:rights/access"


@dataclass(frozen=True, slots=True)
class Opened:
    draft: Draft
    folder: Path
    due: clock.Due
    carried: int
    """Decisions brought over from an earlier draft of the same case."""


def open_case(
    school: School,
    subject: Subject,
    requester: Subject | None,
    requester_name: str,
    received: date,
    out: Path,
    progress: Progress,
    *,
    today: date,
) -> Opened:
    """Drafts the answer to an access request received on `received` and writes the review folder `out`.

    Run again with the same folder it makes a new draft of the same case and carries decisions on unchanged items
    over. The search comes before anything is written: after a failure there is no new case, hold or file. Killed
    anywhere, the same command with the same folder goes on; until then `honour seal` refuses.
    Law: law:rights/access, law:deadlines/access, by the rules in force on `received`.
    Raises BadInput for a date in the future, a folder inside .honour or a source, or one that holds something else.
    """
    if received > today:
        raise BadInput("The day of receipt lies in the future.", advice="Give the day the request really came.")
    earlier = _earlier(school, out, subject.id)
    case = earlier["case"] if earlier else "SAR-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))
    book = rules.book()
    due = clock.due("access", received, book=book, nation=Nation(school.settings.nation), today=today)
    if due.limit is None:
        raise NotAllowed("The clock of this request has not begun.", advice="Give the day it was received.")
    finding = find(school, subject.id, progress)
    request = Request(
        case=case,
        kind="access",
        subject=subject.id,
        requester=requester.id if requester else None,
        requester_name=requester_name,
        received=received,
        due=due.limit,
        due_citations=due.citations,
        made_on=today,
    )
    draft = make_draft(
        request,
        finding.records,
        finding.people,
        finding.unread,
        [SearchLine(s.title, s.searched, s.found, s.note) for s in finding.searched],
        book.exemption,
        book.value(ACCESS, on=received).citation,
    )
    carried = _carried(out, earlier, draft)
    _write(school, draft, out, subject, carried)
    _note(school, draft, subject.id)
    return Opened(draft, out, due, len(carried))


def load_draft(school: School, folder: Path) -> Draft:
    """The sealed draft a review folder belongs to. Raises BadInput if it is no review folder of this school."""
    reference, digest = _case(folder)
    file = school.files.named(_draft_name(reference, digest))
    if file not in school.files:
        raise BadInput(
            f"This school has no case {reference}, or its draft was stopped half way.",
            advice="Use --school to name the right one, or run honour access again with the same --out.",
        )
    return from_json(school.files.get(file))


def _case(folder: Path) -> tuple[str, str]:
    """The case's reference, and the digest of the draft its files were finished for."""
    try:
        case = json.loads((folder / CASE).read_text(encoding="utf-8"))
        return str(case["case"]), str(case["draft"])
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInput(
            "This is no review folder: its case.json is missing or damaged.",
            advice="Name the folder given to honour access with --out.",
        ) from None


def _draft_name(case: str, digest: str) -> str:
    return f"draft:{case}:{digest}"


def _earlier(school: School, out: Path, subject: SubjectId) -> Mapping[str, Any] | None:
    """The case this folder is of already; `draft` is what its review.toml was written for, if that is still known."""
    require_outside(school, out)
    if not out.exists():
        return None
    if not out.is_dir():
        raise BadInput("--out names a file.", advice="Give a folder that does not exist yet.")
    _clear_unfinished(out)
    if not any(out.iterdir()):
        return None
    if not (out / CASE).is_file():
        raise BadInput(
            "The folder given with --out holds other things.", advice="Give a folder that does not exist yet."
        )
    case, finished = _case(out)
    draft = _draft_of(school, case, finished)
    written = _draft_of(school, case, _digest_in_review(out) or finished)
    known = draft or written
    if known is None and not _is_half_begun(out):
        raise BadInput(
            f"This school has no case {case}.", advice="Use --school to name the right one, or give a new folder."
        )
    if known is not None and known.subject != subject:
        raise BadInput(
            "The folder given with --out is the review of another person's case.", advice="Give a new folder."
        )
    return {"case": case, "draft": written}


def _draft_of(school: School, case: str, digest: str) -> Draft | None:
    file = school.files.named(_draft_name(case, digest))
    return from_json(school.files.get(file)) if file in school.files else None


def _digest_in_review(out: Path) -> str:
    """The draft review.toml says it belongs to. After a kill it may be another than the one in case.json."""
    try:
        text = (out / REVIEW).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise BadInput(
            "review.toml is no plain text (UTF-8), so the decisions in it cannot be kept.",
            advice="Save it as UTF-8; or move it away and run the same command again for a new one.",
        ) from None
    return str(review.parsed(text).get("draft", ""))


def _is_half_begun(out: Path) -> bool:
    """Killed while the first draft was written: nobody can have decided anything yet."""
    return not (out / REVIEW).exists()


def _clear_unfinished(out: Path) -> None:
    for path in out.glob(f".*{UNFINISHED}"):
        path.unlink(missing_ok=True)


def _carried(out: Path, earlier: Mapping[str, Any] | None, draft: Draft) -> dict[str, Mapping[str, Any]]:
    """Decisions of the earlier file, for items that are word for word the same: same records, same people."""
    if earlier is None or earlier["draft"] is None or not (out / REVIEW).is_file():
        return {}
    before: Draft = earlier["draft"]
    raw = review.parsed((out / REVIEW).read_text(encoding="utf-8"))
    address = {r.number: r.address for r in draft.records}
    address_before = {r.number: r.address for r in before.records}
    text = {r.address: r.text for r in draft.records}
    text_before = {r.address: r.text for r in before.records}

    def same(item: Item, old: Item) -> bool:
        here, there = [address[n] for n in item.records], [address_before[n] for n in old.records]
        return (
            (item.what, item.ground, item.rule) == (old.what, old.ground, old.rule)
            and here == there
            and item.records == old.records
            and all(text[a] == text_before.get(a) for a in here)
            and _party_names(draft, item) == _party_names(before, old)
        )

    old_items = {i.id: i for i in before.items}
    carried: dict[str, Mapping[str, Any]] = {}
    for item in draft.items:
        old = old_items.get(item.id)
        if old is None or not same(item, old):
            continue
        for entry in raw.get(item.kind, []):
            if isinstance(entry, dict) and entry.get("id") == item.id and entry.get("decision"):
                carried[item.id] = entry
    return carried


def _party_names(draft: Draft, item: Item) -> list[tuple[str, str]]:
    parties = {t.key: t.subject for t in draft.third_parties}
    return [(key, parties[key]) for key in item.people]


def _write(school: School, draft: Draft, out: Path, subject: Subject, carried: Mapping[str, Mapping[str, Any]]) -> None:
    """The sealed draft, then the folder; case.json comes last and makes the new draft the one that counts.

    A new case has a case.json at first too, so that the folder is known for what it is after a kill.
    """
    involved = {draft.subject, *((draft.requester,) if draft.requester else ())}
    digest = draft.digest()
    case = {"case": draft.case, "draft": digest, "subject_rows": [str(a) for a in subject.hub_rows]}
    marker = json.dumps(case, indent=1).encode()
    made_here = not (out / CASE).exists()
    before = set() if made_here else {_case(out)[1], _digest_in_review(out)} - {"", digest}
    folder_made_here = not out.exists()
    name = _draft_name(draft.case, digest)
    school.files.put(to_json(draft), subjects=[SubjectId(s) for s in involved], name=name)
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        out.chmod(0o700)
        if made_here:
            write_atomically(out / CASE, marker)
        write_atomically(out / RECORDS, _records_csv(draft))
        write_atomically(out / PAGE, page(draft).encode())
        write_atomically(out / REVIEW, review.written(draft, carried).encode())
        write_atomically(out / CASE, marker)
    except OSError as error:
        if made_here:
            for file in (RECORDS, PAGE, REVIEW, CASE):
                (out / file).unlink(missing_ok=True)
            school.files.remove(school.files.named(name))
        if folder_made_here and out.is_dir() and not any(out.iterdir()):
            out.rmdir()
        raise Trouble(
            f"The review folder could not be written ({os.strerror(error.errno or 0)}); no decision in it was lost.",
            advice="Free some space and run the same command again.",
        ) from None
    for old in before:
        school.files.remove(school.files.named(_draft_name(draft.case, old)))


def _records_csv(draft: Draft) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["number", "address", "where", "title", "dated", "roles", "items"])
    for r in draft.records:
        dated = r.dated.isoformat() if r.dated else ""
        writer.writerow([r.number, r.address, r.where, r.title, dated, ", ".join(r.roles), " ".join(r.items)])
    return out.getvalue().encode()


def is_open(school: School, draft: Draft) -> bool:
    """Whether the case was opened to the end: its hold stands."""
    holds.create_tables(school.engine)
    with store.reading(school.engine) as connection:
        return any(hold.case == draft.case for hold in holds.current(connection))


def _note(school: School, draft: Draft, subject: SubjectId) -> None:
    """The hold and its evidence are one transaction; the draft is noted after it exists."""
    now = datetime.now(UTC)
    salt = school.keys.salt(subject)
    about = (Salted(salt, f"subject:{subject}"), Salted(salt, f"case:{draft.case}"))
    holds.create_tables(school.engine)
    with school.engine.begin() as connection:
        school.ledger.lock(connection)
        if not any(hold.case == draft.case for hold in holds.current(connection)):
            school.note(
                Event.CASE_OPENED,
                about=[f"case:{draft.case}"],
                subject=subject,
                rules=[ACCESS, "law:deadlines/access"],
                facts=[("received", draft.received.isoformat()), ("due", draft.due.isoformat())],
                connection=connection,
            )
        holds.place(
            connection,
            school.ledger,
            HoldKind.OPEN_REQUEST,
            Target(TargetKind.SUBJECT, subject),
            now=now,
            by=Office.PROGRAM,
            about=about,
            rules=(ACCESS,),
            case=draft.case,
        )
        school.note(
            Event.PROPOSAL_DRAFTED,
            about=[f"case:{draft.case}"],
            subject=subject,
            rules=sorted({i.rule for i in draft.items}),
            facts=[("records", len(draft.records)), ("items", len(draft.items)), ("unread", len(draft.unread))],
            connection=connection,
        )
