"""The clock goes back, forward, or changes its zone: the act is flagged, the checkpoint refused, the order kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from world import World

FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


def command(w: World, shift: str, *arguments: object, zone: str = "UTC") -> tuple[int, dict[str, Any]]:
    """A real process of ours under another clock."""
    assert FAKETIME is not None
    environment = os.environ | {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME": shift,
        "TZ": zone,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "muniment", *map(str, arguments), "--workspace", w.ws, "--json"],
        capture_output=True, text=True, env=environment,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout)


def order(w: World, name: str) -> Path:
    path = w.dir / f"{name}.yaml"
    path.write_text(f"{{id: {name}, forum: F, issued_on: 2026-01-01, effective_from: 2199-01-01}}")
    return path


def acts() -> list[dict[str, Any]]:
    from muniment.store.models import LogRun

    return [json.loads(bytes(r.record)) for r in LogRun.objects.filter(kind="order_added").order_by("first")]


@pytest.mark.skipif(FAKETIME is None, reason="libfaketime is not installed")
def test_a_clock_that_jumps(world: World, counted: Any) -> None:
    """Back: flagged and not published. Forward: published under a time that no honest witness gives, and after it the
    right time is a step back. The place in the log is never the clock's to decide."""
    w = world
    w.must("ledger", "checkpoint")
    size = w.must("ledger", "checkpoint")["size"]
    tried = 0
    for shift in ("-1h", "-1d", "-400d"):
        code, _ = command(w, shift, "order", "add", order(w, f"O{shift[1:]}"), *w.act("lex"))
        refused, told = command(w, shift, "ledger", "checkpoint")
        tried += 1
        assert (code, refused) == (0, 4) and told["error"]["code"] == "MUN-LEDGER-051", told
    assert [act.get("clock") for act in acts()] == ["before the last checkpoint"] * 3
    code, _ = command(w, "+0", "order", "add", order(w, "now"), *w.act("lex"))
    assert code == 0 and acts()[-1].get("clock") is None
    assert w.must("ledger", "checkpoint")["size"] > size
    code, _ = command(w, "+2d", "ledger", "checkpoint")
    assert code == 0
    ran = w.run("ledger", "checkpoint")
    assert ran.code == 4 and w.run("gate", "reconcile").code == 0
    counted("clock back and forward (libfaketime)", tried=tried + 1, bad=0, note="acts flagged, checkpoints refused")


def test_the_clock_of_the_house_alone_flags_and_refuses(world: World) -> None:
    """The same without libfaketime, in process."""
    from muniment.store.transaction import transaction
    from muniment.usecases import checkpoints
    from muniment.usecases.house import open_house
    from muniment.usecases.journal import write_act
    from muniment.vocabulary.errors import IntegrityFailure

    house = open_house(world.ws)
    world.must("ledger", "checkpoint")
    back = replace(house, clock=lambda: datetime.now(UTC) - timedelta(hours=1))
    with transaction():
        write_act(back, "order_added", back.now(), {"order": "x"})
    assert acts()[-1]["clock"] == "before the last checkpoint"
    with pytest.raises(IntegrityFailure):
        checkpoints.publish(back)
    checkpoints.publish(house)
    with transaction():
        write_act(house, "order_added", house.now(), {"order": "y"})
    assert "clock" not in acts()[-1]


@pytest.mark.skipif(FAKETIME is None, reason="libfaketime is not installed")
def test_daylight_saving_is_nobodys_business_here(world: World, counted: Any) -> None:
    """An hour that comes twice and an hour that is missing: times are UTC, so they only rise."""
    w = world
    moments = ["@2027-03-14 01:59:58", "@2027-03-14 03:00:02", "@2027-11-07 01:59:58", "@2027-11-07 02:00:02"]
    for number, moment in enumerate(moments):
        for arguments in (["order", "add", order(w, f"D{number}"), *w.act("lex")], ["ledger", "checkpoint"]):
            code, told = command(w, moment, *arguments, zone="America/New_York")
            assert code == 0, told
    times = [act["at"] for act in acts()]
    assert not any("clock" in act for act in acts())
    assert len(times) == 4 and times == sorted(times) and all(time.endswith("Z") for time in times)
    counted("daylight saving (libfaketime)", tried=len(moments), bad=0)
