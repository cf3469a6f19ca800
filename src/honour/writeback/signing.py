"""A plan is done only when it is signed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from honour.kernel.errors import NotAllowed
from honour.workspace.signing import covered


def require(needs: Sequence[Sequence[str]], names: Sequence[str], people: Mapping[str, Sequence[str]]) -> None:
    """Raises NotAllowed unless `names` cover `needs`. No group is not enough: what nobody need sign is never done."""
    signed = [name.strip() for name in names if name.strip()]
    if needs and signed and covered(needs, signed, people):
        return
    wanted = " and ".join(" or ".join(group) for group in needs) or "a person"
    raise NotAllowed(
        f"it must be signed by {wanted}, each a different person named in honour.toml; nothing was done",
        advice="Give each with --signed NAME, as [people] in honour.toml writes it.",
    )
