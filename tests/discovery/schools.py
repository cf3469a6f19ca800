"""Small invented school databases in several naming and modelling styles, with what each row is about."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

FORENAMES = [
    "Amelia",
    "Oscar",
    "Zofia",
    "Yusuf",
    "Grace",
    "Rose",
    "Jakub",
    "Ines",
    "Mark",
    "Priya",
    "Leo",
    "Nia",
    "Tom",
    "Ada",
]
SURNAMES = ["Patel", "Novak", "Smith", "Okafor", "O'Brien", "Khan", "Rose", "Ferreira", "Jones", "Wells", "Hart", "Ito"]
ETHNIC = ["WBRI", "AIND", "BAFR", "MWAS", "CHNE"]


@dataclass
class Truth:
    """(table, key) -> {(person, role)}; a person is ('pupil', 3)."""

    rows: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=dict)

    def add(self, table: str, key: object, person: str, role: str = "about") -> None:
        self.rows.setdefault((table, str(key)), set()).add((person, role))


class Builder:
    def __init__(self, path: Path, seed: int) -> None:
        self.db = sqlite3.connect(path)
        self.random = random.Random(seed)  # noqa: S311 - invented data
        self.truth = Truth()
        self.people: dict[str, tuple[str, str]] = {}

    def table(self, name: str, columns: str) -> None:
        self.db.execute(f'CREATE TABLE "{name}" ({columns})')

    def add(self, table: str, *values: object) -> None:
        marks = ",".join("?" * len(values))
        self.db.execute(f'INSERT INTO "{table}" VALUES ({marks})', values)

    def person(self) -> tuple[str, str]:
        return self.random.choice(FORENAMES), self.random.choice(SURNAMES)

    def born(self) -> str:
        return f"20{self.random.randint(16, 20)}-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}"

    def upn(self, number: int) -> str:
        return f"H{302200000000 + number:012d}"[:12] + f"{number % 10}"

    def phone(self) -> str:
        return f"07700 {self.random.randint(900000, 900999)}{self.random.randint(0, 0)}"[:12]

    def day(self) -> str:
        return f"2025-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}"

    def done(self) -> Truth:
        self.db.commit()
        self.db.close()
        return self.truth


def snake(path: Path, seed: int = 1, pupils: int = 60) -> Truth:
    """Plain snake_case with an incident and its children, a household, JSON, a list, a polymorphic pair."""
    b = Builder(path, seed)
    t = b.truth
    b.table("households", "id INTEGER PRIMARY KEY, address_line1 TEXT, postcode TEXT, phone TEXT")
    b.table(
        "students",
        "id INTEGER PRIMARY KEY, upn TEXT, forename TEXT, surname TEXT, preferred_forename TEXT, date_of_birth TEXT,"
        " gender TEXT, household_id INTEGER, class_id INTEGER, ethnicity TEXT, religion TEXT, custom_1 TEXT",
    )
    b.table("staff", "id INTEGER PRIMARY KEY, title TEXT, forename TEXT, surname TEXT, email TEXT, job_title TEXT")
    b.table("classes", "id INTEGER PRIMARY KEY, name TEXT, teacher_id INTEGER, room TEXT")
    b.table(
        "contacts",
        "id INTEGER PRIMARY KEY, title TEXT, forename TEXT, surname TEXT, mobile TEXT, email TEXT,"
        " household_id INTEGER",
    )
    b.table(
        "student_contacts",
        "id INTEGER PRIMARY KEY, student_id INTEGER, contact_id INTEGER, relationship TEXT,"
        " parental_responsibility INTEGER, priority INTEGER",
    )
    b.table("incidents", "id INTEGER PRIMARY KEY, occurred_on TEXT, description TEXT, reported_by INTEGER")
    b.table("incident_students", "id INTEGER PRIMARY KEY, incident_id INTEGER, student_id INTEGER, part TEXT")
    b.table("incident_actions", "id INTEGER PRIMARY KEY, incident_id INTEGER, action TEXT, created_by INTEGER")
    b.table("assessments", "id INTEGER PRIMARY KEY, student_id INTEGER, taken_on TEXT, teacher_id INTEGER")
    b.table("assessment_results", "id INTEGER PRIMARY KEY, assessment_id INTEGER, aspect TEXT, score INTEGER")
    b.table("trips", "id INTEGER PRIMARY KEY, name TEXT, leader_id INTEGER, student_ids TEXT, went_on TEXT")
    b.table("notes", "id INTEGER PRIMARY KEY, subject_type TEXT, subject_id INTEGER, body TEXT, author_id INTEGER")
    b.table("forms", "id INTEGER PRIMARY KEY, kind TEXT, payload TEXT, submitted_on TEXT")
    b.table("custom_field_definitions", "id INTEGER PRIMARY KEY, table_name TEXT, field_name TEXT, label TEXT")
    b.add("custom_field_definitions", 1, "students", "custom_1", "Medical alert")
    for n in range(1, 9):
        first, last = b.person()
        b.add("staff", n, "Mrs", first, last, f"{first}.{last}{n}@school.example".lower(), "Teacher")
        t.add("staff", n, f"staff{n}")
    for n in range(1, 5):
        teacher = b.random.randint(1, 8)
        b.add("classes", n, ["Owls", "Robins", "Wrens", "Kites"][n - 1], teacher, f"Room {n}")
        t.add("classes", n, f"staff{teacher}", "assigned to")
    homes: dict[int, list[str]] = {}
    of_home: dict[int, int] = {}
    for n in range(1, pupils + 1):
        home = b.random.randint(1, pupils * 2 // 3)
        of_home[n] = home
        first, last = b.person()
        b.add(
            "students", n, b.upn(n), first, last, first[:3] if n % 4 == 0 else None, b.born(), "F", home,
            b.random.randint(1, 4), b.random.choice(ETHNIC), "Christian", "asthma" if n % 5 == 0 else None,
        )  # fmt: skip
        t.add("students", n, f"pupil{n}")
        homes.setdefault(home, []).append(f"pupil{n}")
    link = 0
    for n in range(1, pupils + 1):
        first, last = b.person()
        b.add("contacts", n, "Ms", first, last, b.phone() + str(n), f"c{n}@mail.example", of_home[n])
        t.add("contacts", n, f"contact{n}")
        homes[of_home[n]].append(f"contact{n}")
        for child in {n, b.random.randint(1, pupils)}:
            link += 1
            b.add("student_contacts", link, child, n, "Mother", 1, 1)
            t.add("student_contacts", link, f"pupil{child}")
            t.add("student_contacts", link, f"contact{n}")
    for home in range(1, pupils * 2 // 3 + 1):
        b.add("households", home, f"{home} Mill Lane", "BN1 1AA", b.phone())
        for person in homes.get(home, []):
            t.add("households", home, person)
    link = 0
    for n in range(1, 41):
        staff = b.random.randint(1, 8)
        b.add("incidents", n, b.day(), "There was a disagreement about the climbing frame at lunch", staff)
        t.add("incidents", n, f"staff{staff}", "written by")
        involved = b.random.sample(range(1, pupils + 1), b.random.randint(1, 3))
        for child in involved:
            link += 1
            b.add("incident_students", link, n, child, "involved")
            t.add("incident_students", link, f"pupil{child}")
            t.add("incidents", n, f"pupil{child}")
        act = n
        who = b.random.randint(1, 8)
        b.add("incident_actions", act, n, "Spoke with the children", who)
        t.add("incident_actions", act, f"staff{who}", "written by")
        for child in involved:
            t.add("incident_actions", act, f"pupil{child}")
    result = 0
    for n in range(1, 121):
        child, staff = b.random.randint(1, pupils), b.random.randint(1, 8)
        b.add("assessments", n, child, b.day(), staff)
        t.add("assessments", n, f"pupil{child}")
        t.add("assessments", n, f"staff{staff}", "assigned to")
        for aspect in ("Reading", "Maths"):
            result += 1
            b.add("assessment_results", result, n, aspect, b.random.randint(1, 40))
            t.add("assessment_results", result, f"pupil{child}")
    for n in range(1, 16):
        going = b.random.sample(range(1, pupils + 1), b.random.randint(1, 5))
        leader = b.random.randint(1, 8)
        b.add("trips", n, f"Trip {n}", leader, ",".join(map(str, going)), b.day())
        t.add("trips", n, f"staff{leader}", "assigned to")
        for child in going:
            t.add("trips", n, f"pupil{child}")
    for n in range(1, 81):
        kind = b.random.choice(["student", "contact", "staff"])
        who = b.random.randint(1, 8 if kind == "staff" else pupils)
        author = b.random.randint(1, 8)
        b.add("notes", n, kind, who, "A note of a conversation held at the gate this morning", author)
        t.add("notes", n, f"{'pupil' if kind == 'student' else kind}{who}")
        t.add("notes", n, f"staff{author}", "written by")
    for n in range(1, 31):
        child = b.random.randint(1, pupils)
        b.add("forms", n, "consent", f'{{"student_id": {child}, "answers": {{"photo": true}}}}', b.day())
        t.add("forms", n, f"pupil{child}")
    return b.done()


def prefixed(path: Path, seed: int = 2, pupils: int = 50) -> Truth:
    """Capitals, abbreviations, a prefix before every column, logins as writers, negative ids, staff by code."""
    b = Builder(path, seed)
    t = b.truth
    b.table(
        "PUP_MAIN",
        "PUP_NO INTEGER, PUP_SNM TEXT, PUP_FNM TEXT, PUP_DOB TEXT, PUP_UPN TEXT, PUP_GRP TEXT, PUP_TUTOR TEXT",
    )
    b.table("EMP_MAIN", "EMP_NO INTEGER, EMP_CD TEXT, EMP_SNM TEXT, EMP_FNM TEXT, EMP_TTL TEXT, EMP_EMAIL TEXT")
    b.table("USR_ACCT", "USR_ID INTEGER, USR_LOGIN TEXT, USR_EMP_NO INTEGER, USR_LAST_LOGIN TEXT")
    b.table("CNT_MAIN", "CNT_NO INTEGER, CNT_SNM TEXT, CNT_FNM TEXT, CNT_TEL TEXT, CNT_ADDR TEXT")
    b.table("PUP_CNT", "PC_PUP_NO INTEGER, PC_CNT_NO INTEGER, PC_REL TEXT, PC_PR_FLG TEXT, PC_SEQ INTEGER")
    b.table("BEH_LOG", "BEH_ID INTEGER, BEH_PUP_NO INTEGER, BEH_DT TEXT, BEH_TXT TEXT, ENTERED_BY TEXT, LAST_UPD TEXT")
    b.table("BEH_ACT", "BA_ID INTEGER, BA_BEH_ID INTEGER, BA_ACT_CD TEXT, BA_EMP_NO INTEGER")
    b.table("MED_COND", "MED_ID INTEGER, MED_PUP_NO INTEGER, MED_COND_TXT TEXT, MED_EMP_CD TEXT")
    b.table("MSG_OUT", "MSG_ID INTEGER, MSG_RCPT_NO INTEGER, MSG_TXT TEXT, MSG_DT TEXT")
    b.table("ATT_MARK", "ATT_PUP_NO INTEGER, ATT_DT TEXT, ATT_AM TEXT, ATT_PM TEXT")
    logins = {}
    for n in range(501, 511):
        first, last = b.person()
        code = (first[:1] + last[:2]).upper().replace("'", "X") + str(n % 10)
        logins[n] = f"{first[0]}{last}{n}".lower().replace("'", "")
        b.add("EMP_MAIN", n, code, last, first, "Mr", f"e{n}@school.example")
        t.add("EMP_MAIN", f"rowid={n - 500}", f"staff{n}")
        b.add("USR_ACCT", n - 500, logins[n], n, "2025-09-01 08:00")
        t.add("USR_ACCT", f"rowid={n - 500}", f"staff{n}")
    codes = dict(b.db.execute("select EMP_NO, EMP_CD from EMP_MAIN").fetchall())
    for n in range(1001, 1001 + pupils):
        first, last = b.person()
        tutor = b.random.randint(501, 510)
        b.add("PUP_MAIN", n, last, first, b.born(), b.upn(n), f"{n % 3 + 1}A", codes[tutor])
        t.add("PUP_MAIN", f"rowid={n - 1000}", f"pupil{n}")
        t.add("PUP_MAIN", f"rowid={n - 1000}", f"staff{tutor}", "assigned to")
        first, last = b.person()
        b.add("CNT_MAIN", n + 4000, last, first, b.phone() + str(n), f"{n} High Street")
        t.add("CNT_MAIN", f"rowid={n - 1000}", f"contact{n + 4000}")
        row = n - 1000
        b.add("PUP_CNT", n, n + 4000, "MOT", "Y", 1)
        t.add("PUP_CNT", f"rowid={row}", f"pupil{n}")
        t.add("PUP_CNT", f"rowid={row}", f"contact{n + 4000}")
    for n in range(1, 101):
        child, staff = b.random.randint(1001, 1000 + pupils), b.random.randint(501, 510)
        b.add("BEH_LOG", n, child, b.day(), "Did not share the bricks with others today", logins[staff], b.day())
        t.add("BEH_LOG", f"rowid={n}", f"pupil{child}")
        t.add("BEH_LOG", f"rowid={n}", f"staff{staff}", "written by")
        acting = b.random.randint(501, 510)
        b.add("BEH_ACT", n, n, "TALK", acting)
        t.add("BEH_ACT", f"rowid={n}", f"pupil{child}")
        t.add("BEH_ACT", f"rowid={n}", f"staff{acting}", "assigned to")
    for n in range(1, 31):
        child, staff = b.random.randint(1001, 1000 + pupils), b.random.randint(501, 510)
        b.add("MED_COND", n, child, "Asthma", codes[staff])
        t.add("MED_COND", f"rowid={n}", f"pupil{child}")
        t.add("MED_COND", f"rowid={n}", f"staff{staff}", "assigned to")
    for n in range(1, 61):
        child = b.random.randint(1001, 1000 + pupils)
        b.add("ATT_MARK", child, b.day(), "/", "\\")
        t.add("ATT_MARK", f"rowid={n}", f"pupil{child}")
    for n in range(1, 41):
        to_staff = n % 3 == 0
        who = b.random.randint(501, 510) if to_staff else b.random.randint(5001, 5000 + pupils)
        b.add("MSG_OUT", n, -who if to_staff else who, "School closes at two today", b.day())
        t.add("MSG_OUT", f"rowid={n}", f"staff{who}" if to_staff else f"contact{who}")
    return b.done()


def camel(path: Path, seed: int = 3, pupils: int = 50) -> Truth:
    """camelCase of an object mapper: one Person table of all kinds, polymorphic classes, JSON lists of ids."""
    b = Builder(path, seed)
    t = b.truth
    b.table(
        "Person",
        "personId INTEGER PRIMARY KEY, personType TEXT, givenName TEXT, familyName TEXT, birthDate TEXT,"
        " emailAddress TEXT",
    )
    b.table("StudentProfile", "personId INTEGER PRIMARY KEY, uniquePupilNumber TEXT, yearGroup TEXT, tutorId INTEGER")
    b.table(
        "Enrolment", "enrolmentId INTEGER PRIMARY KEY, studentId INTEGER, academicYear TEXT, registrationGroup TEXT"
    )
    b.table(
        "AttendanceMark", "attendanceMarkId INTEGER PRIMARY KEY, enrolmentId INTEGER, sessionDate TEXT, markCode TEXT"
    )
    b.table(
        "PersonRelationship", "id INTEGER PRIMARY KEY, childId INTEGER, adultPersonId INTEGER, relationshipType TEXT"
    )
    b.table(
        "Comment",
        "commentId INTEGER PRIMARY KEY, entityType TEXT, entityId INTEGER, commentText TEXT, createdByPersonId INTEGER",
    )
    b.table(
        "SafeguardingConcern", "concernId INTEGER PRIMARY KEY, studentId INTEGER, details TEXT, keyWorkerId INTEGER"
    )
    b.table("ClubSession", "clubSessionId INTEGER PRIMARY KEY, clubName TEXT, attendeePersonIds TEXT, ledById INTEGER")
    staff = list(range(1, 9))
    children = list(range(101, 101 + pupils))
    adults = list(range(301, 301 + pupils))
    for n in [*staff, *children, *adults]:
        first, last = b.person()
        kind = "Staff" if n in staff else "Student" if n in children else "Parent"
        b.add("Person", n, kind, first, last, b.born() if kind == "Student" else None, f"p{n}@mail.example")
        t.add("Person", n, f"p{n}")
    for n in children:
        tutor = b.random.choice(staff)
        b.add("StudentProfile", n, b.upn(n), "Year 2", tutor)
        t.add("StudentProfile", n, f"p{n}")
        t.add("StudentProfile", n, f"p{tutor}", "assigned to")
    enrolment = mark = 0
    for n in children:
        for year in ("2023/24", "2024/25"):
            enrolment += 1
            b.add("Enrolment", enrolment, n, year, "2B")
            t.add("Enrolment", enrolment, f"p{n}")
            for _ in range(3):
                mark += 1
                b.add("AttendanceMark", mark, enrolment, b.day(), b.random.choice(["/", "\\", "I", "M"]))
                t.add("AttendanceMark", mark, f"p{n}")
    for n, (child, adult) in enumerate(zip(children, adults, strict=True), 1):
        b.add("PersonRelationship", n, child, adult, "Father")
        t.add("PersonRelationship", n, f"p{child}")
        t.add("PersonRelationship", n, f"p{adult}")
    for n in range(1, 41):
        child, worker = b.random.choice(children), b.random.choice(staff)
        b.add("SafeguardingConcern", n, child, "Came in without a coat and said nobody was home", worker)
        t.add("SafeguardingConcern", n, f"p{child}")
        t.add("SafeguardingConcern", n, f"p{worker}", "assigned to")
    for n in range(1, 61):
        author = b.random.choice(staff)
        if n % 2:
            person = b.random.choice(children)
            b.add("Comment", n, "Person", person, "Settled well after the holiday and made a friend", author)
            t.add("Comment", n, f"p{person}")
        else:
            concern = b.random.randint(1, 40)
            b.add("Comment", n, "SafeguardingConcern", concern, "Rang home, no answer, will try again later", author)
            child = b.db.execute("select studentId from SafeguardingConcern where concernId=?", (concern,)).fetchone()[
                0
            ]
            t.add("Comment", n, f"p{child}")
        t.add("Comment", n, f"p{author}", "written by")
    for n in range(1, 21):
        going, leader = b.random.sample(children, 4), b.random.choice(staff)
        b.add("ClubSession", n, "Chess", str(going), leader)
        t.add("ClubSession", n, f"p{leader}", "assigned to")
        for child in going:
            t.add("ClubSession", n, f"p{child}")
    return b.done()


STYLES = {"snake": snake, "prefixed": prefixed, "camel": camel}


def split_person(path: Path, seed: int = 4, pupils: int = 60) -> Truth:
    """Module prefixes, no declared key at all, names in one person table, pupils and staff as rows that point to it."""
    b = Builder(path, seed)
    t = b.truth
    b.table("core_person", "person_id INTEGER, surname TEXT, forename TEXT, dob TEXT, gender_cd TEXT")
    b.table("stud_student", "student_id INTEGER, person_id INTEGER, upn TEXT, adno TEXT")
    b.table("empl_employee", "employee_id INTEGER, person_id INTEGER, staff_code TEXT")
    b.table("cont_contact", "contact_id INTEGER, person_id INTEGER, job TEXT")
    b.table("core_telephone", "telephone_id INTEGER, person_id INTEGER, number TEXT")
    b.table("achi_event", "event_id INTEGER, event_date TEXT, comments TEXT, recorded_by_id INTEGER")
    b.table("achi_student", "achi_id INTEGER, event_id INTEGER, student_id INTEGER, points INTEGER")
    b.table("curr_group", "base_group_id INTEGER, short_name TEXT, main_supervisor_id INTEGER")
    b.table("curr_group_student", "base_group_id INTEGER, student_id INTEGER, start_date TEXT")
    b.table("exam_candidate", "candidate_no INTEGER, student_id INTEGER, season TEXT")
    b.table("exam_result", "result_id INTEGER, candidate_no INTEGER, paper TEXT, mark INTEGER")
    b.table("comm_log", "log_id INTEGER, about_person INTEGER, logged_by TEXT, what TEXT")
    b.table("task", "task_id INTEGER, taskable_id INTEGER, taskable_type TEXT, title TEXT, assignee_id INTEGER")
    people = 0
    of: dict[str, int] = {}

    def person(name: str, born: str | None) -> int:
        nonlocal people
        people += 1
        first, last = b.person()
        b.add("core_person", 5000 + people, last, first, born, "F")
        of[name] = 5000 + people
        t.add("core_person", f"rowid={people}", name)
        return of[name]

    for n in range(1, pupils + 1):
        b.add("stud_student", n, person(f"pupil{n}", b.born()), b.upn(n), f"{n:06}")
        t.add("stud_student", f"rowid={n}", f"pupil{n}")
        b.add("core_telephone", n, of[f"pupil{n}"], b.phone())
        t.add("core_telephone", f"rowid={n}", f"pupil{n}")
        b.add("curr_group_student", n % 5 + 1, n, "2025-09-01")
        t.add("curr_group_student", f"rowid={n}", f"pupil{n}")
    for n in range(1, 13):
        b.add("empl_employee", n, person(f"staff{n}", None), f"S{n:02}X")
        t.add("empl_employee", f"rowid={n}", f"staff{n}")
    for n in range(1, 81):
        b.add("cont_contact", n, person(f"contact{n}", None), None)
        t.add("cont_contact", f"rowid={n}", f"contact{n}")
    for n in range(1, 6):
        b.add("curr_group", n, f"{n}A", n)
        t.add("curr_group", f"rowid={n}", f"staff{n}", "assigned to")
    link = 0
    for n in range(1, 51):
        staff = b.random.randint(1, 12)
        b.add("achi_event", n, b.day(), "A very kind thing done at play time today", staff)
        t.add("achi_event", f"rowid={n}", f"staff{staff}", "written by")
        for child in b.random.sample(range(1, pupils + 1), b.random.randint(1, 2)):
            link += 1
            b.add("achi_student", link, n, child, 1)
            t.add("achi_student", f"rowid={link}", f"pupil{child}")
            t.add("achi_event", f"rowid={n}", f"pupil{child}")
    for n in range(1, 31):
        b.add("exam_candidate", 3000 + n, n, "2025S")
        t.add("exam_candidate", f"rowid={n}", f"pupil{n}")
    for n in range(1, 91):
        child = b.random.randint(1, 30)
        b.add("exam_result", n, 3000 + child, "P1", 3)
        t.add("exam_result", f"rowid={n}", f"pupil{child}")
    for n in range(1, 41):
        who = b.random.choice([name for name in of if not name.startswith("staff")])
        staff = b.random.randint(1, 12)
        b.add("comm_log", n, of[who], f"S{staff:02}X", "Rang about lunch")
        t.add("comm_log", f"rowid={n}", who)
        t.add("comm_log", f"rowid={n}", f"staff{staff}", "written by")
        kind = "Student" if n % 2 else "Contact"
        number, staff = b.random.randint(1, pupils), b.random.randint(1, 12)
        b.add("task", n, number, f"App\\Models\\{kind}", "Call", staff)
        t.add("task", f"rowid={n}", f"{'pupil' if n % 2 else 'contact'}{number}")
        t.add("task", f"rowid={n}", f"staff{staff}", "assigned to")
    return b.done()


STYLES["split_person"] = split_person
