"""The right edge of a tree: all that must be known of it to append, and the files that appending makes.

Pure: it yields files, it writes none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from muniment.ledger.tiles import BUNDLES, HASH_BYTES, WIDTH, Tile, decode_bundle, encode_bundle
from muniment.ledger.tree import EMPTY_ROOT, fold, leaf_hashes, node_hash
from muniment.vocabulary.errors import IntegrityFailure

_FULL: Final = WIDTH * HASH_BYTES


@dataclass(frozen=True, slots=True)
class Edge:
    """The partial tiles of a tree of `size`: `levels[L]` holds the hashes of level L's partial tile, b'' where none is.

    `entries` are those of the partial bundle. Build one from files with `edge_from_files`, which checks them against
    each other and against the root they must give.
    """

    size: int
    levels: tuple[bytes, ...]
    entries: tuple[bytes, ...]

    @property
    def root(self) -> bytes:
        """The root of the tree: the edge alone determines it."""
        return _root(self.levels)


EMPTY: Final = Edge(0, (), ())


@dataclass(frozen=True, slots=True)
class TileFile:
    """A file to be published."""

    tile: Tile
    content: bytes


def edge_from_files(size: int, root: bytes, levels: Iterable[bytes], bundle: bytes) -> Edge:
    """The edge of the tree (size, root) as its partial tiles and partial bundle have it.

    Raises IntegrityFailure where the files do not give the root, or the bundle does not give the level-0 tile.
    """
    held = tuple(levels)
    entries = tuple(decode_bundle(bundle))
    widths = [(size >> (8 * level)) % WIDTH for level in range(len(held))]
    if [len(h) for h in held] != [w * HASH_BYTES for w in widths] or size >> (8 * len(held)):
        raise IntegrityFailure("MUN-LEDGER-003", "The right edge of the log on disk is not that of its size.")
    if b"".join(leaf_hashes(entries)) != (held[0] if held else b""):
        raise IntegrityFailure("MUN-LEDGER-004", "The last entry bundle on disk does not hash to its tile.")
    edge = Edge(size, held, entries)
    if edge.root != root:
        raise IntegrityFailure(
            "MUN-LEDGER-005",
            f"The tiles on disk do not give the root the database has for {size} entries.",
            hint="Compare folder and database with `muniment ledger fsck`; change neither before.",
        )
    return edge


class Growth:
    """Appending to a tree. Iterate `files(entries)` to its end; then `edge` is that of the grown tree.

    Guarantee: the files, with those the tree had, are exactly `tiles_of(edge.size)`. Holds one bundle of entries and
    one tile for each level, whatever the number of entries.
    """

    def __init__(self, edge: Edge) -> None:
        self._levels = [bytearray(level) for level in edge.levels]
        self._pending = list(edge.entries)
        self._size = edge.size

    @property
    def edge(self) -> Edge:
        return Edge(self._size, tuple(bytes(level) for level in self._levels), tuple(self._pending))

    def files(self, entries: Iterable[bytes]) -> Iterator[TileFile]:
        source = iter(entries)
        while chunk := list(islice(source, WIDTH - len(self._pending))):
            self._size += len(chunk)
            self._pending += chunk
            yield from self._leaves(leaf_hashes(chunk))
        if self._pending:
            yield TileFile(Tile(BUNDLES, self._size // WIDTH, len(self._pending)), encode_bundle(self._pending))
        for level, hashes in enumerate(self._levels):
            if hashes:
                width = len(hashes) // HASH_BYTES
                yield TileFile(Tile(level, (self._size >> (8 * level)) // WIDTH, width), bytes(hashes))

    def _leaves(self, leaves: list[bytes]) -> Iterator[TileFile]:
        if not self._levels:
            self._levels.append(bytearray())
        self._levels[0] += b"".join(leaves)
        level = 0
        while len(self._levels[level]) == _FULL:
            full = bytes(self._levels[level])
            index = (self._size >> (8 * (level + 1))) - 1
            if level == 0:
                yield TileFile(Tile(BUNDLES, index, WIDTH), encode_bundle(self._pending))
                self._pending = []
            yield TileFile(Tile(level, index, WIDTH), full)
            self._levels[level] = bytearray()
            if level + 1 == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level + 1] += fold(full)
            level += 1


def _root(levels: Iterable[bytes]) -> bytes:
    """Joins the perfect subtrees of the edge from the smallest, which is at the right of level 0, to the largest."""
    root = b""
    for hashes in levels:
        end = len(hashes)
        while end:
            start = end - ((end // HASH_BYTES) & -(end // HASH_BYTES)) * HASH_BYTES
            peak = fold(bytes(hashes[start:end]))
            root = node_hash(peak, root) if root else peak
            end = start
    return root or EMPTY_ROOT
