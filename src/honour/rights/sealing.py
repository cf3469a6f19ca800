"""Action: seal what people decided. Builds the pack, lets the gate reopen it, signs it, notes it in the ledger."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from honour.holds import actions as holds
from honour.holds.gate import Held, Use, may
from honour.kernel.address import Address
from honour.kernel.errors import BadInput, HonourError, NotAllowed
from honour.kernel.hashes import sha256_of_file
from honour.kernel.holding import SubjectId
from honour.kernel.progress import Progress
from honour.kernel.record import Form
from honour.law import rules
from honour.ledger.entry import Salted, mentions
from honour.ledger.events import Event
from honour.ledger.note import VerifierKey
from honour.packs import build, seal, verify
from honour.packs.note import KEY_NAME
from honour.packs.plan import Counts
from honour.protection import store
from honour.reading.pool import Reader
from honour.rights import clock, review
from honour.rights.access import REVIEW, is_open, load_draft
from honour.rights.answer import PageSource, plan, require_complete
from honour.rights.draft import Draft
from honour.rights.outcome import Outcomes, decide
from honour.workspace.outside import require_outside
from honour.workspace.pages import Pages
from honour.workspace.passwords import held_passwords
from honour.workspace.school import School


@dataclass(frozen=True, slots=True)
class Sealed:
    pack: Path
    counts: Counts
    fingerprint: str
    """SHA-256 of the pack, to be told by another way than the pack itself."""
    ledger_entry: int


def check_review(school: School, folder: Path, *, today: date) -> tuple[Draft, review.Review]:
    """The draft and what people have decided so far. Raises BadInput if the file is no review of this draft,
    NotAllowed if the opening of the case was stopped before its hold stood.
    """
    draft = load_draft(school, folder)
    if not is_open(school, draft):
        raise NotAllowed(
            f"Case {draft.case} was not opened to the end: nothing holds its records yet.",
            advice="Run honour access again with the same --out.",
        )
    book = rules.book()
    try:
        text = (folder / REVIEW).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise review.unreadable() from None

    def fresh(opinion_on: date, relied_on: date) -> bool:
        # Relied on when decided, and again on the day the pack is sealed.
        return clock.opinion_is_fresh(opinion_on, max(relied_on, today), book=book).fresh

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
    A pack that was published by a run killed before it could note so is noted now, if it is whole and of the very
    same decisions. Raises NotAllowed while anything is undecided, wrong, missing from honour.toml or on hold;
    GateStopped if the finished file shows anything withheld; BadInput if the pack exists already. Law:
    law:signers/release.
    """
    require_outside(school, target)
    if not target.is_dir():
        raise BadInput("The folder given with --to does not exist.", advice="Create it, then run the same command.")
    draft, checked = check_review(school, folder, today=today)
    subject = SubjectId(draft.subject)
    if not checked.ready or checked.release is None:
        _refused(school, draft, "undecided", len(checked.undecided) + len(checked.problems))
        first = checked.problems[0].words if checked.problems else checked.undecided[0].what
        raise NotAllowed(
            f"{len(checked.undecided)} items are undecided and {len(checked.problems)} are wrong; the first: {first}.",
            advice="Run honour review on the folder: it names each of them.",
        )
    book = rules.book()
    says = book.response_items("access", today)
    require_complete(school.settings, says)
    _ask_holds(school, draft)
    outcomes = decide(draft, checked)
    path = target / build.file_name(draft.case)
    if path.exists() or path.is_symlink():
        return _found(school, draft, path, outcomes)
    _clear_unfinished(folder)
    with Reader(passwords=held_passwords(school), allow_unconfined=school.settings.allow_unconfined) as reader:
        pages = Pages(school, reader)
        made = plan(
            draft,
            outcomes,
            checked.release,
            school.settings,
            _page_sources(school, draft, pages),
            book.exemption,
            says,
            book.response_items("refusal", today),
        )
        staged = build.build(made, path, progress=progress)
    entry = school.note(
        Event.DECISION_SIGNED,
        about=[f"case:{draft.case}", *_signed_things(outcomes)],
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
    return _noted(school, draft, pack, made.counts)


def _noted(school: School, draft: Draft, pack: Path, counts: Counts) -> Sealed:
    fingerprint = sha256_of_file(pack)
    entry = school.note(
        Event.PACK_SEALED,
        about=[f"case:{draft.case}"],
        subject=SubjectId(draft.subject),
        rules=["law:signers/release"],
        facts=[("pack", fingerprint), ("found", counts.found), ("withheld", counts.withheld)],
    )
    return Sealed(pack, counts, fingerprint, entry)


def _signed_things(outcomes: Outcomes) -> list[str]:
    return [f"decision:{line.decision_id}:{line.decision}" for line in outcomes.log]


def _found(school: School, draft: Draft, path: Path, outcomes: Outcomes) -> Sealed:
    """A file of the pack's name is there: refused, unless it is our own of these decisions and only its note is
    missing.
    """
    refused = BadInput(
        "There is already a pack of this case in that folder.",
        advice="Check it with honour verify; to seal again, move it away or give another folder with --to.",
    )
    verdict = verify.verify(path, school_key=VerifierKey.of(KEY_NAME, school.signing_key))
    if not (verdict.ok and verdict.key_known and verdict.case == draft.case and verdict.ledger):
        raise refused
    fingerprint = sha256_of_file(path).encode()
    salt = school.keys.salt(SubjectId(draft.subject))
    wanted = [Salted(salt, thing) for thing in _signed_things(outcomes)]
    place = verdict.ledger[1]
    signed = any(
        json.loads(line)["facts"].get("decisions") == len(wanted) and all(mentions(line, thing) for thing in wanted)
        for _, line in school.ledger.lines(place, place + 1)
    )
    if not signed or any(fingerprint in line for _, line in school.ledger.lines(place)):
        raise refused
    return _noted(school, draft, path, Counts(**dict(verdict.counts)))


def _clear_unfinished(folder: Path) -> None:
    """What a run killed while it wrote the inside papers left, unless that run is still alive."""
    for path in folder.glob(".inside-*.partial-*"):
        number = path.name.rpartition("-")[2]
        if number.isdigit() and not Path(f"/proc/{number}").exists():
            shutil.rmtree(path, ignore_errors=True)


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
