"""An agreement on the narrower side of the open disputes, through the whole way."""

from __future__ import annotations

from pathlib import Path

import pytest
from world import World, record, request_row


@pytest.fixture
def cautious(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    world = World(tmp_path, {"profile": "us/cautious-2026"})
    world.build_records([record(0), record(1)])
    return world


def test_data_of_the_matter_are_seen_before_anybody_is_looked_up(cautious: World) -> None:
    package = cautious.submit([request_row(0)])
    cautious.process(package)
    held = cautious.outcomes(package)["r0000"]
    assert (held["outcome"], held["missing"]) == ("hold", "matter_data_seen")
    assert cautious.decide(package, "confirm").code == 0
    cautious.process(package)
    assert cautious.outcomes(package)["r0000"]["outcome"] == "disclose"


def test_a_hold_that_is_refused_is_returned_by_its_rule_and_told_so(cautious: World) -> None:
    """Also when the package is not processed again before it is approved."""
    package = cautious.submit([request_row(0)])
    cautious.process(package)
    assert cautious.decide(package, "refuse").code == 0
    returned = cautious.outcomes(package)["r0000"]
    assert (returned["outcome"], returned["rules"]) == ("return", "I2-F09")
    cautious.must("approve", package, *cautious.act("cy"))
    cautious.must("release", package, "--out", cautious.dir / "out", *cautious.act("dee"))
    answer = cautious.answers(cautious.dir / "out")["r0000"]
    assert (answer["code"], answer["rules"]) == ("RETURNED", "I2-F09")
    cautious.must("replay", package)


def test_two_persons_in_one_letter_are_returned(cautious: World) -> None:
    package = cautious.submit([request_row(0), request_row(1)])
    cautious.process(package)
    assert {line["outcome"] for line in cautious.outcomes(package).values()} == {"return"}
    assert all("I2-B04" in line["rules"] for line in cautious.outcomes(package).values())


def test_an_order_between_others_suspends(cautious: World) -> None:
    package = cautious.submit([request_row(0)])
    order = cautious.dir / "order.yaml"
    order.write_text(
        "id: O-1\nforum: Example court\nissued_on: 2026-01-01\neffective_from: 2026-01-01\neffective_to: null\n"
        "scope: {agreements: [another-agreement]}\ntext: None.\n"
    )
    cautious.must("order", "add", order, *cautious.act("cy"))
    found = cautious.must("law", "compare", package, "--profiles", "us/dc-circuit-2026,us/cautious-2026")
    assert [p["outcomes"] for p in found["profiles"]] == [{"eligible": 1}, {"block": 1}]
    cautious.process(package)
    line = cautious.outcomes(package)["r0000"]
    assert (line["outcome"], line["rules"]) == ("block", "I2-B01")


def test_an_order_between_others_stops_an_approved_package_too(cautious: World) -> None:
    package = cautious.submit([request_row(0)])
    cautious.process(package)
    cautious.decide(package, "confirm")
    cautious.process(package)
    cautious.decide(package, "confirm")
    cautious.must("approve", package, *cautious.act("cy"))
    order = cautious.dir / "order.yaml"
    order.write_text(
        "id: O-1\nforum: Example court\nissued_on: 2026-01-01\neffective_from: 2026-01-01\neffective_to: null\n"
        "scope: {agreements: [another-agreement]}\ntext: None.\n"
    )
    cautious.must("order", "add", order, *cautious.act("cy"))
    released = cautious.run("release", package, "--out", cautious.dir / "out", *cautious.act("dee"))
    assert released.code == 1 and not list((cautious.dir / "out").glob("*.cms"))
