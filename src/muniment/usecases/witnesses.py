"""The witnesses whose cosignatures a checkpoint needs: k of n, the embedded one among them or not; and asking them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from muniment.formats.canonical import canonical_json
from muniment.ledger.note import WITNESS, Note, Signature, VerifierKey, cosigned_at, parse_note, parse_vkey
from muniment.ledger.tree import Tree
from muniment.ledger.witness import encode_request
from muniment.store import artefacts, log
from muniment.store.transaction import transaction
from muniment.usecases import keys
from muniment.usecases.house import House
from muniment.usecases.journal import timestamp, write_act
from muniment.usecases.wire import Answer, ask
from muniment.vocabulary.errors import IntegrityFailure, TryAgainLater

SKEW: Final = 300
"""Seconds that a witness's clock may differ from ours."""
POLICY: Final = "witnesses"
_ADD: Final = "/add-checkpoint"
_SIZE_TYPE: Final = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Remote:
    """A witness run by somebody else."""

    url: str
    key: VerifierKey


@dataclass(frozen=True, slots=True)
class Policy:
    """`quorum` of all witnesses must cosign. At first the embedded one alone: 1 of 1."""

    embedded: VerifierKey | None
    remote: tuple[Remote, ...]
    quorum: int

    @property
    def verifiers(self) -> list[VerifierKey]:
        return [*([self.embedded] if self.embedded else []), *(remote.key for remote in self.remote)]

    def met_by(self, note: Note) -> bool:
        """Whether enough of the witnesses have cosigned the note; one key under two names counts once."""
        cosigned = cosigned_at(note, self.verifiers)
        return len({key.public for key in self.verifiers if key.vkey in cosigned}) >= self.quorum


@dataclass(frozen=True, slots=True)
class Said:
    """What one witness said: its cosignature, or why there is none (`unreachable`, `ahead`, `clock`, `refused`)."""

    remote: Remote
    signature: Signature | None
    reason: str = ""
    answer: Answer | None = None


def policy_of(house: House) -> Policy:
    """The policy in force."""
    document = log.policy(POLICY)
    embedded = keys.witness_key(house.workspace).verifier
    if document is None:
        return Policy(embedded, (), 1)
    remote = tuple(Remote(one["url"], parse_vkey(one["vkey"])) for one in document["remote"])
    return Policy(embedded if document["embedded"] else None, remote, document["quorum"])


def collect(house: House, policy: Policy, note: Note, tree: Tree, last: bytes) -> Note:
    """`note` with the cosignatures of the witnesses that agree; all are asked at once.

    `last` is the checkpoint before: it says what each witness saw. Refusals are kept as evidence, each an entry. Raises
    IntegrityFailure where a witness has seen more than the database has, or refusals leave no quorum; TryAgainLater
    where too few answer.
    """
    if not policy.remote:
        return note
    now = int(house.now().timestamp())
    with ThreadPoolExecutor(len(policy.remote)) as pool:
        # The proofs are cut here: a Tree remembers its tiles and is for one thread.
        asked = [(remote, _old(remote, last)) for remote in policy.remote]
        first = [pool.submit(_ask, r, old, tree.consistency_proof(old), note) for r, old in asked]
        said = [_judge(house, r, note, f.result(), now) for (r, _), f in zip(asked, first, strict=True)]
    said = [_again(house, one, tree, note, now) if one.reason == "stale" else one for one in said]
    signed = note.signed_by(*(one.signature for one in said if one.signature))
    _keep_refusals(house, note, said)
    if policy.met_by(signed):
        return signed
    ahead = [one for one in said if one.reason == "ahead"]
    refused = [one for one in said if one.reason in ("refused", "clock")]
    names = ", ".join(one.remote.key.name for one in ahead or refused)
    if ahead:
        raise IntegrityFailure(
            "MUN-LEDGER-041",
            f"A witness has seen more entries than the database has ({names}): it is a restored backup.",
            hint="Halt. Restore the newest database, or recover the missing entries; never publish over the log.",
        )
    if len(policy.verifiers) - len(refused) < policy.quorum:
        raise IntegrityFailure(
            "MUN-LEDGER-051",
            f"Witnesses refuse to cosign the checkpoint ({names}).",
            hint="Keep the log, the database and the evidence (entries `witness_refused`) as they are.",
        )
    raise TryAgainLater(
        "MUN-LEDGER-053",
        "Too few witnesses answer; the checkpoint is not published. What was written stays written.",
        hint="Run the command again when they do.",
    )


def _old(remote: Remote, last: bytes) -> int:
    """The size of the checkpoint before, if this witness cosigned it; else 0, and the witness will say."""
    if not last:
        return 0
    note = parse_note(last)
    try:
        seen = cosigned_at(note, [remote.key])
    except IntegrityFailure:
        return 0
    return int(note.text.split("\n")[1]) if seen else 0


def _ask(remote: Remote, old: int, proof: Sequence[bytes], note: Note) -> Answer | None:
    try:
        return ask("POST", remote.url, _ADD, encode_request(old, proof, note.encode()))
    except TryAgainLater:
        return None


def _again(house: House, stale: Said, tree: Tree, note: Note, now: int) -> Said:
    """Once more, from the size that the witness says it saw."""
    assert stale.answer is not None
    old = int(stale.answer.body)
    said = _judge(house, stale.remote, note, _ask(stale.remote, old, tree.consistency_proof(old), note), now)
    return said if said.reason != "stale" else Said(said.remote, None, "unreachable", said.answer)


def _judge(house: House, remote: Remote, note: Note, answer: Answer | None, now: int) -> Said:
    if answer is None or answer.status >= 500:
        return Said(remote, None, "unreachable", answer)
    if answer.status == 409 and answer.kind == _SIZE_TYPE:
        seen, size = answer.body.strip(), int(note.text.split("\n")[1])
        if seen.isdigit() and len(seen) < 20:
            return Said(remote, None, "ahead" if int(seen) > size else "stale", answer)
    if answer.status != 200:
        return Said(remote, None, "refused", answer)
    try:
        lines = parse_note(note.text.encode() + b"\n" + answer.body).signatures
        ours = [s for s in lines if (s.name, s.blob[:4]) == (remote.key.name, remote.key.id)]
        (time,) = cosigned_at(Note(note.text, tuple(ours)), [remote.key]).values()
    except (IntegrityFailure, ValueError):
        return Said(remote, None, "refused", answer)
    if abs(time - now) > SKEW:
        return Said(remote, None, "clock", answer)
    return Said(remote, ours[-1])


def _keep_refusals(house: House, note: Note, said: Sequence[Said]) -> None:
    """What was sent and what came back, as an artefact; and an entry that names it. A database that a witness is ahead
    of takes no entry."""
    bodies: list[dict[str, Any]] = []
    for one in said:
        if one.reason not in ("refused", "clock", "ahead") or one.answer is None:
            continue
        evidence = {
            "witness": one.remote.key.vkey,
            "note": note.encode().decode(),
            "reason": one.reason,
            "status": one.answer.status,
            "answer": one.answer.body.decode("utf-8", "replace"),
            "at": timestamp(house.now()),
        }
        digest = artefacts.keep_bytes(house.workspace, canonical_json(evidence))
        size = int(note.text.split("\n")[1])
        bodies.append({"witness": one.remote.key.name, "reason": one.reason, "evidence": digest, "size": size})
    if bodies and not any(one.reason == "ahead" for one in said):
        with transaction():
            for body in bodies:
                write_act(house, "witness_refused", house.now(), body)


def parse_policy(embedded: bool, remote: Sequence[tuple[str, str]], quorum: int) -> dict[str, Any]:
    """The policy's document. Raises ValueError for one that no checkpoint could meet, or that believes the log alone."""
    parsed = [parse_vkey(vkey) for _, vkey in remote]
    publics = {key.public for key in parsed}
    if any(key.kind != WITNESS for key in parsed) or len(publics) != len(parsed):
        raise ValueError
    if not 1 <= quorum <= len(parsed) + embedded:
        raise ValueError
    return {
        "embedded": embedded,
        "quorum": quorum,
        "remote": [{"url": url, "vkey": key.vkey} for (url, _), key in zip(remote, parsed, strict=True)],
    }
