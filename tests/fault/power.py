"""An SQLite file system that records what was asked of the disk, and plays back what a power cut may leave of it.

Recorded for each file in order: writes, truncations, syncs. A cut keeps everything before a file's last sync, and of
the rest any part: each write kept, lost, or torn at a sector. SQLite rebuilds its shared memory, so that is not kept.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512


@dataclass
class Recorder:
    """What happened, in order: (kind, file name, offset or size, bytes)."""

    log: list[tuple[str, str, int, bytes]] = field(default_factory=list)


class RecordingVFS(apsw.VFS):
    """The system's own file system, with a recorder beside it."""

    def __init__(self, name: str, recorder: Recorder) -> None:
        super().__init__(name, "")
        self._recorder = recorder

    def xOpen(self, name: Any, flags: list[int]) -> RecordingFile:
        return RecordingFile(name, flags, self._recorder)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self._recorder.log.append(("delete", Path(filename).name, 0, b""))
        super().xDelete(filename, syncdir)


class RecordingFile(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], recorder: Recorder) -> None:
        super().__init__("", name, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name, self._recorder = Path(path or "temporary").name, recorder

    def xWrite(self, data: bytes, offset: int) -> None:
        self._recorder.log.append(("write", self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        self._recorder.log.append(("truncate", self._name, newsize, b""))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._recorder.log.append(("sync", self._name, 0, b""))


def after_cut(recorder: Recorder, cut: int, rng: random.Random) -> dict[str, bytes]:
    """The files as a power cut after `cut` operations may leave them."""
    operations = recorder.log[:cut]
    synced = {name: i for i, (kind, name, _, _) in enumerate(operations) if kind == "sync"}
    keep = rng.choice([0.0, 0.3, 0.7, 0.95, 1.0])
    files: dict[str, bytearray] = {}
    for i, (kind, name, at, data) in enumerate(operations):
        safe = i < synced.get(name, -1)
        if kind == "delete":
            files.pop(name, None)
            continue
        if not safe and rng.random() >= keep:
            if kind != "write" or rng.random() < 0.5:
                continue  # lost, and what comes later may still be there: reordered
            data = data[: rng.randrange(0, len(data) + 1, SECTOR)]  # torn
        content = files.setdefault(name, bytearray())
        if kind == "write":
            content.extend(bytes(max(0, at + len(data) - len(content))))
            content[at : at + len(data)] = data
        elif kind == "truncate":
            del content[at:]
    return {name: bytes(content) for name, content in files.items()}
