"""A real MariaDB of one's own: made in a temporary folder, on a free port of the loopback, gone afterwards.

Used by the fixtures in conftest.py and by the benchmarks. Needs no running server and no rights to one; as root it
runs as the user mysql, because MariaDB refuses root.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ADVICE = "MariaDB is not installed; run scripts/debian-packages mariadb-server"
_START_SECONDS = 60


def _program(name: str) -> str:
    program = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/libexec")
    if program is None:
        raise RuntimeError(ADVICE)
    return program


def _as_mysql(*command: str) -> list[str]:
    return [*(["runuser", "-u", "mysql", "--"] if os.geteuid() == 0 else []), *command]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(*settings: str) -> Iterator[str]:
    """Its URL with {database} to fill in, for a login that may do everything; `settings` such as '--sql-mode='."""
    folder = Path(tempfile.mkdtemp(prefix="honour-mdb-"))
    data, log, own = folder / "data", folder / "log", folder / "tmp"
    own.mkdir()  # a server that starts clears its temporary folder, also of the tables of another that shares it
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "mysql")
            shutil.chown(own, "mysql")
        made = subprocess.run(
            _as_mysql(
                _program("mariadb-install-db"),
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                f"--datadir={data}",
                f"--tmpdir={own}",
            ),
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
        )
        if made.returncode:
            raise RuntimeError(f"mariadb-install-db failed: {made.stdout}{made.stderr}")
        port = _free_port()
        with log.open("wb") as written:
            process = subprocess.Popen(
                _as_mysql(
                    _program("mariadbd"),
                    "--no-defaults",
                    f"--datadir={data}",
                    f"--tmpdir={own}",
                    f"--socket={folder / 'socket'}",
                    f"--pid-file={folder / 'pid'}",
                    "--bind-address=127.0.0.1",
                    f"--port={port}",
                    "--innodb-buffer-pool-size=64M",
                    "--skip-name-resolve",
                    *settings,
                ),
                stdout=written,
                stderr=written,
                cwd="/",
            )
        try:
            url = f"mysql+pymysql://root@127.0.0.1:{port}/{{database}}"
            _wait(url, process, log)
            yield url
        finally:
            # runuser does not hand signals on, so the server itself is told
            pid = folder / "pid"
            if process.poll() is None and pid.exists():
                os.kill(int(pid.read_text()), 9)
            process.kill()
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    import sqlalchemy
    from sqlalchemy.exc import OperationalError

    engine = sqlalchemy.create_engine(url.format(database="mysql"), poolclass=sqlalchemy.NullPool)
    for _ in range(_START_SECONDS * 10):
        if process.poll() is not None:
            break
        try:
            engine.connect().close()
        except OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"MariaDB does not start: {log.read_text(errors='replace')[-2000:]}")


def new_database(url: str, name: str, how: str = "CHARACTER SET utf8mb4") -> str:
    """Makes an empty database on the server; its URL."""
    import sqlalchemy

    admin = sqlalchemy.create_engine(url.format(database="mysql"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sqlalchemy.text(f"CREATE DATABASE `{name}` {how}"))
    admin.dispose()
    return url.format(database=name)
