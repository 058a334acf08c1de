"""What no combination of rows may do: properties of the assessment over whole files, from the cells to the outcome.

Facts are read and rows assessed by the program itself; only the command line and the ledger are left out, but for the last property.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from assessment_support import PACK, PROFILE, TODAY, agreement, findings, letter, officer, signer_key
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import SIGNED, World, record, request_row, write_csv

from muniment.assessment.assess import AssessmentInput, assess
from muniment.intake.facts import normalise_persons
from muniment.intake.persons import read_persons
from muniment.law import shipped_pack, shipped_profile
from muniment.vocabulary.agreement import Limits
from muniment.vocabulary.columns import PERSON_COLUMNS

FEW = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
OFFICERS = (officer("O1"), officer("O2"), officer("OC", employment="contractor"), officer("OB", open_matters=5000))
RANK = ("block", "refuse", "return", "hold", "eligible")

CHANGES: tuple[dict[str, str], ...] = (
    {}, {}, {}, {"tin": ""}, {"tin": "12345"}, {"given_name": "FNU"}, {"address_line": "Failed to Provide"}, {"address_line": "1 Shared St"},
    {"address_line": "General Delivery"}, {"taxable_periods": ""}, {"taxable_periods": "ALL"}, {"statute": "8 USC 1231"}, {"statute": "26 USC 7203"},
    {"statute": "8 USC 1253"}, {"matter_stage": "closed"}, {"final_order_on": ""}, {"reason": "The same words for everybody; a summons is to be served."},
    {"reason": "to locate and remove"}, {"officer_id": "OC"}, {"officer_id": "OB"}, {"officer_id": "nobody"}, {"requested_items": "wages"},
    {"address_line": "77 Elsewhere Rd"},
)  # fmt: skip

rows_of_a_file = st.lists(st.tuples(st.integers(1, 12), st.integers(0, len(CHANGES) - 1)), min_size=1, max_size=8)


def rows_from(drawn: Sequence[tuple[int, int]], prefix: str = "x") -> list[dict[str, str]]:
    """Rows of a few persons, so that a person may stand twice, with one address or two."""
    return [
        request_row(n, **{"officer_id": "O1"} | CHANGES[c]) | {"row_ref": f"{prefix}{at}"}
        for at, (n, c) in enumerate(drawn)
    ]


@cache
def law(profile: str) -> tuple[Any, Any]:
    return shipped_pack(PACK), shipped_profile(profile)


def outcomes(
    rows: Sequence[Mapping[str, str]], *, profile: str = PROFILE, limits: Limits | None = None, **letter_change: Any
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Outcome and failed rules by row_ref."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        write_csv(base / "persons.csv", PERSON_COLUMNS, rows)
        read_persons(base / "persons.csv", base / "persons.parquet")
        normalise_persons(base / "persons.parquet", base / "facts.parquet", threads=1, processes=1)
        terms = replace(agreement(OFFICERS), limits=limits or Limits(shared_address_rows=2, identical_reason_rows=2))
        asked = AssessmentInput(
            base / "facts.parquet",
            letter(OFFICERS, rows=len(rows), **letter_change),
            terms,
            signer_key(),
            (),
            TODAY,
            SIGNED,
        )
        pack, chosen = law(profile)
        assess(asked, pack, chosen, base / "findings.parquet", threads=1, memory_limit="500MB")
        return {ref: (f["outcome"], tuple(f["failed"])) for ref, f in findings(base / "findings.parquet").items()}


@FEW
@given(rows_of_a_file, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(drawn: list[tuple[int, int]], random: Any) -> None:
    rows = rows_from(drawn)
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert outcomes(rows) == outcomes(shuffled)


@FEW
@given(rows_of_a_file, rows_of_a_file)
def test_more_rows_never_make_a_row_eligible(drawn: list[tuple[int, int]], more: list[tuple[int, int]]) -> None:
    rows = rows_from(drawn)
    alone, together = outcomes(rows), outcomes([*rows, *rows_from(more, "y")])
    for ref, (before, failed) in alone.items():
        assert RANK.index(together[ref][0]) <= RANK.index(before)
        assert set(failed) <= set(together[ref][1])


@FEW
@given(rows_of_a_file, st.sampled_from(["900-00-5555", "900005555", "9", "900-00-1003"]))
def test_a_number_never_makes_a_row_eligible(drawn: list[tuple[int, int]], number: str) -> None:
    rows = [row | {"tin": ""} for row in rows_from(drawn)]
    without, having = outcomes(rows), outcomes([row | {"tin": number} for row in rows])
    for ref, (before, _) in without.items():
        assert RANK.index(having[ref][0]) <= RANK.index(before)


@FEW
@given(rows_of_a_file, st.integers(0, 3), st.integers(0, 3), st.integers(0, 8))
def test_tighter_limits_never_make_a_row_eligible(
    drawn: list[tuple[int, int]], address: int, reason: int, rows: int
) -> None:
    wide = Limits(max_rows=8, max_rows_per_officer=300, shared_address_rows=3, identical_reason_rows=3)
    tight = Limits(
        max_rows=rows, max_rows_per_officer=12 + rows, shared_address_rows=address, identical_reason_rows=reason
    )
    loose, strict = outcomes(rows_from(drawn), limits=wide), outcomes(rows_from(drawn), limits=tight)
    for ref, (before, _) in loose.items():
        assert RANK.index(strict[ref][0]) <= RANK.index(before)


@FEW
@given(rows_of_a_file)
def test_the_real_address_reading_makes_nobody_eligible_whom_the_zip_like_one_did_not(
    drawn: list[tuple[int, int]],
) -> None:
    before, now = outcomes(rows_from(drawn), profile="us/zip-like-2025"), outcomes(rows_from(drawn))
    assert {ref for ref, o in now.items() if o[0] == "eligible"} <= {
        ref for ref, o in before.items() if o[0] == "eligible"
    }


@FEW
@given(
    rows_of_a_file,
    st.sampled_from(
        [
            {"sole_use": None},
            {"sole_use": False},
            {"use_statement": ""},
            {"signed_for": "x"},
            {"systems_of_storage": ()},
        ]
    ),
)
def test_a_letter_that_lacks_something_makes_nobody_eligible(
    drawn: list[tuple[int, int]], change: dict[str, Any]
) -> None:
    assert "eligible" not in {o for o, _ in outcomes(rows_from(drawn), **change).values()}


LINES = ("418 Maple St Apt 3", "PO Box 310", "RR 2 Box 152", "12-34 Ocean Pkwy", "N6W23001 Bluemound Rd", "123 1/2 Main St", "Urb. Las Flores, 14 Calle 3",
         "PSC 1234 Box 5678", "One Main St", "Failed to Provide", "400 Tower St Apt 5B")  # fmt: skip


@FEW
@given(st.lists(st.tuples(st.sampled_from(LINES), st.booleans(), st.integers(1, 40)), min_size=1, max_size=10))
def test_an_address_without_its_letters_is_never_eligible(drawn: list[tuple[str, bool, int]]) -> None:
    """Letters of the line alone, or of every cell: digits, city, state and ZIP set forth no address."""
    rows = []
    for at, (line, everywhere, number) in enumerate(drawn):
        row = request_row(number, officer_id="O1", row_ref=f"x{at}", address_line=line)
        cells = ("address_line", "city", "state", "postal_code", "country") if everywhere else ("address_line",)
        rows.append(row | {cell: re.sub(r"[^\W\d_]", "", row[cell]) for cell in cells})
    for outcome, failed in outcomes(rows).values():
        assert outcome == "return" and {"I2-F02", "I2-F03"} & set(failed)


# ----------------------------------------------------------------------------- the same through the whole program, once


@pytest.fixture
def small_world(world: World) -> World:
    known = [n for n in range(1, 13) if n not in (3, 7)]
    world.build_records([record(n) | ({"impairment": "true"} if n == 5 else {}) for n in known])
    return world


def test_no_row_is_disclosed_because_others_stand_beside_it(small_world: World) -> None:
    """Files that grow and are shuffled: what was not disclosed stays undisclosed."""
    drawn = [(n, c) for n in (1, 3, 5, 7, 9) for c in (0, 3, 6, 11, 19)]
    rows, world = rows_from(drawn), small_world
    seen: dict[str, str] = {}
    for at, listed in enumerate((rows[:6], rows[:13], rows, rows[::-1])):
        package = world.submit(listed, name=f"grow-{at}", officers=[vars_of(o) for o in OFFICERS[:2]])
        world.process(package)
        got = {ref: o["outcome"] for ref, o in world.outcomes(package).items()}
        for ref, before in seen.items():
            assert before == "disclose" or got[ref] != "disclose"
        seen |= got
    assert "disclose" in seen.values() and "no_disclosure" in seen.values()


def vars_of(o: Any) -> dict[str, Any]:
    return {
        name: getattr(o, name)
        for name in ("id", "name", "title", "agency", "employment", "role", "engaged", "open_matters")
    }
