"""Action: one person's rows straight from the databases as they are now, and the texts that name them. Read only.

The index answers from the last reading; this asks the databases themselves, along the last map, by look-ups, and then
sweeps all texts. What could not be asked is named.
"""

from __future__ import annotations

from dataclasses import dataclass

from honour.kernel.change import Swept
from honour.kernel.errors import BadInput, SourceError
from honour.kernel.holding import Holding, SubjectId
from honour.kernel.progress import Progress
from honour.kernel.tabular import Table
from honour.people.needles import needles
from honour.people.tracing import trace
from honour.sources.database.sweep import Hit, Sweep
from honour.workspace.mapping import current_map
from honour.workspace.opening import open_all
from honour.workspace.school import School

_DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Live:
    rows: tuple[Holding, ...]
    mentions: tuple[Hit, ...]
    """Rows whose texts name the person and that are not among `rows`."""
    swept: tuple[Swept, ...]
    gaps: tuple[tuple[str, str], ...]
    """(source, or source.table, why) of what could not be asked, and of sources that are no database."""
    partial: bool
    """Whether a database could not be asked as a whole."""


def look(school: School, person: SubjectId, progress: Progress) -> Live:
    """Raises BadInput where there is no map yet. One failing source never stops the rest."""
    made = current_map(school)
    if made is None:
        raise BadInput("There is no map yet.", advice="Run: honour map")
    subjects = school.index.subjects()
    opened = open_all(school.settings.sources, school.folder)
    tables: list[Table] = []
    gaps: list[tuple[str, str]] = []
    databases = []
    partial = False
    for one in opened.sources:
        name = one.setting.name
        if one.failed:
            gaps.append((name, one.failed))
            partial = partial or one.setting.kind == _DATABASE
        elif one.setting.kind != _DATABASE:
            gaps.append((name, "it is no database; what was read of it is in the index: honour find without --live"))
        else:
            tables.extend(one.tables)
            databases.append(one)
            gaps.extend((f"{name}.{gap.address.parts[0]}", gap.what) for gap in one.unread)
            partial = partial or bool(one.unread)
    progress.start("Following the map", None)
    rows, failed = trace(made, tables, subjects, person)
    gaps.extend(failed)
    partial = partial or bool(failed)
    held = {holding.address for holding in rows}
    subject = next(one for one in subjects if one.id == person)
    looked_for = needles(subject, subjects)
    mentions: list[Hit] = []
    swept: list[Swept] = []
    progress.start("Looking through all texts", len(databases))
    for one in databases if looked_for else ():
        try:
            found = Sweep(one.setting.name, one.setting.location(school.folder)).everywhere(one.tables, looked_for)
        except (SourceError, BadInput) as error:
            gaps.append((one.setting.name, f"its texts could not be looked through: {error.message}"))
            partial = True
            continue
        swept.append(found.done)
        mentions.extend(hit for hit in found.hits if hit.address not in held)
        progress.step()
    if not looked_for:
        gaps.append(("texts", "no full name or identifier of this person alone is known to look for"))
    return Live(tuple(rows), tuple(mentions), tuple(swept), tuple(gaps), partial)
