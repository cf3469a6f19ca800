"""A small fictional OneRoster export, 1.1 or 1.2: what is in which file follows the standard's own CSV bindings."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from pathlib import Path

FORENAMES = "Ottilie Marek Ines Priya Leo Nia Tomasz Ada Grace Yusuf Zofia Oscar Jakub Amelia".split()
SURNAMES = "Vane Novak Ferreira Okafor Khan Wells Hart Ito Demir Byrne Castell Lund".split()
PUPILS, PARENTS, TEACHERS = 60, 40, 8


def guid(kind: str, number: int) -> str:
    made = random.Random(f"{kind}{number}")  # noqa: S311 - invented
    return "-".join("".join(made.choice("0123456789abcdef") for _ in range(n)) for n in (8, 4, 4, 4, 12))


def files(version: str) -> dict[str, list[dict[str, str]]]:
    rng = random.Random(version)  # noqa: S311 - invented
    later = version == "1.2"
    people: list[dict[str, str]] = []
    names: dict[str, tuple[str, str]] = {}

    def person(kind: str, number: int, role: str, agents: list[str]) -> str:
        at = guid(kind, number)
        forename, surname = FORENAMES[(number * 5 + len(kind)) % 14], SURNAMES[(number * 7 + number // 12) % 12]
        names[at] = forename, surname
        row = {
            "sourcedId": at, "status": "active", "dateLastModified": "2025-09-01T08:00:00.000Z", "enabledUser": "true",
            "username": f"{forename[0]}{surname}{number}{kind[0]}".lower(),
            "userIds": f"{{UPN:H30220000{number:04}}}" if role == "student" else "", "givenName": forename,
            "familyName": surname, "middleName": "", "identifier": f"{kind[0].upper()}{number:05}",
            "email": f"{forename}.{surname}{number}@{'home' if kind == 'parent' else 'school'}.example".lower(),
            "sms": "", "phone": f"07700 90{number:04}"[:12], "agentSourcedIds": ",".join(agents),
            "grades": str(1 + number % 6) if role == "student" else "", "password": "",
        }  # fmt: skip
        if later:
            row |= {"userMasterIdentifier": "", "preferredGivenName": "", "primaryOrgSourcedId": guid("org", 1)}
        else:
            row |= {"orgSourcedIds": guid("org", 1), "role": role}
        people.append(row)
        return at

    parents = [person("parent", n, "parent", []) for n in range(PARENTS)]
    pupils = [person("pupil", n, "student", rng.sample(parents, 1 + n % 2)) for n in range(PUPILS)]
    teachers = [person("teacher", n, "teacher", []) for n in range(TEACHERS)]

    def common(kind: str, number: int) -> dict[str, str]:
        return {"sourcedId": guid(kind, number), "status": "active", "dateLastModified": "2025-09-01T08:00:00.000Z"}

    year = {"title": "2025-2026", "type": "schoolYear", "startDate": "2025-09-01", "endDate": "2026-07-20",
            "parentSourcedId": "", "schoolYear": "2026"}  # fmt: skip
    made = {
        "orgs": [common("org", 1) | {"name": "Hollybrook School", "type": "school", "identifier": "3022000",
                                     "parentSourcedId": ""}],
        "academicSessions": [common("session", 1) | year],
        "courses": [common("course", n) | {"schoolYearSourcedId": guid("session", 1), "title": f"Subject {n}",
                    "courseCode": f"S{n}", "grades": "", "orgSourcedId": guid("org", 1), "subjects": "",
                    "subjectCodes": ""}
                    for n in range(6)],
        "classes": [common("class", n) | {"title": f"Class {n}", "grades": "", "courseSourcedId": guid("course", n % 6),
                    "classCode": f"C{n}", "classType": "scheduled", "location": "", "schoolSourcedId": guid("org", 1),
                    "termSourcedIds": guid("session", 1), "subjects": "", "subjectCodes": "", "periods": ""}
                    for n in range(12)],
        "users": people,
        "enrollments": [common("enrollment", n * 3 + k) | {"classSourcedId": guid("class", (n + k * 5) % 12),
                        "schoolSourcedId": guid("org", 1), "userSourcedId": user, "role": role, "primary": "false",
                        "beginDate": "", "endDate": ""}
                        for n, (user, role) in enumerate(
                            [*((p, "student") for p in pupils), *((t, "teacher") for t in teachers)])
                        for k in range(3)],
        "demographics": [{"sourcedId": pupil, "status": "active", "dateLastModified": "2025-09-01T08:00:00.000Z",
                          "birthDate": f"201{5 + n % 4}-0{1 + n % 9}-1{n % 10}", "sex": "female" if n % 2 else "male",
                          "asian": "false", "white": "true", "hispanicOrLatinoEthnicity": "false",
                          "countryOfBirthCode": "GB", "cityOfBirth": "Exampleton"} for n, pupil in enumerate(pupils)],
        "categories": [common("category", 1) | {"title": "Tests"}],
        "lineItems": [common("item", n) | {"title": f"Test {n}", "description": "", "assignDate": "2025-10-01",
                      "dueDate": "2025-10-08", "classSourcedId": guid("class", n % 12),
                      "categorySourcedId": guid("category", 1),
                      "gradingPeriodSourcedId": guid("session", 1), "resultValueMin": "0", "resultValueMax": "20"}
                      for n in range(24)],
        "results": [common("result", n) | {"lineItemSourcedId": guid("item", n % 24),
                    "studentSourcedId": rng.choice(pupils),
                    "scoreStatus": "fully graded", "score": str(rng.randint(0, 20)), "scoreDate": "2025-10-08",
                    "comment": "" if n % 5 else "Worked hard on this."} for n in range(200)],
    }  # fmt: skip
    if later:
        role_of = {
            **dict.fromkeys(parents, "parent"),
            **dict.fromkeys(pupils, "student"),
            **dict.fromkeys(teachers, "teacher"),
        }
        made["roles"] = [
            common("role", n) | {"userSourcedId": user, "roleType": "primary", "role": role, "beginDate": "",
                                 "endDate": "",
                                 "orgSourcedId": guid("org", 1), "userProfileSourcedId": ""}
            for n, (user, role) in enumerate(role_of.items())
        ]  # fmt: skip
    return made


def write(version: str, folder: Path, *, encoding: str = "utf-8") -> Path:
    folder.mkdir(parents=True)
    for name, rows in files(version).items():
        (folder / f"{name}.csv").write_bytes(_csv(rows).encode(encoding))
    manifest = [("propertyName", "value"), ("manifest.version", "1.0"), ("oneroster.version", version)]
    (folder / "manifest.csv").write_text("\n".join(",".join(line) for line in manifest), encoding="utf-8")
    return folder


def write_zip(version: str, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in files(version).items():
            archive.writestr(f"{name}.csv", _csv(rows))
        archive.writestr("manifest.csv", f"propertyName,value\nmanifest.version,1.0\noneroster.version,{version}\n")
    return path


def _csv(rows: list[dict[str, str]]) -> str:
    made = io.StringIO(newline="")
    writer = csv.DictWriter(made, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()
