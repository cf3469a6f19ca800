"""People in tables whose names nobody can read are told by what the columns hold."""

from __future__ import annotations

import random

from tests.discovery.labelled import FORENAMES, SURNAMES, TOWNS, MemoryTable

from honour.discovery.mapping import map_tables
from honour.kernel.holding import Role
from honour.kernel.mapping import Meaning
from honour.kernel.tabular import Column


def _table(name: str, columns: str, rows: list[tuple[str, ...]]) -> MemoryTable:
    return MemoryTable("mis", name, tuple(Column(one, "TEXT", 0) for one in columns.split()), tuple(rows))


def _people(rng: random.Random) -> list[tuple[str, ...]]:
    return [
        (str(n), rng.choice(SURNAMES), FORENAMES[n % len(FORENAMES)],
         f"20{rng.randrange(10, 20)}-0{1 + n % 9}-1{n % 9}", f"2024-09-0{1 + n % 3}", rng.choice(TOWNS))
        for n in range(1, 61)
    ]  # fmt: skip


def test_a_table_in_another_language_is_people_by_its_values() -> None:
    rng = random.Random(4)  # noqa: S311 -- invented data
    made = map_tables([_table("leerlingen", "leerling_id achternaam voornaam geb aangemeld plaats", _people(rng))])
    (hub,) = made.hubs
    assert hub.table == "leerlingen"
    assert {(meaning, name) for meaning, name in hub.columns} >= {
        (Meaning.FORENAME, "voornaam"),
        (Meaning.SURNAME, "achternaam"),
        (Meaning.BORN, "geb"),
    }


def test_numbered_names_that_agree_join_nothing() -> None:
    rng = random.Random(4)  # noqa: S311 -- invented data
    marks = [(str(n), str(1 + n % 60), str(n % 7)) for n in range(1, 200)]
    made = map_tables(
        [_table("T01", "F001 F002 F003 F004 F005 F006", _people(rng)), _table("T02", "F001 F002 F003", marks)]
    )
    assert [hub.table for hub in made.hubs] == ["T01"]
    assert not made.joins


def test_towns_and_streets_are_nobody() -> None:
    places = [
        (str(n), TOWNS[n % len(TOWNS)] + "shire"[: n % 5], f"{TOWNS[-1 - n % 5]}ton"[: 4 + n % 6]) for n in range(60)
    ]
    assert not map_tables([_table("plaatsen", "plaats_id naam gemeente", places)]).hubs


def _house() -> list[MemoryTable]:
    """A system in a made-up language: children, accounts with password hashes, and marks that point at both."""
    rng = random.Random(5)  # noqa: S311 -- invented data
    children = [
        (str(n), SURNAMES[n % len(SURNAMES)], FORENAMES[n % len(FORENAMES)], f"{'MF'[n % 2]}",
         f"{FORENAMES[n % len(FORENAMES)][0]}.{SURNAMES[n % len(SURNAMES)]}{n}@mailbox.example".lower(),
         str(1 + n % 20))
        for n in range(1, 121)
    ]  # fmt: skip
    accounts = [(str(n), f"ab{n:03d}x", "$2y$10$" + "0" * 40 + str(n)) for n in range(1, 21)]
    marks = [(str(n), str(rng.randrange(1, 121)), str(rng.randrange(1, 21)), str(n % 7)) for n in range(1, 400)]
    named = "vlek_id trop zulm grif pondo drel_id"
    return [
        _table("vlek", named, children),
        _table("drel", "drel_id mik sulo", accounts),
        *(_table(name, f"{name}_id vlek_id drel_id sko", marks) for name in ("warf", "tock", "hund")),
    ]


def test_people_and_accounts_of_a_made_up_language_and_who_typed() -> None:
    made = map_tables(_house())
    assert {hub.table for hub in made.hubs} == {"vlek", "drel"}
    (people,) = (hub for hub in made.hubs if hub.table == "vlek")
    assert {(meaning, name) for meaning, name in people.columns} >= {
        (Meaning.FORENAME, "zulm"), (Meaning.SURNAME, "trop"), (Meaning.SEX, "grif"), (Meaning.EMAIL, "pondo"),
    }  # fmt: skip
    about = {(p.join.from_columns[0].table, p.hub.rsplit(".", 1)[-1]) for p in made.pointers if p.role is Role.ABOUT}
    assert {("warf", "vlek"), ("tock", "vlek"), ("hund", "vlek")} <= about


def test_hashes_without_logins_are_no_accounts() -> None:
    keys = [(str(n), str(n % 3), "$2y$10$" + "0" * 40 + str(n)) for n in range(1, 30)]
    assert not map_tables([_table("drel", "drel_id mik sulo", keys)]).hubs
