"""Kill -9 at any moment: `doctor` is clean afterwards, the stage runs again, nothing is lost or doubled."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Sequence

from world import World, record, request_row


def killed(world: World, arguments: Sequence[object], after: float) -> bool:
    """Run the real command line and kill it `after` seconds; False when it had ended by itself."""
    command = [sys.executable, "-m", "muniment", *map(str, arguments), "--workspace", str(world.ws), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def test_killed_commands_run_again(world: World) -> None:
    from muniment.store.models import Delivery, Envelope, LogRun, Package, Release

    w, chance = world, random.Random(20260302)
    w.build_records([record(n) for n in range(8)])
    submission = ["submit", *w.submission([request_row(n) for n in range(8)]), *w.act("ada")]
    process = ["process", "PKG-000001", *w.act("ada")]
    release = ["release", "PKG-000001", "--out", w.dir / "out", *w.act("dee")]
    hit = 0
    for step in (submission, process, release):
        if step is release:
            assert w.decide("PKG-000001", "confirm").code == 0
            w.must("approve", "PKG-000001", *w.act("cy"))
        for _ in range(4):
            hit += killed(w, step, chance.uniform(0.4, 2.6))
            assert w.must("doctor")["ok"] is True
        ran = w.run(*step)  # goes through, or was done before the kill
        assert ran.code == 0 or (step is release and ran.error == "MUN-RELEASE-011"), ran.json
    assert hit, "no command was killed: the delays no longer reach into the commands"
    assert Package.objects.count() == Release.objects.count() == 1
    assert Envelope.objects.count() == Delivery.objects.count() == 2
    assert sum(run.count for run in LogRun.objects.filter(kind="row_outcomes")) == 8
    assert {line["code"] for line in w.answers(w.dir / "out").values()} == {"DISCLOSED"}
    assert w.must("ledger", "verify")["verified"] is True
