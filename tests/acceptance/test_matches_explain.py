"""`matches explain`: the evidence for one row, in words and numbers; looking is an entry."""

from __future__ import annotations

import pytest
from world import World, record, request_row


def test_a_household_pair_that_a_sum_of_weights_would_link_is_explained(world: World) -> None:
    """The son is asked for by name, address and his father's number; the father alone is on file."""
    world.build_records([record(0, given_name="Joseph"), record(1)])
    package = world.submit([request_row(0, given_name="Mary"), request_row(1), request_row(2, address_line="")])
    world.process(package)

    told = world.must("matches", "explain", package, "--row", 1, *world.act("ada"))
    assert (told["decision"], told["person_id"]) == ("none", "P0")
    bits = {bar["field"]: bar["bits"] for bar in told["evidence"]}
    assert bits["given"] < 0 < min(bits["family"], bits["number"], bits["address"])
    assert told["total_bits"] == pytest.approx(sum(bits.values()))
    assert told["total_bits"] - bits["relative"] > 20, "strangers are out of the question"
    assert told["total_bits"] < 6.6, "a relative is not"
    assert [r["reason"] for r in told["refusals"]] == ["first_name_veto", "below_threshold"]
    assert "first name is another" in told["refusals"][0]["words"]
    assert all(bar["words"] and bar["finding"] for bar in told["evidence"])

    found = world.must("matches", "explain", package, "--row", 2, *world.act("ada"))
    assert found["decision"] == "match" and found["refusals"] == []
    out = world.dir / "matches.csv"
    world.must("matches", package, "--out", out, *world.act("ada"))
    assert f"{found['probability']:.17g}" in out.read_text()


def test_what_cannot_be_explained_says_so(world: World) -> None:
    world.build_records([record(0)])
    package = world.submit([request_row(0), request_row(1, address_line="")])
    explain = ("matches", "explain", package, "--row")
    assert world.run(*explain, 1, *world.act("ada")).code == 1, "not linked yet"
    world.process(package)
    assert world.run(*explain, 2, *world.act("ada")).error == "MUN-LINKAGE-040"
    assert world.run(*explain, 99, *world.act("ada")).code == 2
    assert world.run(*explain, "x", *world.act("ada")).code == 2
    assert world.run(*explain, 1, *world.act("ben")).code == 1
    assert world.run("matches", "explain", "P-none", "--row", 1, *world.act("ada")).code == 2


def test_a_look_is_an_entry_and_the_fitted_model_explains(world: World) -> None:
    from muniment.store.models import LogRun

    world.build_records([record(n) for n in range(3)])
    package = world.submit([request_row(n) for n in range(3)])
    world.process(package)
    world.must("linkage", "fit", "--package", package, *world.act("ada"))
    world.process(package)
    before = LogRun.objects.filter(kind="match_explained").count()
    told = world.must("matches", "explain", package, "--row", 1, *world.act("ada"))
    assert LogRun.objects.filter(kind="match_explained").count() == before + 1
    assert told["decision"] == "match"
