"""From decided outcomes to the plan of a pack: the letter, the records, the counts. Pure.

The letter says what was searched and what was not, what is withheld as far as that may be said, what could
not be read, and the rights the person has. Law: law:responses/access-*, law:responses/refusal-*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from honour.kernel.address import Address
from honour.kernel.decision import Citation
from honour.kernel.errors import NotAllowed
from honour.kernel.record import Form, Word
from honour.kernel.unread import Unread, Why
from honour.law.rules import Exemption, ResponseItem
from honour.packs.plan import (
    AllowedForm,
    CodeMeaning,
    Counts,
    Letter,
    Plan,
    PlannedRecord,
    Withheld,
    WithheldWhole,
)
from honour.packs.plan import SearchLine as PackSearch
from honour.people.fold import folded
from honour.reading.result import PageImage
from honour.rights.draft import NOT_THEIRS_AT_WORK, Draft
from honour.rights.outcome import Cut, Outcomes, RecordOutcome
from honour.rights.review import Release
from honour.workspace.settings import Settings

AT_WORK = CodeMeaning(
    "W",
    "A record you wrote or handled in your job. It is about other people and is not information about you.",
    None,
)


@dataclass(frozen=True, slots=True)
class PageSource:
    """What a page-born record needs besides its text: where each word stands, and how to render the page."""

    words: tuple[Word, ...]
    image: Callable[[], PageImage] | None


def plan(
    draft: Draft,
    outcomes: Outcomes,
    release: Release,
    settings: Settings,
    pages: Mapping[str, PageSource],
    exemption: Callable[[str, date], Exemption],
    says: Sequence[ResponseItem],
    refusal_says: Sequence[ResponseItem],
) -> Plan:
    """The plan of the pack. Numbers in it run from 1 over what leaves; the draft's own numbers stay inside.

    `pages`: by address, for records of form PAGE. Raises NotAllowed when honour.toml lacks the school's words
    for something the law says an answer must contain.
    """
    require_complete(settings, says)
    supplementary = _supplementary(settings, says)
    leaving = [o for o in outcomes.records if o.whole is None]
    whole = [o for o in outcomes.records if o.whole is not None]
    meanings = _codes(outcomes.records, exemption, draft.received)
    code_of = {ground: meaning.code for ground, meaning in meanings.items()}
    numbers = {o.record.number: n for n, o in enumerate(leaving, start=1)}
    counts = Counts(
        found=len(outcomes.records) + len(draft.unread),
        released=sum(o.kind == "released" for o in outcomes.records),
        part=sum(o.kind == "part" for o in outcomes.records),
        withheld=len(whole),
        unread=len(draft.unread),
    )
    letter = _letter(draft, counts, release, settings, meanings, refusal_says)
    return Plan(
        case=draft.case,
        letter=letter,
        records=tuple(_record(o, n, code_of, pages, numbers) for n, o in enumerate(leaving, start=1)),
        withheld_whole=tuple(_whole(o, code_of) for o in whole),
        unread=tuple(Unread(Address.parse(a), Why(why), what, advice) for a, why, what, advice in draft.unread),
        searches=tuple(PackSearch(s.where, s.searched, s.found, s.note) for s in draft.searches),
        supplementary=supplementary,
        codes=tuple({m.code: m for m in meanings.values()}.values()),
        counts=counts,
        third_party_forms=outcomes.withheld_forms,
        allowed_forms=(
            *(AllowedForm(form, decision) for form, decision in outcomes.let_stand),
            *(AllowedForm(form, "letter") for form in named_in_office(letter, supplementary, outcomes.withheld_forms)),
        ),
        longer_names=draft.longer_names,
    )


def named_in_office(
    letter: Letter, supplementary: Sequence[tuple[str, str]], withheld_forms: Sequence[str]
) -> list[str]:
    """Forms of third parties whom the school itself names in the letter: a head who is also a pupil's parent.

    They are still cut from the records; only their standing in the letter stops no seal.
    """
    said = [letter.dpo, letter.signed_by, letter.recipient, letter.subject_label, letter.school_name]
    words = " " + " ".join(folded(text) for text in (*said, *(text for _, text in supplementary))) + " "
    return [form for form in withheld_forms if f" {folded(form)} " in words]


def words_needed(says: Sequence[ResponseItem]) -> list[str]:
    """Keys of what the school must say in its own words under [supplementary]."""
    return [item.key for item in says if item.key not in _IN_LETTER]


def require_complete(settings: Settings, says: Sequence[ResponseItem]) -> None:
    """Raises NotAllowed naming everything honour.toml must say before any answer can be sealed."""
    missing = [f"supplementary.{key}" for key in words_needed(says) if not settings.supplementary.get(key, "").strip()]
    missing += [
        f"school.{key}"
        for key, value in (("dpo", settings.dpo.strip()), ("regulator", "".join(settings.regulator).strip()))
        if not value
    ]
    if missing:
        raise NotAllowed(
            f"honour.toml does not say what every answer must contain: {', '.join(missing)}.",
            advice="Write the school's own words there, then try again.",
        )


def _supplementary(settings: Settings, says: Sequence[ResponseItem]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (item.heading, settings.supplementary[item.key]) for item in says if settings.supplementary.get(item.key)
    )


_IN_LETTER = frozenset({"confirmation", "copy", "complain-to-school", "complain-to-regulator"})
"""Items the letter and the pack themselves fulfil."""


def _record(
    outcome: RecordOutcome,
    number: int,
    code_of: Mapping[str, str],
    pages: Mapping[str, PageSource],
    numbers: Mapping[int, int],
) -> PlannedRecord:
    record = outcome.record
    page = pages.get(record.address)
    return PlannedRecord(
        number=number,
        address=Address.parse(record.address),
        form=Form(record.form),
        title=record.title,
        where=record.where,
        dated=record.dated,
        text=record.text,
        fields=record.fields,
        withheld=tuple(Withheld(c.start, c.end, code_of[c.ground], c.decision_id) for c in outcome.cuts),
        words=page.words if page else (),
        image=page.image if page else None,
        parent=numbers.get(int(record.parent)) if record.parent else None,
    )


def _whole(outcome: RecordOutcome, code_of: Mapping[str, str]) -> WithheldWhole:
    cut = outcome.whole
    assert cut is not None  # noqa: S101  the caller chose records withheld whole
    return WithheldWhole(
        Address.parse(outcome.record.address), code_of[cut.ground], cut.decision_id, outcome.record.text
    )


def _codes(
    records: Sequence[RecordOutcome], exemption: Callable[[str, date], Exemption], on: date
) -> dict[str, CodeMeaning]:
    """Ground to what the page and the letter say of it. Grounds whose name would tell share the neutral code."""
    used: dict[str, None] = {}
    for outcome in records:
        cuts: Sequence[Cut] = (outcome.whole,) if outcome.whole else outcome.cuts
        used.update({cut.ground: None for cut in cuts})
    meanings = {}
    for ground in sorted(used):
        if ground == NOT_THEIRS_AT_WORK:
            meanings[ground] = AT_WORK
            continue
        rule = exemption(ground, on)
        neutral = rule.public_code == "N"
        meanings[ground] = CodeMeaning(rule.public_code, rule.public_words, None if neutral else rule.citation)
    return meanings


def _letter(
    draft: Draft,
    counts: Counts,
    release: Release,
    settings: Settings,
    meanings: Mapping[str, CodeMeaning],
    refusal_says: Sequence[ResponseItem],
) -> Letter:
    searched = [s for s in draft.searches if s.searched]
    not_searched = [s for s in draft.searches if not s.searched]
    about = "you" if draft.authority == "self" else draft.subject_name
    paragraphs = [
        f"You asked us on {_day(draft.received)} for a copy of the information we hold about {about}. "
        "This pack is our answer. "
        + ("We hold such information; the copy follows this letter." if counts.found else "We hold none."),
        f"We looked in {_listed([s.where for s in searched])}. We found {_records(counts.found)}.",
    ]
    if not_searched:
        paragraphs.append(
            "We could not look in "
            + _listed([f"{s.where} ({s.note})" if s.note else s.where for s in not_searched])
            + ". We will write to you again about this."
        )
    paragraphs.append(
        f"{_records(counts.released).capitalize()} are here in full, {counts.part} in part; "
        f"{counts.withheld} are not here; {counts.unread} could not be read by our system or are on paper. "
        "The list on the last pages adds these up."
    )
    if meanings:
        paragraphs.append(
            "Where something has been left out, a label of always the same size stands in its place. The page "
            "'What the labels mean' says what each label stands for. We left out only what the law lets us or makes us."
        )
    if draft.unread:
        paragraphs.append(
            "Some records could not be read by our system, or are on paper. They are listed on the last pages with "
            "the reason. A person is looking at them, and we will write to you again about them."
        )
    return Letter(
        school_name=settings.school_name,
        school_address=settings.postal_address,
        dpo=settings.dpo,
        recipient=draft.requester_name,
        subject_label=draft.subject_name,
        received=draft.received,
        due=draft.due,
        # The clock's own rule is enough for a letter; the others stand in the draft.
        due_citations=draft.due_citations[:1],
        signed_by=release.head or release.lead,
        signed_role="Headteacher" if release.head else "Data protection lead",
        signed_on=release.on,
        paragraphs=tuple(paragraphs),
        rights=_rights(settings, refusal_says),
    )


def _rights(settings: Settings, refusal_says: Sequence[ResponseItem]) -> tuple[tuple[str, str], ...]:
    """Law: law:responses/refusal-*; the same rights stand in every answer, whole or in part."""
    words = {
        "complain-to-school": (
            "If you are not content with this answer, you may complain to us. Write, ring or use the form on our "
            f"website, or turn to our Data Protection Officer: {settings.dpo}. We will say that we have your "
            "complaint within 30 days."
        ),
        "complain-to-regulator": "You may complain to the regulator: " + ", ".join(settings.regulator) + ".",
        "court": "You may ask a court to order us to comply.",
    }
    return tuple((item.heading, words[item.key]) for item in refusal_says if item.key in words)


def _records(count: int) -> str:
    return "one record" if count == 1 else f"{count:,} records"


def _listed(parts: Sequence[str]) -> str:
    if not parts:
        return "no place"
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


__all__ = ["Citation", "PageSource", "plan"]
