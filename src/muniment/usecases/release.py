"""Release: seal to the gate, log the disclosure, publish, let the gate turn the key over, deliver. In this order.

Failure anywhere leaves "logged, not disclosed", never the reverse. A run that was cut short goes on where it stopped:
envelopes and their entries are durable before the gate is asked, and the gate gives the same bytes for the same entry.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from muniment.formats.canonical import read_canonical
from muniment.ledger.fields import open_field
from muniment.ledger.proof import TlogProof
from muniment.ledger.publish import LogFolder
from muniment.release.cms import seal
from muniment.release.gate import DisclosureClaim, GateEvidence
from muniment.release.response import build_response
from muniment.store import artefacts, log
from muniment.store.models import Approval, Delivery, Envelope, LogRun, Release
from muniment.store.rows import insert
from muniment.store.transaction import transaction
from muniment.usecases import checkpoints, salts
from muniment.usecases.acting import Attempt, Credentials, hand_of
from muniment.usecases.answers import Answers, collect
from muniment.usecases.approve import borne_out, check_unblocked, unchanged
from muniment.usecases.files import write_whole
from muniment.usecases.gates import FRESH, GateDoor, certificate_of, gate_of
from muniment.usecases.house import House
from muniment.usecases.journal import Actor, write_act
from muniment.usecases.orders import orders_in_force
from muniment.usecases.packages import Case, fields_of, hands_of, open_case
from muniment.usecases.returns import FacialReasons, reasons_of, write_to_signer
from muniment.usecases.witnesses import policy_of
from muniment.vocabulary.chain import Approved, Sealed, Sending
from muniment.vocabulary.errors import LawSaysNo, TryAgainLater
from muniment.vocabulary.outcomes import Role

WRITTEN: Final = "answers_written"


def release_package(house: House, package_id: str, out: Path, credentials: Credentials) -> dict[str, object]:
    """Answer the package once: one sealed file for each recipient. A hold nobody has decided goes out PENDING, and is
    answered by a supplementary release after it was decided and approved."""
    with Attempt(house, "release_refused", package_id) as attempt:
        actor = attempt.by(credentials, {Role.SENDER})
        case = open_case(house, package_id, house.today())
        release = _unfinished(case)
        if release is None:
            release = _log_disclosures(house, case, actor)
        else:
            _sending(house, case, actor, release.approval)
            with transaction():  # an act of its own, and a new checkpoint: the witness's last word may be too old
                body = {"release": release.number}
                write_act(house, "release_resumed", house.now(), body, actor=actor, package=case.package.id)
        files = _deliver(house, case, release, out, actor)
    envelopes = list(Envelope.objects.filter(release=release))
    return {
        "package": case.package.id,
        "release": release.number,
        "recipients": len(envelopes),
        "rows": sum(e.rows for e in envelopes),
        "disclosed": sum(e.disclosed for e in envelopes),
        "files": files,
    }


def _unfinished(case: Case) -> Release | None:
    """A release that was logged and whose files were not all written."""
    last = Release.objects.filter(package=case.package).order_by("-number").first()
    if last is None:
        return None
    written = LogRun.objects.filter(kind=WRITTEN, package=case.package.id).count()
    return last if written < last.number else None


def _sending(house: House, case: Case, actor: Actor, approval: Approval | None = None) -> tuple[Sending, Approval]:
    """The outcomes as they stand, approved (by `approval`, or else the newest), in the hands of this sender."""
    determined = borne_out(house, case)
    found = approval or (
        Approval.objects.select_related("officer").filter(package=case.package).order_by("-pk").first()
    )
    if found is None or found.outcomes != determined.outcomes:
        raise LawSaysNo(
            "MUN-RELEASE-010",
            "The outcomes as they stand are not approved.",
            hint="Run `muniment approve ID`.",
            citation="the custodian's separation of duties",
        )
    approved = Approved(determined, hand_of(found.officer), hands_of(case.package))
    return Sending(approved, actor.hand), found


def _log_disclosures(house: House, case: Case, actor: Actor) -> Release:
    """Seal every answer to the gate, then write release, disclosures and their entries in one transaction."""
    sending, approval = _sending(house, case, actor)
    approved = sending.approved
    if Release.objects.filter(approval=approval).exists():
        raise LawSaysNo(
            "MUN-RELEASE-011",
            "This outcome set has been released.",
            hint="A package is answered once. Rows that were pending go out after they are decided and approved.",
        )
    earlier = list(Release.objects.filter(package=case.package).order_by("number"))
    reasons = reasons_of(case, artefacts.checked_path(house.workspace, approved.determined.matched.assessed.findings))
    determined = approved.determined
    answers = answers_to(house, case, determined.outcomes, determined.matched.matches, earlier, reasons)
    if not answers.answered:
        raise LawSaysNo("MUN-RELEASE-012", "No row of this package is left to answer.")
    in_force = _orders(house)
    gate_certificate = certificate_of(house)
    envelopes: list[dict[str, Any]] = []
    for done, (recipient, rows, disclosures) in enumerate(answers.by_recipient, 1):
        sealed = seal(build_response(rows, fields_of(case)), gate_certificate, house.random)
        digest = artefacts.keep_bytes(house.workspace, sealed)
        Sealed(sending, recipient.id, digest)
        claim = DisclosureClaim.of(case.package.id, recipient.id, recipient.certificate, sealed)
        envelopes.append(
            {
                "recipient": recipient,
                "sealed": digest,
                "claim": claim,
                "rows": len(rows),
                "disclosed": disclosures,
            }
        )
        house.progress("seal", done, len(answers.by_recipient))
    number = len(earlier) + 1
    told = write_to_signer(house, case, answers.unaddressed, reasons, number, house.today())
    answered = artefacts.make(house.workspace, lambda path: write_answered(path, answers))
    at = house.now()
    with transaction():
        check_unblocked(house, case)
        unchanged(case, approved.determined)
        Sending(Approved(approved.determined, approved.approver, hands_of(case.package)), actor.hand)
        if _orders(house) != in_force:
            raise LawSaysNo(
                "MUN-ORDER-011",
                "An order came in or was lifted while the answers were sealed.",
                hint="Run `muniment process ID` again.",
            )
        if Release.objects.filter(approval=approval).exists():
            raise LawSaysNo("MUN-RELEASE-011", "This outcome set has been released.")
        if certificate_of(house) != gate_certificate:
            raise TryAgainLater("MUN-RELEASE-014", "The gate got a new key while the answers were sealed.")
        body = {
            "release": number,
            "approval": approval.entry,
            "outcomes": approval.outcomes,
            "answered": answered,
            "returns": told.returns,
            "letter": told.letter,
            "recipients": [e["recipient"].id for e in envelopes],
        }
        entry = write_act(house, "package_released", at, body, actor=actor, package=case.package.id)
        release = insert(
            Release(
                package=case.package,
                number=number,
                approval=approval,
                answered=answered,
                officer_id=actor.id,
                at=at,
                entry=entry,
            )
        )
        for envelope in envelopes:
            claim_fields = {k: v for k, v in envelope["claim"].as_fields().items() if k not in ("kind", "package")}
            body = {
                **claim_fields,
                "release": number,
                "rows": envelope["rows"],
                "disclosed": envelope["disclosed"],
                "authority": case.letter.authority,
                "request_id": case.letter.request_id,
            }
            leaf = write_act(house, "disclosure", at, body, actor=actor, package=case.package.id)
            insert(
                Envelope(
                    release=release,
                    recipient=envelope["recipient"].id,
                    certificate=envelope["recipient"].certificate,
                    sealed=envelope["sealed"],
                    rows=envelope["rows"],
                    disclosed=envelope["disclosed"],
                    entry=leaf,
                )
            )
    return release


def answers_to(
    house: House, case: Case, outcomes: str, matches: str, earlier: list[Release], reasons: FacialReasons
) -> Answers:
    """What a release of this outcome set answers, after the releases `earlier`."""
    workspace = house.workspace
    return collect(
        house.bulk(),
        artefacts.checked_path(workspace, outcomes),
        artefacts.checked_path(workspace, matches),
        case.facts(house),
        case.agreement.recipients,
        [artefacts.checked_path(workspace, r.answered) for r in earlier],
        reasons,
        fields_of(case),
    )


def write_answered(path: Path, answers: Answers) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows, codes = [r for r, _ in answers.answered], [c for _, c in answers.answered]
    pq.write_table(pa.table({"row": pa.array(rows, pa.int64()), "code": pa.array(codes, pa.string())}), path)


def _orders(house: House) -> list[str]:
    return [digest for digest, _ in orders_in_force(house, house.today())]


def _deliver(house: House, case: Case, release: Release, out: Path, actor: Actor) -> list[str]:
    """Through the gate and into the folder. Idempotent: what passed the gate is written again as it is."""
    in_force = _orders(house)
    published = checkpoints.publish(house, fresh=FRESH / 2)
    tree = LogFolder(house.workspace.ledger).tree(published.size)
    gate = gate_of(house)
    envelopes = list(Envelope.objects.filter(release=release).order_by("entry"))
    files: list[str] = []
    for done, envelope in enumerate(envelopes, 1):
        proof = TlogProof(envelope.entry, tuple(tree.inclusion_proof(envelope.entry)), published.note).encode()
        sealed = _through_the_gate(house, case, gate, envelope, proof, in_force)
        write_whole(out / f"{envelope.recipient}.cms", sealed)
        write_whole(out / f"{envelope.recipient}.tlog-proof", proof)
        write_whole(out / f"{envelope.recipient}.receipt.json", _receipt(house, case, envelope))
        files.append(str(out / f"{envelope.recipient}.cms"))
        house.progress("deliver", done, len(envelopes))
    act = log.act(release.entry)
    told = read_canonical(bytes(act.record)) if act is not None and act.record is not None else {}
    for name, kept in (("returns.csv", told.get("returns")), ("return-letter.pdf", told.get("letter"))):
        if kept:
            write_whole(out / name, artefacts.read(house.workspace, kept))
            files.append(str(out / name))
    with transaction():
        write_act(
            house,
            WRITTEN,
            house.now(),
            {"release": release.number, "envelopes": len(envelopes)},
            actor=actor,
            package=case.package.id,
        )
    checkpoints.publish(house)
    return files


def _through_the_gate(
    house: House, case: Case, gate: GateDoor, envelope: Envelope, proof: bytes, in_force: list[str]
) -> bytes:
    """The envelope for its recipient. The gate's memory and its own entry are durable before a byte is delivered."""
    delivered = Delivery.objects.filter(envelope=envelope).first()
    if delivered is not None:
        return artefacts.read(house.workspace, delivered.artefact)
    act = log.act(envelope.entry)
    if act is None or act.record is None:
        raise LawSaysNo("MUN-RELEASE-013", "The disclosure's entry is not in the ledger.")
    evidence = GateEvidence(
        entry=log.entries(envelope.entry, 1)[0],
        record=read_canonical(bytes(act.record)),
        salt=salts.salt_of(house, envelope.entry),
        proof=proof,
    )
    sealed = artefacts.read(house.workspace, envelope.sealed)
    _still_in_force(house, case, in_force)
    passed = gate.release(sealed, envelope.certificate, evidence, package=case.package.id, recipient=envelope.recipient)
    artefact = artefacts.keep_bytes(house.workspace, passed.sealed)
    with transaction():
        _still_in_force(house, case, in_force)
        passed.remember()
        body = {
            "recipient": envelope.recipient,
            "disclosure": envelope.entry,
            "ciphertext_sha256": passed.ciphertext,
        }
        at = house.now()
        entry = write_act(house, "gate_released", at, body, package=case.package.id)
        insert(Delivery(envelope=envelope, artefact=artefact, at=at, entry=entry))
    return passed.sealed


def _still_in_force(house: House, case: Case, in_force: list[str]) -> None:
    """Raises LawSaysNo where an order came in or was lifted since the answers were sealed. Before the gate is asked,
    and again in the transaction of the release entry."""
    check_unblocked(house, case)
    if _orders(house) != in_force:
        raise LawSaysNo(
            "MUN-ORDER-011",
            "An order came in or was lifted while the answers were on their way.",
            hint="What the gate has not let go stays logged and not disclosed.",
        )


def _receipt(house: House, case: Case, envelope: Envelope) -> bytes:
    """What a recipient can check without us: the entry, and the fields of it that concern this file."""
    act = log.act(envelope.entry)
    record = read_canonical(bytes(act.record)) if act is not None and act.record is not None else {}
    salt = salts.salt_of(house, envelope.entry)
    shown = ("kind", "package", "recipient", "certificate_sha256", "ciphertext_sha256", "at")
    content = {
        "receipt": "disclosure",
        "package": case.package.id,
        "recipient": envelope.recipient,
        "request_id": case.letter.request_id,
        "rows": envelope.rows,
        "ledger_entry": envelope.entry,
        "entry": log.entries(envelope.entry, 1)[0].hex(),
        "fields": [json.loads(open_field(record, salt, name).encode()) for name in shown],
        "vkey": checkpoints.verifier_key(house),
        "witness_vkeys": [key.vkey for key in policy_of(house).verifiers],
    }
    return json.dumps(content, indent=1, sort_keys=True).encode()
