"""Rows of the fault table that need no killing: a full disk, a small witness, seven attacks on the gate."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from gate_support import NOW, STRANGER, GateWorld, entry_of, make_world
from ledger_support import LOG_KEY, NOON, ORIGIN, entries, root_of, signed
from world import run

from muniment.ledger.edge import EMPTY, Growth
from muniment.ledger.signing import startup_check
from muniment.ledger.tree import Tree
from muniment.ledger.witness import encode_request
from muniment.release import cms
from muniment.release import gate as gate_module
from muniment.release.gate import DisclosureClaim
from muniment.usecases.files import write_whole
from muniment.usecases.witnessing import WitnessFolder
from muniment.vocabulary.errors import IntegrityFailure, UsageError

# --- disk full


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of twelve megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here (needs root)")
    try:
        yield place
    finally:
        from django.db import connections

        connections.close_all()
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_full_disk_is_a_clear_error_and_leaves_no_half_pair(small_disk: Path, tmp_path: Path, counted: Any) -> None:
    from muniment.store import log
    from muniment.store.models import LogRun, SuspensionOrder

    ws = small_disk / "ws"
    assert run("init", ws).code == 0
    keys = tmp_path / "keys"
    assert run("keys", "generate", "officer", "--name", "lex", "--out", keys).code == 0
    assert run("officers", "add", "lex", "--roles", "counsel", "--key", keys / "lex.pub", "--workspace", ws).code == 0
    filler, tried, errors = small_disk / "filler", 0, []
    act = ["--officer", "lex", "--key", keys / "lex", "--workspace", ws]
    order = tmp_path / "order.yaml"
    with filler.open("wb", buffering=0) as file:  # leaves less and less room, a page at a time
        free = shutil.disk_usage(small_disk).free
        file.write(bytes(max(0, free - 60 * 4096)))
        for number in range(400):
            order.write_text(f"{{id: O{number}, forum: F, issued_on: 2026-01-01, effective_from: 2199-01-01}}")
            ran = run("order", "add", order, *act)
            tried += 1
            if ran.code:
                errors.append((ran.code, ran.error))
                if len(errors) > 3:
                    break
            elif number % 5 == 4:
                run("ledger", "checkpoint", "--workspace", ws)
            with contextlib.suppress(OSError):
                file.write(bytes(4096))
    assert errors and {code for code, _ in errors} == {5}, errors
    filler.unlink(missing_ok=True)
    acts = set(LogRun.objects.filter(kind="order_added").values_list("first", flat=True))
    rows = set(SuspensionOrder.objects.values_list("entry", flat=True))
    bad = len(acts ^ rows) + len(log.gaps())
    counted("disk full (small tmpfs)", tried=tried, bad=bad, note=f"{len(errors)} commands told so, exit 5")
    assert bad == 0
    assert run("ledger", "checkpoint", "--workspace", ws).code == 0
    assert run("doctor", "--workspace", ws).code == 0


def test_a_file_that_finds_no_room_is_nobodys_mistake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The control is another reason, which is one."""

    def no(code: int, kind: type[Exception]) -> None:
        def failing(handle: int) -> None:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr("os.fsync", failing)
        with pytest.raises(kind):
            write_whole(tmp_path / "page.html", b"a page")
        assert list(tmp_path.iterdir()) == []

    no(errno.ENOSPC, OSError)
    no(errno.EPERM, UsageError)


# --- a small witness

ITEMS = entries(0, 600)


def tree(items: list[bytes]) -> Tree:
    return Tree(len(items), {f.tile: f.content for f in Growth(EMPTY).files(items)}.__getitem__)


def ask(witness: WitnessFolder, old: int, size: int, items: list[bytes]) -> int:
    proof = tree(items[:size]).consistency_proof(old)
    return witness.add_checkpoint(encode_request(old, proof, signed(size, root_of(items[:size]))))[0]


def test_fork_rollback_replay_and_a_restored_backup_are_refused(tmp_path: Path, counted: Any) -> None:
    folder = tmp_path / "w"
    assert run("witness", "init", folder, "--name", "w", "--log-vkey", LOG_KEY.verifier.vkey).code == 0
    witness = WitnessFolder(folder, lambda: NOON)
    assert [ask(witness, 0, 256, ITEMS), ask(witness, 256, 600, ITEMS)] == [200, 200]
    forked = [*ITEMS[:300], *entries(300, 700, b"fork")]
    refused = {
        "fork at the same size": ask(witness, 600, 600, forked),
        "fork that grows": ask(witness, 600, 700, forked),
        "rollback": ask(witness, 256, 300, ITEMS),
        "replay of an older request": ask(witness, 0, 256, ITEMS),
        "growth from a size it did not see": ask(witness, 256, 600, ITEMS),
    }
    published = signed(600, root_of(ITEMS))
    restored = 0
    for size in (0, 256, 599):
        try:
            startup_check(size, root_of(ITEMS[:size]), published, log_key=LOG_KEY.verifier)
        except IntegrityFailure:
            restored += 1
    evidence = list((folder / "evidence").iterdir())
    bad = list(refused.values()).count(200) + 3 - restored
    counted("fork, rollback, replay, restored backup", tried=len(refused) + 3, bad=bad,
            control=[ask(witness, 600, 600, ITEMS)].count(200), note=f"{len(evidence)} pieces of evidence; control: the honest log")  # fmt: skip
    assert bad == 0 and all(status in (409, 422) for status in refused.values())
    assert len(evidence) == 4 and all(ORIGIN in path.read_text() for path in evidence)


# --- seven attacks on the gate


def attacks(w: GateWorld) -> dict[str, Callable[[], Any]]:
    """Each must be refused; the state of 6 and 7 is that after the honest release."""
    edited = {**w.record, "rows": 13}
    state = w.release(w.evidence()).state
    claim = DisclosureClaim.of("P-1", "R2", w.certificates["R2"], w.sealed)
    second = {**w.record, **claim.as_fields()}
    grown = [*w.entries, entry_of(second, w.salt)]
    replay = w.evidence(7, entries=grown, record=second, entry=grown[7])
    return {
        "1 edited entry": lambda: w.release(w.evidence(record=edited)),
        "2 other package": lambda: w.release(w.evidence(), sealed=cms.seal(b"x", w.gate_certificate, os.urandom)),
        "3 other recipient": lambda: w.release(w.evidence(), to="R2"),
        "4 no witness": lambda: w.release(w.evidence(witnesses=(STRANGER,))),
        "5 other leaf": lambda: w.release(w.evidence(4, entry=w.entries[4])),
        "6 replay": lambda: w.release(replay, to="R2", state=state),
        "7 shrunk log": lambda: w.release(w.evidence(entries=w.entries[:5], seen_at=NOW), state=state),
    }


def refusals(w: GateWorld) -> int:
    refused = 0
    for attack in attacks(w).values():
        try:
            attack()
        except IntegrityFailure:
            refused += 1
    return refused


def test_seven_attacks_on_the_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: Any) -> None:
    w = make_world(tmp_path)
    refused, control = refusals(w), 0
    checks: tuple[tuple[str, object], ...] = (
        ("_check_record", lambda *_: None), ("_check_growth", lambda *_: None), ("_check_unused", lambda *_: False),
    )  # fmt: skip
    for name, passes in checks:
        with monkeypatch.context() as patch:
            patch.setattr(gate_module, name, passes)
            control += 7 - refusals(w)
    counted("seven attacks on the gate", tried=7, bad=7 - refused, control=control, note="control: one check left out")
    assert refused == 7
    assert control >= len(checks), "a gate without one of its checks is not noticed"
