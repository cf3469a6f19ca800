"""Text that knows whom it names. Everything written into a file of the fictional school is made of `Said`.

A quote is cut from the text it stands in, so it cannot be wrong; joining texts keeps what each of them knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Claim:
    """`quote` concerns `person` in `role`; `how` is the family of difficulty (docs/spec/hard-cases.md)."""

    person: str
    role: str
    quote: str
    how: str


@dataclass(frozen=True, slots=True)
class Secret:
    """`quote` must not reach a requester outside `except_for`; with `whole`, the whole record must not."""

    quote: str
    person: str | None
    ground: str
    why: str
    except_for: tuple[str, ...]
    whole: bool = False
    not_for: tuple[str, ...] = ()
    """Requesters who must never see it, whoever they ask for."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """`quote` could mean any of `candidates`; even a careful human could not tell."""

    quote: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    claims: tuple[Claim, ...] = ()
    secrets: tuple[Secret, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def __post_init__(self) -> None:
        for quote in (
            *(c.quote for c in self.claims),
            *(s.quote for s in self.secrets),
            *(d.quote for d in self.doubts),
        ):
            if quote not in self.text:
                raise AssertionError(f"a quote of {len(quote)} characters is not in the text it was cut from")

    def __add__(self, other: Said | str) -> Said:
        more = other if isinstance(other, Said) else Said(other)
        return Said(
            self.text + more.text,
            self.claims + more.claims,
            self.secrets + more.secrets,
            self.doubts + more.doubts,
        )

    def __radd__(self, other: str) -> Said:
        return replace(self, text=other + self.text)

    def as_role(self, role: str) -> Said:
        """The same words, every claim in another role."""
        return replace(self, claims=tuple(replace(claim, role=role) for claim in self.claims))

    def capitalised(self) -> Said:
        """With a capital first letter; claims that begin the text follow it."""
        if not self.text or not self.text[0].islower():
            return self
        old, new = self.text, self.text[0].upper() + self.text[1:]

        def follow(quote: str) -> str:
            return quote if quote in new else new[: len(quote)]

        return (
            Said(
                new,
                tuple(replace(c, quote=follow(c.quote)) for c in self.claims),
                tuple(replace(s, quote=follow(s.quote)) for s in self.secrets),
                tuple(replace(d, quote=follow(d.quote)) for d in self.doubts),
            )
            if new != old
            else self
        )

    def through(self, change: Callable[[str], str], how: str = "") -> Said:
        """Text and quotes through one `change`; `how`, if given, replaces each claim's family.

        The change must go letter by letter: change(a + b) == change(a) + change(b).
        """
        return Said(
            change(self.text),
            tuple(replace(c, quote=change(c.quote), how=how or c.how) for c in self.claims),
            tuple(replace(s, quote=change(s.quote)) for s in self.secrets),
            tuple(replace(d, quote=change(d.quote)) for d in self.doubts),
        )


def join(parts: Iterable[Said | str], between: str = "") -> Said:
    texts: list[str] = []
    claims: list[Claim] = []
    secrets: list[Secret] = []
    doubts: list[Doubt] = []
    for part in parts:
        said = part if isinstance(part, Said) else Said(part)
        texts.append(said.text)
        claims.extend(said.claims)
        secrets.extend(said.secrets)
        doubts.extend(said.doubts)
    return Said(between.join(texts), tuple(claims), tuple(secrets), tuple(doubts))
