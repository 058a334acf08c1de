"""Power cuts under the database: an acknowledged pair of row and entry is there afterwards, whole, in its place.

SQLite with the house's own settings (store.settings) and the shape of its transaction, over a file system that records
and replays. What is not covered: the disk that lies about its syncs.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest

apsw = pytest.importorskip("apsw", reason="apsw is not installed")

from power import Recorder, RecordingVFS, after_cut  # noqa: E402

from muniment.store.settings import SQLITE_PRAGMAS  # noqa: E402

TRANSACTIONS = 40


def recorded(folder: Path, pragmas: str) -> tuple[Recorder, list[int]]:
    """Forty transactions of a row and its two entries; and how far the log was when each was acknowledged."""
    recorder = Recorder()
    name = f"recording-{id(recorder)}"
    vfs = RecordingVFS(name, recorder)
    con = apsw.Connection(str(folder / "db"), vfs=name)
    con.execute(pragmas + "PRAGMA wal_autocheckpoint=60;").fetchall()  # apsw stops at each row until it is taken
    con.execute(
        "CREATE TABLE log (first INTEGER PRIMARY KEY, leaves BLOB); CREATE TABLE package (id INTEGER, entry INTEGER)"
    )
    acknowledged = []
    for number in range(TRANSACTIONS):
        con.execute("BEGIN IMMEDIATE")
        con.execute("INSERT INTO log VALUES (?, ?), (?, ?)", (2 * number, bytes(37), 2 * number + 1, bytes(37 * 40)))
        con.execute("INSERT INTO package VALUES (?, ?)", (number, 2 * number))
        con.execute("COMMIT")
        acknowledged.append(len(recorder.log))
    con.close()
    vfs.unregister()
    return recorder, acknowledged


def is_bad(files: dict[str, bytes], folder: Path, promised: int) -> bool:
    """Whether the database found after the cut is damaged, lacks what was acknowledged, or holds half a pair."""
    for path in folder.iterdir():
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    con = sqlite3.connect(folder / "db")
    try:
        if con.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            return True
        if not con.execute("SELECT 1 FROM sqlite_master WHERE name = 'package'").fetchone():
            return promised > 0
        packages = con.execute("SELECT id, entry FROM package ORDER BY id").fetchall()
        entries = [first for (first,) in con.execute("SELECT first FROM log ORDER BY first")]
    except sqlite3.DatabaseError:
        return True
    finally:
        con.close()
    whole = packages == [(n, 2 * n) for n in range(len(packages))] and entries == list(range(2 * len(packages)))
    return not whole or len(packages) < promised


def bad_states(tmp_path: Path, pragmas: str, states: int) -> int:
    rng = random.Random(20260302)
    (tmp_path / "made").mkdir()
    recorder, acknowledged = recorded(tmp_path / "made", pragmas)
    assert any(kind == "sync" for kind, *_ in recorder.log)
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as name:
        bad = 0
        for _ in range(states):
            cut = rng.randrange(acknowledged[0], len(recorder.log) + 1)
            promised = sum(done <= cut for done in acknowledged)
            bad += is_bad(after_cut(recorder, cut, rng), Path(name), promised)
    shutil.rmtree(tmp_path / "made")
    return bad


def test_no_acknowledged_pair_is_lost(tmp_path: Path, full: bool, counted) -> None:  # type: ignore[no-untyped-def]
    states = 10_000 if full else 400
    bad = bad_states(tmp_path, SQLITE_PRAGMAS, states)
    weaker = SQLITE_PRAGMAS.replace("synchronous=FULL", "synchronous=NORMAL")
    assert weaker != SQLITE_PRAGMAS
    control = bad_states(tmp_path, weaker, states)
    counted(
        "power cut: lost, reordered, torn writes", tried=states, bad=bad, control=control, note="control: WAL+NORMAL"
    )
    assert bad == 0
    assert control > 0, "the test does not notice what WAL+NORMAL loses"
