"""A real PostgreSQL of one's own: made in a temporary folder, on a Unix socket, gone afterwards.

Used by the fixtures in conftest.py and by the benchmarks. Needs no running server and no rights to one; as root it
runs as the user postgres, because PostgreSQL refuses root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ADVICE = "PostgreSQL is not installed; run scripts/debian-packages postgresql"


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    program = str(found[-1]) if found else shutil.which(name)
    if program is None:
        raise RuntimeError(ADVICE)
    return program


def _run(*command: str) -> None:
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*as_postgres, *command], capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stdout}{done.stderr}")


@contextmanager
def server(*settings: str) -> Iterator[str]:
    """Its URL without a database name; `settings` such as 'fsync=off'. Stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="honour-pg-"))
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        _run(
            _program("initdb"), "-D", str(data), "-U", "honour", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        options = [f"-c {setting}" for setting in (f"unix_socket_directories={folder}", "listen_addresses=", *settings)]
        _run(
            _program("pg_ctl"),
            "-D",
            str(data),
            "-w",
            "-t",
            "60",
            "-l",
            str(folder / "log"),
            "-o",
            " ".join(options),
            "start",
        )
        try:
            yield f"postgresql+psycopg://honour@/{{database}}?host={quote(str(folder), safe='')}"
        finally:
            _run(_program("pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(url: str, name: str) -> str:
    """Makes an empty database on the server; its URL."""
    import sqlalchemy

    admin = sqlalchemy.create_engine(url.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sqlalchemy.text(f'CREATE DATABASE "{name}" STRATEGY file_copy'))
    admin.dispose()
    return url.format(database=name)
