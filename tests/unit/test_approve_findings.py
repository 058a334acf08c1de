"""Approval and release rest on findings that still stand: a row whose reasons changed is seen, not only its outcome."""

from __future__ import annotations

import json
from typing import Any

import pytest
from world import World, record, request_row

ROW: dict[str, Any] = {
    "row": 1, "row_ref": "r1", "outcome": "hold", "failed": ["A", "B"], "missing": [], "flags": [], "held": ["A", "B"],
    "s_a": 0,
}  # fmt: skip
TWO = [ROW, ROW | {"row": 2, "row_ref": "r2", "outcome": "return", "failed": ["C"], "held": []}]


@pytest.fixture
def keep(world: World):  # type: ignore[no-untyped-def]
    """Rows as an artefact; returns (house, function)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from muniment.store import artefacts
    from muniment.usecases.house import open_house

    house = open_house(world.ws)
    lists = pa.list_(pa.string())
    findings = pa.schema([
        ("row", pa.int32()), ("row_ref", pa.string()), ("outcome", pa.string()), ("failed", lists), ("missing", lists),
        ("flags", lists), ("held", lists), ("s_a", pa.int8()),
    ])  # fmt: skip
    judgments = pa.schema([("row", pa.int32()), ("rule", pa.string()), ("decision", pa.string())])

    def write(rows: list[dict[str, Any]], *, decisions: bool = False) -> str:
        table = pa.Table.from_pylist(rows, schema=judgments if decisions else findings)
        return artefacts.make(house.workspace, lambda out: pq.write_table(table, out))

    return house, write


def same(keep: Any, today: list[dict[str, Any]], decisions: list[tuple[int, str, str]] = ()) -> bool:  # type: ignore[assignment]
    from muniment.usecases.approve import same_findings

    house, write = keep
    made = [dict(zip(("row", "rule", "decision"), line, strict=True)) for line in decisions]
    return same_findings(house, write(today), write(TWO), write(made, decisions=True) if made else "")


@pytest.mark.parametrize(
    "change",
    [{"outcome": "eligible"}, {"outcome": "hold"}, {"failed": ["C", "D"]}, {"failed": ["D"]}, {"missing": ["x"]},
     {"flags": ["f"]}, {"held": ["C"]}, {"s_a": 3}],
)  # fmt: skip
def test_whatever_changed_of_a_row_is_seen(keep: Any, change: dict[str, Any]) -> None:
    assert same(keep, TWO)
    changed = [TWO[0], TWO[1] | change]
    assert not same(keep, changed)
    assert not same(keep, changed, [(1, "A", "confirm")])  # another row's decision explains nothing
    assert not same(keep, changed, [(2, "", "confirm")])  # nor does one on a match


def test_a_row_too_many_or_too_few_is_seen(keep: Any) -> None:
    assert not same(keep, TWO[:1])
    assert not same(keep, [*TWO, TWO[0] | {"row": 3}])


@pytest.mark.parametrize(
    ("decisions", "change", "explained"),
    [
        ([("A", "confirm"), ("B", "confirm")], {"outcome": "eligible", "failed": [], "held": [], "s_a": 1}, True),
        ([("A", "confirm")], {"failed": ["B"], "held": ["B"], "s_a": 1}, True),
        ([("A", "refuse")], {"outcome": "return", "held": ["B"]}, True),
        ([("A", "confirm")], {"outcome": "return"}, False),  # nobody refused it: the law did
        ([("A", "refuse")], {"outcome": "return", "failed": ["A", "B", "C"]}, False),  # a reason nobody decided on
        ([("A", "refuse")], {"outcome": "eligible", "failed": [], "held": []}, False),
        ([("A", "confirm")], {"outcome": "refuse", "failed": ["D"], "held": []}, False),
        ([], {"outcome": "eligible", "failed": [], "held": []}, False),  # nobody decided anything
    ],
)
def test_a_hold_decided_meanwhile_differs_as_the_decision_makes_it(
    keep: Any, decisions: list[tuple[str, str]], change: dict[str, Any], explained: bool
) -> None:
    made = [(1, rule, decision) for rule, decision in decisions]
    assert same(keep, [TWO[0] | change, TWO[1]], made) is explained


@pytest.mark.parametrize(
    "changes",
    [
        {"recipients": 1},  # another reason to return a row that is returned anyway
        {"safeguards": {"open_findings": 1, "corrective_plan_on": "2026-02-01"}},  # a flag on every row
    ],
)
def test_reasons_of_today_are_not_those_approved(world: World, changes: dict[str, Any]) -> None:
    w = world
    w.build_records([record(8)])
    package = w.submit([request_row(0), request_row(1, address_line="Failed to Provide")])
    w.process(package)
    assert w.outcomes(package)["r0001"]["outcome"] == "return"
    if "recipients" in changes:
        changes = {"recipients": json.loads(w.agreement.read_text())["recipients"][:1]}
    two = [*w.act("lex"), "--second", "cy", "--second-key", w.keys / "cy"]
    w.must("agreement", "add", w.write_agreement(changes, version=2), *two)
    assert w.run("approve", package, *w.act("cy")).error == "MUN-APPROVE-004"
    w.process(package)
    w.must("approve", package, *w.act("cy"))
