"""What holds stop. Pure: holds in, an answer out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from honour.kernel.address import Address
from honour.kernel.errors import NotAllowed
from honour.kernel.holding import SubjectId


class Use(StrEnum):
    USE = "use"
    SHARE = "share"
    CHANGE = "change"
    DISPOSE = "dispose"


class HoldKind(StrEnum):
    RESTRICTION = "restriction"
    """The person had processing restricted (UK GDPR Art 18): stored, and nothing else, but for `Allowance`."""
    OPEN_REQUEST = "open request"
    """A request that covers the record is open: altering or destroying it to escape disclosure is an offence (DPA
    2018 s 173), and the pack must be what was held when the request came."""
    COMPLAINT = "complaint"
    SAFEGUARDING = "safeguarding"
    """An enquiry or a concern is open."""
    LEGAL = "legal"
    """A claim, or one that is to be expected; also an insurer's notice."""
    INQUIRY = "inquiry"
    """A public inquiry or a regulator asked for records to be kept."""
    DO_NOT_SHARE = "do not share"
    """A court order or a risk: must not reach anyone outside, such as an address that is withheld."""


_KEEP = frozenset({Use.CHANGE, Use.DISPOSE})
STOPS: dict[HoldKind, frozenset[Use]] = {
    HoldKind.RESTRICTION: frozenset(Use),
    HoldKind.OPEN_REQUEST: _KEEP,
    HoldKind.COMPLAINT: _KEEP,
    HoldKind.SAFEGUARDING: _KEEP,
    HoldKind.LEGAL: _KEEP,
    HoldKind.INQUIRY: _KEEP,
    HoldKind.DO_NOT_SHARE: frozenset({Use.SHARE}),
}


class Allowance(StrEnum):
    """What UK GDPR Art 18(2) still allows under a restriction. Claimed by the caller, who records who decided it."""

    CONSENT = "the person's consent"
    LEGAL_CLAIMS = "legal claims"
    ANOTHERS_RIGHTS = "protection of the rights of another person"
    PUBLIC_INTEREST = "important public interest"


class TargetKind(StrEnum):
    SUBJECT = "subject"
    UNIT = "unit"
    """A table, file or message, as `Address.unit` writes it."""
    ADDRESS = "address"
    CASE = "case"
    """Everything that a case covers; whoever asks says which cases cover the record."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a hold is on. `name` is a subject id, an address or unit as text, or a case id; never a person's name."""

    kind: TargetKind
    name: str

    def covers(self, address: Address, subjects: Collection[SubjectId], cases: Collection[str]) -> bool:
        if self.kind is TargetKind.SUBJECT:
            return self.name in subjects
        if self.kind is TargetKind.CASE:
            return self.name in cases
        return self.name == (address.unit if self.kind is TargetKind.UNIT else str(address))


@dataclass(frozen=True, slots=True)
class Hold:
    id: str
    """Random: `H-` and 16 hex digits."""
    kind: HoldKind
    target: Target
    placed_at: datetime
    case: str = ""
    """The case it was placed for, if any. That case's own action is not stopped by it."""
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    pass


@dataclass(frozen=True, slots=True)
class Held:
    use: Use
    holds: tuple[Hold, ...]
    """Every hold that stops it, oldest first."""

    @property
    def reason(self) -> str:
        return f"{self.use} is stopped by " + ", ".join(f"{hold.id} ({hold.kind})" for hold in self.holds)


def may(
    use: Use,
    address: Address,
    subjects: Collection[SubjectId],
    holds: Iterable[Hold],
    *,
    cases: Collection[str] = (),
    acting_for: str = "",
    allowance: Allowance | None = None,
) -> Allowed | Held:
    """Whether the record at `address`, which concerns `subjects` in whatever role, may be used so.

    `cases`: open cases that cover the record. `acting_for`: the case in whose name this is done; holds placed for it
    do not stop it (an erasure is not held by its own request), all others do. `allowance` is looked at only for
    restrictions. Lifted holds stop nothing. Law: law:rights/restriction, law:rights/access.
    """
    stopping = sorted(
        (
            hold
            for hold in holds
            if hold.lifted_at is None
            and use in STOPS[hold.kind]
            and not (acting_for and hold.case == acting_for)
            and not (hold.kind is HoldKind.RESTRICTION and allowance is not None)
            and hold.target.covers(address, subjects, cases)
        ),
        key=lambda hold: (hold.placed_at, hold.id),
    )
    return Held(use, tuple(stopping)) if stopping else Allowed()


def require(answer: Allowed | Held) -> None:
    """Raises NotAllowed, naming the holds, unless allowed."""
    if isinstance(answer, Held):
        raise NotAllowed(
            f"{answer.reason}; nothing was done", advice="A person must lift the hold, or show why it does not apply."
        )
