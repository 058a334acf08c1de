"""The Merkle tree of RFC 6962, section 2.1, over tiles: roots, proofs and their verification.

The tree never holds its leaves. It asks a `TileReader` for the tiles it needs, and hashes; so the same code serves a
folder, a database and a test's dictionary. What the reader returns is believed here; whoever reads from outside
verifies roots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final

from muniment.ledger.tiles import HASH_BYTES, HEIGHT, WIDTH, Tile, count_at
from muniment.vocabulary.errors import IntegrityFailure

EMPTY_ROOT: Final = sha256(b"").digest()

TileReader = Callable[[Tile], bytes]
"""Gives the bytes of a hash tile (32 for each of its width). Raises IntegrityFailure where it has none."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf; the leading 0 keeps it from ever being read as an inner node."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\1" + left + right).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """`leaf_hash` of each, without a call for each."""
    return [sha256(b"\0" + entry).digest() for entry in entries]


def fold(hashes: bytes) -> bytes:
    """The root over 2^k concatenated hashes of 32 bytes (k >= 0)."""
    while len(hashes) > HASH_BYTES:
        hashes = b"".join([sha256(b"\1" + hashes[i : i + 64]).digest() for i in range(0, len(hashes), 64)])
    return hashes


def root_of_leaves(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes held in memory: MTH of RFC 6962, section 2.1."""
    if not leaves:
        return EMPTY_ROOT
    return _join([fold(b"".join(leaves[a:b])) for a, b in _peaks(len(leaves))])


class Tree:
    """A tree of a fixed size read through its tiles.

    Guarantee: roots and proofs are those of RFC 6962 for the leaves whose tiles `read` returns. Each tile is asked for
    once in a Tree's life, so a Tree is for one proof or for a few; for all proofs see `inclusion_paths`.
    """

    def __init__(self, size: int, read: TileReader) -> None:
        if size < 0:
            raise ValueError("a tree has no negative size")
        self.size = size
        self._read = read
        self._tiles: dict[tuple[int, int], bytes] = {}

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves (of all, when not given)."""
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise ValueError("the tree is smaller")
        return self._range(0, size) if size else EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """The leaf hash at `index`, as its tile has it."""
        if not 0 <= index < self.size:
            raise ValueError("no such leaf")
        return self._perfect(0, index)

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """The audit path of leaf `index` in the first `size` leaves, leaf's sibling first (RFC 6962, 2.1.1)."""
        size = self.size if size is None else size
        if not 0 <= index < size <= self.size:
            raise ValueError("no such leaf")
        return self._path(0, index, size)

    def consistency_proof(self, old: int, size: int | None = None) -> list[bytes]:
        """The proof that the first `old` leaves are the beginning of the first `size` (RFC 6962, 2.1.2).

        Empty where `old` is 0 or equals `size`.
        """
        size = self.size if size is None else size
        if not 0 <= old <= size <= self.size:
            raise ValueError("no such sizes")
        proof: list[bytes] = []
        if old in (0, size):
            return proof
        low, high, whole = 0, size, True
        siblings: list[bytes] = []
        while old != high:
            middle = low + _split(high - low)
            if old <= middle:
                siblings.append(self._range(middle, high))
                high = middle
            else:
                siblings.append(self._range(low, middle))
                low, whole = middle, False
        if not whole:
            proof.append(self._range(low, high))
        return proof + siblings[::-1]

    def _path(self, height: int, position: int, size: int) -> list[bytes]:
        """Siblings from the perfect subtree of 2^height leaves at `position` up to the root of the first `size`."""
        first, last = position << height, (position + 1) << height
        low, high = 0, size
        siblings: list[bytes] = []
        while (low, high) != (first, last):
            middle = low + _split(high - low)
            if first < middle:
                siblings.append(self._range(middle, high))
                high = middle
            else:
                siblings.append(self._range(low, middle))
                low = middle
        return siblings[::-1]

    def _range(self, low: int, high: int) -> bytes:
        """The root over leaves low to high, a range the RFC's recursion can meet."""
        return _join([self._perfect((b - a).bit_length() - 1, (low + a) // (b - a)) for a, b in _peaks(high - low)])

    def _perfect(self, height: int, position: int) -> bytes:
        level, inner = divmod(height, HEIGHT)
        first = position << inner
        tile, offset = divmod(first, WIDTH)
        hashes = self._tile(level, tile)
        return fold(hashes[offset * HASH_BYTES : (offset + (1 << inner)) * HASH_BYTES])

    def _tile(self, level: int, index: int) -> bytes:
        known = self._tiles.get((level, index))
        if known is None:
            width = min(WIDTH, count_at(self.size, level) - index * WIDTH)
            known = self._read(Tile(level, index, width))
            if len(known) != width * HASH_BYTES:
                raise IntegrityFailure("MUN-LEDGER-002", f"A tile of level {level} has the wrong length.")
            self._tiles[level, index] = known
        return known


def inclusion_paths(size: int, read: TileReader) -> Iterator[list[bytes]]:
    """The audit paths of all leaves, 256 at a time in order; a path is its hashes concatenated, leaf's sibling first.

    The path of a node is its sibling and then its parent's path, so each costs one concatenation instead of 20 hashes.
    """
    tree = Tree(size, read)
    for index in range((size + WIDTH - 1) // WIDTH):
        if index % WIDTH == 0:
            tree = Tree(size, read)  # bounds what the cache of tiles holds
        width = min(WIDTH, size - index * WIDTH)
        if width < WIDTH:
            yield [b"".join(tree.inclusion_proof(index * WIDTH + i)) for i in range(width)]
            return
        levels = [tree._tile(0, index)]
        while len(levels[-1]) > 2 * HASH_BYTES:
            below = levels[-1]
            levels.append(b"".join([sha256(b"\1" + below[i : i + 64]).digest() for i in range(0, len(below), 64)]))
        paths = [b"".join(tree._path(HEIGHT, index, size))]
        for level in reversed(levels):
            paths = [
                path
                for i, parent in enumerate(paths)
                for path in (level[i * 64 + 32 : i * 64 + 64] + parent, level[i * 64 : i * 64 + 32] + parent)
            ]
        yield paths


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows the leaf hash `leaf` at `index` of the tree of `size` with `root`. Never raises."""
    if not 0 <= index < size or any(len(h) != HASH_BYTES for h in (leaf, root, *proof)):
        return False
    node, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            computed = sha256(b"\1" + sibling + computed).digest()
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            computed = sha256(b"\1" + computed + sibling).digest()
        node >>= 1
        last >>= 1
    return last == 0 and computed == root


def verify_consistency(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree (old, old_root) is the beginning of (size, root). Never raises.

    The algorithm of RFC 9162, section 2.1.4.2. Nothing is consistent with an empty tree but an empty proof and the
    empty tree's own root.
    """
    if not 0 <= old <= size or any(len(h) != HASH_BYTES for h in (old_root, root, *proof)):
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT and (size > 0 or root == EMPTY_ROOT)
    if old == size:
        return not proof and old_root == root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    node, last = old - 1, size - 1
    while node & 1:
        node >>= 1
        last >>= 1
    older = newer = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            older = node_hash(sibling, older)
            newer = node_hash(sibling, newer)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            newer = node_hash(newer, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and older == old_root and newer == root


def _split(count: int) -> int:
    """The largest power of two below `count` (> 1)."""
    return 1 << ((count - 1).bit_length() - 1)


def _peaks(count: int) -> Iterator[tuple[int, int]]:
    """The perfect subtrees of a tree of `count` leaves, largest first, as ranges."""
    at = 0
    while at < count:
        step = 1 << ((count - at).bit_length() - 1)
        yield at, at + step
        at += step


def _join(peaks: list[bytes]) -> bytes:
    root = peaks.pop()
    while peaks:
        root = node_hash(peaks.pop(), root)
    return root
