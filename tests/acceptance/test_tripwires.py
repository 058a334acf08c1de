"""The tripwires through the command line: officers see numbers, the requester sees that a limit holds rows, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from world import World, record, request_row, run

from muniment.doors.cli.main import main
from muniment.formats.canonical import read_canonical

SAME = "The same words for all; a summons is to be served in the matter."


def wires(world: World, package: str, officer: str = "ben") -> dict[str, dict[str, Any]]:
    told = world.must("tripwires", package, *world.act(officer))
    return {wire["tripwire"]: wire for wire in told["tripwires"]}


def last_entry() -> dict[str, Any]:
    from muniment.store.models import LogRun

    return dict(read_canonical(bytes(LogRun.objects.filter(record__isnull=False).order_by("-first")[0].record or b"")))


def test_officers_see_the_numbers_and_a_look_is_an_entry(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    limits = {"max_rows_per_officer": 20, "identical_reason_rows": 2}
    world.must("agreement", "add", world.write_agreement({"limits": limits}, version=2))
    world.build_records([record(1)])
    package = world.submit([request_row(n, reason=SAME) for n in range(3)] + [request_row(7, given_name="FNU")])
    processed = world.process(package)["outcomes"]
    found = wires(world, package)
    reason = found["reason"]
    assert (reason["rows"], reason["held"], reason["limit"]) == (3, 3, 2)
    assert (reason["rules"], reason["decided_by"]) == (["I2-B07", "I2-F08"], ["privacy", "reviewer"])
    assert (found["placeholders"]["rows"], found["placeholders"]["rules"]) == (1, [])
    written = last_entry()
    assert written["kind"] == "tripwires_viewed" and written["officer"] == "ben"
    assert written["tripwires"] == {"reason": {"rows": 3, "held": 3}, "placeholders": {"rows": 1, "held": 0}}
    assert world.process(package)["outcomes"] == processed

    listed = world.must("review", package, *world.act("ben"))
    assert [wire["tripwire"] for wire in listed["tripwires"]] == ["reason", "placeholders"]
    assert last_entry()["tripwires"] == written["tripwires"]
    for command in ("review", "tripwires"):
        assert main([command, package, *map(str, world.act("ben")), "--workspace", str(world.ws)]) == 0
        told = " ".join(capsys.readouterr().out.split())
        assert "reason: One reason stands word for word in many rows." in told
        assert "concerns 3 rows (limit 2); 3 held, decided by privacy and reviewer (I2-B07, I2-F08)" in told
        assert "reported, holds nothing" in told and "- row 1 (r0000), rows 3, rows before 0" in told
    # What officers have decided is no longer held; what was found stays told.
    for who in ("ben", "lex"):
        mine = [
            (i["row"], i["item"])
            for i in world.open_items(package)
            if i["decided_by"] == ("reviewer" if who == "ben" else "privacy")
        ]
        assert world.decide(package, dict.fromkeys(mine, "confirm"), officer=who).code == 0
    world.process(package)
    reason = wires(world, package)["reason"]
    assert (reason["rows"], reason["held"]) == (3, 0)
    world.must("ledger", "verify")


def test_asked_again_after_a_negative_by_this_requester_and_by_another(world: World) -> None:
    world.build_records([record(1)])
    first = world.submit([request_row(0), request_row(1)], name="a")
    world.process(first)
    assert {line["outcome"] for line in world.outcomes(first).values()} == {"no_disclosure", "disclose"}
    moved = {"address_line": "77 Oak Ave"}
    again = [request_row(n, row_ref=f"again-{n}", **moved) for n in (0, 1)]
    second = world.submit(again, name="b")
    world.process(second)
    probing = wires(world, second, "lex")["probing"]
    assert (probing["rows"], probing["held"], probing["decided_by"]) == (2, 2, ["privacy"])
    assert probing["numbers"]["rows_after_a_negative"] == 1  # the other was not a negative

    # Another requester under an agreement of its own: held by nothing, told as a number, and no row of it shown.
    other = {"id": "other-2026", "parties": {"requester": {"name": "Other Agency", "short": "OA"}}}
    file = world.write_agreement(other, version=3)
    world.must("agreement", "add", file, *world.act("lex"), "--second", "ada", "--second-key", world.keys / "ada")
    officers = [{"id": "O1", "name": "Agent Example 1", "title": "Agent", "agency": "Other Agency",
                 "employment": "federal_employee", "role": "case agent", "engaged": True, "open_matters": 3}]  # fmt: skip
    files = world.submission(
        [request_row(0, officer_id="O1", address_line="5 Elm St")], name="c", agreement="other-2026", officers=officers,
        signer={"agency": "Other Agency"},
    )  # fmt: skip
    files[1] = "other-2026"
    third = str(world.must("submit", *files, *world.act("ada"))["package"])
    assert world.process(third)["outcomes"] == {"no_disclosure": 1}
    probing = wires(world, third)["probing"]
    assert (probing["held"], probing["shown"]) == (0, [])
    assert probing["numbers"]["rows_after_a_negative"] == 0
    assert probing["numbers"]["rows_after_a_negative_of_another_requester"] == 1


def test_the_requester_learns_that_a_limit_holds_rows_and_never_its_number(world: World) -> None:
    limits = {"max_rows_per_officer": 913, "identical_reason_rows": 2, "shared_address_rows": 917, "max_rows": 919}
    world.must("agreement", "add", world.write_agreement({"limits": limits}, version=2))
    rows = [request_row(n, reason=SAME) for n in range(3)]
    checked = world.must("package", "check", *world.submission(rows))
    assert checked["outcomes"] == {"hold": 3}
    assert "more rows than the agreement's limit" in checked["rules"]["I2-F08"]["says"]
    text = json.dumps(checked)
    assert not any(number in text for number in ("913", "917", "919")) and "tripwires" not in text
    # One step below and one above the limit are told alike, but for what is held.
    fewer = world.must("package", "check", *world.submission(rows[:2], name="q"))
    assert set(fewer) == set(checked) and fewer["outcomes"] == {"eligible": 2}


def test_before_it_is_assessed_a_package_has_none_to_show(world: World) -> None:
    package = world.submit([request_row(0)])
    ran = world.run("tripwires", package, *world.act("ben"))
    assert (ran.code, ran.error) == (1, "MUN-PACKAGE-003")
    assert last_entry()["kind"] == "tripwires_view_refused"
    assert run("tripwires", "--help").code == 0
