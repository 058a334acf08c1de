"""Disclosures made before Muniment, taken in so that a recall and a person's accounting cover them."""

from __future__ import annotations

from pathlib import Path

from muniment.intake.letter import read_letter
from muniment.intake.persons import read_disclosures
from muniment.intake.verify import verify_letter
from muniment.store import artefacts
from muniment.store.models import HistoricDisclosures
from muniment.store.rows import insert
from muniment.store.transaction import transaction
from muniment.usecases import agreements
from muniment.usecases.acting import Attempt, Credentials
from muniment.usecases.facts import keep_facts
from muniment.usecases.files import must_be_file, read_file
from muniment.usecases.house import House
from muniment.usecases.journal import write_act
from muniment.vocabulary.errors import Defect, InputRefused
from muniment.vocabulary.outcomes import Role


def import_history(
    house: House, file: Path, agreement_id: str, letter: Path, credentials: Credentials
) -> dict[str, object]:
    """Take in a file of disclosures (PERSON_COLUMNS, `disclosed_on`, `recipient_id`) made on a letter, whole or not at all.

    The letter's signature is verified where it has one (LETTER.sig); an old letter may have none, and the answer says
    so. Its `file` is that of the request, of which the disclosures are a part, and is not compared. The same file and
    letter are taken in once. Raises InputRefused with every defect, IntegrityFailure for a signature that is wrong.
    """
    version = agreements.newest_version(agreement_id)
    with Attempt(house, "history_refused") as attempt:
        attempt.about(agreement=version.agreement_id)
        attempt.came(letter=must_be_file(letter), file=must_be_file(file))
        actor = attempt.by(credentials, {Role.INTAKE})
        raw = read_file(letter)
        told = read_letter(raw, letter.name)
        if told.agreement != version.agreement_id:
            message, hint = (
                "The letter names another agreement.",
                "Import it under the agreement that the letter names.",
            )
            defect = Defect(letter.name, None, "agreement", "MUN-INTAKE-090", message, hint)
            raise InputRefused("MUN-INTAKE-090", message, hint=hint, defects=[defect])
        signature = letter.with_name(letter.name + ".sig")
        signer_key = verify_letter(raw, signature.read_bytes()) if signature.is_file() else ""
        persons = artefacts.scratch_path(house.workspace, ".parquet")
        try:
            read = read_disclosures(file, persons, today=house.today(), progress=house.progress)
            again = HistoricDisclosures.objects.filter(file=read.sha256).first()
            if again is not None:
                return {"history": again.id, "rows": again.rows, "already": True}
            facts = keep_facts(house, persons)
            kept = artefacts.keep_file(house.workspace, persons)
        finally:
            persons.unlink(missing_ok=True)
        digest = artefacts.keep_copy(house.workspace, file)
        document = artefacts.keep_bytes(house.workspace, raw)
        at = house.now()
        with transaction():
            history_id = f"HIST-{HistoricDisclosures.objects.count() + 1:06d}"
            body = {
                "history": history_id,
                "agreement": version.agreement_id,
                "agreement_version": version.version,
                "letter": document,
                "signer_key": signer_key,
                "file": digest,
                "persons": kept,
                "facts": facts,
                "rows": read.rows,
            }
            entry = write_act(house, "history_imported", at, body, actor=actor)
            insert(
                HistoricDisclosures(
                    id=history_id,
                    agreement=version,
                    letter=document,
                    signer_key=signer_key,
                    file=digest,
                    persons=kept,
                    facts=facts,
                    rows=read.rows,
                    officer_id=actor.id,
                    at=at,
                    entry=entry,
                )
            )
    notes = [] if signer_key else ["The letter has no signature: it is judged as if the signer it names had signed it."]
    return {"history": history_id, "rows": read.rows, "notes": notes, "entry": entry}
