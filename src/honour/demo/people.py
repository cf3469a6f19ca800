"""Invents the school: its settings, staff, families, classes and the hard cases. Call `invent(seed, size)`.

Everyone is consistent: ages fit classes, classes fit years, siblings share parents and mostly a household, staff
hold posts by date. Full names are unique in a school but for the cases that say otherwise, so that truth is never
a matter of luck. Phone numbers come from the ranges Ofcom keeps for drama, mail from `.example` domains, postcodes
from districts that do not exist, UPNs carry a right check letter (docs/spec/demo-school.md).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from honour.demo import names
from honour.demo.calendar import school_days, term_end, term_start
from honour.demo.names import Heritage, gendered, plain
from honour.demo.world import (
    FIRST_YEAR,
    LAST_YEAR,
    TODAY,
    Case,
    ClassStay,
    HardCase,
    Household,
    Kin,
    Person,
    Post,
    PupilFacts,
    School,
    SchoolClass,
    Size,
    StaffFacts,
    Story,
    World,
)
from honour.kernel.holding import Name, PersonName, SubjectKind

_YEAR_GROUPS = ("Reception", "Year 1", "Year 2")
_OLDEST_ENTRY = FIRST_YEAR - 2
"""Children of Year 2 in the first year of records entered Reception two years before."""

_COHORTS: dict[Size, Callable[[int], int]] = {
    "small": lambda entry: 14 if entry >= 2024 else 8,
    "school": lambda entry: 60 if entry >= 2024 else (44 if entry >= 2021 else 28),
    "trust": lambda entry: 480 if entry >= 2024 else (350 if entry >= 2021 else 224),
}
"""Children entering Reception, by year: the school has grown."""

_FULL_CLASS = 30
_MANY: dict[Size, int] = {"small": 1, "school": 2, "trust": 8}
"""How often each hard case occurs."""

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_POSTCODE_AREAS = ("CO28", "IP44", "NR49", "PE59", "LN27", "TR39", "HR18", "CT36", "EX51", "DT19")
"""Outward codes of real areas with district numbers that do not exist."""

_LANDLINES = ("01632 960", "0113 496 0", "0114 496 0", "0115 496 0", "0116 496 0", "0117 496 0", "0118 496 0",
              "0121 496 0", "0131 496 0", "0141 496 0", "0151 496 0", "0161 496 0")  # fmt: skip
"""Ofcom's numbers for drama; each is followed by three digits."""

_MAIL_DOMAINS = ("post.example", "inbox.example", "webmail.example", "letters.example", "fastpost.example")


def upn_check_letter(digits: str) -> str:
    """The letter before the 12 characters of a UPN (law file 11.1): weights 2 to 13, sum modulo 23."""
    total = sum(
        weight * (int(char) if char.isdigit() else _UPN_LETTERS.index(char))
        for weight, char in zip(range(2, 14), digits, strict=True)
    )
    return _UPN_LETTERS[total % 23]


def _key(forename: str, surname: str) -> str:
    """What must differ between two people: the full name without accents and case."""
    return plain(f"{forename} {surname}").lower()


@dataclass
class _Draft:
    """A person while the school is being invented."""

    id: str
    names: list[PersonName]
    sex: str
    born: date | None
    heritage: Heritage
    kinds: set[SubjectKind] = field(default_factory=set)
    household: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    nickname: str = ""
    misspelt: str = ""
    other_spelling: str = ""
    job: str = ""
    staff: StaffFacts | None = None
    pupil: PupilFacts | None = None
    entry: int = 0
    """Academic year of Reception, for pupils."""
    late_from: date | None = None
    early_to: date | None = None
    group: int = -1
    """Which of the parallel classes; -1 until placed."""

    def freeze(self) -> Person:
        return Person(
            self.id, frozenset(self.kinds), tuple(self.names), self.sex, self.born, self.household,
            tuple(self.emails), tuple(self.phones), self.heritage.key, self.nickname, self.misspelt,
            self.other_spelling, self.job, self.pupil, self.staff,
        )  # fmt: skip


@dataclass
class _Family:
    children: list[_Draft]
    adults: dict[str, _Draft]
    """By kind: mother, father, stepfather, grandmother, ..."""


class _Inventor:
    """Holds what is drawn so far; every method draws from one stream, in one order."""

    def __init__(self, seed: int, size: Size) -> None:
        self.seed, self.size = seed, size
        self.rng = random.Random(f"honour-demo/{seed}/{size}/people")
        self.many = _MANY[size]
        self.drafts: dict[str, _Draft] = {}
        self.taken: set[str] = set()
        self.households: dict[str, Household] = {}
        self.kin: list[Kin] = []
        self.cases: list[Case] = []
        self.filled: dict[int, int] = dict.fromkeys(range(_OLDEST_ENTRY, LAST_YEAR + 1), 0)
        self.mobiles = [f"07700 900{n:03d}" for n in range(1000)]
        self.landlines = [f"{stem}{n:03d}" for stem in _LANDLINES for n in range(1000)]
        self.rng.shuffle(self.mobiles)
        first = self.landlines[:1000]
        self.rng.shuffle(first)
        self.landlines[:1000] = first
        self.landlines.reverse()
        self.houses: set[tuple[int, str]] = set()
        self.mails: set[str] = set()
        self.area = self.rng.choice(_POSTCODE_AREAS)
        self.town = self.rng.choice(names.TOWNS)
        self.reserved_forenames = {plain(name).lower() for name, _ in names.WORD_NAMES} - {"jack"}
        self.case_children: set[str] = set()
        self.junior = self.rng.choice(names.NEARBY_SCHOOLS)
        """Where most leavers go."""

    # ---- single people

    def heritage(self) -> Heritage:
        return self.rng.choices(names.HERITAGES, [h.weight for h in names.HERITAGES])[0]

    def heritage_called(self, key: str) -> Heritage:
        return next(h for h in names.HERITAGES if h.key == key)

    def person(
        self, kind: SubjectKind, heritage: Heritage, sex: str, born: date | None, *, surname: str = "",
        forename: str = "", title: str = "", middle: str = "", child: bool = False, same_name: bool = False,
    ) -> _Draft:  # fmt: skip
        """A new person. A given forename and surname are kept; otherwise drawn until the full name is new."""
        rng = self.rng
        pool = (heritage.girls if sex == "F" else heritage.boys) if child else (
            heritage.women if sex == "F" else heritage.men)  # fmt: skip
        for attempt in range(400):
            fore = forename or rng.choice(pool)
            sur = surname or gendered(rng.choice(heritage.surnames), sex)
            if forename and surname and not same_name and attempt:
                raise ValueError("a name given twice without saying so")
            if attempt > 60 and not forename:
                fore = rng.choice(pool) + "-" + rng.choice(pool)
            if not forename and plain(fore).lower() in self.reserved_forenames:
                continue
            key = _key(fore, sur)
            if same_name or key not in self.taken:
                break
        else:
            raise ValueError("the name lists are too short for this size")
        self.taken.add(key)
        draft = _Draft(
            f"p{len(self.drafts) + 1:04d}", [PersonName(Name.LEGAL, fore, sur, title, middle)], sex, born, heritage
        )
        draft.kinds.add(kind)
        self.drafts[draft.id] = draft
        return draft

    def mobile(self) -> str:
        return self.mobiles.pop() if self.mobiles else self.landlines.pop()

    def mail(self, draft: _Draft) -> str:
        rng = self.rng
        fore, sur = (plain(part).lower() for part in (draft.names[0].forename, draft.names[0].surname))
        fore, sur = ("".join(c for c in part if c.isalnum()) for part in (fore, sur))
        while True:
            local = rng.choice(
                (f"{fore}.{sur}", f"{fore[0]}{sur}", f"{fore}{sur[0]}", f"{sur}.{fore}", f"{fore}_{sur}")
            )
            number = rng.choice(("", "", str(rng.randint(1, 99)), str(rng.randint(1970, 1999))))
            mail = f"{local}{number}@{rng.choice(_MAIL_DOMAINS)}"
            if mail not in self.mails:
                self.mails.add(mail)
                return mail

    def household(self, members: list[_Draft], *, landline: float = 0.3) -> Household:
        rng = self.rng
        while True:
            house = (rng.randint(1, 140), rng.choice(names.STREETS))
            if house not in self.houses:
                break
        self.houses.add(house)
        number = f"Flat {rng.randint(1, 9)}, {house[0]}" if rng.random() < 0.1 else str(house[0])
        inward = f"{rng.randint(1, 9)}{rng.choice('ABDEFGHJLNPQRSTUWXYZ')}{rng.choice('ABDEFGHJLNPQRSTUWXYZ')}"
        home = Household(
            f"h{len(self.households) + 1:04d}", (f"{number} {house[1]}", self.town), f"{self.area} {inward}",
            self.landlines.pop() if rng.random() < landline else "", tuple(draft.id for draft in members),
        )  # fmt: skip
        self.households[home.id] = home
        for draft in members:
            draft.household = home.id
        return home

    def adult_title(self, sex: str, *, married: bool = True) -> str:
        if self.rng.random() < 0.03:
            return "Dr"
        if sex == "M":
            return "Mr"
        return self.rng.choice(("Mrs", "Mrs", "Ms") if married else ("Miss", "Ms", "Miss"))

    def birthday(self, first: int, last: int) -> date:
        return date(self.rng.randint(first, last), 1, 1) + timedelta(days=self.rng.randint(0, 364))

    def reception_birthday(self, entry: int) -> date:
        """Four years old on 1 September of the entry year."""
        return date(entry - 5, 9, 1) + timedelta(days=self.rng.randint(0, 364))

    # ---- families

    def family(
        self, entries: list[int], *, heritage: Heritage | None = None, structure: str = "",
        forenames: tuple[tuple[str, str], ...] = (), surname: str = "", mother: _Draft | None = None,
        child_surnames: tuple[str, ...] = (), home: Household | None = None, same_birthday: bool = False,
        mother_title: str = "", same_name: bool = False, extras: bool = True, late_joiners: bool = False,
        also: tuple[str, ...] = (),
    ) -> _Family:  # fmt: skip
        """One family with a child for each entry year.

        structure: together, apart, alone, step, grandparent; drawn where not given. forenames: (name, sex) of the
        first children, taken before any adult is drawn; a surname that would make one of them somebody else's name
        is exchanged. also: other forenames to keep free with it. child_surnames: of all, where not the family's.
        """
        rng = self.rng
        heritage = heritage or (mother.heritage if mother else self.heritage())
        structure = structure or rng.choices(
            ("together", "apart", "alone", "step", "grandparent"), (66, 16, 9, 7, 2))[0]  # fmt: skip
        root = surname or rng.choice(heritage.surnames)
        given = [fore for fore, _ in forenames if fore]
        if given and not same_name:
            root = self._free_surname((*given, *also), root, heritage)
            self.taken.update(_key(fore, gendered(root, "M")) for fore in (*given, *also))
        adults: dict[str, _Draft] = {}
        contact = SubjectKind.CONTACT
        oldest = min(entries) - 4
        married = structure == "together"
        if mother:
            mother.kinds.add(contact)
            adults["mother"] = mother
        elif structure != "grandparent":
            own = root if surname or not married or rng.random() < 0.85 else rng.choice(self.heritage().surnames)
            adults["mother"] = self.person(
                contact, heritage, "F", self.birthday(oldest - 40, oldest - 21), surname=gendered(own, "F"),
                title=mother_title or self.adult_title("F", married=married),
            )  # fmt: skip
        if structure in ("together", "apart"):
            his = root if structure == "together" else rng.choice(heritage.surnames)
            adults["father"] = self.person(
                contact, heritage, "M", self.birthday(oldest - 44, oldest - 22), surname=gendered(his, "M"),
                title=self.adult_title("M"),
            )  # fmt: skip
        if structure == "step":
            other = self.heritage()
            adults["stepfather"] = self.person(
                contact, other, "M", self.birthday(oldest - 44, oldest - 24), title=self.adult_title("M")
            )
        if structure == "grandparent" or (extras and rng.random() < 0.2):
            kind = rng.choice(("grandmother", "grandmother", "grandfather"))
            sex = "M" if kind == "grandfather" else "F"
            adults[kind] = self.person(
                contact, heritage, sex, self.birthday(oldest - 72, oldest - 48), surname=gendered(root, sex),
                title="Mr" if sex == "M" else "Mrs",
            )  # fmt: skip
        if extras and rng.random() < 0.08:
            kind = rng.choice(("aunt", "uncle", "childminder"))
            sex = "M" if kind == "uncle" else "F"
            other = heritage if kind != "childminder" else names.ENGLISH
            adults[kind] = self.person(contact, other, sex, self.birthday(1968, 1998), title=self.adult_title(sex))
        children = []
        birthday = self.reception_birthday(entries[0])
        for index, entry in enumerate(entries):
            fore, sex = forenames[index] if index < len(forenames) else ("", rng.choice("FM"))
            sur = child_surnames[index] if index < len(child_surnames) else gendered(root, sex)
            if not child_surnames and structure == "together" and adults["mother"].names[0].surname not in (
                gendered(root, "F"),) and rng.random() < 0.25 and len(entries) == 1:  # fmt: skip
                sur = f"{adults['mother'].names[0].surname}-{sur}"
            child = self.person(
                SubjectKind.PUPIL, heritage, sex, birthday if same_birthday else self.reception_birthday(entry),
                surname=sur, forename=fore, child=True, same_name=same_name or bool(fore),
                middle=rng.choice(heritage.girls if sex == "F" else heritage.boys) if rng.random() < 0.4 else "",
            )  # fmt: skip
            child.entry = entry
            if late_joiners and rng.random() < 0.06:
                child.late_from = rng.choice(school_days(entry + rng.choice((0, 0, 1, 2)))[20:])
            if late_joiners and not child.late_from and rng.random() < 0.05:
                child.early_to = rng.choice(school_days(entry + rng.choice((0, 1, 2)))[30:])
            if child.late_from and child.late_from >= TODAY:
                child.late_from = None
            if child.early_to and child.early_to >= TODAY:
                child.early_to = None
            self.filled[entry] += 1
            children.append(child)
        family = _Family(children, adults)
        self._settle(family, structure, home)
        return family

    def _free_surname(self, forenames: tuple[str, ...], root: str, heritage: Heritage) -> str:
        options = [root, *self.rng.sample(heritage.surnames, len(heritage.surnames))]
        for option in options:
            if not any(_key(fore, gendered(option, sex)) in self.taken for fore in forenames for sex in "FM"):
                return option
        raise ValueError("the name lists are too short for this size")

    def _settle(self, family: _Family, structure: str, home: Household | None) -> None:
        """Households, phones, mail and the contact list of a family."""
        rng = self.rng
        adults = family.adults
        at_home = [adults[kind] for kind in ("mother", "stepfather") if kind in adults]
        if structure == "together":
            at_home.append(adults["father"])
        if structure == "grandparent":
            at_home = [draft for kind, draft in adults.items() if kind.startswith("grand")]
        if home:
            joined = (*home.members, *(draft.id for draft in (*at_home, *family.children)))
            self.households[home.id] = replace(home, members=joined)
            for draft in (*at_home, *family.children):
                draft.household = home.id
        elif at_home and at_home[0].household:
            home = self.households[at_home[0].household]
            new = [draft for draft in (*at_home, *family.children) if draft.id not in home.members]
            self.households[home.id] = replace(home, members=(*home.members, *(draft.id for draft in new)))
            for draft in new:
                draft.household = home.id
        else:
            self.household([*at_home, *family.children])
        for priority, (kind, draft) in enumerate(adults.items(), 1):
            if not draft.household and rng.random() < 0.7:
                self.household([draft])
            if not draft.phones:
                draft.phones.append(self.mobile())
            if not draft.emails and rng.random() < (0.95 if kind in ("mother", "father") else 0.4):
                draft.emails.append(self.mail(draft))
            shown = "carer" if structure == "grandparent" and kind.startswith("grand") else kind
            for child in family.children:
                parent = kind in ("mother", "father") or structure == "grandparent"
                self.kin.append(
                    Kin(
                        draft.id, child.id, shown, priority, parent,
                        draft.household == child.household and draft.household != "",
                    )
                )  # fmt: skip

    def entry_now(self) -> int:
        """An entry year of a cohort on roll with room left."""
        room = [entry for entry in (2024, 2025, 2026) if self.filled[entry] < _COHORTS[self.size](entry) - 1]
        return self.rng.choice(room or [2026])

    def case(self, kind: HardCase, *people: _Draft, **facts: str) -> None:
        self.cases.append(Case(kind, tuple(draft.id for draft in people), facts))
        self.case_children.update(draft.id for draft in people if SubjectKind.PUPIL in draft.kinds)

    def special_families(self, staff_parents: list[_Draft]) -> None:
        """The hard cases that need a family of their own."""
        rng = self.rng
        english = names.ENGLISH
        for index in range(max(1, self.many // 2)):
            # two brothers' children, one forename, one surname, one class
            heritage = rng.choice([h for h in names.HERITAGES if not any("/" in s for s in h.surnames)])
            surname = self.fresh_surname(heritage)
            sex = rng.choice("FM")
            fores = heritage.girls if sex == "F" else heritage.boys
            fore = rng.choice([name for name in fores if _key(name, surname) not in self.taken])
            entry = (2024, 2025, 2026)[(self.seed + index) % 3]
            first = self.family([entry], heritage=heritage, structure="together", surname=surname,
                                forenames=((fore, sex),), child_surnames=(surname,), extras=False)  # fmt: skip
            second = self.family([entry], heritage=heritage, structure="together", surname=surname,
                                 forenames=((fore, sex),), child_surnames=(surname,), same_name=True,
                                 extras=False)  # fmt: skip
            one, two = first.children[0], second.children[0]
            while one.born == two.born:
                two.born = self.reception_birthday(entry)
            self._middle(one, "")
            self._middle(two, "")
            one.group = two.group = 0
            self.case(HardCase.SAME_NAME_COUSINS, one, two)
        for _ in range(self.many):
            entry = self.entry_now()
            twins = self.family([entry, entry], structure="together", same_birthday=True)
            twins.children[0].group = twins.children[1].group = 0
            self.case(HardCase.TWINS, *twins.children)
        for _ in range(self.many):
            heritage = rng.choice((english, self.heritage()))
            older, younger = sorted(rng.sample((2023, 2024, 2025, 2026), 2))
            names_of = (self.fresh_surname(heritage), self.fresh_surname(heritage))
            family = self.family([older, younger], heritage=heritage, structure="alone", surname=names_of[0],
                                 child_surnames=names_of)  # fmt: skip
            self.case(HardCase.SIBLINGS_OTHER_SURNAME, *family.children)
        for parent in staff_parents:
            family = self.family([self.entry_now()], mother=parent, structure="together",
                                 surname=parent.names[0].surname)  # fmt: skip
            self.case(HardCase.PARENT_IS_STAFF, parent, family.children[0])
        for legal, known, sex in rng.sample(names.KNOWN_AS, self.many if self.many < 8 else 12):
            family = self.family([self.entry_now()], heritage=english, forenames=((legal, sex),),
                                 surname=self.fresh_surname(english), also=(known,))  # fmt: skip
            child = family.children[0]
            child.names.append(PersonName(Name.KNOWN_AS, known, child.names[0].surname))
            self.case(HardCase.KNOWN_AS, child)
        for index in range(self.many + 1):
            heritage = self.heritage()
            family = self.family([self.entry_now()], heritage=heritage, structure="step",
                                 surname=self.fresh_surname(heritage))  # fmt: skip
            changed = date(2025, 9, 1) + timedelta(days=rng.randint(30, 300))
            subject = family.children[0] if index % 2 == 0 else family.adults["mother"]
            taken = family.adults["stepfather"].names[0].surname
            old = subject.names[0]
            changed_to = gendered(taken, subject.sex) if index % 2 else taken
            if _key(old.forename, changed_to) in self.taken:
                changed_to = f"{old.surname}-{changed_to}"
            new = replace(old, surname=changed_to)
            if index % 2:
                new = replace(new, title="Mrs")
            self.taken.add(_key(new.forename, new.surname))
            subject.names = [new, replace(old, kind=Name.FORMER)]
            self.case(HardCase.FORMER_NAME, subject, changed_on=changed.isoformat())
        for fore, sex, key in rng.sample(names.ACCENTED, min(self.many + 1, len(names.ACCENTED))):
            heritage = self.heritage_called(key)
            surname = self.fresh_surname(heritage)
            family = self.family([self.entry_now()], heritage=heritage, forenames=((fore, sex),), surname=surname)
            child = family.children[0]
            self.case(HardCase.ACCENTS, child, plain=plain(f"{child.names[0].forename} {child.names[0].surname}"))
        for fore, other, sex, key in rng.sample(names.TRANSLITERATIONS, min(self.many, len(names.TRANSLITERATIONS))):
            heritage = self.heritage_called(key)
            surname = self.fresh_surname(heritage)
            family = self.family([self.entry_now()], heritage=heritage, forenames=((fore, sex),), surname=surname)
            family.children[0].other_spelling = other
            self.case(HardCase.TRANSLITERATION, family.children[0], other=other)
        for fore, sex in rng.sample(names.WORD_NAMES, min(self.many + 1, len(names.WORD_NAMES))):
            family = self.family([self.entry_now()], heritage=english, forenames=((fore, sex),),
                                 surname=self.fresh_surname(english))  # fmt: skip
            self.case(HardCase.NAME_IS_WORD, family.children[0], word=fore)
        for _ in range(self.many):
            heritage = rng.choice(names.OTHERS)
            first = self.family([self.entry_now()], heritage=heritage, structure="together", extras=False)
            home = self.households[first.children[0].household]
            self.family([self.entry_now()], heritage=heritage, structure="alone", extras=False, home=home)
            members = [self.drafts[member] for member in self.households[home.id].members]
            self.case(HardCase.SHARED_HOUSEHOLD, *members, household=home.id)
        for _ in range(self.many):
            surname = self.fresh_surname(english)
            shared = [n for n in english.men if n in english.boys and _key(n, surname) not in self.taken]
            fore = rng.choice(shared)
            family = self.family([self.entry_now()], heritage=english, structure="together", surname=surname,
                                 forenames=((fore, "M"),), extras=False)  # fmt: skip
            father, child = family.adults["father"], family.children[0]
            father.names = [replace(father.names[0], forename=fore)]
            father.emails = [self.mail(father)] if father.emails else []
            self.case(HardCase.ADULT_WITH_PUPILS_NAME, father, child)
        patel = self.family([self.entry_now()], heritage=self.heritage_called("Gujarati"), structure="together",
                            surname="Patel", forenames=(("", "F"),), mother_title="Mrs", extras=False)  # fmt: skip
        self.case(HardCase.DAUGHTER_OF, patel.children[0], patel.adults["mother"], phrase="Mrs Patel's daughter")
        for _ in range(self.many):
            family = self.family([self.entry_now()], structure="apart")
            child, mother, father = family.children[0], family.adults["mother"], family.adults["father"]
            home = self.households[child.household]
            self.households[home.id] = replace(home, withheld_from=(father.id,))
            since = (date(2025, 1, 6) + timedelta(days=rng.randint(0, 400))).isoformat()
            self.case(HardCase.ESTRANGED_PARENT, child, father, mother, since=since)
        for _ in range(self.many):
            family = self.family([self.entry_now()], structure="apart")
            child, father = family.children[0], family.adults["father"]
            on = date(2025, 10, 1) + timedelta(days=rng.randint(0, 300))
            self.kin = [
                replace(k, court_order=True, may_collect=False) if (k.adult, k.child) == (father.id, child.id) else k
                for k in self.kin
            ]
            order = rng.choice(("prohibited steps order", "non-molestation order", "child arrangements order"))
            self.case(
                HardCase.COURT_ORDER, child, father, order=order, court=f"the Family Court at {self.town}",
                on=on.isoformat(), terms="is not to collect the child from school nor come onto the site",
            )  # fmt: skip

    def _middle(self, draft: _Draft, middle: str) -> None:
        draft.names[0] = replace(draft.names[0], middle=middle)

    def fresh_surname(self, heritage: Heritage) -> str:
        """A surname of the list that few bear yet, in its first form."""
        options = [s for s in heritage.surnames if "/" not in s] or [gendered(s, "M") for s in heritage.surnames]
        bearers = {s: sum(key.endswith(" " + plain(s).lower()) for key in self.taken) for s in options}
        fewest = min(bearers.values())
        return self.rng.choice([s for s in options if bearers[s] == fewest])

    def fill_cohorts(self) -> None:
        rng = self.rng
        for entry in range(_OLDEST_ENTRY, LAST_YEAR + 1):
            while self.filled[entry] < _COHORTS[self.size](entry):
                entries = [entry]
                for _ in range(rng.choices((0, 1, 2), (42, 44, 14))[0]):
                    following = entries[-1] + rng.choice((1, 2, 2, 3))
                    if following <= LAST_YEAR and self.filled[following] < _COHORTS[self.size](following) - 4:
                        entries.append(following)
                self.family(entries, late_joiners=True)

    # ---- classes

    def class_counts(self) -> dict[int, int]:
        """Parallel classes by entry year."""
        return {entry: -(-count // _FULL_CLASS) for entry, count in self.filled.items()}

    def place_pupils(self, class_names: dict[str, tuple[str, ...]], council: str, establishment: str) -> None:
        rng = self.rng
        admission = rng.randint(2100, 3900)
        enrolments: dict[int, int] = {}
        serial: dict[int, int] = {}
        pupils = [draft for draft in self.drafts.values() if SubjectKind.PUPIL in draft.kinds]
        for entry, count in self.class_counts().items():
            cohort = [draft for draft in pupils if draft.entry == entry]
            rng.shuffle(cohort)
            sizes = [sum(draft.group == group for draft in cohort) for group in range(count)]
            for draft in cohort:
                if draft.group < 0 or draft.group >= count:
                    draft.group = sizes.index(min(sizes)) if draft.group < 0 else 0
                    sizes[draft.group] += 1
            for draft in sorted(cohort, key=lambda d: (plain(d.names[0].surname), plain(d.names[0].forename), d.id)):
                admission += rng.choice((1, 1, 1, 2))
                serial[entry] = serial.get(entry, 0) + 1
                body = f"{council}{establishment}{entry % 100:02d}{serial[entry]:03d}"
                entered = draft.late_from or term_start(entry)
                finished = term_end(entry + 2)
                left = draft.early_to or (finished if finished < TODAY else None)
                stays = []
                for step, group_name in enumerate(_YEAR_GROUPS):
                    year = entry + step
                    first, last = max(term_start(year), entered), min(term_end(year), left or date.max)
                    if year < FIRST_YEAR or year > LAST_YEAR or first > last:
                        continue
                    enrolments[year] = enrolments.get(year, 0) + rng.choice((1, 1, 2))
                    stays.append(
                        ClassStay(year, group_name, class_names[group_name][draft.group], first, last,
                                  (year - 2000) * 10000 + enrolments[year])
                    )  # fmt: skip
                former = ""
                if rng.random() < 0.04:
                    temporary = (
                        f"{council}{establishment}{entry % 100:02d}{rng.randint(10, 99)}{rng.choice('ABCDEFGH')}"
                    )
                    former = upn_check_letter(temporary) + temporary
                heritage = draft.heritage
                language = rng.choice(heritage.languages)
                provision = rng.choices("NKE", (84, 15, 1))[0]
                draft.pupil = PupilFacts(
                    upn_check_letter(body) + body, former, f"{admission:06d}", entered, left,
                    (self.junior if not draft.early_to else rng.choice(names.NEARBY_SCHOOLS)) if left else "",
                    tuple(stays), rng.choice(heritage.ethnicities), language, rng.choice(heritage.religions),
                    rng.random() < 0.16, rng.random() < 0.008, "N" if provision == "E" else provision,
                    rng.choice(("SLCN", "SEMH", "MLD", "SPLD", "ASD", "HI", "PD")) if provision == "K" else "",
                    rng.choice(_CONDITIONS) if rng.random() < 0.11 else "",
                    rng.choice(_ALLERGIES) if rng.random() < 0.09 else "",
                    _diet(rng, heritage), rng.random() < 0.87,
                )  # fmt: skip


_CONDITIONS = ("asthma", "asthma", "eczema", "epilepsy", "type 1 diabetes", "glue ear", "febrile convulsions",
               "coeliac disease", "sickle cell disease", "a heart murmur", "hypermobility", "migraine")  # fmt: skip
_ALLERGIES = ("peanuts", "tree nuts", "eggs", "cow's milk", "penicillin", "bee stings", "sesame", "kiwi fruit", "latex")


def _diet(rng: random.Random, heritage: Heritage) -> str:
    if "Muslim" in heritage.religions and rng.random() < 0.8:
        return "halal"
    if heritage.key in ("Gujarati", "Punjabi") and rng.random() < 0.6:
        return "vegetarian"
    return rng.choices(("", "vegetarian", "no pork", "dairy free", "gluten free", "vegan"), (90, 4, 2, 2, 1, 1))[0]


@dataclass
class _Employment:
    """A member of staff while posts are being given out."""

    draft: _Draft
    posts: list[Post]
    started: date
    left: date | None = None


class _Staffroom:
    """Hires and parts with staff, year by year."""

    def __init__(self, inventor: _Inventor, domain: str) -> None:
        self.inventor, self.rng, self.domain = inventor, inventor.rng, domain
        self.everyone: list[_Employment] = []
        self.codes: set[str] = set()
        self.usernames: set[str] = set()
        self.by_class: dict[tuple[int, str], tuple[str, tuple[str, ...]]] = {}

    def hire(self, title: str, started: date, left: date | None = None, *, sex: str = "") -> _Employment:
        rng = self.rng
        sex = sex or rng.choices("FM", (85, 15))[0]
        heritage = names.ENGLISH if rng.random() < 0.62 else rng.choice(names.OTHERS)
        middle = rng.choice(names.ENGLISH.women if sex == "F" else names.ENGLISH.men) if rng.random() < 0.7 else ""
        draft = self.inventor.person(
            SubjectKind.STAFF, heritage, sex, self.inventor.birthday(1963, 2000), middle=middle,
            title=self.inventor.adult_title(sex, married=rng.random() < 0.6),
        )  # fmt: skip
        draft.phones.append(self.inventor.mobile())
        self.inventor.household([draft])
        job = _Employment(draft, [Post(title, "", started, left)], started, left)
        self.everyone.append(job)
        return job

    def finish(self) -> None:
        """Codes, user names, numbers and school addresses for everyone hired."""
        rng = self.rng
        number = rng.randint(400, 900)
        for job in self.everyone:
            name = job.draft.names[0]
            letters = plain(name.forename[0] + (name.middle[:1] or "") + name.surname.replace("'", "")[0]).upper()
            code = letters
            extra = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 40)
            while code in self.codes or len(code) < 3:
                code = letters[0] + next(extra) + letters[-1]
                if sum(c[0] == letters[0] and c[-1] == letters[-1] for c in self.codes) > 25:
                    code = letters + str(rng.randint(10, 999))
            self.codes.add(code)
            stem = plain(name.forename[0] + "".join(c for c in name.surname if c.isalnum())).lower()
            username, count = stem, 1
            while username in self.usernames:
                count += 1
                username = f"{stem}{count}"
            self.usernames.add(username)
            number += rng.choice((1, 2, 3))
            nino = f"{rng.choice(('JX', 'XE', 'YX', 'ZX'))}{rng.randint(0, 999999):06d}{rng.choice('ABCD')}"
            teaches = any("eacher" in p.title or p.title in ("Deputy headteacher", "SENCO") for p in job.posts)
            job.draft.emails.append(f"{username}@{self.domain}")
            job.draft.staff = StaffFacts(
                code, username, f"E{number:05d}", nino, f"99{rng.randint(0, 99999):05d}" if teaches else "",
                tuple(job.posts), job.started, job.left,
            )  # fmt: skip

    def staff_classes(self, groups: dict[int, list[tuple[str, str]]]) -> None:
        """Teachers and assistants for the classes (year group, name) of every year, with joiners and leavers."""
        rng = self.rng
        for title, chance_to_go in (("Class teacher", 0.1), ("Teaching assistant", 0.07)):
            active: list[_Employment] = []
            for year, classes in groups.items():
                start = term_start(year)
                if year > FIRST_YEAR:
                    going = [job for job in active if rng.random() < chance_to_go]
                    for job in going:
                        job.left = date(year, 8, 31)
                        job.posts = [replace(p, to_date=p.to_date or job.left) for p in job.posts]
                    active = [job for job in active if job not in going]
                while len(active) < len(classes):
                    begun = date(year, 9, 1) if year > FIRST_YEAR else self.inventor.birthday(2008, 2019)
                    job = self.hire(title, begun)
                    job.posts = [] if year > FIRST_YEAR else [Post(title, "", begun, date(FIRST_YEAR, 8, 31))]
                    active.append(job)
                rng.shuffle(active)
                for (_, name), job in zip(classes, active, strict=False):
                    ends = date(year + 1, 8, 31) if year < LAST_YEAR else None
                    job.posts.append(Post(title, name, min(start, date(year, 9, 1)), ends))
                    teacher, assistants = self.by_class.get((year, name), ("", ()))
                    if title == "Class teacher":
                        teacher = job.draft.id
                    else:
                        assistants = (*assistants, job.draft.id)
                    self.by_class[year, name] = (teacher, assistants)


_OFFICES = (
    ("Deputy headteacher", 1), ("SENCO", 1), ("Office manager", 1), ("Administrative assistant", 1),
    ("Finance officer", 1), ("Caretaker", 1), ("Cook", 2), ("Midday supervisor", 5), ("Learning mentor", 1),
    ("Breakfast club leader", 1),
)  # fmt: skip

_VISITORS = (
    "Educational psychologist, county council", "Speech and language therapist, community NHS trust",
    "Social worker, children's services", "Social worker, children's services", "School nurse, community NHS trust",
    "Health visitor, community NHS trust", "Occupational therapist, community NHS trust", "Paediatrician, NHS hospital",
    "Police constable", "Early help worker, county council", "School photographer", "Boiler engineer",
    "Football coach", "Recorder teacher", "Author", "Ofsted inspector", "Reading volunteer", "Reading volunteer",
)  # fmt: skip

_GOVERNORS = ("Chair of governors", "Vice chair of governors", "Co-opted governor", "Co-opted governor",
              "Local authority governor", "Foundation governor", "Clerk to the governors")  # fmt: skip


def invent(seed: int, size: Size = "school") -> World:
    """The whole school of a seed. Pure: the same arguments give an equal World, on any machine."""
    from honour.demo.cases import choose_cases, tell_requests
    from honour.demo.events import happen

    inv = _Inventor(seed, size)
    rng = inv.rng
    short = rng.choice(names.SCHOOL_STEMS)
    domain = "".join(c for c in short.lower().replace(" ", "") if c.isalnum()) + "-infants.example"
    council, council_number = rng.choice(names.COUNCILS)
    establishment = str(rng.randint(2000, 2999))

    widest = -(-max(_COHORTS[size](entry) for entry in range(_OLDEST_ENTRY, LAST_YEAR + 1)) // _FULL_CLASS) + 1
    animals = rng.sample(names.ANIMALS, min(3 * widest, len(names.ANIMALS)))
    per = len(animals) // 3
    class_names = {group: tuple(animals[i * per : (i + 1) * per]) for i, group in enumerate(_YEAR_GROUPS)}

    room = _Staffroom(inv, domain)
    head = room.hire("Headteacher", date(2022, 9, 1))
    room.hire("Headteacher", inv.birthday(2009, 2014), date(2022, 8, 31))
    offices: dict[str, _Employment] = {}
    scale = {"small": 0.5, "school": 1, "trust": 8}[size]
    for title, count in _OFFICES:
        for index in range(max(1, round(count * scale))):
            job = room.hire(title, inv.birthday(2010, 2024), sex="M" if title == "Caretaker" else "")
            if index == 0:
                offices[title] = job
    room.hire("Caretaker", inv.birthday(2010, 2014), date(2023, 3, 31), sex="M")
    room.hire("Administrative assistant", inv.birthday(2015, 2018), date(2024, 7, 31))
    deputy = offices["Deputy headteacher"]
    deputy.posts.append(Post("Designated safeguarding lead", "", max(deputy.started, date(2020, 9, 1)), None))

    staff_parents = []
    for title in rng.sample(("Midday supervisor", "Administrative assistant", "Learning mentor"), min(inv.many, 3)):
        draft = offices[title].draft
        if draft.sex == "M" or not draft.names[0].title.startswith("M"):
            draft.names = [replace(draft.names[0], title="Mr" if draft.sex == "M" else "Mrs")]
        if draft.sex == "F":
            staff_parents.append(draft)
            draft.born = inv.birthday(1984, 1992)
    if not staff_parents:
        job = room.hire("Cleaner", date(2021, 1, 4), sex="F")
        job.draft.born = inv.birthday(1984, 1992)
        staff_parents.append(job.draft)
    inv.special_families(staff_parents)
    inv.fill_cohorts()
    inv.place_pupils(class_names, council_number, establishment)

    counts = inv.class_counts()
    groups = {
        year: [
            (group, class_names[group][index])
            for step, group in enumerate(_YEAR_GROUPS)
            for index in range(counts[year - step])
        ]
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
    }
    room.staff_classes(groups)
    room.finish()
    governors = _governors(inv, size)
    for occupation in _VISITORS * (1 if size != "trust" else 6):
        sex = rng.choice("FFM")
        visitor = inv.person(SubjectKind.VISITOR, inv.heritage(), sex, None, title=inv.adult_title(sex))
        visitor.job = occupation
        visitor.phones.append(inv.mobile())
        visitor.emails.append(inv.mail(visitor))

    school = School(
        f"{short} Infant School" if size != "trust" else f"{short} Infant Schools Trust", short,
        (f"{rng.choice(names.STREETS)}", inv.town), f"{inv.area} 1AA", inv.landlines.pop(), f"office@{domain}",
        domain, council, council_number, establishment, str(rng.randint(990000, 999999)), class_names,
        head.draft.id, deputy.draft.id, offices["SENCO"].draft.id, deputy.draft.id, offices["Office manager"].draft.id,
        governors[0].id, f"Data Protection Officer, {council} Information Governance, dpo@council.example", inv.junior,
    )  # fmt: skip
    people = {draft.id: draft.freeze() for draft in inv.drafts.values()}
    classes = []
    for (year, name), (teacher, assistants) in room.by_class.items():
        members = [
            (person, stay)
            for person in people.values()
            if person.pupil
            for stay in person.pupil.stays
            if stay.year == year and stay.class_name == name
        ]
        members.sort(key=lambda pair: (plain(pair[0].legal.surname).lower(), plain(pair[0].legal.forename).lower(),
                                       pair[0].id))  # fmt: skip
        group = next(group for group, names_ in class_names.items() if name in names_)
        classes.append(SchoolClass(year, name, group, teacher, assistants, tuple(p.id for p, _ in members)))
    world = World(seed, size, school, people, inv.households, tuple(inv.kin), tuple(classes), (), tuple(inv.cases), ())
    world = choose_cases(world, inv.many)
    world = replace(world, events=happen(world))
    requests: tuple[Story, ...] = tell_requests(world)
    return replace(world, requests=requests)


def _governors(inv: _Inventor, size: Size) -> list[_Draft]:
    """The chair first; the last two are parents of children on roll."""
    rng = inv.rng
    found = []
    for title in _GOVERNORS * (1 if size != "trust" else 5):
        sex = rng.choice("FM")
        draft = inv.person(
            SubjectKind.GOVERNOR, inv.heritage(), sex, inv.birthday(1950, 1990), title=inv.adult_title(sex)
        )
        draft.job = title
        draft.phones.append(inv.mobile())
        draft.emails.append(inv.mail(draft))
        inv.household([draft])
        found.append(draft)
    parents = [
        inv.drafts[kin.adult]
        for kin in inv.kin
        if kin.parental_responsibility
        and kin.child not in inv.case_children
        and inv.drafts[kin.child].entry >= 2024
        and SubjectKind.STAFF not in inv.drafts[kin.adult].kinds
    ]
    for draft in rng.sample(parents, 2):
        draft.kinds.add(SubjectKind.GOVERNOR)
        draft.job = "Parent governor"
        found.append(draft)
    return found
