"""A primary school's own office database, grown in Access since 1997 by whoever ran the office: spaces in names, wide tables,
text for dates, lists typed again under names only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from bench.written.common import Human, Listed, WrittenSystem, spaced, tell
from bench.written.invented import ETHNICITIES, Invented, upn

NAME = "access_legacy"
HELD = False

MACROS = {
    "@A": "-> Pupils.Adm~No about",
    "@N": "-> Pupils.Full~Name about natural also=Pupils.name",
    "@F": "-> Staff.Initials about",
    "@T": "-> Staff.Initials assigned",
    "@B": "-> Staff.Initials written",
    "@K": "-> Classes.Class natural",
}
CHILD = "Adm~No INTEGER {key} | {id}; Surname TEXT | p name; First~Name TEXT | p name; Known~As TEXT | p name; Full~Name TEXT | p name; D.O.B. TEXT | p; M/F TEXT | p; U.P.N. TEXT | p; Yr~Gp TEXT | ?; Class TEXT {klass} | ?"
# One line a table: its sort, then its columns.
SCHEMA = f"""
Classes unsure :: Class TEXT pk | n; Teacher TEXT @T; T.A. TEXT @T; Room TEXT | n; Key~Stage TEXT | n
Doctors things :: Doctor TEXT pk | n; Surgery TEXT | n; Surgery~Tel TEXT | n
Ethnic~Codes things :: Code TEXT pk | n; Meaning TEXT | n
Pupils people hub=pupil :: {CHILD.format(key="pk", id="?", klass="@K")}; House TEXT | ?; Religion TEXT | p religion; Ethnic TEXT -> Ethnic~Codes.Code natural | p ethnicity; Home~Lang. TEXT | p; Address~1 TEXT | p; Address~2 TEXT | p; Post~Code TEXT | p; Home~Tel TEXT | p; Contact1 TEXT | p; Contact1~Rel TEXT | p; Contact1~Tel TEXT | p; Contact2 TEXT | p; Contact2~Rel TEXT | p; Contact2~Tel TEXT | p; Contact3 TEXT | p; Contact3~Rel TEXT | p; Contact3~Tel TEXT | p; Mum's~e-mail TEXT | p; Doctor TEXT -> Doctors.Doctor natural | p health; Medical~Notes MEMO | p health; F.S.M.? BIT | p; S.E.N.? BIT | p health; Photo~OK? BIT | p; Dinners TEXT | p religion health; Date~In TEXT | p; Family~No INTEGER -> Families.Family~No gathers | ?
Families people :: Family~No INTEGER pk | ?; Family~Name TEXT | p name; Mum TEXT | p name; Mum's~mobile TEXT | p; Dad TEXT | p name; Dad's~mobile TEXT | p; Address TEXT | p; P/Code TEXT | p; Separated? BIT | p; Court~Order MEMO | p safeguarding; Child1 INTEGER @A; Child2 INTEGER @A; Child3 INTEGER @A; Child4 INTEGER @A
Copy~of~Pupils people hub=pupil :: {CHILD.format(key="-> Pupils.Adm~No about orphans", id="p", klass="@K")}; Home~Tel TEXT | p; Contact1 TEXT | p; Contact1~Tel TEXT | p; Medical~Notes MEMO | p health
LEAVERS people hub=pupil :: {CHILD.format(key="pk", id="?", klass="-> Classes.Class natural orphans")}; Date~Left TEXT | p; Gone~To TEXT | p; Records~Sent? BIT | p; Why MEMO | p
Staff people hub=staff :: Initials TEXT pk | p; Title TEXT | p; Surname TEXT | p name; First~Name TEXT | p name; D.O.B. TEXT | p; Job TEXT | p; Address TEXT | p; Post~Code TEXT | p; Home~Tel TEXT | p; Mobile TEXT | p; N.I.~No TEXT | p; DfE~No TEXT | p; Started TEXT | p; Next~of~Kin TEXT | p; N.O.K.~Tel TEXT | p; Car~Reg TEXT | p; Union TEXT | p union; Medical MEMO | p health
Staff~2016 people hub=staff :: Initials TEXT -> Staff.Initials about natural | p; Name TEXT | p name; Job TEXT | p; Home~Tel TEXT | p
DBS~Checks people :: Staff~Name TEXT | p name; Date~of~Birth TEXT | p; Certificate TEXT | p criminal; Date~Seen TEXT | p; List~99? BIT | p criminal; Notes MEMO | p criminal
Supply~Teachers people hub=staff :: ID INTEGER pk | ?; Name TEXT | p name; Agency TEXT | p; Tel TEXT | p; DBS~No TEXT | p criminal; Day~Rate CURRENCY | p; Any~good? TEXT | p
Governors people hub=governor :: Gov~ID INTEGER pk | ?; Name TEXT | p name; Type TEXT | p; Term~Ends TEXT | p; Tel~No. TEXT | p; Address TEXT | p
Volunteers people :: ID INTEGER pk | ?; Helper TEXT | p name; Child's~Adm~No INTEGER -> Pupils.Adm~No mentions/about; Helps~With TEXT | p; DBS? BIT | p criminal; Phone TEXT | p
Waiting~List people hub=applicant :: Ref INTEGER pk | ?; Surname TEXT | p name; First~Name TEXT | p name; D.O.B. TEXT | p; Yr~Wanted TEXT | ?; Parent TEXT | p name; Parent~Tel TEXT | p; Address MEMO | p; Brother/Sister~Here INTEGER -> Pupils.Adm~No mentions/about; Visited? BIT | p; Comments MEMO | p
Dinner~Money people :: Adm~No INTEGER pk @A; Week~Beg TEXT pk | p; Mon BIT | p; Tue BIT | p; Wed BIT | p; Thu BIT | p; Fri BIT | p; £~Paid CURRENCY | p; £~Owing CURRENCY | p; Note TEXT | p
Milk people :: Adm~No INTEGER pk @A; Term TEXT pk | ?; Paid? BIT | p
First~Aid~Book people :: ID INTEGER pk | n; Date TEXT | p; Time TEXT | p; Child's~Name TEXT @N; Class TEXT @K | ?; Injury MEMO | p health; What~we~did TEXT | p health; First~Aider TEXT @B; Bump~note~sent? BIT | p health
Behaviour~Log people :: ID INTEGER pk | n; Date TEXT | p; Adm~No INTEGER @A; What~Happened MEMO | p; Who~Else TEXT -> Pupils.Adm~No mentions/about list; Staff~Init. TEXT -> Staff.Initials written/assigned; Sanction TEXT | p; Parents~told? BIT | p
Exclusions people :: No INTEGER pk | n; Adm~No INTEGER @A; From TEXT | p; To TEXT | p; Days INTEGER | p; Reason MEMO | p; Decided~By TEXT @T
Child~Protection~(HEAD~ONLY) people :: ID INTEGER pk | n; Date TEXT | p; Child TEXT @N; Concern MEMO | p safeguarding; Reported~By TEXT @B; Action TEXT | p safeguarding; Social~Worker TEXT | p; S.W.~Tel TEXT | p
Reading~Ages people :: ID INTEGER pk | n; Adm~No INTEGER @A; Test TEXT | p; Test~Date TEXT | p; R.A. TEXT | p; Sp.~Age TEXT | p; Std~Score INTEGER | p; Tested~By TEXT @B
Tracking people :: Adm~No INTEGER pk @A; Y1~R TEXT | p; Y1~W TEXT | p; Y1~M TEXT | p; Y2~R TEXT | p; Y2~W TEXT | p; Y2~M TEXT | p; Y3~R TEXT | p; Y3~W TEXT | p; Y3~M TEXT | p; Target TEXT | p; Pupil~Premium? BIT | p
SATs people :: UPN TEXT pk -> Pupils.U.P.N. about natural; Year TEXT | ?; Reading INTEGER | p; G.P.S. INTEGER | p; Maths INTEGER | p; Absent~for TEXT | p
Phonics people :: Adm~No INTEGER pk @A; Mark/40 INTEGER | p; Pass? BIT | p; Resit INTEGER | p
SEN~Register people :: Surname TEXT | p name; First~Name TEXT | p name; Birthday TEXT | p; Class TEXT @K | ?; Stage TEXT | p health; Difficulty TEXT | p health; Key~Worker TEXT @T; Ed~Psych~Seen TEXT | p; I.E.P.~Targets MEMO | p health
ALLERGY~LIST people :: Name TEXT | p name; Born TEXT | p; Class TEXT @K | ?; Allergic~To TEXT | p; EpiPen? BIT | p health; Where~Kept TEXT | p health
Medicines people :: Med~No INTEGER pk | n; Adm~No INTEGER @A; Medicine TEXT | p health; Dose TEXT | p health; Expires TEXT | p; Mum~signed? BIT | p health
Medicine~Given people :: ID INTEGER pk | n; Med~No INTEGER -> Medicines.Med~No detail | ?; Date TEXT | p; Time TEXT | p; Given~By TEXT @B; Witness TEXT -> Staff.Initials mentions
Attendance~Totals people :: Adm~No INTEGER pk @A; Aut~Poss INTEGER | p; Aut~Att INTEGER | p; Spr~Poss INTEGER | p; Spr~Att INTEGER | p; Sum~Poss INTEGER | p; Sum~Att INTEGER | p; Letter~Sent TEXT | p
Late~Book people :: ID INTEGER pk | n; Date TEXT | p; Adm~No INTEGER @A; Time~In TEXT | p; Reason~Given TEXT | p
Clubs unsure :: Club~ID INTEGER pk | n; Club TEXT | n; Day TEXT | n; Run~By TEXT @T; £~per~Term CURRENCY | n
Club~Members people :: Club~ID INTEGER -> Clubs.Club~ID | p; Child TEXT @N; Paid? BIT | p; Who~collects TEXT | p
Trips unsure :: Trip~No INTEGER pk | n; Where~To TEXT | n; When TEXT | n; Leader TEXT @T; Coach~Firm TEXT | n; Cost~£ CURRENCY | n
Trip~Money people :: Trip~No INTEGER pk -> Trips.Trip~No | p; Adm~No INTEGER pk @A; Paid~£ CURRENCY | p; Consent? BIT | p; Travel~Sick? BIT | p health
Music~Lessons people :: ID INTEGER pk | n; Adm~No INTEGER @A; Instrument TEXT | p; Peri~Teacher TEXT | ?; Fee CURRENCY | p; Owes? BIT | p
Library~Books things :: Book~No INTEGER pk | n; Title TEXT | n; Author TEXT | n; Shelf TEXT | n
Library~Loans people :: ID INTEGER pk | n; Book~No INTEGER -> Library~Books.Book~No | p; Adm~No INTEGER -> Pupils.Adm~No about orphans; Out TEXT | p; Back TEXT | p
Uniform~Orders people :: Order~No INTEGER pk | n; Adm~No INTEGER @A; Item TEXT | p; Size TEXT | p; £ CURRENCY | p; Collected? BIT | p
Parents~Evening people :: ID INTEGER pk | n; Time TEXT | p; Adm~No INTEGER @A; Teacher TEXT @T; Came? BIT | p
Staff~Absences people :: ID INTEGER pk | n; Init TEXT @F; From TEXT | p; To TEXT | p; Days INTEGER | p; Reason TEXT | p health; Cover TEXT -> Staff.Initials assigned/mentions; Doctor's~note? BIT | p health
Staff~Training people :: ID INTEGER pk | n; Who TEXT @F; Course TEXT | p; Date TEXT | p; Cost CURRENCY | p; Run~Out TEXT | p
Key~Holders people :: Key~No INTEGER pk | n; Held~By TEXT @F; Opens TEXT | p; Alarm~Code TEXT | p; Signed~For TEXT | p
Visitors~Book people :: ID INTEGER pk | n; Date TEXT | p; Visitor TEXT | p name; From TEXT | p; Car~Reg TEXT | p; To~See TEXT -> Staff.Initials assigned/mentions; In TEXT | p; Out TEXT | p
Phone~Messages unsure :: ID INTEGER pk | n; Taken~At TEXT | ?; Who~Rang TEXT | ?; For TEXT @T; Message MEMO | ?; Passed~on? BIT | ?
Paste~Errors people :: F1 TEXT | p name; F2 TEXT | p name; F3 TEXT | p; F4 TEXT | p
Suppliers things :: Supplier TEXT pk | n; Tel TEXT | n; Account~No TEXT | n
Stock things :: Item TEXT pk | n; How~Many INTEGER | n; Supplier TEXT -> Suppliers.Supplier natural | n; Re-order? BIT | n
Diary things :: ID INTEGER pk | n; Date TEXT | n; Event TEXT | n
Switchboard~Items things :: SwitchboardID INTEGER pk | n; ItemNumber INTEGER pk | n; ItemText TEXT | n; Command INTEGER | n; Argument TEXT | n
"""
CLASSES = ("Acorns", "Beech", "Cedar", "Elm", "Hazel", "Oak", "Rowan", "Willow")
HAPPENED = (
    "Kicked {o} in the dinner queue and would not say sorry.",
    "Rude to dinner ladies. {o} laughed.",
    "Threw a shoe over the fence at home time",
    "Snatched the ball off {o}, pushed, tears. Both missed 5 mins of golden time.",
    "Scribbled on {o}'s topic book",
    "Ran out of class again, found in cloakroom.",
)
WORRIES = (
    "Said dad had been 'cross' and slept in the car. Told {o} not to tell.",
    "Grubby clothes all week, hungry. {o}'s mum also mentioned it at the gate.",
    "Mark on arm. Says the dog did it.",
)
MESSAGES = (
    "{o} has nits, please check class",
    "Can {o} go home with a friend tonight",
    "{o} will be late, dentist at 9.30",
    "Coach firm confirm 2 coaches for Thurs",
    "Photographer wants to change date",
)
MEDICAL = (
    "Asthma - blue inhaler in class",
    "Grommets, no swimming w/o plugs",
    "Eczema",
    "Febrile convulsions as baby",
    "wears glasses for board",
)


class Office:
    def __init__(self, seed: int) -> None:
        self.system = WrittenSystem(NAME, seed)
        self.made = Invented(seed, town="Wexcombe", county="Wiltshire", area="SN")
        self.r = self.made.random
        for line in filter(None, SCHEMA.splitlines()):
            header, _, columns = line.partition(" :: ")
            told = "\n".join(
                " ".join(MACROS.get(word, word) for word in column.split()) for column in columns.split(";")
            )
            self.system.table(header, told)
        self.staff: list[tuple[str, Human]] = []
        self.pupils: list[tuple[int, Human]] = []
        self.rows_of: dict[int, dict[str, Any]] = {}

    def put(self, table: str, *values: Any, whose: int | None = None) -> None:
        """One row, its values in the order of the columns."""
        made = self.system.tables[spaced(table)]
        made.add(whose, **dict(zip(made.names, values, strict=True)))

    def numbered(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        for n, row in enumerate(rows, self.r.randrange(1, 50)):
            self.put(table, n, *row)

    def typed(self, day: date) -> str:
        """A date as one of three secretaries types it."""
        form = self.r.choices(("%d/%m/%Y", "%d/%m/%y", "%d.%m.%y", "%d %b %Y"), [80, 10, 6, 4])[0]
        return day.strftime(form)

    def when(self) -> str:
        return self.typed(self.made.school_day(date(2018, 9, 4), date(2019, 7, 19)))

    def clock(self) -> str:
        return f"{self.r.randrange(9, 16)}.{self.r.randrange(60):02d}"

    def yes(self, share: float = 0.5) -> int:
        return -1 if self.made.chance(share) else 0

    def maybe(self, share: float, value: Any) -> Any:
        return value if self.made.chance(share) else None

    def who(self) -> str:
        return self.r.choice(self.staff)[0]

    def some(self, share: float) -> list[tuple[int, Human]]:
        return [pupil for pupil in self.pupils if self.made.chance(share)]

    def told(self, templates: tuple[str, ...], but: int = 0) -> Any:
        other = self.r.choice([pupil for pupil in self.pupils if pupil[0] != but])[1]
        return tell(self.r.choice(templates), o=(other.name, other.id))

    def lists(self) -> None:
        for name in ("Dr Rimmer", "Dr Prakash", "Dr Oyelaran", "Dr Tate"):
            self.put("Doctors", name, self.r.choice(["Bridge St", "Health Centre"]), self.made.landline())
        for code, meaning in ETHNICITIES.items():
            self.put("Ethnic~Codes", code, meaning)
        for name in ("Findel", "YPO", "Sainsbury", "Wessex Coaches"):
            self.put("Suppliers", name, self.made.landline(), f"A{self.r.randrange(9999):04d}")
        for item in ("A4 white", "Glue sticks", "HB pencils", "Paper towels", "Sugar paper", "Toner"):
            self.put("Stock", item, self.r.randrange(40), self.r.choice(["Findel", "YPO"]), self.yes())
        self.numbered(
            "Diary",
            (
                (self.when(), event)
                for event in ("Harvest festival", "INSET", "Nit nurse", "Sports day", "Panto", "Governors 7pm")
            ),
        )
        for n, text in enumerate(("Pupils", "Staff", "Dinner Money", "Reports", "Exit")):
            self.put("Switchboard~Items", 1, n, text, self.r.randrange(9), f"frm{text}")

    def adults(self) -> None:
        taken: set[str] = set()
        for n in range(32):
            forename, surname, sex = self.made.adult()
            initials = forename[0] + surname[0]
            while initials in taken:
                initials = forename[0] + self.r.choice("ABCDEFGHJLMPRSTW") + surname[0]
            taken.add(initials)
            born = self.made.day(date(1955, 1, 1), date(1996, 1, 1))
            human = self.system.person("staff", forename, surname, born=born.isoformat())
            home = self.made.address()
            self.staff.append((initials, human))
            self.put(
                "Staff",
                initials,
                "Mr" if sex == "M" else self.r.choice(["Mrs", "Miss"]),
                surname,
                forename,
                self.typed(born),
                "Teacher" if n < 12 else self.r.choice(["T.A.", "MDSA", "Office", "Caretaker", "Cook"]),
                f"{home.house} {home.street}",
                home.postcode,
                self.made.landline(),
                self.maybe(0.8, self.made.mobile()),
                self.made.national_insurance(),
                self.maybe(0.4, f"{self.r.randrange(70, 99)}/{self.r.randrange(10000, 99999)}"),
                self.when(),
                " ".join(self.made.adult()[:2]),
                self.made.mobile(),
                self.maybe(0.7, f"WX{self.r.randrange(51, 69)} {''.join(self.r.choices('ABCDEFGHJK', k=3))}"),
                self.maybe(0.5, self.r.choice(["NUT", "NASUWT", "Unison"])),
                self.maybe(0.2, self.r.choice(["Bad back", "Diabetic", "Hearing aid"])),
                whose=human.id,
            )
            if n < 24:
                self.put("Staff~2016", initials, human.name, "Teacher", self.made.landline(), whose=human.id)
            self.put(
                "DBS~Checks",
                human.name,
                born.strftime("%d-%b-%y"),
                f"00{self.r.randrange(10**9, 10**10)}",
                self.when(),
                -1,
                self.maybe(0.1, "see head - disclosure 1988"),
                whose=human.id,
            )
        for n, name in enumerate(CLASSES):
            self.put(
                "Classes", name, self.staff[n][0], self.staff[12 + n][0], f"Room {n + 1}", "KS1" if n < 3 else "KS2"
            )
        for n in range(12):
            forename, surname, _ = self.made.adult()
            human = self.system.person("staff", forename, surname)
            self.put(
                "Supply~Teachers",
                n + 3,
                human.name,
                self.r.choice(["Hays", "Direct"]),
                self.made.mobile(),
                f"00{self.r.randrange(10**9, 10**10)}",
                self.r.choice([120, 135, 150]),
                self.r.choice(["v good", "OK for KS1", "NEVER AGAIN", None]),
                whose=human.id,
            )
        for n in range(11):
            forename, surname, _ = self.made.adult()
            human = self.system.person("governor", forename, surname)
            home = self.made.address()
            self.put(
                "Governors",
                n + 1,
                human.name,
                self.r.choice(["Parent", "LA", "Foundation"]),
                self.when(),
                self.made.landline(),
                f"{home.house} {home.street}, {home.postcode}",
                whose=human.id,
            )

    def child(self, number: int, surname: str | None = None) -> tuple[Human, dict[str, Any], date]:
        forename, last, sex = self.made.child(surname)
        year = number % 7
        born = self.made.day(date(2013 - year, 9, 1), date(2014 - year, 8, 31))
        code = upn(865, 2042, born.year + 4, number % 1000)
        human = self.system.person("pupil", forename, last, born=born.isoformat(), upn=code)
        group = CLASSES[(year + number // 7 % 2) % 8]
        values = {
            "Adm No": number,
            "Surname": last,
            "First Name": forename,
            "Known As": self.maybe(0.1, forename[:3]),
            "Full Name": human.name,
            "D.O.B.": self.typed(born),
            "M/F": sex,
            "U.P.N.": code,
            "Yr Gp": "R" if year == 0 else str(year),
            "Class": group,
        }
        return human, values, born

    def children(self) -> None:
        homes: list[tuple[int, str, Any, list[int], str, str, str]] = []
        for n in range(240):
            number = 2101 + n
            if n % 4 == 3:
                home = self.r.choice([home for home in homes if len(home[3]) < 4])
            else:
                surname = self.made.child()[1]
                home = (
                    501 + len(homes),
                    surname,
                    self.made.address(),
                    [],
                    " ".join(self.made.adult("F")[:2]),
                    self.made.adult("M")[0] + f" {surname}",
                    self.made.mobile(),
                )
                homes.append(home)
            home[3].append(number)
            human, values, born = self.child(number, home[1])
            self.pupils.append((number, human))
            self.rows_of[number] = values | {"born": born}
            a = home[2]
            gran = " ".join(self.made.adult("F")[:2])
            self.put(
                "Pupils",
                *values.values(),
                self.r.choice(["Red", "Blue", "Green"]),
                self.maybe(0.6, self.r.choice(["C of E", "Muslim", "None", "Sikh", "R.C."])),
                self.r.choice(list(ETHNICITIES)),
                self.maybe(0.2, self.r.choice(["Polish", "Urdu", "Bengali"])),
                f"{a.house} {a.street}",
                a.town,
                a.postcode,
                self.maybe(0.6, self.made.landline()),
                home[4],
                "Mum",
                home[6],
                self.maybe(0.7, home[5]),
                "Dad",
                self.maybe(0.6, self.made.mobile()),
                self.maybe(0.4, gran),
                self.maybe(0.4, "Nan"),
                self.maybe(0.3, self.made.landline()),
                self.maybe(0.5, self.made.mail(human.forename, human.surname)),
                self.r.choice(["Dr Rimmer", "Dr Prakash", "Dr Oyelaran", "Dr Tate", None]),
                self.maybe(0.2, self.r.choice(MEDICAL)),
                self.yes(0.2),
                self.yes(0.15),
                self.yes(0.9),
                self.r.choice(["School", "Packed", "Halal", "Veg", None]),
                self.when(),
                home[0],
                whose=human.id,
            )
            if n % 2:
                self.put(
                    "Copy~of~Pupils",
                    *values.values(),
                    self.made.landline(),
                    home[4],
                    home[6],
                    self.maybe(0.1, self.r.choice(MEDICAL)),
                    whose=human.id,
                )
        for number, surname, a, kids, mum, dad, mobile in homes:
            self.put(
                "Families",
                number,
                surname,
                mum,
                mobile,
                self.maybe(0.7, dad),
                self.maybe(0.6, self.made.mobile()),
                f"{a.house} {a.street}",
                a.postcode,
                self.yes(0.2),
                self.maybe(0.03, "Dad NOT to collect - order in safe"),
                *(kids + [None] * 4)[:4],
            )
        self.left = [self.leaver(1800 + n) for n in range(60)]
        for n in range(30):
            forename, surname, _ = self.made.child()
            born = self.made.day(date(2014, 9, 1), date(2017, 8, 31))
            human = self.system.person("applicant", forename, surname, born=born.isoformat())
            home = self.made.address()
            self.put(
                "Waiting~List",
                n + 1,
                surname,
                forename,
                self.typed(born),
                self.r.choice(["R", "1", "N"]),
                " ".join(self.made.adult(surname=surname)[:2]),
                self.made.mobile(),
                f"{home.house} {home.street}, {home.postcode}",
                self.maybe(0.3, self.r.choice(self.pupils)[0]),
                self.yes(),
                self.maybe(0.2, "Moving in Easter if house sale goes thro"),
                whose=human.id,
            )
        for n in range(15):
            forename, surname, _ = self.made.adult()
            human = self.system.person("volunteer", forename, surname)
            self.put(
                "Volunteers",
                n + 1,
                human.name,
                self.r.choice(self.pupils)[0],
                self.r.choice(["Reading", "Swimming", "Cooking"]),
                self.yes(0.8),
                self.made.mobile(),
                whose=human.id,
            )

    def leaver(self, number: int) -> tuple[int, int]:
        human, values, _ = self.child(number)
        values["Class"] = self.r.choice(["Oak", "Rowan", "Oak", "Willow", "Mrs T's"])
        self.put(
            "LEAVERS",
            *values.values(),
            self.when(),
            self.r.choice(["Wexcombe Comp", "St Anne's", "moved - no address", "Home ed"]),
            self.yes(0.9),
            self.maybe(0.1, "Parents unhappy re bullying"),
            whose=human.id,
        )
        if number % 9 == 0:
            values["Class"] = "Oak"
            self.put("Copy~of~Pupils", *values.values(), None, None, None, None, whose=human.id)
        return number, human.id

    def money(self) -> None:
        for number, _ in self.some(0.6):
            for week in range(6):
                paid = self.r.choice([0, 11.5, 11.5, 23])
                self.put(
                    "Dinner~Money",
                    number,
                    f"{date(2019, 1, 7) + timedelta(7 * week):%d/%m/%y}",
                    *(self.yes(0.8) for _ in range(5)),
                    paid,
                    11.5 if not paid else 0,
                    self.maybe(0.03, "chq bounced"),
                )
        for number, _ in self.some(0.3):
            self.put("Milk", number, "Spr 19", self.yes(0.8))
        self.numbered(
            "Music~Lessons",
            (
                (
                    n,
                    self.r.choice(["Recorder", "Violin", "Guitar"]),
                    self.r.choice(["Mr Bell", "Mrs Frost"]),
                    45,
                    self.yes(0.2),
                )
                for n, _ in self.some(0.15)
            ),
        )
        self.numbered(
            "Uniform~Orders",
            (
                (
                    n,
                    self.r.choice(["Sweatshirt", "PE bag", "Polo"]),
                    self.r.choice(["5-6", "7-8", "9-10"]),
                    8.5,
                    self.yes(0.7),
                )
                for n, _ in self.some(0.3)
            ),
        )
        for trip, place in enumerate(("Longleat", "Roman Baths", "Steam Museum", "Stonehenge", "Camp"), 1):
            self.put("Trips", trip, place, self.when(), self.who(), "Wessex Coaches", self.r.choice([6, 9, 140]))
            for number, _ in self.some(0.25):
                self.put("Trip~Money", trip, number, self.r.choice([0, 6, 9]), self.yes(0.9), self.yes(0.1))
        for club, name in enumerate(("Recorders", "Football", "Chess", "Choir", "Gardening", "Netball"), 1):
            self.put("Clubs", club, name, self.r.choice(["Mon", "Tues", "Thur"]), self.who(), self.r.choice([0, 10]))
            for _, human in self.some(0.1):
                self.put(
                    "Club~Members",
                    club,
                    human.name,
                    self.yes(),
                    self.maybe(0.5, self.r.choice(["Mum", "Nan", "walks home"])),
                )
        books = [
            (f"{a} {b}", self.made.adult()[1])
            for a in ("The Lost", "A Small", "My Big", "The Secret")
            for b in ("Dragon", "Boat", "Garden", "Bear", "Map")
        ]
        for n, (title, author) in enumerate(books, 1001):
            self.put("Library~Books", n, title, author, self.r.choice("ABC"))
        n = 0
        for number, _ in self.some(0.6):
            n += 1
            self.put(
                "Library~Loans",
                n,
                1001 + self.r.randrange(len(books)),
                number,
                self.when(),
                self.maybe(0.7, self.when()),
            )
        for number, human in self.left[:8]:
            n += 1
            self.put("Library~Loans", n, 1001 + self.r.randrange(len(books)), number, self.when(), None, whose=human)

    def school(self) -> None:
        log = []
        for number, _ in self.some(0.5):
            others = self.r.sample([n for n, _ in self.pupils if n != number], self.r.choice([0, 0, 1, 2]))
            cell = Listed(", ".join(map(str, others)), Pupils=others) if others else None
            log.append(
                (
                    self.when(),
                    number,
                    self.told(HAPPENED, number),
                    cell,
                    self.who(),
                    self.r.choice(["Missed play", "Sent to Head", "Letter", None]),
                    self.yes(0.3),
                )
            )
        self.numbered("Behaviour~Log", log)
        self.numbered(
            "First~Aid~Book",
            (
                (
                    self.when(),
                    self.clock(),
                    h.name,
                    self.rows_of[n]["Class"],
                    self.r.choice(["Bumped head on climbing frame", "Grazed knee", "Nose bleed", "Wasp"]),
                    self.r.choice(["Cold compress", "Wiped", "Rang mum"]),
                    self.who(),
                    self.yes(0.4),
                )
                for n, h in self.some(0.6)
            ),
        )
        self.numbered(
            "Exclusions",
            (
                (n, self.when(), self.when(), self.r.randrange(1, 6), "Hit member of staff", self.staff[0][0])
                for n, _ in self.some(0.04)
            ),
        )
        self.numbered(
            "Child~Protection~(HEAD~ONLY)",
            (
                (
                    self.when(),
                    h.name,
                    self.told(WORRIES, n),
                    self.who(),
                    self.r.choice(["Monitor", "Rang Soc Services", "Spoke to mum"]),
                    self.maybe(0.5, " ".join(self.made.adult()[:2])),
                    self.maybe(0.5, self.made.landline()),
                )
                for n, h in self.some(0.12)
            ),
        )
        self.numbered(
            "Reading~Ages",
            (
                (
                    n,
                    self.r.choice(["Salford", "NGRT", "Suffolk"]),
                    self.when(),
                    f"{self.r.randrange(5, 13)}.{self.r.randrange(12):02d}",
                    self.maybe(0.7, f"{self.r.randrange(5, 12)}.{self.r.randrange(12):02d}"),
                    self.r.randrange(70, 130),
                    self.who(),
                )
                for n, _ in self.some(0.9)
            ),
        )
        for number, _ in self.some(0.9):
            self.put(
                "Tracking",
                number,
                *(self.maybe(0.8, self.r.choice(["1c", "1b", "1a", "2c", "2b", "3c", "W"])) for _ in range(9)),
                self.r.choice(["2b", "3c", "4"]),
                self.yes(0.2),
            )
        for number, human in self.pupils:
            if self.rows_of[number]["Yr Gp"] in ("2", "6"):
                self.put("SATs", human.upn, "2019", *(self.r.randrange(80, 121) for _ in range(3)), None)
            if self.rows_of[number]["Yr Gp"] == "1":
                mark = self.r.randrange(12, 41)
                self.put(
                    "Phonics", number, mark, -1 if mark > 31 else 0, None if mark > 31 else self.r.randrange(20, 40)
                )
            self.put(
                "Attendance~Totals",
                number,
                140,
                self.r.randrange(110, 141),
                120,
                self.r.randrange(90, 121),
                116,
                self.r.randrange(90, 117),
                self.maybe(0.1, self.when()),
            )
        self.numbered(
            "Late~Book",
            (
                (
                    self.when(),
                    n,
                    f"9.{self.r.randrange(5, 55):02d}",
                    self.r.choice(["overslept", "bus", "dentist", "car wouldnt start", None]),
                )
                for n, _ in self.some(0.6)
            ),
        )
        self.numbered(
            "Parents~Evening",
            (
                (f"{self.r.randrange(4, 7)}.{self.r.randrange(0, 60, 10):02d}", n, self.who(), self.yes(0.8))
                for n, _ in self.some(0.5)
            ),
        )
        self.named_lists()

    def named_lists(self) -> None:
        """Lists typed again, in other forms, with no number."""
        for number, human in self.some(0.18):
            row = self.rows_of[number]
            self.put(
                "SEN~Register",
                human.surname,
                human.forename,
                row["born"].strftime("%d %b %Y"),
                row["Class"],
                self.r.choice(["SA", "SA+", "EHCP", "Support"]),
                self.r.choice(["Dyslexia", "Speech", "Behaviour", "ASD", "Hearing"]),
                self.who(),
                self.maybe(0.3, self.when()),
                "Read 45 HF words; sit still 5 mins",
                whose=human.id,
            )
        for number, human in self.some(0.1):
            row = self.rows_of[number]
            self.put(
                "ALLERGY~LIST",
                f"{human.surname.upper()} {human.forename}",
                row["born"].strftime("%d.%m.%y"),
                row["Class"],
                self.r.choice(["Nuts", "Plasters", "Egg", "Penicillin", "Bee stings"]),
                self.yes(0.3),
                self.r.choice(["Office", "Class", None]),
                whose=human.id,
            )
        for number, human in self.r.sample(self.pupils, 14):
            self.put(
                "Paste~Errors",
                human.surname,
                human.forename,
                self.rows_of[number]["D.O.B."],
                self.made.landline(),
                whose=human.id,
            )
        medicines = [(n, 1 + i) for i, (n, _) in enumerate(self.some(0.12))]
        for number, med in medicines:
            self.put(
                "Medicines",
                med,
                number,
                self.r.choice(["Ventolin", "Piriton", "Calpol", "Ritalin"]),
                self.r.choice(["1 puff", "5ml", "2 puffs"]),
                self.when(),
                self.yes(0.9),
            )
        self.numbered(
            "Medicine~Given",
            (
                (self.r.choice(medicines)[1], self.when(), self.clock(), self.who(), self.maybe(0.6, self.who()))
                for _ in range(120)
            ),
        )

    def office(self) -> None:
        self.numbered(
            "Staff~Absences",
            (
                (
                    self.who(),
                    self.when(),
                    self.when(),
                    self.r.randrange(1, 9),
                    self.r.choice(["Flu", "Stress", "Child ill", "Funeral", "Op"]),
                    self.maybe(0.6, self.who()),
                    self.yes(0.3),
                )
                for _ in range(70)
            ),
        )
        self.numbered(
            "Staff~Training",
            (
                (
                    self.who(),
                    self.r.choice(["First Aid", "Safeguarding", "Phonics", "Food Hygiene"]),
                    self.when(),
                    self.r.choice([0, 85, 120]),
                    self.maybe(0.5, self.when()),
                )
                for _ in range(60)
            ),
        )
        self.numbered(
            "Key~Holders",
            (
                (
                    self.who(),
                    self.r.choice(["Front door", "Gate", "Boiler room"]),
                    f"{self.r.randrange(1000, 9999)}",
                    self.when(),
                )
                for _ in range(14)
            ),
        )
        self.numbered(
            "Phone~Messages",
            (
                (self.when(), " ".join(self.made.adult()[:2]), self.who(), self.told(MESSAGES), self.yes(0.9))
                for _ in range(60)
            ),
        )
        for n in range(80):
            forename, surname, _ = self.made.adult()
            human = self.system.person("visitor", forename, surname)
            self.put(
                "Visitors~Book",
                n + 1,
                self.when(),
                human.name,
                self.r.choice(["LEA", "BT", "parent", "Ed Psych service", "Photographer"]),
                self.maybe(0.5, f"HK{self.r.randrange(51, 69)} {''.join(self.r.choices('ABCDEFGHJK', k=3))}"),
                self.who(),
                self.clock(),
                self.maybe(0.7, self.clock()),
                whose=human.id,
            )

    def tolerate(self) -> None:
        """Copies hold the same key of the same humans; a loan of a leaver points where leavers are."""
        same = {("Pupils", column): ("Copy of Pupils", column) for column in ("Adm No", "Full Name", "U.P.N.")}
        same[("Staff", "Initials")] = ("Staff 2016", "Initials")
        for table in self.system.tables.values():
            for arrow in table.arrows:
                other = same.get((arrow.to, arrow.to_columns[0]))
                if other and other[0] != table.name:
                    self.system.tolerate(f"{table.name}.{arrow.columns[0]}", ".".join(other))
        for column in ("Full Name", "U.P.N."):
            self.system.tolerate(f"Copy of Pupils.{column}", f"Pupils.{column}")
        for column in ("Adm No", "Full Name", "U.P.N."):
            self.system.tolerate(f"Copy of Pupils.{column}", f"LEAVERS.{column}")
        self.system.tolerate("Library Loans.Adm No", "LEAVERS.Adm No")
        # These say by name (and birth date) whom they are about; `name` is how a map calls forename and surname together.
        for place in (
            "ALLERGY LIST.Name",
            "SEN Register.First Name",
            "SEN Register.Surname",
            "Paste Errors.F1",
            "Paste Errors.F2",
        ):
            self.system.tolerate(place, "Pupils.name")
        for place in ("Staff.name", "Staff 2016.Name"):
            self.system.tolerate("DBS Checks.Staff Name", place)


def build(seed: int) -> WrittenSystem:
    made = Office(seed)
    made.lists()
    made.adults()
    made.children()
    made.money()
    made.school()
    made.office()
    made.tolerate()
    return made.system
