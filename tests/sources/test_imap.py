"""Mail on a server, against a real Dovecot: read only, encrypted, and going on where it broke off."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import real_dovecot
from honour.kernel.errors import SourceError
from honour.kernel.unread import Why
from honour.reading.load import load
from honour.sources.imap import imap
from honour.sources.imap.connection import login_of
from honour.sources.imap.imap import Imap
from honour.sources.kind import SourceKind, detect
from honour.sources.seen import Seen

pytestmark = pytest.mark.xdist_group("dovecot")


def mail(number: int, words: str = "words") -> bytes:
    return f"From: a@example.org\nTo: b@example.org\nSubject: number {number}\n\n{words}\n".encode()


def on_server(message: bytes) -> str:
    """The hash of the message as IMAP gives it: lines end in CRLF."""
    return hashlib.sha256(message.replace(b"\n", b"\r\n")).hexdigest()


@pytest.fixture
def server(monkeypatch) -> Iterator[real_dovecot.Server]:
    with real_dovecot.server() as started:
        monkeypatch.setenv("SSL_CERT_FILE", str(started.certificate))
        yield started


def read_all(url: str, seen: Seen | None = None, done: frozenset[str] = frozenset()):
    listing = Imap("mail", url).listing(seen, lambda key: key.removeprefix("message/") in done)
    return listing, list(listing)


def test_every_folder_is_read_and_nothing_is_changed(server):
    for number in range(3):
        server.deliver(mail(number))
    server.deliver(mail(3), "Head.Zo&AOs-")  # Zoë, as IMAP writes it
    server.deliver(mail(0), "Head.Zo&AOs-")
    before = server.flags()
    listing, items = read_all(server.url())
    assert len(listing) == 5
    assert {(item.sha256, item.folder) for item in items} == {
        (on_server(mail(3)), "Head.Zoë"),
        (on_server(mail(0)), "Head.Zoë"),
        (on_server(mail(1)), "INBOX"),
        (on_server(mail(2)), "INBOX"),
    }
    assert all(item.message for item in items)
    assert listing.copies == 1
    assert listing.unread == []
    assert listing.whole
    assert server.flags() == before, "no message was marked as read, moved or recent no more"
    assert all(flag.startswith("new:") or ",S" not in flag for flag in before.values())


def test_one_folder_and_those_in_it_can_be_named(server):
    server.deliver(mail(0))
    server.deliver(mail(1), "Head")
    server.deliver(mail(2), "Head.Letters")
    _, items = read_all(server.url(end="Head"))
    assert {item.folder for item in items} == {"Head", "Head.Letters"}
    with pytest.raises(SourceError, match="no such folder"):
        read_all(server.url(end="Tail"))


def test_a_connection_that_turns_to_tls_before_the_login_will_do(server):
    server.deliver(mail(0))
    _, items = read_all(server.url("imap"))
    assert [item.sha256 for item in items] == [on_server(mail(0))]


def test_a_token_signs_in_where_the_address_says_so(server):
    server.deliver(mail(0))
    address = server.url(end="?auth=xoauth2").replace(real_dovecot.PASSWORD, real_dovecot.token())
    _, items = read_all(address)
    assert [item.sha256 for item in items] == [on_server(mail(0))]
    with pytest.raises(SourceError, match="refused the login") as said:
        read_all(server.url(end="?auth=xoauth2").replace(real_dovecot.PASSWORD, real_dovecot.token(seconds=-60)))
    assert "token" in said.value.advice


def test_only_what_is_new_is_fetched_again(server):
    for number in range(4):
        server.deliver(mail(number))
    seen = Seen()
    _, first = read_all(server.url(), seen)
    server.deliver(mail(4))
    again = Seen(seen.kept())
    _, items = read_all(server.url(), again, frozenset(item.sha256 for item in first))
    assert [item.sha256 for item in items if item.data is not None] == [on_server(mail(4))]
    assert {item.sha256 for item in items} == {on_server(mail(number)) for number in range(5)}
    known = next(item for item in items if item.data is None)
    assert hashlib.sha256(load(known)).hexdigest() == known.sha256, "what is known can still be fetched"
    found = Imap("mail", server.url()).listing(Seen(again.kept())).find(on_server(mail(4)))
    assert found is not None
    assert load(found) == mail(4).replace(b"\n", b"\r\n")


def test_a_folder_that_was_numbered_anew_is_fetched_anew(server):
    server.deliver(mail(0))
    seen = Seen()
    _, first = read_all(server.url(), seen)
    for path in (server.folder / "mail").rglob("dovecot*"):
        path.unlink()  # its numbers are lost, and so UIDVALIDITY changes
    (server.folder / "mail" / "office" / "dovecot-uidvalidity").unlink(missing_ok=True)
    kept = {key: [f"{stamp}9", contents] for key, (stamp, contents) in seen.kept().items()}
    _, items = read_all(server.url(), Seen(kept), frozenset(item.sha256 for item in first))
    assert [item.data is not None for item in items] == [True]


class Relay:
    """Hangs up after so many bytes from the server, each connection after the next of the given numbers."""

    def __init__(self, port: int, after: list[int]) -> None:
        self._to, self._after = port, after
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            limit = self._after[min(self.connections, len(self._after) - 1)]
            self.connections += 1
            if limit < 0:
                client.close()
                continue
            upstream = socket.create_connection(("127.0.0.1", self._to))
            threading.Thread(target=self._pump, args=(client, upstream, None), daemon=True).start()
            threading.Thread(target=self._pump, args=(upstream, client, limit), daemon=True).start()

    @staticmethod
    def _pump(one: socket.socket, other: socket.socket, limit: int | None) -> None:
        passed = 0
        try:
            while data := one.recv(4096):
                if limit is not None and passed + len(data) > limit:
                    break
                other.sendall(data)
                passed += len(data)
        except OSError:
            pass
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        self._listening.close()


@contextmanager
def relay(server: real_dovecot.Server, *after: int) -> Iterator[tuple[Relay, str]]:
    made = Relay(server.imaps, list(after))
    try:
        yield made, server.url().replace(str(server.imaps), str(made.port))
    finally:
        made.close()


NEVER = 1 << 40
LONG = "words and more words " * 2000


def test_a_server_that_hangs_up_midway_is_asked_again_and_nothing_is_lost(server, monkeypatch):
    monkeypatch.setattr(imap, "_CHUNK_MESSAGES", 3)
    for number in range(9):
        server.deliver(mail(number, LONG))
    with relay(server, NEVER, 200_000, 200_000, NEVER) as (made, url):
        listing, items = read_all(url)
    assert made.connections == 4, "one to count, two that broke off, one to the end"
    assert {item.sha256 for item in items} == {on_server(mail(number, LONG)) for number in range(9)}
    assert listing.unread == []


def test_a_server_that_is_gone_leaves_a_named_gap_and_the_next_run_goes_on_behind_it(server, monkeypatch):
    monkeypatch.setattr(imap, "_CHUNK_MESSAGES", 3)
    for number in range(9):
        server.deliver(mail(number, LONG))
    server.deliver(mail(9), "Zeta")
    seen = Seen()
    with relay(server, NEVER, 200_000, -1) as (_, url):
        listing, items = read_all(url, seen)
    assert 0 < len(items) < 9
    (gap,) = listing.unread
    assert gap.why is Why.NO_ACCESS
    assert gap.what == "the rest of mail folder 1, and 1 folders after it: the connection broke off"
    assert "goes on where it stopped" in gap.advice
    assert not listing.whole
    done = frozenset(item.sha256 for item in items)
    listing, rest = read_all(server.url(), Seen(seen.kept(also_unseen=True)), done)
    assert listing.whole
    assert {item.sha256 for item in rest if item.data is not None} == {
        *(on_server(mail(number, LONG)) for number in range(9)),
        on_server(mail(9)),
    } - done


def test_a_message_at_which_the_server_always_hangs_up_is_named_and_the_others_are_read(server, monkeypatch):
    monkeypatch.setattr(imap, "_CHUNK_MESSAGES", 4)
    for number in range(3):
        server.deliver(mail(number))
    server.deliver(mail(3, LONG * 10))  # 420 kB: no connection through the relay lives so long
    server.deliver(mail(4))
    with relay(server, 200_000) as (_, url):
        listing, items = read_all(url)
    assert {item.sha256 for item in items} == {on_server(mail(number)) for number in (0, 1, 2, 4)}
    assert [unread.what for unread in listing.unread] == ["a message of mail folder 1 that the server does not give"]


def test_what_goes_wrong_at_the_start_is_one_sentence_without_the_password(server, monkeypatch):
    wrong = server.url().replace("p@ss", "pass")
    with pytest.raises(SourceError, match="refused the login") as said:
        read_all(wrong)
    assert real_dovecot.PASSWORD not in str(said.value) + said.value.advice
    with pytest.raises(SourceError, match="cannot be reached"):
        read_all(server.url().replace(str(server.imaps), "1"))
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(SourceError, match="certificate could not be verified"):
        read_all(server.url())
    with pytest.raises(SourceError, match="certificate could not be verified"):
        read_all(server.url("imap"))


def test_a_certificate_for_another_name_is_refused(server):
    with pytest.raises(SourceError, match="certificate could not be verified"):
        read_all(server.url().replace("127.0.0.1", "localhost"))


def test_a_server_without_encryption_never_sees_the_login():
    heard = bytearray()
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client, _ = listening.accept()
        client.sendall(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        while data := client.recv(4096):
            heard.extend(data)
            tag = data.split()[0]
            client.sendall(tag + b" BAD no\r\n")

    threading.Thread(target=serve, daemon=True).start()
    with pytest.raises(SourceError):
        read_all(f"imap://office:secret@127.0.0.1:{listening.getsockname()[1]}/")
    listening.close()
    assert b"secret" not in heard


def test_an_address_of_a_mail_server_is_a_mailbox():
    assert detect("imaps://office:${MAIL_PASSWORD}@mail.example.org/") is SourceKind.MAILBOX


@pytest.mark.parametrize("url", ["imaps://host", "imaps://user@host/", "imaps://user:@host/", "pop://u:p@host/"])
def test_an_address_that_is_not_complete_is_refused_and_not_quoted(url):
    with pytest.raises(SourceError, match="not complete") as said:
        login_of(url)
    assert "host" not in said.value.message


@given(st.text(st.characters(exclude_categories=("C",)), min_size=1), st.sampled_from(["", "INBOX", "Head/Letters"]))
def test_any_password_is_taken_as_it_stands(password, folder):
    login = login_of(f"imaps://office%40example.org:{password}@mail.example.org:1993/{folder}")
    assert (login.user, login.password, login.host, login.port, login.folder) == (
        "office@example.org", password, "mail.example.org", 1993, folder,
    )  # fmt: skip
    assert password not in repr(login) or password in "Login(mail.example.org:1993)"
