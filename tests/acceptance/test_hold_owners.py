"""Every hold has an owner by role (LAW.md): `review` names it, and nobody of another role decides it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from world import World, officer, record, request_row

ROLES = {"rita": "reviewer", "cora": "counsel", "pia": "privacy"}
OWNERS = {
    "hold:I2-B05": "counsel", "hold:I2-B07": "privacy", "hold:I2-F04": "reviewer", "hold:I2-F08": "reviewer", "hold:I2-F09": "reviewer",
    "hold:I2-F13": "privacy", "match": "reviewer",
}  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, str]]:
    """A package with every hold there is: a component head's, over limits, in care of another, asked twice; an officer for each role."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "MUNIMENT_WORKSPACE", "MUNIMENT_OFFICER", "MUNIMENT_OFFICER_KEY"):
            patch.delenv(name, raising=False)
        world = World(tmp_path_factory.mktemp("held"))
        for name, role in ROLES.items():
            world.must("keys", "generate", "officer", "--name", name, "--out", world.keys)
            world.must("officers", "add", name, "--roles", role, "--key", world.keys / f"{name}.pub")
        head = {
            "name": "Carla Component",
            "office": "component_head",
            "key": (world.keys / "req.pub").read_text().strip(),
        }
        change = {
            "signers": [head],
            "limits": {"max_rows_per_officer": 2, "identical_reason_rows": 2, "shared_address_rows": 2},
        }
        world.must("agreement", "add", world.write_agreement(change, version=2))
        world.build_records([record(1)])
        same = {"address_line": "1 Shared St", "city": "Dayton", "state": "OH", "postal_code": "45402"}
        rows = [
            request_row(n, officer_id="O1", reason="The same words for all; a summons is to be served.", **same)
            for n in (1, 2, 3)
        ]
        rows += [request_row(4, row_ref="a"), request_row(4, row_ref="b", address_line="9 Elsewhere Rd")]
        package = world.submit(
            rows,
            signer={"name": "Carla Component", "office": "component_head"},
            officers=[officer(f"O{n}", open_matters=2) for n in (1, 2)],
        )
        world.process(package)
        yield world, package


def test_review_names_the_owner_of_every_item(held: tuple[World, str]) -> None:
    world, package = held
    for name in ROLES:
        listed = world.must("review", package, *world.act(name))
        found = {(i["item"], i["decided_by"]) for i in listed["items"]}
        assert found == {(item, owner) for item, owner in OWNERS.items() if item != "match"}
        assert listed["decided_by"] == {
            role: sum(i["decided_by"] == role for i in listed["items"]) for role in ("counsel", "privacy", "reviewer")
        }
    assert {(i["item"], i["decided_by"]) for i in world.open_items(package)} == found


def test_the_reason_of_a_hold_is_what_the_row_failed_and_no_other_limb_of_the_rule(held: tuple[World, str]) -> None:
    world, package = held
    reasons = {(i["row_ref"], i["item"]): i["reason"] for i in world.open_items(package)}
    assert "more open matters" not in reasons["r0001", "hold:I2-F09"]
    assert "The officer is named in more rows" in reasons["r0001", "hold:I2-F09"]
    b07 = reasons["r0001", "hold:I2-B07"]
    assert b07.startswith("I2-B07: ") and "larger than" not in b07
    assert all(part in b07 for part in ("named in more rows", "same reason", "same address"))
    assert "head of a component" in reasons["a", "hold:I2-B05"]


@pytest.mark.parametrize("item", [i for i in OWNERS if i != "match"])
def test_nobody_but_the_owner_decides_a_hold(held: tuple[World, str], item: str) -> None:
    world, package = held
    of = {i["row"] for i in world.open_items(package) if i["item"] == item}
    for name, role in ROLES.items():
        if role != OWNERS[item]:
            ran = world.decide(package, {(row, item): "confirm" for row in of}, officer=name)
            assert (ran.code, ran.json["decided"], ran.json["left_for_role"]) == (0, 0, {OWNERS[item]: len(of)})
    assert {i["row"] for i in world.open_items(package) if i["item"] == item} == of


def test_a_match_is_the_reviewers(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.build_records([record(1)])
    package = world.submit([request_row(1)])
    world.process(package)
    assert [(i["item"], i["decided_by"]) for i in world.open_items(package)] == [("match", OWNERS["match"])]
    ran = world.decide(package, {("1", "match"): "confirm"}, officer="lex")
    assert (ran.json["decided"], ran.json["left_for_role"]) == (0, {"reviewer": 1})


def test_the_owners_together_lift_every_hold(held: tuple[World, str]) -> None:
    world, package = held
    for name, role in ROLES.items():
        mine = [(i["row"], i["item"]) for i in world.open_items(package) if i["decided_by"] == role]
        assert world.decide(package, dict.fromkeys(mine, "confirm"), officer=name).json["decided"] == len(mine) > 0
    world.process(package)
    assert "hold" not in {o["outcome"] for o in world.outcomes(package).values()}
