"""A package from letter to opened answer, on both databases; and what is refused on the way."""

from __future__ import annotations

from world import World, record, request_row


def test_whole_way_with_a_supplementary_release(world_on_both: World) -> None:
    w = world_on_both
    w.build_records([record(n) for n in range(6)] + [record(9, filer_role="dependent")])
    held = request_row(3, address_line="General Delivery", city="Erie", state="PA", postal_code="16501")
    rows = [
        request_row(0),
        request_row(1, address_line="1 Nowhere Blvd"),
        request_row(2, address_line="Failed to Provide"),
        held,
        request_row(9),
        request_row(4, statute="8 USC 1227(a)(1)(B)"),
    ]
    package = w.submit(rows)
    w.process(package)
    outcomes = {ref: line["outcome"] for ref, line in w.outcomes(package).items()}
    assert outcomes == {
        "r0000": "disclose", "r0001": "no_disclosure", "r0002": "return", "r0003": "hold", "r0009": "no_disclosure",
        "r0004": "refuse",
    }  # fmt: skip

    assert w.run("approve", package, *w.act("cy")).error == "MUN-APPROVE-001"
    open_matches = {(i["row"], i["item"]): "confirm" for i in w.open_items(package) if i["kind"] != "hold"}
    assert w.decide(package, open_matches).code == 0
    w.must("approve", package, *w.act("cy"))
    w.must("release", package, "--out", w.dir / "first", *w.act("dee"))
    codes = {ref: line["code"] for ref, line in w.answers(w.dir / "first").items()}
    assert codes == {
        "r0000": "DISCLOSED", "r0001": "NOT_DISCLOSED", "r0002": "RETURNED", "r0003": "PENDING",
        "r0009": "NOT_DISCLOSED", "r0004": "REFUSED",
    }  # fmt: skip

    again = w.run("release", package, "--out", w.dir / "again", *w.act("dee"))
    assert (again.code, again.error) == (1, "MUN-RELEASE-011")

    # The hold is confirmed: the row is looked up, and answered once, alone.
    assert w.decide(package, "confirm").code == 0
    w.process(package)
    w.must("approve", package, *w.act("cy"))
    w.must("release", package, "--out", w.dir / "second", *w.act("dee"))
    assert list(w.answers(w.dir / "second")) == ["r0003"]

    assert w.must("ledger", "verify")["verified"] is True
    assert w.must("doctor")["ok"] is True


def test_negatives_that_rest_on_records_are_alike(world: World) -> None:
    world.build_records([record(0, impairment="true"), record(1, filer_role="dependent"), record(2)])
    rows = [request_row(0), request_row(1), request_row(2, address_line="1 Nowhere Blvd"), request_row(7)]
    answers = world.all_the_way(world.submit(rows))
    cells = {tuple(value for name, value in line.items() if name != "row_ref") for line in answers.values()}
    assert cells == {("NOT_DISCLOSED", "", "", "", "", "", "")}


def test_five_people_and_no_fewer(world: World) -> None:
    w = world
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    w.process(package)
    w.decide(package, "confirm")
    for name in ("ada", "ben"):  # the assessor has no approver's role, the reviewer neither
        assert w.run("approve", package, *w.act(name)).code == 1
    assert w.run("approve", package, "--officer", "cy", "--key", w.keys / "dee").code == 4
    assert w.run("approve", package).code == 2
    w.must("approve", package, *w.act("cy"))
    for name in ("ada", "ben", "cy"):
        assert w.run("release", package, "--out", w.dir / "x", *w.act(name)).code == 1
    w.must("release", package, "--out", w.dir / "x", *w.act("dee"))


def test_one_person_with_all_roles_still_needs_others(world: World) -> None:
    """Roles do not help: whoever assessed cannot approve (invariant 9)."""
    w = world
    w.must("keys", "generate", "officer", "--name", "max", "--out", w.keys)
    w.must("officers", "add", "max", "--roles", "intake,assessor,reviewer,approver,sender", "--key", w.keys / "max.pub")
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    w.must("process", package, *w.act("max"))
    w.decide(package, "confirm")
    assert w.run("approve", package, *w.act("max")).error == "MUN-APPROVE-003"
    w.must("approve", package, *w.act("cy"))
    assert w.run("release", package, "--out", w.dir / "x", *w.act("max")).error == "MUN-RELEASE-003"


def test_the_same_submission_twice_is_one_package(world: World) -> None:
    rows = [request_row(0)]
    assert world.submit(rows) == world.submit(rows) == "PKG-000001"


def test_a_refused_submission_leaves_one_entry_and_nothing_else(world: World) -> None:
    from muniment.store.models import LogRun, Package

    arguments = world.submission([request_row(0), request_row(0)])  # a doubled row_ref
    refused = world.run("submit", *arguments, *world.act("ada"))
    assert refused.code == 3
    assert [d["row"] for d in refused.json["error"]["defects"]] == [2]
    assert Package.objects.count() == 0
    assert LogRun.objects.filter(kind="submission_refused").count() == 1
    assert world.must("doctor")["packages"] == 0


def test_a_tampered_letter_is_an_integrity_failure(world: World) -> None:
    arguments = world.submission([request_row(0)])
    letter = arguments[3]
    letter.write_text(letter.read_text().replace("Director", "Directrix"))  # type: ignore[attr-defined]
    assert world.run("submit", *arguments, *world.act("ada")).code == 4


def test_an_order_stops_the_package_wherever_it_is(world: World) -> None:
    import json

    w = world
    w.build_records([record(0), record(1)])
    package = w.submit([request_row(0), request_row(1)])
    w.process(package)
    w.decide(package, "confirm")
    w.must("approve", package, *w.act("cy"))
    order = w.dir / "order.json"
    order.write_text(json.dumps({
        "id": "ORD-1", "forum": "Example court", "docket": "1:26-cv-1", "issued_on": "2026-02-05",
        "effective_from": "2026-02-05", "effective_to": None, "text": "Stay.",
        "scope": {"agreements": [], "authorities": [], "recipients": [], "persons": []},
    }))  # fmt: skip
    stopped = w.must("order", "add", order, *w.act("lex"))["stopped"]
    assert [(s["package"], s["was"]) for s in stopped] == [(package, "approved")]
    assert w.run("release", package, "--out", w.dir / "x", *w.act("dee")).code == 1
    assert not (w.dir / "x").exists()
    w.process(package)
    assert {line["outcome"] for line in w.outcomes(package).values()} == {"block"}

    assert w.run("order", "lift", "ORD-1", *w.act("lex")).code == 1
    w.must("order", "lift", "ORD-1", *w.act("lex"), "--second", "ada", "--second-key", w.keys / "ada")
    w.process(package)
    assert {line["outcome"] for line in w.outcomes(package).values()} == {"disclose"}


def test_a_row_twice_in_the_file_is_one_disclosure(world: World) -> None:
    world.build_records([record(0), record(2)])
    package = world.submit([request_row(0), request_row(0, row_ref="r0000-again"), request_row(2)])
    world.process(package)
    assert world.decide(package, "confirm").code == 0
    world.must("approve", package, *world.act("cy"))
    released = world.must("release", package, "--out", world.dir / "out", *world.act("dee"))
    assert (released["rows"], released["disclosed"]) == (3, 2)
    codes = {ref: line["code"] for ref, line in world.answers(world.dir / "out").items()}
    assert codes == dict.fromkeys(("r0000", "r0000-again", "r0002"), "DISCLOSED")
