"""Tripwires: the numbers officers see of a package as a whole, and that what is only reported holds nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from assessment_support import PACK, PROFILE, SIGNED, TODAY, agreement, letter, officer, row, run_summary, write_facts
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.assessment.probing import reprobed_rows
from muniment.assessment.tripwires import SAYS, Earlier, Tripwire, TripwireInput, find_tripwires
from muniment.law import shipped_pack, shipped_profile
from muniment.vocabulary.agreement import Limits

LIMITS = Limits(max_rows=100, max_rows_per_officer=3, shared_address_rows=2, identical_reason_rows=2)
OAK = "us|oh|dayton|45403|77 oak ave"
OFFICERS = [officer(f"O{n}", open_matters=3) for n in (1, 2, 3, 4, 5)]


def wires(folder: Path, rows: list[dict[str, Any]], limits: Limits = LIMITS, **more: Any) -> dict[str, Tripwire]:
    findings = run_summary(
        folder, rows, agreement=agreement(OFFICERS, limits=limits), letter=letter(OFFICERS, rows=len(rows))
    )[1]
    asked = TripwireInput(
        facts=folder / "facts.parquet", findings=findings, limits=limits, signed_on=SIGNED, received_on=TODAY, law_as_of=SIGNED,
        open_matters={o.id: o.open_matters or 0 for o in OFFICERS},
    )  # fmt: skip
    pack, profile = shipped_pack(PACK), shipped_profile(PROFILE)
    found = find_tripwires(replace(asked, **more), pack, profile, spill=folder, threads=1, memory_limit="1GB")
    assert [wire.name for wire in found] == list(SAYS)
    return {wire.name: wire for wire in found}


def package(
    folder: Path, rows: list[dict[str, Any]], outcomes: Mapping[int, str] | None = None, **more: Any
) -> Earlier:
    """An earlier package; `outcomes` by row, None when it is not determined."""
    folder.mkdir()
    facts, made = write_facts(folder / "facts.parquet", rows), folder / "outcomes.parquet"
    if outcomes is not None:
        values = ", ".join(f"({row}, '{outcome}')" for row, outcome in outcomes.items())
        duckdb.execute(f"COPY (SELECT * FROM (VALUES {values}) t(row, outcome)) TO '{made}' (FORMAT parquet)")
    earlier = Earlier(facts, made if outcomes is not None else None, date(2026, 3, 1), len(rows), own=True, agreed=True)
    return replace(earlier, **more)


def clean(numbers: list[int], **change: Any) -> list[dict[str, Any]]:
    """Rows that no tripwire concerns, three an officer."""
    return [row(n, officer_id=f"O{1 + (n - 1) % 5}", **change) for n in numbers]


def test_a_package_of_single_requests_crosses_none(tmp_path: Path) -> None:
    found = wires(tmp_path, clean([*range(1, 3)]))
    assert all(wire.rows == wire.held == 0 and not wire.shown for wire in found.values())


def test_one_officer_for_many_matters(tmp_path: Path) -> None:
    rows = [row(n, officer_id="O1") for n in range(1, 5)] + [row(5, officer_id="O2")]
    rows[3]["matter_id"] = rows[2]["matter_id"]
    wire = wires(tmp_path, rows)["officer"]
    assert (wire.rows, wire.held, wire.limit, wire.rules) == (4, 4, 3, ("I2-B07", "I2-F09"))
    assert wire.decided_by == ("privacy", "reviewer")
    assert wire.shown == (
        {"first_row": 1, "row_ref": "r0001", "rows": 4, "rows_before": 0, "officer": "O1", "matters": 3, "open_matters_stated": 3},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "change", "rules"),
    [
        ("reason", {"reason_key": "wilful failure to depart"}, ("I2-B07", "I2-F08")),
        ("address", {"address_key": OAK}, ("I2-B07", "I2-F04")),
    ],
)
def test_one_text_over_many_rows(tmp_path: Path, name: str, change: dict[str, Any], rules: tuple[str, ...]) -> None:
    rows = clean([1, 2, 3], **change) + clean([4, 5])
    wire = wires(tmp_path, rows)[name]
    assert (wire.rows, wire.held, wire.limit, wire.rules) == (3, 3, 2, rules)
    assert (wire.numbers["groups_over_the_limit"], wire.numbers["largest"]) == (1, 3)
    assert [line["first_row"] for line in wire.shown] == [1]
    assert wires(tmp_path, rows[1:])[name].held == 0


def test_what_is_split_over_packages_shows_and_holds_nothing(tmp_path: Path) -> None:
    before = package(tmp_path / "a", clean([11, 12], reason_key="wilful failure to depart"))
    rows = clean([1, 2], reason_key="wilful failure to depart")
    wire = wires(tmp_path, rows, earlier=(before,))["reason"]
    assert (wire.rows, wire.held) == (0, 0)
    assert wire.numbers["groups_over_with_earlier_packages"] == 1
    assert wire.numbers["rows_over_with_earlier_packages"] == 2
    assert [(line["rows"], line["rows_before"]) for line in wire.shown] == [(2, 2)]
    assert not wires(tmp_path, rows, earlier=(replace(before, agreed=False),))["reason"].shown


def test_volume_against_the_agreements_history(tmp_path: Path) -> None:
    old = package(tmp_path / "a", clean([11]), received_on=date(2025, 3, 1))
    new = package(tmp_path / "b", clean([12, 13, 14]))
    other = package(tmp_path / "c", clean([15]), agreed=False)
    wire = wires(tmp_path, clean([1, 2, 3, 4]), earlier=(old, new, other))["volume"]
    assert (wire.rows, wire.held, wire.limit, wire.rules) == (0, 0, 100, ("I2-B07",))
    assert wire.numbers == {
        "rows": 4, "packages_before": 2, "rows_before": 4, "largest_before": 3, "median_before": 2, "rows_of_30_days": 7, "times_the_median": 2.0,
    }  # fmt: skip
    over = wires(tmp_path, clean([1, 2, 3, 4]), replace(LIMITS, max_rows=3))["volume"]
    assert (over.rows, over.held, over.decided_by) == (4, 4, ("privacy",))


def test_asked_for_with_other_addresses_in_one_package(tmp_path: Path) -> None:
    rows = [*clean([1, 2]), row(1) | {"row": 3, "row_ref": "r3", "address_key": OAK, "officer_id": "O3"}]
    wire = wires(tmp_path, rows)["probing"]
    assert (wire.rows, wire.held, wire.rules, wire.decided_by) == (2, 2, ("I2-F13",), ("privacy",))
    assert [line["first_row"] for line in wire.shown] == [1, 3]
    assert wire.numbers["rows_asked_for_with_other_addresses"] == 2


@pytest.mark.parametrize(
    ("change", "outcome", "counted"),
    [
        ({"address_key": OAK}, "no_disclosure", (1, 1, 0)),
        ({"given_key": "anna"}, "no_disclosure", (1, 0, 1)),
        ({"given_key": "anna", "address_key": OAK}, "no_disclosure", (1, 1, 1)),
        ({}, "no_disclosure", (0, 0, 0)),
        ({"given_key": "juan", "family_key": "ejemplo", "address_key": OAK}, "no_disclosure", (0, 0, 0)),
        ({"address_key": OAK}, "disclose", (0, 0, 0)),
        ({"address_key": OAK}, "return", (0, 0, 0)),
        ({"address_key": OAK}, None, (0, 0, 0)),
    ],
)
def test_asked_again_after_a_negative_that_rested_on_the_records(
    tmp_path: Path, change: dict[str, Any], outcome: str | None, counted: tuple[int, ...]
) -> None:
    before = package(tmp_path / "a", [row(1, **change)], {1: outcome} if outcome else None)
    rows = clean([1, 2])
    own = wires(tmp_path, rows, earlier=(before,))["probing"]
    keys = [f"rows{kind}_after_a_negative" for kind in ("", "_with_another_address", "_with_another_spelling")]
    assert tuple(own.numbers[key] for key in keys) == counted
    assert [line["first_row"] for line in own.shown] == [1][: counted[0]]
    # What another requester asked is a count, and no row of it is shown.
    others = wires(tmp_path, rows, earlier=(replace(before, own=False),))["probing"]
    assert others.numbers["rows_after_a_negative_of_another_requester"] == others.rows == counted[0]
    assert (others.shown, others.held) == ((), 0)


def test_filled_in_forms_are_near_copies_and_held_by_nothing(tmp_path: Path) -> None:
    told = "{} {} was told on {} by agents and stayed; serve in matter m-{}."
    days = ["march 3, 2026", "april 14, 2026", "2026-01-02"]
    rows = clean([1, 2, 3])
    for r, day in zip(rows, days, strict=True):
        r["reason_key"] = told.format(r["given_key"], r["family_key"], day, r["row"])
    rows.append(row(4, officer_id="O4", reason_key="quite another thing is said of this one"))
    found = wires(tmp_path, rows)
    wire = found["near_copies"]
    assert (wire.rows, wire.held, wire.rules, wire.limit) == (3, 0, (), 2)
    assert wire.shown == ({"first_row": 1, "row_ref": "r0001", "rows": 3, "wordings": 3},)
    assert found["reason"].rows == found["reason"].held == 0


def test_one_text_word_for_word_is_no_near_copy(tmp_path: Path) -> None:
    found = wires(tmp_path, clean([1, 2, 3], reason_key="wilful failure to depart"))
    assert found["near_copies"].rows == 0 and found["reason"].rows == 3


def test_placeholder_rates_are_told_and_hold_nothing(tmp_path: Path) -> None:
    rows = clean([1, 2, 3, 4])
    rows[0] |= {"given_state": "placeholder", "address_placeholder": True}
    rows[1] |= {"reason_state": "placeholder"}
    wire = wires(tmp_path, rows)["placeholders"]
    assert (wire.rows, wire.held, wire.rules, wire.shown) == (2, 0, (), ())
    assert wire.numbers == {
        "given_name": 1, "given_name_percent": 25.0, "family_name": 0, "family_name_percent": 0.0, "address": 1, "address_percent": 25.0,
        "reason": 1, "reason_percent": 25.0,
    }  # fmt: skip


_CHANGES: list[dict[str, Any]] = [
    {}, {"address_key": OAK}, {"reason_key": "wilful failure to depart"}, {"officer_id": "O2"}, {"given_state": "placeholder"},
    {"birth_date": date(1970, 1, 1), "given_key": "ana", "family_key": "prueba"}, {"birth_date": date(1970, 1, 1), "given_key": "anna", "family_key": "prueba"},
    {"reason_key": "told on 2026-01-02 in matter m-1"}, {"reason_key": "told on 2026-01-03 in matter m-2"},
]  # fmt: skip
packages = st.lists(st.sampled_from(_CHANGES), min_size=1, max_size=12)


@settings(max_examples=10, deadline=None)
@given(drawn=packages, past=packages, seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(drawn: list[dict[str, Any]], past: list[dict[str, Any]], seed: Any) -> None:
    def report(rows: list[dict[str, Any]]) -> list[Any]:
        with TemporaryDirectory() as folder:
            before = package(Path(folder) / "a", [row(50 + n, **c) for n, c in enumerate(past)], {50: "no_disclosure"})
            found = wires(Path(folder), [r | {"row": n} for n, r in enumerate(rows, 1)], earlier=(before,))
            return [(wire.rows, wire.held, wire.numbers, len(wire.shown)) for wire in found.values()]

    rows = [row(n, **change) for n, change in enumerate(drawn, 1)]
    shuffled = list(rows)
    seed.shuffle(shuffled)
    assert report(rows) == report(shuffled)


@settings(max_examples=10, deadline=None)
@given(drawn=packages, others=packages)
def test_more_rows_and_more_history_take_nothing_off_a_tripwire(
    drawn: list[dict[str, Any]], others: list[dict[str, Any]]
) -> None:
    rows = [row(n, **change) for n, change in enumerate(drawn, 1)]
    more = [row(100 + n, **change) for n, change in enumerate(others)]
    with TemporaryDirectory() as folder:
        few = wires(Path(folder), rows)
        many = wires(Path(folder), rows + more)
        before = package(Path(folder) / "a", more, {r["row"]: "no_disclosure" for r in more})
        later = wires(Path(folder), rows, earlier=(before,))
    assert all(few[name].rows <= many[name].rows and few[name].held <= many[name].held for name in SAYS)
    # History that this assessment did not read changes what is told, and not one hold.
    assert all(few[name].rows <= later[name].rows and few[name].held == later[name].held for name in SAYS)


def test_reprobed_rows_are_those_that_comparing_all_finds(tmp_path: Path) -> None:
    """Exhaustive over short names of two scripts: a brute-force reference must agree."""
    from rapidfuzz.distance import OSA

    givens = ["", "a", "al", "la", "ana", "anna", "maría", "maria", "mraia", "анна", "ана"]
    names = [(g, f) for g in givens for f in ("", "ng", "gn", "lee", "abcd", "acbd", "ли") if g + f]

    def asked(start: int, chosen: list[tuple[str, str]]) -> list[dict[str, Any]]:
        one = {"tin_digits": "900000001", "birth_date": None, "address_key": OAK}
        return [row(start + n, given_key=g, family_key=f, **one) for n, (g, f) in enumerate(chosen)]

    here, before = names[::2], names[1::3]
    near = {
        n
        for n, (g, f) in enumerate(here, 1)
        if any(0 < OSA.distance(g, g2) + OSA.distance(f, f2) <= 2 for g2, f2 in before)
    }
    con = duckdb.connect()
    for name, rows in (("here", asked(1, here)), ("before", asked(1, before))):
        path = write_facts(tmp_path / f"{name}.parquet", rows)
        con.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")
    reprobed_rows(con, "here", [(1, "before")], f"DATE '{SIGNED}'", "found")
    found = con.execute("SELECT row, other_address, other_spelling FROM found").fetchall()
    assert {r for r, *_ in found} == near and 10 < len(near) < len(here)
    assert all((moved, spelt) == (False, True) for _, moved, spelt in found)
