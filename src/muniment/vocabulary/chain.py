"""The chain of proof: received → assessed → matched → determined → approved → sending → sealed.

Each link holds the one before and checks, as it is made, what must hold between them. There is no other way to a
`Sealed` than through all of them, so code that holds one has the whole history in hand (invariants 1, 3, 9).
Hashes are hex SHA-256 of artefacts; officers are named with the fingerprint of their key, so that one person under two
names is still one person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from muniment.vocabulary.errors import LawSaysNo


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand did something: the registered name and the fingerprint of the key that signed."""

    name: str
    key: str

    def is_same_person(self, other: Hand) -> bool:
        return self.name == other.name or self.key == other.key


@dataclass(frozen=True, slots=True)
class Hands:
    """Everybody whose hand was ever in a package, by duty, over all its runs and releases: who prepared it (received,
    assessed, linked, determined, reviewed), who approved and who sent. Nobody has two of these duties in one package
    (invariant 9)."""

    prepared: tuple[Hand, ...]
    approved: tuple[Hand, ...] = ()
    sent: tuple[Hand, ...] = ()

    def check_prepares(self, hand: Hand) -> None:
        """Raises LawSaysNo when `hand` approved or sent this package."""
        _separate(hand, (*self.approved, *self.sent), "MUN-PACKAGE-004", "The officer approved or sent this package.")


def _separate(hand: Hand, others: Iterable[Hand], code: str, message: str) -> None:
    if any(hand.is_same_person(other) for other in others):
        raise LawSaysNo(
            code,
            message,
            hint="Who prepares a package, who approves it and who sends it are different people.",
            citation="the custodian's separation of duties",
        )


@dataclass(frozen=True, slots=True)
class Received:
    """A package as accepted: letter, persons and normalised facts, each by hash."""

    package: str
    letter: str
    persons: str
    facts: str
    rows: int
    intake: Hand


@dataclass(frozen=True, slots=True)
class Assessed:
    """Every row has a finding for every facial element; no record has been opened."""

    received: Received
    findings: str
    assessor: Hand


@dataclass(frozen=True, slots=True)
class Matched:
    """The rows that were eligible on their face, and only those, have been looked up in one index version."""

    assessed: Assessed
    matches: str
    index: str
    assessor: Hand


@dataclass(frozen=True, slots=True)
class Warrant:
    """The guard's word that an outcome set follows from its evidence. Made in `determination.guard` alone (a test
    holds that), never stored: whoever needs one runs the guard again.

    `pending_confirmations`: rows whose holds were confirmed and that have not been processed since. They are still held,
    go out PENDING, and are answered by a supplementary release."""

    outcomes: str
    rows: int
    disclosed: int
    open_items: int
    pending_confirmations: int


@dataclass(frozen=True, slots=True)
class Determined:
    """Every row has one outcome, and the guard has borne it out."""

    matched: Matched
    outcomes: str
    assessor: Hand
    warrant: Warrant

    def __post_init__(self) -> None:
        if self.warrant.outcomes != self.outcomes or self.warrant.rows != self.matched.assessed.received.rows:
            raise LawSaysNo("MUN-GUARD-001", "The guard's warrant is for another outcome set.")

    @property
    def authors(self) -> tuple[Hand, ...]:
        """Everybody who made these outcomes: none of them may approve or send."""
        return (
            self.matched.assessed.received.intake,
            self.matched.assessed.assessor,
            self.matched.assessor,
            self.assessor,
        )


@dataclass(frozen=True, slots=True)
class Approved:
    """The exact outcome set, signed by somebody who neither prepared nor sent the package, with nothing left open.
    `hands`: everybody who had a duty in it until now."""

    determined: Determined
    approver: Hand
    hands: Hands

    def __post_init__(self) -> None:
        if self.determined.warrant.open_items:
            raise LawSaysNo(
                "MUN-APPROVE-001",
                f"{self.determined.warrant.open_items} review items are open.",
                hint="List them with `muniment review ID`, decide them, then approve.",
            )
        others = (*self.determined.authors, *self.hands.prepared, *self.hands.sent)
        _separate(self.approver, others, "MUN-APPROVE-003", "The approver took part in this package before.")


@dataclass(frozen=True, slots=True)
class Sending:
    """An approved outcome set in the hands of a sender who neither prepared nor approved the package, ever."""

    approved: Approved
    sender: Hand

    def __post_init__(self) -> None:
        approved, hands = self.approved, self.approved.hands
        others = (*approved.determined.authors, *hands.prepared, approved.approver, *hands.approved)
        _separate(self.sender, others, "MUN-RELEASE-003", "The sender took part in this package before.")


@dataclass(frozen=True, slots=True)
class Sealed:
    """One recipient's answer, sealed to the gate."""

    sending: Sending
    recipient: str
    envelope: str
