"""Who may sign: names honour.toml lists for the capacities that `law:signers/*` asks for. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from honour.kernel.errors import BadInput
from honour.ledger.entry import Office
from honour.workspace.settings import CAPACITIES


def office_of(name: str, people: Mapping[str, Sequence[str]]) -> Office:
    """The office in which `name` acts, the first honour.toml lists them for. Raises BadInput if there is none."""
    for capacity, names in people.items():
        if name in names:
            return Office(capacity)
    raise BadInput("Whoever says so must be named in honour.toml.", advice="See [people] in honour.toml.")


def covered(needs: Sequence[Sequence[str]], names: Sequence[str], people: Mapping[str, Sequence[str]]) -> bool:
    """Whether every group of `needs` has a name of its own among `names`; any one capacity of a group is enough.

    `people`: capacity to names, from honour.toml. Someone in a capacity that it cannot list (a doctor, an author)
    signs as 'Name, capacity'. No groups are covered by nobody: the caller says whether that is enough.
    """
    return _assignable([[name for name in names if _may(name, group, people)] for group in needs])


def _may(name: str, group: Sequence[str], people: Mapping[str, Sequence[str]]) -> bool:
    plain, _, said = name.rpartition(", ")
    for capacity in group:
        if name in people.get(capacity, ()):
            return True
        outside = capacity not in CAPACITIES
        if outside and plain and said.strip().lower().replace(" ", "-") == capacity:
            return True
    return False


def _assignable(groups: Sequence[Sequence[str]]) -> bool:
    """Hall's condition, on at most a handful of groups."""
    if not groups:
        return True
    first, *rest = groups
    return any(_assignable([[n for n in group if n != name] for group in rest]) for name in first)
