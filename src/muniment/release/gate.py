"""The gate: no package opens for its recipient without proof that its disclosure is in the ledger.

Packages are sealed to the gate's certificate. The gate alone holds the key, and turns the seal over to the recipient
only when every line of this list holds; it never decrypts the content.

    the log signed the checkpoint           pinned verifier key, `ledger.checkpoint`
    witnesses saw it, lately                k distinct keys of n, each cosignature at most `max_age` old
    the entry is in it                      inclusion proof, `ledger.proof`
    the entry is this record                its commitment opens with the record and salt
    the record is this disclosure           package, recipient, certificate, ciphertext: each equal
    the log has not shrunk or forked        against the largest checkpoint the gate has seen
    the leaf and the ciphertext are unused  or used for exactly this release, which is then given again

Pure: what the gate remembers comes in and goes out as `GateState`, the time comes in. The caller makes the new state
durable, in one step with having read the old, before it delivers. If it dies in between, it asks again with the same
leaf and gets the same bytes: the ephemeral key is derived from the gate's key and the release, so a second copy cannot
differ from the first and losing the answer loses nothing.

That a larger checkpoint begins with the smaller one is what the witnesses vouch for; the gate relies on them for it.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from itertools import count
from typing import Any, Final

from muniment.formats.canonical import canonical_json, read_canonical
from muniment.formats.keyfiles import read_certificate
from muniment.ledger.entry import SALT_BYTES, opens, parse_entry
from muniment.ledger.fields import commit_fields
from muniment.ledger.note import LOG, WITNESS, VerifierKey, parse_vkey
from muniment.ledger.proof import Proven, verify_proof
from muniment.ledger.tree import leaf_hash
from muniment.release.cms import Unwrapper, ciphertext_digest, rewrap
from muniment.vocabulary.errors import InputRefused, IntegrityFailure

_EPHEMERAL: Final = b"muniment/gate/ephemeral/v1\0"
_BY_THE_GATE: Final = object()


@dataclass(frozen=True, slots=True)
class DisclosureClaim:
    """What the ledger's record of a disclosure must say for the gate to act on it. Hex digests are lower case."""

    package: str
    recipient: str
    certificate_sha256: str
    ciphertext_sha256: str

    @classmethod
    def of(cls, package: str, recipient: str, certificate_pem: str | bytes, sealed: bytes) -> DisclosureClaim:
        """The claim for a sealed package, before or after the gate: re-wrapping leaves it as it is."""
        return cls(package, recipient, read_certificate(certificate_pem).fingerprint, ciphertext_digest(sealed).hex())

    def as_fields(self) -> dict[str, str]:
        """The record's fields. A record may have more beside them; these must be there and equal."""
        return {
            "kind": "disclosure",
            "package": self.package,
            "recipient": self.recipient,
            "certificate_sha256": self.certificate_sha256,
            "ciphertext_sha256": self.ciphertext_sha256,
        }


@dataclass(frozen=True, slots=True)
class GateEvidence:
    """What the gate is shown. `entry` is the public entry, `record` and `salt` what was committed in it, and `proof`
    the very C2SP tlog-proof file (index, audit path, checkpoint, cosignatures) that goes to the recipient.
    """

    entry: bytes
    record: Mapping[str, Any] = field(repr=False)
    salt: bytes = field(repr=False)
    proof: bytes


@dataclass(frozen=True, slots=True)
class GatePolicy:
    """Whom the gate believes. Guarantee: at least one witness, none of them the log, quorum within their number.

    `max_age` and `skew` are seconds: how old a cosignature may be, how far ahead of the gate's clock. Raises
    InputRefused for a policy that would believe the log alone.
    """

    log: VerifierKey
    witnesses: tuple[VerifierKey, ...]
    quorum: int
    max_age: int
    skew: int = 60

    def __post_init__(self) -> None:
        distinct = {key.public for key in self.witnesses}
        if (
            self.log.kind != LOG
            or any(key.kind != WITNESS for key in self.witnesses)
            or self.log.public in distinct
            or not 1 <= self.quorum <= len(distinct)
            or self.max_age < 1
            or self.skew < 0
        ):
            raise InputRefused(
                "MUN-GATE-001",
                "The gate's policy would let it open without a witness.",
                hint="Name a log key, witness keys other than it, and a quorum from 1 to the number of witnesses.",
            )

    @classmethod
    def of_vkeys(cls, log: str, witnesses: Sequence[str], quorum: int, max_age: int) -> GatePolicy:
        """From C2SP verifier key lines, as `muniment ledger vkey` prints them."""
        return cls(parse_vkey(log), tuple(parse_vkey(line) for line in witnesses), quorum, max_age)


@dataclass(frozen=True, slots=True)
class Mark:
    """One release the gate made: which leaf it was made for, and of which ciphertext."""

    leaf_index: int
    leaf_hash: bytes
    ciphertext_sha256: bytes


@dataclass(frozen=True, slots=True)
class GateState:
    """What the gate remembers: the largest tree it has seen and every release it made.

    A store that keeps marks in a table may pass only those whose leaf or ciphertext is the one asked for; `size` and
    `root` must always be the latest.
    """

    size: int = 0
    root: bytes = b""
    seen: tuple[Mark, ...] = ()

    def encode(self) -> bytes:
        """Canonical JSON; `parse_gate_state` reads it."""
        marks = [[mark.leaf_index, mark.leaf_hash.hex(), mark.ciphertext_sha256.hex()] for mark in self.seen]
        return canonical_json({"version": 1, "size": self.size, "root": self.root.hex(), "seen": marks})


NOTHING_RELEASED: Final = GateState()


@dataclass(frozen=True, slots=True)
class ReleasedAnswer:
    """A package the recipient can open. Only `Gate.release` makes one, so holding one proves the ledger entry.

    `sealed` is the file to deliver; `leaf_hash` is what its key is bound to. Raises TypeError when made elsewhere.
    """

    sealed: bytes = field(repr=False)
    claim: DisclosureClaim
    leaf_index: int
    leaf_hash: bytes
    checkpoint_size: int
    maker: InitVar[object]

    def __post_init__(self, maker: object) -> None:
        if maker is not _BY_THE_GATE:
            raise TypeError("a released answer is made by the gate and by nothing else")


@dataclass(frozen=True, slots=True)
class GateRelease:
    """Make `state` durable, then deliver `answer`. `again` is true when the same release was made before."""

    answer: ReleasedAnswer
    state: GateState
    again: bool


class Gate:
    """Holds the way to the gate's private key and lends it to nothing but `release`."""

    __slots__ = ("_holder", "_policy")

    def __init__(self, holder: Unwrapper, policy: GatePolicy) -> None:
        self._holder = holder
        self._policy = policy

    def release(
        self,
        sealed_to_gate: bytes,
        certificate_pem: str | bytes,
        evidence: GateEvidence,
        *,
        package: str,
        recipient: str,
        state: GateState,
        now: int,
    ) -> GateRelease:
        """The package for its recipient, given only when the module's list holds line by line.

        `now` is POSIX seconds. Raises IntegrityFailure with the first line that does not hold; nothing then is
        released, the state is unchanged, and the disclosure stands in the ledger as logged and not made.
        """
        claim = DisclosureClaim.of(package, recipient, certificate_pem, sealed_to_gate)
        proven = verify_proof(evidence.proof, evidence.entry, self._policy.log, self._policy.witnesses, quorum=0)
        self._check_witnesses(proven, now)
        _check_record(evidence, claim)
        _check_growth(state, proven)
        leaf = leaf_hash(evidence.entry)
        mark = Mark(proven.index, leaf, bytes.fromhex(claim.ciphertext_sha256))
        again = _check_unused(state, mark)
        sealed = rewrap(sealed_to_gate, self._holder, certificate_pem, bound_to=leaf, random=self._derived(mark, claim))
        answer = ReleasedAnswer(sealed, claim, proven.index, leaf, proven.checkpoint.size, _BY_THE_GATE)
        seen = state.seen if again else (*state.seen, mark)
        return GateRelease(answer, GateState(proven.checkpoint.size, proven.checkpoint.root, seen), again)

    def _check_witnesses(self, proven: Proven, now: int) -> None:
        """One key under two names counts once; a cosignature from the future is as good as none."""
        policy = self._policy
        fresh = {
            key.public
            for key in policy.witnesses
            if key.vkey in proven.cosigned and now - policy.max_age <= proven.cosigned[key.vkey] <= now + policy.skew
        }
        if len(fresh) < policy.quorum:
            raise _refused(
                "MUN-GATE-002",
                f"The checkpoint has {len(fresh)} of the {policy.quorum} fresh witness cosignatures that are needed.",
                "Have the witnesses cosign a new checkpoint, and release again.",
            )

    def _derived(self, mark: Mark, claim: DisclosureClaim) -> Callable[[int], bytes]:
        """Secret bytes that depend on the gate's key and this release alone."""
        context = mark.leaf_hash + mark.ciphertext_sha256 + bytes.fromhex(claim.certificate_sha256)
        calls = count()

        def random(size: int) -> bytes:
            return self._holder.derive(_EPHEMERAL + context + next(calls).to_bytes(4, "big"), size)

        return random


def parse_gate_state(raw: bytes) -> GateState:
    """The state `encode` wrote. Raises IntegrityFailure for anything else: a gate that forgot must not open."""
    try:
        held = read_canonical(raw)
        marks = tuple(Mark(index, bytes.fromhex(leaf), bytes.fromhex(text)) for index, leaf, text in held["seen"])
        state = GateState(held["size"], bytes.fromhex(held["root"]), marks)
        if state.encode() == raw:
            return state
    except (InputRefused, KeyError, TypeError, ValueError, AttributeError):
        pass
    raise _refused("MUN-GATE-003", "The gate's state cannot be read.", "Restore it; never start with an empty one.")


def _check_record(evidence: GateEvidence, claim: DisclosureClaim) -> None:
    commitment = parse_entry(evidence.entry).commitment
    if not _is_committed(evidence.record, evidence.salt, commitment):
        raise _refused("MUN-GATE-004", "The record shown is not the one in the ledger entry.", _STAYS)
    missing = [
        name
        for name, value in claim.as_fields().items()
        if type(evidence.record.get(name)) is not str or evidence.record[name] != value
    ]
    if missing:
        fields = ", ".join(missing)
        raise _refused("MUN-GATE-005", f"The ledger records another disclosure than this one ({fields}).", _STAYS)


def _is_committed(record: Mapping[str, Any], salt: bytes, commitment: bytes) -> bool:
    """As a tree of salted fields, or whole: the two commitments have their own domains, so one is never the other."""
    if not record or len(salt) != SALT_BYTES:
        return False
    try:
        by_field = commit_fields(record, salt)
        whole = canonical_json(dict(record))
    except InputRefused:
        return False
    return hmac.compare_digest(by_field, commitment) or opens(commitment, whole, salt)


def _check_growth(state: GateState, proven: Proven) -> None:
    if proven.checkpoint.size < state.size:
        raise _refused("MUN-GATE-006", "The log is smaller than the gate has seen it: entries were removed.", _HALT)
    if proven.checkpoint.size == state.size and proven.checkpoint.root != state.root:
        raise _refused(
            "MUN-GATE-007", "The log has another root than the gate has seen at this size: it forked.", _HALT
        )


def _check_unused(state: GateState, mark: Mark) -> bool:
    """Whether exactly this release was made before. Raises when the leaf or the ciphertext was used for another."""
    for earlier in state.seen:
        if earlier == mark:
            return True
        if earlier.leaf_index == mark.leaf_index or earlier.leaf_hash == mark.leaf_hash:
            raise _refused("MUN-GATE-008", "This ledger entry has already released another package.", _STAYS)
        if earlier.ciphertext_sha256 == mark.ciphertext_sha256:
            raise _refused("MUN-GATE-008", "This package was already released under another ledger entry.", _STAYS)
    return False


_STAYS: Final = "The package stays closed; the entry stays as logged, not disclosed. Seal and record it anew."
_HALT: Final = "Release nothing. Keep the log, the database and the gate's state as they are, and run ledger fsck."


def _refused(code: str, message: str, hint: str) -> IntegrityFailure:
    return IntegrityFailure(code, message, hint=hint)
