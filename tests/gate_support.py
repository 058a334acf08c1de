"""What the gate's tests share: keys, a sealed package, and a log of seven entries with its disclosure at index 3."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from muniment.formats import keyfiles
from muniment.ledger.checkpoint import Checkpoint
from muniment.ledger.entry import Entry
from muniment.ledger.fields import commit_fields
from muniment.ledger.note import LOG, WITNESS, SigningKey
from muniment.ledger.proof import TlogProof
from muniment.ledger.tree import leaf_hash, root_of_leaves
from muniment.release import cms
from muniment.release.gate import NOTHING_RELEASED, DisclosureClaim, Gate, GateEvidence, GatePolicy, GateState

NOW = 1_772_450_000
DAY = date(2026, 3, 2)
LOG_KEY = SigningKey("ledger.example", LOG, bytes(range(32)))
WITNESS_1 = SigningKey("w1.example", WITNESS, bytes([1]) * 32)
WITNESS_2 = SigningKey("w2.example", WITNESS, bytes([2]) * 32)
STRANGER = SigningKey("w1.example", WITNESS, bytes([9]) * 32)
POLICY = GatePolicy(LOG_KEY.verifier, (WITNESS_1.verifier, WITNESS_2.verifier), quorum=1, max_age=600)


def path_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path by the recursion of RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < half:
        return [*path_of(leaves[:half], index), root_of_leaves(leaves[half:])]
    return [*path_of(leaves[half:], index - half), root_of_leaves(leaves[:half])]


@dataclass(frozen=True)
class GateWorld:
    """A gate, two recipients, one sealed package, and a log of seven entries with its disclosure at index 3."""

    gate: Gate
    gate_certificate: str
    certificates: dict[str, str]
    keys: dict[str, ec.EllipticCurvePrivateKey]
    sealed: bytes
    record: dict[str, Any]
    salt: bytes
    entries: list[bytes]

    def evidence(
        self,
        index: int = 3,
        *,
        entries: list[bytes] | None = None,
        witnesses: Sequence[SigningKey] = (WITNESS_1,),
        seen_at: int = NOW,
        log_key: SigningKey = LOG_KEY,
        record: dict[str, Any] | None = None,
        entry: bytes | None = None,
    ) -> GateEvidence:
        log = self.entries if entries is None else entries
        leaves = [leaf_hash(e) for e in log]
        checkpoint = Checkpoint(log_key.name, len(log), root_of_leaves(leaves))
        note = checkpoint.sign(log_key)
        note = note.signed_by(*(w.cosign(note.text, seen_at) for w in witnesses))
        proof = TlogProof(index, tuple(path_of(leaves, index)), note.encode()).encode()
        return GateEvidence(log[3] if entry is None else entry, record or self.record, self.salt, proof)

    def release(
        self,
        evidence: GateEvidence,
        *,
        sealed: bytes | None = None,
        to: str = "R1",
        certificate: str | None = None,
        package: str = "P-1",
        state: GateState = NOTHING_RELEASED,
        gate: Gate | None = None,
    ) -> Any:
        return (gate or self.gate).release(
            self.sealed if sealed is None else sealed,
            self.certificates[certificate or to],
            evidence,
            package=package,
            recipient=to,
            state=state,
            now=NOW,
        )


def entry_of(record: dict[str, Any], salt: bytes) -> bytes:
    return Entry(DAY, commit_fields(record, salt)).encode()


def make_world(folder: Path) -> GateWorld:
    names = ("gate", "R1", "R2")
    pairs = {name: keyfiles.generate_recipient(folder, name, datetime(2026, 3, 2, tzinfo=UTC)) for name in names}
    keys = {name: keyfiles.load_recipient_private(pair.private) for name, pair in pairs.items()}
    certificates = {name: pair.public.read_text() for name, pair in pairs.items()}
    sealed = cms.seal(b"the answer", certificates["gate"], os.urandom)
    salt = bytes([5]) * 32
    claim = DisclosureClaim.of("P-1", "R1", certificates["R1"], sealed)
    record = {**claim.as_fields(), "rows": 12, "act": "release"}
    others = [Entry(DAY, bytes([i]) * 32).encode() for i in range(7)]
    entries = [*others[:3], entry_of(record, salt), *others[4:]]
    gate = Gate(cms.KeyInMemory(keys["gate"]), POLICY)
    return GateWorld(gate, certificates["gate"], certificates, keys, sealed, record, salt, entries)
