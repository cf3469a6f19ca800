"""One invented school, small enough to keep in the head."""

from __future__ import annotations

from datetime import date

from honour.kernel.address import in_message
from honour.kernel.holding import Membership, Name, PersonName, Relation, Subject, SubjectId, SubjectKind
from honour.kernel.record import Form, Record

TODAY = date(2026, 11, 2)
SINCE = date(2025, 9, 1)


def sid(name: str) -> SubjectId:
    return SubjectId("S-" + name)


def person(
    key: str,
    kind: SubjectKind,
    forename: str,
    surname: str,
    title: str = "",
    *,
    also: tuple[PersonName, ...] = (),
    groups: tuple[tuple[str, str], ...] = (),
    relations: tuple[tuple[str, str], ...] = (),
    identifiers: tuple[tuple[str, str], ...] = (),
    since: date = SINCE,
    until: date | None = None,
    born: date | None = None,
    middle: str = "",
) -> Subject:
    return Subject(
        sid(key),
        frozenset({kind}),
        (PersonName(Name.LEGAL, forename, surname, title, middle), *also),
        born,
        identifiers,
        (),
        tuple(Relation(kind, sid(other)) for kind, other in relations),
        tuple(Membership(kind, name, since, until) for kind, name in groups),
    )


P, C, S = SubjectKind.PUPIL, SubjectKind.CONTACT, SubjectKind.STAFF
OWLS, WRENS, FOXES = (
    (("class", "Owls"), ("year", "Year 2")),
    (("class", "Wrens"), ("year", "Year 1")),
    (("class", "Foxes"), ("year", "Reception")),
)

SUBJECTS = (
    person(
        "amelia-p", P, "Amelia", "Patel", groups=OWLS, identifiers=(("upn", "H801200021004"),), born=date(2019, 3, 2)
    ),
    person("amelia-k", P, "Amelia", "Kowalczyk", groups=WRENS, born=date(2020, 3, 2)),
    person(
        "amelia-old",
        P,
        "Amelia",
        "Fenwick",
        groups=(("class", "Owls"),),
        since=date(2019, 9, 1),
        until=date(2022, 7, 20),
    ),
    person("oliver", P, "Oliver", "Brown", groups=OWLS, born=date(2019, 6, 1)),
    person("zoe", P, "Zoë", "O'Brien", groups=WRENS, born=date(2020, 1, 9)),
    person("rose", P, "Rose", "Hartley", groups=FOXES, born=date(2021, 1, 9)),
    person(
        "will",
        P,
        "William",
        "Okonkwo",
        groups=OWLS,
        also=(PersonName(Name.KNOWN_AS, "Will", ""),),
        born=date(2019, 1, 9),
    ),
    person("muhammad", P, "Muhammad", "Iqbal", groups=WRENS, born=date(2020, 2, 9)),
    person("tom", P, "Thomas", "Varga", groups=FOXES, born=date(2021, 4, 4)),
    person("tess", P, "Tessa", "Varga", groups=FOXES, born=date(2021, 4, 4)),
    person("harriet", P, "Harriet", "Lindqvist", groups=OWLS, born=date(2019, 7, 7)),
    person("cousin-1", P, "Leo", "Marsh", groups=OWLS, born=date(2019, 7, 8)),
    person("cousin-2", P, "Leo", "Marsh", groups=WRENS, born=date(2020, 7, 8)),
    person(
        "mrs-patel",
        C,
        "Nisha",
        "Patel",
        "Mrs",
        relations=(("mother of", "amelia-p"),),
        identifiers=(("email", "nisha.patel@mailbox.example"), ("phone", "07700 900123")),
    ),
    person("mr-patel", C, "Raj", "Patel", "Mr", relations=(("father of", "amelia-p"),)),
    person(
        "ms-kowalczyk",
        C,
        "Ewa",
        "Kowalczyk",
        "Ms",
        relations=(("mother of", "amelia-k"),),
        identifiers=(("email", "ewa.k@mailbox.example"),),
    ),
    person("mrs-varga", C, "Ilona", "Varga", "Mrs", relations=(("mother of", "tom"), ("mother of", "tess"))),
    person("mrs-brown", C, "Carol", "Dunmore", "Mrs", relations=(("mother of", "oliver"),)),
    person(
        "head",
        S,
        "Helen",
        "Ashdown",
        "Mrs",
        groups=(("post", "Headteacher"),),
        identifiers=(("email", "head@school.example"),),
    ),
    person("senco", S, "Priti", "Nair", "Miss", groups=(("post", "SENCO"),)),
    person(
        "teacher",
        S,
        "Daniel",
        "Whitlock",
        "Mr",
        groups=(("post", "Class teacher"), ("class", "Owls")),
        identifiers=(("email", "d.whitlock@school.example"),),
    ),
    person("ta", S, "Joan", "Tilbury", "Mrs", groups=(("post", "Teaching assistant"), ("class", "Owls"))),
    person("wrens-teacher", S, "Fiona", "Galbraith", "Ms", groups=(("post", "Class teacher"), ("class", "Wrens"))),
)


def mail(
    text: str,
    author: str = "",
    recipients: tuple[str, ...] = (),
    thread: str = "",
    on: date | None = date(2026, 10, 5),
    folder: str = "",
) -> Record:
    return Record(
        in_message("mail", "ab" * 32),
        Form.TEXT,
        "Mail",
        text,
        on,
        author=author,
        recipients=recipients,
        thread=thread,
        folder=folder,
    )
