"""The certificate of linkage: what was shown, of which model on which records, and what it covers.

It is a statement about one model and threshold, one index, one way of matching, and packages whose rows carry the same
kind of information as the reviewed sample. Everything else it does not cover; a certificate that covers nothing is the
same as none. Numbers are decimal text, because the document is hashed and signed (formats.canonical).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Any, Final

from muniment.linkage.calibrate import Block, Threshold

LIFE: Final = timedelta(days=365)
DRIFT: Final = 0.10
"""By how much a share of rows with a number, a birth date, a middle name may differ from the sample's, chance apart."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a certificate is of: hashes of model and index, and the agreement's way of matching."""

    agreement: str
    model: str
    index: str
    address: str
    last_known: str
    joint: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """`wrong` of `sample` reviewed disclosures at or above `threshold` were somebody else's; the true rate is at most
    `upper_bound` <= `limit` at `confidence`. `attempts`: how often this agreement's linkage was put to the test so far.
    """

    scope: Scope
    package: str
    labels: str
    threshold: str
    sample: int
    wrong: int
    upper_bound: str
    limit: str
    confidence: str
    attempts: int
    profile: Mapping[str, int]
    curve: tuple[Mapping[str, object], ...]
    issued_on: str
    expires_on: str

    def as_json(self) -> dict[str, Any]:
        return {"format": 1, **asdict(self), "curve": list(self.curve), "profile": dict(self.profile)}

    def lapsed(self, scope: Scope, *, limit: float, confidence: float, today: date, profile: Mapping[str, int]) -> str:
        """Why this certificate does not cover such a package today; '' when it does."""
        if scope != self.scope:
            return "another model, index or way of matching"
        if limit < float(self.limit) or confidence > float(self.confidence):
            return "the agreement asks for more than was shown"
        if not self.issued_on <= today.isoformat() < self.expires_on:
            return "expired"
        if drifted(self.profile, profile):
            return "the rows are of another kind than the sample"
        return ""


def certify(
    scope: Scope,
    shown: Threshold,
    curve: tuple[Block, ...],
    *,
    package: str,
    labels: str,
    attempts: int,
    profile: Mapping[str, int],
    today: date,
) -> Certificate:
    """The certificate of a threshold that holds. Raises ValueError for one that does not."""
    if not shown.holds:
        raise ValueError("no certificate without a bound that holds")
    return Certificate(
        scope=scope,
        package=package,
        labels=labels,
        threshold=repr(shown.score),
        sample=shown.n,
        wrong=shown.wrong,
        upper_bound=repr(shown.bound),
        limit=repr(shown.limit),
        confidence=repr(shown.confidence),
        attempts=attempts,
        profile=dict(profile),
        curve=tuple(curve_json(curve)),
        issued_on=today.isoformat(),
        expires_on=(today + LIFE).isoformat(),
    )


def read_certificate(body: Mapping[str, Any]) -> Certificate:
    """The certificate whose `as_json` gave `body`."""
    plain = {k: v for k, v in body.items() if k not in {"format", "scope", "curve"}}
    return Certificate(scope=Scope(**body["scope"]), curve=tuple(body["curve"]), **plain)


def curve_json(curve: tuple[Block, ...]) -> list[dict[str, object]]:
    return [{"from": repr(b.lowest), "n": b.n, "wrong": b.wrong, "upper_bound": repr(b.bound)} for b in curve]


def drifted(sample: Mapping[str, int], package: Mapping[str, int]) -> bool:
    """Whether a package's rows carry another kind of information than the sample's: a share of rows with a number, birth
    date or middle name differs by more than DRIFT and what chance explains. Counts by name, `rows` among them.
    """
    if not sample.get("rows") or not package.get("rows"):
        return False
    chance = 2 * sqrt(0.25 / sample["rows"] + 0.25 / package["rows"])
    return any(
        abs(sample[name] / sample["rows"] - package[name] / package["rows"]) > DRIFT + chance
        for name in sample
        if name != "rows"
    )
