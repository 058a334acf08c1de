"""The tiles of a log: which files a tree of a size has, where they lie, and how entries are bundled (C2SP tlog-tiles).

Pure arithmetic on names and bytes. It neither hashes nor reads a file.

A tile of level L holds up to 256 hashes of 256^L leaves each; an entry bundle holds the entries below one level-0
tile, each behind its length as a big-endian uint16. The last tile of a level may be partial and then carries its
width in its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from muniment.vocabulary.errors import IntegrityFailure

HEIGHT: Final = 8
WIDTH: Final = 256
HASH_BYTES: Final = 32
MAX_LEVEL: Final = 63
MAX_ENTRY: Final = 0xFFFF
BUNDLES: Final = -1
"""The `level` of an entry bundle, where a level is asked for."""

_PATH: Final = re.compile(r"tile/(entries|0|[1-5]?[0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One file of the log. `level` is BUNDLES for an entry bundle; `width` is 1 to 256, 256 being a full tile."""

    level: int
    index: int
    width: int

    def __post_init__(self) -> None:
        if not (BUNDLES <= self.level <= MAX_LEVEL and self.index >= 0 and 1 <= self.width <= WIDTH):
            raise ValueError("no such tile")

    @property
    def path(self) -> str:
        """Where the tile lies below the log's folder: `tile/0/x001/234`, `tile/entries/005.p/17`."""
        rest, last = divmod(self.index, 1000)
        name = f"{last:03d}"
        while rest:
            rest, part = divmod(rest, 1000)
            name = f"x{part:03d}/{name}"
        kind = "entries" if self.level == BUNDLES else str(self.level)
        return f"tile/{kind}/{name}" + (f".p/{self.width}" if self.width < WIDTH else "")

    @property
    def full(self) -> Tile:
        """The tile this one grows into."""
        return Tile(self.level, self.index, WIDTH)


def parse_path(path: str) -> Tile | None:
    """The tile a path names, or None where the path is no tile's one correct name (`x000/001` is none)."""
    found = _PATH.fullmatch(path)
    if not found:
        return None
    kind, name, width = found.groups()
    index = int("".join(part.removeprefix("x") for part in name.split("/")))
    if width is not None and int(width) >= WIDTH:
        return None
    tile = Tile(BUNDLES if kind == "entries" else int(kind), index, int(width or WIDTH))
    return tile if tile.path == path else None


def count_at(size: int, level: int) -> int:
    """How many hashes (or, at BUNDLES, entries) a tree of `size` entries has at a level."""
    return size >> (HEIGHT * max(level, 0))


def tiles_of(size: int) -> Iterator[Tile]:
    """Every file a checkpoint of `size` needs, bundles first, then level by level; each exactly once."""
    yield from _row(BUNDLES, size)
    level = 0
    while count := count_at(size, level):
        yield from _row(level, count)
        level += 1


def right_edge(size: int) -> list[Tile]:
    """The partial tiles of levels 0, 1, ... of a tree of `size`; a level whose last tile is full has none."""
    edge: list[Tile] = []
    level = 0
    while count := count_at(size, level):
        if count % WIDTH:
            edge.append(Tile(level, count // WIDTH, count % WIDTH))
        level += 1
    return edge


def _row(level: int, count: int) -> Iterator[Tile]:
    for index in range(count // WIDTH):
        yield Tile(level, index, WIDTH)
    if count % WIDTH:
        yield Tile(level, count // WIDTH, count % WIDTH)


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """The entries one after the other, each behind its length (big-endian uint16). Raises ValueError over 65,535
    bytes.
    """
    lengths = set(map(len, entries))
    if not lengths:
        return b""
    if max(lengths) > MAX_ENTRY:
        raise ValueError("an entry is longer than 65,535 bytes")
    if len(lengths) == 1:  # ours always are: one join in C
        prefix = lengths.pop().to_bytes(2, "big")
        return prefix + prefix.join(entries)
    return b"".join(part for e in entries for part in (len(e).to_bytes(2, "big"), e))


def decode_bundle(raw: bytes) -> list[bytes]:
    """The entries of a bundle, in order. Raises IntegrityFailure where the lengths do not add up to the bytes."""
    entries: list[bytes] = []
    at, end = 0, len(raw)
    while at < end:
        start = at + 2
        at = start + int.from_bytes(raw[at:start], "big")
        if start > end or at > end:
            raise IntegrityFailure("MUN-LEDGER-001", "An entry bundle ends in the middle of an entry.")
        entries.append(raw[start:at])
    return entries
