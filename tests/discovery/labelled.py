"""Hand-labelled columns of invented systems (columns/*.txt), as tables and as truth.

A line is `name : values : verdict`. Values: a choice `A|B|C`, taken in turn, or a generator `@id`. Verdict: `-` not
personal; `?` arguable, not scored; `any` personal of whatever kind; else the kind that must be among those found; then
` ! ` and the labels, comma between. `[table] 80` starts a table of 80 rows.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from honour.kernel.address import Address
from honour.kernel.record import Record
from honour.kernel.tabular import Column, DeclaredJoin

FOLDER = Path(__file__).parent / "columns"
FORENAMES = (
    "Amelia Noah Zainab Oliver Priya Jakub Maya Thomas Aisha Harry Freya Kofi Isla Mateusz Grace Samuel Leah Omar Ruby"
    " Daniel Chloe Ivan Hannah Ethan Sofia Callum Nadia George Erin Yusuf"
).split()
SURNAMES = (
    "Achterberg Bellweather Okonjo Fernsby Hartnoll Kowalczyk Patelson Quillfeather Rahimi Sandringford Tremblett"
    " Underhay Vanterpool Wetherspoone Yarborough Zielony Castlemaine Dunmore Eastlake Goodbody"
).split()
WORDS = (
    "came to the office after lunch and said that the bag was lost on the field again we rang home and agreed to meet"
    " next week about it"
).split()
STREETS = "Mill Lane|Church Road|Station Avenue|Orchard Close|High Street|Elm Drive".split("|")
TOWNS = "Chelmsford Braintree Witham Maldon Colchester".split()


@dataclass(frozen=True)
class Expected:
    system: str
    table: str
    column: str
    personal: bool | None
    """None: arguable."""
    kind: str
    labels: frozenset[str]


@dataclass(frozen=True)
class MemoryTable:
    source: str
    name: str
    columns: tuple[Column, ...]
    values: tuple[tuple[str | None, ...], ...] = field(repr=False)
    declared_joins: tuple[DeclaredJoin, ...] = ()

    @property
    def label(self) -> str:
        return self.name

    def count(self) -> int:
        return len(self.values)

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        places = [i for i, c in enumerate(self.columns) if columns is None or c.name in columns]
        if columns is not None:
            names = [column.name for column in self.columns]
            places = [names.index(name) for name in columns]
        for number, row in enumerate(self.values):
            yield str(number), tuple(row[place] for place in places)

    def address(self, key: str) -> Address:
        return Address(self.source, "row", (self.name, key))

    def record(self, key: str, values: tuple[str | None, ...]) -> Record:
        raise NotImplementedError("columns are judged without records")


def systems() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def read(system: str) -> tuple[list[MemoryTable], list[Expected]]:
    rng = random.Random(system)  # noqa: S311 - invented values, the same every time
    tables: list[tuple[str, int, list[tuple[str, str]]]] = []
    expected: list[Expected] = []
    for line in (FOLDER / f"{system}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name, _, rows = line[1:].partition("]")
            tables.append((name, int(rows), []))
        elif " : " in line and not line.startswith("#"):
            column, values, verdict = (part.strip() for part in line.split(" : "))
            tables[-1][2].append((column, values))
            kind, _, labels = (part.strip() for part in verdict.partition("!"))
            personal = None if kind == "?" else kind != "-"
            told = frozenset(label.strip() for label in labels.split(",") if label.strip())
            expected.append(Expected(system, tables[-1][0], column, personal, kind if personal else "", told))
    made: dict[str, MemoryTable] = {}
    for name, rows, columns in sorted(tables, key=lambda table: any("@fk:" in values for _, values in table[2])):
        wide = [_values(values, rows, rng, made) for _, values in columns]
        made[name] = MemoryTable(
            system, name, tuple(Column(c, key_position=0) for c, _ in columns), tuple(zip(*wide, strict=True))
        )
    return [made[name] for name, _, _ in tables], expected


def _values(spec: str, rows: int, rng: random.Random, made: dict[str, MemoryTable]) -> list[str | None]:
    if not spec.startswith("@"):
        choice = spec.split("|")
        return [choice[number % len(choice)] for number in range(rows)]
    name, _, detail = spec[1:].partition(":")
    if name == "fk":
        table, _, column = detail.partition(".")
        if table in made:
            keys = [row[[c.name for c in made[table].columns].index(column) if column else 0]
                    for row in made[table].values]  # fmt: skip
            if column:
                return [rng.choice(keys) for _ in range(rows)]
        else:
            keys = [str(key) for key in range(1, rows + 1)]
        return [keys[rng.randrange(len(keys))] for _ in range(rows)]
    if name == "id":
        return [str(number) for number in range(1, rows + 1)]
    if name == "int":
        low, high = map(int, detail.rsplit("-", 1))
        if high - low > rows * 3:
            return [str(number) for number in rng.sample(range(low, high), rows)]
        return [str(rng.randint(low, high)) for _ in range(rows)]
    return [_value(name, detail, rng) for _ in range(rows)]


def _digits(rng: random.Random, count: int) -> str:
    return str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(count - 1))


def _value(name: str, detail: str, rng: random.Random) -> str | None:
    first, last = rng.choice(FORENAMES), rng.choice(SURNAMES)
    if name in {"date", "moment"}:
        low, _, high = detail.partition("-")
        day = f"{rng.randint(int(low), int(high or low))}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        return day if name == "date" else f"{day} {rng.randint(7, 17):02}:{rng.randint(0, 59):02}:00"
    if name == "money":
        low, high = detail.rsplit("-", 1)
        return f"{rng.uniform(float(low), float(high)):.2f}"
    if name in {"text", "notice"}:
        start = f"{first} " if name == "text" else ""
        return start + " ".join(rng.choices(WORDS, k=rng.randint(9, 20))) + "."
    made = {
        "fn": first,
        "sn": last,
        "full": f"{first} {last}",
        "titled": f"{rng.choice(['Mrs', 'Mr', 'Ms'])} {last}",
        "drname": f"Dr {last}",
        "surgery": f"{rng.choice(TOWNS)} Surgery",
        "initials": first[0] + last[:2].upper(),
        "login": (first[0] + last).lower() + str(rng.randint(1, 99)),
        "email": f"{first}.{last}{rng.randint(1, 99)}@example.org".lower(),
        "office": f"office@{rng.choice(SURNAMES).lower()}.example.org",
        "phone": f"07700 900{rng.randint(100, 999)}",
        "street": f"{rng.randint(1, 99)} {rng.choice(STREETS)}",
        "address": f"{rng.randint(1, 99)} {rng.choice(STREETS)}, {rng.choice(TOWNS)}",
        "town": rng.choice(TOWNS),
        "postcode": f"CM{rng.randint(1, 9)} {rng.randint(1, 9)}{rng.choice('ABDE')}{rng.choice('ABDE')}",
        "short": " ".join(rng.choices(WORDS, k=rng.randint(3, 6))),
        "label": " ".join(rng.choices(["Late", "Rude", "Fight", "Phone", "Uniform", "Homework"], k=2)),
        "school": f"{rng.choice(TOWNS)} Primary School",
        "company": f"{rng.choice(SURNAMES)} {rng.choice(['Ltd', 'Supplies', 'Coaches', 'Catering'])}",
        "product": f"{rng.choice(['Blue', 'Sweet', 'Old', 'Fresh'])} {rng.choice(['Tea', 'Sauce', 'Ham', 'Cheese'])}",
        "title": f"The {rng.choice(WORDS).title()} of {rng.choice(WORDS).title()}",
        "author": f"{rng.choice(SURNAMES)}, {first}",
        "room": f"{rng.choice(['Hall', 'Lab', 'Room'])} {rng.randint(1, 30)}",
        "key": f"{rng.choice(['ui', 'mail', 'core'])}.{rng.choice(['limit', 'mode', 'theme'])}.{rng.randint(1, 99)}",
        "guid": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "hex": f"{rng.getrandbits(64):016x}",
        "bcrypt": f"$2y$10${rng.getrandbits(128):032x}",
        "ip": f"10.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}",
        "mac": ":".join(f"{rng.getrandbits(8):02x}" for _ in range(6)),
        "agent": f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Build/{rng.randint(1, 99)}",
        "url": f"https://portal.example.org/pages/{rng.randint(1, 999)}",
        "epoch": str(rng.randint(1_650_000_000, 1_760_000_000)),
        "photo": f"img_{_digits(rng, 5)}.jpg",
        "doc": f"cv_{_digits(rng, 5)}.pdf",
        "signature": f"data:image/png;base64,{rng.getrandbits(128):032x}",
        "blob": f"{rng.getrandbits(256):064x}",
        "lat": f"51.{_digits(rng, 6)}",
        "lng": f"0.{_digits(rng, 6)}",
        "car": f"A{rng.choice('VXYU')}{rng.randint(10, 72)} {''.join(rng.choices('ABCDEFGHJ', k=3))}",
        "licence": f"{last[:5].upper():9<5}{_digits(rng, 6)}A99BC",
        "passport": _digits(rng, 9),
        "trn": _digits(rng, 7),
        "dbs": f"00{_digits(rng, 10)}",
        "sort": f"{rng.randint(10, 99)}-{rng.randint(10, 99)}-{rng.randint(10, 99)}",
        "acct": _digits(rng, 8),
        "iban": f"GB{rng.randint(10, 99)}TEST{_digits(rng, 14)}",
        "card": f"4{_digits(rng, 15)}",
        "isbn": f"978{_digits(rng, 10)}",
        "uci": f"{_digits(rng, 12)}{rng.choice('ABCD')}",
        "nino": f"QQ{_digits(rng, 6)}{rng.choice('ABCD')}",
        "uln": _digits(rng, 10),
        "nhs": _nhs(rng),
        "upn": _upn(rng),
        "empty": None,
    }
    return made[name]


def _upn(rng: random.Random) -> str:
    digits = f"881{_digits(rng, 9)}"
    total = sum(weight * int(digit) for weight, digit in zip(range(2, 14), digits, strict=True))
    return "ABCDEFGHJKLMNPQRTUVWXYZ"[total % 23] + digits


def _nhs(rng: random.Random) -> str:
    while True:
        digits = _digits(rng, 9)
        check = 11 - sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=True)) % 11
        if check != 10:
            return digits + str(check % 11)
