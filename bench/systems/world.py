"""The humans of an invented school: everything about them that a system may come to hold.

One index per human; columns are NumPy arrays of objects so that a table is a take, not a loop. A system's tables hold
rows about these humans in its own words; which row is about whom is therefore known and never guessed.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
import uuid
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from honour.demo.names import HERITAGES, STREETS, TOWNS

Array = np.ndarray[Any, Any]

KINDS = ("pupil", "contact", "staff", "governor", "visitor", "applicant", "alumnus", "professional")
TODAY = dt.date(2026, 11, 20)

ETHNICITIES = tuple(
    "WBRI WIRI WOTH WIRT WROM WEEU MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH REFU NOBT".split()
)
LANGUAGES = tuple("ENG POL URD PAN BNG SOM ARA GUJ POR RUM TUR UKR CHI YOR CYM".split())
LANGUAGE_NAMES = tuple(
    "English|Polish|Urdu|Panjabi|Bengali|Somali|Arabic|Gujarati|Portuguese|Romanian|Turkish|Ukrainian|Chinese|Yoruba|Welsh".split(
        "|"
    )
)
RELIGIONS = (
    "No religion",
    "Christian",
    "Muslim",
    "Roman Catholic",
    "Hindu",
    "Sikh",
    "Jewish",
    "Buddhist",
    "Orthodox",
    "Not stated",
)
SEN = ("N", "K", "E")
NEEDS = ("SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI", "MSI", "PD", "ASD", "OTH")
CONDITIONS = (
    "Asthma", "Type 1 diabetes", "Epilepsy", "Nut allergy", "Eczema", "ADHD", "Coeliac disease", "Hay fever",
    "Anxiety", "Migraine", "Egg allergy", "Hearing loss, left ear", "Sickle cell trait", "Bee sting anaphylaxis",
)  # fmt: skip
DIETS = ("Halal", "Vegetarian", "No pork", "Gluten free", "Dairy free", "Vegan", "Kosher", "Nut free")
JOBS = (
    "Class Teacher",
    "Teaching Assistant",
    "Headteacher",
    "Deputy Headteacher",
    "SENCO",
    "Site Manager",
    "Office Manager",
    "Midday Supervisor",
    "Cook",
    "Learning Mentor",
    "Head of Science",
    "Examinations Officer",
    "Cover Supervisor",
)
UNIONS = ("NEU", "NASUWT", "UNISON", "GMB", "NAHT", "none", "Voice")
ORIENTATIONS = ("Heterosexual", "Gay or lesbian", "Bisexual", "Prefer not to say")
NATIONALITIES = (
    "British",
    "Irish",
    "Polish",
    "Romanian",
    "Pakistani",
    "Indian",
    "Nigerian",
    "Somali",
    "Ukrainian",
    "Portuguese",
)
COUNTRIES = ("GBR", "IRL", "POL", "ROU", "PAK", "IND", "NGA", "SOM", "UKR", "PRT")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def _upn(local: str, year: int, serial: int) -> str:
    digits = f"{local}{year % 100:02d}{serial:03d}"
    total = sum(int(digit) * (position + 2) for position, digit in enumerate(digits))
    return _UPN_LETTERS[total % 23] + digits


def objects(values: Any) -> Array:
    """A one-dimensional array of Python objects, also where they are all equally long lists."""
    out = np.empty(len(values), dtype=object)
    out[:] = list(values)
    return out


@dataclass(frozen=True)
class World:
    size: int
    """How many humans."""
    of_kind: dict[str, Array]
    """Indices of the humans of one kind; a human may be of several."""
    facts: dict[str, Array]
    """One array of objects a fact, one place a human; None where it does not apply."""
    parents: list[list[int]] = field(default_factory=list)
    """By pupil index (position in `of_kind['pupil']`): contacts."""


def people(seed: int, pupils: int) -> World:
    """As many pupils on roll and leavers as asked; parents, staff and the others in proportion."""
    rng = np.random.default_rng([seed, 7001])
    staff_n = max(12, pupils // 9)
    family_n = max(8, int(pupils * 0.72))
    counts = {
        "pupil": pupils,
        "contact": 0,
        "staff": staff_n,
        "governor": max(5, pupils // 60),
        "visitor": max(10, pupils // 12),
        "applicant": max(8, pupils // 8),
        "alumnus": max(10, pupils // 10),
        "professional": max(4, pupils // 40),
    }
    weights = np.array([h.weight for h in HERITAGES], dtype=float)
    weights /= weights.sum()
    family_heritage = rng.choice(len(HERITAGES), family_n, p=weights)
    surname_pick = rng.integers(0, 10_000, family_n)
    streets = rng.integers(0, len(STREETS), family_n)
    house_no = rng.integers(1, 190, family_n)
    towns = rng.integers(0, 5, family_n)
    family_of = np.concatenate([np.arange(min(family_n, pupils)), rng.integers(0, family_n, max(0, pupils - family_n))])
    rng.shuffle(family_of)

    rows: list[dict[str, Any]] = []
    kinds: dict[str, list[int]] = {kind: [] for kind in KINDS}

    def split(surname: str, woman: bool) -> str:
        parts = surname.split("/")
        return parts[-1] if woman else parts[0]

    def human(kind: str, heritage: Any, woman: bool, surname: str, forename: str, born: dt.date | None) -> int:
        kinds[kind].append(len(rows))
        rows.append(
            {
                "surname": split(surname, woman), "forename": forename, "sex": "F" if woman else "M", "born": born,
                "ethnicity": str(rng.choice(heritage.ethnicities)), "language": str(rng.choice(heritage.languages)),
                "religion": str(rng.choice(heritage.religions)),
            }
        )  # fmt: skip
        return len(rows) - 1

    def postcode(family: int) -> str:
        return (
            f"ZZ{1 + family % 19} {1 + (family * 7) % 9}{'ABDEFGHJLN'[family % 10]}{'PQRSTUWXYZ'[(family // 10) % 10]}"
        )

    def address(index: int, family: int) -> None:
        rows[index].update(
            house=str(house_no[family]), street=STREETS[streets[family]], town=TOWNS[towns[family]],
            postcode=postcode(family), family=family,
        )  # fmt: skip

    used: set[tuple[str, str]] = set()
    parent_ids: dict[int, list[int]] = {}
    for family in range(family_n):
        heritage = HERITAGES[family_heritage[family]]
        surname = heritage.surnames[surname_pick[family] % len(heritage.surnames)]
        for who in range(int(rng.choice([1, 2, 2, 2, 3]))):
            woman = who != 1
            names = heritage.women if woman else heritage.men
            forename = names[int(rng.integers(len(names)))]
            other = surname if who < 2 or rng.random() < 0.4 else str(rng.choice(heritage.surnames))
            index = human("contact", heritage, woman, other, forename, None)
            address(index, family)
            rows[index]["relation"] = ("Mother", "Father", "Grandmother")[who]
            parent_ids.setdefault(family, []).append(index)
    for position in range(pupils):
        family = int(family_of[position])
        heritage = HERITAGES[family_heritage[family]]
        surname = heritage.surnames[surname_pick[family] % len(heritage.surnames)]
        woman = bool(rng.random() < 0.5)
        names = heritage.girls if woman else heritage.boys
        forename = names[int(rng.integers(len(names)))]
        age = int(rng.integers(4, 17))
        born = TODAY - dt.timedelta(days=365 * age + int(rng.integers(0, 364)))
        for _ in range(6):
            if (forename, surname) not in used or rng.random() < 0.03:
                break
            forename = names[int(rng.integers(len(names)))]
        used.add((forename, surname))
        index = human("pupil", heritage, woman, surname, forename, born)
        address(index, family)
        entry = dt.date(born.year + 4 + (born.month > 8), 9, 1)
        rows[index].update(
            upn=_upn(f"991{2000 + position // 1000:04d}", entry.year, position % 1000),
            admno=4001 + position * 3 // 2,
            joined=max(entry, dt.date(2012, 9, 3)),
            left=TODAY - dt.timedelta(days=int(rng.integers(100, 900))) if rng.random() < 0.15 else None,
            year=max(0, min(13, TODAY.year - born.year - (4 if born.month > 8 else 5) - 0)),
            sen=str(rng.choice(SEN, p=[0.8, 0.15, 0.05])),
            need=str(rng.choice(NEEDS)),
            fsm=bool(rng.random() < 0.22), premium=bool(rng.random() < 0.25), care=bool(rng.random() < 0.02),
        )  # fmt: skip
    for position in range(staff_n):
        heritage = HERITAGES[int(rng.choice(len(HERITAGES), p=weights))]
        woman = bool(rng.random() < 0.7)
        names = heritage.women if woman else heritage.men
        index = human(
            "staff", heritage, woman, str(rng.choice(heritage.surnames)), names[int(rng.integers(len(names)))],
            dt.date(1960, 1, 1) + dt.timedelta(days=int(rng.integers(0, 15000))),
        )  # fmt: skip
        address(index, int(rng.integers(family_n)))
        rows[index].update(
            job=JOBS[position] if position < len(JOBS) else str(rng.choice(JOBS[:2])),
            joined=dt.date(2005, 9, 1) + dt.timedelta(days=int(rng.integers(0, 7000))),
            left=TODAY - dt.timedelta(days=int(rng.integers(100, 900))) if rng.random() < 0.2 else None,
            salary=int(rng.integers(18, 80)) * 1000 + 350,
        )  # fmt: skip
    for kind in ("governor", "visitor", "professional", "applicant", "alumnus"):
        for _ in range(counts[kind]):
            heritage = HERITAGES[int(rng.choice(len(HERITAGES), p=weights))]
            woman = bool(rng.random() < 0.5)
            young = kind in ("applicant", "alumnus")
            names = (heritage.girls, heritage.boys) if young else (heritage.women, heritage.men)
            names = names[0] if woman else names[1]
            start = {"applicant": dt.date(2015, 9, 1), "alumnus": dt.date(1985, 9, 1)}.get(kind, dt.date(1955, 1, 1))
            span = {"applicant": 2200, "alumnus": 8000}.get(kind, 16000)
            born = start + dt.timedelta(days=int(rng.integers(0, span)))
            index = human(
                kind, heritage, woman, str(rng.choice(heritage.surnames)), names[int(rng.integers(len(names)))], born
            )
            address(index, int(rng.integers(family_n)))
            if kind == "applicant":
                rows[index]["year"] = int(rng.integers(0, 8))
            if kind == "alumnus":
                rows[index]["left"] = born + dt.timedelta(days=365 * int(rng.integers(11, 19)))
    # Some humans are two things: a teacher who is a parent, a governor who is a parent, a leaver among the alumni.
    size = len(rows)
    facts: dict[str, Array] = {}
    codes: set[str] = set()
    logins: set[str] = set()
    conditions = rng.integers(0, len(CONDITIONS), size)
    for index, row in enumerate(rows):
        plain = _plain(row["surname"])
        initial = _plain(row["forename"])[:1]
        code = (initial + plain[:2]).upper()
        serial = 0
        while code in codes:
            serial += 1
            code = (initial + plain[:1]).upper() + _base36(serial)
        codes.add(code)
        login = f"{initial}.{plain}".lower()
        serial = 1
        while login in logins:
            serial += 1
            login = f"{initial}.{plain}{serial}".lower()
        logins.add(login)
        row.update(
            code=code, login=login,
            email=f"{login}@{'hollybrook.example' if index % 3 == 0 else 'mailbox.example'}",
            phone=f"07700 900{index % 1000:03d}" if index % 5 else f"+447700900{index % 1000:03d}",
            home_phone=f"01632 960{(index * 7) % 1000:03d}",
            middle=str(rng.choice(("", "", "James", "Rose", "Anne", "Lee", "Marie", "Kwame", "Zofia"))) or None,
            known=row["forename"] if rng.random() < 0.8 else _plain(row["forename"])[:4],
            title=("Mr" if row["sex"] == "M" else str(rng.choice(("Mrs", "Ms", "Miss")))),
            condition=CONDITIONS[conditions[index]], diet=str(rng.choice(DIETS)),
            nationality=str(rng.choice(NATIONALITIES)), birth_country=str(rng.choice(COUNTRIES)),
            nhs=f"999 {index % 1000:03d} {(index * 13) % 10000:04d}",
            ni=f"QQ{(index * 37) % 1000000:06d}{'ABCD'[index % 4]}",
            trn=f"{(index * 7919) % 10000000:07d}",
            uln=f"{9_100_000_000 + index * 7}",
            union=str(rng.choice(UNIONS)), orientation=str(rng.choice(ORIENTATIONS)),
            dbs=f"0013{(index * 104729) % 100000000:08d}",
            account=f"{(index * 15485863) % 100000000:08d}", sort=f"00-{index % 100:02d}-{(index * 3) % 100:02d}",
            guid=str(uuid.UUID(bytes=rng.bytes(16), version=4)),
            ip=f"10.{index % 4}.{(index * 5) % 250}.{(index * 11) % 250}",
        )  # fmt: skip
    for name in sorted({name for row in rows for name in row}):
        facts[name] = objects([row.get(name) for row in rows])
    of_kind = {kind: np.array(indices, dtype=np.int64) for kind, indices in kinds.items()}
    parents = [parent_ids.get(int(family_of[position]), []) for position in range(pupils)]
    return World(size, of_kind, facts, parents)


def _plain(text: str) -> str:
    flat = unicodedata.normalize(
        "NFKD", text.replace("ł", "l").replace("Ł", "L").replace("ı", "i").replace("đ", "d").replace("Đ", "D")
    )
    return "".join(letter for letter in flat if letter.isascii() and letter.isalpha()) or "x"


def _base36(number: int) -> str:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    out = ""
    while number:
        number, rest = divmod(number, 36)
        out = digits[rest] + out
    return out
