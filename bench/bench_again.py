"""Reading again: what a run costs where nothing or little is new, beside the first run. docs/spec/reading.md."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path

from bench import Row
from honour.kernel.progress import Silent
from honour.workspace.documents import Documents
from honour.workspace.memory import Memories
from honour.workspace.opening import open_all
from honour.workspace.school import School, create_school
from honour.workspace.settings import Settings, SourceSetting

NAME = "again"
WHAT = "folders and mailboxes read a second time, of which little or nothing is new"

_MESSAGES, _FILES = 10_000, 2_000
_NEW = 100
_SENTENCE = "Amelia read her book to the class and told Mrs Okafor about the ducks on the pond by the gate. "


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "drive").mkdir()
        for number in range(_FILES):
            (folder / "drive" / f"{number}.txt").write_text(f"{_SENTENCE * 20} {number}")
        box = folder / "box"
        box.write_bytes(b"".join(map(_message, range(_MESSAGES))))
        for path in folder.rglob("*"):
            if path.is_file():
                os.utime(path, (1, 1))
        school = create_school(folder / "school", Settings(
            "Bench", sources=(
                SourceSetting("drive", "folder", "../drive", "the drive"),
                SourceSetting("mail", "mailbox", "../box", "the mail"),
            ),
        ))  # fmt: skip
        time.sleep(3.1)  # what changed just now is hashed again, whatever its times say
        first, read = _run(school)
        again, none = _run(school)
        with box.open("ab") as file:
            file.writelines(map(_message, range(_MESSAGES, _MESSAGES + _NEW)))
        (folder / "drive" / "0.txt").rename(folder / "drive" / "moved.txt")
        little, new = _run(school)
    return [
        Row("read the first time", read / first, "files and messages/s", note=f"{read:,} of them"),
        Row("read again where nothing is new", none, "files and messages", at_most=0),
        Row("looked through where nothing is new", read / again, "files and messages/s", at_least=5_000),
        Row(f"read where {_NEW} messages are new and a file was moved", new, "files and messages", at_most=_NEW),
        Row("that run beside the first", little / first, "of its time", at_most=0.2),
    ]


def _run(school: School) -> tuple[float, int]:
    """(seconds, how many items were read) of listing the sources and reading what is new of them."""
    start = time.perf_counter()
    memory = Memories(school)
    documents = Documents(school, open_all(school.settings.sources, school.folder, memory=memory).sources, memory)
    documents.read(Silent(), lambda: None)
    return time.perf_counter() - start, sum(map(documents.fresh, documents.names))


def _message(number: int) -> bytes:
    message = EmailMessage()
    message["From"] = f"Ruth Okafor <r{number}@example.org>"
    message["To"] = "Office <office@example.org>"
    message["Date"] = "Mon, 02 Nov 2026 09:30:00 +0000"
    message["Message-ID"] = f"<{hashlib.sha256(b'%d' % number).hexdigest()[:20]}@example.org>"
    message.set_content((_SENTENCE + "\n") * 8)
    return b"From a@example.org Mon Nov  2 09:30:00 2026\n" + message.as_bytes() + b"\n"
