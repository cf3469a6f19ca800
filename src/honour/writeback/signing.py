"""Who signed, and whether they may: names honour.toml lists for the capacities that are asked for. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from honour.kernel.errors import NotAllowed
from honour.workspace.settings import CAPACITIES


def require(needs: Sequence[Sequence[str]], names: Sequence[str], people: Mapping[str, Sequence[str]]) -> None:
    """Raises NotAllowed unless every group of capacities has a name of its own among `names`.

    Someone in a capacity that honour.toml cannot list signs as 'Name, capacity'. No group is not enough: a deed that
    nobody need sign is never done.
    """
    wanted = " and ".join(" or ".join(group) for group in needs) or "a person"
    signed = [name.strip() for name in names if name.strip()]
    if not needs or not signed or not _assignable([[n for n in signed if _may(n, g, people)] for g in needs]):
        raise NotAllowed(
            f"it must be signed by {wanted}, each a different person named in honour.toml; nothing was done",
            advice="Give each with --signed NAME, as [people] in honour.toml writes it.",
        )


def _may(name: str, group: Sequence[str], people: Mapping[str, Sequence[str]]) -> bool:
    plain, _, said = name.rpartition(", ")
    outside = {capacity for capacity in group if capacity not in CAPACITIES}
    listed = any(name in people.get(capacity, ()) for capacity in group)
    return listed or bool(plain and said.strip().lower().replace(" ", "-") in outside)


def _assignable(groups: Sequence[Sequence[str]]) -> bool:
    if not groups:
        return True
    first, *rest = groups
    return any(_assignable([[n for n in group if n != name] for group in rest]) for name in first)
