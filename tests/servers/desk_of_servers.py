"""A workspace beside a server, worked through the command line, and logins that read only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from walk_school import Ran, run


@dataclass(frozen=True)
class Desk:
    folder: Path

    def run(self, *words: str | Path) -> Ran:
        return run(*words, cwd=self.folder, env={"HONOUR_SCHOOL": str(self.folder / "school")})

    def json(self, *words: str | Path, code: int = 0) -> dict[str, Any]:
        ran = self.run(*words, "--json")
        assert ran.code == code, ran.err + ran.out
        return ran.json()

    def walked(self, *sources: tuple[str, str], code: int = 0) -> dict[str, Any]:
        """connect, map and read; what `read` said."""
        for name, at in sources:
            connected = self.run("connect", name, at)
            assert connected.code == 0, connected.err
        self.json("map", code=code)
        return self.json("read", code=code)

    def found(self, subject: str, code: int = 0) -> dict[str, set[str]]:
        """address -> roles of everything `find` gives for this person."""
        found: dict[str, set[str]] = {}
        for record in self.json("find", subject, code=code)["records"]:
            found.setdefault(record["address"], set()).add(record["role"])
        return found

    def who(self, name: str) -> str:
        people = self.json("who", name)["people"]
        assert len(people) == 1, people
        return str(people[0]["subject"])


def statements(url: str, *said: str) -> None:
    """As the login that may do everything; each in a transaction of its own."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in said:
            connection.exec_driver_sql(statement.replace("%", "%%"))
    engine.dispose()


def rows_of(url: str, query: str) -> list[tuple[Any, ...]]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.exec_driver_sql(query)]
    engine.dispose()
    return rows


def postgres_reader(url: str, tables: Iterable[str] | None = None) -> str:
    """The URL of a new login that may read these tables, or all there are, and write none."""
    name = f"reader_{sa.make_url(url).database}"
    listed = ", ".join(tables) if tables is not None else "ALL TABLES IN SCHEMA public"
    statements(url, f"CREATE ROLE {name} LOGIN", *([f"GRANT SELECT ON {listed} TO {name}"] if listed else []))
    return url.replace("honour@", f"{name}@")


def mariadb_reader(url: str, tables: Iterable[str] | None = None) -> str:
    database = sa.make_url(url).database
    name = f"reader_{database}"
    listed = [f"`{database}`.*"] if tables is None else [f"`{database}`.{table}" for table in tables]
    statements(
        url,
        f"CREATE USER `{name}`@`127.0.0.1` IDENTIFIED BY ''",
        *(f"GRANT SELECT ON {table} TO `{name}`@`127.0.0.1`" for table in listed),
    )
    return url.replace("root@", f"{name}@")
