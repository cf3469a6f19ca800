"""Which stretches of a mail repeat an earlier one. See docs/spec/reading.md, "Mail"."""

from __future__ import annotations

import re

_QUOTE_BEGINS = re.compile(
    r"^(?:On .{5,200}wrote:|-{2,} ?(?:Original Message|Forwarded message) ?-{2,}|Begin forwarded message:"
    r"|From: .+\n(?:Sent|Date|To): .+)$",
    re.MULTILINE,
)
_QUOTED_LINES = re.compile(r"(?:^>.*(?:\n|\Z))+", re.MULTILINE)


def quoted(text: str, start: int) -> list[tuple[int, int]]:
    """Stretches of the body that repeat an earlier message, merged."""
    found = [match.span() for match in _QUOTED_LINES.finditer(text, start)]
    begins = _QUOTE_BEGINS.search(text, start)
    if begins:
        # All that follows is the earlier message if it is not marked line by line.
        rest = text[begins.end() :].lstrip("\n")
        found.append((begins.start(), begins.end() if rest.startswith(">") else len(text)))
    merged: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if merged and first <= merged[-1][1] + 2:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
