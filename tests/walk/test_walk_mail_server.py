"""A mail server as a source: connected by its address, read only, and going on where it broke off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from test_walk_incremental import killed
from walk_school import Walk

import real_dovecot
from honour.people.readings import Readings
from honour.reading.version import version
from honour.workspace.school import open_school

pytestmark = pytest.mark.xdist_group("dovecot")

LETTER = """From: Ida Voss <i.voss@example.org>
To: Office <office@example.org>
Date: Mon, 02 Nov 2026 09:30:00 +0000
Subject: {subject}

{name} was unwell this morning. {more}
"""


@pytest.fixture
def server(monkeypatch) -> Iterator[real_dovecot.Server]:
    with real_dovecot.server() as started:
        monkeypatch.setenv("SSL_CERT_FILE", str(started.certificate))
        monkeypatch.setenv("MAIL_PASSWORD", real_dovecot.PASSWORD)
        yield started


def address(server: real_dovecot.Server) -> str:
    return server.url().replace(real_dovecot.PASSWORD, "${MAIL_PASSWORD}")


def line(ran, source: str) -> dict:
    return next(line for line in ran.json()["searched"] if line["source"] == source)


def test_a_mailbox_on_a_server_is_connected_read_found_and_left_as_it_was(mapped_copy: Walk, server) -> None:
    name = mapped_copy.subject
    for number in range(3):
        server.deliver(LETTER.format(subject=f"Number {number}", name=name, more="x " * number).encode(), "Head")
    before = server.flags()
    ran = mapped_copy.run("connect", "post", address(server), "--json")
    assert ran.code == 0, ran.err
    assert ran.json()["kind"] == "mailbox"
    assert ran.json()["files"] == 3
    kept = (mapped_copy.folder / "honour.toml").read_text()
    assert "${MAIL_PASSWORD}" in kept
    assert real_dovecot.PASSWORD not in kept
    ran = mapped_copy.run("read", "--json")
    assert ran.code == 0, ran.err
    assert (line(ran, "post")["records"], line(ran, "post")["fresh"]) == (3, 3)
    found = mapped_copy.run("find", name, "--json").json()
    assert sum(record["source"] == "post" for record in found["records"]) == 3
    late = server.deliver(LETTER.format(subject="Late", name=name, more="").encode(), "Head")
    ran = mapped_copy.run("read", "--json")
    assert (line(ran, "post")["records"], line(ran, "post")["fresh"]) == (4, 1)
    late.unlink()
    ran = mapped_copy.run("read", "--json")
    assert (line(ran, "post")["records"], line(ran, "post")["fresh"]) == (3, 0), "what is deleted there is gone here"
    after = server.flags()
    assert {key: after[key] for key in before} == before
    for path in (mapped_copy.folder / ".honour").rglob("*"):
        assert not path.is_file() or real_dovecot.PASSWORD.encode() not in path.read_bytes()


def test_a_server_that_is_gone_is_named_and_what_was_read_of_it_is_still_found(mapped_copy: Walk, server) -> None:
    server.deliver(LETTER.format(subject="One", name=mapped_copy.subject, more="").encode())
    assert mapped_copy.run("connect", "post", address(server)).code == 0
    assert mapped_copy.run("read").code == 0
    toml = mapped_copy.folder / "honour.toml"
    toml.write_text(toml.read_text().replace(f":{server.imaps}/", ":1/"))
    ran = mapped_copy.run("read", "--json")
    assert ran.code == 3
    assert "cannot be reached" in line(ran, "post")["note"]
    found = mapped_copy.run("find", mapped_copy.subject, "--json").json()
    assert sum(record["source"] == "post" for record in found["records"]) == 1
    assert [gone["source"] for gone in found["not_searched"]] == ["post"]


def test_what_a_server_could_not_give_is_read_by_the_next_run(mapped_copy: Walk, server, monkeypatch) -> None:
    from honour.sources.imap import connection, imap

    monkeypatch.setattr(imap, "_CHUNK_MESSAGES", 2)
    for number in range(6):
        server.deliver(LETTER.format(subject=f"Number {number}", name="Nobody", more=str(number)).encode())
    assert mapped_copy.run("connect", "post", address(server)).code == 0
    real = connection.Connection.fetch
    asked = 0

    def gone(self, *arguments):
        nonlocal asked
        asked += 1
        if asked > 2:
            raise connection.UnreachableError
        return real(self, *arguments)

    monkeypatch.setattr(connection.Connection, "fetch", gone)
    ran = mapped_copy.run("read", "--json")
    assert ran.code == 3
    assert (line(ran, "post")["records"], line(ran, "post")["fresh"], line(ran, "post")["unread"]) == (4, 4, 1)
    assert "the rest of mail folder 1: the connection broke off" in ran.out
    monkeypatch.setattr(connection.Connection, "fetch", real)
    ran = mapped_copy.run("read", "--json")
    assert ran.code == 0
    assert (line(ran, "post")["records"], line(ran, "post")["fresh"], line(ran, "post")["unread"]) == (6, 2, 0)


def test_killed_while_it_fetches_it_goes_on_and_reads_nothing_twice(mapped_copy: Walk, server) -> None:
    for number in range(100):
        server.deliver(LETTER.format(subject=f"Number {number}", name="Nobody", more=str(number)).encode())
    assert mapped_copy.run("read").code == 0
    assert mapped_copy.run("connect", "post", address(server)).code == 0
    killed(mapped_copy, "put", 2, "after")
    done = len(Readings(open_school(mapped_copy.folder).index).of("post", version()).gone)
    assert 0 < done < 100
    ran = mapped_copy.run("read", "--json")
    assert (line(ran, "post")["records"], line(ran, "post")["fresh"]) == (100, 100 - done)


def test_a_page_of_an_attachment_on_a_server_is_rendered_again(mapped_copy: Walk, server) -> None:
    from email.message import EmailMessage

    from honour.reading.pool import Reader
    from honour.workspace.pages import Pages

    pdf = next(path for path in (mapped_copy.folder / "drive").rglob("*.pdf"))
    message = EmailMessage()
    message["From"] = "a@example.org"
    message["Subject"] = "Scan"
    message.set_content("See attached.")
    message.add_attachment(Path(pdf).read_bytes(), maintype="application", subtype="pdf", filename="scan.pdf")
    server.deliver(message.as_bytes())
    assert mapped_copy.run("connect", "post", address(server)).code == 0
    assert mapped_copy.run("read").code == 0
    school = open_school(mapped_copy.folder)
    (page,) = [m.address for m in school.index.meta("post") if m.address.parts[-1] == "page=1"]
    record = school.index.record(page)
    assert record is not None
    with Reader(workers=1) as reader:
        image = Pages(school, reader).image(record)
        assert image is not None
        assert image().png.startswith(b"\x89PNG")
