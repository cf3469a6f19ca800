"""The staff's mail: mbox files and a folder of saved EML, a few thousand messages of daily talk."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from honour.demo.documents import mime
from honour.demo.documents.grammar import chosen, fill, hidden
from honour.demo.documents.layout import Document
from honour.demo.documents.meeting_files import meeting
from honour.demo.documents.naming import Voice
from honour.demo.documents.phrases import CLOSINGS, OPENINGS
from honour.demo.documents.pupil_files import letter_home, referral
from honour.demo.documents.said import Claim, Doubt, Said, Secret, join
from honour.demo.documents.scribe import Scribe, ambiguous_forename, paragraphs, tell
from honour.demo.documents.store import Drive
from honour.demo.truth import TruthBook
from honour.demo.world import Case, Event, HardCase, Person, PersonId
from honour.kernel import address
from honour.kernel.hashes import sha256_hex

SOURCE = "mail"
_BOXES = ("office", "head", "senco", "staff")
_OCR_DAMAGE = ({"l": "1"}, {"o": "0"}, {"m": "rn"}, {"i": "l"}, {"e": "c", "S": "5"}, {"B": "8", "h": "li"})
_SHAPES: tuple[mime.Shape, ...] = ("plain", "plain", "alternative", "alternative", "html")
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SENDERS_OF_NOTHING = (
    ("Phonics Weekly", "news@phonics-weekly.example"),
    ("Eastmere Schools Bulletin", "bulletin@schools.example"),
    ("Photocopier Service", "no-reply@copier.example"),
    ("Tasty Lunches", "orders@lunches.example"),
    ("", "noreply@backup.example"),
    ("Training Hub", "courses@training.example"),
)


@dataclass(frozen=True, slots=True)
class Body:
    """The words of one message, as a later one may quote them."""

    said: Said
    subject: Said
    sender: PersonId
    on: datetime
    message_id: str
    people: dict[str, PersonId]
    answers: tuple[str, ...] = ()
    named: dict[PersonId, str] = field(default_factory=dict)


@dataclass
class Mail:
    scribe: Scribe
    drive: Drive
    book: TruthBook
    root: Path
    boxes: dict[str, list[tuple[str, datetime, bytes]]] = field(default_factory=dict)
    count: int = 0
    attachments: int = 0

    # -- writing --------------------------------------------------------------------------------------------

    def send(
        self,
        rng: random.Random,
        body: Body,
        to: Sequence[PersonId],
        cc: Sequence[PersonId] = (),
        attached: Sequence[tuple[str, str, bytes, tuple[tuple[str, Said], ...]]] = (),
        office: bool = False,
        from_nobody: tuple[str, str] | None = None,
        known_to: tuple[PersonId, ...] = (),
    ) -> None:
        """Writes the message with its truth. attached: (name, media, bytes, (place, what it says)...).

        `known_to`: where the sender complains of somebody, those who may know who complained.
        """
        world = self.scribe.world
        sender = from_nobody or self._mailbox(rng, body.sender)
        to_boxes = [self._mailbox(rng, who) for who in to]
        if office or not to_boxes:
            to_boxes.append((world.school.name if rng.random() < 0.5 else "", world.school.email))
        cc_boxes = [self._mailbox(rng, who) for who in cc]
        text = body.said.text
        head = mime.Letterhead(
            sender, tuple(to_boxes), tuple(cc_boxes), body.subject.text, body.on, body.message_id, body.answers
        )
        wrapped = _wrapped(text, rng)
        coding: mime.Coding = rng.choice(("quoted-printable", "quoted-printable", "base64"))
        if (
            wrapped.isascii()
            and rng.random() < 0.6
            and max((len(line) for line in wrapped.split("\n")), default=0) < 900
        ):
            coding = "7bit"
        files = [mime.Attachment(name, media, data) for name, media, data, _ in attached]
        raw = mime.message(head, wrapped, rng.choice(_SHAPES), coding, files)
        if rng.random() < 0.08:
            raw = mime.as_eml(raw)
            path = self.root / "saved" / f"{self.count:05d}.eml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
        else:
            raw = mime.in_mbox(raw)
            self.boxes.setdefault(rng.choice(_BOXES), []).append((sender[1], body.on, raw))
        digest = sha256_hex(raw)
        header = [self._header_claim(body.sender, sender, "written by")] if from_nobody is None else []
        if known_to:
            header = [hidden(item, known_to, "who complained") for item in header]
        header += [
            self._header_claim(who, mailbox, "mentions")
            for who, mailbox in zip((*to, *cc), (*to_boxes[: len(to)], *cc_boxes), strict=True)
        ]
        said = join([*header, body.subject, body.said], "\n")
        tell(self.book, address.in_message(SOURCE, digest), "mail", said)
        for part, (_, _, _, places) in enumerate(attached, 2):
            for place, words in places:
                tell(self.book, address.in_message(SOURCE, digest, str(part), place), "attachment", words)
                self.attachments += 1
        self.count += 1

    def flush(self) -> None:
        for name, messages in self.boxes.items():
            self.root.mkdir(parents=True, exist_ok=True)
            ordered = sorted(messages, key=lambda item: (item[1], item[2]))
            (self.root / f"{name}.mbox").write_bytes(mime.mbox(ordered))

    def _mailbox(self, rng: random.Random, who: PersonId) -> tuple[str, str]:
        person = self.scribe.world.people[who]
        name = rng.choice((person.full, person.full, "", f"{person.forename[0]} {person.surname}", person.full.lower()))
        if person.staff:
            name = rng.choice((person.full, f"{person.surname}, {person.forename}", person.formal))
        return (name, person.emails[0])

    def _header_claim(self, who: PersonId, mailbox: tuple[str, str], role: str) -> Said:
        claims = [Claim(who, role, mailbox[1], "e-mail address")]
        if mailbox[0]:
            claims.append(Claim(who, role, mailbox[0], "name in a mail header"))
            self.scribe.used.add("name in a mail header")
        self.scribe.used.add("e-mail address")
        return Said(mime.shown(mailbox), tuple(claims))

    # -- composing ------------------------------------------------------------------------------------------

    def moment(self, rng: random.Random, on: date) -> datetime:
        zone = timezone(timedelta(hours=1 if 4 <= on.month <= 10 else 0))
        return datetime(
            on.year, on.month, on.day, rng.randrange(7, 22), rng.randrange(60), rng.randrange(60), tzinfo=zone
        )

    def new_id(self) -> str:
        world = self.scribe.world
        digest = sha256_hex(f"{world.seed}/{world.size}/{self.count}/{len(self.boxes)}".encode())
        return f"<{digest[:24]}@{world.school.domain}>"

    def body(
        self,
        rng: random.Random,
        voice: Voice,
        sender: PersonId,
        to: Sequence[PersonId],
        saids: Sequence[Said],
        subject: Said,
        people: dict[str, PersonId],
        before: Said | None = None,
        earlier: Body | None = None,
    ) -> Body:
        """Greeting, sentences, signature, and what is quoted below."""
        opening = rng.choice(OPENINGS)
        pieces: list[Said] = []
        if opening and len(to) == 1 and rng.random() < 0.8:
            pieces.append(f"{opening} " + self._greeted(voice, to[0]) + rng.choice((",", "", " -")))
        elif opening:
            pieces.append(Said(f"{opening} {rng.choice(('all', 'both', 'everyone', 'team'))},"))
        pieces.append(
            paragraphs(
                voice,
                [voice_said if n == 0 else self.scribe.linked(voice, voice_said) for n, voice_said in enumerate(saids)],
            )
        )
        closing = rng.choice(CLOSINGS)
        signed = self._signature(rng, voice, sender)
        pieces.append(f"{closing}\n" + signed if closing else signed)
        if before is not None:
            pieces.append(before)
        said = join([piece for piece in pieces if piece.text], "\n\n")
        on = self.moment(rng, voice.on) if earlier is None else earlier.on + timedelta(minutes=rng.randrange(4, 2600))
        answers = () if earlier is None else (*earlier.answers, earlier.message_id)
        return Body(said, subject, sender, on, self.new_id(), people, answers, dict(voice.named))

    def _greeted(self, voice: Voice, who: PersonId) -> Said:
        person = self.scribe.world.people[who]
        day = self.scribe.roster.of_day(voice.on)
        if person.staff and voice.manner == "chat" and day.staff_forenames[person.forename.lower()] == 1:
            voice.named[who] = person.forename
            return Said(person.forename, (Claim(who, "mentions", person.forename, "staff by forename"),))
        form = person.formal
        voice.named[who] = form
        return Said(form, (Claim(who, "mentions", form, "title and surname"),))

    def _signature(self, rng: random.Random, voice: Voice, who: PersonId) -> Said:
        person = self.scribe.world.people[who]
        forms = [(person.full, "full name"), (person.forename, "forename, signature")]
        if person.staff and voice.manner == "chat":
            forms.append((person.staff.staff_code, "staff code"))
            forms.append((person.initials, "initials"))
        else:
            forms.append((f"{person.forename[0]} {person.surname}", "initial and surname"))
        form, how = rng.choice(forms)
        self.scribe.used.add(how)
        return Said(form, (Claim(who, "written by", form, how),))

    def quoted(self, earlier: Body, marker: str = "> ") -> Said:
        """What was said before, as a mail program puts it under an answer."""
        claims = tuple(replace(c, role="mentions") if c.role == "written by" else c for c in earlier.said.claims)
        inner = replace(earlier.said, claims=claims)
        lines = inner.text.split("\n")
        text = "\n".join(f"{marker}{line}".rstrip() for line in lines)
        person = self.scribe.world.people[earlier.sender]
        intro = Said(person.full, (Claim(earlier.sender, "mentions", person.full, "name in a mail header"),))
        self.scribe.used.add("quoted reply")
        return (
            f"On {earlier.on:%a, %d %b %Y at %H:%M}, "
            + intro
            + " wrote:\n"
            + Said(text, inner.claims, inner.secrets, inner.doubts)
        )

    def forwarded(self, rng: random.Random, earlier: Body) -> Said:
        claims = tuple(replace(c, role="mentions") if c.role == "written by" else c for c in earlier.said.claims)
        person = self.scribe.world.people[earlier.sender]
        box = f"{person.full} <{person.emails[0]}>"
        self.scribe.used.add("forward")
        head = Said(box, (Claim(earlier.sender, "mentions", person.emails[0], "e-mail address"),))
        line = rng.choice(
            ("-------- Forwarded message --------", "----- Original Message -----", "Begin forwarded message:")
        )
        return (
            f"{line}\nFrom: "
            + head
            + f"\nSent: {earlier.on:%d %B %Y %H:%M}\nSubject: "
            + earlier.subject
            + "\n\n"
            + replace(earlier.said, claims=claims)
        )


def _wrapped(text: str, rng: random.Random) -> str:
    """Hard line ends, as older mail programs set them; quoted lines stay whole."""
    if rng.random() < 0.5:
        return text
    lines = []
    for line in text.split("\n"):
        if line.startswith(">") or len(line) <= 76:
            lines.append(line)
        else:
            lines += textwrap.wrap(line, 76, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines)


def damaged(said: Said, table: dict[str, str]) -> Said:
    """As pasted from a bad scan: the same letters misread each time."""

    def change(text: str) -> str:
        return "".join(table.get(letter, letter) for letter in text)

    return said.through(change, "OCR damage")


# -- kinds of messages -------------------------------------------------------------------------------------------


@dataclass
class Post:
    """One stream of chance and what all kinds of messages need."""

    mail: Mail
    rng: random.Random
    events: Sequence[Event]
    start: date

    @property
    def scribe(self) -> Scribe:
        return self.mail.scribe

    def day(self) -> date:
        return self.scribe.school_day(self.rng, self.start, self.scribe.world.today)

    def writer(self, on: date) -> Person | None:
        staff = [p for p in self.scribe.roster.staff_on(on) if p.emails]
        return self.rng.choice(staff) if staff else None

    def receivers(self, on: date, sender: PersonId, count: int) -> list[PersonId]:
        staff = [p.id for p in self.scribe.roster.staff_on(on) if p.emails and p.id != sender]
        return self.rng.sample(staff, min(count, len(staff)))

    def child(self, on: date, writer: PersonId) -> PersonId | None:
        """Mostly one of the writer's own class."""
        rng = self.rng
        group = next((g for g in self.scribe.groups_on(on) if writer in (g.teacher, *g.assistants)), None)
        pool = self.scribe.present(group, on) if group else []
        if pool and rng.random() < 0.55:
            return rng.choice(pool)
        return self.scribe.child(rng, on, 0.4).id if self.scribe.roster.pupils_on(on) else None

    def subject(self, voice: Voice, child: PersonId, topic: str) -> Said:
        """A subject line: sometimes names the child, sometimes in capitals."""
        rng = self.rng
        if rng.random() < 0.45:
            return Said(
                chosen(
                    "[quick one|query|update|FYI|tomorrow|URGENT|a few things|from the gate|Re: earlier|meeting|pm]",
                    rng,
                )
            )
        person = self.scribe.world.people[child]
        unique = self.scribe.roster.full[person.full.lower()] == 1
        if unique and rng.random() < 0.3 and person.former is None:
            voice.named[child] = person.full
            self.scribe.used.add("capitals")
            name = Said(person.full.upper(), (Claim(child, "about", person.full.upper(), "capitals"),))
            return name + " - " + topic.upper()
        return voice.name(child, "about") + f" - {topic}"


def _topic(rng: random.Random) -> str:
    return rng.choice(
        (
            "health",
            "sen",
            "behaviour",
            "conduct",
            "friendship",
            "attainment",
            "attendance",
            "admin",
            "family",
            "safeguarding",
            "parent_health",
        )
    )


_TOPIC_WORDS = {
    "sen": "support",
    "admin": "office",
    "conduct": "behaviour",
    "safeguarding": "concern",
    "family": "home",
    "parent_health": "home",
}


def about_one(post: Post, child: PersonId | None = None) -> Body | None:
    """Staff to staff about a child, any or the one given on one of its days here."""
    on = post.day()
    if child is not None:
        facts = post.scribe.world.people[child].pupil
        today = post.scribe.world.today
        if facts is None or facts.entered >= min(facts.left or today, today):
            return None
        on = post.scribe.school_day(post.rng, facts.entered, min(facts.left or today, today))
    writer = post.writer(on)
    child = child or (post.child(on, writer.id) if writer else None)
    if writer is None or child is None:
        return None
    voice = post.scribe.voice(post.rng, on, writer.id, "chat")
    to = post.receivers(on, writer.id, post.rng.choice((1, 1, 1, 2, 3)))
    if not to:
        return None
    people = post.scribe.cast(voice, child)
    topic = _topic(post.rng)
    subject = post.subject(voice, child, _TOPIC_WORDS.get(topic, topic))
    said = [post.scribe.sentence(voice, topic, people)]
    for _ in range(post.rng.choice((0, 1, 1, 2))):
        said.append(post.scribe.sentence(voice, post.rng.choice((topic, topic, _topic(post.rng))), people))
    if post.rng.random() < 0.2:
        said.append(post.scribe.nobody(voice))
    body = post.mail.body(post.rng, voice, writer.id, to, said, subject, people)
    post.mail.send(post.rng, body, to, post.receivers(on, writer.id, 1) if post.rng.random() < 0.2 else ())
    return body


def about_several(post: Post) -> Body | None:
    """A round-up to a group: each sentence another child's."""
    on = post.day()
    writer = post.writer(on)
    if writer is None:
        return None
    voice = post.scribe.voice(post.rng, on, writer.id, "chat")
    to = post.receivers(on, writer.id, post.rng.randint(2, 6))
    if not to:
        return None
    said: list[Said] = []
    people: dict[str, PersonId] = {}
    for _ in range(post.rng.randint(3, 7)):
        child = post.child(on, writer.id)
        if child is not None and child not in voice.named:
            people = post.scribe.cast(voice, child)
            said.append(post.scribe.sentence(voice, _topic(post.rng), people))
        if post.rng.random() < 0.2:
            said.append(post.scribe.nobody(voice))
    if not said:
        return None
    subject = Said(
        chosen("[Round-up|Week ahead|Notes from today|This week's worries|Briefing|Morning notes]", post.rng)
    )
    body = post.mail.body(post.rng, voice, writer.id, to, said, subject, people)
    post.mail.send(post.rng, body, to)
    post.scribe.used.add("group mail")
    return body


def from_parent(post: Post) -> Body | None:
    on = post.day()
    world = post.scribe.world
    child = post.scribe.child(post.rng, on)
    adults = [
        k.adult for k in world.contacts_of(child.id) if world.people[k.adult].emails and k.kind != "social worker"
    ]
    if not adults:
        return None
    adult = post.rng.choice(adults)
    voice = post.scribe.voice(post.rng, on, adult, "parent")
    people = post.scribe.cast(voice, child.id) | {"p": adult}
    group = world.class_on(child.id, on)
    to = [group.teacher] if group and world.people[group.teacher].emails and post.rng.random() < 0.6 else []
    topic = post.rng.choice(("own_health", "own_admin", "own_admin", "own_complaint"))
    subject = post.subject(voice, child.id, post.rng.choice(("today", "question", "absence", "class")))
    said = [post.scribe.sentence(voice, topic, people)]
    if post.rng.random() < 0.5:
        said.append(post.scribe.sentence(voice, post.rng.choice(("own_admin", topic)), people))
    body = post.mail.body(post.rng, voice, adult, to, said, subject, people)
    known_to: tuple[PersonId, ...] = ()
    if topic == "own_complaint":
        known_to = (adult, child.id)
        post.scribe.used.add("complaint about a child")
        signed = [
            Secret(c.quote, adult, "THIRD_PARTY", "who complained", known_to)
            for c in body.said.claims
            if c.role == "written by"
        ]
        body = replace(body, said=replace(body.said, secrets=(*body.said.secrets, *signed)))
    post.mail.send(post.rng, body, to, office=not to or post.rng.random() < 0.3, known_to=known_to)
    return body


def answer(post: Post, earlier: Body) -> Body | None:
    """A member of staff answers; the earlier words below, or only the thread to tell who is meant."""
    on = earlier.on.date()
    writer = post.writer(on)
    if writer is None or writer.id == earlier.sender or "c" not in earlier.people:
        return None
    sender = post.scribe.world.people[earlier.sender]
    voice = post.scribe.voice(post.rng, on, writer.id, "chat" if sender.staff else "plain")
    voice.named = dict(earlier.named)
    people = dict(earlier.people)
    topics = (
        ("admin", "conduct", "attainment") if not sender.staff else ("admin", "sen", "health", "staff", "friendship")
    )
    said = [post.scribe.sentence(voice, post.rng.choice(topics), people)]
    with_quote = post.rng.random() < 0.7
    if not with_quote:
        said = [_by_thread(item) for item in said]
        post.scribe.used.add("forename, thread")
    before = post.mail.quoted(earlier) if with_quote else None
    subject = "Re: " + replace(earlier.subject)
    body = post.mail.body(post.rng, voice, writer.id, [earlier.sender], said, subject, people, before, earlier)
    post.mail.send(post.rng, body, [earlier.sender])
    return body


def _by_thread(said: Said) -> Said:
    claims = tuple(replace(c, how="forename, thread") if c.how == "forename, named before" else c for c in said.claims)
    return replace(said, claims=claims)


def forward(post: Post, earlier: Body) -> Body | None:
    on = earlier.on.date()
    writer = post.writer(on)
    if writer is None:
        return None
    to = post.receivers(on, writer.id, post.rng.choice((1, 2)))
    voice = post.scribe.voice(post.rng, on, writer.id, "chat")
    said = [
        Said(
            chosen(
                "[See below.|FYI|Can you deal with this?|Please read and delete.|Your thoughts?|For the file.]",
                post.rng,
            )
        )
    ]
    before = post.mail.forwarded(post.rng, earlier)
    subject = "Fwd: " + earlier.subject
    body = post.mail.body(post.rng, voice, writer.id, to, said, subject, dict(earlier.people), before, earlier)
    post.mail.send(post.rng, body, to)
    return body


def newsletter(post: Post) -> Body | None:
    """Machines and shops write to the school; nobody is concerned."""
    on = post.day()
    voice = post.scribe.voice(post.rng, on)
    said = paragraphs(voice, [post.scribe.nobody(voice) for _ in range(post.rng.randint(2, 6))])
    subject = Said(
        chosen(
            "[Your weekly bulletin|Order received|Backup completed|New courses|Spring offers|Toner low|Menu]", post.rng
        )
    )
    body = Body(said, subject, "", post.mail.moment(post.rng, on), post.mail.new_id(), {})
    post.mail.send(post.rng, body, (), from_nobody=post.rng.choice(_SENDERS_OF_NOTHING), office=True)
    post.scribe.used.add("nobody named")
    return None


def staffing(post: Post) -> Body | None:
    on = post.day()
    writer = post.writer(on)
    if writer is None:
        return None
    voice = post.scribe.voice(post.rng, on, writer.id, "chat")
    private = post.rng.random() < 0.2
    to = [post.scribe.world.school.head] if private else post.receivers(on, writer.id, post.rng.randint(1, 5))
    to = [who for who in to if who != writer.id and post.scribe.world.people[who].emails]
    others = post.receivers(on, writer.id, 1)
    if not to or not others:
        return None
    people = {"u": others[0], "c": others[0], "p": others[0], "t": others[0], "h": post.scribe.world.school.head}
    topic = "staff_private" if private else "staff"
    said = [post.scribe.sentence(voice, topic, {"u": others[0]}), post.scribe.nobody(voice)]
    subject = Said(chosen("[Rota|Cover|Staffing|Staff room|Thursday|Confidential|Diary]", post.rng))
    body = post.mail.body(post.rng, voice, writer.id, to, said, subject, {"u": people["u"]})
    post.mail.send(post.rng, body, to)
    return None


def event_told(post: Post) -> Body | None:
    """Something of the MIS retold in other words, with the same facts."""
    if not post.events:
        return None
    event = post.rng.choice(post.events)
    author = post.scribe.world.people[event.author]
    if not author.emails or event.on < post.start:
        return None
    voice = post.scribe.voice(post.rng, event.on, author.id, "chat")
    to = post.receivers(event.on, author.id, post.rng.choice((1, 1, 2)))
    if not to:
        return None
    said = [post.scribe.event(voice, event)]
    child = next((who for _, who in event.parts if post.scribe.world.people[who].pupil), None)
    people = post.scribe.cast(voice, child) if child else {}
    if child and child in voice.named and post.rng.random() < 0.4:
        said.append(post.scribe.sentence(voice, "conduct", people))
    subject = Said(chosen("[for the log|incident|what happened|heads up|today|please note]", post.rng))
    body = post.mail.body(post.rng, voice, author.id, to, said, subject, people)
    post.mail.send(post.rng, body, to)
    return body if child else None


def unclear(post: Post) -> Body | None:
    """A name that several bear, and nothing else."""
    on = post.day()
    writer = post.writer(on)
    if writer is None:
        return None
    voice = post.scribe.voice(post.rng, on, writer.id, "chat")
    cousins = [case.people for case in post.scribe.world.cases_of(HardCase.SAME_NAME_COUSINS)]
    present = {p.id for p in post.scribe.roster.pupils_on(on)}
    cousins = [pair for pair in cousins if set(pair) <= present]
    if cousins and post.rng.random() < 0.5:
        pair = post.rng.choice(cousins)
        full = post.scribe.world.people[pair[0]].full
        text = chosen(
            f"[{full} was sick after lunch.|Has {full} paid for the trip?|{full} needs a new reading book.]", post.rng
        )
        said = Said(text, doubts=(Doubt(full, tuple(pair)),))
        post.scribe.used.add("same name, not told apart")
    else:
        found = ambiguous_forename(post.scribe, voice)
        if found is None:
            return None
        said = found
    to = post.receivers(on, writer.id, 4)
    body = post.mail.body(post.rng, voice, writer.id, to, [said], Said(chosen("[found|?|help|today]", post.rng)), {})
    post.mail.send(post.rng, body, to)
    return None


def contrasted(post: Post) -> Body | None:
    """`Amelia (not our Amelia, Year 1's)`: two of one forename in two classes, told apart by the words."""
    on = post.day()
    world = post.scribe.world
    groups = post.scribe.groups_on(on)
    roster = post.scribe.roster
    bearers = roster.of_day(on).forenames
    pairs = []
    for group in groups:
        forenames = {world.people[p].forename: p for p in post.scribe.present(group, on)}
        for other in groups:
            if other.year_group == group.year_group or not world.people[group.teacher].emails:
                continue
            for pupil in post.scribe.present(other, on):
                forename = world.people[pupil].forename
                if forename in forenames and bearers[roster.forms[pupil][0]] == 2:
                    pairs.append((group.teacher, forenames[forename], pupil, forename, other.year_group))
    if not pairs:
        return None
    writer, ours, theirs, forename, year = post.rng.choice(pairs)
    voice = post.scribe.voice(post.rng, on, writer, "chat")
    named = f"{forename} (not our {forename}, {year}'s)"
    claims = (
        Claim(theirs, "about", named, "same forename, told apart by contrast"),
        Claim(ours, "mentions", f"our {forename}", "same forename, told apart by contrast"),
    )
    tail = chosen(
        "[left a coat in our room|came in crying at playtime|has our spare key|read beautifully to us]", post.rng
    )
    post.scribe.used.add("same forename, told apart by contrast")
    voice.named[theirs] = named
    to = post.receivers(on, writer, 1)
    if not to:
        return None
    people = post.scribe.cast(voice, theirs)
    body = post.mail.body(post.rng, voice, writer, to, [Said(f"{named} {tail}.", claims)], Said("mix-up"), people)
    post.mail.send(post.rng, body, to)
    return None


def by_kinship(post: Post) -> Body | None:
    """`the twins in Owls`, `Noah's sister`: children named only as somebody's."""
    on = post.day()
    world, rng = post.scribe.world, post.rng
    writer = post.writer(on)
    if writer is None:
        return None
    voice = post.scribe.voice(rng, on, writer.id, "chat")
    here = {p.id for p in post.scribe.roster.pupils_on(on)}
    pairs = [case.people for case in world.cases_of(HardCase.TWINS) if set(case.people) <= here]
    people: dict[str, PersonId] = {}
    if pairs and rng.random() < 0.5:
        pair = rng.choice(pairs)
        group = world.class_on(pair[0], on)
        if group is None or world.class_on(pair[1], on) is not group:
            return None
        twins_there = [case for case in pairs if world.class_on(case[0], on) is group]
        quote = f"the twins in {group.name}" if len(twins_there) == 1 else ""
        if not quote:
            return None
        text = chosen(
            f"[Can someone walk {quote} to the bus?|Nits again, {quote} this time.|Reading books for {quote}, please.]",
            rng,
        )
        said = Said(text, tuple(Claim(who, "about", quote, "plural") for who in pair))
        post.scribe.used.add("plural")
    else:
        options = []
        for child in sorted(here):
            siblings = [s for s in world.siblings_of(child) if s.id in here]
            if (
                len(siblings) == 1
                and post.scribe.roster.of_day(on).forenames[world.people[child].forename.lower()] == 1
            ):
                options.append((child, siblings[0]))
        if not options:
            return None
        child, sibling = rng.choice(options)
        forename = world.people[child].forename
        quote = f"{forename}'s {'sister' if sibling.sex == 'F' else 'brother'}"
        text = chosen(
            f"[{quote} has no coat.|Ring home about {quote}, temperature.|I am worried about {quote}, so quiet.]",
            rng,
        )
        said = Said(
            text,
            (
                Claim(sibling.id, "about", quote, "relation to a named child"),
                Claim(child, "mentions", forename, "forename"),
            ),
        )
        post.scribe.used.add("relation to a named child")
        people = {"c": sibling.id}
    to = post.receivers(on, writer.id, 2)
    body = post.mail.body(
        rng, voice, writer.id, to, [said], Said(chosen("[home time|please|today|worry]", rng)), people
    )
    post.mail.send(rng, body, to)
    return None


def pasted(post: Post) -> Body | None:
    """Words out of a bad scan, put into a mail."""
    on = post.day()
    writer = post.writer(on)
    child = post.child(on, writer.id) if writer else None
    if writer is None or child is None:
        return None
    voice = post.scribe.voice(post.rng, on, writer.id, "plain")
    people = post.scribe.cast(voice, child)
    name = voice.name(child, "about", "full")
    said = join(
        [name + ": ", post.scribe.sentence(voice, "health", people), " ", post.scribe.sentence(voice, "sen", people)]
    )
    scan = damaged(said, post.rng.choice(_OCR_DAMAGE))
    post.scribe.used.add("OCR damage")
    to = post.receivers(on, writer.id, 1)
    if not to:
        return None
    voice.manner = "chat"
    lead = Said(chosen("[Copied from the scan:|This is what the scanner made of it:|From the old letter:]", post.rng))
    body = post.mail.body(post.rng, voice, writer.id, to, [lead + " " + scan], Said("scan"), {})
    post.mail.send(post.rng, body, to)
    return None


def with_file(post: Post) -> Body | None:
    """A document goes round as an attachment."""
    on = post.day()
    writer = post.writer(on)
    if writer is None:
        return None
    scribe, rng = post.scribe, post.rng
    to = post.receivers(on, writer.id, rng.choice((1, 1, 2, 4)))
    if not to:
        return None
    voice = scribe.voice(rng, on, writer.id, "chat")
    made: list[tuple[str, Document]] = []
    for _ in range(rng.choice((1, 1, 1, 2))):
        kind = rng.choice(("letter", "letter", "minutes", "referral"))
        child = scribe.child(rng, on)
        if kind == "letter":
            made.append(("letter", letter_home(scribe, rng, child, on)[1]))
        elif kind == "minutes":
            made.append(("minutes", meeting(scribe, rng, rng.randrange(5), on)))
        else:
            made.append(("referral", referral(scribe, rng, rng.randrange(5), child, on)[1]))
    said = [
        Said(
            chosen(
                "[As promised.|Please find attached.|Can you check the attached?|See attachment.|Draft attached.]",
                rng,
            )
        )
    ]
    if rng.random() < 0.3:
        said.append(scribe.nobody(voice))
    subject = Said(chosen("[Attached|Papers|Draft|Document for you|Scan|Files]", rng))
    body = post.mail.body(rng, voice, writer.id, to, said, subject, {})
    post.mail.send(rng, body, to, attached=[attachment(post, title, doc) for title, doc in made])
    return None


def attachment(post: Post, title: str, document: Document) -> tuple[str, str, bytes, tuple[tuple[str, Said], ...]]:
    kind = post.rng.choice(("docx", "docx", "pdf", "odt", "txt"))
    name = f"{title} {document.created}.{kind}"
    if kind == "pdf":
        made = post.mail.drive.typeset(document)
        places = tuple((f"page={number}", page) for number, page in enumerate(made.pages, 1))
        return name, "application/pdf", made.data, places
    data, _, said = post.mail.drive.bytes_of(document, kind)
    media = {"docx": _DOCX, "odt": "application/vnd.oasis.opendocument.text", "txt": "text/plain"}[kind]
    return name, media, data, (("all", said),)


def police_forwards(post: Post, letters: dict[str, tuple[bytes, Said]]) -> None:
    """The head sends the exempt letter on to the DSL: the mail says little, the attachment is the letter."""
    school = post.scribe.world.school
    for case in post.scribe.world.cases_of(HardCase.POLICE_LETTER):
        data, said = letters[case.facts["reference"]]
        on = date.fromisoformat(case.facts["on"]) + timedelta(days=1)
        voice = post.scribe.voice(post.rng, on, school.office, "chat")
        to = [school.head] if school.dsl == school.office else list(dict.fromkeys([school.head, school.dsl]))
        text = [Said(chosen("[This came by post.|Please see the attached letter at once.|For you only.]", post.rng))]
        body = post.mail.body(post.rng, voice, school.office, to, text, Said("Fwd: confidential"), {})
        post.mail.send(post.rng, body, to, attached=[("scan.pdf", "application/pdf", data, (("page=1", said),))])


_WAYS = {
    HardCase.NICKNAME: "nickname",
    HardCase.MISSPELLING: "misspelling",
    HardCase.INITIALS: "initials",
    HardCase.DAUGHTER_OF: "relation to a named adult",
    HardCase.KNOWN_AS: "legal name where another is used",
    HardCase.FORMER_NAME: "former name",
    HardCase.ACCENTS: "accents left out",
    HardCase.TRANSLITERATION: "transliteration",
    HardCase.SAME_NAME_COUSINS: "same name, told apart by date of birth",
}


def planted(post: Post, case: Case) -> bool:
    """One message that names the child of a naming case in the very way the case is about, if there is a day for it."""
    world, rng = post.scribe.world, post.rng
    who = world.people[case.people[0]]
    child = who if who.pupil else next((world.people[kin.child] for kin in world.children_of(who.id)), None)
    if child is None or child.pupil is None:
        return False
    begin = child.pupil.entered + timedelta(days=5)
    end = min(child.pupil.left or world.today, world.today)
    if case.kind is HardCase.FORMER_NAME:
        before = date.fromisoformat(case.facts["changed_on"])
        end = min(end, before) if begin < before else end
    if begin >= end:
        return False
    on = post.scribe.school_day(rng, begin, end)
    writer = post.writer(on)
    to = post.receivers(on, writer.id, 2) if writer else []
    if writer is None or not to:
        return False
    voice = post.scribe.voice(rng, on, writer.id, "chat")
    voice.preferred[who.id] = _WAYS[case.kind]
    people = post.scribe.cast(voice, child.id)
    if who is child:
        said = [post.scribe.sentence(voice, rng.choice(("conduct", "admin", "health", "attainment")), people)]
    else:
        template = "{p} [rang|came in|wrote] about {c} [today|at {=time}|again]."
        said = [fill(voice, template, people | {"p": who.id})]
    subject = Said(chosen("[today|quick note|FYI|before I forget]", rng))
    body = post.mail.body(rng, voice, writer.id, to, said, subject, people)
    post.mail.send(rng, body, to)
    return True


KINDS: tuple[tuple[Callable[[Post], Body | None], int], ...] = (
    (about_one, 30),
    (about_several, 9),
    (from_parent, 18),
    (newsletter, 11),
    (staffing, 8),
    (event_told, 12),
    (unclear, 2),
    (contrasted, 1),
    (by_kinship, 3),
    (pasted, 2),
    (with_file, 5),
)


def mailbox(
    scribe: Scribe,
    drive: Drive,
    book: TruthBook,
    root: Path,
    count: int,
    letters: dict[str, tuple[bytes, Said]],
    step: Callable[[], None],
) -> Mail:
    """About `count` messages; every kind at least twice."""
    world = scribe.world
    mail = Mail(scribe, drive, book, root)
    rng = world.rng("documents/mail")
    start = date(2024, 9, 4) if world.size == "small" else date(2022, 9, 5)
    events = [event for event in world.events if event.on >= start]
    post = Post(mail, rng, events, start)
    police_forwards(post, letters)
    for kind in _WAYS:
        for case in world.cases_of(kind):
            for _ in range(1 if world.size == "small" else 4):
                planted(post, case)
    makers = [make for make, _ in KINDS]
    weights = [weight for _, weight in KINDS]
    turn = 0
    for who in scribe.roster.often:
        for _ in range(2 if world.size == "small" else 4):
            about_one(post, who)
    while mail.count < count:
        make = makers[turn // 2] if turn < 2 * len(makers) else rng.choices(makers, weights)[0]
        turn += 1
        body = make(post)
        step()
        while body is not None and rng.random() < 0.38:
            body = answer(post, body) if rng.random() < 0.75 else forward(post, body)
            if body is not None and len(body.said.text) > 6000:
                break
    mail.flush()
    return mail
