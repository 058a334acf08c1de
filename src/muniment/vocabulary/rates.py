"""An upper bound for a rate seen in a sample: no error seen is not no error."""

from __future__ import annotations

import math


def upper_bound(errors: int, trials: int, confidence: float = 0.95) -> float:
    """The exact one-sided Clopper–Pearson upper bound of an error rate: the true rate is at most this, at `confidence`.

    Guarantee: never below the exact bound, and above it by less than 1e-12. `trials` of 0 gives 1.0: nothing was
    shown. Source: Clopper and Pearson, Biometrika 26 (1934). Raises ValueError where the counts or the confidence
    make no sense.
    """
    if not 0 <= errors <= trials or not 0 < confidence < 1:
        raise ValueError("errors must be between 0 and trials, confidence between 0 and 1")
    if errors == trials:
        return 1.0
    alpha = 1 - confidence
    if errors == 0:
        return -math.expm1(math.log(alpha) / trials)
    low, high = errors / trials, 1.0
    while high - low > 1e-13:
        middle = (low + high) / 2
        if _at_most(errors, trials, middle) > alpha:
            low = middle
        else:
            high = middle
    return high


def _at_most(errors: int, trials: int, rate: float) -> float:
    """The probability of at most `errors` in `trials`, each with probability `rate` (strictly between 0 and 1)."""
    log_p, log_q = math.log(rate), math.log1p(-rate)
    whole = math.lgamma(trials + 1)
    return math.fsum(
        math.exp(whole - math.lgamma(k + 1) - math.lgamma(trials - k + 1) + k * log_p + (trials - k) * log_q)
        for k in range(errors + 1)
    )
