"""Limits that hold, at their edges (B07 with F04, F08, F09; RULES.md) and what no limit may do (PRODUCT.md, invariant 10).

The model counts rows in Python, so that at a limit and one above it every row has exactly the outcome and rules it must.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from assessment_support import agreement, letter, officer, row, run
from hypothesis import example, given, settings
from hypothesis import strategies as st
from world import World, record, request_row

from muniment.vocabulary.agreement import Limits

WORST_FIRST = ("block", "refuse", "return", "hold", "eligible")
REASONS = ("", *(f"wilful failure to depart after a final order, as {w} wrote" for w in ("he", "she", "they")))
ADDRESSES = ("", "us|oh|dayton|45402|1 shared st", "us|oh|dayton|45402|2 shared st")
DEFECTS: tuple[dict[str, Any], ...] = ({}, {}, {}, {"tin_state": "malformed"}, {"statute_key": "26 usc 7203"})


@dataclass(frozen=True)
class Asked:
    """One row: who asks, and which reason, address and defect of its own it has (0: none shared)."""

    officer: int
    reason: int
    address: int
    defect: int = 0

    def facts(self, number: int) -> dict[str, Any]:
        same: dict[str, Any] = {"officer_id": f"O{self.officer}"}
        same |= {"reason_key": REASONS[self.reason]} if self.reason else {}
        same |= {"address_key": ADDRESSES[self.address]} if self.address else {}
        return row(number, **same, **DEFECTS[self.defect])


Found = list[tuple[str, frozenset[str]]]


def assessed(rows: Sequence[Asked], limits: Limits, matters: Sequence[int], numbers: Iterable[int] = ()) -> Found:
    """Outcome and failed rules of each row. `matters`: the open matters of each officer."""
    listed = [officer(f"O{n}", open_matters=count) for n, count in enumerate(matters)]
    given = {"letter": letter(officers=listed, rows=len(rows)), "agreement": agreement(officers=listed, limits=limits)}
    chosen = list(numbers) or range(1, len(rows) + 1)
    with TemporaryDirectory() as folder:
        found = run(Path(folder), [r.facts(n) for n, r in zip(chosen, rows, strict=True)], **given)
    return [(f["outcome"], frozenset(f["failed"])) for f in found.values()]


def expected(rows: Sequence[Asked], limits: Limits, matters: Sequence[int]) -> Found:
    officers, reasons, addresses = (
        Counter(getattr(r, name) for r in rows) for name in ("officer", "reason", "address")
    )
    found: Found = []
    for r in rows:
        over = {
            "I2-F09": officers[r.officer] > limits.max_rows_per_officer,
            "I2-F08": r.reason > 0 and reasons[r.reason] > limits.identical_reason_rows,
            "I2-F04": r.address > 0 and addresses[r.address] > limits.shared_address_rows,
        }
        failed = {rule for rule, is_over in over.items() if is_over}
        failed |= {"I2-B07"} if failed or len(rows) > limits.max_rows else set()
        failed |= {"I2-F09"} if matters[r.officer] > limits.max_rows_per_officer else set()
        outcome = "hold" if failed else "eligible"
        if r.defect == 3:
            failed, outcome = failed | {"I2-F01b"}, "return"
        elif r.defect == 4:
            failed, outcome = failed | {"I2-B06", "I2-F06"}, "refuse"
        found.append((outcome, frozenset(failed)))
    return found


asked = st.builds(Asked, st.integers(0, 1), st.integers(0, 3), st.integers(0, 2), st.integers(0, len(DEFECTS) - 1))
files = st.lists(asked, min_size=1, max_size=9)
near = st.integers(1, 4)
limits_ = st.builds(Limits, st.integers(2, 10), near, near, near)
ALIKE = Asked(0, 1, 1)


@settings(max_examples=6, deadline=None)
@given(files, limits_, st.integers(-1, 1), st.integers(-1, 1))
@example([ALIKE] * 3, Limits(3, 3, 3, 3), 0, 0)  # at every limit at once
@example([ALIKE] * 4, Limits(3, 3, 3, 3), 0, 0)  # one above every limit
@example([ALIKE] * 3, Limits(2, 3, 3, 3), 0, 0)
@example([ALIKE] * 3, Limits(3, 2, 3, 3), 0, 0)
@example([ALIKE] * 3, Limits(3, 3, 2, 3), 0, 0)
@example([ALIKE] * 3, Limits(3, 3, 3, 2), 0, 0)
@example([ALIKE], Limits(3, 3, 3, 3), 1, 0)  # one open matter above what is agreed
def test_over_a_limit_exactly_the_rows_counted_hold(rows: list[Asked], limits: Limits, one: int, two: int) -> None:
    matters = [limits.max_rows_per_officer + beyond for beyond in (one, two)]
    assert assessed(rows, limits, matters) == expected(rows, limits, matters)


@settings(max_examples=5, deadline=None)
@given(files, st.lists(asked, max_size=5), limits_)
def test_rows_added_make_no_row_better_and_rows_taken_away_release_holds_alone(
    rows: list[Asked], others: list[Asked], limits: Limits
) -> None:
    matters = [limits.max_rows_per_officer] * 2
    alone, together = assessed(rows, limits, matters), assessed([*rows, *others], limits, matters)
    for (before, failed), (after, failed_then) in zip(alone, together[: len(rows)], strict=True):
        assert WORST_FIRST.index(after) <= WORST_FIRST.index(before) and failed <= failed_then
        # What other rows bring about is a hold that names the limit, and nothing but a hold.
        assert after == before or (before, after) == ("eligible", "hold")
        assert failed == failed_then or "I2-B07" in failed_then


@settings(max_examples=5, deadline=None)
@given(files, limits_, st.sampled_from([f.name for f in fields(Limits)]))
def test_one_limit_tightened_by_one_adds_no_eligible_row(rows: list[Asked], limits: Limits, name: str) -> None:
    matters = [limits.max_rows_per_officer] * 2
    tight = replace(limits, **{name: getattr(limits, name) - 1})
    loose, strict = assessed(rows, limits, matters), assessed(rows, tight, matters)
    for (before, failed), (after, failed_then) in zip(loose, strict, strict=True):
        assert WORST_FIRST.index(after) <= WORST_FIRST.index(before) and failed <= failed_then


# ----------------------------------------------------------------------------- the same through the whole program, once


@pytest.fixture
def limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    w = World(tmp_path, {"limits": {"max_rows": 4, "max_rows_per_officer": 12, "identical_reason_rows": 2}})
    w.build_records([record(n) | ({"impairment": "true"} if n == 1 else {}) for n in range(5)])
    return w


def test_what_is_not_disclosed_at_a_limit_is_disclosed_neither_above_nor_below_it(limited: World) -> None:
    """Row 1 is of a person who must not be disclosed; it shares a reason with others, whose number changes about the limit."""
    w, told = limited, {"reason": "Wilful failure to depart after a final order, as the agent wrote."}
    alike = [request_row(n, **told) for n in (1, 2, 3)]
    seen = []
    for at, rows in enumerate(
        (
            alike[:2],
            alike,
            alike[:1],
            [*alike[:2], request_row(0), request_row(4)],
            [*alike, request_row(0), request_row(4)],
        )
    ):
        package = w.submit(rows, name=f"edge-{at}")
        w.process(package)
        seen.append({ref: line["outcome"] for ref, line in w.outcomes(package).items()})
    assert seen == [
        {"r0001": "no_disclosure", "r0002": "disclose"},
        dict.fromkeys(("r0001", "r0002", "r0003"), "hold"),
        {"r0001": "no_disclosure"},
        {"r0001": "no_disclosure", "r0002": "disclose", "r0000": "disclose", "r0004": "disclose"},
        dict.fromkeys(("r0001", "r0002", "r0003", "r0000", "r0004"), "hold"),
    ]  # fmt: skip
