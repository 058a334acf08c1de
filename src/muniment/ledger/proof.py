"""Proofs a recipient keeps: that one entry is in the log, under a checkpoint the witnesses saw (C2SP tlog-proof v1).

A proof is one text file, verified without the log: index, audit path, and the checkpoint with its signatures verbatim.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from muniment.ledger.checkpoint import Checkpoint, verify_checkpoint
from muniment.ledger.note import VerifierKey, cosigned_at
from muniment.ledger.tree import leaf_hash, verify_inclusion
from muniment.vocabulary.errors import IntegrityFailure

HEADER: Final = "c2sp.org/tlog-proof@v1"
MAX_HASHES: Final = 63
_INDEX: Final = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A proof for the entry at `index`. `checkpoint` is the signed note's bytes; `extra` is not authenticated by
    anything.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def encode(self) -> bytes:
        """The file; by custom it ends in `.tlog-proof`."""
        lines = [HEADER]
        if self.extra is not None:
            lines.append("extra " + base64.b64encode(self.extra).decode())
        lines.append(f"index {self.index}")
        lines += [base64.b64encode(h).decode() for h in self.hashes]
        return ("\n".join(lines) + "\n\n").encode() + self.checkpoint


@dataclass(frozen=True, slots=True)
class Proven:
    """What a verified proof shows. `cosigned` tells when each witness cosigned (POSIX seconds, by vkey)."""

    index: int
    checkpoint: Checkpoint
    cosigned: dict[str, int]


def parse_proof(raw: bytes) -> TlogProof:
    """The proof in a file, nothing of it verified. Raises IntegrityFailure where it is none."""
    head, gap, note = raw.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        lines = []
    extra: bytes | None = None
    if gap and lines[:1] == [HEADER]:
        rest = lines[1:]
        try:
            if rest and rest[0].startswith("extra "):
                extra = base64.b64decode(rest.pop(0)[6:], validate=True)
            index = _INDEX.fullmatch(rest[0]) if rest else None
            hashes = tuple(base64.b64decode(line, validate=True) for line in rest[1:])
            if index and len(hashes) <= MAX_HASHES and all(len(h) == 32 for h in hashes):
                return TlogProof(int(index[1]), hashes, note, extra)
        except (binascii.Error, ValueError):
            pass
    raise IntegrityFailure("MUN-LEDGER-060", "The file is no C2SP tlog-proof (version 1).")


def verify_proof(
    raw: bytes, entry: bytes, log: VerifierKey, witnesses: Sequence[VerifierKey] = (), quorum: int | None = None
) -> Proven:
    """What the proof in `raw` shows of `entry`: that `log` signed a tree holding it, seen by `quorum` of the witnesses.

    `quorum` is all of them when not given; one key under two names counts once. Raises IntegrityFailure where
    anything fails.
    """
    proof = parse_proof(raw)
    checkpoint, note = verify_checkpoint(proof.checkpoint, log)
    if not verify_inclusion(leaf_hash(entry), proof.index, checkpoint.size, proof.hashes, checkpoint.root):
        raise IntegrityFailure("MUN-LEDGER-061", "The proof does not lead from the entry to the checkpoint's root.")
    cosigned = cosigned_at(note, witnesses)
    keys = {key.public for key in witnesses if key.vkey in cosigned}
    needed = len({key.public for key in witnesses}) if quorum is None else quorum
    if len(keys) < needed:
        raise IntegrityFailure(
            "MUN-LEDGER-062", f"The checkpoint has {len(keys)} of the {needed} cosignatures that are needed."
        )
    return Proven(proof.index, checkpoint, cosigned)
