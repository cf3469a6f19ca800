"""Invented people and the formats of their numbers. Telephone numbers are those kept free for drama; mail is example.*."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

GIRLS = """Olivia Amelia Isla Ava Mia Freya Lily Florence Poppy Evie Grace Sophie Ella Charlotte Daisy Phoebe Matilda Ruby
Aisha Fatima Maryam Zainab Khadija Hafsa Amina Zara Priya Ananya Diya Kavya Simran Jasleen Harpreet Meera Chiamaka Adaeze
Temitope Folasade Abena Efua Zofia Maja Hanna Julia Oliwia Ioana Andreea Gabija Mei Xinyi Linh Thuy Layla Noor Yasmin Leila
Aaliyah Shanice Destiny Keira Niamh Saoirse Ceri Seren Megan Eilidh Mhairi Rebecca Abigail Naomi Esther Leah Chaya""".split()
BOYS = """Oliver George Noah Arthur Harry Leo Muhammad Jack Charlie Oscar Jacob Henry Thomas Freddie Alfie Theo William Archie
Mohammed Yusuf Ibrahim Hamza Bilal Omar Adam Zayn Arjun Rohan Vihaan Aarav Gurpreet Jaspreet Harman Dev Chukwuemeka Oluwaseun
Tobi Kwame Kofi Kacper Jakub Szymon Filip Andrei Matei Lukas Jun Wei Minh Duc Karim Ali Hassan Tyrone Jayden Kai Finlay Rory
Cian Oisin Rhys Dylan Ewan Callum Lewis Samuel Daniel Joshua Reuben Elijah Isaac Tomasz Callan Idris""".split()
WOMEN = """Sarah Emma Claire Nicola Karen Lisa Joanne Helen Rachel Louise Samantha Michelle Julie Angela Deborah Susan Tracey
Nasreen Shabana Rukhsana Farzana Sunita Anita Kiran Manjit Ngozi Funmilayo Akosua Agnieszka Katarzyna Elena Mihaela Hong Thi
Siobhan Bronwen Fiona Morag Ruth Miriam Leanne Kelly Gemma Stacey Kirsty Hayley Donna Maxine""".split()
MEN = """David Paul Andrew Mark Stephen Richard Ian Simon Gareth Neil Kevin Martin Philip Darren Craig Jason Graham Stuart Imran
Tariq Nadeem Asif Rajesh Sanjay Balwinder Sukhdev Emeka Babatunde Yaw Piotr Marek Ionut Vasile Chen Tuan Declan Padraig Huw
Alasdair Hamish Moshe Winston Leroy Lee Wayne Carl Adrian Nigel Trevor Barry""".split()
SURNAMES = """Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts
Green Hall Wood Jackson Clarke Khan Hussain Ahmed Ali Begum Malik Iqbal Shah Singh Kaur Gill Sandhu Sharma Gupta Mehta Desai
Okafor Adeyemi Okonkwo Mensah Boateng Asante Eze Nowak Kowalski Wojcik Zielinski Popescu Ionescu Radu Kazlauskas Wang Li Chen
Nguyen Tran Pham Hassan Abdi Warsame Farah O'Brien Murphy Kelly Byrne O'Connor Gallagher Morgan Griffiths Pritchard MacDonald
Campbell Stewart Fraser Cohen Levy Goldberg Campbell-Reid Francis Grant Baptiste Henry Hughes Edwards Lewis Turner Cooper
Hill Ward Moore Baker Harrison Mason Shaw Hunt Holmes Mills Knight Palmer Barker Fletcher Marsh Wheeler Blackwood Ashworth
Hargreaves Ramsbottom Entwistle Braithwaite Featherstone Penhaligon Trevithick Al-Sayed Rahman Chowdhury Miah Uddin""".split()
STREETS = """Station Church Victoria Albert Mill Park Queens Kings London Manor Grange Chapel School Hawthorn Beech Orchard Meadow
Windsor Green Cross Priory Abbey Alma Balmoral Cavendish Derwent Elm Furlong Gladstone Hazel Ivy Juniper Kestrel Lime""".split()
WAYS = "Road Street Avenue Close Lane Drive Way Crescent Grove Terrace Court".split()
ETHNICITIES = {
    "WBRI": "White - British", "WIRI": "White - Irish", "WIRT": "Traveller of Irish heritage", "WROM": "Gypsy / Roma",
    "WOTH": "Any other White background", "MWBC": "White and Black Caribbean", "MWAS": "White and Asian",
    "AIND": "Indian", "APKN": "Pakistani", "ABAN": "Bangladeshi", "CHNE": "Chinese", "BCRB": "Black Caribbean",
    "BAFR": "Black - African", "OOTH": "Any other ethnic group", "REFU": "Refused", "NOBT": "Information not yet obtained",
}  # fmt: skip
"""The national codes."""
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def upn(la: int, school: int, year: int, serial: int) -> str:
    digits = f"{la:03d}{school:04d}{year % 100:02d}{serial:03d}"
    check = sum(int(digit) * weight for weight, digit in enumerate(digits, 2)) % 23
    return UPN_LETTERS[check] + digits


def uln(serial: int) -> str:
    """A learner's ten digits; serials whose check would be ten are not given out, so the next one is."""
    while True:
        digits = f"{serial:09d}"
        rest = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if rest != 0:
            return digits + str(10 - rest)
        serial += 1


@dataclass(frozen=True)
class Address:
    house: str
    street: str
    town: str
    county: str
    postcode: str


class Invented:
    """Draws from one seeded generator; numbers and logins come once only."""

    def __init__(self, seed: int, *, town: str, county: str, area: str) -> None:
        self.random = random.Random(seed)
        self.town, self.county, self.area = town, county, area
        self.mobiles = [f"07700 900{n:03d}" for n in range(1000)]
        self.landlines = [f"01632 960{n:03d}" for n in range(1000)]
        self.landlines += [
            f"{city} 496 0{n:03d}" for city in ("0113", "0114", "0115", "0116", "0117") for n in range(999)
        ]
        self.random.shuffle(self.mobiles)
        self.random.shuffle(self.landlines)
        self.taken: set[str] = set()
        self.logins: set[str] = set()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def child(self, surname: str | None = None) -> tuple[str, str, str]:
        """(forename, surname, sex), a pair of names no one has had yet."""
        while True:
            sex = self.random.choice("MF")
            forename = self.random.choice(BOYS if sex == "M" else GIRLS)
            last = surname or self.random.choice(SURNAMES)
            if self._new(forename, last):
                return forename, last, sex

    def adult(self, sex: str | None = None, surname: str | None = None) -> tuple[str, str, str]:
        while True:
            chosen = sex or self.random.choice("FFM")
            forename = self.random.choice(MEN if chosen == "M" else WOMEN)
            last = surname or self.random.choice(SURNAMES)
            if self._new(forename, last):
                return forename, last, chosen

    def _new(self, forename: str, surname: str) -> bool:
        if f"{forename} {surname}" in self.taken:
            return False
        self.taken.add(f"{forename} {surname}")
        return True

    def mobile(self) -> str:
        return self.mobiles.pop() if self.mobiles else self.landline()

    def landline(self) -> str:
        return self.landlines.pop()

    def address(self) -> Address:
        r = self.random
        house = str(r.randrange(1, 180)) + r.choice(["", "", "", "", "a", "b"])
        code = f"{self.area}{r.randrange(1, 15)} {r.randrange(1, 10)}{''.join(r.choices('ABDEFGHJLNPQRSTUWXYZ', k=2))}"
        return Address(house, f"{r.choice(STREETS)} {r.choice(WAYS)}", self.town, self.county, code)

    def login(self, base: str) -> str:
        base = "".join(letter for letter in base.lower() if letter.isalnum() or letter == ".")
        name, n = base, 1
        while name in self.logins:
            n += 1
            name = f"{base}{n}"
        self.logins.add(name)
        return name

    def mail(self, forename: str, surname: str) -> str:
        form = self.random.choice(["{f}.{s}", "{f}{s}", "{i}{s}", "{s}.{f}"])
        base = form.format(f=forename, s=surname, i=forename[0])
        return self.login(base) + "@" + self.random.choice(["example.com", "example.net", "mail.example.org"])

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.random.randrange((last - first).days + 1))

    def school_day(self, first: date, last: date) -> date:
        while (found := self.day(first, last)).weekday() > 4:
            pass
        return found

    def moment(self, day: date, first: int = 8, last: int = 17) -> str:
        r = self.random
        return f"{day} {r.randrange(first, last):02d}:{r.randrange(60):02d}:{r.randrange(60):02d}"

    def national_insurance(self) -> str:
        r = self.random
        return f"{r.choice('ABCEGHJKLMNPRSTWXYZ')}{r.choice('ABCEGHJKLMNPRSTWXYZ')}{r.randrange(10**6):06d}{r.choice('ABCD')}"
