"""Action: seal what people decided. Builds the pack, lets the gate reopen it, signs it, notes it in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from honour.holds import actions as holds
from honour.holds.gate import Held, Use, may
from honour.kernel.address import Address
from honour.kernel.errors import HonourError, NotAllowed
from honour.kernel.hashes import sha256_of_file
from honour.kernel.holding import SubjectId
from honour.kernel.progress import Progress
from honour.kernel.record import Form
from honour.law import rules
from honour.ledger.events import Event
from honour.packs import build, seal
from honour.packs.plan import Counts
from honour.protection import store
from honour.reading.pool import Reader
from honour.rights import clock, review
from honour.rights.access import REVIEW, load_draft
from honour.rights.answer import PageSource, plan
from honour.rights.draft import Draft
from honour.rights.outcome import decide
from honour.workspace.pages import Pages
from honour.workspace.school import School


@dataclass(frozen=True, slots=True)
class Sealed:
    pack: Path
    counts: Counts
    fingerprint: str
    """SHA-256 of the pack, to be told by another way than the pack itself."""
    ledger_entry: int


def check_review(school: School, folder: Path, *, today: date) -> tuple[Draft, review.Review]:
    """The draft and what people have decided so far. Raises BadInput if the file is no review of this draft."""
    draft = load_draft(school, folder)
    book = rules.book()
    try:
        text = (folder / REVIEW).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise review.unreadable() from None

    def fresh(opinion_on: date, relied_on: date) -> bool:
        return clock.opinion_is_fresh(opinion_on, relied_on, book=book).fresh

    checked = review.checked(
        text,
        draft,
        people=school.settings.people,
        today=today,
        opinion_fresh=fresh,
        release_needs=book.signers("release", today).needs,
        already_known_needs=book.signers("health-already-known", today).needs,
        identity_needs=book.signers("identity", today).needs,
    )
    return draft, checked


def seal_case(school: School, folder: Path, target: Path, progress: Progress, *, today: date) -> Sealed:
    """Seals the pack of the case `folder` reviews into `target` (a folder; the file is named by the case alone).

    Recorded before and after: a run killed anywhere leaves no file that looks like a pack, and can be repeated.
    Raises NotAllowed while anything is undecided, wrong or on hold; GateStopped if the finished file shows
    anything withheld; BadInput if the pack exists already. Law: law:signers/release.
    """
    draft, checked = check_review(school, folder, today=today)
    subject = SubjectId(draft.subject)
    if not checked.ready or checked.release is None:
        _refused(school, draft, "undecided", len(checked.undecided) + len(checked.problems))
        first = checked.problems[0].words if checked.problems else checked.undecided[0].what
        raise NotAllowed(
            f"{len(checked.undecided)} items are undecided and {len(checked.problems)} are wrong; the first: {first}.",
            advice="Run honour review on the folder: it names each of them.",
        )
    _ask_holds(school, draft)
    outcomes = decide(draft, checked)
    book = rules.book()
    path = target / build.file_name(draft.case)
    with Reader() as reader:
        pages = Pages(school, reader)
        made = plan(
            draft,
            outcomes,
            checked.release,
            school.settings,
            _page_sources(school, draft, pages),
            book.exemption,
            book.response_items("access", today),
            book.response_items("refusal", today),
        )
        staged = build.build(made, path, progress=progress)
    entry = school.note(
        Event.DECISION_SIGNED,
        about=[f"case:{draft.case}", *(f"decision:{line.decision_id}:{line.decision}" for line in outcomes.log)],
        subject=subject,
        rules=sorted({line.rule for line in outcomes.log if line.rule}),
        facts=[("decisions", len(outcomes.log))],
    )
    try:
        pack = seal.seal(
            staged,
            school.signing_key,
            seal.LedgerRef(school.ledger.origin, entry, school.ledger.checkpoint(datetime.now(UTC)).text),
            inside=_inside(folder),
            progress=progress,
        )
    except HonourError:
        _refused(school, draft, "gate", 1)
        raise
    fingerprint = sha256_of_file(pack)
    sealed = school.note(
        Event.PACK_SEALED,
        about=[f"case:{draft.case}"],
        subject=subject,
        rules=["law:signers/release"],
        facts=[("pack", fingerprint), ("found", made.counts.found), ("withheld", made.counts.withheld)],
    )
    return Sealed(pack, made.counts, fingerprint, sealed)


def _page_sources(school: School, draft: Draft, pages: Pages) -> dict[str, PageSource]:
    """Words and picture of every page-born record, from the index and the original file."""
    sources = {}
    for record in draft.records:
        if record.form == Form.PAGE:
            held = school.index.record(Address.parse(record.address))
            if held is not None:
                sources[record.address] = PageSource(held.words, pages.image(held))
    return sources


def _ask_holds(school: School, draft: Draft) -> None:
    """The one gate, for every record that may leave. The hold of this case itself stops change and disposal only."""
    holds.create_tables(school.engine)
    with store.reading(school.engine) as connection:
        standing = holds.current(connection)
    third = {t.key: SubjectId(t.subject) for t in draft.third_parties}
    for record in draft.records:
        concerned = {SubjectId(draft.subject), *(third[key] for t in record.theirs for key in t.people)}
        answer = may(Use.SHARE, Address.parse(record.address), concerned, standing, acting_for=draft.case)
        if isinstance(answer, Held):
            _refused(school, draft, "hold", len(answer.holds))
            raise NotAllowed(
                f"Record {record.number} may not be shared: {answer.reason}.",
                advice="A person must lift the hold, or withhold the record by an exception.",
            )


def _refused(school: School, draft: Draft, why: str, count: int) -> None:
    school.note(
        Event.PACK_REFUSED, about=[f"case:{draft.case}"], subject=SubjectId(draft.subject), facts=[(why, count)]
    )


def _inside(folder: Path) -> Path:
    """Where the redaction log and the gate's report go; an earlier attempt's stay beside it."""
    number = 1
    while (folder / f"inside-{number}").exists():
        number += 1
    return folder / f"inside-{number}"
