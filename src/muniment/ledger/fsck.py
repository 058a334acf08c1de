"""Compares a log's folder with the entries the database holds, file by file. Changes neither.

The database is asked for its entries once, 256 at a time; what is held in memory is 32 bytes for each 256 entries.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from muniment.ledger.checkpoint import Checkpoint, read_checkpoint
from muniment.ledger.edge import EMPTY, Growth
from muniment.ledger.publish import CHECKPOINT, LogFolder
from muniment.ledger.tiles import (
    BUNDLES,
    HASH_BYTES,
    WIDTH,
    Tile,
    decode_bundle,
    encode_bundle,
    parse_path,
    tiles_of,
)
from muniment.ledger.tree import EMPTY_ROOT, Tree, leaf_hashes
from muniment.vocabulary.errors import IntegrityFailure
from muniment.vocabulary.progress import Progress, silent


class EntrySource(Protocol):
    """The database's entries, in order, as one consistent snapshot."""

    def size(self) -> int: ...

    def entries(self, first: int, count: int) -> Sequence[bytes]: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing folder and database disagree on.

    `kind`: `missing` (the checkpoint needs the file), `differs`, `unexpected` (no file of a log has that name),
    `beyond` (the file holds more than the database), `ahead` (the checkpoint does), `root` (the checkpoint's root is
    not the database's), `malformed` (the checkpoint cannot be read), `gap` (the database returned fewer entries than
    it has).
    """

    path: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """What `compare` found. `published` is None where the folder has no readable checkpoint."""

    size: int
    root: bytes
    published: Checkpoint | None
    differences: tuple[Difference, ...]


def compare(directory: Path, source: EntrySource, *, progress: Progress = silent) -> Report:
    """Every difference between the folder and the database; none means that the folder is the database's, file by file.

    Entries the database has and the published checkpoint does not yet cover are no difference. Signatures are verify's
    business, not looked at here.
    """
    folder = LogFolder(directory)
    size = source.size()
    found: list[Difference] = []
    raw = folder.checkpoint()
    published: Checkpoint | None = None
    if raw is not None:
        try:
            published = read_checkpoint(raw)
        except IntegrityFailure as failure:
            found.append(Difference(CHECKPOINT, "malformed", failure.message))
    present = {tile: path for path, tile in _files(directory, found)}
    needed = set(tiles_of(min(published.size, size))) if published else set()
    found += [Difference(t.path, "missing", "The checkpoint needs this file.") for t in sorted(needed - present.keys())]

    partials: dict[tuple[int, int], list[Tile]] = {}
    for tile in present:
        partials.setdefault((tile.level, tile.index), []).append(tile)
    hashes: dict[Tile, bytes] = {}
    growth = Growth(EMPTY)
    for file in growth.files(_entries(source, size, progress)):
        if file.tile.level > 0 or file.tile.width < WIDTH:
            hashes[file.tile] = file.content
        for tile in partials.pop((file.tile.level, file.tile.index), ()):
            found += _compare(folder, tile, file.tile.width, file.content)
    if growth.edge.size != size:
        found.append(Difference("", "gap", f"The database says {size} entries and returned {growth.edge.size}."))
    beyond = sorted(tile for tiles in partials.values() for tile in tiles)
    found += [Difference(t.path, "beyond", "The database has no entries for this file.") for t in beyond]
    if published:
        found += _head(published, growth.edge.size, _reader(source, hashes))
    return Report(size, growth.edge.root, published, tuple(found))


def _files(directory: Path, found: list[Difference]) -> Iterator[tuple[str, Tile]]:
    for at, _, names in os.walk(directory / "tile"):
        for name in names:
            path = (Path(at) / name).relative_to(directory).as_posix()
            tile = parse_path(path)
            if tile is None:
                found.append(Difference(path, "unexpected", "No file of a log has this name."))
            else:
                yield path, tile


def _entries(source: EntrySource, size: int, progress: Progress) -> Iterator[bytes]:
    for first in range(0, size, WIDTH):
        progress("ledger", first, size)
        yield from source.entries(first, min(WIDTH, size - first))
    progress("ledger", size, size)


def _compare(folder: LogFolder, tile: Tile, width: int, content: bytes) -> Iterator[Difference]:
    """A file against what the database gives for it; a narrower one must be its beginning."""
    if tile.width > width:
        yield Difference(tile.path, "beyond", "The file holds more than the database.")
        return
    if tile.level == BUNDLES:
        expected = content if tile.width == width else encode_bundle(decode_bundle(content)[: tile.width])
    else:
        expected = content[: tile.width * HASH_BYTES]
    if (folder.directory / tile.path).read_bytes() != expected:
        yield Difference(tile.path, "differs", "The file is not what the database's entries give.")


def _head(published: Checkpoint, size: int, read: Callable[[Tile], bytes]) -> Iterator[Difference]:
    if published.size > size:
        yield Difference(CHECKPOINT, "ahead", f"It has {published.size} entries, the database {size}.")
    else:
        root = Tree(size, read).root(published.size) if published.size else EMPTY_ROOT
        if root != published.root:
            yield Difference(CHECKPOINT, "root", f"The database's first {published.size} entries have another root.")


def _reader(source: EntrySource, hashes: dict[Tile, bytes]) -> Callable[[Tile], bytes]:
    """Tiles as the database gives them, never as the folder has them."""

    def read(tile: Tile) -> bytes:
        known = hashes.get(tile)
        if known is None and tile.level == 0:
            known = b"".join(leaf_hashes(source.entries(tile.index * WIDTH, tile.width)))
        if known is None:
            raise IntegrityFailure("MUN-LEDGER-077", "The database's entries changed while they were compared.")
        return known

    return read
