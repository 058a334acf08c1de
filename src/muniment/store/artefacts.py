"""The artefact store: immutable files named by the SHA-256 of their bytes.

An artefact is durable before its name is handed out, so a transaction may refer to it. A crash leaves at most an
unreferenced file; nothing half-written ever bears a final name.

An artefact may be sealed: encrypted at rest under a key of its own in `keys/evidence/`. Whoever reads it need not know.
To destroy it is to destroy that key, and with it every copy that was made of the sealed file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from muniment.store import sealed
from muniment.store.workspace import Workspace, sync_folder
from muniment.vocabulary.errors import IntegrityFailure, LawSaysNo, MunimentError

DESTROYED: Final = "MUN-RETENTION-001"
"""Code of the error for evidence that was destroyed on schedule, with an entry that says so."""


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
    if exists(workspace, digest):
        source.unlink()
        return digest
    _sync_file(source)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    source.chmod(0o400)
    source.rename(target)
    sync_folder(target.parent)
    sync_folder(workspace.artefacts)
    return digest


def keep_copy(workspace: Workspace, source: Path) -> str:
    """Take a copy of somebody's file in under its hash; the file stays where it is."""
    copy = scratch_path(workspace)
    shutil.copyfile(source, copy)
    return keep_file(workspace, copy)


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
    with reading():
        return checked_path(workspace, digest).read_bytes()


def exists(workspace: Workspace, digest: str) -> bool:
    """Whether the artefact is here, in clear or sealed with its key. What is in it is not looked at."""
    plain = path_of(workspace, digest).exists()
    return plain or (is_sealed(workspace, digest) and _key_path(workspace, digest).exists())


def checked_path(workspace: Workspace, digest: str) -> Path:
    """The path of an artefact whose bytes still have the hash that names it, for this thread to read while it lives, or
    to the end of the innermost `reading`. Raises LawSaysNo where a destruction on schedule is on record, IntegrityFailure for any other loss or damage."""
    path = path_of(workspace, digest)
    if not path.exists():
        path = _unsealed(workspace, digest)
    if sha256_file(path) != digest:
        raise IntegrityFailure(
            "MUN-STORE-002", f"The artefact {digest[:12]}… is not what its name says.", hint="Restore it from backup."
        )
    return path


def path_or_none(workspace: Workspace, digest: str) -> Path | None:
    """`checked_path`; None for '', which names no artefact."""
    return checked_path(workspace, digest) if digest else None


def is_sealed(workspace: Workspace, digest: str) -> bool:
    """Whether its sealed file is here, with its key or without."""
    return _sealed_path(workspace, digest).exists()


def seal(workspace: Workspace, digest: str, random: Callable[[int], bytes]) -> bool:
    """Encrypt an artefact at rest under a new key; whether there was something to do.

    The key, then the sealed file are durable before the plain file goes, which goes only once the sealed file opened.
    """
    plain, target, key = path_of(workspace, digest), _sealed_path(workspace, digest), _key_path(workspace, digest)
    if not plain.exists():
        return False
    checked_path(workspace, digest)
    if not key.exists():
        _write_key(key, random(32))
    scratch = scratch_path(workspace)
    with scratch.open("wb") as file:  # cut short, it is done again: with the same key, to the same bytes
        sealed.encrypt(plain, file, key.read_bytes(), digest)
    _sync_file(scratch)
    scratch.chmod(0o400)
    with Path(os.devnull).open("wb") as nothing:
        sealed.decrypt(scratch, nothing, key.read_bytes(), digest)
    scratch.rename(target)
    sync_folder(target.parent)
    plain.unlink()
    sync_folder(plain.parent)
    return True


def destroy(workspace: Workspace, digest: str) -> None:
    """Destroy a sealed artefact for good: its key first, then what it opened. Nothing where that was done before."""
    for path in (_key_path(workspace, digest), _sealed_path(workspace, digest)):
        if path.exists():
            path.unlink()
            sync_folder(path.parent)


def _sealed_path(workspace: Workspace, digest: str) -> Path:
    return path_of(workspace, digest).with_suffix(".sealed")


def _key_path(workspace: Workspace, digest: str) -> Path:
    return workspace.keys / "evidence" / f"{digest}.key"


def _write_key(path: Path, key: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    sync_folder(path.parent)
    sync_folder(path.parent.parent)


def _lost(digest: str, what: str) -> MunimentError:
    from muniment.store.models import Destruction

    done = Destruction.objects.filter(digest=digest).order_by("-pk").first()
    if done is not None:
        return LawSaysNo(
            DESTROYED,
            f"The evidence was destroyed on schedule on {done.at:%Y-%m-%d}.",
            hint=f"Entry {done.entry} of the ledger says so; entries, and what was disclosed, are kept.",
            citation="the agreement's retention of evidence of persons not disclosed",
        )
    return IntegrityFailure(
        "MUN-STORE-001", f"The {what} {digest[:12]}… is missing.", hint="Restore it from the backup."
    )


class _Open(threading.local):
    """Sealed artefacts that a thread reads, each in a file without a name that ends with the thread at the latest."""

    def __init__(self) -> None:
        self.files: dict[tuple[Path, str], IO[bytes]] = {}


_OPEN: Final = _Open()


@contextmanager
def reading() -> Iterator[None]:
    """Sealed artefacts opened inside are closed at its end: for work on many, one after the other. Paths of them that
    were handed out inside are good until then."""
    outside = set(_OPEN.files)
    try:
        yield
    finally:
        for name in _OPEN.files.keys() - outside:
            _OPEN.files.pop(name).close()


def _unsealed(workspace: Workspace, digest: str) -> Path:
    key = _key_path(workspace, digest)
    if not exists(workspace, digest):
        _OPEN.files.pop((workspace.root, digest), None)
        raise _lost(digest, "key" if is_sealed(workspace, digest) else "artefact")
    found = _OPEN.files.get((workspace.root, digest))
    if found is None:
        found = tempfile.TemporaryFile(dir=scratch_folder(workspace))  # noqa: SIM115
        sealed.decrypt(_sealed_path(workspace, digest), found, key.read_bytes(), digest)
        found.flush()
        _OPEN.files[workspace.root, digest] = found
    return Path(f"/proc/{os.getpid()}/fd/{found.fileno()}")


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
