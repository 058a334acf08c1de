"""Checkpoints: pad, publish, sign once, cosign; and the proofs that rest on them.

The order matters and is LEDGER.md's: entries are committed in the database before; tiles are durable before the root is
remembered; the root is remembered before it is signed; the witness's state is durable before its cosignature is used;
the checkpoint is published last. Whatever moment the process dies, running again goes on from there.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from muniment.ledger.checkpoint import Checkpoint, read_checkpoint, verify_checkpoint
from muniment.ledger.note import Note, VerifierKey, cosigned_at, parse_note
from muniment.ledger.proof import TlogProof
from muniment.ledger.publish import LOCKED, LogFolder, Publisher
from muniment.ledger.signing import check_may_sign, sign_once, startup_check
from muniment.ledger.tree import EMPTY_ROOT
from muniment.ledger.witness import NOTHING_SEEN, Refused, Witness, WitnessState, parse_state
from muniment.store import log
from muniment.store.transaction import transaction
from muniment.usecases import keys, salts, selfcheck, witnesses
from muniment.usecases.house import House
from muniment.usecases.journal import write_padding
from muniment.vocabulary.errors import IntegrityFailure, TryAgainLater, UsageError

PATIENCE: Final = 60.0
"""Seconds to wait for another process that is publishing."""


@dataclass(frozen=True, slots=True)
class Published:
    """A published checkpoint: `note` with the log's signature and the witness's cosignature."""

    size: int
    root: bytes
    note: bytes


@dataclass(frozen=True, slots=True)
class EntryProof:
    """One entry with its proof (C2SP tlog-proof text) and, inside only, what opens it."""

    index: int
    entry: bytes
    text: str
    hashes: tuple[bytes, ...]
    note: bytes
    salt: bytes
    record: bytes


class _Memory:
    """What the log has bound itself to sign (ledger.signing.SignOnce)."""

    def last_signed(self) -> tuple[int, bytes] | None:
        return log.last_tree_head()

    def remember(self, size: int, root: bytes) -> None:
        with transaction():
            check_may_sign(log.last_tree_head(), size, root)
            if log.tree_head(size) is None:
                log.remember_tree_head(size, root)


def halt_if_behind(house: House) -> None:
    """Raises IntegrityFailure where the published checkpoint is ahead of the database or contradicts it: a restored
    backup. Cheap (one file, one row), so that every act asks before it writes anything; `publish` also looks at the
    signature."""
    published = LogFolder(house.workspace.ledger).checkpoint()  # first: another process may publish meanwhile
    size, root = log.last_tree_head() or (0, EMPTY_ROOT)
    startup_check(size, root, published, root_at=log.tree_head_of)


def publish(house: House, *, fresh: float | None = None) -> Published:
    """Publish everything written so far under a signed and witnessed checkpoint; with nothing new, the last again.

    `fresh`: with nothing new and a checkpoint older than so many seconds, one over dummies alone; so too when a key has
    been rotated since. A log that is idle looks like one that is not.
    """
    signer, origin = keys.log_key(house.workspace), keys.origin(house.workspace)
    with _publisher(house) as publisher:
        old_size, old_root, old_note = _last(house)
        published = publisher.folder.checkpoint()
        startup_check(old_size, old_root, published, root_at=log.tree_head_of, log_key=signer_of(house, published))
        with transaction():
            if log.next_index() > old_size:
                selfcheck.record_provider(house)
                write_padding(house, house.now())
            elif old_note and _outdated(house, old_size, old_note, fresh):
                write_padding(house, house.now(), at_least=1)
            size = log.next_index()
        if size == old_size and old_note and published == old_note:
            return Published(old_size, old_root, old_note)
        staged = publisher.stage(old_size, old_root, log.iterate(old_size, size))
        note = sign_once(_Memory(), signer, Checkpoint(origin, staged.size, staged.root))
        encoded = _cosign(house, publisher.folder, note, staged.size, old_note)
        publisher.commit(encoded)
    return Published(staged.size, staged.root, encoded)


def _outdated(house: House, size: int, note: bytes, fresh: float | None) -> bool:
    """Whether the newest checkpoint is older than it may be, or lacks the signature of a key that is in use now."""
    made = log.signed_at(size)
    if fresh is not None and not 0 <= (house.now() - made).total_seconds() <= fresh:
        return True
    held, key = parse_note(note), keys.log_key(house.workspace).verifier
    signed = {(signature.name, signature.blob[:4]) for signature in held.signatures}
    return (key.name, key.id) not in signed or not witnesses.policy_of(house).met_by(held)


def signer_of(house: House, note: bytes | None) -> VerifierKey:
    """The log's key, in use or retired, that signed `note`; the one in use where none did."""
    known = keys.log_verifiers(house.workspace)
    for key in known if note else ():
        with suppress(IntegrityFailure):
            verify_checkpoint(note or b"", key)
            return key
    return known[0]


def _last(house: House) -> tuple[int, bytes, bytes]:
    """Size, root and note of the newest checkpoint that was signed and cosigned."""
    found = log.last_signed_head()
    if found is None:
        return 0, EMPTY_ROOT, b""
    return found[0], read_checkpoint(found[1]).root, found[1]


def _publisher(house: House) -> Publisher:
    """The log's folder, once no other process is publishing."""
    return _Patient(house.workspace.ledger)


class _Patient(Publisher):
    """A publisher that waits for its turn: two commands at once are ordinary, not an error."""

    def __enter__(self) -> Publisher:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.take_lock()
                return self
            except TryAgainLater as error:
                if error.code != LOCKED or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)


def _cosign(house: House, folder: LogFolder, note: Note, size: int, last: bytes) -> bytes:
    """The note with the cosignatures that the policy asks for; durable before it returns."""
    remembered = log.signed_head(size)
    if remembered is not None:
        return remembered
    policy = witnesses.policy_of(house)
    if policy.embedded is not None:
        note = _cosign_here(house, folder, note, size)
    note = witnesses.collect(house, policy, note, folder.tree(size), last)
    encoded = note.encode()
    with transaction():
        log.remember_signed_head(size, encoded, house.now())
    return encoded


def _cosign_here(house: House, folder: LogFolder, note: Note, size: int) -> Note:
    """The note with the embedded witness's cosignature; its new state is durable before it returns."""
    key, origin = keys.witness_key(house.workspace), keys.origin(house.workspace)
    witness = Witness(key, tuple(keys.log_verifiers(house.workspace)))
    with transaction():
        stored = log.witness_state(origin)
        state: WitnessState = parse_state(stored.encode()) if stored else NOTHING_SEEN
        seen = state.logs[origin].checkpoint.size if origin in state.logs else 0
        now = house.now()
        answer = witness.cosign(
            state, note.encode(), seen, folder.tree(size).consistency_proof(seen), int(now.timestamp())
        )
        if isinstance(answer, Refused):
            raise answer.as_failure()
        log.remember_witness_state(origin, answer.state.encode().decode())
    return note.signed_by(answer.signature)


def prove(house: House, index: int) -> EntryProof:
    """The proof that the entry at `index` is in the ledger, under the newest published checkpoint."""
    published = publish(house) if index >= _last(house)[0] else Published(*_last(house))
    if not 0 <= index < published.size:
        raise UsageError("MUN-LEDGER-080", "No entry of this index is in the ledger.")
    tree = LogFolder(house.workspace.ledger).tree(published.size)
    hashes = tuple(tree.inclusion_proof(index))
    run = log.act(index)
    return EntryProof(
        index=index,
        entry=log.entries(index, 1)[0],
        text=TlogProof(index, hashes, published.note).encode().decode(),
        hashes=hashes,
        note=published.note,
        salt=salts.salt_of(house, index),
        record=bytes(run.record) if run is not None and run.record is not None else b"",
    )


def verifier_key(house: House) -> str:
    """One C2SP verifier key line of the log."""
    return keys.log_key(house.workspace).verifier.vkey


def cosigners(house: House, note: bytes) -> list[str]:
    """Key lines of the witnesses of the policy in force that cosigned `note`."""
    return list(cosigned_at(parse_note(note), witnesses.policy_of(house).verifiers))
