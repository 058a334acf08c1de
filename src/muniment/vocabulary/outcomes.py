"""Findings and outcomes: the values they take and their order (PRODUCT.md, Words; CONTRACT.md, Outcome precedence)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    """What a row gets. Members stand in order of precedence, worst first."""

    BLOCK = "block"
    REFUSE = "refuse"
    RETURN = "return"
    HOLD = "hold"
    NO_DISCLOSURE = "no_disclosure"
    DISCLOSE = "disclose"

    @property
    def rank(self) -> int:
        """0 is worst."""
        return tuple(Outcome).index(self)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome that decides a row. Raises ValueError on none: silence is not an outcome."""
    return min(outcomes, key=lambda o: o.rank)


class Status(StrEnum):
    """A finding's status; three-valued logic's unknown is `undetermined`, and it never discloses."""

    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"


class Basis(StrEnum):
    """On what a finding rests (invariant 13)."""

    STATED = "stated"
    FORMAT_CHECKED = "format_checked"
    JUDGED = "judged"
    VERIFIED = "verified"


class OutwardCode(StrEnum):
    """The only codes a requester sees."""

    DISCLOSED = "DISCLOSED"
    NOT_DISCLOSED = "NOT_DISCLOSED"
    RETURNED = "RETURNED"
    REFUSED = "REFUSED"
    PENDING = "PENDING"


class MatchDecision(StrEnum):
    MATCH = "match"
    REVIEW = "review"
    NONE = "none"


class Role(StrEnum):
    """What an officer may do (CONTRACT.md, officers)."""

    INTAKE = "intake"
    ASSESSOR = "assessor"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    SENDER = "sender"
    COUNSEL = "counsel"
    PRIVACY = "privacy"
    CRIMINAL_INVESTIGATION = "criminal_investigation"
    AUDITOR = "auditor"
