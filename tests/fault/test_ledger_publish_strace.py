"""The publisher failed or killed by the kernel at each of its system calls in turn (`strace -e inject`).

Opening files is left to the in-process test: the interpreter opens hundreds of its own before the first of ours.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ledger_support import LOG_KEY, entries, publish, root_of, signed

from muniment.ledger.verify import main as verify_main

ITEMS = entries(0, 800)
KNOWN = {signed(size, root_of(ITEMS[:size])) for size in (300, 800)}
CHILD = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from ledger_support import entries, publish
directory = Path(sys.argv[1])
if directory.name == "careless":  # the negative control: the checkpoint before its tiles
    from ledger_support import root_of, signed
    (directory / "checkpoint").write_bytes(signed(800, root_of(entries(0, 800))))
publish(directory, entries(0, 300), entries(300, 800))
"""


def inject(directory: Path, call: str, fault: str, number: int) -> bool:
    """Runs a publication whose `number`th `call` meets the fault; False where there were fewer calls."""
    log = directory.with_suffix(".strace")
    tests = Path(__file__).parents[1]
    command = ["strace", "-f", "-qq", "-o", log, "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}"]
    subprocess.run([*command, sys.executable, "-c", CHILD, directory, tests], capture_output=True)
    told = log.read_text()
    return "INJECTED" in told or "killed by SIGKILL" in told


def sound(directory: Path) -> bool:
    return (directory / "checkpoint").read_bytes() in KNOWN and verify_main(
        [str(directory), LOG_KEY.verifier.vkey]
    ) == 0


def rounds(tmp_path: Path, name: str, call: str, fault: str, *, at_most: int = 10_000) -> list[bool]:
    tmp_path.mkdir()
    publish(tmp_path / "start", [], ITEMS[:300])
    results: list[bool] = []
    while len(results) < at_most:
        shutil.rmtree(tmp_path / name, ignore_errors=True)
        shutil.copytree(tmp_path / "start", tmp_path / name)
        if not inject(tmp_path / name, call, fault, len(results) + 1):
            return results
        good = sound(tmp_path / name)
        if good:
            publish(tmp_path / name, ITEMS[:300], ITEMS[300:])
            good = sound(tmp_path / name)
        results.append(good)
    return results


needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")


FAULTS = ("error=EIO", "error=ENOSPC", "signal=KILL")
EVERY_CALL = ("write", "rename", "mkdir", "syncfs", "fsync", "unlink", "rmdir", "flock")


@needs_strace
def test_a_fault_of_the_kernels_leaves_the_folder_sound(tmp_path: Path, full: bool, counted: Any) -> None:
    """Every system call of a publication meets every fault; in the short form two of them one."""
    tried = (
        [(c, f) for c in EVERY_CALL for f in FAULTS] if full else [("syncfs", "error=EIO"), ("fsync", "signal=KILL")]
    )
    results = {(c, f): rounds(tmp_path / f"{c}-{f[-4:]}", "log", c, f) for c, f in tried}
    control = rounds(tmp_path / "control", "careless", "rename", "signal=KILL", at_most=10_000 if full else 3)
    bad = sum(not good for found in results.values() for good in found)
    counted(
        f"publisher: {len(tried)} kinds of fault, by the kernel", tried=sum(map(len, results.values())), bad=bad,
        control=control.count(False), note="strace -e inject; control: checkpoint before tiles",
    )  # fmt: skip
    assert bad == 0 and all(results.values())
    assert not all(control), "the test does not notice a checkpoint that is ahead of its tiles"
