"""When an answer is due, and why. Pure functions: the book of rules and every date are passed in.

    due("access", date(2026, 10, 1), book=rules.book(), pauses=[Pause(asked_on, answered_on)])

A request is judged by the rule in force on the day it was received. Where two readings are arguable the earlier
date is the limit and the later one is named beside it. What is not known (a holiday year, a school day past the end
of the school's calendar) is refused with BeyondCalendar, never guessed.

Limits: does not know whether asking for identity, clarification or more time was justified; a person decides that.
Law: law:deadlines/*, law:counting/*, law:holidays/*.
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from honour.kernel.decision import Citation, Status
from honour.kernel.duration import Duration, Unit
from honour.kernel.errors import BadInput, Trouble
from honour.law.holidays import BeyondCalendar, HolidayCalendar, Nation, calendar
from honour.law.rules import NoRuleInForce, Rule, RuleBook
from honour.rights.school_days import SchoolDays

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_SURENESS = (Status.STATUTE, Status.GUIDANCE, Status.PRACTICE, Status.UNCONFIRMED)
_LAWS_OF = {
    Nation.ENGLAND_AND_WALES: ("england", "wales"),
    Nation.SCOTLAND: ("scotland",),
    Nation.NORTHERN_IRELAND: ("northern-ireland",),
}


@dataclass(frozen=True, slots=True)
class Pause:
    """A question to the person about what they want, and the day of the answer; None while there is none."""

    asked_on: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What a clock shows. Dates are calendar days; `_at` are moments in UK time."""

    kind: str
    title: str
    does: str
    """What is to be done by then: 'answer the request'."""
    received: date
    start: date | None
    """None while the clock has not begun."""
    limit: date | None
    """The last day. None if the law sets no number (see `words`), or while the clock has not begun or stands still."""
    sense: str
    """'due by', 'keep until' or 'good until'."""
    words: str
    """The duty where the law sets no number: 'without undue delay'."""
    length: Duration | None
    event: str = ""
    """What happened on the day `received`: 'request received', 'pupil left'."""
    note: str = ""
    """What the rule file says to whoever uses the value: 'An outer limit: act without undue delay.'"""
    limit_at: datetime | None = None
    target: date | None = None
    """Internal target, never after the limit."""
    extended: bool = False
    extension_notice_by: date | None = None
    """Last safe day for the notice that more time is needed. None if the clock cannot be extended."""
    stopped_days: int = 0
    stopped_since: date | None = None
    if_answered_today: date | None = None
    arguable_later: date | None = None
    """What another reading of the law would allow. Never rely on it without advice."""
    arguable_at: datetime | None = None
    steps: tuple[str, ...] = ()
    """How the dates were found, in plain words, in order."""
    warnings: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    """Points of the rules used that nobody has settled."""
    citations: tuple[Citation, ...] = ()
    """Every rule and holiday used; the clock's own first."""

    @property
    def status(self) -> Status:
        """How sure we are of the clock's own rule."""
        return self.citations[0].status

    @property
    def weakest(self) -> Status:
        """How sure we are of the least sure thing that was used."""
        return max((citation.status for citation in self.citations), key=_SURENESS.index)


@dataclass(frozen=True, slots=True)
class Freshness:
    """Whether an opinion may be relied on. `earliest` is the earliest date of an opinion that still counts."""

    fresh: bool
    earliest: date
    citation: Citation


def kinds(book: RuleBook) -> tuple[Rule, ...]:
    """Every clock; its name on the command line is the last part of its id."""
    return tuple(book.of_kind("deadlines"))


def opinion_is_fresh(given_on: date, relied_on: date, *, book: RuleBook) -> Freshness:
    """The opinion must fall within the six months that end with the day it is relied on.

    An opinion of the same date six months back is one day too old; one from the future does not count.
    A person may still have to ask again sooner (para 5(3)(b)). Law: law:deadlines/health-opinion.
    """
    ruled = book.value("law:deadlines/health-opinion", on=relied_on)
    earliest = _months(relied_on, -_duration(ruled.value["limit"]).number) + _DAY
    return Freshness(earliest <= given_on <= relied_on, earliest, ruled.citation)


def due(
    kind: str,
    received: date | datetime,
    *,
    book: RuleBook,
    nation: Nation = Nation.ENGLAND_AND_WALES,
    identity: date | None = None,
    identity_waiting: bool = False,
    fee: date | None = None,
    pauses: Sequence[Pause] = (),
    extended_on: date | None = None,
    announced: date | None = None,
    added_holidays: Mapping[date, str] | None = None,
    school_days: SchoolDays | None = None,
    today: date | None = None,
) -> Due:
    """The dates of one clock, by the rule in force on the day `received`.

    `received` is the event that the clock's rule names (request received, pupil left, ...); clocks in hours want a
    moment, taken as UK time if it names no zone. `announced` is the day exam results are announced. `today` is only
    used to say what the limit would be if an open question were answered now.
    Raises NoRuleInForce, BeyondCalendar, and BadInput for an unknown kind or dates in an impossible order.
    """
    rule = _clock_rule(kind, book)
    if isinstance(received, datetime) and received.tzinfo is not None:
        received = received.astimezone(_uk_time())  # the day is the day here, wherever the moment was noted
    day = received.date() if isinstance(received, datetime) else received
    ruled = book.value(rule.id, on=day)
    if not set(rule.nations) & set(_LAWS_OF[nation]):
        raise NoRuleInForce(
            f"The clock {kind!r} is no law of {nation}.", advice=f"It is law in: {', '.join(rule.nations)}."
        )
    _in_order(day, pauses, extended_on)
    use = _Use(book=book, day=day, value=ruled.value, holidays=calendar(book, nation, added_holidays))
    use.citations.append(ruled.citation)
    use.open.extend(rule.open)
    use.warn_of_what_moves_nothing(identity, identity_waiting, fee, pauses, extended_on, announced)

    value = ruled.value
    length = _duration(value["limit"]) if "limit" in value else None
    plain = Due(
        kind=kind,
        title=rule.title,
        does=value["does"],
        received=day,
        start=day,
        limit=None,
        sense=value.get("sense", "due by"),
        words=value.get("words", ""),
        length=length,
        event=rule.event,
        note=ruled.note,
    )
    if length is None:
        use.steps.append(f"The law sets no number: {plain.words}. It runs from when {value['starts']}.")
        return use.told(plain)
    if length.unit is Unit.HOUR:
        return _in_hours(received, plain, length, use)
    if plain.sense == "good until":
        limit = _good_until(day, length)
        use.steps.append(f"The {length} end with the day relied on; the last such day is {_long(limit)}.")
        return use.told(replace(plain, limit=limit))

    if "start" in value:
        use.rule(value["start"])
        if identity_waiting:
            use.warnings.append("The clock has not begun: it begins when the person has shown who they are.")
            return use.told(replace(plain, start=None))
        start = max(moment for moment in (day, identity, fee) if moment is not None)
        if start != day:
            what = "identity was shown" if start == identity else "the fee was paid"
            use.steps.append(f"The period begins on {_long(start)}, when {what}.")
            plain = replace(plain, start=start)
    use.rule(value["counting"])
    return _in_days(plain, length, pauses, extended_on, announced, school_days, today, use)


@dataclass
class _Use:
    """What one computation uses, gathered for its explanation."""

    book: RuleBook
    day: date
    value: Mapping[str, Any]
    holidays: HolidayCalendar
    citations: list[Citation] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def rule(self, rule_id: str) -> Mapping[str, Any]:
        ruled = self.book.value(rule_id, on=self.day)
        self._cite(ruled.citation)
        self.open.extend(point for point in ruled.open if point not in self.open)
        return ruled.value

    def roll(self, end: date) -> date:
        """The end, moved over weekends and holidays if this clock moves."""
        return self.holidays.on_or_after(end) if self.value["rolls"] else end

    def roll_and_say(self, end: date) -> date:
        rolled = self.roll(end)
        if not self.value["rolls"]:
            return rolled
        day = end
        while day < rolled:
            if self.holidays.holiday(day):
                self._cite(self.holidays.cite(day))
            day += _DAY
        self._cite(self.holidays.cite(rolled))
        if rolled != end:
            self.steps.append(
                f"{_short(end)} is {self._why_no_working_day(end)}, so the period ends with the next working day: "
                f"{_long(rolled)}."
            )
        return rolled

    def warn_of_what_moves_nothing(
        self,
        identity: date | None,
        identity_waiting: bool,
        fee: date | None,
        pauses: Sequence[Pause],
        extended_on: date | None,
        announced: date | None,
    ) -> None:
        if (identity or identity_waiting or fee) and "start" not in self.value:
            self.warnings.append("Neither identity nor a fee moves the start of this clock.")
        if pauses and "pause" not in self.value:
            try:
                self.book.value("law:counting/clarification", on=self.day)
            except NoRuleInForce:
                self.warnings.append(
                    f"A question to the person adds no days: on {_short(self.day)} a pause was not by statute."
                )
            else:
                self.warnings.append(
                    "A question to the person does not stop this clock, only that of an access request."
                )
        if extended_on and "extension" not in self.value:
            self.warnings.append("This clock cannot be extended.")
        if announced and "or_earlier" not in self.value:
            self.warnings.append("The day of announcement does not matter to this clock.")

    def told(self, found: Due) -> Due:
        """What was found, with its explanation."""
        return replace(
            found,
            steps=tuple(self.steps),
            warnings=tuple(self.warnings),
            open=tuple(self.open),
            citations=tuple(self.citations),
        )

    def _cite(self, citation: Citation) -> None:
        if citation not in self.citations:
            self.citations.append(citation)

    def _why_no_working_day(self, day: date) -> str:
        holiday = self.holidays.holiday(day)
        return f"a public holiday ({holiday.title})" if holiday else f"a {day:%A}"


def _in_days(
    plain: Due,
    length: Duration,
    pauses: Sequence[Pause],
    extended_on: date | None,
    announced: date | None,
    school_days: SchoolDays | None,
    today: date | None,
    use: _Use,
) -> Due:
    """The limit of a clock in days, months or school days, with what stops and what extends it."""
    start = plain.start or plain.received
    first = _end(start, length, use, school_days)
    use.steps.append(f"{str(length).capitalize()} from {_long(start)}: {_long(first)}.")
    if "or_earlier" in use.value and announced is not None:
        first = _or_earlier(plain.received, announced, first, use.value["or_earlier"], use)

    stops = _Stops(start, tuple(pauses) if "pause" in use.value else ())
    base = first
    if "extension" in use.value:
        plain, longer = _extension(plain, first, length, stops, extended_on, use)
        base = longer if plain.extended else first

    end, stopped = stops.end(base)
    if stops.pauses:
        use.rule(use.value["pause"])
    open_since = stops.open_since(base)
    if stopped:
        use.steps.append(
            f"{stopped} {'day does' if stopped == 1 else 'days do'} not count (the days of asking and of the answer "
            f"included): {_long(end)}."
        )
    elif stops.pauses and open_since is None:
        use.steps.append("The days of the question lie outside the period and add nothing.")
    target = _target(start, base, end, plain.extended, stops, use)
    plain = replace(plain, stopped_days=stopped, target=target)

    if open_since is not None:
        use.warnings.append(
            f"The clock stands still since {_short(open_since)} and the case stays open. Meanwhile supply what you "
            "can; the target is the date without this question."
        )
        answered = stops.answered(today) if today is not None and today >= open_since else None
        if_answered = use.roll(answered.end(base)[0]) if answered else None
        return use.told(replace(plain, stopped_since=open_since, if_answered_today=if_answered))

    limit = use.roll_and_say(end)
    later = use.roll(stops.generous_end(base, use.roll))
    if later > limit:
        use.warnings.append(
            "A question was asked on the first day of the period, or on a working day to which its end had moved. "
            f"Whether those days count is arguable: {_short(later)} would be the limit on the other reading; the "
            "earlier date is shown."
        )
    if plain.arguable_later is not None:
        later = max(later, plain.arguable_later)
    return use.told(replace(plain, limit=limit, arguable_later=later if later > limit else None))


def _extension(
    plain: Due, first: date, length: Duration, stops: _Stops, extended_on: date | None, use: _Use
) -> tuple[Due, date]:
    """Whether the notice extends, and the end of the longer period before any stopped day is added."""
    use.rule(use.value["extension_notice"])
    notice_by = stops.end(first)[0]
    plain = replace(plain, extension_notice_by=notice_by)
    if extended_on is None:
        return plain, first
    number = length.number + _duration(use.rule(use.value["extension"])["length"]).number
    longer = _months(plain.start or plain.received, number)
    if extended_on <= notice_by or stops.open_since(first) is not None:
        use.steps.append(f"With the extension, {number} months from the start: {_long(longer)}.")
        return replace(plain, extended=True), longer
    if extended_on <= use.roll(notice_by):
        later = use.roll(stops.end(longer)[0])
        use.warnings.append(
            "The notice of extension came on a working day to which the end of the first period had moved. Whether it "
            f"extends is arguable: {_short(later)} would be the limit; the earlier date is shown."
        )
        return replace(plain, arguable_later=later), longer
    use.warnings.append(
        f"The notice of {_short(extended_on)} came after the first period had ended on {_short(use.roll(notice_by))}; "
        "it does not extend."
    )
    return plain, longer


def _target(start: date, base: date, end: date, extended: bool, stops: _Stops, use: _Use) -> date | None:
    """Twenty-eight days, or the extended end; pauses counted the older, shorter way; on a working day."""
    if "target" not in use.value:
        return None
    short = len(stops.inside(base))
    if short and "pause_short" in use.value:
        each = use.rule(use.value["pause_short"])["days_fewer_for_each_pause"]
        short = max(0, short - each * len(_stretches(stops.inside(base))))
    if extended:
        return use.holidays.on_or_before(base + short * _DAY)
    length = _duration(use.rule(use.value["target"])["length"])
    return use.holidays.on_or_before(min(start + (length.number + short) * _DAY, end))


@dataclass(frozen=True, slots=True)
class _Stops:
    """Pauses as sets of days, so that overlapping ones count once."""

    start: date
    pauses: tuple[Pause, ...]

    def days(self) -> list[date]:
        """Every day of every answered pause, once, oldest first."""
        return sorted(
            {
                pause.asked_on + offset * _DAY
                for pause in self.pauses
                if pause.answered_on is not None
                for offset in range((pause.answered_on - pause.asked_on).days + 1)
            }
        )

    def inside(self, base: date) -> list[date]:
        """The stopped days within the period. Each moves its end by one, so that a later one may fall inside too.

        The start day is not counted in the period, so stopping it adds nothing; nor does the working day to which
        an end has moved (the strict reading of both).
        """
        kept: list[date] = []
        for day in self.days():
            if self.start < day <= base + len(kept) * _DAY:
                kept.append(day)
        return kept

    def end(self, base: date) -> tuple[date, int]:
        kept = len(self.inside(base))
        return base + kept * _DAY, kept

    def generous_end(self, base: date, roll: Callable[[date], date]) -> date:
        """The same on the other reading: the start day and the day to which the end has moved lie in the period."""
        end = base
        for stretch in _stretches(day for day in self.days() if day >= self.start):
            if stretch[0] <= roll(end):
                end += len(stretch) * _DAY
        return end

    def open_since(self, base: date) -> date | None:
        """The day of the first unanswered question that lies in the period, counting what was answered."""
        end = self.end(base)[0]
        asked = min((pause.asked_on for pause in self.pauses if pause.answered_on is None), default=None)
        return asked if asked is not None and asked <= end else None

    def answered(self, today: date) -> _Stops:
        return _Stops(
            self.start,
            tuple(
                Pause(pause.asked_on, today) if pause.answered_on is None and pause.asked_on <= today else pause
                for pause in self.pauses
            ),
        )


def _stretches(days: Iterable[date]) -> list[list[date]]:
    """Sorted days, cut where one is missing."""
    numbered = enumerate(days)
    return [[day for _, day in run] for _, run in groupby(numbered, key=lambda pair: pair[1].toordinal() - pair[0])]


def _in_hours(received: date | datetime, plain: Due, length: Duration, use: _Use) -> Due:
    if not isinstance(received, datetime):
        raise BadInput(
            "This clock counts hours and needs the hour as well as the day.", advice="Write 2026-11-27T16:20."
        )
    use.rule(use.value["counting"])
    zone = _uk_time()
    moment = received.replace(tzinfo=zone) if received.tzinfo is None else received.astimezone(zone)
    there = moment.astimezone(UTC)
    if received.tzinfo is None and there.astimezone(zone).replace(tzinfo=None) != received:
        raise BadInput(f"{received:%H:%M} did not exist on that night: the clocks went forward.")
    limit = (there + length.number * _HOUR).astimezone(zone)
    hour_over = there.replace(minute=0, second=0, microsecond=0) + _HOUR
    later = (hour_over + length.number * _HOUR).astimezone(zone)
    use.steps.append(f"{length} from {moment:%H:%M} on {_long(moment.date())}: {limit:%H:%M} on {_long(limit.date())}.")
    use.warnings.append(
        f"If the hour of the event is not counted the limit is {later:%H:%M}; that is arguable and the earlier "
        "moment is shown."
    )
    return use.told(replace(plain, start=moment.date(), limit=limit.date(), limit_at=limit, arguable_at=later))


def _uk_time() -> ZoneInfo:
    try:
        return ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError as error:
        raise Trouble(
            "This machine does not know when UK clocks change.", advice="Install the system's tzdata package."
        ) from error


def _clock_rule(kind: str, book: RuleBook) -> Rule:
    if f"law:deadlines/{kind}" not in book.ids():
        raise BadInput(f"There is no clock {kind[:40]!r}.", advice="honour clock --list shows them all.")
    return book.rule(f"law:deadlines/{kind}")


def _in_order(received: date, pauses: Iterable[Pause], extended_on: date | None) -> None:
    for pause in pauses:
        if pause.answered_on is not None and pause.answered_on < pause.asked_on:
            raise BadInput(f"The answer of {_short(pause.answered_on)} is older than its question.")
    if extended_on is not None and extended_on < received:
        raise BadInput("The notice of extension is older than the request.")


def _or_earlier(day: date, announced: date, first: date, other: Mapping[str, Any], use: _Use) -> date:
    if announced <= day:
        raise BadInput(
            "The results were announced before the question, so this clock does not apply.",
            advice="Use the clock of an access request.",
        )
    by_announcement: date = announced + other["number"] * _DAY
    use.steps.append(
        f"{other['number']} {other['unit']}s from the announcement on {_short(announced)}: {_long(by_announcement)}."
    )
    return min(first, by_announcement)


def _end(start: date, length: Duration, use: _Use, school_days: SchoolDays | None) -> date:
    if length.unit is Unit.CALENDAR_MONTH:
        return _months(start, length.number)
    if length.unit is Unit.SCHOOL_DAY:
        if school_days is None:
            raise BeyondCalendar(
                "This clock counts school days and needs the school's calendar.",
                advice="Give it with --school-calendar FILE; the format is in docs/spec/rule.md.",
            )
        return school_days.count_after(start, length.number)
    if length.unit is Unit.WORKING_DAY:
        end = start
        for _ in range(length.number):
            end = use.holidays.on_or_after(end + _DAY)
        return end
    return start + (length.number - bool(use.value.get("first_day_counts"))) * _DAY


def _months(start: date, number: int) -> date:
    """The same date number `number` months on (or back), else the last day of that month."""
    month = start.year * 12 + start.month - 1 + number
    year, month = divmod(month, 12)
    return date(year, month + 1, min(start.day, gregorian.monthrange(year, month + 1)[1]))


def _good_until(given_on: date, length: Duration) -> date:
    """The last day D such that `given_on` lies in the months that end with D."""
    day = _months(given_on, length.number)
    while _months(day, -length.number) + _DAY > given_on:
        day -= _DAY
    while _months(day + _DAY, -length.number) + _DAY <= given_on:
        day += _DAY
    return day


def _duration(raw: Mapping[str, Any]) -> Duration:
    return Duration(raw["number"], Unit(raw["unit"]))


def _long(day: date) -> str:
    return f"{day:%A} {_short(day)}"


def _short(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
