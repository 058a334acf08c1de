"""A witness: it cosigns a log's checkpoint only after a proof that nothing it saw before was changed (C2SP tlog-
witness, cosignature/v1).

Pure: what the witness saw last comes in and goes out as `WitnessState`; the time comes in. The caller makes the new
state durable, in one step with having read the old, *before* it hands out the cosignature; otherwise two requests at
once could roll the witness back.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from muniment.formats.canonical import canonical_json, read_canonical
from muniment.ledger.checkpoint import Checkpoint, parse_checkpoint, read_checkpoint, verify_checkpoint
from muniment.ledger.note import Cosigner, Signature, VerifierKey, parse_note
from muniment.ledger.tree import EMPTY_ROOT, verify_consistency
from muniment.vocabulary.errors import InputRefused, IntegrityFailure

MAX_PROOF: Final = 63


@dataclass(frozen=True, slots=True)
class Seen:
    """What the witness cosigned last for one log: the note as the log signed it, and when (POSIX seconds)."""

    note: bytes
    time: int

    @property
    def checkpoint(self) -> Checkpoint:
        return read_checkpoint(self.note)


@dataclass(frozen=True, slots=True)
class WitnessState:
    """Everything a witness remembers, by log's origin."""

    logs: Mapping[str, Seen]

    def encode(self) -> bytes:
        """Canonical JSON."""
        return canonical_json(
            {"logs": [[o, s.note.decode(), s.time] for o, s in sorted(self.logs.items())], "version": 1}
        )

    def after(self, origin: str, seen: Seen) -> WitnessState:
        return WitnessState({**self.logs, origin: seen})


NOTHING_SEEN: Final = WitnessState({})


def parse_state(raw: bytes) -> WitnessState:
    """The state `encode` wrote. Raises IntegrityFailure for anything else: a witness without memory must not cosign."""
    try:
        held = read_canonical(raw)
        state = WitnessState({o: Seen(n.encode(), t) for o, n, t in held["logs"]})
        if state.encode() == raw:
            return state
    except (InputRefused, KeyError, TypeError, ValueError, AttributeError):
        pass
    raise IntegrityFailure("MUN-LEDGER-050", "The witness's state cannot be read.")


@dataclass(frozen=True, slots=True)
class Cosigned:
    """The witness agrees. Make `state` durable, then hand out `signature`."""

    state: WitnessState
    signature: Signature


@dataclass(frozen=True, slots=True)
class Refused:
    """The witness does not agree.

    `status` is the HTTP status of tlog-witness; `reason` one of `unknown_log`, `bad_signature`, `malformed`, `stale`
    (the caller does not know what the witness saw; `seen_size` says), `fork`, `rollback`, `inconsistent`, `clock`.
    `evidence` holds the notes that contradict each other, each signed by the log: keep them, they convict it.
    """

    status: int
    reason: str
    seen_size: int
    evidence: tuple[bytes, ...] = ()

    def as_failure(self) -> IntegrityFailure:
        return IntegrityFailure(
            "MUN-LEDGER-051",
            f"The witness refuses to cosign the checkpoint ({self.reason}); it last saw {self.seen_size} entries.",
            hint="Keep the log, the database and the witness's evidence as they are."
            if self.evidence
            else "Send the checkpoint again with a proof from the size the witness saw.",
        )


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness's key and the logs it knows."""

    key: Cosigner
    logs: tuple[VerifierKey, ...]

    def cosign(
        self, state: WitnessState, note: bytes, old_size: int, proof: Sequence[bytes], time: int
    ) -> Cosigned | Refused:
        """Cosigns `note` where the log signed it and `proof` leads to it from exactly what was seen last.

        Guarantee: over any sequence of calls whose state is carried on, the sizes cosigned for a log never fall and
        every tree cosigned begins with the one before. `time` must not lie before the last one. Never raises on bad
        input.
        """
        try:
            head = parse_checkpoint(parse_note(note).text)
        except IntegrityFailure:
            return Refused(400, "malformed", 0)
        keys = [key for key in self.logs if key.name == head.origin]
        if not keys:
            return Refused(404, "unknown_log", 0)
        if not any(_signed(note, key) for key in keys):
            return Refused(403, "bad_signature", 0)
        seen = state.logs.get(head.origin)
        last = seen.checkpoint if seen else Checkpoint(head.origin, 0, EMPTY_ROOT)
        evidence = (seen.note, note) if seen else (note,)
        if old_size > head.size or len(proof) > MAX_PROOF:
            return Refused(400, "malformed", last.size)
        if head.size < last.size:
            return Refused(409, "rollback", last.size, evidence)
        if head.size == last.size and head.root != last.root:
            return Refused(409, "fork", last.size, evidence)
        if old_size != last.size:
            return Refused(409, "stale", last.size)
        if not verify_consistency(last.size, last.root, head.size, head.root, proof):
            return Refused(422, "inconsistent", last.size, evidence)
        if seen and time < seen.time:
            return Refused(503, "clock", last.size)
        return Cosigned(state.after(head.origin, Seen(note, time)), self.key.cosign(head.text, time))


def encode_request(old_size: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """The body of an add-checkpoint request (C2SP tlog-witness)."""
    lines = [f"old {old_size}", *(base64.b64encode(h).decode() for h in proof), "", ""]
    return "\n".join(lines).encode() + note


def parse_request(raw: bytes) -> tuple[int, list[bytes], bytes]:
    """Old size, proof and note of an add-checkpoint request. Raises IntegrityFailure where the body is none."""
    head, gap, note = raw.partition(b"\n\n")
    first, *rest = head.split(b"\n")
    found = re.fullmatch(rb"old (0|[1-9][0-9]{0,18})", first)
    if gap and found and len(rest) <= MAX_PROOF:
        try:
            proof = [base64.b64decode(line, validate=True) for line in rest]
        except ValueError:
            proof = [b""]
        if all(len(h) == 32 for h in proof):
            return int(found[1]), proof, note
    raise IntegrityFailure("MUN-LEDGER-052", "The body is no request to a witness (old size, proof, checkpoint).")


def _signed(note: bytes, key: VerifierKey) -> bool:
    try:
        verify_checkpoint(note, key)
    except IntegrityFailure:
        return False
    return True
