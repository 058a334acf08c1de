"""What the ledger's tests share: keys, entries, a published log, and RFC 6962's slow definitions."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

from muniment.ledger.checkpoint import Checkpoint
from muniment.ledger.entry import Entry
from muniment.ledger.note import LOG, WITNESS, SigningKey
from muniment.ledger.publish import Publisher
from muniment.ledger.tree import EMPTY_ROOT, leaf_hashes, root_of_leaves

ORIGIN = "example.org/ledger"
LOG_KEY = SigningKey(ORIGIN, LOG, bytes(range(32)))
WITNESS_KEY = SigningKey("example.org/witness", WITNESS, bytes(range(32, 64)))
OTHER_WITNESS_KEY = SigningKey("example.net/witness", WITNESS, bytes(range(64, 96)))
DAY = date(2026, 3, 2)
NOON = 1_772_452_800  # of that day


def entries(first: int, end: int, salt: bytes = b"") -> list[bytes]:
    """Well-formed entries of the right length, different for each index (and salt)."""
    return [Entry(DAY, sha256(salt + b"%d" % i).digest()).encode() for i in range(first, end)]


def root_of(items: list[bytes]) -> bytes:
    return root_of_leaves(leaf_hashes(items))


def signed(size: int, root: bytes, *, cosigned: bool = False) -> bytes:
    note = Checkpoint(ORIGIN, size, root).sign(LOG_KEY)
    if cosigned:
        note = note.signed_by(WITNESS_KEY.cosign(note.text, NOON))
    return note.encode()


def publish(directory: Path, old: list[bytes], new: list[bytes], *, cosigned: bool = False) -> bytes:
    """Grows the log in `directory` from `old` by `new`; returns the checkpoint."""
    with Publisher(directory) as publisher:
        staged = publisher.stage(len(old), root_of(old), new)
        checkpoint = signed(staged.size, staged.root, cosigned=cosigned)
        publisher.commit(checkpoint)
    return checkpoint


def files(directory: Path) -> dict[str, bytes]:
    """Every published file by name."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and not path.relative_to(directory).as_posix().startswith(".")
    }


def mth(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, over leaf hashes, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = largest_power_below(len(leaves))
    return sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = largest_power_below(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of section 2.1.2."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = largest_power_below(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def largest_power_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k
