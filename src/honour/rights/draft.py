"""What the program proposes for one request, before anyone decided. Pure: facts in, a Draft out.

`make_draft` looks at every record found, says which grounds may apply and which stretches are other
people's, and gathers what a person must decide into a few items: one a ground and group of records, one
a group of third parties. It releases nothing and withholds nothing. Format: docs/spec/review.md.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from honour.kernel.decision import Citation, Outcome
from honour.kernel.holding import Holding, Label, Role, Span, Subject, SubjectId, SubjectKind
from honour.kernel.record import Form, Record
from honour.kernel.unread import Unread
from honour.law.rules import Exemption
from honour.people.fold import folded
from honour.rights.elsewhere import Elsewhere
from honour.rights.spread import Spreading, forms_of, longer_names, unclaimed, visible_words
from honour.rights.third_party import Mention, find
from honour.workspace.found import FoundRecord

ADULT_AGE_YEARS = 18
"""Law: law:exemptions/child-abuse bites when someone with parental responsibility asks for a person under 18."""

GROUNDS: tuple[tuple[Label, str, str], ...] = (
    # label, ground in law/exemptions, what the reviewer is told the records are
    (Label.POLICE, "CRIME_TAX", "from or about the police or a crime"),
    (Label.REFERENCE, "CONF_REFERENCE", "a reference given in confidence"),
    (Label.LEGAL_ADVICE, "PRIVILEGE", "legal advice"),
    (Label.COURT, "COURT_REPORT", "names a court or a court order"),
    (Label.EHCP, "EHCP", "an EHC plan or advice for one"),
    (Label.SAFEGUARDING, "CHILD_ABUSE", "safeguarding"),
    (Label.SOCIAL_WORK, "EDU_HARM", "from or about social care"),
    (Label.HEALTH, "HEALTH_GATE", "data concerning health"),
    (Label.GENETIC, "HEALTH_GATE", "genetic data"),
    (Label.SEN, "HEALTH_GATE", "special educational needs, which may be data concerning health"),
    (Label.EXAM, "EXAM_SCRIPT", "an examination script or mark"),
)
DEFAULT_WITHHELD = frozenset(
    {"CRIME_TAX", "CONF_REFERENCE", "PRIVILEGE", "COURT_REPORT", "CHILD_ABUSE", "EXAM_SCRIPT", "THIRD_PARTY"}
)
"""Grounds the program proposes to withhold under. The others it only asks about."""
NOT_THEIRS_AT_WORK = "AT_WORK"
"""Not an exemption: the requester wrote or handled the record in their job, and it is about other people."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """A stretch of a record that is other people's information."""

    start: int
    end: int
    people: tuple[str, ...]
    """Keys of third parties in this draft: T1, T2 ..."""
    why: str


@dataclass(frozen=True, slots=True)
class DraftRecord:
    number: int
    address: str
    form: str
    title: str
    where: str
    group: str
    dated: date | None
    text: str
    fields: tuple[tuple[int, int, int, int], ...]
    roles: tuple[str, ...]
    reason: str
    labels: tuple[str, ...]
    theirs: tuple[Theirs, ...]
    forms: tuple[tuple[int, int, str], ...]
    items: tuple[str, ...]
    """Ids of the ground and doubt items this record hangs on."""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class ThirdParty:
    key: str
    subject: str
    name: str
    balance: str
    """Id of the balance item this person is in."""
    records: tuple[int, ...]
    forms: tuple[str, ...] = ()
    """Folded forms of their name and identifiers; while they are withheld none may stand anywhere in the pack."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something a person must decide, once for all the records or people it lists."""

    id: str
    kind: str
    """balance, ground or doubtful."""
    what: str
    records: tuple[int, ...]
    ground: str
    proposed: str
    """withhold, release, or '' where the program only asks."""
    rule: str
    source: str
    status: str
    needs: tuple[tuple[str, ...], ...]
    """Every group must sign; any one capacity of a group is enough."""
    who: str
    """The same in plain words."""
    missing: tuple[str, ...]
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchLine:
    where: str
    searched: bool
    found: int
    note: str


@dataclass(frozen=True, slots=True)
class Draft:
    case: str
    kind: str
    subject: str
    subject_name: str
    requester: str
    requester_name: str
    authority: str
    """self, parent or other."""
    authority_facts: tuple[str, ...]
    received: date
    due: date
    due_citations: tuple[Citation, ...]
    made_on: date
    records: tuple[DraftRecord, ...]
    third_parties: tuple[ThirdParty, ...]
    items: tuple[Item, ...]
    unknown_forms: tuple[tuple[str, int], ...]
    unread: tuple[tuple[str, str, str, str], ...]
    """(address, why, what, advice)."""
    searches: tuple[SearchLine, ...]
    form_item: Item | None = None
    shared_forms: tuple[str, ...] = ()
    """Forms of third parties' names that are also those of someone who stays visible: seen alone they tell nothing."""
    longer_names: tuple[str, ...] = ()
    """Names of people who stay visible that hold a third party's form once blanks are taken out (spread.py)."""

    def digest(self) -> str:
        """Names this very draft; written at the top of its review file."""
        return hashlib.sha256(to_json(self)).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, as facts."""

    case: str
    kind: str
    subject: SubjectId
    requester: SubjectId | None
    requester_name: str
    received: date
    due: date
    due_citations: tuple[Citation, ...]
    made_on: date


def make_draft(
    request: Request,
    found: Sequence[FoundRecord],
    people: Mapping[SubjectId, Subject],
    unread: Iterable[Unread],
    searches: Iterable[SearchLine],
    exemption: Callable[[str, date], Exemption],
    at_work: Citation,
) -> Draft:
    """Proposals for every record in `found`, in the order given (numbered from 1).

    `exemption` answers for the day the request was received (law: a request is judged by the rule in force
    on its own date). `at_work` cites the right of access itself, for records that are not about the asker.
    """
    subject = people[request.subject]
    authority, facts = authority_of(request, subject, people)
    # What the requester says of themselves is no third party's, in whatever capacity they ask.
    own = {request.subject} | ({request.requester} if request.requester else set())
    register = _Register(people, subject, request.requester, own)
    items = _Items(exemption, request, at_work)
    numbers = {str(f.record.address): n for n, f in enumerate(found, start=1)}
    child_asked_for = authority == "parent" and not _adult(subject, request.received)
    staff = SubjectKind.STAFF in subject.kinds
    stretches = [register.stretches(item, number) for number, item in enumerate(found, start=1)]
    stretches = register.spread(found, stretches)
    records = []
    for number, (item, theirs) in enumerate(zip(found, stretches, strict=True), start=1):
        hangs_on = items.for_record(item, number, child_asked_for=child_asked_for, staff=staff)
        record = item.record
        records.append(
            DraftRecord(
                number=number,
                address=str(record.address),
                form=record.form,
                title=record.title,
                where=item.where,
                group=item.group,
                dated=record.dated,
                text=record.text,
                fields=_fields(record),
                roles=tuple(sorted({h.role.value for h in item.mine})),
                reason="; ".join(dict.fromkeys(h.reason for h in item.mine)),
                labels=tuple(sorted(label.value for label in item.labels)),
                theirs=theirs,
                forms=register.not_own(item.forms),
                items=hangs_on,
                parent=str(numbers.get(str(record.parent), "")) if record.parent else "",
            )
        )
    forms: dict[str, int] = {}
    for drafted in records:
        for _, _, form in drafted.forms:
            forms[form] = forms.get(form, 0) + 1
    balances, third_parties = register.finished(items.third_party())
    return Draft(
        case=request.case,
        kind=request.kind,
        subject=request.subject,
        subject_name=_display(subject),
        requester=request.requester or "",
        requester_name=request.requester_name,
        authority=authority,
        authority_facts=facts,
        received=request.received,
        due=request.due,
        due_citations=request.due_citations,
        made_on=request.made_on,
        records=tuple(records),
        third_parties=third_parties,
        items=(*balances, *items.finished()),
        unknown_forms=tuple(sorted(forms.items(), key=lambda pair: (-pair[1], pair[0]))),
        unread=tuple((str(u.address), u.why.value, u.what, u.advice) for u in unread),
        searches=tuple(searches),
        form_item=items.forms(len(forms)) if forms else None,
        shared_forms=register.shared_forms(),
        longer_names=register.longer_names(),
    )


def authority_of(
    request: Request, subject: Subject, people: Mapping[SubjectId, Subject]
) -> tuple[str, tuple[str, ...]]:
    """In what capacity the requester asks, and the facts the records hold about it. Decides nothing."""
    if request.requester == request.subject:
        return "self", ("The requester is the person the records are about.",)
    if request.requester is None:
        return "other", ("The requester is not among the people in the school's records.",)
    links = [r for r in people[request.requester].relations if r.other == request.subject]
    links += [r for r in subject.relations if r.other == request.requester]
    if not links:
        return "other", ("The records show no relation between the requester and the person.",)
    kinds = sorted({r.kind for r in links})
    facts = [f"The records call the requester: {', '.join(kinds)}."]
    answers = {r.parental_responsibility for r in links}
    if True in answers:
        facts.append("Parental responsibility is recorded.")
    if False in answers:
        facts.append("A record says this person has NO parental responsibility, or a court order: look at it first.")
    if answers == {None}:
        facts.append("The records do not say whether there is parental responsibility.")
    return ("parent" if False not in answers else "other"), tuple(facts)


class _Register:
    """Third parties of one draft: who they are, in which group they are balanced, where they stand."""

    def __init__(
        self,
        people: Mapping[SubjectId, Subject],
        subject: Subject,
        requester: SubjectId | None,
        own: set[SubjectId],
    ) -> None:
        self._people = people
        self._subject = subject
        self._own = own
        self._family = {r.other for r in subject.relations} | {
            other.id for other in people.values() if any(r.other == subject.id for r in other.relations)
        }
        asker = people.get(requester) if requester else None
        self._children = {
            r.other
            for r in (asker.relations if asker else ())
            if "of" in r.kind and r.parental_responsibility is True and r.other != subject.id
        }
        self._own_identifiers = [f" {folded(value)} " for p in own if p in people for _, value in people[p].identifiers]
        self._own_names = visible_words(people[p] for p in own if p in people)
        self._elsewhere = Elsewhere(subject, people.get(requester) if requester else None, people.values())
        self._keys: dict[SubjectId, str] = {}
        self._records: dict[SubjectId, list[int]] = {}
        self._seen: dict[SubjectId, set[str]] = {}
        self._forms: dict[SubjectId, tuple[str, ...]] = {}
        self._visible: set[SubjectId] = set()
        self._visible_words: frozenset[str] = frozenset()
        self._shared: set[str] = set()
        """Folded forms that stand somewhere as the name of a person who stays visible there."""
        self._longer: tuple[str, ...] = ()

    def stretches(self, item: FoundRecord, number: int) -> tuple[Theirs, ...]:
        record = item.record
        mentions = _claimed(
            [
                (Mention(span.start, span.end, holding.subject, own=holding.subject in self._own), holding.confidence)
                for holding in (*item.mine, *item.others)
                for span in holding.spans
            ]
        )
        visible = {h.subject for h in item.others if self._acts_as_staff(h)}
        self._visible |= visible
        private = [(a, b) for a, b, label in item.label_spans if label in _PRIVATE]
        private += [(m.start(), m.end()) for m in _STAFF_MATTER.finditer(record.text)]
        # What the subject shares with somebody else (an address, a telephone) is the subject's own as well.
        mentions = [m for m in mentions if m.own or not self._is_own(record.text[m.start : m.end])]
        # But where the child lives is not told to a parent who lives elsewhere.
        mentions += self._elsewhere.in_text(record.text)
        mentions = [m for m in mentions if m.own or m.person not in visible or _beside(record.text, m, private)]
        for mention in mentions:
            if not mention.own:
                self._seen.setdefault(mention.person, set()).add(record.text[mention.start : mention.end])
        about_me = any(h.role is Role.ABOUT and not h.spans for h in item.mine) or (
            any(h.role is Role.ABOUT for h in item.mine)
            and not any(h.role is Role.ABOUT and h.subject not in visible for h in item.others)
        )
        is_row = record.form is Form.ROW
        fields = [(f.start, f.start + len(f.value)) for f in record.fields if f.value] if is_row else []
        found = find(
            record.text,
            mentions,
            about_subject=about_me,
            is_mail=record.address.kind.value == "message",
            fields=fields,
        )
        theirs = [
            Theirs(t.span.start, t.span.end, tuple(self._key(p, number) for p in t.persons), t.why) for t in found
        ]
        theirs += self._shared_row(item, number, visible)
        return tuple(theirs)

    def spread(self, found: Sequence[FoundRecord], stretches: Sequence[tuple[Theirs, ...]]) -> list[tuple[Theirs, ...]]:
        """The stretches, and every other place where a third party's name stands unlinked. See `spread`."""
        staff = {
            s.id for s in self._people.values() if SubjectKind.STAFF in s.kinds and SubjectKind.CONTACT not in s.kinds
        }
        seen = self._own | self._visible | staff
        self._visible_words = visible = visible_words(s for s in self._people.values() if s.id in seen)
        named = {person for person in self._keys if person in self._people and person not in seen}
        self._forms = {p: forms_of(self._people[p], self._seen.get(p, ()), visible) for p in named}
        spreading = Spreading(self._forms)
        self._longer = longer_names((form for forms in self._forms.values() for form in forms), visible)
        spread_out = []
        for number, (item, theirs) in enumerate(zip(found, stretches, strict=True), start=1):
            stay = [s for h in (*item.mine, *item.others) if self._stays(h) for s in h.spans]
            more = []
            for place, person, form in spreading.places(item.record.text):
                if any(t.start <= place.start and place.end <= t.end for t in theirs):
                    continue
                pieces = unclaimed(place, stay)
                if not pieces:
                    self._shared.add(form)
                more += [
                    Theirs(piece.start, piece.end, (self._key(person, number),), "the same name as in another record")
                    for piece in pieces
                ]
            spread_out.append((*theirs, *more))
        return spread_out

    def _stays(self, holding: Holding) -> bool:
        return holding.subject in self._own or self._acts_as_staff(holding)

    def not_own(self, forms: Sequence[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
        """Name-like words but for the own names of the subject and the requester."""
        return tuple((a, b, form) for a, b, form in forms if folded(form) not in self._own_names)

    def shared_forms(self) -> tuple[str, ...]:
        texts = {text for person in self._keys for text in self._seen.get(person, ())}
        return tuple(sorted({text for text in texts if folded(text) in self._visible_words} | self._shared))

    def longer_names(self) -> tuple[str, ...]:
        return self._longer

    def _shared_row(self, item: FoundRecord, number: int, visible: set[SubjectId]) -> list[Theirs]:
        """A row that is about the subject and about somebody else too: the whole row is asked about."""
        if item.record.form is not Form.ROW or not item.record.text:
            return []
        sharing = [
            h.subject
            for h in item.others
            if h.role is Role.ABOUT and not h.spans and h.subject not in self._own and h.subject not in visible
        ]
        if not sharing:
            return []
        keys = tuple(self._key(person, number) for person in dict.fromkeys(sharing))
        return [Theirs(0, len(item.record.text), keys, "a row about somebody else as well")]

    def _is_own(self, text: str) -> bool:
        form = f" {folded(text)} "
        return any(char.isdigit() for char in form) and any(form in own for own in self._own_identifiers)

    def _acts_as_staff(self, holding: Holding) -> bool:
        """Law: law:exemptions/staff-presumed. Whoever is also a parent counts as staff only where they act as it."""
        kinds = self._people[holding.subject].kinds if holding.subject in self._people else frozenset()
        if SubjectKind.STAFF not in kinds:
            return False
        if holding.role in (Role.WRITTEN_BY, Role.ASSIGNED):
            return True
        return SubjectKind.CONTACT not in kinds and bool(holding.spans)

    def _key(self, person: SubjectId, number: int) -> str:
        key = self._keys.setdefault(person, f"T{len(self._keys) + 1}")
        seen = self._records.setdefault(person, [])
        if number not in seen:
            seen.append(number)
        return key

    def _group(self, person: SubjectId) -> tuple[str, str]:
        subject = self._people.get(person)
        kinds = subject.kinds if subject else frozenset()
        if person in self._children:
            return "requesters-children", "the requester's other children"
        if person in self._family:
            return "family", "other members of the person's own family"
        if SubjectKind.PUPIL in kinds:
            return "pupils", "other pupils"
        if SubjectKind.CONTACT in kinds:
            return "parents", "parents and carers of others"
        if SubjectKind.STAFF in kinds:
            return "staff-private", "staff, where the record is not about their job"
        return "others", "governors, visitors and others"

    def finished(self, ground: Exemption) -> tuple[tuple[Item, ...], tuple[ThirdParty, ...]]:
        parties = []
        groups: dict[str, tuple[str, list[str], set[int]]] = {}
        for person, key in self._keys.items():
            group, words = self._group(person)
            subject = self._people.get(person)
            name = _display(subject) if subject else "someone no longer in the records"
            records = tuple(sorted(self._records[person]))
            parties.append(ThirdParty(key, person, name, f"B-{group}", records, self._forms.get(person, ())))
            entry = groups.setdefault(group, (words, [], set()))
            entry[1].append(key)
            entry[2].update(records)
        items = [
            Item(
                id=f"B-{group}",
                kind="balance",
                what=words,
                records=tuple(sorted(numbers)),
                ground="THIRD_PARTY",
                proposed="release" if group == "requesters-children" else "withhold",
                rule=ground.citation.rule,
                source=ground.citation.source,
                status=ground.citation.status.value,
                needs=ground.signers.needs,
                who=ground.signers.words,
                missing=(),
                people=tuple(keys),
            )
            for group, (words, keys, numbers) in sorted(groups.items())
        ]
        return tuple(items), tuple(parties)


def _claimed(found: Sequence[tuple[Mention, float]]) -> list[Mention]:
    """Where the same words may mean the subject or somebody of the same name, the likelier one has them.

    Equal shares go to the subject: whether the record is theirs at all is asked as a doubt of its own.
    """
    own = [(m, share) for m, share in found if m.own]
    kept = []
    for mention, share in found:
        rivals = [s for m, s in own if m.start < mention.end and mention.start < m.end]
        if mention.own or not rivals or max(rivals) < share:
            kept.append(mention)
    taken = [m for m in kept if not m.own]
    return [
        m
        for m in kept
        if not m.own
        or not any(o.start <= m.start and m.end <= o.end and (o.start, o.end) != (m.start, m.end) for o in taken)
    ]


def _beside(text: str, mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the spans lies in the mention's own sentence."""
    if not spans:
        return False
    start = max(text.rfind(stop, 0, mention.start) for stop in (". ", "! ", "? ", "\n")) + 1
    ends = [at for stop in (". ", "! ", "? ", "\n") if (at := text.find(stop, mention.end)) >= 0]
    end = min(ends, default=len(text))
    return any(a < end and b > start for a, b in spans)


_KEPT_FROM = re.compile(
    r"\b(?:not (?:to )?be(?:ing)? told|(?:is|are|be) not told|(?:do|does|did|must|should) ?n[o']t (?:tell|let \w+ know)"
    r"|not to (?:tell|know|be shared)|keep (?:this|it) from|(?:not|n't) want \w+(?: \w+)? to (?:know|find out)"
    r"|(?:marked|is|be|kept) (?:as )?withheld)\b",
    re.IGNORECASE,
)
"""Words with which somebody asks that a record be kept from somebody, who may be the requester."""

_STAFF_MATTER = re.compile(
    r"\b(?:in (?:strict )?confidence|confidential(?:ly)?|complain\w*|grievance|allegation\w*|whistle-?\w*|disciplin\w+"
    r"|capability|raised a concern|informal talk|part-time|family reasons|maternity|paternity|pregnan\w+|resign\w*"
    r"|redundan\w+|return-to-work|sick(?:ness)? (?:leave|absence)|compassionate leave|salary|pay (?:scale|rise|point)"
    r"|performance management|appraisal|probation|warning)\b",
    re.IGNORECASE,
)
"""Words that make a sentence about a member of staff a matter of their own, not of their post."""

_PRIVATE = frozenset(Label) - {Label.SAFEGUARDING, Label.SEN, Label.EHCP, Label.EXAM, Label.SOCIAL_WORK}
"""A staff member's name beside one of these may be about the person, not the post."""


class _Items:
    """Ground and doubt items, gathered by ground and group so that a person decides once for many records."""

    def __init__(self, exemption: Callable[[str, date], Exemption], request: Request, at_work: Citation) -> None:
        self._exemption = exemption
        self._on = request.received
        self._at_work = at_work
        self._own_request = request.requester == request.subject
        self._gathered: dict[str, Item] = {}

    def third_party(self) -> Exemption:
        return self._exemption("THIRD_PARTY", self._on)

    def for_record(self, found: FoundRecord, number: int, *, child_asked_for: bool, staff: bool) -> tuple[str, ...]:
        ids: dict[str, None] = {}
        roles = {h.role for h in found.mine}
        if staff and roles <= {Role.WRITTEN_BY, Role.ASSIGNED}:
            ids[self._work(found, number)] = None
        else:
            used: set[str] = set()
            for label, ground, words in GROUNDS:
                if label not in found.labels or ground in used:
                    continue
                if ground == "CHILD_ABUSE" and not child_asked_for:
                    ground, words = "EDU_HARM", "safeguarding"  # noqa: PLW2901  the same records under the other ground
                used.add(ground)
                ids[self._ground(found, number, ground, words)] = None
            if not self._own_request and _KEPT_FROM.search(found.record.text):
                ids[self._ground(found, number, "THIRD_PARTY", "asks that something be kept from somebody")] = None
        if found.mine and all(h.doubtful for h in found.mine):
            ids[self._doubt(found, number)] = None
        return tuple(ids)

    def _ground(self, found: FoundRecord, number: int, ground: str, words: str) -> str:
        rule = self._exemption(ground, self._on)
        missing: tuple[str, ...] = ()
        if rule.prof_opinion:
            missing = (
                f"an opinion of {rule.prof_opinion}, not older than the law allows, or that it is already known",
            )
        return self._add(
            Item(
                id=_id("G", ground, found.group),
                kind="ground",
                what=f"{found.group}: {words}",
                records=(number,),
                ground=ground,
                proposed=Outcome.WITHHOLD.value if ground in DEFAULT_WITHHELD and rule.own_ground else "",
                rule=rule.citation.rule,
                source=rule.citation.source,
                status=rule.citation.status.value,
                needs=rule.signers.needs,
                who=rule.signers.words,
                missing=missing,
            )
        )

    def _work(self, found: FoundRecord, number: int) -> str:
        signers = self.third_party().signers
        return self._add(
            Item(
                id=_id("W", NOT_THEIRS_AT_WORK, found.group),
                kind="ground",
                what=f"{found.group}: written or handled at work, about other people",
                records=(number,),
                ground=NOT_THEIRS_AT_WORK,
                proposed=Outcome.WITHHOLD.value,
                rule=self._at_work.rule,
                source=self._at_work.source,
                status=self._at_work.status.value,
                needs=signers.needs[:1],
                who=signers.words,
                missing=(),
            )
        )

    def _doubt(self, found: FoundRecord, number: int) -> str:
        reason = found.mine[0].reason
        signers = self.third_party().signers
        return self._add(
            Item(
                id=_id("D", reason, found.group),
                kind="doubtful",
                what=f"{found.group}: may be somebody else's ({reason})",
                records=(number,),
                ground="",
                proposed="",
                rule=self._at_work.rule,
                source=self._at_work.source,
                status=self._at_work.status.value,
                needs=signers.needs[:1],
                who=signers.words,
                missing=("whether each record is about this person",),
            )
        )

    def forms(self, count: int) -> Item:
        ground = self.third_party()
        return Item(
            id="F-forms",
            kind="forms",
            what=f"{count} words that may be names and that nothing explains",
            records=(),
            ground="THIRD_PARTY",
            proposed="withhold",
            rule=ground.citation.rule,
            source=ground.citation.source,
            status=ground.citation.status.value,
            needs=ground.signers.needs[:1],
            who=ground.signers.words,
            missing=(),
        )

    def _add(self, item: Item) -> str:
        if known := self._gathered.get(item.id):
            item = dataclasses.replace(known, records=(*known.records, *item.records))
        self._gathered[item.id] = item
        return item.id

    def finished(self) -> tuple[Item, ...]:
        return tuple(sorted(self._gathered.values(), key=lambda i: (i.kind != "ground", i.ground, i.what)))


def _id(prefix: str, *parts: str) -> str:
    """The same item keeps its id from draft to draft, so that decisions can be carried over."""
    return f"{prefix}-{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:8]}"


def _fields(record: Record) -> tuple[tuple[int, int, int, int], ...]:
    found = []
    for field in record.fields:
        if field.value:
            heading = field.start - len(field.name) - 2
            found.append(
                (max(heading, 0), max(heading, 0) + len(field.name), field.start, field.start + len(field.value))
            )
    return tuple(found)


def _adult(subject: Subject, on: date) -> bool:
    """Unknown age counts as a child: the stricter ground applies."""
    if subject.born is None:
        return SubjectKind.PUPIL not in subject.kinds
    birthday = (subject.born.month, subject.born.day)
    return on.year - subject.born.year - ((on.month, on.day) < birthday) >= ADULT_AGE_YEARS


def _display(subject: Subject) -> str:
    if not subject.names:
        return "someone without a name in the records"
    name = subject.names[0]
    return " ".join(part for part in (name.forename, name.surname) if part)


def to_json(draft: Draft) -> bytes:
    return json.dumps(dataclasses.asdict(draft), ensure_ascii=False, default=str, sort_keys=True).encode()


def from_json(data: bytes) -> Draft:
    """The draft `to_json` wrote. Only for our own sealed files, so anything malformed is a programming error."""
    raw: dict[str, Any] = json.loads(data)
    raw["records"] = tuple(
        DraftRecord(
            **{
                **r,
                "dated": _day(r["dated"]),
                "fields": tuple((a, b, c, d) for a, b, c, d in r["fields"]),
                "theirs": tuple(Theirs(**{**t, "people": tuple(t["people"])}) for t in r["theirs"]),
                "forms": tuple((a, b, c) for a, b, c in r["forms"]),
                **{key: tuple(r[key]) for key in ("roles", "labels", "items")},
            }
        )
        for r in raw["records"]
    )
    raw["third_parties"] = tuple(
        ThirdParty(**{**t, "records": tuple(t["records"]), "forms": tuple(t["forms"])}) for t in raw["third_parties"]
    )
    raw["items"] = tuple(_item(i) for i in raw["items"])
    raw["form_item"] = _item(raw["form_item"]) if raw["form_item"] else None
    raw["searches"] = tuple(SearchLine(**s) for s in raw["searches"])
    raw["unread"] = tuple((a, b, c, d) for a, b, c, d in raw["unread"])
    raw["unknown_forms"] = tuple((f, n) for f, n in raw["unknown_forms"])
    raw["authority_facts"] = tuple(raw["authority_facts"])
    raw["due_citations"] = tuple(
        Citation(c["rule"], c["source"], c["status"], _day(c["in_force_from"])) for c in raw["due_citations"]
    )
    for key in ("shared_forms", "longer_names"):
        raw[key] = tuple(raw.get(key, ()))
    for key in ("received", "due", "made_on"):
        raw[key] = date.fromisoformat(raw[key])
    return Draft(**raw)


def _item(raw: dict[str, Any]) -> Item:
    needs = tuple(tuple(group) for group in raw["needs"])
    return Item(**{**raw, "needs": needs, **{key: tuple(raw[key]) for key in ("records", "missing", "people")}})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


__all__ = ["Draft", "DraftRecord", "FoundRecord", "Item", "Request", "Span", "make_draft"]
