"""The artefact store: immutable files named by the SHA-256 of their bytes.

An artefact is durable before its name is handed out, so a transaction may refer to it. A crash leaves at most an
unreferenced file; nothing half-written ever bears a final name.
"""

from __future__ import annotations

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


def scratch_path(workspace: Workspace, suffix: str = "") -> Path:
    """A path of nobody's, in the workspace's own file system so that a rename is atomic."""
    workspace.scratch.mkdir(mode=0o700, exist_ok=True)
    return workspace.scratch / f"{uuid.uuid4().hex}{suffix}"


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
