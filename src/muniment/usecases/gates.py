"""The way to the gate: embedded in this process, or asked in a process of its own (`muniment gate serve`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from muniment.formats.canonical import read_canonical
from muniment.formats.keyfiles import read_certificate
from muniment.ledger.proof import parse_proof
from muniment.ledger.tree import leaf_hash
from muniment.release.cms import bound_leaf, ciphertext_digest
from muniment.release.gate import Gate, GateEvidence, GatePolicy, GateState, Mark
from muniment.store import log
from muniment.store.models import Envelope, GateMemory, LogRun
from muniment.store.transaction import transaction
from muniment.usecases import checkpoints, keys
from muniment.usecases.acting import Attempt, Credentials, change_register
from muniment.usecases.gatehouse import encode_request
from muniment.usecases.house import House
from muniment.usecases.journal import write_act
from muniment.usecases.openings import act_of
from muniment.usecases.wire import Answer, ask, check_url
from muniment.usecases.witnesses import policy_of
from muniment.vocabulary.errors import Defect, InputRefused, IntegrityFailure, LawSaysNo, TryAgainLater

FRESH: Final = 600
"""Seconds a witness's cosignature may be old when the embedded gate opens."""
POLICY: Final = "gate"


@dataclass(frozen=True, slots=True)
class Passed:
    """What came through the gate. Call `remember` in the transaction of the release entry, before it is delivered."""

    sealed: bytes
    index: int
    leaf: bytes
    ciphertext: str
    embedded: GateState | None

    def remember(self) -> None:
        """An embedded gate's memory is in this database; one elsewhere has remembered already."""
        if self.embedded is not None:
            log.remember_gate_release(
                self.index, self.leaf.hex(), self.ciphertext, self.embedded.size, self.embedded.root.hex()
            )


class GateDoor(Protocol):
    """A gate as the release uses it."""

    def release(
        self, sealed: bytes, certificate: str, evidence: GateEvidence, *, package: str, recipient: str
    ) -> Passed:
        """The answer for its recipient. Raises IntegrityFailure where the gate is not convinced."""


class EmbeddedGate:
    """The gate in this process, its key a file of the workspace's: for one machine."""

    def __init__(self, house: House) -> None:
        witnesses = policy_of(house)
        lines = [key.vkey for key in witnesses.verifiers]
        policy = GatePolicy.of_vkeys(checkpoints.verifier_key(house), lines, witnesses.quorum, max_age=FRESH)
        self._gate = Gate(keys.gate_holder(house.workspace), policy)
        self._house = house

    def release(
        self, sealed: bytes, certificate: str, evidence: GateEvidence, *, package: str, recipient: str
    ) -> Passed:
        digest, index = ciphertext_digest(sealed).hex(), parse_proof(evidence.proof).index
        made = self._gate.release(
            sealed,
            certificate,
            evidence,
            package=package,
            recipient=recipient,
            state=_embedded_state(index, digest),
            now=int(self._house.now().timestamp()),
        )
        answer = made.answer
        return Passed(answer.sealed, index, answer.leaf_hash, digest, None if made.again else made.state)


class RemoteGate:
    """The gate in a process of its own."""

    def __init__(self, url: str) -> None:
        self._url = url

    def release(
        self, sealed: bytes, certificate: str, evidence: GateEvidence, *, package: str, recipient: str
    ) -> Passed:
        body = encode_request(
            sealed,
            certificate=certificate,
            entry=evidence.entry.hex(),
            record=dict(evidence.record),
            salt=evidence.salt.hex(),
            proof=evidence.proof.decode(),
            package=package,
            recipient=recipient,
        )
        answer = ask("POST", self._url, "/release", body)
        if answer.status != 200:
            raise _refusal(answer)
        given = answer.body.partition(b"\n")[2]
        leaf, digest = leaf_hash(evidence.entry), ciphertext_digest(given)
        if bound_leaf(given) != leaf or digest != ciphertext_digest(sealed):
            raise IntegrityFailure("MUN-GATE-030", "The gate gave another file than the one it was asked for.")
        return Passed(given, parse_proof(evidence.proof).index, leaf, digest.hex(), None)

    def releases(self) -> list[dict[str, Any]]:
        answer = ask("GET", self._url, "/releases")
        if answer.status != 200:
            raise _refusal(answer)
        found: list[dict[str, Any]] = read_canonical(answer.body)["releases"]
        return found


def _refusal(answer: Answer) -> Exception:
    """The gate's own refusal, code and all."""
    try:
        told: Mapping[str, str] = read_canonical(answer.body)
        return IntegrityFailure(told["code"], told["message"], hint=told.get("hint", ""))
    except (InputRefused, KeyError, TypeError):
        return TryAgainLater("MUN-GATE-031", f"The gate answers with status {answer.status}.", hint="Look after it.")


def gate_of(house: House) -> EmbeddedGate | RemoteGate:
    """The gate in force."""
    document = log.policy(POLICY)
    return RemoteGate(document["url"]) if document and document["url"] else EmbeddedGate(house)


def certificate_of(house: House) -> str:
    """The certificate that answers are sealed to before they pass the gate (PEM)."""
    document = log.policy(POLICY)
    return str(document["certificate"]) if document and document["url"] else keys.gate_certificate(house.workspace)


def use_gate(
    house: House, url: str, certificate: bytes, first: Credentials | None, second: Credentials | None
) -> dict[str, object]:
    """From now on answers are sealed to the gate at `url` ('': the embedded one). Two officers, one of them counsel,
    once a package has come in; not while a release is on its way."""
    document = {"url": "", "certificate": ""}
    if url:
        document = {"url": check_url(url), "certificate": certificate.decode("utf-8", "replace")}
    fingerprint = read_certificate(certificate).fingerprint if url else ""
    with Attempt(house, "gate_change_refused") as attempt:
        one, two = change_register(attempt, first, second, counsel=True)
        with transaction():
            check_nothing_on_its_way()
            at = house.now()
            body = {"embedded": not url, "certificate_sha256": fingerprint}
            entry = write_act(house, "gate_set", at, body, actor=one, second=two)
            log.set_policy(POLICY, document, at, entry)
    return {"gate": document["url"] or "embedded", "entry": entry}


def check_nothing_on_its_way() -> None:
    """Raises LawSaysNo while something sealed to the gate's key has not passed it. Called in a transaction."""
    if Envelope.objects.filter(delivery=None).exists():
        raise LawSaysNo(
            "MUN-ROTATE-001",
            "A release is on its way: what is sealed to the old key has not passed the gate.",
            hint="Finish it with `muniment release ID`, then try again.",
        )


def releases_of(house: House) -> list[dict[str, Any]]:
    """Everything that gates of this house remember to have let go, by leaf."""
    found: list[dict[str, Any]] = [
        {"leaf_index": mark.leaf_index, "leaf_hash": mark.leaf_hash, "ciphertext_sha256": mark.ciphertext}
        for mark in GateMemory.objects.order_by("leaf_index")
    ]
    gate = gate_of(house)
    if isinstance(gate, RemoteGate):
        found += gate.releases()
    return sorted(found, key=lambda mark: mark["leaf_index"])


def reconcile(house: House) -> dict[str, object]:
    """Are the gate's releases the release entries, one for one? The result is an entry. Raises IntegrityFailure with
    every difference."""
    remembered = {mark["leaf_index"]: mark["ciphertext_sha256"] for mark in releases_of(house)}
    acts = [act_of(run) for run in LogRun.objects.filter(kind="gate_released").order_by("first")]
    entered = {act["disclosure"]: act["ciphertext_sha256"] for act in acts}
    found = [
        Defect("gate", None, "", "MUN-GATE-032", f"The disclosure at entry {index}: {what}.")
        for index, what in sorted(
            (i, _difference(remembered.get(i), entered.get(i))) for i in remembered.keys() | entered.keys()
        )
        if what
    ]
    with transaction():
        body = {"gate": len(remembered), "entries": len(entered), "differences": len(found)}
        entry = write_act(house, "gate_reconciled", house.now(), body)
    if found:
        raise IntegrityFailure(
            "MUN-GATE-032",
            f"The gate's releases and the release entries differ in {len(found)} places.",
            hint="Run the release again if one was cut short; otherwise tell the privacy officer.",
            defects=found,
        )
    return {"gate": len(remembered), "entries": len(entered), "entry": entry}


def _difference(remembered: str | None, entered: str | None) -> str:
    if remembered == entered:
        return ""
    if entered is None:
        return "the gate let it go and no entry says so"
    return (
        "an entry says it was let go and the gate does not" if remembered is None else "another file than the entry's"
    )


def _embedded_state(leaf_index: int, ciphertext: str) -> GateState:
    (size, root), marks = log.gate_memory(leaf_index, ciphertext)
    seen = tuple(Mark(index, bytes.fromhex(leaf), bytes.fromhex(text)) for index, leaf, text in marks)
    return GateState(size, bytes.fromhex(root), seen)
