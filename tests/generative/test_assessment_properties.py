"""What no package may do (DOMAIN.md section 9, property tests; PRODUCT.md, invariants 4 and 10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assessment_support import agreement, letter, officer, row, run
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.vocabulary.agreement import Limits

WORST_FIRST = ("block", "refuse", "return", "hold", "eligible")

_CHANGES: list[dict[str, Any]] = [
    {}, {}, {},
    {"given_state": "placeholder"}, {"tin_state": "malformed", "tin_digits": ""}, {"address_empty": True, "delivery_line": False},
    {"address_placeholder": True}, {"address_bare": True, "delivery_line": False}, {"locality": False}, {"locality_conflict": True},
    {"address_facility": True}, {"address_care_of": True}, {"address_key": "us|oh|dayton|45402|1 shared st"},
    {"periods": [], "periods_state": "empty"}, {"periods": [2031]}, {"statute_key": "8 usc 1227(a)"}, {"statute_key": "26 usc 7203"},
    {"statute_key": "8 usc 1253"}, {"statute_key": "8 usc 1326(a)", "final_order_on": None}, {"matter_id": ""}, {"opened_on": None},
    {"final_order_on": None}, {"final_order_on": date(2026, 1, 21), "reason_key": "wilful failure to depart"}, {"order_class_key": "8 usc 1182"},
    {"reason_key": "wilful failure to depart"}, {"reason_key": "to locate and remove"}, {"reason_key": "", "reason_state": "empty"},
    {"officer_id": "O2"}, {"officer_id": "O9"}, {"items_key": "address;phone"}, {"items_key": ""},
    {"birth_date": date(1970, 1, 1), "given_key": "ana", "family_key": "prueba"}, {"tin_digits": "900009999", "given_key": "ana", "family_key": "prueba"},
]  # fmt: skip
changes = st.lists(st.tuples(st.sampled_from(_CHANGES), st.sampled_from(_CHANGES)), min_size=1, max_size=20)
LIMITS = Limits(max_rows=18, max_rows_per_officer=12, shared_address_rows=2, identical_reason_rows=2)
OFFICERS = (officer("O1", open_matters=3), officer("O2", open_matters=3, employment="contractor"))


def rows_of(drawn: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[dict[str, Any]]:
    return [row(n, **(first | second)) for n, (first, second) in enumerate(drawn, 1)]


def outcomes(
    rows: list[dict[str, Any]], limits: Limits = LIMITS, **more: Any
) -> dict[str, tuple[str, tuple[str, ...]]]:
    with TemporaryDirectory() as folder:
        given = {
            "letter": letter(officers=OFFICERS, rows=len(rows)),
            "agreement": agreement(officers=OFFICERS, limits=limits),
        } | more
        return {ref: (f["outcome"], tuple(f["failed"])) for ref, f in run(Path(folder), rows, **given).items()}


def eligible(found: dict[str, tuple[str, tuple[str, ...]]]) -> set[str]:
    return {ref for ref, (outcome, _) in found.items() if outcome == "eligible"}


@settings(max_examples=8, deadline=None)
@given(drawn=changes, seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_never_changes_an_outcome(
    drawn: list[tuple[dict[str, Any], dict[str, Any]]], seed: Any
) -> None:
    rows = rows_of(drawn)
    shuffled = list(rows)
    seed.shuffle(shuffled)
    renumbered = [replace_row(r, n) for n, r in enumerate(shuffled, 1)]
    assert outcomes(rows) == outcomes(renumbered)


def replace_row(r: dict[str, Any], number: int) -> dict[str, Any]:
    return {**r, "row": number}


@settings(max_examples=8, deadline=None)
@given(drawn=changes)
def test_a_number_added_makes_no_row_eligible(drawn: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    without = [r | {"tin_digits": "", "tin_state": "absent"} for r in rows_of(drawn)]
    with_number = [
        r | {"tin_digits": f"90000{2000 + n:04d}", "tin_state": "well_formed"} for n, r in enumerate(without)
    ]
    assert eligible(outcomes(with_number)) <= eligible(outcomes(without))


@settings(max_examples=8, deadline=None)
@given(drawn=changes, others=changes)
def test_more_rows_make_no_row_eligible(
    drawn: list[tuple[dict[str, Any], dict[str, Any]]], others: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    rows = rows_of(drawn)
    more = [row(100 + n, **(first | second)) for n, (first, second) in enumerate(others)]
    before, after = outcomes(rows), outcomes(rows + more)
    for ref, (outcome, failed) in before.items():
        assert WORST_FIRST.index(after[ref][0]) <= WORST_FIRST.index(outcome)
        assert set(failed) <= set(after[ref][1])


tighter = st.sampled_from(
    [
        {
            "agreement": {
                "limits": Limits(max_rows=3, max_rows_per_officer=2, shared_address_rows=1, identical_reason_rows=1)
            }
        },
        {"agreement": {"fields": ()}},
        {"agreement": {"recipients": ()}},
        {"agreement": {"engagement": "officer"}},
        {"letter": {"sole_use": None}},
        {"letter": {"systems_of_storage": ()}},
        {"letter": {"signed_for": "another"}},
    ]
)


@settings(max_examples=8, deadline=None)
@given(drawn=changes, tightened=tighter)
def test_tightening_makes_no_row_eligible_and_none_better(
    drawn: list[tuple[dict[str, Any], dict[str, Any]]], tightened: dict[str, Any]
) -> None:
    rows = rows_of(drawn)
    before = outcomes(rows)
    made: dict[str, Any] = {"officers": OFFICERS, "limits": LIMITS} | tightened.get("agreement", {})
    after = outcomes(
        rows,
        agreement=agreement(**made),
        letter=letter(officers=OFFICERS, rows=len(rows), **tightened.get("letter", {})),
    )
    for ref, (outcome, failed) in before.items():
        assert WORST_FIRST.index(after[ref][0]) <= WORST_FIRST.index(outcome)
        assert set(failed) <= set(after[ref][1])


@settings(max_examples=6, deadline=None)
@given(drawn=changes)
def test_the_strict_profile_never_lets_through_what_the_loose_one_stops(
    drawn: list[tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    rows = rows_of(drawn)
    assert eligible(outcomes(rows)) <= eligible(outcomes(rows, profile="us/zip-like-2025"))


@settings(max_examples=8, deadline=None)
@given(drawn=changes)
def test_a_row_twice_gets_the_same_outcome_twice(drawn: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    rows = rows_of(drawn)
    twice = [*rows, *(replace_row(r, 200 + r["row"]) | {"row_ref": r["row_ref"] + "-again"} for r in rows)]
    found = outcomes(twice, replace(LIMITS, max_rows=100))
    assert all(found[r["row_ref"]] == found[r["row_ref"] + "-again"] for r in rows)
