"""Publishing a log's files so that no reader, and no power cut, ever meets a checkpoint without its tiles.

System calls of one publication, in order:

    stage   1  mkdir .staging; for each new file: open(O_CREAT|O_EXCL) write close, under a temporary name
            2  syncfs
            3  mkdir of folders, rename of each file to its name
            4  syncfs
    commit  5  open write fsync close of the checkpoint under a temporary name
            6  rename over `checkpoint`
            7  fsync of the folder

What is lost if the process or the machine dies: before 3 nothing is visible; the temporary files are thrown away at
the next stage. In 3 or 4 some new tiles are visible and some are not; the old checkpoint needs none of them, and
partial tiles of older sizes are never removed. From 5 to 7 the old checkpoint or the new one is there, whole, and the
tiles of both. Staging again from the same database state writes the same files; those already there are compared, not
written.

One syncfs in place of a sync for each file: 10,000 files are 1.28 million entries, and 13 to 25 seconds against one.

Between 4 and 5 the caller signs; the root it signs is that of what lies durable on the disk.
"""

# The system calls are named one by one because their order is the subject.
# ruff: noqa: PTH102, PTH103, PTH104, PTH106, PTH108, PTH120, PTH208
from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from muniment.ledger.checkpoint import read_checkpoint
from muniment.ledger.edge import EMPTY, Edge, Growth, edge_from_files
from muniment.ledger.tiles import BUNDLES, HASH_BYTES, WIDTH, Tile, count_at
from muniment.ledger.tree import EMPTY_ROOT, Tree
from muniment.vocabulary.errors import Defect, IntegrityFailure, MunimentError, TryAgainLater, disk_is_full

CHECKPOINT: Final = "checkpoint"
STAGING: Final = ".staging"
LOCK: Final = ".lock"
LOCKED: Final = "MUN-LEDGER-073"
"""The code of the error that says another process is publishing: wait, or try again."""
_MAX_DEFECTS: Final = 100


@dataclass(frozen=True, slots=True)
class StagedTree:
    """A tree whose every tile is durable on disk. Only `Publisher.stage` makes one."""

    size: int
    root: bytes


class LogFolder:
    """A log's folder as a reader sees it. Reads, never writes."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def checkpoint(self) -> bytes | None:
        """The published checkpoint's bytes, None where none is published yet."""
        try:
            return (self.directory / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            return None

    def read(self, tile: Tile) -> bytes:
        """The bytes of a hash tile, cut from a wider one where its own width is not there (a `tree.TileReader`).

        Raises IntegrityFailure where neither is there.
        """
        raw = self._find(tile)
        if tile.level != BUNDLES:
            return raw[: tile.width * HASH_BYTES]
        end = 0
        for _ in range(tile.width):
            end += 2 + int.from_bytes(raw[end : end + 2], "big")
        return raw[:end]

    def tree(self, size: int) -> Tree:
        """The tree of the first `size` entries, for roots and proofs."""
        return Tree(size, self.read)

    def edge(self, size: int, root: bytes) -> Edge:
        """The right edge of the tree (size, root). Raises IntegrityFailure where the files do not give it."""
        if size == 0 and root == EMPTY_ROOT:
            return EMPTY
        levels: list[bytes] = []
        while count := count_at(size, len(levels)):
            index, width = divmod(count, WIDTH)
            levels.append(self.read(Tile(len(levels), index, width)) if width else b"")
        index, width = divmod(size, WIDTH)
        return edge_from_files(size, root, levels, self.read(Tile(BUNDLES, index, width)) if width else b"")

    def _find(self, tile: Tile) -> bytes:
        for candidate in (tile, tile.full):
            with contextlib.suppress(FileNotFoundError):
                return (self.directory / candidate.path).read_bytes()
        partial = (self.directory / tile.path).parent if tile.width < WIDTH else self.directory / (tile.path + ".p")
        with contextlib.suppress(FileNotFoundError):
            for width in sorted(int(name) for name in os.listdir(partial) if name.isdecimal()):
                if width > tile.width:
                    return (partial / str(width)).read_bytes()
        raise IntegrityFailure("MUN-LEDGER-070", f"The log's file {tile.path} is missing.")


class Publisher:
    """Writes a log into a folder: `stage` the entries, let the root be signed, `commit` the checkpoint.

    Guarantee: at any moment the folder's checkpoint, if there is one, is whole, and every tile it needs is there and
    durable. A file once published is never changed or removed, but for `checkpoint`. One publisher at a time: a second
    gets TryAgainLater. Files get `mode` (0600 unless a web server is to read them).
    """

    def __init__(self, directory: Path, *, mode: int = 0o600) -> None:
        self.folder = LogFolder(directory)
        self._directory = directory
        self._mode = mode
        self._lock: IO[bytes] | None = None
        self._staged: StagedTree | None = None

    def __enter__(self) -> Publisher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the folder. What was staged stays staged."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        self._staged = None

    def stage(self, old_size: int, old_root: bytes, entries: Iterable[bytes]) -> StagedTree:
        """Makes durable every tile of the tree that `entries` make of (old_size, old_root), and returns the new tree.

        The right edge is read from the folder and must give `old_root`. With old_size 0 and all entries the folder is
        rebuilt: what is missing is written, what is there must be the same. Raises IntegrityFailure, before anything
        visible has changed, where a file on disk or the published checkpoint contradicts the entries (all files
        listed); TryAgainLater where the disk is full or another publisher is at work.
        """
        self.take_lock()
        try:
            with _disk():
                return self._stage(old_size, old_root, entries)
        except BaseException:
            self.close()
            raise

    def commit(self, checkpoint: bytes) -> None:
        """Publishes the signed checkpoint of the tree just staged. Raises IntegrityFailure for that of any other
        tree.
        """
        staged = self._staged
        head = read_checkpoint(checkpoint)
        if staged is None or (head.size, head.root) != (staged.size, staged.root):
            raise IntegrityFailure("MUN-LEDGER-071", "The checkpoint is not that of the tree that was staged.")
        with _disk():
            self._write_checkpoint(checkpoint)
        self.close()

    def _stage(self, old_size: int, old_root: bytes, entries: Iterable[bytes]) -> StagedTree:
        staging = self._directory / STAGING
        if staging.exists():
            shutil.rmtree(staging)
        os.mkdir(staging, 0o700)
        growth = Growth(self.folder.edge(old_size, old_root))
        moves: list[tuple[str, str]] = []
        defects: list[Defect] = []
        written: dict[Tile, str] = {}
        for number, file in enumerate(growth.files(entries)):
            path = file.tile.path
            final = self._directory / path
            if final.exists():
                if final.read_bytes() != file.content:
                    defects.append(Defect(path, None, "", "MUN-LEDGER-072", "The file contradicts the database."))
                continue
            temporary = f"{staging}/{number}"
            self._write(temporary, file.content)
            moves.append((temporary, str(final)))
            written[file.tile] = temporary
        if defects:
            raise IntegrityFailure(
                "MUN-LEDGER-072",
                f"{len(defects)} published file(s) contradict the database; nothing was published.",
                hint="Run `muniment ledger fsck`. If the published checkpoint bears the database out, move the damaged "
                "files away and publish again from all entries; otherwise the database is the one that is wrong.",
                defects=defects[:_MAX_DEFECTS],
            )
        edge = growth.edge
        self._check_published(edge, written)
        self._move(moves)
        self._staged = StagedTree(edge.size, edge.root)
        return self._staged

    def _move(self, moves: list[tuple[str, str]]) -> None:
        if moves:
            self._sync()
            for folder in sorted({os.path.dirname(final) for _, final in moves}):
                os.makedirs(folder, 0o700 if self._mode & 0o077 == 0 else 0o755, exist_ok=True)
            for temporary, final in moves:
                os.rename(temporary, final)
        # Also with nothing to move: an earlier run may have died between its renames and its sync.
        self._sync()
        os.rmdir(self._directory / STAGING)

    def _check_published(self, edge: Edge, written: dict[Tile, str]) -> None:
        """The published checkpoint must be of a tree that the staged one grew from."""
        raw = self.folder.checkpoint()
        if raw is None:
            return
        published = read_checkpoint(raw)
        if published.size > edge.size:
            raise IntegrityFailure(
                "MUN-LEDGER-041",
                f"The published checkpoint has {published.size} entries, the database {edge.size}.",
                hint="The database is a restored backup. Halt; never publish over the log.",
            )

        def read(tile: Tile) -> bytes:
            for candidate in (tile, tile.full):
                if candidate in written:
                    return Path(written[candidate]).read_bytes()[: tile.width * HASH_BYTES]
            return self.folder.read(tile)

        if Tree(edge.size, read).root(published.size) != published.root:
            raise IntegrityFailure(
                "MUN-LEDGER-042",
                f"The database's first {published.size} entries do not have the root that was published for them.",
                hint="Halt and keep both. `muniment ledger fsck` lists where they differ.",
            )

    def _write_checkpoint(self, raw: bytes) -> None:
        temporary = self._directory / ".checkpoint"
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        self._write(str(temporary), raw, sync=True)
        os.rename(temporary, self._directory / CHECKPOINT)
        handle = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            raise _sync_failed(error) from None
        finally:
            os.close(handle)

    def _write(self, path: str, content: bytes, *, sync: bool = False) -> None:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, self._mode)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(handle, rest) :]
            if sync:
                try:
                    os.fsync(handle)
                except OSError as error:
                    raise _sync_failed(error) from None
        finally:
            os.close(handle)

    def _sync(self) -> None:
        handle = os.open(self._directory, os.O_RDONLY)
        try:
            syncfs(handle)
        except OSError as error:
            raise _sync_failed(error) from None
        finally:
            os.close(handle)

    def take_lock(self) -> None:
        """Take the folder for this publisher, if it is free; raises TryAgainLater (LOCKED) at once when it is not."""
        if self._lock is not None:
            return
        with _disk():
            os.makedirs(self._directory, 0o700 if self._mode & 0o077 == 0 else 0o755, exist_ok=True)
            handle = os.fdopen(os.open(self._directory / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600), "wb")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            raise TryAgainLater(LOCKED, "Another process is publishing this log.") from None
        self._lock = handle


def syncfs(handle: int) -> None:
    """Makes durable everything written to the file system of the open `handle`. Raises OSError where that failed.

    syncfs(2) on Linux (5.8 and later report write errors), sync(2) elsewhere, which reports none.
    """
    if sys.platform != "linux":
        os.sync()
        return
    if ctypes.CDLL(None, use_errno=True).syncfs(handle) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


@contextlib.contextmanager
def _disk() -> Iterator[None]:
    """Turns what the disk says into what a person can act on."""
    try:
        yield
    except MunimentError:
        raise
    except OSError as error:
        if disk_is_full(error):
            raise TryAgainLater(
                "MUN-LEDGER-074",
                "The disk with the ledger is full; nothing was published.",
                hint="Make room and publish again; no entry is lost, the database has them all.",
            ) from None
        raise IntegrityFailure(
            "MUN-LEDGER-075",
            f"The disk with the ledger failed ({errno.errorcode.get(error.errno or 0, 'error')}).",
            hint="Nothing was published. See to the disk before anything else.",
        ) from None


def _sync_failed(error: OSError) -> MunimentError:
    # After a failed sync the kernel may call lost pages clean: trying again would report success.
    return IntegrityFailure(
        "MUN-LEDGER-076",
        f"The disk would not make the ledger durable ({errno.errorcode.get(error.errno or 0, 'error')}).",
        hint="Stop the service, see to the disk and start anew; do not simply try again.",
    )
