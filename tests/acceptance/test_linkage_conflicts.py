"""`linkage conflicts`: contradictions on file and numbers that are not the person's, for the office that may act."""

from __future__ import annotations

from world import World, read_csv, record, request_row


def test_conflicts_on_file_and_in_packages_are_listed(world: World) -> None:
    elsewhere = {"address_line": "9 Other Ave"}
    world.build_records([
        record(0), record(1), record(2), record(2, record_id="b", **elsewhere), record(3), record(3, record_id="c", tax_period="2022", **elsewhere),
        record(4, tin=record(5)["tin"]), record(5),
    ])  # fmt: skip
    package = world.submit([
        request_row(0), request_row(1, tin=record(0)["tin"]), request_row(3, tin="900-00-9999"), request_row(6),
    ])  # fmt: skip
    world.process(package)
    out = world.dir / "conflicts.csv"
    told = world.must("linkage", "conflicts", "--out", out, *world.act("lex"))
    found = {(line["kind"], line["person_id"], line["period"], line["row"]) for line in read_csv(out)}
    assert found == {
        ("number_shared", "P4", "", ""),
        ("number_shared", "P5", "", ""),
        ("several_live_addresses", "P2", "2023", ""),
        ("number_of_another", "P1", "", "2"),
        ("number_not_on_file", "P3", "", "3"),
    }
    assert told["lines"] == 5
    shared = {line["conflict"] for line in read_csv(out) if line["kind"] == "number_shared"}
    assert len(shared) == 1, "the two lines are one conflict"
    assert "900-00" not in out.read_text() and "90000" not in out.read_text()


def test_conflicts_are_for_those_who_may_act(world: World) -> None:
    out = world.dir / "conflicts.csv"
    assert world.run("linkage", "conflicts", "--out", out, *world.act("lex")).code == 1, "no index yet"
    world.build_records([record(0)])
    assert world.run("linkage", "conflicts", "--out", out, *world.act("cy")).code == 1
    assert not out.exists()
    assert world.must("linkage", "conflicts", "--out", out, *world.act("ada"))["lines"] == 0
