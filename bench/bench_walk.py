"""The whole walk against planted truth, at seeds nothing was tuned on.

Builds a fictional school for each seed in a temporary folder, maps and reads it, drafts the answer to every request
its truth.json lists, lets the invented staff decide, seals some of them, and compares with the truth.
SEEDS=1,2,3 SIZE=small|school in the environment choose others.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bench import Row
from honour.cli.main import root
from honour.demo import staff
from honour.demo.truth import Truth, load
from honour.kernel.errors import HonourError
from honour.kernel.holding import SubjectId
from honour.kernel.progress import Silent
from honour.packs.container import read as read_container
from honour.redaction import forms as redaction_forms
from honour.rights.access import load_draft, open_case
from honour.rights.outcome import decide
from honour.rights.sealing import check_review, seal_case
from honour.workspace.finding import one_subject, requester_named
from honour.workspace.mapping import make_map
from honour.workspace.reading import read_everything
from honour.workspace.school import School, open_school

NAME = "walk"
WHAT = "from a school's records to sealed packs, against the planted truth"

STRUCTURED = frozenset({"table", "sheet", "csv", "xml"})
SEALED_A_SEED = 3
MIN_QUOTE_LETTERS = 12
"""Shorter quotes of what must be withheld are names that may rightly stand elsewhere: counted in place only."""


@dataclass
class Tally:
    linked: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(via, role) of true record and person pairs that were found."""
    true: Counter[tuple[str, str]] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    """via: links shown without doubt whose person the truth names for that record."""
    shown: Counter[str] = field(default_factory=Counter)
    foreign: int = 0
    drafts: list[float] = field(default_factory=list)
    hidden_quotes: int = 0
    quotes: int = 0
    recovered: int = 0
    stopped: int = 0
    sealed: int = 0
    lost_own: int = 0
    own: int = 0
    doubtful: int = 0
    links: int = 0


def run() -> list[Row]:
    seeds = [int(s) for s in os.environ.get("SEEDS", "424201,424202,424203").split(",")]
    size = os.environ.get("SIZE", "school")
    tally = Tally()
    seconds: Counter[str] = Counter()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            _one_school(Path(folder) / "school", seed, size, tally, seconds)
    return _rows(tally, seconds, len(seeds))


def _one_school(folder: Path, seed: int, size: str, tally: Tally, seconds: Counter[str]) -> None:
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        root(["new", str(folder), "--demo", "--seed", str(seed), "--size", size], standalone_mode=False)
    seconds["build"] += time.perf_counter() - start
    school = open_school(folder)
    start = time.perf_counter()
    make_map(school, Silent())
    seconds["map"] += time.perf_counter() - start
    start = time.perf_counter()
    truth = load(folder / "truth.json")
    today = date.fromisoformat(truth.raw["today"])
    read_everything(school, Silent(), today=today)
    seconds["read"] += time.perf_counter() - start
    _count_links(school, truth, tally)
    for number, asked in enumerate(truth.requests):
        _answer(school, truth, asked, today, folder.parent / f"review-{number}", tally, seal=number < SEALED_A_SEED)


def _count_links(school: School, truth: Truth, tally: Tally) -> None:
    row_person = {row: person["id"] for person in truth.people for row in person["hub_rows"]}
    # Someone known from nothing but a visitors' book has no row of their own in the truth: their visits are them.
    for record in truth.records():
        about = [c.person for c in record.concerns if c.role.value == "about"]
        if len(about) == 1:
            row_person.setdefault(record.address, about[0])
    person_of: dict[SubjectId, set[str]] = {}
    for subject in school.index.subjects():
        person_of[subject.id] = {row_person[str(r)] for r in subject.hub_rows if str(r) in row_person}
    linked: dict[str, set[str]] = defaultdict(set)
    sure: dict[str, set[tuple[SubjectId, bool]]] = defaultdict(set)
    for subject_id, people in person_of.items():
        for item in school.index.holdings_of(subject_id):
            at = str(item.holding.address)
            linked[at] |= people
            sure[at].add((subject_id, item.doubtful))
    unclear = {(u["address"]) for u in truth.raw["ambiguous"]}
    unreadable = {u["address"] for u in truth.raw["unreadable"]}
    for record in truth.records():
        if record.address in unreadable:
            continue
        people_there = {c.person for c in record.concerns}
        for concern in record.concerns:
            key = (record.via, concern.role.value)
            tally.true[key] += 1
            tally.linked[key] += concern.person in linked[record.address]
        for subject_id, doubtful in sure[record.address]:
            tally.links += 1
            tally.doubtful += doubtful
            if not doubtful and record.address not in unclear:
                tally.shown[record.via] += 1
                tally.right[record.via] += bool(person_of[subject_id] & people_there)


def _answer(
    school: School, truth: Truth, asked: dict[str, str], today: date, out: Path, tally: Tally, *, seal: bool
) -> None:
    people = {p["id"]: p for p in truth.people}
    subject = one_subject(school, people[asked["subject"]]["hub_rows"][0])
    asker, name = requester_named(school, people[asked["requester"]]["hub_rows"][0], subject)
    start = time.perf_counter()
    received = date.fromisoformat(asked["received"])
    open_case(school, subject, asker, name, received, out, Silent(), today=today)
    tally.drafts.append(time.perf_counter() - start)
    staff.fill_folder(out, school.folder)
    draft, review = check_review(school, out, today=today)
    outcomes = decide(draft, review)
    told = {record.address: record for record in truth.records()}
    hidden_from: list[str] = []
    side = {asked["subject"], asked["requester"]}
    # What is said of a requester's other children is no leak to that parent (docs/spec/truth.md): 'mum pays Fridays'
    # in a child's row is a mention of the mother that the truth does not list.
    children = {child for kind, child in people[asked["requester"]]["relations"] if kind.endswith(" of")}
    for outcome in outcomes.records:
        record = told.get(outcome.record.address)
        if record is None:
            continue
        concerned = {c.person for c in record.concerns}
        leaves = outcome.whole is None
        if leaves and concerned and asked["subject"] not in concerned and not concerned <= children:
            tally.foreign += 1
        text = list(outcome.record.text)
        for cut in (outcome.whole,) if outcome.whole else outcome.cuts:
            text[cut.start : cut.end] = "\0" * (cut.end - cut.start)
        left = "".join(text)
        for secret in record.withhold:
            kept_from = asked["requester"] in secret.not_for
            if not kept_from and (asked["subject"] in secret.except_for or secret.person in side | children):
                continue
            if secret.ground != "THIRD_PARTY" or secret.whole:
                continue
            tally.quotes += 1
            gone = secret.quote not in left
            tally.hidden_quotes += gone
            if gone and len(re.sub(r"\W", "", secret.quote)) >= MIN_QUOTE_LETTERS:
                hidden_from.append(secret.quote)
        for concern in record.concerns:
            if concern.person == asked["subject"]:
                tally.own += len(concern.quotes)
                tally.lost_own += sum(
                    leaves and quote not in left and quote in outcome.record.text for quote in concern.quotes
                )
    if seal:
        _seal(school, out, today, hidden_from, tally)


def _seal(school: School, out: Path, today: date, secrets: list[str], tally: Tally) -> None:
    try:
        sealed = seal_case(school, out, out, Silent(), today=today)
    except HonourError as error:
        tally.stopped += 1
        print(f"  {error.message[:300]}")
        return
    tally.sealed += 1
    found = _everything_readable(sealed.pack)
    draft = load_draft(school, out)
    review = check_review(school, out, today=today)[1]
    approved = " ".join(
        redaction_forms.squeezed(_left(o.record.text, o.cuts)) for o in decide(draft, review).records if o.whole is None
    )
    for secret in set(secrets):
        needle = redaction_forms.squeezed(secret)
        # The same words may rightly stand in another record that leaves; only what no approved text holds is a leak.
        if needle not in approved and any(needle in text for text in found):
            tally.recovered += 1


def _left(text: str, cuts: tuple[object, ...]) -> str:
    kept = list(text)
    for cut in cuts:
        kept[cut.start : cut.end] = " " * (cut.end - cut.start)  # type: ignore[attr-defined]
    return "".join(kept)


def _everything_readable(pack: Path) -> list[str]:
    """Squeezed text of every file of the pack: by two PDF readers, from the bytes, and by OCR of every page."""
    import pikepdf
    import pypdfium2

    from honour.redaction import ocr

    files, _ = read_container(pack.read_bytes())
    texts = [data.decode("utf-8", "replace") for data in files.values()] + [pack.name]
    document = pypdfium2.PdfDocument(files["pack.pdf"])
    for page in document:
        texts.append(page.get_textpage().get_text_bounded())
        texts.append(" ".join(word.text for word in ocr.read(page.render(scale=150 / 72).to_pil(), 150)))
    with pikepdf.open(io.BytesIO(files["pack.pdf"])) as pdf:
        texts.append(str(pdf.docinfo) + str(pdf.open_metadata()))
        for item in pdf.objects:
            with contextlib.suppress(pikepdf.PdfError, TypeError):
                if isinstance(item, pikepdf.Stream):
                    texts.append(item.read_bytes().decode("latin-1"))
    return [redaction_forms.squeezed(text) for text in texts]


def _rows(tally: Tally, seconds: Counter[str], schools: int) -> list[Row]:
    rows = []
    for via in sorted({via for via, _ in tally.true}):
        for role in sorted({role for v, role in tally.true if v == via}):
            key = (via, role)
            target = 0.999 if via in STRUCTURED and role == "about" else 0.95 if role == "about" else None
            recall = tally.linked[key] / tally.true[key]
            note = f"of {tally.true[key]:,}"
            rows.append(Row(f"recall {via}, {role}", round(recall, 5), "", at_least=target, note=note))
        if tally.shown[via]:
            precision = tally.right[via] / tally.shown[via]
            rows.append(
                Row(f"precision {via}, shown without doubt", round(precision, 5), "", note=f"of {tally.shown[via]:,}")
            )
    for what, kinds, target in (("structured", STRUCTURED, 0.999), ("free text", None, 0.95)):
        keys = [k for k in tally.true if (k[0] in STRUCTURED) == (kinds is not None) and k[0] != "paper"]
        found, all_true = sum(tally.linked[k] for k in keys), sum(tally.true[k] for k in keys)
        rows.append(
            Row(f"recall, {what}, all roles", round(found / all_true, 5), "", at_least=target, note=f"of {all_true:,}")
        )
    rows += [
        Row("links shown as doubtful", round(tally.doubtful / max(tally.links, 1), 4), "share"),
        Row("records of somebody else only, about to be released", tally.foreign, "", at_most=0),
        Row("third parties' quotes proposed and withheld", round(tally.hidden_quotes / max(tally.quotes, 1), 4), "",
            note=f"of {tally.quotes:,}"),
        Row("withheld quotes recovered from packs", tally.recovered, "", at_most=0, note=f"{tally.sealed} packs"),
        Row("packs the gate stopped", tally.stopped, "", at_most=0),
        Row("the subject's own names cut", round(tally.lost_own / max(tally.own, 1), 4), "share",
            note=f"of {tally.own:,}"),
        Row("draft, slowest", round(max(tally.drafts), 2), "s", at_most=20, note=f"{len(tally.drafts)} requests"),
    ]  # fmt: skip
    rows += [Row(f"{what}, a school", round(total / schools, 1), "s") for what, total in seconds.items()]
    return rows
