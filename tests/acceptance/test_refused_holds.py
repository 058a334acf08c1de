"""A hold on the face that an officer refuses: what is answered without processing the package again."""

from __future__ import annotations

from pathlib import Path

import pytest
from world import World, record, request_row


@pytest.fixture
def cautious(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Under this profile data of the matter must be seen first: until then I2-F09 is undetermined."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    w = World(tmp_path, {"profile": "us/cautious-2026"})
    w.build_records([record(1)])
    return w


@pytest.mark.parametrize(
    ("first", "second"), [("confirm", "refuse"), ("refuse", "confirm"), ("refuse", "refuse"), ("confirm", "confirm")]
)
def test_processing_again_says_the_same_of_a_refused_hold(cautious: World, first: str, second: str) -> None:
    """What the outcomes and the answer say at once, the assessment that knows the decisions says too: a hold that was
    confirmed is no reason for the return."""
    w = cautious
    package = w.submit([request_row(1, address_line="c/o Example, 12 Oak Ave")])
    w.process(package)
    assert w.decide(package, {("1", "hold:I2-F04"): first, ("1", "hold:I2-F09"): second}).code == 0
    (at_once,) = w.outcomes(package).values()
    refused = [rule for rule, said in (("I2-F04", first), ("I2-F09", second)) if said == "refuse"]
    if refused:
        w.must("approve", package, *w.act("cy"))
        w.must("release", package, "--out", w.dir / "out", *w.act("dee"))
        answer = w.answers(w.dir / "out")["r0001"]
        assert (answer["code"], answer["rules"].split(";")) == ("RETURNED", refused)
        w.must("replay", package)
    w.process(package)
    (again,) = w.outcomes(package).values()
    if refused:
        told = ("outcome", "rules", "outward_code")
        assert (
            [at_once[name] for name in told]
            == [again[name] for name in told]
            == ["return", ";".join(refused), "RETURNED"]
        )
    else:
        assert (at_once["outcome"], again["outcome"]) == ("hold", "no_disclosure")
