"""The request: a signed letter and a file of persons (CONTRACT.md, Letter and Persons)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, as the letter says. `signed_for` given means somebody signed for another."""

    name: str
    title: str
    office: str
    agency: str
    acting: bool | None
    signed_for: str


@dataclass(frozen=True, slots=True)
class LetterOfficer:
    """One officer said to be personally and directly engaged. Empty text or None: the letter does not say.

    `signature`: his own, armoured SSHSIG, over the list of his rows (intake.engagement).
    """

    id: str
    name: str
    title: str
    agency: str
    employment: str
    role: str
    engaged: bool | None
    open_matters: int | None
    signature: str = ""


@dataclass(frozen=True, slots=True)
class FileClaim:
    """What the letter says of the persons file."""

    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class CourtOrder:
    """The order the letter says a court has granted. What it is found to hold is counsel's to see; this is what is stated."""

    court: str
    judge: str
    docket: str
    granted_on: date | None
    authorised_by: str
    findings: tuple[str, ...]
    items: tuple[str, ...]
    periods: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that could be read. Elements of law may still be missing in it: '' or None says so."""

    agreement: str
    authority: str
    request_id: str
    signed_on: date
    signer: Signer
    statement: str
    sole_use: bool | None
    use_statement: str
    systems_of_storage: tuple[str, ...]
    officers: tuple[LetterOfficer, ...]
    file: FileClaim
    attestations: tuple[str, ...] = ()
    court_order: CourtOrder | None = None
