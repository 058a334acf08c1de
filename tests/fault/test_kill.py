"""Kill -9 at any moment: `doctor` is clean afterwards, the command runs again, nothing is lost, doubled or unpaired."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from world import World, record, request_row

ROUNDS = 4
"""Kills of each command: twelve in all."""


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


def check_whole(world: World) -> None:
    """Doctor (artefacts, indexes, pairs, ledger against database), contiguous entries, at most one of everything."""
    from muniment.store import log
    from muniment.store.models import Delivery, Envelope, Package, Release

    assert world.must("doctor")["ok"] is True
    assert log.gaps() == []
    assert Package.objects.count() <= 1 and Release.objects.count() <= 1
    assert Delivery.objects.count() <= Envelope.objects.count() <= 2


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
        for _ in range(ROUNDS):
            hit += killed(w, step, chance.uniform(0.4, 2.2))
            check_whole(w)
        ran = w.run(*step)  # goes through, or was done before the kill
        assert ran.code == 0 or (step is release and ran.error == "MUN-RELEASE-011"), ran.json
    assert hit, "no command was killed: the delays no longer reach into the commands"
    assert Package.objects.count() == Release.objects.count() == 1
    assert Envelope.objects.count() == Delivery.objects.count() == 2
    assert sum(run.count for run in LogRun.objects.filter(kind="row_outcomes")) == 8
    answers = w.answers(w.dir / "out")
    assert len(answers) == 8 and {line["code"] for line in answers.values()} == {"DISCLOSED"}
    assert w.must("ledger", "verify")["verified"] is True
    check_whole(w)


class Died(BaseException):
    """The process ended here. No handler of ours may take it for an error."""


STOPS = {
    "after the package was committed": ("muniment.usecases.submit.write_receipt", "submit"),
    "after the findings were written": ("muniment.usecases.stages._link", "process"),
    "before the row entries": ("muniment.usecases.stages.write_rows", "process"),
    "after the release was logged": ("muniment.usecases.release._deliver", "release"),
    "before the gate's own entry": ("muniment.store.log.remember_gate_release", "release"),
    "before the recipient's file": ("muniment.usecases.release.write_whole", "release"),
    "before the tree head is signed": ("muniment.usecases.checkpoints.sign_once", "release"),
    "before the witness cosigned": ("muniment.usecases.checkpoints._cosign", "release"),
}


@pytest.mark.parametrize("stop", STOPS)
def test_a_death_at_each_named_moment(world: World, monkeypatch: pytest.MonkeyPatch, stop: str) -> None:
    """The moments that matter, one by one, where a random kill might miss them."""
    from muniment.store.models import Delivery, Envelope, LogRun, Package, Release

    w = world
    place, verb = STOPS[stop]
    w.build_records([record(0), record(1)])
    package = "PKG-000001"
    commands: dict[str, list[object]] = {
        "submit": ["submit", *w.submission([request_row(0), request_row(1)]), *w.act("ada")],
        "process": ["process", package, *w.act("ada")],
        "release": ["release", package, "--out", w.dir / "out", *w.act("dee")],
    }

    def die(*_: object, **__: object) -> None:
        raise Died

    for name, command in commands.items():
        if name == "release":
            w.decide(package, "confirm")
            w.must("approve", package, *w.act("cy"))
        if name == verb:
            with monkeypatch.context() as patch:
                patch.setattr(place, die)
                with pytest.raises(Died):
                    w.run(*command)
            check_whole(w)
        w.must(*command)
    assert Package.objects.count() == Release.objects.count() == 1
    assert Envelope.objects.count() == Delivery.objects.count() == 2
    assert sum(run.count for run in LogRun.objects.filter(kind="row_outcomes")) == 2
    assert {line["code"] for line in w.answers(w.dir / "out").values()} == {"DISCLOSED"}
    check_whole(w)


def test_a_death_between_decisions_and_outcomes_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decisions are on record and the outcomes are older: no approval before they are derived anew."""
    w = world
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    w.process(package)
    with monkeypatch.context() as patch:
        patch.setattr("muniment.usecases.review.write_determination", lambda *_: (_ for _ in ()).throw(Died))
        with pytest.raises(Died):
            w.decide(package, "refuse")
    check_whole(w)
    assert (w.run("approve", package, *w.act("cy")).code, w.run("approve", package, *w.act("cy")).error) == (
        1, "MUN-APPROVE-004",
    )  # fmt: skip
    w.process(package)
    assert w.outcomes(package)["r0000"]["outcome"] == "no_disclosure"
    w.must("approve", package, *w.act("cy"))


def test_doctor_would_notice_a_half_written_pair(world: World) -> None:
    """Negative control: what the kills must never leave is found when it is there."""
    from django.db import connection

    from muniment.store.append_only import remove

    world.submit([request_row(0)])
    with connection.schema_editor() as editor:
        remove(None, editor)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM store_package")
    assert world.run("doctor").code == 4
    artefact = next(Path(world.ws / "artefacts").rglob("*"))
    assert artefact.exists()
