"""A newcomer's first own files: a few pupils with a parent beside them, a few contacts in a second list."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from honour.discovery.mapping import map_tables
from honour.kernel.address import Address
from honour.kernel.holding import Role, Subject, SubjectKind
from honour.kernel.record import Record
from honour.kernel.tabular import Column, DeclaredJoin, Table
from honour.people.roster import gather
from honour.people.rows import holdings

PUPILS = """Admission number|UPN|Forename|Surname|Date of birth|Class|Parent name|Parent email|Parent phone
101|H302200000001|Annika|Thistlewood|2019-04-01|Wrens|Petra Thistlewood|petra.t@home.example|07700 900101
102|K302200000002|Bodhi|Quarrington|2019-06-11|Wrens|Isaac Quarrington|isaac.q@home.example|07700 900102
103|M302200000003|Clover|Umberslade|2019-01-21|Robins|Marta Umberslade|marta.u@home.example|07700 900103
104|P302200000004|Dafydd|Ellesmere|2018-11-02|Robins|Gwen Ellesmere|gwen.e@home.example|07700 900104
105|R302200000005|Esme|Ellesmere|2018-12-12|Robins|Gwen Ellesmere|gwen.e@home.example|07700 900104"""
CONTACTS = """{child}|Contact name|Relationship|Parental responsibility|Court order|Email|Address
{0}|Petra Thistlewood|Mother|Y||petra.t@home.example|1 High Street
{0}|Tom Thistlewood|Father|Y|Y|tom.t@home.example|2 High Street
{1}|Isaac Quarrington|Father|Y||isaac.q@work.example|3 Low Road
{2}|Marta Umberslade|Mother|Y||marta.u@home.example|4 Low Road
{3}|Noor Pemberley|Carer|N||noor.p@home.example|5 Low Road"""
CHILDREN = {
    "Pupil Admission No": ("101", "102", "103", "105"),
    "Admission number": ("0101", "0102", "0103", "0105"),
    "UPN": ("H302200000001", "K302200000002", "M302200000003", "R302200000005"),
    "Pupil name": ("Annika Thistlewood", "Bodhi Quarrington", "Clover Umberslade", "Esme Ellesmere"),
}


@dataclass(frozen=True)
class Listed:
    """A list as a spreadsheet, CSV or XML reader hands it on."""

    name: str
    columns: tuple[Column, ...]
    held: tuple[tuple[str | None, ...], ...]
    source: str = "drive"
    label: str = "sheet 1 of a spreadsheet"
    declared_joins: tuple[DeclaredJoin, ...] = ()

    def count(self) -> int:
        return len(self.held)

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        names = [column.name for column in self.columns]
        places = [names.index(name) for name in (columns if columns is not None else names)]
        for number, row in enumerate(self.held, 1):
            yield str(number), tuple(row[place] for place in places)

    def address(self, key: str) -> Address:
        return Address(self.source, "file", (*self.name.split("/")[1:], f"row={key}"))

    def record(self, key: str, values: tuple[str | None, ...]) -> Record:
        raise NotImplementedError


def listed(letter: str, text: str) -> Table:
    head, *lines = [line.split("|") for line in text.splitlines()]
    columns = tuple(Column(name) for name in head)
    return Listed(f"file/{letter * 64}/sheet=1", columns, tuple(tuple(cell or None for cell in line) for line in lines))


def people(*texts: str, known: Sequence[Subject] = (), start: int = 1) -> list[Subject]:
    tables = [listed(letter, text) for letter, text in zip("ab", texts, strict=False)]
    numbers = itertools.count(start)
    return gather(map_tables(tables), tables, known, new_id=lambda: f"S-{next(numbers):016x}")


def called(subjects: Sequence[Subject], forename: str) -> Subject:
    (found,) = [s for s in subjects if forename in {name.forename for name in s.names}]
    return found


def ties(subjects: Sequence[Subject], forename: str) -> set[tuple[str, str, bool | None]]:
    forenames = {s.id: s.names[0].forename for s in subjects}
    return {(r.kind, forenames[r.other], r.parental_responsibility) for r in called(subjects, forename).relations}


def test_a_parent_in_columns_of_a_pupils_row_is_a_contact_without_a_row_of_their_own() -> None:
    subjects = people(PUPILS)
    assert len(subjects) == 9
    gwen = called(subjects, "Gwen")
    assert gwen.kinds == {SubjectKind.CONTACT}
    assert gwen.hub_rows == ()
    assert ("email", "gwen.e@home.example") in gwen.identifiers
    assert ties(subjects, "Gwen") == {("parent of", "Dafydd", None), ("parent of", "Esme", None)}
    assert ties(subjects, "Esme") == {("sibling of", "Dafydd", None)}
    assert called(subjects, "Esme").kinds == {SubjectKind.PUPIL}
    assert "email" not in dict(called(subjects, "Esme").identifiers)


@pytest.mark.parametrize("child", CHILDREN)
def test_five_contacts_find_their_pupils_and_are_the_parents_beside_them(child: str) -> None:
    subjects = people(PUPILS, CONTACTS.format(*CHILDREN[child], child=child))
    assert len(subjects) == 11
    assert len(called(subjects, "Petra").hub_rows) == 1
    assert ties(subjects, "Petra") == {("mother of", "Annika", True)}
    assert ties(subjects, "Isaac") == {("father of", "Bodhi", True)}, "another e-mail, the same child"
    assert ties(subjects, "Tom") == {("father of", "Annika", False), ("under a court order about", "Annika", None)}
    assert ties(subjects, "Noor") == {("carer of", "Esme", False)}
    assert called(subjects, "Gwen").hub_rows == ()


def test_a_contacts_row_is_about_the_contact_and_mentions_the_pupil() -> None:
    tables = [listed("a", PUPILS), listed("b", CONTACTS.format(*CHILDREN["UPN"], child="UPN"))]
    made = map_tables(tables)
    subjects = gather(made, tables)
    petra, annika = called(subjects, "Petra"), called(subjects, "Annika")
    (row,) = petra.hub_rows
    roles = {(held.subject, held.role) for held in holdings(made, tables, subjects) if held.address == row}
    assert roles == {(petra.id, Role.ABOUT), (annika.id, Role.MENTIONS)}


def test_a_second_map_gives_everybody_the_id_they_had() -> None:
    before = people(PUPILS)
    after = people(PUPILS, known=before, start=100)
    assert {s.id for s in after} == {s.id for s in before}
    assert called(after, "Gwen").id == called(before, "Gwen").id


@pytest.mark.parametrize(
    ("columns", "cells", "expected"),
    [
        (("Mother", "Father"), ("Petra Oak", "Tom Elm"), {"Petra": "mother of", "Tom": "father of"}),
        (("Contact 1 name", "Contact 1 relationship", "Contact 1 phone"), ("Petra Oak", "Aunt", "07700 900101"),
         {"Petra": "relative of"}),
        (("Priority 1 contact", "Priority 2 contact"), ("Petra Oak (Mother)", "Mr Tom Elm (Step father)"),
         {"Petra": "mother of", "Tom": "step-parent of"}),
        (("Parents",), ("Petra and Tom Oak",), {"Petra": "parent of", "Tom": "parent of"}),
        (("Contacts.Contact[1].Forename", "Contacts.Contact[1].Surname"), ("Petra", "Oak"), {"Petra": "contact of"}),
    ],
)  # fmt: skip
def test_the_ways_schools_head_the_columns(
    columns: tuple[str, ...], cells: tuple[str, ...], expected: dict[str, str]
) -> None:
    head = "|".join(("Admission No", "Forename", "Surname", "Class", *columns))
    line = "|".join(("A101", "Annika", "Oak", "Wrens", *cells))
    subjects = people(f"{head}\n{line}")
    assert {s.names[0].forename: s.relations[0].kind for s in subjects if s.relations and s.hub_rows == ()} == expected


def test_two_mothers_of_one_name_with_nothing_shared_stay_two() -> None:
    head = "Admission No|Forename|Surname|Class|Mother|Mother email"
    rows = ("A1|Annika|Oak|Wrens|Petra Oak|petra@one.example", "A2|Bodhi|Oak|Wrens|Petra Oak|petra@two.example")
    assert sum(s.hub_rows == () for s in people("\n".join((head, *rows)))) == 2
    assert sum(s.hub_rows == () for s in people("\n".join((head, *rows)).replace("two", "one"))) == 1


def test_nobody_is_made_of_an_empty_cell_or_a_bare_word() -> None:
    head = "Admission No|Forename|Surname|Class|Mother name|Father name"
    rows = ("A1|Annika|Oak|Wrens|Not known|", "A2|Bodhi|Elm|Wrens|Mum|n/a", "A3|Cleo|Ash|Wrens|Ada Ash|Bo Ash")
    assert len(people("\n".join((head, *rows)))) == 5
