"""Which person a form means, in what role, and why. Spec: docs/spec/people.md, "Which person".

`Linker(subjects, today).holdings(record, known, thread)` is a decision: no clock, no file, no chance.
Never chooses silently between people: under 0.9, every candidate worth showing is given, with the
others as alternatives. Does not find someone who is described but neither named, related nor in post.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from honour.kernel.address import Kind
from honour.kernel.holding import DOUBTFUL, Holding, Label, Role, Span, Subject, SubjectId, SubjectKind
from honour.kernel.record import Form, Record
from honour.people import bonds as kin
from honour.people import labels, words
from honour.people.bonds import Bonds
from honour.people.fold import folded
from honour.people.scan import Hit, Scan, Scanner
from honour.people.variants import FORENAME_SHAPES, STRONG, TITLES, Shape

_CARRIED = 0.85
"""How sure a reference is that reaches over a sentence in a paper about several children: under DOUBTFUL."""

# Weight of "somebody the school does not know" beside a candidate of weight 1, by what the form shows.
_NOBODY = {
    Shape.EMAIL: 0.003,
    Shape.IDENTIFIER: 0.005,
    Shape.FULL: 0.02,
    Shape.REVERSED: 0.03,
    Shape.PHONE: 0.02,
    Shape.NICK_FULL: 0.04,
    Shape.SPELLING_FULL: 0.04,
    Shape.TITLE_SURNAME: 0.06,
    Shape.FORENAME_INITIAL: 0.06,
    Shape.FORENAME: 0.06,
    Shape.CODE: 0.1,
    Shape.USERNAME: 0.1,
    Shape.ADDRESS: 0.1,
    Shape.NICK_INITIAL: 0.1,
    Shape.INITIAL_SURNAME: 0.12,
    Shape.NICKNAME: 0.12,
    Shape.FAMILY: 0.2,
    Shape.TITLE_FORENAME: 0.2,
    Shape.SPELLING: 0.25,
    Shape.TITLE_INITIAL: 0.3,
    Shape.SURNAME: 0.5,
    Shape.INITIALS: 0.5,
}

_STRANGER = 1.5
"""Weight of "nobody we know" beside all candidates together where a stranger stands beside the form: under DOUBTFUL."""

_REASON = {
    Shape.EMAIL: "e-mail address",
    Shape.IDENTIFIER: "identifier",
    Shape.FULL: "full name",
    Shape.REVERSED: "surname and forename",
    Shape.PHONE: "phone number",
    Shape.NICK_FULL: "short form of the forename, and surname",
    Shape.SPELLING_FULL: "another spelling of the name, and surname",
    Shape.TITLE_SURNAME: "title and surname",
    Shape.FORENAME_INITIAL: "forename and initial of the surname",
    Shape.FORENAME: "forename",
    Shape.CODE: "letters that stand for a member of staff",
    Shape.USERNAME: "user name",
    Shape.ADDRESS: "home address",
    Shape.NICK_INITIAL: "short form of the forename and initial of the surname",
    Shape.INITIAL_SURNAME: "initial and surname",
    Shape.NICKNAME: "short form of the forename",
    Shape.FAMILY: "the family's name",
    Shape.TITLE_FORENAME: "title and forename",
    Shape.SPELLING: "another spelling of the forename",
    Shape.TITLE_INITIAL: "title and initial",
    Shape.SURNAME: "surname",
    Shape.INITIALS: "initials",
}

# How much more likely a candidate is for what stands near. Multiplied; the reason is given with it.
_POINTED = 30.0
_NAMED_HERE = 30.0
_IN_THREAD = 8.0
_IN_FOLDER = 15.0
_AUTHOR_CHILD = 14.0
_RECIPIENT_CHILD = 10.0
_AUTHOR_CLASS = 6.0
_RECIPIENT_CLASS = 2.5
_RELATIVE_NAMED = 5.0
_CLASS_IN_SENTENCE = 12.0
_CLASS_IN_RECORD = 4.0
_SELF = 15.0
"""Author or recipient themselves, called by a short form."""
_EVIDENCE_CAP = 400.0
"""Evidence overlaps (the author's child is in the author's class), so its product is capped."""

_SHOWN = 0.06
"""A candidate with a smaller share, or with less than a third of the best one's (and under 0.3), is not shown."""
_MOST_SHOWN = 12
_LIKELY = 0.3
"""From this share on someone counts as spoken of, for what hangs on it: a role, whose mother is meant."""

_VERBS = frozenset(
    """was is has had said says told went came hit did does needs needed seems seemed appeared arrived left fell
    started became wanted asked refused pushed kicked bit hurt cried felt looks looked can't cannot won't isn't
    wasn't didn't doesn't hasn't sat ran threw shouted and gave got took made joined moved brought reported
    disclosed loves likes enjoys plays played struggles struggled finds found works worked lives lived will would
    should could also continues remains spoke talks talked""".split()
)
_CALENDAR = frozenset(
    """half term monday tuesday wednesday thursday friday saturday sunday holiday holidays fair fayre camp school
    uniform break bank day days scheme newsletter concert week""".split()
)
_SENTENCE_END = re.compile(r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\b[A-Z])[.!?]+[\"”')\]]*(?=\s)|\n")
_STARTS = re.compile(r"(?:^|[.!?:;]|\n|[•*\-–—\"“(\[])[\s\"“'‘(]*\Z")
_NOT_OURS = re.compile(r"\bnot\s+(?:our|my|the|your|that)?\s*\Z", re.I)
_NEXT_NAME = re.compile(r"(?: (and|or|&))? ([A-Z][\w’'-]*[\w])(?!['’]s\b)")
_NAME_BEFORE = re.compile(r"\b([A-Z][\w’'-]*[\w]) (?:and|or|&) \Z")
_GREETING = re.compile(
    r"(?im)^[ \t>]*(?:hi|hiya|hello|dear|morning|good morning|good afternoon|afternoon|hey|thanks|thank you)\b"
    r"[^\n.!?:]{0,60}"
)
_SIGN_OFF = re.compile(
    r"(?im)^[ \t>]*(?:(?:with |very )?(?:kind(?:est)?|warm|best|many)?[ ]?(?:regards|wishes|thanks)|thank you"
    r"|thanks again|yours (?:sincerely|faithfully|truly)|yours|cheers|love|signed|best|kr|respectfully)[,.:! ]*$"
)
_SIGNED_WITHIN = 120
"""Code points after a sign-off in which the writer's name is expected."""
_WRITTEN = re.compile(
    r"(?i)(?:\b|last)(?:completed|written|recorded|reported|prepared|entered|logged|raised|minuted|taken|signed|report|form"
    r"|author(?:ed)?|typed|compiled|noted|submitted|modified|referr(?:ed|al made))"
    r"(?: ?(?:and \w+ )?by)?\s*[:\-–]?\s*\(?\Z"
    r"|\bfrom\s*:\s*\Z"
    r"|\b(?:author|referrer|reporter|writer|clerk|signature|signed)\s*(?:\([^)]*\))?\s*:\s*\Z"
)
_HEADING = re.compile(
    r"(?i)(?:^|\n|\b)(?:re|subject|name|full name|pupil|pupil name|student|child|child's name|regarding|concerning|ref"
    r"|name of (?:child|pupil|student|applicant|candidate)|report for|candidate|applicant|employee|about|plan for"
    r"|record of|record for)\s*[:\-–]\s*(?:\w+\s){0,3}\Z"
)
_KIN_WORD = "|".join(sorted(kin.KIN, key=len, reverse=True))
_KIN_AFTER = re.compile(
    rf"(?:['’]s|s['’]|['’])\s+(?:(?:little|older|younger|elder|eldest|youngest|big|baby|twin|other|own|middle)\s+){{0,2}}({_KIN_WORD})\b",
    re.I,
)
_KIN_BEFORE = re.compile(rf"\b({_KIN_WORD})\s+(?:of|to)\s+(?:both\s+)?\Z", re.I)
_KIN_PRONOUN = re.compile(
    rf"\b(his|her|their|my|our|your)\s+(?:(?:little|older|younger|elder|eldest|youngest|big|baby|twin|other|own)\s+){{0,2}}({_KIN_WORD})\b",
    re.I,
)
_KIN_BARE = re.compile(
    r"(?<![\w'’])(mum|mummy|dad|daddy|mother|father|nan|gran|grandma|grandad)(?![\w'’])(?!\s+of\b)", re.I
)
_POSSESSOR = re.compile(r"(?:\b(?:his|her|their|my|our|your|a|the|another|whose)|['’]s?|s['’])\s+(?:\w+\s+)?\Z", re.I)
_COUPLE = re.compile(r"\b(Mr|Mrs|Ms|Miss|Dr)\.? (?:and|&|/|or) (?:Mr|Mrs|Ms|Miss|Dr)\.? ([A-Z][\w'’-]+)")
_SHARED_SURNAME = re.compile(r"(?:,? (?:and|&) |, )(?:[A-Z][\w'’-]+(?:,? (?:and|&) |, ))*[A-Z][\w'’-]+ ([A-Z][\w'’-]+)")
_TWINS = re.compile(r"\b(?:the|both|our|my)\s+twins\b", re.I)

_POST_LINE = re.compile(
    r"(?i)\b(?:teacher|head(?:teacher|master|mistress)?|principal|senco|sendco|manager|officer|governors?|secretary"
    r"|assistant|lead|nurse|therapist|psychologist|social worker|doctor|consultant|clerk|administrator|director|adviser"
    r"|practitioner|inspector|constable)\b"
)
_POST_WORDS: tuple[tuple[str, str], ...] = (
    (r"deputy|assistant head", r"deputy head ?teacher|deputy head|assistant head ?teacher|assistant head"),
    (
        r"^(?:executive |acting |interim )?head ?(?:teacher|master|mistress)?$|principal",
        r"head ?teacher|head ?master|head ?mistress|principal|head",
    ),
    (r"senco|sendco|special educational needs", r"senco|sendco|inclusion lead|inclusion manager"),
    (r"safeguarding lead|\bdsl\b", r"dsl|designated safeguarding lead|safeguarding lead"),
    (r"business manager|bursar", r"school business manager|business manager|sbm|bursar"),
    (r"office|secretary|administrat", r"school secretary|office manager|secretary"),
    (r"caretaker|site manager|premises", r"caretaker|site manager|premises manager"),
    (r"chair of governors|chair of the governing", r"chair of governors|chair of the governing board"),
    (r"clerk", r"clerk to the governors|clerk to governors|clerk"),
    (r"data protection officer|\bdpo\b", r"dpo|data protection officer"),
    (r"nurse", r"school nurse"),
)
_TEACHER_POST = re.compile(r"teacher")
_CLASS_POST = re.compile(r"[\w ]*?(?:['’]s?|s['’])?\s+(class teacher|teacher|teaching assistant|ta|tas)\b", re.I)
_ASSISTANT_POST = re.compile(r"teaching assistant|\bta\b|learning support|lsa|nursery nurse")


@dataclass(frozen=True, slots=True)
class ThreadContext:
    """Who is surely named or writing in the rest of the conversation, the file, or the mail it came with."""

    subjects: frozenset[SubjectId] = frozenset()


class Contexts:
    """The surely named people of each conversation, file and mail. Made by `Linker.contexts`."""

    def __init__(self, people: dict[str, set[SubjectId]]) -> None:
        self._people = people

    def of(self, record: Record) -> ThreadContext:
        found: set[SubjectId] = set()
        for key in _context_keys(record):
            found |= self._people.get(key, set())
        return ThreadContext(frozenset(found))


def _context_keys(record: Record) -> tuple[str, ...]:
    keys = []
    if record.form is not Form.ROW:
        keys.append(record.address.unit)
    if record.thread:
        keys.append("thread " + record.thread)
    if record.parent is not None:
        keys.append(record.parent.unit)
    return tuple(dict.fromkeys(keys))


@dataclass(slots=True)
class _Mention:
    span: Span
    shares: dict[SubjectId, float]
    why: dict[SubjectId, str]
    sign: bool = False
    """In a signature, or after 'Completed by:'."""
    heading: bool = False
    opens: bool = False
    """The subject of its sentence, as far as its place tells."""


@dataclass(slots=True)
class _Scene:
    """All that is known about the circumstances of one record before its ambiguous forms are judged."""

    record: Record
    scan: Scan
    day: date | None
    known: frozenset[SubjectId]
    thread: frozenset[SubjectId]
    authors: dict[SubjectId, float]
    recipients: dict[SubjectId, float]
    folder: frozenset[SubjectId]
    folder_like: frozenset[SubjectId]
    ends: list[int]
    groups: list[tuple[int, str]]
    """(start, folded name) of each class or year group named in the text."""
    named: set[SubjectId] = field(default_factory=set)
    weights: dict[SubjectId, tuple[float, str]] = field(default_factory=dict)
    recipient_rivals: dict[SubjectId, set[SubjectId]] = field(default_factory=dict)
    """Who else one line of recipients may mean."""
    excluded: dict[str, set[SubjectId]] = field(default_factory=dict)
    relatives: frozenset[SubjectId] = frozenset()
    """Family of those who are surely named, of author and of recipients."""
    in_groups: frozenset[SubjectId] = frozenset()
    author_children: frozenset[SubjectId] = frozenset()
    recipient_children: frozenset[SubjectId] = frozenset()
    author_class: frozenset[SubjectId] = frozenset()
    recipient_class: frozenset[SubjectId] = frozenset()

    def sentence(self, at: int) -> tuple[int, int]:
        index = bisect_right(self.ends, at)
        start = self.ends[index - 1] if index else 0
        end = self.ends[index] if index < len(self.ends) else len(self.scan.text)
        return start, end


class Linker:
    """Everything known about the people of one school, ready to judge records.

    Building takes about a millisecond a person, most of it once for the dictionary. Holds no record.
    """

    def __init__(self, subjects: Sequence[Subject], today: date) -> None:
        self.subjects = {subject.id: subject for subject in subjects}
        self.today = today
        self.scanner = Scanner(subjects)
        self.bonds = Bonds(subjects)
        self._pupil = {s.id for s in subjects if SubjectKind.PUPIL in s.kinds}
        self._staff = {s.id for s in subjects if SubjectKind.STAFF in s.kinds}
        self._headers: dict[str, dict[SubjectId, float]] = {}
        self._folders: dict[str, tuple[frozenset[SubjectId], frozenset[SubjectId]]] = {}
        self._presence: dict[tuple[SubjectId, date | None], float] = {}
        self._group_pattern, self._group_of = self._compile_groups()
        self._posts = self._compile_posts()

    # ---- the circumstances -------------------------------------------------------------------

    def _compile_groups(self) -> tuple[re.Pattern[str] | None, dict[str, str]]:
        table: dict[str, str] = {}
        for group in sorted(self.bonds.groups):
            table.setdefault(group, group)
            bare = re.sub(r" class$", "", group)
            table.setdefault(bare, group)
            table.setdefault(f"{bare} class", group)
            if bare.endswith("s") and len(bare) > 4:  # noqa: PLR2004 -- Owls: 'Owl class'
                table.setdefault(f"{bare[:-1]} class", group)
            number = re.fullmatch(r"(?:year|yr|y)? ?(\d{1,2})", bare)
            if number:
                for form in (
                    f"year {number[1]}",
                    f"yr {number[1]}",
                    f"yr{number[1]}",
                    f"y{number[1]}",
                    f"year{number[1]}",
                ):
                    table.setdefault(form, group)
        table = {form: group for form, group in table.items() if not form.isdigit() and len(form) > 1}
        if not table:
            return None, {}
        body = "|".join(re.escape(form).replace(r"\ ", r"[ _\n-]+") for form in sorted(table, key=len, reverse=True))
        return re.compile(rf"(?<!\w)({body})(?!\w)", re.I), table

    def _groups_in(self, text: str) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        if self._group_pattern is None:
            return found
        for match in self._group_pattern.finditer(text):
            raw = match.group(1)
            if (
                raw[0].islower()
                and not any(char.isdigit() for char in raw)
                and words.ordinary(folded(raw).split(" ")[0])
            ):
                continue
            found.append((match.start(), self._group_of[folded(raw)]))
        return found

    def _compile_posts(self) -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
        compiled = []
        for held, called in _POST_WORDS:
            posts = tuple(sorted(post for post in self.bonds.posts if re.search(held, post)))
            if posts:
                compiled.append(
                    (re.compile(rf"\b(?:the|our|my|your|acting)\s+({called})\b(?!\s+(?:of|lice|ache))", re.I), posts)
                )
        return compiled

    def _header(self, text: str) -> dict[SubjectId, float]:
        """Whom a line like `J Smith <j.smith@…>` names. An address settles it; two people sharing one stay two."""
        found = self._headers.get(text)
        if found is not None:
            return found
        hits = self.scanner.scan(text, fuzzy=False)
        by_address = {v.subject for hit in hits for v in hit.variants if v.shape is Shape.EMAIL}
        by_name: dict[SubjectId, float] = {}
        for hit in hits:
            for v in hit.variants:
                if (v.shape in STRONG and v.shape is not Shape.EMAIL) or v.shape in (
                    Shape.TITLE_SURNAME,
                    Shape.INITIAL_SURNAME,
                    Shape.USERNAME,
                ):
                    adult = 0.05 if v.subject in self._pupil else 1.0
                    by_name[v.subject] = max(by_name.get(v.subject, 0.0), v.weight * adult)
        if by_address:
            both = {s: by_name[s] for s in by_address if s in by_name}
            chosen = both or dict.fromkeys(by_address, 1.0)
            total = sum(chosen.values()) + 0.01
        else:
            chosen, total = by_name, sum(by_name.values()) + 0.06
        found = {s: weight / total for s, weight in sorted(chosen.items()) if weight / total >= _SHOWN}
        self._headers[text] = found
        return found

    def _folder(self, folder: str) -> tuple[frozenset[SubjectId], frozenset[SubjectId]]:
        found = self._folders.get(folder)
        if found is None:
            hits = self.scanner.scan(folder.replace("_", " "), fuzzy=False) if folder else []
            surely = {v.subject for hit in hits for v in hit.variants if v.shape in STRONG}
            maybe = {v.subject for hit in hits for v in hit.variants} - surely
            found = frozenset(surely), frozenset(maybe)
            self._folders[folder] = found
        return found

    def _scene(self, record: Record, known: Iterable[SubjectId], thread: frozenset[SubjectId]) -> _Scene:
        scan = self.scanner.read(record.text)
        authors = dict(self._header(record.author)) if record.author else {}
        recipients: dict[SubjectId, float] = {}
        rivals: dict[SubjectId, set[SubjectId]] = {}
        for recipient in record.recipients:
            named = self._header(recipient)
            for subject, share in named.items():
                recipients[subject] = max(recipients.get(subject, 0.0), share)
                rivals.setdefault(subject, set()).update(other for other in named if other != subject)
        surely, maybe = self._folder(record.folder)
        scene = _Scene(
            record, scan, record.dated, frozenset(known), thread, authors, recipients, surely, maybe,
            [match.end() for match in _SENTENCE_END.finditer(record.text)], self._groups_in(record.text),
        )  # fmt: skip
        scene.recipient_rivals = rivals
        day = scene.day
        sure_authors = [s for s, share in authors.items() if share >= _LIKELY]
        sure_recipients = [s for s, share in recipients.items() if share >= _LIKELY]
        scene.author_children = frozenset(c for s in sure_authors for c in self.bonds.children.get(s, ()))
        scene.recipient_children = frozenset(c for s in sure_recipients for c in self.bonds.children.get(s, ()))
        scene.author_class = frozenset(c for s in sure_authors for c in self.bonds.taught_by(s, day))
        if len(sure_recipients) <= 4:  # noqa: PLR2004 -- a mail to all staff says nothing about a class
            scene.recipient_class = frozenset(c for s in sure_recipients for c in self.bonds.taught_by(s, day))
        scene.in_groups = frozenset(m for _, group in scene.groups for m in self.bonds.members(group, day))
        return scene

    def _present(self, subject: SubjectId, day: date | None) -> float:
        key = (subject, day)
        found = self._presence.get(key)
        if found is None:
            found = self._presence[key] = self.bonds.presence(subject, day)
        return found

    def _weight(self, scene: _Scene, subject: SubjectId) -> tuple[float, str]:
        """How much the circumstances speak for someone, and the strongest circumstance in words."""
        found = scene.weights.get(subject)
        if found is not None:
            return found
        evidence: list[tuple[float, str]] = []
        if subject in scene.known:
            evidence.append((_POINTED, "and the row points to them"))
        if subject in scene.named:
            evidence.append((_NAMED_HERE, "and they are named in full in the same record"))
        if subject in scene.thread:
            evidence.append((_IN_THREAD, "and they are named in the same conversation or file"))
        if subject in scene.folder:
            evidence.append((_IN_FOLDER, "and the folder or file is named after them"))
        elif subject in scene.folder_like:
            evidence.append((4.0, "and the folder or file bears such a name"))
        if subject in scene.author_children:
            evidence.append((_AUTHOR_CHILD, "and their parent or carer wrote it"))
        if subject in scene.recipient_children:
            evidence.append((_RECIPIENT_CHILD, "and it was sent to their parent or carer"))
        if subject in scene.author_class:
            evidence.append((_AUTHOR_CLASS, "and their teacher wrote it"))
        elif subject in scene.recipient_class:
            evidence.append((_RECIPIENT_CLASS, "and it was sent to their teacher"))
        if subject in scene.in_groups:
            evidence.append((_CLASS_IN_RECORD, "and their class is named in the record"))
        if subject in scene.relatives:
            evidence.append((_RELATIVE_NAMED, "and one of their family is named in the record"))
        if subject in scene.authors or subject in scene.recipients:
            evidence.append((_SELF, "and they wrote or received it"))
        product = 1.0
        for factor, _ in evidence:
            product *= factor
        why = max(evidence)[1] if evidence else ""
        found = (min(product, _EVIDENCE_CAP) * self._present(subject, scene.day), why)
        scene.weights[subject] = found
        return found

    # ---- one form ----------------------------------------------------------------------------

    def _kind_factor(self, scene: _Scene, subject: SubjectId, shape: Shape) -> float:
        """Who is called by a bare forename, initials or surname in a school's papers: children first."""
        if shape in FORENAME_SHAPES or shape in (Shape.INITIALS, Shape.FORENAME_INITIAL, Shape.NICK_INITIAL):
            if subject in self._pupil:
                return 1.0
            if subject in self._staff:
                return 0.5 if any(author in self._staff for author in scene.authors) else 0.25
            return 0.15
        if shape is Shape.SURNAME:
            return 0.5
        return 1.0

    def _nobody(self, scene: _Scene, hit: Hit, shape: Shape) -> float:
        """How likely the form names nobody the school knows, or is a word."""
        weight = _NOBODY[shape]
        if hit.sure < 1.0:
            weight = max(weight, 0.03) * (1.0 + 6.0 * (1.0 - hit.sure))
            if shape in FORENAME_SHAPES or shape is Shape.SURNAME:
                weight += 0.25
        if shape not in FORENAME_SHAPES and shape is not Shape.SURNAME:
            return weight
        text, span = scene.scan.text, hit.span
        first = text[span.start]
        if first.islower():
            return weight * 3
        if not words.wordlike(hit.form):
            return weight
        after = re.match(r"[ \t]*([\w’']+)", text[span.end : span.end + 30])
        following = after[1] if after else ""
        before = text[max(0, span.start - 20) : span.start]
        if following.isdigit() or re.search(r"\d(?:st|nd|rd|th)?\s\Z", before) or following.casefold() in _CALENDAR:
            return weight * 100
        if shape is Shape.SURNAME:
            weight *= 8
        if following.casefold() == "class" or hit.form in self._group_of:
            weight *= 30
        if text[span.start : span.end].isupper() and span.end - span.start > 1:
            weight *= 4
        if _STARTS.search(before) or span.start == 0:
            named = text[span.end : span.end + 2] in ("'s", "’s") or following.casefold() in _VERBS
            return weight * (4 if named else 40)
        start, end = scene.sentence(span.start)
        line = text[start:end].split()
        capitals = sum(word[:1].isupper() for word in line)
        if len(line) > 2 and capitals > 0.7 * len(line):  # noqa: PLR2004 -- a heading in capitals
            return weight * 12
        if following.casefold() in _VERBS or text[span.end : span.end + 2] in ("'s", "’s"):
            return weight
        return weight * 2.5

    def _elsewhere(self, scene: _Scene, hit: Hit, shape: Shape, subject: SubjectId) -> float:
        """Less where the words beside the form show that somebody else is meant."""
        text, span = scene.scan.text, hit.span
        factor = 1.0
        if shape in FORENAME_SHAPES:
            shared = _SHARED_SURNAME.match(text, span.end)
            if shared and folded(re.sub(r"['’]s\Z", "", shared[1])) in self.scanner._parts[subject][1]:
                factor *= 8.0
            after = re.match(r"(?: |-)([A-Z][\w’'-]*)(\.?)", text[span.end : span.end + 40])
            if after and after[1].split("'")[0].split("’")[0]:
                nxt = folded(after[1].split("'")[0].split("’")[0])
                lasts = self.scanner._parts[subject][1]
                if len(nxt) == 1:
                    if nxt != "i" and not any(last[0] == nxt for last in lasts):
                        factor *= 0.04
                elif nxt not in lasts and not words.common(nxt) and folded(nxt) not in self._group_of:
                    family = {p for r in self.bonds.family(subject) for p in self.scanner._parts[r][1]}
                    firsts = self.scanner._parts[subject][0]
                    if nxt in firsts:
                        pass
                    elif nxt in family:
                        factor *= 0.5
                    else:
                        factor *= 0.2 if words.wordlike(nxt) else 0.03
            before = re.search(r"([A-Z][\w’'-]*)(\.?) \Z", text[max(0, span.start - 30) : span.start])
            if before:
                previous = folded(before[1])
                if previous in TITLES:
                    factor *= 0.02 if subject in self._pupil else 0.3
                elif (
                    previous in words.forenames() and not before[2] and previous not in self.scanner._parts[subject][0]
                ):
                    factor *= 0.08
        elif shape is Shape.SURNAME:
            before = re.search(r"([A-Z][\w’'-]*)(\.?)[ -]\Z", text[max(0, span.start - 30) : span.start])
            if before:
                previous = folded(before[1])
                if previous in TITLES:
                    factor *= 0.02 if subject in self._pupil else 0.05
                elif previous not in self.scanner._parts[subject][0] and not words.common(previous):
                    factor *= 0.03
        return factor

    def _beside_a_stranger(self, scene: _Scene, hit: Hit, subject: SubjectId) -> bool:
        """A rhyme or story, a surname that is nobody's in the family, or a first name beside it that nobody here has:
        no circumstance makes such a forename sure."""
        text, span, data = scene.scan.text, hit.span, scene.scan.folded.data
        for phrase in words.phrases_with(hit.form):
            at = data.find(phrase, max(0, hit.start - len(phrase)), hit.end + len(phrase))
            if at >= 0 and at <= hit.start and hit.end <= at + len(phrase):
                return True
        after = _NEXT_NAME.match(text, span.end)
        if after and not after[1]:
            told = folded(after[2])
            family = {p for r in self.bonds.family(subject) for part in self.scanner._parts[r] for p in part}
            own = {p for part in self.scanner._parts[subject] for p in part}
            return len(told) > 1 and told in words.surnames() and told not in own | family | self._group_of.keys()
        before = _NAME_BEFORE.search(text, max(0, span.start - 40), span.start)
        return any(
            (told := folded(name)) in words.forenames() and told not in self.scanner.forms and not words.wordlike(told)
            for name in (after[2] if after else "", before[1] if before else "")
            if name
        )

    def _judge(self, scene: _Scene, hit: Hit) -> _Mention | None:
        text, span = scene.scan.text, hit.span
        raw_before = text[max(0, span.start - 24) : span.start]
        start, end = scene.sentence(span.start)
        if _NOT_OURS.search(raw_before):
            scene.excluded.setdefault(hit.form, set()).update(
                scene.author_class or scene.recipient_class or scene.thread
            )
            return None
        nearby = {m for at, group in scene.groups if start <= at < end for m in self.bonds.members(group, scene.day)}
        excluded = scene.excluded.get(hit.form, set())
        greeting = _GREETING.match(text[start:end].lstrip(" \t>")) and span.start - start < 40  # noqa: PLR2004 -- names stand at the head
        own_forename = any(
            v.shape is Shape.FORENAME
            for v in hit.variants
            if self._present(v.subject, scene.day) >= 0.2  # noqa: PLR2004 -- is or was here
        )
        titled = (Shape.TITLE_SURNAME, Shape.TITLE_INITIAL, Shape.INITIAL_SURNAME)
        staff_fits = any(  # in a school's own papers a title and surname is first of all a colleague's
            v.shape in titled and v.subject in self._staff and self._present(v.subject, scene.day) == 1.0
            for v in hit.variants
        )
        weights: dict[SubjectId, float] = {}
        shapes: dict[SubjectId, Shape] = {}
        reasons: dict[SubjectId, str] = {}
        for variant in hit.variants:
            subject, shape = variant.subject, variant.shape
            circumstance, why = self._weight(scene, subject)
            weight = variant.weight * circumstance * self._kind_factor(scene, subject, shape) * hit.sure
            weight *= self._elsewhere(scene, hit, shape, subject)
            if staff_fits and subject not in self._staff:
                weight *= 0.3
            if shape in (Shape.NICKNAME, Shape.SPELLING) and own_forename:
                weight *= 0.15
            if subject in nearby:
                weight *= _CLASS_IN_SENTENCE / _CLASS_IN_RECORD
                why = "and their class is written beside it"
            if subject in excluded:
                weight *= 0.02
            if greeting and subject in scene.recipients:
                weight *= 10
                why = "and it is addressed to them"
            if weight > weights.get(subject, 0.0):
                weights[subject] = weight
                shapes[subject] = shape
                reasons[subject] = why
        best_shape = min((shapes[s] for s in weights), key=lambda shape: _NOBODY[shape], default=None)
        if best_shape is None:
            return None
        best = max(weights, key=lambda s: (weights[s], s))
        nobody = self._nobody(scene, hit, shapes[best])
        if shapes[best] in FORENAME_SHAPES and self._beside_a_stranger(scene, hit, best):
            nobody = max(nobody, _STRANGER * sum(weights.values()))
        total = sum(weights.values()) + nobody
        shares = {s: weight / total for s, weight in weights.items()}
        slip = ", with a slip in the spelling" if hit.sure < 1.0 else ""
        why_all = {
            s: " ".join(filter(None, (f"{_REASON[shapes[s]]}{slip}", reasons[s]))).replace(" and ", ", and ", 1)
            if reasons[s]
            else f"{_REASON[shapes[s]]}{slip}"
            for s in shares
        }
        mention = _Mention(span, shares, why_all)
        mention.sign = (
            bool(_WRITTEN.search(text[max(0, span.start - 40) : span.start].replace("\n", " ")))
            or self._signs(scene, span)
            or self._ends_alone(text, span)
        )
        mention.heading = bool(_HEADING.search(text[max(0, span.start - 50) : span.start]))
        lead = text[start : span.start].strip(" \t\n\"“'‘*•->")
        mention.opens = not greeting and (
            len(lead.split()) <= 2  # noqa: PLR2004 -- 'This morning' may stand first
            or lead.endswith((",", ";", " and", " but", " that", " when", " because", " as"))
        )
        return mention

    @staticmethod
    def _ends_alone(text: str, span: Span) -> bool:
        """A name on a line of its own above a post, or after the last sentence of a line, or in brackets there."""
        if text[span.end : span.end + 1] == ")" and text[max(0, span.start - 1) : span.start] == "(":
            return bool(re.match(r"\)[ \t.]*(?:\n|\Z)", text[span.end : span.end + 8]))  # the last word of an entry
        if not re.match(r"[ \t]*(?:\n|\Z)", text[span.end : span.end + 40]):
            return False
        before = text[max(0, span.start - 40) : span.start]
        if re.search(r"[.!?][\"”']?[ \t]+\Z", before):
            return not re.search(r"(?i)\b(?:mr|mrs|ms|dr|st)\.[ \t]+\Z", before)
        below = text[span.end : span.end + 60].strip(" \t").lstrip("\n").split("\n")[0]
        return bool(re.search(r"(?:\A|\n)[ \t>]*\Z", before) and len(below.split()) <= 8 and _POST_LINE.search(below))  # noqa: PLR2004 -- a post, not a sentence

    def _signs(self, scene: _Scene, span: Span) -> bool:
        before = scene.scan.text[max(0, span.start - _SIGNED_WITHIN) : span.start]
        ends = [match.end() for match in _SIGN_OFF.finditer(before)]
        if not ends:
            return False
        between = before[ends[-1] :]
        return between.count("\n") <= 3 and len(between.split()) <= 4  # noqa: PLR2004 -- name and post stand right below

    # ---- a record ----------------------------------------------------------------------------

    def _row_pairs(self, record: Record) -> list[Hit]:
        """Forename in one field, surname in another: a full name that is not one stretch of text."""
        if record.form is not Form.ROW:
            return []
        firsts = [(f, folded(f.value)) for f in record.fields if f.value and folded(f.value) in self.scanner.first]
        lasts = [(f, folded(f.value)) for f in record.fields if f.value and folded(f.value) in self.scanner.last]
        hits = []
        for first_field, first in firsts:
            for last_field, last in lasts:
                if (
                    first_field is last_field
                    or abs(record.fields.index(first_field) - record.fields.index(last_field)) > 3  # noqa: PLR2004 -- names of one person stand together
                ):
                    continue
                strong = tuple(v for v in self.scanner.forms.get(f"{first} {last}", ()) if v.shape in STRONG)
                if strong:
                    for part in (first_field, last_field):
                        hits.append(
                            Hit(Span(part.start, part.start + len(part.value)), 0, 0, f"{first} {last}", strong)
                        )
        return hits

    def _mentions(self, scene: _Scene) -> list[_Mention]:
        pairs = self._row_pairs(scene.record)
        taken = {(hit.span.start, hit.span.end) for hit in pairs}
        hits = [hit for hit in scene.scan.hits if (hit.span.start, hit.span.end) not in taken] + pairs
        strong = [hit for hit in hits if any(v.shape in STRONG for v in hit.variants)]
        strong_spans = {hit.span for hit in strong}
        weak = [hit for hit in hits if hit.span not in strong_spans]
        self._set_relatives(scene, {*scene.known, *scene.authors, *scene.recipients, *scene.folder, *scene.thread})
        judged = [(hit, self._judge(scene, hit)) for hit in strong]
        sure = {s for _, m in judged if m for s, share in m.shares.items() if share >= 0.5}  # noqa: PLR2004 -- rather this one than any other
        scene.named |= sure
        self._set_relatives(
            scene, {*sure, *scene.known, *scene.authors, *scene.recipients, *scene.folder, *scene.thread}
        )
        scene.weights.clear()
        mentions = [m for _, m in judged if m is not None]
        weak.sort(key=lambda hit: not _NOT_OURS.search(scene.scan.text[max(0, hit.span.start - 24) : hit.span.start]))
        titled = [hit for hit in weak if any(v.shape is Shape.TITLE_SURNAME for v in hit.variants)]
        first_pass = [self._judge(scene, hit) for hit in titled]
        adults = {s for m in first_pass if m for s, share in m.shares.items() if share >= DOUBTFUL}
        if adults:
            self._set_relatives(
                scene, {*sure, *adults, *scene.known, *scene.authors, *scene.recipients, *scene.folder, *scene.thread}
            )
            scene.weights.clear()
        mentions += [m for hit in weak if (m := self._judge(scene, hit)) is not None]
        mentions += self._couples(scene) + self._unlisted_parents(scene)
        return mentions

    def _set_relatives(self, scene: _Scene, people: set[SubjectId]) -> None:
        scene.relatives = frozenset(r for s in people if s in self.subjects for r in self.bonds.family(s))

    def _couples(self, scene: _Scene) -> list[_Mention]:
        """`Mr and Mrs Patel`: the first of the two has no surname beside the title."""
        found = []
        text = scene.scan.text
        for match in _COUPLE.finditer(text):
            form = f"{folded(match[1])} {folded(match[2])}"
            weights = {
                v.subject: v.weight * self._weight(scene, v.subject)[0]
                for v in self.scanner.forms.get(form, ())
                if v.shape is Shape.TITLE_SURNAME
            }
            total = sum(weights.values()) + _NOBODY[Shape.TITLE_SURNAME]
            if weights:
                shares = {s: weight / total for s, weight in weights.items()}
                why = dict.fromkeys(shares, "title and surname, of a couple")
                found.append(_Mention(Span(match.start(), match.end()), shares, why))
        return found

    def _unlisted_parents(self, scene: _Scene) -> list[_Mention]:
        """`Mrs Patel`, where the mother of a Patel child is listed under another surname."""
        found = []
        text = scene.scan.text
        for hit in scene.scan.hits:
            bearers = [v.subject for v in hit.variants if v.shape is Shape.SURNAME and v.subject in self._pupil]
            before = re.search(r"\b(Mr|Mrs|Ms|Miss)\.? \Z", text[max(0, hit.span.start - 6) : hit.span.start])
            if not bearers or not before:
                continue
            word = "dad" if before[1] == "Mr" else "mum"
            weights: dict[SubjectId, float] = {}
            for child in bearers:
                for adult, weight in self.bonds.kin(child, word).items():
                    weights[adult] = max(weights.get(adult, 0.0), weight * 0.4 * self._weight(scene, child)[0] ** 0.5)
            total = sum(weights.values()) + 0.3
            if weights:
                why = "title with the surname of their child"
                shares = {s: w / total for s, w in weights.items()}
                found.append(
                    _Mention(Span(hit.span.start - len(before[0]), hit.span.end), shares, dict.fromkeys(shares, why))
                )
        return found

    # ---- relations and posts -----------------------------------------------------------------

    def _spread(
        self, bases: dict[SubjectId, float], word: str, scene: _Scene, floor: float
    ) -> tuple[dict[SubjectId, float], bool]:
        """From whose relative it may be to who the relative may be. The flag: all of them are meant."""
        shares: dict[SubjectId, float] = {}
        for base, share in bases.items():
            people = self.bonds.kin(base, word)
            weights = {
                s: w * self._present(s, scene.day) * (3.0 if s in scene.named or s in scene.known else 1.0)
                for s, w in people.items()
            }
            if word in kin.PLURAL:
                for s, w in weights.items():
                    if w >= 0.2:  # noqa: PLR2004 -- there on that day
                        shares[s] = max(shares.get(s, 0.0), share * 0.95)
                continue
            total = sum(weights.values()) + floor
            for s, w in weights.items():
                shares[s] = shares.get(s, 0.0) + share * w / total
        return {s: min(share, 0.97) for s, share in shares.items() if share >= _SHOWN}, word in kin.PLURAL

    def _related(self, scene: _Scene, mentions: list[_Mention]) -> list[_Mention]:
        text = scene.scan.text
        found: list[_Mention] = []

        def add(span: Span, bases: dict[SubjectId, float], word: str, why: str, floor: float = 0.04) -> None:
            shares, every = self._spread(bases, word.casefold(), scene, floor)
            if every:
                found.extend(_Mention(span, {s: share}, {s: why}) for s, share in shares.items())
            elif shares:
                found.append(_Mention(span, shares, dict.fromkeys(shares, why)))

        taken: list[Span] = []
        for mention in mentions:
            after = _KIN_AFTER.match(text, mention.span.end)
            if after:
                span = Span(mention.span.start, after.end())
                taken.append(span)
                add(span, mention.shares, after[1], f"named as somebody's {after[1].casefold()}")
            before = _KIN_BEFORE.search(text[max(0, mention.span.start - 30) : mention.span.start])
            if before:
                begin = max(0, mention.span.start - 30) + before.start()
                taken.append(Span(begin, mention.span.end))
                add(
                    Span(begin, mention.span.end),
                    mention.shares,
                    before[1],
                    f"named as somebody's {before[1].casefold()}",
                )
        if not re.search(r"(?i)\b(?:twins|" + _KIN_WORD + r")\b", text):
            return found
        main = self._main_pupils(scene, mentions)
        pupils = [
            (m.span.start, m)
            for m in mentions
            if any(s in self._pupil and share >= _LIKELY for s, share in m.shares.items())
        ]
        for match in _KIN_PRONOUN.finditer(text):
            if any(t.start <= match.start() < t.end for t in taken):
                continue
            pronoun, word = match[1].casefold(), match[2].casefold()
            if pronoun in ("my", "our"):
                bases = scene.authors
                why = f"the writer's {word}"
            elif pronoun == "your":
                bases = scene.recipients
                why = f"the addressee's {word}"
            else:
                bases = self._spoken_of(scene, pupils, match.start(), main)
                why = f"{word} of the child spoken of"
            if bases:
                taken.append(Span(match.start(), match.end()))
                add(
                    Span(match.start(), match.end()),
                    {s: share for s, share in bases.items() if share >= _SHOWN},
                    word,
                    why,
                )
        for match in _KIN_BARE.finditer(text):
            if any(t.start <= match.start() < t.end for t in taken) or _POSSESSOR.search(
                text[max(0, match.start() - 20) : match.start()]
            ):
                continue
            bases = main if len(main) == 1 else self._spoken_of(scene, pupils, match.start(), main, ahead=True)
            if bases:
                add(
                    Span(match.start(), match.end()),
                    bases,
                    match[1],
                    f"called {match[1].casefold()} in a record about their child",
                )
        for match in _TWINS.finditer(text):
            found += self._twins(scene, Span(match.start(), match.end()))
        return found

    def _spoken_of(
        self,
        scene: _Scene,
        pupils: list[tuple[int, _Mention]],
        at: int,
        main: dict[SubjectId, float],
        *,
        ahead: bool = False,
    ) -> dict[SubjectId, float]:
        """Whom 'his' or 'mum' refers back to: the children of the sentence, else the last one before, else the next.

        `ahead`: a bare 'Mum' is as often followed by its child ('Mum has signed for Darcie'), a pronoun is not. Of
        several in one sentence it may be any, and of one spoken of earlier it is not sure: such answers are doubtful.
        """
        start, end = scene.sentence(at)
        here = [m for begin, m in pupils if start <= begin < at]
        if not here and ahead:
            here = [m for begin, m in pupils if at <= begin < end]
        carried = not here
        here = here or [m for begin, m in pupils if begin < at][-1:]
        here = here or ([] if main else [m for begin, m in pupils if at <= begin < end][:1])
        if not here:
            return main
        shares: dict[SubjectId, float] = {}
        for mention in here:
            for subject, share in mention.shares.items():
                if subject in self._pupil:
                    shares[subject] = max(shares.get(subject, 0.0), share)
        total = max(1.0, sum(shares.values()))
        if carried and len({subject for _, m in pupils for subject in m.shares}) > 1:
            total /= _CARRIED
        return {subject: share / total for subject, share in shares.items()}

    def _main_pupils(self, scene: _Scene, mentions: list[_Mention]) -> dict[SubjectId, float]:
        pointed = [s for s in sorted(scene.known) if s in self._pupil]
        if len(pointed) == 1:
            return {pointed[0]: 1.0}
        best: dict[SubjectId, float] = {}
        for mention in mentions:
            for s, share in mention.shares.items():
                if s in self._pupil and share >= _LIKELY:
                    best[s] = max(best.get(s, 0.0), share)
        if not best:
            near = sorted((scene.author_children | scene.folder | (scene.thread & self._pupil)) & self._pupil)
            best = dict.fromkeys(near, 1.0)
        total = max(1.0, sum(best.values()))
        return {s: share / total for s, share in best.items()}

    def _twins(self, scene: _Scene, span: Span) -> list[_Mention]:
        pairs = self.bonds.twins(scene.day)
        weights = []
        for pair in pairs:
            weight = max(self._weight(scene, s)[0] for s in pair)
            weights.append(weight)
        total = sum(weights) + 0.06
        return [
            _Mention(span, {s: weight / total}, {s: "called the twins"})
            for pair, weight in zip(pairs, weights, strict=True)
            for s in sorted(pair)
            if weight / total >= _SHOWN
        ]

    def _in_post(self, scene: _Scene, mentions: list[_Mention]) -> list[_Mention]:
        text = scene.scan.text
        found: list[_Mention] = []

        def add(span: Span, people: Iterable[SubjectId], why: str) -> None:
            holders = sorted(people)
            if holders and len(holders) <= _MOST_SHOWN:
                share = 0.95 / len(holders)
                found.append(_Mention(span, dict.fromkeys(holders, share), dict.fromkeys(holders, why)))

        for pattern, posts in self._posts:
            for match in pattern.finditer(text):
                if (
                    match[1].casefold() == "head"
                    and re.match(
                        r"\s*(?:and|,|was|is|injur|bump|hurt|lice|on|against|\w+ed\b)",
                        text[match.end() : match.end() + 10],
                    )
                    and match[0].casefold() == "the head"
                    and re.search(
                        r"\b(?:to|on|of|hit|bump\w*|hurt)\s+\Z", text[max(0, match.start() - 12) : match.start()]
                    )
                ):
                    continue
                people = {s for post in posts for s in self.bonds.holders(post, scene.day)}
                add(Span(match.start(), match.end()), people, "in that post on the date of the record")
        for at, group in scene.groups:
            post_of_class = _CLASS_POST.match(text, at)
            if post_of_class and post_of_class.end() - at < 40:  # noqa: PLR2004 -- one phrase
                wanted = (
                    _ASSISTANT_POST
                    if post_of_class[1].casefold() in ("teaching assistant", "ta", "tas")
                    else _TEACHER_POST
                )
                staff = self.bonds.staff_of(group, scene.day)
                holders = {
                    s for s in staff if any(wanted.search(post) for post in self._posts_of(s, scene.day))
                } or staff
                add(Span(at, post_of_class.end()), holders, "in that post with that class on the date of the record")
        main = self._main_pupils(scene, mentions)
        if len(main) == 1:
            for match in re.finditer(r"\b(?:the|his|her|their|my child's)\s+(?:class )?teacher\b", text, re.I):
                teachers = self.bonds.teachers_of(next(iter(main)), scene.day)
                holders = {
                    s for s in teachers if any(_TEACHER_POST.search(post) for post in self._posts_of(s, scene.day))
                } or set(teachers)
                add(Span(match.start(), match.end()), holders, "teacher of the child the record is about")
        return found

    def _posts_of(self, subject: SubjectId, day: date | None) -> list[str]:
        return [post for post in self.bonds.posts if subject in self.bonds.holders(post, day)]

    # ---- the answer --------------------------------------------------------------------------

    def holdings(
        self, record: Record, known: Sequence[Holding] = (), thread: ThreadContext | None = None
    ) -> list[Holding]:
        """Every `known` holding with the spans of the text added, then what the text adds. Replaces `known`.

        Deterministic; sorted by role and subject after the known ones. A record without text gives author,
        recipients and `known` only.
        """
        scene = self._scene(record, {h.subject for h in known}, thread.subjects if thread else frozenset())
        mentions = self._mentions(scene)
        mentions += self._related(scene, mentions) + self._in_post(scene, mentions)
        return self._gather(scene, mentions, known)

    def _gather(self, scene: _Scene, mentions: list[_Mention], known: Sequence[Holding]) -> list[Holding]:
        shown: dict[SubjectId, list[tuple[float, _Mention]]] = {}
        for mention in mentions:
            if not mention.shares:
                continue
            top = max(mention.shares.values())
            ranked = sorted(mention.shares.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_SHOWN]
            for subject, share in ranked:
                if share >= _SHOWN and (share >= top / 3 or share >= _LIKELY):
                    shown.setdefault(subject, []).append((share, mention))
        people = {s: max(found, key=lambda pair: pair[0]) for s, found in shown.items()}
        answer: list[Holding] = []
        done: set[SubjectId] = set()
        label_spans = labels.find(scene.record.text) if scene.record.text else []
        whole = frozenset(label for label, _ in labels.of_record(scene.record))
        for holding in known:
            spans = self._spans(shown.get(holding.subject, []))
            merged = tuple(sorted({*holding.spans, *spans}, key=lambda span: (span.start, span.end)))
            answer.append(
                replace(
                    holding,
                    spans=merged,
                    labels=holding.labels | (whole if holding.role is Role.ABOUT else frozenset()),
                )
            )
            done.add(holding.subject)
        fresh: list[Holding] = []
        for subject, share in sorted(scene.authors.items()):
            if subject in done and any(h.subject == subject and h.role is Role.WRITTEN_BY for h in known):
                continue
            others = tuple(o for o in sorted(scene.authors) if o != subject) if share < DOUBTFUL else ()
            spans = self._spans(shown.get(subject, []))
            fresh.append(
                Holding(
                    scene.record.address,
                    subject,
                    Role.WRITTEN_BY,
                    "stated as its author",
                    round(share, 3),
                    spans,
                    alternatives=others,
                )
            )
            done.add(subject)
        # A row that points at its subject is about nobody else, whoever its remarks name.
        row = scene.record.address.kind is Kind.ROW and any(h.role is Role.ABOUT for h in known)
        abouts = frozenset() if row else self._abouts(scene, people, shown)
        # A mail has one writer, and who signs further down is quoted; a document may have several.
        mail = scene.record.address.kind is Kind.MESSAGE and scene.record.address.parts[1:2] == ("body",)
        for subject in sorted(people):
            if subject in done:
                continue
            share, mention = people[subject]
            rivals: tuple[SubjectId, ...] = ()
            if share < DOUBTFUL:
                rivals = tuple(
                    o for o, p in sorted(mention.shares.items()) if o != subject and o in people and p >= _SHOWN
                )
            role = Role.MENTIONS
            if (
                any(m.sign for p, m in shown[subject] if p >= _LIKELY)
                and not (scene.authors and mail)
                and subject not in self._pupil
            ):
                role = Role.WRITTEN_BY
            elif subject in abouts:
                role = Role.ABOUT
            fresh.append(
                Holding(
                    scene.record.address,
                    subject,
                    role,
                    mention.why[subject],
                    round(min(share, 0.999), 3),
                    self._spans(shown[subject]),
                    alternatives=rivals,
                )
            )
            done.add(subject)
        for subject, share in sorted(scene.recipients.items()):
            if subject not in done:
                rivals = tuple(sorted(scene.recipient_rivals.get(subject, ()))) if share < DOUBTFUL else ()
                fresh.append(
                    Holding(
                        scene.record.address,
                        subject,
                        Role.MENTIONS,
                        "stated as a recipient",
                        round(share, 3),
                        alternatives=rivals,
                    )
                )
                done.add(subject)
        only = [h.subject for h in (*answer, *fresh) if h.role is Role.ABOUT]
        answer += [self._labelled(scene, holding, label_spans, whole, only) for holding in fresh]
        return answer

    @staticmethod
    def _spans(found: list[tuple[float, _Mention]]) -> tuple[Span, ...]:
        return tuple(sorted({m.span for _, m in found}, key=lambda span: (span.start, span.end)))

    def _abouts(
        self,
        scene: _Scene,
        people: dict[SubjectId, tuple[float, _Mention]],
        shown: dict[SubjectId, list[tuple[float, _Mention]]],
    ) -> frozenset[SubjectId]:
        pupils = [s for s in people if s in self._pupil]
        about: set[SubjectId] = {
            s
            for s in people
            if any(m.heading and p >= _LIKELY for p, m in shown[s]) and (s in self._pupil or not pupils)
        }
        if scene.folder:
            about |= scene.folder & set(people)
        if any(h in self._pupil for h in scene.known):
            return frozenset(about)
        if not any(s in self._pupil for s in about):
            about |= set(pupils)  # no heading says whose paper it is: it is about every child it speaks of
        for subject, found in shown.items():
            if subject not in self._pupil and subject in people and any(m.opens and p >= 0.5 for p, m in found):  # noqa: PLR2004 -- rather they than another
                about |= {subject} if self._alone(scene, subject, found, pupils, shown) else set()
        return frozenset(about)

    def _alone(
        self,
        scene: _Scene,
        subject: SubjectId,
        found: list[tuple[float, _Mention]],
        pupils: list[SubjectId],
        shown: dict[SubjectId, list[tuple[float, _Mention]]],
    ) -> bool:
        """Is an adult the subject of a sentence that speaks of no child, and neither writer nor addressee?"""
        if subject in scene.authors or subject in scene.recipients:
            return False
        starts = [m.span.start for s in pupils for _, m in shown[s]]
        for _, mention in found:
            if mention.opens and not mention.sign:
                start, end = scene.sentence(mention.span.start)
                if not any(start <= at < end for at in starts) and end - mention.span.end > 8:  # noqa: PLR2004 -- a sentence, not a name on a line
                    return True
        return False

    def _labelled(
        self,
        scene: _Scene,
        holding: Holding,
        found: Sequence[tuple[Span, Label, str]],
        whole: frozenset[Label],
        only: list[SubjectId],
    ) -> Holding:
        mine = set(whole) if holding.role is Role.ABOUT else set()
        for span, label, _ in found:
            start, end = scene.sentence(span.start)
            if any(start <= own.start < end for own in holding.spans) or (
                holding.role is Role.ABOUT and len(only) == 1
            ):
                mine.add(label)
        return replace(holding, labels=frozenset(mine)) if mine else holding

    def strong(self, record: Record) -> frozenset[SubjectId]:
        """Those whom a record surely names or who surely wrote or received it; without looking at anything else."""
        sure: set[SubjectId] = set()
        for hit in self.scanner.scan(record.text, fuzzy=False):
            subjects = {v.subject for v in hit.variants if v.shape in STRONG and v.weight >= 0.5}  # noqa: PLR2004 -- a usual form
            if len(subjects) == 1:
                sure |= subjects
        for line in (record.author, *record.recipients):
            sure |= {s for s, share in (self._header(line).items() if line else ()) if share >= DOUBTFUL}
        return frozenset(sure)

    def contexts(self, records: Iterable[Record]) -> Contexts:
        """Who is surely named in each conversation, file and mail. One pass; keeps no record."""
        people: dict[str, set[SubjectId]] = {}
        for record in records:
            keys = _context_keys(record)
            if keys and (sure := self.strong(record)):
                for key in keys:
                    people.setdefault(key, set()).update(sure)
        return Contexts(people)
