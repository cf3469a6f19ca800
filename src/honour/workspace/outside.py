"""Where working papers and packs may lie."""

from __future__ import annotations

from pathlib import Path

from honour.kernel.errors import BadInput
from honour.workspace.school import School


def require_outside(school: School, folder: Path) -> None:
    """Raises BadInput if `folder` lies where working papers and packs must not: in .honour, or in a source.

    In a source the next reading would take it for the school's own records.
    """
    resolved = folder.resolve()
    if resolved.is_relative_to(school.state):
        raise BadInput(
            "The folder may not lie inside .honour, where everything is encrypted.",
            advice="Give a folder elsewhere; it will quote records in clear.",
        )
    for source in school.settings.sources:
        if "://" not in source.at and resolved.is_relative_to((school.folder / source.at).resolve()):
            raise BadInput(
                f"The folder may not lie inside the source {source.name}: it would be read as the school's records.",
                advice="Give a folder elsewhere.",
            )
