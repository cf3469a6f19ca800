"""One connection to a mail server, made again when it breaks off. Only asks; knows no command that changes anything."""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import unquote

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from honour.kernel.errors import SourceError

T = TypeVar("T")

CONNECT_SECONDS, ANSWER_SECONDS = 15, 120
_WINDOW = 50_000
"""Numbers asked for at once: an answer is one line, and Python's library takes a line of a million bytes at most."""
_SIZES = 2_000
_PORTS = {"imaps": 993, "imap": 143}
_URL = re.compile(
    r"(?P<scheme>imaps?)://(?P<user>[^:/]+):(?P<password>.+)@(?P<host>\[[^\]]+\]|[^@/:]+)(?::(?P<port>\d+))?(?:/(?P<folder>[^@?]*))?(?P<token>\?auth=xoauth2)?\Z",
    re.IGNORECASE | re.DOTALL,
)
_BROKEN = (OSError, IMAPClientError, IMAPClient.AbortError, EOFError)


class LostError(Exception):
    """The connection broke off, and again when the same was asked over a new one."""


class UnreachableError(LostError):
    """No new connection could be made."""


@dataclass(frozen=True)
class Login:
    """Where and as whom; `folder` limits it to one folder and those in it, '' is all. Never log it."""

    host: str
    port: int
    encrypted_from_start: bool
    user: str
    password: str
    folder: str
    token: bool = False
    """The password is an access token (OAuth 2, SASL XOAUTH2)."""

    def __repr__(self) -> str:
        return f"Login({self.host}:{self.port})"


def login_of(url: str) -> Login:
    """`imaps://USER:PASSWORD@HOST[:PORT][/FOLDER][?auth=xoauth2]`; with `imap` it turns to TLS before the login.

    User and folder are percent-decoded, the password is taken as it stands, whatever signs it has. Raises SourceError
    without quoting any of it.
    """
    found = _URL.match(url)
    if not found:
        raise SourceError(
            "the address of the mail server is not complete",
            advice="Write imaps://USER:${MAIL_PASSWORD}@HOST/ and set that variable; write @ in USER as %40.",
        )
    scheme = found["scheme"].lower()
    return Login(
        found["host"].strip("[]"),
        int(found["port"] or _PORTS[scheme]),
        scheme == "imaps",
        unquote(found["user"]),
        found["password"],
        unquote(found["folder"] or "").strip("/"),
        bool(found["token"]),
    )


class Connection:
    """Safe to use from several threads: each question is asked to its end before the next."""

    def __init__(self, login: Login) -> None:
        self._login = login
        self._client: IMAPClient | None = None
        self._opened: tuple[str, str] | None = None
        self._lock = threading.Lock()

    def open(self) -> None:
        """Raises SourceError: where it fails, what a person can do."""
        with self._lock:
            self._open()

    def close(self) -> None:
        with self._lock:
            self._forget()

    def folders(self) -> list[tuple[str, bool]]:
        """(name, whether messages can lie in it), by name."""

        def ask(client: IMAPClient) -> list[tuple[str, bool]]:
            found = client.list_folders()
            return sorted(
                (str(name), b"\\Noselect" not in flags and b"\\NonExistent" not in flags) for flags, _, name in found
            )

        return self._asked(None, ask)

    def size_of(self, folder: str) -> int:
        """How many messages lie in it. Raises SourceError if it may not be opened."""
        return int(self._asked(folder, lambda client: client.folder_status(folder, ["MESSAGES"])[b"MESSAGES"]))

    def messages(self, folder: str) -> tuple[str, dict[int, int]]:
        """(UIDVALIDITY, UID to size in bytes, in order)."""

        def ask(client: IMAPClient) -> tuple[str, dict[int, int]]:
            validity, count, following = self._examine(client, folder)
            uids: list[int] = []
            for first in range(1, following, _WINDOW) if count else ():
                uids += client.search(["UID", f"{first}:{min(first + _WINDOW, following) - 1}"])
            sizes: dict[int, int] = {}
            for at in range(0, len(uids), _SIZES):
                found = client.fetch(sorted(uids)[at : at + _SIZES], ["RFC822.SIZE"])
                sizes |= {uid: int(found[uid][b"RFC822.SIZE"]) for uid in sorted(found)}
            return validity, sizes

        return self._asked(folder, ask)

    def fetch(self, folder: str, validity: str, uids: Sequence[int]) -> dict[int, bytes]:
        """The raw messages; those deleted meanwhile are left out. Raises LostError, also if UIDVALIDITY changed."""

        def ask(client: IMAPClient) -> dict[int, bytes]:
            if self._opened != (folder, validity) and self._examine(client, folder)[0] != validity:
                raise LostError
            found = client.fetch(list(uids), ["BODY.PEEK[]"])
            return {uid: said[b"BODY[]"] for uid, said in found.items() if isinstance(said.get(b"BODY[]"), bytes)}

        return self._asked(folder, ask)

    def _examine(self, client: IMAPClient, folder: str) -> tuple[str, int, int]:
        """(UIDVALIDITY, how many messages, the next UID) of the folder, now open for reading only."""
        self._opened = None
        said: dict[bytes, Any] = client.select_folder(folder, readonly=True)
        self._opened = folder, str(said[b"UIDVALIDITY"])
        return self._opened[1], int(said[b"EXISTS"]), int(said[b"UIDNEXT"])

    def _asked(self, folder: str | None, ask: Callable[[IMAPClient], T]) -> T:
        """Asks, and once more over a new connection if the first broke off.

        Raises SourceError if the server says no, LostError if it broke off twice, UnreachableError if it is gone.
        """
        with self._lock:
            for last in (False, True):
                if self._client is None:
                    try:
                        self._open()
                    except SourceError:
                        raise UnreachableError from None
                client = self._client
                assert client is not None  # noqa: S101 - _open made it or raised
                try:
                    return ask(client)
                except LostError:
                    raise
                except _BROKEN as error:
                    refused = isinstance(error, IMAPClientError) and not isinstance(error, IMAPClient.AbortError)
                    if not refused:
                        self._forget()
                        if last:
                            raise LostError from None
                        continue
                    what = (
                        "the mail server refuses to show a folder" if folder is not None else "the mail server refuses"
                    )
                    raise SourceError(what, advice="Ask whoever runs it to let this login read every folder.") from None
            raise LostError

    def _open(self) -> None:
        self._forget()
        login = self._login
        context = ssl.create_default_context()
        timeout = SocketTimeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS)
        client: IMAPClient | None = None
        try:
            client = IMAPClient(
                login.host, login.port, ssl=login.encrypted_from_start, ssl_context=context, timeout=timeout
            )
            if not login.encrypted_from_start:
                client.starttls(context)
            if login.token:
                client.oauth2_login(login.user, login.password)
            else:
                client.login(login.user, login.password)
        except ssl.SSLCertVerificationError:
            self._drop(client)
            raise SourceError(
                "the mail server's certificate could not be verified, so nothing was sent to it",
                advice="Check the name of the server. For a certificate of your own authority set SSL_CERT_FILE.",
            ) from None
        except LoginError:
            self._drop(client)
            raise SourceError(
                "the mail server refused the login",
                advice="Check the user in the address, and the password or access token in its environment variable.",
            ) from None
        except _BROKEN:
            self._drop(client)
            raise SourceError(
                "the mail server cannot be reached, or offers no encrypted connection",
                advice="Check its name and port, and that this machine may connect to it.",
            ) from None
        self._client = client

    def _forget(self) -> None:
        client, self._client, self._opened = self._client, None, None
        self._drop(client)

    @staticmethod
    def _drop(client: IMAPClient | None) -> None:
        if client is not None:
            try:
                client.shutdown()
            except (*_BROKEN, AttributeError):  # the socket may never have been made
                return
