"""A real Dovecot of one's own: made in a temporary folder, on loopback with a certificate of its own, gone afterwards.

Needs no running server and no rights to one. As root its mail belongs to the user dovecot, because Dovecot refuses
to give mail to root.
"""

from __future__ import annotations

import base64
import datetime
import getpass
import grp
import hmac
import ipaddress
import json
import mailbox
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ADVICE = "Dovecot is not installed; run scripts/debian-packages dovecot-imapd"
USER, PASSWORD = "office@example.org", "p@ss/word:%41!"
"""With the signs that make trouble in addresses."""


@dataclass(frozen=True)
class Server:
    folder: Path
    imaps: int
    imap: int
    certificate: Path

    def url(self, scheme: str = "imaps", end: str = "") -> str:
        port = self.imaps if scheme == "imaps" else self.imap
        return f"{scheme}://office%40example.org:{PASSWORD}@127.0.0.1:{port}/{end}"

    def maildir(self, folder: str = "") -> mailbox.Maildir:
        """`Head.Letters`: folder Letters in folder Head; '' is the inbox."""
        box = mailbox.Maildir(self.folder / "mail" / "office", create=True)
        return (
            box.add_folder(folder)
            if folder and folder not in box.list_folders()
            else box.get_folder(folder)
            if folder
            else box
        )

    def deliver(self, message: bytes, folder: str = "") -> Path:
        """Puts a message there as a mail program that was offline would; its file."""
        box = self.maildir(folder)
        key = box.add(message)
        for path in (self.folder / "mail").rglob("*"):
            _give(path)
        return Path(box._path) / box._lookup(key)

    def flags(self) -> dict[str, str]:
        """Every message file's place and flags, as Dovecot keeps them in its name."""
        found = {}
        for path in (self.folder / "mail").rglob("*"):
            if path.parent.name in ("cur", "new"):
                found[path.name.partition(":")[0]] = f"{path.parent.name}:{path.name.partition(':')[2]}"
        return found


def _owner() -> tuple[str, str]:
    if os.geteuid() == 0:
        return "dovecot", "dovecot"
    return getpass.getuser(), grp.getgrgid(os.getegid()).gr_name


def _give(path: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(path, *_owner())


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def certificate(folder: Path, host: str = "127.0.0.1") -> tuple[Path, Path]:
    """(certificate, key) of an authority of its own, good for `host`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Honour's tests")])
    now = datetime.datetime.now(datetime.UTC)
    try:
        names: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_address(host))]
    except ValueError:
        names = [x509.DNSName(host)]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "server.crt", folder / "server.key"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert_file, key_file


@contextmanager
def server() -> Iterator[Server]:
    """Stopped and removed at the end."""
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise RuntimeError(ADVICE)
    folder = Path(tempfile.mkdtemp(prefix="honour-imap-"))
    process = None
    try:
        folder.chmod(0o755)
        cert_file, key_file = certificate(folder)
        made = Server(folder, _port(), _port(), cert_file)
        (folder / "mail").mkdir()
        _give(folder / "mail")
        user, group = _owner()
        uid, gid = pwd.getpwnam(user).pw_uid, grp.getgrnam(group).gr_gid
        _oauth2(folder)
        login = "dovenull" if os.geteuid() == 0 else user
        (folder / "dovecot.conf").write_text(
            f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%n
ssl = required
ssl_cert = <{cert_file}
ssl_key = <{key_file}
disable_plaintext_auth = yes
auth_mechanisms = plain xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={PASSWORD.replace("%", "%%")}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {made.imap}
  }}
  inet_listener imaps {{
    port = {made.imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
""",
            encoding="utf-8",
        )
        process = subprocess.Popen([program, "-F", "-c", str(folder / "dovecot.conf")], start_new_session=True)
        _until_it_answers(made, process)
        yield made
    finally:
        if process is not None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        shutil.rmtree(folder, ignore_errors=True)


_SECRET = b"the secret of an invented authority of tokens"


def _oauth2(folder: Path) -> None:
    """Dovecot checks tokens by a secret that it shares with whoever makes them: here, `token`."""
    key = folder / "keys" / "default" / "HS256" / "default"
    key.parent.mkdir(parents=True)
    key.write_bytes(base64.b64encode(_SECRET))
    (folder / "oauth2.conf").write_text(
        "introspection_mode = local\nusername_attribute = sub\n"
        f"local_validation_key_dict = fs:posix:prefix={folder}/keys/\n",
        encoding="utf-8",
    )


def token(user: str = USER, seconds: int = 3600) -> str:
    """An access token for `user`, good for so many seconds (JWT, HS256)."""

    def piece(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    now = int(time.time())
    claims = {"sub": user, "iat": now - 7200, "exp": now + seconds, "aud": "imap", "iss": "tests"}
    signed = f"{piece(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())}.{piece(json.dumps(claims).encode())}"
    return f"{signed}.{piece(hmac.digest(_SECRET, signed.encode(), 'sha256'))}"


def _until_it_answers(made: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", made.imap), timeout=1) as plain:
                if plain.recv(4) == b"* OK":
                    return
        except OSError:
            time.sleep(0.05)
    log = made.folder / "log"
    raise RuntimeError(f"Dovecot did not start: {log.read_text() if log.exists() else ''}")
