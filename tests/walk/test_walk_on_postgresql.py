"""The store on PostgreSQL, by one setting: the same walk, the same answers."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy
from walk_school import Walk

from honour.kernel.errors import BadInput
from honour.workspace.settings import Settings, load, save


def test_the_walk_gives_the_same_on_postgresql(
    mapped_copy: Walk, read_school: Walk, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = mapped_copy.folder / "honour.toml"
    before, _, after = settings.read_text(encoding="utf-8").partition("# [store]\n")
    user, _, where = postgres_url.partition("?")
    hints = after.partition("\n")[2]
    settings.write_text(f'{before}[store]\nurl = "{user}?${{STORE_PLACE}}"\n{hints}', encoding="utf-8")
    unset = mapped_copy.run("map")
    assert unset.code == 2
    assert "The store needs the environment variable STORE_PLACE" in unset.err
    monkeypatch.setenv("STORE_PLACE", where)

    mapped = mapped_copy.run("map")
    assert mapped.code == 0, mapped.err
    assert "The database is on a server" in mapped.err
    assert mapped_copy.run("read").code == 0
    here = mapped_copy.run("find", mapped_copy.subject, "--json")
    assert here.code == 0, here.err
    there = read_school.run("find", read_school.subject, "--json").json()
    for key in ("searched", "not_searched", "unread"):
        assert here.json()[key] == there[key]

    def said(found: dict[str, object]) -> list[tuple[str, ...]]:
        return sorted((r["address"], r["role"], r["reason"]) for r in found["records"])  # type: ignore[attr-defined]

    assert said(here.json()) == said(there)
    drafted = mapped_copy.access()
    assert drafted.code == 0, drafted.err
    assert mapped_copy.run("review", "review", "--today", mapped_copy.today).code == 4
    assert mapped_copy.run("ledger", "verify").code == 1, "no checkpoint was given, so it is unproven"

    engine = sqlalchemy.create_engine(postgres_url)
    with engine.connect() as connection:
        count = connection.execute(sqlalchemy.text("SELECT count(*) FROM people_record")).scalar_one()
        sealed = connection.execute(sqlalchemy.text("SELECT sealed FROM people_subject")).scalars().all()
    engine.dispose()
    assert count > 20_000
    forename = mapped_copy.subject.split()[0].encode()
    assert sealed
    assert all(forename not in bytes(one) for one in sealed)


def test_a_server_that_does_not_answer_is_one_sentence(mapped_copy: Walk) -> None:
    settings = mapped_copy.folder / "honour.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + '\n[store]\nurl = "postgresql://honour@/nowhere?host=/nonexistent"\n', encoding="utf-8")
    ran = mapped_copy.run("who", "Rose")
    assert ran.code == 1, ran.err
    assert len(ran.sentences) == 1
    assert "cannot be reached" in ran.err
    assert "nonexistent" not in ran.err


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://x@y/z", "no PostgreSQL URL"),
        ("postgresql://honour:secret@server/school", "holds a password"),
        ("postgresql://honour@server/school?password=secret", "holds a password"),
    ],
)
def test_a_wrong_store_is_refused(tmp_path: Path, url: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        save(tmp_path, Settings("X", store=url))
    assert not (tmp_path / "honour.toml").exists()


def test_a_password_from_the_environment_is_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, Settings("X", store="postgresql://honour:${STORE_PASSWORD}@server/school"))
    monkeypatch.setenv("STORE_PASSWORD", "s3")
    assert load(tmp_path).store_url() == "postgresql+psycopg://honour:s3@server/school"
    assert "s3" not in (tmp_path / "honour.toml").read_text()
