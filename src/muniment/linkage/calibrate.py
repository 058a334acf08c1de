"""Calibration: from reviewed rows to a threshold with a bound that holds, or to the reason why there is none.

A reviewed row is one that would be disclosed, with its score and whether a clerk found the record to be the person's.
The wrongful disclosure rate is that among rows at or above the threshold. A threshold picked where the sample looks best and
then bounded on the same sample would be too kind, so thresholds are tried in an order fixed without looking at right and
wrong, each with the exact bound, until one fails (fixed-sequence testing; Angelopoulos et al., Learn then Test, 2021). The
bound of the last one that held is valid at the confidence asked, whatever the scores are worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, inf, log, log1p, nextafter

from muniment.vocabulary.rates import upper_bound


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A row that would be disclosed: the score it was ranked by, and whether the record is that of the person asked for."""

    score: float
    right: bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold on the score, with `wrong` of `n` reviewed rows at or above it. `why` is empty if, and only if, the
    true rate is at most `limit` at `confidence`, and at most `bound`. `tested`: right and wrong were looked at to decide
    that, so the sample has served.
    """

    score: float
    n: int
    wrong: int
    bound: float
    limit: float
    confidence: float
    why: str
    tested: bool

    @property
    def holds(self) -> bool:
        return not self.why


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of scores, from `lowest` up to the next block, with one calibrated rate: `wrong` of `n`, at most `bound`."""

    lowest: float
    n: int
    wrong: int
    bound: float


def least_sample(limit: float, confidence: float) -> int:
    """How many reviewed rows without one wrong it takes to show a rate of at most `limit`."""
    n = max(1, ceil(log(1 - confidence) / log1p(-limit)) - 1)
    while upper_bound(0, n, confidence) > limit:
        n += 1
    return n


def choose_threshold(reviewed: Iterable[Reviewed], *, usual: float, limit: float, confidence: float) -> Threshold:
    """The loosest threshold in the fixed sequence whose bound holds.

    Where none holds, `why` says so in a sentence and the threshold is one to rank by, no more: the loosest from `usual`
    on whose observed rate keeps the limit. `usual` is the model's own threshold.
    """
    ranked = sorted(reviewed, key=lambda r: -r.score)
    steps = _totals(ranked)
    least = least_sample(limit, confidence)
    if len(ranked) < least:
        why = f"{len(ranked)} reviewed disclosures are too few: {_share(limit)} at {_share(confidence)} confidence needs {least}"
        return _observed(steps, usual, limit, confidence, why, tested=False)
    found: Threshold | None = None
    for at_least in _sequence(len(ranked), least, limit, confidence):
        score, n, wrong = next(step for step in steps if step[1] >= at_least)
        bound = upper_bound(wrong, n, confidence)
        if bound > limit:
            break
        found = Threshold(score, n, wrong, bound, limit, confidence, "", True)
    if found is not None:
        return found
    why = f"{wrong} of {n} reviewed disclosures are wrong, so that the rate may be {_share(bound)}"
    return _observed(steps, usual, limit, confidence, why, tested=True)


def isotonic(reviewed: Iterable[Reviewed], confidence: float) -> tuple[Block, ...]:
    """The calibration curve, highest scores first: rates that never fall as the score falls (pool adjacent violators)."""
    ranked = sorted(reviewed, key=lambda r: -r.score)
    pooled: list[tuple[float, int, int]] = []
    for score, group in groupby(ranked, key=lambda r: r.score):
        rows = list(group)
        block = (score, len(rows), sum(not r.right for r in rows))
        # A block whose rate is not above the one before is pooled with it, so that rates rise strictly.
        while pooled and pooled[-1][2] * block[1] >= block[2] * pooled[-1][1]:
            _, n, wrong = pooled.pop()
            block = (score, n + block[1], wrong + block[2])
        pooled.append(block)
    return tuple(Block(score, n, wrong, upper_bound(wrong, n, confidence)) for score, n, wrong in pooled)


def _sequence(rows: int, least: int, limit: float, confidence: float) -> list[int]:
    """Sample sizes in the order they are tried, strictest first; they depend on no label.

    It starts at half the sample, so that one unlucky row at the very top does not end it, and goes on by the sizes at
    which one more wrong row is borne.
    """
    sizes, wrong, n = [max(least, rows // 2)], 0, least
    while n < rows:
        if n > sizes[0]:
            sizes.append(n)
        wrong += 1
        n = _least_with(wrong, n, limit, confidence)
    return [*sizes, rows] if rows > sizes[-1] else sizes


def _least_with(wrong: int, above: int, limit: float, confidence: float) -> int:
    low, high = above, above + 1
    while upper_bound(wrong, high, confidence) > limit:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if upper_bound(wrong, middle, confidence) > limit else (low, middle)
    return high


def _totals(ranked: Sequence[Reviewed]) -> list[tuple[float, int, int]]:
    """(score, rows at or above it, wrong ones among them) for each distinct score, highest first."""
    totals, n, wrong = [], 0, 0
    for score, group in groupby(ranked, key=lambda r: r.score):
        for row in group:
            n, wrong = n + 1, wrong + (not row.right)
        totals.append((score, n, wrong))
    return totals


def _observed(
    steps: Sequence[tuple[float, int, int]], usual: float, limit: float, confidence: float, why: str, *, tested: bool
) -> Threshold:
    kept = [step for step in steps if step[0] >= usual]
    if all(wrong <= limit * n for _, n, wrong in kept[-1:]):
        n, wrong = kept[-1][1:] if kept else (0, 0)
        return Threshold(usual, n, wrong, upper_bound(wrong, n, confidence), limit, confidence, why, tested)
    fitting = [step for step in kept if step[2] <= limit * step[1]]
    above_all = nextafter(steps[0][0], inf)
    score, n, wrong = fitting[-1] if fitting else (above_all, 0, 0)
    return Threshold(score, n, wrong, upper_bound(wrong, n, confidence), limit, confidence, why, tested)


def _share(value: float) -> str:
    return f"{value * 100:.6g} %"
