"""Reading what a person names on the command line, and writing what they asked for."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from muniment.vocabulary.errors import UsageError, disk_is_full


def read_file(path: Path) -> bytes:
    """The bytes of a file somebody named. Raises UsageError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError("MUN-FILE-001", f"{path.name} cannot be read: {error.strerror}.") from None


def must_be_file(path: Path) -> Path:
    if not path.is_file() or not os.access(path, os.R_OK):
        raise UsageError("MUN-FILE-001", f"{path.name} cannot be read: no such file.")
    return path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, readable by its owner only. Raises UsageError where it cannot be written, and
    the OSError itself where the disk is full: that is nobody's mistake, and trying again later is what helps. Then nothing is left behind."""
    temporary = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        if disk_is_full(error):
            raise
        raise UsageError("MUN-FILE-002", f"{path.name} cannot be written: {error.strerror}.") from None
