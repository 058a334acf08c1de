"""Submission: a signed letter and a file of persons come in whole, or are refused whole with one entry."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from muniment.formats.canonical import read_canonical
from muniment.intake.letter import read_letter
from muniment.intake.persons import PersonsFile, read_persons
from muniment.intake.verify import check_against_file, verify_letter
from muniment.ledger.receipt import make_receipt
from muniment.store import artefacts
from muniment.store.models import AgreementVersion, Package
from muniment.store.rows import insert
from muniment.store.transaction import transaction
from muniment.usecases import agreements, checkpoints, keys
from muniment.usecases.acting import Attempt, Credentials
from muniment.usecases.engagement import signatures_of
from muniment.usecases.facts import keep_facts
from muniment.usecases.files import must_be_file, read_file, write_whole
from muniment.usecases.house import House
from muniment.usecases.journal import Actor, write_act
from muniment.vocabulary.errors import Defect, InputRefused, IntegrityFailure
from muniment.vocabulary.outcomes import Role
from muniment.vocabulary.request import Letter

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Submission:
    """The files of a submission. Without `signature` the letter's own name with `.sig` is tried."""

    letter: Path
    persons: Path
    signature: Path | None = None

    def signature_file(self) -> Path:
        return self.signature or self.letter.with_name(self.letter.name + ".sig")


@dataclass(frozen=True, slots=True)
class ReadSubmission:
    """A submission that reads, verifies and agrees with itself. Nothing of law is decided."""

    letter: Letter
    letter_raw: bytes
    signature_raw: bytes
    signer_key: str
    persons: PersonsFile
    persons_parquet: Path


def read_submission(
    house: House, agreement_id: str, files: Submission, persons_out: Path, *, unsigned: bool = False
) -> ReadSubmission:
    """Read everything and report everything: defects of letter, signature and file come in one error.

    `unsigned`: a letter without any signature is read too; its `signer_key` is ''. For checks before sending only.
    Raises InputRefused when anything cannot be read, else IntegrityFailure when something does not verify.
    """
    letter_raw = read_file(files.letter)
    defects: list[Defect] = []
    broken: list[IntegrityFailure] = []

    def attempt(step: Callable[[], T]) -> T | None:
        try:
            return step()
        except InputRefused as error:
            defects.extend(error.defects or [Defect("", None, "", error.code, error.message, error.hint)])
        except IntegrityFailure as error:
            broken.append(error)
        return None

    letter = attempt(lambda: read_letter(letter_raw, files.letter.name))
    signature_path = files.signature_file()
    signature_raw = signature_path.read_bytes() if signature_path.is_file() else b""
    signer_key: str | None = ""
    if signature_raw.strip() or not unsigned:
        signer_key = attempt(lambda: verify_letter(letter_raw, signature_raw.decode("utf-8", "replace")))
    persons = attempt(lambda: read_persons(files.persons, persons_out, progress=house.progress))
    if letter is not None and letter.agreement != agreement_id:
        defects.append(
            Defect(
                files.letter.name,
                None,
                "agreement",
                "MUN-INTAKE-090",
                "The letter names another agreement than the submission.",
                "Submit under the agreement that the letter names.",
            )
        )
    if letter is not None and persons is not None:
        attempt(lambda: check_against_file(letter, persons.sha256, persons.rows))
    unproved = [d for e in broken for d in e.defects or [Defect("", None, "", e.code, e.message, e.hint)]]
    if defects:
        found = defects + unproved
        raise InputRefused(
            "MUN-INTAKE-001",
            f"The submission cannot be read: {len(found)} defects.",
            hint="Correct every defect listed and send it again.",
            defects=found,
        )
    if broken:
        first = broken[0]
        raise IntegrityFailure(
            first.code,
            first.message,
            hint=first.hint,
            citation=first.citation,
            defects=unproved,
        )
    assert letter is not None and signer_key is not None and persons is not None
    return ReadSubmission(letter, letter_raw, signature_raw, signer_key, persons, persons_out)


def submit(house: House, agreement_id: str, files: Submission, credentials: Credentials) -> dict[str, object]:
    """Take a package in. The same letter and file again give the same package, once."""
    version = agreements.newest_version(agreement_id)
    with Attempt(house, "submission_refused") as attempt:
        attempt.about(agreement=version.agreement_id)
        attempt.came(letter=must_be_file(files.letter), persons_file=must_be_file(files.persons))
        actor = attempt.by(credentials, {Role.INTAKE})
        scratch = artefacts.scratch_path(house.workspace, ".parquet")
        try:
            read = read_submission(house, agreement_id, files, scratch)
            package = _accept(house, actor, version, files, read)
        finally:
            scratch.unlink(missing_ok=True)
    receipt = write_receipt(house, package)
    return {"package": package.id, "rows": package.rows, "receipt": str(receipt)}


def _accept(house: House, actor: Actor, version: AgreementVersion, files: Submission, read: ReadSubmission) -> Package:
    letter_digest = hashlib.sha256(read.letter_raw).hexdigest()
    again = _same(letter_digest, read)
    if again is not None:
        return again
    workspace = house.workspace
    agreement = agreements.load(house, version)
    pack, profile = agreements.law_of(house, agreement, version.profile_document)
    facts = keep_facts(house, read.persons_parquet)
    signed = signatures_of(read.persons_parquet, read.letter, agreement, house.threads, house.memory_limit)
    persons_file = artefacts.keep_copy(workspace, files.persons)
    if persons_file != read.persons.sha256:
        raise IntegrityFailure("MUN-INTAKE-091", "The persons file changed while it was read.", hint="Submit it again.")
    persons = artefacts.keep_file(workspace, read.persons_parquet)
    letter = artefacts.keep_bytes(workspace, read.letter_raw)
    signature = artefacts.keep_bytes(workspace, read.signature_raw)
    # The law as it is this day stays with the package, whatever a later release ships (LAW.md, Semantics 5).
    artefacts.keep_bytes(workspace, pack.document)
    artefacts.keep_bytes(workspace, profile.document)
    at = house.now()
    with transaction():
        again = _same(letter_digest, read)
        if again is not None:
            return again
        number = Package.objects.count() + 1
        package_id = f"PKG-{number:06d}"
        body = {
            "number": number,
            "agreement": version.agreement_id,
            "agreement_version": version.version,
            "request_id": read.letter.request_id,
            "letter": letter,
            "letter_signature": signature,
            "signer_key": read.signer_key,
            "persons_file": persons_file,
            "persons": persons,
            "facts": facts,
            "rows": read.persons.rows,
            "pack": pack.id,
            "profile": profile.id,
        }
        if agreement.engagement == "officer":
            body["own_signatures"] = {"officers": len(read.letter.officers), "verified": len(signed)}
        entry = write_act(house, "package_received", at, body, actor=actor, package=package_id)
        return insert(
            Package(
                id=package_id,
                number=number,
                agreement=version,
                request_id=read.letter.request_id,
                requester=agreement.requester.name,
                rows=read.persons.rows,
                letter=letter,
                signature=signature,
                signer_key=read.signer_key,
                persons_file=persons_file,
                persons=persons,
                facts=facts,
                pack=pack.id,
                profile=profile.id,
                submitted_at=at,
                intake_officer_id=actor.id,
                entry=entry,
            )
        )


def _same(letter_digest: str, read: ReadSubmission) -> Package | None:
    """The package this very letter and file made before: a repeated submission is the same request, not a second."""
    return Package.objects.filter(letter=letter_digest, persons_file=read.persons.sha256).first()


def write_receipt(house: House, package: Package) -> Path:
    """The requester's receipt: the log's signed promise, what came, when, and the proof that it is in the ledger. A
    lost receipt can be written again."""
    checkpoints.publish(house)
    proof = checkpoints.prove(house, package.entry)
    path = house.workspace.receipts / f"{package.id}.json"
    witnesses = checkpoints.cosigners(house, proof.note)
    key = keys.log_key(house.workspace)
    record = read_canonical(proof.record)
    write_whole(path, make_receipt(record, proof.entry, proof.salt, proof.text.encode(), key, witnesses))
    return path
