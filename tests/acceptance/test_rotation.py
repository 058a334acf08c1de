"""Keys are exchanged without a gap: the log announces it, old signatures stay good, old entries still open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from world import World, record, request_row, run

from muniment.ledger import verify


def officers(w: World) -> list[object]:
    return [*w.act("lex"), "--second", "ben", "--second-key", w.keys / "ben"]


def secrets(w: World, name: str) -> bytes:
    return (w.ws / "keys" / name).read_bytes()


def test_a_new_log_key_is_announced_under_the_old_one(world: World, tmp_path: Path) -> None:
    w = world
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    receipt = w.ws / "receipts" / f"{package}.json"
    before = w.must("ledger", "vkey")
    done = w.must("ledger", "rotate", "log", *officers(w))
    after = w.must("ledger", "vkey")
    assert (done["old"], done["new"]) == (before["vkey"], after["vkey"]) and before["vkey"] != after["vkey"]
    # Somebody who has the old line verifies the announcement alone, and so learns the new one.
    held = json.loads(Path(done["announcement"]).read_text())
    old, entry = verify.read_key(before["vkey"], 1), bytes.fromhex(held["entry"])
    witness = [verify.read_key(before["witness_vkey"], 4)]
    assert verify.verify_proof(held["tlog_proof"].encode(), entry, old, witness, 1)[0] == done["entry"]
    fields = dict(verify.opened_field(field, entry) for field in held["fields"])
    assert (fields["role"], fields["old"], fields["new"]) == ("log", before["vkey"], after["vkey"])
    # The log goes on; what the old key signed stays good for who pinned it.
    assert w.must("ledger", "verify")["verified"] and w.must("doctor")["ok"]
    assert run("receipt", "verify", receipt, "--vkey", before["vkey"]).code == 0
    assert run("receipt", "verify", receipt, "--vkey", after["vkey"]).code == 4
    w.all_the_way(package)
    assert verify.main([str(w.ws / "ledger"), after["vkey"]]) == 0
    assert verify.main([str(w.ws / "ledger"), before["vkey"]]) == 4
    assert before["vkey"].encode() not in secrets(w, "log.key")
    assert not list((w.ws / "keys" / "retired").glob("log-*.key")), "the old secret is destroyed"


@pytest.mark.parametrize("role", ["log", "witness", "gate", "salts"])
def test_the_whole_way_is_open_before_and_after_each_rotation(world: World, role: str) -> None:
    w = world
    w.build_records([record(n) for n in range(2)])
    assert set(w.all_the_way(w.submit([request_row(0)], name="a"), "a")) == {"r0000"}
    w.must("ledger", "rotate", role, *officers(w))
    w.must("ledger", "rotate", role, *officers(w))
    assert set(w.all_the_way(w.submit([request_row(1)], name="b"), "b")) == {"r0001"}
    assert w.must("doctor")["ok"]
    assert w.must("ledger", "drill", "--sample", 100_000)["opened"] > 500
    w.must("ledger", "export", "--for-auditor", "--out", w.dir / "kit", *w.act("lex"))
    keys = w.must("ledger", "vkey")
    kit = [str(w.dir / "kit" / "log"), keys["vkey"], "--witness", keys["witness_vkey"], "--kit", str(w.dir / "kit")]
    gates = [w.ws / "keys" / "gate.key", *(w.ws / "keys" / "retired").glob("gate-*.key")]
    assert verify.main([*kit, *(str(x) for gate in gates for x in ("--key", gate))]) == 0


def test_a_rotation_needs_two_officers_and_waits_for_a_release_on_its_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = world
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    assert w.run("ledger", "rotate", "log", *w.act("lex")).error == "MUN-OFFICER-010"
    no_counsel = [*w.act("cy"), "--second", "ben", "--second-key", w.keys / "ben"]
    assert w.run("ledger", "rotate", "log", *no_counsel).error == "MUN-OFFICER-012"
    w.process(package)
    w.decide(package, "confirm")
    w.must("approve", package, *w.act("cy"))
    with monkeypatch.context() as patch:
        patch.setattr("muniment.usecases.release._deliver", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            w.run("release", package, "--out", w.dir / "out", *w.act("dee"))
    assert w.run("ledger", "rotate", "gate", *officers(w)).error == "MUN-ROTATE-001"
    w.must("release", package, "--out", w.dir / "out", *w.act("dee"))
    w.must("ledger", "rotate", "gate", *officers(w))


STOPS = [
    "muniment.usecases.rotate._announce",
    "muniment.usecases.rotate._write_announcement",
    "muniment.usecases.rotate.write_whole",
    "muniment.usecases.rotate.sync_folder",
]


@pytest.mark.parametrize("role", ["log", "witness"])
@pytest.mark.parametrize("stop", STOPS)
def test_a_death_in_the_middle_leaves_one_key_in_use(
    world: World, monkeypatch: pytest.MonkeyPatch, role: str, stop: str
) -> None:
    w = world
    with monkeypatch.context() as patch:
        patch.setattr(stop, lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            w.run("ledger", "rotate", role, *w.act("lex"))
    w.must("ledger", "checkpoint")
    assert w.must("ledger", "verify")["verified"] and w.must("doctor")["ok"]
    done = w.must("ledger", "rotate", role, *w.act("lex"))
    assert w.must("ledger", "vkey")["vkey" if role == "log" else "witness_vkey"] == done["new"]
    assert w.must("ledger", "verify")["verified"] and w.must("doctor")["ok"]


def test_an_idle_log_publishes_on_the_clock_and_looks_like_any_other(world: World) -> None:
    from dataclasses import replace
    from datetime import timedelta

    from muniment.usecases.house import open_house
    from muniment.usecases.ledger import checkpoint

    house = open_house(world.ws)
    now = house.now()
    sizes = [
        checkpoint(replace(house, clock=lambda after=after: now + timedelta(seconds=after)))["size"]
        for after in (1, 60, 700, 710, 1400)
    ]
    assert [size - sizes[0] for size in sizes] == [0, 0, 256, 256, 512]
    assert world.must("ledger", "verify")["size"] == sizes[-1]
