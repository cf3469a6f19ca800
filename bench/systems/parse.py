"""The catalogue's small language, read."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    sign: str
    """One of '' @ [@ {@ # > >> ^ ^^ * & +."""
    name: str
    targets: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    """The first is the role, the others would be right too."""
    words: str = ""
    null: float = 0.0
    orphans: float | None = None


@dataclass(frozen=True)
class Spec:
    name: str
    module: str
    count: str
    words: str
    tokens: tuple[Token, ...]


_SIGN = re.compile(r"^(\[@|\{@|>>|\^\^|[@#>^*&+])?(\w*)(?:\(([^)]*)\))?")


def token(text: str) -> Token:
    null = re.search(r"\s\?([\d.]+)", text)
    orphans = re.search(r"\s!([\d.]+)", text)
    text = re.sub(r"\s[?!][\d.]+", "", text).strip()
    head, _, words = text.partition(" =")
    parts = head.split()
    found = _SIGN.match(parts[0])
    if not found or found.end() != len(parts[0]):
        raise ValueError(f"not a column: {text}")
    sign, name, args = found.groups()
    return Token(
        sign or "", name, tuple((args or "").split(",")) if args else (), tuple(parts[1].split("/")) if len(parts) > 1 else (),
        words.strip(), float(null[1]) if null else 0.0, float(orphans[1]) if orphans else None,
    )  # fmt: skip


def specs(text: str) -> list[Spec]:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    found = []
    for head, body in zip(lines[::2], lines[1::2], strict=True):
        left, _, words = head.partition(": ")
        name, module, count = left.split()
        found.append(Spec(name, module, count, words, tuple(token(part) for part in body.split(";"))))
    return found
