"""The forms in which a school writes one of its people.

`variants(subject)` gives folded forms (fold.folded) with a shape and a weight. The weight says how
usual the form is for this person, 1.0 for their own full name; it says nothing about other people
who share it, which is for link to weigh. Does not invent misspellings: scan finds those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from nicknames import NickNamer

from honour.kernel.holding import Name, PersonName, Subject, SubjectId, SubjectKind
from honour.people import words
from honour.people.fold import folded


class Shape(StrEnum):
    """What a form shows of a person; decides how much it proves."""

    FULL = "full name"
    REVERSED = "surname before forename"
    INITIAL_SURNAME = "initial and surname"
    FORENAME_INITIAL = "forename and initial of the surname"
    TITLE_SURNAME = "title and surname"
    TITLE_FORENAME = "title and forename"
    TITLE_INITIAL = "title and initial"
    FORENAME = "forename"
    SURNAME = "surname"
    FAMILY = "family name in the plural"
    INITIALS = "initials"
    NICK_FULL = "short name and surname"
    NICK_INITIAL = "short name and initial of the surname"
    NICKNAME = "short name"
    SPELLING_FULL = "full name in another spelling"
    SPELLING = "forename in another spelling"
    EMAIL = "e-mail address"
    USERNAME = "user name"
    IDENTIFIER = "identifier"
    CODE = "letters that stand for a member of staff"
    PHONE = "phone number"
    ADDRESS = "postal address"


STRONG = frozenset({Shape.FULL, Shape.REVERSED, Shape.NICK_FULL, Shape.SPELLING_FULL, Shape.EMAIL, Shape.IDENTIFIER})
"""Shapes that point to a person by themselves, wherever they stand."""
FORENAME_SHAPES = frozenset({Shape.FORENAME, Shape.NICKNAME, Shape.SPELLING})

ADULTS = frozenset(
    {SubjectKind.CONTACT, SubjectKind.STAFF, SubjectKind.GOVERNOR, SubjectKind.VISITOR, SubjectKind.OTHER}
)
TITLES = ("mr", "mrs", "ms", "miss", "mx", "dr", "rev", "sir", "prof")
_FEMALE = frozenset({"mrs", "ms", "miss"})
_FORMER_WEIGHT = 0.6
_MIDDLE_WEIGHT = 0.15

_PARTICLES = frozenset("de da del della di dos du el al la le van von der den bin ibn st mac mc o".split())
_NO_NAME = frozenset({"", "unknown", "none", "na", "n a", "not known", "tbc", "test", "xx", "xxx"})


@dataclass(frozen=True, slots=True)
class Variant:
    form: str
    subject: SubjectId
    shape: Shape
    weight: float
    name: Name = Name.LEGAL
    """Which of the person's names it is made of."""


@cache
def _namer() -> NickNamer:
    return NickNamer()


@cache
def short_forms(forename: str) -> dict[str, float]:
    """Other first names for a folded forename, with how usual each is."""
    found: dict[str, float] = {}
    for form in _namer().nicknames_of(forename):
        found[folded(form)] = 0.25
    for form in _namer().canonicals_of(forename):
        found[folded(form)] = 0.2
    for full, shorts in words.nicknames().items():
        if forename in shorts:
            found[full] = 0.4
    for form in words.nicknames().get(forename, ()):
        found[form] = 0.6
    found.pop(forename, None)
    return found


def _title_weight(own: str, title: str) -> float:
    """How likely someone titled `own` is addressed as `title`."""
    if not own:
        return 0.7 if title in ("mr", "mrs", "ms", "miss") else 0.2
    if own == title:
        return 1.0
    if own in _FEMALE and title in _FEMALE:
        return 0.4
    if own in ("dr", "rev", "prof", "sir", "mx"):
        return 0.5
    if title in ("dr", "rev", "prof", "mx"):
        return 0.1
    return 0.0


def _surname_forms(surname: str) -> dict[str, float]:
    """A folded surname and the parts people shorten it to."""
    forms = {surname: 1.0}
    parts = surname.split(" ")
    if len(parts) > 1:
        forms["".join(parts)] = 0.6
        if parts[0] not in _PARTICLES:
            forms[parts[0]] = 0.5
            forms[parts[-1]] = 0.6
    for other in words.spellings().get(surname, ()):
        forms.setdefault(other, 0.3)
    return {form: weight for form, weight in forms.items() if len(form) > 1}


def _transliterated(raw: str) -> str:
    """The German and Nordic way of writing without marks: Müller is Mueller."""
    return folded(raw.translate({0xFC: "ue", 0xF6: "oe", 0xE4: "ae", 0xE5: "aa", 0xF8: "oe", 0xDC: "Ue", 0xD6: "Oe"}))


def _of_name(name: PersonName, adult: bool) -> Iterator[tuple[str, Shape, float]]:
    forename, surname, middle = folded(name.forename), folded(name.surname), folded(name.middle)
    if forename in _NO_NAME:
        forename = ""
    if surname in _NO_NAME:
        surname = ""
    lasts = _surname_forms(surname) if surname else {}
    spelled = _transliterated(name.surname)
    if surname and spelled != surname:
        lasts.setdefault(spelled, 0.6)
    for form, weight in lasts.items():
        yield form, Shape.SURNAME, weight
        yield form + "s", Shape.FAMILY, weight
        if adult:
            own = folded(name.title)
            for title in TITLES:
                title_weight = _title_weight(own, title)
                if title_weight:
                    yield f"{title} {form}", Shape.TITLE_SURNAME, weight * title_weight
    if surname and adult:
        for title in ("mr", "mrs", "ms", "miss", "dr"):
            title_weight = _title_weight(folded(name.title), title)
            if title_weight:
                yield f"{title} {surname[0]}", Shape.TITLE_INITIAL, title_weight
    if not forename:
        return
    firsts = {forename: 1.0}
    parts = forename.split(" ")
    if len(parts) > 1:
        firsts["".join(parts)] = 0.6
        if len(parts[0]) > 1:
            firsts[parts[0]] = 0.6
    spelled = _transliterated(name.forename)
    if spelled != forename:
        firsts.setdefault(spelled, 0.6)
    for first, weight in firsts.items():
        if len(first) == 1:
            continue
        yield first, Shape.FORENAME, weight
        if adult:
            for title in ("miss", "mr", "mrs", "ms"):
                yield (
                    f"{title} {first}",
                    Shape.TITLE_FORENAME,
                    weight * 0.5 * (_title_weight(folded(name.title), title) or 0.1),
                )
        for last, last_weight in lasts.items():
            yield f"{first} {last}", Shape.FULL, weight * last_weight
            yield f"{first}{last}".replace(" ", ""), Shape.FULL, weight * last_weight * 0.6
            yield f"{last} {first}", Shape.REVERSED, weight * last_weight
            if middle:
                yield f"{first} {middle} {last}", Shape.FULL, weight * last_weight
                yield f"{first} {middle[0]} {last}", Shape.FULL, weight * last_weight
                yield f"{last} {first} {middle}", Shape.REVERSED, weight * last_weight
        if surname:
            yield f"{first} {surname[0]}", Shape.FORENAME_INITIAL, weight
    for last, last_weight in lasts.items():
        yield f"{forename[0]} {last}", Shape.INITIAL_SURNAME, last_weight
        if adult:
            for title in TITLES:
                title_weight = _title_weight(folded(name.title), title)
                if title_weight:
                    yield f"{title} {forename[0]} {last}", Shape.INITIAL_SURNAME, last_weight * title_weight
                    yield f"{title} {forename} {last}", Shape.FULL, last_weight * max(title_weight, 0.7)
        if middle:
            yield f"{forename[0]} {middle[0]} {last}", Shape.INITIAL_SURNAME, last_weight
    if surname:
        initials = [part[0] for part in surname.split(" ") if part]
        yield f"{forename[0]} {initials[0]}", Shape.INITIALS, 1.0
        yield f"{forename[0]}{initials[0]}", Shape.INITIALS, 0.8
        if len(initials) > 1:
            letters = [forename[0], *initials]
            yield " ".join(letters), Shape.INITIALS, 0.9
            yield "".join(letters), Shape.INITIALS, 0.8
        if middle:
            yield f"{forename[0]} {middle[0]} {initials[0]}", Shape.INITIALS, 0.7
            yield f"{forename[0]}{middle[0]}{initials[0]}", Shape.INITIALS, 0.6
    for other in words.spellings().get(forename, ()):
        yield other, Shape.SPELLING, 0.3
        for last, last_weight in lasts.items():
            yield f"{other} {last}", Shape.SPELLING_FULL, 0.5 * last_weight
            yield f"{last} {other}", Shape.SPELLING_FULL, 0.5 * last_weight
    for short, weight in short_forms(forename).items():
        if len(short) < 2:  # noqa: PLR2004 -- a single letter is an initial, not a name
            continue
        yield short, Shape.NICKNAME, weight
        for last, last_weight in lasts.items():
            yield f"{short} {last}", Shape.NICK_FULL, min(1.0, weight + 0.3) * last_weight
        if surname:
            yield f"{short} {surname[0]}", Shape.NICK_INITIAL, weight
    if middle and len(middle) > 1:
        yield middle, Shape.FORENAME, _MIDDLE_WEIGHT
        for last, last_weight in lasts.items():
            yield f"{middle} {last}", Shape.FULL, 0.3 * last_weight


_SHAPE_OF = {
    "email": Shape.EMAIL, "e-mail": Shape.EMAIL, "mail": Shape.EMAIL,
    "phone": Shape.PHONE, "mobile": Shape.PHONE, "telephone": Shape.PHONE,
    "username": Shape.USERNAME, "user": Shape.USERNAME, "login": Shape.USERNAME, "online-id": Shape.USERNAME,
    "address": Shape.ADDRESS, "postcode": Shape.ADDRESS,
}  # fmt: skip
_STAFF_CODE = re.compile(r"[A-Z]{2,4}\Z")
_IDENTIFIER_LENGTH = 4
"""Shorter numbers (an admission number 17) occur everywhere and prove nothing."""


def digits_of_phone(untrusted_number: str) -> str:
    """The national significant digits of a British number, '' if too few: +44 (0)7700 900123, 07700 900123."""
    digits = re.sub(r"\(0\)|[^\d+]", "", untrusted_number)
    digits = re.sub(r"^(?:\+|00)44", "0", digits)
    return digits if len(digits) >= 10 and digits.isdigit() else ""  # noqa: PLR2004 -- British numbers have 10 or 11 digits


def shape_of_identifier(kind: str) -> Shape:
    return _SHAPE_OF.get(kind.casefold().replace("_", "-").strip(), Shape.IDENTIFIER)


def _of_identifiers(subject: Subject) -> Iterator[tuple[str, Shape, float]]:
    for kind, value in subject.identifiers:
        shape = shape_of_identifier(kind)
        form = folded(value)
        if shape is Shape.EMAIL:
            if "@" not in value:
                continue
            yield form, shape, 1.0
            local = folded(value.split("@")[0])
            if " " in local:
                yield local, Shape.USERNAME, 0.8
            elif len(local) >= 6 and not words.wordlike(local) and local not in words.forenames():  # noqa: PLR2004 -- jsmith, not jo
                yield local, Shape.USERNAME, 0.6
        elif shape is Shape.PHONE:
            if digits := digits_of_phone(value):
                yield digits, shape, 1.0
        elif shape is Shape.ADDRESS:
            if kind == "address" and re.match(r"\d+[a-z]? \w+ \w+", form):
                yield " ".join(form.split(" ")[:3]), shape, 0.8
        elif shape is Shape.USERNAME:
            if len(form) >= _IDENTIFIER_LENGTH and not words.wordlike(form):
                yield form, shape, 0.9
        elif _STAFF_CODE.match(value.strip()):
            yield form, Shape.CODE, 1.0
        elif len(form.replace(" ", "")) >= _IDENTIFIER_LENGTH and any(char.isdigit() for char in form):
            short = form.isdigit() and len(form) <= 5  # noqa: PLR2004 -- may as well be a year or a sum of money
            yield form, shape, 0.3 if short else 1.0
            if " " in form:
                yield form.replace(" ", ""), shape, 1.0


def _completed(names: tuple[PersonName, ...]) -> list[PersonName]:
    """Names with what they leave out: a known-as forename takes each surname, a former surname each forename."""
    whole = [name for name in names if name.forename and name.surname and name.kind is not Name.MIDDLE]
    done = list(dict.fromkeys(whole))
    seen = {(folded(name.forename), folded(name.surname)) for name in done}
    titles = [name.title for name in names if name.title]
    for forename in names:
        for surname in names:
            if Name.MIDDLE in (forename.kind, surname.kind) or not forename.forename or not surname.surname:
                continue
            pair = (folded(forename.forename), folded(surname.surname))
            if pair not in seen:
                seen.add(pair)
                kind = Name.FORMER if Name.FORMER in (forename.kind, surname.kind) else Name.KNOWN_AS
                title = forename.title or surname.title or (titles[0] if titles else "")
                done.append(
                    PersonName(kind, forename.forename, surname.surname, title, forename.middle or surname.middle)
                )
    done += [name for name in names if name.kind is Name.MIDDLE and name not in done]
    done += [name for name in names if not (name.forename and name.surname) and name not in done and not whole]
    return done


def variants(subject: Subject) -> tuple[Variant, ...]:
    """Every form, each once with its best weight, in a stable order. A person without names has identifiers only."""
    adult = bool(subject.kinds & ADULTS) and SubjectKind.PUPIL not in subject.kinds
    best: dict[tuple[str, Shape], Variant] = {}
    for name in _completed(subject.names):
        factor = _FORMER_WEIGHT if name.kind is Name.FORMER else _MIDDLE_WEIGHT if name.kind is Name.MIDDLE else 1.0
        for form, shape, weight in _of_name(name, adult):
            variant = Variant(form, subject.id, shape, round(weight * factor, 4), name.kind)
            if variant.weight > getattr(best.get((form, shape)), "weight", 0.0):
                best[form, shape] = variant
    for form, shape, weight in _of_identifiers(subject):
        best.setdefault((form, shape), Variant(form, subject.id, shape, weight))
    return tuple(best.values())
