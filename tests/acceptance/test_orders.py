"""An order in force stops a package whatever stage it is in, and lets go of it only when it is lifted (invariant 8)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from world import AGREEMENT, World, record, request_row

NEGATIVE = {"code": "NOT_DISCLOSED", "rules": "", "address_line": "", "city": "", "state": "", "postal_code": "", "country": ""}  # fmt: skip
SCOPES: dict[str, dict[str, list[Any]]] = {
    "everything": {},
    "agreement": {"agreements": [AGREEMENT]},
    "authority": {"authorities": ["us/usc26/6103-i-2"]},
    "recipients": {"recipients": ["R1", "R2"]},
    "persons": {"persons": [{"tin": "900-00-1000"}, "Juan Fiktiv", "r0001"]},
}
STAGES = ("received", "assessed", "matched", "determined", "approved")


def order(w: World, order_id: str = "ORD-1", scope: dict[str, list[Any]] | None = None, **changes: Any) -> Path:
    """Write an order's file; its scope is what is given, and all of what is not."""
    document = {
        "id": order_id, "forum": "Example court", "docket": "1:26-cv-1", "issued_on": "2026-02-05",
        "effective_from": "2026-02-05", "effective_to": None, "text": "Stay.",
        "scope": {key: [] for key in ("agreements", "authorities", "recipients", "persons")} | (scope or {}),
    }  # fmt: skip
    path = w.dir / f"{order_id}.yaml"
    path.write_text(json.dumps(document | changes))
    return path


def lift(w: World, order_id: str = "ORD-1") -> None:
    w.must("order", "lift", order_id, *w.act("lex"), "--second", "ada", "--second-key", w.keys / "ada")


def bring(w: World, package: str, stage: str) -> None:
    """Take a received package as far as `stage`."""
    steps = {"assessed": "assess", "matched": "link", "determined": "determine"}
    for reached in STAGES[1 : STAGES.index(stage) + 1]:
        if reached == "approved":
            assert w.decide(package, "confirm").code == 0
            w.must("approve", package, *w.act("cy"))
        else:
            w.must(steps[reached], package, *w.act("ada"))


def test_an_order_blocks_from_every_stage(world: World) -> None:
    """Agreement, authority, recipients and persons in scope; the order comes at each stage in turn."""
    w = world
    w.build_records([record(0), record(1)])
    scopes = list(SCOPES)
    for at, stage in enumerate(STAGES):
        package = w.submit([request_row(0), request_row(1)], name=f"p{at}")
        bring(w, package, stage)
        for scope in scopes if stage == "approved" else (scopes[at],):
            order_id = f"ORD-{stage}-{scope}"
            stopped = w.must("order", "add", order(w, order_id, SCOPES[scope]), *w.act("lex"))["stopped"]
            mine = next(s for s in stopped if s["package"] == package)
            assert (mine["was"], mine["rows_only"]) == (stage, scope in ("recipients", "persons"))
            for command, who in ((["approve", package], "cy"), (["release", package, "--out", w.dir / "out"], "dee")):
                ran = w.run(*command, *w.act(who))
                assert ran.code == 1, (stage, scope, command[0])
            assert not (w.dir / "out").exists()
            w.process(package)
            outcomes = w.outcomes(package)
            assert {(o["outcome"], o["rules"], o["outward_code"]) for o in outcomes.values()} == {
                ("block", "I2-B01", "NOT_DISCLOSED")
            }
            lift(w, order_id)
            w.process(package)
            assert {o["outcome"] for o in w.outcomes(package).values()} == {"disclose"}
    assert w.must("doctor")["ok"] is True


def test_a_blocked_person_goes_out_as_any_other_negative(world: World) -> None:
    w = world
    w.build_records([record(n) for n in range(4)])
    package = w.submit([request_row(n) for n in range(4)] + [request_row(7)])
    bring(w, package, "approved")
    w.must("order", "add", order(w, scope={"persons": ["r0001", "900001002"]}), *w.act("lex"))
    assert w.run("release", package, "--out", w.dir / "out", *w.act("dee")).code == 1
    w.process(package)
    w.must("approve", package, *w.act("cy"))
    w.must("release", package, "--out", w.dir / "out", *w.act("dee"))
    answers = w.answers(w.dir / "out")
    assert {ref: line["code"] for ref, line in answers.items()} == {
        "r0000": "DISCLOSED", "r0001": "NOT_DISCLOSED", "r0002": "NOT_DISCLOSED", "r0003": "DISCLOSED",
        "r0007": "NOT_DISCLOSED",
    }  # fmt: skip
    for ref in ("r0001", "r0002", "r0007"):
        assert answers[ref] == NEGATIVE | {"row_ref": ref}


def test_a_held_row_under_an_order_is_not_sent_as_pending(world: World) -> None:
    """PENDING would tell the requester that the row is still in play."""
    w = world
    w.build_records([record(0)])
    held = request_row(1, address_line="c/o Ana Demo, 114 Oak Ave")
    package = w.submit([request_row(0), held])
    w.process(package)
    w.decide(package, {(i["row"], i["item"]): "confirm" for i in w.open_items(package) if i["kind"] != "hold"})
    w.must("order", "add", order(w, scope={"persons": ["r0001"]}), *w.act("lex"))
    assert w.run("approve", package, *w.act("cy")).error == "MUN-APPROVE-004"
    w.process(package)
    w.must("approve", package, *w.act("cy"))
    w.must("release", package, "--out", w.dir / "out", *w.act("dee"))
    assert w.answers(w.dir / "out")["r0001"] == NEGATIVE | {"row_ref": "r0001"}


def test_an_order_that_comes_while_answers_are_under_way_stops_delivery(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Logged and not disclosed: nothing passes the gate, and after lifting the same release goes on."""
    from muniment.store.models import Delivery, Release
    from muniment.usecases import release

    w = world
    w.build_records([record(0), record(1)])
    package = w.submit([request_row(0), request_row(1)])
    bring(w, package, "approved")
    stay = order(w)
    real = release._deliver

    def late(*given: Any) -> Any:
        w.must("order", "add", stay, *w.act("lex"))
        return real(*given)

    monkeypatch.setattr(release, "_deliver", late)
    ran = w.run("release", package, "--out", w.dir / "out", *w.act("dee"))
    monkeypatch.undo()
    assert ran.code == 1
    assert not list((w.dir / "out").glob("*")) if (w.dir / "out").exists() else True
    assert (Release.objects.count(), Delivery.objects.count()) == (1, 0)
    assert w.run("release", package, "--out", w.dir / "out", *w.act("dee")).code == 1
    lift(w)
    w.must("release", package, "--out", w.dir / "out", *w.act("dee"))
    assert {line["code"] for line in w.answers(w.dir / "out").values()} == {"DISCLOSED"}
    assert (Release.objects.count(), Delivery.objects.count()) == (1, 2)
    assert w.must("doctor")["ok"] is True


def test_lifting_needs_counsel_and_a_second_officer(world: World) -> None:
    w = world
    w.must("order", "add", order(w), *w.act("ada"))  # any officer puts one in force
    lift_it = ["order", "lift", "ORD-1"]
    assert w.run(*lift_it).code == 2
    assert w.run(*lift_it, *w.act("lex")).code == 1
    assert w.run(*lift_it, *w.act("lex"), "--second", "lex", "--second-key", w.keys / "lex").code == 1
    assert w.run(*lift_it, *w.act("ada"), "--second", "ben", "--second-key", w.keys / "ben").code == 1
    assert w.run(*lift_it, *w.act("lex"), "--second", "ben", "--second-key", w.keys / "ada").code == 4
    assert [o["in_force"] for o in w.must("order", "list")["orders"]] == [True]
    two = ["--second", "lex", "--second-key", w.keys / "lex"]
    assert w.run("order", "lift", "ORD-2", *w.act("ada"), *two).code == 2
    w.must(*lift_it, *w.act("ada"), *two)  # counsel may be the second
    listed = w.must("order", "list")["orders"]
    assert [(o["in_force"], bool(o["lifted"])) for o in listed] == [(False, True)]
    assert w.run("order", "add", order(w), *w.act("lex")).code == 3  # its id is used up


def test_an_order_counts_from_its_first_to_its_last_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from muniment.usecases.house import House

    today = datetime.now(UTC).date()
    w = world
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    first, last = today + timedelta(days=10), today + timedelta(days=12)
    w.must("order", "add", order(w, effective_from=first.isoformat(), effective_to=last.isoformat()), *w.act("lex"))

    def outcome_on(day: date) -> str:
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        monkeypatch.setattr(House, "now", lambda self: at)
        w.process(package)
        return w.outcomes(package)["r0000"]["outcome"]

    days = [today, first - timedelta(days=1), first, last, last + timedelta(days=1)]
    assert [outcome_on(day) for day in days] == ["disclose", "disclose", "block", "block", "disclose"]


def test_what_was_approved_yesterday_is_not_sent_under_the_order_of_today(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No act of anybody's is needed: the order takes effect by its date alone."""
    from muniment.usecases.house import House

    w = world
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    today = datetime.now(UTC)
    begins = (today + timedelta(days=1)).date().isoformat()
    stopped = w.must("order", "add", order(w, effective_from=begins), *w.act("lex"))["stopped"]
    assert stopped == []  # it has not begun
    bring(w, package, "approved")
    monkeypatch.setattr(House, "now", lambda self: today + timedelta(days=1))
    assert w.run("release", package, "--out", w.dir / "out", *w.act("dee")).code == 1


def test_the_certificate_says_what_was_stopped_and_is_signed(world: World) -> None:
    from muniment.formats import sshsig
    from muniment.formats.canonical import canonical_json

    w = world
    package = w.submit([request_row(0)])
    added = w.must("order", "add", order(w), *w.act("lex"))
    certificate = json.loads(Path(added["certificate"]).read_text())
    signature = certificate.pop("signature")
    assert certificate["stopped"] == added["stopped"] == [{"package": package, "was": "received", "rows_only": False}]
    line = (w.keys / "lex.pub").read_text().strip()
    sshsig.verify(canonical_json(certificate), signature, sshsig.ACT_NAMESPACE, line)
    assert w.must("order", "add", order(w), *w.act("lex"))["already"] is True  # the same again is no second order


def test_an_order_on_another_authority_or_agreement_stops_nothing_here(world: World) -> None:
    w = world
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    for order_id, scope in (("A", {"agreements": ["other-2026"]}), ("B", {"authorities": ["us/usc26/6103-i-1"]}),
                            ("C", {"recipients": ["R9"]}), ("D", {"persons": ["r9999"]})):  # fmt: skip
        stopped = w.must("order", "add", order(w, order_id, scope), *w.act("lex"))["stopped"]
        assert [s["package"] for s in stopped] == ([package] if order_id == "D" else [])  # D: its rows are not read
    w.process(package)
    assert w.outcomes(package)["r0000"]["outcome"] == "disclose"
