"""Thresholds from reviewed rows: when a bound holds, when it does not, and that it is not too kind."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.linkage.calibrate import Reviewed, choose_threshold, isotonic, least_sample
from muniment.vocabulary.rates import upper_bound


def rows(n: int, wrong_at: tuple[int, ...] = ()) -> list[Reviewed]:
    """`n` rows with scores falling from n, those at the given ranks (from 0) wrong."""
    return [Reviewed(float(n - i), i not in wrong_at) for i in range(n)]


def choose(reviewed: list[Reviewed], limit: float = 0.001, usual: float = 0.5, confidence: float = 0.95):  # type: ignore[no-untyped-def]
    return choose_threshold(reviewed, usual=usual, limit=limit, confidence=confidence)


@pytest.mark.parametrize(
    ("limit", "confidence", "least"),
    [(0.001, 0.95, 2995), (0.0001, 0.95, 29956), (0.001, 0.99, 4603), (0.05, 0.95, 59)],
)
def test_the_least_sample_is_where_the_exact_bound_first_holds(limit: float, confidence: float, least: int) -> None:
    assert least_sample(limit, confidence) == least
    assert upper_bound(0, least, confidence) <= limit < upper_bound(0, least - 1, confidence)


def test_a_clean_sample_of_the_least_size_holds_and_one_row_less_does_not() -> None:
    found = choose(rows(2995))
    assert found.holds and (found.score, found.n, found.wrong) == (1.0, 2995, 0)
    short = choose(rows(2994))
    assert not short.holds and "2995" in short.why and short.bound > 0.001


def test_a_sample_good_for_a_tenth_of_a_percent_is_too_small_for_a_hundredth() -> None:
    assert choose(rows(4000), 0.001).holds
    assert not choose(rows(4000), 0.0001).holds


def test_the_threshold_stops_above_the_wrong_rows() -> None:
    found = choose(rows(8000, wrong_at=tuple(range(6000, 8000, 10))))
    assert found.holds and 2995 <= found.n <= 6000 and found.wrong == 0 and found.score == 8000 - found.n + 1


def test_a_few_wrong_rows_are_borne_where_the_sample_is_large() -> None:
    found = choose(rows(20_000, wrong_at=(100, 5_000, 15_000)))
    assert found.holds and found.n == 20_000 and found.wrong == 3
    assert found.bound == upper_bound(3, 20_000, 0.95) <= 0.001


def test_equal_scores_stand_or_fall_together() -> None:
    found = choose([Reviewed(5.0, i % 500 != 7) for i in range(3500)])
    assert not found.holds and "7 of 3500" in found.why
    assert found.score > 5.0 and found.n == 0, "nothing is a match where the observed rate is above the limit"


def test_without_a_bound_the_usual_threshold_stays_unless_the_sample_speaks_against_it() -> None:
    assert choose(rows(100), usual=40.0).score == 40.0
    assert choose(rows(100, wrong_at=(50,)), usual=40.0).score == 51.0
    assert choose([], usual=9.2).score == 9.2


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=200), st.sampled_from([0.05, 0.2]))
def test_what_is_claimed_is_what_is_counted(pairs: list[tuple[int, bool]], limit: float) -> None:
    reviewed = [Reviewed(float(s), r) for s, r in pairs]
    found = choose(reviewed, limit, usual=10.0, confidence=0.9)
    above = [r for r in reviewed if r.score >= found.score]
    assert (found.n, found.wrong) == (len(above), sum(not r.right for r in above))
    assert found.bound == upper_bound(found.wrong, found.n, 0.9)
    assert not found.holds or found.bound <= limit
    if not found.holds:
        assert found.score >= 10.0 and found.wrong <= limit * found.n
    assert choose(list(reversed(reviewed)), limit, usual=10.0, confidence=0.9) == found


def test_the_bound_is_broken_no_more_often_than_the_confidence_allows() -> None:
    """Scores that rank well but not perfectly; the true rate above each threshold is known."""
    draw = random.Random(3)
    broken = certified = 0
    for _ in range(400):
        sample = [(s := draw.random(), draw.random() > 0.12 * (1 - s)) for _ in range(400)]
        found = choose_threshold([Reviewed(s, r) for s, r in sample], usual=0.99, limit=0.05, confidence=0.9)
        certified += found.holds
        broken += found.holds and 0.12 * (1 - found.score) / 2 > 0.05
    assert certified > 100
    assert broken <= 0.1 * 400


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=100))
def test_the_calibration_curve_rises_as_scores_fall(pairs: list[tuple[int, bool]]) -> None:
    blocks = isotonic([Reviewed(float(s), r) for s, r in pairs], 0.95)
    assert sum(b.n for b in blocks) == len(pairs)
    assert sum(b.wrong for b in blocks) == sum(not r for _, r in pairs)
    rates = [b.wrong / b.n for b in blocks]
    assert all(a < b for a, b in itertools.pairwise(rates))
    assert [b.lowest for b in blocks] == sorted((b.lowest for b in blocks), reverse=True)
