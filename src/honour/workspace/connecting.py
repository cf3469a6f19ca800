"""Action: connect a source. Looks at it once; honour.toml changes only if it could be opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from honour.kernel.errors import BadInput
from honour.ledger.events import Event
from honour.sources.kind import detect
from honour.workspace import settings as settings_file
from honour.workspace.opening import Opened, open_source
from honour.workspace.school import School
from honour.workspace.settings import SourceSetting

TITLES = {
    "database": "the database",
    "folder": "the shared files",
    "mailbox": "the mailbox",
    "paper": "the paper files",
}


@dataclass(frozen=True, slots=True)
class Connected:
    setting: SourceSetting
    opened: Opened


def connect(school: School, name: str, untrusted_at: str, *, kind: str = "", title: str = "") -> Connected:
    """Adds the source to honour.toml. Raises BadInput or SourceError, and then nothing has changed."""
    at = untrusted_at
    if "://" not in untrusted_at:
        path = Path(untrusted_at).expanduser().resolve()
        at = str(path.relative_to(school.folder)) if path.is_relative_to(school.folder) else str(path)
    probe = SourceSetting(name, kind or "database", at, title or "source")
    settings_file.check_source(probe, (s.name for s in school.settings.sources))
    found = kind or detect(probe.location(school.folder)).value
    setting = SourceSetting(name, found, at, title or TITLES.get(found, name))
    location = Path(setting.location(school.folder))
    if "://" not in at and school.folder.is_relative_to(location):
        raise BadInput(
            "The folder to connect holds the workspace itself, with its settings and working papers.",
            advice="Connect the folders beside it one by one, or move the workspace elsewhere.",
        )
    if "://" not in at and location.is_relative_to(school.state):
        raise BadInput("What lies in .honour is Honour's own and no source.", advice="Give another path.")
    opened = open_source(setting, school.folder)
    school.add_source(setting)
    school.note(Event.SOURCE_CONNECTED, about=[f"source:{name}"], facts=[("sources", len(school.settings.sources))])
    return Connected(setting, opened)
