"""The pupil database of the fictional school: one SQLite file with the habits of real ones. Call `write(...)`.

No foreign key is declared. People are pointed at by pupil id, by the yearly roll id, by admission number, by contact
id (negative where the contact is staff), by user name, staff code or user number, by lists with commas or pipes, by
an owner's type and id, inside JSON, and by name in free text. Some rows point at people who are no longer there.
Every row is told to the TruthBook as it is put. docs/spec/demo-school.md lists the habits.
"""

from __future__ import annotations

import json
import random
import sqlite3
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from honour.demo.calendar import school_days, term_end, term_start
from honour.demo.calls import Teller
from honour.demo.truth import Concern, TruthBook, Withhold
from honour.demo.world import (
    FIRST_YEAR,
    LAST_YEAR,
    ClassStay,
    Event,
    EventKind,
    HardCase,
    Person,
    PersonId,
    World,
    academic_year,
)
from honour.kernel.address import Address, row
from honour.kernel.holding import Role, SubjectKind

SOURCE = "mis"
_DAILY_FROM = 2024
"""Attendance is kept a day a row from this academic year; older years are archived a week a row."""

_ABOUT, _BY, _MENTIONS, _ASSIGNED = Role.ABOUT, Role.WRITTEN_BY, Role.MENTIONS, Role.ASSIGNED
_PAGE_BYTES = 4096


@dataclass
class _Table:
    name: str
    columns: tuple[str, ...]
    keys: int
    """How many leading columns are the primary key; 0 for none."""
    rows: list[tuple[object, ...]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MisIds:
    """The ids the database gave, which exports repeat."""

    pupil: dict[PersonId, int]
    contact: dict[PersonId, int]
    staff: dict[PersonId, int]
    household: dict[str, int]


def write(world: World, path: Path, book: TruthBook) -> MisIds:
    """Writes the database at `path` (which must not exist) and tells every row. Same world, same bytes."""
    book.source(SOURCE, "database", "mis/school.db", "the pupil database")
    mis = _Mis(world, book)
    mis.fill()
    mis.save(path)
    return MisIds(mis.pup, mis.con, mis.stf, mis.home)


def about(person: PersonId, how: str = "pointer", *quotes: str) -> Concern:
    return Concern(person, _ABOUT, quotes, how)


def third_party(quote: str, person: PersonId, why: str, *also: PersonId) -> Withhold:
    return Withhold("THIRD_PARTY", why, quote, person=person, except_for=(person, *also))


class _Mis:
    def __init__(self, world: World, book: TruthBook) -> None:
        self.world, self.book = world, book
        self.rng = world.rng("mis")
        self.teller = Teller(world, world.rng("mis names"))
        self.tables: dict[str, _Table] = {}
        rng = self.rng
        self.pup = self._ids(world.of(SubjectKind.PUPIL), rng.randint(1000, 6000))
        self.con = self._ids(
            [p for p in world.of(SubjectKind.CONTACT) if SubjectKind.STAFF not in p.kinds], rng.randint(20000, 40000)
        )
        self.stf = self._ids(world.of(SubjectKind.STAFF), rng.randint(100, 300))
        self.user = self._ids(world.of(SubjectKind.STAFF), 1)
        self.home = {home: number for number, home in enumerate(world.households, rng.randint(500, 900))}
        self.gone_pupils = [min(self.pup.values()) - n for n in range(3, 40, 3)]
        """Ids of pupils deleted long ago; rows still point at them."""
        self.office = [
            p for p in world.of(SubjectKind.STAFF)
            if p.staff and p.staff.posts[0].title in ("Office manager", "Administrative assistant", "Finance officer")
        ]  # fmt: skip
        self.counters: dict[str, int] = {}

    def _ids(self, people: Iterable[Person], start: int) -> dict[PersonId, int]:
        found = {}
        for person in people:
            found[person.id] = start
            start += self.rng.choice((1, 1, 1, 2, 5))
        return found

    # ---- putting rows

    def table(self, name: str, columns: str, keys: int = 1) -> None:
        """columns: names with types, as `PUP_ID INTEGER, NAME TEXT`; the first `keys` are the primary key."""
        self.tables[name] = _Table(name, tuple(column.strip() for column in columns.split(",")), keys)

    def put(
        self, name: str, values: Sequence[object], concerns: Iterable[Concern] = (), withhold: Iterable[Withhold] = ()
    ) -> Address:
        table = self.tables[name]
        if len(values) != len(table.columns):
            raise ValueError(f"{name} has {len(table.columns)} columns, not {len(values)}")
        key = ",".join(str(value) for value in values[: table.keys]) or f"rowid={len(table.rows) + 1}"
        table.rows.append(tuple(value.isoformat() if isinstance(value, date) else value for value in values))
        address = row(SOURCE, name, key)
        self.book.add(address, "table", concerns, withhold)
        return address

    def next(self, name: str) -> int:
        """The next key of a table: rising, with the gaps that deletions leave."""
        before = self.counters.get(name) or self.rng.randint(1, 900)
        self.counters[name] = before + self.rng.choice((1, 1, 1, 1, 2, 4))
        return self.counters[name]

    def clerk(self, on: date) -> Person:
        """Someone of the office employed on that day."""
        there = [p for p in self.office if p.staff and p.staff.started <= on <= (p.staff.left or date.max)]
        return self.rng.choice(there) if there else self.world.people[self.world.school.head]

    def typed(self, person: Person | PersonId) -> Concern:
        return Concern(person if isinstance(person, str) else person.id, _BY)

    def username(self, person: PersonId) -> str:
        staff = self.world.people[person].staff
        return staff.username if staff else ""

    def code(self, person: PersonId) -> str:
        staff = self.world.people[person].staff
        return staff.staff_code if staff else ""

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute(f"PRAGMA page_size={_PAGE_BYTES}")
            connection.execute("PRAGMA journal_mode=OFF")
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("BEGIN")
            for table in self.tables.values():
                columns = list(table.columns)
                if table.keys == 1:
                    columns[0] += " PRIMARY KEY"
                elif table.keys > 1:
                    names = ", ".join(column.split()[0] for column in columns[: table.keys])
                    columns.append(f"PRIMARY KEY ({names})")
                connection.execute(f'CREATE TABLE "{table.name}" ({", ".join(columns)})')
                marks = ",".join("?" * len(table.columns))
                connection.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', table.rows)
            connection.execute("COMMIT")
        finally:
            connection.close()

    # ---- what is put, area by area

    def fill(self) -> None:
        self.lookups()
        self.school()
        self.staff()
        self.households_and_contacts()
        self.pupils()
        self.classes()
        self.pupil_details()
        self.events()
        self.notes()
        self.money_and_clubs()
        self.office_life()
        self.attendance()

    def lookups(self) -> None:
        for name, codes in _LOOKUPS.items():
            self.table(name, "CODE TEXT, DESCRIPTION TEXT, ACTIVE INTEGER")
            for code, description in codes:
                self.put(name, (code, description, 1))
        self.table("tblUDFDEF", "UDF_NO TEXT, ENTITY TEXT, CAPTION TEXT, DATATYPE TEXT")
        captions = ["Keyworker", "House point captain since", "Locker", "Walks home with"]
        self.rng.shuffle(captions)
        self.udf = captions
        for number, caption in enumerate(captions, 1):
            self.put("tblUDFDEF", (f"UDF{number:02d}", "PUP", caption, "TEXT"))

    def school(self) -> None:
        school, world = self.world.school, self.world
        self.table("tblSCHOOL", "SCH_ID INTEGER, SCH_NAME TEXT, LA_NO TEXT, ESTAB_NO TEXT, URN TEXT, ADDR TEXT, "
                   "PCODE TEXT, TEL TEXT, EMAIL TEXT, HEAD_NAME TEXT")  # fmt: skip
        head = world.people[school.head]
        self.put(
            "tblSCHOOL",
            (1, school.name, school.council_number, school.establishment_number, school.urn, ", ".join(school.lines),
             school.postcode, school.phone, school.email, head.full),
            [Concern(head.id, _MENTIONS, (head.full,), "full name")],
        )  # fmt: skip
        self.table("tblACADYEAR", "YR INTEGER, DESCR TEXT, START_DATE TEXT, END_DATE TEXT")
        self.table("tblTERMDAY", "DAY TEXT, YR INTEGER, DAY_NO INTEGER", keys=1)
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            self.put("tblACADYEAR", (year, f"{year}/{year + 1}", term_start(year), term_end(year)))
            for number, day in enumerate(school_days(year), 1):
                self.put("tblTERMDAY", (day, year, number))

    def staff(self) -> None:
        world, rng = self.world, self.rng
        self.table("tblSTAFF", "STF_ID INTEGER, STF_CODE TEXT, EMP_NO TEXT, TITLE TEXT, FORENAME TEXT, MIDDLE TEXT, "
                   "SURNAME TEXT, DOB TEXT, SEX TEXT, NI_NO TEXT, TRN TEXT, ADDR1 TEXT, ADDR2 TEXT, PCODE TEXT, "
                   "MOBILE TEXT, WORK_EMAIL TEXT, START_DATE TEXT, LEAVE_DATE TEXT, ETHNICITY TEXT")  # fmt: skip
        self.table("tblSTAFFCONTRACT", "CTR_ID INTEGER, STF_ID INTEGER, POST TEXT, CLASS_NAME TEXT, FROM_DATE TEXT, "
                   "TO_DATE TEXT, FTE REAL, SCALE TEXT, SALARY INTEGER, ENTERED_BY TEXT")  # fmt: skip
        self.table("tblSTAFFABS", "ABS_ID INTEGER, STF_ID INTEGER, FROM_DATE TEXT, DAYS INTEGER, REASON TEXT, "
                   "CERT TEXT, COVER_CODE TEXT, ENTERED_BY TEXT")  # fmt: skip
        self.table("tblSCR", "SCR_ID INTEGER, STF_ID INTEGER, DBS_NO TEXT, DBS_DATE TEXT, RTW_SEEN TEXT, "
                   "QUAL_SEEN TEXT, PROHIB_CHECK TEXT, CHECKED_BY TEXT")  # fmt: skip
        self.table("tblSTAFFTRAIN", "TRN_ID INTEGER, COURSE TEXT, DATE_DONE TEXT, ATTENDEES TEXT")
        self.table("tblAPPRAISAL", "APP_ID INTEGER, STF_ID INTEGER, REVIEWER_ID INTEGER, YR INTEGER, OUTCOME TEXT, "
                   "COMMENT TEXT")  # fmt: skip
        self.table("tblUSER", "USER_ID INTEGER, USERNAME TEXT, STF_ID INTEGER, LAST_LOGON TEXT, DISABLED INTEGER")
        self.table("tblEMERGCON", "ID INTEGER, STF_ID INTEGER, NAME TEXT, RELATION TEXT, TEL TEXT")
        head = world.school.head
        for person in world.of(SubjectKind.STAFF):
            facts, name = person.staff, person.legal
            if facts is None:
                continue
            me, ident = about(person.id), self.stf[person.id]
            home = world.households[person.household]
            hub = self.put(
                "tblSTAFF",
                (ident, facts.staff_code, facts.employee_number, name.title, name.forename, name.middle or None,
                 name.surname, person.born, person.sex, facts.ni_number, facts.trn or None, home.lines[0],
                 home.lines[1], home.postcode, person.phones[0], self._school_mail(person), facts.started, facts.left,
                 rng.choice(("WBRI", "WBRI", "AIND", "BAFR", "REFU"))),
                [about(person.id, "hub", name.forename, name.surname)],
            )  # fmt: skip
            self.book.hub(person.id, hub)
            salary = rng.randint(19, 44) * 1000
            for post in facts.posts:
                clerk = self.clerk(post.from_date)
                self.put(
                    "tblSTAFFCONTRACT",
                    (self.next("tblSTAFFCONTRACT"), ident, post.title, post.class_name or None, post.from_date,
                     post.to_date, rng.choice((1.0, 1.0, 0.8, 0.6, 0.5)), rng.choice(("M3", "M6", "UPS1", "Band 3")),
                     salary, self.username(clerk.id)),
                    [me, self.typed(clerk)],
                )  # fmt: skip
                salary += 700
            known = world.events_of(person.id)
            for _ in range(rng.randint(0, 7)):
                last = facts.left or world.today
                start = max(facts.started, date(FIRST_YEAR, 9, 1))
                if (last - start).days < 20:
                    continue
                on = start + timedelta(days=rng.randint(0, (last - start).days - 10))
                clerk = self.clerk(on)
                there = [p for p in world.staff_on(on) if p.id != person.id]
                cover = rng.choice(there) if there and rng.random() < 0.5 else None
                self.put(
                    "tblSTAFFABS",
                    (self.next("tblSTAFFABS"), ident, on, rng.randint(1, 9), rng.choice(_ABSENCES),
                     rng.choice(("self", "self", "fit note", None)), self.code(cover.id) if cover else None,
                     self.username(clerk.id)),
                    [me, self.typed(clerk)] + ([Concern(cover.id, _ASSIGNED)] if cover else []),
                )  # fmt: skip
            checker = self.clerk(facts.started)
            self.put(
                "tblSCR",
                (self.next("tblSCR"), ident, f"{rng.randint(10**11, 10**12 - 1)}", facts.started - timedelta(days=20),
                 "Y", "Y" if facts.trn else "n/a", rng.choice(("Y", "n/a")), self.code(checker.id)),
                [me, Concern(checker.id, _ASSIGNED)],
            )  # fmt: skip
            if person.id != head and facts.trn:
                for year in range(max(FIRST_YEAR, academic_year(facts.started)), academic_year(facts.left or
                                  world.today - timedelta(days=90)) + 1):  # fmt: skip
                    seen = [e for e in known if e.kind is EventKind.STAFF and academic_year(e.on) == year and not
                            e.confidential]  # fmt: skip
                    told = self.teller.tell(seen[0].tale, {"staff": person}, seen[0].on) if seen else None
                    concerns = [me, Concern(head, _ASSIGNED)]
                    if told:
                        concerns.append(told.concern(person.id, _ABOUT))
                    self.put(
                        "tblAPPRAISAL",
                        (self.next("tblAPPRAISAL"), ident, self.stf[head], year, rng.choice(("met", "met", "partly")),
                         told.text if told else None),
                        concerns,
                    )  # fmt: skip
            self.put(
                "tblUSER",
                (self.user[person.id], facts.username, ident, (facts.left or world.today - timedelta(days=3)),
                 int(facts.left is not None)),
                [about(person.id, "hub", facts.username)],
            )  # fmt: skip
            self.book.hub(person.id, row(SOURCE, "tblUSER", str(self.user[person.id])))
            if rng.random() < 0.8:
                other = rng.choice(("husband", "wife", "partner", "mother", "brother"))
                self.put("tblEMERGCON", (self.next("tblEMERGCON"), ident, None, other,
                                         f"020 7946 0{rng.randint(0, 999):03d}"), [me])  # fmt: skip
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            for course in rng.sample(_COURSES, 3):
                on = rng.choice(school_days(year)[:30])
                employed = world.staff_on(on)
                if on < world.today and employed:
                    who = sorted(rng.sample(employed, min(len(employed), rng.randint(3, 12))), key=lambda p: p.id)
                    self.put("tblSTAFFTRAIN",
                             (self.next("tblSTAFFTRAIN"), course, on, ",".join(str(self.stf[p.id]) for p in who)),
                             [about(p.id, "id list") for p in who])  # fmt: skip

    def _school_mail(self, person: Person) -> str:
        return next(mail for mail in person.emails if mail.endswith(self.world.school.domain))

    def households_and_contacts(self) -> None:
        world, rng = self.world, self.rng
        self.table("tblHOUSEHOLD", "HOUSE_ID INTEGER, SALUTATION TEXT, ADDR1 TEXT, ADDR2 TEXT, POSTCODE TEXT, "
                   "HOME_TEL TEXT, ADDR_WITHHELD INTEGER, LAST_UPD_USR TEXT")  # fmt: skip
        self.table("tblCONTACT", "CON_ID INTEGER, TITLE TEXT, FNAME TEXT, SNAME TEXT, HOUSE_ID INTEGER, "
                   "OCCUPATION TEXT, LANG TEXT, ENTERED_BY TEXT, LAST_UPD_USR TEXT")  # fmt: skip
        self.table("tblPHONE", "PHONE_ID INTEGER, OWNER_TYPE TEXT, OWNER_ID INTEGER, USAGE TEXT, NUMBER TEXT")
        self.table("tblEMAIL", "EMAIL_ID INTEGER, OWNER_TYPE TEXT, OWNER_ID INTEGER, ADDRESS TEXT, MAIN INTEGER")
        pupils_or_contacts = (SubjectKind.PUPIL, SubjectKind.CONTACT)
        for home in world.households.values():
            members = [world.people[m] for m in home.members if world.people[m].kinds & set(pupils_or_contacts)]
            if not members:
                continue
            adults = [p for p in members if SubjectKind.PUPIL not in p.kinds]
            salutation = " & ".join(p.formal for p in adults[:3])
            clerk = self.clerk(date(2025, 9, 1) + timedelta(days=rng.randint(0, 300)))
            concerns = [about(p.id, "pointer", p.formal) if p in adults[:3] else about(p.id) for p in members]
            withhold = [
                Withhold("THIRD_PARTY", "the address is kept from a parent who lives apart", quote,
                         person=adults[0].id if adults else None, except_for=home.members,
                         not_for=home.withheld_from)
                for quote in (home.lines[0], home.postcode, *([home.phone] if home.phone else []))
                if home.withheld_from
            ]  # fmt: skip
            for adult in adults[:3]:
                mine = self._family_of(adult, members)
                if len(mine) < len(members):
                    withhold.append(third_party(adult.formal, adult.id, "another family at one address",
                                                *(p for p in mine if p != adult.id)))  # fmt: skip
            self.put(
                "tblHOUSEHOLD",
                (self.home[home.id], salutation or None, home.lines[0], home.lines[1], home.postcode,
                 home.phone or None, int(bool(home.withheld_from)), self.username(clerk.id)),
                [*concerns, self.typed(clerk)], withhold,
            )  # fmt: skip
        for person in world.of(SubjectKind.CONTACT):
            name = person.legal
            if person.id in self.con:
                ident, kind = self.con[person.id], "CON"
                clerk = self.clerk(date(2023, 9, 1) + timedelta(days=rng.randint(0, 1000)))
                hub = self.put(
                    "tblCONTACT",
                    (ident, name.title or None, name.forename, name.surname,
                     self.home[person.household] if person.household else None, rng.choice((*_JOBS, None, None)),
                     None, self.username(clerk.id), self.username(clerk.id)),
                    [about(person.id, "hub", name.forename, name.surname), self.typed(clerk)],
                )  # fmt: skip
                self.book.hub(person.id, hub)
            else:
                ident, kind = -self.stf[person.id], "STF"
            for number, phone in enumerate(person.phones):
                form = rng.choice((phone, phone, phone.replace(" ", ""), "+44 " + phone[1:]))
                self.put("tblPHONE", (self.next("tblPHONE"), kind, abs(ident), "M" if number == 0 else "W", form),
                         [about(person.id, "polymorphic")])  # fmt: skip
            for number, mail in enumerate(person.emails):
                form = rng.choice((mail, mail, mail, mail.upper(), mail.capitalize()))
                self.put("tblEMAIL", (self.next("tblEMAIL"), kind, abs(ident), form, int(number == 0)),
                         [about(person.id, "polymorphic")])  # fmt: skip

    def _family_of(self, adult: Person, members: Sequence[Person]) -> list[PersonId]:
        """Those of a household who belong to an adult's own family: the children, and their other adults."""
        children = {kin.child for kin in self.world.children_of(adult.id)}
        adults = {kin.adult for child in children for kin in self.world.contacts_of(child)}
        return [p.id for p in members if p.id in children or p.id in adults or p.id == adult.id]

    def pupils(self) -> None:
        world, rng = self.world, self.rng
        self.table("sPUP_PERSON", "PUP_ID INTEGER, UPN TEXT, FORMER_UPN TEXT, ADMNO TEXT, LEGAL_SNAME TEXT, "
                   "LEGAL_FNAME TEXT, MIDDLE TEXT, PREF_FNAME TEXT, PREF_SNAME TEXT, FORMER_SNAME TEXT, DOB TEXT, "
                   "SEX TEXT, DOA TEXT, DOL TEXT, STATUS TEXT, HOUSE_ID INTEGER, UDF01 TEXT, UDF02 TEXT, UDF03 TEXT, "
                   "UDF04 TEXT, ENTERED_BY TEXT, LAST_UPD_USR TEXT")  # fmt: skip
        self.table("sPUP_ROLL", "ROLL_ID INTEGER, ADMNO TEXT, ACAD_YR INTEGER, SURNAME TEXT, FORENAME TEXT, DOB TEXT, "
                   "NCYEAR TEXT, REG_GRP TEXT, FROM_DATE TEXT, TO_DATE TEXT")  # fmt: skip
        self.table("tblPUPCON", "PUP_ID INTEGER, CON_ID INTEGER, RELATION TEXT, PRIORITY INTEGER, PAR_RESP TEXT, "
                   "LIVES_WITH TEXT, COURT_ORDER TEXT, COLLECT_OK TEXT, REMARK TEXT", keys=2)  # fmt: skip
        changed = self.teller.changed_on
        for person in world.of(SubjectKind.PUPIL):
            facts, name, known, former = person.pupil, person.legal, person.called, person.former
            if facts is None:
                continue
            clerk, later = self.clerk(facts.entered), self.clerk(min(world.today, facts.left or world.today))
            concerns = [about(person.id, "hub", name.forename, name.surname), self.typed(clerk), self.typed(later)]
            udf: dict[str, str | None] = dict.fromkeys(self.udf)
            staff = [p for p in world.staff_on(max(facts.entered, date(FIRST_YEAR, 9, 3))) if p.staff]
            if staff and rng.random() < 0.3:
                keyworker = rng.choice(staff)
                udf["Keyworker"] = self.code(keyworker.id)
                concerns.append(Concern(keyworker.id, _ASSIGNED))
            udf["Locker"] = str(rng.randint(1, 90)) if rng.random() < 0.5 else None
            withhold = []
            siblings = world.siblings_of(person.id)
            if siblings and rng.random() < 0.5:
                udf["Walks home with"] = siblings[0].forename
                concerns.append(Concern(siblings[0].id, _MENTIONS, (siblings[0].forename,), "forename"))
                withhold.append(third_party(siblings[0].forename, siblings[0].id, "another child"))
            hub = self.put(
                "sPUP_PERSON",
                (self.pup[person.id], facts.upn, facts.former_upn or None, facts.admission_number, name.surname,
                 name.forename, name.middle or None, known.forename if known is not name else None,
                 known.surname if known is not name else None, former.surname if former else None, person.born,
                 person.sex, facts.entered, facts.left, "P" if facts.left else "C", self.home[person.household],
                 *(udf[caption] for caption in self.udf), self.username(clerk.id), self.username(later.id)),
                concerns, withhold,
            )  # fmt: skip
            self.book.hub(person.id, hub)
        stays = sorted(
            ((stay, p) for p in world.of(SubjectKind.PUPIL) if p.pupil for stay in p.pupil.stays),
            key=lambda pair: pair[0].enrolment_id,
        )
        for stay, person in stays:
            name = person.legal
            if person.former and stay.to_date < changed.get(person.id, date.min):
                name = person.former
            hub = self.put(
                "sPUP_ROLL",
                (stay.enrolment_id, person.pupil.admission_number if person.pupil else None, stay.year, name.surname,
                 name.forename, person.born, stay.year_group[-1:] if stay.year_group != "Reception" else "R",
                 stay.class_name, stay.from_date, stay.to_date),
                [about(person.id, "hub", name.forename, name.surname)],
            )  # fmt: skip
            self.book.hub(person.id, hub)
        orders = {case.people: case for case in world.cases_of(HardCase.COURT_ORDER)}
        for kin in world.kin:
            number = self.con.get(kin.adult) or -self.stf[kin.adult]
            order = orders.get((kin.child, kin.adult))
            remark = f"{order.facts['order']} of {order.facts['on']}: see office file" if order else None
            if kin.court_order and remark is None:
                remark = "court order: see office file"
            self.put(
                "tblPUPCON",
                (self.pup[kin.child], number, _RELATION_CODES[kin.kind], kin.priority,
                 "Y" if kin.parental_responsibility else "N", "Y" if kin.lives_with else "N",
                 "Y" if kin.court_order else "N", "Y" if kin.may_collect else "N", remark),
                [about(kin.child), about(kin.adult)],
            )  # fmt: skip
        for gone in self.gone_pupils[:6]:
            self.put("tblPUPCON", (gone, 900000 + gone, "MOT", 1, "Y", "Y", "N", "Y", None))

    def classes(self) -> None:
        world, rng = self.world, self.rng
        self.table("tblCLASS", "CLASS_ID INTEGER, ACAD_YR INTEGER, REG_GRP TEXT, NCYEAR TEXT, TEACHER_ID INTEGER, "
                   "TA_IDS TEXT, ROOM TEXT")  # fmt: skip
        self.table("tblSEATING", "PLAN_ID INTEGER, CLASS_ID INTEGER, MADE_ON TEXT, PLAN_JSON TEXT, MADE_BY INTEGER")
        self.table("tblREADGROUP", "GRP_ID INTEGER, CLASS_ID INTEGER, LEVEL TEXT, MEMBERS TEXT, LED_BY TEXT")
        for group in world.classes:
            ident = self.next("tblCLASS")
            self.put(
                "tblCLASS",
                (ident, group.year, group.name, group.year_group, self.stf[group.teacher],
                 "|".join(str(self.stf[a]) for a in group.assistants) or None, f"Room {rng.randint(1, 40)}"),
                [Concern(group.teacher, _ASSIGNED), *(Concern(a, _ASSIGNED, (), "id list") for a in group.assistants)],
            )  # fmt: skip
            pupils = list(group.pupils)
            for term in range(2 if group.year < LAST_YEAR else 1):
                rng.shuffle(pupils)
                tables = {
                    f"table{n + 1}": [{"pup": self.pup[p], "seat": s} for s, p in enumerate(pupils[n::5], 1)]
                    for n in range(5)
                }
                on = school_days(group.year)[12 + 90 * term]
                self.put(
                    "tblSEATING",
                    (self.next("tblSEATING"), ident, on, json.dumps({"v": 2, "tables": tables}),
                     self.user[group.teacher]),
                    [*(about(p, "json") for p in group.pupils), self.typed(group.teacher)],
                )  # fmt: skip
            leads = group.assistants or (group.teacher,)
            for level, members in zip(
                ("lilac", "pink", "red", "yellow"), (pupils[n::4] for n in range(4)), strict=True
            ):
                lead = rng.choice(leads)
                if members:
                    self.put(
                        "tblREADGROUP",
                        (self.next("tblREADGROUP"), ident, level, ",".join(str(self.pup[p]) for p in members),
                         self.code(lead)),
                        [*(about(p, "id list") for p in members), Concern(lead, _ASSIGNED)],
                    )  # fmt: skip

    def pupil_details(self) -> None:
        world, rng = self.world, self.rng
        for name, columns in _DETAIL_TABLES.items():
            self.table(name, columns)
        gate = {c.people[0]: c for c in world.cases_of(HardCase.HEALTH_NO_OPINION)}
        letters = gate | {c.people[0]: c for c in world.cases_of(HardCase.HEALTH_WITH_OPINION)}
        plans = {c.people[0]: c for c in world.cases_of(HardCase.EHC_PLAN)}
        protected = {c.people[0]: c for c in world.cases_of(HardCase.CHILD_PROTECTION)}
        senco = world.school.senco
        for person in world.of(SubjectKind.PUPIL):
            facts = person.pupil
            if facts is None:
                continue
            me, ident = about(person.id), self.pup[person.id]
            clerk = self.clerk(facts.entered)
            by = self.typed(clerk)

            def put(name: str, *values: object, concerns: Sequence[Concern] = (), withhold: Sequence[Withhold] = (),
                    me: Concern = me, ident: int = ident) -> None:  # fmt: skip
                self.put(name, (self.next(name), ident, *values), [me, *concerns], withhold)

            user = self.username(clerk.id)
            put("sPUP_ETHNIC", facts.ethnicity, facts.language, facts.religion, rng.choice("PPPS"), user, concerns=[by])
            put("sPUP_CONSENT", "photo in school", "Y" if facts.photo_consent else "N", facts.entered, user,
                concerns=[by])  # fmt: skip
            put("sPUP_CONSENT", "website", "Y" if facts.photo_consent and rng.random() < 0.8 else "N", facts.entered,
                user, concerns=[by])  # fmt: skip
            if facts.diet:
                put("sPUP_DIET", facts.diet, None)
            if facts.allergy:
                put("sPUP_DIET", None, f"allergy: {facts.allergy}")
                put("sPUP_MEDCOND", f"allergy to {facts.allergy}", rng.choice(("mild", "severe, adrenaline pen")),
                    facts.entered, "parent", user, concerns=[by])  # fmt: skip
            if facts.fsm:
                put("sPUP_FSM", facts.entered, None, rng.choice(("ECS", "paper proof")))
            if facts.looked_after:
                put("sPUP_LAC", facts.entered, world.school.council)
            if facts.condition and person.id not in letters:
                put("sPUP_MEDCOND", facts.condition, rng.choice(("mild", "moderate")), facts.entered, "parent", user,
                    concerns=[by])  # fmt: skip
            case = letters.get(person.id)
            if case:
                on = date.fromisoformat(case.facts["letter_on"])
                held = [Withhold("HEALTH_GATE", "health data from a professional, no opinion on serious harm yet",
                                 whole=True, person=person.id)] if person.id in gate else []  # fmt: skip
                put("sPUP_MEDCOND", case.facts["condition"], "see letter", on, case.facts["professional"], user,
                    concerns=[by], withhold=held)  # fmt: skip
                put("sPUP_MEDNOTE", on, f"Letter of {on.isoformat()} from {case.facts['professional']}: treatment for "
                    f"{case.facts['condition']} changed, review in six months. Side effects and prognosis discussed.",
                    user, concerns=[by], withhold=held)  # fmt: skip
            if facts.sen_provision != "N":
                start = max(facts.entered, date(FIRST_YEAR, 9, 3)) + timedelta(days=rng.randint(20, 90))
                start = min(start, world.today - timedelta(days=3))
                put("sPUP_SEN", start, "K", facts.sen_need, self.code(senco), concerns=[Concern(senco, _ASSIGNED)])
            plan = plans.get(person.id)
            if plan:
                since = date.fromisoformat(plan.facts["since"])
                hold = [Withhold("EHCP", "content of an EHC plan; SENCO and council not yet asked", whole=True,
                                 person=person.id)]  # fmt: skip
                put("sPUP_SEN", since, "E", facts.sen_need, self.code(senco), concerns=[Concern(senco, _ASSIGNED)])
                put("sPUP_EHCP", since, plan.facts["council"],
                    f"Section B: {plan.facts['need']}. Section F: 15 hours of support a week, programme by the "
                    f"therapist. Advice of {plan.facts['advice_by']}, educational psychologist.", self.user[senco],
                    concerns=[self.typed(senco), *self._adviser(plan.facts["advice_by"])], withhold=hold)  # fmt: skip
            guard = protected.get(person.id)
            if guard:
                dsl = world.school.dsl
                put("sPUP_CP", guard.facts["plan_from"], guard.facts["category"], guard.facts["social_worker"],
                    self.user[dsl],
                    concerns=[self.typed(dsl), *self._adviser(guard.facts["social_worker"])],
                    withhold=[_child_abuse(person.id, guard.people[1])])  # fmt: skip
            if facts.left:
                put("sPUP_DEST", facts.destination, facts.left, rng.choice(("CTF sent", "CTF sent", "file posted")))
            if facts.entered > term_start(academic_year(facts.entered)):
                put("sPUP_PREVSCH", rng.choice(_OTHER_SCHOOLS), facts.entered - timedelta(days=rng.randint(3, 30)))
            for stay in facts.stays:
                group = world.class_on(person.id, stay.from_date)
                if group is None:
                    continue
                for subject in ("Reading", "Writing", "Maths", "Phonics"):
                    if stay.year < LAST_YEAR:
                        self.put(
                            "sPUP_ASSESS",
                            (self.next("sPUP_ASSESS"), stay.enrolment_id, subject, f"{stay.year + 1}-06",
                             rng.choices(("WTS", "EXS", "GDS"), (25, 60, 15))[0], self.code(group.teacher)),
                            [about(person.id, "yearly id"), Concern(group.teacher, _ASSIGNED)],
                        )  # fmt: skip
                if rng.random() < 0.7:
                    self.put(
                        "tblPARENTEVE",
                        (self.next("tblPARENTEVE"), stay.enrolment_id, school_days(stay.year)[40],
                         f"{rng.randint(15, 18)}:{rng.choice(('00', '10', '20', '40'))}", self.stf[group.teacher],
                         rng.choice(("came", "came", "phone", "missed"))),
                        [about(person.id, "yearly id"), Concern(group.teacher, _ASSIGNED)],
                    )  # fmt: skip

    def _adviser(self, full: str) -> list[Concern]:
        person = next((p for p in self.world.of(SubjectKind.VISITOR) if p.full == full), None)
        return [Concern(person.id, _MENTIONS, (full,), "full name")] if person else []

    def events(self) -> None:
        world, rng = self.world, self.rng
        self.table("tblBEHAV", "BEH_ID INTEGER, ROLL_ID INTEGER, INC_DATE TEXT, INC_TIME TEXT, INC_TYPE TEXT, "
                   "LOCATION TEXT, DESCRIPTION TEXT, ACTION TEXT, INVOLVED_IDS TEXT, TEACHER_ID INTEGER, "
                   "ENTERED_BY TEXT")  # fmt: skip
        self.table("tblFIRSTAID", "FA_ID INTEGER, PUP_ID INTEGER, FA_DATE TEXT, FA_TIME TEXT, WHAT TEXT, "
                   "TREATMENT TEXT, FIRST_AIDER TEXT, PARENT_TOLD TEXT")  # fmt: skip
        self.table("tblMEDADMIN", "ID INTEGER, ADMNO TEXT, GIVEN_ON TEXT, NOTE TEXT, GIVEN_BY INTEGER")
        self.table("tblCONTACTLOG", "LOG_ID INTEGER, PUP_ID INTEGER, CON_ID INTEGER, LOG_DATE TEXT, HOW TEXT, "
                   "SUMMARY TEXT, OUTCOME TEXT, TAKEN_BY TEXT")  # fmt: skip
        self.table("sPUP_SENREV", "REV_ID INTEGER, PUP_ID INTEGER, REV_DATE TEXT, PRESENT TEXT, SUMMARY TEXT, "
                   "SENCO_ID INTEGER")  # fmt: skip
        self.table("tblTRIP", "TRIP_ID INTEGER, TRIP_DATE TEXT, PLACE TEXT, LEADER_ID INTEGER, PUP_IDS TEXT, "
                   "HELPERS TEXT")  # fmt: skip
        self.table("tblEXCL", "EXC_ID INTEGER, UPN TEXT, START_DATE TEXT, SESSIONS INTEGER, REASON TEXT, HEAD TEXT")
        self.table("tblSTAFFNOTE", "NOTE_ID INTEGER, STF_ID INTEGER, NOTE_DATE TEXT, NOTE TEXT, WRITTEN_BY TEXT, "
                   "CONFIDENTIAL INTEGER")  # fmt: skip
        writers = {
            EventKind.BEHAVIOUR: self._behaviour, EventKind.ACCIDENT: self._accident,
            EventKind.MEDICAL: self._medical, EventKind.PARENT_CONTACT: self._contact,
            EventKind.COMPLAINT: self._contact, EventKind.SEN_REVIEW: self._review,
            EventKind.TRIP: self._trip, EventKind.STAFF: self._staff_note,
        }  # fmt: skip
        for event in world.events:
            write_one = writers.get(event.kind)
            if write_one:
                write_one(event, {part: world.people[person] for part, person in event.parts})
        bad = [e for e in world.events if e.kind is EventKind.BEHAVIOUR and e.who("target")]
        for event in rng.sample(bad, min(len(bad), 3 + len(bad) // 200)):
            actor = world.people[event.parts[0][1]]
            self.put(
                "tblEXCL",
                (self.next("tblEXCL"), actor.pupil.upn if actor.pupil else None, event.on + timedelta(days=1),
                 rng.choice((1, 2, 4)), rng.choice(("PA physical assault on a pupil", "DB persistent behaviour")),
                 self.code(world.school.head)),
                [about(actor.id, "natural key"), Concern(world.school.head, _ASSIGNED)],
            )  # fmt: skip
        for gone in self.gone_pupils[6:]:
            self.put("tblFIRSTAID", (self.next("tblFIRSTAID"), gone, "2020-10-0" + str(gone % 9 + 1), "10:40",
                                     "Grazed knee.", "Plaster.", None, "Y"))  # fmt: skip

    def _behaviour(self, event: Event, who: dict[str, Person]) -> None:
        world, rng = self.world, self.rng
        actor = who["actor"]
        stay = world.stay(actor.id, event.on)
        group = world.class_on(actor.id, event.on)
        if stay is None or group is None:
            return
        told = self.teller.tell(event.tale, who, event.on)
        others = [p for part, p in who.items() if part != "actor"]
        listed = [p for p in others if rng.random() < 0.5 or p.id in self.teller.cousins]
        concerns = [about(actor.id, "yearly id", told.quote(actor.id))]
        withhold = [third_party(told.quote(actor.id), actor.id, "another child's behaviour")]
        for other in others:
            if other in listed:
                concerns.append(about(other.id, "id list", told.quote(other.id)))
            else:
                concerns.append(told.concern(other.id, _MENTIONS))
            withhold.append(third_party(told.quote(other.id), other.id, "another child in an incident"))
        self.put(
            "tblBEHAV",
            (self.next("tblBEHAV"), stay.enrolment_id, event.on, event.at, rng.choice(("MIN", "MIN", "MOD", "MAJ")),
             event.where, told.text, event.action, "|".join(str(self.pup[p.id]) for p in listed) or None,
             self.stf[group.teacher], self.username(event.author)),
            [*concerns, Concern(group.teacher, _ASSIGNED), self.typed(event.author)], withhold,
        )  # fmt: skip

    def _accident(self, event: Event, who: dict[str, Person]) -> None:
        told = self.teller.tell(event.tale, who, event.on)
        hurt, other = who["hurt"], who.get("other")
        concerns = [about(hurt.id, "pointer", told.quote(hurt.id)), Concern(event.author, _BY)]
        withhold = []
        if other:
            concerns.append(told.concern(other.id, _MENTIONS))
            withhold = [
                third_party(told.quote(other.id), other.id, "another child in an accident"),
                third_party(told.quote(hurt.id), hurt.id, "another child's injury"),
            ]
        address = self.put(
            "tblFIRSTAID",
            (self.next("tblFIRSTAID"), self.pup[hurt.id], event.on, event.at, told.text, event.action,
             self.code(event.author), self.rng.choice(("Y", "Y", "note"))),
            concerns, withhold,
        )  # fmt: skip
        if other and other.id in self.teller.cousins:
            self._ambiguous_cousin(told.quote(other.id), other, address)

    def _ambiguous_cousin(self, quote: str, cousin: Person, address: Address) -> None:
        pair = next(c.people for c in self.world.cases_of(HardCase.SAME_NAME_COUSINS) if cousin.id in c.people)
        self.book.ambiguous(address, quote, pair)

    def _medical(self, event: Event, who: dict[str, Person]) -> None:
        told = self.teller.tell(event.tale, who, event.on)
        child, parent = who["child"], who["parent"]
        concerns = [about(child.id, "natural key", told.quote(child.id)), self.typed(event.author)]
        if parent.id in told.names:
            concerns.append(told.concern(parent.id, _MENTIONS))
        self.put(
            "tblMEDADMIN",
            (self.next("tblMEDADMIN"), child.pupil.admission_number if child.pupil else None, event.on, told.text,
             self.user[event.author]),
            concerns,
        )  # fmt: skip

    def _contact(self, event: Event, who: dict[str, Person]) -> None:
        child = who["child"]
        parent = who.get("parent") or who["adult"]
        told = self.teller.tell(event.tale, who, event.on)
        concerns = [about(child.id), about(parent.id), self.typed(event.author)]
        withhold = []
        for person in dict.fromkeys(who.values()):
            if person.id not in told.names:
                continue
            if person.id in (child.id, parent.id):
                concerns.append(told.concern(person.id, _ABOUT))
            else:
                concerns.append(told.concern(person.id, _MENTIONS))
                withhold.append(third_party(told.quote(person.id), person.id, "another person in a talk with a parent"))
        if "other" in who:
            withhold.append(Withhold("THIRD_PARTY", "what one family said about another child", told.text,
                                     person=parent.id, except_for=(child.id, parent.id)))  # fmt: skip
        if "adult" in who and who["adult"] is not parent:
            withhold.append(
                Withhold("THIRD_PARTY", "told in confidence by a parent who fears the other", whole=True,
                         person=parent.id, except_for=(child.id, parent.id), not_for=(who["adult"].id,))
            )  # fmt: skip
        number = self.con.get(parent.id) or -self.stf[parent.id]
        address = self.put(
            "tblCONTACTLOG",
            (self.next("tblCONTACTLOG"), self.pup[child.id], number, event.on, event.where, told.text, event.action,
             self.code(event.author)),
            concerns, withhold,
        )  # fmt: skip
        other = who.get("other")
        if other and other.id in self.teller.cousins:
            self._ambiguous_cousin(told.quote(other.id), other, address)

    def _review(self, event: Event, who: dict[str, Person]) -> None:
        child, parent = who["child"], who["parent"]
        told = self.teller.tell(event.tale, who, event.on)
        present = f"{parent.called.forename} {parent.called.surname}; SENCO"
        concerns = [about(child.id), Concern(parent.id, _MENTIONS, (parent.full,), "full name"),
                    Concern(event.author, _ASSIGNED)]  # fmt: skip
        concerns += [told.concern(p.id, _ABOUT if p is child else _MENTIONS) for p in (child, parent)
                     if p.id in told.names]  # fmt: skip
        self.put(
            "sPUP_SENREV",
            (self.next("sPUP_SENREV"), self.pup[child.id], event.on, present, told.text, self.stf[event.author]),
            concerns,
        )  # fmt: skip

    def _trip(self, event: Event, who: dict[str, Person]) -> None:
        helper = who["helper"]
        children = [person for part, person in event.parts if part == "child"]
        self.put(
            "tblTRIP",
            (self.next("tblTRIP"), event.on, event.where.removeprefix("at "), self.stf[event.author],
             "|".join(str(self.pup[child]) for child in children), helper.full),
            [*(about(child, "id list") for child in children), Concern(event.author, _ASSIGNED),
             Concern(helper.id, _MENTIONS, (helper.full,), "full name")],
            [third_party(helper.full, helper.id, "a parent who helped", *(k.child for k in
                         self.world.children_of(helper.id)))],
        )  # fmt: skip

    def _staff_note(self, event: Event, who: dict[str, Person]) -> None:
        subject, colleague = who["staff"], who.get("colleague")
        told = self.teller.tell(event.tale, who, event.on)
        concerns = [about(subject.id, "pointer", told.quote(subject.id)), self.typed(event.author)]
        withhold = []
        if colleague:
            concerns.append(told.concern(colleague.id, _MENTIONS))
            withhold = [third_party(told.quote(colleague.id), colleague.id, "a colleague who complained in confidence")]
        self.put(
            "tblSTAFFNOTE",
            (self.next("tblSTAFFNOTE"), self.stf[subject.id], event.on, f"{told.text} {event.action}",
             self.username(event.author), int(event.confidential)),
            concerns, withhold,
        )  # fmt: skip

    def notes(self) -> None:
        """Free text by anyone about anyone: the polymorphic note table, with names of other children in it."""
        world, rng = self.world, self.rng
        self.table("tblNOTE", "NOTE_ID INTEGER, OWNER_TYPE TEXT, OWNER_ID INTEGER, NOTE_DATE TEXT, NOTE TEXT, "
                   "USERID INTEGER")  # fmt: skip
        self.table("tblCONCERNFLAG", "FLAG_ID INTEGER, PUP_ID INTEGER, FLAG_DATE TEXT, FLAG_TYPE TEXT, CHRON_REF TEXT")
        for event in world.events:
            who = {part: world.people[person] for part, person in event.parts}
            child = who.get("child")
            if event.kind is EventKind.FRIENDSHIP and child:
                told = self.teller.tell(event.tale, who, event.on)
                other = who["other"]
                if other.id in self.teller.cousins:
                    continue
                self.put(
                    "tblNOTE",
                    (self.next("tblNOTE"), "PUP", self.pup[child.id], event.on, told.text, self.user[event.author]),
                    [about(child.id, "polymorphic", told.quote(child.id)), told.concern(other.id, _MENTIONS),
                     self.typed(event.author)],
                    [third_party(told.quote(other.id), other.id, "another child"),
                     third_party(told.quote(child.id), child.id, "another child")],
                )  # fmt: skip
            if event.kind is EventKind.SAFEGUARDING and child:
                self.put(
                    "tblCONCERNFLAG",
                    (self.next("tblCONCERNFLAG"), self.pup[child.id], event.on, "see chronology", event.id.upper()),
                    [about(child.id)], [_child_abuse(child.id)] if self._protected(child.id) else [],
                )  # fmt: skip
        for person in (*world.of(SubjectKind.CONTACT), *world.of(SubjectKind.STAFF)):
            if rng.random() > 0.15:
                continue
            kind, ident = ("STF", self.stf[person.id]) if person.staff else ("CON", self.con[person.id])
            on = rng.choice(school_days(2025))
            clerk = self.clerk(on)
            text = rng.choice(_ADULT_NOTES).format(name=person.formal)
            self.put(
                "tblNOTE", (self.next("tblNOTE"), kind, ident, on, text, self.user[clerk.id]),
                [about(person.id, "polymorphic", *([person.formal] if person.formal in text else [])),
                 self.typed(clerk)],
            )  # fmt: skip
        words = [case.facts["word"] for case in world.cases_of(HardCase.NAME_IS_WORD)]
        for word in words:
            # the word as a word: nobody is meant
            for text in _WORD_NOTES.get(word, ()):
                clerk = self.clerk(date(2026, 3, 2))
                self.put("tblNOTE", (self.next("tblNOTE"), "SCH", 1, date(2026, 3, 2), text, self.user[clerk.id]),
                         [self.typed(clerk)])  # fmt: skip

    def _protected(self, child: PersonId) -> bool:
        return any(case.people[0] == child for case in self.world.cases_of(HardCase.CHILD_PROTECTION))

    def money_and_clubs(self) -> None:
        world, rng = self.world, self.rng
        self.table("tblDINNER", "DIN_ID INTEGER, PUP_ID INTEGER, WEEK_BEG TEXT, MEALS INTEGER, PAID_PENCE INTEGER")
        self.table("tblCLUB", "CLUB_ID INTEGER, CLUB_NAME TEXT, ACAD_YR INTEGER, LEADER_CODE TEXT, MEMBERS TEXT")
        self.table("tblWRAPCARE", "WC_ID INTEGER, ADMNO TEXT, SESSION_DATE TEXT, SESSION TEXT, PAYER_CON INTEGER")
        self.table("tblMSGSENT", "MSG_ID INTEGER, SENT_AT TEXT, CHANNEL TEXT, BODY TEXT, RECIPIENT_IDS TEXT, "
                   "ABOUT_PUP INTEGER, SENT_BY TEXT")  # fmt: skip
        for person in world.pupils_on(world.today):
            for week in range(8):
                monday = date(2026, 9, 7) + timedelta(days=7 * week)
                meals = rng.choice((0, 3, 5, 5))
                if meals:
                    self.put("tblDINNER", (self.next("tblDINNER"), self.pup[person.id], monday, meals,
                                           0 if rng.random() < 0.8 else 230 * meals), [about(person.id)])  # fmt: skip
        for gone in self.gone_pupils[:4]:
            self.put("tblDINNER", (self.next("tblDINNER"), gone, date(2020, 9, 7), 5, 0))
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            there = world.pupils_on(school_days(year)[10])
            staff = world.staff_on(school_days(year)[10])
            for club in rng.sample(_CLUBS, 5):
                leader = rng.choice(staff)
                members = sorted(rng.sample(there, min(len(there), rng.randint(6, 14))), key=lambda p: p.id)
                self.put(
                    "tblCLUB",
                    (self.next("tblCLUB"), club, year, self.code(leader.id),
                     ", ".join(str(self.pup[p.id]) for p in members)),
                    [*(about(p.id, "id list") for p in members), Concern(leader.id, _ASSIGNED)],
                )  # fmt: skip
        for person in rng.sample(world.pupils_on(world.today), len(world.pupils_on(world.today)) // 6):
            payer = world.contacts_of(person.id)[0].adult
            number = self.con.get(payer) or -self.stf[payer]
            for day in rng.sample(school_days(2026)[:35], 6):
                self.put(
                    "tblWRAPCARE",
                    (self.next("tblWRAPCARE"), person.pupil.admission_number if person.pupil else None, day,
                     rng.choice(("breakfast", "after school")), number),
                    [about(person.id, "natural key"), about(payer)],
                )  # fmt: skip
        for person in world.of(SubjectKind.PUPIL):
            contacts = [k for k in world.contacts_of(person.id) if k.adult in self.con]
            if person.pupil is None or not contacts:
                continue
            for stay in person.pupil.stays:
                for _ in range(rng.choice((0, 1, 1, 2))):
                    days = [d for d in school_days(stay.year) if stay.from_date <= d <= min(stay.to_date, world.today)]
                    if not days:
                        continue
                    on = rng.choice(days)
                    to = contacts[: rng.choice((1, 2))]
                    text, how = self.teller.call(person, on)
                    if person.id in self.teller.phrases and how == "relation":
                        text, how = person.full, "full name"
                    clerk = self.clerk(on)
                    self.put(
                        "tblMSGSENT",
                        (self.next("tblMSGSENT"), f"{on.isoformat()} {rng.randint(8, 16):02d}:{rng.randint(0, 59):02d}",
                         rng.choice(("SMS", "SMS", "email")), rng.choice(_MESSAGES).format(name=text),
                         ",".join(str(self.con[k.adult]) for k in to), self.pup[person.id], self.username(clerk.id)),
                        [about(person.id, "pointer", text), *(about(k.adult, "id list") for k in to),
                         self.typed(clerk)],
                    )  # fmt: skip

    def office_life(self) -> None:
        world, rng = self.world, self.rng
        self.table("tblVISITOR", "VIS_ID INTEGER, SIGNED_IN TEXT, VISITOR_NAME TEXT, ORGANISATION TEXT, "
                   "SEEING TEXT, CAR_REG TEXT, BADGE INTEGER")  # fmt: skip
        self.table("tblGOVERNOR", "GOV_ID INTEGER, NAME TEXT, OFFICE TEXT, TERM_ENDS TEXT, EMAIL TEXT, "
                   "INTERESTS TEXT")  # fmt: skip
        self.table("tblDOCREG", "DOC_ID INTEGER, OWNER_TYPE TEXT, OWNER_ID INTEGER, DOC_TITLE TEXT, RECEIVED TEXT, "
                   "META_JSON TEXT")  # fmt: skip
        self.table("tblAUDITLOG", "WHEN_AT TEXT, USER_NAME TEXT, TABLE_NAME TEXT, ROW_KEY TEXT, DETAIL TEXT", keys=0)
        self.table("tblCOLLECT", "PUP_ID INTEGER, COLLECTOR TEXT, PASSWORD_SET TEXT, NOTE TEXT", keys=0)
        self.table("tblSETTING", "NAME TEXT, VALUE TEXT")
        for name, value in (("census.term", "AUT"), ("reg.am.close", "09:20"), ("db.version", "11.4.2"),
                            ("letters.signatory", self.code(world.school.head))):  # fmt: skip
            signs = name == "letters.signatory"
            self.put("tblSETTING", (name, value), [Concern(world.school.head, _ASSIGNED)] if signs else [])
        visitors = world.of(SubjectKind.VISITOR)
        days = [d for year in range(2023, LAST_YEAR + 1) for d in school_days(year) if d < world.today]
        for day in sorted(rng.sample(days, 220 if world.size == "school" else 60)):
            visitor = rng.choice(visitors)
            host = rng.choice(world.staff_on(day))
            self.put(
                "tblVISITOR",
                (self.next("tblVISITOR"), f"{day.isoformat()} {rng.randint(8, 15):02d}:{rng.choice(_MINUTES)}",
                 visitor.full, visitor.job, host.formal,
                 rng.choice((None, None, f"HN{rng.randint(10, 26)} XYZ")), rng.randint(1, 30)),
                [about(visitor.id, "full name", visitor.full),
                 Concern(host.id, _MENTIONS, (host.formal,), "title and surname")],
            )  # fmt: skip
        for governor in world.of(SubjectKind.GOVERNOR):
            hub = self.put(
                "tblGOVERNOR",
                (self.next("tblGOVERNOR"), f"{governor.legal.title} {governor.full}".strip(), governor.job,
                 date(2027, 8, 31) + timedelta(days=365 * rng.randint(0, 2)), (governor.emails or ("",))[0] or None,
                 rng.choice(("none", "none", "director of a cleaning firm", "spouse works at the council"))),
                [about(governor.id, "hub", governor.full)],
            )  # fmt: skip
            self.book.hub(governor.id, hub)
        for person in world.of(SubjectKind.PUPIL):
            ident = self.pup[person.id]
            if rng.random() < 0.5 and person.pupil:
                clerk = self.clerk(person.pupil.entered)
                meta = json.dumps({"scanned_by": self.username(clerk.id), "pupil": ident, "pages": rng.randint(1, 4)})
                self.put(
                    "tblDOCREG",
                    (self.next("tblDOCREG"), "PUP", ident, rng.choice(_DOCUMENTS), person.pupil.entered, meta),
                    [about(person.id, "polymorphic"), Concern(clerk.id, _BY, (), "json")],
                )  # fmt: skip
            if rng.random() < 0.4 and person.pupil and person.pupil.stays:
                on = person.pupil.stays[-1].from_date
                clerk = self.clerk(on)
                detail = json.dumps(
                    {"op": "UPDATE", "keys": {"PUP_ID": ident}, "col": rng.choice(("DOA", "SEX", "DOB"))}
                )
                self.put(
                    "tblAUDITLOG",
                    (f"{on.isoformat()} 09:{rng.randint(10, 59)}", self.username(clerk.id), "sPUP_PERSON", str(ident),
                     detail),
                    [about(person.id, "json"), self.typed(clerk)],
                )  # fmt: skip
            kins = [k for k in world.contacts_of(person.id) if k.may_collect and not k.parental_responsibility]
            if kins and person.pupil and person.pupil.left is None:
                collector = world.people[kins[0].adult]
                self.put(
                    "tblCOLLECT",
                    (ident, collector.full, rng.choice(("Y", "N")), rng.choice((None, "Tuesdays only"))),
                    [about(person.id), about(collector.id, "full name", collector.full)],
                )  # fmt: skip

    def attendance(self) -> None:
        """Marks in bulk. Rows go pupil by pupil within a year, as an archive job leaves them."""
        world, rng = self.world, self.rng
        self.table("tblATTMARK", "MARK_ID INTEGER, ROLL_ID INTEGER, MARK_DATE TEXT, AM TEXT, PM TEXT, TAKEN_BY TEXT")
        self.table("tblATTARCH", "ARCH_ID INTEGER, ROLL_ID INTEGER, WEEK_BEG TEXT, MARKS TEXT, TAKEN_BY TEXT")
        self.table("tblATTNOTE", "NOTE_ID INTEGER, ROLL_ID INTEGER, NOTE_DATE TEXT, REASON TEXT, ENTERED_BY TEXT")
        daily, weekly = self.book.bulk(SOURCE, "tblATTMARK"), self.book.bulk(SOURCE, "tblATTARCH")
        marks, archive = self.tables["tblATTMARK"].rows, self.tables["tblATTARCH"].rows
        mark_id, arch_id = rng.randint(10_000, 90_000), rng.randint(1_000, 9_000)
        for group in world.classes:
            taken = self.code(group.teacher)
            days = [d for d in school_days(group.year) if d < world.today]
            for pupil in group.pupils:
                stay = next((s for s in self._stays(pupil) if s.year == group.year), None)
                if stay is None:
                    continue
                concerns = (about(pupil, "yearly id"), Concern(group.teacher, _ASSIGNED))
                there = days[bisect(days, stay.from_date - timedelta(days=1)) : bisect(days, stay.to_date)]
                codes = self._marks(rng, len(there))
                roll = stay.enrolment_id
                if group.year >= _DAILY_FROM:
                    for day, code in zip(there, codes, strict=True):
                        mark_id += 1
                        marks.append((mark_id, roll, day.isoformat(), code[0], code[1], taken))
                        daily.add(mark_id, concerns)
                    self._absence_notes(pupil, roll, there, codes)
                    continue
                week: dict[date, list[str]] = {}
                for day, code in zip(there, codes, strict=True):
                    week.setdefault(day - timedelta(days=day.weekday()), []).append(code[0] + code[1])
                for monday, found in week.items():
                    arch_id += 1
                    archive.append((arch_id, roll, monday.isoformat(), " ".join(found), taken))
                    weekly.add(arch_id, concerns)

    def _stays(self, pupil: PersonId) -> tuple[ClassStay, ...]:
        facts = self.world.people[pupil].pupil
        return facts.stays if facts else ()

    def _marks(self, rng: random.Random, count: int) -> list[tuple[str, str]]:
        """One pair of codes a day: mostly present, illness in runs."""
        rate = rng.choice((0.01, 0.02, 0.02, 0.03, 0.06))
        found: list[tuple[str, str]] = []
        while len(found) < count:
            chance = rng.random()
            if chance < rate:
                code = rng.choice("IIIIOGC")
                found += [(code, code)] * rng.randint(1, 4)
            elif chance < rate * 2:
                found.append((rng.choice("LLM"), "\\"))
            else:
                found.append(("/", "\\"))
        return found[:count]

    def _absence_notes(
        self, pupil: PersonId, roll: int, days: Sequence[date], codes: Sequence[tuple[str, str]]
    ) -> None:
        before = "/"
        for day, (code, _) in zip(days, codes, strict=True):
            if code == "I" and before != "I" and self.rng.random() < 0.6:
                clerk = self.clerk(day)
                self.put(
                    "tblATTNOTE",
                    (self.next("tblATTNOTE"), roll, day, self.rng.choice(_ILLNESSES), self.username(clerk.id)),
                    [about(pupil, "yearly id"), self.typed(clerk)],
                )  # fmt: skip
            before = code


def _child_abuse(child: PersonId, feared: PersonId | None = None) -> Withhold:
    return Withhold("CHILD_ABUSE", "child at risk; what a parent may see is for the DSL and the head", whole=True,
                    person=child, not_for=(feared,) if feared else ())  # fmt: skip


_RELATION_CODES = {
    "mother": "MOT", "father": "FAT", "stepfather": "STF", "grandmother": "GPM", "grandfather": "GPF", "aunt": "OTR",
    "uncle": "OTR", "carer": "CAR", "childminder": "CHM", "social worker": "SWR",
}  # fmt: skip
_LOOKUPS: dict[str, tuple[tuple[str, str], ...]] = {
    "lkpETHNICITY": (
        ("WBRI", "White - British"), ("WIRI", "White - Irish"), ("WOTH", "Any other White background"),
        ("WEEU", "White Eastern European"), ("MWBC", "White and Black Caribbean"), ("MWBA", "White and Black African"),
        ("MWAS", "White and Asian"), ("MOTH", "Any other mixed background"), ("AIND", "Indian"), ("APKN", "Pakistani"),
        ("ABAN", "Bangladeshi"), ("AOTH", "Any other Asian background"), ("BCRB", "Black Caribbean"),
        ("BAFR", "Black - African"), ("BOTH", "Any other Black background"), ("CHNE", "Chinese"),
        ("OOTH", "Any other ethnic group"), ("WIRT", "Traveller of Irish heritage"), ("WROM", "Gypsy / Roma"),
        ("REFU", "Refused"), ("NOBT", "Information not yet obtained"),
    ),
    "lkpSENNEED": (
        ("SPLD", "Specific learning difficulty"), ("MLD", "Moderate learning difficulty"),
        ("SLD", "Severe learning difficulty"), ("PMLD", "Profound and multiple learning difficulty"),
        ("SEMH", "Social, emotional and mental health"), ("SLCN", "Speech, language and communication needs"),
        ("HI", "Hearing impairment"), ("VI", "Vision impairment"), ("MSI", "Multi-sensory impairment"),
        ("PD", "Physical disability"), ("ASD", "Autistic spectrum disorder"), ("OTH", "Other"),
        ("NSA", "SEN support but no specialist assessment"),
    ),
    "lkpSENPROV": (("N", "No special educational need"), ("K", "SEN support"), ("E", "Education, health, care plan")),
    "lkpLANGUAGE": (
        ("ENG", "English"), ("GLE", "Irish"), ("CYM", "Welsh"), ("POL", "Polish"), ("RUM", "Romanian"),
        ("PAN", "Panjabi"), ("GUJ", "Gujarati"), ("URD", "Urdu"), ("PNB", "Western Panjabi"), ("BNG", "Bengali"),
        ("TUR", "Turkish"), ("YOR", "Yoruba"), ("IBO", "Igbo"), ("SOM", "Somali"), ("CHI", "Chinese"),
        ("VIE", "Vietnamese"), ("ARA", "Arabic"), ("AKA", "Akan"), ("POR", "Portuguese"), ("UKR", "Ukrainian"),
    ),
    "lkpRELATION": (
        ("MOT", "Mother"), ("FAT", "Father"), ("STF", "Stepfather"), ("CAR", "Carer"), ("GPM", "Grandmother"),
        ("GPF", "Grandfather"), ("CHM", "Childminder"), ("SWR", "Social worker"), ("OTR", "Other relative"),
    ),
    "lkpATTCODE": (
        ("/", "Present (AM)"), ("\\", "Present (PM)"), ("L", "Late, before registers closed"), ("I", "Illness"),
        ("M", "Medical appointment"), ("C", "Leave of absence"), ("G", "Holiday not granted"),
        ("O", "Absent, unauthorised"), ("U", "Late, after registers closed"), ("B", "Educated off site"),
    ),
    "lkpENROLSTATUS": (("C", "Current, single registration"), ("M", "Main dual registration"),
                       ("S", "Subsidiary dual registration"), ("G", "Guest"), ("P", "Previous")),
    "lkpINCTYPE": (("MIN", "Minor"), ("MOD", "Moderate"), ("MAJ", "Major")),
    "lkpTITLE": (("Mr", "Mr"), ("Mrs", "Mrs"), ("Ms", "Ms"), ("Miss", "Miss"), ("Dr", "Doctor")),
}  # fmt: skip
_DETAIL_TABLES = {
    "sPUP_ETHNIC": "ETH_ID INTEGER, PUP_ID INTEGER, ETH_CODE TEXT, LANG_CODE TEXT, RELIGION TEXT, ETH_SOURCE TEXT, "
                   "ENTERED_BY TEXT",
    "sPUP_CONSENT": "CNS_ID INTEGER, PUP_ID INTEGER, CONSENT TEXT, ANSWER TEXT, GIVEN_ON TEXT, ENTERED_BY TEXT",
    "sPUP_DIET": "DIET_ID INTEGER, PUP_ID INTEGER, DIET TEXT, KITCHEN_NOTE TEXT",
    "sPUP_MEDCOND": "MED_ID INTEGER, PUP_ID INTEGER, CONDITION TEXT, SEVERITY TEXT, NOTED_ON TEXT, SOURCE TEXT, "
                    "ENTERED_BY TEXT",
    "sPUP_MEDNOTE": "MN_ID INTEGER, PUP_ID INTEGER, NOTE_DATE TEXT, NOTE TEXT, ENTERED_BY TEXT",
    "sPUP_FSM": "FSM_ID INTEGER, PUP_ID INTEGER, START_DATE TEXT, END_DATE TEXT, EVIDENCE TEXT",
    "sPUP_LAC": "LAC_ID INTEGER, PUP_ID INTEGER, SINCE TEXT, AUTHORITY TEXT",
    "sPUP_SEN": "SEN_ID INTEGER, PUP_ID INTEGER, START_DATE TEXT, PROVISION TEXT, NEED TEXT, SENCO_CODE TEXT",
    "sPUP_EHCP": "EHC_ID INTEGER, PUP_ID INTEGER, SINCE TEXT, AUTHORITY TEXT, CONTENT TEXT, USERID INTEGER",
    "sPUP_CP": "CP_ID INTEGER, PUP_ID INTEGER, PLAN_FROM TEXT, CATEGORY TEXT, SOCIAL_WORKER TEXT, USERID INTEGER",
    "sPUP_DEST": "DST_ID INTEGER, PUP_ID INTEGER, SCHOOL TEXT, LEFT_ON TEXT, FILE_STATUS TEXT",
    "sPUP_PREVSCH": "PRV_ID INTEGER, PUP_ID INTEGER, SCHOOL TEXT, LEFT_ON TEXT",
    "sPUP_ASSESS": "ASS_ID INTEGER, ROLL_ID INTEGER, SUBJECT TEXT, PERIOD TEXT, RESULT TEXT, TEACHER_CODE TEXT",
    "tblPARENTEVE": "PE_ID INTEGER, ROLL_ID INTEGER, EVE_DATE TEXT, SLOT TEXT, TEACHER_ID INTEGER, OUTCOME TEXT",
}  # fmt: skip
_MINUTES = ("05", "30", "45")
_ABSENCES = ("cold", "migraine", "back pain", "dependant care", "hospital appointment", "stomach upset", "bereavement",
             "jury service", "stress", "injury")  # fmt: skip
_COURSES = ("Paediatric first aid", "Safeguarding level 1", "Phonics refresher", "Fire warden", "Team Teach",
            "Data protection", "Asthma and adrenaline pens", "Early language")  # fmt: skip
_JOBS = (
    "nurse",
    "driver",
    "shop manager",
    "carer",
    "electrician",
    "student",
    "accountant",
    "at home",
    "chef",
    "police",
)
_OTHER_SCHOOLS = ("Saltmarsh Nursery", "Little Acorns Pre-school", "St Bede's Primary School", "a school abroad",
                  "Quarry Road Primary School")  # fmt: skip
_CLUBS = ("Gardening", "Lego", "Choir", "Football", "Gymnastics", "Chess", "Art", "Cookery", "Recorder", "Stories",
          "Multi-sports", "Sign language")  # fmt: skip
_MESSAGES = (
    "{name} is not in school today. Please phone the office.", "{name} left a coat in the cloakroom.",
    "Reminder: {name} has swimming on Thursday.", "{name} had a small bump at playtime and is fine.",
    "Please collect {name} from the office.", "The dinner account of {name} is low.",
    "Well done {name}, star of the week!", "{name} needs a costume for Friday.",
)  # fmt: skip
_ADULT_NOTES = (
    "{name} prefers to be phoned after 4.", "{name} asked for letters in large print.", "Works nights, ring twice.",
    "{name} has offered to help with the garden.", "{name} was upset on the phone, head to ring back.",
    "Wants copies of all newsletters by post.", "{name} needs an interpreter for meetings.",
)  # fmt: skip
_DOCUMENTS = ("Admission form", "Birth certificate seen", "Consent form", "Medical care plan", "Parental agreement",
              "School report", "Transfer file", "Home visit form")  # fmt: skip
_ILLNESSES = ("high temperature", "sickness", "chicken pox", "bad cough", "ear infection", "headache", "rash",
              "stomach ache", "dentist, then unwell")  # fmt: skip
_WORD_NOTES = {
    "Rose": ("The rose bed needs water in the holidays.",), "Grace": ("Say grace before lunch on Fridays.",),
    "Summer": ("Summer fair moved to 4 July. Summer uniform list updated.",), "Hope": ("We hope to open on Monday.",),
    "Joy": ("A joy to see the new library.",), "April": ("Boiler service due in April.",),
    "May": ("Staff may park on the field in May.",), "Faith": ("Faith leaders' visit: hall booked.",),
    "Dawn": ("Alarm went off at dawn.",), "Mark": ("Mark the fire exits. Please mark all coats.",),
    "Will": ("Will order paper. The cook will be away.",), "Bill": ("Water bill paid. Bill for the coach is open.",),
    "Frank": ("A frank talk with the caterer.",), "Art": ("Art trolley is in the hall.",),
    "Jack": ("Car jack left by the shed.",), "Miles": ("The coach drove 40 miles.",),
    "Christian": ("Christian Aid week: boxes in the hall.",),
}  # fmt: skip
