"""Decoys: linked beside every package, changing nothing of it; one that is matched stops the release."""

from __future__ import annotations

from collections.abc import Sequence

from world import World, record, request_row, write_csv

from muniment.vocabulary.columns import PERSON_COLUMNS


def plant(world: World, rows: Sequence[dict[str, str]], officer: str = "lex") -> dict[str, object]:
    file = world.dir / "decoys.csv"
    write_csv(file, PERSON_COLUMNS, rows)
    return world.must("linkage", "decoys", file, *world.act(officer))


def test_a_decoy_that_is_matched_stops_approval_and_release(world: World) -> None:
    world.build_records([record(n) for n in range(5)])
    # The custodian says of row 4's person that there is no record, and there is one.
    assert plant(world, [request_row(90), request_row(4)])["rows"] == 2
    package = world.submit([request_row(n) for n in range(3)])
    world.process(package)
    linked = world.must("link", package, *world.act("ada"))
    assert linked["decoys"] == {"rows": 2, "matched": 1, "review": 0} and linked["rows"] == 3
    world.decide(package, "confirm")
    ran = world.run("approve", package, *world.act("cy"))
    assert (ran.code, ran.error) == (1, "MUN-DECOY-001")

    plant(world, [request_row(90)])
    assert world.run("approve", package, *world.act("cy")).code == 1, "the package is to be processed again"
    assert {line["code"] for line in world.all_the_way(package).values()} == {"DISCLOSED"}
    assert world.run("doctor").code == 0


def test_a_decoy_matched_after_approval_stops_the_release(world: World) -> None:
    world.build_records([record(n) for n in range(5)])
    package = world.submit([request_row(n) for n in range(3)])
    world.process(package)
    world.decide(package, "confirm")
    world.must("approve", package, *world.act("cy"))
    plant(world, [request_row(4)])
    world.process(package)
    ran = world.run("release", package, "--out", world.dir / "out", *world.act("dee"))
    assert ran.code == 1 and not (world.dir / "out").exists()


def test_decoys_that_are_nobody_change_no_line(world: World) -> None:
    world.build_records([record(n) for n in range(5)])
    package = world.submit([request_row(n) for n in range(3)])
    world.process(package)
    before = world.dir / "before.csv"
    world.must("matches", package, "--out", before, *world.act("ada"))
    plant(world, [request_row(n) for n in range(80, 90)])
    world.process(package)
    after = world.dir / "after.csv"
    world.must("matches", package, "--out", after, *world.act("ada"))
    assert before.read_bytes() == after.read_bytes()


def test_who_plants_decoys_and_what_a_bad_file_gets(world: World) -> None:
    file = world.dir / "decoys.csv"
    write_csv(file, PERSON_COLUMNS, [request_row(1)])
    assert world.run("linkage", "decoys", file, *world.act("ada")).code == 1
    file.write_text("row_ref\nr1\nr1\n")
    refused = world.run("linkage", "decoys", file, *world.act("lex"))
    assert refused.code == 3 and len(refused.json["error"]["defects"]) > 1
