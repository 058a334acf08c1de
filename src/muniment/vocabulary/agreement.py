"""The memorandum as data (CONTRACT.md, Agreement)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class RegisteredSigner:
    """Who may sign letters, in which capacity, when. `key` is an OpenSSH public key line."""

    name: str
    office: str
    key: str
    valid_from: date | None
    valid_to: date | None

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An officer's own sealed mailbox. `certificate` is PEM text; `key`, an OpenSSH public key line, is what he signs with."""

    id: str
    name: str
    officer: str
    certificate: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Over a limit every row counted in that group holds."""

    max_rows: int = 2_000_000
    max_rows_per_officer: int = 300
    shared_address_rows: int = 25
    identical_reason_rows: int = 50


@dataclass(frozen=True, slots=True)
class Matching:
    """address: any_on_file or last_known. last_known: return_or_notice or any."""

    address: str = "any_on_file"
    last_known: str = "return_or_notice"
    joint: bool = False
    wrongful_disclosure_limit: float = 0.0001
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class Safeguards:
    last_review_on: date | None = None
    open_findings: int | None = None
    corrective_plan_on: date | None = None
    open_high_findings: int | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """`withheld_reason` given: left out of the public edition until `withheld_until`."""

    id: str
    heading: str
    text: str
    withheld_reason: str = ""
    withheld_until: date | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of an agreement that could be read. Form only: it may be expired or not yet in force."""

    id: str
    version: int
    title: str
    custodian: Party
    requester: Party
    authority: str
    profile: str
    effective_from: date
    effective_to: date | None
    signers: tuple[RegisteredSigner, ...]
    recipients: tuple[Recipient, ...]
    engagement: str = "signer"
    fields: tuple[str, ...] = ("address",)
    limits: Limits = field(default_factory=Limits)
    matching: Matching = field(default_factory=Matching)
    safeguards: Safeguards = field(default_factory=Safeguards)
    clocks: tuple[tuple[str, int], ...] = ()
    retention_days: int = 365
    requester_offices: tuple[str, ...] = ()
    reviews: int = 1
    clauses: tuple[Clause, ...] = ()

    def in_force_on(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class ScopedPerson:
    """A person an order protects. Whatever is given is enough to be in scope: too wide is the safe side.

    `text` is what a bare string in the order's list said: a number, a full name, or a row reference.
    """

    text: str = ""
    tin: str = ""
    given_name: str = ""
    family_name: str = ""
    date_of_birth: date | None = None


@dataclass(frozen=True, slots=True)
class OrderScope:
    """An empty tuple means all."""

    agreements: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    persons: tuple[ScopedPerson, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """A court's or counsel's suspension."""

    id: str
    forum: str
    docket: str
    issued_on: date
    effective_from: date
    effective_to: date | None
    scope: OrderScope
    text: str

    def in_force_on(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)
