"""The artefact store: immutable files named by the SHA-256 of their bytes.

An artefact is durable before its name is handed out, so a transaction may refer to it. A crash leaves at most an
unreferenced file; nothing half-written ever bears a final name.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

from muniment.store.workspace import Workspace, sync_folder
from muniment.vocabulary.errors import IntegrityFailure


def sha256_file(path: Path) -> str:
    """Hex SHA-256 of a file's bytes, in constant memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


_IN_USE: dict[Path, int] = {}
"""Per workspace, the handle whose shared lock says that this process may have unfinished files. Held to its end."""


def _hold(workspace: Workspace) -> int:
    handle = _IN_USE.get(workspace.root)
    if handle is None:
        handle = os.open(workspace.root / ".scratch.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(handle, fcntl.LOCK_SH)
        _IN_USE[workspace.root] = handle
    return handle


def sweep(workspace: Workspace) -> int:
    """Remove what dead processes left unfinished; returns how many files. Nothing while another process is at work."""
    handle = _hold(workspace)
    count = 0
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for path in workspace.scratch.iterdir() if workspace.scratch.exists() else ():
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
            count += 1
    except BlockingIOError:
        pass
    finally:
        fcntl.flock(handle, fcntl.LOCK_SH)
    return count


def scratch_path(workspace: Workspace, suffix: str = "") -> Path:
    """A path of nobody's, in the workspace's own file system so that a rename is atomic."""
    return scratch_folder(workspace) / f"{uuid.uuid4().hex}{suffix}"


def scratch_folder(workspace: Workspace) -> Path:
    """The folder of unfinished work. No other process sweeps it while this one lives."""
    _hold(workspace)
    workspace.scratch.mkdir(mode=0o700, exist_ok=True)
    return workspace.scratch


def path_of(workspace: Workspace, digest: str) -> Path:
    return workspace.artefacts / digest[:2] / digest


def keep_file(workspace: Workspace, source: Path) -> str:
    """Take a finished scratch file in under its hash; return the hash. The file is moved, not copied."""
    digest = sha256_file(source)
    target = path_of(workspace, digest)
    if target.exists():
        source.unlink()
        return digest
    _sync_file(source)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    source.chmod(0o400)
    source.rename(target)
    sync_folder(target.parent)
    sync_folder(workspace.artefacts)
    return digest


def keep_bytes(workspace: Workspace, data: bytes) -> str:
    path = scratch_path(workspace)
    path.write_bytes(data)
    return keep_file(workspace, path)


def make(workspace: Workspace, write: Callable[[Path], object], suffix: str = ".parquet") -> str:
    """Let `write` fill a scratch file, then keep it. Nothing stays behind when `write` fails."""
    path = scratch_path(workspace, suffix)
    try:
        write(path)
        return keep_file(workspace, path)
    finally:
        path.unlink(missing_ok=True)


def keep_folder(workspace: Workspace, source: Path, digest: str) -> Path:
    """Take a finished folder (a record index) in under its manifest's hash."""
    target = workspace.indexes / digest
    if target.exists():
        shutil.rmtree(source)
        return target
    for path in source.rglob("*"):
        if path.is_file():
            _sync_file(path)
            path.chmod(0o400)
    sync_folder(source)
    source.rename(target)
    sync_folder(workspace.indexes)
    return target


def read(workspace: Workspace, digest: str) -> bytes:
    """An artefact's bytes, checked against its name. Raises IntegrityFailure when they differ or are gone."""
    path = checked_path(workspace, digest)
    return path.read_bytes()


def checked_path(workspace: Workspace, digest: str) -> Path:
    """The path of an artefact whose bytes still have the hash that names it. Raises IntegrityFailure otherwise."""
    path = path_of(workspace, digest)
    if not path.exists():
        raise IntegrityFailure(
            "MUN-STORE-001", f"The artefact {digest[:12]}… is missing.", hint="Restore it from the backup."
        )
    if sha256_file(path) != digest:
        raise IntegrityFailure(
            "MUN-STORE-002", f"The artefact {digest[:12]}… is not what its name says.", hint="Restore it from backup."
        )
    return path


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
