"""Officers' own signatures, on the requester's side: the lists they sign. No workspace, nothing stored but the lists."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Final

from muniment.assessment.batch_facts import officer_rows
from muniment.intake.engagement import own_signatures, row_lists
from muniment.intake.letter import read_letter
from muniment.intake.persons import read_persons
from muniment.usecases.files import must_be_file, read_file, write_whole
from muniment.vocabulary.agreement import Agreement
from muniment.vocabulary.request import Letter

_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SHOWN: Final = 50


def write_row_lists(letter: Path, persons: Path, out: Path) -> dict[str, object]:
    """Write for each officer of the letter the list of his rows, as he signs it, to `out`/ID.rows.

    The letter may be a draft: neither its signature nor the file's hash is looked at. Raises InputRefused for files that cannot be read.
    """
    drafted = read_letter(read_file(must_be_file(letter)), letter.name)
    places = {officer.id: f"officers-{at}" for at, officer in enumerate(drafted.officers)}
    files: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="muniment-rows-") as folder:
        received = Path(folder) / "persons.parquet"
        read_persons(must_be_file(persons), received)
        out.mkdir(parents=True, exist_ok=True)
        for officer, content in row_lists(received, drafted):
            name = officer if _FILE_NAME.fullmatch(officer) else places[officer]
            write_whole(out / f"{name}.rows", content)
            files.append({"officer": officer, "rows": content.count(b"\n") - 1, "file": str(out / f"{name}.rows")})
    return {
        "lists": files,
        "sign_with": "ssh-keygen -Y sign -n muniment-engagement -f KEY FILE.rows",
        "then": "Put each FILE.rows.sig into the letter as the officer's `signature`, then sign the letter.",
    }


def signatures_of(persons: Path, letter: Letter, agreement: Agreement, threads: int, memory: str) -> dict[str, str]:
    """`own_signatures` where the agreement asks for them; where it does not, none is looked at."""
    if agreement.engagement != "officer":
        return {}
    return own_signatures(persons, letter, threads=threads, memory_limit=memory)


def unsigned_notes(letter: Letter, agreement: Agreement, signed: dict[str, str]) -> list[str]:
    """For the requester: which officers of the letter lack a valid signature of their own, and what is wrong with it."""
    if agreement.engagement != "officer":
        return []
    good = {str(row[0]) for row in officer_rows(letter, agreement, signed) if row[-1]}
    notes = []
    for at, officer in enumerate(letter.officers):
        if officer.id in good:
            continue
        if not officer.signature:
            why = "has no signature of the officer's own"
        elif officer.id in signed:
            why = "is signed with a key that the agreement does not register for this officer"
        else:
            why = "has a signature that is not good for the list of the officer's rows"
        notes.append(f"officers[{at}] {why}: rows that name the officer are returned (`muniment package rows`).")
    return notes[:_SHOWN] + ([f"{len(notes) - _SHOWN} more officers likewise."] if len(notes) > _SHOWN else [])
