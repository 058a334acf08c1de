"""Why a row failed on its face, as a requester reads it."""

from __future__ import annotations

from dataclasses import dataclass

from muniment.vocabulary.outcomes import Basis, Outcome


@dataclass(frozen=True, slots=True)
class Reason:
    """One element that is not met on the face of the request. Never one of the match, never an order.

    `sentence` is the pack's own without its citation, `said` the same with it. `cure` says what would meet the element.
    `basis` is on what the finding rests, and `outcome` what it gives by itself: block, refuse, return or hold. `gate`: it
    is of the stage that looks at the package (B), not at each row.
    """

    id: str
    rule: str
    sentence: str
    said: str
    citation: str
    cure: str
    basis: Basis
    outcome: Outcome
    gate: bool
