"""`package check`: what a requester learns before sending. All facial defects; no record touched, nothing stored."""

from __future__ import annotations

import tempfile
from pathlib import Path

from muniment.assessment.assess import AssessmentInput, assess
from muniment.assessment.explain import reason_sentences
from muniment.usecases import agreements
from muniment.usecases.engagement import signatures_of, unsigned_notes
from muniment.usecases.facts import write_facts
from muniment.usecases.files import must_be_file
from muniment.usecases.house import House
from muniment.usecases.inputs import offices
from muniment.usecases.submit import Submission, read_submission
from muniment.vocabulary.request import Letter

SHOWN = 200


def check_package(house: House, agreement_id: str, files: Submission) -> dict[str, object]:
    """Judge a package as it would be judged on its face today. Does not look at earlier requests (I2-F13), and says of
    a limit that it holds rows, not what it is.

    An unsigned letter is checked as if the signer it names had signed it: a note says that the signature is missing.
    Raises InputRefused for files that cannot be read, IntegrityFailure for a signature or hash that is wrong.
    """
    must_be_file(files.letter)
    must_be_file(files.persons)
    version = agreements.newest_version(agreement_id)
    today = house.today()
    agreement = agreements.as_it_stands(house, version, today)
    pack, profile = agreements.law_of(house, agreement, version.profile_document)
    with tempfile.TemporaryDirectory(prefix="muniment-check-") as folder:
        persons, facts, findings = (Path(folder) / name for name in ("persons", "facts", "findings"))
        notes: list[str] = []
        read = read_submission(house, agreement_id, files, persons, unsigned=True)
        if not read.signer_key:
            notes.append("The letter is not signed yet: ssh-keygen -Y sign -n muniment-request -f KEY letter.yaml")
        if doubled := doubled_officers(read.letter):
            notes.append(
                f"The letter lists an officer's id twice ({', '.join(doubled)}): rows that name it are returned."
            )
        write_facts(house, persons, facts)
        signed = signatures_of(persons, read.letter, agreement, house.threads, house.memory_limit)
        notes.extend(unsigned_notes(read.letter, agreement, signed))
        summary = assess(
            AssessmentInput(
                facts=facts,
                letter=read.letter,
                agreement=agreement,
                signer_key=read.signer_key or agreements.key_of_signer(agreement, read.letter.signer),
                orders=(),
                today=today,
                history=(),
                judgments=None,
                probing=False,
                law_as_of=read.letter.signed_on,
                requester_offices=offices(agreement),
                own_signatures=signed,
            ),
            pack,
            profile,
            findings,
            threads=house.threads,
            memory_limit=house.memory_limit,
            progress=house.progress,
        )
        rows, rules = _findings(house, findings)
    return {
        "agreement": agreement.id,
        "rows": read.persons.rows,
        "outcomes": dict(summary.counts),
        "rules": {rule: {"rows": count, "says": reason_sentences(pack, rule)} for rule, count in rules},
        "defects": rows,
        "shown": len(rows),
        "notes": notes,
        "clean": not notes and all(key == "eligible" for key in summary.counts),
    }


def doubled_officers(letter: Letter) -> list[str]:
    """Where the letter's list has an id that stands before already. The id itself is not repeated."""
    ids = [officer.id for officer in letter.officers]
    return [f"officers[{at}]" for at, one in enumerate(ids) if one in ids[:at]]


def _findings(house: House, findings: Path) -> tuple[list[dict[str, object]], list[tuple[str, int]]]:
    """The first rows with a defect, and how many rows each rule concerns."""
    with house.bulk() as con:
        source = f"read_parquet('{findings}')"
        rows = con.execute(
            f"""SELECT row, row_ref, outcome, failed FROM {source} WHERE outcome <> 'eligible'
                ORDER BY row LIMIT {SHOWN}"""
        ).fetchall()
        rules = con.execute(
            f"SELECT rule, count(*) FROM (SELECT unnest(failed) AS rule FROM {source}) GROUP BY 1 ORDER BY 1"
        ).fetchall()
    shown: list[dict[str, object]] = [
        {"row": row, "row_ref": row_ref, "outcome": outcome, "rules": list(failed)}
        for row, row_ref, outcome, failed in rows
    ]
    return shown, rules
