"""Systems with few letters for a name that mark their keys by one: PUPN, STFN and CLSN are numbers of pupil, staff and
class. Their columns are then called as if the mark were written out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from honour.discovery.profile import TableProfile
from honour.discovery.skeleton import vowelless

_MOST, _TABLES = 0.6, 8
"""Share of the tables whose first column must bear the mark, and how many tables there must be to see it."""
_WORD = 0.8
_SHORTEST = 3


def spell_out_keys(profiles: Mapping[str, TableProfile]) -> None:
    """Sets `said` of the columns that bear their system's one-letter mark of keys."""
    systems: dict[str, list[TableProfile]] = defaultdict(list)
    for profile in profiles.values():
        if not profile.is_file and profile.columns:
            systems[profile.table.source].append(profile)
    for members in systems.values():
        mark = _mark(members)
        for profile in members if mark else ():
            for column in profile.columns.values():
                bare = column.name[: -len(mark)]
                if column.name.endswith(mark) and len(bare) >= _SHORTEST - 1 and column.has("integer"):
                    column.said = column.said or f"{bare}ID"
                    column.__dict__.pop("words", None)


def _mark(members: list[TableProfile]) -> str:
    keys = [next(iter(profile.columns.values())) for profile in members]
    names = [column.name for column in keys if column.unique and column.has("integer") and column.name.isalpha()]
    if len(names) < _TABLES or sum(vowelless(name.lower()) for name in names) < _MOST * len(names):
        return ""
    last, times = Counter(name[-1] for name in names).most_common(1)[0]
    two = Counter(name[-2:].lower() for name in names if name.endswith(last))
    # where the letter before it is nearly always the same too, it ends a word that is known already: ID, KY, NO
    word = two.most_common(1)[0][1] >= _WORD * times
    return last if times >= _MOST * len(names) and not word else ""
